-- list.sql: the text of every list. One builder serves the quick road (the server prepares the text and sends values) and the
-- finder's (values written in), so that both page in the same order.
--
-- An order is a set of keys: nulls come last, whichever way; the number decides between equals. A page goes on after a cursor:
-- the keys' values of the last row seen. Each way of seeing (all, mine, one's teams) is walked in an index of its own and the
-- first rows of each are merged: nothing is sorted that was not asked for.

-- The keys of an order as the caller may use them: [{name, expr, desc, not_null, sql_type}], always ended by the number.
create or replace function ui.sort_keys(entity text, sort jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	w text; keys jsonb := '[]'; f record; spec constant jsonb := ui.spec(entity);
begin
	if sort is null or jsonb_typeof(sort) <> 'array' or jsonb_array_length(sort) = 0 then
		sort := to_jsonb(string_to_array(spec ->> 'order', ','));
	end if;
	if jsonb_array_length(sort) > 8 then perform app.refuse('Sort by 8 fields at most.', '{}', 'UI007'); end if;
	for w in select * from jsonb_array_elements_text(sort) loop
		select * into f from ui.fields(entity, named => ltrim(w, '-+')) x;
		if f.name is null then perform ui.refuse_field(entity, ltrim(w, '-+')); end if;
		if not f.readable then perform app.refuse('You may not see {label}.', jsonb_build_object('label', f.label), 'UI005'); end if;
		if f.type in ('json', 'bytes', 'sentence') then perform app.refuse('Nothing is sorted by {label}.', jsonb_build_object('label', f.label), 'UI007'); end if;
		keys := keys || jsonb_build_object('name', f.name, 'expr', f.expr, 'desc', w like '-%', 'not_null', f.not_null, 'sql_type', f.sql_type);
		exit when f.name = 'id';
	end loop;
	if keys -> -1 ->> 'name' <> 'id' then
		keys := keys || jsonb_build_object('name', 'id', 'expr', 't.id', 'desc', keys -> 0 -> 'desc', 'not_null', true, 'sql_type', 'bigint');
	end if;
	return keys;
end $$;

-- The condition "comes after the cursor" from key number n on; vals holds each key's value as SQL text.
create or replace function ui.after(keys jsonb, vals text[], n integer default 0) returns text language plpgsql immutable as $$
declare
	k constant jsonb := keys -> n; v constant text := vals[n + 1]; here text;
begin
	if k is null then return 'false'; end if;
	here := format('%s %s %s', k ->> 'expr', case when (k ->> 'desc')::boolean then '<' else '>' end, v);
	if not (k ->> 'not_null')::boolean then here := format('(%s or %s is null and %s is not null)', here, k ->> 'expr', v); end if;
	if n + 1 = jsonb_array_length(keys) then return here; end if;
	return format('(%s or %s %s %s and %s)', here, k ->> 'expr', case when (k ->> 'not_null')::boolean then '=' else 'is not distinct from' end, v,
	    ui.after(keys, vals, n + 1));
end $$;

-- One walk: `what` of the rows that meet cond, in order, at most lim. With a first key that may be null there are two halves,
-- because the index is in the order asked for only within each. After a cursor the index begins exactly there, however many rows
-- share its first key: they are compared together with the number, or (several keys) come first as a part of their own. The source is
-- a table, or two that are joined, and calls the rows t.
-- With a column and the value that it must have (pin) the walk is one of an index that begins with that column, and the text says so
-- (a range of one value, in the order of that column too): asked for with =, the planner would rather walk all there is in the order of the
-- rest, and read past a hundred thousand closed tickets to the open ones.
create or replace function ui.walk(source text, what text, cond text, keys jsonb, vals text[], lim text, pin text default null, pinned text default null) returns text
language plpgsql stable as $$
declare
	k constant jsonb := keys -> 0; can_be_null constant boolean := not (k ->> 'not_null')::boolean;
	-- Without "nulls last" for the first key: it is never null in its half, and a backward scan would not match the words.
	rest constant text := coalesce((select string_agg(format('%s %s, ', x ->> 'expr', case when (x ->> 'desc')::boolean then 'desc nulls last' else 'asc' end), '' order by n)
	    from jsonb_array_elements(keys) with ordinality u(x, n) where n > 1 and x ->> 'name' <> 'id'), '');
	direction constant text := case when (k ->> 'desc')::boolean then 'desc' else 'asc' end; beyond constant text := case direction when 'desc' then '<' else '>' end;
	id_desc constant boolean := (keys -> -1 ->> 'desc')::boolean; id_is constant text := keys -> -1 ->> 'expr'; lead constant text := case when pin is null then '' else format('%s %s, ', pin, direction) end;
	first constant text := case when pin is null then '' else pin || ', ' end; its constant text := case when pin is null then '' else pinned || ', ' end;
	rest_order constant text := lead || rest || id_is || case when id_desc then ' desc' else ' asc' end; in_order constant text := format('%s%s %s, %s', lead, k ->> 'expr', direction, substr(rest_order, length(lead) + 1));
	plain constant text := 'select %s from %s where %s and %s order by %s limit %s';
	-- In a column of a board those whose key is null stand together, and may be nearly all of it: only by = does what asks for the others end
	-- before them. (There it is safe: few have such a key at all, so that no other index is shorter.)
	there constant text := case when not can_be_null then 'true' when pin is null then format('%s is not null', k ->> 'expr') else format('%s = %s and %s is not null', pin, pinned, k ->> 'expr') end;
	parts text[] := '{}'; after_blank text := 'true';
begin
	if pin is not null then cond := format('%1$s and %2$s >= %3$s and %2$s <= %3$s', cond, pin, pinned); end if;
	if k ->> 'name' = 'id' then
		return format(plain, what, source, cond, case when vals is null then 'true' else format('(%s%s) %s (%s%s)', first, id_is, beyond, its, vals[1]) end, lead || id_is || ' ' || direction, lim);
	end if;
	if vals is null then
		parts := parts || format(plain, what, source, cond, there, in_order, lim);
	elsif jsonb_array_length(keys) = 2 and id_desc = (direction = 'desc') then	-- one range of the index, and no other index has it
		parts := parts || format(plain, what, source, cond, case when pin is not null and can_be_null then format('%s and (%s, %s) %s (%s, %s)', there, k ->> 'expr', id_is, beyond, vals[1], vals[2])
		    else format('(%s%s, %s) %s (%s%s, %s)', first, k ->> 'expr', id_is, beyond, its, vals[1], vals[2]) end, in_order, lim);
	else
		parts := parts || format(plain, what, source, cond, format('%s = %s and %s', k ->> 'expr', vals[1], ui.after(keys - 0, vals[2:])), rest_order, lim)
		    || format(plain, what, source, cond, format('%s %s %s and %s', k ->> 'expr', beyond, vals[1], there), in_order, lim);
	end if;
	if vals is not null then
		after_blank := case when jsonb_array_length(keys) > 2 then format('(%s is not null or %s)', vals[1], ui.after(keys - 0, vals[2:]))
		    else format('%s %s case when %s is null then %s else %s end', id_is, case when id_desc then '<' else '>' end, vals[1], vals[2],
		        case when id_desc then '9223372036854775807' else '-1' end) end;
	end if;
	if can_be_null then
		-- (By the key that is null, too: its index holds them in the order of the rest, and no other one is walked for them.)
		parts := parts || format(plain, what, source, cond, format('%s is null and %s', k ->> 'expr', after_blank), in_order, lim);
	end if;
	if cardinality(parts) = 1 then return parts[1]; end if;
	return (select string_agg('(' || x || ')', ' union all ' order by n) from unnest(parts) with ordinality u(x, n)) || ' limit ' || lim;
end $$;

-- The whole ordered list of one scope. out_names are the names that `what` gives its columns; kN the sort keys beside them. place: the
-- value of the board's field, when it is one column of a board, in the board's order or in another that is as quick there.
create or replace function ui.ordered(entity text, what text, out_names text, cond text, keys jsonb, vals text[], lim text, scope text,
    person text default 'app.person()', teams text default '((select app.teams())::bigint[])', place text default null) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); rel constant regclass := ui.rel(entity);
	mine constant text := spec ->> 'mine'; team constant text := spec ->> 'team';
	with_keys constant text := what || (select string_agg(format(', %s as k%s', x ->> 'expr', n), '' order by n) from jsonb_array_elements(keys) with ordinality u(x, n));
	by_keys constant text := (select string_agg(format('k%s %s', n, case when (x ->> 'desc')::boolean then 'desc nulls last' else 'asc nulls last' end), ', ' order by n)
	    from jsonb_array_elements(keys) with ordinality u(x, n));
	with_team constant text := case when team is not null then format('%s, t.%I as of_team', with_keys, team) end;
	source constant text := rel || ' t'; own text; own_keys jsonb := keys; own_source text := rel || ' t'; link text; of_link text;
	field constant text := 't.' || quote_ident(spec -> 'board' ->> 'field'); own_pin text; own_here text; here constant text := case when place is null then cond else format('%s and %s = %s', cond, field, place) end; pin constant text := case when place is not null then field end;
