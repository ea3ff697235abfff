-- What takes place again and again: its dates are rows, by the clock on the wall, each may differ, and what is held is held on all of them.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.refusal(sql text) returns jsonb language plpgsql as $$
declare
	state text; message text; detail text; con text; col text;
begin
	begin execute sql; return '{"state": "00000"}';
	exception when others then
		get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, con = constraint_name, col = column_name;
		return jsonb_build_object('state', state) || ui.explain('mission', state, con, col, message, detail);
	end;
end $$;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.dates(t text) returns timestamptz[] language sql stable as $$ select array_agg(m.starts_at order by m.starts_at) from app.mission m where m.title = t and m.deleted_at is null $$;
create function pg_temp.walls(t text) returns text[] language sql stable as $$ select array_agg(to_char(m.starts_at at time zone 'Europe/Paris', 'MM-DD HH24:MI') order by m.starts_at) from app.mission m where m.title = t and m.deleted_at is null $$;
create function pg_temp.at(t text, n integer) returns bigint language sql stable as $$ select m.id from app.mission m where m.title = t and m.deleted_at is null order by m.starts_at offset n - 1 limit 1 $$;
create function pg_temp.dates_of(rule text, starts text, days integer default 400) returns text language sql stable as
    $$ select string_agg(to_char(x, 'MM-DD'), ' ' order by x) from app.rule_dates(rule, starts::timestamp, 'Europe/Paris', starts::date, starts::date + days) x $$;

