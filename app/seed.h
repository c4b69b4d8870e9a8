/* seed.h: the seed files inside the program, by their names in seed/. */
#ifndef MOTCUA_APP_SEED_H
#define MOTCUA_APP_SEED_H

#include "base/str.h"

/* die() for a name that was not built in: app/meson.build lists them. */
struct str seed_text(const char *name);

#endif
