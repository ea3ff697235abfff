-- sentences.sql: every sentence and label that the database holds for people, one a line: what po/ must translate besides C's.
-- Needs the schema and fixture.sql. Whatever begins with a capital and ends with a full stop in a function is a sentence for a person.
begin;
do $$ begin perform test.sign_in('superadmin'); end $$;
create temp table sheet on commit drop as select ui.catalogue()::jsonb as c;
do $$ begin perform test.sign_out(); end $$;
with entity as (select e.value as e from sheet, jsonb_each(c -> 'entities') e),
field as (select f.value as f from entity, jsonb_array_elements(e -> 'fields') f),
action as (select a.value as a from entity, jsonb_array_elements(coalesce(e -> 'actions', '[]')) a),
said (t) as (
	select jsonb_array_elements_text(c -> 'menus') from sheet
	union select e ->> k from entity, unnest('{title,one,menu,help,empty}'::text[]) k
	union select s ->> 0 from entity, jsonb_array_elements(e -> 'form') s
	union select m.value ->> 'text' from entity, jsonb_each(case jsonb_typeof(e -> 'messages') when 'object' then e -> 'messages' else '{}' end) m
	union select r ->> 'label' from entity, jsonb_array_elements(coalesce(e -> 'related', '[]')) r
	union select f ->> k from field, unnest('{label,help}'::text[]) k
	union select x ->> 1 from field, jsonb_array_elements(coalesce(f -> 'choices', '[]')) x where x ->> 1 <> x ->> 0	-- one that is called as it is written is a name that somebody gave
	union select a ->> k from action, unnest('{label,help}'::text[]) k
	union select a -> 'undone' ->> 'text' from action
	union select g ->> k from action, jsonb_array_elements(coalesce(a -> 'args', '[]')) g, unnest('{label,help}'::text[]) k
	union select 'Custom'	-- the group of a form that holds a company's own fields
	union select x from ui.report r join pg_proc p on p.proname = r.proc and p.pronamespace = 'app'::regnamespace,
	    lateral (select r.title union select obj_description(p.oid, 'pg_proc') union select ui.label(a) from unnest(p.proargnames) a
	        union select c ->> 1 from jsonb_each(r.choices) k, jsonb_array_elements(k.value) c) y (x)
	union select x from ui.wizard w, jsonb_array_elements(w.steps) s, lateral (values (w.title), (w.help), (s ->> 'title')) y (x)
	union select x from ui.help_offer h, lateral (values (h.title), (h.help)) y (x)
	union select x from ui.preference p, lateral (select p.label union select p.help union select p.usual union select c ->> 1 from jsonb_array_elements(coalesce(p.choices, '[]')) c) y (x)
	union select x from ui.tour_step s, lateral (values (s.title), (s.text)) y (x)
	union select obj_description(oid, 'pg_proc') from pg_proc where pronamespace = 'app'::regnamespace and proname like 'job\_%' and proargtypes[0] = 'integer'::regtype and proargtypes[1] = 'jsonb'::regtype	-- what `jobs` says of each
	union select x from ui.event v, lateral (values (v.label), (v.sentence)) y (x)
	union select app.kind_label(x) from unnest('{money,integer,decimal,date,timestamp,boolean,text}'::text[]) x
	union select obj_description(oid, 'pg_constraint') from pg_constraint where connamespace = 'app'::regnamespace
	union select obj_description(oid, 'pg_type') from pg_type where typnamespace = 'app'::regnamespace and typtype = 'd'
	union select replace(m[1], '''''', '''') from pg_proc p, regexp_matches(p.prosrc, '''([A-Z{“](?:[^'']|'''')*[.?!…])''', 'g') m
	    where pronamespace in ('app'::regnamespace, 'ui'::regnamespace)
)
select t from (select distinct t collate "C" from said where t <> '' and t !~ '[\r\n]') x (t) order by t;
rollback;
