#include "format/pdfsign.h"

#include "format/pdflex.h"

#include <string.h>
#include <time.h>

enum { FIELDS_MAX = 1000, FORM_DEPTH = 32, RANGE_ROOM = 44, TAIL_MAX = 64 * 1024 * 1024 };

/* ---- the form ---- */

enum pdf_fault pdf_catalog(struct pdf_file *f, const struct pdf_value **out, int64_t *number)
{
    const struct pdf_value *root = pdf_get(pdf_trailer(f), "Root");
    *number = root->n;
    PDF_TRY(pdf_resolve(f, root, out));
    return pdf_is(*out, PDF_DICT) ? PDF_READ
                                  : pdf_refuse(f, PDF_BROKEN, pdf_place(f, root), "a root that is no catalog");
}

/* UTF-16 with its mark, or bytes taken as they are (PDFDocEncoding agrees with ASCII, which names are made of). */
static struct str text_of(struct arena *a, struct str s)
{
    if (!str_starts(s, S("\xfe\xff")))
        return s;
    struct buf b = buf_new(a, s.n * 2);
    for (size_t i = 2; i + 1 < s.n; i += 2) {
        unsigned u = (unsigned)((uint8_t)s.p[i] << 8 | (uint8_t)s.p[i + 1]);
        if (u < 0x80) {
            buf_putc(&b, (char)u);
        } else if (u < 0x800) {
            buf_putc(&b, (char)(0xc0 | u >> 6));
            buf_putc(&b, (char)(0x80 | (u & 0x3f)));
        } else {
            buf_putc(&b, (char)(0xe0 | u >> 12));
            buf_putc(&b, (char)(0x80 | (u >> 6 & 0x3f)));
            buf_putc(&b, (char)(0x80 | (u & 0x3f)));
        }
    }
    return buf_str(&b);
}

struct form_walk {
    struct pdf_file *f;
    struct pdf_field *out;
    size_t n, seen;
};

static enum pdf_fault walk_fields(struct form_walk *w, const struct pdf_value *list, struct str parent, bool is_sig,
                                  int depth);

/* A field hands its type down to its kids. */
static enum pdf_fault walk_field(struct form_walk *w, const struct pdf_value *v, struct str parent, bool is_sig,
                                 int depth)
{
    const struct pdf_value *dict, *kids, *type, *name;
    PDF_TRY(pdf_resolve(w->f, v, &dict));
    PDF_TRY(pdf_get_resolved(w->f, dict, "Kids", &kids));
    PDF_TRY(pdf_get_resolved(w->f, dict, "FT", &type));
    PDF_TRY(pdf_get_resolved(w->f, dict, "T", &name));
    if (++w->seen > FIELDS_MAX || depth > FORM_DEPTH)
        return pdf_refuse(w->f, PDF_TOO_LARGE, pdf_place(w->f, v), "too many fields");
    is_sig = type->kind == PDF_NULL ? is_sig : pdf_name_is(type, "Sig");
    struct str own = pdf_is(name, PDF_STRING) ? text_of(w->f->arena, name->text) : S("");
    struct str full = parent.n && own.n ? STR_CAT(w->f->arena, parent, S("."), own) : own.n ? own : parent;
    if (pdf_is(kids, PDF_ARRAY) && !pdf_get(dict, "V") && kids->n > 0 &&
        !pdf_name_is(pdf_get(dict, "Subtype"), "Widget"))
        return walk_fields(w, kids, full, is_sig, depth + 1);
    if (!is_sig || dict->kind != PDF_DICT)
        return PDF_READ;
    struct pdf_field *field = &w->out[w->n++];
    *field = (struct pdf_field){.name = full, .number = v->kind == PDF_REF ? v->n : 0, .dict = dict};
    const struct pdf_value *value = pdf_get(dict, "V");
    field->value_number = pdf_is(value, PDF_REF) ? value->n : 0;
    return pdf_resolve(w->f, value, &field->value);
}

static enum pdf_fault walk_fields(struct form_walk *w, const struct pdf_value *list, struct str parent, bool is_sig,
                                  int depth)
{
    for (const struct pdf_value *v = list->first; v; v = v->next)
        PDF_TRY(walk_field(w, v, parent, is_sig, depth));
    return PDF_READ;
}

