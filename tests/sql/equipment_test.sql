-- Gear: never more taken than there is, out and back with what is missing, kits, and what is not back yet.
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
		return jsonb_build_object('state', state) || ui.explain('equipment_booking', state, con, col, message, detail);
	end;
end $$;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.of(t text) returns bigint language sql stable as $$
    select coalesce((select m.id from app.mission m where m.title = t), (select e.id from app.equipment e where e.name = t)) $$;
create function pg_temp.book(what text, for_mission text, n integer) returns bigint language sql as $$
    select pg_temp.made('equipment_booking', jsonb_build_object('equipment_id', pg_temp.of(what), 'mission_id', pg_temp.of(for_mission), 'quantity', n)) $$;
create function pg_temp.booked(what text, for_mission text) returns app.equipment_booking language sql stable as $$
    select b from app.equipment_booking b where b.equipment_id = pg_temp.of(what) and b.mission_id = pg_temp.of(for_mission) and b.deleted_at is null order by b.id desc limit 1 $$;
select test.sign_in('office');
select pg_temp.made('equipment', '{"name": "Cable 10 m", "tracking": "quantity", "quantity": 40, "category": "power"}'), pg_temp.made('equipment', '{"name": "Desk", "serial_number": "D-1", "barcode": "4006381333931", "value": "2500"}'),
    pg_temp.made('equipment', '{"name": "Front kit", "category": "sound"}'), pg_temp.made('equipment', '{"name": "Speaker", "tracking": "quantity", "quantity": 8}');
select pg_temp.made('mission', '{"title": "Ball", "starts_at": "2030-07-14T18:00:00Z", "ends_at": "2030-07-14T23:00:00Z"}'), pg_temp.made('mission', '{"title": "Fair", "starts_at": "2030-07-14T20:00:00Z", "ends_at": "2030-07-15T02:00:00Z"}'),
    pg_temp.made('mission', '{"title": "Later", "starts_at": "2030-07-16T20:00:00Z", "ends_at": "2030-07-17T02:00:00Z"}');
select app.act('mission', 'plan', pg_temp.of(m)) from unnest('{Ball,Fair,Later}'::text[]) m;

-- Never more than there are.
select pg_temp.book('Cable 10 m', 'Ball', 30), pg_temp.book('Desk', 'Ball', 1);
select is(pg_temp.refusal($$ select pg_temp.book('Cable 10 m', 'Fair', 11) $$) - 'state' - 'status', '{"field": "quantity", "message": "{equipment}: {wanted} wanted, {free} free at that time.", "args": {"equipment": "Cable 10 m", "wanted": 11, "free": 10, "field": "quantity"}}', 'eleven of ten are refused, with how many there are');
select lives_ok($$ select pg_temp.book('Cable 10 m', 'Fair', 10) $$, 'ten are there');
select lives_ok($$ select pg_temp.book('Cable 10 m', 'Later', 40) $$, 'two days later all are');
select is(pg_temp.refusal($$ select pg_temp.made('equipment_booking', jsonb_build_object('equipment_id', 999999999, 'mission_id', pg_temp.of('Fair'), 'quantity', 1)) $$) ->> 'state', '23503', 'what is not there is not counted');
select is(pg_temp.refusal($$ select pg_temp.book('Desk', 'Fair', 1) $$) ->> 'field', 'equipment_id', 'a single thing is one');
select is(pg_temp.refusal($$ select app.save('mission', pg_temp.of('Later'), null, '{"starts_at": "2030-07-14T22:00:00Z", "ends_at": "2030-07-15T02:00:00Z"}') $$) -> 'args' ->> 'free', '0', 'a mission that moves asks again');
select is(pg_temp.refusal($$ select app.save('equipment_booking', (pg_temp.booked('Cable 10 m', 'Fair')).id, null, '{"quantity": 20}') $$) -> 'args' ->> 'free', '10', 'so does one that grows');
select is(pg_temp.refusal($$ select pg_temp.made('equipment', '{"name": "Twin", "serial_number": "D-1"}') $$) ->> 'state', '23P01', 'a serial number stands once');
select is(pg_temp.refusal($$ select pg_temp.made('equipment', '{"name": "Two", "quantity": 2}') $$) ->> 'state', '23514', 'a single thing is not two');
select is((f.taken, f.free), (40, 0), 'what is free is told') from app.report_free_equipment('2030-07-14T20:00:00Z', '2030-07-14T21:00:00Z') f where f.equipment = 'Cable 10 m';
select is((f.taken, f.free), (10, 30), 'at its moment') from app.report_free_equipment('2030-07-15T00:00:00Z', '2030-07-15T01:00:00Z') f where f.equipment = 'Cable 10 m';

