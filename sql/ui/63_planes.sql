-- planes.sql: records laid out on a plane: the board (columns of a choice, perhaps lanes and an order by hand) and the calendar
-- (what takes place when, perhaps for whom). An entity says in its declaration which of its fields mean what.

-- What a declaration says of its board: a field's name, or {"field", "lanes", "order", "limits", "moves", "sum", "quiet", "rest", "waits"}.
-- Columns tell the sum of `sum`; a card to which nothing happened since `quiet` for a fortnight is marked, unless it rests in one of
-- the columns `rest`; so is one that `waits` (a number) for others. Wrong names are refused as the file loads, and each column has its
-- index: in the order of the board, in that of its lanes, and a team's in that of the board.
create or replace function ui.declare_board(entity text, rel regclass, board text, choices jsonb, "order" text, team text) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	b jsonb := case when board like '{%' then board::jsonb when board is not null then jsonb_build_object('field', board) end;
	field constant text := b ->> 'field'; key text := coalesce(b ->> 'order', ltrim(split_part("order", ',', 1), '-+')); bad text;
begin
	if b is null then return null; end if;
	select string_agg(k, ', ') into bad from jsonb_object_keys(b) k where k not in ('field', 'lanes', 'order', 'limits', 'moves', 'sum', 'quiet', 'rest', 'waits');
	if bad is not null then raise 'ui: a board knows no %', bad; end if;
	perform ui.columns(rel, array_remove(array[field, b ->> 'lanes', b ->> 'order', b ->> 'sum', b ->> 'quiet', b ->> 'waits'], null));
	if field is null or not choices ? field then raise 'ui: the columns of a board are choices: % has none', coalesce(field, rel::text); end if;
	if b ? 'order' and not exists (select from pg_attribute where attrelid = rel and attname = b ->> 'order' and atttypid = 'bigint'::regtype and attnotnull and atthasdef) then
		raise 'ui: %.%, the order of a board, must be bigint, not null, with a default', rel, b ->> 'order';
	end if;
	select string_agg(k, ', ') into bad from (select jsonb_object_keys(b -> 'limits') union select jsonb_object_keys(b -> 'moves') union select jsonb_array_elements_text(b -> 'rest')) x(k)
	where not exists (select from jsonb_array_elements(choices -> field) c where c ->> 0 = k);
	if bad is not null then raise 'ui: the board of % has no column %', rel, bad; end if;
	key := case when key = 'id' then '' else quote_ident(key) || ', ' end;
	if team not like '%.%' then
		perform ui.index(rel, entity || '_teams', format('(tenant_id, %I, %I, %sid) where deleted_at is null and %2$I is not null', field, team, key));
	end if;
	perform ui.index(rel, entity || '_board', format('(tenant_id, %I, %sid) where deleted_at is null', field, key));
	if b ? 'lanes' then
		perform ui.index(rel, entity || '_lanes', format('(tenant_id, %I, %I, %sid) where deleted_at is null', field, b ->> 'lanes', key));
	end if;
	return b;
end $$;

-- A span of time as the calendar's index holds it: both ends included, so that a moment without a duration is found too.
create or replace function ui.span(rel regclass, starts text, ends text, alias text default '') returns text language sql stable
set search_path = pg_catalog, pg_temp return
    format('%1$s(%2$s%3$I, greatest(%2$s%3$I, %2$s%4$I), ''[]'')', case when (select atttypid from pg_attribute where attrelid = rel and attname = starts) = 'date'::regtype
        then 'daterange' else 'tstzrange' end, alias, starts, coalesce(ends, starts));

