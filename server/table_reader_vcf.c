/* table_reader_vcf.c: address cards. One card is one row; its cells are named by property: n.family, tel.cell, adr.city… */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/table_format.h"
#include "server/vcard.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PROPERTIES_MAX = 2000 };

struct vcf {
	struct buf line;		/* unfolded */
	int64_t cards, pictures;
	bool other;			/* BEGIN: of something else was seen */
	struct vcard_property *properties;
	size_t count, room;
	bool old;			/* version 2.1 */
	int64_t pending;		/* a card began on this line before the last one ended; 0: none */
};

static bool
vcf_sniff(const char *bytes, size_t length)
{
	while (length > 0 && strchr(" \t\r\n", *bytes) != NULL && *bytes != '\0') {
		bytes++;
		length--;
	}
	return length >= 11 && strncasecmp(bytes, "BEGIN:V", 7) == 0;
}

static bool
vcf_open(struct table_reader *r)
{
	struct vcf *v = xcalloc(1, sizeof *v);

	buf_init(&v->line, TABLE_CELL_MAX);
	r->state = v;
	return true;
}

static int
peek(struct table_reader *r)
{
	if (r->at == r->text.length && !table_fill(r, 0))
		return -1;
	return (unsigned char)r->text.bytes[r->at];
}

/* Adds a physical line, without its end. Past the limit of v->line the rest is dropped. */
static void
add_physical(struct table_reader *r, struct vcf *v)
{
	int c;

	while ((c = peek(r)) >= 0 && c != '\n' && c != '\r') {
		buf_byte(&v->line, (char)c);
		r->at++;
	}
	if (c == '\r') {
		r->at++;
		if (peek(r) == '\n')
			r->at++;
	} else if (c == '\n')
		r->at++;
	r->line++;
}

/* A whole property with its folded lines. False at the end of the file. */
static bool
take_line(struct table_reader *r, struct vcf *v)
{
	bool printable;

	buf_clear(&v->line);
	if (peek(r) < 0)
		return false;
	add_physical(r, v);
	printable = vcard_is_quoted_printable(buf_text(&v->line), v->line.length);
	while (printable && v->line.length > 0 && buf_text(&v->line)[v->line.length - 1] == '=' && peek(r) >= 0) {
		v->line.length--;
		add_physical(r, v);
	}
	while (peek(r) == ' ' || peek(r) == '\t') {
		r->at++;
		add_physical(r, v);
	}
	buf_text(&v->line);
	return true;
}

/* "" when the card has no such cell; unlike table_column() it makes no column. */
static const char *
cell_named(const struct table_reader *r, const struct table_row *row, const char *name)
{
	for (size_t i = 0; i < r->name_count; i++)
		if (strcmp(r->names[i], name) == 0)
			return row_cell(row, i);
	return "";
}

static void
put(struct table_reader *r, struct table_row *row, const char *name, char *value)
{
	if (value != NULL && *value != '\0')
		row_set(row, table_column(r, name), CELL_TEXT, value, strlen(value));
	free(value);
}

static char *
component(const struct vcf *v, const struct vcard_property *p, char separator, size_t at)
{
	return vcard_component(p->value, separator, at, !v->old);
}

/* name, then name.2, name.3 for what the card repeats. */
static void
put_again(struct table_reader *r, struct table_row *row, const char *name, char *value)
{
	char *column = xstrdup(name);

	for (int n = 2; n < 100 && *cell_named(r, row, column) != '\0'; n++) {
		free(column);
		column = xasprintf("%s.%d", name, n);
	}
	put(r, row, column, value);
	free(column);
}

static void
put_name(struct table_reader *r, const struct vcf *v, struct table_row *row, const struct vcard_property *p)
{
	static const char *const parts[] = {"n.family", "n.given", "n.middle", "n.prefix", "n.suffix"};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		put(r, row, parts[i], component(v, p, ';', i));
}

