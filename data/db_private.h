/* db_private.h: what the two engines share with the front. Seen by data/ only.
 * An engine is a struct of functions and keeps its own connection struct, whose first member is struct db. The front
 * counts the frames (a transaction, then savepoints), refuses what a failed frame may not do, and passes the rest to
 * the engine. */
#ifndef MOTCUA_DATA_DB_PRIVATE_H
#define MOTCUA_DATA_DB_PRIVATE_H

#include "data/db.h"

#define DB_DEPTH_MAX 16
#define DB_PARAMS_MAX 64
#define DB_SCRATCH (64 * 1024)

/* What a run gives: rows, and how many were changed. ONE and MAYBE start with p at the caller's row and cap 1; MANY
 * starts in the connection's scratch and moves to the request's arena when it grows past that. */
struct result {
    char *p;
    size_t n, cap;
    int64_t changed;
    bool unwatched; /* nobody asks for either: the engine may go on before the database has answered (see settle) */
};

struct engine {
    enum db_engine kind;
    /* begin with writes=true waits for the right to write. commit that does not return OK has rolled back. */
    enum rc (*begin)(struct ctx *c, bool writes);
    enum rc (*commit)(struct ctx *c);
    void (*rollback)(struct ctx *c);
    enum rc (*savepoint)(struct ctx *c);
    enum rc (*release)(struct ctx *c);
    enum rc (*rollback_to)(struct ctx *c); /* undoes and closes the newest savepoint */
    enum rc (*run)(struct ctx *c, const struct query *q, const void *args, struct result *out);
    void (*ahead)(struct ctx *c, const struct query *q, const void *args); /* NULL: a question costs no way */
    enum rc (*exec)(struct ctx *c, const char *sql);
    /* Waits for the answers of unwatched statements and gives the first refusal. Every other call does so by itself,
     * so that a refusal comes with the next statement at the latest; the front asks before a frame opens or closes,
     * so that it spoils the frame it was made in. */
    enum rc (*settle)(struct ctx *c);
    enum rc (*flush)(struct ctx *c); /* NULL: a commit that is OK is on the disk */
    enum rc (*checkpoint)(struct ctx *c);
    void (*close)(struct db *db);
};

struct frame {
    bool writes, failed;
};

struct db {
    const struct engine *engine;
    struct arena *arena; /* lives as long as the connection */
    struct str where;    /* as given; may hold a password */
    struct str shown;    /* without it */
    struct str files;    /* folder of the file store; empty when there is none */
    struct frame frames[DB_DEPTH_MAX];
    size_t depth; /* 0: no transaction */
    uint64_t view;
    bool can_retry;
    bool deferred, unflushed; /* commits do not wait for the disk; one of them was made since */
    char *scratch; /* first rows of query_many, kept from call to call */
};

enum rc sqlite_open(struct arena *a, struct str where, bool create, struct db **out, struct str *why);
enum rc postgres_open(struct arena *a, struct str where, struct db **out, struct str *why);
/* Opens the parts of struct db every engine has. */
void db_init(struct db *db, struct arena *own, const struct engine *engine, struct str where, struct str shown);

/* Position of q in the statement caches: 1 and up, the same in every connection of the process. */
uint32_t query_id(const struct query *q);
/* Room for one more zeroed row; counts it. */
char *result_row(struct ctx *c, const struct query *q, struct result *out);
/* The engine lost the whole transaction (rolled back by itself, connection gone): every frame is failed. */
void db_break(struct db *db);
/* Something outside the database failed half way: the open frame can only be rolled back. */
void db_spoil(struct db *db);
/* Counts one call that may fail on demand (db_fault.h). */
enum rc db_fault(struct ctx *c);

/* Values on their way into a row. cell_text copies into c->arena; a day that is no day is UNAVAILABLE. */
void cell_i64(char *row, const struct query_slot *slot, int64_t v);
enum rc cell_text(struct ctx *c, char *row, const struct query_slot *slot, const void *p, size_t n);
/* What a LEFT JOIN missed: 0, '', DAY_NONE. */
void cell_none(char *row, const struct query_slot *slot);

/* Values on their way out. args_i64 serves I64, BOOL, INSTANT, VND; args_text the rest: a day is written into `day`. */
int64_t args_i64(const void *args, const struct query_slot *slot);
struct str args_text(const void *args, const struct query_slot *slot, char day[16]);
/* INVALID when a TEXT holds a NUL byte: PostgreSQL cannot keep it, so SQLite may not either. */
enum rc args_check_text(struct ctx *c, const struct query_slot *slot, struct str s);

/* A folder's schema text as the engine wants it (migrate.c). */
struct str schema_text_for(struct arena *a, enum db_engine engine, struct str sql);
/* OK, or INVALID with a sentence when the database knows more than this program. Inside a transaction. */
enum rc schema_check(struct ctx *c, struct str *why);

/* Copies the database as c's transaction sees it into a new file (sqlite.c), and looks for damage in such a file. */
enum rc sqlite_copy(struct ctx *c, const char *path);
enum rc sqlite_check(struct ctx *c, const char *path);

/* Environment settings that let pg_dump and pg_restore reach the same database without a password on the command
 * line: "PGHOST=…" strings in the arena, *n of them. */
enum rc postgres_env(struct ctx *c, struct arena *a, const char ***env, size_t *n);

#endif
