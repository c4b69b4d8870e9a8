/* pdfsign.h: a signature put into a PDF as an incremental update (ISO 32000-1, 7.5.6 and 12.8; EN 319 142-1). Nothing
 * that stands in the file is rewritten, so every earlier signature stays good: a changed dictionary is written again as
 * it stood, with one member replaced.
 *
 *     pdf_prepare(&f, &ask, &p);           the update, with a gap where the CMS will stand
 *     pdf_prepared_digest(f.bytes, &p)     what is signed: file and update without the gap
 *     pdf_embed(&p, cms)                   fills the gap
 *     file = f.bytes followed by p.tail
 *
 * No fuzz twin: fuzz_pdfread.c signs whatever it could read and reads the result. */
#ifndef MOTCUA_FORMAT_PDFSIGN_H
#define MOTCUA_FORMAT_PDFSIGN_H

#include "base/moment.h"
#include "format/digest.h"
#include "format/pdfface.h"
#include "format/pdfpage.h"

enum { PDF_GAP = 12 * 1024 }; /* bytes kept for a CMS with its chain and a time stamp */

enum pdf_sign_fault {
    PDF_SIGN_OK,
    PDF_SIGN_UNREADABLE,  /* f->why tells */
    PDF_SIGN_ENCRYPTED,   /* also when it opens without a password */
    PDF_SIGN_XFA,         /* what is seen is not what is signed */
    PDF_SIGN_LOCKED,      /* certified: no change is allowed (DocMDP P=1) */
    PDF_SIGN_NO_PAGE,     /* the page asked for is not there */
    PDF_SIGN_OFF_PAGE,    /* the box does not lie wholly on the page */
    PDF_SIGN_TOO_BROAD,   /* the box is more than a quarter of the page or of A4; earlier signatures would not hold */
    PDF_SIGN_NO_BOX,      /* the empty field has no place on a page, so nothing can be shown there */
    PDF_SIGN_FACE,        /* what is to be seen cannot be made: `face` of the prepared tells */
    PDF_SIGN_FIELD_TAKEN, /* a field of that name is signed, or is none for signatures */
    PDF_SIGN_NO_ROOM,     /* the CMS is longer than the gap; nothing was written */
};

struct pdf_sign_ask {
    struct str field;                  /* "": the first free of Signature1, Signature2, … */
    const char *sub_filter;            /* "ETSI.CAdES.detached"; "ETSI.RFC3161" for a time stamp of the document */
    struct instant at;                 /* the claimed time, /M; 0 none */
    struct str name, reason, location; /* UTF-8; empty: left out */
    int64_t page;                      /* from 1; where the field hangs */
    size_t gap;                        /* bytes for the CMS; 0: PDF_GAP */
    /* NULL: an invisible signature. An empty field that is signed keeps its own place, a new one gets `box`. */
    const struct pdf_look *look;
    struct pdf_box box;
};

struct pdf_prepared {
    struct str tail;         /* what is appended; writable */
    size_t base;             /* bytes before it */
    size_t gap_from, gap_to; /* of the gap with its < and >, in the whole file */
    enum pdf_face_fault face;
};

NODISCARD enum pdf_sign_fault pdf_prepare(struct pdf_file *f, const struct pdf_sign_ask *ask, struct pdf_prepared *out);
/* SHA-256 over everything but the gap. `base` is the file that was read. */
struct digest pdf_prepared_digest(struct str base, const struct pdf_prepared *p);
NODISCARD enum pdf_sign_fault pdf_embed(struct pdf_prepared *p, struct str cms);

/* ---- what both signer and verifier ask of a file ---- */

/* The catalog, as it stands now. */
NODISCARD enum pdf_fault pdf_catalog(struct pdf_file *f, const struct pdf_value **out, int64_t *number);

struct pdf_field {
    struct str name; /* fully qualified, in UTF-8 */
    int64_t number;  /* of the object of the field; 0: it stands directly in its parent */
    const struct pdf_value *dict;
    const struct pdf_value *value; /* resolved /V; PDF_NULL when it is not signed */
    int64_t value_number;          /* of the object of /V; 0 direct */
};
/* Fields of type Sig, in the order of the form. PDF_TOO_LARGE beyond 1,000 fields of any type below depth 32. */
NODISCARD enum pdf_fault pdf_signature_fields(struct pdf_file *f, struct pdf_field **out, size_t *n);

#endif
