-- after: platform/person
-- tag.sql: the words that records are grouped by, offered when one is asked for. Records hold the words themselves: a tag that is
-- not listed here may be used all the same.
create table if not exists app.tag (like app.base including all,
	name		text collate app.natural not null,
	entity		text,
	color		app.color,
	description	text,
	constraint tag_form check (length(name) between 1 and 60 and name !~ '[,;\u0001-\u001f]' and name = btrim(name)),
	constraint tag_once exclude using btree (tenant_id with =, (coalesce(entity, '')) with =, name with =) where (deleted_at is null)
);
comment on table app.tag is 'The tags that are offered when a record is tagged.';
comment on column app.tag.name is 'The word.';
comment on column app.tag.entity is 'The kind of record that it is offered for; empty is every kind.';
comment on column app.tag.color is 'The colour that it is shown in: red, green, #ff8800…';
comment on column app.tag.description is 'When to use it.';
comment on constraint tag_form on app.tag is 'A tag has 1 to 60 characters and no comma.';
comment on constraint tag_once on app.tag is 'There is a tag of this name already.';

create or replace function app.tag_fits() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	new.name := btrim(new.name);
	if new.entity is not null and not exists (select from ui.entity e where e.entity = new.entity) then
		perform app.refuse('There is no entity “{entity}”.', jsonb_build_object('entity', new.entity, 'field', 'entity'));
	end if;
	return new;
end $$;
create or replace trigger fits before insert or update on app.tag for each row execute function app.tag_fits();

select ui.declare_entity('tag', title => 'Tags', one => 'Tag', menu => 'Company', "position" => 951, label => 'name',
    list => 'name entity color description', form => '[["Tag", "name", "entity", "color", "description"]]', sort => 'name', search => 'name description', "order" => 'name',
    labels => '{"color": "Colour", "entity": "Kind of record"}',
    rights => '{"technician": {"read": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');
