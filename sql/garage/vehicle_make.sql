-- after: platform/person
-- vehicle_make.sql: makes, offered when a vehicle is written down; any other may be written.
create table if not exists app.vehicle_make (like app.base including all,
	name		text collate app.natural not null,
	country		app.country,
	kind		text not null default 'car',
	constraint vehicle_make_named check (length(name) between 1 and 100 and name = btrim(name)),
	constraint vehicle_make_once exclude using btree (tenant_id with =, app.fold(name) with =) where (deleted_at is null)
);
comment on table app.vehicle_make is 'Makes of vehicles.';
comment on column app.vehicle_make.name is 'The name of the make, for example Renault.';
comment on column app.vehicle_make.country is 'Where the make comes from, two letters.';
comment on column app.vehicle_make.kind is 'What it is known for.';
comment on constraint vehicle_make_named on app.vehicle_make is 'A make has a name of 1 to 100 characters.';
comment on constraint vehicle_make_once on app.vehicle_make is 'This make is listed already.';

select ui.declare_entity('vehicle_make', title => 'Makes', one => 'Make', menu => 'Company', "position" => 946, label => 'name',
    list => 'name kind country', form => '[["Make", "name", "kind", "country"]]', sort => 'name', search => 'name', "order" => 'name',
    choices => '{"kind": [["car", "Cars and vans"], ["truck", "Trucks and buses"], ["cycle", "Motorcycles and scooters"], ["machine", "Tractors and machines"], ["trailer", "Trailers and caravans"]]}',
    duplicates => 'name~',
    rights => '{"technician": {"read": "all", "create": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');
