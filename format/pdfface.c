#include "format/pdfface.h"

#include <png.h>
#include <zlib.h>

#include "format/pdflex.h"
#include "format/pdfpage.h"

enum { REFS_MAX = 256, PACK_SLACK = 4096, HEAD_MAX = 1024 * 1024, OBJECTS_MORE = 16 };
/* Points. */
static const double usual_size = 10, least_side = 4, most_side = 900, frame_pad = 2 * PDF_POINTS_A_MM, frame_line = 0.7;

/* A part of the box, from its lower left corner, in points. */
struct room {
    double left, bottom, width, height;
};

/* A reference inside an object, by its place in the text of the object. */
struct ref {
    size_t at, to;
};

struct pdf_face_object {
    struct str head; /* without the references and, of a stream, without its length and end */
    struct ref *refs;
    size_t refs_n;
    bool is_stream;
    struct str data;
};

/* ---- the picture ---- */

static bool pack_begin(z_stream *z, struct arena *a, size_t n)
{
    if (deflateInit(z, Z_DEFAULT_COMPRESSION) != Z_OK)
        return false;
    z->avail_out = (uInt)deflateBound(z, n) + PACK_SLACK;
    z->next_out = arena_room(a, z->avail_out);
    return true;
}

static int pack(z_stream *z, uint8_t *row, size_t n, int flush)
{
    z->next_in = row;
    z->avail_in = (uInt)n;
    return deflate(z, flush);
}

static struct str pack_end(z_stream *z)
{
    if (pack(z, NULL, 0, Z_FINISH) != Z_STREAM_END)
        die("pdfface: zlib");
    struct str s = str_n((const char *)z->next_out - z->total_out, z->total_out);
    deflateEnd(z);
    return s;
}

static enum pdf_face_fault pack_channels(struct arena *a, const uint8_t *rgba, struct pdf_picture *p)
{
    size_t w = (size_t)p->width, h = (size_t)p->height;
    uint8_t *rgb = arena_room(a, w * 3), *alpha = arena_room(a, w), least = 255, most = 0;
    z_stream colour = {0}, shine = {0};
    if (!pack_begin(&colour, a, w * h * 3) || !pack_begin(&shine, a, w * h))
        die("pdfface: zlib");
    for (size_t y = 0; y < h; y++) {
        for (size_t x = 0; x < w; x++, rgba += 4) {
            memcpy(rgb + x * 3, rgba, 3);
            alpha[x] = rgba[3];
            least = rgba[3] < least ? rgba[3] : least;
            most = rgba[3] > most ? rgba[3] : most;
        }
        (void)pack(&colour, rgb, w * 3, Z_NO_FLUSH);
        (void)pack(&shine, alpha, w, Z_NO_FLUSH);
    }
    p->colour = pack_end(&colour);
    p->alpha = pack_end(&shine);
    if (least == 255)
        p->alpha = S("");
    return most == 0 ? PDF_FACE_EMPTY : PDF_FACE_OK;
}

enum pdf_face_fault pdf_picture_read(struct arena *a, struct str png, struct pdf_picture *out)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    enum pdf_face_fault fault = PDF_FACE_NO_PNG;
    *out = (struct pdf_picture){0};
    if (png.n > PDF_PICTURE_BYTES_MAX)
        return PDF_FACE_TOO_LARGE;
    if (!png_image_begin_read_from_memory(&image, png.p, png.n))
        return PDF_FACE_NO_PNG;
    image.format = PNG_FORMAT_RGBA;
    if ((uint64_t)image.width * image.height > PDF_PICTURE_PIXELS_MAX) {
        png_image_free(&image);
        return PDF_FACE_TOO_LARGE;
    }
    uint8_t *rgba = malloc(PNG_IMAGE_SIZE(image)); /* heap: sixteen megabytes for a moment */
    if (rgba && png_image_finish_read(&image, NULL, rgba, 0, NULL)) {
        out->width = (int)image.width;
        out->height = (int)image.height;
        fault = pack_channels(a, rgba, out);
    }
    free(rgba);
    png_image_free(&image);
    return fault;
}

/* ---- the objects ---- */

