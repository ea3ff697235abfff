/* inbox.h: mail that comes in: read from a box, taken apart, and told as facts and files. */
#ifndef SERVER_INBOX_H
#define SERVER_INBOX_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/buf.h"
#include "shared/status.h"

/* What a mail may bring: beyond it, it is read as far as it goes, and its facts say what was left out. */
enum {
	INBOX_RAW_MOST = 45 * 1024 * 1024,	/* 30 MB of files grow by a third on their way */
	INBOX_FILES_MOST = 30 * 1024 * 1024,
	INBOX_TEXT_MOST = 200 * 1024,
	INBOX_PARTS_MOST = 200,
	INBOX_DEPTH_MOST = 20,
};

struct inbox_file {
	char *name, *type;
	char *bytes;
	size_t length;
};

struct inbox_mail {
	/* {"message_id","in_reply_to":[…],"from","from_name","reply_to","to":[…],"subject","at","text","automatic","bounce":{…},
	   "broken":[…],"left_out":[…],"size","sha256"}: what is unknown is not there. "automatic" is reply, generated or bulk. */
	json_t *facts;
	struct inbox_file *files;
	size_t count;
};

/* Takes any bytes apart; always answers something. What could not be read whole brings the raw mail as a file. */
void inbox_read(const char *bytes, size_t length, struct inbox_mail *mail);
void inbox_mail_free(struct inbox_mail *mail);

/* HTML as plain text: no scripts, styles or quoted history; links keep their address. The caller owns it. */
char *inbox_html_text(const char *html, size_t length);
/* A reply without the mail that it answers; the whole when nothing else would be left. The caller owns it. */
char *inbox_unquote(const char *text);
#endif
