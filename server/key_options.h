/* key_options.h: what a public key may be used for: from where, until when, for which command. */
#ifndef SERVER_KEY_OPTIONS_H
#define SERVER_KEY_OPTIONS_H
#include <jansson.h>
#include <stdbool.h>
#include <time.h>

/* options: {"from":"10.0.0.0/8,192.168.1.*"|[…], "command":"export contact", "expires":"2026-12-31"|"2026-12-31T12:00:00Z"}, each
   may be absent. What cannot be understood forbids. A date is still valid on its day (UTC). */
bool key_options_allow(const json_t *options, const char *address, time_t now);
/* The command that is run whatever was asked; null: none. Borrowed from options. */
const char *key_options_command(const json_t *options);
/* Is the address in this list of addresses, networks (/bits) and patterns (*, ?), with a leading ! to exclude? */
bool address_in(const char *list, const char *address);
#endif
