#include "format/test_kit.h"

#include "format/json.h"

static struct json *parse(const char *text)
{
    struct json *v = NULL;
    const char *why = NULL;
    if (!json_parse(a, str_from(text), 1u << 20, &v, &why))
        fail_msg("%s: %s", text, why);
    return v;
}

static void assert_refused(struct str text, const char *reason)
{
    struct json kept, *v = &kept;
    const char *why = NULL;
    assert_false(json_parse(a, text, 1u << 20, &v, &why));
    assert_ptr_equal(v, &kept);
    assert_string_equal(why, reason);
}

static void reads_values(void **state)
{
    const struct json *v =
        parse("{\"mã\":\"hồ sơ \\u0111\",\"n\":-42,\"ok\":true,\"none\":null,\"list\":[1,\"x\",{}],\"o\":{\"p\":7}}");
    struct str s;
    int64_t n;
    bool b;
    assert_true(jv_text(json_get(v, "mã"), &s));
    assert_str(s, "hồ sơ đ");
    assert_true(jv_int(json_get(v, "n"), &n));
    assert_int_equal(n, -42);
    assert_true(jv_bool(json_get(v, "ok"), &b) && b);
    assert_int_equal(json_get(v, "none")->kind, JV_NULL);
    assert_int_equal(jv_int_or(json_get(json_get(v, "o"), "p"), 0), 7);
    assert_null(json_get(json_get(v, "absent"), "p"));
    const struct json *list = json_get(v, "list");
    assert_int_equal(list->n, 3);
    enum jv_kind kinds[] = {JV_INT, JV_STR, JV_OBJECT};
    size_t i = 0;
    for (const struct json *e = jv_first(list); e; e = e->next)
        assert_int_equal(e->kind, kinds[i++]);
    assert_int_equal(i, 3);
}

static void does_not_convert_kinds(void **state)
{
    const struct json *v = parse("{\"s\":\"5\",\"n\":5,\"d\":5.0}");
    struct str s = S("kept");
    int64_t n = 99;
    bool b = true;
    assert_false(jv_int(json_get(v, "s"), &n));
    assert_false(jv_int(json_get(v, "d"), &n));
    assert_false(jv_text(json_get(v, "n"), &s));
    assert_false(jv_bool(json_get(v, "n"), &b));
    assert_false(jv_int(NULL, &n));
    assert_int_equal(n, 99);
    assert_str(s, "kept");
    assert_str(jv_text_or(json_get(v, "n"), S("none")), "none");
    assert_true(jv_bool_or(json_get(v, "s"), true));
}

static void keeps_decimals_exact(void **state)
{
    /* The digits must be those of the text even when integers and strings that look like numbers stand around them. */
    const struct json *v =
        parse("[1,\"2.5\\\"3.5\",0.10,{\"9.9\":1e2,\"a\":[-7,123456789.123456789]},12.5,-0.5E+1,-3]");
    static const char *want[] = {NULL, NULL, "0.10", NULL, "12.5", "-0.5E+1", NULL};
    size_t i = 0;
    for (const struct json *e = jv_first(v); e; e = e->next, i++)
        if (want[i])
            assert_str(e->text, want[i]);
    const struct json *deep = jv_first(v)->next->next->next;
    assert_str(json_get(deep, "9.9")->text, "1e2");
    assert_str(jv_first(json_get(deep, "a"))->next->text, "123456789.123456789");
}

