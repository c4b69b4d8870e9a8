#include "format/pdflex.h"

#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST /* it does not write to its input */
#include <zlib.h>

/* ---- values asked for ---- */

size_t pdf_place(const struct pdf_file *f, const struct pdf_value *v)
{
    return v->packed || !v->raw.p ? 0 : (size_t)(v->raw.p - f->bytes.p);
}

const struct pdf_value *pdf_get(const struct pdf_value *v, const char *key)
{
    if (!v || (v->kind != PDF_DICT && v->kind != PDF_STREAM))
        return NULL;
    for (const struct pdf_value *m = v->first; m; m = m->next)
        if (str_eqc(m->key, key))
            return m;
    return NULL;
}

bool pdf_is(const struct pdf_value *v, enum pdf_kind kind)
{
    return v && v->kind == kind;
}

bool pdf_name_is(const struct pdf_value *v, const char *name)
{
    return pdf_is(v, PDF_NAME) && str_eqc(v->text, name);
}

bool pdf_is_number(const struct pdf_value *v)
{
    return pdf_is(v, PDF_INT) || pdf_is(v, PDF_REAL);
}

double pdf_real(const struct pdf_value *v)
{
    char text[128];
    if (v->kind == PDF_INT)
        return (double)v->n;
    size_t n = v->text.n < sizeof text - 1 ? v->text.n : sizeof text - 1;
    memcpy(text, v->text.p, n);
    text[n] = '\0';
    return strtod(text, NULL);
}

enum pdf_fault pdf_resolve(struct pdf_file *f, const struct pdf_value *v, const struct pdf_value **out)
{
    static const struct pdf_value nothing = {.kind = PDF_NULL};
    struct pdf_value *got;
    *out = v ? v : &nothing;
    if (!pdf_is(v, PDF_REF))
        return PDF_READ;
    PDF_TRY(pdf_object(f, v->n, &got, NULL));
    if (got->kind == PDF_REF)
        return pdf_refuse(f, PDF_BROKEN, pdf_place(f, got), "a reference to a reference");
    if (v->n < (int64_t)f->entries_n && f->entries[v->n].kind == PDF_PLAIN &&
        (int64_t)f->entries[v->n].generation != v->generation)
        got = NEW(f->arena, struct pdf_value);
    *out = got;
    return PDF_READ;
}

enum pdf_fault pdf_get_resolved(struct pdf_file *f, const struct pdf_value *v, const char *key,
                                const struct pdf_value **out)
{
    return pdf_resolve(f, pdf_get(v, key), out);
}

static int64_t int_or(const struct pdf_value *v, int64_t fallback)
{
    return pdf_is(v, PDF_INT) ? v->n : fallback;
}

/* ---- streams ---- */

static void end_inflate(z_stream *z)
{
    inflateEnd(z);
}

/* zlib writes into the buf's own growing room; what passes the limit of the file is refused, not cut. */
static enum pdf_fault inflate_all(struct pdf_file *f, struct str data, struct buf *out)
{
    enum { STEP = 64 * 1024 };
    CLEANUP(end_inflate) z_stream z = {.next_in = (const Bytef *)data.p, .avail_in = (uInt)data.n};
    if (inflateInit(&z) != Z_OK)
        die("zlib: out of memory");
    for (int rc = Z_OK; rc != Z_STREAM_END;) {
        char *room = buf_reserve(out, STEP);
        if (!room)
            return pdf_refuse(f, PDF_TOO_LARGE, f->at, "unpacked bytes past the limit");
        z.next_out = (Bytef *)room;
        z.avail_out = STEP;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += STEP - z.avail_out;
        if (rc != Z_STREAM_END && (rc != Z_OK || (z.avail_in == 0 && z.avail_out == STEP)))
            return pdf_refuse(f, PDF_BROKEN, f->at, "packed data that does not unpack");
    }
    f->decoded_n += out->n;
    return PDF_READ;
}

static uint8_t paeth(int left, int up, int corner)
{
    int p = left + up - corner, l = abs(p - left), u = abs(p - up), c = abs(p - corner);
    return (uint8_t)(l <= u && l <= c ? left : u <= c ? up : corner);
}

