-- after: platform/notification platform/rule
-- mention.sql: whoever is named with @ in a text is told: @paul, @"paul martin", an e-mail address. A name is looked for by its beginnings, and means
-- somebody only when it is one alone.
create or replace function app.mentioned(told text) returns bigint[] language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select array(select distinct x.who from (select (select case when count(*) = 1 then min(p.id) end from app.person p where p.tenant_id = app.tenant() and p.deleted_at is null
	        and (lower(p.email) = lower(w.name) or exists (select from regexp_split_to_table(p.name, '[\s-]+') n where starts_with(app.fold(n), app.fold(w.name))) or starts_with(app.fold(p.name), app.fold(w.name)))) as who
	    from (select distinct rtrim(coalesce(m[1], m[2]), '.,;:!?)') as name from regexp_matches(left(told, 20000), '(?:^|[\s(])@(?:"([^"]{2,60})"|(\S{2,80}))', 'g') m limit 20) w where w.name <> '') x where x.who is not null) $$;
alter function app.mentioned(text) owner to comptoir_action;
grant execute on function app.mentioned to comptoir_action;

-- Of a new text, and of one that is changed those who were not named before. Arguments: the text's field; of which record: an entity
-- and the column of its number ('': the row's own subject; the same entity: the row itself).
create or replace function app.tell_mentioned() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	now_is constant jsonb := to_jsonb(new); was constant bigint[] := case when tg_op = 'UPDATE' then app.mentioned(to_jsonb(old) ->> tg_argv[0]) else '{}' end;
	kind constant text := case tg_argv[1] when '' then coalesce(now_is ->> 'subject_entity', tg_table_name) else tg_argv[1] end;	-- what is about nothing else is about itself
	id constant bigint := case when tg_argv[1] = '' and now_is ->> 'subject_entity' is null then new.id::text else now_is ->> tg_argv[2] end; who bigint; called text;
begin
	if coalesce(current_setting('app.batch', true), '') <> '' then return null; end if;
	foreach who in array app.mentioned(now_is ->> tg_argv[0]) loop
		continue when who = any (was) or who = app.person();
		if called is null and id is not null and exists (select from ui.entity e where e.entity = kind) then
			execute format('select app.event_label(to_jsonb(t.%I)) from app.%I t where t.tenant_id = $1 and t.id = $2', (select e.spec ->> 'label' from ui.entity e where e.entity = kind), kind)
			into called using new.tenant_id, id;
		end if;
		perform app.notify_person(who, 'mentioned', '{who} named you in “{label}”.', jsonb_build_object('label', coalesce(called, '…'),
		    '=who', coalesce((select p.name from app.person p where p.tenant_id = new.tenant_id and p.id = app.person()), 'Comptoir')), kind, id);
	end loop;
	return null;
end $$;
alter function app.tell_mentioned() owner to comptoir_action;
create or replace function ui.declare_mentions(entity text, field text, "of" text, id text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[field, id]);
	execute format('create or replace trigger tell_mentioned after insert or update of %1$I on app.%2$I for each row when (new.%1$I like ''%%@%%'' and new.deleted_at is null) execute function app.tell_mentioned(%1$L, %3$L, %4$L)',
	    field, entity, "of", id);
end $$;
