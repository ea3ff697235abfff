-- after: platform/permission platform/company platform/establishment platform/team platform/custom_field
-- administration.sql: what comptoird's administration verbs call, as the role that owns the schema; nobody else may.

-- A company with its roles, its identity and (when given) its owner. Everything or nothing.
create or replace function app.create_tenant(slug text, name text, kind text default 'garage', owner_email text default null,
    owner_name text default null, language text default 'fr', demo boolean default false) returns integer
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	made integer; seed text;
begin
	if coalesce(btrim($2), '') = '' then perform app.refuse('A company needs a name.'); end if;
	if $6 not in ('fr', 'en') then perform app.refuse('The languages are fr and en.'); end if;
	insert into app.tenant (slug, name, kind, demo) values ($1, $2, $3, $7) returning id into made;
	perform app.as_platform(made);
	insert into app.role (name, template, clearance)
	select t, t, case when t in ('superadmin', 'owner', 'manager') then '{margin,personal,price}'::text[]
	    when t in ('office', 'accountant') then '{personal,price}' when t in ('technician', 'driver') then '{personal}' else '{}' end
	from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t;
	perform app.grant_templates(tenant => made);
	insert into app.company (name, language) values ($2, $6);
	perform set_config('app.seeding', 'on', true);		-- no events
	-- An entity that starts with rows of its own brings app.seed_<entity>(kind).
	for seed in select p.proname from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname like 'seed\_%' order by 1 loop
		execute format('select app.%I($1)', seed) using $3;
	end loop;
	perform set_config('app.seeding', '', true);
	if owner_email is not null then perform app.create_person(made, owner_email, coalesce(owner_name, owner_email), 'owner', $6); end if;
	return made;
end $$;
comment on function app.create_tenant is 'A new company: roles, identity, first rows, and its owner. Raises the sentence of a constraint.';

-- A colleague with a role; one who is there already gets the role as well. Answers the account.
create or replace function app.create_person(tenant integer, email text, name text, role text, language text default null) returns bigint
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	who bigint; its_role bigint;
begin
	perform app.as_platform(tenant);
	select r.id into its_role from app.role r where r.tenant_id = $1 and r.name = $4 and r.deleted_at is null;
	if its_role is null then
		perform app.refuse('There is no role “{role}” in this company.', jsonb_build_object('role', role));
	end if;
	select p.id into who from app.person p where p.tenant_id = $1 and p.email = lower(trim($2));
	if who is null then
		insert into app.person (name, email, language) values ($3, $2, $5) returning id into who;
	end if;
	insert into app.membership (person_id, role_id) values (who, its_role) on conflict on constraint membership_once do nothing;
	return who;
end $$;
comment on function app.create_person is 'A colleague with a role by its name; makes the account when the e-mail address is new.';

