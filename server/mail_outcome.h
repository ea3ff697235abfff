/* mail_outcome.h: what became of one try to send a mail. */
#ifndef SERVER_MAIL_OUTCOME_H
#define SERVER_MAIL_OUTCOME_H
#include <jansson.h>

enum mail_fate {
	MAIL_SENT,
	MAIL_LATER,	/* this mail: not now */
	MAIL_LINE,	/* the way itself cannot be used: the company's other mails wait as well */
	MAIL_BOUNCED,	/* refused for good */
	MAIL_FAILED,	/* it cannot be sent at all */
};

struct mail_outcome {
	enum mail_fate fate;
	const char *why;	/* msgid; null when it was sent */
	json_t *args;		/* owned; may be null */
};
#endif
