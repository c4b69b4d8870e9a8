/* Forms in the database, on both engines: what an import does,
 * which version answers when, what an API call may send. */
#include "core/eform/store.h"

#include "base/message.h"
#include "core/calendar/store.h"
#include "data/test_help.h"

static const char *imported(struct ctx *c, struct str text, struct day from)
{
    struct import_change change;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(eform_import(c, text, from, &change), OK);
    assert_int_equal(db_commit(c), OK);
    return change.what;
}

static void import_all(struct ctx *c)
{
    static const char *const files[] = {"lists/ethnic.json", "lists/nationality.json", "lists/province.json",
                                        "forms/generic.json", "forms/1.001193.json"};
    struct import_report report;
    for (size_t i = 0; i < COUNT(files); i++)
        assert_string_equal(imported(c, seed_file(c, files[i]), DAY_NONE), "new");
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_import(c, seed_file(c, "holidays.json"), false, &report), OK);
    assert_int_equal(db_commit(c), OK);
}

static struct str replaced(struct ctx *c, struct str text, struct str what, struct str with)
{
    size_t at = str_search(text, what, 0);
    assert_true(at < text.n);
    return str_printf(c->arena, STR_FMT STR_FMT STR_FMT, STR_ARG(str_sub(text, 0, at)), STR_ARG(with),
                      STR_ARG(str_sub(text, at + what.n, text.n)));
}

static const struct procedure_paper papers[] = {
    {.key = {"p1", 2}, .name = {"Tờ khai", 8}, .required = true},
    {.key = {"p2", 2}, .name = {"Thẻ", 5}, .required = true, .present_only = true},
    {.key = {"p3", 2}, .name = {"Ảnh", 5}}};
static const struct procedure birth = {.code = {"1.001193", 8}, .version_id = 1};
static const struct procedure other = {
    .code = {"9.000001", 8}, .name = {"Việc khác", 11}, .version_id = 2, .papers = papers, .papers_n = COUNT(papers)};

static const struct eform *form_of(struct ctx *c, const struct procedure *p)
{
    const struct eform *f = NULL;
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(eform_of(c, p, &f), OK);
    db_rollback(c);
    return f;
}

static void a_procedure_has_its_own_form_or_the_generic_one(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct eform *f = NULL;
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(eform_of(c, &birth, &f), UNAVAILABLE);
    db_rollback(c);
    import_all(c);
    assert_true(str_eqc(form_of(c, &birth)->name, "1.001193/2"));
    f = form_of(c, &other);
    assert_true(str_eqc(f->name, "generic/1") && str_eqc(f->code, "9.000001"));
    assert_int_equal(f->papers_n, 2); /* what is only shown at the counter is not uploaded */
    assert_true(f->papers[0].required && !f->papers[1].required);
    assert_ptr_equal(f, form_of(c, &other));
}

static void a_version_is_never_written_over(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    import_all(c);
    struct str old = seed_file(c, "forms/1.001193.json");
    struct str changed = replaced(c, old, S("Đăng ký khai sinh"), S("Khai sinh"));
    struct str later = replaced(c, changed, S("\"version\": 2"), S("\"version\": 3"));
    struct day tomorrow = {day_of(c->now).n + 1};
    assert_string_equal(imported(c, old, DAY_NONE), "same");
    assert_string_equal(imported(c, changed, DAY_NONE), "refused");
    assert_string_equal(imported(c, later, tomorrow), "changed");
    assert_true(str_eqc(form_of(c, &birth)->name, "1.001193/2"));
    c->now.ms += 24 * 3600 * INT64_C(1000);
    assert_true(str_eqc(form_of(c, &birth)->name, "1.001193/3"));
    const struct eform *filed = NULL;
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(eform_filed(c, &birth, S("1.001193/2"), &filed), OK);
    assert_true(str_eqc(filed->title.vi, "Đăng ký khai sinh"));
    assert_int_equal(eform_filed(c, &birth, S("1.001193/9"), &filed), NOT_FOUND);
    db_rollback(c);
}

static void a_form_with_faults_is_refused_with_all_of_them(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct import_change change;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(eform_import(c, S("{\"form\":\"x\",\"version\":1}"), DAY_NONE, &change), OK);
    assert_string_equal(change.what, "refused");
    assert_true(change.detail.n > 0);
    assert_int_equal(eform_import(c, S("{\"shape\":1}"), DAY_NONE, &change), INVALID);
    db_rollback(c);
}

static enum rc judged(struct ctx *c, const char *answers, bool whole, struct eform_state **st)
{
    struct json *json;
    const char *why;
    const struct eform *f = form_of(c, &other);
    assert_true(json_parse(c->arena, str_from(answers), 1u << 16, &json, &why));
    assert_int_equal(db_begin_read(c), OK);
    enum rc rc = eform_judge_json(c, f, &(struct eform_judging){.answers = json, .whole = whole}, st);
    db_rollback(c);
    return rc;
}

static bool has_fault(const struct ctx *c, const char *field)
{
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_eqc(c->faults[i].field, field))
            return true;
    return false;
}

static void all_faults_of_a_call_at_once(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct eform_state *st;
    import_all(c);
    assert_int_equal(judged(c, "{\"la\":1,\"dien_thoai\":\"12\"}", true, &st), INVALID);
    assert_true(has_fault(c, "la") && has_fault(c, "dien_thoai") && has_fault(c, "ho_ten") && has_fault(c, "paper.p1"));
    assert_false(has_fault(c, "paper.p3"));
}

static void at_a_counter_what_is_missing_is_on_paper(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct eform_state *st;
    import_all(c);
    assert_int_equal(judged(c, "{}", false, &st), OK);
    assert_int_equal(judged(c, "{\"ho_ten\":\"  nguyễn văn  a \"}", false, &st), OK);
    assert_true(str_eqc(jv_text_or(json_get(eform_result_json(c->arena, st), "ho_ten"), S("")), "nguyễn văn a"));
    assert_int_equal(judged(c, "{\"dien_thoai\":\"12\"}", false, &st), INVALID);
    assert_int_equal(c->faults_n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_procedure_has_its_own_form_or_the_generic_one, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_version_is_never_written_over, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_form_with_faults_is_refused_with_all_of_them, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(all_faults_of_a_call_at_once, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(at_a_counter_what_is_missing_is_on_paper, fixture_open, fixture_close),
    };
    return run_on_both("eform_store", tests, COUNT(tests));
}
