/* inbox_head.c: what the head of a mail tells, and what a report about a mail that did not arrive says. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "server/inbox_inside.h"
#include "shared/xmalloc.h"

enum { NAME_MOST = 200, ADDRESS_MOST = 254, ID_MOST = 300, IDS_MOST = 30, TO_MOST = 50, SUBJECT_MOST = 280 };

void
inbox_note(json_t *facts, const char *list, const char *word)
{
	json_t *array = json_object_get(facts, list);
	json_t *text;

	if (array == NULL) {
		array = json_array();
		json_object_set_new(facts, list, array);
	}
	if (json_array_size(array) < TO_MOST && (text = json_string(word)) != NULL)
		json_array_append_new(array, text);
}

static void
set_text(json_t *facts, const char *name, const char *text, size_t most)
{
	char *clean = inbox_clean(text, most);

	if (clean != NULL && *clean != '\0')
		json_object_set_new(facts, name, json_string(clean));
	free(clean);
}

static const char *
header(GMimeMessage *message, const char *name)
{
	const char *value = g_mime_object_get_header(GMIME_OBJECT(message), name);

	return value ? value : "";
}

/* The mailboxes of a list; groups are opened, a broken one is passed over. */
static void
add_addresses(InternetAddressList *list, json_t *facts, int depth)
{
	for (int i = 0; list != NULL && depth < 4 && i < internet_address_list_length(list); i++) {
		InternetAddress *each = internet_address_list_get_address(list, i);
		char *clean;

		if (INTERNET_ADDRESS_IS_GROUP(each)) {
			add_addresses(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(each)), facts, depth + 1);
			continue;
		}
		clean = inbox_clean(internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each)), ADDRESS_MOST);
		if (clean != NULL && *clean != '\0')
			inbox_note(facts, "to", clean);
		free(clean);
	}
}

static void
set_mailbox(json_t *facts, const char *address, const char *name, InternetAddressList *list)
{
	for (int i = 0; list != NULL && i < internet_address_list_length(list); i++) {
		InternetAddress *each = internet_address_list_get_address(list, i);

		if (!INTERNET_ADDRESS_IS_MAILBOX(each))
			continue;
		set_text(facts, address, internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(each)), ADDRESS_MOST);
		if (name != NULL)
			set_text(facts, name, internet_address_get_name(each), NAME_MOST);
		return;
	}
}

/* Mails to plus-addresses are told apart by the address that they were delivered to, which is not always one they were sent to. */
static void
add_delivered(GMimeMessage *message, json_t *facts)
{
	static const char *const names[] = {"Delivered-To", "X-Original-To", "Envelope-To"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *clean = inbox_clean(header(message, names[i]), ADDRESS_MOST);
		if (clean != NULL && strchr(clean, '@') != NULL)
			inbox_note(facts, "to", clean);
		free(clean);
	}
}

static void
add_references(json_t *facts, const char *value)
{
	GMimeReferences *ids = g_mime_references_parse(NULL, value);
	int count = g_mime_references_length(ids);

	for (int i = count > IDS_MOST ? count - IDS_MOST : 0; i < count; i++) {
		char *clean = inbox_clean(g_mime_references_get_message_id(ids, i), ID_MOST);
		if (clean != NULL && *clean != '\0')
			inbox_note(facts, "in_reply_to", clean);
		free(clean);
	}
	g_mime_references_free(ids);
}

