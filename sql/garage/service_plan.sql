-- after: planning/due garage/odometer platform/choice
-- service_plan.sql: what has to be done to a vehicle again by months or kilometres, and when that is expected.
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
comment on column app.service_plan.operation is 'What is done: the oil, the brakes or the timing belt.';
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
	v app.vehicle; last app.odometer;
begin
	select * into v from app.vehicle x where x.tenant_id = new.tenant_id and x.id = new.vehicle_id;
	select * into last from app.odometer o where o.tenant_id = new.tenant_id and o.vehicle_id = new.vehicle_id and o.deleted_at is null order by o.read_on desc, o.id desc limit 1;
	perform app.falls_due('service_plan', new.id, 'service', case when new.deleted_at is null and v.deleted_at is null and v.status not in ('sold', 'scrapped') then new.next_on end,
	    concat_ws(' ', app.show_plate(v.plate), new.operation), case when new.basis <> 'km' or last.id is null then app.because(case new.every_months when 1 then 'A month after {day}.' else '{months} months after {day}.' end, jsonb_build_object('months', new.every_months, 'day', coalesce(new.last_on, app.today())))
	        when last.reading::integer >= new.next_km::integer then app.because('{reading} km on {day}: the {next} km are reached.', jsonb_build_object('reading', last.reading, 'day', last.read_on, 'next', new.next_km))
	        else app.because('{reading} km on {day}, {rate} km a day: {next} km in {days} days.', jsonb_build_object('reading', last.reading, 'day', last.read_on, 'rate', round(new.km_a_day, case when new.km_a_day < 10 then 1 else 0 end)::text, 'next', new.next_km, 'days', new.next_on - last.read_on)) end, v.id, v.owner_id, v.team_id, nullif(new.basis, 'unknown'));
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
    labels => '{"vehicle_id": "Vehicle", "every_months": "Interval (months)", "every_km": "Interval (km)", "last_on": "Last done", "last_km": "Last at (km)", "next_on": "Next on", "next_km": "Next at (km)", "basis": "Comes from", "km_a_day": "Km a day"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "performer": {"read": "none"}, "driver": {"read": "all"}}');
select ui.declare_within('service_plan', 'vehicle', 'vehicle_id', 'read');
select ui.declare_lines('service_plan', 'vehicle', 'vehicle_id', columns => 'operation every_months every_km last_on last_km next_on');