/* One object at a time is written: what it refers to gets its place and is written later. */
struct maker {
    struct arena *a;
    struct pdf_face *face;
    size_t max;
    struct buf head;
    struct ref refs[REFS_MAX];
    size_t refs_n;
};

/* The paper the text was set on, whose objects become ours. */
struct source {
    struct maker *m;
    struct pdf_file *f;
    size_t *places; /* by their number on the paper; 0 none yet, for the first object is the form */
    int64_t *queue; /* numbers whose place is given and which are not written yet */
    size_t queued, done;
};

static size_t reserve(struct maker *m)
{
    size_t size = sizeof *m->face->objects;
    if (m->face->n == m->max) {
        m->face->objects = arena_grow(m->a, m->face->objects, m->max * size, (m->max + OBJECTS_MORE) * size);
        m->max += OBJECTS_MORE;
    }
    return m->face->n++;
}

static void head_begin(struct maker *m)
{
    m->head = buf_new(m->a, HEAD_MAX);
    m->refs_n = 0;
}

static void put_ref(struct maker *m, size_t to)
{
    if (m->refs_n == REFS_MAX)
        die("pdfface: more than %d references", REFS_MAX);
    m->refs[m->refs_n++] = (struct ref){m->head.n, to};
}

static void head_end(struct maker *m, size_t place, bool is_stream, struct str data)
{
    if (m->head.full)
        die("pdfface: an object of more than %d bytes", HEAD_MAX);
    struct ref *refs = NEW_ARRAY(m->a, struct ref, m->refs_n + 1);
    memcpy(refs, m->refs, m->refs_n * sizeof *refs);
    m->face->objects[place] = (struct pdf_face_object){buf_str(&m->head), refs, m->refs_n, is_stream, data};
}

static size_t place_of(struct source *s, int64_t number)
{
    if (number < 0 || (size_t)number >= s->f->entries_n)
        die("pdfface: a reference to nothing");
    if (!s->places[number]) {
        s->places[number] = reserve(s->m);
        s->queue[s->queued++] = number;
    }
    return s->places[number];
}

/* As it stands, but for references, and for the length of a stream, which is said anew. */
static void put_value(struct source *s, const struct pdf_value *v)
{
    struct buf *b = &s->m->head;
    if (v->kind == PDF_REF) {
        put_ref(s->m, place_of(s, v->n));
    } else if (v->kind == PDF_ARRAY) {
        buf_putc(b, '[');
        for (const struct pdf_value *m = v->first; m; m = m->next, buf_putc(b, ' '))
            put_value(s, m);
        buf_putc(b, ']');
    } else if (v->kind == PDF_DICT || v->kind == PDF_STREAM) {
        buf_puts(b, "<<");
        for (const struct pdf_value *m = v->first; m; m = m->next, buf_putc(b, '\n')) {
            if (v->kind == PDF_STREAM && str_eqc(m->key, "Length"))
                continue;
            buf_put(b, str_sub(m->member, 0, (size_t)(m->raw.p - m->member.p)));
            put_value(s, m);
        }
        buf_puts(b, v->kind == PDF_DICT ? ">>" : "");
    } else {
        buf_put(b, v->raw);
    }
}

/* What we wrote ourselves a moment ago can be read. */
static void must(enum pdf_fault fault, const struct pdf_file *f)
{
    if (fault != PDF_READ)
        die("pdfface: our own paper cannot be read: %s", f->why ? f->why : "");
}

static void write_queued(struct source *s)
{
    while (s->done < s->queued) {
        struct pdf_value *v;
        int64_t number = s->queue[s->done++];
        must(pdf_object(s->f, number, &v, NULL), s->f);
        head_begin(s->m);
        put_value(s, v);
        head_end(s->m, s->places[number], v->kind == PDF_STREAM, v->kind == PDF_STREAM ? v->text : S(""));
    }
}

/* ---- the text ---- */