-- A kit brings its parts.
select pg_temp.made('equipment_part', jsonb_build_object('kit_id', pg_temp.of('Front kit'), 'equipment_id', pg_temp.of('Speaker'), 'quantity', 4));
select throws_ok($$ select pg_temp.made('equipment_part', jsonb_build_object('kit_id', pg_temp.of('Desk'), 'equipment_id', pg_temp.of('Front kit'))) $$, 'UI001', null, 'no kit of kits');
select pg_temp.book('Front kit', 'Ball', 1);
select is((pg_temp.booked('Speaker', 'Ball')).quantity, 4, 'its parts are booked');
select lives_ok($$ select app.save('equipment_booking', (pg_temp.booked('Front kit', 'Ball')).id, null, '{"quantity": 2}') $$, 'two kits …');
select is((pg_temp.booked('Speaker', 'Ball')).quantity, 8, '… are twice as many');
select is(pg_temp.refusal($$ select pg_temp.book('Front kit', 'Fair', 1) $$) -> 'args' ->> 'equipment', 'Speaker', 'a kit whose parts are away is refused for them');
select lives_ok($$ select app.remove('equipment_booking', (pg_temp.booked('Front kit', 'Ball')).id) $$, 'taken back …');
select is((pg_temp.booked('Speaker', 'Ball')).id, null, '… with its parts');

-- Out and back.
select lives_ok($$ select app.act('equipment_booking', 'check_out', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"quantity": 20}') $$, 'twenty go out');
select is((select e.out_quantity from app.equipment e where e.name = 'Cable 10 m'), 20, 'and the cable says so');
select throws_ok($$ select app.act('equipment_booking', 'check_out', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"quantity": 11}') $$, 'UI001', null, 'not more than are booked');
select lives_ok($$ select app.act('equipment_booking', 'check_out', (pg_temp.booked('Cable 10 m', 'Ball')).id) $$, 'the rest');
select throws_ok($$ select app.remove('equipment_booking', (pg_temp.booked('Cable 10 m', 'Ball')).id) $$, 'UI001', null, 'what is out is not forgotten');
select lives_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"quantity": 25}') $$, 'part of it comes back');
select throws_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"quantity": 6}') $$, 'UI001', null, 'no more than went');
select throws_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"missing": 2}') $$, 'UI001', null, 'what is lost is said how');
select lives_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Cable 10 m', 'Ball')).id, '{"quantity": 2, "damaged": 1, "missing": 2, "note": "Cut by a fork lift"}') $$, 'lost and damaged');
select is((select quantity from app.equipment where name = 'Cable 10 m'), 38, 'there are two fewer');
select is(((pg_temp.booked('Cable 10 m', 'Ball')).back_quantity, (pg_temp.booked('Cable 10 m', 'Ball')).lost_quantity), (27, 2), 'one is still away');
select is((select e.out_quantity from app.equipment e where e.name = 'Cable 10 m'), 1, 'that one is out');
select is((m.missing, m.days_late), (1, 0), 'and told as missing once its time is over') from (select * from app.report_missing_equipment()) m right join (select 1) x on true where m.missing is not null
    union all select ok(true, 'its time is not over yet') where not exists (select from app.report_missing_equipment());

-- Scanned.
select is(app.act('mission', 'scan', pg_temp.of('Ball'), '{"code": "4006381333931"}') ->> 'answer', 'Desk → 1/1', 'a scanner takes it out');
select is((pg_temp.booked('Desk', 'Ball')).out_quantity, 1, 'once');
select lives_ok($$ select app.act('mission', 'scan', pg_temp.of('Ball'), '{"code": "D-1"}') $$, 'and in');
select throws_ok($$ select app.act('mission', 'scan', pg_temp.of('Ball'), '{"code": "D-1"}') $$, 'UI001', null, 'not twice');
select throws_ok($$ select app.act('mission', 'scan', pg_temp.of('Ball'), '{"code": "nothing"}') $$, 'UI006', null, 'a code that nobody knows');
select throws_ok($$ select app.act('mission', 'scan', pg_temp.of('Fair'), '{"code": "D-1"}') $$, 'UI001', null, 'nor for a mission that did not book it');
select is((select array_agg(p.equipment || ' ' || p.quantity || '/' || p.out_quantity || '/' || p.back_quantity) from app.report_packing_list(pg_temp.of('Ball')) p), '{"Cable 10 m 30/30/27","Desk 1/1/1"}', 'the packing list');