-- Rules, as RFC 5545 has them.
select is(pg_temp.dates_of('FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=5', '2026-09-01 09:00'), '09-01 09-03 09-15 09-17 09-29', 'every other week on two days');
select is(pg_temp.dates_of('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05 09:00'), '08-05 08-17 08-19 08-31', 'the week begins when the rule says (RFC 5545, 3.3.10)');
select is(pg_temp.dates_of('FREQ=MONTHLY;COUNT=4;BYDAY=-1FR', '2026-01-30 09:00'), '01-30 02-27 03-27 04-24', 'the last Friday of the month');
select is(pg_temp.dates_of('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3', '1997-09-29 09:00'), '09-29 10-30 11-27', 'the last but one working day');
select is(pg_temp.dates_of('FREQ=MONTHLY;COUNT=4', '2026-01-31 09:00'), '01-31 03-31 05-31 07-31', 'a calendar''s own 31st: months without one have none');
select is(pg_temp.dates_of(app.rule_of('month', 1, null, 4, '2026-01-31'), '2026-01-31 09:00'), '01-31 02-28 03-31 04-30', 'ours is the last day there');
select is(pg_temp.dates_of(app.rule_of('month', 1, null, 3, '2026-01-30'), '2026-01-30 09:00'), '01-30 02-28 03-30', 'and the 30th stays the 30th');
select is(pg_temp.dates_of(app.rule_of('year', null, null, 4, '2024-02-29'), '2024-02-29 09:00', 1500), '02-29 02-28 02-28 02-28', 'the 29th of February is the 28th in other years');
select is(pg_temp.dates_of('FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '1997-05-12 09:00', 900), '05-12 05-11 05-17', 'Monday of week 20');
select is(pg_temp.dates_of('FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3', '1996-11-05 09:00', 3000), '11-05 11-07 11-02', 'an election day');
select is(app.clean_rrule('rrule:freq=weekly; interval=1;wkst=MO;'), 'FREQ=WEEKLY', 'a rule as it is kept');
select ok(app.rule_wrong(r) is not null, 'refused: ' || left(r, 60)) from unnest(array['FREQ=SECONDLY', 'FREQ=HOURLY;COUNT=3', 'FREQ=DAILY;BYHOUR=1,2', 'FREQ=DAILY;COUNT=2147483647', 'FREQ=DAILY;COUNT=0', 'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;BYSETPOS=5', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', 'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367', 'FREQ=WEEKLY;BYDAY=1MO', 'FREQ=DAILY;COUNT=2;UNTIL=20300101', 'FREQ=DAILY;UNTIL=20300231', 'FREQ=SOMETIMES', 'every day', 'FREQ=DAILY;X=1',
    'FREQ=DAILY;' || repeat('X', 2000), 'FREQ=MONTHLY;BYMONTHDAY=32', 'FREQ=MONTHLY;BYDAY=0MO']) r;
select ok(app.rule_wrong(r) is null, 'understood: ' || r) from unnest(array['FREQ=DAILY;UNTIL=99991231T235959Z', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', 'FREQ=DAILY;BYHOUR=9;BYMINUTE=0']) r;
select is(pg_temp.dates_of('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01 09:00', 4000), '01-01', 'a day that never comes');
select is((select count(*) from app.rule_dates('FREQ=DAILY;UNTIL=99991231T235959Z', '1601-01-01 09:00', 'Europe/Paris', '2026-01-01', '2026-12-31')), 365::bigint, 'from the days of Louis XIII until the end of time: the days that are asked for');

-- A mission every Sunday: March and October 2030 (the clocks change on the 31st and the 27th).
select test.sign_in('office');
create temporary table around as select date_trunc('year', now())::date + 365 as y;
select pg_temp.made('mission', '{"title": "Market", "starts_at": "2027-03-14T08:00:00Z", "ends_at": "2027-03-14T11:00:00Z", "repeats": "week", "repeat_count": 4}');
select is(pg_temp.walls('Market'), '{"03-14 09:00","03-21 09:00","03-28 09:00","04-04 09:00"}', 'nine o''clock stays nine o''clock when the clocks go forward');
select is((select array_agg(m.ends_at - m.starts_at) from app.mission m where m.title = 'Market'), array_fill(interval '3 hours', '{4}'), 'and it lasts as long');
select is((m.rule::text, m.repeats, m.repeat_count), ('FREQ=WEEKLY;COUNT=4'::text, 'week'::text, 4), 'each knows its rule') from app.mission m where m.id = pg_temp.at('Market', 3);
select pg_temp.made('mission', '{"title": "Night", "starts_at": "2027-10-29T20:00:00Z", "ends_at": "2027-10-30T04:00:00Z", "repeats": "day", "repeat_count": 4}');
select is(pg_temp.walls('Night'), '{"10-29 22:00","10-30 22:00","10-31 22:00","11-01 22:00"}', 'nor does the clock of October move them');
select is((select m.ends_at - m.starts_at from app.mission m where m.id = pg_temp.at('Night', 2)), interval '9 hours', 'a night shift of that night has an hour more: it ends at six');
select pg_temp.made('mission', '{"title": "Twice", "starts_at": "2027-03-27T01:30:00Z", "ends_at": "2027-03-27T02:00:00Z", "repeats": "day", "repeat_count": 3}');
select is(pg_temp.walls('Twice'), '{"03-27 02:30","03-28 03:30","03-29 02:30"}', 'half past two that does not exist is half past three');
select pg_temp.made('mission', '{"title": "Overseas", "starts_at": "2027-03-12T15:00:00Z", "ends_at": "2027-03-12T16:00:00Z", "zone": "America/New_York", "rule": "FREQ=WEEKLY;COUNT=4"}');
select is(pg_temp.walls('Overseas'), '{"03-12 16:00","03-19 15:00","03-26 15:00","04-02 16:00"}', 'what keeps the time of New York moves by theirs');
select is(pg_temp.refusal($$ select pg_temp.made('mission', '{"title": "Nowhere", "starts_at": "2027-03-12", "ends_at": "2027-03-13", "zone": "Mars/Olympus", "rule": "FREQ=WEEKLY"}') $$) ->> 'field', 'zone', 'a zone that there is not is refused');

-- Without an end: two years are there.
select pg_temp.made('mission', jsonb_build_object('title', 'Forever', 'starts_at', now() + interval '1 hour', 'ends_at', now() + interval '2 hours', 'repeats', 'weekday'));
select ok(count(*) between 518 and 526, 'the working days of 24 months: ' || count(*)) from app.mission where title = 'Forever';
select ok(max(starts_at) between now() + interval '23 months 25 days' and now() + interval '24 months 2 days', 'up to there') from app.mission where title = 'Forever';
-- By night one more day, and only once.
select test.sign_out();
update app.series s set made_until = now()::date + 30 where s.id = (select m.series_id from app.mission m where m.title = 'Forever' order by m.starts_at limit 1);
select app.as_platform((select t.id from app.tenant t where t.slug = 'alpha'));
delete from app.mission m where m.title = 'Forever' and m.starts_at > now() + interval '400 days';
set local role comptoir_platform; select app.job_prolong_series(null, '{}'); reset role;
select test.sign_in('office');
select ok(count(*) between 518 and 526 and count(*) = count(distinct starts_at), 'the night makes what lacks, once') from app.mission where title = 'Forever';
-- A clock that was ahead and is set back: nothing is made twice.
select test.sign_out(); select app.as_platform((select t.id from app.tenant t where t.slug = 'alpha'));
update app.series set made_until = now()::date + 2000;
select is(app.series_fill(s.id, true) ->> 'made', '0', 'nothing is made twice, whatever the clock said before') from app.series s where s.id = (select m.series_id from app.mission m where m.title = 'Forever' limit 1);
select test.sign_in('office');

-- One is changed, one is taken out, and comes back.
select app.save('mission', pg_temp.at('Market', 2), null, '{"place": "Church square", "starts_at": "2027-03-21T09:30:00Z", "ends_at": "2027-03-21T11:00:00Z"}');
select is((select array_agg(m.changed order by m.starts_at) from app.mission m where m.title = 'Market'), '{f,t,f,f}', 'one differs');
select app.remove('mission', pg_temp.at('Market', 3));
select is(pg_temp.walls('Market'), '{"03-14 09:00","03-21 10:30","04-04 09:00"}', 'one is taken out');
select is((select m.rule_except::text from app.mission m where m.id = pg_temp.at('Market', 1)), '20270328T070000Z', 'as an exception to the rule');
select app.restore('mission', (select m.id from app.mission m where m.title = 'Market' and m.deleted_at is not null));
select is((select m.rule_except::text from app.mission m where m.id = pg_temp.at('Market', 1)), null, 'and back');
select app.remove('mission', pg_temp.at('Market', 3));

-- This and the following; all.
select pg_temp.made('resource', '{"name": "Lift A", "kind": "lift"}'), pg_temp.made('resource', '{"name": "Ada", "kind": "person"}');
select pg_temp.made('mission', '{"title": "Class", "starts_at": "2027-05-03T16:00:00Z", "ends_at": "2027-05-03T18:00:00Z", "repeats": "week", "repeat_count": 5}');
create temporary table klass as select array_agg(id order by starts_at) as ids from app.mission where title = 'Class';
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Ada'), 'mission_id', pg_temp.at('Class', 3))),
    pg_temp.made('mission_check', jsonb_build_object('mission_id', pg_temp.at('Class', 3), 'label', 'Keys', 'required', true));
select app.save('mission', pg_temp.at('Class', 3), null, '{"starts_at": "2027-05-17T17:00:00Z", "ends_at": "2027-05-17T18:30:00Z", "place": "Hall"}');
select lives_ok($$ select app.act('mission', 'same_following', pg_temp.at('Class', 3)) $$, 'the following are as this one');
select is(pg_temp.walls('Class'), '{"05-03 18:00","05-10 18:00","05-17 19:00","05-24 19:00","05-31 19:00"}', 'from here on an hour later');
select is((select array_agg(m.place::text order by m.starts_at) from app.mission m where m.title = 'Class'), '{NULL,NULL,Hall,Hall,Hall}'::text[], 'at the hall');
select is((select array_agg((select count(*) from app.booking b where b.mission_id = m.id and b.deleted_at is null and b.starts_at = m.starts_at and b.ends_at = m.ends_at) + (select count(*) from app.mission_check c where c.mission_id = m.id and c.deleted_at is null) order by m.starts_at)
    from app.mission m where m.title = 'Class'), '{0,0,2,2,2}'::bigint[], 'with the team and the list');
select is((select array_agg(id order by starts_at) from app.mission where title = 'Class'), (select ids from klass), 'they are the same records');
select is((select array_agg(m.rule::text order by m.starts_at) from app.mission m where m.title = 'Class'), '{FREQ=WEEKLY;UNTIL=20270517T155959Z,FREQ=WEEKLY;UNTIL=20270517T155959Z,FREQ=WEEKLY;COUNT=3,FREQ=WEEKLY;COUNT=3,FREQ=WEEKLY;COUNT=3}'::text[], 'two rules, each for its part');
select app.save('mission', pg_temp.at('Class', 4), null, '{"place": "Garden"}');
select lives_ok($$ select app.act('mission', 'same_all', pg_temp.at('Class', 4)) $$, 'all are as this one');
select is((select array_agg(m.place::text order by m.starts_at) from app.mission m where m.title = 'Class'), '{NULL,NULL,Garden,Garden,Garden}'::text[], 'all of its series');
select app.save('mission', pg_temp.at('Class', 4), null, '{"repeats": "month"}');
select ok(pg_temp.walls('Class') @> '{"05-17 19:00","05-24 19:00","06-24 19:00","07-24 19:00"}' and not pg_temp.walls('Class') @> '{"05-31 19:00"}', 'another rule holds from its date on: every month, no more every week');
select app.save('mission', pg_temp.at('Class', 4), null, '{"repeats": ""}');
select is(pg_temp.walls('Class'), '{"05-03 18:00","05-10 18:00","05-17 19:00","05-24 19:00"}', 'without a rule it ends there');
select app.save('mission', pg_temp.at('Class', 2), null, '{"starts_at": "2027-05-11T16:00:00Z", "ends_at": "2027-05-11T18:00:00Z"}');
select is(pg_temp.refusal($$ select app.act('mission', 'same_following', pg_temp.at('Class', 2)) $$) ->> 'field', 'repeats', 'what was moved to another day says how it repeats from there');

-- Days of the week, as people write them; and what is said of them.
create function pg_temp.weekly(days text, starts text) returns jsonb language sql as $$ select pg_temp.refusal(format('select pg_temp.made(''mission'', %L)', jsonb_build_object('title', 'Days ' || starts, 'starts_at', starts, 'minutes', 45, 'repeats', 'week', 'repeat_days', days, 'repeat_count', 4))) $$;
select is(pg_temp.weekly('jeudi, Tue', '2027-09-07T08:00:00Z') ->> 'state', '00000', 'every week on two days');
select is(pg_temp.walls('Days 2027-09-07T08:00:00Z'), '{"09-07 10:00","09-09 10:00","09-14 10:00","09-16 10:00"}', 'Tuesdays and Thursdays');
select is((select array_agg(distinct m.rule || ' ' || m.repetition || ' ' || m.repeats || ' ' || m.repeat_days) from app.mission m where m.title like 'Days%'), '{"FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH FREQ=WEEKLY;COUNT=4;BYDAY=TU,TH week TU,TH"}'::text[], 'each of them says so');
select is((select array_agg(distinct m.minutes) from app.mission m where m.title like 'Days%'), '{45}', 'and how long it takes');
select is(pg_temp.weekly('jeu', '2027-09-06T08:00:00Z') ->> 'field', 'repeat_days', 'a Monday is no Thursday: that is said beside the days');
select is(pg_temp.weekly('someday', '2027-09-06T08:00:00Z') ->> 'field', 'repeat_days', 'nor is someday one');
select is(app.clean_weekdays('dim., lun et Mercredi'), 'MO,WE,SU', 'in the order of the week');
select app.save('mission', pg_temp.at('Days 2027-09-07T08:00:00Z', 2), null, '{"repeat_days": "thu fri"}') \g /dev/null
select is(pg_temp.walls('Days 2027-09-07T08:00:00Z'), '{"09-07 10:00","09-09 10:00","09-10 10:00","09-16 10:00","09-17 10:00"}', 'other days from one of its dates on');
select app.save('mission', pg_temp.at('Days 2027-09-07T08:00:00Z', 2), null, '{"repeats": "month"}') \g /dev/null
select is((m.repeat_days::text, m.rule::text), (null::text, 'FREQ=MONTHLY;COUNT=4'::text), 'a month has no days of the week') from app.mission m where m.id = pg_temp.at('Days 2027-09-07T08:00:00Z', 2);
select is((x.often, x.days), ('week'::text, 'TU'::text), 'a calendar''s rule in the same words') from app.rule_words('FREQ=WEEKLY;BYDAY=TU', '2027-09-07 10:00', 'Europe/Paris') x;

-- Whatever may be written of a mission holds for all of its dates: no list of them is kept anywhere.
create function pg_temp.some(f ui.field) returns jsonb language sql as $$
    select case when f.choices is not null then f.choices -> -1 -> 0 when f.refers = 'person' then to_jsonb(test.person('technician')) when f.refers = 'team' then to_jsonb(test.team()) when f.refers is not null then null
        when f.type = 'integer' then '7' when f.type = 'tags' then '["some"]' else to_jsonb('Some ' || f.name) end $$;
create temporary table written as select f.name, pg_temp.some(f) as value from ui.fields('mission') f where f.creatable and pg_temp.some(f) is not null and f.name not in ('title', 'status')
    and f.type not in ('timestamp', 'json') and not exists (select from pg_attribute a where a.attrelid in ('app.repeating'::regclass, 'app.base'::regclass) and a.attname = f.name);
select pg_temp.made('mission', '{"title": "All alike", "status": "planned", "starts_at": "2028-01-03T08:00:00Z", "repeats": "week", "repeat_count": 3}' || (select jsonb_object_agg(w.name, w.value) from written w)) \g /dev/null
select ok((select count(*) from written) > 8 and exists (select from written where name = 'minutes'), 'what may be written of it …');
select is((select count(distinct to_jsonb(m) -> w.name) from app.mission m where m.title = 'All alike' and to_jsonb(m) -> w.name <> 'null' and m.deleted_at is null), 1::bigint, '… holds for each date: ' || w.name) from written w;
select is((select array_agg(m.status || ' ' || (m.ends_at - m.starts_at) || ' ' || m.minutes order by m.starts_at) from app.mission m where m.title = 'All alike'), array_fill('planned 00:07:00 7'::text, '{3}'), 'how far it is, and how long it takes');
select pg_temp.made('mission', '{"title": "No time yet", "minutes": 50}') as timeless \gset
select app.act('mission', 'duplicate', :timeless) \g /dev/null
select is((select array_agg(m.minutes) from app.mission m where m.title = 'No time yet'), '{50,50}', 'a copy without times takes as long');

-- What is held is held on every date: the series that clashes once is refused as a whole.
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'maintenance', 'title', 'Inspection', 'starts_at', '2027-06-15T08:00:00Z', 'ends_at', '2027-06-15T09:00:00Z'));
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'title', 'Tuesdays', 'starts_at', '2027-06-01T08:30:00Z', 'ends_at', '2027-06-01T10:00:00Z', 'repeats', 'week', 'repeat_count', 5)) $$) -> 'args' ->> 'what',
    'Inspection', 'a bay that is taken on the third Tuesday is told');
