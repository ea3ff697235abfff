-- after: planning/due garage/odometer platform/choice
-- service.sql: what was done to a vehicle, what has to be done again by months or kilometres, and until when it is under warranty.
create table if not exists app.service_plan (like app.base including all,
	vehicle_id	bigint not null,
	operation	text collate app.natural not null,
	every_months	integer,
	every_km	app.km,
	last_on		date,
	last_km		app.km,
	next_on		date,
	next_km		app.km,
	basis		text,
	km_a_day	numeric(8, 2),
	notes		text,
	constraint service_plan_named check (btrim(operation) <> ''),
	constraint service_plan_every check (num_nonnulls(every_months, every_km) > 0),
	constraint service_plan_months check (every_months between 1 and 240),
	constraint service_plan_km check (every_km between 100 and 1000000),
	constraint service_plan_once exclude using btree (tenant_id with =, vehicle_id with =, (app.name_key(operation)) with =) where (deleted_at is null),
	constraint service_plan_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
comment on table app.service_plan is 'What has to be done to a vehicle again and again, by months or kilometres, whichever comes first.';
comment on column app.service_plan.vehicle_id is 'The vehicle.';
comment on column app.service_plan.operation is 'What is done: oil, brakes, timing belt…';
comment on column app.service_plan.every_months is 'Every so many months.';
comment on column app.service_plan.every_km is 'Every so many kilometres.';
comment on column app.service_plan.last_on is 'When it was last done.';
comment on column app.service_plan.last_km is 'At how many kilometres it was last done.';
comment on column app.service_plan.next_on is 'When it is due next: the earlier of its date and of the day on which its kilometres are expected.';
comment on column app.service_plan.next_km is 'At how many kilometres it is due next.';
comment on column app.service_plan.basis is 'Where the day comes from.';
comment on column app.service_plan.km_a_day is 'Kilometres a day, from the readings of the last year.';
comment on column app.service_plan.notes is 'Anything worth knowing.';
comment on constraint service_plan_named on app.service_plan is 'Say what is done.';
comment on constraint service_plan_every on app.service_plan is 'Say every how many months or kilometres.';
comment on constraint service_plan_months on app.service_plan is 'It is due every 1 to 240 months.';
comment on constraint service_plan_km on app.service_plan is 'It is due every 100 to 1,000,000 km.';
comment on constraint service_plan_once on app.service_plan is 'This vehicle has a plan for this already.';

-- How many kilometres a vehicle does a day: from its first to its last reading within a year before the last, over a month at least.
create or replace function app.km_a_day(vehicle bigint) returns numeric language sql stable set search_path = pg_catalog, pg_temp as $$
	with last as (select o.read_on as d, o.reading::integer as r from app.odometer o where o.tenant_id = app.tenant() and o.vehicle_id = $1 and o.deleted_at is null order by o.read_on desc, o.id desc limit 1),
	first as (select o.read_on as d, o.reading::integer as r from app.odometer o, last l where o.tenant_id = app.tenant() and o.vehicle_id = $1 and o.deleted_at is null and o.read_on >= l.d - 366 order by o.read_on, o.id limit 1)
	select case when l.d - f.d >= 28 and l.r > f.r then round((l.r - f.r)::numeric / (l.d - f.d), 2) end from last l, first f $$;
grant execute on function app.km_a_day to comptoir_staff, comptoir_action;

create or replace function app.service_plan_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	by_date date; by_km date; last app.odometer;
begin
	new.km_a_day := app.km_a_day(new.vehicle_id);
	by_date := (coalesce(new.last_on, case when new.last_km is null then app.today() end) + make_interval(months => new.every_months))::date;
	new.next_km := case when new.every_km is not null then coalesce(new.last_km::integer, 0) + new.every_km::integer end;
	select * into last from app.odometer o where o.tenant_id = new.tenant_id and o.vehicle_id = new.vehicle_id and o.deleted_at is null order by o.read_on desc, o.id desc limit 1;
	if new.every_km is not null and last.id is not null then
		by_km := case when last.reading::integer >= new.next_km::integer then last.read_on
		    when new.km_a_day > 0 then last.read_on + least(ceil((new.next_km::integer - last.reading::integer) / new.km_a_day), 36500)::integer end;
	end if;
	new.next_on := least(by_date, by_km);
	new.basis := case when new.next_on is null then 'unknown' when by_km is not null and (by_date is null or by_km < by_date) then 'km' else 'date' end;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.service_plan for each row execute function app.service_plan_fill();
create or replace function app.service_plan_falls_due() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v app.vehicle;
begin
	select * into v from app.vehicle x where x.tenant_id = new.tenant_id and x.id = new.vehicle_id;
	perform app.falls_due('service_plan', new.id, 'service', case when new.deleted_at is null and v.deleted_at is null and v.status not in ('sold', 'scrapped') then new.next_on end,
	    concat_ws(' ', v.plate, new.operation), case when new.basis = 'km' then concat_ws(' ', new.next_km::text || ' km,', new.km_a_day::text || ' km/j') end, v.id, v.owner_id, v.team_id);
	return null;
end $$;
alter function app.service_plan_falls_due() owner to comptoir_action;
create or replace trigger falls_due after insert or update on app.service_plan for each row execute function app.service_plan_falls_due();
-- A reading moves what is expected.
create or replace function app.odometer_moves_plans() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.service_plan p set version = p.version + 1 where p.tenant_id = new.tenant_id and p.vehicle_id = new.vehicle_id and p.deleted_at is null and p.every_km is not null;
	return null;
end $$;
alter function app.odometer_moves_plans() owner to comptoir_action;
create or replace trigger moves_plans after insert or update on app.odometer for each row execute function app.odometer_moves_plans();

select ui.declare_entity('service_plan', title => 'Service plans', one => 'Service plan', menu => 'Garage', "position" => 36, label => 'operation',
    list => 'vehicle_id operation every_months every_km last_on last_km next_on next_km', form => '[["Plan", "vehicle_id", "operation", "every_months", "every_km", "last_on", "last_km", "notes"],
      ["Next", "next_on", "next_km", "basis", "km_a_day"]]',
    sort => 'next_on operation', "order" => 'next_on', search => 'operation notes', calendar => 'next_on', action_only => 'next_on next_km basis km_a_day',
    choices => '{"basis": [["date", "Date"], ["km", "Kilometres expected"], ["unknown", "Not known yet"]]}',
    labels => '{"vehicle_id": "Vehicle", "every_months": "Every … months", "every_km": "Every … km", "last_on": "Last done", "last_km": "Last at (km)", "next_on": "Next on", "next_km": "Next at (km)", "basis": "Comes from", "km_a_day": "Km a day"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "performer": {"read": "none"}, "driver": {"read": "all"}}');
