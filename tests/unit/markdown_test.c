/* Markdown in lines: what each block looks like, where words break, and that nothing in a text is ever a command or too wide. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "shared/buf.h"
#include "shared/markdown.h"
#include "shared/text.h"

static void
shows(const char *source, int width, const char *expected)
{
	char *text = markdown_text(source, width);

	assert_string_equal(text, expected);
	free(text);
}

static void
blocks_look_like_themselves(void **state)
{
	(void)state;
	shows("# Gaz\nVérifier le *compresseur*.\n\n## Fuites\nOui.", 40, "Gaz\n═══\n\nVérifier le compresseur.\n\nFuites\n──────\n\nOui.");
	shows("- un\n- deux\n  - trois\n- quatre", 40, "• un\n• deux\n  – trois\n• quatre");
	shows("3. un\n4. deux", 40, "3. un\n4. deux");
	shows("- [ ] à faire\n- [x] fait", 40, "☐ à faire\n☑ fait");
	shows("> dit-il\n> encore", 40, "│ dit-il encore");
	shows("avant\n\n```\nssh host  show\n\tligne\n```\naprès", 40, "avant\n\n  ssh host  show\n      ligne\n\naprès");
	shows("a\n\n---\nb", 10, "a\n\n──────────\n\nb");
	shows("une ligne  \nune autre", 40, "une ligne\nune autre");
	shows("", 40, "");
	shows("dans `le code` et **ceci**, là", 40, "dans le code et ceci, là");
}

static void
words_break_where_the_width_ends(void **state)
{
	(void)state;
	shows("un deux trois quatre", 9, "un deux\ntrois\nquatre");
	shows("- un deux trois quatre", 10, "• un deux\n  trois\n  quatre");
	shows("> un deux trois", 10, "│ un deux\n│ trois");
	shows("abcdefghijklmnopqrst", 8, "abcdefgh\nijklmnop\nqrst");
	shows("**ab**cd, ef", 8, "abcd, ef");		/* a word of two styles stays one */
	shows("音響ケーブル", 8, "音響ケー\nブル");
}

static void
tables_have_columns(void **state)
{
	(void)state;
	shows("|Pièce|Prix|\n|---|---:|\n|Filtre|12,50|\n|Huile|8|", 40, "Pièce  │  Prix\n───────┼──────\nFiltre │ 12,50\nHuile  │     8");
	shows("|a|b|\n|-|-|\n|un long texte qui passe|x|", 16, "a            │ b\n─────────────┼──\nun long      │ x\ntexte qui    │\npasse        │");
}

static void
links_say_where_they_lead(void **state)
{
	struct markdown *m = markdown_lay("[ici](https://exemple.fr/a) <https://exemple.fr> [non](javascript:alert(1))", 120);

	(void)state;
	assert_int_equal(m->count, 1);
	for (size_t i = 0; i < m->lines[0].count; i++) {
		const struct markdown_span *s = &m->lines[0].spans[i];

		if (s->url != NULL)
			assert_true(strncmp(s->url, "https://exemple.fr", 18) == 0);
		if (strstr(s->text, "javascript") != NULL)
			assert_null(s->url);
	}
	assert_string_equal(m->lines[0].spans[0].text, "ici");
	assert_string_equal(m->lines[0].spans[0].url, "https://exemple.fr/a");
	markdown_free(m);
	m = markdown_lay("[a](https://x/\x1b]8;;\x07) [b](<https://x/ y>)", 80);
	for (size_t i = 0; i < m->lines[0].count; i++)
		assert_true(m->lines[0].spans[i].url == NULL || strpbrk(m->lines[0].spans[i].url, "\x1b\x07 ") == NULL);
	markdown_free(m);
}

/* No line is wider than asked, none holds a control, however deep or odd the text is. */
static void
harmless(const char *source)
{
	for (int width = 1; width < 90; width += 11) {
		struct markdown *m = markdown_lay(source, width);

		for (size_t i = 0; i < m->count; i++) {
			int cells = 0;

			for (size_t k = 0; k < m->lines[i].count; k++) {
				const char *text = m->lines[i].spans[k].text;

				cells += text_cells_str(text);
				for (const unsigned char *p = (const unsigned char *)text; *p != '\0'; p++)
					assert_true(*p >= 0x20 && *p != 0x7f && !(*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0));
			}
			assert_true(cells <= (width < MARKDOWN_LEAST ? MARKDOWN_LEAST : width));
		}
		markdown_free(m);
	}
}

static void
hostile_text_is_only_text(void **state)
{
	struct buf deep = BUF_EMPTY;

	(void)state;
	harmless("\x1b]0;owned\x07 \x1b[2J `\x1b[31m` <b onclick=x>\x1b</b>\n\n<script>\x1b[?1049h</script>\n\n```\n\x1b[A\r\n```\n");
	harmless("|\x1b[1m|b|\n|-|-|\n|\xff\xfe|\xc2\x9b|");
	harmless("\xe2\x80\xae retourné \xe2\x81\xa6 ![img](data:text/html;base64,AAAA) &#27;[2J &#x9b;");
	for (int i = 0; i < 3000; i++)
		buf_str(&deep, "> - ");
	buf_str(&deep, "fin");
	harmless(buf_text(&deep));
	deep.length = 0;
	for (int i = 0; i < 5000; i++)
		buf_str(&deep, "*a **b ");
	harmless(buf_text(&deep));
	buf_free(&deep);
}

/* The library would need minutes or gigabytes for these: they are shown as they were written. Long lists keep their numbers. */
static void
bombs_do_not_go_off(void **state)
{
	static const struct { const char *head, *unit, *first; } bombs[] = {
		{"", "![[]()", "  ![[]()![[]()![[]()![[]()![[]()![[]()"}, {"", "[", "  [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}, {"a\n", "-|", "  a"},
		{"|a|b|c|d|e|f|g|h\n|-|-|-|-|-|-|-|-\n", "a\n", "  |a|b|c|d|e|f|g|h"},
	};
	struct markdown *m;
	struct buf text = BUF_EMPTY;

	(void)state;
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		buf_str(&text, bombs[i].head);
		while (text.length < MARKDOWN_BYTES)
			buf_str(&text, bombs[i].unit);
		m = markdown_lay(buf_text(&text), 40);
		assert_true(m->count > 1 && m->lines[0].count > 0);
		char *said = markdown_text(buf_text(&text), 40);
		assert_int_equal(strncmp(said, bombs[i].first, strlen(bombs[i].first)), 0);
		free(said);
		markdown_free(m);
		text.length = 0;
	}
	for (int i = 0; i < 80000; i++)
		buf_str(&text, "1.\n");
	m = markdown_lay(buf_text(&text), 40);
	assert_int_equal(m->count, 80000);
	assert_string_equal(m->lines[79999].spans[0].text, "80000. ");
	markdown_free(m);
	buf_free(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_look_like_themselves), cmocka_unit_test(words_break_where_the_width_ends), cmocka_unit_test(tables_have_columns),
		cmocka_unit_test(links_say_where_they_lead), cmocka_unit_test(hostile_text_is_only_text),
		cmocka_unit_test(bombs_do_not_go_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
