-- A person's keys: how many, how they are called. One account cannot fill the table that every sign-in looks through.
begin;
select no_plan();
create temp table who as select test.person('viewer') as viewer, test.person('office') as office;
grant select on who to public;

select test.sign_in('viewer');
select lives_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:' || n, repeat('é', 200), '{}') from generate_series(1, 50) n $$, 'fifty keys, with long names');
select throws_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:51', '', '{}') $$, 'UI001', 'An account has at most {count} keys: remove one that is no longer used.', 'the next is refused');
select test.sign_out();
select throws_ok($$ select app.add_key(viewer, 'AAAA', 'ssh-ed25519', 'SHA256:51') from who $$, 'UI001', null, 'by the machine''s administrator too');
select lives_ok($$ select app.add_key(office, 'AAAA', 'ssh-ed25519', 'SHA256:51') from who $$, 'another person''s are counted for themselves');
select test.sign_in('viewer');
select app.remove_my_key((app.my_keys() -> 0 ->> 'id')::bigint);
select throws_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:52', repeat('x', 201), '{}') $$, 'UI001', 'The name of a key has at most 200 characters.', 'a name has an end');
select throws_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:52', e'a\u001b[31m', '{}') $$, 'UI001', 'The name of a key holds no control characters.', 'and no escape sequences');
select throws_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:52', '', jsonb_build_object('command', repeat('x', 4000))) $$, 'UI001', 'The options of a key have at most 4,000 characters together.', 'and so have options');
select lives_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:52', '', '{}') $$, 'one was removed: there is room again');
select app.remove_my_key((app.my_keys() -> 0 ->> 'id')::bigint);
select throws_ok($$ select app.add_my_key('AAAA', 'ssh-ed25519', 'SHA256:52', '', '{}') $$, 'UI001', 'This account has this key already.', 'once');
select * from finish();
rollback;
