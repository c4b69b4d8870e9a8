#include "format/pdf.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/text.h"
#include "format/barcode.h"

#define MM (72.0 / 25.4)
static const char family[] = "Tinos";
static const double rule_width = 0.6, line_width = 0.5, pad_x = 4, pad_y = 2.5, leading = 1.1;

enum block_kind { TEXT, SPACE, RULE, CODE, BREAK, TABLE };

struct line {
    double top, bottom, baseline, x; /* from the top of the layout */
};

struct block {
    struct block *next;
    enum block_kind kind;
    struct pdf_type type; /* align also of RULE and CODE */
    struct str text;
    const struct pdf_run *runs; /* their texts are pieces of `text` */
    size_t runs_n;
    PangoLayout *layout; /* made when the width is known */
    struct line *lines;
    size_t lines_n;
    double width, height; /* SPACE, RULE, CODE: points */
    struct modules modules;
    struct pdf_table *table;
};

struct pdf_cell {
    struct pdf *pdf;
    struct block *first, *last;
    double x, width;  /* inside, once laid out */
    struct block *at; /* what is still to draw: from this block ... */
    size_t line;      /* ... and of a text, from this line */
};

struct row {
    struct row *next;
    struct pdf_cell **cells;
    size_t *spans, n;
    double height;
    bool joined; /* to the row above */
};

struct pdf_table {
    struct pdf *pdf;
    double shares[PDF_COLUMNS_MAX], shares_sum;
    size_t columns;
    bool lined;
    struct row *head, *head_last, *rows, *rows_last;
};

struct pdf {
    struct arena *arena;
    struct pdf_page page;
    struct pdf_meta meta;
    PangoContext *pango;
    struct pdf_cell *body;
    struct buf out;
    cairo_surface_t *surface;
    cairo_t *cr;
    double width, height, top, bottom, left, line; /* the page in points; line: width between the margins */
    double y;
    int pages, missing;
};

/* ---- fonts ---- */

/* Every letter of Vietnamese beyond ASCII, and the signs our papers use. */
static const char letters[] = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư–—‘’“”…•₫×²³°";

static void check_glyph(PangoFont *font, hb_font_t *hb, uint32_t cp)
{
    hb_codepoint_t glyph;
    if (!hb_font_get_nominal_glyph(hb, cp, &glyph)) {
        char *name = pango_font_description_to_string(pango_font_describe(font));
        die("pdf: font %s cannot draw U+%04X", name, cp);
    }
}

static void check_face(PangoContext *context, PangoWeight weight, PangoStyle style)
{
    PangoFontDescription *want = pango_font_description_from_string(family);
    pango_font_description_set_weight(want, weight);
    pango_font_description_set_style(want, style);
    pango_font_description_set_size(want, 13 * PANGO_SCALE);
    PangoFont *font = pango_context_load_font(context, want);
    PangoFontDescription *got = font ? pango_font_describe(font) : NULL;
    if (!got || strcmp(pango_font_description_get_family(got), family) != 0 ||
        pango_font_description_get_weight(got) != weight || pango_font_description_get_style(got) != style)
        die("pdf: the font %s is not installed in all four faces (Debian: fonts-croscore)", family);
    hb_font_t *hb = pango_font_get_hb_font(font);
    for (uint32_t cp = ' '; cp <= '~'; cp++)
        check_glyph(font, hb, cp);
    for (uint32_t cp = 0x1ea0; cp <= 0x1ef9; cp++)
        check_glyph(font, hb, cp);
    for (size_t i = 0; i < sizeof letters - 1;)
        check_glyph(font, hb, text_next(str_n(letters, sizeof letters - 1), &i));
    pango_font_description_free(got);
    pango_font_description_free(want);
    g_object_unref(font);
}

static PangoContext *context_new(void)
{
    PangoContext *context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_round_glyph_positions(context, FALSE);
    pango_context_set_language(context, pango_language_from_string("vi"));
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, o);
    cairo_font_options_destroy(o);
    return context;
}

