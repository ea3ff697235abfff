-- after: support/ticket_mail
-- fetch.sql: what the fetcher (server/inbox_*.c) asks: which box is looked into now, where it stands, and the mails that it brings. A box is taken by a
-- lease that is committed at once; each mail is taken in a transaction of its own, with its number and its files, so that none is taken twice or lost.

-- The box that waits longest, for ten minutes; null: none is due. What gave trouble last time comes when no other one waits. While it is taken, a time in next_at is a wish that came meanwhile.
create or replace function app.fetch_claim() returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	s app.mailbox_state; made jsonb;
begin
	update app.mailbox_state x set lease_until = now() + interval '10 minutes', token = gen_random_uuid(), next_at = 'infinity' where (x.tenant_id, x.mailbox_id) = (
	    select y.tenant_id, y.mailbox_id from app.mailbox_state y join app.mailbox b on b.tenant_id = y.tenant_id and b.id = y.mailbox_id join app.tenant t on t.id = y.tenant_id
	    where (y.lease_until is null and y.next_at <= now() or y.lease_until < now()) and b.deleted_at is null and not b.paused and b.kind in ('imap', 'folder') and t.status = 'active'
	    order by y.failures > 0, y.next_at limit 1 for update of y skip locked) returning x.* into s;
	if s.token is null then return null; end if;
	select jsonb_strip_nulls(jsonb_build_object('tenant', b.tenant_id, 'box', b.id, 'token', s.token, 'company', t.slug, 'kind', b.kind, 'host', b.host, 'port', b.port, 'security', b.security, 'username', b.username,
	    'folder', b.folder, 'secret', s.secret, 'validity', s.validity, 'last', s.last_uid, 'old_mail', b.old_mail, 'delete', b.afterwards = 'delete'))
	into made from app.mailbox b join app.tenant t on t.id = b.tenant_id where b.tenant_id = s.tenant_id and b.id = s.mailbox_id;
	return made;
end $$;
-- A look that costs next to nothing: is any box due?
create or replace function app.fetch_due() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.mailbox_state y join app.mailbox b on b.tenant_id = y.tenant_id and b.id = y.mailbox_id join app.tenant t on t.id = y.tenant_id
	    where (y.lease_until is null and y.next_at <= now() or y.lease_until < now()) and b.deleted_at is null and not b.paused and b.kind in ('imap', 'folder') and t.status = 'active') $$;
-- Still the one who holds it? Then it may go on for ten minutes, in the name of its company.
create or replace function app.fetch_holds(tenant integer, box bigint, token uuid) returns boolean language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	perform app.as_platform(tenant);
	update app.mailbox_state s set lease_until = now() + interval '10 minutes' where s.tenant_id = $1 and s.mailbox_id = $2 and s.token = $3;
	return found;
end $$;
-- What the mail server says of its numbers. Answers the last one that is not to be taken (again): all that is there, where old mail shall stay where it is.
create or replace function app.fetch_begin(tenant integer, box bigint, token uuid, validity bigint, next_uid bigint) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	last bigint;
begin
	if not app.fetch_holds(tenant, box, token) then return null; end if;
	update app.mailbox_state s set validity = $4, last_uid = case when s.validity is null then (select case when b.old_mail then 0 else greatest($5 - 1, 0) end from app.mailbox b where b.tenant_id = $1 and b.id = $2)
	    when s.validity <> $4 then 0 else s.last_uid end where s.tenant_id = $1 and s.mailbox_id = $2 returning s.last_uid into last;
	return last;
end $$;
-- Before a mail is read: how often it was begun. One that ended the fetcher three times is passed over, and said.
create or replace function app.fetch_try(tenant integer, box bigint, token uuid, mark text) returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	n integer;
begin
	if not app.fetch_holds(tenant, box, token) then return null; end if;
	update app.mailbox_state s set tries = case when s.trying = mark then s.tries + 1 else 1 end, trying = mark where s.tenant_id = $1 and s.mailbox_id = $2 returning s.tries into n;
	return n;
