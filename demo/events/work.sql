-- The work of an event technician: people, cases and dates. Told in the words of demo/say.sql.
select pg_temp.company('events', 'elodie.faure@events.example.com') \g /dev/null

-- Who and what can be booked.
select pg_temp.new('resource', jsonb_build_object('name', v.name, 'kind', v.kind, 'sharing', v.sharing, 'team_id', v.team, 'tags', v.tags, 'place', v.place)
    || case when v.of like '%@%' then jsonb_build_object('person_id', (select p.id from app.person p where p.email = v.of)) when v.of <> '' then jsonb_build_object('vehicle_id', '@vehicle:' || v.of) else '{}' end)
from (values ('Élodie Faure', 'person', 'warn', '@team:Lumière', '["régie", "lumière"]'::jsonb, 'Nantes', 'elodie.faure@events.example.com'),
    ('Loïc Le Goff', 'person', 'warn', '@team:Son', '["son", "permis C"]', 'Nantes', 'loic.le-goff@events.example.com'),
    ('Maëlle Vasseur', 'person', 'warn', '@team:Lumière', '["lumière", "nacelle"]', 'Nantes', 'maelle.vasseur@events.example.com'),
    ('Camille R. (son)', 'person', 'warn', '@team:Son', '["son"]', 'Rezé', ''), ('Jules P. (rigger)', 'person', 'warn', null, '["rigger", "nacelle"]', 'Angers', ''),
    ('Anaïs T. (vidéo)', 'person', 'warn', null, '["vidéo"]', 'Nantes', ''), ('Transit FJ-223-VE', 'vehicle', 'never', null, '["14 m³"]', 'Dépôt', 'FJ-223-VE'),
    ('Partner AS-995-EM', 'vehicle', 'never', null, '["3 m³"]', 'Dépôt', 'AS-995-EM'), ('Berlingo GW-001-JN', 'vehicle', 'never', null, '[]', 'Dépôt', 'GW-001-JN'),
    ('Quai de chargement', 'bay', 'never', null, '[]', 'Dépôt', ''), ('Salle d’essai', 'room', 'never', null, '[]', 'Dépôt', '')) v(name, kind, sharing, team, tags, place, of) \g /dev/null
select pg_temp.new('resource_hours', jsonb_build_object('resource_id', '@resource:' || r, 'weekday', d::text, 'opens', h.o, 'closes', h.c))
from unnest('{Élodie Faure,Loïc Le Goff,Maëlle Vasseur}'::text[]) r, generate_series(1, 6) d, (values ('08:00', '12:30'), ('13:30', '20:00')) h(o, c) \g /dev/null

-- The cases. Kits are made of what has its own number or is counted.
select pg_temp.new('equipment', jsonb_build_object('name', v.name, 'category', v.category, 'tracking', case when v.n > 1 then 'quantity' else 'serial' end, 'quantity', v.n, 'serial_number', nullif(v.serial, ''),
    'barcode', v.barcode, 'value', v.value, 'place', v.place, 'maintenance_on', pg_temp.day(v.due), 'maintenance_blocks', v.due is not null and v.category = 'stage'))
