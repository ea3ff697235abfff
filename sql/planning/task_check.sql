-- after: planning/task planning/mission_check
-- task_check.sql: the check-list of a task.
create table if not exists app.task_check (like app.base including all,
	task_id		bigint not null,
	label		text not null,
	done		boolean not null default false,
	done_at		timestamptz,
	done_by		bigint,
	rank		bigint not null default app.next_rank(),
	constraint task_check_said check (btrim(label) <> ''),
	constraint task_check_task foreign key (tenant_id, task_id) references app.task,
	constraint task_check_done_by foreign key (tenant_id, done_by) references app.person
);
create index if not exists task_check_of on app.task_check (tenant_id, task_id, rank, id) where deleted_at is null;
comment on table app.task_check is 'The check-list of a task.';
comment on column app.task_check.task_id is 'The task.';
comment on column app.task_check.label is 'What is to be done.';
comment on column app.task_check.done is 'Whether it is done.';
comment on column app.task_check.done_at is 'When it was ticked off.';
comment on column app.task_check.done_by is 'Who ticked it off.';
comment on column app.task_check.rank is 'Its place in the list.';
comment on constraint task_check_said on app.task_check is 'Say what is to be done.';
create or replace trigger b_fill before insert or update on app.task_check for each row execute function app.ticked_off();
select ui.declare_entity('task_check', title => 'Check-lists of tasks', one => 'Check', menu => '', "position" => 31, label => 'label',
    list => 'task_id label done done_by done_at', form => '[["Check", "task_id", "label", "done", "done_at", "done_by"]]', "order" => 'rank', action_only => 'done_at done_by',
    labels => '{"task_id": "Task", "label": "What", "done_at": "Done at", "done_by": "Done by"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "performer": {"read": "all", "update": "all"}, "driver": {"read": "all", "update": "all"}}');
select ui.declare_within('task_check', 'task', 'task_id', 'read');
select ui.declare_lines('task_check', 'task', 'task_id', "order" => 'rank', columns => 'label done done_by done_at');
select ui.declare_back('task_check', 'task_id', 'Check-list');
select ui.declare_latest('task_check', 'task_id', 10);

-- How much of it is done, as its card tells it.
create or replace function app.task_check_counted() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.task t set checks = c.said, version = t.version + 1
	from (select i.id, (select case when count(*) > 0 then count(*) filter (where k.done) || '/' || count(*) end from app.task_check k
	        where k.tenant_id = new.tenant_id and k.task_id = i.id and k.deleted_at is null) as said
	    from unnest(case when tg_op = 'UPDATE' then array[new.task_id, old.task_id] else array[new.task_id] end) i(id)) c
	where t.tenant_id = new.tenant_id and t.id = c.id and t.checks is distinct from c.said;
	return null;
end $$;
alter function app.task_check_counted() owner to comptoir_action;
create or replace trigger counted after insert or update on app.task_check for each row execute function app.task_check_counted();