-- "starts_at ends_at" (the end may be left out) and, for lanes of the timeline, the reference that says for whom. The index holds whose
-- each is, too (the columns that say it): of a week of everybody's, who sees their own reads their own.
create or replace function ui.declare_calendar(entity text, rel regclass, calendar text, timeline text, whose text[]) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	w constant text[] := ui.columns(rel, ui.words(calendar)); types oid[];
begin
	if calendar is null then return null; end if;
	perform ui.columns(rel, array_remove(array[timeline], null));
	types := array(select distinct atttypid from pg_attribute where attrelid = rel and attname = any (w));
	if cardinality(w) not in (1, 2) or cardinality(types) <> 1 or types[1] not in ('date'::regtype, 'timestamptz'::regtype) then
		raise 'ui: the calendar of % begins and ends with two dates, or with two timestamptz', rel;
	end if;
	perform ui.index(rel, entity || '_span', format('using gist ((tenant_id::bigint), %s%s) where deleted_at is null and %I is not null', ui.span(rel, w[1], w[2]),
	    (select string_agg(format(', %I', x), '') from unnest(whose) x), w[1]));
	return jsonb_strip_nulls(jsonb_build_object('start', w[1], 'end', w[2], 'lanes', timeline));
end $$;

-- Which report proposes what is free, for a calendar: its argument minutes says how long, from_day from when on, words what else is
-- said; columns that are called as fields of the entity become those of a new record, `label` names whom or what a proposal is of.
create or replace function ui.declare_free(entity text, report text, label text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p pg_proc;
begin
	select f.* into p from ui.report r join pg_proc f on f.proname = r.proc and f.pronamespace = 'app'::regnamespace where r.name = report;
	if p.proname is null or not p.proargnames @> array['minutes', 'from_day', 'words', label] then raise 'ui: % proposes nothing that is free for %', report, entity; end if;
	update ui.entity e set spec = jsonb_set(e.spec, '{calendar,free}', jsonb_build_object('report', report, 'label', label,
	    'lanes', coalesce(e.spec -> 'calendar' ->> 'lanes' = any (p.proargnames), false))) where e.entity = $1;
end $$;

-- "takes place on these days" (2026-03-23..2026-03-29, or one day) where the company is, as a condition of that index.
create or replace function ui.during_sql(entity text, days text) returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); c constant jsonb := spec -> 'calendar'; rel constant regclass := ui.rel(entity);
	low date; high date; low_at text; span text; f record;
begin
	if jsonb_typeof(c) is distinct from 'object' then
		perform app.refuse('{title} have no calendar.', jsonb_build_object('title', spec -> 'title', 'title_label', spec -> 'title', 'field', 'during'), 'UI007');
	end if;
	select x.label, x.readable, x.type into f from ui.fields(entity, named => c ->> 'start') x;
	if not f.readable then perform app.refuse('You may not see {label}.', jsonb_build_object('label', f.label, 'field', c ->> 'start'), 'UI005'); end if;
	begin
		if days !~ '^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$' then raise invalid_datetime_format; end if;
		low := split_part(days, '..', 1)::date; high := coalesce(nullif(split_part(days, '..', 2), ''), split_part(days, '..', 1))::date;
		if high < low then raise invalid_datetime_format; end if;
	exception when data_exception or datetime_field_overflow then
		perform app.refuse('A period is written 2026-03-23..2026-03-29, or as one day.', '{"field": "during"}', 'UI007');
	end;
	span := ui.span(rel, c ->> 'start', c ->> 'end', 't.');
	if f.type = 'date' then return format('%s && daterange(%L, %L, ''[]'') and t.%I is not null', span, low, high, c ->> 'start'); end if;
	low_at := app.day_begins(low);
	-- What ended as the first day begins was found too: the index holds both ends.
	return format('%1$s && tstzrange(%2$L, %3$L, ''[)'') and t.%4$I is not null and (t.%4$I >= %2$L::timestamptz or t.%5$I > %2$L::timestamptz)', span,
	    low_at, app.day_begins(high + 1), c ->> 'start', coalesce(c ->> 'end', c ->> 'start'));
end $$;

-- The order of a board's cards: by lane where there are lanes, then by hand, or as the entity's lists.
create or replace function ui.board_sort(entity text, q jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); b constant jsonb := spec -> 'board'; sort jsonb := q -> 'sort';
begin
	if jsonb_typeof(sort) is distinct from 'array' or jsonb_array_length(sort) = 0 then
		sort := case when b ? 'order' then jsonb_build_array(b ->> 'order') else to_jsonb(string_to_array(spec ->> 'order', ',')) end;
	end if;
	-- The lanes go the way that the rest goes: then one index holds both.
	return case when q ? 'lanes' then jsonb_build_array(case when sort ->> 0 like '-%' then '-' else '' end || (q ->> 'lanes')) else '[]' end || sort;
