/* main.c: comptoir, the client: the command line. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/buf.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/app.h"
#include "tui/forward.h"
#include "tui/keys.h"
#include "tui/remote.h"

enum { SERVED_FD = 3, HELP_COLUMN = 26 };

struct settings {
	struct forward_options forward;
	bool help, version, served, linear, keys;
	enum theme theme;
	struct terminal_options terminal;
};

static bool
take_port(struct settings *s, const char *value)
{
	char *rest;
	long port = strtol(value, &rest, 10);

	s->forward.ssh.port = (int)port;
	return rest != value && *rest == '\0' && port >= 1 && port <= 65535;
}

static bool take_language(struct settings *s, const char *value) { s->forward.ssh.language = value; return *value != '\0'; }
static bool take_identity(struct settings *s, const char *value) { s->forward.ssh.identity = value; return *value != '\0'; }
static bool take_config(struct settings *s, const char *value) { s->forward.ssh.config = value; return *value != '\0'; }
static bool take_person(struct settings *s, const char *value) { s->forward.ssh.person = value; return *value != '\0'; }
static bool take_batch(struct settings *s, const char *value) { (void)value; return s->forward.ssh.quiet = true; }
static bool take_no_input(struct settings *s, const char *value) { (void)value; return s->forward.no_input = true; }
static bool take_linear(struct settings *s, const char *value) { (void)value; return s->linear = true; }
static bool take_slow(struct settings *s, const char *value) { (void)value; return s->terminal.slow = true; }
static bool take_keys(struct settings *s, const char *value) { (void)value; return s->keys = true; }
static bool take_served(struct settings *s, const char *value) { (void)value; return s->served = true; }
static bool take_help(struct settings *s, const char *value) { (void)value; return s->help = true; }
static bool take_version(struct settings *s, const char *value) { (void)value; return s->version = true; }

/* A theme, or what other programs call having colours or not. */
static bool
take_colour(struct settings *s, const char *value)
{
	bool none = strcmp(value, "never") == 0 || strcmp(value, "none") == 0 || strcmp(value, "jamais") == 0;
	bool any = strcmp(value, "always") == 0 || strcmp(value, "toujours") == 0;

	s->theme = none ? THEME_MONO : any ? THEME_AUTO : theme_named(value);
	return s->theme != THEME_COUNT;
}

static bool
take_mouse(struct settings *s, const char *value)
{
	s->terminal.mouse = strcmp(value, "on") == 0 ? SWITCH_ON : strcmp(value, "off") == 0 ? SWITCH_OFF : SWITCH_UNSAID;
	return s->terminal.mouse != SWITCH_UNSAID;
}

static const struct option_row {
	char letter;			/* 0: none */
	const char *name, *value;	/* value: null for a switch */
	const char *help;		/* null: not for people */
	bool (*take)(struct settings *s, const char *value);
} rows[] = {
	{'l', "login", N_("PERSON"), N_("sign in as this e-mail, or E-MAIL/COMPANY"), take_person},
	{'p', "port", N_("PORT"), N_("the server's port"), take_port},
	{'i', "identity", N_("FILE"), N_("sign in with this private key"), take_identity},
	{'F', "config", N_("FILE"), N_("SSH configuration instead of ~/.ssh/config"), take_config},
	{'n', "no-input", NULL, N_("leave standard input alone"), take_no_input},
	{0, "batch", NULL, N_("ask nothing: for scripts"), take_batch},
	{0, "language", N_("LANGUAGE"), N_("fr or en, until the server says yours"), take_language},
	{0, "color", N_("THEME"), N_("auto, light, dark, contrast or mono"), take_colour},
	{0, "couleur", "", NULL, take_colour},
	{0, "linear", NULL, N_("lines instead of a screen: for screen readers and logs"), take_linear},
	{0, "lineaire", NULL, NULL, take_linear},
	{0, "mouse", N_("on|off"), N_("whether clicks come here or select text"), take_mouse},
	{0, "slow", NULL, N_("a slow line: send as little as can be"), take_slow},
	{0, "print-keys", NULL, NULL, take_keys},
	{0, "served", NULL, NULL, take_served},
	{'h', "help", NULL, N_("show this"), take_help},
	{'V', "version", NULL, N_("show the version"), take_version},
};

static const char *
say(const struct settings *s, const char *msgid)
{
	return translate(s->forward.ssh.language, msgid);
}

static int
misuse(const struct settings *s, const char *msgid, const char *word)
{
	json_t *args = json_pack("{s:s}", "word", word);
	char *text = translate_fill(s->forward.ssh.language, msgid, args);

	fprintf(stderr, "comptoir: %s\n", text);
	free(text);
	json_decref(args);
	return STATUS_MISUSE;
}

static void
show_help(const struct settings *s)
{
	printf("%s\n\n", say(s, N_("comptoir [OPTION…] [PERSON@]HOST[:PORT] [VERB [WORD…] | :LINE]")));
	printf("%s\n\n", say(s, N_("Without a verb, opens the back office on this terminal. With one, runs it on the server: "
	    "standard input goes\nthere, results come back on standard output, sentences on standard error.")));
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char left[64];
		int used;

		if (rows[i].help == NULL)
			continue;
		used = snprintf(left, sizeof left, "%c%c%s --%s%s%s", rows[i].letter ? '-' : ' ',
		    rows[i].letter ? rows[i].letter : ' ', rows[i].letter ? "," : " ", rows[i].name, rows[i].value ? " " : "",
		    rows[i].value ? say(s, rows[i].value) : "");
		printf("  %s%*s%s\n", left, used < HELP_COLUMN ? HELP_COLUMN - used : 1, "", say(s, rows[i].help));
	}
	printf("\n%s\n", say(s, N_("comptoir HOST help lists the verbs.")));
}

