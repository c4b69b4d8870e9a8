#include "core/sign/sign.h"

static enum sign_fault check_period(const struct key *key, struct instant now)
{
    if (now.ms < key->from.ms)
        return SIGN_NOT_YET;
    return now.ms > key->to.ms ? SIGN_EXPIRED : SIGN_OK;
}

static enum sign_fault make_cms(struct arena *a, struct digest content, const struct key *key, struct instant at,
                                struct str *cms)
{
    struct str attributes, signature;
    bool good = cms_attributes(a, &key->signer, content, at, &attributes) && key_sign(a, key, attributes, &signature) &&
                cms_finish(a, &key->signer, attributes, signature, S(""), cms);
    return good ? SIGN_OK : SIGN_KEY_REFUSED;
}

static enum sign_fault pdf_fault(struct signed_file *out, enum pdf_sign_fault fault)
{
    out->pdf = fault;
    return fault == PDF_SIGN_OK ? SIGN_OK : SIGN_PDF;
}

enum sign_fault sign_pdf(struct arena *a, struct str bytes, const struct key *key, const struct pdf_sign_ask *ask,
                         struct instant now, struct signed_file *out)
{
    struct pdf_file *f = NEW(a, struct pdf_file);
    struct pdf_prepared p = {0};
    struct str cms;
    *out = (struct signed_file){0};
    enum sign_fault fault = check_period(key, now);
    if (fault != SIGN_OK)
        return fault;
    enum pdf_sign_fault pdf = pdf_open(a, bytes, f) == PDF_READ ? pdf_prepare(f, ask, &p) : PDF_SIGN_UNREADABLE;
    out->why = f->why;
    out->at = f->at;
    out->face = p.face;
    if (pdf != PDF_SIGN_OK)
        return pdf_fault(out, pdf);
    fault = make_cms(a, pdf_prepared_digest(bytes, &p), key, (struct instant){0}, &cms);
    if (fault != SIGN_OK)
        return fault;
    out->tail = p.tail;
    return pdf_fault(out, pdf_embed(&p, cms));
}

enum sign_fault sign_any(struct arena *a, struct digest content, const struct key *key, struct instant now,
                         struct signed_file *out)
{
    *out = (struct signed_file){0};
    enum sign_fault fault = check_period(key, now);
    return fault == SIGN_OK ? make_cms(a, content, key, now, &out->tail) : fault;
}
