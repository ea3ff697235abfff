-- after: mail/mail platform/custom_field
-- mail_template.sql: mails that are written often: one row for each language, with merge fields {customer_name} that the record fills in.
create table if not exists app.mail_template (like app.base including all,
	name		text collate app.natural not null,
	language	text not null default 'fr',
	kind		text not null default 'letter',
	entity		text,
	subject		text not null,
	body		app.long_text not null,
	words		integer generated always as (cardinality(regexp_split_to_array(btrim(body::text, E' \n\t'), '\s+'))) stored,
	constraint mail_template_once exclude using btree (tenant_id with =, name with =, language with =) where (deleted_at is null),
	constraint mail_template_subject check (btrim(subject) <> '' and subject !~ '[\u0001-\u001f\u007f]'),
	constraint mail_template_said check (btrim(body::text) <> '')
);
comment on table app.mail_template is 'Mails that are written often, with fields that the record fills in.';
comment on column app.mail_template.name is 'Its name; the same name in another language is the same mail.';
comment on column app.mail_template.language is 'The language that it is written in.';
comment on column app.mail_template.kind is 'What kind of mail it is. Reminders, news and welcomes go only to those who agreed.';
comment on column app.mail_template.entity is 'The kind of record that fills it in; empty is any.';
comment on column app.mail_template.subject is 'The subject, with merge fields like {customer_name}.';
comment on column app.mail_template.body is 'The text, with merge fields like {customer_name}. The report merge_fields lists them.';
comment on column app.mail_template.words is 'How many words it has. Beyond 200 few read to the end.';
comment on constraint mail_template_once on app.mail_template is 'There is a template of this name in this language already.';
comment on constraint mail_template_subject on app.mail_template is 'A mail has a subject of one line.';
comment on constraint mail_template_said on app.mail_template is 'A mail says something.';

create or replace function app.mail_template_warnings(t app.mail_template) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'body', 'This text has {count} words: beyond 200 few read to the end.', jsonb_build_object('count', t.words) where t.words > 200 $$;
grant execute on function app.mail_template_warnings(app.mail_template) to comptoir_staff;

-- The fields of a record that a template may name: its own, and as vehicle_plate those of what it refers to. What is masked from some is left out.
create or replace function app.mail_fields(entity text) returns table (name text, label text, source text, field text, refers text, type text, format text, choices jsonb)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	with own as (select d.*, regexp_replace(d.name, '_id$', '') as short from ui.declared_field d join ui.entity e on e.entity = d.entity where d.entity = $1 and d.name not in ('version', 'updated_at', 'updated_by', 'deleted_at', 'created_by')
	    and d.type not in ('json', 'bytes', 'sentence') and not coalesce(e.spec -> 'masked' ? d.name, false) and d.sql_type not like '%[]')
	select x.name, x.label, null, null, null, 'text', null, null::jsonb from (values ('customer_name', 'The name of whoever gets it'), ('company_name', 'The name of our company'), ('company_phone', 'Our telephone number'),
	    ('company_email', 'Our e-mail address'), ('company_website', 'Our web site'), ('sender_name', 'The name of whoever sends it'), ('today', 'The day it is')) x(name, label)
	union all select o.short, o.label, null, o.name, o.refers, o.type, o.format, o.choices from own o
	union all select o.short || '_' || d.name, o.label || ': ' || d.label, o.name, d.name, o.refers, d.type, d.format, d.choices from own o join ui.entity e on e.entity = o.refers join ui.declared_field d on d.entity = o.refers
	where d.refers is null and d.name not in ('id', 'version', 'created_at', 'updated_at', 'updated_by', 'deleted_at', 'created_by') and d.type not in ('json', 'bytes', 'sentence') and d.sql_type not like '%[]'
	and not coalesce(e.spec -> 'masked' ? d.name, false) and not exists (select from own z where z.short = o.short || '_' || d.name)
	union all select 'custom_' || c.name, c.label, 'custom', c.name, null, case c.type when 'choice' then 'text' else c.type end, null, null from app.custom_field c
	where c.tenant_id = app.tenant() and c.entity = $1 and c.deleted_at is null $$;
