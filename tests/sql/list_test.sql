-- Lists: every order pages through every row exactly once, with the same answer by either road; filters find exactly their hits.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/gadget.sql
select test.sign_in('owner');
select app.save('custom_field', null, null, '{"entity":"gadget","name":"colour","label":"Colour"}') \g /dev/null
insert into app.gadget (name, code, kind, price, bought_on, spare, tags, custom, owner_id, team_id)
select (array['Étoile', 'etoile', 'Zoé', 'Article 9', 'Article 10', 'dupont', 'Jean-Pierre', 'L’Hay'])[1 + g % 8] || case when g % 3 = 0 then '' else ' ' || g end,
    case when g % 2 = 0 then 'AB' || lpad(g::text, 3, '0') || 'CD' end, case when g % 5 = 0 then 'large' else 'small' end,
    case when g % 4 <> 0 then g % 7 * 100 end, case when g % 3 <> 0 then date '2026-01-01' + g % 11 end, g % 2 = 0,
    case when g % 6 = 0 then '{vip}' else '{}' end::text[], case when g % 10 = 0 then '{"colour": "red"}' else '{}' end::jsonb,
    case when g % 4 = 0 then test.person('technician') else test.person('owner') end, case when g % 9 = 0 then test.team() end
from generate_series(1, 120) g;

-- Pages of 7 through a whole order, by the prepared road or by the finder.
create function pg_temp.page_through(sort jsonb, road text) returns bigint[] language plpgsql as $$
declare
	shape jsonb := jsonb_build_object('sort', sort, 'columns', '["name"]'::jsonb, 'by', road); cur jsonb; r record; seen bigint[] := '{}'; n integer; first_sql text; next_sql text; q jsonb;
begin
	first_sql := ui.list_sql('gadget', shape) ->> 'sql'; next_sql := ui.list_sql('gadget', shape || '{"after": true}') ->> 'sql';
	for i in 1..100 loop
		n := 0; q := jsonb_strip_nulls(jsonb_build_object('sort', sort, 'limit', 7, 'filter', '{"not":{"field":"name","op":"=","value":"nothing"}}'::jsonb)) || coalesce(jsonb_build_object('after', cur), '{}');
		for r in execute format('select id, _cursor from (%s) x', case when road = 'order' and cur is not null then next_sql else first_sql end)
		    using case when road = 'find' then q::text else '7' end, cur loop
			seen := seen || r.id; cur := r._cursor; n := n + 1;
		end loop;
		exit when n < 7;
	end loop;
	return seen;
end $$;
-- $1 is text above; the prepared texts cast it themselves.
create function pg_temp.straight(sort text) returns bigint[] language plpgsql as $$
declare
	ids bigint[];
begin
	execute format('select array_agg(id order by %s) from app.gadget', sort) into ids;
	return ids;
end $$;
create temporary table orders (sort jsonb, straight text); grant select on orders to public;
insert into orders values ('["-id"]', 'id desc'), ('["id"]', 'id'), ('["name"]', 'name, id'), ('["-name"]', 'name desc, id desc'),
    ('["bought_on"]', 'bought_on nulls last, id'), ('["-bought_on"]', 'bought_on desc nulls last, id desc'),
    ('["price"]', 'price nulls last, id'), ('["-price"]', 'price desc nulls last, id desc'), ('["kind","-bought_on"]', 'kind, bought_on desc nulls last, id'),
    ('["-bought_on","name"]', 'bought_on desc nulls last, name, id desc'), ('["-price","bought_on","-name"]', 'price desc nulls last, bought_on nulls last, name desc, id desc'),
    ('["spare","code"]', 'spare, code nulls last, id'), ('["custom.colour","-id"]', 'custom ->> ''colour'' nulls last, id desc');
create function pg_temp.check_orders(who text) returns setof text language plpgsql as $$
declare
	o record;
begin
	perform test.sign_in(who);
	for o in select * from orders where who <> 'viewer' or not sort::text like '%price%' loop
		return next is(pg_temp.page_through(o.sort, 'order'), pg_temp.straight(o.straight), format('%s pages by %s', who, o.sort));
		return next is(pg_temp.page_through(o.sort, 'find'), pg_temp.straight(o.straight), format('%s pages by %s through the finder', who, o.sort));
	end loop;
