/* load.h: the files a province is set up from: procedures, agencies, holidays, processes, forms. One function reads
 * any of them;
 * an upload is shown first (dry run) and done afterwards with exactly the bytes that were shown. */
#ifndef MOTCUA_CORE_LOAD_H
#define MOTCUA_CORE_LOAD_H

#include "core/load/load_queries.h" /* generated: struct load */
#include "core/procedure/procedure.h"
#include "data/blob.h"

#define LOAD_MAX ((size_t)64 << 20)

enum load_kind { LOAD_NONE, LOAD_PROCEDURES, LOAD_AGENCIES, LOAD_HOLIDAYS, LOAD_PROCESSES, LOAD_FORMS, LOAD_KINDS };
const char *load_kind_name(enum load_kind kind);
enum load_kind load_kind_by_name(struct str name); /* LOAD_NONE when unknown */
enum perm load_permission(enum load_kind kind);

/* from DAY_NONE: the file's own day, else today. INVALID when the file as a whole is refused; single rows that are
 * refused stand in the report. */
NODISCARD enum rc load_seed(struct ctx *c, struct str kind, struct str text, struct day from, bool dry_run,
                            struct import_report *report);

/* Forms and code lists together, the lists first. A dry run does it
 * all and undoes it, so that a form may rest on a list beside it. */
NODISCARD enum rc load_forms(struct ctx *c, const struct str *texts, size_t n, struct day from, bool dry_run,
                             struct import_report *report);

/* Keeps an upload and proves that it can be read at all: INVALID at "file" otherwise, and then nothing is kept. */
NODISCARD enum rc load_keep(struct ctx *c, enum load_kind kind, struct str file_name, const struct blob_ref *file,
                            struct day from, int64_t *id);
/* What it would do now. */
NODISCARD enum rc load_show(struct ctx *c, int64_t id, struct load *file, struct import_report *report);
/* Does it: CONFLICT when it was done already, or when `sha256` is not that of the file (another page was read).
 * Journaled (record kind "load") beside what the import itself journals. */
NODISCARD enum rc load_do(struct ctx *c, int64_t id, struct str sha256, struct import_report *report);

#endif
