-- Who may do what: each role reaches as far as its matrix says, through every road, and no company reaches another.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/gadget.sql
select test.sign_in('owner');
create temporary table made (name text primary key, id bigint); grant all on made to public;
insert into made select 'owned', (app.save('gadget', null, null, '{"name":"Owned","email":"a@example.com","price":"12.50","cost":"7"}') ->> 'id')::bigint;
insert into made select 'crew', (app.save('gadget', null, null, jsonb_build_object('name', 'Crew', 'team_id', test.team())) ->> 'id')::bigint;
insert into made select 'theirs', (app.save('gadget', null, null, jsonb_build_object('name', 'Theirs', 'owner_id', test.person('technician'))) ->> 'id')::bigint;
select test.sign_in('owner', 'beta');
insert into made select 'foreign', (app.save('gadget', null, null, '{"name":"Foreign"}') ->> 'id')::bigint;

-- Each template, through the list, the finder, the count and search: all four agree.
create function pg_temp.seen(as_whom text, company text default 'alpha') returns table (list text, finder text, counted bigint, searched bigint)
language plpgsql as $$
begin
	perform test.sign_in(as_whom, company);
	list := '';
	if app.scope('gadget', 'read') = 'none' then list := 'none'; return next; return; end if;
	execute format('select string_agg(name, '','' order by name) from (%s) x', ui.list_sql('gadget', '{}') ->> 'sql') into list using 50;
	select string_agg(g.name, ',' order by g.name) into finder from app.gadget g where g.id = any (app.find('gadget', '{"filter":{"not":{"field":"name","op":"=","value":"x"}}}'));
	counted := app.count('gadget', '{}', 100);
	searched := (select count(*) from jsonb_array_elements(app.search('e') -> 'hits') h where h ->> 'entity' = 'gadget');
	return next;
end $$;
select results_eq($$select * from pg_temp.seen('owner')$$, $$values ('Crew,Owned,Theirs', 'Crew,Owned,Theirs', 3::bigint, 0::bigint)$$, 'an owner sees the whole company');
select results_eq($$select * from pg_temp.seen('manager')$$, $$values ('Crew,Owned,Theirs', 'Crew,Owned,Theirs', 3::bigint, 0::bigint)$$, 'a manager too');
select results_eq($$select list, finder, counted from pg_temp.seen('technician')$$, $$values ('Crew,Theirs', 'Crew,Theirs', 2::bigint)$$, 'a technician sees their team''s and their own');
select results_eq($$select list, finder, counted from pg_temp.seen('performer')$$, $$values (null::text, null::text, 0::bigint)$$, 'a performer sees their own: nothing yet');
select results_eq($$select list, finder, counted from pg_temp.seen('viewer')$$, $$values ('Crew,Owned,Theirs', 'Crew,Owned,Theirs', 3::bigint)$$, 'a viewer sees all');
select results_eq($$select list, finder, counted from pg_temp.seen('owner', 'beta')$$, $$values ('Foreign', 'Foreign', 1::bigint)$$, 'the other company sees its own');

-- What one may not see cannot be shown, filtered, sorted, searched, or read in history.
select test.sign_in('viewer');
select throws_ok($$select ui.list_sql('gadget', '{"columns":["price"]}')$$, 'UI005', null, 'a masked column is not listed');
select throws_ok($$select ui.list_sql('gadget', '{"sort":["price"]}')$$, 'UI005', null, 'nor sorted by');
select throws_ok($$select app.find('gadget', '{"filter":{"field":"cost","op":">","value":"1"}}')$$, 'UI005', null, 'nor filtered by');
select is(app.find('gadget', '{"term":"a@example.com"}'), '{}', 'nor searched');
select ok(not (ui.list_sql('gadget', '{"columns":"*"}') -> 'columns') @> '[{"name":"price"}]', '"*" leaves it out');
select ok(not exists (select from jsonb_array_elements(app.history('gadget', (select id from made where name = 'owned')) -> 'changes') c where c -> 'changes' ? 'price'), 'history leaves it out');
select throws_ok('select price from app.gadget', '42501', null, 'and the grants say no');
select ok((ui.catalogue()::jsonb -> 'entities' -> 'gadget' -> 'fields') @> '[{"name":"price","masked":true}]', 'the catalogue says that it is masked');
select test.sign_in('owner');
select is(app.find('gadget', '{"term":"a@example.com"}'), array[(select id from made where name = 'owned')], 'who may see it finds it');

-- Another company's rows: not there, for reading, changing, deleting, acting, referring, merging, attaching.
select test.sign_in('owner');
select throws_ok(format('select app.save(%L, %s, 1, %L)', 'gadget', (select id from made where name = 'foreign'), '{"name":"Mine now"}'), 'UI006', null, 'a foreign row is not changed');
select throws_ok(format('select app.remove(%L, %s)', 'gadget', (select id from made where name = 'foreign')), 'UI006', null, 'nor deleted');
select throws_ok(format('select app.act(%L, %L, %s)', 'gadget', 'use', (select id from made where name = 'foreign')), 'UI006', null, 'nor acted on');
select throws_ok(format('select app.history(%L, %s)', 'gadget', (select id from made where name = 'foreign')), 'UI006', null, 'nor its history read');
select throws_ok(format('select app.save(%L, null, null, %L)', 'gadget', jsonb_build_object('name', 'Child', 'parent_id', (select id from made where name = 'foreign'))), '23503', null, 'nor referred to');
select throws_ok(format('select app.merge(%L, %s, array[%s])', 'gadget', (select id from made where name = 'owned'), (select id from made where name = 'foreign')), 'UI006', null, 'nor merged');
select is((select count(*) from app.gadget where tenant_id = test.tenant('beta')), 0::bigint, 'asking for its number sees nothing');
select throws_ok($$insert into app.gadget (tenant_id, name) values (test.tenant('beta'), 'Smuggled')$$, '42501', null, 'writing into it is refused');
select throws_ok($$select app.save('gadget', null, null, '{"name":"x","tenant_id":2}')$$, 'UI007', null, 'and its number is no field');
select throws_ok('select * from app.account', '42501', null, 'accounts are nobody''s to read');
select throws_ok('select * from app.audit', '42501', null, 'nor the audit');
select throws_ok('select app.create_tenant(''x1'', ''X'')', '42501', null, 'companies are made by the administration only');
select throws_ok('select app.set_secret(1, ''x'')', '42501', null, 'so are passwords of others');

