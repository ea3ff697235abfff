/* catalogue.c: the catalogue's JSON, read once into structs that point into it. */
#include "tui/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"

struct catalogue {
	json_t *json;			/* owned: all text lives in it */
	struct catalogue_entity *entities;
	size_t entity_count;
	struct catalogue_menu *menus;
	size_t menu_count;
};

static const char *
text_of(const json_t *object, const char *name, const char *otherwise)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : otherwise;
}

static int
number_of(const json_t *object, const char *name)
{
	json_int_t number = json_integer_value(json_object_get(object, name));

	return number < 0 ? 0 : number > 100000 ? 100000 : (int)number;
}

static bool
flag_of(const json_t *object, const char *name)
{
	return json_is_true(json_object_get(object, name));
}

static enum field_type
type_of(const char *name)
{
	static const char *const names[] = {
		[TYPE_TEXT] = "text", [TYPE_INTEGER] = "integer", [TYPE_DECIMAL] = "decimal",
		[TYPE_BOOLEAN] = "boolean", [TYPE_DATE] = "date", [TYPE_TIMESTAMP] = "timestamp",
		[TYPE_MONEY] = "money", [TYPE_TAGS] = "tags", [TYPE_JSON] = "json", [TYPE_BYTES] = "bytes",
	};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return (enum field_type)i;
	return TYPE_TEXT;
}

static void
read_choices(struct catalogue_field *f, const json_t *list)
{
	size_t i;
	const json_t *pair;

	f->choices = xcalloc(json_array_size(list), sizeof *f->choices);
	json_array_foreach(list, i, pair) {
		const char *value = json_string_value(json_array_get(pair, 0));
		const char *label = json_string_value(json_array_get(pair, 1));

		if (value != NULL)
			f->choices[f->choice_count++] = (struct catalogue_choice){value, label ? label : value};
	}
}

static void
read_field(struct catalogue_field *f, const json_t *json)
{
	const json_t *shown = json_object_get(json, "shown_when");

	f->name = text_of(json, "name", "");
	f->label = text_of(json, "label", f->name);
	f->help = text_of(json, "help", "");
	f->format = text_of(json, "format", "");
	f->refers = text_of(json, "refers", NULL);
	f->standard = json_object_get(json, "default");
	f->type = type_of(text_of(json, "type", "text"));
	f->max = number_of(json, "max");
	f->width = number_of(json, "width");
	f->bias = strcmp(text_of(json, "bias", ""), "forward") == 0 ? DATE_FORWARD
		: strcmp(text_of(json, "bias", ""), "backward") == 0 ? DATE_BACKWARD : DATE_PLAIN;
	f->tax = flag_of(json, "tax");
	f->markdown = flag_of(json, "markdown");
	f->suggests = text_of(json, "suggests", NULL);
	f->required = flag_of(json, "required");
	f->creatable = flag_of(json, "create");
	f->updatable = flag_of(json, "update");
	f->masked = flag_of(json, "masked");
	f->custom = flag_of(json, "custom");
	f->sortable = flag_of(json, "sortable");
	f->computed = flag_of(json, "computed");
	if (json_array_size(json_object_get(json, "choices")) > 0)
		read_choices(f, json_object_get(json, "choices"));
	if (json_is_object(shown)) {
		f->shown_field = text_of(shown, "field", NULL);
		f->shown_is = json_object_get(shown, "is");
	}
}

struct catalogue_field *
catalogue_read_fields(const json_t *list, size_t *count)
{
	struct catalogue_field *fields = xcalloc(json_array_size(list), sizeof *fields);
	size_t i;
	const json_t *json;

	*count = 0;
	json_array_foreach(list, i, json)
		if (json_string_value(json_object_get(json, "name")) != NULL)
			read_field(&fields[(*count)++], json);
	return fields;
}

/* Names to fields; those that the catalogue does not give to this person are left out, and those that are hidden from
   their role unless `masked`. */
static const struct catalogue_field **
read_names(const struct catalogue_entity *e, const json_t *names, size_t first, bool masked, size_t *count)
{
	const struct catalogue_field **fields = xcalloc(json_array_size(names), sizeof *fields);

	*count = 0;
	for (size_t i = first; i < json_array_size(names); i++) {
		const char *name = json_string_value(json_array_get(names, i));
		const struct catalogue_field *f = name ? catalogue_field(e, name) : NULL;

		if (f != NULL && (masked || !f->masked))
			fields[(*count)++] = f;
	}
	return fields;
}