static enum pdf_face_fault set_text(struct arena *a, const struct pdf_look *look, const struct room *r, struct str *out)
{
    double size = look->size > 0 ? look->size : usual_size, width = r->width / PDF_POINTS_A_MM,
           height = r->height / PDF_POINTS_A_MM;
    const struct pdf_page paper = {.margin = {0, 210 - width, 297 - height, 0}, .size = size};
    /* Two marks over a capital reach a little above the line. */
    const struct pdf_type type = {.italic = look->italic, .align = look->align, .before = size * 0.15};
    struct pdf_report report;
    if (width > 210 || height > 297 || r->height < size * 1.45)
        return PDF_FACE_TOO_LONG; /* of one line, pdf.c draws what does not fit */
    struct pdf *p = pdf_new(a, &paper, &(struct pdf_meta){0});
    pdf_text(pdf_body(p), &type, look->text);
    *out = pdf_finish(p, &report);
    if (report.missing)
        return PDF_FACE_LETTERS;
    return report.pages == 1 ? PDF_FACE_OK : PDF_FACE_TOO_LONG;
}

static struct source open_source(struct maker *m, struct str paper)
{
    struct source s = {.m = m, .f = NEW(m->a, struct pdf_file)};
    must(pdf_open(m->a, paper, s.f), s.f);
    s.places = NEW_ARRAY(m->a, size_t, s.f->entries_n);
    s.queue = NEW_ARRAY(m->a, int64_t, s.f->entries_n);
    return s;
}

/* The page of text as a form XObject in `place`: its upper left corner, moved into the room. */
static void import_text(struct source *s, size_t place, const struct room *r)
{
    const struct pdf_value *contents, *resources;
    struct pdf_sheet sheet;
    must(pdf_sheet_find(s->f, 1, &sheet), s->f);
    must(pdf_get_resolved(s->f, sheet.dict, "Contents", &contents), s->f);
    must(pdf_get_resolved(s->f, sheet.dict, "Resources", &resources), s->f);
    if (contents->kind != PDF_STREAM)
        die("pdfface: a page without contents");
    const struct pdf_value *filter = pdf_get(contents, "Filter");
    double bottom = sheet.box[3] - r->height;
    head_begin(s->m);
    buf_printf(&s->m->head, "<</Type /XObject\n/Subtype /Form\n/BBox [0 %.3f %.3f %.3f]\n/Matrix [1 0 0 1 %.3f %.3f]\n",
               bottom, r->width, sheet.box[3], r->left, r->bottom - bottom);
    if (filter) {
        buf_puts(&s->m->head, "/Filter ");
        put_value(s, filter);
    }
    buf_puts(&s->m->head, "\n/Resources ");
    put_value(s, resources);
    head_end(s->m, place, true, contents->text);
    write_queued(s);
}

/* ---- the face ---- */

static void put_picture(struct maker *m, size_t place, const struct pdf_picture *p, size_t mask)
{
    head_begin(m);
    buf_printf(&m->head, "<</Type /XObject\n/Subtype /Image\n/Width %d\n/Height %d\n/BitsPerComponent 8\n", p->width,
               p->height);
    buf_printf(&m->head, "/ColorSpace /%s\n/Filter /FlateDecode\n", mask == place ? "DeviceGray" : "DeviceRGB");
    if (mask > place) {
        buf_puts(&m->head, "/SMask ");
        put_ref(m, mask);
    }
    head_end(m, place, true, mask == place ? p->alpha : p->colour);
}

static size_t add_picture(struct maker *m, const struct pdf_picture *p)
{
    size_t place = reserve(m), mask = p->alpha.n ? reserve(m) : 0;
    put_picture(m, place, p, mask);
    if (mask)
        put_picture(m, mask, p, mask);
    return place;
}

static void draw_picture(struct buf *content, const struct pdf_picture *p, const struct room *r)
{
    double k = r->width / p->width, w, h;
    k = k * p->height > r->height ? r->height / p->height : k;
    w = k * p->width;
    h = k * p->height;
    buf_printf(content, "q %.3f 0 0 %.3f %.3f %.3f cm /I Do Q\n", w, h, r->left + (r->width - w) / 2,
               r->bottom + (r->height - h) / 2);
}

