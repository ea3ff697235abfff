/* public_key.h: a line of an OpenSSH .pub file, taken apart. */
#ifndef SERVER_PUBLIC_KEY_H
#define SERVER_PUBLIC_KEY_H
#include <stdbool.h>

struct public_key {
	char *type, *base64, *comment;	/* owned */
	char fingerprint[64];		/* SHA256:… as ssh-keygen -l prints it */
};

/* False: not such a line, or a kind of key that we do not take. */
bool public_key_read(const char *line, struct public_key *to) __attribute__((warn_unused_result));
void public_key_clear(struct public_key *key);
#endif
