-- Everything that the catalogue tells somebody works for them: each entity, as each of the nine roles: it is listed as declared,
-- counted and searched; what they may not do is refused with a sentence; what is masked is out of reach. For one reader of each scope
-- every field sorts and filters, for the owner in both directions and with every comparison.
-- Walks ui.catalogue(), so a new entity is tested the day it is declared.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/gadget.sql
select test.sign_in('owner');
select app.save('custom_field', null, null, jsonb_build_object('entity', 'contact', 'name', 'f_' || t, 'label', 'F ' || t, 'type', t, 'choices', case when t = 'choice' then '["a","b"]' else '[]' end::jsonb))
from unnest('{text,integer,decimal,date,boolean,choice}'::text[]) t \g /dev/null
select app.save('contact', null, null, '{"last_name": "Row", "email": "row@example.com", "tags": ["vip"], "custom.f_integer": 4, "custom.f_date": "2026-01-02"}'),
    app.save('vehicle', null, null, '{"plate": "AB-123-CD", "mileage": 5}'), app.save('tag', null, null, '{"name": "vip"}'), app.save('gadget', null, null, '{"name": "Row"}'),
    app.save('establishment', null, null, '{"name": "Row"}'), app.save('saved_view', null, null, '{"entity": "contact", "name": "Row", "shared": true}') \g /dev/null
select app.save('activity', null, null, jsonb_build_object('kind', 'note', 'subject', 'Row', 'contact_id', id)), app.save('contact_address', null, null, jsonb_build_object('city', 'Row', 'contact_id', id)),
    app.save('contact_phone', null, null, jsonb_build_object('phone', '+33639981111', 'contact_id', id)), app.put_begin('contact', id, 'row.txt') from app.contact \g /dev/null

-- A value that a filter on this field may be compared with.
create function pg_temp.value_for(f jsonb) returns jsonb language sql as $$
    select case when f ? 'choices' then f -> 'choices' -> 0 -> 0 when f ? 'refers' then to_jsonb(1) else case f ->> 'type'
	when 'integer' then to_jsonb(3) when 'decimal' then to_jsonb(1.5) when 'money' then '"12.50"' when 'date' then '"2026-01-02"' when 'timestamp' then '"2026-01-02"' when 'boolean' then 'true'
	else '"row"' end end $$;
create function pg_temp.works(what text, statement text, variadic args text[] default '{}') returns text language plpgsql as $$
declare
	said text; trace text;
begin
	if cardinality(args) = 0 then execute statement; else execute statement using args[1]; end if;
	return null;
exception when others then
	get stacked diagnostics said = message_text, trace = pg_exception_context;
	return format('%s: %s %s', what, sqlstate, said);
end $$;
create function pg_temp.walk(who text) returns setof text language plpgsql as $$
declare
	c jsonb; name text; e jsonb; f jsonb; d text; bad text[]; op text; n bigint; got bigint; counts jsonb := '{}'; filters integer;
