-- after: support/hours support/mailbox platform/choice platform/team crm/contact garage/vehicle planning/booking
-- ticket.sql: questions of customers and colleagues, until they are answered: who asks, who answers, by when.
create table if not exists app.sla_target (like app.base including all,
	priority	text not null,
	respond_minutes	integer not null,
	resolve_minutes	integer not null,
	constraint sla_target_once exclude using btree (tenant_id with =, priority with =) where (deleted_at is null),
	constraint sla_target_minutes check (respond_minutes between 1 and 100000 and resolve_minutes between 1 and 1000000)
);
comment on table app.sla_target is 'How soon we promise to answer and to solve, in minutes in which we are open.';
comment on column app.sla_target.priority is 'For tickets of this priority.';
comment on column app.sla_target.respond_minutes is 'Minutes until the first answer.';
comment on column app.sla_target.resolve_minutes is 'Minutes until it is solved. The clock stands while the customer is waited for.';
comment on constraint sla_target_once on app.sla_target is 'There is a promise for this priority already.';
comment on constraint sla_target_minutes on app.sla_target is 'A promise is 1 to 100,000 minutes for the answer, 1 to 1,000,000 for the solution.';
select ui.declare_entity('sla_target', title => 'Promises', one => 'Promise', menu => 'Company', "position" => 916, label => 'priority',
    list => 'priority respond_minutes resolve_minutes', form => '[["Promise", "priority", "respond_minutes", "resolve_minutes"]]',
    choices => '{"priority": [["low", "Low"], ["medium", "Medium"], ["high", "High"], ["urgent", "Urgent"]]}', labels => '{"respond_minutes": "Minutes to answer", "resolve_minutes": "Minutes to solve"}',
    rights => '{"office": {"read": "all"}, "technician": {"read": "all"}}');
-- What is promised where the company says nothing.
create or replace function app.promised(priority text, out respond integer, out resolve integer) language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(t.respond_minutes, d.a), coalesce(t.resolve_minutes, d.b)
	from (values ('urgent', 60, 240), ('high', 120, 540), ('medium', 240, 1620), ('low', 540, 2700)) d(p, a, b)
	left join app.sla_target t on t.tenant_id = app.tenant() and t.priority = d.p and t.deleted_at is null where d.p = $1 $$;
grant execute on function app.promised to comptoir_staff, comptoir_action, comptoir_platform;

