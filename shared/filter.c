/* filter.c: the filter line of lists: words and terms, into JSON. filter_value.c reads what stands after an operator. */
#include "shared/filter.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/filter_value.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

static json_t *expr_at(struct filter *f);

void
filter_wrong(struct filter *f, const char *at, const char *msgid, const char *text)
{
	if (f->wrong != NULL)
		return;		/* the first mistake explains the others */
	f->wrong = msgid;
	f->wrong_at = u8_mbsnlen((const uint8_t *)f->start, (size_t)(at - f->start)) + 1;
	f->wrong_text = xstrndup(text ? text : "", 60);
}

static void
skip_spaces(struct filter *f)
{
	while (*f->at == ' ' || *f->at == '\t')
		f->at++;
}

/* Does the keyword stand here, as a word of its own? */
static bool
keyword_at(const struct filter *f, const char *word)
{
	size_t n = strlen(word);

	return strncasecmp(f->at, word, n) == 0 && strchr(" \t()", f->at[n]) != NULL;
}

static size_t
field_length(const char *p)
{
	size_t n = 0;

	if ((*p >= '0' && *p <= '9') || *p == '.' || *p == '_')
		return 0;
	while ((p[n] >= 'a' && p[n] <= 'z') || (p[n] >= 'A' && p[n] <= 'Z') || (p[n] >= '0' && p[n] <= '9') || p[n] == '_' ||
	    p[n] == '.' || (unsigned char)p[n] >= 0x80)
		n++;
	return n;
}

static const struct {
	const char *sign, *op;
} operators[] = {	/* the longer first */
	{"!=", "!="}, {"<=", "<="}, {">=", ">="}, {":", "~"}, {"=", "="}, {"<", "<"}, {">", ">"},
};

static json_t *
word_at(struct filter *f)
{
	const char *start = f->at;
	char *text = filter_text(f, "");
	json_t *made;

	if (text == NULL)
		return NULL;
	if (*text == '\0')
		filter_wrong(f, start, N_("Character {at}: there is nothing to look for between the quotes."), NULL);
	made = json_pack("{s:s}", "word", text);
	free(text);
	return made;
}

/* Over blanks, if a value stands behind them: a keyword or parenthesis is none. */
static void
skip_to_value(struct filter *f)
{
	const char *start = f->at;

	skip_spaces(f);
	if (*f->at == '\0' || *f->at == '(' || *f->at == ')' || keyword_at(f, "and") || keyword_at(f, "or"))
		f->at = start;
}

static json_t *
term_at(struct filter *f)
{
	size_t n = field_length(f->at), gap;
	const char *start = f->at;
	json_t *made = NULL;
	char *field;

	if (++f->terms > FILTER_TERMS) {
		filter_wrong(f, f->at, N_("The filter has more than {text} terms. Use fewer, or a list of values: city:Paris,Lyon."), "64");
		return NULL;
	}
	gap = n > 0 ? strspn(f->at + n, " \t") : 0;
	for (size_t i = 0; n > 0 && i < sizeof operators / sizeof *operators; i++) {
		size_t sign = strlen(operators[i].sign);
		if (strncmp(f->at + n + gap, operators[i].sign, sign) != 0)
			continue;
		field = xstrndup(f->at, n);
		f->at += n + gap + sign;
		/* "city: Paris" is an empty city and a word; < and > have a value always, and "city : Paris" shows that one is meant. */
		if (gap > 0 || *operators[i].sign == '<' || *operators[i].sign == '>')
			skip_to_value(f);
		made = filter_values(f, field, operators[i].op);
		free(field);
		return made;
	}
	if (strchr(":=<>!", *f->at) != NULL && *f->at != '\0') {
		filter_wrong(f, start, N_("Character {at}: “{text}” has no field before it. Write for example kind:company."), f->at);
		return NULL;
	}
	return word_at(f);
}

