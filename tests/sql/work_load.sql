-- work_load.sql: a company's work, in alpha: :missions missions with their bookings, :tickets tickets with ten times as many messages, :tasks
-- open tasks, and the rest in proportion; read by work_scale_test.sql. Rows are written as they would stand after the triggers, which are
-- off, and the indexes are made afterwards. A day holds 320 missions at any size: only the years become more.
\set QUIET on
set local client_min_messages = error;
set local maintenance_work_mem = '512MB';
set local work_mem = '128MB';
\set contacts 4000
\set vehicles 2000
\set companies 5
\i tests/sql/scale_load.sql
select setseed(0.7) \g /dev/null
create temporary table heavy on commit drop as select unnest('{mission,booking,ticket,ticket_message,task,equipment,equipment_booking,article,opportunity,lead,due,vehicle_event,service_record}'::text[]) as entity;
do $$ declare i text; begin		-- what is declared comes back with the entity's file; one that stands in the table is made again below
	for i in select x.indexrelid::regclass from pg_index x join heavy h on x.indrelid = format('app.%I', h.entity)::regclass where obj_description(x.indexrelid, 'pg_class') like 'declared: %' loop
		execute 'drop index ' || i;
	end loop;
end $$;
create temporary table made_again on commit drop as select x.indexrelid::regclass::text as name, pg_get_indexdef(x.indexrelid) as made from pg_index x
    join heavy h on x.indrelid = format('app.%I', h.entity)::regclass where not exists (select from pg_constraint c where c.conindid = x.indexrelid);
insert into made_again select format('app.%I', 'booking'), format('alter table app.booking add constraint booking_once %s', pg_get_constraintdef(oid)) from pg_constraint where conname = 'booking_once';
do $$ declare n text; begin
	for n in select name from made_again where made not like 'alter %' loop execute 'drop index ' || n; end loop;
	alter table app.booking drop constraint booking_once;
end $$;

-- Forty colleagues, every second one in the team; 240 people, 60 bays, 60 vehicles and 40 lifts that are booked.
select app.create_person(test.tenant(), format('helper%s@alpha.example.com', g), format('Helper %s', g), 'technician', 'en') from generate_series(1, 38) g \g /dev/null
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', test.person('owner')::text, true) \g /dev/null
create temporary table colleague on commit drop as select row_number() over (order by p.id) - 1 as n, p.id from app.person p
    where p.tenant_id = test.tenant() and (p.email like 'helper%' or p.id in (test.person('technician'), test.person('performer')));
insert into app.team_member (team_id, person_id) select test.team(), c.id from colleague c where c.n % 2 = 0 and c.id not in (test.person('technician'), test.person('performer'));
insert into app.resource (name, kind, person_id, team_id, tags)
select format('%s %s', initcap(k), g), k, case when k = 'person' then (select c.id from colleague c where c.n = g - 1) end, case when g % 6 = 0 then test.team() end,
    array[(array['rigger', 'driver', 'mechanic', 'sound', 'light'])[1 + g % 5]]
from (values ('person', 240), ('bay', 60), ('vehicle', 60), ('lift', 40)) v(k, n), generate_series(1, n) g;
insert into app.resource_hours (resource_id, weekday, opens, closes)
select r.id, d::text, h.o, h.c from app.resource r, generate_series(1, 6) d, (values ('08:00', '12:30'), ('13:30', '19:00')) h(o, c) where r.tenant_id = test.tenant() and r.kind = 'person';
insert into app.choice (entity, field, value, label, rank, counts_as) values ('task', 'status', 'blocked', 'Blocked', 12, 'todo'), ('task', 'status', 'review', 'Review', 22, 'in_progress'),
    ('task', 'status', 'to_invoice', 'To be invoiced', 24, 'in_progress');
insert into app.opening (weekday, opens, closes) select d::text, h.o, h.c from generate_series(1, 5) d, (values ('08:00', '12:00'), ('13:30', '18:00')) h(o, c);
insert into app.closed_day (closed_on, name) select current_date - 3 + 37 * g, 'Closed' from generate_series(-10, 10) g;

