-- What was changed is told with what references are called, as far as the reader may see what they point at; the number always.
begin;
select no_plan();
create temporary table made (name text, id bigint);
grant all on made to public;
create function pg_temp.owners() returns text language sql as $$
    select string_agg((c -> 'changes' -> 'owner_id')::text || coalesce((c -> 'changes' -> 'owner_id.label')::text, ''), ' ' order by n)
    from jsonb_array_elements(app.history('vehicle', (select id from made where name = 'vehicle')) -> 'changes') with ordinality u(c, n) where c -> 'changes' ? 'owner_id' $$;
create function pg_temp.told(text) returns text language sql as $$
    select replace(replace($1, 'ZOE', (select id::text from made where name = 'zoe')), 'MAX', (select id::text from made where name = 'max')) $$;

grant execute on all functions in schema pg_temp to public;
select test.sign_in('owner');
insert into made select 'zoe', (app.save('contact', null, null, '{"kind": "person", "last_name": "Zoé"}') ->> 'id')::bigint;
insert into made select 'max', (app.save('contact', null, null, jsonb_build_object('kind', 'person', 'last_name', 'Max', 'owner_id', test.person('viewer'))) ->> 'id')::bigint;
insert into made select 'vehicle', (app.save('vehicle', null, null, jsonb_build_object('plate', 'HI-570-RY', 'owner_id', (select id from made where name = 'zoe'))) ->> 'id')::bigint;
select lives_ok($$ select app.save('vehicle', (select id from made where name = 'vehicle'), null, jsonb_build_object('owner_id', (select id from made where name = 'max'))) $$, 'a vehicle changes hands');
select lives_ok($$ select app.save('vehicle', (select id from made where name = 'vehicle'), null, '{"owner_id": null}') $$, 'and is nobody''s');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX]["Zoé", "Max"] [MAX, null]["Max", null]'), 'both are named beside their numbers');
select test.sign_out();
do $$ begin perform set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true); end $$;	-- the platform changes rights in alpha
update app.permission p set scope = 'mine', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'viewer' and p.tenant_id = test.tenant() and p.entity = 'contact' and p.verb = 'read';
select test.sign_in('viewer');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX][null, "Max"] [MAX, null]["Max", null]'), 'who sees one of them is told that one''s name, and of the other the number');
select test.sign_out();
do $$ begin perform set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true); end $$;	-- the platform changes rights in alpha
update app.permission p set scope = 'none', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'viewer' and p.tenant_id = test.tenant() and p.entity = 'contact' and p.verb = 'read';
select test.sign_in('viewer');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX] [MAX, null]'), 'who sees no contacts is told numbers');
select test.sign_in('owner', 'beta');
select throws_ok($$ select app.history('vehicle', (select id from made where name = 'vehicle')) $$, 'UI006', null, 'and another company nothing');
select throws_ok($$ select app.history_rows('vehicle', (select id from made where name = 'vehicle')) $$, 'UI006', null, 'by either road');


-- Pages: the newest first, each once, whatever was changed between two of them; what one may not see is on none.
select test.sign_out();
\i tests/data/gadget.sql
select test.sign_in('owner');
insert into made select 'gadget', (app.save('gadget', null, null, '{"name": "Paged", "price": "12.50", "checked_at": "2026-11-20T10:00:00+01:00"}') ->> 'id')::bigint;
create function pg_temp.gadget() returns bigint language sql as $$ select id from made where name = 'gadget' $$;
create function pg_temp.pages(size integer) returns setof jsonb language plpgsql as $$
declare
	page jsonb; next bigint;
begin
	loop
		page := app.history('gadget', pg_temp.gadget(), next, size);
		return query select x from jsonb_array_elements(page -> 'changes') x;
		next := (page ->> 'next')::bigint;
		exit when next is null;
	end loop;
