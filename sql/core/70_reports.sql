-- reports.sql: what `report NAME` can answer. A report is a function that returns a table; it runs as whoever asks, so rights are
-- those of the rows it reads (or it is a definer that checks them itself). Its arguments and columns say themselves what they are.
create table if not exists ui.report (
	name	text primary key check (name ~ '^[a-z][a-z0-9_]*$'),
	title	text not null,
	proc	text not null,
	choices	jsonb not null default '{}',		-- column → what its codes are called: [["code","Name"]…]
	chart	jsonb					-- how it is drawn, null: as a table only
);
alter table ui.report owner to comptoir_owner;
grant select on ui.report to comptoir_staff;

create or replace function ui.declare_report(name text, title text, proc regprocedure, choices jsonb default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p pg_proc;
begin
	select * into p from pg_proc where oid = proc;
	if not 't' = any (coalesce(p.proargmodes, '{}')) then raise 'report %: % returns no table', name, proc; end if;
	if obj_description(proc, 'pg_proc') is null then raise 'report %: % has no comment', name, proc; end if;
	if p.pronamespace <> 'app'::regnamespace then raise 'report %: % is not in schema app', name, proc; end if;
	insert into ui.report values (name, title, p.proname, choices)
	on conflict on constraint report_pkey do update set title = excluded.title, proc = excluded.proc, choices = excluded.choices;
	execute format('grant execute on function %s to comptoir_staff', proc);
end $$;

-- The report of this name, or the only one whose name begins with it: packing for packing_list.
create or replace function ui.report_named(name text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce((select r.name from ui.report r where r.name = $1),
	    (select min(r.name) from ui.report r where starts_with(r.name, $1) and length($1) > 2 having count(*) = 1)) $$;
grant execute on function ui.report_named to comptoir_staff;

-- What a value of a type looks like, in words.
create or replace function ui.takes(type text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case type when 'integer' then 'a whole number, for example 12' when 'decimal' then 'a number, for example 12.5' when 'money' then 'an amount in cents, for example 1250'
	    when 'date' then 'a day, for example 2026-11-30' when 'timestamp' then 'a moment, for example 2026-11-30T14:00' when 'boolean' then 'true or false' else 'a text' end $$;
grant execute on function ui.takes to comptoir_staff;
-- How a report is asked for: its text with the arguments as $1…, their values, its columns as a list has them, and what they are called.
create or replace function ui.report_sql(report text, args jsonb default '{}') returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	r ui.report; p pg_proc; bad text; missing text; given_one record;
begin
	select * into r from ui.report x where x.name = ui.report_named(report);
	if r.name is null then
		perform app.refuse('There is no report “{name}”. Reports: {names}.', jsonb_build_object('name', report,
		    'names', (select string_agg(x.name, ', ' order by x.name) from ui.report x)), 'UI007');
	end if;
	select * into p from pg_proc x where x.proname = r.proc and x.pronamespace = 'app'::regnamespace;
	-- A value without a name is what the report needs first: `report packing_list 12`.
	if args ? '' and p.pronargs > 0 and not args ? p.proargnames[1] then args := args - '' || jsonb_build_object(p.proargnames[1], args -> ''); end if;
	select k into bad from jsonb_object_keys(coalesce(args, '{}')) k where k <> all (p.proargnames[1:p.pronargs]) limit 1;
	if bad is not null then
		perform app.refuse('The report {name} has no argument “{argument}”. It takes: {arguments}.', jsonb_build_object('name', report, 'argument', bad,
		    'arguments', array_to_string(p.proargnames[1:p.pronargs], ', '), 'field', bad), 'UI007');
	end if;
	missing := (select n from unnest(p.proargnames[1:p.pronargs - p.pronargdefaults]) n where args ->> n is null limit 1);
	if missing is not null then
		perform app.refuse('The report {name} needs {argument}=…', jsonb_build_object('name', report, 'argument', missing, 'field', missing), 'UI007');
	end if;
	for bad in select a.name from unnest(p.proargtypes::oid[], p.proargnames[1:p.pronargs]) a(typ, name) where a.typ = 'bigint'::regtype and args ? a.name loop
		args := args || jsonb_build_object(bad, app.named(ui.argument_entity(bad), ui.label(bad), bad, args -> bad));
	end loop;
	for given_one in select u.name, u.typ, args ->> u.name as value from unnest(p.proargtypes::oid[], p.proargnames[1:p.pronargs]) u(typ, name) where args ->> u.name is not null loop
		begin
			execute format('select %L::%s', given_one.value, format_type(given_one.typ, null));
		exception when data_exception or invalid_text_representation or check_violation then
			perform app.refuse('{argument}: “{value}” cannot be read; what it takes is {takes_label}.', jsonb_build_object('argument', given_one.name, 'value', left(given_one.value, 100), 'field', given_one.name,
			    'takes_label', ui.takes(ui.type(given_one.typ) ->> 'type')), 'UI007');
		end;
	end loop;
	return (with given as (select k, v, row_number() over (order by k) as n from jsonb_each_text(coalesce(args, '{}')) x(k, v) where v is not null),
	    shown as (select a.name, ui.type(a.typ) as t, a.n from unnest(p.proallargtypes, p.proargmodes, p.proargnames) with ordinality a(typ, mode, name, n) where a.mode = 't')
	    select jsonb_build_object('name', r.name, 'title', r.title, 'help', obj_description(p.oid, 'pg_proc'), 'args', coalesce(args, '{}'),
	        'sql', format('select * from app.%I(%s)', r.proc, (select string_agg(format('%I => $%s::%s', g.k, g.n,
	            format_type(p.proargtypes[array_position(p.proargnames, g.k) - 1], null)), ', ' order by g.n) from given g)),
	        'values', (select coalesce(jsonb_agg(g.v order by g.n), '[]') from given g),
	        'columns', (select jsonb_agg(jsonb_build_object('name', s.name, 'type', s.t -> 'type') order by s.n) from shown s),
	        'fields', (select jsonb_agg(s.t || jsonb_strip_nulls(jsonb_build_object('name', s.name, 'label', ui.label(s.name), 'choices', coalesce(r.choices -> s.name,
	            case when s.name = 'entity' then (select jsonb_agg(jsonb_build_array(e.entity, e.spec -> 'title')) from ui.entity e) end))) order by s.n) from shown s)));
end $$;
grant execute on function ui.report_sql to comptoir_staff;

-- How a report is drawn: {"kind": "bars" | "stacked" | "line", "label": column, "values": [columns], "tile": 1}. A tile shows the last
-- row's value (the first one's with "now": "first"; with "now": ["a", "b"] that of the rows with these labels together), what it differs by
-- from the row before, and all rows as a line; tiles stand in the order of their numbers.
create or replace function ui.declare_chart(report text, chart jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	shown constant text[] := (select array(select a.name from unnest(p.proargmodes, p.proargnames) a(mode, name) where a.mode = 't')
	    from ui.report r join pg_proc p on p.proname = r.proc and p.pronamespace = 'app'::regnamespace where r.name = report);
	bad text;
begin
	select string_agg(c, ', ') into bad from (select chart ->> 'label' union select jsonb_array_elements_text(chart -> 'values')) x(c)
	where c is null or c <> all (coalesce(shown, '{}'));
	if bad is not null or chart -> 'label' is null then raise 'chart of %: it has no column %', report, coalesce(bad, 'label'); end if;
	if coalesce(chart ->> 'kind', '') not in ('bars', 'stacked', 'line') then raise 'chart of %: there is no kind %', report, chart -> 'kind'; end if;
	update ui.report r set chart = $2 where r.name = report;
end $$;

-- The reports that can be asked for without being told anything, for who draws them.
create or replace function ui.charts() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', r.name, 'title', r.title, 'help', obj_description(p.oid, 'pg_proc'), 'chart', r.chart))
	    order by (r.chart ->> 'tile')::integer, r.name), '[]')
	from ui.report r join pg_proc p on p.proname = r.proc and p.pronamespace = 'app'::regnamespace where p.pronargs = p.pronargdefaults $$;

-- A report's rows as one answer: {"title", "help", "chart", "fields", "rows": [[…]…]}, amounts as people's clients read them.
create or replace function ui.figures(report text, args jsonb default '{}', most integer default 500) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	asked constant jsonb := ui.report_sql(report, args); rows jsonb;
begin
	execute format('select jsonb_agg(jsonb_build_array(%s)) from (select * from (%s) y limit %s) x',
	    (select string_agg(case when c ->> 'type' = 'money' then format('(x.%I::numeric / 100)::numeric(20, 2)::text', c ->> 'name') else format('x.%I', c ->> 'name') end, ', ' order by o)
	        from jsonb_array_elements(asked -> 'columns') with ordinality u(c, o)),
	    regexp_replace(asked ->> 'sql', '\$(\d+)', '($1)[\1]', 'g'), least(most, 5000))
	into rows using array(select jsonb_array_elements_text(asked -> 'values'));
	return jsonb_build_object('title', asked -> 'title', 'help', asked -> 'help', 'fields', asked -> 'fields', 'rows', coalesce(rows, '[]'),
	    'chart', (select r.chart from ui.report r where r.name = report));
end $$;
grant execute on function ui.charts, ui.figures to comptoir_staff;

-- The one report that every company has.
create or replace function app.report_entities(since date default null) returns table (entity text, records bigint, changed bigint, last_change timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	for entity in select e.entity from ui.entity e where (select app.my_rights()) -> e.entity ? 'read' order by (e.spec ->> 'position')::integer, e.entity loop
		execute format('select count(*), count(*) filter (where t.updated_at >= coalesce($1, ''-infinity''::date)), max(t.updated_at) from app.%I t
		    where t.tenant_id = app.tenant() and t.deleted_at is null', entity) into records, changed, last_change using since;
		return next;
	end loop;
end $$;
comment on function app.report_entities is 'How many records of each kind you may see, how many changed since a day, and when one last did.';
select ui.declare_report('entities', 'Records by kind', 'app.report_entities(date)');
select ui.declare_chart('entities', '{"kind": "bars", "label": "entity", "values": ["records"]}');
