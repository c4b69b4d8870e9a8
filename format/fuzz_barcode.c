/* A parsed dossier number is written as it was read; matrices keep their bounds and the structure of Code 128. */
#include "format/barcode.h"
#include "format/fuzz_kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2000)
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(64u << 20);
    struct str in = fuzz_input(a, data, size);
    int64_t serial;
    struct modules m;
    if (dossier_barcode_parse(in, &serial))
        MUST(str_eq(dossier_barcode(a, serial), in));
    if (code128_make(a, in, &m)) {
        MUST(m.height == 1 && (m.width - 13) % 11 == 0 && m.dark[0] == 1 && m.dark[m.width - 1] == 1);
        struct buf b = buf_new(a, 1u << 20);
        modules_svg(&b, &m, 10, "barcode", in);
        MUST(!b.full);
    }
    if (size < 100 && qr_make(a, in, QR_LEVEL_M, &m))
        MUST(m.width == m.height && (m.width - 21) % 4 == 0 && m.dark[0] == 1);
    return 0;
}
