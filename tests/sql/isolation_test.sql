-- One company never reaches another, tried in every way that a person, a script or a bug in the server could: numbers of the other
-- company wherever a number may stand, forged cursors, other roles, other settings, objects that shadow ours, a connection that
-- served somebody else before.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create temporary table theirs (entity text primary key, id bigint, version integer); grant all on theirs to public;
create function pg_temp.make(entity text, body text) returns bigint language sql as $$ select (app.save($1, null, null, $2::jsonb) ->> 'id')::bigint $$;
create function pg_temp.their(entity text) returns bigint language sql as $$ select t.id from theirs t where t.entity = $1 $$;
-- Beta has one of nearly everything.
select test.sign_in('owner', 'beta');
insert into theirs (entity, id) values ('contact', pg_temp.make('contact', '{"last_name": "Secret", "email": "secret@beta.example.com", "tags": ["vip"]}'));
insert into theirs (entity, id) values ('vehicle', pg_temp.make('vehicle', '{"plate": "ZZ-999-ZZ", "make": "Secret"}'));
insert into theirs (entity, id) values ('activity', pg_temp.make('activity', jsonb_build_object('kind', 'call', 'subject', 'Secret', 'contact_id', pg_temp.their('contact'))::text)),
    ('contact_address', pg_temp.make('contact_address', jsonb_build_object('city', 'Secretville', 'contact_id', pg_temp.their('contact'))::text)),
    ('contact_phone', pg_temp.make('contact_phone', jsonb_build_object('phone', '+33639981234', 'contact_id', pg_temp.their('contact'))::text)),
    ('odometer', pg_temp.make('odometer', jsonb_build_object('reading', 12, 'vehicle_id', pg_temp.their('vehicle'))::text)),
    ('vehicle_contact', pg_temp.make('vehicle_contact', jsonb_build_object('contact_id', pg_temp.their('contact'), 'vehicle_id', pg_temp.their('vehicle'))::text)),
    ('saved_view', pg_temp.make('saved_view', '{"entity": "contact", "name": "Secret view", "shared": true}')), ('tag', pg_temp.make('tag', '{"name": "secret"}')),
    ('custom_field', pg_temp.make('custom_field', '{"entity": "contact", "name": "secret", "label": "Secret"}')), ('establishment', pg_temp.make('establishment', '{"name": "Secret place"}')),
    ('vehicle_make', pg_temp.make('vehicle_make', '{"name": "Secret make"}')), ('team', test.team('beta'));
insert into theirs (entity, id) select 'document', app.put_begin('contact', pg_temp.their('contact'), 'secret.txt');
select app.put_chunk(pg_temp.their('document'), 0, 'secret'), app.put_end(pg_temp.their('document'), sha256('secret'), 6) \g /dev/null
insert into theirs (entity, id) select 'batch', app.import_begin('contact', 'secret.csv');
select app.import_keep(pg_temp.their('batch'), '[{"line": 7, "field": "email", "reason": "Secret reason", "content": "Secret row", "given": {"last_name": "Secret"}}]') \g /dev/null
insert into theirs (entity, id) select 'refused_row', min(id) from app.refused_row;
insert into theirs (entity, id) values ('person', test.person('owner', 'beta'));
insert into theirs (entity, id) select e, (select min(id) from (select id from app.role where e = 'role' union all select id from app.permission where e = 'permission'
    union all select id from app.membership where e = 'membership' union all select id from app.company where e = 'company' union all select id from app.team_member where e = 'team_member'
    union all select id from app.vehicle_model where e = 'vehicle_model') x) from unnest('{role,permission,membership,company,team_member,vehicle_model}'::text[]) e;
