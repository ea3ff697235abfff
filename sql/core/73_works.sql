-- works.sql: long work of a person: an import, an export, a report, one change of many records. Each is a row that says how far it is, seen by
-- that person alone from any sitting (who may change the company sees that it runs, and may stop it). What it makes is kept a week.
create table if not exists app.long_work (like app.base including all,
	verb		text not null,			-- of the server: import, export, report, bulk
	entity		text,
	name		text,				-- what people call it: the file, the action
	params		jsonb not null default '{}',
	state		text not null default 'running',
	total		bigint,				-- null: nobody knows
	done		bigint not null default 0,
	good		bigint not null default 0,
	bad		bigint not null default 0,
	stop		boolean not null default false,
	beat_at		timestamptz not null default clock_timestamp(),
	began_at	timestamptz not null default clock_timestamp(),
	ended_at	timestamptz,
	batch		bigint,
	said		text,				-- on the way, in the person's language
	constraint long_work_state check (state in ('waiting', 'running', 'done', 'stopped', 'failed'))
);
create index if not exists long_work_own on app.long_work (tenant_id, created_by, id);
-- What goes in (a file to import) and what comes out, in pieces.
create table if not exists app.long_work_piece (
	tenant_id	integer not null default app.tenant(),
	work_id		bigint not null,
	side		text not null,
	n		integer not null,
	bytes		bytea not null,
	primary key (tenant_id, work_id, side, n),
	constraint long_work_piece_work foreign key (tenant_id, work_id) references app.long_work on delete cascade,
	constraint long_work_piece_side check (side in ('in', 'out')),
	constraint long_work_piece_size check (octet_length(bytes) <= 1048576 and n between 0 and 4095)
);
-- How it went for each record.
create table if not exists app.long_work_row (
	tenant_id	integer not null default app.tenant(),
	work_id		bigint not null,
	n		bigint generated always as identity,
	row_id		bigint not null,
	label		text,
	ok		boolean not null,
	told		jsonb,				-- why not: message and its args, field, status
	primary key (tenant_id, work_id, n),
	constraint long_work_row_work foreign key (tenant_id, work_id) references app.long_work on delete cascade
);
create or replace function app.protect_works() returns void language plpgsql as $$
begin
	perform ui.protect('app.long_work'), ui.protect('app.long_work_piece'), ui.protect('app.long_work_row');
end $$;
select app.protect_works();
drop function app.protect_works();

-- One's own, or nothing; whoever looks after the company may look and stop.
create or replace function app.own_long_work(id bigint, also_admins boolean default false) returns app.long_work
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	w app.long_work;
begin
	select * into w from app.long_work x where x.tenant_id = app.tenant() and x.id = own_long_work.id
	    and (x.created_by = app.person() or also_admins and app.scope('company', 'update') = 'all');
	if w.id is null then perform app.refuse('There is no such work of yours.', jsonb_build_object('id', id), 'UI006'); end if;
	return w;
