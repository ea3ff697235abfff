-- The outbox: who writes into it, who reads it, what a template makes of a record, who is asked before, and that nothing is sent twice or lost.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.put(subject text, extra jsonb default '{}', address text default 'zoe@example.com', entity text default null, id bigint default null) returns bigint language sql security definer
    as $$ select app.mail_put(address, subject, 'Text', entity, id, 'fr', extra) $$;
create function pg_temp.write(template text, entity text, id bigint, extra jsonb default '{}') returns bigint language sql security definer as $$ select app.mail_write(template, entity, id, extra) $$;
create function pg_temp.mail(s text) returns app.mail language sql stable security definer as $$ select m from app.mail m where m.tenant_id = test.tenant() and m.subject = s order by m.id desc limit 1 $$;
create function pg_temp.claimed(most integer default 50, each_company integer default 50) returns jsonb language plpgsql as $$
declare
	was constant text := current_setting('role'); t constant text := current_setting('app.tenant', true); p constant text := current_setting('app.person', true); got jsonb;
begin
	perform set_config('role', 'comptoir_app', true);
	got := app.mail_claim(most, each_company);
	perform set_config('role', was, true), set_config('app.tenant', t, true), set_config('app.person', p, true);
	return got;
end $$;
create function pg_temp.done(mail jsonb, outcome text, why text default null) returns boolean language plpgsql as $$
declare
	was constant text := current_setting('role'); t constant text := current_setting('app.tenant', true); p constant text := current_setting('app.person', true); got boolean;
begin
	perform set_config('role', 'comptoir_app', true);
	got := app.mail_done((mail ->> 'tenant')::integer, (mail ->> 'id')::bigint, mail ->> 'token', outcome, jsonb_build_object('sentence', 'It was refused for good: {reply}', 'args', jsonb_build_object('reply', why)), why);
	perform set_config('role', was, true), set_config('app.tenant', t, true), set_config('app.person', p, true);
	return got;
end $$;
create function pg_temp.age(subject text, wait interval default '0') returns void language sql security definer as $$
	update app.mail m set next_try_at = now() - interval '1 second' + wait, version = m.version + 1 where m.tenant_id = test.tenant() and m.subject = $1 $$;
select test.sign_in('owner');

-- What goes in.
select pg_temp.put('One', '{}', ' Zoe@Example.com ');
select is((m.status, m.address::text, m.private, m.tries), ('waiting'::text, 'zoe@example.com'::text, true, 0), 'a mail is put: it waits, and one about nothing is for whoever gets it') from pg_temp.mail('One') m;
select ok(m.message_id ~ '^<[0-9a-f-]{36}@.+>$', 'it has a number that no other has') from pg_temp.mail('One') m;
select throws_ok(format('select pg_temp.put(''x'', ''{}'', %L)', bad), 'UI001', null, 'no address: ' || to_json(bad)) from unnest(array['', 'zoe', 'zoe@', 'a@b.fr,c@d.fr', E'a@b.fr\nBcc: c@d.fr', E'a@b.fr\r\nRCPT TO:<c@d.fr>', 'a b@c.fr', '<a@b.fr>c@d.fr']) bad;
select pg_temp.put(E'Line\r\nBcc: evil@example.com', '{"name": "Zoé\r\nX: 1", "in_reply_to": "<a@b>\r\nX: 1", "references": "<a@b>\r\nEvil: 1 <c@d>", "message_id": "a b"}');
select is((m.name, m.in_reply_to, m.thread), ('Zoé X: 1'::text, null::text, '<a@b> <Evil:> <1> <c@d>'::text), 'line ends in what becomes a header are blanks, or it is left out') from pg_temp.mail('Line Bcc: evil@example.com') m;
select throws_ok($$ select pg_temp.put('x', '{"attachments": [999999]}') $$, 'UI006', null, 'a file that is not there');
-- Thirty megabytes are told before, not by the other side.
select pg_temp.made('contact', '{"last_name": "Heavy"}') as heavy \gset
select app.put_begin('contact', :heavy, 'film.mp4') as film \gset
select test.sign_out();
select app.as_platform(test.tenant()) \g /dev/null
update app.document d set size = 30 * 1048576, sha256 = sha256('x'), version = d.version + 1 where d.tenant_id = test.tenant() and d.id = :film;
select test.sign_in('owner');
select throws_ok(format('select pg_temp.put(''x'', ''{"attachments": [%s]}'')', :film), 'UI001', 'The files of a mail have at most 25 MB together: these have {mb}.', 'too much for a mail');
select pg_temp.put('Held', '{"hold": true}');
select is(m.status, 'held', 'one that a person shall look at first') from pg_temp.mail('Held') m;
select pg_temp.put('Flood ' || n, '{"kind": "notification"}', 'flood@example.com') from generate_series(1, 31) n;
select is((a.status, b.status), ('waiting'::text, 'held'::text), 'the thirty-first mail to one address within an hour waits for a person') from pg_temp.mail('Flood 30') a, pg_temp.mail('Flood 31') b;

