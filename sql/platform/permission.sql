-- after: platform/role platform/membership
-- permission.sql: the rights matrix: role × entity × verb or action → how far.
create table if not exists app.permission (like app.base including all,
	role_id		bigint not null,
	entity		text not null,
	verb		text not null,
	scope		text not null default 'all',
	constraint permission_once unique (tenant_id, role_id, entity, verb),
	constraint permission_role foreign key (tenant_id, role_id) references app.role
);
create or replace function app.permission_exists() returns trigger language plpgsql as $$
begin
	if not exists (select from ui.verb v where v.entity = new.entity and v.verb = new.verb) then
		perform app.refuse('There is no verb “{verb}” of “{entity}”.', jsonb_build_object('verb', new.verb, 'entity', new.entity, 'field', 'verb'));
	end if;
	return new;
end $$;
create or replace trigger verb_exists before insert or update of entity, verb on app.permission for each row execute function app.permission_exists();
comment on table app.permission is 'The rights matrix: what each role may do with each kind of record, and how far.';
comment on column app.permission.role_id is 'The role that has this right.';
comment on column app.permission.entity is 'The kind of record, for example contact.';
comment on column app.permission.verb is 'What may be done: read, create, update, delete, export, import, or an action.';
comment on column app.permission.scope is 'How far: all records, those of one''s teams, one''s own, or none.';
comment on constraint permission_once on app.permission is 'This role has a line for this right already.';

-- A role keeps at least one company-wide way to mend rights: its owner's.
create or replace function app.permission_keeps_a_door() returns trigger language plpgsql as $$
begin
	if old.entity in ('permission', 'membership', 'role') and old.scope = 'all' and (new.scope <> 'all' or new.deleted_at is not null)
	and exists (select from app.role r where r.tenant_id = old.tenant_id and r.id = old.role_id and r.template = 'owner') then
		perform app.refuse('The owner keeps the right to change rights.', '{"field": "scope"}');
	end if;
	return new;
end $$;
create or replace trigger keeps_a_door before update on app.permission for each row execute function app.permission_keeps_a_door();

select ui.declare_entity('permission', title => 'Rights', one => 'Permission', menu => '', "position" => 931, label => 'entity',
    list => 'role_id entity verb scope', form => '[["Permission", "role_id", "entity", "verb", "scope"]]', search => 'entity verb',
    choices => '{"scope": [["all", "All records"], ["team", "Those of one''s teams"], ["mine", "One''s own"], ["none", "None"]]}', create_only => 'role_id entity verb',
    rights => '{"manager":{"read":"all"},"office":"none","technician":"none","performer":"none","driver":"none","accountant":"none","viewer":"none"}');

-- A verb that is new, or a company that is new: the roles made from templates get what the templates say.
create or replace function app.grant_templates(entity text default null, verb text default null, tenant integer default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer;
begin
	for t in select id from app.tenant where id = $3 or $3 is null loop
		perform app.as_platform(t);
		insert into app.permission (tenant_id, role_id, entity, verb, scope)
		select r.tenant_id, r.id, v.entity, v.verb, v.rights ->> r.template
		from ui.verb v join app.role r on r.tenant_id = t and v.rights ? r.template
		where (v.entity = $1 or $1 is null) and (v.verb = $2 or $2 is null)
		on conflict on constraint permission_once do nothing;
	end loop;
end $$;
select app.grant_templates();
