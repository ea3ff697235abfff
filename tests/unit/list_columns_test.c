/* What a list shows of its columns when there is less room than they want: what one came to read stays whole. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tui/list_inside.h"

static struct catalogue_field name = {.name = "name", .label = "Name", .format = "", .type = TYPE_TEXT},
	phone = {.name = "phone", .label = "Phone", .format = "phone", .type = TYPE_TEXT},
	mail = {.name = "mail", .label = "Mail", .format = "email", .type = TYPE_TEXT},
	town = {.name = "town", .label = "Town", .format = "", .type = TYPE_TEXT},
	owner = {.name = "owner_id", .label = "Owner", .format = "", .type = TYPE_INTEGER, .refers = "person"},
	price = {.name = "price", .label = "Price", .format = "", .type = TYPE_MONEY};

/* A list of 20 rows whose columns have texts of these widths; 0 is empty; below 0 the same text everywhere. */
static void
list_of(struct list *l, struct catalogue_entity *e, const struct catalogue_field **fields, const int *cells, size_t count)
{
	static char sort[] = "-id";

	memset(l, 0, sizeof *l);
	memset(e, 0, sizeof *e);
	e->list = fields;
	e->list_count = count;
	memcpy(l->columns, fields, count * sizeof *fields);
	l->column_count = count;
	l->entity = e;
	l->sort = sort;
	for (size_t c = 0; c < count; c++) {
		int wide = cells[c] < 0 ? -cells[c] : cells[c];

		l->seen[c] = (struct list_seen){.rows = 20, .filled = cells[c] ? 20 : 0, .widest = wide, .varied = cells[c] > 0};
		if (cells[c] != 0)
			l->seen[c].cells[wide > LIST_TEXT_MOST ? LIST_TEXT_MOST : wide] = 20;
	}
}

static int
cells_of(const struct list_columns *columns, const struct catalogue_field *f)
{
	for (size_t c = 0; c < columns->count; c++)
		if (columns->field[c] == f)
			return columns->cells[c];
	return 0;
}

static int
width_of(const struct list_columns *columns)
{
	int width = 0;

	for (size_t c = 0; c < columns->count; c++)
		width += columns->cells[c] + 2;
	return width;
}

static const struct catalogue_field *contact[] = {&name, &town, &phone, &mail, &owner};

static void
all_columns_are_shown_where_there_is_room(void **state)
{
	struct list l;
	struct catalogue_entity e;
	struct list_columns columns;

	(void)state;
	list_of(&l, &e, contact, (const int[]){20, 0, 14, 30, -14}, 5);
	list_columns_place(&l, 160, &columns);
	assert_int_equal(columns.count, 5);
	assert_int_equal(cells_of(&columns, &name), 20);
	assert_int_equal(cells_of(&columns, &mail), 30);
}

/* 06 39 98 40… is nobody's number. */
static void
what_says_nothing_goes_before_a_phone_is_cut(void **state)
{
	struct list l;
	struct catalogue_entity e;
	struct list_columns columns;

	(void)state;
	list_of(&l, &e, contact, (const int[]){20, 0, 14, 30, -14}, 5);
	list_columns_place(&l, 74, &columns);
	assert_int_equal(cells_of(&columns, &phone), 14);
	assert_int_equal(cells_of(&columns, &name), 20);
	assert_int_equal(cells_of(&columns, &mail), 30);
	assert_int_equal(cells_of(&columns, &town), 0);
	assert_int_equal(cells_of(&columns, &owner), 0);
}

static void
amounts_and_phones_are_whole_or_absent_at_any_width(void **state)
{
	static const struct catalogue_field *fields[] = {&name, &mail, &phone, &price};
	struct list l;
	struct catalogue_entity e;
	struct list_columns columns;

	(void)state;
	list_of(&l, &e, fields, (const int[]){40, 40, 14, 12}, 4);
	for (int width = 10; width < 200; width++) {
		list_columns_place(&l, width, &columns);
		assert_true(columns.count > 0 && columns.field[0] == &name);
		assert_true(width_of(&columns) <= width);
		if (cells_of(&columns, &phone) > 0)
			assert_int_equal(cells_of(&columns, &phone), 14);
		if (cells_of(&columns, &price) > 0)
			assert_int_equal(cells_of(&columns, &price), 12);
	}
	assert_int_equal(columns.count, 4);
}

static void
the_column_that_sorts_stays(void **state)
{
	static char sort[] = "owner_id";
	struct list l;
	struct catalogue_entity e;
	struct list_columns columns;

	(void)state;
	list_of(&l, &e, contact, (const int[]){20, 0, 14, 30, -14}, 5);
	l.sort = sort;
	list_columns_place(&l, 74, &columns);
	assert_true(cells_of(&columns, &owner) > 0);
}

/* As wide as somebody said, and kept though it says nothing; but an amount is whole, whatever they said. */
static void
a_width_that_somebody_chose_holds(void **state)
{
	const struct catalogue_field *fields[] = {&name, &phone, &town, &price};
	const int cells[] = {20, 14, 0, 12};
	struct list_columns columns;
	struct catalogue_entity e;
	struct list l;

	(void)state;
	list_of(&l, &e, fields, cells, 4);
	l.kept = json_pack("{s:{s:i,s:i,s:i,s:i}}", "widths", "name", 8, "phone", 6, "town", 30, "price", 3);
	list_columns_place(&l, 80, &columns);
	assert_int_equal(cells_of(&columns, &name), 8);
	assert_int_equal(cells_of(&columns, &phone), 6);
	assert_true(columns.cut[1]);
	assert_int_equal(cells_of(&columns, &town), 30);
	assert_true(cells_of(&columns, &price) >= 12);
	assert_false(columns.cut[3]);
	assert_true(width_of(&columns) <= 80);
	/* The column under the cursor is there, however little room there is. */
	l.column = &price;
	list_columns_place(&l, 40, &columns);
	assert_true(cells_of(&columns, &price) >= 12);
	/* Nonsense that somebody sent is bounded. */
	json_decref(l.kept);
	l.kept = json_pack("{s:{s:i,s:i,s:s}}", "widths", "name", -5, "phone", 1000000, "town", "x");
	list_columns_place(&l, 80, &columns);
	assert_true(width_of(&columns) <= 80);
	json_decref(l.kept);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_columns_are_shown_where_there_is_room),
		cmocka_unit_test(what_says_nothing_goes_before_a_phone_is_cut),
		cmocka_unit_test(amounts_and_phones_are_whole_or_absent_at_any_width),
		cmocka_unit_test(the_column_that_sorts_stays),
		cmocka_unit_test(a_width_that_somebody_chose_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
