-- reading.sql: what screens do with an entity beyond its fields: text that is read as Markdown, codes that are scanned, what is proposed
-- while somebody types, and what the help offers.

-- These columns are Markdown: a record shows them laid out, a reader has them on a whole screen, the editor keeps the source. reads: the
-- action that notes that it was read; asks: the one that asks the reader a question at the end.
create or replace function ui.declare_markdown(entity text, columns text, reads text default null, asks text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	bad text;
begin
	perform ui.columns(format('app.%I', entity)::regclass, ui.words(columns));
	select string_agg(n, ', ') into bad from unnest(array_remove(array[reads, asks], null)) n where not exists (select from ui.verb v where v.entity = $1 and v.verb = n and v.proc is not null);
	if bad is not null then raise 'ui: % has no action %', entity, bad; end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('markdown', to_jsonb(ui.words(columns)),
	    'reader', jsonb_strip_nulls(jsonb_build_object('reads', reads, 'asks', asks))) where e.entity = $1;
end $$;

-- An action that takes one code after the other, from a scanner that types: its screen stays open and tells of each.
create or replace function ui.declare_scan(entity text, verb text, argument text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if not exists (select from ui.verb v join pg_proc p on p.proname = v.proc and p.pronamespace = 'app'::regnamespace
	    where v.entity = $1 and v.verb = $2 and argument = any (p.proargnames[2:p.pronargs])) then raise 'ui: %.% takes no %', entity, verb, argument; end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('scans', coalesce(e.spec -> 'scans', '{}') || jsonb_build_object(verb, argument)) where e.entity = $1;
end $$;

-- What an action would send or write, to be read before many of them are done: app.ENTITY_VERB_look(id, args) answers its text, or refuses as the
-- action would. It runs as the person.
create or replace function ui.declare_look(entity text, verb text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	look constant regprocedure := to_regprocedure(format('app.%I(bigint,jsonb)', entity || '_' || verb || '_look'));
begin
	if look is null or not exists (select from ui.verb v where v.entity = $1 and v.verb = $2 and v.proc is not null) then raise 'ui: %.% cannot be looked at', entity, verb; end if;
	execute format('grant execute on function %s to comptoir_staff', look);
	update ui.entity e set spec = e.spec || jsonb_build_object('looks', coalesce(e.spec -> 'looks', '{}') || jsonb_build_object(verb, true)) where e.entity = $1;
end $$;

-- While the field of one entity is typed, records of another are proposed below it: those that a report finds for the text. Its first
-- argument is the text, its first column names the record.
create or replace function ui.declare_suggest(entity text, field text, other text, report text) returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	p constant pg_proc := (select p from ui.report r join pg_proc p on p.proname = r.proc and p.pronamespace = 'app'::regnamespace where r.name = report);
begin
	perform ui.columns(format('app.%I', entity)::regclass, array[field]), ui.spec(other);
	if p.pronargs is distinct from 1 or p.proallargtypes[2] is distinct from 'bigint'::regtype then raise 'ui: the report % finds no records for a text', report; end if;
	update ui.entity e set spec = e.spec || jsonb_build_object('suggest', coalesce(e.spec -> 'suggest', '{}') || jsonb_build_object(field, jsonb_build_object('entity', other, 'report', report)))
	where e.entity = $1;
end $$;
-- What is proposed for a text: {"entity", "rows": [{"id", "label"}…]}, the best first. Short texts mean too much.
create or replace function ui.suggest(entity text, field text, text text, most integer default 5) returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	s constant jsonb := (select e.spec -> 'suggest' -> field from ui.entity e where e.entity = $1); p pg_proc; rows jsonb;
begin
	if s is null then perform app.refuse('Nothing is proposed for {field}.', jsonb_build_object('field', field), 'UI007'); end if;
	if app.scope(s ->> 'entity', 'read') = 'none' or length(btrim(text)) < 4 then return jsonb_build_object('entity', s -> 'entity', 'rows', '[]'::jsonb); end if;
	select x.* into p from ui.report r join pg_proc x on x.proname = r.proc and x.pronamespace = 'app'::regnamespace where r.name = s ->> 'report';
	execute format('select jsonb_agg(jsonb_build_object(''id'', x.%1$I, ''label'', app.label_of(%2$L, x.%1$I)) order by n) from app.%3$I($1) with ordinality x(%4$s, n) where n <= $2',
	    p.proargnames[2], s ->> 'entity', p.proname, (select string_agg(quote_ident(n), ', ') from unnest(p.proargnames[2:]) n)) into rows using left(text, 500), most;
	return jsonb_build_object('entity', s -> 'entity', 'rows', coalesce(rows, '[]'));
end $$;
grant execute on function ui.suggest to comptoir_staff;

-- What the help offers beside the keys: the list of an entity, or a new record of it.
create table if not exists ui.help_offer (
	rank	integer primary key,
	entity	text not null references ui.entity,
	does	text not null check (does in ('list', 'create')),
	title	text not null,
	help	text not null
);
alter table ui.help_offer owner to comptoir_owner;
grant select on ui.help_offer to comptoir_staff;
create or replace function ui.declare_help(rank integer, entity text, does text, title text, help text) returns void language sql set search_path = pg_catalog, pg_temp as $$
	insert into ui.help_offer values ($1, $2, $3, $4, $5) on conflict on constraint help_offer_pkey
	do update set entity = excluded.entity, does = excluded.does, title = excluded.title, help = excluded.help $$;
create or replace function ui.help(mine jsonb) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_build_object('entity', h.entity, 'does', h.does, 'title', h.title, 'help', h.help) order by h.rank), '[]')
	from ui.help_offer h where mine -> h.entity ? case h.does when 'list' then 'read' else 'create' end $$;
grant execute on function ui.help to comptoir_staff;
