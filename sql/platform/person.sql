-- after: platform/role
-- person.sql: colleagues, as one company knows them. The number is that of the account by which they sign in.
create table if not exists app.person (like app.base including all,
	name		text collate app.natural not null,
	email		text not null,
	phone		app.phone,
	title		text,
	language	text,
	notes		app.long_text,
	constraint person_account foreign key (id) references app.account,
	constraint person_email unique (tenant_id, email)
);
alter table app.person alter column id drop identity if exists;
comment on table app.person is 'Colleagues: everyone who may sign in to this company.';
comment on column app.person.name is 'First and last name.';
comment on column app.person.email is 'The e-mail address that this colleague signs in with. It cannot be changed here.';
comment on column app.person.phone is 'Where to call this colleague.';
comment on column app.person.title is 'What this colleague does here.';
comment on column app.person.language is 'fr or en; empty follows the account.';
comment on column app.person.notes is 'Anything worth knowing.';
comment on constraint person_email on app.person is 'A colleague has this e-mail address already.';

-- A new colleague gets the account of their e-mail address; it is made when there is none. It has no key and no password yet.
create or replace function app.person_account() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	new.email := lower(trim(new.email));
	select a.id into new.id from app.account a where a.email = new.email;
	if new.id is null then
		insert into app.account (email, name, language) values (new.email, new.name, coalesce(new.language, 'fr')) returning id into new.id;
	end if;
	return new;
end $$;
alter function app.person_account() owner to comptoir_platform;
create or replace trigger account before insert on app.person for each row execute function app.person_account();

select ui.declare_entity('person', title => 'Colleagues', one => 'Colleague', menu => 'Company', "position" => 910, label => 'name',
    list => 'name email phone title', form => '[["Colleague", "name", "email", "phone", "title"], ["More", "language", "notes"]]',
    sort => 'name', search => 'name email title', "order" => 'name', mine => 'id', create_only => 'email',
    choices => '{"language": [["fr", "French"], ["en", "English"]]}', labels => '{"email": "E-mail", "title": "Job title"}',
    rights => '{"manager":{"read":"all"},"office":{"read":"all"},"technician":{"read":"all","update":"mine"},"performer":{"read":"all","update":"mine"},
      "driver":{"read":"all","update":"mine"},"accountant":{"read":"all"},"viewer":{"read":"all"}}');
create policy signin on app.person for select to comptoir_signin using (true);
grant select on app.person to comptoir_signin;
