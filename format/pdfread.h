/* pdfread.h: a PDF file as it stands, byte for byte (ISO 32000-1). It is read to be signed and to be judged, so nothing
 * is repaired: what two readers might understand differently is refused. Every value knows its extent in the bytes,
 * for a signature covers bytes and a change is told by them.
 *
 * Refused: junk before the header or behind the last %%EOF, a cross reference or an object that is not where it is said
 * to be, a dictionary with a key twice, a length that is not the length, filters other than Flate on what holds the
 * structure, and whatever passes the limits below. Tolerated, because honest programs write it: white space before an
 * object or a cross reference at its place, /Prev 0, a final line end or none.
 *
 * Memory comes from the arena: some 100 bytes for each value that is read, nothing for objects that are not. */
#ifndef MOTCUA_FORMAT_PDFREAD_H
#define MOTCUA_FORMAT_PDFREAD_H

#include "base/buf.h"

enum {
    PDF_FILE_MAX = 1024 * 1024 * 1024, /* bytes */
    PDF_DEPTH_MAX = 100,               /* values inside values */
    PDF_OBJECTS_MAX = 4 * 1024 * 1024,
    PDF_SECTIONS_MAX = 512,              /* cross references: one for each time the file was saved upon */
    PDF_VALUES_MAX = 2 * 1000 * 1000,    /* read by one struct pdf_file */
    PDF_DECODED_MAX = 256 * 1024 * 1024, /* bytes of all structure streams together, unpacked */
};

enum pdf_fault {
    PDF_READ,        /* none: it was read */
    PDF_NO_PDF,      /* does not begin with %PDF- */
    PDF_BROKEN,      /* not as the standard says; `why` and `at` tell what and where */
    PDF_TOO_LARGE,   /* past a limit above */
    PDF_UNSUPPORTED, /* lawful but of a kind we do not read */
};

enum pdf_kind {
    PDF_NULL,
    PDF_BOOL,
    PDF_INT,
    PDF_REAL,
    PDF_STRING,
    PDF_NAME,
    PDF_ARRAY,
    PDF_DICT,
    PDF_STREAM, /* a dictionary with data */
    PDF_REF,
};

struct pdf_value {
    enum pdf_kind kind;
    bool packed;            /* read from an object stream: raw lies in its unpacked bytes, else in the file's */
    struct str raw;         /* the value as it stands; of a STREAM: its dictionary */
    struct str text;        /* STRING, NAME: decoded; REAL: as spelled; STREAM: its data as it stands */
    int64_t n;              /* INT, BOOL; REF: number of the object; ARRAY, DICT, STREAM: how many children */
    int64_t generation;     /* REF */
    struct str key, member; /* inside a DICT: decoded; and key and value as they stand */
    struct pdf_value *next; /* the sibling */
    struct pdf_value *first, *last;
};

enum pdf_entry_kind { PDF_FREE, PDF_PLAIN, PDF_PACKED };
/* Where an object stands. */
struct pdf_entry {
    enum pdf_entry_kind kind;
    uint32_t at;         /* PLAIN: byte; PACKED: number of the object stream */
    uint32_t generation; /* PLAIN, FREE; PACKED: its place in the stream */
};

/* One cross reference, newest first. */
struct pdf_section {
    size_t at; /* where it begins */
    bool is_stream;
    const struct pdf_value *trailer;
};

struct pdf_extent {
    size_t from, to;
};

struct pdf_unpacked;
struct pdf_file {
    struct arena *arena;
    struct str bytes;
    struct pdf_entry *entries;
    size_t entries_n; /* /Size: numbers from 0 */
    struct pdf_section sections[PDF_SECTIONS_MAX];
    size_t sections_n;
    size_t startxref; /* the number in the last lines */
    size_t values_n, decoded_n;
    int nested;                    /* objects that are read for the sake of another: lengths, object streams */
    struct pdf_unpacked *unpacked; /* object streams met so far */
    const char *why;               /* short English reason of the last fault, for the log */
    size_t at;                     /* and the byte it speaks of */
};

/* Reads the cross references and trailers; objects are read when asked for. `bytes` must live as long as the file. */
NODISCARD enum pdf_fault pdf_open(struct arena *a, struct str bytes, struct pdf_file *out);
/* Where a value of the file itself (not packed) begins. */
size_t pdf_place(const struct pdf_file *f, const struct pdf_value *v);
/* The newest trailer. */
const struct pdf_value *pdf_trailer(const struct pdf_file *f);
/* An object by its number; a PDF_NULL when it is free or not there, as the standard says. *whole (may be NULL): from
 * its number to behind its endobj, 0 and 0 for a packed or missing one. */
NODISCARD enum pdf_fault pdf_object(struct pdf_file *f, int64_t number, struct pdf_value **out,
                                    struct pdf_extent *whole);
/* The value itself, or the object it refers to (once: a reference to a reference is broken). NULL in, PDF_NULL out. */
NODISCARD enum pdf_fault pdf_resolve(struct pdf_file *f, const struct pdf_value *v, const struct pdf_value **out);
/* Member of a DICT or STREAM; NULL when absent or when v is neither, so look-ups chain. */
const struct pdf_value *pdf_get(const struct pdf_value *v, const char *key);
/* The member, resolved. */
NODISCARD enum pdf_fault pdf_get_resolved(struct pdf_file *f, const struct pdf_value *v, const char *key,
                                          const struct pdf_value **out);
bool pdf_is(const struct pdf_value *v, enum pdf_kind kind);
bool pdf_name_is(const struct pdf_value *v, const char *name);
/* An INT or a REAL, and its value. */
bool pdf_is_number(const struct pdf_value *v);
double pdf_real(const struct pdf_value *v);
/* The data of a stream without filters or with Flate, with the predictors of PNG; others are PDF_UNSUPPORTED. */
NODISCARD enum pdf_fault pdf_decode(struct pdf_file *f, const struct pdf_value *stream, struct str *out);

#endif
