#include "core/calendar/calendar.h"

#include "core/calendar/calendar_private.h"

enum { SAME_DAY_UNTIL = 15 * 60, MONTHS_MAX = 200 * 12 };

/* What is still to be counted, and from when. `amount` is minutes (WH), hundredths (WD), days (CD), months (MO). */
struct run {
    struct instant start;
    enum term_unit unit;
    int64_t amount;
};

/* A term shorter than a day is minutes: 1 WD = 8 WH. Less than a minute is dropped: a promise is not kept later than
 * it was given. */
static bool run_begin(struct term t, struct instant start, struct run *run)
{
    *run = (struct run){.start = start, .unit = t.unit, .amount = t.hundredths};
    if (t.unit == TERM_SD)
        return true;
    if (t.unit == TERM_WH || (t.unit == TERM_WD && t.hundredths < 100)) {
        run->amount = (int64_t)t.hundredths * (t.unit == TERM_WH ? 60 : WORKDAY_MINUTES) / 100;
        run->unit = TERM_WH;
    } else if (t.unit != TERM_WD) {
        run->amount = t.hundredths % 100 ? 0 : t.hundredths / 100;
    }
    return t.unit != TERM_NONE && run->amount > 0;
}

/* ---- one count, without pauses: the end as a spot, false when it passes the calendar ---- */

static bool end_of_hours(const struct calendar *cal, const struct run *run, struct spot from, struct spot *end)
{
    if (!calendar_settle(cal, from, end))
        return false;
    return run->amount == 0 || calendar_worked_at(cal, calendar_worked(cal, *end) + run->amount, end);
}

static int32_t within(int32_t minute, const struct hours *h)
{
    int32_t opens = h->session[0].opens.n, closes = hours_close(h).n;
    return minute < opens ? opens : minute > closes ? closes : minute;
}

static bool end_of_workdays(const struct calendar *cal, const struct run *run, enum due_mode mode, struct spot from,
                            struct spot *end)
{
    if (!calendar_settle(cal, from, &from))
        return false;
    int64_t k = cal->rows[from.row].work_before + run->amount / 100;
    if (k >= cal->work_n)
        return false;
    end->row = cal->work[k];
    const struct hours *h = calendar_hours_get(cal, end->row);
    end->minute = mode == DUE_EOD ? hours_close(h).n : within(from.minute, h);
    int64_t rest = run->amount % 100 * WORKDAY_MINUTES / 100;
    return rest == 0 || calendar_worked_at(cal, calendar_worked(cal, *end) + rest, end);
}

/* Civil Code art. 148(5): a term that ends on a day off ends at the close of the next working day. */
static bool end_on_or_after(const struct calendar *cal, int64_t row, struct spot *end)
{
    if (row >= cal->days_n)
        return false;
    end->row = calendar_next_work(cal, (int32_t)row);
    if (end->row >= cal->days_n)
        return false;
    end->minute = hours_close(calendar_hours_get(cal, end->row)).n;
    return true;
}

/* The same day of a later month, clamped to its end. */
static int64_t month_end_row(const struct calendar *cal, int32_t row, int64_t months)
{
    if (months > MONTHS_MAX)
        return INT32_MAX;
    struct civil c = civil_of_day((struct day){cal->first + row});
    int m = c.month - 1 + (int)months, year = c.year + m / 12, month = m % 12 + 1, last = days_in_month(year, month);
    return (int64_t)day_from_ymd(year, month, c.day < last ? c.day : last).n - cal->first;
}

/* The 15:00 line touches same-day procedures only. A day whose work is already over cannot be the day either. */
static bool end_of_same_day(const struct calendar *cal, const struct due_ask *ask, struct spot from, struct spot *end)
{
    const struct hours *h = calendar_hours_find(cal, from.row);
    int32_t until = ask->same_day_until.n > 0 ? ask->same_day_until.n : SAME_DAY_UNTIL;
    bool today = h && from.minute < until && from.minute <= hours_close(h).n;
    return end_on_or_after(cal, from.row + !today, end);
}

