-- after: crm/contact
-- contact_address.sql: where a contact is delivered, billed, visited.
create table if not exists app.contact_address (like app.base including all,
	contact_id	bigint not null,
	kind		text not null default 'site',
	name		text,
	street		text,
	postcode	app.postcode,
	city		text collate app.natural,
	country		app.country,
	main		boolean not null default false,
	notes		app.long_text,
	constraint contact_address_somewhere check (street is not null or city is not null or postcode is not null),
	constraint contact_address_one_main exclude using btree (tenant_id with =, contact_id with =) where (main and deleted_at is null),
	constraint contact_address_contact foreign key (tenant_id, contact_id) references app.contact
);
create index if not exists contact_address_of on app.contact_address (tenant_id, contact_id, id);
comment on table app.contact_address is 'The addresses of a contact: billing, delivery, home, sites.';
comment on column app.contact_address.contact_id is 'Whose address it is.';
comment on column app.contact_address.kind is 'What this address is for.';
comment on column app.contact_address.name is 'What you call this place, or the addressee.';
comment on column app.contact_address.street is 'Number and street, as many lines as the envelope has.';
comment on column app.contact_address.postcode is 'The postcode.';
comment on column app.contact_address.city is 'The city.';
comment on column app.contact_address.country is 'Two letters; empty is your own country.';
comment on column app.contact_address.main is 'The main address stands in the contact itself too.';
comment on column app.contact_address.notes is 'Door codes, opening hours, how to find it.';
comment on constraint contact_address_somewhere on app.contact_address is 'An address has a street, a postcode or a city.';
comment on constraint contact_address_one_main on app.contact_address is 'This contact has a main address already.';

-- The main address and the contact's own four fields say the same: whichever is written, the other follows.
create or replace function app.contact_address_main() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
	update app.contact c set street = new.street, postcode = new.postcode, city = new.city, country = new.country, version = c.version + 1
	where c.tenant_id = new.tenant_id and c.id = new.contact_id and c.deleted_at is null
	and (c.street, c.postcode::text, c.city, c.country::text) is distinct from (new.street, new.postcode::text, new.city, new.country::text);
	return null;
end $$;
create or replace function app.contact_main_address() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
	update app.contact_address a set street = new.street, postcode = new.postcode, city = new.city, country = new.country, version = a.version + 1
	where a.tenant_id = new.tenant_id and a.contact_id = new.id and a.main and a.deleted_at is null
	and (new.street is not null or new.city is not null or new.postcode is not null)
	and (a.street, a.postcode::text, a.city, a.country::text) is distinct from (new.street, new.postcode::text, new.city, new.country::text);
	return null;
end $$;
alter function app.contact_address_main() owner to comptoir_action;
alter function app.contact_main_address() owner to comptoir_action;
create or replace trigger main after insert or update on app.contact_address for each row when (new.main and new.deleted_at is null)
    execute function app.contact_address_main();
create or replace trigger main_address after update of street, postcode, city, country on app.contact for each row execute function app.contact_main_address();

select ui.declare_entity('contact_address', limits => '{"500": "street"}', title => 'Addresses', one => 'Address', menu => '', "position" => 13, label => 'city',
    list => 'contact_id kind name street postcode city country main',
    form => '[["Address", "contact_id", "kind", "name", "street", "postcode", "city", "country", "main", "notes"]]',
    sort => 'city', search => 'city postcode street name', clearance => '{"personal": ["street"]}',
    choices => '{"kind": [["billing", "Billing"], ["delivery", "Delivery"], ["home", "Home"], ["site", "Site"]]}',
    labels => '{"main": "Main address"}',
    rights => '{"technician":{"read":"all","create":"all","update":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');
select ui.declare_within('contact_address', 'contact', 'contact_id');
select ui.declare_lines('contact_address', 'contact', 'contact_id', columns => 'kind name street postcode city country main');
select ui.declare_hints('contact_address', address => 'street postcode city country');
