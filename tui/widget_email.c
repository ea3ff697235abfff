/* widget_email.c: an e-mail address, and a web address: texts that lead somewhere. */
#include <string.h>

#include "shared/translate.h"
#include "shared/xmalloc.h"
#include "tui/widget.h"

static const char *
doubt(const struct catalogue_field *f, const char *typed)
{
	const char *at = strchr(typed, '@'), *dot = at ? strrchr(at, '.') : NULL;
	bool fine = at != NULL && at != typed && dot != NULL && dot > at + 1 && dot[1] != '\0' && strchr(at + 1, '@') == NULL &&
		strpbrk(typed, " ,;<>") == NULL;

	(void)f;
	return fine ? NULL : N_("This does not look like an e-mail address.");
}

static char *
mail_link(const char *address)
{
	return xasprintf("mailto:%s", address);
}

/* Another scheme could start a program. */
static char *
web_link(const char *url)
{
	return strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0 ? xstrdup(url)
		: strchr(url, ':') == NULL ? xasprintf("https://%s", url) : NULL;
}

const struct widget widget_email = {.name = "email", .doubt = doubt, .link = mail_link};
const struct widget widget_url = {.name = "url", .link = web_link};
