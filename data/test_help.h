/* test_help.h: a fresh database on either engine for the tests of this folder, and a small bank to try it on.
 * SQLite stands in a new folder under /tmp; PostgreSQL is the throw-away database of MOTCUA_PG, emptied. */
#ifndef MOTCUA_DATA_TEST_HELP_H
#define MOTCUA_DATA_TEST_HELP_H

/* Before cmocka, whose macro fail() would eat the declaration of ours. */
#include "data/db.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define SLOT(T, member, kind) {#member, kind, offsetof(struct T, member)}

struct fixture {
    struct ctx c;
    struct str where, files, folder; /* folder: of this test alone, removed at its end */
    enum db_engine engine;
};

/* The engine the running group is on. */
extern enum db_engine test_engine;

/* Set-up and tear-down of cmocka: *state is a struct fixture with an open, migrated database. */
int fixture_open(void **state);
int fixture_close(void **state);
/* Runs `sql` in a write transaction of its own. */
void must_exec(struct ctx *c, const char *sql);
/* One number by a plain SELECT; opens no transaction of its own. */
int64_t number(struct ctx *c, const char *sql);
/* A second connection to the same database, in the same or another process; end with db_close(c.db), arena_free. */
struct ctx second(const struct fixture *f);
/* True when fn ends by die() in a child process. */
bool dies(void (*fn)(struct fixture *), struct fixture *f);
void remove_tree(const char *path);
/* A file of seed/, whole (MOTCUA_SOURCE says where the sources are). */
struct str seed_file(struct ctx *c, const char *name);

/* Runs the group on SQLite, and on PostgreSQL when MOTCUA_PG is set; otherwise says that this half was left out. */
int run_on_both(const char *name, const struct CMUnitTest *tests, size_t n);

#endif