select is((select count(*) from app.booking where title = 'Tuesdays'), 0::bigint, 'nothing half made');
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'title', 'Tuesdays', 'starts_at', '2027-06-01T12:30:00Z', 'ends_at', '2027-06-01T14:00:00Z', 'repeats', 'week', 'repeat_count', 5));
select is((select count(*) from app.booking where title = 'Tuesdays' and held), 5::bigint, 'in the afternoon it is free on all of them');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'starts_at', '2027-06-22T13:00:00Z', 'ends_at', '2027-06-22T13:30:00Z')) $$) -> 'args' ->> 'what', 'Tuesdays', 'and nobody else has it then');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'mission_id', pg_temp.at('Class', 1), 'repeats', 'week')) $$) ->> 'field', 'repeats', 'what is booked for a mission repeats with it');
select pg_temp.made('mission', '{"title": "Course", "starts_at": "2027-08-02T08:00:00Z", "ends_at": "2027-08-02T10:00:00Z", "repeats": "week", "repeat_until": "2027-08-23"}');
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'mission_id', pg_temp.at('Course', 1)));
select app.act('mission', 'same_all', pg_temp.at('Course', 1));
select is(app.act('mission', 'plan_all', pg_temp.at('Course', 1)) -> 'answer', '4', 'all dates are planned at once');
select is((select count(*) from app.booking b join app.mission m on m.id = b.mission_id where m.title = 'Course' and b.held), 4::bigint, 'the lift is held on each');

