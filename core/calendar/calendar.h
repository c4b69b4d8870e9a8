/* calendar.h: working time. Which days and minutes an office works, when a term ends, how much of it is left.
 * Pure: no clock, no database. A calendar is built once from a source (days off, swapped days, working hours) into one
 * table of days; every question after that is a look-up or a binary search: a due date costs less than a microsecond.
 * The law behind each rule, and how sure it is, stands in README.md. store.h loads calendars from the database. */
#ifndef MOTCUA_CORE_CALENDAR_H
#define MOTCUA_CORE_CALENDAR_H

#include "base/moment.h"

/* ---- what a calendar is made of ---- */

enum day_kind {
    DAY_PLAIN,     /* Monday to Friday work, Saturday and Sunday do not */
    DAY_HOLIDAY,   /* a public holiday */
    DAY_COMP,      /* a day off in lieu of a holiday that fell on a weekly day off */
    DAY_SWAP_OFF,  /* a day off that a working Saturday pays for */
    DAY_SWAP_WORK, /* the working Saturday */
    DAY_KIND_COUNT
};

enum certainty { CERTAINTY_SOURCED, CERTAINTY_MEMORY, CERTAINTY_PROJECTED, CERTAINTY_COUNT };

struct calendar_day {
    struct day on;
    enum day_kind kind;
    enum certainty certainty;
    struct str name;
};

struct session {
    struct minutes opens, closes; /* since local midnight, 0 <= opens < closes < 1440 */
};

#define SESSIONS_MAX 4

/* The working hours of some weekdays between two days. Hours never make a day work; they say when it works if it does.
 * For one day the unit's own rows win over the province's, then the latest valid_from, then the later row. A half day
 * is a row of one day with one session. */
struct hours {
    bool of_unit;
    struct day valid_from, valid_to; /* both inclusive; DAY_NONE is open */
    unsigned weekdays;               /* bit 0 Monday .. bit 6 Sunday */
    struct session session[SESSIONS_MAX];
    size_t sessions_n;
};

#define WEEKDAYS_ALL 127u

struct calendar_source {
    struct day first, through; /* the days that are known; nothing is computed outside them */
    const struct calendar_day *days;
    size_t days_n;
    const struct hours *hours;
    size_t hours_n;
};

/* What is wrong with a source, and on which day. */
enum calendar_fault {
    CALENDAR_GOOD,
    CALENDAR_BAD_RANGE,   /* first after through, or more than 200 years */
    CALENDAR_DAY_OUTSIDE, /* a listed day outside first..through */
    CALENDAR_DAY_TWICE,
    CALENDAR_BAD_HOURS,   /* sessions that overlap, touch, run backwards or past midnight; no session or no weekday */
    CALENDAR_NO_HOURS,    /* a working day that no hours cover */
};

struct calendar;

/* Builds the table in `a`. On a fault *out stays and *on (if not NULL) is the day, or DAY_NONE. Names are kept by
 * reference: the source's strings must live as long as the calendar. */
NODISCARD enum calendar_fault calendar_build(struct arena *a, const struct calendar_source *source,
                                             const struct calendar **out, struct day *on);

/* 07:00-11:30 and 13:30-17:00 every weekday: the hours where nothing else is recorded (480 minutes). */
struct hours hours_default(void);

/* ---- days ---- */

struct day calendar_first(const struct calendar *cal);
struct day calendar_through(const struct calendar *cal);
/* The last day of the last year none of whose days off is projected: later days are usable but may still change. */
struct day calendar_announced(const struct calendar *cal);

struct day_info {
    bool known;   /* inside the calendar */
    bool works;
    enum day_kind kind;
    enum certainty certainty;
    struct str name;
    const struct session *session; /* of a working day */
    size_t sessions_n;
};
struct day_info calendar_day_info(const struct calendar *cal, struct day d);
bool calendar_works(const struct calendar *cal, struct day d); /* false outside the calendar */
/* Working days d with after < d <= upto; days outside the calendar do not count. Never negative. */
int32_t calendar_workdays(const struct calendar *cal, struct day after, struct day upto);
/* The instant from which work on `t` can begin: inside a session or exactly at the day's close t itself (to the whole
 * minute), otherwise the next opening. False when that passes the calendar. */
NODISCARD bool calendar_normalise(const struct calendar *cal, struct instant t, struct instant *out);

/* ---- terms ---- */

enum term_unit {
    TERM_NONE,
    TERM_WH, /* working hours */
    TERM_WD, /* working days */
    TERM_CD, /* calendar days */
    TERM_MO, /* months */
    TERM_SD, /* the same day, or the next working day when accepted too late for it; its number is ignored */
    TERM_UNIT_COUNT
};

/* Hundredths of the unit: 0.5 WD is {TERM_WD, 50}. 1 WD counts as 8 WH wherever a part of a day is meant. */
struct term {
    enum term_unit unit;
    int32_t hundredths;
};

