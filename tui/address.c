/* address.c: the fields that make one address together. */
#include "tui/address.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"

bool
address_has(const struct catalogue_entity *entity, const struct catalogue_field *f)
{
	for (size_t i = 0; f != NULL && i < ADDRESS_PARTS; i++)
		if (entity->address[i] == f)
			return true;
	return false;
}

char *
address_text(const struct catalogue_entity *entity, const json_t *row)
{
	struct buf out = BUF_EMPTY;

	for (size_t i = 0; i < ADDRESS_PARTS; i++) {
		const struct catalogue_field *f = entity->address[i];
		const char *part = f && !f->masked ? json_string_value(json_object_get(row, f->name)) : NULL;

		if (part == NULL || *part == '\0')
			continue;
		/* A postcode and its town go together. */
		if (out.length > 0)
			buf_str(&out, i == ADDRESS_CITY && json_is_string(entity->address[ADDRESS_POSTCODE] ?
				json_object_get(row, entity->address[ADDRESS_POSTCODE]->name) : NULL) ? " " : ", ");
		for (const char *p = part; *p != '\0'; p++)
			buf_byte(&out, *p == '\n' ? ',' : *p);
	}
	return buf_steal(&out);
}

char *
address_link(const struct catalogue_entity *entity, const json_t *row)
{
	char *text = address_text(entity, row);
	struct buf out = BUF_EMPTY;

	buf_str(&out, "https://www.openstreetmap.org/search?query=");
	for (const char *p = text; *p != '\0'; p++)
		if (isalnum((unsigned char)*p))
			buf_byte(&out, *p);
		else if (*p == ' ')
			buf_byte(&out, '+');
		else
			buf_printf(&out, "%%%02X", (unsigned)(unsigned char)*p);
	free(text);
	return buf_steal(&out);
}
