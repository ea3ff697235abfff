-- after: platform/tag platform/person
-- quick.sql: a record from one line: “Call Dupont !high @paul ^friday #garage”. Words after a mark go into their field; what is not understood
-- stays in the line.

-- A day as people write it, counted from today where the company is: t, auj, demain, +3, +2s, +1m, lundi, mon, fm, 15, 15/3, 15/03/2027,
-- 2027-03-15. What lies behind is that of the next month or year. Null: no day.
create or replace function app.day_meant(t text) returns date language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	today constant date := app.today(); w constant text := app.fold(btrim(t)); m text[]; d date;
	names constant text[] := '{lundi,mardi,mercredi,jeudi,vendredi,samedi,dimanche,monday,tuesday,wednesday,thursday,friday,saturday,sunday}'; n integer;
begin
	if w in ('t', 'auj', 'aujourd''hui', 'today') then return today; end if;
	if w in ('demain', 'tomorrow') then return today + 1; end if;
	if w in ('fm', 'eom') then return (date_trunc('month', today::timestamp) + interval '1 month - 1 day')::date; end if;
	m := regexp_match(w, '^\+(\d{1,4})([djswm]?)$');
	if m is not null then
		return case when m[2] in ('s', 'w') then today + 7 * m[1]::integer when m[2] = 'm' then (today + make_interval(months => m[1]::integer))::date else today + m[1]::integer end;
	end if;
	if length(w) >= 3 then
		select min((o - 1) % 7) into n from unnest(names) with ordinality u(x, o) where starts_with(x, w);
		if n is not null then return today + (n + 7 - extract(isodow from today)::integer) % 7 + 1; end if;
	end if;
	begin
		if w ~ '^\d{4}-\d\d-\d\d$' then return w::date; end if;
		m := regexp_match(w, '^(\d{1,2})(?:/(\d{1,2})(?:/(\d{4}|\d\d))?)?$');
		if m is null then return null; end if;
		d := make_date(coalesce(case when length(m[3]) = 2 then 2000 else 0 end + m[3]::integer, extract(year from today)::integer), coalesce(m[2]::integer, extract(month from today)::integer), m[1]::integer);
		if m[3] is null and d < today then d := (d + case when m[2] is null then interval '1 month' else interval '1 year' end)::date; end if;
		return d;
	exception when data_exception or datetime_field_overflow then
		return null;
	end;
end $$;
grant execute on function app.day_meant to comptoir_staff, comptoir_action;

-- The words of a line, by their marks: {"!": "priority", "@": "assignee_id", "^": "due_on", "#": "tags"}. Only of a new record. A choice is
-- meant by its value, by the beginning of its name, or by another word of the same declaration ({"haute": "high"}); a colleague by the
-- beginning of a name when there is one alone; tags may be new words.
create or replace function app.quick_line() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	marks constant jsonb := tg_argv[1]::jsonb; words constant jsonb := tg_argv[2]::jsonb; row_is jsonb := to_jsonb(new); line text := row_is ->> tg_argv[0]; word text; field text; f record; meant jsonb; kept text[] := '{}'; found boolean := false;
begin
	if line is null or line !~ '(^|\s)[!@^#]\S' then return new; end if;
	foreach word in array regexp_split_to_array(btrim(line), '\s+') loop
		field := marks ->> left(word, 1); meant := null;
		if field is not null and length(word) > 1 then
			select * into f from ui.fields(tg_table_name) x where x.name = field;
			if f.type = 'tags' then
				if word ~ '^.[[:alpha:]]' then meant := coalesce(nullif(row_is -> field, 'null'), '[]') || to_jsonb(substr(word, 2)); end if;
			elsif f.choices is not null then
				meant := to_jsonb((select min(c ->> 0) from jsonb_array_elements(f.choices) c where app.fold(c ->> 0) = app.fold(substr(word, 2))
				    or starts_with(app.fold(c ->> 1), app.fold(substr(word, 2)))
				    or exists (select from jsonb_each_text(words) w where w.value = c ->> 0 and starts_with(w.key, app.fold(substr(word, 2)))) having count(*) = 1));
			elsif f.refers = 'person' then
				meant := (select to_jsonb(min(p.id)) from app.person p where p.tenant_id = new.tenant_id and p.deleted_at is null
				    and exists (select from regexp_split_to_table(p.name, '[\s-]+') n where starts_with(app.fold(n), app.fold(substr(word, 2)))) having count(*) = 1);
			elsif f.type = 'date' then
				meant := to_jsonb(app.day_meant(substr(word, 2)));
			end if;
		end if;
		if coalesce(meant, 'null') = 'null' then kept := kept || word;
		else row_is := row_is || jsonb_build_object(field, meant); found := true; end if;
	end loop;
	if not found then return new; end if;
	row_is := row_is || jsonb_build_object(tg_argv[0], coalesce(nullif(array_to_string(kept, ' '), ''), line));
	return jsonb_populate_record(new, row_is);
end $$;
create or replace function ui.declare_quick(entity text, field text, marks jsonb, words jsonb default '{}') returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', entity)::regclass, array(select value from jsonb_each_text(marks)) || field);
	execute format('create or replace trigger a_quick before insert on app.%I for each row execute function app.quick_line(%L, %L, %L)', entity, field, marks, words);
	update ui.entity e set spec = e.spec || jsonb_build_object('quick', jsonb_build_object('field', field, 'marks', marks)) where e.entity = $1;
end $$;
