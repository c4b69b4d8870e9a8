#include "format/test_kit.h"

#include "format/multipart.h"

#define TYPE "multipart/form-data; boundary=XYZ"

/* Everything the parser said, as one text: name|filename|type|f:data$ */
struct heard {
    struct buf said;
    int stop_at; /* the event number that says no; 0 never */
    int events;
};

static bool go_on(struct heard *h)
{
    return ++h->events != h->stop_at;
}

static bool begin(void *user, const struct multipart_part *p)
{
    struct heard *h = user;
    buf_printf(&h->said, "%.*s|%.*s|%.*s|%s:", STR_ARG(p->name), STR_ARG(p->filename), STR_ARG(p->content_type),
               p->is_file ? "f" : "-");
    return go_on(h);
}

static bool data(void *user, const char *p, size_t n)
{
    struct heard *h = user;
    buf_put(&h->said, str_n(p, n));
    return go_on(h);
}

static bool end(void *user)
{
    struct heard *h = user;
    buf_putc(&h->said, '$');
    return go_on(h);
}

static enum multipart_fault run(const char *type, struct str body, size_t chunk, int stop_at, struct str *said)
{
    struct heard h = {.said = buf_new(a, 1u << 20), .stop_at = stop_at};
    struct multipart_events on = {&h, begin, data, end};
    struct multipart *m;
    enum multipart_fault fault = multipart_new(a, str_from(type), 5, &on, &m);
    for (size_t i = 0; fault == MULTIPART_OK && i < body.n; i += chunk)
        fault = multipart_feed(m, body.p + i, body.n - i < chunk ? body.n - i : chunk);
    if (fault == MULTIPART_OK)
        fault = multipart_finish(m);
    *said = buf_str(&h.said);
    return fault;
}

/* At every chunk size the same is heard. */
static void assert_heard(const char *type, struct str body, const char *want)
{
    for (size_t chunk = 1; chunk <= body.n; chunk++) {
        struct str said;
        assert_int_equal(run(type, body, chunk, 0, &said), MULTIPART_OK);
        assert_str(said, want);
    }
}

static void assert_fault(const char *type, struct str body, enum multipart_fault want)
{
    for (size_t chunk = 1; chunk <= body.n; chunk = chunk * 2) {
        struct str said;
        assert_int_equal(run(type, body, chunk, 0, &said), want);
    }
}

#define PART(headers, text) "--XYZ\r\n" headers "\r\n\r\n" text "\r\n"
#define NAMED(name) "Content-Disposition: form-data; name=\"" name "\""
#define CLOSE "--XYZ--\r\n"

static void reads_fields_and_files(void **state)
{
    assert_heard(
        TYPE,
        S(PART(NAMED("họ tên"), "Nguyễn Văn A")
              PART("content-disposition:form-data;name=\"f\" ; filename=\"đơn.pdf\"\r\nContent-Type: application/pdf",
                   "%PDF-\r\n--XY\r\r\n-") PART(NAMED("empty"), "")
                  PART(NAMED("f2") "; filename=\"\"\r\nContent-Type: application/octet-stream", "") CLOSE),
        "họ tên||"
        "|-:Nguyễn Văn A$f|đơn.pdf|application/pdf|f:%PDF-\r\n--XY\r\r\n-$empty|||-:$f2||application/octet-stream|f:$");
}

static void reads_what_browsers_write(void **state)
{
    assert_heard(TYPE, S(PART(NAMED("a%22b"), "1") CLOSE), "a\"b|||-:1$");
    assert_heard(TYPE, S(PART(NAMED("f") "; filename=\"50%25 \\\"x\\\".pdf\"", "1") CLOSE), "f|50%25 \"x\".pdf||f:1$");
    assert_heard(TYPE, S(PART(NAMED("f") "; filename=\"C:\\docs\\scan.pdf\"", "1") CLOSE), "f|scan.pdf||f:1$");
    assert_heard(TYPE, S(PART(NAMED("f") "; filename=\"../../etc/passwd\"", "1") CLOSE), "f|passwd||f:1$");
    assert_heard(TYPE, S(PART(NAMED("f") "; filename=\"x\"; filename*=UTF-8''%C4%91%C6%A1n.pdf", "1") CLOSE),
                 "f|đơn.pdf||f:1$");
    assert_heard(
        "Multipart/Form-Data; charset=utf-8; boundary=\"a b?\"",
        S("--a b?\r\nContent-Disposition: form-data; name=x\r\nContent-Transfer-Encoding: 8bit\r\n\r\n1\r\n--a b?--"),
        "x|||-:1$");
    assert_heard(TYPE, S("preamble\r\n" PART(NAMED("x"), "1") "--XYZ--\r\nepilogue --XYZ"), "x|||-:1$");
    assert_heard(TYPE, S("\r\n--XYZ \t\r\n" NAMED("x") "\r\n\r\n1\r\n--XYZ--"), "x|||-:1$");
    assert_heard(TYPE, S("--XYZ--\r\n"), "");
}

