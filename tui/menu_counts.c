/* menu_counts.c: how many there are of each kind in the menu: asked for all of them at once, and again for what changed. */
#include <stdlib.h>
#include <string.h>

#include "tui/app.h"
#include "tui/catalogue.h"
#include "tui/menu_inside.h"
#include "tui/screen_menu.h"
#include "tui/value.h"

enum { SOON_MS = 100, BETWEEN_MS = 2000, WHOLE_MS = 60000, COUNT_MOST = 10000 };

static void
counted(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct menu *m = state;

	(void)tag;
	for (size_t i = 0; error == NULL && i < m->count; i++) {
		const json_t *count = json_object_get(json_object_get(result, "counts"), m->items[i].entity->name);
		json_int_t n = json_integer_value(count);

		if (!json_is_integer(count))
			continue;
		m->items[i].asked = false;
		free(m->items[i].count);
		m->items[i].count = value_count(app_language(app), n > COUNT_MOST ? COUNT_MOST : n, n > COUNT_MOST);
	}
}

/* Those that changed since they were counted, all in one question. */
static void
count_stale(struct menu *m)
{
	json_t *names = json_array();

	for (size_t i = 0; i < m->count; i++) {
		if (!m->items[i].stale)
			continue;
		json_array_append_new(names, json_string(m->items[i].entity->name));
		m->items[i].stale = false;
		m->items[i].asked = true;
	}
	if (json_array_size(names) > 0)
		app_call(m->app, m, "counts", json_pack("{s:O}", "entities", names), counted, 0);
	json_decref(names);
}

static int64_t
milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000;
}

void
menu_count_all(struct menu *m)
{
	for (size_t i = 0; i < m->count; i++)
		m->items[i].stale = true;
	clock_gettime(CLOCK_MONOTONIC, &m->whole);
	count_stale(m);
}

/* What changed meanwhile was heard; what nobody tells (another team's record that is ours now) is counted after a while, and what was not
   answered again. */
void
menu_came_back(struct app *app, void *state)
{
	struct menu *m = state;

	for (size_t i = 0; i < m->count; i++)
		m->items[i].stale = m->items[i].stale || (m->items[i].asked && !app_waits_for(app, m));
	if (milliseconds_since(&m->whole) > WHOLE_MS)
		menu_count_all(m);
	else
		count_stale(m);
}

static void
count_changed(void *arg)
{
	struct menu *m = arg;

	clock_gettime(CLOCK_MONOTONIC, &m->counted);
	count_stale(m);
}

/* What was made, deleted, restored, or passed to somebody else changes a number. Counting costs the server more than hearing: a first
   change counts at once, those of a busy company every two seconds while one looks, and else when one comes back. */
void
menu_changed(struct app *app, void *state, const char *entity, int64_t id, int version, bool own)
{
	struct menu *m = state;
	bool all = id == APP_ANY && version == APP_ANY;		/* nobody was heard for a while */
	int64_t since;

	(void)own;
	for (size_t i = 0; i < m->count; i++)
		m->items[i].stale = m->items[i].stale || all || strcmp(m->items[i].entity->name, entity) == 0;
	if (m->soon.set || app_state(app, &screen_menu) != m)
		return;
	since = milliseconds_since(&m->counted);
	m->soon = (struct tui_timer){.run = count_changed, .arg = m, .background = since < BETWEEN_MS - SOON_MS};
	app_after(app, &m->soon, since < BETWEEN_MS - SOON_MS ? (int)(BETWEEN_MS - since) : SOON_MS);
}
