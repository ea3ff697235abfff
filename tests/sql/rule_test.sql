-- Rules: what is done by itself, as whoever wrote the rule may do it, once, and never for ever. The condition comes read, as the server reads it.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create temporary table kept (name text primary key, id bigint); grant all on kept to public;
create temporary table told (rule text, answer jsonb); grant all on told to public;
create function pg_temp.its(what text) returns bigint language sql stable as $$ select k.id from kept k where k.name = what $$;
-- What the server does: takes what waits, is the person of each turn, acts, notes it in words.
create function pg_temp.turn(filter jsonb default null) returns text language plpgsql as $$
declare
	t jsonb; answer jsonb; states text := '';
begin
	for t in select x from jsonb_array_elements(test.turns() -> 'turns') x loop
		if t #> '{who,companies}' is null then answer := '{"state": "failed", "sentence": "gone"}';
		else
			perform set_config('app.tenant', t ->> 'tenant', true), set_config('app.person', t #>> '{who,person}', true), set_config('role', t #>> '{who,companies,0,role}', true);
			answer := app.rule_act((t ->> 'rule_id')::bigint, (t ->> 'event_id')::bigint, filter, (t ->> 'dry')::boolean);
		end if;
		perform set_config('role', 'none', true);
		insert into told values ((select r.name from app.rule r where r.id = (t ->> 'rule_id')::bigint), answer);
		perform test.noted((t ->> 'tenant')::integer, (t ->> 'rule_id')::bigint, (t ->> 'event_id')::bigint, answer ->> 'state', app.filled(answer ->> 'sentence', answer -> 'args'));
		states := states || (answer ->> 'state') || ' ';
	end loop;
	perform test.sign_out();
	return rtrim(states);
end $$;
create function test.turns() returns jsonb language sql security definer as $$ select app.job_run_rules(null, '{}') $$;
create function test.noted(t integer, r bigint, e bigint, s text, w text) returns void language sql security definer as $$ select app.rule_noted(t, r, e, s, w) $$;

-- An urgent ticket: the manager is told, a task is made, the ticket gets a tag.
select test.sign_in('manager');
select throws_ok($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "ticket", "event": "made", "condition": "priority:urgent", "action": "tag", "tag": "x"}') $$, 'UI008', null, 'a condition is read before it is kept');
select set_config('app.filters', '{"priority:urgent": {"field": "priority", "op": "~", "value": "urgent"}}', true);
insert into kept values ('tell', pg_temp.made('rule', jsonb_build_object('name', 'Tell the manager', 'subject_entity', 'ticket', 'event', 'made', 'condition', 'priority:urgent', 'action', 'notify',
    'whom', 'person', 'to_person_id', test.person('manager'), 'says', 'Urgent: {label} ({priority})')));
insert into kept values ('task', pg_temp.made('rule', jsonb_build_object('name', 'Call back', 'subject_entity', 'ticket', 'event', 'made', 'action', 'task', 'whom', 'doer', 'says', 'Call back: {label}', 'days', 2, 'rank', 200)));
insert into kept values ('tag', pg_temp.made('rule', jsonb_build_object('name', 'Mark it', 'subject_entity', 'ticket', 'event', 'made', 'action', 'tag', 'tag', 'new', 'rank', 300)));
select is((r.person_id), test.person('manager'), 'a rule acts in the name of who wrote it') from app.rule r where r.id = pg_temp.its('tell');
select test.sign_in('office');
insert into kept values ('ticket', pg_temp.made('ticket', '{"subject": "No brakes", "priority": "urgent"}'));
select is((select count(*) from app.task where title like 'Call back%'), 0::bigint, 'the save itself does none of it');
select test.sign_out();
select is(pg_temp.turn('{"field": "priority", "op": "~", "value": "urgent"}'), 'done done done', 'a moment later all three are done');
select is((select count(*) from app.rule_turn), 0::bigint, 'and nothing waits');
select test.sign_in('manager');
select is(app.my_notifications() #>> '{notifications,0,message}', 'Urgent: No brakes (urgent)', 'the manager is told, with fields of the record');
select is((t.due_on, t.subject_entity, t.subject_id, t.assignee_id, t.created_by), (app.today() + 2, 'ticket'::text, pg_temp.its('ticket'), test.person('office'), test.person('manager')),
    'the task is linked, due, and for who did it') from app.task t where t.title = 'Call back: No brakes';
select is((select tags from app.ticket where id = pg_temp.its('ticket')), '{new}'::text[], 'the tag is there');
select is(c ->> 'by_rule', 'Mark it', 'history names the rule') from jsonb_array_elements(app.history('ticket', pg_temp.its('ticket')) -> 'changes') c where c -> 'changes' ? 'tags';
select set_eq($$ select state || ': ' || said from app.rule_result $$, array['done: Told Alpha manager: “Urgent: No brakes (urgent)”.', 'done: Made the task “Call back: No brakes” for Alpha office.',
    'done: Gave “No brakes” the tag “new”.'], 'and each result is in words');
select is((select max(depth) from app.event where rule_id is not null), 1, 'what it did is one deeper');

-- The condition.
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "A question"}');
select test.sign_out();
select is(pg_temp.turn('{"field": "priority", "op": "~", "value": "urgent"}'), 'unmet unmet unmet', 'what does not meet the condition is left alone');
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "Another question"}');
select test.sign_out();
select is(pg_temp.turn('{"field": "nonsense", "op": "~", "value": "x"}'), 'failed failed failed', 'a condition that cannot be asked fails');
select is((select count(*) from app.rule_result r where r.said = 'There is no field “nonsense”.'), 3::bigint, 'with its sentence');
select test.sign_in('manager');
select set_config('app.filters', '{"nonsense:1": {"field": "nonsense", "op": "~", "value": "1"}}', true);
select throws_like($$ select app.save('rule', pg_temp.its('tag'), null, '{"condition": "nonsense:1"}') $$, '%no field%', 'a field that there is not is refused as it is written');
select set_config('app.filters', '', true);

