-- preferences.sql: what people may say about how they like their screens: one declaration each, from which the screen of preferences,
-- the verb `prefer` and its help come. A value that is one of several is checked against them; anything else is the client's to read.
create table if not exists ui.preference (
	name	text primary key check (name ~ '^[a-z][a-z0-9_.-]{0,63}$'),
	label	text not null,
	help	text not null,
	rank	integer not null,
	choices	jsonb,				-- [["on", "On"]…]; null: written freely
	format	text,				-- long_text: in an editor of its own
	usual	text not null			-- what holds while nothing was said, in words
);
alter table ui.preference owner to comptoir_owner;
grant select on ui.preference to comptoir_staff, comptoir_owner;

create or replace function ui.declare_preference(name text, label text, help text, rank integer, usual text, choices jsonb default null, format text default null) returns void
language sql set search_path = pg_catalog, pg_temp as $$
	insert into ui.preference values ($1, $2, $3, $4, $6, $7, $5) on conflict on constraint preference_pkey
	do update set label = excluded.label, help = excluded.help, rank = excluded.rank, choices = excluded.choices, format = excluded.format, usual = excluded.usual $$;

-- As the fields of a form, in order.
create or replace function ui.preferences() returns jsonb language sql stable set search_path = pg_catalog, pg_temp as $$
	select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('name', p.name, 'label', p.label, 'help', p.help, 'usual', p.usual, 'type', 'text',
	    'choices', p.choices, 'format', p.format)) order by p.rank, p.name), '[]') from ui.preference p $$;
grant execute on function ui.preferences to comptoir_staff;

select ui.declare_preference('language', 'Language', 'The language of screens, verbs and messages, in all your companies.', 10, 'as your account says', '[["fr", "Français"], ["en", "English"]]');
select ui.declare_preference('start', 'Start screen', 'What opens first, as one writes it after “:”: a list, “board” or “calendar” and a list, “view” and its name, “dashboard”.', 20, 'the menu');
select ui.declare_preference('theme', 'Theme', 'The colours of the screen. “mono” is without any: bold, underlined, reversed.', 30, 'the terminal’s own colours',
    '[["auto", "The terminal’s own"], ["light", "Light"], ["dark", "Dark"], ["contrast", "Contrast"], ["mono", "No colours"]]');
select ui.declare_preference('mouse', 'Mouse', 'Whether clicks work in the screen; without, the terminal selects text with them.', 40, 'where the terminal has one', '[["on", "On"], ["off", "Off"]]');
select ui.declare_preference('linear', 'Linear mode', 'Lines instead of a screen: for screen readers and logs.', 50, 'a screen, where the terminal has one', '[["on", "On"], ["off", "Off"]]');
select ui.declare_preference('slow', 'Slow line', 'Sends as little as can be: no preview, no mouse, no title.', 60, 'everything is shown', '[["on", "On"], ["off", "Off"]]');
select ui.declare_preference('notify', 'Notification', 'The terminal says when work of more than ten seconds is done.', 70, 'it is not told', '[["on", "On"], ["off", "Off"]]');
select ui.declare_preference('keys', 'Keys', 'Keys of your own, a line each, as in keys.conf: list.create = F6 c. On your own machine its file goes before.', 80, 'those of the help', null, 'long_text');
