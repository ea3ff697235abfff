-- Vehicles: plates and numbers, inspections, owners with dates, odometers; who may see and write which.
begin;
select no_plan();
create function test.save(entity text, body jsonb, id bigint default null) returns bigint language sql as $$ select (app.save(entity, id, null, body) ->> 'id')::bigint $$;
create function test.owners(vehicle bigint) returns text language sql as $$
	select string_agg(format('%s %s..%s', c.last_name, coalesce(l.starts_on::text, ''), coalesce(l.ends_on::text, '')), ', ' order by l.starts_on nulls first)
	from app.vehicle_contact l join app.contact c on c.id = l.contact_id where l.vehicle_id = $1 and l.role = 'owner' and l.deleted_at is null $$;
grant execute on function test.save, test.owners to public;

select test.sign_in('office');
create temp table people as select test.save('contact', '{"last_name": "First"}') as one, test.save('contact', '{"last_name": "Second"}') as two, test.save('contact', '{"last_name": "Third"}') as three;
create temp table v as select test.save('vehicle', jsonb_build_object('plate', 'ab 123 cd', 'vin', 'wvwzzz 1jzxw 000001', 'make', ' Volkswagen ', 'model', 'Golf', 'fuel_code', 'go', 'category', 'M1',
    'first_registration', '2099-01-01'::date - 27000, 'mileage', 120000, 'owner_id', one)) as id from people;
grant select on people, v to public;
select is(row(x.plate, x.plate_country, x.vin, x.make, x.energy, x.fuel_code, x.year, x.status, x.mileage)::text,
    row('AB123CD', 'FR', 'WVWZZZ1JZXW000001', 'Volkswagen', 'diesel', 'GO', 2025, 'active', 120000)::text, 'a vehicle is cleaned and completed') from app.vehicle x join v using (id);
select ok(app.warnings('vehicle', id) @> '[{"field": "vin"}]', 'the check digit only warns') from v;
select ok(app.save('vehicle', null, null, '{"plate": "XX-000-XX"}') -> 'warnings' @> '[{"field": "plate", "message": "This is not the shape of a French plate."}]', 'so does an unknown plate');
select is(plate_country, null, 'whose country is not guessed') from app.vehicle where plate = 'XX000XX';
select ok(app.save('vehicle', null, null, '{"plate": "AB-123-CD"}') -> 'duplicates' @> '[{"why": "plate"}]', 'the same plate is told');
select throws_ok(format('select app.save(''vehicle'', null, null, %L)', body), state, null, body) from (values
    ('{}', '23514'), ('{"color": "red"}', '23514'), ('{"make": "x", "year": 1899}', '23514'), ('{"make": "x", "year": 2999}', '23514'), ('{"make": "x", "mileage": -1}', '23514'),
    ('{"make": "x", "vin": "AAAAAAA:AAAAAAAAA"}', '23514'), ('{"plate": "AB*123"}', '23514'), ('{"make": "x", "status": "lost"}', 'UI001'), ('{"make": "x", "seats": -1}', '23514'),
    ('{"make": "x", "inspection_reason": "x"}', 'UI005'), ('{"make": "x", "first_registration": "1800-01-01"}', '23514'), ('{"make": "x", "owner_id": 999999999}', '23503')) b(body, state);
select is(year, (extract(year from current_date) + 1)::int, 'next year''s model is fine') from app.vehicle where id = test.save('vehicle', jsonb_build_object('make', 'x', 'year', extract(year from current_date) + 1));
select is(app.vehicle_energy(w), e, w || ' is ' || e) from (values ('ES', 'petrol'), ('Essence', 'petrol'), ('GO', 'diesel'), ('EL', 'electric'), ('EH', 'petrol_hybrid'), ('GP', 'lpg')) x(w, e);
select ok((select id from v) = any (app.find('vehicle', jsonb_build_object('term', t))), 'found by ' || t) from unnest(array['AB-123-CD', 'ab123', 'b123c', 'wvwzzz', 'volks', 'golf']) t;

