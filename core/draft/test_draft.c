/* Drafts on both engines: whose they are, what they keep, who takes them over, when they go. */
#include "core/draft/draft.h"

#include "base/id.h"
#include "core/calendar/store.h"
#include "core/dossier/effects.h"
#include "data/test_help.h"

/* The catalogue, the generic form and the calendar, in the write transaction of the test. */
static const struct procedure *prepared(struct ctx *c)
{
    static const char *const forms[] = {"lists/province.json", "forms/generic.json"};
    const struct procedure *p = NULL;
    struct import_report report;
    struct import_change change;
    struct json *file;
    const char *why;
    assert_true(json_parse(c->arena, seed_file(c, "procedures.json"), 4u << 20, &file, &why));
    assert_int_equal(procedure_import(c, file, day_from_ymd(2021, 1, 1), false, &report), OK);
    assert_int_equal(calendar_import(c, seed_file(c, "holidays.json"), false, &report), OK);
    for (size_t i = 0; i < COUNT(forms); i++)
        assert_int_equal(eform_import(c, seed_file(c, forms[i]), DAY_NONE, &change), OK);
    assert_int_equal(procedure_current(c, S("1.004884"), day_of(c->now), &p), OK);
    return p;
}

static const struct draft_holder stranger = {.session_id = 7}, another = {.session_id = 8}, person = {.person_id = 5};

static void a_draft_is_its_holders_alone(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct draft d, seen;
    assert_int_equal(db_begin_write(c), OK);
    const struct procedure *p = prepared(c);
    assert_int_equal(draft_begin(c, stranger, p, 3, &d), OK);
    assert_int_equal(draft_open(c, stranger, d.id, &seen), OK);
    assert_int_equal(draft_open(c, another, d.id, &seen), NOT_FOUND);
    assert_int_equal(draft_open(c, person, d.id, &seen), NOT_FOUND);
    assert_int_equal(draft_open(c, (struct draft_holder){0}, d.id, &seen), NOT_FOUND);
    assert_int_equal(draft_take_over(c, 7, 5), OK);
    assert_int_equal(draft_open(c, person, d.id, &seen), OK);
    assert_int_equal(draft_open(c, stranger, d.id, &seen), NOT_FOUND); /* the next one on this computer */
    db_rollback(c);
}

static void what_was_typed_is_kept_right_or_wrong(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct draft_work w;
    struct draft d;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(draft_begin(c, stranger, prepared(c), 3, &d), OK);
    assert_int_equal(draft_work_open(c, stranger, d.id, &w), OK);
    answers_set(&w.answers, S("dien_thoai"), S("mười hai"));
    assert_int_equal(draft_save(c, &w), OK);
    assert_int_equal(draft_work_open(c, stranger, d.id, &w), OK);
    assert_true(str_eqc(answers_get(&w.answers, S("dien_thoai")), "mười hai"));
    assert_int_equal(eform_submit_check(c, w.state, w.present, w.present_n), INVALID);
    assert_true(str_eqc(w.form->name, "generic/1"));
    db_rollback(c);
}

static void papers_belong_to_the_form(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct kept_file file = {
        .sha256 = {"00", 2}, .mime = {"application/pdf", 15}, .file_name = {"a.pdf", 5}, .size = 9};
    struct draft_work w;
    struct draft d;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(draft_begin(c, stranger, prepared(c), 3, &d), OK);
    assert_int_equal(draft_work_open(c, stranger, d.id, &w), OK);
    assert_int_equal(draft_attach(c, &w, S("p99"), &file), INVALID);
    assert_int_equal(draft_attach(c, &w, w.form->papers[0].id, &file), OK);
    assert_int_equal(draft_attach(c, &w, w.form->papers[0].id, &file), OK);
    assert_int_equal(w.papers_n, 2);
    assert_int_equal(w.present_n, 1);
    assert_int_equal(draft_detach(c, &w, w.papers[0].id), OK);
    assert_int_equal(w.papers_n, 1);
    db_rollback(c);
}

/* A dossier of person 5 with one paper of his own hand and one that an officer scanned. */
static void sent_before(struct ctx *c, const struct procedure *p, const struct eform_paper *paper, struct dossier *d)
{
    *d = (struct dossier){.id = id_new(c->now),
                          .code = S("H35.102-261101-0001"),
                          .scan_code = S("1"),
                          .submit_key = S("once"),
                          .procedure_id = p->id,
                          .version_id = p->version_id,
                          .state = STATE_SUPPLEMENT,
                          .version = 1,
                          .owner_id = 5,
                          .submitter_id = 5,
                          .unit_id = 3,
                          .submitted_at = c->now,
                          .answers = S("{}"),
                          .form_name = S("generic/1")};
    struct dossier_insert_args args = dossier_insert_of(d);
    assert_int_equal(dossier_insert(c, &args, NULL), OK);
    for (int64_t by = 5; by <= 6; by++) {
        const struct dossier_paper_add_args one = {.id = id_new(c->now),
                                                   .dossier_id = d->id,
                                                   .paper_key = paper->id,
                                                   .name = paper->name.vi,
                                                   .sha256 = by == 5 ? S("05") : S("06"),
                                                   .size = 9,
                                                   .mime = S("application/pdf"),
                                                   .file_name = S("a.pdf"),
                                                   .added_at = c->now,
                                                   .added_by = by};
        assert_int_equal(dossier_paper_add(c, &one, NULL), OK);
    }
}

