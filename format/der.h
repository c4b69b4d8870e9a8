/* der.h: writing ASN.1 in DER (X.690). A value is a text of bytes; outer ones are made of inner ones. Reading is left
 * to OpenSSL. No fuzz twin: nothing is read here. */
#ifndef MOTCUA_FORMAT_DER_H
#define MOTCUA_FORMAT_DER_H

#include "base/str.h"

enum der_tag {
    DER_INTEGER = 0x02,
    DER_OCTETS = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_UTF8 = 0x0c,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_CONTEXT = 0xa0, /* + n: a constructed [n] */
};

/* The parts one after the other under a tag and their length. */
struct str der_join(struct arena *a, int tag, const struct str *parts, size_t n);
#define DER(a, tag, ...)                                                                                               \
    der_join((a), (tag), (const struct str[]){__VA_ARGS__},                                                            \
             sizeof(const struct str[]){__VA_ARGS__} / sizeof(struct str))
/* A SET OF: its parts in the order DER asks for (by their bytes). Sorts `parts`. */
struct str der_set_of(struct arena *a, int tag, struct str *parts, size_t n);
struct str der_int(struct arena *a, int64_t v); /* not negative */
/* An object identifier in dots: "1.2.840.113549.1.7.2"; die() on another spelling. */
struct str der_oid(struct arena *a, const char *dots);

#endif
