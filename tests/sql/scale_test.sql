-- scale_test.sql: at scale, whoever asks, a list reads at most ten times the rows that it returns, and finds exactly its hits.
-- SCALE_CONTACTS, SCALE_VEHICLES and SCALE_COMPANIES (environment) say how many; `make bench` asks for 1,000,000, 300,000 and 1,000.
-- What was read is what PostgreSQL itself counted for the tables: rows that EXPLAIN ANALYZE would show, those that filters threw away
-- and those that functions read included. Prints the table as comments.
begin;
select no_plan();
\set contacts 40000
\set vehicles 15000
\set companies 20
\getenv contacts SCALE_CONTACTS
\getenv vehicles SCALE_VEHICLES
\getenv companies SCALE_COMPANIES
-- In a small table the planner may rightly take the road that reads some hundred rows: ten times is asked for where it matters.
select case when :contacts < 500000 then :contacts / 40 else 10 end as slack \gset
\i tests/sql/scale_load.sql
set local jit = off;
select count(*) = :contacts and :companies <= (select count(*) from app.tenant) as loaded from app.contact where tenant_id = test.tenant() \gset
select ok(:'loaded', 'one company of ' || :contacts || ' contacts and ' || :vehicles || ' vehicles beside ' || :companies || ' others');

-- Readers: the owner sees all, the technician their team's and their own, the performer their own and no personal field.
update app.permission set scope = 'team', version = version + 1 where tenant_id = test.tenant() and verb = 'read' and entity = 'vehicle'
    and role_id = (select id from app.role where tenant_id = test.tenant() and name = 'technician');
create temporary table reader (who text, scope text, searched text, reach text);
insert into reader values ('owner', 'all', 'search', 'true'),
    ('technician', 'team', 'search', format('(t.team_id = %s or t.MINE = %s)', test.team(), test.person('technician'))),
    ('performer', 'mine', 'search_open', format('t.MINE = %s', test.person('performer')));

-- What is asked: a filter or a term, and the same said plainly.
create temporary table question (entity text, name text, q jsonb, plain text);
select app.search_fold(last_name) as rare from app.contact where tenant_id = test.tenant() and last_name ~ '^[A-Z][a-z]{5}' and owner_id = test.person('performer') order by id limit 1 \gset
select substr(plate, 2, 5) as piece from app.vehicle where tenant_id = test.tenant() order by id offset :vehicles / 2 limit 1 \gset
insert into question values
    ('contact', 'choice kind:company', '{"filter":{"field":"kind","op":"=","value":"company"}}', 't.kind = ''company'''),
    ('contact', 'tag:VIP', '{"filter":{"field":"tags","op":"~","value":"VIP"}}', 't.tags @> ''{VIP}'''),
    ('contact', 'tag:client', '{"filter":{"field":"tags","op":"~","value":"client"}}', 't.tags @> ''{client}'''),
    ('contact', 'a week of last contacts', format('{"filter":{"field":"last_contact_on","op":"range","value":["%s","%s"]}}', current_date - 400, current_date - 394)::jsonb,
        format('t.last_contact_on between %L and %L', current_date - 400, current_date - 394)),
    ('contact', 'last contact since a year', format('{"filter":{"field":"last_contact_on","op":">=","value":"%s"}}', current_date - 365)::jsonb, format('t.last_contact_on >= %L', current_date - 365)),
    ('contact', 'no last contact', '{"filter":{"field":"last_contact_on","op":"empty"}}', 't.last_contact_on is null'),
    ('contact', 'made two years ago', format('{"filter":{"field":"created_at","op":"range","value":["%s","%s"]}}', current_date - 730, current_date - 700)::jsonb,
        format('t.created_at >= %L and t.created_at < %L', current_date - 730, current_date - 699)),
    ('contact', 'custom.loyalty:gold', '{"filter":{"field":"custom.loyalty","op":"=","value":"gold"}}', 't.custom @> ''{"loyalty": "gold"}'''),
    ('contact', 'city:Ys', '{"filter":{"field":"city","op":"=","value":"Ys"}}', 't.city = ''Ys'''),
    ('contact', 'city~haÿ', '{"filter":{"field":"city","op":"~","value":"l''haÿ"}}', 't.city = ''L’Haÿ-les-Roses'''),
    ('contact', 'search dup', '{"term":"dup"}', 't.SEARCH like ''%dup%'''),
    ('contact', 'search a rare name', jsonb_build_object('term', :'rare'), format('t.SEARCH like %L', '%' || :'rare' || '%')),
    ('contact', 'search marie dupont', '{"term":"marie dupont"}', 't.SEARCH like ''%marie%'' and t.SEARCH like ''%dupont%'''),
    ('contact', 'search nothing', '{"term":"xqzw"}', 'false'),
    ('contact', 'phone digits', '{"term":"06 12 3"}', 't.SEARCH like ''%06123%'''),
    ('contact', 'company and VIP', '{"filter":{"and":[{"field":"kind","op":"=","value":"company"},{"field":"tags","op":"~","value":"VIP"}]}}', 't.kind = ''company'' and t.tags @> ''{VIP}'''),
    ('vehicle', 'choice status:stolen', '{"filter":{"field":"status","op":"=","value":"stolen"}}', 't.status = ''stolen'''),
    ('vehicle', 'tag:VIP', '{"filter":{"field":"tags","op":"~","value":"VIP"}}', 't.tags @> ''{VIP}'''),
    ('vehicle', 'inspections of a week', format('{"filter":{"field":"next_inspection","op":"range","value":["%s","%s"]}}', current_date + 30, current_date + 36)::jsonb,
        format('t.next_inspection between %L and %L', current_date + 30, current_date + 36)),
    ('vehicle', 'mileage>239000', '{"filter":{"field":"mileage","op":">","value":"239000"}}', 't.mileage > 239000'),
    ('vehicle', 'year:2003', '{"filter":{"field":"year","op":"=","value":"2003"}}', 't.year = 2003'),
    ('vehicle', 'custom.loyalty:gold', '{"filter":{"field":"custom.loyalty","op":"=","value":"gold"}}', 't.custom @> ''{"loyalty": "gold"}'''),
    ('vehicle', 'plate fragment', jsonb_build_object('term', substr(:'piece', 1, 1) || '-' || substr(:'piece', 2)), format('t.SEARCH like %L', '%' || lower(:'piece') || '%')),
    ('vehicle', 'search lancia', '{"term":"lancia"}', 't.SEARCH like ''%lancia%''');
