-- after: platform/permission
-- custom_field.sql: fields that a company adds to its records; their values stand in the record's own row (custom jsonb).
create table if not exists app.custom_field (like app.base including all,
	entity		text not null,
	name		text not null,
	label		text not null,
	type		text not null default 'text',
	choices		text[] not null default '{}',
	required	boolean not null default false,
	help		text,
	rank		integer not null default 100,
	constraint custom_field_once unique (tenant_id, entity, name),
	constraint custom_field_name check (name ~ '^[a-z][a-z0-9_]{0,40}$'),
	constraint custom_field_choices check ((type = 'choice') = (cardinality(choices) > 0))
);
create or replace function app.custom_field_fits() returns trigger language plpgsql as $$
begin
	if not exists (select from pg_attribute where attrelid = to_regclass(format('app.%I', new.entity)) and attname = 'custom')
	or not exists (select from ui.entity e where e.entity = new.entity) then
		perform app.refuse('“{entity}” takes no custom fields.', jsonb_build_object('entity', new.entity, 'field', 'entity'));
	end if;
	return new;
end $$;
create or replace trigger fits before insert or update of entity on app.custom_field for each row execute function app.custom_field_fits();
comment on table app.custom_field is 'Fields that we added to our records.';
comment on column app.custom_field.entity is 'The kind of record that gets the field, for example contact.';
comment on column app.custom_field.name is 'The name for scripts: small letters, digits and _; they write custom.NAME.';
comment on column app.custom_field.label is 'The name that people read.';
comment on column app.custom_field.type is 'What may be written in it.';
comment on column app.custom_field.choices is 'The choices, when it is a choice.';
comment on column app.custom_field.required is 'Whether it must be filled in.';
comment on column app.custom_field.help is 'What people read with F1.';
comment on column app.custom_field.rank is 'Small numbers come first in the form.';
comment on constraint custom_field_once on app.custom_field is 'This kind of record has a field of this name already.';
comment on constraint custom_field_name on app.custom_field is 'The name has small letters, digits and _, and begins with a letter.';
comment on constraint custom_field_choices on app.custom_field is 'A choice has choices, and nothing else has.';
select ui.declare_entity('custom_field', title => 'Custom fields', one => 'Custom field', menu => 'Company', "position" => 940, label => 'label',
    list => 'entity label name type required', form => '[["Field", "entity", "name", "label", "type", "choices", "required", "help", "rank"]]',
    search => 'entity label name', create_only => 'entity name type',
    choices => '{"type": [["text", "Text"], ["integer", "Whole number"], ["decimal", "Decimal number"], ["date", "Date"], ["boolean", "Yes or no"], ["choice", "Choice"]]}',
    shown_when => '{"choices": {"type": ["choice"]}}',
    rights => '{"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');

-- What a person sees of the catalogue depends on these: whoever changes one makes everyone read it anew.
create or replace function app.touch_catalogue() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.tenant set catalogue = catalogue + 1 where id = app.tenant();
	return null;
end $$;
alter function app.touch_catalogue() owner to comptoir_platform;
do $$
declare
	t text;
begin
	foreach t in array '{role,membership,permission,custom_field,team_member,company,person}'::text[] loop
		execute format('create or replace trigger touch_catalogue after insert or update or delete on app.%I for each statement execute function app.touch_catalogue()', t);
	end loop;
end $$;
