-- after: support/ticket_work support/received_mail crm/contact
-- ticket_mail.sql: a mail becomes a ticket or a message of one: whose thread it is, who wrote it, whether a person did. It never answers a program, and
-- whoever writes too often is held.

-- The ticket whose thread a mail goes on with: by the mails that it answers, by the address that it came to, by the number in its subject. A number
-- alone is guessed: it counts with its token. Null: none, or one that is closed or gone.
create or replace function app.ticket_of_mail(mail jsonb) returns bigint language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	ids constant text[] := array(select '<' || x || '>' from jsonb_array_elements_text(coalesce(mail -> 'in_reply_to', '[]')) x limit 40);
	said text[]; found_id bigint; next_id bigint;
begin
	select x.ticket_id into found_id from (select m.ticket_id, m.at from app.ticket_message m where m.tenant_id = app.tenant() and m.message_id = any (ids) and m.deleted_at is null
	    union all select r.ticket_id, r.at from app.received_mail r where r.tenant_id = app.tenant() and r.message_id = any (ids) and r.ticket_id is not null) x order by x.at desc limit 1;
	for said in select m from (select 1 as k, m from jsonb_array_elements_text(coalesce(mail -> 'to', '[]')) t, regexp_matches(t, '\+(\d{1,15})-([0-9a-f]{10})@') m
	    union all select 2, m from regexp_matches(mail ->> 'subject', '\[#(\d{1,15})-([0-9a-f]{10})\]', 'g') m) x order by k limit 20 loop
		exit when found_id is not null;
		select t.id into found_id from app.ticket t where t.tenant_id = app.tenant() and t.id = said[1]::bigint and t.token = said[2];
	end loop;
	for n in 1..20 loop	-- a part of another one goes on there
		select t.merged_into_id into next_id from app.ticket t where t.tenant_id = app.tenant() and t.id = found_id;
		exit when next_id is null;
		found_id := next_id;
	end loop;
	return (select t.id from app.ticket t where t.tenant_id = app.tenant() and t.id = found_id and t.deleted_at is null);
end $$;

-- Who writes: the contact of this address, else a new one by the name that stands beside it.
create or replace function app.contact_of_mail(address text, name text) returns bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	its text := nullif(btrim(regexp_replace(coalesce(name, ''), '["<>]', '', 'g')), ''); made bigint; words text[];
begin
	select c.id into made from app.contact c where c.tenant_id = app.tenant() and c.deleted_at is null and (c.email = address or c.second_email = address) order by c.email = address desc, c.id limit 1;
	if made is not null then return made; end if;
	if its is null or position('@' in its) > 0 then its := null; end if;
	-- "Martin, Paul" and "Paul Martin": one of the two words orders.
	words := case when its like '%, %' then array[split_part(its, ', ', 2), split_part(its, ', ', 1)] else array[nullif(regexp_replace(its, '\s*\S+$', ''), ''), substring(its from '\S+$')] end;
	insert into app.contact (kind, first_name, last_name, email, source, owner_id) values ('person', left(words[1], 100), left(words[2], 100), address, 'mail', null) returning id into made;
	return made;
end $$;

