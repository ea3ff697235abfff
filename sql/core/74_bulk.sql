-- bulk.sql: one change of many records: fields, tags, the bin, an action, or the way back. Each record is done for itself, by the same functions as
-- alone; what is refused is told with its sentence and leaves the others as they are.
--
-- p: {"what": set, delete, restore, undo or an action, "values", "add", "remove" (tags), "args", "ids", "versions", "query", "batch"}.

-- Which records: those given, those of an earlier batch, or all that a query finds, at most `most`. "more": there are more.
create or replace function app.bulk_ids(entity text, p jsonb, most integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	ids bigint[];
begin
	if p ->> 'what' = 'undo' then
		ids := app.bulk_undoable(entity, (p ->> 'batch')::bigint, most + 1);
	elsif jsonb_typeof(p -> 'ids') = 'array' and jsonb_array_length(p -> 'ids') > 0 then
		ids := array(select x::bigint from (select distinct on (v) v as x, o from jsonb_array_elements_text(p -> 'ids') with ordinality u(v, o) order by v, o) y order by o);
	else
		execute format('select array(select id from (%s) x)', ui.list_sql(entity, jsonb_build_object('columns', '["id"]'::jsonb, 'query', coalesce(p -> 'query', '{}'),
		    'trash', coalesce((p -> 'query' ->> 'trash')::boolean, false))) ->> 'sql') into ids using most::bigint + 1;
	end if;
	return jsonb_build_object('ids', to_jsonb(ids[:most]), 'more', cardinality(ids) > most);
end $$;
-- What an earlier bulk of one's own changed, the last first.
create or replace function app.bulk_undoable(entity text, batch bigint, most integer) returns bigint[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(array_agg(x.row_id order by x.last desc), '{}') from (select a.row_id, max(a.id) as last from app.audit a
	    join app.batch b on b.tenant_id = a.tenant_id and b.id = a.batch and b.created_by = app.person() and b.entity = $1
	    where a.tenant_id = app.tenant() and a.batch = $2 and a.entity = $1 group by 1 order by 2 desc limit $3) x $$;
alter function app.bulk_undoable(text, bigint, integer) owner to comptoir_action;
-- May this be done at all? Values are looked at once, before the first record.
create or replace function app.bulk_check(entity text, p jsonb) returns text
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	need constant text := case p ->> 'what' when 'set' then 'update' when 'restore' then 'delete' when 'undo' then 'read' else p ->> 'what' end;
	tags text := app.bulk_tags(entity);
begin
	perform ui.spec(entity);
	if need is null then perform app.refuse('“{name}” is missing.', '{"name": "what"}', 'UI007'); end if;
	if need not in ('update', 'delete', 'read') and not exists (select from ui.verb v where v.entity = $1 and v.verb = need and v.proc is not null) then
		perform app.refuse('“{entity}” has no action “{verb}”.', jsonb_build_object('entity', entity, 'verb', need, 'field', 'what'), 'UI007');
	end if;
	perform app.refuse_secret(entity, need);
	if need <> 'read' and app.scope(entity, need) = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', need), 'UI005'); end if;
	if need = 'update' then
		if coalesce(p -> 'values', '{}') = '{}' and coalesce(p -> 'add', '[]') = '[]' and coalesce(p -> 'remove', '[]') = '[]' then
			perform app.refuse('Say what shall change: FIELD=VALUE, --add TAG or --remove TAG.', '{}', 'UI007');
		end if;
		perform app.body(entity, coalesce(p -> 'values', '{}'), 'update');
		if (p ? 'add' or p ? 'remove') and tags is null then perform app.refuse('These records have no tags.', '{"field": "add"}', 'UI007'); end if;
	end if;
	return need;
end $$;
create or replace function app.bulk_tags(entity text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select f.name from ui.fields(entity) f where f.type = 'tags' and f.updatable order by f.name <> 'tags', f.n limit 1 $$;

-- What an action would send or write for the first of these records (ui.declare_look): {"shows": [{"id", "label", "text"}], "unfit": those that it
-- would refuse, with its sentence}.
create or replace function app.bulk_read(entity text, verb text, args jsonb, ids bigint[]) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	most constant integer := 50; i bigint; said text; called text; why text; how text; shows jsonb := '[]'; unfit jsonb := '[]';
begin
	if not coalesce((ui.spec(entity) -> 'looks' ->> verb)::boolean, false) then return jsonb_build_object('shows', shows, 'unfit', unfit); end if;
	foreach i in array ids[:most] loop
		execute format('select %s from %s t where t.tenant_id = app.tenant() and t.id = $1', ui.label_expr(entity, 't'), ui.rel(entity)) into called using i;
		begin
			execute format('select app.%I($1, $2)', entity || '_' || verb || '_look') into said using i, args;
			shows := shows || jsonb_build_object('id', i, 'label', called, 'text', said);
		exception when sqlstate 'UI001' or sqlstate 'UI006' then
			get stacked diagnostics why = message_text, how = pg_exception_detail;
			unfit := unfit || jsonb_build_object('id', i, 'label', called, 'message', why, 'args', how::jsonb);
		when sqlstate 'UI005' then exit;	-- who may do it and not read it does it unread
		end;
	end loop;
	return jsonb_build_object('shows', shows, 'unfit', unfit);
end $$;

-- Before it is done: how many, what their amounts come to, and which cannot be done and why, as far as that can be said now.
create or replace function app.bulk_look(entity text, p jsonb, most integer) returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	need constant text := app.bulk_check(entity, p); found constant jsonb := app.bulk_ids(entity, p, most);
	ids constant bigint[] := array(select x::bigint from jsonb_array_elements_text(found -> 'ids') x);
	versions constant integer[] := case when jsonb_typeof(p -> 'versions') = 'array' then array(select x::integer from jsonb_array_elements_text(p -> 'versions') x) end;
	binned constant boolean := p ->> 'what' = 'restore'; rel constant regclass := ui.rel(entity);
	reach text; shown text := 'true'; unfit jsonb; read jsonb; sums jsonb := '[]'; f record; one jsonb; currency text;
begin
	if need = 'read' then	-- what was changed since is told as it comes
		return jsonb_build_object('count', cardinality(ids), 'more', found -> 'more', 'sums', '[]'::jsonb, 'unfit', '[]'::jsonb, 'unfit_count', 0);
	end if;
	reach := replace(ui.reach(entity, app.scope(entity, need)), quote_ident(entity) || '.', 't.');
	if need not in ('update', 'delete') then
		select coalesce(v.shown_when, 'true') into shown from ui.verb v where v.entity = $1 and v.verb = need;
	end if;
	execute format('select coalesce(jsonb_agg(jsonb_build_object(''id'', x.id, ''label'', x.label, ''message'', x.why) order by x.o) filter (where x.why is not null), ''[]'') from (
	    select u.id, u.o, %1$s as label, case when t.id is null then ''There is no such record.'' when (t.deleted_at is not null) <> %2$L then %3$L
	        when u.version <> t.version then ''Someone changed this record meanwhile.'' when not (%4$s) then ''You may not do this.'' when not coalesce((%5$s), false) then ''This cannot be done with it as it is now.'' end as why
	    from unnest($1, $2) with ordinality u(id, version, o) left join %6$s t on t.tenant_id = app.tenant() and t.id = u.id) x',
	    ui.label_expr(entity, 't'), binned, case when binned then 'It is not deleted.' else 'It was deleted.' end, reach, shown, rel) into unfit using ids, versions;
	read := app.bulk_read(entity, need, coalesce(p -> 'args', p -> 'values', '{}'), array(select x from unnest(ids) with ordinality u(x, o)
	    where not exists (select from jsonb_array_elements(unfit) y where (y ->> 'id')::bigint = x) order by o));
	unfit := unfit || (read -> 'unfit');
	currency := (select x.name from ui.fields(entity) x where x.name = 'currency' and x.readable);
	for f in select x.name, x.label, x.type, x.expr from ui.fields(entity) x where x.readable and x.type in ('money', 'decimal') and not x.is_custom
	    and (ui.spec(entity) -> 'list' ? x.name or x.type = 'money') order by x.type <> 'money', x.n limit 4 loop
		execute format('select coalesce(jsonb_agg(jsonb_build_object(''name'', %1$L, ''label'', %2$L, ''type'', %3$L, ''value'', %8$s, ''currency'', x.c)), ''[]'') from (
		    select %4$s as c, %5$s as s from %6$s t where t.tenant_id = app.tenant() and t.id = any ($1) and (%7$s) is not null group by 1 having sum(%7$s) <> 0 order by 1) x',
		    f.name, f.label, f.type, case when currency is null then 'null::text' else 't.currency::text' end, format('sum(%s)', f.expr), rel, f.expr, case f.type when 'money' then 'round(x.s / 100.0, 2)::text' else 'x.s::text' end) into one using ids;
		sums := sums || one;
	end loop;
	return jsonb_build_object('count', cardinality(ids), 'more', found -> 'more', 'sums', sums, 'unfit_count', jsonb_array_length(unfit),
	    'unfit', (select coalesce(jsonb_agg(x order by o), '[]') from jsonb_array_elements(unfit) with ordinality u(x, o) where o <= 100))
	    || case when read -> 'shows' = '[]' then '{}' else jsonb_build_object('shows', read -> 'shows') end;
end $$;

-- What an earlier bulk did to one record, taken back, unless somebody changed it since.
create or replace function app.bulk_undo_row(entity text, batch bigint, id bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	a record; last bigint; row_version integer;
begin
	if not exists (select from app.batch b where b.tenant_id = app.tenant() and b.id = $2 and b.created_by = app.person() and b.entity = $1 and b.options ? 'bulk') then
		perform app.refuse('There is no such work of yours.', jsonb_build_object('id', batch), 'UI006');
	end if;
	if app.scope(entity, 'update') = 'none' and app.scope(entity, 'delete') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'update'), 'UI005'); end if;
	select max(x.id) into last from app.audit x where x.tenant_id = app.tenant() and x.entity = $1 and x.row_id = $3 and x.batch = $2;
	perform 1 from app.audit y where y.tenant_id = app.tenant() and y.entity = $1 and y.row_id = $3 and y.id > last;
	if found then perform app.refuse('Someone changed this record meanwhile: it stays as it is.', jsonb_build_object('id', id)); end if;
	for a in select x.changes from app.audit x where x.tenant_id = app.tenant() and x.entity = $1 and x.row_id = $3 and x.batch = $2 and x.changes is not null order by x.id desc loop
		execute format('update app.%1$I t set version = t.version + 1%2$s from jsonb_populate_record(null::app.%1$I, $1) r where t.tenant_id = app.tenant() and t.id = $2 returning t.version', entity,
		    (select string_agg(format(', %1$I = r.%1$I', k), '') from jsonb_object_keys(a.changes) k)) into row_version using (select jsonb_object_agg(k, v -> 0) from jsonb_each(a.changes) x(k, v)), id;
	end loop;
	return jsonb_build_object('id', id, 'version', row_version);