set local session_replication_role = replica;
create temporary table crew on commit drop as
	select case when r.kind = 'person' then 'person' else 'alone' end as kind, row_number() over (partition by r.kind = 'person' order by r.id) - 1 as n, r.id, r.person_id from app.resource r where r.tenant_id = test.tenant();
create index on crew (kind, n);
-- A mission takes one of what cannot be shared, in the morning or after noon, and one or two people.
create temporary table planned on commit drop as
select g, crew.id as alone_id, case when state.z = 'draft' then null else 1 end as timed, state.z as status, day.d + case when (g / 160) % 2 = 0 then time '08:00' else time '13:30' end
    + make_interval(mins => 15 * (g % 4)) as starts, make_interval(mins => 60 + 15 * (g * 7919::bigint % 14)::integer) as lasts, random() a, random() b
from generate_series(1, :missions) g join crew on crew.kind = 'alone' and crew.n = g % 160,
    lateral (select current_date + least(120, :missions / 640) - (:missions - g) / 320 as d) day,
    lateral (select case when g % 14 = 0 then 'cancelled' when g % 25 = 0 then 'draft' when day.d < current_date then 'completed' else 'planned' end as z) state;
insert into app.mission (tenant_id, title, kind, status, contact_id, vehicle_id, place, starts_at, ends_at, before_minutes, owner_id, team_id, tags, started_at, completed_at, completed_by, created_by, updated_by, created_at, updated_at)
select test.tenant(), (array['Montage scène', 'Sonorisation', 'Vidange', 'Freinage', 'Livraison', 'Contrôle annuel', 'Éclairage', 'Pneus'])[1 + (a * 7.49)::int] || ' ' || (array['Dupont', 'Martin', 'mairie', 'salle des fêtes', 'entrepôt', 'Étoile', 'gare'])[1 + (b * 6.49)::int] || ' ' || g,
    (array['event', 'job', 'appointment'])[1 + g % 3], status, c.low + (a * 3999)::int, case when g % 3 = 2 then v.low + (b * 1999)::int end, (array['Paris', 'Nantes', 'Atelier', 'Rennes', 'Lyon'])[1 + (a * 4.49)::int],
    starts at time zone 'Europe/Paris', (starts + lasts) at time zone 'Europe/Paris', 15 * (g % 3), col.id, case when a < 0.06 then test.team() end, case when b < 0.01 then '{VIP}' when b < 0.3 then '{urgent}' else '{}' end::text[],
    case when status = 'completed' then starts end, case when status = 'completed' then starts + lasts end, case when status = 'completed' then col.id end, test.person('owner'), test.person('owner'), starts - interval '20 days', starts - interval '9 days'
from planned p join colleague col on col.n = p.g % 40, (select min(id) as low from app.contact where tenant_id = test.tenant()) c, (select min(id) as low from app.vehicle where tenant_id = test.tenant()) v order by g;
create temporary table known on commit drop as select m.id, p.g, p.alone_id, m.title, m.starts_at, m.ends_at, m.status, m.before_minutes from app.mission m join
    (select id, row_number() over (order by id) as g from app.mission where tenant_id = test.tenant()) n using (id) join planned p on p.g = n.g where m.tenant_id = test.tenant();
insert into app.booking (tenant_id, resource_id, mission_id, title, starts_at, ends_at, held_from, held_until, held, alone, person_id, created_by, updated_by)
select test.tenant(), r.id, k.id, k.title, k.starts_at, k.ends_at, k.starts_at - make_interval(mins => k.before_minutes * (r.kind = 'person')::integer), k.ends_at, k.status in ('planned', 'completed'), r.kind = 'alone', r.person_id, test.person('owner'), test.person('owner')
from known k, lateral (select c.id, c.kind, c.person_id from crew c where c.kind = 'alone' and c.id = k.alone_id
    union all select c.id, c.kind, c.person_id from crew c where c.kind = 'person' and (c.n = k.g * 7919::bigint % 240 or k.g % 5 = 0 and c.n = k.g * 104729::bigint % 240)) r order by k.g;