static void
put_phone(struct table_reader *r, const struct vcf *v, struct table_row *row, const struct vcard_property *p)
{
	const char *name = p->types & VCARD_FAX ? "tel.fax" : p->types & VCARD_PAGER ? "tel.pager" : p->types & VCARD_CELL ? "tel.cell"
	    : p->types & VCARD_WORK ? "tel.work" : p->types & VCARD_HOME ? "tel.home" : "tel";
	char *value = component(v, p, '\0', 0);

	/* Version 4.0 writes tel:+33-6-12-34-56-78;ext=2: the extension is for whoever picks up, no part of the number. */
	if (strncasecmp(value, "tel:", 4) == 0) {
		size_t number = strcspn(value + 4, ";");
		memmove(value, value + 4, number);
		value[number] = '\0';
	}
	put_again(r, row, name, value);
}

static void
put_address(struct table_reader *r, const struct vcf *v, struct table_row *row, const struct vcard_property *p, int n)
{
	static const char *const parts[] = {"", "", "", "city", "region", "postcode", "country"};
	struct buf street = BUF_EMPTY;
	char name[32];

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *value = component(v, p, ';', i);
		if (n > 1)
			snprintf(name, sizeof name, "adr.%d.%s", n, parts[i]);
		else
			snprintf(name, sizeof name, "adr.%s", parts[i]);
		if (i > 2) {
			put(r, row, name, value);
			continue;
		}
		/* Post box, building and street are one field in most minds, programs included. */
		if (value != NULL && *value != '\0' && street.length > 0)
			buf_str(&street, ", ");
		buf_str(&street, value ? value : "");
		free(value);
	}
	snprintf(name, sizeof name, n > 1 ? "adr.%d.street" : "adr.street", n);
	put(r, row, name, buf_steal(&street));
}

static void
put_categories(struct table_reader *r, const struct vcf *v, struct table_row *row, const struct vcard_property *p)
{
	json_t *list = json_array();
	char *one, *text;

	for (size_t i = 0; (one = component(v, p, ',', i)) != NULL; i++) {
		if (*one != '\0')
			json_array_append_new(list, json_string(one));
		free(one);
	}
	text = json_dumps(list, JSON_COMPACT);
	if (json_array_size(list) > 0)
		row_set(row, table_column(r, "categories"), CELL_LIST, text, strlen(text));
	free(text);
	json_decref(list);
}

/* 19800322, 1980-03-22, 1980-03-22T00:00:00Z: the date; others stay as they are (--0322 has no year). */
static void
put_date(struct table_reader *r, struct table_row *row, const char *name, char *value)
{
	size_t digits = strspn(value, "0123456789");
	char date[11];

	if (digits == 8) {
		snprintf(date, sizeof date, "%.4s-%.2s-%.2s", value, value + 4, value + 6);
		row_set(row, table_column(r, name), CELL_DATE, date, 10);
	} else if (digits == 4 && value[4] == '-' && strlen(value) >= 10)
		row_set(row, table_column(r, name), CELL_DATE, value, 10);
	else if (*value != '\0')
		row_set(row, table_column(r, name), CELL_TEXT, value, strlen(value));
	free(value);
}

