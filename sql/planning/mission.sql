-- after: garage/vehicle crm/contact crm/opportunity platform/team planning/resource platform/series
-- mission.sql: work at a place and a time: an event, a job outside, an appointment in the workshop. Who and what it takes is booked.
create table if not exists app.mission (like app.base including all, like app.repeating including all,
	title		text collate app.natural not null,
	kind		text not null default 'event',
	status		text not null default nullif('', ''),	-- nothing: b_fill says it, which knows whether somebody did
	contact_id	bigint,
	vehicle_id	bigint,
	opportunity_id	bigint,
	place		text collate app.natural,
	starts_at	timestamptz,
	ends_at		timestamptz,
	minutes		integer,
	before_minutes	integer not null default 0,
	after_minutes	integer not null default 0,
	owner_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	tags		text[] not null default '{}',
	notes		app.long_text,
	started_at	timestamptz,
	completed_at	timestamptz,
	completed_by	bigint,
	cancelled_for	text,
	custom		jsonb not null default '{}',
	constraint mission_uid unique nulls not distinct (tenant_id, uid, deleted_at),
	constraint mission_titled check (btrim(title) <> ''),
	constraint mission_ends_later check (ends_at > starts_at),
	constraint mission_not_endless check (ends_at <= starts_at + interval '366 days'),
	constraint mission_minutes check (minutes between 1 and 527040),
	constraint mission_timed check (status in ('draft', 'cancelled') or num_nulls(starts_at, ends_at) = 0),
	constraint mission_before check (before_minutes between 0 and 10080),
	constraint mission_after check (after_minutes between 0 and 10080),
	constraint mission_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint mission_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint mission_opportunity foreign key (tenant_id, opportunity_id) references app.opportunity,
	constraint mission_owner foreign key (tenant_id, owner_id) references app.person,
	constraint mission_team foreign key (tenant_id, team_id) references app.team,
	constraint mission_completed_by foreign key (tenant_id, completed_by) references app.person
);
create index if not exists mission_of_contact on app.mission (tenant_id, contact_id) where contact_id is not null;
create index if not exists mission_of_vehicle on app.mission (tenant_id, vehicle_id) where vehicle_id is not null;
create index if not exists mission_of_opportunity on app.mission (tenant_id, opportunity_id) where opportunity_id is not null;
comment on table app.mission is 'Events, jobs and appointments: what is done for whom, where and when, by whom and with what.';
comment on column app.mission.title is 'What it is, in a few words.';
comment on column app.mission.kind is 'An event, a job outside, an appointment in the workshop.';
comment on column app.mission.status is 'How far it is. A draft holds nobody and nothing; what is planned does. Left empty it is a draft; an appointment that has its times and is written down together with whoever or whatever it takes is planned.';
comment on column app.mission.contact_id is 'The customer.';
comment on column app.mission.vehicle_id is 'The customer''s vehicle that it is about.';
comment on column app.mission.opportunity_id is 'The deal that it was sold with; its contact is the customer unless you name another.';
comment on column app.mission.place is 'Where it takes place.';
comment on column app.mission.starts_at is 'When it begins.';
comment on column app.mission.ends_at is 'When it is over.';
comment on column app.mission.minutes is 'How many minutes it is expected to take: the end follows from the beginning.';
comment on column app.mission.before_minutes is 'Minutes before it for travel and set-up: who and what is booked is held as long.';
comment on column app.mission.after_minutes is 'Minutes after it for taking down and the way back.';
comment on column app.mission.owner_id is 'The colleague who is responsible.';
comment on column app.mission.team_id is 'The team that does it.';
comment on column app.mission.tags is 'Words to group missions by.';
comment on column app.mission.notes is 'Anything that those who go there should know.';
comment on column app.mission.started_at is 'When work began there.';
comment on column app.mission.completed_at is 'When it was completed.';
comment on column app.mission.completed_by is 'Who completed it.';
comment on column app.mission.cancelled_for is 'Why it was cancelled.';
comment on column app.mission.custom is 'Fields that your company added.';
comment on constraint mission_uid on app.mission is 'A mission of this calendar number is here already: change that one, or leave the number empty.';
comment on constraint mission_titled on app.mission is 'Say what it is.';
comment on constraint mission_ends_later on app.mission is 'It ends after it begins: give it a later end, or an earlier beginning.';
comment on constraint mission_not_endless on app.mission is 'A mission lasts a year at most: make one for each part.';
comment on constraint mission_timed on app.mission is 'What is planned has a beginning and an end: say when it begins, and when it ends or how long it takes.';
comment on constraint mission_minutes on app.mission is 'It takes 1 to 527,040 minutes, which is a year.';
comment on constraint mission_before on app.mission is 'It is 0 to 10,080 minutes, which is a week.';
comment on constraint mission_after on app.mission is 'It is 0 to 10,080 minutes, which is a week.';

