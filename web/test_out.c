/* The runtime of pages: escapes, addresses, filters, JSON, answers. */
#include "web/testing.h"

#include "base/message.h"
#include "format/json.h"

static struct ctx ctx_of(struct arena *a, enum lang lang)
{
    return (struct ctx){.arena = a, .lang = lang};
}

#define CHECK(o, want)                                                                                                 \
    do {                                                                                                               \
        if (!str_eqc(buf_str(&(o).body), want))                                                                        \
            fail_msg("got " STR_FMT " want %s", STR_ARG(buf_str(&(o).body)), want);                                    \
        (o).body.n = 0;                                                                                                \
    } while (0)

static void escapes(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    struct out o = out_new(&c);
    OUT(&o, S("<b a=\"x\" b='y'>&amp; Nguyễn</b>"));
    CHECK(o, "&lt;b a=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp; Nguyễn&lt;/b&gt;");
    OUT(&o, "");
    CHECK(o, "");
    out_filter_lines(&o, S("a<\r\nb\n\nc"));
    CHECK(o, "a&lt;<br>b<br><br>c");
    struct str args[] = {S("a/b c?&\"đ"), S("2")};
    out_url(&o, "/x/{}?q=1&n={}", args, 2);
    CHECK(o, "/x/a%2Fb%20c%3F%26%22%C4%91?q=1&amp;n=2");
}

static void numbers(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    struct out o = out_new(&c);
    OUT(&o, INT64_C(1250));
    CHECK(o, "1.250");
    out_filter_plain(&o, 1250);
    CHECK(o, "1250");
    out_filter_size(&o, 999);
    CHECK(o, "999 B");
    out_filter_size(&o, 1258291);
    CHECK(o, "1,2 MB");
    out_filter_size(&o, INT64_C(209715200));
    CHECK(o, "200 MB");
    out_filter_masked(&o, S("012345678901"));
    CHECK(o, "•••• •••• 8901");
    out_filter_masked(&o, S("1234567"));
    CHECK(o, "•••• •••");
    out_filter_masked(&o, S(""));
    CHECK(o, "");
    c.lang = LANG_EN;
    out_filter_size(&o, 1258291);
    CHECK(o, "1.2 MB");
}

static void days(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    struct out o = out_new(&c);
    struct instant t = instant_at(day_from_ymd(2026, 12, 4), (struct minutes){17 * 60});
    out_filter_short(&o, t);
    CHECK(o, "04/12 17:00");
    out_filter_date(&o, t);
    CHECK(o, "04/12/2026");
    out_filter_iso(&o, t);
    CHECK(o, "2026-12-04T17:00:00+07:00");
    out_filter_weekday(&o, day_of(t));
    CHECK(o, "thứ Sáu 04/12/2026");
    OUT(&o, (struct instant){0});
    OUT(&o, DAY_NONE);
    out_filter_long(&o, (struct instant){0});
    CHECK(o, "");
}

static void json(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    struct out o = out_new(&c);
    json_open(&o, '{');
    json_key(&o, "a\"b");
    json_str(&o, S("x\\y\n</script>\x01 đ,[{:"));
    json_key(&o, "l");
    json_open(&o, '[');
    json_i64(&o, -5);
    json_bool(&o, true);
    json_null(&o);
    json_open(&o, '{');
    json_close(&o, '}');
    json_raw(&o, S("[1,2]"));
    json_close(&o, ']');
    json_key(&o, "t");
    json_instant(&o, (struct instant){0});
    json_key(&o, "d");
    json_day(&o, day_from_ymd(2021, 6, 7));
    json_close(&o, '}');
    struct json *v;
    const char *why = "";
    if (!json_parse(a, buf_str(&o.body), 10000, &v, &why))
        fail_msg("%s in " STR_FMT, why, STR_ARG(buf_str(&o.body)));
    CHECK(o, "{\"a\\\"b\":\"x\\\\y\\u000a\\u003c/script>\\u0001 "
             "đ,[{:\",\"l\":[-5,true,null,{},[1,2]],\"t\":null,\"d\":\"2021-06-07\"}");
}

/* A letter that must be escaped is found wherever it stands, also in texts that are looked at eight letters at once. */
static void json_escapes_everywhere(void **state)
{
    (void)state;
    static const char must[] = "\"\\<\n\x01\x1f", may[] = " !#[]=;~\x7f\x80\xbc\xa2\xff";
    enum { LONG = 27 };
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    for (size_t at = 0; at < LONG; at++)
        for (size_t k = 0; k < sizeof must - 1 + sizeof may - 1; k++) {
            bool escaped = k < sizeof must - 1;
            char text[LONG];
            memset(text, 'a', sizeof text);
            text[at] = escaped ? must[k] : may[k - (sizeof must - 1)];
            struct out o = out_new(&c);
            json_str(&o, str_n(text, sizeof text));
            struct str s = buf_str(&o.body);
            size_t more = !escaped ? 0 : text[at] == '"' || text[at] == '\\' ? 1 : 5;
            assert_int_equal(s.n, LONG + 2 + more);
            assert_int_equal(s.p[1 + at], escaped ? '\\' : text[at]);
        }
}

static void answers(void **state)
{
    (void)state;
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 20);
    struct ctx c = ctx_of(a, LANG_VI);
    struct out o = out_new(&c);
    struct str arg = S("a&b\r\nSet-Cookie: x");
    assert_int_equal(out_redirect(&o, "/x?y={}", &arg, 1), OK);
    assert_int_equal(o.status, 303);
    assert_true(str_eqc(o.location, "/x?y=a%26b%0D%0ASet-Cookie%3A%20x"));
    static const struct {
        const char *path;
        bool local;
    } rows[] = {{"/mine?x=1", true}, {"//evil", false},  {"/\\evil", false}, {"https://evil", false},
                {"", false},         {"/a\r\nb", false}, {"/a b", false},    {"/", true}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)out_back(&o, str_from(rows[i].path), "/home");
        assert_true(str_eqc(o.location, rows[i].local ? rows[i].path : "/home"));
    }
    out_download(&o, "application/pdf", S("Giấy hẹn \"trả\".pdf"), false);
    assert_true(str_eqc(o.disposition, "attachment; filename=\"giay-hen-tra.pdf\"; filename*=UTF-8''"
                                       "Gi%E1%BA%A5y%20h%E1%BA%B9n%20%22tr%E1%BA%A3%22.pdf"));
    out_version(&o, 7);
    assert_true(str_eqc(o.etag, "\"7\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(escapes), cmocka_unit_test(numbers), cmocka_unit_test(days),
                                       cmocka_unit_test(json), cmocka_unit_test(json_escapes_everywhere),
                                       cmocka_unit_test(answers)};
    return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
