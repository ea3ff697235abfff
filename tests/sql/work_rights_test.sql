-- Who wants more than they may have, through the work itself: mails that are not theirs, names that are filled in, rules, previews,
-- calendars, a mail account that is pointed elsewhere, a series of which only some dates are theirs.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create temporary table kept (name text primary key, id bigint); grant all on kept to public;
create function pg_temp.its(what text) returns bigint language sql stable as $$ select k.id from kept k where k.name = what $$;
-- A role's right, as the owner of the company sets it.
create function pg_temp.allow(role text, entity text, verb text, scope text) returns void language sql security definer as $$
	insert into app.permission (role_id, entity, verb, scope) select r.id, $2, $3, $4 from app.role r where r.tenant_id = app.tenant() and r.name = $1
	on conflict on constraint permission_once do update set scope = excluded.scope, version = app.permission.version + 1 $$;
-- What nobody signed in may look at.
create function pg_temp.secrets() returns bigint language sql security definer as $$ select count(*) from app.mail_secret $$;
create function pg_temp.mails_to(address text) returns bigint language sql security definer as $$ select count(*) from app.mail m where m.address = $1 and m.kind = 'notification' $$;
create function pg_temp.tell_all() returns void language sql security definer as $$
	select app.people_told((select jsonb_agg(x || '{"text": "t", "subject": "t", "body": "t"}') from jsonb_array_elements(app.job_tell_people(null, '{}') -> 'notices') x)) $$;

-- A mail for one person's eyes is no event of the company; nor is one that was noted before anybody thought of it.
select app.as_platform(test.tenant()) \g /dev/null
insert into kept select 'hushed', app.mail_put('boss@alpha.example.com', 'Hushed: the pay of Paul', 'So much.', extra => '{"kind": "notification"}');
select is_empty($$ select from app.event where label like 'Hushed%' $$, 'what is private makes no event, so that no rule tells of it again');
select app.note_event('made', 'mail', pg_temp.its('hushed'), 'Hushed: the pay of Paul', '{}') \g /dev/null
select test.sign_in('technician');
select is_empty($$ select from app.mail where subject like 'Hushed%' $$, 'whoever reads all mails reads no private one');
select is_empty($$ select from app.event where label like 'Hushed%' $$, 'nor what happened to it');
select is(app.may('mail', 'read', pg_temp.its('hushed')), false, 'by any road');
select test.sign_in('owner');
select is((select count(*) from app.event where label like 'Hushed%'), 1::bigint, 'who looks after the mail account does');

-- Names are filled in once: what somebody calls a thing is no place for what only others may read.
select is(app.filled('{label} was made: {none}', '{"label": "Case {value}", "value": "12000"}'), 'Case {value} was made: {none}', 'a name that looks like a field stays a name');
select is(app.filled('{a}{b}', '{"=a": "{b}", "b": null}'), '{b}', 'whichever stands first');

-- A rule sends mail for whoever may write one.
select test.sign_in('owner');
insert into kept values ('contact', pg_temp.made('contact', '{"last_name": "Martin", "email": "martin@example.org", "consent_email": true}'));
select test.sign_in('viewer');
select throws_ok($$ select app.rule_mails('welcome', 'contact', pg_temp.its('contact')) $$, 'UI005', null, 'not for whoever only reads them');

-- What a rule writes is a program's, and a rule on what becomes of mails writes none.
select test.sign_in('owner');
select pg_temp.made('mail_template', '{"name": "plain", "entity": "contact", "kind": "letter", "subject": "Hello", "body": "Hello {customer_name}."}') \g /dev/null
insert into kept select 'written', app.rule_mails('plain', 'contact', pg_temp.its('contact'));
select is((select m.kind from app.mail m where m.id = pg_temp.its('written')), 'notification', 'a letter by a rule is none by hand');
select throws_like($$ select pg_temp.made('rule', '{"name": "Again", "subject_entity": "mail", "event": "moved", "action": "mail", "template": "plain"}') $$, 'This rule would set itself off%', 'a mail for each mail that leaves would never end');

-- The password of the mail account stays with its server.
select test.sign_in('owner');
insert into kept values ('account', pg_temp.made('mail_account', '{"driver": "smtp", "host": "smtp.alpha.example.com", "username": "alpha"}'));
select app.mail_account_set_password(pg_temp.its('account'), 'sealed:' || repeat('Sesame', 10)) \g /dev/null
select app.save('mail_account', pg_temp.its('account'), null, '{"from_name": "Alpha"}') \g /dev/null
select is(pg_temp.secrets(), 1::bigint, 'another sender keeps it');
select app.save('mail_account', pg_temp.its('account'), null, '{"host": "smtp.elsewhere.example.com"}') \g /dev/null
select is(pg_temp.secrets(), 0::bigint, 'another server does not get it');
select app.mail_account_set_password(pg_temp.its('account'), 'sealed:' || repeat('Sesame', 10)) \g /dev/null
select app.save('mail_account', pg_temp.its('account'), null, '{"security": "none"}') \g /dev/null
select is(pg_temp.secrets(), 0::bigint, 'nor does it travel in clear');

-- Told by mail is who wants it so, and nobody else.
select test.sign_in('manager');
select app.prefer('notify.rule', 'mail') \g /dev/null
select app.notify_person(test.person('manager'), 'rule', 'One', '{}', null, null), app.notify_person(test.person('office'), 'rule', 'Two', '{}', null, null) \g /dev/null
select test.sign_out();
select pg_temp.tell_all() \g /dev/null
select is(pg_temp.mails_to('manager@alpha.example.com'), 1::bigint, 'who asked for mail has one');
select is(pg_temp.mails_to('office@alpha.example.com'), 0::bigint, 'who reads it on the screen has none');