enum pdf_fault pdf_signature_fields(struct pdf_file *f, struct pdf_field **out, size_t *n)
{
    const struct pdf_value *catalog, *form, *fields;
    int64_t number;
    struct form_walk w = {.f = f, .out = NEW_ARRAY(f->arena, struct pdf_field, FIELDS_MAX)};
    PDF_TRY(pdf_catalog(f, &catalog, &number));
    PDF_TRY(pdf_get_resolved(f, catalog, "AcroForm", &form));
    PDF_TRY(pdf_get_resolved(f, form, "Fields", &fields));
    if (pdf_is(fields, PDF_ARRAY))
        PDF_TRY(walk_fields(&w, fields, S(""), false, 0));
    *out = w.out;
    *n = w.n;
    return PDF_READ;
}

/* ---- the update ---- */

struct update {
    struct pdf_file *f;
    const struct pdf_sign_ask *ask;
    struct buf b;
    struct row {
        int64_t number;
        uint32_t generation;
        size_t at;
    } * rows;
    size_t rows_n, rows_max;
    int64_t size; /* the next free number */
    enum pdf_face_fault face;
};

static void reserve_rows(struct update *u, size_t n)
{
    size_t size = sizeof *u->rows;
    u->rows = arena_grow(u->f->arena, u->rows, u->rows_max * size, (u->rows_max + n) * size);
    u->rows_max += n;
}

static void begin_object(struct update *u, int64_t number)
{
    uint32_t generation = 0;
    if (number < (int64_t)u->f->entries_n && u->f->entries[number].kind == PDF_PLAIN)
        generation = u->f->entries[number].generation;
    if (u->rows_n == u->rows_max)
        reserve_rows(u, 16);
    u->rows[u->rows_n++] = (struct row){number, generation, u->f->bytes.n + u->b.n};
    buf_printf(&u->b, "%lld %u obj\n", (long long)number, generation);
}

static void end_object(struct update *u)
{
    buf_puts(&u->b, "\nendobj\n");
}

/* The dictionary as it stood, with a member replaced or added. */
static void put_with(struct buf *b, const struct pdf_value *dict, const char *key, struct str value)
{
    const struct pdf_value *old = pdf_get(dict, key);
    struct str raw = dict->raw;
    size_t from = old ? (size_t)(old->member.p - raw.p) : raw.n - 2, to = old ? from + old->member.n : from;
    buf_put(b, str_sub(raw, 0, from));
    buf_printf(b, "/%s " STR_FMT, key, STR_ARG(value));
    buf_puts(b, old ? "" : "\n");
    buf_put(b, str_sub(raw, to, raw.n));
}

static struct str ref_to(struct update *u, int64_t number)
{
    return str_printf(u->f->arena, "%lld 0 R", (long long)number);
}

/* An array as it stood, with one reference more. */
static struct str appended(struct update *u, const struct pdf_value *array, int64_t number)
{
    if (!pdf_is(array, PDF_ARRAY))
        return str_printf(u->f->arena, "[%lld 0 R]", (long long)number);
    return STR_CAT(u->f->arena, str_sub(array->raw, 0, array->raw.n - 1), S(" "), ref_to(u, number), S("]"));
}

/* Appends a reference to the array under `key`: where the array is an object of its own, it alone is written. */
static enum pdf_fault append_to(struct update *u, const struct pdf_value *dict, int64_t dict_number, const char *key,
                                int64_t number)
{
    const struct pdf_value *array = pdf_get(dict, key), *resolved;
    PDF_TRY(pdf_resolve(u->f, array, &resolved));
    if (pdf_is(array, PDF_REF) && resolved->kind == PDF_ARRAY) {
        begin_object(u, array->n);
        buf_put(&u->b, appended(u, resolved, number));
    } else {
        begin_object(u, dict_number);
        put_with(&u->b, dict, key, appended(u, resolved, number));
    }
    end_object(u);
    return PDF_READ;
}

static struct str string_of(struct arena *a, struct str s)
{
    struct buf b = buf_new(a, s.n * 4 + 16);
    size_t at = 0;
    buf_puts(&b, "<FEFF");
    while (at < s.n) {
        unsigned c = (uint8_t)s.p[at++], more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
        c &= more ? 0x3fu >> more : 0x7fu;
        for (; more > 0 && at < s.n; more--)
            c = c << 6 | ((uint8_t)s.p[at++] & 0x3f);
        if (c >= 0x10000)
            buf_printf(&b, "%04X%04X", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + ((c - 0x10000) & 0x3ff));
        else
            buf_printf(&b, "%04X", c);
    }
    buf_putc(&b, '>');
    return buf_str(&b);
}

