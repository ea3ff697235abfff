-- after: support/ticket_work
-- ticket_promise.sql: what the server does by itself about promises: warns before one breaks, says when one broke, closes what stayed solved.

-- What was said already: once for each promise.
create table if not exists app.ticket_alert (
	tenant_id	integer not null default app.tenant(),
	ticket_id	bigint not null,
	due_at		timestamptz not null,
	broken		boolean not null,
	at		timestamptz not null default now(),
	primary key (tenant_id, ticket_id, due_at, broken),
	constraint ticket_alert_ticket foreign key (tenant_id, ticket_id) references app.ticket
);
create index if not exists ticket_alert_age on app.ticket_alert (at);
select ui.protect('app.ticket_alert');
grant delete on app.ticket_alert to comptoir_action;

-- Who hears of it: before it breaks who answers; once it broke (whoever answers is told by the event) the leads of its team, and where it has none,
-- or nobody answers and nobody leads, the whole team.
create or replace function app.ticket_listeners(t app.ticket, broken boolean) returns setof bigint language sql stable set search_path = pg_catalog, pg_temp as $$
	with member as (select m.person_id, m.leads from app.team_member m where m.tenant_id = t.tenant_id and m.team_id = t.team_id and m.deleted_at is null and m.person_id is distinct from t.assignee_id)
	select t.assignee_id where t.assignee_id is not null and not broken
	union select m.person_id from member m where (broken or t.assignee_id is null) and (m.leads or t.assignee_id is null and not exists (select from member l where l.leads)) $$;
create or replace function app.ticket_alerts(lim integer default 5000) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket; who bigint; n bigint := 0; late boolean;
begin
	for t in select x.* from app.ticket x where x.tenant_id = app.tenant() and x.deleted_at is null and x.due_at < now() + interval '30 minutes' and x.status in ('open', 'in_progress')
	    and not exists (select from app.ticket_alert a where a.tenant_id = x.tenant_id and a.ticket_id = x.id and a.due_at = x.due_at and a.broken = (x.due_at <= now())) order by x.due_at limit lim
	loop
		late := t.due_at <= now();
		insert into app.ticket_alert (ticket_id, due_at, broken) values (t.id, t.due_at, late) on conflict do nothing;
		continue when not found;	-- somebody told it in the same moment
		n := n + 1;
		for who in select app.ticket_listeners(t, late) loop
			perform app.notify_person(who, 'late', case when late then 'The promise for “{label}” was not kept.' else 'The promise for “{label}” ends within half an hour.' end,
			    jsonb_build_object('label', t.subject), 'ticket', t.id);
		end loop;
	end loop;
	delete from app.ticket_alert a where a.tenant_id = app.tenant() and a.at < now() - interval '1 year';
	return n;
end $$;
create or replace function app.ticket_close_solved(lim integer default 5000) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n bigint;
begin
	update app.ticket t set status = 'closed', version = t.version + 1 where t.tenant_id = app.tenant() and t.id in (select x.id from app.ticket x where x.tenant_id = app.tenant() and x.deleted_at is null
	    and x.status = 'resolved' and x.resolved_at < now() - interval '14 days' order by x.resolved_at limit lim);
	get diagnostics n = row_count;
	return n;
end $$;
alter function app.ticket_alerts(integer) owner to comptoir_action;
alter function app.ticket_close_solved(integer) owner to comptoir_action;
grant execute on function app.ticket_listeners to comptoir_action;
grant execute on function app.ticket_alerts, app.ticket_close_solved to comptoir_platform;

create or replace function app.job_ticket_promises(tenant integer, args jsonb) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; parts jsonb := '{}';
begin
	for t in select distinct x.tenant_id from app.ticket x join app.tenant c on c.id = x.tenant_id and c.status = 'active' where x.due_at < now() + interval '30 minutes' and x.deleted_at is null and ($1 is null or x.tenant_id = $1) loop
		perform app.as_platform(t);
		parts := parts || jsonb_build_object(t::text, app.ticket_alerts());
	end loop;
	return app.job_counted('told', parts);
end $$;
comment on function app.job_ticket_promises is 'Tells who answers a ticket that its promise ends soon, or was not kept.';
create or replace function app.job_close_tickets(tenant integer, args jsonb) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	t integer; parts jsonb := '{}';
begin
	for t in select distinct x.tenant_id from app.ticket x where x.status = 'resolved' and x.resolved_at < now() - interval '14 days' and x.deleted_at is null and ($1 is null or x.tenant_id = $1) loop
		perform app.as_platform(t);
		parts := parts || jsonb_build_object(t::text, app.ticket_close_solved());
	end loop;
	return app.job_counted('closed', parts);
end $$;
comment on function app.job_close_tickets is 'Closes tickets that stayed solved for two weeks.';
alter function app.job_ticket_promises(integer, jsonb) owner to comptoir_platform;
alter function app.job_close_tickets(integer, jsonb) owner to comptoir_platform;
insert into app.job (name, every) values ('ticket_promises', '2 minutes'), ('close_tickets', '6 hours') on conflict on constraint job_once do nothing;
