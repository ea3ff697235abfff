-- after: platform/saved_view platform/company
-- service.sql: what the verbs of the server itself ask: a saved view by its name, who may watch the server.

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

grant execute on function app.view, app.may_watch to comptoir_staff;
