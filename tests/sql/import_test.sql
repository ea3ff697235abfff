-- Imports: many rows through the same rules as one. What was done with each is told; who is to blame stands alone; a batch is taken back whole.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
select test.sign_in('owner');
select app.save('custom_field', null, null, '{"entity": "contact", "name": "card", "label": "Card", "type": "integer"}'),
    app.save('contact', null, null, '{"last_name": "Already", "first_name": "Anne", "email": "anne@example.com"}') \g /dev/null
create temporary table answer (name text primary key, j jsonb); grant all on answer to public;
create temporary table batch (name text primary key, id bigint); grant all on batch to public;
create function pg_temp.send(batch text, rows jsonb, update_by text default null, dry_run boolean default false) returns jsonb language plpgsql as $$
begin
	insert into batch select batch, app.import_begin('contact', batch || '.csv') on conflict do nothing;
	return app.import_rows((select b.id from batch b where b.name = batch), rows, update_by, dry_run);
end $$;
create function pg_temp.row(line integer, body jsonb) returns jsonb language sql as $$ select jsonb_build_object('line', line, 'values', body) $$;

-- Good rows, of different fields each.
insert into answer select 'first', pg_temp.send('first', jsonb_build_array(pg_temp.row(2, '{"last_name": "One", "phone": "06 39 98 00 01", "tags": ["vip"]}'),
    pg_temp.row(3, '{"last_name": "Two", "email": " TWO@Example.com "}'), pg_temp.row(4, '{"company_name": "Three SARL", "custom.card": "7"}'), pg_temp.row(5, '{"last_name": "Four", "email": "", "city": null}')));
select is((select j - 'warnings' - 'duplicates' from answer where name = 'first'), '{"created": 4, "updated": 0, "unchanged": 0, "refused": []}', 'four rows make four records');
select is((select jsonb_agg(jsonb_build_array(coalesce(last_name, company_name), kind, phone, email, tags, custom, owner_id = app.person()) order by id) from app.contact where last_name <> 'Already' or kind = 'company'),
    '[["One", "person", "+33639980001", null, ["vip"], {}, true], ["Two", "person", null, "two@example.com", [], {}, true], ["Three SARL", "company", null, null, [], {"card": 7}, true],
      ["Four", "person", null, null, [], {}, true]]',
    'each is cleaned like a form''s, and has the defaults where nothing was said');
select is((select jsonb_agg(distinct c -> 'batch') from app.contact k, jsonb_array_elements(app.history('contact', k.id) -> 'changes') c where k.last_name in ('One', 'Two')),
    (select jsonb_build_array(id) from batch where name = 'first'), 'the history names the import');

-- A refused row stands alone, with its field and its sentence, wherever it is among good ones.
insert into answer select 'mixed', pg_temp.send('mixed', (select jsonb_agg(pg_temp.row(n, case n when 7 then '{"last_name": "Bad", "email": "nowhere"}' when 33 then '{"first_name": " "}'
    when 34 then '{"last_name": "Bad", "kind": "robot"}' when 35 then '{"last_name": "Bad", "nosuch": "x"}' when 36 then '{"last_name": "Bad", "custom.card": "seven"}' when 37 then '{"last_name": "Bad", "siret": "12345678901234"}'
    when 38 then '{}' when 39 then '{"last_name": "Bad", "created_at": "2020-01-01"}' when 40 then '{"last_name": "Bad", "consent_email": "perhaps"}' when 41 then '{"last_name": "Bad", "company_id": "987654"}'
    else jsonb_build_object('last_name', 'Row ' || n) end::jsonb) order by n) from generate_series(1, 60) n));
select is((select (j ->> 'created')::int from answer where name = 'mixed'), 50, 'fifty of sixty are written');
select results_eq($$select (r ->> 'line')::int, r ->> 'field', r ->> 'status' from answer, jsonb_array_elements(j -> 'refused') r where name = 'mixed' order by 1$$,
    $$values (7, 'email', 'refused'), (33, 'last_name', 'refused'), (34, 'kind', 'refused'), (35, 'nosuch', 'misuse'), (36, 'custom.card', 'refused'), (37, 'siret', 'refused'), (38, null, 'refused'),
        (39, 'created_at', 'forbidden'), (40, 'consent_email', 'refused'), (41, 'company_id', 'refused')$$, 'ten are refused, each on its field');
select is_empty($$select r from answer, jsonb_array_elements(j -> 'refused') r where coalesce(r ->> 'message', '') = ''$$, 'with a sentence');
select is((select count(*) from app.contact where last_name = 'Bad'), 0::bigint, 'and nothing of them is written');
select is((select array_agg(last_name::text order by id) = array_agg(last_name::text order by substr(last_name, 5)::int) from app.contact where last_name like 'Row %'), true, 'the others keep the order of the file');

