/* inbox_fetch.h: the chore that looks into the boxes that mail comes into. */
#ifndef SERVER_INBOX_FETCH_H
#define SERVER_INBOX_FETCH_H
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/inbox.h"

struct config;
struct seal;

/* Looks into what is due, one box after the other, and ends when none is. Answers an exit code. */
int inbox_fetch_run(const struct config *config, const struct seal *seal);

/* How one kind of box is read. `arg` is the fetcher's, for the calls below. */
struct fetch;
typedef bool inbox_reader(struct fetch *f, const json_t *box, char **why);
inbox_reader inbox_imap, inbox_folder;

enum fetched {
	FETCHED_TAKEN,		/* it is in the database (or was there already): the box may forget it */
	FETCHED_LATER,		/* not now: stop here, the next look begins with it */
};
/* What the numbers of the box mean: the last one that is not to be taken; -1: stop. */
int64_t inbox_fetch_begin(struct fetch *f, int64_t validity, int64_t next);
/* Before a mail is read. False: it ended the fetcher too often, or the box went to somebody else (*stop). */
bool inbox_fetch_try(struct fetch *f, const char *mark, bool *stop);
/* One mail with its files, in one transaction. uid 0: the box has no numbers. */
enum fetched inbox_fetch_take(struct fetch *f, int64_t uid, const char *bytes, size_t length);
/* What was too large or too bad to be read: only these facts of it. Steals them. */
enum fetched inbox_fetch_note(struct fetch *f, int64_t uid, json_t *facts);
/* Were so many taken that it is somebody else's turn? */
bool inbox_fetch_enough(const struct fetch *f);
/* The settings in force. */
const struct config *inbox_fetch_config(const struct fetch *f);
#endif
