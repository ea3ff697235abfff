-- A filter's texts mean what the field's type says: days where the company is, whole months and years, French numbers.
begin;
select plan(37);
select test.sign_out();
\i tests/data/gadget.sql
select app.as_platform(test.tenant());
update app.company set time_zone = 'Europe/Paris', version = version + 1 where tenant_id = test.tenant();
select test.sign_in('owner');
select app.save('gadget', null, null, x) from (values
    ('{"name": "a", "price": "10.50", "bought_on": "2026-01-31", "checked_at": "2026-06-30T22:30:00Z"}'::jsonb),
    ('{"name": "b", "price": "1250.50", "bought_on": "2026-02-01", "checked_at": "2026-06-30T21:59:59Z"}'),
    ('{"name": "c", "price": "20", "bought_on": "2026-02-28", "checked_at": "2026-07-31T21:59:59Z", "weight": 1.5}'),
    ('{"name": "d", "bought_on": "2027-02-28"}')) v(x);

create function pg_temp.found(filter jsonb) returns text language sql as $$
	select coalesce(string_agg(g.name, '' order by g.name), '') from unnest(app.find('gadget', jsonb_build_object('filter', filter, 'limit', 50))) i
	join app.gadget g on g.tenant_id = app.tenant() and g.id = i and length(g.name) = 1 $$;
create function pg_temp.day(field text, op text, first text, last text default null) returns jsonb language sql as $$
	select jsonb_build_object('field', field, 'op', op, 'value', 'as written', 'date', jsonb_build_array(first, coalesce(last, first))) $$;

select is(pg_temp.found(pg_temp.day('bought_on', op, '2026-02-01', '2026-02-28')), hits, 'a month on a day ' || op) from (values
    ('~', 'bc'), ('=', 'bc'), ('!=', 'ad'), ('<', 'a'), ('<=', 'abc'), ('>', 'd'), ('>=', 'bcd')) v(op, hits);
select is(pg_temp.found(pg_temp.day('bought_on', op, '2026-02-01')), hits, 'a day on a day ' || op) from (values
    ('~', 'b'), ('=', 'b'), ('!=', 'acd'), ('<', 'a'), ('<=', 'ab'), ('>', 'cd'), ('>=', 'bcd')) v(op, hits);
-- 2026-07-01 begins at 22:00 UTC of the day before.
select is(pg_temp.found(pg_temp.day('checked_at', op, '2026-07-01', '2026-07-31')), hits, 'a month on a moment ' || op) from (values
    ('~', 'ac'), ('=', 'ac'), ('!=', 'bd'), ('<', 'b'), ('<=', 'abc'), ('>', ''), ('>=', 'ac')) v(op, hits);
select is(pg_temp.found(pg_temp.day('checked_at', op, '2026-07-01')), hits, 'a day on a moment ' || op) from (values
    ('=', 'a'), ('<', 'b'), ('<=', 'ab'), ('>', 'c'), ('>=', 'ac')) v(op, hits);
select is(pg_temp.found('{"field": "bought_on", "op": "range", "value": ["2026-02", "2026-02-28"], "date": [["2026-02-01", "2026-02-28"], ["2026-02-28", "2026-02-28"]]}'), 'bc', 'a range of days');
select is(pg_temp.found('{"field": "bought_on", "op": "range", "value": ["2026-02", null], "date": [["2026-02-01", "2026-02-28"], null]}'), 'bcd', 'a range without end');
select is(pg_temp.found('{"field": "bought_on", "op": "any", "value": ["2026-01", "2027"], "date": [["2026-01-01", "2026-01-31"], ["2027-01-01", "2027-12-31"]]}'), 'ad', 'several months');
select is(pg_temp.found('{"field": "price", "op": ">", "value": "1 250,00", "number": "1250.00"}'), 'b', 'a French number');
select is(pg_temp.found('{"field": "price", "op": "range", "value": ["10,50", "20"], "number": ["10.50", "20"], "date": [null, ["2026-11-20", "2026-11-20"]]}'), 'ac', 'a range of amounts');
select is(pg_temp.found('{"field": "weight", "op": "=", "value": "1,5", "number": "1.5"}'), 'c', 'a decimal');
select is(pg_temp.found('{"field": "name", "op": "=", "value": "d", "date": ["2026-11-20", "2026-11-20"]}'), 'd', 'a text stays a text');
select throws_ok($$ select pg_temp.found('{"field": "bought_on", "op": "<", "value": "abc"}') $$, 'UI007', null, 'what is no day is refused');
select throws_ok($$ select pg_temp.found('{"field": "bought_on", "op": "range", "value": ["abc", "2026"], "date": [null, ["2026-01-01", "2026-12-31"]]}') $$, 'UI007', null, 'also in a range');
select throws_ok($$ select pg_temp.found('{"field": "price", "op": "any", "value": ["x", "5"], "number": [null, "5"]}') $$, 'UI007', null, 'also in a list');
select is((ui.list_sql('gadget', '{"by": "order", "query": {"filter": {"field": "price", "op": ">", "value": "1 250", "number": "1250"}}}') ->> 'sql') like '%125000%', true,
    'a long answer is walked with the same conditions');
select * from finish();
rollback;
