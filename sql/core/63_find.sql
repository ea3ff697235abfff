-- find.sql: search and filters. Trigram, @> and other operators are not leak-proof, so under row-level security they are filters
-- over the whole company; here they are index conditions. This role may bypass policies, applies tenant and scope itself,
-- answers numbers only, and the rows are read back under the caller's own policies.

-- A word as search columns hold it: a LIKE pattern. Letters too few for a trigram match the beginning of a word.
create or replace function app.word_sql(searched text, word text) returns text language sql immutable set search_path = pg_catalog, pg_temp return
    (select format('t.%I like %L', searched, case when length(w) < 3 then '% ' else '%' end || regexp_replace(w, '([\\%_])', '\\\1', 'g') || '%')
     from (select app.search_fold(word)) x(w));
-- All words of a term must be met. What looks like a telephone number or a plate written with spaces is one word.
create or replace function app.term_sql(searched text, term text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
	folded constant text := trim(app.search_fold(coalesce(term, '')));
	words text[] := array_remove(regexp_split_to_array(folded, '\s+'), '');
begin
	if words = '{}' then return 'true'; end if;
	if searched is null then return 'false'; end if;
	if cardinality(words) > 16 then perform app.refuse('Search for 16 words at most.', '{}', 'UI007'); end if;
	if folded ~ '^[0-9 ]{4,24}$' or folded ~ '^([a-z]{2} [0-9]{3}( [a-z]{0,2})?|[0-9]{3} [a-z]{2}|[0-9]{1,4} [a-z]{1,3} ([0-9]{2,3}|2[ab]))$' then
		words := array[replace(folded, ' ', '')];
	end if;
	return (select string_agg(app.word_sql(searched, w), ' and ') from unnest(words) w);
end $$;

-- The share of a table that meets a range, as the planner's histograms have it. (Of ranges they know; of words they do not.)
create or replace function app.share(rel regclass, cond text) returns double precision language plpgsql volatile	-- as explain must be
set search_path = pg_catalog, pg_temp as $$
declare
	plan json;
begin
	execute format('explain (format json) select from %s t where %s', rel, cond) into plan;
	return (plan -> 0 -> 'Plan' ->> 'Plan Rows')::double precision / greatest((select c.reltuples from pg_class c where c.oid = rel), 1);
end $$;

-- A filter (the tree that shared/filter.c makes) as SQL. `quick` says whether the finder's index answers it.
create or replace function app.filter_sql(entity text, node jsonb, searched text, out sql text, out quick boolean) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); f record; x record; op text; v jsonb; one jsonb; part text[] := '{}'; lit text; zone text;
begin
	if node ? 'and' or node ? 'or' then
		quick := node ? 'or';
		for one in select * from jsonb_array_elements(coalesce(node -> 'and', node -> 'or')) loop
			select * into x from app.filter_sql(entity, one, searched);
			part := part || x.sql;
			quick := case when node ? 'and' then quick or x.quick else quick and x.quick end;
		end loop;
		sql := '(' || array_to_string(part, case when node ? 'and' then ' and ' else ' or ' end) || ')';
		return;
	elsif node ? 'not' then
		select * into x from app.filter_sql(entity, node -> 'not', searched);
		sql := format('(%s) is not true', x.sql); quick := false;
		return;
	elsif node ? 'word' then
		sql := app.term_sql(searched, node ->> 'word'); quick := sql <> 'true';
		return;
	end if;
	select * into f from ui.fields(entity, named => node ->> 'field') y;
	if f.name is null and node ->> 'field' = 'tag' then select * into f from ui.fields(entity, named => 'tags') y; end if;
	-- What is one's own, as the entity says it: owner, assignee, booked for it.
	if f.name is null and node ->> 'field' = 'mine' then
		sql := '(' || replace(ui.reach(entity, 'mine'), quote_ident(entity) || '.', 't.') || ')';
		if node ->> 'value' in ('no', 'non', 'false') or node ->> 'op' = '!=' then sql := sql || ' is not true'; quick := false; else quick := true; end if;
		return;
	end if;
	if f.name is null then perform ui.refuse_field(entity, node ->> 'field', jsonb_build_object('field', node -> 'field')); end if;
	if not f.readable then perform app.refuse('You may not see {label}.', jsonb_build_object('label', f.label, 'field', f.name), 'UI005'); end if;
	node := app.filter_reading(node, case when f.refers is null then f.type else '' end);
	if not node ? 'op' then
		select * into x from app.filter_sql(entity, node, searched);
		sql := x.sql; quick := x.quick;
		return;
	end if;
	op := node ->> 'op'; v := node -> 'value'; quick := false;
	if op = 'empty' or op = 'filled' then
		sql := format(case when f.type = 'tags' then '%s %s ''{}''' else '%s %s null' end, f.expr,
		    case when f.type = 'tags' then case op when 'empty' then '=' else '<>' end else case op when 'empty' then 'is' else 'is not' end end);
		return;
	end if;
	begin	-- a value of the wrong kind is found here, before any row is read
		if f.type = 'tags' then
			sql := (select string_agg(format('t.%I @> %L::text[]', f.name, array[e #>> '{}']), ' or ')
			    from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e);
			sql := '(' || sql || ')'; quick := true;
		elsif op = 'range' then
			sql := concat_ws(' and ', 'true', case when v ->> 0 <> '' then format('%s >= %s', f.expr, app.literal(f.type, f.sql_type, v ->> 0)) end,
			    case when v ->> 1 <> '' then format('%s %s %s', f.expr, case when f.type = 'timestamp' then '<' else '<=' end,
			        app.literal(f.type, f.sql_type, v ->> 1) || case when f.type = 'timestamp' and length(v ->> 1) = 10 then ' + interval ''1 day''' else '' end) end);
		elsif op in ('any', '~', '=') and (op <> '~' or f.type <> 'text' or f.choices is not null or f.format in ('phone', 'plate', 'siren', 'siret', 'vin')) then
			if f.refers = 'person' and v #>> '{}' = 'me' then v := to_jsonb(app.person()::text); end if;
			if f.refers is not null and exists (select from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e where e #>> '{}' !~ '^\d{1,18}$') then
				-- a reference by its label (a plate with or without its hyphens), among those that may be read: nobody guesses letter by letter; "me" is whoever asks
				lit := replace(ui.reach(f.refers, app.scope(f.refers, 'read')), quote_ident(f.refers) || '.', 'r.');
				sql := format('%s in (select r.id from app.%I r where r.tenant_id = %s and r.deleted_at is null and (%s))', f.expr, f.refers, app.tenant(),
				    (select string_agg(case when e #>> '{}' = 'me' and f.refers = 'person' then format('r.id = %s', app.person())
				        else format('%s and app.search_fold((%s)) like %L', lit, ui.label_expr(f.refers, 'r'), '%' || regexp_replace(app.search_fold(e #>> '{}'), '([\\%_])', '\\\1', 'g') || '%') end, ' or ')
				    from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e));
			elsif f.is_custom and jsonb_typeof(v) <> 'array' then
				sql := format('t.custom @> %L::jsonb', jsonb_build_object(substr(f.name, 8), case
				    when f.sql_type in ('bigint', 'numeric') then to_jsonb((v #>> '{}')::numeric) when f.sql_type = 'boolean' then to_jsonb((v #>> '{}')::boolean) else to_jsonb(v #>> '{}') end));
				quick := true;
			elsif f.type = 'timestamp' then	-- a day
				select c.time_zone into zone from app.company c where c.tenant_id = app.tenant();
				sql := (select '(' || string_agg(format('%1$s >= %2$L::timestamp at time zone %3$L and %1$s < (%2$L::timestamp + interval ''1 day'') at time zone %3$L',
				    f.expr, (e #>> '{}')::date, coalesce(zone, 'UTC')), ' or ') || ')'
				    from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e);
			else
				lit := (select string_agg(app.literal(f.type, f.sql_type, case when f.choices is null then said.o else app.choice_value(f.choices, said.o) end), ', ')
				    from (select case when (select to_regprocedure(format('app.clean_%s(text)', f.format))) is not null then app.cleaned(f.format, e #>> '{}') else e #>> '{}' end as o
				        from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e) said);
				sql := format('%s in (%s)', f.expr, lit);
				quick := spec -> 'choices' ? f.name or coalesce(f.name = spec ->> 'mine', false) or coalesce(f.name = spec ->> 'team', false);
				if f.type = 'text' and f.choices is null and spec -> 'sources' ? f.name and searched is not null and jsonb_typeof(v) <> 'array' and length(v #>> '{}') > 2 then
					-- the words find the rows, the comparison decides
					sql := format('%s and %s', sql, app.word_sql(searched, case when f.format in ('phone', 'plate', 'siren', 'siret', 'vin')
					    then regexp_replace(coalesce(app.cleaned(f.format, v #>> '{}'), v #>> '{}'), '[^[:alnum:]]', '', 'g') else v #>> '{}' end));
					quick := true;
				end if;
			end if;
		elsif op = '~' then
			if f.type <> 'text' then perform app.refuse('{label} holds no text to look into.', jsonb_build_object('label', f.label), 'UI007'); end if;
			sql := (select '(' || string_agg(format('app.fold(%s) like %L', f.expr, '%' || regexp_replace(app.fold(e #>> '{}'), '([\\%_])', '\\\1', 'g') || '%')
			    || case when spec -> 'sources' ? f.name and searched is not null then ' and ' || app.word_sql(searched, e #>> '{}') else '' end, ' or ') || ')'
			    from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e);
			quick := spec -> 'sources' ? f.name and length(coalesce(v ->> 0, v #>> '{}')) > 2;
		elsif op = '!=' then
			sql := format('%s is distinct from %s', f.expr, app.literal(f.type, f.sql_type, app.choice_value(f.choices, v #>> '{}')));
		elsif op in ('<', '<=', '>', '>=') then
			sql := format('%s %s %s', f.expr, op, app.literal(f.type, f.sql_type, v #>> '{}'));
		else
			perform app.refuse('A filter knows no “{op}”.', jsonb_build_object('op', op), 'UI007');
		end if;
		-- A narrow range is looked up in the finder's index; a wide one is met soon by walking, and its many keys are better left alone.
		if not quick and op in ('range', '<', '<=', '>', '>=', '=', 'any', '~') and spec -> 'sort' ? f.name and ui.ranged(ui.rel(entity), f.name) then
			quick := app.share(ui.rel(entity), sql) < 0.2;
			if not quick then sql := replace(sql, f.expr, format(case f.type when 'timestamp' then '(%s + interval ''0'')' else '(%s + 0)' end, f.expr)); end if;
		end if;
	exception when data_exception or invalid_text_representation or datetime_field_overflow then
		perform app.refuse('{label} cannot be compared with “{value}”.', jsonb_build_object('label', f.label, 'value', v, 'field', f.name), 'UI007');
	end;
end $$;

-- A value written into SQL as what it is; raises when it is not. Money comes in units and is kept in hundredths.
create or replace function app.literal(type text, sql_type text, value text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
	-- A number's domain would refuse what one may well compare with (mileage>-1); a text's cleans it.
	base constant text := case when type in ('integer', 'decimal') then (select format_type(t.typbasetype, t.typtypmod) from pg_type t where t.oid = sql_type::regtype and t.typtype = 'd') end;
begin
	if type = 'money' then return round(value::numeric * 100)::bigint::text || '::bigint'; end if;	-- an index knows only its own type
	-- What is plainly a number or a text needs no query of its own to be told so: a list of forty would ask forty.
	if sql_type = 'text' or sql_type = 'bigint' and value ~ '^-?\d{1,18}$' then return format('%L::%s', value, sql_type); end if;
	execute format('select %L::%s::text', value, case when base is not null then base when sql_type like 'app.%' then 'text' else sql_type end);
	return format('%L::%s', value, coalesce(base, sql_type));
end $$;
create or replace function app.cleaned(format text, value text) returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
	r text;
begin
	execute pg_catalog.format('select app.clean_%s($1)', format) into r using value;
	return r;
end $$;
-- A choice by its value, or by its English label.
create or replace function app.choice_value(choices jsonb, written text) returns text language sql immutable
set search_path = pg_catalog, pg_temp return
    coalesce((select c ->> 0 from jsonb_array_elements(choices) c where c ->> 0 = written or app.fold(c ->> 1) = app.fold(written) order by c ->> 0 <> written limit 1), written);

-- For entities that hang on others (ui.declare_within): the condition that their policy adds, which the finder, whom no policy binds,
-- must ask itself. What the caller reads whole is known beforehand, so that no row is asked for it.
create or replace function app.within_sql(entity text, alias text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	within text := ui.within(entity); kind text;
begin
	if within = 'true' then return within; end if;
	for kind in select distinct m[1] from regexp_matches(within, '\(select app\.scope\(''(\w+)'', ''read''\)\)', 'g') m loop
		within := replace(within, format('(select app.scope(%L, ''read''))', kind), quote_literal(app.scope(kind, 'read')));
	end loop;
	-- Few rows are asked about: each for itself, before all that might be meant are put together.
	return replace(replace(replace(replace(replace(within, '/* one by one */', 'offset 0'), '(select app.read_whole())', quote_literal(app.read_whole())), '(select app.teams())', quote_literal(coalesce(app.teams(), '{}'))),
	    'app.person()', app.person()::text || '::bigint'), quote_ident(entity) || '.', alias || '.');
end $$;

-- How far a list reaches: as far as one reads; an export no further than one exports.
create or replace function app.list_scope(entity text, q jsonb) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	reads constant text := app.scope(entity, 'read'); exports text;
begin
	if not coalesce((q ->> 'export')::boolean, false) then return reads; end if;
	exports := app.scope(entity, 'export');
	return case when array_position('{none,mine,team,all}', exports) < array_position('{none,mine,team,all}', reads) then exports else reads end;
end $$;

-- About where the newest hits of a range lie whose column grows with the number, as the day of making does: so that a month of
-- two years ago is not looked for among all that came since. A hint only; null when there is none.
create or replace function app.find_top(entity text, filter jsonb) returns bigint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	node jsonb; cond record; top bigint;
begin
	for node in select x from jsonb_array_elements(case when filter ? 'and' then filter -> 'and' else jsonb_build_array(filter) end) x where x ? 'field' loop
		continue when not ui.spec(entity) -> 'sort' ? (node ->> 'field') or not ui.ranged(ui.rel(entity), node ->> 'field')
		    or not exists (select from pg_stats s where s.schemaname = 'app' and s.tablename = entity and s.attname = node ->> 'field' and s.correlation > 0.9);
		select * into cond from app.filter_sql(entity, node, null);
		continue when not cond.quick;
		execute format('select t.id from %s t where t.tenant_id = %s and t.deleted_at is null and %s order by t.%I desc limit 1', ui.rel(entity), app.tenant(), cond.sql, node ->> 'field') into top;
		return coalesce(top, 0);
	end loop;
	return null;
end $$;

-- Where to look first in the order of a moment or a day: conditions that hold for about 2,000 rows, for 16,000 and for 128,000 if they lie
-- evenly between the first and the last one. What meets such a condition comes before whatever does not, so that the edges may lie anywhere:
-- only the time it takes depends on them.
create or replace function app.find_edges(entity text, key jsonb, cursor_at text) returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	col constant text := key ->> 'name'; kind constant text := key ->> 'sql_type'; down constant boolean := (key ->> 'desc')::boolean;
	rel constant regclass := ui.rel(entity); low timestamptz; high timestamptz; filled double precision; made text[] := '{}'; part double precision := 0; n integer;
begin
	if kind not in ('timestamp with time zone', 'date') or not coalesce(ui.spec(entity) -> 'sort' ? col, false) then return made; end if;
	filled := (select c.reltuples * (1 - coalesce(s.null_frac, 0)) from pg_class c left join pg_stats s on s.schemaname = 'app' and s.tablename = entity and s.attname = col where c.oid = rel);
	execute format('select min(t.%1$I), max(t.%1$I) from %2$s t where t.tenant_id = %3$s and t.deleted_at is null', col, rel, app.tenant()) into low, high;
	if cursor_at is not null then execute format('select %s', cursor_at) into cursor_at; end if;
	foreach n in array '{2000,16000,128000}'::integer[] loop
		exit when low is null or part >= 1;
		part := least(n / greatest(filled, 1), 1);
		made := made || case when down then format('t.%I >= %L::%s', col, (least(high, cursor_at::timestamptz) - (high - low) * part)::timestamptz, kind)
		    else format('t.%I <= %L::%s', col, (greatest(low, cursor_at::timestamptz) + (high - low) * part)::timestamptz, kind) end;
	end loop;
	return made;
end $$;

-- Whether a filter names, beside whatever else, choices of the board's field that about 5,000 rows have at most.
create or replace function app.few_by_choice(entity text, filter jsonb) returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	node jsonb; cond record;
begin
	for node in select x from jsonb_array_elements(case when filter ? 'and' then filter -> 'and' else jsonb_build_array(filter) end) x
	    where x ->> 'field' = ui.spec(entity) -> 'board' ->> 'field' and x ->> 'op' in ('=', 'any') loop
		select * into cond from app.filter_sql(entity, node, null);
		if app.share(ui.rel(entity), cond.sql) * (select greatest(c.reltuples, 0) from pg_class c where c.oid = ui.rel(entity)) <= 5000 then return true; end if;
	end loop;
	return false;
end $$;

-- The numbers of the rows that the query asks for, in its order. q: term, filter, during, sort, after, limit, trash.
create or replace function app.find(entity text, q jsonb) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = on set jit = off
set work_mem = '64MB' as $$		-- a bitmap that does not fit forgets which rows of a page it meant, and all are read
declare
	rel constant regclass := ui.rel(entity);
	scope constant text := app.list_scope(entity, q); lim constant integer := greatest(least(coalesce((q ->> 'limit')::integer, 50), 5001), 1);
	teams constant bigint[] := coalesce(app.teams(), '{}'); keys constant jsonb := ui.sort_keys(entity, q -> 'sort');
	p record; ids bigint[]; got bigint[]; vals text[]; bottom bigint; low bigint; width bigint; dense bigint; cap integer; hint bigint; hits bigint; by_keys text; gather text; hits_sql text; columns text; edge text; edges text[]; after text := 'true';
begin
	select * into p from app.plan(entity, q);
	if jsonb_typeof(q -> 'after') = 'array' then
		vals := (select array_agg(format('%L::%s', q -> 'after' ->> (n - 1)::int, x ->> 'sql_type') order by n) from jsonb_array_elements(keys) with ordinality u(x, n));
		after := ui.after(keys, vals);
	end if;
	if not p.quick then
		execute format('select array(%s)', ui.ordered(entity, 't.id', 'id', format('t.tenant_id = %s and %s and %s', app.tenant(), p.live, p.sql), keys, vals,
		    lim::text, scope, app.person()::text || '::bigint', quote_literal(teams) || '::bigint[]')) into ids;
		return ids;
	end if;
	-- One choice of those that a board is made of, in the board's own order: its index has them so, however few they are among the rest.
	-- A range of what is sorted by lies together in the index of that order.
	if not q ?| '{term,during}' and q -> 'filter' ->> 'field' = ui.spec(entity) -> 'board' ->> 'field' and q -> 'filter' ->> 'op' = '=' and jsonb_typeof(q -> 'filter' -> 'value') = 'string'
	    and ui.board_holds(entity, keys, scope) then
		execute format('select array(%s)', ui.ordered(entity, 't.id', 'id', format('t.tenant_id = %s and %s', app.tenant(), p.live), keys, vals, lim::text, scope, app.person()::text || '::bigint',
		    quote_literal(teams) || '::bigint[]', (select quote_literal(app.choice_value(f.choices, q -> 'filter' ->> 'value')) from ui.fields(entity, named => q -> 'filter' ->> 'field') f))) into ids;
		return ids;
	elsif not q ?| '{term,during}' and jsonb_array_length(keys) = 2 and q -> 'filter' ->> 'field' = keys -> 0 ->> 'name' and q -> 'filter' ->> 'op' in ('range', '<', '<=', '>', '>=', '=') then
		execute format('select array(%s)', ui.ordered(entity, 't.id', 'id', format('t.tenant_id = %s and %s and %s', app.tenant(), p.live, p.sql), keys, vals,
		    lim::text, scope, app.person()::text || '::bigint', quote_literal(teams) || '::bigint[]')) into ids;
		return ids;
	end if;
	-- Few rows by one choice (the open ones among years of closed ones) are taken by the board's index, whatever else is asked, and sorted.
	if not q ? 'during' and app.few_by_choice(entity, q -> 'filter') then
		by_keys := (select string_agg(format('k%s %s', n, case when (x ->> 'desc')::boolean then 'desc nulls last' else 'asc nulls last' end), ', ' order by n) from jsonb_array_elements(keys) with ordinality u(x, n));
		execute format('with hit as materialized (%s) select array(select id from hit order by %s limit %s)', (select string_agg(format('select t.id, %s from %s t where t.tenant_id = %s and %s and %s and %s and %s',
		    (select string_agg(format('%s as k%s', x ->> 'expr', n), ', ' order by n) from jsonb_array_elements(keys) with ordinality u(x, n)), rel, app.tenant(), p.live, r, p.sql, after), ' union ')
		    from unnest(p.reach) r), by_keys, lim) into ids;
		return ids;
	end if;
	-- Newest first: look into windows of numbers that widen as hits are rarer, and into an eighth of one that holds too many, so that
	-- no more rows are read than a few pages, wherever the hits lie.
	if keys -> 0 ->> 'name' = 'id' and (keys -> 0 ->> 'desc')::boolean and not q ? 'during' then
		execute format('select max(t.id) + 1 from %s t where t.tenant_id = %s %s', rel, app.tenant(), case when vals is not null then 'and t.id < ' || vals[1] else '' end) into low;
		hint := app.find_top(entity, q -> 'filter');
		perform set_config('enable_indexscan', 'off', true);	-- until this function ends: the finder's index is read by bitmap
		ids := '{}'; width := case when hint < low - 8192 then low - hint - 4096 else 256 end;
		while low > 1 loop
			if dense < low then width := least(width, greatest((low - dense) / 8, 256)); else dense := null; end if;
			bottom := greatest((low - width) >> 8, 0) << 8;
			cap := case when width > 256 then 2 * lim + 1 else 1000 end;		-- a window of 256 is taken as it is
			execute format('with hit as materialized (%s) select array(select distinct id from hit order by id desc limit %s), (select coalesce(max(n), 0) from (select count(*) as n from hit group by b) x)',
			    (select string_agg(format('(select t.id, %s as b from %s t where t.tenant_id::bigint = %s::bigint and %s and %s and %s and %s t.id < %s limit %s)',
			        n, rel, app.tenant(), p.live, r, p.sql, case when bottom > 0 then format('(t.id >> 8) >= %s::bigint and', bottom >> 8) else '' end, low, cap), ' union all ') from unnest(p.reach) with ordinality u(r, n)),
			    lim - cardinality(ids)) into got, hits;
			if hits >= cap and width > 256 then dense := bottom; hint := null; continue; end if;
			ids := ids || got;
			exit when cardinality(ids) >= lim or bottom = 0;
			width := case when hint is not null and width > 4096 and cardinality(got) = 0 then 256 when cardinality(got) = 0 then width * 16 else least(greatest(width * (lim - cardinality(ids)) * 5 / 4 / cardinality(got), width * 2), width * 64) end;
			low := bottom;
		end loop;
		return ids;
	end if;

	-- Another order. Few hits are gathered and sorted; of many, the first are met soon when the order is walked; what is neither
	-- is gathered whole: nothing here rests on the planner's guess of how rare a word is (wrong by 100 to 10,000 times).
	hits_sql := (select string_agg(format('select %%1$s from %s t where t.tenant_id::bigint = %s::bigint and %s and %s and %s%%2$s', rel, app.tenant(), replace(p.live, '%', '%%'),
	    replace(r, '%', '%%'), replace(p.sql, '%', '%%')), ' union ') from unnest(p.reach) r);
	by_keys := (select string_agg(format('k%s %s', n, case when (x ->> 'desc')::boolean then 'desc nulls last' else 'asc nulls last' end), ', ' order by n)
	    from jsonb_array_elements(keys) with ordinality u(x, n));
	columns := 't.id, ' || (select string_agg(format('%s as k%s', x ->> 'expr', n), ', ' order by n) from jsonb_array_elements(keys) with ordinality u(x, n));
	edges := case when q ? 'during' then '{}' else app.find_edges(entity, keys -> 0, vals[1]) end;
	gather := 'with hit as materialized (select * from (%s) x%s) select array(select id from hit order by ' || by_keys || ' limit ' || lim || '), (select count(*) from hit)';
	perform set_config('enable_indexscan', 'off', true);
	if q ? 'during' then	-- what some days hold is little, and lies together in an index of its own
		execute format(gather, format(hits_sql, columns, ' and ' || after), '') into ids, hits;
		return ids;
	end if;
	-- Near the beginning of the order first, and everywhere before looking farther: rare words are soon known to be rare.
	foreach edge in array edges[:2] || null::text || edges[3:] loop
		cap := case when edge is null then 8 else 40 end * lim;
		execute format(gather, format(hits_sql, columns, format(' and %s and %s', after, coalesce(edge, 'true'))), format(' limit %s', cap + 1)) into ids, hits;
		if hits <= cap and (edge is null or hits >= lim) then return ids; end if;
		exit when hits > cap and edge is not null;
	end loop;
	perform set_config('enable_indexscan', 'on', true);
	execute format('select array(select id from (%s) t where %s limit %s)', ui.ordered(entity, 't.*', '*', format('t.tenant_id = %s and %s', app.tenant(), p.live), keys, vals,
	    (20 * lim)::text, scope, app.person()::text || '::bigint', quote_literal(teams) || '::bigint[]'), p.sql, lim) into ids;
	if cardinality(ids) >= lim then return ids; end if;
	perform set_config('enable_indexscan', 'off', true);
	execute format(gather, format(hits_sql, columns, ' and ' || after), '') into ids, hits;
	return ids;
end $$;

-- The conditions of a query as SQL text: live or binned, scope, and what is asked; and whether the finder's index answers it.
create or replace function app.plan(entity text, q jsonb, out sql text, out quick boolean, out live text, out reach text[]) language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := ui.rel(entity); spec constant jsonb := ui.spec(entity);
	searched constant text := (select k from jsonb_object_keys(spec -> 'search') k where has_column_privilege(current_setting('role'), rel, k, 'select') order by k limit 1);
	f record;
begin
	sql := app.term_sql(searched, q ->> 'term'); quick := sql <> 'true';
	if jsonb_typeof(q -> 'filter') = 'object' then
		select * into f from app.filter_sql(entity, q -> 'filter', searched);
		sql := sql || ' and ' || f.sql; quick := quick or f.quick;
	end if;
	if q ? 'during' then
		sql := sql || ' and ' || ui.during_sql(entity, q ->> 'during'); quick := true;
	end if;
	live := case when (q ->> 'trash')::boolean then 't.deleted_at is not null' else 't.deleted_at is null' end || ' and ' || app.within_sql(entity, 't');
	-- Each way of being reached is a condition of its own, so that each is looked up in the index.
	reach := array(select replace(replace(replace(r, '(select app.teams())', quote_literal(coalesce(app.teams(), '{}'))),
	    'app.person()', app.person()::text || '::bigint'), quote_ident(entity) || '.', 't.')
	    from unnest(ui.ways(entity, app.list_scope(entity, q))) r);
end $$;

-- How many rows a query has, counted no further than cap.
create or replace function app.count(entity text, q jsonb, cap integer) returns bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set jit = off as $$
declare
	p record; counted bigint;
begin
	select * into p from app.plan(entity, q);
	execute format('select count(*) from (%s limit %s) x', (select string_agg(format('select t.id from app.%I t where %s and %s and %s and %s', entity,
	    case when p.quick then 't.tenant_id::bigint = ' else 't.tenant_id = ' end || app.tenant() || case when p.quick then '::bigint' else '' end, p.live, r, p.sql), ' union ')
	    from unnest(p.reach) r), greatest(cap, 1)) into counted;
	return counted;
end $$;

-- How many there are of each of these kinds that this person may read, each counted no further than cap: what a menu tells, in one question.
create or replace function app.counts(entities jsonb, cap integer) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
	return (select jsonb_build_object('counts', coalesce(jsonb_object_agg(e.entity, app.count(e.entity, '{}', cap)), '{}')) from ui.entity e
	    where entities ? e.entity and (select app.my_rights()) -> e.entity ? 'read');
end $$;

-- The rows that are called exactly so: by what tells records of this kind apart (the declared duplicates), which is indexed.
create or replace function app.exact(entity text, term text) returns bigint[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	asked text; ids bigint[];
begin
	select string_agg(format('(select t.id from app.%1$I t where t.tenant_id = app.tenant() and t.deleted_at is null and %2$s limit 5)', entity,
	    case when w like '%~' then format('app.name_key(t.%1$I) = app.name_key($1) and app.search_fold(t.%1$I::text) = app.search_fold($1)', a.attname)
	        when to_regprocedure(format('app.clean_%s(text)', t.typname)) is not null then format('t.%I = app.clean_%s($1)', a.attname, t.typname)
	        else format('t.%I = $1', a.attname) end), ' union ') into asked
	from jsonb_array_elements_text(ui.spec(entity) -> 'duplicates') w join pg_attribute a on a.attrelid = ui.rel(entity) and a.attname = rtrim(w, '~')
	join pg_type t on t.oid = a.atttypid where has_column_privilege(current_setting('role'), a.attrelid, a.attnum, 'select');
	if asked is not null then execute format('select array(%s)', asked) into ids using trim(term); end if;
	return coalesce(ids, '{}');
end $$;
grant execute on function app.exact to comptoir_staff;

-- One line for the whole house: of every entity that this person may read, what is called exactly so, then the newest hits.
create or replace function app.search(term text, lim integer default 20, among text default null) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	e record; hits jsonb := '[]'; part jsonb; exact bigint[]; found bigint[];
begin
	if trim(coalesce(term, '')) = '' then return '{"hits": []}'; end if;
	for e in select x.entity, x.spec from ui.entity x where x.spec -> 'search' <> '{}' and (select app.my_rights()) -> x.entity ? 'read'
	    -- What only tells of other records (events, notifications) would say each of them twice.
	    and (x.entity = among or among is null and not x.spec ? 'opens') order by (x.spec ->> 'position')::int loop
		exact := app.exact(e.entity, term); found := app.find(e.entity, jsonb_build_object('term', term, 'limit', lim));
		-- Most kinds have none: to plan what reads their names would cost more than all the rest.
		continue when exact = '{}' and found = '{}';
		execute format('select jsonb_agg(jsonb_build_object(''entity'', %1$L, ''id'', t.id, ''label'', %2$s, ''detail'', concat_ws('' · '', %3$s))
		        || case when u.n = 0 then ''{"exact": true}''::jsonb else ''{}'' end order by u.n)
		    from (select x.id, min(x.n) as n from (select f.id, f.n from unnest($1) with ordinality f(id, n)
		        union all select i, 0 from unnest($2) i) x group by x.id) u join app.%1$I t on t.tenant_id = app.tenant() and t.id = u.id', e.entity,
		    ui.label_expr(e.entity, 't'), coalesce((select string_agg(case when f.refers is null then format('%s::text', f.expr) else 'null' end, ', ' order by l.n)
		        from jsonb_array_elements_text(e.spec -> 'list') with ordinality l(name, n) join ui.fields(e.entity) f on f.name = l.name
		        where f.readable and f.choices is null and f.name <> e.spec ->> 'label' and f.type = 'text'), 'null'))
		into part using found, exact;
		hits := hits || coalesce(part, '[]');
		exit when jsonb_array_length(hits) >= lim * 4;
	end loop;
	return jsonb_build_object('hits', hits);
end $$;

do $$
declare
	f text;
begin
	foreach f in array '{find,count}'::text[] loop
		execute format('alter function app.%s owner to comptoir_finder', f);
	end loop;
end $$;
grant execute on function app.share, app.few_by_choice, app.find_top, app.find_edges, ui.ranged, app.within_sql, app.list_scope, app.word_sql, app.term_sql, app.filter_sql, app.literal, app.cleaned, app.choice_value, app.plan to comptoir_finder, comptoir_staff;
grant execute on function app.find, app.count, app.counts, app.search to comptoir_staff;
