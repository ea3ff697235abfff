-- after: crm/contact platform/subject
-- vehicle.sql: cars, vans, motorcycles, trucks and trailers, with what their registration certificate says.
create table if not exists app.vehicle (like app.base including all,
	plate		app.plate collate app.natural,
	plate_country	app.country,
	vin		app.vin,
	make		text collate app.natural,
	model		text collate app.natural,
	model_version	text,
	color		text,
	energy		text,
	year		integer,
	status		text not null default 'active',
	usage		text not null default 'ordinary',
	owner_id	bigint,
	assigned_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	mileage		app.km,
	first_registration date,
	next_inspection	date,
	inspected_on	date,
	inspection_basis text,
	inspection_reason text,
	tags		text[] not null default '{}',
	notes		app.long_text,
	custom		jsonb not null default '{}',
	holder_name	text,
	holder_address	text,
	holder_owns	boolean,
	holder_count	integer,
	type_variant	text,
	cnit		text,
	max_mass_technical integer,
	max_mass	integer,
	max_mass_combination integer,
	mass_in_service	integer,
	empty_mass	integer,
	registration_valid_until date,
	certificate_on	date,
	category	text,
	national_kind	text,
	body		text,
	national_body	text,
	type_approval	text,
	displacement	integer,
	power_kw	numeric(7, 2),
	fuel_code	text,
	fiscal_power	integer,
	power_to_mass	numeric(7, 4),
	seats		integer,
	standing_places	integer,
	noise_db	numeric(5, 1),
	noise_rpm	integer,
	co2		integer,
	euro_class	text,
	tax_region	app.cents,
	tax_training	app.cents,
	tax_co2		app.cents,
	tax_management	app.cents,
	tax_delivery	app.cents,
	tax_total	app.cents,
	certificate_remarks text,
	constraint vehicle_known_by check (plate is not null or vin is not null or make is not null),
	constraint vehicle_year check (year between 1900 and extract(year from current_date) + 1),
	constraint vehicle_first_registration check (first_registration between '1890-01-01' and current_date + 366),
	constraint vehicle_mileage check (mileage between 0 and 9999999),
	constraint vehicle_holder_count check (holder_count between 0 and 999),
	constraint vehicle_owner foreign key (tenant_id, owner_id) references app.contact,
	constraint vehicle_assigned foreign key (tenant_id, assigned_id) references app.person,
	constraint vehicle_team foreign key (tenant_id, team_id) references app.team
);
create index if not exists vehicle_owner_of on app.vehicle (tenant_id, owner_id, id) where owner_id is not null;
comment on table app.vehicle is 'Vehicles of customers and our own: cars, vans, motorcycles, trucks, trailers.';
comment on column app.vehicle.plate is 'The registration plate (A). Write it with or without separators; foreign plates are welcome.';
comment on column app.vehicle.plate_country is 'The country of the plate, two letters. A plate of a French shape is French unless you say otherwise.';
comment on column app.vehicle.vin is 'The identification number (E), 17 characters; a star stands for a hidden one.';
comment on column app.vehicle.make is 'The make (D.1), for example Renault. The list of makes helps; any other may be written.';
comment on column app.vehicle.model is 'The commercial name (D.3), for example Clio.';
comment on column app.vehicle.model_version is 'Generation, trim, engine: whatever tells it from other vehicles of the model.';
comment on column app.vehicle.color is 'The colour.';
comment on column app.vehicle.energy is 'What it runs on. It follows from the fuel code of the certificate when only that is given.';
comment on column app.vehicle.year is 'The model year. It follows from the first registration when only that is given.';
comment on column app.vehicle.status is 'Where the vehicle stands with us.';
comment on column app.vehicle.usage is 'Taxis, driving schools and collection vehicles are inspected at other intervals.';
comment on column app.vehicle.owner_id is 'The contact who owns it today. Changing it closes the old owner''s link and opens the new one''s.';
comment on column app.vehicle.assigned_id is 'The colleague who looks after this vehicle.';
comment on column app.vehicle.team_id is 'The team that looks after this vehicle.';
comment on column app.vehicle.mileage is 'The last reading of the odometer, in kilometres. After the first it comes from the odometer log.';
comment on column app.vehicle.first_registration is 'The date of first registration (B).';
comment on column app.vehicle.next_inspection is 'The day by which the vehicle must pass its inspection (X.1). Computed from the last inspection, or from the first registration, unless it is given.';
comment on column app.vehicle.inspected_on is 'The day of the last inspection.';
comment on column app.vehicle.inspection_basis is 'Where the date of the next inspection comes from.';
comment on column app.vehicle.inspection_reason is 'Why the computed date was overridden.';
comment on column app.vehicle.tags is 'Words to group vehicles by.';
comment on column app.vehicle.notes is 'Anything worth knowing.';
comment on column app.vehicle.custom is 'Fields that your company added.';
comment on column app.vehicle.holder_name is 'The holder of the certificate (C.1).';
comment on column app.vehicle.holder_address is 'The holder''s address (C.3).';
comment on column app.vehicle.holder_owns is 'Whether the holder is the owner (C.4a).';
comment on column app.vehicle.holder_count is 'How many people hold the certificate (C.4.1).';
comment on column app.vehicle.type_variant is 'Type, variant and version (D.2).';
comment on column app.vehicle.cnit is 'The national code of the type (D.2.1).';
comment on column app.vehicle.max_mass_technical is 'The technically permissible maximum laden mass, in kilograms (F.1).';
comment on column app.vehicle.max_mass is 'The maximum laden mass in service, in kilograms (F.2).';
comment on column app.vehicle.max_mass_combination is 'The maximum laden mass of the combination, in kilograms (F.3).';
comment on column app.vehicle.mass_in_service is 'The mass in service, in kilograms (G).';
comment on column app.vehicle.empty_mass is 'The national empty mass, in kilograms (G.1).';
comment on column app.vehicle.registration_valid_until is 'Until when the registration is valid, if it is limited (H).';
comment on column app.vehicle.certificate_on is 'The date of this certificate (I).';
comment on column app.vehicle.category is 'The European category (J), for example M1 or L3e. It decides the interval of inspections.';
comment on column app.vehicle.national_kind is 'The national kind (J.1): VP, CTTE, MTL…';
comment on column app.vehicle.body is 'The European code of the bodywork (J.2).';
comment on column app.vehicle.national_body is 'The national name of the bodywork (J.3), for example CI.';
comment on column app.vehicle.type_approval is 'The number of the type approval (K).';
comment on column app.vehicle.displacement is 'The capacity of the engine, in cubic centimetres (P.1).';
comment on column app.vehicle.power_kw is 'The maximum net power, in kilowatts (P.2).';
comment on column app.vehicle.fuel_code is 'The code of the fuel (P.3): ES, GO, EL, EH, GP…';
comment on column app.vehicle.fiscal_power is 'The fiscal power, in CV (P.6).';
comment on column app.vehicle.power_to_mass is 'The ratio of power to mass of a motorcycle, in kilowatts per kilogram (Q).';
comment on column app.vehicle.seats is 'The seats, the driver''s included (S.1).';
comment on column app.vehicle.standing_places is 'The standing places (S.2).';
comment on column app.vehicle.noise_db is 'The noise when standing, in dB(A) (U.1).';
comment on column app.vehicle.noise_rpm is 'The speed of the engine at which the noise was measured (U.2).';
comment on column app.vehicle.co2 is 'The emission of CO₂, in grams per kilometre (V.7).';
comment on column app.vehicle.euro_class is 'The environmental class, for example EURO 6 (V.9).';
comment on column app.vehicle.tax_region is 'The regional tax (Y.1).';
comment on column app.vehicle.tax_training is 'The tax for training in transport (Y.2).';
comment on column app.vehicle.tax_co2 is 'The tax on CO₂ or on pollution (Y.3).';
comment on column app.vehicle.tax_management is 'The fixed tax (Y.4).';
comment on column app.vehicle.tax_delivery is 'The fee for delivery (Y.5).';
comment on column app.vehicle.tax_total is 'The sum of the taxes (Y.6).';
comment on column app.vehicle.certificate_remarks is 'The remarks on the certificate (Z.1 to Z.4).';
comment on constraint vehicle_known_by on app.vehicle is 'A vehicle is known by its plate, its identification number or at least its make.';
comment on constraint vehicle_year on app.vehicle is 'The year is between 1900 and next year.';
comment on constraint vehicle_first_registration on app.vehicle is 'The first registration is no earlier than 1890 and no later than a year from now.';
comment on constraint vehicle_mileage on app.vehicle is 'A mileage is 0 to 9,999,999 km.';
-- One check each, so that what is wrong is said beside it.
do $$
declare
	col text; most text; sentence text;
