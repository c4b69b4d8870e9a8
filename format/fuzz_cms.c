/* Any bytes as a CMS: refused, or read with a certificate and a signature inside the bytes' length. */
#include "format/cms.h"
#include "format/fuzz_kit.h"

static bool content(void *self, const char *digest, uint8_t out[64], size_t *n)
{
    const struct digest *d = self;
    memcpy(out, d->b, sizeof d->b);
    *n = sizeof d->b;
    return strcmp(digest, "SHA256") == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 30);
    struct cms_read r;
    struct digest d = sha256(S("content"));
    enum cms_fault fault = cms_read(a, fuzz_input(a, data, size), content, &d, &r);
    MUST(r.length <= size && r.chain_n <= CMS_CHAIN_MAX && r.digest && r.algorithm);
    if (fault == CMS_READ)
        MUST(r.length > 0 && r.certificate.n > 0 && r.signature.n > 0);
    return 0;
}
