/* Calendars in the database, on both engines: import, change, refusal, and what a process keeps. */
#include "core/calendar/store.h"

#include "base/message.h"
#include "core/calendar/words.h"
#include "core/procedure/procedure.h"
#include "data/test_help.h"

static struct str holidays(struct ctx *c)
{
    const char *root = getenv("MOTCUA_SOURCE");
    assert_non_null(root);
    FILE *f = fopen(str_c(c->arena, str_printf(c->arena, "%s/seed/holidays.json", root)), "rb");
    assert_non_null(f);
    char *p = arena_alloc(c->arena, 1u << 20);
    size_t n = fread(p, 1, 1u << 20, f);
    assert_int_equal(fclose(f), 0);
    return str_n(p, n);
}

static struct day on(const char *text)
{
    struct day d;
    assert_true(day_parse(str_from(text), &d));
    return d;
}

static const char *due_at(struct ctx *c, const struct calendar *cal, const char *start, const char *term)
{
    struct due_ask ask = {.policy = PAUSE_STOPS};
    assert_true(instant_parse(str_from(start), &ask.start) && term_parse(str_from(term), &ask.term));
    struct buf b = buf_new(c->arena, 32);
    instant_iso_minute(&b, calendar_due(cal, &ask).at);
    return str_c(c->arena, buf_str(&b));
}

static const struct calendar *loaded(struct ctx *c, int64_t unit_id)
{
    const struct calendar *cal = NULL;
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(calendar_load(c, unit_id, &cal), OK);
    db_rollback(c);
    return cal;
}

static struct import_report imported(struct ctx *c, struct str text, bool dry_run)
{
    struct import_report r;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_import(c, text, dry_run, &r), OK);
    assert_int_equal(db_commit(c), OK);
    return r;
}

static void nothing_is_computed_without_a_calendar(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    const struct calendar *cal;
    assert_int_equal(db_begin_read(c), OK);
    assert_int_equal(calendar_load(c, 0, &cal), UNAVAILABLE);
    assert_int_equal(c->fault.msg, MSG_calendar_none);
    db_rollback(c);
}

static void import_reports_then_writes(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    struct str file = holidays(c);
    struct import_report dry = imported(c, file, true);
    assert_true(dry.made > 80 && dry.changed == 0 && dry.same == 0);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM calendar_day"), 0);
    struct import_report real = imported(c, file, false);
    assert_int_equal(real.made, dry.made);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM calendar_day"), real.made);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM calendar_session"), 2);
    assert_int_equal(number(c, "SELECT COUNT(*) AS n FROM journal WHERE object_kind = 'calendar'"), 2);
    struct import_report again = imported(c, file, false);
    assert_true(again.made == 0 && again.changed == 0 && again.same == real.made);
    const struct calendar *cal = loaded(c, 0);
    assert_string_equal(due_at(c, cal, "2026-11-23T09:00", "1 WD"), "2026-11-25T17:00");
    assert_true(calendar_load(c, 77, &cal) == OK && cal == loaded(c, 0)); /* a unit without its own hours */
}

static void a_new_year_is_imported_over_the_projection(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    imported(c, holidays(c), false);
    assert_int_equal(calendar_announced(loaded(c, 0)).n, on("2026-12-31").n);
    struct import_report r = imported(c,
                                      S("{\"days\":[{\"date\":\"2027-01-01\",\"kind\":\"holiday\",\"name\":\"x\","
                                        "\"certainty\":\"sourced\"},{\"date\":\"2027-02-13\",\"kind\":\"swap_work\","
                                        "\"name\":\"y\",\"certainty\":\"sourced\"}]}"),
                                      false);
    assert_int_equal(r.made, 1);
    const struct calendar *cal = loaded(c, 0);
    assert_int_equal(calendar_announced(cal).n, on("2027-12-31").n); /* no projected day is left */
    assert_true(calendar_works(cal, on("2027-02-08")));              /* a day the new list dropped */
    assert_true(calendar_works(cal, on("2027-02-13")));
    assert_int_equal(calendar_first(cal).n, on("2020-01-01").n);
    struct import_report gap;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_import(c,
                                     S("{\"days\":[{\"date\":\"2030-01-01\",\"kind\":\"holiday\",\"name\":\"x\","
                                       "\"certainty\":\"sourced\"}]}"),
                                     false, &gap),
                     INVALID);
    assert_int_equal(c->fault.msg, MSG_calendar_file_gap);
    assert_int_equal(calendar_import(c, S("{\"days\":[]}"), false, &gap), INVALID);
    assert_int_equal(c->fault.msg, MSG_calendar_file_unreadable);
    db_rollback(c);
}

