-- An event: planned, its people and things held, moved, completed; and what must never happen to a lift.
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
		return jsonb_build_object('state', state) || ui.explain('booking', state, con, col, message, detail);
	end;
end $$;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.of(t text) returns bigint language sql stable as $$
    select coalesce((select m.id from app.mission m where m.title = t and m.deleted_at is null), (select r.id from app.resource r where r.name = t and r.deleted_at is null)) $$;
create function pg_temp.book(who text, mission text) returns jsonb language sql as $$
    select app.save('booking', null, null, jsonb_build_object('resource_id', pg_temp.of(who), 'mission_id', pg_temp.of(mission))) $$;

select test.sign_in('office');
select pg_temp.made('resource', '{"name": "Lift 1", "kind": "lift"}'), pg_temp.made('resource', jsonb_build_object('name', 'Paul', 'kind', 'person', 'person_id', test.person('performer'), 'tags', '["Rigger"]'::jsonb));
select is(r.sharing, 'warn', 'a colleague may be booked twice, with a warning') from app.resource r where r.name = 'Paul';
select is(r.sharing, 'never', 'a lift never') from app.resource r where r.name = 'Lift 1';
select pg_temp.made('mission', '{"title": "Ball", "place": "Town hall", "starts_at": "2030-07-14T18:00:00Z", "ends_at": "2030-07-14T23:00:00Z", "before_minutes": 60, "after_minutes": 30}'),
    pg_temp.made('mission', '{"title": "Fair", "starts_at": "2030-07-14T23:15:00Z", "ends_at": "2030-07-15T02:00:00Z"}');

-- A draft holds nothing.
select pg_temp.book('Lift 1', 'Ball'), pg_temp.book('Paul', 'Ball');
select is((b.starts_at, b.held_from, b.held_until), ('2030-07-14T18:00:00Z'::timestamptz, '2030-07-14T17:00:00Z'::timestamptz, '2030-07-14T23:30:00Z'::timestamptz),
    'a booking takes the times of its mission, and is held with the time before and after') from app.booking b where b.resource_id = pg_temp.of('Lift 1');
select ok(not bool_or(b.held), 'nothing is held for a draft') from app.booking b;
select is(pg_temp.book('Lift 1', 'Fair') ->> 'version', '1', 'so two drafts may want the same lift');
select lives_ok($$ select app.act('mission', 'plan', pg_temp.of('Ball')) $$, 'the first one that is planned …');
select ok(bool_and(b.held), '… has it') from app.booking b where b.mission_id = pg_temp.of('Ball');
select is(pg_temp.refusal($$ select app.act('mission', 'plan', pg_temp.of('Fair')) $$) - 'args', '{"state": "UI001", "field": "resource_id", "status": "refused", "message": "{resource} is booked from {from} until {until}: {what}."}', 'the other one is told');
select is(pg_temp.refusal($$ select app.act('mission', 'plan', pg_temp.of('Fair')) $$) -> 'args' ->> 'what', 'Ball', 'what for');
select is((select status from app.mission where title = 'Fair'), 'draft', 'and stays a draft');
select is(app.save('mission', pg_temp.of('Fair'), null, '{"starts_at": "2030-07-14T23:30:00Z"}') ->> 'version', '2', 'half past is free again: the end does not count');
select lives_ok($$ select app.act('mission', 'plan', pg_temp.of('Fair')) $$, 'so it is planned');
select is(pg_temp.refusal($$ select app.save('mission', pg_temp.of('Ball'), null, '{"after_minutes": 45}') $$) -> 'args' ->> 'what', 'Fair', 'a mission cannot grow into what is booked next');
select is(pg_temp.refusal($$ select app.save('mission', pg_temp.of('Fair'), null, '{"starts_at": "2030-07-14T22:00:00Z"}') $$) -> 'args' ->> 'resource', 'Lift 1', 'nor be moved over it');
select is((select count(*) from app.booking where starts_at = '2030-07-14T23:30:00Z'), 1::bigint, 'nothing half moved');

