-- after: crm/contact crm/activity platform/choice planning/quick
-- opportunity.sql: a deal that may come: how much, how likely, how far, and when something last happened.
create table if not exists app.opportunity (like app.base including all,
	title		text collate app.natural not null,
	stage		text not null default 'new',
	contact_id	bigint,
	amount		app.cents,
	probability	app.percent,
	weighted	app.cents generated always as (round(amount::bigint * probability / 100)::bigint) stored,
	expected_on	date,
	owner_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	source		text,
	tags		text[] not null default '{}',
	notes		app.long_text,
	last_activity_on date not null default app.today(),
	closed_on	date,
	lost_for	text,
	rank		bigint not null default app.next_rank(),
	custom		jsonb not null default '{}',
	constraint opportunity_titled check (btrim(title) <> ''),
	constraint opportunity_amount check (amount >= 0),
	constraint opportunity_probability check (probability between 0 and 100),
	constraint opportunity_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint opportunity_owner foreign key (tenant_id, owner_id) references app.person,
	constraint opportunity_team foreign key (tenant_id, team_id) references app.team
);
create index if not exists opportunity_of_contact on app.opportunity (tenant_id, contact_id) where deleted_at is null and contact_id is not null;
create index if not exists opportunity_quiet on app.opportunity (tenant_id, last_activity_on) where deleted_at is null and closed_on is null;
comment on table app.opportunity is 'Deals that may come: how much, how likely, how far.';
comment on column app.opportunity.title is 'What it is about.';
comment on column app.opportunity.stage is 'How far it is.';
comment on column app.opportunity.contact_id is 'With whom.';
comment on column app.opportunity.amount is 'How much it may bring.';
comment on column app.opportunity.probability is 'How likely it is. A stage brings its own until you say another.';
comment on column app.opportunity.weighted is 'The amount times the probability.';
comment on column app.opportunity.expected_on is 'When it is expected to be decided.';
comment on column app.opportunity.owner_id is 'Who looks after it.';
comment on column app.opportunity.team_id is 'The team that looks after it.';
comment on column app.opportunity.source is 'How it came to us.';
comment on column app.opportunity.tags is 'Words to group opportunities by.';
comment on column app.opportunity.notes is 'Anything worth knowing.';
comment on column app.opportunity.last_activity_on is 'The day on which something last happened. Activities and new stages set it.';
comment on column app.opportunity.closed_on is 'The day on which it was won or lost.';
comment on column app.opportunity.lost_for is 'Why it was lost.';
comment on column app.opportunity.rank is 'Its place on the board; moving a card changes it.';
comment on column app.opportunity.custom is 'Fields that your company added.';
comment on constraint opportunity_titled on app.opportunity is 'Say what it is about.';
comment on constraint opportunity_amount on app.opportunity is 'An amount is not negative.';
comment on constraint opportunity_probability on app.opportunity is 'A probability is 0 to 100 %.';

create or replace function app.opportunity_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	usual constant jsonb := '{"new": 10, "qualified": 30, "proposal": 50, "negotiation": 75, "won": 100, "lost": 0}';
	stage constant text := app.counts_as('opportunity', 'stage', new.stage); was constant text := case when tg_op = 'UPDATE' then app.counts_as('opportunity', 'stage', old.stage) end;
begin
	-- One that was set by hand stays, until it is won or lost.
	if tg_op = 'INSERT' then new.probability := coalesce(new.probability, (usual ->> stage)::numeric);
	elsif stage is distinct from was and new.probability is not distinct from old.probability
	    and (stage in ('won', 'lost') or old.probability is not distinct from (usual ->> was)::numeric) then new.probability := (usual ->> stage)::numeric;
	end if;
	if stage in ('won', 'lost') then new.closed_on := coalesce(new.closed_on, app.today()); else new.closed_on := null; end if;
	if stage <> 'lost' then new.lost_for := null; end if;
	if tg_op = 'UPDATE' and new.stage <> old.stage then new.last_activity_on := app.today(); end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.opportunity for each row execute function app.opportunity_fill();

-- What happens about it makes it alive.
create or replace function app.opportunity_alive() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	update app.opportunity o set last_activity_on = app.today(), version = o.version + 1
	where o.tenant_id = new.tenant_id and o.id = new.subject_id and o.deleted_at is null and o.last_activity_on < app.today();
	return null;
end $$;
alter function app.opportunity_alive() owner to comptoir_action;
create or replace trigger opportunity_alive after insert on app.activity for each row when (new.subject_entity = 'opportunity' and new.at <= now() + interval '5 minutes')
    execute function app.opportunity_alive();

create or replace function app.opportunity_warnings(o app.opportunity) returns setof app.warning language sql stable set search_path = pg_catalog, pg_temp as $$
	select 'last_activity_on', 'Nothing happened for {count} days.', jsonb_build_object('count', app.today() - o.last_activity_on)
	where o.closed_on is null and o.last_activity_on < app.today() - 14
	union all select 'expected_on', 'The day on which it was expected is over.', '{}' where o.closed_on is null and o.expected_on < app.today() $$;
