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
