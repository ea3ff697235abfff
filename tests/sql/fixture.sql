-- fixture.sql: two companies, alpha and beta, with one person of every role in each (ROLE@alpha.example.com), one person in both
-- (twice@example.com: owner of alpha, viewer of beta), and in each company a team of its manager and its technician.
-- Tests speak as somebody: select test.sign_in('technician', 'beta'); and as the superuser again: select test.sign_out();
create schema test;
grant usage on schema test to public;
do $$ begin execute format('grant temporary on database %I to public', current_database()); end $$;	-- tests note things down as whoever they are

do $$
declare
	company text; t integer; r text; crew bigint;
begin
	foreach company in array '{alpha,beta}'::text[] loop
		t := app.create_tenant(company, initcap(company), case company when 'alpha' then 'garage' else 'fleet' end);
		foreach r in array '{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[] loop
			perform app.create_person(t, r || '@' || company || '.example.com', initcap(company) || ' ' || r, r, 'en');
		end loop;
		perform app.create_person(t, 'twice@example.com', 'Twice Present', case company when 'alpha' then 'owner' else 'viewer' end, 'en');
		perform app.as_platform(t);
		insert into app.team (name) values ('Workshop') returning id into crew;
		insert into app.team_member (team_id, person_id, leads)
		select crew, p.id, p.email like 'manager@%' from app.person p
		where p.tenant_id = t and p.email in ('manager@' || company || '.example.com', 'technician@' || company || '.example.com');
	end loop;
	perform set_config('app.tenant', '', false), set_config('app.person', '', false);
end $$;

create function test.tenant(company text default 'alpha') returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select t.id from app.tenant t where t.slug = company $$;
create function test.person(role text, company text default 'alpha') returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select a.id from app.account a where a.email = case when role like '%@%' then role else role || '@' || company || '.example.com' end $$;
create function test.team(company text default 'alpha') returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select t.id from app.team t where t.tenant_id = test.tenant(company) and t.name = 'Workshop' $$;
create function test.clearance(tenant integer, person bigint) returns name
language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select app.clearance($1, $2) $$;

-- What a request does before its call. `role` may be an e-mail address too.
create function test.sign_in(role text, company text default 'alpha') returns void language plpgsql as $$
begin
	perform set_config('app.tenant', test.tenant(company)::text, true), set_config('app.person', test.person(role, company)::text, true);
	perform set_config('role', test.clearance(test.tenant(company), test.person(role, company)), true);
end $$;
create function test.sign_out() returns void language plpgsql as $$
begin
	perform set_config('role', 'none', true), set_config('app.tenant', '', true), set_config('app.person', '', true);
end $$;
grant execute on all functions in schema test to public;
