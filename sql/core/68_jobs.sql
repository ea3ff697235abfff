-- jobs.sql: work that the server does by itself. A job is taken by a lease that is committed at once; whoever dies with it
-- loses it when the lease ends. Nobody holds a transaction open while mail is sent.
create table if not exists app.job (
	id		bigint generated always as identity primary key,
	name		text not null,
	tenant_id	integer references app.tenant,		-- null: the platform's own
	every		interval,				-- null: once
	run_at		timestamptz not null default now(),
	args		jsonb not null default '{}',
	tries		integer not null default 0,
	lease_until	timestamptz,
	lease_token	uuid,
	worker		text,
	last_run_at	timestamptz,
	last_ok		boolean,
	last_result	jsonb,
	constraint job_once unique nulls not distinct (tenant_id, name)
);
create index if not exists job_due on app.job (run_at);
alter table app.job owner to comptoir_owner;
alter table app.job enable row level security;
alter table app.job force row level security;
drop policy if exists tenant on app.job;
create policy tenant on app.job to comptoir_owner using (tenant_id = app.tenant());
grant select, insert, update, delete on app.job to comptoir_platform;

-- Takes up to lim jobs that are due, each for `seconds`.
create or replace function app.job_claim(worker text, seconds integer default 60, lim integer default 1)
returns table (id bigint, name text, tenant integer, args jsonb, token uuid)
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update app.job j set lease_until = now() + make_interval(secs => $2), lease_token = gen_random_uuid(), worker = $1, tries = j.tries + 1
	where j.id in (select d.id from app.job d where d.run_at <= now() and (d.lease_until is null or d.lease_until < now())
	    order by d.run_at limit $3 for update skip locked)
	returning j.id, j.name, j.tenant_id, j.args, j.lease_token $$;
-- Gives it back. A failure is tried again, later each time (1, 2, 4 … 60 minutes). False: the lease had gone to someone else.
create or replace function app.job_done(id bigint, token uuid, ok boolean, result jsonb default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.job j set last_run_at = now(), last_ok = ok, last_result = result, lease_until = null, lease_token = null,
	    tries = case when ok then 0 else j.tries end,
	    run_at = case when not ok then now() + least(interval '1 minute' * 2 ^ least(j.tries - 1, 10), interval '1 hour')
	        when j.every is not null then greatest(j.run_at + j.every, now()) else 'infinity' end
	where j.id = job_done.id and j.lease_token = token;
	return found;
end $$;
-- The work of jobs that are SQL alone: the server calls it for whatever name it has no own hand for.
create or replace function app.job_work(name text, tenant integer, args jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n bigint;
begin
	case name
	when 'forget_requests' then
		delete from app.request where at < now() - interval '7 days';
		get diagnostics n = row_count;
		return jsonb_build_object('forgotten', n);
	else
		raise 'There is no job %', name;
	end case;
end $$;
create or replace function app.jobs() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('name', j.name, 'every', j.every, 'run_at', case when isfinite(j.run_at) then j.run_at end, 'last_run_at', j.last_run_at,
	    'last_ok', j.last_ok, 'last_result', j.last_result, 'running', j.lease_until > now()) order by j.name), '[]')
	from app.job j where (j.tenant_id = app.tenant() or j.tenant_id is null) and app.scope('company', 'update') = 'all' $$;
create or replace function app.job_run(name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if app.scope('company', 'update') <> 'all' then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	update app.job j set run_at = now() where j.name = job_run.name and (j.tenant_id = app.tenant() or j.tenant_id is null);
	if not found then perform app.refuse('There is no job “{name}”.', jsonb_build_object('name', name), 'UI006'); end if;
end $$;
do $$
declare
	f text;
begin
	foreach f in array '{job_claim,job_done,job_work,jobs,job_run}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', f);
	end loop;
end $$;
insert into app.job (name, every) values ('forget_requests', '1 day') on conflict on constraint job_once do nothing;
grant execute on function app.job_claim, app.job_done, app.job_work to comptoir_app;
grant execute on function app.jobs, app.job_run to comptoir_staff;
