-- after: stock/equipment planning/booking
-- equipment_booking.sql: how many of what are taken for which time, go out and come back. There are never more taken at a moment than
-- there are: each booking holds the equipment's row while it counts, so that two who book at the same moment count each other.
create table if not exists app.equipment_booking (like app.base including all,
	equipment_id	bigint not null,
	mission_id	bigint,
	contact_id	bigint,
	quantity	integer not null default 1,
	starts_at	timestamptz,
	ends_at		timestamptz,
	kit_id		bigint,
	packed		boolean not null default false,
	out_quantity	integer not null default 0,
	out_at		timestamptz,
	out_by		bigint,
	back_quantity	integer not null default 0,
	back_at		timestamptz,
	damaged_quantity integer not null default 0,
	lost_quantity	integer not null default 0,
	damage_note	app.long_text,
	held_from	timestamptz,
	held_until	timestamptz,
	held		boolean not null default true,
	constraint equipment_booking_quantity check (quantity between 1 and 1000000),
	constraint equipment_booking_timed check (num_nulls(starts_at, ends_at) = 0),
	constraint equipment_booking_ends_later check (ends_at > starts_at),
	constraint equipment_booking_for check (num_nonnulls(mission_id, contact_id) > 0),
	constraint equipment_booking_out check (out_quantity between 0 and quantity),
	constraint equipment_booking_back check (back_quantity + lost_quantity between 0 and out_quantity and damaged_quantity between 0 and back_quantity and lost_quantity >= 0),
	constraint equipment_booking_equipment foreign key (tenant_id, equipment_id) references app.equipment,
	constraint equipment_booking_kit foreign key (tenant_id, kit_id) references app.equipment,
	constraint equipment_booking_mission foreign key (tenant_id, mission_id) references app.mission,
	constraint equipment_booking_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint equipment_booking_out_by foreign key (tenant_id, out_by) references app.person
);
create index if not exists equipment_booking_of_mission on app.equipment_booking (tenant_id, mission_id, id) where deleted_at is null;
create index if not exists equipment_booking_held on app.equipment_booking using gist (tenant_id, equipment_id, tstzrange(held_from, held_until)) where held and deleted_at is null;
create index if not exists equipment_booking_out on app.equipment_booking (tenant_id, held_until) where deleted_at is null and out_quantity > back_quantity + lost_quantity;
comment on table app.equipment_booking is 'How many of what are booked for which time, went out and came back.';
comment on column app.equipment_booking.equipment_id is 'What is booked.';
comment on column app.equipment_booking.mission_id is 'The mission that it is booked for.';
comment on column app.equipment_booking.contact_id is 'Who borrows it, when it is for no mission.';
comment on column app.equipment_booking.quantity is 'How many.';
comment on column app.equipment_booking.starts_at is 'From when; empty takes the beginning of the mission.';
comment on column app.equipment_booking.ends_at is 'Until when; empty takes the end of the mission.';
comment on column app.equipment_booking.kit_id is 'The kit with which it was booked.';
comment on column app.equipment_booking.packed is 'Whether it is packed.';
comment on column app.equipment_booking.out_quantity is 'How many went out.';
comment on column app.equipment_booking.out_at is 'When they went out.';
comment on column app.equipment_booking.out_by is 'Who took them out.';
comment on column app.equipment_booking.back_quantity is 'How many came back.';
comment on column app.equipment_booking.back_at is 'When the last ones came back.';
comment on column app.equipment_booking.damaged_quantity is 'How many of these were damaged.';
comment on column app.equipment_booking.lost_quantity is 'How many are lost.';
comment on column app.equipment_booking.damage_note is 'What is damaged or lost, and how.';
comment on column app.equipment_booking.held_from is 'From when it is held: with the time before the mission.';
comment on column app.equipment_booking.held_until is 'Until when it is held: with the time after the mission.';
comment on column app.equipment_booking.held is 'Whether it is held. For a draft and for what was cancelled nothing is, unless it is out.';
comment on constraint equipment_booking_quantity on app.equipment_booking is 'A quantity is 1 to 1,000,000.';
comment on constraint equipment_booking_timed on app.equipment_booking is 'Say from when until when it is booked, or give the mission its times.';
comment on constraint equipment_booking_ends_later on app.equipment_booking is 'It ends after it begins: give it a later end, or an earlier beginning.';
comment on constraint equipment_booking_for on app.equipment_booking is 'Say for which mission, or who borrows it.';
comment on constraint equipment_booking_out on app.equipment_booking is 'No more go out than are booked.';
comment on constraint equipment_booking_back on app.equipment_booking is 'No more come back, are damaged or lost than went out.';