/* One row of a PNG predictor, in place; `up` is the row before, NULL for the first. */
static bool undo_row(uint8_t kind, uint8_t *row, const uint8_t *up, size_t n, size_t step)
{
    if (kind > 4)
        return false;
    for (size_t i = 0; i < n; i++) {
        int left = i >= step ? row[i - step] : 0, above = up ? up[i] : 0, corner = up && i >= step ? up[i - step] : 0;
        int add[] = {0, left, above, (left + above) / 2, paeth(left, above, corner)};
        row[i] = (uint8_t)(row[i] + add[kind]);
    }
    return true;
}

static enum pdf_fault undo_png(struct pdf_file *f, const struct pdf_value *parms, struct str *data)
{
    int64_t columns = int_or(pdf_get(parms, "Columns"), 1), colors = int_or(pdf_get(parms, "Colors"), 1),
            bits = int_or(pdf_get(parms, "BitsPerComponent"), 8);
    if (columns < 1 || columns > 1 << 20 || colors < 1 || colors > 32 || (bits != 8 && bits != 1 && bits != 16))
        return pdf_refuse(f, PDF_UNSUPPORTED, pdf_place(f, parms), "a predictor of this size");
    size_t n = (size_t)(columns * colors * bits + 7) / 8, step = (size_t)(colors * bits + 7) / 8,
           rows = data->n / (n + 1);
    uint8_t *to = arena_room(f->arena, rows * n + 1), *up = NULL;
    if (rows * (n + 1) != data->n)
        return pdf_refuse(f, PDF_BROKEN, pdf_place(f, parms), "rows of a predictor that do not fit");
    for (size_t i = 0; i < rows; i++) {
        const char *from = data->p + i * (n + 1);
        uint8_t *row = to + i * n;
        memcpy(row, from + 1, n);
        if (!undo_row((uint8_t)*from, row, up, n, step))
            return pdf_refuse(f, PDF_BROKEN, pdf_place(f, parms), "a predictor that does not exist");
        up = row;
    }
    *data = str_n((const char *)to, rows * n);
    return PDF_READ;
}

/* A filter may stand alone or in an array of one. */
static const struct pdf_value *only(const struct pdf_value *v)
{
    return pdf_is(v, PDF_ARRAY) && v->n == 1 ? v->first : v;
}

enum pdf_fault pdf_decode(struct pdf_file *f, const struct pdf_value *stream, struct str *out)
{
    const struct pdf_value *filter, *parms;
    PDF_TRY(pdf_get_resolved(f, stream, "Filter", &filter));
    PDF_TRY(pdf_get_resolved(f, stream, "DecodeParms", &parms));
    *out = stream->text;
    f->at = pdf_place(f, stream);
    if (filter->kind == PDF_NULL || (filter->kind == PDF_ARRAY && filter->n == 0))
        return PDF_READ;
    PDF_TRY(pdf_resolve(f, only(parms), &parms));
    if (!pdf_name_is(only(filter), "FlateDecode"))
        return pdf_refuse(f, PDF_UNSUPPORTED, pdf_place(f, stream), "a filter other than Flate");
    struct buf b = buf_new(f->arena, PDF_DECODED_MAX - f->decoded_n);
    PDF_TRY(inflate_all(f, stream->text, &b));
    *out = buf_str(&b);
    int64_t predictor = int_or(pdf_get(parms, "Predictor"), 1);
    if (predictor == 1)
        return PDF_READ;
    return predictor >= 10 ? undo_png(f, parms, out)
                           : pdf_refuse(f, PDF_UNSUPPORTED, pdf_place(f, stream), "this predictor");
}

/* ---- objects ---- */

static enum pdf_fault stream_length(struct lexer *l, const struct pdf_value *dict, int64_t *n)
{
    const struct pdf_value *length = pdf_get(dict, "Length");
    PDF_TRY(pdf_resolve(l->f, length, &length));
    if (!pdf_is(length, PDF_INT) || length->n < 0 || (uint64_t)length->n > l->s.n - l->at)
        return lex_broken(l, "a stream without a good length");
    *n = length->n;
    return PDF_READ;
}

