/* upload.h: files that come in pieces (tus 1.0). The bytes lie in the file store's temporary folder and their number is
 * the offset: a line that breaks loses nothing. Who may send is the caller's business, by `purpose`. */
#ifndef MOTCUA_CORE_FILE_UPLOAD_H
#define MOTCUA_CORE_FILE_UPLOAD_H

#include "core/file/file.h"
#include "core/file/file_queries.h" /* struct upload: one row, generated */

enum { UPLOAD_HOURS = 48, UPLOADS_OPEN_MAX = 40 };

struct upload_new {
    struct str file_name, purpose; /* purpose: what it will be part of, "draft:12:p1" */
    int64_t session_id, person_id, total;
};
/* INVALID when too many of one purpose are open, or nothing would come. */
NODISCARD enum rc upload_begin(struct ctx *c, const struct upload_new *n, struct upload *out);
NODISCARD enum rc upload_find(struct ctx *c, struct str id, struct upload *out);
/* Bytes that are here. */
NODISCARD enum rc upload_offset(struct ctx *c, const struct upload *u, int64_t *offset);
/* A descriptor where byte `offset` goes, locked for one sender;
 * CONFLICT when it is not the next byte, or another sends. */
NODISCARD enum rc upload_open(struct ctx *c, const struct upload *u, int64_t offset, int *fd);
/* All bytes are here: checked by what they are, then a blob.
 * INVALID with a sentence at `field`: the caller drops it. */
struct upload_kept {
    struct str sha256, mime;
    int64_t size;
};
NODISCARD enum rc upload_finish(struct ctx *c, const struct upload *u, int64_t max_mb, struct str field,
                                struct upload_kept *out);
NODISCARD enum rc upload_drop(struct ctx *c, struct str id);
/* For the jobs role. */
NODISCARD enum rc upload_expire(struct ctx *c, int64_t most, int64_t *removed);

#endif
