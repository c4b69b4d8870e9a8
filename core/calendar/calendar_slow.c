#include "core/calendar/calendar_slow.h"

/* One day, opened: which of its minutes are worked. */
struct slow_day {
    bool works;
    bool minute[24 * 60];
};

struct slow {
    struct day first, through;
    struct slow_day *day;
};

/* A place on the wall clock. */
struct wall {
    int32_t day, minute;
};

/* ---- opening the source, a day at a time ---- */

static bool day_works(const struct calendar_source *c, struct day d)
{
    for (size_t i = 0; i < c->days_n; i++) {
        if (c->days[i].on.n == d.n)
            return c->days[i].kind == DAY_SWAP_WORK;
    }
    return weekday_of(d) != 6 && weekday_of(d) != 7;
}

static bool row_fits(const struct hours *h, struct day d)
{
    bool begun = h->valid_from.n == DAY_NONE.n || d.n >= h->valid_from.n;
    bool ended = h->valid_to.n != DAY_NONE.n && d.n > h->valid_to.n;
    return begun && !ended && (h->weekdays & (1u << (weekday_of(d) - 1)));
}

/* The unit's rows before the province's; among them the one that began last; among equals the last written. */
static const struct hours *day_hours(const struct calendar_source *c, struct day d)
{
    for (int of_unit = 1; of_unit >= 0; of_unit--) {
        const struct hours *found = NULL;
        for (size_t i = 0; i < c->hours_n; i++) {
            const struct hours *h = &c->hours[i];
            if (h->of_unit == (of_unit == 1) && row_fits(h, d) && !(found && found->valid_from.n > h->valid_from.n))
                found = h;
        }
        if (found)
            return found;
    }
    return NULL;
}

struct slow *slow_open(struct arena *a, const struct calendar_source *c)
{
    struct slow *s = NEW(a, struct slow);
    s->first = c->first;
    s->through = c->through;
    s->day = NEW_ARRAY(a, struct slow_day, (size_t)(c->through.n - c->first.n + 1));
    for (struct day d = c->first; d.n <= c->through.n; d.n++) {
        struct slow_day *day = &s->day[d.n - c->first.n];
        day->works = day_works(c, d);
        const struct hours *h = day_hours(c, d);
        for (size_t i = 0; day->works && i < h->sessions_n; i++) {
            for (int32_t m = h->session[i].opens.n; m < h->session[i].closes.n; m++)
                day->minute[m] = true;
        }
    }
    return s;
}

/* ---- walking ---- */

static bool known(const struct slow *s, int32_t day)
{
    return day >= s->first.n && day <= s->through.n;
}

static bool works(const struct slow *s, int32_t day)
{
    return known(s, day) && s->day[day - s->first.n].works;
}

static bool worked_minute(const struct slow *s, struct wall w)
{
    return works(s, w.day) && s->day[w.day - s->first.n].minute[w.minute];
}

/* One minute on; a day without work is passed at once. */
static void step(const struct slow *s, struct wall *w)
{
    if (++w->minute == 24 * 60 || !works(s, w->day)) {
        w->minute = 0;
        w->day++;
    }
}

static int32_t opening(const struct slow *s, int32_t day)
{
    struct wall w = {day, 0};
    while (!worked_minute(s, w))
        w.minute++;
    return w.minute;
}

static int32_t closing(const struct slow *s, int32_t day)
{
    struct wall w = {day, 24 * 60 - 1};
    while (!worked_minute(s, w))
        w.minute--;
    return w.minute + 1;
}

static struct wall wall_of(struct instant t)
{
    return (struct wall){day_of(t).n, minute_of(t).n};
}

static struct instant instant_of(struct wall w)
{
    return instant_at((struct day){w.day}, (struct minutes){w.minute});
}

static bool normalise(const struct slow *s, struct wall *w)
{
    if (!known(s, w->day))
        return false;
    if (works(s, w->day) && w->minute == closing(s, w->day))
        return true;
    while (known(s, w->day) && !worked_minute(s, *w))
        step(s, w);
    return known(s, w->day);
}

static bool walk_minutes(const struct slow *s, struct wall *w, int64_t n)
{
    while (n > 0 && known(s, w->day)) {
        n -= worked_minute(s, *w);
        step(s, w);
    }
    return n == 0;
}

static bool walk_to_work(const struct slow *s, struct wall *w)
{
    while (known(s, w->day) && !works(s, w->day))
        w->day++;
    if (!known(s, w->day))
        return false;
    w->minute = closing(s, w->day);
    return true;
}

bool slow_normalise(const struct slow *s, struct instant t, struct instant *out)
{
    struct wall w = wall_of(t);
    if (!normalise(s, &w))
        return false;
    *out = instant_of(w);
    return true;
}

