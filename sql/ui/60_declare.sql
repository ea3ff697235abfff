-- declare.sql: one declaration per entity. It stores what pg_catalog cannot say, and applies to the table what none may forget.

-- The field that a broken constraint is told beside: one that people write. One with a default always holds something: what lacks is
-- another. What is there twice is the last of a unique key, its expressions too: the name, within what stands before it.
create or replace function ui.blamed(con oid) returns name language sql stable return
    (select a.attname from pg_constraint k join (select k2.oid, u.n as attnum, u.o from pg_constraint k2, unnest(k2.conkey) with ordinality u(n, o) where u.n > 0
         union all select k2.oid, y.attnum, n from pg_constraint k2 join pg_index i on i.indexrelid = k2.conindid, generate_series(1, i.indnkeyatts) n
         cross join lateral (select b.attnum from pg_attribute b where b.attrelid = i.indrelid and b.attnum > 0 and pg_get_indexdef(i.indexrelid, n, true) ~ ('\m' || b.attname || '\M') order by b.attnum limit 1) y where i.indkey[n - 1] = 0) x on x.oid = k.oid
     join pg_attribute a on a.attrelid = k.conrelid and a.attnum = x.attnum
     where k.oid = con and a.attname <> 'tenant_id'
     order by exists (select from pg_attribute b where b.attrelid = 'app.base'::regclass and b.attnum > 0 and b.attname = a.attname),
         not exists (select from pg_roles r where r.rolname like 'comptoir\_staff%' and has_column_privilege(r.oid, k.conrelid, a.attnum, 'insert')),
         k.contype = 'c' and a.atthasdef, x.o * case when k.contype in ('u', 'x') then -1 else 1 end limit 1);
grant execute on function ui.blamed to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;

-- The names given, or an error that says which of them the table lacks: a misspelling fails when the file loads.
create or replace function ui.columns(rel regclass, names text[]) returns text[] language plpgsql stable as $$
declare
	bad text := (select string_agg(n, ', ') from unnest(names) n where not exists (
	    select from pg_attribute where attrelid = rel and attname = n and attnum > 0 and not attisdropped));
begin
	if bad is not null then raise 'ui: % has no column %', rel, bad; end if;
	return names;
end $$;
-- A list of names written with spaces.
create or replace function ui.words(t text) returns text[] language sql immutable strict return
    array_remove(regexp_split_to_array(t, '\s+'), '');
-- A column name as people read it.
create or replace function ui.label(name text) returns text language sql immutable strict return
    (select upper(left(w, 1)) || substr(w, 2) from (select replace(regexp_replace(name, '_(id|on|at)$', ''), '_', ' ') w) x);

-- 'owner_id' compares a column; 'equipment_keeper.equipment_id' goes through a link table, read once per query or looked up for each row,
-- as the planner finds cheaper.
create or replace function ui.reach_by(entity text, declared text, of_person text, value text) returns text language sql stable strict return
    case when declared like '%.%' then format('exists (select from app.%1$I k where k.tenant_id = app.tenant() and k.%2$I = %3$s and k.%4$I = %5$I.id)',
	split_part(declared, '.', 1), of_person, value, (ui.columns(format('app.%I', split_part(declared, '.', 1))::regclass,
	    array[split_part(declared, '.', 2), of_person, 'tenant_id']))[1], entity)
    else format('%I.%I = %s', entity, declared, value) end;

-- Every company's rows to itself, for whoever comes; and every key and reference begins with the company.
create or replace function ui.protect(rel regclass) returns void language plpgsql as $$
declare
	bad text;
