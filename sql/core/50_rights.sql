-- rights.sql: how far a person reaches. The tables that say it (role, membership, permission…) are entities: sql/platform.
-- Functions here are written before those tables exist, so they are plpgsql.

-- What may be done at all; ui.declare_entity and ui.declare_action fill it, so a right cannot name what does not exist.
create table if not exists ui.entity (entity text primary key, spec jsonb not null, named_by text generated always as (spec ->> 'label') stored);
alter table ui.entity set (toast_tuple_target = 8160);	-- a declaration stays in its row: each look at one would unpack it whole
create table if not exists ui.verb (
	entity		text references ui.entity,
	verb		text,
	proc		text,					-- null for what every entity has
	label		text,
	key		text check (length(key) = 1),
	shown_when	text,
	clearance	text[] not null default '{}',
	rights		jsonb not null default '{}',		-- template → scope, for new companies
	last		boolean not null default false,
	position	bigint not null default 0,		-- the order of declaration, which menus show; what is `last` comes after all others
	primary key (entity, verb),
	unique (entity, key)
);
create sequence if not exists ui.verb_position;
alter sequence ui.verb_position owner to comptoir_owner;
alter table ui.entity owner to comptoir_owner;
alter table ui.verb owner to comptoir_owner;
grant select on ui.entity, ui.verb to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform, comptoir_signin;

create or replace function app.clearance(tenant integer, person bigint) returns name
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	return (select 'comptoir_staff' || coalesce(string_agg(distinct '_' || c, '' order by '_' || c), '')
	    from app.membership m join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id, unnest(r.clearance) c
	    where m.tenant_id = $1 and m.person_id = $2 and m.deleted_at is null and r.deleted_at is null);
end $$;

-- How far this person's verb reaches on this entity: the widest of their roles. Policies call it as
-- (select app.scope(…)), once per query. It also refuses a request whose SET ROLE is not this person's own, and every request of
-- someone who has left, whose account was closed or whose company is suspended, though their session be still open.
create or replace function app.scope(entity text, verb text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	widest integer;
begin
	if current_setting('role') <> app.clearance(app.tenant(), app.person()) or not exists (
	    select from app.person p, app.account a, app.tenant t where p.tenant_id = app.tenant() and p.id = app.person() and p.deleted_at is null
	    and a.id = p.id and a.disabled_at is null and t.id = p.tenant_id and t.status = 'active') then
		raise 'The role of this request is not that of its person.' using errcode = 'UI004';
	end if;
	select max(array_position('{none,mine,team,all}', p.scope)) into widest
	from app.membership m
	join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.deleted_at is null
	join app.permission p on p.tenant_id = m.tenant_id and p.role_id = m.role_id
	where m.tenant_id = app.tenant() and m.person_id = app.person() and m.deleted_at is null
	and p.entity = $1 and p.verb = $2 and p.deleted_at is null;
	return coalesce(('{none,mine,team,all}'::text[])[widest], 'none');
end $$;
create or replace function app.my_rights() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select jsonb_object_agg(entity, verbs) from (
		select entity, jsonb_object_agg(verb, scope) as verbs from (
			select p.entity, p.verb, ('{none,mine,team,all}'::text[])[max(array_position('{none,mine,team,all}', p.scope))] as scope
			from app.membership m
			join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.deleted_at is null
			join app.permission p on p.tenant_id = m.tenant_id and p.role_id = m.role_id and p.deleted_at is null
			where m.tenant_id = app.tenant() and m.person_id = app.person() and m.deleted_at is null group by 1, 2) x
		where scope <> 'none' group by 1) y);
end $$;
create or replace function app.teams() returns bigint[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(array_agg(t.team_id), '{}') from app.team_member t
	    where t.tenant_id = app.tenant() and t.person_id = app.person() and t.deleted_at is null);
end $$;

-- The row condition of a scope, from the declaration: the one text behind finder and actions. Each way of reaching a row is a
-- condition of its own; beyond them, in every scope, stands what the record hangs on or whose it is ("within").
create or replace function ui.ways(entity text, scope text) returns text[] language sql stable return
    regexp_split_to_array(case scope when 'all' then 'true' when 'none' then 'false' else
	coalesce((select e.spec -> 'reach' ->> scope from ui.entity e where e.entity = ways.entity), 'false') end, ' or ');
create or replace function ui.within(entity text) returns text language sql stable return
    coalesce((select '(' || (e.spec ->> 'within') || ')' from ui.entity e where e.entity = within.entity), 'true');
create or replace function ui.reach(entity text, scope text) returns text language sql stable return
    format('((%s) and %s)', array_to_string(ui.ways(entity, scope), ' or '), ui.within(entity));

-- First line of every action: right, clearance, and the row, locked. A row out of scope is a row that is not there.
create or replace function app.require(entity text, verb text, id bigint default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	scope constant text := app.scope(entity, verb); seen boolean;
begin
	if scope = 'none' or exists (select from ui.verb v, unnest(v.clearance) c where v.entity = $1 and v.verb = $2
	    and not pg_has_role(current_setting('role'), 'comptoir_staff_' || c, 'usage')) then
		perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', verb), 'UI005');
	end if;
	if id is not null then
		execute format('select true from app.%I where tenant_id = app.tenant() and id = $1 and deleted_at is null and (%s) %s',
		    entity, ui.reach(entity, scope), case when verb <> 'read' then 'for update' end) into seen using id;
		if seen is null then
			perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006');
		end if;
	end if;
end $$;

-- An entity by the name that a person wrote.
create or replace function ui.spec(entity text) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	found_spec jsonb; guess text;
begin
	select e.spec into found_spec from ui.entity e where e.entity = $1;
	if found_spec is null then
		guess := app.nearest(entity, array(select e.entity from ui.entity e));
		if guess is not null then
			perform app.refuse('There is no entity “{entity}”. Did you mean “{guess}”?', jsonb_build_object('entity', entity, 'guess', guess), 'UI007');
		end if;
		perform app.refuse('There is no entity “{entity}”.', jsonb_build_object('entity', entity), 'UI007');
	end if;
	return found_spec;
end $$;

create or replace function ui.rel(entity text) returns regclass language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.spec(entity);
	return format('app.%I', entity)::regclass;
end $$;

do $$
declare
	f text;
begin
	foreach f in array '{sign_in:signin,scope:owner,my_rights:owner,teams:owner}'::text[] loop
		execute format('alter function app.%s owner to comptoir_%s', split_part(f, ':', 1), split_part(f, ':', 2));
	end loop;
end $$;
grant execute on function app.scope, app.teams, ui.ways, ui.within, ui.reach, ui.spec, ui.rel
    to comptoir_staff, comptoir_action, comptoir_finder, comptoir_owner, comptoir_signin, comptoir_platform;
grant execute on function app.my_rights to comptoir_staff;
grant execute on function app.require to comptoir_action, comptoir_finder;
grant execute on function app.clearance to comptoir_owner, comptoir_signin;
grant execute on function app.sign_in to comptoir_app;