-- A series of bookings: one is moved, the others follow, or the first that cannot is told with who, what and when.
create function pg_temp.held_at(t text) returns text[] language sql stable as $$ select array_agg(to_char(b.starts_at at time zone 'Europe/Paris', 'MM-DD HH24:MI') order by b.starts_at) from app.booking b where b.title = t and b.deleted_at is null $$;
create function pg_temp.nth(t text, n integer) returns bigint language sql stable as $$ select b.id from app.booking b where b.title = t and b.deleted_at is null order by b.starts_at offset n - 1 limit 1 $$;
select app.save('booking', pg_temp.nth('Tuesdays', 2), null, '{"starts_at": "2027-06-08T13:30:00Z", "ends_at": "2027-06-08T15:00:00Z", "notes": "Later"}') \g /dev/null
select lives_ok($$ select app.act('booking', 'same_following', pg_temp.nth('Tuesdays', 2)) $$, 'the following bookings are as this one');
select is(pg_temp.held_at('Tuesdays'), '{"06-01 14:30","06-08 15:30","06-15 15:30","06-22 15:30","06-29 15:30"}', 'an hour later from there on');
select is((select array_agg(b.notes order by b.starts_at) from app.booking b where b.title = 'Tuesdays'), '{NULL,Later,Later,Later,Later}'::text[], 'and what else it says');
select app.save('booking', pg_temp.nth('Tuesdays', 3), null, '{"starts_at": "2027-06-15T10:00:00Z", "ends_at": "2027-06-15T11:30:00Z"}') \g /dev/null
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'title', 'Fitter', 'starts_at', '2027-06-29T11:00:00Z', 'ends_at', '2027-06-29T12:00:00Z')) \g /dev/null
select is(pg_temp.refusal($$ select app.act('booking', 'same_all', pg_temp.nth('Tuesdays', 3)) $$) -> 'args', '{"resource": "Lift A", "what": "Fitter", "from": "2027-06-29 13:00", "until": "14:00", "field": "resource_id"}', 'what stands in the way is told');
select is(pg_temp.held_at('Tuesdays'), '{"06-01 14:30","06-08 15:30","06-15 12:00","06-22 15:30","06-29 15:30"}', 'and nothing is half moved');
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'title', 'Nights', 'starts_at', '2027-11-01T08:00:00Z', 'ends_at', '2027-11-02T08:00:00Z', 'repeats', 'day', 'repeat_count', 4)) \g /dev/null
select app.save('booking', pg_temp.nth('Nights', 4), null, '{"starts_at": "2027-11-04T09:00:00Z", "ends_at": "2027-11-05T09:00:00Z"}') \g /dev/null
select lives_ok($$ select app.act('booking', 'same_all', pg_temp.nth('Nights', 4)) $$, 'one that ends as the next begins does not stand in its own way');
select is(pg_temp.held_at('Nights'), '{"11-01 10:00","11-02 10:00","11-03 10:00","11-04 10:00"}', 'all are an hour later');
-- A mission's bookings go where it goes, or the whole is refused.
select app.save('mission', pg_temp.at('Course', 2), null, '{"starts_at": "2027-08-09T06:00:00Z", "ends_at": "2027-08-09T08:00:00Z"}') \g /dev/null
select pg_temp.made('booking', jsonb_build_object('resource_id', (select id from app.resource where name = 'Lift A'), 'kind', 'hold', 'title', 'Early bird', 'starts_at', '2027-08-23T06:30:00Z', 'ends_at', '2027-08-23T07:30:00Z')) as bird \gset
select is(pg_temp.refusal($$ select app.act('mission', 'same_following', pg_temp.at('Course', 2)) $$) -> 'args' ->> 'what', 'Early bird', 'a series of missions that cannot be moved as a whole says why');
select app.remove('booking', :bird) \g /dev/null
select lives_ok($$ select app.act('mission', 'same_following', pg_temp.at('Course', 2)) $$, 'it is free then:');
select is((select array_agg(to_char(b.starts_at at time zone 'Europe/Paris', 'MM-DD HH24:MI') || b.held order by b.starts_at) from app.booking b join app.mission m on m.id = b.mission_id where m.title = 'Course' and b.deleted_at is null),
    '{"08-02 10:00true","08-09 08:00true","08-16 08:00true","08-23 08:00true"}', 'the lift goes along');

