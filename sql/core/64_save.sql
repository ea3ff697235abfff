-- save.sql: creating, changing, deleting and acting: the one road for form, script and import. Everything runs as the caller,
-- so policies and column grants decide; these functions only find the sentence for what was refused.

-- A value as it comes over the wire, as jsonb_populate_record takes it: money in hundredths, nothing for empty, tags as a list.
create or replace function app.wire_value(type text, value jsonb) returns jsonb language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
	if value is null or value = 'null' or value = '""' then return 'null'; end if;
	case type
	when 'money' then
		if scale((value #>> '{}')::numeric) > 2 and (value #>> '{}')::numeric * 100 <> round((value #>> '{}')::numeric * 100) then
			raise data_exception;
		end if;
		return to_jsonb(round((value #>> '{}')::numeric * 100)::bigint);
	when 'tags' then
		return case jsonb_typeof(value) when 'array' then value else to_jsonb(array(select trim(x) from regexp_split_to_table(value #>> '{}', '[,;]') x where trim(x) <> '')) end;
	when 'text' then
		if jsonb_typeof(value) in ('array', 'object') then raise data_exception; end if;
		return case when value #>> '{}' ~ '^[\s\u00a0]*$' then 'null' else to_jsonb(value #>> '{}') end;	-- blanks are no name of anything
	when 'json' then return value;
	else
		if jsonb_typeof(value) in ('array', 'object') then raise data_exception; end if;
		return to_jsonb(value #>> '{}');
	end case;
end $$;

-- A text, or texts, that would do more on a screen than stand there.
create or replace function app.refuse_controls(label text, field text, value jsonb) returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	if (select string_agg(x, '') from jsonb_array_elements_text(case jsonb_typeof(value) when 'array' then value else jsonb_build_array(value) end) x)
	    ~ '[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]' then
		perform app.refuse('{label}: the text holds control characters.', jsonb_build_object('label', label, 'field', field));
	end if;
end $$;

-- What a value of a type is, in a sentence ("… is not a date"); the same words as in server/import_value.c.
create or replace function app.kind_label(type text) returns text language sql immutable parallel safe return
    case type when 'money' then 'an amount' when 'integer' then 'a whole number' when 'decimal' then 'a number' when 'date' then 'a date'
    when 'timestamp' then 'a date and time' when 'boolean' then 'yes or no' else 'a value' end;

-- The columns of a body: every name known and allowed, every value of its kind; custom.NAME gathered into custom. Raises with
-- the field's name. `writing` is create or update.
create or replace function app.body(entity text, body jsonb, writing text) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	f record; v jsonb; made jsonb := '{}'; custom jsonb := '{}';
begin
	if jsonb_typeof(body) is distinct from 'object' then perform app.refuse('The values are an object of fields.', '{}', 'UI007'); end if;
	for f in select j.key as k, j.value as v, x.* from jsonb_each(body) j left join ui.fields(entity) x on x.name = j.key loop
		if f.name is null then perform ui.refuse_field(entity, f.k, jsonb_build_object('field', f.k)); end if;
		if not (case writing when 'create' then f.creatable else f.updatable end) then
			perform app.refuse('You may not write {label}.', jsonb_build_object('label', f.label, 'field', f.k), 'UI005');
		end if;
		f.v := app.named(f.refers, f.label, f.k, f.v);
		begin
			v := app.wire_value(f.type, f.v);
			if v <> 'null' and f.type <> 'text' then
				execute format('select ($1 ->> 0)::%s', f.sql_type) using	-- raises when it is not of its kind
				    case when f.type = 'tags' then jsonb_build_array((select format('{%s}', string_agg('x', ',')) from jsonb_array_elements(v)))
				    else jsonb_build_array(v) end;
			end if;
		exception when data_exception or invalid_text_representation or datetime_field_overflow or numeric_value_out_of_range then
			perform app.refuse('{label}: “{value}” is not {kind_label}.', jsonb_build_object('label', f.label, 'value', f.v, 'field', f.k, 'kind_label',
			    app.kind_label(f.type)));
		end;
		if f.type in ('text', 'tags') then perform app.refuse_controls(f.label, f.k, v); end if;
		if f.choices is not null and v <> 'null' and not exists (select from jsonb_array_elements(f.choices) c where c -> 0 = v) then
			perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', f.label, 'value', f.v, 'field', f.k,
			    'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(f.choices) c)));
		end if;
		if f.is_custom then custom := custom || jsonb_build_object(substr(f.k, 8), case when f.sql_type in ('bigint', 'numeric') and v <> 'null'
		    then to_jsonb((v #>> '{}')::numeric) when f.sql_type = 'boolean' and v <> 'null' then to_jsonb((v #>> '{}')::boolean) else v end);
		else made := made || jsonb_build_object(f.k, v); end if;
	end loop;
	if custom <> '{}' then made := made || jsonb_build_object('custom', custom); end if;
	return made;
end $$;

-- What PostgreSQL refused, as people read it: {"message", "field", "args", "status"}. Constraint sentences are comments.
create or replace function ui.explain(entity text, state text, con text, col text, message text, detail text) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	field text := nullif(col, ''); k record; args jsonb := '{}';
begin
	if state in ('UI001', 'UI005', 'UI006', 'UI007') then
		begin args := detail::jsonb; exception when others then args := '{}'; end;
		return jsonb_build_object('message', message, 'args', args, 'field', args -> 'field',
		    'status', case state when 'UI005' then 'forbidden' when 'UI007' then 'misuse' else 'refused' end);
	end if;
	select ui.blamed(c.oid) as attname, obj_description(c.oid, 'pg_constraint') as sentence into k from pg_constraint c
	where c.conname = con and c.connamespace = 'app'::regnamespace
	order by c.conrelid = to_regclass(format('app.%I', entity)) desc nulls last limit 1;
	field := coalesce(field, k.attname);
	args := jsonb_build_object('label', (select f.label from ui.fields(entity) f where f.name = field));
	return jsonb_build_object('field', field, 'args', args, 'status', case when state = '42501' then 'forbidden' else 'refused' end, 'message', coalesce(k.sentence, case
	    when state = '23502' then '{label} is missing: fill it in.'
	    when state = '23503' then '{label}: there is no such record.'
	    when state = '23505' then 'Another record has the same {label}.'
	    when state = '42501' then 'You may not do this.'
	    when state like '22%' then 'A value is not of the kind that its field takes.'
	    else 'This was refused.' end));
end $$;

-- What looks wrong in rows and is kept all the same, as the form says it and an import reports it: `n` is the place in ids. One query
-- for all of them: the formats' own warnings, and those of the entity (ENTITY_warnings), which may lean on what this person may not see.
create or replace function app.row_warnings(entity text, ids bigint[]) returns setof app.row_warning
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	own constant text := entity || '_warnings';
	ask constant text := 'select u.n, w.field, w.message, w.args from unnest($1) with ordinality u(id, n) join app.%I t on t.tenant_id = app.tenant() and t.id = u.id, lateral (%s) w';
	formats constant text := (select format('select v.field, v.message, null::jsonb as args from (values %s offset 0) v(field, message) where v.message is not null',
	        string_agg(format('(%L, app.warn_%s(t.%I))', x.name, x.format, x.name), ', '))
	    from ui.fields(entity) x where x.readable and to_regprocedure(format('app.warn_%s(text)', x.format)) is not null having count(*) > 0);
	owns constant text := case when to_regprocedure(format('app.%I(app.%I)', own, entity)) is not null
	    then format('select y.field, y.message, y.args from app.%I(t) y', own) end;
begin
	if owns is not null then
		begin
			return query execute format(ask, entity, concat_ws(' union all ', formats, owns)) using ids;
			return;
		exception when insufficient_privilege then null;
		end;
	end if;
	if formats is not null then return query execute format(ask, entity, formats) using ids; end if;
end $$;
create or replace function app.warnings(entity text, id bigint) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('field', w.field, 'message', w.message, 'args', w.args))), '[]') from app.row_warnings($1, array[$2]) w $$;

-- Rows that look like the given ones, as far as the caller reads them: `n` is the place in ids, `why` the field. A definer function,
-- because app.name_key is not leak-proof: under policies it would read the whole company for each row. The settings, "offset 0" and
-- "id + 0" keep the planner from reading the company in order, which looks cheap while a table has few rows and is quadratic later.
create or replace function app.near(entity text, ids bigint[], each integer default 5, earlier boolean default false)
returns setof app.look_alike language plpgsql stable security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
	spec constant jsonb := ui.spec(entity); rel constant regclass := ui.rel(entity); w text; c text; key text;
	reach constant text := replace(ui.reach(entity, app.scope(entity, 'read')), quote_ident(entity) || '.', 'x.');
	label constant text := case when spec -> 'duplicates' <> '[]' then ui.label_expr(entity, 'o') end;
begin
	for w in select * from jsonb_array_elements_text(spec -> 'duplicates') loop
		c := rtrim(w, '~');
		continue when not has_column_privilege(current_setting('role'), rel, c, 'select');
		key := format(case when w like '%~' then 'app.name_key(x.%I)' else 'x.%I' end, c);
		return query execute format('with t as materialized (select u.n, u.id, y.v from unnest($1) with ordinality u(id, n)
		        cross join lateral (select %4$s as v from %1$s x where x.tenant_id = %3$s and x.id = u.id offset 0) y where y.v is not null)
		    select t.n, o.id, %5$s, %2$L from t cross join lateral (select * from %1$s x where x.tenant_id = %3$s and x.deleted_at is null and %6$s and x.id <> t.id%7$s
		        and %4$s = t.v order by x.id + 0 limit $2) o',
		    rel, c, app.tenant(), key, label, reach, case when earlier then ' and x.id + 0 < t.id' else '' end) using ids, each;
	end loop;
end $$;
alter function app.near(text, bigint[], integer, boolean) owner to comptoir_finder;

-- Those of one row: [{"id","label","why"}], each once.
create or replace function app.look_alikes(entity text, id bigint) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', x.id, 'label', x.label, 'why', x.why) order by x.id), '[]')
	from (select distinct on (o.id) o.id, o.label, o.why from app.near($1, array[$2]) o order by o.id) x $$;

-- Custom fields that must be filled in, as a constraint would say it.
create or replace function app.custom_required(entity text, custom jsonb) returns void language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	f record;
begin
	for f in select x.name, x.label from ui.fields(entity) x where x.is_custom and x.required and coalesce(custom -> substr(x.name, 8), 'null') = 'null' loop
		perform app.refuse('{label} is missing: fill it in.', jsonb_build_object('label', f.label, 'field', f.name));
	end loop;
end $$;

-- Creates (id null) or changes one row. version null means "whatever it is now". The same values again change nothing.
create or replace function app.save(entity text, id bigint, version integer, body jsonb, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := ui.rel(entity);
	earlier jsonb; made jsonb; names text; row_id bigint; row_version integer; was integer; alike jsonb := '[]'; spec constant jsonb := ui.spec(entity);
	alone constant boolean := coalesce(current_setting('app.bulk', true), '') = '';	-- one of many is told no warnings and no look-alikes
begin
	earlier := app.asked(key, jsonb_build_array('save', entity, id, version, body));
	if earlier is not null then return earlier; end if;
	if id is null then
		if app.scope(entity, 'create') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'create'), 'UI005'); end if;
		made := app.body(entity, body, 'create');
		if spec -> 'masked' is not null then perform app.custom_required(entity, made -> 'custom'); end if;
		made := jsonb_strip_nulls(made - 'custom') || coalesce(jsonb_build_object('custom', jsonb_strip_nulls(made -> 'custom')), '{}');	-- an empty field takes its default
		made := case when made -> 'custom' = 'null' then made - 'custom' else made end;
		names := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(made) k);
		if names is null then
			execute format('insert into %s default values returning id, version', rel) into row_id, row_version;
		else
			execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1) returning id, version', rel, names)
			into row_id, row_version using made;
		end if;
	else
		execute format('select version from %s where tenant_id = app.tenant() and id = $1 and deleted_at is null', rel) into was using id;
		if was is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
		if app.scope(entity, 'update') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'update'), 'UI005'); end if;
		if version is not null and version <> was then
			raise 'Someone changed this record meanwhile.' using errcode = 'UI002', detail = jsonb_build_object('entity', entity, 'id', id, 'version', was)::text;
		end if;
		made := app.body(entity, body, 'update');
		names := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(made) k where k <> 'custom');
		execute format('update %1$s t set version = $3 + 1%2$s%3$s from (select %4$s from jsonb_populate_record(null::%1$s, $1) r) r
		    where t.tenant_id = app.tenant() and t.id = $2 and t.deleted_at is null and (%5$s) returning t.version', rel,
		    (select string_agg(format(', %1$I = r.%1$I', k), '') from jsonb_object_keys(made) k where k <> 'custom'),
		    case when made ? 'custom' then ', custom = jsonb_strip_nulls(t.custom || r.custom)' else '' end,
		    coalesce(concat_ws(', ', names, case when made ? 'custom' then 'custom' end), '1'),
		    coalesce((select string_agg(case when k = 'custom' then 'jsonb_strip_nulls(t.custom || r.custom) <> t.custom'
		        else format('t.%1$I is distinct from r.%1$I', k) end, ' or ') from jsonb_object_keys(made) k), 'false'))
		into row_version using made, id, was;
		row_id := id;
		if row_version is null then	-- nothing to change; or a row that may be seen and not changed
			execute format('select version from %s where tenant_id = app.tenant() and id = $1 and (%s)', rel, ui.reach(entity, app.scope(entity, 'update'))) into row_version using id;
			if row_version is null then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'update'), 'UI005'); end if;
		end if;
	end if;
	if alone and (id is null or exists (select from jsonb_object_keys(made) k join jsonb_array_elements_text(spec -> 'duplicates') d on rtrim(d, '~') = k) or spec -> 'duplicates' <> '[]') then
		alike := app.look_alikes(entity, row_id);
	end if;
	return app.answered(key, jsonb_build_object('id', row_id, 'version', row_version, 'warnings', case when alone then app.warnings(entity, row_id) else '[]' end, 'duplicates', alike));
