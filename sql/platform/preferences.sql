-- preferences.sql: how a person likes the screen: a few names with a value each, the same in all of their companies and at every
-- terminal. The server knows no names: the client says what they mean.
create table if not exists app.preference (
	account_id	bigint not null references app.account on delete cascade,
	name		text not null,
	value		text not null,
	primary key (account_id, name),
	constraint preference_name check (name ~ '^[a-z][a-z0-9_.-]{0,63}$'),
	constraint preference_value check (length(value) <= 16000)
);
comment on table app.preference is 'How people like their screens.';
comment on constraint preference_name on app.preference is 'A preference’s name has at most 64 small letters, digits, points and dashes.';
comment on constraint preference_value on app.preference is 'A preference has at most 16,000 characters.';
alter table app.preference owner to comptoir_owner;
alter table app.preference enable row level security;
alter table app.preference force row level security;
drop policy if exists own on app.preference;
create policy own on app.preference to comptoir_owner using (account_id = app.person());
grant select, insert, update, delete on app.preference to comptoir_platform;

create or replace function app.prefer(name text default null, value text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	broken name;
begin
	if value is not null and value <> '' then
		insert into app.preference as p (account_id, name, value) values (app.person(), $1, $2)
		on conflict on constraint preference_pkey do update set value = excluded.value;
		if (select count(*) from app.preference p where p.account_id = app.person()) > 200 then
			perform app.refuse('You have {count} preferences already: empty one that you no longer need.', '{"count": 200}');
		end if;
	elsif value = '' then
		delete from app.preference p where p.account_id = app.person() and p.name = $1;
	end if;
	return jsonb_build_object('preferences', (select coalesce(jsonb_object_agg(p.name, p.value), '{}') from app.preference p
	    where p.account_id = app.person() and (prefer.name is null or p.name = prefer.name)));
exception when check_violation then	-- a preference is no entity: no catalogue holds its sentences
	get stacked diagnostics broken = constraint_name;
	perform app.refuse((select obj_description(c.oid, 'pg_constraint') from pg_constraint c where c.conrelid = 'app.preference'::regclass and c.conname = broken),
	    '{"field": "name"}');
	return null;
end $$;
comment on function app.prefer is 'One''s own preferences; with a name and a value, after it was set; with an empty value, after it was forgotten.';
alter function app.prefer owner to comptoir_owner;
grant execute on function app.prefer to comptoir_staff;
