-- work_scale_test.sql: at scale, what a screen of the day's work asks reads few rows, whoever looks: one who sees all, their team's, their own.
-- WORK_MISSIONS, WORK_TICKETS and WORK_TASKS (environment) say how many; `tests/bench/run work` asks for 1,000,000, 300,000 (with 3,000,000
-- messages) and 200,000 open ones. Asked as the server asks: the text that ui.list_sql makes, prepared once, its plan made for no value.
-- Prints a table as comments. With WORK_FIGURES=1 nothing is asserted but measured in earnest: a line "figure|what|ms|best|worked|aim|met" a
-- question: of who sees all, a team's and their own the middle one of some readings, the best, and what they took of a processor (counted every
-- 4 ms, with the counting of rows: a fifth of a millisecond more or less means nothing).
begin;
select no_plan();
\set missions 6400
\set tickets 1500
\set tasks 1200
\set figures ''
\getenv missions WORK_MISSIONS
\getenv tickets WORK_TICKETS
\getenv tasks WORK_TASKS
\getenv figures WORK_FIGURES
\i tests/sql/work_load.sql
set local jit = off;
-- Tables are small here: what would read one from end to end because there is no other way is what we look for.
select set_config(g, case when :'figures' = '' then 'off' else 'on' end, true) from unnest('{enable_seqscan,enable_hashjoin,enable_mergejoin}'::text[]) g \g /dev/null
select set_config('work.rounds', case when :'figures' = '' then '1' else '15' end, true) \g /dev/null
select count(*) = :missions as loaded from app.mission where tenant_id = test.tenant() \gset
select ok(:'loaded', 'one company of ' || :missions || ' missions, ' || :tickets || ' tickets with ten messages each and ' || :tasks || ' open tasks');
-- Readers: the owner sees all; here the technician sees their team's and the performer their own, of every kind of record.
update app.permission set scope = case when role_id = (select id from app.role where tenant_id = test.tenant() and name = 'technician') then 'team' else 'mine' end, version = version + 1
    where tenant_id = test.tenant() and verb = 'read' and (entity in (select entity from heavy) and entity <> 'article' or entity = 'mission_check')
    and role_id in (select id from app.role where tenant_id = test.tenant() and name in ('technician', 'performer'));
insert into app.permission (role_id, entity, verb, scope) select r.id, h.entity, 'read', case r.name when 'technician' then 'team' else 'mine' end from heavy h, app.role r
    where r.tenant_id = test.tenant() and r.name in ('technician', 'performer') and h.entity <> 'article'
    and not exists (select from app.permission p where p.tenant_id = r.tenant_id and p.role_id = r.id and p.entity = h.entity and p.verb = 'read');
create temporary table reader (n integer, who text, scope text);
insert into reader values (1, 'owner', 'all'), (2, 'technician', 'team'), (3, 'performer', 'mine');

-- What is asked: a list or board by its shape and query, or a text of SQL ($1 of it is the query too).
create temporary table question (n integer generated always as identity, what text, aim numeric, entity text, shape jsonb, q jsonb, sql text);
select jsonb_agg(id) as lanes from (select id from crew where kind = 'person' order by n limit 20) x \gset
select jsonb_agg(id) as bays from (select id from crew where kind = 'alone' order by n limit 20) x \gset
select current_date - 1 || '..' || current_date + 5 as week, (select max(id) from app.ticket where tenant_id = test.tenant()) - 1000 as ticket, (select id from known where g = :missions / 2) as mission,
    (select contact_id from app.mission where tenant_id = test.tenant() order by id limit 1) as contact, (select min(id) from app.vehicle where tenant_id = test.tenant()) as vehicle \gset