alter function app.mail_fields(text) owner to comptoir_action;
create or replace function app.report_merge_fields(entity text) returns table (merge_field text, what text) language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.spec(entity);
	return query select '{' || f.name || '}', f.label from app.mail_fields($1) f order by f.field is not null, f.source is not null, f.name;
end $$;
comment on function app.report_merge_fields is 'The merge fields that a mail template for a kind of record may name.';
select ui.declare_report('merge_fields', 'Merge fields', 'app.report_merge_fields(text)');

-- A template names what there is.
create or replace function app.mail_template_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	known text[]; bad text; guess text;
begin
	if new.deleted_at is not null then return new; end if;
	if new.entity is not null then perform ui.spec(new.entity); end if;
	known := array(select f.name from app.mail_fields(new.entity) f);
	if new.kind = 'answer' then known := known || '{answer}'; end if;	-- what was said, by whoever calls app.mail_write with it
	select m[1] into bad from regexp_matches(new.subject || ' ' || new.body, '\{([^{}\n]{1,60})\}', 'g') m where m[1] <> all (known) limit 1;
	if bad is null then return new; end if;
	guess := app.nearest(bad, known);
	perform app.refuse(case when guess is null then 'There is no merge field “{name}” here. See: report merge_fields entity=…' else 'There is no merge field “{name}” here. Did you mean “{guess}”?' end,
	    jsonb_build_object('name', bad, 'guess', guess, 'field', case when strpos(new.body, '{' || bad || '}') > 0 then 'body' else 'subject' end));
	return new;
end $$;
alter function app.mail_template_fill() owner to comptoir_action;
create or replace trigger c_fill before insert or update on app.mail_template for each row execute function app.mail_template_fill();

select ui.declare_entity('mail_template', title => 'Mail templates', one => 'Mail template', menu => 'CRM', "position" => 26, label => 'name',
    list => 'name language kind entity subject words', form => '[["Template", "name", "language", "kind", "entity", "subject", "body", "words"]]',
    sort => 'name', "order" => 'name', search => 'name subject',
    choices => '{"language": [["fr", "French"], ["en", "English"], ["ar", "Arabic"]],
      "kind": [["letter", "Letter"], ["reminder", "Reminder"], ["campaign", "News"], ["confirmation", "Confirmation"], ["answer", "Reply"], ["welcome", "Welcome"], ["notification", "Notification"]]}',
    labels => '{"entity": "Kind of record", "body": "Text"}', rights => '{"technician": {"read": "all"}, "performer": {"read": "none"}, "driver": {"read": "none"}}');

-- Rules offer them by name.
create or replace trigger touch_catalogue after insert or update or delete on app.mail_template for each statement execute function app.touch_catalogue();

-- A value as it stands in a letter.
create or replace function app.mail_value(value jsonb, type text, format text, choices jsonb, language text, zone text) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	t constant text := value #>> '{}'; shown text;
begin
	if t is not null and to_regprocedure(format('app.show_%s(text)', format)) is not null then		-- a plate, a telephone number: as people write them
		execute format('select app.show_%s($1)', format) into shown using t;
		return shown;
	end if;
	return case when t is null then null
	    when choices is not null then coalesce((select c ->> 1 from jsonb_array_elements(choices) c where c ->> 0 = t), t)
	    when type = 'date' then to_char(t::date, case language when 'en' then 'FMDD FMMonth YYYY' else 'DD/MM/YYYY' end)
	    when type = 'timestamp' then to_char(t::timestamptz at time zone zone, case language when 'en' then 'FMDD FMMonth YYYY HH24:MI' when 'fr' then 'DD/MM/YYYY "à" HH24"h"MI' else 'DD/MM/YYYY HH24:MI' end)
	    when type = 'money' then case language when 'en' then to_char(t::numeric / 100, 'FM999999999990.00') else replace(to_char(t::numeric / 100, 'FM999999999990.00'), '.', ',') end
	    when type = 'boolean' then case when language = 'fr' then case t when 'true' then 'oui' else 'non' end else case t when 'true' then 'yes' else 'no' end end
	    else t end;
