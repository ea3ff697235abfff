/* What office programs write is read as what it is: marks right and wrong, UTF-16 without one, Windows, Mac and DOS. */
#include "tests/unit/table_helper.h"

#include "server/encoding.h"

static void
check(const char *bytes, size_t length, const char *name, size_t mark)
{
	struct encoding found;

	encoding_guess(bytes, length, true, &found);
	assert_string_equal(found.name, name);
	assert_int_equal(found.mark, mark);
}
#define CHECK(bytes, name, mark) check(bytes, sizeof(bytes) - 1, name, mark)

static void
marks_are_believed_when_the_text_agrees(void **state)
{
	(void)state;
	CHECK("\xef\xbb\xbf" "caf\xc3\xa9", "UTF-8", 3);
	CHECK("\xff\xfe" "c\0a\0f\0\xe9\0", "UTF-16LE", 2);
	CHECK("\xfe\xff" "\0c\0a\0f\0\xe9", "UTF-16BE", 2);
	CHECK("\xff\xfe\0\0" "c\0\0\0a\0\0\0", "UTF-32LE", 4);
	CHECK("\xff\xfe" "\x2d\x4e\x87\x65\x2d\x4e\x87\x65", "UTF-16LE", 2);	/* Chinese: no null byte at all */
	CHECK("\xef\xbb\xbf" "kitten,win", "UTF-8", 3);
}

static void
a_wrong_mark_is_left_out_and_said(void **state)
{
	struct encoding found;
	const char latin[] = "\xef\xbb\xbf" "Caf\xe9;Ch\xe2teau;No\xebl\n";

	(void)state;
	CHECK("\xef\xbb\xbf" "Caf\xe9;Ch\xe2teau\n", "WINDOWS-1252", 3);
	CHECK("\xff\xfe" "plain,text\n1,2\n", "UTF-8", 2);
	CHECK("\xff\xfe" "\0n\0o\0m\0;\0a\0b\0c", "UTF-16BE", 2);
	CHECK("\xfe\xff" "n\0o\0m\0;\0a\0b\0c\0", "UTF-16LE", 2);
	CHECK("\xef\xbb\xbf" "n\0o\0m\0;\0a\0b\0c\0", "UTF-16LE", 3);
	encoding_guess(latin, sizeof latin - 1, true, &found);
	assert_non_null(found.remark);
}

static void
without_a_mark_the_text_decides(void **state)
{
	(void)state;
	CHECK("nom;pr\xc3\xa9nom\n", "UTF-8", 0);
	CHECK("", "UTF-8", 0);
	CHECK("nom;pr\xe9nom\nL\xe9" "a;Bront\xeb\n", "WINDOWS-1252", 0);
	CHECK("id,name\n1,english\n2,\xa9\n", "WINDOWS-1252", 0);
	CHECK("nom;pr\x8enom\nL\x8e" "a;Gar\x8don;d\x8epart\n", "MACINTOSH", 0);
	CHECK("nom;pr\x82nom\nL\x82" "a;Gar\x87on;No\x89l\n", "CP850", 0);
	CHECK("n\0o\0m\0;\0v\0\n\0", "UTF-16LE", 0);
	CHECK("\0n\0o\0m\0;\0v\0\n", "UTF-16BE", 0);
	CHECK("prix;12 \xa4\nAndr\xe9\n", "ISO-8859-15", 0);
	/* One stray byte in much UTF-8 does not make it Latin-1. */
	CHECK("\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xaa\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xaa\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xaa \xe9 ", "UTF-8", 0);
}

static void
a_sample_cut_within_a_character_is_still_utf8(void **state)
{
	struct encoding found;

	(void)state;
	encoding_guess("caf\xc3", 4, false, &found);
	assert_string_equal(found.name, "UTF-8");
	encoding_guess("caf\xe9", 4, true, &found);
	assert_string_equal(found.name, "WINDOWS-1252");
}

static void
many_null_bytes_are_no_text(void **state)
{
	struct encoding found;
	char bytes[400] = "\1\2\3";

	(void)state;
	for (size_t i = 3; i < sizeof bytes; i += 3)
		bytes[i] = 'x';
	encoding_guess(bytes, sizeof bytes, true, &found);
	assert_true(found.binary);
}

static void
converts(const char *encoding, const char *bytes, size_t length, const char *expected, int doubts)
{
	/* Whole, then byte by byte: pieces may end anywhere. */
	for (size_t step = length; step > 0; step = step > 1 ? 1 : 0) {
		struct decoder *d = decoder_new(encoding);
		struct buf out = BUF_EMPTY;
		for (size_t i = 0; i < length; i += step)
			decoder_feed(d, bytes + i, step, i + step >= length, &out);
		assert_string_equal(buf_text(&out), expected);
		assert_int_equal(decoder_doubts(d), doubts);
		decoder_free(d);
		buf_free(&out);
	}
}

static void
text_arrives_whole_in_any_pieces(void **state)
{
	(void)state;
	converts("UTF-8", "\xc3\xa9\xf0\x9f\x8f\xa0 ok", 9, "é🏠 ok", 0);
	converts("UTF-16LE", "\x3c\xd8\xe0\xdf\xe9\0", 6, "🏠é", 0);
	converts("WINDOWS-1252", "\x80 \x93\xe9\x94", 5, "€ “é”", 0);
	converts("UTF-8", "a\xe9z \x80", 5, "aéz €", 2);
	converts("UTF-16LE", "a\0b", 3, "a\xef\xbf\xbd", 1);
	/* Text that was encoded twice is what the file says, and stays. */
	converts("UTF-8", "pr\xc3\x83\xc2\xa9nom", 9, "prÃ©nom", 0);
}

static void
people_name_encodings_their_way(void **state)
{
	struct encoding found;

	(void)state;
	assert_true(encoding_named("latin1", "", 0, &found));
	assert_string_equal(found.name, "WINDOWS-1252");
	assert_true(encoding_named("utf-16", "\xfe\xff\0a", 4, &found));
	assert_string_equal(found.name, "UTF-16BE");
	assert_int_equal(found.mark, 2);
	assert_false(encoding_named("klingon", "", 0, &found));
	assert_false(encoding_named("a name much longer than any encoding has", "", 0, &found));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_believed_when_the_text_agrees),
		cmocka_unit_test(a_wrong_mark_is_left_out_and_said),
		cmocka_unit_test(without_a_mark_the_text_decides),
		cmocka_unit_test(a_sample_cut_within_a_character_is_still_utf8),
		cmocka_unit_test(many_null_bytes_are_no_text),
		cmocka_unit_test(text_arrives_whole_in_any_pieces),
		cmocka_unit_test(people_name_encodings_their_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
