-- gadget.sql: an entity that only tests know. It uses everything a declaration can say, and nothing in C has heard of it.
create table if not exists app.gadget (like app.base including all,
	name		text collate app.natural not null,
	code		app.plate,
	email		app.email,
	kind		text not null default 'small',
	stage		text not null default 'new',
	price		app.cents,
	cost		app.cents,
	weight		numeric(10, 3),
	bought_on	date,
	checked_at	timestamptz,
	spare		boolean not null default false,
	parent_id	bigint,
	owner_id	bigint default app.person(),
	team_id		bigint,
	tags		text[] not null default '{}',
	custom		jsonb not null default '{}',
	notes		app.long_text,
	constraint gadget_code unique (tenant_id, code),
	constraint gadget_price_positive check (price >= 0),
	constraint gadget_parent foreign key (tenant_id, parent_id) references app.gadget,
	constraint gadget_owner foreign key (tenant_id, owner_id) references app.person,
	constraint gadget_team foreign key (tenant_id, team_id) references app.team
);
comment on table app.gadget is 'Things that only tests know.';
comment on column app.gadget.name is 'What it is called.';
comment on column app.gadget.code is 'A plate-like code.';
comment on column app.gadget.email is 'Where it writes.';
comment on column app.gadget.kind is 'Small or large.';
comment on column app.gadget.stage is 'How far it is; only actions move it.';
comment on column app.gadget.price is 'What it sells for.';
comment on column app.gadget.cost is 'What it cost us.';
comment on column app.gadget.weight is 'Kilograms.';
comment on column app.gadget.bought_on is 'The day it came.';
comment on column app.gadget.checked_at is 'The moment it was last looked at.';
comment on column app.gadget.spare is 'Whether it is a spare.';
comment on column app.gadget.parent_id is 'What it belongs to.';
comment on column app.gadget.owner_id is 'Who looks after it.';
comment on column app.gadget.team_id is 'Which team has it.';
comment on column app.gadget.tags is 'Words to find it by.';
comment on column app.gadget.custom is 'Our own fields.';
comment on column app.gadget.notes is 'Anything else.';
comment on constraint gadget_code on app.gadget is 'Another gadget has this code.';
comment on constraint gadget_price_positive on app.gadget is 'A price is not negative.';

select ui.declare_entity('gadget', title => 'Gadgets', one => 'Gadget', menu => 'Stock', "position" => 50, label => 'name',
    list => 'name code kind price bought_on owner_id', form => '[["Gadget", "name", "code", "kind", "stage", "parent_id"], ["Worth", "price", "cost", "weight"],
      ["Life", "bought_on", "checked_at", "spare", "owner_id", "team_id"], ["More", "email", "tags", "notes"]]',
    sort => 'name bought_on price', search => 'name code email tags custom', mine => 'owner_id', team => 'team_id', board => '{"field": "stage", "moves": {"used": "use"}}',
    clearance => '{"price": ["price"], "margin": ["cost"], "personal": ["email"]}', action_only => 'stage', duplicates => 'email code name~',
    choices => '{"kind": [["small", "Small"], ["large", "Large"]], "stage": [["new", "New"], ["used", "Used"], ["gone", "Gone"]]}',
    shown_when => '{"weight": {"kind": ["large"]}}', synonyms => '{"name": ["gizmo", "designation"]}');

create or replace function app.gadget_use(gadget_id bigint, by_person_id bigint default null, reason text default null) returns text
language plpgsql security definer set search_path = app, pg_temp as $$
declare
	done text;
begin
	perform app.require('gadget', 'use', gadget_id);
	update gadget set stage = 'used', version = version + 1 where tenant_id = app.tenant() and id = gadget_id and stage = 'new' returning name into done;
	if done is null then
		perform app.refuse('{name} is not new.', (select jsonb_build_object('name', name) from gadget g where g.tenant_id = app.tenant() and g.id = gadget_id));
	end if;
	return done;
end $$;
comment on function app.gadget_use is 'Take it into use.';
select ui.declare_action('app.gadget_use(bigint,bigint,text)', 'gadget', label => 'Use', key => 'u', shown_when => $$stage = 'new'$$);
