/* stream_import.c: the verb import: a file on stdin becomes records, through the same rules and rights as a form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "server/import_batch.h"
#include "server/import_words.h"
#include "server/stream.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PREVIEW = 50 };

struct preview {
	struct table_row rows[PREVIEW];
	size_t count, from;	/* data begins at `from` */
	long header;		/* which of them holds the headings */
	bool ended, broken;
};

static void
read_preview(struct table_reader *reader, struct preview *p)
{
	size_t bytes = 0;

	while (p->count < PREVIEW && bytes < IMPORT_BATCH_BYTES) {
		struct table_row *row = &p->rows[p->count];
		enum table_step step = table_next(reader, row);
		p->ended = step != TABLE_ROW;
		p->broken = step == TABLE_BROKEN;
		if (p->ended)
			break;
		bytes += row->text.length;
		p->count++;
	}
}

/* --header N is a line of the file; "none" or 0: there is none. False: said. */
static bool
given_header(struct import *i, struct preview *p, const char *header, enum status *status)
{
	char *end;
	long line = strtol(header, &end, 10);

	p->header = IMPORT_NO_HEADER;
	if (strcasecmp(header, "none") == 0 || (*end == '\0' && line == 0))
		return true;
	for (size_t r = 0; r < p->count; r++)
		if (*end == '\0' && p->rows[r].line == line)
			p->header = (long)r;
	if (p->header == IMPORT_NO_HEADER)
		*status = stream_say(i->s, STATUS_MISUSE, N_("There are no headings on line {line}."), json_pack("{s:s}", "line", header));
	return p->header != IMPORT_NO_HEADER;
}

static bool
find_columns(struct import *i, struct table_reader *reader, struct preview *p, enum status *status)
{
	const json_t *said = json_object_get(i->s->params, "header");
	char *header = json_is_integer(said) ? xasprintf("%lld", (long long)json_integer_value(said)) : xstrdup_or_null(json_string_value(said));
	size_t count;
	const char *const *names = table_names(reader, &count);
	bool fine = true;

	p->header = IMPORT_NO_HEADER;
	if (names != NULL) {
		i->map.many = true;
		import_take_names(&i->map, names, count);
		free(header);
		return true;
	}
	if (header != NULL && *header != '\0')
		fine = given_header(i, p, header, status);
	else
		p->header = import_find_header(&i->map, p->rows, p->count);
	free(header);
	p->from = p->header == IMPORT_NO_HEADER ? 0 : (size_t)p->header + 1;
	if (fine)
		import_name_columns(&i->map, p->header == IMPORT_NO_HEADER ? NULL : &p->rows[p->header], p->rows + p->from, p->count - p->from);
	return fine;
}

/* A guessed reference of which hardly any value names a record is some other thing of that name. */
static enum status
check_references(struct import *i, const struct preview *p, bool *dropped)
{
	enum status status = STATUS_OK;

	for (size_t t = 0; t < i->map.count && status == STATUS_OK;) {
		const struct import_target *target = &i->map.targets[t];
		json_t *texts = json_array(), *found;
		size_t numbers = 0;

		for (size_t r = p->from; r < p->count && json_object_get(target->field, "refers") && !target->given; r++) {
			enum cell_kind kind;
			struct import_why why;
			json_t *value;
			char *text = import_cell(target, &p->rows[r], &kind);
			enum import_outcome outcome = import_value(target->field, target->by_label, &i->reading, text, kind, &value, &why);
			if (outcome == IMPORT_REFERENCE)
				json_array_append(texts, value);
			numbers += json_is_integer(value);
			json_decref(value);
			free(text);
		}
		found = json_array_size(texts) > 0 ? import_refer(i, target, texts, &status) : NULL;
		if (status == STATUS_OK && numbers == 0 && json_object_size(found) == 0 && json_array_size(texts) > 0) {
			*dropped = true;
			stream_say(i->s, STATUS_OK, N_("“{column}” names no known record: it is not taken for {label}."),
			    json_pack("{s:s,s:s}", "column", i->map.names[target->sources[0].columns[0]], "=label",
				report_label(&i->report, target->name)));
			import_drop(&i->map, t);
		} else
			t++;
		json_decref(found);
		json_decref(texts);
	}
	return status;
}

/* Is this column the number of our records? "id", its label ("Number", "Numéro"), or what our cards carry. */
static bool
is_id_column(const struct import *i, const char *name)
{
	const char *label = report_label(&i->report, "id"), *names[] = {"id", label, translate(i->s->language, label), translate("fr", label)};
	char *key = import_key(name);
	bool found = i->map.many && strcmp(name, "uid") == 0;

	for (size_t n = 0; n < sizeof names / sizeof *names && !found; n++) {
		char *other = import_key(names[n]);
		found = strcmp(other, key) == 0;
		free(other);
	}
	free(key);
	return found;
}

