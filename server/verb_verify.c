/* verb_verify.c: is everything still what it was. The database checks itself; a file that is too large for it to put together is
   read here, a part at a time, and only its fingerprint is kept. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/desk_inside.h"
#include "server/verb_run.h"
#include "shared/xmalloc.h"

/* A part is small enough that the loop does not feel its fingerprinting: 256 kB in chunks of a file. */
enum { PART_CHUNKS = 4, READING_US = 20 * 1000 * 1000 };

struct verifying {
	json_t *files, *seen;		/* the numbers of those to read; their fingerprints */
	size_t at;
	int chunk;
	crypto_hash_sha256_state hash;
};

static void
verifying_free(void *state)
{
	struct verifying *v = state;

	json_decref(v->files);
	json_decref(v->seen);
	free(v);
}

static void
verified(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	json_t *answer = json_loads(value ? value : "{}", 0, NULL), *each;
	size_t i;

	answer_translate(answer, r->who->language);
	json_array_foreach(json_object_get(answer, "checks"), i, each)
		if (json_is_false(json_object_get(each, "ok")))
			r->exit = STATUS_REFUSED;
	request_answer_json(r, answer);
}

static void
check(struct request *r)
{
	struct verifying *v = r->state;
	char *seen = json_dumps(v->seen, JSON_COMPACT);
	struct query *q = query_new(r->who, false);
	const char *values[] = {seen};

	query_add(q, "select app.verify($1)", true, 1, values);
	request_query(r, q, verified);
	free(seen);
}

static void part_read(struct request *r, struct query *q);

/* The next part of the file that is being read. */
static void
read_part(struct request *r)
{
	const struct verifying *v = r->state;
	char file[24], from[24], count[24];
	const char *values[] = {file, from, count};
	struct query *q = query_new(r->who, false);

	snprintf(file, sizeof file, "%lld", (long long)json_integer_value(json_array_get(v->files, v->at)));
	snprintf(from, sizeof from, "%d", v->chunk);
	snprintf(count, sizeof count, "%d", PART_CHUNKS);
	query_add(q, "select app.file_part($1, $2, $3)", true, 3, values);
	request_query(r, q, part_read);
}

/* One that was not read in time is counted by the database as not looked at. */
static void
read_next(struct request *r)
{
	struct verifying *v = r->state;

	if (v->at >= json_array_size(v->files) || microseconds_now() - r->started > READING_US) {
		check(r);
		return;
	}
	v->chunk = 0;
	crypto_hash_sha256_init(&v->hash);
	read_part(r);
}

static void
file_read(struct request *r)
{
	struct verifying *v = r->state;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[sizeof hash * 2 + 1], file[24];

	crypto_hash_sha256_final(&v->hash, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(file, sizeof file, "%lld", (long long)json_integer_value(json_array_get(v->files, v->at)));
	json_object_set_new(v->seen, file, json_string(hex));
	v->at++;
	read_next(r);
}

static void
part_read(struct request *r, struct query *q)
{
	struct verifying *v = r->state;
	const char *value = query_value(q, 0);
	unsigned char *bytes;
	size_t length = 0;

	if (value == NULL) {
		file_read(r);
		return;
	}
	bytes = PQunescapeBytea((const unsigned char *)value, &length);
	if (bytes == NULL)
		abort();	/* no memory */
	crypto_hash_sha256_update(&v->hash, bytes, length);
	PQfreemem(bytes);
	v->chunk += PART_CHUNKS;
	if (microseconds_now() - r->started > READING_US)
		check(r);
	else
		read_part(r);
}

static void
files_told(struct request *r, struct query *q)
{
	const char *value = query_value(q, 0);
	struct verifying *v = xcalloc(1, sizeof *v);

	v->files = json_loads(value ? value : "[]", 0, NULL);
	v->seen = json_object();
	r->state = v;
	r->state_free = verifying_free;
	read_next(r);
}

void
verb_verify(struct request *r)
{
	struct query *q = query_new(r->who, false);

	query_add(q, "select app.files_to_read()", true, 0, NULL);
	request_query(r, q, files_told);
}