insert into question (what, aim, entity, shape, q) values
    ('calendar week of 40 resources', 10, 'booking', '{"by": "find", "columns": ["starts_at", "ends_at", "resource_id", "title"]}',
        jsonb_build_object('during', :'week', 'sort', '["starts_at"]'::jsonb, 'limit', 1001, 'filter', jsonb_build_object('field', 'resource_id', 'op', 'any', 'value', :'lanes'::jsonb || :'bays'::jsonb))),
    ('calendar week of missions', 10, 'mission', '{"by": "find", "columns": ["starts_at", "ends_at", "title", "owner_id"]}', jsonb_build_object('during', :'week', 'sort', '["starts_at"]'::jsonb, 'limit', 1001)),
    ('calendar day of all bookings', 10, 'booking', '{"by": "find", "columns": ["starts_at", "ends_at", "resource_id", "title"]}', jsonb_build_object('during', current_date::text, 'sort', '["starts_at"]'::jsonb, 'limit', 1001)),
    ('board of 6 × 50 tasks', 5, 'task', '{"by": "board"}', '{"limit": 50}'),
    ('board of 6 × 50 tasks, a colleague’s', 5, 'task', '{"by": "board"}', jsonb_build_object('limit', 50, 'filter', jsonb_build_object('field', 'assignee_id', 'op', '=', 'value', (select id::text from colleague where n = 7)))),
    ('board of opportunities', 5, 'opportunity', '{"by": "board"}', '{"limit": 50}'),
    ('board of tickets', 5, 'ticket', '{"by": "board"}', '{"limit": 50}'),
    ('ticket list with SLA, newest', 10, 'ticket', '{"by": "order", "limit": 51, "sort": ["-id"]}', '51'),
    ('ticket list with SLA, by what is promised next', 10, 'ticket', '{"by": "order", "limit": 51, "sort": ["due_at"]}', '51'),
    ('ticket list with SLA, open, what is promised next', 10, 'ticket', '{"by": "find"}', '{"limit": 51, "sort": ["due_at"], "filter": {"field": "status", "op": "any", "value": ["open", "in_progress"]}}'),
    ('ticket list with SLA, open, by day of solution', 10, 'ticket', '{"by": "find"}', '{"limit": 51, "sort": ["resolve_by"], "filter": {"field": "status", "op": "any", "value": ["open", "in_progress"]}}'),
    ('ticket list with SLA, urgent and open', 10, 'ticket', '{"by": "find"}', '{"limit": 51, "filter": {"and": [{"field": "status", "op": "any", "value": ["open", "in_progress"]}, {"field": "priority", "op": "=", "value": "urgent"}]}}'),
    ('ticket list with SLA, late now', 10, 'ticket', '{"by": "find"}', jsonb_build_object('limit', 51, 'sort', '["due_at"]'::jsonb, 'filter', jsonb_build_object('and', jsonb_build_array('{"field": "status", "op": "any", "value": ["open", "in_progress"]}'::jsonb, jsonb_build_object('field', 'due_at', 'op', '<', 'value', now()))) )),
    ('ticket search', 20, 'ticket', '{"by": "find"}', '{"limit": 51, "term": "facture freins"}'),
    ('thread of a ticket', 10, 'ticket_message', '{"by": "find"}', jsonb_build_object('limit', 51, 'filter', jsonb_build_object('field', 'ticket_id', 'op', '=', 'value', :'ticket'))),
    ('last messages on a card', 10, 'ticket_message', '{"by": "find"}', jsonb_build_object('limit', 11, 'sort', '["-at"]'::jsonb, 'filter', jsonb_build_object('field', 'ticket_id', 'op', '=', 'value', :'ticket'))),
    ('message search', 20, 'ticket_message', '{"by": "find"}', '{"limit": 51, "term": "plaquettes"}'),
    ('article search, a common word', 20, 'article', '{"by": "find"}', '{"limit": 51, "term": "garantie"}'),
    ('article search, two words', 20, 'article', '{"by": "find"}', '{"limit": 51, "term": "batterie nettoyer"}'),
    ('mission list', 10, 'mission', '{"by": "order", "limit": 51}', '51'),
    ('mission list, planned, soonest', 10, 'mission', '{"by": "find"}', '{"limit": 51, "sort": ["starts_at"], "filter": {"field": "status", "op": "=", "value": "planned"}}'),
    ('missions of a customer', 10, 'mission', '{"by": "find"}', jsonb_build_object('limit', 51, 'filter', jsonb_build_object('field', 'contact_id', 'op', '=', 'value', :'contact'))),
    ('mission search', 20, 'mission', '{"by": "find"}', '{"limit": 51, "term": "montage mairie"}'),
    ('bookings of a mission', 10, 'booking', '{"by": "find"}', jsonb_build_object('limit', 51, 'filter', jsonb_build_object('field', 'mission_id', 'op', '=', 'value', :'mission'))),
    ('task list by day', 10, 'task', '{"by": "order", "limit": 51}', '51'),
    ('tasks due this week', 10, 'task', '{"by": "find"}', jsonb_build_object('limit', 51, 'sort', '["due_on"]'::jsonb, 'filter', jsonb_build_object('field', 'due_on', 'op', 'range', 'value', jsonb_build_array(current_date, current_date + 7)))),
    ('due list', 10, 'due', '{"by": "order", "limit": 51}', '51'),
    ('due this month, inspections', 10, 'due', '{"by": "find"}', jsonb_build_object('limit', 51, 'sort', '["due_on"]'::jsonb, 'filter', jsonb_build_object('and', jsonb_build_array('{"field": "kind", "op": "=", "value": "inspection"}'::jsonb, jsonb_build_object('field', 'due_on', 'op', '<=', 'value', current_date + 30))))),
    ('equipment list', 10, 'equipment', '{"by": "order", "limit": 51}', '51'),
    ('bookings on a card', 10, 'booking', '{"by": "find"}', jsonb_build_object('limit', 11, 'sort', '["-starts_at"]'::jsonb, 'filter', jsonb_build_object('field', 'mission_id', 'op', '=', 'value', :'mission'))),
    ('checks on a card', 10, 'mission_check', '{"by": "find"}', jsonb_build_object('limit', 11, 'sort', '["rank"]'::jsonb, 'filter', jsonb_build_object('field', 'mission_id', 'op', '=', 'value', :'mission'))),
    ('equipment of a mission', 10, 'equipment_booking', '{"by": "find"}', jsonb_build_object('limit', 51, 'filter', jsonb_build_object('field', 'mission_id', 'op', '=', 'value', :'mission'))),
    ('events of a vehicle', 10, 'vehicle_event', '{"by": "find"}', jsonb_build_object('limit', 11, 'sort', '["-happened_on"]'::jsonb, 'filter', jsonb_build_object('field', 'vehicle_id', 'op', '=', 'value', :'vehicle'))),
    ('services of a vehicle', 10, 'service_record', '{"by": "find"}', jsonb_build_object('limit', 11, 'sort', '["-done_on"]'::jsonb, 'filter', jsonb_build_object('field', 'vehicle_id', 'op', '=', 'value', :'vehicle')));
