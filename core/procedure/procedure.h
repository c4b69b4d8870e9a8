/* procedure.h: the catalogue of administrative procedures (ND 63/2010 Đ.8): versions with
 * dates, papers, fees, times, and the internal process. A version is immutable, so each
 * process keeps what it has read (procedure_of_version) until catalogue_stamp changes. */
#ifndef MOTCUA_CORE_PROCEDURE_H
#define MOTCUA_CORE_PROCEDURE_H

#include "core/actor.h"
#include "core/calendar/calendar.h"
#include "format/json.h"

struct procedure_paper {
    struct str key; /* stable within the procedure: p1, p2 … ; part names of uploads use it */
    struct str name;
    int64_t originals, copies;
    bool required;
    bool present_only;     /* shown at the counter, not handed in (xuất trình) */
    struct str form_name;  /* printed form of the paper, '' none */
    struct str reuse_from; /* national store that may replace it, '' none */
};

struct procedure_fee {
    struct str kind; /* phi, le-phi */
    struct vnd amount;
    bool known; /* false: set by the provincial council, see basis */
    struct str per_unit, basis, note;
};

enum { STEP_NEXT_MAX = 8 };
struct process_step {
    struct str key, name, name_en;
    enum role role;
    int64_t share_percent;          /* of the committed time */
    struct str next[STEP_NEXT_MAX]; /* keys one may send it on to; none: the last step */
    size_t next_n;
    struct str back[STEP_NEXT_MAX]; /* keys one may return it to */
    size_t back_n;
    struct str output; /* what the step makes: draft, result, '' */
};

struct procedure {
    int64_t id, version_id, version;
    struct str code, local_code, name, field, ministry, level, decider, applicants, status;
    struct day valid_from, valid_to;
    int64_t online_level;   /* 2..4, ND 43/2011 */
    struct str online_kind; /* toan-trinh, mot-phan, thong-tin; ND 42/2022 */
    struct term statutory, committed, extra;
    struct minutes cutoff; /* same-day procedures: 15:00 */
    enum pause_policy pause;
    bool no_result;
    struct str external_url, keywords, life_events, form_name, certainty;
    const struct procedure_paper *papers;
    size_t papers_n;
    const struct procedure_fee *fees;
    size_t fees_n;
    const struct process_step *steps; /* in order of `ord`; the first is where a received dossier begins */
    size_t steps_n;
    const struct json *body;  /* legal[], result[], how-to texts: what pages show and rules do not use */
    struct str folded, exact; /* search forms of name and keywords (base/text.h) */
};

/* The version that is in force for `code` on `on`; NOT_FOUND when none is. The value lives as long as the process. */
NODISCARD enum rc procedure_current(struct ctx *c, struct str code, struct day on, const struct procedure **out);
/* A version a dossier froze. */
NODISCARD enum rc procedure_of_version(struct ctx *c, int64_t version_id, const struct procedure **out);
/* All in force on `on`, by field then name. */
NODISCARD enum rc procedure_all(struct ctx *c, struct day on, const struct procedure ***out, size_t *n);

struct procedure_hit {
    const struct procedure *procedure;
    int64_t score;
};
/* Best first: all words found; words typed with marks must match with them; slang and life events through keywords. */
NODISCARD enum rc procedure_find(struct ctx *c, struct str query, struct day on, size_t limit,
                                 struct procedure_hit **hits, size_t *n);

const struct process_step *process_step_find(const struct procedure *p,
                                             struct str key); /* NULL when the graph has no such step */

/* Hundredths of the committed time that no step of the process has: the one-stop desk's, which takes the dossier in and
 * passes it on. */
int64_t process_counter_share(const struct procedure *p);

/* Agencies that decide this procedure on a day (by level and decider of the version), by name. */
struct place {
    int64_t agency_id;
    struct str code, name, parent_name;
};
NODISCARD enum rc procedure_places(struct ctx *c, const struct procedure *p, struct day on, struct place **out,
                                   size_t *n);

/* Import (motcua import procedures FILE, and the page): dry run computes the difference and writes nothing.
 * Content that did not change makes no version; a changed one closes the version in force the day before `from`. */
struct import_change {
    struct str code, name;
    const char *what;  /* "new", "changed", "closed" (counted as changed), "same", "refused" */
    struct str detail; /* fields that differ, or why refused */
};
struct import_report {
    struct import_change *changes;
    size_t changes_n;
    int64_t made, changed, same, refused;
    struct str warning; /* what was taken in and yet lacks something, and how that is mended; '' for none */
};
/* Internal processes (seed/processes.json), before or after the procedures that name them: either import links the
 * versions that were waiting for a process ("changed"). A process that is there stays. */
NODISCARD enum rc process_import(struct ctx *c, const struct json *file, struct day from, bool dry_run,
                                 struct import_report *out);
NODISCARD enum rc procedure_import(struct ctx *c, const struct json *file, struct day from, bool dry_run,
                                   struct import_report *out);

#endif
