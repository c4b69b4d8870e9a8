#include "web/part.h"

#include "base/message.h"
#include "core/file/file.h"
#include "data/file.h"

/* A large part is in the store's file only after file_keep;
 * refusing it then undoes the transaction and the file is swept. */
enum rc part_keep(struct ctx *c, const struct file_part *f, int64_t max_mb, struct kept_file *out)
{
    struct str bytes = f->head, mime = {0}, path;
    struct blob_ref ref;
    if (f->size > max_mb * 1024 * 1024) /* before it is kept: its spool goes with the request, a kept one in a day */
        return fail_with(c, INVALID, MSG_file_too_large, f->part, str_printf(c->arena, "%lld", (long long)max_mb),
                         S(""));
    if (!f->writer)
        TRY(file_check(c, bytes, max_mb, f->part, &mime));
    TRY(file_keep(c, f, &ref));
    if (f->writer) {
        TRY(blob_path(c, ref.sha256, &path));
        TRY(file_map(c, str_c(c->arena, path), &bytes));
        TRY(file_check(c, bytes, max_mb, f->part, &mime));
    }
    *out = (struct kept_file){
        .sha256 = ref.sha256, .mime = mime, .file_name = str_dup(c->arena, f->name), .size = ref.size};
    return OK;
}

struct str part_paper_key(const struct file_part *f)
{
    bool is_paper = f->size > 0 && str_starts(f->part, S("paper."));
    return is_paper ? str_sub(f->part, 6, f->part.n) : S("");
}

static const struct procedure_paper *component(const struct procedure *p, struct str key)
{
    for (size_t i = 0; i < p->papers_n; i++)
        if (str_eq(p->papers[i].key, key))
            return &p->papers[i];
    return NULL;
}

enum rc part_keep_papers(struct ctx *c, const struct req *r, const struct procedure *p, int64_t max_mb,
                         struct new_paper **out, size_t *n)
{
    *out = NEW_ARRAY(c->arena, struct new_paper, r->files_n + 1);
    *n = 0;
    for (size_t i = 0; i < r->files_n; i++) {
        const struct file_part *f = &r->files[i];
        const struct procedure_paper *of = component(p, part_paper_key(f));
        if (f->size == 0)
            continue;
        if (!of)
            return fail_with(c, INVALID, MSG_dossier_not_asked, f->part, f->part, S(""));
        struct new_paper *paper = &(*out)[*n];
        *paper = (struct new_paper){.key = of->key, .name = of->name};
        enum rc rc = part_keep(c, f, max_mb, &paper->file);
        if (rc == INVALID)
            fault_add(c, c->fault.msg, c->fault.field, c->fault.arg[0], c->fault.arg[1]);
        else if (rc != OK)
            return rc;
        *n += rc == OK;
    }
    return faults_rc(c);
}
