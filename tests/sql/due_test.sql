-- What falls due: it follows the records that say so.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.v() returns bigint language sql stable as $$ select id from app.vehicle where plate = 'AB123CD' $$;
select test.sign_in('office');
select pg_temp.made('contact', '{"last_name": "Owner"}');
select pg_temp.made('vehicle', jsonb_build_object('plate', 'AB-123-CD', 'make', 'Renault', 'next_inspection', app.today() + 20, 'owner_id', (select max(id) from app.contact)));
select is((d.kind, d.due_on, d.contact_id), ('inspection'::text, app.today() + 20, (select max(id) from app.contact)), 'a vehicle''s inspection stands in the list, with whom to tell') from app.due d where d.vehicle_id = pg_temp.v();
select lives_ok($$ select app.act('vehicle', 'set_next_inspection', pg_temp.v(), jsonb_build_object('next_inspection', app.today() + 50, 'reason', 'Postponed')) $$, 'another day …');
select is((select d.due_on from app.due d where d.vehicle_id = pg_temp.v()), app.today() + 50, '… is another day here');
select app.act('vehicle', 'set_next_inspection', pg_temp.v(), jsonb_build_object('next_inspection', app.today() + 50, 'reason', '{day}: the lift is taken'));
select is((select d.reason::jsonb from app.due d where d.vehicle_id = pg_temp.v()), '{"sentence": "{said}", "args": {"said": "{day}: the lift is taken"}}', 'the same day for another reason: the list says that one, as it was written');

-- Service by months or kilometres, whichever comes first.
select pg_temp.made('service_plan', jsonb_build_object('vehicle_id', pg_temp.v(), 'operation', 'Oil', 'every_months', 12, 'every_km', 15000, 'last_on', app.today() - 100, 'last_km', 20000));
select is((p.next_on, p.next_km::integer, p.basis), ((app.today() - 100 + interval '12 months')::date, 35000, 'date'::text), 'without readings the months count') from app.service_plan p;
select pg_temp.made('odometer', jsonb_build_object('vehicle_id', pg_temp.v(), 'reading', 20000, 'read_on', app.today() - 100)), pg_temp.made('odometer', jsonb_build_object('vehicle_id', pg_temp.v(), 'reading', 30000, 'read_on', app.today()));
select is((p.km_a_day, p.next_on, p.basis), (100.00, app.today() + 50, 'km'::text), 'a hundred a day: the kilometres come first') from app.service_plan p;
select ok((select d.basis = 'km' and d.reason ->> 'sentence' = '{reading} km on {day}, {rate} km a day: {next} km in {days} days.' and d.reason -> 'args' @> '{"rate": "100", "next": 35000}' from app.due d where d.kind = 'service'), 'and the list says why: ' || (select d.reason::text from app.due d where d.kind = 'service'));
select pg_temp.made('odometer', jsonb_build_object('vehicle_id', pg_temp.v(), 'reading', 36000, 'read_on', app.today() + 1));
select ok(p.next_on <= app.today() + 1, 'more than that: it is due') from app.service_plan p;
select pg_temp.made('service_record', jsonb_build_object('vehicle_id', pg_temp.v(), 'operation', 'Oil', 'mileage', 36010, 'done_on', app.today() + 1));
select is((p.last_km::integer, p.next_km::integer, p.last_on), (36010, 51010, app.today() + 1), 'done: it counts from here') from app.service_plan p;
select is((select mileage::integer from app.vehicle where id = pg_temp.v()), 36010, 'and the vehicle knows its kilometres');
select throws_ok(format('select pg_temp.made(''service_plan'', ''{"vehicle_id": %s, "operation": "Nothing"}'')', pg_temp.v()), '23514', null, 'a plan says every how many');
select throws_ok(format('select pg_temp.made(''service_plan'', ''{"vehicle_id": %s, "operation": "oil", "every_months": 6}'')', pg_temp.v()), '23P01', null, 'one plan for one thing');

-- Warranties, papers, maintenance.
select pg_temp.made('warranty', jsonb_build_object('vehicle_id', pg_temp.v(), 'title', 'Battery', 'ends_on', app.today() + 400, 'until_km', 30000)), pg_temp.made('equipment', jsonb_build_object('name', 'Hoist', 'maintenance_on', app.today() + 5));
select ok(app.warnings('warranty', (select max(id) from app.warranty)) @> '[{"field": "until_km"}]', 'a warranty whose kilometres are over says so');
select app.put_begin('vehicle', pg_temp.v(), 'insurance.pdf') as doc \gset
select app.put_chunk(:doc, 0, 'x'), app.put_end(:doc, sha256('x'), 1) \g /dev/null
select lives_ok(format('select app.save(''document'', %s, null, ''{"expires_on": "%s"}'')', :doc, app.today() + 7), 'a paper that expires …');
select set_eq($$ select kind from app.due where due_on < app.today() + 60 $$, '{inspection,maintenance,paper}'::text[], '… stands in the same list');
select lives_ok($$ select app.remove('document', id) from app.document $$, 'thrown away …');
select is_empty($$ select 1 from app.due where kind = 'paper' $$, '… it falls due no more');

-- Told.
select lives_ok($$ select app.act('due', 'note_reminder', id, '{"note": "Comes on Monday"}') from app.due where kind = 'inspection' $$, 'somebody called');
select is((select count(*) from app.activity a where a.body = 'Comes on Monday' and a.contact_id is not null), 1::bigint, 'it stands in the timeline');
select throws_ok($$ select app.act('due', 'snooze', id, jsonb_build_object('until', app.today())) from app.due where kind = 'inspection' $$, 'UI001', null, 'later is later');
select lives_ok($$ select app.remove('vehicle', pg_temp.v()) $$, 'a vehicle that goes …');
select is_empty($$ select 1 from app.due where kind = 'inspection' and vehicle_id is not null $$, '… has no inspection');
select test.sign_in('driver');
select is((select count(*) from app.due), 0::bigint, 'a driver has no part in it');
select test.sign_in('owner', 'beta');
select is((select count(*) from app.due), 0::bigint, 'nor has another company');
select test.sign_out();
select * from finish();
rollback;