/* "3 WD", "0.5 WD", "8 WH", "15 CD", "1 MO", "SD"; unit in either case, at most two decimals. False leaves *out. */
bool term_parse(struct str s, struct term *out);
void term_write(struct buf *b, struct term t);
enum term_unit term_unit_by_name(struct str name); /* "WD"; TERM_NONE when unknown */
const char *term_unit_name(enum term_unit unit);
/* Base term plus an extra (verification, mountainous area) of the same unit; false when the units differ. */
bool term_add(struct term base, struct term extra, struct term *out);
/* (S - C) / S in tenths of a percent, rounded half up: 15 WD to 5 WD is 667. False when the units differ, the unit
 * has no length (SD) or C > S, which a promise may not be. */
bool term_cut(struct term statutory, struct term committed, int32_t *tenths);

/* ---- due dates ---- */

enum due_mode {
    DUE_EOD, /* at the close of the day (the default) */
    DUE_CLK, /* at the same time of day; working days only */
};

enum pause_policy {
    PAUSE_STOPS,    /* the rest of the term runs from the resumption */
    PAUSE_RESTARTS, /* the whole term runs again */
    PAUSE_NONE,     /* the clock does not stop */
};

/* Their words in seeds, in the database and on the command line: eod clk, pause restart none; in either case. */
bool due_mode_by_name(struct str name, enum due_mode *out);
bool pause_policy_by_name(struct str name, enum pause_policy *out);
const char *pause_policy_name(enum pause_policy policy);

struct span {
    struct instant from, to;
};

struct due_ask {
    struct instant start; /* acceptance of the complete dossier */
    struct term term;     /* extras already added */
    enum due_mode mode;
    enum pause_policy policy;
    const struct span *pauses; /* closed pauses in order, apart, none before the start */
    size_t pauses_n;
    struct minutes same_day_until; /* of SD: accepted before this minute is due today; 0 is 15:00 */
};

enum due_refusal {
    DUE_GIVEN,
    DUE_BAD_TERM,        /* zero, negative, below a minute, or a part of a calendar day or month */
    DUE_BAD_PAUSE,       /* backwards, overlapping, out of order or before the start */
    DUE_BEFORE_CALENDAR, /* the start lies before the first known day */
    DUE_PAST_CALENDAR,   /* the count leaves the published calendar: nobody knows those days yet */
    DUE_REFUSAL_COUNT
};

struct due {
    enum due_refusal refusal; /* when not DUE_GIVEN only `edge` below is meant */
    struct instant at;        /* the due instant */
    struct instant unpaused;  /* what it was before any pause */
    struct day day0;          /* the day that is not counted */
    bool projected;           /* it lies after calendar_announced */
    struct day edge;          /* of a refusal: the first or the last known day */
};

struct due calendar_due(const struct calendar *cal, const struct due_ask *ask);

/* What would still be to run of `ask` if the clock stopped at `at` (an open pause): working minutes for WH and for
 * terms shorter than a day, else hundredths of a day in the unit it returns. Refusals as calendar_due. */
struct rest {
    enum due_refusal refusal;
    struct term term; /* TERM_WH may be {TERM_WH, 0}: see minutes */
    struct minutes minutes; /* exact, for TERM_WH only */
    bool overdue;     /* `at` is after the due instant: nothing is left */
};
struct rest calendar_rest(const struct calendar *cal, const struct due_ask *ask, struct instant at);

/* ---- how it stands ---- */

/* Working minutes from `from` to `to`, negative when `to` is earlier. Days outside the calendar hold none. */
int64_t calendar_minutes(const struct calendar *cal, struct instant from, struct instant to);

struct left {
    bool over;       /* now is after due */
    int32_t days;    /* working days after the earlier one's day, up to the later one's day */
    int64_t minutes; /* working minutes between the two, never negative */
    bool in_days;    /* say it in days: at least one day and 480 minutes */
};
struct left calendar_left(const struct calendar *cal, struct instant now, struct instant due);
/* Share of the working time from `start` to `due` that is gone at `now`, in thousandths, 0..1000; for the bar. */
int calendar_used(const struct calendar *cal, struct instant start, struct instant due, struct instant now);

enum urgency { URGENCY_NONE, URGENCY_CALM, URGENCY_SOON, URGENCY_LATE };
/* Of an open dossier: LATE after due, SOON when due within 24 hours or one working day, NONE without a due date. */
enum urgency calendar_urgency(const struct calendar *cal, struct instant now, struct instant due);

enum timeliness { TIMELY_EARLY, TIMELY_ON_TIME, TIMELY_LATE };
/* Date mode: the report forms compare days. Instant mode: the index compares instants (and calls a finish on an
 * earlier day early). Without a due date: on time. */
enum timeliness timeliness_by_day(struct instant finish, struct instant due);
enum timeliness timeliness_by_instant(struct instant finish, struct instant due);

#endif