from (values ('Console 32 voies', 'sound', 1, 'CN32-4471', 'RGL-0001', '3200', 'Rayon A1', null), ('Console 16 voies', 'sound', 1, 'CN16-1180', 'RGL-0002', '1150', 'Rayon A1', 210), ('Enceinte façade gauche', 'sound', 1, 'FA-2201', 'RGL-0010', '1800', 'Rayon B1', 140),
    ('Enceinte façade droite', 'sound', 1, 'FA-2202', 'RGL-0011', '1800', 'Rayon B1', 140), ('Caisson de grave', 'sound', 4, '', 'RGL-0012', '1400', 'Rayon B2', null), ('Retour de scène', 'sound', 8, '', 'RGL-0014', '620', 'Rayon B3', null), ('Micro chant', 'sound', 12, '', 'RGL-0020', '110', 'Tiroir C1', null),
    ('Micro HF main n° 1', 'sound', 1, 'HF-071', 'RGL-0021', '540', 'Tiroir C2', 25), ('Micro HF main n° 2', 'sound', 1, 'HF-072', 'RGL-0022', '540', 'Tiroir C2', 25), ('Pied de micro', 'sound', 16, '', 'RGL-0025', '35', 'Rayon C3', null), ('Câble XLR 10 m', 'sound', 60, '', 'RGL-0030', '14', 'Bac D1', null),
    ('Pupitre lumière', 'light', 1, 'PL-0931', 'RGL-0100', '2600', 'Rayon E1', 95), ('Projecteur PAR LED', 'light', 24, '', 'RGL-0110', '210', 'Rayon E2', null), ('Lyre spot', 'light', 8, '', 'RGL-0112', '1900', 'Rayon E3', 12), ('Poursuite', 'light', 1, 'PO-118', 'RGL-0115', '1700', 'Rayon E4', null),
    ('Machine à brouillard', 'light', 2, '', 'RGL-0118', '390', 'Rayon E4', -6), ('Pont carré 2 m', 'stage', 14, '', 'RGL-0200', '260', 'Cour', 160), ('Pied de levage', 'stage', 4, '', 'RGL-0202', '980', 'Cour', 8), ('Palan 500 kg', 'stage', 2, '', 'RGL-0203', '1350', 'Cour', 330), ('Praticable 2 × 1 m', 'stage', 20, '', 'RGL-0210', '240', 'Cour', null),
    ('Vidéoprojecteur 8 000 lm', 'video', 1, 'VP-8K-07', 'RGL-0300', '4200', 'Rayon F1', 60), ('Écran 4 × 3 m', 'video', 1, 'EC-43', 'RGL-0301', '900', 'Rayon F2', null), ('Mur LED, dalle', 'video', 30, '', 'RGL-0302', '700', 'Rayon F3', null), ('Armoire électrique 63 A', 'power', 2, '', 'RGL-0400', '1600', 'Rayon G1', 40),
    ('Rallonge 16 A 20 m', 'power', 40, '', 'RGL-0401', '32', 'Bac G2', null), ('Passage de câble', 'power', 30, '', 'RGL-0402', '85', 'Bac G3', null), ('Talkie-walkie', 'other', 10, '', 'RGL-0500', '95', 'Tiroir H1', null),
    ('Kit conférence', 'sound', 1, 'KIT-CONF', 'RGL-0900', null, 'Rayon K', null), ('Kit concert', 'sound', 1, 'KIT-CONC', 'RGL-0901', null, 'Rayon K', null)) v(name, category, n, serial, barcode, value, place, due) \g /dev/null
select pg_temp.new('equipment_part', jsonb_build_object('kit_id', '@equipment:' || k, 'equipment_id', '@equipment:' || e, 'quantity', n))
from (values ('Kit conférence', 'Console 16 voies', 1), ('Kit conférence', 'Micro HF main n° 1', 1), ('Kit conférence', 'Micro HF main n° 2', 1), ('Kit conférence', 'Retour de scène', 2), ('Kit conférence', 'Câble XLR 10 m', 8),
    ('Kit concert', 'Console 32 voies', 1), ('Kit concert', 'Enceinte façade gauche', 1), ('Kit concert', 'Enceinte façade droite', 1), ('Kit concert', 'Caisson de grave', 2), ('Kit concert', 'Micro chant', 6), ('Kit concert', 'Pied de micro', 8), ('Kit concert', 'Câble XLR 10 m', 24)) v(k, e, n) \g /dev/null

-- Past and coming weeks. What is over was planned, loaded, brought back and completed.
do $$
declare
	p record; m bigint; x text; g record; b record;
