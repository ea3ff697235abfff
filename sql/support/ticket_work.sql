-- after: support/ticket_message support/received_mail
-- ticket_work.sql: what is done with tickets as a whole: linked, merged, split, rated; and how well promises were kept.
create table if not exists app.ticket_link (like app.base including all,
	ticket_id	bigint not null,
	other_id	bigint not null,
	kind		text not null default 'related',
	constraint ticket_link_once exclude using btree (tenant_id with =, ticket_id with =, other_id with =) where (deleted_at is null),
	constraint ticket_link_to_another check (ticket_id <> other_id),
	constraint ticket_link_ticket foreign key (tenant_id, ticket_id) references app.ticket,
	constraint ticket_link_other foreign key (tenant_id, other_id) references app.ticket
);
create index if not exists ticket_link_back on app.ticket_link (tenant_id, other_id) where deleted_at is null;
comment on table app.ticket_link is 'Tickets that have to do with each other.';
comment on column app.ticket_link.ticket_id is 'The ticket.';
comment on column app.ticket_link.other_id is 'The other one.';
comment on column app.ticket_link.kind is 'What they have to do with each other.';
comment on constraint ticket_link_once on app.ticket_link is 'These two are linked already.';
comment on constraint ticket_link_to_another on app.ticket_link is 'A ticket is linked to another one.';
select ui.declare_entity('ticket_link', title => 'Linked tickets', one => 'Linked ticket', menu => '', "position" => 302, label => 'kind',
    list => 'ticket_id kind other_id', form => '[["Link", "ticket_id", "kind", "other_id"]]', "order" => 'id',
    choices => '{"kind": [["related", "Has to do with"], ["same", "Is the same as"], ["after", "Follows"], ["split", "Was split from"], ["needs", "Waits for"]]}', labels => '{"other_id": "Other ticket"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "all", "delete": "all"}}');
select ui.declare_within('ticket_link', 'ticket', 'ticket_id', 'read');
select ui.declare_lines('ticket_link', 'ticket', 'ticket_id', columns => 'kind other_id');
select ui.declare_back('ticket_link', 'other_id', 'Linked from'), ui.declare_back('ticket', 'merged_into_id', 'Merged into it');

-- Files go with what they belong to; one whose name is taken there gets a number. Messages that name it call it by its new name.
create or replace function app.ticket_move_files(from_id bigint, to_id bigint, names text[]) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	d record; fresh text;
begin
	for d in select x.id, x.name from app.document x where x.tenant_id = app.tenant() and x.subject_entity = 'ticket' and x.subject_id = from_id and x.deleted_at is null and (names is null or x.name = any (names)) order by x.id loop
		fresh := app.free_file_name('ticket', to_id, d.name);
		update app.document x set subject_id = to_id, name = fresh, version = x.version + 1 where x.tenant_id = app.tenant() and x.id = d.id;
		if fresh <> d.name then
			update app.ticket_message m set files = array_replace(m.files, d.name::text, fresh), version = m.version + 1
			where m.tenant_id = app.tenant() and m.ticket_id in (from_id, to_id) and d.name = any (m.files) and m.created_at <= now() and m.ticket_id = case when names is null then to_id else from_id end and m.deleted_at is null;
		end if;
	end loop;
end $$;
grant execute on function app.ticket_move_files to comptoir_action;