end $$;
select pg_temp.check_orders('owner');
select test.sign_in('owner');
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
update app.role set clearance = '{margin,personal,price}', version = version + 1 where name in ('technician', 'performer') and tenant_id = test.tenant();
update app.gadget set owner_id = test.person('performer'), version = version + 1 where id % 13 = 0;
select pg_temp.check_orders('technician');
select pg_temp.check_orders('performer');

-- Filters: the finder and a plain reading of the same condition agree, for everyone.
create temporary table filters (ast jsonb, straight text); grant select on filters to public;
insert into filters values
    ('{"field":"kind","op":"=","value":"large"}', 'kind = ''large'''), ('{"field":"kind","op":"any","value":["large","small"]}', 'true'),
    ('{"field":"kind","op":"=","value":"Large"}', 'kind = ''large'''), ('{"field":"kind","op":"!=","value":"large"}', 'kind <> ''large'''),
    ('{"field":"tags","op":"~","value":"vip"}', 'tags @> ''{vip}'''), ('{"not":{"field":"tags","op":"~","value":"vip"}}', 'not tags @> ''{vip}'''),
    ('{"field":"tag","op":"=","value":"vip"}', 'tags @> ''{vip}'''),
    ('{"field":"custom.colour","op":"=","value":"red"}', 'custom ->> ''colour'' = ''red'''), ('{"field":"custom.colour","op":"empty"}', 'not custom ? ''colour'''),
    ('{"field":"bought_on","op":"range","value":["2026-01-03","2026-01-05"]}', 'bought_on between ''2026-01-03'' and ''2026-01-05'''),
    ('{"field":"bought_on","op":">=","value":"2026-01-08"}', 'bought_on >= ''2026-01-08'''), ('{"field":"bought_on","op":"empty"}', 'bought_on is null'),
    ('{"field":"price","op":">","value":"3"}', 'price > 300'), ('{"field":"price","op":"=","value":"2.00"}', 'price = 200'),
    ('{"field":"spare","op":"=","value":"true"}', 'spare'), ('{"field":"name","op":"~","value":"ETOILE"}', 'app.fold(name) like ''%etoile%'''),
    ('{"field":"code","op":"=","value":"ab-012-cd"}', 'code = ''AB012CD'''),
    ('{"field":"owner_id","op":"=","value":"me"}', 'owner_id = app.person()'), ('{"field":"owner_id","op":"~","value":"alpha tech"}', 'owner_id = test.person(''technician'')'),
    ('{"and":[{"field":"kind","op":"=","value":"small"},{"field":"tags","op":"~","value":"vip"}]}', 'kind = ''small'' and tags @> ''{vip}'''),
    ('{"or":[{"field":"kind","op":"=","value":"large"},{"field":"tags","op":"~","value":"vip"}]}', 'kind = ''large'' or tags @> ''{vip}'''),
    ('{"or":[{"field":"bought_on","op":"empty"},{"word":"zoe"}]}', 'bought_on is null or app.fold(name) like ''%zoe%'''),
    ('{"word":"etoile"}', 'app.fold(name) like ''%etoile%'''), ('{"word":"jeanpierre"}', 'name like ''Jean-Pierre%'''), ('{"word":"ab-03"}', 'code like ''AB03%'''),
    ('{"word":"l''hay"}', 'name like ''L’Hay%'''), ('{"word":"10%"}', 'false');
create function pg_temp.check_filters(who text) returns setof text language plpgsql as $$
declare
	f record; got bigint[]; want bigint[];
begin
	perform test.sign_in(who);
	for f in select * from filters loop
		execute format('select coalesce(array_agg(id order by id desc), ''{}'') from app.gadget where %s', f.straight) into want;
		got := app.find('gadget', jsonb_build_object('filter', f.ast, 'limit', 500));
		return next is(got, want, format('%s finds %s', who, f.ast));
		return next is(app.count('gadget', jsonb_build_object('filter', f.ast), 1000), cardinality(want)::bigint, format('%s counts %s', who, f.ast));
		execute format('select coalesce(array_agg(id order by name, id), ''{}'') from app.gadget where %s', f.straight) into want;
		return next is(app.find('gadget', jsonb_build_object('filter', f.ast, 'limit', 500, 'sort', '["name"]'::jsonb)), want, format('%s finds by name %s', who, f.ast));
	end loop;
