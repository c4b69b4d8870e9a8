/* sign.h: signing of a whole file in one go, with a key at hand. */
#ifndef MOTCUA_CORE_SIGN_SIGN_H
#define MOTCUA_CORE_SIGN_SIGN_H

#include "core/sign/key.h"
#include "format/pdfsign.h"

enum sign_fault {
    SIGN_OK,
    SIGN_PDF,         /* not a PDF that may be signed: `pdf` tells, `why` and `at` for the log */
    SIGN_NOT_YET,     /* the certificate is not valid yet */
    SIGN_EXPIRED,     /* or no longer: refused before signing (TT 15/2025/TT-BKHCN) */
    SIGN_KEY_REFUSED, /* the key made no signature */
};

struct signed_file {
    struct str tail; /* PAdES: what is appended to the file; CAdES: the CMS beside it */
    enum pdf_sign_fault pdf;
    enum pdf_face_fault face; /* of PDF_SIGN_FACE */
    const char *why;
    size_t at;
};

/* PAdES B-B. What stands in `bytes` stays as it is; the signed file is bytes followed by out->tail. */
NODISCARD enum sign_fault sign_pdf(struct arena *a, struct str bytes, const struct key *key,
                                   const struct pdf_sign_ask *ask, struct instant now, struct signed_file *out);
/* CAdES B-B over any bytes, detached. */
NODISCARD enum sign_fault sign_any(struct arena *a, struct digest content, const struct key *key, struct instant now,
                                   struct signed_file *out);

#endif
