/* seal.c: what nobody may read in the database or in its backups, sealed under a key that stands in a file of the server (libsodium). */
#include "server/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/config.h"
#include "shared/xmalloc.h"

enum {
	KEY = crypto_kdf_KEYBYTES, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	BASE64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING, LINE = 64, SEALED_MOST = 4096,
};
static const char mark[] = "sealed:";
static const char purpose[crypto_kdf_CONTEXTBYTES] = "password";

struct seal {
	unsigned char box[crypto_aead_xchacha20poly1305_ietf_KEYBYTES], same[crypto_generichash_KEYBYTES];
};

char *
seal_path(const struct config *config)
{
	const char *slash = strrchr(config->host_key, '/');

	if (*config->secret_key)
		return xstrdup(config->secret_key);
	return xasprintf("%.*ssecret_key", slash ? (int)(slash + 1 - config->host_key) : 0, config->host_key);
}

static bool
write_key(int fd)
{
	unsigned char key[KEY];
	char line[LINE];
	size_t length;
	bool fine;

	crypto_kdf_keygen(key);
	sodium_bin2base64(line, sizeof line - 1, key, sizeof key, sodium_base64_VARIANT_ORIGINAL);
	length = strlen(line);
	line[length++] = '\n';
	fine = write(fd, line, length) == (ssize_t)length && fsync(fd) == 0;
	sodium_memzero(key, sizeof key);
	sodium_memzero(line, sizeof line);
	return fine;
}

bool
seal_make_if_missing(const char *path, bool *made, char **why)
{
	char *part;
	int fd;

	*made = false;
	if (access(path, F_OK) == 0)
		return true;
	if (errno != ENOENT || sodium_init() < 0) {
		*why = xasprintf("%s: %s.", path, strerror(errno));
		return false;
	}
	part = xasprintf("%s.part", path);
	unlink(part);
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd >= 0) {
		*made = write_key(fd);
		*made = close(fd) == 0 && *made && link(part, path) == 0;	/* never over one that came meanwhile */
		unlink(part);
	}
	free(part);
	if (*made || access(path, F_OK) == 0)
		return true;
	*why = xasprintf("%s: the key of the passwords could not be written: does its folder exist, and may this user write there?", path);
	return false;
}

static bool
read_key(const char *path, unsigned char key[KEY])
{
	char line[LINE];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, line, sizeof line - 1) : -1;
	size_t got = 0;
	bool fine;

	if (fd >= 0)
		close(fd);
	line[n > 0 ? n : 0] = '\0';
	fine = n > 0 && sodium_base642bin(key, KEY, line, (size_t)n, " \r\n", &got, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 && got == KEY;
	sodium_memzero(line, sizeof line);
	return fine;
}

struct seal *
seal_load(const char *path, char **why)
{
	unsigned char key[KEY];
	struct seal *seal = NULL;

	if (sodium_init() >= 0 && read_key(path, key)) {
		seal = sodium_malloc(sizeof *seal);
		if (seal == NULL)
			abort();
		crypto_kdf_derive_from_key(seal->box, sizeof seal->box, 1, purpose, key);
		crypto_kdf_derive_from_key(seal->same, sizeof seal->same, 2, purpose, key);
		sodium_mprotect_readonly(seal);
	} else {
		*why = xasprintf("%s: the key of the passwords cannot be read: is it the file that the server made, and may this user read it?", path);
	}
	sodium_memzero(key, sizeof key);
	return seal;
}

void
seal_free(struct seal *seal)
{
	sodium_free(seal);
}

/* The same request gives the same number; any other text, company or request another one. */
static void
number_once(const struct seal *seal, int64_t tenant, const char *text, const char *once, unsigned char nonce[NONCE])
{
	crypto_generichash_state state;

	if (once == NULL) {
		randombytes_buf(nonce, NONCE);
		return;
	}
	crypto_generichash_init(&state, seal->same, sizeof seal->same, NONCE);
	crypto_generichash_update(&state, (const unsigned char *)&tenant, sizeof tenant);
	crypto_generichash_update(&state, (const unsigned char *)once, strlen(once) + 1);
	crypto_generichash_update(&state, (const unsigned char *)text, strlen(text));
	crypto_generichash_final(&state, nonce, NONCE);
}

char *
seal_close(const struct seal *seal, int64_t tenant, const char *text, const char *once)
{
	size_t length = strlen(text), room = sodium_base64_ENCODED_LEN(NONCE + length + TAG, BASE64);
	unsigned char *bytes = xmalloc(NONCE + length + TAG);
	char *sealed = xmalloc(strlen(mark) + room);

	number_once(seal, tenant, text, once, bytes);
	crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + NONCE, NULL, (const unsigned char *)text, length, (const unsigned char *)&tenant, sizeof tenant, NULL, bytes,
	    seal->box);
	memcpy(sealed, mark, strlen(mark));
	sodium_bin2base64(sealed + strlen(mark), room, bytes, NONCE + length + TAG, BASE64);
	free(bytes);
	return sealed;
}

char *
seal_open(const struct seal *seal, int64_t tenant, const char *sealed)
{
	unsigned char bytes[SEALED_MOST];
	size_t got = 0;
	char *text = NULL;

	if (strncmp(sealed, mark, strlen(mark)) != 0 ||
	    sodium_base642bin(bytes, sizeof bytes, sealed + strlen(mark), strlen(sealed) - strlen(mark), NULL, &got, NULL, BASE64) != 0 || got < NONCE + TAG)
		return NULL;
	text = xcalloc(1, got - NONCE - TAG + 1);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt((unsigned char *)text, NULL, NULL, bytes + NONCE, got - NONCE, (const unsigned char *)&tenant, sizeof tenant, bytes,
	    seal->box) == 0)
		return text;
	free(text);
	return NULL;
}

void
seal_forget(char *text)
{
	if (text != NULL)
		sodium_memzero(text, strlen(text));
	free(text);
}
