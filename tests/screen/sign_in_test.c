/* The first minutes of somebody without a key, before the real server: who it is, a password, and what a stranger's machine gets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "shared/xmalloc.h"
#include "tests/screen/site.h"

struct stage {
	char home[64], config[128], known[128], target[96], password[64];
};

static const int sizes[][2] = {{80, 24}, {160, 50}};

static const char *
answer_of(const char *command)
{
	static char answer[8192];
	FILE *f = popen(command, "r");		/* NOLINT(cert-env33-c): the tests' own words */
	size_t length = f ? fread(answer, 1, sizeof answer - 1, f) : 0;

	answer[length] = '\0';
	if (f == NULL || pclose(f) != 0)
		fail_msg("failed: %s\n%s", command, answer);
	return answer;
}

/* A person with a password, made by the administrator, and a machine that has met no server yet. */
static int
set_up(void **state)
{
	struct stage *s = xcalloc(1, sizeof *s);
	const char *site = getenv("SITE"), *said;
	static int people;
	char *command;
	FILE *f;

	*state = s;
	if (site == NULL)
		return 0;
	snprintf(s->home, sizeof s->home, "/tmp/comptoir-sign-in.XXXXXX");
	assert_non_null(mkdtemp(s->home));
	snprintf(s->config, sizeof s->config, "%s/config", s->home);
	snprintf(s->known, sizeof s->known, "%s/known_hosts", s->home);
	command = xasprintf("%s/bin/comptoird --config %s/comptoird.conf user invite garage nina%d-%d@garage.test 'Nina Roy' --language fr", site, site,
	    ++people, (int)getpid());
	said = strstr(answer_of(command), ": ");
	free(command);
	if (said == NULL || sscanf(said + 2, "%63s", s->password) != 1)
		fail_msg("no password was said");
	command = xasprintf("cat %s/port", site);
	snprintf(s->target, sizeof s->target, "nina%d-%d@garage.test@127.0.0.1:%d", people, (int)getpid(), atoi(answer_of(command)));
	free(command);
	f = fopen(s->config, "w");
	assert_non_null(f);
	fprintf(f, "Host *\n\tUserKnownHostsFile %s\n\tGlobalKnownHostsFile /dev/null\n\tIdentityAgent none\n", s->known);
	fclose(f);
	return 0;
}

static int
tear_down(void **state)
{
	struct stage *s = *state;
	char *command = xasprintf("rm -rf %s", s->home);

	if (s->home[0] != '\0')
		(void)!system(command);
	free(command);
	free(s);
	return 0;
}

static struct rig *
comptoir(const struct stage *s, size_t size)
{
	const char *program[] = {rig_comptoir(), "-F", s->config, s->target, NULL};
	const char *environment[] = {"LANG=fr_FR.UTF-8", "SSH_AUTH_SOCK", NULL};

	if (getenv("SITE") == NULL) {
		print_message("skipped: no SITE (tests/screen/run makes one)\n");
		skip();
	}
	return rig_open(&(struct rig_options){.columns = sizes[size][0], .rows = sizes[size][1], .program = program, .environment = environment});
}

static void
ends_refused(struct rig *r)
{
	int code = rig_exit(r);

	rig_check(r, code == 3);
	rig_check(r, !rig_sees(r, "Mot de passe"));
}

static void
type(struct rig *r, const char *text)
{
	rig_send_bytes(r, text, strlen(text));
	rig_send(r, "Enter");
}

/* A new machine is shown the fingerprint and asks; a wrong password may be put right; neither is on the screen afterwards. */
static void
a_password_opens_the_menu_on_a_new_machine(void **state)
{
	const struct stage *s = *state;
	const char *log;
	size_t length;

	for (size_t i = 0; i < 2; i++) {
		struct rig *r = comptoir(s, i);

		if (i == 0) {
			rig_wait(r, "SHA256:");
			rig_check(r, !rig_sees(r, "Mot de passe"));
			type(r, "oui");
		}
		rig_wait(r, "Mot de passe");
		type(r, "pas-le-bon");
		rig_wait(r, "Ce n’est pas le bon");
		type(r, s->password);
		rig_wait(r, "Contacts");
		rig_idle(r);
		rig_check(r, rig_sees(r, "Garage de l’Étoile") && rig_sees(r, "Nina Roy"));
		rig_check(r, rig_on_alternate_screen(r));
		log = rig_log(r, &length);
		rig_check(r, memmem(log, length, s->password, strlen(s->password)) == NULL);
		rig_check(r, memmem(log, length, "pas-le-bon", 10) == NULL);
		rig_send(r, "q");
		assert_int_equal(rig_exit(r), 0);
		rig_close(r);
	}
}

static void
no_to_an_unknown_machine_sends_nothing(void **state)
{
	const struct stage *s = *state;
	struct rig *r = comptoir(s, 0);

	rig_wait(r, "SHA256:");
	type(r, "non");
	ends_refused(r);
	assert_int_not_equal(access(s->known, F_OK), 0);
	rig_close(r);
}

/* Somebody else answers at this address: no password is asked for, and what to do is said. */
static void
a_changed_machine_key_is_refused(void **state)
{
	const struct stage *s = *state;
	char *command;

	if (s->home[0] != '\0') {
		command = xasprintf("ssh-keygen -q -t ed25519 -N '' -f %s/other && printf '[127.0.0.1]:%s %%s\\n' \"$(cut -d' ' -f1,2 %s/other.pub)\" >%s",
		    s->home, strrchr(s->target, ':') + 1, s->home, s->known);
		answer_of(command);
		free(command);
	}
	for (size_t i = 0; i < 2; i++) {
		struct rig *r = comptoir(s, i);

		ends_refused(r);
		rig_check(r, rig_sees(r, "A CHANGÉ") && rig_sees(r, "ssh-keygen -R"));
		rig_close(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_password_opens_the_menu_on_a_new_machine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(no_to_an_unknown_machine_sends_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_changed_machine_key_is_refused, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
