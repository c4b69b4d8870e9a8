/* The catalogue speaks both languages, chooses words by number and finds every key again. */
#include "base/message.h" /* before cmocka, which makes a macro of fail */

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define IS(got, want) assert_true(str_eqc((got), (want)))

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 20);
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_freep(&arena);
    return 0;
}

static struct str text(enum lang lang, enum msg m, struct msg_arg arg)
{
    return msg_text(arena, lang, m, &arg, 1);
}

static void words_follow_the_number(void **state)
{
    (void)state;
    IS(text(LANG_VI, MSG_general_faults, ARG(1)), "Có 1 chỗ cần sửa");
    IS(text(LANG_VI, MSG_general_faults, ARG(1250)), "Có 1.250 chỗ cần sửa");
    IS(text(LANG_EN, MSG_general_faults, ARG(1)), "1 answer needs mending");
    IS(text(LANG_EN, MSG_general_faults, ARG(0)), "0 answers need mending");
    IS(text(LANG_EN, MSG_general_faults, ARG((int64_t)1250)), "1,250 answers need mending");
    IS(text(LANG_EN, MSG_general_faults, ARG("1")), "1 answer needs mending");
    IS(text(LANG_EN, MSG_general_faults, ARG("7")), "7 answers need mending");
}

static void arguments_are_written_by_type(void **state)
{
    (void)state;
    struct instant t = instant_at(day_from_ymd(2026, 12, 4), (struct minutes){17 * 60});
    IS(text(LANG_EN, MSG_field_too_big, ARG(S("{x}"))), "The greatest number accepted is {x}.");
    IS(text(LANG_EN, MSG_field_too_big, ARG(day_of(t))), "The greatest number accepted is 04/12/2026.");
    IS(text(LANG_EN, MSG_field_too_big, ARG(t)), "The greatest number accepted is 17:00 04/12/2026.");
    IS(text(LANG_EN, MSG_field_too_big, ARG((struct vnd){20000})), "The greatest number accepted is 20,000 ₫.");
    IS(text(LANG_EN, MSG_field_too_big, msg_arg_msg(MSG_general_none)), "The greatest number accepted is None yet.");
    IS(msg_text(arena, LANG_VI, MSG_field_too_big, NULL, 0), "Con số lớn nhất nhận được là .");
}

static struct str long_form(enum lang lang, struct instant t)
{
    struct buf b = buf_new(arena, 200);
    write_instant_long(&b, lang, t);
    return buf_str(&b);
}

static void moments_carry_the_weekday(void **state)
{
    (void)state;
    struct instant t = instant_at(day_from_ymd(2026, 12, 4), (struct minutes){17 * 60 + 5});
    IS(long_form(LANG_VI, t), "thứ Sáu 04/12/2026, 17:05");
    IS(long_form(LANG_EN, t), "Fri 04/12/2026, 17:05");
    IS(long_form(LANG_VI, (struct instant){t.ms + 2 * DAY_MS}), "Chủ nhật 06/12/2026, 17:05");
    IS(long_form(LANG_VI, (struct instant){0}), "");
}

static struct str grouped(enum lang lang, int64_t v)
{
    struct buf b = buf_new(arena, 200);
    write_int(&b, lang, v);
    return buf_str(&b);
}

static void numbers_are_grouped(void **state)
{
    (void)state;
    IS(grouped(LANG_VI, 0), "0");
    IS(grouped(LANG_VI, 999), "999");
    IS(grouped(LANG_VI, 1000), "1.000");
    IS(grouped(LANG_EN, -100), "-100");
    IS(grouped(LANG_EN, -123456), "-123,456");
    IS(grouped(LANG_VI, INT64_MIN), "-9.223.372.036.854.775.808");
}

static void every_key_is_found_again(void **state)
{
    (void)state;
    for (int m = 1; m < MSG_COUNT; m++)
        assert_int_equal(msg_by_key(str_from(msg_key((enum msg)m))), m);
    assert_int_equal(msg_by_key(S("no.such.key")), MSG_NONE);
    assert_int_equal(msg_by_key(S("")), MSG_NONE);
}

static void a_fault_is_a_sentence(void **state)
{
    (void)state;
    struct fault f = {.msg = MSG_field_too_long, .arg = {S("200")}};
    IS(fault_text(arena, LANG_VI, &f), "Nội dung dài quá. Xin viết gọn trong 200 ký tự.");
    struct fault none = {.detail = S("disk")};
    assert_true(str_eq(fault_text(arena, LANG_EN, &none), msg_text(arena, LANG_EN, MSG_general_unavailable, NULL, 0)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_follow_the_number),   cmocka_unit_test(arguments_are_written_by_type),
        cmocka_unit_test(moments_carry_the_weekday), cmocka_unit_test(numbers_are_grouped),
        cmocka_unit_test(every_key_is_found_again),  cmocka_unit_test(a_fault_is_a_sentence),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
