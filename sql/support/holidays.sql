-- after: support/hours
-- holidays.sql: the public holidays of France as closed days: those of fixed days and those that follow Easter.

-- Easter Sunday of a year of the Gregorian calendar (the anonymous rule of 1876, good for every year).
create or replace function app.easter(year integer) returns date language sql immutable parallel safe strict set search_path = pg_catalog, pg_temp as $$
	select make_date(year, s / 31, s % 31 + 1) from
	    (select year % 19 as a, year / 100 as b, year % 100 as c) x,
	    lateral (select (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30 as h) y,
	    lateral (select (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7 as l) z,
	    lateral (select h + l - 7 * ((a + 11 * h + 22 * l) / 451) + 114 as s) e $$;

-- Code du travail, art. L3133-1; in Alsace and Moselle two more, art. L3134-13. Two that fall on one day are one (1 May 2008).
create or replace function app.holidays(year integer, alsace_moselle boolean) returns table (day date, name text) language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select h.day, string_agg(h.name, ', ' order by h.name) from (
	    select make_date(year, f.m, f.d), f.n from (values (1, 1, 'Jour de l’an'), (5, 1, 'Fête du travail'), (5, 8, 'Victoire 1945'), (7, 14, 'Fête nationale'),
	        (8, 15, 'Assomption'), (11, 1, 'Toussaint'), (11, 11, 'Armistice 1918'), (12, 25, 'Noël')) f(m, d, n)
	    union all select app.easter(year) + e.days, e.n from (values (1, 'Lundi de Pâques'), (39, 'Ascension'), (50, 'Lundi de Pentecôte')) e(days, n)
	    union all select app.easter(year) - 2, 'Vendredi saint' where alsace_moselle
	    union all select make_date(year, 12, 26), 'Saint-Étienne' where alsace_moselle) h(day, name) group by 1 $$;
grant execute on function app.easter, app.holidays to comptoir_staff, comptoir_action;

create or replace function app.company_add_holidays(company_id bigint, year integer default null, alsace_moselle boolean default false) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n integer; this constant integer := extract(year from app.today());
begin
	perform app.require('company', 'add_holidays', company_id);
	if year not between 1900 and 2200 then perform app.refuse('A year is 1900 to 2200, for example {year}.', jsonb_build_object('year', this::text, 'field', 'year')); end if;
	insert into app.closed_day (closed_on, name)
	select h.day, h.name from generate_series(coalesce(year, this), coalesce(year, this + 1)) y, app.holidays(y, coalesce(alsace_moselle, false)) h order by h.day on conflict do nothing;
	get diagnostics n = row_count;
	return jsonb_build_object('sentence', 'closed days that were added: {n}', 'args', jsonb_build_object('n', n));
end $$;
comment on function app.company_add_holidays is 'Close on the public holidays of France: those of this year and the next, or of the year that you name, with the two of Alsace and Moselle if you say so. Days that are closed already stay as they are.';
select ui.declare_action('app.company_add_holidays(bigint,integer,boolean)', 'company', label => 'Add public holidays', key => 'h',
    rights => '{"manager": "all", "office": "none", "technician": "none", "performer": "none", "driver": "none", "accountant": "none", "viewer": "none"}');
