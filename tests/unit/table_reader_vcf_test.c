/* Address cards of three versions and many phones become rows with named cells; JSON objects do too. */
#include "tests/unit/table_helper.h"

static void
assert_named(const char *text, const char *expected)
{
	char *rows = named_rows(fd_of(text, strlen(text)));

	assert_string_equal(rows, expected);
	free(rows);
}

static void
assert_holds(const char *rows, const char *part)
{
	if (strstr(rows, part) == NULL)
		print_message("no “%s” in:\n%s\n", part, rows);
	assert_non_null(strstr(rows, part));
}

static void
version_3_with_folds_groups_and_types(void **state)
{
	(void)state;
	assert_named("BEGIN:VCARD\r\nVERSION:3.0\r\nN:Doe;John;;;\r\nFN:John Doe\r\nORG:IBM;Accounting\r\n"
	    "item1.EMAIL;type=INTERNET;type=pref:john@ibm.com\r\nEMAIL:second@ibm.com\r\n"
	    "TEL;type=HOME;type=VOICE:02\r\nTEL;type=WORK:03\r\nTEL;type=CELL;type=pref:01\r\nTEL;type=WORK,FAX:04\r\n"
	    "item3.ADR;type=HOME:;;1 rue A;Lyon;;69001;France\r\nADR;type=WORK,pref:;Bât. B;2 rue C;Paris;;75001;France\r\n"
	    "NOTE:Une note\\navec\\, une ligne tr\r\n ès longue\r\nCATEGORIES:Client,\"VIP\"\r\nEND:VCARD\r\n",
	    "adr.city=Paris|adr.postcode=75001|adr.country=France|adr.street=Bât. B, 2 rue C|email=john@ibm.com|tel.cell=01|tel.work=03|"
	    "tel.fax=04|n.family=Doe|n.given=John|org=IBM|org.unit=Accounting|email.2=second@ibm.com|tel.home=02|"
	    "adr.2.city=Lyon|adr.2.postcode=69001|adr.2.country=France|adr.2.street=1 rue A|note=Une note\navec, une ligne très longue|"
	    "categories=[\"Client\",\"\\\"VIP\\\"\"]|\n");
}

static void
version_2_with_quoted_printable(void **state)
{
	(void)state;
	assert_named("BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:L=C3=A9=\n=C3=A0;Zo=C3=AB;;;\n"
	    "TEL;CELL;PREF:06\nTEL;HOME:01\nNOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab\nPHOTO;ENCODING=BASE64:\n AAAA\n BBBB\n\nEND:VCARD\n",
	    "tel.cell=06|n.family=Léà|n.given=Zoë|tel.home=01|note=a\nb|\n");
	assert_named("BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Fran=E7ois\nEND:VCARD\n", "fn=François|\n");
}

static void
a_card_that_names_nobody_is_a_company(void **state)
{
	(void)state;
	assert_named("BEGIN:VCARD\nVERSION:3.0\nFN:Garage Martin\nORG:Garage Martin\nEND:VCARD\n", "org=Garage Martin|kind=company|\n");
	assert_named("BEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:Mairie\nEND:VCARD\n", "kind=company|org=Mairie|\n");
	assert_named("BEGIN:VCARD\nVERSION:4.0\nFN:Zoé\nTEL;VALUE=uri;TYPE=\"voice,cell\":tel:+33612345678\nBDAY:19800322\nEND:VCARD\n",
	    "tel.cell=+33612345678|bday=1980-03-22|fn=Zoé|\n");
	assert_named("BEGIN:VCARD\nVERSION:4.0\nFN:Zoé\nTEL;VALUE=uri;TYPE=work:tel:+33-1-44-55-66-77;ext=12\nEND:VCARD\n", "tel.work=+33-1-44-55-66-77|fn=Zoé|\n");
}

/* A full name must be there in versions 3 and 4, so programs write the address or the number where there is no name. */
static void
an_address_or_a_number_is_no_name(void **state)
{
	(void)state;
	assert_named("BEGIN:VCARD\nVERSION:3.0\nN:;;;;\nFN:Info@Garage.example\nEMAIL:info@garage.example\nEND:VCARD\n", "email=info@garage.example|\n");
	assert_named("BEGIN:VCARD\nVERSION:4.0\nFN:06 39 98 00 01\nTEL;TYPE=cell:+33639980001\nEND:VCARD\n", "tel.cell=+33639980001|\n");
	assert_named("BEGIN:VCARD\nVERSION:2.1\nEMAIL:info@garage.example\nEND:VCARD\n", "email=info@garage.example|\n");
	assert_named("BEGIN:VCARD\nVERSION:3.0\nFN:118 218\nEMAIL:a@b.example\nEND:VCARD\n", "email=a@b.example|fn=118 218|\n");	/* no number of its own */
}

