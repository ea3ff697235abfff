-- Activities: the timeline, and the day of the last contact.
begin;
select no_plan();
select test.sign_in('office');
create temp table c as select (app.save('contact', null, null, jsonb_build_object('last_name', 'Talked to', 'team_id', test.team())) ->> 'id')::bigint as id;
create temp table hidden as select (app.save('contact', null, null, '{"last_name": "Out of reach"}') ->> 'id')::bigint as id;
grant select on c, hidden to public;
select is(app.act('contact', 'log_activity', id, '{"kind": "call", "subject": "Appointment", "duration_minutes": 5}') ->> 'version', '2', 'an activity sets the last contact') from c;
select is(x.last_contact_on, app.today(), 'to today') from app.contact x join c using (id);
select is(a.author_id, test.person('office'), 'its author is who wrote it') from app.activity a join c on c.id = a.contact_id;
select is(a.team_id, test.team(), 'its team is the contact''s') from app.activity a join c on c.id = a.contact_id;
select is(app.act('contact', 'log_activity', id, '{"kind": "note", "subject": "Again"}') ->> 'version', '2', 'a second one on the same day changes nothing there') from c;
select lives_ok(format('select app.save(''activity'', null, null, ''{"kind": "meeting", "subject": "Planned", "at": "2099-01-01", "contact_id": %s}'')', id), 'what is planned …') from c;
select is(x.last_contact_on, app.today(), '… is no contact yet') from app.contact x join c using (id);
select lives_ok(format('select app.save(''activity'', null, null, ''{"kind": "letter", "subject": "Old", "at": "2001-01-01", "subject_entity": "contact", "subject_id": %s}'')', id), 'about a contact …') from hidden;
select is(x.last_contact_on, '2001-01-01', '… is with that contact') from app.contact x join hidden using (id);
select lives_ok($$ select app.remove('activity', (select id from app.activity where subject = 'Old')) $$, 'taken back …');
select is(x.last_contact_on, null, '… it never happened') from app.contact x join hidden using (id);

select throws_ok(format('select app.save(''activity'', null, null, %L)', body), state, null, body) from (values
    ('{"kind": "note"}', '23514'), ('{"kind": "dance", "subject": "x"}', 'UI001'), ('{"kind": "call", "duration_minutes": -1}', '23514'),
    ('{"kind": "call", "subject_entity": "contact"}', '23514'), ('{"kind": "call", "subject_entity": "unicorn", "subject_id": 1}', 'UI001'),
    ('{"kind": "call", "contact_id": 999999999}', 'UI006')) v(body, state);
select throws_ok(format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "dance", "subject": "x"}'')', id), 'UI001', null, 'an action refuses an unknown kind') from c;

-- Who sees and writes: a technician the team's, a performer nobody's, a viewer all and writes none.
select test.sign_in('technician');
select is((select count(*) from app.activity a join c on c.id = a.contact_id), 3::bigint, 'the technician sees the team''s');
select lives_ok(format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "call", "subject": "By the technician"}'')', id), 'and logs one on the team''s contact') from c;
select throws_ok(format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "call", "subject": "x"}'')', id), 'UI006', null, 'not on another') from hidden;
select throws_ok(format('select app.save(''activity'', null, null, ''{"kind": "call", "contact_id": %s}'')', id), 'UI006', null, 'nor by the form') from hidden;
select throws_ok(format('select app.save(''activity'', null, null, ''{"kind": "call", "subject_entity": "contact", "subject_id": %s}'')', id), 'UI006', null, 'nor round the corner') from hidden;
select throws_ok($$ select app.save('activity', (select id from app.activity where subject = 'Appointment'), null, '{"body": "x"}') $$, 'UI005', null, 'another''s activity is not theirs to change');
select test.sign_in('performer');
select is(count(*)::int, 0, 'a performer sees none') from app.activity;
select throws_ok(format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "call", "subject": "x"}'')', id), 'UI005', null, 'and logs none') from c;
select test.sign_in('viewer');
select is((select count(*) from app.activity a join c on c.id = a.contact_id), 4::bigint, 'a viewer sees them');
select throws_ok($$ select app.save('activity', null, null, '{"subject": "x"}') $$, 'UI005', null, 'and writes none');
select test.sign_in('owner', 'beta');
select is(count(*)::int, 0, 'another company sees none') from app.activity;
select throws_ok(format('select app.save(''activity'', null, null, ''{"kind": "call", "contact_id": %s}'')', id), 'UI006', null, 'and adds none') from c;
select test.sign_out();
select * from finish();
rollback;
