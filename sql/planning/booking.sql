-- after: planning/mission planning/resource
-- booking.sql: who and what is taken for which time: for a mission, for an absence, for maintenance. What cannot be shared cannot be
-- booked twice: not even by two who try at the same moment.
create table if not exists app.booking (like app.base including all, like app.repeating including all,
	resource_id	bigint not null,
	mission_id	bigint,
	kind		text not null default 'work',
	title		text collate app.natural,
	starts_at	timestamptz,
	ends_at		timestamptz,
	notes		text,
	held_from	timestamptz,
	held_until	timestamptz,
	held		boolean not null default true,
	alone		boolean not null default true,
	person_id	bigint,
	constraint booking_uid unique nulls not distinct (tenant_id, uid, deleted_at),
	constraint booking_timed check (num_nulls(starts_at, ends_at) = 0),
	constraint booking_ends_later check (ends_at > starts_at),
	constraint booking_of_mission check (kind <> 'work' or mission_id is not null),
	constraint booking_once exclude using gist (tenant_id with =, resource_id with =, tstzrange(held_from, held_until) with &&)
	    where (held and alone and deleted_at is null),
	constraint booking_resource foreign key (tenant_id, resource_id) references app.resource,
	constraint booking_mission foreign key (tenant_id, mission_id) references app.mission,
	constraint booking_person foreign key (tenant_id, person_id) references app.person
);
create index if not exists booking_of_mission on app.booking (tenant_id, mission_id, id) where deleted_at is null;
create index if not exists booking_of_resource on app.booking using gist (tenant_id, resource_id, tstzrange(held_from, held_until)) where held and deleted_at is null;
comment on table app.booking is 'Who and what is booked for which time.';
comment on column app.booking.resource_id is 'Who or what is booked.';
comment on column app.booking.mission_id is 'The mission that it is booked for.';
comment on column app.booking.kind is 'Work for a mission, an absence, maintenance, or held for another reason.';
comment on column app.booking.title is 'What it is for; of a mission, its title.';
comment on column app.booking.starts_at is 'When it begins; empty takes the beginning of the mission.';
comment on column app.booking.ends_at is 'When it is over; empty takes the end of the mission.';
comment on column app.booking.notes is 'Anything worth knowing.';
comment on column app.booking.held_from is 'From when it is held: with the time before the mission.';
comment on column app.booking.held_until is 'Until when it is held: with the time after the mission.';
comment on column app.booking.held is 'Whether it is held. For a draft and for what was cancelled nothing is.';
comment on column app.booking.alone is 'Whether nothing else can be booked at that time: what the resource says of itself.';
comment on column app.booking.person_id is 'The colleague who is booked.';
comment on constraint booking_uid on app.booking is 'A booking of this calendar number is here already: change that one, or leave the number empty.';
comment on constraint booking_timed on app.booking is 'Say from when until when it is booked, or give the mission its times.';
comment on constraint booking_ends_later on app.booking is 'It ends after it begins: give it a later end, or an earlier beginning.';
comment on constraint booking_of_mission on app.booking is 'Say for which mission; an absence is one by its kind.';
comment on constraint booking_once on app.booking is 'Someone booked this for that time a moment ago: take another time, or something else.';

-- The first other booking that holds the same resource at the same time, whether or not the person may see for what.
create or replace function app.booking_clash(b app.booking) returns app.booking language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select o from app.booking o where o.tenant_id = app.tenant() and o.resource_id = b.resource_id and o.id is distinct from b.id and o.held and o.deleted_at is null
	and tstzrange(o.held_from, o.held_until) && tstzrange(b.held_from, b.held_until) order by o.held_from, o.id limit 1 $$;
-- (A policy would keep ranges from being looked up in their index. Of this company, whatever the row given says.)
alter function app.booking_clash(app.booking) owner to comptoir_finder;
-- What a person may be told of it: of a mission that they may not see, the time alone.
create or replace function app.booking_told(o app.booking) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('resource', (select r.name from app.resource r where r.tenant_id = o.tenant_id and r.id = o.resource_id), 'from', app.wall(o.held_from), 'until', app.wall(o.held_until, o.held_from),
	    'field', 'resource_id') || case when o.mission_id is not null and not app.may('mission', 'read', o.mission_id) then '{"what": "…"}' when o.title is not null then jsonb_build_object('what', o.title)
	    else jsonb_build_object('what_label', (select c ->> 1 from jsonb_array_elements(ui.spec('booking') -> 'choices' -> 'kind') c where c ->> 0 = o.kind)) end $$;

