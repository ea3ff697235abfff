-- Every table of a company: keys and references begin with the company, row security is forced, and nobody owns or reaches it but by
-- the roles of the house. Walks pg_catalog, so a new table is tested the day it is written.
begin;
select no_plan();
create temporary view kept as	-- tables that hold rows of companies; base is only copied from
    select c.oid, c.relname from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and c.relname not in ('base', 'repeating')
    and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped);
-- The platform's own: companies, accounts with their keys and preferences, releases; jobs may belong to no company.
select set_eq($$ select c.relname::text from pg_class c where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and c.oid not in (select oid from kept) $$,
    '{base,repeating,tenant,account,account_key,preference,release}'::text[], 'only these tables know no company');
select ok((select attnotnull from pg_attribute where attrelid = oid and attname = 'tenant_id'), relname || ' always names its company') from kept where relname <> 'job';
select is((select a.attname::text from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = k.oid and i.indisprimary),
    'tenant_id', relname || '''s primary key begins with the company') from kept k where relname <> 'job';
select is_empty($$ select i.indexrelid::regclass from kept k join pg_index i on i.indrelid = k.oid left join pg_attribute a on a.attrelid = k.oid and a.attnum = i.indkey[0]
    where k.relname <> 'job' and (i.indisunique or i.indisexclusion) and a.attname is distinct from 'tenant_id' $$, 'so does every unique or excluding index');
select is_empty($$ select c.conname from kept k join pg_constraint c on c.conrelid = k.oid and c.contype = 'f'
    where c.confrelid not in ('app.tenant'::regclass, 'app.account'::regclass)
    and not exists (select from pg_attribute a, pg_attribute b where a.attrelid = c.conrelid and a.attnum = c.conkey[1] and a.attname = 'tenant_id'
        and b.attrelid = c.confrelid and b.attnum = c.confkey[1] and b.attname = 'tenant_id') $$, 'and every reference, on both sides');
select is_empty($$ select c.conname from kept k join pg_constraint c on c.conrelid = k.oid and c.contype = 'f' and cardinality(c.conkey) > 1 and not c.convalidated $$, 'and all of them hold for all rows');
select is_empty($$ select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and not (relrowsecurity and relforcerowsecurity) $$,
    'row security is forced on every table');
select is_empty($$ select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('v', 'm') $$, 'and no view goes around it');
select is_empty($$ select c.relname from pg_class c where c.relnamespace = 'ui'::regnamespace and c.relkind in ('v', 'm') and (c.relowner <> 'comptoir_finder'::regrole or not c.reloptions @> '{security_barrier=true}'
    or pg_get_viewdef(c.oid) !~ 'tenant_id = app.tenant\(\)' or pg_get_viewdef(c.oid) !~ 'app.scope' or c.relname not in (select 'called_' || e.entity from ui.entity e where e.spec ? 'named')) $$,
    'but those that tell names within one''s reach and company');
select is_empty($$ select k.relname from kept k where exists (select from pg_policy p where p.polrelid = k.oid and 'comptoir_staff'::regrole = any (p.polroles))
    and not exists (select from pg_policy p where p.polrelid = k.oid and pg_get_expr(p.polqual, p.polrelid) ~ 'tenant_id = \(?current_setting|tenant_id = app.tenant') $$,
    'whatever staff reach is bounded by the company');
select is_empty($$ select k.relname, p.polname, p.polroles::regrole[] from kept k join pg_policy p on p.polrelid = k.oid where 0 = any (p.polroles) $$, 'no policy is for everyone');
select is_empty($$ select relname from pg_class where relnamespace in ('app'::regnamespace, 'ui'::regnamespace) and relkind in ('r', 'p', 'S') and relkind <> 'S' and relowner <> 'comptoir_owner'::regrole $$,
    'one role owns the tables');
select is_empty($$ select r.rolname from pg_roles r where r.rolname ~ '^comptoir_(app|staff|action|owner|signin)' and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb) $$,
    'none of the roles that requests use may bypass it');
select ok(not (select rolinherit from pg_roles where rolname = 'comptoir_app'), 'who signs in inherits nothing');
select is_empty($$ select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')
    and has_table_privilege('comptoir_app', oid, 'select, insert, update, delete') $$, 'and may touch no table');
select is_empty($$ select relname from pg_class c where relnamespace = 'app'::regnamespace and relkind in ('r', 'p') and relname not in ('base', 'repeating')
    and exists (select from pg_roles r where r.rolname like 'comptoir\_staff%' and (has_table_privilege(r.oid, c.oid, 'delete') or has_table_privilege(r.oid, c.oid, 'truncate'))) $$,
    'staff delete nothing: rows go to the bin');
-- What the role that signs in may call at all, before anybody is known.
select set_eq($$ select p.proname::text from pg_proc p where p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace)
    and has_function_privilege('comptoir_app', p.oid, 'execute') $$, '{sign_in,signed_in,sessions_seen,sessions_ended,job_claim,job_done,job_work,fetch_due,fetch_claim,fetch_begin,fetch_try,fetch_take,fetch_chunk,fetch_end,job_pack,rule_noted,people_told,digests_sent,mail_due,mail_claim,mail_file,mail_done,mail_queue}'::text[], 'before anyone is known only signing in, sessions and jobs are there');
select is_empty($$ select p.oid::regprocedure from pg_proc p where p.pronamespace = 'app'::regnamespace and has_function_privilege('comptoir_staff', p.oid, 'execute')
    and p.proname in ('create_tenant', 'create_person', 'set_role', 'set_tenant_status', 'set_secret', 'add_key', 'remove_key', 'as_platform', 'grant_templates', 'tenants', 'people', 'keys', 'account_of', 'platform_jobs', 'platform_job_run') $$,
    'the administration is nobody''s but the platform''s');
-- Definer functions that staff may call: each is a door of its own. A new one is added here when it has been looked at.
select set_eq($$ select distinct p.proname::text from pg_proc p where p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace) and p.prosecdef
    and p.prorettype <> 'trigger'::regtype and has_function_privilege('comptoir_staff', p.oid, 'execute') and not exists (select from ui.verb v where v.proc = p.proname) $$,
    '{scope,my_rights,teams,find,count,board,board_counts,rank_after,near,duplicates,merge_rows,bin,history_rows,undo,import_tell,import_keep,refresh_statistics,day_begins,today,read_whole,may,jobs,job_run,long_works,long_work,long_work_rows,long_work_take,long_work_begin,long_work_beat,long_work_stops,long_work_end,long_work_keep,long_work_run,long_work_stop,long_work_put,long_work_get,long_work_noted,own_long_work,bulk_undoable,bulk_undo_row,my_sessions,end_my_session,verify_documents,verify_history,files_to_read,file_part,
      my_keys,add_my_key,remove_my_key,prefer,put_begin,put_chunk,put_end,get_open,get_chunk,files,receive,fetch_chunk,happened,notify_person,my_notifications,rule_taken,rule_exhausted,mail_fields,mail_told,mail_look,mail_test,mail_watched,zone_of,series_told,booking_clash,held_times,equipment_taken,find_articles,my_start,rule_mails}'::text[], 'the definer functions that staff may call are known ones');
select is_empty($$ select v.entity, v.verb from ui.verb v join pg_proc p on p.proname = v.proc and p.pronamespace = 'app'::regnamespace where p.prosecdef and p.proowner <> 'comptoir_action'::regrole $$,
    'every action acts in the name of the one role for actions');
-- Or as the person, by their own rights: what makes a record of what was a draft.
select is_empty($$ select v.entity, v.verb from ui.verb v join pg_proc p on p.proname = v.proc and p.pronamespace = 'app'::regnamespace where not p.prosecdef
    and not exists (select from ui.entity e where e.entity = v.entity and e.spec -> 'draft' ->> 'action' = v.verb) $$, 'or it makes a record of a draft, as the person who asks');
-- Every entity: help and a sentence for all that a person may meet.
select is_empty($$ select entity from ui.entity where coalesce(obj_description(format('app.%I', entity)::regclass, 'pg_class'), '') = '' $$, 'every entity has help');
select is_empty($$ select c.conname from ui.entity e join pg_constraint c on c.conrelid = format('app.%I', e.entity)::regclass and c.contype in ('c', 'u', 'x')
    and coalesce(obj_description(c.oid, 'pg_constraint'), '') = '' $$, 'every constraint a sentence');
select is_empty($$ select d.entity, d.name from ui.declared_field d where d.name not in ('version', 'deleted_at') and (coalesce(d.help, '') = '' or coalesce(d.label, '') = '') $$, 'every field a name and help');
select is_empty($$ select v.entity, v.verb from ui.verb v where v.proc is not null and coalesce(obj_description((select oid from pg_proc p where p.proname = v.proc and p.pronamespace = 'app'::regnamespace), 'pg_proc'), '') = '' $$,
    'every action help');
-- What a constraint blames is kept when its entity is declared; one that came to the table later is worked out when it is asked for.
select test.sign_in('superadmin');
select md5(ui.catalogue()::text) as kept \gset
reset role;
delete from ui.declared_constraint;
select test.sign_in('superadmin');
select is(md5(ui.catalogue()::text), :'kept', 'a constraint that nobody declared blames the same field');
reset role;
select * from finish();
rollback;
