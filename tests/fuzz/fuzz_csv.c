/* fuzz_csv.c: any bytes as a CSV file, in an encoding and with a separator that are guessed or given. */
#include "tests/fuzz/fuzz_table.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encodings[] = {NULL, NULL, "UTF-16LE", "windows-1252"}, *const separators[] = {NULL, NULL, ";", "tab"};
	struct table_options options = {.format = "csv", .language = "en"};

	if (size == 0)
		return 0;
	options.encoding = encodings[*data & 3];
	options.separator = separators[*data >> 2 & 3];
	fuzz_table(data + 1, size - 1, &options);
	return 0;
}
