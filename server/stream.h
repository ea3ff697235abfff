/* stream.h: the child process that runs one verb whose data flows: import, export, list to a pipe, put, get, print, report.
   It talks to PostgreSQL synchronously and to the person through stdin, stdout and stderr, which are the channel's. */
#ifndef SERVER_STREAM_H
#define SERVER_STREAM_H
#include <jansson.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "shared/status.h"

struct stream_settings {
	const char *connection;		/* libpq's, of the role that owns nothing */
	int64_t file_bytes;		/* largest attached file; 0: 50 MiB */
	int64_t away;			/* ms that a database is waited for that cannot be connected to */
};

/* What a stream verb's function gets. All of it lives until the function returns. */
struct stream {
	PGconn *db;
	const struct stream_settings *settings;
	const char *verb;
	const json_t *params;		/* an object, never null */
	const json_t *caller;		/* the job's, as caller_to_json() wrote it */
	int32_t tenant;
	int64_t person;
	const char *role, *language, *time_zone, *currency, *slug;
	bool tty;			/* a person watches stderr: progress is welcome */
	int job_fd;			/* where the worker says that all input has come */
	int columns;			/* of that person's terminal; 0: none */
	json_t *catalogue;		/* null until stream_catalogue() */
	json_t *given;			/* the one that came with the job, good as long as its stamp is; borrowed, may be null */
	const char *stamp;
	int64_t progress_at;		/* when the last progress line was drawn, in ms */
	bool progress_drawn;
	struct stream_work *work;	/* what other sittings see of it: stream_work.c; null: nothing */
};

typedef enum status stream_verb(struct stream *s);

/* A row of the table of stream verbs (stream.c). Each reads its params, writes its result to fd 1, says sentences on fd 2. */
stream_verb stream_import;	/* stream_import.c */
stream_verb stream_export;	/* stream_list.c; list to a pipe is the same with another format */
stream_verb stream_list;
stream_verb stream_calendar;	/* an export of events */
stream_verb stream_put;		/* stream_files.c */
stream_verb stream_get;
stream_verb stream_print;	/* stream_print.c */
stream_verb stream_report;	/* stream_report.c */
stream_verb stream_bulk;	/* stream_bulk.c */
stream_verb stream_receive;	/* stream_receive.c */

/* Asked when the input has ended, before what came is kept. False: the line was cut, it is not all. */
bool stream_input_whole(const struct stream *s) MUST_CHECK;

/* Runs the job that job_fd holds: {"verb","params":{…},"caller":{…},"tty":bool,"columns":n}. Answers the exit code. */
int stream_main(const struct stream_settings *settings, int job_fd);

/* Once, before the verb runs. False: said. */
bool stream_connect(struct stream *s, enum status *status) MUST_CHECK;

/* Starts a transaction as the caller. `mode` is appended to begin ("" or "transaction isolation level repeatable read,
   read only"). False: said already, status in *status. */
bool stream_begin(struct stream *s, const char *mode, enum status *status) MUST_CHECK;
bool stream_commit(struct stream *s, enum status *status) MUST_CHECK;
void stream_rollback(struct stream *s);

/* One statement with text parameters in the open transaction. Null: the sentence is said, its outcome in *status.
   The caller clears the result. */
PGresult *stream_query(struct stream *s, const char *sql, int count, const char *const values[], enum status *status) MUST_CHECK;
/* The same for a statement whose answer is one jsonb value. Null on failure (said) — and, with STATUS_OK, for SQL null. */
json_t *stream_json(struct stream *s, const char *sql, int count, const char *const values[], enum status *status) MUST_CHECK;
/* Says what a failed result means, with the sentence of the broken rule when the catalogue has one. Answers the outcome.
   Does not clear it. */
enum status stream_failed(struct stream *s, const PGresult *result);

/* Says a sentence on stderr in the person's language and answers `status`, so that one may return it. Steals args. */
enum status stream_say(struct stream *s, enum status status, const char *msgid, json_t *args);

/* Reads the whole catalogue into s->catalogue, in the person's language. In an open transaction. */
bool stream_catalogue(struct stream *s, enum status *status) MUST_CHECK;
/* The catalogue's description of an entity, borrowed, its labels in the person's language. Needs an open transaction.
   Null: unknown or not readable; said, *status is set. */
const json_t *stream_entity(struct stream *s, const char *name, enum status *status) MUST_CHECK;

/* Parameters by name; null when absent or of another type. */
const char *stream_text(const struct stream *s, const char *name);
bool stream_flag(const struct stream *s, const char *name);
int64_t stream_integer(const struct stream *s, const char *name, int64_t preset);

/* Rows so far: at most four lines a second, in place, and only when a person watches. total 0: not known. */
void stream_progress(struct stream *s, const char *msgid, int64_t done, int64_t total);
void stream_progress_end(struct stream *s);

/* The row that tells the person's other sittings how far this is. A work that the server began (its number) reads its file from that row and
   leaves there what it writes and says; any other has one once it takes long. False: *status says why not. */
bool stream_work_open(struct stream *s, int64_t number, enum status *status) MUST_CHECK;
void stream_work_close(struct stream *s, enum status status);
/* How far it is; total -1: not known. True: it shall stop, between two records. */
bool stream_work_at(struct stream *s, int64_t done, int64_t good, int64_t bad, int64_t total);
/* Does it run for nobody who waits at its streams? */
bool stream_work_is_apart(const struct stream *s);
/* It ends before its end, for another reason than the wish of a sitting. */
void stream_work_cut(struct stream *s);
bool stream_work_stopped(const struct stream *s);
/* Its number; 0: it has none. */
int64_t stream_work_number(const struct stream *s);
void stream_work_batch(struct stream *s, int64_t batch);
/* How many rows the file has that it reads, as far as a look tells; -1: it does not. */
int64_t stream_work_rows(const struct stream *s);

/* All bytes, however often the pipe takes only some. False when the reader has gone. */
bool stream_write(int fd, const void *bytes, size_t length) MUST_CHECK;
#endif
