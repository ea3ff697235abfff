-- after: platform/person platform/preferences platform/subject
-- notification.sql: what somebody is told: by the preference of each person for each kind on the screen, by mail, in a mail a day, or
-- not at all. One's own alone, whatever a role says.
create table if not exists app.notification (like app.base including all,
	person_id	bigint not null,
	kind		text not null,
	text		text collate app.natural not null default '',
	sentence	text not null,
	args		jsonb not null default '{}',
	subject_entity	text,
	subject_id	bigint,
	channel		text not null default 'screen',
	told_at		timestamptz,
	mailed_at	timestamptz,
	read_at		timestamptz,
	constraint notification_about check ((subject_entity is null) = (subject_id is null)),
	constraint notification_person foreign key (tenant_id, person_id) references app.person
);
create index if not exists notification_unread on app.notification (tenant_id, person_id, id) where read_at is null and deleted_at is null;
create index if not exists notification_untold on app.notification (id) where told_at is null;
create index if not exists notification_age on app.notification (created_at);
comment on table app.notification is 'What you were told: work that was given to you, what is late, who named you. Enter opens the record. Kept for 90 days.';
comment on column app.notification.person_id is 'Who was told.';
comment on column app.notification.kind is 'Why. How you are told of each kind is one of your preferences.';
comment on column app.notification.text is 'What you were told.';
comment on column app.notification.sentence is 'The same, for every language.';
comment on column app.notification.args is 'What stands in it.';
comment on column app.notification.subject_entity is 'The kind of record that it is about.';
comment on column app.notification.subject_id is 'The number of the record that it is about.';
comment on column app.notification.channel is 'On the screen, by mail at once, or in the mail of the day.';
comment on column app.notification.told_at is 'When you were told.';
comment on column app.notification.mailed_at is 'When it was in the mail of the day.';
comment on column app.notification.read_at is 'When you read it.';
comment on constraint notification_about on app.notification is 'A kind of record and its number go together.';

select ui.declare_entity('notification', title => 'Notifications', one => 'Notification', menu => 'Company', "position" => 905, label => 'text', limits => '{"1000": "text sentence"}',
    list => 'created_at text kind subject_entity read_at', form => '[["Notification", "text", "kind", "created_at", "read_at"], ["About", "subject_entity", "subject_id", "channel", "told_at"]]',
    search => 'text', mine => 'person_id', verbs => 'read update delete export',
    action_only => 'person_id kind text sentence args subject_entity subject_id channel told_at mailed_at read_at',
    empty => 'Nothing to tell. How you are told of what is one of your preferences.',
    choices => '{"channel": [["screen", "On the screen"], ["mail", "By mail, at once"], ["digest", "By mail, once a day"]],
      "kind": [["assigned", "Assigned"], ["late", "Late"], ["mentioned", "Mentioned"], ["answered", "Customer wrote"], ["rule", "By a rule"]]}',
    labels => '{"created_at": "When", "subject_entity": "Kind of record", "subject_id": "Record number", "told_at": "Told at", "read_at": "Read"}',
    rights => (select jsonb_object_agg(t, '{"read": "mine", "update": "mine", "delete": "mine", "export": "mine", "do": "mine"}'::jsonb)
        from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t));
create policy own on app.notification as restrictive to comptoir_staff using (person_id = app.person());
update ui.entity set spec = spec || '{"within": "notification.person_id = app.person()"}' where entity = 'notification';
select ui.declare_bell('notification');
select ui.declare_asked('notification', 'subject_entity', 'entity_choices');
select ui.declare_opens('notification', 'subject_entity', 'subject_id', 'seen', 'read_at');
drop trigger if exists zz_audit_made on app.notification;

-- The parts may call it: somebody of this company is told a sentence, as this person wants to be told of this kind. `args` has the
-- record's name as label. Nobody is told who no longer works here; a record is named to whom it concerns, and opened by their rights.
create or replace function app.notify_person(person bigint, kind text, sentence text, args jsonb, entity text, id bigint) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	wanted text;
begin
	if not exists (select from ui.preference p where p.name = 'notify.' || kind) then
		perform app.refuse('There is no kind of notification “{kind}”.', jsonb_build_object('kind', kind), 'UI007');
	end if;
	if person is null or not exists (select from app.person p where p.tenant_id = app.tenant() and p.id = person and p.deleted_at is null) then return; end if;
	select p.value into wanted from app.preference p where p.account_id = person and p.name = 'notify.' || kind;
	if wanted = 'none' then return; end if;
	args := coalesce(args, '{}');
	if args ? 'label' then args := args - 'label' || jsonb_build_object('=label', coalesce(nullif(args ->> 'label', ''), '#' || id)); end if;	-- a name is not translated
	insert into app.notification (person_id, kind, text, sentence, args, subject_entity, subject_id, channel)
	values (person, kind, left(app.filled(sentence, args), 1000), left(sentence, 1000), args, case when id is not null then entity end, case when entity is not null then id end, coalesce(wanted, 'screen'));
