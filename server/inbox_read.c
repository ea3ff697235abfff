/* inbox_read.c: a mail taken apart: its text, and its files. Whoever sent it chose how deep and how large it is. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/inbox_inside.h"
#include "shared/xmalloc.h"

enum { LOOKS_MOST = 1000 };	/* at parts, to choose between them */
enum { COLONS_MOST = 100 };	/* in a list of addresses: each may open a group, and the library goes one call deeper for it */
enum { WORDS_MOST = 90000 };	/* what a record takes is a little more, in characters */

struct reading {
	struct inbox_mail *mail;
	struct buf text;
	size_t parts, bytes, looks;
	bool whole;		/* so far nothing was left out or broken */
};

static void
add_file(struct inbox_mail *mail, char *name, const char *type, char *bytes, size_t length)
{
	mail->files = xreallocarray(mail->files, mail->count + 1, sizeof *mail->files);
	mail->files[mail->count++] = (struct inbox_file){.name = name, .type = xstrdup(type), .bytes = bytes, .length = length};
}

/* A name that a file may have here: no folders, nothing that turns the direction of writing round. */
static char *
file_name(const char *given, size_t number, const char *type)
{
	static const char *const turns[] = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"};
	const char *slash = given ? strrchr(given, '/') : NULL, *back = given ? strrchr(given, '\\') : NULL;
	char *name = inbox_clean(back > slash ? back + 1 : slash ? slash + 1 : given, 180);

	for (size_t i = 0; name != NULL && i < sizeof turns / sizeof *turns; i++)
		for (char *at; (at = strstr(name, turns[i])) != NULL;)
			memmove(at, at + strlen(turns[i]), strlen(at + strlen(turns[i])) + 1);
	if (name != NULL && *name != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
		return name;
	free(name);
	return xasprintf("%s-%zu%s", strncmp(type, "image/", 6) == 0 ? "image" : "file", number, strcmp(type, "message/rfc822") == 0 ? ".eml" :
	    strcmp(type, "image/png") == 0 ? ".png" : strcmp(type, "image/jpeg") == 0 ? ".jpg" : strcmp(type, "text/calendar") == 0 ? ".ics" :
	    strcmp(type, "text/html") == 0 ? ".html" : strcmp(type, "text/plain") == 0 ? ".txt" : "");
}

static void
take_file(struct reading *r, GMimeObject *part)
{
	char *type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));
	const char *given = GMIME_IS_PART(part) ? g_mime_part_get_filename(GMIME_PART(part)) : NULL;
	char *name = file_name(given, r->mail->count + 1, type), *bytes;
	size_t length;

	bytes = inbox_bytes(part, INBOX_FILES_MOST - r->bytes, &length);
	if (bytes == NULL) {
		inbox_note(r->mail->facts, "left_out", name);
		free(name);
	} else {
		r->bytes += length;
		add_file(r->mail, name, type, bytes, length);
	}
	g_free(type);
}

static bool
says_something(const char *text)
{
	return text[strspn(text, " \t\n")] != '\0' && strcmp(text, "\xc2\xa0") != 0;
}

static void
take_text(struct reading *r, GMimeObject *part)
{
	bool html;
	char *text = inbox_text(part, &html);

	if (says_something(text)) {
		if (r->text.length > 0)
			buf_str(&r->text, "\n\n");
		buf_str(&r->text, text);
	}
	free(text);
}

static bool
is_text(GMimeObject *part)
{
	GMimeContentType *type = g_mime_object_get_content_type(part);
	const char *disposition = g_mime_object_get_disposition(part) ? g_mime_object_get_disposition(part) : "";

	return GMIME_IS_PART(part) && (g_mime_content_type_is_type(type, "text", "plain") || g_mime_content_type_is_type(type, "text", "html")) &&
	    strcasecmp(disposition, "attachment") != 0 && g_mime_part_get_filename(GMIME_PART(part)) == NULL;
}

static void walk(struct reading *r, GMimeObject *part, int depth);

