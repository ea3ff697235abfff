/* exec.c: one verb as a command line: run, shown, ended with its exit status. */
#include "server/exec.h"

#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"
#include "server/desk_inside.h"
#include "server/exec_command.h"
#include "server/exec_values.h"
#include "server/log_reader.h"
#include "server/loop.h"
#include "server/rpc.h"
#include "server/verb.h"
#include "shared/translate.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

enum { FOLLOW_MS = 300 };

struct exec {
	struct desk *desk;
	struct caller *who;
	struct exec_io io;
	struct exec_command command;
	bool pty, input_over;
	int columns;
	struct buf input;
	struct request *request;
	struct log_reader *log;
	struct loop_timer *timer;
};

static void
exec_free(struct exec *x)
{
	loop_defer_forget(x->desk->loop, x);
	loop_timer_drop(x->timer);
	log_reader_free(x->log);
	exec_command_clear(&x->command);
	buf_free(&x->input);
	caller_unref(x->who);
	free(x);
}

static void
end(struct exec *x, enum status status)
{
	x->io.end(x->io.arg, (int)status);
	exec_free(x);
}

static void
say(struct exec *x, const char *before, const char *sentence)
{
	char *clean = text_clean_str(sentence);
	struct buf line = BUF_EMPTY;

	if (before != NULL)
		buf_printf(&line, "%s%s", before, translate(x->who->language, N_(": ")));
	buf_str(&line, clean);
	buf_byte(&line, '\n');
	x->io.err(x->io.arg, line.bytes, line.length);
	buf_free(&line);
	free(clean);
}

static const json_t *
entity_of(const struct request *r)
{
	return catalogue_entity(r->catalogue, json_string_value(json_object_get(r->params, "entity")));
}

static const char *
label_of(const struct request *r, const char *field)
{
	const json_t *found = field && r->catalogue ? catalogue_field(entity_of(r), field) : NULL;
	const char *label = json_string_value(json_object_get(found, "label"));

	return label ? label : field;
}

/* A sentence, after what it is about unless it says so itself. */
static void
say_about(struct exec *x, const struct request *r, const char *field, const char *sentence)
{
	const struct arg *a = field && r->verb ? verb_arg(r->verb, field) : NULL;
	const char *label = label_of(r, field);
	struct buf word = BUF_EMPTY;

	if (sentence == NULL)
		return;
	if (a != NULL) {
		verb_arg_word(a, false, &word);
		label = buf_text(&word);
	}
	say(x, field != NULL && label != NULL && strstr(sentence, label) == NULL && strstr(sentence, field) == NULL ? label : NULL, sentence);
	buf_free(&word);
}

/* [{"field","message"}…] a line each. */
static void
say_list(struct exec *x, const struct request *r, const json_t *list)
{
	const json_t *each;
	size_t i;

	json_array_foreach(list, i, each)
		say_about(x, r, json_string_value(json_object_get(each, "field")), json_string_value(json_object_get(each, "message")));
}

static void
say_error(struct exec *x, const struct request *r)
{
	const json_t *errors = json_object_get(r->error.data, "errors");

	if (json_array_size(errors) > 0)
		say_list(x, r, errors);
	else
		say_about(x, r, json_string_value(json_object_get(r->error.data, "field")), r->error.message);
}

/* What comes beside the rows: how many there are, and how to go on. */
static void
say_page(struct exec *x, const json_t *answer)
{
	const json_t *count = json_object_get(answer, "count"), *next = json_object_get(answer, "next");
	const char *language = x->who->language;
	char *text;

	if (json_is_integer(count) && json_object_get(answer, "rows") != NULL) {
		json_t *args = json_pack("{s:I,s:O}", "shown", (json_int_t)json_array_size(json_object_get(answer, "rows")), "count", count);
		text = translate_fill(language, json_is_true(json_object_get(answer, "count_capped")) ?
		    N_("{shown} of more than {count}.") : N_("{shown} of {count}."), args);
		say(x, NULL, text);
		free(text);
		json_decref(args);
	}
	if (json_is_string(next)) {
		json_t *args = json_pack("{s:O}", "cursor", next);
		text = translate_fill(language, N_("There are more: --after {cursor}"), args);
		say(x, NULL, text);
		free(text);
		json_decref(args);
	}
}

