-- after: support/ticket mail/mail platform/document
-- ticket_message.sql: what was said about a ticket, and what of it leaves by mail: answers, each once; notes never.
create table if not exists app.ticket_message (like app.base including all,
	ticket_id	bigint not null,
	kind		text not null default 'note',
	body		app.long_text not null,
	at		timestamptz not null default now(),
	author_id	bigint default nullif(app.person(), 0),
	from_email	app.email,
	message_id	text,
	mail_id		bigint,
	files		text[] not null default '{}',
	constraint ticket_message_said check (btrim(body::text) <> ''),
	constraint ticket_message_once exclude using btree (tenant_id with =, message_id with =) where (message_id is not null and deleted_at is null),
	constraint ticket_message_ticket foreign key (tenant_id, ticket_id) references app.ticket,
	constraint ticket_message_author foreign key (tenant_id, author_id) references app.person
);
create index if not exists ticket_message_of on app.ticket_message (tenant_id, ticket_id, at, id) where deleted_at is null;
comment on table app.ticket_message is 'What was said about a ticket: questions, answers, and notes that stay in the house.';
comment on column app.ticket_message.ticket_id is 'The ticket.';
comment on column app.ticket_message.kind is 'A question of the customer, an answer to them, or a note among colleagues, which is never sent.';
comment on column app.ticket_message.body is 'What was said.';
comment on column app.ticket_message.at is 'When.';
comment on column app.ticket_message.author_id is 'The colleague who wrote it.';
comment on column app.ticket_message.from_email is 'The address that it came from.';
comment on column app.ticket_message.message_id is 'The number that mail gives it.';
comment on column app.ticket_message.mail_id is 'The mail that it went out with; empty: it was not mailed.';
comment on column app.ticket_message.files is 'Files of the ticket that came or went with it.';
comment on constraint ticket_message_said on app.ticket_message is 'A message says something.';
comment on constraint ticket_message_once on app.ticket_message is 'This mail was taken already.';

-- What a mail about a ticket is called: a reply to it finds its way back by the number and the token.
create or replace function app.ticket_subject(t app.ticket) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select format('Re: %s [#%s-%s]', left(regexp_replace(t.subject, '^\s*((re|aw|tr|fwd?|wg|sv|antw|réf?)\s*:\s*)+', '', 'i'), 200), t.id, t.token) $$;
-- The box that answers to it come back to: the one that it came by, else one of its category, else any.
create or replace function app.ticket_box(t app.ticket) returns app.mailbox language sql stable set search_path = pg_catalog, pg_temp as $$
	select b from app.mailbox b where b.tenant_id = t.tenant_id and b.deleted_at is null order by b.id = t.mailbox_id desc nulls last, b.category = t.category desc, b.id limit 1 $$;
