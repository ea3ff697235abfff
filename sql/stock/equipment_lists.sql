-- after: stock/equipment_booking
-- equipment_lists.sql: what is scanned, and the lists that are printed for a mission: what to pack, to load, to bring back, what is missing, what is free.
-- What a scanner reads: the code of a thing, for a mission: out when it is booked and not out, in when it is out.
create or replace function app.mission_scan(mission_id bigint, code text) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.equipment_booking; e app.equipment;
begin
	perform app.require('mission', 'scan', mission_id);
	select * into e from app.equipment x where x.tenant_id = app.tenant() and x.deleted_at is null and (x.barcode = btrim(code) or x.serial_number = btrim(code)) order by x.barcode = btrim(code) desc nulls last limit 1;
	if e.id is null then perform app.refuse('No equipment has the code “{code}”.', jsonb_build_object('code', code, 'field', 'code'), 'UI006'); end if;
	select * into b from app.equipment_booking x where x.tenant_id = app.tenant() and x.mission_id = $1 and x.equipment_id = e.id and x.deleted_at is null
	order by x.out_quantity < x.quantity desc, x.id limit 1 for update;
	if b.id is null then perform app.refuse('{equipment} is not booked for this mission.', jsonb_build_object('equipment', e.name, 'field', 'code')); end if;
	if app.is_kit(e.id) and exists (select from app.parts_booked(b)) then	-- the case with everything in it
		if b.out_quantity = b.quantity and b.back_quantity < b.quantity then perform app.equipment_booking_check_in(b.id);
		elsif b.back_quantity = 0 then perform app.equipment_booking_check_out(b.id);
		else perform app.refuse('{equipment} is back already.', jsonb_build_object('equipment', e.name, 'field', 'code'));
		end if;
	elsif b.out_quantity < b.quantity and b.back_quantity = 0 then
		update app.equipment_booking x set out_quantity = b.out_quantity + 1, out_at = coalesce(b.out_at, now()), out_by = coalesce(b.out_by, nullif(app.person(), 0)), packed = true, version = x.version + 1
		where x.tenant_id = b.tenant_id and x.id = b.id;
	elsif b.out_quantity > b.back_quantity + b.lost_quantity then
		update app.equipment_booking x set back_quantity = b.back_quantity + 1, back_at = now(), version = x.version + 1 where x.tenant_id = b.tenant_id and x.id = b.id;
	else
		perform app.refuse('{equipment} is back already.', jsonb_build_object('equipment', e.name, 'field', 'code'));
	end if;
	select * into b from app.equipment_booking x where x.tenant_id = b.tenant_id and x.id = b.id;
	return e.name || case when b.back_quantity > 0 then format(' ← %s/%s', b.back_quantity, b.out_quantity) else format(' → %s/%s', b.out_quantity, b.quantity) end;
end $$;
comment on function app.mission_scan is 'Scan what goes out or comes back: the first time out, the next time back.';
select ui.declare_action('app.mission_scan(bigint,text)', 'mission', label => 'Scan', key => 's', shown_when => $$status in ('planned', 'completed')$$, rights => '{"performer": {"scan": "mine"}}');
select ui.declare_scan('mission', 'scan', 'code');

