/* mail_message.h: a row of the outbox as the bytes that travel. */
#ifndef SERVER_MAIL_MESSAGE_H
#define SERVER_MAIL_MESSAGE_H
#include <jansson.h>
#include <stdbool.h>

#include "shared/buf.h"

/* The bytes of one of its files into `to`; false: they cannot be had now. */
typedef bool mail_file_read(void *arg, json_int_t file, struct buf *to);

/* mail: as app.mail_claim() gives it, with "from" filled in. The whole message into `out`, its lines ended as SMTP wants (crlf) or
   as files have them. False: a file could not be read. */
bool mail_message(const json_t *mail, bool crlf, mail_file_read *file, void *arg, struct buf *out);
#endif
