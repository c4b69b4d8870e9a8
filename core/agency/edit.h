/* edit.h: agencies made, corrected and closed by an administrator, within his scope `s`. What an agency
 * becomes when it is merged or divided is another agency with its own dates (agency_succession); a correction
 * changes the record itself. Every change is journaled (record kind "agency") with what was, what is and why. */
#ifndef MOTCUA_CORE_AGENCY_EDIT_H
#define MOTCUA_CORE_AGENCY_EDIT_H

#include "core/agency/agency.h"
#include "data/scope.h"

struct agency_draft {
    struct str code, name, kind, level, phone, address;
    int64_t parent_id, counter_id; /* counter_id 0: its own counter */
    struct day from;
};

/* ---- rules, pure ---- */
extern const char *const agency_kinds[]; /* "so", "ubnd-xa" … ; messages agency.kind.<word with _ for -> */
extern const size_t agency_kinds_n;
extern const char *const agency_levels[]; /* "tinh", "huyen", "xa"; messages agency.level.<word> */
extern const size_t agency_levels_n;
bool agency_kind_known(struct str kind);
bool agency_level_known(struct str level);
/* H35, H35.12, H35.31.27 (QĐ 20/2020/QĐ-TTg). */
bool agency_code_is_good(struct str code);
bool agency_in_force(const struct agency *a, struct day on);

/* INVALID collects all faults at the fields code, name, kind, level, parent_id, counter_id, valid_from. */
NODISCARD enum rc agency_create(struct ctx *c, const struct scope *s, const struct agency_draft *d, struct str why,
                                int64_t *id);
NODISCARD enum rc agency_change(struct ctx *c, const struct scope *s, int64_t id, int64_t version,
                                const struct agency_draft *d, struct str why);
/* `last` is the last day; successor 0: none. Refused while agencies below it or roles in it last longer. */
NODISCARD enum rc agency_finish(struct ctx *c, const struct scope *s, int64_t id, int64_t version, struct day last,
                                int64_t successor, struct str why);

#endif
