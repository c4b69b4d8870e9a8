/* verify.h: is this file signed, by whom, and does it hold? Verdicts are those of EN 319 102-1; reasons are sentences
 * in both languages; what is shown is what TT 15/2025/TT-BKHCN asks for: signer, unit, issuer, time, integrity,
 * validity at that time, period. Nothing passes for want of information: a status that cannot be had is said. */
#ifndef MOTCUA_CORE_SIGN_VERIFY_H
#define MOTCUA_CORE_SIGN_VERIFY_H

#include "core/sign/trust.h"
#include "format/pdfdiff.h"

enum verdict { VERDICT_PASSED, VERDICT_INDETERMINATE, VERDICT_FAILED };
const char *verdict_name(enum verdict v); /* "TOTAL-PASSED", … */

enum { REASONS_MAX = 8, SIGNATURES_MAX = 200 };

struct reason {
    int msg; /* enum msg; key "sign.reason.x" */
    struct str arg;
};

struct signature_report {
    struct str field; /* '' for a detached signature */
    enum verdict verdict;
    const char *sub; /* "HASH_FAILURE", "NO_CERTIFICATE_CHAIN_FOUND"…; "" when it passed */
    struct chain chain;
    const char *format, *level; /* "PAdES", "B-B" */
    const char *digest, *algorithm;
    struct instant claimed_at, proof_at; /* proof: a good time stamp; 0 none */
    bool is_time_stamp;                  /* of the document, not of a person */
    bool covers_whole_file;
    struct pdf_compared changes;
    struct reason reasons[REASONS_MAX];
    size_t reasons_n;
};

struct file_report {
    enum verdict verdict; /* the worst of all */
    bool is_unreadable;   /* neither signed nor not: nothing we can read */
    struct signature_report *signatures;
    size_t signatures_n;
    struct reason reasons[REASONS_MAX]; /* of the file as a whole */
    size_t reasons_n;
};

/* `at`: the time to judge for where no time stamp proves another. A PDF without a signature is INDETERMINATE. */
void verify_pdf(struct arena *a, struct str bytes, const struct trust *t, struct instant at, struct file_report *out);
/* A detached CAdES signature over content. */
void verify_detached(struct arena *a, struct str cms, struct str content, const struct trust *t, struct instant at,
                     struct file_report *out);

#endif
