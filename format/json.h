/* json.h: JSON from strangers, and trees of our own. The reader is jansson set to its strictest, behind limits,
 * copied into an arena tree so that no jansson type leaves json.c. Refused: duplicate keys, trailing bytes, bad
 * UTF-8, U+0000, integers beyond 64 bits, more than the limits below. Strings are valid UTF-8 but not yet NFC
 * (base/text.h). The writer is canonical: keys in byte order, no white space, one spelling per value; the journal
 * hashes it. Answers to browsers are streamed by web/out.h instead. */
#ifndef MOTCUA_FORMAT_JSON_H
#define MOTCUA_FORMAT_JSON_H

#include "base/buf.h"

enum { JSON_DEPTH_MAX = 32, JSON_NODES_MAX = 200000 };

enum jv_kind { JV_NULL, JV_BOOL, JV_INT, JV_DECIMAL, JV_STR, JV_ARRAY, JV_OBJECT };

struct json {
    enum jv_kind kind;
    struct str text;   /* JV_STR: the string; JV_DECIMAL: the digits as they were written, never a double */
    int64_t n;         /* JV_INT, JV_BOOL; JV_ARRAY, JV_OBJECT: number of children */
    struct str key;    /* name inside an object */
    struct json *next; /* the sibling: for (const struct json *e = jv_first(v); e; e = e->next) */
    struct json *first, *last;
};

/* Reads one value. On refusal false, *why is a short English reason for the log, and *out is left alone.
 * The strings are copies; `text` may go. Memory taken is below 100 times text.n. */
NODISCARD bool json_parse(struct arena *a, struct str text, size_t max_bytes, struct json **out, const char **why);

/* Member of an object; NULL when absent, when `v` is no object, or when `v` is NULL, so look-ups chain. */
const struct json *json_get(const struct json *v, const char *key);
const struct json *jv_first(const struct json *v); /* NULL unless an array or object with children */
/* Typed reading; false (and *out left alone) when v is NULL or of another kind. */
bool jv_text(const struct json *v, struct str *out);
bool jv_int(const struct json *v, int64_t *out);
bool jv_bool(const struct json *v, bool *out);
/* A number as an integer of 10^-digits: 12.5 with digits 2 is 1250. False when it is not exact or overflows. */
bool jv_scaled(const struct json *v, unsigned digits, int64_t *out);
/* The same, with a fallback for optional members. */
struct str jv_text_or(const struct json *v, struct str fallback);
int64_t jv_int_or(const struct json *v, int64_t fallback);
bool jv_bool_or(const struct json *v, bool fallback);

/* Building. Keys and strings are not copied and must live as long as the tree. */
struct json *jv_new(struct arena *a, enum jv_kind kind); /* JV_NULL, JV_ARRAY, JV_OBJECT */
struct json *jv_new_str(struct arena *a, struct str s);
struct json *jv_new_int(struct arena *a, int64_t n);
struct json *jv_new_bool(struct arena *a, bool b);
struct json *jv_new_scaled(struct arena *a, int64_t n, unsigned digits); /* 1250 with digits 2 is 12.5 */
void jv_set(struct json *object, const char *key, struct json *v);       /* a second value for one key is die() */
void jv_add(struct json *array, struct json *v);

/* Writes the canonical text. Decimals keep their digits, so trees that will be compared use jv_new_scaled. */
void json_write_canonical(struct buf *b, const struct json *v);

#endif
