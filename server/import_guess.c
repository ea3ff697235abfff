/* import_guess.c: the columns of any program's file to the fields of any entity, by the words that the catalogue carries. */
#include "server/import_guess.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PART_IS_WORSE = 10000, EMPTY_IS_WORSE = 100000 };

void
import_map_new(struct import_map *m, const json_t *fields, const char *language)
{
	*m = (struct import_map){.fields = fields};
	import_aliases_read(&m->aliases, fields, language);
}

void
import_map_free(struct import_map *m)
{
	for (size_t i = 0; i < m->width; i++)
		free(m->names[i]);
	free(m->names);
	free(m->used);
	free(m->targets);
	import_aliases_free(&m->aliases);
	*m = (struct import_map){.targets = NULL};
}

static void
name_column(struct import_map *m, char *name)
{
	if (m->width == m->names_room) {
		m->names_room = m->names_room ? m->names_room * 2 : 64;
		m->names = xreallocarray(m->names, m->names_room, sizeof *m->names);
		m->used = xreallocarray(m->used, m->names_room, sizeof *m->used);
	}
	m->used[m->width] = false;
	m->names[m->width++] = name;
}

void
import_take_names(struct import_map *m, const char *const *names, size_t count)
{
	while (m->width < count)
		name_column(m, xstrdup(names[m->width]));
}

static size_t
filled_width(const struct table_row *row)
{
	size_t width = row->count;

	while (width > 0 && *row_cell(row, width - 1) == '\0')
		width--;
	return width;
}

void
import_name_columns(struct import_map *m, const struct table_row *header, const struct table_row *rows, size_t count)
{
	size_t width = header ? filled_width(header) : 0;

	for (size_t i = 0; i < count; i++)
		width = filled_width(&rows[i]) > width ? filled_width(&rows[i]) : width;
	for (size_t i = 0; i < width; i++) {
		char *name = header ? import_trim(row_cell(header, i)) : xstrdup("");
		if (*name == '\0') {
			free(name);
			name = xasprintf("#%zu", i + 1);
		}
		name_column(m, name);
	}
}

/* How well a heading fits an alias; 0 is a field's own name, -1 is not at all. The whole heading beats a part of it: in
   "Name* (s.nom)" what stands between the brackets says more than `nom` alone. */
static int
fit(char *const keys[IMPORT_KEYS], const struct import_alias *alias)
{
	for (int k = 0; k < IMPORT_KEYS; k++)
		if (keys[k] != NULL && alias->part_count == 0 && strcmp(keys[k], alias->key) == 0)
			return k * PART_IS_WORSE + alias->rank;
	return -1;
}

static void
free_keys(char *keys[IMPORT_KEYS])
{
	for (int k = 0; k < IMPORT_KEYS; k++)
		free(keys[k]);
}

static bool
is_known_heading(const struct import_map *m, const char *text)
{
	char *keys[IMPORT_KEYS];
	bool known = false;

	import_heading_keys(text, keys);
	for (size_t a = 0; a < m->aliases.count && !known; a++) {
		known = fit(keys, &m->aliases.list[a]) >= 0;
		for (size_t p = 0; p < m->aliases.list[a].part_count && !known; p++)
			known = keys[0] != NULL && strcmp(keys[0], m->aliases.list[a].parts[p]) == 0;
	}
	free_keys(keys);
	return known;
}

struct row_signs {
	size_t filled, words, known;	/* cells that hold something; that are no data; that a field is called */
};

static struct row_signs
signs_of(const struct import_map *m, const struct table_row *row)
{
	struct row_signs s = {.filled = 0};

	for (size_t i = 0; i < row->count; i++) {
		const char *text = row_cell(row, i);
		enum import_shape shape = import_shape(text);
		if (shape == SHAPE_EMPTY)
			continue;
		s.filled++;
		s.words += shape == SHAPE_WORD && strlen(text) < 120 && row->cells[i].kind == CELL_TEXT;
		s.known += s.words > 0 && is_known_heading(m, text);
	}
	return s;
}

