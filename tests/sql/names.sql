-- names.sql: what scripts/lint reads from a loaded database: "entity NAME" for each kind of record that the catalogue knows (no C file
-- names one), and "crooked NAME" for whatever would need quotes in SQL.
select 'entity ' || entity from ui.entity order by entity;
with space as (select oid from pg_namespace where nspname in ('app', 'ui')),
named (n) as (
	select nspname from pg_namespace where oid in (select oid from space)
	union all select relname from pg_class where relnamespace in (select oid from space)
	union all select attname from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace in (select oid from space) and attnum > 0 and not attisdropped
	union all select proname from pg_proc where pronamespace in (select oid from space)
	union all select unnest(proargnames) from pg_proc where pronamespace in (select oid from space)
	union all select typname from pg_type where typnamespace in (select oid from space) and typtype in ('c', 'd', 'e')
	union all select conname from pg_constraint where connamespace in (select oid from space)
	union all select tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid where c.relnamespace in (select oid from space) and not tgisinternal
	union all select polname from pg_policy p join pg_class c on c.oid = p.polrelid where c.relnamespace in (select oid from space)
	union all select rolname from pg_roles where rolname like 'comptoir%'
)
select distinct 'crooked ' || n from named where n !~ '^_?[a-z][a-z0-9_]*$' and n <> '' order by 1;
