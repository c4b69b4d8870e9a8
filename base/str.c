#include "base/str.h"

#include <stdarg.h>

struct str str_from(const char *c)
{
    return c ? (struct str){c, strlen(c)} : S("");
}

struct str str_n(const char *p, size_t n)
{
    return (struct str){p, n};
}

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqc(struct str a, const char *c)
{
    return str_eq(a, str_from(c));
}

bool str_eq_const_time(struct str a, struct str b)
{
    if (a.n != b.n)
        return false;
    volatile unsigned char diff = 0;
    for (size_t i = 0; i < a.n; i++)
        diff = (unsigned char)(diff | (unsigned char)(a.p[i] ^ b.p[i]));
    return diff == 0;
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int d = n ? memcmp(a.p, b.p, n) : 0;
    if (d != 0)
        return d;
    return (a.n > b.n) - (a.n < b.n);
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_ends(struct str s, struct str suffix)
{
    return s.n >= suffix.n && (suffix.n == 0 || memcmp(s.p + s.n - suffix.n, suffix.p, suffix.n) == 0);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

struct str str_trim(struct str s)
{
    while (s.n && is_space(s.p[0]))
        s = (struct str){s.p + 1, s.n - 1};
    while (s.n && is_space(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_sub(struct str s, size_t from, size_t to)
{
    if (to > s.n)
        to = s.n;
    if (from > to)
        from = to;
    return from == 0 && to == s.n ? s : (struct str){s.p + from, to - from};
}

size_t str_find(struct str s, char c, size_t from)
{
    if (from >= s.n)
        return s.n;
    const char *at = memchr(s.p + from, c, s.n - from);
    return at ? (size_t)(at - s.p) : s.n;
}

size_t str_search(struct str s, struct str needle, size_t from)
{
    if (from > s.n || needle.n > s.n - from)
        return s.n;
    if (needle.n == 0)
        return from;
    const char *at = memmem(s.p + from, s.n - from, needle.p, needle.n);
    return at ? (size_t)(at - s.p) : s.n;
}

struct str str_cut(struct str *s, char c)
{
    size_t i = str_find(*s, c, 0);
    struct str head = str_sub(*s, 0, i);
    *s = str_sub(*s, i < s->n ? i + 1 : i, s->n);
    return head;
}

struct str str_dup(struct arena *a, struct str s)
{
    if (s.n == 0)
        return S("");
    char *p = arena_alloc(a, s.n);
    memcpy(p, s.p, s.n);
    return (struct str){p, s.n};
}

const char *str_c(struct arena *a, struct str s)
{
    if (s.n && memchr(s.p, 0, s.n))
        die("str_c: inner NUL");
    char *p = arena_alloc(a, s.n + 1);
    if (s.n)
        memcpy(p, s.p, s.n);
    return p;
}

struct str str_printf(struct arena *a, const char *fmt, ...)
{
    UNFILLED char small[512];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0)
        die("str_printf: bad format");
    char *p = arena_alloc(a, (size_t)n + 1);
    if ((size_t)n < sizeof small)
        memcpy(p, small, (size_t)n);
    else
        vsnprintf(p, (size_t)n + 1, fmt, again);
    va_end(again);
    return (struct str){p, (size_t)n};
}

struct str str_lower_ascii(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)(s.p[i] >= 'A' && s.p[i] <= 'Z' ? s.p[i] + 32 : s.p[i]);
    return (struct str){p, s.n};
}

struct str str_join(struct arena *a, struct str sep, const struct str *parts, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n + (i ? sep.n : 0);
    char *p = arena_alloc(a, total), *w = p;
    for (size_t i = 0; i < n; i++) {
        if (i && sep.n)
            w = (char *)memcpy(w, sep.p, sep.n) + sep.n;
        if (parts[i].n)
            w = (char *)memcpy(w, parts[i].p, parts[i].n) + parts[i].n;
    }
    return (struct str){p, total};
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool minus = s.n && s.p[0] == '-';
    int64_t v = 0;
    if (s.n == (size_t)minus)
        return false;
    for (size_t i = minus; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || __builtin_mul_overflow(v, 10, &v))
            return false;
        int digit = s.p[i] - '0';
        if (minus ? __builtin_sub_overflow(v, digit, &v) : __builtin_add_overflow(v, digit, &v))
            return false;
    }
    *out = v;
    return true;
}

int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool str_from_hex(struct str hex, uint8_t *out, size_t out_n)
{
    if (hex.n != out_n * 2)
        return false;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_value(hex.p[i]) < 0)
            return false;
    for (size_t i = 0; i < out_n; i++)
        out[i] = (uint8_t)(hex_value(hex.p[2 * i]) * 16 + hex_value(hex.p[2 * i + 1]));
    return true;
}

struct str str_hex(struct arena *a, const uint8_t *p, size_t n)
{
    char *out = arena_alloc(a, 2 * n);
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = "0123456789abcdef"[p[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[p[i] & 15];
    }
    return (struct str){out, 2 * n};
}