long
import_find_header(const struct import_map *m, const struct table_row *rows, size_t count)
{
	long best = IMPORT_NO_HEADER;
	size_t most = 0, widest = 0;

	for (size_t i = 0; i < count; i++) {
		struct row_signs s = signs_of(m, &rows[i]);
		widest = s.filled > widest ? s.filled : widest;
		if (s.known > most && s.words * 4 >= s.filled * 3 && (s.known >= 2 || s.known * 2 >= s.filled)) {
			most = s.known;
			best = (long)i;
		}
	}
	if (best >= 0)
		return best;
	/* Nobody's known words: a row of words only, nearly as wide as any, above rows that hold some data. */
	for (size_t i = 0; i < count; i++) {
		struct row_signs s = signs_of(m, &rows[i]);
		if (s.filled == 0 || s.filled * 10 < widest * 6)
			continue;
		return s.words == s.filled ? (long)i : IMPORT_NO_HEADER;
	}
	return IMPORT_NO_HEADER;
}

static struct import_target *
target_of(struct import_map *m, size_t field, bool by_label)
{
	const json_t *f = json_array_get(m->fields, field);

	for (size_t i = 0; i < m->count; i++)
		if (m->targets[i].field == f)
			return &m->targets[i];
	if (m->count == m->room) {
		m->room = m->room ? m->room * 2 : 32;
		m->targets = xreallocarray(m->targets, m->room, sizeof *m->targets);
	}
	m->targets[m->count] = (struct import_target){.field = f, .name = json_string_value(json_object_get(f, "name")), .by_label = by_label};
	return &m->targets[m->count++];
}

static bool
has_target(const struct import_map *m, size_t field)
{
	const json_t *f = json_array_get(m->fields, field);

	for (size_t i = 0; i < m->count; i++)
		if (m->targets[i].field == f)
			return true;
	return false;
}

static bool
is_of_type(const json_t *field, const char *type)
{
	const char *is = json_string_value(json_object_get(field, "type"));

	return is != NULL && strcmp(is, type) == 0;
}

static bool
is_of_format(const json_t *field, const char *format)
{
	const char *is = json_string_value(json_object_get(field, "format"));

	return is != NULL && strcmp(is, format) == 0;
}

/* May a further column stand in where the first is empty? Any telephone number is one; but the town of another address is not. */
static bool
takes_more(const struct import_map *m, const json_t *field)
{
	return m->many || is_of_format(field, "phone") || is_of_format(field, "email") || is_of_format(field, "url") || is_of_type(field, "tags");
}

struct proposal {
	int score;
	size_t field;
	bool by_label;
	struct import_source source;
};
struct proposals {
	struct proposal *list;
	size_t count, room;
};

static void
propose(struct proposals *p, struct proposal one)
{
	if (p->count == p->room) {
		p->room = p->room ? p->room * 2 : 64;
		p->list = xreallocarray(p->list, p->room, sizeof *p->list);
	}
	p->list[p->count++] = one;
}

static int
by_score(const void *a, const void *b)
{
	const struct proposal *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? -1 : 1;
	return x->source.columns[0] < y->source.columns[0] ? -1 : x->source.columns[0] > y->source.columns[0];
}

static bool
is_empty_source(const struct import_source *source, const struct table_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		for (size_t c = 0; c < source->count; c++)
			if (*row_cell(&rows[i], source->columns[c]) != '\0')
				return false;
	return count > 0;
}

enum { LISTED_IN_FULL = 4096 };

/* Columns whose names are those of a joined synonym's parts. */
static void
propose_joined(const struct import_map *m, const struct import_alias *alias, char *const *keys, struct proposals *p)
{
	struct proposal one = {.score = alias->rank, .field = alias->field};

	for (size_t part = 0; part < alias->part_count; part++)
		for (size_t c = 0; c < m->width && c < LISTED_IN_FULL; c++)
			if (!m->used[c] && keys[c] != NULL && strcmp(keys[c], alias->parts[part]) == 0) {
				one.source.columns[one.source.count++] = c;
				break;
			}
	if (one.source.count >= 2)
		propose(p, one);
}

static void
propose_by_name(const struct import_map *m, size_t from, const struct table_row *rows, size_t count, struct proposals *p)
{
	char **whole = xcalloc(m->width + 1, sizeof *whole);

	for (size_t c = from; c < m->width; c++) {
		char *keys[IMPORT_KEYS];
		import_heading_keys(m->names[c], keys);
		for (size_t a = 0; a < m->aliases.count && !m->used[c]; a++) {
			const struct import_alias *alias = &m->aliases.list[a];
			int score = fit(keys, alias);
			if (score >= 0)
				propose(p, (struct proposal){.score = score, .field = alias->field, .by_label = alias->reference_label,
				    .source = {.columns = {c}, .count = 1}});
		}
		whole[c] = keys[0] ? xstrdup(keys[0]) : NULL;
		free_keys(keys);
	}
	for (size_t a = 0; a < m->aliases.count; a++)
		if (m->aliases.list[a].part_count > 1)
			propose_joined(m, &m->aliases.list[a], whole, p);
	for (size_t c = 0; c < m->width; c++)
		free(whole[c]);
	free(whole);
	for (size_t i = 0; i < p->count; i++)
		if (is_empty_source(&p->list[i].source, rows, count))
			p->list[i].score += EMPTY_IS_WORSE;
	if (p->count > 0)
		qsort(p->list, p->count, sizeof *p->list, by_score);
}

