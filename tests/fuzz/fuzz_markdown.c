/* fuzz_markdown.c: any text as Markdown, at widths narrow and wide: no line wider than asked, no control in any. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/markdown.h"
#include "shared/text.h"
#include "shared/xmalloc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int width = size > 0 ? data[0] % 100 : 40;
	char *source = xstrndup((const char *)data + (size > 0), size > 0 ? size - 1 : 0);
	struct markdown *m = markdown_lay(source, width);

	for (size_t i = 0; i < m->count; i++) {
		int cells = 0;

		for (size_t k = 0; k < m->lines[i].count; k++) {
			const char *text = m->lines[i].spans[k].text;

			cells += text_cells_str(text);
			for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
				if (*p < 0x20 || *p == 0x7f)
					abort();
		}
		if (cells > (width < MARKDOWN_LEAST ? MARKDOWN_LEAST : width))
			abort();
	}
	markdown_free(m);
	free(source);
	return 0;
}
