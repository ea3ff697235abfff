/* events.c: what changed, told to those who look at it; and between workers, which session is to end. */
#include "server/events.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/loop.h"
#include "server/presence.h"
#include "shared/xmalloc.h"

/* A payload of NOTIFY holds 8,000 bytes; a pair of numbers takes 34 at most. */
enum { GATHER_MS = 50, RETRY_MS = 2000, PAIRS_MAX = 200, PENDING_MAX = 2000, ASKING_MAX = 4 };

struct events {
	struct desk *desk;
	char *conninfo;
	PGconn *pg;
	struct loop_fd *watch;
	struct loop_timer *timer;
	bool connected, busy, listening, set;	/* set: the timer runs */
	json_t *pending;			/* {"7 contact": {"12": 3, …}} */
	size_t pending_count;
	int64_t sent_at;			/* loop milliseconds of the last NOTIFY */
	json_t *orders;				/* further payloads as they are: sessions to end, who has what open */
	struct events_watch *watches;
};

struct events_watch {
	struct desk *desk;
	struct caller *who;
	void (*changed)(void *arg, const char *entity, const json_t *changes);
	void *arg;
	int asking;				/* requests under way for it */
	json_t *later;				/* what came meanwhile: as pending, of one company */
	bool ended;
	struct events_watch *before, *after;
};

static void timer_fired(void *arg);
static void ready(void *arg, uint32_t events);

static void
set_timer(struct events *e, int64_t ms)
{
	if (e->set)
		return;
	e->set = true;
	if (e->timer == NULL)
		e->timer = loop_timer_add(e->desk->loop, ms, timer_fired, e);
	else
		loop_timer_set(e->timer, ms);
}

void
events_changed(struct desk *desk, const struct caller *who, const char *entity, int64_t id, int64_t version)
{
	struct events *e = desk->events;
	char key[96], number[24];
	json_t *rows;

	if (e == NULL || e->pending_count >= PENDING_MAX || entity == NULL || id <= 0)
		return;
	snprintf(key, sizeof key, "%d %s", who->tenant, entity);
	snprintf(number, sizeof number, "%lld", (long long)id);
	rows = json_object_get(e->pending, key);
	if (rows == NULL) {
		rows = json_object();
		json_object_set_new(e->pending, key, rows);
	}
	json_object_set_new(rows, number, json_integer(version));
	e->pending_count++;
	/* After a rest a change is told at once; those of a busy moment go together. */
	set_timer(e, loop_now(desk->loop) - e->sent_at >= GATHER_MS ? 1 : GATHER_MS);
}

void
events_order(struct desk *desk, json_t *order)
{
	struct events *e = desk->events;

	if (e == NULL || json_array_size(e->orders) >= PENDING_MAX) {
		json_decref(order);
		return;
	}
	json_array_append_new(e->orders, order);
	set_timer(e, 1);
}

void
events_end_session(struct desk *desk, const struct caller *who, int64_t session)
{
	events_order(desk, json_pack("{s:i,s:I,s:I}", "t", (int)who->tenant, "p", (json_int_t)who->person, "end", (json_int_t)session));
}

static bool
anything_pending(const struct events *e)
{
	return e->pending_count > 0 || json_array_size(e->orders) > 0;
}

/* {"12": 3, …} as [[12, 3], …]. */
static json_t *
pairs_of(json_t *rows)
{
	json_t *pairs = json_array(), *version;
	const char *id;

	json_object_foreach(rows, id, version) {
		json_array_append_new(pairs, json_pack("[I,O]", (json_int_t)strtoll(id, NULL, 10), version));
		if (json_array_size(pairs) == PAIRS_MAX)
			break;	/* more than that is re-read by whoever looks, hint or no hint */
	}
	return pairs;
}

/* The texts of NOTIFY for all that is pending. */
static json_t *
take_payloads(struct events *e)
{
	json_t *payloads = json_array(), *rows, *order;
	const char *key;
	size_t i;

	json_object_foreach(e->pending, key, rows) {
		const char *entity = strchr(key, ' ') + 1;
		json_t *payload = json_pack("{s:i,s:s,s:o}", "t", (int)strtol(key, NULL, 10), "e", entity, "c", pairs_of(rows));
		char *text = json_dumps(payload, JSON_COMPACT);
		json_array_append_new(payloads, json_string(text));
		free(text);
		json_decref(payload);
	}
	json_array_foreach(e->orders, i, order) {
		char *text = json_dumps(order, JSON_COMPACT);
		json_array_append_new(payloads, json_string(text));
		free(text);
	}
	json_array_clear(e->orders);
	json_object_clear(e->pending);
	e->pending_count = 0;
	return payloads;
}

