-- after: platform/custom_field
-- choice.sql: the choices that a company makes its own: columns of a board, categories, stages. A row renames, moves or hides a choice
-- that there is, or adds one; what is not said here stays as it was declared.
create table if not exists app.choice (like app.base including all,
	entity		text not null,
	field		text not null,
	value		text not null,
	label		text,
	rank		integer,
	wip_limit	integer,
	hidden		boolean not null default false,
	counts_as	text,
	constraint choice_once exclude using btree (tenant_id with =, entity with =, field with =, value with =) where (deleted_at is null),
	constraint choice_value check (value ~ '^[a-z][a-z0-9_]{0,40}$'),
	constraint choice_rank check (rank between 0 and 100000),
	constraint choice_limit check (wip_limit between 1 and 10000)
);
comment on table app.choice is 'Columns of boards, categories and stages as our company names them.';
comment on column app.choice.entity is 'The kind of record, for example task.';
comment on column app.choice.field is 'Its field, for example status.';
comment on column app.choice.value is 'What scripts write: small letters, digits and _. One that there is already is renamed, moved or hidden by this row.';
comment on column app.choice.label is 'The name that people read; empty keeps the one that it has.';
comment on column app.choice.rank is 'Small numbers come first. Those that come with Comptoir stand at 10, 20, 30…';
comment on column app.choice.wip_limit is 'How many records its column of a board should hold at most.';
comment on column app.choice.hidden is 'It is no longer offered. Records that have it keep it.';
comment on column app.choice.counts_as is 'Which of the choices that come with Comptoir it is treated as: a column “To be invoiced” may count as done.';
comment on constraint choice_once on app.choice is 'There is a row for this choice already: change that one.';
comment on constraint choice_value on app.choice is 'The value has small letters, digits and _, and begins with a letter.';
comment on constraint choice_rank on app.choice is 'A place is 0 to 100,000.';
comment on constraint choice_limit on app.choice is 'A limit is 1 to 10,000.';

create or replace function app.choice_fits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := (select e.spec from ui.entity e where e.entity = new.entity); declared jsonb; used bigint;
begin
	if not coalesce(spec -> 'own' ? new.field, false) then
		perform app.refuse('The choices of this field are the same for everyone: {fields} can be changed.', jsonb_build_object('field', 'field',
		    'fields', (select coalesce(string_agg(e.entity || ' ' || w, ', ' order by 1), '') from ui.entity e, jsonb_array_elements_text(e.spec -> 'own') w)));
	end if;
	declared := spec -> 'choices' -> new.field;
	if new.counts_as is not null and not exists (select from jsonb_array_elements(declared) c where c ->> 0 = new.counts_as) then
		perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', 'Counts as', 'value', new.counts_as, 'field', 'counts_as',
		    'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(declared) c)));
	end if;
	if new.deleted_at is not null and not exists (select from jsonb_array_elements(declared) c where c ->> 0 = new.value) then
		execute format('select count(*) from (select from app.%I t where t.tenant_id = $1 and t.deleted_at is null and t.%I = $2 limit 1000) x', new.entity, new.field) into used using new.tenant_id, new.value;
		if used > 0 then
			perform app.refuse('“{value}” still stands in {count} records: hide it, or change them first.', jsonb_build_object('value', coalesce(new.label, new.value), 'count', used, 'field', 'value'));
		end if;
	end if;
	return new;
end $$;
alter function app.choice_fits() owner to comptoir_action;
create or replace trigger fits before insert or update on app.choice for each row execute function app.choice_fits();
create or replace trigger touch_catalogue after insert or update or delete on app.choice for each statement execute function app.touch_catalogue();

-- Which declared choice a value counts as: rules know only those.
create or replace function app.counts_as(entity text, field text, value text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce((select o.counts_as from app.choice o where o.tenant_id = app.tenant() and o.entity = $1 and o.field = $2 and o.value = $3 and o.deleted_at is null), $3) $$;
grant execute on function app.counts_as to comptoir_staff, comptoir_action, comptoir_platform;

select ui.declare_entity('choice', title => 'Choices', one => 'Choice', menu => 'Company', "position" => 945, label => 'value',
    list => 'entity field value label rank wip_limit hidden', form => '[["Choice", "entity", "field", "value", "label", "rank"], ["More", "wip_limit", "counts_as", "hidden"]]',
    search => 'entity field value label', create_only => 'entity field value', "order" => 'entity,field,rank',
    labels => '{"entity": "Kind of record", "wip_limit": "Limit", "label": "Name"}',
    rights => '{"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');

-- Of which records, and of which of their fields, people make the choices their own: told by the names that they know.
create or replace function ui.own_entities() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(e.entity, e.spec -> 'one') order by (e.spec ->> 'position')::integer, e.entity) from ui.entity e where jsonb_array_length(e.spec -> 'own') > 0 $$;
create or replace function ui.own_fields() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(f.name, f.label) order by f.name) from (select w as name, min(coalesce(e.spec -> 'labels' ->> w, ui.label(w))) as label
	    from ui.entity e, jsonb_array_elements_text(e.spec -> 'own') w group by w) f $$;
-- What comes with Comptoir for these fields, which a company's own choice may count as.
create or replace function ui.own_values() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(v.value, v.label) order by v.position, v.place, v.value) from (select c ->> 0 as value, min(c ->> 1) as label, min((e.spec ->> 'position')::integer) as position, min(n) as place
	    from ui.entity e, jsonb_array_elements_text(e.spec -> 'own') w, jsonb_array_elements(e.spec -> 'choices' -> w) with ordinality x(c, n) group by 1) v $$;
grant execute on function ui.own_entities, ui.own_fields, ui.own_values to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;
select ui.declare_asked('choice', 'entity', 'own_entities'), ui.declare_asked('choice', 'field', 'own_fields'), ui.declare_asked('choice', 'counts_as', 'own_values');