static bool
is_any(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static void
put_property(struct table_reader *r, const struct vcf *v, struct table_row *row, const struct vcard_property *p, int *addresses)
{
	/* Of the card itself, or what another property says already. */
	static const char *const quiet[] = {"VERSION", "PRODID", "REV", "LABEL", "SORT-STRING", "PROFILE", "MAILER", "SOURCE", "NAME",
	    "CLIENTPIDMAP", "X-ABLABEL", "X-ABADR", "X-MS-OL-DESIGN", "X-MS-OL-DEFAULT-POSTAL-ADDRESS", "BEGIN", "END", "UID", "AGENT",
	    "TZ", "CLASS", "FN", "X-ABSHOWAS", "KIND", NULL};

	if (strcmp(p->name, "N") == 0)
		put_name(r, v, row, p);
	else if (strcmp(p->name, "ORG") == 0) {
		put(r, row, "org", component(v, p, ';', 0));
		put(r, row, "org.unit", component(v, p, ';', 1));
	} else if (strcmp(p->name, "TEL") == 0)
		put_phone(r, v, row, p);
	else if (strcmp(p->name, "EMAIL") == 0)
		put_again(r, row, "email", component(v, p, '\0', 0));
	else if (strcmp(p->name, "URL") == 0)
		put_again(r, row, "url", component(v, p, '\0', 0));
	else if (strcmp(p->name, "ADR") == 0)
		put_address(r, v, row, p, ++*addresses);
	else if (strcmp(p->name, "CATEGORIES") == 0)
		put_categories(r, v, row, p);
	else if (strcmp(p->name, "BDAY") == 0)
		put_date(r, row, "bday", component(v, p, '\0', 0));
	else if (strcmp(p->name, "TITLE") == 0)
		put_again(r, row, "title", component(v, p, '\0', 0));
	else if (strcmp(p->name, "UID") == 0 && strncmp(p->value, "urn:x-comptoir:", 15) == 0)
		put(r, row, "uid", component(v, p, '\0', 0));	/* a card that we wrote: it names its record */
	else if (!is_any(p->name, quiet)) {
		char name[32];
		size_t i;
		for (i = 0; p->name[i] != '\0'; i++)
			name[i] = p->name[i] >= 'A' && p->name[i] <= 'Z' ? (char)(p->name[i] + 32) : p->name[i];
		name[i] = '\0';
		put_again(r, row, name, component(v, p, '\0', 0));
	}
}

/* Preferred ones first, then those of work, so that the first of each kind is the one to keep. */
static int
by_preference(const void *a, const void *b)
{
	const struct vcard_property *const *x = a, *const *y = b;
	int left = ((*x)->types & VCARD_PREF ? 2 : 0) + ((*x)->types & VCARD_WORK ? 1 : 0);
	int right = ((*y)->types & VCARD_PREF ? 2 : 0) + ((*y)->types & VCARD_WORK ? 1 : 0);

	return left != right ? right - left : *x < *y ? -1 : 1;
}

static const struct vcard_property *
property(const struct vcf *v, const char *name)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->properties[i].name, name) == 0)
			return &v->properties[i];
	return NULL;
}

/* Cards of nobody's name must have a full name all the same: programs write the address or the number there. */
static bool
is_address_or_number(const struct vcf *v, const char *name)
{
	bool number = *name != '\0' && name[strspn(name, "+0123456789 ()./-\xc2\xa0\xe2\x80\xaf")] == '\0';
	bool found = false;

	for (size_t i = 0; i < v->count && !found; i++) {
		const struct vcard_property *p = &v->properties[i];
		if (strcmp(p->name, "EMAIL") == 0) {
			char *address = component(v, p, '\0', 0);
			found = strcasecmp(address, name) == 0;
			free(address);
		} else
			found = number && strcmp(p->name, "TEL") == 0;
	}
	return found;
}

/* A full name only where the card has no parts of it; a card that names nobody is a company's. */
static void
put_whole_name(struct table_reader *r, const struct vcf *v, struct table_row *row)
{
	const struct vcard_property *full = property(v, "FN"), *kind = property(v, "KIND"), *shown = property(v, "X-ABSHOWAS");
	char *org = xstrdup(cell_named(r, row, "org"));
	char *name = full ? component(v, full, '\0', 0) : NULL;
	bool parts = *cell_named(r, row, "n.family") || *cell_named(r, row, "n.given"), company;

	if (name != NULL && is_address_or_number(v, name)) {
		free(name);
		name = NULL;
	}
	company = (shown && strcasecmp(shown->value, "COMPANY") == 0) || (kind && strcasecmp(kind->value, "org") == 0)
	    || (*org && !parts && (name == NULL || *name == '\0' || strcmp(name, org) == 0));

	if (company) {
		row_set(row, table_column(r, "kind"), CELL_TEXT, "company", 7);
		if (*org == '\0' && name != NULL)
			row_set(row, table_column(r, "org"), CELL_TEXT, name, strlen(name));
	} else if (!parts && name != NULL && *name != '\0')
		row_set(row, table_column(r, "fn"), CELL_TEXT, name, strlen(name));
	free(name);
	free(org);
}

static void
put_card(struct table_reader *r, struct vcf *v, struct table_row *row)
{
	const struct vcard_property **order = xcalloc(v->count + 1, sizeof *order);
	int addresses = 0;

	for (size_t i = 0; i < v->count; i++)
		order[i] = &v->properties[i];
	qsort(order, v->count, sizeof *order, by_preference);
	for (size_t i = 0; i < v->count; i++)
		put_property(r, v, row, order[i], &addresses);
	put_whole_name(r, v, row);
	free(order);
}

