/* import_batch.h: rows on their way to the database: up to 500 at a time, one lot being written while the next is read. */
#ifndef SERVER_IMPORT_BATCH_H
#define SERVER_IMPORT_BATCH_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/import_guess.h"
#include "server/import_report.h"
#include "server/stream.h"
#include "server/table_reader.h"

enum { IMPORT_BATCH = 500, IMPORT_BATCH_BYTES = 1024 * 1024 };

/* A reference that the database must find by what it is called. */
struct import_wanted {
	size_t place;		/* in the rows */
	size_t target;
	char *text;
};
struct import_row {
	struct table_row cells;
	json_t *values;		/* owned; null: refused already */
	char *refusal;		/* owned: why */
	const char *field;	/* whose fault it is */
	size_t bytes;
};
struct import_lot {
	struct import_row rows[IMPORT_BATCH];
	size_t count, bytes;
	struct import_wanted *wanted;
	size_t wanted_count, wanted_room;
	char *text;		/* what was sent; kept until it is answered, to send it again */
};

struct import {
	struct stream *s;
	const json_t *entity;		/* the catalogue's */
	const char *name;
	struct import_map map;
	struct import_report report;
	struct import_reading reading;
	json_t *found;			/* by target name: text to id, to "many" or to null */
	json_int_t batch;
	const char *update_by;
	bool rehearsal;			/* nothing is kept */
	bool one_transaction;		/* a rehearsal that sees its own rows */
	bool keeps;			/* refused rows stay in the database, to be corrected there; until there are too many */
	struct import_lot lots[2];
	struct import_lot *sent;	/* null: nothing is under way */
};

/* Puts a row into the lot, converted; what is wrong with it is kept with it. row's cells move. */
void import_add(struct import *i, struct import_lot *lot, struct table_row *row);
bool import_lot_is_full(const struct import_lot *lot);
void import_lot_clear(struct import_lot *lot);
void import_lot_free(struct import_lot *lot);

/* Looks up what references are called and sends the lot. The one before must have been collected. */
enum status import_send(struct import *i, struct import_lot *lot) MUST_CHECK;
/* Waits for the lot under way, reports on it and empties it. */
enum status import_collect(struct import *i) MUST_CHECK;
/* The ids of texts for one reference target: an object as app.refer() answers; the caller owns it. Needs an open transaction. */
json_t *import_refer(struct import *i, const struct import_target *t, const json_t *texts, enum status *status) MUST_CHECK;
#endif
