/* table_writer_vcf.c: vCard 4.0 (RFC 6350) or 3.0 (RFC 2426). Which field is which property, the catalogue says.

   A field's hint "vcard" is PROPERTY[.PART][;PARAMETERS][:VALUE=NAME,…]:
   "EMAIL"   "TEL;TYPE=cell"   "N.1" the first part (family name) of N   "ADR.3;TYPE=work"   "ORG.1"
   "KIND:person=individual,company=org"  translates codes. Without hints, formats say it: email, phone, url; tags are CATEGORIES. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/table_writer.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LINE_BYTES = 75, PARTS = 7, NAME_BYTES = 64 };

struct place {
	char name[NAME_BYTES];		/* with its parameters: TEL;TYPE=cell */
	int part;			/* 1…; 0: the whole value */
	const char *codes;		/* person=individual,… or null */
	bool led;			/* an earlier column has the same name: it writes this one */
};

struct vcf_state {
	struct place *places;		/* one a column; an empty name has none */
	struct buf line;
	int id;				/* columns, -1: none */
	int updated;
	bool old;			/* 3.0 */
};

static const char *
default_hint(const struct table_column *c)
{
	static const struct {
		const char *format, *hint;
	} known[] = {{"email", "EMAIL"}, {"phone", "TEL"}, {"url", "URL"}};

	for (size_t i = 0; c->format != NULL && i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i].format, c->format) == 0)
			return known[i].hint;
	return c->type == COLUMN_TAGS ? "CATEGORIES" : NULL;
}

static void
read_hint(struct place *p, const char *hint)
{
	const char *codes = strchr(hint, ':'), *parameters = strchr(hint, ';');
	size_t end = codes ? (size_t)(codes - hint) : strlen(hint);
	size_t name = parameters && parameters < hint + end ? (size_t)(parameters - hint) : end;
	const char *point = memchr(hint, '.', name);

	if (end >= sizeof p->name)
		return;
	p->codes = codes ? codes + 1 : NULL;
	p->part = point && point[1] >= '1' && point[1] <= '0' + PARTS ? point[1] - '0' : 0;
	if (point != NULL)
		name = (size_t)(point - hint);
	memcpy(p->name, hint, name);
	p->name[name] = '\0';
	/* ;CELL is short for ;TYPE=CELL */
	for (const char *q = parameters; q != NULL && q < hint + end; q = strchr(q + 1, ';')) {
		size_t n = strcspn(q + 1, ";:"), used = strlen(p->name);
		bool named = memchr(q + 1, '=', n) != NULL;
		snprintf(p->name + used, sizeof p->name - used, ";%s%.*s", named ? "" : "TYPE=", (int)n, q + 1);
	}
}

static void
begin(struct table_writer *w)
{
	struct vcf_state *s = w->state;

	s->places = xcalloc(w->count, sizeof *s->places);
	s->id = s->updated = -1;
	s->old = w->options.vcard != NULL && strcmp(w->options.vcard, "3.0") == 0;
	buf_init(&s->line, 0);
	for (size_t i = 0; i < w->count; i++) {
		const struct table_column *c = &w->columns[i];
		const char *hint = c->vcard ? c->vcard : default_hint(c);

		if (strcmp(c->name, "id") == 0)
			s->id = (int)i;
		if (strcmp(c->name, "updated_at") == 0)
			s->updated = (int)i;
		if (hint == NULL)
			continue;
		read_hint(&s->places[i], hint);
		for (size_t j = 0; j < i && s->places[i].part > 0; j++)
			s->places[i].led |= strcmp(s->places[j].name, s->places[i].name) == 0 && s->places[j].part > 0;
	}
}

/* The gathered line, folded: no line longer than 75 bytes, none broken inside a character. */
static void
put_line(struct table_writer *w)
{
	struct vcf_state *s = w->state;
	const char *p = s->line.bytes;
	size_t left = s->line.length, room = LINE_BYTES;

	while (left > room) {
		size_t n = room;
		while (n > 1 && ((unsigned char)p[n] & 0xc0) == 0x80)
			n--;
		buf_add(&w->out, p, n);
		buf_str(&w->out, "\r\n ");
		p += n;
		left -= n;
		room = LINE_BYTES - 1;
	}
	buf_add(&w->out, p, left);
	buf_str(&w->out, "\r\n");
	s->line.length = 0;
}