static json_t *
part_at(struct filter *f)
{
	json_t *inner;
	const char *start = f->at;
	bool not = keyword_at(f, "not");

	if (f->depth >= FILTER_DEPTH) {
		filter_wrong(f, start, N_("Character {at}: more than {text} parentheses or negations inside one another."), "16");
		return NULL;
	}
	if (not || (*f->at == '-' && f->at[1] != '\0' && strchr(" \t", f->at[1]) == NULL)) {
		f->at += not ? 3 : 1;
		skip_spaces(f);
		f->depth++;
		inner = part_at(f);
		f->depth--;
		return inner ? json_pack("{s:o}", "not", inner) : NULL;
	}
	if (*f->at == '(') {
		f->at++;
		f->depth++;
		inner = expr_at(f);
		f->depth--;
		if (inner != NULL && *f->at != ')')
			filter_wrong(f, start, N_("Character {at}: this “(” is never closed. Add “)”."), NULL);
		f->at += *f->at == ')';
		return inner;
	}
	if (*f->at == '\0' || *f->at == ')' || keyword_at(f, "and") || keyword_at(f, "or")) {
		filter_wrong(f, start, N_("Character {at}: a word or a term such as kind:company is missing here."), NULL);
		return NULL;
	}
	return term_at(f);
}

/* One member alone needs no list around it. */
static json_t *
unwrap(json_t *list, const char *name)
{
	json_t *made;

	if (json_array_size(list) == 1) {
		made = json_incref(json_array_get(list, 0));
		json_decref(list);
		return made;
	}
	return json_pack("{s:o}", name, list);
}

static json_t *
all_at(struct filter *f)
{
	json_t *list = json_array();

	do {
		json_array_append_new(list, part_at(f));
		skip_spaces(f);
		if (keyword_at(f, "and")) {
			f->at += 3;
			skip_spaces(f);
			continue;
		}
		if (*f->at == '\0' || *f->at == ')' || keyword_at(f, "or"))
			break;
	} while (f->wrong == NULL);
	return unwrap(list, "and");
}

static json_t *
expr_at(struct filter *f)
{
	json_t *list = json_array();

	for (;;) {
		skip_spaces(f);
		json_array_append_new(list, all_at(f));
		if (f->wrong != NULL || !keyword_at(f, "or"))
			break;
		f->at += 2;
	}
	return unwrap(list, "or");
}

/* What no filter may hold, before any of it is looked at. */
static bool
text_is_fit(struct filter *f)
{
	size_t n = strlen(f->start);

	if (n > FILTER_BYTES)
		filter_wrong(f, f->start, N_("The filter is longer than {text} characters."), "4096");
	else if (u8_check((const uint8_t *)f->start, n) != NULL)
		filter_wrong(f, f->start, N_("The filter is not UTF-8 text."), NULL);
	for (const char *p = f->start; f->wrong == NULL && *p != '\0'; p++)
		if (((unsigned char)*p < 0x20 && *p != '\t') || *p == 0x7f)
			filter_wrong(f, p, N_("Character {at}: a filter holds no control characters."), NULL);
	return f->wrong == NULL;
}

enum status
filter_parse(const char *text, const struct filter_dates *how, json_t **ast, char **why)
{
	struct filter f = {.start = text, .at = text, .how = how, .depth = 0, .terms = 0, .wrong = NULL, .wrong_at = 0, .wrong_text = NULL};
	json_t *made = NULL, *args;

	*ast = NULL;
	*why = NULL;
	if (text_is_fit(&f)) {
		skip_spaces(&f);
		if (*f.at == '\0')
			return STATUS_OK;
		made = expr_at(&f);
		if (*f.at == ')')
			filter_wrong(&f, f.at, N_("Character {at}: this “)” closes nothing. Remove it or add “(” before."), NULL);
	}
	if (f.wrong == NULL) {
		*ast = made;
		return STATUS_OK;
	}
	json_decref(made);
	args = json_pack("{s:I,s:s}", "at", (json_int_t)f.wrong_at, "text", f.wrong_text);
	if (args == NULL)	/* the excerpt cut a character in two */
		args = json_pack("{s:I,s:s}", "at", (json_int_t)f.wrong_at, "text", "…");
	*why = translate_fill(how->language, f.wrong, args);
	json_decref(args);
	free(f.wrong_text);
	return STATUS_MISUSE;
}

char *
filter_quote(const char *value)
{
	struct buf out = BUF_EMPTY;

	if (*value != '\0' && strpbrk(value, " \t\",()\\") == NULL && strstr(value, "..") == NULL && strcmp(value, "-") != 0 &&
	    strcmp(value, "*") != 0)
		return xstrdup(value);
	buf_byte(&out, '"');
	for (const char *p = value; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			buf_byte(&out, '\\');
		buf_byte(&out, *p);
	}
	buf_byte(&out, '"');
	return buf_steal(&out);
}
