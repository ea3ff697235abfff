-- roles.sql: who exists for PostgreSQL, and the few functions that everything leans on.
-- Loaded whole by a superuser at every deploy; loading it twice is harmless, as for every file here.
set check_function_bodies = off;	-- functions speak of tables that later files make; plpgsql_check reads them all in the tests
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create extension if not exists btree_gist;
create extension if not exists unaccent;
create extension if not exists fuzzystrmatch;
alter default privileges revoke execute on functions from public;	-- after the extensions: theirs stay callable
revoke create on schema public from public;	-- a database that comes from an older PostgreSQL still grants it
do $$ begin		-- nobody needs temporary tables, and they are found before all others where no search_path says otherwise
	execute format('revoke temporary on database %I from public', current_database());
end $$;

-- comptoir_app signs in, owns nothing and inherits nothing: without SET LOCAL ROLE it can do nothing.
-- comptoir_staff[_margin][_personal][_price] say which masked columns a request may touch: 8 roles, of which
-- only 4 ever receive grants; the others are their unions.
do $$
declare
	r text; parts text[];
begin
	foreach r in array '{owner,action,finder,signin,platform}'::text[] loop
		if to_regrole('comptoir_' || r) is null then execute format('create role comptoir_%s nologin', r); end if;
	end loop;
	alter role comptoir_finder bypassrls;	-- a policy "using (true)" would do, but then the planner may not use statistics
	alter role comptoir_platform bypassrls;	-- jobs and the first rows of a new company: no person asks yet
	if to_regrole('comptoir_app') is null then create role comptoir_app login noinherit; end if;
	for i in 0..7 loop
		parts := array(select c from unnest('{margin,personal,price}'::text[]) with ordinality u(c, n)
		    where i >> n::int - 1 & 1 = 1);
		r := 'comptoir_staff' || array_to_string(array[''] || parts, '_');
		if to_regrole(r) is null then
			execute format('create role %I nologin role comptoir_app', r);
			if i > 0 then
				execute format('grant %s to %I', (select string_agg(p, ', ') from unnest(
				    case when i in (1, 2, 4) then '{comptoir_staff}'::text[]
				    else array(select 'comptoir_staff_' || c from unnest(parts) c) end) p), r);
			end if;
		end if;
	end loop;
end $$;
alter role comptoir_app set jit = off;					-- it costs more than any of our queries
alter role comptoir_app set max_parallel_workers_per_gather = 0;	-- two cores belong to two requests
alter role comptoir_app set timezone = 'UTC';
alter role comptoir_app set datestyle = 'ISO, YMD';
alter role comptoir_app set idle_in_transaction_session_timeout = '60s';
alter role comptoir_app set statement_timeout = '60s';			-- streams and jobs give themselves more

create schema if not exists app;
create schema if not exists ui;
grant usage on schema app, ui to comptoir_owner, comptoir_action, comptoir_finder, comptoir_signin, comptoir_platform,
    comptoir_staff, comptoir_app;
create collation if not exists app.natural (provider = icu, locale = 'fr-u-kn-true');	-- é beside e, 9 before 10
do $$ begin
	if to_regtype('app.cents') is null then create domain app.cents as bigint; end if;
	if to_regtype('app.filter') is null then create domain app.filter as text; end if;	-- as it is written in a list; who reads filters reads it
	if to_regtype('app.sentence') is null then create domain app.sentence as jsonb constraint sentence_form check (jsonb_typeof(value -> 'sentence') = 'string'); end if;	-- {"sentence", "args"}: whoever reads it reads it in their language
	if to_regtype('app.secret') is null then create domain app.secret as text constraint secret_form check (value ~ '^sealed:[A-Za-z0-9_-]+$' and length(value) between 61 and 2800); end if;	-- what the server sealed under a key that stands in no database
	if to_regtype('app.look_alike') is null then create type app.look_alike as (n bigint, id bigint, label text, why text); end if;
	if to_regtype('app.warning') is null then create type app.warning as (field text, message text, args jsonb); end if;
	if to_regtype('app.row_warning') is null then create type app.row_warning as (n bigint, field text, message text, args jsonb); end if;
end $$;
comment on domain app.sentence is 'A sentence is a template and what fills it: {"sentence": "…", "args": {…}}.';
comment on domain app.secret is 'A password is kept sealed: it is set by its action, on one record at a time.';
comment on domain app.filter is 'A filter is written as in a list: status:open amount>100.';
comment on domain app.cents is 'An amount of money in hundredths; its currency is the row''s or the company''s.';

