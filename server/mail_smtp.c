/* mail_smtp.c: SMTP is libcurl's; here is said what is wanted and what an answer means. */
#include "server/mail_smtp.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/log.h"
#include "server/mail_reach.h"
#include "shared/text.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

/* Where the conversation is, as far as an answer's meaning depends on it. */
enum stage { STAGE_GREETING, STAGE_AUTH, STAGE_SENDER, STAGE_RECIPIENT, STAGE_BODY };
enum { REPLY_MOST = 300, CONNECT_MS = 20000, WHOLE_MS = 8 * 60 * 1000 };

struct mail_smtp {
	CURL *curl;
	CURLU *url;			/* libcurl only borrows it */
	struct curl_slist *to;
	struct buf bytes;
	size_t at;
	char *host;
	enum stage stage;
	int code;			/* of the server's last answer; 0: none to what was asked last */
	char reply[REPLY_MOST + 1];	/* and its text */
	bool more;			/* which goes on */
	bool parted;			/* what is said to the goodbye is no news */
	struct mail_reach reach;
};

static const char *
text_of(const json_t *mail, const char *name)
{
	return json_string_value(json_object_get(mail, name));
}

static size_t
read_bytes(char *to, size_t size, size_t count, void *arg)
{
	struct mail_smtp *s = arg;
	size_t most = size * count, left = s->bytes.length - s->at, n = left < most ? left : most;

	if (n > 0)
		memcpy(to, s->bytes.bytes + s->at, n);
	s->at += n;
	return n;
}

/* What is asked next makes the last answer old. Names and passwords, which are no words of the protocol, change nothing; nor does the goodbye. */
static void
asked(struct mail_smtp *s, const char *line, size_t length)
{
	static const struct {
		const char *word;
		enum stage stage;
	} words[] = {{"EHLO ", STAGE_GREETING}, {"HELO ", STAGE_GREETING}, {"STARTTLS", STAGE_GREETING}, {"AUTH ", STAGE_AUTH}, {"MAIL ", STAGE_SENDER},
		{"RCPT ", STAGE_RECIPIENT}, {"DATA", STAGE_BODY}};

	s->parted = s->parted || (length >= 4 && strncasecmp(line, "QUIT", 4) == 0);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (length >= strlen(words[i].word) && strncasecmp(line, words[i].word, strlen(words[i].word)) == 0) {
			s->stage = words[i].stage;
			s->code = 0;
			s->reply[0] = '\0';
		}
}

/* "550-No" and "550 such user" are one answer: its lines are joined. */
static void
answered(struct mail_smtp *s, const char *line, size_t length)
{
	size_t used, from = 4;

	if (s->parted || length < 3 || !isdigit((unsigned char)line[0]) || !isdigit((unsigned char)line[1]) || !isdigit((unsigned char)line[2]))
		return;
	if (!s->more)
		s->reply[0] = '\0';
	used = strlen(s->reply);
	s->more = length > 3 && line[3] == '-';
	s->code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
	if (used > 0 && used < REPLY_MOST)
		s->reply[used++] = ' ';
	for (; from < length && used < REPLY_MOST; from++)
		if (line[from] != '\r' && line[from] != '\n')
			s->reply[used++] = line[from];
	s->reply[used] = '\0';
	if (s->code == 354)	/* nothing is said about the text until it is whole */
		s->code = 0;
}

static int
overhear(CURL *curl, curl_infotype type, char *data, size_t length, void *arg)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		asked(arg, data, length);
	else if (type == CURLINFO_HEADER_IN)
		answered(arg, data, length);
	return 0;
}

static bool
set_url(CURL *curl, const struct mail_smtp_settings *settings, const json_t *mail, CURLU *url)
{
	bool tls = strcmp(text_of(mail, "security"), "tls") == 0;
	json_int_t port = json_integer_value(json_object_get(mail, "port"));
	const char *host = text_of(mail, "host");
	char *port_text = xasprintf("%lld", (long long)(port ? port : tls ? 465 : 587)), *bracketed = strchr(host, ':') ? xasprintf("[%s]", host) : NULL;
	char *path = xasprintf("/%s", settings->name);
	bool ok = curl_url_set(url, CURLUPART_SCHEME, tls ? "smtps" : "smtp", 0) == CURLUE_OK && curl_url_set(url, CURLUPART_HOST, bracketed ? bracketed : host, 0) == CURLUE_OK &&
	    curl_url_set(url, CURLUPART_PORT, port_text, 0) == CURLUE_OK && curl_url_set(url, CURLUPART_PATH, path, 0) == CURLUE_OK &&
	    curl_easy_setopt(curl, CURLOPT_CURLU, url) == CURLE_OK;

	free(path);
	free(bracketed);
	free(port_text);
	return ok;
}

static void
set_security(struct mail_smtp *s, const struct mail_smtp_settings *settings, const json_t *mail)
{
	const char *security = text_of(mail, "security"), *user = text_of(mail, "username"), *secret = text_of(mail, "secret");

	curl_easy_setopt(s->curl, CURLOPT_USE_SSL, (long)(strcmp(security, "none") == 0 ? CURLUSESSL_NONE : CURLUSESSL_ALL));
	curl_easy_setopt(s->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (settings->ca != NULL && *settings->ca != '\0')
		curl_easy_setopt(s->curl, CURLOPT_CAINFO, settings->ca);
	if (user != NULL) {
		curl_easy_setopt(s->curl, CURLOPT_USERNAME, user);
		curl_easy_setopt(s->curl, CURLOPT_PASSWORD, secret ? secret : "");
	}
}

static void
set_times(struct mail_smtp *s, const struct mail_smtp_settings *settings)
{
	curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)(settings->timeout < CONNECT_MS ? settings->timeout : CONNECT_MS));
	curl_easy_setopt(s->curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)((settings->timeout + 999) / 1000));
	curl_easy_setopt(s->curl, CURLOPT_TIMEOUT_MS, (long)WHOLE_MS);
	curl_easy_setopt(s->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(s->curl, CURLOPT_LOW_SPEED_TIME, (long)((settings->timeout + 999) / 1000));
}

