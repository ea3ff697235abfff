-- events.sql: what happens in a company, as people speak of it: a mission was completed, a card moved, a promise was broken. An entity
-- declares which of its changes these are; one trigger each notes them. Rules, notifications and counters read them, and nothing else.
create table if not exists ui.event (
	entity		text references ui.entity,
	name		text check (name ~ '^[a-z][a-z_]{0,30}$'),
	label		text not null,
	sentence	text not null,				-- msgid; {label} is the record's, {from} and {to} those of the field that changed
	spec		jsonb not null,				-- made, becomes, changes or passes (with while); tells: the field that says whom
	primary key (entity, name)
);
alter table ui.event owner to comptoir_owner;
grant select on ui.event to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;

create table if not exists app.event (like app.base including all,
	name		text not null,
	subject_entity	text not null,
	subject_id	bigint not null,
	label		text collate app.natural not null default '',
	facts		jsonb not null default '{}',
	depth		integer not null default 0,
	rule_id		bigint
);
create index if not exists event_of on app.event (tenant_id, subject_entity, subject_id, id);
create index if not exists event_kind on app.event (tenant_id, subject_entity, name, id);
create index if not exists event_age on app.event (created_at);

-- The parts may call it: a thing happened to a record. Facts are for the sentence and for rules; nothing that is masked belongs there.
create or replace function app.happened(event text, entity text, id bigint, facts jsonb default '{}') returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	label text; spec constant jsonb := (select e.spec from ui.entity e where e.entity = $2);
begin
	if not exists (select from ui.event e where e.entity = $2 and e.name = $1) then
		perform app.refuse('“{entity}” has no event “{event}”.', jsonb_build_object('entity', entity, 'event', event), 'UI007');
	end if;
	execute format('select app.event_label(to_jsonb(t.%I)) from app.%I t where t.tenant_id = app.tenant() and t.id = $1', spec ->> 'label', entity) into label using id;
	perform app.note_event(event, entity, id, label, facts);
