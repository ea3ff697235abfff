/* config.c: the settings of comptoird.conf. One table row a setting makes the parser, the check and the manual. */
#include "server/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/admin.h"
#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

#define MAIL "mail"	/* not an entity: a section of the settings */
#define AT(member) offsetof(struct config, member)

const struct config_setting config_settings[] = {
	{"server", "listen", CONFIG_LIST, AT(listen), "127.0.0.1:2222", 0, 0, NULL, false,
		"Address and port where sessions come in; several with blanks between them. An IPv6 address stands in brackets: [::]:22."},
	{"server", "workers", CONFIG_NUMBER, AT(workers), "0", 0, 256, NULL, false,
		"Number of worker processes; 0 is one for each processor."},
	{"server", "host_key", CONFIG_TEXT, AT(host_key), "/etc/comptoir/host_key", 0, 0, NULL, false,
		"The server's private key, an OpenSSH file that only root reads. It is made when it is missing."},
	{"server", "secret_key", CONFIG_TEXT, AT(secret_key), "", 0, 0, NULL, false,
		"The key that passwords of mail accounts and mailboxes are kept under, a file that only root reads; empty: secret_key beside the host key. It is made when it is missing. "
		"Several servers of one database have the same, and a backup is worth little without it."},
	{"server", "user", CONFIG_TEXT, AT(user), "comptoir", 0, 0, NULL, false,
		"The user that workers and children become when the server is started as root."},
	{"server", "tui", CONFIG_TEXT, AT(tui), "comptoir", 0, 0, NULL, false,
		"The program that is shown to a person who comes with a plain terminal; without a / it is looked for beside comptoird."},
	{"server", "tui_user", CONFIG_TEXT, AT(tui_user), "comptoir-tui", 0, 0, NULL, false,
		"The user that this program becomes when the server is started as root: one that may read neither host key nor database."},
	{"server", "log", CONFIG_TEXT, AT(log), "stderr", 0, 0, NULL, false,
		"Where the log goes: stderr, or a file, which SIGHUP opens again."},
	{"server", "log_level", CONFIG_CHOICE, AT(log_level), "info", 0, 0, "error warning info debug", true,
		"How much is logged."},
	{"server", "watchdog", CONFIG_TIME, AT(watchdog), "10s", 1000, 600000, NULL, true,
		"A worker that gives no sign of life for so long is ended and replaced."},
	{"server", "drain", CONFIG_TIME, AT(drain), "10s", 0, 3600000, NULL, true,
		"After SIGTERM, how long running requests may take before the server ends anyway."},
	{"database", "connection", CONFIG_TEXT, AT(connection), "dbname=comptoir user=comptoir_app", 0, 0, NULL, false,
		"How workers reach PostgreSQL, in libpq's words: a role that owns nothing and may not bypass row security."},
	{"database", "direct", CONFIG_TEXT, AT(direct), "", 0, 0, NULL, false,
		"The same without a pooler between, for notifications; empty: connection is direct."},
	{"database", "admin", CONFIG_TEXT, AT(admin), "dbname=comptoir", 0, 0, NULL, false,
		"How comptoird migrate, tenant, user, key and backup reach PostgreSQL: the owner of the database."},
	{"database", "prepare", CONFIG_SWITCH, AT(prepare), "on", 0, 0, NULL, false,
		"Prepared statements; off behind PgBouncer in transaction mode."},
	{"database", "pool", CONFIG_NUMBER, AT(pool), "8", 1, 200, NULL, false,
		"Database connections of each worker."},
	{"database", "away", CONFIG_TIME, AT(away), "3s", 1, 60000, NULL, false,
		"How long requests wait for a database that cannot be connected to; after that each is told at once, until it is back."},
	{MAIL, "driver", CONFIG_CHOICE, AT(mail_driver), "folder", 0, 0, "folder sendmail", false,
		"How mail leaves for companies that name no mail server of their own: into a folder, or through a program of this machine."},
	{MAIL, "folder", CONFIG_TEXT, AT(mail_folder), "/var/lib/comptoir/mail", 0, 0, NULL, false,
		"That folder; it holds a maildir for each company. It is made when it is missing."},
	{MAIL, "sendmail", CONFIG_TEXT, AT(mail_sendmail), "/usr/sbin/sendmail", 0, 0, NULL, false,
		"That program: it is called with -i -f SENDER -- RECIPIENT and reads the mail. Empty: there is none."},
	{MAIL, "ca", CONFIG_TEXT, AT(mail_ca), "", 0, 0, NULL, false,
		"A file of certificates by which mail servers are known; empty: those of the system."},
	{MAIL, "name", CONFIG_TEXT, AT(mail_name), "", 0, 0, NULL, false,
		"How this machine introduces itself to mail servers; empty: by its host name."},
	{MAIL, "timeout", CONFIG_TIME, AT(mail_timeout), "60s", 1000, 300000, NULL, false,
		"How long a mail server may take for an answer."},
	{MAIL, "boxes", CONFIG_TEXT, AT(mail_boxes), "/var/lib/comptoir/mail-in", 0, 0, NULL, false,
		"Where maildir folders lie that mail comes into: COMPANY/FOLDER below it, COMPANY being the company's code."},
	{MAIL, "private_servers", CONFIG_SWITCH, AT(mail_private), "off", 0, 0, NULL, false,
		"Whether companies may have mail fetched from, and sent through, servers of this machine's own network. On a server that strangers share it stays off."},
	{"limits", "grace", CONFIG_TIME, AT(grace), "20s", 100, 600000, NULL, true,
		"Time in which a connection must have signed in."},
	{"limits", "starting", CONFIG_NUMBER, AT(starting), "64", 1, 100000, NULL, true,
		"Connections of each worker that have not signed in yet; more are closed at once."},
	{"limits", "per_address", CONFIG_NUMBER, AT(per_address), "32", 1, 100000, NULL, true,
		"The same, from one address (for IPv6, one /64)."},
	{"limits", "attempts", CONFIG_NUMBER, AT(attempts), "6", 1, 100, NULL, true,
		"Refused sign-ins after which a connection is closed."},
	{"limits", "sessions", CONFIG_NUMBER, AT(sessions), "10000", 1, 1000000, NULL, true,
		"Connections of each worker."},
	{"limits", "channels", CONFIG_NUMBER, AT(channels), "10", 1, 100, NULL, true,
		"Channels that one connection may have open."},
	{"limits", "children", CONFIG_NUMBER, AT(children), "64", 1, 10000, NULL, true,
		"Child processes of each worker: imports, exports, hosted screens."},
	{"limits", "hashing_threads", CONFIG_NUMBER, AT(hashing_threads), "2", 1, 64, NULL, false,
		"Threads of each worker that check passwords."},
	{"limits", "hashing_queue", CONFIG_NUMBER, AT(hashing_queue), "32", 1, 10000, NULL, false,
		"Passwords that may wait for such a thread; more are refused."},
	{"limits", "file_mb", CONFIG_NUMBER, AT(file_mb), "50", 1, 4096, NULL, true,
		"The largest file that may be attached to a record, in megabytes."},
	{"limits", "worker_memory_mb", CONFIG_NUMBER, AT(worker_memory_mb), "2048", 0, 1048576, NULL, false,
		"Memory at which a worker ends itself and is replaced, in megabytes; 0: none."},
};
const size_t config_settings_count = sizeof config_settings / sizeof *config_settings;

