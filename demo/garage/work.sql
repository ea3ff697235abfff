-- The work of a garage: lifts and mechanics, what falls due, questions of customers. Told in the words of demo/say.sql.
select pg_temp.company('garage', 'celine.roussel@garage.example.com') \g /dev/null

select pg_temp.new('resource', jsonb_build_object('name', v.name, 'kind', v.kind, 'team_id', v.team, 'tags', v.tags, 'place', 'Atelier') || case when v.of like '%@%' then jsonb_build_object('person_id', (select p.id from app.person p where p.email = v.of))
    when v.of <> '' then jsonb_build_object('vehicle_id', '@vehicle:' || v.of) else '{}' end)
from (values ('Karim Benali', 'person', '@team:Mécanique', '["mécanicien", "diagnostic", "climatisation"]'::jsonb, 'karim.benali@garage.example.com'), ('Théo Perrin', 'person', '@team:Mécanique', '["mécanicien", "pneus"]', 'theo.perrin@garage.example.com'),
    ('Noémie Petit', 'person', '@team:Accueil', '["accueil"]', 'noemie.petit@garage.example.com'), ('Pont 1', 'lift', null, '["3,5 t"]', ''), ('Pont 2', 'lift', null, '["3 t"]', ''), ('Baie diagnostic', 'bay', null, '["diagnostic", "climatisation"]', ''),
    ('Baie pneus', 'bay', null, '["géométrie"]', ''), ('Prêt EF-069-ND', 'vehicle', null, '["courtoisie"]', 'EF-069-ND')) v(name, kind, team, tags, of) \g /dev/null
select pg_temp.new('resource_hours', jsonb_build_object('resource_id', '@resource:' || r, 'weekday', d::text, 'opens', h.o, 'closes', h.c))
from unnest('{Karim Benali,Théo Perrin}'::text[]) r, generate_series(1, 5) d, (values ('08:00', '12:00'), ('13:30', '18:00')) h(o, c) \g /dev/null

-- Three weeks of appointments: each a lift or bay, a mechanic and the customer's car.
do $$
declare
	cars constant text[] := array(select v.plate from app.vehicle v where v.status = 'active' and v.owner_id is not null order by v.id); jobs constant text[] := '{Vidange,Plaquettes avant,Distribution,Diagnostic moteur,Quatre pneus,Climatisation,Embrayage,Contrôle avant visite,Amortisseurs}';
	w integer; d integer; s record; n integer := 0; m bigint; day integer; over boolean; job text; plate text;
begin
	for w in -1..2 loop for d in 1..5 loop
		day := pg_temp.wd(d, w);
		continue when exists (select from app.closed_day c where c.closed_on = pg_temp.day(day));
		for s in select * from (values ('Pont 1', 'Karim Benali', '08:00', '10:00', 0), ('Pont 1', 'Karim Benali', '10:15', '12:00', 1), ('Pont 2', 'Théo Perrin', '08:30', '11:30', 2), ('Baie diagnostic', 'Karim Benali', '14:00', '15:30', 3),
		    ('Pont 2', 'Théo Perrin', '13:30', '16:30', 4), ('Baie pneus', 'Théo Perrin', '16:30', '17:45', 5), ('Pont 1', 'Karim Benali', '15:45', '17:45', 6)) x(bay, who, opens, closes, k) loop
			n := n + 1; over := w < 0;
			continue when (n * 7 + s.k * 4) % 10 > 7 - 2 * greatest(w, 0);		-- the weeks that come are not full yet
			job := case s.bay when 'Baie diagnostic' then (array['Diagnostic moteur', 'Climatisation'])[1 + n % 2] when 'Baie pneus' then 'Quatre pneus' else jobs[1 + n % 9] end; plate := cars[1 + n * 5 % cardinality(cars)];
			m := pg_temp.new('mission', jsonb_build_object('title', format('%s %s', job, app.show_plate(plate)), 'kind', 'appointment', 'vehicle_id', '@vehicle:' || plate, 'contact_id', (select v.owner_id from app.vehicle v where v.plate = cars[1 + n * 5 % cardinality(cars)]),
			    'place', 'Atelier', 'starts_at', pg_temp.at(day, s.opens), 'ends_at', pg_temp.at(day, s.closes), 'owner_id', '@person:Noémie Petit', 'team_id', '@team:Mécanique'));
			if w < 2 or n % 3 > 0 then perform pg_temp.plan(m); end if;
			perform pg_temp.new('booking', jsonb_build_object('mission_id', m, 'resource_id', '@resource:' || r)) from unnest(array[s.bay, s.who]) r;
			if n % 4 = 0 then
				perform pg_temp.new('mission_check', jsonb_build_object('mission_id', m, 'label', c, 'done', over)) from unnest('{Niveaux,Éclairage,Pneus et pression,Essai sur route}'::text[]) c;
			end if;
			continue when not over;
			perform pg_temp.act('mission', 'begin', m, jsonb_build_object('at', pg_temp.at(day, s.opens)));
			perform pg_temp.act('mission', 'complete', m, jsonb_build_object('at', pg_temp.at(day, s.closes)));
			perform pg_temp.new('service_record', jsonb_build_object('vehicle_id', '@vehicle:' || plate, 'operation', job, 'done_on', pg_temp.day(day), 'cost', (array['89.90', '214.00', '742.50', '65.00', '396.00'])[1 + n % 5], 'done_by', s.who));
		end loop;
	end loop; end loop;