static enum due_refusal run_end(const struct calendar *cal, const struct due_ask *ask, const struct run *run,
                                struct instant *out)
{
    struct spot from = calendar_spot(cal, run->start), end = {0, 0};
    bool known = false;
    if (from.row < 0)
        return DUE_BEFORE_CALENDAR;
    if (from.row >= cal->days_n)
        return DUE_PAST_CALENDAR;
    switch (run->unit) {
    case TERM_WH: known = end_of_hours(cal, run, from, &end); break;
    case TERM_WD: known = end_of_workdays(cal, run, ask->mode, from, &end); break;
    case TERM_CD: known = end_on_or_after(cal, from.row + run->amount, &end); break;
    case TERM_MO: known = end_on_or_after(cal, month_end_row(cal, from.row, run->amount), &end); break;
    case TERM_SD: known = end_of_same_day(cal, ask, from, &end); break;
    case TERM_NONE:
    case TERM_UNIT_COUNT: return DUE_BAD_TERM;
    }
    if (!known)
        return DUE_PAST_CALENDAR;
    *out = calendar_at(cal, end);
    return DUE_GIVEN;
}

/* ---- pauses ---- */

static struct day day0_of(const struct calendar *cal, const struct run *run)
{
    struct spot from = calendar_spot(cal, run->start), settled;
    if ((run->unit == TERM_WH || run->unit == TERM_WD) && calendar_settle(cal, from, &settled))
        from = settled;
    return (struct day){cal->first + from.row};
}

static int64_t at_least(int64_t least, int64_t v)
{
    return v < least ? least : v;
}

/* What remains of the run when it stops at `at`, not later than its due instant. Days keep at least one. Months become
 * the calendar days up to the day the month count would have ended. */
static void run_stop(const struct calendar *cal, struct run *run, struct instant at)
{
    struct day day0 = day0_of(cal, run), today = day_of(at);
    if (run->unit == TERM_MO) {
        run->amount = month_end_row(cal, day0.n - cal->first, run->amount) + cal->first - day0.n;
        run->unit = TERM_CD;
    }
    switch (run->unit) {
    case TERM_WH:
        run->amount = at_least(0, run->amount - at_least(0, calendar_minutes(cal, run->start, at)));
        break;
    case TERM_WD:
        run->amount = at_least(100, run->amount - INT64_C(100) * calendar_workdays(cal, day0, today));
        break;
    case TERM_CD:
        run->amount = at_least(1, run->amount - (today.n - day0.n));
        break;
    case TERM_MO:
    case TERM_SD:
    case TERM_NONE:
    case TERM_UNIT_COUNT:
        break;
    }
}

static bool spans_are_good(const struct due_ask *ask)
{
    int64_t after = ask->start.ms;
    for (size_t i = 0; i < ask->pauses_n; i++) {
        if (ask->pauses[i].from.ms < after || ask->pauses[i].to.ms < ask->pauses[i].from.ms)
            return false;
        after = ask->pauses[i].to.ms;
    }
    return true;
}

static struct due refuse(const struct calendar *cal, enum due_refusal why)
{
    struct due due = {.refusal = why, .day0 = DAY_NONE, .edge = DAY_NONE};
    if (why == DUE_BEFORE_CALENDAR)
        due.edge = calendar_first(cal);
    if (why == DUE_PAST_CALENDAR)
        due.edge = calendar_through(cal);
    return due;
}

/* True when the pause moves the due date: the run then begins again at the resumption with what it left. */
static bool pause_takes(const struct calendar *cal, const struct due_ask *ask, const struct span *p,
                        const struct run *whole, struct run *run)
{
    if (run->unit != TERM_WH && day_of(p->from).n == day_of(p->to).n)
        return false;
    if (ask->policy == PAUSE_RESTARTS)
        *run = *whole;
    else
        run_stop(cal, run, p->from);
    run->start = p->to;
    return true;
}

/* The due date, and in *run what the last resumption left to be counted. A pause that begins when the term is already
 * over cures nothing. */