-- Tried: on what happened, and nothing is done.
select is(app.act('rule', 'try', pg_temp.its('task'), '{"last_events": 2}') #> '{answer,args,n}', '2', 'two events to try it on: it is said how many, and where to look');
select test.sign_out();
select is(pg_temp.turn(), 'would would', 'it would do it');
select is((select count(*) from app.task where title like 'Call back: A%'), 0::bigint, 'and does not');
select is((select string_agg(said, ' ' order by id desc) from app.rule_result where state = 'would'), 'A task “Call back: Another question” for Alpha office. A task “Call back: A question” for Alpha office.', 'but says it');
select test.sign_in('manager');
select throws_ok($$ select app.act('rule', 'try', pg_temp.its('task'), '{"last_events": 5000}') $$, 'UI001', null, 'not on all the past at once');

-- For ever.
select throws_like($$ select app.save('rule', null, null, '{"name": "Again", "subject_entity": "task", "event": "made", "action": "task", "says": "Again"}') $$, '%set itself off%', 'a rule that sets itself off is refused');
insert into kept values ('to_office', pg_temp.made('rule', jsonb_build_object('name', 'To the office', 'subject_entity', 'task', 'event', 'made', 'action', 'assign', 'whom', 'person', 'to_person_id', test.person('office'))));
select throws_like(format($$ select app.save('rule', null, null, '{"name": "And back", "subject_entity": "task", "event": "assigned", "action": "task", "says": "x"}') $$), '%set itself off%', 'and a ring of rules');
select throws_ok($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "task", "event": "late", "action": "assign", "whom": "owner"}') $$, 'UI001', null, 'whose it is has it already');
select throws_like($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "contact", "event": "completed", "action": "tag", "tag": "x"}') $$, '%does not happen%', 'an event that this kind of record has not');
select throws_ok($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "due", "event": "late", "action": "tag", "tag": "x"}') $$, 'UI001', null, 'a tag where there are none');
select throws_ok($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "ticket", "event": "made", "action": "notify", "whom": "person", "says": "x"}') $$, '23514', null, 'nobody to tell');
-- The last guards hold even where a ring was made behind the back of the first: depth and hours.
select test.sign_out();
select app.as_platform(test.tenant());
update app.event e set depth = 5, version = e.version + 1 where e.subject_entity = 'ticket' and e.id = (select max(id) from app.event where subject_entity = 'ticket' and name = 'made');
insert into app.rule_turn (event_id, rule_id) select max(id), pg_temp.its('tag') from app.event where subject_entity = 'ticket' and name = 'made';
select test.sign_out();
select is(pg_temp.turn(), 'stopped', 'five rules after one another are enough');
select test.sign_in('manager');
select app.save('rule', pg_temp.its('tag'), null, '{"most": 1}');
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "One more"}');
select test.sign_out();
select is(pg_temp.turn(), 'done done stopped', 'and as often within an hour as it may');
select alike(max(said), '%1 times within an hour%', 'which it says') from app.rule_result where state = 'stopped' and said like 'It acted%';

