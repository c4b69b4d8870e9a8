#include "format/test_kit.h"

#include "format/pdfread.h"

#include <zlib.h>

/* ---- files made here ---- */

struct made {
    struct buf b;
    size_t at[16]; /* of each object */
};

static struct made begin(void)
{
    struct made m = {.b = buf_new(a, 1u << 22)};
    buf_puts(&m.b, "%PDF-1.7\n");
    return m;
}

static void object(struct made *m, size_t n, const char *body)
{
    m->at[n] = m->b.n;
    buf_printf(&m->b, "%zu 0 obj\n%s\nendobj\n", n, body);
}

static struct str finish(struct made *m, size_t n, const char *more)
{
    size_t xref = m->b.n;
    buf_printf(&m->b, "xref\n0 %zu\n0000000000 65535 f \n", n);
    for (size_t i = 1; i < n; i++)
        buf_printf(&m->b, "%010zu 00000 n \n", m->at[i]);
    buf_printf(&m->b, "trailer\n<</Size %zu /Root 1 0 R %s>>\nstartxref\n%zu\n%%%%EOF\n", n, more, xref);
    return buf_str(&m->b);
}

static struct str with(const char *body)
{
    struct made m = begin();
    object(&m, 1, "<</Type /Catalog /X 2 0 R>>");
    object(&m, 2, body);
    return finish(&m, 3, "");
}

static enum pdf_fault read_second(struct str bytes, struct pdf_file *f, struct pdf_value **v)
{
    enum pdf_fault fault = pdf_open(a, bytes, f);
    return fault == PDF_READ ? pdf_object(f, 2, v, NULL) : fault;
}

/* A value as text, in one spelling. */
static void spell(struct buf *b, const struct pdf_value *v)
{
    static const char *const opens[] = {[PDF_ARRAY] = "[", [PDF_DICT] = "<", [PDF_STREAM] = "{"};
    switch (v->kind) {
    case PDF_NULL: buf_puts(b, "null"); return;
    case PDF_BOOL: buf_puts(b, v->n ? "true" : "false"); return;
    case PDF_INT: buf_i64(b, v->n); return;
    case PDF_REAL: buf_put(b, v->text); return;
    case PDF_STRING: buf_printf(b, "(" STR_FMT ")", STR_ARG(v->text)); return;
    case PDF_NAME: buf_printf(b, "/" STR_FMT, STR_ARG(v->text)); return;
    case PDF_REF: buf_printf(b, "%lldR%lld", (long long)v->n, (long long)v->generation); return;
    case PDF_ARRAY:
    case PDF_DICT:
    case PDF_STREAM: break;
    }
    buf_puts(b, opens[v->kind]);
    for (const struct pdf_value *m = v->first; m; m = m->next) {
        if (m->key.n)
            buf_printf(b, STR_FMT "=", STR_ARG(m->key));
        spell(b, m);
        buf_puts(b, m->next ? " " : "");
    }
    if (v->kind == PDF_STREAM)
        buf_printf(b, "|" STR_FMT, STR_ARG(v->text));
    buf_puts(b, "!");
}

/* ---- values ---- */

