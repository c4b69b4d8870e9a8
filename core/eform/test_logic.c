/* The evaluator, a row an expectation. What JsonLogic's reference says is compared wholesale by
 * tests/shell/eform_diff.sh;
 * here stand our own operators, our promises (exactness, limits) and what must be refused. */
#include "core/eform/logic.h"
#include "format/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

static struct arena *a;

static int setup(void **state)
{
    (void)state;
    a = arena_new((size_t)64 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(a);
    return 0;
}

static const struct json *parse(const char *text)
{
    struct json *j;
    const char *why = "";
    if (!json_parse(a, str_from(text), 1 << 20, &j, &why))
        fail_msg("%s: %s", why, text);
    return j;
}

static bool tree_var(const struct logic_data *d, struct arena *arena, struct str path, struct logic_value *out)
{
    (void)arena;
    const struct logic_value *v = logic_value_at(d->of, path);
    if (v != NULL)
        *out = *v;
    return v != NULL;
}

static bool next_workday(const struct logic_data *d, struct day from, int64_t n, struct day *out)
{
    (void)d;
    while (n > 0)
        if (weekday_of(from = (struct day){from.n + 1}) <= 5)
            n--;
    *out = from;
    return true;
}

static const char *eval(const char *logic, const char *data)
{
    enum logic_fault why;
    const struct logic *l = logic_compile(a, parse(logic), &why);
    if (l == NULL)
        return "refused";
    struct logic_value v = logic_value_of_json(a, parse(data));
    struct logic_data d = {
        .var = tree_var, .workdays_add = next_workday, .of = &v, .today = day_from_ymd(2021, 12, 6), .row = S("1")};
    struct logic_value out = logic_eval(a, l, &d);
    struct buf b = buf_new(a, 1 << 16);
    json_write_canonical(&b, logic_value_json(a, &out));
    return str_c(a, buf_str(&b));
}

#define DATA                                                                                                           \
    "{\"d\":\"2003-12-06\",\"e\":\"2003-12-07\",\"n\":1250.5,\"s\":\"Lò Thị "                                       \
    "Mẩy\",\"z\":null,\"l\":[1,2,3],\"phone\":\"0912 345 678\","                                                     \
    "\"rows\":[{\"x\":1},{\"x\":2}],\"empty\":\"\"}"

static const struct {
    const char *logic, *value;
} rows[] = {
    /* age: completed years; 18 on the very day, 17 the day before; a day to come is negative; no day compares false */
    {"{\"age\":{\"var\":\"d\"}}", "18"},
    {"{\"age\":{\"var\":\"e\"}}", "17"},
    {"{\"age\":[{\"var\":\"d\"},\"2003-12-06\"]}", "0"},
    {"{\"age\":\"2021-12-07\"}", "-1"},
    {"{\"<\":[{\"age\":{\"var\":\"z\"}},18]}", "false"},
    {"{\">=\":[{\"age\":\"2003-13-01\"},0]}", "false"},
    {"{\"age\":\"2004-02-29\"}", "17"},
    /* days */
    {"{\"days_add\":[\"2021-12-31\",1]}", "\"2022-01-01\""},
    {"{\"days_add\":[\"2024-03-01\",-1]}", "\"2024-02-29\""},
    {"{\"days_add\":[\"9999-12-31\",1]}", "null"},
    {"{\"days_add\":[\"x\",1]}", "null"},
    {"{\"days_add\":[\"2021-12-31\",99999999]}", "null"},
    {"{\"workdays_add\":[\"2021-12-03\",1]}", "\"2021-12-06\""},
    {"{\"<\":[{\"days_add\":[{\"var\":\"d\"},15]},\"2003-12-20\"]}", "false"},
    /* text */
    {"{\"len\":{\"var\":\"s\"}}", "10"},
    {"{\"len\":{\"var\":\"l\"}}", "3"},
    {"{\"len\":{\"var\":\"none\"}}", "0"},
    {"{\"digits\":{\"var\":\"phone\"}}", "\"0912345678\""},
    {"{\"digits\":{\"var\":\"z\"}}", "\"\""},
    {"{\"named_match\":[\"phone\",{\"digits\":{\"var\":\"phone\"}}]}", "true"},
    {"{\"named_match\":[\"phone\",{\"var\":\"phone\"}]}", "false"},
    {"{\"named_match\":[\"land_book\",\"BK 123456\"]}", "true"},
    {"{\"named_match\":[\"land_book\",\"B1 123456\"]}", "false"},
    {"{\"named_match\":[\"vehicle_plate\",\"25A-123.45\"]}", "true"},
    {"{\"named_match\":[\"phone\",{\"var\":\"none\"}]}", "false"},
    /* the row of a repeat */
    {"{\"var\":\"rows.*.x\"}", "2"},
    {"{\"var\":[\"rows.*.y\",\"none\"]}", "\"none\""},
    {"{\"missing\":[\"s\",\"empty\",\"z\",\"rows.*.x\",\"rows.*.y\"]}", "[\"empty\",\"z\",\"rows.*.y\"]"},
    /* exact sums: a tenth and two tenths are three tenths; a third is rounded; halves away from zero */
    {"{\"==\":[{\"+\":[0.1,0.2]},0.3]}", "true"},
    {"{\"/\":[1,3]}", "0.33"},
    {"{\"/\":[1,8]}", "0.13"},
    {"{\"/\":[-1,8]}", "-0.13"},
    {"{\"*\":[0.15,0.1]}", "0.02"},
    {"{\"*\":[{\"var\":\"n\"},8000]}", "10004000"},
    {"{\"-\":[0.3,0.1]}", "0.2"},
    {"{\"%\":[10,3]}", "1"},
    {"{\"%\":[-10,3]}", "-1"},
    /* beyond the range, and by zero: not a number, and false in every comparison */
    {"{\"*\":[90000000000000,90000000000000]}", "null"},
    {"{\"+\":[92233720368547758,1]}", "null"},
    {"{\"/\":[1,0]}", "null"},
    {"{\"%\":[1,0]}", "null"},
    {"{\"==\":[{\"/\":[1,0]},{\"/\":[1,0]}]}", "false"},
    {"{\">\":[{\"/\":[1,0]},0]}", "false"},
    {"{\"-\":[0,92233720368547758.07]}", "-92233720368547758.07"},
    /* what is not asked is not judged */
    {"{\"if\":[true,1,{\"/\":[1,0]}]}", "1"},
    {"{\"or\":[\"\",0,\"x\",{\"/\":[1,0]}]}", "\"x\""},
    {"{\"and\":[1,\"\",\"x\"]}", "\"\""},
    {"{\"in\":[\"Thị\",{\"var\":\"s\"}]}", "true"},
    {"{\"in\":[2,{\"var\":\"l\"}]}", "true"},
    {"{\"in\":[\"2\",{\"var\":\"l\"}]}", "false"},
    {"{\"<\":[1,{\"var\":\"l.1\"},3]}", "true"},
    {"{\"cat\":[\"a\",null,1.50,true,[1,null,2]]}", "\"a1.5true1,,2\""},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *got = eval(rows[i].logic, DATA);
        if (strcmp(got, rows[i].value) != 0)
            fail_msg("%s gave %s, not %s", rows[i].logic, got, rows[i].value);
    }
}

