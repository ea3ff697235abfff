/* stream.c: the child process that runs one verb whose data flows. stream_database.c talks with PostgreSQL for it. */
#include "server/stream.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "server/caller.h"
#include "server/catalogue.h"
#include "server/exec.h"
#include "shared/buf.h"
#include "shared/nearest.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PROGRESS_MS = 250 };

static const struct {
	const char *name;
	stream_verb *run;
} verbs[] = {
	{"import", stream_import}, {"export", stream_export}, {"calendar", stream_calendar}, {"list", stream_list}, {"put", stream_put},
	{"get", stream_get}, {"print", stream_print}, {"report", stream_report}, {"bulk", stream_bulk},
	{"receive", stream_receive},
};

enum status
stream_say(struct stream *s, enum status status, const char *msgid, json_t *args)
{
	char *text = translate_fill(s->language, msgid, args), *clean = text_clean_str(text);

	stream_progress_end(s);
	fprintf(stderr, "%s\n", clean);	/* what a person sent must not come back as commands to her terminal */
	free(clean);
	free(text);
	json_decref(args);
	return status;
}

const char *
stream_text(const struct stream *s, const char *name)
{
	return json_string_value(json_object_get(s->params, name));
}

bool
stream_flag(const struct stream *s, const char *name)
{
	return json_is_true(json_object_get(s->params, name));
}

int64_t
stream_integer(const struct stream *s, const char *name, int64_t preset)
{
	const json_t *value = json_object_get(s->params, name);

	return json_is_integer(value) ? json_integer_value(value) : preset;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
stream_progress(struct stream *s, const char *msgid, int64_t done, int64_t total)
{
	int64_t now;
	char *text;
	json_t *args;

	if (!s->tty || (now = now_ms()) - s->progress_at < PROGRESS_MS)
		return;
	s->progress_at = now;
	s->progress_drawn = true;
	args = json_pack("{s:I,s:I}", "done", (json_int_t)done, "total", (json_int_t)total);
	text = translate_fill(s->language, msgid, args);
	fprintf(stderr, "\r%s\x1b[K", text);
	fflush(stderr);
	free(text);
	json_decref(args);
}

void
stream_progress_end(struct stream *s)
{
	if (s->progress_drawn)
		fputs("\r\x1b[K", stderr);
	s->progress_drawn = false;
}

bool
stream_write(int fd, const void *bytes, size_t length)
{
	const char *p = bytes;

	while (length > 0) {
		ssize_t n = write(fd, p, length);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd waiting = {.fd = fd, .events = POLLOUT, .revents = 0};
			(void)poll(&waiting, 1, -1);
			continue;
		}
		if (n < 0 && errno != EINTR)
			return false;
		if (n > 0) {
			p += n;
			length -= (size_t)n;
		}
	}
	return true;
}

/* Whether the catalogue of this person is still that of the stamp. */
static bool
is_stamp(struct stream *s, const char *stamp, bool *same, enum status *status)
{
	PGresult *answer = stream_query(s, "select ui.stamp()", 0, NULL, status);

	*same = answer != NULL && PQntuples(answer) == 1 && strcmp(PQgetvalue(answer, 0, 0), stamp) == 0;
	PQclear(answer);
	return answer != NULL;
}

bool
stream_catalogue(struct stream *s, enum status *status)
{
	struct catalogue *made;
	json_t *raw;
	char *text;

	if (s->catalogue != NULL)
		return true;
	if (s->given != NULL) {
		bool same;

		if (!is_stamp(s, s->stamp, &same, status))
			return false;
		if (same) {
			s->catalogue = json_incref(s->given);
			return true;
		}
	}
	if ((raw = stream_json(s, "select ui.catalogue()", 0, NULL, status)) == NULL)
		return false;
	text = json_dumps(raw, JSON_COMPACT);
	made = catalogue_new(text, strlen(text), "", s->language);
	s->catalogue = json_incref(made->tree);
	catalogue_unref(made);
	free(text);
	json_decref(raw);
	return true;
}

