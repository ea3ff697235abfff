-- catalogue.sql: what this person may see and do, as one answer. The grants themselves say what is masked.

-- The type of a field as clients know it, and its format when it has one.
create or replace function ui.type(typ oid) returns jsonb language sql stable as $$
	select case
	    when t.typname = 'cents' then jsonb_build_object('type', 'money')
	    when t.typtype = 'd' then jsonb_build_object('format', t.typname) || ui.type(t.typbasetype)
	    else jsonb_build_object('type', case
	        when t.typname in ('int2', 'int4', 'int8') then 'integer' when t.typname in ('numeric', 'float4', 'float8') then 'decimal'
	        when t.typname = 'bool' then 'boolean' when t.typname = 'date' then 'date' when t.typname in ('timestamptz', 'timestamp') then 'timestamp'
	        when t.typname = '_text' then 'tags' when t.typname in ('json', 'jsonb') then 'json' when t.typname = 'bytea' then 'bytes' else 'text' end) end
	from pg_type t where t.oid = typ $$;

do $$ begin
	if to_regtype('ui.field') is null then
		create type ui.field as (name text, expr text, type text, format text, label text, help text, choices jsonb, refers text, refers_label text,
		    required boolean, readable boolean, creatable boolean, updatable boolean, is_custom boolean, computed boolean, sortable boolean,
		    not_null boolean, default_value text, sql_type text, n integer);
	end if;
end $$;

