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
select * from finish();
rollback;
