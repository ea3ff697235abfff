-- verify: each check finds what was broken on purpose, and says nothing of what is well.
begin;
select no_plan();
create function test.check(what text) returns jsonb language sql as $$ select x from jsonb_array_elements(app.verify() -> 'checks') x where x ->> 'name' = what $$;
grant execute on function test.check to public;
create temp table made (what text, id bigint);
grant all on made to public;

select test.sign_in('owner');
insert into made select 'contact', (app.save('contact', null, null, '{"last_name": "Whole"}') ->> 'id')::bigint;
select app.save('contact', id, 1, '{"last_name": "Wholly"}') from made;
insert into made select 'file', app.put_begin('contact', id, 'proof.txt') from made where what = 'contact';
select app.put_chunk(id, 0, 'abc') from made where what = 'file';
select app.put_end(id, sha256('abc'), 3) from made where what = 'file';
insert into made select 'empty', app.put_begin('contact', id, 'empty.txt') from made where what = 'contact';
select app.put_end(id, sha256(''), 0) from made where what = 'empty';
select is((select string_agg(x ->> 'name', ' ') from jsonb_array_elements(app.verify() -> 'checks') x), 'documents guards history', 'three things are checked');
select is((select jsonb_agg(x -> 'ok') from jsonb_array_elements(app.verify() -> 'checks') x), '[true, true, true]', 'and all is well');
select is(test.check('documents') ->> 'checked', '2', 'two files');
select ok((test.check('history') ->> 'checked')::int > 2 and (test.check('history') ->> 'complete')::boolean, 'all records');

-- Somebody with the database in hand.
reset role;
savepoint whole;
update app.document_chunk set bytes = 'abd' where document_id = (select id from made where what = 'file');
select test.sign_in('owner');
select is(test.check('documents') ->> 'ok', 'false', 'a byte of a file was changed');
select is(test.check('documents') -> 'args' ->> 'what', 'proof.txt (' || id || ')', 'and it is named') from made where what = 'file';
reset role;
select test.sign_in('owner', 'beta');
select is(test.check('documents') - 'message' - 'args', '{"name": "documents", "ok": true, "checked": 0, "complete": true}', 'another company is told nothing of it');
rollback to whole;
delete from app.document_chunk where document_id = (select id from made where what = 'file');
select test.sign_in('owner');
select is(test.check('documents') ->> 'ok', 'false', 'the bytes of a file were taken away');
rollback to whole;
insert into app.document_chunk (tenant_id, document_id, number, bytes) select d.tenant_id, d.id, 0, 'x' from app.document d join made m on m.id = d.id and m.what = 'empty';
select test.sign_in('owner');
select is(test.check('documents') ->> 'ok', 'false', 'an empty file was filled');
rollback to whole;

alter table app.contact disable trigger user;
update app.contact set last_name = 'Forged', version = version + 1 where id = (select id from made where what = 'contact');
alter table app.contact enable trigger user;
select test.sign_in('owner');
select is(test.check('history') ->> 'ok', 'false', 'a record was changed behind the back of its history');
select is(test.check('history') -> 'args' ->> 'what', 'contact ' || id, 'and it is named') from made where what = 'contact';
rollback to whole;
delete from app.audit where entity = 'contact' and row_id = (select id from made where what = 'contact') and verb = 'update';
select test.sign_in('owner');
select is(test.check('history') ->> 'ok', 'false', 'a line of history was taken away');
rollback to whole;
update app.audit set at = at - interval '1 day' where entity = 'contact' and row_id = (select id from made where what = 'contact');
select test.sign_in('owner');
select is(test.check('history') ->> 'ok', 'false', 'a line of history was dated back');
rollback to whole;
select app.as_platform((select tenant_id from app.contact c join made m on m.id = c.id and m.what = 'contact'));
update app.contact set notes = 'the platform', version = version + 1 where id = (select id from made where what = 'contact');
select test.sign_in('owner');
select is(test.check('history') ->> 'ok', 'true', 'what the platform changes has its line too');
rollback to whole;

alter table app.contact no force row level security;
select test.sign_in('owner');
select is(test.check('guards') -> 'args' ->> 'what', 'contact', 'a table without forced row security');
rollback to whole;
alter table app.contact disable trigger zz_audit;
select test.sign_in('owner');
select is(test.check('guards') -> 'args' ->> 'what', 'contact', 'a table whose history is switched off');
rollback to whole;
alter role comptoir_staff bypassrls;
select test.sign_in('owner');
select is(test.check('guards') -> 'args' ->> 'what', 'comptoir_staff', 'a role that goes round row security');
rollback to whole;

-- It looks at the whole company, so it is for whoever answers for it; and at no other company.
select test.sign_in('technician');
select throws_ok($$ select app.verify() $$, 'UI005', null, 'a technician may not');
select throws_ok($$ select app.verify_documents() $$, 'UI005', null, 'nor by a side door');
select throws_ok($$ select app.verify_history() $$, 'UI005', null, 'nor by the other');
select * from finish();
rollback;
