/* Tests of working time: the published vectors, and for each rule a table of given and then. Names of rows cite the law
 * or the section of README.md. */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "core/calendar/calendar_file.h"
#include "format/json.h"

static struct arena *a;
static const struct calendar *cal; /* seed/holidays.json */

static struct str seed_text(const char *name)
{
    const char *root = getenv("MOTCUA_SOURCE");
    assert_non_null(root);
    FILE *f = fopen(str_c(a, str_printf(a, "%s/seed/%s", root, name)), "rb");
    assert_non_null(f);
    char *p = arena_alloc(a, 1u << 20);
    size_t n = fread(p, 1, 1u << 20, f);
    assert_int_equal(fclose(f), 0);
    assert_true(n > 0 && n < 1u << 20);
    return str_n(p, n);
}

static int setup(void **state)
{
    struct str why = S("");
    a = arena_new(64u << 20);
    if (!calendar_file_build(a, seed_text("holidays.json"), &cal, &why))
        fail_msg(STR_FMT, STR_ARG(why));
    return 0;
}

static int teardown(void **state)
{
    arena_freep(&a);
    return 0;
}

static struct instant at(const char *text)
{
    struct instant t;
    if (!instant_parse(str_from(text), &t))
        fail_msg("not an instant: %s", text);
    return t;
}

static struct day on(const char *text)
{
    struct day d;
    if (!day_parse(str_from(text), &d))
        fail_msg("not a day: %s", text);
    return d;
}

static const char *written(struct instant t)
{
    struct buf b = buf_new(a, 32);
    instant_iso_minute(&b, t);
    return str_c(a, buf_str(&b));
}

static struct term term_of(const char *text)
{
    struct term t;
    if (!term_parse(str_from(text), &t))
        fail_msg("not a term: %s", text);
    return t;
}

/* ---- the vectors ---- */

static struct str member(const struct json *v, const char *key)
{
    return jv_text_or(json_get(v, key), S(""));
}

static struct due_ask vector_ask(const struct json *v)
{
    struct due_ask ask = {.mode = str_eqc(member(v, "mode"), "CLK") ? DUE_CLK : DUE_EOD,
        .policy = str_eqc(member(v, "policy"), "restart") ? PAUSE_RESTARTS : PAUSE_STOPS};
    int64_t hundredths;
    assert_true(instant_parse(member(v, "start"), &ask.start));
    assert_true(jv_scaled(json_get(v, "value"), 2, &hundredths));
    ask.term = (struct term){term_unit_by_name(member(v, "unit")), (int32_t)hundredths};
    const struct json *pauses = json_get(v, "pauses");
    struct span *spans = NEW_ARRAY(a, struct span, (size_t)pauses->n + 1);
    for (const struct json *p = jv_first(pauses); p; p = p->next) {
        assert_true(instant_parse(p->first->text, &spans[ask.pauses_n].from));
        assert_true(instant_parse(p->last->text, &spans[ask.pauses_n++].to));
    }
    ask.pauses = spans;
    return ask;
}

static void vectors_all_agree(void **state)
{
    struct json *root;
    const char *why;
    int n = 0;
    assert_true(json_parse(a, seed_text("deadline_vectors.json"), 1u << 20, &root, &why));
    for (const struct json *v = jv_first(json_get(root, "vectors")); v; v = v->next, n++) {
        struct due_ask ask = vector_ask(v);
        struct due due = calendar_due(cal, &ask);
        struct str want = member(v, "due"), before = member(v, "due_no_pause");
        print_message("vector %d: %s\n", n + 1, written(due.at));
        assert_int_equal(due.refusal, DUE_GIVEN);
        assert_string_equal(written(due.at), str_c(a, want));
        assert_string_equal(written(due.unpaused), str_c(a, before.n ? before : want));
    }
    assert_int_equal(n, 32);
}

/* ---- rules ---- */

