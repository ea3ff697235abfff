/* presence_tell.c: who has what open, told: between workers as hints beside the changes, and to those who hold the same record.
   Between workers goes {"w": place} with "hi" (forget mine, tell me yours), "ok" (still there) or "k": rows
   [holder, tenant, entity, id, person, name, doing, since]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/events.h"
#include "server/presence_inside.h"
#include "shared/xmalloc.h"

/* A NOTIFY holds 8,000 bytes, a row 350 at most. A place that says nothing for so long is gone with its machine. */
enum { GATHER_MS = 50, ROWS_MOST = 20, AGAIN_MS = 250, RETRY_MS = 2000, MINUTE_MS = 60000, SILENT_MS = 150000, NEWS_MOST = 2000 };

void
presence_soon(struct presence *p, int64_t ms)
{
	if (p->timed)
		return;
	p->timed = true;
	loop_timer_set(p->timer, ms);
}

/* To those who hold it here. */

void
presence_stale(struct presence *p, struct open_record *record)
{
	if (record->stale)
		return;
	record->stale = true;
	record->next_stale = p->stale;
	p->stale = record;
	presence_soon(p, GATHER_MS);
}

struct telling {
	struct presence_peer *peer;
	char *entity;
	int64_t id;
};

static void
tell_peer(struct request *r, void *arg)
{
	struct telling *t = arg;
	struct presence_peer *peer = t->peer;
	struct presence *p = peer->presence;
	struct open_record *record = peer->ended ? NULL : presence_record(p, peer->who->tenant, t->entity, t->id, false);
	struct hold *hold = presence_hold_of(record, &p->own, peer->number);
	json_t *seen = r->status == STATUS_OK ? json_loadb(r->out.bytes, r->out.length, 0, NULL) : NULL;

	peer->asking--;
	if (hold != NULL && r->status == STATUS_LATER) {
		presence_stale(p, hold->record);		/* not known now: asked again, or an end would never be told */
		loop_timer_set(p->timer, RETRY_MS);
	} else if (hold != NULL && json_array_size(seen) == 0) {
		presence_note(p, hold, PRESENCE_LEFT);	/* it is no longer this person's to see, nor to be seen at */
		presence_drop(p, hold);
	} else if (hold != NULL) {
		uint64_t hash;
		json_t *list = presence_list(record, hold, &hash);

		if (peer->told(peer->arg, t->entity, t->id, list))
			hold->told = hash;
		json_decref(list);
	}
	if (peer->ended && peer->asking == 0)
		presence_peer_free(peer);
	json_decref(seen);
	free(t->entity);
	free(t);
}

/* What he was told still stands for most: only whom it is news for is asked about. */
static void
tell_record(struct presence *p, const struct open_record *record)
{
	for (struct hold *h = record->holds; h != NULL; h = h->next) {
		struct telling *t;
		uint64_t hash;

		if (h->peer == NULL || h->peer->asking >= HOLDS_A_PEER)
			continue;
		json_decref(presence_list(record, h, &hash));
		if (hash == h->told)
			continue;
		t = xcalloc(1, sizeof *t);
		*t = (struct telling){.peer = h->peer, .entity = xstrdup(record->entity), .id = record->id};
		h->peer->asking++;
		request_start(p->desk, h->peer->who, "seen", json_pack("{s:s,s:[I]}", "entity", record->entity, "ids", (json_int_t)record->id),
		    tell_peer, t);
	}
}

static void
tell_stale(struct presence *p)
{
	struct open_record *record = p->stale, *next;
	int64_t now = loop_now(p->desk->loop);

	p->stale = NULL;
	for (; record != NULL; record = next) {
		next = record->next_stale;
		record->stale = false;
		if (record->told_at != 0 && now - record->told_at < AGAIN_MS) {
			presence_stale(p, record);
			continue;
		}
		record->told_at = now;
		tell_record(p, record);
	}
}

/* To the other workers. */

static json_t *
row_of(const struct hold *h, enum presence_doing doing)
{
	const struct open_record *record = h->record;

	return json_pack("[I,i,s,I,I,s,i,I]", (json_int_t)h->holder, (int)record->tenant, record->entity, (json_int_t)record->id,
	    (json_int_t)h->person, doing == PRESENCE_LEFT ? "" : h->name, (int)doing, (json_int_t)h->since);
}

void
presence_note(struct presence *p, const struct hold *h, enum presence_doing doing)
{
	const struct open_record *record = h->record;
	char key[160];

	p->tell_all = p->tell_all || json_object_size(p->news) >= NEWS_MOST;
	snprintf(key, sizeof key, "%lld %d %s %lld", (long long)h->holder, (int)record->tenant, record->entity, (long long)record->id);
	if (!p->tell_all)
		json_object_set_new(p->news, key, row_of(h, doing));
	presence_soon(p, GATHER_MS);
}

