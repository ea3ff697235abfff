-- after: platform/subject platform/company
-- document.sql: files that hang on any record: their bytes stand in the database in chunks, so that one backup holds everything.
create table if not exists app.document (like app.base including all,
	subject_entity	text not null,
	subject_id	bigint not null,
	name		text collate app.natural not null,
	media_type	text,
	size		bigint,
	sha256		bytea,
	description	text,
	tags		text[] not null default '{}',
	expires_on	date,
	constraint document_name_form check (name !~ '[/\u0001-\u001f\u007f]' and name not in ('', '.', '..') and length(name) <= 255),
	constraint document_media_type_form check (media_type ~ '^[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*$' and length(media_type) <= 200),
	constraint document_size check (size >= 0),
	constraint document_sha256 check (length(sha256) = 32),
	constraint document_once exclude using btree (tenant_id with =, subject_entity with =, subject_id with =, name with =) where (deleted_at is null)
);
create table if not exists app.document_chunk (
	tenant_id	integer not null default app.tenant(),
	document_id	bigint,
	number		integer,
	bytes		bytea not null,
	primary key (tenant_id, document_id, number),
	constraint document_chunk_number check (number >= 0),
	constraint document_chunk_size check (length(bytes) between 1 and 65536),
	constraint document_chunk_document foreign key (tenant_id, document_id) references app.document on delete cascade
);
alter table app.document_chunk alter bytes set storage external;	-- most files are compressed already
comment on table app.document is 'Files: each hangs on a record, and whoever may see the record may see the file.';
comment on column app.document.subject_entity is 'The kind of record that this file hangs on.';
comment on column app.document.subject_id is 'The number of the record that this file hangs on.';
comment on column app.document.name is 'The name of the file.';
comment on column app.document.media_type is 'What kind of file it is, for example application/pdf.';
comment on column app.document.size is 'How large the file is, in bytes.';
comment on column app.document.sha256 is 'The fingerprint of the file''s bytes.';
comment on column app.document.description is 'What it is about.';
comment on column app.document.tags is 'Words to group files by.';
comment on column app.document.expires_on is 'Until when it is valid: a licence, an insurance, a report.';
comment on constraint document_name_form on app.document is 'A file name has 1 to 255 characters, none of them / or a control character.';
comment on constraint document_media_type_form on app.document is 'A kind of file is written like application/pdf.';
comment on constraint document_size on app.document is 'A file is not smaller than nothing.';
comment on constraint document_sha256 on app.document is 'A fingerprint has 32 bytes.';
comment on constraint document_once on app.document is 'This record has a file of this name already.';

create or replace function app.document_warnings(d app.document) returns setof app.warning language sql stable as $$
	select 'expires_on', 'This document expired on {date}.', jsonb_build_object('date', d.expires_on) where d.expires_on < app.today() $$;
grant execute on function app.document_warnings(app.document) to comptoir_staff;

select ui.declare_entity('document', limits => '{"2000": "description"}', title => 'Documents', one => 'Document', menu => 'CRM', "position" => 60, short => 'd', label => 'name',
    list => 'name subject_entity subject_id size tags expires_on created_at',
    form => '[["File", "name", "description", "tags", "expires_on"], ["Hangs on", "subject_entity", "subject_id"], ["Bytes", "media_type", "size", "sha256"]]',
    sort => 'name expires_on created_at', search => 'name description', mine => 'created_by',
    action_only => 'subject_entity subject_id media_type size sha256', verbs => 'read update delete export',
    labels => '{"subject_entity": "Kind of record", "subject_id": "Record number", "sha256": "SHA-256", "size": "Size (bytes)", "media_type": "Kind of file"}',
    rights => '{"technician": {"read": "all", "update": "all", "delete": "mine"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');
select ui.declare_within('document');
select ui.protect('app.document_chunk');
grant delete on app.document_chunk to comptoir_action;
create index if not exists document_of on app.document (tenant_id, subject_entity, subject_id, id) where deleted_at is null;

