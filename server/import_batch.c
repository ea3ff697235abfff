/* import_batch.c: rows on their way to the database. While it writes one lot, the next is read and converted. */
#include "server/import_batch.h"

#include <stdlib.h>
#include <string.h>

#include "server/database_error.h"
#include "server/import_keep.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FOUND_MAX = 200000, TRIES = 4 };

static char *
fill(const struct import *i, const char *msgid, const struct import_target *t, const char *value, const char *kind)
{
	json_t *args = json_pack("{s:s,s:s,s:s}", "=label", report_label(&i->report, t->name), "value", value, "kind_label", kind ? kind : "");
	const json_t *choices = json_object_get(t->field, "choices"), *choice;
	struct buf words = BUF_EMPTY;
	size_t n;
	char *text;

	json_array_foreach(choices, n, choice) {
		const char *label = json_string_value(json_array_get(choice, 1));
		buf_printf(&words, "%s%s", n ? ", " : "", label ? translate(i->s->language, label) : "");
	}
	json_object_set_new(args, "choices", json_string(buf_text(&words)));
	text = translate_fill(i->s->language, msgid, args);
	json_decref(args);
	buf_free(&words);
	return text;
}

static void
refuse(struct import_row *row, const char *field, char *message)
{
	if (row->refusal != NULL) {
		free(message);
		return;
	}
	row->refusal = message;
	row->field = field;
	json_decref(row->values);
	row->values = NULL;
}

static void
want(struct import_lot *lot, size_t target, const char *text)
{
	if (lot->wanted_count == lot->wanted_room) {
		lot->wanted_room = lot->wanted_room ? lot->wanted_room * 2 : 64;
		lot->wanted = xreallocarray(lot->wanted, lot->wanted_room, sizeof *lot->wanted);
	}
	lot->wanted[lot->wanted_count++] = (struct import_wanted){.place = lot->count, .target = target, .text = xstrdup(text)};
}

/* A value short enough to be quoted in a sentence. */
static char *
quoted(const char *text)
{
	size_t n = strlen(text), keep = 60;

	if (n <= 80)
		return xstrdup(text);
	while (keep > 0 && ((unsigned char)text[keep] & 0xc0) == 0x80)
		keep--;
	return xasprintf("%.*s…", (int)keep, text);
}

/* urn:x-comptoir:COMPANY:ENTITY:42 on a card that we wrote ourselves is record 42. */
static void
unwrap_id(const struct import *i, char *text)
{
	char *ours = xasprintf("urn:x-comptoir:%s:%s:", i->s->slug, i->name);

	if (strncmp(text, ours, strlen(ours)) == 0)
		memmove(text, text + strlen(ours), strlen(text + strlen(ours)) + 1);
	free(ours);
}

static void
convert(struct import *i, struct import_lot *lot, struct import_row *row, size_t target)
{
	const struct import_target *t = &i->map.targets[target];
	struct import_reading how = i->reading;
	struct import_why why;
	enum cell_kind kind;
	enum import_outcome outcome;
	json_t *value;
	char *text = import_cell(t, &row->cells, &kind), *short_text;

	how.style = t->style;
	if (strcmp(t->name, "id") == 0)
		unwrap_id(i, text);
	outcome = import_value(t->field, t->by_label, &how, text, kind, &value, &why);
	short_text = quoted(text);
	if (outcome == IMPORT_WRONG) {
		json_decref(value);
		refuse(row, t->name, fill(i, why.msgid, t, short_text, why.kind));
	} else if (outcome == IMPORT_REFERENCE) {
		want(lot, target, json_string_value(value));
		json_decref(value);
	} else if (value != NULL && row->values != NULL) {
		json_object_set_new(row->values, t->name, value);
		row->bytes += strlen(text) + strlen(t->name) + 8;
	} else
		json_decref(value);
	if (outcome == IMPORT_VALUE && why.warning != NULL) {
		char *message = fill(i, why.warning, t, short_text, NULL);
		report_warning(&i->report, row->cells.line, t->name, message);
		free(message);
	}
	free(short_text);
	free(text);
}