end $$;

-- The columns of a board: the choices in their order, and '' for what has none.
create or replace function ui.board_columns(entity text, q jsonb, out field text, out places text[]) returns record language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); f record;
begin
	field := coalesce(q ->> 'by', spec -> 'board' ->> 'field');
	if field is null then perform app.refuse('{title} have no board.', jsonb_build_object('title', spec -> 'title', 'title_label', spec -> 'title', 'field', 'by'), 'UI007'); end if;
	select * into f from ui.fields(entity, named => field) x;
	if f.name is null then perform app.refuse('There is no field “{name}”.', jsonb_build_object('name', field, 'field', 'by'), 'UI007'); end if;
	if not f.readable then perform app.refuse('You may not see {label}.', jsonb_build_object('label', f.label, 'field', 'by'), 'UI005'); end if;
	if f.choices is null then perform app.refuse('{label} has no choices to make columns of.', jsonb_build_object('label', f.label, 'field', 'by'), 'UI007'); end if;
	places := array(select c ->> 0 from jsonb_array_elements(f.choices) with ordinality u(c, n) order by n) || case when f.not_null then '{}'::text[] else '{""}' end;
	if q ? 'column' then
		places := array(select p from unnest(places) p where p = q ->> 'column');
		if places = '{}' then
			perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', f.label, 'value', q -> 'column', 'field', 'column',
			    'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(f.choices) c)), 'UI007');
		end if;
	end if;
end $$;
create or replace function ui.board_query(q jsonb, field text, place text) returns jsonb language sql immutable return
    q - '{by,column,lanes,limit,after,sort}'::text[] || jsonb_build_object('filter', jsonb_build_object('and', jsonb_build_array(
        case when place = '' then jsonb_build_object('field', field, 'op', 'empty') else jsonb_build_object('field', field, 'op', '=', 'value', place) end)
        || case when jsonb_typeof(q -> 'filter') = 'object' then jsonb_build_array(q -> 'filter') else '[]' end));

-- Whether a board's columns are walked in their own index: with nothing asked that the finder knows better, or one lane alone, which has an
-- index too.
create or replace function ui.board_walks(entity text, q jsonb, field text, quick boolean) returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	b constant jsonb := ui.spec(entity) -> 'board';
begin
	return field = b ->> 'field' and (not quick or not q ?| '{term,during}' and q -> 'filter' ->> 'field' = b ->> 'lanes' and q -> 'filter' ->> 'op' = '='
	    and q -> 'filter' ->> 'value' ~ '^(\d{1,18}|me)$');
end $$;

-- Whether the board's own indexes hold one of its columns in this order: by hand or as the lists, for who sees all by lanes too.
create or replace function ui.board_holds(entity text, keys jsonb, scope text) returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); b constant jsonb := spec -> 'board'; key constant text := coalesce(b ->> 'order', ltrim(split_part(spec ->> 'order', ',', 1), '-+'));
begin
	return (select case when b ? 'lanes' and scope = 'all' and names[1] = b ->> 'lanes' then names[2:] else names end = case key when 'id' then '{id}' else array[key, 'id'] end
	    and same from (select array_agg(k ->> 'name' order by n) as names, count(distinct k -> 'desc') = 1 as same from jsonb_array_elements(keys) with ordinality u(k, n)) x);
end $$;

-- The first cards of each column, or those of one after a cursor: numbers, the column, the place among all. Each column is walked in
-- its own index; where words or rare values are asked for, or another field makes the columns, the finder finds its cards.
create or replace function app.board(entity text, q jsonb) returns table (id bigint, place text, n bigint)
language plpgsql stable security definer rows 100 set search_path = pg_catalog, public, pg_temp set jit = off set enable_seqscan = off
set random_page_cost = 1.1 as $$	-- the first of a column are few, wherever they lie: to read past those of other columns is dearer
declare
	b record; p record; keys constant jsonb := ui.sort_keys(entity, ui.board_sort(entity, q)); lim constant integer := greatest(least(coalesce((q ->> 'limit')::integer, 50), 1001), 1);
	teams constant bigint[] := coalesce(app.teams(), '{}'); scope constant text := app.list_scope(entity, q); vals text[]; ids bigint[]; base bigint := 0; walked boolean; holds boolean;
