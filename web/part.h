/* part.h: a file part of a request becomes a kept file of a
 * record: checked by its bytes, made durable with the transaction. */
#ifndef MOTCUA_WEB_PART_H
#define MOTCUA_WEB_PART_H

#include "core/dossier/dossier.h"
#include "web/request.h"

enum { PAPER_MB = 20 }; /* a paper, where its form names no bound of its own */

/* INVALID at the part's name when it is empty, too large or of a kind that is not taken (core/file/file.h). */
NODISCARD enum rc part_keep(struct ctx *c, const struct file_part *f, int64_t max_mb, struct kept_file *out);

/* Keeps every file part "paper.<key>" of a component of `p`; empty parts of forms are passed over. Each bad file adds a
 * fault (faults_rc tells), other parts are INVALID. */
NODISCARD enum rc part_keep_papers(struct ctx *c, const struct req *r, const struct procedure *p, int64_t max_mb,
                                   struct new_paper **out, size_t *n);
/* The component a file part is for, '' none, also for an empty part. */
struct str part_paper_key(const struct file_part *f);

#endif
