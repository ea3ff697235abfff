/* keys_manual.c: the key table as the manual prints it: comptoir --print-keys, in mdoc. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/keys.h"

static const struct {
	enum keys_context context;
	const char *title;
} parts[] = {
	{IN_MENU, "Menu"}, {IN_LIST, "List"}, {IN_SEARCH, "Search and filter line"}, {IN_RECORD, "Record"}, {IN_FORM, "Form"},
	{IN_MEMO, "Long text"}, {IN_TAKE, "List that a form asks for a record"}, {IN_PICK, "Popup with a line to type"},
	{IN_LETTERS, "Popup with letters"}, {IN_CONFLICT, "Conflict"},
};

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
	for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
		fprintf(out, ".Ss %s\n.Bl -tag -width EscxF3xF12 -compact\n", parts[p].title);
		for (size_t i = 0; i < keys_table_count; i++)
			if (keys_table[i].contexts & (int)parts[p].context)
				print_row(out, &keys_table[i]);
		fputs(".El\n", out);
	}
}