-- A row that names a known value changes that record; the same file again changes nothing.
insert into answer select 'by mail', pg_temp.send('by mail', jsonb_build_array(pg_temp.row(1, '{"email": "ANNE@example.com", "city": "Lyon"}'), pg_temp.row(2, '{"email": "new@example.com", "last_name": "New"}'),
    pg_temp.row(3, '{"email": "new@example.com", "city": "Nice"}'), pg_temp.row(4, '{"last_name": "No mail"}')), 'email');
select is((select j - 'warnings' - 'duplicates' from answer where name = 'by mail'), '{"created": 2, "updated": 2, "unchanged": 0, "refused": []}', 'known ones are updated, new ones made, a second row finds the first');
select is((select (city, last_name, first_name)::text from app.contact where email = 'anne@example.com'), '(Lyon,Already,Anne)', 'what the row leaves out stays');
select is((pg_temp.send('again', jsonb_build_array(pg_temp.row(1, '{"email": "anne@EXAMPLE.com", "city": "Lyon"}')), 'email')) - 'warnings' - 'duplicates',
    '{"created": 0, "updated": 0, "unchanged": 1, "refused": []}', 'the same again is unchanged');
select app.save('contact', null, null, '{"last_name": "Anne too", "email": "anne@example.com"}') \g /dev/null
select is((pg_temp.send('twice', jsonb_build_array(pg_temp.row(1, '{"email": "anne@example.com", "city": "Paris"}')), 'email')) -> 'refused' -> 0 ->> 'message', 'Several records have the same {label}.', 'two with that address: neither is taken');
select throws_ok($$select pg_temp.send('x', '[{"line": 1, "values": {"last_name": "x"}}]', 'nosuch')$$, 'UI007', null, 'to update by an unknown field is refused');
select throws_ok($$select pg_temp.send('x', (select jsonb_agg(pg_temp.row(n, '{"last_name": "x"}')) from generate_series(1, 1001) n))$$, 'UI007', null, 'a lot has a limit');

-- Look-alikes and warnings are told with the line, and kept all the same.
insert into answer select 'alike', pg_temp.send('alike', jsonb_build_array(pg_temp.row(8, '{"last_name": "ALREADY", "first_name": "anne"}'), pg_temp.row(9, '{"last_name": "Uno", "phone": "+33 6 39 98 00 01"}'),
    pg_temp.row(10, '{"last_name": "Duo", "phone": "+33 6 39 98 00 77"}'), pg_temp.row(11, '{"last_name": "Duo twin", "phone": "0639980077"}')));
select results_eq($$select (d ->> 'line')::int, d ->> 'why' from answer, jsonb_array_elements(j -> 'duplicates') d where name = 'alike' order by 1$$,
    $$values (8, 'display_name'), (9, 'phone'), (11, 'phone')$$, 'the same name, the same telephone, and a twin in the same file');
select is((select (j ->> 'created')::int from answer where name = 'alike'), 4, 'all are written');

-- What a form would warn of, an import warns of: the value's own doubts, and those between fields, each on its line.
create function pg_temp.told(j jsonb) returns text language sql as $$
	select string_agg(concat_ws(' ', w ->> 'line', w ->> 'field', nullif(w ->> 'args', '{}')), '; ' order by (w ->> 'line')::int, w ->> 'field') from jsonb_array_elements(j -> 'warnings') w $$;
insert into answer select 'doubts', pg_temp.send('doubts', jsonb_build_array(pg_temp.row(3, '{"last_name": "A", "postcode": "7500", "phone": "0162000000"}'), pg_temp.row(4, '{"last_name": "B"}'),
    pg_temp.row(5, '{"last_name": "C", "siren": "404833048", "siret": "73282932000074"}'), pg_temp.row(6, '{"last_name": "D", "email": "wrong"}'), pg_temp.row(7, '{"last_name": "E", "postcode": "123"}')));