begin
	for col, most, sentence in select c, l.most, l.sentence from (values ('{max_mass_technical,max_mass,max_mass_combination,mass_in_service,empty_mass}'::text[], '999999', 'A mass is 0 to 999,999 kg.'),
	    ('{seats,standing_places}', '300', 'A vehicle has 0 to 300 seats and standing places.'), ('{displacement,power_kw,fiscal_power,power_to_mass,noise_db,noise_rpm,co2}', '1000000', 'It is 0 or more: nothing of an engine is negative.')) l(cols, most, sentence), unnest(l.cols) c loop
		execute format('alter table app.vehicle drop constraint if exists vehicle_%1$s, add constraint vehicle_%1$s check (%1$I between 0 and %2$s) not valid', col, most);
		execute format('comment on constraint vehicle_%s on app.vehicle is %L', col, sentence);
	end loop;
end $$;
comment on constraint vehicle_holder_count on app.vehicle is 'A certificate has at most 999 holders.';

-- The energy by the code of the certificate, or by a word that people and files use for it.
create or replace function app.vehicle_energy(written text) returns text language plpgsql immutable strict parallel safe as $$
begin
	return case lower(written)
	    when 'es' then 'petrol' when 'essence' then 'petrol' when 'gasoline' then 'petrol' when 'super' then 'petrol' when 'sp95' then 'petrol' when 'sp98' then 'petrol'
	    when 'go' then 'diesel' when 'gazole' then 'diesel' when 'gasoil' then 'diesel' when 'gas-oil' then 'diesel'
	    when 'el' then 'electric' when 'electrique' then 'electric' when 'électrique' then 'electric'
	    when 'eh' then 'petrol_hybrid' when 'hybride' then 'petrol_hybrid' when 'hybrid' then 'petrol_hybrid' when 'ess+elec hnr' then 'petrol_hybrid' when 'hh' then 'petrol_hybrid'
	    when 'gh' then 'diesel_hybrid' when 'gaz+elec hnr' then 'diesel_hybrid'
	    when 'ee' then 'petrol_plug_in' when 'er' then 'petrol_plug_in' when 'ess+elec hr' then 'petrol_plug_in'
	    when 'gl' then 'diesel_plug_in' when 'gaz+elec hr' then 'diesel_plug_in'
	    when 'gp' then 'lpg' when 'gpl' then 'lpg' when 'eg' then 'lpg' when 'gn' then 'cng' when 'gnv' then 'cng' when 'en' then 'cng'
	    when 'fe' then 'ethanol' when 'ethanol' then 'ethanol' when 'e85' then 'ethanol' when 'superethanol' then 'ethanol' when 'h2' then 'hydrogen' when 'hydrogene' then 'hydrogen' when 'hydrogène' then 'hydrogen'
	    when 'ac' then 'other' when 'autre' then 'other' end;
