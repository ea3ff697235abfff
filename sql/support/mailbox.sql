-- after: platform/team platform/choice platform/company
-- mailbox.sql: the boxes that mail comes into and that make tickets: by IMAP, or a maildir folder on the server. What the fetcher needs to know
-- and nobody else may (the password, where it stands) is in a table of its own that no door reads.
create table if not exists app.mailbox (like app.base including all,
	name		text collate app.natural not null,
	address		app.email not null,
	kind		text not null default 'imap',
	host		text,
	port		integer,
	security	text not null default 'tls',
	username	text,
	folder		text not null default 'INBOX',
	old_mail	boolean not null default false,
	afterwards	text not null default 'keep',
	every_minutes	integer not null default 2,
	category	text not null default 'question',
	team_id		bigint,
	acknowledge	boolean not null default true,
	acknowledgement	app.long_text,
	tell_solved	boolean not null default true,
	solved_text	app.long_text,
	plus_address	boolean not null default false,
	paused		boolean not null default false,
	trouble		app.sentence,
	constraint mailbox_name exclude using btree (tenant_id with =, name with =) where (deleted_at is null),
	constraint mailbox_address exclude using btree (tenant_id with =, address with =) where (deleted_at is null),
	constraint mailbox_host check (host ~ '^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)([.][A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$' or host ~ '^[0-9a-fA-F:.]+:[0-9a-fA-F:.]*$'),
	constraint mailbox_port check (port between 1 and 65535),
	constraint mailbox_reached check (kind <> 'imap' or paused or num_nulls(host, username) = 0),
	constraint mailbox_username check (username !~ '[\u0001-\u001f\u007f]'),
	constraint mailbox_folder check (folder !~ '[\u0001-\u001f\u007f"\\*%]' and folder ~ '\S' and length(folder) <= 100),
	constraint mailbox_folder_name check (kind <> 'folder' or folder ~ '^[A-Za-z0-9][A-Za-z0-9._-]*$'),
	constraint mailbox_every check (every_minutes between 1 and 1440),
	constraint mailbox_team foreign key (tenant_id, team_id) references app.team
);
comment on table app.mailbox is 'Boxes that customers write to. Each mail becomes a ticket, or a message of one.';
comment on column app.mailbox.name is 'How we call it.';
comment on column app.mailbox.address is 'The address that customers write to. Answers to our answers come back to it.';
comment on column app.mailbox.kind is 'A box on a mail server (IMAP), a maildir folder on the server that runs Comptoir, or only what is piped in with receive.';
comment on column app.mailbox.host is 'The name of the mail server, for example imap.example.fr.';
comment on column app.mailbox.port is 'Its port; empty is 993 for TLS and 143 for STARTTLS.';
comment on column app.mailbox.security is 'How the line is protected: TLS from the first byte, or STARTTLS. Never not at all.';
comment on column app.mailbox.username is 'The name to sign in with. The password is set by its action and shown nowhere.';
comment on column app.mailbox.folder is 'The folder that is read: INBOX, or the name of the maildir folder.';
comment on column app.mailbox.old_mail is 'Whether the mail that lies there already becomes tickets, too.';
comment on column app.mailbox.afterwards is 'What becomes of a mail on the mail server once it was taken.';
comment on column app.mailbox.every_minutes is 'How often it is looked at, in minutes.';
comment on column app.mailbox.category is 'The category of its tickets.';
comment on column app.mailbox.team_id is 'The team that gets them; empty follows the queues.';
comment on column app.mailbox.acknowledge is 'Whether whoever asks is told at once that the question came in. Programs never are.';
comment on column app.mailbox.acknowledgement is 'What they are told. {customer}, {subject}, {number} and {company} are filled in.';
comment on column app.mailbox.tell_solved is 'Whether customers are told that their question is solved, and asked how content they are.';
comment on column app.mailbox.solved_text is 'What they are told. {customer}, {subject}, {number} and {company} are filled in; a mail back that begins with a digit, 1 to 5, is their rating.';
comment on column app.mailbox.plus_address is 'Whether the mail server takes name+anything@domain: then the reply address names the ticket.';
comment on column app.mailbox.paused is 'It is not looked at.';
comment on column app.mailbox.trouble is 'Why it could not be read last time.';
comment on constraint mailbox_name on app.mailbox is 'There is a box of this name already.';
comment on constraint mailbox_address on app.mailbox is 'There is a box of this address already.';
comment on constraint mailbox_host on app.mailbox is 'A server is written like imap.example.fr.';
comment on constraint mailbox_port on app.mailbox is 'A port is 1 to 65535.';
comment on constraint mailbox_reached on app.mailbox is 'A box on a mail server needs the name of the server and the name to sign in with.';
comment on constraint mailbox_username on app.mailbox is 'A name to sign in with holds no control characters.';
comment on constraint mailbox_folder on app.mailbox is 'A folder has 1 to 100 characters, none of them " \ * % or a control character.';
comment on constraint mailbox_folder_name on app.mailbox is 'A maildir folder is a plain name: letters, digits, point, hyphen. Who runs the server says where such folders lie.';
comment on constraint mailbox_every on app.mailbox is 'A box is looked at every 1 to 1,440 minutes.';

