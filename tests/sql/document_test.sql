-- Files: they come whole or not at all, and follow the rights of the record that they hang on.
begin;
select no_plan();
create function test.put(entity text, id bigint, name text, content bytea, chunk integer default 65536) returns jsonb language plpgsql as $$
declare
	d bigint;
begin
	d := app.put_begin(entity, id, name, 'text/plain');
	for n in 0 .. (length(content) - 1) / chunk loop
		perform app.put_chunk(d, n, substr(content, n * chunk + 1, chunk)) where length(content) > 0;
	end loop;
	return app.put_end(d, sha256(content), length(content));
end $$;
create function test.get(entity text, id bigint, name text) returns bytea language plpgsql as $$
declare
	o jsonb;
begin
	o := app.get_open(entity, id, name);
	return coalesce((select string_agg(app.get_chunk((o ->> 'document')::bigint, n), '' order by n) from generate_series(0, (o ->> 'chunks')::int - 1) n), '');
end $$;
grant execute on function test.put, test.get to public;
create temp table who (name text, id bigint);
create temp table big as select convert_to(repeat('0123456789abcdef', 20000), 'utf8') as bytes;
grant all on who, big to public;

select test.sign_in('office');
insert into who select 'own', (app.save('contact', null, null, jsonb_build_object('last_name', 'Own', 'owner_id', test.person('technician'))) ->> 'id')::bigint;
insert into who select 'team', (app.save('contact', null, null, jsonb_build_object('last_name', 'Team', 'team_id', test.team())) ->> 'id')::bigint;
insert into who select 'else', (app.save('contact', null, null, '{"last_name": "Else"}') ->> 'id')::bigint;
select is(test.put('contact', id, 'big.txt', bytes) ->> 'size', '320000', 'a file of five chunks') from who, big where name = 'else';
select is(test.get('contact', id, 'big.txt'), bytes, 'comes back as it went') from who, big where name = 'else';
select is(test.put('contact', id, 'empty.txt', '') ->> 'size', '0', 'an empty file') from who where name = 'else';
select is(test.get('contact', id, 'empty.txt'), '', 'is a file') from who where name = 'else';
select is(app.get_open('contact', id, 'big.txt') ->> 'sha256', encode(sha256(bytes), 'hex'), 'with its fingerprint') from who, big where name = 'else';
select is(jsonb_array_length(app.files('contact', id)), 2, 'two files') from who where name = 'else';
select lives_ok(format('select test.put(''contact'', %s, ''big.txt'', ''new'')', id), 'the same name again …') from who where name = 'else';
select is(test.get('contact', id, 'big.txt'), 'new', '… is the new one') from who where name = 'else';
select is(jsonb_array_length(app.files('contact', id)), 2, 'and the old one is in the bin') from who where name = 'else';
select throws_ok(format('select app.restore(''document'', (select id from app.document where subject_id = %s and deleted_at is not null))', id), '23P01', null, 'from where it does not come back while the other is there') from who where name = 'else';