-- Whose missions these are: the colleagues among those booked. Kept by the bookings, with the time and how far it is, so that one's own are
-- found in that order, the planned ones without those of years past.
create table if not exists app.mission_person (
	tenant_id	integer not null default app.tenant(),
	person_id	bigint not null,
	mission_id	bigint not null,
	starts_at	timestamptz,
	status		text,
	bookings	integer not null default 1,
	primary key (tenant_id, person_id, mission_id),
	constraint mission_person_mission foreign key (tenant_id, mission_id) references app.mission,
	constraint mission_person_person foreign key (tenant_id, person_id) references app.person
);
create index if not exists mission_person_of on app.mission_person (tenant_id, mission_id);
create index if not exists mission_person_by_time on app.mission_person (tenant_id, person_id, starts_at, mission_id);
create index if not exists mission_person_board on app.mission_person (tenant_id, person_id, status, starts_at, mission_id);
select ui.declare_link('mission_person');

select ui.declare_entity('mission', title => 'Missions', one => 'Mission', menu => 'Planning', "position" => 10, label => 'title',
    list => 'starts_at title status contact_id place owner_id', limits => '{"500": "place cancelled_for"}',
    form => '[["What", "title", "kind", "status", "contact_id", "vehicle_id", "opportunity_id", "place"], ["When", "starts_at", "minutes", "ends_at", "before_minutes", "after_minutes"],
      ["Who", "owner_id", "team_id", "tags", "notes"]]'
      || ui.again('section') || '[["Done", "started_at", "completed_at", "completed_by", "cancelled_for"]]',
    sort => 'starts_at title', "order" => '-starts_at', search => 'title place tags notes custom', mine => 'mission_person.mission_id', team => 'team_id',
    board => '{"field": "status", "lanes": "owner_id", "moves": {"planned": "plan", "completed": "complete", "cancelled": "cancel"}}',
    calendar => 'starts_at ends_at', timeline => 'owner_id', create_only => 'status', action_only => 'started_at completed_at completed_by cancelled_for series_id occurs_at changed',
    choices => '{"status": [["draft", "Draft"], ["planned", "Planned"], ["completed", "Completed"], ["cancelled", "Cancelled"]],
      "kind": [["event", "Event"], ["job", "Job outside"], ["appointment", "Appointment"], ["other", "Other"]]}' || ui.again('choices'),
    labels => '{"contact_id": "Customer", "vehicle_id": "Vehicle", "opportunity_id": "Opportunity", "starts_at": "Begins", "ends_at": "Ends", "minutes": "Expected minutes", "before_minutes": "Minutes before", "after_minutes": "Minutes after",
      "owner_id": "Responsible", "started_at": "Work began", "completed_at": "Completed", "completed_by": "Completed by", "cancelled_for": "Cancelled because"}' || ui.again('labels'),
    vcard => '{"title": "SUMMARY", "place": "LOCATION", "notes": "DESCRIPTION", "tags": "CATEGORIES", "starts_at": "DTSTART", "ends_at": "DTEND", "status": "STATUS:draft=TENTATIVE,planned=CONFIRMED,completed=CONFIRMED,cancelled=CANCELLED"}' || ui.again('vcard'),
    shown_when => '{"vehicle_id": {"kind": ["appointment", "job"]}}' || ui.again('shown_when'),
    rights => '{"technician": {"read": "team", "create": "all", "update": "team", "do": "team"}, "performer": {"read": "mine"}}');
