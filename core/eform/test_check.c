/* Values with a shape: what people type, and what it becomes or why it is refused. */
#include "core/eform/check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

enum kind { PERSON, ORG, PHONE, EMAIL, NAME, DATE, PARTIAL, TIME_OF_DAY, INTEGER, DECIMAL, YESNO };

static const struct { enum kind kind; const char *typed; enum check check; const char *canonical; } rows[] = {
    {PERSON, "012085001234", CHECK_OK, "012085001234"},
    {PERSON, "012 085 001 234", CHECK_OK, "012085001234"},
    {PERSON, "01208500123", CHECK_LENGTH, ""},
    {PERSON, "0120850012345", CHECK_LENGTH, ""},
    {PERSON, "01208500123A", CHECK_LETTERS, ""},
    {PERSON, "", CHECK_LETTERS, ""},
    {PERSON, "003085001234", CHECK_PLACE, ""}, /* 003 was never a province */
    {PERSON, "097085001234", CHECK_PLACE, ""},
    {PERSON, "101085001234", CHECK_OK, "101085001234"}, /* born abroad */
    {PERSON, "012321001234", CHECK_OK, "012321001234"}, /* a girl of 2021 */
    {PERSON, "012322001234", CHECK_YEAR, ""},           /* of 2022, in 2021 */
    {PERSON, "012499001234", CHECK_YEAR, ""},
    {ORG, "0100109106", CHECK_OK, "0100109106"},
    {ORG, "0100109106001", CHECK_OK, "0100109106-001"},
    {ORG, "0100109106-001", CHECK_OK, "0100109106-001"},
    {ORG, "0100109107", CHECK_SUM, ""},
    {ORG, "0100190106", CHECK_SUM, ""}, /* two digits changed places */
    {ORG, "010010910", CHECK_LENGTH, ""},
    {ORG, "01001O9106", CHECK_LETTERS, ""},
    {PHONE, "0912345678", CHECK_OK, "0912345678"},
    {PHONE, "+84 912 345 678", CHECK_OK, "0912345678"},
    {PHONE, "0912.345.678", CHECK_OK, "0912345678"},
    {PHONE, "(0213) 3876 543", CHECK_OK, "02133876543"},
    {PHONE, "091234567", CHECK_LENGTH, ""},
    {PHONE, "0412345678", CHECK_FORM, ""},
    {PHONE, "1912345678", CHECK_FORM, ""},
    {PHONE, "khong co", CHECK_LETTERS, ""},
    {EMAIL, "lo.may@Vidu.VN", CHECK_OK, "lo.may@vidu.vn"},
    {EMAIL, "a+b@x.gov.vn", CHECK_OK, "a+b@x.gov.vn"},
    {EMAIL, "a@b", CHECK_FORM, ""},
    {EMAIL, "a@@b.vn", CHECK_FORM, ""},
    {EMAIL, ".a@b.vn", CHECK_FORM, ""},
    {EMAIL, "a..b@b.vn", CHECK_FORM, ""},
    {EMAIL, "a b@b.vn", CHECK_FORM, ""},
    {EMAIL, "a@b.vn.", CHECK_FORM, ""},
    {EMAIL, "a@-b.vn", CHECK_FORM, ""},
    {EMAIL, "", CHECK_FORM, ""},
    {NAME, "Lò  Thị   Mẩy", CHECK_OK, "Lò Thị Mẩy"},
    {NAME, "H'Hen Niê", CHECK_OK, "H'Hen Niê"},
    {NAME, "Lò Thị M2", CHECK_LETTERS, ""},
    {NAME, "<b>", CHECK_LETTERS, ""},
    {NAME, "- -", CHECK_LETTERS, ""},
    {NAME, "", CHECK_LETTERS, ""},
    {DATE, "7/6/2021", CHECK_OK, "2021-06-07"},
    {DATE, "07-06-2021", CHECK_OK, "2021-06-07"},
    {DATE, "7.6.2021", CHECK_OK, "2021-06-07"},
    {DATE, "07062021", CHECK_OK, "2021-06-07"},
    {DATE, "2021-06-07", CHECK_OK, "2021-06-07"},
    {DATE, "7 / 6 / 2021", CHECK_OK, "2021-06-07"},
    {DATE, "29/2/2021", CHECK_REAL, ""},
    {DATE, "29/2/2024", CHECK_OK, "2024-02-29"},
    {DATE, "31/4/2021", CHECK_REAL, ""},
    {DATE, "1/13/2021", CHECK_REAL, ""},
    {DATE, "0/1/2021", CHECK_REAL, ""},
    {DATE, "7/6/21", CHECK_FORM, ""},
    {DATE, "7/6", CHECK_FORM, ""},
    {DATE, "7//6/2021", CHECK_FORM, ""},
    {DATE, "bảy tháng sáu", CHECK_FORM, ""},
    {DATE, "1/1/0099", CHECK_REAL, ""},
    {PARTIAL, "1985", CHECK_OK, "1985"},
    {PARTIAL, "6/1985", CHECK_OK, "1985-06"},
    {PARTIAL, "1985-06", CHECK_OK, "1985-06"},
    {PARTIAL, "7/6/1985", CHECK_OK, "1985-06-07"},
    {PARTIAL, "13/1985", CHECK_REAL, ""},
    {PARTIAL, "85", CHECK_FORM, ""},
    {PARTIAL, "", CHECK_FORM, ""},
    {TIME_OF_DAY, "7:30", CHECK_OK, "07:30"},
    {TIME_OF_DAY, "7h30", CHECK_OK, "07:30"},
    {TIME_OF_DAY, "14h", CHECK_OK, "14:00"},
    {TIME_OF_DAY, "14", CHECK_OK, "14:00"},
    {TIME_OF_DAY, "24:00", CHECK_REAL, ""},
    {TIME_OF_DAY, "7:60", CHECK_REAL, ""},
    {TIME_OF_DAY, "7:3", CHECK_FORM, ""},
    {TIME_OF_DAY, "", CHECK_FORM, ""},
    {INTEGER, "1.250.000", CHECK_OK, "1250000"},
    {INTEGER, "1,250,000", CHECK_OK, "1250000"},
    {INTEGER, "1 250 000", CHECK_OK, "1250000"},
    {INTEGER, "007", CHECK_OK, "7"},
    {INTEGER, "-0", CHECK_OK, "0"},
    {INTEGER, "-12", CHECK_OK, "-12"},
    {INTEGER, "1.25", CHECK_FORM, ""},
    {INTEGER, "1.250,000", CHECK_FORM, ""},
    {INTEGER, "12đ", CHECK_FORM, ""},
    {INTEGER, "9999999999999999", CHECK_RANGE, ""},
    {INTEGER, "", CHECK_FORM, ""},
    {DECIMAL, "120,5", CHECK_OK, "120.5"},
    {DECIMAL, "120.50", CHECK_OK, "120.5"},
    {DECIMAL, "1.250,25", CHECK_OK, "1250.25"},
    {DECIMAL, "1,250.25", CHECK_OK, "1250.25"},
    {DECIMAL, "1.250", CHECK_OK, "1250"},
    {DECIMAL, "-0,5", CHECK_OK, "-0.5"},
    {DECIMAL, "-0,00", CHECK_OK, "0"},
    {DECIMAL, "1,2345", CHECK_FORM, ""},
    {DECIMAL, "1,", CHECK_FORM, ""},
    {DECIMAL, ",5", CHECK_FORM, ""},
    {DECIMAL, "1,2,3", CHECK_FORM, ""},
    {DECIMAL, "--1", CHECK_FORM, ""},
    {YESNO, "true", CHECK_OK, "true"},
    {YESNO, "on", CHECK_OK, "true"},
    {YESNO, "0", CHECK_OK, "false"},
    {YESNO, "maybe", CHECK_FORM, ""},
};