static const struct {
    const char *logic;
    enum logic_fault why;
} refused[] = {
    {"{\"filter\":[1,2]}", LOGIC_OPERATOR},
    {"{\"log\":1}", LOGIC_OPERATOR},
    {"{\"map\":[{\"var\":\"l\"},1]}", LOGIC_OPERATOR},
    {"{}", LOGIC_ONE_KEY},
    {"{\"==\":[1,1],\"!=\":[1,1]}", LOGIC_ONE_KEY},
    {"{\"==\":[1]}", LOGIC_OPERANDS},
    {"{\"==\":[1,2,3]}", LOGIC_OPERANDS},
    {"{\"+\":[]}", LOGIC_OPERANDS},
    {"{\"!\":[1,2]}", LOGIC_OPERANDS},
    {"{\"var\":{\"cat\":[\"a\",\"b\"]}}", LOGIC_PATH},
    {"{\"var\":\"\"}", LOGIC_PATH},
    {"{\"var\":null}", LOGIC_PATH},
    {"{\"missing\":[[{\"var\":\"a\"}]]}", LOGIC_PATH},
    {"{\"named_match\":[\"any\",\"x\"]}", LOGIC_PATTERN},
    {"{\"named_match\":[{\"var\":\"s\"},\"x\"]}", LOGIC_PATTERN},
    {"{\"==\":[1,1e30]}", LOGIC_BIG},
};