-- Not whole, not here, not so called.
create temp table part as select app.put_begin('contact', id, 'part.txt') as d from who where name = 'else';
grant select on part to public;
select is(jsonb_array_length(app.files('contact', id)), 2, 'a file that is being put is none yet') from who where name = 'else';
select lives_ok(format('select app.put_chunk(%s, 0, ''abc'')', d), 'a chunk') from part;
select throws_ok(format('select app.put_chunk(%s, 0, ''abc'')', d), '23505', null, 'not twice') from part;
select throws_ok(format('select app.put_end(%s, sha256(''abc''), 4)', d), 'UI001', null, 'not whole') from part;
select throws_ok(format('select app.put_end(%s, ''short'', 3)', d), '23514', null, 'no fingerprint') from part;
select throws_ok(format('select app.put_chunk(%s, 800, ''x'')', d), 'UI001', null, 'larger than the company''s cap') from part;
select throws_ok(format('select app.put_chunk(%s, 1, convert_to(repeat(''x'', 70000), ''utf8''))', d), '23514', null, 'a chunk that is too large') from part;
select throws_ok(format('select app.put_end(%s, sha256(''abc''), 3)', d + 1000000), 'UI006', null, 'no such document') from part;
select throws_ok(format('select app.put_begin(''contact'', %s, %L)', id, n), '23514', null, 'no name: ' || n) from who, unnest(array['', '..', 'a/b', E'a\u001bb', repeat('x', 256)]) n where name = 'else';
select throws_ok($$ select app.put_begin('contact', 999999999, 'x') $$, 'UI006', null, 'no such record');
select throws_ok($$ select app.put_begin('unicorn', 1, 'x') $$, 'UI007', null, 'no such entity');
select throws_ok(format('select app.get_open(''contact'', %s, ''none'')', id), 'UI006', null, 'no such file') from who where name = 'else';
select throws_ok($$ select app.save('document', null, null, '{"name": "x"}') $$, null, null, 'the form makes no file');
select lives_ok($$ select app.save('document', (select id from app.document where name = 'empty.txt'), null, '{"tags": ["insurance"], "expires_on": "2020-01-01"}') $$, 'but describes one');
select ok(app.warnings('document', id) @> '[{"field": "expires_on"}]', 'and says that it expired') from app.document where name = 'empty.txt';
select lives_ok(format('select test.put(''contact'', %s, ''t.txt'', ''team'')', id), 'a file of the team''s contact') from who where name = 'team';

-- Rights follow the record.
select test.sign_in('technician');
select is((select string_agg(d.name, ' ' order by d.name) from app.document d where d.size is not null), 't.txt', 'a technician sees the files of what they see');
select is(test.get('contact', id, 't.txt'), 'team', 'and reads them') from who where name = 'team';
select throws_ok(format('select test.put(''contact'', %s, ''t.txt'', ''x'')', id), 'UI005', null, 'puts none where they may only read') from who where name = 'team';
select throws_ok($$ select app.save('document', (select id from app.document where name = 't.txt'), null, '{"description": "x"}') $$, 'UI005', null, 'describes none there');
select lives_ok(format('select test.put(''contact'', %s, ''mine.txt'', ''x'')', id), 'puts one on their own') from who where name = 'own';
select lives_ok($$ select app.remove('document', (select id from app.document where name = 'mine.txt')) $$, 'and takes it away');
select throws_ok(format('select app.get_open(''contact'', %s, ''big.txt'')', id), 'UI006', null, 'what is out of reach is not there') from who where name = 'else';
select throws_ok(format('select app.files(''contact'', %s)', id), 'UI006', null, 'nor its list') from who where name = 'else';
select throws_ok(format('select app.get_chunk(%s, 0)', d), 'UI006', null, 'nor its bytes') from part;
select throws_ok('select * from app.document_chunk', '42501', null, 'nobody reads the chunks themselves');
select test.sign_in('performer');
select is(count(*)::int, 0, 'a performer sees no file of a contact') from app.document;
select test.sign_in('viewer');
select ok(count(*) > 2, 'a viewer sees them') from app.document;
select throws_ok(format('select app.put_begin(''contact'', %s, ''x'')', id), 'UI005', null, 'and puts none') from who where name = 'else';
select test.sign_in('owner', 'beta');
select is(count(*)::int, 0, 'another company sees none') from app.document;
select throws_ok(format('select app.get_open(''contact'', %s, ''big.txt'')', id), 'UI006', null, 'nor opens one') from who where name = 'else';
select throws_ok(format('select app.get_chunk(%s, 0)', d), 'UI006', null, 'nor reads its bytes') from part;
select throws_ok(format('select app.put_begin(''contact'', %s, ''x'')', id), 'UI006', null, 'nor puts one') from who where name = 'else';
select test.sign_out();
select * from finish();
rollback;
