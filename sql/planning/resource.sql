-- after: garage/vehicle platform/team
-- resource.sql: whoever and whatever can be booked: colleagues, bays, lifts, rooms, vehicles and gear; and the hours they work.

create table if not exists app.resource (like app.base including all,
	name		text collate app.natural not null,
	kind		text not null default 'person',
	person_id	bigint,
	vehicle_id	bigint,
	sharing		text not null default 'never',
	team_id		bigint,
	place		text collate app.natural,
	tags		text[] not null default '{}',
	retired_on	date,
	notes		app.long_text,
	constraint resource_name unique nulls not distinct (tenant_id, name, deleted_at),
	constraint resource_of_person unique (tenant_id, person_id),
	constraint resource_of_vehicle unique (tenant_id, vehicle_id),
	constraint resource_stands_for_one check (num_nonnulls(person_id, vehicle_id) <= 1),
	constraint resource_person_is_named check (person_id is null or kind = 'person'),
	constraint resource_vehicle_is_named check (vehicle_id is null or kind = 'vehicle'),
	constraint resource_person foreign key (tenant_id, person_id) references app.person,
	constraint resource_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint resource_team foreign key (tenant_id, team_id) references app.team
);
comment on table app.resource is 'Who and what can be booked: colleagues, bays, lifts, rooms, vehicles and gear.';
comment on column app.resource.name is 'How the planning calls it.';
comment on column app.resource.kind is 'What it is.';
comment on column app.resource.person_id is 'The colleague that it stands for. Someone who cannot sign in has none.';
comment on column app.resource.vehicle_id is 'The vehicle that it stands for.';
comment on column app.resource.sharing is 'Whether it can be booked twice at the same time: never, with a warning, or freely.';
comment on column app.resource.team_id is 'The team that it belongs to.';
comment on column app.resource.place is 'Where it is.';
comment on column app.resource.tags is 'What they can do or what it is good for: rigger, driving licence C, 3 t.';
comment on column app.resource.retired_on is 'The first day on which it can no longer be booked.';
comment on column app.resource.notes is 'Anything worth knowing.';
comment on constraint resource_name on app.resource is 'There is a resource of this name already: give this one another name.';
comment on constraint resource_of_person on app.resource is 'This colleague is a resource already: take that one, out of the bin if it lies there.';
comment on constraint resource_of_vehicle on app.resource is 'This vehicle is a resource already: take that one, out of the bin if it lies there.';
comment on constraint resource_stands_for_one on app.resource is 'A resource is a colleague or a vehicle, not both: empty one of them.';
comment on constraint resource_person_is_named on app.resource is 'A colleague is a resource of the kind person.';
comment on constraint resource_vehicle_is_named on app.resource is 'A vehicle is a resource of the kind vehicle.';

create or replace function app.resource_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if tg_op = 'INSERT' and new.vehicle_id is not null and new.person_id is null then new.kind := 'vehicle'; end if;
	-- Two jobs at once are a person's own affair; a lift holds one car.
	if tg_op = 'INSERT' and new.kind = 'person' and new.sharing = 'never' then new.sharing := 'warn'; end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.resource for each row execute function app.resource_fill();

select ui.declare_entity('resource', title => 'Resources', one => 'Resource', menu => 'Planning', "position" => 70, label => 'name',
    list => 'name kind sharing team_id place tags', form => '[["Resource", "name", "kind", "person_id", "vehicle_id", "sharing"],
      ["Where", "team_id", "place", "tags", "retired_on", "notes"]]',
    sort => 'name', "order" => 'name', search => 'name place tags', mine => 'person_id', team => 'team_id',
    choices => '{"kind": [["person", "Person"], ["vehicle", "Vehicle"], ["bay", "Bay"], ["lift", "Lift"], ["room", "Room"], ["equipment", "Equipment"], ["other", "Other"]],
      "sharing": [["never", "Never booked twice"], ["warn", "Twice with a warning"], ["free", "As often as wanted"]]}',
    shown_when => '{"person_id": {"kind": ["person"]}, "vehicle_id": {"kind": ["vehicle"]}}',
    labels => '{"person_id": "Colleague", "vehicle_id": "Vehicle", "sharing": "Double booking", "tags": "Skills", "retired_on": "Out of use from"}',
    rights => '{"technician": {"read": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');

create table if not exists app.resource_hours (like app.base including all,
	resource_id	bigint not null,
	weekday		text not null default '1',
	opens		app.clock not null default '08:00',
	closes		app.clock not null default '12:00',
	constraint resource_hours_order check (closes > opens),
	constraint resource_hours_resource foreign key (tenant_id, resource_id) references app.resource
);
create index if not exists resource_hours_of on app.resource_hours (tenant_id, resource_id, id) where deleted_at is null;
comment on table app.resource_hours is 'When a resource works in an ordinary week. One without hours is always there.';
comment on column app.resource_hours.resource_id is 'Whose hours.';
comment on column app.resource_hours.weekday is 'The day of the week.';
comment on column app.resource_hours.opens is 'From when, for example 8 or 13:30.';
comment on column app.resource_hours.closes is 'Until when; 24:00 is midnight.';
comment on constraint resource_hours_order on app.resource_hours is 'The hours end after they begin.';
select ui.declare_entity('resource_hours', title => 'Working hours', one => 'Working hours', menu => '', "position" => 71, label => 'weekday',
    list => 'resource_id weekday opens closes', form => '[["Hours", "resource_id", "weekday", "opens", "closes"]]', "order" => 'id',
    choices => '{"weekday": [["1", "Monday"], ["2", "Tuesday"], ["3", "Wednesday"], ["4", "Thursday"], ["5", "Friday"], ["6", "Saturday"], ["7", "Sunday"]]}',
    labels => '{"opens": "From", "closes": "Until"}',
    rights => '{"technician": {"read": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');
select ui.declare_within('resource_hours', 'resource', 'resource_id');
select ui.declare_lines('resource_hours', 'resource', 'resource_id', columns => 'weekday opens closes');

-- The hours of some resources from one day to another (both included), as moments where the company is: the days on which clocks
-- change have their 23 or 25 hours. Who has hours works none of them on a day on which we are closed; a resource without is always there.
create or replace function app.resource_open(ids bigint[], low date, high date) returns table (resource_id bigint, hours tstzmultirange)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return query
	with zone as (select coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris') as z),
	days as (select d.d::date as day from generate_series(low::timestamp, high::timestamp, interval '1 day') d(d)
	    where not exists (select from app.closed_day c where c.tenant_id = app.tenant() and c.closed_on = d.d::date and c.deleted_at is null))
	select i.id, coalesce((select range_agg(tstzrange((d.day + h.opens::interval) at time zone z, (d.day + h.closes::interval) at time zone z))
	        from app.resource_hours h, days d
	        where h.tenant_id = app.tenant() and h.resource_id = i.id and h.deleted_at is null and h.weekday = extract(isodow from d.day)::text and h.closes::interval > h.opens::interval),
	    case when exists (select from app.resource_hours h where h.tenant_id = app.tenant() and h.resource_id = i.id and h.deleted_at is null) then '{}'::tstzmultirange
	    else tstzmultirange(tstzrange(low::timestamp at time zone z, (high + 1)::timestamp at time zone z)) end)
	from unnest(ids) i(id), zone;
end $$;
grant execute on function app.resource_open to comptoir_staff, comptoir_action;
