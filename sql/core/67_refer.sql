-- refer.sql: what people and files call a record, to its id. Sees what the caller may read, no more.

-- {"Marie Dupont": 42, "Jean": "many"}; a text that names nothing is absent. Tried in order: the label, then each field that tells
-- records apart (the exact ones of `duplicates`), cleaned as its format says. Plain equality on each: row security lets the index
-- answer nothing else.
create or replace function app.refer(entity text, texts text[]) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); f record; part jsonb; made jsonb := '{}'; word text;
begin
	for f in select x.name, x.format from ui.fields(entity) x where x.readable and x.type = 'text' and not x.is_custom
	    and (x.name = spec ->> 'label' or spec -> 'duplicates' ? x.name) order by x.name <> (spec ->> 'label'), x.n loop
		word := case when to_regprocedure(format('app.clean_%s(text)', f.format)) is not null then format('app.clean_%s(u.w)', f.format) else 'u.w' end;
		execute format('select jsonb_object_agg(w, case when n > 1 then ''"many"'' else to_jsonb(id) end) from (
		    select u.w, count(*) as n, min(t.id) as id from unnest($1) u(w) cross join lateral (
		        select x.id from app.%1$I x where x.tenant_id = app.tenant() and x.deleted_at is null and x.%2$I = %3$s limit 2) t group by u.w) y',
		    entity, f.name, word) into part using texts;
		made := coalesce(part, '{}') || made;
		texts := array(select t from unnest(texts) t where not made ? t);
		exit when texts = '{}';
	end loop;
	return made;
end $$;
-- A reference as it was written, to its number: what is a number, or nothing, stays.
create or replace function app.named(kind text, label text, field text, value jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	called constant text := value #>> '{}'; found jsonb;
begin
	if kind is null or jsonb_typeof(value) is distinct from 'string' or called ~ '^\s*-?\d*\s*$' then return value; end if;
	found := app.refer(kind, array[called]) -> called;
	if jsonb_typeof(found) = 'number' then return found; end if;
	perform app.refuse(case when found is null then '{label}: no record is called “{value}”.' else '{label}: several records are called “{value}”; give the number.' end,
	    jsonb_build_object('label', label, 'value', value, 'field', field));
	return null;
end $$;
-- The entity that an argument names: contact_id, or mission.
create or replace function ui.argument_entity(argument text) returns text language sql stable set search_path = pg_catalog, pg_temp return
    (select e.entity from ui.entity e where e.entity in (argument, regexp_replace(argument, '_id$', '')) order by e.entity = argument desc limit 1);
grant execute on function app.refer(text, text[]), app.named(text, text, text, jsonb), ui.argument_entity(text) to comptoir_staff;
