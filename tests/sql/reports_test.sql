-- A report is a function that returns a table: declared once, asked for by name, with the rights of whoever asks.
begin;
select plan(16);
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
-- Every report that needs no argument, asked for by every role: it answers, or refuses with a sentence of ours.
create temporary table refused (role text, report text, code text, said text);
grant all on refused to public;
do $$
declare
	who text; r record; code text; said text;
begin
	for who in select distinct t.role from (select unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) as role) t where test.person(t.role) is not null loop
		perform test.sign_in(who);
		for r in select x.name from ui.report x join pg_proc p on p.proname = x.proc and p.pronamespace = 'app'::regnamespace where p.pronargs = p.pronargdefaults and x.name <> 'nothing' loop
			begin
				perform ui.figures(r.name);
			exception when others then
				get stacked diagnostics code = returned_sqlstate, said = message_text;
				if code !~ '^UI' then insert into refused values (who, r.name, code, said); end if;
			end;
		end loop;
		perform test.sign_out();
	end loop;
end $$;
select is((select string_agg(format('%s %s: %s %s', x.role, x.report, x.code, x.said), E'\n') from refused x), null, 'no report speaks of tables to anybody');
select * from finish();
rollback;
