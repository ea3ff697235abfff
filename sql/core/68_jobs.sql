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
	ready		boolean not null default false,	-- also due when app.ready_NAME() says that something waits
	constraint job_once unique nulls not distinct (tenant_id, name)
);
create index if not exists job_due on app.job (run_at);
alter table app.job owner to comptoir_owner;
alter table app.job enable row level security;
alter table app.job force row level security;
drop policy if exists tenant on app.job;
create policy tenant on app.job to comptoir_owner using (tenant_id = app.tenant());
grant select, insert, update, delete on app.job to comptoir_platform;

-- Whether something waits for a job that need not wait for its hour: a look at an index. One that failed waits all the same.
create or replace function app.job_ready(name text) returns boolean
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	waits boolean;
begin
	if to_regprocedure(format('app.%I()', 'ready_' || name)) is null then return false; end if;
	execute format('select app.%I()', 'ready_' || name) into waits;
	return waits;
end $$;
-- Takes up to lim jobs that are due, each for `seconds`.
create or replace function app.job_claim(worker text, seconds integer default 60, lim integer default 1)
returns table (id bigint, name text, tenant integer, args jsonb, token uuid)
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update app.job j set lease_until = now() + make_interval(secs => $2), lease_token = gen_random_uuid(), worker = $1, tries = j.tries + 1
	where j.id in (select d.id from app.job d where (d.run_at <= now() or d.ready and d.tries = 0 and app.job_ready(d.name)) and (d.lease_until is null or d.lease_until < now())
	    order by d.run_at limit $3 for update skip locked)
	returning j.id, j.name, j.tenant_id, j.args, j.lease_token $$;
-- The companies whose part of a job of the platform went wrong: each has it tried again by a row of its own, later each time, and the others do
-- not wait for it.
create or replace function app.job_apart(name text) returns integer[]
language sql stable set search_path = pg_catalog, pg_temp as $$
	select array(select j.tenant_id from app.job j where j.name = $1 and j.tenant_id is not null and not j.last_ok and isfinite(j.run_at)) $$;
