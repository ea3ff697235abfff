/* embedded.h: files that travel inside the programs (scripts/embed makes the tables). */
#ifndef SHARED_EMBEDDED_H
#define SHARED_EMBEDDED_H
#include <stddef.h>

struct embedded {
	const char *name;		/* file name without its extension; null ends the table */
	const unsigned char *bytes;
	size_t size;
};
extern const struct embedded po_data[];		/* a table of gettext .mo a language */
extern const struct embedded sql_data[];		/* the schema, in the order in which it loads */
extern const struct embedded migration_data[];	/* steps from one release to the next, in order */
#endif
