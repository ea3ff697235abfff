-- catalogue.sql: what this person may see and do, as one answer. The grants themselves say what is masked.

-- The type of a field as clients know it, and its format when it has one.
create or replace function ui.type(typ oid) returns jsonb language sql stable as $$
	select case
	    when t.typname = 'cents' then jsonb_build_object('type', 'money')
	    when t.typname = 'sentence' then jsonb_build_object('type', 'sentence')
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
	where a.attname not in ('tenant_id', 'deleted_by', 'custom') and a.atttypid <> 'tsvector'::regtype and not e.spec -> 'search' ? a.attname $$;
create table if not exists ui.declared_field (
	entity text references ui.entity, name text, expr text, type text, format text, label text, help text, choices jsonb, refers text, required boolean,
	computed boolean, sortable boolean, not_null boolean, default_value text, sql_type text, n integer, primary key (entity, name));
alter table ui.declared_field owner to comptoir_owner;
grant select on ui.declared_field to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;
-- So it keeps the field that each constraint is told beside: asking ui.blamed for all of them costs more than all the rest.
create table if not exists ui.declared_constraint (entity text references ui.entity, name text, field text, primary key (entity, name));
alter table ui.declared_constraint owner to comptoir_owner;
grant select on ui.declared_constraint to comptoir_staff, comptoir_action, comptoir_finder;

-- The choices of a field that a company has made its own: those that it renamed, put in another place, left out or added. [value, name]
-- in their order; a declared one stands at 10, 20, 30… unless the company says otherwise.
create or replace function ui.own_choices(entity text, field text, declared jsonb) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
	return (select jsonb_agg(jsonb_build_array(x.v, x.l) order by x.r, x.v) from (
	    select u.c ->> 0 as v, coalesce(o.label, u.c ->> 1) as l, coalesce(o.rank, u.n * 10) as r, o.hidden
	    from jsonb_array_elements(declared) with ordinality u(c, n)
	    left join app.choice o on o.tenant_id = app.tenant() and o.entity = $1 and o.field = $2 and o.value = u.c ->> 0 and o.deleted_at is null
	    union all
	    select o.value, coalesce(o.label, o.value), coalesce(o.rank, 10000), o.hidden from app.choice o
	    where o.tenant_id = app.tenant() and o.entity = $1 and o.field = $2 and o.deleted_at is null and not exists (select from jsonb_array_elements(declared) c where c ->> 0 = o.value)) x
	where not coalesce(x.hidden, false));
end $$;
-- Its board, with the limits that the company set, and its own columns that count as one in which cards rest.
create or replace function ui.own_board(entity text, board jsonb) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
	select board || case when board ? 'rest' then jsonb_build_object('rest', board -> 'rest' || coalesce((select jsonb_agg(o.value order by o.value) from app.choice o
	    where o.tenant_id = app.tenant() and o.entity = $1 and o.field = board ->> 'field' and o.deleted_at is null and board -> 'rest' ? o.counts_as), '[]')) else '{}' end
	    || jsonb_build_object('limits', coalesce(board -> 'limits', '{}') || coalesce((select jsonb_object_agg(o.value, o.wip_limit) from app.choice o
	    where o.tenant_id = app.tenant() and o.entity = $1 and o.field = board ->> 'field' and o.deleted_at is null and o.wip_limit is not null), '{}')) $$;

-- What a row holds in such a field is one of them, whoever writes it. One that is no longer offered may stay where it is.
create or replace function app.own_choice() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	v constant text := to_jsonb(new) ->> tg_argv[0]; spec constant jsonb := (select e.spec from ui.entity e where e.entity = tg_table_name);
	choices constant jsonb := ui.own_choices(tg_table_name, tg_argv[0], spec -> 'choices' -> tg_argv[0]);
begin
	if v is null or exists (select from jsonb_array_elements(choices) c where c ->> 0 = v) then return new; end if;
	if tg_op = 'UPDATE' and to_jsonb(old) ->> tg_argv[0] = v then return new; end if;
	perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', coalesce(spec -> 'labels' ->> tg_argv[0], ui.label(tg_argv[0])),
	    'value', v, 'field', tg_argv[0], 'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(choices) c)));
	return null;