static void days_and_hours_change_at_once(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    imported(c, holidays(c), false);
    const struct calendar *before = loaded(c, 5);
    struct hours summer = hours_default();
    summer.valid_from = on("2026-05-01");
    summer.valid_to = on("2026-09-30");
    summer.session[0] = (struct session){{6 * 60 + 30}, {11 * 60}};
    struct calendar_day storm = {on("2026-06-10"), DAY_SWAP_OFF, CERTAINTY_SOURCED, S("Bão")};
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_hours_put(c, 5, &summer, S("thử")), OK);
    assert_int_equal(calendar_day_put(c, &storm, S("thử")), OK);
    assert_int_equal(db_commit(c), OK);
    const struct calendar *unit = loaded(c, 5), *other = loaded(c, 6);
    assert_string_equal(due_at(c, unit, "2026-06-09T06:00", "1 WH"), "2026-06-09T07:30");
    assert_string_equal(due_at(c, other, "2026-06-09T06:00", "1 WH"), "2026-06-09T08:00");
    assert_string_equal(due_at(c, unit, "2026-06-09T06:00", "1 WD"), "2026-06-11T17:00");
    assert_string_equal(due_at(c, unit, "2026-10-01T06:00", "1 WH"), "2026-10-01T08:00");
    assert_string_equal(due_at(c, before, "2026-06-09T06:00", "1 WD"), "2026-06-10T17:00"); /* outlives both */
    struct hours *own;
    size_t n;
    assert_int_equal(calendar_hours_list(c, 5, &own, &n), OK);
    assert_true(n == 1 && own[0].sessions_n == 2 && own[0].valid_to.n == on("2026-09-30").n);
    summer.sessions_n = 0;
    storm.kind = DAY_PLAIN;
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_hours_put(c, 5, &summer, S("thử")), OK);
    assert_int_equal(calendar_day_put(c, &storm, S("thử")), OK);
    assert_int_equal(db_commit(c), OK);
    assert_string_equal(due_at(c, loaded(c, 5), "2026-06-09T06:00", "1 WD"), "2026-06-10T17:00");
}

static void wrong_changes_are_refused(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    imported(c, holidays(c), false);
    struct hours crossed = hours_default(), none = hours_default();
    crossed.session[1].opens.n = 10 * 60;
    none.sessions_n = 0; /* the only hours of the province */
    struct calendar_day late = {on("2031-06-10"), DAY_HOLIDAY, CERTAINTY_SOURCED, S("x")};
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_hours_put(c, 5, &crossed, S("thử")), INVALID);
    assert_int_equal(c->fault.msg, MSG_calendar_hours_wrong);
    db_rollback(c);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_hours_put(c, 0, &none, S("thử")), INVALID);
    db_rollback(c);
    assert_int_equal(db_begin_write(c), OK);
    assert_int_equal(calendar_day_put(c, &late, S("thử")), INVALID);
    assert_int_equal(c->fault.msg, MSG_calendar_day_outside);
    db_rollback(c);
    assert_string_equal(due_at(c, loaded(c, 5), "2026-06-09T06:00", "1 WH"), "2026-06-09T08:00");
}

static void time_is_said_in_both_languages(void **state)
{
    struct ctx *c = &((struct fixture *)*state)->c;
    static const struct {
        struct left left;
        const char *vi, *en;
    } rows[] = {
        {{.minutes = 64}, "còn 1 giờ 04 phút", "1 h 04 min left"},
        {{.minutes = 120}, "còn 2 giờ", "2 hours left"},
        {{.minutes = 1}, "còn 1 phút", "1 minute left"},
        {{.minutes = 0}, "đến hạn", "due now"},
        {{.days = 3, .minutes = 1500, .in_days = true}, "còn 3 ngày làm việc", "3 working days left"},
        {{.over = true, .minutes = 20}, "quá 20 phút", "20 minutes late"},
        {{.over = true, .minutes = 0}, "quá hạn", "late"},
        {{.over = true, .days = 1, .minutes = 480, .in_days = true}, "quá 1 ngày làm việc", "1 working day late"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(str_c(c->arena, left_text(c->arena, LANG_VI, rows[i].left)), rows[i].vi);
        assert_string_equal(str_c(c->arena, left_text(c->arena, LANG_EN, rows[i].left)), rows[i].en);
    }
    assert_string_equal(str_c(c->arena, term_text(c->arena, LANG_VI, (struct term){TERM_WD, 50})), "0,5 ngày làm việc");
    assert_string_equal(str_c(c->arena, term_text(c->arena, LANG_VI, (struct term){TERM_SD, 0})), "trong ngày");
    assert_string_equal(str_c(c->arena, term_text(c->arena, LANG_EN, (struct term){TERM_WH, 800})), "8 working hours");
    struct due past = {.refusal = DUE_PAST_CALENDAR, .edge = on("2027-12-31")};
    assert_int_equal(due_refuse(c, &past, S("received")), INVALID);
    assert_true(str_search(fault_text(c->arena, LANG_VI, &c->fault), S("31/12/2027"), 0) <
                fault_text(c->arena, LANG_VI, &c->fault).n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_is_computed_without_a_calendar, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(import_reports_then_writes, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(a_new_year_is_imported_over_the_projection, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(days_and_hours_change_at_once, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(wrong_changes_are_refused, fixture_open, fixture_close),
        cmocka_unit_test_setup_teardown(time_is_said_in_both_languages, fixture_open, fixture_close),
    };
    return run_on_both("calendar_store", tests, COUNT(tests));
}
