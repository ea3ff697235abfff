-- after: garage/vehicle_make
-- vehicle_model.sql: models by make, offered when a vehicle is written down; any other may be written.
create table if not exists app.vehicle_model (like app.base including all,
	make_id		bigint not null,
	name		text collate app.natural not null,
	constraint vehicle_model_named check (length(name) between 1 and 200 and name = btrim(name)),
	constraint vehicle_model_once exclude using btree (tenant_id with =, make_id with =, app.fold(name) with =) where (deleted_at is null),
	constraint vehicle_model_make foreign key (tenant_id, make_id) references app.vehicle_make
);
comment on table app.vehicle_model is 'Models of vehicles, by make.';
comment on column app.vehicle_model.make_id is 'The make.';
comment on column app.vehicle_model.name is 'The commercial name, for example Clio.';
comment on constraint vehicle_model_named on app.vehicle_model is 'A model has a name of 1 to 200 characters.';
comment on constraint vehicle_model_once on app.vehicle_model is 'This model is listed already.';

select ui.declare_entity('vehicle_model', title => 'Models', one => 'Model', menu => 'Company', "position" => 947, label => 'name',
    list => 'make_id name', form => '[["Model", "make_id", "name"]]', sort => 'name', search => 'name', "order" => 'name',
    rights => '{"technician": {"read": "all", "create": "all"}, "performer": {"read": "all"}, "driver": {"read": "all"}}');