/* l stands behind the dictionary; false in *is when no stream follows. */
static enum pdf_fault read_stream(struct lexer *l, struct pdf_value *dict)
{
    int64_t n = 0;
    if (dict->kind != PDF_DICT || !lex_starts(l, "stream"))
        return PDF_READ;
    l->at += strlen("stream");
    if (lex_starts(l, "\r\n"))
        l->at++;
    if (lex_here(l) != '\n')
        return lex_broken(l, "stream without its line end");
    l->at++;
    PDF_TRY(stream_length(l, dict, &n));
    dict->text = str_sub(l->s, l->at, l->at + (size_t)n);
    dict->kind = PDF_STREAM;
    l->at += (size_t)n;
    if (lex_starts(l, "\r\n"))
        l->at++;
    if (lex_here(l) == '\n' || lex_here(l) == '\r')
        l->at++;
    return lex_take(l, "endstream") ? PDF_READ : lex_broken(l, "a stream that does not end where its length says");
}

/* "12 0 obj … endobj" at l; the number must be the one that was asked for. */
static enum pdf_fault read_object(struct lexer *l, int64_t number, int64_t generation, struct pdf_value **out)
{
    int64_t n = 0, g = 0;
    lex_space(l);
    if (!lex_number(l, &n) || n != number)
        return lex_broken(l, "another object stands here");
    lex_space(l);
    if (!lex_number(l, &g) || g != generation)
        return lex_broken(l, "another generation stands here");
    lex_space(l);
    if (!lex_starts(l, "obj"))
        return lex_broken(l, "no object stands here");
    l->at += strlen("obj");
    lex_space(l);
    PDF_TRY(lex_value(l, out));
    lex_space(l);
    PDF_TRY(read_stream(l, *out));
    lex_space(l);
    return lex_take(l, "endobj") ? PDF_READ : lex_broken(l, "an object without an end");
}

struct pdf_unpacked {
    struct pdf_unpacked *next;
    int64_t number, n;
    size_t first;
    struct str bytes;
};

static enum pdf_fault unpack(struct pdf_file *f, int64_t number, struct pdf_unpacked **out)
{
    struct pdf_value *stream;
    for (*out = f->unpacked; *out; *out = (*out)->next)
        if ((*out)->number == number)
            return PDF_READ;
    if (number >= (int64_t)f->entries_n || f->entries[number].kind != PDF_PLAIN)
        return pdf_refuse(f, PDF_BROKEN, f->at, "an object in a stream that is not there");
    PDF_TRY(pdf_object(f, number, &stream, NULL));
    int64_t n = int_or(pdf_get(stream, "N"), -1), first = int_or(pdf_get(stream, "First"), -1);
    if (stream->kind != PDF_STREAM || !pdf_name_is(pdf_get(stream, "Type"), "ObjStm") || n < 0 || n > PDF_OBJECTS_MAX ||
        first < 0)
        return pdf_refuse(f, PDF_BROKEN, pdf_place(f, stream), "no stream of objects");
    struct pdf_unpacked *u = NEW(f->arena, struct pdf_unpacked);
    *u = (struct pdf_unpacked){.next = f->unpacked, .number = number, .n = n, .first = (size_t)first};
    PDF_TRY(pdf_decode(f, stream, &u->bytes));
    if (u->first > u->bytes.n)
        return pdf_refuse(f, PDF_BROKEN, pdf_place(f, stream), "a stream of objects shorter than its head");
    f->unpacked = *out = u;
    return PDF_READ;
}

static enum pdf_fault read_packed(struct pdf_file *f, int64_t number, const struct pdf_entry *e, struct pdf_value **out)
{
    struct pdf_unpacked *u;
    int64_t n = -1, at = -1;
    PDF_TRY(unpack(f, e->at, &u));
    struct lexer l = {.f = f, .s = str_sub(u->bytes, 0, u->first), .packed = true};
    if (e->generation >= u->n)
        return lex_broken(&l, "an object past the end of its stream");
    for (uint32_t i = 0; i <= e->generation; i++) {
        lex_space(&l);
        if (!lex_number(&l, &n))
            return lex_broken(&l, "a stream of objects with a bad head");
        lex_space(&l);
        if (!lex_number(&l, &at))
            return lex_broken(&l, "a stream of objects with a bad head");
    }
    if (n != number || (uint64_t)at > u->bytes.n - u->first)
        return lex_broken(&l, "another object stands at this place of the stream");
    l.s = u->bytes;
    l.at = u->first + (size_t)at;
    lex_space(&l);
    return lex_value(&l, out);
}

