/* import_report.c: what an import says. Refused rows are said as they come: a million of them take no memory. */
#include "server/import_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/translate.h"

enum {
	SAME_MAX = 3,			/* times that a warning of one kind is said */
	ALIKE_MAX = 20,			/* look-alikes on stderr */
	KINDS_MAX = 50,			/* kinds of warnings that are told apart */
	TOLD_MAX = 200,			/* refused rows on stderr before only the count goes on */
	KEPT_MAX = 4 * 1024 * 1024,	/* warnings and look-alikes held for the end of the JSON report */
};

const char *
report_label(const struct import_report *r, const char *field)
{
	size_t i;
	const json_t *f;

	json_array_foreach(r->fields, i, f) {
		const char *name = json_string_value(json_object_get(f, "name")), *label = json_string_value(json_object_get(f, "label"));
		if (field != NULL && name != NULL && strcmp(name, field) == 0 && label != NULL)
			return label;
	}
	return field ? field : "";
}

static void
out(struct import_report *r, struct buf *b)
{
	if (!r->gone && !stream_write(STDOUT_FILENO, b->bytes, b->length))
		r->gone = true;		/* nobody reads the report; the import goes on */
	buf_free(b);
}

static void
add_event(struct buf *b, const char *kind, int64_t line, const char *field, const char *message)
{
	buf_byte(b, '{');
	if (kind != NULL) {
		buf_str(b, "\"kind\":");
		buf_json_str(b, kind);
		buf_byte(b, ',');
	}
	buf_str(b, "\"line\":");
	buf_int(b, line);
	buf_str(b, ",\"field\":");
	buf_json_str(b, field);
	buf_str(b, ",\"message\":");
	buf_json_str(b, message);
	buf_byte(b, '}');
}

/* A cell of CSV. Values go back as they came: they are meant for this program, not for a spreadsheet's formulas. */
static void
add_cell(struct buf *b, const char *text, char separator)
{
	if (strpbrk(text, "\"\r\n") == NULL && strchr(text, separator) == NULL && *text != ' ') {
		buf_str(b, text);
		return;
	}
	buf_byte(b, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			buf_byte(b, '"');
		buf_byte(b, *text);
	}
	buf_byte(b, '"');
}

static void
add_row(struct import_report *r, const char *message, const struct table_row *row)
{
	struct buf b = BUF_EMPTY;

	if (!r->begun) {
		buf_str(&b, "\xef\xbb\xbf");	/* Excel takes a file without it for Windows-1252 */
		for (size_t i = 0; i < r->name_count; i++) {
			add_cell(&b, r->names[i], r->separator);
			buf_byte(&b, r->separator);
		}
		add_cell(&b, translate(r->s->language, N_("Why it was refused")), r->separator);
		buf_str(&b, "\r\n");
	}
	r->begun = true;
	for (size_t i = 0; i < r->name_count; i++) {
		add_cell(&b, row ? row_cell(row, i) : "", r->separator);
		buf_byte(&b, r->separator);
	}
	add_cell(&b, message, r->separator);
	buf_str(&b, "\r\n");
	out(r, &b);
}

/* Counts one more and answers whether it is still said. */
static bool
is_said(struct import_report *r, int64_t *told, int64_t most)
{
	if (++*told == most + 1)
		stream_say(r->s, STATUS_OK, N_("… and more; --format-report jsonl tells them all."), NULL);
	return *told <= most;
}

static void
say(struct import_report *r, const char *msgid, int64_t line, const char *field, const char *message)
{
	json_t *args = json_pack("{s:I,s:s}", "line", (json_int_t)line, "message", message);

	/* A sentence that names its field already is not prefixed with it. */
	if (field != NULL && strncmp(message, report_label(r, field), strlen(report_label(r, field))) != 0) {
		char *both = NULL;
		if (asprintf(&both, "%s%s%s", report_label(r, field), translate(r->s->language, N_(": ")), message) >= 0)
			json_object_set_new(args, "message", json_string(both));
		free(both);
	}
	stream_say(r->s, STATUS_OK, msgid, args);
}

void
report_refused(struct import_report *r, int64_t line, const char *field, const char *message, const struct table_row *row)
{
	struct buf b = BUF_EMPTY;

	r->counts.refused++;
	switch (r->shown) {
	case REPORT_ROWS:
		add_row(r, message, row);
		/* fallthrough */
	case REPORT_WORDS:
		if (is_said(r, &r->told, TOLD_MAX))
			say(r, N_("line {line}: {message}"), line, field, message);
		return;
	case REPORT_LINES:
		add_event(&b, "refused", line, field, message);
		buf_byte(&b, '\n');
		out(r, &b);
		return;
	case REPORT_JSON:
		buf_str(&b, r->begun ? "," : "{\"refused\":[");
		r->begun = true;
		add_event(&b, NULL, line, field, message);
		out(r, &b);
		return;
	}
}