-- People: a warning with who, what and when.
select is(pg_temp.book('Paul', 'Fair') -> 'warnings', '[]', 'Paul can go from one to the other');
select pg_temp.made('mission', '{"title": "Wedding", "starts_at": "2030-07-14T20:00:00Z", "ends_at": "2030-07-14T21:00:00Z"}');
select app.act('mission', 'plan', pg_temp.of('Wedding'));
select is(pg_temp.book('Paul', 'Wedding') -> 'warnings' -> 0 ->> 'message', '{resource} is also booked from {from} until {until}: {what}.', 'not be at two places: it is said');
select pg_temp.made('resource_hours', jsonb_build_object('resource_id', pg_temp.of('Paul'), 'weekday', '1', 'opens', '8h', 'closes', '1730'));
select is(h.opens || ' ' || h.closes, '08:00 17:30', 'hours as people write them') from app.resource_hours h;
select is(pg_temp.refusal($$ select pg_temp.made('resource_hours', jsonb_build_object('resource_id', pg_temp.of('Paul'), 'opens', '25:00')) $$) ->> 'state', '23514', 'not 25 o''clock');
select ok(x -> 'warnings' @> '[{"message": "{resource} does not work all of that time."}]', 'outside of them it is said too')
    from app.save('booking', (select min(id) from app.booking where resource_id = pg_temp.of('Paul')), null, '{"notes": "Sunday"}') x;
select is(pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Paul'), 'kind', 'absence', 'title', 'Holiday', 'starts_at', '2030-08-01', 'ends_at', '2030-08-15')) > 0, true, 'an absence needs no mission');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Paul'), 'kind', 'work', 'starts_at', '2030-08-01', 'ends_at', '2030-08-15')) $$) ->> 'message', 'Say for which mission; an absence is one by its kind.', 'work does');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Paul'), 'kind', 'hold', 'starts_at', '2030-08-15', 'ends_at', '2030-08-01')) $$) ->> 'message', 'It ends after it begins: give it a later end, or an earlier beginning.', 'nothing ends before it begins');
select is(pg_temp.refusal($$ select pg_temp.made('mission', '{"title": "Back", "starts_at": "2030-08-15", "ends_at": "2030-08-01"}') $$) ->> 'state', '23514', 'a mission neither');

-- Missions of one status, page by page: each page goes on where the last one ended, whoever looks, by whichever index.
select pg_temp.made('mission', '{"title": "Idea"}'), pg_temp.made('mission', '{"title": "Plan"}'), pg_temp.made('mission', '{"title": "Hope", "starts_at": "2030-12-01T10:00:00Z", "ends_at": "2030-12-01T11:00:00Z"}');
create function pg_temp.leaf_through(state text, sort text, board boolean) returns text language plpgsql as $$
declare
	q jsonb; m app.mission%rowtype; said text[] := '{}'; next_id bigint;
begin
	q := jsonb_build_object('limit', 1, 'sort', jsonb_build_array(sort));
	loop
		next_id := case when board then (select b.id from app.board('mission', q || jsonb_build_object('column', state)) b)
		    else (app.find('mission', q || jsonb_build_object('filter', jsonb_build_object('field', 'status', 'op', '=', 'value', state))))[1] end;
		exit when next_id is null or cardinality(said) > 9;
		said := said || (select x.title from app.mission x where x.id = next_id);
		q := q || jsonb_build_object('after', (select jsonb_build_array(x.starts_at, x.id) from app.mission x where x.id = next_id));
	end loop;
	return array_to_string(said, ' ');
end $$;
grant execute on function pg_temp.leaf_through to public;
select is(pg_temp.leaf_through(x.state, x.sort, b), x.titles, x.says) from unnest('{false,true}'::boolean[]) b, (values ('planned', 'starts_at', 'Ball Wedding Fair', 'the planned ones, soonest first'),
    ('planned', '-starts_at', 'Fair Wedding Ball', 'and the last ones first'), ('draft', '-starts_at', 'Hope Plan Idea', 'what has no time yet comes last'), ('draft', 'starts_at', 'Hope Idea Plan', 'either way')) x(state, sort, titles, says);
