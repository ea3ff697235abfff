-- after: crm/contact platform/subject
-- activity.sql: what happened with a contact or about a record: the timeline.
create table if not exists app.activity (like app.base including all,
	kind		text not null default 'note',
	subject		text collate app.natural,
	body		app.long_text,
	at		timestamptz not null default now(),
	duration_minutes integer,
	contact_id	bigint,
	subject_entity	text,
	subject_id	bigint,
	author_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	metadata	jsonb not null default '{}',
	constraint activity_said check (subject is not null or body is not null or kind <> 'note'),
	constraint activity_duration check (duration_minutes between 0 and 10080),
	constraint activity_about check ((subject_entity is null) = (subject_id is null)),
	constraint activity_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint activity_author foreign key (tenant_id, author_id) references app.person,
	constraint activity_team foreign key (tenant_id, team_id) references app.team
);
create index if not exists activity_of_contact on app.activity (tenant_id, contact_id, at, id) where deleted_at is null;
create index if not exists activity_of_subject on app.activity (tenant_id, subject_entity, subject_id, at, id) where deleted_at is null and subject_id is not null;
comment on table app.activity is 'Calls, notes, meetings, visits and messages: the timeline of a contact and of any other record.';
comment on column app.activity.kind is 'What happened.';
comment on column app.activity.subject is 'In a few words.';
comment on column app.activity.body is 'The whole story.';
comment on column app.activity.at is 'When it happened.';
comment on column app.activity.duration_minutes is 'How long it took, in minutes.';
comment on column app.activity.contact_id is 'With whom.';
comment on column app.activity.subject_entity is 'The kind of record that it is about, for example vehicle.';
comment on column app.activity.subject_id is 'The number of the record that it is about.';
comment on column app.activity.author_id is 'The colleague who did it.';
comment on column app.activity.team_id is 'The team that sees it; empty takes the contact''s team.';
comment on column app.activity.metadata is 'What a program that wrote it wanted to keep.';
comment on constraint activity_said on app.activity is 'A note says something.';
comment on constraint activity_duration on app.activity is 'A duration is 0 to 10,080 minutes, which is a week.';
comment on constraint activity_about on app.activity is 'A kind of record and its number go together.';

-- An activity about a contact is one with that contact, and its team's.
create or replace function app.activity_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if new.subject_entity = 'contact' then
		new.contact_id := coalesce(new.contact_id, new.subject_id);
	end if;
	if tg_op = 'INSERT' and new.team_id is null and new.contact_id is not null then
		select c.team_id into new.team_id from app.contact c where c.tenant_id = new.tenant_id and c.id = new.contact_id;
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.activity for each row execute function app.activity_fill();

-- The last contact is the latest activity that has happened; what is planned does not count yet.
create or replace function app.activity_last_contact() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
	who bigint; latest date;
begin
	for who in select distinct x from unnest(array[case when tg_op = 'UPDATE' then old.contact_id end, new.contact_id]) x where x is not null loop
		select (max(a.at) at time zone coalesce((select c.time_zone from app.company c where c.tenant_id = new.tenant_id), 'Europe/Paris'))::date into latest
		from app.activity a where a.tenant_id = new.tenant_id and a.contact_id = who and a.deleted_at is null and a.at <= now() + interval '5 minutes';
		update app.contact c set last_contact_on = latest, version = c.version + 1
		where c.tenant_id = new.tenant_id and c.id = who and c.deleted_at is null and c.last_contact_on is distinct from latest;
	end loop;
	return null;
end $$;
alter function app.activity_last_contact() owner to comptoir_action;
create or replace trigger last_contact after insert or update on app.activity for each row execute function app.activity_last_contact();

select ui.declare_entity('activity', title => 'Activities', empty => 'Calls, notes and visits are kept here, each on the record that it is about.', one => 'Activity', menu => 'CRM', "position" => 20, short => 'a', label => 'subject',
    list => 'at kind subject contact_id author_id duration_minutes',
    form => '[["Activity", "kind", "at", "subject", "body", "duration_minutes"], ["About", "contact_id", "subject_entity", "subject_id"],
      ["With us", "author_id", "team_id"]]',
    sort => 'at', "order" => '-at', search => 'subject body', board => 'kind', calendar => 'at', timeline => 'author_id', mine => 'author_id', team => 'team_id',
    choices => '{"kind": [["note", "Note"], ["call", "Call"], ["meeting", "Meeting"], ["site_visit", "Site visit"], ["email_sent", "E-mail sent"],
      ["email_received", "E-mail received"], ["sms_sent", "Text message sent"], ["whatsapp_sent", "WhatsApp sent"], ["letter", "Letter"], ["other", "Other"]]}',
    labels => '{"at": "When", "contact_id": "Contact", "subject_entity": "Kind of record", "subject_id": "Record number", "author_id": "Author", "duration_minutes": "Minutes"}');
select ui.declare_within('activity', 'contact', 'contact_id', 'read');
-- A second guard for the other record that an activity may be about.
create or replace trigger a_subject_too before insert or update on app.activity for each row when (new.subject_id is not null)
    execute function app.within_subject('read', '', 'subject_id');

create or replace function app.contact_log_activity(contact_id bigint, kind text, subject text, body text default null, at timestamptz default null,
    duration_minutes integer default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; choices jsonb;
begin
	perform app.require('contact', 'log_activity', contact_id);
	select e.spec -> 'choices' -> 'kind' into choices from ui.entity e where e.entity = 'activity';
	if not exists (select from jsonb_array_elements(choices) c where c ->> 0 = kind) then
		perform app.refuse('{label}: “{value}” is none of the choices: {choices}.', jsonb_build_object('label', 'Kind', 'value', kind, 'field', 'kind',
		    'choices', (select string_agg(c ->> 0, ', ') from jsonb_array_elements(choices) c)));
	end if;
	insert into app.activity (kind, subject, body, at, duration_minutes, contact_id, subject_entity, subject_id)
	values ($2, $3, $4, coalesce($5, now()), $6, $1, 'contact', $1) returning id into made;
	return made;
end $$;
comment on function app.contact_log_activity is 'Write down a call, a meeting or anything else that happened with this contact.';
select ui.declare_action('app.contact_log_activity(bigint,text,text,text,timestamptz,integer)', 'contact', label => 'Log an activity', key => 'l',
    rights => '{"technician":{"log_activity":"team"}}');
-- A call is told here where it was made: `t` on the contact's telephone.
select ui.declare_hints('contact', bias => '{"last_contact_on": "backward"}', address => 'street postcode city country',
    calls => '{"entity": "activity", "link": "contact_id", "values": {"kind": "call"}, "at": "at", "minutes": "duration_minutes"}');
select ui.declare_counter('contact', 'log_activity', makes => 'activity');
