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

static const struct { const char *name, *help; } formats[] = {
	{"xlsx", N_("a workbook")}, {"csv", N_("text, for any program")}, {"tsv", N_("text with tabs")}, {"jsonl", N_("for programs, a record a line")},
	{"json", N_("for programs")}, {"vcf", N_("cards of people")}, {"text", N_("to be read")},
};

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
	struct buf words = BUF_EMPTY;
	char *all;

	buf_printf(&words, "%s %s", entity ? "export" : "report", entity ? entity : report);
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		const char *value = json_string_value(json_object_get(params, options[i]));
		char *word = value ? deeds_shell_word(app, value) : NULL;

		if (word != NULL)
			buf_printf(&words, " --%s %s", options[i], word);
		free(word);
	}
	if (json_is_true(json_object_get(params, "trash")))
		buf_str(&words, " --trash");
	all = deeds_command(app, buf_text(&words), '>', name);
	buf_free(&words);
	return all;
}

static void
format_taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL), *params = json_object_get(about, "params");
	const char *title = json_string_value(json_object_get(about, "title"));
	char *name;

	(void)owner;
	(void)typed;
	if (params == NULL || title == NULL) {
		json_decref(about);
		return;
	}
	json_object_set_new(params, "format", json_string(formats[row->tag].name));
	name = file_name(title, formats[row->tag].name);
	if (app_is_served(app)) {
		copy_command(app, export_command(app, params, name));
		free(name);
		json_decref(about);
	} else {
		ask_path(app, name, about, path_taken, 0);
	}
}

/* about: the verb, its params, a title, perhaps a total; stolen. */
static void
ask_format(struct app *app, json_t *about, bool cards)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = format_taken, .nothing = N_("No such choice.")};

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (cards || strcmp(formats[i].name, "vcf") != 0)
			pick_add(&ask.rows, &ask.count, xstrdup(formats[i].name), xstrdup(app_text(app, formats[i].help)), (int64_t)i)->words =
				json_dumps(about, JSON_COMPACT);
	ask.title = app_fill(app, N_("Export: {title}"), json_pack("{s:O}", "title", json_object_get(about, "title")));
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
	ask_format(app, about, true);
}

void
transfer_report(struct app *app, const char *report, const char *title)
{
	ask_format(app, json_pack("{s:s,s:{s:s},s:s}", "verb", "report", "params", "name", report, "title", title), false);
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
