-- after: platform/notification platform/team platform/subject
-- rule.sql: when something happens, something is done: what a company wants done by itself. A rule does what whoever wrote it last may
-- do, and no more; the history of what it changed names it.
create table if not exists app.rule (like app.base including all,
	name		text collate app.natural not null,
	subject_entity	text not null,
	event		text not null,
	condition	app.filter,
	action		text not null default 'task',
	whom		text not null default 'owner',
	to_person_id	bigint,
	to_team_id	bigint,
	says		text,
	tag		text,
	template	text,
	days		integer,
	active		boolean not null default true,
	rank		integer not null default 100,
	most		integer not null default 100,
	person_id	bigint default nullif(app.person(), 0),
	constraint rule_named check (btrim(name) <> ''),
	constraint rule_says check (says is not null or action not in ('task', 'notify')),
	constraint rule_tags check (tag is not null or action <> 'tag'),
	constraint rule_mails check (template is not null or action <> 'mail'),
	constraint rule_person_named check (to_person_id is not null or whom <> 'person'),
	constraint rule_team_named check (to_team_id is not null or whom <> 'team'),
	constraint rule_tag_form check (tag !~ '[,;\s]'),
	constraint rule_days check (days between 0 and 3650),
	constraint rule_rank check (rank between 0 and 100000),
	constraint rule_most check (most between 1 and 10000),
	constraint rule_to_person foreign key (tenant_id, to_person_id) references app.person,
	constraint rule_to_team foreign key (tenant_id, to_team_id) references app.team,
	constraint rule_person foreign key (tenant_id, person_id) references app.person
);
create index if not exists rule_of on app.rule (tenant_id, subject_entity, event) where active and deleted_at is null;
comment on table app.rule is 'What is done by itself when something happens: a task, a mail, a tag, an assignment, a notification. “Try” tells what a rule would have done.';
comment on column app.rule.name is 'What this rule is for; the history of what it changed names it.';
comment on column app.rule.subject_entity is 'The kind of record that it watches.';
comment on column app.rule.event is 'What has to happen.';
comment on column app.rule.condition is 'Only for records that this filter of their list would show, for example priority:urgent; empty: for all.';
comment on column app.rule.action is 'What is done then.';
comment on column app.rule.whom is 'Who gets the task, the record or the notification.';
comment on column app.rule.to_person_id is 'The colleague who gets it.';
comment on column app.rule.to_team_id is 'The team that gets it. Each of its members is told.';
comment on column app.rule.says is 'What the task is called, or what is told. {label} is the name of the record, {status} its field status, and so on.';
comment on column app.rule.tag is 'The word that the record gets.';
comment on column app.rule.template is 'The template of the mail.';
comment on column app.rule.days is 'The task is due so many days later.';
comment on column app.rule.active is 'Whether it is at work.';
comment on column app.rule.rank is 'Of several rules for the same event the smallest goes first.';
comment on column app.rule.most is 'It acts at most so often in an hour: a slip of the pen is no flood.';
comment on column app.rule.person_id is 'Who wrote it last: it may do what this colleague may do, and no more.';
comment on constraint rule_named on app.rule is 'Say what it is for.';
comment on constraint rule_says on app.rule is 'Say what the task is called, or what is told.';
comment on constraint rule_tags on app.rule is 'Say which tag.';
comment on constraint rule_mails on app.rule is 'Say which template.';
comment on constraint rule_person_named on app.rule is 'Say which colleague.';
comment on constraint rule_team_named on app.rule is 'Say which team.';
comment on constraint rule_tag_form on app.rule is 'A tag is one word.';
comment on constraint rule_days on app.rule is 'That is 0 to 3,650 days.';
comment on constraint rule_rank on app.rule is 'A place is 0 to 100,000.';
comment on constraint rule_most on app.rule is 'That is 1 to 10,000 times an hour.';

