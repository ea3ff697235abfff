/* inbox_put.c: a mail that was taken apart, into the database. */
#include "server/inbox_put.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "shared/xmalloc.h"

enum { CHUNK = 64 * 1024 };

char *
inbox_put_facts(const struct inbox_mail *mail)
{
	json_t *files = json_array();

	for (size_t i = 0; i < mail->count; i++) {
		const struct inbox_file *file = &mail->files[i];
		unsigned char hash[crypto_hash_sha256_BYTES];
		char hex[sizeof hash * 2 + 1];

		crypto_hash_sha256(hash, (const unsigned char *)file->bytes, file->length);
		sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
		json_array_append_new(files, json_pack("{s:s,s:s,s:I,s:s}", "name", file->name, "type", file->type, "size", (json_int_t)file->length, "sha256", hex));
	}
	json_object_set_new(mail->facts, "files", files);
	return json_dumps(mail->facts, JSON_COMPACT);
}

static PGresult *
put_chunk(PGconn *db, const char *document, int number, const char *bytes, size_t length)
{
	char digits[16];
	const char *values[] = {document, digits, bytes};
	const int lengths[] = {0, 0, (int)length}, formats[] = {0, 0, 1};
	PGresult *result;

	snprintf(digits, sizeof digits, "%d", number);
	result = PQexecParams(db, "select app.fetch_chunk($1, $2, $3::bytea)", 3, NULL, values, lengths, formats, 0);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		return result;
	PQclear(result);
	return NULL;
}

PGresult *
inbox_put_files(PGconn *db, const struct inbox_mail *mail, const json_t *answer)
{
	size_t i;
	const json_t *each;

	json_array_foreach(json_object_get(answer, "documents"), i, each) {
		size_t which = (size_t)json_integer_value(json_object_get(each, "file"));
		char document[24];

		if (which >= mail->count)
			continue;
		snprintf(document, sizeof document, "%lld", (long long)json_integer_value(json_object_get(each, "id")));
		for (size_t at = 0, n = 0; at < mail->files[which].length; at += CHUNK, n++) {
			size_t left = mail->files[which].length - at;
			PGresult *wrong = put_chunk(db, document, (int)n, mail->files[which].bytes + at, left > CHUNK ? CHUNK : left);
			if (wrong != NULL)
				return wrong;
		}
	}
	return NULL;
}
