/* vcard.h: one property of a vCard, of any version: its name, its types, its value decoded. */
#ifndef SERVER_VCARD_H
#define SERVER_VCARD_H
#include <stdbool.h>
#include <stddef.h>

enum vcard_type {
	VCARD_HOME = 1 << 0, VCARD_WORK = 1 << 1, VCARD_CELL = 1 << 2, VCARD_FAX = 1 << 3, VCARD_PAGER = 1 << 4,
	VCARD_PREF = 1 << 5,
};

struct vcard_property {
	char name[32];		/* upper case, without its group; "" when the line is none */
	unsigned types;
	bool quoted_printable;
	bool base64;
	char charset[32];	/* of the quoted-printable bytes; "" when not said */
	char *value;		/* owned; still escaped */
};

/* Takes an unfolded line apart. The value is decoded from quoted-printable to UTF-8 where it was so. */
void vcard_parse(const char *line, size_t length, struct vcard_property *p);
void vcard_free(struct vcard_property *p);
/* Does the line say quoted-printable before its value? Then a `=` at its end joins the next line. */
bool vcard_is_quoted_printable(const char *line, size_t length);

/* Component `at` of a value cut at unescaped separators, unescaped (\n only where `newlines`: version 2.1 has none).
   Null past the last; the caller owns it. separator 0: the whole value. */
char *vcard_component(const char *value, char separator, size_t at, bool newlines);
#endif
