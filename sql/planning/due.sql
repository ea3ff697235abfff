-- after: crm/contact garage/vehicle stock/equipment platform/document crm/activity
-- due.sql: what falls due: inspections, services, warranties, papers, maintenance; one list of all of them, kept by the records that say so.
create table if not exists app.due (like app.base including all,
	kind		text not null,
	title		text collate app.natural not null,
	due_on		date not null,
	basis		text,
	reason		app.sentence,
	source_entity	text not null,
	source_id	bigint not null,
	vehicle_id	bigint,
	contact_id	bigint,
	team_id		bigint,
	reminded_at	timestamptz,
	reminded_for	date,
	snoozed_until	date,
	constraint due_once unique (tenant_id, source_entity, source_id, kind),
	constraint due_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint due_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint due_team foreign key (tenant_id, team_id) references app.team
);
create index if not exists due_of_vehicle on app.due (tenant_id, vehicle_id, due_on) where deleted_at is null and vehicle_id is not null;
comment on table app.due is 'What falls due and when: inspections, services, warranties, papers, maintenance.';
comment on column app.due.kind is 'What is due.';
comment on column app.due.title is 'Of what.';
comment on column app.due.due_on is 'The day.';
comment on column app.due.basis is 'Where the day comes from.';
comment on column app.due.reason is 'How the day was found: for kilometres the last reading, the days from there on by the kilometres of a day, and what they come to.';
comment on column app.due.source_entity is 'The kind of record that says so.';
comment on column app.due.source_id is 'The number of the record that says so.';
comment on column app.due.vehicle_id is 'The vehicle.';
comment on column app.due.contact_id is 'Whom to tell.';
comment on column app.due.team_id is 'The team that looks after it.';
comment on column app.due.reminded_at is 'When somebody was last reminded of it.';
comment on column app.due.reminded_for is 'The day of which they were reminded: a new day may be told again.';
comment on column app.due.snoozed_until is 'Not to be told before that day.';
comment on constraint due_once on app.due is 'This is in the list already.';

select ui.declare_entity('due', title => 'Due list', one => 'Due', menu => 'Planning', "position" => 8, label => 'title',
    list => 'due_on kind title contact_id reminded_at basis reason vehicle_id', form => '[["Due", "kind", "title", "due_on", "basis", "reason", "vehicle_id", "contact_id", "team_id"], ["Told", "reminded_at", "reminded_for", "snoozed_until"],
      ["From", "source_entity", "source_id"]]',
    sort => 'due_on title', "order" => 'due_on', search => 'title', calendar => 'due_on', board => 'kind', team => 'team_id', verbs => 'read export', trash => false,
    action_only => 'kind title due_on basis reason source_entity source_id vehicle_id contact_id team_id reminded_at reminded_for snoozed_until',
    choices => '{"kind": [["inspection", "Inspection"], ["service", "Service"], ["warranty", "End of warranty"], ["paper", "Paper expires"], ["maintenance", "Maintenance of equipment"]],
      "basis": [["certificate", "Given"], ["report", "Last inspection"], ["computed", "First registration"], ["overridden", "Overridden"], ["retest", "Second test"], ["date", "Months since the last time"], ["km", "Kilometres expected"]]}',
    labels => '{"basis": "Comes from", "due_on": "Due", "source_entity": "Kind of record", "source_id": "Record number", "contact_id": "Contact", "vehicle_id": "Vehicle", "reminded_at": "Reminded", "reminded_for": "Reminded for", "snoozed_until": "Later than"}',
    rights => '{"technician": {"read": "all"}, "performer": {"read": "none"}, "driver": {"read": "none"}}');
select ui.declare_asked('due', 'source_entity', 'entity_choices');
select ui.declare_within('due', 'vehicle', 'vehicle_id');
select ui.declare_event('due', 'late', 'Late', '“{label}” was due.', passes => 'due_on');
select ui.declare_event('due', 'soon', 'Due within 30 days', '“{label}” is due within 30 days.', passes => 'due_on', ahead => 30);

-- Why a day is that day, for app.falls_due: a sentence, or what somebody wrote, as it is.
create or replace function app.because(sentence text, args jsonb) returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('sentence', sentence, 'args', args) where sentence is not null $$;
create or replace function app.because(said text) returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $$
	select app.because('{said}', jsonb_build_object('said', said)) where said <> '' $$;
grant execute on function app.because(text, jsonb), app.because(text) to comptoir_action;