-- Forgetting who asks fails closed; so does pretending a clearance.
select test.sign_out();
set local role comptoir_staff;
select throws_ok('select count(*) from app.gadget', null, null, 'no company, no rows');
select test.sign_in('viewer');
set local role comptoir_staff_margin_personal_price;
select throws_ok('select count(*) from app.gadget', 'UI004', null, 'a role that is not the person''s is refused');

-- Reaching less than reading: seen is not changed.
select test.sign_in('viewer');
select throws_ok(format('select app.save(%L, %s, 1, %L)', 'gadget', (select id from made where name = 'owned'), '{"name":"Changed"}'), 'UI005', null, 'a viewer changes nothing');
select throws_ok($$select app.save('gadget', null, null, '{"name":"New"}')$$, 'UI005', null, 'a viewer creates nothing');
select throws_ok(format('select app.remove(%L, %s)', 'gadget', (select id from made where name = 'owned')), 'UI005', null, 'a viewer deletes nothing');
select throws_ok($$select app.import_begin('gadget')$$, 'UI005', null, 'a viewer imports nothing');
select throws_ok($$select ui.list_sql('gadget', '{"export":true}')$$, 'UI005', null, 'a viewer exports nothing');
select test.sign_in('technician');
select lives_ok(format('select app.save(%L, %s, 1, %L)', 'gadget', (select id from made where name = 'theirs'), '{"name":"Theirs still"}'), 'a technician changes their own');
select throws_ok(format('select app.save(%L, %s, 1, %L)', 'gadget', (select id from made where name = 'crew'), '{"name":"Taken"}'), 'UI005', null, 'and reads, but does not change, their team''s');
select throws_ok(format('select app.save(%L, %s, 1, %L)', 'gadget', (select id from made where name = 'owned'), '{"name":"Taken"}'), 'UI006', null, 'what they do not see is not there');

-- The matrix may be changed by who may, takes effect at once, and the door cannot be locked from inside.
select test.sign_in('manager');
select throws_ok($$select app.save('permission', (select p.id from app.permission p where p.entity = 'gadget' and p.verb = 'read' limit 1), null, '{"scope":"none"}')$$, 'UI005', null, 'a manager does not change rights');
select throws_ok(format('select app.save(%L, null, null, %L)', 'membership', jsonb_build_object('person_id', test.person('manager'), 'role_id', (select id from app.role where name = 'owner'))), 'UI005', null, 'nor makes themselves owner');
select test.sign_in('owner');
select lives_ok($$select app.save('permission', (select p.id from app.permission p join app.role r on r.id = p.role_id where r.name = 'viewer' and p.entity = 'gadget' and p.verb = 'read'), null, '{"scope":"none"}')$$, 'an owner does');
select throws_ok($$select app.save('permission', (select p.id from app.permission p join app.role r on r.id = p.role_id where r.name = 'owner' and p.entity = 'permission' and p.verb = 'update'), null, '{"scope":"none"}')$$, 'UI001', 'The owner keeps the right to change rights.', 'but not out of their own hands');
select test.sign_in('viewer');
select is(app.scope('gadget', 'read'), 'none', 'and it holds at once');
select is(app.find('gadget', '{"term":"own"}'), '{}', 'the finder finds nothing either');

-- One person, two companies: an owner here, a viewer there.
select test.sign_in('twice@example.com', 'alpha');
select is(app.scope('gadget', 'create'), 'all', 'owner of one company');
select test.sign_in('twice@example.com', 'beta');
select is(app.scope('gadget', 'create'), 'none', 'viewer of the other');
select test.sign_out();
select is((select jsonb_agg(c ->> 'slug' order by c ->> 'slug') from jsonb_array_elements(app.sign_in('twice@example.com') -> 'companies') c), '["alpha", "beta"]', 'sign-in offers both');
select is(app.sign_in('TWICE@example.com/beta') -> 'companies' -> 0 ->> 'slug', 'beta', 'the one that was named stands first');
select is(app.sign_in('twice@example.com/gamma'), null, 'one that is not theirs is no company');
select is(app.sign_in('nobody@example.com'), null, 'and nobody is nobody');
select is(app.sign_in('owner@alpha.example.com/beta'), null, 'a company that is not theirs neither');

-- Removing the last owner.
select test.sign_in('twice@example.com', 'alpha');
select lives_ok($$select app.remove('membership', m.id) from app.membership m join app.role r on r.id = m.role_id where r.name = 'owner' and m.person_id <> app.person()$$, 'one of two owners may go');
select throws_ok($$select app.remove('membership', m.id) from app.membership m join app.role r on r.id = m.role_id where r.name = 'owner' and m.deleted_at is null$$, 'UI001', 'A company keeps at least one owner.', 'the last one stays');
select * from finish();
rollback;