static void
read_sections(struct catalogue_entity *e, const json_t *form)
{
	size_t i;
	const json_t *section;

	e->sections = xcalloc(json_array_size(form), sizeof *e->sections);
	json_array_foreach(form, i, section) {
		struct catalogue_section *s = &e->sections[e->section_count];
		const char *title = json_string_value(json_array_get(section, 0));

		s->title = title ? title : "";
		s->fields = read_names(e, section, 1, true, &s->count);
		if (s->count > 0)
			e->section_count++;
		else
			free(s->fields);
	}
}

static void
read_actions(struct catalogue_entity *e, const json_t *list)
{
	size_t i;
	const json_t *json;

	e->actions = xcalloc(json_array_size(list), sizeof *e->actions);
	json_array_foreach(list, i, json) {
		struct catalogue_action *a = &e->actions[e->action_count];
		const json_t *arg;
		size_t n;

		a->verb = text_of(json, "verb", NULL);
		if (a->verb == NULL)
			continue;
		a->label = text_of(json, "label", a->verb);
		a->key = text_of(json, "key", "");
		a->help = text_of(json, "help", "");
		a->counter = text_of(json_object_get(json, "undone"), "counter", NULL);
		a->makes = text_of(json_object_get(json, "undone"), "makes", NULL);
		a->scans = text_of(json, "scans", NULL);
		a->final = text_of(json_object_get(json, "undone"), "text", NULL);
		a->args = catalogue_read_fields(json_object_get(json, "args"), &a->arg_count);
		json_array_foreach(json_object_get(json, "args"), n, arg)
			if (n < a->arg_count)
				a->args[n].creatable = a->args[n].updatable = true;
		e->action_count++;
	}
}

static void
read_related(struct catalogue_entity *e, const json_t *list)
{
	size_t i;
	const json_t *json;

	e->related = xcalloc(json_array_size(list), sizeof *e->related);
	json_array_foreach(list, i, json) {
		struct catalogue_related r = {text_of(json, "entity", NULL), text_of(json, "field", NULL),
			text_of(json, "label", ""), (int)json_integer_value(json_object_get(json, "latest"))};

		if (r.entity != NULL && r.field != NULL)
			e->related[e->related_count++] = r;
	}
}

/* A field that this person may see, by what the object calls it; null otherwise. */
static const struct catalogue_field *
field_named(const struct catalogue_entity *e, const json_t *object, const char *name)
{
	const struct catalogue_field *f = catalogue_field(e, json_string_value(json_object_get(object, name)));

	return f != NULL && !f->masked ? f : NULL;
}

static void
read_planes(struct catalogue_entity *e, const json_t *json)
{
	const json_t *board = json_object_get(json, "board"), *calendar = json_object_get(json, "calendar");

	e->board = (struct catalogue_board){.field = field_named(e, board, "field"), .lanes = field_named(e, board, "lanes"),
		.order = field_named(e, board, "order"), .limits = json_object_get(board, "limits"),
		.moves = json_object_get(board, "moves"), .sum = field_named(e, board, "sum"), .quiet = field_named(e, board, "quiet"),
		.waits = field_named(e, board, "waits"), .rest = json_object_get(board, "rest")};
	e->quick = json_object_get(json, "quick");
	if (e->board.field != NULL && e->board.field->choice_count == 0)
		e->board.field = NULL;
	e->calendar = (struct catalogue_calendar){.start = field_named(e, calendar, "start"),
		.end = field_named(e, calendar, "end"), .lanes = field_named(e, calendar, "lanes"), .free = json_object_get(calendar, "free")};
}

static void
read_draft(struct catalogue_draft *d, const json_t *json)
{
	*d = (struct catalogue_draft){.action = text_of(json, "action", NULL), .becomes = text_of(json, "becomes", ""),
		.values = text_of(json, "values", ""), .field = text_of(json, "field", ""), .reason = text_of(json, "reason", "")};
}