select ui.declare_within('service_plan', 'vehicle', 'vehicle_id', 'read');
select ui.declare_lines('service_plan', 'vehicle', 'vehicle_id', columns => 'operation every_months every_km last_on last_km next_on');

create table if not exists app.service_record (like app.base including all,
	vehicle_id	bigint not null,
	done_on		date not null default app.today(),
	mileage		app.km,
	operation	text collate app.natural not null,
	description	app.long_text,
	cost		app.cents,
	currency	text not null default 'EUR',
	done_by		text,
	constraint service_record_named check (btrim(operation) <> ''),
	constraint service_record_day check (done_on between '1950-01-01' and current_date + 2),
	constraint service_record_cost check (cost >= 0),
	constraint service_record_currency check (currency ~ '^[A-Z]{3}$'),
	constraint service_record_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
create index if not exists service_record_of on app.service_record (tenant_id, vehicle_id, done_on, id) where deleted_at is null;
comment on table app.service_record is 'What was done to a vehicle.';
comment on column app.service_record.vehicle_id is 'The vehicle.';
comment on column app.service_record.done_on is 'The day.';
comment on column app.service_record.mileage is 'What the odometer showed, in kilometres.';
comment on column app.service_record.operation is 'What was done. Its plan, if there is one of this name, counts from here.';
comment on column app.service_record.description is 'In detail.';
comment on column app.service_record.cost is 'What it cost.';
comment on column app.service_record.currency is 'The currency, three letters.';
comment on column app.service_record.done_by is 'Who did it.';
comment on constraint service_record_named on app.service_record is 'Say what was done.';
comment on constraint service_record_day on app.service_record is 'The day is not in the future.';
comment on constraint service_record_cost on app.service_record is 'A cost is not negative.';
comment on constraint service_record_currency on app.service_record is 'A currency has three capital letters.';
-- The odometer and the plan learn of it.
create or replace function app.service_record_counts() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if new.mileage is not null and not exists (select from app.odometer o where o.tenant_id = new.tenant_id and o.vehicle_id = new.vehicle_id and o.read_on = new.done_on and o.reading = new.mileage and o.deleted_at is null) then
		insert into app.odometer (vehicle_id, reading, read_on, source) values (new.vehicle_id, new.mileage, new.done_on, 'workshop');
	end if;
	update app.service_plan p set last_on = new.done_on, last_km = coalesce(new.mileage, p.last_km), version = p.version + 1
	where p.tenant_id = new.tenant_id and p.vehicle_id = new.vehicle_id and app.name_key(p.operation) = app.name_key(new.operation) and p.deleted_at is null and (p.last_on is null or p.last_on <= new.done_on);
	return null;
end $$;
alter function app.service_record_counts() owner to comptoir_action;
create or replace trigger counts after insert on app.service_record for each row execute function app.service_record_counts();
select ui.declare_entity('service_record', title => 'Services done', one => 'Service done', menu => 'Garage', "position" => 35, label => 'operation',
    list => 'done_on vehicle_id operation mileage cost done_by', form => '[["Service", "vehicle_id", "done_on", "mileage", "operation", "description"], ["Cost", "cost", "currency", "done_by"]]',
    sort => 'done_on', "order" => '-done_on', search => 'operation description done_by', calendar => 'done_on', clearance => '{"price": ["cost"]}',
    labels => '{"vehicle_id": "Vehicle", "done_on": "Day", "mileage": "Kilometres", "done_by": "Done by"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "mine"}, "driver": {"read": "all"}}', mine => 'created_by');
select ui.declare_within('service_record', 'vehicle', 'vehicle_id', 'read');

create table if not exists app.warranty (like app.base including all,
	vehicle_id	bigint not null,
	title		text collate app.natural not null,
	provider	text,
	starts_on	date,
	ends_on		date not null,
	until_km	app.km,
	notes		text,
	constraint warranty_titled check (btrim(title) <> ''),
	constraint warranty_order check (ends_on > starts_on),
	constraint warranty_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
create index if not exists warranty_of on app.warranty (tenant_id, vehicle_id, id) where deleted_at is null;
comment on table app.warranty is 'Until when something on a vehicle is under warranty.';
comment on column app.warranty.vehicle_id is 'The vehicle.';
comment on column app.warranty.title is 'What is under warranty.';
comment on column app.warranty.provider is 'Who gave it.';
comment on column app.warranty.starts_on is 'Its first day.';
comment on column app.warranty.ends_on is 'Its last day.';
comment on column app.warranty.until_km is 'It ends at so many kilometres if these come first.';
comment on column app.warranty.notes is 'Anything worth knowing.';
comment on constraint warranty_titled on app.warranty is 'Say what is under warranty.';
comment on constraint warranty_order on app.warranty is 'It ends after it starts.';
create or replace function app.warranty_falls_due() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v app.vehicle;
begin
	select * into v from app.vehicle x where x.tenant_id = new.tenant_id and x.id = new.vehicle_id;
	perform app.falls_due('warranty', new.id, 'warranty', case when new.deleted_at is null then new.ends_on end, concat_ws(' ', v.plate, new.title),
	    case when new.until_km is not null then new.until_km::text || ' km' end, v.id, v.owner_id, v.team_id);
	return null;
end $$;
alter function app.warranty_falls_due() owner to comptoir_action;
create or replace trigger falls_due after insert or update on app.warranty for each row execute function app.warranty_falls_due();
create or replace function app.warranty_warnings(w app.warranty) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'until_km', 'Its kilometres are over: {km} km were read.', jsonb_build_object('km', v.mileage)
	from app.vehicle v where v.tenant_id = w.tenant_id and v.id = w.vehicle_id and v.mileage > w.until_km $$;
grant execute on function app.warranty_warnings(app.warranty) to comptoir_staff;
select ui.declare_entity('warranty', title => 'Warranties', one => 'Warranty', menu => 'Garage', "position" => 37, label => 'title',
    list => 'vehicle_id title provider starts_on ends_on until_km', form => '[["Warranty", "vehicle_id", "title", "provider", "starts_on", "ends_on", "until_km", "notes"]]',
    sort => 'ends_on title', "order" => 'ends_on', search => 'title provider notes', calendar => 'starts_on ends_on',
    labels => '{"vehicle_id": "Vehicle", "starts_on": "From", "ends_on": "Until", "until_km": "Or until (km)", "provider": "Given by"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "driver": {"read": "all"}}');
select ui.declare_within('warranty', 'vehicle', 'vehicle_id', 'read');

create table if not exists app.vehicle_event (like app.base including all,
	vehicle_id	bigint not null,
	kind		text not null default 'maintenance',
	happened_on	date not null default app.today(),
	severity	text not null default 'low',
	title		text collate app.natural,
	cost		app.cents,
	currency	text not null default 'EUR',
	driver_id	bigint,
	notes		app.long_text,
	details		jsonb not null default '{}',
	constraint vehicle_event_day check (happened_on between '1950-01-01' and current_date + 2),
	constraint vehicle_event_cost check (cost >= 0),
	constraint vehicle_event_currency check (currency ~ '^[A-Z]{3}$'),
	constraint vehicle_event_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint vehicle_event_driver foreign key (tenant_id, driver_id) references app.contact
);
create index if not exists vehicle_event_of on app.vehicle_event (tenant_id, vehicle_id, happened_on, id) where deleted_at is null;
comment on table app.vehicle_event is 'What happened to a vehicle: accidents, repairs, inspections, fines.';
comment on column app.vehicle_event.vehicle_id is 'The vehicle.';
comment on column app.vehicle_event.kind is 'What happened.';
comment on column app.vehicle_event.happened_on is 'The day.';
comment on column app.vehicle_event.severity is 'How serious it is.';
comment on column app.vehicle_event.title is 'In a few words.';
comment on column app.vehicle_event.cost is 'What it cost.';
comment on column app.vehicle_event.currency is 'The currency, three letters.';
comment on column app.vehicle_event.driver_id is 'Who drove.';
comment on column app.vehicle_event.notes is 'The whole story.';
comment on column app.vehicle_event.details is 'What a program that wrote it wanted to keep.';
comment on constraint vehicle_event_day on app.vehicle_event is 'The day is not in the future.';
comment on constraint vehicle_event_cost on app.vehicle_event is 'A cost is not negative.';
comment on constraint vehicle_event_currency on app.vehicle_event is 'A currency has three capital letters.';
select ui.declare_entity('vehicle_event', title => 'Vehicle events', one => 'Vehicle event', menu => 'Garage', "position" => 34, label => 'title', unnamed => 'kind',
    list => 'happened_on vehicle_id kind severity title cost', form => '[["Event", "vehicle_id", "kind", "happened_on", "severity", "title", "driver_id", "notes"], ["Cost", "cost", "currency"]]',
    sort => 'happened_on', "order" => '-happened_on', search => 'title notes', own => 'kind', calendar => 'happened_on', clearance => '{"price": ["cost"]}',
    choices => '{"kind": [["maintenance", "Maintenance"], ["repair", "Repair"], ["accident", "Accident"], ["inspection", "Inspection"], ["fine", "Fine"]],
      "severity": [["low", "Low"], ["medium", "Medium"], ["high", "High"], ["critical", "Critical"]]}',
    labels => '{"vehicle_id": "Vehicle", "happened_on": "Day", "driver_id": "Driver", "title": "What"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "mine"}, "driver": {"read": "all", "create": "all"}}', mine => 'created_by');
select ui.declare_within('vehicle_event', 'vehicle', 'vehicle_id', 'read');