end $$;
-- The whole of a small one at once; a large one is a bulk of its own, record by record.
create or replace function app.bulk_undo(entity text, batch bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	most constant integer := 500; ids constant bigint[] := app.bulk_undoable(entity, batch, most + 1); reverted integer := 0; kept integer := 0; id bigint;
begin
	if cardinality(ids) > most then
		perform app.refuse('More than {most} records: take it back with bulk {entity} undo --batch {batch}.', jsonb_build_object('most', most, 'entity', entity, 'batch', batch));
	end if;
	foreach id in array ids loop
		begin
			perform app.bulk_undo_row(entity, batch, id);
			reverted := reverted + 1;
		exception when integrity_constraint_violation or sqlstate 'UI001' then kept := kept + 1;
		end;
	end loop;
	update app.batch x set undone_at = now() where x.tenant_id = app.tenant() and x.id = batch and kept = 0;
	return jsonb_build_object('batch', batch, 'entity', entity, 'removed', 0, 'reverted', reverted, 'kept', kept);
end $$;
alter function app.bulk_undo(text, bigint) owner to comptoir_action;
alter function app.bulk_undo_row(text, bigint, bigint) owner to comptoir_action;

create or replace function app.bulk_row(entity text, p jsonb, id bigint, version integer) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	body jsonb := coalesce(p -> 'values', '{}'); tags text; has jsonb; was integer;
begin
	case p ->> 'what'
	when 'set' then
		if p ? 'add' or p ? 'remove' then
			tags := app.bulk_tags(entity);
			execute format('select coalesce(to_jsonb(t.%I), ''[]''), t.version from app.%I t where t.tenant_id = app.tenant() and t.id = $1', tags, entity) into has, was using id;
			body := body || jsonb_build_object(tags, (select coalesce(jsonb_agg(x order by o), '[]') from (select x, min(o) as o from (
			    select x, o from jsonb_array_elements_text(has) with ordinality u(x, o) union all select x, 10000 + o from jsonb_array_elements_text(coalesce(p -> 'add', '[]')) with ordinality u(x, o)) y
			    where not coalesce(p -> 'remove', '[]') ? x group by x) z));
			version := coalesce(version, was);	-- what others add meanwhile is not lost
		end if;
		return app.save(entity, id, version, body);
	when 'delete' then return app.remove(entity, id, version);
	when 'restore' then return app.restore(entity, id);
	when 'undo' then return app.bulk_undo_row(entity, (p ->> 'batch')::bigint, id);
	else
		if version is not null then
			execute format('select t.version from app.%I t where t.tenant_id = app.tenant() and t.id = $1', entity) into was using id;
			if was <> version then
				raise 'Someone changed this record meanwhile.' using errcode = 'UI002', detail = jsonb_build_object('entity', entity, 'id', id, 'version', was)::text;
			end if;
		end if;
		return app.act(entity, p ->> 'what', id, coalesce(p -> 'args', '{}'));
	end case;
end $$;
-- Some records, in one short transaction; it ends sooner when the work shall stop. Each answers [{id, label, ok, message…}].
create or replace function app.bulk_rows(work bigint, entity text, p jsonb, ids bigint[], versions integer[]) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp set lock_timeout = '2s' as $$
declare
	names jsonb := '{}'; done jsonb := '[]'; one jsonb; state text; con text; col text; said text; detail text;
begin
	begin
		execute format('select jsonb_object_agg(t.id, %s) from app.%I t where t.tenant_id = app.tenant() and t.id = any ($1)', ui.label_expr(entity, 't'), entity) into names using ids;
	exception when insufficient_privilege then null;
	end;
	perform set_config('app.batch', coalesce(p ->> 'into', ''), true), set_config('app.bulk', 'on', true);
	for n in 1 .. cardinality(ids) loop
		exit when work is not null and app.long_work_stops(work);
		one := jsonb_build_object('id', ids[n], 'label', coalesce(names ->> ids[n]::text, '#' || ids[n]));
		begin
			one := one || jsonb_build_object('ok', true, 'version', app.bulk_row(entity, p, ids[n], versions[n]) -> 'version');
		exception when integrity_constraint_violation or data_exception or insufficient_privilege or lock_not_available or deadlock_detected
		    or sqlstate 'UI001' or sqlstate 'UI002' or sqlstate 'UI003' or sqlstate 'UI005' or sqlstate 'UI006' or sqlstate 'UI007' then
			get stacked diagnostics state = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, detail = pg_exception_detail;
			one := one || jsonb_build_object('ok', false) || case when state in ('UI002', 'UI003') then jsonb_build_object('message', said, 'status', 'conflict')
			    when state in ('55P03', '40P01') then jsonb_build_object('message', 'Somebody is writing this record just now: try again in a moment.', 'status', 'later')
			    else jsonb_strip_nulls(ui.explain(entity, state, con, col, said, detail)) end;
		end;
		done := done || jsonb_build_array(one);
	end loop;
	perform set_config('app.batch', '', true), set_config('app.bulk', '', true);
	if work is not null then perform app.long_work_noted(work, done); end if;
	return done;
end $$;
-- The batch that holds what a bulk changes, so that it can be taken back as one. What numbers, sends or pays has a counter-action instead.
create or replace function app.bulk_batch(entity text, what text) returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
	insert into app.batch (entity, name, options) values ($1, $2, jsonb_build_object('bulk', $2)) returning id $$;
grant execute on function app.bulk_ids, app.bulk_undoable, app.bulk_check, app.bulk_tags, app.bulk_look, app.bulk_read, app.bulk_undo_row, app.bulk_row, app.bulk_rows, app.bulk_batch to comptoir_staff;