static void
escape(struct buf *out, const char *text, size_t length, bool comma)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)text[i];
		if (c == '\n')
			buf_str(out, "\\n");
		else if (c == '\\' || c == ';' || (c == ',' && comma))
			buf_add(out, (char[]){'\\', (char)c}, 2);
		else if (c >= 0x20 || c == '\t')
			buf_byte(out, (char)c);
	}
}

/* Adds a cell's value: a code by its name in the hint, tags with bare commas. */
static void
add_value(struct table_writer *w, size_t column, const struct table_cell *cell)
{
	struct vcf_state *s = w->state;
	struct buf plain = BUF_EMPTY;
	const char *codes = s->places[column].codes;

	if (cell->text == NULL)
		return;
	if (w->columns[column].type == COLUMN_TAGS) {
		json_t *tags = json_loadb(cell->text, cell->length, 0, NULL), *tag;
		size_t i;

		json_array_foreach(tags, i, tag) {
			buf_str(&s->line, i > 0 ? "," : "");
			escape(&s->line, json_string_value(tag), json_string_length(tag), true);
		}
		json_decref(tags);
		return;
	}
	column_plain(&plain, &w->columns[column], cell);
	for (; codes != NULL && *codes != '\0'; codes += codes[strcspn(codes, ",")] == ',' ? strcspn(codes, ",") + 1 : strcspn(codes, ",")) {
		size_t key = strcspn(codes, "=,"), all = strcspn(codes, ",");
		if (key < all && key == plain.length && memcmp(codes, plain.bytes, key) == 0) {
			buf_clear(&plain);
			buf_add(&plain, codes + key + 1, all - key - 1);
			break;
		}
	}
	escape(&s->line, buf_text(&plain), plain.length, true);
	buf_free(&plain);
}

/* N:;;;; from all the columns that are a part of it. */
static void
add_parts(struct table_writer *w, size_t first, const struct table_cell *cells)
{
	struct vcf_state *s = w->state;
	int last = 0;

	/* N and ADR have fixed numbers of parts; others end with their last. */
	if (strcmp(s->places[first].name, "N") == 0)
		last = 5;
	else if (strncmp(s->places[first].name, "ADR", 3) == 0)
		last = 7;
	for (size_t i = first; i < w->count; i++)
		if (strcmp(s->places[i].name, s->places[first].name) == 0 && s->places[i].part > last)
			last = s->places[i].part;
	for (int part = 1; part <= last; part++) {
		bool some = false;

		buf_str(&s->line, part > 1 ? ";" : "");
		for (size_t i = first; i < w->count; i++) {
			if (s->places[i].part != part || cells[i].text == NULL || strcmp(s->places[i].name, s->places[first].name) != 0)
				continue;
			buf_str(&s->line, some ? "," : "");
			add_value(w, i, &cells[i]);
			some = true;
		}
	}
}

static bool
any_part(const struct table_writer *w, size_t first, const struct table_cell *cells)
{
	const struct vcf_state *s = w->state;

	for (size_t i = first; i < w->count; i++)
		if (s->places[i].part > 0 && cells[i].text != NULL && cells[i].length > 0 &&
		    strcmp(s->places[i].name, s->places[first].name) == 0)
			return true;
	return false;
}

