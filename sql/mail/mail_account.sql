-- after: platform/company platform/subject
-- mail_account.sql: how a company's mail leaves: through its own server, or as the server that Comptoir runs on does it. Its password stands in a
-- table of its own that no door reads: neither lists nor history nor exports know it.
create table if not exists app.mail_account (like app.base including all,
	driver		text not null default 'server',
	host		text,
	port		integer,
	security	text not null default 'starttls',
	username	text,
	from_name	text,
	from_address	app.email,
	reply_address	app.email,
	welcome_contacts boolean not null default false,
	welcome_colleagues boolean not null default false,
	confirm_appointments boolean not null default false,
	paused_until	timestamptz,
	trouble		app.sentence,
	constraint mail_account_once exclude using btree (tenant_id with =) where (deleted_at is null),
	constraint mail_account_host check (host ~ '^([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)([.][A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$' or host ~ '^[0-9a-fA-F:.]+:[0-9a-fA-F:.]*$'),
	constraint mail_account_port check (port between 1 and 65535),
	constraint mail_account_named check (driver <> 'smtp' or host is not null),
	constraint mail_account_username check (username !~ '[\u0001-\u001f\u007f]'),
	constraint mail_account_from_name check (from_name !~ '[\u0001-\u001f\u007f]')
);
comment on table app.mail_account is 'How our mail leaves: by which server, from which address.';
comment on column app.mail_account.driver is 'By our own mail server; by the program or into the folder of the server that runs Comptoir; or as that server does it where nothing else is said.';
comment on column app.mail_account.host is 'The name of the mail server, for example smtp.example.fr.';
comment on column app.mail_account.port is 'Its port; empty is 465 for TLS and 587 otherwise.';
comment on column app.mail_account.security is 'How the line is protected: TLS from the first byte, STARTTLS, or not at all.';
comment on column app.mail_account.username is 'The name to sign in with; empty does not sign in. The password is set by its action and shown nowhere.';
comment on column app.mail_account.from_name is 'The name that mails come from; empty is that of the company.';
comment on column app.mail_account.from_address is 'The address that mails come from; empty is that of the company.';
comment on column app.mail_account.reply_address is 'Where answers go, if elsewhere.';
comment on column app.mail_account.welcome_contacts is 'Whether new contacts who agree to e-mail get the welcome mail. An import sends none.';
comment on column app.mail_account.welcome_colleagues is 'Whether new colleagues get the welcome mail.';
comment on column app.mail_account.confirm_appointments is 'Whether the customer is told by mail when an appointment is planned, moved or cancelled.';
comment on column app.mail_account.paused_until is 'The mail server could not be used: nothing is tried before that time.';
comment on column app.mail_account.trouble is 'What the mail server said last when it could not be used.';
comment on constraint mail_account_once on app.mail_account is 'There is a mail account already: change that one.';
comment on constraint mail_account_host on app.mail_account is 'A server is written like smtp.example.fr.';
comment on constraint mail_account_port on app.mail_account is 'A port is 1 to 65535.';
comment on constraint mail_account_named on app.mail_account is 'Say which mail server.';
comment on constraint mail_account_username on app.mail_account is 'A name to sign in with holds no control characters.';
comment on constraint mail_account_from_name on app.mail_account is 'A sender''s name holds no control characters.';

-- What only the sender reads, and only the server can open.
create table if not exists app.mail_secret (
	tenant_id	integer primary key default app.tenant(),
	secret		app.secret not null
);
select ui.protect('app.mail_secret');

create or replace function app.mail_account_warnings(a app.mail_account) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'security', 'The password would travel in clear: take TLS or STARTTLS.', '{}'::jsonb where a.driver = 'smtp' and a.security = 'none' and a.username is not null and a.host not in ('localhost', '127.0.0.1', '::1')
	union all select 'trouble', 'The mail server could not be used: {why}', jsonb_build_object('why', a.trouble) where a.trouble is not null $$;
