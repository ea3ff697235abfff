-- import.sql: many rows through the same rules as one. A batch of rows is written by one statement; when it is refused, smaller
-- parts are tried, until the rows that are to blame stand alone, each with its sentence.
create table if not exists app.batch (like app.base including all,
	entity		text not null,
	name		text,
	options		jsonb not null default '{}',
	counts		jsonb,
	undone_at	timestamptz
);
create or replace function app.protect_batch() returns void language plpgsql as $$
begin
	perform ui.protect('app.batch');
	create policy own on app.batch to comptoir_staff using (created_by = app.person());
	grant select, insert (entity, name, options), update (counts, undone_at) on app.batch to comptoir_staff;
end $$;
select app.protect_batch();
drop function app.protect_batch();

create or replace function app.import_begin(entity text, file_name text default null, options jsonb default '{}') returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	made bigint;
begin
	perform ui.spec(entity);
	if app.scope(entity, 'import') = 'none' or app.scope(entity, 'create') = 'none' then
		perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'import'), 'UI005');
	end if;
	insert into app.batch (entity, name, options) values ($1, $2, $3) returning id into made;
	return made;
end $$;

-- What a new row holds where nothing is said.
create or replace function app.defaults(rel regclass) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	made jsonb;
begin
	execute (select format('select to_jsonb(x) from (select %s) x', string_agg(format('(%s) as %I', pg_get_expr(d.adbin, d.adrelid), a.attname), ', '))
	    from pg_attribute a join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
	    where a.attrelid = rel and a.attgenerated = '' and a.attname not in (select b.attname from pg_attribute b where b.attrelid = 'app.base'::regclass)) into made;
	return made;
end $$;

-- The planner knows nothing of a table until it is analysed, and then takes any index of the company for any other: what an import
-- asks for each row would read all rows before it. Said at the end of a lot; does nothing unless the table grew tenfold.
create or replace function app.refresh_statistics(entity text) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp set default_statistics_target = 20 as $$
declare
	rel constant regclass := ui.rel(entity);
begin
	if not exists (select from pg_class c where c.oid = rel and pg_relation_size(rel) / current_setting('block_size')::integer > greatest(10 * c.relpages, 8)) then return; end if;
	execute format('lock table %s in share update exclusive mode nowait', rel);	-- somebody does it already: no need to wait
	execute format('analyze %s', rel);
exception when lock_not_available then null;
end $$;
alter function app.refresh_statistics(text) owner to comptoir_owner;