/* Does this alternative lead to a text of this kind that says something? */
static bool
offers(struct reading *r, GMimeObject *part, const char *subtype, int depth)
{
	if (depth > INBOX_DEPTH_MOST || part == NULL || ++r->looks > LOOKS_MOST)
		return false;
	if (GMIME_IS_MULTIPART(part)) {
		for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(part)) && i < INBOX_PARTS_MOST; i++)
			if (offers(r, g_mime_multipart_get_part(GMIME_MULTIPART(part), i), subtype, depth + 1))
				return true;
		return false;
	}
	if (is_text(part) && g_mime_content_type_is_type(g_mime_object_get_content_type(part), "text", subtype)) {
		bool html;
		char *text = inbox_text(part, &html);
		bool some = says_something(text);
		free(text);
		return some;
	}
	return false;
}

/* One text said in several ways: the plain one, where it says something; calendars and their like are kept as files. */
static void
walk_alternatives(struct reading *r, GMimeMultipart *parts, int depth)
{
	int chosen = -1;

	for (int pass = 0; pass < 2 && chosen < 0; pass++)
		for (int i = 0; i < g_mime_multipart_get_count(parts) && i < INBOX_PARTS_MOST && chosen < 0; i++)
			if (offers(r, g_mime_multipart_get_part(parts, i), pass == 0 ? "plain" : "html", depth + 1))
				chosen = i;
	for (int i = 0; i < g_mime_multipart_get_count(parts) && i < INBOX_PARTS_MOST; i++) {
		GMimeObject *part = g_mime_multipart_get_part(parts, i);
		/* What is shown inside another way of saying it (its pictures) would be lost with it. */
		if (i == chosen || !is_text(part))
			walk(r, part, i == chosen || !GMIME_IS_MULTIPART(part) ? depth + 1 : -depth - 1);
	}
}

static void
walk_parts(struct reading *r, GMimeMultipart *parts, int depth)
{
	int count = g_mime_multipart_get_count(parts);

	inbox_bounce(parts, r->mail->facts);
	if (count == 0 && r->whole) {
		inbox_note(r->mail->facts, "broken", "shape");
		r->whole = false;
	}
	for (int i = 0; i < count; i++)
		walk(r, g_mime_multipart_get_part(parts, i), depth < 0 ? depth - 1 : depth + 1);
}

/* A negative depth: only files are wanted below. */
static void
walk(struct reading *r, GMimeObject *part, int depth)
{
	if (part == NULL)
		return;
	if (abs(depth) > INBOX_DEPTH_MOST || ++r->parts > INBOX_PARTS_MOST) {
		if (r->whole)
			inbox_note(r->mail->facts, "broken", abs(depth) > INBOX_DEPTH_MOST ? "deep" : "parts");
		r->whole = false;
		return;
	}
	if (GMIME_IS_MULTIPART(part) && depth >= 0 && g_mime_content_type_is_type(g_mime_object_get_content_type(part), "multipart", "alternative"))
		walk_alternatives(r, GMIME_MULTIPART(part), depth);
	else if (GMIME_IS_MULTIPART(part))
		walk_parts(r, GMIME_MULTIPART(part), depth);
	else if (is_text(part)) {
		if (depth >= 0)
			take_text(r, part);
	} else
		take_file(r, part);
}

static void
digest(const char *bytes, size_t length, json_t *facts)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char hex[sizeof hash * 2 + 1];

	crypto_hash_sha256(hash, (const unsigned char *)bytes, length);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	json_object_set_new(facts, "sha256", json_string(hex));
	json_object_set_new(facts, "size", json_integer((json_int_t)length));
}

/* A multipart whose end never came, or whose parts were cut. */
static bool
is_cut(GMimeObject *top, const char *bytes, size_t length)
{
	const char *boundary = GMIME_IS_MULTIPART(top) ? g_mime_multipart_get_boundary(GMIME_MULTIPART(top)) : NULL;
	char *end;
	bool cut;

	if (boundary == NULL)
		return false;
	end = xasprintf("--%s--", boundary);
	cut = memmem(bytes, length, end, strlen(end)) == NULL;
	free(end);
	return cut;
}

