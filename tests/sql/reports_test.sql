-- A report is a function that returns a table: declared once, asked for by name, with the rights of whoever asks.
begin;
select plan(15);
select throws_ok($$ select ui.declare_report('bad', 'Bad', 'app.tenant()') $$, 'P0001', null, 'a report returns a table');
create function app.report_nothing(year integer, since date default null) returns table (amount app.cents, entity text, day date) language sql as
    $$ select 5::bigint::app.cents, 'person', since $$;
select throws_ok($$ select ui.declare_report('nothing', 'Nothing', 'app.report_nothing(integer,date)') $$, 'P0001', null, 'a report says what it is');
comment on function app.report_nothing is 'Nothing much.';
select lives_ok($$ select ui.declare_report('nothing', 'Nothing', 'app.report_nothing(integer,date)', '{"day": [["x", "X"]]}') $$, 'it is declared');
select lives_ok($$ select ui.declare_report('nothing', 'Nothing else', 'app.report_nothing(integer,date)') $$, 'twice, too');
select test.sign_in('viewer');
select is(ui.report_sql('nothing', '{"year": "2026", "since": "2026-01-01"}') ->> 'sql', 'select * from app.report_nothing(since => $1::date, year => $2::integer)', 'its text names its arguments');
select is(ui.report_sql('nothing', '{"year": "2026", "since": "2026-01-01"}') -> 'values', '["2026-01-01", "2026"]', 'their values are beside it');
select is(ui.report_sql('nothing', '{"year": 2026}') -> 'columns', '[{"name": "amount", "type": "money"}, {"name": "entity", "type": "text"}, {"name": "day", "type": "date"}]', 'its columns have types');
select is(ui.report_sql('nothing', '{"year": 2026}') ->> 'title', 'Nothing else', 'and its title is the last declared');
select is((select c ->> 1 from jsonb_array_elements(ui.report_sql('nothing', '{"year": 2026}') -> 'fields' -> 1 -> 'choices') c where c ->> 0 = 'person'), 'Colleagues', 'kinds of records have their names');
select throws_ok($$ select ui.report_sql('none') $$, 'UI007', null, 'an unknown report');
select throws_ok($$ select ui.report_sql('nothing') $$, 'UI007', null, 'a missing argument');
select throws_ok($$ select ui.report_sql('nothing', '{"year": 1, "yaer": 2}') $$, 'UI007', null, 'an unknown argument');
select is((select r.records from app.report_entities() r where r.entity = 'person'), (select count(*) from app.person), 'records by kind: those that one may read');
select test.sign_in('performer');
select is((select count(*) from app.report_entities() r where not app.my_rights() -> r.entity ? 'read'), 0::bigint, 'and no other kind');
select is((select r.changed from app.report_entities('2999-01-01') r where r.entity = 'person'), 0::bigint, 'nothing changed since a day to come');
select * from finish();
rollback;
