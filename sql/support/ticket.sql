-- after: support/hours platform/choice platform/team crm/contact garage/vehicle
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
	source		text not null default 'screen',
	tags		text[] not null default '{}',
	respond_by	timestamptz,
	resolve_by	timestamptz,
	answered_at	timestamptz,
	waiting_since	timestamptz,
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
	constraint ticket_merged_into foreign key (tenant_id, merged_into_id) references app.ticket
);
create index if not exists ticket_of_contact on app.ticket (tenant_id, contact_id) where deleted_at is null and contact_id is not null;
create index if not exists ticket_open_of on app.ticket (tenant_id, assignee_id) where deleted_at is null and status in ('open', 'in_progress', 'waiting');
create index if not exists ticket_late on app.ticket (tenant_id, resolve_by) where deleted_at is null and status in ('open', 'in_progress');
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
comment on column app.ticket.source is 'How it came.';
comment on column app.ticket.tags is 'Words to group tickets by.';
comment on column app.ticket.respond_by is 'By when the first answer is promised.';
comment on column app.ticket.resolve_by is 'By when a solution is promised.';
comment on column app.ticket.answered_at is 'When the first answer was given.';
comment on column app.ticket.waiting_since is 'Since when it waits for the customer.';
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

-- Of a team the member who is at work (no absence now) and has the fewest open tickets.
create or replace function app.least_loaded(team bigint) returns bigint language sql stable set search_path = pg_catalog, pg_temp as $$
	select m.person_id from app.team_member m join app.person p on p.tenant_id = m.tenant_id and p.id = m.person_id and p.deleted_at is null
	where m.tenant_id = app.tenant() and m.team_id = team and m.deleted_at is null
	and not exists (select from app.booking b where b.tenant_id = m.tenant_id and b.person_id = m.person_id and b.kind = 'absence' and b.deleted_at is null and now() between b.starts_at and b.ends_at)
	order by (select count(*) from app.ticket t where t.tenant_id = m.tenant_id and t.assignee_id = m.person_id and t.deleted_at is null and t.status in ('open', 'in_progress', 'waiting')), m.person_id limit 1 $$;

grant execute on function app.least_loaded to comptoir_action;

-- The clock: promised from when it came; stands while the customer is waited for; runs on from where it stood.
create or replace function app.ticket_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	p record; stood integer;
begin
	if tg_op = 'INSERT' then
		if new.contact_id is null and new.requester_email is not null then
			select c.id into new.contact_id from app.contact c where c.tenant_id = new.tenant_id and c.deleted_at is null and c.email = new.requester_email order by c.id limit 1;
		elsif new.requester_email is null and new.contact_id is not null then
			select c.email into new.requester_email from app.contact c where c.tenant_id = new.tenant_id and c.id = new.contact_id;
		end if;
		if new.team_id is null and new.assignee_id is null then
			select q.team_id into new.team_id from app.ticket_queue q where q.tenant_id = new.tenant_id and q.deleted_at is null and q.category in (new.category, '*') order by q.category = '*' limit 1;
			new.assignee_id := app.least_loaded(new.team_id);
		end if;
	end if;
	if tg_op = 'INSERT' or new.priority <> old.priority then
		select * into p from app.promised(new.priority);
		new.respond_by := app.open_after(case when tg_op = 'INSERT' then now() else new.created_at end, p.respond);
		new.resolve_by := app.open_after(case when tg_op = 'INSERT' then now() else new.created_at end, p.resolve);
	end if;
	if new.status = 'waiting' then new.waiting_since := coalesce(new.waiting_since, now());
	elsif tg_op = 'UPDATE' and old.waiting_since is not null then
		stood := app.open_between(old.waiting_since, now());
		if new.resolve_by is not null then new.resolve_by := app.open_after(new.resolve_by, stood); end if;
		if new.respond_by is not null and new.answered_at is null then new.respond_by := app.open_after(new.respond_by, stood); end if;
		new.waiting_since := null;
	end if;
	new.resolved_at := case when new.status in ('resolved', 'closed') then coalesce(new.resolved_at, now()) end;
	new.closed_at := case when new.status = 'closed' then coalesce(new.closed_at, now()) end;
	return new;
end $$;
alter function app.ticket_fill() owner to comptoir_action;
-- (After the address was cleaned.)
create or replace trigger d_fill before insert or update on app.ticket for each row execute function app.ticket_fill();

