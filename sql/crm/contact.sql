-- after: platform/person platform/team platform/subject
-- contact.sql: people and companies we deal with.
create table if not exists app.contact (like app.base including all,
	kind		text not null default 'person',
	first_name	text collate app.natural,
	last_name	text collate app.natural,
	company_name	text collate app.natural,
	display_name	text collate app.natural generated always as (coalesce(case kind when 'company' then company_name end,
			    last_name || coalesce(' ' || first_name, ''), first_name, company_name, '')) stored,
	company_id	bigint,
	job_title	text,
	email		app.email,
	phone		app.phone,
	mobile		app.phone,
	second_email	app.email,
	website		app.url,
	language	text,
	street		text,
	postcode	app.postcode,
	city		text collate app.natural,
	country		app.country,
	siren		app.siren,
	siret		app.siret,
	vat_number	app.vat_number,
	tags		text[] not null default '{}',
	notes		app.long_text,
	source		text,
	owner_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	last_contact_on	date,
	consent_email	boolean not null default false,
	consent_sms	boolean not null default false,
	consent_phone	boolean not null default false,
	custom		jsonb not null default '{}',
	constraint contact_person_named check (kind <> 'person' or num_nonnulls(last_name, first_name, company_name, email, second_email, phone, mobile, siret) > 0),
	constraint contact_company_named check (kind <> 'company' or num_nonnulls(company_name, last_name, first_name, email, second_email, phone, mobile, siret) > 0),
	constraint contact_language_form check (language ~ '^[a-z]{2}$'),
	constraint contact_not_its_own_company check (company_id <> id),
	constraint contact_company foreign key (tenant_id, company_id) references app.contact,
	constraint contact_owner foreign key (tenant_id, owner_id) references app.person,
	constraint contact_team foreign key (tenant_id, team_id) references app.team
);
create index if not exists contact_company_of on app.contact (tenant_id, company_id) where company_id is not null;
comment on table app.contact is 'People and companies we deal with: customers, suppliers, insurers and whoever else.';
comment on column app.contact.kind is 'A person, or a company. It decides which names are asked.';
comment on column app.contact.first_name is 'The given name of a person.';
comment on column app.contact.last_name is 'The family name of a person.';
comment on column app.contact.company_name is 'The name of the company; for a person, the company as it stands on their card.';
comment on column app.contact.display_name is 'How this contact is listed: family name then given name, or the name of the company; without a name, the e-mail address or the telephone number.';
comment on column app.contact.company_id is 'The company, among your contacts, that this person works for.';
comment on column app.contact.job_title is 'What this person does there.';
comment on column app.contact.email is 'The e-mail address, kept in small letters.';
comment on column app.contact.phone is 'The telephone number. Ten digits are taken as French; others begin with + and the country''s code.';
comment on column app.contact.mobile is 'The mobile number.';
comment on column app.contact.second_email is 'Another e-mail address.';
comment on column app.contact.website is 'The web address.';
comment on column app.contact.language is 'The language to write in: fr, en, de…';
comment on column app.contact.street is 'Number and street of the main address; more addresses are listed apart.';
comment on column app.contact.postcode is 'The postcode of the main address.';
comment on column app.contact.city is 'The city of the main address.';
comment on column app.contact.country is 'The country of the main address, two letters; empty is your own.';
comment on column app.contact.siren is 'The nine digits of a French company. It follows from the SIRET when only that is given.';
comment on column app.contact.siret is 'The fourteen digits of a French establishment.';
comment on column app.contact.vat_number is 'The VAT number with its country. A French one holds the SIREN.';
comment on column app.contact.tags is 'Words to group contacts by, for example VIP.';
comment on column app.contact.notes is 'Anything worth knowing.';
comment on column app.contact.source is 'How this contact came to you.';
comment on column app.contact.owner_id is 'The colleague who looks after this contact.';
comment on column app.contact.team_id is 'The team that looks after this contact.';
comment on column app.contact.last_contact_on is 'The day of the last activity with this contact. Activities set it.';
comment on column app.contact.consent_email is 'Whether this contact agreed to receive news by e-mail.';
comment on column app.contact.consent_sms is 'Whether this contact agreed to receive news by text message.';
comment on column app.contact.consent_phone is 'Whether this contact agreed to be called for offers.';
comment on column app.contact.custom is 'Fields that your company added.';
comment on constraint contact_person_named on app.contact is 'Give a name, a company, an e-mail address, a telephone number or a SIRET.';
comment on constraint contact_company_named on app.contact is 'Give a name, a company, an e-mail address, a telephone number or a SIRET.';
comment on constraint contact_language_form on app.contact is 'A language is its two letters, for example fr.';
comment on constraint contact_not_its_own_company on app.contact is 'A contact is not its own company.';