static void normalise_finds_the_next_minute_of_work(void **state)
{
    static const struct { const char *in, *out; } rows[] = {
        {"2021-06-07T06:00", "2021-06-07T07:00"}, /* before open */
        {"2021-06-07T09:15", "2021-06-07T09:15"},
        {"2021-06-07T11:29", "2021-06-07T11:29"},
        {"2021-06-07T11:30", "2021-06-07T13:30"}, /* in lunch */
        {"2021-06-07T13:29", "2021-06-07T13:30"},
        {"2021-06-07T17:00", "2021-06-07T17:00"}, /* exactly at close stays */
        {"2021-06-07T17:00:59", "2021-06-07T17:00"}, /* clocks and receipts show whole minutes */
        {"2021-06-07T17:01", "2021-06-08T07:00"},
        {"2021-06-11T17:20", "2021-06-14T07:00"},
        {"2021-06-12T10:00", "2021-06-14T07:00"},
        {"2024-05-04T08:00", "2024-05-04T08:00"}, /* a Saturday that works */
        {"2026-11-23T17:30", "2026-11-25T07:00"}, /* 24 November, NQ 28/2026/QH16 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct instant got;
        assert_true(calendar_normalise(cal, at(rows[i].in), &got));
        assert_string_equal(written(got), rows[i].out);
    }
    struct instant none;
    assert_false(calendar_normalise(cal, at("2027-12-31T17:01"), &none));
    assert_false(calendar_normalise(cal, at("2019-12-31T10:00"), &none));
}

static void terms_end_where_the_rules_say(void **state)
{
    static const struct { const char *start, *term; enum due_mode mode; const char *due; } rows[] = {
        {"2021-06-07T09:30", "2 WH", DUE_EOD, "2021-06-07T11:30"},   /* lands on a session end: stays */
        {"2021-06-07T13:00", "3.5 WH", DUE_EOD, "2021-06-07T17:00"}, /* lands on the close: stays */
        {"2021-06-07T17:00", "1 WH", DUE_EOD, "2021-06-08T08:00"},
        {"2021-06-07T10:30", "0.5 WD", DUE_CLK, "2021-06-07T16:30"}, /* half a day is 4 working hours */
        {"2021-06-07T10:30", "1.5 WD", DUE_EOD, "2021-06-09T11:00"}, /* close of day 1, then 4 hours */
        {"2021-06-07T10:30", "1.5 WD", DUE_CLK, "2021-06-08T16:30"}, /* 10:30 of day 1, then 4 hours */
        {"2021-06-12T10:00", "1 WD", DUE_CLK, "2021-06-15T07:00"},   /* clock of the normalised start */
        {"2021-06-07T09:15", "1 CD", DUE_CLK, "2021-06-08T17:00"},   /* calendar days end at close in any mode */
        {"2021-06-11T18:00", "1 CD", DUE_EOD, "2021-06-14T17:00"},
        {"2024-01-31T09:00", "1 MO", DUE_EOD, "2024-02-29T17:00"},
        {"2021-10-31T09:00", "4 MO", DUE_EOD, "2022-02-28T17:00"},
        {"2021-12-15T09:00", "12 MO", DUE_EOD, "2022-12-15T17:00"},
        {"2021-06-07T15:00", "SD", DUE_EOD, "2021-06-08T17:00"},     /* 15:00 is no longer before 15:00 */
        {"2021-06-07T06:10", "SD", DUE_EOD, "2021-06-07T17:00"},
        {"2021-06-12T10:00", "SD", DUE_EOD, "2021-06-14T17:00"},
        {"2026-11-23T14:00", "1 WD", DUE_EOD, "2026-11-25T17:00"},   /* 24 November */
        {"2026-01-08T09:00", "2 WD", DUE_EOD, "2026-01-10T17:00"},   /* working Saturday */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct due_ask ask = {.start = at(rows[i].start), .term = term_of(rows[i].term), .mode = rows[i].mode};
        struct due due = calendar_due(cal, &ask);
        assert_int_equal(due.refusal, DUE_GIVEN);
        assert_string_equal(written(due.at), rows[i].due);
    }
}