static void
say_beside(struct exec *x, const struct request *r, const json_t *answer)
{
	const json_t *rows = exec_rows(answer), *each;
	size_t i;

	if (x->command.format != FORMAT_JSON)
		say_page(x, answer);
	if (x->command.format == FORMAT_TABLE && rows != NULL && json_array_size(rows) == 0)
		say(x, NULL, translate(x->who->language, N_("Nothing found.")));
	say_list(x, r, json_object_get(answer, "warnings"));
	json_array_foreach(json_object_get(answer, "duplicates"), i, each) {
		json_t *args = json_pack("{s:O*,s:O*,s:s*}", "id", json_object_get(each, "id"), "label", json_object_get(each, "label"),
		    "why", label_of(r, json_string_value(json_object_get(each, "why"))));
		char *text = translate_fill(x->who->language, N_("Looks like {id} {label}: {why}."), args);

		say(x, NULL, text);
		free(text);
		json_decref(args);
	}
	json_array_foreach(json_object_get(answer, "results"), i, each)
		if (json_is_false(json_object_get(each, "ok"))) {
			char *id = xasprintf("%lld", (long long)json_integer_value(json_object_get(each, "id")));
			say(x, id, json_string_value(json_object_get(json_object_get(each, "error"), "message")));
			free(id);
		}
}

static void
follow(void *arg)
{
	struct exec *x = arg;
	struct buf lines = BUF_EMPTY;

	log_reader_read(x->log, &lines);
	if (lines.length > 0)
		x->io.out(x->io.arg, lines.bytes, lines.length);
	buf_free(&lines);
	loop_timer_set(x->timer, FOLLOW_MS);
}

static bool
start_following(struct exec *x)
{
	struct buf old = BUF_EMPTY;

	if (!(x->command.verb->flags & VERB_FOLLOW) || !json_is_true(json_object_get(x->command.params, "follow")) ||
	    x->desk->options.log == NULL || (x->log = log_reader_new(x->desk->options.log, x->who->tenant)) == NULL)
		return false;
	log_reader_read(x->log, &old);	/* these were shown by the request itself */
	buf_free(&old);
	x->timer = loop_timer_add(x->desk->loop, FOLLOW_MS, follow, x);
	return true;
}

/* The columns that a list was asked for by name; null: its own, or all. */
static const json_t *
asked_of(const struct request *r)
{
	const json_t *columns = json_object_get(r->params, "columns");

	return json_array_size(columns) > 0 && strcmp(json_string_value(json_array_get(columns, 0)), "*") != 0 ? columns : NULL;
}

static void
finished(struct request *r, void *arg)
{
	struct exec *x = arg;
	struct exec_look look = {.format = x->command.format, .columns = x->pty ? x->columns : 0, .language = x->who->language,
	    .zone = x->who->time_zone, .currency = x->who->currency, .verb = r->verb, .catalogue = r->catalogue, .entity = entity_of(r), .whole = strcmp(r->verb ? r->verb->name : "", "list") != 0};
	struct buf out = BUF_EMPTY;
	json_t *answer;

	x->request = NULL;
	if (r->status != STATUS_OK) {
		say_error(x, r);
		end(x, r->exit);
		return;
	}
	answer = json_loadb(r->out.bytes, r->out.length, JSON_DECODE_ANY, NULL);
	/* The catalogue is for programs: as a table it would say nothing. */
	if (r->verb != NULL && r->verb->run != NULL && look.format == FORMAT_TABLE && strcmp(r->verb->name, "catalogue") == 0)
		look.format = FORMAT_JSON;
	look.asked = asked_of(r);
	look.by = json_string_value(json_object_get(r->params, "by"));
	if (look.asked != NULL)
		exec_only(answer, look.asked);
	exec_format(answer, &look, &out);
	if (out.length > 0)
		x->io.out(x->io.arg, out.bytes, out.length);
	buf_free(&out);
	say_beside(x, r, answer);
	json_decref(answer);
	if (!start_following(x))
		end(x, r->exit);
}

