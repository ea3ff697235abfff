-- say.sql: the words in which demo/COMPANY/work.sql tells what a company does: each is what a verb of the server calls, in somebody's name,
-- so that every rule holds. What happened before today is told as of today first and then put back in time (ago), as no person could.
set client_min_messages = warning;
create function pg_temp.speaks(email text) returns void language plpgsql as $$
declare
	who bigint; company integer;
begin
	perform set_config('role', 'none', true);
	who := (select a.id from app.account a where a.email = speaks.email); company := current_setting('demo.company')::integer;
	perform set_config('app.tenant', company::text, true), set_config('app.person', who::text, true);
	perform set_config('role', app.clearance(company, who), true);
end $$;
create function pg_temp.company(slug text, owner text) returns void language plpgsql as $$
begin
	perform set_config('role', 'none', true);
	perform set_config('demo.company', (select t.id::text from app.tenant t where t.slug = company.slug), true);
	perform pg_temp.speaks(owner);
end $$;
-- The number of a record by what it is called, or by its e-mail address, plate, serial number.
create function pg_temp.n(entity text, called text) returns bigint language plpgsql as $$
declare
	found bigint; how text := case when entity = 'contact' and called like '%@%' then 'email' when entity = 'vehicle' then 'plate' else ui.spec(entity) ->> 'label' end;
begin
	execute format('select min(id) from app.%I where tenant_id = app.tenant() and deleted_at is null and %I::text = $1', entity, how)
	into found using case entity when 'vehicle' then replace(called, '-', '') else called end;
	if found is null then raise 'demo: there is no % called %', entity, called; end if;
	return found;
end $$;
-- A new record; a value that begins with @ENTITY: is the number of that record. A resource that is there already, as a colleague may be,
-- is changed.
create function pg_temp.new(entity text, body jsonb) returns bigint language plpgsql as $$
declare
	k text; v text; there app.resource;
begin
	for k, v in select * from jsonb_each_text(body) loop
		if v ~ '^@[a-z_]+:' then body := body || jsonb_build_object(k, pg_temp.n(substring(v from '^@([a-z_]+):'), substring(v from '^@[a-z_]+:(.*)$'))); end if;
	end loop;
	if entity = 'resource' then
		select r.* into there from app.resource r where r.tenant_id = app.tenant() and r.deleted_at is null and (r.name::text = body ->> 'name' or r.person_id = (body ->> 'person_id')::bigint);
	end if;
	return (app.save(entity, there.id, there.version, body) ->> 'id')::bigint;
end $$;
create function pg_temp.act(entity text, verb text, id bigint, args jsonb default '{}') returns bigint language plpgsql as $$
begin
	return case when jsonb_typeof(x -> 'result') = 'number' then (x ->> 'result')::bigint end from (select app.act(entity, verb, id, args) as x) y;
end $$;
-- A mission is planned; one that was planned as it was made stays so.
create function pg_temp.plan(mission bigint) returns void language plpgsql as $$
begin
	if (select m.status from app.mission m where m.id = mission) = 'draft' then perform pg_temp.act('mission', 'plan', mission); end if;
end $$;
-- A moment so many days from today, where the company is.
create function pg_temp.at(days integer, clock text) returns timestamptz language sql as $$ select (app.today() + days + clock::time) at time zone 'Europe/Paris' $$;
create function pg_temp.day(days integer) returns date language sql as $$ select app.today() + days $$;
-- The weekday (1 is Monday) of the week so many weeks from this one, as a number of days from today.
create function pg_temp.wd(weekday integer, weeks integer default 0) returns integer language sql as $$ select weekday - extract(isodow from app.today())::integer + 7 * weeks $$;
-- The columns of a record as they would stand had it been written then: no rule is asked.
create function pg_temp.ago(entity text, id bigint, columns jsonb) returns void language plpgsql as $$
declare
	was text := current_setting('role');
begin
	perform set_config('role', 'none', true), set_config('session_replication_role', 'replica', true);
	execute format('update app.%1$I t set (%2$s) = (select %2$s from jsonb_populate_record(t, $1)) where t.tenant_id = app.tenant() and t.id = $2', entity,
	    (select string_agg(quote_ident(k), ', ') || ', version' from jsonb_object_keys(columns) k)) using columns, id;
	perform set_config('session_replication_role', 'origin', true), set_config('role', was, true);
end $$;
do $$ begin execute (select string_agg(format('grant execute on function %s to public', oid::regprocedure), ';') from pg_proc where pronamespace = pg_my_temp_schema()); end $$;
