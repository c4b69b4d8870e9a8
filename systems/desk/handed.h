/* handed.h: the papers that lay on the counter, in words. */
#ifndef MOTCUA_SYSTEMS_DESK_HANDED_H
#define MOTCUA_SYSTEMS_DESK_HANDED_H

#include "core/dossier/dossier.h"

/* "1 bản chính · 2 bản sao". */
struct str desk_counts(struct ctx *c, int64_t originals, int64_t copies, bool shown_only);
/* A line a paper; '' when nothing was handed in on paper. */
NODISCARD enum rc desk_handed(struct ctx *c, const struct dossier *d, struct str *out);

#endif
