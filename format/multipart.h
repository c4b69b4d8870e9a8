/* multipart.h: multipart/form-data (RFC 7578) pushed in chunks of any size, as they come from the socket. The result
 * does not depend on where chunks are cut. Part bodies are handed on, never collected. What browsers really send is
 * read: names with %22 for a quote, quoted UTF-8 file names, old full paths (only the last part of a path is kept),
 * filename*. Refused: folded headers, base64 or quoted-printable bodies, parts without a name, repeated parameters. */
#ifndef MOTCUA_FORMAT_MULTIPART_H
#define MOTCUA_FORMAT_MULTIPART_H

#include "base/str.h"

enum { MULTIPART_HEADER_MAX = 8192, MULTIPART_PREAMBLE_MAX = 1024 };

enum multipart_fault {
    MULTIPART_OK,
    MULTIPART_NOT_MULTIPART,    /* wrong content type, or no usable boundary */
    MULTIPART_BROKEN,           /* not what the grammar says */
    MULTIPART_HEADER_TOO_LARGE, /* headers of one part */
    MULTIPART_TOO_MANY_PARTS,
    MULTIPART_NOT_TEXT,  /* a name or file name is not text */
    MULTIPART_CUT_SHORT, /* the body ended before the closing boundary */
    MULTIPART_STOPPED,   /* a callback said no */
};

/* Strings live in the arena of the parser. `filename` is empty for plain fields and for "no file chosen". */
struct multipart_part {
    struct str name, filename, content_type;
    bool is_file; /* a filename parameter was there */
};

/* Each returns false to stop; the caller keeps its own reason in `user`. Empty bodies get no data. */
struct multipart_events {
    void *user;
    bool (*begin)(void *user, const struct multipart_part *part);
    bool (*data)(void *user, const char *p, size_t n);
    bool (*end)(void *user);
};

struct multipart;

/* A parser for a body of this Content-Type header. Each part takes arena memory for its header (a few times its size,
 * at most 64 KiB), so parts_max bounds the whole. */
NODISCARD enum multipart_fault multipart_new(struct arena *a, struct str content_type, size_t parts_max,
                                             const struct multipart_events *events, struct multipart **out);
/* After a fault every further call gives the same fault. */
NODISCARD enum multipart_fault multipart_feed(struct multipart *m, const char *p, size_t n);
NODISCARD enum multipart_fault multipart_finish(struct multipart *m);

#endif