-- The row of one source: there as long as it has a day and is not deleted. Called by the triggers of the records that fall due.
create or replace function app.falls_due(source text, id bigint, kind text, day date, title text, reason jsonb, vehicle bigint, contact bigint, team bigint, basis text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if day is null then
		delete from app.due d where d.tenant_id = app.tenant() and d.source_entity = source and d.source_id = $2 and d.kind = $3;
		return;
	end if;
	insert into app.due as d (source_entity, source_id, kind, due_on, title, basis, reason, vehicle_id, contact_id, team_id)
	values (source, $2, $3, day, coalesce(nullif(title, ''), '…'), $10, $6, vehicle, contact, team)
	on conflict on constraint due_once do update set due_on = excluded.due_on, title = excluded.title, basis = excluded.basis, reason = excluded.reason, vehicle_id = excluded.vehicle_id,
	    contact_id = excluded.contact_id, team_id = excluded.team_id, version = d.version + 1
	where (d.due_on, d.title, d.basis, d.reason, d.vehicle_id, d.contact_id, d.team_id) is distinct from (excluded.due_on, excluded.title, excluded.basis, excluded.reason, excluded.vehicle_id, excluded.contact_id, excluded.team_id);
end $$;
alter function app.falls_due(text, bigint, text, date, text, jsonb, bigint, bigint, bigint, text) owner to comptoir_platform;
revoke all on function app.falls_due(text, bigint, text, date, text, jsonb, bigint, bigint, bigint, text) from public;
grant execute on function app.falls_due(text, bigint, text, date, text, jsonb, bigint, bigint, bigint, text) to comptoir_action;

-- Vehicles: their next inspection. Papers: what is attached and expires. Equipment: its maintenance.
create or replace function app.vehicle_falls_due() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.falls_due('vehicle', new.id, 'inspection', case when new.deleted_at is null and new.status = 'active' then new.next_inspection end,
	    concat_ws(' ', app.show_plate(new.plate), new.make, new.model), case
	        when new.inspection_basis = 'report' and new.inspected_on is not null then app.because('Inspected on {day}.', jsonb_build_object('day', new.inspected_on))
	        when new.inspection_basis = 'computed' then app.because('First registered on {day}.', jsonb_build_object('day', new.first_registration)) else app.because(new.inspection_reason) end,
	    new.id, new.owner_id, new.team_id, new.inspection_basis);
	return null;
end $$;
alter function app.vehicle_falls_due() owner to comptoir_action;
create or replace trigger falls_due_made after insert on app.vehicle for each row when (new.next_inspection is not null) execute function app.vehicle_falls_due();
create or replace trigger falls_due after update on app.vehicle for each row
    when ((old.next_inspection, old.status, old.deleted_at, old.plate, old.make, old.model, old.owner_id, old.team_id, old.inspection_basis, old.inspected_on, old.first_registration, old.inspection_reason)
        is distinct from (new.next_inspection, new.status, new.deleted_at, new.plate, new.make, new.model, new.owner_id, new.team_id, new.inspection_basis, new.inspected_on, new.first_registration, new.inspection_reason))
    execute function app.vehicle_falls_due();

create or replace function app.equipment_falls_due() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.falls_due('equipment', new.id, 'maintenance', case when new.deleted_at is null and new.status not in ('lost', 'retired') then new.maintenance_on end,
	    new.name, app.because(new.serial_number), null, null, null);
	return null;
end $$;
alter function app.equipment_falls_due() owner to comptoir_action;
create or replace trigger falls_due_made after insert on app.equipment for each row when (new.maintenance_on is not null) execute function app.equipment_falls_due();
create or replace trigger falls_due after update on app.equipment for each row
    when ((old.maintenance_on, old.status, old.deleted_at, old.name, old.serial_number) is distinct from (new.maintenance_on, new.status, new.deleted_at, new.name, new.serial_number))
    execute function app.equipment_falls_due();

create or replace function app.document_falls_due() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	vehicle constant bigint := case when new.subject_entity = 'vehicle' then new.subject_id end;
begin
	perform app.falls_due('document', new.id, 'paper', case when new.deleted_at is null then new.expires_on end, new.name, app.because(new.description), vehicle,
	    coalesce(case when new.subject_entity = 'contact' then new.subject_id end, (select v.owner_id from app.vehicle v where v.tenant_id = new.tenant_id and v.id = vehicle)), null);
	return null;
end $$;
alter function app.document_falls_due() owner to comptoir_action;
create or replace trigger falls_due_made after insert on app.document for each row when (new.expires_on is not null) execute function app.document_falls_due();
create or replace trigger falls_due after update on app.document for each row
    when ((old.expires_on, old.deleted_at, old.name, old.description, old.subject_id) is distinct from (new.expires_on, new.deleted_at, new.name, new.description, new.subject_id))
    execute function app.document_falls_due();

-- Told: by hand, by telephone, by a letter. Mail does it by itself.
create or replace function app.due_note_reminder(due_id bigint, note text default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	d app.due;
begin
	perform app.require('due', 'note_reminder', due_id);
	update app.due x set reminded_at = now(), reminded_for = x.due_on, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = due_id returning * into d;
	insert into app.activity (kind, subject, body, subject_entity, subject_id, contact_id) values ('call', d.title, nullif(btrim(note), ''), 'vehicle', d.vehicle_id, d.contact_id);
end $$;
comment on function app.due_note_reminder is 'Write down that somebody was told of it.';
select ui.declare_action('app.due_note_reminder(bigint,text)', 'due', label => 'Reminded', key => 'r', shown_when => 'reminded_for is distinct from due_on');
create or replace function app.due_snooze(due_id bigint, until date) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('due', 'snooze', due_id);
	if until <= app.today() then perform app.refuse('Later is after today.', '{"field": "until"}'); end if;
	update app.due x set snoozed_until = until, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = due_id;
end $$;
comment on function app.due_snooze is 'Leave it until a day.';
select ui.declare_action('app.due_snooze(bigint,date)', 'due', label => 'Later', key => 'l');