end $$;

-- Choices that are known only when they are asked for: what else is declared, what a company has written. The function ui.NAME() says them.
create or replace function ui.asked(proc text) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	choices jsonb;
begin
	execute format('select ui.%I()', proc) into choices;
	return choices;
end $$;
create or replace function ui.declare_asked(entity text, field text, proc text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[field]), format('ui.%I()', proc)::regprocedure;
	update ui.entity e set spec = jsonb_set(e.spec, '{asked}', coalesce(e.spec -> 'asked', '{}') || jsonb_build_object(field, proc)) where e.entity = $1;
end $$;
-- The rows of an entity speak of other records: Enter opens that one, whose kind and number these columns say; then an action of the
-- row is done, when it is offered.
create or replace function ui.declare_opens(entity text, kind text, id text, verb text default null, mark text default null) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array_remove(array[kind, id, mark], null));
	update ui.entity e set spec = e.spec || jsonb_build_object('opens', jsonb_strip_nulls(jsonb_build_object('entity', kind, 'id', id, 'then', verb, 'mark', mark))) where e.entity = $1;
end $$;

-- The card of what this column refers to tells the newest of these records, not their number alone; of lines the first, by their columns.
create or replace function ui.declare_latest(entity text, field text, most integer) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[field]);
	update ui.entity e set spec = e.spec || jsonb_build_object('latest', coalesce(e.spec -> 'latest', '{}') || jsonb_build_object(field, most)) where e.entity = $1;
end $$;

-- Of all entities the one whose records people are told of: screens show how many are unread, and open its list by one key.
create or replace function ui.declare_bell(entity text) returns void language sql set search_path = pg_catalog, pg_temp as $$
	update ui.entity e set spec = e.spec || '{"bell": true}' where e.entity = $1 $$;

-- Every field of an entity, custom ones too: the one list behind catalogue, lists, filters and saving.
-- `readable`, `creatable`, `updatable` are those of whoever asks (their SET ROLE). (plpgsql keeps the plan, which costs more than the answer:
-- every list, board and save asks.) Whoever needs one of them names it: what a company may have made of the others is not looked up.
create or replace function ui.fields(entity text, role name default current_setting('role'), named text default '*') returns setof ui.field
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return query select d.name, d.expr, d.type, d.format, d.label, d.help, case when me.own ? d.name then ui.own_choices($1, d.name, d.choices) when me.asked ? d.name then ui.asked(me.asked ->> d.name) else d.choices end,
	    d.refers, x.named_by, d.required,
	    has_column_privilege($2, me.rel, d.n::smallint, 'select'), has_column_privilege($2, me.rel, d.n::smallint, 'insert'),
	    d.name <> 'version' and has_column_privilege($2, me.rel, d.n::smallint, 'update'),
	    false, d.computed, d.sortable, d.not_null, d.default_value, d.sql_type, d.n
	from (select format('app.%I', e.entity)::regclass::oid as rel, e.spec -> 'own' as own, e.spec -> 'asked' as asked from ui.entity e where e.entity = $1 offset 0) me,	-- unpacked once, not at each field
	    ui.declared_field d left join ui.entity x on x.entity = d.refers
	where d.entity = $1 and ($3 = '*' or d.name = $3)
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
	where ($3 = '*' or 'custom.' || c.name = $3) and exists (select from pg_attribute a where a.attrelid = r.rel and a.attname = 'custom');
end $$;

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

-- {"FIELD": VALUE} as clients know it. (Apart, so that field_json holds no query and PostgreSQL writes it into the one that asks.)
create or replace function ui.shown_when(declared jsonb) returns jsonb language sql immutable strict as $$
	select jsonb_build_object('field', k, 'is', v) from jsonb_each(declared) x(k, v) limit 1 $$;