static enum pdf_fault read_entry(struct pdf_file *f, int64_t number, const struct pdf_entry *e, struct pdf_value **out,
                                 struct pdf_extent *whole)
{
    struct lexer l = {.f = f, .s = f->bytes, .at = e->at};
    if (e->kind == PDF_FREE)
        return lex_new(&l, PDF_NULL, out);
    if (e->kind == PDF_PACKED)
        return read_packed(f, number, e, out);
    lex_space(&l);
    whole->from = l.at;
    PDF_TRY(read_object(&l, number, e->generation, out));
    whole->to = l.at;
    return PDF_READ;
}

enum pdf_fault pdf_object(struct pdf_file *f, int64_t number, struct pdf_value **out, struct pdf_extent *whole)
{
    static const struct pdf_entry missing = {.kind = PDF_FREE};
    enum { NESTED_MAX = 4 };
    bool there = number >= 0 && number < (int64_t)f->entries_n;
    struct pdf_extent extent = {0, 0};
    if (f->nested == NESTED_MAX)
        return pdf_refuse(f, PDF_BROKEN, f->at, "objects that need each other to be read");
    f->nested++;
    enum pdf_fault fault = read_entry(f, number, there ? &f->entries[number] : &missing, out, &extent);
    f->nested--;
    if (whole)
        *whole = extent;
    return fault;
}

/* ---- cross references ---- */

static enum pdf_fault need_entries(struct pdf_file *f, int64_t n)
{
    if (n < 0 || n > PDF_OBJECTS_MAX)
        return pdf_refuse(f, PDF_TOO_LARGE, f->at, "too many objects");
    if ((size_t)n <= f->entries_n)
        return PDF_READ;
    f->entries = arena_grow(f->arena, f->entries, f->entries_n * sizeof *f->entries, (size_t)n * sizeof *f->entries);
    f->entries_n = (size_t)n;
    return PDF_READ;
}

/* Sections are read from the newest to the oldest, so who was told of first stays. */
struct filling {
    struct pdf_file *f;
    uint8_t *known; /* a bit an object */
    size_t known_n; /* objects there is a bit for */
};

static bool told(struct filling *x, int64_t number)
{
    size_t byte = (size_t)number / 8;
    uint8_t bit = (uint8_t)(1u << (number % 8));
    bool was = x->known[byte] & bit;
    x->known[byte] |= bit;
    return was;
}

static enum pdf_fault set_entry(struct filling *x, int64_t number, struct pdf_entry e)
{
    if (number >= (int64_t)x->f->entries_n)
        return PDF_READ; /* behind /Size: an object that is not there */
    if (!told(x, number))
        x->f->entries[number] = e;
    return PDF_READ;
}

/* "0000000017 00000 n" and a two-byte line end. */
static enum pdf_fault table_row(struct filling *x, struct lexer *l, int64_t number)
{
    struct str row = str_sub(l->s, l->at, l->at + 20);
    int64_t at = 0, generation = 0;
    if (row.n < 20 || !str_to_i64(str_sub(row, 0, 10), &at) || !str_to_i64(str_sub(row, 11, 16), &generation) ||
        row.p[10] != ' ' || row.p[16] != ' ' || (row.p[17] != 'n' && row.p[17] != 'f') || at < 0 || generation < 0 ||
        !lex_is_space(row.p[18]) || !lex_is_space(row.p[19]))
        return lex_broken(l, "a row of the cross reference of another shape");
    bool used = row.p[17] == 'n' && at > 0;
    if (used && (uint64_t)at >= x->f->bytes.n)
        return lex_broken(l, "an object behind the end of the file");
    l->at += 20;
    return set_entry(x, number,
                     (struct pdf_entry){used ? PDF_PLAIN : PDF_FREE, (uint32_t)(used ? at : 0), (uint32_t)generation});
}