-- Each date that is written is one that the person may write: theirs are the team's.
select pg_temp.made('mission', jsonb_build_object('title', 'Rounds', 'starts_at', '2027-12-06T08:00:00Z', 'minutes', 60, 'repeats', 'week', 'repeat_count', 4, 'team_id', test.team())) \g /dev/null
select app.save('mission', pg_temp.at('Rounds', 3), null, '{"team_id": ""}') \g /dev/null
select test.sign_in('technician');
select app.save('mission', pg_temp.at('Rounds', 2), null, '{"place": "North gate"}') \g /dev/null
select is(pg_temp.refusal($$ select app.act('mission', 'same_following', pg_temp.at('Rounds', 2)) $$) - 'status', '{"state": "UI005", "message": "{count} of its dates are not yours to change: ask somebody who may change them all, or change yours one by one.", "args": {"count": 1, "from": null, "field": "repeats"}, "field": "repeats"}',
    'the team''s dates are theirs, another one among them is not');
select is(pg_temp.refusal($$ select app.act('mission', 'plan_all', pg_temp.at('Rounds', 1)) $$) ->> 'state', 'UI005', 'nor is it planned with theirs');
select is(pg_temp.refusal($$ select app.save('mission', pg_temp.at('Rounds', 2), null, '{"repeats": "day"}') $$) ->> 'state', 'UI005', 'nor given another rule');
select test.sign_in('office');
select is((select array_agg(concat_ws(' ', m.status, m.place) order by m.starts_at) from app.mission m where m.title = 'Rounds'), '{draft,"draft North gate",draft,draft}'::text[], 'all are as they were');
select app.save('mission', pg_temp.at('Rounds', 3), null, jsonb_build_object('team_id', test.team())) \g /dev/null
select test.sign_in('technician');
select lives_ok($$ select app.act('mission', 'same_following', pg_temp.at('Rounds', 2)) $$, 'when all are theirs they may');
select test.sign_in('office');