-- The case with everything in it: a kit goes out and comes back with its parts, and follows them.
select pg_temp.book('Front kit', 'Later', 1);
select lives_ok($$ select app.act('equipment_booking', 'check_out', (pg_temp.booked('Front kit', 'Later')).id) $$, 'the kit goes out');
select is(((pg_temp.booked('Speaker', 'Later')).out_quantity, (pg_temp.booked('Front kit', 'Later')).out_quantity), (4, 1), 'with all of its parts');
select lives_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Speaker', 'Later')).id, '{"quantity": 3}') $$, 'three of four speakers come back');
select is((pg_temp.booked('Front kit', 'Later')).back_quantity, 0, 'so the kit is not back');
select is(pg_temp.refusal($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Front kit', 'Later')).id, '{"damaged": 1, "note": "A dent"}') $$) ->> 'message', 'Say which part of the kit it is: check that one in.', 'a kit is damaged in one of its parts');
select lives_ok($$ select app.act('equipment_booking', 'check_in', (pg_temp.booked('Speaker', 'Later')).id, '{"quantity": 1, "damaged": 1, "note": "A dent"}') $$, 'the last one');
select is((pg_temp.booked('Front kit', 'Later')).back_quantity, 1, 'and the kit is back with it');
select is((select array_agg(l.kit || ': ' || l.equipment || ' ' || l.quantity || ' ' || l.loaded) from app.report_loading_list(pg_temp.of('Later')) l where l.kit is not null), '{"Front kit: Speaker 4 true"}', 'the loading list is by kit, with a box');
select is((select array_agg(l.equipment || ' ' || l.back_quantity || '/' || l.out_quantity || ' ' || l.back || ' ' || l.damaged) from app.report_return_list(pg_temp.of('Later')) l), '{"Speaker 4/4 true true"}', 'the return list says what is back and damaged');
select is(ui.report_head('packing_list', jsonb_build_object('mission', pg_temp.of('Ball'))) #>> '{facts,0,value}', 'Ball', 'on paper stands for which mission it is');
select is(ui.report_head('packing_list', jsonb_build_object('mission', pg_temp.of('Ball'))) ->> 'heads', 'place', 'by where it is kept');
select is(ui.report_sql('packing', jsonb_build_object('', pg_temp.of('Ball'))) ->> 'name', 'packing_list', 'the beginning of its name is enough, and the number alone');
select throws_ok($$ select ui.report_sql('p') $$, 'UI007', null, 'but not a letter');
select test.sign_in('office', 'beta');
select is(ui.report_head('packing_list', '{"mission": 1}') -> 'facts', '[{"label": "Mission", "type": "text", "value": "1"}]', 'another company learns nothing of it');
select test.sign_in('office');

-- What is not back yet is not there, whatever was planned.
select test.sign_out(); select app.as_platform(test.tenant());
insert into app.equipment (name, serial_number) values ('Truss', 'T-1');
insert into app.contact (last_name) values ('Borrower');
insert into app.equipment_booking (equipment_id, contact_id, starts_at, ends_at) select e.id, c.id, now() - interval '9 days', now() - interval '3 days' from app.equipment e, app.contact c where e.name = 'Truss' and c.last_name = 'Borrower';
update app.equipment_booking b set out_quantity = 1, version = b.version + 1 from app.equipment e where e.id = b.equipment_id and e.name = 'Truss';
select test.sign_in('office');
select is((m.equipment, m.borrower, m.missing, m.days_late), ('Truss'::text, 'Borrower'::text, 1, 3), 'it is told') from app.report_missing_equipment() m where m.equipment = 'Truss';
select is(pg_temp.refusal(format($$ select pg_temp.made('equipment_booking', '{"equipment_id": %s, "contact_id": 1, "starts_at": "%s", "ends_at": "%s"}') $$, pg_temp.of('Truss'), now(), now() + interval '30 minutes')) -> 'args' ->> 'free', '0', 'and not there now');
select lives_ok(format($$ select pg_temp.book('Truss', 'Ball', 1) $$), 'in four years it is');
select is(app.equipment_expected(e), 0, 'nobody looks for what is out') from app.equipment e where e.name = 'Truss';

-- Maintenance.
select pg_temp.made('equipment', '{"name": "Lift truck", "maintenance_on": "2030-01-01", "maintenance_blocks": true}'), pg_temp.made('equipment', '{"name": "Drill", "maintenance_on": "2030-01-01"}');
select is(pg_temp.refusal($$ select pg_temp.book('Lift truck', 'Ball', 1) $$) ->> 'message', '{equipment} must be maintained by {date}: it cannot be booked for later.', 'what must be maintained is not booked');
select is(pg_temp.refusal(format($$ select pg_temp.made('equipment_booking', '{"equipment_id": %s, "contact_id": 1, "starts_at": "2030-01-01T22:00:00Z", "ends_at": "2030-01-01T23:30:00Z"}') $$, pg_temp.of('Lift truck'))) ->> 'message',
    '{equipment} must be maintained by {date}: it cannot be booked for later.', 'nor into the night after that day, which ends where the company is');
select is(pg_temp.refusal(format($$ select pg_temp.made('equipment_booking', '{"equipment_id": %s, "contact_id": %s, "starts_at": "2030-01-01T22:00:00Z", "ends_at": "2030-01-01T23:00:00Z"}') $$, pg_temp.of('Lift truck'),
    (select max(id) from app.contact))) ->> 'state', '00000', 'but until its midnight');
select ok(app.save('equipment_booking', null, null, jsonb_build_object('equipment_id', pg_temp.of('Drill'), 'mission_id', pg_temp.of('Ball'))) -> 'warnings' @> '[{"message": "{equipment} must be maintained by {date}."}]', 'or booked with a warning, as its owner wishes');
select test.sign_in('viewer');
select is((select count(*) from app.equipment_booking) > 0, true, 'a viewer sees the bookings');
select throws_ok($$ select app.act('equipment_booking', 'check_out', (select min(id) from app.equipment_booking)) $$, 'UI005', null, 'and takes nothing out');
select test.sign_out();
select * from finish();
rollback;
