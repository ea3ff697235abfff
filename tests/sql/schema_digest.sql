-- schema_digest.sql: the schema as text, one fact a line, ordered by name: what pg_dump cannot give (it follows the order in which
-- columns were added, and prints a random word). Two roads to one release end in the same text.
with
space as (select oid from pg_namespace where nspname in ('app', 'ui')),
rel as (select c.* from pg_class c where relnamespace in (select oid from space) and relkind in ('r', 'p', 'v', 'm', 'S', 'c')),
line (kind, name, fact) as (
	select 'role', rolname, concat_ws(' ', rolsuper, rolinherit, rolcanlogin, rolbypassrls, rolcreaterole, rolcreatedb,
	    (select string_agg(s, ' ' order by s) from pg_db_role_setting d, unnest(d.setconfig) s where d.setrole = r.oid and d.setdatabase = 0),
	    'in', (select string_agg(m.roleid::regrole::text, ' ' order by m.roleid::regrole::text) from pg_auth_members m where m.member = r.oid))
	from pg_roles r where rolname like 'comptoir\_%'
	union all select 'extension', extname, n.nspname from pg_extension e join pg_namespace n on n.oid = e.extnamespace
	    where extname not in ('pgtap', 'plpgsql_check')
	union all select 'schema', nspname, concat_ws(' ', nspowner::regrole, (select string_agg(a::text, ' ' order by a::text) from unnest(nspacl) a))
	    from pg_namespace where oid in (select oid from space)
	union all select 'collation', collname, concat_ws(' ', collprovider, collcollate, colliculocale) from pg_collation
	    where collnamespace in (select oid from space)
	union all select 'type', t.oid::regtype::text, concat_ws(' ', t.typtype, t.typowner::regrole, format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault,
	    obj_description(t.oid, 'pg_type')) from pg_type t where t.typnamespace in (select oid from space) and t.typtype in ('d', 'e', 'r')
	union all select 'relation', r.oid::regclass::text, concat_ws(' ', r.relkind, r.relowner::regrole, r.relrowsecurity, r.relforcerowsecurity, r.reloptions,
	    (select string_agg(a::text, ' ' order by a::text) from unnest(r.relacl) a), obj_description(r.oid, 'pg_class'),
	    case when r.relkind in ('v', 'm') then pg_get_viewdef(r.oid) end) from rel r
	union all select 'column', r.oid::regclass::text || '.' || a.attname, concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull,
	    case when a.attcollation <> 0 then a.attcollation::regcollation end, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid),
	    (select string_agg(x::text, ' ' order by x::text) from unnest(a.attacl) x), col_description(r.oid, a.attnum))
	    from rel r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
	    left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum where r.relkind <> 'S'
	union all select 'constraint', coalesce(c.conrelid::regclass::text, c.contypid::regtype::text) || '.' || c.conname,
	    concat_ws(' ', pg_get_constraintdef(c.oid), c.convalidated, obj_description(c.oid, 'pg_constraint'))
	    from pg_constraint c where c.connamespace in (select oid from space)
	union all select 'index', i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid, obj_description(i.indexrelid, 'pg_class'))
	    from pg_index i where i.indrelid in (select oid from rel)
	union all select 'trigger', t.tgrelid::regclass::text || '.' || t.tgname, pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
	    from pg_trigger t where not t.tgisinternal and t.tgrelid in (select oid from rel)
	union all select 'policy', p.polrelid::regclass::text || '.' || p.polname, concat_ws(' ', p.polcmd, p.polpermissive,
	    (select string_agg(case when o = 0 then 'public' else o::regrole::text end, ' ' order by o::regrole::text) from unnest(p.polroles) o),
	    pg_get_expr(p.polqual, p.polrelid), 'check', pg_get_expr(p.polwithcheck, p.polrelid)) from pg_policy p where p.polrelid in (select oid from rel)
	union all select 'function', f.oid::regprocedure::text, concat_ws(' ', f.proowner::regrole,
	    (select string_agg(a::text, ' ' order by a::text) from unnest(f.proacl) a),
	    case when f.prokind = 'a' then (select concat_ws(' ', g.aggtransfn, g.aggfinalfn, g.agginitval) from pg_aggregate g where g.aggfnoid = f.oid)
	    else pg_get_functiondef(f.oid) end, obj_description(f.oid, 'pg_proc'))
	    from pg_proc f where f.pronamespace in (select oid from space)
	union all select 'entity', e.entity, e.spec::text from ui.entity e
	union all select 'verb', v.entity || '.' || v.verb, (to_jsonb(v) || jsonb_build_object('position', row_number() over (partition by v.entity order by v.last, v.position)))::text from ui.verb v
)
select kind || ' ' || name || ': ' || regexp_replace(fact, '\s+', ' ', 'g') from line order by kind collate "C", name collate "C", fact collate "C";
