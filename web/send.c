#include "web/send.h"

#include "data/blob.h"

void send_pdf(struct out *o, struct str name, struct str pdf)
{
    out_download(o, "application/pdf", str_printf(o->c->arena, STR_FMT ".pdf", STR_ARG(name)), true);
    o->whole = pdf;
}

enum rc send_kept(struct ctx *c, struct out *o, const struct kept_file *f)
{
    out_download(o, str_c(c->arena, f->mime), f->file_name, false);
    if (f->size <= BLOB_IN_DATABASE)
        return blob_read(c, f->sha256, &o->whole);
    o->file_size = f->size;
    return blob_path(c, f->sha256, &o->file_path);
}

enum rc send_written(struct ctx *c, const struct req *r, struct out *o,
                     enum rc (*run)(struct ctx *c, const struct req *r, struct out *o))
{
    TRY(db_begin_write(c));
    enum rc rc = run(c, r, o);
    if (rc == OK)
        return db_commit(c);
    struct fault why = c->fault;
    db_rollback(c);
    c->fault = why;
    return rc;
}
