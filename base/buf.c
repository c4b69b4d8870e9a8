#include "base/buf.h"

#include <stdarg.h>

struct buf buf_new(struct arena *a, size_t max)
{
    return (struct buf){.arena = a, .max = max};
}

char *buf_reserve(struct buf *b, size_t n)
{
    if (b->full || n > b->max - b->n) {
        b->full = true;
        return NULL;
    }
    if (b->cap - b->n < n) {
        size_t cap = b->cap ? b->cap * 2 : 256;
        if (cap < b->n + n)
            cap = b->n + n;
        if (cap > b->max)
            cap = b->max;
        b->p = arena_stretch(b->arena, b->p, b->cap, cap);
        b->cap = cap;
    }
    return b->p + b->n;
}

void buf_put(struct buf *b, struct str s)
{
    char *p = buf_reserve(b, s.n);
    if (!p || s.n == 0)
        return;
    memcpy(p, s.p, s.n);
    b->n += s.n;
}

void buf_puts(struct buf *b, const char *c)
{
    buf_put(b, str_from(c));
}

void buf_i64(struct buf *b, int64_t v)
{
    char digits[24];
    size_t i = sizeof digits;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do {
        digits[--i] = (char)('0' + u % 10);
        u /= 10;
    } while (u);
    if (v < 0)
        digits[--i] = '-';
    buf_put(b, (struct str){digits + i, sizeof digits - i});
}

void buf_u64_pad(struct buf *b, uint64_t v, int width)
{
    char digits[24];
    size_t i = sizeof digits;
    do {
        digits[--i] = (char)('0' + v % 10);
        v /= 10;
        width--;
    } while ((v || width > 0) && i > 0);
    buf_put(b, (struct str){digits + i, sizeof digits - i});
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    UNFILLED char small[256];
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    char *p = n < 0 ? NULL : buf_reserve(b, (size_t)n + 1);
    if (p) {
        if ((size_t)n < sizeof small)
            memcpy(p, small, (size_t)n + 1);
        else
            vsnprintf(p, (size_t)n + 1, fmt, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void buf_hex(struct buf *b, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        buf_putc(b, "0123456789abcdef"[p[i] >> 4]);
        buf_putc(b, "0123456789abcdef"[p[i] & 15]);
    }
}

struct str buf_str(const struct buf *b)
{
    return b->n ? (struct str){b->p, b->n} : S("");
}
