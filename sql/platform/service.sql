-- after: platform/saved_view platform/company
-- service.sql: what the verbs of the server itself ask: a saved view by its name, who may watch the server, what verify checks.

-- The words of a list as somebody saved them; null when there is no such view. One's own goes before a shared one.
create or replace function app.view(entity text, name text) returns jsonb language sql stable
set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('columns', case when v.columns <> '{}' then to_jsonb(v.columns) end, 'filter', nullif(v.filter, ''),
	    'search', nullif(v.term, ''), 'sort', case when v.sort <> '{}' then to_jsonb(v.sort) end)
	from app.saved_view v where v.tenant_id = app.tenant() and v.entity = $1 and v.name = $2 and v.deleted_at is null
	order by v.person_id is distinct from app.person(), v.id limit 1 $$;
comment on function app.view is 'The columns, filter, search and order of a saved view.';

-- Counters and log lines are for those who answer for the company.
create or replace function app.may_watch() returns boolean language sql stable set search_path = pg_catalog, pg_temp as $$
	select app.scope('company', 'update') = 'all' $$;
comment on function app.may_watch is 'Whether this person may see the counters of the server and the log of the company.';

-- Whatever must never change brings a function app.verify_NAME() that answers {"ok": true, "checked": 12}; it sees what the caller sees.
create or replace function app.verify() returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	f text; one jsonb; checks jsonb := '[]';
begin
	for f in select p.proname from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname like 'verify\_%'
	    and p.pronargs = 0 and has_function_privilege(p.oid, 'execute') order by 1 loop
		execute format('select app.%I()', f) into one;
		checks := checks || jsonb_build_array(jsonb_build_object('name', substr(f, 8)) || one);
	end loop;
	return jsonb_build_object('checks', checks);
end $$;
comment on function app.verify is 'Checks the chains and sums that must never change.';
grant execute on function app.view, app.may_watch, app.verify to comptoir_staff;