begin
	for p in select * from (values
    (1, 'Congrès des notaires : conférence', 'contact@parcexpodelabeaujoiresud.example.com', 'Parc Expo, hall 2', pg_temp.wd(2, -3), '08:00', '19:00', 'completed', '{Élodie Faure,Camille R. (son),Partner AS-995-EM}'::text[], '{"Kit conférence": 1, "Vidéoprojecteur 8 000 lm": 1, "Écran 4 × 3 m": 1}'::jsonb, '{conférence}'::text[]),
    (2, 'Concert de quartier : montage et concert', 'contact@mairiedeportclair.example.com', 'Place du Marché, Port-Clair', pg_temp.wd(6, -3), '14:00', '23:30', 'completed', '{Loïc Le Goff,Maëlle Vasseur,Transit FJ-223-VE}', '{"Kit concert": 1, "Projecteur PAR LED": 12, "Praticable 2 × 1 m": 8}', '{plein air}'),
    (3, 'Soirée du personnel', 'contact@brasseriedesquais.example.com', 'Brasserie des Quais, terrasse', pg_temp.wd(5, -2), '17:00', '23:00', 'completed', '{Loïc Le Goff,Berlingo GW-001-JN}', '{"Retour de scène": 4, "Micro chant": 3, "Projecteur PAR LED": 6}', '{}'),
    (4, 'Gala de l’orchestre', 'contact@orchestredebretagnesud.example.com', 'Théâtre du Grand Large', pg_temp.wd(6, -2), '13:00', '23:45', 'completed', '{Maëlle Vasseur,Jules P. (rigger),Transit FJ-223-VE}', '{"Lyre spot": 6, "Pupitre lumière": 1, "Pont carré 2 m": 8}', '{lumière}'),
    (5, 'Assemblée générale', 'contact@agenceeclat.example.com', 'Salle Le Pavillon', pg_temp.wd(3, -1), '07:30', '14:00', 'completed', '{Élodie Faure,Partner AS-995-EM}', '{"Kit conférence": 1}', '{conférence}'),
    (6, 'Bal du comité des fêtes', 'contact@comitedesfetesdebasseile.example.com', 'Salle des fêtes, Basse-Île', pg_temp.wd(6, -1), '15:00', '23:50', 'back', '{Loïc Le Goff,Camille R. (son),Transit FJ-223-VE}', '{"Caisson de grave": 4, "Micro chant": 6, "Passage de câble": 12, "Talkie-walkie": 4}', '{plein air}'),
    (7, 'Repérage au domaine', 'contact@domainedestroischenes.example.com', 'Domaine des Trois Chênes', pg_temp.wd(1), '09:00', '11:00', 'planned', '{Élodie Faure}', '{}', '{repérage}'),
    (8, 'Remise des prix du lycée', 'contact@lyceejulesvernenord.example.com', 'Lycée, amphithéâtre', pg_temp.wd(4), '13:00', '18:30', 'planned', '{Maëlle Vasseur,Camille R. (son),Berlingo GW-001-JN}', '{"Kit conférence": 1, "Projecteur PAR LED": 8}', '{conférence}'),
    (9, 'Concert au théâtre : montage', 'contact@theatredugrandlarge.example.com', 'Théâtre du Grand Large', pg_temp.wd(5), '08:00', '18:00', 'planned', '{Loïc Le Goff,Jules P. (rigger),Transit FJ-223-VE,Quai de chargement}', '{"Pont carré 2 m": 10, "Lyre spot": 6, "Armoire électrique 63 A": 1}', '{montage}'),
    (10, 'Concert au théâtre : représentation', 'contact@theatredugrandlarge.example.com', 'Théâtre du Grand Large', pg_temp.wd(6), '16:00', '23:30', 'planned', '{Loïc Le Goff,Maëlle Vasseur,Élodie Faure}', '{"Kit concert": 1, "Pupitre lumière": 1}', '{}'),
    (11, 'Concert au théâtre : démontage', 'contact@theatredugrandlarge.example.com', 'Théâtre du Grand Large', pg_temp.wd(7), '09:00', '15:00', 'planned', '{Jules P. (rigger),Camille R. (son),Transit FJ-223-VE}', '{}', '{montage}'),
    (12, 'Croisière d’entreprise', 'contact@croisieresdelerdre.example.com', 'Quai de la Motte-Rouge', pg_temp.wd(2, 1), '15:00', '22:00', 'planned', '{Camille R. (son),Berlingo GW-001-JN}', '{"Retour de scène": 2, "Micro HF main n° 1": 1}', '{}'),
    (13, 'Mariage au domaine', 'contact@domainedestroischenes.example.com', 'Domaine des Trois Chênes', pg_temp.wd(6, 1), '11:00', '23:50', 'planned', '{Élodie Faure,Loïc Le Goff,Partner AS-995-EM}', '{"Retour de scène": 4, "Micro HF main n° 1": 1, "Projecteur PAR LED": 16}', '{mariage}'),
    (14, 'Lancement de produit', 'contact@agenceeclat.example.com', 'Salle Le Pavillon', pg_temp.wd(4, 1), '08:00', '20:00', 'planned', '{Maëlle Vasseur,Anaïs T. (vidéo),Transit FJ-223-VE}', '{"Mur LED, dalle": 24, "Kit conférence": 1}', '{vidéo}'),
    (15, 'Les Nuits d’Erdre : installation', 'contact@festivallesnuitsderdre.example.com', 'Parc de la Chantrerie', pg_temp.wd(4, 2), '07:00', '20:00', 'planned', '{Élodie Faure,Loïc Le Goff,Maëlle Vasseur,Jules P. (rigger),Transit FJ-223-VE}', '{"Pont carré 2 m": 14, "Palan 500 kg": 2, "Armoire électrique 63 A": 2}', '{festival,plein air}'),
    (16, 'Les Nuits d’Erdre : première nuit', 'contact@festivallesnuitsderdre.example.com', 'Parc de la Chantrerie', pg_temp.wd(5, 2), '15:00', '23:55', 'planned', '{Élodie Faure,Loïc Le Goff,Maëlle Vasseur}', '{"Kit concert": 1, "Lyre spot": 8, "Talkie-walkie": 8}', '{festival,plein air}'),
    (17, 'Les Nuits d’Erdre : seconde nuit', 'contact@festivallesnuitsderdre.example.com', 'Parc de la Chantrerie', pg_temp.wd(6, 2), '15:00', '23:55', 'planned', '{Loïc Le Goff,Maëlle Vasseur,Camille R. (son)}', '{}', '{festival,plein air}'),
    (18, 'Vœux du maire', 'contact@mairiedeportclair.example.com', 'Hôtel de ville, Port-Clair', pg_temp.wd(5, 4), '16:00', '21:00', 'planned', '{Camille R. (son)}', '{"Kit conférence": 1}', '{conférence}'),
    (19, 'Kermesse du lycée', 'contact@lyceejulesvernenord.example.com', 'Cour du lycée', pg_temp.wd(6, 3), '09:00', '18:00', 'draft', '{Loïc Le Goff}', '{"Micro chant": 4}', '{}'),
    (20, 'Tournée d’hiver : date 1', 'contact@orchestredebretagnesud.example.com', 'À convenir', pg_temp.wd(3, 5), '14:00', '23:00', 'draft', '{}', '{}', '{}'),
    (21, 'Guinguette annulée (orage)', 'contact@brasseriedesquais.example.com', 'Quai des Antilles', pg_temp.wd(7, -2), '16:00', '22:00', 'cancelled', '{Maëlle Vasseur}', '{}', '{plein air}')) v(n, title, who, place, day, opens, closes, state, crew, gear, tags) order by n loop
		m := pg_temp.new('mission', jsonb_build_object('title', p.title, 'kind', 'event', 'contact_id', '@contact:' || p.who, 'place', p.place, 'starts_at', pg_temp.at(p.day, p.opens), 'ends_at', pg_temp.at(p.day, p.closes),
		    'before_minutes', 45, 'after_minutes', 30, 'team_id', case when p.crew && '{Loïc Le Goff,Camille R. (son)}' then '@team:Son' else '@team:Lumière' end, 'tags', to_jsonb(p.tags)));
		if p.state <> 'draft' then perform pg_temp.plan(m); end if;
		foreach x in array p.crew loop perform pg_temp.new('booking', jsonb_build_object('mission_id', m, 'resource_id', '@resource:' || x)); end loop;
		for g in select * from jsonb_each_text(p.gear) loop perform pg_temp.new('equipment_booking', jsonb_build_object('mission_id', m, 'equipment_id', '@equipment:' || g.key, 'quantity', g.value::integer)); end loop;
		perform pg_temp.new('mission_check', jsonb_build_object('mission_id', m, 'label', c.l, 'required', c.r, 'done', p.state in ('completed', 'back') or c.k <= p.n % 3 and p.state = 'planned'))
		from (values (1, 'Plan de feu validé par le client', false), (2, 'Accès camion et alimentation vérifiés', true), (3, 'Matériel contrôlé au départ', true), (4, 'Scène rendue propre', false)) c(k, l, r);
		if p.state in ('completed', 'back') then
			-- After the ball one case comes back short: a cable ramp is missing, a bass is torn, two radios are still out.
			for b in select e.id, q.name from app.equipment_booking e join app.equipment q on q.id = e.equipment_id
			    where e.mission_id = m and not exists (select from app.equipment_part k where k.kit_id = e.equipment_id) loop
				perform pg_temp.act('equipment_booking', 'check_out', b.id);
				perform pg_temp.act('equipment_booking', 'check_in', b.id, case when p.state <> 'back' then '{}' else case b.name when 'Passage de câble' then '{"quantity": 11, "missing": 1, "note": "Un passage resté sous la scène, introuvable au démontage."}'
				    when 'Caisson de grave' then '{"quantity": 4, "damaged": 1, "note": "Membrane déchirée, haut-parleur à changer."}' when 'Talkie-walkie' then '{"quantity": 2}' else '{}' end end::jsonb);
			end loop;
			perform pg_temp.act('mission', 'begin', m, jsonb_build_object('at', pg_temp.at(p.day, p.opens)));
			perform pg_temp.act('mission', 'complete', m, jsonb_build_object('at', pg_temp.at(p.day, p.closes), 'note', case p.n when 2 then 'Belle soirée ; le disjoncteur de la place saute à 32 A, prévoir un groupe.' when 4 then 'Gril très haut : nacelle obligatoire.' else 'Tout s’est bien passé.' end));
		end if;
		if p.state = 'cancelled' then perform pg_temp.act('mission', 'cancel', m, '{"reason": "Orage annoncé, report au printemps."}'); end if;
	end loop;
