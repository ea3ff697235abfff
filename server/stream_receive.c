/* stream_receive.c: receive takes one mail from stdin, as a mail server hands it to a program; never the same one twice. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/exec_format.h"
#include "server/inbox_put.h"
#include "server/stream.h"
#include "server/verb.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PIECE = 64 * 1024, SILENCE_MS = 120 * 1000, MEGA = 1024 * 1024 };

/* All of stdin. False: said. */
static bool
read_all(struct stream *s, struct buf *in, enum status *status)
{
	for (;;) {
		struct pollfd waiting = {.fd = STDIN_FILENO, .events = POLLIN, .revents = 0};
		char piece[PIECE];
		ssize_t n = poll(&waiting, 1, SILENCE_MS) == 0 ? -2 : read(STDIN_FILENO, piece, sizeof piece);

		if (n == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		if (n < 0 || (n == 0 && !stream_input_whole(s))) {
			*status = stream_say(s, STATUS_LATER, N_("The file stopped coming; nothing was kept."), NULL);
			return false;
		}
		if (n == 0)
			break;
		buf_add(in, piece, (size_t)n);
		if (in->full) {
			*status = stream_say(s, STATUS_REFUSED, N_("This mail is larger than {mb} MB."), json_pack("{s:i}", "mb", INBOX_RAW_MOST / MEGA));
			return false;
		}
	}
	if (in->length > 0)
		return true;
	*status = stream_say(s, STATUS_MISUSE, N_("There is no mail on the input: ssh HOST receive … < mail.eml"), NULL);
	return false;
}

static enum status
take(struct stream *s, const struct inbox_mail *mail)
{
	const struct exec_look look = {.format = exec_format_of(stream_text(s, "format") ? stream_text(s, "format") : "table"),
	    .language = s->language, .zone = s->time_zone, .currency = s->currency, .verb = verb_find(s->verb), .whole = true};
	char *facts = inbox_put_facts(mail);
	const char *values[] = {stream_text(s, "entity"), stream_text(s, "box"), facts};
	enum status status = STATUS_OK;
	struct buf out = BUF_EMPTY;
	PGresult *wrong;
	json_t *answer = stream_json(s, "select app.receive($1, $2, $3)", 3, values, &status);

	free(facts);
	if (answer == NULL)
		return status == STATUS_OK ? STATUS_INTERNAL : status;
	if ((wrong = inbox_put_files(s->db, mail, answer)) != NULL)
		status = stream_failed(s, wrong);
	else if (stream_commit(s, &status)) {
		json_object_del(answer, "documents");
		exec_format(answer, &look, &out);
		(void)!stream_write(STDOUT_FILENO, out.bytes, out.length);	/* it is in: a reader who has gone changes nothing */
	}
	PQclear(wrong);
	buf_free(&out);
	json_decref(answer);
	return status;
}

enum status
stream_receive(struct stream *s)
{
	enum status status = STATUS_OK;
	struct inbox_mail mail;
	struct buf in;

	if (stream_text(s, "format") != NULL && exec_format_of(stream_text(s, "format")) == FORMAT_NONE)
		return stream_say(s, STATUS_MISUSE, N_("There is no format “{format}”. Formats: {formats}."),
		    json_pack("{s:s,s:s}", "format", stream_text(s, "format"), "formats", "table, csv, json, jsonl"));
	buf_init(&in, INBOX_RAW_MOST);
	if (!read_all(s, &in, &status)) {
		buf_free(&in);
		return status;
	}
	inbox_read(in.bytes, in.length, &mail);
	buf_free(&in);
	if (stream_begin(s, "", &status)) {
		status = take(s, &mail);
		stream_rollback(s);	/* unless it was committed */
	}
	inbox_mail_free(&mail);
	return status;
}
