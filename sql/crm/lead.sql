-- after: crm/opportunity
-- lead.sql: somebody who may become a customer. One action makes a contact and an opportunity of it.
create table if not exists app.lead (like app.base including all,
	title		text collate app.natural not null,
	status		text not null default 'new',
	first_name	text,
	last_name	text,
	company_name	text,
	email		app.email,
	phone		app.phone,
	source		text,
	message		app.long_text,
	owner_id	bigint default nullif(app.person(), 0),
	team_id		bigint,
	tags		text[] not null default '{}',
	contact_id	bigint,
	opportunity_id	bigint,
	converted_at	timestamptz,
	rank		bigint not null default app.next_rank(),
	custom		jsonb not null default '{}',
	constraint lead_titled check (btrim(title) <> ''),
	constraint lead_reached check (num_nonnulls(email, phone, last_name, first_name, company_name) > 0),
	constraint lead_owner foreign key (tenant_id, owner_id) references app.person,
	constraint lead_team foreign key (tenant_id, team_id) references app.team,
	constraint lead_contact foreign key (tenant_id, contact_id) references app.contact,
	constraint lead_opportunity foreign key (tenant_id, opportunity_id) references app.opportunity
);
create index if not exists lead_of_contact on app.lead (tenant_id, contact_id) where contact_id is not null;
comment on table app.lead is 'People and companies who may become customers.';
comment on column app.lead.title is 'What they want.';
comment on column app.lead.status is 'How far it is.';
comment on column app.lead.first_name is 'The given name.';
comment on column app.lead.last_name is 'The family name.';
comment on column app.lead.company_name is 'The company.';
comment on column app.lead.email is 'The e-mail address.';
comment on column app.lead.phone is 'The telephone number.';
comment on column app.lead.source is 'How they came to us.';
comment on column app.lead.message is 'What they wrote or said.';
comment on column app.lead.owner_id is 'Who looks after it.';
comment on column app.lead.team_id is 'The team that looks after it.';
comment on column app.lead.tags is 'Words to group leads by.';
comment on column app.lead.contact_id is 'The contact that it became.';
comment on column app.lead.opportunity_id is 'The opportunity that it became.';
comment on column app.lead.converted_at is 'When it became a contact and an opportunity.';
comment on column app.lead.rank is 'Its place on the board; moving a card changes it.';
comment on column app.lead.custom is 'Fields that your company added.';
comment on constraint lead_titled on app.lead is 'Say what they want.';
comment on constraint lead_reached on app.lead is 'Give a name, a company, an e-mail address or a telephone number.';

-- Without a title it is called after who it is.
create or replace function app.lead_fill() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
	new.title := coalesce(nullif(btrim(new.title), ''), new.company_name, nullif(concat_ws(' ', new.first_name, new.last_name), ''), new.email::text, new.phone::text);
	if app.counts_as('lead', 'status', new.status) = 'converted' and new.converted_at is null then
		perform app.refuse('A lead is converted by its action, which makes the contact and the opportunity.', '{"field": "status"}');
	end if;
	return new;
end $$;
create or replace trigger b_fill before insert or update on app.lead for each row execute function app.lead_fill();

select ui.declare_entity('lead', title => 'Leads', one => 'Lead', menu => 'CRM', "position" => 3, label => 'title',
    list => 'title status company_name last_name phone email source owner_id', form => '[["Lead", "title", "status", "first_name", "last_name", "company_name"], ["Reach", "email", "phone", "source", "message"],
      ["With us", "owner_id", "team_id", "tags"], ["Became", "contact_id", "opportunity_id", "converted_at"]]',
    sort => 'title', "order" => '-id', search => 'title last_name first_name company_name email phone source tags custom', mine => 'owner_id', team => 'team_id', own => 'status', duplicates => 'email phone',
    board => '{"field": "status", "lanes": "owner_id", "order": "rank", "moves": {"converted": "convert"}, "quiet": "updated_at", "rest": ["converted", "lost"]}', action_only => 'contact_id opportunity_id converted_at',
    choices => '{"status": [["new", "New"], ["contacted", "Contacted"], ["qualified", "Qualified"], ["converted", "Converted"], ["lost", "Lost"]]}',
    labels => '{"owner_id": "Looked after by", "contact_id": "Contact", "opportunity_id": "Opportunity", "message": "What they want", "email": "E-mail"}',
    rights => '{"technician": {"read": "none", "create": "none", "update": "none"}, "performer": {"read": "none"}, "driver": {"read": "none"}}');
select ui.declare_event('lead', 'converted', 'Converted', '“{label}” became a customer.', becomes => $$row.status = 'converted'$$);
select ui.declare_event('lead', 'assigned', 'Given to somebody', '“{label}” was given to you.', changes => 'owner_id', tells => 'owner_id');

-- The contact is the one that has this e-mail address or telephone number already, where there is one that the person may see.
create or replace function app.lead_convert(lead_id bigint, opportunity text default null, amount app.cents default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	l app.lead; who bigint; deal bigint;
begin
	perform app.require('lead', 'convert', lead_id);
	perform app.require('contact', 'create'), app.require('opportunity', 'create');
	select * into l from app.lead x where x.tenant_id = app.tenant() and x.id = lead_id;
	if l.converted_at is not null then perform app.refuse('“{title}” was converted already.', jsonb_build_object('title', l.title, 'field', 'status')); end if;
	select c.id into who from app.contact c where c.tenant_id = l.tenant_id and c.deleted_at is null and (c.email = l.email or c.phone = l.phone or c.mobile = l.phone) and app.may('contact', 'read', c.id)
	order by c.email = l.email desc nulls last, c.id limit 1;
	if who is null then
		insert into app.contact (kind, first_name, last_name, company_name, email, phone, source, owner_id, team_id, tags)
		values (case when num_nonnulls(l.first_name, l.last_name) = 0 and l.company_name is not null then 'company' else 'person' end, l.first_name, l.last_name, l.company_name, l.email, l.phone, l.source, l.owner_id, l.team_id, l.tags)
		returning id into who;
	end if;
	insert into app.opportunity (title, contact_id, amount, owner_id, team_id, source, notes) values (coalesce(nullif(btrim(opportunity), ''), l.title), who, $3, l.owner_id, l.team_id, l.source, l.message) returning id into deal;
	update app.lead x set status = 'converted', contact_id = who, opportunity_id = deal, converted_at = now(), version = x.version + 1 where x.tenant_id = l.tenant_id and x.id = l.id;
	return deal;
end $$;
comment on function app.lead_convert is 'Make a contact and an opportunity of it.';
select ui.declare_action('app.lead_convert(bigint,text,app.cents)', 'lead', label => 'Convert', key => 'c', shown_when => 'converted_at is null');
