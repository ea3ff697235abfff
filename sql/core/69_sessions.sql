-- sessions.sql: who is signed in where. Each worker of each server writes down its own sessions and says every minute that it is alive;
-- what it did not say for three minutes is not shown any more, and soon forgotten.
create table if not exists app.session (
	tenant_id	integer not null,
	id		bigint,					-- made by the server: 48 bits by chance
	account_id	bigint not null references app.account on delete cascade,
	worker		text not null,				-- HOST-SERVER-NUMBER: the place, whoever stands there
	process		bigint not null,			-- who stands there now: one that took a dead one's place knows what is not its own
	address		text not null,
	since		timestamptz not null default now(),
	seen_at		timestamptz not null default now(),	-- in no index: a minute's update touches the row alone
	ended_at	timestamptz,				-- asked to end; whose it is reads that within a minute, should the message be lost
	primary key (tenant_id, id)
) with (fillfactor = 70);
create index if not exists session_worker on app.session (worker);
create index if not exists session_account on app.session (account_id);
alter table app.session owner to comptoir_owner;
alter table app.session enable row level security;
alter table app.session force row level security;
drop policy if exists own on app.session;
drop policy if exists begun on app.session;
create policy own on app.session to comptoir_owner using (tenant_id = app.tenant() and account_id = app.person());
create policy begun on app.session for insert to comptoir_signin with check (true);
grant insert on app.session to comptoir_signin;
grant select, insert, update, delete on app.session to comptoir_platform;

create or replace function app.signed_in(person bigint, tenant integer, how text, fingerprint text default null,
    session bigint default null, worker text default '', process bigint default 0, address text default '') returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update app.account set signed_in_at = now() where id = $1;
	update app.account_key set used_at = now() where account_id = $1 and fingerprint = $4;
	insert into app.session (tenant_id, id, account_id, worker, process, address) select $2, $5, $1, $6, $7, $8 where $5 is not null on conflict do nothing;
$$;
comment on function app.signed_in is 'Notes the last use of an account and of its key, and the session that began.';

-- A worker says what it has: [[id, tenant, account, address, seconds since 1970]…]. What is missing here is added (the database may have
-- been away), what it no longer has goes; a row younger than two minutes may be of a sign-in on its way, unless a dead worker wrote it.
-- Answers the numbers of those that were asked to end.
create or replace function app.sessions_seen(worker text, process bigint, sessions jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.session s set seen_at = now() from jsonb_array_elements(sessions) x
	where s.tenant_id = (x ->> 1)::integer and s.id = (x ->> 0)::bigint and s.worker = $1 and s.process = $2;
	insert into app.session (tenant_id, id, account_id, worker, process, address, since)
	select (x ->> 1)::integer, (x ->> 0)::bigint, a.id, $1, $2, x ->> 3, to_timestamp((x ->> 4)::bigint)
	from jsonb_array_elements(sessions) x join app.account a on a.id = (x ->> 2)::bigint on conflict do nothing;
	delete from app.session s where s.worker = $1 and (s.process <> $2 or s.seen_at < now() - interval '2 minutes');
	return (select coalesce(jsonb_agg(s.id), '[]') from app.session s where s.worker = $1 and s.ended_at is not null);
end $$;
comment on function app.sessions_seen is 'What a worker says every minute: these sessions it has. Answers those that were asked to end.';

create or replace function app.sessions_ended(worker text, ids bigint[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	delete from app.session s where s.worker = $1 and s.id = any ($2) $$;
comment on function app.sessions_ended is 'What a worker says of its sessions that have ended.';

-- One's own, in the company where one asks. `session` is the one that asks, from `address`: its row may still be on its way.
create or replace function app.my_sessions(session bigint default null, address text default '') returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with mine as (select s.id, s.since, s.address from app.session s
	    where s.tenant_id = app.tenant() and s.account_id = app.person() and s.ended_at is null and s.seen_at > now() - interval '3 minutes')
	select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'since', to_char(s.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
	    'address', s.address, 'this', s.id is not distinct from $1) order by s.since, s.id), '[]')
	from (select * from mine union all select $1, now(), $2 where $1 is not null and not exists (select from mine m where m.id = $1)) s $$;
comment on function app.my_sessions is 'The sessions of whoever asks, wherever they are served.';

create or replace function app.end_my_session(session bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.session s set ended_at = now() where s.tenant_id = app.tenant() and s.account_id = app.person() and s.id = $1
	and s.ended_at is null and s.seen_at > now() - interval '3 minutes';
	if not found then perform app.refuse('You have no such session.', jsonb_build_object('id', session, 'field', 'id')); end if;
end $$;
comment on function app.end_my_session is 'Asks that a session of whoever asks be ended.';

create or replace function app.job_forget_sessions(tenant integer, args jsonb) returns jsonb
language sql set search_path = pg_catalog, pg_temp as $$
	with gone as (delete from app.session s where s.seen_at < now() - interval '3 minutes' and (tenant is null or s.tenant_id = tenant) returning s.tenant_id)
	select app.job_counted('forgotten', (select jsonb_object_agg(g.tenant_id, g.n) from (select tenant_id, count(*) as n from gone group by 1) g)) $$;
comment on function app.job_forget_sessions is 'Forgets the sessions of servers that gave no sign of life for three minutes.';
insert into app.job (name, every) values ('forget_sessions', '5 minutes') on conflict on constraint job_once do nothing;

do $$
declare
	f text;
begin
	foreach f in array '{signed_in:signin,sessions_seen:platform,sessions_ended:platform,job_forget_sessions:platform,my_sessions:owner,end_my_session:owner}'::text[] loop
		execute format('alter function app.%s owner to comptoir_%s', split_part(f, ':', 1), split_part(f, ':', 2));
	end loop;
end $$;
grant execute on function app.signed_in, app.sessions_seen, app.sessions_ended to comptoir_app;
grant execute on function app.my_sessions, app.end_my_session to comptoir_staff;