begin
	if scope = 'all' then return ui.walk(source, what, cond, keys, vals, lim, pin, place); end if;
	if scope = 'none' or scope = 'mine' and mine is null or scope = 'team' and mine is null and team is null then
		return ui.walk(source, what, here || ' and false', keys, vals, lim);
	end if;
	if team like '%.%' then		-- through a link table that holds no order
		return ui.walk(source, what, format('%s and (%s)', here, replace(ui.reach(entity, scope), quote_ident(entity) || '.', 't.')), keys, vals, lim);
	end if;
	own := case when mine is null then 'false' else format('t.%I = %s', mine, person) end; own_here := here;
	if mine like '%.%' then
		-- One's own come through the links, which are few beside the rest. A link that holds the first key, too, has them in its order, and one
		-- that holds the board's field, those of a column.
		link := split_part(mine, '.', 1); of_link := split_part(mine, '.', 2);
		own := format('k.k_tenant_id = app.tenant() and k.k_person_id = %s', person);
		own_source := format('app.%I k(%s) join %s t on t.tenant_id = k.k_tenant_id and t.id = k.%I', link, (select string_agg(quote_ident('k_' || a.attname), ', ' order by a.attnum)
		    from pg_attribute a where a.attrelid = format('app.%I', link)::regclass and a.attnum > 0 and not a.attisdropped), rel, 'k_' || of_link);	-- what an action is shown for names columns of the record alone
		if jsonb_array_length(keys) = 2 and exists (select from pg_attribute a where a.attrelid = format('app.%I', link)::regclass and a.attname = keys -> 0 ->> 'name' and not a.attisdropped) then
			own_keys := jsonb_set(jsonb_set(keys, '{0,expr}', to_jsonb(format('k.%I', 'k_' || (keys -> 0 ->> 'name')))), '{1,expr}', to_jsonb(format('k.%I', 'k_' || of_link)));
			if place is not null and exists (select from pg_attribute a where a.attrelid = format('app.%I', link)::regclass and a.attname = spec -> 'board' ->> 'field' and not a.attisdropped) then
				own_pin := format('k.%I', 'k_' || (spec -> 'board' ->> 'field')); own_here := cond;
			end if;
		end if;
	end if;
	if scope = 'mine' or team is null then return ui.walk(own_source, what, own_here || ' and ' || own, own_keys, vals, lim, own_pin, place); end if;
	-- One's own rows that are a team's too come by the team: they are dropped after the walk, which would read past them all.
	return format('select %s from (select x.* from unnest(%s) team_of cross join lateral (%s) x
	    union all select y.* from (%s) y where y.of_team is null or y.of_team <> all (%2$s)) branches order by %5$s limit %6$s',
	    out_names, teams, ui.walk(source, with_team, format('%s and t.%I = team_of', cond, team), keys, vals, lim, pin, place),
	    ui.walk(own_source, with_team, format('%s and %s', own_here, own), own_keys, vals, lim, own_pin, place), by_keys, lim);
