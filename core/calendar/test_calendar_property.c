/* The fast calendar against the slow one, on random calendars and random questions. A disagreement prints the seed of
 * its calendar and the question. MOTCUA_PROPERTY=n asks n questions instead of 210,000. */
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "core/calendar/calendar_slow.h"

enum { QUESTIONS = 210000, PER_CALENDAR = 200, PAUSES_MAX = 3 };

static uint64_t rng;

static uint64_t next(void)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return rng;
}

static int32_t below(int32_t n)
{
    return (int32_t)(next() % (uint64_t)n);
}

static bool one_in(int32_t n)
{
    return below(n) == 0;
}

/* ---- random sources ---- */

static void random_sessions(struct hours *h)
{
    int32_t m = below(9 * 60);
    h->sessions_n = (size_t)(1 + below(SESSIONS_MAX));
    for (size_t i = 0; i < h->sessions_n; i++) {
        h->session[i].opens.n = m;
        h->session[i].closes.n = m += 1 + below(200);
        m += 1 + below(90);
    }
}

static struct hours random_hours(struct day first, int32_t length)
{
    struct hours h = {.of_unit = one_in(2), .weekdays = 1 + (unsigned)below(WEEKDAYS_ALL)};
    h.valid_from = one_in(4) ? DAY_NONE : (struct day){first.n + below(length)};
    h.valid_to = one_in(3) ? DAY_NONE : (struct day){first.n + below(length)};
    random_sessions(&h);
    return h;
}

static struct calendar_source random_source(struct arena *a)
{
    int32_t length = 30 + below(200);
    struct calendar_source s = {.first = day_from_ymd(2020 + below(8), 1 + below(12), 1 + below(28))};
    s.through.n = s.first.n + length - 1;
    struct calendar_day *days = NEW_ARRAY(a, struct calendar_day, (size_t)length);
    int32_t rare = 3 + below(20);
    for (int32_t d = s.first.n; d <= s.through.n; d++) {
        if (one_in(rare))
            days[s.days_n++] = (struct calendar_day){.on = {d}, .kind = (enum day_kind)(DAY_HOLIDAY + below(4)),
                .certainty = one_in(20) ? CERTAINTY_PROJECTED : CERTAINTY_SOURCED, .name = S("x")};
    }
    size_t rows = (size_t)(1 + below(5));
    struct hours *hours = NEW_ARRAY(a, struct hours, rows);
    hours[0] = hours_default();
    if (one_in(2))
        random_sessions(&hours[0]);
    for (size_t i = 1; i < rows; i++)
        hours[i] = random_hours(s.first, length);
    s.days = days;
    s.hours = hours;
    s.hours_n = rows;
    return s;
}

/* ---- random questions ---- */

/* Any minute, but as often one where a rule turns: an opening, a close, 15:00. */
static int32_t random_minute(const struct calendar_source *s)
{
    const struct hours *h = &s->hours[below((int32_t)s->hours_n)];
    const struct session *in = &h->session[below((int32_t)h->sessions_n)];
    switch (below(6)) {
    case 0: return in->opens.n;
    case 1: return in->closes.n;
    case 2: return 15 * 60;
    default: return below(24 * 60);
    }
}

static struct instant random_instant(const struct calendar_source *s)
{
    struct day d = {s->first.n - 2 + below(s->through.n - s->first.n + 5)};
    return (struct instant){instant_at(d, (struct minutes){random_minute(s)}).ms + below(60000)};
}

static struct term random_term(void)
{
    switch (below(8)) {
    case 0: return (struct term){TERM_WH, 2 + below(one_in(5) ? 2400 : 300)};
    case 1: return (struct term){TERM_WH, 100 * (1 + below(8))};
    case 2: return (struct term){TERM_WD, 1 + below(500)};
    case 3: return (struct term){TERM_CD, 100 * (1 + below(60))};
    case 4: return (struct term){TERM_MO, 100 * (1 + below(7))};
    case 5: return (struct term){TERM_SD, 0};
    default: return (struct term){TERM_WD, 100 * (1 + below(40))};
    }
}

