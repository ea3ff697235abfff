-- Every function of the schema is sound as plpgsql_check reads it: names, types, results, volatility, unused variables.
-- Its warnings about text in dynamic SQL are left out: writing SQL from declarations is what this schema is for; that nothing a person
-- sends becomes SQL is tested by sending it.
begin;
select no_plan();
do $$ begin perform set_config('app.tenant', '1', true), set_config('app.person', '1', true), set_config('app.batch', '', true); end $$;

create temp table found as
select p.oid::regprocedure::text as name, c.lineno, c.level, c.message
from pg_proc p join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
left join lateral (select distinct t.tgrelid, t.tgnewtable, t.tgoldtable from pg_trigger t where t.tgfoid = p.oid) t on true,
lateral plpgsql_check_function_tb(p.oid, coalesce(t.tgrelid, 0), newtable => t.tgnewtable, oldtable => t.tgoldtable, fatal_errors => false, extra_warnings => true,
    performance_warnings => false, security_warnings => false, other_warnings => false) c
where p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace) and (p.prorettype <> 'trigger'::regtype or t.tgrelid is not null);

select is_empty($$ select distinct name, lineno, level, message from found where level = 'error' order by 1, 2 $$, 'no errors');
select is_empty($$ select distinct name, lineno, message from found where level like 'warning%' and message not like 'unused parameter%' order by 1, 2 $$, 'no warnings');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace)
    and p.prosecdef and not coalesce(p.proconfig::text like '%search_path=%pg_temp%', false) $$,
    'every security definer function fixes its search path, pg_temp last');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace)
    and p.prosecdef and p.proowner in (select oid from pg_roles where rolsuper) $$, 'no security definer function belongs to a superuser');
select * from finish();
rollback;
