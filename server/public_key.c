/* public_key.c: a public key as OpenSSH writes it in one line. */
#include "server/public_key.h"

#include <libssh/libssh.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { COMMENT_MOST = 200 };

/* The next word of *text, which moves behind it; the caller owns it. */
static char *
word(const char **text)
{
	size_t length;
	char *made;

	*text += strspn(*text, " \t");
	length = strcspn(*text, " \t\r\n");
	made = xstrndup(*text, length);
	*text += length;
	return made;
}

static char *
rest_of_line(const char *text)
{
	size_t length;
	char *made;

	text += strspn(text, " \t");
	length = strcspn(text, "\r\n");
	if (length > COMMENT_MOST)
		for (length = COMMENT_MOST; length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80;)
			length--;	/* never half a character */
	made = xstrndup(text, length);
	for (size_t i = 0; i < length; i++)	/* a comment is whatever somebody typed; as the key's name it is one line of text */
		if ((unsigned char)made[i] < 0x20 || made[i] == 0x7f)
			made[i] = ' ';
	return made;
}

static char *
fingerprint_of(ssh_key key)
{
	unsigned char *hash = NULL;
	size_t length = 0;
	char *text = NULL, *mine = NULL;

	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == 0) {
		text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length);
		mine = text ? xstrdup(text) : NULL;
	}
	ssh_string_free_char(text);
	ssh_clean_pubkey_hash(&hash);
	return mine;
}

const char *
public_key_read(const char *line, struct public_key *key)
{
	const char *fault = NULL;
	enum ssh_keytypes_e type;
	ssh_key read = NULL;

	key->type = word(&line);
	key->blob = word(&line);
	key->comment = rest_of_line(line);
	key->fingerprint = NULL;
	type = ssh_key_type_from_name(key->type);
	if (strstr(key->type, "PRIVATE") != NULL || strstr(key->blob, "PRIVATE") != NULL || strncmp(key->type, "-----BEGIN", 10) == 0)
		fault = N_("This is a private key or another format: give the one line of the .pub file.");
	else if (strstr(key->type, "-cert-") != NULL)
		fault = N_("This is a certificate: give the key itself.");
	else if (type == SSH_KEYTYPE_UNKNOWN || type == SSH_KEYTYPE_DSS || type == SSH_KEYTYPE_RSA1)
		fault = N_("This is no public key that is accepted here: ed25519, ECDSA or RSA, as ssh-keygen writes them.");
	else if (ssh_pki_import_pubkey_base64(key->blob, type, &read) != SSH_OK || (key->fingerprint = fingerprint_of(read)) == NULL)
		fault = N_("This public key is damaged.");
	ssh_key_free(read);
	if (fault != NULL)
		public_key_free(key);
	return fault;
}

void
public_key_free(struct public_key *key)
{
	free(key->type);
	free(key->blob);
	free(key->fingerprint);
	free(key->comment);
	*key = (struct public_key){.type = NULL, .blob = NULL, .fingerprint = NULL, .comment = NULL};
}
