-- The work of a fleet: rounds with drivers and vans, damages and services, questions of drivers. Told in the words of demo/say.sql.
select pg_temp.company('fleet', 'hugo.lacroix@fleet.example.com') \g /dev/null
select pg_temp.new('opening', jsonb_build_object('weekday', d::text, 'opens', '06:00', 'closes', '19:00')) from generate_series(1, 6) d \g /dev/null
select pg_temp.new('resource', jsonb_build_object('name', v.name, 'kind', 'person', 'team_id', '@team:Tournées du matin', 'tags', v.tags) || case when v.of <> '' then jsonb_build_object('person_id', (select p.id from app.person p where p.email = v.of)) else '{}' end)
from (values ('Amadou Fontaine', '["permis B", "hayon"]'::jsonb, 'amadou.fontaine@fleet.example.com'), ('Hugo Lacroix', '["permis B"]', 'hugo.lacroix@fleet.example.com'), ('Sonia M.', '["permis B", "permis C"]', ''), ('Denis T.', '["permis B"]', ''), ('Rachid O.', '["permis B", "froid"]', '')) v(name, tags, of) \g /dev/null
select pg_temp.new('resource', jsonb_build_object('name', format('%s %s %s', v.make, v.model, app.show_plate(v.plate)), 'kind', 'vehicle', 'vehicle_id', v.id, 'place', 'Dépôt'))
from app.vehicle v where v.status = 'active' and v.model in ('Transit', 'Master', 'Jumpy', 'Sprinter', 'Partner') order by v.id limit 10 \g /dev/null
select pg_temp.new('resource', '{"name": "Quai 1", "kind": "bay", "place": "Dépôt"}'), pg_temp.new('resource', '{"name": "Quai 2", "kind": "bay", "place": "Dépôt"}') \g /dev/null

-- Rounds of last week, this one and the next: each a driver and a van.
do $$
declare
	vans constant text[] := array(select r.name from app.resource r where r.kind = 'vehicle' order by r.id); w integer; d integer; s record; m bigint; n integer := 0; day integer;
begin
	for w in -1..1 loop for d in 1..6 loop
		day := pg_temp.wd(d, w);
		for s in select * from (values ('Tournée centre', 'Amadou Fontaine', '05:30', '11:30', 1, 'Quai 1'), ('Tournée nord', 'Sonia M.', '06:00', '12:30', 2, null), ('Tournée frais', 'Rachid O.', '05:00', '10:00', 3, 'Quai 2'), ('Navette Saint-Nazaire', 'Denis T.', '13:00', '18:00', 4, null)) x(title, who, opens, closes, k, dock) loop
			n := n + 1;
			continue when d = 6 and s.k > 2 or n % 13 = 0;
			m := pg_temp.new('mission', jsonb_build_object('title', format('%s, %s', s.title, to_char(pg_temp.day(day), 'DD/MM')), 'kind', 'job', 'contact_id', '@contact:' || (array['contact@chantiersnavalsdusillon.example.com', 'contact@mairiedeportclair.example.com'])[1 + n % 2], 'place', 'Nantes',
			    'starts_at', pg_temp.at(day, s.opens), 'ends_at', pg_temp.at(day, s.closes), 'team_id', '@team:Tournées du matin'));
			perform pg_temp.act('mission', 'plan', m);
			perform pg_temp.new('booking', jsonb_build_object('mission_id', m, 'resource_id', '@resource:' || r)) from unnest(array_remove(array[s.who, vans[1 + (s.k * 3 + d + w + 9) % cardinality(vans)]], null)) r
			where not exists (select from app.booking b join app.resource x on x.id = b.resource_id where x.name = r and b.held and tstzrange(b.starts_at, b.ends_at) && tstzrange(pg_temp.at(day, s.opens), pg_temp.at(day, s.closes)));
			continue when w >= 0;
			perform pg_temp.act('mission', 'begin', m, jsonb_build_object('at', pg_temp.at(day, s.opens)));
			perform pg_temp.act('mission', 'complete', m, jsonb_build_object('at', pg_temp.at(day, s.closes)));
		end loop;
	end loop; end loop;
end $$;
select pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Denis T.', 'kind', 'absence', 'title', 'Arrêt maladie', 'starts_at', pg_temp.at(pg_temp.wd(1, 2), '00:00'), 'ends_at', pg_temp.at(pg_temp.wd(5, 2), '23:00'))) \g /dev/null

