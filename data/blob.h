/* blob.h: bytes stored once, named by their SHA-256 (64 lower hex digits). Up to 64 KiB lie in the table blob and are
 * as durable as the commit; larger ones are files of the file store (db_files), made durable before their row is
 * written. A file without a row (its transaction was rolled back) harms nobody and is swept. */
#ifndef MOTCUA_DATA_BLOB_H
#define MOTCUA_DATA_BLOB_H

#include "data/db.h"

#define BLOB_IN_DATABASE (64 * 1024)

struct blob_ref {
    struct str sha256;
    int64_t size;
};

/* Writing. Open and write need no transaction, so a request body may stream in first; finish needs a write
 * transaction. More than `max` bytes are INVALID, a full disk UNAVAILABLE; after either the writer is of no more use.
 * When the transaction is rolled back to be run again, finish may be called again. A writer that is not finished leaves
 * nothing: its spool file goes with c->arena. */
struct blob_writer;
NODISCARD enum rc blob_open_write(struct ctx *c, int64_t max, struct blob_writer **out);
NODISCARD enum rc blob_write(struct ctx *c, struct blob_writer *w, struct str bytes);
NODISCARD enum rc blob_finish(struct ctx *c, struct blob_writer *w, struct blob_ref *out);
/* All at once. */
NODISCARD enum rc blob_put(struct ctx *c, struct str bytes, struct blob_ref *out);
/* Takes over a finished file of the caller, which must lie in the file store's file system (blob_temp_path). The file
 * at `path` is gone afterwards when OK. */
NODISCARD enum rc blob_adopt(struct ctx *c, struct str path, struct blob_ref *out);
/* A path in the store's temporary folder for a file the caller keeps himself across requests (resumable uploads).
 * `name` is of letters, digits and '-'. blob_sweep leaves such files alone. */
NODISCARD enum rc blob_temp_path(struct ctx *c, struct str name, struct str *path);

/* Reading. NOT_FOUND when there is no such content. blob_open gives either bytes (fd = -1) or an open file that is
 * closed with c->arena. blob_read gives the bytes of both; it is for what is known to be small. */
struct blob {
    int64_t size;
    struct str bytes;
    int fd;
};
NODISCARD enum rc blob_head(struct ctx *c, struct str sha256, int64_t *size);
NODISCARD enum rc blob_open(struct ctx *c, struct str sha256, struct blob *out);
NODISCARD enum rc blob_read(struct ctx *c, struct str sha256, struct str *out);
/* The path of a content kept as a file; INVALID when it is kept in the database. */
NODISCARD enum rc blob_path(struct ctx *c, struct str sha256, struct str *out);

/* Takes the row away unless the content was put again since `before`; *gone says which. In a write transaction. The
 * file of a large one stays a day more and goes with blob_sweep, so that a running backup finds what its rows name. */
NODISCARD enum rc blob_forget(struct ctx *c, struct str sha256, struct instant before, bool *gone);

/* Removes spool files of processes that died and files without a row that are older than a day. For the jobs role, once
 * an hour, outside a transaction. *removed may be NULL. */
NODISCARD enum rc blob_sweep(struct ctx *c, size_t *removed);

#endif