end $$;

-- The SQL of a list, for the server to prepare. See the protocol's list: `columns` null = those of the declaration, "*" = all;
-- by order: $1 = how many, at most `limit` (null: any), $2 = cursor (when after); with `query`, only its rows · by find: $1 = the query of app.find ·
-- by ids: $1 = numbers · by board: $1 = the query of app.board; beside each row, `_place`, its column.
create or replace function ui.list_sql(entity text, shape jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); rel constant regclass := ui.rel(entity);
	road constant text := coalesce(shape ->> 'by', 'order'); trash constant boolean := coalesce((shape ->> 'trash')::boolean, false);
	scope text := app.scope(entity, 'read'); keys constant jsonb := ui.sort_keys(entity, case road when 'board' then ui.board_sort(entity, shape) else shape -> 'sort' end);
	wanted text[]; f record; what text[] := '{}'; names text[] := '{}'; columns jsonb := '[]'; w text; vals text[]; q text; live text; cursor_expr text;
begin
	if scope = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'read'), 'UI005'); end if;
	if coalesce((shape ->> 'export')::boolean, false) then
		if app.scope(entity, 'export') = 'none' then perform app.refuse('You may not export {title}.', jsonb_build_object('title_label', spec -> 'title', 'title', spec -> 'title'), 'UI005'); end if;
		if array_position('{none,mine,team,all}', app.scope(entity, 'export')) < array_position('{none,mine,team,all}', scope) then scope := app.scope(entity, 'export'); end if;
	end if;
	wanted := case jsonb_typeof(shape -> 'columns') when 'array' then array(select jsonb_array_elements_text(shape -> 'columns'))
	    when 'string' then (select array_agg(x.name order by x.n) from ui.fields(entity) x where x.readable and x.type <> 'bytes' and (x.name <> 'deleted_at' or trash or road = 'ids'))
	    else array(select jsonb_array_elements_text(spec -> 'list')) end;
	foreach w in array '{id,version}'::text[] || array_remove(array_remove(wanted, 'id'), 'version') loop
		select * into f from ui.fields(entity, named => w) x;
		if f.name is null then perform ui.refuse_field(entity, w); end if;
		if not f.readable then
			continue when jsonb_typeof(shape -> 'columns') is distinct from 'array';
			perform app.refuse('You may not see {label}.', jsonb_build_object('label', f.label), 'UI005');
		end if;
		continue when w = any (names);
		what := what || format('%s as %I', case when f.type = 'tags' then format('to_jsonb(%s)', f.expr)
		    when w = spec ->> 'label' and spec -> 'unnamed' <> '[]' then ui.label_expr(entity, 't') else f.expr end, w);
		names := names || w;
		columns := columns || jsonb_build_object('name', w, 'type', f.type);
		if f.refers is not null then
			-- Who made or changed a record may be the platform itself, which is nobody's colleague.
			what := what || format(case when w in ('created_by', 'updated_by') then 'case %3$s when 0 then ''Comptoir'' else %1$s end as %2$I' else '%1$s as %2$I' end,
			    format(case when spec -> 'named' ? w and app.scope(f.refers, 'read') <> 'all' then 'coalesce((select %1$s from app.%2$I r where r.tenant_id = app.tenant() and r.id = %3$s), (select n.%5$I from ui.%4$I n where n.tenant_id = app.tenant() and n.id = t.id))'
			        else '(select %s from app.%I r where r.tenant_id = app.tenant() and r.id = %s)' end, ui.label_expr(f.refers, 'r'), f.refers, f.expr, 'called_' || entity, w), w || '.label', f.expr);
			names := names || (w || '.label');
			columns := columns || jsonb_strip_nulls(jsonb_build_object('name', w || '.label', 'type', 'text', 'format', ui.label_format(f.refers)));
		end if;
	end loop;
	if coalesce((shape ->> 'actions')::boolean, false) then
		what := what || format('to_jsonb(array_remove(array[%s]::text[], null)) as _actions', (select string_agg(format('case when (%s) then %L end',
		    coalesce(v.shown_when, 'true'), v.verb), ', ' order by v.last, v.position) from ui.verb v where v.entity = list_sql.entity and v.proc is not null));
		names := names || '_actions'::text;
		columns := columns || '{"name": "_actions", "type": "json"}';
	end if;
	cursor_expr := format('jsonb_build_array(%s) as _cursor', (select string_agg(x ->> 'expr', ', ' order by n) from jsonb_array_elements(keys) with ordinality u(x, n)));
	if road <> 'ids' then
		what := what || cursor_expr; names := names || '_cursor'::text; columns := columns || '{"name": "_cursor", "type": "json"}';
	end if;
	if road = 'board' then
		what := what || 'u.place as _place'::text; columns := columns || '{"name": "_place", "type": "text"}';
	end if;
	live := case when trash then 't.deleted_at is not null' else 't.deleted_at is null' end;
	if road = 'order' and jsonb_typeof(shape -> 'query') = 'object' then	-- a long answer: every row is looked at once, instead of pages found
		live := live || ' and ' || (select p.sql from app.plan(entity, shape -> 'query') p);
	end if;
	if road = 'order' then
		if coalesce((shape ->> 'after')::boolean, false) then
			vals := (select array_agg(format('($2::jsonb ->> %s)::%s', n - 1, x ->> 'sql_type') order by n) from jsonb_array_elements(keys) with ordinality u(x, n));
		end if;
		q := ui.ordered(entity, array_to_string(what, ', '), (select string_agg(quote_ident(x), ', ' order by n) from unnest(names) with ordinality u(x, n)),
		    't.tenant_id = app.tenant() and ' || live, keys, vals, coalesce((shape ->> 'limit')::integer::text, '$1::bigint'), scope);
		-- A page's length is in the text: a planner who does not know it thinks of a tenth of the table, and sorts what an index has in order.
		if shape ->> 'limit' is not null then q := format('select * from (%s) page limit $1::bigint', q); end if;
	elsif road = 'board' then
		q := format('select %s from app.board(%L, $1::jsonb) u join %s t on t.tenant_id = app.tenant() and t.id = u.id order by u.n', array_to_string(what, ', '), entity, rel);
	else
		q := format('select %s from unnest(%s) with ordinality u(id, n) join %s t on t.tenant_id = app.tenant() and t.id = u.id%s order by u.n',
		    array_to_string(what, ', '), case road when 'find' then format('app.find(%L, $1::jsonb)', entity) else '$1::bigint[]' end, rel,
		    case when road = 'find' then ' and ' || live else '' end);
	end if;
	return jsonb_build_object('sql', q, 'columns', columns, 'sort', (select jsonb_agg(case when (x ->> 'desc')::boolean then '-' else '' end || (x ->> 'name') order by n)
	    from jsonb_array_elements(keys) with ordinality u(x, n)));