-- Where the fetcher stands with a box, and what it signs in with.
create table if not exists app.mailbox_state (
	tenant_id	integer not null default app.tenant(),
	mailbox_id	bigint not null,
	secret		app.secret,
	validity	bigint,			-- IMAP's UIDVALIDITY: when it changes, numbers mean nothing any more
	last_uid	bigint,
	next_at		timestamptz not null default now(),
	lease_until	timestamptz,
	token		uuid,
	failures	integer not null default 0,
	trying		text,			-- the mail in hand: one that ends the fetcher thrice is passed over
	tries		integer not null default 0,
	primary key (tenant_id, mailbox_id),
	constraint mailbox_state_mailbox foreign key (tenant_id, mailbox_id) references app.mailbox
);
create index if not exists mailbox_state_next on app.mailbox_state (next_at);
select ui.protect('app.mailbox_state');

-- What customers are told until the company words it its own way: it is written into the box, to be seen and changed there.
create or replace function app.mailbox_words(word text, language text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case word || ' ' || language
	    when 'received fr' then E'Bonjour,\n\nNous avons bien reçu votre demande « {subject} » (n° {number}) et nous y répondrons au plus vite.\n\nPour ajouter quelque chose, répondez simplement à ce message.\n\n{company}'
	    when 'solved fr' then E'Votre demande « {subject} » (n° {number}) est résolue. Si ce n’est pas le cas, répondez à ce message.\n\nÊtes-vous satisfait ? Répondez par un chiffre, de 1 (pas du tout) à 5 (tout à fait).\n\n{company}'
	    when 'received en' then E'Hello,\n\nwe received your question “{subject}” (no. {number}) and will answer as soon as we can.\n\nTo add something, just answer this mail.\n\n{company}'
	    else E'Your question “{subject}” (no. {number}) is solved. If it is not, just answer this mail.\n\nHow content are you? Answer with a digit, from 1 (not at all) to 5 (very).\n\n{company}' end $$;
create or replace function app.mailbox_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	language constant text := coalesce((select case when c.language = 'fr' then 'fr' else 'en' end from app.company c where c.tenant_id = app.tenant()), 'fr');
	choices constant jsonb := ui.own_choices('ticket', 'category', (select e.spec -> 'choices' -> 'category' from ui.entity e where e.entity = 'ticket'));
begin
	if not exists (select from jsonb_array_elements(choices) c where c ->> 0 = new.category) then
		perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', 'Category', 'value', new.category, 'field', 'category', 'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(choices) c)));
	end if;
	new.acknowledgement := coalesce(new.acknowledgement, app.mailbox_words('received', language));
	new.solved_text := coalesce(new.solved_text, app.mailbox_words('solved', language));
	return new;
end $$;
-- A box that is set anew is looked at at once, from its beginning where it is another one.
create or replace function app.mailbox_set() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	insert into app.mailbox_state as s (tenant_id, mailbox_id) values (new.tenant_id, new.id) on conflict on constraint mailbox_state_pkey do update
	set next_at = now(), failures = 0, validity = case when tg_op = 'UPDATE' and (old.kind, old.host, old.username, old.folder) is not distinct from (new.kind, new.host, new.username, new.folder) then s.validity end,
	    last_uid = case when tg_op = 'UPDATE' and (old.kind, old.host, old.username, old.folder) is not distinct from (new.kind, new.host, new.username, new.folder) then s.last_uid end,
	    -- Whoever points a box at another server does not take its password there.
	    secret = case when tg_op = 'UPDATE' and (old.host, old.port, old.username) is not distinct from (new.host, new.port, new.username) then s.secret end;
	return null;
