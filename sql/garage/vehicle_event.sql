-- after: garage/odometer platform/choice
-- vehicle_event.sql: what happened to a vehicle: damages, fines, tows.
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
select ui.declare_latest('vehicle_event', 'vehicle_id', 10);