void
import_add(struct import *i, struct import_lot *lot, struct table_row *row)
{
	struct import_row *mine = &lot->rows[lot->count];
	struct table_row other = mine->cells;

	mine->cells = *row;
	*row = other;
	mine->bytes = 32;
	if (mine->cells.trouble != NULL) {
		refuse(mine, NULL, translate_fill(i->s->language, mine->cells.trouble, mine->cells.trouble_args));
	} else {
		mine->values = json_object();
		for (size_t t = 0; t < i->map.count && mine->refusal == NULL; t++)
			convert(i, lot, mine, t);
	}
	lot->count++;
	lot->bytes += mine->bytes;
	i->report.counts.read++;
}

bool
import_lot_is_full(const struct import_lot *lot)
{
	return lot->count == IMPORT_BATCH || lot->bytes >= IMPORT_BATCH_BYTES;
}

void
import_lot_clear(struct import_lot *lot)
{
	for (size_t r = 0; r < lot->count; r++) {
		json_decref(lot->rows[r].values);
		lot->rows[r].values = NULL;
		free(lot->rows[r].refusal);
		lot->rows[r].refusal = NULL;
		lot->rows[r].field = NULL;
	}
	for (size_t w = 0; w < lot->wanted_count; w++)
		free(lot->wanted[w].text);
	lot->wanted_count = lot->count = lot->bytes = 0;
	free(lot->text);
	lot->text = NULL;
}

void
import_lot_free(struct import_lot *lot)
{
	import_lot_clear(lot);
	for (size_t r = 0; r < IMPORT_BATCH; r++)
		row_free(&lot->rows[r].cells);
	free(lot->wanted);
}

json_t *
import_refer(struct import *i, const struct import_target *t, const json_t *texts, enum status *status)
{
	const char *entity = json_string_value(json_object_get(t->field, "refers"));
	char *list = json_dumps(texts, JSON_COMPACT);
	const char *values[] = {entity, list};
	json_t *found = stream_json(i->s, "select app.refer($1, array(select jsonb_array_elements_text($2)))", 2, values, status);

	free(list);
	return found;
}

static json_t *
known_of(struct import *i, const struct import_target *t)
{
	json_t *known = json_object_get(i->found, t->name);

	if (known == NULL || json_object_size(known) > FOUND_MAX) {
		known = json_object();
		json_object_set_new(i->found, t->name, known);
	}
	return known;
}

/* Asks once for every text that no earlier row named. */
static enum status
learn(struct import *i, const struct import_lot *lot, size_t target)
{
	const struct import_target *t = &i->map.targets[target];
	json_t *known = known_of(i, t), *asked = json_array(), *found;
	enum status status = STATUS_OK;
	size_t n;
	const json_t *text;

	for (size_t w = 0; w < lot->wanted_count; w++)
		if (lot->wanted[w].target == target && json_object_get(known, lot->wanted[w].text) == NULL) {
			json_array_append_new(asked, json_string(lot->wanted[w].text));
			json_object_set_new(known, lot->wanted[w].text, json_null());
		}
	if (json_array_size(asked) > 0) {
		found = import_refer(i, t, asked, &status);
		if (found != NULL)
			json_array_foreach(asked, n, text)
				if (json_object_get(found, json_string_value(text)) != NULL)
					json_object_set(known, json_string_value(text), json_object_get(found, json_string_value(text)));
		json_decref(found);
	}
	json_decref(asked);
	return status;
}

