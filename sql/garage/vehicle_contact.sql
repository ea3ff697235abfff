-- after: garage/vehicle
-- vehicle_contact.sql: who owns, drives and pays for a vehicle, and from when to when.
create table if not exists app.vehicle_contact (like app.base including all,
	vehicle_id	bigint not null,
	contact_id	bigint not null,
	role		text not null default 'driver',
	starts_on	date,
	ends_on		date,
	notes		text,
	constraint vehicle_contact_order check (ends_on > starts_on),
	constraint vehicle_contact_one_owner exclude using gist (tenant_id with =, vehicle_id with =, daterange(starts_on, ends_on) with &&)
	    where (role = 'owner' and deleted_at is null),
	constraint vehicle_contact_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint vehicle_contact_contact foreign key (tenant_id, contact_id) references app.contact
);
create index if not exists vehicle_contact_of_vehicle on app.vehicle_contact (tenant_id, vehicle_id, id);
create index if not exists vehicle_contact_of_contact on app.vehicle_contact (tenant_id, contact_id, id);
comment on table app.vehicle_contact is 'Who owns, drives and pays for which vehicle, with dates.';
comment on column app.vehicle_contact.vehicle_id is 'The vehicle.';
comment on column app.vehicle_contact.contact_id is 'The person or company.';
comment on column app.vehicle_contact.role is 'What they are to this vehicle.';
comment on column app.vehicle_contact.starts_on is 'The first day; empty is since ever.';
comment on column app.vehicle_contact.ends_on is 'The day from which it holds no more; empty is until further notice.';
comment on column app.vehicle_contact.notes is 'Anything worth knowing.';
comment on constraint vehicle_contact_order on app.vehicle_contact is 'It ends after it starts: give it a later end, or none.';
comment on constraint vehicle_contact_one_owner on app.vehicle_contact is 'This vehicle has another owner in that time: end that one first, or begin when it ends.';

-- When two vehicles become one, two owners may meet: the one that the kept vehicle has stays.
create or replace function app.vehicle_contact_merged() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if new.role = 'owner' and exists (select from app.vehicle_contact o where o.tenant_id = new.tenant_id and o.vehicle_id = new.vehicle_id and o.id <> new.id
	    and o.role = 'owner' and o.deleted_at is null and daterange(o.starts_on, o.ends_on) && daterange(new.starts_on, new.ends_on)) then
		new.deleted_at := now(); new.deleted_by := app.person();
	end if;
	return new;
end $$;
create or replace trigger merged before update on app.vehicle_contact for each row
    when (new.vehicle_id <> old.vehicle_id and new.deleted_at is null) execute function app.vehicle_contact_merged();

-- Who owns it today.
create or replace function app.vehicle_owner_on(vehicle bigint, day date) returns app.vehicle_contact language sql stable set search_path = pg_catalog, pg_temp as $$
	select l from app.vehicle_contact l where l.tenant_id = app.tenant() and l.vehicle_id = $1 and l.role = 'owner' and l.deleted_at is null
	and daterange(l.starts_on, l.ends_on) @> $2 limit 1 $$;

-- vehicle.owner_id and the owner's link say the same. A new owner closes the link of the one before.
create or replace function app.vehicle_owner_linked() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	today constant date := app.today(); link app.vehicle_contact; first boolean;
begin
	if tg_op = 'INSERT' then
		insert into app.vehicle_contact (vehicle_id, contact_id, role) values (new.id, new.owner_id, 'owner');
		return null;
	end if;
	link := app.vehicle_owner_on(new.id, today);
	if link.contact_id is not distinct from new.owner_id then return null; end if;
	if link.id is not null then	-- a link of today was a mistake that is mended now
		if link.starts_on = today then
			update app.vehicle_contact l set deleted_at = now(), deleted_by = app.person(), version = l.version + 1 where l.tenant_id = new.tenant_id and l.id = link.id;
		else
			update app.vehicle_contact l set ends_on = today, version = l.version + 1 where l.tenant_id = new.tenant_id and l.id = link.id;
		end if;
	end if;
	if new.owner_id is not null then
		first := not exists (select from app.vehicle_contact l where l.tenant_id = new.tenant_id and l.vehicle_id = new.id and l.role = 'owner' and l.deleted_at is null);
		insert into app.vehicle_contact (vehicle_id, contact_id, role, starts_on, ends_on) values (new.id, new.owner_id, 'owner', case when not first then today end,
		    (select min(l.starts_on) from app.vehicle_contact l where l.tenant_id = new.tenant_id and l.vehicle_id = new.id and l.role = 'owner' and l.deleted_at is null and l.starts_on > today));
	end if;
	return null;
