-- Changes that are taken back: many at once each by itself, at the version that they made; and what goes the other way after an action.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/gadget.sql
select test.sign_in('owner');
create temporary table made (name text primary key, id bigint); grant all on made to public;
insert into made select n, (app.save('gadget', null, null, jsonb_build_object('name', n)) ->> 'id')::bigint from unnest('{one,two,three}'::text[]) n;
create function pg_temp.id(text) returns bigint language sql as $$ select id from made where name = $1 $$;
create function pg_temp.step(n text, version integer, what jsonb) returns jsonb language sql as $$
    select jsonb_build_object('entity', 'gadget', 'id', pg_temp.id(n), 'version', version) || what $$;
grant execute on all functions in schema pg_temp to public;

-- Each by itself: what moved on stays as it is and is told, the others are done.
select app.save('gadget', pg_temp.id('two'), 1, '{"name": "two of somebody"}');
create temporary table said as select app.save_each(jsonb_build_array(pg_temp.step('one', 1, '{"values": {"name": "one back"}}'), pg_temp.step('two', 1, '{"values": {"name": "two back"}}'),
    pg_temp.step('three', 1, '{"delete": true}')), 'k-each') as j;
grant all on said to public;
select is((select jsonb_agg(r -> 'ok') from said, jsonb_array_elements(j -> 'results') r), '[true, false, true]', 'two are done, one is not');
select is((select j #> '{results,1}' ->> 'status' from said), 'conflict', 'because somebody else changed it');
select is((select string_agg(name, ',' order by id) from app.gadget where deleted_at is null), 'one back,two of somebody', 'and is as that somebody left it');
select is(app.save_each(jsonb_build_array(pg_temp.step('one', 1, '{"values": {"name": "one back"}}'), pg_temp.step('two', 1, '{"values": {"name": "two back"}}'),
    pg_temp.step('three', 1, '{"delete": true}')), 'k-each') -> 'replayed', 'true', 'sent twice, it is done once');
select is((select jsonb_agg(r -> 'ok') from jsonb_array_elements(app.save_each(jsonb_build_array(pg_temp.step('three', 1, '{"restore": true}'), pg_temp.step('one', 2, '{"values": {"name": ""}}'),
    pg_temp.step('one', 2, '{"values": {"name": "still"}}'))) -> 'results') r), '[false, false, true]', 'what was deleted comes back at the version of its deletion only; a refusal is one record''s own');
select is((select jsonb_agg(r -> 'ok') from jsonb_array_elements(app.save_each(jsonb_build_array(pg_temp.step('three', 2, '{"restore": true}'))) -> 'results') r), '[true]', 'which is this one');
select throws_ok('select app.save_each(''[]'')', 'UI007', null, 'nothing is no request');
select test.sign_in('viewer');
select is((select r ->> 'status' from jsonb_array_elements(app.save_each(jsonb_build_array(pg_temp.step('one', 3, '{"values": {"name": "x"}}'))) -> 'results') r), 'forbidden', 'who may not change it may not change it back');
select test.sign_in('owner', 'beta');
select is((select jsonb_agg(r -> 'ok') from jsonb_array_elements(app.save_each(jsonb_build_array(pg_temp.step('one', 3, '{"values": {"name": "x"}}'), pg_temp.step('one', 3, '{"delete": true}'))) -> 'results') r),
    '[false, false]', 'and another company reaches none of them');

-- Taking back is a change like any other, and history says what it was for.
select test.sign_in('owner');
select is((app.history('gadget', pg_temp.id('one'), null, 1) #> '{changes,0}') ->> 'action', null, 'by hand it is for nothing');
select lives_ok($$ select app.save_all(jsonb_build_array(pg_temp.step('one', 3, '{"values": {"name": "as it was"}, "as": "undo"}'))) $$, 'taken back');
select is((app.history('gadget', pg_temp.id('one'), null, 1) #> '{changes,0}') - '{id,at,person,person_id}'::text[], '{"verb": "update", "action": "undo", "changes": {"name": ["still", "as it was"]}}',
    'it is told as such');
select app.save('gadget', pg_temp.id('one'), null, '{"name": "after"}');
select is((app.history('gadget', pg_temp.id('one'), null, 1) #> '{changes,0}') ->> 'action', null, 'and what comes after it is not');

-- What goes the other way is declared with names that exist, and only one thing.
select test.sign_out();
select throws_like($$ select ui.declare_counter('gadget', 'use', counter => 'unuse') $$, '%has no action unuse%', 'a counter-action must exist');
select throws_like($$ select ui.declare_counter('gadget', 'use') $$, '%needs one of%', 'something must be said');
select throws_like($$ select ui.declare_counter('gadget', 'use', makes => 'gadget', final => 'No.') $$, '%needs one of%', 'but not two things');
select lives_ok($$ select ui.declare_counter('gadget', 'use', final => 'What is used is used.') $$, 'a sentence will do');
select test.sign_in('owner');
select ok((ui.catalogue()::jsonb #> '{entities,gadget,actions}') @> '[{"verb": "use", "undone": {"text": "What is used is used."}}]', 'the catalogue tells it');
select is((select jsonb_object_agg(a ->> 'verb', a -> 'undone') from jsonb_array_elements(ui.catalogue()::jsonb #> '{entities,vehicle,actions}') a where a ? 'undone' and a ->> 'verb' <> 'record_mileage'),
    '{"set_next_inspection": {"counter": "compute_next_inspection"}, "compute_next_inspection": {"counter": "set_next_inspection"},
      "record_inspection": {"text": "What the report says stays written: set the next date by hand where it is wrong."}}', 'a vehicle''s actions say theirs');
insert into made values ('vehicle', (app.save('vehicle', null, null, '{"plate": "UN-002-DO", "category": "M1", "first_registration": "2024-05-10"}') ->> 'id')::bigint);
select is((app.act('vehicle', 'set_next_inspection', pg_temp.id('vehicle'), '{"next_inspection": "2027-01-15", "reason": "x"}') -> 'version')::int, 2, 'a date is overridden');
select is(app.act('vehicle', 'compute_next_inspection', pg_temp.id('vehicle')) ->> 'answer', '2028-05-10', 'and computed again');
select is((select inspection_basis || coalesce(inspection_reason, '') from app.vehicle where id = pg_temp.id('vehicle')), 'computed', 'without a reason left');
select * from finish();
rollback;
