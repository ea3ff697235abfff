-- A job that one company has done now is done for that company: whatever it is, not a row of another changes. The platform's own is done for all.
begin;
select no_plan();
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
grant execute on function pg_temp.made to public;

-- Something to do for every job, in two companies.
create function pg_temp.something(company text) returns void language plpgsql as $$
declare
	ticket bigint; old bigint; t integer := test.tenant(company);
begin
	perform test.sign_in('owner', company);
	perform pg_temp.made('task', jsonb_build_object('title', 'Was due', 'assignee_id', test.person('manager', company), 'due_on', app.today() - 1));
	ticket := pg_temp.made('ticket', jsonb_build_object('subject', 'Late', 'assignee_id', test.person('technician', company)));
	old := pg_temp.made('ticket', jsonb_build_object('subject', 'Solved long ago'));
	perform pg_temp.made('rule', jsonb_build_object('name', 'Tell', 'event', 'made', 'subject_entity', 'contact', 'action', 'tag', 'tag', 'seen'));
	perform pg_temp.made('contact', '{"last_name": "Of a rule"}');
	perform app.long_work_begin('export', 'contact', 'x', '{}');
	perform test.sign_out();
	perform set_config('app.tenant', t::text, true), set_config('app.person', '0', true);
	update app.ticket x set resolve_by = now() - interval '1 minute', version = x.version + 1 where x.tenant_id = t and x.id = ticket;
	update app.ticket x set status = 'resolved', resolved_at = now() - interval '20 days', version = x.version + 1 where x.tenant_id = t and x.id = old;
	insert into app.event_watch as w (tenant_id, entity, name, seen) select t, v.entity, v.name, now() - interval '3 days' from ui.event v where v.spec ? 'passes'
	on conflict on constraint event_watch_pkey do update set seen = excluded.seen;
	insert into app.request (tenant_id, person_id, key, digest, at) values (t, 0, 'old', '\x00', now() - interval '8 days');
	update app.long_work w set began_at = now() - interval '8 days' where w.tenant_id = t;
	insert into app.session (id, tenant_id, account_id, worker, process, address, seen_at) values (t, t, test.person('owner', company), 'gone', 1, '127.0.0.1', now() - interval '1 hour');
	insert into app.notification (person_id, kind, sentence, channel, told_at, created_at) values (test.person('owner', company), 'late', 'Late.', 'digest', now(), now() - interval '2 days'),
	    (test.person('owner', company), 'late', 'Forgotten.', 'screen', now(), now() - interval '91 days');
	insert into app.event (name, subject_entity, subject_id, label, created_at) values ('made', 'contact', 1, 'Long ago', now() - interval '91 days');
	insert into app.refused_row (entity, batch, line, reason, content, created_at) values ('contact', 1, 1, 'no', 'x', now() - interval '61 days');
end $$;
select string_agg(format('alter table app.%I disable trigger stamp', x), '; ') as off from unnest('{notification,event,refused_row}'::text[]) x \gset
:off;
select pg_temp.something('alpha'), pg_temp.something('beta') \g /dev/null

-- All that stands in one company, as one number.
create function pg_temp.all_of(t integer) returns text language plpgsql as $$
declare
	c record; one text; whole text := '';
begin
	for c in select k.relname from pg_class k join pg_attribute a on a.attrelid = k.oid and a.attname = 'tenant_id' where k.relnamespace = 'app'::regnamespace and k.relkind = 'r' and k.relname <> 'job' order by 1 loop
		execute format('select md5(string_agg(x::text, '','' order by x::text)) from app.%I x where x.tenant_id = $1', c.relname) into one using t;
		whole := whole || c.relname || coalesce(one, '') || ' ';
	end loop;
	return md5(whole);
end $$;
-- Its work, as the server has it done: what is packed for outside is told as done, too.
create function pg_temp.work(job text, t integer) returns jsonb language plpgsql as $$
declare
	made jsonb;
begin
	perform set_config('app.tenant', '', true), set_config('app.person', '', true);
	set local role comptoir_platform;
	execute format('select app.%I($1, ''{"hour": 0}'')', 'job_' || job) into made using t;
	if made ? 'notices' then perform app.people_told((select jsonb_agg(n || '{"text": "Told"}') from jsonb_array_elements(made -> 'notices') n)); end if;
	if made ? 'digests' then perform app.digests_sent((select jsonb_agg(n || '{"subject": "Of the day", "body": "Late"}') from jsonb_array_elements(made -> 'digests') n)); end if;
	reset role;
	return made;
end $$;
-- Whose rows it names or counts.
create function pg_temp.companies(made jsonb) returns text language sql as $$
	select string_agg(distinct x, ' ' order by x) from (select jsonb_object_keys(made -> 'companies') as x union all
	    select n ->> 'tenant' from unnest('{notices,digests,turns}'::text[]) l, jsonb_array_elements(case when made ? l then made -> l else '[]' end) n) y $$;

create temporary table job as select distinct name from app.job where tenant_id is null;
create temporary table done (name text, was text, becomes text, said jsonb);
do $$
declare
	j text; was text;
begin
	for j in select name from job order by name loop
		was := pg_temp.all_of(test.tenant('beta'));
		insert into done select j, was, null, pg_temp.work(j, test.tenant());
		update done set becomes = pg_temp.all_of(test.tenant('beta')) where name = j;
	end loop;