/* --update-by needs its column; the number of a record may be one. */
static enum status
check_update_by(struct import *i)
{
	bool known = i->update_by == NULL, more;

	for (size_t c = 0; c < i->map.width && i->map.own; c++) {
		json_t *given;
		char *why = NULL;
		if (i->map.used[c] || !is_id_column(i, i->map.names[c]))
			continue;
		given = json_pack("{s:s}", i->map.names[c], "id");
		if (!import_map_given(&i->map, given, i->s->language, &why, &more))
			free(why);
		json_decref(given);
		break;
	}
	for (size_t t = 0; t < i->map.count && !known; t++)
		known = strcmp(i->map.targets[t].name, i->update_by) == 0;
	return known ? STATUS_OK : stream_say(i->s, STATUS_MISUSE, N_("No column feeds the field “{field}” that --update-by names."),
	    json_pack("{s:s}", "field", i->update_by));
}

static enum status
map_columns(struct import *i, const struct preview *p)
{
	const struct table_row *rows = p->rows + p->from;
	size_t count = p->count - p->from;
	char *why = NULL;
	json_t *given = import_given_map(i->s, &why);
	bool more = true, again = false, fine = why == NULL;
	enum status status;

	if (fine && given != NULL)
		fine = import_map_given(&i->map, given, i->s->language, &why, &more);
	json_decref(given);
	if (!fine) {
		status = stream_say(i->s, STATUS_MISUSE, "{why}", json_pack("{s:s}", "why", why));
		free(why);
		return status;
	}
	if (more)
		import_guess(&i->map, rows, count, &i->reading, 0);
	status = check_references(i, p, &again);
	if (more && again)	/* "Company" is no contact of ours: then it is the name on a card */
		import_guess(&i->map, rows, count, &i->reading, 0);
	if (status == STATUS_OK)
		status = check_update_by(i);
	if (status == STATUS_OK && i->map.count == 0)
		status = import_say_no_columns(i, rows, count);
	import_learn_styles(&i->map, rows, count);
	return status;
}

/* A card or object further down brings a property that none before had. */
static void
take_new_columns(struct import *i, struct table_reader *reader, const struct table_row *row)
{
	size_t count, from = i->map.width;
	const char *const *names = table_names(reader, &count);

	if (names == NULL || count == from)
		return;
	import_take_names(&i->map, names, count);
	import_guess(&i->map, row, 1, &i->reading, from);
	for (size_t c = from; c < count; c++)
		if (!i->map.used[c])
			stream_say(i->s, STATUS_OK, N_("“{column}”, first on line {line}, is ignored."),
			    json_pack("{s:s,s:I}", "column", names[c], "line", (json_int_t)row->line));
}

