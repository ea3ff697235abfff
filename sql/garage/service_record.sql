-- after: garage/service_plan
-- service_record.sql: what was done to a vehicle; its plan counts from there.
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
