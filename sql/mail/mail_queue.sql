-- after: mail/mail crm/activity
-- mail_queue.sql: what the sender (server/mail_*.c) asks: which mails leave now, and what became of each. A mail is taken by a lease that is committed at
-- once: whoever dies with it loses it when the lease ends. No transaction is open while a mail is sent.

-- Up to `each` mails of each company that are due, `lim` in all: {"mails": [...], "more": …}. A company whose server is in trouble waits.
create or replace function app.mail_claim(lim integer default 20, each_company integer default 4, seconds integer default 600) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	due record; m app.mail; a app.mail_account; made jsonb := '[]'; files jsonb;
begin
	for due in select n.tenant_id, n.id from app.tenant t, lateral (select q.tenant_id, q.id, q.next_try_at from app.mail q where q.tenant_id = t.id and q.status in ('waiting', 'sending') and q.deleted_at is null
	    and q.next_try_at <= now() order by q.next_try_at, q.id
	        limit greatest(each_company - (select count(*) from (select from app.mail g where g.tenant_id = t.id and g.status = 'sending' and g.next_try_at > now() and g.deleted_at is null limit each_company) y), 0)) n
	    where t.status = 'active' and not exists (select from app.mail_account p where p.tenant_id = t.id and p.deleted_at is null and p.paused_until > now())
	    order by n.next_try_at limit lim
	loop
		perform app.as_platform(due.tenant_id);
		select * into m from app.mail x where x.tenant_id = due.tenant_id and x.id = due.id and x.status in ('waiting', 'sending') and x.deleted_at is null and x.next_try_at <= now() for update skip locked;
		continue when not found;
		update app.mail x set status = 'sending', token = gen_random_uuid()::text, tries = x.tries + 1, next_try_at = now() + make_interval(secs => seconds),
		    message_id = coalesce(x.message_id, app.mail_new_number()), version = x.version + 1
		where x.tenant_id = m.tenant_id and x.id = m.id returning x.* into m;
		select * into a from app.mail_account x where x.tenant_id = m.tenant_id and x.deleted_at is null;
		select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'name', d.name, 'type', d.media_type, 'size', d.size) order by d.id), '[]') into files from app.document d
		where d.tenant_id = m.tenant_id and d.deleted_at is null and d.size is not null and (m.attachments @> to_jsonb(d.id) or d.subject_entity = 'mail' and d.subject_id = m.id);
		made := made || (select jsonb_strip_nulls(jsonb_build_object('tenant', m.tenant_id, 'company', t.slug, 'id', m.id, 'token', m.token, 'tries', m.tries, 'address', m.address, 'name', m.name, 'subject', m.subject,
		    'body', m.body, 'mail_language', m.language, 'kind', m.kind, 'reply_to', coalesce(m.reply_to, a.reply_address), 'message_id', m.message_id, 'in_reply_to', m.in_reply_to, 'references', m.thread,
		    'files', files, 'driver', coalesce(a.driver, 'server'), 'host', a.host, 'port', a.port, 'security', a.security, 'username', a.username,
		    'secret', case when a.driver = 'smtp' then (select s.secret from app.mail_secret s where s.tenant_id = m.tenant_id) end,
		    'from_name', coalesce(a.from_name, c.name), 'from', coalesce(a.from_address, c.email), 'language', c.language))
		    from app.tenant t left join app.company c on c.tenant_id = t.id where t.id = m.tenant_id);
	end loop;
	return made;
end $$;
-- The bytes of one of its files, in pieces, for who has the lease.
create or replace function app.mail_file(tenant integer, mail bigint, token text, document bigint, number integer) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select c.bytes from app.document_chunk c join app.document d on d.tenant_id = c.tenant_id and d.id = c.document_id join app.mail m on m.tenant_id = c.tenant_id
	where c.tenant_id = $1 and m.id = $2 and m.token = $3 and m.status = 'sending' and c.document_id = $4 and c.number = $5
	and (m.attachments @> to_jsonb(d.id) or d.subject_entity = 'mail' and d.subject_id = m.id) $$;