select test.sign_in('performer');
select is(pg_temp.leaf_through('planned', 'starts_at', b), 'Ball Wedding Fair', 'Paul leafs through his own') from unnest('{false,true}'::boolean[]) b;
select is(pg_temp.leaf_through('draft', 'starts_at', b), '', 'of which none is a draft') from unnest('{false,true}'::boolean[]) b;
select test.sign_in('office');

-- What is booked does not go away unsaid, and what is out of use is not booked.
select is(pg_temp.refusal($$ select app.remove('resource', pg_temp.of('Lift 1')) $$) -> 'args' ->> 'count', '2', 'a lift with bookings stays');
select is(pg_temp.refusal($$ select app.save('resource', pg_temp.of('Lift 1'), null, '{"retired_on": "2030-07-01"}') $$) ->> 'field', 'retired_on', 'nor is it put out of use before them');
select lives_ok($$ select app.save('resource', pg_temp.of('Lift 1'), null, '{"retired_on": "2030-09-01"}') $$, 'afterwards it may');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 1'), 'kind', 'maintenance', 'starts_at', '2030-09-02', 'ends_at', '2030-09-03')) $$) ->> 'message',
    '{resource} is out of use from {date} on.', 'and is not booked then');
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 1'), 'kind', 'maintenance', 'starts_at', '2030-08-31T22:00:00Z', 'ends_at', '2030-08-31T22:30:00Z')) $$) ->> 'message',
    '{resource} is out of use from {date} on.', 'nor in the first half hour of that day, which begins where the company is');
