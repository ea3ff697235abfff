-- Mail in, answers out: whose thread a mail belongs to, what is never answered, and that each answer is mailed once and a note never, whichever way it goes.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.t(s text) returns app.ticket language sql stable as $$ select t from app.ticket t where t.subject = s order by t.id limit 1 $$;
create function pg_temp.act(verb text, subject text, args jsonb default '{}') returns jsonb language sql as $$ select app.act('ticket', verb, (pg_temp.t(subject)).id, args) $$;
-- The platform takes a mail; whoever was signed in goes on.
create function pg_temp.mail(body jsonb) returns text language plpgsql as $$
declare
	r constant text := current_setting('role'); p constant text := current_setting('app.person', true); got jsonb;
begin
	perform set_config('role', 'none', true);
	perform set_config('app.person', '0', true);
	got := app.take_mail((select id from app.mailbox where tenant_id = test.tenant() and deleted_at is null), '{"from": "paul@example.org", "from_name": "Paul Martin", "to": ["support@garage.test"], "text": "x"}'::jsonb || body);
	perform set_config('app.person', p, true);
	perform set_config('role', r, true);
	return got ->> 'outcome';
end $$;
create function pg_temp.mails() returns bigint language plpgsql security definer as $$ begin return (select count(*) from app.mail where tenant_id = test.tenant()); end $$;
create function pg_temp.last_mail() returns app.mail language plpgsql security definer as $$ begin return (select m from app.mail m where tenant_id = test.tenant() order by id desc limit 1); end $$;
create function pg_temp.sent() returns void language sql security definer as $$ update app.mail set status = 'sent', next_try_at = null, version = version + 1 where tenant_id = test.tenant() and status = 'waiting' $$;
create function pg_temp.leaked() returns bigint language sql security definer as $$ select count(*) from app.mail m where m.body::text ~ 'ecret' $$;
create function pg_temp.secret() returns text language sql security definer as $$ select secret from app.mailbox_state where secret is not null $$;
create function pg_temp.largest(mb integer) returns void language sql security definer as $$ update app.company set max_file_mb = mb, version = version + 1 where tenant_id = test.tenant() $$;
create temp table seen (what text primary key, n bigint); grant all on seen to public;
create function pg_temp.mark() returns void language sql as $$ insert into seen values ('mails', pg_temp.mails()) on conflict (what) do update set n = excluded.n $$;
create function pg_temp.since() returns bigint language sql as $$ select pg_temp.mails() - n from seen where what = 'mails' $$;

select test.sign_in('owner');
select pg_temp.made('mailbox', '{"name": "Support", "address": "support@garage.test", "kind": "pipe", "category": "bug"}');
select pg_temp.made('ticket_queue', jsonb_build_object('category', 'bug', 'team_id', test.team()));
select throws_ok($$ select pg_temp.made('mailbox', '{"name": "x", "address": "x@garage.test", "kind": "pipe", "category": "nonsense"}') $$, 'UI001', null, 'a box feeds a category that there is');
select throws_ok($$ select pg_temp.made('mailbox', '{"name": "x", "address": "x@garage.test", "kind": "folder", "folder": "../other"}') $$, '23514', null, 'a maildir folder is a plain name');
select throws_ok($$ select pg_temp.made('mailbox', '{"name": "x", "address": "x@garage.test"}') $$, '23514', null, 'a box on a server names it');

-- The password is nowhere to be seen.
select pg_temp.made('mailbox', '{"name": "Far", "address": "far@garage.test", "host": "imap.example.org", "username": "far", "paused": true}');
select lives_ok($$ select app.act('mailbox', 'set_password', (select id from app.mailbox where name = 'Far'), jsonb_build_object('password', 'sealed:' || repeat('hush', 20))) $$, 'a password is set');
select is((select count(*) from app.mailbox b where b::text like '%hush%'), 0::bigint, 'it is not in the record');
select is((select count(*) from app.history('mailbox', (select id from app.mailbox where name = 'Far')) h where h::text like '%hush%'), 0::bigint, 'nor in its history');
select throws_ok($$ select secret from app.mailbox_state $$, '42501', null, 'nor for anyone to read where it stands');
select test.sign_out();
select is(pg_temp.secret(), 'sealed:' || repeat('hush', 20), 'it does stand there');
select test.sign_in('owner');
select lives_ok($$ select app.save('mailbox', id, null, '{"host": "imap.attacker.test"}') from app.mailbox where name = 'Far' $$, 'the box is pointed elsewhere');
select is(pg_temp.secret(), null, 'the password does not go there');
select app.remove('mailbox', id) from app.mailbox where name = 'Far';

