/* desk.c: what the requests of one worker share. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/events.h"
#include "server/list_shape.h"
#include "server/loop.h"
#include "server/presence.h"
#include "shared/xmalloc.h"

/* A catalogue is some hundred kilobytes as a tree; a stamp some hundred bytes; a list's text some kilobytes. */
enum { CATALOGUES = 32, STAMPS = 4096, SHAPES = 1024, RATES = 4096 };

/* What one person may ask in a second, and save up; a cheap verb costs nothing: it is bounded by those in flight. */
enum { TOKENS_A_SECOND = 100, TOKENS_MOST = 500 };
static const int costs[] = {[RATE_CHEAP] = 0, [RATE_SEARCH] = 1, [RATE_HEAVY] = 10};

struct tokens {
	int64_t at;		/* microseconds */
	double left;
};

static void
drop_catalogue(void *value)
{
	catalogue_unref(value);
}

static void
drop_shape(void *value)
{
	list_shape_unref(value);
}

bool
rate_allows(struct desk *desk, const struct caller *who, enum verb_rate rate)
{
	int64_t key[2] = {who->tenant, who->person}, now;
	struct tokens *t;

	if (costs[rate] == 0)
		return true;
	now = microseconds_now();
	t = lru_get(desk->rates, (const char *)key, sizeof key);
	if (t == NULL) {
		t = xcalloc(1, sizeof *t);
		*t = (struct tokens){.at = now, .left = TOKENS_MOST};
		lru_put(desk->rates, (const char *)key, sizeof key, t);
	}
	t->left += (double)(now - t->at) * TOKENS_A_SECOND / 1e6;
	t->at = now;
	if (t->left > TOKENS_MOST)
		t->left = TOKENS_MOST;
	if (t->left < costs[rate])
		return false;
	t->left -= costs[rate];
	return true;
}

struct desk *
desk_new(const struct desk_options *options)
{
	struct pool_options pool = {.conninfo = options->connection, .size = options->pool_size, .away_ms = options->away_ms, .prepare = options->prepare};
	struct desk *desk = xcalloc(1, sizeof *desk);

	desk->options = *options;
	desk->options.log = options->log ? xstrdup(options->log) : NULL;
	desk->options.connection = desk->options.direct = desk->options.place = NULL;
	desk->loop = options->loop;
	desk->started = time(NULL);
	desk->stamps = lru_new(STAMPS, free);
	desk->rates = lru_new(RATES, free);
	desk->catalogues = lru_new(CATALOGUES, drop_catalogue);
	desk->shapes = lru_new(SHAPES, drop_shape);
	desk->pool = pool_new(options->loop, &pool);
	desk->presence = presence_new(desk, options->place);
	if (options->direct != NULL)
		desk->events = events_new(desk, options->direct);
	return desk;
}

void
desk_free(struct desk *desk)
{
	if (desk == NULL)
		return;
	pool_free(desk->pool);
	presence_free(desk->presence);
	events_free(desk->events);
	lru_free(desk->stamps);
	lru_free(desk->rates);
	lru_free(desk->catalogues);
	lru_free(desk->shapes);
	free((char *)(uintptr_t)desk->options.log);
	free(desk);
}

struct pool *
desk_pool(struct desk *desk)
{
	return desk->pool;
}

int
desk_running(const struct desk *desk)
{
	return desk->running;
}