-- What follows from the mission and the resource; and who has it, if somebody has.
create or replace function app.booking_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	m app.mission; r app.resource; o app.booking;
begin
	if new.mission_id is not null and coalesce(new.repeats, new.rule) is not null then
		perform app.refuse('What is booked for a mission repeats with it.', '{"field": "repeats"}');
	end if;
	select * into r from app.resource x where x.tenant_id = new.tenant_id and x.id = new.resource_id;
	if new.mission_id is not null then
		select * into m from app.mission x where x.tenant_id = new.tenant_id and x.id = new.mission_id;
		new.starts_at := coalesce(new.starts_at, m.starts_at); new.ends_at := coalesce(new.ends_at, m.ends_at);
		new.kind := 'work'; new.title := m.title;
	end if;
	new.held := new.mission_id is null or m.status in ('planned', 'completed') and m.deleted_at is null;
	new.held_from := new.starts_at - make_interval(mins => coalesce(m.before_minutes, 0)); new.held_until := new.ends_at + make_interval(mins => coalesce(m.after_minutes, 0));
	new.alone := r.sharing = 'never';
	new.person_id := case when new.deleted_at is null then r.person_id end;
	if new.deleted_at is not null or not new.held or num_nulls(new.starts_at, new.ends_at) > 0 or new.held_until <= new.held_from then return new; end if;
	if tg_op = 'INSERT' and r.deleted_at is not null or new.ends_at > app.day_begins(r.retired_on)::timestamptz then
		perform app.refuse('{resource} is out of use from {date} on.', jsonb_build_object('resource', r.name, 'date', coalesce(r.retired_on, app.today()), 'field', 'resource_id'));
	end if;
	if new.alone and (tg_op = 'INSERT' or old.deleted_at is not null or (old.resource_id, old.held, old.held_from, old.held_until, old.alone)
	    is distinct from (new.resource_id, new.held, new.held_from, new.held_until, new.alone)) then
		o := app.booking_clash(new);
		if o.id is not null then
			perform app.refuse(case when app.booking_told(o) ? 'what' then '{resource} is booked from {from} until {until}: {what}.' else '{resource} is booked from {from} until {until}: {what_label}.' end, app.booking_told(o));
		end if;
	end if;
	return new;
end $$;
alter function app.booking_fill() owner to comptoir_action;
create or replace trigger b_fill before insert or update on app.booking for each row execute function app.booking_fill();

-- The colleagues of a mission, so that their missions are found at once.
create or replace function app.booking_people() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if tg_op = 'UPDATE' and old.person_id is not null and old.mission_id is not null then
		update app.mission_person k set bookings = k.bookings - 1 where k.tenant_id = old.tenant_id and k.person_id = old.person_id and k.mission_id = old.mission_id;
		delete from app.mission_person k where k.tenant_id = old.tenant_id and k.person_id = old.person_id and k.mission_id = old.mission_id and k.bookings <= 0;
	end if;
	if new.person_id is not null and new.mission_id is not null then
		insert into app.mission_person as k (tenant_id, person_id, mission_id, starts_at, status)
		select new.tenant_id, new.person_id, new.mission_id, m.starts_at, m.status from app.mission m where m.tenant_id = new.tenant_id and m.id = new.mission_id
		on conflict on constraint mission_person_pkey do update set bookings = k.bookings + 1;
	end if;
	return null;
end $$;
alter function app.booking_people() owner to comptoir_action;
create or replace trigger people_made after insert on app.booking for each row when (new.person_id is not null) execute function app.booking_people();
create or replace trigger people after update on app.booking for each row when ((old.person_id, old.mission_id) is distinct from (new.person_id, new.mission_id))
    execute function app.booking_people();