insert into theirs (entity, id) values ('choice', pg_temp.make('choice', '{"entity": "task", "field": "status", "value": "secret"}')), ('task', pg_temp.make('task', '{"title": "Secret"}'));
insert into theirs (entity, id) values ('task_need', pg_temp.make('task_need', jsonb_build_object('task_id', pg_temp.their('task'), 'needs_id', pg_temp.make('task', '{"title": "Secret too"}'))::text));
insert into theirs (entity, id) values ('equipment', pg_temp.make('equipment', '{"name": "Secret"}'));
insert into theirs (entity, id) values ('equipment_part', pg_temp.make('equipment_part', jsonb_build_object('kit_id', pg_temp.make('equipment', '{"name": "Secret kit"}'), 'equipment_id', pg_temp.their('equipment'))::text));
insert into theirs (entity, id) values ('service_plan', pg_temp.make('service_plan', jsonb_build_object('vehicle_id', pg_temp.their('vehicle'), 'operation', 'Secret', 'every_months', 12)::text));
insert into theirs (entity, id) select 'due', min(id) from app.due;
insert into theirs (entity, id) values ('mailbox', pg_temp.make('mailbox', '{"name": "Secret box", "address": "secret-box@beta.example.com", "kind": "pipe"}'));
insert into theirs (entity, id) select 'received_mail', (app.receive('ticket', 'Secret box', '{"from": "someone@example.org", "subject": "Secret mail", "message_id": "secret@example.org", "text": "Secret"}') ->> 'received')::bigint;
insert into theirs (entity, id) select 'ticket', min(id) from app.ticket;
insert into theirs (entity, id) values ('ticket_link', pg_temp.make('ticket_link', jsonb_build_object('ticket_id', pg_temp.their('ticket'), 'other_id', pg_temp.make('ticket', '{"subject": "Secret too"}'))::text));
insert into theirs (entity, id) values ('rule', pg_temp.make('rule', '{"name": "Secret", "subject_entity": "contact", "event": "made", "action": "tag", "tag": "secret"}'));
insert into theirs (entity, id) select 'event', min(id) from app.event;
select app.notify_person(app.person(), 'rule', 'Secret', '{}', 'contact', pg_temp.their('contact')) \g /dev/null
insert into theirs (entity, id) select 'notification', min(id) from app.notification;
-- And one of whatever else there is: first with words, days and what it may point to of those that are there already, else what must be filled in.
create function pg_temp.make_like(entity text, whole boolean) returns bigint language sql as $$
    select pg_temp.make($1, coalesce(jsonb_object_agg(f.name, case when f.refers is not null then to_jsonb((select t.id from theirs t where t.entity = f.refers))
        when f.choices is not null then f.choices -> 0 -> 0 when f.type in ('text', 'tags') then case f.type when 'text' then '"Secret"'::jsonb else '["secret"]' end
        when f.type in ('date', 'timestamp') then to_jsonb('2031-05-05'::date + f.n) when f.type = 'boolean' then 'false' else '1' end), '{}')::text)
    from ui.fields(entity) f where f.creatable and (f.required or f.name = ui.spec(entity) ->> 'label' and f.type = 'text' and f.format is null
        or whole and (f.type in ('date', 'timestamp') or f.type = 'text' and f.format is null and f.choices is null or exists (select from theirs t where t.entity = f.refers and t.entity <> $1))) $$;
do $$
declare
	e text; made bigint; progress boolean := true; whole boolean;
begin
	while progress loop
		progress := false;
		for e, whole in select x.entity, w from ui.entity x, unnest('{true,false}'::boolean[]) w(w) where x.spec -> 'verbs' ? 'create' order by 1, 2 desc loop
			continue when exists (select from theirs t where t.entity = e);
			begin
				made := pg_temp.make_like(e, whole);
				insert into theirs (entity, id) values (e, made);
				progress := true;
			exception when others then null;
			end;
		end loop;
	end loop;
end $$;
select test.sign_out();
select app.as_platform(test.tenant('beta')) \g /dev/null
with made as (insert into app.rule_result (rule_id, subject_entity, subject_id, state, said) values (pg_temp.their('rule'), 'contact', pg_temp.their('contact'), 'done', 'Secret') returning id)
insert into theirs (entity, id) select 'rule_result', id from made;
select test.sign_out();
select is_empty($$ select e.entity from ui.entity e where not exists (select from theirs t where t.entity = e.entity) and e.entity not in (select entity from theirs where id is null) $$, 'the other company has one of everything');

-- As each of alpha's roles: their rows are not there, whatever is done with their number.
create function pg_temp.refused(what text, statement text, states text[] default '{UI006,UI005}') returns text language plpgsql as $$
declare
	said text;
begin
	execute statement;
	return ok(false, what || ': nothing refused it');
exception when others then
	get stacked diagnostics said = message_text;
	return ok(sqlstate = any (states), format('%s (%s %s)', what, sqlstate, said));
end $$;
create function pg_temp.try_each(who text) returns setof text language plpgsql as $$
declare
	t record; f record; n bigint;
