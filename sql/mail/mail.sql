-- after: mail/mail_account crm/contact platform/document
-- mail.sql: the outbox: every mail that leaves, was to leave or could not. Whoever calls app.mail_put has written one; the server sends it.
create table if not exists app.mail (like app.base including all,
	address		app.email,
	name		text,
	subject		text collate app.natural not null,
	body		app.long_text not null,
	language	text,
	kind		text not null default 'letter',
	status		text not null default 'held',
	subject_entity	text,
	subject_id	bigint,
	contact_id	bigint,
	reply_to	app.email,
	message_id	text,
	in_reply_to	text,
	thread		text,
	attachments	jsonb not null default '[]',
	template	text,
	private		boolean not null default false,
	tries		integer not null default 0,
	next_try_at	timestamptz,
	sent_at		timestamptz,
	why		app.sentence,
	token		text,
	constraint mail_subject check (btrim(subject) <> '' and subject !~ '[\u0001-\u001f\u007f]'),
	constraint mail_said check (btrim(body::text) <> ''),
	constraint mail_addressed check (status = 'held' or address is not null),
	constraint mail_timed check ((status in ('waiting', 'sending')) = (next_try_at is not null)),
	constraint mail_about check ((subject_entity is null) = (subject_id is null)),
	constraint mail_attachments check (jsonb_typeof(attachments) = 'array'),
	constraint mail_name check (name !~ '[\u0001-\u001f\u007f]'),
	constraint mail_message_id check (message_id ~ '^<[!-;=?-~]{1,240}>$'),
	constraint mail_in_reply_to check (in_reply_to ~ '^<[!-;=?-~]{1,240}>$'),
	constraint mail_contact foreign key (tenant_id, contact_id) references app.contact
);
create index if not exists mail_waits on app.mail (tenant_id, next_try_at, id) where status in ('waiting', 'sending') and deleted_at is null;
create index if not exists mail_going on app.mail (tenant_id, next_try_at) where status = 'sending' and deleted_at is null;
create index if not exists mail_next on app.mail (next_try_at) where status in ('waiting', 'sending') and deleted_at is null;
create index if not exists mail_of on app.mail (tenant_id, subject_entity, subject_id, id) where deleted_at is null and subject_id is not null;
create index if not exists mail_of_contact on app.mail (tenant_id, contact_id, id) where deleted_at is null and contact_id is not null;
create index if not exists mail_to on app.mail (tenant_id, address, created_at) where address is not null;
create index if not exists mail_by_message on app.mail (tenant_id, message_id) where message_id is not null;
comment on table app.mail is 'Mails that we send: what waits, what left, what came back.';
comment on column app.mail.address is 'The address that it goes to.';
comment on column app.mail.name is 'The name of whoever gets it.';
comment on column app.mail.subject is 'The subject.';
comment on column app.mail.body is 'The text.';
comment on column app.mail.language is 'The language that it is written in: fr, en, ar.';
comment on column app.mail.kind is 'What kind of mail it is. Reminders and news go only to those who agreed.';
comment on column app.mail.status is 'Held: nobody sends it yet. Waiting: it leaves by itself. Bounced: the other side refused it for good.';
comment on column app.mail.subject_entity is 'The kind of record that it is about.';
comment on column app.mail.subject_id is 'The number of the record that it is about.';
comment on column app.mail.contact_id is 'The contact that it goes to.';
comment on column app.mail.reply_to is 'Where answers go, if elsewhere.';
comment on column app.mail.message_id is 'The number that mail servers know it by.';
comment on column app.mail.in_reply_to is 'The mail that it answers.';
comment on column app.mail.thread is 'The mails before it in its thread.';
comment on column app.mail.attachments is 'The numbers of the files that go with it; files that hang on the mail itself go, too.';
comment on column app.mail.template is 'The template that it was written from.';
comment on column app.mail.private is 'For whoever gets it: colleagues do not read it here.';
comment on column app.mail.tries is 'How often it was tried.';
comment on column app.mail.next_try_at is 'When it is tried next.';
comment on column app.mail.sent_at is 'When it left.';
comment on column app.mail.why is 'Why it has not left, or what the other side said.';
comment on column app.mail.token is 'Who is sending it.';
comment on constraint mail_subject on app.mail is 'A mail has a subject of one line.';
comment on constraint mail_said on app.mail is 'A mail says something.';
comment on constraint mail_addressed on app.mail is 'Say where it goes.';
comment on constraint mail_timed on app.mail is 'What waits has a time at which it is tried.';
comment on constraint mail_about on app.mail is 'A kind of record and its number go together.';
comment on constraint mail_attachments on app.mail is 'Files are given by their numbers.';
comment on constraint mail_name on app.mail is 'A name holds no control characters.';
comment on constraint mail_message_id on app.mail is 'The number of a mail is written <…@…>.';
comment on constraint mail_in_reply_to on app.mail is 'The number of a mail is written <…@…>.';

