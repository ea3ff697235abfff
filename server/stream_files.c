/* stream_files.c: files on records: put takes one from stdin, get gives one to stdout; in pieces of 64 KiB. */
#include <errno.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "server/exec_format.h"
#include "server/stream.h"
#include "server/verb.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { CHUNK = 64 * 1024, SILENCE_MS = 120 * 1000, PRESET_MB = 50, MEGA = 1024 * 1024 };

/* One chunk, full unless it is the last. -1: the sender went silent or away. */
static ssize_t
read_chunk(char *bytes)
{
	size_t got = 0;

	while (got < CHUNK) {
		struct pollfd waiting = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
		int ready = poll(&waiting, 1, SILENCE_MS);
		ssize_t n;

		if (ready == 0)
			return -1;
		n = ready > 0 ? read(STDIN_FILENO, bytes + got, CHUNK - got) : -1;
		if (n < 0 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ssize_t)got;
}

static const char *
media_type(const char *name)
{
	static const struct {
		const char *extension, *type;
	} known[] = {
		{"pdf", "application/pdf"}, {"jpg", "image/jpeg"}, {"jpeg", "image/jpeg"}, {"png", "image/png"}, {"heic", "image/heic"},
		{"webp", "image/webp"}, {"gif", "image/gif"}, {"txt", "text/plain"}, {"csv", "text/csv"}, {"xml", "application/xml"},
		{"json", "application/json"}, {"zip", "application/zip"}, {"eml", "message/rfc822"}, {"vcf", "text/vcard"}, {"ics", "text/calendar"},
		{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"ods", "application/vnd.oasis.opendocument.spreadsheet"}, {"odt", "application/vnd.oasis.opendocument.text"},
	};
	const char *point = strrchr(name, '.');

	for (size_t i = 0; point != NULL && i < sizeof known / sizeof *known; i++)
		if (strcasecmp(point + 1, known[i].extension) == 0)
			return known[i].type;
	return "application/octet-stream";
}

static bool
send_chunk(struct stream *s, const char *document, int number, const char *bytes, size_t length, enum status *status)
{
	char digits[16];
	const char *values[] = {document, digits, bytes};
	const int lengths[] = {0, 0, (int)length}, formats[] = {0, 0, 1};
	PGresult *result;
	bool ok;

	snprintf(digits, sizeof digits, "%d", number);
	result = PQexecParams(s->db, "select app.put_chunk($1, $2, $3::bytea)", 3, NULL, values, lengths, formats, 0);
	ok = PQresultStatus(result) == PGRES_TUPLES_OK;
	if (!ok)
		*status = stream_failed(s, result);
	PQclear(result);
	return ok;
}

/* stdin into the document, hashed and counted on the way. */
static bool
send_all(struct stream *s, const char *document, unsigned char hash[crypto_hash_sha256_BYTES], int64_t *size, enum status *status)
{
	int64_t most = s->settings->file_bytes > 0 ? s->settings->file_bytes : (int64_t)PRESET_MB * MEGA;
	crypto_hash_sha256_state state;
	char *bytes = xmalloc(CHUNK);
	bool ok = true;
	ssize_t n = 0;

	crypto_hash_sha256_init(&state);
	*size = 0;
	for (int number = 0; ok && (n = read_chunk(bytes)) > 0; number++) {
		*size += n;
		if (*size > most) {
			*status = stream_say(s, STATUS_REFUSED, N_("This file is larger than {mb} MB."), json_pack("{s:I}", "mb", (json_int_t)(most / MEGA)));
			ok = false;
			break;
		}
		crypto_hash_sha256_update(&state, (const unsigned char *)bytes, (unsigned long long)n);
		ok = send_chunk(s, document, number, bytes, (size_t)n, status);
		stream_progress(s, N_("{done} kB"), *size / 1024, 0);
		if (n < CHUNK)
			break;
	}
	if (n < 0 || (ok && !stream_input_whole(s))) {
		*status = stream_say(s, STATUS_LATER, N_("The file stopped coming; nothing was kept."), NULL);
		ok = false;
	}
	crypto_hash_sha256_final(&state, hash);
	free(bytes);
	return ok;
}

/* What became of the file, as other verbs answer. The file is in by now: a reader who has gone changes nothing. */
static void
tell(const struct stream *s, const json_t *made)
{
	const struct exec_look look = {.format = exec_format_of(stream_text(s, "format") ? stream_text(s, "format") : "table"),
	    .language = s->language, .zone = s->time_zone, .currency = s->currency, .verb = verb_find(s->verb), .whole = true};
	struct buf out = BUF_EMPTY;

	exec_format(made, &look, &out);
	(void)!stream_write(STDOUT_FILENO, out.bytes, out.length);
	buf_free(&out);
}

static enum status
put_in_transaction(struct stream *s, const char *name)
{
	const char *type = stream_text(s, "type"), *values[4];
	unsigned char hash[crypto_hash_sha256_BYTES];
	enum status status = STATUS_OK;
	char id[24], hex[2 + sizeof hash * 2 + 1] = "\\x", digits[24], *document;
	json_t *made;
	int64_t size;

	snprintf(id, sizeof id, "%lld", (long long)stream_integer(s, "id", 0));
	values[0] = stream_text(s, "entity");
	values[1] = id;
	values[2] = name;
	values[3] = type ? type : media_type(name);
	made = stream_json(s, "select to_jsonb(app.put_begin($1, $2, $3, $4))", 4, values, &status);
	if (made == NULL)
		return status == STATUS_OK ? STATUS_INTERNAL : status;
	document = xasprintf("%lld", (long long)json_integer_value(made));
	json_decref(made);
	if (!send_all(s, document, hash, &size, &status)) {
		free(document);
		return status;
	}
	sodium_bin2hex(hex + 2, sizeof hex - 2, hash, sizeof hash);
	snprintf(digits, sizeof digits, "%lld", (long long)size);
	values[0] = document;
	values[1] = hex;
	values[2] = digits;
	made = stream_json(s, "select app.put_end($1, $2::bytea, $3)", 3, values, &status);
	free(document);
	if (made == NULL || !stream_commit(s, &status)) {
		json_decref(made);
		return status == STATUS_OK ? STATUS_INTERNAL : status;
	}
	stream_progress_end(s);
	tell(s, made);
	json_decref(made);
	return STATUS_OK;
}

enum status
stream_put(struct stream *s)
{
	const char *name = stream_text(s, "name");
	enum status status = STATUS_OK;

	if (name == NULL || *name == '\0')
		return stream_say(s, STATUS_MISUSE, N_("A file needs a name."), NULL);
	if (stream_text(s, "format") != NULL && exec_format_of(stream_text(s, "format")) == FORMAT_NONE)
		return stream_say(s, STATUS_MISUSE, N_("There is no format “{format}”. Formats: {formats}."),
		    json_pack("{s:s,s:s}", "format", stream_text(s, "format"), "formats", "table, csv, json, jsonl"));
	if (!stream_begin(s, "", &status))
		return status;
	status = put_in_transaction(s, name);
	stream_rollback(s);	/* unless it was committed */
	return status;
}

static bool
write_chunk(struct stream *s, const char *document, int64_t number, crypto_hash_sha256_state *state, int64_t *size, enum status *status)
{
	char digits[24];
	const char *values[] = {document, digits};
	PGresult *result;
	bool ok;

	snprintf(digits, sizeof digits, "%lld", (long long)number);
	result = PQexecParams(s->db, "select app.get_chunk($1, $2)", 2, NULL, values, NULL, NULL, 1);
	ok = PQresultStatus(result) == PGRES_TUPLES_OK;
	if (!ok) {
		*status = stream_failed(s, result);
	} else if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0)) {
		size_t length = (size_t)PQgetlength(result, 0, 0);
		crypto_hash_sha256_update(state, (const unsigned char *)PQgetvalue(result, 0, 0), length);
		*size += (int64_t)length;
		ok = stream_write(STDOUT_FILENO, PQgetvalue(result, 0, 0), length);
		if (!ok)
			*status = STATUS_LATER;
	}
	PQclear(result);
	return ok;
}

