-- Contacts: what is kept and refused, what follows from what, who may see and write which.
begin;
select no_plan();
create function pg_temp.save(entity text, body jsonb, id bigint default null) returns jsonb language sql as $$ select app.save(entity, id, null, body) $$;
create function pg_temp.refused(sql text) returns text language plpgsql as $$
declare
	state text; con text; said text; detail text; col text;
begin
	execute sql;
	return 'done';
exception when others then
	get stacked diagnostics state = returned_sqlstate, con = constraint_name, said = message_text, detail = pg_exception_detail, col = column_name;
	return ui.explain('contact', state, con, col, said, detail) ->> 'message';
end $$;
create function pg_temp.refused_field(sql text) returns text language plpgsql as $$
declare
	state text; con text; said text; detail text; col text;
begin
	execute sql;
	return 'done';
exception when others then
	get stacked diagnostics state = returned_sqlstate, con = constraint_name, said = message_text, detail = pg_exception_detail, col = column_name;
	return ui.explain('contact', state, con, col, said, detail) ->> 'field';
end $$;
grant execute on function pg_temp.save, pg_temp.refused, pg_temp.refused_field to public;

select test.sign_in('office');
create temp table made as select pg_temp.save('contact', '{"first_name": " Jean ", "last_name": "Dupont", "email": "Jean.DUPONT@Example.FR", "phone": "06 12 34 56 78",
    "siret": "732 829 320 00074", "tags": ["VIP", " VIP ", "", "fleet"], "language": "FR-fr", "country": "France", "postcode": "75 001"}') as a;
select is((select row(c.display_name, c.kind, c.email, c.phone, c.siren, c.siret, c.tags, c.language, c.country, c.postcode, c.owner_id)::text from app.contact c, made where c.id = (a ->> 'id')::bigint),
    row('Dupont Jean', 'person', 'jean.dupont@example.fr', '+33612345678', '732829320', '73282932000074', '{VIP,fleet}'::text[], 'fr', 'FR', '75001', test.person('office'))::text,
    'a contact is cleaned, named and completed');
select is(a -> 'warnings', '[]', 'without a warning') from made;
select is((pg_temp.save('contact', '{"company_name": "Garage Martin"}') ->> 'version')::int, 1, 'who has only a company name…');
select is(kind || ' ' || display_name, 'company Garage Martin', '… is a company') from app.contact where company_name = 'Garage Martin';
select is(display_name, 'Marie', 'a first name alone names a person') from app.contact where id = (pg_temp.save('contact', '{"first_name": "Marie"}') ->> 'id')::bigint;

-- Without a name, a contact is listed by its e-mail address, else by its telephone number, as French people read it.
create function pg_temp.listed(contact bigint) returns text language plpgsql as $$
declare
	r record;
begin
	execute ui.list_sql('contact', '{"by": "ids"}') ->> 'sql' into r using array[contact];
	return r.display_name;
end $$;
grant execute on function pg_temp.listed to public;
select is(pg_temp.listed((pg_temp.save('contact', body::jsonb) ->> 'id')::bigint), listed, 'listed as ' || listed) from (values
    ('{"email": " Only@Nameless.example "}', 'only@nameless.example'), ('{"second_email": "second@nameless.example"}', 'second@nameless.example'),
    ('{"phone": "06 39 98 11 22"}', '06 39 98 11 22'), ('{"mobile": "+44 7911 123456"}', '+44 791 112 3456'), ('{"email": "both@nameless.example", "phone": "0639981123"}', 'both@nameless.example'),
    ('{"kind": "company", "email": "shop@nameless.example"}', 'shop@nameless.example'), ('{"kind": "company", "siret": "356 000 000 00048"}', '356 000 000 00048'), ('{"kind": "company", "last_name": "Martin", "email": "m@nameless.example"}', 'Martin')) v(body, listed);