-- By hand: a draft, which is sent, stopped and changed only while it is held.
select pg_temp.made('mail', '{"address": "hand@example.com", "subject": "By hand", "body": "Hello"}') as hand \gset
select is(m.status, 'held', 'what is written by hand is held') from pg_temp.mail('By hand') m;
select lives_ok(format('select app.act(''mail'', ''send'', %s, ''{}'')', :hand), 'until it is sent');
select throws_ok(format('select app.save(''mail'', %s, %s, ''{"body": "Other"}'')', :hand, (pg_temp.mail('By hand')).version), 'UI001', 'Only a mail that is held can be changed: stop it first, or write another one.', 'then it is a fact');
select throws_ok(format('select app.remove(''mail'', %s)', :hand), 'UI001', null, 'and is not thrown away');
select lives_ok(format('select app.act(''mail'', ''cancel'', %s, ''{}'')', :hand), 'stopped …');
select lives_ok(format('select app.save(''mail'', %s, %s, ''{"body": "Other"}'')', :hand, (pg_temp.mail('By hand')).version), '… it can be changed again');
select throws_ok(format('select app.act(''mail'', ''cancel'', %s, ''{}'')', :hand), 'UI001', '“{subject}” does not wait: it cannot be stopped.', 'once is enough');
select pg_temp.made('mail', '{"subject": "To nobody", "body": "Hello"}') as nobody \gset
select throws_ok(format('select app.act(''mail'', ''send'', %s, ''{}'')', :nobody), 'UI001', 'Say where it goes.', 'a mail to nobody does not leave');