static void put_text(struct update *u, const char *key, struct str s)
{
    if (s.n)
        buf_printf(&u->b, "/%s " STR_FMT "\n", key, STR_ARG(string_of(u->f->arena, s)));
}

static void put_time(struct update *u, struct instant at)
{
    char text[32];
    struct tm tm;
    time_t t = (time_t)(at.ms / 1000) + 7 * 3600; /* Vietnam's time, as papers are dated */
    gmtime_r(&t, &tm);
    if (at.ms && strftime(text, sizeof text, "%Y%m%d%H%M%S", &tm))
        buf_printf(&u->b, "/M (D:%s+07'00')\n", text);
}

/* The last object of the update. The four numbers of /ByteRange are written when the length is known. */
static void put_signature(struct update *u, int64_t number, size_t *range_at, struct pdf_prepared *p)
{
    size_t gap = u->ask->gap ? u->ask->gap : PDF_GAP;
    begin_object(u, number);
    buf_printf(&u->b, "<</Type /%s\n/Filter /Adobe.PPKLite\n/SubFilter /%s\n",
               strcmp(u->ask->sub_filter, "ETSI.RFC3161") ? "Sig" : "DocTimeStamp", u->ask->sub_filter);
    put_time(u, u->ask->at);
    put_text(u, "Name", u->ask->name);
    put_text(u, "Reason", u->ask->reason);
    put_text(u, "Location", u->ask->location);
    buf_puts(&u->b, "/ByteRange ");
    *range_at = u->b.n;
    for (int i = 0; i < RANGE_ROOM; i++)
        buf_putc(&u->b, ' ');
    buf_puts(&u->b, "\n/Contents ");
    p->gap_from = u->f->bytes.n + u->b.n;
    buf_putc(&u->b, '<');
    for (size_t i = 0; i < gap; i++)
        buf_puts(&u->b, "00");
    buf_putc(&u->b, '>');
    p->gap_to = u->f->bytes.n + u->b.n;
    buf_puts(&u->b, "\n>>");
    end_object(u);
}

static void put_kept(struct update *u, const char *key)
{
    const struct pdf_value *v = pdf_get(pdf_trailer(u->f), key);
    if (v)
        buf_printf(&u->b, "/%s " STR_FMT "\n", key, STR_ARG(v->raw));
}

static void put_trailer(struct update *u)
{
    buf_printf(&u->b, "/Size %lld\n/Prev %zu\n", (long long)u->size, u->f->startxref);
    put_kept(u, "Root");
    put_kept(u, "Info");
    put_kept(u, "ID");
}

static int by_number(const void *x, const void *y)
{
    const struct row *a = x, *b = y;
    return (a->number > b->number) - (a->number < b->number);
}

static void put_table(struct update *u)
{
    buf_puts(&u->b, "xref\n");
    for (size_t i = 0, n; i < u->rows_n; i += n) {
        for (n = 1; i + n < u->rows_n && u->rows[i + n].number == u->rows[i].number + (int64_t)n;)
            n++;
        buf_printf(&u->b, "%lld %zu\n", (long long)u->rows[i].number, n);
        for (size_t k = i; k < i + n; k++)
            buf_printf(&u->b, "%010zu %05u n \n", u->rows[k].at, u->rows[k].generation);
    }
    buf_puts(&u->b, "trailer\n<<");
    put_trailer(u);
    buf_puts(&u->b, ">>\n");
}

static void put_binary(struct buf *b, uint64_t v, int bytes)
{
    while (bytes-- > 0)
        buf_putc(b, (char)(uint8_t)(v >> (8 * bytes)));
}

/* A cross reference stream lists itself. It is not packed, so that it can be written in one go. */
static void put_stream(struct update *u)
{
    struct buf rows = buf_new(u->f->arena, 1024), index = buf_new(u->f->arena, 1024);
    int64_t number = u->size++;
    begin_object(u, number);
    qsort(u->rows, u->rows_n, sizeof *u->rows, by_number);
    for (size_t i = 0; i < u->rows_n; i++) {
        buf_printf(&index, "%lld 1 ", (long long)u->rows[i].number);
        put_binary(&rows, 1, 1);
        put_binary(&rows, u->rows[i].at, 6);
        put_binary(&rows, u->rows[i].generation, 2);
    }
    buf_puts(&u->b, "<</Type /XRef\n/W [1 6 2]\n");
    buf_printf(&u->b, "/Index [" STR_FMT "]\n/Length %zu\n", STR_ARG(buf_str(&index)), rows.n);
    put_trailer(u);
    buf_puts(&u->b, ">>stream\n");
    buf_put(&u->b, buf_str(&rows));
    buf_puts(&u->b, "\nendstream");
    end_object(u);
}