end $$;

-- Into the bin, and out of it. Out of reach is not there.
create or replace function app.bin(entity text, id bigint, version integer, binned boolean) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	was integer; now_is integer; scope constant text := app.scope(entity, 'delete');
begin
	if scope = 'none' or not (ui.spec(entity) ->> 'trash')::boolean then
		perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'delete'), 'UI005');
	end if;
	execute format('select version from app.%I where tenant_id = app.tenant() and id = $1 and (deleted_at is null) = $2 and (%s) for update', entity,
	    ui.reach(entity, scope)) into was using id, binned;
	if was is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	execute format('update app.%I set deleted_at = case when $3 then now() end, deleted_by = case when $3 then app.person() end, version = coalesce($2, version) + 1
	    where tenant_id = app.tenant() and id = $1 returning version', entity) into now_is using id, version, binned;
	return jsonb_build_object('id', id, 'version', now_is);
end $$;
create or replace function app.remove(entity text, id bigint, version integer default null, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	return coalesce(app.asked(key, jsonb_build_array('delete', entity, id, version)), app.answered(key, app.bin(entity, id, version, true)));
end $$;
create or replace function app.restore(entity text, id bigint, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	return coalesce(app.asked(key, jsonb_build_array('restore', entity, id)), app.answered(key, app.bin(entity, id, null, false)));
end $$;

-- A business action on one row, its arguments by name.
create or replace function app.act(entity text, verb text, id bigint, args jsonb default '{}', key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	earlier jsonb; v ui.verb; p pg_proc; call text := ''; a text; f text; answer jsonb; row_version integer;
begin
	perform ui.spec(entity);
	select * into v from ui.verb x where x.entity = $1 and x.verb = $2 and x.proc is not null;
	if not found then perform app.refuse('“{entity}” has no action “{verb}”.', jsonb_build_object('entity', entity, 'verb', verb), 'UI007'); end if;
	earlier := app.asked(key, jsonb_build_array('do', entity, verb, id, args));
	if earlier is not null then return earlier; end if;
	select * into p from pg_proc x where x.proname = v.proc and x.pronamespace = 'app'::regnamespace;
	if 'fields' = any (p.proargnames[2:p.pronargs]) then	-- it takes the fields of another record by their own names
		args := (select coalesce(jsonb_object_agg(k, x), '{}') from jsonb_each(args) j(k, x) where k <> 'fields' and k = any (p.proargnames[2:p.pronargs]))
		    || jsonb_build_object('fields', (select coalesce(jsonb_object_agg(k, x), '{}') from jsonb_each(args) j(k, x) where k <> all (p.proargnames[2:p.pronargs]))
		        || case jsonb_typeof(args -> 'fields') when 'object' then args -> 'fields' else '{}' end);
	end if;
	for a in select k from jsonb_object_keys(coalesce(args, '{}')) k where k <> all (p.proargnames[2:p.pronargs]) loop
		perform app.refuse('“{verb}” takes no “{name}”.', jsonb_build_object('verb', verb, 'name', a, 'field', a), 'UI007');
	end loop;
	for n in 2..p.pronargs loop
		a := p.proargnames[n]; f := format_type(p.proargtypes[n - 1], null);
		if args ? a and args -> a <> 'null' and args -> a <> '""' then
			if f = 'bigint' then args := args || jsonb_build_object(a, app.named(ui.argument_entity(a), ui.label(a), a, args -> a)); end if;
			begin
				args := args || jsonb_build_object(a, app.wire_value(ui.type(p.proargtypes[n - 1]) ->> 'type', args -> a));
				execute format('select ($1 ->> %L)::%s', a, f) using args;
			exception when data_exception or invalid_text_representation or datetime_field_overflow or numeric_value_out_of_range then
				perform app.refuse('{label}: “{value}” is not {kind_label}.', jsonb_build_object('label', ui.label(a), 'value', args -> a, 'field', a, 'kind_label', app.kind_label(ui.type(p.proargtypes[n - 1]) ->> 'type')));
			when check_violation then	-- a secret that the server did not seal: it is neither kept nor told again
				perform app.refuse(obj_description(p.proargtypes[n - 1], 'pg_type'), jsonb_build_object('field', a));
			end;
			if ui.type(p.proargtypes[n - 1]) ->> 'type' = 'text' then perform app.refuse_controls(ui.label(a), a, args -> a); end if;
			call := call || format(', %I => ($2 ->> %L)::%s', a, a, f);
		elsif n <= p.pronargs - p.pronargdefaults then
			perform app.refuse('{label} is missing: fill it in.', jsonb_build_object('label', ui.label(a), 'field', a), 'UI007');
		end if;
	end loop;
	perform set_config('app.action', verb, true);		-- for the history of what it changes
	execute format('select to_jsonb(app.%I($1%s))', p.proname, call) into answer using id, coalesce(args, '{}');
	perform set_config('app.action', '', true);
	execute format('select version from app.%I where tenant_id = app.tenant() and id = $1', entity) into row_version using id;
	return app.answered(key, jsonb_build_object('id', id, 'version', row_version, 'answer', answer));
end $$;

-- Who changed what and when, masked as the row itself is: what the reader may not see was not changed. Values are as on the wire
-- (money in decimals, moments in UTC), a company's own fields each by their name. With `most` a page of the newest, the newest first,
-- and "next", the `before` of the page after it; else all, from the first.
create or replace function app.told_value(type text, value jsonb) returns jsonb language sql immutable
set search_path = pg_catalog, pg_temp as $$
	select case when jsonb_typeof(value) = 'null' then value when type = 'money' then to_jsonb(round((value #>> '{}')::numeric / 100, 2)::text)
	    when type = 'timestamp' then to_jsonb(to_char((value #>> '{}')::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) else value end $$;
create or replace function app.told_changes(changes jsonb, seen text[], types jsonb) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
	select jsonb_object_agg(x.k, jsonb_build_array(app.told_value(types ->> x.k, x.old), app.told_value(types ->> x.k, x.new))) from (
	    select key as k, value -> 0 as old, value -> 1 as new from jsonb_each(changes) where key = any (seen) and key <> all ('{deleted_at,custom}')
	    union all
	    select 'custom.' || n, coalesce(changes #> array['custom', '0', n], 'null'), coalesce(changes #> array['custom', '1', n], 'null')
	    from (select n from jsonb_object_keys(nullif(changes #> '{custom,0}', 'null')) n union select n from jsonb_object_keys(nullif(changes #> '{custom,1}', 'null')) n) names
	    where 'custom' = any (seen) and changes #> array['custom', '0', n] is distinct from changes #> array['custom', '1', n]) x $$;
create or replace function app.history_rows(entity text, id bigint, before bigint default null, most integer default null) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	scope constant text := app.scope(entity, 'read'); seen boolean; columns text[]; types jsonb; a record; told jsonb[] := '{}'; one jsonb; next bigint; last bigint;
begin
	perform ui.spec(entity);
	if scope = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'read'), 'UI005'); end if;
	if most not between 1 and 1000 then perform app.refuse('A page has 1 to 1000 lines.', '{"field": "limit"}', 'UI007'); end if;
	execute format('select true from app.%I where tenant_id = app.tenant() and id = $1 and (%s)', entity, ui.reach(entity, scope)) into seen using id;
	if seen is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	columns := array(select t.attname from pg_attribute t where t.attrelid = format('app.%I', entity)::regclass and t.attnum > 0 and not t.attisdropped
	    and has_column_privilege(current_setting('role'), t.attrelid, t.attnum, 'select'));
	types := coalesce((select jsonb_object_agg(f.name, f.type) from ui.fields(entity) f where f.type in ('money', 'timestamp')), '{}');
	-- Made comes before all else, whatever its number: the statement that makes a record says so at its end.
	for a in (select x.* from app.audit x where x.tenant_id = app.tenant() and x.entity = $1 and x.row_id = $2 and x.verb <> 'insert' and (before is null or x.id < before) order by x.id desc)
	    union all
	    (select x.* from app.audit x where x.tenant_id = app.tenant() and x.entity = $1 and x.row_id = $2 and x.verb = 'insert') loop
		one := app.told_changes(a.changes, columns, types);
		continue when one is null and a.verb = 'update';
		if cardinality(told) = most then next := last; exit; end if;
		last := a.id;
		told := told || (jsonb_strip_nulls(jsonb_build_object('id', case when most is not null then a.id end, 'at', to_char(a.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
		    'person_id', a.person_id, 'person', case when a.person_id = 0 then 'Comptoir' else (select p.name from app.person p where p.tenant_id = a.tenant_id and p.id = a.person_id) end,
		    'verb', a.verb, 'action', a.action, 'batch', a.batch, 'by_rule', (select u.name from app.rule u where u.tenant_id = a.tenant_id and u.id = a.rule_id))) || jsonb_build_object('changes', one));
	end loop;
	return jsonb_strip_nulls(jsonb_build_object('next', next)) || jsonb_build_object('changes',
	    case when most is null then (select coalesce(jsonb_agg(t order by n desc), '[]') from unnest(told) with ordinality u(t, n)) else to_jsonb(told) end);
end $$;
-- The same with what references are called, as a list says it: {"owner_id": [4, 7], "owner_id.label": ["Zoé", null]}. It runs as
-- whoever asks: of a record that one may not see there is the number alone.
create or replace function app.history(entity text, id bigint, before bigint default null, most integer default null) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	told jsonb := app.history_rows(entity, id, before, most); f record; ids bigint[]; names jsonb;
begin
	for f in select x.name, x.refers from ui.fields(entity) x where x.refers is not null and x.readable and x.name <> 'id' loop
		ids := array(select distinct (v #>> '{}')::bigint from jsonb_array_elements(told -> 'changes') c, jsonb_array_elements(c -> 'changes' -> f.name) v where jsonb_typeof(v) = 'number');
		continue when ids = '{}';
		begin
			execute format('select jsonb_object_agg(r.id, %s) from app.%I r where r.tenant_id = app.tenant() and r.id = any ($1)', ui.label_expr(f.refers, 'r'), f.refers) into names using ids;
		exception when insufficient_privilege then	-- what they are called is not for this person
			names := null;
		end;
		continue when names is null;
		told := jsonb_set(told, '{changes}', (select jsonb_agg(case when c -> 'changes' ? f.name then jsonb_set(c, array['changes', f.name || '.label'],
		        (select jsonb_agg(names -> (v #>> '{}') order by k) from jsonb_array_elements(c -> 'changes' -> f.name) with ordinality w(v, k))) else c end order by n)
		    from jsonb_array_elements(told -> 'changes') with ordinality u(c, n)));
	end loop;
	return told;
end $$;
alter function app.bin(text, bigint, integer, boolean) owner to comptoir_action;
alter function app.history_rows(text, bigint, bigint, integer) owner to comptoir_action;
grant execute on function app.kind_label, app.wire_value, app.refuse_controls, app.body, app.row_warnings, app.warnings, app.near, app.look_alikes, app.custom_required, app.save, app.bin, app.remove, app.restore, app.act, app.told_value, app.told_changes, app.history_rows, app.history, ui.explain
    to comptoir_staff;
grant execute on function app.told_value, app.told_changes to comptoir_action;

-- What a program changed, for those who look on: the server tells of people's changes by itself. One NOTIFY, sent when the transaction ends.
create or replace function app.tell_changed(entity text, ids bigint[]) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	changes jsonb;
begin
	execute format('select jsonb_agg(jsonb_build_array(u.id, coalesce(t.version, 0))) from unnest($1) u(id) left join app.%I t on t.tenant_id = app.tenant() and t.id = u.id', entity)
	into changes using ids;
	if changes is not null then perform pg_notify('comptoir', json_build_object('t', app.tenant(), 'e', entity, 'c', changes)::text); end if;
end $$;
grant execute on function app.tell_changed to comptoir_action;
