/* ssh_known.c: is this server the one that it was the last time? */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/ask.h"
#include "tui/ssh_client_parts.h"

/* "SHA256:…" of the server's key and its kind; both owned by the caller. */
static bool
fingerprint_of(const struct ssh_client *c, char **fingerprint, char **kind)
{
	ssh_key key = NULL;
	unsigned char *hash = NULL;
	size_t length = 0;
	char *text = NULL;

	if (ssh_get_server_publickey(c->session, &key) == SSH_OK &&
	    ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == 0)
		text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, length);
	*fingerprint = xstrdup_or_null(text);
	*kind = xstrdup_or_null(text ? ssh_key_type_to_char(ssh_key_type(key)) : NULL);
	ssh_string_free_char(text);
	ssh_clean_pubkey_hash(&hash);
	ssh_key_free(key);
	return *fingerprint != NULL;
}

static bool
says_yes(const char *answer, const char *fingerprint)
{
	static const char *const yes[] = {"y", "yes", "o", "oui"};

	for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
		if (strcasecmp(answer, yes[i]) == 0)
			return true;
	/* Pasting the fingerprint one was given compares better than eyes do. */
	return strcmp(answer, fingerprint) == 0;
}

static enum status
meet(struct ssh_client *c, const char *fingerprint, const char *kind)
{
	json_t *args = json_pack("{s:s,s:i,s:s,s:s}", "host", c->host, "port", (int)c->port, "kind", kind,
	    "fingerprint", fingerprint);
	char *question, *answer;
	bool trusted;

	if (c->options->quiet || !ask_possible())
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("The server {host} is not known here yet ({kind} {fingerprint}). "
		    "Connect once from a terminal to accept its key, or put it into known_hosts."), args);
	question = translate_fill(c->options->language, N_("The server {host} (port {port}) is not known here yet. Its {kind} key is\n"
	    "    {fingerprint}\n"
	    "Compare it with the one that the administrator gave you.\n"
	    "Trust it from now on? (yes, no, or paste the fingerprint) "), args);
	answer = ask_line(question, true);
	trusted = answer != NULL && says_yes(answer, fingerprint);
	free(question);
	free(answer);
	if (!trusted)
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("Not connected: the key of {host} was not accepted."), args);
	if (ssh_session_update_known_hosts(c->session) != SSH_OK) {
		char *note = translate_fill(c->options->language,
		    N_("The key of {host} could not be saved: the question will come again."), args);
		ask_tell(note);
		free(note);
	}
	json_decref(args);
	return STATUS_OK;
}

static enum status
refuse_changed(struct ssh_client *c, const char *fingerprint, const char *kind)
{
	char *name = c->port == 22 ? xstrdup(c->host) : xasprintf("[%s]:%u", c->host, c->port);
	enum status status = ssh_client_fail(c, STATUS_FORBIDDEN,
	    N_("THE KEY OF {host} HAS CHANGED: it is {kind} {fingerprint} now. Either the server was set up anew, or someone "
	    "stands between you and it. Ask the administrator; if the new key is right, remove the old one with "
	    "ssh-keygen -R '{name}' and connect again."),
	    json_pack("{s:s,s:s,s:s,s:s}", "host", c->host, "kind", kind, "fingerprint", fingerprint, "name", name));

	free(name);
	return status;
}

enum status
ssh_client_check_host(struct ssh_client *c)
{
	char *fingerprint, *kind, *reason;
	enum status status;

	if (!fingerprint_of(c, &fingerprint, &kind)) {
		free(fingerprint);
		free(kind);
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("{host} shows no key."), json_pack("{s:s}", "host", c->host));
	}
	switch (ssh_session_is_known_server(c->session)) {
	case SSH_KNOWN_HOSTS_OK:
		status = STATUS_OK;
		break;
	case SSH_KNOWN_HOSTS_CHANGED:
	case SSH_KNOWN_HOSTS_OTHER:
		status = refuse_changed(c, fingerprint, kind);
		break;
	case SSH_KNOWN_HOSTS_NOT_FOUND:
	case SSH_KNOWN_HOSTS_UNKNOWN:
		status = meet(c, fingerprint, kind);
		break;
	default:
		reason = ssh_client_reason(c);
		status = ssh_client_fail(c, STATUS_FORBIDDEN, N_("The list of known servers cannot be read: {reason}."),
		    json_pack("{s:s}", "reason", reason));
		free(reason);
	}
	free(fingerprint);
	free(kind);
	return status;
}

char *
ssh_client_server_id(const struct ssh_client *client)
{
	ssh_key key = NULL;
	unsigned char *hash = NULL;
	size_t length = 0;
	char *id = NULL;

	/* A part of it tells servers apart; whoever could make another one with the same had to be let in by its whole. */
	if (ssh_get_server_publickey(client->session, &key) == SSH_OK &&
	    ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &length) == 0 && length >= 8)
		id = xasprintf("%02x%02x%02x%02x%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]);
	ssh_clean_pubkey_hash(&hash);
	ssh_key_free(key);
	return id;
}
