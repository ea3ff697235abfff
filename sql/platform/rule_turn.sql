-- after: platform/rule platform/event
-- rule_turn.sql: rules at work. The job takes what waits (job_run_rules) and does each turn as the colleague in whose name the rule is
-- (rule_act, under that person's own role and policies), then notes how it went (rule_noted). The save that set it off is long done.

-- What waits. Each turn has the sign-in of whom the rule acts for, and the condition as it is written: whoever reads filters reads it.
create or replace function app.ready_run_rules() returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select exists (select from app.rule_turn q where q.tenant_id <> all (app.job_apart('run_rules'))) $$;
create or replace function app.job_run_rules(tenant integer, args jsonb) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
	select jsonb_build_object('turns', coalesce(jsonb_agg(x.j order by x.n), '[]')) from (select q.n, jsonb_build_object('tenant', q.tenant_id, 'event_id', q.event_id, 'rule_id', q.rule_id, 'dry', q.dry, 'condition', r.condition,
	        'who', (select app.sign_in(a.email || '/' || t.slug) from app.account a, app.tenant t where a.id = r.person_id and t.id = q.tenant_id)) as j
	    from app.rule_turn q join app.rule r on r.tenant_id = q.tenant_id and r.id = q.rule_id where case when tenant is null then q.tenant_id <> all (app.job_apart('run_rules')) else q.tenant_id = tenant end order by q.n limit 50) x $$;
comment on function app.job_run_rules is 'Does what the rules of companies say, a moment after something happened.';

-- Takes one turn: false when somebody else did. In the same transaction as what is done, so that it is done once.
create or replace function app.rule_taken(rule bigint, event bigint, dry boolean) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	delete from app.rule_turn q where q.tenant_id = app.tenant() and q.event_id = event and q.rule_id = rule and q.dry = rule_taken.dry;
	return found;
end $$;
-- How often it acted within the hour, and whether that is as often as it may.
create or replace function app.rule_exhausted(rule bigint, most integer) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
	select count(*) >= most from (select from app.rule_result r where r.tenant_id = app.tenant() and r.rule_id = rule and r.state = 'done' and r.created_at > now() - interval '1 hour' order by r.id desc limit most) x $$;

-- Who gets it: numbers of colleagues (or of a team, where a team is what gets it).
create or replace function app.rule_people(r app.rule, e app.event, every boolean) returns bigint[]
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
	field constant text := app.assign_field(r.subject_entity, 'person'); who bigint;
begin
	case r.whom
	when 'person' then return array[r.to_person_id];
	when 'doer' then return array_remove(array[nullif(e.created_by, 0)], null);
	when 'team' then
		return case when every then array(select m.person_id from app.team_member m where m.tenant_id = app.tenant() and m.team_id = r.to_team_id and m.deleted_at is null order by 1) else array[r.to_team_id] end;
	else
		if field is null then return '{}'; end if;
		execute format('select t.%I from app.%I t where t.tenant_id = app.tenant() and t.id = $1', field, r.subject_entity) into who using e.subject_id;
		return array_remove(array[who], null);
	end case;
end $$;

-- A mail from a template, as far as this person may write one for that record. Null: no address, or no consent.
create or replace function app.rule_mails(template text, entity text, id bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	made bigint; send constant text := 'select app.mail_write($1, $2, $3, $4)';
	-- A program writes it: said so on it, so that no program answers, and so that it counts where mails to one address are counted.
	by_program constant jsonb := case when exists (select from app.mail_template t where t.tenant_id = app.tenant() and t.name = template and t.deleted_at is null and t.kind in ('letter', 'answer'))
	    then '{"kind": "notification"}' else '{}' end;
begin
	if to_regprocedure('app.mail_write(text,text,bigint,jsonb)') is null then perform app.refuse('This server sends no mail.', '{}'); end if;
	if not app.may(entity, 'read', id) then perform app.refuse('There is no such record.', jsonb_build_object('entity', entity, 'id', id), 'UI006'); end if;
	if app.scope('mail_template', 'read') = 'none' or app.scope('mail', 'create') = 'none' then perform app.refuse('You may not do this.', '{"entity": "mail"}', 'UI005'); end if;
	execute send into made using template, entity, id, by_program;
	return made;
end $$;
alter function app.rule_mails(text, text, bigint) owner to comptoir_action;
-- One turn, as the person in whose name the rule is: their policies, columns and actions decide. Answers {"state", "sentence", "args",
-- "changed": [{"entity", "id", "version"}]}; whatever goes wrong is taken back and said.
create or replace function app.rule_act(rule bigint, event bigint, filter jsonb, dry boolean) returns jsonb
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
	r app.rule; e app.event; facts jsonb; made jsonb; changed jsonb := '[]'; people bigint[]; names text; who bigint; said text; state text; con text; col text; detail text; w jsonb; n bigint; tags text[];
begin
	if not app.rule_taken(rule, event, dry) then return jsonb_build_object('state', 'gone'); end if;
	begin
		select * into r from app.rule x where x.tenant_id = app.tenant() and x.id = rule and x.deleted_at is null;
		if r.id is null or not dry and not r.active then return jsonb_build_object('state', 'gone'); end if;
		select x.* into e from app.event x where x.tenant_id = app.tenant() and x.id = event;
		if e.id is null then
			return jsonb_build_object('state', case when dry then 'would_not' else 'failed' end, 'sentence', 'Its author may not see this record.', 'args', '{}'::jsonb);
		end if;
		n := app.count(r.subject_entity, jsonb_build_object('filter', jsonb_build_object('and', jsonb_build_array(jsonb_build_object('field', 'id', 'op', '=', 'value', e.subject_id::text))
		    || case when filter is null or filter = 'null' then '[]' else jsonb_build_array(filter) end)), 1);
		if n = 0 then return jsonb_build_object('state', case when dry then 'would_not' else 'unmet' end, 'sentence', '“{label}”: the condition is not met.', 'args', jsonb_build_object('=label', e.label)); end if;
		if not dry and app.rule_exhausted(r.id, r.most) then
			return jsonb_build_object('state', 'stopped', 'sentence', 'It acted {count} times within an hour already: that is as often as it may.', 'args', jsonb_build_object('count', r.most));
		end if;
		if not dry and e.depth >= 5 then
			return jsonb_build_object('state', 'stopped', 'sentence', 'Five rules have set off one another: that is enough.', 'args', '{}'::jsonb);
		end if;
		perform set_config('app.rule', r.id::text, true), set_config('app.depth', (e.depth + 1)::text, true);
		execute format('select to_jsonb(x) from (select %s from app.%I t where t.tenant_id = app.tenant() and t.id = $1) x', (select string_agg(format('%s as %I', f.expr, f.name), ', ')
		    from ui.fields(r.subject_entity) f where f.readable and f.type not in ('json', 'bytes')), r.subject_entity) into facts using e.subject_id;
		facts := facts || e.facts || jsonb_build_object('label', e.label);
		said := app.filled(r.says, facts);
		if r.action in ('task', 'assign', 'notify') then
			people := app.rule_people(r, e, r.action = 'notify');
			if people = '{}' and r.action <> 'task' then
				return jsonb_build_object('state', case when dry then 'would_not' else 'failed' end, 'sentence', '“{label}” is nobody''s: there is nobody to give it to.', 'args', jsonb_build_object('=label', e.label));
			end if;
			names := case when r.whom = 'team' then (select t.name from app.team t where t.tenant_id = app.tenant() and t.id = r.to_team_id)
			    else (select string_agg(p.name, ', ' order by p.name) from app.person p where p.tenant_id = app.tenant() and p.id = any (people)) end;
		end if;
		w := jsonb_build_object('=label', e.label, '=said', said, '=names', coalesce(names, '–'), '=tag', r.tag, '=template', r.template);
		case r.action
		when 'task' then
			made := jsonb_build_object('title', left(said, 300), 'subject_entity', r.subject_entity, 'subject_id', e.subject_id, 'due_on', app.today() + r.days)
			    || case when people <> '{}' then jsonb_build_object(case r.whom when 'team' then 'team_id' else 'assignee_id' end, people[1]) else '{}' end;
			if dry then perform app.body('task', made, 'create');
			else
				made := app.save('task', null, null, made);
				changed := changed || jsonb_build_object('entity', 'task', 'id', made -> 'id', 'version', made -> 'version');
			end if;
			said := case when dry then 'A task “{said}” for {names}.' else 'Made the task “{said}” for {names}.' end;
		when 'mail' then
			said := case when dry then 'A mail “{template}” to “{label}”.' else 'Wrote the mail “{template}” to “{label}”.' end;
			if not dry then
				who := app.rule_mails(r.template, r.subject_entity, e.subject_id);
				if who is null then return jsonb_build_object('state', 'failed', 'sentence', 'To “{label}” no such mail may be sent: no address, or no consent.', 'args', w); end if;
			end if;
		when 'tag' then
			execute format('select t.tags from app.%I t where t.tenant_id = app.tenant() and t.id = $1', r.subject_entity) into tags using e.subject_id;
			if r.tag = any (tags) then return jsonb_build_object('state', case when dry then 'would_not' else 'unmet' end, 'sentence', '“{label}” has the tag “{tag}” already.', 'args', w); end if;
			if not dry then
				made := app.save(r.subject_entity, e.subject_id, null, jsonb_build_object('tags', to_jsonb(tags || r.tag)));
				changed := changed || jsonb_build_object('entity', r.subject_entity, 'id', e.subject_id, 'version', made -> 'version');
			end if;
			said := case when dry then 'The tag “{tag}” for “{label}”.' else 'Gave “{label}” the tag “{tag}”.' end;
		when 'assign' then
			if not dry then
				made := app.save(r.subject_entity, e.subject_id, null, jsonb_build_object(app.assign_field(r.subject_entity, r.whom), people[1]));
				changed := changed || jsonb_build_object('entity', r.subject_entity, 'id', e.subject_id, 'version', made -> 'version');
			end if;
			said := case when dry then '“{label}” for {names}.' else 'Gave “{label}” to {names}.' end;
		else
			if not dry then
				foreach who in array people loop
					perform app.notify_person(who, 'rule', said, '{}', r.subject_entity, e.subject_id);
				end loop;
			end if;
			said := case when dry then '“{said}” to {names}.' else 'Told {names}: “{said}”.' end;
		end case;
		perform set_config('app.rule', '', true), set_config('app.depth', '', true);
		return jsonb_build_object('state', case when dry then 'would' else 'done' end, 'sentence', said, 'args', w, 'changed', changed);
	exception when others then
		get stacked diagnostics state = returned_sqlstate, con = constraint_name, col = column_name, said = message_text, detail = pg_exception_detail;
		if state = 'UI004' then w := '{"message": "Who wrote it no longer works here: somebody else saves it again."}';
		elsif state = 'UI002' then w := '{"message": "Someone changed this record meanwhile."}';
		else w := ui.explain(r.subject_entity, state, con, col, said, detail); end if;
		return jsonb_build_object('state', case when dry then 'would_not' else 'failed' end, 'sentence', w -> 'message', 'args', coalesce(nullif(w -> 'args', 'null'), '{}'));
	end;
end $$;

-- How it went, in the words of whose rule it is. What did not concern it is not worth a line, unless it was tried.
create or replace function app.rule_noted(tenant integer, rule bigint, event bigint, state text, said text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.as_platform(tenant);
	delete from app.rule_turn q where q.tenant_id = $1 and q.event_id = $3 and q.rule_id = $2 and state <> 'gone';	-- of one that could not even begin
	if state in ('gone', 'unmet') then return; end if;
	insert into app.rule_result (rule_id, event_id, subject_entity, subject_id, label, state, said)
	select $2, e.id, e.subject_entity, e.subject_id, e.label, $4, left($5, 1000) from app.event e where e.tenant_id = $1 and e.id = $3;
end $$;
do $$
declare
	f text;
begin
	foreach f in array '{ready_run_rules(),job_run_rules(integer;jsonb),rule_noted(integer;bigint;bigint;text;text),rule_exhausted(bigint;integer)}'::text[] loop
		execute format('alter function app.%s owner to comptoir_platform', replace(f, ';', ','));
	end loop;
	alter function app.rule_taken(bigint, bigint, boolean) owner to comptoir_action;
end $$;
grant execute on function app.rule_act, app.rule_mails, app.rule_taken, app.rule_exhausted, app.rule_people to comptoir_staff;
grant execute on function app.sign_in to comptoir_platform;
grant execute on function app.rule_noted to comptoir_app;
insert into app.job (name, every, ready) values ('run_rules', '1 minute', true) on conflict on constraint job_once do nothing;
