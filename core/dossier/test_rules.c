/* The pure rules of dossiers that a table can say: what is typed from a receipt is what is kept. */
#include "core/dossier/owed.h"
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
                                        " 9C41-07BE-55D2-E8A0", "9c41–07be‑55d2\342\200\257e8a0\t"};
    (void)state;
    for (size_t i = 0; i < COUNT(typed); i++)
        assert_string_equal(str_c(a, dossier_check_typed(a, str_from(typed[i]))), "9c4107be55d2e8a0");
    struct str shown = dossier_check_shown(a, S("9c4107be55d2e8a0"));
    assert_string_equal(str_c(a, shown), "9c41 07be 55d2 e8a0");
    assert_true(str_eqc(dossier_check_typed(a, shown), "9c4107be55d2e8a0"));
    assert_int_equal(dossier_check_shown(a, S("")).n, 0);
    arena_free(a);
}

/* What is owed: kinds are added, two amounts of one kind are alternatives, the council's are open. */
static void what_is_owed_is_one_sum(void **state)
{
    static const struct procedure_fee free_of_charge[] = {{.kind = {"le-phi", 6}, .known = true}},
                                      both[] = {{.kind = {"phi", 3}, .amount = {8000}, .known = true},
                                                {.kind = {"le-phi", 6}, .amount = {20000}, .known = true}},
                                      either[] = {{.kind = {"le-phi", 6}, .amount = {150000}, .known = true},
                                                  {.kind = {"le-phi", 6}, .amount = {75000}, .known = true}},
                                      councils[] = {{.kind = {"phi", 3}}};
    static const struct eform_fee copies[] = {{{"phi", 3}, {"le_phi", 6}}}, permit[] = {{{"le-phi", 6}, {"le_phi", 6}}};
    static const struct eform copied = {.fees = copies, .fees_n = 1}, permitted = {.fees = permit, .fees_n = 1};
    static const struct {
        const struct procedure_fee *fees;
        size_t n;
        const struct eform *form;
        bool known, by_form;
        int64_t sum, least;
    } rows[] = {
        {NULL, 0, NULL, true, false, 0, 0},
        {free_of_charge, 1, NULL, true, false, 0, 0},
        {both, 2, NULL, true, false, 28000, 8000},
        {either, 2, NULL, false, false, 0, 75000},
        {either, 2, &permitted, false, true, 0, 0}, /* the form says which, once it is answered */
        {councils, 1, NULL, false, false, 0, 0},
        {free_of_charge, 1, &copied, false, true, 0, 0},
    };
    struct arena *a = arena_new(1u << 20);
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct procedure p = {.fees = rows[i].fees, .fees_n = rows[i].n};
        struct owed o = owed_of(a, &p, rows[i].form, NULL);
        assert_int_equal(o.known, rows[i].known);
        assert_int_equal(o.by_form, rows[i].by_form);
        assert_int_equal(o.known ? o.sum.n : 0, rows[i].sum);
        assert_int_equal(o.least.n, rows[i].least);
    }
    assert_int_equal(owed_left(&(struct owed){.known = true, .sum = {8000}, .taken = {5000}}).n, 3000);
    assert_int_equal(owed_left(&(struct owed){.known = true, .sum = {8000}, .taken = {9000}}).n, 0);
    assert_int_equal(owed_left(&(struct owed){.sum = {8000}}).n, 0);
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_read_as_people_type_them),
        cmocka_unit_test(check_values_are_read_as_people_type_them),
        cmocka_unit_test(what_is_owed_is_one_sum),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