static enum status
resolve(struct import *i, struct import_lot *lot)
{
	for (size_t t = 0; t < i->map.count; t++) {
		enum status status = json_object_get(i->map.targets[t].field, "refers") ? learn(i, lot, t) : STATUS_OK;
		if (status != STATUS_OK)
			return status;
	}
	for (size_t w = 0; w < lot->wanted_count; w++) {
		const struct import_wanted *wanted = &lot->wanted[w];
		const struct import_target *t = &i->map.targets[wanted->target];
		struct import_row *row = &lot->rows[wanted->place];
		const json_t *id = json_object_get(known_of(i, t), wanted->text);
		char *text;

		if (json_is_integer(id) && row->values != NULL) {
			json_object_set(row->values, t->name, (json_t *)(uintptr_t)id);
			continue;
		}
		text = quoted(wanted->text);
		if (row->values != NULL)
			refuse(row, t->name, fill(i, json_is_string(id) ? N_("{label}: several records are called “{value}”; give the number.")
				: N_("{label}: no record is called “{value}”."), t, text, NULL));
		free(text);
	}
	return STATUS_OK;
}

/* The rows as JSON. Null when all were refused already. */
static char *
rows_text(const struct import_lot *lot)
{
	struct buf text = BUF_EMPTY;

	for (size_t r = 0; r < lot->count; r++) {
		char *values;
		if (lot->rows[r].values == NULL)
			continue;
		values = json_dumps(lot->rows[r].values, JSON_COMPACT);
		buf_str(&text, text.length ? ",{\"line\":" : "[{\"line\":");
		buf_int(&text, lot->rows[r].cells.line);
		buf_str(&text, ",\"values\":");
		buf_str(&text, values);
		buf_byte(&text, '}');
		free(values);
	}
	if (text.length == 0)
		return NULL;
	buf_byte(&text, ']');
	return buf_steal(&text);
}

static enum status
send_text(struct import *i, const char *text)
{
	char *batch = xasprintf("%lld", (long long)i->batch);
	const char *values[] = {batch, text, i->update_by, i->rehearsal && !i->one_transaction ? "true" : "false"};
	int sent = PQsendQueryParams(i->s->db, "select app.import_rows($1, $2, $3, $4)", 4, NULL, values, NULL, NULL, 0);

	free(batch);
	return sent ? STATUS_OK : stream_failed(i->s, NULL);
}

enum status
import_send(struct import *i, struct import_lot *lot)
{
	enum status status = STATUS_OK;

	if (!i->one_transaction && !stream_begin(i->s, "", &status))
		return status;
	status = resolve(i, lot);
	if (status != STATUS_OK)
		return status;
	lot->text = rows_text(lot);
	i->sent = lot;
	return lot->text ? send_text(i, lot->text) : STATUS_OK;
}

static struct import_row *
row_of_line(struct import_lot *lot, int64_t line)
{
	for (size_t r = 0; r < lot->count; r++)
		if (lot->rows[r].cells.line == line)
			return &lot->rows[r];
	return NULL;
}

/* A sentence of the database, in the person's language, about a field by its name there. */
static char *
sentence(const struct import *i, const json_t *from)
{
	const char *msgid = json_string_value(json_object_get(from, "message")), *field = json_string_value(json_object_get(from, "field"));
	json_t *args = json_deep_copy(json_object_get(from, "args"));
	char *text;

	if (!json_is_object(args)) {
		json_decref(args);
		args = json_object();
	}
	if (field != NULL)
		json_object_set_new(args, "=label", json_string(report_label(&i->report, field)));
	text = translate_fill(i->s->language, msgid ? msgid : "", args);
	json_decref(args);
	return text;
}

static void
learn_refused(struct import *i, struct import_lot *lot, const json_t *list)
{
	size_t n;
	const json_t *one;

	json_array_foreach(list, n, one) {
		struct import_row *row = row_of_line(lot, json_integer_value(json_object_get(one, "line")));
		if (row != NULL)
			refuse(row, json_string_value(json_object_get(one, "field")), sentence(i, one));
	}
}

