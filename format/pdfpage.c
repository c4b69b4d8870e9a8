#include "format/pdfpage.h"

#include "format/pdflex.h"

enum { TREE_DEPTH = 32, A4_AREA = 595 * 842 };
static const double beyond = 1e6; /* of a coordinate; the standard's own limit is 14,400 */

/* What a page takes from the nodes above it where it says nothing itself. */
struct inherited {
    const struct pdf_value *media, *crop, *turn;
};

struct page_walk {
    struct pdf_file *f;
    int64_t wanted, met, nodes;
    struct pdf_sheet *out;
    struct inherited of;
};

static struct inherited inherit(struct inherited from, const struct pdf_value *node)
{
    const struct pdf_value *media = pdf_get(node, "MediaBox"), *crop = pdf_get(node, "CropBox"),
                           *turn = pdf_get(node, "Rotate");
    return (struct inherited){media ? media : from.media, crop ? crop : from.crop, turn ? turn : from.turn};
}

static enum pdf_fault walk_pages(struct page_walk *w, const struct pdf_value *v, struct inherited from, int depth)
{
    const struct pdf_value *node, *kids, *count;
    PDF_TRY(pdf_resolve(w->f, v, &node));
    PDF_TRY(pdf_get_resolved(w->f, node, "Kids", &kids));
    PDF_TRY(pdf_get_resolved(w->f, node, "Count", &count));
    if (depth > TREE_DEPTH || ++w->nodes > PDF_OBJECTS_MAX)
        return pdf_refuse(w->f, PDF_TOO_LARGE, pdf_place(w->f, v), "a tree of pages without end");
    bool is_tree = kids->kind == PDF_ARRAY;
    if (is_tree && pdf_is(count, PDF_INT) && count->n >= 0 && w->met + count->n < w->wanted) {
        w->met += count->n; /* the page is not below this one */
        return PDF_READ;
    }
    from = inherit(from, node);
    if (!is_tree && ++w->met == w->wanted && node->kind == PDF_DICT && v->kind == PDF_REF) {
        w->out->dict = node;
        w->out->number = v->n;
        w->of = from;
    }
    for (const struct pdf_value *kid = is_tree ? kids->first : NULL; kid && !w->out->dict; kid = kid->next)
        PDF_TRY(walk_pages(w, kid, from, depth + 1));
    return PDF_READ;
}

/* ---- what is seen ---- */

static void put_in_order(double *low, double *high)
{
    double swap = *low;
    if (*low > *high) {
        *low = *high;
        *high = swap;
    }
}

enum pdf_fault pdf_rectangle(struct pdf_file *f, const struct pdf_value *v, double rect[4], bool *good)
{
    const struct pdf_value *array, *number;
    size_t n = 0;
    PDF_TRY(pdf_resolve(f, v, &array));
    *good = pdf_is(array, PDF_ARRAY) && array->n == 4;
    for (const struct pdf_value *m = *good ? array->first : NULL; m; m = m->next) {
        PDF_TRY(pdf_resolve(f, m, &number));
        rect[n] = pdf_is_number(number) ? pdf_real(number) : beyond;
        *good = *good && rect[n] > -beyond && rect[n] < beyond;
        n++;
    }
    if (*good) {
        put_in_order(&rect[0], &rect[2]);
        put_in_order(&rect[1], &rect[3]);
    }
    return PDF_READ;
}

/* What of the CropBox lies outside the MediaBox is not there. */
static enum pdf_fault measure_box(struct page_walk *w, bool *good)
{
    double crop[4], *box = w->out->box;
    bool cropped = false;
    PDF_TRY(pdf_rectangle(w->f, w->of.media, box, good));
    if (*good && w->of.crop)
        PDF_TRY(pdf_rectangle(w->f, w->of.crop, crop, &cropped));
    for (int i = 0; cropped && i < 4; i++)
        if (i < 2 ? crop[i] > box[i] : crop[i] < box[i])
            box[i] = crop[i];
    *good = *good && box[2] - box[0] > 1 && box[3] - box[1] > 1;
    return PDF_READ;
}