-- An appointment of which nobody said whether it is a draft, booked as it is written down: it stands in a slot, so it is planned.
create or replace function app.booking_plans() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if new.mission_id::text = any (string_to_array(current_setting('app.unsaid', true), ',')) then
		update app.mission m set status = 'planned', version = m.version + 1 where m.tenant_id = new.tenant_id and m.id = new.mission_id and m.status = 'draft' and num_nulls(m.starts_at, m.ends_at) = 0;
	end if;
	return null;
end $$;
alter function app.booking_plans() owner to comptoir_action;
create or replace trigger plans after insert on app.booking for each row when (new.mission_id is not null) execute function app.booking_plans();

-- A mission that moves takes its bookings along: those that had its times have them again, others move by as much; one that was
-- planned, cancelled, renamed or deleted tells them. What is booked by somebody else at the new time refuses the whole.
create or replace function app.mission_bookings() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.booking b set version = b.version + 1,
	    starts_at = case when b.starts_at is not distinct from old.starts_at then new.starts_at else b.starts_at + coalesce(new.starts_at - old.starts_at, '0') end,
	    ends_at = case when b.ends_at is not distinct from old.ends_at then new.ends_at else b.ends_at + coalesce(new.starts_at - old.starts_at, '0') end
	where b.tenant_id = new.tenant_id and b.mission_id = new.id and b.deleted_at is null;
	update app.mission_person k set starts_at = new.starts_at, status = new.status
	where k.tenant_id = new.tenant_id and k.mission_id = new.id and (k.starts_at, k.status) is distinct from (new.starts_at, new.status);
	return null;
end $$;
alter function app.mission_bookings() owner to comptoir_action;
create or replace trigger bookings after update on app.mission for each row
    when ((old.starts_at, old.ends_at, old.before_minutes, old.after_minutes, old.title, old.status, old.deleted_at)
        is distinct from (new.starts_at, new.ends_at, new.before_minutes, new.after_minutes, new.title, new.status, new.deleted_at))
    execute function app.mission_bookings();

-- A resource that is booked does not go away unsaid.
create or replace function app.resource_booked() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n bigint; first timestamptz;
begin
	select count(*), min(b.held_from) into n, first from app.booking b where b.tenant_id = new.tenant_id and b.resource_id = new.id and b.held and b.deleted_at is null
	and b.held_until > now() and (new.deleted_at is not null or b.ends_at >= app.day_begins(new.retired_on)::timestamptz);
	if n > 0 then
		perform app.refuse('{resource} is still booked: {count}, the first from {from}. Give these bookings to another one.',
		    jsonb_build_object('resource', new.name, 'count', n, 'from', app.wall(first), 'field', case when new.deleted_at is null then 'retired_on' end));
	end if;
	return new;
end $$;
alter function app.resource_booked() owner to comptoir_action;
create or replace trigger c_booked before update on app.resource for each row
    when (old.deleted_at is null and new.deleted_at is not null or new.retired_on is not null and new.retired_on is distinct from old.retired_on) execute function app.resource_booked();
-- What it says about sharing holds for what is booked already; two that stand beside each other keep it from becoming its own alone.
create or replace function app.resource_shared() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.booking b set version = b.version + 1 where b.tenant_id = new.tenant_id and b.resource_id = new.id and b.deleted_at is null and b.held_until > now();
	return null;
end $$;
alter function app.resource_shared() owner to comptoir_action;
create or replace trigger shared after update on app.resource for each row
    when ((old.sharing, old.person_id) is distinct from (new.sharing, new.person_id)) execute function app.resource_shared();

