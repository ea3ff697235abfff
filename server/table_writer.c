/* table_writer.c: the table of formats, and what all writers share. */
#include "server/table_writer.h"

#include <stdlib.h>
#include <string.h>

#include "server/table_names.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { FLUSH_BYTES = 64 * 1024 };

static const struct table_format *const formats[] = {
	&table_xlsx, &table_pdf, &table_csv, &table_tsv, &table_jsonl, &table_json, &table_vcf, &table_ics, &table_text, &table_table,
};

const struct table_format *
table_format_find(const char *name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i]->name, name) == 0)
			return formats[i];
	return NULL;
}

const struct table_format *
table_format_next(const struct table_format *after)
{
	size_t i = 0;

	while (after != NULL && i < sizeof formats / sizeof *formats && formats[i++] != after)
		;
	return i < sizeof formats / sizeof *formats ? formats[i] : NULL;
}

char *
table_written_names(bool any_rows)
{
	struct buf names = BUF_EMPTY;

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (!any_rows || !formats[i]->needs_fit_columns)
			buf_printf(&names, "%s%s", names.length > 0 ? ", " : "", formats[i]->name);
	return buf_steal(&names);
}

json_t *
table_written_formats(const char *language)
{
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		json_t *one = json_pack("{s:s,s:s}", "name", formats[i]->name, "help", translate(language, formats[i]->help));

		if (formats[i]->on_paper)
			json_object_set_new(one, "paper", json_true());
		if (formats[i]->needs_fit_columns)
			json_object_set_new(one, formats[i]->calendar ? "calendar" : "fits", json_true());
		json_array_append_new(list, one);
	}
	return list;
}

struct table_writer *
table_writer_new(const struct table_format *format, const struct table_column *columns, size_t count,
    const struct table_options *options)
{
	struct table_writer *w = xcalloc(1, sizeof *w);

	w->format = format;
	w->columns = columns;
	w->count = count;
	w->options = *options;
	w->state = xcalloc(1, format->state_size);
	buf_init(&w->out, 0);
	format->begin(w);
	return w;
}

void
table_writer_flush(struct table_writer *w)
{
	if (w->out.length > 0 && !w->broken)
		w->broken = !w->options.write(w->options.to, w->out.bytes, w->out.length);
	w->out.length = 0;
}

bool
table_writer_row(struct table_writer *w, const struct table_cell *cells)
{
	if (w->broken)
		return false;
	w->rows++;
	w->format->row(w, cells);
	if (w->out.length >= FLUSH_BYTES)
		table_writer_flush(w);
	return !w->broken;
}

bool
table_writer_end(struct table_writer *w)
{
	if (!w->broken)
		w->format->end(w);
	table_writer_flush(w);
	return !w->broken;
}

void
table_writer_free(struct table_writer *w)
{
	if (w == NULL)
		return;
	if (w->format->free != NULL)
		w->format->free(w);
	buf_free(&w->out);
	free(w->state);
	free(w);
}