-- How many of a thing are taken at the busiest moment of a time, by others than one booking. What is out and not back is taken until it
-- is: its time is over, but it is not there. (Counted whole: who may not see a mission still does not get its gear.)
create or replace function app.equipment_taken(equipment bigint, low timestamptz, high timestamptz, but bigint default null) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with taken as (select greatest(b.held_from, low) as f, case when b.out_quantity > b.back_quantity + b.lost_quantity then greatest(b.held_until, now() + interval '1 hour') else b.held_until end as u,
	        case when b.out_quantity > 0 then b.out_quantity - b.back_quantity - b.lost_quantity + case when b.held_until > now() then b.quantity - b.out_quantity else 0 end else b.quantity end as n
	    from app.equipment_booking b where b.tenant_id = app.tenant() and b.equipment_id = $1 and b.held and b.deleted_at is null and b.id is distinct from but
	    and (tstzrange(b.held_from, b.held_until) && tstzrange(low, high) or b.out_quantity > b.back_quantity + b.lost_quantity and b.held_until <= low))
	select coalesce(max(s)::integer, 0) from (select (select sum(t.n) from taken t where t.f <= m.f and t.u > m.f) as s from taken m where m.u > low and m.f < high) x $$;
alter function app.equipment_taken(bigint, timestamptz, timestamptz, bigint) owner to comptoir_finder;
-- How many there are to be had at all: those that are damaged or in maintenance are not.
-- (By its columns: of the whole row some may not read the value.)
create or replace function app.equipment_there(status text, quantity integer) returns integer language sql immutable return case when status = 'ready' then quantity else 0 end;

create or replace function app.equipment_booking_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	m app.mission; e app.equipment; taken integer;
begin
	if new.mission_id is not null then
		select * into m from app.mission x where x.tenant_id = new.tenant_id and x.id = new.mission_id;
		new.starts_at := coalesce(new.starts_at, m.starts_at); new.ends_at := coalesce(new.ends_at, m.ends_at);
	end if;
	new.held := new.mission_id is null or m.status in ('planned', 'completed') and m.deleted_at is null or new.out_quantity > new.back_quantity + new.lost_quantity;
	new.held_from := new.starts_at - make_interval(mins => coalesce(m.before_minutes, 0)); new.held_until := new.ends_at + make_interval(mins => coalesce(m.after_minutes, 0));
	if new.deleted_at is not null and new.out_quantity > new.back_quantity + new.lost_quantity then
		perform app.refuse('It is still out: book it back first.', '{"field": "back_quantity"}');
	end if;
	if new.deleted_at is not null or not new.held or num_nulls(new.held_from, new.held_until) > 0 or new.held_until <= new.held_from then return new; end if;
	if tg_op = 'UPDATE' and old.deleted_at is null and (old.equipment_id, old.quantity, old.held, old.held_from, old.held_until)
	    is not distinct from (new.equipment_id, new.quantity, new.held, new.held_from, new.held_until) then return new; end if;
	select * into e from app.equipment x where x.tenant_id = new.tenant_id and x.id = new.equipment_id for update;	-- whoever books the same waits here
	if e.id is null then return new; end if;	-- there is no such thing: its foreign key says so
	if exists (select from app.equipment_part p where p.tenant_id = e.tenant_id and p.kit_id = e.id and p.deleted_at is null) then return new; end if;	-- its parts are booked beside it
	if e.maintenance_blocks and new.ends_at > app.day_begins(e.maintenance_on + 1)::timestamptz then
		perform app.refuse('{equipment} must be maintained by {date}: it cannot be booked for later.', jsonb_build_object('equipment', e.name, 'date', e.maintenance_on, 'field', 'equipment_id'));
	end if;
	taken := app.equipment_taken(e.id, new.held_from, new.held_until, new.id);
	if taken + new.quantity > app.equipment_there(e.status, e.quantity) then
		perform app.refuse('{equipment}: {wanted} wanted, {free} free at that time.', jsonb_build_object('equipment', e.name, 'wanted', new.quantity,
		    'free', greatest(app.equipment_there(e.status, e.quantity) - taken, 0), 'field', case when e.tracking = 'serial' then 'equipment_id' else 'quantity' end));
	end if;
	return new;
end $$;
alter function app.equipment_booking_fill() owner to comptoir_action;
create or replace trigger b_fill before insert or update on app.equipment_booking for each row execute function app.equipment_booking_fill();

