/* inbox_inside.h: what the files that take a mail apart share. */
#ifndef SERVER_INBOX_INSIDE_H
#define SERVER_INBOX_INSIDE_H
#include <gmime/gmime.h>

#include "server/inbox.h"

/* The facts that the head of a mail tells: who, to whom, what it answers, whether a program wrote it. */
void inbox_head(GMimeMessage *message, json_t *facts);
/* A report that a mail could not be delivered becomes "bounce"; any other part is passed over. */
void inbox_bounce(GMimeMultipart *report, json_t *facts);
/* The text of a part as clean UTF-8 with \n line ends; the caller owns it. Its charset may be unknown or a lie. */
char *inbox_text(GMimeObject *part, bool *html);
/* The bytes of a part, decoded. Null: there are none, or more than `most`. The caller frees it. */
char *inbox_bytes(GMimeObject *part, size_t most, size_t *length);
/* UTF-8 without control characters, cut to so many bytes; the caller owns it. Null stays null. */
char *inbox_clean(const char *text, size_t most);
/* An array's new member, made when it is the first. */
void inbox_note(json_t *facts, const char *list, const char *word);
#endif
