-- prints.sql: reports that are printed for a record: what stands at the head of the paper, what heads the rows, and on which record's
-- screen it is offered.
create table if not exists ui.print (
	report	text primary key references ui.report,
	entity	text not null references ui.entity,	-- of this kind of record
	argument text not null,				-- the report's argument that takes its number
	head	text[] not null default '{}',		-- its fields that stand at the head
	heads	text					-- the report's column whose value heads the rows that have it
);
alter table ui.print owner to comptoir_owner;
grant select on ui.print to comptoir_staff;

create or replace function ui.declare_print(report text, entity text, argument text, head text default '', heads text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p constant pg_proc := (select p from ui.report r join pg_proc p on p.proname = r.proc and p.pronamespace = 'app'::regnamespace where r.name = report);
begin
	if argument <> all (p.proargnames[1:p.pronargs]) then raise 'print of %: it has no argument %', report, argument; end if;
	if heads <> all (array(select a.name from unnest(p.proargmodes, p.proargnames) a(mode, name) where a.mode = 't')) then
		raise 'print of %: it has no column %', report, heads;
	end if;
	perform ui.columns(format('app.%I', entity)::regclass, ui.words(head));
	insert into ui.print values (report, entity, argument, ui.words(head), heads)
	on conflict on constraint print_pkey do update set entity = excluded.entity, argument = excluded.argument, head = excluded.head, heads = excluded.heads;
end $$;

-- The reports that whoever may read such a record prints for it.
create or replace function ui.prints(mine jsonb) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('name', p.report, 'entity', p.entity, 'argument', p.argument, 'title', r.title) order by p.entity, r.title), '[]')
	from ui.print p join ui.report r on r.name = p.report where mine -> p.entity ? 'read' $$;

-- What stands at the head of a report on paper: [{"label", "type", "choices", "value"}…] and the column that heads its rows. A record that
-- may not be seen says nothing, nor do fields that are masked.
create or replace function ui.report_head(report text, args jsonb default '{}') returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	p ui.print; facts jsonb := '[]'; f record; v text; number bigint; called text;
begin
	select * into p from ui.print x where x.report = ui.report_named($1);
	if p.report is not null and args ->> p.argument ~ '^\d{1,18}$' then
		number := (args ->> p.argument)::bigint;
		called := app.label_of(p.entity, number);
		if called is not null then
			facts := jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('label', (select e.spec -> 'one' from ui.entity e where e.entity = p.entity), 'type', 'text', 'format', ui.label_format(p.entity), 'value', called)));
		end if;
		for f in select x.*, o from unnest(p.head) with ordinality u(w, o) join ui.fields(p.entity) x on x.name = u.w where x.readable and called is not null order by o loop
			execute format('select %s from app.%I t where t.tenant_id = app.tenant() and t.id = $1', case when f.refers is null then f.expr || '::text'
			    else format('app.label_of(%L, %s)', f.refers, f.expr) end, p.entity) into v using number;
			if v <> '' then
				facts := facts || jsonb_build_array(jsonb_strip_nulls(jsonb_build_object('label', f.label, 'value', v, 'choices', f.choices,
				    'type', case when f.refers is null then f.type else 'text' end, 'format', case when f.refers is null then f.format else ui.label_format(f.refers) end)));
			end if;
		end loop;
	end if;
	select facts || coalesce(jsonb_agg(jsonb_build_object('label', ui.label(k), 'type', 'text', 'value', x.v) order by k), '[]') into facts
	from jsonb_each_text(coalesce(args, '{}')) x(k, v) where (k is distinct from p.argument or called is null) and btrim(x.v) <> '';
	return jsonb_build_object('facts', facts, 'heads', p.heads);
end $$;
grant execute on function ui.report_head, ui.prints to comptoir_staff;
-- Whose a paper is, where they are reached, what the law wants at the head of a letter, and when it was made, in the time of the session.
-- Of an address that the reader may not see nothing is told.
create or replace function ui.paper() returns table (company text, moment text, reach text, legal text) language sql stable set search_path = pg_catalog, pg_temp as $$
	select c.name::text, now()::timestamp(0)::text,
	    concat_ws(' · ', (select nullif(concat_ws(', ', nullif(e.street, ''), nullif(concat_ws(' ', e.postcode, e.city), '')), '') from app.establishment e
	        where e.tenant_id = c.tenant_id and e.main and e.deleted_at is null), app.show_phone(c.phone), c.email, c.website),
	    concat_ws(' · ', nullif(concat_ws(' ', c.legal_name, case when c.legal_name ilike '%' || c.legal_form then null else c.legal_form end), ''), 'SIREN ' || app.show_siren(c.siren), 'RCS ' || nullif(c.rcs_city, ''), app.show_vat_number(c.vat_number))
	from app.company c where c.tenant_id = app.tenant() $$;
grant execute on function ui.paper to comptoir_staff;
