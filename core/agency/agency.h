/* agency.h: agencies with dates, as a tree of any depth. agency_reach is its closure; nothing counts levels. */
#ifndef MOTCUA_CORE_AGENCY_H
#define MOTCUA_CORE_AGENCY_H

#include "core/agency/agency_queries.h" /* struct agency: one row of the table, generated */
#include "core/procedure/procedure.h"

NODISCARD enum rc agency_get(struct ctx *c, int64_t id, struct agency *out);
NODISCARD enum rc agency_by_code(struct ctx *c, struct str code, struct day on,
                                 struct agency *out); /* either form of id */
/* Children of `parent` (0: the roots) in force on a day, by the Vietnamese alphabet. */
NODISCARD enum rc agency_children(struct ctx *c, int64_t parent, struct day on, struct agency **out, size_t *n);
/* The agency itself and all above it, nearest first. */
NODISCARD enum rc agency_ancestors(struct ctx *c, int64_t id, int64_t **out, size_t *n);
bool agency_code_parse(struct str s, struct str *canonical, struct arena *a); /* H35.12 or 000.00.12.H35 -> H35.12 */

/* Import of seed/agencies.json (both structures: 2021 and 2025 with what each unit was formed from). */
NODISCARD enum rc agency_import(struct ctx *c, const struct json *file, bool dry_run, struct import_report *out);
/* After any change of parent_id: rebuilds the closure in one go. */
NODISCARD enum rc agency_reach_rebuild(struct ctx *c);

#endif
