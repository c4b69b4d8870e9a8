/* str.h: a string is a pointer and a length, passed by value. It owns nothing and does not rely on a final NUL.
 * Text inside the program is valid UTF-8 in NFC (base/text.h is the border guard). */
#ifndef MOTCUA_BASE_STR_H
#define MOTCUA_BASE_STR_H

#include "base/arena.h"

struct str {
    const char *p;
    size_t n;
};

#define S(lit) ((struct str){("" lit), sizeof(lit) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

struct str str_from(const char *c);                 /* of a NUL-terminated string; NULL gives the empty string */
struct str str_n(const char *p, size_t n);
bool str_eq(struct str a, struct str b);
bool str_eqc(struct str a, const char *c);
bool str_eq_const_time(struct str a, struct str b); /* for secrets: time depends on the lengths only */
int str_cmp(struct str a, struct str b);            /* byte order */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
struct str str_trim(struct str s);                  /* ASCII white space */
struct str str_sub(struct str s, size_t from, size_t to); /* clamped */
/* Position of the first `c` / of `needle` at or after `from`; s.n when absent. */
size_t str_find(struct str s, char c, size_t from);
size_t str_search(struct str s, struct str needle, size_t from);
/* Cuts at the first `c`: head is returned, *s becomes the rest after it (empty when absent). */
struct str str_cut(struct str *s, char c);

struct str str_dup(struct arena *a, struct str s);
const char *str_c(struct arena *a, struct str s);   /* NUL-terminated copy; die() on an inner NUL */
struct str str_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct str str_lower_ascii(struct arena *a, struct str s);
struct str str_join(struct arena *a, struct str sep, const struct str *parts, size_t n);
/* The texts one after the other. */
#define STR_CAT(a, ...) str_join((a), (struct str){0}, (const struct str[]){__VA_ARGS__},                              \
    sizeof(const struct str[]){__VA_ARGS__} / sizeof(struct str))

/* Strict decimal: optional '-', digits only, no overflow. false leaves *out alone. */
bool str_to_i64(struct str s, int64_t *out);
bool str_from_hex(struct str hex, uint8_t *out, size_t out_n); /* exactly 2*out_n lower or upper hex digits */
int hex_value(char c); /* of one hex digit; -1 none */
struct str str_hex(struct arena *a, const uint8_t *p, size_t n);

#endif