create or replace function app.ticket_warnings(t app.ticket) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'respond_by', 'The first answer was promised by {at}.', jsonb_build_object('at', t.respond_by) where t.answered_at is null and t.status in ('open', 'in_progress') and t.respond_by < now()
	union all select 'resolve_by', 'A solution was promised by {at}.', jsonb_build_object('at', t.resolve_by) where t.status in ('open', 'in_progress') and t.resolve_by < now() $$;
grant execute on function app.ticket_warnings(app.ticket) to comptoir_staff;

select ui.declare_entity('ticket', title => 'Tickets', one => 'Ticket', menu => 'Support', "position" => 300, label => 'subject',
    list => 'subject status priority category contact_id assignee_id resolve_by', form => '[["Ticket", "subject", "status", "priority", "category", "description"], ["Who", "contact_id", "requester_email", "vehicle_id", "assignee_id", "team_id", "source", "tags"],
      ["Clock", "respond_by", "resolve_by", "answered_at", "waiting_since", "resolved_at", "closed_at"], ["After", "merged_into_id", "satisfaction", "satisfaction_note"]]',
    sort => 'subject resolve_by created_at', "order" => '-id', search => 'subject description requester_email tags custom', mine => 'assignee_id', team => 'team_id', own => 'category',
    board => '{"field": "status", "lanes": "assignee_id", "quiet": "updated_at", "rest": ["resolved", "closed"]}', action_only => 'respond_by resolve_by answered_at waiting_since resolved_at closed_at merged_into_id satisfaction satisfaction_note',
    choices => '{"status": [["open", "Open"], ["in_progress", "In progress"], ["waiting", "Waiting"], ["resolved", "Resolved"], ["closed", "Closed"]],
      "priority": [["low", "Low"], ["medium", "Medium"], ["high", "High"], ["urgent", "Urgent"]], "category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]],
      "source": [["screen", "Screen"], ["mail", "Mail"], ["telephone", "Telephone"], ["script", "Script"]]}',
    labels => '{"contact_id": "Who asks", "requester_email": "E-mail", "vehicle_id": "Vehicle", "assignee_id": "Who answers", "respond_by": "Answer by", "resolve_by": "Solve by", "answered_at": "Answered", "merged_into_id": "Merged into"}',
    rights => '{"technician": {"read": "team", "create": "all", "update": "team", "do": "team"}, "performer": {"read": "mine", "create": "all"}, "driver": {"read": "none"}}');
select ui.declare_event('ticket', 'answered', 'Answered', '“{label}” was answered.', becomes => 'row.answered_at is not null');
select ui.declare_event('ticket', 'resolved', 'Resolved', '“{label}” was resolved.', becomes => $$row.status in ('resolved', 'closed')$$);
select ui.declare_event('ticket', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'assignee_id', tells => 'assignee_id');
select ui.declare_event('ticket', 'answer_late', 'First answer is late', 'The first answer to “{label}” is late.', passes => 'respond_by',
    "while" => $$t.answered_at is null and t.status in ('open', 'in_progress')$$, tells => 'assignee_id');
select ui.declare_event('ticket', 'late', 'Late', '“{label}” was promised by now and is not solved.', passes => 'resolve_by', "while" => $$t.status in ('open', 'in_progress')$$, tells => 'assignee_id');

