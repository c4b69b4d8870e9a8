/* sweep.h: bytes that nobody refers to any more (dropped and expired drafts) go. */
#ifndef MOTCUA_CORE_FILE_SWEEP_H
#define MOTCUA_CORE_FILE_SWEEP_H

#include "base/ctx.h"

enum { SWEEP_HOURS = 24 };

/* For the jobs role, outside a transaction: at most `most` contents that were put longer than SWEEP_HOURS ago and that
 * no row of the program names. Their page images follow in a later turn. */
NODISCARD enum rc file_sweep(struct ctx *c, int64_t most, int64_t *removed);

#endif
