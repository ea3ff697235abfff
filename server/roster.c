/* roster.c: the sessions of this worker, as the database knows them. */
#include "server/roster.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/caller.h"
#include "server/log.h"
#include "server/loop.h"
#include "server/pool.h"
#include "shared/buf.h"
#include "shared/xmalloc.h"

/* Ends are told together. While the database is away they are remembered up to a bound: past it the next minute's word says it too. */
enum { GATHER_MS = 100, EVERY_MS = 60000, ENDS_MAX = 10000 };

struct roster {
	struct pool *pool;
	char *place, process[24];
	void (*end)(void *arg, const struct caller *who);
	void *arg;
	struct roster_entry *entries;
	struct loop_timer *gather, *minute;
	struct query *query;		/* the word of the minute, or ends: one at a time, so that no end is overtaken by a word that precedes it */
	bool minute_is_due;
	struct buf ends;		/* "1,2,3": sessions whose row is to go */
	size_t end_count;
};

struct roster_entry {
	struct roster *roster;
	struct caller *who;
	int64_t since;
	struct query *writing;		/* the sign-in's note is on its way: the row's end has to wait for it */
	bool struck;
	struct roster_entry *before, *after;
};

static void tell(void *arg);

static void
tell_soon(struct roster *r)
{
	if (r->query == NULL)
		loop_timer_set(r->gather, GATHER_MS);
}

static void
entry_free(struct roster_entry *entry)
{
	caller_unref(entry->who);
	free(entry);
}

static void
drop(struct roster_entry *entry)
{
	if (entry->before != NULL)
		entry->before->after = entry->after;
	else
		entry->roster->entries = entry->after;
	if (entry->after != NULL)
		entry->after->before = entry->before;
	entry_free(entry);
}

static void
note_end(struct roster_entry *entry)
{
	struct roster *r = entry->roster;

	if (r->end_count < ENDS_MAX) {
		buf_printf(&r->ends, "%s%" PRId64, r->end_count > 0 ? "," : "", entry->who->session);
		r->end_count++;
	}
	drop(entry);
	tell_soon(r);
}

static void
written(struct query *query, void *arg)
{
	struct roster_entry *entry = arg;

	entry->writing = NULL;
	if (query_status(query) != STATUS_OK)
		log_warning("sign_in_not_noted", "status=%s", status_name(query_status(query)));
	if (entry->struck)
		note_end(entry);
}

struct roster_entry *
roster_write(struct roster *r, struct caller *who, const char *fingerprint)
{
	struct roster_entry *entry = xcalloc(1, sizeof *entry);
	char person[24], tenant[16], session[24];
	const char *values[] = {person, tenant, fingerprint ? "key" : "password", fingerprint, session, r->place, r->process, who->address};

	*entry = (struct roster_entry){.roster = r, .who = caller_ref(who), .since = time(NULL), .after = r->entries};
	if (r->entries != NULL)
		r->entries->before = entry;
	r->entries = entry;
	snprintf(person, sizeof person, "%" PRId64, who->person);
	snprintf(tenant, sizeof tenant, "%" PRId32, who->tenant);
	snprintf(session, sizeof session, "%" PRId64, who->session);
	entry->writing = query_new(NULL, true);
	query_add(entry->writing, "select app.signed_in($1, $2, $3, $4, $5, $6, $7, $8)", true, 8, values);
	query_send(r->pool, entry->writing, written, entry);
	return entry;
}

void
roster_strike(struct roster_entry *entry)
{
	if (entry == NULL)
		return;
	entry->struck = true;
	if (entry->writing == NULL)
		note_end(entry);
}

/* What is told. */

static void
told(struct query *query, void *arg)
{
	struct roster *r = arg;

	r->query = NULL;
	if (query_status(query) != STATUS_OK)
		log_warning("sessions_not_noted", "status=%s", status_name(query_status(query)));
	if (r->end_count > 0 || r->minute_is_due)
		tell_soon(r);
}

static void
minute_told(struct query *query, void *arg)
{
	struct roster *r = arg;
	const char *text = query_value(query, 0);
	json_t *ends = text ? json_loads(text, 0, NULL) : NULL, *id;
	size_t i;

	json_array_foreach(ends, i, id)
		for (struct roster_entry *e = r->entries; e != NULL; e = e->after)
			if (!e->struck && e->who->session == json_integer_value(id))
				r->end(r->arg, e->who);
	json_decref(ends);
	told(query, r);
}

static void
tell_minute(struct roster *r)
{
	json_t *rows = json_array();
	char *text;

	for (const struct roster_entry *e = r->entries; e != NULL; e = e->after)
		if (!e->struck)
			json_array_append_new(rows, json_pack("[I,i,I,s,I]", (json_int_t)e->who->session, (int)e->who->tenant,
			    (json_int_t)e->who->person, e->who->address, (json_int_t)e->since));
	text = json_dumps(rows, JSON_COMPACT);
	r->minute_is_due = false;
	r->query = query_new(NULL, true);
	query_add(r->query, "select app.sessions_seen($1, $2, $3)", true, 3, (const char *[]){r->place, r->process, text});
	query_send(r->pool, r->query, minute_told, r);
	free(text);
	json_decref(rows);
}

static void
tell_ends(struct roster *r)
{
	char *ids = xasprintf("{%s}", buf_text(&r->ends));

	buf_clear(&r->ends);
	r->end_count = 0;
	r->query = query_new(NULL, true);
	query_add(r->query, "select app.sessions_ended($1, $2)", true, 2, (const char *[]){r->place, ids});
	query_send(r->pool, r->query, told, r);
	free(ids);
}

static void
tell(void *arg)
{
	struct roster *r = arg;

	if (r->query != NULL)
		return;
	if (r->end_count > 0)
		tell_ends(r);
	else if (r->minute_is_due)
		tell_minute(r);
}

static void
minute(void *arg)
{
	struct roster *r = arg;

	loop_timer_set(r->minute, EVERY_MS);
	r->minute_is_due = true;
	tell(r);
}

bool
roster_settled(const struct roster *r)
{
	return r->query == NULL && r->end_count == 0;
}

struct roster *
roster_new(struct loop *loop, struct pool *pool, const char *place, void (*end)(void *arg, const struct caller *who), void *arg)
{
	struct roster *r = xcalloc(1, sizeof *r);

	*r = (struct roster){.pool = pool, .place = xstrdup(place), .end = end, .arg = arg};
	snprintf(r->process, sizeof r->process, "%d", (int)getpid());
	r->gather = loop_timer_add(loop, -1, tell, r);
	r->minute = loop_timer_add(loop, 0, minute, r);		/* the first word drops what a worker left that died in this place */
	return r;
}

void
roster_free(struct roster *r)
{
	if (r == NULL)
		return;
	if (r->query != NULL)
		query_cancel(r->query);
	for (struct roster_entry *entry = r->entries, *after; entry != NULL; entry = after) {
		after = entry->after;
		if (entry->writing != NULL)
			query_cancel(entry->writing);
		entry_free(entry);
	}
	loop_timer_drop(r->gather);
	loop_timer_drop(r->minute);
	buf_free(&r->ends);
	free(r->place);
	free(r);
}