static void
start(struct exec *x)
{
	x->request = request_start(x->desk, x->who, x->command.verb->name, json_incref(x->command.params), finished, x);
	/* What fields and kinds of records are called is in the catalogue. */
	x->request->wants_catalogue = x->command.format == FORMAT_TABLE && x->who->tenant != 0 &&
	    (json_object_get(x->command.params, "entity") != NULL || verb_label(x->command.verb, "entity", x->who->language) != NULL);
}

static json_t *
written_values(const struct exec *x)
{
	json_t *values = json_object_get(x->command.params, "values");

	return values ? values : json_object_get(x->command.params, "args");
}

static void
got_fields(struct request *r, void *arg)
{
	struct exec *x = arg;
	json_t *entity = r->status == STATUS_OK ? json_loadb(r->out.bytes, r->out.length, 0, NULL) : NULL;

	x->request = NULL;
	exec_values(written_values(x), exec_fields(entity, json_string_value(json_object_get(x->command.params, "action"))), x->who);
	json_decref(entity);
	start(x);
}

/* FIELD=VALUE as people write it: the catalogue says what is meant. Without it the values go as they are. */
static void
run(struct exec *x)
{
	const json_t *entity = json_object_get(x->command.params, "entity");

	if (written_values(x) == NULL || entity == NULL)
		start(x);
	else
		x->request = request_start(x->desk, x->who, "catalogue", json_pack("{s:O}", "entity", entity), got_fields, x);
}

/* What is about records comes with the catalogue that is known here, as it is, and its stamp: the child then need not have it made anew. */
static char *
job_of(const struct exec *x)
{
	const struct catalogue *known = json_object_get(x->command.params, "entity") != NULL ? catalogue_last(x->desk, x->who) : NULL;
	json_t *job = json_pack("{s:s,s:O,s:o,s:b,s:i,s:s*}", "verb", x->command.verb->name, "params", x->command.params,
	    "caller", caller_to_json(x->who), "tty", x->pty, "columns", x->columns, "stamp", known ? known->stamp : NULL);
	char *text = json_dumps(job, JSON_COMPACT), *whole = NULL;

	json_decref(job);
	if (known == NULL || strlen(text) + known->length + sizeof ",\"catalogue\":" > EXEC_JOB_MOST)
		return text;
	whole = xasprintf("%.*s,\"catalogue\":%s}", (int)strlen(text) - 1, text, known->text);
	free(text);
	return whole;
}

static void
begin(void *arg)
{
	struct exec *x = arg;

	if (x->command.why != NULL) {
		say(x, NULL, x->command.why);
		end(x, STATUS_MISUSE);
	} else if (x->command.stream) {
		x->io.stream(x->io.arg, job_of(x));
		exec_free(x);
	} else if (!x->command.input) {
		run(x);
	}
}

struct exec *
exec_start(struct desk *desk, struct caller *who, const char *line, bool pty, int columns, const struct exec_io *io)
{
	struct exec *x = xcalloc(1, sizeof *x);

	x->desk = desk;
	x->who = caller_ref(who);
	x->io = *io;
	x->pty = pty;
	x->columns = columns;
	buf_init(&x->input, RPC_LINE_MAX);
	exec_command_read(line, pty, who->language, &x->command);
	loop_defer(desk->loop, begin, x);
	return x;
}

bool
exec_wants_input(const struct exec *x)
{
	return x->command.why == NULL && x->command.input && !x->input_over;
}

bool
exec_streams(const struct exec *x)
{
	return x->command.why == NULL && x->command.stream;
}

static void
input_ended(void *arg)
{
	struct exec *x = arg;
	json_t *values = x->input.full ? NULL : json_loadb(x->input.bytes ? x->input.bytes : "", x->input.length, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(values)) {
		json_decref(values);
		say(x, NULL, translate(x->who->language, N_("Give FIELD=VALUE, or a JSON object on the input.")));
		end(x, STATUS_MISUSE);
		return;
	}
	json_object_set_new(x->command.params, "values", values);
	start(x);
}

void
exec_input(struct exec *x, const char *bytes, size_t length, bool ended)
{
	if (!exec_wants_input(x))
		return;
	buf_add(&x->input, bytes, length);
	if (!ended)
		return;
	x->input_over = true;
	loop_defer(x->desk->loop, input_ended, x);
}

void
exec_cancel(struct exec *x)
{
	if (x->request != NULL)
		request_cancel(x->request);
	exec_free(x);
}
