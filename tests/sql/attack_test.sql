-- What a malicious colleague tries through the finder, which bypasses policies: to count, to guess, to look back.
begin;
select no_plan();
select test.sign_in('owner');
create temp table mine as select (app.save('saved_view', null, null, '{"entity": "contact", "name": "Layoffs", "filter": "tag:LAYOFF"}') ->> 'id')::bigint as view,
    (app.save('contact', null, null, '{"kind": "person", "last_name": "Zyskind"}') ->> 'id')::bigint as contact;
alter table mine add vehicle bigint, add phone bigint;
update mine set vehicle = (app.save('vehicle', null, null, jsonb_build_object('plate', 'AA-123-AA', 'owner_id', contact)) ->> 'id')::bigint,
    phone = (app.save('contact_phone', null, null, jsonb_build_object('contact_id', contact, 'phone', '0699999999', 'name', 'at night')) ->> 'id')::bigint;
grant select on mine to public;

-- The finder knew nothing of "within": what hangs on a hidden record, or is another's private view, was counted, numbered and told.
select test.sign_in('viewer');
select is(app.count('saved_view', '{"filter": {"field": "name", "op": "~", "value": "Layoffs"}}', 10), 0::bigint, 'private views of others are not counted');
select is(app.find('saved_view', '{"term": "Layoffs"}'), '{}'::bigint[], 'nor found');
select throws_ok(format('select app.history(''saved_view'', %s)', view), 'UI006', null, 'nor looked back upon') from mine;
select test.sign_in('technician');
select is(app.count('contact_phone', '{"filter": {"field": "phone", "op": "=", "value": "0699999999"}}', 10), 0::bigint, 'the number of a hidden contact cannot be guessed');
select is(app.find('contact_phone', '{"filter": {"field": "phone", "op": "=", "value": "0699999999"}}'), '{}'::bigint[], 'however one asks');
select throws_ok(format('select app.history(''contact_phone'', %s)', phone), 'UI006', null, 'its history is not there') from mine;
select test.sign_in('owner');
select is(app.count('contact_phone', '{"filter": {"field": "phone", "op": "=", "value": "0699999999"}}', 10), 1::bigint, 'who may see the contact sees the number');
select is(app.count('saved_view', '{"term": "Layoffs"}', 10), 1::bigint, 'and one''s own views are one''s own');

-- A filter by a reference looked the label up among all records: the name of a hidden owner could be guessed letter by letter.
select test.sign_in('technician');
select is(app.count('vehicle', '{}', 10), 1::bigint, 'a technician sees the vehicle');
select is((select count(*) from app.contact c join mine on c.id = mine.contact), 0::bigint, 'and not its owner');
select is(app.count('vehicle', '{"filter": {"field": "owner_id", "op": "~", "value": "Zy"}}', 10), 0::bigint, 'the owner''s name cannot be guessed');
select test.sign_in('owner');
select is(app.count('vehicle', '{"filter": {"field": "owner_id", "op": "~", "value": "Zy"}}', 10), 1::bigint, 'who may see the owner filters by the name');

-- Look-alikes for whoever reaches a team or themselves: "or" without brackets answered rows that are not alike, and those of the same
-- person in another company.
select test.sign_out();
select app.create_person(test.tenant('beta'), 'technician@alpha.example.com', 'Alpha technician', 'technician');
select test.sign_in('technician@alpha.example.com', 'beta');
select isnt(app.save('contact', null, null, '{"kind": "person", "last_name": "Unique"}') ->> 'id', null, 'a technician of two companies writes a name in one');
select test.sign_in('technician');
select lives_ok($$ select app.save('contact', null, null, '{"kind": "person", "last_name": "Nobodylike"}') $$);
select is(app.save('contact', null, null, '{"kind": "person", "last_name": "Unique"}') -> 'duplicates', '[]', 'and in the other it looks like nobody''s');
select is(jsonb_array_length(app.save('contact', null, null, '{"kind": "person", "last_name": "Unique"}') -> 'duplicates'), 1, 'twice the same name does');

-- The role of the server makes nothing of its own that other functions could meet first.
select test.sign_out();
select ok(not has_schema_privilege('comptoir_app', 'public', 'create'), 'the server''s role makes nothing in public');
select is((select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p where p.prosecdef and p.pronamespace in ('app'::regnamespace, 'ui'::regnamespace)
    and not exists (select from unnest(p.proconfig) c where c like 'search_path=%pg_temp')), null, 'every definer function says where it looks names up');
select finish();
rollback;
