-- The board and the calendar on the database: columns with their counts and pages, places by hand that hold, what takes place on some
-- days and nothing else, also where the clocks change; and nobody sees on a plane what they do not see in a list.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/work.sql
select test.sign_in('owner');
insert into app.work (title, status, person_id, starts_at, ends_at)
select 'Work ' || g, (array['todo', 'doing', 'waiting', 'done'])[1 + g % 4], case when g % 3 = 0 then test.person('technician') else test.person('owner') end,
    timestamptz '2025-03-02 08:00+01' + g * interval '6 hours', timestamptz '2025-03-02 10:00+01' + g * interval '6 hours' from generate_series(1, 120) g;
select app.move('work', w.id, null, '{}', 0) from (select id from app.work order by id desc limit 40) w \g /dev/null

create function pg_temp.column_by_pages(place text, more jsonb default '{}') returns bigint[] language plpgsql as $$
declare
	shape jsonb := '{"by": "board", "columns": ["title"]}'::jsonb || more - 'filter'; cur jsonb; r record; n integer; seen bigint[] := '{}';
	q jsonb := jsonb_build_object('limit', 7, 'column', place) || more;
begin
	for i in 1..50 loop
		n := 0;
		for r in execute format('select id, _cursor, _place from (%s) x', ui.list_sql('work', shape) ->> 'sql') using (q || coalesce(jsonb_build_object('after', cur), '{}'))::text loop
			seen := seen || r.id; cur := r._cursor; n := n + 1;
			if r._place <> place then raise 'a card of % in %', r._place, place; end if;
		end loop;
		exit when n < 7;
	end loop;
	return seen;
end $$;
select is(pg_temp.column_by_pages(p), (select array_agg(id order by rank, id) from app.work where status = p), p || ' pages by hand order') from unnest('{todo,doing,waiting,done}'::text[]) p;
select is(pg_temp.column_by_pages('todo', '{"lanes": "person_id"}'), (select array_agg(id order by person_id, rank, id) from app.work where status = 'todo'), 'and by lanes');
select is(pg_temp.column_by_pages('todo', '{"filter": {"word": "work"}}'), (select array_agg(id order by rank, id) from app.work where status = 'todo'), 'and through the finder');
select is(app.board_counts('work', '{}', 1001), '[["todo", 30], ["doing", 30], ["waiting", 30], ["done", 30]]'::jsonb, 'each column is counted, in the order of the choices');
select is(app.board_counts('work', '{}', 11) -> 0 ->> 1, '11', 'no further than asked');
select is(app.board_counts('work', '{"by": "priority"}', 1001), '[["low", 0], ["normal", 120], ["high", 0]]'::jsonb, 'any choice makes columns');
select is(app.board_counts('work', '{"filter": {"field": "title", "op": "~", "value": "work 12"}}', 1001), '[["todo", 2], ["doing", 0], ["waiting", 0], ["done", 0]]'::jsonb, 'of what was filtered');
select throws_like($$ select app.board_counts('work', '{"by": "title"}', 9) $$, '%has no choices%', 'a field without choices makes no columns');
select throws_like($$ select app.board_counts('establishment', '{}', 9) $$, '%have no board%', 'who declares no board has none');

-- By hand: first, last, between, and again between the same two until there is no room, in every round where one expects it.
create function pg_temp.order_of(place text) returns bigint[] language sql as $$ select array_agg(id order by rank, id) from app.work where status = place $$;
select (pg_temp.order_of('todo'))[1:3] as first3, (pg_temp.order_of('doing'))[1] as other \gset
select app.move('work', (:'first3'::bigint[])[3], null, '{}', (:'first3'::bigint[])[1]) \g /dev/null
select is((pg_temp.order_of('todo'))[1:3], array[(:'first3'::bigint[])[1], (:'first3'::bigint[])[3], (:'first3'::bigint[])[2]], 'a card is put after another one');
select app.move('work', :other, 2, '{"status": "todo"}', (:'first3'::bigint[])[1]) \g /dev/null
select is((pg_temp.order_of('todo'))[2], :other::bigint, 'a card of another column too');
select is((select status || ' ' || version from app.work where id = :other), 'todo 3', 'which is one change of it');
do $$
declare
	ids bigint[] := pg_temp.order_of('waiting'); expected bigint[]; moved bigint;
