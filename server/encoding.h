/* encoding.h: which encoding a file of text is in, and its conversion to UTF-8 piece by piece. */
#ifndef SERVER_ENCODING_H
#define SERVER_ENCODING_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/buf.h"
#include "shared/status.h"

struct encoding {
	char name[32];		/* as iconv and people know it: UTF-8, UTF-16LE, WINDOWS-1252… */
	size_t mark;		/* bytes of byte order mark to skip */
	const char *remark;	/* msgid of what was odd, or null */
	bool binary;		/* too many null bytes for any text */
};

/* Looks at the first bytes of a file; `whole` when there are no more. Always answers something. */
void encoding_guess(const char *bytes, size_t length, bool whole, struct encoding *found);
/* The encoding that a person named ("latin1", "cp1252", "UTF-16"…), with the mark that the file begins with.
   False when nobody knows such an encoding. */
bool encoding_named(const char *name, const char *bytes, size_t length, struct encoding *found) MUST_CHECK;

struct decoder;
/* Null when iconv does not know the name. */
struct decoder *decoder_new(const char *name);
void decoder_free(struct decoder *d);
/* Adds the UTF-8 of these bytes to out; a character cut at the end waits for the next call unless this is the last.
   Bytes that mean nothing are read as Windows-1252 in a UTF-8 file (two programs wrote it), else become U+FFFD. */
void decoder_feed(struct decoder *d, const char *bytes, size_t length, bool last, struct buf *out);
/* How many bytes meant nothing so far. */
int64_t decoder_doubts(const struct decoder *d);
#endif