/* Those that never went and those that came back, in the order of the file. */
static void
tell_refused(struct import *i, const struct import_lot *lot)
{
	for (size_t r = 0; r < lot->count; r++)
		if (lot->rows[r].refusal != NULL)
			report_refused(&i->report, lot->rows[r].cells.line, lot->rows[r].field, lot->rows[r].refusal, &lot->rows[r].cells);
}

static int
by_line(const void *a, const void *b)
{
	json_int_t x = json_integer_value(json_object_get(*(json_t *const *)a, "line"));
	json_int_t y = json_integer_value(json_object_get(*(json_t *const *)b, "line"));

	return (x > y) - (x < y);
}

/* The database answers field by field; a person reads line by line. */
static void
take_warnings(struct import *i, const json_t *list)
{
	size_t count = json_array_size(list);
	json_t **sorted = xcalloc(count + 1, sizeof *sorted);

	for (size_t n = 0; n < count; n++)
		sorted[n] = json_array_get(list, n);
	qsort(sorted, count, sizeof *sorted, by_line);
	for (size_t n = 0; n < count; n++) {
		char *text = sentence(i, sorted[n]);
		report_warning(&i->report, json_integer_value(json_object_get(sorted[n], "line")),
		    json_string_value(json_object_get(sorted[n], "field")), text);
		free(text);
	}
	free(sorted);
}

static void
take_answer(struct import *i, const struct import_lot *lot, const json_t *answer)
{
	struct import_counts *c = &i->report.counts;
	size_t n;
	const json_t *one;

	c->created += json_integer_value(json_object_get(answer, "created"));
	c->updated += json_integer_value(json_object_get(answer, "updated"));
	c->unchanged += json_integer_value(json_object_get(answer, "unchanged"));
	tell_refused(i, lot);
	take_warnings(i, json_object_get(answer, "warnings"));
	json_array_foreach(json_object_get(answer, "duplicates"), n, one)
		report_duplicate(&i->report, json_integer_value(json_object_get(one, "line")), one);
}

/* Waits for the answer to what was sent. Null on failure; *again: the same may work. */
static json_t *
answer_of(struct import *i, enum status *status, bool *again, int tries)
{
	PGresult *result = PQgetResult(i->s->db), *end;
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	json_t *answer = NULL;

	*again = false;
	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
		answer = json_loads(PQgetvalue(result, 0, 0), 0, NULL);
	else if (state != NULL && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) && !i->one_transaction && tries < TRIES)
		*again = true;	/* somebody wrote the same records: nothing of this lot is kept, so it may be sent again */
	else
		*status = stream_failed(i->s, result);
	PQclear(result);
	while ((end = PQgetResult(i->s->db)) != NULL)
		PQclear(end);
	return answer;
}

static enum status
finish(struct import *i, struct import_lot *lot)
{
	enum status status = STATUS_OK;
	json_t *answer = NULL;
	bool again = true;

	for (int tries = 1; lot->text != NULL && again; tries++) {
		answer = answer_of(i, &status, &again, tries);
		if (!again)
			break;
		stream_rollback(i->s);
		if (!stream_begin(i->s, "", &status) || (status = send_text(i, lot->text)) != STATUS_OK)
			return status;
	}
	if (status == STATUS_OK) {
		learn_refused(i, lot, json_object_get(answer, "refused"));
		status = import_keep(i, lot);
	}
	/* Committed first, told then: nothing is reported that a crash could take back. */
	if (status == STATUS_OK && !i->one_transaction && !stream_commit(i->s, &status))
		status = status == STATUS_OK ? STATUS_LATER : status;
	if (status == STATUS_OK)
		take_answer(i, lot, answer);
	json_decref(answer);
	return status;
}

enum status
import_collect(struct import *i)
{
	struct import_lot *lot = i->sent;
	enum status status;

	if (lot == NULL)
		return STATUS_OK;
	i->sent = NULL;
	status = finish(i, lot);
	import_lot_clear(lot);
	return status;
}
