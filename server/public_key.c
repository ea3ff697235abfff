/* public_key.c: a line of an OpenSSH .pub file, taken apart. */
#include "server/public_key.h"

#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "shared/xmalloc.h"

enum { BLOB_MAX = 4096 };

static const char *const types[] = {"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
	"sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com", NULL};

/* RFC 4253 §6.6: the blob begins with the key's type as a counted string; it must be the one that the line names. */
static bool
blob_is(const unsigned char *blob, size_t length, const char *type)
{
	size_t n = strlen(type);

	return length > 4 + n && blob[0] == 0 && blob[1] == 0 && ((size_t)blob[2] << 8 | blob[3]) == n && memcmp(blob + 4, type, n) == 0;
}

bool
public_key_read(const char *line, struct public_key *to)
{
	unsigned char blob[BLOB_MAX], hash[crypto_hash_sha256_BYTES];
	size_t type_length, body, body_length, blob_length, end;
	const char *type = NULL;
	char text[48];

	*to = (struct public_key){.type = NULL};
	line += strspn(line, " \t\r\n");
	type_length = strcspn(line, " \t");
	for (const char *const *t = types; *t != NULL; t++)
		if (strlen(*t) == type_length && strncmp(*t, line, type_length) == 0)
			type = *t;
	body = type_length + strspn(line + type_length, " \t");
	body_length = strcspn(line + body, " \t\r\n");
	if (type == NULL || sodium_base642bin(blob, sizeof blob, line + body, body_length, NULL, &blob_length, NULL,
	    sodium_base64_VARIANT_ORIGINAL) != 0 || !blob_is(blob, blob_length, type))
		return false;
	crypto_hash_sha256(hash, blob, blob_length);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	memcpy(to->fingerprint, "SHA256:", 7);
	memcpy(to->fingerprint + 7, text, strlen(text) + 1);
	to->type = xstrdup(type);
	to->base64 = xstrndup(line + body, body_length);
	line += body + body_length;
	line += strspn(line, " \t");
	end = strcspn(line, "\r\n");
	to->comment = xstrndup(line, end < 200 ? end : 200);
	return true;
}

void
public_key_clear(struct public_key *key)
{
	free(key->type);
	free(key->base64);
	free(key->comment);
	*key = (struct public_key){.type = NULL};
}
