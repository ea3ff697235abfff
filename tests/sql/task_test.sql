-- Tasks: a line that says all, a board that a company makes its own, what repeats, what waits.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
create function pg_temp.of(t text) returns app.task language sql stable as $$ select k from app.task k where k.title = t and k.deleted_at is null order by k.id desc limit 1 $$;
select test.sign_in('office');

-- One line.
select pg_temp.made('task', '{"title": "Call Dupont !haute @alpha ^+3 #garage #urgent"}');
select is((t.title, t.priority, t.due_on, t.tags), ('Call Dupont @alpha'::text collate app.natural, 'high'::text, app.today() + 3, '{garage,urgent}'::text[]),
    'words after marks go to their fields; whom several are called stays') from app.task t where t.title like 'Call Dupont%';
select pg_temp.made('task', '{"title": "Order pads @technician ^tomorrow"}');
select is((t.assignee_id, t.due_on), (test.person('technician'), app.today() + 1), 'a name is looked for by its beginning') from app.task t where t.title like 'Order%';
select pg_temp.made('task', '{"title": "Say 5 ^ 3 !bang # or @ #12 ^noday"}');
select is((pg_temp.of('Say 5 ^ 3 !bang # or @ #12 ^noday')).priority, 'medium', 'what is not understood stays');
select is((pg_temp.of('Say 5 ^ 3 !bang # or @ #12 ^noday')).tags, '{}'::text[], 'and says nothing');
select is(app.save('task', (pg_temp.of('Call Dupont @alpha')).id, null, '{"title": "Call Dupont !low"}') ->> 'version', '2', 'a title that is changed …');
select is((pg_temp.of('Call Dupont !low')).priority, 'high', '… is a title');
select is(app.day_meant(w), d, w) from (values ('t', app.today()), ('+1s', app.today() + 7), ('fm', (date_trunc('month', app.today()::timestamp) + interval '1 month - 1 day')::date),
    ('2030-02-30', null), ('31/02', null), ('5/6/2031', '2031-06-05'), ('nonsense', null), ('+99999', null)) v(w, d);
select ok(app.day_meant(w) > app.today() and app.day_meant(w) <= app.today() + 7 and extract(isodow from app.day_meant(w)) = n, w) from (values ('lundi', 1), ('ven', 5), ('sunday', 7), ('Wed', 3)) v(w, n);
select ok(app.day_meant(x.d::text) >= app.today(), 'the ' || x.d || ' is one to come') from generate_series(1, 28) x(d);

-- A board of one's own.
select test.sign_in('owner');
select pg_temp.made('choice', '{"entity": "task", "field": "status", "value": "review", "label": "Contrôle", "rank": 25, "wip_limit": 2}'),
    pg_temp.made('choice', '{"entity": "task", "field": "status", "value": "billed", "label": "Facturé", "rank": 40, "counts_as": "done"}'),
    pg_temp.made('choice', '{"entity": "task", "field": "status", "value": "todo", "label": "À faire ici"}');
