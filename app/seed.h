/* seed.h: the seed files inside the program, by their names in seed/. */
#ifndef MOTCUA_APP_SEED_H
#define MOTCUA_APP_SEED_H

#include "base/arena.h"
#include "base/str.h"

/* die() for a name that was not built in: app/meson.build lists them. */
struct str seed_text(const char *name);
/* All forms and code lists among them. */
size_t seed_forms(struct arena *a, struct str **texts);

#endif