static void pauses_stop_restart_or_nothing(void **state)
{
    /* in order: no stop; within a day, twice; begun overdue; at least one day is left; back on a Saturday, so that
     * Monday is day 0; hours to the minute, twice; calendar days; months as the days they had left, or whole; SD */
    static const struct { const char *start, *term, *from, *to; enum pause_policy policy; const char *due; } rows[] = {
        {"2021-06-07T09:00", "10 WD", "2021-06-10T10:00", "2021-06-16T14:00", PAUSE_NONE, "2021-06-21T17:00"},
        {"2021-06-07T09:00", "10 WD", "2021-06-10T08:00", "2021-06-10T16:00", PAUSE_STOPS, "2021-06-21T17:00"},
        {"2021-06-07T09:00", "10 WD", "2021-06-10T08:00", "2021-06-10T16:00", PAUSE_RESTARTS, "2021-06-21T17:00"},
        {"2021-06-07T09:00", "3 WD", "2021-06-11T08:00", "2021-06-18T08:00", PAUSE_STOPS, "2021-06-10T17:00"},
        {"2021-06-07T09:00", "3 WD", "2021-06-10T16:00", "2021-06-18T08:00", PAUSE_STOPS, "2021-06-21T17:00"},
        {"2021-06-07T09:00", "10 WD", "2021-06-10T10:00", "2021-06-19T10:00", PAUSE_STOPS, "2021-06-30T17:00"},
        {"2021-06-07T09:00", "8 WH", "2021-06-07T10:00", "2021-06-08T08:00", PAUSE_STOPS, "2021-06-08T17:00"},
        {"2021-06-07T09:00", "8 WH", "2021-06-07T10:00", "2021-06-07T11:00", PAUSE_STOPS, "2021-06-08T10:00"},
        {"2021-06-07T09:00", "15 CD", "2021-06-10T10:00", "2021-06-16T14:00", PAUSE_STOPS, "2021-06-28T17:00"},
        {"2021-06-07T09:00", "1 MO", "2021-06-10T10:00", "2021-06-16T14:00", PAUSE_STOPS, "2021-07-13T17:00"},
        {"2021-06-07T09:00", "1 MO", "2021-06-10T10:00", "2021-06-16T14:00", PAUSE_RESTARTS, "2021-07-16T17:00"},
        {"2021-06-07T09:00", "SD", "2021-06-07T10:00", "2021-06-09T16:00", PAUSE_STOPS, "2021-06-10T17:00"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct span p = {at(rows[i].from), at(rows[i].to)};
        struct due_ask ask = {.start = at(rows[i].start), .term = term_of(rows[i].term), .policy = rows[i].policy,
            .pauses = &p, .pauses_n = 1};
        struct due due = calendar_due(cal, &ask);
        assert_int_equal(due.refusal, DUE_GIVEN);
        assert_string_equal(written(due.at), rows[i].due);
    }
}

static void refusals_name_their_reason(void **state)
{
    static const struct { const char *start; struct term term; enum due_refusal why; const char *edge; } rows[] = {
        {"2027-12-30T09:00", {TERM_WD, 200}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2027-12-30T09:00", {TERM_WD, 100}, DUE_GIVEN, ""},
        {"2027-12-30T09:00", {TERM_WH, 1600}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2027-12-20T09:00", {TERM_CD, 1200}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2027-12-01T09:00", {TERM_MO, 100}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2027-12-01T09:00", {TERM_MO, 999999900}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2027-12-31T16:00", {TERM_SD, 0}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2028-01-01T09:00", {TERM_CD, 100}, DUE_PAST_CALENDAR, "2027-12-31"},
        {"2019-12-31T09:00", {TERM_WD, 100}, DUE_BEFORE_CALENDAR, "2020-01-01"},
        {"2021-06-07T09:00", {TERM_WD, 0}, DUE_BAD_TERM, ""},
        {"2021-06-07T09:00", {TERM_WD, -100}, DUE_BAD_TERM, ""},
        {"2021-06-07T09:00", {TERM_WH, 1}, DUE_BAD_TERM, ""}, /* 36 seconds */
        {"2021-06-07T09:00", {TERM_CD, 150}, DUE_BAD_TERM, ""},
        {"2021-06-07T09:00", {TERM_MO, 50}, DUE_BAD_TERM, ""},
        {"2021-06-07T09:00", {TERM_NONE, 100}, DUE_BAD_TERM, ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct due_ask ask = {.start = at(rows[i].start), .term = rows[i].term};
        struct due due = calendar_due(cal, &ask);
        assert_int_equal(due.refusal, rows[i].why);
        assert_int_equal(due.edge.n, *rows[i].edge ? on(rows[i].edge).n : DAY_NONE.n);
    }
    struct span back = {at("2021-06-09T09:00"), at("2021-06-08T09:00")}, early = {at("2021-06-01T09:00"),
        at("2021-06-08T09:00")};
    struct due_ask ask = {.start = at("2021-06-07T09:00"), .term = {TERM_WD, 500}, .pauses = &back, .pauses_n = 1};
    assert_int_equal(calendar_due(cal, &ask).refusal, DUE_BAD_PAUSE);
    ask.pauses = &early;
    assert_int_equal(calendar_due(cal, &ask).refusal, DUE_BAD_PAUSE);
}

static void projected_years_are_marked(void **state)
{
    struct due_ask ask = {.start = at("2026-12-30T09:00"), .term = {TERM_WD, 100}};
    assert_int_equal(calendar_announced(cal).n, on("2026-12-31").n);
    assert_int_equal(calendar_through(cal).n, on("2027-12-31").n);
    struct due due = calendar_due(cal, &ask);
    assert_string_equal(written(due.at), "2026-12-31T17:00");
    assert_false(due.projected);
    ask.term.hundredths = 200;
    due = calendar_due(cal, &ask);
    assert_string_equal(written(due.at), "2027-01-04T17:00");
    assert_true(due.projected);
    struct day_info tet = calendar_day_info(cal, on("2027-02-09"));
    assert_true(tet.known && !tet.works && tet.kind == DAY_COMP && tet.certainty == CERTAINTY_PROJECTED);
    assert_false(calendar_day_info(cal, on("2028-01-03")).known);
}

static void working_days_of_the_years(void **state)
{
    static const int per_year[] = {252, 250, 249, 249, 251, 250, 249, 249}; /* 2020..2027, one-stop calendar */
    for (int y = 2020; y <= 2027; y++)
        assert_int_equal(calendar_workdays(cal, day_from_ymd(y - 1, 12, 31), day_from_ymd(y, 12, 31)),
                         per_year[y - 2020]);
    assert_int_equal(calendar_workdays(cal, on("2021-06-10"), on("2021-06-10")), 0);
    assert_int_equal(calendar_workdays(cal, on("2021-06-11"), on("2021-06-10")), 0);
    assert_int_equal(calendar_minutes(cal, at("2021-06-07T00:00"), at("2021-06-14T00:00")), 5 * 480);
    assert_int_equal(calendar_minutes(cal, at("2021-06-08T12:00"), at("2021-06-07T16:30")), -300);
}

static void what_is_left_is_said_in_hours_or_days(void **state)
{
    static const struct { const char *now, *due; bool over, in_days; int32_t days; int64_t minutes; } rows[] = {
        {"2021-06-07T15:56", "2021-06-07T17:00", false, false, 0, 64},   /* 1 hour 04 */
        {"2021-06-07T17:20", "2021-06-07T17:00", true, false, 0, 0},     /* no working minute has passed yet */
        {"2021-06-08T07:20", "2021-06-07T17:00", true, false, 1, 20},    /* 20 minutes over */
        {"2021-06-07T09:00", "2021-06-10T17:00", false, true, 3, 1800},
        {"2021-06-09T16:00", "2021-06-10T17:00", false, true, 1, 540},
        {"2021-06-09T16:59", "2021-06-10T11:00", false, false, 1, 241},
        {"2021-06-11T16:00", "2021-06-14T08:00", false, false, 1, 120},  /* over the weekend */
        {"2021-06-16T08:00", "2021-06-11T17:00", true, true, 3, 1020},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct left left = calendar_left(cal, at(rows[i].now), at(rows[i].due));
        assert_int_equal(left.over, rows[i].over);
        assert_int_equal(left.in_days, rows[i].in_days);
        assert_int_equal(left.days, rows[i].days);
        assert_int_equal(left.minutes, rows[i].minutes);
    }
    struct instant start = at("2021-06-07T07:00"), due = at("2021-06-08T17:00");
    assert_int_equal(calendar_used(cal, start, due, at("2021-06-07T07:00")), 0);
    assert_int_equal(calendar_used(cal, start, due, at("2021-06-07T20:00")), 500);
    assert_int_equal(calendar_used(cal, start, due, at("2021-06-08T17:00")), 1000);
    assert_int_equal(calendar_used(cal, start, due, at("2021-06-01T17:00")), 0);
    assert_int_equal(calendar_used(cal, due, due, at("2021-06-01T17:00")), 0);
}

static void urgency_and_timeliness(void **state)
{
    struct instant due = at("2021-06-10T17:00"), none = {0};
    assert_int_equal(calendar_urgency(cal, at("2021-06-08T09:00"), due), URGENCY_CALM);
    assert_int_equal(calendar_urgency(cal, at("2021-06-09T07:00"), due), URGENCY_SOON); /* one working day */
    assert_int_equal(calendar_urgency(cal, at("2021-06-10T17:00"), due), URGENCY_SOON);
    assert_int_equal(calendar_urgency(cal, at("2021-06-10T17:00:01"), due), URGENCY_LATE);
    assert_int_equal(calendar_urgency(cal, at("2021-06-10T17:00"), none), URGENCY_NONE);
    assert_int_equal(calendar_urgency(cal, at("2021-06-11T16:00"), at("2021-06-14T17:00")), URGENCY_SOON);
    assert_int_equal(timeliness_by_day(at("2021-06-09T23:00"), due), TIMELY_EARLY);
    assert_int_equal(timeliness_by_day(at("2021-06-10T19:00"), due), TIMELY_ON_TIME); /* after close on the day */
    assert_int_equal(timeliness_by_instant(at("2021-06-10T19:00"), due), TIMELY_LATE);
    assert_int_equal(timeliness_by_instant(at("2021-06-10T17:00"), due), TIMELY_ON_TIME);
    assert_int_equal(timeliness_by_instant(at("2021-06-09T17:30"), due), TIMELY_EARLY);
    assert_int_equal(timeliness_by_day(at("2021-06-11T00:00"), due), TIMELY_LATE);
    assert_int_equal(timeliness_by_day(due, none), TIMELY_ON_TIME);
    assert_int_equal(timeliness_by_instant(due, none), TIMELY_ON_TIME);
}

static void rest_of_an_open_pause(void **state)
{
    struct due_ask ask = {.start = at("2021-06-07T09:00"), .term = {TERM_WD, 1000}};
    struct rest rest = calendar_rest(cal, &ask, at("2021-06-10T10:00"));
    assert_true(!rest.overdue && rest.term.unit == TERM_WD && rest.term.hundredths == 700);
    ask.policy = PAUSE_RESTARTS;
    assert_int_equal(calendar_rest(cal, &ask, at("2021-06-10T10:00")).term.hundredths, 1000);
    rest = calendar_rest(cal, &ask, at("2021-06-21T17:01"));
    assert_true(rest.overdue && rest.term.hundredths == 0);
    ask = (struct due_ask){.start = at("2021-06-07T09:00"), .term = {TERM_WH, 800}};
    rest = calendar_rest(cal, &ask, at("2021-06-07T15:00"));
    assert_true(rest.term.unit == TERM_WH && rest.minutes.n == 240 && rest.term.hundredths == 400);
    ask.term = (struct term){TERM_WH, 0};
    assert_int_equal(calendar_rest(cal, &ask, at("2021-06-07T15:00")).refusal, DUE_BAD_TERM);
}

static void terms_are_read_and_written(void **state)
{
    static const struct { const char *in; enum term_unit unit; int32_t hundredths; const char *out; } rows[] = {
        {"3 WD", TERM_WD, 300, "3 WD"},     {"0.5 wd", TERM_WD, 50, "0.5 WD"}, {" 8  WH ", TERM_WH, 800, "8 WH"},
        {"15CD", TERM_CD, 1500, "15 CD"},   {"1 mo", TERM_MO, 100, "1 MO"},    {"SD", TERM_SD, 0, "SD"},
        {"0 SD", TERM_SD, 0, "SD"},         {"2.25 WD", TERM_WD, 225, "2.25 WD"}, {"0.05 WD", TERM_WD, 5, "0.05 WD"},
        {"9999999.99 WH", TERM_WH, 999999999, "9999999.99 WH"},
    };
    static const char *const bad[] = {"", "3", "WD", "3 XX", "-3 WD", "3,5 WD", "3. WD", ".5 WD", "1.234 WD", "1.-5 WD",
        "3 WD x", "10000000 WD", "x SD", "3 W D"};
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct term t = term_of(rows[i].in);
        struct buf b = buf_new(a, 32);
        term_write(&b, t);
        assert_int_equal(t.unit, rows[i].unit);
        assert_int_equal(t.hundredths, rows[i].hundredths);
        assert_string_equal(str_c(a, buf_str(&b)), rows[i].out);
    }
    struct term t;
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(term_parse(str_from(bad[i]), &t));
}

static void extras_and_cuts(void **state)
{
    static const struct { const char *statutory, *committed; bool good; int32_t tenths; } rows[] = {
        {"15 WD", "5 WD", true, 667}, {"15 WD", "10 WD", true, 333}, {"30 CD", "20 CD", true, 333},
        {"5 WD", "5 WD", true, 0},    {"5 WD", "6 WD", false, 0},    {"15 WD", "15 CD", false, 0},
        {"SD", "SD", false, 0},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t tenths = 0;
        assert_int_equal(term_cut(term_of(rows[i].statutory), term_of(rows[i].committed), &tenths), rows[i].good);
        assert_int_equal(tenths, rows[i].tenths);
    }
    struct term sum = {TERM_NONE, 0};
    assert_true(term_add(term_of("10 WD"), term_of("10 WD"), &sum)); /* land in mountainous areas */
    assert_true(sum.unit == TERM_WD && sum.hundredths == 2000);
    assert_false(term_add(term_of("10 WD"), term_of("10 CD"), &sum));
}

/* ---- sources ---- */

static struct hours half_day(const char *day)
{
    return (struct hours){.of_unit = true, .valid_from = on(day), .valid_to = on(day), .weekdays = WEEKDAYS_ALL,
        .session = {{{450}, {690}}}, .sessions_n = 1};
}

static void a_unit_has_its_own_hours(void **state)
{
    struct hours rows[] = {hours_default(), hours_default(), half_day("2021-06-09")};
    rows[1].of_unit = true;
    rows[1].valid_from = on("2021-06-08");
    rows[1].session[0] = (struct session){{450}, {690}};   /* 07:30-11:30 */
    rows[1].session[1] = (struct session){{810}, {1050}};  /* 13:30-17:30 */
    struct calendar_source s = {.first = on("2021-06-01"), .through = on("2021-06-30"), .hours = rows, .hours_n = 3};
    const struct calendar *unit;
    assert_int_equal(calendar_build(a, &s, &unit, NULL), CALENDAR_GOOD);
    static const struct { const char *start, *term; enum due_mode mode; const char *due; } cases[] = {
        {"2021-06-04T09:00", "1 WD", DUE_EOD, "2021-06-07T17:00"},
        {"2021-06-07T09:00", "1 WD", DUE_EOD, "2021-06-08T17:30"},
        {"2021-06-08T09:00", "1 WD", DUE_EOD, "2021-06-09T11:30"},  /* a half day is still a working day */
        {"2021-06-08T16:00", "1 WD", DUE_CLK, "2021-06-09T11:30"},  /* the clock is held inside the day */
        {"2021-06-07T07:00", "1 WD", DUE_CLK, "2021-06-08T07:30"},
        {"2021-06-08T17:00", "8 WH", DUE_EOD, "2021-06-10T11:00"},  /* 30 min + 4 h + 3.5 h: hours are hours */
        {"2021-06-09T12:00", "SD", DUE_EOD, "2021-06-10T17:30"},    /* before 15:00, but the half day is over */
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct due_ask ask = {.start = at(cases[i].start), .term = term_of(cases[i].term), .mode = cases[i].mode};
        assert_string_equal(written(calendar_due(unit, &ask).at), cases[i].due);
    }
}

static void faulty_sources_are_refused(void **state)
{
    const struct calendar_day twice[] = {{on("2021-06-07"), DAY_HOLIDAY, CERTAINTY_SOURCED, S("x")},
        {on("2021-06-07"), DAY_COMP, CERTAINTY_SOURCED, S("y")}};
    struct hours good = hours_default(), overlap = good, gap = good;
    overlap.session[1].opens.n = 11 * 60 + 30; /* touches the morning */
    gap.valid_from = on("2021-06-02");
    struct calendar_source s = {.first = on("2021-06-01"), .through = on("2021-06-30"), .hours = &good, .hours_n = 1};
    const struct calendar *out = NULL;
    struct day d;
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_GOOD);
    s.days = twice;
    s.days_n = 2;
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_DAY_TWICE);
    assert_int_equal(d.n, on("2021-06-07").n);
    s.days_n = 1;
    s.through = on("2021-06-06");
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_DAY_OUTSIDE);
    s.through = on("2021-05-31");
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_BAD_RANGE);
    s.days_n = 0;
    s.through = on("2021-06-30");
    s.hours = &overlap;
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_BAD_HOURS);
    s.hours = &gap;
    assert_int_equal(calendar_build(a, &s, &out, &d), CALENDAR_NO_HOURS);
    assert_int_equal(d.n, on("2021-06-01").n);
}

