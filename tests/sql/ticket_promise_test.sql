-- What is promised about tickets: what comes first in the list, what stands and goes on, who hears that it ends, who gets the next one.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.t(s text) returns app.ticket language sql stable as $$ select t from app.ticket t where t.subject = s order by t.id limit 1 $$;
-- Time goes by: everything that a ticket knows lies so much further back.
create function pg_temp.ago(s text, much interval) returns void language plpgsql security definer as $$
begin
	alter table app.ticket disable trigger user;
	update app.ticket set created_at = created_at - much, respond_by = respond_by - much, reply_by = reply_by - much, resolve_by = resolve_by - much, due_at = due_at - much, waiting_since = waiting_since - much, resolved_at = resolved_at - much
	where tenant_id = test.tenant() and subject = s;
	alter table app.ticket enable trigger user;
end $$;
create function pg_temp.told(who text) returns bigint language sql security definer as $$ select count(*) from app.notification n where n.tenant_id = test.tenant() and n.person_id = test.person(who) and n.kind = 'late' $$;
create function pg_temp.alerts() returns bigint language plpgsql security definer as $$
declare
	p constant text := current_setting('app.person', true); n bigint;
begin
	perform set_config('app.person', '0', true);
	n := app.ticket_alerts();
	perform set_config('app.person', p, true);
	return n;
end $$;
create function pg_temp.close() returns bigint language sql security definer as $$ select (app.job_close_tickets(test.tenant(), '{}') ->> 'closed')::bigint $$;
grant execute on function app.ticket_alerts, app.job_close_tickets to public;

-- Always open, so that minutes are minutes.
select test.sign_in('owner');
select pg_temp.made('opening', jsonb_build_object('weekday', n::text, 'opens', '0', 'closes', '24')) from generate_series(1, 7) n \g /dev/null
select pg_temp.made('ticket_queue', jsonb_build_object('category', 'bug', 'team_id', test.team())) \g /dev/null

-- What breaks first stands first.
select pg_temp.made('ticket', '{"subject": "Low", "priority": "low"}'), pg_temp.made('ticket', '{"subject": "Urgent", "priority": "urgent"}'), pg_temp.made('ticket', '{"subject": "Medium"}'), pg_temp.made('ticket', '{"subject": "Done", "priority": "urgent", "status": "resolved"}') \g /dev/null
select is((select e.spec ->> 'order' from ui.entity e where e.entity = 'ticket'), 'due_at', 'the list comes by what is promised next');
select is((select array_agg(t.subject::text order by t.due_at, t.id) from app.ticket t), '{Urgent,Medium,Low,Done}', 'what breaks first stands first, what is solved last');
select is((pg_temp.t('Urgent')).due_at, (pg_temp.t('Urgent')).respond_by, 'first the answer');
select lives_ok($$ select app.act('ticket', 'answer', (pg_temp.t('Urgent')).id, '{"body": "We look", "wait": false}') $$, 'once it is given');
select is((pg_temp.t('Urgent')).due_at, (pg_temp.t('Urgent')).resolve_by, 'the solution');
select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('Urgent')).id, 'kind', 'question', 'body', 'And?')) \g /dev/null
select is((pg_temp.t('Urgent')).due_at, now() + interval '60 minutes', 'another word of the customer is another promise');
select lives_ok($$ select app.act('ticket', 'answer', (pg_temp.t('Urgent')).id, '{"body": "Still"}') $$, 'answered again');
select is((t.reply_by, t.due_at)::text, '(,)', 'nothing runs while it waits') from pg_temp.t('Urgent') t;

-- The clock stands, and another priority does not forget it.
select pg_temp.ago('Urgent', interval '3 hours');
create temp table was as select resolve_by from app.ticket where subject = 'Urgent'; grant select on was to public;
select lives_ok($$ select app.save('ticket', (pg_temp.t('Urgent')).id, null, '{"status": "open"}') $$, 'three hours later it goes on');
select is((t.resolve_by, t.stood_minutes)::text, ((select resolve_by from was) + interval '180 minutes', 180)::text, 'from where it stood') from pg_temp.t('Urgent') t;
select lives_ok($$ select app.save('ticket', (pg_temp.t('Urgent')).id, null, '{"priority": "high"}') $$, 'less pressing');
select is((pg_temp.t('Urgent')).resolve_by, (pg_temp.t('Urgent')).created_at + interval '540 minutes' + interval '180 minutes', 'and the three hours are still not ours');
select lives_ok($$ select app.act('ticket', 'resolve', (pg_temp.t('Urgent')).id) $$, 'solved');
select pg_temp.ago('Urgent', interval '2 hours');
select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('Urgent')).id, 'kind', 'question', 'body', 'No!')) \g /dev/null
select is((t.status, t.stood_minutes)::text, '(open,300)', 'two hours in which it was held solved are not ours either') from pg_temp.t('Urgent') t;