-- What cannot be.
select is(pg_temp.refusal($$ select pg_temp.made('mission', '{"title": "X", "repeats": "week"}') $$) ->> 'field', 'starts_at', 'what repeats begins at some time');
select is(pg_temp.refusal($$ select pg_temp.made('mission', '{"title": "X", "starts_at": "2027-01-01", "rule": "FREQ=SECONDLY"}') $$) ->> 'field', 'rule', 'a hostile rule');
select is(pg_temp.refusal($$ select pg_temp.made('mission', '{"title": "X", "starts_at": "2027-01-01", "repeats": "week", "repeat_count": 3, "repeat_until": "2027-02-01"}') $$) ->> 'message', 'Say until when or how often, not both.', 'two ends');
select is(pg_temp.refusal($$ select pg_temp.made('mission', jsonb_build_object('title', 'X', 'starts_at', '2027-01-01', 'rule_also', (select string_agg(to_char(date '2027-01-01' + d, 'YYYYMMDD'), ',') from generate_series(1, 501) d))) $$) ->> 'field', 'rule_also', 'more than five hundred dates');
select is(pg_temp.refusal($$ select app.save('mission', pg_temp.at('Market', 1), null, '{"series_id": 1}') $$) ->> 'state', 'UI005', 'nobody writes into another series');

