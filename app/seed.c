#include "app/seed.h"

#include "seeds.h"

struct str seed_text(const char *name)
{
    for (size_t i = 0; i < seeds_n; i++) {
        if (strcmp(seeds[i].name, name) == 0)
            return str_n((const char *)seeds[i].bytes, seeds[i].n);
    }
    die("no seed %s in the program", name);
}

size_t seed_forms(struct arena *a, struct str **texts)
{
    size_t n = 0;
    *texts = NEW_ARRAY(a, struct str, seeds_n);
    for (size_t i = 0; i < seeds_n; i++) {
        struct str text = str_n((const char *)seeds[i].bytes, seeds[i].n);
        if (str_starts(text, S("{\"form\"")) || str_starts(text, S("{\"list\"")))
            (*texts)[n++] = text;
    }
    return n;
}