select lives_ok($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 1'), 'kind', 'maintenance', 'starts_at', '2030-08-31T21:30:00Z', 'ends_at', '2030-08-31T22:00:00Z')) $$, 'but until the midnight before');
select is(pg_temp.refusal($$ select app.save('resource', pg_temp.of('Paul'), null, '{"sharing": "never"}') $$) ->> 'state', 'UI001', 'two that stand beside each other keep Paul from being alone');

-- Free slots.
select is((select s.starts_at from app.report_free_slots(120, kind => 'lift', from_day => '2030-07-14', until_day => '2030-07-15') s where s.starts_at > '2030-07-14T17:00:00Z' order by 1 limit 1),
    '2030-07-15T02:00:00Z'::timestamptz, 'the lift is free when both are over');
select is((select count(*) from app.report_free_slots(60, skill => 'rigger', from_day => '2030-07-16', until_day => '2030-07-16')), 0::bigint, 'a rigger on a Tuesday: there is none');
select is((select s.starts_at from app.report_free_slots(60, skill => 'rigger', from_day => '2030-07-16', until_day => '2030-07-22') s limit 1), '2030-07-22T06:00:00Z'::timestamptz, 'on Monday from eight, where the company is');
select is((select s.free_minutes from app.report_free_slots(60, skill => 'rigger', from_day => '2030-07-16', until_day => '2030-07-22') s limit 1), 570, 'the whole day');
-- (A mechanic was proposed on Christmas Day: a closed day stood for promises alone.)
select test.sign_in('owner');
select pg_temp.made('closed_day', '{"closed_on": "2030-07-22", "name": "Inventory"}') as shut \gset
select is((select s.starts_at from app.report_free_slots(60, skill => 'rigger', from_day => '2030-07-16', until_day => '2030-07-31') s limit 1), '2030-07-29T06:00:00Z'::timestamptz, 'not on a day on which we are closed: a week later');
select app.act('mission', 'plan', pg_temp.made('mission', '{"title": "Rope", "starts_at": "2030-07-22T07:00:00Z", "ends_at": "2030-07-22T08:00:00Z"}'));
select is((pg_temp.book('Paul', 'Rope') -> 'warnings' -> 0) - 'field',
    '{"args": {"date": "2030-07-22", "name": "Inventory", "resource": "Paul"}, "message": "{resource} does not work all of that time: we are closed on {date} ({name})."}', 'who is booked then all the same is told why not');
select app.remove('booking', b.id) from app.booking b where b.mission_id = pg_temp.of('Rope');
select app.remove('closed_day', :shut), app.remove('mission', pg_temp.of('Rope'));
select test.sign_in('owner');
select pg_temp.made('opening', '{"weekday": "2", "opens": "09:00", "closes": "12:00"}') as opening \gset
select is((select array_agg(s.starts_at) from app.report_free_slots(60, kind => 'lift', from_day => '2030-07-16', until_day => '2030-07-17') s where s.name = 'Lift 1'), '{2030-07-16T07:00:00Z}', 'where the company says when it is open, a lift is proposed then and not at midnight');
select app.remove('opening', :opening) \g /dev/null
select test.sign_in('office');
-- The days on which clocks change have 23 and 25 hours.
select is((select sum(upper(h) - lower(h)) from app.resource_open(array[pg_temp.of('Lift 1')], '2030-03-31', '2030-03-31') o, unnest(o.hours) h), interval '23 hours', 'the last Sunday of March has 23 hours');
select is((select sum(upper(h) - lower(h)) from app.resource_open(array[pg_temp.of('Lift 1')], '2030-10-27', '2030-10-27') o, unnest(o.hours) h), interval '25 hours', 'that of October 25');
select throws_ok($$ select * from app.report_free_slots(0) $$, 'UI007', null, 'no slot of no minutes');
select throws_ok($$ select * from app.report_free_slots(60, from_day => '2030-07-16', until_day => '2030-07-01') $$, 'UI007', null, 'nor one that ends first');

-- Whoever goes there: sees their own, ticks off the list, says that it is done.
select pg_temp.made('mission_check', jsonb_build_object('mission_id', pg_temp.of('Ball'), 'label', 'Fire doors free', 'required', true)), pg_temp.made('mission_check', jsonb_build_object('mission_id', pg_temp.of('Ball'), 'label', 'Coffee'));
select pg_temp.made('mission', '{"title": "Not theirs"}');
select test.sign_in('performer');
select set_eq($$ select title::text from app.mission $$, '{Ball,Fair,Wedding}'::text[], 'a performer sees the missions that they are booked for');
select throws_ok($$ select app.act('mission', 'cancel', pg_temp.of('Ball')) $$, 'UI005', null, 'and cancels none');
select lives_ok($$ select app.act('mission', 'begin', pg_temp.of('Ball')) $$, 'begins');
select is(pg_temp.refusal($$ select app.act('mission', 'complete', pg_temp.of('Ball')) $$) -> 'args' ->> 'what', 'Fire doors free', 'what must be done first is named');
select lives_ok($$ select app.save('mission_check', (select id from app.mission_check where required), null, '{"done": true}') $$, 'ticks it off');
select is((c.done_by, c.done_at), (app.person(), now()), 'by whom and when is the server''s to say') from app.mission_check c where c.required;
select throws_ok($$ select app.save('mission_check', (select id from app.mission_check where required), null, '{"done_by": 1}') $$, 'UI005', null, 'and nobody else''s');
select lives_ok($$ select app.act('mission', 'complete', pg_temp.of('Ball'), '{"note": "All went well"}') $$, 'completes');
select is((m.status, m.completed_by, m.completed_at), ('completed'::text, app.person(), now()), 'with their name and the time') from app.mission m where m.title = 'Ball';
select throws_ok($$ select app.act('mission', 'complete', pg_temp.of('Fair'), '{"at": "2031-01-01"}') $$, 'UI001', null, 'not in the future');
select test.sign_in('office');
select is((select a.subject from app.activity a where a.subject_entity = 'mission'), 'Ball', 'the note stands in the timeline');
select throws_ok($$ select app.act('mission', 'plan', pg_temp.of('Ball')) $$, 'UI001', null, 'what is completed is not planned');
select throws_ok($$ select app.save('mission', pg_temp.of('Ball'), null, '{"status": "draft"}') $$, 'UI005', null, 'a status moves by its actions alone');
select is(pg_temp.refusal($$ select app.act('mission', 'cancel', pg_temp.of('Wedding'), jsonb_build_object('reason', repeat('x', 501))) $$) ->> 'state', '23514', 'nothing is cancelled for a reason of pages');
select lives_ok($$ select app.act('mission', 'cancel', pg_temp.of('Wedding'), '{"reason": "Rain"}') $$, 'what is cancelled …');
select ok(not bool_or(b.held), '… holds nobody') from app.booking b where b.mission_id = pg_temp.of('Wedding');
select lives_ok($$ select app.act('mission', 'reopen', pg_temp.of('Wedding')) $$, 'opened again …');
select is((m.status, m.cancelled_for), ('draft'::text, null::text), '… it is a draft') from app.mission m where m.title = 'Wedding';
select lives_ok($$ select app.remove('mission', pg_temp.of('Fair')) $$, 'what is deleted …');
select ok(not bool_or(b.held), '… holds nothing') from app.booking b where b.title = 'Fair';
-- What stands in the way without a title is told by its kind; a list calls it by who or what is booked.
select pg_temp.made('resource', '{"name": "Lift 2", "kind": "lift"}');
select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 2'), 'kind', 'hold', 'starts_at', '2030-08-20', 'ends_at', '2030-08-21'));
select is(pg_temp.refusal($$ select pg_temp.made('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 2'), 'kind', 'maintenance', 'starts_at', '2030-08-20', 'ends_at', '2030-08-21')) $$) -> 'args' ->> 'what_label', 'Held', 'what has no title is told by its kind, in the reader''s language');
create function pg_temp.cell(entity text, id bigint, field text) returns text language plpgsql as $$
declare
	shown text;