/* places: of picture and text, 0 none. */
static void finish_form(struct maker *m, const size_t places[2], struct str content, const double side[2], int turns)
{
    static const char *const matrix[] = {"1 0 0 1", "0 1 -1 0", "-1 0 0 -1", "0 -1 1 0"};
    static const char *const names[] = {"/I ", "/T "};
    head_begin(m);
    buf_printf(&m->head,
               "<</Type /XObject\n/Subtype /Form\n/BBox [0 0 %.3f %.3f]\n/Matrix [%s 0 0]\n/Resources <</XObject <<",
               side[0], side[1], matrix[turns % 4]);
    for (int i = 0; i < 2; i++)
        if (places[i]) {
            buf_puts(&m->head, names[i]);
            put_ref(m, places[i]);
        }
    buf_puts(&m->head, ">>>>\n");
    head_end(m, 0, true, content);
}

/* The room inside the frame, and the two parts of it. */
static void share_room(const struct pdf_look *look, double width, double height, struct room *picture,
                       struct room *text)
{
    double pad = look->framed ? frame_pad : 0, share = !look->picture ? 0 : look->text.n ? 0.4 : 1;
    struct room all = {pad, pad, width - 2 * pad, height - 2 * pad};
    *picture = (struct room){all.left, all.bottom, all.width * share, all.height};
    *text = (struct room){all.left + picture->width, all.bottom, all.width - picture->width, all.height};
}

static struct str draw(struct maker *m, const struct pdf_look *look, struct str paper, const double side[2],
                       size_t places[2])
{
    struct buf content = buf_new(m->a, 1024);
    struct room picture, text;
    share_room(look, side[0], side[1], &picture, &text);
    if (look->picture) {
        places[0] = add_picture(m, look->picture);
        draw_picture(&content, look->picture, &picture);
    }
    if (look->text.n) {
        struct source s = open_source(m, paper);
        places[1] = reserve(m);
        import_text(&s, places[1], &text);
        buf_puts(&content, "/T Do\n");
    }
    if (look->framed)
        buf_printf(&content, "q %.3f w %.3f %.3f %.3f %.3f re S Q\n", frame_line, frame_line / 2, frame_line / 2,
                   side[0] - frame_line, side[1] - frame_line);
    return buf_str(&content);
}

static enum pdf_face_fault check_measures(const struct pdf_look *look, double width, double height)
{
    if (!look->picture && look->text.n == 0)
        return PDF_FACE_EMPTY;
    bool good = width >= least_side && height >= least_side && width <= most_side && height <= most_side;
    good = good && (!look->framed || (width > 3 * frame_pad && height > 3 * frame_pad));
    return good && look->text.n <= PDF_FACE_TEXT_MAX ? PDF_FACE_OK : PDF_FACE_TOO_LONG;
}

enum pdf_face_fault pdf_face_make(struct arena *a, const struct pdf_look *look, double width, double height, int turns,
                                  struct pdf_face *out)
{
    const double side[2] = {width * PDF_POINTS_A_MM, height * PDF_POINTS_A_MM};
    struct str paper = S("");
    struct room picture, text;
    size_t places[2] = {0};
    enum pdf_face_fault fault = check_measures(look, side[0], side[1]);
    share_room(look, side[0], side[1], &picture, &text);
    if (fault == PDF_FACE_OK && look->text.n)
        fault = set_text(a, look, &text, &paper);
    if (fault != PDF_FACE_OK)
        return fault;
    struct maker *m = NEW(a, struct maker);
    *m = (struct maker){.a = a, .face = out};
    *out = (struct pdf_face){0};
    (void)reserve(m); /* the form itself */
    struct str content = draw(m, look, paper, side, places);
    finish_form(m, places, content, side, turns);
    return PDF_FACE_OK;
}

void pdf_face_put(const struct pdf_face *face, size_t i, int64_t first, struct buf *b)
{
    const struct pdf_face_object *o = &face->objects[i];
    size_t at = 0;
    for (size_t k = 0; k < o->refs_n; k++) {
        buf_put(b, str_sub(o->head, at, o->refs[k].at));
        buf_printf(b, " %lld 0 R", (long long)(first + (int64_t)o->refs[k].to));
        at = o->refs[k].at;
    }
    buf_put(b, str_sub(o->head, at, o->head.n));
    if (!o->is_stream)
        return;
    buf_printf(b, "\n/Length %zu>>\nstream\n", o->data.n);
    buf_put(b, o->data);
    buf_puts(b, "\nendstream");
}
