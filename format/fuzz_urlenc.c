/* Pairs that were read, written again, read as the same pairs. */
#include "base/text.h"
#include "format/fuzz_kit.h"
#include "format/urlenc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(64u << 20);
    struct str in = fuzz_input(a, data, size), value;
    struct form_pair *p, *q;
    size_t n, m;
    if (cookie_find(in, S("c"), &value))
        MUST(value.n <= COOKIE_BYTES_MAX && str_find(value, ';', 0) == value.n);
    if (form_parse(a, in, &p, &n) != FORM_OK)
        return 0;
    struct buf b = buf_new(a, 8u << 20);
    for (size_t i = 0; i < n; i++) {
        MUST(text_is_valid(p[i].name) && text_is_valid(p[i].value));
        form_put(&b, p[i].name, p[i].value);
    }
    MUST(form_parse(a, buf_str(&b), &q, &m) == FORM_OK && m == n);
    for (size_t i = 0; i < n; i++)
        MUST(str_eq(p[i].name, q[i].name) && str_eq(p[i].value, q[i].value));
    return 0;
}
