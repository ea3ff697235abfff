-- after: platform/rrule platform/subject platform/company
-- series.sql: what takes place again and again. Its dates are rows like any other, made for 24 months ahead, so that what holds for one
-- (who is free, what is booked, who sees it) holds for all; a night's job makes the next ones. An entity takes part by app.repeating and
-- ui.declare_series; each of its rows may be changed or deleted by itself, and says so.

-- The columns of an entity whose records repeat.
create table if not exists app.repeating (
	uid		text not null default gen_random_uuid()::text,
	repeats		text,
	repeat_every	integer,
	repeat_until	date,
	repeat_count	integer,
	rule		app.rrule,
	rule_except	app.dates,
	rule_also	app.dates,
	zone		text,
	series_id	bigint,
	occurs_at	timestamptz,
	changed		boolean not null default false,
	repeat_days	app.weekdays,
	repetition	app.repetition generated always as (rule) stored,
	constraint repeats_every check (repeat_every between 1 and 999),
	constraint repeats_so_often check (repeat_count between 1 and 99999),
	constraint repeats_to_one_end check (num_nonnulls(repeat_until, repeat_count) < 2)
);
comment on column app.repeating.repeat_days is 'On which days of the week: mon, thu. Empty is the day on which it begins.';
comment on column app.repeating.repetition is 'How it repeats, in words. Each date may be changed by itself; what is said of its repetition holds from that date on.';
comment on column app.repeating.uid is 'What calendars know it by: a file that names it again changes it.';
comment on column app.repeating.repeats is 'Whether it takes place again, and how often. Changed later, it holds from this date on. Every month on the 31st is the last day where a month has no 31st.';
comment on column app.repeating.repeat_every is 'Every so many days, weeks, months or years.';
comment on column app.repeating.repeat_until is 'The last day on which it may take place.';
comment on column app.repeating.repeat_count is 'How many dates there are in all, this one included.';
comment on column app.repeating.rule is 'The same as calendars write it; a rule from a file may say more than the words above.';
comment on column app.repeating.rule_except is 'Dates of the rule on which it does not take place.';
comment on column app.repeating.rule_also is 'Dates beside the rule on which it takes place too.';
comment on column app.repeating.zone is 'The time zone in which it keeps its time of day, for example America/New_York; empty is the company''s.';
comment on column app.repeating.series_id is 'The series that this date belongs to.';
comment on column app.repeating.occurs_at is 'When the rule has it take place.';
comment on column app.repeating.changed is 'Whether this date differs from the others of its series.';
comment on constraint repeats_every on app.repeating is 'It repeats every 1 to 999 days, weeks, months or years.';
comment on constraint repeats_so_often on app.repeating is 'It takes place 1 to 99,999 times.';
comment on constraint repeats_to_one_end on app.repeating is 'Say until when or how often, not both.';
alter table app.repeating owner to comptoir_owner;
alter table app.repeating enable row level security;
alter table app.repeating force row level security;

create table if not exists app.series (like app.base including all,
	entity		text not null,
	uid		text not null,
	rule		text not null,
	starts		timestamp not null,			-- on the wall, in its zone
	lasts		interval,
	zone		text,
	except_at	text[] not null default '{}',
	also_at		text[] not null default '{}',
	body		jsonb not null default '{}',		-- what its dates have in common
	state		jsonb not null default '{}',		-- and what those that will be made begin with
	model_id	bigint not null,			-- whose team, gear and check-list they are given
	made_until	date,
	constraint series_once unique (tenant_id, entity, uid)
);
select ui.protect('app.series');

create or replace function app.zone_of(zone text) returns text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select coalesce(zone, (select c.time_zone from app.company c where c.tenant_id = app.tenant()), 'Europe/Paris') $$;
alter function app.zone_of(text) owner to comptoir_action;
create or replace function app.weekday_of(at timestamp) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$ select ('{MO,TU,WE,TH,FR,SA,SU}'::text[])[extract(isodow from at)] $$;
create or replace function app.moment_text(at timestamptz) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
	select to_char(at at time zone 'UTC', 'YYYYMMDD"T"HH24MISS"Z"') $$;
-- A date of a series is called as the series and by its moment: abc/20260329T080000Z.
create or replace function app.series_uid(uid text) returns text language sql immutable set search_path = pg_catalog, pg_temp as $$ select regexp_replace(uid, '/\d{8}T\d{6}Z$', '') $$;
create or replace function app.series_spec(entity text) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$ select ui.spec(entity) -> 'series' $$;
-- Of a record: what all dates have in common.
create or replace function app.series_body(entity text, r jsonb) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_object_agg(k, r -> k), '{}') from jsonb_array_elements_text(app.series_spec(entity) -> 'copies') k $$;
-- The moments of a series from one day to another, without those that are taken out.
create or replace function app.series_moments(s app.series, low date, high date) returns setof timestamptz language sql stable set search_path = pg_catalog, pg_temp as $$
	with z as (select app.zone_of(s.zone) as z),
	w as (select x as at from z, app.rule_dates(s.rule, s.starts, z.z, low, high) x
	    union select case when length(t) = 8 then t::date + s.starts::time else t::timestamptz at time zone z.z end from z, unnest(s.also_at) t),
	m as (select w.at at time zone z.z as at, w.at as wall from w, z where w.at >= low and w.at < high + 1)
	select m.at from m where app.moment_text(m.at) <> all (s.except_at) and to_char(m.wall, 'YYYYMMDD') <> all (s.except_at) order by 1 $$;

