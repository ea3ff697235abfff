-- filter_values.sql: what a text in a filter means once the field's type is known. The filter line (shared/filter.c) knows no fields:
-- beside each text it says which days ("date": [first, last]) and which number ("number") the text would be. Here one is chosen.

-- The moment at which a day begins where the company is, as text that needs no time zone to be read.
create or replace function app.day_begins(day date) returns text language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
	return to_char((day::timestamp at time zone coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'UTC')) at time zone 'UTC',
	    'YYYY-MM-DD"T"HH24:MI:SS"Z"');
end $$;

alter function app.day_begins(date) owner to comptoir_owner;

-- One term with its texts read as the type says: a day that is a month or a year becomes its first and last day, and for
-- moments every comparison is with the beginning of a day. Terms that say nothing of the kind come back as they are.
create or replace function app.filter_reading(node jsonb, type text) returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
	op constant text := node ->> 'op'; d constant jsonb := node -> 'date'; plain constant jsonb := node - '{date,number,value,op,exact}'::text[];
	moment constant boolean := type = 'timestamp'; low date; high date;
begin
	if type in ('integer', 'decimal', 'money') and node ? 'number' then
		return node - 'date' - 'number' || jsonb_build_object('value', case when op in ('any', 'range')
		    then (select jsonb_agg(case when n = 'null' then node -> 'value' -> (i - 1)::integer else n end order by i)
		        from jsonb_array_elements(node -> 'number') with ordinality x(n, i)) else node -> 'number' end);
	elsif type not in ('date', 'timestamp') or d is null then
		return node - 'date' - 'number';
	elsif op = 'any' then
		if d @> '[null]' then return node - 'date' - 'number'; end if;		-- one is no day: the refusal comes from its text
		return jsonb_build_object('or', (select jsonb_agg(app.filter_reading(plain || jsonb_build_object('op', '=', 'date', one), type)) from jsonb_array_elements(d) one));
	elsif op = 'range' then
		low := d -> 0 ->> 0; high := d -> 1 ->> 1;
		if low is null and node -> 'value' ->> 0 is not null or high is null and node -> 'value' ->> 1 is not null then return node - 'date' - 'number'; end if;
	elsif op in ('~', '=', '!=') then
		low := d ->> 0; high := d ->> 1;
		if op = '!=' then return jsonb_build_object('not', app.filter_reading(plain || jsonb_build_object('op', '=', 'date', d), type)); end if;
		if not moment and low = high then return plain || jsonb_build_object('op', '=', 'value', low); end if;
	elsif op in ('<', '>=') then
		return plain || jsonb_build_object('op', op, 'value', case when moment then app.day_begins((d ->> 0)::date) else d ->> 0 end);
	elsif moment then
		return plain || jsonb_build_object('op', case op when '<=' then '<' else '>=' end, 'value', app.day_begins((d ->> 1)::date + 1));
	else
		return plain || jsonb_build_object('op', op, 'value', d -> 1);
	end if;
	return jsonb_build_object('and', case when low is not null then jsonb_build_array(plain || jsonb_build_object('op', '>=', 'value',
	        case when moment then app.day_begins(low) else low::text end)) else '[]' end
	    || case when high is not null then jsonb_build_array(plain || jsonb_build_object('op', case when moment then '<' else '<=' end, 'value',
	        case when moment then app.day_begins(high + 1) else high::text end)) else '[]' end);
end $$;

-- A moment by the wall clock of the company, as sentences tell it; beside another one of the same day, its time alone.
create or replace function app.wall(at timestamptz, beside timestamptz default null) returns text language sql stable set search_path = pg_catalog, pg_temp as $$
	select to_char(at at time zone z, case when (at at time zone z)::date = (beside at time zone z)::date then 'HH24:MI' else 'YYYY-MM-DD HH24:MI' end)
	from (select coalesce((select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'UTC') as z) x $$;
grant execute on function app.wall to comptoir_staff, comptoir_action;
grant execute on function app.day_begins, app.filter_reading to comptoir_staff, comptoir_action, comptoir_finder;
