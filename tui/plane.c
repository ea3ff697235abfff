/* plane.c: from anywhere that shows a kind of record to its board or its calendar. */
#include "tui/plane.h"

#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/screen_board.h"
#include "tui/screen_calendar.h"
#include "tui/screen_list.h"

bool
plane_is_named(const struct app *app, const void *state)
{
	return app_state_below(app, state, &screen_list) != NULL || app_state_below(app, state, &screen_board) != NULL ||
		app_state_below(app, state, &screen_calendar) != NULL;
}

typedef void shows(struct app *app, const struct catalogue_entity *entity, const char *filter, const char *search);

/* What the list was narrowed to, the plane is too. */
static void
show(struct app *app, shows *plane)
{
	const struct catalogue_entity *entity = app_entity(app);
	char *filter = NULL, *search = NULL;

	if (entity == NULL) {
		app_bell(app);
		return;
	}
	list_asked(app, &filter, &search);
	plane(app, entity, filter, search);
	free(filter);
	free(search);
}

void
do_board(struct app *app)
{
	show(app, board_show);
}

void
do_calendar(struct app *app)
{
	show(app, calendar_show);
}

/* What a line of two words means: which plane, of which entity. Three letters of the first are enough. */
struct meant {
	const char *label;
	shows *plane;
	const struct catalogue_entity *entity;
};

static bool
read_line(struct app *app, const char *line, plane_named *named, struct meant *out)
{
	static const struct { const char *word, *label; shows *plane; } planes[] = {
		{"board", N_("Board"), board_show}, {"calendar", N_("Calendar"), calendar_show}};
	size_t length = strcspn(line, " ");
	char *word = xstrndup(line, length), *folded = text_fold(word);

	*out = (struct meant){0};
	for (size_t i = 0; i < sizeof planes / sizeof *planes && out->plane == NULL && length >= 3 && line[length] == ' '; i++) {
		char *label = text_fold(app_text(app, planes[i].label));

		if (strncmp(folded, planes[i].word, strlen(folded)) == 0 || strncmp(folded, label, strlen(folded)) == 0)
			*out = (struct meant){.label = planes[i].label, .plane = planes[i].plane, .entity = named(app, line + length + 1)};
		free(label);
	}
	free(word);
	free(folded);
	return out->entity != NULL && (out->plane == board_show ? out->entity->board.field != NULL : out->entity->calendar.start != NULL);
}

char *
plane_called(struct app *app, const char *line, plane_named *named)
{
	struct meant meant;

	return read_line(app, line, named, &meant) ? xasprintf("%s · %s", app_text(app, meant.label), meant.entity->title) : NULL;
}

bool
plane_run(struct app *app, const char *line, plane_named *named)
{
	struct meant meant;

	if (!read_line(app, line, named, &meant))
		return false;
	meant.plane(app, meant.entity, NULL, NULL);
	return true;
}
