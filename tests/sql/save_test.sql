-- Writing a record: values of their kind, sentences on their field, versions, keys that count once, history, bin and actions.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
\i tests/data/gadget.sql
create function pg_temp.refusal(sql text) returns jsonb language plpgsql as $$
declare
	state text; message text; detail text; con text; col text;
begin
	begin execute sql; return '{"state": "00000"}';
	exception when others then
		get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, con = constraint_name, col = column_name;
		return jsonb_build_object('state', state) || ui.explain('gadget', state, con, col, message, detail);
	end;
end $$;
create function pg_temp.try(body text) returns jsonb language sql as $$ select pg_temp.refusal(format('select app.save(''gadget'', null, null, %L)', body)) $$;
select test.sign_in('owner');
create temporary table g as select app.save('gadget', null, null,
    '{"name":"Perceuse","code":"ab-123-cd","email":" Jean@EXAMPLE.com ","price":"1234.56","weight":"1.5","bought_on":"2026-02-28","spare":true,"tags":["red","new"]}') j;
grant all on g to public;
select is((select j - 'id' from g), '{"version": 1, "warnings": [], "duplicates": []}', 'a new record has version 1');
select is((select code::text from app.gadget), 'AB123CD', 'a plate is kept without separators');
select is((select price::bigint from app.gadget), 123456::bigint, 'money is kept in hundredths');
select is((select owner_id from app.gadget), app.person(), 'who makes it looks after it');

select is(pg_temp.try('{"code":"x"}') - 'args', '{"state": "23502", "field": "name", "status": "refused", "message": "{label} is missing: fill it in."}', 'what is missing is named');
select is(pg_temp.try('{"code":"x","name":" \u00a0\t"}') ->> 'field', 'name', 'a name of blanks is missing too');
select is(pg_temp.try('{"name":"x","price":"a lot"}') ->> 'field', 'price', 'an amount that is none names its field');
select is(pg_temp.try('{"name":"x","price":"1.234"}') ->> 'field', 'price', 'a third decimal is no amount');
select is(pg_temp.try('{"name":"x","bought_on":"2026-02-30"}') ->> 'field', 'bought_on', 'the 30th of February neither');
select is(pg_temp.try('{"name":"x","weight":"99999999999"}') ->> 'status', 'refused', 'a number too large is refused, not cut');
select is(pg_temp.try('{"name":"x","price":"-1"}') - 'args', '{"state": "23514", "field": "price", "status": "refused", "message": "A price is not negative."}', 'a constraint speaks its sentence on its field');
select is(pg_temp.try('{"name":"x","code":"AB123CD"}') - 'args', '{"state": "23505", "field": "code", "status": "refused", "message": "Another gadget has this code."}', 'uniqueness too');
select is(pg_temp.try('{"name":"x","email":"nowhere"}') ->> 'field', 'email', 'a format speaks on its field');
select is(pg_temp.try('{"name":"x","kind":"huge"}') ->> 'field', 'kind', 'a choice that is none');
select is(pg_temp.try('{"name":"x","parent_id":999999}') - 'args', '{"state": "23503", "field": "parent_id", "status": "refused", "message": "{label}: there is no such record."}', 'a reference to nothing');
select is(pg_temp.try('{"name":"x","nmae":"y"}') ->> 'status', 'misuse', 'a field that is not there');
select is(pg_temp.try('{"name":"x","stage":"gone"}') ->> 'status', 'forbidden', 'a field that only actions move');
select is(pg_temp.try('{"name":["x"]}') ->> 'status', 'refused', 'a list is no text');
select is(pg_temp.try('[1]') ->> 'status', 'misuse', 'values are an object');
select is(pg_temp.refusal($$select app.save('nothing', null, null, '{}')$$) ->> 'status', 'misuse', 'an entity that is not there');
select is((select count(*) from app.gadget), 1::bigint, 'and nothing of all this was written');

-- Versions.
select is((select app.save('gadget', (j ->> 'id')::bigint, 1, '{"name":"Perceuse 2"}') ->> 'version' from g), '2', 'a change counts');
select is((select pg_temp.refusal(format('select app.save(''gadget'', %s, 1, ''{"name":"Mine"}'')', j ->> 'id')) ->> 'state' from g), 'UI002', 'a change to what one has not read conflicts');
select is((select app.save('gadget', (j ->> 'id')::bigint, 2, '{"name":"Perceuse 2","tags":["red","new"]}') ->> 'version' from g), '2', 'the same values again change nothing');
select throws_ok((select format('update app.gadget set name = ''behind the back'' where id = %s', j ->> 'id') from g), 'UI002', null, 'no road goes round the version');

-- A key counts once.
select is(app.save('gadget', null, null, '{"name":"Once"}', 'k1') ->> 'id', app.save('gadget', null, null, '{"name":"Once"}', 'k1') ->> 'id', 'sent twice, done once');
select is(pg_temp.refusal($$select app.save('gadget', null, null, '{"name":"Other"}', 'k1')$$) ->> 'state', 'UI003', 'the same key for something else is a conflict');
select test.sign_in('manager');
select isnt(app.save('gadget', null, null, '{"name":"Once"}', 'k1') ->> 'replayed', 'true', 'someone else''s key is another key');
select test.sign_in('owner');

