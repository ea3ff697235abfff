/* import_name.c: what the columns of other programs are called. The words themselves are the catalogue's synonyms. */
#include "server/import_name.h"

#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

char *
import_key(const char *text)
{
	uint8_t *folded;
	size_t length = 0;
	struct buf key = BUF_EMPTY;
	ucs4_t point;

	folded = u8_casefold((const uint8_t *)text, strlen(text), NULL, UNINORM_NFKD, NULL, &length);
	for (size_t i = 0; folded != NULL && i < length;) {
		int n = u8_mbtouc(&point, folded + i, length - i);
		if (uc_is_general_category_withtable(point, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N))
			buf_add(&key, folded + i, (size_t)n);
		i += (size_t)n;
	}
	free(folded);
	return buf_steal(&key);
}

static char *
key_of_range(const char *from, const char *to)
{
	char *text = xstrndup(from, (size_t)(to - from)), *key = import_key(text);

	free(text);
	if (*key == '\0') {
		free(key);
		key = NULL;
	}
	return key;
}

void
import_heading_keys(const char *heading, char *keys[IMPORT_KEYS])
{
	const char *open = strchr(heading, '('), *close = open ? strrchr(open, ')') : NULL, *dot;

	memset(keys, 0, IMPORT_KEYS * sizeof *keys);
	keys[0] = key_of_range(heading, heading + strlen(heading));
	if (open != NULL && close != NULL && open > heading) {
		keys[1] = key_of_range(open + 1, close);
		keys[2] = key_of_range(heading, open);
		dot = memrchr(open, '.', (size_t)(close - open));
		keys[3] = dot ? key_of_range(dot + 1, close) : NULL;
	}
}

bool
import_may_write(const json_t *field)
{
	const char *type = json_string_value(json_object_get(field, "type"));

	return (json_is_true(json_object_get(field, "create")) || json_is_true(json_object_get(field, "update")))
	    && !json_is_true(json_object_get(field, "computed")) && type != NULL && strcmp(type, "json") != 0 && strcmp(type, "bytes") != 0;
}

static struct import_alias *
/* NOLINTNEXTLINE(readability-non-const-parameter): the alias owns its key from now on */
add(struct import_aliases *a, size_t field, int rank, char *key)
{
	struct import_alias *alias;

	if (a->count == a->room) {
		a->room = a->room ? a->room * 2 : 256;
		a->list = xreallocarray(a->list, a->room, sizeof *a->list);
	}
	alias = &a->list[a->count++];
	*alias = (struct import_alias){.field = field, .rank = rank, .key = key};
	return alias;
}

static void
add_text(struct import_aliases *a, size_t field, int rank, const char *text)
{
	if (text != NULL)
		add(a, field, rank, import_key(text));
}

/* "street + street 2": columns that make one value together. */
static void
add_synonym(struct import_aliases *a, size_t field, int rank, const char *text)
{
	struct import_alias *alias = add(a, field, rank, import_key(text));
	const char *plus;

	if (strstr(text, " + ") == NULL)
		return;
	while (alias->part_count < IMPORT_PARTS) {
		plus = strstr(text, " + ");
		alias->parts[alias->part_count] = key_of_range(text, plus ? plus : text + strlen(text));
		alias->part_count += alias->parts[alias->part_count] != NULL;
		if (plus == NULL)
			break;
		text = plus + 3;
	}
}

void
import_aliases_read(struct import_aliases *a, const json_t *fields, const char *language)
{
	size_t i, j;
	const json_t *field, *synonym;

	*a = (struct import_aliases){.list = NULL};
	json_array_foreach(fields, i, field) {
		const char *name = json_string_value(json_object_get(field, "name"));
		const char *label = json_string_value(json_object_get(field, "label"));
		if (name == NULL || !import_may_write(field))
			continue;
		add_text(a, i, 0, name);
		if (json_object_get(field, "refers") != NULL) {
			char *by_label = xasprintf("%s.label", name);
			add(a, i, 0, import_key(by_label))->reference_label = true;
			free(by_label);
		}
		add_text(a, i, 1, label);
		if (label != NULL)
			add_text(a, i, 1, translate(language, label));
		if (label != NULL)
			add_text(a, i, 1, translate("fr", label));
		add_text(a, i, 1, json_string_value(json_object_get(field, "vcard")));
		json_array_foreach(json_object_get(field, "synonyms"), j, synonym)
			if (json_is_string(synonym))
				add_synonym(a, i, 2 + (int)j, json_string_value(synonym));
	}
}

void
import_aliases_free(struct import_aliases *a)
{
	for (size_t i = 0; i < a->count; i++) {
		free(a->list[i].key);
		for (size_t j = 0; j < a->list[i].part_count; j++)
			free(a->list[i].parts[j]);
	}
	free(a->list);
	*a = (struct import_aliases){.list = NULL};
}
