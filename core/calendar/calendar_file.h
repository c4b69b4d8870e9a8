/* calendar_file.h: a calendar as a JSON file: seed/holidays.json, an import, or what `motcua due --calendar` is given.
 *   {"days": [{"date": "2026-11-24", "kind": "holiday|comp|swap_off|swap_work", "name": "…",
 *              "certainty": "sourced|memory-high|projected"}],
 *    "first": "2026-01-01", "through": "2026-12-31",       optional: whole years around the listed days
 *    "hours": [{"from": "2026-05-01", "to": "2026-09-30", "weekdays": [1, 2, 3, 4, 5, 6, 7],
 *               "sessions": ["07:00-11:30", "13:30-17:00"]}]}   optional; so are from, to, weekdays
 * Members of other names (meta) are left alone. */
#ifndef MOTCUA_CORE_CALENDAR_FILE_H
#define MOTCUA_CORE_CALENDAR_FILE_H

#include "core/calendar/calendar.h"

enum { CALENDAR_FILE_MAX = 4 << 20 };

/* Reads a file's text; everything lands in `a`. False with an English reason for the operator in *why. A file without
 * hours gives a source without hours. */
NODISCARD bool calendar_file_read(struct arena *a, struct str text, struct calendar_source *out, struct str *why);
/* Reads and builds in one act, with hours_default for a file without hours. */
NODISCARD bool calendar_file_build(struct arena *a, struct str text, const struct calendar **out, struct str *why);

/* The words of the file and of the database: "swap_off", "memory-high". By name: false when unknown. */
const char *day_kind_name(enum day_kind kind);
bool day_kind_by_name(struct str name, enum day_kind *out);
const char *certainty_name(enum certainty certainty);
bool certainty_by_name(struct str name, enum certainty *out);
/* What is wrong with a source, for the operator. */
struct str calendar_fault_words(struct arena *a, enum calendar_fault fault, struct day on);

#endif