-- A copy, with all that it takes.
select pg_temp.made('equipment', '{"name": "Tent", "tracking": "quantity", "quantity": 3}');
select pg_temp.made('equipment_booking', jsonb_build_object('equipment_id', (select id from app.equipment where name = 'Tent'), 'mission_id', pg_temp.at('Course', 1), 'quantity', 2)),
    pg_temp.made('mission_check', jsonb_build_object('mission_id', pg_temp.at('Course', 1), 'label', 'Power', 'done', true));
select app.act('mission', 'duplicate', pg_temp.at('Course', 1), '{"starts_at": "2027-09-04T07:00:00Z"}');
select is((select array_agg(row(m.status, m.ends_at, m.rule)::text) from app.mission m where m.title = 'Course' and m.starts_at = '2027-09-04T07:00:00Z'), array[row('draft', '2027-09-04T09:00:00Z'::timestamptz, null::text)::text], 'a copy is a draft of its own');
select is((select (select count(*) from app.booking b where b.mission_id = m.id and b.starts_at = m.starts_at and not b.held) || ' ' || (select sum(q.quantity) from app.equipment_booking q where q.mission_id = m.id) || ' ' || (select string_agg(c.label || c.done, '') from app.mission_check c where c.mission_id = m.id)
    from app.mission m where m.title = 'Course' and m.starts_at = '2027-09-04T07:00:00Z'), '1 2 Powerfalse', 'with its team, its gear and a list that nobody has ticked');

-- Others see none of it, and who may not change it changes none of it.
select test.sign_in('viewer');
select throws_ok($$ select app.act('mission', 'same_all', pg_temp.at('Course', 1)) $$, 'UI005', null, 'a viewer gives nobody dates');
select throws_ok($$ select app.act('mission', 'duplicate', pg_temp.at('Course', 1)) $$, 'UI005', null, 'nor copies');
select throws_ok($$ select * from app.series $$, '42501', null, 'nor reads what all dates have in common');
select test.sign_in('owner', 'beta');
select is((select count(*) from app.mission), 0::bigint, 'another company has none');
select test.sign_out();
select * from finish();
rollback;
