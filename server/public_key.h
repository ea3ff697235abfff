/* public_key.h: a public key as OpenSSH writes it in one line. */
#ifndef SERVER_PUBLIC_KEY_H
#define SERVER_PUBLIC_KEY_H

struct public_key {
	char *type;		/* "ssh-ed25519" */
	char *blob;		/* base64 */
	char *fingerprint;	/* "SHA256:…", as ssh-keygen -l shows it */
	char *comment;		/* may be empty */
};
/* Reads "TYPE BASE64 [COMMENT]". Null when it is one, else a msgid that says what is wrong (static). */
const char *public_key_read(const char *line, struct public_key *key);
void public_key_free(struct public_key *key);
#endif