create or replace function app.ticket_filled(t app.ticket, words text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	-- One pass: what a customer calls himself is not filled in again.
	select string_agg(case p.m when '{customer}' then coalesce((select c.display_name from app.contact c where c.tenant_id = t.tenant_id and c.id = t.contact_id), t.requester_email, '') when '{subject}' then t.subject
	    when '{number}' then t.id::text when '{colleague}' then coalesce((select x.name from app.person x where x.tenant_id = t.tenant_id and x.id = app.person()), '')
	    when '{company}' then (select c.name from app.company c where c.tenant_id = t.tenant_id)
	    when '{vehicle}' then coalesce((select concat_ws(' ', v.plate, v.make, v.model) from app.vehicle v where v.tenant_id = t.tenant_id and v.id = t.vehicle_id), '') else p.m end, '' order by p.n)
	from (select m[1] as m, n from regexp_matches(words, '(\{[a-z]+\}|[^{]+|\{)', 'g') with ordinality u(m, n)) p $$;
-- The one place that writes to a customer: a mail in the thread of the ticket. Null: there is no address, or it is one of ours.
create or replace function app.ticket_mail(t app.ticket, body text, number text, kind text, documents bigint[] default '{}') returns bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	b constant app.mailbox := app.ticket_box(t);
	before constant text[] := array(select x.m from (select r.message_id as m, r.at from app.received_mail r where r.tenant_id = t.tenant_id and r.ticket_id = t.id and r.message_id is not null
	    union all select m.message_id, m.at from app.ticket_message m where m.tenant_id = t.tenant_id and m.ticket_id = t.id and m.message_id is not null and m.deleted_at is null order by 2 desc limit 20) x order by x.at);
begin
	if t.requester_email is null or exists (select from app.mailbox x where x.tenant_id = t.tenant_id and x.deleted_at is null and x.address = t.requester_email) then return null; end if;
	return app.mail_put(t.requester_email, app.ticket_subject(t), body, 'ticket', t.id, (select c.language from app.contact c where c.tenant_id = t.tenant_id and c.id = t.contact_id), jsonb_strip_nulls(jsonb_build_object(
	    'reply_to', case when b.plus_address then replace(b.address, '@', format('+%s-%s@', t.id, t.token)) else b.address end, 'message_id', number, 'in_reply_to', before[cardinality(before)],
	    'references', array_to_string(before, ' '), 'attachments', to_jsonb(documents), 'kind', kind, 'contact_id', t.contact_id)));
end $$;

-- An answer leaves by mail, once: with the row that says it. A note never does, nor does what an import brings or a program of ours writes.
create or replace function app.ticket_message_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket; documents bigint[]; missing text; closing text := ''; b app.mailbox;
begin
	if new.kind <> 'answer' or app.person() = 0 or new.message_id is not null or coalesce(current_setting('app.batch', true), '') <> '' then return new; end if;
	if not app.may('ticket', 'answer', new.ticket_id) then perform app.refuse('You may not do this.', '{"entity": "ticket", "verb": "answer"}', 'UI005'); end if;
	select * into t from app.ticket x where x.tenant_id = new.tenant_id and x.id = new.ticket_id;
	if t.id is null then return new; end if;
	select f into missing from unnest(new.files) f where not exists (select from app.document d where d.tenant_id = new.tenant_id and d.subject_entity = 'ticket' and d.subject_id = t.id and d.name = f and d.deleted_at is null and d.size is not null) limit 1;
	if missing is not null then perform app.refuse('There is no file “{name}” here.', jsonb_build_object('name', missing, 'field', 'files')); end if;
	documents := array(select d.id from app.document d where d.tenant_id = new.tenant_id and d.subject_entity = 'ticket' and d.subject_id = t.id and d.name = any (new.files) and d.deleted_at is null and d.size is not null order by d.id);
	if current_setting('app.ticket_closing', true) = t.id::text then
		b := app.ticket_box(t);
		if b.tell_solved then closing := E'\n\n' || app.ticket_filled(t, b.solved_text); end if;
	end if;
	new.message_id := app.mail_new_number();
	new.mail_id := app.ticket_mail(t, new.body || closing, new.message_id, 'answer', documents);
	if new.mail_id is null then new.message_id := null; end if;
	return new;
end $$;
create or replace function app.ticket_message_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket;
begin
	-- An answer stops the first clock; a word of the customer wants another one within the same time, and opens what waited or was solved.
	select * into t from app.ticket x where x.tenant_id = new.tenant_id and x.id = new.ticket_id for update;
	if new.kind = 'answer' and (t.answered_at is null or t.reply_by is not null or t.status = 'open') then
		update app.ticket x set answered_at = coalesce(x.answered_at, new.at), reply_by = null, status = case when x.status = 'open' then 'in_progress' else x.status end, version = x.version + 1
		where x.tenant_id = t.tenant_id and x.id = t.id;
	elsif new.kind = 'question' and t.status <> 'closed' and (t.status in ('waiting', 'resolved') or t.answered_at is not null and t.reply_by is null) then
		update app.ticket x set status = case when x.status in ('waiting', 'resolved') then 'open' else x.status end,
		    reply_by = case when x.answered_at is not null then coalesce(x.reply_by, app.open_after(now(), (app.promised(x.priority)).respond)) end, version = x.version + 1
		where x.tenant_id = t.tenant_id and x.id = t.id;
	end if;
	return null;
end $$;
alter function app.ticket_message_fill() owner to comptoir_action;
alter function app.ticket_message_moves() owner to comptoir_action;
grant execute on function app.ticket_subject, app.ticket_box, app.ticket_filled, app.ticket_mail to comptoir_action;
create or replace trigger e_mailed before insert on app.ticket_message for each row execute function app.ticket_message_fill();
create or replace trigger moves after insert on app.ticket_message for each row when (new.kind <> 'note') execute function app.ticket_message_moves();
select ui.declare_entity('ticket_message', title => 'Messages', one => 'Message', menu => '', "position" => 301, label => 'body',
    list => 'at kind author_id from_email files body', form => '[["Message", "ticket_id", "kind", "body", "at", "author_id", "from_email", "files", "mail_id"]]', "order" => 'at', search => 'body', sort => 'at', mine => 'author_id',
    choices => '{"kind": [["note", "Note"], ["answer", "Reply"], ["question", "Question"]]}', create_only => 'kind body files', action_only => 'message_id author_id mail_id',
    labels => '{"author_id": "Who", "from_email": "From", "mail_id": "Mail"}',
    rights => '{"technician": {"read": "all", "create": "all"}, "performer": {"read": "all", "create": "all"}}');
select ui.declare_within('ticket_message', 'ticket', 'ticket_id', 'read');
select ui.declare_latest('ticket_message', 'ticket_id', 10);

create or replace function app.ticket_answer(ticket_id bigint, body text, wait boolean default true, files text default null) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint;
begin
	perform app.require('ticket', 'answer', ticket_id);
	insert into app.ticket_message (ticket_id, kind, body, files) values ($1, 'answer', body, array(select btrim(f) from regexp_split_to_table(files, ';') f where btrim(f) <> '')) returning id into made;
	update app.ticket t set status = case when wait then 'waiting' else t.status end, assignee_id = coalesce(t.assignee_id, nullif(app.person(), 0)), version = t.version + 1
	where t.tenant_id = app.tenant() and t.id = $1 and (wait and t.status in ('open', 'in_progress') or t.assignee_id is null);
	return made;
end $$;
comment on function app.ticket_answer is 'Answer the customer by mail; then it waits for them, unless you say otherwise. Files of the ticket go with it: their names, with ; between them.';
select ui.declare_action('app.ticket_answer(bigint,text,boolean,text)', 'ticket', label => 'Answer', key => 'r', shown_when => $$status <> 'closed'$$);
create or replace function app.ticket_note(ticket_id bigint, body text) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint;
begin
	perform app.require('ticket', 'note', ticket_id);
	insert into app.ticket_message (ticket_id, kind, body) values ($1, 'note', body) returning id into made;
	return made;
end $$;
comment on function app.ticket_note is 'A note among colleagues: it is never sent.';
select ui.declare_action('app.ticket_note(bigint,text)', 'ticket', label => 'Internal note', key => 'n');
create or replace function app.ticket_resolve(ticket_id bigint, answer text default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('ticket', 'resolve', ticket_id);
	-- One mail says both: the last answer, and that it is solved.
	if btrim(answer) <> '' then
		perform set_config('app.ticket_closing', ticket_id::text, true);
		insert into app.ticket_message (ticket_id, kind, body) values ($1, 'answer', answer);
	end if;
	update app.ticket t set status = 'resolved', version = t.version + 1 where t.tenant_id = app.tenant() and t.id = $1 and t.status not in ('resolved', 'closed');
	if not found then perform app.refuse('It is resolved or closed already.', '{"field": "status"}'); end if;
	perform set_config('app.ticket_closing', '', true);
end $$;
comment on function app.ticket_resolve is 'It is solved, perhaps with a last answer. A new word of the customer opens it again.';
select ui.declare_action('app.ticket_resolve(bigint,text)', 'ticket', label => 'Resolve', key => 's', shown_when => $$status not in ('resolved', 'closed')$$);

-- However it was solved, by an action, on the board or in the form: the customer is told once, where the box says so.
create or replace function app.ticket_solved() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b constant app.mailbox := app.ticket_box(new); number text;
begin
	if app.person() = 0 or current_setting('app.ticket_closing', true) = new.id::text or coalesce(current_setting('app.batch', true), '') <> '' or not coalesce(b.tell_solved, false) or new.merged_into_id is not null then return null; end if;
	number := app.mail_new_number();
	if app.ticket_mail(new, app.ticket_filled(new, b.solved_text), number, 'confirmation') is not null then
		insert into app.ticket_message (ticket_id, kind, body, message_id) values (new.id, 'note', app.ticket_filled(new, b.solved_text), number);
	end if;
	return null;
end $$;
alter function app.ticket_solved() owner to comptoir_action;
create or replace trigger solved after update of status on app.ticket for each row when (new.status = 'resolved' and old.status not in ('resolved', 'closed')) execute function app.ticket_solved();
