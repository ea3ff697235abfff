/* mail_message.c: MIME is gmime's: it folds and encodes, so that no text of a person's can become a header. */
#include "server/mail_message.h"

#include <gmime/gmime.h>
#include <string.h>

static const char *
text_of(const json_t *mail, const char *name)
{
	return json_string_value(json_object_get(mail, name));
}

/* What reaches a header is one line, whoever wrote it: the database says so too. */
static void
set_header(GMimeMessage *message, const char *name, const char *value)
{
	if (value != NULL && *value != '\0' && strpbrk(value, "\r\n") == NULL)
		g_mime_object_set_header(GMIME_OBJECT(message), name, value, NULL);
}

/* Unsaid, the library guesses a small charset for each name, and not everybody reads those. */
static void
add_person(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
	InternetAddress *person = internet_address_mailbox_new(name, address);

	internet_address_set_charset(person, "utf-8");
	internet_address_list_add(g_mime_message_get_addresses(message, type), person);
	g_object_unref(person);
}

static void
set_people(GMimeMessage *message, const json_t *mail)
{
	const char *reply = text_of(mail, "reply_to");

	add_person(message, GMIME_ADDRESS_TYPE_FROM, text_of(mail, "from_name"), text_of(mail, "from"));
	add_person(message, GMIME_ADDRESS_TYPE_TO, text_of(mail, "name"), text_of(mail, "address"));
	if (reply != NULL)
		add_person(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, reply);
}

/* A letter is a person's; everything else is written by a program and says so, so that no program answers it. */
static void
set_headers(GMimeMessage *message, const json_t *mail)
{
	const char *kind = text_of(mail, "kind"), *id = text_of(mail, "message_id");
	GDateTime *now = g_date_time_new_now_utc();

	g_mime_message_set_date(message, now);
	g_date_time_unref(now);
	g_mime_message_set_subject(message, text_of(mail, "subject"), "utf-8");
	set_header(message, "Message-Id", id);
	set_header(message, "In-Reply-To", text_of(mail, "in_reply_to"));
	set_header(message, "References", text_of(mail, "references"));
	set_header(message, "Content-Language", text_of(mail, "mail_language"));
	if (kind != NULL && strcmp(kind, "letter") != 0 && strcmp(kind, "answer") != 0)
		set_header(message, "Auto-Submitted", "auto-generated");
}

static void
set_bytes(GMimePart *part, const char *bytes, size_t length)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
	GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);

	g_mime_part_set_content(part, content);
	g_object_unref(content);
	g_object_unref(stream);
}

static GMimeObject *
body_part(const json_t *mail)
{
	GMimeTextPart *part = g_mime_text_part_new_with_subtype("plain");
	const char *text = text_of(mail, "body");

	g_mime_text_part_set_charset(part, "utf-8");	/* given as bytes: set as a text it would be another charset wherever one fits */
	set_bytes(GMIME_PART(part), text, strlen(text));
	g_mime_part_set_content_encoding(GMIME_PART(part), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
	return GMIME_OBJECT(part);
}

static GMimeObject *
file_part(const json_t *file, const struct buf *bytes)
{
	const char *type = text_of(file, "type"), *slash = type ? strchr(type, '/') : NULL;
	char *main_type = slash ? g_strndup(type, (gsize)(slash - type)) : g_strdup("application");
	bool carries = g_ascii_strcasecmp(main_type, "multipart") != 0 && g_ascii_strcasecmp(main_type, "message") != 0;	/* as base64 those may not travel */
	GMimePart *part = g_mime_part_new_with_type(carries ? main_type : "application", slash && carries ? slash + 1 : "octet-stream");

	g_mime_object_set_disposition(GMIME_OBJECT(part), GMIME_DISPOSITION_ATTACHMENT);
	g_mime_part_set_filename(part, text_of(file, "name"));
	set_bytes(part, bytes->bytes ? bytes->bytes : "", bytes->length);
	g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
	g_free(main_type);
	return GMIME_OBJECT(part);
}

static void
add_part(GMimeMultipart *to, GMimeObject *part)
{
	g_mime_multipart_add(to, part);
	g_object_unref(part);
}

static bool
set_content(GMimeMessage *message, const json_t *mail, mail_file_read *read, void *arg)
{
	const json_t *files = json_object_get(mail, "files");
	GMimeMultipart *all;
	bool ok = true;

	if (json_array_size(files) == 0) {
		GMimeObject *body = body_part(mail);

		g_mime_message_set_mime_part(message, body);
		g_object_unref(body);
		return true;
	}
	all = g_mime_multipart_new_with_subtype("mixed");
	add_part(all, body_part(mail));
	for (size_t i = 0; ok && i < json_array_size(files); i++) {
		const json_t *file = json_array_get(files, i);
		struct buf bytes = BUF_EMPTY;

		ok = read(arg, json_integer_value(json_object_get(file, "id")), &bytes);
		if (ok)
			add_part(all, file_part(file, &bytes));
		buf_free(&bytes);
	}
	g_mime_message_set_mime_part(message, GMIME_OBJECT(all));
	g_object_unref(all);
	return ok;
}

bool
mail_message(const json_t *mail, bool crlf, mail_file_read *file, void *arg, struct buf *out)
{
	GMimeMessage *message = g_mime_message_new(TRUE);
	GMimeFormatOptions *format = g_mime_format_options_new();
	GMimeStream *stream = g_mime_stream_mem_new();
	bool ok;

	set_people(message, mail);
	set_headers(message, mail);
	ok = set_content(message, mail, file, arg);
	if (ok) {
		GByteArray *bytes;

		g_mime_format_options_set_newline_format(format, crlf ? GMIME_NEWLINE_FORMAT_DOS : GMIME_NEWLINE_FORMAT_UNIX);
		g_mime_object_write_to_stream(GMIME_OBJECT(message), format, stream);
		bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		buf_add(out, bytes->data, bytes->len);
	}
	g_object_unref(stream);
	g_mime_format_options_free(format);
	g_object_unref(message);
	return ok;
}
