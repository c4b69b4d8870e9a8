#include "web/send.h"

#include "data/blob.h"
#include "format/barcode.h"
#include "web/say.h"
#include "web/site.h"

enum { SVG_MAX = 256 * 1024, BAR_HEIGHT = 18 };

static enum rc send_modules(struct ctx *c, struct out *o, const struct modules *m, int bar_height, enum msg name)
{
    struct buf b = buf_new(c->arena, SVG_MAX);
    modules_svg(&b, m, bar_height, "code", say(c, name));
    o->type = "image/svg+xml";
    o->whole = buf_str(&b);
    return OK;
}

enum rc send_qr(struct ctx *c, const struct req *r, struct out *o, const struct dossier *d)
{
    struct modules m;
    struct str link = str_printf(c->arena, STR_FMT "/d/" STR_FMT "?k=" STR_FMT, STR_ARG(r->site->base_url),
                                 STR_ARG(d->code), STR_ARG(d->check_value));
    if (!r->site->base_url.n || !qr_make(c->arena, link, QR_LEVEL_M, &m))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    return send_modules(c, o, &m, 0, MSG_receipt_qr);
}

enum rc send_barcode(struct ctx *c, struct out *o, const struct dossier *d)
{
    struct modules m;
    if (!scan_code_is_good(d->scan_code) || !code128_make(c->arena, d->scan_code, &m))
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    return send_modules(c, o, &m, BAR_HEIGHT, MSG_receipt_barcode);
}

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