-- What left, or is leaving, is a fact.
create or replace function app.mail_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if tg_op = 'INSERT' and new.subject_entity = 'contact' then new.contact_id := coalesce(new.contact_id, new.subject_id); end if;
	if tg_op = 'UPDATE' and current_user ~ '^comptoir_staff' and old.status <> 'held' then
		perform app.refuse('Only a mail that is held can be changed: stop it first, or write another one.', '{"field": "status"}');
	end if;
	if tg_op = 'UPDATE' and old.deleted_at is null and new.deleted_at is not null and old.status in ('waiting', 'sending') then
		perform app.refuse('This mail is about to leave: stop it first.', '{"field": "status"}');
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.mail for each row execute function app.mail_fill();

select ui.declare_entity('mail', title => 'Mails', one => 'Mail', menu => 'CRM', "position" => 25, label => 'subject', empty => 'Whatever is sent by mail stands here, with what became of it.',
    list => 'created_at status address subject kind sent_at why',
    form => '[["Mail", "address", "name", "subject", "body", "language", "kind"], ["State", "status", "sent_at", "why", "tries", "next_try_at"],
      ["About", "contact_id", "subject_entity", "subject_id", "template"], ["Thread", "reply_to", "message_id", "in_reply_to"]]',
    sort => 'created_at subject', "order" => '-created_at', search => 'subject address', board => 'status', mine => 'created_by', clearance => '{"personal": ["address", "name"]}',
    action_only => 'status tries next_try_at sent_at why message_id in_reply_to thread attachments template private token kind', verbs => 'read create update delete export',
    limits => '{"4000": "thread"}',
    choices => '{"status": [["held", "Held"], ["waiting", "Waiting"], ["sending", "Sending"], ["sent", "Sent"], ["failed", "Failed"], ["bounced", "Bounced"]],
      "kind": [["letter", "Letter"], ["reminder", "Reminder"], ["campaign", "News"], ["confirmation", "Confirmation"], ["answer", "Reply"], ["welcome", "Welcome"], ["notification", "Notification"], ["test", "Test"]]}',
    labels => '{"address": "To", "name": "Name", "contact_id": "Contact", "subject_entity": "Kind of record", "subject_id": "Record number", "reply_to": "Answers to", "next_try_at": "Next try", "sent_at": "Sent",
      "why": "What was said", "message_id": "Message number", "in_reply_to": "Answers the message", "body": "Text"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "mine", "delete": "mine", "do": "mine"}, "performer": {"read": "none"}, "driver": {"read": "none"}}');
select ui.declare_within('mail', to_write => 'read');
-- What is for one person's eyes is read by whoever made it and by those who look after the mail account.
create policy private on app.mail as restrictive for select to comptoir_staff
    using (not private or created_by = app.person() or (select app.scope('mail_account', 'update')) = 'all');
update ui.entity e set spec = e.spec || jsonb_build_object('within', format('(%s) and (not mail.private or mail.created_by = app.person() or (select app.scope(''mail_account'', ''update'')) = ''all'')', e.spec ->> 'within'))
where e.entity = 'mail';