static void
disconnect(struct events *e)
{
	loop_fd_drop(e->watch);
	e->watch = NULL;
	PQfinish(e->pg);
	e->pg = NULL;
	e->connected = e->busy = e->listening = false;
}

static void
lost(struct events *e)
{
	disconnect(e);
	set_timer(e, RETRY_MS);
}

static void
watch_socket(struct events *e, uint32_t events)
{
	if (e->watch == NULL)
		e->watch = loop_fd_add(e->desk->loop, PQsocket(e->pg), events, ready, e);
	else
		loop_fd_change(e->watch, events);
}

static void
flush(struct events *e)
{
	int left = PQflush(e->pg);

	if (left < 0)
		lost(e);
	else
		watch_socket(e, left > 0 ? EPOLLIN | EPOLLOUT : EPOLLIN);
}

static void
send_pending(struct events *e)
{
	json_t *payloads = take_payloads(e);
	char *text = json_dumps(payloads, JSON_COMPACT);
	const char *values[] = {text};

	e->sent_at = loop_now(e->desk->loop);
	e->desk->metrics.events_sent += json_array_size(payloads);
	e->busy = PQsendQueryParams(e->pg, "select pg_notify('comptoir', x) from json_array_elements_text($1::json) x", 1, NULL, values,
	    NULL, NULL, 0);
	free(text);
	json_decref(payloads);
	if (!e->busy)
		lost(e);
	else
		flush(e);
}

static void
timer_fired(void *arg)
{
	struct events *e = arg;

	e->set = false;
	if (e->pg == NULL) {
		e->pg = PQconnectStart(e->conninfo);
		if (e->pg == NULL || PQstatus(e->pg) == CONNECTION_BAD)
			lost(e);
		else
			watch_socket(e, EPOLLOUT);
	} else if (e->connected && !e->busy && anything_pending(e)) {
		send_pending(e);
	} else if (anything_pending(e)) {
		set_timer(e, GATHER_MS);
	}
}

/* Telling one watcher. */
struct telling {
	struct events_watch *watch;
	char *entity;
	json_t *changes;
};

static void tell(struct request *r, void *arg);

static void
watch_free(struct events_watch *w)
{
	caller_unref(w->who);
	json_decref(w->later);
	free(w);
}

/* Which of these changes may it know of? They are told when the database has said so. */
static void
ask(struct events_watch *w, const char *entity, json_t *changes)
{
	struct telling *t = xcalloc(1, sizeof *t);
	json_t *ids = json_array(), *each;
	size_t i;

	json_array_foreach(changes, i, each)
		json_array_append(ids, json_array_get(each, 0));
	t->watch = w;
	t->entity = xstrdup(entity);
	t->changes = json_incref(changes);
	w->asking++;
	request_start(w->desk, w->who, "seen", json_pack("{s:s,s:o}", "entity", entity, "ids", ids), tell, t);
}

/* One transaction may tell of many kinds of record at once, and a watcher may be slow: what it cannot be asked about yet is gathered. */
static void
put_off(struct events_watch *w, const char *entity, const json_t *changes)
{
	json_t *rows = json_object_get(w->later, entity), *each;
	size_t i;

	if (rows == NULL) {
		rows = json_object();
		json_object_set_new(w->later, entity, rows);
	}
	json_array_foreach(changes, i, each) {
		char id[24];

		if (json_object_size(rows) >= PAIRS_MAX)
			break;		/* more than that is re-read by whoever looks, hint or no hint */
		snprintf(id, sizeof id, "%lld", (long long)json_integer_value(json_array_get(each, 0)));
		json_object_set(rows, id, json_array_get(each, 1));
	}
}

static void
ask_later(struct events_watch *w)
{
	void *first = json_object_iter(w->later);
	json_t *changes;
	char *entity;

	if (first == NULL || w->asking >= ASKING_MAX)
		return;
	entity = xstrdup(json_object_iter_key(first));
	changes = pairs_of(json_object_iter_value(first));
	json_object_del(w->later, entity);
	ask(w, entity, changes);
	json_decref(changes);
	free(entity);
}

static void
tell(struct request *r, void *arg)
{
	struct telling *t = arg;
	struct events_watch *w = t->watch;
	json_t *seen = r->status == STATUS_OK && !w->ended ? json_loadb(r->out.bytes, r->out.length, 0, NULL) : NULL, *each, *id;
	json_t *told = json_array();
	size_t i, j;

	json_array_foreach(t->changes, i, each)
		json_array_foreach(seen, j, id)
			if (json_equal(id, json_array_get(each, 0))) {
				json_array_append(told, each);
				break;
			}
	if (!w->ended && json_array_size(told) > 0)
		w->changed(w->arg, t->entity, told);
	w->asking--;		/* only now: whoever is told may end its watch */
	if (!w->ended)
		ask_later(w);
	else if (w->asking == 0)
		watch_free(w);
	json_decref(told);
	json_decref(seen);
	json_decref(t->changes);
	free(t->entity);
	free(t);
}