/* A sentence without the values that it quotes and without its numbers and dates: what two warnings of one kind have in common. The caller owns it. */
static char *
kind_of(const char *message)
{
	static const char *const marks[][2] = {{"\xe2\x80\x9c", "\xe2\x80\x9d"}, {"\xc2\xab", "\xc2\xbb"}};
	struct buf kind = BUF_EMPTY;

	while (*message != '\0') {
		const char *end = NULL;
		for (size_t m = 0; m < 2 && end == NULL; m++)
			if (strncmp(message, marks[m][0], strlen(marks[m][0])) == 0 && (end = strstr(message, marks[m][1])) != NULL)
				end += strlen(marks[m][1]);
		if (end == NULL && *message >= '0' && *message <= '9')
			message++;
		else if (end == NULL)
			buf_byte(&kind, *message++);
		else
			message = end;
	}
	return buf_steal(&kind);
}

/* The same warning on every line says no more than on the first few. */
static bool
is_news(struct import_report *r, const char *message)
{
	char *kind = kind_of(message);
	json_t *seen;
	json_int_t times = 1;

	if (r->warned == NULL)
		r->warned = json_object();
	seen = json_object_get(r->warned, kind);
	if (seen != NULL) {
		times = json_integer_value(json_array_get(seen, 0)) + 1;
		json_array_set_new(seen, 0, json_integer(times));
	} else if (json_object_size(r->warned) >= KINDS_MAX)
		times = SAME_MAX + 1;
	else
		json_object_set_new(r->warned, kind, json_pack("[I,s]", times, message));
	free(kind);
	return times <= SAME_MAX;
}

void
report_warning(struct import_report *r, int64_t line, const char *field, const char *message)
{
	struct buf b = BUF_EMPTY;

	r->counts.warnings++;
	if (r->shown == REPORT_JSON) {
		if (r->warnings.length > KEPT_MAX)
			return;
		if (r->warnings.length > 0)
			buf_byte(&r->warnings, ',');
		add_event(&r->warnings, NULL, line, field, message);
	} else if (r->shown == REPORT_LINES) {
		add_event(&b, "warning", line, field, message);
		buf_byte(&b, '\n');
		out(r, &b);
	} else if (is_news(r, message))
		say(r, N_("line {line}, warning: {message}"), line, field, message);
}

void
report_duplicate(struct import_report *r, int64_t line, const json_t *duplicate)
{
	struct buf b = BUF_EMPTY;
	char *text = json_dumps(duplicate, JSON_COMPACT);
	json_t *args;

	r->counts.duplicates++;
	if (r->shown == REPORT_JSON) {
		if (r->duplicates.length < KEPT_MAX) {
			buf_str(&r->duplicates, r->duplicates.length > 0 ? "," : "");
			buf_str(&r->duplicates, text);
		}
	} else if (r->shown == REPORT_LINES) {
		buf_str(&b, "{\"kind\":\"duplicate\",");
		buf_str(&b, text + 1);
		buf_byte(&b, '\n');
		out(r, &b);
	} else if (is_said(r, &r->alike, ALIKE_MAX)) {
		const char *why = json_string_value(json_object_get(duplicate, "why"));
		args = json_pack("{s:I,s:I,s:O?,s:s}", "line", (json_int_t)line, "id", json_integer_value(json_object_get(duplicate, "id")),
		    "name", json_object_get(duplicate, "label"), "=why_label", report_label(r, why));
		stream_say(r->s, STATUS_OK, N_("line {line} looks like “{name}” (number {id}): same {why_label}."), args);
	}
	free(text);
}

json_t *
report_counts(const struct import_report *r)
{
	const struct import_counts *c = &r->counts;

	return json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "read", (json_int_t)c->read, "created", (json_int_t)c->created,
	    "updated", (json_int_t)c->updated, "unchanged", (json_int_t)c->unchanged, "refused", (json_int_t)c->refused, "kept", (json_int_t)c->kept,
	    "warnings", (json_int_t)c->warnings, "duplicates", (json_int_t)c->duplicates);
}