begin
	for i in 1..60 loop		-- each time the last one comes second: sixteen halvings are all the room there is
		moved := ids[cardinality(ids)];
		perform app.move('work', moved, null, '{}', ids[1]);
		ids := ids[1:1] || moved || ids[2:cardinality(ids) - 1];
		expected := pg_temp.order_of('waiting');
		if ids <> expected then raise 'round %: % is not %', i, expected, ids; end if;
	end loop;
end $$;
select pass('sixty moves to the same place keep the order that was seen');
select throws_ok($$ select app.move('work', (pg_temp.order_of('todo'))[1], 0, '{}', 0) $$, 'UI002', null, 'a card that someone changed meanwhile is not moved');
select throws_like($$ select app.move('work', (pg_temp.order_of('todo'))[1], null, '{}', (pg_temp.order_of('doing'))[1]) $$, '%no longer there%', 'nor after one that is elsewhere');
select throws_like($$ select app.move('contact', 1, null, '{}', 0) $$, '%no order by hand%', 'nor where there is no such order');
select is(app.move('work', :other, null, '{}', 0, 'once') || '{"replayed": true}', app.move('work', :other, null, '{}', 0, 'once'), 'sent twice, done once');
select test.sign_in('viewer');
select throws_ok(format('select app.move(''work'', %s, null, ''{}'', 0)', :other), 'UI005', null, 'who only reads moves nothing');

-- Who sees less in the list sees less on the board, and counts less.
select test.sign_in('driver');
select is(app.board_counts('work', '{}', 1001), '[["todo", 0], ["doing", 0], ["waiting", 0], ["done", 0]]'::jsonb, 'a driver reads their own alone') where app.scope('work', 'read') = 'mine';

-- The calendar: company time, half-open, nothing before, nothing after, and the long one that runs into it.
select test.sign_in('owner');
update app.company set time_zone = 'Europe/Paris', version = version + 1 where tenant_id = test.tenant();
create function pg_temp.during(days text, more jsonb default '{}') returns text language sql as $$
	select string_agg(w.title, ' ' order by u.n) from unnest(app.find('work', jsonb_build_object('during', days, 'sort', '["starts_at"]'::jsonb, 'limit', 100) || more)) with ordinality u(id, n) join app.work w on w.id = u.id $$;
insert into app.work (title, starts_at, ends_at) values
    ('sunday-evening', '2026-03-22 21:00+01', '2026-03-22 23:59:59+01'), ('until-midnight', '2026-03-22 22:00+01', '2026-03-23 00:00+01'),
    ('over-midnight', '2026-03-22 22:00+01', '2026-03-23 02:00+01'), ('at-midnight', '2026-03-23 00:00+01', null), ('all-month', '2026-03-01 00:00+01', '2026-04-01 00:00+02'),
    ('last-hour', '2026-03-29 23:30+02', '2026-03-30 00:30+02'), ('next-monday', '2026-03-30 00:00+02', '2026-03-30 01:00+02'), ('never', null, null);
select is(pg_temp.during('2026-03-23..2026-03-29'), 'all-month over-midnight at-midnight last-hour', 'a week from Monday to the Sunday on which the clocks change');
select is(pg_temp.during('2026-03-29'), 'all-month last-hour', 'that Sunday has 23 hours');
select is(pg_temp.during('2026-03-22..2026-03-23', '{"filter": {"field": "title", "op": "~", "value": "midnight"}}'), 'until-midnight over-midnight at-midnight', 'with a filter');
select is(pg_temp.during('2026-03-23..2026-03-29', '{"limit": 2}'), 'all-month over-midnight', 'a page of it');
select is(app.count('work', '{"during": "2026-03-23..2026-03-29"}', 100), 4::bigint, 'and its count');
insert into app.work (title, starts_at, ends_at) values ('first-two-o-clock', '2026-10-25 02:30+02', '2026-10-25 02:00+01'), ('second-two-o-clock', '2026-10-25 02:30+01', '2026-10-25 03:30+01'),
    ('sunday-night', '2026-10-25 23:30+01', '2026-10-25 23:45+01');
