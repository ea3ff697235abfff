-- What customers ask a garage, how soon it is answered, and what it has written down. Told in the words of demo/say.sql.
select pg_temp.company('garage', 'celine.roussel@garage.example.com') \g /dev/null
select pg_temp.new('opening', jsonb_build_object('weekday', d::text, 'opens', h.o, 'closes', h.c)) from generate_series(1, 5) d, (values ('08:00', '12:00'), ('13:30', '18:30')) h(o, c) \g /dev/null
select pg_temp.new('opening', '{"weekday": "6", "opens": "08:30", "closes": "12:00"}') \g /dev/null

select pg_temp.new('sla_target', jsonb_build_object('priority', p, 'respond_minutes', a, 'resolve_minutes', b)) from (values ('urgent', 30, 180), ('high', 120, 480), ('medium', 240, 1200), ('low', 480, 2400)) v(p, a, b) \g /dev/null
select pg_temp.new('choice', '{"entity": "ticket", "field": "category", "value": "appointment", "label": "Rendez-vous", "rank": 5}'), pg_temp.new('ticket_queue', '{"category": "bug", "team_id": "@team:Mécanique"}'), pg_temp.new('ticket_queue', '{"category": "*", "team_id": "@team:Accueil"}') \g /dev/null

-- A ticket, its thread and where its clock stands: hours since it came, what was said (q question, a answer, n note), how it ended.
do $$
declare
	t record; m record; mine bigint; message bigint; here integer;