-- What follows from what was given. Blank names are no names; who has only a company's name is a company.
create or replace function app.contact_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	new.first_name := nullif(btrim(new.first_name, U&' \00A0\0009\000A\000D'), '');
	new.last_name := nullif(btrim(new.last_name, U&' \00A0\0009\000A\000D'), '');
	new.company_name := nullif(btrim(new.company_name, U&' \00A0\0009\000A\000D'), '');
	if tg_op = 'INSERT' and new.kind = 'person' and new.company_name is not null and new.last_name is null and new.first_name is null then
		new.kind := 'company';
	elsif tg_op = 'INSERT' and new.kind = 'company' and new.company_name is null and new.first_name is null
	    and nullif(current_setting('app.batch', true), '') is not null then	-- files of other programs have one column for both names
		new.company_name := new.last_name; new.last_name := null;
	end if;
	if new.siren is null and app.valid_siret(new.siret) then new.siren := left(new.siret, 9); end if;	-- a wrong one is to blame itself
	if new.language is not null then new.language := lower(left(btrim(new.language), 2)); end if;
	if new.tags <> '{}' then
		new.tags := array(select t from (select btrim(x) as t, min(n) as n from unnest(new.tags) with ordinality u(x, n) where btrim(x) <> '' group by 1) y order by n);
	end if;
	return new;
end $$;
create or replace trigger fill before insert or update on app.contact for each row execute function app.contact_fill();

-- (Plain SQL without settings, so that a query about many rows takes it in and calls nothing for each of them.)
create or replace function app.contact_warnings(c app.contact) returns setof app.warning language sql stable as $$
	select 'siret', 'This SIRET does not begin with the SIREN {siren}.', jsonb_build_object('siren', c.siren) where left(c.siret, 9) <> c.siren
	union all select 'vat_number', 'This VAT number does not hold the SIREN {siren}.', jsonb_build_object('siren', c.siren)
	    where c.vat_number like 'FR%' and right(c.vat_number, 9) <> c.siren
	union all select 'company_id', 'This company is a person among your contacts.', '{}'
	    where c.company_id is not null and exists (select from app.contact o where o.tenant_id = c.tenant_id and o.id = c.company_id and o.kind = 'person')
	union all select 'postcode', 'A French postcode has five digits.', '{}' where coalesce(c.country, 'FR') = 'FR' and c.postcode !~ '^[0-9]{5}$' $$;
grant execute on function app.contact_warnings(app.contact) to comptoir_staff;