select ui.declare_named('mission', 'contact_id vehicle_id');
select ui.declare_series('mission', apart => 'minutes', state => '{"status": "planned"}', "open" => $$x.status in ('draft', 'planned') and x.started_at is null$$);
select ui.declare_event('mission', 'planned', 'Planned', '“{label}” was planned.', becomes => $$row.status = 'planned'$$);
select ui.declare_event('mission', 'begun', 'Work began', 'Work on “{label}” began.', becomes => 'row.started_at is not null');
select ui.declare_event('mission', 'completed', 'Completed', '“{label}” was completed.', becomes => $$row.status = 'completed'$$);
select ui.declare_event('mission', 'cancelled', 'Cancelled', '“{label}” was cancelled.', becomes => $$row.status = 'cancelled'$$);
select ui.declare_event('mission', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'owner_id', tells => 'owner_id');

-- The end follows from the expected duration, or the duration from the end: what was said last. A new one is what was said; where nobody
-- said anything it is a draft, and an appointment waits for what is booked in the same form (booking.sql): that puts it into a slot.
create or replace function app.mission_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if new.contact_id is null and new.opportunity_id is not null then
		new.contact_id := (select o.contact_id from app.opportunity o where o.tenant_id = new.tenant_id and o.id = new.opportunity_id);
	end if;
	if new.starts_at is not null and new.minutes is not null and (new.ends_at is null or tg_op = 'INSERT' or new.minutes is distinct from old.minutes) then
		new.ends_at := new.starts_at + make_interval(mins => new.minutes);
	elsif new.ends_at > new.starts_at and new.ends_at <= new.starts_at + interval '366 days' then
		new.minutes := greatest(1, extract(epoch from new.ends_at - new.starts_at) / 60)::integer;
	end if;
	if tg_op = 'UPDATE' then return new; end if;
	if new.status is null then
		new.status := 'draft';
		if new.kind = 'appointment' then perform set_config('app.unsaid', concat_ws(',', nullif(current_setting('app.unsaid', true), ''), new.id), true); end if;
	elsif current_user like 'comptoir\_staff%' then
		if new.status not in ('draft', 'planned') then
			perform app.refuse('A new mission is a draft or planned; complete or cancel it afterwards.', '{"field": "status"}');
		elsif new.status = 'planned' and app.scope('mission', 'plan') = 'none' then
			perform app.refuse('You may write it down as a draft; somebody who may plan missions plans it.', '{"field": "status"}', 'UI005');
		end if;
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.mission for each row execute function app.mission_fill();

