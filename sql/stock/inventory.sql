-- after: stock/equipment_lists
-- inventory.sql: counting what is there, by a scanner that types: each code counts one. What is counted is compared with what should be
-- there: all of the place or category, less what is out.
create table if not exists app.inventory (like app.base including all,
	title		text collate app.natural not null,
	place		text collate app.natural,
	category	text,
	status		text not null default 'open',
	closed_at	timestamptz,
	closed_by	bigint,
	constraint inventory_titled check (btrim(title) <> ''),
	constraint inventory_closed_by foreign key (tenant_id, closed_by) references app.person
);
comment on table app.inventory is 'Counts of what is there.';
comment on column app.inventory.title is 'What is counted, in a few words.';
comment on column app.inventory.place is 'Only what is kept here; empty for everywhere.';
comment on column app.inventory.category is 'Only this kind of equipment; empty for all.';
comment on column app.inventory.status is 'An open one counts; a closed one stays as it is.';
comment on column app.inventory.closed_at is 'When it was closed.';
comment on column app.inventory.closed_by is 'Who closed it.';
comment on constraint inventory_titled on app.inventory is 'Say what is counted.';
select ui.declare_entity('inventory', title => 'Inventories', one => 'Inventory', menu => 'Planning', "position" => 63, label => 'title',
    list => 'title place category status closed_at', form => '[["Inventory", "title", "place", "category", "status", "closed_at", "closed_by"]]',
    sort => 'title', "order" => '-id', search => 'title place', action_only => 'status closed_at closed_by',
    choices => '{"category": [["sound", "Sound"], ["light", "Lighting"], ["video", "Video"], ["stage", "Staging"], ["power", "Power"], ["tool", "Tool"], ["courtesy_car", "Courtesy car"], ["tyres", "Stored tyres"], ["other", "Other"]],
      "status": [["open", "Being counted"], ["closed", "Counted"]]}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all", "do": "all"}, "performer": {"read": "all"}}');

create table if not exists app.inventory_line (like app.base including all,
	inventory_id	bigint not null,
	equipment_id	bigint,
	code		text,
	counted		integer not null default 0,
	expected	integer,
	counted_at	timestamptz,
	counted_by	bigint,
	constraint inventory_line_of check (num_nonnulls(equipment_id, code) > 0),
	constraint inventory_line_counted check (counted between 0 and 1000000),
	constraint inventory_line_once exclude using btree (tenant_id with =, inventory_id with =, equipment_id with =) where (deleted_at is null and equipment_id is not null),
	constraint inventory_line_code_once exclude using btree (tenant_id with =, inventory_id with =, code with =) where (deleted_at is null and equipment_id is null),
	constraint inventory_line_inventory foreign key (tenant_id, inventory_id) references app.inventory,
	constraint inventory_line_equipment foreign key (tenant_id, equipment_id) references app.equipment,
	constraint inventory_line_counted_by foreign key (tenant_id, counted_by) references app.person
);
comment on table app.inventory_line is 'What was counted, and codes that nobody knows.';
comment on column app.inventory_line.inventory_id is 'The inventory.';
comment on column app.inventory_line.equipment_id is 'What it is; empty for a code that nobody knows.';
comment on column app.inventory_line.code is 'The code as it was read.';
comment on column app.inventory_line.counted is 'How many were counted.';
comment on column app.inventory_line.expected is 'How many should have been there, when the inventory was closed.';
comment on column app.inventory_line.counted_at is 'When it was last counted.';
comment on column app.inventory_line.counted_by is 'Who last counted it.';
comment on constraint inventory_line_of on app.inventory_line is 'Say what it is, or which code was read.';
comment on constraint inventory_line_counted on app.inventory_line is 'A count is 0 to 1,000,000.';
comment on constraint inventory_line_once on app.inventory_line is 'This is counted already: change its number.';
comment on constraint inventory_line_code_once on app.inventory_line is 'This code was read already: change its number.';
create or replace function app.inventory_line_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select from app.inventory i where i.tenant_id = new.tenant_id and i.id = new.inventory_id and i.status = 'closed') and current_setting('app.closing', true) is distinct from 'on' then
		perform app.refuse('This inventory is closed: it stays as it is.', '{"field": "counted"}');
	end if;
	if tg_op = 'INSERT' or new.counted <> old.counted then
		new.counted_at := now(); new.counted_by := nullif(app.person(), 0);
	end if;
	return new;