static enum status
no_entity(struct stream *s, const char *name)
{
	struct nearest near = nearest_to(name);
	const char *each;
	json_t *ignored;

	json_object_foreach(json_object_get(s->catalogue, "entities"), each, ignored)
		nearest_try(&near, each);
	if (near.best == NULL)
		return stream_say(s, STATUS_MISUSE, N_("There is no kind of record “{entity}” here. See: catalogue"), json_pack("{s:s}", "entity", name));
	return stream_say(s, STATUS_MISUSE, N_("There is no kind of record “{entity}” here. Did you mean “{guess}”?"),
	    json_pack("{s:s,s:s}", "entity", name, "guess", near.best));
}

const json_t *
stream_entity(struct stream *s, const char *name, enum status *status)
{
	const json_t *found;

	if (!stream_catalogue(s, status))
		return NULL;
	found = json_object_get(json_object_get(s->catalogue, "entities"), name ? name : "");
	if (found == NULL)
		*status = no_entity(s, name ? name : "");
	return found;
}

bool
stream_input_whole(const struct stream *s)
{
	struct stat job;
	char last = 0;

	return fstat(s->job_fd, &job) == 0 && job.st_size > 0 && pread(s->job_fd, &last, 1, job.st_size - 1) == 1 && last == '\n';
}

static json_t *
read_job(int fd)
{
	struct buf text;
	json_t *job = NULL;
	ssize_t n;

	buf_init(&text, EXEC_JOB_MOST);
	for (;;) {
		char *room = buf_reserve(&text, 4096);
		if (room == NULL)
			break;
		n = read(fd, room, 4096);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		text.length += (size_t)n;
	}
	if (!text.full)
		job = json_loadb(text.bytes ? text.bytes : "", text.length, 0, NULL);
	buf_free(&text);
	return job;
}

static const char *
caller_text(const struct stream *s, const char *name, const char *preset)
{
	const char *text = json_string_value(json_object_get(s->caller, name));

	return text && *text ? text : preset;
}

static bool
open_stream(struct stream *s, const json_t *job, const struct stream_settings *settings)
{
	s->settings = settings;
	s->verb = json_string_value(json_object_get(job, "verb"));
	s->params = json_object_get(job, "params");
	s->caller = json_object_get(job, "caller");
	s->tenant = (int32_t)json_integer_value(json_object_get(s->caller, "tenant"));
	s->person = json_integer_value(json_object_get(s->caller, "person"));
	s->role = caller_text(s, "role", NULL);
	s->language = caller_text(s, "language", "fr");
	s->time_zone = caller_text(s, "time_zone", "UTC");
	s->currency = caller_text(s, "currency", "EUR");
	s->slug = caller_text(s, "slug", "");
	s->given = json_object_get(job, "catalogue");
	s->stamp = json_string_value(json_object_get(job, "stamp"));
	if (s->stamp == NULL)
		s->given = NULL;
	s->tty = json_is_true(json_object_get(job, "tty"));
	s->columns = (int)json_integer_value(json_object_get(job, "columns"));
	return s->verb != NULL && json_is_object(s->params) && s->tenant > 0 && s->person > 0 && caller_role_is_safe(s->role);
}

int
stream_main(const struct stream_settings *settings, int job_fd)
{
	json_t *job = read_job(job_fd);
	struct stream s = {.job_fd = job_fd};
	enum status status = STATUS_INTERNAL;

	signal(SIGPIPE, SIG_IGN);
	if (sodium_init() < 0 || !open_stream(&s, job, settings)) {
		fputs("comptoird: this child was started without a job\n", stderr);
		json_decref(job);
		return STATUS_INTERNAL;
	}
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(verbs[i].name, s.verb) != 0)
			continue;
		if (stream_connect(&s, &status) && stream_work_open(&s, json_integer_value(json_object_get(job, "work")), &status)) {
			status = verbs[i].run(&s);
			stream_progress_end(&s);
			if (status == STATUS_OK && stream_work_stopped(&s))
				status = stream_say(&s, STATUS_REFUSED, N_("Stopped on demand: this is not the whole."), NULL);
		}
		stream_work_close(&s, status);
		break;
	}
	PQfinish(s.db);
	json_decref(s.catalogue);
	json_decref(job);
	close(job_fd);
	return (int)status;
}
