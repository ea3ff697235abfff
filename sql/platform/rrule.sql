-- rrule.sql: rules of repetition (RFC 5545): what is wrong with one, and the days on which it takes place. Days only: times are those
-- of the clock on the wall, so that nine o'clock stays nine o'clock through March and October.
create or replace function app.clean_rrule(t text) returns text language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
	select nullif(regexp_replace(regexp_replace(regexp_replace(upper(regexp_replace(t, '[\s\\]', '', 'g')), '^RRULE:', ''), ';(INTERVAL=1|WKST=MO)(?=;|$)', '', 'g'), ';+$', ''), '') $$;
-- The moments in their order, each once.
create or replace function app.clean_dates(t text) returns text language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
	select string_agg(x, ',' order by x) from (select distinct x from regexp_split_to_table(upper(regexp_replace(t, '\s', '', 'g')), ',') x where x <> '') y $$;
create or replace function app.rule_parts(rule text) returns jsonb language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_object_agg(split_part(p, '=', 1), split_part(p, '=', 2)), '{}') from regexp_split_to_table(rule, ';') p $$;

-- Days of the week as people write them (mardi, jeu, Tue, TH), as rules do: TU,TH. What is none of them stays, and is refused.
create or replace function app.clean_weekdays(t text) returns text language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
	select nullif(string_agg(coalesce(y.code, y.word), ',' order by y.n nulls last, y.word), '') from (
	    select distinct coalesce((array['MO','TU','WE','TH','FR','SA','SU'])[d.n], w.word) as code, d.n, case when d.n is null then w.word end as word
	    from (select app.fold(w) as word from regexp_split_to_table(btrim(t, E' ,;\t'), '[\s,;.]+') w where app.fold(w) not in ('et', 'and', 'le', 'on', '')) w
	    left join lateral (select min((o - 1) % 7) + 1 as n from unnest('{monday,tuesday,wednesday,thursday,friday,saturday,sunday,lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche}'::text[]) with ordinality u(x, o)
	        where starts_with(x, w.word) and length(w.word) >= 2 having count(distinct (o - 1) % 7) = 1) d on true) y $$;
create or replace function app.valid_weekdays(t text) returns boolean language sql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
	select t ~ '^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$' $$;

-- What is wrong with a rule, as a sentence; null where it is understood. A rule that nobody could follow is refused before a day is looked at.
create or replace function app.rule_wrong(rule text) returns text language plpgsql immutable strict parallel safe set search_path = pg_catalog, pg_temp as $$
declare
	no_rule constant text := 'This is no rule that a calendar knows: write one such as FREQ=WEEKLY;BYDAY=MO,TH.';
	p jsonb; k text; v text; fits boolean; often text;
begin
	if length(rule) > 1000 or rule !~ '^[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*$' then return no_rule; end if;
	p := app.rule_parts(rule); often := p ->> 'FREQ';
	if often in ('SECONDLY', 'MINUTELY', 'HOURLY') or p ->> 'BYHOUR' ~ ',' or p ->> 'BYMINUTE' ~ ',' or p ->> 'BYSECOND' ~ ',' then
		return 'It would take place several times a day: a rule repeats by days, weeks, months or years.';
	end if;
	if often is null or often not in ('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY') then return no_rule; end if;
	if p ? 'COUNT' and p ? 'UNTIL' then return 'A rule ends by COUNT or by UNTIL, not by both.'; end if;
	if p ->> 'COUNT' !~ '^[1-9]\d{0,4}$' then return 'A rule counts 1 to 99,999 dates; one without an end has no COUNT.'; end if;
	if p ? 'BYSETPOS' and not p ?| '{BYDAY,BYMONTHDAY,BYMONTH,BYYEARDAY,BYWEEKNO}' then return 'BYSETPOS picks from other days: say which, for example with BYDAY.'; end if;
	for k, v in select * from jsonb_each_text(p) loop
		fits := case k when 'FREQ' then true when 'COUNT' then true when 'INTERVAL' then v ~ '^[1-9]\d{0,2}$' when 'WKST' then v ~ '^(MO|TU|WE|TH|FR|SA|SU)$'
		    when 'UNTIL' then v ~ '^\d{4}(0[1-9]|1[012])(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])[0-5]\d([0-5]\d|60)Z?)?$'
		    when 'BYDAY' then v ~ case when often in ('MONTHLY', 'YEARLY') then '^([+-]?([1-4]?\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU)(,([+-]?([1-4]?\d|5[0-3]))?(MO|TU|WE|TH|FR|SA|SU))*$'
		        else '^(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*$' end and v !~ '(^|,)[+-]?0'
		    when 'BYMONTHDAY' then v ~ '^[+-]?([1-9]|[12]\d|3[01])(,[+-]?([1-9]|[12]\d|3[01]))*$' when 'BYMONTH' then v ~ '^([1-9]|1[012])(,([1-9]|1[012]))*$'
		    when 'BYYEARDAY' then v ~ '^[+-]?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])(,[+-]?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6]))*$'
		    when 'BYSETPOS' then v ~ '^[+-]?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6])(,[+-]?([1-9]|[1-9]\d|[12]\d\d|3[0-5]\d|36[0-6]))*$'
		    when 'BYWEEKNO' then often = 'YEARLY' and coalesce(p ->> 'WKST', 'MO') = 'MO' and v ~ '^[+-]?([1-9]|[1-4]\d|5[0-3])(,[+-]?([1-9]|[1-4]\d|5[0-3]))*$'
		    when 'BYHOUR' then v ~ '^\d{1,2}$' when 'BYMINUTE' then v ~ '^\d{1,2}$' when 'BYSECOND' then v ~ '^\d{1,2}$' else false end;
		if not fits then return no_rule; end if;
	end loop;
	begin
		perform to_char(left(p ->> 'UNTIL', 8)::date, 'J');
	exception when data_exception then return no_rule;
	end;
	return null;
