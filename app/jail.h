/* jail.h: takes from a process what its role does not need, for ever: Landlock for
 * files and TCP, seccomp for system calls, no new privileges. Where the kernel lacks
 * Landlock the rest still holds and the log says so. Call after everything is open. */
#ifndef MOTCUA_APP_JAIL_H
#define MOTCUA_APP_JAIL_H

#include "base/base.h"

struct jail {
    const char *write_folders[4]; /* read, write, make, remove below these; NULL ends the list */
    const char *read_folders[20]; /* read these files, and below these folders; what is not there is left out */
    bool connect;                 /* may open sockets and look up names (jobs: mail; PostgreSQL) */
    bool files;                   /* false: no opening of any file at all (parser) */
};

/* What name look-ups, TLS, libpq and the printing of papers read after the start. /etc/passwd is not among them. */
#define NETWORK_FILES                                                                                                  \
    {                                                                                                                  \
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",    \
            "/etc/ssl", "/etc/fonts", "/etc/localtime", "/usr/share", "/usr/lib", "/lib", "/run/systemd/resolve",      \
            "/var/cache/fontconfig"                                                                                    \
    }

/* false with one line on stderr when a part that the kernel offers could not be set: the caller must not go on. */
bool jail_enter(const struct jail *j);

#endif