int64_t slow_minutes(const struct slow *s, struct instant from, struct instant to)
{
    if (from.ms > to.ms)
        return -slow_minutes(s, to, from);
    struct wall w = wall_of(from), end = wall_of(to);
    int64_t n = 0;
    for (; w.day < end.day || (w.day == end.day && w.minute < end.minute); step(s, &w))
        n += worked_minute(s, w);
    return n;
}

int32_t slow_workdays(const struct slow *s, struct day after, struct day upto)
{
    int32_t n = 0;
    for (int32_t d = after.n + 1; d <= upto.n; d++)
        n += works(s, d);
    return n;
}

/* ---- terms ---- */

static bool walk_workdays(const struct slow *s, struct wall *w, int32_t hundredths, enum due_mode mode)
{
    if (!normalise(s, w))
        return false;
    int32_t clock = w->minute, whole = hundredths / 100;
    while (whole > 0) {
        w->day++;
        if (!known(s, w->day))
            return false;
        whole -= works(s, w->day);
    }
    int32_t open = opening(s, w->day), close = closing(s, w->day);
    w->minute = mode == DUE_EOD || clock > close ? close : clock < open ? open : clock;
    return walk_minutes(s, w, hundredths % 100 * 480 / 100);
}

static void walk_months(struct wall *w, int32_t n)
{
    struct civil c = civil_of_day((struct day){w->day});
    for (; n > 0; n--) {
        c.year += c.month == 12;
        c.month = c.month == 12 ? 1 : c.month + 1;
    }
    while (!ymd_is_real(c.year, c.month, c.day))
        c.day--;
    w->day = day_from_ymd(c.year, c.month, c.day).n;
}

/* One count from a start. `minutes` is meant where unit is TERM_WH, hundredths elsewhere. */
struct slow_run {
    enum term_unit unit;
    int32_t hundredths;
    int64_t minutes;
};

static bool run(const struct slow *s, struct slow_run r, const struct due_ask *ask, struct wall *w)
{
    if (!known(s, w->day))
        return false;
    if (r.unit == TERM_WH)
        return normalise(s, w) && walk_minutes(s, w, r.minutes);
    if (r.unit == TERM_WD)
        return walk_workdays(s, w, r.hundredths, ask->mode);
    int32_t until = ask->same_day_until.n ? ask->same_day_until.n : 15 * 60;
    if (r.unit == TERM_SD && (!works(s, w->day) || w->minute >= until || w->minute > closing(s, w->day)))
        w->day++;
    if (r.unit == TERM_CD)
        w->day += r.hundredths / 100;
    if (r.unit == TERM_MO)
        walk_months(w, r.hundredths / 100);
    return walk_to_work(s, w);
}

static int32_t more(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* What a pause at `at` leaves of a count that began at `start`. */
static struct slow_run rest_of(const struct slow *s, struct slow_run r, struct instant start, struct instant at)
{
    struct wall from = wall_of(start);
    if (r.unit == TERM_WH) {
        r.minutes -= start.ms < at.ms ? slow_minutes(s, start, at) : 0;
    } else if (r.unit == TERM_WD) {
        normalise(s, &from);
        r.hundredths = more(100, r.hundredths - 100 * slow_workdays(s, (struct day){from.day}, day_of(at)));
    } else if (r.unit == TERM_MO) {
        walk_months(&from, r.hundredths / 100);
        r = (struct slow_run){.unit = TERM_CD, .hundredths = 100 * more(1, from.day - day_of(at).n)};
    } else if (r.unit == TERM_CD) {
        r.hundredths = more(100, r.hundredths - 100 * (day_of(at).n - from.day));
    }
    return r;
}

struct due slow_due(const struct slow *s, const struct due_ask *ask)
{
    struct due due = {.edge = DAY_NONE};
    struct slow_run r = {.unit = ask->term.unit, .hundredths = ask->term.hundredths};
    if (r.unit == TERM_WD && r.hundredths < 100)
        r = (struct slow_run){.unit = TERM_WH, .minutes = r.hundredths * 480 / 100};
    else if (r.unit == TERM_WH)
        r.minutes = r.hundredths * 60 / 100;
    const struct slow_run all = r;
    struct instant start = ask->start;
    struct wall w = wall_of(start);
    due.refusal = w.day < s->first.n ? DUE_BEFORE_CALENDAR : run(s, r, ask, &w) ? DUE_GIVEN : DUE_PAST_CALENDAR;
    for (size_t i = 0; i < ask->pauses_n && !due.refusal && ask->policy != PAUSE_NONE; i++) {
        struct span p = ask->pauses[i];
        bool same_day = day_of(p.from).n == day_of(p.to).n && r.unit != TERM_WH;
        if (same_day || p.from.ms > instant_of(w).ms)
            continue;
        r = ask->policy == PAUSE_RESTARTS ? all : rest_of(s, r, start, p.from);
        start = p.to;
        w = wall_of(start);
        due.refusal = run(s, r, ask, &w) ? DUE_GIVEN : DUE_PAST_CALENDAR;
    }
    due.at = instant_of(w);
    return due;
}