begin
	select * into b from ui.board_columns(entity, q);
	select * into p from app.plan(entity, q);
	walked := ui.board_walks(entity, q, b.field, p.quick); holds := p.sql = 'true' and ui.board_holds(entity, keys, scope);	-- what else is asked may have a better way
	if jsonb_typeof(q -> 'after') = 'array' then
		vals := (select array_agg(format('%L::%s', q -> 'after' ->> (o - 1)::int, x ->> 'sql_type') order by o) from jsonb_array_elements(keys) with ordinality u(x, o));
	end if;
	-- All columns in one query, each walked by itself; what has none is a column too, whose condition is another one.
	for place, ids in execute format('select * from (%s) x', case when walked then (select string_agg(format('select u.v, array(%s) as ids from unnest(%L::text[]) with ordinality u(v, o)',
	        ui.ordered(entity, 't.id', 'id', format('t.tenant_id = %s and %s and %s%s', app.tenant(), p.live, p.sql, case when c = '' then '' else format(' and t.%I %s', b.field, c) end), keys, vals, lim::text, scope,
	            app.person()::text || '::bigint', quote_literal(teams) || '::bigint[]', case when c = '' then 'u.v' end), among), ' union all ' order by c)
	        from (values (case when holds then '' else '= u.v' end, array_remove(b.places, '')), ('is null', array(select x from unnest(b.places) x where x = ''))) cond(c, among) where among <> '{}')
	    else (select string_agg(format('select %L::text as v, app.find(%L, %L) as ids', x, entity, ui.board_query(q, b.field, x)
	        || jsonb_build_object('limit', lim, 'sort', ui.board_sort(entity, q)) || case when vals is null then '{}' else jsonb_build_object('after', q -> 'after') end), ' union all ' order by o)
	        from unnest(b.places) with ordinality u(x, o)) end) loop
		return query select u.x, board.place, base + u.o from unnest(ids) with ordinality u(x, o);
		base := base + cardinality(ids);
	end loop;
end $$;
-- How many cards each column has, counted no further than cap, and the sum of what the board sums up in those: [[column, count, sum]]
-- in order.
create or replace function app.board_counts(entity text, q jsonb, cap integer) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp set jit = off set enable_seqscan = off as $$
declare
	b record; p record; v text; counted bigint; summed numeric; made jsonb := '[]'; walked boolean;
	sums constant text := (select f.name from ui.fields(entity, named => ui.spec(entity) -> 'board' ->> 'sum') f where f.readable);
	money constant boolean := exists (select from ui.fields(entity, named => sums) f where f.type = 'money');
begin
	select * into b from ui.board_columns(entity, q);
	select * into p from app.plan(entity, q);
	walked := ui.board_walks(entity, q, b.field, p.quick);
	foreach v in array b.places loop
		if walked then
			execute format('select count(*), %s from (select * from (%s) parts limit %s) x', coalesce('sum(x.' || quote_ident(sums) || ')', 'null::numeric'), (select string_agg(format('(select t.id%s from %s t where t.tenant_id = %s and %s and %s and %s and %s limit %s)', ', t.' || quote_ident(sums), ui.rel(entity),
			    app.tenant(), p.live, r, p.sql, case when v = '' then format('t.%I is null', b.field) else format('t.%I = %L', b.field, v) end, cap), ' union ') from unnest(p.reach) r), cap) into counted, summed;
		elsif sums is null then
			counted := app.count(entity, ui.board_query(q, b.field, v), cap);
		else
			execute format('select count(*), sum(t.%I) from %s t where t.tenant_id = app.tenant() and t.id = any ($1)', sums, ui.rel(entity)) into counted, summed
			using app.find(entity, ui.board_query(q, b.field, v) || jsonb_build_object('limit', cap));
		end if;
		made := made || jsonb_build_array(jsonb_build_array(v, counted) || case when sums is null then '[]' else jsonb_build_array(case when money then round(coalesce(summed, 0) / 100, 2) else coalesce(summed, 0) end::text) end);
	end loop;
	return made;