end $$;

-- When the next inspection falls due. The interval depends on the category (J, else J.1) and the use; above 3.5 t other rules hold,
-- which this does not know. Without a report, the anniversaries that the law counts from are gone through up to today.
create or replace function app.inspection_due(category text, national_kind text, usage text, max_mass integer, first_registration date,
    inspected_on date, today date) returns date language plpgsql immutable parallel safe as $$
declare
	kind constant text := case
	    when category ~* '^[MN][23]|^[OTCRS][0-9]?' or max_mass > 3500 then null
	    when category ~* '^[MN]1' or coalesce(category, '') = '' and upper(national_kind) in ('VP', 'CTTE', 'VASP') then 'car'
	    when category ~* '^L' or coalesce(category, '') = '' and upper(national_kind) in ('MTL', 'MTT1', 'MTT2', 'MTT', 'CL', 'CYCL', 'QM', 'TM', 'TRCY', 'CYTR', 'QLEM', 'QLOM') then 'cycle' end;
	years integer; due date;
begin
	years := case when usage = 'taxi' or usage = 'driving_school' then 1 when usage = 'collection' then 5 when kind = 'car' then 2 when kind = 'cycle' then 3 end;
	if years is null then return null; end if;
	if inspected_on is not null then return (inspected_on + make_interval(years => years))::date; end if;
	if first_registration is null or usage = 'collection' then return null; end if;
	if kind = 'cycle' and usage = 'ordinary' then
		due := case when first_registration < '2017-01-01' then '2024-12-31' when first_registration < '2020-01-01' then '2025-12-31'
		    when first_registration < '2022-01-01' then '2026-12-31' else (first_registration + interval '5 years')::date end;
	else
		due := (first_registration + make_interval(years => case when years = 1 then 1 else 4 end))::date;
	end if;
	if due < today then
		due := (due + make_interval(years => years * ceil((extract(year from today) - extract(year from due)) / years)::integer))::date;
		if due < today then due := (due + make_interval(years => years))::date; end if;
	end if;
	return due;