create or replace function ui.field_json(f ui.field, spec jsonb) returns json language sql stable as $$
	select json_strip_nulls(json_build_object('name', f.name, 'label', f.label, 'help', f.help, 'type', f.type, 'format', f.format,
	    'choices', f.choices, 'refers', f.refers, 'max', spec -> 'limits' -> f.name, 'required', nullif(f.required, false), 'default', f.default_value,
	    'create', nullif(f.creatable, false), 'update', nullif(f.updatable, false), 'masked', nullif(not f.readable, false),
	    'custom', nullif(f.is_custom, false), 'computed', nullif(f.computed, false), 'sortable', nullif(f.sortable, false),
	    'shown_when', ui.shown_when(spec -> 'shown_when' -> f.name),
	    'markdown', nullif(coalesce(spec -> 'markdown' ? f.name, false), false), 'suggests', spec -> 'suggest' -> f.name -> 'entity',
	    'bias', spec -> 'bias' ->> f.name, 'tax', nullif(spec ->> 'tax' = f.name, false),
	    'synonyms', spec -> 'synonyms' -> f.name, 'vcard', spec -> 'vcard' ->> f.name)) $$;

-- Changes whenever ui.catalogue() of this person would: the server keeps its answer until then.
create or replace function ui.stamp() returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return (select format('%s:%s:%s:%s', t.id, t.catalogue, (select md5(string_agg(r.digest, '' order by r.file)) from app.release r),
	    md5(coalesce(app.my_rights()::text, '') || coalesce(app.my_start(), '') || current_setting('role'))) from app.tenant t where t.id = app.tenant());
end $$;

-- (json, not jsonb: it is put together from pieces once and sent; jsonb would take apart and copy all of it at each step. What entities have
-- many of is read once for all of them; a large declaration is unpacked once, by || '{}', not at each look.)
create or replace function ui.catalogue() returns json language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	mine constant jsonb := coalesce(app.my_rights(), '{}');
	entities json;