-- Every field that is declared sortable, both ways.
create temporary table sorting (entity text, sort jsonb, plain text);
insert into sorting select e.entity, jsonb_build_array(d || f), format('t.%I %s nulls last, t.id %2$s', f, case d when '' then 'asc' else 'desc' end)
from ui.entity e, jsonb_array_elements_text(e.spec -> 'sort') f, unnest(array['', '-']) d where e.entity in ('contact', 'vehicle');
-- And in mixed directions. (Rows that share the first key are sorted among themselves: where thousands share it they are all read.)
insert into sorting values ('contact', '["-id"]', 't.id desc'), ('vehicle', '["-id"]', 't.id desc'),
    ('contact', '["created_at", "-display_name"]', 't.created_at, t.display_name desc, t.id'),
    ('vehicle', '["plate", "-next_inspection"]', 't.plate, t.next_inspection desc nulls last, t.id');
grant select on reader, question, sorting to public;

create temporary table measured (n integer generated always as identity, entity text, name text, who text, ms numeric, read bigint, returned integer, exact boolean);
-- Rows read so far in this transaction from the tables that lists are about (people and rights are few, and not counted):
-- by walking the table or a bitmap, counted for the table; by walking an index, for the index.
create function pg_temp.rows_read() returns bigint language sql volatile security definer as $$
	with t as (select unnest(array['app.contact', 'app.vehicle'])::regclass::oid as oid)
	select (select sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) from t)::bigint
	    + (select sum(pg_stat_get_xact_tuples_fetched(i.indexrelid)) from t join pg_index i on i.indrelid = t.oid)::bigint $$;
grant execute on function pg_temp.rows_read to public;
create function pg_temp.plain(entity text, who text, cond text, tail text) returns bigint[] language plpgsql as $$
declare
	r reader; ids bigint[];
begin
	select * into r from reader x where x.who = plain.who;
	execute format('select array(select t.id from app.%I t where t.tenant_id = test.tenant() and t.deleted_at is null and %s and (%s) %s)', entity,
	    replace(r.reach, 'MINE', case entity when 'contact' then 'owner_id' else 'assigned_id' end),
	    replace(cond, 'SEARCH', case when entity = 'vehicle' then 'search' else r.searched end), tail) into ids;
	return ids;