create or replace function app.report_packing_list(mission bigint) returns table (place text, equipment text, serial_number text, quantity integer, packed boolean, out_quantity integer, back_quantity integer, missing integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select e.place, e.name, e.serial_number, b.quantity, b.packed, b.out_quantity, b.back_quantity, b.out_quantity - b.back_quantity
	from app.equipment_booking b join app.equipment e on e.tenant_id = b.tenant_id and e.id = b.equipment_id
	where b.tenant_id = app.tenant() and b.mission_id = mission and b.deleted_at is null
	and not app.is_kit(b.equipment_id) order by e.place nulls last, e.name, b.id $$;
comment on function app.report_packing_list is 'What goes with a mission, by where it is kept: packed, out, back, missing.';
select ui.declare_report('packing_list', 'Packing list', 'app.report_packing_list(bigint)');
select ui.declare_print('packing_list', 'mission', 'mission', 'contact_id place starts_at ends_at owner_id notes', 'place');
-- As it stands beside the van: by case, with what it weighs on the insurance; a box for each line.
create or replace function app.report_loading_list(mission bigint) returns table (kit text, equipment text, serial_number text, barcode text, quantity integer, out_quantity integer, loaded boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select k.name, e.name, e.serial_number, e.barcode, b.quantity, b.out_quantity, b.out_quantity = b.quantity
	from app.equipment_booking b join app.equipment e on e.tenant_id = b.tenant_id and e.id = b.equipment_id left join app.equipment k on k.tenant_id = b.tenant_id and k.id = b.kit_id
	where b.tenant_id = app.tenant() and b.mission_id = mission and b.deleted_at is null and not app.is_kit(b.equipment_id) order by k.name nulls last, e.name, b.id $$;
comment on function app.report_loading_list is 'What is loaded for a mission, kit by kit.';
select ui.declare_report('loading_list', 'Loading list', 'app.report_loading_list(bigint)');
select ui.declare_print('loading_list', 'mission', 'mission', 'contact_id place starts_at ends_at owner_id', 'kit');
create or replace function app.report_return_list(mission bigint) returns table (place text, equipment text, serial_number text, out_quantity integer, back_quantity integer, missing integer, back boolean, damaged boolean, damage_note text)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select e.place, e.name, e.serial_number, b.out_quantity, b.back_quantity, b.out_quantity - b.back_quantity, b.out_quantity = b.back_quantity, b.damaged_quantity > 0, b.damage_note::text
	from app.equipment_booking b join app.equipment e on e.tenant_id = b.tenant_id and e.id = b.equipment_id
	where b.tenant_id = app.tenant() and b.mission_id = mission and b.deleted_at is null and b.out_quantity > 0 and not app.is_kit(b.equipment_id) order by e.place nulls last, e.name, b.id $$;
comment on function app.report_return_list is 'What went out with a mission and must come back, by where it belongs: back, damaged, missing.';
select ui.declare_report('return_list', 'Return list', 'app.report_return_list(bigint)');
select ui.declare_print('return_list', 'mission', 'mission', 'contact_id place starts_at ends_at owner_id', 'place');
create or replace function app.report_missing_equipment() returns table (equipment text, serial_number text, mission text, borrower text, missing integer, lost integer, due_at timestamptz, days_late integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select e.name, e.serial_number, m.title, c.display_name, b.out_quantity - b.back_quantity - b.lost_quantity, b.lost_quantity, b.held_until, greatest(extract(day from now() - b.held_until)::integer, 0)
	from app.equipment_booking b join app.equipment e on e.tenant_id = b.tenant_id and e.id = b.equipment_id
	left join app.mission m on m.tenant_id = b.tenant_id and m.id = b.mission_id left join app.contact c on c.tenant_id = b.tenant_id and c.id = b.contact_id
	where b.tenant_id = app.tenant() and b.deleted_at is null and b.held_until < now() and b.out_quantity > b.back_quantity + b.lost_quantity and not app.is_kit(b.equipment_id) order by b.held_until, e.name limit 1000 $$;
comment on function app.report_missing_equipment is 'What should be back and is not.';
select ui.declare_report('missing_equipment', 'Missing equipment', 'app.report_missing_equipment()');
create or replace function app.report_free_equipment(from_at timestamptz, until_at timestamptz, category text default null) returns table (equipment text, category_name text, there integer, taken integer, free integer)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	if until_at <= from_at then perform app.refuse('It ends before it begins.', '{"field": "until_at"}', 'UI007'); end if;
	return query select e.name::text, e.category, app.equipment_there(e.status, e.quantity), t.n, greatest(app.equipment_there(e.status, e.quantity) - t.n, 0)
	from app.equipment e, lateral (select app.equipment_taken(e.id, from_at, until_at) as n) t
	where e.tenant_id = app.tenant() and e.deleted_at is null and ($3 is null or e.category = $3)
	and not app.is_kit(e.id) order by e.name limit 1000;
end $$;
comment on function app.report_free_equipment is 'How many of what are free in a time: of those that are there, less what is booked or not back yet.';
select ui.declare_report('free_equipment', 'Free equipment', 'app.report_free_equipment(timestamptz,timestamptz,text)',
    (select jsonb_build_object('category_name', e.spec -> 'choices' -> 'category') from ui.entity e where e.entity = 'equipment'));
