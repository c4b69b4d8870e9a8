#include "core/file/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "data/blob.h"
#include "data/file.h"
#include "format/digest.h"

enum { ID_BYTES = 16, MODE_OWN = 0600 };

enum rc upload_begin(struct ctx *c, const struct upload_new *n, struct upload *out)
{
    struct uploads_open_row open;
    uint8_t id[ID_BYTES];
    TRY(uploads_open(c, n->purpose, &open));
    if (open.n >= UPLOADS_OPEN_MAX)
        return fail(c, INVALID, MSG_file_uploads_many, S("file"));
    if (n->total <= 0)
        return fail(c, INVALID, MSG_file_empty, S("file"));
    random_bytes(id, sizeof id);
    *out = (struct upload){.id = str_hex(c->arena, id, sizeof id),
                           .session_id = n->session_id,
                           .person_id = n->person_id,
                           .file_name = n->file_name,
                           .purpose = n->purpose,
                           .total = n->total,
                           .created_at = c->now,
                           .expires_at = {c->now.ms + UPLOAD_HOURS * INT64_C(3600000)}};
    return upload_insert(c,
                         &(struct upload_insert_args){.id = out->id,
                                                      .session_id = out->session_id,
                                                      .person_id = out->person_id,
                                                      .file_name = out->file_name,
                                                      .purpose = out->purpose,
                                                      .total = out->total,
                                                      .created_at = out->created_at,
                                                      .expires_at = out->expires_at},
                         NULL);
}

enum rc upload_find(struct ctx *c, struct str id, struct upload *out)
{
    bool found;
    TRY(upload_of(c, id, out, &found));
    return found && out->expires_at.ms > c->now.ms ? OK : fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

enum rc upload_offset(struct ctx *c, const struct upload *u, int64_t *offset)
{
    struct str path;
    struct stat st;
    *offset = u->total;
    if (u->sha256.n)
        return OK;
    TRY(blob_temp_path(c, u->id, &path));
    *offset = stat(str_c(c->arena, path), &st) == 0 ? (int64_t)st.st_size : 0;
    return OK;
}

static enum rc not_next(struct ctx *c, int *fd)
{
    close(*fd);
    *fd = -1;
    return fail(c, CONFLICT, MSG_file_upload_offset, S("Upload-Offset"));
}

enum rc upload_open(struct ctx *c, const struct upload *u, int64_t offset, int *fd)
{
    struct str path;
    struct stat st;
    TRY(blob_temp_path(c, u->id, &path));
    *fd = open(str_c(c->arena, path), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, MODE_OWN);
    if (*fd < 0)
        return fail_detail(c, UNAVAILABLE, "upload " STR_FMT ": errno %d", STR_ARG(u->id), errno);
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0 || fstat(*fd, &st) != 0 || (int64_t)st.st_size != offset || u->sha256.n)
        return not_next(c, fd);
    return OK;
}

/* Looked at before they are kept: a refused file leaves no blob. */
static enum rc check(struct ctx *c, struct str path, int64_t max_mb, struct str field, struct str *mime)
{
    struct str bytes;
    TRY(file_map(c, str_c(c->arena, path), &bytes));
    return file_check(c, bytes, max_mb, field, mime);
}

enum rc upload_finish(struct ctx *c, const struct upload *u, int64_t max_mb, struct str field, struct upload_kept *out)
{
    struct blob_ref ref;
    struct str path;
    TRY(blob_temp_path(c, u->id, &path));
    TRY(check(c, path, max_mb, field, &out->mime));
    TRY(blob_adopt(c, path, &ref));
    out->sha256 = ref.sha256;
    out->size = ref.size;
    return upload_complete(c, ref.sha256, out->mime, u->id, NULL);
}

enum rc upload_drop(struct ctx *c, struct str id)
{
    struct str path;
    TRY(blob_temp_path(c, id, &path));
    if (unlink(str_c(c->arena, path)) != 0 && errno != ENOENT)
        return fail_detail(c, UNAVAILABLE, "upload " STR_FMT ": errno %d", STR_ARG(id), errno);
    return upload_delete(c, id, NULL);
}

enum rc upload_expire(struct ctx *c, int64_t most, int64_t *removed)
{
    struct uploads_expired_row *rows;
    size_t n;
    TRY(uploads_expired(c, c->now, most, &rows, &n));
    for (size_t i = 0; i < n; i++)
        TRY(upload_drop(c, rows[i].id));
    *removed = (int64_t)n;
    return OK;
}
