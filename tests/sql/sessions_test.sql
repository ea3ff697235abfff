-- Sessions: written by the worker that serves them, seen and ended by the one whose they are, forgotten when nobody vouches for them.
begin;
select no_plan();
create function test.ids() returns text language sql as $$ select coalesce(string_agg(x ->> 'id', ' ' order by (x ->> 'id')::bigint), '') from jsonb_array_elements(app.my_sessions()) x $$;
grant execute on function test.ids to public;
create temp table who as select test.person('owner') as owner, test.person('office') as office, (select tenant_id from app.person where id = test.person('owner') order by 1 limit 1) as tenant;
grant select on who to public;

-- The workers speak: nobody's role, no company.
set role comptoir_app;
select app.signed_in(owner, tenant, 'key', null, 1, 'host-10-1', 100, '192.0.2.1'), app.signed_in(owner, tenant, 'key', null, 2, 'host-10-2', 200, '192.0.2.2'),
    app.signed_in(office, tenant, 'key', null, 3, 'host-10-1', 100, '192.0.2.3') from who;
select lives_ok($$ select app.signed_in(owner, tenant, 'key', null, 1, 'other', 1, '') from who $$, 'a number that is taken does no harm');
select lives_ok($$ select app.signed_in(owner, tenant, 'key') from who $$, 'nor does a sign-in without a session');
select throws_ok($$ select * from app.session $$, '42501', null, 'the table itself is closed to workers');
select throws_ok($$ select app.my_sessions() $$, '42501', null, 'and so are a person''s sessions');
reset role;

select test.sign_in('owner');
select is(test.ids(), '1 2', 'one sees one''s sessions of both workers');
select is(app.my_sessions(1) -> 0 ->> 'this', 'true', 'and which of them is asking');
select is(app.my_sessions(1) -> 1 ->> 'address', '192.0.2.2', 'with where from');
select is((select string_agg(x ->> 'address', ' ') from jsonb_array_elements(app.my_sessions(8, '192.0.2.8')) x where x ->> 'this' = 'true'), '192.0.2.8', 'also when its row is not there yet');
select throws_ok($$ select app.end_my_session(3) $$, 'UI001', 'You have no such session.', 'another''s cannot be ended');
select throws_ok($$ select app.end_my_session(99) $$, 'UI001', 'You have no such session.', 'nor can one that is not there: nobody can tell which it was');
select throws_ok($$ select * from app.session $$, '42501', null, 'the table itself is closed to people');
select throws_ok($$ select app.sessions_ended('host-10-1', '{3}') $$, '42501', null, 'and so is what workers say');
select lives_ok($$ select app.end_my_session(2) $$, 'one''s own on the other worker can');
select is(test.ids(), '1', 'and it is gone at once');
select throws_ok($$ select app.end_my_session(2) $$, 'UI001', null, 'it is not ended twice');
reset role;
select test.sign_in('office');
select is(test.ids(), '3', 'the other sees hers');
reset role;
select test.sign_in('owner', 'beta');
select is(test.ids(), '', 'another company sees none');
select throws_ok($$ select app.end_my_session(1) $$, 'UI001', null, 'and ends none');
reset role;

-- What the workers say every minute.
set role comptoir_app;
select is(app.sessions_seen('host-10-2', 200, jsonb_build_array(jsonb_build_array(2, tenant, owner, 'x', 0))), '[2]', 'the worker whose it is reads that it was asked to end, message or no message') from who;
select is(app.sessions_seen('host-10-1', 100, jsonb_build_array(jsonb_build_array(1, tenant, owner, '192.0.2.1', 0))), '[]', 'nothing to end here') from who;
reset role;
select is((select string_agg(id::text, ' ' order by id) from app.session), '1 2 3', 'a row that came meanwhile is not swept away');
update app.session set seen_at = now() - interval '121 seconds';
set role comptoir_app;
select app.sessions_seen('host-10-1', 100, jsonb_build_array(jsonb_build_array(1, tenant, owner, '192.0.2.1', 0), jsonb_build_array(4, tenant, owner, '192.0.2.4', 1700000000), jsonb_build_array(5, tenant, 0, '', 0))) from who;
reset role;
select is((select string_agg(id::text, ' ' order by id) from app.session where worker = 'host-10-1'), '1 4', 'what a worker no longer has goes, what was missing is added, nobody''s is passed over');
select is((select since from app.session where id = 4), to_timestamp(1700000000), 'since when it really was');
set role comptoir_app;
select app.sessions_seen('host-10-1', 101, '[]');
reset role;
select is((select count(*) from app.session where worker = 'host-10-1'), 0::bigint, 'who takes a dead worker''s place drops all that was its');
set role comptoir_app;
select app.sessions_ended('host-10-1', '{2}');
reset role;
select is((select count(*) from app.session where id = 2), 1::bigint, 'a worker ends no other''s');
set role comptoir_app;
select app.sessions_ended('host-10-2', '{2}');
reset role;
select is((select count(*) from app.session), 0::bigint, 'its own it does');

-- Nobody vouches for it.
set role comptoir_app;
select app.signed_in(owner, tenant, 'key', null, 6, 'host-10-1', 100, ''), app.signed_in(owner, tenant, 'key', null, 7, 'gone-10-1', 100, '') from who;
reset role;
update app.session set seen_at = now() - interval '181 seconds' where id = 7;
select test.sign_in('owner');
select is(test.ids(), '6', 'after three minutes it is not shown');
select throws_ok($$ select app.end_my_session(7) $$, 'UI001', null, 'and cannot be ended');
reset role;
select is(app.job_forget_sessions(null, '{}'), '{"forgotten": 1, "companies": {"1": {"forgotten": 1}}}', 'and then it is forgotten');
select is((select string_agg(id::text, ' ') from app.session), '6', 'it alone');
select is((select count(*) from app.job where name = 'forget_sessions' and every is not null), 1::bigint, 'there is a job for that');
select * from finish();
rollback;