static void put_cross_reference(struct update *u)
{
    size_t at = u->f->bytes.n + u->b.n;
    qsort(u->rows, u->rows_n, sizeof *u->rows, by_number);
    if (u->f->sections[0].is_stream)
        put_stream(u);
    else
        put_table(u);
    buf_printf(&u->b, "startxref\n%zu\n%%%%EOF\n", at);
}

/* ---- what may be signed ---- */

static enum pdf_sign_fault unreadable(enum pdf_fault fault)
{
    return fault == PDF_READ ? PDF_SIGN_OK : PDF_SIGN_UNREADABLE;
}

#define SIGN_TRY(x)                                                                                                    \
    do {                                                                                                               \
        enum pdf_sign_fault fault_ = (x);                                                                              \
        if (fault_ != PDF_SIGN_OK)                                                                                     \
            return fault_;                                                                                             \
    } while (0)

/* /Perms /DocMDP names the signature that certifies; its /P is 2 when it says nothing. */
static enum pdf_fault is_locked(struct pdf_file *f, const struct pdf_value *catalog, bool *locked)
{
    const struct pdf_value *v, *list;
    PDF_TRY(pdf_get_resolved(f, catalog, "Perms", &v));
    PDF_TRY(pdf_get_resolved(f, v, "DocMDP", &v));
    PDF_TRY(pdf_get_resolved(f, v, "Reference", &list));
    *locked = false;
    for (const struct pdf_value *m = pdf_is(list, PDF_ARRAY) ? list->first : NULL; m; m = m->next) {
        PDF_TRY(pdf_resolve(f, m, &v));
        PDF_TRY(pdf_get_resolved(f, v, "TransformParams", &v));
        PDF_TRY(pdf_get_resolved(f, v, "P", &v));
        *locked = *locked || (pdf_is(v, PDF_INT) && v->n == 1);
    }
    return PDF_READ;
}

static enum pdf_sign_fault check_signable(struct pdf_file *f, const struct pdf_value *catalog)
{
    const struct pdf_value *form, *xfa;
    bool locked = false;
    if (pdf_get(pdf_trailer(f), "Encrypt"))
        return PDF_SIGN_ENCRYPTED;
    SIGN_TRY(unreadable(pdf_get_resolved(f, catalog, "AcroForm", &form)));
    SIGN_TRY(unreadable(pdf_get_resolved(f, form, "XFA", &xfa)));
    if (xfa->kind != PDF_NULL)
        return PDF_SIGN_XFA;
    SIGN_TRY(unreadable(is_locked(f, catalog, &locked)));
    return locked ? PDF_SIGN_LOCKED : PDF_SIGN_OK;
}

/* A free name, or the empty field that bears the name asked for (*empty; NULL: a new one is made). */
static enum pdf_sign_fault choose_field(struct update *u, struct str *name, const struct pdf_field **empty)
{
    struct pdf_field *fields;
    size_t n;
    SIGN_TRY(unreadable(pdf_signature_fields(u->f, &fields, &n)));
    *empty = NULL;
    *name = u->ask->field;
    for (int i = 1; name->n == 0; i++) {
        *name = str_printf(u->f->arena, "Signature%d", i);
        for (size_t k = 0; k < n; k++)
            if (str_eq(fields[k].name, *name))
                *name = S("");
    }
    for (size_t k = 0; k < n; k++)
        if (str_eq(fields[k].name, *name))
            *empty = &fields[k];
    bool free = !*empty || ((*empty)->value->kind == PDF_NULL && (*empty)->number > 0);
    return free ? PDF_SIGN_OK : PDF_SIGN_FIELD_TAKEN;
}

/* ---- what is seen ---- */

/* The look of the field, written for a box as it is seen on the sheet; *ap is the value of /AP. */
static enum pdf_sign_fault put_face(struct update *u, const struct pdf_sheet *sheet, double width, double height,
                                    struct str *ap)
{
    struct pdf_face face;
    u->face = pdf_face_make(u->f->arena, u->ask->look, width, height, sheet->turns, &face);
    if (u->face != PDF_FACE_OK)
        return PDF_SIGN_FACE;
    int64_t first = u->size;
    u->size += (int64_t)face.n;
    for (size_t i = 0; i < face.n; i++) {
        begin_object(u, first + (int64_t)i);
        pdf_face_put(&face, i, first, &u->b);
        end_object(u);
    }
    *ap = str_printf(u->f->arena, "<</N %lld 0 R>>", (long long)first);
    return PDF_SIGN_OK;
}

