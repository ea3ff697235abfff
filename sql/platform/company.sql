-- after: platform/person
-- company.sql: who we are: legal identity, languages, time; and our establishments.
create table if not exists app.company (like app.base including all,
	name		text collate app.natural not null,
	legal_name	text,
	legal_form	text,
	capital		app.cents,
	siren		app.siren,
	vat_number	app.vat_number,
	rcs_city	text,
	naf_code	text,
	email		app.email,
	phone		app.phone,
	website		app.url,
	iban		app.iban,
	time_zone	text not null default 'Europe/Paris',
	currency	text not null default 'EUR',
	language	text not null default 'fr',
	max_file_mb	integer not null default 50,
	constraint company_one unique (tenant_id),
	constraint company_time_zone check (app.is_time_zone(time_zone)),
	constraint company_currency check (currency ~ '^[A-Z]{3}$'),
	constraint company_max_file check (max_file_mb between 1 and 2000),
	constraint company_naf check (naf_code ~ '^\d{2}\.?\d{2}[A-Z]$')
);
comment on table app.company is 'Who we are, as it stands on our documents.';
comment on column app.company.name is 'The name that customers know.';
comment on column app.company.legal_name is 'The name in the register of companies.';
comment on column app.company.legal_form is 'SARL, SAS, EI…';
comment on column app.company.capital is 'The share capital.';
comment on column app.company.siren is 'The nine digits of the company.';
comment on column app.company.vat_number is 'The VAT number.';
comment on column app.company.rcs_city is 'The city of the register of companies.';
comment on column app.company.naf_code is 'The code of our main activity, for example 45.20A.';
comment on column app.company.email is 'Where customers write to us.';
comment on column app.company.phone is 'Where customers call us.';
comment on column app.company.website is 'Our web site.';
comment on column app.company.iban is 'The account that customers pay to.';
comment on column app.company.time_zone is 'Where our days begin, for example Europe/Paris.';
comment on column app.company.currency is 'The currency of our amounts, three letters.';
comment on column app.company.language is 'The language of our documents.';
comment on column app.company.max_file_mb is 'The largest file that may be attached, in megabytes.';
comment on constraint company_one on app.company is 'A company has one identity.';
comment on constraint company_time_zone on app.company is 'There is no such time zone.';
comment on constraint company_currency on app.company is 'A currency has three capital letters.';
comment on constraint company_max_file on app.company is 'A file has 1 to 2000 megabytes at most.';
comment on constraint company_naf on app.company is 'A NAF code has four digits and a letter, for example 45.20A.';

select ui.declare_entity('company', title => 'Company', one => 'Company', menu => 'Company', "position" => 900, label => 'name',
    list => 'name legal_form siren vat_number phone', form => '[["Identity", "name", "legal_name", "legal_form", "capital", "siren", "vat_number", "rcs_city", "naf_code"],
      ["Reach", "email", "phone", "website", "iban"], ["Settings", "time_zone", "currency", "language", "max_file_mb"]]',
    choices => '{"language": [["fr", "French"], ["en", "English"]]}', trash => false,
    labels => '{"siren": "SIREN", "vat_number": "VAT number", "iban": "IBAN", "rcs_city": "RCS city", "naf_code": "NAF code", "email": "E-mail", "max_file_mb": "Largest file (MB)"}',
    verbs => 'read update',
    rights => '{"manager":{"read":"all"},"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"},
      "accountant":{"read":"all"},"viewer":{"read":"all"}}');
create policy signin on app.company for select to comptoir_signin using (true);
grant select on app.company to comptoir_signin;
