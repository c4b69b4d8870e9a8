/* Any bytes: what comes out is a WebP of the size it says,
 * within the side asked for, and opening it again gives it back. */
#include <webp/decode.h>

#include "format/fuzz_kit.h"
#include "format/pageimg.h"
#include "format/sniff.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    pageimg_warm_up();
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(64u << 20);
    struct str in = fuzz_input(a, data, size);
    struct pageimg *p;
    struct pageimg_result r;
    if (pageimg_open(a, in, &p) != PAGEIMG_OK)
        return 0;
    MUST(pageimg_pages(p) >= 1 && pageimg_pages(p) <= PAGEIMG_PAGES_MAX);
    if (pageimg_page(p, 1, (struct pageimg_options){.long_side = 64, .gray = size % 2}, &r) != PAGEIMG_OK)
        return 0;
    int w, h;
    MUST(WebPGetInfo((const uint8_t *)r.webp.p, r.webp.n, &w, &h) && w == r.width && h == r.height);
    MUST(w >= 1 && h >= 1 && w <= 64 && h <= 64);
    return 0;
}