/* What the format itself knows its rows by updates them, unless the person said by what. */
static void
know_again(struct import *i, const struct table_reader *reader)
{
	const char *key = table_key(reader);

	for (size_t t = 0; t < i->map.count && key != NULL && i->update_by == NULL; t++)
		if (strcmp(i->map.names[i->map.targets[t].sources[0].columns[0]], key) == 0) {
			i->update_by = i->map.targets[t].name;
			i->one_transaction = false;
		}
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum status
take_row(struct import *i, struct import_lot **lot, struct table_row *row)
{
	struct import_lot *full;
	enum status status;

	if (row_is_blank(row)) {
		i->report.counts.blank++;
		return STATUS_OK;
	}
	import_add(i, *lot, row);
	if (!import_lot_is_full(*lot))
		return STATUS_OK;
	full = *lot;
	*lot = full == &i->lots[0] ? &i->lots[1] : &i->lots[0];
	status = import_collect(i);
	return status == STATUS_OK ? import_send(i, full) : status;
}

static bool
tell_work(struct import *i, int64_t total)
{
	const struct import_counts *c = &i->report.counts;

	return stream_work_at(i->s, c->read, c->created + c->updated + c->unchanged, c->refused, total);
}

/* Somebody wanted no more of it. Lots that were sent are in; a rehearsal has written nothing anyway. */
static enum status
say_stopped(struct import *i, const struct import_lot *left, long last)
{
	long line = left->count > 0 ? (long)left->rows[0].cells.line : last + 1;

	i->report.counts.read -= (int64_t)left->count;
	if (i->rehearsal)
		return stream_say(i->s, STATUS_REFUSED, N_("Stopped on demand. Nothing was written."), NULL);
	return stream_say(i->s, STATUS_REFUSED, N_("Stopped on demand before line {line}: what stands above it is in, the rest is not. undo {batch} takes it back."),
		json_pack("{s:I,s:I}", "line", (json_int_t)line, "batch", i->batch));
}

static enum status
take_rows(struct import *i, struct table_reader *reader, struct preview *p)
{
	struct table_row row = ROW_EMPTY;
	struct import_lot *lot = &i->lots[0];
	enum status status = STATUS_OK;
	enum table_step step = p->broken ? TABLE_BROKEN : TABLE_END;
	int64_t begun = now_ms();
	long last = 0;

	for (size_t r = p->from; r < p->count && status == STATUS_OK; r++)
		status = take_row(i, &lot, &p->rows[r]);
	while (!p->ended && status == STATUS_OK && (step = table_next(reader, &row)) == TABLE_ROW) {
		int64_t spent = now_ms() - begun;
		last = (long)row.line;
		take_new_columns(i, reader, &row);
		status = take_row(i, &lot, &row);
		if (i->report.counts.read % 100 == 0)	/* {total} is the rate here */
			stream_progress(i->s, N_("{done} rows, {total} a second"), i->report.counts.read,
			    i->report.counts.read * 1000 / (spent > 0 ? spent : 1));
		if (tell_work(i, stream_work_rows(i->s)))
			break;
	}
	row_free(&row);
	if (status == STATUS_OK)
		status = import_collect(i);
	if (stream_work_stopped(i->s))	/* what was read and not sent stays out: what is in are whole lots */
		return status == STATUS_OK ? say_stopped(i, lot, last) : status;
	if (status == STATUS_OK && step == TABLE_END && !stream_input_whole(i->s))
		status = stream_say(i->s, STATUS_LATER, N_("The file stopped coming: its last rows may be cut, and are not in."), NULL);
	if (status == STATUS_OK && lot->count > 0) {
		status = import_send(i, lot);
		if (status == STATUS_OK)
			status = import_collect(i);
	}
	if (status == STATUS_OK && step == TABLE_BROKEN) {
		stream_say(i->s, STATUS_OK, "{why}", json_pack("{s:s}", "why", table_why(reader)));
		status = i->report.counts.read == 0 ? STATUS_MISUSE
		    : stream_say(i->s, STATUS_MISUSE, N_("The file was read up to there; what follows is not in."), NULL);
	}
	return status;
}

/* Opens the batch. An import whose key was used already is answered by what it did then. */
static enum status
begin_batch(struct import *i, const struct table_reader *reader, bool *done)
{
	const char *key = stream_text(i->s, "key"), *name = stream_text(i->s, "name");
	json_t *options = json_pack("{s:s,s:s,s:s*,s:s*}", "format", table_format_name(reader), "encoding", table_encoding(reader), "key", key,
	    "update_by", i->update_by), *got;
	char *text = json_dumps(options, JSON_COMPACT);
	const char *values[] = {i->name, name, text};
	enum status status = STATUS_OK;

	*done = key != NULL && import_was_done(i, key, &status);
	if (status == STATUS_OK && !*done) {
		got = stream_json(i->s, "select to_jsonb(app.import_begin($1, $2, $3))", 3, values, &status);
		i->batch = json_integer_value(got);
		json_decref(got);
	}
	json_decref(options);
	free(text);
	if (status == STATUS_OK && !i->one_transaction && !stream_commit(i->s, &status) && status == STATUS_OK)
		status = STATUS_LATER;
	return status;
}

/* Those who look on hear of the newest rows; in a transaction of its own, since NOTIFY takes a lock of the whole cluster. Only a hint. */
static void
tell_others(struct import *i, const char *const *batch)
{
	enum status told = STATUS_OK;

	if (!stream_begin(i->s, "", &told))
		return;
	PQclear(stream_query(i->s, "select app.import_tell($1)", 1, batch, &told));
	if (told == STATUS_OK && !stream_commit(i->s, &told))
		stream_rollback(i->s);
}

static enum status
end_batch(struct import *i, enum status status)
{
	json_t *counts = report_counts(&i->report);
	char *text = json_dumps(counts, JSON_COMPACT), *batch = xasprintf("%lld", (long long)i->batch);
	const char *values[] = {batch, text};
	enum status ended = STATUS_OK;

	if (!i->rehearsal && PQstatus(i->s->db) == CONNECTION_OK) {
		stream_rollback(i->s);
		if (stream_begin(i->s, "", &ended)) {
			PGresult *result = stream_query(i->s, "select app.import_end($1, $2)", 2, values, &ended);
			if (result != NULL && !stream_commit(i->s, &ended) && ended == STATUS_OK)
				ended = STATUS_LATER;
			PQclear(result);
		}
		if (ended == STATUS_OK)
			tell_others(i, values);
	}
	stream_rollback(i->s);
	free(text);
	free(batch);
	json_decref(counts);
	if (status == STATUS_OK)
		status = ended;
	return status == STATUS_OK && i->report.counts.refused > 0 ? STATUS_REFUSED : status;
}

static void
say_notes(struct import *i, const struct table_reader *reader, size_t from)
{
	for (size_t n = from; n < json_array_size(table_notes(reader)); n++)
		stream_say(i->s, STATUS_OK, "{note}", json_pack("{s:O}", "note", json_array_get(table_notes(reader), n)));
}

static enum status
import_all(struct import *i, struct table_reader *reader, struct preview *p)
{
	enum status status = STATUS_OK;
	size_t notes = 0;
	bool done = false;

	read_preview(reader, p);
	if (p->count == 0 && p->broken)
		return stream_say(i->s, STATUS_MISUSE, "{why}", json_pack("{s:s}", "why", table_why(reader)));
	if (!find_columns(i, reader, p, &status))
		return status;
	status = map_columns(i, p);
	know_again(i, reader);
	say_notes(i, reader, 0);
	notes = json_array_size(table_notes(reader));
	if (status != STATUS_OK)
		return status;
	import_say_guess(i, reader, p->header == IMPORT_NO_HEADER ? 0 : p->rows[p->header].line);
	status = begin_batch(i, reader, &done);
	if (status != STATUS_OK || done)
		return status;
	i->report.batch = i->rehearsal ? 0 : i->batch;
	stream_work_batch(i->s, i->report.batch);
	status = take_rows(i, reader, p);
	say_notes(i, reader, notes);
	tell_work(i, stream_work_stopped(i->s) ? -1 : i->report.counts.read);
	status = end_batch(i, status);
	report_end(&i->report);
	return status;
}

/* Times without a zone are the company's. This process runs for one person only. */
static void
set_clock(struct import *i)
{
	time_t now = time(NULL);
	struct tm local;

	setenv("TZ", i->s->time_zone, 1);
	tzset();
	localtime_r(&now, &local);
	i->reading.language = i->s->language;
	i->reading.today = (struct date){local.tm_year + 1900, local.tm_mon + 1, local.tm_mday};
}

enum status
stream_import(struct stream *s)
{
	struct table_options options = {.format = stream_text(s, "format"), .encoding = stream_text(s, "encoding"),
	    .separator = stream_text(s, "separator"), .sheet = stream_text(s, "sheet"), .language = s->language};
	struct import *i = xcalloc(1, sizeof *i);
	struct preview *preview = xcalloc(1, sizeof *preview);
	struct table_reader *reader = NULL;
	char *why = NULL;
	enum status status = STATUS_OK;

	i->s = s;
	i->name = stream_text(s, "entity");
	i->update_by = stream_text(s, "update_by");
	i->rehearsal = stream_flag(s, "dry_run");
	/* A rehearsal that only makes records sees those of earlier rows, in one transaction that is then taken back. One that
	   changes records must not lock them from the people at work: it takes each lot back at once. */
	i->one_transaction = i->rehearsal && i->update_by == NULL;
	i->found = json_object();
	i->report = (struct import_report){.s = s, .rehearsal = i->rehearsal};
	set_clock(i);
	if (!stream_begin(s, "", &status))
		goto out;
	i->entity = stream_entity(s, i->name, &status);
	if (i->entity == NULL)
		goto out;
	i->report.fields = json_object_get(i->entity, "fields");
	status = import_shown_as(i);
	if (status != STATUS_OK)
		goto out;
	/* Who takes the refused rows home in a file does not find them here a second time. */
	i->keeps = !i->rehearsal && i->report.shown != REPORT_ROWS;
	import_map_new(&i->map, i->report.fields, s->language);
	i->map.own = i->update_by != NULL && strcmp(i->update_by, "id") == 0;
	reader = table_open(STDIN_FILENO, &options, &why);
	if (reader == NULL) {
		status = stream_say(s, STATUS_MISUSE, "{why}", json_pack("{s:s}", "why", why));
		goto out;
	}
	if (table_key(reader) != NULL && !json_is_object(json_object_get(i->entity, "calendar")))
		status = stream_say(s, STATUS_MISUSE, N_("{title_label} have no calendar."), json_pack("{s:O}", "title_label", json_object_get(i->entity, "title")));
	else
		status = import_all(i, reader, preview);
out:
	stream_rollback(s);
	free(why);
	table_close(reader);
	for (size_t r = 0; r < PREVIEW; r++)
		row_free(&preview->rows[r]);
	import_lot_free(&i->lots[0]);
	import_lot_free(&i->lots[1]);
	import_map_free(&i->map);
	report_free(&i->report);
	json_decref(i->found);
	free(preview);
	free(i);
	return status;
}
