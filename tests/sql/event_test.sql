-- Events and notifications: what happens is noted once, by whoever does it; those whom it concerns are told as they want it, and nobody else.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.events(entity text, id bigint) returns text language sql stable as $$ select coalesce(string_agg(e.name, ' ' order by e.id), '') from app.event e where e.subject_entity = $1 and e.subject_id = $2 $$;
create temporary table kept (name text primary key, id bigint); grant all on kept to public;
select test.sign_in('office');
insert into kept values ('task', pg_temp.made('task', jsonb_build_object('title', 'Check brakes', 'assignee_id', test.person('technician'))));
select is(pg_temp.events('task', id), 'made assigned', 'made, and given to somebody') from kept where name = 'task';
select is((e.label, e.depth, e.created_by), ('Check brakes'::text collate app.natural, 0, test.person('office')), 'with what it is called and who did it') from app.event e where e.name = 'made' and e.subject_entity = 'task';
select app.move('task', id, null, '{"status": "in_progress"}', 0) from kept where name = 'task';
select is(facts, '{"field": "status", "from": "todo", "to": "in_progress"}', 'a card that moved, from where to where') from app.event where name = 'moved' and subject_entity = 'task';
select app.save('task', id, null, '{"status": "done"}') from kept where name = 'task';
select app.save('task', id, null, '{"description": "Worn."}') from kept where name = 'task';
select is(pg_temp.events('task', id), 'made assigned moved done moved', 'done is once done; other changes are no event') from kept where name = 'task';
select throws_ok($$ select app.happened('exploded', 'task', 1) $$, 'UI007', null, 'only what is declared happens');
select set_config('app.batch', '1', true);
insert into kept values ('imported', pg_temp.made('task', '{"title": "Imported"}'));
select set_config('app.batch', '', true);
select is(pg_temp.events('task', id), '', 'what is imported was there before') from kept where name = 'imported';

-- Seen by whoever may see the record.
select test.sign_in('performer');
select is((select count(*) from app.event), 0::bigint, 'a performer sees none');
select test.sign_in('owner', 'beta');
select is((select count(*) from app.event where label = 'Check brakes'), 0::bigint, 'nor another company');
select test.sign_in('office');
select throws_ok($$ update app.event set label = 'x' $$, '42501', null, 'nobody writes what happened');
select throws_ok($$ select app.save('event', null, null, '{}') $$, 'UI005', null, 'nor makes it up');