-- A mail becomes a ticket.
select test.sign_in('office');
select pg_temp.mark();
select is(pg_temp.mail('{"subject": "It smokes", "message_id": "q1@example.org", "text": "A lot."}'), 'ticket', 'a mail becomes a ticket');
select is((t.description::text, t.source, t.category, t.requester_email::text, t.team_id, c.display_name::text)::text, ('A lot.', 'mail', 'bug', 'paul@example.org', test.team(), 'Martin Paul')::text, 'of the category of its box, and of a new contact') from pg_temp.t('It smokes') t join app.contact c on c.id = t.contact_id;
select isnt((pg_temp.t('It smokes')).assignee_id, null, 'somebody of the team has it');
select is(pg_temp.since(), 1::bigint, 'who asks is told that it came in');
select is((m.address::text, m.kind, m.reply_to::text, m.in_reply_to, m.subject::text)::text, ('paul@example.org', 'confirmation', 'support@garage.test', '<q1@example.org>', format('Re: It smokes [#%s-%s]', t.id, t.token))::text, 'in the thread of his mail') from pg_temp.last_mail() m, pg_temp.t('It smokes') t;
select is(pg_temp.mail('{"subject": "It smokes", "message_id": "q1@example.org", "text": "A lot."}'), 'seen', 'the same mail again is no other one');
select is((select count(*) from app.ticket), 1::bigint, 'nor another ticket');

-- Answers find their thread.
select pg_temp.mark();
select lives_ok($$ select pg_temp.act('answer', 'It smokes', '{"body": "Where from?"}') $$, 'an answer …');
select is((pg_temp.since(), m.body::text, m.status, m.address::text)::text, (1::bigint, 'Where from?', 'waiting', 'paul@example.org')::text, '… is mailed once') from pg_temp.last_mail() m;
select is((select m.mail_id from app.ticket_message m where m.body = 'Where from?'), (pg_temp.last_mail()).id, 'and says with which mail');
create temp table ours as select trim(both '<>' from (pg_temp.last_mail()).message_id) as id; grant select on ours to public;
select is(pg_temp.mail(jsonb_build_object('subject', 'Re: smoke', 'message_id', 'q2@example.org', 'in_reply_to', jsonb_build_array((select id from ours)), 'text', 'Behind')), 'message', 'a reply to it by its number');
select is((t.status, t.waiting_since)::text, ('open', null::timestamptz)::text, 'opens what waited') from pg_temp.t('It smokes') t;
select isnt((pg_temp.t('It smokes')).reply_by, null, 'and is to be answered in time, too');
select is(pg_temp.mail(jsonb_build_object('subject', (pg_temp.last_mail()).subject, 'message_id', 'q3@example.org', 'text', 'Again')), 'message', 'by the subject alone');
select is(pg_temp.mail(jsonb_build_object('subject', 'x', 'to', jsonb_build_array(format('support+%s-%s@garage.test', t.id, t.token)), 'message_id', 'q4@example.org')), 'message', 'by the address alone') from pg_temp.t('It smokes') t;
select is(pg_temp.mail(jsonb_build_object('subject', format('Guessed [#%s-0123456789]', t.id), 'message_id', 'q5@example.org', 'from', 'eve@example.org')), 'ticket', 'a guessed number leads nowhere') from pg_temp.t('It smokes') t;
select is(pg_temp.mail(jsonb_build_object('subject', 'x', 'in_reply_to', '["q1@example.org"]'::jsonb, 'from', 'technician@alpha.example.com', 'message_id', 'q6@example.org', 'text', 'I am a colleague')), 'note', 'what says that it comes from a colleague stays in the house');
select is((select count(*) from app.ticket_message m where m.ticket_id = (pg_temp.t('It smokes')).id and m.kind = 'question'), 3::bigint, 'three words of the customer');

