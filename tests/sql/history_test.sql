-- What was changed is told with what references are called, as far as the reader may see what they point at; the number always.
begin;
select no_plan();
create temporary table made (name text, id bigint);
grant all on made to public;
create function pg_temp.owners() returns text language sql as $$
    select string_agg((c -> 'changes' -> 'owner_id')::text || coalesce((c -> 'changes' -> 'owner_id.label')::text, ''), ' ' order by n)
    from jsonb_array_elements(app.history('vehicle', (select id from made where name = 'vehicle')) -> 'changes') with ordinality u(c, n) where c -> 'changes' ? 'owner_id' $$;
create function pg_temp.told(text) returns text language sql as $$
    select replace(replace($1, 'ZOE', (select id::text from made where name = 'zoe')), 'MAX', (select id::text from made where name = 'max')) $$;

grant execute on all functions in schema pg_temp to public;
select test.sign_in('owner');
insert into made select 'zoe', (app.save('contact', null, null, '{"kind": "person", "last_name": "Zoé"}') ->> 'id')::bigint;
insert into made select 'max', (app.save('contact', null, null, jsonb_build_object('kind', 'person', 'last_name', 'Max', 'owner_id', test.person('viewer'))) ->> 'id')::bigint;
insert into made select 'vehicle', (app.save('vehicle', null, null, jsonb_build_object('plate', 'HI-570-RY', 'owner_id', (select id from made where name = 'zoe'))) ->> 'id')::bigint;
select lives_ok($$ select app.save('vehicle', (select id from made where name = 'vehicle'), null, jsonb_build_object('owner_id', (select id from made where name = 'max'))) $$, 'a vehicle changes hands');
select lives_ok($$ select app.save('vehicle', (select id from made where name = 'vehicle'), null, '{"owner_id": null}') $$, 'and is nobody''s');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX]["Zoé", "Max"] [MAX, null]["Max", null]'), 'both are named beside their numbers');
select test.sign_out();
do $$ begin perform set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true); end $$;	-- the platform changes rights in alpha
update app.permission p set scope = 'mine', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'viewer' and p.tenant_id = test.tenant() and p.entity = 'contact' and p.verb = 'read';
select test.sign_in('viewer');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX][null, "Max"] [MAX, null]["Max", null]'), 'who sees one of them is told that one''s name, and of the other the number');
select test.sign_out();
do $$ begin perform set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true); end $$;	-- the platform changes rights in alpha
update app.permission p set scope = 'none', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'viewer' and p.tenant_id = test.tenant() and p.entity = 'contact' and p.verb = 'read';
select test.sign_in('viewer');
select is(pg_temp.owners(), pg_temp.told('[ZOE, MAX] [MAX, null]'), 'who sees no contacts is told numbers');
select test.sign_in('owner', 'beta');
select throws_ok($$ select app.history('vehicle', (select id from made where name = 'vehicle')) $$, 'UI006', null, 'and another company nothing');
select throws_ok($$ select app.history_rows('vehicle', (select id from made where name = 'vehicle')) $$, 'UI006', null, 'by either road');
select * from finish();
rollback;