-- Told: the technician, and nobody else.
select test.sign_in('technician');
select is((n.text, n.kind, n.channel), ('“Check brakes” was given to you.'::text collate app.natural, 'assigned'::text, 'screen'::text), 'who it was given to is told') from app.notification n;
select is(app.my_notifications() -> 'unread', '1', 'one is unread');
select is(app.my_notifications() #>> '{notifications,0,args,=label}', 'Check brakes', 'with the name of the record, which is not translated');
select is((select count(*) from app.notification), 1::bigint, 'it is a list, too');
select is(ui.catalogue()::jsonb #> '{entities,notification,opens}', '{"id": "subject_id", "mark": "read_at", "then": "seen", "entity": "subject_entity"}', 'that says which record Enter opens');
select lives_ok($$ select app.act('notification', 'seen', (select id from app.notification)) $$, 'it is read');
select is(app.my_notifications() -> 'unread', '0', 'none is unread');
select lives_ok($$ select app.act('notification', 'unseen', (select id from app.notification)) $$, 'or kept');
select is(app.my_notifications(read => true) -> 'marked', '1', 'all of them at once');
select is(app.my_notifications("all" => true) #> '{notifications,0,read}', 'true', 'they stand in the history');
select throws_ok($$ select app.save('notification', (select id from app.notification), null, '{"text": "x"}') $$, 'UI005', null, 'what was told is not written over');
select lives_ok($$ select app.remove('notification', (select id from app.notification)) $$, 'and may go');
select test.sign_in('owner');
select is((select count(*) from app.notification), 0::bigint, 'not even an owner reads what another one was told');
select is((select count(*) from unnest(app.find('notification', '{"trash": true}')) x), 0::bigint, 'by no road');
select is(app.count('notification', '{}', 10), 0::bigint, 'nor counts it');
select throws_ok($$ select app.history('notification', (select max(id) from app.event)) $$, 'UI006', null, 'nor its history');
select test.sign_in('office');
insert into kept values ('own', pg_temp.made('task', jsonb_build_object('title', 'Mine', 'assignee_id', test.person('office'))));
select is(app.my_notifications() -> 'unread', '0', 'nobody is told what they did themselves');

-- Named by a colleague, once, and what a customer writes.
select test.sign_in('office');
insert into kept values ('asked', pg_temp.made('ticket', jsonb_build_object('subject', 'Odd noise', 'assignee_id', test.person('manager'))));
select app.act('ticket', 'note', id, '{"body": "Ask @accountant, or @alpha, or a@b.c; not @office"}') from kept where name = 'asked';
select test.sign_in('accountant');
select is(app.my_notifications() #>> '{notifications,0,args,=who}', 'Alpha office', 'who is named is told by whom');
select is(text, 'Alpha office named you in “Odd noise”.', 'and where') from app.notification where kind = 'mentioned';
select test.sign_in('office');
select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', id, 'kind', 'question', 'body', 'It is louder now.')) from kept where name = 'asked';
update kept set id = pg_temp.made('task', jsonb_build_object('title', 'Listen', 'description', 'With @accountant')) where name = 'own';
select app.save('task', id, null, '{"description": "With @accountant, soon"}') from kept where name = 'own';
select test.sign_in('manager');
select is(string_agg(kind || ' ' || text, ', ' order by id), 'assigned “Odd noise” was given to you., answered The customer wrote in “Odd noise”.', 'whose ticket it is is told that the customer wrote') from app.notification;
select test.sign_in('accountant');
select is((select count(*) from app.notification where kind = 'mentioned'), 2::bigint, 'named again in the same text is told once');

select test.sign_in('office');
select pg_temp.made('activity', '{"kind": "call", "subject": "Asked for a price", "body": "@accountant please"}');
select test.sign_in('accountant');
select is((select text from app.notification where kind = 'mentioned' order by id desc limit 1), 'Alpha office named you in “Asked for a price”.', 'what is about nothing else is named itself');

-- As each of them wants it.
select test.sign_in('technician');
select app.prefer('notify.assigned', 'none');
select throws_ok($$ select app.prefer('notify.assigned', 'pigeon') $$, 'UI001', null, 'there are four ways');
select test.sign_in('office');
select pg_temp.made('task', jsonb_build_object('title', 'Quiet', 'assignee_id', test.person('technician')));
select test.sign_in('technician');
select is((select count(*) from app.notification where text like '%Quiet%'), 0::bigint, 'who wants none is told nothing');
select app.prefer('notify.assigned', 'digest');
select test.sign_in('office');
select pg_temp.made('task', jsonb_build_object('title', 'Later', 'assignee_id', test.person('technician')));
select throws_ok($$ select app.notify_person(1, 'nonsense', 'x', '{}', null, null) $$, 'UI007', null, 'a kind that there is not');
select lives_ok($$ select app.notify_person(999999, 'rule', 'x', '{}', null, null) $$, 'somebody who is not here is told nothing');
select lives_ok($$ select app.notify_person(test.person('owner', 'beta'), 'rule', 'x', '{}', null, null) $$, 'nor somebody of another company');
select test.sign_out();
set local role comptoir_platform;
select is((select count(*) from app.notification n where n.person_id = test.person('owner', 'beta')), 0::bigint, 'there is none');
create function pg_temp.mailed(address text, subject text, body text) returns void language sql as $$ insert into kept values (address || ': ' || body, 0) $$;
select is(app.ready_tell_people(), true, 'somebody waits to be told');
select is(x ->> 'channel', 'digest', 'by the mail of the day') from jsonb_array_elements(app.job_tell_people(null, '{}') -> 'notices') x where x ->> 'sentence' is not null and x #>> '{args,=label}' = 'Later';
select app.people_told((select jsonb_agg(x || jsonb_build_object('text', 'Texte ' || (x ->> 'id'))) from jsonb_array_elements(app.job_tell_people(null, '{}') -> 'notices') x));
select is(app.ready_tell_people(), false, 'all of them were');
select is(x ->> 'texts' like '%Texte %', true, 'the morning after, in the words of whom it is for') from jsonb_array_elements(app.job_daily_digest(null, '{"hour": 0}') -> 'digests') x;
update app.notification set created_at = now() - interval '2 days', version = version + 1 where channel = 'digest';
reset role;

-- What becomes late.
select test.sign_in('office');
insert into kept values ('late', pg_temp.made('task', jsonb_build_object('title', 'Was due', 'assignee_id', test.person('manager'), 'due_on', app.today() - 1))),
    ('kept', pg_temp.made('task', jsonb_build_object('title', 'Done in time', 'status', 'done', 'due_on', app.today() - 1)));
insert into kept values ('ticket', pg_temp.made('ticket', jsonb_build_object('subject', 'Broken promise', 'assignee_id', test.person('technician'))));
select test.sign_out();
set local role comptoir_platform;
select app.job_watch_time(null, '{}');
select is(pg_temp.events('task', id), 'made assigned', 'what was late before anybody watched is no news') from kept where name = 'late';
update app.event_watch w set seen = now() - interval '3 days';
select app.as_platform(test.tenant());
update app.ticket t set resolve_by = now() - interval '1 minute', version = t.version + 1 where t.id = (select id from kept where name = 'ticket');
select is((app.job_watch_time(null, '{}') #>> array['companies', test.tenant()::text, 'noted'])::integer, 2, 'two became late');
select is(pg_temp.events('task', id), 'made assigned late', 'a task') from kept where name = 'late';
select is(pg_temp.events('task', id), 'made done', 'not one that was done') from kept where name = 'kept';
select is(pg_temp.events('ticket', id), 'made assigned late', 'and a promise') from kept where name = 'ticket';
select is(app.job_watch_time(null, '{}') -> 'noted', '0', 'once');
update app.event_watch w set seen = now() + interval '1 hour';
select is(app.job_watch_time(null, '{}') -> 'noted', '0', 'a clock that was set back finds nothing twice');
select is((select count(*) from app.notification n where n.kind = 'late' and n.tenant_id = test.tenant() and n.person_id in (test.person('manager'), test.person('technician'))), 2::bigint, 'and who answers for them is told');
select app.as_platform(test.tenant());
update app.event e set created_at = now() - interval '100 days', version = e.version + 1 where e.label = 'Was due';
select is((app.job_forget_events(null, '{}') ->> 'forgotten')::integer, (select 0), 'what happened is kept');
select * from finish();
rollback;