void pdf_warm_up(void)
{
    static bool warm;
    if (warm)
        return;
    PangoContext *context = context_new();
    check_face(context, PANGO_WEIGHT_NORMAL, PANGO_STYLE_NORMAL);
    check_face(context, PANGO_WEIGHT_BOLD, PANGO_STYLE_NORMAL);
    check_face(context, PANGO_WEIGHT_NORMAL, PANGO_STYLE_ITALIC);
    check_face(context, PANGO_WEIGHT_BOLD, PANGO_STYLE_ITALIC);
    g_object_unref(context);
    warm = true;
}

/* ---- making ---- */

static struct pdf_cell *cell_new(struct pdf *p)
{
    struct pdf_cell *c = NEW(p->arena, struct pdf_cell);
    c->pdf = p;
    return c;
}

struct pdf *pdf_new(struct arena *a, const struct pdf_page *page, const struct pdf_meta *meta)
{
    pdf_warm_up();
    struct pdf *p = NEW(a, struct pdf);
    p->arena = a;
    p->page = *page;
    p->meta = *meta;
    p->pango = context_new();
    arena_defer(a, g_object_unref, p->pango);
    p->body = cell_new(p);
    p->width = (page->landscape ? 297 : 210) * MM;
    p->height = (page->landscape ? 210 : 297) * MM;
    p->top = page->margin[0] * MM;
    p->bottom = p->height - page->margin[2] * MM;
    p->left = page->margin[3] * MM;
    p->line = p->width - p->left - page->margin[1] * MM;
    if (p->line <= 0 || p->bottom <= p->top || page->size <= 0)
        die("pdf: no room between the margins");
    return p;
}

struct pdf_cell *pdf_body(struct pdf *p)
{
    return p->body;
}

static struct block *add(struct pdf_cell *at, enum block_kind kind)
{
    struct block *b = NEW(at->pdf->arena, struct block);
    b->kind = kind;
    if (at->last)
        at->last->next = b;
    else
        at->first = b;
    at->last = b;
    return b;
}

void pdf_runs(struct pdf_cell *at, const struct pdf_type *t, const struct pdf_run *runs, size_t n)
{
    struct arena *a = at->pdf->arena;
    struct block *b = add(at, TEXT);
    b->type = *t;
    if (b->type.size <= 0)
        b->type.size = at->pdf->page.size;
    struct str *parts = NEW_ARRAY(a, struct str, n);
    struct pdf_run *copy = NEW_ARRAY(a, struct pdf_run, n);
    for (size_t i = 0; i < n; i++) {
        copy[i] = runs[i];
        parts[i] = runs[i].s;
    }
    b->text = str_join(a, S(""), parts, n);
    b->runs = copy;
    b->runs_n = n;
}

void pdf_text(struct pdf_cell *at, const struct pdf_type *t, struct str s)
{
    pdf_runs(at, t, &(struct pdf_run){.s = s}, 1);
}

void pdf_space(struct pdf_cell *at, double mm)
{
    add(at, SPACE)->height = mm * MM;
}

void pdf_rule(struct pdf_cell *at, double mm, enum pdf_align align)
{
    struct block *b = add(at, RULE);
    b->width = mm * MM;
    b->height = 6;
    b->type.align = align;
}

static void add_code(struct pdf_cell *at, const struct modules *m, double width, double height, enum pdf_align align)
{
    struct block *b = add(at, CODE);
    b->modules = *m;
    b->width = width * MM;
    b->height = height * MM;
    b->type.align = align;
}

void pdf_qr(struct pdf_cell *at, struct str text, double mm, enum pdf_align align)
{
    struct modules m;
    if (!qr_make(at->pdf->arena, text, QR_LEVEL_M, &m))
        die("pdf: a QR code cannot hold %zu bytes", text.n);
    add_code(at, &m, mm, mm, align);
}

void pdf_code128(struct pdf_cell *at, struct str text, double width_mm, double height_mm, enum pdf_align align)
{
    struct modules m;
    if (!code128_make(at->pdf->arena, text, &m))
        die("pdf: not text for Code 128");
    add_code(at, &m, width_mm, height_mm, align);
}

static void must_be_body(const struct pdf_cell *at)
{
    if (at != at->pdf->body)
        die("pdf: tables and page breaks stand in the body only");
}

void pdf_page_break(struct pdf_cell *body)
{
    must_be_body(body);
    add(body, BREAK);
}

