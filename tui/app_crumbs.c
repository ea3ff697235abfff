/* app_crumbs.c: the way to here in the title row: the company, then each open screen. Where the way is too long whole names are left out,
   from the beginning on; a click on a name goes back there. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/text.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"

enum { NAMES_MOST = 32 };

static const char between[] = " > ", left_out[] = "…";

struct name {
	const struct screen *screen;
	char *text;		/* owned */
};

static const char *
company_name(const struct app *app)
{
	const char *name = json_string_value(json_object_get(json_object_get(app->hello, "company"), "name"));

	return name ? name : "Comptoir";
}

/* From the bottom of the stack; the company stands for the first screen. */
static size_t
add_names(const struct app *app, const struct screen *s, struct name *names)
{
	size_t count = s->below != NULL ? add_names(app, s->below, names) : 0;
	char *title;

	if (count == 0)
		names[count++] = (struct name){.screen = s, .text = xstrdup(company_name(app))};
	title = s->type->title ? s->type->title((struct app *)(uintptr_t)app, s->state) : NULL;
	if (title != NULL && *title != '\0' && count < NAMES_MOST)
		names[count++] = (struct name){.screen = s, .text = title};
	else
		free(title);
	return count;
}

static void
add(struct buf *out, const char *text)
{
	if (out->length > 0)
		buf_str(out, between);
	buf_str(out, text);
}

/* With the first name or without, then those from a place on. */
static char *
way(const struct name *names, size_t count, bool first, size_t from)
{
	struct buf out = BUF_EMPTY;

	if (first)
		add(&out, names[0].text);
	if (from > 1 || (!first && from > 0))
		add(&out, left_out);
	for (size_t i = from; i < count; i++)
		add(&out, names[i].text);
	return buf_steal(&out);
}

/* Where each name begins and ends in what is drawn. */
static void
note_places(struct app *app, const struct name *names, size_t count, bool first, size_t from)
{
	int gap = text_cells_str(between), x = 0;

	app->crumb_count = 0;
	for (size_t i = 0; i < count && app->crumb_count < APP_CRUMBS_MOST; i++) {
		if (i == 0 ? !first : i < from)
			continue;
		if (i == from && (from > 1 || !first))
			x += text_cells_str(left_out) + gap;
		app->crumbs[app->crumb_count].screen = names[i].screen;
		app->crumbs[app->crumb_count].x = x;
		x += text_cells_str(names[i].text);
		app->crumbs[app->crumb_count++].end = x;
		x += gap;
	}
}

/* With the company, then without it, from ever later names on: what fits first; at the worst the last name alone. */
char *
app_crumbs(struct app *app, const struct screen *top, int cells)
{
	struct name names[NAMES_MOST];
	size_t count = top != NULL ? add_names(app, top, names) : 0, from = 1;
	bool first = true;
	char *text = count > 0 ? way(names, count, first, from) : xstrdup(company_name(app)), *fitted;

	while (text_cells_str(text) > cells && count > 1 && (first || from + 1 < count)) {
		first = first && from + 1 < count;
		from = from + 1 < count ? from + 1 : 1;
		free(text);
		text = way(names, count, first, from);
	}
	note_places(app, names, count, first, from);
	for (size_t i = 0; i < count; i++)
		free(names[i].text);
	fitted = text_fit(text, cells, TEXT_CUT_MIDDLE);
	free(text);
	return fitted;
}

char *
app_title(struct app *app)
{
	return app_crumbs(app, app->top, INT32_MAX);
}

struct screen *
app_crumb_at(struct app *app, int x)
{
	for (size_t i = 0; i < app->crumb_count; i++)
		for (struct screen *s = app->top; s != NULL && x >= app->crumbs[i].x && x < app->crumbs[i].end; s = s->below)
			if (s == app->crumbs[i].screen)
				return s;
	return NULL;
}
