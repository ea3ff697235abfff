-- after: mail/mail_seed
-- mail_occasions.sql: when a mail is written: a reminder of what is due, the confirmation of an appointment, a welcome, a test.

-- Which template tells of what is due: the one called like its kind, else the general one.
create or replace function app.due_template(kind text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select t.name from app.mail_template t where t.tenant_id = app.tenant() and t.deleted_at is null and t.name in (due_template.kind, 'due') order by t.name = 'due' limit 1 $$;
grant execute on function app.due_template to comptoir_staff, comptoir_action;

create or replace function app.due_remind(due_id bigint, template text default null, again boolean default false) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	d app.due; which text; p jsonb; made bigint;
begin
	perform app.require('due', 'remind', due_id);
	select * into d from app.due x where x.tenant_id = app.tenant() and x.id = due_id;
	if d.reminded_for = d.due_on and not coalesce(again, false) then
		perform app.refuse('{title}: a reminder for this day was given already. To give it again: again=true.', jsonb_build_object('title', d.title));
	end if;
	which := coalesce(nullif(template, ''), app.due_template(d.kind));
	if which is null then perform app.refuse('There is no mail template “{name}”.', jsonb_build_object('name', d.kind, 'field', 'template'), 'UI006'); end if;
	p := app.mail_prepare(which, 'due', due_id);
	perform app.mail_refuse(p);
	made := app.mail_write(which, 'due', due_id);
	update app.due x set reminded_at = now(), reminded_for = x.due_on, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = due_id;
	return made;
end $$;
comment on function app.due_remind is 'Send a reminder by mail, in the language of whoever is to be told.';
select ui.declare_action('app.due_remind(bigint,text,boolean)', 'due', label => 'Send reminder', key => 'm', shown_when => 'reminded_for is distinct from due_on and contact_id is not null');
select ui.declare_counter('due', 'remind', final => 'A mail that left cannot be called back.');

create or replace function app.due_remind_look(due_id bigint, args jsonb) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select app.mail_shown(coalesce(nullif(args ->> 'template', ''), app.due_template(d.kind), d.kind), 'due', d.id) from app.due d where d.tenant_id = app.tenant() and d.id = due_id $$;
select ui.declare_look('due', 'remind');

-- What “send reminder” would do with all that is due until a day: each with its mail, or why it gets none.
create or replace function app.report_reminders(until date default null, kind text default null) returns table (due_id bigint, due_on date, title text, contact text, address text, language text, subject text, not_sent text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	d app.due; p jsonb;
begin
	for d in select x.* from app.due x where x.tenant_id = app.tenant() and x.deleted_at is null and x.due_on <= coalesce(until, app.today() + 30) and x.reminded_for is distinct from x.due_on
	    and (x.snoozed_until is null or x.snoozed_until <= app.today()) and (report_reminders.kind is null or x.kind = report_reminders.kind) order by x.due_on, x.id limit 1000 loop
		continue when app.due_template(d.kind) is null;
		p := app.mail_look(app.due_template(d.kind), 'due', d.id);
		return query select d.id, d.due_on, d.title::text, p ->> 'name', p ->> 'address', p ->> 'language', p ->> 'subject', p ->> 'problem';
	end loop;
end $$;
comment on function app.report_reminders is 'What is due until a day (thirty days from now) and not reminded of yet: the mail that each would get, or why it gets none.';
select ui.declare_report('reminders', 'Reminders to send', 'app.report_reminders(date,text)', jsonb_build_object('not_sent', app.mail_problems()));

-- An appointment is confirmed: by hand, and by itself when it is planned or moved, where the company wants it.
create or replace function app.mission_confirm(mission_id bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'confirm', mission_id);
	perform app.mail_refuse(app.mail_prepare('appointment', 'mission', mission_id));
	return app.mail_write('appointment', 'mission', mission_id);
end $$;
comment on function app.mission_confirm is 'Confirm it to the customer by mail.';
select ui.declare_action('app.mission_confirm(bigint)', 'mission', label => 'Confirm by mail', key => 'm', shown_when => $$status = 'planned' and contact_id is not null$$);
create or replace function app.mission_confirm_look(mission_id bigint, args jsonb) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select app.mail_shown('appointment', 'mission', mission_id) $$;
select ui.declare_look('mission', 'confirm');
select ui.declare_counter('mission', 'confirm', final => 'A mail that left cannot be called back.');

create or replace function app.mail_wanted(template text) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.mail_account a where a.tenant_id = app.tenant() and a.deleted_at is null and case template when 'welcome' then a.welcome_contacts when 'welcome_colleague' then a.welcome_colleagues
	        when 'appointment' then a.confirm_appointments when 'appointment_cancelled' then a.confirm_appointments end)
	    and exists (select from app.mail_template t where t.tenant_id = app.tenant() and t.name = template and t.deleted_at is null) $$;
alter function app.mail_wanted(text) owner to comptoir_action;
-- (Whatever a template turned into, the record itself is made or changed.)
create or replace function app.mail_by_itself() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if nullif(current_setting('app.batch', true), '') is null and app.mail_wanted(tg_argv[0]) then
		begin
			perform app.mail_write(tg_argv[0], tg_table_name::text collate "default", new.id);	-- a name has another collation than texts
		exception when sqlstate 'UI001' or sqlstate 'UI006' or integrity_constraint_violation then null;
		end;
	end if;
	return null;
end $$;
alter function app.mail_by_itself() owner to comptoir_action;
create or replace trigger z_welcome after insert on app.contact for each row when (new.email is not null and new.consent_email) execute function app.mail_by_itself('welcome');
create or replace trigger z_welcome after insert on app.person for each row execute function app.mail_by_itself('welcome_colleague');
-- Of what repeats the date that somebody wrote is told, not each of a hundred others that follow from it.
create or replace trigger z_confirm_made after insert on app.mission for each row
    when (new.kind = 'appointment' and new.status = 'planned' and new.contact_id is not null and new.starts_at > now() and coalesce(current_setting('app.series', true), '') <> 'on')
    execute function app.mail_by_itself('appointment');
create or replace trigger z_confirm after update on app.mission for each row
    when (new.kind = 'appointment' and new.status = 'planned' and new.contact_id is not null and new.deleted_at is null and new.starts_at > now() and coalesce(current_setting('app.series', true), '') <> 'on'
        and (old.status <> 'planned' or old.starts_at is distinct from new.starts_at or old.contact_id is distinct from new.contact_id)) execute function app.mail_by_itself('appointment');
create or replace trigger z_confirm_not after update on app.mission for each row
    when (new.kind = 'appointment' and old.status = 'planned' and new.status = 'cancelled' and new.contact_id is not null and new.deleted_at is null and new.starts_at > now() and coalesce(current_setting('app.series', true), '') <> 'on')
    execute function app.mail_by_itself('appointment_cancelled');

-- `mail test ADDRESS`: does mail leave at all?
create or replace function app.mail_test(address text) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	co app.company; made bigint; french boolean;
begin
	if app.scope('mail_account', 'update') <> 'all' then perform app.refuse('You may not do this.', '{"entity": "mail_account", "verb": "update"}', 'UI005'); end if;
	select * into co from app.company c where c.tenant_id = app.tenant();
	french := co.language = 'fr';
	made := app.mail_put(address, case when french then 'Essai d''envoi de ' else 'Test mail of ' end || co.name,
	    case when french then 'Ce message montre que les e-mails de ' || co.name || ' partent bien.' else 'This mail shows that the mails of ' || co.name || ' leave.' end,
	    null, null, co.language, '{"kind": "test", "private": true}');
	return app.mail_told(made);
end $$;
-- One mail, for `mail test` and `mail show`: what became of it.
create or replace function app.mail_told(mail bigint) returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('id', m.id, 'status', m.status, 'tries', m.tries, 'why', coalesce(m.why, a.trouble), 'next_try_at', m.next_try_at, 'sent_at', m.sent_at) from app.mail m
	left join app.mail_account a on a.tenant_id = m.tenant_id and a.deleted_at is null where m.tenant_id = app.tenant() and m.id = mail and app.may('mail', 'read', m.id) $$;
create or replace function app.mail_verb(what text, word text default null) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	case what
	when 'test' then
		if word is null then perform app.refuse('“{name}” is missing.', '{"name": "word"}', 'UI007'); end if;
		return app.mail_test(word);
	when 'state' then
		if word !~ '^\d{1,18}$' or app.mail_told(word::bigint) is null then perform app.refuse('There is no such record.', jsonb_build_object('entity', 'mail', 'id', word), 'UI006'); end if;
		return app.mail_told(word::bigint);
	else perform app.refuse('“{what}” is not something to do here.', jsonb_build_object('what', what, 'field', 'what'), 'UI007');
	end case;
	return null;
end $$;
alter function app.mail_test(text) owner to comptoir_action;
alter function app.mail_told(bigint) owner to comptoir_action;
grant execute on function app.mail_test, app.mail_told, app.mail_verb to comptoir_staff;

create or replace function app.mail_account_test(mail_account_id bigint, address text) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mail_account', 'test', mail_account_id);
	return (app.mail_test(address) ->> 'id')::bigint;
end $$;
comment on function app.mail_account_test is 'Send a test mail; its row among the mails says what became of it.';
select ui.declare_action('app.mail_account_test(bigint,text)', 'mail_account', label => 'Send a test mail', key => 't',
    rights => '{"manager": {}, "office": {}, "technician": {}, "performer": {}, "driver": {}, "accountant": {}, "viewer": {}}');