-- The lease: who has it says what became of it, and nobody else.
create temporary table taken as select m from jsonb_array_elements(pg_temp.claimed()) m; grant all on taken to public;
select is((select count(*) from taken where m ->> 'subject' = 'One'), 1::bigint, 'the sender takes it');
select is(pg_temp.claimed(), '[]', 'once');
select is((m.status, m.tries), ('sending'::text, 1), 'it is on its way') from pg_temp.mail('One') m;
select is(pg_temp.done(m || '{"token": "00000000-0000-0000-0000-000000000000"}', 'sent'), false, 'somebody without the lease') from taken where m ->> 'subject' = 'One';
select is(pg_temp.done(m, 'later', E'451 Not\r\nnow'), true, 'not now') from taken where m ->> 'subject' = 'One';
select is((m.status, m.why -> 'sentence', m.next_try_at - now()), ('waiting'::text, '"It was refused for good: {reply}"'::jsonb, interval '1 minute'), 'in a minute') from pg_temp.mail('One') m;
select is(pg_temp.done(m, 'sent'), false, 'the lease is given back') from taken where m ->> 'subject' = 'One';
do $$ begin for i in 2..8 loop perform pg_temp.age('One'); perform pg_temp.done(x.m, 'later', 'x') from (select m from jsonb_array_elements(pg_temp.claimed()) m where m ->> 'subject' = 'One') x; end loop; end $$;
select is((m.tries, m.next_try_at - now()), (8, interval '128 minutes'), 'each time twice as long') from pg_temp.mail('One') m;
do $$ begin for i in 9..26 loop perform pg_temp.age('One'); perform pg_temp.done(x.m, 'later', 'x') from (select m from jsonb_array_elements(pg_temp.claimed()) m where m ->> 'subject' = 'One') x; end loop; end $$;
select is((m.tries, m.status, m.next_try_at), (26, 'failed'::text, null::timestamptz), 'and after three days it is given up') from pg_temp.mail('One') m;
select lives_ok(format('select app.act(''mail'', ''resend'', %s, ''{}'')', (pg_temp.mail('One')).id), 'who wants it sends it again');
select is((m.tries, m.status), (0, 'waiting'::text), 'from the beginning') from pg_temp.mail('One') m;
-- Whoever died with a lease loses it.
select pg_temp.put('Lost') \g /dev/null
select is((select count(*) from jsonb_array_elements(pg_temp.claimed()) m where m ->> 'subject' = 'Lost'), 1::bigint, 'taken by somebody who dies');
select pg_temp.age('Lost');
select is((m.m ->> 'message_id', m.m ->> 'tries'), ((pg_temp.mail('Lost'::text)).message_id, '2'::text), 'the next one sends it by the same number') from (select m from jsonb_array_elements(pg_temp.claimed()) m where m ->> 'subject' = 'Lost') m;
-- One company's flood does not stop another's mail.
select pg_temp.put('Many ' || n, '{}', 'm' || n || '@example.com') from generate_series(1, 40) n \g /dev/null
select test.sign_in('owner', 'beta');
select pg_temp.put('Of beta') \g /dev/null
select test.sign_in('owner');
select ok((select count(*) filter (where m ->> 'company' = 'alpha') <= 4 and count(*) filter (where m ->> 'subject' = 'Of beta') = 1 from jsonb_array_elements(pg_temp.claimed(20, 4)) m), 'four at a time of each');