struct reading {
	struct config *config;
	const char *path;
	struct buf problems;
};

static void *
member(struct config *config, const struct config_setting *setting)
{
	return (char *)config + setting->offset;
}

static const void *
member_of(const struct config *config, const struct config_setting *setting)
{
	return (const char *)config + setting->offset;
}

static void
list_free(struct config_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i]);
	free(list->items);
	*list = (struct config_list){.items = NULL, .count = 0};
}

static void
list_set(struct config_list *list, const char *text)
{
	list_free(list);
	while (*(text += strspn(text, " \t,"))) {
		size_t length = strcspn(text, " \t,");
		list->items = xreallocarray(list->items, list->count + 1, sizeof *list->items);
		list->items[list->count++] = xstrndup(text, length);
		text += length;
	}
}

static bool
number_read(const char *text, const char *units, int64_t *to, const char **rest)
{
	char *end;
	long long n;

	errno = 0;
	n = strtoll(text, &end, 10);
	if (end == text || errno || (*end && !strchr(units, *end)))
		return false;
	*to = n;
	*rest = end;
	return true;
}

/* "20s", "500ms", "2m": milliseconds. A bare number is seconds. */
static bool
time_read(const char *text, int64_t *to)
{
	const char *unit;
	int64_t factor;

	if (!number_read(text, "smh", to, &unit))
		return false;
	factor = strcmp(unit, "ms") == 0 ? 1 : strcmp(unit, "s") == 0 || !*unit ? 1000 : strcmp(unit, "m") == 0 ? 60000 :
	    strcmp(unit, "h") == 0 ? 3600000 : 0;
	return factor && !__builtin_mul_overflow(*to, factor, to);
}