static const struct option_row *
row_of_letter(char letter)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (letter != 0 && rows[i].letter == letter)
			return &rows[i];
	return NULL;
}

static const struct option_row *
row_of_name(const char *name, size_t length)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strlen(rows[i].name) == length && strncmp(rows[i].name, name, length) == 0)
			return &rows[i];
	return NULL;
}

/* One word that starts with a dash: letters may stand together (-np 2222), a value joined (-p2222, --port=2222) or next.
   Returns how many words were used, 0 with a sentence said. */
static int
take_option(struct settings *s, char *const words[])
{
	const char *word = words[0], *value;
	const struct option_row *row;
	bool joined;

	for (const char *at = word + 1; *at != '\0'; at++) {
		if (*at == '-') {
			size_t length = strcspn(++at, "=");
			row = row_of_name(at, length);
			value = at[length] == '=' ? at + length + 1 : NULL;
			if (row != NULL && value != NULL && row->value == NULL)
				row = NULL;
		} else {
			row = row_of_letter(*at);
			value = row != NULL && row->value != NULL && at[1] != '\0' ? at + 1 : NULL;
		}
		joined = value != NULL;
		if (row == NULL) {
			misuse(s, N_("There is no option {word}. See comptoir --help."), word);
			return 0;
		}
		if (row->value != NULL && !joined && (value = words[1]) == NULL) {
			misuse(s, N_("The option {word} needs a value."), word);
			return 0;
		}
		if (!row->take(s, value)) {
			misuse(s, N_("The value “{word}” is not possible here."), value ? value : "");
			return 0;
		}
		if (row->value != NULL || word[1] == '-')
			return row->value != NULL && !joined ? 2 : 1;
	}
	return 1;
}

/* Before anybody signed in, the terminal's own language. */
static const char *
language_of_environment(void)
{
	static const char *const names[] = {"COMPTOIR_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return value;
	}
	return "en";
}

static enum status
connect_again(void *arg, bool ask, struct remote **remote, char **why)
{
	struct ssh_client_options options = *(const struct ssh_client_options *)arg;

	options.quiet = !ask;
	return remote_ssh(&options, remote, why);
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && *value != '\0' && strcmp(value, "0") != 0;
}

static int
open_screen(const struct settings *s, const char *start, int count, char *const words[])
{
	struct app_options options = {.served = s->served, .language = s->forward.ssh.language, .start = start,
		.theme = s->theme, .linear = s->linear, .terminal = s->terminal,
		.command = words, .command_count = s->served ? 0 : count,
		.target = s->served ? NULL : s->forward.ssh.target,
		.connect = s->served ? NULL : connect_again, .connect_arg = (void *)(uintptr_t)&s->forward.ssh};
	struct remote *remote = NULL;
	enum status status = STATUS_OK;
	char *why = NULL;
	int code;

	if (s->served && fcntl(SERVED_FD, F_GETFD) < 0)
		return misuse(s, N_("The option {word} is for the server only."), "--served");
	if (s->served)
		remote = remote_socket(SERVED_FD);
	else
		status = remote_ssh(&s->forward.ssh, &remote, &why);
	if (status != STATUS_OK) {
		fprintf(stderr, "comptoir: %s\n", why);
		free(why);
		return (int)status;
	}
	signal(SIGPIPE, SIG_IGN);
	code = app_run(remote, &options);
	remote_free(remote);
	return code;
}

/* The words of a line; the caller owns it. */
static char *
joined(int count, char *const words[])
{
	struct buf line = BUF_EMPTY;

	for (int i = 0; i < count; i++)
		buf_printf(&line, "%s%s", i > 0 ? " " : "", words[i]);
	return buf_steal(&line);
}

int
main(int argc, char *argv[])
{
	struct settings s = {.theme = THEME_COUNT};
	int at = 1, used, code;

	s.forward.ssh.language = language_of_environment();
	s.linear = is_set("A11Y");
	s.terminal.slow = is_set("COMPTOIR_SLOW");
	while (at < argc && argv[at][0] == '-' && argv[at][1] != '\0') {
		if (strcmp(argv[at], "--") == 0) {
			at++;
			break;
		}
		used = take_option(&s, argv + at);
		if (used == 0)
			return STATUS_MISUSE;
		at += used;
	}
	if (s.version) {
		printf("comptoir %s\n", COMPTOIR_VERSION);
		return 0;
	}
	if (s.keys) {
		keys_print_manual(stdout);
		return 0;
	}
	if (s.help) {
		show_help(&s);
		return 0;
	}
	if (s.served)
		return open_screen(&s, getenv("COMPTOIR_START"), 0, NULL);
	if (at == argc) {
		show_help(&s);
		return STATUS_MISUSE;
	}
	s.forward.ssh.target = argv[at++];
	if (at < argc && argv[at][0] == ':') {
		char *start = joined(argc - at, argv + at);

		code = open_screen(&s, start, at, argv);
		free(start);
		return code;
	}
	return at == argc ? open_screen(&s, NULL, at, argv) : forward_run(&s.forward, argc - at, argv + at);
}