-- One line without control characters; and a text with none but line feeds and tabs.
create or replace function app.mail_line(t text, most integer default 250) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select left(btrim(regexp_replace(t, '[\u0001-\u0020\u007f-\u00a0\u2028\u2029]+', ' ', 'g')), most) $$;
create or replace function app.mail_text(t text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select left(regexp_replace(translate(replace(t, E'\r\n', E'\n'), E'\r', E'\n'), '[\u0001-\u0008\u000b-\u001f\u007f]', '', 'g'), 100000) $$;
-- A message's number as the standard writes it, or null: it may come from outside.
create or replace function app.mail_number(t text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case when x ~ '^[!-;=?-~]{1,240}$' then '<' || x || '>' end from (select btrim(t, '<> ') as x) y $$;
-- A number that no other mail has.
create or replace function app.mail_new_number() returns text language sql volatile set search_path = pg_catalog, pg_temp as $$
	select format('<%s@%s>', gen_random_uuid(), coalesce(split_part((select coalesce((select a.from_address from app.mail_account a where a.tenant_id = app.tenant() and a.deleted_at is null), c.email)
	    from app.company c where c.tenant_id = app.tenant()), '@', 2), 'comptoir.invalid')) $$;

-- What most mail servers take: 25 MB of files, those that hang on the mail itself counted in.
create or replace function app.mail_fits(files bigint[], mail bigint default null) returns void language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	size constant bigint := (select sum(d.size) from app.document d where d.tenant_id = app.tenant() and d.deleted_at is null and (d.id = any (files) or d.subject_entity = 'mail' and d.subject_id = mail));
begin
	if size > 26214400 then
		perform app.refuse('The files of a mail have at most 25 MB together: these have {mb}.', jsonb_build_object('mb', round(size / 1048576.0), 'field', 'attachments'));
	end if;
end $$;

-- What was looked at as it was sent goes as it is: no file is hung on it afterwards.
create or replace function app.mail_takes_files() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (select from app.mail m where m.tenant_id = new.tenant_id and m.id = new.subject_id and m.status <> 'held') then
		perform app.refuse('Only a mail that is held can be changed: stop it first, or write another one.', '{"field": "status"}');
	end if;
	return new;
end $$;
alter function app.mail_takes_files() owner to comptoir_action;
create or replace trigger mail_takes_files before insert on app.document for each row when (new.subject_entity = 'mail') execute function app.mail_takes_files();

-- Puts a mail of this company into the outbox. extra: reply_to, message_id, in_reply_to, references, attachments (numbers of documents), kind, name,
-- contact_id, template, private, after (not before that time), hold (true: it waits for a person).
create or replace function app.mail_put(address text, subject text, body text, entity text default null, id bigint default null, language text default null,
    extra jsonb default '{}') returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	x constant jsonb := coalesce(extra, '{}'); too constant text := app.clean_email(address); what constant text := coalesce(x ->> 'kind', 'letter');
	files constant bigint[] := array(select f::bigint from jsonb_array_elements_text(case jsonb_typeof(x -> 'attachments') when 'array' then x -> 'attachments' else '[]' end) f);
	made bigint; hold text;
begin
	if too is null or not app.valid_email(too) or address ~ '[\u0001-\u001f\u007f]|@.*@' then
		perform app.refuse('An e-mail address is written name@domain, for example marie@example.fr.', '{"field": "address"}');
	end if;
	if (entity is null) <> (id is null) then perform app.refuse('A kind of record and its number go together.', '{"field": "subject_id"}'); end if;
	if cardinality(files) > 0 then
		select count(*) into made from app.document d where d.tenant_id = app.tenant() and d.id = any (files) and d.deleted_at is null and d.size is not null;
		if made <> (select count(distinct f) from unnest(files) f) then perform app.refuse('There is no such record.', '{"entity": "document"}', 'UI006'); end if;
		perform app.mail_fits(files);
	end if;
	-- Whatever went wrong elsewhere, one address does not get a flood: what is too much is held for a person to look at.
	if what not in ('letter', 'test') and (select count(*) from app.mail m where m.tenant_id = app.tenant() and m.address = too and m.created_at > now() - interval '1 hour') >= 30 then
		hold := 'Thirty mails went to this address within an hour: this one waits for somebody to look at it.';
	elsif what in ('reminder', 'campaign', 'welcome') and exists (select from app.mail m where m.tenant_id = app.tenant() and m.address = too and m.created_at > now() - interval '180 days'
	    and m.status = 'bounced' and m.deleted_at is null) then
		hold := 'A mail to this address came back: see whether it is still right.';
	end if;
	insert into app.mail (address, name, subject, body, language, kind, status, subject_entity, subject_id, contact_id, reply_to, message_id, in_reply_to, thread, attachments, template, private, next_try_at, why)
	values (too, nullif(app.mail_line(x ->> 'name', 150), ''), coalesce(nullif(app.mail_line(mail_put.subject), ''), '…'), coalesce(nullif(btrim(app.mail_text(mail_put.body), E' \n\t'), ''), '…'),
	    lower(left(mail_put.language, 2)), what, case when hold is null and not coalesce((x ->> 'hold')::boolean, false) then 'waiting' else 'held' end, entity, mail_put.id,
	    (x ->> 'contact_id')::bigint, app.clean_email(x ->> 'reply_to'), coalesce(app.mail_number(x ->> 'message_id'), app.mail_new_number()), app.mail_number(x ->> 'in_reply_to'),
	    left((select string_agg(app.mail_number(r), ' ' order by n) from regexp_split_to_table(x ->> 'references', '\s+') with ordinality u(r, n)), 4000), to_jsonb(files), x ->> 'template',
	    coalesce((x ->> 'private')::boolean, entity is null), case when hold is null and not coalesce((x ->> 'hold')::boolean, false) then greatest(now(), (x ->> 'after')::timestamptz) end, case when hold is not null then jsonb_build_object('sentence', hold) end)
	returning mail.id into made;
	return made;
end $$;
alter function app.mail_put(text, text, text, text, bigint, text, jsonb) owner to comptoir_action;
grant execute on function app.mail_put(text, text, text, text, bigint, text, jsonb) to comptoir_action, comptoir_platform;
grant execute on function app.mail_line, app.mail_text, app.mail_number, app.mail_new_number, app.mail_fits to comptoir_action, comptoir_platform, comptoir_staff;

-- By hand: a draft leaves, one that waits is stopped, one that failed or is wanted again goes once more.
create or replace function app.mail_move(mail bigint, from_states text[], refusal text, to_waiting boolean) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	m app.mail;
begin
	select * into m from app.mail x where x.tenant_id = app.tenant() and x.id = mail;
	if m.status <> all (from_states) then perform app.refuse(refusal, jsonb_build_object('subject', m.subject, 'field', 'status')); end if;
	if to_waiting and m.address is null then perform app.refuse('Say where it goes.', '{"field": "address"}'); end if;
	if to_waiting then perform app.mail_fits(array(select f::bigint from jsonb_array_elements_text(m.attachments) f), mail); end if;
	update app.mail x set status = case when to_waiting then 'waiting' else 'held' end, next_try_at = case when to_waiting then now() end, tries = 0, token = null, why = null, sent_at = null,
	    message_id = case when m.status = 'sent' or m.message_id is null then app.mail_new_number() else m.message_id end, version = x.version + 1
	where x.tenant_id = app.tenant() and x.id = mail;
end $$;
grant execute on function app.mail_move to comptoir_action;
create or replace function app.mail_send(mail_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mail', 'send', mail_id);
	perform app.mail_move(mail_id, '{held}', '“{subject}” is not held: it is sent already, or about to be.', true);
end $$;
comment on function app.mail_send is 'Send it.';
select ui.declare_action('app.mail_send(bigint)', 'mail', label => 'Send', key => 's', shown_when => $$status = 'held'$$);
create or replace function app.mail_resend(mail_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mail', 'resend', mail_id);
	perform app.mail_move(mail_id, '{sent,failed,bounced,waiting}', '“{subject}” is held or on its way just now.', true);
end $$;
comment on function app.mail_resend is 'Send it once more; one that waits for its next try goes now.';
select ui.declare_action('app.mail_resend(bigint)', 'mail', label => 'Send again', key => 'r', shown_when => $$status in ('sent', 'failed', 'bounced', 'waiting')$$);
create or replace function app.mail_cancel(mail_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mail', 'cancel', mail_id);
	perform app.mail_move(mail_id, '{waiting}', '“{subject}” does not wait: it cannot be stopped.', false);
end $$;
comment on function app.mail_cancel is 'Stop it before it leaves: it is held.';
select ui.declare_action('app.mail_cancel(bigint)', 'mail', label => 'Stop', key => 'c', shown_when => $$status = 'waiting'$$, last => true);
select ui.declare_counter('mail', 'send', counter => 'cancel');
select ui.declare_counter('mail', 'resend', final => 'A mail that left cannot be called back.');
select ui.declare_counter('mail', 'cancel', counter => 'send');
