/* mail_drop.h: the ways that need no mail server of a company's: a folder of this machine, or its own program. */
#ifndef SERVER_MAIL_DROP_H
#define SERVER_MAIL_DROP_H
#include <jansson.h>
#include <stdint.h>

#include "server/mail_outcome.h"
#include "shared/buf.h"

/* Into FOLDER/COMPANY/new as a maildir has it: whole on the disk, or not there. */
struct mail_outcome mail_drop_folder(const char *folder, const json_t *mail, const struct buf *bytes);
/* To a program that takes a mail on its standard input, as sendmail does; it is ended after `timeout` ms. */
struct mail_outcome mail_drop_program(const char *program, const json_t *mail, const struct buf *bytes, int64_t timeout);
#endif