end $$;
alter function app.vehicle_owner_linked() owner to comptoir_action;
create or replace trigger owner_linked_first after insert on app.vehicle for each row when (new.owner_id is not null) execute function app.vehicle_owner_linked();
create or replace trigger owner_linked after update of owner_id on app.vehicle for each row when (new.owner_id is distinct from old.owner_id and new.deleted_at is null)
    execute function app.vehicle_owner_linked();

create or replace function app.vehicle_contact_owns() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	v bigint; who bigint;
begin
	for v in select distinct x from unnest(array[case when tg_op = 'UPDATE' then old.vehicle_id end, new.vehicle_id]) x where x is not null loop
		who := (app.vehicle_owner_on(v, app.today())).contact_id;
		update app.vehicle c set owner_id = who, version = c.version + 1
		where c.tenant_id = new.tenant_id and c.id = v and c.deleted_at is null and c.owner_id is distinct from who;
	end loop;
	return null;
end $$;
alter function app.vehicle_contact_owns() owner to comptoir_action;
-- Not when the vehicle itself is being written: it is the one that speaks then.
create or replace trigger owns after insert or update on app.vehicle_contact for each row when (pg_trigger_depth() = 0 and new.role = 'owner')
    execute function app.vehicle_contact_owns();
create or replace trigger owns_no_more after update on app.vehicle_contact for each row when (pg_trigger_depth() = 0 and old.role = 'owner' and new.role <> 'owner')
    execute function app.vehicle_contact_owns();

-- An owner whose time begins or ends on a later day: brought up to date day by day, for one company.
create or replace function app.refresh_owners() returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n integer;
begin
	update app.vehicle v set owner_id = x.who, version = v.version + 1
	from (select l.vehicle_id, (app.vehicle_owner_on(l.vehicle_id, app.today())).contact_id as who from app.vehicle_contact l
	    where l.tenant_id = app.tenant() and l.role = 'owner' and l.deleted_at is null
	    and (l.starts_on between app.today() - 7 and app.today() or l.ends_on between app.today() - 7 and app.today()) group by 1) x
	where v.tenant_id = app.tenant() and v.id = x.vehicle_id and v.deleted_at is null and v.owner_id is distinct from x.who;
	get diagnostics n = row_count;
	return n;
end $$;
alter function app.refresh_owners() owner to comptoir_platform;
grant execute on function app.vehicle_owner_on to comptoir_action, comptoir_platform;

select ui.declare_entity('vehicle_contact', title => 'Owners and drivers', one => 'Owner or driver', menu => '', "position" => 32, label => 'contact_id',
    list => 'vehicle_id contact_id role starts_on ends_on', form => '[["Link", "vehicle_id", "contact_id", "role", "starts_on", "ends_on", "notes"]]',
    choices => '{"role": [["owner", "Owner"], ["driver", "Driver"], ["payer", "Payer"], ["keeper", "Keeper"]]}',
    labels => '{"starts_on": "From", "ends_on": "Until"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "driver": {"read": "all"}, "performer": {"read": "all"}}');
select ui.declare_within('vehicle_contact', 'vehicle', 'vehicle_id');
create or replace trigger a_subject_too before insert or update of contact_id on app.vehicle_contact for each row
    execute function app.within_subject('read', 'contact', 'contact_id');
select ui.declare_lines('vehicle_contact', 'vehicle', 'vehicle_id', columns => 'contact_id role starts_on ends_on notes');