create table if not exists app.rule_result (like app.base including all,
	rule_id		bigint not null,
	event_id	bigint,
	subject_entity	text not null,
	subject_id	bigint not null,
	label		text collate app.natural not null default '',
	state		text not null,
	said		text not null default '',
	constraint rule_result_rule foreign key (tenant_id, rule_id) references app.rule
);
create index if not exists rule_result_of on app.rule_result (tenant_id, rule_id, id);
create index if not exists rule_result_age on app.rule_result (created_at);
comment on table app.rule_result is 'What rules did, could not do, or would have done. Kept for 90 days.';
comment on column app.rule_result.rule_id is 'The rule.';
comment on column app.rule_result.event_id is 'The number of what happened.';
comment on column app.rule_result.subject_entity is 'The kind of record that it was about.';
comment on column app.rule_result.subject_id is 'The number of that record.';
comment on column app.rule_result.label is 'What that record was called then.';
comment on column app.rule_result.state is 'How it went.';
comment on column app.rule_result.said is 'What was done, or why not.';

-- What waits to be done: a rule and what happened. (dry: only tried.)
create table if not exists app.rule_turn (
	tenant_id	integer not null default app.tenant(),
	event_id	bigint not null,
	rule_id		bigint not null,
	dry		boolean not null default false,
	n		bigint generated always as identity,
	primary key (tenant_id, event_id, rule_id, dry),
	constraint rule_turn_event foreign key (tenant_id, event_id) references app.event on delete cascade,
	constraint rule_turn_rule foreign key (tenant_id, rule_id) references app.rule
);
create index if not exists rule_turn_order on app.rule_turn (n);
select ui.declare_link('rule_turn');

-- Templates of mail by their names, as far as there are any.
create or replace function ui.template_choices() returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	names jsonb; ask text;
begin
	if to_regclass('app.mail_template') is null then return null; end if;
	ask := 'select jsonb_agg(jsonb_build_array(t.name, t.name) order by t.name) from (select distinct m.name from app.mail_template m where m.tenant_id = app.tenant() and m.deleted_at is null) t';
	execute ask into names;
	return names;
exception when insufficient_privilege or undefined_column then
	return null;
end $$;
grant execute on function ui.template_choices to comptoir_staff, comptoir_action, comptoir_finder;

select ui.declare_entity('rule', title => 'Rules', one => 'Rule', menu => 'Company', "position" => 946, label => 'name', limits => '{"1000": "says"}',
    list => 'name subject_entity event action active person_id', form => '[["When", "name", "subject_entity", "event", "condition"], ["Then", "action", "whom", "to_person_id", "to_team_id", "says", "days", "tag", "template"],
      ["More", "active", "rank", "most", "person_id"]]',
    sort => 'name', "order" => 'rank,name', search => 'name says', action_only => 'person_id',
    empty => 'No rules: F6 makes one, for example “Ticket made, priority:urgent: notify the manager”.',
    choices => '{"action": [["task", "Make a task"], ["mail", "Send a mail"], ["tag", "Add a tag"], ["assign", "Give the record to somebody"], ["notify", "Notify"]],
      "whom": [["owner", "Who answers for the record"], ["doer", "Who did it"], ["person", "A colleague"], ["team", "A team"]]}',
    labels => '{"subject_entity": "Kind of record", "event": "What happens", "condition": "Only if", "action": "What is done", "whom": "Who gets it", "to_person_id": "Colleague", "to_team_id": "Team", "says": "Text",
      "days": "Due after days", "active": "At work", "rank": "Order", "most": "At most an hour", "person_id": "By the rights of", "template": "Mail template"}',
    shown_when => '{"whom": {"action": ["task", "assign", "notify"]}, "to_person_id": {"whom": ["person"]}, "to_team_id": {"whom": ["team"]}, "says": {"action": ["task", "notify"]}, "days": {"action": ["task"]},
      "tag": {"action": ["tag"]}, "template": {"action": ["mail"]}}',
    rights => '{"office": {"read": "all"}, "technician": "none", "performer": "none", "driver": "none", "accountant": "none", "viewer": "none"}');