end $$;

-- What follows from what was given.
create or replace function app.vehicle_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	again boolean;
begin
	new.make := nullif(btrim(new.make), '');
	new.model := nullif(btrim(new.model), '');
	if new.fuel_code is not null then new.fuel_code := nullif(upper(btrim(new.fuel_code)), ''); end if;
	if new.energy is null and new.fuel_code is not null then new.energy := coalesce(app.vehicle_energy(new.fuel_code), 'other'); end if;
	if new.year is null and new.first_registration is not null then new.year := extract(year from new.first_registration); end if;
	if new.plate is not null and new.plate_country is null and app.plate_kind(new.plate) is not null then new.plate_country := 'FR'; end if;
	if new.tags <> '{}' then
		new.tags := array(select t from (select btrim(x) as t, min(n) as n from unnest(new.tags) with ordinality u(x, n) where btrim(x) <> '' group by 1) y order by n);
	end if;

	if tg_op = 'INSERT' then
		if new.next_inspection is not null then
			new.inspection_basis := coalesce(new.inspection_basis, 'certificate');
			return new;
		end if;
		again := new.first_registration is not null or new.inspected_on is not null;
	else
		again := new.next_inspection is not distinct from old.next_inspection and (new.inspected_on is distinct from old.inspected_on
		    or coalesce(new.inspection_basis, 'computed') in ('computed', 'report') and (new.first_registration, new.category, new.national_kind, new.usage, new.max_mass)
		        is distinct from (old.first_registration, old.category, old.national_kind, old.usage, old.max_mass));
	end if;
	if again then
		new.next_inspection := app.inspection_due(new.category, new.national_kind, new.usage, new.max_mass, new.first_registration, new.inspected_on, app.today());
		new.inspection_basis := case when new.next_inspection is null then null when new.inspected_on is not null then 'report' else 'computed' end;
		new.inspection_reason := null;
	end if;
	return new;
end $$;
create or replace trigger fill before insert or update on app.vehicle for each row execute function app.vehicle_fill();

