-- tour.sql: the steps of the guided tour: what is told, and what the person does before the next one. It goes through companies with
-- invented records only (app.tenant.demo).
create table if not exists ui.tour_step (
	rank	integer primary key,
	title	text not null,
	text	text not null,		-- {search} stands for the key of that command, as this person has it
	until	jsonb not null,		-- {"at": a kind of screen, "entity": what it shows, "did": a command, "saved": an entity}: all of them; {}: Enter goes on
	begins	text,			-- where one is taken who comes back to this step, as one writes it after “:”; null: where the step before began
	needs	text			-- "entity verb": left out for who may not
);
alter table ui.tour_step owner to comptoir_owner;
grant select on ui.tour_step to comptoir_staff;

create or replace function ui.declare_tour_step(rank integer, title text, text text, until jsonb default '{}', begins text default null, needs text default null) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	if until - '{at,entity,did,saved}'::text[] <> '{}' then raise 'tour step %: nothing waits for %', rank, until; end if;
	if not exists (select from ui.entity e where e.entity = coalesce(until ->> 'entity', until ->> 'saved', e.entity)) then raise 'tour step %: no such entity in %', rank, until; end if;
	if needs is not null and not exists (select from ui.verb v where v.entity || ' ' || v.verb = needs) then raise 'tour step %: no such right %', rank, needs; end if;
	insert into ui.tour_step values ($1, $2, $3, $4, $5, $6) on conflict on constraint tour_step_pkey
	do update set title = excluded.title, text = excluded.text, until = excluded.until, begins = excluded.begins, needs = excluded.needs;
end $$;

create or replace function ui.tour(mine jsonb) returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('title', s.title, 'text', s.text, 'until', s.until, 'begins', s.begins)) order by s.rank), '[]')
	from ui.tour_step s where (s.needs is null or coalesce(mine -> split_part(s.needs, ' ', 1) ? split_part(s.needs, ' ', 2), false))
	and (coalesce(s.until ->> 'entity', s.until ->> 'saved') is null or coalesce(mine -> coalesce(s.until ->> 'entity', s.until ->> 'saved') ? 'read', false)) $$;
grant execute on function ui.tour to comptoir_staff;