-- (The list of them said task and status, as scripts do, and took any word until it was refused.)
select is(ui.own_entities() @> '[["task", "Task"]]' and not ui.own_entities() @> '[["company", "Company"]]' and ui.own_fields() @> '[["status", "Status"]]', true, 'of which records and which fields is chosen by the names that people know');
select is(ui.catalogue()::jsonb #> '{entities,task,fields}' @> '[{"name": "status", "choices": [["todo", "À faire ici"], ["in_progress", "In progress"], ["review", "Contrôle"], ["done", "Done"], ["billed", "Facturé"]]}]', true, 'columns of one''s own, in their order');
select is(ui.catalogue()::jsonb #> '{entities,task,board,limits}', '{"review": 2}', 'with a limit');
select test.sign_in('office');
select lives_ok($$ select app.save('task', (pg_temp.of('Call Dupont !low')).id, null, '{"status": "review"}') $$, 'a card goes there');
select lives_ok($$ select app.move('task', (pg_temp.of('Call Dupont !low')).id, null, '{"status": "billed"}', 0) $$, 'and on');
select isnt((pg_temp.of('Call Dupont !low')).done_at, null, 'where it counts as done');
select set_eq($$ select distinct place from app.board('task', '{}') $$, '{todo,billed}'::text[], 'the board shows them');
select throws_ok($$ select app.save('task', null, null, '{"title": "x", "status": "dream"}') $$, 'UI001', null, 'a column that there is not');
select throws_ok($$ select app.save('choice', null, null, '{"entity": "task", "field": "status", "value": "x"}') $$, 'UI005', null, 'the office does not build the board');
select test.sign_in('owner');
select throws_ok($$ select app.remove('choice', (select id from app.choice where value = 'billed')) $$, 'UI001', null, 'a column that is in use stays');
select throws_ok($$ select app.save('choice', null, null, '{"entity": "mission", "field": "status", "value": "x"}') $$, 'UI001', null, 'a status on which rules stand is nobody''s own');
select throws_ok($$ select app.save('choice', null, null, '{"entity": "task", "field": "status", "value": "x", "counts_as": "review"}') $$, 'UI001', null, 'what it counts as is one of those that rules know');
select lives_ok($$ select app.save('choice', (select id from app.choice where value = 'billed'), null, '{"hidden": true}') $$, 'it may be hidden');
select lives_ok($$ select app.save('task', (pg_temp.of('Call Dupont !low')).id, null, '{"priority": "low"}') $$, 'what stands there stays');
select throws_ok($$ select app.save('task', null, null, '{"title": "x", "status": "billed"}') $$, 'UI001', null, 'and nothing else goes there');
select test.sign_in('owner', 'beta');
select is(ui.catalogue()::jsonb #> '{entities,task,fields}' @> '[{"name": "status", "choices": [["todo", "To do"], ["in_progress", "In progress"], ["done", "Done"]]}]', true, 'another company has its own');

-- What repeats.
select test.sign_in('office');
select is(app.repeat_on('2027-01-31', 'month', 1, 31), '2027-02-28', 'the end of a month …');
select is(app.repeat_on('2027-02-28', 'month', 1, 31), '2027-03-31', '… stays the end of a month');
select is(app.repeat_on('2028-02-29', 'year', 1, 29), '2029-02-28', 'and the 29th of February has a day each year');
select is(app.repeat_on('2031-02-28', 'year', 1, 29), '2032-02-29', 'its own when there is one');
select is(app.repeat_on('2027-12-31', 'week', 2, null), '2028-01-14', 'two weeks are two weeks');
select pg_temp.made('task', jsonb_build_object('title', 'Backup', 'due_on', app.today() - 40, 'repeats', 'week', 'tags', '["it"]'::jsonb));
select pg_temp.made('task_check', jsonb_build_object('task_id', (pg_temp.of('Backup')).id, 'label', 'Disk changed'));
select ok(x -> 'warnings' @> '[{"message": "Its check-list is not done: {count} left."}]', 'a list that is not done is said') from app.save('task', (pg_temp.of('Backup')).id, null, '{"status": "done"}') x;
select is((t.status, t.due_on, t.tags), ('todo'::text, app.today() + 2, '{it}'::text[]), 'done late: the next one is to come') from app.task t where t.id = (select next_id from app.task where title = 'Backup' and done_at is not null);
select is((select count(*) from app.task_check c join app.task t on t.id = c.task_id where t.title = 'Backup' and not c.done), 2::bigint, 'with its list');
select lives_ok($$ select app.save('task', t.id, null, '{"status": "todo"}'), app.save('task', t.id, null, '{"status": "done"}') from app.task t where t.title = 'Backup' and t.next_id is not null $$, 'done again …');
select is((select count(*) from app.task where title = 'Backup'), 2::bigint, '… makes no third one');
select throws_ok($$ select app.save('task', null, null, '{"title": "x", "repeats": "day"}') $$, '23514', null, 'what repeats has a day');

-- What waits.
select pg_temp.made('task', '{"title": "A"}'), pg_temp.made('task', '{"title": "B"}'), pg_temp.made('task', '{"title": "C"}');
select pg_temp.made('task_need', jsonb_build_object('task_id', (pg_temp.of('A')).id, 'needs_id', (pg_temp.of('B')).id)), pg_temp.made('task_need', jsonb_build_object('task_id', (pg_temp.of('B')).id, 'needs_id', (pg_temp.of('C')).id));
select throws_ok(format('select app.save(''task_need'', null, null, ''{"task_id": %s, "needs_id": %s}'')', (pg_temp.of('C')).id, (pg_temp.of('A')).id), 'UI001', null, 'no ring');
select throws_ok(format('select app.save(''task_need'', null, null, ''{"task_id": %s, "needs_id": %1$s}'')', (pg_temp.of('C')).id), '23514', null, 'nor one alone');
select is(app.save('task', (pg_temp.of('A')).id, null, '{"status": "in_progress"}') #>> '{warnings,0,args,title}', 'B', 'one that is begun before its turn is said');
select is(jsonb_array_length(app.save('task', (pg_temp.of('C')).id, null, '{"status": "done"}') -> 'warnings'), 0, 'one that waits for nothing is not');

-- Whose they are.
select pg_temp.made('task', jsonb_build_object('title', 'For the performer', 'assignee_id', test.person('performer')));
select test.sign_in('performer');
select set_eq($$ select title::text from app.task $$, '{For the performer}'::text[], 'a performer sees their own');
select lives_ok($$ select app.save('task', (select id from app.task), null, '{"status": "done"}') $$, 'and does them');
select test.sign_out();
select * from finish();
rollback;
