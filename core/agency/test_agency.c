/* Agencies made, corrected and closed; on both engines. */
#include "core/agency/edit.h"

#include "base/message.h"
#include "core/actor/store.h"
#include "data/test_help.h"

static struct day on(const char *text)
{
    struct day d;
    assert_true(day_parse(str_from(text), &d));
    return d;
}

static bool faulty(struct ctx *c, const char *field)
{
    bool found = false;
    for (size_t i = 0; i < c->faults_n; i++)
        found = found || str_eqc(c->faults[i].field, field);
    c->faults_n = 0;
    return found;
}

enum { TOP = 1 };

static struct ctx *province(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct agency_put_args top = {.id = TOP,
                                  .seed_key = S("T"),
                                  .code = S("H35"),
                                  .name = S("Tỉnh"),
                                  .sort_key = S("t"),
                                  .kind = S("ubnd-tinh"),
                                  .level = S("tinh"),
                                  .valid_from_on = {0},
                                  .valid_to_on = DAY_NONE};
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(agency_put(c, &top, NULL), OK);
    assert_int_equal(agency_reach_rebuild(c), OK);
    return c;
}

static const struct scope whole = {.unit_id = TOP};

static struct agency_draft draft(const char *name, const char *code, int64_t parent)
{
    return (struct agency_draft){.name = str_from(name),
                                 .code = str_from(code),
                                 .kind = S("so"),
                                 .level = S("tinh"),
                                 .parent_id = parent,
                                 .from = on("2025-07-01")};
}

static void making_collects_all_faults(void **state)
{
    struct ctx *c = province(state);
    int64_t id;
    struct agency_draft bad = {.name = S("x"),
                               .code = S("35.1"),
                               .kind = S("gì đó"),
                               .level = S("quận"),
                               .parent_id = 99,
                               .counter_id = 98,
                               .from = on("2025-07-01")};
    static const char *const fields[] = {"name", "code", "kind", "level", "parent_id", "counter_id"};
    for (size_t i = 0; i < COUNT(fields); i++) {
        assert_int_equal(agency_create(c, &whole, &bad, S("thử"), &id), INVALID);
        assert_true(faulty(c, fields[i]));
    }
    struct agency_draft taken = draft("Sở Trùng Mã", "H35", TOP);
    assert_int_equal(agency_create(c, &whole, &taken, S("thử"), &id), INVALID);
    assert_true(faulty(c, "code"));
    db_rollback(c);
}

static void an_agency_is_seen_only_from_above(void **state)
{
    struct ctx *c = province(state);
    struct agency a;
    int64_t first, second;
    bool found;
    struct agency_draft one = draft("Sở Một", "H35.81", TOP), two = draft("Sở Hai", "H35.82", TOP);
    assert_int_equal(agency_create(c, &whole, &one, S("thử"), &first), OK);
    assert_int_equal(agency_create(c, &whole, &two, S("thử"), &second), OK);
    assert_int_equal(agency_within(c, &whole, second, &a, &found), OK);
    assert_true(found);
    struct scope part = {.unit_id = first};
    assert_int_equal(agency_within(c, &part, second, &a, &found), OK);
    assert_false(found);
    assert_int_equal(agency_change(c, &part, second, 1, &two, S("thử")), NOT_FOUND);
    assert_int_equal(agency_finish(c, &part, second, 1, on("2026-12-31"), 0, S("thử")), NOT_FOUND);
    db_rollback(c);
}

static void a_parent_never_stands_below(void **state)
{
    struct ctx *c = province(state);
    int64_t above, below;
    struct agency_draft one = draft("Sở Trên", "", TOP);
    assert_int_equal(agency_create(c, &whole, &one, S("thử"), &above), OK);
    struct agency_draft two = draft("Phòng Dưới", "", above);
    assert_int_equal(agency_create(c, &whole, &two, S("thử"), &below), OK);
    one.parent_id = below;
    assert_int_equal(agency_change(c, &whole, above, 1, &one, S("thử")), INVALID);
    assert_true(faulty(c, "parent_id"));
    two.parent_id = TOP;
    assert_int_equal(agency_change(c, &whole, below, 9, &two, S("thử")), CONFLICT);
    assert_int_equal(agency_change(c, &whole, below, 1, &two, S("thử")), OK);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM agency_reach"), 5); /* three selves, two below the top */
    db_rollback(c);
}

static void closing_waits_for_what_is_inside(void **state)
{
    struct ctx *c = province(state);
    struct agency_successors_row *next;
    int64_t old, new, below, person, role;
    size_t n;
    struct agency_draft one = draft("Sở Cũ", "H35.83", TOP), two = draft("Sở Mới", "H35.84", TOP);
    assert_int_equal(agency_create(c, &whole, &one, S("thử"), &old), OK);
    assert_int_equal(agency_create(c, &whole, &two, S("thử"), &new), OK);
    struct agency_draft three = draft("Phòng", "", old);
    assert_int_equal(agency_create(c, &whole, &three, S("thử"), &below), OK);
    assert_int_equal(person_create(c, &(struct person_new){.kind = "officer", .name = S("Ai")}, &person), OK);
    assert_int_equal(assignment_create(c, person, ROLE_CLERK, old, S(""), on("2025-07-01"), DAY_NONE, &role), OK);
    assert_int_equal(agency_finish(c, &whole, old, 1, on("2026-12-31"), new, S("thử")), INVALID);
    assert_int_equal(c->faults_n, 2); /* a unit below and a role */
    c->faults_n = 0;
    assert_int_equal(agency_finish(c, &whole, below, 1, on("2026-12-31"), 0, S("thử")), OK);
    assert_int_equal(assignment_end(c, on("2026-12-31"), role, NULL), OK);
    assert_int_equal(agency_finish(c, &whole, old, 1, on("2026-12-31"), old, S("thử")), INVALID);
    assert_true(faulty(c, "successor"));
    assert_int_equal(agency_finish(c, &whole, old, 1, on("2026-12-31"), new, S("thử")), OK);
    assert_int_equal(agency_successors(c, old, &next, &n), OK);
    assert_true(n == 1 && next[0].new_id == new &&next[0].since_on.n == on("2027-01-01").n);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM journal WHERE object_kind = 'agency' AND act = 'finish'"), 2);
    struct agency_draft again = draft("Sở Dùng Lại Mã", "H35.83", TOP);
    again.from = on("2027-01-01");
    assert_int_equal(agency_create(c, &whole, &again, S("thử"), &old), OK); /* the code is free from that day */
    db_rollback(c);
}

int main(void)
{
#define ON(f) cmocka_unit_test_setup_teardown(f, fixture_open, fixture_close)
    const struct CMUnitTest tests[] = {ON(making_collects_all_faults), ON(an_agency_is_seen_only_from_above),
                                       ON(a_parent_never_stands_below), ON(closing_waits_for_what_is_inside)};
    return run_on_both("agency", tests, COUNT(tests));
}
