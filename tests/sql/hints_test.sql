-- What a declaration adds to its fields' ease reaches the catalogue of whoever may use it, and a slip in it fails when it is declared.
begin;
select plan(11);
select throws_ok($$ select ui.declare_hints('contact', bias => '{"last_contact": "backward"}') $$, 'P0001', null, 'a misspelt column fails');
select throws_ok($$ select ui.declare_hints('contact', bias => '{"last_contact_on": "upward"}') $$, 'P0001', null, 'a date leans forward or backward');
select throws_ok($$ select ui.declare_hints('contact', bias => '{"city": "forward"}') $$, 'P0001', null, 'and only a date does');
select throws_ok($$ select ui.declare_hints('contact', address => 'street city') $$, 'P0001', null, 'an address has its four parts');
select throws_ok($$ select ui.declare_hints('contact', calls => '{"entity": "activity", "link": "contact", "values": {}, "at": "at", "minutes": "duration_minutes"}') $$, 'P0001', null,
    'a call is linked by a column that there is');

create function pg_temp.field(entity text, field text) returns jsonb language sql as
    $$ select f from jsonb_array_elements(ui.catalogue()::jsonb -> 'entities' -> entity -> 'fields') f where f ->> 'name' = field $$;
grant execute on all functions in schema pg_temp to public;
select test.sign_in('office');
select is(pg_temp.field('vehicle', 'next_inspection') ->> 'bias', 'forward', 'an inspection to come lies ahead');
select is(pg_temp.field('vehicle', 'inspected_on') ->> 'bias', 'backward', 'the last one lies behind');
select is(pg_temp.field('vehicle', 'plate') -> 'bias', null, 'a plate does not lean');
select is(ui.catalogue()::jsonb -> 'entities' -> 'contact' -> 'address', '["street", "postcode", "city", "country"]', 'the parts of an address are told in their order');
select is(ui.catalogue()::jsonb -> 'entities' -> 'contact' -> 'calls' ->> 'entity', 'activity', 'whoever may note a call is told how');
select test.sign_in('viewer');
select is(ui.catalogue()::jsonb -> 'entities' -> 'contact' -> 'calls', null, 'whoever may not is not');
select * from finish();
rollback;
