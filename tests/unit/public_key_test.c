/* The one line of a .pub file is read as ssh-keygen reads it; anything else is told apart in words. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "server/public_key.h"

#define ED25519 "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBmoauUkT7hcwbqpIozhEWkIoBP7/KbyhhtKjhnUKXab"
#define ECDSA "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBN117m8ZikaXlq4NXyCMT48dNdOqICDbn9LxK9E4nIvChCv8oCTuzO/" \
	"FA64sXcrKgCN2Md/EFV0qk751+d/22ns="

static void
lines_of_ssh_keygen_are_read(void **state)
{
	struct public_key key;

	(void)state;
	assert_null(public_key_read(ED25519 " poste de l’accueil\n", &key));
	assert_string_equal(key.type, "ssh-ed25519");
	assert_string_equal(key.comment, "poste de l’accueil");
	assert_string_equal(key.fingerprint, "SHA256:Po5XAah1LlUOrpfnjVWbAkH3X+P4YhcHCJaDVHX6Tls");
	public_key_free(&key);

	assert_null(public_key_read("  " ECDSA, &key));
	assert_string_equal(key.comment, "");
	assert_string_equal(key.fingerprint, "SHA256:Kpy1k7ZBuiuSoe+5TVft+9VJgEPyzAIodoIMpnuvNtg");
	public_key_free(&key);
}

static void
a_comment_is_one_line_of_text(void **state)
{
	struct public_key key;

	(void)state;
	assert_null(public_key_read(ED25519 " me\tat\033]0;home\007\n", &key));
	assert_string_equal(key.comment, "me at ]0;home ");
	public_key_free(&key);
}

static void
anything_else_is_refused(void **state)
{
	static const char *const lines[] = {
		"", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIBmoauUkT7hcwbqpIozhEWkIoBP7/KbyhhtKjhnUKXab",
		"-----BEGIN OPENSSH PRIVATE KEY-----", ("no-pty " ED25519), "ssh-dss AAAAB3NzaC1kc3M=", "ssh-ed25519-cert-v01@openssh.com AAAA",
		"ssh-ed25519 \xff\xfe", "PuTTY-User-Key-File-3: ssh-ed25519",
	};
	struct public_key key;

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if (public_key_read(lines[i], &key) == NULL)
			fail_msg("\"%s\" went through", lines[i]);
		assert_null(key.blob);
	}
}

static void
a_long_comment_is_cut_between_characters(void **state)
{
	char line[1024];
	struct public_key key;

	(void)state;
	for (int ahead = 0; ahead < 2; ahead++) {	/* the cut falls between two characters, then into one */
		size_t length = (size_t)snprintf(line, sizeof line, "%s %s", ED25519, ahead ? "x" : "");
		for (int i = 0; i < 150; i++)
			length += (size_t)snprintf(line + length, sizeof line - length, "é");
		assert_null(public_key_read(line, &key));
		assert_int_equal(strlen(key.comment), ahead ? 199 : 200);
		public_key_free(&key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_ssh_keygen_are_read),
		cmocka_unit_test(a_comment_is_one_line_of_text),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(a_long_comment_is_cut_between_characters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
