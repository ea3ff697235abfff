/* fuzz_ics.c: any bytes as a calendar. */
#include "tests/fuzz/fuzz_table.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_table(data, size, &(struct table_options){.format = "ics", .language = "fr"});
	return 0;
}