/* Print and Locked, as for every signature field here: what is signed is neither hidden nor moved. */
static enum pdf_sign_fault hang_widget(struct update *u, const struct pdf_sheet *sheet, struct str name, int64_t value,
                                       int64_t widget)
{
    double rect[4] = {0};
    struct str ap = S("");
    if (u->ask->look && !pdf_sheet_rect(sheet, &u->ask->box, rect))
        return PDF_SIGN_OFF_PAGE;
    if (u->ask->look && pdf_sheet_is_broad(sheet, rect))
        return PDF_SIGN_TOO_BROAD;
    if (u->ask->look)
        SIGN_TRY(put_face(u, sheet, u->ask->box.w, u->ask->box.h, &ap));
    begin_object(u, widget);
    buf_printf(&u->b, "<</Type /Annot\n/Subtype /Widget\n/FT /Sig\n/F 132\n/Rect [%.10g %.10g %.10g %.10g]\n", rect[0],
               rect[1], rect[2], rect[3]);
    buf_printf(&u->b, "/P " STR_FMT "\n/T " STR_FMT "\n/V " STR_FMT "\n", STR_ARG(ref_to(u, sheet->number)),
               STR_ARG(string_of(u->f->arena, name)), STR_ARG(ref_to(u, value)));
    if (ap.n)
        buf_printf(&u->b, "/AP " STR_FMT "\n", STR_ARG(ap));
    buf_puts(&u->b, ">>");
    end_object(u);
    return unreadable(append_to(u, sheet->dict, sheet->number, "Annots", widget));
}

/* The dictionary with a member replaced or added, read again, for more to be done to it. */
static enum pdf_sign_fault with_member(struct update *u, const struct pdf_value **dict, const char *key,
                                       struct str value)
{
    struct buf b = buf_new(u->f->arena, (*dict)->raw.n + value.n + 64);
    struct pdf_value *again;
    put_with(&b, *dict, key, value);
    struct lexer l = {.f = u->f, .s = buf_str(&b), .packed = true};
    SIGN_TRY(unreadable(lex_value(&l, &again)));
    *dict = again;
    return PDF_SIGN_OK;
}

/* An empty field has its place already; its look is made for that. */
static enum pdf_sign_fault put_face_of_field(struct update *u, const struct pdf_value **dict)
{
    struct pdf_sheet sheet = {.unit = 1};
    double rect[4], w, h;
    bool good;
    struct str ap;
    const struct pdf_value *page = pdf_get(*dict, "P");
    SIGN_TRY(unreadable(pdf_rectangle(u->f, pdf_get(*dict, "Rect"), rect, &good)));
    if (pdf_is(page, PDF_REF))
        SIGN_TRY(unreadable(pdf_sheet_in(u->f, page->n, &sheet)));
    if (!sheet.dict || !sheet.measured || !good)
        return PDF_SIGN_NO_BOX;
    pdf_sheet_seen(&sheet, rect, &w, &h);
    if (!(w > 0 && h > 0))
        return PDF_SIGN_NO_BOX;
    if (pdf_sheet_is_broad(&sheet, rect))
        return PDF_SIGN_TOO_BROAD;
    SIGN_TRY(put_face(u, &sheet, w, h, &ap));
    SIGN_TRY(with_member(u, dict, "F", S("132")));
    return with_member(u, dict, "AP", ap);
}

static enum pdf_sign_fault sign_empty_field(struct update *u, const struct pdf_field *field, int64_t value)
{
    const struct pdf_value *dict = field->dict;
    if (u->ask->look)
        SIGN_TRY(put_face_of_field(u, &dict));
    begin_object(u, field->number);
    put_with(&u->b, dict, "V", ref_to(u, value));
    end_object(u);
    return PDF_SIGN_OK;
}

/* ---- the field ---- */