static void
read_entity(struct catalogue_entity *e, const char *name, const json_t *json)
{
	e->name = name;
	e->title = text_of(json, "title", name);
	e->one = text_of(json, "one", e->title);
	e->menu = text_of(json, "menu", "");
	e->help = text_of(json, "help", "");
	e->empty = text_of(json, "empty", NULL);
	e->label = text_of(json, "label", "id");
	e->order = text_of(json, "order", "-id");
	e->position = number_of(json, "position");
	e->searchable = flag_of(json, "search");
	e->trash = flag_of(json, "trash");
	e->shorts = json_object_get(json, "short");
	e->rights = json_object_get(json, "rights");
	e->lines = json_object_get(json, "lines");
	e->calls = json_object_get(json, "calls");
	e->copies = text_of(json, "copy", NULL);
	e->reads = text_of(json_object_get(json, "reader"), "reads", NULL);
	e->asks = text_of(json_object_get(json, "reader"), "asks", NULL);
	read_draft(&e->draft, json_object_get(json, "draft"));
	e->opens = (struct catalogue_opens){.entity = text_of(json_object_get(json, "opens"), "entity", NULL),
		.id = text_of(json_object_get(json, "opens"), "id", NULL), .then = text_of(json_object_get(json, "opens"), "then", NULL),
		.mark = text_of(json_object_get(json, "opens"), "mark", NULL)};
	e->fields = catalogue_read_fields(json_object_get(json, "fields"), &e->field_count);
	for (size_t i = 0; i < ADDRESS_PARTS; i++)
		e->address[i] = catalogue_field(e, json_string_value(json_array_get(json_object_get(json, "address"), i)));
	e->list = read_names(e, json_object_get(json, "list"), 0, false, &e->list_count);
	read_planes(e, json);
	read_sections(e, json_object_get(json, "form"));
	read_actions(e, json_object_get(json, "actions"));
	read_related(e, json_object_get(json, "related"));
}

static int
by_position(const void *a, const void *b)
{
	const struct catalogue_entity *x = *(const struct catalogue_entity *const *)a;
	const struct catalogue_entity *y = *(const struct catalogue_entity *const *)b;

	return x->position != y->position ? x->position - y->position : strcmp(x->title, y->title);
}

static struct catalogue_menu *
menu_named(struct catalogue *c, const char *title)
{
	for (size_t i = 0; i < c->menu_count; i++)
		if (strcmp(c->menus[i].title, title) == 0)
			return &c->menus[i];
	c->menus[c->menu_count] = (struct catalogue_menu){.title = title};
	c->menus[c->menu_count].entities = xcalloc(c->entity_count, sizeof *c->menus->entities);
	return &c->menus[c->menu_count++];
}

static void
read_menus(struct catalogue *c, const json_t *titles)
{
	size_t i, kept = 0;
	const json_t *title;

	c->menus = xcalloc(json_array_size(titles) + c->entity_count, sizeof *c->menus);
	json_array_foreach(titles, i, title)
		if (json_is_string(title))
			menu_named(c, json_string_value(title));
	for (i = 0; i < c->entity_count; i++) {
		const struct catalogue_entity *e = &c->entities[i];

		if (*e->menu != '\0' && catalogue_may(e, "read")) {
			struct catalogue_menu *m = menu_named(c, e->menu);

			m->entities[m->count++] = e;
		}
	}
	for (i = 0; i < c->menu_count; i++) {
		struct catalogue_menu *m = &c->menus[i];

		if (m->count == 0) {
			free(m->entities);
			continue;
		}
		qsort(m->entities, m->count, sizeof *m->entities, by_position);
		c->menus[kept++] = *m;
	}
	c->menu_count = kept;
}

/* It is called as its records are, with or without its field; else it has a name of its own. */
static bool
titled(const struct catalogue_related *one, const struct catalogue_entity *other)
{
	size_t length = other != NULL ? strlen(other->title) : 0;

	return other != NULL && strncmp(one->label, other->title, length) == 0 && (one->label[length] == '\0' || strncmp(one->label + length, " (", 2) == 0);
}

