/* fuzz_rpc.c: any bytes as lines of JSON-RPC: each is a request whose parameters fit its verb, or is refused with a code and a
   sentence. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/rows.h"
#include "server/rpc.h"
#include "server/rpc_line.h"
#include "server/verb.h"
#include "shared/filter.h"
#include "shared/translate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a verb would be given: checked by its row, then the parts that have a grammar of their own. */
static void
check(const struct rpc_call *call)
{
	const struct verb *v = verb_find(call->method);
	json_t *params = call->params ? json_deep_copy(call->params) : json_object(), *ast = NULL;
	const struct filter_dates how = {.today = {2026, 11, 21}, .language = "en"};
	const char *field = NULL, *filter, *after;
	char *why;

	if (v != NULL && (why = verb_check(v, params, "fr", &field)) != NULL) {
		if (field == NULL || *why == '\0')
			abort();
		free(why);
	} else if (v != NULL) {
		for (const struct arg *a = v->args; a->name != NULL; a++)
			if (a->required && json_object_get(params, a->name) == NULL)
				abort();
		filter = json_string_value(json_object_get(params, "filter"));
		why = NULL;
		if (filter != NULL && (filter_parse(filter, &how, &ast, &why) == STATUS_OK) != (why == NULL))
			abort();
		free(why);
		json_decref(ast);
		after = json_string_value(json_object_get(params, "after"));
		if (after != NULL)
			free(cursor_read(after));
	}
	json_decref(params);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *line = (const char *)data, *end = line + size;

	while (line < end) {
		const char *stop = memchr(line, '\n', (size_t)(end - line));
		size_t length = stop ? (size_t)(stop - line) : (size_t)(end - line);
		struct rpc_call call;

		if (rpc_line_read(line, length, &call)) {
			if (call.method == NULL || (call.params != NULL && !json_is_object(call.params)))
				abort();
			check(&call);
		} else {
			char *sentence = translate_fill("fr", call.wrong, NULL);
			if (call.code == 0 || *sentence == '\0')
				abort();
			free(sentence);
		}
		rpc_call_clear(&call);
		line += length + 1;
	}
	return 0;
}
