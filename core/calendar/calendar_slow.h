/* calendar_slow.h: the same rules a second time, as slow and plain as they are told: days are walked one by one, hours
 * minute by minute. Tests only; it shares no code with calendar.c and due.c but the types. */
#ifndef MOTCUA_CORE_CALENDAR_SLOW_H
#define MOTCUA_CORE_CALENDAR_SLOW_H

#include "core/calendar/calendar.h"

struct slow;

struct slow *slow_open(struct arena *a, const struct calendar_source *source);
struct due slow_due(const struct slow *s, const struct due_ask *ask);
bool slow_normalise(const struct slow *s, struct instant t, struct instant *out);
int64_t slow_minutes(const struct slow *s, struct instant from, struct instant to);
int32_t slow_workdays(const struct slow *s, struct day after, struct day upto);

#endif
