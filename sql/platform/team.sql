-- after: platform/person
-- team.sql: crews, desks and queues; the scope "team" reaches what belongs to one's teams.
create table if not exists app.team (like app.base including all,
	name		text collate app.natural not null,
	description	text,
	constraint team_name unique (tenant_id, name)
);
comment on table app.team is 'Crews, desks and queues.';
comment on column app.team.name is 'The name of the team.';
comment on column app.team.description is 'What this team does.';
comment on constraint team_name on app.team is 'There is a team of this name already.';
select ui.declare_entity('team', title => 'Teams', one => 'Team', menu => 'Company', "position" => 920, label => 'name',
    list => 'name description', form => '[["Team", "name", "description"]]', sort => 'name', search => 'name', "order" => 'name',
    rights => '{"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');

create table if not exists app.team_member (like app.base including all,
	team_id		bigint not null,
	person_id	bigint not null,
	leads		boolean not null default false,
	constraint team_member_once unique (tenant_id, team_id, person_id),
	constraint team_member_team foreign key (tenant_id, team_id) references app.team,
	constraint team_member_person foreign key (tenant_id, person_id) references app.person
);
create index if not exists team_member_of on app.team_member (tenant_id, person_id, team_id) where deleted_at is null;
comment on table app.team_member is 'Who is in which team.';
comment on column app.team_member.team_id is 'The team.';
comment on column app.team_member.person_id is 'The colleague.';
comment on column app.team_member.leads is 'Whether this colleague leads the team.';
comment on constraint team_member_once on app.team_member is 'This colleague is in this team already.';
select ui.declare_entity('team_member', title => 'Team members', one => 'Team member', menu => '', "position" => 921, label => 'person_id',
    list => 'team_id person_id leads', form => '[["Member", "team_id", "person_id", "leads"]]',
    rights => '{"office":{"read":"all"},"technician":{"read":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');
