/* transfer.c: files in and out. Where the client is on the person's own machine it reads and writes them; a served one shows the command. */
#include "tui/transfer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/screen_chart.h"
#include "tui/screen_list.h"
#include "tui/terminal_says.h"
#include "tui/path_words.h"
#include "tui/works.h"

enum { FILE_MOST = 64 * 1024 * 1024 };

static void
copy_command(struct app *app, char *command)
{
	if (terminal_copy(command))
		app_tell(app, ROLE_OK, N_("Sent to the terminal: {text}"), json_pack("{s:s}", "text", command));
	else
		app_say(app, ROLE_OK, xstrdup(command));
	free(command);
}

/* --- out --- */

/* A name of letters that any system takes: Clients à relancer → clients-a-relancer. */
static char *
file_name(const char *title, const char *format)
{
	char *name = text_fold(title);

	for (char *p = name; *p != '\0'; p++)
		if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9')))
			*p = '-';
	{
		char *all = xasprintf("%s.%s", *name ? name : "list", strcmp(format, "text") == 0 ? "txt" : format);

		free(name);
		return all;
	}
}

static char *
beside(const char *name)
{
	const char *home = getenv("HOME");

	return home != NULL ? xasprintf("%s/%s", home, name) : xstrdup(name);
}

static void
path_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *params = json_object_get(about, "params");
	const json_t *total = json_object_get(about, "total");

	(void)owner;
	if (params != NULL) {
		works_begin(app, json_string_value(json_object_get(about, "verb")), json_incref(params), json_is_integer(total) ? json_integer_value(total) : -1, NULL, 0, path_clean(typed, getenv("HOME")));
	}
	json_decref(about);
}

static void
ask_path(struct app *app, char *name, json_t *about, pick_taken *taken, int64_t tag)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .width = 60};
	struct pick_row *row = pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Save here"))), NULL, tag);

	row->always = true;
	row->words = about ? json_dumps(about, JSON_COMPACT) : NULL;
	ask.title = xstrdup(app_text(app, N_("Save the file as")));
	ask.typed = beside(name);
	pick_open(app, &ask);
	free(name);
	json_decref(about);
}

static char *
export_command(const struct app *app, const json_t *params, const char *name)
{
	static const char *const options[] = {"filter", "search", "format"};
	const char *entity = json_string_value(json_object_get(params, "entity")), *report = json_string_value(json_object_get(params, "name"));
	const json_t *id = json_object_get(params, "id");
	struct buf words = BUF_EMPTY;
	const char *name_of_arg;
	json_t *arg;
	char *all;

	if (json_is_integer(id))
		buf_printf(&words, "print %s %lld", entity, (long long)json_integer_value(id));
	else
		buf_printf(&words, "%s %s", entity ? "export" : "report", entity ? entity : report);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const char *value = json_string_value(json_object_get(params, options[i]));
		char *word = value ? deeds_shell_word(app, value) : NULL;

		if (word != NULL)
			buf_printf(&words, " --%s %s", options[i], word);
		free(word);
	}
	json_object_foreach(json_object_get(params, "args"), name_of_arg, arg) {
		char *word = deeds_shell_word(app, json_string_value(arg));

		buf_printf(&words, " %s=%s", name_of_arg, word);
		free(word);
	}
	if (json_is_true(json_object_get(params, "trash")))
		buf_str(&words, " --trash");
	all = deeds_command(app, buf_text(&words), '>', name);
	buf_free(&words);
	return all;
}

/* What the server writes, as it said at sign-in. */
static const json_t *
format_at(const struct app *app, size_t i)
{
	return json_array_get(json_object_get(app_hello(app), "formats"), i);
}

enum { ON_SCREEN = 1000 };

static void
format_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *params = json_object_get(about, "params");
	const char *title = json_string_value(json_object_get(about, "title")), *format = json_string_value(json_object_get(format_at(app, (size_t)row->tag), "name"));
	char *name;

	(void)owner;
	(void)typed;
	if (row->tag == ON_SCREEN)
		chart_show_table(app, json_string_value(json_object_get(params, "name")), json_object_get(params, "args"));
	if (params == NULL || title == NULL || format == NULL) {
		json_decref(about);
		return;
	}
	json_object_set_new(params, "format", json_string(format));
	name = file_name(title, format);
	if (app_is_served(app)) {
		copy_command(app, export_command(app, params, name));
		free(name);
		json_decref(about);
	} else {
		ask_path(app, name, about, path_taken, 0);
	}
}