static bool
set_envelope(struct mail_smtp *s, const json_t *mail)
{
	char *from = xasprintf("<%s>", text_of(mail, "from")), *to = xasprintf("<%s>", text_of(mail, "address"));
	bool ok = (s->to = curl_slist_append(NULL, to)) != NULL && curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from) == CURLE_OK &&
	    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, s->to) == CURLE_OK;

	free(from);
	free(to);
	return ok;
}

struct mail_smtp *
mail_smtp_new(const struct mail_smtp_settings *settings, const json_t *mail, struct buf *bytes)
{
	struct mail_smtp *s = xcalloc(1, sizeof *s);
	bool ok;

	s->bytes = *bytes;
	*bytes = (struct buf)BUF_EMPTY;
	s->host = xstrdup(text_of(mail, "host"));
	s->curl = curl_easy_init();
	s->url = curl_url();
	ok = s->curl != NULL && s->url != NULL && set_url(s->curl, settings, mail, s->url) && set_envelope(s, mail);
	if (ok) {
		set_security(s, settings, mail);
		set_times(s, settings);
		curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
		s->reach.private_too = settings->private_too;
		mail_reach_guard(s->curl, &s->reach);
		curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
		curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, read_bytes);
		curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
		curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->bytes.length);
		curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L);		/* heard by overhear() alone */
		curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, overhear);
		curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
		curl_easy_setopt(s->curl, CURLOPT_PRIVATE, s);
	}
	if (ok)
		return s;
	mail_smtp_free(s);
	return NULL;
}

void
mail_smtp_free(struct mail_smtp *s)
{
	if (s == NULL)
		return;
	curl_easy_cleanup(s->curl);
	curl_url_cleanup(s->url);
	curl_slist_free_all(s->to);
	buf_free(&s->bytes);
	free(s->host);
	free(s);
}

CURL *
mail_smtp_handle(const struct mail_smtp *s)
{
	return s->curl;
}

static struct mail_outcome
outcome(const struct mail_smtp *s, enum mail_fate fate, const char *why)
{
	char *clean = text_clean_str(s->reply);
	struct mail_outcome made = {.fate = fate, .why = why,
		.args = json_pack("{s:s,s:o}", "host", s->host, "reply", json_sprintf("%d %s", s->code, clean))};

	free(clean);
	return made;
}

/* The server said no, or not now. A word about the receiver or the text is about this mail; any other is about all of them. */
static struct mail_outcome
refused(const struct mail_smtp *s)
{
	bool of_mail = s->stage >= STAGE_RECIPIENT || s->code == 552 || s->code == 523;	/* too large is told when the sender is named */

	if (s->stage == STAGE_AUTH && s->code >= 500)
		return outcome(s, MAIL_LINE, N_("{host} does not accept the name and the password: {reply}"));
	if (s->code == 421 || (!of_mail && s->code >= 500))
		return outcome(s, MAIL_LINE, N_("{host} takes no mail from us: {reply}"));
	if (s->code >= 500)
		return outcome(s, MAIL_BOUNCED, N_("It was refused for good: {reply}"));
	return outcome(s, of_mail || s->stage == STAGE_SENDER ? MAIL_LATER : MAIL_LINE, N_("{host} does not take it now: {reply}"));
}

/* libcurl's codes that need a word of their own; the others say that the line was cut. */
static const struct {
	CURLcode code;
	const char *why;
} lines[] = {
	{CURLE_COULDNT_RESOLVE_HOST, N_("There is no mail server {host}, or its name cannot be looked up now.")},
	{CURLE_COULDNT_CONNECT, N_("The mail server {host} does not answer.")},
	{CURLE_OPERATION_TIMEDOUT, N_("The mail server {host} took too long.")},
	{CURLE_PEER_FAILED_VERIFICATION, N_("The certificate of {host} is not trusted.")},
	{CURLE_SSL_CACERT_BADFILE, N_("The certificate of {host} is not trusted.")},
	{CURLE_SSL_CONNECT_ERROR, N_("With {host} no protected line could be agreed on.")},
	{CURLE_USE_SSL_FAILED, N_("{host} offers no protected line: TLS is what the mail account asks for.")},
	{CURLE_LOGIN_DENIED, N_("{host} does not accept the name and the password: {reply}")},
};

struct mail_outcome
mail_smtp_outcome(const struct mail_smtp *s, CURLcode code)
{
	if (code == CURLE_OK)
		return (struct mail_outcome){.fate = MAIL_SENT, .why = NULL, .args = NULL};
	log_debug("smtp", "curl=%d stage=%d reply=%d", (int)code, (int)s->stage, s->code);
	if (s->reach.refused && s->code == 0)
		return outcome(s, MAIL_LINE, mail_reach_refused);
	if (s->code >= 400 && code != CURLE_OPERATION_TIMEDOUT)
		return refused(s);
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		if (lines[i].code == code)
			return outcome(s, s->stage >= STAGE_RECIPIENT ? MAIL_LATER : MAIL_LINE, lines[i].why);
	return outcome(s, s->stage >= STAGE_RECIPIENT ? MAIL_LATER : MAIL_LINE, N_("The line to {host} was cut before it said that it has the mail."));
}
