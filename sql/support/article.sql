-- after: support/ticket_work
-- article.sql: what we know: articles in Markdown, found while a question is typed; and answers that are often given.
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
	constraint article_titled check (btrim(title) <> ''),
	constraint article_said check (btrim(body::text) <> ''),
	constraint article_owner foreign key (tenant_id, owner_id) references app.person
);
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
comment on constraint article_titled on app.article is 'Give it a title.';
comment on constraint article_said on app.article is 'An article says something.';
select ui.declare_entity('article', title => 'Articles', one => 'Article', menu => 'Support', "position" => 330, label => 'title',
    list => 'title status category owner_id views helpful not_helpful', form => '[["Article", "title", "status", "category", "tags", "owner_id", "body"], ["Read", "views", "helpful", "not_helpful", "reviewed_on"]]',
    sort => 'title', "order" => 'title', search => 'title body tags', own => 'category', board => 'status', action_only => 'views helpful not_helpful',
    choices => '{"status": [["draft", "Draft"], ["published", "Published"], ["old", "Out of date"]], "category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]]}',
    labels => '{"owner_id": "Kept by", "not_helpful": "Not helpful", "reviewed_on": "Seen to on", "body": "Text"}',
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

-- Published articles that have most of the words of a question, the helpful ones first.
create or replace function app.report_suggested_articles(question text) returns table (article_id bigint, title text, hits integer, helpful integer)
language sql stable set search_path = pg_catalog, pg_temp as $$
	with words as (select distinct w from unnest(regexp_split_to_array(app.fold(question), '[^[:alnum:]]+')) w where length(w) >= 4 limit 12)
	select a.id, a.title::text, s.n, a.helpful from app.article a, lateral (select count(*)::integer as n from words where app.fold(a.title) like '%' || w || '%' or exists (select from unnest(a.tags) t where app.fold(t) = w)) s
	where a.tenant_id = app.tenant() and a.deleted_at is null and a.status = 'published' and s.n > 0 order by s.n desc, a.helpful - a.not_helpful desc, a.id limit 8 $$;
comment on function app.report_suggested_articles is 'Articles that may answer a question.';
select ui.declare_report('suggested_articles', 'Suggested articles', 'app.report_suggested_articles(text)');

create table if not exists app.canned_answer (like app.base including all,
	name		text collate app.natural not null,
	body		app.long_text not null,
	category	text,
	constraint canned_answer_name exclude using btree (tenant_id with =, name with =) where (deleted_at is null)
);
comment on table app.canned_answer is 'Answers that are often given.';
comment on column app.canned_answer.name is 'How it is called up.';
comment on column app.canned_answer.body is 'The answer. {customer}, {subject}, {number}, {vehicle}, {company} and {colleague} are filled in.';
comment on column app.canned_answer.category is 'For which kind of question.';
comment on constraint canned_answer_name on app.canned_answer is 'There is an answer of this name already.';
select ui.declare_entity('canned_answer', title => 'Ready answers', one => 'Ready answer', menu => 'Company', "position" => 917, label => 'name',
    list => 'name category body', form => '[["Answer", "name", "category", "body"]]', sort => 'name', "order" => 'name', search => 'name body', own => 'category',
    choices => '{"category": [["bug", "Bug"], ["feature", "Feature"], ["question", "Question"], ["billing", "Billing"]]}', rights => '{"technician": {"read": "all"}}');
create or replace function app.ticket_answer_with(ticket_id bigint, canned_answer_id bigint, wait boolean default true) returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
	t app.ticket; body text; made bigint;
begin
	perform app.require('ticket', 'answer_with', ticket_id);
	select * into t from app.ticket x where x.tenant_id = app.tenant() and x.id = $1;
	select c.body into body from app.canned_answer c where c.tenant_id = app.tenant() and c.id = $2 and c.deleted_at is null;
	if body is null then perform app.refuse('There is no such record.', '{"entity": "canned_answer", "field": "canned_answer_id"}', 'UI006'); end if;
	body := app.ticket_filled(t, body);
	insert into app.ticket_message (ticket_id, kind, body) values ($1, 'answer', body) returning id into made;
	update app.ticket x set status = 'waiting', version = x.version + 1 where wait and x.tenant_id = app.tenant() and x.id = $1 and x.status in ('open', 'in_progress');
	return made;
end $$;
comment on function app.ticket_answer_with is 'Answer with a ready answer.';
select ui.declare_action('app.ticket_answer_with(bigint,bigint,boolean)', 'ticket', label => 'Ready answer', key => 'y', shown_when => $$status <> 'closed'$$);
