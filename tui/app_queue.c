/* app_queue.c: changes that wait for a server that is not there. What is done once by its key goes out by itself when it is there
   again; what numbers, sends or pays is asked about first. The list shows both. */
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/catalogue.h"
#include "tui/commands.h"
#include "tui/pick.h"
#include "tui/remote.h"

/* The first words of a new record: its title says little. */
static const char *
first_text(const struct app *app, const json_t *params)
{
	const json_t *step = json_array_get(json_object_get(params, "steps"), 0), *of = step ? step : params;
	const struct catalogue_entity *entity = catalogue_entity(app->catalogue, json_string_value(json_object_get(of, "entity")));
	json_t *value;
	const char *name;

	if (json_object_get(of, "id") != NULL || entity == NULL)
		return NULL;
	json_object_foreach(json_object_get(of, "values"), name, value) {
		const struct catalogue_field *f = catalogue_field(entity, name);

		if (f != NULL && f->type == TYPE_TEXT && f->choice_count == 0 && json_string_length(value) > 0)
			return json_string_value(value);
	}
	return NULL;
}

/* Of the screen that asks; of what is done to the record of the screen below. */
static char *
title_of(struct app *app, void *state)
{
	const struct screen *s = state ? app_screen_of(app, state) : app->top;

	while (s != NULL && s->type->title == NULL)
		s = s->below;
	return s ? s->type->title(app, s->state) : NULL;
}

static const char *
deed_of(const struct app *app, const char *method, const json_t *params)
{
	const struct catalogue_entity *entity = catalogue_entity(app->catalogue, json_string_value(json_object_get(params, "entity")));
	const char *verb = json_string_value(json_object_get(params, "action"));

	if (strcmp(method, "delete") == 0)
		return app_text(app, N_("Delete"));
	for (size_t i = 0; verb != NULL && entity != NULL && i < entity->action_count; i++)
		if (strcmp(entity->actions[i].verb, verb) == 0)
			return entity->actions[i].label;
	return NULL;
}

char *
app_queue_about(struct app *app, void *state, const char *method, const json_t *params)
{
	const char *deed = deed_of(app, method, params), *text = deed ? NULL : first_text(app, params);
	char *title = title_of(app, state), *about;

	about = deed ? xasprintf("%s – %s", deed, title ? title : "") : text ? xasprintf("%s – %s", title ? title : method, text)
		: xstrdup(title ? title : method);
	free(title);
	return about;
}

void
app_queue_free(struct app_request *request)
{
	free(request->about);
	free(request->draft);
	free(request);
}

/* Whoever asked has gone on: it is told here. */
void
app_queue_told(struct app *app, const struct app_request *request, const struct remote_error *error)
{
	if (error == NULL)
		app_tell(app, ROLE_OK, N_("Saved: {label}."), json_pack("{s:s}", "label", request->about));
	else if (request->draft != NULL)
		app_tell(app, ROLE_ERROR, N_("{label} was not saved: {why} What you typed is kept (:drafts)."), json_pack("{s:s,s:s}", "label",
			request->about, "why", app_text(app, error->message)));
	else
		app_tell(app, ROLE_ERROR, N_("{label} was not done: {why}"), json_pack("{s:s,s:s}", "label", request->about, "why",
			app_text(app, error->message)));
}

static bool
waits(const struct app *app, const struct app_request *r, bool *sent)
{
	return r->about != NULL && remote_waits(app->remote, r->number, sent);
}

size_t
app_queued(const struct app *app)
{
	size_t count = 0;
	bool sent;

	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		count += waits(app, r, &sent);
	return count;
}

bool
app_queue_rests(const struct app *app)
{
	bool sent;

	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		if (!(r->asks && waits(app, r, &sent)))
			return false;
	return true;
}

enum { SEND, DROP, LATER };

static struct app_request *
numbered(const struct app *app, int64_t number)
{
	struct app_request *r = app->requests;

	while (r != NULL && r->number != number)
		r = r->next;
	return r;
}

static void open_list(struct app *app, const char *title, bool asking);

static void
decided(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	int64_t number = row->words ? strtoll(row->words, NULL, 10) : 0;
	bool sent;

	(void)owner;
	(void)typed;
	if (row->tag == SEND)
		remote_send(app->remote, number);
	else if (row->tag == DROP && numbered(app, number) != NULL)
		remote_drop(app->remote, number, N_("You took it out of what waits to be sent."));
	for (const struct app_request *r = app->requests; r != NULL && row->tag != LATER; r = r->next)
		if (r->asks && waits(app, r, &sent)) {
			open_list(app, N_("Send these, too?"), true);
			return;
		}
}

/* What may be done about one of them. */
static void
chosen(struct app *app, void *owner, const struct pick_row *row, const char *typed)
{
	static const struct { const char *label; int tag; } options[] = {{N_("Send"), SEND}, {N_("Drop"), DROP}, {N_("Later"), LATER}};
	struct pick_ask ask = {.letters = true, .y = -1, .x = -1, .take = decided};
	const struct app_request *r = numbered(app, row->tag);
	bool sent = false;

	(void)owner;
	(void)typed;
	if (r == NULL || !waits(app, r, &sent))
		return;		/* it went out meanwhile */
	if (sent && !r->asks) {
		app_tell(app, ROLE_DIM, N_("It was sent already, and the answer lost: the server says whether it is done."), NULL);
		return;
	}
	for (size_t i = 0; i < sizeof options / sizeof *options; i++)
		if (options[i].tag != SEND || (r->asks && app_online(app)))
			pick_add(&ask.rows, &ask.count, xstrdup(app_text(app, options[i].label)), NULL, options[i].tag)->words =
				xasprintf("%lld", (long long)r->number);
	pick_letters(ask.rows, ask.count);
	ask.title = xstrdup(r->about);
	if (sent)
		ask.text = xstrdup(app_text(app, N_("It was sent already, and the answer lost. Sent again it is done once.")));
	pick_open(app, &ask);
}

static void
open_list(struct app *app, const char *title, bool asking)
{
	struct pick_ask ask = {.y = -1, .x = -1, .take = chosen};
	bool sent;

	/* The first that was asked for is the first that is sent. */
	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		if (waits(app, r, &sent) && (r->asks || !asking))
			pick_add(&ask.rows, &ask.count, xstrdup(r->about), xstrdup(app_text(app, r->asks ? N_("you are asked")
				: sent ? N_("sent, no answer yet") : N_("sent by itself"))), r->number);
	for (size_t i = 0; i < ask.count / 2; i++) {
		struct pick_row other = ask.rows[i];

		ask.rows[i] = ask.rows[ask.count - 1 - i];
		ask.rows[ask.count - 1 - i] = other;
	}
	if (ask.count == 0) {
		app_tell(app, ROLE_DIM, N_("Nothing waits for the server."), NULL);
		return;
	}
	ask.title = xstrdup(app_text(app, title));
	pick_open(app, &ask);
}

void
do_queue(struct app *app)
{
	open_list(app, N_("Waiting for the server"), false);
}

void
app_queue_ask(struct app *app)
{
	bool sent;

	for (const struct app_request *r = app->requests; r != NULL; r = r->next)
		if (r->asks && waits(app, r, &sent)) {
			open_list(app, N_("The server is there again: send these?"), true);
			app_unasked(app);
			return;
		}
}
