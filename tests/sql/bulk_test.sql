-- One change of many records: each for itself, by the rights and rules of one; what is refused is told and leaves the others; the whole is one undo.
begin;
select no_plan();
create temp table made (id bigint, n int) on commit drop;
grant all on made to public;
create function test.ids() returns bigint[] language sql as $$ select array_agg(id order by n) from made $$;
create function test.versions() returns int[] language sql security definer as $$ select array_agg(c.version order by m.n) from made m join app.contact c on c.tenant_id = 1 and c.id = m.id $$;
create function test.bulk(p jsonb, versions int[] default null) returns jsonb language sql as $$ select app.bulk_rows(null, 'contact', p, test.ids(), versions) $$;
create function test.column(name text) returns text language plpgsql security definer as $$ declare t text; begin
    execute format('select string_agg(coalesce(c.%I::text, ''-''), '' '' order by m.n) from made m join app.contact c on c.tenant_id = 1 and c.id = m.id', name) into t; return t; end $$;
grant execute on all functions in schema test to public;

select test.sign_in('office');
insert into made select (app.save('contact', null, null, jsonb_build_object('last_name', 'Lot' || n, 'city', 'Paris', 'tags', jsonb_build_array('t' || n))) ->> 'id')::bigint, n from generate_series(1, 3) n;

-- The look.
select is((app.bulk_look('contact', jsonb_build_object('what', 'set', 'values', '{"city": "Lyon"}'::jsonb, 'ids', to_jsonb(test.ids())), 100) - 'sums'), '{"count": 3, "more": false, "unfit": [], "unfit_count": 0}', 'three records, all of them fit');
select is((app.bulk_look('contact', jsonb_build_object('what', 'delete', 'query', '{"term": "lot"}'::jsonb), 2) ->> 'more'), 'true', 'more than can be taken at a time is said');
select is((app.bulk_look('contact', jsonb_build_object('what', 'set', 'values', '{"city": "Lyon"}'::jsonb, 'ids', to_jsonb(test.ids()), 'versions', '[1, 7, 1]'::jsonb), 100) -> 'unfit' -> 0 ->> 'message'),
    'Someone changed this record meanwhile.', 'what was changed since one looked is told');
select is((app.bulk_look('contact', jsonb_build_object('what', 'restore', 'ids', to_jsonb(test.ids())), 100) ->> 'unfit_count')::int, 3, 'what is not deleted is not restored');
select throws_ok($$ select app.bulk_look('contact', '{"what": "set", "values": {"nosuch": 1}}', 100) $$, 'UI007', null, 'a field that is none is refused before the first record');
select throws_ok($$ select app.bulk_look('contact', '{"what": "set"}', 100) $$, 'UI007', null, 'and nothing to change');
select throws_ok($$ select app.bulk_look('contact', '{"what": "nosuch"}', 100) $$, 'UI007', null, 'and what nobody can do');

-- The doing.
select is((select string_agg(r ->> 'ok', ' ') from jsonb_array_elements(test.bulk('{"what": "set", "values": {"city": "Lyon"}}')) r), 'true true true', 'all are changed');
select is(test.column('city'), 'Lyon Lyon Lyon', 'to the same');
select is((select string_agg(r ->> 'ok', ' ') from jsonb_array_elements(test.bulk('{"what": "set", "values": {"email": "pas une adresse"}}')) r), 'false false false', 'a wrong value is wrong for each');
select is((select string_agg(concat_ws(' ', r ->> 'ok', r ->> 'status'), ', ') from jsonb_array_elements(test.bulk('{"what": "set", "values": {"city": "Nice"}}', array[2, 1, 2])) r),
    'true, false conflict, true', 'one that somebody changed stays, and says so');
select is(test.column('city'), 'Nice Lyon Nice', 'the others are changed');
select lives_ok($$ select test.bulk('{"what": "set", "add": ["vip", "t2"], "remove": ["t1"]}') $$, 'tags are added and removed');
select is(test.column('tags'), '{vip,t2} {t2,vip} {t3,vip,t2}', 'each keeps its others');

