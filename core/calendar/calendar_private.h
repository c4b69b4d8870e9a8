/* calendar_private.h: the table behind a calendar, for calendar.c and due.c only. */
#ifndef MOTCUA_CORE_CALENDAR_PRIVATE_H
#define MOTCUA_CORE_CALENDAR_PRIVATE_H

#include "core/calendar/calendar.h"

/* One known day. The two counts are of all days before it, so row n+1 of the last day holds the totals. */
struct day_row {
    int32_t work_before;
    int32_t minutes_before;
    uint16_t hours; /* 0: does not work; else 1 + index into hours */
    uint16_t mark;  /* 0: plain; else 1 + index into days */
};

struct calendar {
    int32_t first, days_n; /* day number of row 0; known days */
    int32_t announced;     /* day number */
    const struct calendar_day *days;
    const struct hours *hours;
    const struct day_row *rows; /* days_n + 1 */
    const int32_t *work;        /* row of the k-th working day */
    int32_t work_n;
};

enum { WORKDAY_MINUTES = 480, DAY_MINUTES = 24 * 60 };

/* A moment as the row of its day and the minute in it. Rows may lie outside the table. */
struct spot {
    int32_t row;
    int32_t minute;
};

struct spot calendar_spot(const struct calendar *cal, struct instant t);
struct instant calendar_at(const struct calendar *cal, struct spot s);
bool calendar_has(const struct calendar *cal, int32_t row);
const struct hours *calendar_hours_find(const struct calendar *cal, int32_t row); /* NULL: does not work */
const struct hours *calendar_hours_get(const struct calendar *cal, int32_t row);  /* of a row that works */
struct minutes hours_close(const struct hours *h);
/* First working row at or after `row`, days_n when there is none; `row` is inside the table or just past it. */
int32_t calendar_next_work(const struct calendar *cal, int32_t row);
bool calendar_settle(const struct calendar *cal, struct spot s, struct spot *out); /* normalise, in rows */
/* Working minutes from the first known day to the spot. */
int64_t calendar_worked(const struct calendar *cal, struct spot s);
/* The earliest spot with `worked` minutes behind it; false past the table. worked > 0. */
bool calendar_worked_at(const struct calendar *cal, int64_t worked, struct spot *out);

#endif