end $$;

-- The last moment on the wall that a rule allows.
create or replace function app.rule_until(p jsonb, zone text) returns timestamp language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
	select case when p ->> 'UNTIL' is null then 'infinity' when length(p ->> 'UNTIL') = 8 then (p ->> 'UNTIL')::date + interval '1 day - 1 microsecond'
	    when p ->> 'UNTIL' like '%Z' then (p ->> 'UNTIL')::timestamptz at time zone zone else (p ->> 'UNTIL')::timestamp end $$;

-- When it takes place from one day to another (both included): the beginning first of all, whatever the rule says of it. Only days that
-- can count are looked at: those asked for, and from the beginning on where the rule counts.
create or replace function app.rule_dates(rule text, starts timestamp, zone text, low date, high date) returns setof timestamp
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	p constant jsonb := app.rule_parts(rule); often constant text := p ->> 'FREQ'; every constant integer := coalesce((p ->> 'INTERVAL')::integer, 1);
	until_at constant timestamp := app.rule_until(p, zone); first constant date := starts::date; most constant bigint := (p ->> 'COUNT')::bigint;
	names constant text[] := '{MO,TU,WE,TH,FR,SA,SU}'; wkst constant integer := coalesce(array_position(names, p ->> 'WKST'), 1);
	months integer[] := string_to_array(p ->> 'BYMONTH', ','); month_days integer[] := string_to_array(p ->> 'BYMONTHDAY', ',');
	year_days integer[] := string_to_array(p ->> 'BYYEARDAY', ','); weeks integer[] := string_to_array(p ->> 'BYWEEKNO', ',');
	places integer[] := string_to_array(p ->> 'BYSETPOS', ','); days text[] := string_to_array(replace(p ->> 'BYDAY', '+', ''), ',');
	by_month constant boolean := often = 'MONTHLY' or months is not null; a date; b date;
