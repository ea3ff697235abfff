/* fuzz_vcard.c: any bytes as a file of address cards. */
#include "tests/fuzz/fuzz_table.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_table(data, size, &(struct table_options){.format = "vcf", .language = "fr"});
	return 0;
}