static void
broken_cards_cost_themselves(void **state)
{
	(void)state;
	assert_named("BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C\n",
	    "! This card has no end (END:VCARD).|fn=A|\nfn=B|\n! This card has no end (END:VCARD).|fn=C|\n");
	assert_named("BEGIN:VNOTE\nBODY:x\nEND:VNOTE\n", "BROKEN: This file holds a calendar or something else, but no address card.\n");
}

static void
shared_cards(void **state)
{
	static const struct { const char *name; int cards; const char *part; } files[] = {
		{"01-contacts/thunderbird/basic_vcard_addressbook.vcf", 2, "n.family=Doe|n.given=Jane|"},
		{"01-contacts/thunderbird/v3-binary-jpeg.vcf", 1, "fn=Binary JPEG|"},
		{"01-contacts/thunderbird/v4-uri-png.vcf", 1, "fn=URI PNG, version 4.0|"},
		{"01-contacts/vcard/John_Doe_ANDROID.vcf", 6, "n.family=Ñ Ñ Ñ Ñ "},
		{"01-contacts/vcard/John_Doe_BLACK_BERRY.vcf", 1, "n.family=Doe|n.given=john|org=Acme Solutions|tel.cell=+96123456789|"},
		{"01-contacts/vcard/John_Doe_GMAIL.vcf", 1, "n.middle=Richter, James|"},
		{"01-contacts/vcard/John_Doe_IPHONE.vcf", 1, "tel.cell=905-555-1234|"},
		{"01-contacts/vcard/John_Doe_MS_OUTLOOK.vcf", 1, "email=john.doe@ibm.cm|"},
		{"01-contacts/vcard/forrest-gump.vcf", 1, "n.family=Gump|n.given=Forrest|n.prefix=Mr.|"},
		{"01-contacts/vcard/fullcontact.vcf", 1, "email.2=home@example.com|"},
		{"01-contacts/vcard/gmail-single.vcf", 1, "url=http://TheProfile.com|"},
		{"01-contacts/vcard/issue153.vcf", 1, "n.family=Benutzer|n.given=Test|"},
		{"01-contacts/vcard/outlook-2003.vcf", 1, "org=Company, The|org.unit=TheDepartment|"},
		{"01-contacts/vcard/rfc2426-example.vcf", 2, "fn=Frank Dawson|"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		int fd = shared_file(files[i].name), cards = 0;
		char *rows;
		if (fd < 0)
			continue;
		rows = named_rows(fd);
		for (const char *p = rows; *p != '\0'; p++)
			cards += p[0] == '|' && p[1] == '\n';
		if (strstr(rows, "! ") != NULL || cards != files[i].cards)
			fail_msg("%s: %d cards\n%s", files[i].name, cards, rows);
		assert_holds(rows, files[i].part);
		free(rows);
	}
	{
		int fd = shared_file("01-contacts/vcard/user-cal.vcf");
		char *rows = fd < 0 ? NULL : named_rows(fd);
		if (rows != NULL)
			assert_holds(rows, "|dtstart=");
		free(rows);
	}
}

static void
json_objects(void **state)
{
	(void)state;
	assert_named("{\"a\":1,\"b\":\"x\"}\n{\"b\":true,\"c\":[1,2],\"d\":{\"e\":null,\"f\":2.5}}\n", "a=1|b=x|\nb=true|c=[1,2]|d.f=2.5|\n");
	assert_named("[\n {\"a\": \"é\\n}\"},\n {\"a\": \"z\"}\n]\n", "a=é\n}|\na=z|\n");
	assert_named("{\"a\":1}\nnonsense\n{\"a\":\"open}\n{\"a\":2}\n{\"a\":01}\n",
	    "a=1|\n! This line is not a JSON object.|\n! This JSON object is cut short or too deep.|\na=2|\n! This JSON object cannot be read: {reason}.|\n");
}

static void
deep_json_is_refused(void **state)
{
	struct buf text = BUF_EMPTY;
	char *rows;

	(void)state;
	buf_str(&text, "{\"a\":");
	for (int i = 0; i < 100000; i++)
		buf_byte(&text, '[');
	buf_str(&text, "\n{\"a\":3}\n");
	rows = named_rows(fd_of(text.bytes, text.length));
	assert_string_equal(rows, "! This JSON object is cut short or too deep.|\na=3|\n");
	free(rows);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_3_with_folds_groups_and_types),
		cmocka_unit_test(version_2_with_quoted_printable),
		cmocka_unit_test(a_card_that_names_nobody_is_a_company),
		cmocka_unit_test(an_address_or_a_number_is_no_name),
		cmocka_unit_test(broken_cards_cost_themselves),
		cmocka_unit_test(shared_cards),
		cmocka_unit_test(json_objects),
		cmocka_unit_test(deep_json_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
