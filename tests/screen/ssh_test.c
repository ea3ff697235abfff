/* A person runs comptoir against a server: the first meeting, keys, passwords, every way it can fail; and a verb's
   input, output and exit code come through as with ssh. The server is paramiko: another implementation than ours. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/rig.h"
#include "tests/screen/rig_parts.h"

struct stage {
	char home[64];
	char config[96], keys[96], key[96], locked_key[96];
	pid_t server;
	int input;		/* closing it ends the server */
	int port;
};

static void __attribute__((format(printf, 1, 2)))
run(const char *format, ...)
{
	va_list args;
	char *command;

	va_start(args, format);
	command = xvasprintf(format, args);
	va_end(args);
	if (system(command) != 0)
		fail_msg("failed: %s", command);
	free(command);
}

static void
start_server(struct stage *s, int port)
{
	int to[2], from[2];
	char number[16];
	FILE *f;
	bool started;

	snprintf(number, sizeof number, "%d", port);
	assert_int_equal(pipe2(to, O_CLOEXEC) | pipe2(from, O_CLOEXEC), 0);
	if ((s->server = fork()) == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(to[0], 0);
		dup2(from[1], 1);
		execl("/usr/bin/python3", "python3", "tests/screen/ssh_server.py", number, s->keys, (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	s->input = to[1];
	f = fdopen(from[0], "r");
	started = f != NULL && fscanf(f, "%d", &s->port) == 1;
	if (f != NULL)
		fclose(f);
	if (!started)
		fail_msg("the SSH server did not start (python3-paramiko?)");
}

static void
stop_server(struct stage *s)
{
	close(s->input);
	waitpid(s->server, NULL, 0);
}

/* A server, a key, and a configuration that keeps this test away from the known_hosts of whoever runs it. */
static int
set_up(void **state)
{
	struct stage *s = xcalloc(1, sizeof *s);
	FILE *f;

	snprintf(s->home, sizeof s->home, "/tmp/comptoir-ssh.XXXXXX");
	assert_non_null(mkdtemp(s->home));
	snprintf(s->config, sizeof s->config, "%s/config", s->home);
	snprintf(s->keys, sizeof s->keys, "%s/keys", s->home);
	snprintf(s->key, sizeof s->key, "%s/key", s->home);
	snprintf(s->locked_key, sizeof s->locked_key, "%s/locked", s->home);
	run("ssh-keygen -q -t ed25519 -N '' -f %s && ssh-keygen -q -t ed25519 -N secret -f %s && "
	    "cat %s.pub %s.pub >%s", s->key, s->locked_key, s->key, s->locked_key, s->keys);
	start_server(s, 0);
	f = fopen(s->config, "w");
	assert_non_null(f);
	fprintf(f, "Host garage\n\tHostName 127.0.0.1\n\tPort %d\n\tUser key\n\tIdentityFile %s\n"
	    "Host *\n\tUserKnownHostsFile %s/known_hosts\n\tGlobalKnownHostsFile /dev/null\n", s->port, s->key, s->home);
	fclose(f);
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct stage *s = *state;

	stop_server(s);
	run("rm -rf %s", s->home);
	free(s);
	return 0;
}

/* comptoir -F config PERSON@127.0.0.1:PORT and up to four more words; environment as for the rig. */
static struct rig *
comptoir_in(const struct stage *s, const char *language, const char *person, const char *const words[])
{
	char target[64];
	const char *argv[12] = {rig_comptoir(), "-F", s->config};
	const char *environment[] = {language, NULL};
	size_t n = 3;

	if (person != NULL)
		snprintf(target, sizeof target, "%s@127.0.0.1:%d", person, s->port);
	for (; *words != NULL; words++)
		argv[n++] = strcmp(*words, "@") == 0 ? target : *words;
	argv[n] = NULL;
	return rig_open(&(struct rig_options){.program = argv, .environment = environment});
}

#define comptoir(s, person, ...) comptoir_in(s, "LANG=en", person, (const char *const[]){__VA_ARGS__, NULL})

static void
ends(struct rig *r, int status, const char *text)
{
	int code = rig_exit(r);

	rig_check(r, rig_sees(r, text));
	assert_int_equal(code, status);
	rig_close(r);
}

static void
meet(const struct stage *s)
{
	struct rig *r = comptoir(s, NULL, "garage", "whoami");

	rig_wait(r, "Trust it from now on?");
	rig_send(r, "'yes' Enter");
	ends(r, 0, "command: whoami");
}

static void
a_new_server_is_trusted_only_after_a_yes(void **state)
{
	struct stage *s = *state;
	struct rig *r = comptoir(s, NULL, "garage", "whoami");

	rig_wait(r, "Trust it from now on?");
	rig_check(r, rig_sees(r, "SHA256:"));
	rig_send(r, "'no' Enter");
	ends(r, 3, "was not accepted");
	meet(s);
	r = comptoir(s, NULL, "garage", "whoami");
	rig_wait(r, "command: whoami");
	rig_check(r, !rig_sees(r, "Trust"));
	ends(r, 0, "columns: 80");
	r = comptoir(s, NULL, "--batch", "garage", "update", "contact", "12", "name=l'Étoile  \"x\"");
	rig_wait(r, "command: update contact 12 'name=l'\\''Étoile  \"x\"'");
	ends(r, 4, "a sentence");
}

static void
nobody_is_asked_without_a_terminal(void **state)
{
	struct stage *s = *state;
	struct rig *r = comptoir(s, NULL, "--batch", "garage", "whoami");

	ends(r, 3, "is not known here yet");
	meet(s);
	r = comptoir(s, "pass", "--batch", "@", "whoami");
	ends(r, 3, "no terminal to ask for a password");
}

static void
a_changed_key_is_refused(void **state)
{
	struct stage *s = *state;
	struct rig *r;

	meet(s);
	stop_server(s);
	start_server(s, s->port);
	r = comptoir(s, NULL, "garage", "whoami");
	rig_wait(r, "HAS CHANGED");
	ends(r, 3, "ssh-keygen -R");
}

static void
a_password_is_never_shown(void **state)
{
	struct stage *s = *state;
	struct rig *r;
	struct termios t;
	const char *log;
	size_t length;

	meet(s);
	r = comptoir(s, "pass", "@", "whoami");
	rig_wait(r, "Password of pass on 127.0.0.1:");
	rig_send(r, "'wrong' Enter");
	rig_wait(r, "That was not right");
	rig_send(r, "'séx' BS 'same' Enter");
	rig_wait(r, "command: whoami");
	log = rig_log(r, &length);
	rig_check(r, memmem(log, length, "same", 4) == NULL);
	ends(r, 0, "command: whoami");

	r = comptoir(s, "pass", "@", "whoami");
	rig_wait(r, "Password");
	rig_send(r, "'x' C-c");
	rig_exit(r);
	assert_int_equal(tcgetattr(r->slave, &t), 0);
	assert_true(t.c_lflag & ECHO);
	assert_true(t.c_lflag & ICANON);
	ends(r, 3, "Not signed in.");

	r = comptoir(s, "pass", "@", "whoami");
	for (int i = 0; i < 3; i++) {
		rig_wait(r, i == 0 ? "Password" : "That was not right");
		rig_send(r, "'no' Enter");
	}
	ends(r, 3, "does not let pass in");
}

static void
the_server_may_ask_its_own_questions(void **state)
{
	struct stage *s = *state;
	struct rig *r;

	meet(s);
	r = comptoir(s, "ask", "@", "whoami");
	rig_wait(r, "Colour?");
	rig_check(r, rig_sees(r, "Say it^[[31m twice"));
	rig_send(r, "'blue' Enter");
	rig_wait(r, "Secret?");
	rig_send(r, "'moon' Enter");
	ends(r, 0, "command: whoami");
	r = comptoir(s, "both", "-i", s->key, "@", "whoami");
	rig_wait(r, "Colour?");
	rig_send(r, "'blue' Enter");
	rig_wait(r, "Secret?");
	rig_send(r, "'moon' Enter");
	ends(r, 0, "command: whoami");
}

static void
a_locked_key_asks_for_its_passphrase(void **state)
{
	struct stage *s = *state;
	struct rig *r;

	meet(s);
	r = comptoir(s, "key", "-i", s->locked_key, "@", "whoami");
	rig_wait(r, "Passphrase of your key:");
	rig_send(r, "'secret' Enter");
	ends(r, 0, "command: whoami");
}

static void
each_failure_has_its_sentence(void **state)
{
	struct stage *s = *state;
	struct rig *r;

	r = comptoir(s, NULL, "key@127.0.0.1:1", "whoami");
	ends(r, 75, "nothing answers on port 1");
	r = comptoir(s, NULL, "key@no-such-machine.invalid", "whoami");
	rig_exit(r);
	rig_check(r, rig_sees(r, "no-such-machine.invalid"));
	ends(r, 75, "comptoir: ");
	r = comptoir(s, NULL, "key@", "whoami");
	ends(r, 2, "is not PERSON@HOST");
	r = comptoir(s, NULL, "-F", "/nowhere", "key@x", "whoami");
	ends(r, 2, "cannot be read");
	r = comptoir_in(s, "LANG=fr_FR.UTF-8", NULL, (const char *const[]){"key@127.0.0.1:1", "whoami", NULL});
	ends(r, 75, "rien ne répond sur le port 1");
}

static void
streams_pass_whole(void **state)
{
	struct stage *s = *state;

	meet(s);
	run("head -c 3000000 /dev/urandom | %s -F %s garage import contact 2>/dev/null | "
	    "grep -q 'input: 3000000'", rig_comptoir(), s->config);
	run("test \"$(echo x | %s -n -F %s garage import contact 2>&1 >/dev/null)\" = 'a sentence'",
	    rig_comptoir(), s->config);
	run("%s -F %s garage list contact </dev/null 2>/dev/null | grep -q 'columns: -'",
	    rig_comptoir(), s->config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_server_is_trusted_only_after_a_yes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_is_asked_without_a_terminal, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_changed_key_is_refused, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_password_is_never_shown, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_server_may_ask_its_own_questions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_locked_key_asks_for_its_passphrase, set_up, tear_down),
		cmocka_unit_test_setup_teardown(each_failure_has_its_sentence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(streams_pass_whole, set_up, tear_down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
