/* bulk_read.c: mails and the like as they would leave, one after the other, a page at a time where one is longer than the screen. */
#include "tui/bulk_read.h"

#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/bulk.h"
#include "tui/pick.h"
#include "tui/terminal.h"

/* Around the text: the box, its title, a line between, the rows below. */
enum { CELLS = 56, ROWS_AROUND = 10, ROWS_LEAST = 4 };
enum { NEXT, BEFORE, BACK };

static int
rows_of(const char *line, size_t length)
{
	char *text = xstrndup(line, length);
	int cells = text_cells_str(text);

	free(text);
	return cells / (CELLS - 8) + 1;		/* broken at spaces, a row is seldom full */
}

/* All pages of all records: [{"n": which record, "label", "text"}]. */
static json_t *
pages_of(const json_t *shows, int rows)
{
	json_t *pages = json_array();
	const json_t *one;
	size_t i;

	json_array_foreach(shows, i, one) {
		const char *text = json_string_value(json_object_get(one, "text")), *from = text ? text : "", *at = from;
		int taken = 0;

		while (*from != '\0') {
			size_t n = strcspn(at, "\n");
			int more = rows_of(at, n);

			if (*at == '\0' || (taken > 0 && taken + more > rows)) {
				json_array_append_new(pages, json_pack("{s:I,s:O?,s:s%}", "n", (json_int_t)i, "label", json_object_get(one, "label"), "text", from, (size_t)(at - from)));
				from = at;
				taken = 0;
				continue;
			}
			taken += more;
			at += n + (at[n] == '\n');
		}
	}
	return pages;
}

static void
taken(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	json_t *about = json_loads(row->words ? row->words : "", 0, NULL);
	size_t at = (size_t)json_integer_value(json_object_get(about, "at"));

	(void)owner;
	(void)typed;
	if (row->tag == BACK)
		bulk_question(app, about);
	else
		bulk_read(app, about, row->tag == NEXT ? at + 1 : at - 1);
	json_decref(about);
}

void
bulk_read(struct app *app, const json_t *about, size_t at)
{
	const json_t *shows = json_object_get(json_object_get(about, "seen"), "shows"), *page;
	int rows = terminal_height() - ROWS_AROUND;
	json_t *pages = pages_of(shows, rows > ROWS_LEAST ? rows : ROWS_LEAST), *here = json_copy((json_t *)(uintptr_t)about);
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .take = taken, .width = CELLS};
	const char *label;
	char *words;

	at = at < json_array_size(pages) ? at : 0;
	page = json_array_get(pages, at);
	json_object_set_new(here, "at", json_integer((json_int_t)at));
	words = json_dumps(here, JSON_COMPACT);
	label = json_string_value(json_object_get(page, "label"));
	if (at + 1 < json_array_size(pages))
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Further"))), NULL, NEXT)->words = xstrdup(words);
	pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("Back to the question"))), NULL, BACK)->words = xstrdup(words);
	if (at > 0)
		pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, N_("The one before"))), NULL, BEFORE)->words = xstrdup(words);
	pick_letters(ask.rows, ask.count);
	ask.title = xasprintf("%lld/%zu %s", (long long)json_integer_value(json_object_get(page, "n")) + 1, json_array_size(shows), label ? label : "");
	ask.text = xstrdup(json_string_value(json_object_get(page, "text")) ? json_string_value(json_object_get(page, "text")) : "");
	pick_open(app, &ask);
	free(words);
	json_decref(here);
	json_decref(pages);
}