end $$;
select pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Maëlle Vasseur', 'kind', 'absence', 'title', 'Congés', 'starts_at', pg_temp.at(pg_temp.wd(1, 3), '00:00'), 'ends_at', pg_temp.at(pg_temp.wd(7, 3), '23:00'))),
    pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Berlingo GW-001-JN', 'kind', 'maintenance', 'title', 'Contrôle technique', 'starts_at', pg_temp.at(pg_temp.wd(3, 1), '09:00'), 'ends_at', pg_temp.at(pg_temp.wd(3, 1), '12:00'))),
    pg_temp.new('booking', jsonb_build_object('resource_id', '@resource:Salle d’essai', 'kind', 'hold', 'title', 'Répétition de l’orchestre', 'starts_at', pg_temp.at(pg_temp.wd(3), '18:00'), 'ends_at', pg_temp.at(pg_temp.wd(3), '21:00'))) \g /dev/null

-- The board of the week. Two columns of our own, and a limit.
select pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "in_progress", "wip_limit": 3}'), pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "waiting_client", "label": "Attente client", "rank": 22, "counts_as": "todo"}'),
    pg_temp.new('choice', '{"entity": "task", "field": "status", "value": "to_check", "label": "À vérifier", "rank": 25, "counts_as": "in_progress"}') \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', t.title, 'status', t.status, 'priority', t.priority, 'assignee_id', '@person:' || t.who, 'due_on', pg_temp.day(t.due), 'contact_id', '@contact:' || t.contact, 'tags', to_jsonb(t.tags::text[]))) from (values ('Relancer la mairie pour le branchement forain', 'todo', 'high', 'Élodie Faure', 2, 'contact@mairiedeportclair.example.com', '{autorisation}'), ('Commander 6 membranes de caisson', 'todo', 'high', 'Loïc Le Goff', 4, null, '{atelier}'),
    ('Retrouver le passage de câble perdu à Basse-Île', 'in_progress', 'medium', 'Loïc Le Goff', 1, 'contact@comitedesfetesdebasseile.example.com', '{retour}'), ('Plan de feu des Nuits d’Erdre', 'in_progress', 'high', 'Maëlle Vasseur', 9, 'contact@festivallesnuitsderdre.example.com', '{festival}'),
    ('Fiche technique du gala', 'done', 'medium', 'Maëlle Vasseur', -9, 'contact@orchestredebretagnesud.example.com', '{}'), ('Feuille de route du théâtre', 'to_check', 'high', 'Élodie Faure', 1, 'contact@theatredugrandlarge.example.com', '{}'), ('Attestation d’assurance pour le Parc Expo', 'waiting_client', 'medium', 'Élodie Faure', 6, 'contact@parcexpodelabeaujoiresud.example.com', '{administratif}'),
    ('Étiqueter les rallonges', 'todo', 'low', null, 20, null, '{atelier}'), ('Contrôle des pieds de levage', 'todo', 'high', 'Maëlle Vasseur', 7, null, '{atelier,sécurité}'), ('Déclarer les intermittents du mois', 'todo', 'high', 'Élodie Faure', pg_temp.wd(5), null, '{administratif}'),
    ('Choisir les musiques d’entrée', 'waiting_client', 'low', 'Loïc Le Goff', 8, 'contact@domainedestroischenes.example.com', '{mariage}'), ('Réserver deux chambres à Carquefou', 'done', 'low', 'Élodie Faure', -2, null, '{festival}'), ('Nettoyer la machine à brouillard', 'in_progress', 'low', 'Maëlle Vasseur', -1, null, '{atelier}'),
    ('Devis du mur LED', 'done', 'high', 'Élodie Faure', -5, 'contact@agenceeclat.example.com', '{devis}'), ('Vérifier les extincteurs du dépôt', 'todo', 'medium', 'Loïc Le Goff', 12, null, '{sécurité}')) t(title, status, priority, who, due, contact, tags) \g /dev/null
