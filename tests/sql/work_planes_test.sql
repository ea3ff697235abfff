-- What the screens of the work lean on: one's own by a word of the filter, what opens first, sums of a board for who may see them, what a
-- card waits for, the end that follows from a duration, free time by words, moments told by the company's clock.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
select test.sign_in('owner');
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;

-- What opens first: what the role says, else what was declared for its template, else nothing.
select is(app.my_start(), null, 'an owner begins with the menu');
select test.sign_in('technician');
select alike(app.my_start(), 'mission mine:yes %', 'who does the work begins with it');
select is(ui.catalogue()::jsonb ->> 'start', app.my_start(), 'and the catalogue says so');
select test.sign_in('owner');
select lives_ok(format('select app.save(''role'', %s, null, ''{"start": "board task"}'')', (select id from app.role where template = 'technician')), 'a company says it for its own role');
select test.sign_in('technician');
select is(app.my_start(), 'board task', 'which goes before');

-- One's own: booked for it, or responsible, as the entity says.
select test.sign_in('owner');
select pg_temp.made('resource', jsonb_build_object('name', 'Own hands', 'kind', 'person', 'person_id', test.person('technician'))) as hands \gset
select pg_temp.made('mission', '{"title": "Own one", "kind": "appointment", "starts_at": "2031-02-03T09:00:00Z", "minutes": 90}') as one \gset
select pg_temp.made('mission', '{"title": "Own other", "kind": "appointment", "starts_at": "2031-02-03T09:00:00Z", "ends_at": "2031-02-03T09:45:00Z"}') as other \gset
select pg_temp.made('booking', jsonb_build_object('resource_id', :hands, 'mission_id', :one)) \g /dev/null
select is(m.status || ' ' || (m.ends_at = '2031-02-03T10:30:00Z'), 'planned true', 'an appointment is planned, its end follows from its duration') from app.mission m where m.id = :one;
select is(m.minutes, 45, 'or its duration from its end') from app.mission m where m.id = :other;
select app.save('mission', :one, null, '{"minutes": 60}') \g /dev/null
select is(m.ends_at, '2031-02-03T10:00:00Z'::timestamptz, 'another duration, another end') from app.mission m where m.id = :one;
select app.save('mission', :one, null, '{"ends_at": "2031-02-03T11:00:00Z"}') \g /dev/null
select is(m.minutes, 120, 'another end, another duration') from app.mission m where m.id = :one;
select is(pg_temp.made('mission', '{"title": "Own draft", "starts_at": "2031-02-03T09:00:00Z", "minutes": 30}') is not null, true, 'an event stays a draft');
select is(m.status, 'draft', '… until it is planned') from app.mission m where m.title = 'Own draft';
select is(app.find('mission', '{"filter": {"field": "mine", "op": "~", "value": "yes"}}'), '{}'::bigint[], 'the owner goes nowhere');
select test.sign_in('technician');
select is(app.find('mission', '{"filter": {"field": "mine", "op": "~", "value": "yes"}}'), array[:one]::bigint[], 'the technician has one to go to');
select ok(not :one = any (app.find('mission', '{"filter": {"field": "mine", "op": "~", "value": "no"}}')), 'which is not among the others');
select ok(:one = any (app.find('mission', '{"filter": {"and": [{"field": "mine", "op": "~", "value": "yes"}, {"field": "status", "op": "~", "value": "planned"}]}}')), 'with other conditions, too');

-- Sums: of whom may see the amount.
select test.sign_in('owner');
select pg_temp.made('opportunity', '{"title": "Summed one", "amount": "1200.00"}'), pg_temp.made('opportunity', '{"title": "Summed two", "amount": "300.50"}') \g /dev/null
select is(app.board_counts('opportunity', '{"filter": {"word": "summed"}}', 100) -> 0, '["new", 2, "1500.50"]'::jsonb, 'a column tells its sum, of what was filtered');
select is(x ->> 2, '1500.50', 'and of all of it') from jsonb_array_elements(app.board_counts('opportunity', '{}', 100)) x where x ->> 0 = 'new';
select test.sign_in('viewer');
select ok(not exists (select from jsonb_array_elements(app.board_counts('opportunity', '{}', 100)) x where jsonb_array_length(x) > 2), 'who may not see amounts sees no sum');
select test.sign_in('owner');
select is(jsonb_array_length(app.board_counts('task', '{}', 100) -> 0), 2, 'a board that sums up nothing says nothing of it');

-- What a card waits for, and how far its list is.
select pg_temp.made('task', '{"title": "Awaited"}') as awaited, pg_temp.made('task', '{"title": "Waiting"}') as waiting \gset
select pg_temp.made('task_need', jsonb_build_object('task_id', :waiting, 'needs_id', :awaited)) \g /dev/null
select is(t.waits_for, 1, 'it waits for one') from app.task t where t.id = :waiting;
select app.save('task', :awaited, null, '{"status": "done"}') \g /dev/null
select is(t.waits_for, null, 'which is done') from app.task t where t.id = :waiting;
select app.save('task', :awaited, null, '{"status": "todo"}') \g /dev/null
select is(t.waits_for, 1, 'and begun anew') from app.task t where t.id = :waiting;
select app.remove('task', :awaited, null) \g /dev/null
select is(t.waits_for, null, 'what is in the bin holds nobody up') from app.task t where t.id = :waiting;
select pg_temp.made('task_check', jsonb_build_object('task_id', :waiting, 'label', 'a', 'done', true)), pg_temp.made('task_check', jsonb_build_object('task_id', :waiting, 'label', 'b')) \g /dev/null
select is(t.checks, '1/2', 'its list is told in short') from app.task t where t.id = :waiting;

-- Free time by what one says: a skill, a kind, a part of the name, in any order.
select pg_temp.made('resource', '{"name": "Free Anna", "kind": "person", "tags": ["aerial"]}'), pg_temp.made('resource', '{"name": "Free lift", "kind": "lift"}') \g /dev/null
select is((select string_agg(distinct f.name, ',') from app.report_free_slots(60, words => 'aerial free') f), 'Free Anna', 'by a skill and a name');
select is((select string_agg(distinct f.name, ',') from app.report_free_slots(60, words => 'LIFT free') f), 'Free lift', 'by a kind');
select is((select count(*) from app.report_free_slots(60, words => 'nobody at all') f), 0::bigint, 'nobody');

select is(app.wall('2031-07-01T08:00:00Z'), '2031-07-01 10:00', 'a moment by the clock of the company');
select is(app.wall('2031-07-01T09:30:00Z', '2031-07-01T08:00:00Z'), '11:30', 'on the same day its time alone');
select * from finish();
rollback;