create table if not exists app.ticket_message (like app.base including all,
	ticket_id	bigint not null,
	kind		text not null default 'note',
	body		app.long_text not null,
	at		timestamptz not null default now(),
	author_id	bigint default nullif(app.person(), 0),
	from_email	app.email,
	message_id	text,
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
comment on constraint ticket_message_said on app.ticket_message is 'A message says something.';
comment on constraint ticket_message_once on app.ticket_message is 'This mail was taken already.';
create or replace function app.ticket_message_moves() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	-- An answer stops the first clock; a word of the customer starts it again.
	update app.ticket t set answered_at = case when new.kind = 'answer' then coalesce(t.answered_at, new.at) else t.answered_at end,
	    status = case when new.kind = 'question' and t.status in ('waiting', 'resolved') then 'open' when new.kind = 'answer' and t.status = 'open' then 'in_progress' else t.status end, version = t.version + 1
	where t.tenant_id = new.tenant_id and t.id = new.ticket_id and (new.kind = 'answer' and (t.answered_at is null or t.status = 'open') or new.kind = 'question' and t.status in ('waiting', 'resolved'));
	return null;
end $$;
alter function app.ticket_message_moves() owner to comptoir_action;
create or replace trigger moves after insert on app.ticket_message for each row when (new.kind <> 'note') execute function app.ticket_message_moves();
select ui.declare_entity('ticket_message', title => 'Messages', one => 'Message', menu => '', "position" => 301, label => 'body',
    list => 'at kind author_id from_email body', form => '[["Message", "ticket_id", "kind", "body", "at", "author_id", "from_email"]]', "order" => 'at', search => 'body', sort => 'at', mine => 'author_id',
    choices => '{"kind": [["note", "Note"], ["answer", "Answer"], ["question", "Question"]]}', create_only => 'kind body', action_only => 'message_id author_id',
    labels => '{"author_id": "Who", "from_email": "From"}',
    rights => '{"technician": {"read": "all", "create": "all"}, "performer": {"read": "all", "create": "all"}}');
select ui.declare_within('ticket_message', 'ticket', 'ticket_id', 'read');

create or replace function app.ticket_answer(ticket_id bigint, body text, wait boolean default true) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint;
begin
	perform app.require('ticket', 'answer', ticket_id);
	insert into app.ticket_message (ticket_id, kind, body) values ($1, 'answer', body) returning id into made;
	update app.ticket t set status = case when wait then 'waiting' else t.status end, assignee_id = coalesce(t.assignee_id, nullif(app.person(), 0)), version = t.version + 1
	where t.tenant_id = app.tenant() and t.id = $1 and (wait and t.status in ('open', 'in_progress') or t.assignee_id is null);
	return made;
end $$;
comment on function app.ticket_answer is 'Answer the customer; then it waits for them, unless you say otherwise.';
select ui.declare_action('app.ticket_answer(bigint,text,boolean)', 'ticket', label => 'Answer', key => 'r', shown_when => $$status <> 'closed'$$);
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
	if btrim(answer) <> '' then insert into app.ticket_message (ticket_id, kind, body) values ($1, 'answer', answer); end if;
	update app.ticket t set status = 'resolved', version = t.version + 1 where t.tenant_id = app.tenant() and t.id = $1 and t.status not in ('resolved', 'closed');
	if not found then perform app.refuse('It is resolved or closed already.', '{"field": "status"}'); end if;
end $$;
comment on function app.ticket_resolve is 'It is solved, perhaps with a last answer. A new word of the customer opens it again.';
select ui.declare_action('app.ticket_resolve(bigint,text)', 'ticket', label => 'Resolve', key => 's', shown_when => $$status not in ('resolved', 'closed')$$);
create or replace function app.ticket_merge_into(merged_id bigint, ticket_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('ticket', 'merge_into', merged_id), app.require('ticket', 'merge_into', ticket_id);
	if merged_id = ticket_id then perform app.refuse('A ticket is not merged into itself.', '{"field": "ticket_id"}'); end if;
	if exists (select from app.ticket t where t.tenant_id = app.tenant() and t.id in (merged_id, $2) and t.merged_into_id is not null) then
		perform app.refuse('One of them is part of another one already.', '{"field": "ticket_id"}');
	end if;
	insert into app.ticket_message (ticket_id, kind, body, at) select $2, 'note', concat_ws(E'\n\n', t.subject, t.description), t.created_at from app.ticket t where t.tenant_id = app.tenant() and t.id = merged_id;
	update app.ticket_message m set ticket_id = $2, version = m.version + 1 where m.tenant_id = app.tenant() and m.ticket_id = merged_id and m.deleted_at is null;
	update app.ticket t set status = 'closed', merged_into_id = $2, version = t.version + 1 where t.tenant_id = app.tenant() and t.id = merged_id;
end $$;
comment on function app.ticket_merge_into is 'Make it a part of another one: its messages go there, and it is closed.';
select ui.declare_action('app.ticket_merge_into(bigint,bigint)', 'ticket', label => 'Merge into', key => 'm', shown_when => 'merged_into_id is null');
create or replace function app.ticket_split(ticket_id bigint, subject text, ticket_message_id bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; m app.ticket_message;
begin
	perform app.require('ticket', 'split', ticket_id);
	select * into m from app.ticket_message x where x.tenant_id = app.tenant() and x.id = ticket_message_id and x.ticket_id = $1 and x.deleted_at is null;
	if m.id is null then perform app.refuse('This message is not one of the ticket.', '{"field": "ticket_message_id"}', 'UI006'); end if;
	insert into app.ticket (subject, description, priority, category, contact_id, requester_email, vehicle_id, team_id, assignee_id, source)
	select $2, m.body, t.priority, t.category, t.contact_id, t.requester_email, t.vehicle_id, t.team_id, t.assignee_id, t.source from app.ticket t where t.tenant_id = app.tenant() and t.id = $1 returning id into made;
	update app.ticket_message x set ticket_id = made, version = x.version + 1 where x.tenant_id = app.tenant() and x.ticket_id = $1 and x.at >= m.at and x.id >= m.id and x.deleted_at is null;
	return made;
end $$;
comment on function app.ticket_split is 'Make another ticket of it, from one of its messages on.';
select ui.declare_action('app.ticket_split(bigint,text,bigint)', 'ticket', label => 'Split', key => 'p');
create or replace function app.ticket_rate(ticket_id bigint, satisfaction integer, note text default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('ticket', 'rate', ticket_id);
	update app.ticket t set satisfaction = $2, satisfaction_note = nullif(btrim(note), ''), version = t.version + 1 where t.tenant_id = app.tenant() and t.id = $1 and t.status in ('resolved', 'closed');
	if not found then perform app.refuse('What is not solved yet is not rated.', '{"field": "status"}'); end if;
end $$;
comment on function app.ticket_rate is 'How content the customer was, 1 to 5.';
select ui.declare_action('app.ticket_rate(bigint,integer,text)', 'ticket', label => 'Rate', key => 'q', shown_when => $$status in ('resolved', 'closed')$$);

-- The open hours of the whole time are laid out once, with what lies before each of them: a ticket's minutes are then two look-ups.
create or replace function app.report_promises(from_day date default null) returns table (priority text, tickets bigint, answered_in_time bigint, solved_in_time bigint, late_now bigint, minutes_to_answer integer, satisfaction numeric)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	low constant date := coalesce(from_day, app.today() - 30); begins timestamptz[]; ends timestamptz[]; before double precision[];
begin
	select array_agg(lower(x.r) order by x.r), array_agg(upper(x.r) order by x.r), array_agg(x.before order by x.r) into begins, ends, before from (
	    select r, coalesce(sum(extract(epoch from upper(r) - lower(r)) / 60) over (order by r rows between unbounded preceding and 1 preceding), 0)::double precision as before
	    from generate_series(greatest(low, app.today() - 4000)::timestamp, app.today() + 1, interval '1 day') d, unnest(app.open_on(d::date)) r) x;
	return query select p.p, count(t.id), count(t.id) filter (where t.answered_at <= t.respond_by), count(t.id) filter (where t.resolved_at <= t.resolve_by),
	    count(t.id) filter (where t.status in ('open', 'in_progress') and t.resolve_by < now()),
	    round(avg(a.open - c.open) filter (where t.answered_at is not null))::integer, round(avg(t.satisfaction), 1)
	from unnest('{urgent,high,medium,low}'::text[]) with ordinality p(p, n) left join app.ticket t on t.tenant_id = app.tenant() and t.priority = p.p and t.deleted_at is null and t.merged_into_id is null
	    and t.created_at >= low
	left join lateral (select w.i, coalesce(before[w.i] + extract(epoch from least(t.answered_at, ends[w.i]) - begins[w.i]) / 60, 0) as open from (select width_bucket(t.answered_at, begins) as i) w) a on true
	left join lateral (select coalesce(before[w.i] + extract(epoch from least(t.created_at, ends[w.i]) - begins[w.i]) / 60, 0) as open from (select width_bucket(t.created_at, begins) as i) w) c on true
	group by p.p, p.n order by p.n;
end $$;
comment on function app.report_promises is 'Tickets of the last 30 days, or since a day: how many were answered and solved as promised.';
select ui.declare_report('promises', 'Promises kept', 'app.report_promises(date)', (select jsonb_build_object('priority', e.spec -> 'choices' -> 'priority') from ui.entity e where e.entity = 'ticket'));
