/* What was read and written reads again as the same text; scaled numbers agree with the integer they came from. */
#include "format/fuzz_kit.h"
#include "format/json.h"

static struct str canonical(struct arena *a, const struct json *v)
{
    struct buf b = buf_new(a, 8u << 20);
    json_write_canonical(&b, v);
    MUST(!b.full);
    return buf_str(&b);
}

static void check_numbers(const struct json *v)
{
    int64_t n, scaled;
    if (jv_int(v, &n) && jv_scaled(v, 3, &scaled))
        MUST(scaled / 1000 == n && scaled % 1000 == 0);
    (void)jv_scaled(v, 2, &scaled);
    for (const struct json *e = jv_first(v); e; e = e->next)
        check_numbers(e);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(64u << 20);
    struct json *v, *again;
    const char *why = NULL;
    if (!json_parse(a, fuzz_input(a, data, size), 64 * 1024, &v, &why)) {
        MUST(why != NULL);
        return 0;
    }
    check_numbers(v);
    struct str text = canonical(a, v);
    MUST(json_parse(a, text, SIZE_MAX, &again, &why));
    MUST(str_eq(canonical(a, again), text));
    return 0;
}