-- What pg_catalog and the declaration say of an entity's fields. Reading it takes milliseconds, so ui.declare_entity keeps it.
create or replace function ui.read_fields(entity text) returns table (name text, expr text, type text, format text, label text, help text,
    choices jsonb, refers text, required boolean, computed boolean, sortable boolean, not_null boolean, default_value text, sql_type text, n integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with e as (select e.entity, e.spec, format('app.%I', e.entity)::regclass as rel from ui.entity e where e.entity = $1),
	refers as (	-- the column after tenant_id of each composite foreign key
		select k.conkey[2] as attnum, c.relname::text as relname from e
		join pg_constraint k on k.conrelid = e.rel join pg_class c on c.oid = k.confrelid
		where k.contype = 'f' and cardinality(k.conkey) = 2)
	select a.attname::text, format('t.%I', a.attname), y.t ->> 'type', y.t ->> 'format',
	    coalesce(e.spec -> 'labels' ->> a.attname, case a.attname when 'id' then 'Number' when 'version' then 'Version' else ui.label(a.attname) end),
	    col_description(a.attrelid, a.attnum), e.spec -> 'choices' -> a.attname,
	    coalesce(r.relname, case when a.attname in ('created_by', 'updated_by') then 'person' end),	-- no key: the platform, 0, is nobody's colleague
	    a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attname <> 'id',
	    a.attgenerated <> '', a.attname = 'id' or e.spec -> 'sort' ? a.attname, a.attnotnull,
	    (select coalesce(m[1], m[2]) from pg_attrdef d, regexp_match(pg_get_expr(d.adbin, d.adrelid), '^''(.*)''::|^(\d+|true|false)$') m
	        where d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''),
	    format_type(a.atttypid, a.atttypmod), a.attnum::integer
	from e join pg_attribute a on a.attrelid = e.rel and a.attnum > 0 and not a.attisdropped
	left join refers r on r.attnum = a.attnum, lateral (select ui.type(a.atttypid) as t) y
	where a.attname not in ('tenant_id', 'deleted_by', 'custom') and not e.spec -> 'search' ? a.attname $$;
create table if not exists ui.declared_field (
	entity text references ui.entity, name text, expr text, type text, format text, label text, help text, choices jsonb, refers text, required boolean,
	computed boolean, sortable boolean, not_null boolean, default_value text, sql_type text, n integer, primary key (entity, name));
alter table ui.declared_field owner to comptoir_owner;
grant select on ui.declared_field to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;

-- Every field of an entity, custom ones too: the one list behind catalogue, lists, filters and saving.
-- `readable`, `creatable`, `updatable` are those of whoever asks (their SET ROLE).
create or replace function ui.fields(entity text, role name default current_setting('role')) returns setof ui.field
language sql stable set search_path = pg_catalog, pg_temp as $$
	select d.name, d.expr, d.type, d.format, d.label, d.help, d.choices, d.refers, x.spec ->> 'label', d.required,
	    has_column_privilege($2, r.rel, d.n::smallint, 'select'), has_column_privilege($2, r.rel, d.n::smallint, 'insert'),
	    d.name <> 'version' and has_column_privilege($2, r.rel, d.n::smallint, 'update'),
	    false, d.computed, d.sortable, d.not_null, d.default_value, d.sql_type, d.n
	from (select format('app.%I', $1)::regclass::oid as rel) r, ui.declared_field d left join ui.entity x on x.entity = d.refers
	where d.entity = $1
	union all
	select 'custom.' || c.name, format('(t.custom ->> %L)%s', c.name, case c.type when 'integer' then '::bigint' when 'decimal' then '::numeric'
	        when 'date' then '::date' when 'boolean' then '::boolean' else '' end),
	    case c.type when 'choice' then 'text' else c.type end, null, c.label, c.help,
	    case when c.type = 'choice' then (select jsonb_agg(jsonb_build_array(x, x)) from unnest(c.choices) x) end, null, null, c.required,
	    has_column_privilege($2, r.rel, 'custom', 'select'), has_column_privilege($2, r.rel, 'custom', 'insert'), has_column_privilege($2, r.rel, 'custom', 'update'),
	    true, false, false, false, null,
	    case c.type when 'integer' then 'bigint' when 'decimal' then 'numeric' when 'date' then 'date' when 'boolean' then 'boolean' else 'text' end,
	    10000 + c.rank
	from (select format('app.%I', $1)::regclass::oid as rel) r join app.custom_field c on c.tenant_id = app.tenant() and c.entity = $1 and c.deleted_at is null
	where exists (select from pg_attribute a where a.attrelid = r.rel and a.attname = 'custom') $$;

-- A field that nobody knows is refused by its name, with the one that was meant if the asker may see it.
create or replace function ui.refuse_field(entity text, name text, args jsonb default '{}') returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	guess constant text := app.nearest(name, array(select f.name from ui.fields(entity) f where f.readable));
begin
	args := args || jsonb_build_object('name', name);
	if guess is not null then
		perform app.refuse('There is no field “{name}”. Did you mean “{guess}”?', args || jsonb_build_object('guess', guess), 'UI007');
	end if;
	perform app.refuse('There is no field “{name}”.', args, 'UI007');
end $$;

create or replace function ui.field_json(f ui.field, spec jsonb) returns jsonb language sql stable as $$
	select jsonb_strip_nulls(jsonb_build_object('name', f.name, 'label', f.label, 'help', f.help, 'type', f.type, 'format', f.format,
	    'choices', f.choices, 'refers', f.refers, 'max', spec -> 'limits' -> f.name, 'required', nullif(f.required, false), 'default', f.default_value,
	    'create', nullif(f.creatable, false), 'update', nullif(f.updatable, false), 'masked', nullif(not f.readable, false),
	    'custom', nullif(f.is_custom, false), 'computed', nullif(f.computed, false), 'sortable', nullif(f.sortable, false),
	    'shown_when', (select jsonb_build_object('field', k, 'is', v) from jsonb_each(spec -> 'shown_when' -> f.name) x(k, v) limit 1),
	    'bias', spec -> 'bias' ->> f.name, 'tax', nullif(spec ->> 'tax' = f.name, false),
	    'synonyms', spec -> 'synonyms' -> f.name, 'vcard', spec -> 'vcard' ->> f.name)) $$;

-- Changes whenever ui.catalogue() of this person would: the server keeps its answer until then.
create or replace function ui.stamp() returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return (select format('%s:%s:%s:%s', t.id, t.catalogue, (select md5(string_agg(r.digest, '' order by r.file)) from app.release r),
	    md5(coalesce(app.my_rights()::text, '') || current_setting('role'))) from app.tenant t where t.id = app.tenant());
end $$;

create or replace function ui.catalogue() returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	mine constant jsonb := coalesce(app.my_rights(), '{}');
	entities jsonb;
begin
	select jsonb_object_agg(e.entity, jsonb_strip_nulls(jsonb_build_object('name', e.entity, 'title', e.spec -> 'title', 'one', e.spec -> 'one',
	    'menu', e.spec -> 'menu', 'position', e.spec -> 'position', 'label', e.spec -> 'label',
	    'list', (select jsonb_agg(l order by n) from jsonb_array_elements_text(e.spec -> 'list') with ordinality u(l, n)),
	    'form', e.spec -> 'form' || coalesce((select jsonb_build_array('["Custom"]' || jsonb_agg(f.name order by f.n)) from ui.fields(e.entity) f where f.is_custom having count(*) > 0), '[]'),
	    'sort', e.spec -> 'sort', 'order', e.spec -> 'order', 'short', nullif(e.spec -> 'short', '[]'),
	    'search', e.spec -> 'search' <> '{}', 'board', e.spec -> 'board', 'calendar', e.spec -> 'calendar', 'trash', e.spec -> 'trash', 'within', nullif(e.spec ? 'within', false), 'lines', e.spec -> 'lines',
	    'address', e.spec -> 'address', 'calls', case when mine -> (e.spec -> 'calls' ->> 'entity') ? 'create' then e.spec -> 'calls' end,
	    'draft', case when mine -> e.entity ? (e.spec -> 'draft' ->> 'action') then e.spec -> 'draft' end,
	    'help', obj_description(c.oid, 'pg_class'), 'empty', e.spec -> 'empty', 'rights', mine -> e.entity,
	    'fields', (select jsonb_agg(ui.field_json(f, e.spec) order by f.n) from ui.fields(e.entity) f where f.name not in ('version', 'deleted_at')),
	    'messages', (select jsonb_object_agg(k.conname, jsonb_strip_nulls(jsonb_build_object('text', obj_description(k.oid, 'pg_constraint'),
	            'field', ui.blamed(k.oid))))
	        from pg_constraint k where k.conrelid = c.oid and k.contype in ('c', 'u', 'x', 'f')
	        and (obj_description(k.oid, 'pg_constraint') is not null or k.contype = 'f')),
	    'actions', (select jsonb_agg(jsonb_strip_nulls(jsonb_build_object('verb', v.verb, 'label', v.label, 'key', v.key, 'help', obj_description(p.oid, 'pg_proc'),
	            'undone', e.spec -> 'counters' -> v.verb,
	            'args', (select jsonb_agg(ui.type(t.typ) || jsonb_strip_nulls(jsonb_build_object('name', p.proargnames[t.n], 'label', ui.label(p.proargnames[t.n]),
	                'required', nullif(t.n <= p.pronargs - p.pronargdefaults, false),
	                'refers', (select x.entity from ui.entity x where x.entity || '_id' = p.proargnames[t.n]))) order by t.n)
	                from unnest(p.proargtypes::oid[]) with ordinality t(typ, n) where t.n > 1))) order by v.verb)
	        from ui.verb v join pg_proc p on p.proname = v.proc and p.pronamespace = 'app'::regnamespace
	        where v.entity = e.entity and mine -> e.entity ? v.verb
	        and not exists (select from unnest(v.clearance) x where not pg_has_role(current_setting('role'), 'comptoir_staff_' || x, 'usage'))),
	    'related', (select jsonb_agg(jsonb_build_object('entity', o.entity, 'field', a.attname, 'label', o.spec -> 'title') order by o.spec -> 'position', a.attname)
	        from pg_constraint k join ui.entity o on k.conrelid = format('app.%I', o.entity)::regclass
	        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2]
	        where k.contype = 'f' and k.confrelid = c.oid and cardinality(k.conkey) = 2 and mine -> o.entity ? 'read'
	        and has_column_privilege(current_setting('role'), k.conrelid, a.attnum, 'select')))))
	into entities
	from ui.entity e join pg_class c on c.oid = format('app.%I', e.entity)::regclass
	where mine -> e.entity ? 'read';
	return jsonb_build_object('entities', coalesce(entities, '{}'),
	    'company', (select jsonb_build_object('name', c.name, 'currency', c.currency, 'time_zone', c.time_zone, 'language', c.language)
	        from app.company c where c.tenant_id = app.tenant()),
	    'wizards', ui.wizards(mine), 'reports', ui.charts(), 'preferences', ui.preferences(), 'tour', ui.tour(mine),
	    'menus', (select coalesce(jsonb_agg(m order by p), '[]') from (select e.spec ->> 'menu' as m, min((e.spec ->> 'position')::int) as p
	        from ui.entity e where mine -> e.entity ? 'read' and e.spec ->> 'menu' <> '' group by 1) x));
end $$;
grant execute on function ui.type, ui.label, ui.read_fields, ui.fields, ui.refuse_field, ui.field_json, ui.stamp, ui.catalogue
    to comptoir_staff, comptoir_action, comptoir_finder;
