#include "core/calendar/calendar.h"

#include "core/calendar/calendar_private.h"

enum { CALENDAR_DAYS_MAX = 200 * 366 };

struct hours hours_default(void)
{
    return (struct hours){.valid_from = DAY_NONE,
                          .valid_to = DAY_NONE,
                          .weekdays = WEEKDAYS_ALL,
                          .session = {{{7 * 60}, {11 * 60 + 30}}, {{13 * 60 + 30}, {17 * 60}}},
                          .sessions_n = 2};
}

/* ---- building ---- */

static bool hours_are_good(const struct hours *h)
{
    int32_t after = -1;
    for (size_t i = 0; i < h->sessions_n && i < SESSIONS_MAX; i++) {
        if (h->session[i].opens.n <= after || h->session[i].closes.n <= h->session[i].opens.n)
            return false;
        after = h->session[i].closes.n;
    }
    return h->sessions_n > 0 && h->sessions_n <= SESSIONS_MAX && after < DAY_MINUTES && h->weekdays > 0 &&
           h->weekdays <= WEEKDAYS_ALL;
}

static bool hours_cover(const struct hours *h, struct day d)
{
    return (h->valid_from.n == DAY_NONE.n || h->valid_from.n <= d.n) &&
           (h->valid_to.n == DAY_NONE.n || h->valid_to.n >= d.n) && (h->weekdays >> (weekday_of(d) - 1) & 1);
}

/* 1 + index of the hours of a day, 0 when none cover it. DAY_NONE is the smallest day, so an open start ranks last. */
static uint16_t hours_choose(const struct calendar_source *s, struct day d)
{
    size_t best = s->hours_n;
    for (size_t i = 0; i < s->hours_n; i++) {
        const struct hours *h = &s->hours[i], *b = best < s->hours_n ? &s->hours[best] : NULL;
        if (hours_cover(h, d) &&
            (!b || h->of_unit > b->of_unit || (h->of_unit == b->of_unit && h->valid_from.n >= b->valid_from.n)))
            best = i;
    }
    return best < s->hours_n ? (uint16_t)(best + 1) : 0;
}

static int32_t hours_length(const struct hours *h)
{
    int32_t sum = 0;
    for (size_t i = 0; i < h->sessions_n; i++)
        sum += h->session[i].closes.n - h->session[i].opens.n;
    return sum;
}

static bool kind_works(enum day_kind kind, struct day d)
{
    switch (kind) {
    case DAY_SWAP_WORK: return true;
    case DAY_PLAIN: return weekday_of(d) <= 5;
    case DAY_HOLIDAY:
    case DAY_COMP:
    case DAY_SWAP_OFF:
    case DAY_KIND_COUNT: break;
    }
    return false;
}

static enum calendar_fault source_check(const struct calendar_source *s, struct day *on)
{
    if (s->first.n > s->through.n || (int64_t)s->through.n - s->first.n >= CALENDAR_DAYS_MAX ||
        s->days_n > UINT16_MAX - 1)
        return CALENDAR_BAD_RANGE;
    for (size_t i = 0; i < s->hours_n; i++) {
        if (i >= UINT16_MAX - 1 || !hours_are_good(&s->hours[i])) {
            *on = s->hours[i].valid_from;
            return CALENDAR_BAD_HOURS;
        }
    }
    return CALENDAR_GOOD;
}

static enum calendar_fault mark_days(const struct calendar_source *s, struct day_row *rows, struct day *on)
{
    for (size_t i = 0; i < s->days_n; i++) {
        *on = s->days[i].on;
        if (on->n < s->first.n || on->n > s->through.n)
            return CALENDAR_DAY_OUTSIDE;
        struct day_row *r = &rows[on->n - s->first.n];
        if (r->mark)
            return CALENDAR_DAY_TWICE;
        r->mark = (uint16_t)(i + 1);
    }
    *on = DAY_NONE;
    return CALENDAR_GOOD;
}

