/* status.c: names of outcomes. */
#include "shared/status.h"

#include <string.h>

static const struct {
	enum status status;
	const char *name;
} names[] = {
#define X(name, code, text) {STATUS_##name, text},
	STATUS_LIST(X)
#undef X
};

const char *
status_name(enum status status)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (names[i].status == status)
			return names[i].name;
	return "internal";
}