/* What is to be printed: nothing, a record, or a list for one; pages come first, and a list can be looked at here. */
enum paper { NO_PAPER, PAPER, PAPER_OR_SCREEN };

/* about: the verb, its params, a title, perhaps a total; stolen. */
static void
ask_format(struct app *app, json_t *about, bool cards, bool calendar, enum paper paper)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = format_taken, .nothing = N_("No such choice.")};
	const json_t *one;

	for (int pages = paper != NO_PAPER; pages >= 0; pages--) {
		for (size_t i = 0; (one = format_at(app, i)) != NULL; i++) {
			const char *name = json_string_value(json_object_get(one, "name")), *help = json_string_value(json_object_get(one, "help"));

			if ((cards || !json_is_true(json_object_get(one, "fits"))) && (calendar || !json_is_true(json_object_get(one, "calendar"))) &&
			    (paper == NO_PAPER || json_is_true(json_object_get(one, "paper")) == (pages == 1)))
				pick_add(&ask.rows, &ask.count, xstrdup(name ? name : ""), xstrdup(help ? help : ""), (int64_t)i)->words = json_dumps(about, JSON_COMPACT);
		}
		if (pages == 1 && paper == PAPER_OR_SCREEN)
			pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("here"))), xstrdup(app_text(app, N_("on the screen, as it is now"))), ON_SCREEN)->words =
				json_dumps(about, JSON_COMPACT);
	}
	ask.title = app_fill(app, paper != NO_PAPER ? N_("Print: {title}") : N_("Export: {title}"), json_pack("{s:O}", "title", json_object_get(about, "title")));
	pick_open(app, &ask);
	json_decref(about);
}

void
transfer_export(struct app *app, const struct catalogue_entity *entity, json_t *asked, json_int_t total)
{
	json_t *about = json_pack("{s:s,s:o,s:s}", "verb", "export", "params", asked, "title", entity->title);

	if (!catalogue_may(entity, "export")) {
		app_tell(app, ROLE_WARN, N_("You may not export these."), NULL);
		json_decref(about);
		return;
	}
	json_object_set_new(asked, "entity", json_string(entity->name));
	if (total >= 0)
		json_object_set_new(about, "total", json_integer(total));
	ask_format(app, about, true, entity->calendar.start != NULL, NO_PAPER);
}

static json_t *
of_report(const char *report, const char *title, json_t *args)
{
	json_t *params = json_pack("{s:s}", "name", report);

	if (args != NULL)
		json_object_set_new(params, "args", args);
	return json_pack("{s:s,s:o,s:s}", "verb", "report", "params", params, "title", title);
}

void
transfer_report(struct app *app, const char *report, const char *title, json_t *args)
{
	ask_format(app, of_report(report, title, args), false, false, NO_PAPER);
}

void
transfer_paper(struct app *app, const char *report, const char *title, json_t *args)
{
	ask_format(app, of_report(report, title, args), false, false, PAPER_OR_SCREEN);
}

void
transfer_print(struct app *app, const struct catalogue_entity *entity, json_int_t id)
{
	char *title = xasprintf("%s %lld", entity->one, (long long)id);

	ask_format(app, json_pack("{s:s,s:{s:s,s:I},s:s}", "verb", "print", "params", "entity", entity->name, "id", id, "title", title), false, false, PAPER);
	free(title);
}

static void
save_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	(void)owner;
	works_fetch(app, (struct work *)(intptr_t)row->tag, path_clean(typed, getenv("HOME")));
}

void
transfer_save(struct app *app, struct work *work)
{
	const char *format = work_text(work, "format");
	const struct catalogue_entity *entity = work_entity(app, work->shown);

	if (app_is_served(app))
		app_tell(app, ROLE_DIM, N_("A served screen cannot write to your machine: the export of the list shows the command for it."), NULL);
	else
		ask_path(app, file_name(entity ? entity->title : work_text(work, "name") ? work_text(work, "name") : "report",
			format ? format : "xlsx"), NULL, save_taken, (int64_t)(intptr_t)work);
}