-- 20260329, or 20260329T080000Z; no 31st of February.
create or replace function app.is_calendar_date(t text) returns boolean language plpgsql immutable strict set search_path = pg_catalog, pg_temp as $$
begin
	return t ~ '^\d{8}(T([01]\d|2[0-3])[0-5]\d[0-5]\dZ)?$' and to_char(make_date(left(t, 4)::integer, substr(t, 5, 2)::integer, substr(t, 7, 2)::integer), 'YYYYMMDD') = left(t, 8);
exception when data_exception then
	return false;
end $$;
grant execute on function app.is_calendar_date to comptoir_action;

-- A row becomes the first date of a series.
create or replace function app.series_make(entity text, r jsonb) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	z constant text := app.zone_of(r ->> 'zone'); made bigint; at constant timestamptz := r ->> 'starts_at'; state constant jsonb := app.series_spec(entity) -> 'state';
begin
	insert into app.series (entity, uid, rule, starts, lasts, zone, except_at, also_at, body, state, model_id) values (entity, app.series_uid(r ->> 'uid'), r ->> 'rule', at at time zone z,
	    ((r ->> 'ends_at')::timestamptz at time zone z) - (at at time zone z), r ->> 'zone', coalesce(string_to_array(r ->> 'rule_except', ','), '{}'), coalesce(string_to_array(r ->> 'rule_also', ','), '{}'),
	    app.series_body(entity, r), case when r @> state then state else '{}' end, (r ->> 'id')::bigint) returning series.id into made;
	return made;
end $$;
alter function app.series_make(text, jsonb) owner to comptoir_action;

-- Before a row is written: words and rule agree, and say something that can be followed; a date that a file changes finds its series.
create or replace function app.repeat_fill() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	e constant text := tg_table_name; s app.series; z text; wrong text; w record;
	said constant boolean := (new.repeats, new.repeat_every, new.repeat_until, new.repeat_count, new.repeat_days) is distinct from (old.repeats, old.repeat_every, old.repeat_until, old.repeat_count, old.repeat_days);
	ruled constant boolean := new.rule is distinct from old.rule;
begin
	if current_setting('app.series', true) = 'on' then return new; end if;
	z := app.zone_of(new.zone);
	if new.zone is distinct from old.zone and not app.is_time_zone(z) then
		perform app.refuse('“{value}” is no time zone: write one such as Europe/Paris.', jsonb_build_object('value', new.zone, 'field', 'zone'));
	end if;
	if said and not ruled and not (new.repeats is null and old.repeats is null) then
		if new.repeats is null then new.rule := null;
		elsif new.starts_at is not null then
			if new.repeats <> 'week' then new.repeat_days := null; end if;
			-- What is none of these numbers or days its own check refuses, beside its field.
			if not (coalesce(new.repeat_every between 1 and 999, true) and coalesce(new.repeat_count between 1 and 99999, true) and num_nulls(new.repeat_until, new.repeat_count) > 0
			    and coalesce(app.valid_weekdays(new.repeat_days), true)) then return new; end if;
			new.rule := app.rule_of(new.repeats, new.repeat_every, new.repeat_until, new.repeat_count, (new.starts_at at time zone z)::date, new.repeat_days);
			if not app.weekday_of(new.starts_at at time zone z) = any (string_to_array(new.repeat_days, ',')) then
				perform app.refuse('It begins on a {day_label}, which is none of these days: name that day too, or let it begin on one of them.',
				    jsonb_build_object('day_label', to_char(new.starts_at at time zone z, 'FMDay'), 'field', 'repeat_days'));
			end if;
		end if;
	end if;
	if new.rule is not null or new.repeats is not null then
		if new.starts_at is null then perform app.refuse('What repeats begins at some time: say when.', '{"field": "starts_at"}'); end if;
		wrong := app.rule_wrong(new.rule);
		if wrong is not null then perform app.refuse(wrong, '{"field": "rule"}'); end if;
		if new.starts_at < '1900-01-01' then perform app.refuse('What repeats begins in 1900 or later.', '{"field": "starts_at"}'); end if;
		if new.repeat_until < (new.starts_at at time zone z)::date and tg_op = 'INSERT' then perform app.refuse('It would end before it begins.', '{"field": "repeat_until"}'); end if;
	end if;
	if ruled then
		select * into w from app.rule_words(new.rule, new.starts_at at time zone z, z);
		new.repeats := w.often; new.repeat_every := w.every; new.repeat_until := w.until_day; new.repeat_count := w.count; new.repeat_days := w.days;
	end if;
	if new.rule_except is distinct from old.rule_except or new.rule_also is distinct from old.rule_also then
		if exists (select from unnest(string_to_array(new.rule_except, ',') || string_to_array(new.rule_also, ',')) x where not app.is_calendar_date(x)) then
			perform app.refuse('Dates are written 20260329, or with a time 20260329T080000Z, with commas between them.', jsonb_build_object('field', case when new.rule_except is distinct from old.rule_except then 'rule_except' else 'rule_also' end));
		end if;
		if greatest(cardinality(string_to_array(new.rule_except, ',')), cardinality(string_to_array(new.rule_also, ','))) > 500 then
			perform app.refuse('A series names 500 dates at most beside its rule.', jsonb_build_object('field', case when new.rule_except is distinct from old.rule_except then 'rule_except' else 'rule_also' end));
		end if;
	end if;
	if new.rule is null and (new.rule_also is not null and tg_op = 'INSERT') then new.rule := 'FREQ=DAILY;COUNT=1'; end if;	-- dates alone make a series, too
	if tg_op = 'INSERT' and new.rule is not null and exists (select from app.series x where x.tenant_id = new.tenant_id and x.entity = e and x.uid = app.series_uid(new.uid)) then
		perform app.refuse('This series is here already, without its first date: change it at one of its other dates.', '{"field": "uid"}');
	end if;
	if tg_op = 'INSERT' and new.rule is null and new.uid ~ '/\d{8}T\d{6}Z$' then
		select * into s from app.series x where x.tenant_id = new.tenant_id and x.entity = e and x.uid = app.series_uid(new.uid);
		if s.id is not null then
			new.series_id := s.id; new.occurs_at := regexp_replace(new.uid, '^.*/', '')::timestamptz; new.rule := s.rule;
		end if;
	end if;
	if new.rule is not null and new.series_id is null and new.deleted_at is null then
		new.series_id := app.series_make(e, to_jsonb(new)); new.occurs_at := new.starts_at; new.changed := false;
		new.uid := app.series_uid(new.uid) || '/' || app.moment_text(new.starts_at);
		return new;
	end if;
	if new.series_id is not null and s.id is null then select * into s from app.series x where x.tenant_id = new.tenant_id and x.id = new.series_id; end if;
	if s.id is not null then
		new.changed := app.series_body(e, to_jsonb(new)) is distinct from s.body or new.starts_at is distinct from new.occurs_at
		    or (new.ends_at at time zone z) - (new.starts_at at time zone z) is distinct from s.lasts;
	end if;
	return new;