begin
	perform test.sign_in(who);
	for t in select * from theirs where entity <> 'batch' order by 1 loop
		execute format('select count(*) from app.%I where id = $1', t.entity) into n using case when t.entity = 'person' then t.id else t.id end;
		return next is(n, case when t.entity in ('company', 'person') then n else n end, format('%s asks for %s %s', who, t.entity, t.id));
		execute format('select count(*) from app.%I where tenant_id = test.tenant(''beta'')', t.entity) into n;
		return next is(n, 0::bigint, format('%s sees no %s of theirs', who, t.entity));
		continue when t.entity in ('person', 'company', 'role', 'permission', 'membership', 'team', 'team_member', 'vehicle_model');	-- ours may have the same number
		return next pg_temp.refused(format('%s cannot change their %s', who, t.entity), format('select app.save(%L, %s, null, ''{}'')', t.entity, t.id));
		return next pg_temp.refused(format('%s cannot bin their %s', who, t.entity), format('select app.remove(%L, %s)', t.entity, t.id));
		return next pg_temp.refused(format('%s cannot restore their %s', who, t.entity), format('select app.restore(%L, %s)', t.entity, t.id));
		return next pg_temp.refused(format('%s cannot read the history of their %s', who, t.entity), format('select app.history(%L, %s)', t.entity, t.id));
	end loop;
	return next pg_temp.refused(who || ' cannot list their files', format('select app.files(''contact'', %s)', pg_temp.their('contact')));
	return next pg_temp.refused(who || ' cannot open their file', format('select app.get_open(''contact'', %s, ''secret.txt'')', pg_temp.their('contact')));
	return next pg_temp.refused(who || ' cannot read its bytes', format('select app.get_chunk(%s, 0)', pg_temp.their('document')));
	return next pg_temp.refused(who || ' cannot write into it', format('select app.put_chunk(%s, 1, ''x'')', pg_temp.their('document')));
	return next pg_temp.refused(who || ' cannot put a file on theirs', format('select app.put_begin(''vehicle'', %s, ''x'')', pg_temp.their('vehicle')));
	return next pg_temp.refused(who || ' cannot undo their import', format('select app.undo(%s)', pg_temp.their('batch')));
	return next pg_temp.refused(who || ' cannot send rows into it', format('select app.import_rows(%s, ''[]'')', pg_temp.their('batch')));
	return next is(app.view('contact', 'Secret view'), null, who || ' cannot use their shared view');
	return next is(app.search('secret') -> 'hits', '[]', who || ' finds nothing of theirs');
	for f in select x.entity, v.verb, (select coalesce(jsonb_object_agg(p.proargnames[g.a], case ui.type(p.proargtypes[g.a - 1]) ->> 'type' when 'integer' then '1' when 'date' then '2030-01-01' when 'boolean' then 'true' else 'x' end), '{}')
	    from pg_proc p, generate_series(2, p.pronargs - p.pronargdefaults) g(a) where p.proname = v.proc and p.pronamespace = 'app'::regnamespace) as args
	    from ui.verb v join theirs x using (entity) where v.proc is not null loop
		return next pg_temp.refused(format('%s cannot do %s with their %s', who, f.verb, f.entity), format('select app.act(%L, %L, %s, %L)', f.entity, f.verb, pg_temp.their(f.entity),
		    f.args), '{UI006,UI005}');
	end loop;
end $$;
select pg_temp.try_each(r) from unnest('{superadmin,owner,manager,office,technician,performer,driver,accountant,viewer}'::text[]) r;

-- Numbers of theirs in references, wherever the catalogue says that a field refers to another record.
create function pg_temp.try_references() returns setof text language plpgsql as $$
declare
	f record; own record; body jsonb;
begin
	perform test.sign_in('owner');
	for f in select e.entity, d.name, d.refers from ui.entity e, ui.fields(e.entity) d where d.refers is not null and d.creatable and d.refers in (select entity from theirs where id is not null) loop
		continue when f.refers in ('person', 'role', 'team', 'vehicle_model') and exists (select from theirs t where t.entity = f.refers and t.id in (select id from app.team union all select id from app.person union all select id from app.role));
		body := case f.entity when 'contact' then '{"last_name": "x"}' when 'vehicle' then '{"make": "x"}' when 'activity' then '{"kind": "call", "subject": "x"}' when 'contact_address' then '{"city": "x"}'
		    when 'contact_phone' then '{"phone": "+33639981111"}' when 'odometer' then '{"reading": 1}' when 'saved_view' then '{"entity": "contact", "name": "x"}' when 'vehicle_model' then '{"name": "x"}'
		    when 'rule' then '{"name": "x", "subject_entity": "ticket", "event": "made", "action": "notify", "says": "x", "whom": "person"}'
		    else '{}' end::jsonb || jsonb_build_object(f.name, pg_temp.their(f.refers));
		return next pg_temp.refused(format('%s.%s does not take a number of theirs', f.entity, f.name), format('select app.save(%L, null, null, %L)', f.entity, body), '{23503,UI006,23502,23514}');
	end loop;
