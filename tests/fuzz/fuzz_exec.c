/* fuzz_exec.c: any bytes as a command line: a verb with parameters that fit it, or a sentence; and any JSON as its answer is shown
   in every format without a control character for people. */
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "server/exec_command.h"
#include "server/exec_format.h"
#include "server/exec_values.h"
#include "server/verb.h"
#include "shared/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char entity_text[] = "{\"fields\":[{\"name\":\"a\",\"type\":\"money\",\"label\":\"A\"},{\"name\":\"b\",\"type\":\"timestamp\"},"
    "{\"name\":\"c\",\"type\":\"text\",\"format\":\"phone\"},{\"name\":\"d\",\"type\":\"tags\"},{\"name\":\"e\",\"type\":\"boolean\"},"
    "{\"name\":\"f\",\"type\":\"text\",\"choices\":[[\"x\",\"X\"]]},{\"name\":\"g\",\"type\":\"date\"},{\"name\":\"h\",\"type\":\"decimal\",\"format\":\"km\"}]}";

static void
command(const char *line, bool pty, const json_t *entity)
{
	struct caller who = {.language = (char[]){"fr"}, .time_zone = (char[]){"Europe/Paris"}};
	struct exec_command c;
	const char *field;
	char *why;

	if (exec_command_read(line, pty, "fr", &c)) {
		if (c.verb == NULL || c.params == NULL || c.why != NULL)
			abort();
		if ((why = verb_check(c.verb, c.params, "fr", &field)) != NULL)
			abort();
		exec_values(json_object_get(c.params, "values"), exec_fields(entity, NULL), &who);
	} else if (c.why == NULL || *c.why == '\0') {
		abort();
	}
	exec_command_clear(&c);
}

/* For people nothing that a terminal obeys is left, however it was sent. */
static void
answer(const char *text, size_t length, const json_t *entity)
{
	json_t *value = json_loadb(text, length, 0, NULL);

	for (enum exec_format format = FORMAT_TABLE; value != NULL && format < FORMAT_NONE; format++) {
		struct exec_look look = {.format = format, .columns = length % 100, .language = "fr", .zone = "Europe/Paris", .entity = length & 1 ? entity : NULL};
		struct buf out = BUF_EMPTY;

		exec_format(value, &look, &out);
		for (size_t i = 0; format == FORMAT_TABLE && json_object_get(value, "text") == NULL && i < out.length; i++)
			if ((unsigned char)out.bytes[i] < 0x20 && out.bytes[i] != '\n')
				abort();
		buf_free(&out);
	}
	json_decref(value);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static json_t *entity;
	char *line = malloc(size + 1);

	if (entity == NULL)
		entity = json_loads(entity_text, 0, NULL);
	memcpy(line, data, size);
	line[size] = '\0';
	if (size > 0 && (*line == '{' || *line == '['))
		answer(line, size, entity);
	else
		command(line, size & 1, entity);
	free(line);
	return 0;
}
