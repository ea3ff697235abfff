/* privilege.h: giving up root and all that a process does not need. */
#ifndef SERVER_PRIVILEGE_H
#define SERVER_PRIVILEGE_H
#include <stdbool.h>
#include <stdint.h>

/* Becomes this user for good when the process is root; else nothing. False with a sentence in *why (owned by the caller). */
bool privilege_become(const char *user, char **why);
/* No memory past this many megabytes (0: no limit): allocation then ends the process. Nothing under a sanitizer. */
void privilege_limit_memory(int64_t megabytes);
/* As many descriptors as the system allows. */
void privilege_raise_files(void);
#endif