-- Gives it back. A failure is tried again, later each time (1, 2, 4 … 60 minutes). The part of a company that went wrong ({"failed": {"7": "23514"}})
-- is that company's failure and no other's. False: the lease had gone to someone else.
create or replace function app.job_done(id bigint, token uuid, ok boolean, result jsonb default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	j app.job; failed constant jsonb := coalesce(result -> 'failed', '{}');
begin
	select * into j from app.job x where x.id = job_done.id and x.lease_token = token for update;
	if not found then return false; end if;
	if j.tenant_id is not null and failed ? j.tenant_id::text then
		ok := false; result := jsonb_build_object('error', failed -> j.tenant_id::text);
	end if;
	update app.job x set last_run_at = now(), last_ok = ok, last_result = result, lease_until = null, lease_token = null,
	    tries = case when ok then 0 else x.tries end,
	    run_at = case when not ok then now() + least(interval '1 minute' * 2 ^ least(x.tries - 1, 10), interval '1 hour')
	        when x.ready then now() + x.every when x.every is not null then greatest(x.run_at + x.every, now()) else 'infinity' end
	where x.id = j.id;
	if j.tenant_id is null then
		insert into app.job (name, tenant_id, args, run_at, tries, last_run_at, last_ok, last_result)
		select j.name, f.key::integer, j.args, now() + interval '1 minute', 1, now(), false, jsonb_build_object('error', f.value) from jsonb_each(failed) f
		on conflict on constraint job_once do update set run_at = excluded.run_at, tries = 1, last_run_at = now(), last_ok = false, last_result = excluded.last_result where job.run_at = 'infinity';
	end if;
	return true;
end $$;
-- What two companies' parts come to: numbers are added, lists go on.
create or replace function app.job_sum(one jsonb, other jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select one || coalesce(jsonb_object_agg(k, case jsonb_typeof(v) when 'number' then to_jsonb(coalesce((one ->> k)::numeric, 0) + (v #>> '{}')::numeric)
	    else coalesce(one -> k, case jsonb_typeof(v) when 'array' then '[]'::jsonb else '{}' end) || v end), '{}') from jsonb_each(coalesce(other, '{}')) x(k, v) $$;
-- app.job_<name>() of one company, or of all at once. Where that goes wrong for one of them, each is done by itself: what went wrong is undone and
-- noted with its company. Where it goes wrong for every one, it is no company's fault and the job's.
create or replace function app.job_parts(j app.job) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	work constant text := format('select app.%I($1, $2)', 'job_' || j.name); apart constant integer[] := app.job_apart(j.name);
	t integer; one jsonb; result jsonb := '{}'; failed jsonb := '{}'; well integer := 0;
begin
	if j.tenant_id is not null then execute work into result using j.tenant_id, j.args; return result; end if;
	if apart = '{}' then
		begin
			execute work into result using j.tenant_id, j.args;
			return result;
		exception when others then result := '{}';
		end;
	end if;
	for t in select x.id from app.tenant x where x.id <> all (apart) order by x.id loop
		begin
			execute work into one using t, j.args;
			result := app.job_sum(result, one); well := well + 1;
		exception when others then failed := failed || jsonb_build_object(t::text, sqlstate);
		end;
	end loop;
	if well = 0 and failed <> '{}' then execute work into result using j.tenant_id, j.args; return result; end if;
	return result || case when failed = '{}' then '{}' else jsonb_build_object('failed', failed) end;
end $$;
-- The work of a job that is SQL alone: the function app.job_<name>(args), in one transaction with the note that it was done, so that
-- it is never done twice. Null: the lease had gone to someone else.
create or replace function app.job_work(id bigint, token uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	j app.job; result jsonb;
begin
	select * into j from app.job x where x.id = job_work.id and x.lease_token = token for update;
	if not found then return null; end if;
	result := app.job_parts(j);
	perform app.job_done(id, token, true, result);
	return coalesce(result, '{}');
end $$;
-- A job whose work is done outside (what people read, what leaves the house): what app.job_<name>(args) says is to be done. The note
-- that it was done is another call, when it was. Null: the lease had gone to someone else.
create or replace function app.job_pack(id bigint, token uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	j app.job;
begin
	select * into j from app.job x where x.id = job_pack.id and x.lease_token = token;
	if not found then return null; end if;
	return coalesce(app.job_parts(j), '{}');
end $$;
-- What a job says that it counted. The platform's own is for its operator; each company is told its part, which stands beside it:
-- {"forgotten": 12, "companies": {"7": {"forgotten": 5}, …}}.
create or replace function app.job_counted(what text, parts jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object(what, coalesce(sum(n::bigint), 0), 'companies', coalesce(jsonb_object_agg(t, jsonb_build_object(what, n::bigint)), '{}'))
	from jsonb_each_text(coalesce(parts, '{}')) x(t, n) $$;
-- Answers that were kept for those who send a write twice; and what was typed and never saved.
create or replace function app.job_forget_requests(tenant integer, args jsonb) returns jsonb
language sql set search_path = pg_catalog, pg_temp as $$
	with typed as (delete from app.draft d where (d.at < now() - interval '30 days' or d.body is null) and (tenant is null or d.tenant_id = tenant)),
	gone as (delete from app.request r where r.at < now() - make_interval(days => coalesce((args ->> 'days')::integer, 7)) and (tenant is null or r.tenant_id = tenant)
	    returning r.tenant_id)
	select app.job_counted('forgotten', (select jsonb_object_agg(g.tenant_id, g.n) from (select tenant_id, count(*) as n from gone group by 1) g)) $$;
comment on function app.job_forget_requests is 'Forgets the answers kept for a week for those who send a write twice.';
create or replace function app.wire_moment(at timestamptz) returns text language sql immutable strict set search_path = pg_catalog, pg_temp as $$
	select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $$;
-- How often, as it is written in every language: 2 min, 6 h.
create or replace function app.span(t interval) returns text language sql immutable strict set search_path = pg_catalog, pg_temp as $$
	select case when s % 3600 = 0 then s / 3600 || ' h' when s % 60 = 0 then s / 60 || ' min' else s || ' s' end from (select extract(epoch from t)::bigint as s) x $$;
-- A job as a company sees it: what it is for is the comment on its function. One of the platform is done for all companies when it is due,
-- and for one company alone when that company wants it now: a row of its own, which counts as the same job.
create or replace function app.jobs() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('name', x.name, 'message', obj_description(to_regprocedure(format('app.%I(integer,jsonb)', 'job_' || x.name))), 'every', app.span(x.every), 'run_at', case when isfinite(x.run_at) then app.wire_moment(x.run_at) end, 'last_run_at', app.wire_moment(x.last_run_at),
	    'last_ok', x.last_ok, 'last_result', coalesce(x.last_result -> 'companies' -> app.tenant()::text, case when x.own then x.last_result - '{companies,failed}'::text[] end),
	    'running', x.running) order by x.name), '[]')
	from (select j.name, j.tenant_id is not null as own, min(j.every) over w as every, min(j.run_at) over w as run_at, bool_or(coalesce(j.lease_until > now(), false)) over w as running,
	        j.last_run_at, j.last_ok, j.last_result, row_number() over (partition by j.name order by coalesce(j.tenant_id is not null and not j.last_ok and isfinite(j.run_at), false) desc, j.last_run_at desc nulls last, j.tenant_id nulls last) as nth
	    from app.job j where j.tenant_id = app.tenant() or j.tenant_id is null window w as (partition by j.name)) x
	where x.nth = 1 and app.scope('company', 'update') = 'all' $$;
create or replace function app.no_job(name text) returns void
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	guess constant text := app.nearest(name, array(select distinct j.name from app.job j where j.tenant_id is null or j.tenant_id = nullif(current_setting('app.tenant', true), '')::integer));	-- the operator asks for no company
begin
	perform app.refuse(case when guess is null then 'There is no job “{name}”. The verb “jobs” lists them.' else 'There is no job “{name}”. Did you mean “{guess}”?' end,
	    jsonb_strip_nulls(jsonb_build_object('name', name, 'guess', guess)), 'UI006');
end $$;
create or replace function app.job_run(name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if app.scope('company', 'update') <> 'all' then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	update app.job j set run_at = now(), tries = 0 where j.name = job_run.name and j.tenant_id = app.tenant();
	if found then return; end if;
	if not exists (select from app.job j where j.name = job_run.name and j.tenant_id is null) then
		perform app.no_job(name);
	end if;
	insert into app.job (name, tenant_id) values (job_run.name, app.tenant()) on conflict on constraint job_once do update set run_at = now(), tries = 0;
end $$;
comment on function app.job_run is 'Makes a job due now, for the company that asks.';

-- For the operator of the platform, through comptoird: the jobs of the platform and of every company.
create or replace function app.platform_jobs() returns table (name text, company text, every interval, next timestamptz, last_run timestamptz, went_well boolean, counted text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select j.name, coalesce(t.slug, '*'), j.every, case when isfinite(j.run_at) then date_trunc('second', j.run_at) end, date_trunc('second', j.last_run_at), j.last_ok, (j.last_result - 'companies')::text
	from app.job j left join app.tenant t on t.id = j.tenant_id order by j.tenant_id nulls first, j.name $$;
comment on function app.platform_jobs is 'All jobs, with what they counted.';
create or replace function app.platform_job_run(name text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.job j set run_at = now() where j.name = platform_job_run.name and j.tenant_id is null;
	if not found then perform app.no_job(name); end if;
end $$;
comment on function app.platform_job_run is 'Makes a job of the platform due now.';
do $$
declare
	f text;
begin
	foreach f in array '{wire_moment,span,job_claim,job_apart,job_sum,job_parts,job_done,job_work,job_pack,job_ready,job_counted,job_forget_requests,jobs,no_job,job_run,platform_jobs,platform_job_run}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', f);
	end loop;
end $$;
insert into app.job (name, every) values ('forget_requests', '1 day') on conflict on constraint job_once do nothing;
grant execute on function app.job_claim, app.job_done, app.job_work, app.job_pack to comptoir_app;
grant execute on function app.jobs, app.job_run to comptoir_staff;