-- When the next inspection falls due (the law's table).
select is(app.inspection_due(category, kind, usage, mass, first::date, last::date, '2026-11-20'), due::date, said) from (values
    ('M1', null, 'ordinary', null, '2024-05-10', null, '2028-05-10', 'a car: before its fourth anniversary'),
    (null, 'VP', 'ordinary', null, '2024-05-10', null, '2028-05-10', 'by the national kind'),
    ('N1', 'CTTE', 'ordinary', 3500, '2024-02-29', null, '2028-02-29', 'a van too'),
    ('M1', 'VP', 'ordinary', null, '2015-01-01', '2025-12-01', '2027-12-01', 'then two years after the last'),
    ('M1', 'VP', 'ordinary', null, '2015-03-01', null, '2027-03-01', 'without a report, by the anniversaries'),
    ('L3e', 'MTT2', 'ordinary', null, '2010-06-01', null, '2027-12-31', 'a motorcycle of before 2017: by the end of 2024, then three years'),
    ('L3e', 'MTT2', 'ordinary', null, '2018-06-01', null, '2028-12-31', '2017 to 2019: by the end of 2025, then three years'),
    ('L1e', 'CL', 'ordinary', null, '2020-06-01', null, '2026-12-31', '2020 and 2021: by the end of 2026'),
    ('L3e', 'MTL', 'ordinary', null, '2023-06-01', null, '2028-06-01', 'since 2022: before the fifth anniversary'),
    ('L3e', 'MTL', 'ordinary', null, '2015-06-01', '2025-03-05', '2028-03-05', 'then three years'),
    ('M1', 'VP', 'collection', null, '1965-06-01', '2024-03-05', '2029-03-05', 'a collection vehicle: five years'),
    ('M1', 'VP', 'taxi', null, '2026-06-01', null, '2027-06-01', 'a taxi: one year'),
    ('N3', 'CAM', 'ordinary', 19000, '2024-06-01', null, null, 'a truck: other rules'),
    ('N1', 'CTTE', 'ordinary', 5000, '2024-06-01', null, null, 'above 3.5 t: other rules'),
    (null, null, 'ordinary', null, '2024-06-01', null, null, 'unknown kind: unknown'),
    ('M1', 'VP', 'ordinary', null, null, null, null, 'unknown age: unknown')) x(category, kind, usage, mass, first, last, due, said);
create temp table ct as select test.save('vehicle', '{"plate": "CT-100-CT", "category": "M1", "first_registration": "2024-05-10"}') as id;
grant select on ct to public;
select is(x.next_inspection || x.inspection_basis, '2028-05-10computed', 'computed from the first registration') from app.vehicle x join ct using (id);
select is((app.act('vehicle', 'set_next_inspection', id, '{"next_inspection": "2027-01-15", "reason": "Seller''s report"}') -> 'version')::int, 2, 'overridden …') from ct;
select is(x.next_inspection || x.inspection_basis || x.inspection_reason, '2027-01-15overriddenSeller''s report', '… with a reason') from app.vehicle x join ct using (id);
select throws_ok(format('select app.act(''vehicle'', ''set_next_inspection'', %s, ''{"next_inspection": "2027-01-15", "reason": " "}'')', id), 'UI001', null, 'not without one') from ct;
select throws_ok(format('select app.act(''vehicle'', ''set_next_inspection'', %s, jsonb_build_object(''next_inspection'', ''2027-01-15'', ''reason'', repeat(''x'', 501)))', id), '23514', null, 'nor one of pages') from ct;
select lives_ok(format('select app.save(''vehicle'', %s, null, ''{"category": "L3e"}'')', id), 'another category') from ct;
select is(x.next_inspection, '2027-01-15', 'leaves what was overridden') from app.vehicle x join ct using (id);
select is(app.act('vehicle', 'record_inspection', id, '{"inspected_on": "2026-01-10"}') ->> 'answer', '2029-01-10', 'an inspection counts anew') from ct;
select is(app.act('vehicle', 'record_inspection', id, '{"inspected_on": "2026-01-10", "result": "major"}') ->> 'answer', '2026-03-10', 'major defects: two months') from ct;
select is(app.act('vehicle', 'record_inspection', id, '{"inspected_on": "2026-01-10", "result": "critical"}') ->> 'answer', '2026-01-10', 'critical ones: that day') from ct;
select ok(app.warnings('vehicle', id) @> '[{"field": "next_inspection"}]', 'overdue is said') from ct;
select throws_ok(format('select app.act(''vehicle'', ''record_inspection'', %s, ''{"inspected_on": "2099-01-10"}'')', id), 'UI001', null, 'not in the future') from ct;
select throws_ok(format('select app.act(''vehicle'', ''record_inspection'', %s, ''{"inspected_on": "2026-01-10", "result": "so-so"}'')', id), 'UI001', null, 'no other result') from ct;
select throws_ok(format('select app.save(''vehicle'', %s, null, ''{"next_inspection": "2027-01-15"}'')', id), 'UI005', null, 'the form does not write it afterwards') from ct;
select is(inspection_basis, 'certificate', 'a date that is given stays') from app.vehicle where id = test.save('vehicle', '{"plate": "CT-101-CT", "category": "M1", "first_registration": "2024-05-10", "next_inspection": "2026-12-24"}');

-- Odometer.
select is(count(*)::int, 1, 'the first mileage is the first reading') from app.odometer o join v on v.id = o.vehicle_id where o.source = 'first';
select is(app.act('vehicle', 'record_mileage', id, '{"reading": 121000}') -> 'answer', '{"mileage": 121000, "warnings": []}', 'a reading moves the mileage') from v;
select is(app.act('vehicle', 'record_mileage', id, '{"reading": 90000}') #>> '{answer,warnings,0,message}', 'The odometer goes back: {km} km were read on {date}. Give a reason.', 'going back warns and saves') from v;
select is(x.mileage::int, 90000, 'and saves') from app.vehicle x join v using (id);
select is(app.act('vehicle', 'record_mileage', id, '{"reading": 100, "reason": "New cluster"}') -> 'answer', '{"mileage": 100, "warnings": []}', 'with a reason it does not warn') from v;
select ok(app.save('odometer', null, null, jsonb_build_object('vehicle_id', id, 'reading', 50)) -> 'warnings' @> '[{"field": "reading"}]', 'the form warns too') from v;
select is(app.act('vehicle', 'record_mileage', id, '{"reading": 60000, "day": "2020-01-01"}') #> '{answer,mileage}', '50', 'an old reading is not the last') from v;
select throws_ok(format('select app.act(''vehicle'', ''record_mileage'', %s, %L)', id, body), state, null, body) from v, (values
    ('{"reading": -1}', '23514'), ('{"reading": 99999999}', '23514'), ('{"reading": "many"}', 'UI001'), ('{"reading": 1, "day": "2999-01-01"}', '23514'), ('{}', 'UI007')) b(body, state);
select throws_ok(format('select app.save(''vehicle'', %s, null, ''{"mileage": 1}'')', id), 'UI005', null, 'the form does not write the mileage afterwards') from v;
select lives_ok(format('select app.remove(''odometer'', (select max(id) from app.odometer where vehicle_id = %s and reading = 50))', id), 'a reading taken back …') from v;
select is(x.mileage::int, 100, '… leaves the one before') from app.vehicle x join v using (id);

-- Owners.
select is(test.owners(id), 'First ..', 'the owner is linked') from v;
select lives_ok(format('select test.save(''vehicle'', ''{"owner_id": %s}'', %s)', two, id), 'sold') from v, people;
select is(test.owners(id), format('First ..%s, Second %1$s..', app.today()), 'the old owner''s link ends, the new one''s begins') from v;
select lives_ok(format('select test.save(''vehicle'', ''{"owner_id": %s}'', %s)', three, id), 'a mistake of today') from v, people;
select is(test.owners(id), format('First ..%s, Third %1$s..', app.today()), 'is mended, not kept') from v;
select lives_ok(format('select test.save(''vehicle'', ''{"owner_id": null}'', %s)', id), 'nobody''s') from v;
select is(test.owners(id), format('First ..%s', app.today()), 'no owner today') from v;
select lives_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s, "role": "owner", "starts_on": "%s"}'')', id, two, app.today()), 'an owner by the link') from v, people;
select is(x.owner_id, two, 'is the vehicle''s owner') from people, app.vehicle x join v using (id);
select throws_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s, "role": "owner", "starts_on": "%s"}'')', id, three, app.today() + 5), '23P01', null, 'no two owners at a time') from v, people;
select throws_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s, "role": "owner", "starts_on": "2001-01-01", "ends_on": "2002-01-01"}'')', id, three), '23P01', null, 'nor in the past') from v, people;
select lives_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s, "role": "driver"}'')', id, c), 'drivers may be several') from v, people, unnest(array[one, two, three]) c;
select throws_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s, "starts_on": "2026-02-01", "ends_on": "2026-01-01"}'')', id, three), '23514', null, 'ends after it starts') from v, people;
select lives_ok(format('select app.remove(''vehicle_contact'', (select l.id from app.vehicle_contact l where l.vehicle_id = %s and l.role = ''owner'' and l.ends_on is null and l.deleted_at is null))', id), 'a link taken back') from v;
select is(x.owner_id, null, 'leaves no owner') from app.vehicle x join v using (id);