create or replace function app.set_tenant_status(slug text, status text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	update app.tenant t set status = $2, catalogue = t.catalogue + 1 where t.slug = $1;
	if not found then perform app.refuse('There is no company “{slug}”.', jsonb_build_object('slug', slug)); end if;
end $$;
comment on function app.set_tenant_status is 'Opens or suspends a company.';

-- A colleague's only role from now on.
create or replace function app.set_role(tenant integer, account bigint, role text) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	its_role bigint;
begin
	perform app.as_platform(tenant);
	select r.id into its_role from app.role r where r.tenant_id = $1 and r.name = $3 and r.deleted_at is null;
	if its_role is null then
		perform app.refuse('There is no role “{role}” in this company.', jsonb_build_object('role', role));
	end if;
	if not exists (select from app.person p where p.tenant_id = $1 and p.id = $2 and p.deleted_at is null) then
		perform app.refuse('There is no such record.', jsonb_build_object('id', account), 'UI006');
	end if;
	insert into app.membership as m (person_id, role_id) values ($2, its_role)
	on conflict on constraint membership_once do update set deleted_at = null, deleted_by = null, version = m.version + 1;
	update app.membership m set deleted_at = now(), deleted_by = 0, version = m.version + 1
	where m.tenant_id = $1 and m.person_id = $2 and m.role_id <> its_role and m.deleted_at is null;
end $$;
comment on function app.set_role is 'Gives a colleague this role and takes their others away.';

create or replace function app.set_secret(account bigint, secret text) returns void
language sql set search_path = pg_catalog, pg_temp as $$
	update app.account a set secret = $2 where a.id = $1 $$;
create or replace function app.add_key(account bigint, public_key text, key_type text, fingerprint text, label text default '',
    options jsonb default '{}') returns bigint
language sql set search_path = pg_catalog, pg_temp as $$
	insert into app.account_key (account_id, public_key, key_type, fingerprint, label, options) values ($1, $2, $3, $4, $5, $6)
	returning id $$;
create or replace function app.remove_key(key bigint) returns boolean
language sql set search_path = pg_catalog, pg_temp as $$
	with gone as (delete from app.account_key k where k.id = $1 returning 1) select exists (select from gone) $$;
create or replace function app.tenants() returns table (id integer, slug text, name text, kind text, status text, people bigint, created_at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select t.id, t.slug, t.name, t.kind, t.status, (select count(*) from app.person p where p.tenant_id = t.id and p.deleted_at is null), t.created_at
	from app.tenant t order by t.slug $$;
create or replace function app.people(tenant integer) returns table (id bigint, email text, name text, roles text, language text, signed_in_at timestamptz, disabled boolean)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select a.id, a.email, p.name, (select string_agg(r.name, ',' order by r.name) from app.membership m join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id
	    where m.tenant_id = $1 and m.person_id = a.id and m.deleted_at is null), a.language, a.signed_in_at, a.disabled_at is not null
	from app.person p join app.account a on a.id = p.id where p.tenant_id = $1 and p.deleted_at is null order by p.name $$;
create or replace function app.account_of(email text) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$
	select a.id from app.account a where a.email = lower(trim($1)) $$;
create or replace function app.keys(account bigint) returns table (id bigint, fingerprint text, key_type text, label text, options jsonb, created_at timestamptz, used_at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select k.id, k.fingerprint, k.key_type, k.label, k.options, k.created_at, k.used_at from app.account_key k where k.account_id = $1 order by k.id $$;

-- Every password that is kept sealed, wherever a table has one: whether the key at hand opens it is asked outside.
create or replace function app.sealed() returns table (tenant integer, secret text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	a record; whose integer; word text;
begin
	for a in select c.relname, t.attname from pg_attribute t join pg_class c on c.oid = t.attrelid where t.atttypid = 'app.secret'::regtype and c.relkind = 'r' and not t.attisdropped loop
		for whose, word in execute format('select x.tenant_id, x.%I::text from app.%I x where x.%1$I is not null', a.attname, a.relname) loop
			tenant := whose; secret := word;
			return next;
		end loop;
	end loop;
end $$;
alter function app.sealed() owner to comptoir_platform;
grant execute on function app.sealed() to comptoir_owner;

-- A person's own keys, through the doors: the account of whoever asks, and no other.
create or replace function app.my_keys() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'fingerprint', k.fingerprint, 'type', k.key_type, 'label', k.label,
	    'options', k.options, 'created_at', k.created_at, 'used_at', k.used_at) order by k.id), '[]')
	from app.account_key k where k.account_id = app.person() $$;
create or replace function app.add_my_key(public_key text, key_type text, fingerprint text, label text, options jsonb) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; broken name;
begin
	insert into app.account_key (account_id, public_key, key_type, fingerprint, label, options)
	values (app.person(), $1, $2, $3, $4, $5) returning id into made;
	return made;
exception when check_violation or unique_violation then	-- a key is no entity: no catalogue holds its sentences
	get stacked diagnostics broken = constraint_name;
	perform app.refuse((select obj_description(c.oid, 'pg_constraint') from pg_constraint c where c.conrelid = 'app.account_key'::regclass and c.conname = broken),
	    case when broken like 'account_key_label%' then '{"field": "label"}' else '{}' end::jsonb);
	return null;
end $$;
create or replace function app.remove_my_key(key bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from app.account_key k where k.account_id = app.person() and k.id = $1;
	if not found then perform app.refuse('There is no such record.', jsonb_build_object('id', key), 'UI006'); end if;
end $$;
do $$
declare
	f text;
begin
	foreach f in array '{my_keys,add_my_key,remove_my_key}'::text[] loop
		execute format('alter function app.%s owner to comptoir_owner', f);
	end loop;
end $$;
grant execute on function app.my_keys, app.add_my_key, app.remove_my_key to comptoir_staff;
