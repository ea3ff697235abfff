-- after: crm/contact crm/activity crm/contact_phone crm/contact_address
-- crm_figures.sql: what the first screen of a company tells about its customers. Ranges of days, so that indexes answer them.
create or replace function app.report_new_contacts() returns table (month date, people bigint, companies bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with months as (select m::date as m from generate_series(date_trunc('month', app.today()::timestamp) - interval '11 months', app.today()::timestamp, interval '1 month') m),
	made as (select date_trunc('month', c.created_at)::date as m, c.kind, count(*) as n from app.contact c where c.tenant_id = app.tenant() and c.deleted_at is null
	    and c.created_at >= date_trunc('month', app.today()::timestamptz) - interval '11 months' group by 1, 2)
	select m.m, coalesce(sum(n) filter (where kind = 'person'), 0)::bigint, coalesce(sum(n) filter (where kind = 'company'), 0)::bigint
	from months m left join made on made.m = m.m group by 1 order by 1 $$;
comment on function app.report_new_contacts is 'How many people and companies were new in each of the last twelve months.';
select ui.declare_report('new_contacts', 'New contacts', 'app.report_new_contacts()');
select ui.declare_chart('new_contacts', '{"kind": "stacked", "label": "month", "values": ["people", "companies"], "tile": 10}');

create or replace function app.report_activity_by_week() returns table (week date, activities bigint, minutes bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with weeks as (select w::date as w from generate_series(date_trunc('week', app.today()::timestamp) - interval '25 weeks', app.today()::timestamp, interval '1 week') w),
	done as (select date_trunc('week', a.at)::date as w, count(*) as n, sum(a.duration_minutes) as minutes from app.activity a where a.tenant_id = app.tenant()
	    and a.deleted_at is null and a.at >= date_trunc('week', app.today()::timestamptz) - interval '25 weeks' and a.at < app.today() + 1 group by 1)
	select w.w, coalesce(d.n, 0), coalesce(d.minutes, 0)::bigint from weeks w left join done d on d.w = w.w order by 1 $$;
comment on function app.report_activity_by_week is 'How much happened with contacts in each of the last 26 weeks.';
select ui.declare_report('activity_by_week', 'Activities by week', 'app.report_activity_by_week()');
select ui.declare_chart('activity_by_week', '{"kind": "line", "label": "week", "values": ["activities"], "tile": 20}');

create or replace function app.report_time_by_week() returns table (week date, minutes bigint)
language sql stable set search_path = pg_catalog, pg_temp as $$ select a.week, a.minutes from app.report_activity_by_week() a $$;
comment on function app.report_time_by_week is 'How many minutes were spent with contacts in each of the last 26 weeks, where somebody wrote them down.';
select ui.declare_report('time_by_week', 'Minutes with contacts', 'app.report_time_by_week()');
select ui.declare_chart('time_by_week', '{"kind": "line", "label": "week", "values": ["minutes"], "tile": 25}');

select ui.declare_wizard('company_with_numbers', 'New company with its numbers and addresses', 'A company, everybody''s telephone number and where it is.', '[
    {"title": "Company", "entity": "contact", "fields": ["kind", "company_name", "siret", "vat_number", "email", "phone"]},
    {"title": "Numbers", "entity": "contact", "lines": "contact_phone"},
    {"title": "Addresses", "entity": "contact", "lines": "contact_address"}]', rank => 110);