static void a_paper_is_sent_again_by_who_sent_it(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct scope own = {.person_id = 5}, others = {.person_id = 6}, nobody = {0};
    const struct procedure *p;
    struct draft_reusable *rows;
    struct draft_work w;
    struct dossier d;
    struct draft draft;
    size_t n;
    assert_int_equal(db_begin_write(c), OK);
    p = prepared(c);
    assert_int_equal(draft_begin(c, person, p, 3, &draft), OK);
    assert_int_equal(draft_work_open(c, person, draft.id, &w), OK);
    sent_before(c, p, &w.form->papers[0], &d);
    assert_int_equal(draft_reusables(c, &nobody, &w, &rows, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(draft_reusables(c, &others, &w, &rows, &n), OK);
    assert_int_equal(n, 0);
    assert_int_equal(draft_reusables(c, &own, &w, &rows, &n), OK);
    assert_int_equal(n, 1);
    assert_true(str_eqc(rows[0].file.sha256, "05") && str_eq(rows[0].code, d.code));
    assert_int_equal(draft_reuse(c, &others, &w, rows[0].key, rows[0].id), INVALID);
    assert_int_equal(draft_reuse(c, &own, &w, S("p99"), rows[0].id), INVALID);
    assert_int_equal(draft_reuse(c, &own, &w, rows[0].key, rows[0].id), OK);
    assert_int_equal(w.papers_n, 1);
    assert_int_equal(draft_reusables(c, &own, &w, &rows, &n), OK);
    assert_int_equal(n, 0); /* it lies there already */
    db_rollback(c);
}

static void files_for_a_supplement_are_never_filed(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct actor me = {.person_id = 5, .role = ROLE_CITIZEN};
    struct drafts_open_row *open;
    struct draft_work w;
    struct dossier d, made;
    struct draft draft;
    int64_t id;
    size_t n;
    assert_int_equal(db_begin_write(c), OK);
    const struct procedure *p = prepared(c);
    assert_int_equal(draft_begin(c, person, p, 3, &draft), OK);
    assert_int_equal(draft_work_open(c, person, draft.id, &w), OK);
    sent_before(c, p, &w.form->papers[0], &d);
    assert_int_equal(draft_of_answer(c, 5, &d, &id), OK);
    assert_int_equal(id, 0);
    assert_int_equal(draft_begin_answer(c, 5, &d, p, &draft), OK);
    assert_int_equal(draft_of_answer(c, 5, &d, &id), OK);
    assert_int_equal(id, draft.id);
    assert_int_equal(draft_of_answer(c, 6, &d, &id), OK);
    assert_int_equal(id, 0);
    assert_int_equal(drafts_open(c, 5, 0, 9, &open, &n), OK);
    assert_int_equal(n, 1); /* the filing alone */
    assert_int_equal(draft_work_open(c, person, draft.id, &w), OK);
    c->actor = &me;
    assert_int_equal(draft_submit(c, &w, &made), DENIED);
    c->actor = NULL;
    db_rollback(c);
}

static void a_draft_goes_after_thirty_days(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct draft d, seen;
    int64_t removed;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(draft_begin(c, stranger, prepared(c), 3, &d), OK);
    c->now.ms += 29 * 24 * 3600 * INT64_C(1000);
    assert_int_equal(draft_expire(c, 10, &removed), OK);
    assert_int_equal(removed, 0);
    c->now.ms += 2 * 24 * 3600 * INT64_C(1000);
    assert_int_equal(draft_expire(c, 10, &removed), OK);
    assert_int_equal(removed, 1);
    assert_int_equal(draft_open(c, stranger, d.id, &seen), NOT_FOUND);
    db_rollback(c);
}

static struct draft_owner owner(struct ctx *c, const struct eform *f, const char *whose)
{
    struct answers a = answers_new(c->arena);
    answers_set(&a, S("ho_ten"), S("Lò Thị Mẩy"));
    answers_set(&a, S("dien_thoai"), S("0912 000 111"));
    answers_set(&a, S("thay_mat"), str_from(whose));
    answers_set(&a, S("ho_ten_chu"), S("Giàng A Páo"));
    answers_set(&a, S("ten_to_chuc"), S("Hợp tác xã Mường So"));
    return draft_owner_of(eform_judge(c, f, &a, NULL));
}

static void the_answers_say_whose_dossier_it_is(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct eform *f;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(eform_of(c, prepared(c), &f), OK);
    struct draft_owner self = owner(c, f, "ban_than"), other = owner(c, f, "nguoi_khac"), body = owner(c, f, "to_chuc");
    assert_true(str_eqc(self.name, "Lò Thị Mẩy") && !self.other && str_eqc(self.phone, "0912000111"));
    assert_true(str_eqc(other.name, "Giàng A Páo") && other.other);
    assert_true(str_eqc(body.name, "Hợp tác xã Mường So") && body.other);
    db_rollback(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draft_is_its_holders_alone, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(what_was_typed_is_kept_right_or_wrong, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(papers_belong_to_the_form, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_paper_is_sent_again_by_who_sent_it, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(files_for_a_supplement_are_never_filed, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_draft_goes_after_thirty_days, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(the_answers_say_whose_dossier_it_is, fixture_open, fixture_close),
    };
    return run_on_both("draft", tests, COUNT(tests));
}
