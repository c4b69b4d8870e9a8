/* fuzz_kit.h: what every fuzz target begins with. Each target checks a property besides not crashing: a round trip, two
 * ways to one result, a bound. */
#ifndef MOTCUA_FORMAT_FUZZ_KIT_H
#define MOTCUA_FORMAT_FUZZ_KIT_H

#include "base/buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(x)                                                                                                        \
    do {                                                                                                               \
        if (!(x))                                                                                                      \
            die("fuzz: %s:%d: %s", __FILE__, __LINE__, #x);                                                            \
    } while (0)

/* The input as text, in memory of its exact size so that a read past the end is seen. */
static inline struct str fuzz_input(struct arena *a, const uint8_t *data, size_t size)
{
    char *p = malloc(size ? size : 1);
    if (size)
        memcpy(p, data, size);
    arena_defer(a, free, p);
    return str_n(p, size);
}

#endif
