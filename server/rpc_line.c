/* rpc_line.c: one line of JSON-RPC, taken apart strictly. */
#include "server/rpc_line.h"

#include <stdlib.h>
#include <string.h>

#include "server/rpc.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { NOT_JSON = -32700, NOT_A_REQUEST = -32600, BAD_PARAMS = -32602, METHOD_MAX = 64 };

/* The parser recurses: how deep it may go is known before it starts. */
static bool
too_deep(const char *line, size_t length)
{
	int depth = 0;
	bool text = false;

	for (size_t i = 0; i < length; i++) {
		char c = line[i];

		if (text && c == '\\')
			i++;
		else if (c == '"')
			text = !text;
		else if (!text && (c == '{' || c == '[')) {
			if (++depth > RPC_DEPTH_MAX)
				return true;
		} else if (!text && (c == '}' || c == ']'))
			depth--;
	}
	return false;
}

static bool
wrong(struct rpc_call *to, int code, const char *msgid)
{
	to->code = code;
	to->wrong = msgid;
	return false;
}

static bool
read_members(json_t *message, struct rpc_call *to)
{
	const json_t *version = json_object_get(message, "jsonrpc"), *method = json_object_get(message, "method");
	json_t *id = json_object_get(message, "id"), *params = json_object_get(message, "params");

	if (json_is_array(message))
		return wrong(to, NOT_A_REQUEST, N_("Send one request a line: batches are not taken."));
	if (!json_is_object(message))
		return wrong(to, NOT_A_REQUEST, N_("A request is an object with jsonrpc, id, method and params."));
	if (id != NULL && !json_is_string(id) && !json_is_number(id) && !json_is_null(id))
		return wrong(to, NOT_A_REQUEST, N_("“id” is a text or a number."));
	to->id = id ? json_incref(id) : NULL;
	if (!json_is_string(version) || strcmp(json_string_value(version), "2.0") != 0)
		return wrong(to, NOT_A_REQUEST, N_("“jsonrpc” must be \"2.0\"."));
	if (!json_is_string(method) || json_string_length(method) == 0 || json_string_length(method) > METHOD_MAX)
		return wrong(to, NOT_A_REQUEST, N_("“method” names a verb."));
	if (params != NULL && !json_is_object(params) && !json_is_null(params))
		return wrong(to, BAD_PARAMS, N_("“params” is an object of names and values."));
	to->method = xstrdup(json_string_value(method));
	to->params = json_is_object(params) ? json_incref(params) : NULL;
	return true;
}

/* What a program's author would search for long under "not JSON". */
static bool
not_json(struct rpc_call *to, enum json_error_code code)
{
	switch (code) {
	case json_error_duplicate_key: return wrong(to, NOT_A_REQUEST, N_("A name stands twice in the same object."));
	case json_error_null_character: return wrong(to, NOT_JSON, N_("A text holds a null byte."));
	case json_error_numeric_overflow: return wrong(to, NOT_JSON, N_("A number is too large."));
	default: return wrong(to, NOT_JSON, N_("This is not JSON in UTF-8."));
	}
}

bool
rpc_line_read(const char *line, size_t length, struct rpc_call *to)
{
	json_error_t error;
	json_t *message;
	bool good;

	*to = (struct rpc_call){.id = NULL};
	if (too_deep(line, length))
		return wrong(to, NOT_A_REQUEST, N_("This is nested more than 32 deep."));
	message = json_loadb(line, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
	if (message == NULL)
		return not_json(to, json_error_code(&error));
	good = read_members(message, to);
	json_decref(message);
	return good;
}

void
rpc_call_clear(struct rpc_call *call)
{
	json_decref(call->id);
	json_decref(call->params);
	free(call->method);
	*call = (struct rpc_call){.id = NULL};
}
