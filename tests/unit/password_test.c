/* Passwords that people choose when they are told to add a capital, a digit and a sign are refused; the rest is kept as argon2id. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <sodium.h>

#include "server/password.h"

static void
weak_ones_are_refused(void **state)
{
	static const char *const weak[] = {
		"", "Court-1", "motdepasse-sans-rien", "MotDePasse2024!", "P4ssw0rd!2024", "Azertyuiop-123", "Aa1!Aa1!Aa1!",
		"BonjourBonjour1!", "aaaaaaaaaaaaA1!", "Celine.Roussel-1975", "TOUTENMAJUSCULES1!", "sanschiffre-Majuscule",
	};

	(void)state;
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		if (password_fault(weak[i], "celine.roussel@example.com") == NULL)
			fail_msg("\"%s\" went through", weak[i]);
}

static void
good_ones_are_taken(void **state)
{
	static const char *const good[] = {
		"Xq7-pluie-Verte", "Le chat de 3 mètres dort.", "été Été 2 fois plus", "correct Horse battery 9",
	};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (password_fault(good[i], "celine.roussel@example.com") != NULL)
			fail_msg("\"%s\": %s", good[i], password_fault(good[i], NULL));
}

static void
a_short_name_before_the_at_sign_forbids_nothing(void **state)
{
	(void)state;
	assert_null(password_fault("Xq7-pluie-Verte", "ver@example.com"));
	assert_null(password_fault("Xq7-pluie-Verte", NULL));
}

static void
hashes_fit_their_password_only(void **state)
{
	char *hash = password_hash("Xq7-pluie-Verte");

	(void)state;
	assert_ptr_equal(strstr(hash, "$argon2id$"), hash);
	assert_int_equal(crypto_pwhash_str_verify(hash, "Xq7-pluie-Verte", strlen("Xq7-pluie-Verte")), 0);
	assert_int_not_equal(crypto_pwhash_str_verify(hash, "Xq7-pluie-verte", strlen("Xq7-pluie-verte")), 0);
	free(hash);
}

static void
random_ones_differ_and_are_good(void **state)
{
	char *one = password_random(), *two = password_random();

	(void)state;
	assert_int_equal(strlen(one), 20);
	assert_null(password_fault(one, NULL));
	assert_string_not_equal(one, two);
	free(one);
	free(two);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weak_ones_are_refused),
		cmocka_unit_test(good_ones_are_taken),
		cmocka_unit_test(a_short_name_before_the_at_sign_forbids_nothing),
		cmocka_unit_test(hashes_fit_their_password_only),
		cmocka_unit_test(random_ones_differ_and_are_good),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
