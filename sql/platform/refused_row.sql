-- after: platform/person platform/subject
-- refused_row.sql: rows that an import refused, kept until somebody corrects them: each is the draft of a record. A row is its
-- importer's alone, whatever the role says: the file may hold what a colleague may not see.
create table if not exists app.refused_row (like app.base including all,
	entity		text not null,
	batch		bigint not null,			-- of app.batch, which is no record that one could open: no key
	line		integer not null,
	content		text collate app.natural not null default '',
	reason		text not null,
	field		text,
	given		jsonb not null default '{}',
	constraint refused_row_small check (octet_length(given::text) <= 32768)
);
create index if not exists refused_row_batch on app.refused_row (tenant_id, batch);
comment on table app.refused_row is 'Rows of your imports that were refused. Enter opens one as a new record, to correct what is wrong with it; it then leaves this list. After 60 days they are forgotten.';
comment on column app.refused_row.entity is 'What the row would have become, for example contact.';
comment on column app.refused_row.batch is 'The number of the import. undo takes the whole import back, these rows too.';
comment on column app.refused_row.line is 'The line of the file.';
comment on column app.refused_row.content is 'What stands in the row, of the columns that the import read.';
comment on column app.refused_row.reason is 'Why it was refused.';
comment on column app.refused_row.field is 'The field that is to blame.';
comment on column app.refused_row.given is 'Each field with what was read for it.';
comment on constraint refused_row_small on app.refused_row is 'This row is too large to be kept.';

select ui.declare_entity('refused_row', limits => '{"500": "content", "1000": "reason"}', title => 'Refused rows', one => 'Refused row', menu => 'Company', "position" => 960, label => 'content',
    list => 'content reason line entity', form => '[["Refused row", "content", "reason", "field"], ["Import", "entity", "batch", "line", "given"]]',
    sort => 'batch line', search => 'content reason', "order" => 'id', mine => 'created_by',
    action_only => 'entity batch line content reason field given', verbs => 'read delete export',
    labels => '{"entity": "Kind of record", "batch": "Import", "given": "What was read", "created_at": "Imported on"}',
    rights => (select jsonb_object_agg(t, case when t = any ('{superadmin,owner,manager,office}') then '{"read": "mine", "delete": "mine", "export": "mine"}' else '{}' end::jsonb)
        from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t));
create policy own on app.refused_row as restrictive to comptoir_staff using (created_by = app.person());
update ui.entity set spec = spec || '{"within": "refused_row.created_by = app.person()"}' where entity = 'refused_row';
-- Its history says who did what and when; what the row held is not kept beyond the row.
create or replace trigger zz_audit after update or delete on app.refused_row for each row
    execute function app.audit('{version,updated_at,updated_by,deleted_by,search,content,reason,field,given}');

