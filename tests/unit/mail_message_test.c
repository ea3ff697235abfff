/* mail_message_test.c: a row of the outbox as MIME: nothing that a person wrote becomes a header, and files arrive as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gmime/gmime.h>
#include <string.h>

#include "server/mail_message.h"

static bool
read_file(void *arg, json_int_t file, struct buf *to)
{
	const char *bytes = arg;

	(void)file;
	if (bytes != NULL)
		buf_str(to, bytes);
	return bytes != NULL;
}

static char *
written(const char *json, bool crlf, char *file)
{
	json_t *mail = json_loads(json, 0, NULL);
	struct buf out = BUF_EMPTY;
	bool ok;

	assert_non_null(mail);
	ok = mail_message(mail, crlf, read_file, file, &out);
	json_decref(mail);
	if (ok)
		return buf_steal(&out);
	buf_free(&out);
	return NULL;
}

#define WHO "\"from\":\"garage@example.com\",\"from_name\":\"Garage de l’Étoile, Lyon\",\"address\":\"zoe@example.com\",\"name\":\"Petit, Zoé\",\"message_id\":\"<1@example.com>\""

static void
headers_are_ascii_and_folded(void **state)
{
	char *text = written("{" WHO ",\"kind\":\"reminder\",\"subject\":\"Révision de l’été 🎉\",\"body\":\"Été\\n\"}", true, NULL);

	(void)state;
	for (const char *c = text; *c; c++)
		assert_true((unsigned char)*c < 128);
	assert_non_null(strstr(text, "Message-Id: <1@example.com>\r\n"));
	assert_non_null(strstr(text, "Auto-Submitted: auto-generated\r\n"));
	assert_non_null(strstr(text, "=C3=89t=C3=A9\r\n"));
	assert_non_null(strstr(text, "utf-8"));
	free(text);
}

static void
a_person_s_letter_is_not_automatic(void **state)
{
	char *text = written("{" WHO ",\"kind\":\"letter\",\"subject\":\"x\",\"body\":\"y\"}", false, NULL);

	(void)state;
	assert_null(strstr(text, "Auto-Submitted"));
	assert_null(strchr(text, '\r'));
	free(text);
}

/* The database lets none of these through; whoever sends does not rely on it. */
static void
line_ends_make_no_header(void **state)
{
	char *text = written("{\"from\":\"a@example.com\",\"from_name\":\"x\\r\\nBcc: evil@example.com\",\"address\":\"b@example.com\",\"name\":\"y\\nX-Evil: 1\","
	    "\"message_id\":\"<1@example.com>\\r\\nBcc: evil@example.com\",\"in_reply_to\":\"<a@b>\\r\\nX-Evil: 1\",\"references\":\"<a@b>\\nX-Evil: 1\","
	    "\"reply_to\":\"c@example.com\\r\\nBcc: evil@example.com\",\"subject\":\"s\\r\\nBcc: evil@example.com\",\"kind\":\"x\",\"body\":\"b\"}", false, NULL);
	char *end = strstr(text, "\n\n");

	(void)state;
	assert_non_null(end);
	*end = '\0';
	assert_null(strstr(text, "\nBcc:"));
	assert_null(strstr(text, "\nX-Evil:"));
	free(text);
}

static void
a_file_goes_with_it(void **state)
{
	char bytes[] = "%PDF-1.7\r\n.\r\n", *text;

	(void)state;
	text = written("{" WHO ",\"subject\":\"x\",\"kind\":\"letter\",\"body\":\"y\",\"files\":[{\"id\":7,\"name\":\"Devis \\\"été\\\".pdf\",\"type\":\"application/pdf\"}]}", false, bytes);
	assert_non_null(strstr(text, "multipart/mixed"));
	assert_non_null(strstr(text, "JVBERi0xLjcNCi4NCg=="));
	assert_non_null(strstr(text, "attachment; filename"));
	free(text);
	text = written("{" WHO ",\"subject\":\"x\",\"kind\":\"letter\",\"body\":\"y\",\"files\":[{\"id\":7,\"name\":\"x.eml\",\"type\":\"message/rfc822\"}]}", false, bytes);
	assert_null(strstr(text, "message/rfc822"));	/* as a file like any other: the standard forbids base64 there */
	free(text);
	assert_null(written("{" WHO ",\"subject\":\"x\",\"kind\":\"letter\",\"body\":\"y\",\"files\":[{\"id\":7,\"name\":\"x\"}]}", false, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headers_are_ascii_and_folded),
		cmocka_unit_test(a_person_s_letter_is_not_automatic),
		cmocka_unit_test(line_ends_make_no_header),
		cmocka_unit_test(a_file_goes_with_it),
	};

	g_mime_init();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
