-- What is called exactly so stands first, however many newer ones only resemble it; and only for who may read it.
begin;
select no_plan();
\i tests/data/gadget.sql
alter default privileges grant execute on functions to public;
create function pg_temp.hits(term text, among text default null) returns setof text language sql as $$
	select (h ->> 'label') || case when (h ->> 'exact')::boolean then ' !' else '' end from jsonb_array_elements(app.search(term, 8, among) -> 'hits') h $$;
select test.sign_in('owner');
select app.save('contact', null, null, '{"kind": "company", "company_name": "Étoile Nantaise", "phone": "02 40 11 22 33"}') \g /dev/null
select app.save('contact', null, null, jsonb_build_object('kind', 'company', 'company_name', 'Étoile Nantaise ' || i)) from generate_series(1, 30) i \g /dev/null
select app.save('vehicle', null, null, '{"plate": "ZZ-812-AB"}') \g /dev/null
select is((select h from pg_temp.hits('etoile nantaise') h limit 1), 'Étoile Nantaise !', 'a name, without its accents, before thirty newer ones');
select is((select count(*) from pg_temp.hits('etoile nantaise') h where h like '%!'), 1::bigint, 'and none of those');
select is((select h from pg_temp.hits('+33 2 40 11 22 33') h), 'Étoile Nantaise !', 'a telephone as anybody writes it');
select is((select h from pg_temp.hits('zz 812 ab') h), 'ZZ812AB !', 'a plate');
select is((select count(*) from pg_temp.hits('zz-812-ab', 'contact')), 0::bigint, 'a kind may be named');
select is((select count(*) from pg_temp.hits('zz-812-ab', 'no such kind')), 0::bigint, 'one that there is not has none');
reset role;
-- Another company's, and what is masked, are found by nobody.
select test.sign_in('owner', 'beta');
select is((select count(*) from pg_temp.hits('zz 812 ab')), 0::bigint, 'not from another company');
reset role;
select test.sign_in('driver');
select is((select count(*) from pg_temp.hits('+33 2 40 11 22 33')), 0::bigint, 'nor by who may not see telephones');
reset role;
select is((select array_agg(distinct w order by w) from ui.entity e, jsonb_array_elements_text(e.spec -> 'short') w), (select array_agg(w order by w) from ui.entity e, jsonb_array_elements_text(e.spec -> 'short') w), 'no short word means two kinds');
select throws_like($$ select ui.declare_entity('gadget', title => 'G', one => 'G', menu => '', label => 'name', list => 'name', form => '[]', short => 'c') $$, 'ui: a short word %contact%', 'which cannot be declared');
select throws_like($$ select ui.declare_entity('gadget', title => 'G', one => 'G', menu => '', label => 'name', list => 'name', form => '[]', short => 'gadgets') $$, 'ui: a short word %', 'nor a long one');
select * from finish();
rollback;
