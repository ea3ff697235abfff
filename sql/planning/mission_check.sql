-- after: planning/mission
-- mission_check.sql: what is ticked off there, each with who and when.
create table if not exists app.mission_check (like app.base including all,
	mission_id	bigint not null,
	label		text not null,
	required	boolean not null default false,
	done		boolean not null default false,
	done_at		timestamptz,
	done_by		bigint,
	remark		text,
	rank		bigint not null default app.next_rank(),
	constraint mission_check_said check (btrim(label) <> ''),
	constraint mission_check_mission foreign key (tenant_id, mission_id) references app.mission,
	constraint mission_check_done_by foreign key (tenant_id, done_by) references app.person
);
create index if not exists mission_check_of on app.mission_check (tenant_id, mission_id, rank, id) where deleted_at is null;
comment on table app.mission_check is 'The check-list of a mission.';
comment on column app.mission_check.mission_id is 'The mission.';
comment on column app.mission_check.label is 'What is to be checked or done.';
comment on column app.mission_check.required is 'Whether the mission can be completed only when this is done.';
comment on column app.mission_check.done is 'Whether it is done.';
comment on column app.mission_check.done_at is 'When it was ticked off.';
comment on column app.mission_check.done_by is 'Who ticked it off.';
comment on column app.mission_check.remark is 'What was found.';
comment on column app.mission_check.rank is 'Its place in the list.';
comment on constraint mission_check_said on app.mission_check is 'Say what is to be checked.';

-- Of any check-list: the time and the hand are the server's, not what somebody writes.
create or replace function app.ticked_off() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if not new.done then new.done_at := null; new.done_by := null;
	elsif tg_op = 'INSERT' or not old.done then new.done_at := now(); new.done_by := nullif(app.person(), 0);
	else new.done_at := old.done_at; new.done_by := old.done_by;
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.mission_check for each row execute function app.ticked_off();

select ui.declare_entity('mission_check', title => 'Check-lists', one => 'Check', menu => '', "position" => 30, label => 'label',
    list => 'mission_id label required done done_by done_at remark', form => '[["Check", "mission_id", "label", "required", "done", "remark", "done_at", "done_by"]]',
    "order" => 'rank', action_only => 'done_at done_by',
    labels => '{"label": "What", "done_at": "Done at", "done_by": "Done by"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all"}, "performer": {"read": "all", "update": "all"}}');
-- Whoever sees the mission may tick off its list: those who are booked for it do.
select ui.declare_within('mission_check', 'mission', 'mission_id', 'read');
select ui.declare_lines('mission_check', 'mission', 'mission_id', "order" => 'rank', columns => 'label required done remark done_by done_at');
select ui.declare_back('mission_check', 'mission_id', 'Check-list');
select ui.declare_latest('mission_check', 'mission_id', 10);
select ui.declare_part('mission', 'mission_check', 'mission_id', 'label required rank');
