/* rules.c: the rules of companies at work: each turn is one transaction of the person in whose name the rule is, so that it does what
   that person may do; what came of it is told to those who look on, and kept in that person's words. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/caller.h"
#include "server/desk_inside.h"
#include "server/events.h"
#include "server/jobs_inside.h"
#include "server/zone.h"
#include "shared/filter.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static void next(struct jobs *j);

static const json_t *
turn_of(const struct jobs *j)
{
	return json_array_get(json_object_get(j->pack, "turns"), j->at);
}

static const char *
number(const json_t *of, const char *name, char to[24])
{
	snprintf(to, 24, "%" PRId64, (int64_t)json_integer_value(json_object_get(of, name)));
	return to;
}

/* What failed within one company is that company's: its other turns wait for its next one, in their order, and those of the others go on. A
   database that is not there fails for everybody. */
static void
turn_failed(struct jobs *j, const struct query *q)
{
	const PGresult *wrong = query_error(q);
	const char *state = wrong ? PQresultErrorField(wrong, PG_DIAG_SQLSTATE) : NULL;
	char tenant[24];

	if (state == NULL || strncmp(state, "57P", 3) == 0 || strncmp(state, "08", 2) == 0 || strncmp(state, "53", 2) == 0) {
		jobs_failed(j, q);
		return;
	}
	json_object_set_new(j->failed, number(turn_of(j), "tenant", tenant), json_string(state));
	next(j);
}

static void
noted(struct query *q, void *arg)
{
	struct jobs *j = arg;

	j->query = NULL;
	if (query_status(q) == STATUS_OK) {
		j->at++;
		next(j);
	} else {
		turn_failed(j, q);
	}
}

static void
count(struct jobs *j)
{
	char tenant[24];
	json_t *companies = json_object_get(j->counted, "companies"), *its;

	number(turn_of(j), "tenant", tenant);
	its = json_object_get(companies, tenant);
	if (its == NULL)
		json_object_set_new(companies, tenant, its = json_pack("{s:i}", "acted", 0));
	json_object_set_new(its, "acted", json_integer(json_integer_value(json_object_get(its, "acted")) + 1));
	json_object_set_new(j->counted, "acted", json_integer(json_integer_value(json_object_get(j->counted, "acted")) + 1));
}

/* How it went, in the words of whose rule it is. */
static void
note(struct jobs *j, const char *state, const char *sentence, const json_t *args)
{
	const json_t *t = turn_of(j);
	char tenant[24], rule[24], event[24], *said = translate_fill(j->who ? j->who->language : "fr", sentence ? sentence : "", args);
	const char *values[] = {number(t, "tenant", tenant), number(t, "rule_id", rule), number(t, "event_id", event), state, said};
	struct query *q = query_new(NULL, true);

	if (strcmp(state, "done") == 0)
		count(j);
	query_add(q, "select app.rule_noted($1, $2, $3, $4, $5)", true, 5, values);
	jobs_send(j, q, noted);
	free(said);
}

static void
acted(struct query *q, void *arg)
{
	struct jobs *j = arg;
	const char *value = query_value(q, 0);
	json_t *answer = query_status(q) == STATUS_OK && value ? json_loads(value, 0, NULL) : NULL;
	const char *state = json_string_value(json_object_get(answer, "state"));
	const json_t *each;
	size_t i;

	j->query = NULL;
	if (query_status(q) == STATUS_LATER) {
		turn_failed(j, q);
	} else if (state == NULL) {	/* one that cannot be done is no reason to leave the others undone */
		note(j, "failed", N_("Something went wrong on our side: it was not done."), NULL);
	} else {
		json_array_foreach(json_object_get(answer, "changed"), i, each)
			events_changed(j->desk, j->who, json_string_value(json_object_get(each, "entity")), json_integer_value(json_object_get(each, "id")),
			    json_integer_value(json_object_get(each, "version")));
		note(j, state, json_string_value(json_object_get(answer, "sentence")), json_object_get(answer, "args"));
	}
	json_decref(answer);
}

static void
act(struct jobs *j, const json_t *filter)
{
	const json_t *t = turn_of(j);
	char rule[24], event[24], *text = filter ? json_dumps(filter, JSON_COMPACT) : NULL;
	const char *values[] = {number(t, "rule_id", rule), number(t, "event_id", event), text, json_is_true(json_object_get(t, "dry")) ? "true" : "false"};
	struct query *q = query_new(j->who, true);

	query_add(q, "select app.rule_act($1, $2, $3, $4)", true, 4, values);
	jobs_send(j, q, acted);
	free(text);
}

static bool
has_failed(const struct jobs *j, const json_t *turn)
{
	char tenant[24];

	return turn != NULL && json_object_get(j->failed, number(turn, "tenant", tenant)) != NULL;
}

static void
next(struct jobs *j)
{
	const json_t *t;
	const char *condition;
	struct filter_dates how;
	json_t *filter = NULL, *counted = j->counted;
	char *why = NULL;

	while (has_failed(j, turn_of(j)))
		j->at++;
	t = turn_of(j);
	condition = json_string_value(json_object_get(t, "condition"));
	caller_unref(j->who);
	j->who = NULL;
	if (t == NULL || j->stopped) {
		json_decref(j->pack);
		j->pack = j->counted = NULL;
		jobs_ended(j, counted);
		return;
	}
	j->who = caller_new(json_object_get(t, "who"), NULL);
	if (j->who == NULL) {
		note(j, "failed", N_("Who wrote it no longer works here: somebody else saves it again."), NULL);
		return;
	}
	how = (struct filter_dates){.today = zone_today(j->who->time_zone), .language = j->who->language};
	if (condition != NULL && filter_parse(condition, &how, &filter, &why) != STATUS_OK)
		note(j, "failed", why, NULL);
	else
		act(j, filter);
	json_decref(filter);
	free(why);
}

void
rules_run(struct jobs *j, json_t *pack)
{
	j->pack = json_incref(pack);
	j->counted = json_pack("{s:i,s:{}}", "acted", 0, "companies");
	j->at = 0;
	next(j);
}
