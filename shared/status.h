/* status.h: how anything that the outside world can make fail may end. The numbers are the exit codes of verbs. */
#ifndef SHARED_STATUS_H
#define SHARED_STATUS_H

/* One list makes the enum, the names on the wire and the exit codes. */
#define STATUS_LIST(X)                                                                        \
	X(OK, 0, "ok")               /* done, an empty list too */                            \
	X(REFUSED, 1, "refused")     /* a rule said no, or the record is not there */         \
	X(MISUSE, 2, "misuse")       /* unknown word, missing or unreadable argument */       \
	X(FORBIDDEN, 3, "forbidden") /* this person may not */                                \
	X(CONFLICT, 4, "conflict")   /* someone changed it meanwhile; key used for other */   \
	X(INTERNAL, 70, "internal")  /* our fault; the log knows, the person gets a number */ \
	X(LATER, 75, "later")        /* busy or unreachable: the same call may work later */

enum status {
#define X(name, code, text) STATUS_##name = code,
	STATUS_LIST(X)
#undef X
};

#define MUST_CHECK __attribute__((warn_unused_result))

/* The word for it on the wire. Static. */
const char *status_name(enum status status);
#endif