static void scales_numbers(void **state)
{
    static const struct {
        const char *text;
        unsigned digits;
        bool exact;
        int64_t want;
    } rows[] = {
        {"12.5", 2, true, 1250},
        {"12.50", 1, true, 125},
        {"12.55", 1, false, 0},
        {"-0.5E+1", 0, true, -5},
        {"7", 2, true, 700},
        {"-7", 0, true, -7},
        {"1e2", 0, true, 100},
        {"1e-2", 2, true, 1},
        {"1e-3", 2, false, 0},
        {"0e999", 2, true, 0},
        {"9223372036854775807", 0, true, INT64_MAX},
        {"9223372036854775807", 1, false, 0},
        {"-9223372036854775.808", 3, true, INT64_MIN},
        {"9223372036854775.808", 3, false, 0},
        {"0.00000000000000000000000001", 2, false, 0},
        {"99999999999999999999.5", 1, false, 0},
        {"0.0", 0, true, 0},
        {"\"5\"", 0, false, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t got = 0;
        assert_int_equal(jv_scaled(parse(rows[i].text), rows[i].digits, &got), rows[i].exact);
        assert_int_equal(got, rows[i].want);
    }
    int64_t n;
    assert_false(jv_scaled(NULL, 2, &n));
}

static void refuses_hostile_text(void **state)
{
    assert_refused(S("{\"a\":1,\"a\":2}"), "duplicate key");
    assert_refused(S("[1] x"), "text after the value");
    assert_refused(S("[1"), "ends too early");
    assert_refused(S(""), "ends too early");
    assert_refused(S("[1,]"), "not JSON");
    assert_refused(S("[01]"), "not JSON");
    assert_refused(S("[NaN]"), "not JSON");
    assert_refused(S("['a']"), "not JSON");
    assert_refused(S("\xef\xbb\xbf[1]"), "not JSON");
    assert_refused(S("[\"\xc0\xaf\"]"), "not UTF-8");
    assert_refused(S("[\"\xed\xa0\x80\"]"), "not UTF-8");
    assert_refused(S("[\"\\ud800\"]"), "not JSON");
    assert_refused(S("[\"a\\u0000\"]"), "NUL in a string");
    assert_refused(S("{\"a\\u0000\":1}"), "NUL in a string");
    assert_refused(S("[9223372036854775808]"), "number out of range");
    assert_refused(S("[1e999]"), "number out of range");
    assert_refused(S("[\"\t\"]"), "not JSON");
}

static void refuses_past_limits(void **state)
{
    struct buf b = buf_new(a, 1u << 20);
    for (int i = 0; i < JSON_DEPTH_MAX; i++)
        buf_putc(&b, '[');
    struct buf deeper = buf_new(a, 1u << 20);
    buf_put(&deeper, buf_str(&b));
    buf_puts(&deeper, "[]");
    for (int i = 0; i < JSON_DEPTH_MAX; i++) {
        buf_putc(&b, ']');
        buf_putc(&deeper, ']');
    }
    assert_non_null(parse(str_c(a, buf_str(&b))));
    assert_refused(buf_str(&deeper), "nested too deeply");
    struct buf brackets = buf_new(a, 1u << 20);
    for (int i = 0; i < 1000000; i++)
        buf_putc(&brackets, '[');
    assert_refused(buf_str(&brackets), "nested too deeply");
    struct buf wide = buf_new(a, 1u << 20);
    buf_puts(&wide, "[1");
    for (int i = 0; i < JSON_NODES_MAX; i++)
        buf_puts(&wide, ",1");
    buf_putc(&wide, ']');
    assert_refused(buf_str(&wide), "too many values");
    struct json *v;
    const char *why;
    assert_false(json_parse(a, S("[1,2]"), 4, &v, &why));
    assert_string_equal(why, "too large");
}

static struct str canonical(const struct json *v)
{
    struct buf b = buf_new(a, 1u << 20);
    json_write_canonical(&b, v);
    assert_false(b.full);
    return buf_str(&b);
}

static void writes_one_spelling(void **state)
{
    assert_str(
        canonical(parse(" { \"b\" : [ 1 , 2.50 ] , \"a\" : \"x\\/\\u00e9\\n\\\"\\\\\" , \"\":null, \"B\":false} ")),
        "{\"\":null,\"B\":false,\"a\":\"x/é\\u000a\\\"\\\\\",\"b\":[1,2.50]}");
    assert_str(canonical(parse("[]")), "[]");
    assert_str(canonical(parse("{}")), "{}");
}

static void builds_trees(void **state)
{
    struct json *o = jv_new(a, JV_OBJECT), *list = jv_new(a, JV_ARRAY);
    jv_add(list, jv_new_scaled(a, 1250, 2));
    jv_add(list, jv_new_scaled(a, -5, 3));
    jv_add(list, jv_new_scaled(a, 700, 2));
    jv_add(list, jv_new_scaled(a, INT64_MIN, 2));
    jv_add(list, jv_new(a, JV_NULL));
    jv_set(o, "list", list);
    jv_set(o, "code", jv_new_str(a, S("H35")));
    jv_set(o, "ok", jv_new_bool(a, true));
    jv_set(o, "n", jv_new_int(a, -3));
    assert_str(canonical(o),
               "{\"code\":\"H35\",\"list\":[12.5,-0.005,7,-92233720368547758.08,null],\"n\":-3,\"ok\":true}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),         cmocka_unit_test(does_not_convert_kinds),
        cmocka_unit_test(keeps_decimals_exact), cmocka_unit_test(scales_numbers),
        cmocka_unit_test(refuses_hostile_text), cmocka_unit_test(refuses_past_limits),
        cmocka_unit_test(writes_one_spelling),  cmocka_unit_test(builds_trees),
    };
    return cmocka_run_group_tests(tests, kit_setup, kit_teardown);
}
