#include "format/test_kit.h"

#include "format/urlenc.h"

static void decodes_percents(void **state)
{
    static const struct {
        const char *in;
        bool plus;
        enum form_fault fault;
        const char *want;
    } rows[] = {
        {"ho%CC%80", false, FORM_OK, "ho\xcc\x80"},
        {"h%E1%BB%93+s%c6%a1", true, FORM_OK, "hồ sơ"},
        {"a+b", false, FORM_OK, "a+b"},
        {"%", true, FORM_BAD_ESCAPE, ""},
        {"%4", true, FORM_BAD_ESCAPE, ""},
        {"%4g", true, FORM_BAD_ESCAPE, ""},
        {"%+4", true, FORM_BAD_ESCAPE, ""},
        {"a%41", true, FORM_OK, "aA"},
        {"%00", true, FORM_NOT_TEXT, ""},
        {"%C0%AF", true, FORM_NOT_TEXT, ""},
        {"%ff", true, FORM_NOT_TEXT, ""},
        {"%2541", true, FORM_OK, "%41"},
        {"", true, FORM_OK, ""},
        {"\x01", true, FORM_NOT_TEXT, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str s = S("");
        assert_int_equal(percent_decode(a, str_from(rows[i].in), rows[i].plus, &s), rows[i].fault);
        assert_str(s, rows[i].want);
    }
}

static void encodes_percents(void **state)
{
    struct buf b = buf_new(a, 100);
    percent_encode(&b, S("hồ sơ/a-b._~&"));
    assert_str(buf_str(&b), "h%E1%BB%93%20s%C6%A1%2Fa-b._~%26");
}

static void reads_forms(void **state)
{
    struct form_pair *p;
    size_t n;
    struct str v = S("kept");
    assert_int_equal(form_parse(a, S("q=h%E1%BB%93+s%C6%A1&&papers=1&papers=2&flag&e=&=x&a=b=c"), &p, &n), FORM_OK);
    assert_int_equal(n, 7);
    assert_true(form_find(p, n, S("q"), &v));
    assert_str(v, "hồ sơ");
    assert_true(form_find(p, n, S("papers"), &v));
    assert_str(v, "1");
    assert_str(p[2].value, "2");
    assert_true(form_find(p, n, S("flag"), &v));
    assert_str(v, "");
    assert_true(form_find(p, n, S("a"), &v));
    assert_str(v, "b=c");
    assert_false(form_find(p, n, S("absent"), &v));
    assert_int_equal(form_parse(a, S(""), &p, &n), FORM_OK);
    assert_int_equal(n, 0);
    assert_int_equal(form_parse(a, S("a=%zz"), &p, &n), FORM_BAD_ESCAPE);
    assert_int_equal(form_parse(a, S("%ff=1"), &p, &n), FORM_NOT_TEXT);
}

static void refuses_floods(void **state)
{
    struct form_pair *p;
    size_t n;
    struct buf b = buf_new(a, FORM_BYTES_MAX + 10);
    for (int i = 0; i < FORM_PAIRS_MAX; i++)
        buf_puts(&b, i ? "&a=1" : "a=1");
    assert_int_equal(form_parse(a, buf_str(&b), &p, &n), FORM_OK);
    assert_int_equal(n, FORM_PAIRS_MAX);
    buf_putc(&b, '&');
    assert_int_equal(form_parse(a, buf_str(&b), &p, &n), FORM_TOO_LARGE);
    struct buf large = buf_new(a, FORM_BYTES_MAX + 10);
    memset(buf_reserve(&large, FORM_BYTES_MAX + 1), 'a', FORM_BYTES_MAX + 1);
    large.n = FORM_BYTES_MAX + 1;
    assert_int_equal(form_parse(a, buf_str(&large), &p, &n), FORM_TOO_LARGE);
}

static void writes_forms(void **state)
{
    struct buf b = buf_new(a, 200);
    form_put(&b, S("vnp_OrderInfo"), S("hồ sơ 1"));
    form_put(&b, S("a&b"), S(""));
    assert_str(buf_str(&b), "vnp_OrderInfo=h%E1%BB%93+s%C6%A1+1&a%26b=");
}

static void finds_cookies(void **state)
{
    struct str v = S("kept");
    assert_true(cookie_find(S("theme=dark; __Host-mc=abc-_1;x=\"q\""), S("__Host-mc"), &v));
    assert_str(v, "abc-_1");
    assert_true(cookie_find(S("theme=dark; x=\"q\""), S("x"), &v));
    assert_str(v, "q");
    assert_false(cookie_find(S("theme=dark"), S("mc"), &v));
    assert_false(cookie_find(S("mc=1; mc=2"), S("mc"), &v));
    assert_false(cookie_find(S("mc=a b"), S("mc"), &v));
    assert_false(cookie_find(S("xmc=a"), S("mc"), &v));
    assert_false(cookie_find(S(""), S("mc"), &v));
    assert_str(v, "q");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_percents), cmocka_unit_test(encodes_percents), cmocka_unit_test(reads_forms),
        cmocka_unit_test(refuses_floods),   cmocka_unit_test(writes_forms),     cmocka_unit_test(finds_cookies),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