begin
	-- What a rule leaves unsaid is as the beginning has it.
	if often = 'WEEKLY' or often = 'YEARLY' and weeks is not null then days := coalesce(days, array[names[extract(isodow from first)]]); end if;
	if days is null and month_days is null and (often = 'MONTHLY' or often = 'YEARLY' and year_days is null and weeks is null) then
		month_days := array[extract(day from first)];
		if often = 'YEARLY' then months := coalesce(months, array[extract(month from first)]::integer[]); end if;
	end if;
	a := case when most is null then greatest(first, low) else first end; b := least(high::timestamp, until_at)::date;
	if places is not null then a := date_trunc('year', a)::date - 7; b := (date_trunc('year', b) + interval '1 year 7 days')::date; end if;
	return query
	with x as (select g::date as d, extract(isodow from g)::integer as wd, extract(day from g)::integer as md, extract(month from g)::integer as mo, extract(doy from g)::integer as yd,
	        extract(day from date_trunc('month', g) + interval '1 month - 1 day')::integer as last_md, extract(doy from date_trunc('year', g) + interval '1 year - 1 day')::integer as last_yd
	    from generate_series(a::timestamp, b::timestamp, interval '1 day') g),
	y as (select x.*, case often when 'DAILY' then x.d - first
	            when 'WEEKLY' then ((x.d - (x.wd - wkst + 7) % 7) - (first - (extract(isodow from first)::integer - wkst + 7) % 7)) / 7
	            when 'MONTHLY' then ((extract(year from x.d) - extract(year from first)) * 12 + x.mo - extract(month from first))::integer
	            else (case when weeks is null then extract(year from x.d) - extract(year from first) else extract(isoyear from x.d) - extract(isoyear from first) end)::integer end as period
	    from x where (months is null or x.mo = any (months)) and (month_days is null or x.md = any (month_days) or x.md - x.last_md - 1 = any (month_days))
	    and (year_days is null or x.yd = any (year_days) or x.yd - x.last_yd - 1 = any (year_days))
	    and (days is null or array[names[x.wd], case when by_month then (x.md - 1) / 7 + 1 else (x.yd - 1) / 7 + 1 end || names[x.wd],
	        -(case when by_month then (x.last_md - x.md) / 7 + 1 else (x.last_yd - x.yd) / 7 + 1 end) || names[x.wd]] && days)
	    and (weeks is null or extract(week from x.d)::integer = any (weeks)
	        or extract(week from x.d)::integer - extract(week from make_date(extract(isoyear from x.d)::integer, 12, 28))::integer - 1 = any (weeks))),
	z as (select y.d, row_number() over (partition by y.period order by y.d) as n, count(*) over (partition by y.period) as c from y where y.period % every = 0),
	w as (select z.d + starts::time as at from z where places is null or z.n = any (places) or z.n - z.c - 1 = any (places)),
	v as (select starts as at where first >= a or most is not null union select w.at from w where w.at > starts and w.at <= until_at)
	select o.at from (select v.at from v order by v.at limit most) o where o.at >= low and o.at < high + 1 order by o.at;
end $$;

-- What a person says in words as a rule. The 31st is the last day where a month is shorter, and the 29th of February the 28th.
create or replace function app.rule_of(often text, every integer, until_day date, count integer, first date, days text default null) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select app.clean_rrule(concat_ws(';', case often when 'day' then 'FREQ=DAILY' when 'weekday' then 'FREQ=WEEKLY' when 'week' then 'FREQ=WEEKLY' when 'month' then 'FREQ=MONTHLY' else 'FREQ=YEARLY' end,
	    'INTERVAL=' || nullif(every, 1), 'COUNT=' || count, 'UNTIL=' || to_char(until_day, 'YYYYMMDD'),
	    case when often = 'weekday' then 'BYDAY=MO,TU,WE,TH,FR'
	    when often = 'week' then 'BYDAY=' || days
	    when often = 'month' and extract(day from first) > 28 then 'BYMONTHDAY=' || (select string_agg(d::text, ',' order by d) from generate_series(28, extract(day from first)::integer) d) || ';BYSETPOS=-1'
	    when often = 'year' and extract(day from first) = 29 and extract(month from first) = 2 then 'BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1' end)) $$;
-- And back: the words for a rule that they say all of; else often is null.
create or replace function app.rule_words(rule text, starts timestamp, zone text, out often text, out every integer, out until_day date, out count integer, out days text)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	p constant jsonb := app.rule_parts(rule);
begin
	every := (p ->> 'INTERVAL')::integer; count := (p ->> 'COUNT')::integer;
	until_day := case when p ? 'UNTIL' and (p ->> 'UNTIL') < '2200' then app.rule_until(p, zone)::date end;
	foreach often in array '{day,weekday,week,month,year}'::text[] loop
		days := case when often = 'week' then app.clean_weekdays(p ->> 'BYDAY') end;
		exit when app.rule_parts(app.rule_of(often, every, null, null, starts::date, days)) - 'BYDAY' = p - '{COUNT,UNTIL,WKST,BYDAY}'::text[]
		    and (often = 'week' or app.rule_parts(app.rule_of(often, every, null, null, starts::date)) ->> 'BYDAY' is not distinct from p ->> 'BYDAY');
		often := null;
	end loop;
	if often is null then every := null; until_day := null; count := null; days := null; end if;
end $$;
-- The same rule with another end: a last moment (exclusive, in UTC) or fewer dates.
create or replace function app.rule_ends(rule text, before timestamptz default null, count integer default null) returns text
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select concat_ws(';', regexp_replace(rule, ';(COUNT|UNTIL)=[^;]*', '', 'g'), 'UNTIL=' || to_char((before - interval '1 second') at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"'), 'COUNT=' || count) $$;
grant execute on function app.clean_rrule, app.clean_dates, app.rule_parts, app.rule_wrong, app.rule_until, app.rule_dates, app.rule_of, app.rule_words, app.clean_weekdays, app.valid_weekdays, app.rule_ends
    to comptoir_staff, comptoir_action, comptoir_finder, comptoir_owner, comptoir_platform, comptoir_signin;