-- (Plain SQL without settings, as in contact.sql.)
create or replace function app.vehicle_warnings(v app.vehicle) returns setof app.warning language sql stable as $$
	select 'year', 'The model year is later than the first registration.', '{}'::jsonb where v.year > extract(year from v.first_registration) + 1
	union all select 'certificate_on', 'Plates of this shape exist since 15 April 2009.', '{}'
	    where v.plate_country = 'FR' and v.certificate_on < '2009-04-15' and app.plate_kind(v.plate) = 'siv'
	union all select 'next_inspection', 'The inspection was due on {date}.', jsonb_build_object('date', v.next_inspection)
	    where v.next_inspection < app.today() and v.status in ('active', 'in_workshop')
	union all select 'status', 'This vehicle is reported as stolen.', '{}' where v.status = 'stolen'
	union all select 'empty_mass', 'The empty mass is above the maximum mass.', '{}' where v.seats is null and v.empty_mass > v.max_mass $$;
grant execute on function app.vehicle_warnings(app.vehicle), app.inspection_due, app.vehicle_energy to comptoir_staff, comptoir_action, comptoir_platform, comptoir_owner;

select ui.declare_entity('vehicle', limits => '{"500": "holder_address inspection_reason", "2000": "certificate_remarks"}', title => 'Vehicles', empty => 'A vehicle is known by its plate: owners, inspections, kilometres and work come together on it.', one => 'Vehicle', menu => 'Garage', "position" => 30, short => 'v', label => 'plate',
    list => 'plate make model year owner_id mileage next_inspection status',
    form => '[["Vehicle", "plate", "plate_country", "vin", "make", "model", "model_version", "color", "energy", "year"],
      ["With us", "status", "owner_id", "assigned_id", "team_id", "mileage", "tags", "notes"],
      ["Inspection", "first_registration", "usage", "inspected_on", "next_inspection", "inspection_basis", "inspection_reason"],
      ["Certificate", "category", "national_kind", "body", "national_body", "type_variant", "cnit", "type_approval", "certificate_on", "registration_valid_until",
        "holder_name", "holder_address", "holder_owns", "holder_count"],
      ["Technical", "displacement", "power_kw", "fuel_code", "fiscal_power", "power_to_mass", "co2", "euro_class", "noise_db", "noise_rpm", "seats", "standing_places",
        "max_mass_technical", "max_mass", "max_mass_combination", "mass_in_service", "empty_mass"],
      ["Taxes", "tax_region", "tax_training", "tax_co2", "tax_management", "tax_delivery", "tax_total", "certificate_remarks"]]',
    sort => 'plate make year mileage next_inspection updated_at', search => 'plate vin make model', board => 'status', calendar => 'next_inspection', mine => 'assigned_id', team => 'team_id',
    clearance => '{"personal": ["holder_name", "holder_address"]}',
    choices => '{"status": [["active", "Active"], ["in_workshop", "In the workshop"], ["immobilised", "Immobilised"], ["sold", "Sold"], ["scrapped", "Scrapped"], ["stolen", "Stolen"]],
      "usage": [["ordinary", "Ordinary"], ["taxi", "Taxi or hire with driver"], ["driving_school", "Driving school"], ["collection", "Collection vehicle"]],
      "energy": [["petrol", "Petrol", ["ES", "essence sans plomb", "SP95", "SP98", "gasoline"]], ["diesel", "Diesel", ["GO", "gasoil", "gas-oil"]], ["electric", "Electric", ["EL", "électricité", "100 % électrique", "BEV"]], ["petrol_hybrid", "Petrol hybrid", ["EH", "ESS+ELEC HNR", "hybride", "HEV"]], ["diesel_hybrid", "Diesel hybrid", ["GH", "GAZ+ELEC HNR"]],
        ["petrol_plug_in", "Petrol plug-in hybrid", ["EE", "ELEC+ESSENC HR", "hybride rechargeable", "PHEV"]], ["diesel_plug_in", "Diesel plug-in hybrid", ["GL", "ELEC+GAZOLE HR"]], ["lpg", "LPG", ["GP", "EG", "ESS+G.P.L.", "GPL"]], ["cng", "CNG", ["GN", "GAZ NAT.VEH", "GNV", "EN"]], ["ethanol", "Ethanol", ["FE", "superéthanol", "E85"]], ["hydrogen", "Hydrogen", ["H2"]], ["other", "Other"]],
      "inspection_basis": [["certificate", "Given"], ["report", "Last inspection"], ["computed", "First registration"], ["overridden", "Overridden"], ["retest", "Second test"]]}',
    create_only => 'mileage next_inspection', action_only => 'inspection_basis inspection_reason', duplicates => 'plate vin',
    labels => '{"vin": "VIN", "plate_country": "Country of the plate", "model_version": "Version of the model", "color": "Colour", "usage": "Use", "owner_id": "Owner", "assigned_id": "Looked after by",
      "inspected_on": "Last inspection", "inspection_basis": "Date comes from", "inspection_reason": "Reason", "holder_owns": "Holder is the owner", "holder_count": "Holders",
      "type_variant": "Type, variant, version", "cnit": "CNIT", "max_mass_technical": "Technical maximum mass (kg)", "max_mass": "Maximum mass (kg)", "max_mass_combination": "Maximum mass of the combination (kg)",
      "mass_in_service": "Mass in service (kg)", "empty_mass": "Empty mass (kg)", "registration_valid_until": "Registration valid until", "certificate_on": "Date of the certificate",
      "national_kind": "National kind", "body": "Body (EU)", "national_body": "Body (national)", "displacement": "Displacement (cm³)", "power_kw": "Power (kW)", "fiscal_power": "Fiscal power (CV)",
      "power_to_mass": "Power to mass (kW/kg)", "noise_db": "Noise (dB)", "noise_rpm": "Noise measured at (rpm)", "co2": "CO₂ (g/km)", "euro_class": "Euro class", "tax_co2": "Tax on CO₂",
      "tax_management": "Fixed tax", "tax_delivery": "Delivery fee", "tax_total": "Total of the taxes", "tax_region": "Regional tax", "tax_training": "Training tax", "certificate_remarks": "Remarks"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "team", "record_mileage": "all", "record_inspection": "all"}, "driver": {"read": "mine", "record_mileage": "mine"}}',
    synonyms => '{
      "plate": ["registration", "registration number", "registration plate", "license plate", "licence plate", "number plate", "plate number", "immatriculation", "immat", "plaque", "plaque d''immatriculation", "numéro d''immatriculation", "n° d''immatriculation", "plaq_immat", "n° immatriculation", "reg no", "reg", "vrm"],
      "plate_country": ["pays d''immatriculation", "country of registration", "pays de la plaque"],
      "vin": ["vehicle identification number", "chassis number", "chassis", "numéro de série", "n° de série", "numéro de châssis", "n° de châssis", "n° vin", "numéro vin", "num_serie", "vin number", "identification number", "numéro d''identification"],
      "make": ["brand", "marque", "manufacturer", "constructeur", "marque du véhicule", "d.1", "d1"],
      "model": ["modèle", "libellé modèle", "nom commercial", "nom_commercial", "dénomination commerciale", "désignation commerciale", "model name", "d.3", "d3"],
      "model_version": ["description commerciale", "version", "finition", "trim", "variante", "motorisation", "série", "génération"],
      "color": ["colour", "couleur", "teinte", "coloris"],
      "energy": ["énergie", "fuel", "fuel type", "carburant", "type de carburant", "motorisation énergie"],
      "year": ["model year", "année", "année modèle", "millésime", "année-modèle", "an", "year of manufacture", "année de fabrication"],
      "mileage": ["odometer", "odometer reading", "kilométrage", "km", "kilomètres", "compteur", "relevé kilométrique", "kms", "kilométrage compteur", "distance"],
      "status": ["statut", "état", "situation"],
      "usage": ["utilisation", "usage du véhicule"],
      "owner_id": ["owner", "propriétaire", "client", "customer", "titulaire", "nom du client", "owner name", "customer name", "nom client"],
      "assigned_id": ["conducteur", "driver", "affecté à", "assigned to", "suivi par"],
      "team_id": ["team", "équipe", "agence", "site"],
      "first_registration": ["date de première immatriculation", "date_premiere_immat", "première immatriculation", "1ère immatriculation", "date 1ère immatriculation", "mise en circulation", "1ère mise en circulation", "première mise en circulation", "date de première mise en circulation", "date de 1ère mise en circulation", "date de mise en circulation", "date mec", "mec", "dmec", "first registration date", "registered on", "date of first registration"],
      "next_inspection": ["inspection due", "next mot", "mot due", "prochain contrôle technique", "prochain ct", "date prochain ct", "date de fin de validité ct", "date fin de validité ct", "date du prochain contrôle technique", "date de fin de validité du contrôle technique", "ct à faire avant le", "échéance ct", "contrôle technique", "date ct", "ct", "date limite ct", "fin de validité ct", "validité du contrôle technique", "x.1"],
      "inspected_on": ["dernier contrôle technique", "last inspection", "last mot", "date dernier ct", "dernier ct", "date du dernier contrôle technique"],
      "tags": ["étiquettes", "categories", "catégories", "mots-clés", "tag"],
      "notes": ["note", "remarks", "remarques", "comment", "comments", "commentaire", "commentaires", "observations"],
      "holder_name": ["titulaire du certificat", "nom du titulaire", "c.1", "titulaire carte grise", "registered keeper"],
      "holder_address": ["adresse du titulaire", "c.3"],
      "holder_count": ["nb_titulaires", "nombre de titulaires", "c.4.1", "number of holders"],
      "type_variant": ["tvv", "type variante version", "type mine", "d.2", "d.2.1 type", "type variant version"],
      "cnit": ["num_cnit", "code national d''identification du type", "d.2.1", "n° cnit", "code cnit"],
      "max_mass_technical": ["f.1", "masse maximale techniquement admissible", "ptac technique"],
      "max_mass": ["ptac_f2", "ptac", "f.2", "poids total autorisé en charge", "gross vehicle weight", "gvw"],
      "max_mass_combination": ["ptra_f3", "ptra", "f.3", "poids total roulant autorisé"],
      "mass_in_service": ["masse en service", "masse om min", "masse en ordre de marche"],
      "empty_mass": ["ptav_g1", "ptav", "g.1", "poids à vide", "poids à vide national", "unladen weight", "kerb weight"],
      "registration_valid_until": ["validité du certificat"],
      "certificate_on": ["date_emission_ci", "date du certificat d''immatriculation", "date du certificat", "date de la carte grise", "date carte grise"],
      "category": ["ctec_rlib_categorie", "catégorie ce", "eu category", "catégorie du véhicule"],
      "national_kind": ["ctec_rlib_genre", "genre", "genre national", "j.1"],
      "body": ["carrosserie ce", "j.2", "body type"],
      "national_body": ["ctec_rlib_carrosserie_nat", "carrosserie", "carrosserie nationale", "j.3"],
      "type_approval": ["réception par type", "numéro de réception par type", "type approval number"],
      "displacement": ["cylindrée", "ctec_cylindree", "p.1", "engine capacity", "engine size", "cylindree (cm3)", "cc"],
      "power_kw": ["puissance nette", "ctec_puissance_nette", "puissance nette maximale", "puissance maximale", "puissance kw", "kw", "p.2", "power"],
      "fuel_code": ["ctec_rlib_energie", "code énergie", "p.3", "energie code"],
      "fiscal_power": ["puissance fiscale", "ctec_puiss_cv", "cv fiscaux", "puissance administrative", "puissance administrative nationale", "chevaux fiscaux", "p.6", "cv"],
      "power_to_mass": ["rapport poids-puissance", "rapport puissance masse"],
      "seats": ["places assises", "ctec_places_assises", "nombre de places", "nombre de places assises", "s.1", "nb places"],
      "standing_places": ["places debout", "nombre de places debout", "s.2"],
      "noise_db": ["niveau sonore", "u.1"],
      "noise_rpm": ["régime moteur niveau sonore", "u.2"],
      "co2": ["ctec_co2", "co2 (g/km)", "émissions de co2", "émissions co2", "essai co2 type 1", "co2 vitesse mixte max", "v.7", "taux de co2"],
      "euro_class": ["classe environnementale", "norme euro", "v.9", "classe euro", "euro standard"],
      "certificate_remarks": ["z.1", "mentions", "observations certificat"]}');