static bool
names_people(const char *line, size_t length)
{
	static const char *const names[] = {"From", "To", "Cc", "Bcc", "Sender", "Reply-To"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (length > strlen(names[i]) && strncasecmp(line, names[i], strlen(names[i])) == 0 && strchr(" \t:", line[strlen(names[i])]) != NULL)
			return true;
	return false;
}

/* A copy in which no list of addresses opens ever so many groups. Null: there is none, as in nearly every mail. */
static char *
tame(const char *bytes, size_t length)
{
	char *copy = NULL;
	size_t colons = 0;
	bool people = false;

	for (size_t at = 0; at < length; at++) {
		if ((at == 0 || bytes[at - 1] == '\n') && strchr(" \t", bytes[at]) == NULL) {
			people = names_people(bytes + at, length - at);
			colons = 0;
		}
		if (!people || bytes[at] != ':' || ++colons <= COLONS_MOST)
			continue;
		if (copy == NULL) {
			copy = xmalloc(length);
			memcpy(copy, bytes, length);
		}
		copy[at] = ' ';
	}
	return copy;
}

static GMimeMessage *
parse(const char *bytes, size_t length)
{
	char *tamed = tame(bytes, length);
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(tamed ? tamed : bytes, length);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message;

	free(tamed);	/* the stream has its own */
	g_mime_parser_set_persist_stream(parser, FALSE);
	message = g_mime_parser_construct_message(parser, NULL);
	g_object_unref(parser);
	g_object_unref(stream);
	return message;
}

/* Of more words than a record takes the beginning; the whole is a file of it. */
static void
cut(struct reading *r, char *text)
{
	size_t at = 0, letters = 0;

	while (text[at] != '\0' && letters <= WORDS_MOST)
		letters += ((unsigned char)text[at++] & 0xc0) != 0x80;
	if (letters <= WORDS_MOST)
		return;
	text[at - 1] = '\0';
	inbox_note(r->mail->facts, "broken", "long");
	r->whole = false;
}

static void
take_apart(struct reading *r, const char *bytes, size_t length)
{
	GMimeMessage *message = length > INBOX_RAW_MOST ? NULL : parse(bytes, length);
	GMimeObject *top = message ? g_mime_message_get_mime_part(message) : NULL;

	if (message != NULL)
		inbox_head(message, r->mail->facts);
	if (top == NULL || json_object_get(r->mail->facts, "from") == NULL || is_cut(top, bytes, length)) {
		inbox_note(r->mail->facts, "broken", length > INBOX_RAW_MOST ? "large" : "shape");
		r->whole = false;
	}
	if (top != NULL)
		walk(r, top, 0);
	if (message != NULL)
		g_object_unref(message);
}

void
inbox_read(const char *bytes, size_t length, struct inbox_mail *mail)
{
	static bool begun;
	struct reading r = {.mail = mail, .whole = true};
	char *text, *fresh;

	if (!begun)
		g_mime_init();
	begun = true;
	*mail = (struct inbox_mail){.facts = json_object(), .files = NULL, .count = 0};
	buf_init(&r.text, INBOX_TEXT_MOST);
	take_apart(&r, bytes, length);
	digest(bytes, length, mail->facts);
	text = buf_steal(&r.text);
	fresh = json_object_get(mail->facts, "bounce") ? xstrdup(text) : inbox_unquote(text);
	cut(&r, fresh);
	if (says_something(fresh))
		json_object_set_new(mail->facts, "text", json_string(fresh));
	free(fresh);
	free(text);
	if ((!r.whole || json_object_get(mail->facts, "left_out") != NULL) && length <= INBOX_RAW_MOST && length > 0) {
		char *copy = xmalloc(length);
		memcpy(copy, bytes, length);
		add_file(mail, xstrdup("mail.eml"), "message/rfc822", copy, length);
	}
}

void
inbox_mail_free(struct inbox_mail *mail)
{
	json_decref(mail->facts);
	for (size_t i = 0; i < mail->count; i++) {
		free(mail->files[i].name);
		free(mail->files[i].type);
		free(mail->files[i].bytes);
	}
	free(mail->files);
	*mail = (struct inbox_mail){.facts = NULL, .files = NULL, .count = 0};
}
