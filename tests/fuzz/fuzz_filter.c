/* fuzz_filter.c: any bytes as a filter line: it is read or refused with a sentence, and what was read is an object. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/filter.h"
#include "shared/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct filter_dates how = {.today = {2024, 2, 29}, .language = "fr"};
	struct date_reading reading = {.today = how.today, .bias = DATE_BACKWARD, .month_first = size & 1};
	char *text = malloc(size + 1), *why = NULL, *quoted, again[NUMBER_TEXT];
	struct number number;
	struct moment moment;
	json_t *ast = NULL;

	memcpy(text, data, size);
	text[size] = '\0';
	if (filter_parse(text, &how, &ast, &why) == STATUS_OK) {
		if ((ast != NULL && !json_is_object(ast)) || why != NULL)
			abort();
	} else if (ast != NULL || why == NULL) {
		abort();
	}
	json_decref(ast);
	free(why);
	if (number_read(text, size & 2 ? ',' : '\0', &number) && !number_round(number.text, 2, again))
		abort();
	if (moment_read(text, &reading, &moment) && !date_valid(moment.date))
		abort();
	quoted = filter_quote(text);
	free(quoted);
	free(text);
	return 0;
}