select pg_temp.new('task', jsonb_build_object('title', 'Contrôler les élingues', 'assignee_id', '@person:Maëlle Vasseur', 'due_on', pg_temp.day(15), 'repeats', 'month', 'priority', 'medium')),
    pg_temp.new('task_need', jsonb_build_object('task_id', '@task:Feuille de route du théâtre', 'needs_id', '@task:Plan de feu des Nuits d’Erdre')) \g /dev/null
select pg_temp.new('task_check', jsonb_build_object('task_id', '@task:' || c.t, 'label', c.l, 'done', c.d)) from (values ('Plan de feu des Nuits d’Erdre', 'Relevé du pont', true), ('Plan de feu des Nuits d’Erdre', 'Adresses DMX', true), ('Plan de feu des Nuits d’Erdre', 'Envoi au régisseur', false),
    ('Feuille de route du théâtre', 'Horaires de déchargement', true), ('Feuille de route du théâtre', 'Repas de l’équipe', false), ('Contrôle des pieds de levage', 'Câbles', false), ('Contrôle des pieds de levage', 'Freins', false)) c(t, l, d) \g /dev/null

-- Who may become a customer, and deals: two of them nobody has touched for weeks.
select pg_temp.new('lead', jsonb_build_object('title', l.title, 'status', l.status, 'first_name', l.f, 'last_name', l.n, 'company_name', l.c, 'email', l.mail, 'phone', l.phone, 'source', l.source, 'message', l.message))
from (values ('Mariage en juin', 'new', 'Inès', 'Delaunay', null, 'ines.delaunay@example.com', '06 39 98 70 11', 'site', 'Bonjour, 120 personnes le 2e samedi de juin, son et lumière pour la soirée.'), ('Séminaire de rentrée', 'contacted', null, null, 'Conserverie du Large', 'direction@conserveriedularge.example.com', '01 99 00 70 12', 'salon', 'Deux jours, trois salles.'),
    ('Fête de la musique', 'qualified', 'Marc', 'Tessier', 'Café du Port', 'marc.tessier@example.com', null, 'bouche à oreille', 'Petite scène sur le trottoir.'), ('Spectacle de fin d’année', 'lost', 'Lucie', 'Aubin', null, 'lucie.aubin@example.com', null, 'site', null)) l(title, status, f, n, c, mail, phone, source, message) \g /dev/null
