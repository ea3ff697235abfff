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
	select * into f from ui.fields(entity) y where y.name = node ->> 'field';
	if f.name is null and node ->> 'field' = 'tag' then select * into f from ui.fields(entity) y where y.name = 'tags'; end if;
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
			if f.refers is not null and exists (select from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e where e #>> '{}' !~ '^\d{1,18}$') then
				-- a reference by its label, among those that may be read: nobody guesses letter by letter; "me" is whoever asks
				lit := replace(ui.reach(f.refers, app.scope(f.refers, 'read')), quote_ident(f.refers) || '.', 'r.');
				sql := format('%s in (select r.id from app.%I r where r.tenant_id = %s and r.deleted_at is null and (%s))', f.expr, f.refers, app.tenant(),
				    (select string_agg(case when e #>> '{}' = 'me' and f.refers = 'person' then format('r.id = %s', app.person())
				        else format('%s and app.fold((%s)) like %L', lit, ui.label_expr(f.refers, 'r'), '%' || regexp_replace(app.fold(e #>> '{}'), '([\\%_])', '\\\1', 'g') || '%') end, ' or ')
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
				lit := (select string_agg(app.literal(f.type, f.sql_type, app.choice_value(f.choices, case when to_regprocedure(format('app.clean_%s(text)', f.format)) is not null
				        then app.cleaned(f.format, e #>> '{}') else e #>> '{}' end)), ', ')
				    from jsonb_array_elements(case when jsonb_typeof(v) = 'array' then v else jsonb_build_array(v) end) e);
				sql := format('%s in (%s)', f.expr, lit);
				quick := spec -> 'choices' ? f.name or f.name in (spec ->> 'mine', spec ->> 'team');
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
	within constant text := ui.within(entity);
begin
	if within = 'true' then return within; end if;
	return replace(replace(replace(within, '(select app.read_whole())', quote_literal(app.read_whole())), 'app.person()', app.person()::text || '::bigint'),
	    quote_ident(entity) || '.', alias || '.');
end $$;

-- How far a list reaches: as far as one reads; an export no further than one exports.
create or replace function app.list_scope(entity text, q jsonb) returns text language sql stable set search_path = pg_catalog, pg_temp return
    (select case when coalesce((q ->> 'export')::boolean, false) and array_position('{none,mine,team,all}', e) < array_position('{none,mine,team,all}', r) then e else r end
     from (select app.scope(entity, 'read') as r, app.scope(entity, 'export') as e) x);

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

-- The numbers of the rows that the query asks for, in its order. q: term, filter, during, sort, after, limit, trash.
create or replace function app.find(entity text, q jsonb) returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off set enable_indexscan = on set jit = off
set work_mem = '64MB' as $$		-- a bitmap that does not fit forgets which rows of a page it meant, and all are read
declare
	rel constant regclass := ui.rel(entity);
	scope constant text := app.list_scope(entity, q); lim constant integer := greatest(least(coalesce((q ->> 'limit')::integer, 50), 5001), 1);
	teams constant bigint[] := coalesce(app.teams(), '{}'); keys constant jsonb := ui.sort_keys(entity, q -> 'sort');
	p record; ids bigint[]; got bigint[]; vals text[]; bottom bigint; low bigint; width bigint; dense bigint; cap integer; hint bigint; hits bigint; by_keys text; gather text; hits_sql text; after text := 'true';
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
			    (select string_agg(format('(select t.id, %s as b from %s t where t.tenant_id::bigint = %s::bigint and %s and %s and %s and (t.id >> 8) between %s::bigint and %s::bigint and t.id < %s limit %s)',
			        n, rel, app.tenant(), p.live, r, p.sql, bottom >> 8, (low - 1) >> 8, low, cap), ' union all ') from unnest(p.reach) with ordinality u(r, n)),
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
	gather := format('with hit as materialized (select * from (%s) x%%s) select array(select id from hit order by %s limit %s), (select count(*) from hit)',
	    replace(format(hits_sql, 't.id, ' || (select string_agg(format('%s as k%s', x ->> 'expr', n), ', ' order by n) from jsonb_array_elements(keys) with ordinality u(x, n)),
	        ' and ' || after), '%', '%%'), by_keys, lim);
	perform set_config('enable_indexscan', 'off', true);
	if q ? 'during' then	-- what some days hold is little, and lies together in an index of its own
		execute format(gather, '') into ids, hits;
		return ids;
	end if;
	execute format(gather, format(' limit %s', 8 * lim + 1)) into ids, hits;
	if hits <= 8 * lim then return ids; end if;
	perform set_config('enable_indexscan', 'on', true);
	execute format('select array(select id from (%s) t where %s limit %s)', ui.ordered(entity, 't.*', '*', format('t.tenant_id = %s and %s', app.tenant(), p.live), keys, vals,
	    (20 * lim)::text, scope, app.person()::text || '::bigint', quote_literal(teams) || '::bigint[]'), p.sql, lim) into ids;
	if cardinality(ids) >= lim then return ids; end if;
	perform set_config('enable_indexscan', 'off', true);
	execute format(gather, '') into ids, hits;
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
do $$ begin	-- an earlier release asked without the kind
	drop function if exists app.search(text, integer);
end $$;
create or replace function app.search(term text, lim integer default 20, among text default null) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	e record; hits jsonb := '[]'; part jsonb;
begin
	if trim(coalesce(term, '')) = '' then return '{"hits": []}'; end if;
	for e in select x.entity, x.spec from ui.entity x where x.spec -> 'search' <> '{}' and app.my_rights() -> x.entity ? 'read'
	    and (among is null or x.entity = among) order by (x.spec ->> 'position')::int loop
		execute format('select jsonb_agg(jsonb_build_object(''entity'', %1$L, ''id'', t.id, ''label'', %2$s, ''detail'', concat_ws('' · '', %3$s))
		        || case when u.n = 0 then ''{"exact": true}''::jsonb else ''{}'' end order by u.n)
		    from (select x.id, min(x.n) as n from (select f.id, f.n from unnest(app.find(%1$L, $1)) with ordinality f(id, n)
		        union all select i, 0 from unnest(app.exact(%1$L, $1 ->> ''term'')) i) x group by x.id) u join app.%1$I t on t.tenant_id = app.tenant() and t.id = u.id', e.entity,
		    ui.label_expr(e.entity, 't'), coalesce((select string_agg(case when f.refers is null then format('%s::text', f.expr) else 'null' end, ', ' order by l.n)
		        from jsonb_array_elements_text(e.spec -> 'list') with ordinality l(name, n) join ui.fields(e.entity) f on f.name = l.name
		        where f.readable and f.choices is null and f.name <> e.spec ->> 'label' and f.type = 'text'), 'null'))
		into part using jsonb_build_object('term', term, 'limit', lim);
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
grant execute on function app.share, app.find_top, ui.ranged, app.within_sql, app.list_scope, app.word_sql, app.term_sql, app.filter_sql, app.literal, app.cleaned, app.choice_value, app.plan to comptoir_finder, comptoir_staff;
grant execute on function app.find, app.count, app.search to comptoir_staff;