static void
forget_card(struct vcf *v)
{
	for (size_t i = 0; i < v->count; i++)
		vcard_free(&v->properties[i]);
	v->count = 0;
	v->old = false;
}

/* Keeps a property of the card; pictures, sounds and keys only count. */
static void
keep(struct vcf *v, struct table_row *row)
{
	static const char *const heavy[] = {"PHOTO", "LOGO", "SOUND", "KEY", NULL};
	struct vcard_property p;

	vcard_parse(v->line.bytes, v->line.length, &p);
	if (is_any(p.name, heavy) || p.base64) {
		v->pictures += *p.value != '\0';
		vcard_free(&p);
		return;
	}
	if (v->line.full)
		row_trouble(row, N_("A line of this card is longer than {most} MiB."), json_pack("{s:i}", "most", TABLE_CELL_MAX >> 20));
	if (p.name[0] == '\0' || v->count == PROPERTIES_MAX) {
		vcard_free(&p);
		return;
	}
	if (memchr(buf_text(&v->line), '\0', v->line.length) != NULL)
		row_trouble(row, N_("This row holds a null byte: that is no text."), NULL);
	v->old |= strcmp(p.name, "VERSION") == 0 && strncmp(p.value, "2", 1) == 0;
	if (v->count == v->room) {
		v->room = v->room ? v->room * 2 : 32;
		v->properties = xreallocarray(v->properties, v->room, sizeof *v->properties);
	}
	v->properties[v->count++] = p;
}

static bool
line_is(const struct vcf *v, const char *text)
{
	size_t n = strlen(text);

	if (v->line.length < n || strncasecmp(v->line.bytes, text, n) != 0)
		return false;
	return v->line.bytes[n + strspn(v->line.bytes + n, " \t")] == '\0';
}

static enum table_step
at_end(struct table_reader *r, struct vcf *v)
{
	if (r->why != NULL)
		return TABLE_BROKEN;
	if (v->pictures > 0)
		table_note(r, N_("{count} pictures, sounds or keys in cards were left out."), json_pack("{s:I}", "count", (json_int_t)v->pictures));
	v->pictures = 0;
	if (v->cards == 0)
		return table_fail(r, v->other ? N_("This file holds a calendar or something else, but no address card.")
			: N_("This file holds no address card."), NULL);
	return TABLE_END;
}

static enum table_step
vcf_next(struct table_reader *r, struct table_row *row)
{
	struct vcf *v = r->state;
	int depth = 0;

	forget_card(v);
	row->line = v->pending;
	depth = v->pending > 0;
	v->pending = 0;
	for (;;) {
		int64_t line = r->line;
		if (!take_line(r, v))
			break;
		if (line_is(v, "BEGIN:VCARD")) {
			bool agent = v->count > 0 && strcmp(v->properties[v->count - 1].name, "AGENT") == 0;
			if (depth > 0 && !agent) {
				v->pending = line;
				break;
			}
			if (depth++ == 0)
				row->line = line;
		} else if (depth == 0)
			v->other |= strncasecmp(v->line.bytes ? v->line.bytes : "", "BEGIN:", 6) == 0;
		else if (line_is(v, "END:VCARD")) {
			if (--depth > 0)	/* an agent's card within the card */
				continue;
			v->cards++;
			put_card(r, v, row);
			return TABLE_ROW;
		} else if (depth == 1 && v->line.length > 0)
			keep(v, row);
	}
	if (depth == 0 || r->why != NULL)
		return at_end(r, v);
	v->cards++;
	put_card(r, v, row);
	row_trouble(row, N_("This card has no end (END:VCARD)."), NULL);
	return TABLE_ROW;
}

static void
vcf_close(struct table_reader *r)
{
	struct vcf *v = r->state;

	forget_card(v);
	free(v->properties);
	buf_free(&v->line);
	free(v);
}

const struct table_format read_vcf = {
	.name = "vcf",
	.also = " vcard ",
	.named = true,
	.sniff = vcf_sniff,
	.open = vcf_open,
	.next = vcf_next,
	.close = vcf_close,
};