select ui.declare_asked('rule', 'subject_entity', 'event_entities'), ui.declare_asked('rule', 'event', 'event_choices'), ui.declare_asked('rule', 'template', 'template_choices');
select ui.declare_entity('rule_result', title => 'What rules did', one => 'Result of a rule', menu => 'Company', "position" => 948, label => 'said', limits => '{"1000": "said"}',
    list => 'created_at rule_id state said label', form => '[["Result", "rule_id", "state", "said"], ["About", "subject_entity", "subject_id", "label", "event_id"]]',
    search => 'said label', sort => 'created_at', verbs => 'read export', trash => false, action_only => 'rule_id event_id subject_entity subject_id label state said',
    empty => 'No rule has done anything yet.',
    choices => '{"state": [["done", "Done"], ["failed", "Failed"], ["stopped", "Stopped"], ["would", "Would be done"], ["would_not", "Would not be done"]]}',
    labels => '{"created_at": "When", "rule_id": "Rule", "said": "What", "state": "How it went", "subject_entity": "Kind of record", "subject_id": "Record number", "label": "Record", "event_id": "Event"}',
    rights => '{"office": {"read": "all"}, "technician": "none", "performer": "none", "driver": "none", "accountant": "none", "viewer": "none"}');
select ui.declare_asked('rule_result', 'subject_entity', 'entity_choices');
select ui.declare_within('rule_result', null, 'subject_id', 'read');
select ui.declare_opens('rule_result', 'subject_entity', 'subject_id');
drop trigger if exists zz_audit_made on app.rule_result;

-- The events that an action brings about by itself.
create or replace function app.rule_causes(r app.rule) returns table (entity text, event text) language sql stable set search_path = pg_catalog, pg_temp as $$
	select v.entity, v.name from ui.event v where case r.action
	    when 'task' then v.entity = 'task' and v.name in ('made', 'assigned')
	    when 'mail' then v.entity = 'mail' and v.name in ('made', 'moved')	-- each goes from waiting to sent
	    when 'assign' then v.entity = r.subject_entity and v.spec ->> 'changes' in (select e.spec ->> k from ui.entity e, unnest('{mine,team}'::text[]) k where e.entity = r.subject_entity)
	    else false end $$;

-- What it watches there is, what it does can be done to it, it does not set itself off, and it acts in the name of who wrote it: whoever
-- changes a rule of somebody else makes it their own, so that nobody gains a right by a pen.
create or replace function app.rule_fits() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := (select e.spec from ui.entity e where e.entity = new.subject_entity); ring text; read_as constant jsonb := nullif(current_setting('app.filters', true), '')::jsonb;
begin
	if app.person() <> 0 then new.person_id := app.person(); end if;
	if new.deleted_at is not null then return new; end if;
	if spec is null then perform app.refuse('There is no entity “{entity}”.', jsonb_build_object('entity', new.subject_entity, 'field', 'subject_entity')); end if;
	if not exists (select from ui.event v where v.entity = new.subject_entity and v.name = new.event) then
		perform app.refuse('That does not happen to {title_label}: choose one of {events}.', jsonb_build_object('title_label', spec ->> 'title', 'field', 'event',
		    'events', (select string_agg(v.name, ', ' order by v.name) from ui.event v where v.entity = new.subject_entity)));
	end if;
	if new.action = 'tag' and not exists (select from ui.declared_field d where d.entity = new.subject_entity and d.name = 'tags') then
		perform app.refuse('{title_label} have no tags.', jsonb_build_object('title_label', spec ->> 'title', 'field', 'action'));
	end if;
	if new.action = 'assign' and new.whom = 'owner' then perform app.refuse('Who answers for it has it already: choose somebody else.', '{"field": "whom"}'); end if;
	if new.action = 'assign' and app.assign_field(new.subject_entity, new.whom) is null then
		perform app.refuse('{title_label} are not given to anybody.', jsonb_build_object('title_label', spec ->> 'title', 'field', 'action'));
	end if;
	if new.action = 'task' and new.whom = 'team' and not exists (select from ui.declared_field d where d.entity = 'task' and d.name = 'team_id') then
		perform app.refuse('A task is given to a colleague.', '{"field": "whom"}');
	end if;
	if new.active then
		with recursive w(r, path, n) as (
			select new, array[new.name::text], 1
			union all
			select o, w.path || o.name::text, w.n + 1 from w cross join lateral app.rule_causes(w.r) c
			join app.rule o on o.tenant_id = new.tenant_id and o.subject_entity = c.entity and o.event = c.event and o.active and o.deleted_at is null and o.id <> new.id and not o.name::text = any (w.path)
			where w.n < 6)
		select array_to_string(w.path || new.name::text, ' → ') into ring from w cross join lateral app.rule_causes(w.r) c where c.entity = new.subject_entity and c.event = new.event order by w.n limit 1;
		if ring is not null then perform app.refuse('This rule would set itself off, and so on for ever: {rules}.', jsonb_build_object('rules', ring, 'field', 'action')); end if;
	end if;
	-- Whoever takes the filters of lists reads this one, too (the server, when it is asked so): what is wrong with it, or a field that there
	-- is not, is said now, and not at night in a log. Of many at once each is read when it is to be met.
	if new.condition is not null and (tg_op = 'INSERT' or new.condition is distinct from old.condition or new.subject_entity <> old.subject_entity)
	and current_setting('role') ~ '^comptoir_staff' and coalesce(current_setting('app.bulk', true), '') = '' and coalesce(current_setting('app.batch', true), '') = ''
	and (read_as is null or not read_as ? new.condition) then
		raise exception using errcode = 'UI008', message = 'This filter cannot be read here.', detail = jsonb_build_object('text', new.condition, 'field', 'condition')::text;
	end if;
	if read_as ? new.condition then perform app.filter_sql(new.subject_entity, read_as -> new.condition, null); end if;
	return new;