insert into app.mission_person (tenant_id, person_id, mission_id, starts_at, status, bookings) select b.tenant_id, b.person_id, b.mission_id, m.starts_at, m.status, count(*) from app.booking b join app.mission m on m.tenant_id = b.tenant_id and m.id = b.mission_id where b.tenant_id = test.tenant() and b.person_id is not null group by 1, 2, 3, 4, 5;
insert into app.equipment (tenant_id, name, category, tracking, quantity, serial_number, barcode, place, status, maintenance_on, tags, created_by, updated_by)
select test.tenant(), (array['Console', 'Enceinte', 'Projecteur', 'Câble', 'Pied', 'Micro', 'Caisse à outils', 'Valise'])[1 + (a * 7.49)::int] || ' ' || g, (array['sound', 'light', 'video', 'power', 'tool'])[1 + g % 5], case when g % 4 = 0 then 'quantity' else 'serial' end,
    case when g % 4 = 0 then 50 else 1 end, case when g % 4 > 0 then 'SN' || g end, 'B' || lpad(g::text, 8, '0'), 'R' || g % 40, case when b < 0.02 then 'damaged' when b < 0.04 then 'maintenance' else 'ready' end,
    case when a < 0.4 then current_date + (b * 400)::int - 30 end, '{}', test.person('owner'), test.person('owner')
from (select g, random() a, random() b from generate_series(1, greatest(:missions / 50, 400)) g) x;
insert into app.equipment_booking (tenant_id, equipment_id, mission_id, quantity, starts_at, ends_at, held_from, held_until, held, out_quantity, back_quantity, created_by, updated_by)
select test.tenant(), e.low + (k.g * 7919::bigint + x.x * 31) % e.n, k.id, 1, k.starts_at, k.ends_at, k.starts_at, k.ends_at, k.status in ('planned', 'completed'),
    (k.status = 'completed')::integer, (k.status = 'completed' and k.g % 2003 > 0)::integer, test.person('owner'), test.person('owner')
from known k, generate_series(1, 3) x(x), (select min(id) as low, count(*) as n from app.equipment where tenant_id = test.tenant()) e where k.g % 5 = 0;
insert into app.task (tenant_id, title, status, priority, assignee_id, due_on, contact_id, team_id, tags, done_at, rank, created_by, updated_by)
select test.tenant(), (array['Rappeler', 'Relancer', 'Commander pour', 'Préparer', 'Facturer'])[1 + (a * 4.49)::int] || ' ' || (array['Dupont', 'Martin', 'la mairie', 'Durand', 'l’Étoile'])[1 + (b * 4.49)::int] || ' ' || g,
    case when g > :tasks then 'done' else (array['todo', 'todo', 'blocked', 'in_progress', 'review', 'to_invoice'])[1 + (c * 5.49)::int] end, (array['low', 'medium', 'medium', 'high'])[1 + (b * 3.49)::int],
    case when a < 0.9 then col.id end, case when c < 0.7 then current_date + (a * 400)::int - 100 end, con.low + (b * 3999)::int, case when b < 0.08 then test.team() end, case when a < 0.01 then '{VIP}' when a < 0.4 then '{garage}' else '{}' end::text[],
    case when g > :tasks then now() - make_interval(days => (a * 900)::int) end, 1000000000::bigint + (g * 7919::bigint % 1000003) * 65536, test.person('owner'), test.person('owner')