static void
end_here(struct events *e, const json_t *event)
{
	const struct desk_hooks *hooks = &e->desk->options.hooks;

	if (hooks->end_session != NULL)
		hooks->end_session(hooks->arg, (int32_t)json_integer_value(json_object_get(event, "t")),
		    json_integer_value(json_object_get(event, "p")), json_integer_value(json_object_get(event, "end")));
}

static void
notified(struct events *e, const char *payload)
{
	json_t *event = json_loads(payload, 0, NULL), *changes = json_object_get(event, "c");
	const char *entity = json_string_value(json_object_get(event, "e"));
	json_int_t tenant = json_integer_value(json_object_get(event, "t"));

	e->desk->metrics.events_received++;
	if (json_is_integer(json_object_get(event, "end")))
		end_here(e, event);
	if (json_object_get(event, "w") != NULL)
		presence_heard(e->desk, event);
	for (struct events_watch *w = e->watches; w != NULL && entity != NULL && json_array_size(changes) > 0; w = w->after)
		if (w->who->tenant == tenant && w->asking >= ASKING_MAX)
			put_off(w, entity, changes);
		else if (w->who->tenant == tenant)
			ask(w, entity, changes);
	json_decref(event);
}

static void
read_all(struct events *e)
{
	PGnotify *n;
	PGresult *result;

	while (e->busy && !PQisBusy(e->pg)) {
		result = PQgetResult(e->pg);
		if (result == NULL)
			e->busy = false;
		PQclear(result);
	}
	(void)PQisBusy(e->pg);		/* reads notifications out of what came */
	while ((n = PQnotifies(e->pg)) != NULL) {
		notified(e, n->extra);
		PQfreemem(n);
	}
	if (!e->busy && anything_pending(e))
		set_timer(e, GATHER_MS);
}

static void
go_on_connecting(struct events *e)
{
	PostgresPollingStatusType next;

	loop_fd_drop(e->watch);
	e->watch = NULL;
	next = PQconnectPoll(e->pg);
	if (next == PGRES_POLLING_FAILED) {
		lost(e);
	} else if (next != PGRES_POLLING_OK) {
		watch_socket(e, next == PGRES_POLLING_READING ? EPOLLIN : EPOLLOUT);
	} else {
		PQsetnonblocking(e->pg, 1);
		e->connected = true;
		presence_connected(e->desk);
		e->busy = PQsendQuery(e->pg, "listen comptoir");
		if (e->busy)
			flush(e);
		else
			lost(e);
	}
}

static void
ready(void *arg, uint32_t events)
{
	struct events *e = arg;

	if (!e->connected)
		go_on_connecting(e);
	else if (!PQconsumeInput(e->pg))
		lost(e);
	else {
		read_all(e);
		if (e->pg != NULL && (events & EPOLLOUT))
			flush(e);
	}
}

struct events *
events_new(struct desk *desk, const char *conninfo)
{
	struct events *e = xcalloc(1, sizeof *e);

	e->desk = desk;
	e->conninfo = xstrdup(conninfo);
	e->pending = json_object();
	e->orders = json_array();
	set_timer(e, 1);
	return e;
}

void
events_free(struct events *e)
{
	if (e == NULL)
		return;
	disconnect(e);
	loop_timer_drop(e->timer);
	json_decref(e->pending);
	json_decref(e->orders);
	free(e->conninfo);
	free(e);
}

struct events_watch *
events_watch(struct desk *desk, struct caller *who, void (*changed)(void *arg, const char *entity, const json_t *changes),
    void *arg)
{
	struct events_watch *w = xcalloc(1, sizeof *w);

	w->desk = desk;
	w->who = caller_ref(who);
	w->changed = changed;
	w->arg = arg;
	w->later = json_object();
	if (desk->events != NULL) {
		w->after = desk->events->watches;
		if (w->after != NULL)
			w->after->before = w;
		desk->events->watches = w;
	}
	return w;
}

void
events_unwatch(struct events_watch *w)
{
	if (w == NULL)
		return;
	if (w->before != NULL)
		w->before->after = w->after;
	else if (w->desk->events != NULL && w->desk->events->watches == w)
		w->desk->events->watches = w->after;
	if (w->after != NULL)
		w->after->before = w->before;
	w->ended = true;
	if (w->asking == 0)
		watch_free(w);
}
