/* catalogue.h: what the server says there is: entities, fields, actions and what this person may do with them. */
#ifndef TUI_CATALOGUE_H
#define TUI_CATALOGUE_H
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "shared/dates.h"

enum field_type {
	TYPE_TEXT, TYPE_INTEGER, TYPE_DECIMAL, TYPE_BOOLEAN, TYPE_DATE, TYPE_TIMESTAMP, TYPE_MONEY, TYPE_TAGS,
	TYPE_JSON, TYPE_BYTES,
};

/* All text is borrowed from the catalogue, which lives as long as the sitting. */
struct catalogue_choice {
	const char *value, *label;
};
struct catalogue_field {
	const char *name, *label, *help;
	const char *format;		/* email phone siren …; "" when it has none */
	const char *refers;		/* the entity whose record it names, or null */
	const struct catalogue_field *named_by;	/* the field of that record whose value is its name; may be null */
	const json_t *standard;		/* the value of a new record, or null */
	enum field_type type;
	enum date_bias bias;		/* which way an incomplete date leans */
	int max, width;			/* 0: not said */
	bool tax;			/* the rate of tax of the amounts beside it */
	bool required, creatable, updatable, masked, custom, sortable, computed;
	bool markdown;			/* a text that is read laid out */
	const char *suggests;		/* the kind of record that is proposed while it is typed; null: none */
	struct catalogue_choice *choices;
	size_t choice_count;
	const char *shown_field;	/* shown only while that field … */
	const json_t *shown_is;		/* … is one of these; null: always */
};
struct catalogue_section {
	const char *title;
	const struct catalogue_field **fields;
	size_t count;
};
struct catalogue_action {
	const char *verb, *label, *key, *help;
	/* What goes the other way: another action on the record; the bin, for the record of that kind that it makes; or why nothing
	   does. At most one is said, the others are null. */
	const char *counter, *makes, *final;
	const char *scans;		/* the argument that takes one code after the other; null: it is done once */
	struct catalogue_field *args;
	size_t arg_count;
};
struct catalogue_related {
	const char *entity, *field, *label;
	int latest;				/* how many of the newest its card tells; 0: their number alone */
};
/* The board: a column for each choice of a field. */
struct catalogue_board {
	const struct catalogue_field *field;	/* null: it has none */
	const struct catalogue_field *lanes;	/* null: no lanes */
	const struct catalogue_field *order;	/* where the cards have an order by hand */
	const json_t *limits;			/* by choice: how many cards it should hold at most */
	const json_t *moves;			/* by choice: the action that brings a card there */
	const struct catalogue_field *sum;	/* what a column tells the sum of; null: nothing, or it is not theirs to see */
	const struct catalogue_field *quiet;	/* when something last happened to a card; null: not told */
	const struct catalogue_field *waits;	/* for how many others it waits; null: for none */
	const json_t *rest;			/* the choices in which a card may be quiet */
};
/* What takes place when. */
struct catalogue_calendar {
	const struct catalogue_field *start;	/* null: it has none */
	const struct catalogue_field *end;	/* null: moments, or single days */
	const struct catalogue_field *lanes;	/* for whom; may be null */
	const json_t *free;			/* {"report", "label"}: which report proposes what is free; null: none */
};
/* Rows that are drafts of other records; the names of fields of the row. */
struct catalogue_draft {
	const char *action;		/* what saving it is; null: they are none */
	const char *becomes;		/* which holds the entity of the record */
	const char *values;		/* what to fill in, by field */
	const char *field, *reason;	/* which is to blame, and why */
};
/* Rows that speak of other records; the names of fields of the row. */
struct catalogue_opens {
	const char *entity, *id;	/* null: they speak of none */
	const char *then;		/* the action that is done to the row; may be null */
	const char *mark;		/* what that action fills in: a row where it is empty was not opened yet; may be null */
};
enum catalogue_address { ADDRESS_STREET, ADDRESS_POSTCODE, ADDRESS_CITY, ADDRESS_COUNTRY, ADDRESS_PARTS };
struct catalogue_entity {
	const char *name, *title, *one, *menu, *help;
	const char *empty;		/* what an empty list says; null: the help */
	const char *label;		/* the field that names a record */
	const char *order;		/* the sort a list opens with: "-id" */
	struct catalogue_board board;
	struct catalogue_calendar calendar;
	int position;
	bool searchable, trash;
	struct catalogue_draft draft;
	struct catalogue_opens opens;
	const json_t *shorts;		/* what it is called in a hurry, after `:`; null: nothing */
	const json_t *rights;
	const struct catalogue_field *address[ADDRESS_PARTS];	/* what makes an address together; null: it has none, or not this part */
	const json_t *quick;		/* how a new one is written in one line; null: it is not */
	const char *copies;		/* the action that copies a record of it; null: its values alone are copied */
	const char *reads, *asks;	/* the actions that note that its text was read, and that ask the reader something; null: none */
	const json_t *calls;		/* how a call is noted; null: it is not */
	const json_t *lines;		/* whose lines its records are, and how they are written; null: nobody's */
	struct catalogue_field *fields;
	size_t field_count;
	const struct catalogue_field **list;
	size_t list_count;
	struct catalogue_section *sections;
	size_t section_count;
	struct catalogue_action *actions;
	size_t action_count;
	struct catalogue_related *related;
	size_t related_count;
};
struct catalogue_menu {
	const char *title;
	const struct catalogue_entity **entities;
	size_t count;
};

struct catalogue;
/* Keeps a reference to json. Null when it is no catalogue at all; what it does not understand it leaves out. */
struct catalogue *catalogue_read(const json_t *json);
void catalogue_free(struct catalogue *c);

const struct catalogue_entity *catalogue_entity(const struct catalogue *c, const char *name);
/* Whose records the person is told of; null: nobody is told of anything. */
const struct catalogue_entity *catalogue_bell(const struct catalogue *c);
const struct catalogue_field *catalogue_field(const struct catalogue_entity *e, const char *name);
/* The menus with what this person may read, in order. */
const struct catalogue_menu *catalogue_menus(const struct catalogue *c, size_t *count);
const struct catalogue_entity *catalogue_entities(const struct catalogue *c, size_t *count);
/* What the catalogue says beside its entities: "wizards", "reports". Null when it says nothing. */
const json_t *catalogue_part(const struct catalogue *c, const char *name);
/* Fields that no entity has (a report's columns). They point into list. Free with catalogue_free_fields. */
struct catalogue_field *catalogue_read_fields(const json_t *list, size_t *count);
void catalogue_free_fields(struct catalogue_field *fields, size_t count);
/* The first kind of record with all these fields that this person may read: what a widget asks for, whatever it is called. */
const struct catalogue_entity *catalogue_having(const struct catalogue *c, const char *const *fields, size_t count);
/* May this person do that to some record at least? */
bool catalogue_may(const struct catalogue_entity *e, const char *verb);
/* The action of that name, or null. */
const struct catalogue_action *catalogue_action(const struct catalogue_entity *e, const char *verb);
/* Adds a field's name to those that a reading asks for, once; null or one that the person may not see adds nothing. */
void catalogue_add_name(json_t *names, const struct catalogue_field *f);
/* The names of these fields, of the one that a record is called by, and of the currency of its amounts: a new array. */
json_t *catalogue_names(const struct catalogue_entity *e, const struct catalogue_field *const *fields, size_t count);
/* The label of a choice's value; null when it is none. */
const char *catalogue_choice(const struct catalogue_field *f, const char *value);
/* Does the field belong on the form of a record with these values? */
bool catalogue_shown(const struct catalogue_field *f, const json_t *values);
#endif