-- Programs are not answered, and answer nobody.
select lives_ok($$ select pg_temp.act('answer', 'It smokes', '{"body": "We look"}') $$, 'it waits again');
select pg_temp.mark();
select is(pg_temp.mail(jsonb_build_object('subject', 'Absence du bureau', 'automatic', 'reply', 'in_reply_to', jsonb_build_array((select id from ours)), 'message_id', 'a1@example.org', 'text', 'Until Monday')), 'note', 'out of office is a note');
select is((pg_temp.t('It smokes')).status, 'waiting', 'and no word of the customer');
select is(pg_temp.mail('{"subject": "Out of office", "automatic": "reply", "message_id": "a2@example.org"}'), 'automatic', 'without a thread it is nothing');
select is(pg_temp.mail('{"subject": "Form", "automatic": "generated", "message_id": "a3@example.org"}'), 'ticket', 'a form of our web site is a question');
select is(pg_temp.mail('{"subject": "Mine", "from": "support@garage.test", "message_id": "a4@garage.test"}'), 'own', 'our own mail came back');
select is(pg_temp.mail(jsonb_build_object('subject', 'Mine too', 'message_id', (select id from ours))), 'own', 'by its number, too');
select is(pg_temp.since(), 0::bigint, 'none of them was answered');
select pg_temp.sent();
select is(pg_temp.mail(jsonb_build_object('subject', 'Undelivered', 'automatic', 'reply', 'from', 'mailer-daemon@mx.test', 'message_id', 'b1@mx.test', 'bounce', jsonb_build_object('recipient', 'paul@example.org', 'action', 'failed', 'status', '5.1.1', 'reason', 'no such user', 'message_id', trim(both '<>' from (pg_temp.last_mail()).message_id)))), 'bounce', 'our mail did not arrive');
select is((pg_temp.t('It smokes')).status, 'open', 'so nobody waits for the customer');
select is((pg_temp.last_mail()).status, 'bounced', 'and the outbox knows');
select alike((select m.body::text from app.ticket_message m order by id desc limit 1), '%paul@example.org%no such user%', 'the colleagues read why');

-- One who writes without end.
select pg_temp.mark();
select pg_temp.mail(jsonb_build_object('from', 'robot@example.net', 'subject', 'Loop ' || n, 'message_id', format('l%s@example.net', n))) from generate_series(1, 40) n \g /dev/null
select is((select count(*) from app.ticket where requester_email = 'robot@example.net'), 30::bigint, 'thirty an hour become tickets');
select is((select count(*) from app.received_mail where from_email = 'robot@example.net' and outcome = 'held' and body is not null), 10::bigint, 'the others are held, with their text');
select is(pg_temp.since(), 3::bigint, 'three of them were acknowledged');
select lives_ok($$ select app.act('received_mail', 'accept', (select min(id) from app.received_mail where outcome = 'held')) $$, 'one that was held is let in by hand');
-- Held with what was attached: the files wait with it, and go where it goes.
select pg_temp.mail(jsonb_build_object('from', 'robot@example.net', 'subject', 'With a drawing', 'message_id', 'drawing@example.net', 'files', jsonb_build_array(jsonb_build_object('name', 'drawing.pdf', 'type', 'application/pdf', 'size', 4, 'sha256', repeat('ab', 32)),
    jsonb_build_object('name', 'film.mov', 'type', 'video/quicktime', 'size', 4000000000, 'sha256', repeat('cd', 32)))));