static void reads_values(void **state)
{
    static const char *const rows[][2] = {
        {"[1 -2 +3 0.5 -.5 4. 12 0 R 7 0]", "[1 -2 3 0.5 -.5 4. 12R0 7 0!"},
        {"<</A/B/C#20D#2f(x)/N null/T true/F false>>", "<A=/B C D/=(x) N=null T=true F=false!"},
        {"(a(b)c\\)\\(\\\\)", "(a(b)c)(\\)"},
        {"(\\101\\7\\53x\\\r\ny\\qz\r\nw)", "(A\a+xyqz\nw)"},
        {"<48 6 5 6C6c6>", "(Hell`)"},
        {"% remark > \n [ % another\r ]", "[!"},
        {"<</A<</B[<</C 1>>]>>>>", "<A=<B=[<C=1!!!!"},
        {"<</Length 5>>stream\nabcde\nendstream", "{Length=5|abcde!"},
        {"<</Length 3 0 R>>\nstream\r\n\nendstream", NULL}, /* 3 is not there */
        {"<</Length 4>>stream\nabcde\nendstream", NULL},
        {"<</Length 5>>stream\rabcde\nendstream", NULL}, /* CR alone is not allowed */
        {"<</A 1/A 1>>", NULL},
        {"<</A 1/#41 2>>", NULL},
        {"<</A>>", NULL},
        {"<<1 2>>", NULL},
        {"[1 2", NULL},
        {"(abc", NULL},
        {"<4g>", NULL},
        {"1.2.3", NULL},
        {"--1", NULL},
        {"99999999999999999999", NULL},
        {"truex", NULL},
        {"/A#0", NULL},
        {"/A#00", NULL},
        {"1 2", NULL}, /* two values in one object */
        {"", NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct pdf_file f;
        struct pdf_value *v = NULL;
        enum pdf_fault fault = read_second(with(rows[i][0]), &f, &v);
        if (!rows[i][1]) {
            if (fault != PDF_BROKEN)
                fail_msg("%s: not refused", rows[i][0]);
            continue;
        }
        if (fault != PDF_READ)
            fail_msg("%s: %s at %zu", rows[i][0], f.why, f.at);
        struct buf b = buf_new(a, 1u << 16);
        spell(&b, v);
        assert_str(buf_str(&b), rows[i][1]);
    }
}

/* Every value knows where it stands. */
static void knows_extents(void **state)
{
    struct str bytes = with("<</Key [1 (two)] /Other 5 0 R>>");
    struct pdf_file f;
    struct pdf_value *v;
    struct pdf_extent whole;
    assert_int_equal(pdf_open(a, bytes, &f), PDF_READ);
    assert_int_equal(pdf_object(&f, 2, &v, &whole), PDF_READ);
    assert_str(str_sub(bytes, whole.from, whole.to), "2 0 obj\n<</Key [1 (two)] /Other 5 0 R>>\nendobj");
    assert_str(v->raw, "<</Key [1 (two)] /Other 5 0 R>>");
    assert_int_equal(pdf_place(&f, v), whole.from + 8);
    const struct pdf_value *key = pdf_get(v, "Key"), *other = pdf_get(v, "Other");
    assert_str(key->member, "/Key [1 (two)]");
    assert_str(key->last->raw, "(two)");
    assert_str(other->raw, "5 0 R");
    assert_null(pdf_get(v, "Missing"));
    assert_null(pdf_get(pdf_get(v, "Missing"), "More"));
}

/* ---- files ---- */

static void refuses_files(void **state)
{
    struct str good = with("1");
    static const struct {
        const char *from, *to;
        enum pdf_fault fault;
    } changes[] = {
        {"%PDF-1.7", "x%PDF-1.7", PDF_NO_PDF},
        {"%PDF-1.7", "%PDF-3.7", PDF_NO_PDF},
        {"%%EOF\n", "%%EOF\n\n\r\n", PDF_READ},
        {"%%EOF\n", "%%EOF", PDF_READ},
        {"%%EOF\n", "%%EOF\nx", PDF_BROKEN},
        {"%%EOF\n", "", PDF_BROKEN},
        {"startxref", "startxrfe", PDF_BROKEN},
        {"2 0 obj", "3 0 obj", PDF_BROKEN},
        {"2 0 obj", "2 1 obj", PDF_BROKEN},
        {"endobj\nxref", "endojb\nxref", PDF_BROKEN},
        {"00000 n", "00000 m", PDF_BROKEN},
        {"0000000000 65535", "000000000  65535", PDF_BROKEN},
        {"/Size 3", "/Sizo 3", PDF_BROKEN},
        {"/Root 1 0 R", "/Root 1", PDF_BROKEN},
        {"/Size 3", "/Prev 9 /Size 3", PDF_BROKEN},
        {"/Size 3", "/Prev 0 /Size 3", PDF_READ},
        {"/Size 3", "/Prev 99999 /Size 3", PDF_BROKEN},
        {"/Size 3", "/Size 99999999", PDF_TOO_LARGE},
    };
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct str from = str_from(changes[i].from);
        size_t at = str_search(good, from, 0);
        struct str bytes =
            STR_CAT(a, str_sub(good, 0, at), str_from(changes[i].to), str_sub(good, at + from.n, good.n));
        struct pdf_file f;
        struct pdf_value *v;
        enum pdf_fault fault = read_second(bytes, &f, &v);
        if (at == good.n || fault != changes[i].fault)
            fail_msg("%s for %s: %d, not %d (%s)", changes[i].to, changes[i].from, fault, changes[i].fault,
                     f.why ? f.why : "");
    }
}

static void refuses_circles(void **state)
{
    struct pdf_file f;
    struct pdf_value *v;
    struct made m = begin();
    object(&m, 1, "<<>>");
    struct str tail = str_printf(a, "/Prev %zu", m.b.n); /* itself */
    assert_int_equal(pdf_open(a, finish(&m, 2, str_c(a, tail)), &f), PDF_BROKEN);
    assert_int_equal(read_second(with("<</Length 2 0 R>>stream\nx\nendstream"), &f, &v), PDF_BROKEN);
    const struct pdf_value *got;
    assert_int_equal(read_second(with("2 0 R"), &f, &v), PDF_READ);
    assert_int_equal(pdf_resolve(&f, v, &got), PDF_BROKEN);
    struct buf deep = buf_new(a, 4096);
    for (int i = 0; i < PDF_DEPTH_MAX + 1; i++)
        buf_putc(&deep, '[');
    assert_int_equal(read_second(with(str_c(a, buf_str(&deep))), &f, &v), PDF_TOO_LARGE);
}