end $$;
select pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Théo Perrin', 'kind', 'absence', 'title', 'Formation véhicules électriques', 'starts_at', pg_temp.at(pg_temp.wd(1, 3), '08:00'), 'ends_at', pg_temp.at(pg_temp.wd(2, 3), '18:00'))),
    pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Pont 2', 'kind', 'maintenance', 'title', 'Vérification annuelle du pont', 'starts_at', pg_temp.at(pg_temp.wd(6, 1), '08:30'), 'ends_at', pg_temp.at(pg_temp.wd(6, 1), '11:30'))),
    pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Prêt EF-069-ND', 'kind', 'hold', 'title', 'Prêtée au traiteur', 'starts_at', pg_temp.at(pg_temp.wd(2), '08:00'), 'ends_at', pg_temp.at(pg_temp.wd(4), '18:00'))) \g /dev/null

-- Plans by months and kilometres, warranties, and what happened to some cars: the due list follows from these and from the inspections.
select pg_temp.new('service_plan', jsonb_build_object('vehicle_id', v.id, 'operation', o.name, 'every_months', o.months, 'every_km', o.km, 'last_on', pg_temp.day(-(o.ago + v.n * 17 % 60)), 'last_km', greatest(v.mileage::integer - o.back, 0)))
from (select v.id, v.mileage, row_number() over (order by v.id)::integer as n from app.vehicle v where v.status = 'active' and v.owner_id is not null and v.mileage > 15000) v, (values ('Vidange et filtres', 12, 15000, 330, 13500), ('Liquide de frein', 24, null, 690, 20000), ('Courroie de distribution', 120, 120000, 2000, 90000)) o(name, months, km, ago, back)
where v.n <= 24 and (o.name <> 'Courroie de distribution' or v.n % 3 = 0) and (o.name <> 'Liquide de frein' or v.n % 2 = 0) \g /dev/null
select pg_temp.new('warranty', jsonb_build_object('vehicle_id', v.id, 'title', w.title, 'provider', w.by, 'starts_on', pg_temp.day(w.due - 730), 'ends_on', pg_temp.day(w.due), 'until_km', w.km))
from (select v.id, row_number() over (order by v.id desc) as n from app.vehicle v where v.status = 'active' and v.owner_id is not null) v join (values (1, 'Boîte de vitesses échange standard', 'Garage de l’Étoile', 18, 60000), (2, 'Constructeur', 'Renault', 41, null), (3, 'Batterie', 'Pièces Auto de l’Ouest', 9, null), (4, 'Embrayage', 'Garage de l’Étoile', 200, null),
    (5, 'Constructeur', 'Peugeot', 95, 100000), (6, 'Turbo', 'Garage de l’Étoile', -12, null)) w(n, title, by, due, km) using (n) \g /dev/null
