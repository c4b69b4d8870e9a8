/* Input: what is typed becomes a struct, every fault is told at once, and what was typed stays. */
#include "web/testing.h"

#include "base/message.h"
#include "web/input.h"

struct all_input {
    int64_t id, n;
    struct str text, lines, raw;
    bool yes;
    struct day day;
    struct instant at;
    struct vnd fee;
};
INPUT(all_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct all_input, id)},
      {"n", IN_QUERY, FIELD_I64, .max = 100, .offset = offsetof(struct all_input, n)},
      {"text", IN_FORM, FIELD_TEXT, .required = true, .max = 10, .offset = offsetof(struct all_input, text)},
      {"lines", IN_FORM, FIELD_LINES, .offset = offsetof(struct all_input, lines)},
      {"raw", IN_FORM, FIELD_RAW, .offset = offsetof(struct all_input, raw)},
      {"yes", IN_FORM, FIELD_BOOL, .offset = offsetof(struct all_input, yes)},
      {"day", IN_FORM, FIELD_DAY, .offset = offsetof(struct all_input, day)},
      {"at", IN_FORM, FIELD_INSTANT, .offset = offsetof(struct all_input, at)},
      {"fee", IN_FORM, FIELD_VND, .offset = offsetof(struct all_input, fee)});

static struct all_input got;
static int runs, agains;
static struct str typed_again;

static enum rc run(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    got = *(const struct all_input *)r->in;
    runs++;
    buf_puts(&o->body, "ran");
    return OK;
}

static enum rc again(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    agains++;
    typed_again = req_value(r, "text");
    buf_puts(&o->body, "again");
    return OK;
}

static const struct route table[] = {
    {"post", METHOD_POST, "/x/{id}", PERM_PUBLIC, &all_input, run, ROUTE_READS, NULL, again},
    {"api", METHOD_POST, "/api/x/{id}", PERM_PUBLIC, &all_input, run, ROUTE_READS | ROUTE_API},
};
static const struct room room = {"test", table, COUNT(table)};

static struct test_web *web_of(void **state)
{
    const struct room *const rooms[] = {&room};
    runs = agains = 0;
    got = (struct all_input){0};
    return test_web(*state, rooms, 1);
}

static void reads(void **state)
{
    struct test_web *w = web_of(state);
    struct answer a =
        test_post(w, "/x/12?n=7",
                  "text=+a%CC%81b+&lines=1%0A2&raw=+x+&yes=on&day=7%2F6%2F2021&at=2021-06-07T09:15&fee=1.250.000");
    assert_int_equal(a.status, 200);
    assert_int_equal(runs, 1);
    assert_int_equal(got.id, 12);
    assert_int_equal(got.n, 7);
    assert_true(str_eqc(got.text, "áb")); /* trimmed, composed */
    assert_true(str_eqc(got.lines, "1\n2"));
    assert_true(str_eqc(got.raw, " x "));
    assert_true(got.yes);
    assert_int_equal(got.day.n, day_from_ymd(2021, 6, 7).n);
    assert_int_equal(got.at.ms, instant_at(day_from_ymd(2021, 6, 7), (struct minutes){555}).ms);
    assert_int_equal(got.fee.n, 1250000);
}

static void optional_stays_empty(void **state)
{
    struct test_web *w = web_of(state);
    struct answer a = test_post(w, "/x/1", "text=a");
    assert_int_equal(a.status, 200);
    assert_int_equal(got.n, 0);
    assert_int_equal(got.day.n, DAY_NONE.n);
    assert_false(got.yes);
    a = test_post(w, "/x/1", "text=a&day.day=7&day.month=06&day.year=2021"); /* three boxes */
    assert_int_equal(a.status, 200);
    assert_int_equal(got.day.n, day_from_ymd(2021, 6, 7).n);
}

static void all_faults_at_once(void **state)
{
    struct test_web *w = web_of(state);
    struct answer a = test_post(w, "/x/0?n=101", "text=+&lines=&yes=maybe&day=31/2/2021&at=soon&fee=-1");
    assert_int_equal(a.status, 422);
    assert_int_equal(runs, 0);
    assert_int_equal(agains, 1);
    static const struct {
        const char *field;
        enum msg msg;
    } want[] = {{"id", MSG_field_not_a_number},  {"n", MSG_field_too_big},     {"text", MSG_field_required},
                {"yes", MSG_field_not_a_choice}, {"day", MSG_field_not_a_day}, {"at", MSG_field_not_an_instant},
                {"fee", MSG_field_not_money}};
    assert_int_equal(w->last->c.faults_n, COUNT(want));
    for (size_t i = 0; i < COUNT(want); i++) {
        assert_true(str_eqc(w->last->c.faults[i].field, want[i].field));
        assert_int_equal(w->last->c.faults[i].msg, want[i].msg);
    }
    test_post(w, "/x/1", "text=12345678901");
    assert_int_equal(agains, 2);
    assert_true(str_eqc(typed_again, "12345678901")); /* what was typed comes back */
    assert_int_equal(w->last->c.faults[0].msg, MSG_field_too_long);
    test_post(w, "/x/1", "text=a%0Ab");
    assert_int_equal(w->last->c.faults[0].msg, MSG_field_not_text);
    test_post(w, "/x/1", "text=a%F0%9F%98%80");
    assert_int_equal(w->last->c.faults[0].msg, MSG_field_pictures);
    test_post(w, "/x/1?n=-1", "text=a");
    assert_int_equal(w->last->c.faults[0].msg, MSG_field_negative);
}