static bool
word_in(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; length && (at = strstr(at, word)); at += length)
		if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static bool
switch_read(const char *text, bool *to)
{
	if (word_in("on yes true 1", text))
		return *to = true;
	*to = false;
	return word_in("off no false 0", text);
}

/* Null when it is set, else the sentence on what is wrong with the value. */
static const char *
setting_set(struct config *config, const struct config_setting *setting, const char *text)
{
	void *to = member(config, setting);
	const char *rest;
	int64_t number = 0;

	switch (setting->type) {
	case CONFIG_LIST:
		list_set(to, text);
		return ((struct config_list *)to)->count ? NULL : N_("“{value}” names nothing.");
	case CONFIG_CHOICE:
		if (!word_in(setting->choices, text))
			return N_("“{value}” is not one of the words allowed.");
		/* fall through */
	case CONFIG_TEXT:
		free(*(char **)to);
		*(char **)to = xstrdup(text);
		return NULL;
	case CONFIG_SWITCH:
		return switch_read(text, to) ? NULL : N_("“{value}” is neither on nor off.");
	case CONFIG_NUMBER:
		if (!number_read(text, "", &number, &rest))
			return N_("“{value}” is not a number.");
		break;
	case CONFIG_TIME:
		if (!time_read(text, &number))
			return N_("“{value}” is not a time such as 500ms, 20s or 5m.");
		break;
	}
	if (number < setting->least || number > setting->most)
		return N_("“{value}” is out of range.");
	*(int64_t *)to = number;
	return NULL;
}

/* In the language of whoever started the program. */
static void
problem(struct reading *r, const char *section, const char *name, const char *sentence, const char *value)
{
	json_t *args = json_pack("{s:s}", "value", value);
	char *text = translate_fill(admin_language(), sentence, args);

	buf_printf(&r->problems, "%s: [%s] %s: %s\n", r->path, section, name, text);
	free(text);
	json_decref(args);
}

static int
on_setting(void *user, const char *section, const char *name, const char *value)
{
	struct reading *r = user;

	for (size_t i = 0; i < config_settings_count; i++) {
		const struct config_setting *setting = &config_settings[i];
		const char *wrong;

		if (strcmp(setting->section, section) != 0 || strcmp(setting->name, name) != 0)
			continue;
		wrong = setting_set(r->config, setting, value);
		if (wrong)
			problem(r, section, name, wrong, value);
		return 1;
	}
	problem(r, section, name, N_("There is no such setting."), value);
	return 1;
}

struct config *
config_read(const char *path, char **why)
{
	struct config *config = xcalloc(1, sizeof *config);
	struct reading r = {.config = config, .path = path, .problems = BUF_EMPTY};
	int line;

	*why = NULL;
	for (size_t i = 0; i < config_settings_count; i++)
		if (setting_set(config, &config_settings[i], config_settings[i].preset))
			abort();
	if (!path)
		return config;
	config->path = xstrdup(path);
	line = ini_parse(path, on_setting, &r);
	if (line == -1)
		buf_printf(&r.problems, "%s: %s\n", path, strerror(errno));
	else if (line != 0)
		buf_printf(&r.problems, "%s:%d: %s\n", path, line, translate(admin_language(), N_("This line cannot be read.")));
	if (r.problems.length) {
		*why = buf_steal(&r.problems);
		config_free(config);
		return NULL;
	}
	buf_free(&r.problems);
	return config;
}

