-- after: planning/mission planning/booking planning/mission_check stock/equipment_booking
-- mission_again.sql: a mission once more: as a copy, and for the dates of its series what was decided for one.
create or replace function app.mission_duplicate(mission_id bigint, starts_at timestamptz default null) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('mission', 'duplicate', mission_id);
	return app.copy_record('mission', mission_id, starts_at);
end $$;
comment on function app.mission_duplicate is 'A draft like this one, with its team, its equipment and its check-list; at another time, perhaps.';
select ui.declare_action('app.mission_duplicate(bigint,timestamptz)', 'mission', label => 'Duplicate', key => 'd');
select ui.declare_counter('mission', 'duplicate', makes => 'mission');
select ui.declare_copy('mission', 'duplicate');

-- The dates of its series that are still to come, this one included.
create or replace function app.mission_plan_all(mission_id bigint) returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	m app.mission; i bigint; n integer := 0;
begin
	perform app.require('mission', 'plan_all', mission_id);
	select * into m from app.mission x where x.tenant_id = app.tenant() and x.id = mission_id;
	if m.series_id is null then perform app.refuse('“{title}” does not repeat.', jsonb_build_object('title', m.title, 'field', 'repeats')); end if;
	perform app.series_asked('mission', 'plan', m.series_id, m.starts_at);
	for i in select x.id from app.mission x where x.tenant_id = app.tenant() and x.series_id = m.series_id and x.deleted_at is null and x.status = 'draft' and (x.starts_at > now() or x.id = m.id) order by x.starts_at, x.id loop
		perform app.mission_move(i, '{draft}', 'planned', '“{title}” is no draft: only a draft is planned.');
		n := n + 1;
		perform set_config('app.series', 'on', true);	-- the first of them speaks for all
	end loop;
	perform set_config('app.series', '', true);
	update app.series s set state = '{"status": "planned"}' where s.tenant_id = app.tenant() and s.id = m.series_id;
	return n;
end $$;
comment on function app.mission_plan_all is 'Plan this date and all drafts of its series that are still to come: whoever and whatever they take is held. Those made later are planned too.';
select ui.declare_action('app.mission_plan_all(bigint)', 'mission', label => 'Plan all dates', shown_when => 'series_id is not null');
select ui.declare_counter('mission', 'plan_all', final => 'Each of its dates is cancelled by itself, or the rest of them by ending its repetition.');
