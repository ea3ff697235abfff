-- after: garage/vehicle planning/mission planning/resource platform/choice
-- equipment.sql: what is lent, loaded, used and comes back: single things with a serial number and goods by quantity; kits of both.
create table if not exists app.equipment (like app.base including all,
	name		text collate app.natural not null,
	category	text,
	tracking	text not null default 'serial',
	quantity	integer not null default 1,
	serial_number	text,
	barcode		text,
	value		app.cents,
	place		text collate app.natural,
	status		text not null default 'ready',
	out_quantity	integer not null default 0,
	maintenance_on	date,
	maintenance_blocks boolean not null default false,
	owner_id	bigint,
	vehicle_id	bigint,
	tags		text[] not null default '{}',
	notes		app.long_text,
	counted_on	date,
	custom		jsonb not null default '{}',
	constraint equipment_named check (btrim(name) <> ''),
	constraint equipment_quantity check (quantity between 0 and 1000000),
	constraint equipment_serial_is_one check (tracking <> 'serial' or quantity = 1),
	constraint equipment_value check (value >= 0),
	constraint equipment_serial exclude using btree (tenant_id with =, serial_number with =) where (deleted_at is null),
	constraint equipment_barcode exclude using btree (tenant_id with =, barcode with =) where (deleted_at is null),
	constraint equipment_owner foreign key (tenant_id, owner_id) references app.contact,
	constraint equipment_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle
);
comment on table app.equipment is 'What is lent, loaded, used and comes back: gear, tools, courtesy cars, stored tyres.';
comment on column app.equipment.name is 'What it is.';
comment on column app.equipment.category is 'The kind of equipment.';
comment on column app.equipment.tracking is 'A single thing with its number, or goods that are counted.';
comment on column app.equipment.quantity is 'How many there are; of a single thing, one.';
comment on column app.equipment.serial_number is 'The maker''s number on it.';
comment on column app.equipment.barcode is 'What a scanner reads on it.';
comment on column app.equipment.value is 'What one is worth, for the insurance.';
comment on column app.equipment.place is 'Where it is kept.';
comment on column app.equipment.status is 'Whether it can be used.';
comment on column app.equipment.maintenance_on is 'The day by which it must be maintained.';
comment on column app.equipment.maintenance_blocks is 'Whether it cannot be booked for after that day; otherwise there is a warning.';
comment on column app.equipment.owner_id is 'Whose it is, when it is not ours: tyres that we keep, gear that we rent.';
comment on column app.equipment.out_quantity is 'How many of it are out now: checked out, and not back.';
comment on column app.equipment.vehicle_id is 'The vehicle that it is, of a courtesy car; or the one whose tyres they are.';
comment on column app.equipment.tags is 'Words to group equipment by.';
comment on column app.equipment.notes is 'Anything worth knowing.';
comment on column app.equipment.counted_on is 'The day of the last inventory in which it was counted.';
comment on column app.equipment.custom is 'Fields that your company added.';
comment on constraint equipment_named on app.equipment is 'Say what it is.';
comment on constraint equipment_quantity on app.equipment is 'A quantity is 0 to 1,000,000.';
comment on constraint equipment_serial_is_one on app.equipment is 'A single thing has the quantity 1: what is counted has no serial number.';
comment on constraint equipment_value on app.equipment is 'A value is not negative.';
comment on constraint equipment_serial on app.equipment is 'There is a thing of this serial number already.';
comment on constraint equipment_barcode on app.equipment is 'There is something of this barcode already.';