/* Ten characters: a bound is what people count, not the bytes of their marks, however they were composed. */
static void bounds_count_characters(void **state)
{
    struct test_web *w = web_of(state);
    static const struct {
        const char *text;
        int status;
    } cases[] = {{"Nguyễn Ấu", 200},    {"Nguyễn Ấui", 200},    {"Nguyễn Ấuiy", 422},
                 {"ộộộộộộộộộ", 200}, {"ộộộộộộộộộộ", 200}, {"ộộộộộộộộộộộ", 422},
                 {"o\xcc\xa3\xcc\x82ộộộộộộộộộ", 200}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buf b = buf_new(w->arena, 200);
        buf_printf(&b, "{\"text\":\"%s\"}", cases[i].text);
        struct answer a = test_ask(w, METHOD_POST, "/api/x/3", "application/json", buf_str(&b));
        assert_int_equal(a.status, cases[i].status);
        if (a.status == 422)
            assert_int_equal(w->last->c.faults[0].msg, MSG_field_too_long);
    }
}

static void json_bodies(void **state)
{
    struct test_web *w = web_of(state);
    struct answer a = test_ask(w, METHOD_POST, "/api/x/3", "application/json; charset=utf-8",
                               S("{\"text\":\"a\",\"yes\":true,\"fee\":20000,\"deep\":{\"x\":1}}"));
    assert_int_equal(a.status, 200);
    assert_true(str_eqc(got.text, "a"));
    assert_true(got.yes);
    assert_int_equal(got.fee.n, 20000);
    a = test_ask(w, METHOD_POST, "/api/x/3", "application/json", S("{\"text\":\"\"}"));
    assert_int_equal(a.status, 422);
    assert_true(str_eqc(test_header(&a, "Content-Type"), "application/problem+json"));
    assert_true(test_has(&a, "\"field\":\"text\""));
    assert_true(test_has(&a, "\"code\":\"field.required\""));
    assert_true(test_has(&a, "\"mend\":\""));
    static const struct {
        const char *type, *body;
        int status;
    } rows[] = {{"application/json", "{\"text\":", 400},
                {"application/json", "[1]", 400},
                {"application/json", "{\"a\":1,\"a\":2}", 400},
                {"application/json", "{\"text\":\"\\u0001\"}", 400},
                {"text/plain", "x", 415},
                {"application/xml", "<x/>", 415}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        a = test_ask(w, METHOD_POST, "/api/x/3", rows[i].type, str_from(rows[i].body));
        assert_int_equal(a.status, rows[i].status);
    }
}

static void bodies_that_cannot_be_read(void **state)
{
    struct test_web *w = web_of(state);
    static const struct {
        const char *form;
        int status;
    } rows[] = {{"text=%zz", 400}, {"text=%ff", 400}, {"text=%00", 400}};
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(test_post(w, "/x/1", rows[i].form).status, rows[i].status);
    assert_int_equal(test_get(w, "/x/1?a=%ff").status, 405);
    assert_int_equal(test_post(w, "/x/1?n=%ff", "text=a").status, 400);
    char *big = arena_alloc(w->arena, (1 << 20) + 100);
    memset(big, 'a', (1 << 20) + 50);
    assert_int_equal(
        test_ask(w, METHOD_POST, "/x/1", "application/x-www-form-urlencoded", str_n(big, (1 << 20) + 50)).status, 413);
    assert_int_equal(runs, 0);
}

#define PART "--B\r\nContent-Disposition: form-data; name="
static void multipart_bodies(void **state)
{
    struct test_web *w = web_of(state);
    struct str token = test_form_token(w);
    struct str text = str_printf(w->arena, PART "\"_t\"\r\n\r\n" STR_FMT "\r\n" PART "\"text\"\r\n\r\nđất\r\n--B--\r\n",
                                 STR_ARG(token));
    assert_int_equal(test_ask(w, METHOD_POST, "/x/1", "multipart/form-data; boundary=B", text).status, 200);
    assert_true(str_eqc(got.text, "đất"));
    struct str file = str_printf(w->arena, PART "\"f\"; filename=\"a.txt\"\r\n\r\nx\r\n--B--\r\n");
    assert_int_equal(test_ask(w, METHOD_POST, "/x/1", "multipart/form-data; boundary=B", file).status,
                     415); /* takes no files */
    assert_int_equal(test_ask(w, METHOD_POST, "/x/1", "multipart/form-data; boundary=B", S("--B\r\nnope")).status, 400);
    assert_int_equal(test_ask(w, METHOD_POST, "/x/1", "multipart/form-data", text).status, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(optional_stays_empty, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(all_faults_at_once, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(bounds_count_characters, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(json_bodies, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(bodies_that_cannot_be_read, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(multipart_bodies, fixture_open, fixture_close),
    };
    return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