-- A file comes in chunks of 64 KiB, all in one transaction: a line that is cut leaves nothing. A file of the same name on the
-- same record goes to the bin.
create or replace function app.put_begin(entity text, id bigint, name text, media_type text default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint;
begin
	perform ui.spec(entity);
	if not app.may(entity, 'read', id) then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	if not app.may(entity, 'update', id) then perform app.refuse('You may not do this.', jsonb_build_object('entity', entity, 'verb', 'update'), 'UI005'); end if;
	perform pg_advisory_xact_lock(hashtextextended(format('%s %s %s %s', app.tenant(), entity, id, name), 0));	-- two at once: one after the other
	update app.document d set deleted_at = now(), deleted_by = app.person(), version = d.version + 1
	where d.tenant_id = app.tenant() and d.subject_entity = $1 and d.subject_id = $2 and d.name = $3 and d.deleted_at is null;
	insert into app.document (subject_entity, subject_id, name, media_type) values ($1, $2, $3, nullif($4, '')) returning document.id into made;
	return made;
end $$;
comment on function app.put_begin is 'Begins a file on a record: answers the number of the document whose chunks follow.';

create or replace function app.put_chunk(document bigint, number integer, bytes bytea) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	cap constant bigint := (select c.max_file_mb::bigint * 1048576 from app.company c where c.tenant_id = app.tenant());
begin
	if not exists (select from app.document d where d.tenant_id = app.tenant() and d.id = $1 and d.size is null and d.created_by = app.person() and d.deleted_at is null) then
		perform app.refuse('There is no such record.', jsonb_build_object('entity', 'document', 'id', document), 'UI006');
	end if;
	if number::bigint * 65536 + length(bytes) > coalesce(cap, 52428800) then
		perform app.refuse('This file is larger than {mb} MB.', jsonb_build_object('mb', coalesce(cap, 52428800) / 1048576));
	end if;
	insert into app.document_chunk (document_id, number, bytes) values ($1, $2, $3);
end $$;
comment on function app.put_chunk is 'The next 64 KiB of a file; the first chunk has number 0.';

create or replace function app.put_end(document bigint, sha256 bytea, size bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	d app.document; got bigint; chunks bigint; last integer; short bigint;
begin
	select * into d from app.document x where x.tenant_id = app.tenant() and x.id = $1 and x.size is null and x.created_by = app.person() and x.deleted_at is null;
	if d.id is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', 'document', 'id', document), 'UI006'); end if;
	select coalesce(sum(length(c.bytes)), 0), count(*), max(c.number), count(*) filter (where length(c.bytes) < 65536) into got, chunks, last, short
	from app.document_chunk c where c.tenant_id = app.tenant() and c.document_id = $1;
	if got <> $3 or chunks <> coalesce(last + 1, 0) or short > 1 or chunks <> ($3 + 65535) / 65536 then
		perform app.refuse('The file did not arrive whole.', jsonb_build_object('got', got, 'size', size));
	end if;
	update app.document x set sha256 = $2, size = $3, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = $1;
	return jsonb_build_object('id', d.id, 'name', d.name, 'size', $3, 'sha256', encode($2, 'hex'));
end $$;
comment on function app.put_end is 'Ends a file: its size and the fingerprint of its bytes.';

create or replace function app.get_open(entity text, id bigint, name text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	d app.document;
begin
	perform ui.spec(entity);
	if not app.may(entity, 'read', id) then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	select * into d from app.document x where x.tenant_id = app.tenant() and x.subject_entity = $1 and x.subject_id = $2 and x.name = $3 and x.deleted_at is null and x.size is not null;
	if d.id is null then perform app.refuse('There is no file “{name}” here.', jsonb_build_object('name', name), 'UI006'); end if;
	return jsonb_build_object('document', d.id, 'name', d.name, 'size', d.size, 'sha256', encode(d.sha256, 'hex'), 'media_type', d.media_type,
	    'chunks', (d.size + 65535) / 65536);
end $$;
comment on function app.get_open is 'Where a file is: the number of its document, its size and how many chunks to ask for.';

create or replace function app.get_chunk(document bigint, number integer) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	d app.document; got bytea;
begin
	select * into d from app.document x where x.tenant_id = app.tenant() and x.id = $1 and x.size is not null;
	if d.id is null or not app.may(d.subject_entity, 'read', d.subject_id) then
		perform app.refuse('There is no such record.', jsonb_build_object('entity', 'document', 'id', document), 'UI006');
	end if;
	select c.bytes into got from app.document_chunk c where c.tenant_id = app.tenant() and c.document_id = $1 and c.number = $2;
	return got;
end $$;
comment on function app.get_chunk is 'A chunk of a file; null after the last.';

create or replace function app.files(entity text, id bigint) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.spec(entity);
	if not app.may(entity, 'read', id) then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	return (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'version', d.version, 'name', d.name, 'media_type', d.media_type, 'size', d.size, 'sha256', encode(d.sha256, 'hex'),
	        'description', d.description, 'tags', d.tags, 'expires_on', d.expires_on, 'created_at', to_char(d.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'created_by', d.created_by,
	        'created_by.label', case when app.may('person', 'read', d.created_by) then (select p.name from app.person p where p.tenant_id = d.tenant_id and p.id = d.created_by) end)
	        order by d.name, d.id), '[]')
	    from app.document d where d.tenant_id = app.tenant() and d.subject_entity = $1 and d.subject_id = $2 and d.deleted_at is null and d.size is not null);
end $$;
comment on function app.files is 'The files of a record.';
do $$
declare
	f text;
begin
	foreach f in array '{put_begin,put_chunk,put_end,get_open,get_chunk,files}'::text[] loop
		execute format('alter function app.%s owner to comptoir_action', f);
	end loop;
end $$;
grant select on app.company to comptoir_action;
grant execute on function app.put_begin, app.put_chunk, app.put_end, app.get_open, app.get_chunk, app.files to comptoir_staff;
select ui.declare_hints('document', bias => '{"expires_on": "forward"}');
