/* fuzz_inbox.c: any bytes as a mail: taken apart within bounds, its text valid and without commands for a terminal. */
#include <stdlib.h>
#include <string.h>

#include "server/inbox.h"
#include "server/inbox_put.h"

static void
check_text(const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
		if (*p == 0x1b || *p == 0x7f || (*p < ' ' && *p != '\n' && *p != '\t') || (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct inbox_mail mail;
	const char *text, *subject;
	char *facts;

	inbox_read((const char *)data, size, &mail);
	text = json_string_value(json_object_get(mail.facts, "text"));
	subject = json_string_value(json_object_get(mail.facts, "subject"));
	check_text(text ? text : "");
	check_text(subject ? subject : "");
	if (mail.count > INBOX_PARTS_MOST + 1)
		abort();
	for (size_t i = 0; i < mail.count; i++) {
		check_text(mail.files[i].name);
		if (*mail.files[i].name == '\0' || strchr(mail.files[i].name, '/') != NULL)
			abort();
	}
	if ((facts = inbox_put_facts(&mail)) == NULL)	/* every text is valid UTF-8 */
		abort();
	free(facts);
	inbox_mail_free(&mail);
	return 0;
}
