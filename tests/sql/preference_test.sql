-- Preferences: a person's own, in whatever company; nobody else's.
begin;
select no_plan();
create function pg_temp.said(answer jsonb) returns jsonb language sql as $$
	select coalesce(jsonb_object_agg(p ->> 'name', p ->> 'value') filter (where p ? 'value'), '{}') from jsonb_array_elements(answer -> 'preferences') p $$;
grant execute on function pg_temp.said to public;
select test.sign_in('owner');
select is(pg_temp.said(app.prefer()), '{}', 'at first nothing was said');
select ok(bool_and(p ->> 'message' <> '' and p ? 'choices' = (p ->> 'choices' <> '')), 'but what may be said is told') from jsonb_array_elements(app.prefer() -> 'preferences') p;
select is(p ->> 'choices', 'fr en', 'with the values to choose from') from jsonb_array_elements(app.prefer('language') -> 'preferences') p;
select is(pg_temp.said(app.prefer('theme', 'dark')), '{"theme": "dark"}', 'one is set and told');
select is(pg_temp.said(app.prefer('theme', 'light')), '{"theme": "light"}', 'and set anew');
select is(pg_temp.said(app.prefer('mouse', 'off')) ->> 'mouse', 'off', 'and another');
select is(pg_temp.said(app.prefer('theme')), '{"theme": "light"}', 'one is asked for');
select is((select count(*) from jsonb_object_keys(pg_temp.said(app.prefer()))), 2::bigint, 'all are');
select is(pg_temp.said(app.prefer('theme', '')), '{}', 'an empty value forgets it');
select is(pg_temp.said(app.prefer()), '{"mouse": "off"}', 'and only it');
select is(pg_temp.said(app.prefer('list.contact', '{"widths": {"city": 12}}')) ->> 'list.contact', '{"widths": {"city": 12}}', 'what is not declared is the client''s');
select throws_ok($$ select app.prefer('theme', 'pink') $$, 'UI001', '“{value}” is none of: {choices}.', 'a value is one of those declared');
select throws_ok($$ select app.prefer('language', 'de') $$, 'UI001', '“{value}” is none of: {choices}.', 'so is a language');
select throws_ok($$ select app.prefer('Théme', 'x') $$, 'UI001', 'A preference’s name has at most 64 small letters, digits, points and dashes.', 'names are simple');
select throws_ok($$ select app.prefer('keys', repeat('x', 16001)) $$, 'UI001', 'A preference has at most 16,000 characters.', 'and values not too long');
select throws_ok($$ select app.prefer('n' || i, 'x') from generate_series(1, 201) i $$, 'UI001', 'You have {count} preferences already: empty one that you no longer need.', 'nor too many');
select throws_ok($$ select * from app.preference $$, '42501', null, 'the table itself is closed');
select throws_ok($$ update app.preference set value = 'x' $$, '42501', null, 'to writing too');
select throws_ok($$ update ui.preference set choices = null $$, '42501', null, 'and what is declared is not theirs');
reset role;
select test.sign_in('office');
select is(pg_temp.said(app.prefer()), '{}', 'another has her own');
reset role;

-- The language of a sign-in: what they chose, else what the company wrote about them, else the account's.
select test.sign_in('viewer');
select set_config('test.who', (select email from app.person where id = app.person()), true);
select lives_ok($$ select app.prefer('language', 'fr') $$, 'a viewer chooses too');
select test.sign_out();
select is(app.sign_in(current_setting('test.who'))->> 'language', 'fr', 'the language chosen is the one of the next sign-in');
select test.sign_in('viewer');
select lives_ok($$ select app.prefer('language', '') $$, 'forgotten');
select test.sign_out();
select is(app.sign_in(current_setting('test.who')) ->> 'language', 'en', 'it is the account''s again');
set local role comptoir_signin;
select throws_ok($$ select * from app.preference where name = 'theme' for update $$, '42501', null, 'who signs people in changes none');
select is(count(*)::int, 0, 'and sees no other preference') from app.preference where name <> 'language';
reset role;

-- What the screen of preferences and the tour are made from comes with the catalogue.
select test.sign_in('owner');
select is((select array_agg(p ->> 'name') from jsonb_array_elements(ui.catalogue()::jsonb -> 'preferences') p), array['language', 'start', 'theme', 'mouse', 'linear', 'slow', 'notify', 'keys', 'notify.assigned', 'notify.late', 'notify.mentioned', 'notify.answered', 'notify.rule'], 'preferences in order');
select ok((select count(*) > 10 from jsonb_array_elements(ui.catalogue()::jsonb -> 'tour')), 'the tour has its steps');
create temp table steps as select count(*) as n from jsonb_array_elements(ui.catalogue()::jsonb -> 'tour');
grant select on steps to public;
select test.sign_in('viewer');
select ok((select count(*) from jsonb_array_elements(ui.catalogue()::jsonb -> 'tour')) < n, 'who may not create is not asked to') from steps;
reset role;
select throws_ok($$ select ui.declare_tour_step(1, 'x', 'y', '{"until": 1}') $$, 'P0001', null, 'a step that waits for nothing that happens is refused');
select throws_ok($$ select ui.declare_tour_step(1, 'x', 'y', '{"saved": "unicorn"}') $$, 'P0001', null, 'or for what is not there');
select * from finish();
rollback;
