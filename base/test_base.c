/* Tests of base: each row says what goes in and what must come out. */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/id.h"
#include "base/text.h"

static struct arena *a;

static int setup(void **state)
{
    a = arena_new(16u << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_freep(&a);
    return 0;
}

static void assert_str(struct str got, const char *want)
{
    assert_int_equal(got.n, strlen(want));
    assert_memory_equal(got.p, want, got.n);
}

static void fold_drops_marks_and_case(void **state)
{
    static const struct {
        const char *in, *folded, *exact;
    } rows[] = {
        {"Đăng ký khai sinh", "dang ki khai sinh", "đăng ki' khai sinh"},
        {"đăng kí khai sinh", "dang ki khai sinh", "đăng ki' khai sinh"},
        {"Nguyễn Văn Ánh", "nguyen van anh", "nguyên~ văn anh'"},
        {"Hoà", "hoa", "hoa`"},
        {"Hòa", "hoa", "hoa`"},
        {"Thủy", "thuy", "thuy?"},
        {"quý quí", "qui qui", "qui' qui'"},
        {"  ỦY-BAN (nhân) dân, 2.000815 ", "uy ban nhan dan 2 000815", "uy? ban nhân dân 2 000815"},
        {"ngày Huỳnh y tế", "ngay huynh y te", "ngay` huynh` y tê'"},
        {"", "", ""},
        {"ẤỀỮỖ ặ ỵ đ", "aeuo a y d", "âêưô' ă. y. đ"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_str(text_fold(a, str_from(rows[i].in)), rows[i].folded);
        assert_str(text_exact(a, str_from(rows[i].in)), rows[i].exact);
    }
}

static void nfc_composes_vietnamese(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"a\xCC\x82\xCC\x81", "ấ"}, /* a circumflex acute */
        {"a\xCC\x81\xCC\x82", "ấ"}, /* in the other order */
        {"\xC3\xA2\xCC\x81", "ấ"},  /* â + acute */
        {"U\xCC\x9B\xCC\x83", "Ữ"},
        {"n\xCC\x83", "n\xCC\x83"}, /* not a Vietnamese letter: unchanged */
        {"Đinh", "Đinh"},
        {"Lò\xE2\x80\x8B Mẩy\xEF\xBB\xBF", "Lò Mẩy"},        /* pasted along: zero width space, byte order mark */
        {"A\xE2\x80\xAE\x42\xE2\x80\xAC\xE2\x81\xA6", "AB"}, /* turned around */
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_str(text_nfc(a, str_from(rows[i].in)), rows[i].out);
}

static void marks_are_seen(void **state)
{
    assert_true(text_has_marks(S("đ")));
    assert_true(text_has_marks(S("nguyễn")));
    assert_true(text_has_marks(S("a\xCC\x81")));
    assert_false(text_has_marks(S("nguyen")));
}

static void validity(void **state)
{
    assert_true(text_is_valid(S("Lò Thị Mẩy\n")));
    static const char *const names[] = {"Lò Thị Mẩy", "Nguyễn Văn A (B), số 12/3-4 & 5% “x” … № 7 €", "Đặng\tThị", ""};
    static const char *const pictures[] = {"Lò 😀", "số ✓", "a❤️", "→", "1️⃣", "\xEE\x80\x80"};
    for (size_t i = 0; i < COUNT(names); i++)
        assert_false(text_has_pictures(str_from(names[i])));
    for (size_t i = 0; i < COUNT(pictures); i++)
        assert_true(text_has_pictures(str_from(pictures[i])));
    assert_true(text_is_valid(S("\xEF\xBF\xBD")));
    static const char *bad[] = {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE1\xBB",
                                "a\x01",    "\xFF",         "\xC2\x85"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(text_is_valid(str_from(bad[i])));
    assert_false(text_is_valid(str_n("a\0b", 3)));
}

static void alphabet_order(void **state)
{
    static const char *order[] = {"An", "Ăn", "Ân", "Bình", "Cầm", "Dung", "Đào", "Em",   "Giàng", "Lò", "Ma",
                                  "Mà", "Mả", "Mã", "Má",   "Mạ",  "Mẩy",  "Tẩn", "Vàng", "Xa",    "Yên"};
    for (size_t i = 1; i < COUNT(order); i++)
        assert_true(str_cmp(text_sort_key(a, str_from(order[i - 1])), text_sort_key(a, str_from(order[i]))) < 0);
}

static void days_and_instants(void **state)
{
    struct day d;
    struct instant t;
    assert_true(day_parse(S("2021-06-07"), &d));
    assert_int_equal(weekday_of(d), 1);
    assert_str(day_iso_str(a, d), "2021-06-07");
    assert_false(day_parse(S("2021-02-29"), &d));
    assert_false(day_parse(S("2021-6-7"), &d));
    assert_true(instant_parse(S("2021-06-07T09:15"), &t));
    assert_str(instant_iso_str(a, t), "2021-06-07T09:15:00+07:00");
    assert_int_equal(minute_of(t).n, 9 * 60 + 15);
    struct instant z;
    assert_true(instant_parse(S("2021-06-07T02:15:00Z"), &z));
    assert_int_equal(z.ms, t.ms);
    for (int n = -800000; n < 800000; n += 997) {
        struct civil c = civil_of_day((struct day){n});
        assert_int_equal(day_from_ymd(c.year, c.month, c.day).n, n);
    }
    assert_int_equal(day_of((struct instant){-1}).n, 0);
    assert_int_equal(day_of(instant_at((struct day){5}, (struct minutes){0})).n, 5);
}

static void numbers(void **state)
{
    int64_t v;
    assert_true(str_to_i64(S("-9223372036854775808"), &v));
    assert_true(v == INT64_MIN);
    assert_false(str_to_i64(S("9223372036854775808"), &v));
    assert_false(str_to_i64(S(""), &v));
    assert_false(str_to_i64(S("-"), &v));
    assert_false(str_to_i64(S("1 "), &v));
    assert_int_equal(percent_of(5, 9), 56);
    assert_int_equal(percent_of(1, 8), 13);
    assert_int_equal(percent_of(0, 0), 0);
    assert_int_equal(percent_of(7, 7), 100);
    uint8_t bytes[2];
    assert_true(str_from_hex(S("a0FF"), bytes, 2));
    assert_int_equal(bytes[0] << 8 | bytes[1], 0xA0FF);
    assert_false(str_from_hex(S("a0F"), bytes, 2));
}

static void buffers_keep_their_maximum(void **state)
{
    struct buf b = buf_new(a, 5);
    buf_puts(&b, "abc");
    buf_puts(&b, "def");
    assert_true(b.full);
    assert_str(buf_str(&b), "abc");
    struct buf n = buf_new(a, 100);
    buf_i64(&n, INT64_MIN);
    buf_u64_pad(&n, 42, 6);
    assert_str(buf_str(&n), "-9223372036854775808000042");
}

static int closed;

static void count_close(void *p)
{
    closed = closed * 10 + *(int *)p;
}

static void arena_closes_newest_first(void **state)
{
    static int one = 1, two = 2;
    struct arena *b = arena_new(1u << 20);
    arena_defer(b, count_close, &one);
    arena_defer(b, count_close, &two);
    char *p = arena_alloc(b, 10);
    memset(p, 7, 10);
    p = arena_grow(b, p, 10, 100000);
    assert_int_equal(p[9], 7);
    assert_int_equal(p[10], 0);
    arena_free(b);
    assert_int_equal(closed, 21);
}

static void ids_grow(void **state)
{
    struct instant t = {INT64_C(1790000000000)};
    int64_t last = 0;
    for (int i = 0; i < 1000; i++) {
        int64_t id = id_new(t);
        assert_true(id > last && id < INT64_C(1) << 53);
        last = id;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fold_drops_marks_and_case),
        cmocka_unit_test(nfc_composes_vietnamese),
        cmocka_unit_test(marks_are_seen),
        cmocka_unit_test(validity),
        cmocka_unit_test(alphabet_order),
        cmocka_unit_test(days_and_instants),
        cmocka_unit_test(numbers),
        cmocka_unit_test(buffers_keep_their_maximum),
        cmocka_unit_test(arena_closes_newest_first),
        cmocka_unit_test(ids_grow),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