end $$;
alter function app.repeat_fill() owner to comptoir_action;

-- The parts of one record to another: its team, gear and check-list. Times go along as far from its own as they were.
create or replace function app.copy_parts(entity text, model bigint, copy bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	part text; p jsonb; cols text; same boolean; timed boolean;
begin
	for part, p in select * from jsonb_each(app.series_spec(entity) -> 'parts') loop
		cols := (select string_agg(quote_ident(c), ', ') from jsonb_array_elements_text(p -> 'copies') c);
		timed := p ? 'starts';
		execute format('select (select array_agg(x order by x::text) from (select %1$s from app.%2$I where tenant_id = app.tenant() and %3$I = $1 and deleted_at is null%4$s) x)
		    is not distinct from (select array_agg(x order by x::text) from (select %1$s from app.%2$I where tenant_id = app.tenant() and %3$I = $2 and deleted_at is null%4$s) x)',
		    cols, part, p ->> 'by', coalesce(' and ' || (p ->> 'only'), '')) into same using model, copy;
		continue when same;
		execute format('update app.%I x set deleted_at = now(), deleted_by = app.person(), version = x.version + 1 where x.tenant_id = app.tenant() and x.%I = $1 and x.deleted_at is null%s',
		    part, p ->> 'by', coalesce(' and ' || (p ->> 'only'), '')) using copy;
		execute format('insert into app.%1$I (%2$I, %3$s%4$s) select $2, %5$s%6$s from app.%1$I p join app.%7$I m on m.tenant_id = p.tenant_id and m.id = $1 join app.%7$I t on t.tenant_id = p.tenant_id and t.id = $2
		    where p.tenant_id = app.tenant() and p.%2$I = $1 and p.deleted_at is null%8$s order by p.id', part, p ->> 'by', cols, case when timed then ', starts_at, ends_at' else '' end,
		    (select string_agg('p.' || quote_ident(c), ', ') from jsonb_array_elements_text(p -> 'copies') c),
		    case when timed then ', t.starts_at + coalesce(p.starts_at - m.starts_at, ''0''), case when p.ends_at = m.ends_at then t.ends_at else t.starts_at + (p.ends_at - m.starts_at) end' else '' end,
		    entity, coalesce(' and p.' || (p ->> 'only'), '')) using model, copy;
	end loop;
end $$;
-- A record again, with its parts, as if it were made anew; at another time, perhaps.
create or replace function app.copy_record(entity text, id bigint, at timestamptz default null) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	r jsonb; body jsonb; made bigint; z constant text := app.zone_of(null);
begin
	execute format('select to_jsonb(x) from app.%I x where x.tenant_id = app.tenant() and x.id = $1', entity) into r using id;
	body := jsonb_strip_nulls(app.series_body(entity, r));
	if at is not null and r ->> 'ends_at' is not null then
		body := body || jsonb_build_object('ends_at', (at at time zone z + (((r ->> 'ends_at')::timestamptz at time zone z) - ((r ->> 'starts_at')::timestamptz at time zone z))) at time zone z);
	elsif r ->> 'ends_at' is not null then
		body := body || jsonb_build_object('ends_at', r -> 'ends_at');
	else		-- without an end there is nothing that they would follow from
		body := body || jsonb_strip_nulls(coalesce((select jsonb_object_agg(k, r -> k) from jsonb_array_elements_text(app.series_spec(entity) -> 'apart') k), '{}'));
	end if;
	body := body || jsonb_strip_nulls(jsonb_build_object('starts_at', coalesce(to_jsonb(at), r -> 'starts_at')));
	execute format('insert into app.%1$I (%2$s) select %2$s from jsonb_populate_record(null::app.%1$I, $1) returning id', entity,
	    (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(body) k)) into made using body;
	perform app.copy_parts(entity, id, made);
	return made;
end $$;
alter function app.copy_parts(text, bigint, bigint) owner to comptoir_action;
alter function app.copy_record(text, bigint, timestamptz) owner to comptoir_action;

-- Makes the dates that are not there yet, from a year ago to 24 months ahead. Where one cannot be (its lift is taken), the whole is
-- refused; by night, when nobody reads a refusal, it is made as a draft where there are drafts, and left out where not.
create or replace function app.series_fill(series bigint, by_night boolean default false) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	s app.series; z text; high date; e text; moments timestamptz[]; rows jsonb; row jsonb; id bigint; ids bigint[] := '{}'; clashes integer := 0; w record; cols text; parts boolean; state jsonb;
begin
	select * into s from app.series x where x.tenant_id = app.tenant() and x.id = series for update;
	e := s.entity; z := app.zone_of(s.zone); high := (now() at time zone z + interval '24 months')::date;
	select * into w from app.rule_words(s.rule, s.starts, z);
	moments := array(select app.series_moments(s, greatest(s.starts::date, (now() at time zone z)::date - 366), high));
	perform set_config('app.series', 'on', true);
	-- What a file named before its series is that date.
	execute format('update app.%I x set series_id = $1, occurs_at = m, changed = true, rule = $2, version = x.version + 1 from unnest($3) m
	    where x.tenant_id = app.tenant() and x.uid = $4 || ''/'' || app.moment_text(m) and x.deleted_at is null and x.series_id is null', e) using s.id, s.rule, moments, s.uid;
	execute format('select coalesce(jsonb_agg($1 || jsonb_strip_nulls(jsonb_build_object(''uid'', $2 || ''/'' || app.moment_text(m), ''occurs_at'', m, ''starts_at'', m, ''ends_at'', (m at time zone $3 + $4) at time zone $3)) order by m), ''[]'')
	    from unnest($5) m where not exists (select from app.%I x where x.tenant_id = $6 and x.series_id = $7 and x.occurs_at = m)', e) into rows
	using jsonb_strip_nulls(s.body || jsonb_build_object('rule', s.rule, 'repeats', w.often, 'repeat_every', w.every, 'repeat_until', w.until_day, 'repeat_count', w.count, 'repeat_days', w.days, 'zone', s.zone, 'series_id', s.id)), s.uid, z, s.lasts, moments, s.tenant_id, s.id;
	cols := (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(coalesce(rows -> 0, '{}') || s.state) k);
	if not by_night and rows <> '[]' then
		execute format('with made as (insert into app.%1$I (%2$s) select %2$s from jsonb_populate_recordset(null::app.%1$I, $1) returning id) select array_agg(id) from made', e, cols)
		into ids using (select jsonb_agg(r || s.state) from jsonb_array_elements(rows) r);
	else
		for row in select * from jsonb_array_elements(rows) loop
			foreach state in array case when s.state = '{}' then array[s.state] else array[s.state, '{}'] end loop
				begin
					execute format('insert into app.%1$I (%2$s) select %2$s from jsonb_populate_record(null::app.%1$I, $1) returning id', e,
					    (select string_agg(quote_ident(k), ', ') from jsonb_object_keys(row || state) k)) into id using row || state;
					perform app.copy_parts(e, s.model_id, id);
					ids := ids || id;
					exit;
				exception when exclusion_violation or sqlstate 'UI001' then clashes := clashes + 1;
				end;
			end loop;
		end loop;
	end if;
	parts := false;
	if not by_night then parts := app.has_parts(e, s.model_id); end if;
	for id in select unnest(ids) loop
		exit when not parts;
		perform app.copy_parts(e, s.model_id, id);
	end loop;
	perform set_config('app.series', '', true);
	update app.series x set made_until = high where x.tenant_id = s.tenant_id and x.id = s.id;
	return jsonb_build_object('made', coalesce(cardinality(ids), 0), 'clashes', clashes);
end $$;
-- Whether anything goes along with a copy of it.
create or replace function app.has_parts(entity text, id bigint) returns boolean language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	part text; p jsonb; any_part boolean := false;
begin
	for part, p in select * from jsonb_each(app.series_spec(entity) -> 'parts') loop
		execute format('select $1 or exists (select from app.%I x where x.tenant_id = app.tenant() and x.%I = $2 and x.deleted_at is null)', part, p ->> 'by') into any_part using any_part, id;
	end loop;
	return any_part;
end $$;
alter function app.has_parts(text, bigint) owner to comptoir_action;
alter function app.series_fill(bigint, boolean) owner to comptoir_action;

-- Whoever changes many dates at once may change each of them: one that is out of their reach keeps all as they were, and is named.
create or replace function app.series_asked(entity text, verb text, series bigint, from_at timestamptz, except_at text[] default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n bigint; first timestamptz; seen boolean; spec constant jsonb := ui.spec(entity); theirs constant text := case when app.scope(entity, verb) = 'none' then 'false' else ui.reach(entity, app.scope(entity, verb)) end;
begin
	if app.person() = 0 then return; end if;		-- the platform's jobs
	execute format('select count(*), min(%1$I.occurs_at), bool_or(%2$s) from app.%1$I where tenant_id = app.tenant() and series_id = $1 and (occurs_at >= $2 or app.moment_text(occurs_at) = any ($3)) and deleted_at is null and %3$s and not coalesce(%4$s, false)',
	    entity, ui.reach(entity, app.scope(entity, 'read')), regexp_replace(coalesce(spec #>> '{series,open}', 'true'), '\mx\.', quote_ident(entity) || '.', 'g'), theirs)
	into n, first, seen using series, from_at, except_at;
	if n > 0 then
		perform app.refuse(case when seen then '{count} of its dates are not yours to change, the first one of {from}: ask somebody who may change them all, or change yours one by one.'
		    else '{count} of its dates are not yours to change: ask somebody who may change them all, or change yours one by one.' end, jsonb_build_object('count', n, 'from', case when seen then app.wall(first) end, 'field', 'repeats'), 'UI005');
	end if;
end $$;
alter function app.series_asked(text, text, bigint, timestamptz, text[]) owner to comptoir_action;
-- From one moment on it is as one of its rows says: its rule, its time of day, what it is about, who and what it takes. What is over or
-- under way by then stays; dates that the rule no longer has go to the bin. No rule: it takes place no more.
create or replace function app.series_from(entity text, id bigint, from_at timestamptz) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	e constant text := entity; r jsonb; s app.series; z text; new_rule text; left_over bigint; first timestamp; moved interval; earlier boolean; target bigint; at timestamptz; other bigint; w record; span interval;
	head text; open constant text := coalesce(app.series_spec(entity) ->> 'open', 'true'); seen bigint[] := '{}';
begin
	execute format('select to_jsonb(x) from app.%I x where x.tenant_id = app.tenant() and x.id = $1', e) into r using id;
	select * into s from app.series x where x.tenant_id = app.tenant() and x.id = (r ->> 'series_id')::bigint for update;
	z := app.zone_of(r ->> 'zone'); new_rule := r ->> 'rule';
	earlier := s.starts at time zone app.zone_of(s.zone) < from_at;
	moved := ((r ->> 'starts_at')::timestamptz at time zone z) - ((r ->> 'occurs_at')::timestamptz at time zone z);
	first := (from_at at time zone z) + moved; span := ((r ->> 'ends_at')::timestamptz at time zone z) - ((r ->> 'starts_at')::timestamptz at time zone z);
	if new_rule = s.rule and first::date <> (from_at at time zone z)::date then
		perform app.refuse('It was moved to another day. Say in its form how it repeats from there on: that moves the dates that follow.', '{"field": "repeats"}');
	end if;
	if earlier and new_rule = s.rule and app.rule_parts(s.rule) ? 'COUNT' then	-- as many as are left
		left_over := (app.rule_parts(s.rule) ->> 'COUNT')::bigint - (select count(*) from app.rule_dates(s.rule, s.starts, z, s.starts::date, (from_at at time zone z)::date) x where x at time zone z < from_at);
		new_rule := app.rule_ends(new_rule, count => greatest(left_over, 1)::integer);
	end if;
	perform app.series_asked(e, 'update', s.id, from_at);
	perform set_config('app.series', 'on', true);
	if earlier then
		update app.series x set rule = app.rule_ends(s.rule, from_at) where x.tenant_id = s.tenant_id and x.id = s.id;
		select * into w from app.rule_words(app.rule_ends(s.rule, from_at), s.starts, z);
		execute format('update app.%I x set rule = $1, repeats = $2, repeat_every = $3, repeat_until = $4, repeat_count = $5, repeat_days = $8, version = x.version + 1 where x.tenant_id = app.tenant() and x.series_id = $6 and x.occurs_at < $7', e)
		using app.rule_ends(s.rule, from_at), w.often, w.every, w.until_day, w.count, s.id, from_at, w.days;
		head := gen_random_uuid()::text;
	else
		head := s.uid;
	end if;
	if new_rule is not null and earlier then
		insert into app.series (entity, uid, rule, starts, lasts, zone, body, state, model_id, also_at, except_at)
		values (e, head, new_rule, first, span, r ->> 'zone', app.series_body(e, r), s.state, id, s.also_at, s.except_at) returning series.id into target;
	elsif new_rule is not null then
		target := s.id;
		update app.series x set rule = new_rule, starts = first, lasts = span, zone = r ->> 'zone', body = app.series_body(e, r), model_id = series_from.id where x.tenant_id = s.tenant_id and x.id = s.id;
	end if;
	-- The rows that are still to come, without the names that the new dates will have.
	execute format('update app.%I x set uid = gen_random_uuid()::text, version = x.version + 1 where x.tenant_id = app.tenant() and x.series_id = $1 and x.occurs_at >= $2', e) using s.id, from_at;
	if target is not null then
		select * into s from app.series x where x.tenant_id = app.tenant() and x.id = target;
		select * into w from app.rule_words(s.rule, s.starts, z);
		-- (Moved later, the last goes first: none stands in the way of the one before it.)
		for at in select m from app.series_moments(s, first::date, (now() at time zone z + interval '24 months')::date) m order by case when moved > '0' then -1 else 1 end * extract(epoch from m) loop
			execute format('select x.id from app.%I x where x.tenant_id = app.tenant() and x.series_id = $1 and x.occurs_at >= $2 and x.deleted_at is null and x.id <> all ($3)
			    and ((x.occurs_at at time zone $4)::date = ($5 at time zone $4)::date or x.id = $6 and $5 = x.starts_at) order by x.id <> $6 limit 1', e)
			into other using (r ->> 'series_id')::bigint, from_at, seen, z, at, id;
			continue when other is null;
			seen := seen || other;
			execute format('update app.%1$I x set series_id = $2, occurs_at = $3, changed = not (%3$s), uid = $4, rule = $5, repeats = $6, repeat_every = $7, repeat_until = $8, repeat_count = $9, repeat_days = $14, zone = $10,
			    starts_at = case when %3$s then $3 else x.starts_at end, ends_at = case when %3$s then ($3 at time zone $11 + $12) at time zone $11 else x.ends_at end, version = x.version + 1%2$s
			    from jsonb_populate_record(null::app.%1$I, $1) r where x.tenant_id = app.tenant() and x.id = $13', e,
			    (select string_agg(format(', %1$I = case when %2$s then r.%1$I else x.%1$I end', k, open), '') from jsonb_object_keys(s.body) k), open)
			using s.body, target, at, head || '/' || app.moment_text(at), s.rule, w.often, w.every, w.until_day, w.count, s.zone, z, s.lasts, other, w.days;
			if other <> id then perform app.copy_parts(e, id, other); end if;
		end loop;
	end if;
	execute format('update app.%1$I x set deleted_at = now(), deleted_by = app.person(), version = x.version + 1 where x.tenant_id = app.tenant() and x.series_id = $1 and x.occurs_at >= $2
	    and x.deleted_at is null and x.id <> all ($3) and x.id <> $4 and %2$s', e, open) using (r ->> 'series_id')::bigint, from_at, seen, id;
	if target is null or id <> all (seen) then	-- it stands alone
		execute format('update app.%I x set series_id = null, occurs_at = null, changed = false, rule = null, repeats = null, repeat_every = null, repeat_until = null, repeat_count = null, repeat_days = null, version = x.version + 1
		    where x.tenant_id = app.tenant() and x.id = $1', e) using id;
	end if;
	perform set_config('app.series', '', true);
	if target is not null then perform app.series_fill(target); end if;
end $$;

-- What a change of one row means for its series.
create or replace function app.repeat_follow() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	e constant text := tg_table_name; s app.series; gone record;
begin
	if current_setting('app.series', true) = 'on' then return null; end if;
	if new.series_id is null then return null; end if;
	if tg_op = 'INSERT' or old.series_id is null then
		if exists (select from app.series x where x.tenant_id = new.tenant_id and x.id = new.series_id and x.model_id = new.id) then perform app.series_fill(new.series_id); end if;
		return null;
	end if;
	select * into s from app.series x where x.tenant_id = new.tenant_id and x.id = new.series_id for update;
	if tg_op = 'UPDATE' and (new.deleted_at is null) <> (old.deleted_at is null) then	-- an exception to the rule, and back
		s.except_at := array_remove(s.except_at, app.moment_text(new.occurs_at)) || case when new.deleted_at is null then '{}' else array[app.moment_text(new.occurs_at)] end;
	elsif tg_op = 'UPDATE' and (new.rule, new.zone) is distinct from (old.rule, old.zone) then
		perform app.series_from(e, new.id, new.occurs_at);
		return null;
	elsif tg_op = 'UPDATE' and (new.rule_except, new.rule_also) is distinct from (old.rule_except, old.rule_also) then
		s.except_at := array(select distinct x from unnest(s.except_at || coalesce(string_to_array(new.rule_except, ','), '{}')) x
		    where x <> all (coalesce(string_to_array(old.rule_except, ','), '{}')) or x = any (coalesce(string_to_array(new.rule_except, ','), '{}')));
		s.also_at := coalesce(string_to_array(new.rule_also, ','), '{}');
		perform app.series_asked(e, 'update', s.id, 'infinity', s.except_at);
	else
		return null;
	end if;
	perform set_config('app.series', 'on', true);
	update app.series x set except_at = s.except_at, also_at = s.also_at where x.tenant_id = s.tenant_id and x.id = s.id;
	if coalesce(current_setting('app.action', true), '') = 'undo' then	-- which looks at who changed a row since
		perform set_config('app.series', '', true);
		return null;
	end if;
	execute format('update app.%I x set rule_except = $1, version = x.version + 1 where x.tenant_id = app.tenant() and x.series_id = $2 and x.occurs_at = $3 and x.deleted_at is null and x.rule_except is distinct from $1', e)
	using app.clean_dates(array_to_string(s.except_at, ',')), s.id, s.starts at time zone app.zone_of(s.zone);
	if new.deleted_at is null and (tg_op <> 'UPDATE' or old.deleted_at is null) then
		execute format('update app.%I x set deleted_at = now(), deleted_by = app.person(), version = x.version + 1 where x.tenant_id = app.tenant() and x.series_id = $1 and x.deleted_at is null and x.occurs_at <> $5
		    and (app.moment_text(x.occurs_at) = any ($2) or to_char(x.occurs_at at time zone $3, ''YYYYMMDD'') = any ($2)) and x.id <> $4', e) using s.id, s.except_at, app.zone_of(s.zone), new.id, s.starts at time zone app.zone_of(s.zone);
	end if;
	perform set_config('app.series', '', true);
	if new.deleted_at is null then perform app.series_fill(s.id); end if;
	return null;
end $$;
do $$
declare
	f text;
begin
	foreach f in array '{series_from(text\,bigint\,timestamptz),repeat_follow()}'::text[] loop execute format('alter function app.%s owner to comptoir_action', f); end loop;
end $$;
grant execute on function app.zone_of, app.weekday_of, app.moment_text, app.series_uid, app.series_spec, app.series_body, app.series_moments to comptoir_staff, comptoir_action, comptoir_platform;
grant execute on function app.series_fill to comptoir_action, comptoir_platform;
grant execute on function app.has_parts, app.copy_parts, app.copy_record, app.series_make(text, jsonb), app.series_from to comptoir_action;

-- What repeats, for a calendar that tells rules: each series as a row of its entity, by the fields that a calendar has a place for. Only
-- for those who see all of it: a rule would tell others of dates that are not theirs.
create or replace function app.series_told(entity text) returns jsonb language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
	spec constant jsonb := ui.spec(entity); told jsonb; hinted constant text[] := array(select jsonb_object_keys(spec -> 'vcard')); masked constant text[] := array(select jsonb_array_elements_text(spec -> 'masked')); f record; names jsonb;
begin
	if not spec ? 'series' or app.scope(entity, 'read') <> 'all' then return null; end if;
	execute format('select coalesce(jsonb_agg(((s.body || s.state) - $3) || jsonb_strip_nulls(jsonb_build_object(''id'', s.model_id, ''updated_at'', to_char(s.updated_at at time zone ''UTC'', $4),
	        ''uid'', s.uid, ''rule'', s.rule, ''rule_except'', nullif(array_to_string(s.except_at, '',''), ''''), ''rule_also'', nullif(array_to_string(s.also_at, '',''), ''''), ''zone'', s.zone, ''series_id'', s.id,
	        ''starts_at'', to_char((s.starts at time zone coalesce(s.zone, $2)) at time zone ''UTC'', $4), ''ends_at'', to_char(((s.starts + s.lasts) at time zone coalesce(s.zone, $2)) at time zone ''UTC'', $4))) order by s.id), ''[]'')
	    from app.series s where s.tenant_id = app.tenant() and s.entity = $1 and exists (select from app.%I x where x.tenant_id = s.tenant_id and x.series_id = s.id and x.deleted_at is null)', entity)
	into told using entity, app.zone_of(null), array(select k from jsonb_array_elements_text(app.series_spec(entity) -> 'copies') k where k <> all (hinted) or k = any (masked)), 'YYYY-MM-DD HH24:MI:SS"+00"';
	for f in select x.name, x.refers from ui.fields(entity) x where x.name = any (hinted) and x.refers is not null and x.readable loop
		execute format('select jsonb_object_agg(r.id, %s) from app.%I r where r.tenant_id = app.tenant() and r.id = any ($1) and app.may(%L, ''read'', r.id)', ui.label_expr(f.refers, 'r'), f.refers, f.refers) into names
		using array(select (t ->> f.name)::bigint from jsonb_array_elements(told) t where t ->> f.name is not null);
		told := (select coalesce(jsonb_agg(t || jsonb_strip_nulls(jsonb_build_object(f.name || '.label', names -> (t ->> f.name))) order by n), '[]') from jsonb_array_elements(told) with ordinality u(t, n));
	end loop;
	return told;
end $$;
alter function app.series_told(text) owner to comptoir_action;
grant execute on function app.series_told to comptoir_staff;

-- What a form says of repetition, for the declaration of an entity that repeats: one section, its labels, choices and conditions.
create or replace function ui.again(what text) returns jsonb language sql immutable return case what
    when 'section' then '[["Repetition", "repetition", "repeats", "repeat_every", "repeat_days", "repeat_until", "repeat_count"]]'::jsonb
    when 'choices' then '{"repeats": [["day", "Every day"], ["weekday", "Monday to Friday"], ["week", "Every week"], ["month", "Every month"], ["year", "Every year"]]}'
    when 'shown_when' then '{"repeat_every": {"repeats": ["day", "week", "month", "year"]}, "repeat_days": {"repeats": ["week"]}, "repeat_until": {"repeats": ["day", "weekday", "week", "month", "year"]},
      "repeat_count": {"repeats": ["day", "weekday", "week", "month", "year"]}}'
    when 'labels' then '{"repetition": "How it repeats", "repeats": "Repeats", "repeat_every": "Every", "repeat_days": "Days", "repeat_until": "Until", "repeat_count": "How often", "rule": "Rule", "rule_except": "Except", "rule_also": "Also on", "zone": "Time zone", "occurs_at": "By the rule",
      "changed": "Differs", "uid": "Calendar number"}'
    when 'vcard' then '{"uid": "UID", "rule": "RRULE", "rule_except": "EXDATE", "rule_also": "RDATE", "zone": "TZID", "series_id": "X-SERIES", "occurs_at": "RECURRENCE-ID", "changed": "X-CHANGED"}' end;

-- What the dates of a series have in common: all that people write of such a record, but for its own times, its repetition, and how far it is.
-- `apart` follows from the times, as a duration does.
create or replace function ui.common_columns(entity text, apart text, state jsonb) returns text[] language sql stable set search_path = pg_catalog, pg_temp as $$
	select array_agg(a.attname::text order by a.attnum) from ui.entity e join pg_attribute a on a.attrelid = format('app.%I', e.entity)::regclass and a.attnum > 0 and not a.attisdropped
	where e.entity = $1 and a.attgenerated = '' and a.attname <> all (ui.words(apart)) and not state ? a.attname and a.attname <> all (array_remove(array[e.spec -> 'calendar' ->> 'start', e.spec -> 'calendar' ->> 'end'], null))
	and not exists (select from pg_attribute b where b.attrelid in ('app.base'::regclass, 'app.repeating'::regclass) and b.attnum > 0 and b.attname = a.attname)
	and exists (select from pg_roles r where r.rolname like 'comptoir\_staff%' and has_column_privilege(r.oid, a.attrelid, a.attnum, 'insert')) $$;

-- The records of this entity repeat. `apart`: what follows from their times; `state`: how the next ones begin when the first was so
-- (else as any new record); `open`: a condition for those that still follow what others are given. What one date says may be given to
-- those that follow, or to all that are still to come: two actions.
create or replace function ui.declare_series(entity text, apart text default '', state jsonb default '{}', "open" text default 'true') returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	rel constant regclass := format('app.%I', entity)::regclass; verb text; name text;
begin
	perform ui.columns(rel, ui.words(apart) || array(select attname::text from pg_attribute where attrelid = 'app.repeating'::regclass and attnum > 0));
	perform ui.index(rel, entity || '_series', '(tenant_id, series_id, occurs_at) where series_id is not null');
	execute format('create or replace trigger d_repeat before insert or update on %s for each row when (new.rule is not null or new.repeats is not null or new.series_id is not null or new.uid like ''%%/%%'' or new.rule_also is not null) execute function app.repeat_fill()', rel);
	execute format('create or replace trigger y_repeat_made after insert on %s for each row when (new.series_id is not null) execute function app.repeat_follow()', rel);
	execute format('create or replace trigger y_repeat after update on %s for each row when (new.rule is not null or new.series_id is not null) execute function app.repeat_follow()', rel);
	update ui.entity x set spec = x.spec || jsonb_build_object('series', coalesce(x.spec -> 'series', '{"parts": {}}') || jsonb_build_object('copies', to_jsonb(ui.common_columns($1, apart, state)), 'apart', to_jsonb(ui.words(apart)), 'state', state, 'open', "open")) where x.entity = $1;
	foreach verb in array '{same_following,same_all}'::text[] loop
		name := entity || '_' || verb;
		execute format('create or replace function app.%1$I(%2$I bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as %3$L', name, entity || '_id',
		    format(E'begin\n\tperform app.require(%1$L, %2$L, %3$I);\n\tperform app.same_dates(%1$L, %3$I, %4$L);\nend', entity, verb, entity || '_id', verb = 'same_all'));
		execute format('comment on function app.%I is %L', name, case verb when 'same_all' then 'What this date says holds for all dates of its series that are still to come: its time of day, its fields, and all that goes with it.'
		    else 'What this date says holds for those that follow: its time of day, its fields, and all that goes with it. The ones before it stay.' end);
		perform ui.declare_action(format('app.%I(bigint)', name)::regprocedure, entity, label => case verb when 'same_all' then 'Same for all' else 'Same for the following' end, shown_when => 'series_id is not null', last => true);
		perform ui.declare_counter(entity, verb, final => 'The other dates have lost what they had; their history tells it.');
	end loop;
end $$;
-- All: what is over stays as it was, so from the first date that is still to come.
create or replace function app.same_dates(entity text, id bigint, all_dates boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	r jsonb; first timestamptz;
begin
	execute format('select to_jsonb(x) from app.%I x where x.tenant_id = app.tenant() and x.id = $1', entity) into r using id;
	if r ->> 'series_id' is null then
		perform app.refuse('“{title}” does not repeat.', jsonb_build_object('title', coalesce(r ->> (ui.spec(entity) ->> 'label'), '#' || id), 'field', 'repeats'));
	end if;
	if all_dates then
		execute format('select min(x.occurs_at) from app.%I x where x.tenant_id = app.tenant() and x.series_id = $1 and x.deleted_at is null and x.starts_at > now()', entity) into first using (r ->> 'series_id')::bigint;
	end if;
	perform app.series_from(entity, id, least(first, (r ->> 'occurs_at')::timestamptz));
end $$;
alter function app.same_dates(text, bigint, boolean) owner to comptoir_action;
-- What belongs to such a record and goes along with a copy of it: the rows of another entity, through one of its columns.
create or replace function ui.declare_part(entity text, part text, "by" text, copies text, "only" text default null, timed boolean default false) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform ui.columns(format('app.%I', part)::regclass, ui.words(copies) || "by" || case when timed then '{starts_at,ends_at}'::text[] else '{}' end);
	update ui.entity x set spec = jsonb_set(x.spec, array['series', 'parts', part], jsonb_strip_nulls(jsonb_build_object('by', "by", 'copies', to_jsonb(ui.words(copies)), 'only', "only", 'starts', case when timed then true end))) where x.entity = $1;
end $$;

-- By night: the dates of another day, two years from now.
create or replace function app.job_prolong_series(tenant integer, args jsonb) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; i bigint; one jsonb; parts jsonb := '{}'; n integer; c integer := 0;
begin
	for t in select distinct s.tenant_id from app.series s where (tenant is null or s.tenant_id = tenant) and s.made_until < now() + interval '24 months' - interval '1 day' loop
		perform app.as_platform(t);
		n := 0;
		for i in select s.id from app.series s where s.tenant_id = t and s.made_until < now() + interval '24 months' - interval '1 day' order by s.made_until, s.id limit 5000 loop
			one := app.series_fill(i, true); n := n + (one ->> 'made')::integer; c := c + (one ->> 'clashes')::integer;
		end loop;
		parts := parts || jsonb_build_object(t, n);
	end loop;
	return app.job_counted('made', parts) || jsonb_build_object('clashes', c);
end $$;
comment on function app.job_prolong_series is 'Makes the dates of what repeats, 24 months ahead.';
alter function app.job_prolong_series(integer, jsonb) owner to comptoir_platform;
insert into app.job (name, every) values ('prolong_series', '1 day') on conflict on constraint job_once do nothing;