end $$;
grant execute on all functions in schema pg_temp to public;
do $$ begin for i in 1..11 loop perform app.save('gadget', pg_temp.gadget(), null, jsonb_build_object('name', 'Paged ' || i)); end loop; end $$;
select is(array(select (x -> 'changes' -> 'name' ->> 1) from pg_temp.pages(5) x where x ->> 'verb' = 'update'), array(select 'Paged ' || i from generate_series(11, 1, -1) i), 'pages of five hold all, from the newest');
select is((select count(*) from pg_temp.pages(5)), 12::bigint, 'each once, and how it was made');
select is((select array_agg(x ->> 'verb') from (select x from pg_temp.pages(3) with ordinality u(x, n) order by n desc limit 1) y), array['insert'], 'which comes last');
select is((select count(*) from pg_temp.pages(12)), 12::bigint, 'a page that holds all is the only one');
select ok(not app.history('gadget', pg_temp.gadget(), null, 12) ? 'next', 'and says so');
select throws_ok('select app.history(''gadget'', pg_temp.gadget(), null, 0)', 'UI007', null, 'a page of nothing is refused');
select throws_ok('select app.history(''gadget'', pg_temp.gadget(), null, 1001)', 'UI007', null, 'so is one too large');

-- Money and moments are as on the wire; an action is named.
select lives_ok($$ select app.save('gadget', pg_temp.gadget(), null, '{"price": "13.75", "checked_at": null}') $$, 'an amount and a moment change');
select is(app.history('gadget', pg_temp.gadget(), null, 1) #> '{changes,0,changes}', '{"price": ["12.50", "13.75"], "checked_at": ["2026-11-20T09:00:00.000Z", null]}', 'they read as the record says them');
select lives_ok($$ select app.act('gadget', 'use', pg_temp.gadget()) $$, 'an action is done');
select is(app.history('gadget', pg_temp.gadget(), null, 1) #>> '{changes,0,action}', 'use', 'and named');
select lives_ok($$ select app.save('gadget', pg_temp.gadget(), null, '{"name": "By hand"}') $$, 'what is done by hand after it');
select ok(not (app.history('gadget', pg_temp.gadget(), null, 1) #> '{changes,0}') ? 'action', 'is not');

-- What is masked was not changed, for those from whom it is: neither what, nor that, nor when.
select lives_ok($$ select app.save('gadget', pg_temp.gadget(), null, '{"price": "99"}') $$, 'only the price changes');
select is(app.history('gadget', pg_temp.gadget(), null, 1) #> '{changes,0,changes}', '{"price": ["13.75", "99.00"]}', 'its owner sees it');
select test.sign_in('viewer');
select is(app.history('gadget', pg_temp.gadget(), null, 1) #> '{changes,0,changes}', '{"name": ["Paged 11", "By hand"]}', 'a viewer sees the change before it as the last');
select ok(app.history('gadget', pg_temp.gadget())::text !~ '99|13.75|12.50|price', 'and nothing of any price');
select is((select jsonb_agg(x -> 'changes') from pg_temp.pages(2) x where x -> 'changes' ? 'checked_at'), '[{"checked_at": ["2026-11-20T09:00:00.000Z", null]}]', 'of a change of both, the other one');
select test.sign_in('technician');
select throws_ok('select app.history(''gadget'', pg_temp.gadget(), null, 5)', 'UI006', null, 'who may not see the record is told nothing');
select throws_ok('select app.history(''gadget'', pg_temp.gadget(), 1000000000, 5)', 'UI006', null, 'wherever the page begins');
select test.sign_in('owner', 'beta');
select throws_ok('select app.history(''gadget'', pg_temp.gadget(), null, 5)', 'UI006', null, 'and another company nothing');

-- Ten thousand changes: a page reads a page.
select test.sign_in('owner');
select test.sign_out();
insert into app.audit (tenant_id, entity, row_id, person_id, verb, changes)
select test.tenant(), 'gadget', pg_temp.gadget(), test.person('owner'), 'update', jsonb_build_object('name', jsonb_build_array('n' || i, 'n' || i + 1)) from generate_series(1, 10000) i;
select test.sign_in('owner');
select is((select count(*) from jsonb_array_elements(app.history('gadget', pg_temp.gadget(), null, 100) -> 'changes')), 100::bigint, 'of a long history a page is a page');
select is((select count(distinct x ->> 'id') from pg_temp.pages(1000) x), 10016::bigint, 'and all of it can be reached');

select * from finish();
rollback;