create or replace function app.ticket_merge_into(merged_id bigint, ticket_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('ticket', 'merge_into', merged_id), app.require('ticket', 'merge_into', ticket_id);
	if merged_id = ticket_id then perform app.refuse('A ticket is not merged into itself.', '{"field": "ticket_id"}'); end if;
	if exists (select from app.ticket t where t.tenant_id = app.tenant() and t.id in (merged_id, $2) and t.merged_into_id is not null) then
		perform app.refuse('One of them is part of another one already.', '{"field": "ticket_id"}');
	end if;
	insert into app.ticket_message (ticket_id, kind, body, at) select $2, 'note', concat_ws(E'\n\n', t.subject, t.description), t.created_at from app.ticket t where t.tenant_id = app.tenant() and t.id = merged_id;
	update app.ticket_message m set ticket_id = $2, version = m.version + 1 where m.tenant_id = app.tenant() and m.ticket_id = merged_id and m.deleted_at is null;
	perform app.ticket_move_files(merged_id, $2, null);
	update app.received_mail r set ticket_id = $2, version = r.version + 1 where r.tenant_id = app.tenant() and r.ticket_id = merged_id;
	update app.ticket_link l set ticket_id = $2, version = l.version + 1 where l.tenant_id = app.tenant() and l.ticket_id = merged_id and l.other_id <> $2 and l.deleted_at is null
	    and not exists (select from app.ticket_link o where o.tenant_id = l.tenant_id and o.ticket_id = $2 and o.other_id = l.other_id and o.deleted_at is null);
	update app.ticket t set status = 'closed', merged_into_id = $2, version = t.version + 1 where t.tenant_id = app.tenant() and t.id = merged_id;
end $$;
comment on function app.ticket_merge_into is 'Make it a part of another one: its messages go there, and it is closed.';
select ui.declare_action('app.ticket_merge_into(bigint,bigint)', 'ticket', label => 'Merge into', key => 'm', shown_when => 'merged_into_id is null', last => true);
create or replace function app.ticket_split(ticket_id bigint, subject text, ticket_message_id bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; m app.ticket_message;
begin
	perform app.require('ticket', 'split', ticket_id);
	select * into m from app.ticket_message x where x.tenant_id = app.tenant() and x.id = ticket_message_id and x.ticket_id = $1 and x.deleted_at is null;
	if m.id is null then perform app.refuse('This message is not one of the ticket.', '{"field": "ticket_message_id"}', 'UI006'); end if;
	insert into app.ticket (subject, description, priority, category, contact_id, requester_email, vehicle_id, team_id, assignee_id, source, mailbox_id)
	select $2, m.body, t.priority, t.category, t.contact_id, t.requester_email, t.vehicle_id, t.team_id, t.assignee_id, t.source, t.mailbox_id from app.ticket t where t.tenant_id = app.tenant() and t.id = $1 returning id into made;
	-- What was said from then on goes there with its files, and a reply to it does.
	perform app.ticket_move_files($1, made, array(select distinct f from app.ticket_message x, unnest(x.files) f where x.tenant_id = app.tenant() and x.ticket_id = $1 and x.at >= m.at and x.id >= m.id and x.deleted_at is null));
	update app.received_mail r set ticket_id = made, version = r.version + 1 where r.tenant_id = app.tenant() and r.ticket_id = $1
	    and r.message_id in (select x.message_id from app.ticket_message x where x.tenant_id = app.tenant() and x.ticket_id = $1 and x.at >= m.at and x.id >= m.id and x.deleted_at is null);
	update app.ticket_message x set ticket_id = made, version = x.version + 1 where x.tenant_id = app.tenant() and x.ticket_id = $1 and x.at >= m.at and x.id >= m.id and x.deleted_at is null;
	insert into app.ticket_link (ticket_id, other_id, kind) values (made, $1, 'split');
	return made;
end $$;
comment on function app.ticket_split is 'Make another ticket of it, from one of its messages on.';
select ui.declare_action('app.ticket_split(bigint,text,bigint)', 'ticket', label => 'Split', key => 'p');
create or replace function app.ticket_rate(ticket_id bigint, satisfaction integer, note text default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('ticket', 'rate', ticket_id);
	update app.ticket t set satisfaction = $2, satisfaction_note = nullif(btrim(note), ''), version = t.version + 1 where t.tenant_id = app.tenant() and t.id = $1 and t.status in ('resolved', 'closed');
	if not found then perform app.refuse('What is not solved yet is not rated.', '{"field": "status"}'); end if;
end $$;
comment on function app.ticket_rate is 'How content the customer was, 1 to 5.';
select ui.declare_action('app.ticket_rate(bigint,integer,text)', 'ticket', label => 'Rate', key => 'q', shown_when => $$status in ('resolved', 'closed')$$);

-- The open hours of the whole time are laid out once, with what lies before each of them: a ticket's minutes are then two look-ups.
create or replace function app.report_promises(from_day date default null) returns table (priority text, tickets bigint, answered_in_time bigint, solved_in_time bigint, late_now bigint, minutes_to_answer integer, satisfaction numeric)
language plpgsql stable set search_path = pg_catalog, pg_temp set plan_cache_mode = force_custom_plan as $$	-- a month of years is found by its day
declare
	low constant date := coalesce(from_day, app.today() - 30); since constant timestamptz := low;	-- (a day beside a moment is not leak-proof: no index would be asked)
	begins timestamptz[]; ends timestamptz[]; before double precision[];
begin
	select array_agg(lower(x.r) order by x.r), array_agg(upper(x.r) order by x.r), array_agg(x.before order by x.r) into begins, ends, before from (
	    select r, coalesce(sum(extract(epoch from upper(r) - lower(r)) / 60) over (order by r rows between unbounded preceding and 1 preceding), 0)::double precision as before
	    from generate_series(greatest(low, app.today() - 4000)::timestamp, app.today() + 1, interval '1 day') d, unnest(app.open_on(d::date)) r) x;
	return query select p.p, count(t.id), count(t.id) filter (where t.answered_at <= t.respond_by), count(t.id) filter (where t.resolved_at <= t.resolve_by),
	    count(t.id) filter (where t.status in ('open', 'in_progress') and t.resolve_by < now()),
	    round(avg(a.open - c.open) filter (where t.answered_at is not null))::integer, round(avg(t.satisfaction), 1)
	from unnest('{urgent,high,medium,low}'::text[]) with ordinality p(p, n) left join app.ticket t on t.tenant_id = app.tenant() and t.priority = p.p and t.deleted_at is null and t.merged_into_id is null
	    and t.created_at >= since
	left join lateral (select w.i, coalesce(before[w.i] + extract(epoch from least(t.answered_at, ends[w.i]) - begins[w.i]) / 60, 0) as open from (select width_bucket(t.answered_at, begins) as i) w) a on true
	left join lateral (select coalesce(before[w.i] + extract(epoch from least(t.created_at, ends[w.i]) - begins[w.i]) / 60, 0) as open from (select width_bucket(t.created_at, begins) as i) w) c on true
	group by p.p, p.n order by p.n;
end $$;
comment on function app.report_promises is 'Tickets of the last 30 days, or since a day: how many were answered and solved as promised.';
select ui.declare_report('promises', 'Promises kept', 'app.report_promises(date)', (select jsonb_build_object('priority', e.spec -> 'choices' -> 'priority') from ui.entity e where e.entity = 'ticket'));

create or replace function app.report_latest_tickets(how_many integer default 3) returns table (ticket_id bigint, subject text, status text, priority text, created_at timestamptz)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select t.id, t.subject::text, t.status, t.priority, t.created_at from app.ticket t where t.tenant_id = app.tenant() and t.deleted_at is null order by t.id desc limit least(greatest(how_many, 1), 100) $$;
comment on function app.report_latest_tickets is 'The last tickets that came in.';
select ui.declare_report('latest_tickets', 'Latest tickets', 'app.report_latest_tickets(integer)', (select jsonb_build_object('priority', e.spec -> 'choices' -> 'priority', 'status', e.spec -> 'choices' -> 'status') from ui.entity e where e.entity = 'ticket'));
