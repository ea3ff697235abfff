/* keys_manual.c: the key table as the manual prints it: comptoir --print-keys, in mdoc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

/* Blanks within a key's name do not occur; what mdoc would take for its own is escaped. */
static void
print_word(FILE *out, const char *text, size_t length)
{
	if (length > 0 && strchr(".,:;?!()[]|'", *text) != NULL)
		fputs("\\&", out);
	for (size_t i = 0; i < length; i++)
		fputs(text[i] == '\\' ? "\\e" : text[i] == '-' ? "\\-" : (char[]){text[i], '\0'}, out);
}

static void
print_row(FILE *out, const struct keys_row *row)
{
	size_t at = 0, length;
	const char *twin;
	char *name = keys_row_name(row);

	fputs(".It", out);
	if (row->keys == NULL)
		fprintf(out, " Li :%s", name);
	while ((twin = keys_twin(row, &at, &length)) != NULL) {
		fputs(" Ic ", out);
		print_word(out, twin, length);
	}
	fprintf(out, "\n.Pq Li %s\n%s\n", name, row->help);
	free(name);
}

void
keys_print_manual(FILE *out)
{
	for (size_t p = 0; p < keys_screens_count; p++) {
		fprintf(out, ".Ss %s (%s)\n.Bl -tag -width EscxF3xF12 -compact\n", keys_screens[p].title, keys_screens[p].name);
		for (size_t i = 0; i < keys_table_count; i++)
			if (keys_table[i].contexts & (int)keys_screens[p].context)
				print_row(out, &keys_table[i]);
		fputs(".El\n", out);
	}
}
