/* deeds_files.c: files of a record travel by a command on the person's own machine: each as a line to paste there. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/deeds.h"
#include "tui/pick.h"
#include "tui/remote.h"
#include "tui/terminal_says.h"
#include "tui/transfer.h"

/* As one word of a shell, whatever stands in it: names come from others. */
static char *
shell_word(const char *text)
{
	struct buf out = BUF_EMPTY;

	if (*text != '\0' && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/@:+,") == strlen(text) && *text != '-')
		return xstrdup(text);
	buf_byte(&out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_str(&out, "'\\''");
		else if ((unsigned char)*text >= ' ' && *text != 127)
			buf_byte(&out, *text);
	}
	buf_byte(&out, '\'');
	return buf_steal(&out);
}

/* comptoir sends its words as they are; ssh joins them, and the server splits them once more. */
static char *
command(const struct app *app, const char *verb, const char *entity, int64_t id, const char *name, char arrow)
{
	const char *target = app_target(app);
	char *word = shell_word(name), *twice = shell_word(word), *host = target ? shell_word(target) : NULL, *made;

	if (host != NULL)
		made = xasprintf("comptoir %s %s %s %lld %s %c %s", host, verb, entity, (long long)id, word, arrow, word);
	else
		made = xasprintf("ssh %s %s %s %lld %s %c %s", app_text(app, N_("HOST")), verb, entity, (long long)id, twice, arrow, word);
	free(word);
	free(twice);
	free(host);
	return made;
}

char *
deeds_get_command(const struct app *app, const char *entity, int64_t id, const char *name)
{
	return command(app, "get", entity, id, name, '>');
}

char *
deeds_put_command(const struct app *app, const char *entity, int64_t id)
{
	return command(app, "put", entity, id, app_text(app, N_("NAME")), '<');
}

char *
deeds_import_command(const struct app *app, const char *entity)
{
	const char *target = app_target(app);
	char *host = target ? shell_word(target) : NULL, *made;

	if (host != NULL)
		made = xasprintf("comptoir %s import %s < %s.csv", host, entity, entity);
	else
		made = xasprintf("ssh %s import %s < %s.csv", app_text(app, N_("HOST")), entity, entity);
	free(host);
	return made;
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = row->words ? json_loads(row->words, 0, NULL) : NULL;
	const char *entity = json_string_value(json_object_get(about, "entity")), *name = json_string_value(json_object_get(about, "name"));

	(void)owner;
	(void)typed;
	if (entity != NULL && name != NULL)
		transfer_ask_get(app, entity, row->tag, name);
	else if (entity != NULL)
		transfer_ask_put(app, entity, row->tag);
	else if (terminal_copy(row->detail))
		app_tell(app, ROLE_OK, N_("Sent to the terminal: {text}"), json_pack("{s:s}", "text", row->detail));
	else
		app_say(app, ROLE_OK, xstrdup(row->detail));
	json_decref(about);
}

/* A row that does it here instead of saying how. about is stolen. */
static void
add_here(struct pick_ask *ask, char *label, char *detail, int64_t id, json_t *about)
{
	pick_add(&ask->rows, &ask->count, label, detail, id)->words = json_dumps(about, JSON_COMPACT);
	json_decref(about);
}

static void
files_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	const struct catalogue_entity *entity = app_entity(app);
	struct pick_ask ask = {.y = -1, .x = -1, .take = taken, .explains = true, .width = 60};
	const json_t *one;
	size_t i;

	if (error != NULL) {
		app_say_error(app, error);
		return;
	}
	if (app_top(app) != app_screen_of(app, state) || entity == NULL)
		return;
	json_array_foreach(result, i, one) {
		const char *name = json_string_value(json_object_get(one, "name"));

		if (name != NULL)
			pick_add(&ask.rows, &ask.count, xstrdup(name), deeds_get_command(app, entity->name, tag, name), 0);
	}
	json_array_foreach(transfer_possible(app) ? result : NULL, i, one)
		if (json_is_string(json_object_get(one, "name")))
			add_here(&ask, app_fill(app, N_("Fetch {name}"), json_pack("{s:O}", "name", json_object_get(one, "name"))), xstrdup(""), tag,
				json_pack("{s:s,s:O}", "entity", entity->name, "name", json_object_get(one, "name")));
	if (catalogue_may(entity, "update") && transfer_possible(app))
		add_here(&ask, xstrdup(app_text(app, N_("Add a file"))), deeds_put_command(app, entity->name, tag), tag,
			json_pack("{s:s}", "entity", entity->name));
	else if (catalogue_may(entity, "update"))
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Add a file"))), deeds_put_command(app, entity->name, tag), 0);
	ask.title = xstrdup(app_text(app, N_("Files: Enter copies the command for your machine")));
	ask.nothing = N_("There is no file.");
	pick_open(app, &ask);
}

void
deeds_files(struct app *app, void *state, const struct catalogue_entity *entity, int64_t id)
{
	app_call_opening(app, state, "files", json_pack("{s:s,s:I}", "entity", entity->name, "id", (json_int_t)id), files_came,
		id);
}
