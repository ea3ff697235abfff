/* key_options.c: what a public key may be used for: from where, until when, for which command. */
#include "server/key_options.h"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"

static bool
same_bits(const uint8_t *a, const uint8_t *b, long bits)
{
	long bytes = bits / 8;
	uint8_t mask = (uint8_t)(0xff00 >> (bits % 8));

	return memcmp(a, b, (size_t)bytes) == 0 && (bits % 8 == 0 || (a[bytes] & mask) == (b[bytes] & mask));
}

/* "10.0.0.0/8", "2001:db8::/32". */
static bool
in_network(const char *network, const char *slash, const char *address)
{
	char *base = xstrndup(network, (size_t)(slash - network)), *end;
	int family = strchr(base, ':') ? AF_INET6 : AF_INET;
	uint8_t a[16], b[16];
	long bits = strtol(slash + 1, &end, 10);
	bool in = slash[1] && !*end && bits >= 0 && bits <= (family == AF_INET6 ? 128 : 32) && inet_pton(family, base, a) == 1 &&
	    inet_pton(family, address, b) == 1 && same_bits(a, b, bits);

	free(base);
	return in;
}

static bool
matches(const char *pattern, const char *address)
{
	const char *slash = strchr(pattern, '/');

	return slash ? in_network(pattern, slash, address) : fnmatch(pattern, address, 0) == 0;
}

bool
address_in(const char *list, const char *address)
{
	char *copy = xstrdup(list), *rest = copy, *item;
	bool in = false, excluded = false;

	while ((item = strsep(&rest, ", \t")))
		if (*item == '!')
			excluded = excluded || matches(item + 1, address);
		else if (*item)
			in = in || matches(item, address);
	free(copy);
	return in && !excluded;
}

static bool
from_allows(const json_t *from, const char *address)
{
	const json_t *item;
	size_t i;

	if (!from || json_is_null(from))
		return true;
	if (json_is_string(from))
		return address_in(json_string_value(from), address);
	json_array_foreach(from, i, item)
		if (json_is_string(item) && address_in(json_string_value(item), address))
			return true;
	return false;
}

static bool
expires_allows(const json_t *expires, time_t now)
{
	const char *text = json_string_value(expires), *rest;
	struct tm tm = {.tm_isdst = 0};

	if (!expires || json_is_null(expires))
		return true;
	if (!text || !(rest = strptime(text, "%Y-%m-%d", &tm)))
		return false;
	if (!*rest)
		return now < timegm(&tm) + 24 * 3600;
	if ((*rest != 'T' && *rest != ' ') || !strptime(rest + 1, "%H:%M:%S", &tm))
		return false;
	return now < timegm(&tm);
}

bool
key_options_allow(const json_t *options, const char *address, time_t now)
{
	const json_t *command = json_object_get(options, "command");

	if (!options || json_is_null(options))
		return true;
	return json_is_object(options) && from_allows(json_object_get(options, "from"), address) &&
	    expires_allows(json_object_get(options, "expires"), now) && (!command || json_is_null(command) || json_is_string(command));
}

const char *
key_options_command(const json_t *options)
{
	return json_string_value(json_object_get(options, "command"));
}
