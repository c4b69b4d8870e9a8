/* jail.h: takes from a process what its role does not need, for ever: Landlock for files and TCP, seccomp for system
 * calls, no new
 * privileges. Where the kernel lacks Landlock the rest still holds and the log says so. Call after everything is
 * open. */
#ifndef MOTCUA_APP_JAIL_H
#define MOTCUA_APP_JAIL_H

#include "base/base.h"

struct jail {
    const char *write_folders[4]; /* read, write, make, remove below these; NULL ends the list */
    const char *read_folders[8];  /* read below these (fonts, certificates) */
    bool connect;                 /* may open TCP connections and name look-ups (jobs: mail; PostgreSQL by TCP) */
    bool files;                   /* false: no opening of any file at all (parser) */
};

/* false with one line on stderr when a part that the kernel offers could not be set: the caller must not go on. */
bool jail_enter(const struct jail *j);

#endif
