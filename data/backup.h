/* backup.h: a copy of everything while the program runs, and the way back. A backup is a folder:
 *   manifest            program, engine, moment, hash of the database, rows of each table, number of files, its own
 * hash
 *   motcua.db           SQLite's online copy, or
 *   motcua.dump         pg_dump's custom format of the same snapshot the rows were counted in
 *   files/ab/cdef…      the file store, each file named by its SHA-256
 * The manifest is written last: a folder without one is no backup. */
#ifndef MOTCUA_DATA_BACKUP_H
#define MOTCUA_DATA_BACKUP_H

#include "data/db.h"

struct backup_report {
    int64_t tables, rows, files, bytes; /* bytes of database and files together */
};

/* Writes a backup into `folder`, which must be missing or empty. Opens its own connection to c->db's database;
 * writers go
 * on. `link` makes hard links of the file store where the file system allows it (same disk: quick, but no second copy).
 * Every copied file is checked against its name; a file of the store that is not what its name says is UNAVAILABLE.
 * PostgreSQL needs the program pg_dump, at least as new as the server, in PATH. */
NODISCARD enum rc backup_make(struct ctx *c, struct str folder, bool link, struct backup_report *out);

/* Reads a backup into `where` (as for db_open): an empty or missing folder, or a database without tables and then
 * `files`,
 * an empty folder for the file store. Hash, integrity, rows of every table and every file are checked before OK; when
 * the
 * backup is not whole or `where` is not empty the answer is INVALID with a sentence in *why. c->db is not used.
 * PostgreSQL needs pg_restore in PATH. */
NODISCARD enum rc backup_restore(struct ctx *c, struct str folder, struct str where, struct str files,
                                 struct backup_report *out, struct str *why);

#endif
