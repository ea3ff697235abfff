-- after: platform/rule platform/subject platform/person
-- event.sql: what happened, as a list: newest first, kept for ninety days. Written by triggers and jobs (sql/ui/64_events.sql); a row is
-- seen by whoever may see the record that it speaks of.
do $$ begin
	if not exists (select from pg_constraint where conrelid = 'app.event'::regclass and conname = 'event_rule') then
		alter table app.event add constraint event_rule foreign key (tenant_id, rule_id) references app.rule;
	end if;
end $$;
comment on table app.event is 'What happened: records made, cards moved, missions completed, promises broken. Kept for 90 days; rules act on it.';
comment on column app.event.name is 'What happened.';
comment on column app.event.subject_entity is 'The kind of record that it happened to.';
comment on column app.event.subject_id is 'The number of that record.';
comment on column app.event.label is 'What that record was called then.';
comment on column app.event.facts is 'What else is known of it: a field, from what to what.';
comment on column app.event.depth is 'How many rules stand between it and a person: 0 is what somebody did.';
comment on column app.event.rule_id is 'The rule that did it.';

select ui.declare_entity('event', title => 'What happened', one => 'Event', menu => 'Company', "position" => 947, label => 'label',
    list => 'created_at subject_entity name label created_by rule_id', form => '[["Event", "name", "subject_entity", "subject_id", "label", "facts"], ["By", "depth", "rule_id"]]',
    search => 'label', verbs => 'read export', trash => false, action_only => 'name subject_entity subject_id label facts depth rule_id',
    empty => 'Nothing happened in the last 90 days.',
    labels => '{"created_at": "When", "created_by": "Who", "name": "What", "subject_entity": "Kind of record", "subject_id": "Record number", "label": "Record", "rule_id": "By rule"}',
    rights => '{"technician": {"read": "all"}, "performer": "none", "driver": "none", "accountant": {"read": "all"}}');
select ui.declare_within('event', null, 'subject_id', 'read');
select ui.declare_asked('event', 'name', 'event_choices'), ui.declare_asked('event', 'subject_entity', 'entity_choices');
select ui.declare_opens('event', 'subject_entity', 'subject_id');
-- It is history itself: a line of history about each line of it would say nothing.
drop trigger if exists zz_audit_made on app.event;

-- How far each watched moment was looked through.
create table if not exists app.event_watch (
	tenant_id	integer not null default app.tenant(),
	entity		text not null,
	name		text not null,
	seen		timestamptz not null,
	primary key (tenant_id, entity, name)
);
select ui.declare_link('event_watch');

-- Moments and days that passed since it last looked: a promise, a day by which something should be done.
create or replace function app.job_watch_time(tenant integer, args jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; e record; since timestamptz; until timestamptz; kind oid; its bigint; called text; whom bigint; parts jsonb := '{}'; told text; n integer; fresh boolean;
begin
	for t in select x.id from app.tenant x where x.status = 'active' and (tenant is null or x.id = tenant) order by 1 loop
		perform app.as_platform(t);
		n := 0;
		for e in select v.*, x.spec as of from ui.event v join ui.entity x on x.entity = v.entity where v.spec ? 'passes' order by v.entity, v.name loop
			select a.atttypid into kind from pg_attribute a where a.attrelid = format('app.%I', e.entity)::regclass and a.attname = e.spec ->> 'passes';
			until := case when kind = 'date'::regtype then app.today()::timestamptz else now() end		-- a day is over when the next one began
			    + make_interval(days => coalesce((e.spec ->> 'ahead')::integer, 0));
			-- The row is held from here on: a company that has this done now, and the platform in the same moment, tell nobody twice.
			insert into app.event_watch (tenant_id, entity, name, seen) values (t, e.entity, e.name, until) on conflict do nothing;
			fresh := found;
			select case when not fresh then w.seen end into since from app.event_watch w where w.tenant_id = t and w.entity = e.entity and w.name = e.name for update;
			update app.event_watch w set seen = greatest(w.seen, until) where w.tenant_id = t and w.entity = e.entity and w.name = e.name;
			continue when since is null or since >= until;		-- what was late before anybody watched is no news; a clock that goes back finds nothing twice
			told := e.spec ->> 'tells';
			for its, called, whom in execute format('select t.id, app.event_label(to_jsonb(t.%I)) as label, %s as whom from app.%I t where t.tenant_id = $1 and t.deleted_at is null and t.%4$I >= $2::%6$s and t.%4$I < $3::%6$s and (%5$s) order by t.id',
			    e.of ->> 'label', case when told is null then 'null::bigint' else format('t.%I', told) end, e.entity, e.spec ->> 'passes', e.spec ->> 'while', kind::regtype) using t, since, until loop
				perform app.note_event(e.name, e.entity, its, called, '{}');
				perform app.notify_person(whom, 'late', e.sentence, jsonb_build_object('label', called), e.entity, its);
				n := n + 1;
			end loop;
		end loop;
		if n > 0 then parts := parts || jsonb_build_object(t::text, n); end if;
	end loop;
	return app.job_counted('noted', parts);
end $$;
comment on function app.job_watch_time is 'Notes what became late: promises to customers, days by which something should be done.';
alter function app.job_watch_time(integer, jsonb) owner to comptoir_platform;
insert into app.job (name, every) values ('watch_time', '1 minute') on conflict on constraint job_once do nothing;

create or replace function app.job_forget_events(tenant integer, args jsonb) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; n bigint; parts jsonb := '{}'; until constant timestamptz := now() - make_interval(days => coalesce((args ->> 'days')::integer, 90));
begin
	for t in select x.id from app.tenant x where tenant is null or x.id = tenant order by 1 loop	-- each in its own name: that they go is history of that company
		perform app.as_platform(t);
		delete from app.rule_result r where r.tenant_id = t and r.created_at < until;
		delete from app.event e where e.tenant_id = t and e.created_at < until and not exists (select from app.rule_turn q where q.tenant_id = e.tenant_id and q.event_id = e.id);
		get diagnostics n = row_count;
		if n > 0 then parts := parts || jsonb_build_object(t::text, n); end if;
	end loop;
	return app.job_counted('forgotten', parts);
end $$;
comment on function app.job_forget_events is 'Forgets what happened more than 90 days ago, and what rules did then.';
alter function app.job_forget_events(integer, jsonb) owner to comptoir_platform;
insert into app.job (name, every) values ('forget_events', '1 day') on conflict on constraint job_once do nothing;
