-- Saved views are one's own or shared; tags, makes and models are reference lists.
begin;
select no_plan();
select test.sign_in('owner');
create temp table v as select (app.save('saved_view', null, null, '{"entity": "contact", "name": "Private", "columns": ["display_name", "city"], "sort": ["-updated_at"], "filter": "tag:VIP"}') ->> 'id')::bigint as private,
    (app.save('saved_view', null, null, '{"entity": "vehicle", "name": "Shared", "shared": true, "key": "s"}') ->> 'id')::bigint as shared;
grant select on v to public;
select is(s.person_id, test.person('owner'), 'a view is its maker''s') from app.saved_view s, v where s.id = v.private;
select throws_ok(format('select app.save(''saved_view'', null, null, %L)', body), state, null, body) from (values
    ('{"entity": "unicorn", "name": "x"}', 'UI001'), ('{"entity": "contact", "name": "x", "columns": ["horn"]}', 'UI001'), ('{"entity": "contact", "name": "x", "sort": ["-horn"]}', 'UI001'),
    ('{"entity": "contact", "name": "Private"}', '23P01'), ('{"entity": "vehicle", "name": "Another", "key": "s"}', '23P01'), ('{"entity": "contact", "name": "x", "key": "é"}', '23514'), ('{"entity": "contact", "name": "x", "person_id": 1}', 'UI005'),
    ('{"entity": "contact"}', '23502')) x(body, state);
select lives_ok($$ select app.save('saved_view', null, null, '{"entity": "contact", "name": "Elsewhere", "key": "s"}') $$, 'a key is free again in another list');
select test.sign_in('viewer');
select is(string_agg(s.name, ' '), 'Shared', 'others see what is shared, whatever their role') from app.saved_view s;
select throws_ok(format('select app.save(''saved_view'', %s, null, ''{"name": "x"}'')', shared), 'UI005', null, 'and do not change it') from v;
select throws_ok(format('select app.remove(''saved_view'', %s)', shared), 'UI006', null, 'nor delete it') from v;
select throws_ok(format('select app.save(''saved_view'', %s, null, ''{"name": "x"}'')', private), 'UI006', null, 'the private one is not there') from v;
select lives_ok($$ select app.save('saved_view', null, null, '{"entity": "contact", "name": "Private"}') $$, 'a name is taken by oneself only');
select test.sign_in('superadmin');
select is(string_agg(s.name, ' '), 'Shared', 'private is private, from the superadmin too') from app.saved_view s;
select test.sign_in('owner', 'beta');
select is(count(*)::int, 0, 'another company sees none') from app.saved_view;

select test.sign_in('office');
select lives_ok($$ select app.save('tag', null, null, '{"name": " VIP ", "color": "Gray"}') $$, 'a tag');
select is(name || color, 'VIPgrey', 'is cleaned') from app.tag;
select throws_ok(format('select app.save(''tag'', null, null, %L)', body), state, null, body) from (values
    ('{"name": "VIP"}', '23P01'), ('{"name": "a,b"}', '23514'), ('{"name": "x", "color": "teapot"}', '23514'), ('{"name": "x", "entity": "unicorn"}', 'UI001')) x(body, state);
select lives_ok($$ select app.save('tag', null, null, '{"name": "VIP", "entity": "vehicle"}') $$, 'the same word for one kind of record');
select test.sign_in('performer');
select is(count(*)::int, 2, 'all see the tags') from app.tag;
select throws_ok($$ select app.save('tag', null, null, '{"name": "x"}') $$, 'UI005', null, 'a performer makes none');

select test.sign_in('technician');
select ok(count(*) >= 60, 'a garage begins with makes') from app.vehicle_make;
select ok(count(*) >= 15, 'and their models') from app.vehicle_model m join app.vehicle_make k on k.id = m.make_id where k.name = 'Renault';
select throws_ok($$ select app.save('vehicle_make', null, null, '{"name": "CITROEN"}') $$, '23P01', null, 'a make is listed once, accents and capitals aside');
select lives_ok($$ select app.save('vehicle_model', null, null, jsonb_build_object('name', 'Clio VI', 'make_id', (select id from app.vehicle_make where name = 'Renault'))) $$, 'a technician adds a model');
select throws_ok($$ select app.remove('vehicle_model', (select id from app.vehicle_model where name = 'Clio VI')) $$, 'UI005', null, 'and takes none away');
select test.sign_in('manager');
select lives_ok($$ select app.merge('vehicle_make', (select id from app.vehicle_make where name = 'Honda'), array[(select id from app.vehicle_make where name = 'Honda Moto')]) $$, 'makes are merged');
select ok(count(*) > 8, 'with their models') from app.vehicle_model m join app.vehicle_make k on k.id = m.make_id where k.name = 'Honda';
select test.sign_in('owner', 'beta');
select is(count(*)::int, 0, 'another company sees no tag of ours') from app.tag;
select test.sign_out();
select * from finish();
rollback;
