-- after: crm/contact platform/team platform/choice platform/subject planning/quick
-- task.sql: what is to be done, by whom and by when: the board of everyday work.
create table if not exists app.task (like app.base including all,
	title		text collate app.natural not null,
	status		text not null default 'todo',
	priority	text not null default 'medium',
	assignee_id	bigint,
	due_on		date,
	contact_id	bigint,
	description	app.long_text,
	subject_entity	text,
	subject_id	bigint,
	team_id		bigint,
	tags		text[] not null default '{}',
	repeats		text,
	repeat_every	integer not null default 1,
	repeat_day	integer,
	next_id		bigint,
	done_at		timestamptz,
	waits_for	integer,
	checks		text,
	rank		bigint not null default app.next_rank(),
	custom		jsonb not null default '{}',
	constraint task_titled check (btrim(title) <> ''),
	constraint task_about check ((subject_entity is null) = (subject_id is null)),
	constraint task_repeat_every check (repeat_every between 1 and 120),
	constraint task_repeats_from_a_day check (repeats is null or due_on is not null),
	constraint task_assignee foreign key (tenant_id, assignee_id) references app.person,
	constraint task_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint task_team foreign key (tenant_id, team_id) references app.team,
	constraint task_next foreign key (tenant_id, next_id) references app.task
);
create index if not exists task_of_subject on app.task (tenant_id, subject_entity, subject_id) where deleted_at is null and subject_id is not null;
create index if not exists task_of_contact on app.task (tenant_id, contact_id) where deleted_at is null and contact_id is not null;
comment on table app.task is 'What is to be done, by whom and by when. A new one may be written in one line: Call Dupont !high @paul ^friday #garage.';
comment on column app.task.title is 'What is to be done; in a new one also !high @paul ^friday #word.';
comment on column app.task.status is 'How far it is: the column of the board.';
comment on column app.task.priority is 'How much it presses.';
comment on column app.task.assignee_id is 'Who does it.';
comment on column app.task.due_on is 'The day by which it should be done.';
comment on column app.task.contact_id is 'Whom it is about.';
comment on column app.task.description is 'What there is to know about it.';
comment on column app.task.subject_entity is 'The kind of record that it is about, for example vehicle.';
comment on column app.task.subject_id is 'The number of the record that it is about.';
comment on column app.task.team_id is 'The team that sees it.';
comment on column app.task.tags is 'Words to group tasks by.';
comment on column app.task.repeats is 'Whether the next one is made when this one is done.';
comment on column app.task.repeat_every is 'Every so many days, weeks, months or years.';
comment on column app.task.repeat_day is 'The day of the month from which it repeats: the 31st is the last one where a month is shorter.';
comment on column app.task.next_id is 'The task that followed this one.';
comment on column app.task.done_at is 'When it was done.';
comment on column app.task.waits_for is 'How many other tasks must be done first.';
comment on column app.task.checks is 'How much of its check-list is done, for example 2/5.';
comment on column app.task.rank is 'Its place on the board; moving a card changes it.';
comment on column app.task.custom is 'Fields that your company added.';
comment on constraint task_titled on app.task is 'Say what is to be done.';
comment on constraint task_about on app.task is 'A kind of record and its number go together.';
comment on constraint task_repeat_every on app.task is 'It repeats every 1 to 120 days, weeks, months or years.';
comment on constraint task_repeats_from_a_day on app.task is 'What repeats has a day by which it should be done.';

create table if not exists app.task_need (like app.base including all,
	task_id		bigint not null,
	needs_id	bigint not null,
	constraint task_need_once unique (tenant_id, task_id, needs_id),
	constraint task_need_another check (needs_id <> task_id),
	constraint task_need_task foreign key (tenant_id, task_id) references app.task,
	constraint task_need_needs foreign key (tenant_id, needs_id) references app.task
);
create index if not exists task_need_back on app.task_need (tenant_id, needs_id) where deleted_at is null;
comment on table app.task_need is 'Which task waits for which other one.';
comment on column app.task_need.task_id is 'The task that waits.';
comment on column app.task_need.needs_id is 'What must be done first.';
comment on constraint task_need_once on app.task_need is 'It waits for that one already.';
comment on constraint task_need_another on app.task_need is 'A task does not wait for itself.';

