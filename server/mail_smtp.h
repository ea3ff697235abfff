/* mail_smtp.h: one mail on its way to a mail server, as a handle of libcurl that the caller has perform, in a thread of its own. */
#ifndef SERVER_MAIL_SMTP_H
#define SERVER_MAIL_SMTP_H
#include <curl/curl.h>
#include <jansson.h>
#include <stdint.h>

#include "server/mail_outcome.h"
#include "shared/buf.h"

struct mail_smtp;
struct mail_smtp_settings {
	const char *name;	/* how this machine introduces itself */
	const char *ca;		/* file of certificates that are trusted besides the system's; "" or null: none */
	int64_t timeout;	/* ms for each answer of the server */
	bool private_too;	/* also machines of the server's own network */
};

/* mail: as app.mail_claim() gives it; bytes: the message, taken over (the buf is empty afterwards). Null: no memory or no such host name. */
struct mail_smtp *mail_smtp_new(const struct mail_smtp_settings *settings, const json_t *mail, struct buf *bytes);
void mail_smtp_free(struct mail_smtp *smtp);
CURL *mail_smtp_handle(const struct mail_smtp *smtp);
/* After the transfer: what the codes of libcurl and of the server come to. */
struct mail_outcome mail_smtp_outcome(const struct mail_smtp *smtp, CURLcode code);
#endif