create or replace function app.booking_warnings(b app.booking) returns setof app.warning language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	r app.resource; o app.booking; there tstzmultirange; shut app.closed_day;
begin
	if not b.held and b.deleted_at is null and exists (select from app.mission m where m.tenant_id = b.tenant_id and m.id = b.mission_id and m.kind = 'appointment' and m.status = 'draft') then
		return next ('mission_id', '“{title}” is a draft: nothing is held for it until it is planned.', jsonb_build_object('title', b.title))::app.warning;
	end if;
	if not b.held or b.deleted_at is not null or b.held_until <= b.held_from then return; end if;
	select * into r from app.resource x where x.tenant_id = b.tenant_id and x.id = b.resource_id;
	if r.sharing = 'warn' then
		o := app.booking_clash(b);
		if o.id is not null then
			return next ('resource_id', case when app.booking_told(o) ? 'what' then '{resource} is also booked from {from} until {until}: {what}.' else '{resource} is also booked from {from} until {until}: {what_label}.' end, app.booking_told(o))::app.warning;
		end if;
	end if;
	select x.hours into there from app.resource_open(array[b.resource_id], (b.starts_at - interval '1 day')::date, (b.ends_at + interval '1 day')::date) x;
	if b.kind = 'work' and not there @> tstzrange(b.starts_at, b.ends_at) then
		select * into shut from app.closed_day c where c.tenant_id = b.tenant_id and c.deleted_at is null and app.day_begins(c.closed_on)::timestamptz < b.ends_at and app.day_begins(c.closed_on + 1)::timestamptz > b.starts_at order by c.closed_on limit 1;
		return next ('resource_id', case when shut.id is null then '{resource} does not work all of that time.' when shut.name is null then '{resource} does not work all of that time: we are closed on {date}.'
		    else '{resource} does not work all of that time: we are closed on {date} ({name}).' end, jsonb_build_object('resource', r.name, 'date', shut.closed_on, 'name', shut.name))::app.warning;
	end if;
end $$;
grant execute on function app.booking_clash, app.booking_told, app.booking_warnings(app.booking) to comptoir_staff, comptoir_action;

-- Whoever moves a mission is told what its people have at that time.
create or replace function app.mission_warnings(m app.mission) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'starts_at', w.message, w.args - 'field' from app.booking b, lateral app.booking_warnings(b) w
	where m.status = 'planned' and b.tenant_id = m.tenant_id and b.mission_id = m.id and b.deleted_at is null and b.held_until > now() order by b.id limit 5 $$;
grant execute on function app.mission_warnings(app.mission) to comptoir_staff, comptoir_action;

select ui.declare_entity('booking', title => 'Bookings', one => 'Booking', menu => 'Planning', "position" => 20, label => 'title', unnamed => 'resource_id',
    list => 'starts_at ends_at resource_id title kind mission_id', form => '[["Booking", "resource_id", "kind", "mission_id", "title", "starts_at", "ends_at", "notes"]]' || ui.again('section') || '[["Held", "held", "held_from", "held_until"]]',
    sort => 'starts_at', "order" => '-starts_at', search => 'title notes', calendar => 'starts_at ends_at', timeline => 'resource_id', mine => 'person_id',
    action_only => 'held_from held_until held alone person_id series_id occurs_at changed',
    choices => '{"kind": [["work", "Work"], ["absence", "Absence"], ["maintenance", "Maintenance"], ["hold", "Held"]]}' || ui.again('choices'),
    shown_when => '{"mission_id": {"kind": ["work"]}, "repeats": {"kind": ["absence", "maintenance", "hold"]}}' || ui.again('shown_when'),
    vcard => '{"title": "SUMMARY", "resource_id": "LOCATION", "notes": "DESCRIPTION", "kind": "CATEGORIES", "starts_at": "DTSTART", "ends_at": "DTEND"}' || ui.again('vcard'),
    labels => '{"resource_id": "Who or what", "mission_id": "Mission", "title": "For", "starts_at": "Begins", "ends_at": "Ends", "held": "Is held", "alone": "Alone", "person_id": "Colleague"}' || ui.again('labels'),
    rights => '{"technician": {"read": "all", "create": "all", "update": "all", "do": "all"}, "performer": {"read": "all"}, "driver": {"read": "mine"}}');
select ui.declare_series('booking');
select ui.declare_part('mission', 'booking', 'mission_id', 'resource_id notes', timed => true);
select ui.declare_within('booking', 'mission', 'mission_id');
select ui.declare_lines('booking', 'mission', 'mission_id', columns => 'resource_id starts_at ends_at notes');
select ui.declare_latest('booking', 'mission_id', 10);