end $$;
alter function app.mailbox_fill() owner to comptoir_action;
alter function app.mailbox_set() owner to comptoir_action;
grant execute on function app.mailbox_words to comptoir_action;
create or replace trigger b_fill before insert or update on app.mailbox for each row execute function app.mailbox_fill();
create or replace trigger set_anew after insert or update of kind, host, port, security, username, folder, paused, deleted_at, every_minutes on app.mailbox for each row execute function app.mailbox_set();

create or replace function app.mailbox_warnings(b app.mailbox) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'trouble', 'The box could not be read: {why}', jsonb_build_object('why', b.trouble) where b.trouble is not null $$;
grant execute on function app.mailbox_warnings(app.mailbox) to comptoir_staff;

select ui.declare_entity('mailbox', title => 'Mailboxes', one => 'Mailbox', menu => 'Company', "position" => 917, label => 'name',
    list => 'name address kind category team_id paused trouble', form => '[["Mailbox", "name", "address", "kind", "host", "port", "security", "username", "folder", "every_minutes", "old_mail", "afterwards", "paused"],
      ["Tickets", "category", "team_id", "plus_address"], ["Says by itself", "acknowledge", "acknowledgement", "tell_solved", "solved_text"], ["Now", "trouble"]]',
    "order" => 'name', sort => 'name', search => 'name address', verbs => 'read create update delete', action_only => 'trouble',
    choices => '{"kind": [["imap", "Mail server (IMAP)"], ["folder", "Folder of the server (maildir)"], ["pipe", "What is piped in"]], "security": [["tls", "TLS"], ["starttls", "STARTTLS"]],
      "afterwards": [["keep", "Stays there"], ["delete", "Is deleted there"]]}',
    shown_when => '{"host": {"kind": ["imap"]}, "port": {"kind": ["imap"]}, "security": {"kind": ["imap"]}, "username": {"kind": ["imap"]}, "afterwards": {"kind": ["imap"]}, "old_mail": {"kind": ["imap"]}, "folder": {"kind": ["imap", "folder"]}, "every_minutes": {"kind": ["imap", "folder"]}}',
    labels => '{"address": "E-mail", "host": "Server", "username": "Signs in as", "old_mail": "Take old mail", "every_minutes": "Every (minutes)", "acknowledge": "Acknowledge", "tell_solved": "Say that it is solved", "solved_text": "What it says", "acknowledgement": "What it says", "plus_address": "Plus addresses"}',
    rights => '{"manager": {"read": "all"}, "office": {"read": "all"}, "technician": {}, "performer": {}, "driver": {}, "accountant": {}, "viewer": {}}');

create or replace function app.mailbox_set_password(mailbox_id bigint, password app.secret default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mailbox', 'set_password', mailbox_id);
	update app.mailbox_state s set secret = password, next_at = now(), failures = 0 where s.tenant_id = app.tenant() and s.mailbox_id = $1;
end $$;
comment on function app.mailbox_set_password is 'The password that the box is opened with; empty forgets it. It is shown nowhere.';
select ui.declare_action('app.mailbox_set_password(bigint,app.secret)', 'mailbox', label => 'Password', key => 'p', rights => '{"manager": {}, "office": {}, "technician": {}}');
create or replace function app.mailbox_look(mailbox_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mailbox', 'look', mailbox_id);
	update app.mailbox_state s set next_at = now(), failures = 0 where s.tenant_id = app.tenant() and s.mailbox_id = $1;
end $$;
comment on function app.mailbox_look is 'Look into it now.';
select ui.declare_action('app.mailbox_look(bigint)', 'mailbox', label => 'Look now', key => 'n', shown_when => 'not paused', rights => '{"technician": {}}');
do $$ begin
	perform ui.declare_counter('mailbox', 'set_password', final => 'A password that was set is not shown again, and not taken back.');
	perform ui.declare_counter('mailbox', 'look', final => 'What was taken out of the box is here now.');
end $$;