begin
	select string_agg(c::regclass::text, ', ') into bad from (
		select indexrelid from pg_index i where indrelid = rel and (indisunique or indisexclusion)
		and 'tenant_id' is distinct from (select attname from pg_attribute where attrelid = rel and attnum = i.indkey[0])) x(c);
	if bad is not null then raise 'ui: % does not begin with tenant_id', bad; end if;
	select string_agg(conname, ', ') into bad from pg_constraint k where conrelid = rel and contype = 'f'
	and confrelid not in ('app.tenant'::regclass, 'app.account'::regclass)
	and not exists (select from pg_attribute a, pg_attribute b where a.attname = 'tenant_id' and b.attname = 'tenant_id'
	    and (a.attrelid, a.attnum, b.attrelid, b.attnum) = (rel, k.conkey[1], k.confrelid, k.confkey[1]));
	if bad is not null then raise 'ui: % does not begin with tenant_id', bad; end if;
	execute format('alter table %s owner to comptoir_owner', rel);
	execute format('alter table %s enable row level security', rel);
	execute format('alter table %s force row level security', rel);
	execute (select coalesce(string_agg(format('drop policy %I on %s', polname, rel), ';'), 'select') from pg_policy where polrelid = rel);
	execute format('create policy tenant on %s as restrictive to comptoir_staff, comptoir_action using (tenant_id = app.tenant())', rel);
	execute format('create policy action on %s to comptoir_action using (true)', rel);
	execute format('create policy owner on %s to comptoir_owner using (tenant_id = app.tenant())', rel);
	execute format('revoke all on %s from %s', rel, (select string_agg(oid::regrole::text, ', ') from pg_roles
	    where rolname ~ '^comptoir_(staff|action|finder|signin|platform)'));
	execute format('grant select, insert, update on %s to comptoir_action', rel);
	execute format('grant select, insert, update, delete on %s to comptoir_platform', rel);
	if not exists (select from pg_constraint where conrelid = rel and confrelid = 'app.tenant'::regclass) then
		execute format('alter table %s add foreign key (tenant_id) references app.tenant', rel);
	end if;
end $$;
-- A table of links or parts that is no entity of its own: read within the company, written by actions.
create or replace function ui.declare_link(link text) returns void language plpgsql as $$
declare
	rel constant regclass := format('app.%I', link)::regclass;
begin
	perform ui.protect(rel);
	execute format('create policy read on %s for select to comptoir_staff using (true)', rel);
	execute format('grant select on %s to comptoir_staff, comptoir_finder', rel);
	execute format('grant delete on %s to comptoir_action', rel);
end $$;

-- An index that the declaration asks for: made once, made anew when its definition changes, dropped when nothing asks any more.
create or replace function ui.index(rel regclass, name text, definition text) returns void language plpgsql as $$
begin
	if obj_description(to_regclass(format('app.%I', name)), 'pg_class') is distinct from 'declared: ' || definition then
		execute format('drop index if exists app.%I', name);
		execute format('create index %I on %s %s', name, rel, definition);
		execute format('comment on index app.%I is %L', name, 'declared: ' || definition);
	end if;
end $$;

-- Whether ranges are asked of a column: days and whole numbers.
create or replace function ui.ranged(rel regclass, col text) returns boolean language sql stable return
    (select coalesce(nullif(t.typbasetype, 0), t.oid)::regtype in ('date', 'timestamptz', 'integer', 'bigint') and a.attname <> 'id'
     from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = rel and a.attname = col);

-- How a column's text is found: as its format says (a phone by its digits), else as it is read.
create or replace function ui.search_text(rel regclass, col text) returns text language sql stable return
    (select format(case when to_regprocedure(format('app.search_%s(text)', t.typname)) is not null then 'coalesce(app.search_%s(%I), '''')'
        else 'coalesce(%2$I::text, '''')' end, t.typname, col)
     from pg_attribute a join pg_type t on t.oid = a.atttypid where a.attrelid = rel and a.attname = col);

-- Generated columns that hold what may be searched: `search` all of it, for who may see all of it, and `search_open` what is
-- masked for nobody, when that is less: so a masked field cannot be found either, and a word is one condition, not an "or".
-- Answers {column: [clearances that it needs]}. They begin with a space: one or two letters then match the beginning of a word.
create or replace function ui.search_columns(rel regclass, sources text[], clearance jsonb) returns jsonb language plpgsql as $$
declare
	made jsonb := '{}'; cols text[]; expr text; name text;
	classes constant jsonb := (select coalesce(jsonb_agg(k), '[]') from jsonb_each(clearance) c(k, v) where v ?| sources);