create table if not exists app.ticket (like app.base including all,
	subject		text collate app.natural not null,
	status		text not null default 'open',
	priority	text not null default 'medium',
	category	text not null default 'question',
	description	app.long_text,
	contact_id	bigint,
	requester_email	app.email,
	vehicle_id	bigint,
	assignee_id	bigint,
	team_id		bigint,
	mailbox_id	bigint,
	token		text not null default substr(translate(gen_random_uuid()::text, '-', ''), 1, 10),
	source		text not null default 'screen',
	tags		text[] not null default '{}',
	respond_by	timestamptz,
	reply_by	timestamptz,
	resolve_by	timestamptz,
	due_at		timestamptz,
	answered_at	timestamptz,
	waiting_since	timestamptz,
	stood_minutes	integer not null default 0,
	resolved_at	timestamptz,
	closed_at	timestamptz,
	merged_into_id	bigint,
	satisfaction	integer,
	satisfaction_note text,
	custom		jsonb not null default '{}',
	constraint ticket_subject check (btrim(subject) <> ''),
	constraint ticket_satisfaction check (satisfaction between 1 and 5),
	constraint ticket_not_into_itself check (merged_into_id <> id),
	constraint ticket_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint ticket_vehicle foreign key (tenant_id, vehicle_id) references app.vehicle,
	constraint ticket_assignee foreign key (tenant_id, assignee_id) references app.person,
	constraint ticket_team foreign key (tenant_id, team_id) references app.team,
	constraint ticket_mailbox foreign key (tenant_id, mailbox_id) references app.mailbox,
	constraint ticket_merged_into foreign key (tenant_id, merged_into_id) references app.ticket
);
create index if not exists ticket_of_contact on app.ticket (tenant_id, contact_id) where deleted_at is null and contact_id is not null;
create index if not exists ticket_open_of on app.ticket (tenant_id, assignee_id) where deleted_at is null and status in ('open', 'in_progress', 'waiting');
create index if not exists ticket_promised on app.ticket (due_at) where deleted_at is null and due_at is not null;
create index if not exists ticket_solved on app.ticket (resolved_at) where deleted_at is null and status = 'resolved';
create index if not exists ticket_asked_by on app.ticket (tenant_id, requester_email, created_at) where source = 'mail';
comment on table app.ticket is 'Questions and requests, until they are answered.';
comment on column app.ticket.subject is 'What it is about, in a few words.';
comment on column app.ticket.status is 'How far it is. While it waits for the customer the clock stands.';
comment on column app.ticket.priority is 'How much it presses: it decides what is promised.';
comment on column app.ticket.category is 'What kind of question it is: it decides which team gets it.';
comment on column app.ticket.description is 'The question as it came.';
comment on column app.ticket.contact_id is 'Who asks.';
comment on column app.ticket.requester_email is 'Where the answer goes.';
comment on column app.ticket.vehicle_id is 'The vehicle that it is about.';
comment on column app.ticket.assignee_id is 'Who answers.';
comment on column app.ticket.team_id is 'The team whose queue it is in.';
comment on column app.ticket.mailbox_id is 'The box that it came in by: answers come from there.';
comment on column app.ticket.token is 'What the subject of our mails says beside its number, so that nobody guesses his way into it.';
comment on column app.ticket.source is 'How it came.';
comment on column app.ticket.tags is 'Words to group tickets by.';
comment on column app.ticket.respond_by is 'By when the first answer is promised.';
comment on column app.ticket.reply_by is 'By when the customer''s last word is answered, where a first answer was given.';
comment on column app.ticket.due_at is 'What is promised next; while nothing runs it is empty.';
comment on column app.ticket.resolve_by is 'By when a solution is promised.';
comment on column app.ticket.answered_at is 'When the first answer was given.';
comment on column app.ticket.waiting_since is 'Since when it waits for the customer.';
comment on column app.ticket.stood_minutes is 'Minutes of ours that the clock stood: the customer was waited for, or it was solved.';
comment on column app.ticket.resolved_at is 'When it was solved.';
comment on column app.ticket.closed_at is 'When it was closed.';
comment on column app.ticket.merged_into_id is 'The ticket that it became a part of.';
comment on column app.ticket.satisfaction is 'How content the customer was, 1 to 5.';
comment on column app.ticket.satisfaction_note is 'What the customer said of it.';
comment on column app.ticket.custom is 'Fields that your company added.';
comment on constraint ticket_subject on app.ticket is 'Say what it is about.';
comment on constraint ticket_satisfaction on app.ticket is 'Satisfaction is 1 to 5.';
comment on constraint ticket_not_into_itself on app.ticket is 'A ticket is not merged into itself.';

create table if not exists app.ticket_queue (like app.base including all,
	category	text not null,
	team_id		bigint not null,
	constraint ticket_queue_once exclude using btree (tenant_id with =, category with =) where (deleted_at is null),
	constraint ticket_queue_team foreign key (tenant_id, team_id) references app.team
);
comment on table app.ticket_queue is 'Which team gets which tickets.';
comment on column app.ticket_queue.category is 'Tickets of this category; * is every other one.';
comment on column app.ticket_queue.team_id is 'The team that gets them; of its members the one with the fewest open ones who is at work.';
comment on constraint ticket_queue_once on app.ticket_queue is 'This category has its team already.';
select ui.declare_entity('ticket_queue', title => 'Ticket queues', one => 'Ticket queue', menu => 'Company', "position" => 915, label => 'category', list => 'category team_id', form => '[["Ticket queue", "category", "team_id"]]',
    rights => '{"office": {"read": "all"}, "technician": {"read": "all"}}');