static enum status
write_file(struct stream *s, const json_t *file)
{
	const char *kind = json_string_value(json_object_get(file, "media_type"));
	int64_t chunks = json_integer_value(json_object_get(file, "chunks")), size = 0;
	unsigned char hash[crypto_hash_sha256_BYTES];
	char document[24], hex[sizeof hash * 2 + 1];
	crypto_hash_sha256_state state;
	enum status status = STATUS_OK;

	/* A terminal would change line ends and obey what looks like its commands. */
	if (s->tty)
		return stream_say(s, STATUS_MISUSE, N_("{format} is not for a terminal. Send it to a file, without -t: ssh HOST … > FILE"),
		    json_pack("{s:s}", "format", kind ? kind : "A file"));
	snprintf(document, sizeof document, "%lld",
	    (long long)json_integer_value(json_object_get(file, "document")));	/* not an entity: the answer's word */
	crypto_hash_sha256_init(&state);
	for (int64_t i = 0; i < chunks; i++)
		if (!write_chunk(s, document, i, &state, &size, &status))
			return status;
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	if (size != json_integer_value(json_object_get(file, "size")) ||
	    strcmp(hex, json_string_value(json_object_get(file, "sha256")) ? json_string_value(json_object_get(file, "sha256")) : "") != 0)
		return stream_say(s, STATUS_INTERNAL, N_("This file is damaged: its bytes are not those that were put in. Please tell us."), NULL);
	return STATUS_OK;
}

enum status
stream_get(struct stream *s)
{
	char id[24];
	const char *values[3] = {stream_text(s, "entity"), id, stream_text(s, "name")};
	enum status status = STATUS_OK;
	json_t *file;

	snprintf(id, sizeof id, "%lld", (long long)stream_integer(s, "id", 0));
	if (!stream_begin(s, "transaction isolation level repeatable read, read only", &status))
		return status;
	file = stream_json(s, "select app.get_open($1, $2, $3)", 3, values, &status);
	if (file != NULL)
		status = write_file(s, file);
	json_decref(file);
	stream_rollback(s);
	return status;
}
