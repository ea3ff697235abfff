-- A ticket from question to answer: whose it is, what was promised, what stands and what runs.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.t(s text) returns app.ticket language sql stable as $$ select t from app.ticket t where t.subject = s order by t.id limit 1 $$;
select test.sign_in('owner');

-- Hours: Monday to Friday from 9 to 18 where nothing is said; in Paris in winter 8 to 17 UTC.
select is(app.open_after('2030-01-07T08:00:00Z', 60), '2030-01-07T09:00:00Z', 'an hour on a Monday morning');
select is(app.open_after('2030-01-11T16:30:00Z', 60), '2030-01-14T08:30:00Z', 'half of it on Friday, half on Monday');
select is(app.open_after('2030-01-12T12:00:00Z', 540), '2030-01-14T17:00:00Z', 'a whole day asked for on a Saturday');
select is(app.open_between('2030-01-11T16:30:00Z', '2030-01-14T08:30:00Z'), 60, 'and counted back');
select pg_temp.made('closed_day', '{"closed_on": "2030-01-14", "name": "Inventory"}');
select is(app.open_after('2030-01-11T16:30:00Z', 60), '2030-01-15T08:30:00Z', 'not on a closed day');
select pg_temp.made('opening', '{"weekday": "7", "opens": "0", "closes": "24"}');
select is(app.open_between('2030-03-30T12:00:00Z', '2030-04-01T12:00:00Z'), 23 * 60, 'the Sunday that clocks go on has 23 hours');
select is(app.open_between('2030-10-26T12:00:00Z', '2030-10-28T12:00:00Z'), 25 * 60, 'the one that they go back 25');
select lives_ok($$ select app.remove('opening', id) from app.opening $$, 'the usual hours again');

-- Whose it is.
select pg_temp.made('ticket_queue', jsonb_build_object('category', 'bug', 'team_id', test.team()));
select pg_temp.made('contact', '{"last_name": "Martin", "email": "martin@example.com"}');
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "It smokes", "category": "bug", "requester_email": "Martin@example.com", "priority": "urgent"}'), pg_temp.made('ticket', '{"subject": "It smokes again", "category": "bug"}'), pg_temp.made('ticket', '{"subject": "How much?", "category": "billing"}');
select is((t.contact_id, t.team_id), ((select id from app.contact where email = 'martin@example.com'), test.team()), 'who asks is known by the address; a bug goes to its team') from pg_temp.t('It smokes') t;
select isnt((pg_temp.t('It smokes')).assignee_id, (pg_temp.t('It smokes again')).assignee_id, 'each member gets one');
select is((pg_temp.t('How much?')).assignee_id, null, 'what has no queue waits for somebody');
select is((pg_temp.t('It smokes')).respond_by, app.open_after(now(), 60), 'urgent: an hour of ours');
select lives_ok($$ select app.save('ticket', (pg_temp.t('How much?')).id, null, '{"priority": "low"}') $$, 'another priority …');
select is((pg_temp.t('How much?')).resolve_by, app.open_after(now(), 2700), '… is another promise');

-- The clock.
select lives_ok($$ select app.act('ticket', 'note', (pg_temp.t('It smokes')).id, '{"body": "Ask Paul"}') $$, 'a note …');
select is((t.answered_at, t.status), (null::timestamptz, 'open'::text), '… is no answer') from pg_temp.t('It smokes') t;
select lives_ok($$ select app.act('ticket', 'answer', (pg_temp.t('It smokes')).id, '{"body": "Where from?"}') $$, 'an answer');
select is((t.answered_at, t.status, t.waiting_since), (now(), 'waiting'::text, now()), 'stops the first clock; the second stands') from pg_temp.t('It smokes') t;
select test.sign_out(); select app.as_platform(test.tenant());
alter table app.ticket disable trigger user;
update app.ticket set waiting_since = waiting_since - interval '21 days' where subject = 'It smokes';
alter table app.ticket enable trigger user;
select test.sign_in('office');
create temp table before as select resolve_by from app.ticket where subject = 'It smokes'; grant select on before to public;
select pg_temp.made('ticket_message', jsonb_build_object('ticket_id', (pg_temp.t('It smokes')).id, 'kind', 'question', 'body', 'From behind'));
select is((pg_temp.t('It smokes')).status, 'open', 'a word of the customer opens it');
select is((pg_temp.t('It smokes')).resolve_by, app.open_after((select resolve_by from before), app.open_between(now() - interval '21 days', now())), 'three weeks of waiting are not ours');
select lives_ok($$ select app.act('ticket', 'resolve', (pg_temp.t('It smokes')).id, '{"answer": "A new pipe"}') $$, 'solved');
select throws_ok($$ select app.act('ticket', 'resolve', (pg_temp.t('It smokes')).id) $$, 'UI001', null, 'once');
select lives_ok($$ select app.act('ticket', 'rate', (pg_temp.t('It smokes')).id, '{"satisfaction": 5}') $$, 'rated');
select throws_ok($$ select app.act('ticket', 'rate', (pg_temp.t('How much?')).id, '{"satisfaction": 5}') $$, 'UI001', null, 'not before');
select throws_ok($$ select app.act('ticket', 'rate', (pg_temp.t('It smokes')).id, '{"satisfaction": 6}') $$, '23514', null, 'five is the most');
select is((r.tickets, r.answered_in_time, r.solved_in_time, r.satisfaction), (1::bigint, 1::bigint, 1::bigint, 5.0), 'and counted as promised') from app.report_promises() r where r.priority = 'urgent';

