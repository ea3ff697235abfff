/* catalogue.h: what a person may see and do, in their language; made by the database, kept by the desk until its stamp changes. */
#ifndef SERVER_CATALOGUE_H
#define SERVER_CATALOGUE_H
#include <jansson.h>
#include <stddef.h>

#include "server/caller.h"

struct desk;
struct request;

struct catalogue {
	int refs;
	char *stamp;
	char hash[33];		/* of the translated text: what clients keep it by */
	char *text;		/* JSON, with the hash in it */
	size_t length;
	json_t *tree;
};

/* Translates a catalogue's text; null when it is no JSON object. The caller holds the only count. */
struct catalogue *catalogue_new(const char *text, size_t length, const char *stamp, const char *language);
void catalogue_unref(struct catalogue *c);
const json_t *catalogue_entity(const struct catalogue *c, const char *entity);
/* The field's object within an entity's. Null when there is none. */
const json_t *catalogue_field(const json_t *entity, const char *field);

/* The one that the caller had last; null when the desk has none. Its stamp says whether it is still theirs. Borrowed until the next turn. */
const struct catalogue *catalogue_last(struct desk *desk, const struct caller *who);
/* Puts the caller's catalogue into request->catalogue, asking the database when needed, then goes on. */
void catalogue_want(struct request *r, void (*next)(struct request *r));
#endif
