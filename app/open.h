/* open.h: what every command and role begins with: the clock, an arena, the database. */
#ifndef MOTCUA_APP_OPEN_H
#define MOTCUA_APP_OPEN_H

#include "data/db.h"

/* The only reader of the clock. Demonstration databases may be given a clock that runs ahead: the file <data>/clock
 * holds milliseconds to add (tests of deadlines); app_clock_from must have been called with that folder. */
struct instant app_now(void);
void app_clock_from(const char *folder);

struct where {
    const char *data; /* --data DIR: SQLite, and the file store of either engine */
    const char *db;   /* --db postgresql://… */
};
#define PLACE_OPTIONS(p)                                                                                               \
    {"data", CLI_TEXT, &(p).data},                                                                                     \
    {                                                                                                                  \
        "db", CLI_TEXT, &(p).db                                                                                        \
    }
#define PLACE_USAGE                                                                                                    \
    "  --data DIR      folder of the embedded database and of the files (default run/data)\n"                          \
    "  --db URL        postgresql://… instead of the embedded database; files stay in --data\n"

/* A ctx with an arena of its own and an open, migrated database. NULL after one line on stderr. */
struct ctx *app_open(const struct where *p, bool create);
void app_close(struct ctx *c);
/* The sentence of c's fault for the command line, in English. */
const char *app_fault(struct ctx *c);
/* Runs f in one write transaction. */
NODISCARD enum rc app_write(struct ctx *c, enum rc (*f)(struct ctx *c, void *self), void *self);

#endif
