/* paper.c: pango measures and shapes, cairo writes the PDF. Letters keep their code points, so that a reader finds and copies words. */
#include "server/paper.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

#include "shared/buf.h"
#include "shared/xmalloc.h"

enum { LATIN = 0x250, MARKS = 0x2000, MARKS_END = 0x20d0, GUESS_SIZE = 9 };

/* What is on most machines, in the order of how well it is read on paper; whatever none of them has is looked for in the others. */
static const char fonts[] = "Noto Sans,DejaVu Sans,Liberation Sans,sans", mono_fonts[] = "DejaVu Sans Mono,Noto Sans Mono,Liberation Mono,monospace";

#ifdef __SANITIZE_ADDRESS__
/* fontconfig keeps 288 bytes of its configuration until the process ends (FcFini would take it from pango, which may still hold fonts).
   What anybody else forgets is told as ever. */
const char *__lsan_default_suppressions(void);		/* NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): its name is given */
const char *
__lsan_default_suppressions(void)			/* NOLINT(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp) */
{
	return "leak:libfontconfig\n";
}
#endif

struct paper {
	PangoFontMap *map;
	PangoContext *context;
	PangoLayout *layout;
	PangoFontDescription *font;
	cairo_surface_t *surface;
	cairo_t *cairo;
	bool (*write)(void *to, const void *bytes, size_t length);
	void *to;
	float latin[LATIN], marks[MARKS_END - MARKS];	/* widths known so far, plus one */
};

/* A word that is too long breaks as it is: a hyphen within an address or a reference would be read as its own. */
static void
plain_breaks(PangoLayout *layout)
{
	PangoAttrList *attributes = pango_attr_list_new();

	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_attr_list_unref(attributes);
}

struct paper *
paper_new(const char *language)
{
	struct paper *p = xcalloc(1, sizeof *p);
	cairo_font_options_t *options = cairo_font_options_create();

	p->map = pango_cairo_font_map_new();
	p->context = pango_font_map_create_context(p->map);
	pango_cairo_context_set_resolution(p->context, 72);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	pango_cairo_context_set_font_options(p->context, options);
	cairo_font_options_destroy(options);
	pango_context_set_language(p->context, pango_language_from_string(language ? language : "en"));
	pango_context_set_round_glyph_positions(p->context, FALSE);
	p->layout = pango_layout_new(p->context);
	plain_breaks(p->layout);
	p->font = pango_font_description_from_string(fonts);
	return p;
}

static void
drop_surface(struct paper *p)
{
	if (p->cairo != NULL)
		cairo_destroy(p->cairo);
	if (p->surface != NULL)
		cairo_surface_destroy(p->surface);
	p->cairo = NULL;
	p->surface = NULL;
}

void
paper_free(struct paper *p)
{
	if (p == NULL)
		return;
	p->write = NULL;		/* a surface that is not finished finishes now, for nobody */
	drop_surface(p);
	pango_font_description_free(p->font);
	g_object_unref(p->layout);
	g_object_unref(p->context);
	g_object_unref(p->map);
	free(p);
}

double
paper_width(bool landscape)
{
	return landscape ? 841.89 : 595.28;
}

double
paper_height(bool landscape)
{
	return paper_width(!landscape);
}

static cairo_status_t
hand_over(void *closure, const unsigned char *bytes, unsigned int length)
{
	struct paper *p = closure;

	return p->write != NULL && p->write(p->to, bytes, length) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

void
paper_begin(struct paper *p, bool landscape, const char *title, const char *author, bool (*write)(void *to, const void *bytes, size_t length), void *to)
{
	p->write = write;
	p->to = to;
	p->surface = cairo_pdf_surface_create_for_stream(hand_over, p, paper_width(landscape), paper_height(landscape));
	if (title != NULL)
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, title);
	if (author != NULL)
		cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, author);
	cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "Comptoir");
	p->cairo = cairo_create(p->surface);
}

void
paper_turn(struct paper *p)
{
	cairo_show_page(p->cairo);
}