-- What follows from what was given.
create or replace function app.task_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	done constant boolean := app.counts_as('task', 'status', new.status) = 'done';
begin
	new.done_at := case when not done then null when tg_op = 'INSERT' then now() else coalesce(old.done_at, now()) end;
	if tg_op = 'INSERT' and new.subject_entity = 'contact' then new.contact_id := coalesce(new.contact_id, new.subject_id); end if;
	-- The 31st stays the 31st, through shorter months.
	if new.due_on is null or new.repeats is null then new.repeat_day := null;
	elsif tg_op = 'INSERT' and new.repeat_day is not null then null;
	elsif tg_op = 'INSERT' or new.due_on is distinct from old.due_on or new.repeats is distinct from old.repeats then new.repeat_day := extract(day from new.due_on);
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.task for each row execute function app.task_fill();

-- The next day on which it is due.
create or replace function app.repeat_on(day date, repeats text, every integer, anchor integer) returns date language sql immutable set search_path = pg_catalog, pg_temp as $$
	select case repeats when 'day' then day + every when 'week' then day + 7 * every
	    else (select m + least(coalesce(anchor, extract(day from day)::integer), extract(day from m + interval '1 month - 1 day')::integer) - 1
	        from (select (date_trunc('month', day::timestamp) + case repeats when 'month' then make_interval(months => every) else make_interval(years => every) end)::date as m) x) end $$;
grant execute on function app.repeat_on to comptoir_staff, comptoir_action;
-- Done once: the next one stands there, as a copy that is not begun, on the first of its days that is not over yet.
create or replace function app.task_repeat() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	next date := new.due_on; made bigint;
begin
	loop
		next := app.repeat_on(next, new.repeats, new.repeat_every, new.repeat_day);
		exit when next >= app.today();
	end loop;
	insert into app.task (title, priority, assignee_id, due_on, contact_id, description, subject_entity, subject_id, team_id, tags, repeats, repeat_every, repeat_day, custom)
	values (new.title, new.priority, new.assignee_id, next, new.contact_id, new.description, new.subject_entity, new.subject_id, new.team_id, new.tags, new.repeats, new.repeat_every, new.repeat_day, new.custom)
	returning id into made;
	insert into app.task_check (task_id, label, rank) select made, c.label, c.rank from app.task_check c where c.tenant_id = new.tenant_id and c.task_id = new.id and c.deleted_at is null;
	update app.task t set next_id = made, version = t.version + 1 where t.tenant_id = new.tenant_id and t.id = new.id;
	return null;
end $$;
alter function app.task_repeat() owner to comptoir_action;
create or replace trigger repeat after update on app.task for each row
    when (old.done_at is null and new.done_at is not null and new.repeats is not null and new.next_id is null and new.deleted_at is null) execute function app.task_repeat();

create or replace function app.task_warnings(t app.task) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'status', 'It waits for another one: {title}.', jsonb_build_object('title', string_agg(o.title, ', ' order by o.title))
	from app.task_need n join app.task o on o.tenant_id = n.tenant_id and o.id = n.needs_id
	where n.tenant_id = t.tenant_id and n.task_id = t.id and n.deleted_at is null and o.deleted_at is null and o.done_at is null
	and app.counts_as('task', 'status', t.status) <> 'todo' having count(*) > 0
	union all select 'status', 'Its check-list is not done: {count} left.', jsonb_build_object('count', count(*))
	from app.task_check c where c.tenant_id = t.tenant_id and c.task_id = t.id and c.deleted_at is null and not c.done and t.done_at is not null having count(*) > 0 $$;
grant execute on function app.task_warnings(app.task) to comptoir_staff;

select ui.declare_entity('task', title => 'Tasks', one => 'Task', menu => 'Planning', "position" => 5, label => 'title',
    list => 'title status priority due_on assignee_id checks waits_for contact_id',
    form => '[["Task", "title", "status", "priority", "assignee_id", "due_on", "contact_id", "description"], ["About", "subject_entity", "subject_id", "team_id", "tags"], ["Progress", "checks", "waits_for"],
      ["Repetition", "repeats", "repeat_every", "repeat_day", "next_id", "done_at"]]',
    sort => 'due_on title', "order" => 'due_on', search => 'title tags custom', mine => 'assignee_id', team => 'team_id', own => 'status priority',
    board => '{"field": "status", "lanes": "assignee_id", "order": "rank", "quiet": "updated_at", "rest": ["done"], "waits": "waits_for"}', calendar => 'due_on', timeline => 'assignee_id', action_only => 'done_at repeat_day next_id waits_for checks',
    choices => '{"status": [["todo", "To do"], ["in_progress", "In progress"], ["done", "Done"]], "priority": [["low", "Low"], ["medium", "Medium"], ["high", "High"]],
      "repeats": [["day", "Every day"], ["week", "Every week"], ["month", "Every month"], ["year", "Every year"]]}',
    labels => '{"assignee_id": "Who", "contact_id": "Contact", "subject_entity": "Kind of record", "subject_id": "Record number", "next_id": "Next one", "repeat_day": "Day of the month",
      "repeat_every": "Every", "due_on": "Due", "done_at": "Done at", "waits_for": "Waits for", "checks": "Check-list"}',
    shown_when => '{"repeat_every": {"repeats": ["day", "week", "month", "year"]}, "repeat_day": {"repeats": ["month", "year"]}}',
    rights => '{"technician": {"read": "team", "create": "all", "update": "team"}, "performer": {"read": "mine", "update": "mine"}, "driver": {"read": "mine", "update": "mine"}}');
