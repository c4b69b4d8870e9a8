/* store.h: calendars from the database, and their changes. Every change is journaled (record kind "calendar") and gives
 * the calendar a new version in the caller's write transaction. */
#ifndef MOTCUA_CORE_CALENDAR_STORE_H
#define MOTCUA_CORE_CALENDAR_STORE_H

#include "base/ctx.h"
#include "core/calendar/calendar.h"

struct import_report; /* core/procedure/procedure.h */

/* The calendar of a unit (0: the province), kept by the process: the first call of a request reads one row, the
 * version, and builds only when that changed. The value outlives the next six changes, so any request.
 * UNAVAILABLE with a sentence when no calendar was ever imported. */
NODISCARD enum rc calendar_load(struct ctx *c, int64_t unit_id, const struct calendar **out);

/* Hours as they are stored, for the page that edits them: the unit's own rows only. */
NODISCARD enum rc calendar_hours_list(struct ctx *c, int64_t unit_id, struct hours **out, size_t *n);

/* `why` is the reason that the journal keeps. Replaces the row of hours with the same dates and weekdays; without
 * sessions the row goes. INVALID with a sentence
 * when the sessions are not in order or a working day would be left without hours. */
NODISCARD enum rc calendar_hours_put(struct ctx *c, int64_t unit_id, const struct hours *h, struct str why);

/* Sets one listed day; DAY_PLAIN makes it an ordinary day again. INVALID outside the known range. */
NODISCARD enum rc calendar_day_put(struct ctx *c, const struct calendar_day *day, struct str why);

/* Imports a calendar file (calendar_file.h): its days replace those stored from its first to its last day, its hours,
 * if it has any, replace the province's, and the known range grows. Years between the stored range and the file's would
 * have no days off by accident, so such a file is refused. A dry run computes the same report and writes nothing. */
NODISCARD enum rc calendar_import(struct ctx *c, struct str text, bool dry_run, struct import_report *out);

#endif