static void refuses_broken_bodies(void **state)
{
    assert_fault(TYPE, S(PART(NAMED("x"), "1")), MULTIPART_CUT_SHORT);
    assert_fault(TYPE, S("--XYZ\r\n" NAMED("x") "\r\n\r\nend"), MULTIPART_CUT_SHORT);
    assert_fault(TYPE, S("--XYZ\r\nContent-"), MULTIPART_CUT_SHORT);
    assert_fault(TYPE, S("--XYZ-"), MULTIPART_CUT_SHORT);
    assert_fault(TYPE, S("--XYZA\r\n"), MULTIPART_BROKEN);
    assert_fault(TYPE, S("--XYZ\r\n\r\n1\r\n" CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART("Content-Type: text/plain", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART("Content-Disposition: form-data", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART("Content-Disposition: attachment; name=\"x\"", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x") "; name=\"y\"", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x") "\r\n" NAMED("y"), "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART("Content-Disposition: form-data; name=\"x", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x") "\r\n folded: 1", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x") "\r\nnocolon", "1") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x") "\r\nContent-Transfer-Encoding: base64", "MQ==") CLOSE), MULTIPART_BROKEN);
    assert_fault(TYPE, S(PART(NAMED("x\xff"), "1") CLOSE), MULTIPART_NOT_TEXT);
    assert_fault(TYPE, S(PART(NAMED("x\ny"), "1") CLOSE), MULTIPART_NOT_TEXT);
    assert_fault(TYPE, S(PART(NAMED("x") "; filename*=UTF-8''%0a", "1") CLOSE), MULTIPART_NOT_TEXT);
    assert_fault(TYPE, S(PART(NAMED("x") "; filename*=ISO-8859-1''a", "1") CLOSE), MULTIPART_NOT_TEXT);
}

static void refuses_floods(void **state)
{
    assert_fault(TYPE,
                 S(PART(NAMED("1"), "") PART(NAMED("2"), "") PART(NAMED("3"), "") PART(NAMED("4"), "")
                       PART(NAMED("5"), "") CLOSE),
                 MULTIPART_OK);
    assert_fault(TYPE,
                 S(PART(NAMED("1"), "") PART(NAMED("2"), "") PART(NAMED("3"), "") PART(NAMED("4"), "")
                       PART(NAMED("5"), "") PART(NAMED("6"), "") CLOSE),
                 MULTIPART_TOO_MANY_PARTS);
    struct buf b = buf_new(a, 1u << 20);
    buf_puts(&b, "--XYZ\r\nX-Long: ");
    for (int i = 0; i < MULTIPART_HEADER_MAX; i++)
        buf_putc(&b, 'x');
    assert_fault(TYPE, buf_str(&b), MULTIPART_HEADER_TOO_LARGE);
    struct buf pre = buf_new(a, 1u << 20);
    for (int i = 0; i < 2 * MULTIPART_PREAMBLE_MAX; i++)
        buf_putc(&pre, 'x');
    assert_fault(TYPE, buf_str(&pre), MULTIPART_BROKEN);
}

static void refuses_other_types(void **state)
{
    static const char *types[] = {
        "",
        "text/plain",
        "multipart/mixed; boundary=XYZ",
        "multipart/form-data",
        "multipart/form-data;",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a; boundary=b",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=01234567890123456789012345678901234567890123456789012345678901234567890"};
    struct str said;
    for (size_t i = 0; i < COUNT(types); i++)
        assert_int_equal(run(types[i], S("--XYZ--"), 100, 0, &said), MULTIPART_NOT_MULTIPART);
}

static void stops_when_told(void **state)
{
    struct str body = S(PART(NAMED("x"), "abc") CLOSE), said;
    for (int i = 1; i <= 3; i++)
        assert_int_equal(run(TYPE, body, 100, i, &said), MULTIPART_STOPPED);
    assert_int_equal(run(TYPE, body, 100, 4, &said), MULTIPART_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields_and_files), cmocka_unit_test(reads_what_browsers_write),
        cmocka_unit_test(refuses_broken_bodies),  cmocka_unit_test(refuses_floods),
        cmocka_unit_test(refuses_other_types),    cmocka_unit_test(stops_when_told),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