-- A preview and a calendar name nobody whom the reader may not see.
select test.sign_in('owner');
insert into kept values ('car', pg_temp.made('vehicle', jsonb_build_object('plate', 'AB-345-CD', 'owner_id', pg_temp.its('contact'), 'next_inspection', app.today() + 9)));
insert into kept values ('mission', pg_temp.made('mission', jsonb_build_object('title', 'Weekly', 'starts_at', now() + interval '1 day', 'minutes', 60, 'contact_id', pg_temp.its('contact'), 'rule', 'FREQ=WEEKLY;COUNT=4')));
select pg_temp.made('mail_template', '{"name": "told", "entity": "mission", "subject": "{title}", "body": "{contact} {contact_last_name} {customer_name}."}') \g /dev/null
select ok(app.mail_look('told', 'mission', pg_temp.its('mission')) ->> 'body' like '%Martin%Martin.', 'who sees the customer sees the mail');
insert into kept values ('bay', pg_temp.made('resource', '{"name": "Bay of Biscay", "kind": "bay"}'));
select pg_temp.made('booking', jsonb_build_object('kind', 'hold', 'title', 'Cleaning', 'resource_id', pg_temp.its('bay'), 'starts_at', now() + interval '1 day', 'ends_at', now() + interval '25 hours', 'rule', 'FREQ=WEEKLY;COUNT=4')) \g /dev/null
select ok(app.series_told('booking')::text like '%Biscay%', 'and the calendar what is booked');
select pg_temp.allow('viewer', 'contact', 'read', 'none'), pg_temp.allow('viewer', 'mission', 'read', 'all'), pg_temp.allow('viewer', 'booking', 'read', 'all'), pg_temp.allow('viewer', 'resource', 'read', 'none'), pg_temp.allow('viewer', 'mail_template', 'read', 'all') \g /dev/null
select test.sign_in('viewer');
select ok(app.mail_look('told', 'mission', pg_temp.its('mission'))::text not ilike '%martin%', 'who does not sees a gap');
select ok(app.series_told('booking') <> '[]' and app.series_told('booking')::text not like '%Biscay%', 'and so does the calendar');

-- Whoever is asked who has a resource knows this company alone, whatever is asked.
select test.sign_in('owner', 'beta');
insert into kept values ('their bay', pg_temp.made('resource', '{"name": "Their bay", "kind": "bay"}'));
insert into kept values ('their booking', pg_temp.made('booking', jsonb_build_object('kind', 'hold', 'title', 'Secret', 'resource_id', pg_temp.its('their bay'), 'starts_at', '2031-05-05 08:00', 'ends_at', '2031-05-05 12:00')));
create temporary table theirs as select to_jsonb(b) - 'id' as row from app.booking b where b.id = pg_temp.its('their booking'); grant select on theirs to public;
select test.sign_in('owner');
select is((app.booking_clash(jsonb_populate_record(null::app.booking, (select row from theirs)))).id, null, 'a row that says it is of another company finds nothing there');

-- Dates that there are not, and a beginning so long ago that all its days would be counted.
select test.sign_in('owner');
create function pg_temp.series(more jsonb) returns bigint language sql as $$ select pg_temp.made('mission', '{"title": "Bad", "starts_at": "2031-01-01 10:00", "minutes": 60, "rule": "FREQ=DAILY;COUNT=3"}' || more) $$;
select throws_ok($$ select pg_temp.series('{"rule_also": "20310231"}') $$, 'UI001', 'Dates are written 20260329, or with a time 20260329T080000Z, with commas between them.', 'there is no 31st of February');
select throws_ok($$ select pg_temp.series('{"rule_except": "00000101T000000Z"}') $$, 'UI001', null, 'nor a year nought');
select throws_ok($$ select pg_temp.series('{"starts_at": "0001-01-01 10:00", "rule": "FREQ=YEARLY;COUNT=99999"}') $$, 'UI001', 'What repeats begins in 1900 or later.', 'nobody counts from the birth of Christ');

-- Who may change some dates of a series changes those, and not the whole of it.
select pg_temp.allow('technician', 'mission', 'update', 'team'), pg_temp.allow('technician', 'mission', 'same_all', 'team'), pg_temp.allow('technician', 'mission', 'plan_all', 'team') \g /dev/null
insert into kept values ('ours', pg_temp.made('mission', jsonb_build_object('title', 'Ours', 'starts_at', now() + interval '2 days', 'minutes', 60, 'team_id', test.team(), 'rule', 'FREQ=DAILY;COUNT=4')));
insert into kept select 'theirs', max(id) from app.mission where title = 'Ours';
select test.sign_in('technician');
select lives_ok($$ select app.save('mission', pg_temp.its('ours'), null, '{"rule": "FREQ=DAILY;COUNT=5"}') $$, 'all of them are one''s own');
select test.sign_in('owner');
select app.save('mission', (select max(id) from app.mission where title = 'Ours' and deleted_at is null), null, '{"team_id": null}') \g /dev/null
select test.sign_in('technician');
select throws_ok($$ select app.save('mission', pg_temp.its('ours'), null, '{"rule": "FREQ=WEEKLY;COUNT=2"}') $$, 'UI005', null, 'one of them is somebody else''s');
select throws_ok($$ select app.mission_same_all(pg_temp.its('ours')) $$, 'UI005', null, 'the actions know it, too');
select throws_ok($$ select app.mission_plan_all(pg_temp.its('ours')) $$, 'UI005', null, 'each of them');
select * from finish();
rollback;