-- What a new garage or fleet finds there: what drives on French roads most, and what stands in its yards.
create or replace function app.seed_vehicle_model(kind text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if kind not in ('garage', 'fleet') or exists (select from app.vehicle_make m where m.tenant_id = app.tenant()) then return; end if;
	with listed(kind, country, name, models) as (values
		('car', 'FR', 'Renault', 'Twingo,Clio,Captur,Mégane,Scénic,Espace,Austral,Arkana,Kadjar,Laguna,Modus,Zoe,Kangoo,Trafic,Master,Express,Rafale,Symbioz,R5,R4'),
		('car', 'FR', 'Peugeot', '106,107,108,205,206,207,208,301,306,307,308,405,406,407,408,508,1007,2008,3008,4008,5008,Bipper,Partner,Rifter,Expert,Traveller,Boxer'),
		('car', 'FR', 'Citroën', 'C1,C2,C3,C3 Aircross,C4,C4 Cactus,C4 Picasso,C5,C5 Aircross,C5 X,Saxo,Xsara,Xsara Picasso,Berlingo,Nemo,Jumpy,Jumper,SpaceTourer,Ami,ë-C4'),
		('car', 'FR', 'DS', 'DS 3,DS 4,DS 5,DS 7,DS 9'),
		('car', 'FR', 'Alpine', 'A110,A290'),
		('car', 'RO', 'Dacia', 'Sandero,Logan,Duster,Lodgy,Dokker,Spring,Jogger,Bigster'),
		('car', 'DE', 'Volkswagen', 'Up!,Polo,Golf,T-Cross,T-Roc,Taigo,Tiguan,Touran,Passat,Arteon,Touareg,Sharan,ID.3,ID.4,ID.5,ID.7,Caddy,Transporter,Multivan,Crafter'),
		('car', 'DE', 'Audi', 'A1,A3,A4,A5,A6,A7,A8,Q2,Q3,Q4 e-tron,Q5,Q7,Q8,TT'),
		('car', 'DE', 'BMW', 'Série 1,Série 2,Série 3,Série 4,Série 5,Série 7,X1,X2,X3,X4,X5,X6,i3,i4,iX'),
		('car', 'DE', 'Mercedes-Benz', 'Classe A,Classe B,Classe C,Classe E,Classe S,CLA,GLA,GLB,GLC,GLE,EQA,EQB,Citan,Vito,Classe V,Sprinter'),
		('car', 'DE', 'Opel', 'Corsa,Astra,Mokka,Crossland,Grandland,Insignia,Meriva,Zafira,Adam,Karl,Combo,Vivaro,Movano'),
		('car', 'DE', 'Porsche', '911,718,Cayenne,Macan,Panamera,Taycan'),
		('car', 'DE', 'Smart', 'Fortwo,Forfour,#1,#3'),
		('car', 'US', 'Ford', 'Ka,Fiesta,Focus,Puma,EcoSport,Kuga,Mondeo,S-Max,C-Max,Galaxy,Mustang,Mustang Mach-E,Explorer,Ranger,Transit,Transit Custom,Transit Connect,Transit Courier'),
		('car', 'US', 'Tesla', 'Model 3,Model S,Model X,Model Y'),
		('car', 'US', 'Jeep', 'Avenger,Renegade,Compass,Wrangler,Cherokee'),
		('car', 'US', 'Chevrolet', 'Spark,Aveo,Cruze,Captiva,Matiz'),
		('car', 'US', 'Chrysler', 'Voyager,PT Cruiser'),
		('car', 'US', 'Dodge', 'Ram,Caliber,Journey'),
		('car', 'IT', 'Fiat', 'Panda,500,500X,500L,600,Punto,Tipo,Doblo,Fiorino,Scudo,Ducato,Topolino'),
		('car', 'IT', 'Alfa Romeo', 'Giulietta,Giulia,Stelvio,Tonale,MiTo,147,159'),
		('car', 'IT', 'Lancia', 'Ypsilon,Delta'),
		('car', 'IT', 'Ferrari', null), ('car', 'IT', 'Maserati', 'Ghibli,Levante,Grecale'),
		('car', 'ES', 'Seat', 'Ibiza,Leon,Arona,Ateca,Tarraco,Alhambra,Mii'),
		('car', 'ES', 'Cupra', 'Born,Formentor,Leon,Ateca,Terramar'),
		('car', 'CZ', 'Škoda', 'Citigo,Fabia,Scala,Octavia,Superb,Kamiq,Karoq,Kodiaq,Enyaq,Yeti'),
		('car', 'GB', 'Mini', 'Mini,Countryman,Clubman,Cooper,Aceman'),
		('car', 'GB', 'Land Rover', 'Defender,Discovery,Discovery Sport,Freelander,Range Rover,Range Rover Evoque,Range Rover Sport,Range Rover Velar'),
		('car', 'GB', 'Jaguar', 'XE,XF,F-Pace,E-Pace,I-Pace'),
		('car', 'CN', 'MG', 'MG3,MG4,MG5,ZS,HS'),
		('car', 'CN', 'BYD', 'Dolphin,Atto 3,Seal,Seal U'), ('car', 'CN', 'Leapmotor', 'T03,C10'),
		('car', 'SE', 'Volvo', 'V40,V60,V90,S60,S90,XC40,XC60,XC90,EX30,C40'),
		('car', 'JP', 'Toyota', 'Aygo,Aygo X,Yaris,Yaris Cross,Corolla,Auris,C-HR,RAV4,Prius,Avensis,Verso,bZ4X,Hilux,Land Cruiser,Proace'),
		('car', 'JP', 'Nissan', 'Micra,Note,Juke,Qashqai,X-Trail,Leaf,Ariya,Navara,NV200,Townstar,Primastar,Interstar'),
		('car', 'JP', 'Honda', 'Jazz,Civic,HR-V,CR-V,ZR-V'), ('car', 'JP', 'Mazda', '2,3,6,CX-3,CX-30,CX-5,CX-60,MX-5,MX-30'),
		('car', 'JP', 'Suzuki', 'Swift,Ignis,Vitara,S-Cross,Jimny,Alto,Celerio,Swace'), ('car', 'JP', 'Mitsubishi', 'Space Star,ASX,Outlander,Eclipse Cross,L200,Pajero,Colt'),
		('car', 'JP', 'Subaru', 'Impreza,Forester,Outback,XV'), ('car', 'JP', 'Lexus', 'UX,NX,RX,IS,CT,LBX'), ('car', 'JP', 'Isuzu', 'D-Max'), ('car', 'JP', 'Daihatsu', 'Cuore,Sirion,Terios'),
		('car', 'KR', 'Hyundai', 'i10,i20,i30,Bayon,Kona,Tucson,Santa Fe,Ioniq,Ioniq 5,Ioniq 6,ix35'), ('car', 'KR', 'Kia', 'Picanto,Rio,Ceed,Stonic,Xceed,Niro,Sportage,Sorento,EV3,EV6,EV9,Soul'),
		('car', 'KR', 'SsangYong', 'Tivoli,Korando,Rexton,Musso'), ('car', 'FR', 'Ligier', 'JS50,JS60,Myli'), ('car', 'FR', 'Aixam', 'City,Coupé,Crossover'), ('car', 'FR', 'Microcar', 'M.Go,Dué'), ('car', 'SE', 'Saab', '9-3,9-5'), ('car', 'GB', 'Rover', '25,45,75'),
		('truck', 'FR', 'Renault Trucks', 'T,C,K,D,D Wide,Master Red Edition'), ('truck', 'IT', 'Iveco', 'Daily,Eurocargo,S-Way,X-Way'), ('truck', 'DE', 'MAN', 'TGE,TGL,TGM,TGS,TGX'), ('truck', 'SE', 'Scania', 'P,G,R,S'),
		('truck', 'NL', 'DAF', 'LF,XB,XD,XF,XG'), ('truck', 'SE', 'Volvo Trucks', 'FL,FE,FM,FMX,FH'), ('truck', 'JP', 'Fuso', 'Canter'),
		('cycle', 'JP', 'Yamaha', 'MT-07,MT-09,Ténéré 700,Tracer 9,XMAX,TMAX,NMAX,Neo''s'), ('cycle', 'JP', 'Kawasaki', 'Z650,Z900,Ninja,Versys,Vulcan'), ('cycle', 'JP', 'Honda Moto', 'CB500,CB650R,Africa Twin,NC750X,Forza,PCX,SH,Gold Wing'),
		('cycle', 'JP', 'Suzuki Moto', 'GSX-S,V-Strom,SV650,Burgman'), ('cycle', 'DE', 'BMW Motorrad', 'R 1250 GS,R 1300 GS,F 900 R,C 400,CE 04'), ('cycle', 'IT', 'Ducati', 'Monster,Multistrada,Scrambler,Panigale'), ('cycle', 'AT', 'KTM', 'Duke,Adventure,EXC'),
		('cycle', 'GB', 'Triumph', 'Street Triple,Bonneville,Tiger,Trident'), ('cycle', 'US', 'Harley-Davidson', 'Sportster,Softail,Touring,Pan America'), ('cycle', 'IT', 'Piaggio', 'Liberty,Beverly,MP3,Medley,Zip'), ('cycle', 'IT', 'Vespa', 'Primavera,Sprint,GTS'),
		('cycle', 'IT', 'Aprilia', 'RS,SR,Tuono'), ('cycle', 'FR', 'Peugeot Motocycles', 'Kisbee,Tweet,Django,Metropolis'), ('cycle', 'TW', 'Kymco', 'Agility,Like,AK 550'), ('cycle', 'TW', 'SYM', 'Orbit,Jet,Symphony'), ('cycle', 'IN', 'Royal Enfield', 'Himalayan,Classic,Interceptor'),
		('machine', 'US', 'John Deere', null), ('machine', 'US', 'New Holland', null), ('machine', 'DE', 'Claas', null), ('machine', 'DE', 'Fendt', null), ('machine', 'US', 'Massey Ferguson', null), ('machine', 'JP', 'Kubota', null), ('machine', 'FR', 'Manitou', null),
		('trailer', 'DE', 'Schmitz Cargobull', null), ('trailer', 'DE', 'Krone', null), ('trailer', 'FR', 'Fruehauf', null), ('trailer', 'FR', 'Trigano', null), ('trailer', 'DE', 'Hobby', null)),
	made as (insert into app.vehicle_make (kind, country, name) select l.kind, l.country, l.name from listed l returning id, name)
	insert into app.vehicle_model (make_id, name) select m.id, x from made m join listed l using (name), string_to_table(l.models, ',') x;
end $$;