-- Who hears of it: who answers half an hour before; the leads of the team once it broke. Each once.
select pg_temp.made('ticket', jsonb_build_object('subject', 'Soon', 'priority', 'urgent', 'team_id', test.team(), 'assignee_id', test.person('technician'))) \g /dev/null
select is(pg_temp.alerts(), 0::bigint, 'there is time');
select pg_temp.ago('Soon', interval '40 minutes');
select is((pg_temp.alerts(), pg_temp.alerts())::text, '(1,0)', 'twenty minutes before, once');
select is((pg_temp.told('technician'), pg_temp.told('manager'))::text, '(1,0)', 'who answers is warned');
select pg_temp.ago('Soon', interval '40 minutes');
select is((pg_temp.alerts(), pg_temp.alerts())::text, '(1,0)', 'once it broke');
select is((pg_temp.told('technician'), pg_temp.told('manager'))::text, '(1,1)', 'who leads the team hears it; who answers is told by the event');
-- (The day was told as 2026-11-16T07:30:00+00:00: a sentence has the company's clock, which its reader's language then writes.)
select is((select array_agg(w.args ->> 'at') from app.ticket t, app.ticket_warnings(t) w where t.subject = 'Soon' and w.field = 'respond_by'),
    (select array[app.wall(t.respond_by)] from app.ticket t where t.subject = 'Soon'), 'and the form says so, by the clock on the wall');

-- Two weeks later what stayed solved is closed.
select lives_ok($$ select app.act('ticket', 'resolve', (pg_temp.t('Soon')).id) $$, 'solved');
select pg_temp.ago('Soon', interval '13 days');
select is(pg_temp.close(), 0::bigint, 'not yet');
select test.sign_in('owner');
select pg_temp.ago('Soon', interval '2 days');
select is(pg_temp.close(), 2::bigint - 1, 'two weeks later');
select test.sign_in('owner');
select is((pg_temp.t('Soon')).status, 'closed', 'it is closed');

-- The next one goes to who is at work, then to who has least.
select pg_temp.made('resource', jsonb_build_object('name', 'Tech', 'kind', 'person', 'person_id', test.person('technician'))), pg_temp.made('resource', jsonb_build_object('name', 'Boss', 'kind', 'person', 'person_id', test.person('manager'))) \g /dev/null
select pg_temp.made('resource_hours', jsonb_build_object('resource_id', (select id from app.resource where name = 'Boss'), 'weekday', (extract(isodow from now() at time zone 'Europe/Paris')::integer % 7 + 1)::text, 'opens', '8', 'closes', '12')) \g /dev/null
select pg_temp.made('ticket', format('{"subject": "Night %s", "category": "bug"}', n)::jsonb) from generate_series(1, 3) n \g /dev/null
select is((select count(*) from app.ticket t where t.subject like 'Night%' and t.assignee_id = test.person('technician')), 3::bigint, 'all to the one who works today');
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Tech'), 'kind', 'absence', 'starts_at', now() - interval '1 hour', 'ends_at', now() + interval '1 day')) \g /dev/null
select pg_temp.made('ticket', '{"subject": "Late night", "category": "bug"}') \g /dev/null
select is((pg_temp.t('Late night')).assignee_id, test.person('manager'), 'who is away gets none, even where nobody else is here');
select pg_temp.made('ticket', '{"subject": "Wrong door", "category": "billing"}') \g /dev/null
select lives_ok($$ select app.save('ticket', (pg_temp.t('Wrong door')).id, null, '{"category": "bug"}') $$, 'another category');
select is((t.team_id, t.assignee_id)::text, (test.team(), test.person('manager'))::text, 'is another team, and somebody of it') from pg_temp.t('Wrong door') t;
select is((select count(*) from app.report_latest_tickets(3)), 3::bigint, 'the last three');
select test.sign_out();
select * from finish();
rollback;