end $$;
-- Asks as the server does: prepares the text of the list once, then sends values; the plan is the general one, not made for them.
create function pg_temp.measure(entity text, name text, who text, shape jsonb, one text, two text, want bigint[]) returns void language plpgsql as $$
declare
	q text; ids bigint[]; before bigint; started timestamptz; took interval; reads bigint;
begin
	perform test.sign_in(who);
	q := ui.list_sql(entity, shape) ->> 'sql';
	perform set_config('plan_cache_mode', 'force_generic_plan', true);
	execute format('prepare asked (%s) as select array_agg(id order by n) from (select id, row_number() over () as n from (%s) x) y',
	    case when two is null then 'text' else 'text, jsonb' end, replace(q, '$1', case when q like '%$1::%' then '$1' else '$1::text' end));
	execute format(case when two is null then 'execute asked (null)' else 'execute asked (null, null)' end);	-- planned, not counted
	before := pg_temp.rows_read(); started := clock_timestamp();
	execute format('execute asked (%L%s)', one, case when two is not null then format(', %L', two) else '' end) into ids;
	took := clock_timestamp() - started; reads := pg_temp.rows_read() - before;
	deallocate asked;
	perform set_config('plan_cache_mode', 'auto', true);
	perform test.sign_out();
	ids := coalesce(ids, '{}');
	insert into measured (entity, name, who, ms, read, returned, exact)
	values (entity, name, who, round((extract(epoch from took) * 1000)::numeric, 1), reads, cardinality(ids), ids = want);
end $$;

do $$
declare
	r reader; q question; s sorting; cur record; keys text; total bigint;
begin
	for r in select * from reader loop
		for s in select * from sorting loop
			perform pg_temp.measure(s.entity, format('sort %s', s.sort), r.who, jsonb_build_object('sort', s.sort, 'limit', 51), '50', null, pg_temp.plain(s.entity, r.who, 'true', 'order by ' || s.plain || ' limit 50'));
			-- a page far down: after a row at three fifths
			keys := (select string_agg('t.' || quote_ident(ltrim(k, '-')), ', ') from jsonb_array_elements_text(s.sort) k) || case when s.sort = '["-id"]' then '' else ', t.id' end;
			execute format('select count(*) from app.%I t where t.tenant_id = test.tenant() and %s', s.entity, replace(r.reach, 'MINE', case s.entity when 'contact' then 'owner_id' else 'assigned_id' end)) into total;
			execute format('select jsonb_build_array(%s) as c, t.id from app.%I t where t.tenant_id = test.tenant() and %s order by %s offset %s limit 1', keys, s.entity,
			    replace(r.reach, 'MINE', case s.entity when 'contact' then 'owner_id' else 'assigned_id' end), s.plain, total * 3 / 5) into cur;
			perform pg_temp.measure(s.entity, format('sort %s far down', s.sort), r.who, jsonb_build_object('sort', s.sort, 'after', true, 'limit', 51), '50', cur.c::text,
			    pg_temp.plain(s.entity, r.who, 'true', format('order by %s offset %s limit 50', s.plain, total * 3 / 5 + 1)));
		end loop;
		for q in select * from question loop
			perform pg_temp.measure(q.entity, q.name, r.who, '{"by": "find"}', (q.q || '{"limit": 50}')::text, null, pg_temp.plain(q.entity, r.who, q.plain, 'order by t.id desc limit 50'));
		end loop;
	end loop;
end $$;
\pset format aligned
\pset tuples_only off
\pset footer off
select '#' as "#", entity, m.name, r.scope, ms, read, returned, round(read::numeric / greatest(returned, 1), 1) as ratio, case when not exact then 'WRONG ROWS' else '' end as " "
from measured m join reader r using (who) order by entity, m.name, r.scope;
\pset format unaligned
\pset tuples_only on
select ok(exact, format('%s, %s, for %s: exactly its rows', entity, name, who)) from measured order by n;
-- A page that is nearly empty may look a little around: ten rows.
select ok(read <= 10 * greatest(returned, 1) + :slack, format('%s, %s, for %s: %s rows read for %s', entity, name, who, read, returned)) from measured order by n;
select * from finish();
rollback;