/* --- in --- */

static char *
read_whole(struct app *app, const char *path, size_t *length)
{
	FILE *file = fopen(path, "re");
	struct stat about;
	char *bytes = NULL;

	*length = 0;
	if (file == NULL || fstat(fileno(file), &about) != 0) {
		app_tell(app, ROLE_ERROR, N_("{path} cannot be read: {why}"), json_pack("{s:s,s:s}", "path", path, "why", strerror(errno)));
	} else if (!S_ISREG(about.st_mode)) {
		app_tell(app, ROLE_ERROR, N_("{path} is no file."), json_pack("{s:s}", "path", path));
	} else if (about.st_size > FILE_MOST) {
		app_tell(app, ROLE_ERROR, N_("{path} is too large for here: import it with the command line."), json_pack("{s:s}", "path", path));
	} else if (about.st_size == 0) {
		app_tell(app, ROLE_ERROR, N_("{path} is empty."), json_pack("{s:s}", "path", path));
	} else {
		bytes = xmalloc((size_t)about.st_size + 1);
		*length = fread(bytes, 1, (size_t)about.st_size, file);
	}
	if (file != NULL)
		fclose(file);
	return bytes;
}

enum { FOR_GOOD, REHEARSAL };

static void
import_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	char *path = path_clean(typed, getenv("HOME")), *bytes;
	const char *slash = strrchr(path, '/');
	size_t length;
	json_t *params;

	(void)owner;
	bytes = *path != '\0' ? read_whole(app, path, &length) : NULL;
	if (bytes != NULL) {
		params = json_pack("{s:s,s:s}", "entity", row->words, "name", slash ? slash + 1 : path);
		if (row->tag == REHEARSAL)
			json_object_set_new(params, "dry_run", json_true());
		works_begin(app, "import", params, -1, bytes, length, NULL);
	}
	free(path);
}

static void
ask_file(struct app *app, const struct catalogue_entity *entity)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = import_taken, .width = 60, .explains = true};

	if (!catalogue_may(entity, "import") || !catalogue_may(entity, "create")) {
		app_tell(app, ROLE_WARN, N_("You may not import these."), NULL);
		return;
	}
	if (app_is_served(app)) {
		char *words = xasprintf("import %s", entity->name);

		copy_command(app, deeds_command(app, words, '<', app_text(app, N_("FILE"))));
		free(words);
		return;
	}
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Import"))), xstrdup(app_text(app, N_("Rows that are refused wait in a list, to be corrected."))), FOR_GOOD);
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Try it first"))), xstrdup(app_text(app, N_("Says the same and writes nothing."))), REHEARSAL);
	for (size_t i = 0; i < ask.count; i++) {
		ask.rows[i].always = true;
		ask.rows[i].words = xstrdup(entity->name);
	}
	ask.title = app_fill(app, N_("Import {title}: type, paste or drop the path of the file"), json_pack("{s:s}", "title", entity->title));
	pick_open(app, &ask);
}

static void
kind_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	size_t count;
	const struct catalogue_entity *all = catalogue_entities(app_catalogue(app), &count);

	(void)owner;
	(void)typed;
	if ((size_t)row->tag < count)
		ask_file(app, &all[row->tag]);
}

void
do_import(struct app *app)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = kind_taken, .nothing = N_("There is nothing that you may import.")};
	const struct catalogue_entity *here = app_state(app, &screen_list) != NULL ? app_entity(app) : NULL, *all;
	size_t count;

	if (here != NULL) {
		ask_file(app, here);
		return;
	}
	all = catalogue_entities(app_catalogue(app), &count);
	for (size_t i = 0; i < count; i++)
		if (catalogue_may(&all[i], "import") && catalogue_may(&all[i], "create"))
			pick_add(&ask.rows, &ask.count, xstrdup(all[i].title), xstrdup(all[i].menu), (int64_t)i);
	ask.title = xstrdup(app_text(app, N_("Import what?")));
	pick_open(app, &ask);
}
