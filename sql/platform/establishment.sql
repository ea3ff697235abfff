-- after: platform/company
-- establishment.sql: the places where we work, each with its SIRET.
create table if not exists app.establishment (like app.base including all,
	name		text collate app.natural not null,
	siret		app.siret,
	street		text,
	postcode	app.postcode,
	city		text,
	country		app.country not null default 'FR',
	phone		app.phone,
	main		boolean not null default false,
	constraint establishment_siret unique (tenant_id, siret)
);
create unique index if not exists establishment_main on app.establishment (tenant_id) where main and deleted_at is null;
comment on table app.establishment is 'The places where we work, each with its SIRET.';
comment on column app.establishment.name is 'The name of the place.';
comment on column app.establishment.siret is 'Fourteen digits: our SIREN and five more for this place.';
comment on column app.establishment.street is 'Number and street.';
comment on column app.establishment.postcode is 'The postcode.';
comment on column app.establishment.city is 'The city.';
comment on column app.establishment.country is 'Two letters, FR for France.';
comment on column app.establishment.phone is 'Where customers call this place.';
comment on column app.establishment.main is 'Whether this is the head office.';
comment on constraint establishment_siret on app.establishment is 'Another establishment has this SIRET.';

-- A SIRET begins with the SIREN of its company.
create or replace function app.establishment_warnings(e app.establishment) returns setof app.warning
language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'siret', 'This SIRET does not begin with the company''s SIREN {siren}.', jsonb_build_object('siren', c.siren)
	from app.company c where c.tenant_id = e.tenant_id and e.siret is not null and left(e.siret, 9) <> c.siren $$;
grant execute on function app.establishment_warnings(app.establishment) to comptoir_staff;

select ui.declare_entity('establishment', title => 'Establishments', one => 'Establishment', menu => 'Company', "position" => 901, label => 'name',
    list => 'name siret city phone main', form => '[["Place", "name", "siret", "street", "postcode", "city", "country", "phone", "main"]]',
    sort => 'name', search => 'name city', "order" => 'name', labels => '{"siret": "SIRET", "main": "Head office"}',
    rights => '{"manager":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');
