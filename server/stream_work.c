/* stream_work.c: what other sittings of the person see of a stream: how far it is, that it shall stop, what it made. The row is written through a
   connection of its own: the verb's transaction would hide it until its end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "server/stream.h"
#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LONG_MS = 1000, BEAT_MS = 250, PIECE = 256 * 1024, SAID_MAX = 16 * 1024, PRESET_MB = 50, MEGA = 1024 * 1024 };

struct stream_work {
	int64_t number;			/* 0: it has no row yet */
	PGconn *db;
	bool apart, wanted, stopped, cut;	/* apart: nobody waits at stdin, stdout and stderr; wanted: a row is worth it */
	int64_t begun, beat, rows;
	int64_t done, good, bad, total, batch;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
command(PGconn *db, const char *sql)
{
	PGresult *result = PQexec(db, sql);
	bool ok = PQresultStatus(result) == PGRES_COMMAND_OK;

	PQclear(result);
	return ok;
}

/* One call in a transaction of its own, as the person. Null: it failed, which is nobody's affair here but the caller's. */
static PGresult *
call(struct stream *s, const char *sql, int count, const char *const values[], const int lengths[], int bytes)
{
	struct stream_work *w = s->work;
	int formats[8] = {0};
	PGresult *result;
	char *begin;
	bool ok;

	if (w->db == NULL)
		w->db = PQconnectdb(s->settings->connection);
	else if (PQstatus(w->db) != CONNECTION_OK)
		PQreset(w->db);
	begin = xasprintf("begin; set local statement_timeout = '60s'; set local app.tenant = '%d'; set local app.person = '%lld'; set local role %s",
	    (int)s->tenant, (long long)s->person, s->role);
	ok = command(w->db, begin);
	free(begin);
	if (!ok) {
		command(w->db, "rollback");
		return NULL;
	}
	for (int i = 0; lengths != NULL && i < count; i++)
		formats[i] = lengths[i] > 0;
	result = PQexecParams(w->db, sql, count, NULL, values, lengths, formats, bytes);
	if (PQresultStatus(result) == PGRES_TUPLES_OK && command(w->db, "commit"))
		return result;
	command(w->db, "rollback");
	PQclear(result);
	return NULL;
}

static int
memory(const char *name, int to)
{
	int fd = memfd_create(name, MFD_CLOEXEC);
	bool ok = fd >= 0 && dup2(fd, to) == to;

	if (fd >= 0)
		close(fd);
	return ok ? to : -1;
}

/* The file that was sent piece by piece, as standard input. */
static bool
take_input(struct stream *s)
{
	char id[24], place[16];
	const char *values[] = {id, place};
	bool more = true, ok = true;

	snprintf(id, sizeof id, "%lld", (long long)s->work->number);
	for (int n = 0; more && ok; n++) {
		PGresult *piece;

		snprintf(place, sizeof place, "%d", n);
		piece = call(s, "select app.long_work_take($1, $2)", 2, values, NULL, 1);
		ok = piece != NULL;
		more = ok && !PQgetisnull(piece, 0, 0);
		if (more)
			ok = stream_write(STDIN_FILENO, PQgetvalue(piece, 0, 0), (size_t)PQgetlength(piece, 0, 0));
		PQclear(piece);
	}
	return ok && lseek(STDIN_FILENO, 0, SEEK_SET) == 0;
}

/* Lines of a text; of a workbook nobody knows before it is read. The heading is one of them. */
static int64_t
count_rows(void)
{
	char block[64 * 1024];
	off_t at = 0;
	ssize_t n;
	int64_t lines = 0;
	bool ended = true;

	while ((n = pread(STDIN_FILENO, block, sizeof block, at)) > 0) {
		if (at == 0 && n > 1 && block[0] == 'P' && block[1] == 'K')
			return -1;
		for (const char *p = block; (p = memchr(p, '\n', (size_t)(block + n - p))) != NULL; p++)
			lines++;
		ended = block[n - 1] == '\n';
		at += n;
	}
	lines += !ended;
	return lines > 1 ? lines - 1 : -1;
}

bool
stream_work_open(struct stream *s, int64_t number, enum status *status)
{
	static const char *const seen[] = {"import", "export", "report", "bulk"};

	s->work = xcalloc(1, sizeof *s->work);
	*s->work = (struct stream_work){.number = number, .apart = number != 0, .begun = now_ms(), .total = -1, .rows = -1};
	for (size_t i = 0; i < sizeof seen / sizeof *seen && !stream_flag(s, "dry_run"); i++)
		s->work->wanted |= strcmp(s->verb, seen[i]) == 0;
	if (number == 0)
		return true;
	if (memory("comptoir-in", STDIN_FILENO) < 0 || memory("comptoir-out", STDOUT_FILENO) < 0 || memory("comptoir-said", STDERR_FILENO) < 0 ||
	    (strcmp(s->verb, "import") == 0 && !take_input(s))) {
		*status = stream_say(s, STATUS_LATER, N_("The server has no room for this just now: try again in a moment."), NULL);
		return false;
	}
	s->work->rows = count_rows();
	return true;
}

/* What the person called it, else what it is about. */
static const char *
name_of(const struct stream *s)
{
	const char *name = stream_text(s, "name");

	return name ? name : stream_text(s, "what");
}