end $$;

-- A place by hand leaves room on both sides, so that moving one card writes one row.
create or replace function app.next_rank() returns bigint language sql volatile return floor(extract(epoch from clock_timestamp()) * 1000)::bigint * 1024;
-- The rank of a card that comes after another one of its column (0: first of all). Where there is no room left the next ones move on.
create or replace function app.rank_after(entity text, id bigint, place text, after bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b constant jsonb := ui.spec(entity) -> 'board'; room constant bigint := 65536;
	here constant text := format('tenant_id = app.tenant() and deleted_at is null and %I = $1 and id <> $2', b ->> 'field');
	low bigint; next_ids bigint[]; ranks bigint[]; n integer; step bigint;
begin
	if app.scope(entity, 'update') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'update'), 'UI005'); end if;
	if after = 0 then
		execute format('select min(%1$I) from app.%2$I where %3$s', b ->> 'order', entity, here) into low using place, id;
		return coalesce(low - room, app.next_rank());
	end if;
	execute format('select %1$I from app.%2$I where %3$s and id = $3', b ->> 'order', entity, here) into low using place, id, after;
	if low is null then perform app.refuse('The card before it is no longer there: look again.', '{"field": "after"}'); end if;
	execute format('select array_agg(id order by %1$I, id), array_agg(%1$I order by %1$I, id) from (select id, %1$I from app.%2$I where %3$s and (%1$I, id) > ($4, $3) order by %1$I, id limit 1000) x',
	    b ->> 'order', entity, here) into next_ids, ranks using place, id, after, low;
	if next_ids is null then return low + room; end if;
	if ranks[1] - low > 1 then return low + (ranks[1] - low) / 2; end if;
	n := 1;		-- so many move on: up to the first gap that gives each of them room
	while n < cardinality(ranks) and ranks[n + 1] - low < 16 * (n + 2) loop n := n + 1; end loop;
	step := case when n < cardinality(ranks) then (ranks[n + 1] - low) / (n + 2) else room end;
	execute format('update app.%1$I t set %2$I = u.rank, version = t.version + 1 from (select x.i, $2 + $3 * (x.o + 1) as rank from unnest($1) with ordinality x(i, o)) u
	    where t.tenant_id = app.tenant() and t.id = u.i', entity, b ->> 'order') using next_ids[:n], low, step;
	return low + step;
end $$;
-- A card to a place: fields as for an update (its column among them, perhaps), and the card that it comes after.
create or replace function app.move(entity text, id bigint, version integer, body jsonb, after bigint, key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); b constant jsonb := spec -> 'board'; earlier jsonb; place text;
begin
	if not coalesce(b ? 'order', false) then
		perform app.refuse('{title} have no order by hand.', jsonb_build_object('title', spec -> 'title', 'title_label', spec -> 'title', 'field', 'after'), 'UI007');
	end if;
	earlier := app.asked(key, jsonb_build_array('move', entity, id, version, body, after));
	if earlier is not null then return earlier; end if;
	execute format('select %I from app.%I where tenant_id = app.tenant() and id = $1 and deleted_at is null', b ->> 'field', entity) into place using id;
	if place is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	body := coalesce(body, '{}');
	body := body || jsonb_build_object(b ->> 'order', app.rank_after(entity, id, coalesce(body ->> (b ->> 'field'), place), coalesce(after, 0)));
	return app.answered(key, app.save(entity, id, version, body) || jsonb_build_object('values', body));	-- so that taken back it can be done again
end $$;

alter function app.board(text, jsonb) owner to comptoir_finder;
alter function app.board_counts(text, jsonb, integer) owner to comptoir_finder;
alter function app.rank_after(text, bigint, text, bigint) owner to comptoir_action;
grant execute on function ui.span, ui.during_sql, ui.board_sort, ui.board_walks, ui.board_holds, ui.board_columns, ui.board_query, app.board, app.board_counts, app.next_rank to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;
grant execute on function app.rank_after, app.move to comptoir_staff;
