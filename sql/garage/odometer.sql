-- after: garage/vehicle
-- odometer.sql: every reading of a vehicle's odometer; the last one is the vehicle's mileage.
create table if not exists app.odometer (like app.base including all,
	vehicle_id	bigint not null,
	reading		app.km not null,
	read_on		date not null default app.today(),
	source		text not null default 'manual',
	reason		text,
	constraint odometer_reading check (reading between 0 and 9999999),
	constraint odometer_read_on check (read_on between '1950-01-01' and current_date + 2),
	constraint odometer_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
create index if not exists odometer_of on app.odometer (tenant_id, vehicle_id, read_on, id) where deleted_at is null;
comment on table app.odometer is 'Readings of odometers.';
comment on column app.odometer.vehicle_id is 'The vehicle.';
comment on column app.odometer.reading is 'What the odometer shows, in kilometres.';
comment on column app.odometer.read_on is 'The day of the reading.';
comment on column app.odometer.source is 'Where the reading comes from.';
comment on column app.odometer.reason is 'Why it is lower than the reading before: a new instrument cluster, a wrong earlier entry…';
comment on constraint odometer_reading on app.odometer is 'A reading is 0 to 9,999,999 km.';
comment on constraint odometer_read_on on app.odometer is 'The day of a reading is not in the future.';

create or replace function app.odometer_warnings(o app.odometer) returns setof app.warning language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	near app.odometer;
begin
	if nullif(btrim(o.reason), '') is not null then return; end if;
	select * into near from app.odometer x where x.tenant_id = o.tenant_id and x.vehicle_id = o.vehicle_id and x.deleted_at is null and x.id <> o.id
	and (x.read_on, x.id) < (o.read_on, o.id) and x.reading > o.reading order by x.read_on desc, x.id desc limit 1;
	if found then
		return next ('reading', 'The odometer goes back: {km} km were read on {date}. Give a reason.', jsonb_build_object('km', near.reading, 'date', near.read_on))::app.warning;
		return;
	end if;
	select * into near from app.odometer x where x.tenant_id = o.tenant_id and x.vehicle_id = o.vehicle_id and x.deleted_at is null and x.id <> o.id
	and x.read_on > o.read_on and x.reading < o.reading and nullif(btrim(x.reason), '') is null order by x.read_on, x.id limit 1;
	if found then
		return next ('reading', 'A later reading is lower: {km} km on {date}.', jsonb_build_object('km', near.reading, 'date', near.read_on))::app.warning;
	end if;
end $$;
grant execute on function app.odometer_warnings(app.odometer) to comptoir_staff, comptoir_action;

-- The vehicle shows the last reading.
create or replace function app.odometer_last() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v bigint; last integer;
begin
	for v in select distinct x from unnest(array[case when tg_op = 'UPDATE' then old.vehicle_id end, new.vehicle_id]) x where x is not null loop
		select o.reading into last from app.odometer o where o.tenant_id = new.tenant_id and o.vehicle_id = v and o.deleted_at is null
		order by o.read_on desc, o.id desc limit 1;
		update app.vehicle c set mileage = last, version = c.version + 1
		where c.tenant_id = new.tenant_id and c.id = v and c.deleted_at is null and c.mileage is distinct from last;
	end loop;
	return null;
end $$;
alter function app.odometer_last() owner to comptoir_action;
create or replace trigger last after insert or update on app.odometer for each row execute function app.odometer_last();

-- The mileage that a new vehicle comes with is its first reading.
create or replace function app.vehicle_first_reading() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into app.odometer (vehicle_id, reading, source) values (new.id, new.mileage, 'first');
	return null;
end $$;
alter function app.vehicle_first_reading() owner to comptoir_action;
create or replace trigger first_reading after insert on app.vehicle for each row when (new.mileage is not null) execute function app.vehicle_first_reading();

select ui.declare_entity('odometer', title => 'Odometer readings', empty => 'One with each visit: what is due by kilometres counts from the last.', one => 'Odometer reading', menu => 'Garage', "position" => 33, label => 'reading',
    list => 'read_on vehicle_id reading source reason', form => '[["Reading", "vehicle_id", "reading", "read_on", "source", "reason"]]',
    sort => 'read_on', "order" => '-read_on',
    choices => '{"source": [["manual", "Written by hand"], ["first", "When the vehicle came"], ["inspection", "Inspection"], ["workshop", "Workshop"], ["import", "Import"], ["telematics", "Telematics"]]}',
    labels => '{"reading": "Reading (km)", "read_on": "Day of the reading"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "driver": {"read": "all", "create": "all"}}');
select ui.declare_within('odometer', 'vehicle', 'vehicle_id');

create or replace function app.vehicle_record_mileage(vehicle_id bigint, reading app.km, day date default null, reason text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made app.odometer;
begin
	perform app.require('vehicle', 'record_mileage', vehicle_id);
	insert into app.odometer (vehicle_id, reading, read_on, reason) values ($1, $2, coalesce($3, app.today()), nullif(btrim($4), '')) returning * into made;
	return jsonb_build_object('mileage', (select v.mileage from app.vehicle v where v.tenant_id = app.tenant() and v.id = $1),
	    'warnings', (select coalesce(jsonb_agg(jsonb_build_object('field', w.field, 'message', w.message, 'args', w.args)), '[]') from app.odometer_warnings(made) w));
end $$;
comment on function app.vehicle_record_mileage is 'Write down what the odometer shows. A reading below an earlier one warns unless it has a reason.';
select ui.declare_action('app.vehicle_record_mileage(bigint,app.km,date,text)', 'vehicle', label => 'Record mileage', key => 'm',
    rights => '{"technician": "all", "driver": {"record_mileage": "mine"}}');
select ui.declare_hints('odometer', bias => '{"read_on": "backward"}');
select ui.declare_counter('vehicle', 'record_mileage', final => 'A reading stays written: the right one, with a reason, corrects it.');
