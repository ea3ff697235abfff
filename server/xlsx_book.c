/* xlsx_book.c: what an .xlsx file says beside its rows: which sheets there are, their styles, the strings they share. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/xlsx.h"
#include "shared/translate.h"
#include "shared/xmalloc.h"

enum { PIECE = 256 * 1024, STYLES_MAX = 100000 };
static const int64_t strings_max = INT64_C(4) << 30;

int
xlsx_temporary(void)
{
	const char *folder = getenv("TMPDIR");
	char *path;
	int fd = open(folder ? folder : "/var/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd >= 0)
		return fd;
	path = xasprintf("%s/comptoir-XXXXXX", folder ? folder : "/tmp");	/* no O_TMPFILE there */
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}

/* A target of a relations part, by its id, or by the end of its type when id is null. Null when there is none. */
static char *
relation(zip_t *zip, const char *path, const char *id, const char *type)
{
	struct xlsx_part part;
	char *found = NULL;

	if (!xlsx_part_open(&part, zip, path))
		return NULL;
	while (found == NULL && xlsx_part_next(&part)) {
		char *this_id, *this_type;
		if (!xlsx_starts(&part, "Relationship"))
			continue;
		this_id = xlsx_attribute(&part, "Id");
		this_type = xlsx_attribute(&part, "Type");
		if (id != NULL ? this_id && strcmp(this_id, id) == 0
			: this_type && strlen(this_type) >= strlen(type)
			    && strcmp(this_type + strlen(this_type) - strlen(type), type) == 0)
			found = xlsx_attribute(&part, "Target");
		xmlFree(this_id);
		xmlFree(this_type);
	}
	xlsx_part_close(&part);
	return found;
}

/* A target seen from the folder of the part that names it: "worksheets/sheet1.xml" from "xl/". Takes target. */
static char *
resolve(const char *folder, char *target)
{
	char *path = NULL;

	if (target == NULL)
		return NULL;
	if (*target == '/')
		path = xstrdup(target + 1);
	else if (strncmp(target, "../", 3) == 0)
		path = xstrdup(target + 3);
	else
		path = xasprintf("%s%s", folder, strncmp(target, "./", 2) == 0 ? target + 2 : target);
	xmlFree(target);
	return path;
}

static char *
relations_path(const char *folder, const char *path)
{
	return xasprintf("%s_rels/%s.rels", folder, path + strlen(folder));
}

static bool
is_true(const char *text)
{
	return text != NULL && (strcmp(text, "1") == 0 || strcasecmp(text, "true") == 0);
}

struct search {
	const char *wanted;
	long number;		/* wanted as a number; 0: none */
	char *id;		/* of the sheet that was chosen */
	char *name;
	struct buf names;
};

static void
take_sheet(struct xlsx_book *book, struct xlsx_part *part, struct search *s)
{
	char *name = xlsx_attribute(part, "name"), *id = xlsx_attribute(part, "id"), *state = xlsx_attribute(part, "state");
	bool hidden = state != NULL && strcmp(state, "visible") != 0, chosen;

	book->sheets += !hidden;
	if (name != NULL && s->names.length < 1000) {
		if (s->names.length > 0)
			buf_str(&s->names, ", ");
		buf_str(&s->names, name);
	}
	if (s->wanted == NULL)
		chosen = s->id == NULL && !hidden;
	else
		chosen = name != NULL && strcasecmp(name, s->wanted) == 0;
	if (!chosen && s->id == NULL && s->number > 0 && !hidden && (long)book->sheets == s->number)
		chosen = true;
	if (chosen && id != NULL) {
		xmlFree(s->id);
		free(s->name);
		s->id = id;
		s->name = xstrdup(name ? name : "");
		id = NULL;
	}
	xmlFree(name);
	xmlFree(id);
	xmlFree(state);
}

static bool
read_workbook(struct xlsx_book *book, zip_t *zip, const char *path, struct search *s, const char **why)
{
	struct xlsx_part part;

	if (!xlsx_part_open(&part, zip, path)) {
		*why = part.why ? part.why : N_("This is no .xlsx workbook.");
		return false;
	}
	while (xlsx_part_next(&part)) {
		if (xlsx_starts(&part, "workbookPr")) {
			char *epoch = xlsx_attribute(&part, "date1904");
			book->epoch_1904 = is_true(epoch);
			xmlFree(epoch);
		} else if (xlsx_starts(&part, "sheet"))
			take_sheet(book, &part, s);
	}
	*why = part.why;
	xlsx_part_close(&part);
	return *why == NULL;
}

struct custom { int id; char *code; };

static int
number_of(char *text)
{
	int n = text ? (int)strtol(text, NULL, 10) : 0;

	xmlFree(text);
	return n;
}

static bool
read_styles(struct xlsx_book *book, zip_t *zip, const char *path, const char **why)
{
	struct xlsx_part part;
	struct custom *customs = NULL;
	size_t count = 0, room = 0;
	bool cells = false;

	if (path == NULL || !xlsx_part_open(&part, zip, path))
		return true;		/* no styles: numbers are numbers */
	while (xlsx_part_next(&part)) {
		if (xlsx_starts(&part, "numFmt") && count < STYLES_MAX) {
			customs = xreallocarray(customs, count + 1, sizeof *customs);
			customs[count].id = number_of(xlsx_attribute(&part, "numFmtId"));
			customs[count++].code = xlsx_attribute(&part, "formatCode");
		} else if (xlsx_starts(&part, "cellXfs"))
			cells = true;
		else if (xlsx_ends(&part, "cellXfs"))
			cells = false;
		else if (cells && xlsx_starts(&part, "xf") && book->style_count < STYLES_MAX) {
			int id = number_of(xlsx_attribute(&part, "numFmtId"));
			const char *code = NULL;
			for (size_t i = 0; i < count; i++)
				if (customs[i].id == id)
					code = customs[i].code;
			if (book->style_count == room) {
				room = room ? room * 2 : 64;
				book->styles = xreallocarray(book->styles, room, sizeof *book->styles);
			}
			book->styles[book->style_count++] = xlsx_format_of(id, code);
		}
	}
	for (size_t i = 0; i < count; i++)
		xmlFree(customs[i].code);
	free(customs);
	*why = part.why;
	xlsx_part_close(&part);
	return *why == NULL;
}