end $$;

-- What stands for a row where another one refers to it. A label that is itself a reference is followed. Where it may be empty
-- (unnamed), the first of those fields that is there and that the reader may see stands for it, else the number: the label itself
-- never holds what some may not see.
create or replace function ui.label_expr(entity text, alias text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	spec jsonb; f record; others text;
begin
	select e.spec into spec from ui.entity e where e.entity = label_expr.entity;
	select x.* into f from ui.fields(entity, named => spec ->> 'label') x;
	if f.refers is not null and f.name <> 'id' then
		return format('(select %1$s from app.%2$I %3$s where %3$s.tenant_id = %4$s.tenant_id and %3$s.id = %4$s.%5$I)',
		    ui.label_expr(f.refers, alias || alias), f.refers, alias || alias, alias, f.name);
	end if;
	if jsonb_array_length(coalesce(spec -> 'unnamed', '[]')) = 0 then return format('%s.%I::text', alias, spec ->> 'label'); end if;
	select string_agg(case when x.refers is not null then format('(select %1$s from app.%2$I %3$s where %3$s.tenant_id = %4$s.tenant_id and %3$s.id = %4$s.%5$I), ', ui.label_expr(x.refers, alias || alias), x.refers, alias || alias, alias, x.name)
	    else format(case when to_regprocedure(format('app.show_%s(text)', x.format)) is null then '%s.%I::text, ' else 'app.show_%3$s(%1$s.%2$I), ' end, alias, x.name, x.format) end, '' order by u.o) into others
	from jsonb_array_elements_text(spec -> 'unnamed') with ordinality u(name, o) join ui.fields(entity) x on x.name = u.name where x.readable;
	return format('coalesce(nullif(%1$s.%2$I::text, ''''), %3$s''#'' || %1$s.id)', alias, spec ->> 'label', coalesce(others, ''));
end $$;

-- What a record refers to is called, for who sees the record and not what it refers to: only where the entity says that its name goes along
-- (whoever is sent to a customer knows to whom). A view, of whose rows people see those within their reach: a list asks it once for each row
-- whose name is hidden, and a function would cost it more than all the rest.
create or replace function ui.declare_named(entity text, fields text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	named constant text[] := ui.columns(format('app.%I', entity)::regclass, ui.words(fields)); made constant text := 'called_' || entity; loader constant text := current_setting('role'); tenant constant text := current_setting('app.tenant', true);
	names text;
begin
	update ui.entity e set spec = e.spec || jsonb_build_object('named', to_jsonb(named)) where e.entity = $1;
	-- As any colleague may see it: of no company, with no clearance.
	perform set_config('app.tenant', '0', true), set_config('role', 'comptoir_staff', true);
	select string_agg(format('(select %s from app.%I r where r.tenant_id = %I.tenant_id and r.id = %3$I.%4$I) as %4$I', ui.label_expr(d.refers, 'r'), d.refers, d.entity, d.name), ', ' order by d.name)
	into names from ui.declared_field d where d.entity = $1 and d.name = any (named);
	perform set_config('app.tenant', coalesce(tenant, ''), true), set_config('role', loader, true);
	execute format('drop view if exists ui.%I', made);
	execute format('create view ui.%1$I with (security_barrier) as select %3$I.tenant_id, %3$I.id, %2$s from app.%3$I where %3$I.tenant_id = app.tenant() and case (select app.scope(%3$L, ''read'')) when ''all'' then true when ''team'' then %4$s when ''mine'' then %5$s else false end',
	    made, names, entity, ui.reach(entity, 'team'), ui.reach(entity, 'mine'));
	execute format('alter view ui.%I owner to comptoir_finder', made);
	execute format('grant select on ui.%I to comptoir_staff', made);
end $$;
-- How that is written for people: the format of the field that it is, as plate or siren. Asked of each list: by the column alone.
create or replace function ui.label_format(entity text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	its text; is_text boolean; refers text;
begin
	select case when t.typtype = 'd' then t.typname end, t.typcategory = 'S' into its, is_text from ui.entity e join pg_attribute a on a.attrelid = ui.rel(e.entity) and a.attname = e.spec ->> 'label'
	join pg_type t on t.oid = a.atttypid where e.entity = label_format.entity;
	if is_text then return its; end if;
	select x.refers into refers from ui.entity e, ui.fields(e.entity, named => e.spec ->> 'label') x where e.entity = label_format.entity and x.name <> 'id';
	return case when refers is not null then ui.label_format(refers) end;
end $$;
grant execute on function ui.sort_keys, ui.after, ui.walk, ui.ordered, ui.list_sql, ui.label_expr, ui.label_format to comptoir_staff, comptoir_action, comptoir_finder;