select is(pg_temp.during('2026-10-25'), 'first-two-o-clock second-two-o-clock sunday-night', 'the Sunday of 25 hours has both of its two o’clocks');
select is(pg_temp.during('2026-10-26'), null, 'and the Monday after it nothing of that');
select throws_ok($$ select app.find('work', '{"during": "soon"}') $$, 'UI007', null, 'a period that is none is refused') ;
select throws_ok($$ select app.find('work', '{"during": "2026-03-29..2026-03-23"}') $$, 'UI007', null, 'and one that ends before it begins');
select throws_ok($$ select app.find('work', '{"during": "2026-02-30"}') $$, 'UI007', null, 'and a day of no calendar');
select throws_like($$ select app.count('establishment', '{"during": "2026-02-20"}', 9) $$, '%have no calendar%', 'who declares no calendar has none');

-- Neither looks at more than it answers, whoever asks: what was read is what PostgreSQL itself counted.
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
insert into app.work (title, status, person_id, starts_at, ends_at)
select 'Much ' || g, (array['todo', 'doing', 'waiting', 'done'])[1 + g % 4], case when g % 3 = 0 then test.person('technician') else test.person('owner') end,
    timestamptz '2020-01-01 00:00Z' + g * interval '1 hour', timestamptz '2020-01-01 01:30Z' + g * interval '1 hour' from generate_series(1, 20000) g;
analyze app.work;
create function pg_temp.reads(call text, out answered bigint, out looked_at bigint) language plpgsql as $$
declare
	before bigint := (select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'work');
begin
	execute call into answered;
	looked_at := (select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) from pg_stat_xact_user_tables where relname = 'work') - before;
end $$;
create function pg_temp.frugal(who text) returns setof text language plpgsql as $$
declare
	r record; call text;
begin
	perform test.sign_in(who);
	foreach call in array array[$c$select count(*) from app.board('work', '{"limit": 51}')$c$, $c$select count(*) from app.board('work', '{"limit": 51, "lanes": "person_id"}')$c$,
	    $c$select sum((x ->> 1)::integer) from jsonb_array_elements(app.board_counts('work', '{}', 101)) x$c$,
	    $c$select cardinality(app.find('work', '{"during": "2021-03-22..2021-03-28", "limit": 1000, "sort": ["starts_at"]}'))$c$,
	    $c$select app.count('work', '{"during": "2021-03-22..2021-03-28"}', 1000)$c$] loop
		select * into r from pg_temp.reads(call);
		return next ok(r.answered > 100 and r.looked_at <= 3 * r.answered, format('%s: %s of %s read for %s', who, r.answered, r.looked_at, call));
	end loop;
end $$;
select pg_temp.frugal('owner');
select pg_temp.frugal('technician');

-- What a declaration may not say.
select test.sign_out();
create table app.bad (like app.base including all, state text not null default 'a', place bigint, day date, at timestamptz);
create function pg_temp.declared(more text) returns text language sql as $$ select format('select ui.declare_entity(''bad'', title => ''Bad'', one => ''Bad'', menu => ''X'', label => ''id'', list => ''id'', form => ''[["Bad", "state"]]'', choices => ''{"state": [["a", "A"]]}'', %s)', more) $$;
do $$ begin execute (select string_agg(format('comment on column app.bad.%I is %L', c, 'x'), ';') from unnest('{state,place,day,at}'::text[]) c); end $$;
select throws_like(pg_temp.declared($$board => 'place'$$), '%are choices%', 'a board needs choices');
select throws_like(pg_temp.declared($$board => '{"field": "state", "order": "place"}'$$), '%not null%', 'its order is a number that every card has');
select throws_like(pg_temp.declared($$board => '{"field": "state", "limits": {"b": 3}}'$$), '%no column b%', 'a limit is one of a column');
select throws_like(pg_temp.declared($$board => '{"field": "state", "lane": "day"}'$$), '%knows no lane%', 'a misspelt word is refused');
select throws_like(pg_temp.declared($$calendar => 'day at'$$), '%two dates%', 'a calendar does not mix days and moments');
select throws_like(pg_temp.declared($$calendar => 'state'$$), '%two dates%', 'nor begins with something else');
select * from finish();
rollback;
