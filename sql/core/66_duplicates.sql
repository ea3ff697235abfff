-- duplicates.sql: rows that look like one, and making one of them.

-- Groups of look-alikes that the caller may read: [{"why","rows":[{"id","label"}]}].
create or replace function app.duplicates(entity text, lim integer default 100) returns jsonb language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); scope constant text := app.scope(entity, 'read'); w text; c text; groups jsonb := '[]'; part jsonb; reach text;
begin
	if scope = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'read'), 'UI005'); end if;
	reach := replace(ui.reach(entity, scope), quote_ident(entity) || '.', 't.');
	for w in select * from jsonb_array_elements_text(spec -> 'duplicates') loop
		c := rtrim(w, '~');
		continue when not has_column_privilege(current_setting('role'), format('app.%I', entity), c, 'select');
		execute format('select jsonb_agg(jsonb_build_object(''why'', %3$L, ''rows'', rows)) from (
		    select jsonb_agg(jsonb_build_object(''id'', t.id, ''label'', %4$s) order by t.id) as rows from app.%1$I t
		    where t.tenant_id = app.tenant() and t.deleted_at is null and (%5$s) and %2$s is not null group by %2$s having count(*) > 1 order by min(t.id) limit $1) x', entity,
		    case when w like '%~' then format('app.name_key(t.%I)', c) else format('t.%I', c) end, c, ui.label_expr(entity, 't'), reach) into part using lim;
		groups := groups || coalesce(part, '[]');
	end loop;
	return jsonb_build_object('groups', groups);
end $$;
alter function app.duplicates(text, integer) owner to comptoir_finder;

-- Everything that refers to the others refers to `keep` afterwards, empty fields of `keep` are filled from them, tags are joined,
-- and they go to the bin; each step is audited on its own row.
create or replace function app.merge(entity text, keep bigint, others bigint[], key text default null) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	return coalesce(app.asked(key, jsonb_build_array('merge', entity, keep, others)), app.answered(key, app.merge_rows(entity, keep, others)));
end $$;
create or replace function app.merge_rows(entity text, keep bigint, others bigint[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	target constant regclass := ui.rel(entity); o bigint; r record; fill text; moved integer := 0; n integer; now_is integer;
begin
	if keep = any (others) or cardinality(others) = 0 then perform app.refuse('Name the record to keep, then the others.', '{}', 'UI007'); end if;
	perform app.require(entity, 'update', keep);
	perform set_config('app.action', 'merge', true);	-- for the history of what it changes
	foreach o in array others loop
		perform app.require(entity, 'update', o);
		perform app.require(entity, 'delete', o);
		for r in select k.conrelid::regclass as rel, a.attname, exists (select from pg_attribute b where b.attrelid = k.conrelid and b.attname = 'version' and not b.attisdropped) as versioned
		    from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[2] where k.contype = 'f' and k.confrelid = target and cardinality(k.conkey) = 2 loop
			execute format('update %s set %I = $1%s where tenant_id = app.tenant() and %2$I = $2', r.rel, r.attname, case when r.versioned then ', version = version + 1' else '' end) using keep, o;
			get diagnostics n = row_count; moved := moved + n;
		end loop;
		for r in select a.attrelid::regclass as rel from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attname = 'subject_entity' and not a.attisdropped
		    and c.relkind = 'r' and c.relnamespace = 'app'::regnamespace loop
			execute format('update %s set subject_id = $1, version = version + 1 where tenant_id = app.tenant() and subject_entity = $3 and subject_id = $2
			    and (%L <> $3 or id <> $1)', r.rel, split_part(r.rel::text, '.', 2)) using keep, o, entity;
			get diagnostics n = row_count; moved := moved + n;
		end loop;
		-- The other one goes first: what only one of them may have (a plate, a SIRET) is free for the one that stays.
		execute format('update %s set deleted_at = now(), deleted_by = app.person(), version = version + 1 where tenant_id = app.tenant() and id = $1', target) using o;
		select string_agg(case when f.type = 'tags' then format('%1$I = (select array(select distinct x from unnest(t.%1$I || o.%1$I) x order by 1))', f.name)
		    else format('%1$I = coalesce(t.%1$I, o.%1$I)', f.name) end, ', ') into fill
		from ui.fields(entity) f join pg_attribute a on a.attrelid = target and a.attname = f.name
		where (f.creatable or f.updatable) and f.readable and not a.attnotnull or f.type = 'tags' and f.updatable;
		execute format('update %1$s t set version = t.version + 1%2$s%3$s from %1$s o where t.tenant_id = app.tenant() and t.id = $1 and o.tenant_id = app.tenant() and o.id = $2 returning t.version', target,
		    coalesce(', ' || fill, ''), case when exists (select from pg_attribute where attrelid = target and attname = 'custom') then ', custom = o.custom || t.custom' else '' end)
		into now_is using keep, o;
	end loop;
	perform set_config('app.action', '', true);
	return jsonb_build_object('id', keep, 'version', now_is, 'merged', cardinality(others), 'moved', moved);
end $$;
alter function app.merge_rows(text, bigint, bigint[]) owner to comptoir_action;
grant execute on function app.duplicates, app.merge, app.merge_rows to comptoir_staff;
