/* moment.h: days, instants and the clock on the wall of a Vietnamese office. Civil time is +07:00 without daylight
 * saving (Asia/Ho_Chi_Minh); the offset is a constant of the country, the working hours are data (core/calendar).
 * Nothing below app/ reads the clock: the instant travels in struct ctx. */
#ifndef MOTCUA_BASE_MOMENT_H
#define MOTCUA_BASE_MOMENT_H

#include "base/buf.h"

struct instant { int64_t ms; }; /* Unix epoch milliseconds, UTC; 0 means "none" in records */
struct day { int32_t n; };      /* days since 1970-01-01 on the Vietnamese calendar; DAY_NONE means "none" */
struct minutes { int32_t n; };  /* a duration, or minutes since local midnight */
struct civil { int year, month, day, hour, minute, second; };
struct vnd { int64_t n; };      /* whole đồng */

#define DAY_NONE ((struct day){INT32_MIN})
#define MINUTE_MS INT64_C(60000)
#define DAY_MS INT64_C(86400000)

struct day day_of(struct instant t);                             /* local day */
struct minutes minute_of(struct instant t);                      /* minutes since local midnight, floor */
struct instant instant_at(struct day d, struct minutes m);       /* local day and minute */
struct day day_from_ymd(int year, int month, int day);           /* proleptic Gregorian; caller checks the ranges */
struct civil civil_of(struct instant t);
struct civil civil_of_day(struct day d);
bool ymd_is_real(int year, int month, int day);                  /* 1..9999, real month length */
int days_in_month(int year, int month);
int weekday_of(struct day d);                                    /* 1 Monday .. 7 Sunday (ISO 8601) */

/* Text forms. Parsing is strict and false leaves *out alone.
 * day: 2021-06-07. instant: 2021-06-07T09:15, optional :SS, optional +07:00 or Z (no zone means local). */
bool day_parse(struct str s, struct day *out);
bool instant_parse(struct str s, struct instant *out);
void day_iso(struct buf *b, struct day d);                       /* 2021-06-07 */
void instant_iso(struct buf *b, struct instant t);               /* 2021-06-07T09:15:00+07:00 */
void instant_iso_minute(struct buf *b, struct instant t);        /* 2021-06-07T09:15 (local) */
struct str day_iso_str(struct arena *a, struct day d);
struct str instant_iso_str(struct arena *a, struct instant t);

#endif
