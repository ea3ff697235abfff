/* auth.c: keys and passwords against the database. The messages of libssh are held and answered later: nothing here waits. */
/* libssh marks the getters of a held message as deprecated in favour of callbacks that must answer at once, which we cannot. */
#define SSH_SUPPRESS_DEPRECATED
#include "server/auth.h"

#include <inttypes.h>
#include <jansson.h>
#include <libssh/server.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistr.h>

#include "server/caller.h"
#include "server/config.h"
#include "server/desk.h"
#include "server/hashing.h"
#include "server/hostkey.h"
#include "server/key_options.h"
#include "server/log.h"
#include "server/pool.h"
#include "server/session.h"
#include "server/worker.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { METHODS = SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD, LOGIN_MAX = 320 };

struct auth {
	struct session *session;
	ssh_message message;		/* held while it waits; owned */
	struct query *query;
	struct hashing_job *job;
	char *login, *fingerprint;	/* of the last question; fingerprint null: a password */
	json_t *found;			/* what the database said to it */
	int64_t refused;
};

struct auth *
auth_new(struct session *session)
{
	struct auth *auth = xcalloc(1, sizeof *auth);

	auth->session = session;
	ssh_set_auth_methods(session_ssh(session), METHODS);
	return auth;
}

static void
forget_question(struct auth *auth)
{
	free(auth->login);
	free(auth->fingerprint);
	json_decref(auth->found);
	auth->login = auth->fingerprint = NULL;
	auth->found = NULL;
}

void
auth_free(struct auth *auth)
{
	if (!auth)
		return;
	if (auth->query)
		query_cancel(auth->query);
	if (auth->job)
		hashing_cancel(auth->job);
	ssh_message_free(auth->message);
	forget_question(auth);
	free(auth);
}

bool
auth_waiting(const struct auth *auth)
{
	return auth->message != NULL;
}

static void
release(struct auth *auth)
{
	ssh_message_free(auth->message);
	auth->message = NULL;
	session_touch(auth->session);
}

/* The one answer for an unknown person, an unknown key and a wrong password. reason is for the log only. */
static void
refuse(struct auth *auth, const char *reason)
{
	const struct config *config = session_worker(auth->session)->config;

	log_info("sign_in_refused", "session=%" PRId64 " person=%" PRId64 " reason=%s", session_id(auth->session),
	    (int64_t)json_integer_value(json_object_get(auth->found, "person")), reason);
	ssh_message_auth_set_methods(auth->message, METHODS);
	ssh_message_reply_default(auth->message);
	if (++auth->refused >= config->attempts)
		session_end(auth->session, "attempts");
	release(auth);
}

static void
accept_person(struct auth *auth)
{
	struct caller *who = caller_new(auth->found, NULL);
	const json_t *options = auth->fingerprint ? json_object_get(json_object_get(auth->found, "key"), "options") : NULL;
	const char *forced = key_options_command(options);

	if (!who) {
		refuse(auth, "no_company");
		return;
	}
	who->session = session_id(auth->session);
	snprintf(who->address, sizeof who->address, "%s", session_address(auth->session));
	log_info("sign_in", "session=%" PRId64 " person=%" PRId64 " tenant=%" PRId32 " how=%s", who->session, who->person, who->tenant,
	    auth->fingerprint ? "key" : "password");
	ssh_message_auth_reply_success(auth->message, 0);
	session_signed_in(auth->session, who, xstrdup_or_null(forced), auth->fingerprint);
	release(auth);
	forget_question(auth);
}

static void
on_hashed(void *arg, bool fits)
{
	struct auth *auth = arg;

	auth->job = NULL;
	if (fits)
		accept_person(auth);
	else
		refuse(auth, auth->found ? "password" : "unknown");
}

static void
check_password(struct auth *auth)
{
	const char *password = ssh_message_auth_password(auth->message);
	const char *secret = json_string_value(json_object_get(auth->found, "secret"));

	auth->job = hashing_check(session_worker(auth->session)->hashing, secret, password ? password : "", on_hashed, auth);
	if (!auth->job)
		refuse(auth, "busy");
}

