#include "format/der.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

static void put_length(struct buf *b, size_t n)
{
    int bytes = 1;
    if (n < 0x80) {
        buf_putc(b, (char)n);
        return;
    }
    while (bytes < 8 && n >> (8 * bytes))
        bytes++;
    buf_putc(b, (char)(0x80 | bytes));
    while (bytes-- > 0)
        buf_putc(b, (char)(uint8_t)(n >> (8 * bytes)));
}

struct str der_join(struct arena *a, int tag, const struct str *parts, size_t n)
{
    size_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += parts[i].n;
    struct buf b = buf_new(a, total + 16);
    buf_putc(&b, (char)tag);
    put_length(&b, total);
    for (size_t i = 0; i < n; i++)
        buf_put(&b, parts[i]);
    return buf_str(&b);
}

static int by_bytes(const void *x, const void *y)
{
    return str_cmp(*(const struct str *)x, *(const struct str *)y);
}

struct str der_set_of(struct arena *a, int tag, struct str *parts, size_t n)
{
    qsort(parts, n, sizeof *parts, by_bytes);
    return der_join(a, tag, parts, n);
}

struct str der_int(struct arena *a, int64_t v)
{
    struct buf b = buf_new(a, 16);
    int bytes = 1;
    while (bytes < 8 && v >> (8 * bytes - 1))
        bytes++;
    while (bytes-- > 0)
        buf_putc(&b, (char)(uint8_t)(v >> (8 * bytes)));
    return DER(a, DER_INTEGER, buf_str(&b));
}

static void put_base128(struct buf *b, uint64_t v)
{
    int groups = 1;
    while (groups < 9 && v >> (7 * groups))
        groups++;
    while (groups-- > 0)
        buf_putc(b, (char)(uint8_t)((v >> (7 * groups) & 0x7f) | (groups ? 0x80 : 0)));
}

struct str der_oid(struct arena *a, const char *dots)
{
    struct str rest = str_from(dots);
    struct buf b = buf_new(a, 64);
    int64_t first = 0, v = 0;
    for (int i = 0; rest.n > 0; i++) {
        if (!str_to_i64(str_cut(&rest, '.'), &v) || v < 0)
            die("der: no object identifier: %s", dots);
        if (i == 0)
            first = v;
        else
            put_base128(&b, (uint64_t)(i == 1 ? first * 40 + v : v));
    }
    return DER(a, DER_OID, buf_str(&b));
}