-- Look-alikes are told, not refused.
select is(app.save('gadget', null, null, '{"name":"2 Perceuses","email":"jean@example.com"}') -> 'duplicates' -> 0 ->> 'why', 'email', 'the same e-mail address is told');
select is(app.save('gadget', null, null, '{"name":"perceuse  2"}') -> 'duplicates' -> 0 ->> 'why', 'name', 'so is the same name written otherwise');

-- Bin and back.
select is((select app.remove('gadget', (j ->> 'id')::bigint, 2) ->> 'version' from g), '3', 'into the bin');
select is((select pg_temp.refusal(format('select app.save(''gadget'', %s, 3, ''{"name":"x"}'')', j ->> 'id')) ->> 'state' from g), 'UI006', 'what lies there is not changed');
select ok(not (select (j ->> 'id')::bigint = any (app.find('gadget', '{"term":"perceuse"}')) from g), 'nor found');
select ok((select (j ->> 'id')::bigint = any (app.find('gadget', '{"term":"perceuse","trash":true}')) from g), 'but in the bin it is');
select is((select app.restore('gadget', (j ->> 'id')::bigint) ->> 'version' from g), '4', 'and out of it');
select is((select jsonb_agg(c ->> 'verb') from g, jsonb_array_elements(app.history('gadget', (j ->> 'id')::bigint) -> 'changes') c), '["insert", "update", "delete", "restore"]', 'history tells all of it');
select is((select app.history('gadget', (j ->> 'id')::bigint) -> 'changes' -> 1 -> 'changes' from g), '{"name": ["Perceuse", "Perceuse 2"]}', 'old and new');

-- Actions.
select is((select app.act('gadget', 'use', (j ->> 'id')::bigint, '{"reason":"needed"}', 'a1') -> 'answer' from g), '"Perceuse 2"', 'an action answers');
select is((select app.act('gadget', 'use', (j ->> 'id')::bigint, '{"reason":"needed"}', 'a1') ->> 'replayed' from g), 'true', 'once');
select is((select pg_temp.refusal(format('select app.act(''gadget'', ''use'', %s)', j ->> 'id')) - 'args' from g), '{"state": "UI001", "field": null, "status": "refused", "message": "{name} is not new."}', 'and refuses in words');
select is((select pg_temp.refusal(format('select app.act(''gadget'', ''use'', %s, ''{"speed":1}'')', j ->> 'id')) ->> 'status' from g), 'misuse', 'an argument that is not there');
select is((select pg_temp.refusal(format('select app.act(''gadget'', ''use'', %s, ''{"by_person_id":"x"}'')', j ->> 'id')) ->> 'field' from g), 'by_person_id', 'an argument of the wrong kind');
select is((select pg_temp.refusal(format('select app.act(''gadget'', ''use'', %s, ''{"reason":"red\u001b[31m"}'')', j ->> 'id')) ->> 'message' from g), '{label}: the text holds control characters.', 'one that would paint the screens of others');
select is((select pg_temp.refusal(format('select app.act(''gadget'', ''save'', %s)', j ->> 'id')) ->> 'status' from g), 'misuse', 'what is no action is not called');

-- Custom fields.
select lives_ok($$select app.save('custom_field', null, null, '{"entity":"gadget","name":"colour","label":"Colour","type":"choice","choices":["red","blue"]}'),
    app.save('custom_field', null, null, '{"entity":"gadget","name":"age","label":"Age","type":"integer"}')$$, 'a company adds fields');
select is(pg_temp.try('{"name":"x","custom.colour":"green"}') ->> 'field', 'custom.colour', 'a choice is checked');
select is(pg_temp.try('{"name":"x","custom.age":"old"}') ->> 'field', 'custom.age', 'a number too');
select lives_ok($$select app.save('gadget', null, null, '{"name":"Tinted","custom.colour":"red","custom.age":"7"}')$$, 'good values are kept');
select is((select custom from app.gadget where name = 'Tinted'), '{"age": 7, "colour": "red"}', 'as what they are');
select is((select g.name from app.gadget g where g.id = any (app.find('gadget', '{"filter":{"field":"custom.age","op":"=","value":"7"}}'))), 'Tinted', 'found by them');
select is((select g.name from app.gadget g where g.id = any (app.find('gadget', '{"filter":{"field":"custom.age","op":">","value":"6"}}'))), 'Tinted', 'also by comparison');
select is(app.save('gadget', (select id from app.gadget where name = 'Tinted'), null, '{"custom.colour":""}') ->> 'version', '2', 'emptied');
select is((select custom from app.gadget where name = 'Tinted'), '{"age": 7}', 'it is gone, the other stays');
select is(pg_temp.refusal($$select app.save('custom_field', null, null, '{"entity":"team","name":"x","label":"X"}')$$) ->> 'field', 'entity', 'not every record takes them');
select test.sign_in('owner', 'beta');
select ok(not exists (select from ui.fields('gadget') f where f.is_custom), 'the other company has none of them');
select * from finish();
rollback;