select ui.declare_named('task', 'contact_id');
-- Whoever gives a task must see what it is about. Whoever has to do it sees the task and for whom it is, though not always more of that.
create or replace trigger a_contact before insert or update of contact_id on app.task for each row when (new.contact_id is not null)
    execute function app.within_subject('read', 'contact', 'contact_id');
create or replace trigger a_subject before insert or update of subject_entity, subject_id on app.task for each row when (new.subject_id is not null)
    execute function app.within_subject('read', '', 'subject_id');
select ui.declare_asked('task', 'subject_entity', 'entity_choices');
select ui.declare_quick('task', 'title', '{"!": "priority", "@": "assignee_id", "^": "due_on", "#": "tags"}', '{"haute": "high", "moyenne": "medium", "basse": "low", "faible": "low"}');
select ui.declare_event('task', 'done', 'Done', '“{label}” was done.', becomes => 'row.done_at is not null');
select ui.declare_event('task', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'assignee_id', tells => 'assignee_id');
select ui.declare_event('task', 'late', 'Late', '“{label}” is late.', passes => 'due_on', "while" => 't.done_at is null', tells => 'assignee_id');

-- A ring of tasks that wait for each other would never end.
create or replace function app.task_need_fits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if exists (with recursive w(id) as (select new.needs_id union select n.needs_id from w join app.task_need n on n.tenant_id = new.tenant_id and n.task_id = w.id and n.deleted_at is null)
	    select from w where w.id = new.task_id) then
		perform app.refuse('They would wait for each other: that one waits for this one already.', '{"field": "needs_id"}');
	end if;
	return new;
end $$;
alter function app.task_need_fits() owner to comptoir_action;
create or replace trigger fits before insert or update on app.task_need for each row when (new.deleted_at is null and new.task_id <> new.needs_id) execute function app.task_need_fits();
select ui.declare_entity('task_need', title => 'Waits for', one => 'Task that it waits for', menu => '', "position" => 6, label => 'needs_id',
    list => 'task_id needs_id', form => '[["Waits for", "task_id", "needs_id"]]', labels => '{"task_id": "Task", "needs_id": "Waits for"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}}');
select ui.declare_within('task_need', 'task', 'task_id');
select ui.declare_back('task_need', 'needs_id', 'Waited for by');
create or replace trigger a_subject_too before insert or update of needs_id on app.task_need for each row execute function app.within_subject('read', 'task', 'needs_id');

-- What its card tells without asking: how many tasks it still waits for. Kept as dependencies come and go, and as those tasks are done.
create or replace function app.task_waits(tenant integer, ids bigint[]) returns void language sql set search_path = pg_catalog, pg_temp as $$
	update app.task t set waits_for = w.n, version = t.version + 1
	from (select i.id, (select nullif(count(*), 0) from app.task_need n join app.task o on o.tenant_id = n.tenant_id and o.id = n.needs_id
	        where n.tenant_id = tenant and n.task_id = i.id and n.deleted_at is null and o.deleted_at is null and o.done_at is null)::integer as n from unnest(ids) i(id)) w
	where t.tenant_id = tenant and t.id = w.id and t.waits_for is distinct from w.n $$;
create or replace function app.task_need_counted() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.task_waits(new.tenant_id, case when tg_op = 'UPDATE' then array[new.task_id, old.task_id] else array[new.task_id] end);
	return null;
end $$;
alter function app.task_need_counted() owner to comptoir_action;
create or replace trigger counted after insert or update on app.task_need for each row execute function app.task_need_counted();
create or replace function app.task_awaited() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.task_waits(new.tenant_id, array(select n.task_id from app.task_need n where n.tenant_id = new.tenant_id and n.needs_id = new.id and n.deleted_at is null));
	return null;
end $$;
alter function app.task_awaited() owner to comptoir_action;
create or replace trigger awaited after update on app.task for each row
    when ((old.done_at is null, old.deleted_at is null) is distinct from (new.done_at is null, new.deleted_at is null)) execute function app.task_awaited();
grant execute on function app.task_waits to comptoir_action;
