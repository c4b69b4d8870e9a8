/* Bytes behind a clean file's end can make it a polyglot but never another kind of binary file; the table covers
 * every kind. */
#include "format/fuzz_kit.h"
#include "format/sniff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(arena_freep) struct arena *a = arena_new(16u << 20);
    struct sniff s = sniff_file(fuzz_input(a, data, size));
    MUST(s.kind < FILE_KINDS && s.mime && s.extension && s.extension[0]);
    MUST(!s.empty || (s.kind == FILE_UNKNOWN && !s.polyglot));
    static const char *const heads[] = {"%PDF-1.7\n", "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n"};
    for (int i = 0; i < 3; i++) {
        struct str t = str_printf(a, "%s" STR_FMT, heads[i], STR_ARG(str_n((const char *)data, size)));
        MUST(sniff_file(t).kind == (enum file_kind)(FILE_PDF + i));
    }
    return 0;
}
