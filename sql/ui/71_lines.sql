-- lines.sql: records that are the lines of another one and are written inside its form, and several records saved in one transaction.

-- Declares an entity's records to be lines of a parent's: `by_column` names the parent, `columns` are what the grid shows.
--   "order"   the whole-number column that keeps the order; without it lines stand as they were made and cannot be moved
--   sums      columns whose total stands below the grid
--   products  column → the columns whose product it is, before the server says it: {"total": "quantity price"}; a factor that ends in
--             % is a hundredth of itself
--   fills     a column that names a record → what its other columns take from that record: {"article_id": {"label": "name"}}
--   kinds     lines that are text: {"field": "kind", "text": "label", "section": "section", "comment": "comment", "subtotal": "subtotal"}
create or replace function ui.declare_lines(entity text, parent text, by_column text, columns text, "order" text default null,
    sums text default '', products jsonb default '{}', fills jsonb default '{}', kinds jsonb default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; k text; v jsonb; other text;
begin
	perform ui.columns(rel, ui.words(columns) || ui.words(sums) || by_column || coalesce("order", by_column));
	if not exists (select from pg_constraint c join pg_attribute a on a.attrelid = rel and a.attnum = c.conkey[2] where c.conrelid = rel and c.contype = 'f'
	    and c.confrelid = format('app.%I', parent)::regclass and a.attname = by_column) then
		raise 'ui: %.% does not name a record of %', entity, by_column, parent;
	end if;
	if "order" is not null and (select ui.type(atttypid) ->> 'type' from pg_attribute where attrelid = rel and attname = "order") <> 'integer' then
		raise 'ui: %.% is no whole number: nothing is put in order by it', entity, "order";
	end if;
	for k, v in select * from jsonb_each(products) loop
		perform ui.columns(rel, array(select rtrim(w, '%') from unnest(ui.words(v #>> '{}')) w) || k);
	end loop;
	for k, v in select * from jsonb_each(fills) loop
		perform ui.columns(rel, array(select jsonb_object_keys(v)) || k);
		other := (select c.confrelid::regclass::text from pg_constraint c join pg_attribute a on a.attrelid = rel and a.attnum = c.conkey[2]
		    where c.conrelid = rel and c.contype = 'f' and a.attname = k);
		if other is null then raise 'ui: %.% names no record to be filled from', entity, k; end if;
		perform ui.columns(other::regclass, array(select x.value from jsonb_each_text(v) x));
	end loop;
	if kinds is not null then
		perform ui.columns(rel, array[kinds ->> 'field', kinds ->> 'text']);
		for k, v in select * from jsonb_each(kinds - 'field' - 'text') loop
			if not exists (select from ui.entity e, jsonb_array_elements(e.spec -> 'choices' -> (kinds ->> 'field')) c where e.entity = $1 and c -> 0 = v) then
				raise 'ui: %.% has no choice %', entity, kinds ->> 'field', v;
			end if;
		end loop;
	end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('lines', jsonb_strip_nulls(jsonb_build_object('of', parent, 'by', by_column,
	    'columns', to_jsonb(ui.words(columns)), 'order', "order", 'sums', to_jsonb(ui.words(sums)), 'fills', fills, 'kinds', kinds,
	    'products', (select coalesce(jsonb_object_agg(x.key, to_jsonb(ui.words(x.value))), '{}') from jsonb_each_text(products) x)))) where e.entity = $1;
end $$;

-- The steps of one transaction, in order: {"entity", "values"} makes a record, with "id" changes it (at "version"), with "delete" or
-- "restore" moves it into the bin or out of it. A value {"step": 0} is the number of the record of that step. What goes wrong says in
-- which step. Versions are compared before anything is written: what one step changes on the way (a main address and its contact)
-- is not somebody else's change to the next. "as" (undo, redo) says in the history that it takes a change back or does it again.
create or replace function app.save_all(steps jsonb, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	earlier jsonb; step jsonb; entity text; id bigint; n integer; was integer; body jsonb; answer jsonb; told jsonb; results jsonb := '[]';
	warnings jsonb := '[]'; duplicates jsonb := '[]'; failed text; con text; col text; said text; det text;
begin
	if jsonb_typeof(steps) is distinct from 'array' or jsonb_array_length(steps) not between 1 and 500 then
		perform app.refuse('At most 500 records are saved at once.', '{}', 'UI007');
	end if;
	earlier := app.asked(key, jsonb_build_array('save_all', steps));
	if earlier is not null then return earlier; end if;
	-- Always in one order, so that two who save the same records wait for each other and do not lock each other out. Whoever may not
	-- change a row cannot hold it either: what is tried with it is refused below.
	for n, step in select o - 1, s from jsonb_array_elements(steps) with ordinality u(s, o) where s ? 'version' and s ? 'id' order by s ->> 'entity', (s ->> 'id')::bigint loop
		execute format('select version from %s where tenant_id = app.tenant() and id = $1 for update', ui.rel(step ->> 'entity')) into was using (step ->> 'id')::bigint;
		if was is null then
			execute format('select version from %s where tenant_id = app.tenant() and id = $1', ui.rel(step ->> 'entity')) into was using (step ->> 'id')::bigint;
		end if;
		if was <> (step ->> 'version')::integer then
			raise 'Someone changed this record meanwhile.' using errcode = 'UI002', detail = jsonb_build_object('entity', step -> 'entity', 'id', step -> 'id',
			    'version', was, 'step', n)::text;
		end if;
	end loop;
	for n, step in select o - 1, s from jsonb_array_elements(steps) with ordinality u(s, o) order by o loop
		entity := step ->> 'entity'; id := (step ->> 'id')::bigint;
		perform set_config('app.action', case when step ->> 'as' in ('undo', 'redo') then step ->> 'as' else '' end, true);
		begin
			if (step ->> 'delete')::boolean then answer := app.remove(entity, id);
			elsif (step ->> 'restore')::boolean then answer := app.restore(entity, id);
			else
				body := (select coalesce(jsonb_object_agg(k, case when jsonb_typeof(v) = 'object' and v ? 'step' then results -> (v ->> 'step')::integer -> 'id'
				    else v end), '{}') from jsonb_each(coalesce(step -> 'values', '{}')) x(k, v));
				answer := app.save(entity, id, null, body);
			end if;
		exception when others then
			get stacked diagnostics failed = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, det = pg_exception_detail;
			if failed !~ '^(UI00[1567]|2[23]|42501)' then raise; end if;
			told := ui.explain(entity, failed, con, col, said, det);
			perform app.refuse(told ->> 'message', coalesce(nullif(told -> 'args', 'null'), '{}') || jsonb_build_object('field', told -> 'field', 'step', n, 'entity', entity),
			    case told ->> 'status' when 'forbidden' then 'UI005' when 'misuse' then 'UI007' else 'UI001' end);
		end;
		results := results || jsonb_build_array(jsonb_build_object('entity', entity, 'id', answer -> 'id', 'version', answer -> 'version'));
		warnings := warnings || coalesce(answer -> 'warnings', '[]');
		if n = 0 then duplicates := coalesce(answer -> 'duplicates', '[]'); end if;
	end loop;
	perform set_config('app.action', '', true);
	-- As they are now: a later step may have changed an earlier one's record.
	for n, step in select o - 1, r from jsonb_array_elements(results) with ordinality u(r, o) order by o loop
		execute format('select version from %s where tenant_id = app.tenant() and id = $1', ui.rel(step ->> 'entity')) into was using (step ->> 'id')::bigint;
		if was is not null then results := jsonb_set(results, array[n::text, 'version'], to_jsonb(was)); end if;
	end loop;
	return app.answered(key, (results -> 0) - 'entity' || jsonb_build_object('results', results, 'warnings', warnings, 'duplicates', duplicates));
end $$;

-- What a record is called, for whoever may see it; else null.
create or replace function app.label_of(entity text, id bigint) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	label text;
begin
	execute format('select %s from %s r where r.tenant_id = app.tenant() and r.id = $1', ui.label_expr(entity, 'r'), ui.rel(entity)) into label using id;
	return label;
exception when insufficient_privilege then return null;
end $$;

-- The same, but each by itself: what one of them refuses is told in its place and keeps none of the others. For what is taken back on many
-- records at once: {"ok", "entity", "id", "version"} or {"ok": false, "entity", "id", "label",
-- "status", "message", "args"}, in their order.
create or replace function app.save_each(steps jsonb, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	earlier jsonb; step jsonb; answer jsonb; told jsonb; results jsonb[] := '{}'; failed text; con text; col text; said text; det text;
begin
	if jsonb_typeof(steps) is distinct from 'array' or jsonb_array_length(steps) not between 1 and 500 then
		perform app.refuse('At most 500 records are saved at once.', '{}', 'UI007');
	end if;
	earlier := app.asked(key, jsonb_build_array('save_each', steps));
	if earlier is not null then return earlier; end if;
	for step in select s from jsonb_array_elements(steps) with ordinality u(s, o) order by o loop
		begin
			answer := app.save_all(jsonb_build_array(step)) #> '{results,0}';
			results := results || (answer || '{"ok": true}');
		exception when others then
			get stacked diagnostics failed = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, det = pg_exception_detail;
			if failed !~ '^(UI00[12567]|2[23]|42501)' then raise; end if;
			told := case when failed = 'UI002' then jsonb_build_object('message', said, 'status', 'conflict') else ui.explain(step ->> 'entity', failed, con, col, said, det) end;
			results := results || (jsonb_build_object('ok', false, 'entity', step -> 'entity', 'id', step -> 'id', 'message', told -> 'message', 'status', told -> 'status')
			    || jsonb_build_object('args', coalesce(nullif(told -> 'args', 'null'), '{}'), 'label', app.label_of(step ->> 'entity', (step ->> 'id')::bigint)));
		end;
	end loop;
	return app.answered(key, jsonb_build_object('results', to_jsonb(results), 'warnings', '[]'::jsonb, 'duplicates', '[]'::jsonb));
end $$;
grant execute on function app.save_all, app.save_each, app.label_of to comptoir_staff;
