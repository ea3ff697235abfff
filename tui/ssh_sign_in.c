/* ssh_sign_in.c: a person shows who they are: key, agent, questions of the server, password. */
#include <stdlib.h>
#include <string.h>

#include "shared/text.h"
#include "shared/translate.h"
#include "tui/ask.h"
#include "tui/ssh_client_parts.h"

enum { TRIES = 3, ROUNDS = 4 };

/* An answer to a question; null when the person gave up or cannot be asked. */
static char *
ask(struct ssh_client *c, const char *msgid, json_t *args, bool echo)
{
	char *question = translate_fill(c->options->language, msgid, args);
	char *answer = ask_line(question, echo);

	c->gave_up = answer == NULL;
	free(question);
	json_decref(args);
	return answer;
}

/* libssh asks for the passphrase of a key. */
static int
passphrase(const char *prompt, char *into, size_t room, int echo, int verify, void *arg)
{
	struct ssh_client *c = arg;
	char *answer;
	int result = -1;

	(void)prompt;
	(void)verify;
	if (c->options->quiet || c->gave_up)
		return -1;
	answer = ask(c, N_("Passphrase of your key: "), NULL, echo != 0);
	if (answer != NULL && strlen(answer) < room) {
		memcpy(into, answer, strlen(answer) + 1);
		result = 0;
	}
	ask_wipe(answer);
	return result;
}

/* The key that was named on the command line goes first: a full agent must not use up the server's patience. */
static int
sign_in_with_identity(struct ssh_client *c)
{
	ssh_key key = NULL;
	int rc;

	if (ssh_pki_import_privkey_file(c->options->identity, NULL, passphrase, c, &key) != SSH_OK)
		return SSH_AUTH_DENIED;
	rc = ssh_userauth_publickey(c->session, NULL, key);
	ssh_key_free(key);
	return rc;
}

/* Shown as the server sent it, but harmless. */
static void
tell_words(const char *words)
{
	if (words == NULL)
		return;
	while (*words != '\0') {
		size_t length = strcspn(words, "\r\n");
		char *line = text_clean(words, length);
		if (*line != '\0')
			ask_tell(line);
		free(line);
		words += length;
		words += strspn(words, "\r\n");
	}
}

/* Answers all questions of one round. */
static bool
answer_questions(struct ssh_client *c)
{
	int count = ssh_userauth_kbdint_getnprompts(c->session);

	tell_words(ssh_userauth_kbdint_getname(c->session));
	tell_words(ssh_userauth_kbdint_getinstruction(c->session));
	for (int i = 0; i < count; i++) {
		char echo = 0, *answer, *clean;
		const char *prompt = ssh_userauth_kbdint_getprompt(c->session, (unsigned)i, &echo);

		clean = text_clean_str(prompt);
		answer = ask_line(clean, echo != 0);
		free(clean);
		if (answer == NULL) {
			c->gave_up = true;
			return false;
		}
		ssh_userauth_kbdint_setanswer(c->session, (unsigned)i, answer);
		ask_wipe(answer);
	}
	return true;
}

static int
sign_in_by_questions(struct ssh_client *c)
{
	int rc = SSH_AUTH_DENIED;

	for (int i = 0; i < TRIES && rc == SSH_AUTH_DENIED && !c->gave_up; i++) {
		int asked = 0;
		rc = ssh_userauth_kbdint(c->session, NULL, NULL);
		while (rc == SSH_AUTH_INFO) {
			asked += ssh_userauth_kbdint_getnprompts(c->session);
			if (!answer_questions(c))
				return SSH_AUTH_DENIED;
			rc = ssh_userauth_kbdint(c->session, NULL, NULL);
		}
		if (asked == 0)
			break;		/* offered, but it has no question for this person */
	}
	return rc;
}

static int
sign_in_with_password(struct ssh_client *c)
{
	int rc = SSH_AUTH_DENIED;

	for (int i = 0; i < TRIES && rc == SSH_AUTH_DENIED; i++) {
		char *answer = ask(c, i == 0 ? N_("Password of {person} on {host}: ") :
		    N_("That was not right. Password of {person} on {host}: "),
		    json_pack("{s:s,s:s}", "person", c->person, "host", c->host), false);
		if (answer == NULL)
			break;
		rc = ssh_userauth_password(c->session, NULL, answer);
		ask_wipe(answer);
	}
	return rc;
}

/* One way after the other until one is enough or the server wants one more (partial). A way that was half the answer
   is not tried again. */
static int
try_all(struct ssh_client *c, bool may_ask, unsigned int *used)
{
	unsigned int ways = (unsigned int)ssh_userauth_list(c->session, NULL) & ~*used;
	int rc = SSH_AUTH_DENIED;

	*used |= SSH_AUTH_METHOD_PUBLICKEY;
	if ((ways & SSH_AUTH_METHOD_PUBLICKEY) && c->options->identity != NULL)
		rc = sign_in_with_identity(c);
	if (rc == SSH_AUTH_DENIED && (ways & SSH_AUTH_METHOD_PUBLICKEY))
		rc = ssh_userauth_publickey_auto(c->session, NULL, NULL);
	if (rc != SSH_AUTH_DENIED || !may_ask || c->gave_up)
		return rc;
	*used |= SSH_AUTH_METHOD_INTERACTIVE;
	if (ways & SSH_AUTH_METHOD_INTERACTIVE)
		rc = sign_in_by_questions(c);
	if (rc != SSH_AUTH_DENIED || c->gave_up)
		return rc;
	*used |= SSH_AUTH_METHOD_PASSWORD;
	return ways & SSH_AUTH_METHOD_PASSWORD ? sign_in_with_password(c) : rc;
}

static enum status
refused(struct ssh_client *c, bool may_ask)
{
	json_t *args = json_pack("{s:s,s:s}", "person", c->person, "host", c->host);

	if (c->gave_up)
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("Not signed in."), args);
	if (!may_ask)
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("{host} does not let {person} in with the keys found here, "
		    "and there is no terminal to ask for a password."), args);
	return ssh_client_fail(c, STATUS_FORBIDDEN, N_("{host} does not let {person} in: check the name, the key and the "
	    "password."), args);
}

enum status
ssh_client_sign_in(struct ssh_client *c)
{
	bool may_ask = !c->options->quiet && ask_possible();
	unsigned int used = 0;
	int rc;

	if (c->person == NULL)
		return ssh_client_fail(c, STATUS_MISUSE, N_("Say who you are: comptoir PERSON@HOST."), NULL);
	c->callbacks.userdata = c;
	c->callbacks.auth_function = passphrase;
	ssh_callbacks_init(&c->callbacks);
	ssh_set_callbacks(c->session, &c->callbacks);
	rc = ssh_userauth_none(c->session, NULL);
	if (rc == SSH_AUTH_DENIED)
		rc = try_all(c, may_ask, &used);
	for (int i = 0; i < ROUNDS && rc == SSH_AUTH_PARTIAL; i++)
		rc = try_all(c, may_ask, &used);
	if (rc == SSH_AUTH_SUCCESS)
		return STATUS_OK;
	if (rc == SSH_AUTH_ERROR && !ssh_is_connected(c->session))
		return ssh_client_fail(c, STATUS_FORBIDDEN, N_("{host} ended the connection during the sign-in of {person}: "
		    "too many tries, or too slow."), json_pack("{s:s,s:s}", "person", c->person, "host", c->host));
	return refused(c, may_ask);
}
