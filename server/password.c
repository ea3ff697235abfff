/* password.c: which passwords are good enough, and how they are kept. */
#include "server/password.h"

#include <ctype.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unictype.h>
#include <unistr.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { LEAST = 12, MOST = 1024, RANDOM_LENGTH = 20 };

/* What people type when they are told to add a capital, a digit and a sign: compared without those. */
static const char *const common[] = {
	"password", "passwort", "motdepasse", "bonjour", "azerty", "azertyuiop", "qwerty", "qwertyuiop", "qwertz", "admin",
	"administrateur", "administrator", "welcome", "bienvenue", "letmein", "iloveyou", "jetaime", "soleil", "doudou", "chouchou",
	"loulou", "princesse", "princess", "marseille", "football", "monkey", "dragon", "sunshine", "changeme", "changezmoi",
	"secret", "abcdef", "abcdefgh", "comptoir", "garage", "default", "superman", "batman", "trustno", "nicolas", "camille",
	"juillet", "janvier", "fevrier", "mars", "avril", "mai", "juin", "aout", "septembre", "octobre", "novembre", "decembre",
	"printemps", "automne", "hiver", "summer", "winter", "spring", "autumn", "paris", "france",
};

/* The letters alone, small, with the usual digits for letters undone: "P4ssw0rd!2024" is "password". */
static char *
letters_of(const char *text)
{
	static const char from[] = "04135$@!", to[] = "oaiesaai";
	char *letters = xmalloc(strlen(text) + 1);
	size_t n = 0, length = strlen(text);

	while (length > 0 && !isalpha((unsigned char)text[length - 1]))
		length--;	/* digits at the end are a year or a counter, not letters */
	for (size_t i = 0; i < length; i++) {
		const char *as = strchr(from, text[i]);
		if (isalpha((unsigned char)text[i]))
			letters[n++] = (char)tolower((unsigned char)text[i]);
		else if (as != NULL && text[i] != '\0')
			letters[n++] = to[as - from];
	}
	letters[n] = '\0';
	return letters;
}

/* A common word, alone or repeated. */
static bool
is_common(const char *letters)
{
	size_t length = strlen(letters);

	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		size_t n = strlen(common[i]), at = 0;
		while (at + n <= length && memcmp(letters + at, common[i], n) == 0)
			at += n;
		if (length > 0 && at == length)
			return true;
	}
	return false;
}

static bool
holds_name(const char *password, const char *email)
{
	size_t length = email ? strcspn(email, "@") : 0;
	char *name = xstrndup(email ? email : "", length);
	bool holds = length >= 4 && strcasestr(password, name) != NULL;

	free(name);
	return holds;
}

static bool
has_few_characters(const char *password)
{
	bool seen[256] = {false};
	int different = 0;

	for (const unsigned char *p = (const unsigned char *)password; *p != '\0'; p++) {
		different += !seen[*p];
		seen[*p] = true;
	}
	return different < 6;
}

const char *
password_fault(const char *password, const char *email)
{
	bool upper = false, lower = false, digit = false, special = false;
	size_t characters = 0;
	char *letters;
	ucs4_t c;
	bool weak;

	for (const uint8_t *p = u8_next(&c, (const uint8_t *)password); p != NULL; p = u8_next(&c, p), characters++) {
		upper |= uc_is_upper(c);
		lower |= uc_is_lower(c);
		digit |= c >= '0' && c <= '9';
		special |= c >= 0x80 || ispunct((int)c) || c == ' ';
	}
	if (characters < LEAST)
		return N_("A password has at least 12 characters.");
	if (strlen(password) > MOST)
		return N_("A password has at most 1024 bytes.");
	if (!upper || !lower || !digit || !special)
		return N_("A password has a capital letter, a small letter, a digit and another sign.");
	letters = letters_of(password);
	weak = is_common(letters) || has_few_characters(password) || holds_name(password, email);
	free(letters);
	return weak ? N_("This password is too easy to guess.") : NULL;
}

char *
password_hash(const char *password)
{
	char hash[crypto_pwhash_STRBYTES];

	if (sodium_init() < 0 || crypto_pwhash_str(hash, password, strlen(password),
	    crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		abort();	/* out of memory: as xmalloc() does */
	return xstrdup(hash);
}

char *
password_random(void)
{
	static const char letters[] = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.+";	/* none that looks like another */
	char made[RANDOM_LENGTH + 1];

	if (sodium_init() < 0)
		abort();
	do {
		for (size_t i = 0; i < RANDOM_LENGTH; i++)
			made[i] = letters[randombytes_uniform((uint32_t)sizeof letters - 1)];
		made[RANDOM_LENGTH] = '\0';
	} while (password_fault(made, NULL) != NULL);
	return xstrdup(made);
}