exception when sqlstate 'UI007' then
	declare
		said text; detail text;
	begin
		get stacked diagnostics said = message_text, detail = pg_exception_detail;
		perform app.refuse(said, detail::jsonb || '{"field": "condition"}');
	end;
	return null;
end $$;
alter function app.rule_fits() owner to comptoir_finder;
create or replace trigger fits before insert or update on app.rule for each row execute function app.rule_fits();

-- The field of a record that says whose it is.
create or replace function app.assign_field(entity text, whom text) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select nullif(case when e.spec ->> k like '%.%' then '' else e.spec ->> k end, '') from ui.entity e, (select case $2 when 'team' then 'team' else 'mine' end as k) x where e.entity = $1 $$;
-- {name} in a sentence. One pass: what a value holds is no place for another one, whatever it looks like.
create or replace function app.filled(sentence text, args jsonb) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select coalesce(string_agg(case when m[1] is null then m[2] when args ? ('=' || m[1]) then coalesce(args ->> ('=' || m[1]), '') when args ? m[1] then coalesce(args ->> m[1], '') else '{' || m[1] || '}' end, '' order by n), sentence)
	from regexp_matches(sentence, '\{([^{}\n]{1,60})\}|([^{]+|\{)', 'g') with ordinality u(m, n) $$;
grant execute on function app.rule_causes, app.assign_field, app.filled to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;

-- Tried: on what last happened, without doing any of it. The results come into their list a moment later.
create or replace function app.rule_try(rule_id bigint, last_events integer default 20) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n integer;
begin
	perform app.require('rule', 'try', rule_id);
	if last_events not between 1 and 500 then perform app.refuse('It is tried on 1 to 500 events.', '{"field": "last_events"}'); end if;
	insert into app.rule_turn (event_id, rule_id, dry)
	select e.id, $1, true from (select e.id from app.rule r join app.event e on e.tenant_id = r.tenant_id and e.subject_entity = r.subject_entity and e.name = r.event
	    where r.tenant_id = app.tenant() and r.id = $1 order by e.id desc limit last_events) e order by e.id on conflict do nothing;
	get diagnostics n = row_count;
	if n = 0 then perform app.refuse('None of that happened in the last 90 days: there is nothing to try it on.', '{}'); end if;
	return jsonb_build_object('sentence', 'events: {n}; what it would have done is among “What rules did”', 'args', jsonb_build_object('n', n));
end $$;
comment on function app.rule_try is 'Tell what it would have done for the last events, 20 or as many as you say, without doing it: in the list of what rules did.';
select ui.declare_action('app.rule_try(bigint,integer)', 'rule', label => 'Try', key => 't', rights => '{"office": "none", "technician": "none", "performer": "none", "driver": "none", "accountant": "none", "viewer": "none"}');
