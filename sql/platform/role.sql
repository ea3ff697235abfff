-- role.sql: the roles of a company, made from nine templates and then its own to change.
create table if not exists app.role (like app.base including all,
	name		text collate app.natural not null,
	template	text,
	clearance	text[] not null default '{}',
	constraint role_name unique (tenant_id, name),
	constraint role_clearance check (clearance <@ '{margin,personal,price}')
);
comment on table app.role is 'What a colleague may do and see: each role has its rights and its clearance.';
comment on column app.role.name is 'The name of the role, for example owner or technician.';
comment on column app.role.template is 'The template that this role was made from.';
comment on column app.role.clearance is 'Masked fields that this role may see: price, margin, personal.';
comment on constraint role_name on app.role is 'There is a role of this name already.';
comment on constraint role_clearance on app.role is 'The clearances are price, margin and personal.';

select ui.declare_entity('role', title => 'Roles', one => 'Role', menu => 'Company', "position" => 930, label => 'name',
    list => 'name template clearance', form => '[["Role", "name", "template", "clearance"]]', sort => 'name', search => 'name',
    "order" => 'name', action_only => 'template',
    rights => '{"manager":{"read":"all"},"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"},
      "accountant":{"read":"all"},"viewer":{"read":"all"}}');
create policy signin on app.role for select to comptoir_signin using (true);
grant select on app.role to comptoir_signin;
