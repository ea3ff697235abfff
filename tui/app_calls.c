/* app_calls.c: requests of screens that may be closed before the answer comes, and what the server says unasked. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/presence.h"
#include "tui/remote.h"
#include "tui/tour.h"
#include "tui/vault.h"

enum { SLOW_MS = 300, PART_MS = 1000 };

static void
unlink_request(struct app *app, struct app_request *request)
{
	for (struct app_request **at = &app->requests; *at != NULL; at = &(*at)->next)
		if (*at == request) {
			*at = request->next;
			return;
		}
}

/* Of several each has its own answer. */
static bool
went_well(const json_t *result)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(result, "results"), i, one)
		if (json_is_false(json_object_get(one, "ok")))
			return false;
	return true;
}

static void
answered(void *arg, const json_t *result, const struct remote_error *error)
{
	struct app_request *request = arg;
	struct app *app = request->app;

	unlink_request(app, request);
	if (error == NULL && request->draft != NULL && went_well(result))
		vault_taken(app, request->draft);
	if (!request->dropped && request->answer != NULL)
		request->answer(app, request->state, result, error, request->tag);
	/* It did not open: what was typed for it has nowhere to go. */
	if (!request->dropped && request->holds != HOLDS_NOTHING && error != NULL)
		app_drop_held(app);
	if (!request->dropped)
		app_work_done(app, tui_loop_now() - request->since);
	else if (request->about != NULL)
		app_queue_told(app, request, error);
	app_queue_free(request);
	if (app->requests == NULL) {
		tui_loop_timer_cancel(app->loop, &app->slow);
		app->slow_shown = false;
	}
	app_dirty(app);
}

static void
is_slow(void *arg)
{
	struct app *app = arg;

	app->slow_shown = true;
	app_dirty(app);
}

static void
call(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag, enum app_holds holds)
{
	struct app_request *request = xcalloc(1, sizeof *request);
	bool again;		/* after a cut: what only reads, or is done once by its key; never an action, unasked */

	*request = (struct app_request){.app = app, .state = state, .answer = answer, .tag = tag, .holds = holds,
		.since = tui_loop_now(), .next = app->requests};
	app->requests = request;
	app->slow.run = is_slow;
	app->slow.arg = app;
	app->slow.background = true;
	if (!app->slow.set && !app->slow_shown)
		tui_loop_timer_set(app->loop, &app->slow, SLOW_MS);
	again = holds != HOLDS_TO_CHANGE || json_object_get(params, "key") != NULL;
	request->asks = strcmp(method, "do") == 0;
	if (json_object_get(params, "key") != NULL)
		request->about = app_queue_about(app, state, method, params);
	request->draft = xstrdup_or_null(json_string_value(json_object_get(params, "draft")));
	request->number = remote_call(app->remote, method, params, answered, request);
	if (request->asks)
		remote_asks(app->remote, request->number);
	else if (again)
		remote_again(app->remote, request->number);
	if (request->about != NULL && !app_online(app) && app->options.connect != NULL)
		app_tell(app, ROLE_WARN, request->asks ? N_("Waits for the server; you are asked before it is sent (:queue).")
			: N_("Saved as soon as the server is there; you may go on."), NULL);
}

void
app_call(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag)
{
	call(app, state, method, params, answer, tag, HOLDS_NOTHING);
}

void
app_call_opening(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag)
{
	call(app, state, method, params, answer, tag, HOLDS_TO_OPEN);
}

void
app_call_first(struct app *app, void *state, const char *method, json_t *params, app_answer *answer, int64_t tag)
{
	call(app, state, method, params, answer, tag, HOLDS_TO_CHANGE);
}

void
app_forget(struct app *app, void *state)
{
	for (struct app_request *r = app->requests; r != NULL; r = r->next)
		if (r->state == state && state != NULL)
			r->dropped = true;
}

void
app_drop_all(struct app *app)
{
	const struct remote_error over = {.code = 75, .status = "later", .message = N_("The program ends.")};

	while (app->requests != NULL) {
		struct app_request *request = app->requests;

		app->requests = request->next;
		remote_cancel(app->remote, request->number);
		/* What the asker put aside for the answer is given back by the asker. */
		if (!request->dropped && request->answer != NULL)
			request->answer(app, request->state, NULL, &over, request->tag);
		app_queue_free(request);
	}
}

bool
app_waits(const struct app *app)
{
	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		if (!r->dropped)
			return true;
	return false;
}

bool
app_waits_for(const struct app *app, const void *state)
{
	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		if (!r->dropped && r->state == state)
			return true;
	return false;
}

void
app_touched(struct app *app)
{
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->touched != NULL)
			s->type->touched(app, s->state);
	presence_see(app->presence);
	tour_look(app);
}

bool
app_online(const struct app *app)
{
	return remote_alive(app->remote);
}

/* Nobody looks any more, but the server may still be there. */
void
app_part(struct app *app)
{
	int64_t until = tui_loop_now() + PART_MS;

	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->parting != NULL)
			s->type->parting(app, s->state);
	vault_write_down(app);
	remote_turn(app->remote);
	while (app->requests != NULL && remote_alive(app->remote) && tui_loop_now() < until) {
		struct pollfd fd = {.fd = remote_fd(app->remote), .events = (short)(POLLIN | (remote_wants_write(app->remote) ? POLLOUT : 0))};

		if (poll(&fd, 1, (int)(until - tui_loop_now())) > 0)
			remote_turn(app->remote);
	}
}

/* A change that was told without a version, here or there, is the same one only for a moment. */
static bool
is_own(const struct app *app, const char *entity, int64_t id, int version)
{
	for (size_t i = 0; i < APP_OWN_MOST; i++) {
		int own = app->own[i].version;

		if (app->own[i].id == id && strcmp(app->own[i].entity, entity) == 0 &&
		    (own != 0 ? own == version : tui_loop_now() - app->own[i].at < APP_OWN_MS))
			return true;
	}
	return false;
}

static void
tell_changed(struct app *app, const char *entity, int64_t id, int version)
{
	if (is_own(app, entity, id, version))
		return;
	for (struct screen *s = app->top; s != NULL; s = s->below)
		if (s->type->changed != NULL)
			s->type->changed(app, s->state, entity, id, version, false);
}

void
app_event(void *arg, const char *method, const json_t *params)
{
	struct app *app = arg;
	const char *entity = json_string_value(json_object_get(params, "entity"));
	const json_t *pair;
	size_t i;

	if (strcmp(method, "hello") == 0) {
		if (app->started)
			app_line_back(app, params);
		else
			app_start(app);
		return;
	}
	if (strcmp(method, "present") == 0)
		presence_event(app->presence, params);
	if (strcmp(method, "changed") != 0 || entity == NULL)
		return;
	json_array_foreach(json_object_get(params, "ids"), i, pair)
		tell_changed(app, entity, json_integer_value(json_array_get(pair, 0)), (int)json_integer_value(json_array_get(pair, 1)));
	bell_changed(app, entity);
	app_dirty(app);
}
