-- notices.sql: what people are told of, and how each of them wants it: a preference a kind, declared like the others, so that the
-- screen of preferences, the verb `prefer` and the help have it.
create or replace function ui.declare_notice(kind text, label text, help text, rank integer) returns void
language sql set search_path = pg_catalog, pg_temp as $$
	select ui.declare_preference('notify.' || kind, label, help, 100 + rank, 'on the screen',
	    '[["screen", "On the screen"], ["mail", "By mail, at once"], ["digest", "By mail, once a day"], ["none", "Not at all"]]') $$;
select ui.declare_notice('assigned', 'Told: assigned', 'A task, a ticket or anything else was given to you.', 1);
select ui.declare_notice('late', 'Told: late', 'What you answer for is late, or a promise was broken.', 2);
select ui.declare_notice('mentioned', 'Told: mentioned', 'A colleague named you with @ in a note.', 3);
select ui.declare_notice('answered', 'Told: customer wrote', 'A customer wrote in a ticket of yours.', 4);
select ui.declare_notice('rule', 'Told: rules', 'A rule of the company has something to tell you.', 5);
