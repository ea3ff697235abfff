/* vault.c: drafts on their way to the server. One request a draft at a time, for the server may do two in any order; what it has not
   confirmed when the next is due, or the line is gone, stands in the journal of this machine until it has. */
#include "tui/vault.h"

#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app_inside.h"
#include "tui/journal.h"
#include "tui/remote.h"

struct kept {
	char *name;
	json_t *body;		/* as it was typed last; null: thrown away */
	json_t *sent;		/* the same when it went out; null: nothing is under way */
	json_t *known;		/* as the server has it; null: it has none */
	int64_t turn;		/* when it was confirmed last */
	bool sending, refused, settled;	/* settled: nothing is left to be said about it */
	struct kept *next;
};

struct vault {
	struct app *app;
	struct kept *all;
	int64_t turn;
	struct journal *journal;	/* null: none yet */
	const char *trouble;		/* said last, so that it is said once */
	json_t *left;			/* of programs that ended, while it is brought to the server */
	size_t bringing;
	bool kept_back;			/* some of it did not get there */
	void (*then)(struct app *app);
};

struct vault *
vault_new(struct app *app)
{
	struct vault *v = xcalloc(1, sizeof *v);

	v->app = app;
	return v;
}

static void
free_kept(struct kept *k)
{
	json_decref(k->body);
	json_decref(k->sent);
	json_decref(k->known);
	free(k->name);
	free(k);
}

void
vault_free(struct vault *v)
{
	if (v == NULL)
		return;
	while (v->all != NULL) {
		struct kept *k = v->all;

		v->all = k->next;
		free_kept(k);
	}
	journal_free(v->journal);
	json_decref(v->left);
	free(v);
}

static struct kept *
find(const struct vault *v, const char *name)
{
	struct kept *k = v->all;

	while (k != NULL && strcmp(k->name, name) != 0)
		k = k->next;
	return k;
}

static struct kept *
of_name(struct vault *v, const char *name)
{
	struct kept *k = find(v, name);

	if (k == NULL) {
		k = xcalloc(1, sizeof *k);
		k->name = xstrdup(name);
		k->next = v->all;
		v->all = k;
	}
	k->settled = false;
	return k;
}

/* --- this machine --- */

/* A served screen has no machine of its own; and who the server is must be proven, or it might get what was typed for another. */
static struct journal *
journal(struct vault *v)
{
	const json_t *hello = v->app->hello;
	json_int_t company = json_integer_value(json_object_get(json_object_get(hello, "company"), "id"));
	json_int_t person = json_integer_value(json_object_get(json_object_get(hello, "person"), "id"));
	const char *server = remote_server(v->app->remote);
	char *id;

	if (v->journal != NULL || v->app->options.served || server == NULL || company == 0 || person == 0)
		return v->journal;
	id = xasprintf("%s-%lld-%lld", server, (long long)company, (long long)person);
	v->journal = journal_new(id);
	free(id);
	return v->journal;
}

static void
write_down(struct vault *v, const struct kept *k)
{
	struct journal *j = journal(v);
	json_t *entry = k->body ? json_pack("{s:O,s:O*}", "body", k->body, "known", k->known) : NULL;
	const char *why = j ? journal_write(j, k->name, entry) : NULL;

	json_decref(entry);
	if (why != NULL && why != v->trouble)
		app_tell(v->app, ROLE_ERROR, why, NULL);
	v->trouble = why;
}

static void
forget_here(struct vault *v, const struct kept *k)
{
	if (v->journal != NULL)
		journal_write(v->journal, k->name, NULL);
}

/* --- the server --- */

static bool
is_there(const struct kept *k)
{
	return k->body == NULL ? k->known == NULL : k->known != NULL && json_equal(k->body, k->known);
}

static void send(struct vault *v, struct kept *k);

static void
confirmed(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct kept *k = (struct kept *)(intptr_t)tag;
	json_t *sent = k->sent;
	const char *status = error != NULL && error->status != NULL ? error->status : "";

	(void)state;
	(void)result;
	k->sent = NULL;
	k->sending = false;
	if (error == NULL) {
		json_decref(k->known);
		k->known = sent;
		k->turn = ++app->vault->turn;
	} else {
		json_decref(sent);
		/* With the next keystroke, or when the line is back. */
		if (strcmp(status, "later") == 0)
			return;
		k->refused = true;
		write_down(app->vault, k);
		if (strcmp(status, "refused") == 0)
			app_say_error(app, error);
		return;
	}
	if (k->settled || is_there(k))
		forget_here(app->vault, k);
	else
		send(app->vault, k);
}

static void
send(struct vault *v, struct kept *k)
{
	json_t *params = json_pack("{s:s}", "name", k->name);

	if (k->body != NULL)
		json_object_set(params, "body", k->body);
	json_decref(k->sent);
	k->sent = json_incref(k->body);
	k->sending = true;
	app_call(v->app, NULL, "draft", params, confirmed, (int64_t)(intptr_t)k);
}

/* On its way, or written down: never neither. */
static void
push(struct vault *v, struct kept *k)
{
	if (k->settled)
		return;
	if (k->refused || k->sending || !remote_alive(v->app->remote))
		write_down(v, k);
	if (!k->refused && !k->sending && remote_alive(v->app->remote) && !is_there(k))
		send(v, k);
}