static bool
is_free(const struct import_map *m, const struct import_source *source)
{
	for (size_t i = 0; i < source->count; i++)
		if (m->used[source->columns[i]])
			return false;
	return true;
}

/* A column called "type" whose values are none of a field's choices is not that field. A field's own name is believed. */
static bool
values_fit(const struct import_map *m, const struct proposal *p, const struct table_row *rows, size_t count,
    const struct import_reading *how)
{
	struct import_target trial = {.field = json_array_get(m->fields, p->field), .sources = {p->source}, .source_count = 1};
	size_t filled = 0, fine = 0;

	/* Any text fits a text; what it may not hold (control characters) is refused in its row, not passed over. */
	if (p->score % EMPTY_IS_WORSE == 0 || (is_of_type(trial.field, "text") && json_object_get(trial.field, "choices") == NULL))
		return true;
	for (size_t i = 0; i < count; i++) {
		enum cell_kind kind;
		char *text = import_cell(&trial, &rows[i], &kind);
		struct import_why why;
		json_t *value;
		if (*text != '\0') {
			filled++;
			fine += import_value(trial.field, true, how, text, kind, &value, &why) != IMPORT_WRONG;
			json_decref(value);
		}
		free(text);
	}
	return fine * 2 >= filled;
}

static void
take(struct import_map *m, const struct proposal *p)
{
	struct import_target *t = target_of(m, p->field, p->by_label);

	if (t->source_count == IMPORT_SOURCES)
		return;
	t->sources[t->source_count++] = p->source;
	for (size_t i = 0; i < p->source.count; i++)
		m->used[p->source.columns[i]] = true;
}

/* The shape that nearly all values of a column share. */
static enum import_shape
column_shape(size_t column, const struct table_row *rows, size_t count)
{
	size_t seen[SHAPE_URL + 1] = {0}, filled = 0;

	for (size_t i = 0; i < count; i++) {
		char *text = import_trim(row_cell(&rows[i], column));
		enum import_shape shape = import_shape(text);
		seen[shape]++;
		filled += shape != SHAPE_EMPTY;
		free(text);
	}
	for (int s = SHAPE_EMAIL; s <= SHAPE_URL; s++)
		if (seen[s] > 0 && seen[s] * 5 >= filled * 4)
			return (enum import_shape)s;
	return SHAPE_EMPTY;
}

static void
guess_by_shape(struct import_map *m, size_t from, const struct table_row *rows, size_t count)
{
	for (size_t c = from; c < m->width; c++) {
		enum import_shape shape = m->used[c] ? SHAPE_EMPTY : column_shape(c, rows, count);
		const char *format = import_shape_format(shape);
		bool unnamed = m->names[c][0] == '#';
		/* A chat address (x-…) looks like an e-mail address, a fax number looks like a telephone number, an invoice number like a SIREN: only a column that is not called
		   anything may be those. */
		if (format == NULL || strncmp(m->names[c], "x-", 2) == 0 || (!unnamed && (shape == SHAPE_PHONE || shape == SHAPE_SIREN || shape == SHAPE_URL)))
			continue;
		for (size_t f = 0; f < json_array_size(m->fields); f++) {
			const json_t *field = json_array_get(m->fields, f);
			if (!is_of_format(field, format) || !import_may_write(field) || has_target(m, f))
				continue;
			take(m, &(struct proposal){.field = f, .source = {.columns = {c}, .count = 1}});
			break;
		}
	}
}

