/* load.h: importing a seed file by its kind, for the command and the demonstration. */
#ifndef MOTCUA_APP_LOAD_H
#define MOTCUA_APP_LOAD_H

#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/eform/store.h"
#include "core/procedure/procedure.h"

bool load_file(struct arena *a, const char *path, struct str *out);
/* kind: procedures agencies holidays processes forms. from DAY_NONE: the file's own day. */
NODISCARD enum rc load_seed(struct ctx *c, struct str kind, struct str text, struct day from, bool dry_run,
                            struct import_report *report);
/* Forms and code lists, the lists first. A dry run does it all and undoes it, so that a form may rest on a list beside
 * it. */
NODISCARD enum rc load_forms(struct ctx *c, const struct str *texts, size_t n, struct day from, bool dry_run,
                             struct import_report *report);

#endif