static enum calendar_fault count_days(const struct calendar_source *s, struct calendar *cal, struct day_row *rows,
                                      int32_t *work, struct day *on)
{
    int32_t minutes = 0;
    for (int32_t i = 0; i < cal->days_n; i++) {
        struct day d = {cal->first + i};
        rows[i].work_before = cal->work_n;
        rows[i].minutes_before = minutes;
        if (!kind_works(rows[i].mark ? s->days[rows[i].mark - 1].kind : DAY_PLAIN, d))
            continue;
        rows[i].hours = hours_choose(s, d);
        if (!rows[i].hours) {
            *on = d;
            return CALENDAR_NO_HOURS;
        }
        work[cal->work_n++] = i;
        minutes += hours_length(&s->hours[rows[i].hours - 1]);
    }
    rows[cal->days_n].work_before = cal->work_n;
    rows[cal->days_n].minutes_before = minutes;
    return CALENDAR_GOOD;
}

/* Swaps and the choice of Tết days are announced a year at a time: one projected day makes its whole year uncertain. */
static int32_t announced_through(const struct calendar_source *s)
{
    int32_t through = s->through.n;
    for (size_t i = 0; i < s->days_n; i++) {
        if (s->days[i].certainty == CERTAINTY_PROJECTED) {
            int32_t before = day_from_ymd(civil_of_day(s->days[i].on).year, 1, 1).n - 1;
            through = before < through ? before : through;
        }
    }
    return through;
}

enum calendar_fault calendar_build(struct arena *a, const struct calendar_source *source, const struct calendar **out,
                                   struct day *on)
{
    struct day unused;
    on = on ? on : &unused;
    *on = DAY_NONE;
    enum calendar_fault fault = source_check(source, on);
    if (fault)
        return fault;
    struct calendar *cal = NEW(a, struct calendar);
    cal->first = source->first.n;
    cal->days_n = source->through.n - source->first.n + 1;
    cal->announced = announced_through(source);
    struct calendar_day *days = NEW_ARRAY(a, struct calendar_day, source->days_n + 1);
    struct hours *hours = NEW_ARRAY(a, struct hours, source->hours_n + 1);
    for (size_t i = 0; i < source->days_n; i++)
        days[i] = source->days[i];
    for (size_t i = 0; i < source->hours_n; i++)
        hours[i] = source->hours[i];
    struct day_row *rows = NEW_ARRAY(a, struct day_row, (size_t)cal->days_n + 1);
    int32_t *work = NEW_ARRAY(a, int32_t, (size_t)cal->days_n);
    fault = mark_days(source, rows, on);
    if (!fault)
        fault = count_days(source, cal, rows, work, on);
    if (fault)
        return fault;
    cal->days = days;
    cal->hours = hours;
    cal->rows = rows;
    cal->work = work;
    *out = cal;
    return CALENDAR_GOOD;
}

/* ---- the table ---- */

struct spot calendar_spot(const struct calendar *cal, struct instant t)
{
    return (struct spot){day_of(t).n - cal->first, minute_of(t).n};
}

struct instant calendar_at(const struct calendar *cal, struct spot s)
{
    return instant_at((struct day){cal->first + s.row}, (struct minutes){s.minute});
}

bool calendar_has(const struct calendar *cal, int32_t row)
{
    return row >= 0 && row < cal->days_n;
}

const struct hours *calendar_hours_get(const struct calendar *cal, int32_t row)
{
    return &cal->hours[cal->rows[row].hours - 1];
}

const struct hours *calendar_hours_find(const struct calendar *cal, int32_t row)
{
    return calendar_has(cal, row) && cal->rows[row].hours ? calendar_hours_get(cal, row) : NULL;
}

struct minutes hours_close(const struct hours *h)
{
    return h->session[h->sessions_n - 1].closes;
}

int32_t calendar_next_work(const struct calendar *cal, int32_t row)
{
    int32_t k = cal->rows[row].work_before;
    return k < cal->work_n ? cal->work[k] : cal->days_n;
}

/* Inside a session, or at the close of the day, the minute stays; before a session it becomes the opening. */
static bool settle_in_day(const struct hours *h, int32_t minute, int32_t *out)
{
    for (size_t i = 0; i < h->sessions_n; i++) {
        if (minute < h->session[i].closes.n) {
            *out = minute < h->session[i].opens.n ? h->session[i].opens.n : minute;
            return true;
        }
    }
    *out = minute;
    return minute == hours_close(h).n;
}