-- Keeps rows [{"line","field","reason","content","given"}] that an import of the caller refused; answers how many of them, and what people call
-- their list. The first thousand of an import and ten thousand of a person in all: more are a file to be sent again.
create or replace function app.import_keep(batch bigint, rows jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.batch; n integer := 0;
begin
	select * into b from app.batch x where x.tenant_id = app.tenant() and x.id = $1 and x.created_by = app.person();
	if b.id is null then perform app.refuse('There is no such import of yours.', jsonb_build_object('id', batch), 'UI006'); end if;
	if app.scope('refused_row', 'read') <> 'none' then
		insert into app.refused_row (entity, batch, line, content, reason, field, given)
		select b.entity, b.id, (e ->> 'line')::integer, left(e ->> 'content', 500), left(e ->> 'reason', 1000), e ->> 'field', coalesce(e -> 'given', '{}')
		from jsonb_array_elements(rows) with ordinality u(e, o) where octet_length((e -> 'given')::text) <= 32768 order by o
		limit greatest(0, least(1000 - (select count(*) from app.refused_row r where r.tenant_id = app.tenant() and r.batch = b.id),
		    10000 - (select count(*) from app.refused_row r where r.tenant_id = app.tenant() and r.created_by = app.person() and r.deleted_at is null)));
		get diagnostics n = row_count;
	end if;
	return jsonb_build_object('kept', n, 'entity', 'refused_row', 'title', ui.spec('refused_row') -> 'title');
end $$;
alter function app.import_keep(bigint, jsonb) owner to comptoir_action;
grant execute on function app.import_keep(bigint, jsonb) to comptoir_staff;

-- What a row would change if the import was told to update: the record with the same key. Null: none, it becomes a new one.
create or replace function app.refused_row_known(entity text, "update_by" text, fields jsonb) returns bigint
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	f record; hits jsonb;
begin
	if update_by is null or fields ->> update_by is null then return null; end if;
	select * into f from ui.fields(entity) x where x.name = update_by and not x.is_custom and x.readable;
	if f.name is null then return null; end if;
	hits := app.import_match(ui.rel(entity), jsonb_build_array(jsonb_build_object('values', jsonb_build_object(update_by, fields -> update_by))), update_by,
	    jsonb_build_object(update_by, jsonb_build_object('type', f.sql_type, 'clean', case when to_regprocedure(format('app.clean_%s(text)', f.format)) is not null then 'app.clean_' || f.format end)));
	hits := hits -> '1' -> 'ids';
	if jsonb_array_length(hits) > 1 then
		perform app.refuse('Several records have the same {label}.', jsonb_build_object('label', f.label, 'field', update_by));
	end if;
	return (hits ->> 0)::bigint;
end $$;

-- Runs as the person who corrects, so that the record is made by their rights, rules and columns, like in its own form; the row leaves
-- first, and is back when the record is refused. References may be said by what they are called, as in a file.
create or replace function app.refused_row_correct(id bigint, fields jsonb default '{}') returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r record; body jsonb; made jsonb; known bigint; state text; con text; col text; said text; detail text; e jsonb;
begin
	if not app.may('refused_row', 'correct', id) then
		if app.scope('refused_row', 'correct') = 'none' then perform app.refuse('You may not do this.', '{"entity": "refused_row", "verb": "correct"}', 'UI005'); end if;
		perform app.refuse('There is no such record.', jsonb_build_object('entity', 'refused_row', 'id', id), 'UI006');
	end if;
	perform app.bin('refused_row', id, null, true);	-- locks it: corrected twice at once, it becomes one record
	select x.entity, x.batch, x.given, b.options ->> 'update_by' as update_by into r
	from app.refused_row x join app.batch b on b.tenant_id = x.tenant_id and b.id = x.batch where x.tenant_id = app.tenant() and x.id = $1;
	if app.scope(r.entity, 'import') = 'none' then perform app.refuse('You may not do this.', jsonb_build_object('entity', r.entity, 'verb', 'import'), 'UI005'); end if;
	body := jsonb_strip_nulls(r.given || fields) - 'id'::text;
	perform set_config('app.batch', r.batch::text, true);	-- undo of the import takes the record, too
	begin
		known := app.refused_row_known(r.entity, r.update_by, jsonb_strip_nulls(r.given || fields));
		made := app.save(r.entity, known, null, body);
	exception when integrity_constraint_violation or data_exception or insufficient_privilege then	-- said of the record, not of the row
		get stacked diagnostics state = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, detail = pg_exception_detail;
		e := ui.explain(r.entity, state, con, col, said, detail);
		perform app.refuse(e ->> 'message', coalesce(nullif(e -> 'args', 'null'), '{}') || jsonb_build_object('field', e -> 'field'), case e ->> 'status' when 'forbidden' then 'UI005' else 'UI001' end);
	end;
	perform set_config('app.batch', '', true);
	return jsonb_build_object('entity', r.entity, 'created', known is null) || made - array(select k from jsonb_each(made) j(k, x) where x = '[]');
end $$;
comment on function app.refused_row_correct is 'Makes the record that the row should have become, from what was read and what you correct: field=value. The row then leaves the list.';
grant execute on function app.refused_row_known to comptoir_staff;
select ui.declare_action('app.refused_row_correct(bigint,jsonb)', 'refused_row', 'Correct', 'c',
    rights => (select jsonb_object_agg(t, case when t = any ('{superadmin,owner,manager,office}') then '{"correct": "mine"}' else '{}' end::jsonb)
        from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t));
select ui.declare_draft('refused_row', 'correct', 'entity', 'given', 'field', 'reason');

create or replace function app.job_forget_refused_rows(tenant integer, args jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; n bigint; parts jsonb := '{}';
begin
	for t in select distinct r.tenant_id from app.refused_row r where r.created_at < now() - make_interval(days => coalesce((args ->> 'days')::integer, 60))
	    and (tenant is null or r.tenant_id = tenant) loop
		perform app.as_platform(t);
		delete from app.refused_row r where r.tenant_id = t and r.created_at < now() - make_interval(days => coalesce((args ->> 'days')::integer, 60));
		get diagnostics n = row_count; parts := parts || jsonb_build_object(t::text, n);
	end loop;
	return app.job_counted('forgotten', parts);
end $$;
comment on function app.job_forget_refused_rows is 'Forgets the refused rows of imports after 60 days.';
alter function app.job_forget_refused_rows(integer, jsonb) owner to comptoir_platform;
insert into app.job (name, every) values ('forget_refused_rows', '1 day') on conflict on constraint job_once do nothing;