/* The form becomes an object of its own when it was none: poppler appends rightly to such a one only. */
static enum pdf_sign_fault enter_in_form(struct update *u, const struct pdf_value *catalog, int64_t catalog_number,
                                         int64_t widget)
{
    const struct pdf_value *entry = pdf_get(catalog, "AcroForm"), *form, *flags;
    SIGN_TRY(unreadable(pdf_resolve(u->f, entry, &form)));
    SIGN_TRY(unreadable(pdf_get_resolved(u->f, form, "SigFlags", &flags)));
    const struct pdf_value *list = pdf_get(form, "Fields"), *fields;
    SIGN_TRY(unreadable(pdf_resolve(u->f, list, &fields)));
    bool own = pdf_is(entry, PDF_REF) && form->kind == PDF_DICT;
    if (own && pdf_is(flags, PDF_INT) && (flags->n & 3) == 3)
        return unreadable(append_to(u, form, entry->n, "Fields", widget));
    int64_t number = own ? entry->n : u->size++;
    static const struct pdf_value none = {.kind = PDF_DICT, .raw = {"<<>>", 4}};
    form = form->kind == PDF_DICT ? form : &none;
    SIGN_TRY(with_member(u, &form, "Fields", appended(u, fields, widget)));
    begin_object(u, number);
    put_with(&u->b, form, "SigFlags", S("3"));
    end_object(u);
    if (own)
        return PDF_SIGN_OK;
    begin_object(u, catalog_number);
    put_with(&u->b, catalog, "AcroForm", ref_to(u, number));
    end_object(u);
    return PDF_SIGN_OK;
}

static enum pdf_sign_fault place_field(struct update *u, const struct pdf_value *catalog, int64_t catalog_number,
                                       int64_t value)
{
    const struct pdf_field *empty;
    struct str name;
    struct pdf_sheet sheet;
    SIGN_TRY(choose_field(u, &name, &empty));
    if (empty)
        return sign_empty_field(u, empty, value);
    SIGN_TRY(unreadable(pdf_sheet_find(u->f, u->ask->page, &sheet)));
    if (!sheet.dict)
        return PDF_SIGN_NO_PAGE;
    int64_t widget = u->size++;
    SIGN_TRY(hang_widget(u, &sheet, name, value, widget));
    return enter_in_form(u, catalog, catalog_number, widget);
}

enum pdf_sign_fault pdf_prepare(struct pdf_file *f, const struct pdf_sign_ask *ask, struct pdf_prepared *out)
{
    const struct pdf_value *catalog;
    int64_t number;
    size_t range_at = 0;
    struct update u = {.f = f, .ask = ask, .b = buf_new(f->arena, TAIL_MAX), .size = (int64_t)f->entries_n};
    SIGN_TRY(unreadable(pdf_catalog(f, &catalog, &number)));
    SIGN_TRY(check_signable(f, catalog));
    if (f->bytes.p[f->bytes.n - 1] != '\n')
        buf_putc(&u.b, '\n');
    int64_t value = u.size++;
    enum pdf_sign_fault fault = place_field(&u, catalog, number, value);
    out->face = u.face;
    if (fault != PDF_SIGN_OK)
        return fault;
    put_signature(&u, value, &range_at, out);
    put_cross_reference(&u);
    if (u.b.full)
        return PDF_SIGN_NO_ROOM;
    out->tail = buf_str(&u.b);
    out->base = f->bytes.n;
    char range[RANGE_ROOM + 32];
    int n = snprintf(range, sizeof range, "[0 %zu %zu %zu]", out->gap_from, out->gap_to,
                     out->base + out->tail.n - out->gap_to);
    if (n > RANGE_ROOM)
        return PDF_SIGN_NO_ROOM;
    memcpy(u.b.p + range_at, range, (size_t)n);
    return PDF_SIGN_OK;
}

struct digest pdf_prepared_digest(struct str base, const struct pdf_prepared *p)
{
    CLEANUP(sha256_release) struct sha256 s;
    sha256_init(&s);
    sha256_add(&s, base);
    sha256_add(&s, str_sub(p->tail, 0, p->gap_from - p->base));
    sha256_add(&s, str_sub(p->tail, p->gap_to - p->base, p->tail.n));
    return sha256_final(&s);
}

enum pdf_sign_fault pdf_embed(struct pdf_prepared *p, struct str cms)
{
    static const char digits[] = "0123456789abcdef";
    size_t room = (p->gap_to - p->gap_from - 2) / 2;
    char *to = (char *)(uintptr_t)p->tail.p + (p->gap_from - p->base) + 1;
    if (cms.n > room)
        return PDF_SIGN_NO_ROOM;
    for (size_t i = 0; i < cms.n; i++) {
        *to++ = digits[(uint8_t)cms.p[i] >> 4];
        *to++ = digits[(uint8_t)cms.p[i] & 15];
    }
    return PDF_SIGN_OK;
}