create or replace trigger plans after insert on app.equipment_booking for each row when (new.mission_id is not null) execute function app.booking_plans();

-- A kit brings its parts, follows it in number, and takes them away.
create or replace function app.equipment_booking_kit() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if tg_op = 'INSERT' then
		insert into app.equipment_booking (equipment_id, mission_id, contact_id, quantity, starts_at, ends_at, kit_id)
		select p.equipment_id, new.mission_id, new.contact_id, p.quantity * new.quantity, new.starts_at, new.ends_at, new.equipment_id
		from app.equipment_part p where p.tenant_id = new.tenant_id and p.kit_id = new.equipment_id and p.deleted_at is null order by p.equipment_id;
	else
		update app.equipment_booking b set deleted_at = new.deleted_at, deleted_by = new.deleted_by, quantity = greatest(b.quantity / old.quantity, 1) * new.quantity,
		    starts_at = new.starts_at, ends_at = new.ends_at, version = b.version + 1
		where b.tenant_id = new.tenant_id and b.kit_id = new.equipment_id and b.mission_id is not distinct from new.mission_id and b.contact_id is not distinct from new.contact_id
		and b.deleted_at is not distinct from old.deleted_at and b.id > new.id;
	end if;
	return null;
end $$;
alter function app.equipment_booking_kit() owner to comptoir_action;
create or replace trigger kit_made after insert on app.equipment_booking for each row when (new.kit_id is null) execute function app.equipment_booking_kit();
create or replace trigger kit after update on app.equipment_booking for each row
    when (new.kit_id is null and (old.deleted_at, old.quantity, old.starts_at, old.ends_at) is distinct from (new.deleted_at, new.quantity, new.starts_at, new.ends_at))
    execute function app.equipment_booking_kit();

-- A mission that moves takes its gear along, as it does those who go there (booking.sql).
create or replace function app.mission_equipment() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.equipment_booking b set version = b.version + 1,
	    starts_at = case when b.starts_at is not distinct from old.starts_at then new.starts_at else b.starts_at + coalesce(new.starts_at - old.starts_at, '0') end,
	    ends_at = case when b.ends_at is not distinct from old.ends_at then new.ends_at else b.ends_at + coalesce(new.starts_at - old.starts_at, '0') end
	where b.tenant_id = new.tenant_id and b.mission_id = new.id and b.deleted_at is null;
	return null;
end $$;
alter function app.mission_equipment() owner to comptoir_action;
create or replace trigger equipment after update on app.mission for each row
    when ((old.starts_at, old.ends_at, old.before_minutes, old.after_minutes, old.status, old.deleted_at)
        is distinct from (new.starts_at, new.ends_at, new.before_minutes, new.after_minutes, new.status, new.deleted_at))
    execute function app.mission_equipment();

create or replace function app.equipment_booking_warnings(b app.equipment_booking) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'equipment_id', '{equipment} must be maintained by {date}.', jsonb_build_object('equipment', e.name, 'date', e.maintenance_on)
	from app.equipment e where e.tenant_id = b.tenant_id and e.id = b.equipment_id and not e.maintenance_blocks and b.ends_at > app.day_begins(e.maintenance_on + 1)::timestamptz
	union all select 'back_quantity', 'It is {count} days late.', jsonb_build_object('count', extract(day from now() - b.held_until)::integer)
	where b.out_quantity > b.back_quantity + b.lost_quantity and b.held_until < now() - interval '1 day' $$;
grant execute on function app.equipment_booking_warnings(app.equipment_booking), app.equipment_taken, app.equipment_there to comptoir_staff, comptoir_action;

select ui.declare_entity('equipment_booking', title => 'Equipment bookings', one => 'Equipment booking', menu => '', "position" => 62, label => 'equipment_id',
    list => 'equipment_id quantity mission_id contact_id starts_at ends_at packed out_quantity back_quantity', form => '[["Booking", "equipment_id", "quantity", "mission_id", "contact_id", "starts_at", "ends_at", "kit_id"],
      ["Out and back", "packed", "out_quantity", "out_at", "out_by", "back_quantity", "back_at", "damaged_quantity", "lost_quantity", "damage_note"], ["Held", "held", "held_from", "held_until"]]',
    sort => 'starts_at', "order" => '-starts_at', calendar => 'starts_at ends_at', timeline => 'equipment_id',
    action_only => 'kit_id out_quantity out_at out_by back_quantity back_at damaged_quantity lost_quantity damage_note held held_from held_until',
    labels => '{"equipment_id": "What", "mission_id": "Mission", "contact_id": "Borrower", "kit_id": "Kit", "starts_at": "Begins", "ends_at": "Ends", "out_quantity": "Out", "out_at": "Out since", "out_by": "Taken out by",
      "back_quantity": "Back", "back_at": "Back since", "damaged_quantity": "Damaged", "lost_quantity": "Missing", "held": "Is held"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "performer": {"read": "all"}}');