/* A file saved upon: the newest word counts, and the first part is a file of its own. */
static void reads_updates(void **state)
{
    struct made m = begin();
    struct pdf_file f;
    struct pdf_value *v;
    object(&m, 1, "<<>>");
    object(&m, 2, "(first)");
    size_t first_xref = m.b.n, n = finish(&m, 3, "").n;
    size_t second = m.b.n;
    buf_puts(&m.b, "2 0 obj (second) endobj\n3 0 obj null endobj\n");
    size_t xref = m.b.n;
    buf_printf(&m.b,
               "xref\n2 2\n%010zu 00000 n \n%010zu 00000 n \ntrailer <</Size 4 /Root 1 0 R /Prev "
               "%zu>>\nstartxref\n%zu\n%%%%EOF",
               second, second + 24, first_xref, xref);
    struct str bytes = buf_str(&m.b);
    assert_int_equal(read_second(bytes, &f, &v), PDF_READ);
    assert_str(v->text, "second");
    assert_int_equal(f.sections_n, 2);
    assert_int_equal(pdf_object(&f, 3, &v, NULL), PDF_READ);
    assert_int_equal(pdf_object(&f, 9, &v, NULL), PDF_READ);
    assert_int_equal(v->kind, PDF_NULL);
    assert_int_equal(read_second(str_sub(bytes, 0, n), &f, &v), PDF_READ);
    assert_str(v->text, "first");
}

static struct str packed(struct str s)
{
    uLongf n = compressBound((uLong)s.n);
    char *p = arena_alloc(a, n);
    assert_int_equal(compress((Bytef *)p, &n, (const Bytef *)s.p, (uLong)s.n), Z_OK);
    return str_n(p, n);
}

static void stream(struct made *m, size_t n, const char *dict, struct str data)
{
    m->at[n] = m->b.n;
    buf_printf(&m->b, "%zu 0 obj\n<<%s /Filter /FlateDecode /Length %zu>>stream\n", n, dict, data.n);
    buf_put(&m->b, data);
    buf_puts(&m->b, "\nendstream\nendobj\n");
}

/* Objects in a stream under a cross reference stream whose rows went through the predictor "up". */
static struct str modern(const char *head_of_stream)
{
    struct made m = begin();
    object(&m, 1, "<</Type /Catalog>>");
    stream(&m, 3, "/Type /ObjStm /N 1 /First 4", packed(str_from(head_of_stream)));
    size_t xref = m.b.n;
    uint8_t rows[5][4] = {{0, 0, 0, 0},
                          {1, (uint8_t)(m.at[1] >> 8), (uint8_t)m.at[1], 0},
                          {2, 0, 3, 0},
                          {1, (uint8_t)(m.at[3] >> 8), (uint8_t)m.at[3], 0},
                          {1, (uint8_t)(xref >> 8), (uint8_t)xref, 0}};
    struct buf b = buf_new(a, 256);
    for (int i = 0; i < 5; i++) {
        buf_putc(&b, 2);
        for (int k = 0; k < 4; k++)
            buf_putc(&b, (char)(uint8_t)(rows[i][k] - (i ? rows[i - 1][k] : 0)));
    }
    stream(&m, 4, "/Type /XRef /W [1 2 1] /Size 5 /Root 1 0 R /DecodeParms <</Predictor 12 /Columns 4>>",
           packed(buf_str(&b)));
    buf_printf(&m.b, "startxref\n%zu\n%%%%EOF\n", xref);
    return buf_str(&m.b);
}

static void reads_streams_of_objects(void **state)
{
    struct pdf_file f;
    struct pdf_value *v;
    assert_int_equal(read_second(modern("2 0 (packed)"), &f, &v), PDF_READ);
    assert_str(v->text, "packed");
    assert_true(v->packed);
    assert_true(f.sections[0].is_stream);
    assert_int_equal(read_second(modern("9 0 (packed)"), &f, &v), PDF_BROKEN);
    assert_int_equal(read_second(modern("2 99(packed)"), &f, &v), PDF_BROKEN);
    assert_int_equal(read_second(modern("2"), &f, &v), PDF_BROKEN);
}

static void unpacks_within_limits(void **state)
{
    struct pdf_file f;
    struct pdf_value *v;
    struct str out, large = str_n(arena_alloc(a, 4u << 20), 4u << 20);
    struct made m = begin();
    object(&m, 1, "<<>>");
    stream(&m, 2, "", packed(large));
    struct str bytes = finish(&m, 3, "");
    assert_int_equal(read_second(bytes, &f, &v), PDF_READ);
    assert_int_equal(pdf_decode(&f, v, &out), PDF_READ);
    assert_int_equal(out.n, large.n);
    f.decoded_n = PDF_DECODED_MAX - (1u << 20);
    assert_int_equal(pdf_decode(&f, v, &out), PDF_TOO_LARGE);
    assert_int_equal(read_second(with("<</Length 3 /Filter /FlateDecode>>stream\nabc\nendstream"), &f, &v), PDF_READ);
    assert_int_equal(pdf_decode(&f, v, &out), PDF_BROKEN);
    assert_int_equal(read_second(with("<</Length 3 /Filter [/LZWDecode]>>stream\nabc\nendstream"), &f, &v), PDF_READ);
    assert_int_equal(pdf_decode(&f, v, &out), PDF_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),          cmocka_unit_test(knows_extents),
        cmocka_unit_test(refuses_files),         cmocka_unit_test(refuses_circles),
        cmocka_unit_test(reads_updates),         cmocka_unit_test(reads_streams_of_objects),
        cmocka_unit_test(unpacks_within_limits),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