begin
	foreach name in array case when sources = '{}' then '{}' when classes = '[]' then '{search}' else '{search,search_open}' end::text[] loop
		cols := array(select c from unnest(sources) with ordinality u(c, o) where name = 'search'
		    or not exists (select from jsonb_each(clearance) x(k, v) where v ? c) order by o);
		continue when cols = '{}';
		expr := format('app.search_fold('' '' || %s)', (select string_agg(ui.search_text(rel, c), ' || '' '' || ' order by o)
		    from unnest(cols) with ordinality u(c, o)));
		if (select col_description(rel, attnum) from pg_attribute where attrelid = rel and attname = name and not attisdropped)
		    is distinct from 'declared: ' || expr then
			execute format('alter table %s drop column if exists %I cascade', rel, name);
			execute format('alter table %s add column %I text generated always as (%s) stored', rel, name, expr);
			execute format('comment on column %s.%I is %L', rel, name, 'declared: ' || expr);
		end if;
		made := made || jsonb_build_object(name, case when name = 'search' then classes else '[]' end);
	end loop;
	return made;
end $$;

-- Columns of a format are cleaned before they are stored and checked afterwards: both follow from the column's domain.
create or replace function ui.apply_formats(entity text, rel regclass) returns void language plpgsql as $$
declare
	body text := ''; col text; typ text; sentence text; con text;
begin
	for col, typ, sentence in
		select a.attname, t.typname, obj_description(t.oid, 'pg_type') from pg_attribute a join pg_type t on t.oid = a.atttypid
		where a.attrelid = rel and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and t.typtype = 'd'
		and t.typnamespace = 'app'::regnamespace order by a.attnum
	loop
		if to_regprocedure(format('app.clean_%s(text)', typ)) is not null then
			body := body || format(E'\tif new.%1$I is not null then new.%1$I := app.clean_%2$s(new.%1$I); end if;\n', col, typ);
		end if;
		if to_regprocedure(format('app.valid_%s(text)', typ)) is not null then
			con := entity || '_' || col || '_' || typ;
			execute format('alter table %1$s drop constraint if exists %2$I, add constraint %2$I check (app.valid_%3$s(%4$I)) not valid', rel, con, typ, col);
			execute format('comment on constraint %I on %s is %L', con, rel, sentence);
		end if;
	end loop;
	if body <> '' then
		execute format(E'create or replace function app.%I() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as %L',
		    entity || '_clean', E'begin\n' || body || E'\treturn new;\nend');
		execute format('create or replace trigger clean before insert or update on %s for each row execute function app.%I()', rel, entity || '_clean');
	end if;
end $$;

-- How many characters each text that people write may have: 300, unless limits says otherwise ({"2000": "description"}), which also names
-- what actions write, or its domain does. Each has a check of its own, so that whoever goes beyond it reads it beside that field.
create or replace function ui.apply_limits(entity text, rel regclass, limits jsonb, written text[]) returns jsonb language plpgsql as $$
declare
	most constant jsonb := (select coalesce(jsonb_object_agg(w, k::integer), '{}') from jsonb_each_text(limits) x(k, v), unnest(ui.columns(rel, ui.words(v))) w);
	made jsonb := '{}'; col text; con text; n integer;
begin
	for col in select a.attname from pg_attribute a where a.attrelid = rel and (a.attname = any (written) or most ? a.attname::text) and a.atttypid = 'text'::regtype order by a.attnum loop
		n := coalesce((most ->> col)::integer, 300);
		con := entity || '_' || col || '_short';
		execute format('alter table %1$s drop constraint if exists %2$I, add constraint %2$I check (length(%3$I) <= %4$s) not valid', rel, con, col, n);
		execute format('comment on constraint %I on %s is %L', con, rel, format('At most %s characters fit here', to_char(n, 'FM999,999')) || '.');
		made := made || jsonb_build_object(col, n);
	end loop;
	return made;
end $$;

-- What each template may do unless the entity says otherwise. Menus of the company's own affairs say otherwise.
create or replace function ui.default_rights() returns jsonb language sql immutable return
	jsonb '{"superadmin":"all","owner":"all","manager":"all",
	  "office":{"read":"all","create":"all","update":"all","delete":"all","export":"all","import":"all","do":"all"},
	  "technician":{"read":"team","create":"mine","update":"mine","do":"mine"},
	  "performer":{"read":"mine"}, "driver":{"read":"mine"},
	  "accountant":{"read":"all","export":"all"}, "viewer":{"read":"all"}}';

