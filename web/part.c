#include "web/part.h"

#include "base/message.h"
#include "core/file/file.h"

/* A large part is in the store's file only after file_keep; refusing it then undoes the transaction and the file is
 * swept. */
enum rc part_keep(struct ctx *c, const struct file_part *f, int64_t max_mb, struct kept_file *out)
{
    struct str bytes = f->head, mime = {0}, path;
    struct blob_ref ref;
    if (f->size > max_mb * 1024 * 1024) /* before it is kept: its spool goes with the request, a kept one in a day */
        return fail_with(c, INVALID, MSG_file_too_large, f->part, str_printf(c->arena, "%lld", (long long)max_mb), S(""));
    if (!f->writer)
        TRY(file_check(c, bytes, max_mb, f->part, &mime));
    TRY(file_keep(c, f, &ref));
    if (f->writer) {
        TRY(blob_path(c, ref.sha256, &path));
        TRY(file_map(c, path, &bytes));
        TRY(file_check(c, bytes, max_mb, f->part, &mime));
    }
    *out = (struct kept_file){
        .sha256 = ref.sha256, .mime = mime, .file_name = str_dup(c->arena, f->name), .size = ref.size};
    return OK;
}