-- Two vehicles that are one.
create temp table pair as select test.save('vehicle', jsonb_build_object('plate', 'ME-100-RG', 'owner_id', one, 'mileage', 10)) as keep, test.save('vehicle', jsonb_build_object('plate', 'ME100RG', 'vin', '11111111111111111', 'owner_id', two, 'mileage', 20)) as lose from people;
grant select on pair to public;
select lives_ok(format('select app.merge(''vehicle'', %s, array[%s])', keep, lose), 'merged although both have an owner') from pair;
select is(row(test.owners(keep), x.vin, x.owner_id, (select count(*) from app.odometer o where o.vehicle_id = keep))::text, row('First ..', '11111111111111111', one, 2)::text, 'with one owner and both readings')
from pair, people, app.vehicle x where x.id = keep;
select throws_ok(format('select app.merge(''contact'', %s, array[%s])', one, one), 'UI007', null, 'nothing is merged with itself') from people;
select lives_ok(format('select app.merge(''contact'', %s, array[%s])', three, one), 'an owner is merged') from people;
select is(x.owner_id, three, 'and owns under the other name') from people, pair, app.vehicle x where x.id = keep;

-- Rights.
create temp table who as select 'own' as name, test.save('vehicle', jsonb_build_object('plate', 'SC-100-AA', 'assigned_id', test.person('technician'))) as id
union all select 'team', test.save('vehicle', jsonb_build_object('plate', 'SC-100-AB', 'team_id', test.team(), 'holder_name', 'Hidden'))
union all select 'else', test.save('vehicle', jsonb_build_object('plate', 'SC-100-AC'))
union all select 'driver', test.save('vehicle', jsonb_build_object('plate', 'SC-100-AD', 'assigned_id', test.person('driver')));
create temp table got (role text, seen text, found text, writes text, reads text);
grant all on who, got to public;
do $$
declare
	r text; w record; wrote text; odo text;
