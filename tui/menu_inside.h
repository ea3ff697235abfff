/* menu_inside.h: the first screen, shared by screen_menu.c and menu_counts.c. */
#ifndef TUI_MENU_INSIDE_H
#define TUI_MENU_INSIDE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "tui/loop.h"

struct app;
struct catalogue_entity;

struct item {
	const struct catalogue_entity *entity;
	size_t menu, number;		/* the group; the place among all before they were laid out */
	char *count;			/* owned; null until it came */
	int column, row;		/* where it was drawn last */
	bool stale;			/* somebody changed one of these since they were counted */
	bool asked;			/* counted at this moment, unless the answer is lost */
};
struct menu {
	struct app *app;
	struct tui_timer soon;
	struct timespec whole, counted;	/* when all were counted last, and some because of a change */
	struct item *items;
	size_t count, at;
	int columns;			/* for which they stand in order */
	int scroll, column_width;	/* of the last picture */
};

/* menu_counts.c */
void menu_count_all(struct menu *m);
void menu_came_back(struct app *app, void *state);
void menu_changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own);
#endif