select pg_temp.new('vehicle_event', jsonb_build_object('vehicle_id', v.id, 'kind', e.kind, 'happened_on', pg_temp.day(-e.ago), 'severity', e.severity, 'title', e.title, 'cost', e.cost, 'notes', e.notes))
from (select v.id, row_number() over (order by v.id) as n from app.vehicle v where v.status = 'active') v join (values (1, 'accident', 12, 'medium', 'Accrochage sur un parking', '640.00', 'Aile avant droite, constat amiable.'), (1, 'repair', 9, 'low', 'Aile redressée et peinte', '580.00', null), (1, 'maintenance', 120, 'low', 'Révision des 100 000 km', '312.40', null), (1, 'inspection', 206, 'low', 'Contrôle technique favorable', '79.00', null),
    (4, 'fine', 33, 'low', 'Stationnement', '35.00', null), (4, 'accident', 31, 'critical', 'Choc arrière sur le périphérique', '3150.00', 'Remorquée ; expert passé le lendemain.'), (7, 'repair', 50, 'high', 'Joint de culasse', '1480.00', 'Surchauffe sur autoroute.'), (8, 'maintenance', 15, 'low', 'Vidange boîte', '190.00', null), (10, 'fine', 70, 'medium', 'Excès de vitesse', '90.00', null), (12, 'repair', 22, 'medium', 'Alternateur', '420.00', null)) e(n, kind, ago, severity, title, cost, notes) using (n) \g /dev/null

-- Tools, courtesy cars and the tyres that customers leave for the season.
select pg_temp.new('equipment', jsonb_build_object('name', e.name, 'category', e.category, 'tracking', case when e.n > 1 then 'quantity' else 'serial' end, 'quantity', e.n, 'barcode', e.code, 'place', e.place, 'value', e.value, 'maintenance_on', pg_temp.day(e.due), 'maintenance_blocks', e.category = 'courtesy_car', 'owner_id', '@contact:' || e.owner))
from (values ('Valise de diagnostic', 'tool', 1, 'GE-001', 'Baie diagnostic', '2400', 45, null), ('Station de climatisation', 'tool', 1, 'GE-002', 'Baie diagnostic', '3900', 11, null), ('Clé dynamométrique', 'tool', 3, 'GE-003', 'Servante', '160', 200, null), ('Banc de géométrie', 'tool', 1, 'GE-004', 'Baie pneus', '8200', -9, null), ('Chandelles 3 t', 'tool', 8, 'GE-005', 'Pont 2', '45', null, null),
    ('Clio de courtoisie', 'courtesy_car', 1, 'GE-100', 'Parking', '7800', 160, null), ('Kangoo de courtoisie', 'courtesy_car', 1, 'GE-101', 'Parking', '9400', 90, null), ('Pneus hiver 205/55 R16 (4)', 'tyres', 1, 'PN-2041', 'Allée 3, travée 7', null, null, 'contact@taxisloireatlantique.example.com'), ('Pneus été 195/65 R15 (4)', 'tyres', 1, 'PN-2042', 'Allée 3, travée 8', null, null, 'julien.blanc@example.fr'),
    ('Pneus hiver 215/65 R16 (4)', 'tyres', 1, 'PN-2043', 'Allée 4, travée 1', null, null, 'contact@ambulancesdusillon.example.com')) e(name, category, n, code, place, value, due, owner) \g /dev/null
select pg_temp.act('equipment_booking', 'check_out', pg_temp.new('equipment_booking', jsonb_build_object('equipment_id', '@equipment:Clio de courtoisie', 'contact_id', '@contact:contact@traiteurlartimon.example.com', 'starts_at', now() - interval '3 days', 'ends_at', now() + interval '1 day'))),
    pg_temp.act('equipment_booking', 'check_out', pg_temp.new('equipment_booking', jsonb_build_object('equipment_id', '@equipment:Kangoo de courtoisie', 'contact_id', '@contact:contact@maconneriedasilva.example.com', 'starts_at', now() - interval '9 days', 'ends_at', now() - interval '2 days'))) \g /dev/null