/* Two ways from one kind of record to another are told apart by the field: Parts of kits (Kit), Parts of kits (Part). */
static void
name_related(struct catalogue *c)
{
	json_t *names = json_array();

	json_object_set_new(c->json, "related_names", names);	/* lives as long as what points into it */
	for (size_t i = 0; i < c->entity_count; i++)
		for (size_t r = 0; r < c->entities[i].related_count; r++) {
			struct catalogue_related *one = &c->entities[i].related[r];
			const struct catalogue_entity *other = catalogue_entity(c, one->entity);
			const struct catalogue_field *f = other ? catalogue_field(other, one->field) : NULL;
			bool twice = false;
			char *name;

			for (size_t k = 0; k < c->entities[i].related_count; k++)
				twice = twice || (k != r && strcmp(c->entities[i].related[k].entity, one->entity) == 0 && titled(&c->entities[i].related[k], other));
			if (!twice || f == NULL || !titled(one, other))
				continue;
			name = xasprintf("%s (%s)", one->label, f->label);
			json_array_append_new(names, json_string(name));
			one->label = json_string_value(json_array_get(names, json_array_size(names) - 1));
			free(name);
		}
}

static bool
is_files(const struct catalogue_entity *e)
{
	return catalogue_field(e, "sha256") != NULL;
}

/* What people write about a record of any kind: what is to be done about it, what was done, its files. */
static bool
hangs_on_any(const struct catalogue_entity *e)
{
	const struct catalogue_field *kind = catalogue_field(e, "subject_entity"), *number = catalogue_field(e, "subject_id");

	return kind != NULL && number != NULL && (is_files(e) || (number->creatable && number->updatable));
}

/* They name it by its kind and a number: no kind of record says so itself. */
static void
add_hanging(struct catalogue *c, const struct catalogue_entity *hanging)
{
	for (size_t i = 0; i < c->entity_count; i++) {
		struct catalogue_entity *e = &c->entities[i];
		bool known = e == hanging || !e->trash || !e->searchable || (hangs_on_any(e) && !is_files(hanging));

		for (size_t r = 0; r < e->related_count; r++)
			known = known || strcmp(e->related[r].entity, hanging->name) == 0;
		if (known)
			continue;
		e->related = xreallocarray(e->related, e->related_count + 1, sizeof *e->related);
		e->related[e->related_count++] = (struct catalogue_related){hanging->name, "subject_id", hanging->title, 0};
	}
}

static void
add_what_hangs(struct catalogue *c)
{
	for (int files = 0; files < 2; files++)		/* files come last */
		for (size_t i = 0; i < c->entity_count; i++)
			if (hangs_on_any(&c->entities[i]) && is_files(&c->entities[i]) == (files == 1))
				add_hanging(c, &c->entities[i]);
}

static void
name_reference(const struct catalogue *c, struct catalogue_field *f)
{
	const struct catalogue_entity *other = f->refers ? catalogue_entity(c, f->refers) : NULL;

	f->named_by = other ? catalogue_field(other, other->label) : NULL;
}

/* A plate is read as a plate where another record names its vehicle, too. */
static void
name_references(struct catalogue *c)
{
	for (size_t i = 0; i < c->entity_count; i++) {
		struct catalogue_entity *e = &c->entities[i];

		for (size_t k = 0; k < e->field_count; k++)
			name_reference(c, &e->fields[k]);
		for (size_t a = 0; a < e->action_count; a++)
			for (size_t k = 0; k < e->actions[a].arg_count; k++)
				name_reference(c, &e->actions[a].args[k]);
	}
}

struct catalogue *
catalogue_read(const json_t *json)
{
	json_t *entities = json_object_get(json, "entities");
	struct catalogue *c;
	const char *name;
	json_t *entity;

	if (!json_is_object(entities))
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->json = json_deep_copy(json);
	entities = json_object_get(c->json, "entities");
	c->entities = xcalloc(json_object_size(entities), sizeof *c->entities);
	json_object_foreach(entities, name, entity)
		read_entity(&c->entities[c->entity_count++], name, entity);
	add_what_hangs(c);
	name_references(c);
	name_related(c);
	read_menus(c, json_object_get(c->json, "menus"));
	return c;
}

void
catalogue_free_fields(struct catalogue_field *fields, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(fields[i].choices);
	free(fields);
}