-- When a resource is held, whatever for: who may not see a mission still does not get its time.
create or replace function app.held_times(resource bigint, low timestamptz, high timestamptz) returns tstzmultirange language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(range_agg(tstzrange(b.held_from, b.held_until)), '{}'::tstzmultirange) from app.booking b
	where b.tenant_id = app.tenant() and b.resource_id = $1 and b.held and b.deleted_at is null and tstzrange(b.held_from, b.held_until) && tstzrange(low, high) $$;
alter function app.held_times(bigint, timestamptz, timestamptz) owner to comptoir_finder;
grant execute on function app.held_times to comptoir_staff;

-- When is somebody or something free for so long? Each resource of a kind, with a skill or by name, and the first slots in which it
-- works and nothing holds it, in steps of a quarter of an hour.
create or replace function app.report_free_slots(minutes integer, skill text default null, kind text default null, resource text default null,
    from_day date default null, until_day date default null, words text default null) returns table (resource_id bigint, name text, starts_at timestamptz, ends_at timestamptz, free_minutes integer)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	low constant date := coalesce(from_day, app.today()); high constant date := least(coalesce(until_day, low + 13), low + 92);
	quarter constant double precision := 900; begins timestamptz; ends timestamptz;
begin
	if minutes is null or minutes not between 1 and 44640 then perform app.refuse('A slot has 1 to 44,640 minutes, which is a month.', '{"field": "minutes"}', 'UI007'); end if;
	if high < low then perform app.refuse('It ends before it begins.', '{"field": "until_day"}', 'UI007'); end if;
	begins := app.day_begins(low); ends := app.day_begins(high + 1);
	return query
	with these as (select r.id, r.name from app.resource r where r.tenant_id = app.tenant() and r.deleted_at is null and (r.retired_on is null or r.retired_on > low)
	    and ($3 is null or r.kind = $3) and ($2 is null or exists (select from unnest(r.tags) t where app.fold(t) = app.fold($2)))
	    and ($4 is null or app.fold(r.name) like '%' || app.fold($4) || '%')
	    and (btrim(words) is null or not exists (select from regexp_split_to_table(btrim(app.fold(words)), '\s+') w
	        where app.fold(concat_ws(' ', r.name, r.kind, r.place, array_to_string(r.tags, ' '))) not like '%' || w || '%')) order by r.name limit 200),
	open as (select o.resource_id, o.hours from app.resource_open(array(select t.id from these t), low, high) o),
	-- What has no hours of its own is there when the company is open, where it says when: nobody wants the lift at midnight.
	own as (select distinct h.resource_id from app.resource_hours h where h.tenant_id = app.tenant() and h.deleted_at is null),
	company as (select range_agg(o.r) as hours from generate_series(low::timestamp, high::timestamp, interval '1 day') d(d), unnest(app.open_on(d.d::date)) o(r) where exists (select from app.opening x where x.tenant_id = app.tenant() and x.deleted_at is null)),
	gaps as (select t.id, t.name, g.g from these t join open o on o.resource_id = t.id cross join company c,
	    unnest(case when c.hours is null or t.id in (select w.resource_id from own w) then o.hours else o.hours * c.hours end * tstzmultirange(tstzrange(now(), null)) - app.held_times(t.id, begins, ends)) g(g)),
	slots as (select g.id, g.name, to_timestamp(ceil(extract(epoch from lower(g.g)) / quarter) * quarter) as s, upper(g.g) as e from gaps g),
	fits as (select x.*, row_number() over (partition by x.id order by x.s) as n from slots x where x.e - x.s >= make_interval(mins => $1))
	select f.id, f.name::text, f.s, f.s + make_interval(mins => $1), (extract(epoch from f.e - f.s) / 60)::integer from fits f where f.n <= 5 order by f.s, f.name limit 200;
end $$;
comment on function app.report_free_slots is 'When somebody or something is free for so long: by skill, by kind or by name, in their working hours.';
select ui.declare_report('free_slots', 'Free slots', 'app.report_free_slots(integer,text,text,text,date,date,text)');
select ui.declare_free('booking', 'free_slots', 'name');
select ui.declare_free('mission', 'free_slots', 'name');