-- Merged and split.
select lives_ok($$ select app.act('ticket', 'merge_into', (pg_temp.t('It smokes again')).id, jsonb_build_object('ticket_id', (pg_temp.t('It smokes')).id)) $$, 'the same again is merged');
select is((t.status, t.merged_into_id), ('closed'::text, (pg_temp.t('It smokes')).id), 'and closed') from pg_temp.t('It smokes again') t;
select throws_ok($$ select app.act('ticket', 'merge_into', (pg_temp.t('How much?')).id, jsonb_build_object('ticket_id', (pg_temp.t('It smokes again')).id)) $$, 'UI001', null, 'not into one that is a part itself');
select throws_ok($$ select app.act('ticket', 'merge_into', (pg_temp.t('How much?')).id, jsonb_build_object('ticket_id', (pg_temp.t('How much?')).id)) $$, 'UI001', null, 'nor into itself');
select lives_ok($$ select app.act('ticket', 'split', (pg_temp.t('It smokes')).id, jsonb_build_object('subject', 'The pipe', 'ticket_message_id', (select id from app.ticket_message where kind = 'question'))) $$, 'another matter is split off');
select is((pg_temp.t('The pipe')).description, 'From behind', 'from its message on');
select throws_ok($$ select app.act('ticket', 'split', (pg_temp.t('How much?')).id, jsonb_build_object('subject', 'x', 'ticket_message_id', (select min(id) from app.ticket_message))) $$, 'UI006', null, 'only one of its own');

-- What we know.
select pg_temp.made('canned_answer', '{"name": "Thanks", "body": "Dear {customer}, {subject} ({number}): thank you. {colleague} {unknown} {"}');
select lives_ok($$ select app.save('contact', contact_id, null, '{"last_name": "{number}"}') from pg_temp.t('The pipe') $$, 'a customer with an odd name');
select lives_ok($$ select app.act('ticket', 'answer_with', (pg_temp.t('The pipe')).id, jsonb_build_object('canned_answer_id', (select id from app.canned_answer))) $$, 'a ready answer');
select is((select m.body::text from app.ticket_message m where m.body like 'Dear%'), format('Dear {number}, The pipe (%s): thank you. Alpha office {unknown} {', (pg_temp.t('The pipe')).id), 'is filled in, once');
select pg_temp.made('article', '{"title": "Exhaust pipe that smokes", "body": "# Look behind", "status": "published", "tags": ["smoke"]}'), pg_temp.made('article', '{"title": "Smoking pipe, draft", "body": "x"}');
select is((select array_agg(s.title) from app.report_suggested_articles('My pipe smokes!') s), '{"Exhaust pipe that smokes"}', 'what is published is suggested');
select lives_ok($$ select app.act('article', 'vote', id, '{"helpful": true}'), app.act('article', 'vote', id, '{"helpful": true}'), app.act('article', 'count_view', id), app.act('article', 'count_view', id) from app.article where status = 'published' $$, 'read and voted for twice');
select is((a.helpful, a.not_helpful, a.views), (1, 0, 0), 'is one voice; a reader of this hour was counted') from app.article a where status = 'published';
select test.sign_in('viewer');
select lives_ok($$ select app.act('article', 'count_view', id), app.act('article', 'vote', id, '{"helpful": false}') from app.article where status = 'published' $$, 'another reader');
select is((a.helpful, a.not_helpful, a.views), (1, 1, 1), 'is another voice') from app.article a where status = 'published';
select throws_ok($$ select app.act('ticket', 'answer', (pg_temp.t('How much?')).id, '{"body": "x"}') $$, 'UI005', null, 'a viewer answers nobody');
select test.sign_in('performer');
select is((select count(*) from app.ticket_message), 0::bigint, 'messages are for who sees their ticket');
select test.sign_out();
select * from finish();
rollback;
