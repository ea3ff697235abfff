-- after: platform/service platform/document
-- verify.sql: is everything still what it was. Whatever must never change brings a function app.verify_NAME() or verify_NAME(seen) that answers
-- {"ok": true, "checked": 12, "message": …}; `verify` asks them all, of the company of whoever asks. Each keeps within a time: when not
-- all could be looked at it begins somewhere else every time, and says so.
-- `seen` is what the server read for them: the fingerprints of files that are too large to be put together here (files_to_read).
create or replace function app.verify(seen jsonb default '{}') returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	f text; how text; one jsonb; checks jsonb := '[]';
begin
	if not app.may_watch() then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;	-- half a company checked would be no answer
	for f, how in select p.proname, case p.pronargs when 1 then '$1' else '' end from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname like 'verify\_%'
	    and p.pronargs <= 1 and has_function_privilege(p.oid, 'execute') order by 1 loop
		execute format('select app.%I(%s)', f, how) into one using seen;
		checks := checks || jsonb_build_array(jsonb_build_object('name', substr(f, 8)) || one);
	end loop;
	return jsonb_build_object('checks', checks);
end $$;
comment on function app.verify is 'Checks what must never change.';

-- What a check answers. wrong: what people are told by name, the first ten of it.
create or replace function app.verified(checked bigint, complete boolean, wrong text[], fine text, part text, broken text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('ok', coalesce(cardinality($3), 0) = 0, 'checked', $1, 'complete', $2,
	    'message', case when cardinality($3) > 0 then $6 when $2 then $4 else $5 end,
	    'args', jsonb_build_object('count', coalesce(cardinality($3), 0), 'what', array_to_string($3[:10], ', ') || case when cardinality($3) > 10 then ', …' else '' end)) $$;

-- A file of this size is still put together whole to be fingerprinted, one at a time; the server streams a larger one.
create or replace function app.verified_whole() returns bigint language sql immutable set search_path = pg_catalog, pg_temp as $$ select 16777216::bigint $$;
create or replace function app.files_to_read() returns jsonb
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
	start constant bigint := (select floor(random() * coalesce(max(d.id), 0))::bigint from app.document d where d.tenant_id = app.tenant());
begin
	if not app.may_watch() then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	return (select coalesce(jsonb_agg(d.id), '[]') from (select x.id from app.document x where x.tenant_id = app.tenant()
	    and x.size > app.verified_whole() order by x.id < start, x.id limit 10000) d);
end $$;
comment on function app.files_to_read is 'The files that the server reads itself to check them, beginning anywhere.';
create or replace function app.file_part(document bigint, number integer, count integer) returns bytea
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not app.may_watch() then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	return (select string_agg(c.bytes, '' order by c.number) from app.document_chunk c
	    where c.tenant_id = app.tenant() and c.document_id = $1 and c.number >= $2 and c.number < $2 + least($3, 16));
end $$;
comment on function app.file_part is 'Some of a file''s bytes, to check them; null behind its end.';

create or replace function app.verify_documents(seen jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	until constant timestamptz := clock_timestamp() + interval '20 seconds'; whole constant bigint := app.verified_whole();
	start constant bigint := (select floor(random() * coalesce(max(d.id), 0))::bigint from app.document d where d.tenant_id = app.tenant());
	d record; got bigint; chunks bigint; print bytea; checked bigint := 0; complete boolean := true; wrong text[] := '{}';
begin
	if not app.may_watch() then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	for d in select x.id, x.name, x.size, x.sha256 from app.document x where x.tenant_id = app.tenant() and x.size is not null order by x.id < start, x.id loop
		if clock_timestamp() > until then complete := false; exit; end if;
		select coalesce(sum(length(c.bytes)), 0), count(*) into got, chunks from app.document_chunk c where c.tenant_id = app.tenant() and c.document_id = d.id;
		if got = d.size and d.size <= whole then
			select sha256(coalesce(string_agg(c.bytes, ''::bytea order by c.number), '')) into print
			from app.document_chunk c where c.tenant_id = app.tenant() and c.document_id = d.id;
		elsif got = d.size and not seen ? d.id::text then complete := false; print := d.sha256;	-- there was no time to read it
		else print := decode(seen ->> d.id::text, 'hex'); end if;
		if got <> d.size or chunks <> (d.size + 65535) / 65536 or print is distinct from d.sha256 then
			wrong := wrong || format('%s (%s)', d.name, d.id);
		end if;
		checked := checked + 1;
	end loop;
	return app.verified(checked, complete, wrong, 'Every file has the size and the fingerprint that it was stored with.',
	    'The files looked at are as they were stored; there are more: run it again.', 'These files are not what was stored: {what}.');
end $$;
comment on function app.verify_documents is 'Checks that every file has the size and the fingerprint that it was stored with.';

-- Each change of a record counts its version up and leaves one line of history, at the same moment; the platform's making leaves none.
create or replace function app.verify_history() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	until constant timestamptz := clock_timestamp() + interval '20 seconds'; most constant bigint := 20000;
	e text; start bigint; last bigint; n bigint; many boolean; bad text[]; checked bigint := 0; complete boolean := true; wrong text[] := '{}';
begin
	if not app.may_watch() then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	for e in select x.entity from ui.entity x order by 1 loop
		if clock_timestamp() > until then complete := false; exit; end if;
		execute format('select max(x.id), count(*) from (select t.id from app.%I t where t.tenant_id = app.tenant() order by t.id desc limit $1) x', e) into last, n using most + 1;
		many := n > most;	-- numbers are shared with other companies: the largest says nothing about how many there are
		start := case when many then floor(random() * last)::bigint else 0 end;
		execute format($q$
			select count(*), array_agg(format('%%s %%s', %1$L, t.id) order by t.id) filter (where h.n <> t.version - (t.created_by = 0 or %2$L)::integer or h.at <> t.updated_at)
			from (select t.id, t.version, t.created_by, t.updated_at from app.%1$I t where t.tenant_id = app.tenant() and t.id > $1 order by t.id limit $2) t
			cross join lateral (select count(*) as n, max(a.at) as at from app.audit a
			    where a.tenant_id = app.tenant() and a.entity = %1$L and a.row_id = t.id) h $q$, e,
		    not exists (select from pg_trigger g where g.tgrelid = format('app.%I', e)::regclass and g.tgname = 'zz_audit_made')) into n, bad using start, most;	-- what is history itself says nothing of its making
		complete := complete and not many;
		checked := checked + n;
		wrong := wrong || coalesce(bad, '{}');
	end loop;
	return app.verified(checked, complete, wrong, 'The history of every record is whole.',
	    'The history of the records looked at is whole; there are more: run it again.', 'These records were changed without leaving a history: {what}.');
end $$;
comment on function app.verify_history is 'Checks that every change of every record has left its line of history.';

-- What guards all the rest: forced row security with a rule on every table, roles that cannot go round it, triggers that are switched on.
create or replace function app.verify_guards() returns jsonb
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	checked bigint; wrong text[];
begin
	select count(*), array_agg(c.relname::text order by c.relname) filter (where not c.relrowsecurity or not c.relforcerowsecurity
	    or c.relname not in ('base', 'repeating') and not exists (select from pg_policy p where p.polrelid = c.oid)
	    or exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgenabled not in ('O', 'A'))
	    or exists (select from ui.entity e where e.entity = c.relname and not exists (select from pg_trigger t where t.tgrelid = c.oid and t.tgname = 'zz_audit')))
	into checked, wrong from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p');
	wrong := coalesce(wrong, '{}') || array(select r.rolname::text from pg_roles r where r.rolname ~ '^comptoir_(app|staff|action|owner|signin)'
	    and (r.rolsuper or r.rolbypassrls) order by 1);
	return app.verified(checked, true, wrong, 'Every table keeps companies apart and writes its history.', '',
	    'These tables or roles are not guarded as they should be: {what}.');
end $$;
comment on function app.verify_guards is 'Checks that every table keeps companies apart and writes its history.';
do $$
declare
	f text;
begin
	foreach f in array '{verify_documents,verify_history,files_to_read,file_part}'::text[] loop
		execute format('alter function app.%s owner to comptoir_action', f);
	end loop;
end $$;
grant execute on function app.may_watch, app.verified, app.verified_whole to comptoir_action;
grant execute on function app.verify, app.verified, app.verify_documents, app.verify_history, app.verify_guards, app.files_to_read, app.file_part to comptoir_staff;