select pg_temp.ago('opportunity', pg_temp.new('opportunity', jsonb_build_object('title', o.title, 'stage', o.stage, 'contact_id', '@contact:' || o.who, 'amount', o.amount, 'expected_on', pg_temp.day(o.due), 'source', o.source)),
    jsonb_build_object('last_activity_on', pg_temp.day(-o.quiet), 'closed_on', case when o.stage in ('won', 'lost') then pg_temp.day(-o.quiet) end))
from (values ('Tournée d’hiver', 'proposal', 'contact@orchestredebretagnesud.example.com', '18400', 30, 'client', 23), ('Sonorisation fixe du pavillon', 'negotiation', 'contact@sallelepavillon.example.com', '12750', 12, 'client', 3), ('Nuits d’Erdre, édition prochaine', 'qualified', 'contact@festivallesnuitsderdre.example.com', '34000', 90, 'client', 6),
    ('Congrès de printemps', 'new', 'contact@parcexpodelabeaujoiresud.example.com', '9600', 70, 'appel d’offres', 1), ('Bal du 14 juillet', 'won', 'contact@mairiedeportclair.example.com', '5200', -20, 'client', 20), ('Lancement de produit', 'won', 'contact@agenceeclat.example.com', '7900', -8, 'agence', 8), ('Cinéma en plein air', 'proposal', 'contact@mairiedeportclair.example.com', '4100', -4, 'client', 31),
    ('Croisières, saison', 'lost', 'contact@croisieresdelerdre.example.com', '6000', -15, 'client', 15)) o(title, stage, who, amount, due, source, quiet) \g /dev/null