static void test_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        enum logic_fault why = LOGIC_FINE;
        if (logic_compile(a, parse(refused[i].logic), &why) != NULL || why != refused[i].why)
            fail_msg("%s: fault %d, not %d", refused[i].logic, (int)why, (int)refused[i].why);
    }
}

static struct str nested(int depth)
{
    struct buf b = buf_new(a, 4096);
    for (int i = 0; i < depth; i++)
        buf_puts(&b, "{\"!\":");
    buf_puts(&b, "1");
    for (int i = 0; i < depth; i++)
        buf_puts(&b, "}");
    return buf_str(&b);
}

static void test_limits(void **state)
{
    (void)state;
    enum logic_fault why;
    assert_non_null(logic_compile(a, parse(str_c(a, nested(15))), &why));
    assert_null(logic_compile(a, parse(str_c(a, nested(16))), &why));
    assert_int_equal(why, LOGIC_TOO_DEEP);
    struct buf b = buf_new(a, 8192);
    buf_puts(&b, "{\"+\":[1");
    for (int i = 0; i < 498; i++)
        buf_puts(&b, ",1");
    assert_non_null(logic_compile(a, parse(str_c(a, str_printf(a, STR_FMT "]}", STR_ARG(buf_str(&b))))), &why));
    assert_null(logic_compile(a, parse(str_c(a, str_printf(a, STR_FMT ",1]}", STR_ARG(buf_str(&b))))), &why));
    assert_int_equal(why, LOGIC_TOO_MANY);
}

static bool know_a(const void *of, struct str path, struct logic_value *out)
{
    (void)of;
    *out = logic_text(S("nam"));
    return str_eqc(path, "a");
}

/* What the server knows is written out, what the browser knows stays a question. */
static void test_written_for_browser(void **state)
{
    (void)state;
    enum logic_fault why;
    const struct logic *l = logic_compile(
        a, parse("{\"and\":[{\"==\":[{\"var\":\"a\"},\"nam\"]},{\"var\":[\"b\",1.5]},{\"missing\":[\"a\",\"b\"]}]}"),
        &why);
    assert_non_null(l);
    assert_int_equal(l->vars_n, 2);
    assert_true(logic_reads(l, S("b")));
    assert_false(logic_reads(l, S("c")));
    struct buf b = buf_new(a, 1000);
    json_write_canonical(&b, logic_json(a, l, know_a, NULL));
    assert_string_equal(str_c(a, buf_str(&b)),
                        "{\"and\":[{\"==\":[\"nam\",\"nam\"]},{\"var\":[\"b\",1.5]},{\"missing\":[\"b\"]}]}");
}

static void test_path_in_row(void **state)
{
    (void)state;
    assert_true(str_eqc(logic_path_in_row(a, S("cha_me.*.so_dd"), S("1")), "cha_me.1.so_dd"));
    assert_true(str_eqc(logic_path_in_row(a, S("cha_me.*"), S("12")), "cha_me.12"));
    assert_true(str_eqc(logic_path_in_row(a, S("ho_ten"), S("1")), "ho_ten"));
    assert_true(str_eqc(logic_path_in_row(a, S("cha_me.*.so_dd"), S("")), "cha_me.*.so_dd"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_path_in_row, setup, teardown),
        cmocka_unit_test_setup_teardown(test_values, setup, teardown),
        cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(test_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(test_written_for_browser, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
