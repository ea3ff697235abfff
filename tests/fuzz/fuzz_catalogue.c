/* fuzz_catalogue.c: any JSON as the catalogue that a server sends: the client reads it or says that it is none, and finds in it what
   it holds and nothing else. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

#include "tui/catalogue.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever the client looks at is there: no list holds a hole, no name is missing. */
static void
walk(const struct catalogue *c)
{
	size_t count, menus;
	const struct catalogue_entity *entities = catalogue_entities(c, &count);
	const struct catalogue_menu *menu = catalogue_menus(c, &menus);
	json_t *values = json_object();

	for (size_t i = 0; i < menus; i++)
		if (menu[i].title == NULL)
			abort();
	for (size_t i = 0; i < count; i++) {
		const struct catalogue_entity *e = &entities[i];

		if (e->name == NULL || e->title == NULL)
			abort();
		(void)catalogue_may(e, "read");
		for (size_t f = 0; f < e->field_count; f++) {
			if (e->fields[f].name == NULL || e->fields[f].label == NULL)
				abort();
			(void)catalogue_choice(&e->fields[f], "x");
			(void)catalogue_shown(&e->fields[f], values);
		}
	}
	json_decref(values);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_t *json = json_loadb((const char *)data, size, 0, NULL);
	struct catalogue *c;

	if (json == NULL)
		return 0;
	c = catalogue_read(json);
	if (c != NULL)
		walk(c);
	catalogue_free(c);
	json_decref(json);
	return 0;
}