static void files_are_read_strictly(void **state)
{
    static const char *const bad[] = {"", "[]", "{}", "{\"days\":[]}", "{\"days\":{}}",
        "{\"days\":[{\"date\":\"2021-02-30\",\"kind\":\"holiday\",\"name\":\"\",\"certainty\":\"sourced\"}]}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"plain\",\"name\":\"\",\"certainty\":\"sourced\"}]}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"name\":\"\",\"certainty\":\"sure\"}]}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"certainty\":\"sourced\"}]}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"name\":\"\",\"certainty\":\"sourced\"}],"
        "\"through\":1}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"name\":\"\",\"certainty\":\"sourced\"}],"
        "\"hours\":[{\"sessions\":[\"07:00-24:00\"]}]}",
        "{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"name\":\"\",\"certainty\":\"sourced\"}],"
        "\"hours\":[{\"sessions\":[]}]}"};
    const struct calendar *out = NULL;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct str why = S("");
        assert_false(calendar_file_build(a, str_from(bad[i]), &out, &why));
        assert_true(why.n > 0);
    }
    struct str why = S("");
    assert_true(calendar_file_build(a, S("{\"days\":[{\"date\":\"2021-02-03\",\"kind\":\"holiday\",\"name\":\"x\","
        "\"certainty\":\"sourced\"}],\"through\":\"2021-06-30\",\"hours\":[{\"from\":\"2021-01-01\","
        "\"weekdays\":[1,2,3,4,5],\"sessions\":[\"08:00-12:00\"]}]}"), &out, &why));
    struct due_ask ask = {.start = at("2021-02-02T09:00"), .term = {TERM_WD, 100}};
    assert_string_equal(written(calendar_due(out, &ask).at), "2021-02-04T12:00");
    assert_int_equal(calendar_through(out).n, on("2021-06-30").n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_all_agree),
        cmocka_unit_test(normalise_finds_the_next_minute_of_work),
        cmocka_unit_test(terms_end_where_the_rules_say),
        cmocka_unit_test(pauses_stop_restart_or_nothing),
        cmocka_unit_test(refusals_name_their_reason),
        cmocka_unit_test(projected_years_are_marked),
        cmocka_unit_test(working_days_of_the_years),
        cmocka_unit_test(what_is_left_is_said_in_hours_or_days),
        cmocka_unit_test(urgency_and_timeliness),
        cmocka_unit_test(rest_of_an_open_pause),
        cmocka_unit_test(terms_are_read_and_written),
        cmocka_unit_test(extras_and_cuts),
        cmocka_unit_test(a_unit_has_its_own_hours),
        cmocka_unit_test(faulty_sources_are_refused),
        cmocka_unit_test(files_are_read_strictly),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
