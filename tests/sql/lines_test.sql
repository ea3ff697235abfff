-- A record and its lines are one thing to whoever writes them: saved together or not at all, each row with its own version.
begin;
select plan(39);
select throws_ok($$ select ui.declare_lines('contact_phone', 'vehicle', 'contact_id', columns => 'phone') $$, 'P0001', null, 'lines name their parent by a reference');
select throws_ok($$ select ui.declare_lines('contact_phone', 'contact', 'contact_id', columns => 'fone') $$, 'P0001', null, 'a misspelt column fails when it is declared');
select throws_ok($$ select ui.declare_lines('contact_phone', 'contact', 'contact_id', columns => 'phone', "order" => 'name') $$, 'P0001', null, 'an order is a whole number');
select throws_ok($$ select ui.declare_lines('contact_phone', 'contact', 'contact_id', columns => 'phone', fills => '{"name": {"kind": "kind"}}') $$, 'P0001', null, 'only a reference fills other columns');
select throws_ok($$ select ui.declare_lines('contact_phone', 'contact', 'contact_id', columns => 'phone', kinds => '{"field": "kind", "text": "name", "section": "title"}') $$, 'P0001', null, 'a kind of line is a choice');
select throws_ok($$ select ui.declare_wizard('bad', 'Bad', 'Bad.', '[{"title": "One", "entity": "vehicle", "fields": ["plate"], "sets": {"owner_id": "contact"}}]') $$, 'P0001', null, 'a step sets only what an earlier one makes');
select throws_ok($$ select ui.declare_chart('entities', '{"kind": "bars", "label": "entity", "values": ["record"]}') $$, 'P0001', null, 'a chart draws columns that there are');