void
config_free(struct config *config)
{
	if (!config)
		return;
	for (size_t i = 0; i < config_settings_count; i++) {
		void *at = member(config, &config_settings[i]);
		if (config_settings[i].type == CONFIG_LIST)
			list_free(at);
		else if (config_settings[i].type == CONFIG_TEXT || config_settings[i].type == CONFIG_CHOICE)
			free(*(char **)at);
	}
	free(config->path);
	free(config);
}

void
config_adopt(struct config *config, const struct config *fresh)
{
	for (size_t i = 0; i < config_settings_count; i++) {
		const struct config_setting *setting = &config_settings[i];
		void *to = member(config, setting);
		const void *from = member_of(fresh, setting);

		if (!setting->live)
			continue;
		if (setting->type == CONFIG_CHOICE || setting->type == CONFIG_TEXT) {
			free(*(char **)to);
			*(char **)to = xstrdup(*(char *const *)from);
		} else if (setting->type == CONFIG_NUMBER || setting->type == CONFIG_TIME)
			*(int64_t *)to = *(const int64_t *)from;
	}
}

/* A connection text without its password. */
static void
print_text(FILE *to, const char *text)
{
	const char *secret = strcasestr(text, "password=");

	if (!secret) {
		fputs(text, to);
		return;
	}
	secret += strlen("password=");
	fprintf(to, "%.*s***", (int)(secret - text), text);
	secret += *secret == '\'' ? 1 + strcspn(secret + 1, "'") + 1 : strcspn(secret, " ");
	if (strlen(secret) > 0)
		fputs(secret, to);
}

void
config_print(const struct config *config, FILE *to)
{
	const char *section = "";

	for (size_t i = 0; i < config_settings_count; i++) {
		const struct config_setting *setting = &config_settings[i];
		const void *at = member_of(config, setting);

		if (strcmp(section, setting->section) != 0)
			fprintf(to, "%s[%s]\n", *section ? "\n" : "", setting->section);
		section = setting->section;
		fprintf(to, "%s =", setting->name);
		switch (setting->type) {
		case CONFIG_LIST: {
			const struct config_list *list = at;
			for (size_t n = 0; n < list->count; n++)
				fprintf(to, " %s", list->items[n]);
			break;
		}
		case CONFIG_TEXT:
		case CONFIG_CHOICE:
			fputc(' ', to);
			print_text(to, *(char *const *)at);
			break;
		case CONFIG_SWITCH:
			fputs(*(const bool *)at ? " on" : " off", to);
			break;
		case CONFIG_NUMBER:
			fprintf(to, " %lld", (long long)*(const int64_t *)at);
			break;
		case CONFIG_TIME:
			fprintf(to, *(const int64_t *)at % 1000 ? " %lldms" : " %llds",
			    (long long)(*(const int64_t *)at % 1000 ? *(const int64_t *)at : *(const int64_t *)at / 1000));
			break;
		}
		fputc('\n', to);
	}
}

/* mdoc: a \ is \e, and a sentence begins a line. */
static void
print_mdoc(FILE *to, const char *text)
{
	for (; *text; text++)
		if (*text == '\\')
			fputs("\\e", to);
		else if (*text == ' ' && text[1] >= 'A' && text[1] <= 'Z' && text[-1] == '.')
			fputc('\n', to);
		else
			fputc(*text, to);
	fputc('\n', to);
}

void
config_manual(FILE *to)
{
	const char *section = "";

	for (size_t i = 0; i < config_settings_count; i++) {
		const struct config_setting *setting = &config_settings[i];

		if (strcmp(section, setting->section) != 0)
			fprintf(to, "%s.Ss [%s]\n.Bl -tag -width Ds\n", *section ? ".El\n" : "", setting->section);
		section = setting->section;
		fprintf(to, ".It Cm %s Li = ", setting->name);
		print_mdoc(to, *setting->preset ? setting->preset : "(empty)");
		if (setting->choices)
			fprintf(to, "One of %s.\n", setting->choices);
		print_mdoc(to, setting->help);
		if (setting->live)
			fputs("SIGHUP changes it.\n", to);
	}
	fputs(".El\n", to);
}