static void
check_key(struct auth *auth)
{
	const json_t *key = json_object_get(auth->found, "key");

	if (!json_is_object(key))
		refuse(auth, auth->found ? "key" : "unknown");
	else if (!key_options_allow(json_object_get(key, "options"), session_address(auth->session), time(NULL)))
		refuse(auth, "key_options");
	else if (ssh_message_auth_publickey_state(auth->message) == SSH_PUBLICKEY_STATE_VALID)
		accept_person(auth);
	else if (ssh_message_auth_publickey_state(auth->message) == SSH_PUBLICKEY_STATE_NONE) {
		/* The client asks whether a signature with this key would be worth the trouble. */
		ssh_message_auth_reply_pk_ok_simple(auth->message);
		release(auth);
	} else
		refuse(auth, "signature");
}

static void
decide(struct auth *auth)
{
	if (auth->fingerprint)
		check_key(auth);
	else
		check_password(auth);
}

/* "Permission denied" would send people to look for another key. Nobody is known yet, nor a language: both are told. */
static void
no_database(struct auth *auth)
{
	static const char *const sentence = N_("The database cannot be reached now. Please try again in a moment.");
	char *both = xasprintf("%s / %s", translate("fr", sentence), sentence);

	log_error("sign_in_database", "session=%" PRId64 " status=%s", session_id(auth->session), status_name(STATUS_LATER));
	ssh_session_set_disconnect_message(session_ssh(auth->session), both);
	free(both);
	session_end(auth->session, "database");
	release(auth);
}

static void
on_found(struct query *query, void *arg)
{
	struct auth *auth = arg;
	const char *text = query_value(query, 0);

	auth->query = NULL;
	if (query_status(query) == STATUS_LATER) {
		no_database(auth);
		return;
	}
	if (query_status(query) != STATUS_OK)
		log_error("sign_in_database", "session=%" PRId64 " status=%s", session_id(auth->session), status_name(query_status(query)));
	else if (text)
		auth->found = json_loads(text, 0, NULL);
	decide(auth);
}

static void
ask(struct auth *auth, const char *login)
{
	struct query *query = query_new(NULL, false);
	const char *values[] = {login, auth->fingerprint};

	auth->login = xstrdup(login);
	query_add(query, "select app.sign_in($1, $2)", true, 2, values);
	auth->query = query;
	query_send(desk_pool(session_worker(auth->session)->desk), query, on_found, auth);
}

static void
question(struct auth *auth, char *fingerprint)
{
	const char *login = ssh_message_auth_user(auth->message);

	/* What PostgreSQL could not take as text is nobody's login. */
	if (!login || strlen(login) > LOGIN_MAX || u8_check((const uint8_t *)login, strlen(login)))
		login = "";
	/* The signature follows the question whether the key is known: the answer is still the same. */
	if (fingerprint && auth->fingerprint && auth->login && strcmp(fingerprint, auth->fingerprint) == 0 && strcmp(login, auth->login) == 0 &&
	    auth->found) {
		free(fingerprint);
		decide(auth);
		return;
	}
	forget_question(auth);
	auth->fingerprint = fingerprint;
	ask(auth, login);
}

void
auth_message(struct auth *auth, ssh_message message)
{
	char *fingerprint;

	auth->message = message;
	if (ssh_message_type(message) == SSH_REQUEST_SERVICE) {
		ssh_message_service_reply_success(message);
		release(auth);
	} else if (ssh_message_type(message) == SSH_REQUEST_AUTH && ssh_message_subtype(message) == SSH_AUTH_METHOD_PASSWORD)
		question(auth, NULL);
	else if (ssh_message_type(message) == SSH_REQUEST_AUTH && ssh_message_subtype(message) == SSH_AUTH_METHOD_PUBLICKEY) {
		fingerprint = key_fingerprint(ssh_message_auth_pubkey(message));
		if (fingerprint)
			question(auth, fingerprint);
		else
			refuse(auth, "key");
	} else {
		/* "none" among them, which asks which methods there are: no attempt. */
		ssh_message_auth_set_methods(message, METHODS);
		ssh_message_reply_default(message);
		release(auth);
	}
}