-- The thing itself says that it is out, whatever its state: a courtesy car that somebody has is in order, and not here.
create or replace function app.equipment_out() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	things constant bigint[] := array[new.equipment_id, case when tg_op = 'UPDATE' then nullif(old.equipment_id, new.equipment_id) end];
begin
	if tg_op = 'INSERT' and new.out_quantity = 0 then return null; end if;
	perform from app.equipment e where e.tenant_id = new.tenant_id and e.id = any (things) order by e.id for update;	-- two who take of it at once count each other
	update app.equipment e set out_quantity = x.n, version = e.version + 1
	from (select i.id, coalesce((select sum(b.out_quantity - b.back_quantity - b.lost_quantity) from app.equipment_booking b
	        where b.tenant_id = new.tenant_id and b.equipment_id = i.id and b.deleted_at is null), 0)::integer as n
	    from unnest(things) i(id)) x
	where e.tenant_id = new.tenant_id and e.id = x.id and e.out_quantity <> x.n;
	return null;
end $$;
alter function app.equipment_out() owner to comptoir_action;
create or replace trigger out_now after insert or update of equipment_id, out_quantity, back_quantity, lost_quantity, deleted_at on app.equipment_booking
    for each row execute function app.equipment_out();
-- A kit brings its parts by itself.
select ui.declare_part('mission', 'equipment_booking', 'mission_id', 'equipment_id quantity', "only" => 'kit_id is null', timed => true);
select ui.declare_within('equipment_booking', 'mission', 'mission_id');
select ui.declare_lines('equipment_booking', 'mission', 'mission_id', columns => 'equipment_id quantity packed out_quantity back_quantity damage_note');

create or replace function app.is_kit(equipment bigint) returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.equipment_part p where p.tenant_id = app.tenant() and p.kit_id = equipment and p.deleted_at is null) $$;
grant execute on function app.is_kit to comptoir_staff, comptoir_action, comptoir_finder;
-- The bookings that a kit's booking brought.
create or replace function app.parts_booked(b app.equipment_booking) returns setof app.equipment_booking language sql stable set search_path = pg_catalog, pg_temp as $$
	select x.* from app.equipment_booking x where x.tenant_id = b.tenant_id and x.kit_id = b.equipment_id and x.mission_id is not distinct from b.mission_id
	and x.contact_id is not distinct from b.contact_id and x.deleted_at is null and x.id > b.id order by x.id $$;
grant execute on function app.parts_booked to comptoir_action;
-- A kit is out when all of its parts are, and back when all are back: whatever is done with one of them, by hand or by a scanner, the kit follows.
create or replace function app.equipment_booking_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	k app.equipment_booking; o boolean; i boolean;
begin
	for k in select * from app.equipment_booking x where x.tenant_id = new.tenant_id and x.equipment_id = new.kit_id and x.mission_id is not distinct from new.mission_id
	    and x.contact_id is not distinct from new.contact_id and x.deleted_at is null and x.kit_id is null and x.id < new.id order by x.id desc limit 1 loop
		select bool_and(p.out_quantity = p.quantity), bool_and(p.out_quantity = p.back_quantity + p.lost_quantity) into o, i from app.parts_booked(k) p;
		update app.equipment_booking x set packed = (select bool_and(p.packed) from app.parts_booked(k) p), out_quantity = case when o then k.quantity else 0 end,
		    out_at = case when o then coalesce(k.out_at, now()) end, out_by = case when o then coalesce(k.out_by, nullif(app.person(), 0)) end,
		    back_quantity = case when o and i then k.quantity else 0 end, back_at = case when o and i then coalesce(k.back_at, now()) end, version = x.version + 1
		where x.tenant_id = k.tenant_id and x.id = k.id;
	end loop;
	return null;
end $$;
alter function app.equipment_booking_follow() owner to comptoir_action;
create or replace trigger kit_follows after update on app.equipment_booking for each row
    when (new.kit_id is not null and new.deleted_at is null and (old.packed, old.out_quantity, old.back_quantity, old.lost_quantity) is distinct from (new.packed, new.out_quantity, new.back_quantity, new.lost_quantity))
    execute function app.equipment_booking_follow();