-- The board of the office and the workshop.
select pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "in_progress", "wip_limit": 3}'), pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "parts", "label": "Attente pièces", "rank": 22, "counts_as": "todo"}'), pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "to_invoice", "label": "À facturer", "rank": 25, "counts_as": "in_progress"}') \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', t.title, 'status', t.status, 'priority', t.priority, 'assignee_id', '@person:' || t.who, 'due_on', pg_temp.day(t.due), 'contact_id', '@contact:' || t.contact, 'tags', to_jsonb(t.tags::text[]), 'team_id', t.team))
from (values ('Rappeler Taxis Loire Atlantique pour le devis', 'todo', 'high', 'Noémie Petit', 0, 'contact@taxisloireatlantique.example.com', '{devis}', '@team:Accueil'), ('Commander deux amortisseurs Kangoo', 'parts', 'medium', 'Karim Benali', 2, 'contact@traiteurlartimon.example.com', '{pièces}', '@team:Mécanique'), ('Réceptionner le carton de filtres', 'in_progress', 'low', 'Théo Perrin', 0, null, '{pièces}', '@team:Mécanique'),
    ('Facturer l’embrayage des ambulances', 'to_invoice', 'high', 'Céline Roussel', 1, 'contact@ambulancesdusillon.example.com', '{facture}', '@team:Accueil'), ('Relancer l’expert pour le choc arrière', 'in_progress', 'high', 'Céline Roussel', -2, 'contact@assurancescordier.example.com', '{sinistre}', '@team:Accueil'), ('Ranger l’allée 3 des pneus', 'todo', 'low', 'Théo Perrin', 10, null, '{pneus}', '@team:Mécanique'),
    ('Étalonner le banc de géométrie', 'todo', 'high', 'Karim Benali', -1, null, '{atelier}', '@team:Mécanique'), ('Mettre à jour la valise', 'done', 'medium', 'Karim Benali', -3, null, '{atelier}', '@team:Mécanique'), ('Appeler les visites de mars', 'todo', 'medium', 'Noémie Petit', 5, null, '{relance}', '@team:Accueil'), ('Retour consigne alternateur', 'parts', 'low', 'Théo Perrin', 6, 'contact@piecesautodelouest.example.com', '{pièces}', '@team:Mécanique'),
    ('Contrôle qualité Duster', 'in_progress', 'medium', 'Karim Benali', 0, null, '{atelier}', '@team:Mécanique'), ('Déclaration des huiles usagées', 'todo', 'medium', 'Céline Roussel', 18, null, '{environnement}', '@team:Accueil'), ('Clôturer la caisse', 'done', 'medium', 'Noémie Petit', -1, null, '{}', '@team:Accueil'), ('Facturer la géométrie de la mairie', 'to_invoice', 'medium', 'Céline Roussel', 3, 'contact@mairiedesaintcolombandesbois.example.com', '{facture}', '@team:Accueil')) t(title, status, priority, who, due, contact, tags, team) \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', 'Purger le compresseur', 'assignee_id', '@person:Théo Perrin', 'due_on', pg_temp.day(3), 'repeats', 'week')), pg_temp.new('task', jsonb_build_object('title', 'Vérifier les extincteurs', 'assignee_id', '@person:Karim Benali', 'due_on', pg_temp.day(25), 'repeats', 'month', 'repeat_every', 6)) \g /dev/null
