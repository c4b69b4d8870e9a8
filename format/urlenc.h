/* urlenc.h: percent-encoding, form bodies and query strings (application/x-www-form-urlencoded), and the Cookie header.
 * Everything decoded is checked text (base/text.h: UTF-8, no NUL, no control characters); NFC is the form parser's. */
#ifndef MOTCUA_FORMAT_URLENC_H
#define MOTCUA_FORMAT_URLENC_H

#include "base/buf.h"

enum { FORM_PAIRS_MAX = 2000, FORM_BYTES_MAX = 2 * 1024 * 1024, COOKIE_BYTES_MAX = 8192 };

enum form_fault {
    FORM_OK,
    FORM_TOO_LARGE,  /* bytes or pairs */
    FORM_BAD_ESCAPE, /* % without two hex digits */
    FORM_NOT_TEXT,   /* what it decodes to is not text */
};

struct form_pair {
    struct str name, value;
};

/* Decodes %XX (and '+' as a space when `plus`). *out aliases the input when nothing was encoded. */
enum form_fault percent_decode(struct arena *a, struct str s, bool plus, struct str *out);
/* Encodes every byte but the unreserved ones of RFC 3986 (letters, digits, - . _ ~), so it is safe in any part. */
void percent_encode(struct buf *b, struct str s);

/* All pairs in their order, repeated names included. Without '=' the value is empty; empty pieces are skipped. */
NODISCARD enum form_fault form_parse(struct arena *a, struct str body, struct form_pair **out, size_t *n);
/* The first value of `name`; false when absent. */
bool form_find(const struct form_pair *pairs, size_t n, struct str name, struct str *value);
/* Writes one pair, with '&' before it when b is not empty. */
void form_put(struct buf *b, struct str name, struct str value);

/* Value of the first cookie called `name`, without its quotes; cookies are opaque tokens here, so nothing is decoded.
 * A second cookie of the name is refused (false), because a sibling domain may have planted it, as is a header past
 * the limit. */
bool cookie_find(struct str header, struct str name, struct str *value);

#endif