from (select g, random() a, random() b, random() c from generate_series(1, :tasks * 5 / 4) g) x join colleague col on col.n = x.g % 40, (select min(id) as low from app.contact where tenant_id = test.tenant()) con;
insert into app.ticket (tenant_id, subject, status, priority, category, description, contact_id, requester_email, assignee_id, team_id, source, respond_by, resolve_by, answered_at, due_at, waiting_since, resolved_at, closed_at, satisfaction, created_by, updated_by, created_at, updated_at)
select test.tenant(), (array['Facture', 'Panne', 'Question sur', 'Rendez-vous', 'Bruit'])[1 + (a * 4.49)::int] || ' ' || (array['du mois', 'au démarrage', 'la livraison', 'freins', 'commande'])[1 + (b * 4.49)::int] || ' ' || g, state.z,
    (array['low', 'medium', 'medium', 'high', 'urgent'])[1 + (b * 4.49)::int], (array['bug', 'feature', 'question', 'billing'])[1 + (a * 3.49)::int], 'Bonjour, pouvez-vous regarder ? Merci. ' || g, con.low + (b * 3999)::int, 'client' || (b * 3999)::int || '@example.fr',
    col.id, case when b < 0.07 then test.team() end, 'mail', came.t + interval '4 hours', came.t + interval '3 days' * (0.3 + c), case when c < 0.9 then came.t + interval '5 hours' * a end, case when state.z in ('open', 'in_progress') then came.t + case when c < 0.9 then interval '3 days' * (0.3 + c) else interval '4 hours' end end, case when state.z = 'waiting' then came.t + interval '1 day' end,
    case when state.z in ('resolved', 'closed') then came.t + interval '3 days' * b end, case when state.z = 'closed' then came.t + interval '9 days' end, case when c < 0.1 then 1 + (a * 4.49)::int end, test.person('owner'), test.person('owner'), came.t, came.t
from (select g, random() a, random() b, random() c from generate_series(1, :tickets) g) x join colleague col on col.n = x.g % 40, (select min(id) as low from app.contact where tenant_id = test.tenant()) con,
    lateral (select now() - make_interval(mins => 5 * (:tickets - g)) as t) came,
    lateral (select case when g > :tickets - 3000 and c < 0.8 or c < 0.004 then (array['open', 'in_progress', 'waiting'])[1 + g % 3] when g > :tickets - 8000 then 'resolved' else 'closed' end as z) state;
insert into app.ticket_message (tenant_id, ticket_id, kind, body, at, author_id, from_email, created_by, updated_by)
select test.tenant(), t.id, (array['question', 'answer', 'note'])[1 + n % 3], (array['Bonjour, la voiture fait un bruit au freinage.', 'Nous avons vu la voiture, les plaquettes sont mortes.', 'Le client rappelle demain.', 'Merci, parfait.', 'Voici le devis.'])[1 + ((t.id * 31 + n) % 5)::int] || ' ' || t.id,
    t.created_at + make_interval(hours => n), case when n % 3 > 0 then t.assignee_id end, case when n % 3 = 0 then t.requester_email end, test.person('owner'), test.person('owner')
from app.ticket t, generate_series(0, 9) n where t.tenant_id = test.tenant() order by t.id, n;
insert into app.article (tenant_id, title, status, category, body, tags, owner_id, views, helpful, not_helpful, created_by, updated_by)
select test.tenant(), (array['Changer', 'Régler', 'Comprendre', 'Commander', 'Nettoyer'])[1 + (a * 4.49)::int] || ' ' || (array['les freins', 'la batterie', 'le projecteur', 'une facture', 'la console', 'les pneus d’hiver'])[1 + (b * 5.49)::int] || ' ' || g,
    case when c < 0.8 then 'published' when c < 0.9 then 'draft' else 'old' end, (array['bug', 'feature', 'question', 'billing'])[1 + g % 4], E'# Étapes\n\n1. Couper le contact.\n2. Vérifier le niveau ' || g || E'.\n\n' || repeat('Un paragraphe qui explique la suite, avec des mots comme garantie, disque, courroie et filtre. ', 6),
    array[(array['freins', 'batterie', 'facture', 'hiver'])[1 + g % 4]], col.id, (a * 900)::int, (b * 40)::int, (c * 9)::int, test.person('owner'), test.person('owner')
