-- The public holidays of France: the moveable ones on the days of the almanac, added once, and only by who runs the company.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
select is(app.easter(y), d, 'Easter of ' || y) from (values (1961, date '1961-04-02'), (2000, '2000-04-23'), (2008, '2008-03-23'), (2024, '2024-03-31'), (2025, '2025-04-20'), (2026, '2026-04-05'),
    (2027, '2027-03-28'), (2028, '2028-04-16'), (2038, '2038-04-25'), (2100, '2100-03-28')) v(y, d);
select set_eq($$ select day::text from app.holidays(2026, false) $$, '{2026-01-01,2026-04-06,2026-05-01,2026-05-08,2026-05-14,2026-05-25,2026-07-14,2026-08-15,2026-11-01,2026-11-11,2026-12-25}'::text[], 'eleven a year');
select set_eq($$ select day::text from app.holidays(2026, true) except select day::text from app.holidays(2026, false) $$, '{2026-04-03,2026-12-26}'::text[], 'thirteen in Alsace and Moselle');
select is((select name from app.holidays(2008, false) where day = '2008-05-01'), 'Ascension, Fête du travail', 'two on one day are one closed day');

create function pg_temp.add(args jsonb) returns jsonb language sql as $$ select app.act('company', 'add_holidays', (select c.id from app.company c where c.tenant_id = test.tenant()), args) -> 'answer' $$;
select test.sign_in('owner');
insert into app.closed_day (closed_on, name) values ('2031-12-25', 'Inventaire');
select is(pg_temp.add('{"year": 2031}') #>> '{args,n}', '10', 'what is closed already stays as it is');
select is((select name::text from app.closed_day where closed_on = '2031-12-25'), 'Inventaire', 'with its name');
select is(pg_temp.add('{"year": 2031, "alsace_moselle": true}') #>> '{args,n}', '2', 'asked again, what is missing is added');
select is((select count(*) from app.closed_day where closed_on >= date_trunc('year', app.today())::date and closed_on < '2031-01-01'), 0::bigint, 'this year is open so far');
select is(pg_temp.add('{}') #>> '{args,n}', (select count(*)::text from generate_series(0, 1) n, app.holidays((extract(year from app.today()) + n)::integer, false)), 'this year and the next when none is named');
select throws_ok($$ select pg_temp.add('{"year": 20311}') $$, 'UI001', null, 'a year that is none is refused');
select is(app.open_on('2031-06-02'), '{}'::tstzmultirange, 'nobody is promised anything on Whit Monday');
select test.sign_in('manager');
select is(pg_temp.add('{"year": 2032}') #>> '{args,n}', '11', 'a manager adds them too');
select test.sign_in('office');
select throws_ok($$ select pg_temp.add('{"year": 2033}') $$, 'UI005', null, 'whoever does not run the company does not');
select * from finish();
rollback;