/* A message is full, or (last) nothing follows. */
static json_t *
send_rows(struct presence *p, json_t *rows, bool last)
{
	if (json_array_size(rows) < (last ? 1 : ROWS_MOST))
		return rows;
	events_order(p->desk, json_pack("{s:s,s:o}", "w", p->own.name, "k", rows));
	return json_array();
}

static void
send_news(struct presence *p)
{
	json_t *rows = json_array(), *row;
	const char *key;

	if (p->tell_all) {
		events_order(p->desk, json_pack("{s:s,s:i}", "w", p->own.name, "new", 1));
		for (const struct hold *h = p->own.holds; h != NULL; h = h->after) {
			json_array_append_new(rows, row_of(h, h->doing));
			rows = send_rows(p, rows, false);
		}
	} else {
		json_object_foreach(p->news, key, row) {
			json_array_append(rows, row);
			rows = send_rows(p, rows, false);
		}
	}
	json_decref(send_rows(p, rows, true));
	json_object_clear(p->news);
	p->tell_all = false;
}

void
presence_tell_turn(void *arg)
{
	struct presence *p = arg;

	p->timed = false;
	if (p->tell_all || json_object_size(p->news) > 0)
		send_news(p);
	tell_stale(p);
}

/* From them. */

static struct place *
place_of(struct presence *p, const char *name)
{
	struct place *place = p->others;

	while (place != NULL && strcmp(place->name, name) != 0)
		place = place->next;
	if (place == NULL) {
		place = xcalloc(1, sizeof *place);
		*place = (struct place){.name = xstrdup(name), .next = p->others};
		p->others = place;
	}
	place->heard = loop_now(p->desk->loop);
	return place;
}

static void
hear_row(struct presence *p, struct place *place, const json_t *row)
{
	json_int_t number[8] = {0};
	const char *entity = json_string_value(json_array_get(row, 2)), *name = json_string_value(json_array_get(row, 5));
	struct open_record *record;
	struct hold *hold;

	for (size_t i = 0; i < 8; i++)
		number[i] = json_integer_value(json_array_get(row, i));
	if (entity == NULL || name == NULL)
		return;
	record = presence_record(p, (int32_t)number[1], entity, number[3], false);
	hold = presence_hold_of(record, place, number[0]);
	if (number[6] != PRESENCE_READS && number[6] != PRESENCE_EDITS) {
		if (hold != NULL)
			presence_drop(p, hold);
		return;
	}
	if (hold == NULL && p->others_count >= HOLDS_OF_OTHERS)
		return;
	if (hold == NULL) {
		record = presence_record(p, (int32_t)number[1], entity, number[3], true);
		hold = presence_put(place, record, number[0], number[4], name);
		p->others_count++;
	}
	hold->doing = (enum presence_doing)number[6];
	hold->since = number[7];
	presence_stale(p, hold->record);
}

void
presence_heard(struct desk *desk, const json_t *message)
{
	struct presence *p = desk->presence;
	const char *name = json_string_value(json_object_get(message, "w"));
	struct place *place;
	const json_t *row;
	size_t i;

	if (p == NULL || name == NULL || strcmp(name, p->own.name) == 0)
		return;
	place = place_of(p, name);
	if (json_object_get(message, "hi") != NULL || json_object_get(message, "new") != NULL)
		presence_empty(p, place);
	if (json_object_get(message, "hi") != NULL && p->own.holds != NULL) {
		p->tell_all = true;
		presence_soon(p, GATHER_MS);
	}
	json_array_foreach(json_object_get(message, "k"), i, row)
		hear_row(p, place, row);
}

void
presence_connected(struct desk *desk)
{
	struct presence *p = desk->presence;

	if (p == NULL)
		return;
	events_order(desk, json_pack("{s:s,s:i}", "w", p->own.name, "hi", 1));
	if (p->own.holds != NULL) {
		p->tell_all = true;
		presence_soon(p, GATHER_MS);
	}
}

/* Whoever has something open says so once a minute; nobody writes or reads a table for it. */
void
presence_tell_minute(void *arg)
{
	struct presence *p = arg;

	loop_timer_set(p->minute, MINUTE_MS);
	if (p->own.holds != NULL)
		events_order(p->desk, json_pack("{s:s,s:i}", "w", p->own.name, "ok", 1));
	for (struct place **at = &p->others; *at != NULL;) {
		struct place *place = *at;

		if (loop_now(p->desk->loop) - place->heard < SILENT_MS) {
			at = &place->next;
			continue;
		}
		presence_empty(p, place);
		*at = place->next;
		free(place->name);
		free(place);
	}
}