end $$;
comment on function app.notify_person is 'Tells a colleague something, as they want to be told of this kind.';
alter function app.notify_person(bigint, text, text, jsonb, text, bigint) owner to comptoir_platform;
grant execute on function app.notify_person to comptoir_staff, comptoir_action;

-- One that was read; and one that shall stand there again.
create or replace function app.notification_seen(notification_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('notification', 'seen', notification_id);
	update app.notification n set read_at = now(), version = n.version + 1 where n.tenant_id = app.tenant() and n.id = $1 and n.read_at is null;
end $$;
comment on function app.notification_seen is 'You read it.';
create or replace function app.notification_unseen(notification_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('notification', 'unseen', notification_id);
	update app.notification n set read_at = null, version = n.version + 1 where n.tenant_id = app.tenant() and n.id = $1 and n.read_at is not null;
end $$;
comment on function app.notification_unseen is 'Keep it among those that you have not read.';
do $$
declare
	mine constant jsonb := (select jsonb_object_agg(t, '{"do": "mine"}'::jsonb) from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) t);
begin
	perform ui.declare_action('app.notification_seen(bigint)', 'notification', label => 'Mark as read', key => 'r', shown_when => 'read_at is null', rights => mine);
	perform ui.declare_action('app.notification_unseen(bigint)', 'notification', label => 'Mark as unread', key => 'u', shown_when => 'read_at is not null', rights => mine);
	perform ui.declare_counter('notification', 'seen', counter => 'unseen');
	perform ui.declare_counter('notification', 'unseen', counter => 'seen');
end $$;

-- One's own: how many are unread, and the newest of them (all: of every one). read: all of them are, from now on.
create or replace function app.my_notifications("all" boolean default false, read boolean default false, most integer default 50) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n bigint := 0;
begin
	if app.scope('notification', 'read') = 'none' then perform app.refuse('You may not do this.', '{"entity": "notification", "verb": "read"}', 'UI005'); end if;
	if read then
		update app.notification x set read_at = now(), version = x.version + 1 where x.tenant_id = app.tenant() and x.person_id = app.person() and x.read_at is null and x.deleted_at is null;
		get diagnostics n = row_count;
	end if;
	return jsonb_strip_nulls(jsonb_build_object('entity', 'notification', 'marked', case when read then n end,
	    'unread', (select count(*) from (select from app.notification x where x.tenant_id = app.tenant() and x.person_id = app.person() and x.read_at is null and x.deleted_at is null limit 1000) y),
	    'notifications', case when most > 0 then (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('id', y.id, 'at', to_char(y.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
	            'message', y.sentence, 'args', y.args, 'entity', y.subject_entity, 'record', y.subject_id, 'read', nullif(y.read_at is not null, false))) order by y.id desc), '[]')
	        from (select * from app.notification x where x.tenant_id = app.tenant() and x.person_id = app.person() and x.deleted_at is null and ("all" or read or x.read_at is null) order by x.id desc limit least(most, 500)) y) end));
end $$;
alter function app.my_notifications(boolean, boolean, integer) owner to comptoir_action;
grant execute on function app.my_notifications to comptoir_staff;