insert into question (what, aim, sql) values
    ('counts of the board', 5, 'select app.board_counts(''task'', ''{"limit": 50}'', 1001)'),
    ('conflict check: who has it', 2, format('select app.booking_clash(b) from (select b from app.booking b where b.tenant_id = app.tenant() and b.id = %s) x', (select max(id) - 2000 from app.booking where tenant_id = test.tenant()))),
    ('conflict check: how much gear is taken', 2, format('select app.equipment_taken(%s, now(), now() + interval ''8 hours'')', (select min(id) + 8 from app.equipment where tenant_id = test.tenant()))),
    ('free slots of a skill', 50, 'select * from app.report_free_slots(120, ''rigger'')'),
    ('suggested articles', 20, 'select * from app.report_suggested_articles(''La batterie est vide depuis cet hiver'')'),
    ('packing list', 10, format('select * from app.report_packing_list(%s)', :mission)),
    ('missing equipment', 50, 'select * from app.report_missing_equipment()'),
    ('free equipment of a category', 100, 'select * from app.report_free_equipment(now(), now() + interval ''2 days'', ''sound'')'),
    ('promises kept', 100, 'select * from app.report_promises()'),
    ('pipeline', 100, 'select * from app.report_pipeline()');
grant select on reader, question to public;

create temporary table measured (n integer generated always as identity, question integer, who integer, ms numeric, best numeric, worked numeric, read bigint, scans bigint, blocks integer, returned integer);
create function pg_temp.rows_read() returns bigint language sql volatile security definer as $$
	with t as (select c.oid from pg_class c join pg_namespace s on s.oid = c.relnamespace where s.nspname = 'app' and c.relkind = 'r' and c.relname in (select entity from heavy union all values ('mission_person')))
	select (select sum(pg_stat_get_xact_tuples_returned(oid) + pg_stat_get_xact_tuples_fetched(oid)) from t)::bigint
	    + (select sum(pg_stat_get_xact_tuples_fetched(i.indexrelid)) from t join pg_index i on i.indrelid = t.oid)::bigint $$;
create function pg_temp.whole_scans() returns bigint language sql volatile security definer as $$
	select sum(pg_stat_get_xact_numscans(c.oid))::bigint from pg_class c join pg_namespace s on s.oid = c.relnamespace join heavy h on h.entity = c.relname where s.nspname = 'app' and c.relkind = 'r' $$;
-- Milliseconds of a processor that this connection has used: on a machine that others use too, it tells more than the clock.
create function pg_temp.worked() returns numeric language sql volatile security definer as $$ select split_part(pg_read_file('/proc/self/schedstat', 0, 40, true), ' ', 1)::numeric / 1e6 $$;
grant execute on function pg_temp.rows_read, pg_temp.whole_scans, pg_temp.worked to public;
grant insert on measured to public;
create function pg_temp.measure(a question, r reader) returns void language plpgsql as $$
declare
	text_is text; plan json; times numeric[] := '{}'; before bigint; reads bigint; scanned bigint; scans bigint; asked text; began numeric; rounds integer;