static void
end_json(struct import_report *r)
{
	struct buf b = BUF_EMPTY;

	buf_str(&b, r->begun ? "]," : "{\"refused\":[],");
	buf_str(&b, "\"batch\":");
	if (r->batch > 0)
		buf_int(&b, r->batch);
	else
		buf_str(&b, "null");
	buf_printf(&b, ",\"dry_run\":%s,\"read\":%lld,\"created\":%lld,\"updated\":%lld,\"unchanged\":%lld,\"refused_count\":%lld",
	    r->rehearsal ? "true" : "false", (long long)r->counts.read, (long long)r->counts.created, (long long)r->counts.updated,
	    (long long)r->counts.unchanged, (long long)r->counts.refused);
	buf_printf(&b, ",\"kept\":%lld", (long long)r->counts.kept);
	buf_printf(&b, ",\"warnings_count\":%lld,\"duplicates_count\":%lld", (long long)r->counts.warnings, (long long)r->counts.duplicates);
	buf_str(&b, ",\"warnings\":[");
	buf_add(&b, r->warnings.bytes ? r->warnings.bytes : "", r->warnings.length);
	buf_str(&b, "],\"duplicates\":[");
	buf_add(&b, r->duplicates.bytes ? r->duplicates.bytes : "", r->duplicates.length);
	buf_str(&b, "]}\n");
	out(r, &b);
}

static void
end_lines(struct import_report *r)
{
	struct buf b = BUF_EMPTY;
	json_t *counts = report_counts(r);
	char *text;

	json_object_set_new(counts, "kind", json_string("end"));
	json_object_set_new(counts, "batch", r->batch > 0 ? json_integer(r->batch) : json_null());
	json_object_set_new(counts, "dry_run", json_boolean(r->rehearsal));
	text = json_dumps(counts, JSON_COMPACT);
	buf_str(&b, text);
	buf_byte(&b, '\n');
	out(r, &b);
	free(text);
	json_decref(counts);
}

/* Where the refused rows are now, and what to do with them there. */
static void
say_kept(const struct import_report *r)
{
	const char *title = json_string_value(json_object_get(r->kept_in, "title")), *entity = json_string_value(json_object_get(r->kept_in, "entity"));
	const struct import_counts *c = &r->counts;

	if (c->kept == 0 || title == NULL || entity == NULL)
		return;
	stream_say(r->s, STATUS_OK, c->kept < c->refused ? N_("Of {refused} refused rows the first {kept} wait to be corrected: in Comptoir type “:{title}”, here list {entity}.")
		: c->kept == 1 ? N_("The refused row waits to be corrected: in Comptoir type “:{title}”, here list {entity}.")
		: N_("{kept} refused rows wait to be corrected: in Comptoir type “:{title}”, here list {entity}."),
	    json_pack("{s:I,s:I,s:s,s:s}", "refused", (json_int_t)c->refused, "kept", (json_int_t)c->kept, "title", translate(r->s->language, title),
		"entity", entity));
}

void
report_end(struct import_report *r)
{
	const char *kind;
	json_t *seen;

	if (r->shown == REPORT_JSON)
		end_json(r);
	else if (r->shown == REPORT_LINES)
		end_lines(r);
	stream_say(r->s, STATUS_OK, r->rehearsal
		? N_("Rehearsal, nothing was written: {read} read, {created} would be created, {updated} updated, {unchanged} unchanged, {refused} refused.")
		: N_("{read} read, {created} created, {updated} updated, {unchanged} unchanged, {refused} refused."), report_counts(r));
	if (r->counts.warnings + r->counts.duplicates > 0)
		stream_say(r->s, STATUS_OK, N_("{warnings} warnings, {duplicates} look-alikes of records that are there."), report_counts(r));
	json_object_foreach(r->warned, kind, seen)
		if (json_integer_value(json_array_get(seen, 0)) > SAME_MAX)
			stream_say(r->s, STATUS_OK, N_("{count} times in all: {message}"),
			    json_pack("{s:O,s:O}", "count", json_array_get(seen, 0), "message", json_array_get(seen, 1)));
	if (r->counts.blank > 0)
		stream_say(r->s, STATUS_OK, N_("{count} empty rows were passed over."), json_pack("{s:I}", "count", (json_int_t)r->counts.blank));
	if (r->batch > 0 && r->counts.created + r->counts.updated > 0)
		stream_say(r->s, STATUS_OK, N_("This is import number {batch}; undo {batch} takes it back."), json_pack("{s:I}", "batch", r->batch));
	say_kept(r);
	if (r->counts.refused > r->counts.kept && r->shown == REPORT_WORDS)
		stream_say(r->s, STATUS_OK, N_("--refused csv > FILE gives the refused rows to correct and send again."), NULL);
}

void
report_free(struct import_report *r)
{
	buf_free(&r->warnings);
	buf_free(&r->duplicates);
	json_decref(r->warned);
	json_decref(r->kept_in);
}
