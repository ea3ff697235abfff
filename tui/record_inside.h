/* record_inside.h: the state that screen_record.c and record_commands.c share. */
#ifndef TUI_RECORD_INSIDE_H
#define TUI_RECORD_INSIDE_H
#include <time.h>

#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/loop.h"
#include "tui/record_view.h"
#include "tui/screen_record.h"
#include "tui/value.h"

struct record {
	struct app *app;
	const struct catalogue_entity *entity;
	int64_t id;
	json_t *shown, *counts;
	struct record_line *lines;
	size_t count, at, top;
	int height;
	time_t call_began;
	int64_t asked;			/* when it was read; 0: it was shown since */
	char *news;			/* who saved it while it was looked at; owned, null: nobody */
	bool by_others;			/* it is read again because somebody else saved it */
	struct tui_timer soon;		/* counts related records again */
};
/* Reads the record (again). */
void record_read(struct record *r);
/* What others did is known. */
void record_no_news(struct record *r);
/* Another record in the same screen. */
void record_turn_to(struct record *r, int64_t id);
const json_t *record_row(const struct record *r);
/* The line under the cursor, or null. */
const struct record_line *record_line(const struct record *r);
bool record_can_stop(const struct record *r, size_t at);
#endif
