/* stream_bulk.c: the verb bulk: one change of many records, each for itself, some at a time in a short transaction: what is refused leaves the
   others as they are, and whoever works on one of them waits for a fraction of a second at most. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/exec_values.h"
#include "server/stream.h"
#include "server/verb.h"
#include "server/zone.h"
#include "shared/buf.h"
#include "shared/filter.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* A lot grows until it takes about LOT_MS; the first is small, so that something is seen at once. */
enum { LOT_FIRST = 5, LOT_MOST = 100, LOT_MS = 150, TELL_MS = 1000, TOLD_MOST = 20 };

struct bulk {
	struct stream *s;
	const char *entity, *format;
	json_t *p;			/* as the database takes it */
	json_t *ids, *results;
	size_t at, lot;
	int64_t good, bad, batch, told_at;
};

/* The one who waited has gone, or said that it is enough: between two lots it ends as if stopped. */
static volatile sig_atomic_t told_to_end;

static void
end_soon(int number)
{
	(void)number;
	told_to_end = 1;
}

static bool
shall_end(const struct bulk *b)
{
	return told_to_end || stream_work_stopped(b->s);
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
is(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

/* Which records: the same narrowing as of a list. */
static bool
read_query(struct bulk *b, enum status *status)
{
	struct stream *s = b->s;
	const char *filter = stream_text(s, "filter"), *search = stream_text(s, "search"), *during = stream_text(s, "during");
	struct filter_dates how = {.today = zone_today(s->time_zone), .language = s->language};
	json_t *query = json_object(), *ast = NULL;
	char *why = NULL;

	json_object_set_new(b->p, "query", query);
	if (filter != NULL && (*status = filter_parse(filter, &how, &ast, &why)) != STATUS_OK) {
		stream_say(s, *status, why, NULL);
		free(why);
		return false;
	}
	if (ast != NULL && !json_is_null(ast))
		json_object_set(query, "filter", ast);
	json_decref(ast);
	if (search != NULL && *search != '\0')
		json_object_set_new(query, "term", json_string(search));
	if (during != NULL)
		json_object_set_new(query, "during", json_string(during));
	if (stream_flag(s, "trash") || is(stream_text(s, "what"), "restore"))
		json_object_set_new(query, "trash", json_true());
	/* All of them is never what a forgotten option means. */
	if (json_object_size(query) == (size_t)(json_object_get(query, "trash") != NULL) && json_array_size(json_object_get(s->params, "ids")) == 0 &&
	    !stream_flag(s, "all") && !is(stream_text(s, "what"), "undo")) {
		*status = stream_say(s, STATUS_MISUSE, N_("Say which records: numbers, --filter, --search; or --all."), NULL);
		return false;
	}
	return true;
}

/* On a command line values are written as people write them; a program sends those of the wire. */
static void
read_values(struct bulk *b, const json_t *entity)
{
	struct stream *s = b->s;
	const char *what = stream_text(s, "what");
	json_t *values = json_deep_copy(json_object_get(s->params, "values"));
	const struct caller who = {.language = (char *)(uintptr_t)s->language, .time_zone = (char *)(uintptr_t)s->time_zone};

	if (values == NULL)
		return;
	if (!stream_work_is_apart(s))
		exec_values(values, exec_fields(entity, is(what, "set") ? NULL : what), &who);
	json_object_set_new(b->p, is(what, "set") ? "values" : "args", values);
}

static json_t *
ask(struct bulk *b, const char *sql, enum status *status)
{
	char *text = json_dumps(b->p, JSON_COMPACT), most[16];
	const char *values[] = {b->entity, text, most};
	json_t *answer;

	snprintf(most, sizeof most, "%d", BULK_MOST);
	answer = stream_json(b->s, sql, 3, values, status);
	free(text);
	return answer;
}

/* Sentences of the database in the person's language: "message" filled from "args", which goes. */
static void
translate_one(const struct bulk *b, json_t *one)
{
	const char *msgid = json_string_value(json_object_get(one, "message"));
	char *text;

	if (msgid == NULL)
		return;
	text = translate_fill(b->s->language, msgid, json_object_get(one, "args"));
	json_object_set_new(one, "message", json_string(text));
	json_object_del(one, "args");
	free(text);
}

static void
write_line(const json_t *one)
{
	char *text = json_dumps(one, JSON_COMPACT);

	(void)(stream_write(STDOUT_FILENO, text, strlen(text)) && stream_write(STDOUT_FILENO, "\n", 1));
	free(text);
}

static void
say_refused(struct bulk *b, const json_t *one, int64_t told)
{
	const char *label = json_string_value(json_object_get(one, "label")), *message = json_string_value(json_object_get(one, "message"));

	if (told < TOLD_MOST)
		stream_say(b->s, STATUS_OK, "{id} {label}: {message}", json_pack("{s:O,s:s,s:s}", "id", json_object_get(one, "id"), "label",
		    label ? label : "", "message", message ? message : ""));
	else if (told == TOLD_MOST)
		stream_say(b->s, STATUS_OK, N_("More were refused: --format json tells them all."), NULL);
}

static void
tell_results(struct bulk *b, json_t *results)
{
	json_t *one;
	size_t i;

	json_array_foreach(results, i, one) {
		bool ok = json_is_true(json_object_get(one, "ok"));

		translate_one(b, one);
		if (is(b->format, "jsonl"))
			write_line(one);
		else if (is(b->format, "json"))
			json_array_append(b->results, one);
		else if (!ok && !stream_work_is_apart(b->s))
			say_refused(b, one, b->bad);
		b->good += ok;
		b->bad += !ok;
	}
}

/* Those who look on hear of the newest; in a transaction of its own, since NOTIFY takes a lock of the whole cluster. Only a hint. */
static void
tell_others(struct bulk *b, bool last)
{
	char batch[24];
	const char *values[] = {batch};
	enum status told = STATUS_OK;

	if (b->batch == 0 || (!last && now_ms() - b->told_at < TELL_MS))
		return;
	b->told_at = now_ms();
	snprintf(batch, sizeof batch, "%lld", (long long)b->batch);
	if (!stream_begin(b->s, "", &told))
		return;
	PQclear(stream_query(b->s, "select app.import_tell($1)", 1, values, &told));
	if (told == STATUS_OK && !stream_commit(b->s, &told))
		stream_rollback(b->s);
}

/* The numbers of a lot, or their versions, as PostgreSQL writes a list. */
static char *
list_of(const json_t *all, size_t from, size_t count)
{
	struct buf text = BUF_EMPTY;

	buf_byte(&text, '{');
	for (size_t i = from; i < from + count; i++) {
		buf_str(&text, i > from ? "," : "");
		if (json_is_integer(json_array_get(all, i)))
			buf_printf(&text, "%lld", (long long)json_integer_value(json_array_get(all, i)));
		else
			buf_str(&text, "null");
	}
	buf_byte(&text, '}');
	return buf_steal(&text);
}

static enum status
do_lot(struct bulk *b)
{
	size_t left = json_array_size(b->ids) - b->at, count = left < b->lot ? left : b->lot;
	int64_t begun = now_ms(), number = stream_work_number(b->s), took;
	char *ids = list_of(b->ids, b->at, count), *versions = list_of(json_object_get(b->p, "versions"), b->at, count);
	char *p = json_dumps(b->p, JSON_COMPACT), work[24];
	const char *values[] = {number != 0 ? work : NULL, b->entity, p, ids, versions};
	enum status status = STATUS_OK;
	json_t *results = NULL;

	snprintf(work, sizeof work, "%lld", (long long)number);
	if (stream_begin(b->s, "", &status)) {
		results = stream_json(b->s, "select app.bulk_rows($1, $2, $3::jsonb, $4, $5)", 5, values, &status);
		if (results == NULL || !stream_commit(b->s, &status))
			stream_rollback(b->s);
	}
	if (status == STATUS_OK) {
		b->at += json_array_size(results);
		tell_results(b, results);
		tell_others(b, false);
	}
	took = now_ms() - begun;
	if (took < LOT_MS / 2 && b->lot < LOT_MOST)
		b->lot = b->lot * 2 < LOT_MOST ? b->lot * 2 : LOT_MOST;
	else if (took > LOT_MS * 2 && b->lot > 1)
		b->lot /= 2;
	json_decref(results);
	free(ids);
	free(versions);
	free(p);
	return status;
}

static enum status
do_all(struct bulk *b)
{
	size_t count = json_array_size(b->ids);
	enum status status = STATUS_OK;

	stream_work_at(b->s, 0, 0, 0, (int64_t)count);
	while (status == STATUS_OK && b->at < count && !shall_end(b)) {
		status = do_lot(b);
		stream_progress(b->s, "{done}/{total}", (int64_t)b->at, (int64_t)count);
		stream_work_at(b->s, (int64_t)b->at, b->good, b->bad, -1);
	}
	tell_others(b, true);
	return status;
}

static bool
begin_batch(struct bulk *b, enum status *status)
{
	const char *values[] = {b->entity, stream_text(b->s, "what")};
	json_t *made = stream_json(b->s, "select to_jsonb(app.bulk_batch($1, $2))", 2, values, status);

	b->batch = json_integer_value(made);
	json_decref(made);
	if (b->batch == 0)
		return false;
	json_object_set_new(b->p, "into", json_integer(b->batch));
	stream_work_batch(b->s, b->batch);
	return true;
}

static enum status
end(struct bulk *b, enum status status)
{
	size_t count = json_array_size(b->ids);
	bool stopped = shall_end(b) && b->at < count;

	if (is(b->format, "json")) {
		json_t *all = json_pack("{s:I,s:I,s:I,s:I,s:O}", "count", (json_int_t)count, "good", b->good, "bad", b->bad, "batch", b->batch, "results", b->results);
		write_line(all);
		json_decref(all);
	}
	stream_say(b->s, status, b->bad > 0 ? N_("{good} of {count} done, {bad} refused.") : N_("{good} of {count} done."),
	    json_pack("{s:I,s:I,s:I}", "good", b->good, "count", (json_int_t)count, "bad", b->bad));
	if (stopped)
		stream_work_cut(b->s);
	if (stopped)
		stream_say(b->s, status, N_("Stopped on demand: what was done stays done."), NULL);
	return status != STATUS_OK ? status : b->bad > 0 || stopped ? STATUS_REFUSED : STATUS_OK;
}

/* What would leave or be written, each below its record, where a person reads it. */
static void
write_shown(const json_t *shows)
{
	const json_t *one;
	size_t i;

	json_array_foreach(shows, i, one) {
		const char *label = json_string_value(json_object_get(one, "label")), *said = json_string_value(json_object_get(one, "text"));
		char *text = xasprintf("%s%" JSON_INTEGER_FORMAT " %s\n\n%s\n", i > 0 ? "\n--\n" : "", json_integer_value(json_object_get(one, "id")),
		    label ? label : "", said ? said : "");
		bool written = stream_write(STDOUT_FILENO, text, strlen(text));

		free(text);
		if (!written)
			return;
	}
}

/* What would be done, and to what; nothing is. */
static enum status
look(struct bulk *b)
{
	enum status status = STATUS_OK;
	json_t *seen = ask(b, "select app.bulk_look($1, $2::jsonb, $3)", &status), *one;
	size_t i;

	if (seen == NULL)
		return status;
	json_array_foreach(json_object_get(seen, "unfit"), i, one)
		translate_one(b, one);
	if (is(b->format, "json") || is(b->format, "jsonl")) {
		write_line(seen);
		json_decref(seen);
		return STATUS_OK;
	}
	stream_say(b->s, STATUS_OK, N_("{count} records."), json_pack("{s:O}", "count", json_object_get(seen, "count")));
	json_array_foreach(json_object_get(seen, "sums"), i, one)
		stream_say(b->s, STATUS_OK, "{label}: {value} {currency}", json_pack("{s:s,s:O,s:s}", "label", translate(b->s->language,
		    json_string_value(json_object_get(one, "label"))), "value", json_object_get(one, "value"), "currency",
		    json_is_string(json_object_get(one, "currency")) ? json_string_value(json_object_get(one, "currency")) : is(json_string_value(json_object_get(one, "type")), "money") ? b->s->currency : ""));
	json_array_foreach(json_object_get(seen, "unfit"), i, one)
		say_refused(b, one, (int64_t)i);
	write_shown(json_object_get(seen, "shows"));
	if (json_is_true(json_object_get(seen, "more")))
		stream_say(b->s, STATUS_OK, N_("There are more than {most}: the first {most} are taken at a time."), json_pack("{s:i}", "most", BULK_MOST));
	json_decref(seen);
	return STATUS_OK;
}

static enum status
prepare(struct bulk *b, bool *ready)
{
	struct stream *s = b->s;
	enum status status = STATUS_OK;
	const json_t *entity = stream_entity(s, b->entity, &status);
	json_t *found, *versions = json_object_get(s->params, "versions");
	PGresult *checked;
	char *text;

	if (entity == NULL || !read_query(b, &status))
		return status;
	read_values(b, entity);
	if (stream_flag(s, "dry_run"))
		return look(b);
	text = json_dumps(b->p, JSON_COMPACT);
	checked = stream_query(s, "select app.bulk_check($1, $2::jsonb)", 2, (const char *const[]){b->entity, text}, &status);
	free(text);
	PQclear(checked);
	if (checked == NULL || (found = ask(b, "select app.bulk_ids($1, $2::jsonb, $3)", &status)) == NULL)
		return status;
	b->ids = json_incref(json_object_get(found, "ids"));
	if (json_is_true(json_object_get(found, "more")))
		stream_say(s, STATUS_OK, N_("There are more than {most}: the first {most} are taken at a time."), json_pack("{s:i}", "most", BULK_MOST));
	json_decref(found);
	/* Versions stand in the order of the numbers given: only as long as each is there once. */
	if (versions != NULL && !json_equal(b->ids, json_object_get(s->params, "ids")))
		json_object_del(b->p, "versions");
	*ready = begin_batch(b, &status) && stream_commit(s, &status);
	return status;
}

enum status
stream_bulk(struct stream *s)
{
	static const char *const parts[] = {"what", "ids", "versions", "add", "remove", "batch"};
	struct bulk b = {.s = s, .entity = stream_text(s, "entity"), .format = stream_text(s, "format"), .p = json_object(), .results = json_array(),
	    .lot = LOT_FIRST};
	enum status status = STATUS_OK;
	bool ready = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		if (json_object_get(s->params, parts[i]) != NULL)
			json_object_set(b.p, parts[i], json_object_get(s->params, parts[i]));
	signal(SIGTERM, end_soon);
	signal(SIGINT, end_soon);
	if (b.format != NULL && !is(b.format, "table") && !is(b.format, "json") && !is(b.format, "jsonl")) {
		status = stream_say(s, STATUS_MISUSE, N_("“{word}” is no format of this verb: table, json, jsonl."), json_pack("{s:s}", "word", b.format));
	} else if (stream_begin(s, "", &status)) {
		status = prepare(&b, &ready);
		if (!ready)
			stream_rollback(s);
		if (ready)
			status = end(&b, do_all(&b));
	}
	json_decref(b.p);
	json_decref(b.ids);
	json_decref(b.results);
	return status;
}