select pg_temp.new('task_check', jsonb_build_object('task_id', '@task:' || c.t, 'label', c.l, 'done', c.d)) from (values ('Contrôle qualité Duster', 'Couple des roues', true), ('Contrôle qualité Duster', 'Remise à zéro entretien', true), ('Contrôle qualité Duster', 'Essai sur route', false), ('Relancer l’expert pour le choc arrière', 'Photos envoyées', true), ('Relancer l’expert pour le choc arrière', 'Rapport reçu', false)) c(t, l, d) \g /dev/null
select pg_temp.ago('opportunity', pg_temp.new('opportunity', jsonb_build_object('title', o.title, 'stage', o.stage, 'contact_id', '@contact:' || o.who, 'amount', o.amount, 'expected_on', pg_temp.day(o.due))), jsonb_build_object('last_activity_on', pg_temp.day(-o.quiet)))
from (values ('Contrat d’entretien de 12 taxis', 'proposal', 'contact@taxisloireatlantique.example.com', '14800', 20, 19), ('Entretien des ambulances', 'negotiation', 'contact@ambulancesdusillon.example.com', '22300', 9, 2), ('Pneus hiver de l’auto-école', 'new', 'contact@autoecolehorizon.example.com', '2900', 25, 1), ('Parc de la mairie', 'qualified', 'contact@mairiedesaintcolombandesbois.example.com', '9200', 60, 33)) o(title, stage, who, amount, due, quiet) \g /dev/null
select pg_temp.new('lead', '{"title": "Devis embrayage Transit", "last_name": "Guérin", "first_name": "Paul", "email": "paul.guerin@example.com", "source": "site", "message": "Bonjour, l’embrayage patine, 168 000 km."}'), pg_temp.new('lead', '{"title": "Flotte de 6 utilitaires", "company_name": "Primeurs de la Côte", "phone": "01 99 00 71 20", "source": "salon", "status": "contacted"}') \g /dev/null

-- Two counts: one is finished, the other goes on with something lacking and a sticker that nobody knows. A kit for the lift.
select pg_temp.new('equipment', '{"name": "Caisse géométrie", "category": "tool", "tracking": "serial", "barcode": "GE-050", "place": "Baie pneus"}') \g /dev/null
select pg_temp.new('equipment_part', jsonb_build_object('kit_id', '@equipment:Caisse géométrie', 'equipment_id', '@equipment:' || e.part, 'quantity', e.n)) from (values ('Clé dynamométrique', 1), ('Chandelles 3 t', 4)) e(part, n) \g /dev/null
do $$
declare
	i bigint := pg_temp.new('inventory', '{"title": "Pneus en garde, allées 3 et 4", "category": "tyres"}'); code text;
begin
	foreach code in array '{PN-2041,PN-2042,PN-2043}'::text[] loop perform pg_temp.act('inventory', 'scan', i, jsonb_build_object('code', code)); end loop;
	perform pg_temp.act('inventory', 'close', i);
	i := pg_temp.new('inventory', '{"title": "Outillage de l’atelier", "category": "tool"}');
	foreach code in array '{GE-001,GE-002,GE-003,GE-003,GE-005,GE-005,GE-005,SNAP-4471}'::text[] loop perform pg_temp.act('inventory', 'scan', i, jsonb_build_object('code', code)); end loop;
end $$;
-- Karim is asked for twice at once; his colleagues write to Céline.
select pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Karim Benali', 'kind', 'hold', 'title', 'Essai routier avec le client', 'starts_at', pg_temp.at(pg_temp.wd(4, w), '09:00'), 'ends_at', pg_temp.at(pg_temp.wd(4, w), '09:45'))) from generate_series(0, 1) w \g /dev/null
select pg_temp.speaks('noemie.petit@garage.example.com') \g /dev/null
select pg_temp.new('activity', jsonb_build_object('kind', a.kind, 'subject', a.subject, 'body', a.body, 'contact_id', '@contact:' || a.contact)) from (values ('call', 'Devis des taxis', '@céline ils veulent la réponse avant vendredi, et un véhicule de prêt.', 'contact@taxisloireatlantique.example.com'),
    ('call', 'Ambulances : facture', '@céline la comptabilité demande une facture par véhicule.', 'contact@ambulancesdusillon.example.com')) a(kind, subject, body, contact) \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', 'Signer le contrat des ambulances', 'assignee_id', '@person:Céline Roussel', 'priority', 'high', 'due_on', pg_temp.day(2))) \g /dev/null