-- The way back, as one.
create temp table lot (id bigint) on commit drop;
grant all on lot to public;
insert into lot select app.bulk_batch('contact', 'set');
select lives_ok($$ select test.bulk(jsonb_build_object('what', 'set', 'values', '{"city": "Metz", "postcode": "57000"}'::jsonb, 'into', (select id from lot))) $$, 'a change into a batch');
select lives_ok($$ select app.save('contact', (select id from made where n = 2), null, '{"city": "Nancy"}') $$, 'one is changed again by hand');
select is((select (u ->> 'reverted') || ' ' || (u ->> 'kept') from app.undo((select id from lot)) u), '2 1', 'undo takes the others back and leaves that one');
select is(test.column('city'), 'Nice Nancy Nice', 'as they were before');
select is((select string_agg(r ->> 'ok', ' ') from jsonb_array_elements(app.bulk_rows(null, 'contact', jsonb_build_object('what', 'undo', 'batch', (select id from lot)), array[(select id from made where n = 2)], null)) r), 'false', 'record by record, too');
truncate lot;
insert into lot select app.bulk_batch('contact', 'delete');
select lives_ok($$ select test.bulk(jsonb_build_object('what', 'delete', 'into', (select id from lot))) $$, 'all go to the bin');
select isnt(test.column('deleted_at'), '- - -', 'and are there');
select is((app.undo((select id from lot)) ->> 'reverted')::int, 3, 'out of which undo takes them');
select is(test.column('deleted_at'), '- - -', 'all');

-- Whose rights.
select test.sign_in('viewer');
select throws_ok($$ select app.bulk_look('contact', '{"what": "set", "values": {"city": "Lyon"}}', 100) $$, 'UI005', null, 'who only reads changes nothing');
select is((select string_agg(distinct concat_ws(' ', r ->> 'ok', r ->> 'status'), ', ') from jsonb_array_elements(test.bulk('{"what": "set", "values": {"city": "Lyon"}}')) r), 'false forbidden', 'not record by record either');
select test.sign_in('manager');
select throws_ok($$ select app.undo((select id from lot)) $$, 'UI006', null, 'a colleague''s batch is not there');
select is((select string_agg(distinct r ->> 'ok', ' ') from jsonb_array_elements(app.bulk_rows(null, 'contact', jsonb_build_object('what', 'undo', 'batch', (select id from lot)), test.ids(), null)) r), 'false', 'nor is it taken back record by record');
-- What would leave is read by whoever reads what it is made from; who does not may do it all the same.
select test.sign_in('owner');
create temp table meeting as select (app.save('mission', null, null, jsonb_build_object('title', 'Lot', 'status', 'planned', 'starts_at', '2031-05-05T08:00:00Z', 'ends_at', '2031-05-05T09:00:00Z',
    'contact_id', app.save('contact', null, null, '{"kind": "person", "last_name": "Read", "email": "read@example.org"}') -> 'id')) ->> 'id')::bigint as id; grant select on meeting to public;
reset role;
create function pg_temp.confirm() returns jsonb language sql as $$ select app.bulk_look('mission', jsonb_build_object('what', 'confirm', 'ids', jsonb_build_array((select id from meeting))), 100) $$;
grant execute on function pg_temp.confirm to public;
select test.sign_in('owner');
select alike(pg_temp.confirm() -> 'shows' -> 0 ->> 'text', '%<read@example.org>%', 'the mail that would leave is read first');
select test.sign_out();
do $$ begin perform set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true); end $$;	-- the platform changes rights in alpha
update app.permission p set scope = 'none', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'manager' and p.tenant_id = test.tenant() and p.entity = 'mail_template' and p.verb = 'read';
select test.sign_in('manager');
select is(pg_temp.confirm() - 'sums', '{"count": 1, "more": false, "unfit": [], "unfit_count": 0}', 'who reads no templates is asked without it');
select test.sign_in('owner', 'beta');
select is((select string_agg(distinct r ->> 'status', ' ') from jsonb_array_elements(test.bulk('{"what": "set", "values": {"city": "Lyon"}}')) r), 'refused', 'another company''s records are not there');
select test.sign_out();
select is(test.column('city'), 'Nice Nancy Nice', 'and nothing of all that changed them');
select * from finish();
rollback;
