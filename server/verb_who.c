/* verb_who.c: who has a record open; and over JSON-RPC, that one has it open oneself. */
#include <stdio.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/list_shape.h"
#include "server/pool.h"
#include "server/presence.h"
#include "server/verb_run.h"
#include "shared/translate.h"

static const struct {
	const char *name;
	enum presence_doing doing;
} words[] = {{"left", PRESENCE_LEFT}, {"reads", PRESENCE_READS}, {"edits", PRESENCE_EDITS}};

/* False: it is no such word. */
static bool
doing_of(const char *name, enum presence_doing *doing)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i].name, name) == 0) {
			*doing = words[i].doing;
			return true;
		}
	return false;
}

static void
answer(struct request *r)
{
	request_answer_json(r, json_pack("{s:o}", "who",
	    presence_others(r->desk, r->who, request_string(r, "entity"), request_integer(r, "id", 0), r->peer)));
}

/* The same answer for a record that is not there and for one that is not this person's to see. */
static void
who_answer(struct request *r, struct query *q)
{
	const char *doing = request_string(r, "doing");
	enum presence_doing does;

	if (PQntuples(query_result(q, 0)) == 0)
		request_fail(r, STATUS_REFUSED, N_("There is no such record."), NULL, "id");
	else if (doing != NULL && r->peer != NULL && doing_of(doing, &does) &&
	    !presence_hold(r->peer, request_string(r, "entity"), request_integer(r, "id", 0), does))
		request_fail(r, STATUS_REFUSED, N_("Too many records are open at once: close one first."), NULL, "id");
	else
		answer(r);
}

static void
who_ask(struct request *r)
{
	char ids[32];
	const char *values[] = {ids};
	struct query *q = query_new(r->who, false);

	snprintf(ids, sizeof ids, "{%s}", request_text(r, "id"));
	query_add(q, r->shape->sql, true, 1, values);
	request_query(r, q, who_answer);
}

void
verb_who(struct request *r)
{
	const char *doing = request_string(r, "doing");
	enum presence_doing does = PRESENCE_READS;

	if (doing != NULL && !doing_of(doing, &does)) {
		request_fail(r, STATUS_MISUSE, N_("“{what}” is not something to do here."), json_pack("{s:s}", "what", doing), "doing");
	} else if (does == PRESENCE_LEFT) {
		if (r->peer != NULL)
			presence_hold(r->peer, request_string(r, "entity"), request_integer(r, "id", 0), does);
		request_answer_json(r, json_pack("{s:[]}", "who"));
	} else {
		list_shape_want(r, request_string(r, "entity"), json_pack("{s:[s],s:s}", "columns", "id", "by", "ids"), who_ask);
	}
}
