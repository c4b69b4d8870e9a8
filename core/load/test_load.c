/* Files brought in: shown first, done once, and only the shown bytes. */
#include "core/load/load.h"

#include "base/message.h"
#include "data/test_help.h"

static const char TWO[] =
    "{\"agencies\":["
    "{\"key\":\"A\",\"name\":\"Tỉnh A\",\"kind\":\"ubnd-tinh\",\"level\":\"tinh\",\"id_qd20\":\"H35\"},"
    "{\"key\":\"B\",\"name\":\"Sở B\",\"kind\":\"so\",\"level\":\"tinh\",\"parent\":\"A\",\"id_qd20\":\"H35.2x\"}]}";
static const char CLOSED[] =
    "{\"agencies\":["
    "{\"key\":\"A\",\"name\":\"Tỉnh "
    "A\",\"kind\":\"ubnd-tinh\",\"level\":\"tinh\",\"id_qd20\":\"H35\",\"valid_to\":\"2026-12-31\"}]}";

static struct blob_ref kept(struct ctx *c, const char *text)
{
    struct blob_ref ref;
    assert_int_equal(blob_put(c, str_from(text), &ref), OK);
    return ref;
}

static void shown_then_done_once(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct import_report r;
    struct load f;
    int64_t id;
    assert_int_equal(db_begin_write(c), OK);
    struct blob_ref ref = kept(c, TWO);
    assert_int_equal(load_keep(c, LOAD_AGENCIES, S("a.json"), &ref, DAY_NONE, &id), OK);
    assert_int_equal(load_show(c, id, &f, &r), OK);
    assert_true(r.made == 1 && r.refused == 1 && r.changes[0].what[0] == 'r' && r.changes[0].detail.n > 0);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM agency"), 0);
    assert_int_equal(load_do(c, id, S("another"), &r), CONFLICT);
    assert_int_equal(load_do(c, id, ref.sha256, &r), OK);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM agency"), 1);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM journal WHERE object_kind = 'load'"), 1);
    assert_int_equal(load_do(c, id, ref.sha256, &r), CONFLICT);
    struct blob_ref closing = kept(c, CLOSED);
    assert_int_equal(load_keep(c, LOAD_AGENCIES, S("b.json"), &closing, DAY_NONE, &id), OK);
    assert_int_equal(load_show(c, id, &f, &r), OK);
    assert_true(r.changed == 1);
    assert_string_equal(r.changes[0].what, "closed");
    db_rollback(c);
}

static const char PROCEDURE[] =
    "{\"procedures\":[{\"code\":\"1.001193\",\"name\":\"Đăng ký khai sinh\",\"decider\":\"UBND cấp xã\","
    "\"process\":\"commune\",\"statutory\":{\"value\":1,\"unit\":\"working_day\"},"
    "\"committed\":{\"value\":1,\"unit\":\"working_day\"}}]}";
static const char PROCESS[] = "{\"processes\":[{\"name\":\"commune\",\"steps\":[{\"key\":\"review\","
                              "\"name\":\"Thẩm định\",\"role\":\"specialist\",\"share\":100}]}]}";

static void a_process_that_comes_later_is_linked(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const char *unlinked = "SELECT COUNT(*) AS n FROM procedure_version WHERE process_id = 0";
    struct import_report r;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(load_seed(c, S("procedures"), str_from(PROCEDURE), DAY_NONE, false, &r), OK);
    assert_true(r.made == 1 && str_search(r.warning, S("1.001193"), 0) < r.warning.n);
    assert_int_equal(number(c, unlinked), 1);
    assert_int_equal(load_seed(c, S("processes"), str_from(PROCESS), DAY_NONE, true, &r), OK);
    assert_true(r.made == 1 && r.changed == 1 && r.warning.n == 0);
    assert_true(str_eqc(r.changes[1].code, "1.001193"));
    assert_int_equal(number(c, unlinked), 1);
    assert_int_equal(load_seed(c, S("processes"), str_from(PROCESS), DAY_NONE, false, &r), OK);
    assert_int_equal(number(c, unlinked), 0);
    assert_int_equal(load_seed(c, S("procedures"), str_from(PROCEDURE), DAY_NONE, false, &r), OK);
    assert_true(r.same == 1 && r.changed == 0 && r.warning.n == 0);
    db_rollback(c);
}