-- Of a team the member to whom the next one goes: who is at work now (no absence, within the hours) before who is not, then who has
-- the fewest open tickets, then who waits longest for one. Who is away for the day gets none.
create or replace function app.least_loaded(team bigint) returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
	with zone as (select (now() at time zone coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris'))::date as today),
	member as (select m.person_id, r.id as resource_id from app.team_member m join app.person p on p.tenant_id = m.tenant_id and p.id = m.person_id and p.deleted_at is null
	    left join app.resource r on r.tenant_id = m.tenant_id and r.person_id = m.person_id and r.deleted_at is null
	    where m.tenant_id = app.tenant() and m.team_id = team and m.deleted_at is null and exists (select from app.membership s where s.tenant_id = m.tenant_id and s.person_id = m.person_id and s.deleted_at is null)
	    and not exists (select from app.booking b where b.tenant_id = m.tenant_id and b.person_id = m.person_id and b.kind = 'absence' and b.deleted_at is null and now() between b.starts_at and b.ends_at)),
	present as (select o.resource_id, o.hours @> now() as here from zone, app.resource_open(array(select resource_id from member where resource_id is not null), zone.today, zone.today) o)
	select m.person_id from member m left join present p on p.resource_id = m.resource_id
	order by coalesce(p.here, true) desc, (select count(*) from app.ticket t where t.tenant_id = app.tenant() and t.assignee_id = m.person_id and t.deleted_at is null and t.status in ('open', 'in_progress', 'waiting')),
	    (select max(t.created_at) from app.ticket t where t.tenant_id = app.tenant() and t.assignee_id = m.person_id and t.deleted_at is null and t.status in ('open', 'in_progress', 'waiting')) nulls first, m.person_id limit 1 $$;
grant execute on function app.least_loaded to comptoir_action;

-- The clock: promised from when it came; stands while the customer is waited for or holds it solved; runs on from where it stood.
create or replace function app.ticket_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	p record; stood integer; since timestamptz;
begin
	if tg_op = 'INSERT' then
		if new.contact_id is null and new.requester_email is not null then
			select c.id into new.contact_id from app.contact c where c.tenant_id = new.tenant_id and c.deleted_at is null and c.email = new.requester_email order by c.id limit 1;
		elsif new.requester_email is null and new.contact_id is not null then
			select c.email into new.requester_email from app.contact c where c.tenant_id = new.tenant_id and c.id = new.contact_id;
		end if;
	end if;
	-- By its category, and again when somebody finds that it is another one's; who was chosen by hand stays.
	if new.assignee_id is null and (tg_op = 'INSERT' and new.team_id is null or tg_op = 'UPDATE' and new.category <> old.category and new.team_id is not distinct from old.team_id and old.assignee_id is null) then
		select q.team_id into new.team_id from app.ticket_queue q where q.tenant_id = new.tenant_id and q.deleted_at is null and q.category in (new.category, '*') order by q.category = '*' limit 1;
	end if;
	if new.assignee_id is null and new.team_id is not null and new.status in ('open', 'in_progress') and (tg_op = 'INSERT' or new.team_id is distinct from old.team_id) then
		new.assignee_id := app.least_loaded(new.team_id);
	end if;
	if tg_op = 'INSERT' or new.priority <> old.priority then
		select * into p from app.promised(new.priority);
		stood := case when tg_op = 'INSERT' then 0 else new.stood_minutes end;
		new.respond_by := app.open_after(case when tg_op = 'INSERT' then now() else new.created_at end, p.respond + case when new.answered_at is null then stood else 0 end);
		new.resolve_by := app.open_after(case when tg_op = 'INSERT' then now() else new.created_at end, p.resolve + stood);
	end if;
	if tg_op = 'UPDATE' and new.status in ('open', 'in_progress') and old.status not in ('open', 'in_progress') then
		since := coalesce(old.waiting_since, old.resolved_at, now());
		stood := app.open_between(since, now());
		new.stood_minutes := new.stood_minutes + stood;
		if new.resolve_by is not null then new.resolve_by := app.open_after(new.resolve_by, stood); end if;
		if new.respond_by is not null and new.answered_at is null then new.respond_by := app.open_after(new.respond_by, stood); end if;
	end if;
	new.waiting_since := case when new.status = 'waiting' then coalesce(new.waiting_since, now()) end;
	new.resolved_at := case when new.status in ('resolved', 'closed') then coalesce(new.resolved_at, now()) end;
	new.closed_at := case when new.status = 'closed' then coalesce(new.closed_at, now()) end;
	if new.status not in ('open', 'in_progress') then new.reply_by := null; end if;
	new.due_at := case when new.status in ('open', 'in_progress') then least(case when new.answered_at is null then new.respond_by end, new.reply_by, new.resolve_by) end;
	return new;
end $$;
alter function app.ticket_fill() owner to comptoir_action;
-- (After the address was cleaned.)
create or replace trigger d_fill before insert or update on app.ticket for each row execute function app.ticket_fill();

create or replace function app.ticket_warnings(t app.ticket) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'respond_by', 'The first answer was promised by {at}.', jsonb_build_object('at', app.wall(t.respond_by)) where t.answered_at is null and t.status in ('open', 'in_progress') and t.respond_by < now()
	union all select 'resolve_by', 'A solution was promised by {at}.', jsonb_build_object('at', app.wall(t.resolve_by)) where t.status in ('open', 'in_progress') and t.resolve_by < now()
	union all select 'reply_by', 'The customer''s last word was to be answered by {at}.', jsonb_build_object('at', app.wall(t.reply_by)) where t.status in ('open', 'in_progress') and t.reply_by < now()
	union all select 'requester_email', 'There is no address to answer to.', '{}'::jsonb where t.requester_email is null and t.source = 'mail' $$;
grant execute on function app.ticket_warnings(app.ticket) to comptoir_staff;

select ui.declare_entity('ticket', title => 'Tickets', one => 'Ticket', menu => 'Support', "position" => 300, label => 'subject',
    list => 'subject status priority category contact_id assignee_id due_at', form => '[["Ticket", "subject", "status", "priority", "category", "description"], ["Who", "contact_id", "requester_email", "vehicle_id", "assignee_id", "team_id", "source", "mailbox_id", "tags"],
      ["Clock", "due_at", "respond_by", "reply_by", "resolve_by", "answered_at", "waiting_since", "stood_minutes", "resolved_at", "closed_at"], ["After", "merged_into_id", "satisfaction", "satisfaction_note"]]',
    limits => '{"1000": "satisfaction_note"}', sort => 'subject due_at created_at', "order" => 'due_at', search => 'subject description requester_email tags custom', mine => 'assignee_id', team => 'team_id', own => 'category',
    board => '{"field": "status", "lanes": "assignee_id", "quiet": "updated_at", "rest": ["resolved", "closed"]}', action_only => 'token mailbox_id due_at respond_by reply_by resolve_by answered_at waiting_since stood_minutes resolved_at closed_at merged_into_id satisfaction satisfaction_note',
    choices => '{"status": [["open", "Opened"], ["in_progress", "In progress"], ["waiting", "Waiting"], ["resolved", "Resolved"], ["closed", "Closed for good"]],
      "priority": [["low", "Low"], ["medium", "Medium"], ["high", "High"], ["urgent", "Urgent"]], "category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]],
      "source": [["screen", "Screen"], ["mail", "Mail"], ["telephone", "Telephone"], ["script", "Script"]]}',
    labels => '{"contact_id": "Who asks", "requester_email": "E-mail", "vehicle_id": "Vehicle", "assignee_id": "Who answers", "respond_by": "Answer by", "reply_by": "Reply by", "due_at": "Promised", "stood_minutes": "Stood (minutes)", "mailbox_id": "Came by", "resolve_by": "Solve by", "answered_at": "Answered", "merged_into_id": "Merged into"}',
    rights => '{"technician": {"read": "team", "create": "all", "update": "team", "do": "team"}, "performer": {"read": "mine", "create": "all"}, "driver": {"read": "none"}}');
select ui.declare_named('ticket', 'contact_id vehicle_id');
select ui.declare_event('ticket', 'answered', 'Answered', '“{label}” was answered.', becomes => 'row.answered_at is not null');
select ui.declare_event('ticket', 'resolved', 'Resolved', '“{label}” was resolved.', becomes => $$row.status in ('resolved', 'closed')$$);
select ui.declare_event('ticket', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'assignee_id', tells => 'assignee_id');
select ui.declare_event('ticket', 'answer_late', 'First answer is late', 'The first answer to “{label}” is late.', passes => 'respond_by',
    "while" => $$t.answered_at is null and t.status in ('open', 'in_progress')$$, tells => 'assignee_id');
select ui.declare_event('ticket', 'late', 'Late', '“{label}” was promised by now and is not solved.', passes => 'resolve_by', "while" => $$t.status in ('open', 'in_progress')$$, tells => 'assignee_id');
select ui.declare_event('ticket', 'reply_late', 'Reply is late', 'The customer wrote again about “{label}”: an answer was promised by now.', passes => 'reply_by', "while" => $$t.status in ('open', 'in_progress')$$, tells => 'assignee_id');
