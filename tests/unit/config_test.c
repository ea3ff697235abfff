/* config_test.c: comptoird.conf: what is read, what is refused with words, and the manual that says the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/config.h"

static struct config *
read_text(const char *text, char **why)
{
	char path[] = "/tmp/comptoir-config-XXXXXX";
	int fd = mkstemp(path);
	struct config *config;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	close(fd);
	config = config_read(path, why);
	unlink(path);
	return config;
}

/* Without a file the server listens on this machine only. */
static void
presets_are_careful(void **state)
{
	char *why = NULL;
	struct config *config = config_read(NULL, &why);

	(void)state;
	assert_non_null(config);
	assert_int_equal(config->listen.count, 1);
	assert_string_equal(config->listen.items[0], "127.0.0.1:2222");
	assert_int_equal(config->grace, 20000);
	assert_true(config->prepare);
	config_free(config);
}

static void
every_kind_of_value_is_read(void **state)
{
	char *why = NULL;
	struct config *config = read_text("[server]\nlisten = 127.0.0.1:22, [::1]:22 host:2200\nworkers=3\nlog_level=debug\n"
	    "[database]\nprepare = off ; behind PgBouncer\nconnection = host=/run user=comptoir_app\n"
	    "[limits]\ngrace = 1500ms\n", &why);

	(void)state;
	assert_null(why);
	assert_non_null(config);
	assert_int_equal(config->listen.count, 3);
	assert_string_equal(config->listen.items[1], "[::1]:22");
	assert_int_equal(config->workers, 3);
	assert_string_equal(config->log_level, "debug");
	assert_false(config->prepare);
	assert_string_equal(config->connection, "host=/run user=comptoir_app");
	assert_int_equal(config->grace, 1500);
	config_free(config);
}

/* All mistakes are told at once, each with its setting. */
static void
every_mistake_is_named(void **state)
{
	char *why = NULL;

	(void)state;
	assert_null(read_text("[server]\nworkers = many\nlisten =\nlog_level = loud\ncolour = red\n"
	    "[database]\nprepare = maybe\npool = 0\n[limits]\ngrace = 3 days\n", &why));
	assert_non_null(why);
	assert_non_null(strstr(why, "[server] workers: “many” is not a number."));
	assert_non_null(strstr(why, "[server] listen: “” names nothing."));
	assert_non_null(strstr(why, "[server] log_level: “loud” is not one of the words allowed."));
	assert_non_null(strstr(why, "[server] colour: There is no such setting."));
	assert_non_null(strstr(why, "[database] prepare: “maybe” is neither on nor off."));
	assert_non_null(strstr(why, "[database] pool: “0” is out of range."));
	assert_non_null(strstr(why, "[limits] grace: “3 days” is not a time"));
	free(why);
	assert_null(read_text("[server\nworkers = 1\n", &why));
	assert_non_null(strstr(why, "This line cannot be read"));
	free(why);
	assert_null(config_read("/nowhere/comptoird.conf", &why));
	assert_non_null(strstr(why, "No such file"));
	free(why);
}

static char *
printed(void (*print)(const struct config *config, FILE *to), const struct config *config)
{
	char *text = NULL;
	size_t length;
	FILE *to = open_memstream(&text, &length);

	print(config, to);
	fclose(to);
	return text;
}

/* What `comptoird check` shows can be read again, and then shows the same; a password in it is hidden. */
static void
what_is_shown_can_be_read(void **state)
{
	char *why = NULL, *first, *second;
	struct config *config = read_text("[limits]\ngrace = 1500ms\n[server]\nlisten = 127.0.0.1:1 127.0.0.1:2\n", &why), *again;

	(void)state;
	first = printed(config_print, config);
	again = read_text(first, &why);
	assert_null(why);
	second = printed(config_print, again);
	assert_string_equal(first, second);
	free(first);
	free(second);
	config_free(config);
	config_free(again);
	config = read_text("[database]\nconnection = user=a password=hush host=b\nadmin = password='s e c' user=c\n", &why);
	first = printed(config_print, config);
	assert_null(strstr(first, "hush"));
	assert_null(strstr(first, "s e c"));
	assert_non_null(strstr(first, "user=a password=*** host=b"));
	free(first);
	config_free(config);
}

/* SIGHUP takes over limits, not the ports. */
static void
a_running_server_takes_over_what_can_change(void **state)
{
	char *why = NULL;
	struct config *config = config_read(NULL, &why), *fresh = read_text("[server]\nlisten = 0.0.0.0:1\nlog_level = error\n[limits]\nstarting = 7\n", &why);

	(void)state;
	config_adopt(config, fresh);
	assert_int_equal(config->starting, 7);
	assert_string_equal(config->log_level, "error");
	assert_string_equal(config->listen.items[0], "127.0.0.1:2222");
	config_free(config);
	config_free(fresh);
}

static void
print_manual(const struct config *config, FILE *to)
{
	(void)config;
	config_manual(to);
}

/* man/comptoird.conf.5 holds, word for word, what the table of settings says (`comptoird manual` prints it). */
static void
the_manual_says_the_same(void **state)
{
	char *manual = printed(print_manual, NULL), *page = NULL;
	size_t length = 0;
	FILE *file = fopen("man/comptoird.conf.5", "r");

	(void)state;
	assert_non_null(file);
	assert_true(getdelim(&page, &length, '\0', file) > 0);
	fclose(file);
	assert_non_null(strstr(page, manual));
	free(page);
	free(manual);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(presets_are_careful),
		cmocka_unit_test(every_kind_of_value_is_read),
		cmocka_unit_test(every_mistake_is_named),
		cmocka_unit_test(what_is_shown_can_be_read),
		cmocka_unit_test(a_running_server_takes_over_what_can_change),
		cmocka_unit_test(the_manual_says_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