static enum pdf_fault read_table(struct filling *x, struct lexer *l)
{
    for (;;) {
        int64_t first = 0, n = 0;
        lex_space(l);
        if (lex_take(l, "trailer"))
            return PDF_READ;
        if (!lex_number(l, &first))
            return lex_broken(l, "a part of the cross reference without its first number");
        lex_space(l);
        if (!lex_number(l, &n) || first > PDF_OBJECTS_MAX || n > PDF_OBJECTS_MAX - first)
            return lex_broken(l, "a part of the cross reference of another size");
        while (lex_here(l) == ' ')
            l->at++;
        if (lex_starts(l, "\r\n"))
            l->at++;
        l->at++;
        for (int64_t i = 0; i < n; i++)
            PDF_TRY(table_row(x, l, first + i));
    }
}

static uint64_t big_endian(const uint8_t *p, int64_t n)
{
    uint64_t v = 0;
    for (int64_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

struct widths {
    int64_t w[3];
};

static enum pdf_fault stream_row(struct filling *x, const struct widths *w, const uint8_t *p, int64_t number)
{
    uint64_t kind = w->w[0] ? big_endian(p, w->w[0]) : 1, at = big_endian(p + w->w[0], w->w[1]),
             more = big_endian(p + w->w[0] + w->w[1], w->w[2]);
    if (kind > 2) /* to be taken for free, as the standard says */
        kind = 0;
    if (more > UINT32_MAX || (kind == 1 && at >= x->f->bytes.n) || (kind == 2 && at > PDF_OBJECTS_MAX))
        return pdf_refuse(x->f, PDF_BROKEN, x->f->at, "a row of the cross reference out of bounds");
    static const enum pdf_entry_kind kinds[] = {PDF_FREE, PDF_PLAIN, PDF_PACKED};
    return set_entry(x, number, (struct pdf_entry){kinds[kind], kind ? (uint32_t)at : 0, (uint32_t)more});
}

static enum pdf_fault stream_part(struct filling *x, const struct widths *w, struct str *rows, int64_t first, int64_t n)
{
    size_t width = (size_t)(w->w[0] + w->w[1] + w->w[2]);
    if (first < 0 || n < 0 || first > PDF_OBJECTS_MAX || n > PDF_OBJECTS_MAX - first || rows->n / width < (size_t)n)
        return pdf_refuse(x->f, PDF_BROKEN, x->f->at, "a part of the cross reference of another size");
    for (int64_t i = 0; i < n; i++)
        PDF_TRY(stream_row(x, w, (const uint8_t *)rows->p + (size_t)i * width, first + i));
    *rows = str_sub(*rows, (size_t)n * width, rows->n);
    return PDF_READ;
}

static enum pdf_fault widths_of(struct pdf_file *f, const struct pdf_value *stream, struct widths *out)
{
    const struct pdf_value *w = pdf_get(stream, "W");
    int64_t total = 0;
    if (!pdf_is(w, PDF_ARRAY) || w->n != 3)
        return pdf_refuse(f, PDF_BROKEN, pdf_place(f, stream), "a cross reference without its widths");
    int i = 0;
    for (const struct pdf_value *v = w->first; v; v = v->next, i++) {
        out->w[i] = int_or(v, -1);
        if (out->w[i] < 0 || out->w[i] > 8)
            return pdf_refuse(f, PDF_BROKEN, pdf_place(f, stream), "a cross reference with a width of another kind");
        total += out->w[i];
    }
    return total > 0 ? PDF_READ : pdf_refuse(f, PDF_BROKEN, pdf_place(f, stream), "a cross reference without width");
}

static enum pdf_fault read_xref_stream(struct filling *x, struct pdf_value *stream)
{
    const struct pdf_value *index = pdf_get(stream, "Index");
    struct widths w;
    struct str rows;
    if (stream->kind != PDF_STREAM || !pdf_name_is(pdf_get(stream, "Type"), "XRef"))
        return pdf_refuse(x->f, PDF_BROKEN, pdf_place(x->f, stream), "no cross reference stands here");
    PDF_TRY(widths_of(x->f, stream, &w));
    PDF_TRY(pdf_decode(x->f, stream, &rows));
    if (!index)
        return stream_part(x, &w, &rows, 0, int_or(pdf_get(stream, "Size"), -1));
    if (index->kind != PDF_ARRAY || index->n % 2)
        return pdf_refuse(x->f, PDF_BROKEN, pdf_place(x->f, stream), "an index of another kind");
    for (const struct pdf_value *v = index->first; v; v = v->next->next)
        PDF_TRY(stream_part(x, &w, &rows, int_or(v, -1), int_or(v->next, -1)));
    return PDF_READ;
}

/* Room for what this section speaks of. The newest decides how many objects there are. */
static enum pdf_fault size_of(struct filling *x, const struct pdf_value *trailer)
{
    const struct pdf_value *size = pdf_get(trailer, "Size");
    if (!pdf_is(size, PDF_INT) || size->n < 1)
        return pdf_refuse(x->f, PDF_BROKEN, pdf_place(x->f, trailer), "a trailer without a size");
    if (x->f->sections_n > 0)
        return PDF_READ;
    PDF_TRY(need_entries(x->f, size->n));
    x->known_n = x->f->entries_n;
    x->known = NEW_ARRAY(x->f->arena, uint8_t, x->known_n / 8 + 1);
    return PDF_READ;
}

/* The trailer stands behind the rows but says how many there may be, so the rows are passed over first. */
static enum pdf_fault table_trailer(struct lexer *l, struct pdf_value **out)
{
    for (int64_t first = 0, n = 0;;) {
        lex_space(l);
        if (lex_take(l, "trailer"))
            break;
        if (!lex_number(l, &first))
            return lex_broken(l, "a part of the cross reference without its first number");
        lex_space(l);
        if (!lex_number(l, &n) || n > PDF_OBJECTS_MAX || (uint64_t)n * 20 > l->s.n - l->at)
            return lex_broken(l, "a part of the cross reference of another size");
        while (lex_here(l) == ' ')
            l->at++;
        if (lex_starts(l, "\r\n"))
            l->at++;
        l->at += 1 + (size_t)n * 20;
        if (l->at > l->s.n)
            return lex_broken(l, "a cross reference longer than the file");
    }
    lex_space(l);
    PDF_TRY(lex_value(l, out));
    return (*out)->kind == PDF_DICT ? PDF_READ : lex_broken(l, "a trailer that is no dictionary");
}

static enum pdf_fault stream_at(struct pdf_file *f, size_t at, struct pdf_value **out)
{
    struct lexer l = {.f = f, .s = f->bytes, .at = at};
    int64_t number = 0, generation = 0;
    lex_space(&l);
    struct lexer head = l;
    if (!lex_number(&head, &number))
        return lex_broken(&l, "no cross reference stands here");
    lex_space(&head);
    if (!lex_number(&head, &generation))
        return lex_broken(&l, "no cross reference stands here");
    return read_object(&l, number, generation, out);
}

static enum pdf_fault place_of(struct pdf_file *f, const struct pdf_value *v, size_t *at)
{
    if (!pdf_is(v, PDF_INT) || v->n < 0 || (uint64_t)v->n >= f->bytes.n)
        return pdf_refuse(f, PDF_BROKEN, v ? pdf_place(f, v) : 0, "a cross reference behind the end of the file");
    *at = (size_t)v->n;
    return PDF_READ;
}

static enum pdf_fault read_table_section(struct filling *x, struct lexer l, struct pdf_value **trailer)
{
    struct pdf_value *hybrid;
    struct lexer rows = l;
    size_t at = 0;
    PDF_TRY(table_trailer(&l, trailer));
    PDF_TRY(size_of(x, *trailer));
    PDF_TRY(read_table(x, &rows));
    if (!pdf_get(*trailer, "XRefStm"))
        return PDF_READ;
    PDF_TRY(place_of(x->f, pdf_get(*trailer, "XRefStm"), &at));
    PDF_TRY(stream_at(x->f, at, &hybrid));
    return read_xref_stream(x, hybrid);
}

static enum pdf_fault read_section(struct filling *x, size_t at, struct pdf_section *out)
{
    struct pdf_value *trailer;
    struct lexer l = {.f = x->f, .s = x->f->bytes, .at = at};
    lex_space(&l);
    x->f->at = l.at;
    bool is_table = lex_take(&l, "xref");
    if (is_table) {
        PDF_TRY(read_table_section(x, l, &trailer));
    } else {
        PDF_TRY(stream_at(x->f, at, &trailer));
        PDF_TRY(size_of(x, trailer));
        PDF_TRY(read_xref_stream(x, trailer));
    }
    *out = (struct pdf_section){.at = at, .is_stream = !is_table, .trailer = trailer};
    return PDF_READ;
}

static enum pdf_fault read_sections(struct pdf_file *f)
{
    struct filling x = {.f = f};
    size_t at = f->startxref;
    for (bool more = true; more;) {
        if (f->sections_n == PDF_SECTIONS_MAX)
            return pdf_refuse(f, PDF_TOO_LARGE, at, "saved upon too often");
        for (size_t i = 0; i < f->sections_n; i++)
            if (f->sections[i].at == at)
                return pdf_refuse(f, PDF_BROKEN, at, "cross references that go in a circle");
        PDF_TRY(read_section(&x, at, &f->sections[f->sections_n]));
        const struct pdf_value *prev = pdf_get(f->sections[f->sections_n++].trailer, "Prev");
        more = prev && int_or(prev, -1) != 0;
        if (more)
            PDF_TRY(place_of(f, prev, &at));
    }
    return PDF_READ;
}

/* "startxref", a number and "%%EOF" are the last words of the file; only line ends may follow. */
static enum pdf_fault read_tail(struct pdf_file *f)
{
    enum { TAIL = 64 };
    struct str s = f->bytes;
    size_t end = s.n;
    int64_t n = 0;
    while (end > 0 && (s.p[end - 1] == '\n' || s.p[end - 1] == '\r'))
        end--;
    size_t from = end > TAIL ? end - TAIL : 0, word = s.n;
    for (size_t i = str_search(s, S("startxref"), from); i < end; i = str_search(s, S("startxref"), i + 1))
        word = i;
    if (word >= end)
        return pdf_refuse(f, PDF_BROKEN, end, "no startxref at the end");
    struct lexer l = {.f = f, .s = str_sub(s, 0, end), .at = word + strlen("startxref")};
    while (lex_is_space(lex_here(&l)) && l.at < end)
        l.at++;
    size_t number = l.at;
    while (l.at < end && lex_is_digit(l.s.p[l.at]))
        l.at++;
    if (!str_to_i64(str_sub(s, number, l.at), &n) || n < 0 || (uint64_t)n >= s.n)
        return lex_broken(&l, "startxref without a good number");
    while (lex_is_space(lex_here(&l)) && l.at < end)
        l.at++;
    f->startxref = (size_t)n;
    return str_eqc(str_sub(s, l.at, end), "%%EOF") ? PDF_READ : lex_broken(&l, "something else behind startxref");
}

enum pdf_fault pdf_open(struct arena *a, struct str bytes, struct pdf_file *out)
{
    *out = (struct pdf_file){.arena = a, .bytes = bytes};
    if (!str_starts(bytes, S("%PDF-1.")) && !str_starts(bytes, S("%PDF-2.")))
        return pdf_refuse(out, PDF_NO_PDF, 0, "does not begin with %PDF-");
    if (bytes.n > PDF_FILE_MAX)
        return pdf_refuse(out, PDF_TOO_LARGE, bytes.n, "larger than the limit");
    PDF_TRY(read_tail(out));
    PDF_TRY(read_sections(out));
    if (!pdf_is(pdf_get(pdf_trailer(out), "Root"), PDF_REF))
        return pdf_refuse(out, PDF_BROKEN, pdf_place(out, pdf_trailer(out)), "a trailer without a root");
    return PDF_READ;
}

const struct pdf_value *pdf_trailer(const struct pdf_file *f)
{
    return f->sections[0].trailer;
}
