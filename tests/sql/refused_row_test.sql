-- Rows that an import refused wait to be corrected: each is its importer's alone; correcting one makes the record by the importer's own
-- rights and takes the row away, both or neither; there is an end to how many are kept and for how long.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create temporary table known (name text primary key, id bigint); grant all on known to public;
create function pg_temp.begin(name text, options jsonb default '{}') returns bigint language plpgsql as $$
begin
	insert into known values (name, app.import_begin('contact', name || '.csv', options));
	return (select id from known k where k.name = $1);
end $$;
create function pg_temp.keep(batch text, line integer, field text, given jsonb) returns bigint language sql as $$
	select app.import_keep((select id from known where name = batch), jsonb_build_array(jsonb_build_object('line', line, 'field', field, 'reason', 'Because.', 'content', 'Row ' || line, 'given', given)));
	select max(id) from app.refused_row $$;
create function pg_temp.correct(one bigint, fields jsonb default '{}') returns jsonb language sql as $$ select app.act('refused_row', 'correct', one, fields) -> 'answer' $$;
grant execute on all functions in schema pg_temp to public;

-- What is kept.
select test.sign_in('office');
select pg_temp.begin('first') \g /dev/null
select is(app.import_keep((select id from known where name = 'first'), '[{"line": 3, "field": "email", "reason": "No address.", "content": "Bob · nowhere", "given": {"last_name": "Bob", "email": "nowhere"}},
    {"line": 5, "field": null, "reason": "Nothing.", "content": "", "given": {}}]'), '{"kept": 2, "title": "Refused rows", "entity": "refused_row"}', 'rows are kept, and where is said');
select results_eq('select entity, line, content collate "default", reason, field, given, created_by = app.person() from app.refused_row order by id',
    $$values ('contact', 3, 'Bob · nowhere', 'No address.', 'email', '{"last_name": "Bob", "email": "nowhere"}'::jsonb, true), ('contact', 5, '', 'Nothing.', null, '{}', true)$$, 'with all that a form needs');
select is((select array_agg(k order by k) from jsonb_object_keys(ui.catalogue()::jsonb #> '{entities,refused_row,rights}') k), '{correct,delete,export,read}', 'nobody makes or changes one by hand');
select is(ui.catalogue()::jsonb #> '{entities,refused_row,draft}', '{"action": "correct", "becomes": "entity", "values": "given", "field": "field", "reason": "reason"}', 'the catalogue says what it is a draft of');

-- Corrected: the record stands, the row is gone; refused again, neither happens.
insert into known select 'bob', min(id) from app.refused_row;
select throws_ok(format('select pg_temp.correct(%s)', (select id from known where name = 'bob')), 'UI001', null, 'still wrong: the rule of the record refuses it');
select is((select count(*) from app.refused_row where deleted_at is null), 2::bigint, 'and the row stays');
create temporary table answer as select pg_temp.correct((select id from known where name = 'bob'), '{"email": "bob@example.com", "first_name": "Bob", "last_name": "Noir"}') as j;
select is((select (last_name::text, email::text, owner_id = app.person())::text from app.contact where id = (select (j ->> 'id')::bigint from answer)), '(Noir,bob@example.com,t)', 'corrected, it is a record like any');
select is((select j - 'id' from answer), '{"entity": "contact", "created": true, "version": 1}', 'the answer says which');
select is((select count(*) from app.refused_row where deleted_at is null), 1::bigint, 'and the row has left');
select throws_ok(format('select pg_temp.correct(%s)', (select id from known where name = 'bob')), 'UI006', null, 'once');
select is((select app.history('contact', (j ->> 'id')::bigint) #> '{changes,0,batch}' from answer), (select to_jsonb(id) from known where name = 'first'), 'its history names the import');
select throws_ok(format('select pg_temp.correct(%s, ''{"nosuch": 1}'')', (select max(id) from app.refused_row)), 'UI007', null, 'an unknown field is refused');
select throws_ok(format('select pg_temp.correct(%s, ''{"created_at": "2020-01-01"}'')', (select max(id) from app.refused_row)), 'UI005', null, 'a field that nobody writes, too');
select is((app.act('refused_row', 'correct', pg_temp.keep('first', 8, 'email', '{"last_name": "Once", "email": "x"}'), '{"email": null}', 'key-1') -> 'answer' ->> 'created'), 'true', 'what is emptied is nothing');
select is((app.act('refused_row', 'correct', (select max(id) from app.refused_row), '{"email": null}', 'key-1') ->> 'replayed'), 'true', 'the same again with its key is the same answer');
select is((select count(*) from app.contact where last_name = 'Once'), 1::bigint, 'and one record');

-- References go by what they are called.
select app.save('contact', null, null, '{"company_name": "Moulin SARL"}') \g /dev/null
select lives_ok($$select pg_temp.correct(pg_temp.keep('first', 9, 'company_id', '{"last_name": "Works", "company_id": "Moulin SARL"}'))$$, 'a name that is known by now');
select is((select c.display_name::text from app.contact w join app.contact c on c.tenant_id = w.tenant_id and c.id = w.company_id where w.last_name = 'Works'), 'Moulin SARL', 'is that record');
select throws_ok($$select pg_temp.correct(pg_temp.keep('first', 10, 'company_id', '{"last_name": "Works", "company_id": "Nobody"}'))$$, 'UI001', '{label}: no record is called “{value}”.', 'one that is not is said');

-- An import that updates: the row changes the record that has its key.
select pg_temp.begin('by mail', '{"update_by": "email"}') \g /dev/null
select is(pg_temp.correct(pg_temp.keep('by mail', 2, 'phone', '{"email": "BOB@example.com", "phone": "12", "city": "Nantes"}'), '{"phone": "0611223344"}') -> 'created', 'false', 'a known key is no new record');
select is((select (phone::text, city::text, last_name::text)::text from app.contact where email = 'bob@example.com'), '(+33611223344,Nantes,Noir)', 'it is changed as the import would have');

-- Taken back with its import: records made of its rows, and rows that still wait.
select pg_temp.begin('back') \g /dev/null
select pg_temp.correct(pg_temp.keep('back', 2, 'email', '{"last_name": "Back", "email": "x"}'), '{"email": "back@example.com"}'), pg_temp.keep('back', 3, 'email', '{"last_name": "Waits", "email": "x"}') \g /dev/null
select is(app.undo((select id from known where name = 'back')) - 'batch', '{"entity": "contact", "removed": 1, "reverted": 0, "kept": 0}', 'undo takes what was corrected');
select is_empty($$select from app.refused_row r join known k on k.id = r.batch where k.name = 'back' and r.deleted_at is null$$, 'and what was not');

-- There is an end to them: by import, and in size.
select pg_temp.begin('many') \g /dev/null
select is((app.import_keep((select id from known where name = 'many'), (select jsonb_agg(jsonb_build_object('line', n, 'reason', 'No.', 'content', 'x', 'given', '{"last_name": "x"}'::jsonb)) from generate_series(1, 800) n)) ->> 'kept')::int
    + (app.import_keep((select id from known where name = 'many'), (select jsonb_agg(jsonb_build_object('line', n, 'reason', 'No.', 'content', 'x', 'given', '{"last_name": "x"}'::jsonb)) from generate_series(801, 1600) n)) ->> 'kept')::int,
    1000, 'the first thousand of an import');
select is((select max(line) from app.refused_row r join known k on k.id = r.batch where k.name = 'many'), 1000, 'the first ones');
select is((app.import_keep((select id from known where name = 'first'), jsonb_build_array(jsonb_build_object('line', 1, 'reason', 'No.', 'content', 'x', 'given', jsonb_build_object('notes', repeat('x', 40000))))) ->> 'kept'), '0', 'a huge row is not kept');

-- Nobody else's: not the owner's of the company, whose right reaches everything.
select is((select array_agg(distinct created_by = app.person()) from app.refused_row), '{true}', 'the office sees its own');
insert into known select 'theirs', min(id) from app.refused_row where deleted_at is null;
select test.sign_in('owner');
select is_empty('select * from app.refused_row', 'the owner sees none of them');
select is(app.find('refused_row', '{}'), '{}', 'finds none');
select throws_ok(format('select %s', x), 'UI006', null, 'and reaches none: ' || split_part(x, '(', 1)) from unnest(array[
    format('pg_temp.correct(%s)', (select id from known where name = 'theirs')), format('app.remove(''refused_row'', %s)', (select id from known where name = 'theirs')),
    format('app.history(''refused_row'', %s)', (select id from known where name = 'theirs')), format('app.restore(''refused_row'', %s)', (select id from known where name = 'bob')),
    format('app.import_keep(%s, ''[]'')', (select id from known where name = 'first'))]) x;
-- Though a company may say otherwise for its roles: a right over all rows still ends at one's own.
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
update app.permission p set scope = 'all', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'owner' and p.entity = 'refused_row' and p.tenant_id = test.tenant();
select test.sign_in('owner');
select is(app.scope('refused_row', 'correct'), 'all', 'a right over all of them');
select is_empty('select * from app.refused_row', 'shows no colleague''s row');
select throws_ok(format('select pg_temp.correct(%s)', (select id from known where name = 'theirs')), 'UI006', null, 'and corrects none');
-- Who may not import may not see them, and none are kept for them.
select test.sign_in('technician');
select is(ui.catalogue()::jsonb #> '{entities,refused_row}', null, 'a technician has no such list');
select throws_ok(format('select pg_temp.correct(%s)', (select id from known where name = 'theirs')), 'UI005', null, 'nor the action');
-- By the rights of who corrects: a field that the role may not write refuses the record, whatever the row holds.
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
update app.role set clearance = '{}', version = version + 1 where name = 'office' and tenant_id = test.tenant();
select test.sign_in('office');
select throws_ok($$select pg_temp.correct(pg_temp.keep('first', 20, 'email', '{"last_name": "Masked", "email": "m@example.com"}'))$$, 'UI005', null, 'a masked field is written by no road');
select lives_ok($$select pg_temp.correct((select max(id) from app.refused_row), '{"email": null}')$$, 'without it the record is made');
select test.sign_out();
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
update app.permission p set scope = 'none', version = p.version + 1 from app.role r where r.tenant_id = p.tenant_id and r.id = p.role_id and r.name = 'office' and p.entity = 'contact' and p.verb = 'create' and p.tenant_id = test.tenant();
select test.sign_in('office');
select throws_ok(format($$select pg_temp.correct(%s, '{"last_name": "No right"}')$$, (select id from known where name = 'theirs')), 'UI005', null, 'nor does a row give a right to create');
select is((select deleted_at from app.refused_row where id = (select id from known where name = 'theirs')), null, 'the row stays');

-- Forgotten after 60 days, and what they held is in no history.
select test.sign_out();
select is((select count(*) from app.audit where entity = 'refused_row' and changes ?| '{given,content,reason}'), 0::bigint, 'history does not keep what the rows held');
select set_config('app.tenant', test.tenant()::text, true), set_config('app.person', '0', true) \g /dev/null
alter table app.refused_row disable trigger stamp;
update app.refused_row set created_at = now() - interval '61 days' where line <= 5;
alter table app.refused_row enable trigger stamp;
create temporary table forgotten as select app.job_forget_refused_rows(null, '{}') as j;
select cmp_ok((select (j ->> 'forgotten')::int from forgotten), '>=', 5, 'old ones are forgotten');
select is_empty($$select from app.refused_row where created_at < now() - interval '60 days'$$, 'all of them');
select is((select count(*) from app.audit where entity = 'refused_row' and changes ?| '{given,content,reason}'), 0::bigint, 'without a trace of what they held');
select * from finish();
rollback;
