/* touched.h: numbers of records that others have changed since they were looked at: what is marked ±. Zeroed is none. */
#ifndef TUI_TOUCHED_H
#define TUI_TOUCHED_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct touched {
	int64_t *ids;
	size_t count;
};

bool touched_has(const struct touched *t, int64_t id);
void touched_add(struct touched *t, int64_t id);
void touched_drop(struct touched *t, int64_t id);
/* None any more; what it took is given back. */
void touched_clear(struct touched *t);
#endif
