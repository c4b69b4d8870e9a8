/* value.h: two questions compiled pages ask of a value of any plain type: does it say something, and how does it stand
 * in an address. Generated code uses both; C code writes the comparison it means. */
#ifndef MOTCUA_BASE_VALUE_H
#define MOTCUA_BASE_VALUE_H

#include "base/moment.h"

static inline bool value_is_bool(bool v)
{
    return v;
}
static inline bool value_is_i64(int64_t v)
{
    return v != 0;
}
static inline bool value_is_u64(uint64_t v)
{
    return v != 0;
}
static inline bool value_is_str(struct str v)
{
    return v.n > 0;
}
static inline bool value_is_cstr(const char *v)
{
    return v && *v;
}
static inline bool value_is_day(struct day v)
{
    return v.n != DAY_NONE.n;
}
static inline bool value_is_instant(struct instant v)
{
    return v.ms != 0;
}
static inline bool value_is_vnd(struct vnd v)
{
    return v.n != 0;
}
static inline bool value_is_there(const void *v)
{
    return v;
}
/* True for true, other than 0, a text that is not empty, a day or moment that is known, a pointer to something. */
#define IS(x)                                                                                                          \
    _Generic((x), bool: value_is_bool, struct str: value_is_str, const char *: value_is_cstr, char *: value_is_cstr,   \
        struct day: value_is_day, struct instant: value_is_instant, struct vnd: value_is_vnd, int: value_is_i64,       \
        int64_t: value_is_i64, unsigned: value_is_u64, size_t: value_is_u64, uint8_t: value_is_u64,                    \
        default: value_is_there)(x)

static inline struct str value_str(struct arena *a, struct str v)
{
    (void)a;
    return v;
}
static inline struct str value_cstr(struct arena *a, const char *v)
{
    (void)a;
    return str_from(v);
}
static inline struct str value_i64(struct arena *a, int64_t v)
{
    return str_printf(a, "%lld", (long long)v);
}
static inline struct str value_size(struct arena *a, size_t v)
{
    return str_printf(a, "%zu", v);
}
/* The bytes of an address part: digits without grouping, ISO days and moments. */
#define AS_STR(a, x)                                                                                                   \
    _Generic((x), struct str: value_str, const char *: value_cstr, char *: value_cstr, int: value_i64,                 \
        int64_t: value_i64, unsigned: value_size, size_t: value_size, struct day: day_iso_str,                         \
        struct instant: instant_iso_str)((a), (x))

#endif
