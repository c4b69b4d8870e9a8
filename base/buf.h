/* buf.h: the one way to build bytes. A buf lives in an arena and is born with its maximum; writing past the maximum
 * sets `full` and drops the rest, so writers need no checks and the caller asks once at the end. */
#ifndef MOTCUA_BASE_BUF_H
#define MOTCUA_BASE_BUF_H

#include "base/str.h"

struct buf {
    struct arena *arena;
    char *p;
    size_t n, cap, max;
    bool full;
};

struct buf buf_new(struct arena *a, size_t max);
void buf_put(struct buf *b, struct str s);
void buf_puts(struct buf *b, const char *c); /* NUL-terminated */
void buf_i64(struct buf *b, int64_t v);
void buf_u64_pad(struct buf *b, uint64_t v, int width); /* zero padded */
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_hex(struct buf *b, const uint8_t *p, size_t n);
/* Room for n more bytes to be written by the caller, who then adds to b->n; NULL when that would pass max. */
char *buf_reserve(struct buf *b, size_t n);
/* In the header, for pages and answers are made of many single letters. */
static inline void buf_putc(struct buf *b, char c)
{
    char *p = !b->full && b->n < b->cap ? b->p + b->n : buf_reserve(b, 1);
    if (!p)
        return;
    *p = c;
    b->n++;
}
struct str buf_str(const struct buf *b);

#endif
