/* Why nothing goes that somebody is about to name. A reference is made in two ways only:
 *
 * - with the bytes: the transaction that writes it has put the content, and putting makes the row young (data/blob.c,
 *   put_row). The list below is read from a snapshot; a row made young after it is spared by the condition of the
 *   delete. On SQLite the two transactions follow each other; on PostgreSQL the delete waits for the row and looks at
 *   it again, and a put that waited for the delete finds the row gone and puts the bytes anew.
 * - from another reference (a draft becomes a dossier): that one stands in the snapshot until the new one is written,
 *   for both are changed in one transaction, so the content was never on the list.
 *
 * Bytes that are still coming have no row at all; an upload that is complete names its content until it expires. */
#include "core/file/sweep.h"

#include "core/file/file_queries.h"
#include "data/blob.h"

static enum rc list(struct ctx *c, struct instant before, int64_t most, struct blobs_unreferenced_row **rows, size_t *n)
{
    TRY(db_begin_read(c));
    enum rc rc = blobs_unreferenced(c, before, most, rows, n);
    db_rollback(c);
    return rc;
}

static enum rc remove_one(struct ctx *c, struct str sha256, struct instant before, int64_t *removed)
{
    bool gone = false;
    TRY(blob_forget(c, sha256, before, &gone));
    *removed += gone;
    if (!gone)
        return OK;
    TRY(page_job_drop(c, sha256, NULL));
    return page_images_drop(c, sha256, NULL);
}

enum rc file_sweep(struct ctx *c, int64_t most, int64_t *removed)
{
    struct instant before = {c->now.ms - SWEEP_HOURS * 60 * MINUTE_MS};
    struct blobs_unreferenced_row *rows;
    size_t n, depth = db_depth(c->db);
    *removed = 0;
    TRY(list(c, before, most, &rows, &n));
    if (n == 0)
        return OK;
    TRY(db_begin_write(c));
    enum rc rc = OK;
    for (size_t i = 0; i < n && rc == OK; i++)
        rc = remove_one(c, rows[i].sha256, before, removed);
    if (rc == OK)
        rc = db_commit(c);
    db_unwind(c, depth);
    return rc;
}