static enum pdf_fault measure(struct page_walk *w)
{
    const struct pdf_value *turn, *unit;
    bool good;
    PDF_TRY(measure_box(w, &good));
    PDF_TRY(pdf_resolve(w->f, w->of.turn, &turn));
    PDF_TRY(pdf_get_resolved(w->f, w->out->dict, "UserUnit", &unit));
    bool turned = pdf_is(turn, PDF_INT);
    w->out->unit = pdf_is_number(unit) ? pdf_real(unit) : 1;
    good = good && (turn->kind == PDF_NULL || (turned && turn->n % 90 == 0));
    good = good && w->out->unit > 1e-3 && w->out->unit < beyond;
    w->out->turns = turned ? (int)((turn->n / 90 % 4 + 4) % 4) : 0;
    w->out->measured = good;
    return PDF_READ;
}

enum pdf_fault pdf_sheet_find(struct pdf_file *f, int64_t page, struct pdf_sheet *out)
{
    const struct pdf_value *catalog;
    struct page_walk w = {.f = f, .wanted = page, .out = out};
    *out = (struct pdf_sheet){0};
    if (page < 1)
        return PDF_READ;
    PDF_TRY(pdf_resolve(f, pdf_get(pdf_trailer(f), "Root"), &catalog));
    PDF_TRY(walk_pages(&w, pdf_get(catalog, "Pages"), (struct inherited){0}, 0));
    return out->dict ? measure(&w) : PDF_READ;
}

enum pdf_fault pdf_sheet_in(struct pdf_file *f, int64_t number, struct pdf_sheet *out)
{
    struct page_walk w = {.f = f, .out = out};
    struct pdf_value *page;
    *out = (struct pdf_sheet){.number = number};
    PDF_TRY(pdf_object(f, number, &page, NULL));
    if (page->kind != PDF_DICT || pdf_get(page, "Kids"))
        return PDF_READ;
    out->dict = page;
    const struct pdf_value *node = page;
    for (int depth = 0; node->kind == PDF_DICT; depth++) {
        if (depth > TREE_DEPTH)
            return pdf_refuse(f, PDF_TOO_LARGE, 0, "a page without end of parents");
        struct inherited above = inherit((struct inherited){0}, node);
        w.of.media = w.of.media ? w.of.media : above.media;
        w.of.crop = w.of.crop ? w.of.crop : above.crop;
        w.of.turn = w.of.turn ? w.of.turn : above.turn;
        PDF_TRY(pdf_get_resolved(f, node, "Parent", &node));
    }
    return measure(&w);
}

/* ---- places ---- */

/* Turning a page by a quarter clockwise takes what is up in the file to the right. */
bool pdf_sheet_rect(const struct pdf_sheet *s, const struct pdf_box *box, double rect[4])
{
    double k = PDF_POINTS_A_MM / s->unit, x = box->x * k, y = box->y * k, w = box->w * k, h = box->h * k;
    const double *b = s->box;
    double wide = s->turns % 2 ? b[3] - b[1] : b[2] - b[0], high = s->turns % 2 ? b[2] - b[0] : b[3] - b[1];
    double slack = 0.01;
    if (!s->measured || !(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= wide + slack && y + h <= high + slack))
        return false;
    const double seen[4][4] = {
        {b[0] + x, b[3] - y - h, b[0] + x + w, b[3] - y},
        {b[0] + y, b[1] + x, b[0] + y + h, b[1] + x + w},
        {b[2] - x - w, b[1] + y, b[2] - x, b[1] + y + h},
        {b[2] - y - h, b[3] - x - w, b[2] - y, b[3] - x},
    };
    for (int i = 0; i < 4; i++)
        rect[i] = seen[s->turns][i];
    return true;
}

static double area(const double rect[4])
{
    return (rect[2] - rect[0]) * (rect[3] - rect[1]);
}

bool pdf_sheet_is_broad(const struct pdf_sheet *s, const double rect[4])
{
    return area(rect) > area(s->box) / 4 || area(rect) > A4_AREA / 4.0;
}

void pdf_sheet_seen(const struct pdf_sheet *s, const double rect[4], double *w, double *h)
{
    double k = s->unit / PDF_POINTS_A_MM, x = (rect[2] - rect[0]) * k, y = (rect[3] - rect[1]) * k;
    *w = s->turns % 2 ? y : x;
    *h = s->turns % 2 ? x : y;
}