select is((select pg_temp.told(j) from answer where name = 'doubts'), '3 phone; 3 postcode; 5 siret {"siren": "404833048"}; 7 postcode', 'doubts are told by line and field');
select is((select pg_temp.told(pg_temp.send('doubts', jsonb_build_array(pg_temp.row(9, '{"last_name": "F", "postcode": "7500"}')), null, true))), '9 postcode', 'a rehearsal tells them too');
select app.save('contact', null, null, '{"last_name": "G", "email": "g@example.com"}') \g /dev/null
select is((select pg_temp.told(pg_temp.send('doubts', jsonb_build_array(pg_temp.row(9, '{"email": "g@example.com", "postcode": "7500"}')), 'email'))), '9 postcode', 'and so does a change');
insert into batch select 'cars', app.import_begin('vehicle', 'cars.csv');
select is((select pg_temp.told(app.import_rows((select id from batch where name = 'cars'), '[{"line": 2, "values": {"plate": "AB-123-CD", "vin": "VF1AAAAAAAAAAAAAA", "next_inspection": "2020-01-31"}},
    {"line": 3, "values": {"plate": "AB-124-CD"}}, {"line": 4, "values": {"plate": "ODD 1", "status": "stolen"}}]'))), '2 next_inspection {"date": "2020-01-31"}; 2 vin; 4 plate; 4 status', 'a vehicle''s are told too');
insert into batch select 'readings', app.import_begin('odometer', 'readings.csv');
select is((select pg_temp.told(app.import_rows((select id from batch where name = 'readings'), (select jsonb_agg(jsonb_build_object('line', n, 'values',
    jsonb_build_object('vehicle_id', v.id, 'reading', km, 'read_on', day))) from app.vehicle v, (values (2, 90000, '2025-01-01'), (3, 80000, '2025-06-01')) r(n, km, day) where v.plate = 'AB124CD')))),
    '2 reading {"km": 80000, "date": "2025-06-01"}; 3 reading {"km": 90000, "date": "2025-01-01"}', 'and an odometer that goes back, seen from both readings');

-- A contact may come with nothing but an address or a number; the next one of that address is its twin.
insert into answer select 'bare', pg_temp.send('bare', jsonb_build_array(pg_temp.row(2, '{"email": "bare@example.com"}'), pg_temp.row(3, '{"phone": "0639980555"}'), pg_temp.row(4, '{"email": "BARE@example.com"}'), pg_temp.row(5, '{"city": "Lyon"}')));
select is((select j ->> 'created' || ' ' || (j -> 'refused' -> 0 ->> 'line') || ' ' || (j -> 'duplicates')::text from answer where name = 'bare'),
    (select '3 5 ' || jsonb_build_array(jsonb_build_object('line', 4, 'id', min(id), 'label', 'bare@example.com', 'why', 'email'))::text from app.contact where email = 'bare@example.com'), 'nameless rows are taken, twins told, nobody at all refused');

-- A rehearsal writes nothing and says the same.
select is((pg_temp.send('dry', jsonb_build_array(pg_temp.row(1, '{"last_name": "Dry"}'), pg_temp.row(2, '{"last_name": "Dry", "email": "x"}')), null, true)) #>> '{created}', '1', 'a rehearsal counts');
select is((select count(*) from app.contact where last_name = 'Dry'), 0::bigint, 'and writes nothing');

-- Taken back: what it made is in the bin, what it changed is as before, what somebody touched since stays.
select app.save('contact', (select id from app.contact where last_name = 'New'), null, '{"notes": "touched"}') \g /dev/null
select is(app.undo((select id from batch where name = 'by mail')) - 'batch' - 'entity', '{"removed": 1, "reverted": 1, "kept": 2}', 'undo tells what it did');
select is((select city::text from app.contact where email = 'anne@example.com' and last_name = 'Already'), null, 'the old value is back');
select is((select count(*) from app.contact where last_name = 'No mail' and deleted_at is not null), 1::bigint, 'a made record is in the bin');
select is((select count(*) from app.contact where last_name = 'New' and deleted_at is null), 1::bigint, 'one that was touched since is not');
select throws_ok(format('select app.undo(%s)', (select id from batch where name = 'by mail')), 'UI001', null, 'it is undone once');
select test.sign_in('office');
select throws_ok(format('select app.undo(%s)', (select id from batch where name = 'first')), 'UI006', null, 'and by nobody else');
select lives_ok($$select pg_temp.send('office', '[{"line": 1, "values": {"last_name": "Office"}}]')$$, 'the office imports');
select test.sign_in('technician');
select throws_ok($$select pg_temp.send('tech', '[{"line": 1, "values": {"last_name": "x"}}]')$$, 'UI005', null, 'a technician does not');
-- A field that a role may not write is refused for its row, not for all.
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
update app.role set clearance = '{}', version = version + 1 where name = 'office' and tenant_id = test.tenant();
select test.sign_in('office');
insert into answer select 'masked', pg_temp.send('masked', jsonb_build_array(pg_temp.row(1, '{"last_name": "Plain"}'), pg_temp.row(2, '{"last_name": "Personal", "email": "p@example.com"}')));
select is((select (j ->> 'created', j -> 'refused' -> 0 ->> 'line', j -> 'refused' -> 0 ->> 'status')::text from answer where name = 'masked'), '(1,2,forbidden)', 'a masked field refuses its row alone');
-- A key that stands in a file ever so often is no deeper for that.
select test.sign_out();
set local max_stack_depth = '160kB';
select test.sign_in('owner');
select is((pg_temp.send('often', (select jsonb_agg(pg_temp.row(n, '{"last_name": "Often", "email": "often@example.com"}')) from generate_series(1, 120) n), 'email') ->> 'unchanged')::integer, 119, 'a hundred and twenty times the same line is one record');
select * from finish();
rollback;
