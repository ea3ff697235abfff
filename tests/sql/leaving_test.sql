-- Who leaves is out at once, even with a session open: a colleague taken away, an account closed, a company suspended.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
select test.sign_in('technician');
select is(app.scope('vehicle', 'read'), 'all', 'a technician reads vehicles');

select test.sign_in('owner'); select app.remove('person', test.person('technician'));
select test.sign_in('technician');
select throws_ok($$select app.scope('vehicle', 'read')$$, 'UI004', null, 'a colleague who was taken away reads no more');
select throws_ok($$select count(*) from app.person$$, 'UI004', null, 'not even through the tables');
select throws_ok($$select app.save('vehicle', null, null, '{"plate":"AB-123-CD"}')$$, 'UI004', null, 'nor writes');
select throws_ok($$select app.search('dup')$$, 'UI004', null, 'nor searches');
reset role;
select is(app.sign_in('technician@alpha.example.com'), null, 'and cannot sign in again');
select test.sign_in('owner'); select app.restore('person', test.person('technician'));
select test.sign_in('technician');
select is(app.scope('vehicle', 'read'), 'all', 'who comes back is in again');

reset role; update app.account set disabled_at = now() where id = test.person('technician');
select test.sign_in('technician');
select throws_ok($$select app.scope('vehicle', 'read')$$, 'UI004', null, 'a closed account ends what is open');
reset role; update app.account set disabled_at = null where id = test.person('technician');

update app.tenant set status = 'suspended' where slug = 'alpha';
select test.sign_in('owner');
select throws_ok($$select app.scope('vehicle', 'read')$$, 'UI004', null, 'a suspended company is closed to its owner too');
select test.sign_in('owner', 'beta');
select is(app.scope('vehicle', 'read'), 'all', 'the others go on');
select finish();
rollback;