-- What we add to what others wrote, in the language of the house: it stands in the ticket, for everybody.
create or replace function app.mail_remark(word text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select case when (select c.language from app.company c where c.tenant_id = app.tenant()) = 'en' then
	        case word when 'large' then 'this mail is too large: only its head was read' when 'deep' then 'parts of this mail lie too deep to be read' when 'parts' then 'this mail has too many parts to be read' when 'long' then 'this mail is very long: here is its beginning; mail.eml is the whole'
	        when 'left_out' then 'too large to be kept: ' when 'bounced' then 'Our mail did not arrive: ' when 'often' then 'more than 30 mails from this address within an hour' else 'this mail is damaged: here is what could be read; mail.eml is the whole' end
	    else case word when 'large' then 'ce message est trop volumineux : seul son en-tête a été lu' when 'deep' then 'des parties de ce message sont trop imbriquées pour être lues' when 'parts' then 'ce message a trop de parties pour être lu en entier' when 'long' then 'ce message est très long : en voici le début ; mail.eml est l’original'
	        when 'left_out' then 'trop volumineux pour être conservé : ' when 'bounced' then 'Notre message n’est pas arrivé : ' when 'often' then 'plus de 30 messages de cette adresse en une heure' else 'ce message est endommagé : voici ce qui a pu être lu ; mail.eml est l’original' end end $$;
-- What a person reads of a mail: its text, and what of it is not here.
create or replace function app.mail_words(mail jsonb, left_out text[]) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select concat_ws(E'\n\n', nullif(btrim(left(mail ->> 'text', 95000), E' \n\t'), ''),
	    (select '[' || string_agg(app.mail_remark(x), '; ') || ']' from (select distinct x from jsonb_array_elements_text(coalesce(mail -> 'broken', '[]')) x) y),
	    (select '[' || app.mail_remark('left_out') || string_agg(x, ', ') || ']' from (select x from jsonb_array_elements_text(coalesce(mail -> 'left_out', '[]')) x union all select unnest(left_out)) y)) $$;

-- The first answer of the house to a person; at most three an hour to one address, and none to a program.
create or replace function app.ticket_acknowledge(t app.ticket, box app.mailbox) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	number constant text := app.mail_new_number(); body constant text := app.ticket_filled(t, box.acknowledgement);
begin
	if not coalesce(box.acknowledge, false) or (select count(*) from app.ticket x where x.tenant_id = t.tenant_id and x.requester_email = t.requester_email and x.source = 'mail' and x.created_at > now() - interval '1 hour') > 3 then return; end if;
	if app.ticket_mail(t, body, number, 'confirmation') is not null then
		insert into app.ticket_message (ticket_id, kind, body, message_id, author_id) values (t.id, 'note', body, number, null);
	end if;
end $$;
-- Whoever looks after it hears that the customer wrote.
create or replace function app.ticket_tell(t app.ticket, sentence text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform app.notify_person(t.assignee_id, 'answered', sentence, jsonb_build_object('label', t.subject), 'ticket', t.id);
end $$;

-- What could not be delivered is said where it was written; the customer is no longer waited for.
create or replace function app.ticket_bounced(mail jsonb) returns bigint language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	b constant jsonb := mail -> 'bounce'; number constant text := '<' || (b ->> 'message_id') || '>'; t app.ticket;
begin
	if coalesce(b ->> 'action', 'failed') not in ('failed', 'expired') then return null; end if;
	select x.* into t from app.ticket x where x.tenant_id = app.tenant() and x.id = coalesce((select m.ticket_id from app.ticket_message m where m.tenant_id = app.tenant() and m.message_id = number and m.deleted_at is null),
	    app.ticket_of_mail(mail)) and x.deleted_at is null;
	update app.mail m set status = 'bounced', why = jsonb_build_object('sentence', 'It came back: “{reason}”.', 'args', jsonb_build_object('reason', left(concat_ws(' ', b ->> 'status', b ->> 'reason'), 400))), version = m.version + 1 where m.tenant_id = app.tenant() and m.message_id = number and m.status = 'sent';
	if t.id is null then return null; end if;
	insert into app.ticket_message (ticket_id, kind, body, author_id) values (t.id, 'note', format(E'%s%s\n%s', app.mail_remark('bounced'), b ->> 'recipient', concat_ws(' ', b ->> 'status', b ->> 'reason')), null);
	update app.ticket x set status = 'open', version = x.version + 1 where x.tenant_id = t.tenant_id and x.id = t.id and x.status = 'waiting';
	perform app.ticket_tell(t, 'Our mail about “{label}” did not arrive.');
	return t.id;
end $$;

-- A digit alone is what we asked for when we said that it is solved.
create or replace function app.ticket_rated(t app.ticket, mail jsonb) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	said constant text[] := regexp_match(mail ->> 'text', '^\s*([1-5])\s*(?:/\s*5)?\s*[.!]?\s*(?:\n\s*(.*))?$', 's');
begin
	if said is null or t.status not in ('resolved', 'closed') or t.requester_email is distinct from app.clean_email(mail ->> 'from') then return false; end if;
	update app.ticket x set satisfaction = said[1]::integer, satisfaction_note = nullif(left(btrim(said[2]), 1000), ''), version = x.version + 1 where x.tenant_id = t.tenant_id and x.id = t.id;
	insert into app.ticket_message (ticket_id, kind, body, from_email, author_id) values (t.id, 'note', left(btrim(mail ->> 'text'), 2000), t.requester_email, null);
	return true;
end $$;

-- One mail. Answers {"outcome", "ticket", "documents": [{"id", "file"}]}: the bytes of these files follow.
create or replace function app.take_mail(box bigint, mail jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b app.mailbox; t app.ticket; earlier app.received_mail; r bigint; result text := 'held'; said text; documents jsonb; names text[]; missing text[]; words text; old bigint;
	sender constant text := app.clean_email(mail ->> 'from'); number constant text := left('<' || coalesce(mail ->> 'message_id', 'sha256-' || (mail ->> 'sha256')) || '>', 320);
	known constant boolean := sender is not null and app.valid_email(sender); program constant text := mail ->> 'automatic'; title constant text := coalesce(nullif(btrim(left(mail ->> 'subject', 280)), ''), '…');
begin
	select * into b from app.mailbox x where x.tenant_id = app.tenant() and x.id = box;
	insert into app.received_mail (mailbox_id, from_email, from_name, subject, size, message_id, at)
	values (box, left(sender, 254), left(mail ->> 'from_name', 200), title, (mail ->> 'size')::bigint, number, least(coalesce((mail ->> 'at')::timestamptz, now()), now()))
	on conflict on constraint received_mail_once do nothing returning id into r;
	if r is null then
		select * into earlier from app.received_mail x where x.tenant_id = app.tenant() and x.message_id = number;
		return jsonb_build_object('id', earlier.ticket_id, 'received', earlier.id, 'outcome', 'seen', 'documents', '[]'::jsonb);
	end if;
	select * into t from app.ticket x where x.tenant_id = app.tenant() and x.id = app.ticket_of_mail(mail);
	if t.id is not null and t.status = 'closed' and program is null then old := t.id; end if;
	if exists (select from app.ticket_message m where m.tenant_id = app.tenant() and m.message_id = number) or exists (select from app.mailbox x where x.tenant_id = app.tenant() and x.address = sender and x.deleted_at is null) then
		result := 'own';	-- a forwarding rule or a wrong address brings our own mail back: that is how loops begin
	elsif mail ? 'bounce' then
		t.id := app.ticket_bounced(mail); result := 'bounce';
	elsif (select count(*) from app.received_mail x where x.tenant_id = app.tenant() and x.from_email = sender and x.created_at > now() - interval '1 hour') > 30 then
		said := app.mail_remark('often');
		t := null; old := null;	-- whatever thread it names, it waits by itself, whole: it is in no ticket
	elsif program = 'reply' then
		-- "I am away until Monday": good to know beside the thread, no word of the customer.
		result := case when t.id is null then 'automatic' else 'note' end;
	elsif t.id is not null and app.ticket_rated(t, mail) then result := 'rating';
	elsif t.id is not null and old is null then
		-- What says that it comes from a colleague stays in the house: an address is easily forged.
		result := case when exists (select from app.person p where p.tenant_id = app.tenant() and p.email = sender and p.deleted_at is null) and sender is distinct from t.requester_email then 'note' else 'message' end;
	else
		insert into app.ticket (subject, description, category, contact_id, requester_email, team_id, mailbox_id, source)
		values (btrim(regexp_replace(title, '\s*\[#\d+-[0-9a-f]+\]', '', 'g')) , null, case when b.category is null then 'question' else b.category end, case when known then app.contact_of_mail(sender, mail ->> 'from_name') end,
		    case when known then coalesce(case when app.valid_email(app.clean_email(mail ->> 'reply_to')) then app.clean_email(mail ->> 'reply_to') end, sender) end, b.team_id, box, 'mail') returning * into t;
		if old is not null then insert into app.ticket_link (ticket_id, other_id, kind) values (t.id, old, 'after'); end if;
		result := 'ticket';
	end if;
	if t.id is null or result in ('ticket', 'message', 'note') then
		-- What makes no ticket keeps its files with its text: somebody may make one of it later.
		select x.documents, x.names, x.left_out into documents, names, missing
		from app.mail_files(case when t.id is null then 'received_mail' else 'ticket' end, coalesce(t.id, r), mail -> 'files') x;
	end if;
	update app.received_mail x set outcome = result, ticket_id = t.id, why = said, body = case when t.id is null then app.mail_words(mail, missing) end, version = x.version + 1
	where x.tenant_id = app.tenant() and x.id = r;
	if t.id is not null and result in ('ticket', 'message', 'note') then
		words := coalesce(nullif(app.mail_words(mail, missing), ''), case when names <> '{}' then array_to_string(names, ', ') else '…' end);
		if result = 'ticket' then
			update app.ticket x set description = words, version = x.version + 1 where x.tenant_id = t.tenant_id and x.id = t.id returning * into t;
			if program is null and known then perform app.ticket_acknowledge(t, b); end if;
			perform app.ticket_tell(t, 'A question came by mail: “{label}”.');
		else
			insert into app.ticket_message (author_id, ticket_id, kind, body, from_email, message_id, files) values (null, t.id, case result when 'message' then 'question' else 'note' end, words, case when known then sender end, number, names);
		end if;
	end if;
	if t.id is not null then
		perform app.tell_changed('ticket', array[t.id]);
		perform app.tell_changed('ticket_message', array(select x.id from app.ticket_message x where x.tenant_id = t.tenant_id and x.ticket_id = t.id order by x.id desc limit 1));
	end if;
	perform app.tell_changed('received_mail', array[r]);
	return jsonb_build_object('id', t.id, 'received', r, 'outcome', result, 'documents', coalesce(documents, '[]'));
end $$;
alter function app.take_mail(bigint, jsonb) owner to comptoir_action;
grant execute on function app.ticket_of_mail, app.contact_of_mail, app.mail_remark, app.mail_words, app.ticket_acknowledge, app.ticket_tell, app.ticket_bounced, app.ticket_rated to comptoir_action;
grant execute on function app.take_mail to comptoir_platform, comptoir_action;

-- What was held is looked at by somebody, who makes a ticket of it.
create or replace function app.received_mail_accept(received_mail_id bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	r app.received_mail; made app.ticket; b app.mailbox;
begin
	perform app.require('received_mail', 'accept', received_mail_id);
	select * into r from app.received_mail x where x.tenant_id = app.tenant() and x.id = $1;
	if r.ticket_id is not null then perform app.refuse('This mail belongs to a ticket already.', '{"field": "ticket_id"}'); end if;
	select * into b from app.mailbox x where x.tenant_id = app.tenant() and x.id = r.mailbox_id;
	insert into app.ticket (subject, description, category, contact_id, requester_email, team_id, mailbox_id, source)
	values (r.subject, coalesce(r.body, '…'), coalesce(b.category, 'question'), case when app.valid_email(r.from_email) then app.contact_of_mail(r.from_email, r.from_name) end, case when app.valid_email(r.from_email) then r.from_email end, b.team_id, r.mailbox_id, 'mail')
	returning * into made;
	update app.document d set subject_entity = 'ticket', subject_id = made.id, version = d.version + 1
	where d.tenant_id = app.tenant() and d.subject_entity = 'received_mail' and d.subject_id = r.id;	-- those in the bin, too: they come back where the others are
	update app.received_mail x set outcome = 'ticket', ticket_id = made.id, why = null, body = null, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = $1;
	return made.id;
end $$;
comment on function app.received_mail_accept is 'Make a ticket of it, with its files.';
select ui.declare_action('app.received_mail_accept(bigint)', 'received_mail', label => 'Make a ticket', key => 't', shown_when => 'ticket_id is null', rights => '{"technician": {}}');