end $$;
-- What a record is called; of one that is called after another there is the number.
create or replace function app.event_label(label jsonb) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select nullif(case jsonb_typeof(label) when 'number' then '#' else '' end || (label #>> '{}'), '') $$;
grant execute on function app.event_label to comptoir_action, comptoir_platform;
-- With the name at hand. What a rule did is one deeper than what it did it for; whoever waits for it is told of the place in the queue.
create or replace function app.note_event(event text, entity text, id bigint, label text, facts jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; deep constant integer := coalesce(nullif(current_setting('app.depth', true), '')::integer, 0);
	by_rule constant bigint := nullif(current_setting('app.rule', true), '')::bigint; one record;
begin
	insert into app.event (name, subject_entity, subject_id, label, facts, depth, rule_id)
	values (event, entity, id, left(coalesce(label, '#' || id), 300), coalesce(facts, '{}'), deep, by_rule) returning event.id into made;
	insert into app.rule_turn (tenant_id, event_id, rule_id)
	select r.tenant_id, made, r.id from app.rule r where r.tenant_id = app.tenant() and r.subject_entity = entity and r.event = $1
	and r.active and r.deleted_at is null and r.id is distinct from by_rule order by r.rank, r.id;
end $$;
alter function app.happened(text, text, bigint, jsonb) owner to comptoir_action;
alter function app.note_event(text, text, bigint, text, jsonb) owner to comptoir_action;
grant execute on function app.happened to comptoir_staff, comptoir_action, comptoir_platform;
grant execute on function app.note_event to comptoir_platform;

-- One trigger an event; its "when" says when, so rows of which nothing is to be said call nothing. What is imported was there before,
-- and what a new company begins with is no news: neither is made now, nor moved. What is for one person's eyes is no news to others, nor
-- to rules, which would tell people that they were told. Arguments: event, the field that changed, the field that says whom it is told.
create or replace function app.happens() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	now_is constant jsonb := to_jsonb(new); facts jsonb := '{}'; called text;
begin
	if coalesce(current_setting('app.batch', true), '') <> '' or coalesce(current_setting('app.seeding', true), '') <> '' or (now_is ->> 'private')::boolean then return null; end if;
	if tg_argv[1] <> '' and tg_op = 'UPDATE' then
		facts := jsonb_build_object('field', tg_argv[1], 'from', to_jsonb(old) -> tg_argv[1], 'to', now_is -> tg_argv[1]);
	end if;
	select app.event_label(now_is -> (x.spec ->> 'label')) into called from ui.entity x where x.entity = tg_table_name;
	perform app.note_event(tg_argv[0], tg_table_name::text, new.id, called, facts);
	if tg_argv[2] <> '' and (now_is ->> tg_argv[2])::bigint is distinct from app.person() then
		perform app.notify_person((now_is ->> tg_argv[2])::bigint, tg_argv[0], e.sentence, jsonb_build_object('label', called), tg_table_name::text, new.id)
		from ui.event e where e.entity = tg_table_name and e.name = tg_argv[0];
	end if;
	return null;
end $$;
alter function app.happens() owner to comptoir_action;

-- Declares one. made: a new record · becomes: a condition on `row` that was not met and is · changes: this field has another value ·
-- passes: this moment or day is over (or is `ahead` days away) while the condition `while` is met; a job looks for it, through an index of
-- its own. tells: the field that says who is told.
create or replace function ui.declare_event(entity text, name text, label text, sentence text, made boolean default false, becomes text default null,
    changes text default null, passes text default null, "while" text default 'true', tells text default null, ahead integer default 0) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; met text; call text;
begin
	if num_nonnulls(nullif(made, false), becomes, changes, passes) <> 1 then raise 'ui: an event is one of made, becomes, changes, passes'; end if;
	perform ui.columns(rel, array_remove(array[changes, passes, tells], null));
	if changes = any (array(select jsonb_array_elements_text(ui.spec(entity) -> 'masked'))) then raise 'ui: %.% is masked: events tell it', rel, changes; end if;
	insert into ui.event values ($1, $2, $3, $4, jsonb_strip_nulls(jsonb_build_object('made', nullif(made, false), 'becomes', becomes, 'changes', changes, 'passes', passes,
	    'while', case when passes is not null then "while" end, 'tells', tells, 'ahead', nullif(ahead, 0))))
	on conflict on constraint event_pkey do update set label = excluded.label, sentence = excluded.sentence, spec = excluded.spec;
	if passes is not null then
		execute format('create index if not exists %I on %s (tenant_id, %I) where deleted_at is null and (%s)', entity || '_passes_' || name, rel, passes, replace("while", 't.', ''));
		return;
	end if;
	call := format('execute function app.happens(%L, %L, %L)', name, coalesce(changes, ''), coalesce(tells, ''));
	met := coalesce(replace(becomes, 'row.', 'new.'), case when changes is not null then case when tells is not null then format('new.%I is not null', tells) else 'false' end else 'true' end);
	if met <> 'false' then
		execute format('create or replace trigger %I after insert on %s for each row when (%s) %s', 'happens_' || case when made then '1_' else '2_' end || name || '_made', rel, met, call);	-- made comes first
	end if;
	if not made then
		execute format('create or replace trigger %I after update on %s for each row when (new.deleted_at is null and (%s)) %s', 'happens_' || name, rel, case
		    when becomes is not null then format('(%s) and (%s) is not true', met, replace(becomes, 'row.', 'old.'))
		    else format('old.%1$I is distinct from new.%1$I%2$s', changes, case when tells is not null then format(' and new.%I is not null', tells) else '' end) end, call);
	end if;
end $$;

-- What every entity has that people work with: it was made; on a board, its card was moved. Called by declare_entity, which forgets
-- first what an earlier release declared.
create or replace function ui.usual_events(entity text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; spec constant jsonb := ui.spec(entity);
begin
	execute (select coalesce(string_agg(format('drop trigger %I on %s', t.tgname, rel), ';'), 'select') from pg_trigger t where t.tgrelid = rel and t.tgname like 'happens\_%');
	delete from ui.event e where e.entity = $1;
	if coalesce(spec ->> 'menu', '') in ('', 'Company') then return; end if;
	if spec -> 'verbs' ? 'create' then perform ui.declare_event(entity, 'made', 'Made', '“{label}” was made.', made => true); end if;
	if spec -> 'board' ->> 'field' is not null and not spec -> 'masked' ? (spec -> 'board' ->> 'field') then
		perform ui.declare_event(entity, 'moved', 'Card moved', '“{label}” went from {from_label} to {to_label}.', changes => spec -> 'board' ->> 'field');
	end if;
end $$;

-- The names of all events, and the kinds of record that have some; an own name of a company does not come into it.
create or replace function ui.event_choices() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(x.name, x.label) order by x.n, x.name) from (select e.name, min(e.label) as label, case e.name when 'made' then 0 when 'moved' then 1 else 2 end as n
	    from ui.event e group by e.name) x $$;
create or replace function ui.event_entities() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(e.entity, e.spec -> 'one') order by (e.spec ->> 'position')::integer, e.entity) from ui.entity e
	where exists (select from ui.event v where v.entity = e.entity) $$;
-- Every kind of record, by what people call one of it.
create or replace function ui.entity_choices() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_agg(jsonb_build_array(e.entity, e.spec -> 'one') order by (e.spec ->> 'position')::integer, e.entity) from ui.entity e $$;
grant execute on function ui.entity_choices, ui.event_choices, ui.event_entities to comptoir_staff, comptoir_action, comptoir_finder, comptoir_platform;
