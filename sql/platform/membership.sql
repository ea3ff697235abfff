-- after: platform/person platform/role
-- membership.sql: which colleague has which role.
create table if not exists app.membership (like app.base including all,
	person_id	bigint not null,
	role_id		bigint not null,
	constraint membership_once unique (tenant_id, person_id, role_id),
	constraint membership_person foreign key (tenant_id, person_id) references app.person,
	constraint membership_role foreign key (tenant_id, role_id) references app.role
);
create index if not exists membership_of on app.membership (tenant_id, person_id) where deleted_at is null;
comment on table app.membership is 'Which colleague has which role.';
comment on column app.membership.person_id is 'The colleague.';
comment on column app.membership.role_id is 'The role.';
comment on constraint membership_once on app.membership is 'This colleague has this role already.';

-- A company without an owner could never get one again.
create or replace function app.membership_keeps_an_owner() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform pg_advisory_xact_lock(hashtext('owner'), old.tenant_id);
	if exists (select from app.role r where r.tenant_id = old.tenant_id and r.id = old.role_id and r.template = 'owner')
	and not exists (select from app.membership m join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id
	    where m.tenant_id = old.tenant_id and m.deleted_at is null and r.template = 'owner' and m.id <> old.id) then
		perform app.refuse('A company keeps at least one owner.', '{"field": "role_id"}');
	end if;
	return coalesce(new, old);
end $$;
alter function app.membership_keeps_an_owner() owner to comptoir_platform;
create or replace trigger keeps_an_owner before update or delete on app.membership for each row
    when (old.deleted_at is null) execute function app.membership_keeps_an_owner();

select ui.declare_entity('membership', title => 'Memberships', one => 'Membership', menu => '', "position" => 911, label => 'person_id',
    list => 'person_id role_id', form => '[["Membership", "person_id", "role_id"]]', mine => 'person_id',
    rights => '{"manager":{"read":"all"},"office":{"read":"mine"},"technician":{"read":"mine"},"performer":{"read":"mine"},"driver":{"read":"mine"},
      "accountant":{"read":"mine"},"viewer":{"read":"mine"}}');
create policy signin on app.membership for select to comptoir_signin using (true);
grant select on app.membership to comptoir_signin;