end $$;
-- Begins one: it runs at once, or waits for its file. Ten of a person may be under way. The same key again answers the same work.
create or replace function app.long_work_begin(verb text, entity text, name text, params jsonb, total bigint default null, waits boolean default false, key text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; earlier bigint;
begin
	if key is not null then
		perform pg_advisory_xact_lock(hashtextextended(app.tenant() || '/' || app.person() || '/' || key, 73));
		select x.id into earlier from app.long_work x where x.tenant_id = app.tenant() and x.created_by = app.person() and x.params ->> 'key' = long_work_begin.key;
		if earlier is not null then return jsonb_build_object('id', earlier, 'replayed', true); end if;
		params := params || jsonb_build_object('key', key);
	end if;
	if (select count(*) from app.long_work x where x.tenant_id = app.tenant() and x.created_by = app.person() and x.state in ('waiting', 'running') and x.beat_at > now() - interval '1 minute') >= 10 then
		perform app.refuse('Ten works of yours are under way: wait until one is done, or stop one.', '{}', 'UI001');
	end if;
	insert into app.long_work (verb, entity, name, params, state, total) values ($1, $2, left($3, 200), params, case when waits then 'waiting' else 'running' end, $5) returning id into made;
	return jsonb_build_object('id', made);
end $$;
-- Its file came: it runs. False: it does already.
create or replace function app.long_work_run(id bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	w app.long_work := app.own_long_work(id); began boolean;
begin
	update app.long_work x set state = 'running', beat_at = clock_timestamp(), began_at = clock_timestamp() where x.tenant_id = app.tenant() and x.id = w.id and x.state = 'waiting';
	began := found;
	return jsonb_build_object('id', w.id, 'began', began, 'verb', w.verb, 'params', w.params);
end $$;
-- How far it is; true when somebody wants it to stop.
create or replace function app.long_work_beat(id bigint, done bigint, good bigint, bad bigint, total bigint default null) returns boolean
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update app.long_work x set beat_at = clock_timestamp(), done = $2, good = $3, bad = $4, total = coalesce($5, x.total)
	where x.tenant_id = app.tenant() and x.created_by = app.person() and x.id = $1 returning x.stop $$;
create or replace function app.long_work_stops(id bigint) returns boolean
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce((select x.stop from app.long_work x where x.tenant_id = app.tenant() and x.created_by = app.person() and x.id = $1), false) $$;
create or replace function app.long_work_end(id bigint, state text, done bigint, good bigint, bad bigint, batch bigint, said text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	update app.long_work x set state = $2, done = $3, good = $4, bad = $5, batch = coalesce($6, x.batch), said = left($7, 20000), beat_at = clock_timestamp(), ended_at = clock_timestamp()
	where x.tenant_id = app.tenant() and x.created_by = app.person() and x.id = $1 and x.ended_at is null $$;
-- Pieces of the file that goes in, in order, as base64; sent twice, kept once.
create or replace function app.long_work_put(id bigint, n integer, data text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	w app.long_work := app.own_long_work(id); bytes bytea;
begin
	if w.state <> 'waiting' then perform app.refuse('This work has its file already.', '{}'); end if;
	if n > 255 then perform app.refuse('This file is too large to be sent so: import it with the command line.', '{}'); end if;
	begin bytes := decode(data, 'base64'); exception when data_exception then perform app.refuse('These bytes are not base64.', '{"field": "data"}', 'UI007'); end;
	insert into app.long_work_piece (work_id, side, n, bytes) values (w.id, 'in', $2, bytes) on conflict do nothing;
	update app.long_work x set beat_at = clock_timestamp() where x.tenant_id = app.tenant() and x.id = w.id;
	return jsonb_build_object('id', w.id, 'n', n);
end $$;
-- The same for the process that does it, as bytes.
create or replace function app.long_work_keep(id bigint, n integer, bytes bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into app.long_work_piece (work_id, side, n, bytes) values ((app.own_long_work(id)).id, 'out', $2, $3);
end $$;
create or replace function app.long_work_take(id bigint, n integer) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select p.bytes from app.long_work_piece p where p.tenant_id = app.tenant() and p.work_id = (app.own_long_work($1)).id and p.side = 'in' and p.n = $2 $$;
create or replace function app.long_work_get(id bigint, n integer) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('id', $1, 'n', $2, 'data', (select translate(encode(p.bytes, 'base64'), E'\n', '') from app.long_work_piece p
	    where p.tenant_id = app.tenant() and p.work_id = (app.own_long_work($1)).id and p.side = 'out' and p.n = $2)) $$;

create or replace function app.long_work_shown(w app.long_work) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_strip_nulls(jsonb_build_object('id', w.id, 'verb', w.verb, 'entity', w.entity, 'name', w.name, 'what', w.params -> 'what', 'format', w.params -> 'format',
	    'state', case when w.state in ('running', 'waiting') and w.beat_at < now() - interval '1 minute' then 'lost' else w.state end,
	    'total', w.total, 'done', w.done, 'good', w.good, 'bad', w.bad, 'stop', nullif(w.stop, false),
	    'ms', round(extract(epoch from coalesce(w.ended_at, clock_timestamp()) - w.began_at) * 1000),
	    'since', to_char(w.began_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'own', w.created_by = app.person(),
	    'person', (select p.name from app.person p where p.tenant_id = w.tenant_id and p.id = w.created_by)))
	    || case when w.created_by = app.person() then jsonb_strip_nulls(jsonb_build_object('batch', w.batch, 'said', w.said,
	        'size', (select sum(octet_length(p.bytes)) from app.long_work_piece p where p.tenant_id = w.tenant_id and p.work_id = w.id and p.side = 'out'))) else '{}' end $$;
create or replace function app.long_works() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('works', coalesce(jsonb_agg(app.long_work_shown(x) order by x.id desc), '[]')) from (select * from app.long_work w where w.tenant_id = app.tenant()
	    and (w.created_by = app.person() or w.state in ('waiting', 'running') and app.scope('company', 'update') = 'all') order by w.id desc limit 200) x $$;
create or replace function app.long_work(id bigint) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select app.long_work_shown(app.own_long_work($1, true)) $$;
-- How it went record by record: those that were refused first.
create or replace function app.long_work_rows(id bigint, lim bigint default null, after bigint default null) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('rows', coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', x.row_id, 'label', x.label, 'ok', x.ok)) || coalesce(x.told, '{}') order by x.ok, x.n), '[]'))
	from (select * from app.long_work_row r where r.tenant_id = app.tenant() and r.work_id = (app.own_long_work($1)).id order by r.ok, r.n limit least(coalesce($2, 1000), 10000) offset coalesce($3, 0)) x $$;
-- It stops between two records; what waits for its file, or was lost, ends at once.
create or replace function app.long_work_stop(id bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	w app.long_work := app.own_long_work(id, true);
begin
	update app.long_work x set stop = true, state = case when x.state = 'waiting' or x.state = 'running' and x.beat_at < now() - interval '1 minute' then 'stopped' else x.state end,
	    ended_at = case when x.state = 'waiting' or x.state = 'running' and x.beat_at < now() - interval '1 minute' then clock_timestamp() end
	where x.tenant_id = app.tenant() and x.id = w.id and x.ended_at is null;
	return app.long_work(id);
end $$;
create or replace function app.long_work_noted(id bigint, results jsonb) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
	insert into app.long_work_row (work_id, row_id, label, ok, told) select (app.own_long_work($1)).id, (r ->> 'id')::bigint, left(r ->> 'label', 200), (r ->> 'ok')::boolean,
	    nullif(r - '{id,label,ok,version}'::text[], '{}') from jsonb_array_elements(results) with ordinality u(r, o) order by o $$;
-- Kept a week: what was done, and the files that came of it.
create or replace function app.job_forget_works(tenant integer, args jsonb) returns jsonb
language sql set search_path = pg_catalog, pg_temp as $$
	with gone as (delete from app.long_work w where w.began_at < now() - make_interval(days => coalesce((args ->> 'days')::integer, 7)) and (tenant is null or w.tenant_id = tenant) returning w.tenant_id),
	files as (delete from app.long_work_piece p using app.long_work w where w.tenant_id = p.tenant_id and w.id = p.work_id and p.side = 'in' and (w.ended_at is not null or w.beat_at < now() - interval '1 day')
	    and (tenant is null or w.tenant_id = tenant))
	select app.job_counted('forgotten', (select jsonb_object_agg(g.tenant_id, g.n) from (select tenant_id, count(*) as n from gone group by 1) g)) $$;
comment on function app.job_forget_works is 'Forgets imports, exports and other long work of more than a week ago, with the files they made.';
insert into app.job (name, every) values ('forget_works', '1 day') on conflict on constraint job_once do nothing;

do $$
declare
	f text;
begin
	foreach f in array '{own_long_work,long_work_begin,long_work_run,long_work_beat,long_work_stops,long_work_end,long_work_put,long_work_keep,long_work_take,long_work_get,long_work_shown,long_works,long_work,long_work_rows,long_work_stop,long_work_noted}'::text[] loop
		execute format('alter function app.%s owner to comptoir_action', f);
		if f <> 'long_work_shown' then execute format('grant execute on function app.%s to comptoir_staff', f); end if;
	end loop;
end $$;
alter function app.job_forget_works(integer, jsonb) owner to comptoir_platform;
