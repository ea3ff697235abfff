-- after: support/ticket_work
-- canned_answer.sql: answers that are often given, with what is filled in.
create table if not exists app.canned_answer (like app.base including all,
	name		text collate app.natural not null,
	body		app.long_text not null,
	category	text,
	constraint canned_answer_name exclude using btree (tenant_id with =, name with =) where (deleted_at is null)
);
comment on table app.canned_answer is 'Answers that are often given.';
comment on column app.canned_answer.name is 'How it is called up.';
comment on column app.canned_answer.body is 'The answer. {customer}, {subject}, {number}, {vehicle}, {company} and {colleague} are filled in.';
comment on column app.canned_answer.category is 'For which kind of question.';
comment on constraint canned_answer_name on app.canned_answer is 'There is an answer of this name already.';
select ui.declare_entity('canned_answer', title => 'Ready answers', one => 'Ready answer', menu => 'Company', "position" => 917, label => 'name',
    list => 'name category body', form => '[["Text of the answer", "name", "category", "body"]]', sort => 'name', "order" => 'name', search => 'name body', own => 'category',
    choices => '{"category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]]}', rights => '{"technician": {"read": "all"}}');
create or replace function app.ticket_answer_with(ticket_id bigint, canned_answer_id bigint, wait boolean default true) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket; body text; made bigint;
begin
	perform app.require('ticket', 'answer_with', ticket_id);
	select * into t from app.ticket x where x.tenant_id = app.tenant() and x.id = $1;
	select c.body into body from app.canned_answer c where c.tenant_id = app.tenant() and c.id = $2 and c.deleted_at is null;
	if body is null then perform app.refuse('There is no such record.', '{"entity": "canned_answer", "field": "canned_answer_id"}', 'UI006'); end if;
	body := app.ticket_filled(t, body);
	insert into app.ticket_message (ticket_id, kind, body) values ($1, 'answer', body) returning id into made;
	update app.ticket x set status = 'waiting', version = x.version + 1 where wait and x.tenant_id = app.tenant() and x.id = $1 and x.status in ('open', 'in_progress');
	return made;
end $$;
comment on function app.ticket_answer_with is 'Answer with a ready answer.';
select ui.declare_action('app.ticket_answer_with(bigint,bigint,boolean)', 'ticket', label => 'Ready answer', key => 'y', shown_when => $$status <> 'closed'$$);
