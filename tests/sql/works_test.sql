-- Long work: seen, fetched and stopped by whoever began it; who runs the company sees that it goes on and may stop it; nobody else knows of it.
begin;
select no_plan();
create function test.work_here() returns bigint language sql security definer as $$ select max(id) from app.long_work where tenant_id = 1 $$;
grant execute on function test.work_here to public;

select test.sign_in('office');
select lives_ok($$ select app.long_work_begin('export', 'contact', 'liste', '{"format": "csv"}', 12, false, 'k1') $$, 'a person begins a work');
select is((select app.long_work_begin('export', 'contact', 'liste', '{"format": "csv"}', 12, false, 'k1') ->> 'replayed'), 'true', 'the same key is the same work');
select is((select jsonb_array_length(app.long_works() -> 'works')), 1, 'there is one');
select is((select (w ->> 'state') || ' ' || (w ->> 'total') || ' ' || (w ->> 'name') || ' ' || (w ->> 'own') from jsonb_array_elements(app.long_works() -> 'works') w), 'running 12 liste true', 'as it was begun');
select is(app.long_work_beat(test.work_here(), 5, 4, 1), false, 'it says how far it is, and goes on');
select is((app.long_work(test.work_here()) ->> 'done')::int, 5, 'which is read');
select lives_ok($$ select app.long_work_keep(test.work_here(), 0, 'abc'::bytea), app.long_work_keep(test.work_here(), 1, 'def'::bytea) $$, 'what it makes is kept');
select is(app.long_work_get(test.work_here(), 1) ->> 'data', 'ZGVm', 'and fetched piece by piece');
select is(app.long_work_get(test.work_here(), 2) -> 'data', 'null', 'until there is no more');
select throws_ok($$ select app.long_work_put(test.work_here(), 0, 'YQ==') $$, 'UI001', null, 'a work that runs takes no file any more');

select test.sign_in('technician');
select is(app.long_works(), '{"works": []}', 'a colleague sees none of it');
select throws_ok($$ select app.long_work(test.work_here()) $$, 'UI006', null, 'nor when he knows the number');
select throws_ok($$ select app.long_work_rows(test.work_here()) $$, 'UI006', null, 'nor its rows');
select throws_ok($$ select app.long_work_get(test.work_here(), 0) $$, 'UI006', null, 'nor its file');
select throws_ok($$ select app.long_work_stop(test.work_here()) $$, 'UI006', null, 'nor can he stop it');
select is(app.long_work_beat(test.work_here(), 9, 9, 9), null, 'or say that it is further');
select throws_ok($$ select * from app.long_work $$, '42501', null, 'the table itself is nobody''s to read');
select throws_ok($$ select * from app.long_work_piece $$, '42501', null, 'nor the files');

select test.sign_in('owner', 'beta');
select is(app.long_works(), '{"works": []}', 'another company''s owner sees none of it');
select throws_ok($$ select app.long_work_stop(test.work_here()) $$, 'UI006', null, 'and stops none of it');

select test.sign_in('owner');
select is((select (w ->> 'own') || ' ' || (w ->> 'person') from jsonb_array_elements(app.long_works() -> 'works') w), 'false Alpha office', 'who runs the company sees that it goes on, and whose it is');
select ok(not app.long_work(test.work_here()) ? 'said', 'not what it said');
select throws_ok($$ select app.long_work_get(test.work_here(), 0) $$, 'UI006', null, 'nor its file');
select is(app.long_work_stop(test.work_here()) ->> 'stop', 'true', 'and may stop it');

select test.sign_in('office');
select is(app.long_work_beat(test.work_here(), 6, 5, 1), true, 'which it hears with its next word');
select lives_ok($$ select app.long_work_end(test.work_here(), 'stopped', 6, 5, 1, null, 'Arrêté.') $$, 'it ends');
select is(app.long_work(test.work_here()) ->> 'state', 'stopped', 'as stopped');
select lives_ok($$ select app.long_work_begin('import', 'contact', 'a.csv', '{}', null, true) $$, 'a work may wait for its file');
select lives_ok($$ select app.long_work_put(test.work_here(), 0, 'YWJj'), app.long_work_put(test.work_here(), 0, 'YWJj') $$, 'a piece sent twice is one');
select is((select count(*) from generate_series(0, 1) n where app.long_work_take(test.work_here(), n) is not null), 1::bigint, 'and is read by whoever does it');
select is(app.long_work_run(test.work_here()) ->> 'began', 'true', 'it runs once');
select is(app.long_work_run(test.work_here()) ->> 'began', 'false', 'not twice');
select lives_ok($$ select app.long_work_begin('export', 'contact', n::text, '{}') from generate_series(1, 9) n $$, 'ten may be under way');
select throws_ok($$ select app.long_work_begin('export', 'contact', 'one more', '{}') $$, 'UI001', null, 'not eleven');

select test.sign_out();
update app.long_work set beat_at = now() - interval '2 minutes' where tenant_id = 1 and state = 'running';
select test.sign_in('office');
select is(app.long_work(test.work_here()) ->> 'state', 'lost', 'one of which nobody has heard for a minute is told as interrupted');
select test.sign_out();
update app.long_work set began_at = now() - interval '8 days' where tenant_id = 1 and name in ('1', '2');
select is(app.job_forget_works(null, '{}'), '{"forgotten": 2, "companies": {"1": {"forgotten": 2}}}', 'after a week it is forgotten');
select * from finish();
rollback;