select ui.declare_entity('equipment', title => 'Equipment', one => 'Piece of equipment', menu => 'Planning', "position" => 60, label => 'name',
    list => 'name category tracking quantity serial_number place status out_quantity maintenance_on', form => '[["Equipment", "name", "category", "tracking", "quantity", "serial_number", "barcode"],
      ["State", "status", "out_quantity", "place", "maintenance_on", "maintenance_blocks", "counted_on"], ["Worth", "value", "owner_id", "vehicle_id", "tags", "notes"]]',
    sort => 'name maintenance_on', "order" => 'name', search => 'name serial_number barcode place tags custom', own => 'category', board => 'status', clearance => '{"price": ["value"]}',
    choices => '{"category": [["sound", "Sound"], ["light", "Lighting"], ["video", "Video"], ["stage", "Staging"], ["power", "Power"], ["tool", "Tool"], ["courtesy_car", "Courtesy car"], ["tyres", "Stored tyres"], ["other", "Other"]],
      "tracking": [["serial", "One thing"], ["quantity", "By quantity"]], "status": [["ready", "Ready"], ["maintenance", "In maintenance"], ["damaged", "Damaged"], ["lost", "Missing"], ["retired", "Out of use"]]}',
    action_only => 'out_quantity', labels => '{"out_quantity": "Out", "maintenance_on": "Maintenance due", "maintenance_blocks": "Blocks when due", "owner_id": "Belongs to", "vehicle_id": "Vehicle", "counted_on": "Last counted"}',
    shown_when => '{"serial_number": {"tracking": ["serial"]}, "vehicle_id": {"category": ["courtesy_car", "tyres"]}}', duplicates => 'serial_number barcode',
    rights => '{"technician": {"read": "all", "update": "all"}, "performer": {"read": "all"}}');

create table if not exists app.equipment_part (like app.base including all,
	kit_id		bigint not null,
	equipment_id	bigint not null,
	quantity	integer not null default 1,
	constraint equipment_part_once exclude using btree (tenant_id with =, kit_id with =, equipment_id with =) where (deleted_at is null),
	constraint equipment_part_another check (equipment_id <> kit_id),
	constraint equipment_part_quantity check (quantity between 1 and 100000),
	constraint equipment_part_kit foreign key (tenant_id, kit_id) references app.equipment,
	constraint equipment_part_equipment foreign key (tenant_id, equipment_id) references app.equipment
);
create index if not exists equipment_part_back on app.equipment_part (tenant_id, equipment_id) where deleted_at is null;
comment on table app.equipment_part is 'What a kit is made of: booking the kit books its parts.';
comment on column app.equipment_part.kit_id is 'The kit.';
comment on column app.equipment_part.equipment_id is 'A part of it.';
comment on column app.equipment_part.quantity is 'How many of it are in one kit.';
comment on constraint equipment_part_once on app.equipment_part is 'This part is in the kit already: change its quantity.';
comment on constraint equipment_part_another on app.equipment_part is 'A kit is not its own part.';
comment on constraint equipment_part_quantity on app.equipment_part is 'A quantity is 1 to 100,000.';
create or replace function app.equipment_part_fits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select from app.equipment_part p where p.tenant_id = new.tenant_id and p.kit_id = new.equipment_id and p.deleted_at is null)
	or exists (select from app.equipment_part p where p.tenant_id = new.tenant_id and p.equipment_id = new.kit_id and p.deleted_at is null) then
		perform app.refuse('A kit is made of single things, not of kits.', '{"field": "equipment_id"}');
	end if;
	return new;
end $$;
alter function app.equipment_part_fits() owner to comptoir_action;
create or replace trigger fits before insert or update on app.equipment_part for each row when (new.deleted_at is null) execute function app.equipment_part_fits();
select ui.declare_entity('equipment_part', title => 'Parts of kits', one => 'Part of a kit', menu => '', "position" => 61, label => 'equipment_id',
    list => 'kit_id equipment_id quantity', form => '[["Part", "kit_id", "equipment_id", "quantity"]]', labels => '{"kit_id": "Kit", "equipment_id": "Part"}',
    rights => '{"technician": {"read": "all"}, "performer": {"read": "all"}}');
select ui.declare_within('equipment_part', 'equipment', 'kit_id');
select ui.declare_lines('equipment_part', 'equipment', 'kit_id', columns => 'equipment_id quantity');