-- The account: its password goes in and never comes out.
select pg_temp.made('mail_account', '{"driver": "smtp", "host": "smtp.example.com", "username": "me", "from_address": "garage@example.com"}') as account \gset
select throws_ok(format('select app.act(''mail_account'', ''set_password'', %s, ''{"password": "Sesame-1234"}'')', :account), 'UI001', 'A password is kept sealed: it is set by its action, on one record at a time.', 'a password in clear is not taken');
select throws_ok(format('select app.bulk_look(''mail_account'', ''{"what": "set_password", "args": {"password": "Sesame-1234"}, "ids": [%s]}'', 10)', :account), 'UI001', 'A password is kept sealed: it is set by its action, on one record at a time.', 'nor by a bulk');
select throws_ok(format('select app.long_work_begin(''bulk'', ''mail_account'', ''x'', ''{"what": "set_password", "args": {"password": "Sesame-1234"}, "ids": [%s]}'')', :account), 'UI001', 'A password is kept sealed: it is set by its action, on one record at a time.', 'nor kept for long work');
select lives_ok(format('select app.act(''mail_account'', ''set_password'', %s, ''{"password": "sealed:%s"}'')', :account, repeat('Sesame', 10)), 'a sealed one is set');
select ok(app.history('mail_account', :account)::text !~ 'Sesame' and (select count(*) from app.mail_account a where a::text ~ 'Sesame') = 0, 'no list, form or history has it');
select throws_ok('select * from app.mail_secret', '42501', null, 'nor may anybody look where it is');
select throws_ok($$ select app.save('mail_account', null, null, '{"driver": "smtp", "host": "x"}') $$, '23P01', null, 'there is one account');
select throws_ok(format('select app.save(''mail_account'', %s, null, ''{"host": %s}'')', :account, to_json(bad)), '23514', null, 'no host: ' || bad) from unnest('{a/b,"a b",http://x,a@b,-x}'::text[]) bad;
select pg_temp.put('With secret') \g /dev/null
select pg_temp.age('With secret');
select is((m ->> 'secret', m ->> 'host', m ->> 'from'), ('sealed:' || repeat('Sesame', 10), 'smtp.example.com'::text, 'garage@example.com'::text), 'but the sender') from jsonb_array_elements(pg_temp.claimed(100, 100)) m where m ->> 'subject' = 'With secret';
select pg_temp.put('Line down') \g /dev/null
create temporary table down as select m from jsonb_array_elements(pg_temp.claimed(100, 100)) m where m ->> 'subject' = 'Line down'; grant all on down to public;
select is(pg_temp.done(m, 'line', 'smtp.example.com does not answer'), true, 'the server itself is down') from down;
select is(app.warnings('mail_account', :account) @> '[{"field": "trouble"}]', true, 'the account says so');
select pg_temp.put('Behind it') \g /dev/null
select is((select count(*) from jsonb_array_elements(pg_temp.claimed(100, 100)) m where m ->> 'company' = 'alpha'), 0::bigint, 'and the others wait with it');
select lives_ok(format('select app.save(''mail_account'', %s, null, ''{"host": "smtp2.example.com"}'')', :account), 'another server …');
select is((select count(*) from jsonb_array_elements(pg_temp.claimed(100, 100)) m where m ->> 'subject' = 'Behind it'), 1::bigint, '… is tried at once');
select pg_temp.put('Elsewhere') \g /dev/null
select is((select count(*) filter (where m ? 'secret') from jsonb_array_elements(pg_temp.claimed(100, 100)) m where m ->> 'subject' = 'Elsewhere'), 0::bigint, 'and the password does not go there');

-- Templates.
select throws_ok($$ select pg_temp.made('mail_template', '{"name": "x", "entity": "due", "subject": "s", "body": "Hello {custmer_name}"}') $$, 'UI001', 'There is no merge field “{name}” here. Did you mean “{guess}”?', 'a field that nobody knows');
select throws_ok($$ select pg_temp.made('mail_template', '{"name": "x", "entity": "due", "subject": "s", "body": "{contact_email}"}') $$, 'UI001', null, 'nor one that is masked from some');
select throws_ok($$ select pg_temp.made('mail_template', '{"name": "x", "entity": "nothing", "subject": "s", "body": "b"}') $$, 'UI007', null, 'nor a kind of record that there is not');
select pg_temp.made('mail_template', jsonb_build_object('name', 'long', 'subject', 's', 'body', repeat('word ', 201))) as long \gset
select is((select t.words from app.mail_template t where t.id = :long), 201, 'words are counted');
select ok(app.warnings('mail_template', :long) @> '[{"field": "body"}]', 'and too many are told');
select is((select max(t.words) <= 200 and count(*) = 16 and count(distinct t.language) = 2 from app.mail_template t where t.name <> 'long'), true, 'those that a company begins with are short, in French and in English');