end $$;
create or replace function app.fetch_take(tenant integer, box bigint, token uuid, uid bigint, mail jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not app.fetch_holds(tenant, box, token) then return null; end if;
	update app.mailbox_state s set last_uid = greatest(s.last_uid, uid), trying = null, tries = 0 where s.tenant_id = $1 and s.mailbox_id = $2;
	return app.take_mail(box, mail);
end $$;
-- The bytes of a file that this transaction made, and of no other.
create or replace function app.fetch_chunk(document bigint, number integer, bytes bytea) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not exists (select from app.document d where d.tenant_id = app.tenant() and d.id = $1 and d.created_by = app.person() and d.created_at = now() and d.xmin::text::bigint = (txid_current() & 4294967295)) then
		perform app.refuse('There is no such record.', jsonb_build_object('entity', 'document', 'id', document), 'UI006');
	end if;
	insert into app.document_chunk (document_id, number, bytes) values ($1, $2, $3);
end $$;
-- It is given back. In trouble it is tried later each time (every, 2, 4 … 60 minutes), and says why.
create or replace function app.fetch_end(tenant integer, box bigint, token uuid, more boolean, trouble app.sentence default null) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	if not app.fetch_holds(tenant, box, token) then return; end if;
	update app.mailbox_state s set lease_until = null, token = null, failures = case when trouble is null then 0 else s.failures + 1 end,
	    -- Whoever set it anew or wants it looked into meanwhile is not forgotten.
	    next_at = case when isfinite(s.next_at) then s.next_at when trouble is null and more then now() else now() + greatest(make_interval(mins => (select b.every_minutes from app.mailbox b where b.tenant_id = $1 and b.id = $2)),
	        case when trouble is null then interval '0' else least(interval '1 minute' * 2 ^ least(s.failures, 6), interval '1 hour') end) end
	where s.tenant_id = $1 and s.mailbox_id = $2;
	update app.mailbox b set trouble = $5, version = b.version + 1 where b.tenant_id = $1 and b.id = $2 and b.trouble is distinct from $5;
end $$;
do $$
declare
	f text;
begin
	foreach f in array '{fetch_due,fetch_claim,fetch_holds,fetch_begin,fetch_try,fetch_take,fetch_end}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', f);
	end loop;
	alter function app.fetch_chunk(bigint, integer, bytea) owner to comptoir_action;
end $$;
grant execute on function app.fetch_due, app.fetch_claim, app.fetch_begin, app.fetch_try, app.fetch_take, app.fetch_end, app.fetch_chunk to comptoir_app;

-- A mail that is piped in, by whoever may make what it becomes: a mail server's delivery, a script. The box is named by its name or address.
create or replace function app.receive(entity text, box text, mail jsonb) returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	b bigint;
begin
	if ui.spec(entity) ->> 'receives' is null then
		perform app.refuse('A mail does not become a record of this kind: {kinds} can be made so.', jsonb_build_object('kinds', (select string_agg(e.entity, ', ' order by e.entity) from ui.entity e where e.spec ? 'receives')), 'UI007');
	end if;
	perform app.require(entity, 'create');
	if nullif(btrim(box), '') is not null then
		select x.id into b from app.mailbox x where x.tenant_id = app.tenant() and x.deleted_at is null and (lower(x.name) = lower(btrim(box)) or x.address = app.clean_email(box)) order by x.id limit 1;
		if b is null then perform app.refuse('There is no box “{name}”.', jsonb_build_object('name', box, 'field', 'box'), 'UI006'); end if;
	else	-- the one that it was sent to
		select x.id into b from app.mailbox x where x.tenant_id = app.tenant() and x.deleted_at is null and exists (select from jsonb_array_elements_text(coalesce(mail -> 'to', '[]')) t
		    where app.clean_email(regexp_replace(t, '\+[^@]*@', '@')) = x.address) order by x.id limit 1;
	end if;
	execute format('select app.%I($1, $2)', ui.spec(entity) ->> 'receives') into mail using b, mail;
	return mail;
end $$;
comment on function app.receive is 'Takes a mail in as a record, or as a part of one.';
alter function app.receive(text, text, jsonb) owner to comptoir_action;
grant execute on function app.receive, app.fetch_chunk to comptoir_staff;
update ui.entity set spec = spec || '{"receives": "take_mail"}' where entity = 'ticket';
