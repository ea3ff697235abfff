-- Who may start a job and what is told of it: a company's owner her own company's; what is done for all at once is the operator's.
begin;
select no_plan();
insert into app.job (name, tenant_id, every, last_ok, last_result) values ('ours', 1, '1 day', true, '{"counted": 4711}'), ('theirs', 2, '1 day', true, '{"counted": 4712}'),
    ('everywhere', null, '1 day', true, '{"counted": 4713, "companies": {"2": {"counted": 5}}}');
update app.job set run_at = now() + interval '1 day';
create function test.told(name text) returns jsonb language sql security invoker as $$ select j -> 'last_result' from jsonb_array_elements(app.jobs()) j where j ->> 'name' = $1 $$;
grant execute on function test.told to public;

select test.sign_in('owner');
select is(test.told('ours'), '{"counted": 4711}', 'an owner is told what her company''s job counted');
select is(test.told('everywhere'), 'null', 'not what the platform''s counted over all companies');
select ok(test.told('theirs') is null and app.jobs()::text !~ '471[23]', 'and nothing of another company');
select lives_ok($$ select app.job_run('ours') $$, 'she has her own done now');
select lives_ok($$ select app.job_run('everywhere') $$, 'the platform''s too, for her company');
select throws_ok($$ select app.job_run('theirs') $$, 'UI006', null, 'and another company''s is not there');
select throws_ok($$ select app.platform_job_run('everywhere') $$, '42501', null, 'nor by the operator''s own road');
select throws_ok($$ select * from app.platform_jobs() $$, '42501', null, 'nor does she see through it');
select test.sign_in('superadmin');
select is((select count(*) from jsonb_array_elements(app.jobs()) j where j ->> 'name' = 'everywhere'), 1::bigint, 'which is one job still');
select test.sign_in('owner', 'beta');
select is(test.told('everywhere'), '{"counted": 5}', 'another company''s owner is told her part');
select test.sign_in('viewer', 'beta');
select is(app.jobs(), '[]', 'who does not run the company sees none');
select throws_ok($$ select app.job_run('everywhere') $$, 'UI005', null, 'and starts none');
select test.sign_out();
select is((select string_agg(name || coalesce(' ' || tenant_id, ''), ', ' order by name) from app.job where run_at <= now()), 'everywhere 1, ours 1', 'two are due: hers, and the platform''s for her company alone');
select lives_ok($$ select app.platform_job_run('everywhere') $$, 'the operator has it done');
select throws_ok($$ select app.platform_job_run('ours') $$, 'UI006', null, 'and has no business with a company''s');
select is((select counted from app.platform_jobs() where name = 'everywhere' and company = '*'), '{"counted": 4713}', 'and sees what it counted');
-- What the jobs that there are say.
insert into app.request (tenant_id, person_id, key, digest, at) select t, 0, 'k' || n, '\x00', now() - interval '8 days' from (values (1, 1), (1, 2), (2, 3)) x(t, n);
select is(app.job_forget_requests(null, '{}'), '{"forgotten": 3, "companies": {"1": {"forgotten": 2}, "2": {"forgotten": 1}}}', 'a job of the platform tells each company''s part');
select is(app.job_forget_requests(null, '{}'), '{"forgotten": 0, "companies": {}}', 'of nothing too');
select * from finish();
rollback;