static bool
write_all(int fd, const void *bytes, size_t length)
{
	const char *p = bytes;

	while (length > 0) {
		ssize_t n = write(fd, p, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		p += n;
		length -= (size_t)n;
	}
	return true;
}

static bool
flush(int fd, struct buf *piece, bool all)
{
	if (piece->length == 0 || (!all && piece->length < PIECE))
		return true;
	if (!write_all(fd, piece->bytes, piece->length))
		return false;
	piece->length = 0;
	return true;
}

static void *
map(int fd, size_t size)
{
	void *at = size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0) : NULL;

	return at == MAP_FAILED ? NULL : at;
}

/* Strings and their offsets go to two files that the kernel may drop from memory and read again. */
static bool
store_strings(struct xlsx_book *book, struct xlsx_part *part, int texts, int ends)
{
	struct buf text = BUF_EMPTY, piece = BUF_EMPTY, at = BUF_EMPTY;
	uint64_t total = 0;
	bool fine = true;

	buf_add(&at, &total, sizeof total);
	while (fine && xlsx_part_next(part)) {
		if (!xlsx_starts(part, "si"))
			continue;
		text.length = 0;
		xlsx_take_text(part, "si", &text);
		total += text.length;
		book->string_count++;
		buf_add(&piece, text.bytes ? text.bytes : "", text.length);
		buf_add(&at, &total, sizeof total);
		fine = (int64_t)total <= strings_max && flush(texts, &piece, false) && flush(ends, &at, false);
	}
	fine = fine && flush(texts, &piece, true) && flush(ends, &at, true);
	book->strings_size = total;
	book->offsets_size = (book->string_count + 1) * sizeof total;
	if (fine) {
		book->strings = map(texts, book->strings_size);
		book->offsets = map(ends, book->offsets_size);
		fine = book->offsets != NULL && (book->strings != NULL || total == 0);
	}
	buf_free(&text);
	buf_free(&piece);
	buf_free(&at);
	return fine;
}

static bool
read_strings(struct xlsx_book *book, zip_t *zip, const char *path, const char **why)
{
	struct xlsx_part part;
	int texts = -1, ends = -1;

	if (path == NULL || !xlsx_part_open(&part, zip, path))
		return true;		/* a file of numbers, or with its strings in the cells */
	texts = xlsx_temporary();
	ends = xlsx_temporary();
	if (texts < 0 || ends < 0 || !store_strings(book, &part, texts, ends))
		*why = N_("There is no room for a temporary file.");
	if (part.why != NULL)
		*why = part.why;
	if (texts >= 0)
		close(texts);
	if (ends >= 0)
		close(ends);
	xlsx_part_close(&part);
	return *why == NULL;
}

bool
xlsx_book_read(struct xlsx_book *book, zip_t *zip, const char *sheet, const char **why, char **names)
{
	struct search s = {.wanted = sheet, .number = sheet ? strtol(sheet, NULL, 10) : 0, .names = BUF_EMPTY};
	char *path = resolve("", relation(zip, "_rels/.rels", NULL, "/officeDocument"));
	char *folder, *relations, *styles, *strings;
	bool fine;

	*book = (struct xlsx_book){.sheets = 0};
	*why = NULL;
	*names = NULL;
	if (path == NULL)
		path = xstrdup("xl/workbook.xml");
	folder = xstrndup(path, strrchr(path, '/') ? (size_t)(strrchr(path, '/') + 1 - path) : 0);
	relations = relations_path(folder, path);
	styles = resolve(folder, relation(zip, relations, NULL, "/styles"));
	strings = resolve(folder, relation(zip, relations, NULL, "/sharedStrings"));
	fine = read_workbook(book, zip, path, &s, why);
	if (fine && s.id == NULL) {
		*why = sheet ? N_("There is no sheet “{name}”; there are: {names}.") : N_("The workbook has no visible sheet.");
		*names = buf_steal(&s.names);
		fine = false;
	}
	if (fine) {
		book->sheet_path = resolve(folder, relation(zip, relations, s.id, ""));
		book->sheet_name = s.name;
		s.name = NULL;
		fine = read_styles(book, zip, styles, why) && read_strings(book, zip, strings, why);
	}
	if (fine && book->sheet_path == NULL) {
		*why = N_("The .xlsx file is damaged: its sheet is missing.");
		fine = false;
	}
	xmlFree(s.id);
	free(s.name);
	buf_free(&s.names);
	free(path);
	free(folder);
	free(relations);
	free(styles);
	free(strings);
	return fine;
}

void
xlsx_book_free(struct xlsx_book *book)
{
	if (book->strings != NULL)
		munmap(book->strings, book->strings_size);
	if (book->offsets != NULL)
		munmap(book->offsets, book->offsets_size);
	free(book->styles);
	free(book->sheet_path);
	free(book->sheet_name);
}

bool
xlsx_shared(const struct xlsx_book *book, size_t i, const char **text, size_t *length)
{
	if (i >= book->string_count || book->offsets == NULL)
		return false;
	*text = book->strings ? book->strings + book->offsets[i] : "";
	*length = (size_t)(book->offsets[i + 1] - book->offsets[i]);
	return true;
}
