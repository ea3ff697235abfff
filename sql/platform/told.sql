-- after: platform/mention crm/activity planning/task support/ticket
-- told.sql: of what people are told beside what was given to them and what is late: who names them, and that a customer wrote.
select ui.declare_mentions('activity', 'body', '', 'subject_id');
select ui.declare_mentions('task', 'description', 'task', 'id');
select ui.declare_mentions('ticket_message', 'body', 'ticket', 'ticket_id');

create or replace function app.ticket_customer_wrote() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.notify_person(t.assignee_id, 'answered', 'The customer wrote in “{label}”.', jsonb_build_object('label', t.subject), 'ticket', t.id)
	from app.ticket t where t.tenant_id = new.tenant_id and t.id = new.ticket_id and t.assignee_id is distinct from app.person();
	return null;
end $$;
alter function app.ticket_customer_wrote() owner to comptoir_action;
create or replace trigger customer_wrote after insert on app.ticket_message for each row when (new.kind = 'question') execute function app.ticket_customer_wrote();
