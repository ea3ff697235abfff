/* inbox_test.c: what is left of a mail when history, markup and tricks are gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "server/inbox.h"

static void
unquoted(const char *text, const char *expected)
{
	char *got = inbox_unquote(text);

	assert_string_equal(got, expected);
	free(got);
}

/* Each mail program marks what it answers in its own way. */
static void
history_is_cut(void **state)
{
	(void)state;
	unquoted("Thanks\n\nOn Mon, 6 Jul 2026, Garage wrote:\n> old\n> older\n", "Thanks");
	unquoted("Merci\n\nLe lun. 6 juil. 2026 à 10:00, Garage <support@garage.test>\na écrit :\n\n> vieux\n", "Merci");
	unquoted("Merci\n\n-----Message d'origine-----\nDe : x\nvieux\n", "Merci");
	unquoted("Merci\n\nDe : Garage <g@garage.test>\nEnvoyé : lundi\nÀ : Paul\nObjet : x\n\nvieux\n", "Merci");
	unquoted("> old\n\nBelow it\n", "Below it");
}

/* What would leave nothing, or make an answer between the lines senseless, stays. */
static void
what_is_needed_stays(void **state)
{
	(void)state;
	unquoted("> only quoted\n", "> only quoted\n");
	unquoted("> one?\nyes\n> two?\nno\n", "> one?\nyes\n> two?\nno");
	unquoted("On Monday he wrote: call me\n", "On Monday he wrote: call me");
	unquoted("---------- Forwarded message ---------\nFrom: x\nread this\n", "---------- Forwarded message ---------\nFrom: x\nread this");
	unquoted("Total > 5\nDate: tomorrow\n", "Total > 5\nDate: tomorrow");
}

static void
plain(const char *html, const char *expected)
{
	char *got = inbox_html_text(html, strlen(html));

	assert_string_equal(got, expected);
	free(got);
}

static void
html_is_read_as_text(void **state)
{
	(void)state;
	plain("<p>One</p><p>Two &amp; <b>three</b></p>", "One\n\nTwo & three");
	plain("a<br>b<br><br>c", "a\nb\n\nc");
	plain("<ul><li>x<li>y</ul>", "- x\n- y");
	plain("<a href=\"https://example.org/a\">here</a> <a href='https://b.test'>https://b.test</a>", "here <https://example.org/a> https://b.test");
	plain("<style>p{}</style><script>steal()</script>seen<!-- hidden -->", "seen");
	plain("new<div class=\"gmail_quote\">On Monday: old</div>", "new");
	plain("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc");
	plain("", "");
}

static const char *
fact(const struct inbox_mail *mail, const char *name)
{
	const char *text = json_string_value(json_object_get(mail->facts, name));

	return text ? text : "";
}

static void
a_mail_is_taken_apart(void **state)
{
	static const char text[] = "From: \"Martin, Paul\" <paul@example.org>\nSubject: =?iso-8859-1?Q?Caf=E9?=\nMessage-ID: <a@b>\nReferences: <x@y>\n <z@y>\nAuto-Submitted: auto-replied\n"
	    "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nd=E9j=E0 =1B[31m\n"
	    "--B\nContent-Type: image/png\nContent-Disposition: attachment; filename=\"../\xe2\x80\xaegnp.exe\"\n\nx\n--B--\n";
	struct inbox_mail mail;

	(void)state;
	inbox_read(text, sizeof text - 1, &mail);
	assert_string_equal(fact(&mail, "from"), "paul@example.org");
	assert_string_equal(fact(&mail, "from_name"), "Martin, Paul");
	assert_string_equal(fact(&mail, "subject"), "Café");
	assert_string_equal(fact(&mail, "text"), "déjà [31m");
	assert_string_equal(fact(&mail, "automatic"), "reply");
	assert_int_equal(json_array_size(json_object_get(mail.facts, "in_reply_to")), 2);
	assert_int_equal(mail.count, 1);
	assert_string_equal(mail.files[0].name, "gnp.exe");
	inbox_mail_free(&mail);
}

static void
what_is_no_mail_comes_whole_beside(void **state)
{
	struct inbox_mail mail;

	(void)state;
	inbox_read("nothing at all", 14, &mail);
	assert_non_null(json_object_get(mail.facts, "broken"));
	assert_int_equal(mail.count, 1);
	assert_string_equal(mail.files[0].name, "mail.eml");
	inbox_mail_free(&mail);
	inbox_read("", 0, &mail);
	assert_non_null(json_object_get(mail.facts, "broken"));
	inbox_mail_free(&mail);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(history_is_cut), cmocka_unit_test(what_is_needed_stays), cmocka_unit_test(html_is_read_as_text),
		cmocka_unit_test(a_mail_is_taken_apart), cmocka_unit_test(what_is_no_mail_comes_whole_beside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