-- Another release took other arguments: two of this name would be one too many.
do $$ begin
	execute (select coalesce(string_agg(format('drop function %s', oid::regprocedure), ';'), 'select') from pg_proc
	    where pronamespace = 'ui'::regnamespace and proname = 'declare_entity' and not proargnames @> '{empty,short,own}');
end $$;
create or replace function ui.declare_entity(entity text, title text, one text, menu text, label text, list text, form jsonb,
    sort text default '', search text default '', board text default null, mine text default null, team text default null,
    clearance jsonb default '{}', choices jsonb default '{}', action_only text default '', "order" text default '-id',
    "position" integer default 100, labels jsonb default '{}', duplicates text default '', shown_when jsonb default '{}',
    rights jsonb default '{}', trash boolean default true, create_only text default '', synonyms jsonb default '{}',
    vcard jsonb default '{}', verbs text default 'read create update delete export import', unnamed text default '', calendar text default null,
    timeline text default null, limits jsonb default '{}', empty text default null, short text default '', own text default '') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass;
	system_columns constant text[] := array(select attname from pg_attribute where attrelid = 'app.base'::regclass and attnum > 0);
	sorts constant text[] := ui.columns(rel, ui.words(sort));
	sources constant text[] := ui.columns(rel, array_remove(array_remove(ui.words(search), 'tags'), 'custom'));
	only_actions constant text[] := ui.columns(rel, ui.words(action_only));
	only_create constant text[] := ui.columns(rel, ui.words(create_only));
	lists constant text[] := ui.columns(rel, ui.words(list) || label);
	stand_in constant text[] := ui.columns(rel, ui.words(unnamed));	-- what a record without a label is listed by: the first that is there and may be seen
	same constant text[] := ui.columns(rel, array(select rtrim(w, '~') from unnest(ui.words(duplicates)) w));
	all_rights constant jsonb := ui.default_rights() || rights;
	mine_column constant text := case when mine not like '%.%' then mine end;
	team_column constant text := case when team not like '%.%' then team end;
	searched jsonb; lengths jsonb; masked text[]; generated text[]; editable text[]; reach jsonb; planes jsonb; c text; n text; cols text; bad text; pred text; w text;
