/* comptoir(1) lists the keys that there are: what the key table prints stands between its marks. scripts/manual-keys puts it there. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "tui/keys.h"

#define BEGIN ".\\\" keys: begin"
#define END ".\\\" keys: end"

static void
the_manual_knows_every_key(void **state)
{
	struct buf page = BUF_EMPTY;
	char block[4096], *made = NULL;
	const char *begin, *end;
	size_t n, size;
	FILE *file = fopen("man/comptoir.1", "r"), *out = open_memstream(&made, &size);

	(void)state;
	assert_non_null(file);
	assert_non_null(out);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		buf_add(&page, block, n);
	fclose(file);
	keys_print_manual(out);
	fclose(out);
	begin = strstr(buf_text(&page), BEGIN);
	assert_non_null(begin);
	begin = strchr(begin, '\n') + 1;
	end = strstr(begin, END);
	assert_non_null(end);
	if ((size_t)(end - begin) != size || memcmp(begin, made, size) != 0)
		fail_msg("the key table has changed: scripts/manual-keys writes it into man/comptoir.1");
	free(made);
	buf_free(&page);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(the_manual_knows_every_key)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