-- Who asks, for which company. Both raise when unset ('' after COMMIT is no number either): it fails closed.
-- Inlined, so that the planner sees a comparison with a known value.
create or replace function app.tenant() returns integer language sql stable parallel safe
return current_setting('app.tenant')::integer;
create or replace function app.person() returns bigint language sql stable parallel safe
return current_setting('app.person')::bigint;

-- Accents, case and compatibility forms do not matter to a search. (plpgsql: these stand in generated columns and indexes, where an
-- SQL function that cannot be inlined costs three times as much; and plain ASCII, which most names are, needs no unaccenting.)
create or replace function app.fold(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	if octet_length(t) = char_length(t) then return lower(t collate "C"); end if;
	return lower(public.unaccent('public.unaccent', normalize(t, nfkc)));
end $$;

-- What search columns hold, and what is looked for in them: no separators, so that a plate, a phone number or "Jean-Pierre" is
-- found however it is written.
create or replace function app.search_fold(t text) returns text language plpgsql immutable strict parallel safe as $$
begin
	if octet_length(t) = char_length(t) then return translate(lower(t collate "C"), '-./''_()+', ''); end if;
	return translate(lower(public.unaccent('public.unaccent', normalize(t, nfkc))), '-./''’_()+', '');
end $$;

-- Two spellings of one name meet here: words without order, legal form, doubled or mute letters, or accents.
-- (Plain replacing and a hand-made order of two words: an import asks this for each row, and regular expressions with back
-- references or a query cost several times as much.)
create or replace function app.name_key(t text) returns text language plpgsql immutable strict parallel safe as $$
declare
	s text := case when octet_length(t) = char_length(t) then lower(t collate "C") else lower(public.unaccent('public.unaccent', normalize(t, nfkc))) end;
	w text; one text; two text;
begin
	s := replace(replace(replace(replace(replace(replace(replace(replace(replace(translate(replace(s, 'ph', 'f'), 'y-./,;:''’"()&_+h', 'i               '),
	    'll', 'l'), 'nn', 'n'), 'tt', 't'), 'rr', 'r'), 'ss', 's'), 'mm', 'm'), 'pp', 'p'), 'ff', 'f'), 'cc', 'c');
	foreach w in array string_to_array(s, ' ') loop
		continue when w = any ('{"",sarl,sas,sasu,sa,eurl,sci,snc,ei,ste,societe,ets,monsieur,madame,mr,mme,mle,m}');
		w := rtrim(w, 'dtsxez');
		continue when w = '';
		if one is null then one := w;
		elsif two is null then two := w;
		else
			return (select string_agg(y.k, ' ' order by y.k collate "C") from (select rtrim(x, 'dtsxez') k from unnest(string_to_array(s, ' ')) x
			    where x <> all ('{sarl,sas,sasu,sa,eurl,sci,snc,ei,ste,societe,ets,monsieur,madame,mr,mme,mle,m}')) y where y.k <> '');
		end if;
	end loop;
	return case when two is null then one when one < two collate "C" then one || ' ' || two else two || ' ' || one end;
end $$;

create or replace function app.is_time_zone(name text) returns boolean language plpgsql immutable strict as $$
begin
	perform timestamp '2000-01-01' at time zone name;
	return true;
exception when invalid_parameter_value then
	return false;
end $$;

-- A refusal is a msgid and its arguments; whoever shows it translates, then fills in. 'field' in the arguments says where.
create or replace function app.refuse(msgid text, args jsonb default '{}', code text default 'UI001') returns void
language plpgsql as $$
begin
	raise exception using errcode = code, message = msgid, detail = args::text;
end $$;
-- The word that was meant, when it is one slip in three letters away (two swapped ones are two); else null.
create or replace function app.nearest(word text, candidates text[]) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
	select c from (select c, public.levenshtein(left(lower(word), 60), left(c, 60)) slips from unnest(candidates) c) x
	where slips <= (length(word) + 1) / 3 and length(word) <= 40 order by slips, c limit 1 $$;
grant execute on function app.tenant, app.person, app.nearest, app.fold, app.search_fold, app.name_key, app.is_time_zone, app.refuse
    to comptoir_staff, comptoir_action, comptoir_finder, comptoir_owner, comptoir_signin, comptoir_platform;