void
catalogue_free(struct catalogue *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->entity_count; i++) {
		struct catalogue_entity *e = &c->entities[i];

		catalogue_free_fields(e->fields, e->field_count);
		free(e->list);
		for (size_t s = 0; s < e->section_count; s++)
			free(e->sections[s].fields);
		free(e->sections);
		for (size_t a = 0; a < e->action_count; a++)
			catalogue_free_fields(e->actions[a].args, e->actions[a].arg_count);
		free(e->actions);
		free(e->related);
	}
	free(c->entities);
	for (size_t i = 0; i < c->menu_count; i++)
		free(c->menus[i].entities);
	free(c->menus);
	json_decref(c->json);
	free(c);
}

const struct catalogue_entity *
catalogue_bell(const struct catalogue *c)
{
	return c ? catalogue_entity(c, json_string_value(json_object_get(c->json, "bell"))) : NULL;
}

const struct catalogue_entity *
catalogue_entity(const struct catalogue *c, const char *name)
{
	for (size_t i = 0; c != NULL && name != NULL && i < c->entity_count; i++)
		if (strcmp(c->entities[i].name, name) == 0)
			return &c->entities[i];
	return NULL;
}

const struct catalogue_field *
catalogue_field(const struct catalogue_entity *e, const char *name)
{
	for (size_t i = 0; name != NULL && i < e->field_count; i++)
		if (strcmp(e->fields[i].name, name) == 0)
			return &e->fields[i];
	return NULL;
}

const struct catalogue_menu *
catalogue_menus(const struct catalogue *c, size_t *count)
{
	*count = c->menu_count;
	return c->menus;
}

const struct catalogue_entity *
catalogue_entities(const struct catalogue *c, size_t *count)
{
	*count = c->entity_count;
	return c->entities;
}

const json_t *
catalogue_part(const struct catalogue *c, const char *name)
{
	return json_object_get(c->json, name);
}

const struct catalogue_entity *
catalogue_having(const struct catalogue *c, const char *const *fields, size_t count)
{
	for (size_t i = 0; i < c->entity_count; i++) {
		size_t k = 0;

		while (k < count && catalogue_field(&c->entities[i], fields[k]) != NULL)
			k++;
		if (k == count && catalogue_may(&c->entities[i], "read"))
			return &c->entities[i];
	}
	return NULL;
}

bool
catalogue_may(const struct catalogue_entity *e, const char *verb)
{
	const char *scope = json_string_value(json_object_get(e->rights, verb));

	return scope != NULL && strcmp(scope, "none") != 0;
}

const struct catalogue_action *
catalogue_action(const struct catalogue_entity *e, const char *verb)
{
	for (size_t i = 0; verb != NULL && i < e->action_count; i++)
		if (strcmp(e->actions[i].verb, verb) == 0)
			return &e->actions[i];
	return NULL;
}

void
catalogue_add_name(json_t *names, const struct catalogue_field *f)
{
	size_t i;
	const json_t *one;

	if (f == NULL || f->masked)
		return;
	json_array_foreach(names, i, one)
		if (strcmp(json_string_value(one), f->name) == 0)
			return;
	json_array_append_new(names, json_string(f->name));
}

json_t *
catalogue_names(const struct catalogue_entity *e, const struct catalogue_field *const *fields, size_t count)
{
	json_t *names = json_array();

	for (size_t i = 0; i < count; i++)
		catalogue_add_name(names, fields[i]);
	catalogue_add_name(names, catalogue_field(e, e->label));
	catalogue_add_name(names, catalogue_field(e, "currency"));
	return names;
}

const char *
catalogue_choice(const struct catalogue_field *f, const char *value)
{
	for (size_t i = 0; value != NULL && i < f->choice_count; i++)
		if (strcmp(f->choices[i].value, value) == 0)
			return f->choices[i].label;
	return NULL;
}

bool
catalogue_shown(const struct catalogue_field *f, const json_t *values)
{
	const json_t *now, *one;
	size_t i;

	if (f->shown_field == NULL)
		return true;
	now = json_object_get(values, f->shown_field);
	json_array_foreach(f->shown_is, i, one)
		if (now != NULL && json_equal(now, one))
			return true;
	return false;
}
