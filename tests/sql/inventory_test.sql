-- Counting by scanner: each code is one, a code that nobody knows is kept and told, what is out is not looked for, and closing corrects.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.of(t text) returns bigint language sql stable as $$ select coalesce((select i.id from app.inventory i where i.title = t), (select e.id from app.equipment e where e.name = t)) $$;
create function pg_temp.scan(code text, n integer default 1) returns text language sql as $$
    select app.act('inventory', 'scan', pg_temp.of('November'), jsonb_build_object('code', code, 'count', n)) ->> 'answer' $$;
select test.sign_in('office');
select pg_temp.made('equipment', '{"name": "Cable", "tracking": "quantity", "quantity": 40, "barcode": "C-40", "place": "Depot"}'), pg_temp.made('equipment', '{"name": "Desk", "serial_number": "D-1", "barcode": "4006381333931", "place": "Depot"}'),
    pg_temp.made('equipment', '{"name": "Lamp", "serial_number": "L-1", "place": "Van"}'), pg_temp.made('equipment', '{"name": "Truss", "serial_number": "T-1", "place": "Depot"}');
select pg_temp.made('contact', '{"kind": "person", "last_name": "Borrower"}') as borrower \gset
select pg_temp.made('equipment_booking', jsonb_build_object('equipment_id', pg_temp.of('Cable'), 'contact_id', :borrower, 'quantity', 10, 'starts_at', now(), 'ends_at', now() + interval '1 day')) as lent \gset
select app.act('equipment_booking', 'check_out', :lent);
select pg_temp.made('inventory', '{"title": "November", "place": "Depot"}');

select is(pg_temp.scan('C-40'), 'Cable: 1/30', 'a code counts one; ten of forty are out');
select is(pg_temp.scan(' C-40 ', 27), 'Cable: 28/30', 'blanks around it are the scanner''s; a number counts many');
select is(pg_temp.scan('D-1'), 'Desk: 1/1', 'a serial number counts too');
select is(pg_temp.scan('L-1'), 'Lamp: 1/1 ← Van', 'what belongs elsewhere says where');
select is(pg_temp.scan('9999999'), '? 9999999', 'a code that nobody knows is told …');
select is((select counted from app.inventory_line where code = '9999999'), 1, '… and kept');
select is(pg_temp.scan('9999999'), '? 9999999', 'read again …');
select is((select counted from app.inventory_line where code = '9999999'), 2, '… it counts two');
select throws_ok($$ select pg_temp.scan('  ') $$, 'UI001', null, 'nothing is no code');
select throws_ok($$ select pg_temp.scan('C-40', 0) $$, 'UI001', null, 'none is not counted');
select is((select array_agg(concat_ws(' ', r.equipment, r.code, r.expected, r.counted, r.difference) order by r.equipment) from app.report_inventory(pg_temp.of('November')) r),
    '{"Cable C-40 30 28 -2","Truss 1 0 -1","9999999 0 2 2"}', 'the differences before it is closed: two cables, the truss, a stranger');
select is((select count(*) from app.report_inventory(pg_temp.of('November'), true)), 5::bigint, 'or all lines');

select lives_ok($$ select app.act('inventory', 'close', pg_temp.of('November'), '{"correct": true}') $$, 'it is closed');
select is((select quantity from app.equipment where name = 'Cable'), 38, 'there are two cables fewer');
select is((select status from app.equipment where name = 'Truss'), 'lost', 'the truss is lost');
select is((select counted_on from app.equipment where name = 'Desk'), app.today(), 'what was counted says when');
select throws_ok($$ select pg_temp.scan('C-40') $$, 'UI001', null, 'nothing is counted after that');
select throws_ok($$ select app.save('inventory_line', (select min(id) from app.inventory_line), null, '{"counted": 5}') $$, 'UI001', null, 'nor changed');
select is((select array_agg(r.difference order by r.equipment) from app.report_inventory(pg_temp.of('November')) r), '{-2,-1,2}', 'and its differences stay as they were');
select pg_temp.made('inventory', '{"title": "December"}');
select throws_ok($$ select app.act('inventory', 'close', pg_temp.of('December')) $$, 'UI001', null, 'an empty count loses nothing');
select test.sign_in('viewer');
select throws_ok($$ select app.act('inventory', 'scan', pg_temp.of('December'), '{"code": "C-40"}') $$, 'UI005', null, 'a viewer counts nothing');
select test.sign_out();
select * from finish();
rollback;
