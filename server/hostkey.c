/* hostkey.c: the server's own key, made at the first run. */
#include "server/hostkey.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/xmalloc.h"

bool
hostkey_make_if_missing(const char *path, bool *made, char **why)
{
	ssh_key key = NULL;
	mode_t mask;
	int rc;

	*made = false;
	if (access(path, F_OK) == 0)
		return true;
	if (errno != ENOENT) {
		*why = xasprintf("%s: %s.", path, strerror(errno));
		return false;
	}
	if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK) {
		*why = xstrdup("A host key could not be made.");
		return false;
	}
	mask = umask(077);
	rc = ssh_pki_export_privkey_file(key, NULL, NULL, NULL, path);
	umask(mask);
	ssh_key_free(key);
	if (rc != SSH_OK) {
		*why = xasprintf("%s: the host key could not be written: does its folder exist, and may this user write there?", path);
		return false;
	}
	*made = true;
	return true;
}

ssh_key
hostkey_load(const char *path, char **why)
{
	ssh_key key = NULL;

	if (ssh_pki_import_privkey_file(path, NULL, NULL, NULL, &key) == SSH_OK)
		return key;
	*why = xasprintf("%s: the host key cannot be read: is it an OpenSSH private key without a passphrase, and may this user read it?",
	    path);
	return NULL;
}

char *
key_fingerprint(const ssh_key key)
{
	unsigned char *hash = NULL;
	size_t length;
	char *text, *copy = NULL;

	if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) != 0)
		return NULL;
	text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length);
	copy = xstrdup_or_null(text);
	ssh_string_free_char(text);
	ssh_clean_pubkey_hash(&hash);
	return copy;
}