begin
	perform ui.columns(rel, system_columns);
	perform ui.columns(rel, array(select x #>> '{}' from jsonb_array_elements(form) s, jsonb_array_elements(s - 0) x));
	perform ui.columns(rel, array(select jsonb_object_keys(choices)));
	perform ui.columns(rel, array(select k from (select jsonb_object_keys(labels) union select jsonb_object_keys(shown_when)
	    union select jsonb_object_keys(synonyms) union select jsonb_object_keys(vcard)) x(k) where k not like '%.%'));
	perform ui.columns(rel, array_remove(array[mine_column, team_column], null));
	perform ui.columns(rel, array(select jsonb_array_elements_text(v) from jsonb_each(clearance) x(k, v)));
	perform ui.apply_formats(entity, rel);
	searched := ui.search_columns(rel, sources, clearance);
	masked := array(select jsonb_array_elements_text(v) from jsonb_each(clearance) x(k, v))
	    || array(select k from jsonb_each(searched) x(k, v) where v <> '[]');
	generated := array(select attname from pg_attribute where attrelid = rel and attgenerated <> '' and not attisdropped);
	editable := array(select attname from pg_attribute where attrelid = rel and attnum > 0 and not attisdropped
	    and attname <> all (system_columns || generated || only_actions));

	lengths := ui.apply_limits(entity, rel, limits, array(select e from unnest(editable) e where not choices ? e));

	-- What would go wrong later is refused now.
	select string_agg(x, ', ') into bad from unnest(ui.words(own)) x where not choices ? x;
	if bad is not null then raise 'ui: %.% has no choices that a company could make its own', rel, bad; end if;
	select string_agg(format('%s (%s)', v, x.entity), ', ') into bad from unnest(ui.words(short)) u(v) left join ui.entity x on x.entity <> declare_entity.entity and x.spec -> 'short' ? v
	where v !~ '^[a-z]{1,4}$' or x.entity is not null;
	if bad is not null then raise 'ui: a short word has one to four letters and is of one entity: %', bad; end if;
	select string_agg(k, ', ') into bad from jsonb_object_keys(clearance) k where k not in ('margin', 'personal', 'price');
	if bad is not null then raise 'ui: there is no clearance %', bad; end if;
	if label = any (masked) then raise 'ui: %.% is masked: a label stands wherever the record is referred to', rel, label; end if;
	select string_agg(attname, ', ') into bad from pg_attribute where attrelid = rel and attname = any (masked) and attnotnull and not atthasdef;
	if bad is not null then raise 'ui: %.% is masked and required: nobody without clearance could create', rel, bad; end if;
	select string_agg(g.attname || ' shows ' || s.attname, ', ') into bad from pg_attrdef d
	join pg_depend p on p.classid = 'pg_attrdef'::regclass and p.objid = d.oid and p.refobjid = rel and p.refobjsubid not in (0, d.adnum)
	join pg_attribute g on g.attrelid = rel and g.attnum = d.adnum join pg_attribute s on s.attrelid = rel and s.attnum = p.refobjsubid
	where d.adrelid = rel and g.attname not like 'search%'
	and exists (select from jsonb_each(clearance) x(k, v) where v ? s.attname and not v ? g.attname);
	if bad is not null then raise 'ui: a generated column must be masked like its sources: %', bad; end if;
	select string_agg(attname, ', ') into bad from pg_attribute a join pg_collation l on l.oid = a.attcollation
	where attrelid = rel and attname = any (sorts) and collprovider <> 'i';
	if bad is not null then raise 'ui: %.% is sorted without an ICU collation', rel, bad; end if;
	select string_agg(conname, ', ') into bad from pg_constraint where conrelid = rel and contype in ('c', 'u', 'x')
	and conname not like '%\_choice' and obj_description(oid, 'pg_constraint') is null;
	if bad is not null then raise 'ui: constraint % has no comment to show people', bad; end if;
	select string_agg(attname, ', ') into bad from pg_attribute where attrelid = rel and attnum > 0 and not attisdropped
	and attname <> 'tenant_id' and attname not like 'search%' and col_description(rel, attnum) is null;
	if bad is not null then raise 'ui: %.% has no comment: it is the help that people read', rel, bad; end if;

	for n, cols in select k, (select string_agg(quote_literal(x ->> 0), ', ') from jsonb_array_elements(v) x) from jsonb_each(choices) o(k, v) loop
		if n = any (ui.words(own)) then		-- a company's own: a trigger asks for them, once there is a table of them
			execute format('alter table %1$s drop constraint if exists %2$I', rel, entity || '_' || n || '_choice');
			execute format('create or replace trigger a_choice_%2$s before insert or update of %2$I on %1$s for each row execute function app.own_choice(%2$L)', rel, n);
			continue;
		end if;
		execute format('alter table %1$s drop constraint if exists %2$I, add constraint %2$I check (%3$I in (%4$s)) not valid',
		    rel, entity || '_' || n || '_choice', n, cols);
		execute format('comment on constraint %I on %s is %L', entity || '_' || n || '_choice', rel, 'This is none of the choices.');
	end loop;
	execute format('create or replace trigger stamp before insert or update on %s for each row execute function app.stamp()', rel);
	execute format('create or replace trigger zz_audit_made after insert on %s referencing new table as made for each statement execute function app.audit_made()', rel);
	execute format('create or replace trigger zz_audit after update or delete on %s for each row execute function app.audit(%L)',
	    rel, '{version,updated_at,updated_by,deleted_by}'::text[] || generated);

	perform ui.protect(rel);
	reach := jsonb_build_object('mine', coalesce(ui.reach_by(entity, mine, 'person_id', 'app.person()'), 'false'),
	    'team', concat_ws(' or ', ui.reach_by(entity, team, 'team_id', 'any ((select app.teams())::bigint[])'),
	        coalesce(ui.reach_by(entity, mine, 'person_id', 'app.person()'), 'false')));
	foreach c in array '{read,create,update}'::text[] loop
		pred := format('case (select app.scope(%L, %L)) when %L then true when %L then %s when %L then %s else false end', entity, c,
		    'all', 'team', reach ->> 'team', 'mine', reach ->> 'mine');
		execute format('create policy %I on %s for %s to comptoir_staff %s (%s)', c, rel,
		    case c when 'read' then 'select' when 'create' then 'insert' else 'update' end,
		    case c when 'create' then 'with check' else 'using' end, pred);
	end loop;
	for c, n in select '', k from (values (null::text)) x(k) union all select '_' || k, k from jsonb_object_keys(clearance) k loop
		select string_agg(quote_ident(attname), ', '), string_agg(quote_ident(attname), ', ') filter (where attname = any (editable)),
		    string_agg(quote_ident(attname), ', ') filter (where attname = any (editable) and attname <> all (only_create))
		into cols, bad, pred from pg_attribute where attrelid = rel and attnum > 0 and not attisdropped
		and case when n is null then attname <> all (masked) else clearance -> n ? attname end;
		execute format('grant select (%s) on %s to comptoir_staff%s', cols, rel, c);
		if bad is not null then execute format('grant insert (%s) on %s to comptoir_staff%s', bad, rel, c); end if;
		if pred is not null then execute format('grant update (%s) on %s to comptoir_staff%s', pred, rel, c); end if;
	end loop;
	execute format('grant update (version) on %s to comptoir_staff', rel);
	if jsonb_array_length(coalesce(searched -> 'search', '[]')) > 0 then	-- to every role that has all of its clearances
		execute (select string_agg(format('grant select (search) on %s to %I', rel, r.rolname), ';') from pg_roles r where r.rolname like 'comptoir\_staff%'
		    and (select bool_and(r.rolname like '%\_' || k || '%') from jsonb_array_elements_text(searched -> 'search') k));
	end if;
	execute format('grant select on %s to comptoir_finder', rel);

	-- One index for each order that is promised to be quick, for each way of seeing: all, mine, team.
	select string_agg(format('drop index app.%I', i.relname), ';') into bad from pg_index x join pg_class i on i.oid = x.indexrelid
	where x.indrelid = rel and obj_description(i.oid, 'pg_class') like 'declared: %' and i.relname <> all (
		array(select format('%s_%s%s', entity, k, s) from unnest(sorts || 'id'::text) s, unnest('{by_,mine_by_,team_by_}'::text[]) k)
		|| array(select format('%s_same_%s', entity, s) from unnest(same) s) || (entity || '_finder') || (entity || '_bin')
		|| case when board is null then '{}' else array[entity || '_board', entity || '_lanes', entity || '_teams'] end || case when calendar is null then '{}' else array[entity || '_span'] end);
	if bad is not null then execute bad; end if;
	planes := jsonb_build_object('board', ui.declare_board(entity, rel, board, choices, "order", team), 'calendar', ui.declare_calendar(entity, rel, calendar, timeline, array_remove(array[mine_column, team_column], null)));
	foreach c in array sorts loop
		perform ui.index(rel, format('%s_by_%s', entity, c), format('(tenant_id, %I, id) where deleted_at is null', c));
	end loop;
	foreach c in array sorts || 'id'::text loop
		cols := case when c = 'id' then 'id' else quote_ident(c) || ', id' end;
		if mine_column is not null and mine_column <> c then
			perform ui.index(rel, format('%s_mine_by_%s', entity, c), format('(tenant_id, %I, %s) where deleted_at is null', mine_column, cols));
		end if;
		if team_column is not null and team_column <> c then
			perform ui.index(rel, format('%s_team_by_%s', entity, c),
			    format('(tenant_id, %1$I, %2$s) where deleted_at is null and %1$I is not null', team_column, cols));
		end if;
	end loop;
	for w in select u from unnest(ui.words(duplicates)) u loop
		c := rtrim(w, '~');
		perform ui.index(rel, format('%s_same_%s', entity, c), case when w like '%~'
		    then format('(tenant_id, app.name_key(%I)) where deleted_at is null', c)
		    else format('(tenant_id, %1$I) where deleted_at is null and %1$I is not null', c) end);
	end loop;
	if trash then
		perform ui.index(rel, entity || '_bin', '(tenant_id, deleted_at, id) where deleted_at is not null');
	end if;
	-- The finder's own index: tenant_id::bigint is what no other index answers, so the planner has no other way; id >> 8 lets
	-- the finder look at the newest rows first. Whatever may be asked with "=" stands in it beside the words, and the days and
	-- numbers that lists are sorted by, for the ranges asked of them.
	perform ui.index(rel, entity || '_finder', format('using gin ((tenant_id::bigint), (id >> 8)%s)', (select string_agg(', ' || g, '')
	    from (select quote_ident(x) from unnest(array_remove(array[mine_column, team_column], null)) x
	        union all select quote_ident(k) from jsonb_object_keys(choices) k
	        union all select quote_ident(k) from unnest(sorts) k where ui.ranged(rel, k) and not choices ? k and k is distinct from mine_column and k is distinct from team_column
	        union all select quote_ident(k) || ' public.gin_trgm_ops' from jsonb_object_keys(searched) k
	        union all select quote_ident(attname) || case when attname = 'custom' then ' jsonb_path_ops' else '' end
	            from pg_attribute where attrelid = rel and attname in ('tags', 'custom')) y(g))));

	insert into ui.entity values (entity, jsonb_build_object('title', title, 'one', one, 'menu', menu, 'position', "position",
	    'label', label, 'list', to_jsonb(lists[:cardinality(lists) - 1]), 'form', form, 'sort', to_jsonb(sorts), 'search', searched,
	    'sources', to_jsonb(sources), 'mine', mine, 'team', team, 'reach', reach, 'choices', choices, 'order', "order", 'labels', labels,
	    'duplicates', to_jsonb(ui.words(duplicates)), 'shown_when', shown_when, 'trash', trash, 'synonyms', synonyms, 'vcard', vcard,
	    'masked', to_jsonb(masked), 'verbs', to_jsonb(ui.words(verbs)), 'unnamed', to_jsonb(stand_in), 'limits', lengths, 'empty', empty, 'short', to_jsonb(ui.words(short)), 'own', to_jsonb(ui.words(own)),
	    'do', (select coalesce(jsonb_object_agg(k, jsonb_build_object('do', v -> 'do')), '{}') from jsonb_each(rights) x(k, v) where v ? 'do')) || planes)
	on conflict on constraint entity_pkey do update set spec = excluded.spec;
	delete from ui.declared_field d where d.entity = declare_entity.entity;
	insert into ui.declared_field select declare_entity.entity, f.* from ui.read_fields(entity) f;
	delete from ui.declared_constraint d where d.entity = declare_entity.entity;
	insert into ui.declared_constraint select declare_entity.entity, k.conname, ui.blamed(k.oid) from pg_constraint k where k.conrelid = rel;
	foreach c in array ui.words(verbs) loop
		perform ui.declare_verb(entity, c, null, initcap(c), null, null, '{}', all_rights);
	end loop;
	perform ui.usual_events(entity);
end $$;

-- A verb and who may use it in a new company. Companies that exist already get the rights of a verb that is new to them.
create or replace function ui.declare_verb(entity text, verb text, proc text, label text, key text, shown_when text, clearance text[],
    rights jsonb, last boolean default false) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	by_template constant jsonb := (select coalesce(jsonb_object_agg(t, s), '{}') from (
	    select k as t, case jsonb_typeof(v) when 'string' then v #>> '{}' else coalesce(v ->> verb, case when proc is not null then v ->> 'do' end) end as s
	    from jsonb_each(rights) x(k, v)) y where s is not null and s <> 'none');
	place constant bigint := nextval('ui.verb_position');
begin
	insert into ui.verb values (entity, verb, proc, label, key, shown_when, clearance, by_template, last, place) on conflict on constraint verb_pkey do nothing;
	if found then
		if to_regprocedure('app.grant_templates(text,text,integer)') is not null then perform app.grant_templates(entity, verb); end if;
	else
		update ui.verb v set proc = $3, label = $4, key = $5, shown_when = $6, clearance = $7, rights = by_template, last = $9, position = place where v.entity = $1 and v.verb = $2;
	end if;
end $$;

-- The verb is the function's name after its entity: app.equipment_check_out is check_out. An action acts in the name of a role of
-- its own and asks for its right first; one that writes other records by their own rules runs as the person, and says so.
-- Menus show actions as they are declared, the usual next step first; what ends or takes back is the last, whatever file declares more.
create or replace function ui.declare_action(proc regprocedure, entity text, label text default null, key text default null,
    shown_when text default 'true', clearance text[] default '{}', rights jsonb default '{}', last boolean default false) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p pg_proc := (select p from pg_proc p where oid = proc);
	verb constant text := substr(p.proname, length(entity) + 2);
begin
	if not starts_with(p.proname, entity || '_') then raise 'ui: % is not named after %', proc, entity; end if;
	if p.proconfig is null then raise 'ui: % must have its own search_path', proc; end if;
	if strpos(p.prosrc, format(case when p.prosecdef then 'app.require(%L, %L' else 'app.may(%L, %L' end, entity, verb)) = 0 then
		raise 'ui: % does not ask for its right: app.require of a definer, app.may of one that runs as the person', proc;
	end if;
	if not clearance <@ '{margin,personal,price}' then raise 'ui: there is no clearance %', clearance; end if;
	if obj_description(proc, 'pg_proc') is null then raise 'ui: % has no comment: it is the help that people read', proc; end if;
	execute format('select (%s)::boolean from app.%I limit 0', shown_when, entity);		-- a misspelt condition fails here
	execute format('alter function %s owner to comptoir_action', proc);
	execute format('revoke all on function %s from public', proc);
	execute format('grant execute on function %s to comptoir_staff', proc);
	perform ui.declare_verb(entity, verb, p.proname, coalesce(label, ui.label(verb)), key, shown_when, clearance,
	    ui.default_rights() || coalesce((select e.spec -> 'do' from ui.entity e where e.entity = $2), '{}') || rights, last);
end $$;

-- What goes the other way, for whoever wants an action undone: another action on the same record (counter), the bin for the record that
-- it makes and whose number it answers (makes), or nothing, and why not (final: a sentence).
create or replace function ui.declare_counter(entity text, verb text, counter text default null, makes text default null, final text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	name text;
begin
	foreach name in array array_remove(array[verb, counter], null) loop
		if not exists (select from ui.verb v where v.entity = $1 and v.verb = name and v.proc is not null) then raise 'ui: % has no action %', entity, name; end if;
	end loop;
	if makes is not null then perform ui.spec(makes); end if;
	if num_nonnulls(counter, makes, final) <> 1 then raise 'ui: % of % needs one of counter, makes, final', verb, entity; end if;
	update ui.entity e set spec = jsonb_set(e.spec, '{counters}', coalesce(e.spec -> 'counters', '{}') || jsonb_build_object(verb,
	    jsonb_strip_nulls(jsonb_build_object('counter', counter, 'makes', makes, 'text', final)))) where e.entity = $1;
end $$;

-- The action that copies such a record as its entity wants it: screens do it wherever they would copy the values alone, and offer that once.
create or replace function ui.declare_copy(entity text, verb text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if not exists (select from ui.verb v where v.entity = $1 and v.verb = $2 and v.proc is not null) then raise 'ui: % has no action %', entity, verb; end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('copy', verb) where e.entity = $1;
end $$;

-- What the records that point at one through this field are called there, where the title alone would say the wrong thing: a link has two ends.
create or replace function ui.declare_back(entity text, field text, label text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[field]);
	update ui.entity e set spec = jsonb_set(e.spec, '{backs}', coalesce(e.spec -> 'backs', '{}') || jsonb_build_object(field, label)) where e.entity = $1;
end $$;

-- The rows of an entity are drafts of other records: each names, in columns of its own, the entity that it shall become a record of,
-- the values by field, and what is wrong with it in which field. Screens open such a row as that entity's form; saving it is the action.
create or replace function ui.declare_draft(entity text, verb text, becomes text, "values" text, field text, reason text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[becomes, "values", field, reason]);
	if not exists (select from ui.verb v where v.entity = $1 and v.verb = $2 and v.proc is not null) then raise 'ui: % has no action %', entity, verb; end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('draft', jsonb_build_object('action', verb, 'becomes', becomes, 'values', "values", 'field', field, 'reason', reason))
	where e.entity = $1;
end $$;
