/* pdfdiff.h: what was done to a PDF after it was signed. The signed revision (the file up to the end of the signature's
 * ByteRange, read as a file of its own) is compared with the whole file, object by object. Lawful are only: further
 * signatures in fields of their own, each shown once and on a quarter of its page at most, an empty signature field
 * that was signed, evidence for long (DSS), and what is not seen on a page (Info, Metadata). Everything else is a
 * change of the document, whatever it looks like: an object that reads differently, is freed, or is put where the
 * signed file pointed into the void.
 *
 * Equality is of meaning, for honest programs write untouched objects anew in another spelling.
 * No fuzz twin: fuzz_pdfread.c compares what it signed. */
#ifndef MOTCUA_FORMAT_PDFDIFF_H
#define MOTCUA_FORMAT_PDFDIFF_H

#include "format/pdfsign.h"

enum pdf_change_kind {
    PDF_CHANGE_SIGNATURE, /* a signature was added, with its field */
    PDF_CHANGE_SIGNED,    /* an empty field was signed */
    PDF_CHANGE_EVIDENCE,  /* certificates and revocation data (DSS) */
    PDF_CHANGE_METADATA,  /* Info or Metadata: not seen on a page */
};

enum { PDF_CHANGES_MAX = 64 };

struct pdf_change {
    enum pdf_change_kind kind;
    int64_t object;
};

struct pdf_compared {
    bool lawful;
    const char *why; /* when not: a short English reason for the report */
    int64_t object;  /* and the object it speaks of; 0 none */
    struct pdf_change changes[PDF_CHANGES_MAX];
    size_t changes_n;
};

/* Tells of the signature in object `value`: is it good in itself (shape, digest, key), whatever came later? */
typedef bool pdf_intact(void *self, int64_t value);

/* then: the signed revision; now: the whole file, which begins with it. A fault of reading either is returned. */
NODISCARD enum pdf_fault pdf_compare(struct pdf_file *then, struct pdf_file *now, pdf_intact *intact, void *self,
                                     struct pdf_compared *out);

#endif