-- A count of the racks: one is finished, in the other something is not where it should be.
do $$
declare
	i bigint; e record;
begin
	i := pg_temp.new('inventory', '{"title": "Lumière, rayons E", "category": "light"}');
	for e in select q.barcode, q.quantity, app.is_kit(q.id) as kit from app.equipment q where q.tenant_id = app.tenant() and q.category = 'light' and q.barcode is not null and not app.is_kit(q.id) loop
		perform pg_temp.act('inventory', 'scan', i, jsonb_build_object('code', e.barcode, 'count', e.quantity));
	end loop;
	perform pg_temp.act('inventory', 'close', i);
	i := pg_temp.new('inventory', '{"title": "Son, avant les fêtes", "category": "sound"}');
	for e in select q.barcode, q.quantity, row_number() over (order by q.id) as n from app.equipment q where q.tenant_id = app.tenant() and q.category = 'sound' and q.barcode is not null and not app.is_kit(q.id) order by q.id limit 7 loop
		perform pg_temp.act('inventory', 'scan', i, jsonb_build_object('code', e.barcode, 'count', greatest(e.quantity - (e.n % 3 = 0)::integer, 1)));
	end loop;
	perform pg_temp.act('inventory', 'scan', i, '{"code": "XLR-20M-?"}');
end $$;