bool
paper_end(struct paper *p)
{
	bool whole;

	cairo_surface_finish(p->surface);
	whole = cairo_status(p->cairo) == CAIRO_STATUS_SUCCESS && cairo_surface_status(p->surface) == CAIRO_STATUS_SUCCESS;
	drop_surface(p);
	return whole;
}

static void
lay(struct paper *p, const char *text, size_t length, const struct paper_style *style)
{
	static const PangoAlignment sides[] = {[PAPER_LEFT] = PANGO_ALIGN_LEFT, [PAPER_RIGHT] = PANGO_ALIGN_RIGHT, [PAPER_CENTRE] = PANGO_ALIGN_CENTER};

	pango_font_description_set_family_static(p->font, style->mono ? mono_fonts : fonts);
	pango_font_description_set_absolute_size(p->font, style->size * PANGO_SCALE);
	pango_font_description_set_weight(p->font, style->bold ? PANGO_WEIGHT_SEMIBOLD : PANGO_WEIGHT_NORMAL);
	pango_layout_set_font_description(p->layout, p->font);
	pango_layout_set_alignment(p->layout, sides[style->side]);
	pango_layout_set_width(p->layout, style->width > 0 ? (int)(style->width * PANGO_SCALE) : -1);
	pango_layout_set_wrap(p->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_height(p->layout, style->lines > 0 ? -style->lines : -1);
	pango_layout_set_ellipsize(p->layout, style->lines > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
	pango_layout_set_text(p->layout, text, (int)length);
}

double
paper_measure(struct paper *p, const char *text, size_t length, const struct paper_style *style, double *height, bool *cut)
{
	int wide, high;

	lay(p, text, length, style);
	pango_layout_get_size(p->layout, &wide, &high);
	if (height != NULL)
		*height = (double)high / PANGO_SCALE;
	if (cut != NULL)
		*cut = pango_layout_is_ellipsized(p->layout);
	return (double)wide / PANGO_SCALE;
}

double
paper_guess(struct paper *p, const char *text, size_t length, bool *latin)
{
	static const struct paper_style style = {.size = GUESS_SIZE};
	const uint8_t *at = (const uint8_t *)text, *end = at + length;
	double width = 0;
	ucs4_t c;

	*latin = true;
	while (at < end) {
		int n = u8_mbtouc(&c, at, (size_t)(end - at));
		float *known = c < LATIN ? &p->latin[c] : c >= MARKS && c < MARKS_END ? &p->marks[c - MARKS] : NULL;

		if (known == NULL || c == '\n') {
			*latin = false;
			return paper_measure(p, text, length, &style, NULL, NULL);
		}
		if (*known == 0.0F)
			*known = (float)paper_measure(p, (const char *)at, (size_t)n, &style, NULL, NULL) + 1.0F;
		width += *known - 1.0F;
		at += n;
	}
	return width;
}

double
paper_put(struct paper *p, double x, double y, const char *text, const struct paper_style *style)
{
	int high;

	lay(p, text, strlen(text), style);
	pango_layout_get_size(p->layout, NULL, &high);
	cairo_set_source_rgb(p->cairo, style->grey, style->grey, style->grey);
	cairo_move_to(p->cairo, x, y);
	pango_cairo_show_layout(p->cairo, p->layout);
	return (double)high / PANGO_SCALE;
}

void
paper_rule(struct paper *p, double x, double y, double width, double thickness, double grey)
{
	cairo_set_source_rgb(p->cairo, grey, grey, grey);
	cairo_set_line_width(p->cairo, thickness);
	cairo_move_to(p->cairo, x, y);
	cairo_line_to(p->cairo, x + width, y);
	cairo_stroke(p->cairo);
}

void
paper_band(struct paper *p, double x, double y, double width, double height, double grey)
{
	cairo_set_source_rgb(p->cairo, grey, grey, grey);
	cairo_rectangle(p->cairo, x, y, width, height);
	cairo_fill(p->cairo);
}
