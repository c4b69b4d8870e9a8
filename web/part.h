/* part.h: a file part of a request becomes a kept file of a record: checked by its bytes, made durable with the
 * transaction. */
#ifndef MOTCUA_WEB_PART_H
#define MOTCUA_WEB_PART_H

#include "core/dossier/dossier.h"
#include "web/request.h"

/* INVALID at the part's name when it is empty, too large or of a kind that is not taken (core/file/file.h). */
NODISCARD enum rc part_keep(struct ctx *c, const struct file_part *f, int64_t max_mb, struct kept_file *out);

#endif