-- A mail from a template, to whom the record is about; where there is no address it is said.
select is(pg_temp.turn(), 'done', 'what a rule did sets off another one first');
select test.sign_in('manager');
select pg_temp.made('mail_template', '{"name": "Thanks", "language": "en", "kind": "letter", "subject": "Thank you", "body": "We have your message."}');
insert into kept values ('mail', pg_temp.made('rule', '{"name": "Thank", "subject_entity": "contact", "event": "made", "action": "mail", "template": "Thanks"}'));
select test.sign_in('office');
insert into kept values ('someone', pg_temp.made('contact', '{"last_name": "Someone", "email": "someone@example.com"}')), ('nobody', pg_temp.made('contact', '{"last_name": "Nobody"}'));
select test.sign_out();
select is(pg_temp.turn(), 'done failed', 'one is written');
select is(string_agg(m.address || ' ' || m.subject, ', '), 'someone@example.com Thank you', 'to that address') from app.mail m where m.subject_entity = 'contact';

-- Rights: nobody gains any by a rule.
select test.sign_in('office');
select throws_ok($$ select app.save('rule', null, null, '{"name": "x", "subject_entity": "ticket", "event": "made", "action": "tag", "tag": "x"}') $$, 'UI005', null, 'the office writes no rules');
select throws_ok($$ select app.save('rule', pg_temp.its('tag'), null, '{"tag": "evil"}') $$, 'UI005', null, 'nor changes them');
select test.sign_in('technician');
select is((select count(*) from app.rule), 0::bigint, 'a technician does not even see them');
-- A role that may write rules and may not touch tickets: the rule may not either.
select test.sign_out();
select app.as_platform(test.tenant());
insert into app.permission (role_id, entity, verb, scope) select r.id, 'rule', v, 'all' from app.role r, unnest('{read,create,update,try}'::text[]) v where r.name = 'performer' and r.tenant_id = test.tenant()
on conflict on constraint permission_once do update set scope = 'all', version = app.permission.version + 1;
select test.sign_in('performer');
insert into kept values ('evil', pg_temp.made('rule', '{"name": "Evil", "subject_entity": "ticket", "event": "made", "action": "tag", "tag": "evil"}'));
select test.sign_in('office');
insert into kept values ('secret', pg_temp.made('ticket', '{"subject": "Secret"}'));
select test.sign_out();
select pg_temp.turn();
select is((select tags from app.ticket where id = pg_temp.its('secret')), '{}'::text[], 'a rule does not write where its author may not');
select is(answer ->> 'sentence', 'Its author may not see this record.', 'nor read') from told where rule = 'Evil';
-- Somebody with fewer rights who changes a rule takes it over: it does not act for the one who wrote it first.
select test.sign_in('performer');
select app.save('rule', pg_temp.its('task'), null, '{"says": "Mine now: {label}"}');
select is((select person_id from app.rule where id = pg_temp.its('task')), test.person('performer'), 'who changes a rule takes it over');
select throws_ok(format($$ select app.save('rule', %s, null, '{"person_id": %s}') $$, pg_temp.its('task'), test.person('owner')), 'UI005', null, 'and cannot give it to somebody else');
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "Taken over"}');
select test.sign_out();
select pg_temp.turn();
select is((select count(*) from app.task where title like 'Mine now%'), 0::bigint, 'and it does no more than they may');
-- Whoever left acts no more.
select app.as_platform(test.tenant());
update app.membership m set deleted_at = now(), version = m.version + 1 where m.person_id = test.person('manager');
update app.person p set deleted_at = now(), version = p.version + 1 where p.id = test.person('manager');
select test.sign_in('office');
insert into kept values ('after', pg_temp.made('ticket', '{"subject": "After"}'));
select test.sign_out();
select alike(pg_temp.turn(), '%failed%', 'what a colleague wrote who left, fails');
select is((select tags from app.ticket where id = pg_temp.its('after')), '{}'::text[], 'and does nothing');
-- Another company has neither the rules nor what they did.
select test.sign_in('owner', 'beta');
select is((select count(*) from app.rule) + (select count(*) from app.rule_result) + (select count(*) from app.rule_turn), 0::bigint, 'another company has none of it');
select throws_ok(format($$ select app.act('rule', 'try', %s) $$, pg_temp.its('tag')), 'UI006', null, 'nor tries them');
select * from finish();
rollback;
