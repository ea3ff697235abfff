-- after: support/ticket_message
-- received_mail.sql: each mail that came in, once, and what became of it. Nothing that came is lost silently: what makes no ticket stands here with why.
create table if not exists app.received_mail (like app.base including all,
	at		timestamptz not null default now(),
	mailbox_id	bigint,
	from_email	text,
	from_name	text,
	subject		text collate app.natural not null default '',
	outcome		text not null default 'held',
	ticket_id	bigint,
	why		text,
	body		app.long_text,
	size		bigint,
	message_id	text,
	constraint received_mail_once unique (tenant_id, message_id),
	constraint received_mail_mailbox foreign key (tenant_id, mailbox_id) references app.mailbox,
	constraint received_mail_ticket foreign key (tenant_id, ticket_id) references app.ticket
);
create index if not exists received_mail_from on app.received_mail (tenant_id, from_email, created_at);
create index if not exists received_mail_of on app.received_mail (tenant_id, ticket_id) where ticket_id is not null;
comment on table app.received_mail is 'Mails that came in, and what became of each.';
comment on column app.received_mail.at is 'When it was written, as it says itself.';
comment on column app.received_mail.mailbox_id is 'The box that it came into.';
comment on column app.received_mail.from_email is 'The address that it says it comes from.';
comment on column app.received_mail.from_name is 'The name that goes with it.';
comment on column app.received_mail.subject is 'The subject.';
comment on column app.received_mail.outcome is 'What became of it. What is held waits for somebody to look at it.';
comment on column app.received_mail.ticket_id is 'The ticket that it made, or that it belongs to.';
comment on column app.received_mail.why is 'Why it was held, or what was left out.';
comment on column app.received_mail.body is 'Its text, where it made no ticket.';
comment on column app.received_mail.size is 'How large it was, in bytes.';
comment on column app.received_mail.message_id is 'The number that mail gives it.';
comment on constraint received_mail_once on app.received_mail is 'This mail was taken already.';
select ui.declare_entity('received_mail', title => 'Mail that came in', one => 'Mail that came in', menu => 'Support', "position" => 360, label => 'subject', limits => '{"1000": "why"}',
    list => 'at from_email subject outcome ticket_id why', form => '[["Mail", "subject", "from_email", "from_name", "at", "mailbox_id", "size"], ["Became", "outcome", "ticket_id", "why", "body"]]',
    sort => 'at subject', search => 'subject from_email from_name', verbs => 'read delete export', action_only => 'at mailbox_id from_email from_name subject outcome ticket_id why body size message_id',
    choices => '{"outcome": [["ticket", "Ticket"], ["message", "Message"], ["note", "Note"], ["rating", "Rating"], ["bounce", "Came back"], ["automatic", "Automatic"], ["own", "Our own"], ["held", "Held"]]}',
    labels => '{"from_email": "From", "from_name": "Name", "size": "Size (bytes)", "body": "Text", "ticket_id": "Ticket", "mailbox_id": "Box"}',
    rights => '{"technician": {}, "performer": {}, "driver": {}}');

-- A name that a record has no file of yet: "photo.jpg" becomes "photo (2).jpg".
create or replace function app.free_file_name(entity text, id bigint, name text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	tried text := name; stem constant text := coalesce(substring(name from '^(.+)\.[^.]{1,10}$'), name); tail constant text := coalesce(substring(name from '^.+(\.[^.]{1,10})$'), '');
begin
	for n in 2..10000 loop
		exit when not exists (select from app.document d where d.tenant_id = app.tenant() and d.subject_entity = $1 and d.subject_id = $2 and d.name = tried and d.deleted_at is null);
		tried := format('%s (%s)%s', left(stem, 200), n, tail);
	end loop;
	return tried;
end $$;
-- The rows of the files of a mail, on what it became or, where it waits, on itself; their bytes follow in the same transaction. What is over the company's largest is left out, and said. Anybody
-- may send us mail that waits: together their files take no more than twenty of the largest.
create or replace function app.mail_files(entity text, id bigint, files jsonb, out documents jsonb, out names text[], out left_out text[]) language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	f jsonb; n integer; made bigint; its text; waiting bigint; most constant bigint := coalesce((select c.max_file_mb::bigint * 1048576 from app.company c where c.tenant_id = app.tenant()), 52428800);
begin
	documents := '[]'; names := '{}'; left_out := '{}';
	if entity = 'received_mail' then
		waiting := (select coalesce(sum(d.size), 0) from app.document d where d.tenant_id = app.tenant() and d.subject_entity = 'received_mail' and d.deleted_at is null);
	end if;
	for f, n in select x, o - 1 from jsonb_array_elements(coalesce(files, '[]')) with ordinality u(x, o) limit 200 loop
		its := left(regexp_replace(coalesce(f ->> 'name', ''), '[/\u0001-\u001f\u007f]', '_', 'g'), 200);
		if its in ('', '.', '..') then its := 'file-' || n + 1; end if;
		if (f ->> 'size')::bigint > most or waiting + (f ->> 'size')::bigint > 20 * most then left_out := left_out || its; continue; end if;
		waiting := waiting + (f ->> 'size')::bigint;
		its := app.free_file_name(entity, mail_files.id, its);
		insert into app.document (subject_entity, subject_id, name, media_type, size, sha256)
		values (entity, mail_files.id, its, case when f ->> 'type' ~ '^[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*/[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]*$' and length(f ->> 'type') <= 200 then lower(f ->> 'type') end,
		    (f ->> 'size')::bigint, decode(f ->> 'sha256', 'hex')) returning document.id into made;
		documents := documents || jsonb_build_object('id', made, 'file', n);
		names := names || its;
	end loop;
end $$;
grant execute on function app.free_file_name, app.mail_files to comptoir_action;
