-- after: support/ticket_work
-- article.sql: what we know: articles in Markdown, found while a question is typed; and answers that are often given.
-- What an article is found by: its words without their endings, in both languages; the title says more than the text.
create or replace function app.article_words(title text, body text, tags text[]) returns tsvector language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
	select setweight(to_tsvector('pg_catalog.french', app.fold(t)) || to_tsvector('pg_catalog.english', app.fold(t)), 'A')
	    || setweight(to_tsvector('pg_catalog.french', app.fold(b)) || to_tsvector('pg_catalog.english', app.fold(b)), 'C')
	from (values (concat_ws(' ', title, (select string_agg(x, ' ') from unnest(tags) x)), left(coalesce(body, ''), 60000))) v(t, b) $$;
grant execute on function app.article_words to comptoir_staff, comptoir_action, comptoir_platform, comptoir_owner;
create table if not exists app.article (like app.base including all,
	title		text collate app.natural not null,
	status		text not null default 'draft',
	category	text,
	body		app.long_text not null,
	tags		text[] not null default '{}',
	owner_id	bigint default nullif(app.person(), 0),
	views		integer not null default 0,
	helpful		integer not null default 0,
	not_helpful	integer not null default 0,
	reviewed_on	date,
	ticket_id	bigint,
	search_words	tsvector generated always as (app.article_words(title, body, tags)) stored,
	constraint article_titled check (btrim(title) <> ''),
	constraint article_said check (btrim(body::text) <> ''),
	constraint article_owner foreign key (tenant_id, owner_id) references app.person,
	constraint article_ticket foreign key (tenant_id, ticket_id) references app.ticket
);
create index if not exists article_words on app.article using gin ((tenant_id::bigint), search_words) where deleted_at is null;
comment on table app.article is 'What we know, for colleagues and customers.';
comment on column app.article.title is 'The question that it answers.';
comment on column app.article.status is 'A draft is for those who write; what is published is found.';
comment on column app.article.category is 'What kind of question it is.';
comment on column app.article.body is 'The answer, in Markdown.';
comment on column app.article.tags is 'Words to find it by.';
comment on column app.article.owner_id is 'Who keeps it up to date.';
comment on column app.article.views is 'How often it was read.';
comment on column app.article.helpful is 'How many found it helpful.';
comment on column app.article.not_helpful is 'How many did not.';
comment on column app.article.reviewed_on is 'When somebody last saw to it that it is right.';
comment on column app.article.ticket_id is 'The ticket from whose answer it was made.';
comment on constraint article_titled on app.article is 'Give it a title.';
comment on constraint article_said on app.article is 'An article says something.';
select ui.declare_entity('article', title => 'Articles', one => 'Article', menu => 'Support', "position" => 330, label => 'title',
    list => 'title status category owner_id views helpful not_helpful', form => '[["Article", "title", "status", "category", "tags", "owner_id", "body"], ["Read", "views", "helpful", "not_helpful", "reviewed_on", "ticket_id"]]',
    sort => 'title', "order" => 'title', search => 'title body tags', own => 'category', board => 'status', action_only => 'views helpful not_helpful',
    choices => '{"status": [["draft", "Draft"], ["published", "Published"], ["old", "Out of date"]], "category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]]}',
    labels => '{"owner_id": "Kept by", "not_helpful": "Not helpful", "reviewed_on": "Seen to on", "body": "Text", "ticket_id": "Made from"}',
    rights => '{"technician": {"read": "all", "create": "all", "update": "mine"}, "performer": {"read": "all"}, "driver": {"read": "all"}}', mine => 'owner_id');
-- One voice for each person and article; another vote replaces it.
create table if not exists app.article_vote (
	tenant_id	integer not null default app.tenant(),
	article_id	bigint not null,
	person_id	bigint not null default app.person(),
	helpful		boolean,
	read_at		timestamptz not null default now(),
	primary key (tenant_id, article_id, person_id),
	constraint article_vote_article foreign key (tenant_id, article_id) references app.article,
	constraint article_vote_person foreign key (tenant_id, person_id) references app.person
);
select ui.declare_link('article_vote');
create or replace function app.article_vote(article_id bigint, helpful boolean) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('article', 'vote', article_id);
	insert into app.article_vote as v (article_id, helpful) values ($1, $2) on conflict on constraint article_vote_pkey do update set helpful = excluded.helpful;
	update app.article a set helpful = (select count(*) from app.article_vote v where v.tenant_id = a.tenant_id and v.article_id = a.id and v.helpful),
	    not_helpful = (select count(*) from app.article_vote v where v.tenant_id = a.tenant_id and v.article_id = a.id and not v.helpful), version = a.version + 1
	where a.tenant_id = app.tenant() and a.id = $1;
end $$;
comment on function app.article_vote is 'Say whether it helped.';
select ui.declare_action('app.article_vote(bigint,boolean)', 'article', label => 'Helpful or not', key => 'h',
    rights => '{"technician": {"do": "all"}, "performer": {"do": "all"}, "driver": {"do": "all"}, "viewer": {"do": "all"}, "accountant": {"do": "all"}}');
create or replace function app.article_count_view(article_id bigint) returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
	perform app.require('article', 'count_view', article_id);
	-- Once an hour and person: opening it twice is reading it once.
	insert into app.article_vote as v (article_id) values ($1) on conflict on constraint article_vote_pkey do update set read_at = now() where v.read_at < now() - interval '1 hour';
	if found then update app.article a set views = a.views + 1, version = a.version + 1 where a.tenant_id = app.tenant() and a.id = $1; end if;