-- What a record makes of them, in its contact's language; what a value holds is no field.
select pg_temp.made('contact', '{"first_name": "Zoé", "last_name": "{company_name}", "email": "zoe@example.com", "language": "en", "consent_email": true}') as yes \gset
select pg_temp.made('contact', '{"last_name": "Non", "email": "non@example.com", "language": "fr"}') as no \gset
select pg_temp.made('vehicle', jsonb_build_object('plate', 'AB-123-CD', 'make', 'Renault', 'model', 'Clio', 'next_inspection', '2031-06-15', 'owner_id', :yes)), pg_temp.made('vehicle', jsonb_build_object('plate', 'AB-124-CD', 'next_inspection', '2031-06-16', 'owner_id', :no));
select id as due from app.due where contact_id = :yes \gset
select id as due_no from app.due where contact_id = :no \gset
select pg_temp.write('inspection', 'due', :due) as written \gset
select is((m.language, m.contact_id, m.kind, m.status), ('en'::text, :yes::bigint, 'reminder'::text, 'waiting'::text), 'in English, to the contact') from app.mail m where m.id = :written;
select ok(m.subject = 'Inspection of your Renault Clio by 15 June 2031' and m.body like E'Hello Zoé {company_name},\n%vehicle AB-123-CD has%\nAlpha', m.subject || E'\n' || m.body) from app.mail m where m.id = :written;
select is(pg_temp.write('inspection', 'due', :due_no), null, 'who did not agree gets no reminder');
select ok(pg_temp.write('ticket_answer', 'ticket', pg_temp.made('ticket', '{"subject": "How much?", "requester_email": "non@example.com"}'), '{"values": {"answer": "Ten euros {today}"}}') > 0, 'an answer is no reminder');
select ok(m.body like E'%\nTen euros {today}\n%', m.body) from pg_temp.mail('Re : How much?') m;
select throws_ok(format('select pg_temp.write(''appointment'', ''due'', %s)', :due), 'UI001', 'The mail template “{name}” is for another kind of record: {entity}.', 'a template for something else');
select throws_ok(format('select pg_temp.write(''none'', ''due'', %s)', :due), 'UI006', 'There is no mail template “{name}”.', 'no template');
select ok((select string_agg(p.content, E'\n') from app.report_mail_preview('inspection', :due) p) like '%zoe@example.com%15 June 2031%', 'looked at before, nothing is sent');
select is((select p.part from app.report_mail_preview('inspection', :due_no) p offset 0 limit 1), 'to', 'also for who did not agree');
select ok((select bool_or(p.part = 'no_consent') from app.report_mail_preview('inspection', :due_no) p), 'and it says so');

-- Reminders: one by one, many at once, never twice for one day.
select is((select array_agg(r.not_sent order by r.due_id) from app.report_reminders('2032-01-01') r), array[null, 'no_consent'], 'the batch is looked at before');
select lives_ok(format('select app.act(''due'', ''remind'', %s, ''{}'')', :due), 'a reminder');
select throws_ok(format('select app.act(''due'', ''remind'', %s, ''{}'')', :due), 'UI001', null, 'not again');
select lives_ok(format('select app.act(''due'', ''remind'', %s, ''{"again": true}'')', :due), 'unless somebody says so');
select throws_ok(format('select app.act(''due'', ''remind'', %s, ''{}'')', :due_no), 'UI001', '{name} did not agree to receive e-mail.', 'consent is asked for');
select is((select count(*) from app.due where id = :due and reminded_for = due_on), 1::bigint, 'the list knows');