end $$;
alter function app.inventory_line_fill() owner to comptoir_action;
create or replace trigger b_fill before insert or update on app.inventory_line for each row execute function app.inventory_line_fill();
select ui.declare_entity('inventory_line', title => 'Counted', one => 'Counted thing', menu => '', "position" => 64, label => 'equipment_id',
    list => 'inventory_id equipment_id code counted expected counted_by counted_at', form => '[["Counted", "inventory_id", "equipment_id", "code", "counted", "expected", "counted_at", "counted_by"]]',
    "order" => '-id', action_only => 'expected counted_at counted_by', create_only => 'inventory_id equipment_id code',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all", "delete": "all"}, "performer": {"read": "all"}}');
select ui.declare_within('inventory_line', 'inventory', 'inventory_id');

-- How many should be there: what is kept, less what is out. What is lost or out of use is looked for nowhere.
create or replace function app.equipment_expected(e app.equipment) returns integer language sql stable set search_path = pg_catalog, pg_temp as $$
	select case when e.status in ('lost', 'retired') or app.is_kit(e.id) then 0 else greatest(e.quantity - coalesce((select sum(b.out_quantity - b.back_quantity - b.lost_quantity)::integer
	    from app.equipment_booking b where b.tenant_id = e.tenant_id and b.equipment_id = e.id and b.deleted_at is null and b.out_quantity > b.back_quantity + b.lost_quantity), 0), 0) end $$;
grant execute on function app.equipment_expected to comptoir_staff, comptoir_action;

-- A code that nobody knows is kept as it was read, and said: the next one counts on.
create or replace function app.inventory_scan(inventory_id bigint, code text, count integer default 1) returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	i app.inventory; e app.equipment; n integer; read constant text := coalesce(btrim(code), '');
begin
	perform app.require('inventory', 'scan', inventory_id);
	select * into i from app.inventory x where x.tenant_id = app.tenant() and x.id = $1;
	if i.status = 'closed' then perform app.refuse('This inventory is closed: it stays as it is.', '{"field": "code"}'); end if;
	if read = '' or length(read) > 200 then perform app.refuse('A code has 1 to 200 characters.', '{"field": "code"}'); end if;
	if count not between 1 and 100000 then perform app.refuse('A count is 1 to 100,000.', '{"field": "count"}'); end if;
	select * into e from app.equipment x where x.tenant_id = app.tenant() and x.deleted_at is null and (x.barcode = read or x.serial_number = read) order by x.barcode = read desc nulls last limit 1;
	if e.id is not null then
		insert into app.inventory_line as l (inventory_id, equipment_id, code, counted) values ($1, e.id, read, 0) on conflict do nothing;
		update app.inventory_line l set counted = l.counted + $3, version = l.version + 1 where l.tenant_id = app.tenant() and l.inventory_id = $1 and l.equipment_id = e.id and l.deleted_at is null
		returning l.counted into n;
		return format('%s: %s/%s', e.name, n, app.equipment_expected(e)) || case when i.place is not null and e.place is distinct from i.place then ' ← ' || coalesce(e.place, '?') else '' end;
	end if;
	insert into app.inventory_line as l (inventory_id, code, counted) values ($1, read, 0) on conflict do nothing;
	update app.inventory_line l set counted = l.counted + $3, version = l.version + 1 where l.tenant_id = app.tenant() and l.inventory_id = $1 and l.equipment_id is null and l.code = read and l.deleted_at is null;
	return format('? %s', read);
end $$;
comment on function app.inventory_scan is 'Count what a scanner reads: each code is one. A code that nobody knows is noted.';
select ui.declare_action('app.inventory_scan(bigint,text,integer)', 'inventory', label => 'Scan', key => 's', shown_when => $$status = 'open'$$, rights => '{"performer": {"scan": "all"}}');
select ui.declare_scan('inventory', 'scan', 'code');

create or replace function app.inventory_close(inventory_id bigint, correct boolean default false) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	i app.inventory;
begin
	perform app.require('inventory', 'close', inventory_id);
	select * into i from app.inventory x where x.tenant_id = app.tenant() and x.id = $1;
	if i.status = 'closed' then perform app.refuse('This inventory is closed: it stays as it is.', '{"field": "status"}'); end if;
	if not exists (select from app.inventory_line l where l.tenant_id = i.tenant_id and l.inventory_id = i.id and l.deleted_at is null) then
		perform app.refuse('Nothing was counted yet: scan something, or write a line.', '{"field": "status"}');
	end if;
	insert into app.inventory_line (inventory_id, equipment_id, counted)		-- what nobody found
	select i.id, e.id, 0 from app.equipment e where e.tenant_id = i.tenant_id and e.deleted_at is null and (i.place is null or e.place = i.place) and (i.category is null or e.category = i.category)
	and app.equipment_expected(e) > 0 and not exists (select from app.inventory_line l where l.tenant_id = e.tenant_id and l.inventory_id = i.id and l.equipment_id = e.id and l.deleted_at is null)
	order by e.id;
	update app.inventory_line l set expected = app.equipment_expected(e), version = l.version + 1 from app.equipment e
	where l.tenant_id = i.tenant_id and l.inventory_id = i.id and l.deleted_at is null and e.tenant_id = l.tenant_id and e.id = l.equipment_id;
	update app.equipment e set counted_on = app.today(), version = e.version + 1,
	    quantity = case when correct and e.tracking = 'quantity' then greatest(e.quantity + l.counted - l.expected, 0) else e.quantity end,
	    status = case when not correct or e.tracking <> 'serial' then e.status when l.counted = 0 and l.expected > 0 then 'lost' when l.counted > 0 and e.status = 'lost' then 'ready' else e.status end
	from app.inventory_line l where l.tenant_id = i.tenant_id and l.inventory_id = i.id and l.deleted_at is null and e.tenant_id = l.tenant_id and e.id = l.equipment_id and (correct or l.counted > 0);
	update app.inventory x set status = 'closed', closed_at = now(), closed_by = nullif(app.person(), 0), version = x.version + 1 where x.tenant_id = i.tenant_id and x.id = i.id;
end $$;
comment on function app.inventory_close is 'End the count. With correct, quantities become what was counted, and what was not found is lost.';
select ui.declare_action('app.inventory_close(bigint,boolean)', 'inventory', label => 'Close', key => 'c', shown_when => $$status = 'open'$$);
select ui.declare_counter('inventory', 'close', final => 'A closed inventory stays as it is: count again.');

create or replace function app.report_inventory(inventory bigint, all_lines boolean default false) returns table (place text, equipment text, serial_number text, code text, expected integer, counted integer, difference integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with i as (select * from app.inventory x where x.tenant_id = app.tenant() and x.id = inventory),
	lines as (select l.* from app.inventory_line l where l.tenant_id = app.tenant() and l.inventory_id = inventory and l.deleted_at is null)
	select * from (
	    select e.place::text, e.name::text, e.serial_number, l.code, x.n, coalesce(l.counted, 0), coalesce(l.counted, 0) - x.n
	    from i join app.equipment e on e.tenant_id = i.tenant_id and e.deleted_at is null left join lines l on l.equipment_id = e.id, lateral (select coalesce(l.expected, app.equipment_expected(e)) as n) x
	    where l.id is not null or i.status = 'open' and x.n > 0 and (i.place is null or e.place = i.place) and (i.category is null or e.category = i.category)
	    union all select null, null, null, l.code, 0, l.counted, l.counted from lines l where l.equipment_id is null) y(p, e, s, c, n, k, d)
	where all_lines or y.d <> 0 order by y.e nulls last, y.p nulls last, y.c $$;
comment on function app.report_inventory is 'What was counted against what should be there: only the differences, or all of it.';
select ui.declare_report('inventory', 'Inventory', 'app.report_inventory(bigint,boolean)');
select ui.declare_print('inventory', 'inventory', 'inventory', 'place category status closed_at closed_by');