end $$;
-- One pass: what a value holds is no merge field, whatever it looks like.
create or replace function app.mail_fill_in(template text, filled jsonb) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select coalesce(string_agg(case when m[1] is not null then coalesce(filled ->> m[1], '') else m[2] end, '' order by n), '')
	from regexp_matches(template, '\{([^{}\n]{1,60})\}|([^{]+|\{)', 'g') with ordinality u(m, n) $$;

-- The values of one record, as {"title": "…", "vehicle_plate": "…"}. looks: for the eyes of whoever asks, who is not told of records that they may not see.
create or replace function app.mail_values(entity text, id bigint, language text, looks boolean) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	co app.company; row jsonb; other jsonb; f record; made jsonb := '{}'; others jsonb := '{}'; label text;
begin
	select * into co from app.company c where c.tenant_id = app.tenant();
	execute format('select to_jsonb(t) from app.%I t where t.tenant_id = app.tenant() and t.id = $1', entity) into row using id;
	for f in select x.* from app.mail_fields(entity) x where x.field is not null loop
		if f.source is null and f.refers is not null then
			execute format('select to_jsonb(t), %s from app.%I t where t.tenant_id = app.tenant() and t.id = $1 and (not $2 or app.may(%L, ''read'', t.id))', ui.label_expr(f.refers, 't'), f.refers, f.refers)
			into other, label using (row ->> f.field)::bigint, looks;
			others := others || jsonb_build_object(f.field, coalesce(other, '{}'));
			made := made || jsonb_build_object(f.name, label);
		elsif f.source is null then
			made := made || jsonb_build_object(f.name, app.mail_value(row -> f.field, f.type, f.format, f.choices, language, co.time_zone));
		elsif f.source = 'custom' then
			made := made || jsonb_build_object(f.name, app.mail_value(row -> 'custom' -> f.field, f.type, f.format, f.choices, language, co.time_zone));
		end if;
	end loop;
	for f in select x.* from app.mail_fields(entity) x where x.source is not null and x.source <> 'custom' loop
		made := made || jsonb_build_object(f.name, app.mail_value(others -> f.source -> f.field, f.type, f.format, f.choices, language, co.time_zone));
	end loop;
	return made || jsonb_build_object('company_name', co.name, 'company_phone', app.mail_value(to_jsonb(co.phone), 'text', 'phone', null, language, co.time_zone), 'company_email', co.email, 'company_website', co.website,
	    'sender_name', coalesce((select p.name from app.person p where p.tenant_id = app.tenant() and p.id = app.person()), co.name),
	    'today', app.mail_value(to_jsonb(app.today()), 'date', null, null, language, co.time_zone));
end $$;
alter function app.mail_values(text, bigint, text, boolean) owner to comptoir_action;