-- What leaves by itself.
select lives_ok(format('select app.save(''mail_account'', %s, null, ''{"welcome_contacts": true, "confirm_appointments": true}'')', :account), 'the company wants it');
select pg_temp.made('contact', '{"last_name": "Neuf", "email": "neuf@example.com", "consent_email": true}'), pg_temp.made('contact', '{"last_name": "Silent", "email": "silent@example.com"}');
select is((select array_agg(m.address::text) from app.mail m where m.template = 'welcome'), '{neuf@example.com}', 'a welcome for who agreed');
create function pg_temp.told() returns text[] language sql stable as $$ select array_agg(m.subject || ' ' || m.address order by m.id) from app.mail m where m.template like 'appointment%' $$;
select pg_temp.made('mission', jsonb_build_object('title', 'Brakes', 'kind', 'appointment', 'status', 'draft', 'contact_id', :no, 'vehicle_id', (select id from app.vehicle where plate = 'AB124CD'), 'starts_at', '2031-03-30T08:00:00Z', 'ends_at', '2031-03-30T09:00:00Z')) as rdv \gset
select is(pg_temp.told(), null, 'a draft is not confirmed, though it has its times');
select app.save('mission', :rdv, null, '{"starts_at": "2031-03-30T07:00:00Z", "ends_at": "2031-03-30T08:00:00Z"}') \g /dev/null
select is(pg_temp.told(), null, 'nor when they change');
select app.save('mission', :rdv, null, '{"starts_at": "2031-03-30T08:00:00Z", "ends_at": "2031-03-30T09:00:00Z"}'), app.act('mission', 'plan', :rdv, '{}') \g /dev/null
select is(pg_temp.told(), '{"Votre rendez-vous du 30/03/2031 à 10h00 non@example.com"}', 'what is planned is, by the company''s clock on the day that it changes');
select app.save('mission', :rdv, null, '{"notes": "Front and back"}'), app.act('mission', 'begin', :rdv, '{}') \g /dev/null
select is(cardinality(pg_temp.told()), 1, 'once');
select lives_ok(format('select app.save(''mission'', %s, null, ''{"starts_at": "2031-03-31T08:00:00Z", "ends_at": "2031-03-31T09:00:00Z"}'')', :rdv), 'moved …');
select is((pg_temp.told())[2:], '{"Votre rendez-vous du 31/03/2031 à 10h00 non@example.com"}', '… the new time is told');
select app.act('mission', 'cancel', :rdv, '{"reason": "Parts are late"}') \g /dev/null
select is((pg_temp.told())[3:], '{"Votre rendez-vous du 31/03/2031 à 10h00 est annulé non@example.com"}', 'cancelled, the customer is told not to come');
select app.act('mission', 'reopen', :rdv, '{}'), app.act('mission', 'cancel', :rdv, '{}'), app.act('mission', 'reopen', :rdv, '{}'), app.act('mission', 'plan', :rdv, '{}') \g /dev/null
select is((pg_temp.told())[4:], '{"Votre rendez-vous du 31/03/2031 à 10h00 non@example.com"}', 'a draft that is cancelled was promised to nobody; planned again it is confirmed again');
-- In one form with what does it: planned, and told, when nobody called it a draft.
select pg_temp.made('resource', '{"name": "Mail lift", "kind": "lift"}') as lift \gset
create function pg_temp.form(mission jsonb, lift bigint) returns text language plpgsql as $$
declare
	made constant bigint := app.save_all(jsonb_build_array(jsonb_build_object('entity', 'mission', 'values', mission || '{"kind": "appointment"}'),
	    jsonb_build_object('entity', 'booking', 'values', jsonb_build_object('mission_id', '{"step": 0}'::jsonb, 'resource_id', lift)))) -> 'id';
begin
	perform set_config('app.unsaid', '', true);	-- as the end of that transaction does
	return (select m.status from app.mission m where m.id = made);
end $$;
create function pg_temp.on_day(day text, title text, contact bigint) returns jsonb language sql as $$
    select jsonb_build_object('title', title, 'contact_id', contact, 'starts_at', day || 'T08:00:00Z', 'minutes', 60) $$;
