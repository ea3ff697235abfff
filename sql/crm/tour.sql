-- after: crm/contact
-- tour.sql: five minutes with the contacts of a demo company: what a day at this screen is made of.
select ui.declare_tour_step(10, 'The menu', 'Everything that you may see, with how many there are. Arrows move, letters jump. The bar at the bottom shows the keys of each screen; {help} tells all of them.', begins => 'menu');
select ui.declare_tour_step(20, 'Open a list', 'Go to the contacts and press {open}. Or press {palette} and write “contacts”: that works from everywhere.', '{"at": "list", "entity": "contact"}', begins => 'menu');
select ui.declare_tour_step(30, 'Search', 'Press {search} and write the beginning of a name: the list follows while you type.', '{"at": "search"}', begins => 'contact');
select ui.declare_tour_step(40, 'Keep or go back', 'Enter keeps what is found, Esc brings all back. Digits of a phone or a plate without its dashes are found too.', '{"at": "list"}');
select ui.declare_tour_step(50, 'Filter', 'Press {filter} and write “city:”, then a town; Tab completes names. Enter keeps it, {back} takes it away again.', '{"at": "list", "did": "filter"}', begins => 'contact');
select ui.declare_tour_step(60, 'Sort', 'Press {sort} and take a column; once more turns it round. {sort-left} and {sort-right} go from column to column.', '{"at": "list", "did": "sort"}', begins => 'contact');
select ui.declare_tour_step(70, 'Your columns', 'Press {columns}: Enter shows a column or hides it, Esc ends. The list stays so, at every terminal. {narrower} and {wider} change a width.', '{"at": "list", "did": "columns"}', begins => 'contact');
select ui.declare_tour_step(80, 'Create', 'Press {create}, write a name — nobody here is real — and save with {save}.', '{"saved": "contact"}', begins => 'contact', needs => 'contact create');
select ui.declare_tour_step(90, 'Back to the list', 'There it is, with all that belongs to it. {back} goes back to where you came from.', '{"at": "list"}', needs => 'contact create');
select ui.declare_tour_step(95, 'Open a record', 'In the list, {open} shows the record under the cursor with all that belongs to it.', '{"at": "record", "entity": "contact"}', begins => 'contact');
select ui.declare_tour_step(100, 'The next one', '{next} and {previous} go through the list without leaving the record.', '{"at": "record", "did": "next"}');
select ui.declare_tour_step(110, 'Actions', 'Press {actions}: all that can be done with this record, each with its letter. Esc closes it.', '{"at": "record", "did": "actions"}');
select ui.declare_tour_step(120, 'Change, and take it back', 'Press {edit}, change something, save with {save}. Then press {undo}: it is as before.', '{"did": "undo"}', needs => 'contact update');
select ui.declare_tour_step(130, 'Go anywhere', 'Press {palette} and write the name of a list, a command or a customer. Esc closes it.', '{"did": "palette"}');
select ui.declare_tour_step(140, 'As you like it', 'Press {palette} and write “preferences”: language, colours, the screen that opens first.', '{"at": "preferences"}');
select ui.declare_tour_step(150, 'That is all', 'The rest is in {help}, on every screen. “:tour” shows this again.');
