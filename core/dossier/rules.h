/* rules.h: the decisions about a dossier that are pure: no clock but the one passed in, no database, no web. */
#ifndef MOTCUA_CORE_DOSSIER_RULES_H
#define MOTCUA_CORE_DOSSIER_RULES_H

#include "core/dossier/dossier.h"

/* Both due dates of a dossier received at `received` with these closed pauses
 * (one-stop.md (d)): committed is printed and judged, statutory is what the law allows. */
struct dues {
    struct due committed, statutory;
};
struct dues dossier_dues(const struct procedure *p, const struct calendar *cal, struct instant received,
                         bool verify_extra, const struct span *pauses, size_t pauses_n);
/* The reception clock: 8 working hours from submission (ND 107/2021, ND 118/2025 as practised). */
struct due dossier_reception_due(const struct calendar *cal, struct instant submitted);
/* The limit of one step: its share of the committed time in working minutes, from the moment it opens. */
struct due dossier_step_limit(const struct procedure *p, const struct process_step *step, const struct calendar *cal,
                              struct instant from);

/* Where the dossier stands in the lists: queue, whose turn, which clock. */
struct standing {
    enum queue queue;
    enum role turn;
    struct instant clock;
};
struct standing dossier_standing(const struct dossier *d);

/* H35.12-261122-0041: the deciding agency, the day, at least four digits (TT 01/2018). */
struct str dossier_code(struct arena *a, struct str agency_code, struct day on, int64_t n);
/* 14 digits: twelve that are unique (first 1-9) and two check digits, ISO 7064 mod 97-10. `id` is the dossier's id. */
struct str dossier_scan_code(struct arena *a, int64_t id);

/* What people type from a receipt, as it is kept: blanks of any kind go, dashes of any kind are '-', letters are large.
 * Who types no dash at all means the blanks between the parts. */
struct str dossier_code_typed(struct arena *a, struct str typed);
/* The same of a check value: without blanks and dashes, letters small. */
struct str dossier_check_typed(struct arena *a, struct str typed);
/* "9c41 07be 55d2 e8a0": as people copy it. */
struct str dossier_check_shown(struct arena *a, struct str check);

/* The row a new dossier is written with. */
struct dossier_insert_args dossier_insert_of(const struct dossier *d);

bool dossier_is_final(int64_t state);
bool dossier_is_paused(int64_t state);

#endif
