/* What a strict decoder accepts, the encoder writes again letter by letter. */
#include "format/digest.h"
#include "format/fuzz_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(16u << 20);
    struct str in = fuzz_input(a, data, size), bytes;
    if (base64_decode(a, in, &bytes))
        MUST(str_eq(base64_encode(a, bytes), in));
    if (base64url_decode(a, in, &bytes))
        MUST(str_eq(base64url_encode(a, bytes), in));
    if (base32_decode(a, in, &bytes)) {
        struct str again;
        MUST(base32_decode(a, base32_encode(a, bytes), &again));
        MUST(str_eq(again, bytes));
    }
    MUST(base64_decode(a, base64_encode(a, in), &bytes) && str_eq(bytes, in));
    MUST(base32_decode(a, base32_encode(a, in), &bytes) && str_eq(bytes, in));
    return 0;
}
