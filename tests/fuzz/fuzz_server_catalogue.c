/* fuzz_server_catalogue.c: any text as the catalogue that the database gives: the server makes its own of it, in both languages,
   or says that it is none; what it sends on is JSON, and says the same whoever asks. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever stands where, an entity or a field is found by its own name only. */
static void
walk(const struct catalogue *c)
{
	const json_t *each, *field;
	const char *name;
	size_t i;

	(void)catalogue_entity(c, NULL);
	json_object_foreach(json_object_get(c->tree, "entities"), name, each) {
		if (catalogue_entity(c, name) != each)
			abort();
		(void)catalogue_field(each, "");
		json_array_foreach(json_object_get(each, "fields"), i, field) {
			const char *called = json_string_value(json_object_get(field, "name"));
			const json_t *found = called ? catalogue_field(each, called) : NULL;

			if (called != NULL && (found == NULL || strcmp(json_string_value(json_object_get(found, "name")), called) != 0))
				abort();
		}
	}
}

static void
read_in(const char *language, const char *data, size_t size)
{
	struct catalogue *c = catalogue_new(data, size, "stamp", language), *again;
	json_t *sent;

	if (c == NULL)
		return;
	sent = json_loadb(c->text, c->length, 0, NULL);
	if (!json_is_object(sent) || !json_equal(sent, c->tree))
		abort();
	walk(c);
	again = catalogue_new(data, size, "stamp", language);
	if (again == NULL || strcmp(c->hash, again->hash) != 0)
		abort();
	json_decref(sent);
	catalogue_unref(again);
	catalogue_unref(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	read_in("en", (const char *)data, size);
	read_in("fr", (const char *)data, size);
	return 0;
}
