-- wizard.sql: a way through several records step by step: fields of one or of several entities, saved in one transaction at the end.
create table if not exists ui.wizard (
	name	text primary key check (name ~ '^[a-z][a-z0-9_]*$'),
	title	text not null,
	help	text not null,
	rank	integer not null default 100,
	steps	jsonb not null		-- [{"title", "record", "entity", "fields" or "lines", "sets", "optional"}…]
);
alter table ui.wizard owner to comptoir_owner;
grant select on ui.wizard to comptoir_staff;

-- A step asks for `fields` of the record called `record` (without it: by the entity's name), or for `lines` of it, which is an entity
-- declared so (ui.declare_lines); two steps may ask for fields of one record. "sets" links records: {"owner_id": "contact"}. A record whose steps are all "optional" is left out while nothing is
-- written into it. Records are saved in the order in which the steps first name them.
create or replace function ui.declare_wizard(name text, title text, help text, steps jsonb, rank integer default 100) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	step jsonb; rel regclass; seen text[] := '{}'; bad text;
begin
	for step in select * from jsonb_array_elements(steps) loop
		if coalesce(step ->> 'title', '') = '' then raise 'wizard %: a step has no title', name; end if;
		rel := format('app.%I', step ->> 'entity')::regclass;
		perform ui.columns(rel, array(select jsonb_array_elements_text(coalesce(step -> 'fields', '[]'))) || array(select jsonb_object_keys(coalesce(step -> 'sets', '{}'))));
		if not exists (select from ui.entity e where step -> 'lines' is null or (e.entity = step ->> 'lines' and e.spec -> 'lines' -> 'of' = step -> 'entity')) then
			raise 'wizard %: % are no lines of %', name, step ->> 'lines', step ->> 'entity';
		end if;
		bad := (select string_agg(value, ', ') from jsonb_each_text(coalesce(step -> 'sets', '{}')) where value <> all (seen));
		if bad is not null then raise 'wizard %: no step before “%” makes %', name, step ->> 'title', bad; end if;
		seen := seen || coalesce(step ->> 'record', step ->> 'entity');
	end loop;
	insert into ui.wizard values (name, title, help, rank, steps)
	on conflict on constraint wizard_pkey do update set title = excluded.title, help = excluded.help, rank = excluded.rank, steps = excluded.steps;
end $$;

-- Those that this person can go through to the end: somebody who may make all that they make.
create or replace function ui.wizards(mine jsonb) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('name', w.name, 'title', w.title, 'help', w.help, 'steps',
	    (select jsonb_agg(s || jsonb_build_object('record', coalesce(s ->> 'record', s ->> 'entity')) order by o) from jsonb_array_elements(w.steps) with ordinality u(s, o)))
	    order by w.rank, w.name), '[]')
	from ui.wizard w where not exists (select from jsonb_array_elements(w.steps) s
	    where not coalesce(mine -> (s ->> 'entity') ? 'create' and mine -> coalesce(s ->> 'lines', s ->> 'entity') ? 'create', false)) $$;
grant execute on function ui.wizards to comptoir_staff;
