-- drafts.sql: what somebody has typed and not saved yet, each person's own: a form, a wizard that was left half way. Not audited, kept 30 days.
create table if not exists app.draft (
	tenant_id	integer not null default app.tenant() references app.tenant,
	person_id	bigint not null default app.person(),
	name		text not null,		-- what it is a draft of, as the client calls it
	body		jsonb,			-- null: taken up or thrown away
	at		timestamptz not null default now(),
	primary key (tenant_id, person_id, name),
	constraint draft_small check (length(name) <= 200 and length(body::text) <= 200000)
);
comment on constraint draft_small on app.draft is 'This draft is too large to be kept.';
alter table app.draft owner to comptoir_owner;
alter table app.draft enable row level security;
alter table app.draft force row level security;
drop policy if exists own on app.draft;
create policy own on app.draft to comptoir_staff using (tenant_id = app.tenant() and person_id = app.person());
drop policy if exists tenant on app.draft;
create policy tenant on app.draft to comptoir_owner using (tenant_id = app.tenant());
grant select, insert (name, body, at), update (body, at) on app.draft to comptoir_staff;
grant select, insert, update, delete on app.draft to comptoir_platform;

-- Keeps one, in the place of the one of that name; null throws it away. A name that begins with form: belongs to one form that was opened
-- once: what comes after it was saved or thrown away was only late, and is not kept.
create or replace function app.keep_draft(name text, body jsonb) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if body is not null and (select count(*) from app.draft d where d.body is not null and d.name <> $1) >= 100 then
		perform app.refuse('You have 100 drafts already: finish or discard one.', '{}');
	end if;
	insert into app.draft (name, body, at) values ($1, $2, now())
	on conflict on constraint draft_pkey do update set body = excluded.body, at = excluded.at
		where draft.body is not null or $1 not like 'form:%';
	return '{}';
end $$;
create or replace function app.drafts() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('drafts', coalesce(jsonb_agg(jsonb_build_object('name', d.name, 'at', d.at, 'body', d.body) order by d.at desc), '[]'))
	from app.draft d where d.body is not null and d.at > now() - interval '30 days' $$;
-- What was typed as a draft is saved: it goes in the same transaction. Answers what saving answered.
create or replace function app.taken_up(answer jsonb, draft text) returns jsonb language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if draft is null then
		return answer;
	end if;
	insert into app.draft (name, body, at) values ($2, null, now())
	on conflict on constraint draft_pkey do update set body = null, at = excluded.at
		where draft.body is not null or $2 not like 'form:%';
	-- One form is saved once, whatever was sent, lost and sent again; the same request again has its first answer.
	if not found and not coalesce((answer ->> 'replayed')::boolean, false) then
		perform app.refuse('This was saved already; open it again to change it.', '{}');
	end if;
	return answer;
end $$;
grant execute on function app.keep_draft, app.drafts, app.taken_up to comptoir_staff;