create or replace function app.vehicle_set_next_inspection(vehicle_id bigint, next_inspection date, reason text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('vehicle', 'set_next_inspection', vehicle_id);
	if coalesce(btrim(reason), '') = '' then perform app.refuse('Say why the date is overridden.', '{"field": "reason"}'); end if;
	update app.vehicle v set next_inspection = $2, inspection_basis = 'overridden', inspection_reason = btrim($3), version = v.version + 1
	where v.tenant_id = app.tenant() and v.id = $1;
end $$;
comment on function app.vehicle_set_next_inspection is 'Override the date of the next inspection, with a reason.';

create or replace function app.vehicle_compute_next_inspection(vehicle_id bigint) returns date
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	due date;
begin
	perform app.require('vehicle', 'compute_next_inspection', vehicle_id);
	update app.vehicle v set next_inspection = d.due, inspection_basis = case when d.due is null then null when v.inspected_on is not null then 'report' else 'computed' end,
	    inspection_reason = null, version = v.version + 1
	from app.vehicle w, lateral (select app.inspection_due(w.category, w.national_kind, w.usage, w.max_mass, w.first_registration, w.inspected_on, app.today()) as due) d
	where v.tenant_id = app.tenant() and v.id = $1 and w.tenant_id = v.tenant_id and w.id = v.id returning v.next_inspection into due;
	return due;
end $$;
comment on function app.vehicle_compute_next_inspection is 'Back from an overridden date to the one that the law and the last inspection give.';

-- A major defect leaves two months for a second test; a critical one ends the permission to drive that very day.
create or replace function app.vehicle_record_inspection(vehicle_id bigint, inspected_on date, result text default 'passed') returns date
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	due date;
begin
	perform app.require('vehicle', 'record_inspection', vehicle_id);
	if result not in ('passed', 'major', 'critical') then perform app.refuse('The result is passed, major or critical.', '{"field": "result"}'); end if;
	if inspected_on > app.today() then perform app.refuse('This day is still to come.', '{"field": "inspected_on"}'); end if;
	update app.vehicle v set inspected_on = $2, version = v.version + 1,
	    next_inspection = case $3 when 'major' then ($2 + interval '2 months')::date when 'critical' then $2
	        else coalesce(app.inspection_due(v.category, v.national_kind, v.usage, v.max_mass, v.first_registration, $2, app.today()), v.next_inspection) end,
	    inspection_basis = case $3 when 'passed' then 'report' else 'retest' end, inspection_reason = null
	where v.tenant_id = app.tenant() and v.id = $1 returning next_inspection into due;
	return due;
end $$;
comment on function app.vehicle_record_inspection is 'Write down an inspection: passed, with major defects (second test within two months) or critical ones (no driving after midnight).';
select ui.declare_action('app.vehicle_record_inspection(bigint,date,text)', 'vehicle', label => 'Record an inspection', key => 'i');
select ui.declare_action('app.vehicle_set_next_inspection(bigint,date,text)', 'vehicle', label => 'Set next inspection', key => 'n');
select ui.declare_action('app.vehicle_compute_next_inspection(bigint)', 'vehicle', label => 'Compute next inspection', key => 'x',
    shown_when => $$inspection_basis = 'overridden'$$);
select ui.declare_counter('vehicle', 'set_next_inspection', counter => 'compute_next_inspection');
select ui.declare_counter('vehicle', 'compute_next_inspection', counter => 'set_next_inspection');
select ui.declare_hints('vehicle', bias => '{"first_registration": "backward", "inspected_on": "backward", "certificate_on": "backward", "next_inspection": "forward",
      "registration_valid_until": "forward"}');
select ui.declare_counter('vehicle', 'record_inspection', final => 'What the report says stays written: set the next date by hand where it is wrong.');