begin
	perform test.sign_in(who);
	c := ui.catalogue();
	return next ok(c -> 'entities' <> '{}', who || ' is told something');
	for name, e in select * from jsonb_each(c -> 'entities') loop
		bad := '{}'; filters := 0;
		bad := bad || array(select 'no ' || k from unnest('{title,one,help,label}'::text[]) k where coalesce(e ->> k, '') = '');
		bad := bad || array(select format('%s has no %s', x ->> 'name', k) from jsonb_array_elements(e -> 'fields') x, unnest('{label,help,type}'::text[]) k
		    where coalesce(x ->> k, '') = '' and not (k = 'help' and x ? 'custom'));
		bad := bad || array(select format('%s, which the form shows, is no field', x) from jsonb_array_elements(e -> 'form') s, jsonb_array_elements_text(s - 0) x
		    where not exists (select from jsonb_array_elements(e -> 'fields') y where y ->> 'name' = x));
		bad := bad || array(select format('message %s says nothing', k) from jsonb_each(e -> 'messages') m(k, v) where v ->> 'text' = '');
		bad := bad || pg_temp.works('list', format('select count(*) from (%s) x', ui.list_sql(name, '{"actions": true}') ->> 'sql'), '50');
		bad := bad || pg_temp.works('list of everything', format('select count(*) from (%s) x', ui.list_sql(name, '{"columns": "*"}') ->> 'sql'), '50');
		for f in select x from jsonb_array_elements(e -> 'fields') x where not x ? 'masked' and x ->> 'type' not in ('json', 'bytes', 'sentence')
		    and who in ('owner', 'technician', 'performer') loop
			foreach d in array case who when 'owner' then array['', '-'] else array['-'] end loop
				bad := bad || pg_temp.works('sort ' || d || (f ->> 'name'), format('select count(*) from (%s) x', ui.list_sql(name, jsonb_build_object('sort', jsonb_build_array(d || (f ->> 'name')))) ->> 'sql'), '50');
			end loop;
			foreach op in array case when who <> 'owner' then '{=}' when f ->> 'type' in ('text', 'boolean', 'tags') or f ? 'refers' then '{=,empty,filled,any}' else '{=,empty,<,>=,range,!=}' end::text[] loop
				filters := filters + 1;
				bad := bad || pg_temp.works(format('filter %s %s', f ->> 'name', op), format('select app.find(%L, %L)', name, jsonb_build_object('filter', jsonb_build_object('field', f -> 'name', 'op', op,
				    'value', case op when 'range' then jsonb_build_array(pg_temp.value_for(f), pg_temp.value_for(f)) when 'any' then jsonb_build_array(pg_temp.value_for(f)) else pg_temp.value_for(f) end))));
			end loop;
		end loop;
		for f in select x from jsonb_array_elements(e -> 'fields') x where x ? 'masked' loop	-- what is masked is out of reach by every road
			bad := bad || array(select format('masked %s: %s', f ->> 'name', r) from unnest(array[
			    pg_temp.works('listed', format('select ui.list_sql(%L, %L)', name, jsonb_build_object('columns', jsonb_build_array(f -> 'name')))),
			    pg_temp.works('exported', format('select ui.list_sql(%L, %L)', name, jsonb_build_object('export', e -> 'rights' ? 'export', 'columns', jsonb_build_array(f -> 'name')))),
			    pg_temp.works('sorted', format('select ui.list_sql(%L, %L)', name, jsonb_build_object('sort', jsonb_build_array(f -> 'name')))),
			    pg_temp.works('filtered', format('select app.find(%L, %L)', name, jsonb_build_object('filter', jsonb_build_object('field', f -> 'name', 'op', 'filled'))))]) r where r is null or r not like '%UI005%');
		end loop;
		execute format('select count(*) from app.%I where deleted_at is null', name) into n;
		got := app.count(name, '{}', 100000);
		counts := counts || jsonb_build_object(name, got);
		if got <> n then bad := bad || format('counts %s of %s', got, n); end if;
		if cardinality(app.find(name, '{"limit": 5000}')) <> least(n, 5000) then bad := bad || format('finds not all of %s', n); end if;
		bad := bad || pg_temp.works('search', format('select app.find(%L, ''{"term": "row"}'')', name));
		if not e -> 'rights' ? 'create' then
			if coalesce(pg_temp.works('create', format('select app.save(%L, null, null, ''{}'')', name)), 'done') not like '%UI005%' then bad := bad || 'creates without a right'::text; end if;
		elsif coalesce(pg_temp.works('create', format('select app.save(%L, null, null, ''{"no such field": 1}'')', name)), 'done') not like '%UI007%' then bad := bad || 'takes an unknown field'::text; end if;
		if not e -> 'rights' ? 'export' and coalesce(pg_temp.works('export', format('select ui.list_sql(%L, ''{"export": true}'')', name)), 'done') not like '%UI005%' then bad := bad || 'exports without a right'::text; end if;
		if not e -> 'rights' ? 'import' and coalesce(pg_temp.works('import', format('select app.import_begin(%L)', name)), 'done') not like '%UI005%' then bad := bad || 'imports without a right'::text; end if;
		if not e -> 'rights' ? 'delete' and coalesce(pg_temp.works('delete', format('select app.remove(%L, 1)', name)), 'done') not like '%UI005%' then bad := bad || 'deletes without a right'::text; end if;
		if coalesce(pg_temp.works('nobody', format('select app.save(%L, 987654321, null, ''{}'')', name)), 'done') not similar to '%UI00(5|6)%' then bad := bad || 'changes what is not there'::text; end if;
		if coalesce(pg_temp.works('history', format('select app.history(%L, 987654321)', name)), 'done') not like '%UI006%' then bad := bad || 'has a history of nothing'::text; end if;
		bad := array_remove(bad, null);
		return next is(array_to_string(bad, '; '), '', format('%s and %s: %s filters', who, name, filters));
	end loop;
	return next is(app.counts((select jsonb_agg(x.entity) from ui.entity x) || '["no such kind"]', 100000) -> 'counts', counts, format('%s is told how many there are, of those alone', who));
	-- What they are not told of is refused.
	for name in select x.entity from ui.entity x where not c -> 'entities' ? x.entity loop
		bad := array(select w from unnest(array[pg_temp.works('list', format('select ui.list_sql(%L, ''{}'')', name)), pg_temp.works('create', format('select app.save(%L, null, null, ''{}'')', name)),
		    pg_temp.works('history', format('select app.history(%L, 1)', name)), pg_temp.works('duplicates', format('select app.duplicates(%L)', name))]) w where w is null or w not like '%UI005%');
		return next is(array_to_string(bad, '; ', 'done'), '', format('%s has no business with %s', who, name));
		return next is(cardinality(app.find(name, '{}')), 0, format('and the finder shows %s none of it', who));
	end loop;
end $$;
select pg_temp.walk(r) from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) r;
select * from finish();
rollback;
