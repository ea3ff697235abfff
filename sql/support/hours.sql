-- after: platform/company planning/resource
-- hours.sql: when we are open, and on which days we are not: promises to customers count these hours alone.
create table if not exists app.opening (like app.base including all,
	weekday		text not null default '1',
	opens		app.clock not null default '08:00',
	closes		app.clock not null default '18:00',
	constraint opening_order check (closes > opens)
);
comment on table app.opening is 'When we are open. Without any line: Monday to Friday, from 9 to 18.';
comment on column app.opening.weekday is 'The day of the week.';
comment on column app.opening.opens is 'From when, for example 8 or 13:30.';
comment on column app.opening.closes is 'Until when; 24:00 is midnight.';
comment on constraint opening_order on app.opening is 'The hours end after they begin.';
select ui.declare_entity('opening', title => 'Opening hours', one => 'Opening hours', menu => 'Company', "position" => 906, label => 'weekday',
    list => 'weekday opens closes', form => '[["Hours", "weekday", "opens", "closes"]]', "order" => 'weekday',
    choices => '{"weekday": [["1", "Monday"], ["2", "Tuesday"], ["3", "Wednesday"], ["4", "Thursday"], ["5", "Friday"], ["6", "Saturday"], ["7", "Sunday"]]}',
    labels => '{"opens": "From", "closes": "Until"}',
    rights => '{"office": {"read": "all"}, "technician": {"read": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');

create table if not exists app.closed_day (like app.base including all,
	closed_on	date not null,
	name		text collate app.natural,
	constraint closed_day_once exclude using btree (tenant_id with =, closed_on with =) where (deleted_at is null)
);
comment on table app.closed_day is 'Days on which we are closed: holidays, works, the company''s own. No promise counts them, and nobody is proposed on them.';
comment on column app.closed_day.closed_on is 'The day.';
comment on column app.closed_day.name is 'Why.';
comment on constraint closed_day_once on app.closed_day is 'This day is closed already.';
select ui.declare_entity('closed_day', title => 'Closed days', one => 'Closed day', menu => 'Company', "position" => 907, label => 'name',
    list => 'closed_on name', form => '[["Day", "closed_on", "name"]]', sort => 'closed_on', "order" => 'closed_on', search => 'name', calendar => 'closed_on', labels => '{"closed_on": "Day"}',
    rights => '{"office": {"read": "all"}, "technician": {"read": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');

-- The hours of one day as moments; on the days when clocks change they are as long as the day is.
create or replace function app.open_on(day date) returns tstzmultirange language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin		-- (plpgsql keeps the plan: a promise asks for a day after the other)
	return (select case when exists (select from app.closed_day c where c.tenant_id = app.tenant() and c.closed_on = day and c.deleted_at is null) then '{}'::tstzmultirange
	    else coalesce((select range_agg(tstzrange((day + h.o::interval) at time zone z.z, (day + h.c::interval) at time zone z.z)) from
	        (select o.opens::text as o, o.closes::text as c from app.opening o where o.tenant_id = app.tenant() and o.deleted_at is null and o.weekday = extract(isodow from day)::text
	        union all select '09:00', '18:00' where extract(isodow from day) <= 5 and not exists (select from app.opening o where o.tenant_id = app.tenant() and o.deleted_at is null)) h), '{}') end
	from (select coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris') as z) z);
end $$;
-- The moment at which so many open minutes have passed. A company that never opens promises nothing: null.
create or replace function app.open_after(since timestamptz, minutes integer) returns timestamptz language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	day date := (since at time zone coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris'))::date;
	todo interval := make_interval(mins => minutes); r tstzrange;
begin
	for n in 0..400 loop
		for r in select x from unnest(app.open_on(day + n)) x loop
			continue when upper(r) < since;	-- (what was promised for the moment of closing stays there)
			if upper(r) - greatest(lower(r), since) >= todo then return greatest(lower(r), since) + todo; end if;
			todo := todo - (upper(r) - greatest(lower(r), since));
		end loop;
	end loop;
	return null;
end $$;
-- How many open minutes lie between two moments.
create or replace function app.open_between(since timestamptz, until timestamptz) returns integer language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(sum(extract(epoch from least(upper(r), until) - greatest(lower(r), since)) / 60)::integer, 0)
	from (select coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris') as z) z,
	    generate_series((since at time zone z.z)::date::timestamp, (least(until, since + interval '400 days') at time zone z.z)::date::timestamp, interval '1 day') d, unnest(app.open_on(d::date)) r
	where upper(r) > since and lower(r) < until $$;
grant execute on function app.open_on, app.open_after, app.open_between to comptoir_staff, comptoir_action, comptoir_platform;
