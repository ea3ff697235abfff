/* list_tell.c: a list in lines: a page of records, each a sentence of labels and values. */
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/linear.h"
#include "tui/list_inside.h"

static void
add_value(struct app *app, struct buf *line, const char *label, const char *text)
{
	char *said = linear_pair(app, label, text);

	buf_printf(line, "%s%s", line->length > 0 ? "; " : "", said);
	free(said);
}

static void
tell_row(struct list *l, struct linear *out, const struct value_look *look, size_t i)
{
	const json_t *row = json_array_get(l->rows, i);
	int64_t id = json_integer_value(json_object_get(row, "id"));
	struct buf line = BUF_EMPTY;

	if (list_is_marked(l, id))
		buf_printf(&line, "%s ", app_text(l->app, N_("(selected)")));
	if (touched_has(&l->touched, id))
		buf_printf(&line, "%s ", app_text(l->app, N_("(changed by somebody else)")));
	for (size_t c = 0; c < l->column_count; c++) {
		char *text = value_text(look, l->columns[c], row);

		if (*text != '\0' && c == 0)
			buf_str(&line, text);
		else if (*text != '\0')
			add_value(l->app, &line, l->columns[c]->label, text);
		free(text);
	}
	linear_choice(out, i, NULL, buf_text(&line));
	buf_free(&line);
}

static void
tell_nothing(const struct list *l, struct linear *out)
{
	struct list_lines lines = list_empty(l);

	for (size_t i = 0; i < lines.count; i++)
		linear_say(out, lines.line[i]);
	list_lines_free(&lines);
}

void
list_tell(struct app *app, void *state, struct linear *out)
{
	struct list *l = state;
	struct value_look look = app_look(app);
	size_t last = l->top + (size_t)l->height;
	char *status = list_status(l, l->height);

	if (l->trash)
		linear_say(out, app_text(app, N_("Deleted ones")));
	if (!field_is_empty(l->search))
		linear_value(out, app_text(app, N_("Search")), field_text(l->search));
	if (!field_is_empty(l->filter))
		linear_value(out, app_text(app, N_("Filter")), field_text(l->filter));
	if (list_loaded(l) == 0)
		tell_nothing(l, out);
	for (size_t i = l->top; i < list_loaded(l) && i < last; i++)
		tell_row(l, out, &look, i);
	if (l->mark_count > 0) {
		char *marked = app_fill(app, l->mark_count == 1 ? N_("{n} selected") : N_("{n} selected ones"),
			json_pack("{s:I}", "n", (json_int_t)l->mark_count));

		linear_say(out, marked);
		free(marked);
	}
	if (status != NULL)
		linear_say(out, status);
	free(status);
}

void
list_point(struct app *app, void *state, size_t tag)
{
	(void)app;
	list_go(state, tag);
}
