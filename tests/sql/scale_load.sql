-- scale_load.sql: one company, alpha, with :contacts contacts and :vehicles vehicles, and :companies others beside it with 100 contacts
-- each; read by scale_test.sql. Rows are written as they would stand after the triggers, which are off, and the indexes are made
-- afterwards. Names, cities, tags and owners are as uneven as they are in life: everything that an estimate could trip over.
\set QUIET on
set local client_min_messages = error;
set local maintenance_work_mem = '256MB';
set local work_mem = '128MB';
select setseed(0.42) \g /dev/null
do $$ declare i text; begin
	for i in select x.indexrelid::regclass from pg_index x where x.indrelid in ('app.contact'::regclass, 'app.vehicle'::regclass)
	    and obj_description(x.indexrelid, 'pg_class') like 'declared: %' loop execute 'drop index ' || i; end loop;
end $$;
insert into app.tenant (slug, name) select 'other-' || g, 'Other ' || g from generate_series(1, :companies) g;
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', test.person('owner')::text, true) \g /dev/null
set local session_replication_role = replica;

create temporary table word on commit drop as select kind, w, row_number() over (partition by kind order by n) - 1 as n from (
	select 'last' as kind, w, n from unnest('{Martin,Bernard,Thomas,Petit,Robert,Richard,Durand,Dubois,Moreau,Laurent,Simon,Michel,Lefebvre,Leroy,Roux,David,Bertrand,Morel,Fournier,Girard,Bonnet,Dupont,Lambert,Fontaine,Rousseau,Vincent,Muller,Lefèvre,Faure,André,Mercier,Blanc,Guérin,Boyer,Garnier,Chevalier,François,Legrand,Gauthier,Dupuis}'::text[]) with ordinality u(w, n)
	union all select 'first', w, n from unnest('{Jean,Marie,Pierre,Nathalie,Michel,Isabelle,André,Sylvie,Philippe,Catherine,Alain,Françoise,Nicolas,Martine,Christophe,Camille,Léa,Hugo,Chloé,Emma}'::text[]) with ordinality u(w, n)
	union all select 'city', w, n from unnest('{Paris,Marseille,Lyon,Toulouse,Nice,Nantes,Montpellier,Strasbourg,Bordeaux,Lille,Rennes,Reims,Saint-Étienne,Le Havre,Toulon,Grenoble,Dijon,Angers,L’Haÿ-les-Roses,Ys}'::text[]) with ordinality u(w, n)
	union all select 'syllable', w, n from unnest('{ba,be,bi,bo,ca,che,da,de,du,fa,fe,ga,gi,ha,jo,ka,la,le,lin,ma,mer,mo,na,ni,pa,per,ra,ri,ro,sa,se,ta,ti,van,vi,zo}'::text[]) with ordinality u(w, n)) x;
create temporary table words on commit drop as select
	array_agg(w order by n) filter (where kind = 'last') as l, array_agg(w order by n) filter (where kind = 'first') as f,
	array_agg(w order by n) filter (where kind = 'city') as c, array_agg(w order by n) filter (where kind = 'syllable') as s from word;
insert into app.contact (tenant_id, kind, first_name, last_name, company_name, email, phone, city, postcode, tags, custom, owner_id, team_id, last_contact_on,
    created_at, updated_at)
select case when g <= :contacts then test.tenant() else (select min(id) from app.tenant where slug like 'other-%') + (g - :contacts - 1) / 100 end, kind,
    case when kind = 'person' then f[1 + (a ^ 2 * 19.99)::int] end,
    case when kind = 'person' then case when b < 0.3 then l[1 + (c1 ^ 2 * 39.49)::int] else initcap(s[1 + (c1 * 35)::int] || s[1 + (d * 35)::int] || s[1 + (e * 35)::int]) end end,
    case when kind = 'company' then 'Garage ' || initcap(s[1 + (c1 * 35)::int] || s[1 + (d * 35)::int] || s[1 + (e * 35)::int]) end,
    case when d < 0.8 then 'client' || g || '@example.fr' end, case when e < 0.7 then '+33' || (100000000 + (b * 899999999)::bigint) end,
    c[1 + (d ^ 3 * 19.49)::int], '75001', case when a < 0.005 then '{VIP}' when a < 0.3 then '{client}' when a < 0.35 then '{client,fleet}' else '{}' end::text[],
    case when e < 0.01 then '{"loyalty": "gold"}' when e < 0.1 then '{"loyalty": "silver"}' else '{}' end::jsonb,
    case when g > :contacts then null when b < 0.01 then test.person('performer') when b < 0.03 then test.person('technician') when b < 0.9 then test.person('owner') end,
    case when g <= :contacts and c1 < 0.05 then test.team() end, case when a < 0.6 then current_date - (a ^ 2 * 3000)::int end,
    now() - make_interval(secs => 94608000.0 * (1 - g / (:contacts + 100.0 * :companies))), now() - make_interval(secs => 31536000.0 * b ^ 2)
from words, lateral (select g, case when g % 8 = 0 then 'company' else 'person' end as kind, random() a, random() b, random() c1, random() d, random() e
    from generate_series(1, :contacts + 100 * :companies) g) x;
insert into app.vehicle (plate, plate_country, vin, make, model, year, mileage, status, owner_id, assigned_id, team_id, next_inspection, tags, custom, updated_at)
select translate(chr(65 + x / 529 % 23) || chr(65 + x / 23 % 23), 'IOU', 'XYZ') || lpad((p % 999 + 1)::text, 3, '0') || translate(chr(65 + x % 23) || chr(65 + p / 999 % 23), 'IOU', 'XYZ'), 'FR',
    'VF1' || lpad(g::text, 14, '0'), (array['Renault', 'Peugeot', 'Citroën', 'Dacia', 'Volkswagen', 'Toyota', 'Ford', 'Lancia'])[1 + (a ^ 2 * 7.49)::int],
    (array['Clio', '208', 'C3', 'Sandero', 'Golf', 'Yaris', 'Fiesta'])[1 + (a ^ 2 * 6.49)::int], case when b < 0.9 then 2025 - (b * 25)::int end,
    case when c < 0.8 then (c * 300000)::int end, case when d < 0.9 then 'active' when d < 0.95 then 'sold' when d < 0.999 then 'in_workshop' else 'stolen' end,
    (select min(id) from app.contact where tenant_id = test.tenant()) + (a * (:contacts - 1))::int,
    case when b < 0.01 then test.person('performer') when b < 0.03 then test.person('technician') else test.person('owner') end,
    case when e < 0.05 then test.team() end, case when e < 0.9 then current_date - 200 + (e * 1000)::int end,
    case when c < 0.005 then '{VIP}' else '{}' end::text[], case when d < 0.01 then '{"loyalty": "gold"}' else '{}' end::jsonb, now() - make_interval(secs => 31536000.0 * c ^ 2)
from (select g, (g * 48271::bigint % 22977)::int as p, (g * 7919::bigint % 12167)::int as x, random() a, random() b, random() c, random() d, random() e
    from generate_series(1, :vehicles) g) y;
insert into app.custom_field (entity, name, label, type, choices) select e, 'loyalty', 'Loyalty', 'choice', '{gold,silver}' from unnest('{contact,vehicle}'::text[]) e;
set local session_replication_role = origin;
\o /dev/null
\i sql/crm/contact.sql
\i sql/garage/vehicle.sql
\o
set local client_min_messages = warning;
analyze app.contact;
analyze app.vehicle;
