/* Rows read, written and read again: equal but for the apostrophe before formulas. */
#include "format/csv.h"
#include "format/fuzz_kit.h"

static void check_row(const struct str *x, const struct str *y, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str got = y[i];
        if (got.n == x[i].n + 1 && got.p[0] == '\'')
            got = str_sub(got, 1, got.n);
        MUST(str_eq(x[i], got));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 64 * 1024)
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(256u << 20);
    struct csv r, again;
    struct str *cells, *back;
    size_t n, m;
    enum csv_fault fault = csv_open(a, fuzz_input(a, data, size), &r);
    while (fault == CSV_OK && (fault = csv_next(&r, &cells, &n)) == CSV_OK) {
        struct buf b = buf_new(a, 1u << 20);
        MUST(n > 0 && n <= CSV_CELLS_MAX);
        csv_begin(&b); /* or a mark in the first cell would be taken for one of the file */
        csv_row(&b, cells, n);
        MUST(csv_open(a, buf_str(&b), &again) == CSV_OK);
        again.separator = ',';
        MUST(csv_next(&again, &back, &m) == CSV_OK && m == n);
        check_row(cells, back, n);
        MUST(csv_next(&again, &back, &m) == CSV_END);
    }
    return 0;
}