/* Pauses in order from the start on, from minutes to weeks long. */
static size_t random_pauses(struct instant start, struct span *spans)
{
    size_t n = (size_t)below(PAUSES_MAX + 1);
    int64_t t = start.ms;
    for (size_t i = 0; i < n; i++) {
        t += below(one_in(3) ? 600 : 6 * 1440) * MINUTE_MS;
        spans[i].from.ms = t;
        t += below(one_in(3) ? 600 : 14 * 1440) * MINUTE_MS;
        spans[i].to.ms = t;
    }
    return n;
}

static void explain(uint64_t seed, const struct due_ask *ask, struct due fast, struct due slow)
{
    print_error("calendar seed %llu start %lld term %d of unit %d mode %d policy %d pauses %zu: "
                "fast %d %lld, slow %d %lld\n",
                (unsigned long long)seed, (long long)ask->start.ms, (int)ask->term.hundredths, (int)ask->term.unit,
                (int)ask->mode, (int)ask->policy, ask->pauses_n, (int)fast.refusal, (long long)fast.at.ms,
                (int)slow.refusal, (long long)slow.at.ms);
}

static void compare_due(uint64_t seed, const struct calendar *cal, const struct slow *slow, struct instant start)
{
    struct span spans[PAUSES_MAX];
    struct due_ask ask = {.start = start, .term = random_term(), .mode = one_in(2) ? DUE_CLK : DUE_EOD,
        .policy = (enum pause_policy)below(3), .pauses = spans, .pauses_n = random_pauses(start, spans),
        .same_day_until = {one_in(2) ? 0 : 1 + below(24 * 60 - 1)}};
    struct due f = calendar_due(cal, &ask), s = slow_due(slow, &ask);
    if (f.refusal != s.refusal || (!f.refusal && f.at.ms != s.at.ms)) {
        explain(seed, &ask, f, s);
        fail();
    }
    if (f.refusal)
        return;
    struct day d = day_of(f.at);
    assert_true(calendar_works(cal, d));
    assert_int_equal(f.projected, d.n > calendar_announced(cal).n);
    struct instant begun;
    if (ask.term.unit == TERM_WD && calendar_normalise(cal, start, &begun))
        assert_true(f.at.ms >= begun.ms);
}

static void compare_measures(const struct calendar *cal, const struct slow *slow, struct instant t, struct instant u)
{
    struct instant f = {0}, s = {0};
    assert_int_equal(calendar_normalise(cal, t, &f), slow_normalise(slow, t, &s));
    assert_int_equal(f.ms, s.ms);
    struct instant near = {t.ms + (u.ms - t.ms) % (one_in(8) ? 9 * DAY_MS : DAY_MS)};
    assert_int_equal(calendar_minutes(cal, t, near), slow_minutes(slow, t, near));
    assert_int_equal(calendar_workdays(cal, day_of(t), day_of(u)), slow_workdays(slow, day_of(t), day_of(u)));
    struct left left = calendar_left(cal, t, near);
    assert_int_equal(left.over, t.ms > near.ms);
    assert_true(left.minutes >= 0 && left.days >= 0);
}

static void fast_and_slow_agree(void **state)
{
    const char *want = getenv("MOTCUA_PROPERTY");
    int64_t questions = QUESTIONS, asked = 0, given = 0;
    if (want)
        assert_true(str_to_i64(str_from(want), &questions));
    rng = UINT64_C(0x9E3779B97F4A7C15);
    struct arena *a = arena_new(64u << 20);
    while (asked < questions) {
        uint64_t seed = rng;
        struct calendar_source source = random_source(a);
        const struct calendar *cal = NULL;
        assert_int_equal(calendar_build(a, &source, &cal, NULL), CALENDAR_GOOD);
        struct slow *slow = slow_open(a, &source);
        for (int i = 0; i < PER_CALENDAR; i++, asked++) {
            struct instant t = random_instant(&source);
            compare_due(seed, cal, slow, t);
            if (i % 4 == 0)
                compare_measures(cal, slow, t, random_instant(&source));
            given += calendar_due(cal, &(struct due_ask){.start = t, .term = {TERM_WD, 300}}).refusal == DUE_GIVEN;
        }
        arena_reset(a);
    }
    print_message("%lld questions on random calendars, %lld%% of their starts inside\n", (long long)asked,
                  (long long)(given * 100 / asked));
    assert_true(given * 2 > asked); /* most questions must have an answer, or nothing was tested */
    arena_freep(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fast_and_slow_agree)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