bool calendar_settle(const struct calendar *cal, struct spot s, struct spot *out)
{
    if (!calendar_has(cal, s.row))
        return false;
    const struct hours *h = calendar_hours_find(cal, s.row);
    out->row = s.row;
    if (h && settle_in_day(h, s.minute, &out->minute))
        return true;
    out->row = calendar_next_work(cal, s.row + 1);
    if (out->row >= cal->days_n)
        return false;
    out->minute = calendar_hours_get(cal, out->row)->session[0].opens.n;
    return true;
}

static int32_t worked_in_day(const struct hours *h, int32_t minute)
{
    int32_t sum = 0;
    for (size_t i = 0; i < h->sessions_n && minute > h->session[i].opens.n; i++)
        sum += (minute < h->session[i].closes.n ? minute : h->session[i].closes.n) - h->session[i].opens.n;
    return sum;
}

int64_t calendar_worked(const struct calendar *cal, struct spot s)
{
    if (s.row < 0)
        return 0;
    if (s.row >= cal->days_n)
        return cal->rows[cal->days_n].minutes_before;
    const struct hours *h = calendar_hours_find(cal, s.row);
    return cal->rows[s.row].minutes_before + (h ? worked_in_day(h, s.minute) : 0);
}

bool calendar_worked_at(const struct calendar *cal, int64_t worked, struct spot *out)
{
    if (worked > cal->rows[cal->days_n].minutes_before)
        return false;
    int32_t low = 0, high = cal->work_n - 1; /* the first working day that ends with `worked` minutes behind it */
    while (low < high) {
        int32_t mid = low + (high - low) / 2;
        if (cal->rows[cal->work[mid] + 1].minutes_before >= worked)
            high = mid;
        else
            low = mid + 1;
    }
    out->row = cal->work[low];
    const struct hours *h = calendar_hours_get(cal, out->row);
    int32_t rest = (int32_t)(worked - cal->rows[out->row].minutes_before);
    size_t i = 0;
    for (; rest > h->session[i].closes.n - h->session[i].opens.n; i++)
        rest -= h->session[i].closes.n - h->session[i].opens.n;
    out->minute = h->session[i].opens.n + rest;
    return true;
}

/* ---- days, for everyone ---- */

struct day calendar_first(const struct calendar *cal)
{
    return (struct day){cal->first};
}

struct day calendar_through(const struct calendar *cal)
{
    return (struct day){cal->first + cal->days_n - 1};
}

struct day calendar_announced(const struct calendar *cal)
{
    return (struct day){cal->announced};
}

struct day_info calendar_day_info(const struct calendar *cal, struct day d)
{
    int32_t row = d.n - cal->first;
    struct day_info info = {.known = calendar_has(cal, row)};
    if (!info.known)
        return info;
    if (cal->rows[row].mark) {
        const struct calendar_day *mark = &cal->days[cal->rows[row].mark - 1];
        info.kind = mark->kind;
        info.certainty = mark->certainty;
        info.name = mark->name;
    }
    const struct hours *h = calendar_hours_find(cal, row);
    info.works = h != NULL;
    if (h) {
        info.session = h->session;
        info.sessions_n = h->sessions_n;
    }
    return info;
}

bool calendar_works(const struct calendar *cal, struct day d)
{
    return calendar_hours_find(cal, d.n - cal->first) != NULL;
}

/* Working days before the day after `d`, that is up to and with it. */
static int32_t work_through(const struct calendar *cal, struct day d)
{
    if (d.n < cal->first)
        return 0;
    int32_t row = d.n - cal->first;
    return cal->rows[row < cal->days_n ? row + 1 : cal->days_n].work_before;
}

int32_t calendar_workdays(const struct calendar *cal, struct day after, struct day upto)
{
    return after.n < upto.n ? work_through(cal, upto) - work_through(cal, after) : 0;
}

bool calendar_normalise(const struct calendar *cal, struct instant t, struct instant *out)
{
    struct spot s;
    if (!calendar_settle(cal, calendar_spot(cal, t), &s))
        return false;
    *out = calendar_at(cal, s);
    return true;
}

int64_t calendar_minutes(const struct calendar *cal, struct instant from, struct instant to)
{
    return calendar_worked(cal, calendar_spot(cal, to)) - calendar_worked(cal, calendar_spot(cal, from));
}