-- For the job that tells: what nobody was told yet, each with the language and the address of whom it is for. It writes them in words.
create or replace function app.ready_tell_people() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.notification n where n.told_at is null and n.tenant_id <> all (app.job_apart('tell_people'))) $$;
create or replace function app.job_tell_people(tenant integer, args jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('notices', coalesce(jsonb_agg(x.j), '[]')) from (select jsonb_build_object('tenant', n.tenant_id, 'entity', 'notification', 'id', n.id, 'version', n.version, 'channel', n.channel, 'at_once', n.channel = 'mail',
	        'email', p.email, 'language', app.speaks(n.tenant_id, n.person_id), 'sentence', n.sentence, 'args', n.args) as j
	    from app.notification n join app.person p on p.tenant_id = n.tenant_id and p.id = n.person_id where n.told_at is null and case when tenant is null then n.tenant_id <> all (app.job_apart('tell_people')) else n.tenant_id = tenant end order by n.id limit 200) x $$;
comment on function app.job_tell_people is 'Tells colleagues what is new for them: on their screens, and by mail those who want that.';
create or replace function app.speaks(tenant integer, person bigint) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce((select f.value from app.preference f where f.account_id = $2 and f.name = 'language'), (select p.language from app.person p where p.tenant_id = $1 and p.id = $2),
	    (select a.language from app.account a where a.id = $2), 'fr') $$;
-- By mail, where the server sends any; it stands on the screen all the same.
create or replace function app.notice_mailed(mail jsonb) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	send constant text := 'select app.mail_put($1, $2, $3, language => $4, extra => $5)';
begin
	if to_regprocedure('app.mail_put(text,text,text,text,bigint,text,jsonb)') is null then return; end if;
	execute send using mail ->> 'email', mail ->> 'subject', mail ->> 'body', mail ->> 'language', '{"kind": "notification"}'::jsonb;
end $$;
-- They were told, in these words: [{"tenant", "id", "text", "subject", "body"}]. By mail goes what this person wants by mail.
-- Answers what went wrong, by company: {"7": "23514"}; the others were told.
create or replace function app.people_told(told jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t jsonb; by_mail boolean; failed jsonb := '{}';
begin
	for t in select * from jsonb_array_elements(told) loop
		begin
			perform app.as_platform((t ->> 'tenant')::integer);
			update app.notification n set text = left(t ->> 'text', 1000), told_at = now(), version = n.version + 1 where n.tenant_id = (t ->> 'tenant')::integer and n.id = (t ->> 'id')::bigint and n.told_at is null
			returning n.channel = 'mail' into by_mail;
			continue when not found or not by_mail or not t ? 'body';
			perform app.notice_mailed(t);
		exception when others then failed := failed || jsonb_build_object(t ->> 'tenant', sqlstate);
		end;
	end loop;
	return failed;
end $$;

-- The mail of the day: at seven in the morning where the company is, what somebody has not read by then.
create or replace function app.job_daily_digest(tenant integer, args jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('digests', coalesce(jsonb_agg(x.j), '[]')) from (select jsonb_build_object('tenant', n.tenant_id, 'person', n.person_id, 'email', p.email, 'company', c.name,
	        'language', app.speaks(n.tenant_id, n.person_id), 'day', (now() at time zone c.time_zone)::date, 'ids', jsonb_agg(n.id order by n.id), 'texts', jsonb_agg(n.text order by n.id)) as j
	    from app.notification n join app.person p on p.tenant_id = n.tenant_id and p.id = n.person_id and p.deleted_at is null join app.company c on c.tenant_id = n.tenant_id
	    where n.channel = 'digest' and n.mailed_at is null and n.read_at is null and n.told_at is not null and n.deleted_at is null and case when $1 is null then n.tenant_id <> all (app.job_apart('daily_digest')) else n.tenant_id = $1 end
	    and n.created_at < date_trunc('day', now() at time zone c.time_zone) at time zone c.time_zone + coalesce(($2 ->> 'hour')::integer, 7) * interval '1 hour'
	    and extract(hour from now() at time zone c.time_zone) >= coalesce(($2 ->> 'hour')::integer, 7)
	    group by n.tenant_id, n.person_id, p.email, c.name, c.time_zone order by n.tenant_id, n.person_id limit 100) x $$;
comment on function app.job_daily_digest is 'Sends the mail of the day to those who want to be told so: once, in the morning.';
create or replace function app.digests_sent(sent jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	s jsonb; failed jsonb := '{}';
begin
	for s in select * from jsonb_array_elements(sent) loop
		begin
			perform app.as_platform((s ->> 'tenant')::integer);
			update app.notification n set mailed_at = now(), version = n.version + 1 where n.tenant_id = (s ->> 'tenant')::integer and n.person_id = (s ->> 'person')::bigint and n.mailed_at is null
			and n.id in (select x::bigint from jsonb_array_elements_text(s -> 'ids') x);
			continue when not found;
			perform app.notice_mailed(s);
		exception when others then failed := failed || jsonb_build_object(s ->> 'tenant', sqlstate);
		end;
	end loop;
	return failed;
end $$;

create or replace function app.job_forget_notifications(tenant integer, args jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; n bigint; parts jsonb := '{}'; until constant timestamptz := now() - make_interval(days => coalesce((args ->> 'days')::integer, 90));
begin
	for t in select distinct x.tenant_id from app.notification x where x.created_at < until and (tenant is null or x.tenant_id = tenant) loop	-- each in its own name
		perform app.as_platform(t);
		delete from app.notification x where x.tenant_id = t and x.created_at < until;
		get diagnostics n = row_count; parts := parts || jsonb_build_object(t::text, n);
	end loop;
	return app.job_counted('forgotten', parts);
end $$;
comment on function app.job_forget_notifications is 'Forgets what people were told more than 90 days ago.';
do $$
declare
	f text;
begin
	foreach f in array '{ready_tell_people(),job_tell_people(integer;jsonb),speaks(integer;bigint),people_told(jsonb),notice_mailed(jsonb),job_daily_digest(integer;jsonb),digests_sent(jsonb),job_forget_notifications(integer;jsonb)}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', replace(f, ';', ','));
	end loop;
end $$;
grant execute on function app.people_told, app.digests_sent to comptoir_app;
insert into app.job (name, every, ready) values ('tell_people', '10 minutes', true), ('daily_digest', '15 minutes', false), ('forget_notifications', '1 day', false) on conflict on constraint job_once do nothing;
