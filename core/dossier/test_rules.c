/* The pure rules of dossiers that a table can say: what is typed from a receipt is what is kept. */
#include "core/dossier/rules.h"

#include "data/test_help.h"

static void codes_are_read_as_people_type_them(void **state)
{
    struct arena *a = arena_new(1u << 20);
    static const struct {
        const char *typed, *kept;
    } rows[] = {
        {"H35.102-261123-0042", "H35.102-261123-0042"},
        {"h35.102-261123-0042", "H35.102-261123-0042"},
        {"  H35.102 - 261123 - 0042 \n", "H35.102-261123-0042"},
        {"H35.102-2611 23-00 42", "H35.102-261123-0042"},
        {"H35.102 261123  0042", "H35.102-261123-0042"}, /* no dash at all: the blanks part it */
        {"h35.102–261123—0042", "H35.102-261123-0042"},
        {"H35.102‑261123−0042", "H35.102-261123-0042"},
        {"H35.102-261123-\xc2\xa0" "0042", "H35.102-261123-0042"},
        {"-H35.102--261123-0042-", "H35.102-261123-0042"},
        {"", ""},
        {" - ", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(str_c(a, dossier_code_typed(a, str_from(rows[i].typed))), rows[i].kept);
    arena_free(a);
}

static void check_values_are_read_as_people_type_them(void **state)
{
    struct arena *a = arena_new(1u << 20);
    static const char *const typed[] = {"9c4107be55d2e8a0",     "9C4107BE55D2E8A0",       "9c41 07be 55d2 e8a0",
                                        " 9C41-07BE-55D2-E8A0", "9c41–07be‑55d2\xe2\x80\xaf" "e8a0\t"};
    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++)
        assert_string_equal(str_c(a, dossier_check_typed(a, str_from(typed[i]))), "9c4107be55d2e8a0");
    struct str shown = dossier_check_shown(a, S("9c4107be55d2e8a0"));
    assert_string_equal(str_c(a, shown), "9c41 07be 55d2 e8a0");
    assert_true(str_eqc(dossier_check_typed(a, shown), "9c4107be55d2e8a0"));
    assert_int_equal(dossier_check_shown(a, S("")).n, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read_as_people_type_them),
        cmocka_unit_test(check_values_are_read_as_people_type_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