struct pdf_table *pdf_table(struct pdf_cell *body, const double *shares, size_t n)
{
    must_be_body(body);
    if (n == 0 || n > PDF_COLUMNS_MAX)
        die("pdf: a table of %zu columns", n);
    struct pdf_table *t = NEW(body->pdf->arena, struct pdf_table);
    t->pdf = body->pdf;
    t->columns = n;
    t->lined = true;
    for (size_t i = 0; i < n; i++) {
        t->shares[i] = shares[i];
        t->shares_sum += shares[i];
    }
    add(body, TABLE)->table = t;
    return t;
}

void pdf_row_spans(struct pdf_table *t, bool head, const size_t *spans, size_t n, struct pdf_cell **cells)
{
    struct arena *a = t->pdf->arena;
    struct row *r = NEW(a, struct row), **last = head ? &t->head_last : &t->rows_last;
    r->n = n;
    r->cells = NEW_ARRAY(a, struct pdf_cell *, n);
    r->spans = NEW_ARRAY(a, size_t, n);
    size_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += r->spans[i] = spans[i];
        cells[i] = r->cells[i] = cell_new(t->pdf);
    }
    if (sum != t->columns || (head && t->rows))
        die("pdf: spans of %zu in a table of %zu columns, or a head after rows", sum, t->columns);
    if (*last)
        (*last)->next = r;
    else if (head)
        t->head = r;
    else
        t->rows = r;
    *last = r;
}

void pdf_row_join(struct pdf_table *t)
{
    struct row *r = t->rows ? t->rows_last : t->head_last;
    if (!r || r == t->rows || r == t->head)
        die("pdf: no row above to join");
    r->joined = true;
}