grant execute on function app.opportunity_warnings(app.opportunity) to comptoir_staff;

select ui.declare_entity('opportunity', title => 'Opportunities', one => 'Opportunity', menu => 'CRM', "position" => 4, label => 'title',
    list => 'title stage contact_id amount probability expected_on owner_id last_activity_on',
    form => '[["Deal", "title", "stage", "contact_id", "amount", "probability", "weighted", "expected_on"], ["With us", "owner_id", "team_id", "source", "tags", "notes"],
      ["So far", "last_activity_on", "closed_on", "lost_for"]]',
    sort => 'title expected_on amount last_activity_on', "order" => '-id', search => 'title source tags custom', mine => 'owner_id', team => 'team_id', own => 'stage',
    board => '{"field": "stage", "lanes": "owner_id", "order": "rank", "sum": "amount", "quiet": "last_activity_on", "rest": ["won", "lost"]}', calendar => 'expected_on', timeline => 'owner_id', action_only => 'last_activity_on closed_on',
    choices => '{"stage": [["new", "New"], ["qualified", "Qualified"], ["proposal", "Proposal made"], ["negotiation", "Negotiation"], ["won", "Won"], ["lost", "Lost"]]}',
    clearance => '{"price": ["amount", "weighted"]}', shown_when => '{"lost_for": {"stage": ["lost"]}}',
    labels => '{"contact_id": "Contact", "owner_id": "Looked after by", "last_activity_on": "Last activity", "lost_for": "Lost because", "weighted": "Weighted amount", "expected_on": "Expected on"}',
    rights => '{"technician": {"read": "none", "create": "none", "update": "none"}, "performer": {"read": "none"}, "driver": {"read": "none"}}');
-- (Whose deal it is sees it, though the contact be somebody else's.)
create or replace trigger a_contact before insert or update of contact_id on app.opportunity for each row when (new.contact_id is not null)
    execute function app.within_subject('read', 'contact', 'contact_id');
select ui.declare_event('opportunity', 'won', 'Won', '“{label}” was won.', becomes => $$row.stage = 'won'$$);
select ui.declare_event('opportunity', 'lost', 'Lost', '“{label}” was lost.', becomes => $$row.stage = 'lost'$$);
select ui.declare_event('opportunity', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'owner_id', tells => 'owner_id');
select ui.declare_quick('opportunity', 'title', '{"!": "stage", "@": "owner_id", "^": "expected_on", "#": "tags"}');

-- Whoever is not cleared for prices reads how many, and no amounts.
create or replace function app.report_pipeline() returns table (stage text, deals bigint, amount app.cents, weighted app.cents, stalled bigint, stalled_amount app.cents)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
	day constant date := app.today(); priced constant boolean := exists (select from ui.fields('opportunity', named => 'amount') f where f.readable);
begin
	if app.scope('opportunity', 'read') = 'none' then
		perform app.refuse('You may not see what this report counts: {title_label}.', jsonb_build_object('title_label', ui.spec('opportunity') -> 'title'), 'UI005');
	end if;
	if priced then
		return query with stages as (select c.c ->> 0 as v, c.n from ui.fields('opportunity', named => 'stage') f, jsonb_array_elements(f.choices) with ordinality c(c, n))
		select s.v, count(o.id), coalesce(sum(o.amount::bigint), 0)::bigint::app.cents, coalesce(sum(o.weighted::bigint), 0)::bigint::app.cents,
		    count(o.id) filter (where o.last_activity_on < day - 14 and o.closed_on is null),
		    coalesce(sum(o.amount::bigint) filter (where o.last_activity_on < day - 14 and o.closed_on is null), 0)::bigint::app.cents
		from stages s left join app.opportunity o on o.tenant_id = app.tenant() and o.stage = s.v and o.deleted_at is null and (o.closed_on is null or o.closed_on > day - 365)
		group by s.v, s.n order by s.n;
	else
		return query with stages as (select c.c ->> 0 as v, c.n from ui.fields('opportunity', named => 'stage') f, jsonb_array_elements(f.choices) with ordinality c(c, n))
		select s.v, count(o.id), null::app.cents, null::app.cents, count(o.id) filter (where o.last_activity_on < day - 14 and o.closed_on is null), null::app.cents
		from stages s left join app.opportunity o on o.tenant_id = app.tenant() and o.stage = s.v and o.deleted_at is null and (o.closed_on is null or o.closed_on > day - 365)
		group by s.v, s.n order by s.n;
	end if;
end $$;
comment on function app.report_pipeline is 'Deals by stage: how many, how much, how much weighted, and how many of them nothing happened to for more than 14 days. Won and lost: the last year.';
select ui.declare_report('pipeline', 'Pipeline', 'app.report_pipeline()',
    (select jsonb_build_object('stage', e.spec -> 'choices' -> 'stage') from ui.entity e where e.entity = 'opportunity'));
select ui.declare_chart('pipeline', '{"kind": "bars", "label": "stage", "values": ["amount"], "tile": 45, "now": ["new", "qualified", "proposal", "negotiation"]}');