-- Inserts rows [{"line","values"}] whose values are columns already. Answers {"ids": […], "refused": […]}.
create or replace function app.import_insert(entity text, rows jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := ui.rel(entity); names text; got bigint[]; n constant integer := jsonb_array_length(rows);
	state text; con text; col text; said text; detail text; a jsonb; b jsonb; e jsonb; done jsonb; part_size integer;
begin
	if n = 0 then return '{"ids": [], "refused": []}'; end if;
	begin
		names := (select string_agg(quote_ident(k), ', ') from (select distinct k from jsonb_array_elements(rows) r, jsonb_object_keys(r -> 'values') k) x);
		if names is null then perform app.refuse('This row is empty.'); end if;
		if n = 1 then perform app.custom_required(entity, rows -> 0 -> 'values' -> 'custom');
		elsif exists (select from app.custom_field c, jsonb_array_elements(rows) r where c.tenant_id = app.tenant() and c.entity = $1 and c.required and c.deleted_at is null
		    and coalesce(r -> 'values' -> 'custom' -> c.name, 'null') = 'null') then raise data_exception; end if;
		-- A row that leaves a field out takes the field's default, as it would alone: the record that the rows are laid upon has them.
		execute format('with i as (insert into %1$s (%2$s) select %2$s from jsonb_populate_recordset(jsonb_populate_record(null::%1$s, $2), $1) returning id) select array_agg(id) from i', rel, names)
		into got using (select jsonb_agg(r -> 'values' order by o) from jsonb_array_elements(rows) with ordinality u(r, o)), app.defaults(rel);
		return jsonb_build_object('ids', to_jsonb(got), 'refused', '[]'::jsonb, 'lines', (select jsonb_agg(r -> 'line' order by o) from jsonb_array_elements(rows) with ordinality u(r, o)));
	exception when integrity_constraint_violation or data_exception or sqlstate 'UI001' or sqlstate 'UI005' or sqlstate 'UI006' or sqlstate 'UI007' or insufficient_privilege then
		get stacked diagnostics state = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, detail = pg_exception_detail;
	end;
	if n = 1 then
		if state like '22%' then	-- which value? the slow road knows
			begin
				perform app.body(entity, (rows -> 0 -> 'values') - 'custom'::text, 'create');
			exception when sqlstate 'UI001' or sqlstate 'UI005' or sqlstate 'UI007' then
				get stacked diagnostics state = returned_sqlstate, said = message_text, detail = pg_exception_detail;
			end;
		end if;
		e := ui.explain(entity, state, con, col, said, detail);
		return jsonb_build_object('ids', '[]'::jsonb, 'lines', '[]'::jsonb, 'refused', jsonb_build_array(jsonb_build_object('line', rows -> 0 -> 'line') || e));
	end if;
	-- Some row is to blame: parts of 25, then row by row. (Halving asks twice as often when many rows are bad.)
	part_size := case when n > 25 then 25 else 1 end; done := '{"ids": [], "lines": [], "refused": []}';
	for a in select jsonb_agg(r order by o) from jsonb_array_elements(rows) with ordinality u(r, o) group by (o - 1) / part_size order by (o - 1) / part_size loop
		b := app.import_insert(entity, a);
		done := jsonb_build_object('ids', done -> 'ids' || (b -> 'ids'), 'lines', done -> 'lines' || (b -> 'lines'), 'refused', done -> 'refused' || (b -> 'refused'));
	end loop;
	return done;
end $$;

-- Does the row r hold something else than the record t? Compared as it would be stored, so that the same file again changes nothing.
create or replace function app.import_differs(field text, known jsonb) returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
	select case when known ->> 'clean' is null then format('t.%1$I is distinct from r.%1$I', field)
	    else format('t.%1$I is distinct from %2$s(r.%1$I::text)::%3$s', field, known ->> 'clean', known ->> 'type') end $$;

-- By place in the rows: which records have the same key, whether one of them would change, and in which field that a file may not touch.
-- Where a value is not of its kind, row by row. (The cast stands below the join: it may fail, and under row-level security no condition that
-- may fail is an index condition.)
create or replace function app.import_match(rel regclass, rows jsonb, update_by text, known jsonb) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	names text[] := array(select distinct w.name from jsonb_array_elements(rows) e, jsonb_object_keys(e -> 'values') w(name) where w.name not in ('id', update_by));
	key text := format('(u.e -> ''values'' ->> %L)', update_by); clean constant text := known -> update_by ->> 'clean';
	differs text; fixed text; found jsonb; one jsonb; o bigint; part jsonb := '{}';
begin
	if clean is not null then key := format('%s(%s)', clean, key); end if;
	differs := coalesce((select string_agg(format('(u.e -> ''values'' ? %L and %s)', x, case when x = 'custom' then 't.custom || r.custom <> t.custom' else app.import_differs(x, known -> x) end), ' or ')
	    from unnest(names) x where x = 'custom' or known -> x @> '{"updatable": true}'), 'false');
	fixed := coalesce((select 'case ' || string_agg(format('when u.e -> ''values'' ? %1$L and %2$s then %1$L', x, app.import_differs(x, known -> x)), ' ') || ' end'
	    from unnest(names) x where x <> 'custom' and known -> x @> '{"updatable": false}'), 'null::text');
	execute format('select coalesce(jsonb_object_agg(z.o, z.hit), ''{}'') from (
	    select u.o, jsonb_build_object(''key'', min(u.k), ''ids'', jsonb_agg(t.id), ''differs'', bool_or(%3$s), ''fixed'', min(%4$s)) as hit
	    from (select e, o, %2$s as k, (%2$s)::%6$s as wanted from jsonb_array_elements($1) with ordinality u(e, o) offset 0) u, lateral jsonb_populate_record(null::%1$s, u.e -> ''values'') r,
	        lateral (select * from %1$s t where t.tenant_id = app.tenant() and t.deleted_at is null and t.%5$I = u.wanted limit 2) t
	    group by u.o) z', rel, key, differs, fixed, update_by, known -> update_by ->> 'type') into found using rows;
	return found;
exception when data_exception then
	if jsonb_array_length(rows) = 1 then return '{}'; end if;	-- the row is then refused as a new one, with its value named
	for o, one in select u.o, u.e from jsonb_array_elements(rows) with ordinality u(e, o) loop
		one := app.import_match(rel, jsonb_build_array(one), update_by, known) -> '1';
		if one is not null then part := part || jsonb_build_object(o, one); end if;
	end loop;
	return part;
end $$;

-- Changes the records that rows name by id: all at once, or one by one where some row is to blame.
create or replace function app.import_update(entity text, rel regclass, rows jsonb, update_by text, known jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	names text[] := array(select distinct w.name from jsonb_array_elements(rows) e, jsonb_object_keys(e -> 'values') w(name)
	    where w.name not in ('id', update_by) and (w.name = 'custom' or known -> w.name @> '{"updatable": true}'));
	n integer; r jsonb; one jsonb; done jsonb := '{"updated": 0, "refused": []}'; state text; con text; col text; said text; detail text;
begin
	if jsonb_array_length(rows) = 0 then return done; end if;
	begin
		execute format('update %1$s t set version = t.version + 1%2$s from jsonb_array_elements($1) u(e), lateral jsonb_populate_record(null::%1$s, u.e -> ''values'') r
		    where t.tenant_id = app.tenant() and t.id = (u.e ->> ''id'')::bigint', rel,
		    (select string_agg(case when x = 'custom' then ', custom = t.custom || coalesce(r.custom, ''{}'')'
		        else format(', %1$I = case when u.e -> ''values'' ? %1$L then r.%1$I else t.%1$I end', x) end, '') from unnest(names) x)) using rows;
		get diagnostics n = row_count;
		if n = jsonb_array_length(rows) then return jsonb_build_object('updated', n, 'refused', '[]'::jsonb); end if;
		if n > 1 or jsonb_array_length(rows) > 1 then raise sqlstate 'UI009'; end if;	-- not all of them may be changed: whose?
		perform app.refuse('You may not do this.', '{}', 'UI005');
	exception when integrity_constraint_violation or data_exception or sqlstate 'UI001' or sqlstate 'UI005' or sqlstate 'UI009' or insufficient_privilege then
		get stacked diagnostics state = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, detail = pg_exception_detail;
	end;
	if jsonb_array_length(rows) = 1 then
		return jsonb_build_object('updated', 0, 'refused', jsonb_build_array(jsonb_build_object('line', rows -> 0 -> 'line') || ui.explain(entity, state, con, col, said, detail)));
	end if;
	for r in select * from jsonb_array_elements(rows) loop
		one := app.import_update(entity, rel, jsonb_build_array(r), update_by, known);
		done := jsonb_build_object('updated', (done ->> 'updated')::integer + (one ->> 'updated')::integer, 'refused', (done -> 'refused') || (one -> 'refused'));
	end loop;
	return done;
end $$;

-- One batch of rows. Empty cells of an update leave what is there.
create or replace function app.import_rows(batch bigint, rows jsonb, update_by text default null, dry_run boolean default false) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
	target text; names text[]; slow text[]; r jsonb; v jsonb; k text; refused jsonb := '[]'; fresh jsonb := '[]';
	done jsonb; created integer := 0; updated integer := 0; unchanged integer := 0; warned jsonb := '[]'; alike jsonb := '[]'; part jsonb; state text; con text; col text; said text; detail text;
	found bigint[]; later jsonb := '[]'; again jsonb; key_field record; rel regclass; ids bigint[]; lines jsonb; seen text[] := '{}'; known jsonb; matched jsonb; changed jsonb := '[]';
begin
	select b.entity into target from app.batch b where b.tenant_id = app.tenant() and b.id = batch;
	if target is null then perform app.refuse('There is no such record.', jsonb_build_object('id', batch), 'UI006'); end if;
	if jsonb_array_length(rows) > 1000 then perform app.refuse('Send 1000 rows at most at a time.', '{}', 'UI007'); end if;
	rel := format('app.%I', target)::regclass;
	perform set_config('app.batch', batch::text, true);
	if update_by is not null then
		select * into key_field from ui.fields(target) x where x.name = update_by and not x.is_custom;
		if key_field.name is null then perform app.refuse('There is no field “{name}”.', jsonb_build_object('name', update_by, 'field', update_by), 'UI007'); end if;
		if not key_field.readable then perform app.refuse('You may not see {label}.', jsonb_build_object('label', key_field.label), 'UI005'); end if;
		known := (select jsonb_object_agg(x.name, jsonb_build_object('label', x.label, 'updatable', x.updatable, 'type', x.sql_type,
		    'clean', case when to_regprocedure(format('app.clean_%s(text)', x.format)) is not null then 'app.clean_' || x.format end)) from ui.fields(target) x where not x.is_custom);
	end if;

	begin	-- so that a dry run can take back what it did
		-- Fields that PostgreSQL reads as they come need no look at each value: what is not of its kind fails with its row, and
		-- is then named. Amounts, custom fields and unknown names go through app.body, row by row.
		names := array(select distinct w.name from jsonb_array_elements(rows) e, jsonb_object_keys(e -> 'values') w(name));
		slow := array(select w.name from unnest(names) w(name) left join ui.fields(target) g on g.name = w.name
		    where g.name is null or not g.creatable or g.is_custom or g.type in ('money', 'json', 'bytes'));
		if update_by = 'id' then slow := array_remove(slow, 'id'); end if;
		if jsonb_path_exists(rows, '$[*].values.* ? (@ == null || @ == "")') then
			select jsonb_agg(e || jsonb_build_object('values', (select coalesce(jsonb_object_agg(y.key, y.value), '{}') from jsonb_each(e -> 'values') y where y.value not in ('null', '""'))) order by o)
			into rows from jsonb_array_elements(rows) with ordinality u(e, o);
		end if;
		fresh := rows;
		if slow <> '{}' then
			rows := fresh; fresh := '[]';
			for r in select * from jsonb_array_elements(rows) loop
				begin
					v := r -> 'values';
					if v ?| slow then v := (v - slow) || app.body(target, (select jsonb_object_agg(y.key, y.value) from jsonb_each(v) y where y.key = any (slow)), 'create'); end if;
					fresh := fresh || jsonb_build_array(jsonb_build_object('line', r -> 'line', 'values', v));
				exception when sqlstate 'UI001' or sqlstate 'UI005' or sqlstate 'UI006' or sqlstate 'UI007' or data_exception then
					get stacked diagnostics state = returned_sqlstate, said = message_text, detail = pg_exception_detail;
					refused := refused || jsonb_build_array(jsonb_build_object('line', r -> 'line') || ui.explain(target, state, null, null, said, detail));
				end;
			end loop;
		end if;

		-- Which rows are there already? Several rows with one key in one file: the later ones find the first.
		if update_by is not null then
			matched := app.import_match(rel, fresh, update_by, known);
			rows := fresh; fresh := '[]';
			for r, v in select e, matched -> (o::text) from jsonb_array_elements(rows) with ordinality u(e, o) order by o loop
				k := coalesce(v ->> 'key', r -> 'values' ->> update_by);
				if k is null then fresh := fresh || jsonb_build_array(r); continue; end if;
				if k = any (seen) then later := later || jsonb_build_array(r); continue; end if;
				seen := seen || k;
				if v is null then
					fresh := fresh || jsonb_build_array(r #- array['values', case when update_by = 'id' then 'id' else '' end]);
				elsif jsonb_array_length(v -> 'ids') > 1 then
					refused := refused || jsonb_build_array(jsonb_build_object('line', r -> 'line', 'field', update_by, 'status', 'refused',
					    'message', 'Several records have the same {label}.', 'args', jsonb_build_object('label', key_field.label)));
				elsif v ->> 'fixed' is not null then
					refused := refused || jsonb_build_array(jsonb_build_object('line', r -> 'line', 'field', v -> 'fixed', 'status', 'refused', 'message',
					    '{label} is not changed by a file: open the record and use its actions.', 'args', jsonb_build_object('label', known -> (v ->> 'fixed') -> 'label')));
				elsif v -> 'differs' = 'true' then
					changed := changed || jsonb_build_array(r || jsonb_build_object('id', v -> 'ids' -> 0));
				else
					unchanged := unchanged + 1;
				end if;
			end loop;
			done := app.import_update(target, rel, changed, update_by, known);
			updated := updated + (done ->> 'updated')::integer;
			refused := refused || (done -> 'refused');
		end if;

		done := app.import_insert(target, fresh);
		refused := refused || (done -> 'refused'); lines := done -> 'lines';
		ids := array(select x::bigint from jsonb_array_elements_text(done -> 'ids') with ordinality u(x, o) order by o);
		created := cardinality(ids);

		if created > 0 then
			perform app.refresh_statistics(target);
			select coalesce(jsonb_agg(jsonb_build_object('line', lines -> (o.n - 1)::int, 'id', o.id, 'label', o.label, 'why', o.why) order by o.n), '[]') into part
			from app.near(target, ids, 1, true) o;
			alike := alike || part;
		end if;
		if created + updated > 0 then
			ids := ids || array(select (x ->> 'id')::bigint from jsonb_array_elements(changed) with ordinality u(x, o) order by o);
			lines := coalesce(lines, '[]') || (select coalesce(jsonb_agg(x -> 'line' order by o), '[]') from jsonb_array_elements(changed) with ordinality u(x, o));
			select coalesce(jsonb_agg(jsonb_build_object('line', lines -> (w.n - 1)::int, 'field', w.field, 'message', w.message, 'args', w.args)), '[]') into part
			from app.row_warnings(target, ids) w;
			warned := warned || part;
		end if;
		if jsonb_array_length(later) > 0 then
			again := app.import_rows(batch, later, update_by, false);
			created := created + (again ->> 'created')::int; updated := updated + (again ->> 'updated')::int; unchanged := unchanged + (again ->> 'unchanged')::int;
			refused := refused || (again -> 'refused'); warned := warned || (again -> 'warnings'); alike := alike || (again -> 'duplicates');
		end if;
		if dry_run then raise sqlstate 'UI009'; end if;
	exception when sqlstate 'UI009' then null;
	end;
	perform set_config('app.batch', '', true);
	return jsonb_build_object('created', created, 'updated', updated, 'unchanged', unchanged, 'refused', refused, 'warnings', warned,
	    'duplicates', (select coalesce(jsonb_agg(x), '[]') from (select distinct on (d -> 'line', d -> 'id') d as x from jsonb_array_elements(alike) d order by d -> 'line', d -> 'id') y));
end $$;
create or replace function app.import_end(batch bigint, counts jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	update app.batch b set counts = $2 where b.tenant_id = app.tenant() and b.id = $1;
end $$;

-- Takes a batch back: what it made goes to the bin, what it changed gets its old values again, unless somebody changed the row since.
create or replace function app.undo(batch bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.batch; a record; removed integer := 0; reverted integer := 0; kept integer := 0; n integer;
begin
	select * into b from app.batch x where x.tenant_id = app.tenant() and x.id = $1 and x.created_by = app.person() for update;
	if b.id is null then perform app.refuse('There is no such import of yours.', jsonb_build_object('id', batch), 'UI006'); end if;
	if b.undone_at is not null then perform app.refuse('This import was undone already.'); end if;
	perform set_config('app.action', 'undo', true);		-- for the history of what it changes
	if app.scope(b.entity, 'import') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', b.entity, 'verb', 'import'), 'UI005'); end if;
	for a in select x.*, (select count(*) from app.audit y where y.tenant_id = x.tenant_id and y.entity = x.entity and y.row_id = x.row_id and y.id > x.id and y.batch is distinct from x.batch) as since
	    from app.audit x where x.tenant_id = app.tenant() and x.batch = $1 order by x.verb = 'insert', x.id desc loop
		if a.since > 0 then kept := kept + 1; continue; end if;
		if a.verb = 'insert' then
			execute format('update app.%I t set deleted_at = now(), deleted_by = app.person(), version = version + 1 where tenant_id = app.tenant() and id = $1 and deleted_at is null', a.entity) using a.row_id;
			get diagnostics n = row_count; removed := removed + n;
		elsif a.verb = 'update' then
			execute format('update app.%1$I t set version = t.version + 1%2$s from jsonb_populate_record(null::app.%1$I, $1) r where t.tenant_id = app.tenant() and t.id = $2', a.entity,
			    (select string_agg(format(', %1$I = r.%1$I', k), '') from jsonb_object_keys(a.changes) k)) using (select jsonb_object_agg(k, v -> 0) from jsonb_each(a.changes) x(k, v)), a.row_id;
			reverted := reverted + 1;
		end if;
	end loop;
	update app.batch x set undone_at = now() where x.tenant_id = app.tenant() and x.id = $1;
	-- What it refused and nobody has corrected goes with it.
	update app.refused_row x set deleted_at = now(), deleted_by = app.person(), version = x.version + 1 where x.tenant_id = app.tenant() and x.batch = $1 and x.deleted_at is null;
	perform set_config('app.action', '', true);
	return jsonb_build_object('batch', batch, 'entity', b.entity, 'removed', removed, 'reverted', reverted, 'kept', kept);
end $$;
-- What an import changed, for those who look on: its newest rows. To be called in a transaction of its own.
create or replace function app.import_tell(batch bigint) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	select pg_notify('comptoir', json_build_object('t', app.tenant(), 'e', b.entity, 'c', (select jsonb_agg(distinct jsonb_build_array(x.row_id, 0)) from (
	    select a.row_id from app.audit a where a.tenant_id = app.tenant() and a.batch = $1 and a.entity = b.entity order by a.id desc limit 200) x))::text)
	from app.batch b where b.tenant_id = app.tenant() and b.id = $1 and b.created_by = app.person() $$;
alter function app.undo(bigint) owner to comptoir_action;
alter function app.import_tell(bigint) owner to comptoir_action;
grant execute on function app.import_begin, app.defaults, app.refresh_statistics, app.import_insert, app.import_rows, app.import_differs, app.import_match, app.import_update, app.import_end, app.import_tell, app.undo to comptoir_staff;
