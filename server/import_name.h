/* import_name.h: column names of other programs, compared as people would: no accents, no case, no punctuation. */
#ifndef SERVER_IMPORT_NAME_H
#define SERVER_IMPORT_NAME_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* Letters and digits only, folded: "Numéro d'immatriculation*" is numerodimmatriculation. The caller owns it. */
char *import_key(const char *text);

enum { IMPORT_KEYS = 4 };
/* The keys under which one heading may be known, best first: all of it, what its brackets hold ("Name* (s.nom)" of Dolibarr),
   what stands before them, the last word after a dot. Unused ones are null; the caller frees each. */
void import_heading_keys(const char *heading, char *keys[IMPORT_KEYS]);

enum { IMPORT_PARTS = 6 };
/* One way of calling one field. */
struct import_alias {
	size_t field;			/* index in the entity's fields */
	int rank;			/* 0 its name, 1 its label, then its synonyms in their order */
	bool reference_label;		/* "owner_id.label": the reference by what it is called */
	size_t part_count;		/* 0: key is the whole heading; else the columns to join */
	char *key;
	char *parts[IMPORT_PARTS];
};
struct import_aliases {
	struct import_alias *list;
	size_t count, room;
};
/* Every field that may be written, under its name, its label in both languages, its vCard property, its synonyms. */
void import_aliases_read(struct import_aliases *a, const json_t *fields, const char *language);
void import_aliases_free(struct import_aliases *a);
bool import_may_write(const json_t *field);

/* What a value looks like, for columns whose name says nothing. */
enum import_shape {
	SHAPE_EMPTY, SHAPE_WORD, SHAPE_NUMBER, SHAPE_DATE, SHAPE_EMAIL, SHAPE_PHONE, SHAPE_SIRET, SHAPE_SIREN, SHAPE_PLATE, SHAPE_VIN, SHAPE_URL,
};
enum import_shape import_shape(const char *text);
/* The catalogue's name of a format with that shape; null when it has none. Static. */
const char *import_shape_format(enum import_shape shape);
#endif