static bool
is_called(const struct import_map *m, const json_t *field, const char *heading, const char *language)
{
	const char *name = json_string_value(json_object_get(field, "name")), *label = json_string_value(json_object_get(field, "label"));
	const char *labels[] = {label, label ? translate(language, label) : NULL, label ? translate("fr", label) : NULL};
	bool found = name != NULL && (m->own || strchr(name, '_') != NULL) && strcmp(name, heading) == 0;
	char *key = m->own ? import_key(heading) : NULL;

	for (size_t l = 0; l < 3 && key != NULL && !found; l++) {
		char *other = labels[l] ? import_key(labels[l]) : NULL;
		found = other != NULL && *key != '\0' && strcmp(other, key) == 0;
		free(other);
	}
	free(key);
	return found;
}

/* "display_name" of our own export is what the record computes: it must not come back as somebody's last name. Where both have
   one label ("Nom"), neither is taken: an untouched field beats a wrong one. */
static bool
is_computed(const struct import_map *m, const char *heading, const char *language)
{
	size_t f;
	const json_t *field;
	bool computed = m->own && strcmp(heading, "version") == 0;	/* what every record counts, but no field that is shown */

	json_array_foreach(m->fields, f, field) {
		const char *name = json_string_value(json_object_get(field, "name"));
		if (import_may_write(field) && name != NULL && strcmp(name, heading) == 0)
			return false;
		computed = computed || (!import_may_write(field) && is_called(m, field, heading, language));
	}
	return computed;
}

static void
guess_free(struct import_map *m, const struct table_row *rows, size_t count, const struct import_reading *how, size_t from)
{
	struct proposals p = {.list = NULL};

	propose_by_name(m, from, rows, count, &p);
	for (size_t i = 0; i < p.count; i++)
		if (!has_target(m, p.list[i].field) && is_free(m, &p.list[i].source) && values_fit(m, &p.list[i], rows, count, how))
			take(m, &p.list[i]);
	for (size_t i = 0; i < p.count; i++)
		if (has_target(m, p.list[i].field) && is_free(m, &p.list[i].source)
		    && takes_more(m, json_array_get(m->fields, p.list[i].field)) && values_fit(m, &p.list[i], rows, count, how)
		    && !target_of(m, p.list[i].field, false)->given)
			take(m, &p.list[i]);
	free(p.list);
	guess_by_shape(m, from, rows, count);
}

void
import_guess(struct import_map *m, const struct table_row *rows, size_t count, const struct import_reading *how, size_t from)
{
	bool *held = xcalloc(m->width + 1, sizeof *held);

	for (size_t c = from; c < m->width; c++) {
		held[c] = !m->used[c] && is_computed(m, m->names[c], how->language);
		m->used[c] = m->used[c] || held[c];
	}
	guess_free(m, rows, count, how, from);
	for (size_t c = from; c < m->width; c++)	/* free again for --update-by */
		m->used[c] = m->used[c] && !held[c];
	free(held);
}

void
import_learn_styles(struct import_map *m, const struct table_row *rows, size_t count)
{
	for (size_t t = 0; t < m->count; t++)
		for (size_t i = 0; i < count; i++) {
			enum cell_kind kind;
			char *text = import_cell(&m->targets[t], &rows[i], &kind);
			import_style_learn(&m->targets[t].style, m->targets[t].field, text, kind);
			free(text);
		}
}

void
import_drop(struct import_map *m, size_t target)
{
	struct import_target *t = &m->targets[target];

	for (size_t a = 0; a < m->aliases.count; a++)
		if (json_array_get(m->fields, m->aliases.list[a].field) == t->field)
			m->aliases.list[a].key[0] = '\0';	/* no heading has an empty key */
	for (size_t s = 0; s < t->source_count; s++)
		for (size_t c = 0; c < t->sources[s].count; c++)
			m->used[t->sources[s].columns[c]] = false;
	memmove(t, t + 1, (m->count - target - 1) * sizeof *t);
	m->count--;
}

char *
import_cell(const struct import_target *t, const struct table_row *row, enum cell_kind *kind)
{
	const char *joint = is_of_format(t->field, "long_text") ? "\n" : is_of_type(t->field, "tags") ? "," : " ";
	struct buf text = BUF_EMPTY;

	*kind = CELL_EMPTY;
	for (size_t s = 0; s < t->source_count && text.length == 0; s++) {
		const struct import_source *source = &t->sources[s];
		for (size_t c = 0; c < source->count; c++) {
			const char *cell = row_cell(row, source->columns[c]);
			if (*cell == '\0')
				continue;
			if (text.length == 0)
				*kind = row_kind(row, source->columns[c]);
			else
				buf_str(&text, joint);
			buf_str(&text, cell);
		}
	}
	return buf_steal(&text);
}