create or replace function app.equipment_booking_check_out(equipment_booking_id bigint, quantity integer default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.equipment_booking; n integer;
begin
	perform app.require('equipment_booking', 'check_out', equipment_booking_id);
	select * into b from app.equipment_booking x where x.tenant_id = app.tenant() and x.id = equipment_booking_id;
	if app.is_kit(b.equipment_id) and exists (select from app.parts_booked(b)) then
		update app.equipment_booking x set out_quantity = x.quantity, out_at = coalesce(x.out_at, now()), out_by = coalesce(x.out_by, nullif(app.person(), 0)), packed = true, version = x.version + 1
		where x.tenant_id = b.tenant_id and x.id in (select p.id from app.parts_booked(b) p) and x.out_quantity < x.quantity;
		return;
	end if;
	n := coalesce($2, b.quantity - b.out_quantity);
	if n not between 1 and b.quantity - b.out_quantity then
		perform app.refuse('{count} can still go out.', jsonb_build_object('count', b.quantity - b.out_quantity, 'field', 'quantity'));
	end if;
	update app.equipment_booking x set out_quantity = b.out_quantity + n, out_at = coalesce(b.out_at, now()), out_by = coalesce(b.out_by, nullif(app.person(), 0)), packed = true, version = x.version + 1
	where x.tenant_id = b.tenant_id and x.id = b.id;
end $$;
comment on function app.equipment_booking_check_out is 'It goes out: all that is booked, or so many of it.';
select ui.declare_action('app.equipment_booking_check_out(bigint,integer)', 'equipment_booking', label => 'Check out', key => 'o', shown_when => 'out_quantity < quantity',
    rights => '{"performer": {"check_out": "all"}}');

create or replace function app.equipment_booking_check_in(equipment_booking_id bigint, quantity integer default null, damaged integer default 0, missing integer default 0, note text default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.equipment_booking; n integer; owed integer;
begin
	perform app.require('equipment_booking', 'check_in', equipment_booking_id);
	select * into b from app.equipment_booking x where x.tenant_id = app.tenant() and x.id = equipment_booking_id;
	if app.is_kit(b.equipment_id) and exists (select from app.parts_booked(b)) then
		if damaged + missing > 0 then perform app.refuse('Say which part of the kit it is: check that one in.', '{"field": "damaged"}'); end if;
		update app.equipment_booking x set back_quantity = x.out_quantity - x.lost_quantity, back_at = now(), version = x.version + 1
		where x.tenant_id = b.tenant_id and x.id in (select p.id from app.parts_booked(b) p) and x.out_quantity > x.back_quantity + x.lost_quantity;
		return;
	end if;
	owed := b.out_quantity - b.back_quantity - b.lost_quantity;
	n := coalesce($2, owed - missing);
	if n < 0 or missing < 0 or damaged < 0 or n + missing = 0 or n + missing > owed or damaged > n then
		perform app.refuse('{count} are out: no more come back, are damaged or lost than that.', jsonb_build_object('count', owed, 'field', 'quantity'));
	end if;
	if damaged + missing > 0 and nullif(btrim(note), '') is null then
		perform app.refuse('Say what is damaged or lost, and how.', '{"field": "note"}');
	end if;
	update app.equipment_booking x set back_quantity = b.back_quantity + n, back_at = now(), damaged_quantity = b.damaged_quantity + $3, lost_quantity = b.lost_quantity + $4,
	    damage_note = coalesce(concat_ws(E'\n', b.damage_note, nullif(btrim(note), '')), b.damage_note), version = x.version + 1 where x.tenant_id = b.tenant_id and x.id = b.id;
	if damaged + missing > 0 then	-- a single thing is out of use until somebody says otherwise; goods are fewer
		update app.equipment e set status = case when e.tracking = 'serial' then case when $4 > 0 then 'lost' else 'damaged' end else e.status end,
		    quantity = case when e.tracking = 'serial' then e.quantity else greatest(e.quantity - $4, 0) end, version = e.version + 1 where e.tenant_id = b.tenant_id and e.id = b.equipment_id;
	end if;
end $$;
comment on function app.equipment_booking_check_in is 'It comes back: all, or so many of it, with what is damaged or lost.';
select ui.declare_action('app.equipment_booking_check_in(bigint,integer,integer,integer,text)', 'equipment_booking', label => 'Check in', key => 'i', shown_when => 'out_quantity > back_quantity + lost_quantity',
    rights => '{"performer": {"check_in": "all"}}');