select ui.declare_entity('contact', limits => '{"500": "street"}', title => 'Contacts', empty => 'Customers, suppliers, insurers, drivers: everything else refers to the people and companies here.', one => 'Contact', menu => 'CRM', "position" => 10, short => 'c', label => 'display_name',
    list => 'display_name kind city phone email owner_id last_contact_on',
    form => '[["Contact", "kind", "first_name", "last_name", "company_name", "company_id", "job_title"],
      ["Reach", "email", "phone", "mobile", "second_email", "website", "language"],
      ["Address", "street", "postcode", "city", "country"],
      ["Identity", "siren", "siret", "vat_number"],
      ["With us", "owner_id", "team_id", "tags", "source", "last_contact_on", "notes"],
      ["Consent", "consent_email", "consent_sms", "consent_phone"]]',
    sort => 'display_name city last_contact_on created_at updated_at',
    search => 'last_name first_name company_name city siret siren email second_email phone mobile',
    board => 'kind', mine => 'owner_id', team => 'team_id',
    clearance => '{"personal": ["email", "second_email", "phone", "mobile", "street"]}',
    choices => '{"kind": [["person", "Person", ["false", "faux", "particulier", "individual", "0", "non", "no"]], ["company", "Company", ["true", "vrai", "société", "entreprise", "organisation", "organization", "professionnel", "1", "oui", "yes"]]]}',
    labels => '{"display_name": "Name", "email": "E-mail", "second_email": "Second e-mail", "siren": "SIREN", "siret": "SIRET", "vat_number": "VAT number",
      "last_contact_on": "Last contact", "company_id": "Company", "company_name": "Company name", "owner_id": "Looked after by", "consent_email": "Agrees to e-mail", "consent_sms": "Agrees to text messages", "consent_phone": "Agrees to calls"}',
    action_only => 'last_contact_on', duplicates => 'email phone mobile siret display_name~', unnamed => 'email second_email phone mobile siret',
    shown_when => '{"first_name": {"kind": ["person"]}, "last_name": {"kind": ["person"]}, "company_id": {"kind": ["person"]}, "job_title": {"kind": ["person"]}}',
    vcard => '{"display_name": "FN", "last_name": "N.1", "first_name": "N.2", "kind": "KIND:person=individual,company=org", "company_name": "ORG.1", "job_title": "TITLE",
      "email": "EMAIL", "second_email": "EMAIL;TYPE=other", "phone": "TEL;TYPE=voice", "mobile": "TEL;TYPE=cell", "website": "URL", "notes": "NOTE", "tags": "CATEGORIES",
      "street": "ADR.3", "city": "ADR.4", "postcode": "ADR.6", "country": "ADR.7", "language": "LANG"}',
    synonyms => '{
      "kind": ["is_company", "est une société", "individual/company", "type de contact", "contact type", "genre de contact", "record type", "person or company", "personne ou société"],
      "first_name": ["given name", "first", "forename", "prénom", "prénom usuel", "prenomUsuelUniteLegale", "prenom1UniteLegale", "firstname", "n.given", "prenoms", "s.firstname"],
      "last_name": ["surname", "last", "family name", "nom de famille", "nom de naissance", "nom d''usage", "nomUsageUniteLegale", "nomUniteLegale", "lastname", "n.family", "nom", "name", "full name", "nom complet", "display name", "fn", "nom et prénom", "prénom et nom", "nom prénom", "contact name", "contact", "s.lastname", "interlocuteur"],
      "company_name": ["nom du tiers", "nom tiers", "third-party name", "parent_id/name", "company name", "company_name", "company", "société", "organization", "organisation", "organization name", "organization 1 - name", "org", "raison sociale", "raison_sociale_sirene", "dénomination", "denominationUniteLegale", "denominationUsuelle1UniteLegale", "denominationUsuelleEtablissement", "enseigne1Etablissement", "enseigne", "entreprise", "nom de l''entreprise", "nom entreprise", "nom de la société", "nom société", "nom commercial", "account name", "account", "business name", "s.nom", "employer", "nom du compte", "compte", "établissement"],
      "job_title": ["titre1", "title1", "job_title", "title", "titre", "fonction", "poste", "job", "profession", "position", "role", "organization title", "organization 1 - title", "intitulé du poste"],
      "email": ["e-mail address", "e-mail", "mail", "courriel", "adresse e-mail", "adresse mail", "adresse électronique", "primary email", "email address", "e-mail 1 - value", "s.email", "adresse de courriel", "contact email", "e-mail principal", "home email", "work email", "mél", "mel"],
      "second_email": ["secondary email", "e-mail 2 address", "e-mail 2 - value", "email 2", "autre e-mail", "second email", "e-mail secondaire", "email.2", "autre adresse e-mail", "other email"],
      "phone": ["telephone", "téléphone", "tél", "tel", "phone number", "work phone", "business phone", "téléphone fixe", "fixe", "tel.work", "tel.home", "home phone", "primary phone", "company main phone", "téléphone bureau", "téléphone professionnel", "téléphone domicile", "numéro de téléphone", "phone 1 - value", "s.tel", "n° de téléphone", "standard", "other phone", "tel.2", "téléphone principal"],
      "mobile": ["mobile phone", "mobile number", "cell", "cell phone", "cellulaire", "portable", "gsm", "téléphone mobile", "téléphone portable", "tel.cell", "n° de portable", "tél portable", "tél mobile", "phone 2 - value", "numéro de mobile"],
      "website": ["url", "site", "site web", "site internet", "web page", "web page 1", "website 1 - value", "s.url", "page web", "homepage", "www"],
      "language": ["langue", "langue par défaut", "default language", "s.default_lang", "lang"],
      "street": ["address", "adresse", "rue", "address line 1 + address line 2", "adresse 1 + adresse 2", "street + street 2 + street 3", "home address + home address 2", "work address + work address 2", "business street + business street 2 + business street 3", "home street + home street 2 + home street 3", "address 1 - street", "numeroVoieEtablissement + indiceRepetitionEtablissement + typeVoieEtablissement + libelleVoieEtablissement", "adr.street", "s.address", "billing street", "mailing street", "street address", "adresse postale", "voie", "numéro et rue", "business street", "home street", "work address", "home address", "business address", "geo_adresse"],
      "postcode": ["zip", "zip code", "postal code", "code postal", "cp", "address 1 - postal code", "codePostalEtablissement", "adr.postcode", "s.cp", "s.zip", "billing zip/postal code", "mailing zip/postal code", "business postal code", "home postal code", "work zipcode", "home zipcode", "plz", "npa"],
      "city": ["town", "ville", "commune", "localité", "address 1 - city", "libelleCommuneEtablissement", "adr.city", "s.ville", "s.town", "billing city", "mailing city", "business city", "home city", "work city", "locality"],
      "country": ["country_id", "country_id/name", "pays/région", "country/region", "pays", "code pays", "country code", "address 1 - country", "codePaysEtrangerEtablissement", "adr.country", "billing country", "mailing country", "business country/region", "home country/region", "home country", "work country", "s.fk_pays", "country/region"],
      "siren": ["n° siren", "numéro siren", "siren number", "s.siren"],
      "siret": ["n° siret", "numéro siret", "siret number", "s.siret", "siret du siège"],
      "vat_number": ["vat", "vat number", "vat id", "tva", "n° tva", "numéro de tva", "tva intracommunautaire", "tva intracom", "n° tva intracom", "tva intra", "n° tva intracommunautaire", "numéro de tva intracommunautaire", "vatintrashort", "s.tva_intra", "tax id", "vat registration number"],
      "tags": ["category_id", "category_id/name", "étiquettes/nom", "categories", "catégories", "étiquettes", "mots-clés", "labels", "groups", "group membership", "groupes", "tag", "keywords", "catégorie"],
      "notes": ["note", "remarks", "remarques", "comment", "comments", "commentaire", "commentaires", "observations", "description", "s.note", "note publique", "memo"],
      "source": ["lead source", "origine", "provenance", "origin", "how did you hear"],
      "owner_id": ["owner", "account owner", "contact owner", "responsable", "commercial", "suivi par", "assigned to", "assigné à", "chargé d''affaires", "propriétaire"],
      "team_id": ["team", "équipe", "agence"],
      "company_id": ["parent company", "société parente", "rattaché à"],
      "consent_email": ["opt-in e-mail", "accepte les e-mails", "newsletter", "email opt in", "consentement e-mail", "accepts marketing", "abonné newsletter"],
      "consent_sms": ["opt-in sms", "accepte les sms", "consentement sms"],
      "consent_phone": ["accepte les appels", "consentement téléphone", "démarchage téléphonique"]}');