select pg_temp.new('service_plan', jsonb_build_object('vehicle_id', v.id, 'operation', o.name, 'every_months', o.months, 'every_km', o.km, 'last_on', pg_temp.day(-(o.ago + v.n * 23 % 70)), 'last_km', greatest(v.mileage::integer - o.back, 0)))
from (select v.id, v.mileage, row_number() over (order by v.id)::integer as n from app.vehicle v where v.status = 'active' and v.mileage > 10000) v, (values ('Révision constructeur', 12, 30000, 320, 26000), ('Hayon élévateur', 6, null, 170, 0)) o(name, months, km, ago, back) where v.n <= 30 and (o.name <> 'Hayon élévateur' or v.n % 4 = 0) \g /dev/null
select pg_temp.new('vehicle_event', jsonb_build_object('vehicle_id', v.id, 'kind', e.kind, 'happened_on', pg_temp.day(-e.ago), 'severity', e.severity, 'title', e.title, 'cost', e.cost))
from (select v.id, row_number() over (order by v.id) as n from app.vehicle v where v.status = 'active') v join (values (1, 'accident', 6, 'medium', 'Rétroviseur arraché rue du Calvaire', '210.00'), (1, 'repair', 3, 'low', 'Rétroviseur remplacé', '185.00'), (2, 'fine', 14, 'low', 'Stationnement en livraison', '35.00'), (3, 'accident', 25, 'high', 'Porte arrière enfoncée au quai', '1240.00'),
    (4, 'inspection', 60, 'low', 'Contrôle technique favorable', '82.00'), (5, 'repair', 11, 'medium', 'Pare-brise', '390.00'), (6, 'fine', 41, 'medium', 'Excès de vitesse', '90.00'), (8, 'maintenance', 19, 'low', 'Quatre pneus', '612.00'), (9, 'accident', 2, 'low', 'Rayure portière', null), (11, 'repair', 90, 'critical', 'Moteur remplacé', '5400.00')) e(n, kind, ago, severity, title, cost) using (n) \g /dev/null
select pg_temp.new('warranty', jsonb_build_object('vehicle_id', v.id, 'title', 'Constructeur', 'provider', v.make, 'starts_on', pg_temp.day(v.n * 40 - 900), 'ends_on', pg_temp.day(v.n * 40 - 170), 'until_km', 120000)) from (select v.id, v.make, row_number() over (order by v.id desc)::integer as n from app.vehicle v where v.status = 'active') v where v.n <= 8 \g /dev/null

select pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "garage", "label": "Au garage", "rank": 25, "counts_as": "in_progress", "wip_limit": 3}') \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', t.title, 'status', t.status, 'priority', t.priority, 'assignee_id', '@person:' || t.who, 'due_on', pg_temp.day(t.due), 'tags', to_jsonb(t.tags::text[])))
from (values ('Déclarer la rayure de la portière', 'todo', 'high', 'Hugo Lacroix', 1, '{sinistre}'), ('Contester l’amende de stationnement', 'in_progress', 'medium', 'Hugo Lacroix', 9, '{amende}'), ('Porte arrière enfoncée', 'garage', 'high', 'Hugo Lacroix', 4, '{sinistre}'), ('Commander dix badges de péage', 'todo', 'low', null, 15, '{}'),
    ('Vérifier les extincteurs des vans', 'todo', 'medium', 'Amadou Fontaine', 6, '{sécurité}'), ('Relever les compteurs', 'done', 'medium', 'Amadou Fontaine', -1, '{}'), ('Renouveler l’assurance de la flotte', 'in_progress', 'high', 'Hugo Lacroix', 20, '{assurance}'), ('Laver les vans', 'todo', 'low', 'Amadou Fontaine', 2, '{}')) t(title, status, priority, who, due, tags) \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', 'Relevé mensuel des compteurs', 'assignee_id', '@person:Amadou Fontaine', 'due_on', pg_temp.day(12), 'repeats', 'month')) \g /dev/null
select pg_temp.new('equipment', jsonb_build_object('name', e.name, 'category', 'tool', 'tracking', case when e.n > 1 then 'quantity' else 'serial' end, 'quantity', e.n, 'barcode', e.code, 'place', 'Dépôt', 'maintenance_on', pg_temp.day(e.due)))
from (values ('Transpalette', 3, 'MB-01', 30), ('Diable', 6, 'MB-02', null), ('Sangles', 40, 'MB-03', null), ('Terminal de scan n° 1', 1, 'MB-11', 80), ('Terminal de scan n° 2', 1, 'MB-12', -3), ('Caisse isotherme', 12, 'MB-20', 18)) e(name, n, code, due) \g /dev/null
select pg_temp.new('ticket', jsonb_build_object('subject', t.subject, 'category', t.category, 'priority', t.priority, 'description', t.body, 'contact_id', '@contact:' || t.who, 'source', 'telephone'))
from (values ('Colis manquant', 'question', 'high', 'Il manque un carton sur la palette de ce matin.', 'contact@chantiersnavalsdusillon.example.com'), ('Facture de juin', 'billing', 'low', 'Pouvez-vous la renvoyer ?', 'contact@mairiedeportclair.example.com'), ('Passage plus tôt le lundi', 'feature', 'medium', 'Serait-il possible de livrer avant 7 h ?', 'contact@chantiersnavalsdusillon.example.com')) t(subject, category, priority, body, who) \g /dev/null