begin
	perform test.sign_in(r.who);
	text_is := coalesce(a.sql, ui.list_sql(a.entity, a.shape) ->> 'sql');
	perform set_config('plan_cache_mode', 'force_generic_plan', true);
	execute format('prepare asked%s as %s', case when text_is like '%$1%' then case when a.shape ->> 'by' = 'order' then '(bigint)' else '(jsonb)' end else '' end, text_is);
	asked := 'explain (analyze, buffers, timing off, format json) execute asked' || case when text_is like '%$1%' then format('(%L)', a.q #>> '{}') else '' end;
	execute asked into plan;
	rounds := greatest(least(100 / (plan -> 0 ->> 'Execution Time')::numeric, current_setting('work.rounds')::integer), current_setting('work.rounds')::integer / 3, 1);
	began := pg_temp.worked();
	for i in 1..rounds loop
		before := pg_temp.rows_read(); scanned := pg_temp.whole_scans();
		execute asked into plan;
		reads := pg_temp.rows_read() - before; scans := pg_temp.whole_scans() - scanned;
		times := times || (plan -> 0 ->> 'Execution Time')::numeric;
	end loop;
	insert into measured (question, who, ms, best, worked, read, scans, blocks, returned) values (a.n, r.n, (select percentile_disc(0.5) within group (order by t) from unnest(times) t),
	    (select min(t) from unnest(times) t), round((pg_temp.worked() - began) / rounds, 3), reads, scans, (plan -> 0 -> 'Plan' ->> 'Shared Hit Blocks')::integer, (plan -> 0 -> 'Plan' ->> 'Actual Rows')::integer);
	deallocate asked;
	perform set_config('plan_cache_mode', 'auto', true);
	perform test.sign_out();
end $$;
do $$ declare a question; r reader; begin
	for a in select * from question order by n loop for r in select * from reader order by n loop
		begin
			perform pg_temp.measure(a, r);
		exception when others then
			if sqlstate not in ('UI005', '42501') then raise; end if;	-- who may not ask is not answered: that is quick
			deallocate all;
			perform test.sign_out();
		end;
	end loop; end loop;
end $$;
\pset format aligned
\pset tuples_only off
\pset footer off
select '#' as "#", q.what, r.scope, m.ms, m.best, m.worked, q.aim, case when m.ms > q.aim then 'MISSED' when q.aim is not null then 'met' else '' end as " ", m.read, m.scans, m.blocks, m.returned
from measured m join reader r on r.n = m.who join question q on q.n = m.question order by q.n, r.n;
\pset format unaligned
\pset tuples_only on
select format('figure|%s|%s|%s|%s|%s|%s', what, ms, best, worked, aim, case when worst > aim then 'missed' when aim is not null then 'met' else '-' end)
from (select q.n, q.what, q.aim, string_agg(concat(case when shows > 1 then r.scope || ' ' end, round(m.ms, 1)), '  ' order by r.n) as ms, string_agg(round(m.best, 1)::text, ' ' order by r.n) as best,
        string_agg(round(m.worked, 1)::text, ' ' order by r.n) as worked, max(m.ms) as worst
    from (select m.*, count(*) over (partition by m.question) as shows from measured m) m join reader r on r.n = m.who join question q on q.n = m.question where :'figures' <> '' group by q.n, q.what, q.aim) x order by n;
-- What may be read: twelve rows for each one that is shown (to who sees all), at least a page's; counts stop at 1,001 in each column, and
-- what is open is looked through (twice: in the index and the table) without what was closed.
-- Searches of words are the finder's, whose reads scale_test.sql counts; reports sum up what there is.
select ok(m.read <= 12 * b.shown, format('%s, %s: %s rows read for %s', q.what, r.scope, m.read, b.shown)) from measured m join reader r on r.n = m.who join question q on q.n = m.question,
    lateral (select case q.what when 'counts of the board' then 6 * 1001 / 12 else greatest(max(x.returned), 51) end
        + case when q.what ~ ', (open|late)' then (select count(*) from app.ticket t where t.tenant_id = test.tenant() and t.status in ('open', 'in_progress')) / 6 else 0 end as shown from measured x where x.question = q.n) b where :'figures' = '' and q.aim <= 10 and q.what !~ 'search' order by q.n, r.n;
-- Nor does a row cost more than it shows: what is asked again for each of them (a name that is hidden, a right) is found by an index, or once.
select ok(m.blocks <= 1000 + 20 * m.returned, format('%s, %s: %s blocks for %s', q.what, r.scope, m.blocks, m.returned)) from measured m join reader r on r.n = m.who join question q on q.n = m.question where :'figures' = '' and q.entity is not null order by q.n, r.n;
-- Where an index may be used none of these tables is read from end to end, however small it is here.
select ok(m.scans = 0, format('%s, %s: by an index', q.what, r.scope)) from measured m join reader r on r.n = m.who join question q on q.n = m.question where :'figures' = '' and q.aim is not null order by q.n, r.n;
select * from finish();
rollback;