begin
	execute format('select to_jsonb(x) ->> %L from (%s) x', field, ui.list_sql(entity, jsonb_build_object('by', 'ids', 'columns', jsonb_build_array(replace(field, '.label', '')))) ->> 'sql') into shown using array[id];
	return shown;
end $$;
select is(pg_temp.cell('booking', b.id, 'title'), 'Lift 2', 'and listed by what is booked') from app.booking b where b.resource_id = pg_temp.of('Lift 2');
-- Whoever is sent to a customer knows to whom, though they do not read customers.
select pg_temp.made('contact', '{"last_name": "Lampion", "email": "lampion@example.com"}') as lampion \gset
select app.save('mission', pg_temp.of('Ball'), null, jsonb_build_object('contact_id', :lampion)) \g /dev/null
select pg_temp.made('mission', jsonb_build_object('title', 'Elsewhere', 'contact_id', :lampion)) as elsewhere \gset
select test.sign_in('performer');
select app.person() as performer \gset
select test.sign_in('office');
select pg_temp.made('task', jsonb_build_object('title', 'Call them back', 'contact_id', :lampion, 'assignee_id', :performer)) as call_back \gset
select test.sign_in('performer');
select is((select count(*) from app.contact), 0::bigint, 'a performer reads no customers');
select is(pg_temp.cell('mission', pg_temp.of('Ball'), 'contact_id.label'), 'Lampion', 'but knows whom their mission is for');
select is(pg_temp.cell('task', :call_back, 'contact_id.label'), 'Lampion', 'and whom their task is for');
select is((select contact_id from ui.called_mission where id = pg_temp.of('Ball')), 'Lampion', 'asked behind the back of lists, too');
select is_empty(format('select from ui.called_mission where id = %s', :elsewhere), 'not whom another one is for');
select is_empty($$ select from ui.called_mission c where c.id not in (select m.id from app.mission m) $$, 'nor any that they do not see');
select hasnt_column('ui', 'called_mission', 'owner_id', 'nor what is not said to go along');
select test.sign_in('office');