static void
begin_row(struct stream *s)
{
	const char *values[] = {s->verb, stream_text(s, "entity"), name_of(s), stream_text(s, "what"), stream_text(s, "format")};
	PGresult *made = call(s, "select app.long_work_begin($1, $2, $3, jsonb_strip_nulls(jsonb_build_object('what', $4::text, 'format', $5::text))) ->> 'id'", 5, values, NULL, 0);

	if (made != NULL)
		s->work->number = strtoll(PQgetvalue(made, 0, 0), NULL, 10);
	else
		s->work->wanted = false;
	PQclear(made);
}

static void
beat(struct stream *s)
{
	struct stream_work *w = s->work;
	char id[24], done[24], good[24], bad[24], total[24];
	const char *values[] = {id, done, good, bad, w->total >= 0 ? total : NULL};
	PGresult *wanted;

	snprintf(id, sizeof id, "%lld", (long long)w->number);
	snprintf(done, sizeof done, "%lld", (long long)w->done);
	snprintf(good, sizeof good, "%lld", (long long)w->good);
	snprintf(bad, sizeof bad, "%lld", (long long)w->bad);
	snprintf(total, sizeof total, "%lld", (long long)w->total);
	wanted = call(s, "select app.long_work_beat($1, $2, $3, $4, $5)", 5, values, NULL, 0);
	w->stopped |= wanted != NULL && PQntuples(wanted) == 1 && *PQgetvalue(wanted, 0, 0) == 't';
	PQclear(wanted);
}

bool
stream_work_at(struct stream *s, int64_t done, int64_t good, int64_t bad, int64_t total)
{
	struct stream_work *w = s->work;
	int64_t now = now_ms();

	w->done = done;
	w->good = good;
	w->bad = bad;
	w->total = total >= 0 ? total : w->total;
	if (!w->wanted || now - w->beat < BEAT_MS || (w->number == 0 && now - w->begun < LONG_MS))
		return w->stopped;
	w->beat = now;
	if (w->number == 0)
		begin_row(s);
	if (w->number != 0)
		beat(s);
	return w->stopped;
}

bool
stream_work_is_apart(const struct stream *s)
{
	return s->work->apart;
}

void
stream_work_cut(struct stream *s)
{
	s->work->cut = true;
}

bool
stream_work_stopped(const struct stream *s)
{
	return s->work->stopped;
}

int64_t
stream_work_number(const struct stream *s)
{
	return s->work->number;
}

void
stream_work_batch(struct stream *s, int64_t batch)
{
	s->work->batch = batch;
}

int64_t
stream_work_rows(const struct stream *s)
{
	return s->work->rows;
}

/* What it wrote stays until it is fetched, a week at most. */
static bool
keep_output(struct stream *s)
{
	off_t most = s->settings->file_bytes > 0 ? s->settings->file_bytes : (off_t)PRESET_MB * MEGA;
	char id[24], place[16], *bytes = xmalloc(PIECE);
	const char *values[] = {id, place, bytes};
	bool ok = true;
	ssize_t n;
	off_t at = 0;

	snprintf(id, sizeof id, "%lld", (long long)s->work->number);
	for (int i = 0; ok && (n = pread(STDOUT_FILENO, bytes, PIECE, at)) > 0; i++) {
		const int lengths[] = {0, 0, (int)n};
		PGresult *kept;

		at += n;
		if (at > most) {
			stream_say(s, STATUS_REFUSED, N_("This file is larger than {mb} MB."), json_pack("{s:I}", "mb", (json_int_t)(most / MEGA)));
			ok = false;
			break;
		}
		snprintf(place, sizeof place, "%d", i);
		kept = call(s, "select app.long_work_keep($1, $2, $3::bytea)", 3, values, lengths, 0);
		ok = kept != NULL;
		PQclear(kept);
	}
	free(bytes);
	return ok;
}

/* The end of what was said, from the beginning of a line. */
static char *
what_was_said(void)
{
	off_t length = lseek(STDERR_FILENO, 0, SEEK_END), from = length > SAID_MAX ? length - SAID_MAX : 0;
	char *text = xcalloc(1, SAID_MAX + 1), *line, *made;
	ssize_t n = pread(STDERR_FILENO, text, SAID_MAX, from);

	text[n > 0 ? n : 0] = '\0';
	line = from > 0 ? strchr(text, '\n') : NULL;
	made = xstrdup(line ? line + 1 : text);
	free(text);
	return made;
}

static void
end_row(struct stream *s, enum status status)
{
	struct stream_work *w = s->work;
	char id[24], done[24], good[24], bad[24], batch[24], *said;
	const char *state = w->stopped || w->cut ? "stopped" : status == STATUS_OK || status == STATUS_REFUSED ? "done" : "failed";
	const char *values[] = {id, state, done, good, bad, w->batch != 0 ? batch : NULL, NULL};

	if (w->apart && strcmp(state, "done") == 0 && !keep_output(s))
		values[1] = "failed";
	values[6] = said = w->apart ? what_was_said() : NULL;
	snprintf(id, sizeof id, "%lld", (long long)w->number);
	snprintf(done, sizeof done, "%lld", (long long)w->done);
	snprintf(good, sizeof good, "%lld", (long long)w->good);
	snprintf(bad, sizeof bad, "%lld", (long long)w->bad);
	snprintf(batch, sizeof batch, "%lld", (long long)w->batch);
	PQclear(call(s, "select app.long_work_end($1, $2, $3, $4, $5, $6, $7)", 7, values, NULL, 0));
	free(said);
}

void
stream_work_close(struct stream *s, enum status status)
{
	if (s->work == NULL)
		return;
	if (s->work->number != 0)
		end_row(s, status);
	PQfinish(s->work->db);
	free(s->work);
	s->work = NULL;
}