grant execute on function app.mail_account_warnings(app.mail_account) to comptoir_staff;

-- What is set anew is tried at once. Whoever points the account at another server does not take its password there.
create or replace function app.mail_account_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if (old.driver, old.host, old.port, old.security, old.username) is distinct from (new.driver, new.host, new.port, new.security, new.username) then
		new.paused_until := null; new.trouble := null;
	end if;
	if (old.driver, old.host, old.port, old.username) is distinct from (new.driver, new.host, new.port, new.username) or new.deleted_at is not null or new.security = 'none' and old.security <> 'none' then
		delete from app.mail_secret s where s.tenant_id = new.tenant_id;
	end if;
	return new;
end $$;
alter function app.mail_account_fill() owner to comptoir_action;
create or replace trigger b_fill before update on app.mail_account for each row execute function app.mail_account_fill();
-- Whoever points the account at another server, or has it talk in clear, does not take its password there.
create or replace function app.mail_account_moved() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from app.mail_secret s where s.tenant_id = new.tenant_id;
	return null;
end $$;
alter function app.mail_account_moved() owner to comptoir_action;
create or replace trigger moved after update on app.mail_account for each row when ((old.host, old.port, old.username) is distinct from (new.host, new.port, new.username)
    or new.security = 'none' and old.security <> 'none' or new.deleted_at is not null and old.deleted_at is null) execute function app.mail_account_moved();

select ui.declare_entity('mail_account', title => 'Mail accounts', one => 'Mail account', menu => 'Company', "position" => 960, label => 'driver',
    list => 'driver host from_address trouble', form => '[["Sends", "driver", "host", "port", "security", "username"], ["Says", "from_name", "from_address", "reply_address"],
      ["By itself", "welcome_contacts", "welcome_colleagues", "confirm_appointments"], ["Now", "paused_until", "trouble"]]',
    action_only => 'paused_until trouble', verbs => 'read create update delete',
    choices => '{"driver": [["server", "As the server does it"], ["smtp", "Mail server (SMTP)"], ["folder", "Folder of the server"], ["sendmail", "sendmail of the server"]],
      "security": [["starttls", "STARTTLS"], ["tls", "TLS"], ["none", "None"]]}',
    shown_when => '{"host": {"driver": ["smtp"]}, "port": {"driver": ["smtp"]}, "security": {"driver": ["smtp"]}, "username": {"driver": ["smtp"]}}',
    labels => '{"driver": "By", "host": "Server", "username": "Signs in as", "from_name": "Sender", "from_address": "Sender''s address", "reply_address": "Answers to", "welcome_contacts": "Welcome contacts",
      "welcome_colleagues": "Welcome colleagues", "confirm_appointments": "Confirm appointments", "paused_until": "Not before"}',
    rights => '{"manager": {"read": "all"}, "office": {}, "technician": {}, "performer": {}, "driver": {}, "accountant": {}, "viewer": {}}');

create or replace function app.mail_account_set_password(mail_account_id bigint, password app.secret default null) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mail_account', 'set_password', mail_account_id);
	if password is null then
		delete from app.mail_secret s where s.tenant_id = app.tenant();
	else
		insert into app.mail_secret as s (secret) values (password) on conflict on constraint mail_secret_pkey do update set secret = excluded.secret;
	end if;
	update app.mail_account a set paused_until = null, trouble = null, version = a.version + 1 where a.tenant_id = app.tenant() and a.id = mail_account_id;
end $$;
comment on function app.mail_account_set_password is 'Set the password of the mail server; empty takes it away. It is shown nowhere.';
grant delete on app.mail_secret to comptoir_action;
select ui.declare_action('app.mail_account_set_password(bigint,app.secret)', 'mail_account', label => 'Set password', key => 'p', shown_when => $$driver = 'smtp'$$,
    rights => '{"manager": {}, "office": {}, "technician": {}, "performer": {}, "driver": {}, "accountant": {}, "viewer": {}}');