static const size_t ones[PDF_COLUMNS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

void pdf_head(struct pdf_table *t, struct pdf_cell **cells)
{
    pdf_row_spans(t, true, ones, t->columns, cells);
}

void pdf_row(struct pdf_table *t, struct pdf_cell **cells)
{
    pdf_row_spans(t, false, ones, t->columns, cells);
}

void pdf_columns(struct pdf_cell *body, const double *shares, size_t n, struct pdf_cell **cells)
{
    struct pdf_table *t = pdf_table(body, shares, n);
    t->lined = false;
    pdf_row(t, cells);
}

/* ---- measuring ---- */

static void attribute(PangoAttrList *list, PangoAttribute *attr, size_t from, size_t to)
{
    attr->start_index = (guint)from;
    attr->end_index = (guint)to;
    pango_attr_list_insert(list, attr);
}

static PangoAttrList *run_attributes(const struct block *b)
{
    PangoAttrList *list = pango_attr_list_new();
    size_t at = 0;
    for (size_t i = 0; i < b->runs_n; i++) {
        size_t end = at + b->runs[i].s.n;
        if (b->runs[i].bold)
            attribute(list, pango_attr_weight_new(PANGO_WEIGHT_BOLD), at, end);
        if (b->runs[i].italic)
            attribute(list, pango_attr_style_new(PANGO_STYLE_ITALIC), at, end);
        at = end;
    }
    return list;
}

static void read_lines(struct pdf *p, struct block *b)
{
    b->lines_n = (size_t)pango_layout_get_line_count(b->layout);
    b->lines = NEW_ARRAY(p->arena, struct line, b->lines_n);
    PangoLayoutIter *it = pango_layout_get_iter(b->layout);
    for (size_t i = 0; i < b->lines_n; i++) {
        int top, bottom;
        PangoRectangle box;
        pango_layout_iter_get_line_yrange(it, &top, &bottom);
        pango_layout_iter_get_line_extents(it, NULL, &box);
        b->lines[i] = (struct line){.top = pango_units_to_double(top),
                                    .bottom = pango_units_to_double(bottom),
                                    .baseline = pango_units_to_double(pango_layout_iter_get_baseline(it)),
                                    .x = pango_units_to_double(box.x)};
        pango_layout_iter_next_line(it);
    }
    pango_layout_iter_free(it);
}

static void set_text(struct pdf *p, struct block *b, double width)
{
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT, PANGO_ALIGN_LEFT};
    b->layout = pango_layout_new(p->pango);
    arena_defer(p->arena, g_object_unref, b->layout);
    PangoFontDescription *font = pango_font_description_from_string(family);
    pango_font_description_set_size(font, (int)(b->type.size * PANGO_SCALE + 0.5));
    if (b->type.bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    if (b->type.italic)
        pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
    pango_layout_set_font_description(b->layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(b->layout, pango_units_from_double(width > 1 ? width : 1));
    pango_layout_set_wrap(b->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(b->layout, aligns[b->type.align]);
    pango_layout_set_justify(b->layout, b->type.align == PDF_JUSTIFY);
    pango_layout_set_indent(b->layout, pango_units_from_double(b->type.indent * MM));
    pango_layout_set_line_spacing(b->layout, (float)leading);
    pango_layout_set_text(b->layout, b->text.n ? b->text.p : "", (int)b->text.n);
    PangoAttrList *attributes = run_attributes(b);
    pango_layout_set_attributes(b->layout, attributes);
    pango_attr_list_unref(attributes);
    p->missing += pango_layout_get_unknown_glyphs_count(b->layout);
    read_lines(p, b);
}

/* Height of lines [from, to) with the space before the first and after the last. */
static double lines_height(const struct block *b, size_t from, size_t to)
{
    if (from >= to)
        return 0;
    /* Pango leads between the lines of one text; the same lead follows its last line. */
    double h = b->lines[to - 1].bottom - b->lines[from].top + b->type.size * (leading - 1);
    return h + (from == 0 ? b->type.before : 0) + (to == b->lines_n ? b->type.after : 0);
}

static double block_height(const struct block *b)
{
    return b->kind == TEXT ? lines_height(b, 0, b->lines_n) : b->height;
}

static double cell_measure(struct pdf_cell *c, double x, double width)
{
    double h = 0;
    c->x = x;
    c->width = width;
    c->at = c->first;
    c->line = 0;
    for (struct block *b = c->first; b; b = b->next) {
        if (b->kind == TEXT && !b->layout)
            set_text(c->pdf, b, width);
        h += block_height(b);
    }
    return h;
}

static void row_measure(struct pdf_table *t, struct row *r)
{
    double x = t->pdf->left, px = t->lined ? pad_x : 0, py = t->lined ? pad_y : 0;
    size_t column = 0;
    r->height = 0;
    for (size_t i = 0; i < r->n; i++) {
        double share = 0;
        for (size_t k = 0; k < r->spans[i]; k++)
            share += t->shares[column++];
        double width = t->pdf->line * share / t->shares_sum;
        double h = cell_measure(r->cells[i], x + px, width - 2 * px) + 2 * py;
        r->height = h > r->height ? h : r->height;
        x += width;
    }
}

/* ---- drawing ---- */

static double aligned(enum pdf_align align, double x, double room, double width)
{
    if (align == PDF_CENTER)
        return x + (room - width) / 2;
    return align == PDF_RIGHT ? x + room - width : x;
}

static void stroke_line(struct pdf *p, double x1, double y1, double x2, double y2, double width)
{
    cairo_set_line_width(p->cr, width);
    cairo_move_to(p->cr, x1, y1);
    cairo_line_to(p->cr, x2, y2);
    cairo_stroke(p->cr);
}

static void draw_code(struct pdf *p, const struct block *b, double x, double y, double room)
{
    const struct modules *m = &b->modules;
    double at = aligned(b->type.align, x, room, b->width), unit = b->width / (m->width + 2 * m->quiet);
    double margin = m->height == 1 ? 0 : m->quiet * unit;
    modules_draw(p->cr, m, at + m->quiet * unit, y + margin, unit, b->height);
}

static void draw_lines(struct pdf *p, const struct block *b, size_t from, size_t to, double x, double y)
{
    y += from == 0 ? b->type.before : 0;
    for (size_t i = from; i < to; i++) {
        cairo_move_to(p->cr, x + b->lines[i].x, y + b->lines[i].baseline - b->lines[from].top);
        pango_cairo_show_layout_line(p->cr, pango_layout_get_line_readonly(b->layout, (int)i));
    }
}

static void draw_leaf(struct pdf *p, const struct block *b, double x, double y, double room)
{
    double width = b->width > 0 ? b->width : room, from = aligned(b->type.align, x, room, width);
    if (b->kind == RULE)
        stroke_line(p, from, y + b->height / 2, from + width, y + b->height / 2, rule_width);
    else if (b->kind == CODE)
        draw_code(p, b, x, y, room);
}

/* How many more lines of a text fit into `room`; a single line is not left behind or sent ahead where two can go. */
static size_t lines_that_fit(const struct block *b, size_t from, double room)
{
    size_t to = from;
    while (to < b->lines_n && lines_height(b, from, to + 1) <= room)
        to++;
    if (to < b->lines_n && to > 0 && b->lines_n - to == 1 && to - from > 2)
        to--;
    return to < b->lines_n && to - from == 1 && b->lines_n - from > 1 ? from : to;
}

/* Draws what fits from the cell's cursor on; returns the height used. `forced` draws at least one line or block, so
 * that a page of any size makes progress. */
static double cell_draw(struct pdf_cell *c, double y, double room, bool forced)
{
    double used = 0;
    while (c->at) {
        struct block *b = c->at;
        size_t to = b->kind == TEXT ? lines_that_fit(b, c->line, room - used) : 0;
        bool fits = b->kind == TEXT ? to > c->line : b->height <= room - used;
        if (!fits && !forced)
            break;
        if (b->kind == TEXT) {
            to = fits ? to : c->line + 1;
            draw_lines(c->pdf, b, c->line, to, c->x, y + used);
            used += lines_height(b, c->line, to);
        } else {
            draw_leaf(c->pdf, b, c->x, y + used, c->width);
            used += b->height;
        }
        forced = false;
        c->line = b->kind == TEXT && to < b->lines_n ? to : 0;
        if (c->line > 0)
            break;
        c->at = b->next;
    }
    return used;
}

static void page_number(struct pdf *p)
{
    struct block b = {.kind = TEXT, .type = {.size = p->page.size, .align = PDF_CENTER}};
    b.text = str_printf(p->arena, "%d", p->pages);
    set_text(p, &b, p->line);
    draw_lines(p, &b, 0, 1, p->left, p->top / 2);
}

static void page_begin(struct pdf *p)
{
    if (++p->pages > PDF_PAGES_MAX)
        die("pdf: more than %d pages", PDF_PAGES_MAX);
    if (p->pages > 1)
        cairo_show_page(p->cr);
    p->y = p->top;
    if (p->page.numbers && p->pages > 1)
        page_number(p);
}

/* Whether the joined row `below` goes on the cell that covers
 * columns `first` to `last`: an empty cell of the same width. */
static bool goes_on(const struct row *below, size_t first, size_t last)
{
    size_t column = 0;
    for (size_t i = 0; below && below->joined && i < below->n; column += below->spans[i++])
        if (column == first && column + below->spans[i] == last)
            return !below->cells[i]->first;
    return false;
}

/* Sides of every cell; top and bottom only where the cell is not one with its neighbour of a joined row. */
static void draw_frame(struct pdf_table *t, const struct row *r, double y, double height)
{
    struct pdf *p = t->pdf;
    cairo_set_line_width(p->cr, line_width);
    for (size_t i = 0, column = 0; i < r->n; column += r->spans[i++]) {
        const struct pdf_cell *c = r->cells[i];
        double left = c->x - pad_x, right = c->x + c->width + pad_x;
        stroke_line(p, left, y, left, y + height, line_width);
        stroke_line(p, right, y, right, y + height, line_width);
        if (!r->joined || c->first)
            stroke_line(p, left, y, right, y, line_width);
        if (!goes_on(r->next, column, column + r->spans[i]))
            stroke_line(p, left, y + height, right, y + height, line_width);
    }
}

/* Draws what fits of a row into `room`; true when the row is done. */
static bool row_draw(struct pdf_table *t, struct row *r, double room, bool forced)
{
    struct pdf *p = t->pdf;
    double py = t->lined ? pad_y : 0, used = 0;
    bool done = true;
    for (size_t i = 0; i < r->n; i++) {
        double h = cell_draw(r->cells[i], p->y + py, room - 2 * py, forced);
        used = h > used ? h : used;
        done = done && !r->cells[i]->at;
    }
    if (t->lined)
        draw_frame(t, r, p->y, used + 2 * py);
    p->y += used + 2 * py;
    return done;
}

static double heads_height(struct pdf_table *t)
{
    double h = 0;
    for (struct row *r = t->head; r; r = r->next) {
        row_measure(t, r);
        h += r->height;
    }
    return h;
}

static void heads_draw(struct pdf_table *t)
{
    for (struct row *r = t->head; r; r = r->next) {
        row_measure(t, r); /* puts the cursors back */
        row_draw(t, r, r->height + 1, true);
    }
}

static double height_with_joined(struct pdf_table *t, struct row *r)
{
    row_measure(t, r);
    double h = r->height;
    for (struct row *below = r->next; below && below->joined; below = below->next) {
        row_measure(t, below);
        h += below->height;
    }
    return h;
}

static void table_draw(struct pdf_table *t)
{
    struct pdf *p = t->pdf;
    double head = heads_height(t), page = p->bottom - p->top;
    if (head > page / 2)
        die("pdf: a table head higher than half a page");
    bool started = false;
    for (struct row *r = t->rows; r; r = r->next) {
        bool breaks = p->y + (started ? 0 : head) + height_with_joined(t, r) > p->bottom && !r->joined;
        row_measure(t, r);
        breaks = breaks || p->y + r->height > p->bottom;
        bool fresh = p->y <= p->top;
        if (breaks && !fresh) {
            page_begin(p);
            started = false;
        }
        if (!started)
            heads_draw(t);
        started = true;
        while (!row_draw(t, r, p->bottom - p->y + 0.01, true)) {
            page_begin(p);
            heads_draw(t);
        }
    }
    if (!started)
        heads_draw(t);
}

static void body_draw(struct pdf *p)
{
    struct pdf_cell *body = p->body;
    body->x = p->left;
    body->width = p->line;
    page_begin(p);
    for (struct block *b = body->first; b; b = b->next) {
        if (b->kind == TABLE) {
            table_draw(b->table);
            continue;
        }
        if (b->kind == BREAK) {
            page_begin(p);
            continue;
        }
        /* One block at a time through the cell cursor, with a new page whenever it does not end. */
        struct pdf_cell one = {.pdf = p, .first = NEW(p->arena, struct block)};
        *one.first = *b;
        one.first->next = NULL;
        cell_measure(&one, p->left, p->line);
        for (;;) {
            p->y += cell_draw(&one, p->y, p->bottom - p->y, p->y <= p->top);
            if (!one.at)
                break;
            page_begin(p);
        }
    }
}

static cairo_status_t write_out(void *closure, const unsigned char *data, unsigned n)
{
    buf_put(closure, str_n((const char *)data, n));
    return CAIRO_STATUS_SUCCESS;
}

static void write_meta(struct pdf *p)
{
    struct arena *a = p->arena;
    const char *when = str_c(a, instant_iso_str(a, p->meta.created));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_TITLE, str_c(a, p->meta.title));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_AUTHOR, str_c(a, p->meta.author));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_SUBJECT, str_c(a, p->meta.subject));
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATOR, "motcua " MOTCUA_VERSION);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
    cairo_pdf_surface_set_metadata(p->surface, CAIRO_PDF_METADATA_MOD_DATE, when);
}

struct str pdf_finish(struct pdf *p, struct pdf_report *report)
{
    p->out = buf_new(p->arena, PDF_BYTES_MAX);
    p->surface = cairo_pdf_surface_create_for_stream(write_out, &p->out, p->width, p->height);
    p->cr = cairo_create(p->surface);
    write_meta(p);
    body_draw(p);
    cairo_destroy(p->cr);
    cairo_surface_finish(p->surface);
    cairo_status_t status = cairo_surface_status(p->surface);
    cairo_surface_destroy(p->surface);
    if (status != CAIRO_STATUS_SUCCESS || p->out.full)
        die("pdf: %s", p->out.full ? "too large" : cairo_status_to_string(status));
    if (report)
        *report = (struct pdf_report){.pages = p->pages, .missing = p->missing};
    return buf_str(&p->out);
}