-- What became of it. sent; bounced: refused for good; later: tried again, 1, 2, 4 … minutes to 4 hours later, for three days; line: the mail server itself could
-- not be used, so that the company's other mails wait as well. told: why, in the company's language, for its timeline. False: the lease had gone to someone else.
create or replace function app.mail_done(tenant integer, mail bigint, token text, outcome text, why app.sentence default null, told text default null) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	m app.mail; pause interval; said constant text := left(regexp_replace(told, '[\u0001-\u001f\u007f]+', ' ', 'g'), 500);
begin
	perform app.as_platform(tenant);
	select * into m from app.mail x where x.tenant_id = $1 and x.id = $2 and x.token = $3 and x.status = 'sending' for update;
	if not found then return false; end if;
	pause := least(interval '1 minute' * 2 ^ least(m.tries - 1, 10), interval '4 hours');
	update app.mail x set version = x.version + 1, token = null, why = case when outcome <> 'sent' then mail_done.why end,
	    status = case when outcome = 'sent' then 'sent' when outcome = 'bounced' then 'bounced' when outcome = 'failed' or m.tries >= 26 then 'failed' else 'waiting' end,
	    sent_at = case when outcome = 'sent' then now() end,
	    next_try_at = case when outcome in ('later', 'line') and m.tries < 26 then now() + pause end
	where x.tenant_id = m.tenant_id and x.id = m.id;
	if outcome = 'line' then
		update app.mail_account a set paused_until = now() + least(pause, interval '15 minutes'), trouble = mail_done.why, version = a.version + 1 where a.tenant_id = $1 and a.deleted_at is null;
	elsif outcome = 'sent' then
		update app.mail_account a set paused_until = null, trouble = null, version = a.version + 1 where a.tenant_id = $1 and a.deleted_at is null and (a.trouble is not null or a.paused_until is not null);
	end if;
	-- The timeline tells what left and what came back.
	if m.contact_id is not null and m.kind <> 'test' and (outcome = 'sent' or outcome = 'bounced') then
		insert into app.activity (kind, subject, body, contact_id, subject_entity, subject_id, author_id, metadata)
		values (case outcome when 'sent' then 'email_sent' else 'note' end, left(m.subject, 200), case outcome when 'sent' then null else said end, m.contact_id,
		    'mail', m.id, nullif(m.created_by, 0), jsonb_build_object('mail', m.id, 'outcome', outcome));
	end if;
	return true;
end $$;
-- A look that costs next to nothing: does any mail want to leave now?
create or replace function app.mail_due() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.mail m where m.status in ('waiting', 'sending') and m.deleted_at is null and m.next_try_at <= now()
	    and not exists (select from app.mail_account p where p.tenant_id = m.tenant_id and p.deleted_at is null and p.paused_until > now())
	    and exists (select from app.tenant t where t.id = m.tenant_id and t.status = 'active')) $$;
-- How it stands, of all companies: how many wait, how long the oldest does, how late the first one is, what was given up in a day.
create or replace function app.mail_queue() returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('waiting', count(*), 'oldest_seconds', coalesce(extract(epoch from now() - min(m.created_at))::bigint, 0),
	    'late_seconds', coalesce(greatest(extract(epoch from now() - min(m.next_try_at) filter (where m.status = 'waiting'))::bigint, 0), 0))
	from app.mail m where m.status in ('waiting', 'sending') and m.deleted_at is null $$;
-- The same for whoever watches the server.
create or replace function app.mail_watched() returns jsonb language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select app.mail_queue() where app.may_watch() $$;
do $$
declare
	f text;
begin
	foreach f in array '{mail_claim,mail_file,mail_done,mail_due,mail_queue,mail_watched}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', f);
	end loop;
end $$;
grant execute on function app.as_platform, app.mail_new_number to comptoir_platform;
grant execute on function app.mail_claim, app.mail_file, app.mail_done, app.mail_due, app.mail_queue to comptoir_app;
grant execute on function app.may_watch to comptoir_platform;
grant execute on function app.mail_watched to comptoir_staff;

-- The same of one company, for `mail` and for whoever looks after it.
create or replace function app.report_mail_queue() returns table (status text, mails bigint, oldest timestamptz, tries integer) language sql stable set search_path = pg_catalog, pg_temp as $$
	select m.status, count(*), min(m.created_at), max(m.tries) from app.mail m where m.tenant_id = app.tenant() and m.deleted_at is null
	and (m.status in ('held', 'waiting', 'sending') or m.created_at > now() - interval '30 days') group by 1 order by array_position('{held,waiting,sending,sent,failed,bounced}', m.status) $$;
comment on function app.report_mail_queue is 'Mails by state: what is held and waits, and what became of those of the last 30 days.';
select ui.declare_report('mail_queue', 'Mails by state', 'app.report_mail_queue()', (select jsonb_build_object('status', e.spec -> 'choices' -> 'status') from ui.entity e where e.entity = 'mail'));