end $$;
comment on function app.article_count_view is 'Count that it was read.';
select ui.declare_action('app.article_count_view(bigint)', 'article', label => 'Was read', key => 'w',
    rights => '{"technician": {"do": "all"}, "performer": {"do": "all"}, "driver": {"do": "all"}, "viewer": {"do": "all"}, "accountant": {"do": "all"}}');

-- Whose words these are: all of a question's words, else most of them. The finder reads across scopes, so it answers numbers only: who asks
-- sees what their own rights let them read.
create or replace function app.find_articles(question text, published boolean) returns table (article_id bigint, hits integer, rank real)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set client_min_messages = warning as $$
declare
	-- Each word as both languages know it; one that either takes for a filler says nothing.
	words constant tsquery[] := array(select f || e from (select plainto_tsquery('pg_catalog.french', w) as f, plainto_tsquery('pg_catalog.english', w) as e
	    from unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', app.fold(left(question, 500))))) w where length(w) > 1 limit 20) x
	    where numnode(f) > 0 and numnode(e) > 0 and numnode(plainto_tsquery('pg_catalog.french', f::text)) > 0);	-- les is le, which is one
	any_of tsquery; word tsquery;
begin
	foreach word in array words loop any_of := coalesce(any_of || word, word); end loop;
	if any_of is null then return; end if;
	return query select a.id, (select count(*)::integer from unnest(words) w where a.search_words @@ w), ts_rank(a.search_words, any_of)
	    from (select x.* from app.article x where x.tenant_id::bigint = app.tenant() and x.deleted_at is null
	        and (not $2 or x.status = 'published') and x.search_words @@ any_of limit 5000) a
	    order by 2 desc, 3 desc limit 200;
end $$;
alter function app.find_articles(text, boolean) owner to comptoir_finder;
revoke all on function app.find_articles(text, boolean) from public;
grant execute on function app.find_articles(text, boolean) to comptoir_staff;

create or replace function app.report_suggested_articles(question text) returns table (article_id bigint, title text, hits integer, helpful integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select a.id, a.title::text, f.hits, a.helpful from app.find_articles(question, true) f join app.article a on a.tenant_id = app.tenant() and a.id = f.article_id
	where a.deleted_at is null order by f.hits desc, a.helpful - a.not_helpful desc, f.rank desc, a.id limit 8 $$;
comment on function app.report_suggested_articles is 'Articles that may answer a question.';
select ui.declare_report('suggested_articles', 'Suggested articles', 'app.report_suggested_articles(text)');
create or replace function app.report_kb(question text) returns table (article_id bigint, title text, status text, excerpt text, views integer, helpful integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	select a.id, a.title::text, a.status, ts_headline('pg_catalog.french', regexp_replace(left(a.body::text, 20000), '[#*_`>|~\s]+', ' ', 'g'), websearch_to_tsquery('pg_catalog.french', question), 'StartSel="", StopSel="", MaxWords=18, MinWords=8, MaxFragments=1'),
	    a.views, a.helpful
	from (select f.*, row_number() over (order by f.hits desc, f.rank desc) as n from app.find_articles(question, false) f) f join app.article a on a.tenant_id = app.tenant() and a.id = f.article_id
	where a.deleted_at is null and f.n <= 50 order by f.n limit 20 $$;
comment on function app.report_kb is 'Articles by their words, in French and English, the best first.';
select ui.declare_report('kb', 'Knowledge base', 'app.report_kb(text)', '{"status": [["draft", "Draft"], ["published", "Published"], ["old", "Out of date"]]}');

-- What was answered once is written down: the question, then the answers to the customer. What colleagues noted stays among them.
create or replace function app.ticket_make_article(ticket_id bigint, title text default null) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket; answers text; made bigint;
begin
	perform app.require('ticket', 'make_article', ticket_id);
	select * into t from app.ticket x where x.tenant_id = app.tenant() and x.id = $1;
	if app.scope('article', 'create') = 'none' then perform app.refuse('You may not do this.', '{}', 'UI005'); end if;
	select string_agg(m.body::text, E'\n\n' order by m.at, m.id) into answers from app.ticket_message m where m.tenant_id = t.tenant_id and m.ticket_id = t.id and m.kind = 'answer' and m.deleted_at is null;
	if answers is null then perform app.refuse('There is no answer yet that an article could be made of.'); end if;
	insert into app.article (title, category, body, ticket_id, tags)
	values (coalesce(nullif(btrim($2), ''), t.subject), t.category, concat_ws(E'\n\n', '> ' || nullif(replace(btrim(left(coalesce(t.description, ''), 4000), E' \n\r'), E'\n', E'\n> '), ''), left(answers, 40000)), t.id, t.tags) returning id into made;
	return made;
end $$;
comment on function app.ticket_make_article is 'Make the draft of an article out of the question and its answers.';
select ui.declare_action('app.ticket_make_article(bigint,text)', 'ticket', label => 'Make an article', key => 'k');
select ui.declare_counter('ticket', 'make_article', makes => 'article');

select ui.declare_markdown('article', 'body', reads => 'count_view', asks => 'vote');
select ui.declare_suggest('ticket', 'subject', 'article', 'suggested_articles');
select ui.declare_help(10, 'article', 'list', 'Articles', 'What colleagues know: questions and their answers.');
select ui.declare_help(20, 'ticket', 'create', 'New ticket', 'Ask whoever can help.');