begin
	for t in select * from (values
	    ('Bruit au freinage après la révision', 'bug', 'high', 'contact@ambulancesdusillon.example.com', 'Bonjour, depuis hier un grincement à l’avant quand on freine doucement. Le véhicule roule jour et nuit.', 30, 'open', null, '[]'),
	    ('Facture 2041 : deux fois le filtre ?', 'billing', 'medium', 'contact@taxisloireatlantique.example.com', 'Le filtre à huile apparaît deux fois sur la facture.', 26, 'waiting', null, '[["a", 24, "Bonjour, merci de nous l’avoir signalé. Pouvez-vous nous envoyer la page 2 ?"]]'),
	    ('Voyant moteur allumé', 'bug', 'urgent', 'julien.blanc@example.fr', 'Voyant orange fixe depuis ce matin, la voiture broute à froid.', 1, 'in_progress', null, '[["n", 1, "Sans doute la bobine du cylindre 3, comme l’an dernier."], ["a", 0, "Bonjour, ne roulez pas longtemps ainsi : une place se libère à 14 h."]]'),
	    ('Date de la prochaine vidange', 'question', 'low', 'fatima.vasseur@example.com', 'À combien de kilomètres dois-je revenir ?', 50, 'resolved', 5, '[["a", 47, "Bonjour, dans un an ou 15 000 km, au premier des deux."], ["q", 46, "Merci, c’est clair !"]]'),
	    ('Rendez-vous contre-visite', 'appointment', 'medium', 'contact@livraisonsexpressnantaises.example.com', 'Contre-visite à passer avant la fin du mois, avez-vous une place ?', 5, 'open', null, '[]'),
	    ('Véhicule de prêt', 'question', 'medium', 'contact@maconneriedasilva.example.com', 'Peut-on garder le Kangoo une semaine de plus ?', 200, 'in_progress', null, '[["n", 190, "Il aurait dû rentrer avant-hier ; un autre client l’attend lundi."]]'),
	    ('Devis pneus hiver', 'feature', 'low', 'contact@autoecolehorizon.example.com', 'Quatre voitures, 195/65 R15. Merci.', 70, 'waiting', null, '[["a", 66, "Bonjour, le devis est en pièce jointe. Il est valable un mois."]]'),
	    ('Fuite sous le Master', 'bug', 'high', 'contact@plomberiekervella.example.com', 'Tache d’huile chaque matin.', 100, 'resolved', 4, '[["a", 98, "Bonjour, pouvez-vous passer mardi à 8 h ?"], ["q", 97, "Oui."], ["n", 60, "Joint de carter remplacé."], ["a", 58, "C’est réparé : le joint de carter fuyait."]]'),
	    ('Relevé de compte', 'billing', 'low', 'contact@pharmaciedeshalles.example.com', 'Pouvez-vous m’envoyer le relevé de l’année ?', 150, 'closed', null, '[["a", 140, "Bonjour, le voici."]]'),
	    ('Climatisation : odeur', 'question', 'medium', 'francois.dasilva@example.com', 'Une odeur d’humidité au démarrage.', 3, 'open', null, '[]'),
	    ('Double des clés', 'question', 'low', 'lucas.dasilva@example.fr', 'Combien coûte un double de clé avec télécommande ?', 20, 'waiting', null, '[["a", 18, "Bonjour, il nous faut la carte grise pour le commander : pouvez-vous nous l’envoyer ?"]]'),
	    ('Panne au départ de la tournée', 'bug', 'urgent', 'contact@boulangerielefournildelise.example.com', 'Le Berlingo ne démarre plus, batterie neuve pourtant.', 8, 'open', null, '[]')) v(subject, category, priority, who, body, hours, state, rate, thread) loop
		mine := pg_temp.new('ticket', jsonb_build_object('subject', t.subject, 'category', t.category, 'priority', t.priority, 'contact_id', '@contact:' || t.who, 'description', t.body, 'source', case when t.hours % 3 = 0 then 'telephone' else 'mail' end));
		for m in select x ->> 0 as kind, (x ->> 1)::integer as hours, x ->> 2 as body from jsonb_array_elements(t.thread::jsonb) x loop
			message := pg_temp.new('ticket_message', jsonb_build_object('ticket_id', mine, 'kind', case m.kind when 'q' then 'question' when 'a' then 'answer' else 'note' end, 'body', m.body));
			perform pg_temp.ago('ticket_message', message, jsonb_build_object('at', now() - make_interval(hours => m.hours), 'created_at', now() - make_interval(hours => m.hours)));
		end loop;
		perform pg_temp.ago('ticket', mine, jsonb_build_object('created_at', now() - make_interval(hours => t.hours),
		    'respond_by', app.open_after(now() - make_interval(hours => t.hours), (app.promised(t.priority)).respond), 'resolve_by', app.open_after(now() - make_interval(hours => t.hours), (app.promised(t.priority)).resolve),
		    'answered_at', (select min(x.at) from app.ticket_message x where x.ticket_id = mine and x.kind = 'answer')));
		if t.state in ('in_progress', 'waiting') then perform app.save('ticket', mine, (select x.version from app.ticket x where x.id = mine), jsonb_build_object('status', t.state)); end if;
		if t.state = 'waiting' then perform pg_temp.ago('ticket', mine, jsonb_build_object('waiting_since', (select max(x.at) from app.ticket_message x where x.ticket_id = mine))); end if;
		if t.state in ('resolved', 'closed') then
			perform pg_temp.act('ticket', 'resolve', mine);
			if t.rate is not null then perform pg_temp.act('ticket', 'rate', mine, jsonb_build_object('satisfaction', t.rate)); end if;
			here := (select x.version from app.ticket x where x.id = mine);
			if t.state = 'closed' then perform app.save('ticket', mine, here, '{"status": "closed"}'); end if;
			perform pg_temp.ago('ticket', mine, jsonb_build_object('resolved_at', (select max(x.at) from app.ticket_message x where x.ticket_id = mine)));
		end if;
	end loop;
end $$;