-- The moves that there are: a draft is planned, what is planned is completed, both are cancelled, and what was cancelled or completed by
-- mistake is opened again. Bookings follow (booking.sql): planned holds what it booked, and says so when somebody else has it.
create or replace function app.mission_move(mission bigint, allowed text[], state text, refusal text, changes jsonb default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	m app.mission;
begin
	select * into m from app.mission x where x.tenant_id = app.tenant() and x.id = mission and x.deleted_at is null for update;
	if m.status <> all (allowed) then
		perform app.refuse(refusal, jsonb_build_object('title', m.title, 'field', 'status'));
	end if;
	m := jsonb_populate_record(m, changes || jsonb_build_object('status', state));
	update app.mission x set status = m.status, started_at = m.started_at, completed_at = m.completed_at, completed_by = m.completed_by,
	    cancelled_for = m.cancelled_for, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = mission;
end $$;
grant execute on function app.mission_move to comptoir_action;

create or replace function app.mission_plan(mission_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'plan', mission_id);
	perform app.mission_move(mission_id, '{draft}', 'planned', '“{title}” is no draft: only a draft is planned.');
end $$;
comment on function app.mission_plan is 'Plan it: whoever and whatever it takes is held for it from now on.';
select ui.declare_action('app.mission_plan(bigint)', 'mission', label => 'Plan', key => 'p', shown_when => $$status = 'draft'$$);

create or replace function app.mission_begin(mission_id bigint, at timestamptz default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'begin', mission_id);
	if coalesce(at, now()) > now() + interval '5 minutes' then perform app.refuse('Work cannot have begun in the future.', '{"field": "at"}'); end if;
	perform app.mission_move(mission_id, '{planned}', 'planned', '“{title}” is not planned: work begins on what is planned.', jsonb_build_object('started_at', coalesce(at, now())));
end $$;
comment on function app.mission_begin is 'Say that work began there, now or at another time.';
select ui.declare_action('app.mission_begin(bigint,timestamptz)', 'mission', label => 'Begin', key => 'b', shown_when => $$status = 'planned' and started_at is null$$,
    rights => '{"performer": {"begin": "mine"}}');

create or replace function app.mission_complete(mission_id bigint, at timestamptz default null, note text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	open text;
begin
	perform app.require('mission', 'complete', mission_id);
	if coalesce(at, now()) > now() + interval '5 minutes' then perform app.refuse('It cannot be completed in the future.', '{"field": "at"}'); end if;
	select string_agg(c.label, ', ' order by c.rank, c.id) into open from app.mission_check c
	where c.tenant_id = app.tenant() and c.mission_id = $1 and c.deleted_at is null and c.required and c.done_at is null;
	if open is not null then perform app.refuse('Still to be done: {what}.', jsonb_build_object('what', open, 'field', 'status')); end if;
	perform app.mission_move(mission_id, '{planned}', 'completed', '“{title}” is not planned: only what is planned is completed.',
	    jsonb_build_object('completed_at', coalesce(at, now()), 'completed_by', app.person()));
	if btrim(note) <> '' then
		insert into app.activity (kind, subject, body, subject_entity, subject_id, contact_id)
		select 'note', m.title, note, 'mission', m.id, m.contact_id from app.mission m where m.tenant_id = app.tenant() and m.id = mission_id;
	end if;
end $$;
comment on function app.mission_complete is 'Say that it is done, now or at another time, with a note on how it went.';
select ui.declare_action('app.mission_complete(bigint,timestamptz,text)', 'mission', label => 'Complete', key => 'c', shown_when => $$status = 'planned'$$,
    rights => '{"performer": {"complete": "mine"}}');

create or replace function app.mission_cancel(mission_id bigint, reason text default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'cancel', mission_id);
	perform app.mission_move(mission_id, '{draft,planned}', 'cancelled', '“{title}” is completed or cancelled already.', jsonb_build_object('cancelled_for', nullif(btrim(reason), '')));
end $$;
comment on function app.mission_cancel is 'Cancel it: whoever and whatever was held for it is free again.';
select ui.declare_action('app.mission_cancel(bigint,text)', 'mission', label => 'Cancel', key => 'x', shown_when => $$status in ('draft', 'planned')$$, last => true);

create or replace function app.mission_reopen(mission_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'reopen', mission_id);
	perform app.mission_move(mission_id, '{completed,cancelled}', case (select m.status from app.mission m where m.tenant_id = app.tenant() and m.id = mission_id)
	    when 'completed' then 'planned' else 'draft' end, '“{title}” is still open.', '{"completed_at": null, "completed_by": null, "cancelled_for": null}');
end $$;
comment on function app.mission_reopen is 'Open it again: what was completed is planned, what was cancelled is a draft.';
select ui.declare_action('app.mission_reopen(bigint)', 'mission', label => 'Open again', key => 'o', shown_when => $$status in ('completed', 'cancelled')$$);

-- Those who do the work begin with what is theirs: today and later, whoever opens Comptoir on a telephone in a car park needs nothing else.
select ui.declare_start('performer technician', 'mission mine:yes status:planned ends_at>=today sort:starts_at');