create temp table drawing as select * from app.received_mail where subject = 'With a drawing'; grant select on drawing to public;
select alike((select (r.outcome, r.body)::text from drawing r), '%held%x%film.mov]%', 'one that is held says which file was too large');
select is((select f -> 0 ->> 'name' from app.files('received_mail', (select id from drawing)) f), 'drawing.pdf', 'and keeps the other');
select lives_ok($$ select app.act('received_mail', 'accept', (select id from drawing)) $$, 'it is let in');
select is((select app.files('ticket', t.id) -> 0 ->> 'name' from app.received_mail r join app.ticket t on t.id = r.ticket_id where r.id = (select id from drawing)), 'drawing.pdf', 'its ticket has the file');
select is(app.files('received_mail', (select id from drawing)), '[]', 'which is there once');
select throws_ok($$ select app.act('received_mail', 'accept', (select min(id) from app.received_mail where outcome = 'ticket')) $$, 'UI001', null, 'one that has its ticket is not');
select is(pg_temp.mail('{"from": "robot@example.net", "subject": "Re: Loop 1", "in_reply_to": ["l1@example.net"], "message_id": "again@example.net", "files": [{"name": "log.txt", "type": "text/plain", "size": 4, "sha256": "abababababababababababababababababababababababababababababababab"}]}'), 'held', 'a reply is held as well');
select is((select (r.body, r.ticket_id, app.files('received_mail', r.id) -> 0 ->> 'name')::text from app.received_mail r where r.subject = 'Re: Loop 1'), '(x,,log.txt)', 'with its text and its file: neither is in the ticket that it answers');
-- A flood of what waits fills no disk: what goes beyond is named in its text and left out. What makes a ticket is no flood.
create function pg_temp.flood(sender text, subject text) returns text language sql as $$
	select pg_temp.mail(jsonb_build_object('from', sender, 'subject', subject, 'message_id', subject || '@example.net', 'files',
	    (select jsonb_agg(jsonb_build_object('name', n || '.bin', 'type', 'application/pdf', 'size', 1048576, 'sha256', repeat('ab', 32))) from generate_series(1, 25) n))) $$;
create function pg_temp.kept(subject text) returns bigint language sql as $$ select count(*) from app.received_mail r join app.document d on d.subject_entity = 'received_mail' and d.subject_id = r.id and d.deleted_at is null where r.subject = $1 $$;
select pg_temp.largest(1);
select isnt(pg_temp.flood('robot@example.net', 'Flood 1'), 'ticket', 'a flood waits');
select is(pg_temp.kept('Flood 1'), 19::bigint, 'with files up to twenty of the largest, those of the reply included');
select matches((select body::text from app.received_mail where subject = 'Flood 1'), '20\.bin.*25\.bin', 'what was left out is named');
select isnt(pg_temp.flood('robot@example.net', 'Flood 2'), 'ticket', 'a second one waits');
select is(pg_temp.kept('Flood 2'), 0::bigint, 'without any');
select is(pg_temp.flood('paul@example.org', 'Twenty-five drawings'), 'ticket', 'a customer''s mail makes a ticket');
select is(jsonb_array_length(app.files('ticket', (pg_temp.t('Twenty-five drawings')).id)), 25, 'with all of its files');
select pg_temp.largest(50);
select lives_ok($$ select app.act('received_mail', 'accept', (select id from app.received_mail where subject = 'Re: Loop 1')) $$, 'it is let in, too');

-- Solved: one mail says it, whatever way it is; a digit back is a rating, a word opens it.
select pg_temp.mark();
select lives_ok($$ select pg_temp.act('resolve', 'It smokes', '{"answer": "A new pipe"}') $$, 'solved with a last answer');
select is((pg_temp.since(), m.body::text like E'A new pipe\n\n%', m.body::text like '%5%')::text, (1::bigint, true, true)::text, 'is one mail, with the question how content they are') from pg_temp.last_mail() m;
select is(pg_temp.mail(jsonb_build_object('subject', 'Re', 'in_reply_to', jsonb_build_array(trim(both '<>' from (pg_temp.last_mail()).message_id)), 'message_id', 'r1@example.org', 'text', E'4 / 5\n\nQuick!')), 'rating', 'a digit back');
select is((t.satisfaction, t.satisfaction_note, t.status)::text, (4, 'Quick!', 'resolved')::text, 'rates, and opens nothing') from pg_temp.t('It smokes') t;
select is(pg_temp.mail('{"subject": "Re", "in_reply_to": ["q1@example.org"], "message_id": "r2@example.org", "text": "It smokes again"}'), 'message', 'a word');
select is((t.status, t.resolved_at)::text, ('open', null::timestamptz)::text, 'opens it') from pg_temp.t('It smokes') t;
select pg_temp.mark();
select lives_ok($$ select app.save('ticket', (pg_temp.t('It smokes')).id, null, '{"status": "resolved"}') $$, 'solved on the board');
select is((pg_temp.since(), m.kind)::text, (1::bigint, 'confirmation')::text, 'says so too, once') from pg_temp.last_mail() m;
select lives_ok($$ select app.save('ticket', (pg_temp.t('It smokes')).id, null, '{"status": "closed"}') $$, 'closed for good');
select is(pg_temp.since(), 1::bigint, 'says nothing');
select is(pg_temp.mail('{"subject": "Re: It smokes", "in_reply_to": ["q1@example.org"], "message_id": "r3@example.org", "text": "Next year"}'), 'ticket', 'a word about what is closed is another question');
select is((select l.other_id from app.ticket_link l where l.kind = 'after'), (pg_temp.t('It smokes')).id, 'linked to the old one');

