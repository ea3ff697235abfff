/* undo.c: the two piles of one's own changes, and which versions of records they know. */
#include "tui/undo.h"

#include <string.h>

#include "shared/xmalloc.h"

void
undo_free(struct undo *u)
{
	json_decref(u->done);
	json_decref(u->undone);
	*u = (struct undo){0};
}

static json_t **
pile(struct undo *u, bool undone)
{
	json_t **p = undone ? &u->undone : &u->done;

	if (*p == NULL)
		*p = json_array();
	return p;
}

static void
put(struct undo *u, bool undone, json_t *change)
{
	json_t *p = *pile(u, undone);

	json_array_append_new(p, change);
	while (json_array_size(p) > UNDO_MOST)
		json_array_remove(p, 0);
}

static const char *
word(const json_t *step, const char *name)
{
	const char *text = json_string_value(json_object_get(step, name));

	return text ? text : "";
}

static json_int_t
number(const json_t *step, const char *name)
{
	return json_integer_value(json_object_get(step, name));
}

/* The same values saved again make no version. */
static bool
is_nothing(const json_t *step)
{
	return strcmp(word(step, "did"), "update") == 0 && number(step, "to") != 0 && number(step, "from") == number(step, "to");
}

void
undo_push(struct undo *u, json_t *change)
{
	json_t *steps = json_object_get(change, "steps");

	for (size_t i = json_array_size(steps); i-- > 0;)
		if (is_nothing(json_array_get(steps, i)))
			json_array_remove(steps, i);
	if (json_object_get(change, "action") == NULL && json_array_size(steps) == 0) {
		json_decref(change);
		return;
	}
	put(u, false, change);
	json_array_clear(u->undone);
}

json_t *
undo_step(const char *entity, int64_t id, const char *did, int from, int to, json_t *before, json_t *after)
{
	json_t *step = json_pack("{s:s,s:I,s:s,s:i,s:i}", "entity", entity, "id", (json_int_t)id, "did", did, "from", from, "to", to);

	if (before != NULL)
		json_object_set_new(step, "before", before);
	if (after != NULL)
		json_object_set_new(step, "after", after);
	return step;
}

json_t *
undo_next(const struct undo *u, bool again)
{
	const json_t *p = again ? u->undone : u->done;

	return json_array_size(p) > 0 ? json_array_get(p, json_array_size(p) - 1) : NULL;
}

json_t *
undo_take(struct undo *u, bool again)
{
	json_t *p = *pile(u, again), *change = json_incref(undo_next(u, again));

	if (change != NULL)
		json_array_remove(p, json_array_size(p) - 1);
	return change;
}

void
undo_give_back(struct undo *u, bool again, json_t *change)
{
	put(u, again, change);
}

/* What references are called stands beside them for people only. */
static json_t *
values_of(const json_t *told)
{
	json_t *values = json_object(), *value;
	const char *name;

	json_object_foreach((json_t *)(uintptr_t)told, name, value) {
		size_t length = strlen(name);

		if (length <= 6 || strcmp(name + length - 6, ".label") != 0)
			json_object_set(values, name, value);
	}
	return values;
}

static json_t *
request_of(const json_t *step, bool again)
{
	const char *did = word(step, "did");
	json_int_t version = number(step, again ? "from" : "to");
	json_t *asked = json_pack("{s:O,s:O,s:s}", "entity", json_object_get(step, "entity"), "id", json_object_get(step, "id"), "as",
		again ? "redo" : "undo");

	if (version > 0)
		json_object_set_new(asked, "version", json_integer(version));
	if (strcmp(did, "update") == 0)
		json_object_set_new(asked, "values", values_of(json_object_get(step, again ? "after" : "before")));
	else
		json_object_set_new(asked, (strcmp(did, "delete") == 0) == again ? "delete" : "restore", json_true());
	return asked;
}

size_t
undo_step_of(const json_t *change, bool again, size_t sent)
{
	return again ? sent : json_array_size(json_object_get(change, "steps")) - 1 - sent;
}

json_t *
undo_request(const json_t *change, bool again, size_t from, size_t most)
{
	const json_t *steps = json_object_get(change, "steps");
	json_t *asked = json_array();

	for (size_t i = from; i < json_array_size(steps) && i < from + most; i++)
		json_array_append_new(asked, request_of(json_array_get(steps, undo_step_of(change, again, i)), again));
	return asked;
}

/* Whoever knew the record at `was` finds it so again at `now`. */
static void
follow_in(json_t *changes, const json_t *of, json_int_t was, json_int_t now)
{
	size_t i, k;
	json_t *change, *step;

	json_array_foreach(changes, i, change)
		json_array_foreach(json_object_get(change, "steps"), k, step) {
			if (number(step, "id") != number(of, "id") || strcmp(word(step, "entity"), word(of, "entity")) != 0)
				continue;
			if (number(step, "from") == was)
				json_object_set_new(step, "from", json_integer(now));
			if (number(step, "to") == was)
				json_object_set_new(step, "to", json_integer(now));
		}
}

static bool
was_done(const json_t *result)
{
	return json_is_object(result) && !json_is_false(json_object_get(result, "ok"));
}

void
undo_turned(struct undo *u, bool again, json_t *change, const json_t *results)
{
	json_t *steps = json_object_get(change, "steps");
	size_t count = json_array_size(steps);

	/* From the last step to the first, so that those that were not done can go. */
	for (size_t i = count; i-- > 0;) {
		json_t *step = json_array_get(steps, i);
		const json_t *result = json_array_get(results, again ? i : count - 1 - i);
		json_int_t now = number(result, "version"), was = number(step, again ? "to" : "from");

		if (!was_done(result)) {
			json_array_remove(steps, i);
			continue;
		}
		if (was > 0 && now > 0) {
			follow_in(u->done, step, was, now);
			follow_in(u->undone, step, was, now);
		}
		json_object_set_new(step, again ? "to" : "from", json_integer(now));
	}
	if (json_array_size(steps) > 0)
		put(u, !again, change);
	else
		json_decref(change);
}
