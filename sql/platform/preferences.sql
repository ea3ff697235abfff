-- preferences.sql: how a person likes the screen: a few names with a value each, the same in all of their companies and at every
-- terminal. What ui.preference declares is checked and explained; what other names mean (a list's columns, a macro) the client says.
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
-- The language is known before the person has a company.
drop policy if exists signin on app.preference;
create policy signin on app.preference for select to comptoir_signin using (name = 'language');
grant select on app.preference to comptoir_signin;

create or replace function app.prefer(name text default null, value text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	broken name;
	declared ui.preference;
begin
	if value is not null and value <> '' then
		select * into declared from ui.preference d where d.name = $1;
		if declared.choices is not null and not exists (select from jsonb_array_elements(declared.choices) c where c ->> 0 = prefer.value) then
			perform app.refuse('“{value}” is none of: {choices}.', jsonb_build_object('value', left(value, 60), 'field', 'value',
			    'choices', (select string_agg(c ->> 0, ', ' order by o) from jsonb_array_elements(declared.choices) with ordinality u(c, o))));
		end if;
		insert into app.preference as p (account_id, name, value) values (app.person(), $1, $2)
		on conflict on constraint preference_pkey do update set value = excluded.value;
		if (select count(*) from app.preference p where p.account_id = app.person()) > 200 then
			perform app.refuse('You have {count} preferences already: empty one that you no longer need.', '{"count": 200}');
		end if;
	elsif value = '' then
		delete from app.preference p where p.account_id = app.person() and p.name = $1;
	end if;
	return jsonb_build_object('preferences', (select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', x.n, 'value', p.value, 'choices', nullif(array_to_string(array(
	        select c ->> 0 from jsonb_array_elements(d.choices) with ordinality u(c, o) order by o), ' '), ''), 'message', d.help)) order by d.rank, x.n), '[]')
	    from (select p.name as n from app.preference p where p.account_id = app.person() union select d.name from ui.preference d) x
	    left join app.preference p on p.account_id = app.person() and p.name = x.n left join ui.preference d on d.name = x.n
	    where prefer.name is null or x.n = prefer.name));
exception when check_violation then	-- a preference is no entity: no catalogue holds its sentences
	get stacked diagnostics broken = constraint_name;
	perform app.refuse((select obj_description(c.oid, 'pg_constraint') from pg_constraint c where c.conrelid = 'app.preference'::regclass and c.conname = broken),
	    '{"field": "name"}');
	return null;
end $$;
comment on function app.prefer is 'One''s own preferences, with what may be said; with a name and a value, after it was set; with an empty value, after it was forgotten.';
alter function app.prefer owner to comptoir_owner;
grant execute on function app.prefer to comptoir_staff;
