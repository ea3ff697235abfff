/* presence.c: who has what open: records, those who hold them, the connections of this worker. */
#include "server/presence.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/desk_inside.h"
#include "server/presence_inside.h"
#include "shared/xmalloc.h"

enum { MINUTE_MS = 60000 };

static int
compare_records(const void *a, const void *b)
{
	const struct open_record *x = a, *y = b;

	if (x->tenant != y->tenant)
		return x->tenant < y->tenant ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return strcmp(x->entity, y->entity);
}

struct open_record *
presence_record(struct presence *p, int32_t tenant, const char *entity, int64_t id, bool make)
{
	struct open_record key = {.tenant = tenant, .id = id, .entity = (char *)(uintptr_t)entity}, *record;
	void *found = tfind(&key, &p->records, compare_records);

	if (found != NULL || !make)
		return found ? *(struct open_record **)found : NULL;
	record = xcalloc(1, sizeof *record);
	*record = (struct open_record){.tenant = tenant, .id = id, .entity = xstrdup(entity)};
	if (tsearch(record, &p->records, compare_records) == NULL)
		abort();
	return record;
}

static void
record_free(void *record)
{
	free(((struct open_record *)record)->entity);
	free(record);
}

/* Nobody holds it: it is forgotten once those who are to be told were told. */
static void
forget_if_free(struct presence *p, struct open_record *record)
{
	if (record->holds != NULL)
		return;
	for (struct open_record **at = &p->stale; record->stale && *at != NULL; at = &(*at)->next_stale)
		if (*at == record) {
			*at = record->next_stale;
			break;
		}
	tdelete(record, &p->records, compare_records);
	record_free(record);
}

struct hold *
presence_hold_of(const struct open_record *record, const struct place *place, int64_t holder)
{
	for (struct hold *h = record ? record->holds : NULL; h != NULL; h = h->next)
		if (h->place == place && h->holder == holder)
			return h;
	return NULL;
}

/* Cut between characters. */
static char *
short_name(const char *name)
{
	size_t n = strlen(name ? name : "");

	for (n = n > NAME_MOST ? NAME_MOST : n; name != NULL && n > 0 && ((unsigned char)name[n] & 0xc0) == 0x80;)
		n--;
	return xstrndup(name ? name : "", n);
}

struct hold *
presence_put(struct place *place, struct open_record *record, int64_t holder, int64_t person, const char *name)
{
	struct hold *h = xcalloc(1, sizeof *h);

	*h = (struct hold){.place = place, .record = record, .holder = holder, .person = person, .name = short_name(name),
		.after = place->holds, .next = record->holds};
	if (h->after != NULL)
		h->after->before = h;
	place->holds = record->holds = h;
	return h;
}

void
presence_drop(struct presence *p, struct hold *hold)
{
	struct open_record *record = hold->record;
	struct presence_peer *peer = hold->peer;

	if (hold->place != &p->own)
		p->others_count--;
	for (int i = 0; peer != NULL && i < HOLDS_A_PEER; i++)
		if (peer->holds[i] == hold)
			peer->holds[i] = NULL;
	if (hold->place->holds == hold)
		hold->place->holds = hold->after;
	else
		hold->before->after = hold->after;
	if (hold->after != NULL)
		hold->after->before = hold->before;
	for (struct hold **at = &record->holds; *at != NULL; at = &(*at)->next)
		if (*at == hold) {
			*at = hold->next;
			break;
		}
	free(hold->name);
	free(hold);
	presence_stale(p, record);
	forget_if_free(p, record);
}

void
presence_empty(struct presence *p, struct place *place)
{
	for (struct hold *h = place->holds, *after; h != NULL; h = after) {
		after = h->after;
		presence_drop(p, h);
	}
}

/* Who has it open, as people are told. */

/* One line a person, however many windows: what changes the record before what reads it, and who came first. */
static bool
comes_first(const struct hold *a, const struct hold *b)
{
	return a->doing != b->doing ? a->doing > b->doing : a->since != b->since ? a->since < b->since : a->person < b->person;
}

static json_t *
row_of(const struct hold *h, time_t now)
{
	char since[32];
	time_t at = (time_t)h->since;
	struct tm utc;

	gmtime_r(&at, &utc);
	strftime(since, sizeof since, "%Y-%m-%dT%H:%M:%SZ", &utc);
	return json_pack("{s:s,s:I,s:s,s:s,s:I}", "person", h->name, "person_id", (json_int_t)h->person,
	    "doing", h->doing == PRESENCE_EDITS ? "edits" : "reads", "since", since, "seconds", (json_int_t)(now > at ? now - at : 0));
}

