-- What we know: found by its words in two languages, proposed while a subject is typed, read, judged, and made from an answer.
begin;
select no_plan();
alter default privileges grant execute on functions to public;
create function pg_temp.made(entity text, body jsonb) returns bigint language sql as $$ select (app.save(entity, null, null, body) ->> 'id')::bigint $$;
select test.sign_in('office');
select pg_temp.made('article', '{"title": "Régler la climatisation qui souffle chaud", "status": "published", "body": "# Gaz\nVérifier le *compresseur* et les fuites."}') as clim,
    pg_temp.made('article', '{"title": "Printer prints empty pages", "status": "published", "body": "Change the cartridges, then print a test page.", "tags": ["imprimante"]}') as printer,
    pg_temp.made('article', '{"title": "Climatisation: brouillon", "body": "Not yet."}') as draft \gset

-- Found.
select is((select array_agg(s.article_id) from app.report_suggested_articles('Ma climatisation souffle du chaud !') s), array[:clim]::bigint[], 'a question finds its answer; a draft is found by nobody');
select is((select s.article_id from app.report_suggested_articles('la clim: reglages compresseurs') s limit 1), :clim::bigint, 'endings and accents are no matter');
select is((select s.article_id from app.report_suggested_articles('an empty page is printed') s limit 1), :printer::bigint, 'nor are they in English');
select is((select s.article_id from app.report_suggested_articles('mon imprimante') s limit 1), :printer::bigint, 'a tag is a word too');
select is((select count(*) from app.report_suggested_articles('le la les de the of !?')), 0::bigint, 'words that say nothing find nothing');
select is((select count(*) from app.report_suggested_articles(E'a & | ! ( '' \\ :*')), 0::bigint, 'signs of queries are no query');
select is((select array_agg(k.title) from app.report_kb('climatisation') k), '{"Climatisation: brouillon","Régler la climatisation qui souffle chaud"}', 'whoever searches the knowledge base sees drafts');
select is(ui.suggest('ticket', 'subject', 'climatisation chaud'), jsonb_build_object('entity', 'article', 'rows', jsonb_build_array(jsonb_build_object('id', :clim, 'label', 'Régler la climatisation qui souffle chaud'))), 'proposed below a subject');
select is(ui.suggest('ticket', 'subject', 'cli') -> 'rows', '[]', 'not for three letters');
select throws_ok($$ select ui.suggest('ticket', 'status', 'climatisation') $$, 'UI007', null, 'nor where nothing was declared');
select test.sign_in('office', 'beta');
select is((select count(*) from app.report_suggested_articles('climatisation chaud')), 0::bigint, 'another company finds nothing of ours');

-- Read and judged.
select test.sign_in('driver');
select app.act('article', 'count_view', :clim), app.act('article', 'count_view', :clim);
select is((select views from app.article where id = :clim), 1, 'read twice within an hour is read once');
select app.act('article', 'vote', :clim, '{"helpful": true}'), app.act('article', 'vote', :clim, '{"helpful": false}');
select is((select (helpful, not_helpful) from app.article where id = :clim), (0, 1), 'one voice each; the last one counts');

-- From ticket to article.
select test.sign_in('office');
select pg_temp.made('ticket', '{"subject": "Vitre bloquée", "description": "La vitre ne remonte plus.\nQue faire ?"}') as ticket \gset
select throws_ok(format($$ select app.act('ticket', 'make_article', %s) $$, :ticket), 'UI001', null, 'without an answer there is nothing to tell');
select app.act('ticket', 'note', :ticket, '{"body": "Client pénible"}'), app.act('ticket', 'answer', :ticket, '{"body": "Rebrancher le **moteur**."}');
select (app.act('ticket', 'make_article', :ticket) ->> 'answer')::bigint as made \gset
select is((select concat_ws('|', a.title, a.status, a.body, a.ticket_id = :ticket) from app.article a where a.id = :made),
    E'Vitre bloquée|draft|> La vitre ne remonte plus.\n> Que faire ?\n\nRebrancher le **moteur**.|t', 'a draft of question and answer, without what colleagues noted');
select is((select count(*) from jsonb_array_elements(ui.catalogue()::jsonb -> 'help') h), 2::bigint, 'the help offers articles and a new ticket');
select is((select f -> 'markdown' from jsonb_array_elements(ui.catalogue()::jsonb #> '{entities,article,fields}') f where f ->> 'name' = 'body'), 'true', 'its text is Markdown');
select test.sign_out();
select * from finish();
rollback;