select is(pg_temp.form(pg_temp.on_day('2031-04-01', 'In a slot', :no), :lift), 'planned', 'what is put into a slot is planned');
select is((pg_temp.told())[5:], '{"Votre rendez-vous du 01/04/2031 à 10h00 non@example.com"}', '… and confirmed once');
select is(pg_temp.form(pg_temp.on_day('2031-04-02', 'Not sure', :no) || '{"status": "draft"}', :lift), 'draft', 'a draft stays one, whatever it takes');
select is(pg_temp.form(pg_temp.on_day('2031-04-01', 'Beside it', :no) || '{"status": "draft"}', :lift), 'draft', '… and holds nothing');
select pg_temp.made('mission', pg_temp.on_day('2031-04-03', 'Times alone', :no) || '{"kind": "appointment"}') as alone, pg_temp.made('mission', pg_temp.on_day('2031-04-04', 'Said', :no) || '{"kind": "appointment", "status": "planned"}') as said \gset
select is(m.status, 'draft', 'times alone are no slot') from app.mission m where m.id = :alone;
select is(m.status, 'planned', 'said to be planned it is') from app.mission m where m.id = :said;
select is((pg_temp.told())[6:], '{"Votre rendez-vous du 04/04/2031 à 10h00 non@example.com"}', '… and told, of the drafts nobody is');
select throws_ok(format('select pg_temp.made(''mission'', ''{"title": "Done", "status": "completed"}'')'), 'UI001', 'A new mission is a draft or planned; complete or cancel it afterwards.', 'nothing begins with its end');
-- Ten weeks of it are one mail.
select pg_temp.made('mission', pg_temp.on_day('2031-05-01', 'Weekly', :no) || '{"kind": "appointment", "status": "planned", "repeats": "week", "repeat_count": 10}') as weekly \gset
select is((pg_temp.told())[7:], '{"Votre rendez-vous du 01/05/2031 à 10h00 non@example.com"}', 'a series is confirmed by its first date');
select pg_temp.made('mission', pg_temp.on_day('2031-05-02', 'Weekly draft', :no) || '{"kind": "appointment", "repeats": "week", "repeat_count": 10}') as drafts \gset
select app.act('mission', 'plan_all', :drafts, '{}') \g /dev/null
select is((pg_temp.told())[8:], '{"Votre rendez-vous du 02/05/2031 à 10h00 non@example.com"}', 'planned at once, too');
select lives_ok(format('select app.save(''mail_account'', %s, null, ''{"confirm_appointments": false}'')', :account), 'the company wants it no more');
select app.act('mission', 'cancel', :weekly, '{}') \g /dev/null
select is(cardinality(pg_temp.told()), 8, 'so nobody is told');
select lives_ok(format('select app.act(''mission'', ''confirm'', %s, ''{}'')', :rdv), 'and by hand');

-- Who sees what.
select pg_temp.put('Boss only', '{"private": true}', 'boss@example.com', 'contact', :yes) as boss \gset
select pg_temp.put('About Zoé', '{}', 'zoe@example.com', 'contact', :yes) as about \gset
select test.sign_in('viewer');
select is((select array_agg(m.subject::text) from app.mail m where m.id in (:boss, :about)), '{About Zoé}', 'a viewer reads what is about what they may read, and nothing private');
select throws_ok($$ select m.address from app.mail m $$, '42501', null, 'without the addresses');
select throws_ok(format('select app.act(''mail'', ''resend'', %s, ''{}'')', :about), 'UI005', null, 'and sends nothing');
select test.sign_in('performer');
select is((select count(*) from app.mail), 0::bigint, 'a performer has nothing to do here');
select test.sign_in('office');
select is((select count(*) from app.mail m where m.id in (:boss, :about)), 1::bigint, 'nor does the office read what is private');
select throws_ok(format('select app.act(''mail'', ''resend'', %s, ''{}'')', :boss), 'UI006', null, 'or act on it');
select throws_ok(format('select app.mail_look(''inspection'', ''due'', %s)', 999999), 'UI006', null, 'a preview of what is not there');
select throws_ok($$ select app.mail_verb('test', 'x@example.com') $$, 'UI005', null, 'a test is for who looks after the account');
select throws_ok($$ select app.mail_put('x@example.com', 's', 'b') $$, '42501', null, 'nobody writes into the outbox past the rules');
select throws_ok($$ select app.mail_claim() $$, '42501', null, 'nor takes from it');
select test.sign_in('owner', 'beta');
select is((select count(*) from app.mail m where m.subject not in ('Of beta')), 0::bigint, 'another company sees none of it');
select * from finish();
rollback;