json_t *
presence_list(const struct open_record *record, const struct hold *but, uint64_t *hash)
{
	const struct hold *best[PEOPLE_TOLD];
	size_t count = 0;
	json_t *list = json_array();
	time_t now = time(NULL);

	for (const struct hold *h = record ? record->holds : NULL; h != NULL; h = h->next) {
		size_t at = 0, same = 0;

		if (h == but)
			continue;
		while (same < count && best[same]->person != h->person)
			same++;
		if (same < count && !comes_first(h, best[same]))
			continue;
		if (same == count) {
			if (count < PEOPLE_TOLD)
				count++;
			else if (!comes_first(h, best[--same]))
				continue;
		}
		/* Into its place among those before it. */
		for (at = same; at > 0 && comes_first(h, best[at - 1]); at--)
			best[at] = best[at - 1];
		best[at] = h;
	}
	*hash = 14695981039346656037u;		/* FNV-1a, a number at a time */
	for (size_t i = 0; i < count; i++) {
		*hash = (*hash ^ (uint64_t)best[i]->person) * 1099511628211u;
		*hash = (*hash ^ (uint64_t)best[i]->since) * 1099511628211u;
		*hash = (*hash ^ (uint64_t)best[i]->doing) * 1099511628211u;
		json_array_append_new(list, row_of(best[i], now));
	}
	return list;
}

json_t *
presence_others(struct desk *desk, const struct caller *who, const char *entity, int64_t id, struct presence_peer *peer)
{
	struct presence *p = desk->presence;
	const struct open_record *record = p ? presence_record(p, who->tenant, entity, id, false) : NULL;
	struct hold *own = peer ? presence_hold_of(record, &p->own, peer->number) : NULL;
	uint64_t hash;
	json_t *list = presence_list(record, own, &hash);

	if (own != NULL)
		own->told = hash;
	return list;
}

/* The connections of this worker. */

struct presence_peer *
presence_join(struct desk *desk, struct caller *who, bool (*told)(void *arg, const char *entity, int64_t id, const json_t *others),
    void *arg)
{
	struct presence_peer *peer = xcalloc(1, sizeof *peer);

	*peer = (struct presence_peer){.presence = desk->presence, .who = caller_ref(who), .told = told, .arg = arg};
	if (desk->presence != NULL)
		peer->number = ++desk->presence->last_number;
	return peer;
}

void
presence_peer_free(struct presence_peer *peer)
{
	caller_unref(peer->who);
	free(peer);
}

static void
let_go(struct presence *p, struct hold *hold)
{
	presence_note(p, hold, PRESENCE_LEFT);
	presence_drop(p, hold);
}

void
presence_part(struct presence_peer *peer)
{
	if (peer == NULL)
		return;
	for (int i = 0; i < HOLDS_A_PEER; i++)
		if (peer->holds[i] != NULL)
			let_go(peer->presence, peer->holds[i]);
	peer->ended = true;
	if (peer->asking == 0)
		presence_peer_free(peer);
}

void
presence_again(struct presence_peer *peer)
{
	for (int i = 0; i < HOLDS_A_PEER; i++)
		if (peer->holds[i] != NULL)
			presence_stale(peer->presence, peer->holds[i]->record);
}

static bool
person_holds_too_many(const struct presence *p, const struct caller *who)
{
	int count = 0;

	for (const struct hold *h = p->own.holds; h != NULL && count < HOLDS_A_PERSON; h = h->after)
		count += h->person == who->person && h->record->tenant == who->tenant;
	return count >= HOLDS_A_PERSON;
}

/* A new one of this peer; null: no more. */
static struct hold *
take_hold(struct presence_peer *peer, const char *entity, int64_t id)
{
	struct presence *p = peer->presence;
	int free_place = 0;

	while (free_place < HOLDS_A_PEER && peer->holds[free_place] != NULL)
		free_place++;
	if (free_place == HOLDS_A_PEER || person_holds_too_many(p, peer->who))
		return NULL;
	peer->holds[free_place] = presence_put(&p->own, presence_record(p, peer->who->tenant, entity, id, true), peer->number, peer->who->person,
	    peer->who->name);
	peer->holds[free_place]->peer = peer;
	return peer->holds[free_place];
}

bool
presence_hold(struct presence_peer *peer, const char *entity, int64_t id, enum presence_doing doing)
{
	struct presence *p = peer->presence;
	struct hold *hold;

	if (p == NULL || peer->ended)
		return true;
	hold = presence_hold_of(presence_record(p, peer->who->tenant, entity, id, false), &p->own, peer->number);
	if (doing == PRESENCE_LEFT) {
		if (hold != NULL)
			let_go(p, hold);
		return true;
	}
	if (hold == NULL && (hold = take_hold(peer, entity, id)) == NULL)
		return false;
	if (hold->doing == doing)
		return true;
	hold->doing = doing;
	hold->since = time(NULL);
	presence_note(p, hold, doing);
	presence_stale(p, hold->record);
	return true;
}

struct presence *
presence_new(struct desk *desk, const char *place)
{
	struct presence *p = xcalloc(1, sizeof *p);

	p->desk = desk;
	p->own.name = xstrdup(place ? place : "");
	p->news = json_object();
	p->timer = loop_timer_add(desk->loop, -1, presence_tell_turn, p);
	p->minute = loop_timer_add(desk->loop, MINUTE_MS, presence_tell_minute, p);
	return p;
}

void
presence_free(struct presence *p)
{
	if (p == NULL)
		return;
	presence_empty(p, &p->own);
	for (struct place *place = p->others, *next; place != NULL; place = next) {
		next = place->next;
		presence_empty(p, place);
		free(place->name);
		free(place);
	}
	loop_timer_drop(p->timer);
	loop_timer_drop(p->minute);
	json_decref(p->news);
	free(p->own.name);
	free(p);
}