from (select g, random() a, random() b, random() c from generate_series(1, greatest(:tickets / 60, 50)) g) x join colleague col on col.n = x.g % 40;
insert into app.opportunity (tenant_id, title, stage, contact_id, amount, probability, expected_on, owner_id, team_id, last_activity_on, closed_on, rank, created_by, updated_by)
select test.tenant(), 'Devis ' || g, s.s, con.low + (b * 3999)::int, (a * 5000000)::int, 50, current_date + (b * 200)::int - 60, col.id, case when b < 0.08 then test.team() end, current_date - (a * 60)::int, case when s.s in ('won', 'lost') then current_date - (b * 2000)::int end, 1000000000::bigint + g::bigint * 65536, test.person('owner'), test.person('owner')
from (select g, random() a, random() b, random() c from generate_series(1, :tasks / 4) g) x join colleague col on col.n = x.g % 40, (select min(id) as low from app.contact where tenant_id = test.tenant()) con,
    lateral (select case when c < 0.6 then 'won' when c < 0.85 then 'lost' else (array['new', 'qualified', 'proposal', 'negotiation'])[1 + g % 4] end as s) s;
insert into app.lead (tenant_id, title, status, last_name, email, owner_id, team_id, rank, created_by, updated_by)
select test.tenant(), 'Demande ' || g, (array['new', 'contacted', 'qualified', 'lost'])[1 + g % 4], 'Nom' || g, 'prospect' || g || '@example.fr', col.id, case when g % 12 = 0 then test.team() end, 1000000000::bigint + g::bigint * 65536, test.person('owner'), test.person('owner')
from generate_series(1, :tasks / 4) g join colleague col on col.n = g % 40;
insert into app.due (tenant_id, kind, title, due_on, source_entity, source_id, vehicle_id, contact_id, team_id, created_by, updated_by)
select test.tenant(), (array['inspection', 'service', 'warranty', 'paper'])[1 + g % 4], 'Échéance ' || g, current_date + (a * 700)::int - 60, (array['vehicle', 'service_plan', 'warranty', 'document'])[1 + g % 4], g, v.low + g % 2000, con.low + (a * 3999)::int, case when a < 0.08 then test.team() end, test.person('owner'), test.person('owner')
from (select g, random() a from generate_series(1, greatest(:missions / 20, 2000)) g) x, (select min(id) as low from app.contact where tenant_id = test.tenant()) con, (select min(id) as low from app.vehicle where tenant_id = test.tenant()) v;
insert into app.vehicle_event (tenant_id, vehicle_id, kind, happened_on, severity, title, created_by, updated_by)
select test.tenant(), v.low + g % 2000, (array['maintenance', 'repair', 'accident', 'fine'])[1 + g % 4], current_date - g % 3000, 'low', 'Événement ' || g, col.id, col.id
from generate_series(1, greatest(:missions / 10, 2000)) g join colleague col on col.n = g % 40, (select min(id) as low from app.vehicle where tenant_id = test.tenant()) v;
insert into app.service_record (tenant_id, vehicle_id, operation, done_on, mileage, created_by, updated_by)
select test.tenant(), v.low + g % 2000, (array['Vidange', 'Freins', 'Courroie'])[1 + g % 3], current_date - g % 3000, 10000 + g % 200000, col.id, col.id
from generate_series(1, greatest(:missions / 10, 2000)) g join colleague col on col.n = g % 40, (select min(id) as low from app.vehicle where tenant_id = test.tenant()) v;
set local session_replication_role = origin;
do $$ declare m text; begin
	for m in select made from made_again loop execute m; end loop;
	comment on constraint booking_once on app.booking is 'Someone booked this for that time a moment ago.';
end $$;
\o /dev/null
\i sql/planning/mission.sql
\i sql/planning/booking.sql
\i sql/support/ticket.sql
\i sql/support/ticket_message.sql
\i sql/planning/task.sql
\i sql/stock/equipment.sql
\i sql/stock/equipment_booking.sql
\i sql/support/article.sql
\i sql/crm/opportunity.sql
\i sql/crm/lead.sql
\i sql/planning/due.sql
\i sql/garage/vehicle_event.sql
\i sql/garage/service_record.sql
\o
set local client_min_messages = warning;
do $$ declare e text; begin
	for e in select entity from heavy union all values ('resource'), ('mission_person'), ('resource_hours'), ('choice'), ('person') loop execute format('analyze app.%I', e); end loop;
end $$;
