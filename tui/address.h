/* address.h: the fields of a record that make one address together, as the catalogue declares them. */
#ifndef TUI_ADDRESS_H
#define TUI_ADDRESS_H
#include <jansson.h>
#include <stdbool.h>

#include "tui/catalogue.h"

bool address_has(const struct catalogue_entity *entity, const struct catalogue_field *f);
/* On one line: 12 rue de la Paix, 44000 Nantes. "" for none. The caller owns both. */
char *address_text(const struct catalogue_entity *entity, const json_t *row);
char *address_link(const struct catalogue_entity *entity, const json_t *row);	/* where a map shows it */
#endif