end $$;
select is(becomes, was, name || ' of one company changes nothing of another') from done order by name;
select ok(pg_temp.companies(said) is null or pg_temp.companies(said) = test.tenant()::text, name || ' says nothing of another, either: ' || said::text) from done order by name;
select is(count(*) filter (where pg_temp.companies(said) = test.tenant()::text), count(*), 'and each had something to do: ' || coalesce(string_agg(name, ' ') filter (where pg_temp.companies(said) is null), ''))
from done where name not in ('prolong_series');

-- The platform's does what is left, of the other company as well.
delete from done;
select pg_temp.something('alpha') \g /dev/null
insert into done (name, said) select name, pg_temp.work(name, null) from (select name from job order by name) x;
select ok(pg_temp.companies(said) ~ ('\y' || test.tenant() || '\y') and pg_temp.companies(said) ~ ('\y' || test.tenant('beta') || '\y'), name || ' of the platform does it for all: ' || said::text)
from done where name not in ('prolong_series') order by name;

-- One company whose part goes wrong holds up no other: it is undone and noted with that company, which has it tried again by itself.
select pg_temp.something('alpha'), pg_temp.something('beta') \g /dev/null
create function pg_temp.broken() returns trigger language plpgsql as $$
begin
	if coalesce(new.tenant_id, old.tenant_id) = test.tenant('beta') then raise exception 'nothing goes here' using errcode = '23514'; end if;
	return coalesce(new, old);
end $$;
select string_agg(format('create trigger aa_broken before insert or update or delete on app.%I for each row execute function pg_temp.broken()', x), '; ') as break,
    string_agg(format('drop trigger aa_broken on app.%I', x), '; ') as mend from unnest('{ticket_message,notification,event,request,long_work,session,refused_row}'::text[]) x \gset
:break;
-- As the server does it: it holds the job, has it done, and gives it back.
create function pg_temp.held(job text, company text default null) returns table (id bigint, token uuid) language sql as $$
	update app.job j set lease_until = now() + interval '1 minute', lease_token = gen_random_uuid(), tries = tries + 1 where j.name = job and j.tenant_id is not distinct from test.tenant(company) and (company is not null or j.tenant_id is null)
	returning j.id, j.lease_token $$;
create function pg_temp.job(name text, company text default null) returns jsonb language plpgsql as $$
declare
	h record; made jsonb; failed jsonb;
begin
	select * into h from pg_temp.held(name, company);
	perform set_config('app.tenant', '', true), set_config('app.person', '', true);
	set local role comptoir_app;
	if name in ('tell_people', 'daily_digest', 'run_rules') then
		made := app.job_pack(h.id, h.token);
		failed := case name when 'tell_people' then app.people_told((select jsonb_agg(n || '{"text": "Told"}') from jsonb_array_elements(made -> 'notices') n)) else '{}' end;
		perform app.job_done(h.id, h.token, true, jsonb_build_object('failed', failed));
		made := jsonb_build_object('failed', failed, 'companies', (select jsonb_object_agg(n ->> 'tenant', 1) from jsonb_array_elements(coalesce(made -> 'notices', '[]')) n));
	else
		made := app.job_work(h.id, h.token);
	end if;
	reset role;
	return made;
end $$;
create temporary table parts as select name, pg_temp.job(name) as said from (select unnest('{tell_people,forget_requests,forget_works,forget_sessions,forget_refused_rows,forget_notifications,forget_events,watch_time}'::text[]) as name) x;
grant select on parts to public;
select ok(said -> 'companies' ? test.tenant()::text, name || ' is done for the others: ' || said::text) from parts order by name;
select is(said -> 'failed' ->> test.tenant('beta')::text, '23514', name || ' says for which company it was not') from parts order by name;
select is((j.last_ok, j.last_result ->> 'error', j.run_at > now(), isfinite(j.run_at))::text, (false, '23514', true, true)::text, name || ' of that one waits to be tried again') from parts p join app.job j using (name) where j.tenant_id = test.tenant('beta') order by name;
select ok(j.last_ok, name || ' of the platform went well') from parts p join app.job j using (name) where j.tenant_id is null order by name;
select test.sign_in('owner', 'beta');
select is((select count(*) from jsonb_array_elements(app.jobs()) j where j ->> 'last_ok' = 'false'), (select count(*) from parts), 'the company sees what went wrong');
select test.sign_in('owner');
select is((select count(*) from jsonb_array_elements(app.jobs()) j where j ->> 'last_ok' = 'false'), 0::bigint, 'another one nothing of it');
select test.sign_out();
select ok(not pg_temp.job('forget_requests') ? 'failed', 'it is not tried with the others again');
select is((select j.last_ok from app.job j where name = 'forget_requests' and tenant_id = test.tenant('beta')), false, 'its own is');
:mend;
select is(pg_temp.job('forget_requests', 'beta') -> 'forgotten', '1', 'once it can be done it is done');
select is((j.last_ok, j.run_at, app.job_apart(j.name))::text, (true, 'infinity'::timestamptz, '{}'::integer[])::text, 'and goes with the others from then on') from app.job j where name = 'forget_requests' and tenant_id = test.tenant('beta');
select * from finish();
rollback;