static bool
begins_with_any(const char *text, const char *const words[])
{
	for (size_t i = 0; words[i] != NULL; i++)
		if (strncasecmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* RFC 3834, and what was used before it and is used beside it. "reply": somebody's program answers; "generated": a program began;
   "bulk": to many at once. */
static const char *
automatic(GMimeMessage *message, const char *subject)
{
	static const char *const away[] = {"Automatic reply", "Auto:", "Autoreply", "Auto-reply", "Out of office", "Out of the office", "Réponse automatique",
		"Absence du bureau", "Absent du bureau", "Message d'absence", "Message d’absence", "Abwesenheitsnotiz", "Automatische Antwort", NULL};
	static const char *const nobody[] = {"mailer-daemon", "postmaster@", "<>", NULL};
	const char *said = header(message, "Auto-Submitted"), *precedence = header(message, "Precedence");
	const char *path = header(message, "Return-Path");

	if (strncasecmp(said, "auto-replied", 12) == 0 || *header(message, "X-Autoreply") || *header(message, "X-Autorespond") || *header(message, "X-Autoreply-From") ||
	    *header(message, "X-Auto-Reply-From") || *header(message, "X-Mail-Autoreply") || strcasecmp(precedence, "auto_reply") == 0 || begins_with_any(subject, away))
		return "reply";
	if (begins_with_any(path + (*path == '<' && path[1] != '>'), nobody))
		return "reply";
	if (strncasecmp(said, "auto-", 5) == 0)
		return "generated";
	if (strcasecmp(precedence, "bulk") == 0 || strcasecmp(precedence, "junk") == 0 || strcasecmp(precedence, "list") == 0 || *header(message, "List-Id") ||
	    *header(message, "List-Unsubscribe"))
		return "bulk";
	/* Who asks not to be answered by programs wrote by one: Exchange says so of its own mails. */
	if (strcasestr(header(message, "X-Auto-Response-Suppress"), "All") != NULL || strcasestr(header(message, "X-Auto-Response-Suppress"), "AutoReply") != NULL)
		return "generated";
	return NULL;
}

void
inbox_head(GMimeMessage *message, json_t *facts)
{
	char *subject = inbox_clean(g_mime_message_get_subject(message), SUBJECT_MOST);
	const char *program = automatic(message, subject ? subject : "");
	GDateTime *date = g_mime_message_get_date(message), *utc = date ? g_date_time_to_utc(date) : NULL;
	char *at = utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : NULL;

	set_text(facts, "subject", subject, SUBJECT_MOST);
	set_text(facts, "message_id", g_mime_message_get_message_id(message), ID_MOST);
	set_text(facts, "at", at, 40);
	set_mailbox(facts, "from", "from_name", g_mime_message_get_from(message));
	if (json_object_get(facts, "from") == NULL)
		set_mailbox(facts, "from", "from_name", g_mime_message_get_sender(message));
	set_mailbox(facts, "reply_to", NULL, g_mime_message_get_reply_to(message));
	add_addresses(g_mime_message_get_to(message), facts, 0);
	add_addresses(g_mime_message_get_cc(message), facts, 0);
	add_delivered(message, facts);
	add_references(facts, header(message, "References"));
	add_references(facts, header(message, "In-Reply-To"));
	if (program != NULL)
		json_object_set_new(facts, "automatic", json_string(program));
	g_free(at);
	if (utc != NULL)
		g_date_time_unref(utc);
	free(subject);
}

/* The fields of a delivery status: "Action: failed" and their like, in any block of it. */
static void
status_field(json_t *bounce, const char *text, const char *field, const char *name)
{
	for (const char *line = text; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
		size_t n = strlen(field);
		const char *value, *type;
		char *copy;

		if (strncasecmp(line, field, n) != 0 || line[n] != ':' || json_object_get(bounce, name) != NULL)
			continue;
		value = line + n + 1;
		copy = xstrndup(value, strcspn(value, "\r\n"));
		type = strchr(copy, ';');	/* "rfc822; paul@example.com" */
		set_text(bounce, name, type ? type + 1 + strspn(type + 1, " ") : copy + strspn(copy, " "), ID_MOST);
		free(copy);
	}
}

/* The number of the mail that came back: it comes whole, or its head alone. */
static void
returned_id(json_t *bounce, GMimeObject *part)
{
	size_t length;
	char *bytes, *id;

	if (GMIME_IS_MESSAGE_PART(part)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part));
		if (inner != NULL)
			set_text(bounce, "message_id", g_mime_message_get_message_id(inner), ID_MOST);
		return;
	}
	if ((bytes = inbox_bytes(part, INBOX_TEXT_MOST, &length)) == NULL)
		return;
	status_field(bounce, bytes, "Message-ID", "message_id");
	if ((id = xstrdup_or_null(json_string_value(json_object_get(bounce, "message_id")))) != NULL) {
		char *open = strchr(id, '<'), *close = open ? strchr(open, '>') : NULL;
		if (close != NULL) {
			*close = '\0';
			set_text(bounce, "message_id", open + 1, ID_MOST);
		}
	}
	free(id);
	free(bytes);
}

void
inbox_bounce(GMimeMultipart *report, json_t *facts)
{
	GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(report));
	const char *kind = g_mime_content_type_get_parameter(type, "report-type");
	json_t *bounce;

	if (kind == NULL || strcasecmp(kind, "delivery-status") != 0 || json_object_get(facts, "bounce") != NULL)
		return;
	bounce = json_object();
	for (int i = 0; i < g_mime_multipart_get_count(report) && i < 10; i++) {
		GMimeObject *part = g_mime_multipart_get_part(report, i);
		GMimeContentType *its = g_mime_object_get_content_type(part);
		size_t length;
		char *bytes;

		if (g_mime_content_type_is_type(its, "message", "delivery-status") && (bytes = inbox_bytes(part, INBOX_TEXT_MOST, &length)) != NULL) {
			status_field(bounce, bytes, "Final-Recipient", "recipient");
			status_field(bounce, bytes, "Original-Recipient", "recipient");
			status_field(bounce, bytes, "Action", "action");
			status_field(bounce, bytes, "Status", "status");
			status_field(bounce, bytes, "Diagnostic-Code", "reason");
			free(bytes);
		} else if (GMIME_IS_MESSAGE_PART(part) || g_mime_content_type_is_type(its, "text", "rfc822-headers"))
			returned_id(bounce, part);
	}
	json_object_set_new(facts, "bounce", bounce);
	json_object_set_new(facts, "automatic", json_string("reply"));
}