static struct due count(const struct calendar *cal, const struct due_ask *ask, struct run *run)
{
    struct due due = {.edge = DAY_NONE};
    if (!run_begin(ask->term, ask->start, run))
        return refuse(cal, DUE_BAD_TERM);
    if (!spans_are_good(ask))
        return refuse(cal, DUE_BAD_PAUSE);
    due.refusal = run_end(cal, ask, run, &due.at);
    if (due.refusal)
        return refuse(cal, due.refusal);
    const struct run whole = *run;
    due.unpaused = due.at;
    due.day0 = day0_of(cal, run);
    for (size_t i = 0; i < ask->pauses_n && ask->policy != PAUSE_NONE; i++) {
        if (ask->pauses[i].from.ms > due.at.ms)
            break;
        if (pause_takes(cal, ask, &ask->pauses[i], &whole, run))
            due.refusal = run_end(cal, ask, run, &due.at);
        if (due.refusal)
            return refuse(cal, due.refusal);
    }
    due.projected = day_of(due.at).n > cal->announced;
    return due;
}

struct due calendar_due(const struct calendar *cal, const struct due_ask *ask)
{
    struct run run;
    return count(cal, ask, &run);
}

struct rest calendar_rest(const struct calendar *cal, const struct due_ask *ask, struct instant at)
{
    struct run run;
    struct due due = count(cal, ask, &run);
    struct rest rest = {.refusal = due.refusal};
    if (due.refusal)
        return rest;
    rest.overdue = at.ms > due.at.ms;
    if (rest.overdue)
        run.amount = 0;
    else if (ask->policy != PAUSE_RESTARTS)
        run_stop(cal, &run, at);
    else if (!run_begin(ask->term, at, &run))
        die("a term that gave a due date is no term");
    if (run.unit == TERM_WH)
        rest.minutes.n = (int32_t)run.amount;
    int64_t hundredths = run.unit == TERM_WD ? run.amount : run.amount * 100;
    rest.term = (struct term){run.unit, (int32_t)(run.unit == TERM_WH ? hundredths / 60 : hundredths)};
    return rest;
}

/* ---- how it stands ---- */

struct left calendar_left(const struct calendar *cal, struct instant now, struct instant due)
{
    struct left left = {.over = now.ms > due.ms};
    struct instant from = left.over ? due : now, to = left.over ? now : due;
    left.days = calendar_workdays(cal, day_of(from), day_of(to));
    left.minutes = calendar_minutes(cal, from, to);
    left.in_days = left.days >= 1 && left.minutes >= WORKDAY_MINUTES;
    return left;
}

int calendar_used(const struct calendar *cal, struct instant start, struct instant due, struct instant now)
{
    int64_t all = calendar_minutes(cal, start, due), gone = calendar_minutes(cal, start, now);
    if (now.ms >= due.ms || all <= 0)
        return now.ms >= due.ms ? 1000 : 0;
    return gone <= 0 ? 0 : (int)(gone >= all ? 1000 : gone * 1000 / all);
}

enum urgency calendar_urgency(const struct calendar *cal, struct instant now, struct instant due)
{
    if (due.ms == 0)
        return URGENCY_NONE;
    if (now.ms > due.ms)
        return URGENCY_LATE;
    bool soon = due.ms - now.ms <= DAY_MS || calendar_workdays(cal, day_of(now), day_of(due)) <= 1;
    return soon ? URGENCY_SOON : URGENCY_CALM;
}

enum timeliness timeliness_by_day(struct instant finish, struct instant due)
{
    if (due.ms == 0)
        return TIMELY_ON_TIME;
    int32_t f = day_of(finish).n, d = day_of(due).n;
    return f < d ? TIMELY_EARLY : f == d ? TIMELY_ON_TIME : TIMELY_LATE;
}

enum timeliness timeliness_by_instant(struct instant finish, struct instant due)
{
    if (due.ms == 0)
        return TIMELY_ON_TIME;
    if (finish.ms > due.ms)
        return TIMELY_LATE;
    return day_of(finish).n < day_of(due).n ? TIMELY_EARLY : TIMELY_ON_TIME;
}
