-- after: planning/due garage/vehicle
-- warranty.sql: until when something on a vehicle is under warranty.
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
	perform app.falls_due('warranty', new.id, 'warranty', case when new.deleted_at is null then new.ends_on end, concat_ws(' ', app.show_plate(v.plate), new.title),
	    case when new.until_km is not null then app.because('Or at {km} km.', jsonb_build_object('km', new.until_km)) end, v.id, v.owner_id, v.team_id);
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