-- Each refusal stands beside the field that is wrong.
create function pg_temp.blames(entity text, body jsonb) returns text language plpgsql as $$
declare
	state text; message text; detail text; con text; col text;
begin
	begin perform app.save(entity, null, null, body); return 'nothing';
	exception when others then
		get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, con = constraint_name, col = column_name;
		return ui.explain(entity, state, con, col, message, detail) ->> 'field';
	end;
end $$;
select is(pg_temp.blames(x.entity, x.body::jsonb), x.field, x.entity || ': ' || x.field) from (values
    ('mission', '{"title": "Known", "uid": "known@example.com", "before_minutes": 10081}', 'before_minutes'), ('mission', '{"title": "X", "after_minutes": -1}', 'after_minutes'), ('mission', '{"title": "X", "minutes": 0}', 'minutes'),
    ('mission', '{"title": "X", "status": "planned"}', 'starts_at'), ('mission', '{"title": "X", "status": "cancelled"}', 'status'), ('mission', '{"title": " "}', 'title'), ('mission', '{"title": "X", "starts_at": "2030-01-02", "ends_at": "2030-01-01"}', 'ends_at'),
    ('mission', '{"title": "X", "starts_at": "2030-01-02", "ends_at": "2032-01-01"}', 'ends_at'), ('mission', '{"title": "X", "starts_at": "2030-01-02", "repeats": "week", "repeat_every": 1000}', 'repeat_every'), ('mission', '{"title": "X", "starts_at": "2030-01-02", "repeats": "week", "repeat_count": 0}', 'repeat_count'), ('mission', '{"title": "X", "starts_at": "2030-01-02", "repeats": "week", "repeat_days": "noday"}', 'repeat_days'),
    ('mission', '{"title": "X", "starts_at": "2030-01-02", "repeats": "week", "repeat_count": 2, "repeat_until": "2030-02-02"}', 'repeat_until'), ('mission', '{"title": "X", "contact_id": 99999999}', 'contact_id'),
    ('resource', '{"name": "Lift 1", "kind": "lift"}', 'name'), ('booking', '{"kind": "hold"}', 'resource_id'), ('vehicle', '{"plate": "QQ111QQ", "empty_mass": 1000000}', 'empty_mass'), ('vehicle', '{"plate": "QQ111QQ", "co2": -1}', 'co2'),
    ('vehicle', '{"plate": "QQ111QQ", "standing_places": 301}', 'standing_places'), ('equipment', '{"name": "X", "tracking": "serial", "quantity": 2}', 'tracking'), ('equipment', '{"name": "X", "value": "-1"}', 'value'), ('vehicle_make', '{"name": "Mended"}', 'nothing'),
    ('vehicle_make', '{"name": "mended"}', 'name')) x(entity, body, field);
select is(pg_temp.blames('booking', jsonb_build_object('resource_id', pg_temp.of('Lift 2'), 'kind', 'hold')), 'starts_at', 'a booking without times is told that, not of the first that holds the lift');
select pg_temp.made('mission', '{"title": "Known", "uid": "known@example.com"}') \g /dev/null
select is(pg_temp.blames('mission', '{"title": "Known too", "uid": "known@example.com"}'), 'uid', 'the calendar number is there already, not the bin');

select lives_ok($$ select app.remove('booking', (select min(id) from app.booking where resource_id = pg_temp.of('Paul'))) $$, 'a booking taken back …');
select test.sign_in('performer');
select is_empty($$ select 1 from app.mission where title = 'Ball' $$, '… and the mission is no longer theirs');

-- Another company sees and holds nothing of it.
select test.sign_in('owner', 'beta');
select is((select count(*) from app.booking) + (select count(*) from app.mission) + (select count(*) from app.resource) + (select count(*) from app.mission_person), 0::bigint, 'another company knows nothing');
select test.sign_out();
select * from finish();
rollback;
