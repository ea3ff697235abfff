-- role.sql: the roles of a company, made from nine templates and then its own to change.
create table if not exists app.role (like app.base including all,
	name		text collate app.natural not null,
	template	text,
	clearance	text[] not null default '{}',
	start		text,
	constraint role_name unique (tenant_id, name),
	constraint role_clearance check (clearance <@ '{margin,personal,price}')
);
comment on table app.role is 'What a colleague may do and see: each role has its rights and its clearance.';
comment on column app.role.name is 'The name of the role, for example owner or technician.';
comment on column app.role.template is 'The template that this role was made from.';
comment on column app.role.clearance is 'Masked fields that this role may see: price, margin, personal.';
comment on column app.role.start is 'What opens first for it, as one writes it after “:”; empty: what Comptoir proposes for it. What a colleague chose goes before.';
comment on constraint role_name on app.role is 'There is a role of this name already.';
comment on constraint role_clearance on app.role is 'The clearances are price, margin and personal.';

select ui.declare_entity('role', title => 'Roles', one => 'Role', menu => 'Company', "position" => 930, label => 'name',
    list => 'name template clearance', form => '[["Role", "name", "template", "clearance", "start"]]', sort => 'name', search => 'name',
    "order" => 'name', action_only => 'template', labels => '{"start": "Start screen"}',
    rights => '{"manager":{"read":"all"},"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"},
      "accountant":{"read":"all"},"viewer":{"read":"all"}}');
create policy signin on app.role for select to comptoir_signin using (true);
grant select on app.role to comptoir_signin;

-- What opens first for a role that says nothing itself: declared by the entity that it is about.
create table if not exists ui.role_start (template text primary key, line text not null);
alter table ui.role_start owner to comptoir_owner;
create or replace function ui.declare_start(templates text, line text) returns void language sql set search_path = pg_catalog, pg_temp as $$
	insert into ui.role_start select t, $2 from unnest(ui.words($1)) t on conflict on constraint role_start_pkey do update set line = excluded.line $$;
-- What opens first for whoever asks: of several roles, the first that says something.
create or replace function app.my_start() returns text language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	return (select coalesce(nullif(btrim(r.start), ''), s.line) from app.membership m join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.deleted_at is null
	left join ui.role_start s on s.template = r.template
	where m.tenant_id = app.tenant() and m.person_id = app.person() and m.deleted_at is null order by coalesce(nullif(btrim(r.start), ''), s.line) is null, r.id limit 1);
end $$;
alter function app.my_start owner to comptoir_owner;
grant execute on function app.my_start to comptoir_staff;