-- An answer is mailed once, a note never: each way that a message can take.
create function pg_temp.mailed(n integer, statement text, what text) returns text language plpgsql as $$
begin
	perform pg_temp.mark();
	execute statement;
	return is(pg_temp.since(), n::bigint, what);
end $$;
select pg_temp.made('ticket', '{"subject": "One", "requester_email": "anna@example.org"}'), pg_temp.made('ticket', '{"subject": "Two", "requester_email": "anna@example.org"}'), pg_temp.made('ticket', '{"subject": "Nobody"}');
select app.put_begin('ticket', (pg_temp.t('One')).id, 'plan.pdf'), app.put_begin('ticket', (pg_temp.t('Two')).id, 'plan.pdf') \g /dev/null
select app.put_chunk(id, 0, 'abc'), app.put_end(id, sha256('abc'), 3) from app.document where name = 'plan.pdf' \g /dev/null
select pg_temp.mailed(0, $$ select pg_temp.act('note', 'One', '{"body": "Secret of the house"}') $$, 'a note');
select pg_temp.mailed(0, $$ select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('One')).id, 'kind', 'note', 'body', 'Another secret', 'files', '["plan.pdf"]'::jsonb)) $$, 'a note in the form, with a file');
select pg_temp.mailed(0, $$ select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('One')).id, 'kind', 'question', 'body', 'He called')) $$, 'a word of the customer that a colleague wrote down');
select pg_temp.mailed(1, $$ select pg_temp.act('answer', 'One', '{"body": "With the plan", "files": "plan.pdf"}') $$, 'an answer with a file');
select is((pg_temp.last_mail()).attachments, to_jsonb(array[(select id from app.document where name = 'plan.pdf' and subject_id = (pg_temp.t('One')).id)]), 'its own file, no other');
select throws_ok($$ select pg_temp.act('answer', 'One', '{"body": "With nothing", "files": "other.pdf"}') $$, 'UI001', null, 'a file that is not there');
select pg_temp.mailed(1, $$ select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('Two')).id, 'kind', 'answer', 'body', 'In the form')) $$, 'an answer in the form');
select pg_temp.mailed(0, $$ select app.save('ticket_message', id, null, '{"at": "2026-01-01T10:00:00Z"}') from app.ticket_message where body = 'In the form' $$, 'changed afterwards');
select throws_ok($$ select app.save('ticket_message', id, null, '{"kind": "answer"}') from app.ticket_message where body = 'Another secret' $$, null, null, 'a note is not made an answer');
select pg_temp.mailed(0, $$ select app.remove('ticket_message', id) from app.ticket_message where body = 'In the form' $$, 'in the bin');
select pg_temp.mailed(0, $$ select app.restore('ticket_message', id) from app.ticket_message where body = 'In the form' $$, 'and out of it');
select test.sign_in('owner');
select pg_temp.made('canned_answer', '{"name": "Thanks", "body": "Thank you, {customer}."}');
select test.sign_in('office');
select pg_temp.mailed(1, $$ select pg_temp.act('answer_with', 'Two', jsonb_build_object('canned_answer_id', (select id from app.canned_answer))) $$, 'a ready answer');
select pg_temp.mailed(0, $$ select pg_temp.act('split', 'One', jsonb_build_object('subject', 'Three', 'ticket_message_id', (select id from app.ticket_message where body = 'Another secret'))) $$, 'split');
select is((select array_agg(m.body::text order by m.id) from app.ticket_message m where m.ticket_id = (pg_temp.t('Three')).id), '{"Another secret","He called","With the plan"}', 'with all that follows');
select is((select d.subject_id from app.document d where d.name = 'plan.pdf' and d.subject_id <> (pg_temp.t('Two')).id), (pg_temp.t('Three')).id, 'and the file that goes with it');
select is(pg_temp.mail(jsonb_build_object('from', 'anna@example.org', 'subject', 'Re', 'in_reply_to', jsonb_build_array(trim(both '<>' from (select m.message_id from app.ticket_message m where m.body = 'With the plan'))), 'message_id', 's1@example.org', 'text', 'To the plan')), 'message', 'a reply to what was split off');
select is((select m.ticket_id from app.ticket_message m where m.body = 'To the plan'), (pg_temp.t('Three')).id, 'goes there');
select pg_temp.mailed(0, $$ select pg_temp.act('merge_into', 'Three', jsonb_build_object('ticket_id', (pg_temp.t('Two')).id)) $$, 'merged');
select is((select array_agg(d.name::text order by d.name) from app.document d where d.subject_entity = 'ticket' and d.subject_id = (pg_temp.t('Two')).id), '{"plan (2).pdf","plan.pdf"}', 'with its files, each by a name of its own');
select is((select m.files from app.ticket_message m where m.body = 'With the plan'), '{"plan (2).pdf"}', 'which its message knows');
select is(pg_temp.mail(jsonb_build_object('from', 'anna@example.org', 'subject', format('Re: Three [#%s-%s]', t.id, t.token), 'message_id', 's2@example.org', 'text', 'After the merger')), 'message', 'a reply to what was merged') from pg_temp.t('Three') t;
select is((select m.ticket_id from app.ticket_message m where m.body = 'After the merger'), (pg_temp.t('Two')).id, 'goes where it went');
select pg_temp.mailed(0, $$ select pg_temp.act('answer', 'Nobody', '{"body": "To whom?"}') $$, 'without an address');
select is((select count(*) from app.ticket_message m where m.body in ('Secret of the house', 'Another secret') and m.mail_id is not null), 0::bigint, 'no note ever had a mail');
select is(pg_temp.leaked(), 0::bigint, 'and stands in none');
select is((select count(*) from app.ticket_message m where m.kind = 'answer' and m.mail_id is not null), (select count(distinct m.mail_id) from app.ticket_message m where m.kind = 'answer' and m.mail_id is not null), 'no two answers share a mail');
-- Who may not answer does not by writing a message.
select test.sign_in('technician');
select pg_temp.made('ticket', jsonb_build_object('subject', 'Mine', 'requester_email', 'anna@example.org', 'assignee_id', test.person('technician')));
select test.sign_in('performer');
select pg_temp.made('ticket', jsonb_build_object('subject', 'Theirs', 'requester_email', 'anna@example.org', 'assignee_id', test.person('performer')));
select throws_ok($$ select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('Theirs')).id, 'kind', 'answer', 'body', 'x')) $$, 'UI005', null, 'a performer writes to no customer');
select lives_ok($$ select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('Theirs')).id, 'kind', 'note', 'body', 'x')) $$, 'but to colleagues');

