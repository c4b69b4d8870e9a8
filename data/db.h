/* db.h: the database front. One struct db is one connection in one process; transactions nest by savepoints.
 * Two engines behind one set of functions: sqlite.c (a folder) and postgres.c (a connection string). */
#ifndef MOTCUA_DATA_DB_H
#define MOTCUA_DATA_DB_H

#include "data/query.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };

/* Opens `where`: postgresql://… or a folder (holding motcua.db, its lock file and the file store). Refuses a database
 * of
 * a newer program with a sentence in *why (in the arena). create=false: the folder must hold a database already. */
NODISCARD enum rc db_open(struct arena *a, struct str where, bool create, struct db **out, struct str *why);
void db_close(struct db *db);
enum db_engine db_engine_of(const struct db *db);
/* `where` for people: the password of a connection string is left out. */
struct str db_where(const struct db *db);
/* The folder of the file store (data/blob.h). SQLite starts with <where>/files; PostgreSQL has none until it is set. */
void db_set_files(struct db *db, struct str folder);
struct str db_files(const struct db *db);

/* Transactions. Read-only sees one snapshot. db_begin_write waits for the write lock (SQLite: blocking lock file, then
 * BEGIN IMMEDIATE with synchronous=FULL). db_commit returns UNAVAILABLE when the disk refused, and what an unwatched
 * statement was refused with (query_exec); nothing is then kept.
 * db_savepoint/db_release/db_rollback_to frame one request inside a shared transaction. On PostgreSQL a serialization
 * failure or a lost connection is UNAVAILABLE with db_can_retry true. */
NODISCARD enum rc db_begin_read(struct ctx *c);
NODISCARD enum rc db_begin_write(struct ctx *c);
NODISCARD enum rc db_commit(struct ctx *c);
void db_rollback(struct ctx *c);
NODISCARD enum rc db_savepoint(struct ctx *c);
NODISCARD enum rc db_release(struct ctx *c);
void db_rollback_to(struct ctx *c);
bool db_can_retry(const struct db *db);
bool db_in_write(const struct db *db);
/* A begin inside a transaction is a savepoint, and its commit or rollback closes only that frame. A read frame inside a
 * write still may not write. After a failed statement its frame can only be rolled back: queries and the commit of the
 * frame are UNAVAILABLE, on both engines. db_depth counts open frames; db_unwind rolls back all above `depth`, which
 * mends what a TRY left open. */
size_t db_depth(const struct db *db);
/* A number that changes whenever this connection may see other rows without having written them itself: with every
 * begin, savepoint and rollback. What was read under the same number need not be read again by who also knows of every
 * write to it. 0: outside a transaction. */
uint64_t db_view(const struct db *db);
void db_unwind(struct ctx *c, size_t depth);

/* One way to the disk for several transactions, where the database would else wait for it at each commit
 * (PostgreSQL; on SQLite one transaction holds several requests, and both calls do nothing). While deferred, a
 * commit that is OK is seen by all but may still be lost with the server: nobody is told of it before db_flush was
 * OK. Outside a transaction. */
void db_defer_flush(struct db *db, bool defer);
NODISCARD enum rc db_flush(struct ctx *c);

/* Schema: applies what is missing of every folder's schema.sql (in the order of the table schema_all, generated into
 * schemas.c). INVALID with a sentence when the database was made by a newer program. */
struct schema_text {
    const char *folder;
    const char *sql;
};
extern const struct schema_text schema_all[];
extern const size_t schema_all_n;
NODISCARD enum rc db_migrate(struct ctx *c, struct str *why);

/* Moves what was committed from SQLite's write-ahead log into the database file and shortens the log. For the jobs
 * role,
 * every few seconds, outside a transaction; readers and writers go on. Nothing to do on PostgreSQL. */
NODISCARD enum rc db_checkpoint(struct ctx *c);

/* Plain statements for migration, backup and tests only; no user value ever goes in here. */
NODISCARD enum rc db_exec(struct ctx *c, const char *sql);

#endif
