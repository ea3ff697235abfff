/* exec_values.c: values as a person writes them on a command line, brought to the form of the wire. */
#include "server/exec_values.h"

#include <string.h>

#include "server/import_value.h"
#include "server/zone.h"

static const json_t *
named(const json_t *list, const char *key, const char *name)
{
	const json_t *each;
	size_t i;

	json_array_foreach(list, i, each) {
		const char *this = json_string_value(json_object_get(each, key));
		if (this != NULL && strcmp(this, name) == 0)
			return each;
	}
	return NULL;
}

const json_t *
exec_fields(const json_t *entity, const char *action)
{
	return action == NULL ? json_object_get(entity, "fields") :
	    json_object_get(named(json_object_get(entity, "actions"), "verb", action), "args");
}

/* A plain text is meant as it stands, and a reference is a number. */
static bool
has_two_forms(const json_t *field)
{
	const char *type = json_string_value(json_object_get(field, "type"));

	return type != NULL && json_object_get(field, "refers") == NULL &&
	    (strcmp(type, "text") != 0 || json_object_get(field, "choices") != NULL) && strcmp(type, "json") != 0;
}

void
exec_values(json_t *values, const json_t *fields, const struct caller *who)
{
	const struct import_reading how = {.language = who->language, .today = zone_today(who->time_zone), .style = {.decimal = ','}};
	const char *name;
	json_t *value;
	void *next;

	zone_enter(who->time_zone);
	json_object_foreach_safe(values, next, name, value) {
		const json_t *field = named(fields, "name", name);
		struct import_why why;
		json_t *read = NULL;

		if (field == NULL || !json_is_string(value) || !has_two_forms(field))
			continue;
		if (import_value(field, false, &how, json_string_value(value), CELL_TEXT, &read, &why) == IMPORT_VALUE && read != NULL)
			json_object_set(values, name, read);
		json_decref(read);
	}
	zone_leave();
}