static void what_cannot_be_read_is_refused(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    int64_t id;
    assert_int_equal(db_begin_write(c), OK);
    struct blob_ref broken = kept(c, "{\"agencies\": ["), other = kept(c, "{\"things\": []}");
    assert_int_equal(load_keep(c, LOAD_AGENCIES, S("x"), &broken, DAY_NONE, &id), INVALID);
    assert_int_equal(c->fault.msg, MSG_load_not_json);
    static const enum load_kind kinds[] = {LOAD_PROCEDURES, LOAD_AGENCIES, LOAD_HOLIDAYS, LOAD_PROCESSES, LOAD_FORMS};
    for (size_t i = 0; i < COUNT(kinds); i++) {
        assert_int_equal(load_keep(c, kinds[i], S("x"), &other, DAY_NONE, &id), INVALID);
        assert_int_equal(load_kind_by_name(str_from(load_kind_name(kinds[i]))), kinds[i]);
        assert_int_not_equal(load_permission(kinds[i]), PERM_UNSET);
    }
    db_rollback(c);
}

static void a_form_is_looked_at_without_writing(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct str list = S("{\"list\":\"mau\",\"version\":1,\"items\":[{\"value\":\"a\",\"vi\":\"A\",\"en\":\"A\"}]}");
    struct str broken = S("{\"form\":\"mau\",\"version\":1}");
    struct import_report r;
    struct load f;
    int64_t id, bad;
    assert_int_equal(db_begin_write(c), OK);
    struct blob_ref good = kept(c, list.p), other = kept(c, broken.p);
    assert_int_equal(load_keep(c, LOAD_FORMS, S("a.json"), &good, DAY_NONE, &id), OK);
    assert_int_equal(load_keep(c, LOAD_FORMS, S("b.json"), &other, DAY_NONE, &bad), OK);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(load_show(c, id, &f, &r), OK);
    assert_true(r.made == 1 && r.changes_n == 1);
    assert_int_equal(load_show(c, bad, &f, &r), OK);
    assert_true(r.refused == 1 && r.changes[0].detail.n > 0 && c->faults_n == 0);
    db_rollback(c);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(load_do(c, id, good.sha256, &r), OK);
    assert_true(r.made == 1);
    assert_int_equal(db_commit(c), OK);
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(load_show(c, id, &f, &r), OK);
    assert_true(r.same == 1 && r.made == 0);
    db_rollback(c);
}

static void processes_report_rows(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct import_report r;
    struct str text = S("{\"processes\":[{\"name\":\"q1\",\"steps\":[{\"key\":\"a\",\"name\":\"Bước\",\"role\":"
                        "\"clerk\"}]},{\"name\":\"q2\"}]}");
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(load_seed(c, S("processes"), text, DAY_NONE, true, &r), OK);
    assert_true(r.made == 1 && r.refused == 1);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM process"), 0);
    assert_int_equal(load_seed(c, S("processes"), text, DAY_NONE, false, &r), OK);
    assert_int_equal(load_seed(c, S("processes"), text, DAY_NONE, true, &r), OK);
    assert_true(r.made == 0 && r.same == 1);
    db_rollback(c);
}

int main(void)
{
#define ON(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {ON(shown_then_done_once), ON(what_cannot_be_read_is_refused),
                                       ON(processes_report_rows), ON(a_process_that_comes_later_is_linked),
                                       ON(a_form_is_looked_at_without_writing)};
    return run_on_both("load", tests, COUNT(tests));
}
