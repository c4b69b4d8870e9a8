/* load.h: a file of the command line as text, and what core makes of it. */
#ifndef MOTCUA_APP_LOAD_H
#define MOTCUA_APP_LOAD_H

#include "core/agency/agency.h"
#include "core/load/load.h"

/* false: not readable, or larger than LOAD_MAX. */
bool load_file(struct arena *a, const char *path, struct str *out);

#endif