begin
	foreach r in array '{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[] loop
		perform test.sign_in(r);
		wrote := ''; odo := '';
		for w in select * from who order by name loop
			begin perform app.save('vehicle', w.id, null, jsonb_build_object('notes', 'by ' || r)); wrote := wrote || ' ' || w.name;
			exception when sqlstate 'UI005' or sqlstate 'UI006' or insufficient_privilege then null; end;
			begin perform app.act('vehicle', 'record_mileage', w.id, '{"reading": 5000}'); odo := odo || ' ' || w.name;
			exception when sqlstate 'UI005' or sqlstate 'UI006' or insufficient_privilege then null; end;
		end loop;
		insert into got select r, (select string_agg(w2.name, ' ' order by w2.name) from who w2 join app.vehicle x using (id)),
		    (select string_agg(w2.name, ' ' order by w2.name) from who w2 where w2.id = any (app.find('vehicle', '{"term": "sc100"}'))), ltrim(wrote), ltrim(odo);
	end loop;
end $$;
select is(row(g.seen, g.found, g.writes, g.reads)::text, row(e.seen, e.seen, e.writes, e.reads)::text, role || ': sees, finds, writes, reads odometers') from got g join (values
    ('superadmin', 'driver else own team', 'driver else own team', 'driver else own team'), ('owner', 'driver else own team', 'driver else own team', 'driver else own team'),
    ('manager', 'driver else own team', 'driver else own team', 'driver else own team'), ('office', 'driver else own team', 'driver else own team', 'driver else own team'),
    ('technician', 'driver else own team', 'own team', 'driver else own team'), ('performer', null, '', ''), ('driver', 'driver', '', 'driver'),
    ('accountant', 'driver else own team', '', ''), ('viewer', 'driver else own team', '', '')) e(role, seen, writes, reads) using (role);
select test.sign_in('technician');
select throws_ok(format('select app.act(''vehicle'', ''set_next_inspection'', %s, ''{"next_inspection": "2027-01-15", "reason": "x"}'')', id), 'UI006', null, 'a technician overrides no date of a vehicle that is not theirs') from who where name = 'else';
select throws_ok(format('select test.save(''odometer'', ''{"vehicle_id": %s, "reading": 1}'')', id), 'UI005', null, 'nor writes a reading by the form') from who where name = 'else';
select throws_ok(format('select test.save(''vehicle_contact'', ''{"vehicle_id": %s, "contact_id": %s}'')', w.id, two), 'UI005', null, 'nor a driver') from who w, people where name = 'else';
select test.sign_in('driver');
select throws_ok(format('select app.act(''vehicle'', ''record_inspection'', %s, ''{"inspected_on": "2026-01-15"}'')', id), 'UI005', null, 'a driver records no inspection') from who where name = 'driver';
select is(count(distinct o.vehicle_id)::int, 1, 'and sees the readings of their vehicle') from app.odometer o;
select test.sign_in('viewer');
select throws_ok('select holder_name from app.vehicle limit 1', '42501', null, 'the holder is personal');
select test.sign_in('owner', 'beta');
select is((select count(*) from app.vehicle) + (select count(*) from app.odometer) + (select count(*) from app.vehicle_contact), 0::bigint, 'another company sees nothing');
select throws_ok(format('select app.act(''vehicle'', ''record_mileage'', %s, ''{"reading": 1}'')', id), 'UI006', null, 'nor acts') from v;
select throws_ok(format('select test.save(''vehicle'', ''{"plate": "x", "owner_id": %s}'')', one), '23503', null, 'nor refers to another company''s contact') from people;
select test.sign_out();
select * from finish();
rollback;