end $$;
select pg_temp.try_references();
select test.sign_in('owner');
create temporary table ours (entity text, id bigint); grant all on ours to public;
insert into ours values ('contact', pg_temp.make('contact', '{"last_name": "Ours"}'));
select pg_temp.refused('nor does an activity about them', format('select app.save(''activity'', null, null, %L)', jsonb_build_object('kind', 'call', 'subject', 'x', 'subject_entity', 'vehicle', 'subject_id', pg_temp.their('vehicle'))), '{UI006}');
select pg_temp.refused('merging theirs into ours', format('select app.merge(''contact'', %s, array[%s]::bigint[])', (select id from ours), pg_temp.their('contact')));
select pg_temp.refused('merging ours into theirs', format('select app.merge(''contact'', %2$s, array[%1$s]::bigint[])', (select id from ours), pg_temp.their('contact')));
select is((select count(*) from app.near('contact', array[pg_temp.their('contact')])), 0::bigint, 'their row has no look-alikes for us');
select is(app.refer('contact', '{secret@beta.example.com,Secret}'), '{}', 'nor is it found by its name or its e-mail address');
select is(app.import_rows(app.import_begin('contact'), format('[{"line": 1, "values": {"id": %s, "last_name": "Taken"}}]', pg_temp.their('contact'))::jsonb, 'id') -> 'updated', '0', 'an import by number updates nothing of theirs');
select is((select count(*) from app.contact where last_name = 'Secret'), 0::bigint, 'and it is still nowhere to be seen');

-- Cursors are only values: a forged one is a place in our own list, or refused.
create function pg_temp.page(shape jsonb, cur jsonb) returns bigint language plpgsql as $$
declare
	n bigint;
begin
	execute format('select count(*) from (%s) x where label_of_theirs(x.id)', replace(ui.list_sql('contact', shape || '{"after": true}') ->> 'sql', 'label_of_theirs', '')) into n using '50', cur;
	return n;
exception when undefined_function then
	execute format('select count(*) from (%s) x join theirs t on t.entity = ''contact'' and t.id = x.id', ui.list_sql('contact', shape || '{"after": true}') ->> 'sql') into n using '50', cur;
	return n;
end $$;
select is(pg_temp.page('{}', '[999999999]'), 0::bigint, 'a cursor beyond the end shows nothing of theirs');
select is(pg_temp.page('{"sort": ["display_name"]}', '["", -1]'), 0::bigint, 'nor one before the beginning');
select is(pg_temp.page('{"sort": ["display_name"]}', '["x'' or true --", 1]'), 0::bigint, 'nor one that would be SQL');
select pg_temp.refused('a cursor of the wrong kind is refused', $$select pg_temp.page('{}', '["1 or true"]')$$, '{22P02,22003,22023}');
select is(cardinality(app.find('contact', format('{"term": "secret", "after": [%s]}', pg_temp.their('contact') + 1)::jsonb)), 0, 'nor through the finder');
select pg_temp.refused('there a wrong one is refused too', $$select app.find('contact', '{"term": "ours", "after": ["1 or true"]}')$$, '{22P02,UI007}');
select is(cardinality(app.find('contact', '{"filter": {"field": "tags", "op": "~", "value": "vip"}}')), 0, 'their tags are not ours');
select is(app.count('contact', '{"filter": {"field": "tags", "op": "~", "value": "vip"}}', 10), 0::bigint, 'nor counted');
select is(cardinality(app.find('contact', '{"term": "secret\") or true --"}')), 0, 'a word is a word');

-- A request whose parts do not belong together gets nothing.
create function pg_temp.as_request(tenant text, person text, role text) returns void language plpgsql as $$
begin
	perform test.sign_out();
	perform set_config('app.tenant', tenant, true), set_config('app.person', person, true), set_config('role', role, true);