begin
	with e as materialized (
	    select e.entity, e.spec || '{}' as spec, c.oid, m.rights from jsonb_each(mine) m(entity, rights) join ui.entity e on e.entity = m.entity
	    join pg_class c on c.relname = e.entity and c.relnamespace = 'app'::regnamespace where m.rights ? 'read'),
	messages as materialized (
	    select e.entity, json_object_agg(k.conname, json_strip_nulls(json_build_object('text', t.description,
	        'field', case when d.name is null then ui.blamed(k.oid) else d.field end)) order by k.conname) as told
	    from e join pg_constraint k on k.conrelid = e.oid and k.contype in ('c', 'u', 'x', 'f')
	    left join pg_description t on t.objoid = k.oid and t.classoid = 'pg_constraint'::regclass
	    left join ui.declared_constraint d on d.entity = e.entity and d.name = k.conname
	    where t.description is not null or k.contype = 'f' group by 1),
	actions as materialized (
	    select e.entity, json_agg(json_strip_nulls(json_build_object('verb', v.verb, 'label', v.label, 'key', v.key, 'help', obj_description(p.oid, 'pg_proc'),
	        'undone', e.spec -> 'counters' -> v.verb, 'scans', e.spec -> 'scans' -> v.verb,
	        'args', (select jsonb_agg(ui.type(t.typ) || jsonb_strip_nulls(jsonb_build_object('name', t.name, 'label', coalesce(x.spec -> 'one', to_jsonb(ui.label(t.name))),
	            'required', nullif(t.n <= p.pronargs - p.pronargdefaults, false), 'refers', x.entity)) order by t.n)
	            from (select u.typ, u.n, p.proargnames[u.n] as name from unnest(p.proargtypes::oid[]) with ordinality u(typ, n) where u.n > 1) t
	            left join ui.entity x on x.entity || '_id' = t.name))) order by v.last, v.position) as told
	    from e join ui.verb v on v.entity = e.entity and e.rights ? v.verb join pg_proc p on p.proname = v.proc and p.pronamespace = 'app'::regnamespace
	    where not exists (select from unnest(v.clearance) x where not pg_has_role(current_setting('role'), 'comptoir_staff_' || x, 'usage')) group by 1),
	related as materialized (	-- what is mostly met here, and in no menu, stands first
	    select d.refers as entity, json_agg(json_strip_nulls(json_build_object('entity', o.entity, 'field', d.name,
	            'label', coalesce(o.spec -> 'backs' -> d.name, o.spec -> 'title'), 'latest', o.spec -> 'latest' -> d.name))
	        order by o.spec ->> 'menu' = '' desc, o.spec -> 'position', o.entity, o.spec -> 'backs' ? d.name, d.name) as told
	    from ui.declared_field d join e o on o.entity = d.entity
	    where d.refers is not null and d.name not in ('created_by', 'updated_by') and has_column_privilege(current_setting('role'), o.oid, d.n::smallint, 'select') group by 1)
	select json_object_agg(e.entity, json_strip_nulls(json_build_object('name', e.entity, 'title', e.spec -> 'title', 'one', e.spec -> 'one',
	    'menu', e.spec -> 'menu', 'position', e.spec -> 'position', 'label', e.spec -> 'label', 'list', e.spec -> 'list',
	    'form', e.spec -> 'form' || case when fields.custom is null then '[]' else jsonb_build_array('["Custom"]' || fields.custom) end,
	    'sort', e.spec -> 'sort', 'order', e.spec -> 'order', 'short', nullif(e.spec -> 'short', '[]'), 'search', e.spec -> 'search' <> '{}',
	    'board', case when e.spec -> 'own' ? (e.spec -> 'board' ->> 'field') then ui.own_board(e.entity, e.spec -> 'board') else e.spec -> 'board' end,
	    'calendar', e.spec -> 'calendar', 'quick', e.spec -> 'quick', 'trash', e.spec -> 'trash', 'within', nullif(e.spec ? 'within', false), 'lines', e.spec -> 'lines',
	    'opens', e.spec -> 'opens', 'address', e.spec -> 'address', 'calls', case when mine -> (e.spec -> 'calls' ->> 'entity') ? 'create' then e.spec -> 'calls' end,
	    'draft', case when e.rights ? (e.spec -> 'draft' ->> 'action') then e.spec -> 'draft' end,
	    'copy', case when e.rights ? (e.spec ->> 'copy') then e.spec -> 'copy' end, 'reader', e.spec -> 'reader', 'help', obj_description(e.oid, 'pg_class'),
	    'empty', e.spec -> 'empty', 'rights', e.rights, 'fields', fields.told, 'messages', messages.told, 'actions', actions.told, 'related', related.told)) order by (e.spec ->> 'position')::integer, e.entity)	-- lines of a form stand as the menu does
	into entities
	from e left join messages using (entity) left join actions using (entity) left join related using (entity) cross join lateral (
	    select json_agg(ui.field_json(f, e.spec) order by f.n) filter (where f.name not in ('version', 'deleted_at')) as told,
	        jsonb_agg(f.name order by f.n) filter (where f.is_custom) as custom from ui.fields(e.entity) f) fields;
	return json_build_object('entities', coalesce(entities, '{}'),
	    'company', (select json_build_object('name', c.name, 'currency', c.currency, 'time_zone', c.time_zone, 'language', c.language)
	        from app.company c where c.tenant_id = app.tenant()),
	    'bell', (select e.entity from ui.entity e where e.spec ? 'bell' and mine -> e.entity ? 'read' limit 1),
	    'wizards', ui.wizards(mine), 'reports', ui.charts(), 'prints', ui.prints(mine), 'help', ui.help(mine), 'preferences', ui.preferences(), 'tour', ui.tour(mine), 'start', app.my_start(),
	    'menus', (select coalesce(json_agg(m order by p), '[]') from (select e.spec ->> 'menu' as m, min((e.spec ->> 'position')::int) as p
	        from ui.entity e where mine -> e.entity ? 'read' and e.spec ->> 'menu' <> '' group by 1) x));
end $$;
grant execute on function ui.type, ui.label, ui.asked, ui.own_choices, ui.own_board, ui.read_fields, ui.fields, ui.refuse_field, ui.shown_when, ui.field_json, ui.stamp, ui.catalogue
    to comptoir_staff, comptoir_action, comptoir_finder;
grant execute on function ui.label, ui.own_choices, app.own_choice to comptoir_platform;
