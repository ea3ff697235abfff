-- after: platform/permission platform/company
-- subject.sql: records that hang on another record (an address, a file, a link) are seen and changed by whoever may see and
-- change that one. Their own right says what kind of thing a role works with; this says on which records.

-- The day it is where the company is.
create or replace function app.today() returns date language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
	return (now() at time zone coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris'))::date;
end $$;
alter function app.today() owner to comptoir_owner;

-- The entities that the caller reads whole: for them no row needs to be asked about. Where a right alone does not say which rows (some
-- are one person's own, some hang on others) each is asked about, whatever the right.
create or replace function app.read_whole() returns text[] language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
	return array(select distinct p.entity from app.membership m join app.role r on r.tenant_id = m.tenant_id and r.id = m.role_id and r.deleted_at is null
	    join app.permission p on p.tenant_id = m.tenant_id and p.role_id = m.role_id
	    where m.tenant_id = app.tenant() and m.person_id = app.person() and m.deleted_at is null and p.deleted_at is null and p.verb = 'read' and p.scope = 'all'
	    and not exists (select from ui.entity e where e.entity = p.entity and e.spec ? 'within'));
end $$;
alter function app.read_whole() owner to comptoir_owner;

-- Whether the caller's right reaches one row. Asks the same condition as the policies; the row may be in the bin.
create or replace function app.may(entity text, verb text, id bigint) returns boolean language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
declare
	scope text; seen boolean;
begin
	if entity is null or id is null or not exists (select from ui.entity e where e.entity = $1) then return false; end if;
	scope := app.scope(entity, verb);
	if scope = 'none' then return false; end if;
	execute format('select true from app.%I where tenant_id = app.tenant() and id = $1 and (%s)', entity, ui.reach(entity, scope)) into seen using id;
	return coalesce(seen, false);
end $$;
alter function app.may(text, text, bigint) owner to comptoir_action;

-- Before a write: the subject must be within the caller's reach. Actions have asked already, each for its own right (they run as
-- comptoir_action); the bin, which knows nothing of subjects, has not. Arguments: verb, entity (or '' for the column
-- subject_entity), column.
create or replace function app.within_subject() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r jsonb; kind text;
begin
	if current_setting('role') !~ '^comptoir_staff' then return new; end if;
	if current_user = 'comptoir_action' and (tg_op = 'INSERT' or old.deleted_at is not distinct from new.deleted_at) then return new; end if;
	foreach r in array case tg_op when 'INSERT' then array[to_jsonb(new)] else array[to_jsonb(old), to_jsonb(new)] end loop
		kind := coalesce(nullif(tg_argv[1], ''), r ->> 'subject_entity');
		continue when r ->> tg_argv[2] is null;
		if kind is not null and not exists (select from ui.entity e where e.entity = kind) then
			perform app.refuse('There is no entity “{entity}”.', jsonb_build_object('entity', kind, 'field', 'subject_entity'));
		end if;
		if not app.may(kind, tg_argv[0], (r ->> tg_argv[2])::bigint) then
			if app.may(kind, 'read', (r ->> tg_argv[2])::bigint) then
				perform app.refuse('You may not do this.', jsonb_build_object('entity', kind, 'field', tg_argv[2]), 'UI005');
			end if;
			perform app.refuse('There is no such record.', jsonb_build_object('entity', kind, 'id', r -> tg_argv[2], 'field', tg_argv[2]), 'UI006');
		end if;
	end loop;
	return new;
end $$;

-- "May read the record that this one hangs on", where that is always of one kind: said in SQL, because a function asked for each row
-- costs fifty times as much as the row (a week of a calendar, the thread of a ticket). (The remark is the finder's: it asks for few rows.)
create or replace function ui.reads_subject(entity text, subject text, id_column text) returns text language sql stable set search_path = pg_catalog, pg_temp return
    (select format('(select app.scope(%1$L, ''read'')) = ''all'' or exists (select from app.%1$I where %1$I.tenant_id = app.tenant() and %1$I.id = %2$I.%3$I and case (select app.scope(%1$L, ''read''))
	when ''team'' then %4$s when ''mine'' then %5$s else false end and %6$s /* one by one */)', $2, $1, $3, e.spec -> 'reach' ->> 'team', e.spec -> 'reach' ->> 'mine', ui.within($2))
     from ui.entity e where e.entity = $2);

-- Said after declare_entity, which drops every policy first. `to_write` is the right that a write needs on the subject.
create or replace function ui.declare_within(entity text, subject text default null, id_column text default 'subject_id', to_write text default 'update')
returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; kind constant text := coalesce(quote_literal(subject), format('%I.subject_entity', entity));
	cond text;
begin
	perform ui.columns(rel, array[id_column] || case when subject is null then array['subject_entity'] else '{}' end);
	cond := format('%I.%I is null or ', entity, id_column) || case when subject is null
	    then format('%1$s = any ((select app.read_whole())::text[]) or app.may(%1$s, ''read'', %2$I.%3$I)', kind, entity, id_column) else ui.reads_subject(entity, subject, id_column) end;
	execute format('create policy subject on %s as restrictive for select to comptoir_staff using (%s)', rel, cond);
	execute format('create or replace trigger a_subject before insert or update on %s for each row execute function app.within_subject(%L, %L, %L)',
	    rel, to_write, coalesce(subject, ''), id_column);
	update ui.entity e set spec = e.spec || jsonb_build_object('within', cond) where e.entity = $1;
end $$;
grant execute on function app.today, app.read_whole, app.may to comptoir_staff, comptoir_action, comptoir_finder, comptoir_owner, comptoir_platform;
