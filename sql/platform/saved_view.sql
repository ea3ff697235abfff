-- after: platform/person platform/subject
-- saved_view.sql: a list as somebody wants to find it again: columns, filter, order. Private, or shared with all colleagues.
create table if not exists app.saved_view (like app.base including all,
	entity		text not null,
	name		text collate app.natural not null,
	person_id	bigint default nullif(app.person(), 0),
	shared		boolean not null default false,
	columns		text[] not null default '{}',
	filter		text,
	term		text,
	sort		text[] not null default '{}',
	key		text,
	constraint saved_view_named check (length(name) between 1 and 100),
	constraint saved_view_key check (key ~ '^[a-z0-9]$'),
	constraint saved_view_short check (cardinality(columns) <= 200 and cardinality(sort) <= 8),
	constraint saved_view_once exclude using btree (tenant_id with =, person_id with =, entity with =, name with =) where (deleted_at is null),
	constraint saved_view_key_once exclude using btree (tenant_id with =, person_id with =, entity with =, key with =) where (deleted_at is null and key is not null),
	constraint saved_view_person foreign key (tenant_id, person_id) references app.person
);
comment on table app.saved_view is 'Lists as you want to find them again: columns, filter and order.';
comment on column app.saved_view.entity is 'What is listed, for example contact.';
comment on column app.saved_view.name is 'The name of the view, for example VIP customers.';
comment on column app.saved_view.person_id is 'Whose view it is.';
comment on column app.saved_view.shared is 'Whether all colleagues see it. Only its owner changes it.';
comment on column app.saved_view.columns is 'The columns, in order; none means the usual ones.';
comment on column app.saved_view.filter is 'The filter, as it is written in the list.';
comment on column app.saved_view.term is 'The words that are searched for.';
comment on column app.saved_view.sort is 'The order: fields, with - before those that go down.';
comment on column app.saved_view.key is 'One letter or digit that calls it: in its list, after w.';
comment on constraint saved_view_named on app.saved_view is 'A view has a name of 1 to 100 characters.';
comment on constraint saved_view_key on app.saved_view is 'The key is one small letter or digit.';
comment on constraint saved_view_key_once on app.saved_view is 'You have given this key to another view of the same list.';
comment on constraint saved_view_short on app.saved_view is 'A view has at most 200 columns, and 8 to sort by.';
comment on constraint saved_view_once on app.saved_view is 'You have a view of this name already.';

-- Names that the entity has, and an owner who is the one that writes.
create or replace function app.saved_view_fits() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	bad text;
begin
	if not exists (select from ui.entity e where e.entity = new.entity) then
		perform app.refuse('There is no entity “{entity}”.', jsonb_build_object('entity', new.entity, 'field', 'entity'));
	end if;
	select x into bad from unnest(new.columns || array(select ltrim(s, '-+') from unnest(new.sort) s)) x
	where x not in (select f.name from ui.fields(new.entity) f) limit 1;
	if bad is not null then
		perform app.refuse('There is no field “{name}”.', jsonb_build_object('name', bad, 'field', case when bad = any (new.columns) then 'columns' else 'sort' end));
	end if;
	if tg_op = 'INSERT' and current_setting('role') ~ '^comptoir_staff' then new.person_id := app.person(); end if;
	return new;
end $$;
create or replace trigger fits before insert or update on app.saved_view for each row execute function app.saved_view_fits();

-- Whatever the role: one's own views and the shared ones are read, one's own are changed.
select ui.declare_entity('saved_view', limits => '{"4000": "filter"}', title => 'Saved views', empty => 'A list as you filtered and sorted it, under a name: {views} in that list keeps it.', one => 'Saved view', menu => 'Company', "position" => 950, label => 'name',
    list => 'entity name shared person_id key', form => '[["View", "name", "entity", "shared", "key"], ["List", "columns", "filter", "term", "sort"]]',
    sort => 'name', search => 'name', "order" => 'name', mine => 'person_id', create_only => 'entity', action_only => 'person_id',
    labels => '{"person_id": "Owner", "term": "Search", "key": "Shortcut", "entity": "Kind of record"}',
    rights => (select jsonb_object_agg(t, '{"read": "all", "create": "mine", "update": "mine", "delete": "mine", "export": "mine", "import": "none"}'::jsonb)
        from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t));
create policy shared on app.saved_view as restrictive for select to comptoir_staff using (shared or person_id = app.person());
update ui.entity set spec = spec || '{"within": "saved_view.shared or saved_view.person_id = app.person()"}' where entity = 'saved_view';
