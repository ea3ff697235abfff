-- base.sql: what every row of every entity has: company, number, version, authors, history, and requests that count once.
create table if not exists app.base (
	tenant_id	integer not null default app.tenant(),
	id		bigint generated always as identity,
	version		integer not null default 1,
	created_at	timestamptz not null default now(),
	created_by	bigint not null default app.person(),
	updated_at	timestamptz not null default now(),
	updated_by	bigint not null default app.person(),
	deleted_at	timestamptz,
	deleted_by	bigint,
	primary key (tenant_id, id)
);
comment on column app.base.id is 'The number of this record in your company.';
comment on column app.base.version is 'Counts the changes of this record.';
comment on column app.base.created_at is 'When this record was made.';
comment on column app.base.created_by is 'Who made this record.';
comment on column app.base.updated_at is 'When this record was last changed.';
comment on column app.base.updated_by is 'Who last changed this record.';
comment on column app.base.deleted_at is 'When this record went to the bin.';
comment on column app.base.deleted_by is 'Who put this record into the bin.';

create table if not exists app.audit (
	tenant_id	integer not null,
	entity		text not null,
	row_id		bigint not null,
	id		bigint generated always as identity,
	at		timestamptz not null default now(),
	person_id	bigint not null,
	verb		text not null,
	changes		jsonb,					-- {"column": [old, new]}; null on insert: the row says it
	batch		bigint,					-- the import that did it
	rule_id		bigint,					-- the rule that did it, in the name of the person
	action		text,					-- the business action that did it; null: a change by hand
	primary key (tenant_id, entity, row_id, id)
);
create index if not exists audit_batch on app.audit (tenant_id, batch, id) where batch is not null;

create table if not exists app.request (				-- idempotency keys, with what was answered
	tenant_id	integer not null default app.tenant(),
	person_id	bigint not null default app.person(),
	key		text not null,
	digest		bytea not null,
	answer		jsonb,
	at		timestamptz not null default now(),
	primary key (tenant_id, person_id, key),
	constraint request_key_form check (length(key) between 1 and 100)
);
comment on constraint request_key_form on app.request is 'A key has 1 to 100 characters.';
create index if not exists request_age on app.request (at);

do $$
declare
	t text;
begin
	foreach t in array '{audit,request,base}'::text[] loop
		execute format('alter table app.%I owner to comptoir_owner', t);
		execute format('alter table app.%I enable row level security', t);
		execute format('alter table app.%I force row level security', t);
		execute (select coalesce(string_agg(format('drop policy %I on app.%I', polname, t), ';'), 'select')
		    from pg_policy where polrelid = format('app.%I', t)::regclass);
		if t <> 'base' then
			execute format('create policy tenant on app.%I to comptoir_owner using (tenant_id = app.tenant())', t);
			execute format('grant select, insert, update, delete on app.%I to comptoir_platform', t);
		end if;
	end loop;
end $$;
create policy own on app.request to comptoir_staff using (tenant_id = app.tenant() and person_id = app.person());
create policy history on app.audit for select to comptoir_action using (tenant_id = app.tenant());
grant select, insert (key, digest), update (answer) on app.request to comptoir_staff;
grant select on app.audit to comptoir_action;

-- The platform acts in a company's name, when it is made or migrated: person 0. For administration only.
create or replace function app.as_platform(tenant integer) returns void language plpgsql as $$
begin
	perform set_config('app.tenant', tenant::text, true), set_config('app.person', '0', true);
end $$;
grant execute on function app.as_platform to comptoir_platform;		-- its jobs go from company to company

-- An update must say version = (the version it read) + 1; one that does not name it conflicts too.
create or replace function app.stamp() returns trigger language plpgsql as $$
begin
	if tg_op = 'UPDATE' then
		if new.version is distinct from old.version + 1 then
			raise 'Someone changed this record meanwhile.' using errcode = 'UI002',
			    detail = jsonb_build_object('entity', tg_table_name, 'id', old.id, 'version', old.version)::text;
		end if;
		new.tenant_id := old.tenant_id; new.id := old.id; new.created_at := old.created_at; new.created_by := old.created_by;
	else
		new.version := 1; new.created_at := now(); new.created_by := app.person();
	end if;
	new.updated_at := now(); new.updated_by := app.person();
	return new;
end $$;
-- Old → new, one row of history for each row that changed. (Made rows are written by one statement, at its end: an import makes many.)
create or replace function app.audit() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	now_is jsonb; was jsonb; changes jsonb;
begin
	was := to_jsonb(old) - tg_argv[0]::text[];	-- columns that say nothing: version, updated_*, generated
	if tg_op = 'UPDATE' then now_is := to_jsonb(new); end if;
	select jsonb_object_agg(key, jsonb_build_array(value, now_is -> key)) into changes
	from jsonb_each(was) where value is distinct from now_is -> key;
	insert into app.audit (tenant_id, entity, row_id, person_id, verb, changes, batch, action, rule_id)
	values (old.tenant_id, tg_table_name, old.id, app.person(),
	    case when changes -> 'deleted_at' -> 0 = 'null' then 'delete' when changes ? 'deleted_at' then 'restore' else lower(tg_op) end,
	    changes, nullif(current_setting('app.batch', true), '')::bigint, nullif(current_setting('app.action', true), ''),
	    nullif(current_setting('app.rule', true), '')::bigint);
	return null;
end $$;
create or replace function app.audit_made() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if app.person() = 0 then return null; end if;		-- the platform seeds a company: no person's doing. What it changes later is told.
	insert into app.audit (tenant_id, entity, row_id, person_id, verb, batch, action, rule_id)
	select m.tenant_id, tg_table_name, m.id, app.person(), 'insert', nullif(current_setting('app.batch', true), '')::bigint,
	    nullif(current_setting('app.action', true), ''), nullif(current_setting('app.rule', true), '')::bigint from made m;
	return null;
end $$;
alter function app.audit_made() owner to comptoir_owner;
alter function app.audit() owner to comptoir_owner;

-- The first half of every write with a key: null means "do it, then app.answered()"; otherwise it was done, and this was
-- the answer. A twin that is being done right now is waited for. Runs as the caller.
create or replace function app.asked(key text, body jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	hash constant bytea := sha256(convert_to(body::text, 'utf8')); earlier app.request;
begin
	if key is null then return null; end if;
	if length(key) not between 1 and 100 then perform app.refuse('A key has 1 to 100 characters.', '{"field": "key"}', 'UI007'); end if;
	insert into app.request (key, digest) values ($1, hash) on conflict do nothing;
	if found then return null; end if;
	select * into earlier from app.request q where q.tenant_id = app.tenant() and q.person_id = app.person() and q.key = $1;
	if earlier.digest <> hash then
		perform app.refuse('This key was used for something else.', jsonb_build_object('key', key), 'UI003');
	end if;
	return earlier.answer || '{"replayed": true}';
end $$;
create or replace function app.answered(key text, answer jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if key is not null then
		update app.request q set answer = $2 where q.tenant_id = app.tenant() and q.person_id = app.person() and q.key = $1;
	end if;
	return answer;
end $$;
grant execute on function app.asked, app.answered to comptoir_staff;