select is((app.save('contact', null, null, '{"email": "ONLY@nameless.example"}') #> '{duplicates,0}') - 'id', '{"label": "only@nameless.example", "why": "email"}', 'an address alone finds its twin, by that name');
select is(app.save('contact', null, null, '{"email": "another@nameless.example"}') -> 'duplicates', '[]', 'and who has no name looks like nobody else without one');
create temp table bare as select (app.save('contact', null, null, '{"last_name": "Soon nameless", "email": "soon@nameless.example"}') ->> 'id')::bigint as id;
grant select on bare to public;
select lives_ok(format('select app.save(''contact'', %s, null, ''{"last_name": null}'')', id), 'a name is taken away …') from bare;
select is(pg_temp.listed(id), 'soon@nameless.example', '… and the list follows') from bare;
select is(pg_temp.refused(format('select app.save(''contact'', %s, null, ''{"email": null}'')', id)), 'Give a name, a company, an e-mail address, a telephone number or a SIRET.', 'but something must be left') from bare;
select ok(id = any (app.find('contact', '{"term": "soon@name"}')), 'it is found by its address') from bare;
create temp table car as select (app.save('vehicle', null, null, jsonb_build_object('plate', 'NN-001-NN', 'owner_id', id)) ->> 'id')::bigint as id from bare;
create function pg_temp.owner() returns text language plpgsql as $$
declare
	r record;
begin
	execute ui.list_sql('vehicle', '{"by": "ids", "columns": ["owner_id"]}') ->> 'sql' into r using array[(select id from car)];
	return r."owner_id.label";
end $$;
grant execute on function pg_temp.owner to public; grant select on car to public;
select is(pg_temp.owner(), 'soon@nameless.example', 'and is called so where another record names it');
select test.sign_in('viewer');
select is(pg_temp.owner(), '#' || id, 'who may see no address …') from bare;
select is(pg_temp.listed(id), '#' || id, '… sees its number') from bare;
select test.sign_in('office');

-- Refusals, each with its sentence on its field.
select is(pg_temp.refused_field(format('select pg_temp.save(''contact'', %L)', body)) || ': ' || pg_temp.refused(format('select pg_temp.save(''contact'', %L)', body)), said, said) from (values
    ('{"last_name": "A", "siren": "123456789"}', 'siren: A SIREN has nine digits, and its last one must agree with the others.'),
    ('{"last_name": "A", "siret": "73282932000075"}', 'siret: A SIRET has fourteen digits: the nine of the SIREN and five more, and its last one must agree with the others.'),
    ('{"last_name": "A", "vat_number": "FR00732829320"}', 'vat_number: A VAT number begins with the country''s two letters; a French one is FR, a key of two characters and the SIREN.'),
    ('{"last_name": "A", "email": "a.example.fr"}', 'email: An e-mail address is written name@domain, for example marie@example.fr.'),
    ('{"last_name": "A", "phone": "06 12"}', 'phone: A phone number has ten digits in France, or begins with + and the country''s code.'),
    ('{"last_name": "A", "kind": "robot"}', 'kind: {label}: “{value}” is none of the choices: {choices}.'),
    ('{"last_name": "A", "country": "Narnia"}', 'country: A country is its two-letter code, for example FR.'),
    ('{"notes": "nobody"}', 'last_name: Give a name, a company, an e-mail address, a telephone number or a SIRET.'),
    ('{"first_name": " ", "city": "Lyon"}', 'last_name: Give a name, a company, an e-mail address, a telephone number or a SIRET.'),
    ('{"kind": "company", "city": "Lyon"}', 'company_name: Give a name, a company, an e-mail address, a telephone number or a SIRET.'),
    ('{"last_name": "A", "company_id": 999999999}', 'company_id: {label}: there is no such record.'),
    (jsonb_build_object('first_name', 'Zoé', 'last_name', repeat('x', 301))::text, 'last_name: At most 300 characters fit here.'),
    (jsonb_build_object('last_name', 'A', 'city', repeat('x', 301), 'street', repeat('x', 500))::text, 'city: At most 300 characters fit here.'),
    ('{"last_name": "A", "last_contact_on": "2026-01-01"}', 'last_contact_on: You may not write {label}.')) v(body, said);

-- Doubts are saved.
select is(pg_temp.save('contact', '{"last_name": "B", "siren": "404833048", "siret": "73282932000074", "vat_number": "FR40123456824", "phone": "0162000000", "postcode": "SW1A 1AA"}') -> 'warnings' @> x::jsonb, true, 'warned: ' || x)
from unnest(array['[{"field": "siret", "message": "This SIRET does not begin with the SIREN {siren}."}]', '[{"field": "vat_number", "message": "This VAT number does not hold the SIREN {siren}."}]',
    '[{"field": "phone", "message": "This number is in a range that is kept for telemarketing."}]', '[{"field": "postcode", "message": "A French postcode has five digits."}]']) x;

-- Look-alikes are told.
select ok(app.save('contact', null, null, '{"last_name": "Other", "phone": "+33612345678"}') -> 'duplicates' @> '[{"why": "phone"}]', 'the same phone is told');
select ok(app.save('contact', null, null, '{"last_name": "DUPOND", "first_name": "jean"}') -> 'duplicates' @> '[{"why": "display_name"}]', 'a name nearly the same is told');

-- Found as it is spoken.
select ok((select (a ->> 'id')::bigint from made) = any (app.find('contact', jsonb_build_object('term', t))), 'found by ' || t)
from unnest(array['dup', 'DUPONT jean', '06 12 34 56 78', '0612345678', '+33612', '732829320', 'dupont@example']) t;

-- Scopes. Three contacts: the technician's own, one of their team, one of neither.
select test.sign_in('office');
create temp table who as select 'own' as name, (pg_temp.save('contact', jsonb_build_object('last_name', 'Scope own', 'owner_id', test.person('technician'))) ->> 'id')::bigint as id
union all select 'team', (pg_temp.save('contact', jsonb_build_object('last_name', 'Scope team', 'team_id', test.team(), 'email', 'scope@example.fr')) ->> 'id')::bigint
union all select 'else', (pg_temp.save('contact', jsonb_build_object('last_name', 'Scope else')) ->> 'id')::bigint
union all select 'performer', (pg_temp.save('contact', jsonb_build_object('last_name', 'Scope performer', 'owner_id', test.person('performer'))) ->> 'id')::bigint;
grant select on who to public;
create function pg_temp.seen() returns text language sql as $$ select string_agg(w.name, ' ' order by w.name) from who w join app.contact c on c.id = w.id $$;
create function pg_temp.found() returns text language sql as $$ select string_agg(w.name, ' ' order by w.name) from who w where w.id = any (app.find('contact', '{"term": "scope"}')) $$;
create temp table expect (role text, seen text, writes text);
insert into expect values ('superadmin', 'else own performer team', 'else own performer team'), ('owner', 'else own performer team', 'else own performer team'),
    ('manager', 'else own performer team', 'else own performer team'), ('office', 'else own performer team', 'else own performer team'), ('technician', 'own team', 'own'),
    ('performer', 'performer', ''), ('driver', null, ''), ('accountant', 'else own performer team', ''), ('viewer', 'else own performer team', '');
grant select on expect to public;
create temp table got (role text, seen text, found text, writes text, deletes text);
grant all on got to public;
do $$
declare
	r text; w record; done text; gone text;
begin
	for r in select role from expect loop
		perform test.sign_in(r);
		done := ''; gone := '';
		for w in select * from who order by name loop
			begin
				perform app.save('contact', w.id, null, jsonb_build_object('notes', 'by ' || r));
				done := done || ' ' || w.name;
			exception when sqlstate 'UI005' or sqlstate 'UI006' or insufficient_privilege then null; end;
			begin
				perform app.remove('contact', w.id);
				gone := gone || ' ' || w.name;
				perform app.restore('contact', w.id);
			exception when sqlstate 'UI005' or sqlstate 'UI006' or insufficient_privilege then null; end;
		end loop;
		insert into got select r, pg_temp.seen(), pg_temp.found(), ltrim(done), ltrim(gone);
	end loop;
end $$;
select is(g.seen, e.seen, e.role || ' sees ' || coalesce(e.seen, 'nothing')) from expect e join got g using (role);
select is(g.found, e.seen, e.role || ' finds ' || coalesce(e.seen, 'nothing')) from expect e join got g using (role);
select is(g.writes, e.writes, e.role || ' writes ' || coalesce(nullif(e.writes, ''), 'nothing')) from expect e join got g using (role);
select is(g.deletes, case when e.role in ('superadmin', 'owner', 'manager', 'office') then e.writes else '' end, e.role || ' deletes as told') from expect e join got g using (role);

-- Masked: who has no clearance for personal data cannot read, find or filter it.
select test.sign_in('viewer');
select throws_ok('select email from app.contact limit 1', '42501', null, 'a viewer reads no e-mail address');
select is(app.find('contact', '{"term": "scope@example.fr"}'), '{}', 'nor finds by it');
select throws_ok($$ select app.find('contact', '{"filter": {"field": "phone", "op": "=", "value": "0612345678"}}') $$, 'UI005', null, 'nor filters by it');
select throws_ok($$ select app.save('contact', null, null, '{"last_name": "V"}') $$, 'UI005', null, 'a viewer creates nothing');

-- Another company.
select test.sign_in('owner', 'beta');
select is(count(*)::int, 0, 'another company sees none of them') from who w join app.contact c on c.id = w.id;
select is(app.find('contact', '{"term": "scope"}'), '{}', 'nor finds them');
select throws_ok(format('select app.save(''contact'', %s, null, ''{"notes": "x"}'')', (select id from who where name = 'own')), 'UI006', null, 'nor changes them');
select throws_ok(format('select app.contact_log_activity(%s, ''call'', ''x'')', (select id from who where name = 'own')), 'UI006', null, 'nor acts on them');
select throws_ok(format('select app.save(''contact'', null, null, ''{"last_name": "x", "company_id": %s}'')', (select id from who where name = 'own')), '23503', null, 'nor refers to them');
select throws_ok(format('insert into app.contact (last_name, tenant_id) values (''x'', %s)', test.tenant('alpha')), null, null, 'nor writes into the other company');

-- The main address stands in two places and says the same.
select test.sign_in('office');
create temp table place as select (pg_temp.save('contact_address', jsonb_build_object('contact_id', id, 'street', '1 rue Neuve', 'city', 'Lyon', 'postcode', '69001', 'main', true)) ->> 'id')::bigint as id, id as contact
from who where name = 'else';
grant select on place to public;
select is(c.city || ' ' || c.postcode, 'Lyon 69001', 'the main address is the contact''s') from app.contact c, place p where c.id = p.contact;
select lives_ok(format('select pg_temp.save(''contact'', ''{"city": "Villeurbanne"}'', %s)', contact), 'written in the contact …') from place;
select is(a.city, 'Villeurbanne', '… it is the main address''s too') from app.contact_address a join place using (id);
select throws_ok(format('select pg_temp.save(''contact_address'', ''{"contact_id": %s, "city": "Paris", "main": true}'')', contact), '23P01', null, 'there is one main address') from place;
select throws_ok(format('select pg_temp.save(''contact_address'', ''{"contact_id": %s}'')', contact), '23514', null, 'an address is somewhere') from place;
select lives_ok(format('select pg_temp.save(''contact_phone'', ''{"contact_id": %s, "phone": "01 99 00 00 01", "kind": "fax"}'')', contact), 'a further number') from place;
select throws_ok(format('select pg_temp.save(''contact_phone'', ''{"contact_id": %s}'')', contact), '23514', null, 'a number is given') from place;

-- Parts are seen and changed with their contact.
select test.sign_in('technician');
select is(count(*)::int, 0, 'the address of a contact out of reach is out of reach') from app.contact_address a join place using (id);
select throws_ok(format('select pg_temp.save(''contact_address'', ''{"contact_id": %s, "city": "Paris"}'')', contact), 'UI006', null, 'and none can be added') from place;
select throws_ok(format('select pg_temp.save(''contact_phone'', ''{"contact_id": %s, "phone": "0199000002"}'')', id), 'UI005', null, 'a contact that may only be read gets no number') from who where name = 'team';
select lives_ok(format('select pg_temp.save(''contact_phone'', ''{"contact_id": %s, "phone": "0199000002"}'')', id), 'one''s own does') from who where name = 'own';
select test.sign_in('owner', 'beta');
select is((select count(*) from app.contact_address) + (select count(*) from app.contact_phone), 0::bigint, 'another company sees no part');

-- Merging keeps what hangs on the other.
select test.sign_in('owner');
create temp table pair as select (pg_temp.save('contact', '{"last_name": "Keep", "tags": ["a"]}') ->> 'id')::bigint as keep, (pg_temp.save('contact', '{"last_name": "Drop", "tags": ["b"], "city": "Metz"}') ->> 'id')::bigint as lose;
select lives_ok(format('select pg_temp.save(''contact_phone'', ''{"contact_id": %s, "phone": "0199000003"}'')', lose), 'a number') from pair;
select lives_ok(format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "call", "subject": "Hello"}'')', lose), 'an activity') from pair;
select lives_ok(format('select app.merge(''contact'', %s, array[%s])', keep, lose), 'two become one') from pair;
select is(row((select contact_id from app.contact_phone where phone = '+33199000003'), (select contact_id from app.activity where subject = 'Hello'), c.city, c.tags, c.last_contact_on)::text,
    row(keep, keep, 'Metz', '{a,b}'::text[], app.today())::text, 'and has all of both') from pair join app.contact c on c.id = keep;
select test.sign_out();
select * from finish();
rollback;
