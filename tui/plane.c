/* plane.c: from anywhere that shows a kind of record to its board or its calendar. */
#include "tui/plane.h"

#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/commands.h"
#include "tui/screen_board.h"
#include "tui/screen_calendar.h"
#include "tui/screen_list.h"

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

bool
plane_run(struct app *app, const char *line, const struct catalogue_entity *(*named)(struct app *app, const char *name))
{
	static const struct { const char *word, *label; shows *plane; } planes[] = {
		{"board", N_("Board"), board_show}, {"calendar", N_("Calendar"), calendar_show}};
	size_t length = strcspn(line, " ");
	char *word = xstrndup(line, length), *folded = text_fold(word);
	bool done = false;

	for (size_t i = 0; i < sizeof planes / sizeof *planes && !done && line[length] == ' '; i++) {
		char *label = text_fold(app_text(app, planes[i].label));
		const struct catalogue_entity *entity = strcmp(folded, planes[i].word) == 0 || strcmp(folded, label) == 0 ? named(app, line + length + 1) : NULL;

		if (entity != NULL)
			planes[i].plane(app, entity, NULL, NULL);
		done = entity != NULL;
		free(label);
	}
	free(word);
	free(folded);
	return done;
}