static enum check run(struct arena *a, enum kind kind, struct str typed, struct str *out)
{
    switch (kind) {
    case PERSON: return check_person_id(a, typed, day_from_ymd(2021, 12, 6), out);
    case ORG: return check_org_id(a, typed, out);
    case PHONE: return check_phone(a, typed, out);
    case EMAIL: return check_email(a, typed, out);
    case NAME: return check_name(a, typed, out);
    case DATE: return check_date(a, typed, out);
    case PARTIAL: return check_partial_date(a, typed, out);
    case TIME_OF_DAY: return check_time(a, typed, out);
    case INTEGER: return check_integer(a, typed, out);
    case DECIMAL: return check_decimal(a, typed, out);
    case YESNO: return check_yesno(typed, out);
    }
    return CHECK_FORM;
}

static void test_checks(void **state)
{
    (void)state;
    struct arena *a = arena_new(1 << 24);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct str out = S("");
        enum check c = run(a, rows[i].kind, str_from(rows[i].typed), &out);
        if (c != rows[i].check || !str_eqc(out, rows[i].canonical))
            fail_msg("kind %d '%s': %d '" STR_FMT "', not %d '%s'", (int)rows[i].kind, rows[i].typed, (int)c,
                STR_ARG(out),
                (int)rows[i].check, rows[i].canonical);
        struct str again = S("");
        if (c == CHECK_OK && (run(a, rows[i].kind, out, &again) != CHECK_OK || !str_eq(out, again)))
            fail_msg("kind %d: canonical '" STR_FMT "' is not stable", (int)rows[i].kind, STR_ARG(out));
    }
    arena_free(a);
}

static void test_person_id_parts(void **state)
{
    (void)state;
    assert_int_equal(person_id_year(S("012085001234")), 1985);
    assert_false(person_id_female(S("012085001234")));
    assert_int_equal(person_id_year(S("012321001234")), 2021);
    assert_true(person_id_female(S("012321001234")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_checks), cmocka_unit_test(test_person_id_parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
