-- From a lead to a deal: who it is, what it may bring, and what has gone quiet.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
select test.sign_in('office');
select pg_temp.made('contact', '{"last_name": "Dupont", "email": "dupont@example.com"}'), pg_temp.made('lead', '{"title": "Wants a quote", "last_name": "Dupond", "email": "Dupont@example.com", "source": "fair"}'),
    pg_temp.made('lead', '{"company_name": "Garage Vert", "phone": "0639981234"}');
select is((select title from app.lead where company_name = 'Garage Vert'), 'Garage Vert', 'a lead without a title is called after who it is');
select throws_ok($$ select app.save('lead', null, null, '{"title": "Nobody"}') $$, '23514', null, 'nobody is no lead');
select throws_ok($$ select app.save('lead', (select id from app.lead where last_name = 'Dupond'), null, '{"status": "converted"}') $$, 'UI001', null, 'a lead is not converted by its card alone');
select lives_ok($$ select app.act('lead', 'convert', id, '{"amount": "1200.50"}') from app.lead where last_name = 'Dupond' $$, 'converted …');
select is((o.title, o.amount::bigint, o.contact_id, o.probability::numeric, o.weighted::bigint), ('Wants a quote'::text collate app.natural, 120050::bigint, (select id from app.contact where last_name = 'Dupont'), 10.000, 12005::bigint),
    '… it is a deal with the contact that had this address') from app.opportunity o;
select throws_ok($$ select app.act('lead', 'convert', id) from app.lead where last_name = 'Dupond' $$, 'UI001', null, 'once');
select lives_ok($$ select app.act('lead', 'convert', id) from app.lead where company_name = 'Garage Vert' $$, 'another one …');
select is((select c.kind from app.contact c join app.lead l on l.contact_id = c.id where l.company_name = 'Garage Vert'), 'company', '… is a new company');

select is(app.save('opportunity', (select min(id) from app.opportunity), null, '{"stage": "proposal"}') ->> 'version', '2', 'a step on');
select is((select probability::numeric from app.opportunity where stage = 'proposal'), 50.000, 'brings its probability');
select lives_ok($$ select app.save('opportunity', id, null, '{"probability": 65}'), app.save('opportunity', id, null, '{"stage": "negotiation"}') from app.opportunity where stage = 'proposal' $$, 'one that was set by hand …');
select is((select probability::numeric from app.opportunity where stage = 'negotiation'), 65.000, '… stays');
select lives_ok($$ select app.save('opportunity', id, null, '{"stage": "won"}') from app.opportunity where stage = 'negotiation' $$, 'won …');
select is((o.probability::numeric, o.closed_on), (100.000, app.today()), '… for sure, today') from app.opportunity o where stage = 'won';
select lives_ok($$ select app.save('opportunity', id, null, '{"stage": "negotiation"}') from app.opportunity where stage = 'won' $$, 'opened again …');
select is((select closed_on from app.opportunity where stage = 'negotiation'), null, '… it is not closed');

-- What has gone quiet.
select test.sign_out();
select app.as_platform(test.tenant());
update app.opportunity set last_activity_on = last_activity_on - 20, version = version + 1 where stage = 'negotiation';
select test.sign_in('office');
select is((stalled, stalled_amount::bigint), (1::bigint, 120050::bigint), 'the pipeline counts what nothing happened to') from app.report_pipeline() where stage = 'negotiation';
select ok(app.warnings('opportunity', id) @> '[{"message": "Nothing happened for {count} days."}]', 'and the deal says so') from app.opportunity where stage = 'negotiation';
select pg_temp.made('activity', jsonb_build_object('kind', 'call', 'subject', 'Called', 'subject_entity', 'opportunity', 'subject_id', (select id from app.opportunity where stage = 'negotiation')));
select is((select stalled from app.report_pipeline() where stage = 'negotiation'), 0::bigint, 'a call makes it alive');
select is((select array_agg(stage) from app.report_pipeline()), '{new,qualified,proposal,negotiation,won,lost}'::text[], 'stages in their order');

select test.sign_in('technician');
select throws_ok($$ select count(*) from app.report_pipeline() $$, 'UI005', null, 'the workshop has no part in it, and is told so in a sentence');
select test.sign_in('viewer');
select is((select count(*) from app.opportunity), 2::bigint, 'a viewer sees the deals');
select is((sum(deals), sum(amount::bigint), sum(weighted::bigint), sum(stalled_amount::bigint))::text, (2::numeric, null::numeric, null::numeric, null::numeric)::text, 'and how many there are of each stage, without amounts') from app.report_pipeline();
select test.sign_out();
select * from finish();
rollback;
