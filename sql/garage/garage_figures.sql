-- after: garage/vehicle garage/odometer crm/contact crm/crm_figures crm/contact_phone crm/contact_address
-- garage_figures.sql: what the first screen of a garage or fleet tells about its vehicles, and how one takes in a new customer's.
create or replace function app.report_inspections_due() returns table (month date, vehicles bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with months as (select m::date as m from generate_series(date_trunc('month', app.today()::timestamp), date_trunc('month', app.today()::timestamp) + interval '11 months', interval '1 month') m),
	due as (select date_trunc('month', v.next_inspection)::date as m, count(*) as n from app.vehicle v where v.tenant_id = app.tenant() and v.deleted_at is null
	    and v.next_inspection >= app.today() and v.next_inspection < date_trunc('month', app.today()::timestamp) + interval '12 months' group by 1)
	select m.m, coalesce(d.n, 0) from months m left join due d on d.m = m.m order by 1 $$;
comment on function app.report_inspections_due is 'How many vehicles must pass their inspection in each of the next twelve months.';
select ui.declare_report('inspections_due', 'Inspections due', 'app.report_inspections_due()');
select ui.declare_chart('inspections_due', '{"kind": "bars", "label": "month", "values": ["vehicles"], "tile": 30, "now": "first"}');

create or replace function app.report_inspections_missed() returns table (month date, vehicles bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with months as (select m::date as m from generate_series(date_trunc('month', app.today()::timestamp) - interval '11 months', app.today()::timestamp, interval '1 month') m),
	due as (select date_trunc('month', v.next_inspection)::date as m, count(*) as n from app.vehicle v where v.tenant_id = app.tenant() and v.deleted_at is null
	    and v.status in ('active', 'in_workshop') and v.next_inspection < app.today()
	    and v.next_inspection >= date_trunc('month', app.today()::timestamp) - interval '11 months' group by 1)
	select m.m, coalesce(d.n, 0) from months m left join due d on d.m = m.m order by 1 $$;
comment on function app.report_inspections_missed is 'How many vehicles on the road should have passed their inspection in each of the last twelve months and have not.';
select ui.declare_report('inspections_missed', 'Inspections missed', 'app.report_inspections_missed()');
select ui.declare_chart('inspections_missed', '{"kind": "bars", "label": "month", "values": ["vehicles"], "tile": 35}');

create or replace function app.report_readings_by_month() returns table (month date, readings bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with months as (select m::date as m from generate_series(date_trunc('month', app.today()::timestamp) - interval '11 months', app.today()::timestamp, interval '1 month') m),
	made as (select date_trunc('month', o.read_on)::date as m, count(*) as n from app.odometer o where o.tenant_id = app.tenant() and o.deleted_at is null
	    and o.read_on >= date_trunc('month', app.today()::timestamp) - interval '11 months' and o.read_on <= app.today() group by 1)
	select m.m, coalesce(d.n, 0) from months m left join made d on d.m = m.m order by 1 $$;
comment on function app.report_readings_by_month is 'How many odometers were read in each of the last twelve months: how many vehicles came by.';
select ui.declare_report('readings_by_month', 'Odometers read', 'app.report_readings_by_month()');
select ui.declare_chart('readings_by_month', '{"kind": "bars", "label": "month", "values": ["readings"], "tile": 40}');

create or replace function app.report_vehicles_by_energy() returns table (energy text, vehicles bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select v.energy, count(*) from app.vehicle v where v.tenant_id = app.tenant() and v.deleted_at is null group by 1 order by 2 desc, 1 $$;
comment on function app.report_vehicles_by_energy is 'What the vehicles run on.';
select ui.declare_report('vehicles_by_energy', 'Vehicles by energy', 'app.report_vehicles_by_energy()',
    (select jsonb_build_object('energy', e.spec -> 'choices' -> 'energy') from ui.entity e where e.entity = 'vehicle'));
select ui.declare_chart('vehicles_by_energy', '{"kind": "bars", "label": "energy", "values": ["vehicles"]}');

select ui.declare_wizard('contact_with_vehicle', 'New contact with a vehicle', 'A customer who comes with a vehicle: both at once.', '[
    {"title": "Contact", "entity": "contact", "fields": ["kind", "last_name", "first_name", "company_name", "mobile", "email"]},
    {"title": "Address", "entity": "contact", "fields": ["street", "postcode", "city"], "optional": true},
    {"title": "Vehicle", "entity": "vehicle", "fields": ["plate", "make", "model", "mileage"], "sets": {"owner_id": "contact"}}]');