-- Whom a record's mail goes to: the contact that it is or refers to, else the e-mail address that it has itself.
create or replace function app.mail_recipient(entity text, id bigint, out contact bigint, out address text, out name text, out language text, out agreed boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	col text; c app.contact; row jsonb;
begin
	execute format('select to_jsonb(t) from app.%I t where t.tenant_id = app.tenant() and t.id = $1 and t.deleted_at is null', entity) into row using id;
	if entity = 'contact' then contact := (row ->> 'id')::bigint;
	else
		for col in select d.name from ui.declared_field d where d.entity = $1 and d.refers = 'contact' order by d.name <> 'contact_id', d.n loop
			contact := coalesce(contact, (row ->> col)::bigint);
		end loop;
	end if;
	select * into c from app.contact x where x.tenant_id = app.tenant() and x.id = contact and x.deleted_at is null;
	contact := c.id; address := coalesce(c.email, c.second_email); language := c.language; agreed := c.consent_email;
	name := case when c.kind = 'person' then coalesce(nullif(concat_ws(' ', c.first_name, c.last_name), ''), c.display_name) else c.display_name end;
	if address is null then
		select row ->> d.name into address from ui.declared_field d where d.entity = $1 and (d.format = 'email' or d.name = 'email') and row ->> d.name is not null order by d.n limit 1;
		name := coalesce(name, case when $1 = 'person' then row ->> 'name' end); language := coalesce(language, row ->> 'language');
		agreed := coalesce(agreed, $1 = 'person');		-- colleagues are not asked
	end if;
end $$;
alter function app.mail_recipient(text, bigint) owner to comptoir_action;

-- Why a mail may not be sent, to whoever wants it sent.
create or replace function app.mail_refuse(prepared jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	who constant jsonb := jsonb_build_object('name', coalesce(prepared ->> 'name', '…'));
begin
	case prepared ->> 'problem'
	when 'no_contact' then perform app.refuse('It has no contact to write to.', '{}');
	when 'no_address' then perform app.refuse('{name} has no e-mail address.', who);
	when 'no_consent' then perform app.refuse('{name} did not agree to receive e-mail.', who);
	else null;
	end case;
end $$;
create or replace function app.mail_problems() returns jsonb language sql immutable return
    '[["no_contact", "No contact to write to"], ["no_address", "No e-mail address"], ["no_consent", "Did not agree to e-mail"]]'::jsonb;

-- A mail from a template and a record, before it is put: {"address", "name", "language", "subject", "body", "kind", "contact_id"} and, where it may not be
-- sent, "problem" with its arguments.
create or replace function app.mail_prepare(template text, entity text, id bigint, extra jsonb default '{}') returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	x constant jsonb := coalesce(extra, '{}'); looks constant boolean := coalesce((x ->> 'looks')::boolean, false); t app.mail_template; who record; filled jsonb; wanted text; problem text;
begin
	perform ui.spec(entity);
	if not exists (select from app.mail_template m where m.tenant_id = app.tenant() and m.name = template and m.deleted_at is null) then
		perform app.refuse('There is no mail template “{name}”.', jsonb_build_object('name', template, 'field', 'template'), 'UI006');
	end if;
	select * into who from app.mail_recipient(entity, id);
	if x ? 'address' then who.address := x ->> 'address'; end if;
	if looks and who.contact is not null and not app.may('contact', 'read', who.contact) then who.name := null; end if;
	wanted := coalesce(x ->> 'language', who.language, (select c.language from app.company c where c.tenant_id = app.tenant()));
	select m.* into t from app.mail_template m where m.tenant_id = app.tenant() and m.name = template and m.deleted_at is null
	order by m.language <> wanted, m.language <> (select c.language from app.company c where c.tenant_id = app.tenant()), m.language <> 'fr', m.id limit 1;
	if t.entity is not null and t.entity <> mail_prepare.entity then
		perform app.refuse('The mail template “{name}” is for another kind of record: {entity}.', jsonb_build_object('name', template, 'entity', t.entity, 'field', 'template'));
	end if;
	filled := app.mail_values(entity, id, t.language, looks) || jsonb_build_object('customer_name', who.name) || case jsonb_typeof(x -> 'values') when 'object' then x -> 'values' else '{}' end;
	problem := case when who.address is null and who.contact is null then 'no_contact' when who.address is null then 'no_address'
	    when t.kind in ('reminder', 'campaign', 'welcome') and not coalesce(who.agreed, false) then 'no_consent' end;
	return jsonb_strip_nulls(jsonb_build_object('address', who.address, 'name', who.name, 'contact_id', who.contact, 'language', t.language, 'kind', t.kind, 'template', t.name,
	    'subject', app.mail_line(app.mail_fill_in(t.subject, filled)), 'body', regexp_replace(app.mail_text(app.mail_fill_in(t.body, filled)), '[ \t]*\n([ \t]*\n){2,}', E'\n\n', 'g'), 'problem', problem));
end $$;
alter function app.mail_prepare(text, text, bigint, jsonb) owner to comptoir_action;

-- The same, put into the outbox. Null: it may not be sent.
create or replace function app.mail_write(template text, entity text, id bigint, extra jsonb default '{}') returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	p constant jsonb := app.mail_prepare(template, entity, id, extra);
begin
	if p ? 'problem' then return null; end if;
	return app.mail_put(p ->> 'address', p ->> 'subject', p ->> 'body', entity, id, p ->> 'language',
	    jsonb_build_object('kind', p -> 'kind', 'name', p -> 'name', 'contact_id', p -> 'contact_id', 'template', p -> 'template') || coalesce(extra, '{}') - '{address,language,values}'::text[]);
end $$;
alter function app.mail_write(text, text, bigint, jsonb) owner to comptoir_action;
grant execute on function app.mail_fields, app.mail_value, app.mail_fill_in, app.mail_values, app.mail_recipient, app.mail_prepare, app.mail_refuse, app.mail_write to comptoir_action, comptoir_platform;
grant execute on function app.mail_fields to comptoir_staff;

-- What a record makes of it, before anything is sent. Addresses only for those who may see them.
create or replace function app.mail_look(template text, entity text, id bigint) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.spec(entity);
	if not app.may(entity, 'read', id) then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	if app.scope('mail_template', 'read') = 'none' then perform app.refuse('You may not do this.', '{"entity": "mail_template"}', 'UI005'); end if;
	return app.mail_prepare(template, entity, id, '{"looks": true}') - case when pg_has_role(current_setting('role'), 'comptoir_staff_personal', 'usage') then '{}' else '{address}'::text[] end;
end $$;
alter function app.mail_look(text, text, bigint) owner to comptoir_action;
grant execute on function app.mail_look, app.mail_refuse to comptoir_staff;
-- The mail as it would leave, to be read: to whom, about what, and its text. One that would not leave is refused as it would be.
create or replace function app.mail_shown(template text, entity text, id bigint) returns text language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	p constant jsonb := app.mail_look(template, entity, id);
begin
	perform app.mail_refuse(p);
	return concat_ws(E'\n', concat_ws(' ', p ->> 'name', '<' || (p ->> 'address') || '>'), p ->> 'subject') || E'\n\n' || btrim(p ->> 'body', E' \n\t');
end $$;
grant execute on function app.mail_shown to comptoir_staff;
create or replace function app.report_mail_preview(template text, id bigint, entity text default null) returns table (part text, content text) language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	kind constant text := coalesce(entity, (select t.entity from app.mail_template t where t.tenant_id = app.tenant() and t.name = template and t.deleted_at is null and t.entity is not null limit 1));
	p jsonb; gap text;
begin
	if kind is null then perform app.refuse('Say for which kind of record: entity=…', '{"field": "entity"}', 'UI007'); end if;
	p := app.mail_look(template, kind, id);
	return query values ('to', p ->> 'address'), ('language', p ->> 'language'), ('subject', p ->> 'subject');
	return query select case when n = 1 then 'text' end, line from regexp_split_to_table(p ->> 'body', '\n') with ordinality u(line, n);
	return query select 'words', cardinality(regexp_split_to_array(btrim(p ->> 'body', E' \n\t'), '\s+'))::text;
	gap := p ->> 'problem';
	if gap is not null then return query values (gap, null::text); end if;
end $$;
comment on function app.report_mail_preview is 'What a mail template makes of a record: nothing is sent.';
select ui.declare_report('mail_preview', 'Preview of a mail', 'app.report_mail_preview(text,bigint,text)',
    jsonb_build_object('part', '[["to", "To"], ["language", "Language"], ["subject", "Subject"], ["text", "Text"], ["words", "Words"]]'::jsonb || app.mail_problems()));