end $$;
select pg_temp.check_filters('owner');
select pg_temp.check_filters('technician');
select pg_temp.check_filters('performer');

-- Words as people write them.
select test.sign_in('owner');
select is(app.find('gadget', '{"term":"ab 012 cd"}'), app.find('gadget', '{"term":"AB-012-CD"}'), 'a plate is found however it is written');
select is(cardinality(app.find('gadget', '{"term":"ab012cd"}')), 1, 'without separators too');
select is(cardinality(app.find('gadget', '{"term":"zoe 5"}')) > 0, true, 'two words, one of one letter');
select is(app.find('gadget', '{"term":"   "}') = app.find('gadget', '{}'), true, 'blanks ask for nothing');
select is(app.count('gadget', '{}', 10), 10::bigint, 'a count stops where it is told to');

-- What is wrong gets a sentence.
select throws_ok($$select app.find('gadget', '{"filter":{"field":"nmae","op":"=","value":"x"}}')$$, 'UI007', 'There is no field “{name}”.');
select throws_ok($$select app.find('gadget', '{"filter":{"field":"nam","op":"=","value":"x"}}')$$, 'UI007', 'There is no field “{name}”. Did you mean “{guess}”?', 'the field that was meant is offered');
select throws_ok($$select ui.spec('gadgte')$$, 'UI007', 'There is no entity “{entity}”. Did you mean “{guess}”?');
select is(app.nearest('contct', '{vehicle,contact,company}'), 'contact', 'one letter is missing');
select is(app.nearest('xyz', '{vehicle,contact,company}'), null, 'no silly guess');
select is(app.nearest(repeat('x', 100000), '{vehicle,contact}'), null, 'nor of a text that is none');
select is(app.nearest('', '{a}'), null, 'nor of nothing');
select throws_ok($$select app.find('gadget', '{"filter":{"field":"bought_on","op":">","value":"soon"}}')$$, 'UI007', '{label} cannot be compared with “{value}”.');
select throws_ok($$select app.find('gadget', '{"filter":{"field":"price","op":"=","value":"x''; drop table app.gadget"}}')$$, 'UI007', '{label} cannot be compared with “{value}”.');
select throws_ok($$select app.find('gadget', '{"sort":["name; drop table app.gadget"]}')$$, 'UI007', 'There is no field “{name}”.');
select throws_ok($$select ui.list_sql('gadget', '{"columns":["name","search"]}')$$, 'UI007', 'There is no field “{name}”.');
select is(app.find('gadget', '{"term":"%''; select 1 --"}'), '{}', 'a term is never SQL');
-- Who made a record: a colleague by name, the platform by its own, and no more than a number for whoever may see no colleagues.
-- A list that does not ask for it pays nothing.
reset role;
create function test.author(what text) returns table (id bigint, label text) language plpgsql as $$
begin
	return query execute format('select x.created_by, x."created_by.label" from (%s) x', ui.list_sql(what, '{"columns": ["created_by"]}') ->> 'sql') using 1;
end $$;
select test.sign_in('owner');
select is((test.author('gadget')).label, (select name::text from app.person where id = test.person('owner')), 'a colleague is named');
select is((test.author('role')).label, 'Comptoir', 'and so is the platform');
select is((test.author('role')).id, 0::bigint, 'which has no number of its own');
select unalike(ui.list_sql('gadget', '{"columns": ["name"]}') ->> 'sql', '%app.person r%', 'a list without authors asks for no names');
reset role;
delete from app.permission where tenant_id = app.tenant() and entity = 'person' and verb = 'read' and role_id in (select id from app.role where template = 'owner');
select test.sign_in('owner');
select is((test.author('gadget')).label, null, 'to whoever may see no colleagues nobody is named');
select is((test.author('gadget')).id, test.person('owner'), 'the number stays');
select * from finish();
rollback;