/* FN must be there. The field hinted FN; else the name's parts, the organisation, the first text. */
static void
put_full_name(struct table_writer *w, const struct table_cell *cells)
{
	struct vcf_state *s = w->state;
	int found = -1;

	for (size_t i = 0; i < w->count && found < 0; i++)
		if (strcmp(s->places[i].name, "FN") == 0 && cells[i].text != NULL && cells[i].length > 0)
			found = (int)i;
	buf_str(&s->line, "FN:");
	if (found >= 0) {
		add_value(w, (size_t)found, &cells[found]);
		put_line(w);
		return;
	}
	for (int part = 2; part >= 1; part--)		/* given name, then family name */
		for (size_t i = 0; i < w->count; i++)
			if (strcmp(s->places[i].name, "N") == 0 && s->places[i].part == part && cells[i].text != NULL) {
				buf_str(&s->line, s->line.length > 3 ? " " : "");
				add_value(w, i, &cells[i]);
			}
	for (size_t i = 0; i < w->count && s->line.length == 3; i++)
		if (strncmp(s->places[i].name, "ORG", 3) == 0 && cells[i].text != NULL)
			add_value(w, i, &cells[i]);
	/* What is no property itself, such as the record's label, is a better name than an address. */
	for (int hinted = 0; hinted <= 1; hinted++)
		for (size_t i = 0; i < w->count && s->line.length == 3; i++)
			if (cells[i].text != NULL && w->columns[i].type == COLUMN_TEXT && (*s->places[i].name != '\0') == (hinted == 1) &&
			    strncmp(s->places[i].name, "KIND", 4) != 0)
				add_value(w, i, &cells[i]);
	if (s->line.length == 3 && s->id >= 0 && cells[s->id].text != NULL)
		add_value(w, (size_t)s->id, &cells[s->id]);
	put_line(w);
}

static void
put_identity(struct table_writer *w, const struct table_cell *cells)
{
	struct vcf_state *s = w->state;

	if (s->id >= 0 && w->options.uid != NULL && cells[s->id].text != NULL) {
		buf_printf(&s->line, "UID:urn:x-comptoir:%s:%.*s", w->options.uid, (int)cells[s->id].length, cells[s->id].text);
		put_line(w);
	}
	if (s->updated >= 0 && cells[s->updated].length >= 19) {
		const char *t = cells[s->updated].text;
		if (s->old)
			buf_printf(&s->line, "REV:%.10sT%.8sZ", t, t + 11);
		else
			buf_printf(&s->line, "REV:%.4s%.2s%.2sT%.2s%.2s%.2sZ", t, t + 5, t + 8, t + 11, t + 14, t + 17);
		put_line(w);
	}
}

static void
row(struct table_writer *w, const struct table_cell *cells)
{
	struct vcf_state *s = w->state;
	bool named = false;

	buf_printf(&w->out, "BEGIN:VCARD\r\nVERSION:%s\r\nPRODID:-//Comptoir//%s//EN\r\n", s->old ? "3.0" : "4.0", COMPTOIR_VERSION);
	put_identity(w, cells);
	put_full_name(w, cells);
	for (size_t i = 0; i < w->count; i++) {
		const struct place *p = &s->places[i];

		if (*p->name == '\0' || p->led || strcmp(p->name, "FN") == 0)
			continue;
		/* 3.0 has no KIND; what says the same there is X-ABShowAs, which nobody reads. */
		if (s->old && strncmp(p->name, "KIND", 4) == 0)
			continue;
		if (p->part > 0 ? !any_part(w, i, cells) : cells[i].text == NULL || cells[i].length == 0)
			continue;
		named |= strcmp(p->name, "N") == 0;
		buf_printf(&s->line, "%s:", p->name);
		if (p->part > 0)
			add_parts(w, i, cells);
		else if (s->line.length > 0)
			add_value(w, i, &cells[i]);
		if (s->line.bytes[s->line.length - 1] == ':')		/* an empty list of tags */
			s->line.length = 0;
		else
			put_line(w);
	}
	if (s->old && !named)
		buf_str(&w->out, "N:;;;;\r\n");		/* 3.0 requires it */
	buf_str(&w->out, "END:VCARD\r\n");
}

static void
end(struct table_writer *w)
{
	(void)w;
}

static void
free_state(struct table_writer *w)
{
	struct vcf_state *s = w->state;

	free(s->places);
	buf_free(&s->line);
}

const struct table_format table_vcf = {
	.name = "vcf", .media_type = "text/vcard; charset=utf-8", .help = N_("vCard 4.0 (or 3.0 with --vcard 3.0)"),
	.for_people = false, .needs_fit_columns = true, .state_size = sizeof(struct vcf_state), .begin = begin, .row = row, .end = end,
	.free = free_state,
};