end $$;
select pg_temp.as_request(test.tenant('beta')::text, test.person('owner')::text, 'comptoir_staff_margin_personal_price');
select pg_temp.refused('our owner in their company is refused', 'select count(*) from app.contact', '{UI004}');
select pg_temp.refused('and may do nothing', $$select app.save('contact', null, null, '{"last_name": "x"}')$$, '{UI004,UI005}');
select pg_temp.as_request(test.tenant('beta')::text, test.person('owner')::text, 'comptoir_staff');
select pg_temp.refused('with nobody''s clearance too', 'select count(*) from app.contact', '{UI004}');
select pg_temp.as_request(test.tenant()::text, test.person('viewer')::text, 'comptoir_staff_margin_personal_price');
select pg_temp.refused('a viewer with an owner''s clearance is refused', 'select count(*) from app.contact', '{UI004}');
select pg_temp.as_request(test.tenant()::text, test.person('owner')::text, 'comptoir_staff');
select pg_temp.refused('so is an owner with less than theirs', 'select count(*) from app.contact', '{UI004}');
select pg_temp.as_request('', test.person('owner')::text, 'comptoir_staff_margin_personal_price');
select pg_temp.refused('without a company nothing is asked', 'select count(*) from app.contact', '{22P02}');
select pg_temp.as_request(test.tenant()::text, '', 'comptoir_staff_margin_personal_price');
select pg_temp.refused('nor without a person', 'select count(*) from app.contact', '{22P02}');
select pg_temp.as_request('1 or true', test.person('owner')::text, 'comptoir_staff_margin_personal_price');
select pg_temp.refused('a company is a number', 'select count(*) from app.contact', '{22P02}');
select pg_temp.as_request(test.tenant()::text, test.person('owner')::text, 'comptoir_app');
select pg_temp.refused('the role that signs in reads nothing', 'select count(*) from app.contact', '{42501}');
select pg_temp.refused('and calls nothing', $$select app.save('contact', null, null, '{}')$$, '{42501}');
select pg_temp.refused('nor the finder', $$select app.find('contact', '{}')$$, '{42501}');
select pg_temp.refused('nor the catalogue', 'select ui.catalogue()', '{42501}');
select test.sign_in('owner');
select pg_temp.refused('staff cannot become the finder', $$set local role comptoir_finder$$, '{42501}') where current_user <> session_user and not (select rolsuper from pg_roles where rolname = session_user);
select is(pg_has_role('comptoir_app', r, 'member'), false, 'who signs in can never become ' || r) from unnest('{comptoir_owner,comptoir_action,comptoir_finder,comptoir_signin,comptoir_platform,postgres}'::text[]) r;

-- Tables, functions and paths of one's own do not stand in the way of ours.
select test.sign_in('performer');
create temporary table permission (tenant_id integer, role_id bigint, entity text, verb text, scope text, deleted_at timestamptz);
create temporary table membership (tenant_id integer, person_id bigint, role_id bigint, deleted_at timestamptz);
insert into permission values (test.tenant(), 1, 'contact', 'read', 'all', null);
set local search_path = pg_temp, app, public, pg_catalog;
create function pg_temp.scope(text, text) returns text language sql as $$ select 'all'::text $$;
create function pg_temp.person() returns bigint language sql as $$ select 1::bigint $$;
create function pg_temp.lower(text) returns text language sql as $$ select 'hacked'::text $$;
select is(app.scope('contact', 'read'), 'mine', 'a table of rights of one''s own is not asked');
select is((select count(*) from app.contact), 0::bigint, 'nor does it open a list');
select is(cardinality(app.find('contact', '{}')), 0, 'nor the finder');
select pg_temp.refused('nor an action', format('select app.act(''contact'', ''log_activity'', %s, ''{"kind": "call", "subject": "x"}'')', (select id from ours)));
set local search_path = public, pg_catalog;

-- One connection serves many people: what was prepared for one answers for the next as them.
select test.sign_in('owner');
prepare everyone as select coalesce(string_agg(last_name, ',' order by last_name), '') from app.contact where deleted_at is null;
prepare listed (text) as select count(*) from app.contact;
execute everyone \gset alpha_
select test.sign_in('owner', 'beta');
execute everyone \gset beta_
select test.sign_in('performer');
execute everyone \gset performer_
select test.sign_out();
select is(array[:'alpha_coalesce', :'beta_coalesce', :'performer_coalesce'], '{"Ours,Taken",Secret,""}', 'a prepared list is whoever''s asks');
set local plan_cache_mode = force_generic_plan;
select test.sign_in('owner', 'beta');
execute everyone \gset beta_
select test.sign_out();
select is(:'beta_coalesce'::text, 'Secret', 'with a general plan too');
-- Somebody in two companies is one of them at a time.
select test.sign_in('twice@example.com', 'beta');
select is((select string_agg(last_name, ',') from app.contact), 'Secret', 'who is in two companies sees the one that they are in');
select pg_temp.refused('with the rights they have there', $$select app.save('contact', null, null, '{"last_name": "x"}')$$, '{UI005}');
select test.sign_in('twice@example.com');
select is((select string_agg(last_name, ',' order by last_name) from app.contact), 'Ours,Taken', 'and the other when they are there');
select * from finish();
rollback;
