-- after: crm/contact
-- contact_phone.sql: every further number of a contact.
create table if not exists app.contact_phone (like app.base including all,
	contact_id	bigint not null,
	kind		text not null default 'work',
	phone		app.phone,
	name		text,
	constraint contact_phone_given check (phone is not null),
	constraint contact_phone_contact foreign key (tenant_id, contact_id) references app.contact
);
create index if not exists contact_phone_of on app.contact_phone (tenant_id, contact_id, id);
comment on table app.contact_phone is 'Further telephone numbers of a contact.';
comment on column app.contact_phone.contact_id is 'Whose number it is.';
comment on column app.contact_phone.kind is 'Where it rings.';
comment on column app.contact_phone.phone is 'The number. Ten digits are taken as French; others begin with + and the country''s code.';
comment on column app.contact_phone.name is 'Who answers, or when to call.';
comment on constraint contact_phone_given on app.contact_phone is 'The telephone number is missing.';

select ui.declare_entity('contact_phone', title => 'Telephone numbers', one => 'Telephone number', menu => '', "position" => 12, label => 'contact_id',
    list => 'contact_id kind phone name', form => '[["Number", "contact_id", "kind", "phone", "name"]]', search => 'phone name',
    clearance => '{"personal": ["phone"]}', labels => '{"name": "Remark"}',
    choices => '{"kind": [["mobile", "Mobile"], ["work", "Work"], ["home", "Home"], ["fax", "Fax"], ["other", "Other"]]}', duplicates => 'phone',
    rights => '{"technician":{"read":"all","create":"all","update":"all"},"performer":{"read":"all"},"driver":{"read":"all"}}');
select ui.declare_within('contact_phone', 'contact', 'contact_id');
select ui.declare_lines('contact_phone', 'contact', 'contact_id', columns => 'kind phone name');