void
vault_keep(struct app *app, const char *name, json_t *body)
{
	struct kept *k = of_name(app->vault, name);

	if (k->body != NULL && json_equal(k->body, body) && (k->sending || is_there(k))) {
		/* Nothing new; what is under way for a second already may have been lost with a line that only seems to be there. */
		json_decref(body);
		if (k->sending)
			write_down(app->vault, k);
		return;
	}
	json_decref(k->body);
	k->body = body;
	push(app->vault, k);
}

void
vault_known(struct app *app, const char *name, const json_t *body)
{
	struct kept *k = of_name(app->vault, name);

	json_decref(k->body);
	json_decref(k->known);
	k->body = json_deep_copy(body);
	k->known = json_incref(k->body);
}

void
vault_drop(struct app *app, const char *name)
{
	struct kept *k = of_name(app->vault, name);

	json_decref(k->body);
	k->body = NULL;
	forget_here(app->vault, k);
	/* It may have been kept by a request whose answer was lost. */
	if (k->known == NULL)
		k->known = json_null();
	push(app->vault, k);
}

void
vault_taken(struct app *app, const char *name)
{
	struct kept *k = find(app->vault, name);

	if (k == NULL)
		return;
	k->settled = true;
	json_decref(k->body);
	json_decref(k->known);
	k->body = k->known = NULL;
	forget_here(app->vault, k);
}

int64_t
vault_turn(const struct app *app)
{
	return app->vault->turn;
}

bool
vault_newer(const struct app *app, const char *name, int64_t turn, const json_t **body)
{
	const struct kept *k = find(app->vault, name);

	if (k == NULL || k->settled || (!k->sending && k->turn <= turn && is_there(k)))
		return false;
	*body = k->body;
	return true;
}

void
vault_write_down(struct app *app)
{
	for (struct kept *k = app->vault->all; k != NULL; k = k->next)
		if (!k->settled && k->body != NULL && !is_there(k))
			write_down(app->vault, k);
}

void
vault_send(struct app *app)
{
	app->vault->trouble = NULL;
	for (struct kept *k = app->vault->all; k != NULL; k = k->next)
		if (!k->sending && !is_there(k))
			push(app->vault, k);
}

void
vault_company(struct app *app)
{
	struct vault *v = app->vault;

	journal_free(v->journal);
	v->journal = NULL;
	for (struct kept *k = v->all; k != NULL; k = k->next)
		k->settled = true;
}

/* --- what was left --- */

static void
brought_all(struct vault *v)
{
	void (*then)(struct app *app) = v->then;

	if (--v->bringing > 0)
		return;
	if (!v->kept_back)
		journal_forget(v->journal);
	json_decref(v->left);
	v->left = NULL;
	then(v->app);
}

static void
brought(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	(void)state;
	(void)result;
	(void)tag;
	if (error != NULL) {
		app->vault->kept_back = true;
		app_say_error(app, error);
	}
	brought_all(app->vault);
}

static const json_t *
draft_named(const json_t *drafts, const char *name)
{
	const json_t *one;
	size_t i;

	json_array_foreach(drafts, i, one) {
		const char *own = json_string_value(json_object_get(one, "name"));

		if (own != NULL && strcmp(own, name) == 0)
			return json_object_get(one, "body");
	}
	return NULL;
}

/* What another sitting made of the same draft meanwhile stays: this one then gets a name of its own. */
static void
bring_one(struct vault *v, const json_t *drafts, const char *name, const json_t *entry)
{
	json_t *body = json_object_get(entry, "body"), *known = json_object_get(entry, "known");
	const json_t *there = draft_named(drafts, name);
	bool other = there != NULL && !json_equal(there, body) && (known == NULL || !json_equal(there, known));
	char *key = app_new_key(), *own = other && strncmp(name, "form:", 5) == 0 ? xasprintf("form:%s", key) : xstrdup(name);

	free(key);
	v->bringing++;
	app_call(v->app, NULL, "draft", json_pack("{s:s,s:O}", "name", own, "body", body), brought, 0);
	free(own);
}

static void
drafts_came(struct app *app, void *state, const json_t *result, const struct remote_error *error, int64_t tag)
{
	struct vault *v = app->vault;
	const char *name;
	json_t *entry;

	(void)state;
	(void)tag;
	v->kept_back = error != NULL;
	json_object_foreach(error == NULL ? v->left : NULL, name, entry) {
		bring_one(v, json_object_get(result, "drafts"), name, entry);
	}
	brought_all(v);
}

void
vault_bring(struct app *app, void (*then)(struct app *app))
{
	struct vault *v = app->vault;
	struct journal *j = journal(v);
	const char *why = NULL;

	if (v->bringing > 0)
		return;
	v->left = j ? journal_left(j, &why) : NULL;
	if (why != NULL)
		app_tell(app, ROLE_ERROR, why, NULL);
	if (v->left == NULL) {
		then(app);
		return;
	}
	v->then = then;
	v->bringing = 1;	/* for the asking */
	app_call(app, NULL, "drafts", json_object(), drafts_came, 0);
}
