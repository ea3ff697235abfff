/* caller.h: the signed-in person on whose behalf a request runs, in one company. Counted: a request keeps its caller alive. */
#ifndef SERVER_CALLER_H
#define SERVER_CALLER_H
#include <jansson.h>
#include <stdint.h>

struct caller {
	int refs;
	int32_t tenant;
	int64_t person;
	int64_t session;		/* given by the worker; unique on this machine */
	char *role;			/* PostgreSQL role that holds the column grants: the only identifier not from the catalogue */
	char *language, *time_zone, *name, *email;
	char *company, *slug, *currency;
	json_t *companies;		/* [{"slug","name","demo"}…] that this person may enter; may be null */
	char address[64];
};

/* From one answer of app.sign_in and the company chosen in it (null: the first). Null when there is no such company. */
struct caller *caller_new(const json_t *sign_in, const char *slug);
struct caller *caller_ref(struct caller *who);
void caller_unref(struct caller *who);
/* Drops the holder's count; the name that the rest of the server uses for the end of a session. */
void caller_free(struct caller *who);

/* How a caller travels to a child. The role comes with it: only the worker may write such a text. */
json_t *caller_to_json(const struct caller *who);

/* A role name that may stand in `set local role`: comptoir_ and lower-case letters, digits, underscore. */
int caller_role_is_safe(const char *role);
#endif