select pg_temp.new('canned_answer', jsonb_build_object('name', v.name, 'category', v.category, 'body', v.body)) from (values ('Accusé de réception', 'question', E'Bonjour {customer},\n\nnous avons bien reçu « {subject} » (n° {number}) et revenons vers vous dans la journée.\n\n{colleague}, Garage de l’Étoile'),
    ('Carte grise manquante', 'question', E'Bonjour {customer},\n\npour commander la pièce il nous faut une photo de la carte grise, recto verso.\n\n{colleague}'), ('Véhicule prêt', null, E'Bonjour {customer},\n\nvotre véhicule est prêt. Nous sommes ouverts de 8 h à 12 h et de 13 h 30 à 18 h 30.\n\n{colleague}'),
    ('Facture corrigée', 'billing', E'Bonjour {customer},\n\nvous aviez raison : la facture est corrigée, la nouvelle part ce soir.\n\n{colleague}')) v(name, category, body) \g /dev/null
select pg_temp.ago('article', pg_temp.new('article', jsonb_build_object('title', v.title, 'status', v.status, 'category', v.category, 'tags', to_jsonb(v.tags::text[]), 'body', v.body)), jsonb_build_object('views', v.views, 'helpful', v.yes, 'not_helpful', v.no, 'reviewed_on', pg_temp.day(-v.seen)))
from (values ('Que faire quand le voyant moteur s’allume ?', 'published', 'question', '{voyant,moteur}', E'# Orange ou rouge ?\n\n- **Orange fixe** : rouler doucement, prendre rendez-vous dans la semaine.\n- **Orange clignotant** : le moteur rate ; s’arrêter dès que possible.\n- **Rouge** : s’arrêter tout de suite et couper le contact.\n\n## Avant d’appeler\n\n1. Vérifier le bouchon du réservoir.\n2. Noter le kilométrage.\n3. Relever si le moteur *broute à froid*.', 214, 31, 2, 40),
    ('À quel rythme faire la vidange ?', 'published', 'question', '{vidange,entretien}', E'# Un an ou 15 000 km\n\nAu premier des deux. En ville, comptez plutôt **10 000 km**.\n\n| Moteur | Huile | Kilomètres |\n|---|---|---|\n| Essence | 5W30 | 15 000 |\n| Diesel | 5W30 C2 | 15 000 |\n| Taxi | 5W30 | 10 000 |', 187, 22, 1, 12),
    ('Freins qui grincent', 'published', 'bug', '{freins,plaquettes}', E'# Un grincement n’est pas toujours une panne\n\nAprès la pluie, ou les **300 premiers kilomètres** avec des plaquettes neuves, c’est normal.\n\nPrenez rendez-vous si :\n\n- le bruit reste après 300 km ;\n- la pédale vibre ;\n- le voyant s’allume.', 96, 14, 3, 80), ('Contre-visite : ce qu’il faut savoir', 'published', 'question', '{contrôle technique}', E'# Deux mois pour réparer\n\nUne défaillance **majeure** laisse deux mois, une **critique** laisse rouler jusqu’à minuit seulement.\n\nApportez le procès-verbal : il dit ce qui sera revu.', 141, 19, 0, 5),
    ('Garder ses pneus hiver au garage', 'published', 'feature', '{pneus,hiver}', E'# Le gardiennage\n\nLes quatre roues sont lavées, mesurées et étiquetées. Le tarif est à la saison.', 63, 8, 1, 150), ('Lire sa facture', 'published', 'billing', '{facture}', E'# Ligne par ligne\n\n- **Pièces** : référence, quantité, prix.\n- **Main d’œuvre** : temps du constructeur.\n- **Petites fournitures** : graisse, chiffons, 2 %.', 58, 6, 4, 210),
    ('Procédure : véhicule électrique au pont', 'draft', 'question', '{atelier,électrique}', E'# À relire par Karim\n\n1. Consigner la haute tension.\n2. Attendre *dix minutes*.\n3. Vérifier l’absence de tension.', 3, 0, 0, 1), ('Bornes de recharge du parking', 'old', 'question', '{électrique}', E'# Ancien parking\n\nLes bornes ont été déposées.', 12, 0, 5, 500)) v(title, status, category, tags, body, views, yes, no, seen) \g /dev/null
