/* field_parts.h: the inside of a field, shared by its editing and its looks. */
#ifndef TUI_FIELD_PARTS_H
#define TUI_FIELD_PARTS_H
#include <stdbool.h>
#include <stddef.h>

enum run { RUN_NONE, RUN_TYPING, RUN_DELETING };

struct step {
	char *text;
	size_t cursor;
};

struct field {
	char *text;		/* NFC, owned */
	size_t length;
	char *initial;		/* what field_set gave */
	size_t cursor, anchor;	/* byte offsets between clusters; the selection lies between them */
	size_t scroll;		/* first byte drawn */
	size_t max;
	bool untouched, concealed;
	/* Undo: the first `done` steps hold texts before, the others texts after. */
	struct step *step;
	size_t steps, done;
	enum run run;
};
#endif