select test.sign_in('office');
select is(ui.catalogue()::jsonb -> 'entities' -> 'contact_phone' -> 'lines' ->> 'of', 'contact', 'the catalogue says whose lines they are');
select ok(exists (select from jsonb_array_elements(ui.catalogue()::jsonb -> 'wizards') w where w ->> 'name' = 'contact_with_vehicle'), 'and which wizards one may go through');
create temporary table said on commit drop as select app.save_all('[
    {"entity": "contact", "values": {"last_name": "Morel"}},
    {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": "06 39 98 00 01"}},
    {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": "06 39 98 00 02"}},
    {"entity": "contact_address", "values": {"contact_id": {"step": 0}, "city": "Nantes", "main": true}}]', 'k-1') as a;
grant select on said to public;
select is((select count(*) from app.contact_phone p, said where p.contact_id = (a ->> 'id')::bigint), 2::bigint, 'a contact and its numbers are made at once');
select is((select c.city from app.contact c, said where c.id = (a ->> 'id')::bigint), 'Nantes', 'and its main address is its own');
select is((select c.version from app.contact c, said where c.id = (a ->> 'id')::bigint), (select (a ->> 'version')::integer from said), 'the answer has the version that the lines made of it');
select ok((app.save_all('[
    {"entity": "contact", "values": {"last_name": "Morel"}},
    {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": "06 39 98 00 01"}},
    {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": "06 39 98 00 02"}},
    {"entity": "contact_address", "values": {"contact_id": {"step": 0}, "city": "Nantes", "main": true}}]', 'k-1') ->> 'replayed')::boolean, 'sent twice, done once');

-- One wrong line and nothing is saved; the refusal says which line and which field.
select throws_ok($$ select app.save_all('[{"entity": "contact", "values": {"last_name": "Lost"}}, {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "phone": "12"}}]') $$,
    'UI001', null, 'a wrong number is refused');
do $$ declare det text; begin
	perform app.save_all('[{"entity": "contact", "values": {"last_name": "Lost"}}, {"entity": "contact_phone", "values": {"contact_id": {"step": 0}, "kind": "fax"}}]');
exception when sqlstate 'UI001' then
	get stacked diagnostics det = pg_exception_detail;
	create temporary table detail on commit drop as select det::jsonb as d;
end $$;
select is((select d -> 'step' from detail), '1', 'the refusal says which line');
select is((select d ->> 'field' from detail), 'phone', 'and which field');
select is((select count(*) from app.contact where last_name = 'Lost'), 0::bigint, 'and the contact was not made either');

-- Versions are each row's own.
select lives_ok($$ select app.save_all(jsonb_build_array(
    jsonb_build_object('entity', 'contact', 'id', a -> 'id', 'version', a -> 'version', 'values', '{"city": "Rezé"}'::jsonb),
    jsonb_build_object('entity', 'contact_address', 'id', a -> 'results' -> 3 -> 'id', 'version', a -> 'results' -> 3 -> 'version', 'values', '{"street": "1 quai"}'::jsonb))) from said $$,
    'what the first step changes in the second is no conflict');
select throws_ok($$ select app.save_all(jsonb_build_array(jsonb_build_object('entity', 'contact_address', 'id', a -> 'results' -> 3 -> 'id', 'version', a -> 'results' -> 3 -> 'version',
    'values', '{"street": "2 quai"}'::jsonb))) from said $$, 'UI002', null, 'what somebody else changed is');
select lives_ok($$ select app.save_all(jsonb_build_array(
    jsonb_build_object('entity', 'contact_phone', 'id', a -> 'results' -> 1 -> 'id', 'version', a -> 'results' -> 1 -> 'version', 'delete', true),
    jsonb_build_object('entity', 'contact_phone', 'id', a -> 'results' -> 2 -> 'id', 'version', a -> 'results' -> 2 -> 'version', 'values', '{"name": "evenings"}'::jsonb))) from said $$, 'a line goes, another changes');
select is((select array_agg(p.name) from app.contact_phone p, said where p.contact_id = (a ->> 'id')::bigint and p.deleted_at is null), '{evenings}', 'and so it is');
select lives_ok($$ select app.save_all(jsonb_build_array(jsonb_build_object('entity', 'contact_phone', 'id', a -> 'results' -> 1 -> 'id', 'restore', true))) from said $$, 'and comes back');
select throws_ok($$ select app.save_all('[]') $$, 'UI007', null, 'nothing is not saved');
select test.sign_in('viewer');
select throws_ok($$ select app.save_all('[{"entity": "contact", "values": {"last_name": "No"}}]') $$, 'UI005', null, 'who may only read makes nothing this way either');
select is(ui.catalogue()::jsonb -> 'wizards', '[]', 'and is offered no wizard');
select is(jsonb_array_length(ui.figures('new_contacts') -> 'rows'), 12, 'a report comes as rows to be drawn');
select is(ui.figures('entities', '{"since": "2999-01-01"}') -> 'rows' -> 0 -> 2, '0', 'its arguments reach it');

-- What was typed and not saved is its author's alone, and gone when it was taken up.
select test.sign_in('office');
select lives_ok($$ select app.keep_draft('wizard', '{"step": 1}') $$, 'a draft is kept');
select lives_ok($$ select app.keep_draft('wizard', '{"step": 2}') $$, 'in the place of the one before');
select is(app.drafts() -> 'drafts' -> 0 -> 'body', '{"step": 2}', 'and found again');
select test.sign_in('manager');
select is(app.drafts() -> 'drafts', '[]', 'by nobody else');
select test.sign_in('office');
select is(app.keep_draft('wizard', null), '{}', 'it is thrown away');
select is(app.drafts() -> 'drafts', '[]', 'and is no more');
-- A form is saved once, whatever is lost on the way and sent again.
select lives_ok($$ select app.keep_draft('form:a', '{"typed": "Once"}') $$, 'a form keeps what is typed');
select lives_ok($$ select app.taken_up(app.save('contact', null, null, '{"kind": "person", "last_name": "Once"}', 'first'), 'form:a') $$, 'and is saved');
select is(app.drafts() -> 'drafts', '[]', 'which takes the draft up');
select lives_ok($$ select app.taken_up(app.save('contact', null, null, '{"kind": "person", "last_name": "Once"}', 'first'), 'form:a') $$, 'sent again it has its answer');
select throws_ok($$ select app.taken_up(app.save('contact', null, null, '{"kind": "person", "last_name": "Once"}', 'second'), 'form:a') $$, 'UI001',
    null, 'with another key it is refused');
select is(app.keep_draft('form:a', '{"typed": "late"}') || app.drafts(), '{"drafts": []}', 'and what comes late is not kept');
select * from finish();
rollback;