-- Piped in by hand, by whoever may make a ticket; a maker of nothing may not.
select test.sign_in('office');
select is(app.receive('ticket', null, '{"from": "zoe@example.org", "to": ["Support+x@garage.test"], "subject": "Piped", "message_id": "p1@example.org", "text": "x"}') ->> 'outcome', 'ticket', 'piped in');
select is(t.mailbox_id, (select id from app.mailbox where name = 'Support'), 'into the box that it was sent to') from pg_temp.t('Piped') t;
select is((select count(*) from app.contact c where c.email = 'zoe@example.org' and c.owner_id is null), 1::bigint, 'its contact belongs to nobody yet');
select throws_ok($$ select app.receive('contact', null, '{}') $$, 'UI007', null, 'a mail becomes no contact');
select throws_ok($$ select app.receive('ticket', 'nowhere', '{}') $$, 'UI006', null, 'there is no such box');
select is(app.receive('ticket', null, '{"sha256": "ab", "broken": ["shape"]}') ->> 'outcome', 'ticket', 'bytes that are no mail are a ticket that says so');
select alike((select description::text from app.ticket order by id desc limit 1), '[%mail.eml%', 'in words');
select test.sign_in('viewer');
select throws_ok($$ select app.receive('ticket', null, '{}') $$, 'UI005', null, 'a viewer brings none in');
select test.sign_out();
select * from finish();
rollback;
