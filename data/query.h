/* query.h: what sqlgen emits for each query, and what the engines run. Generated code fills these tables; people do
 * not. */
#ifndef MOTCUA_DATA_QUERY_H
#define MOTCUA_DATA_QUERY_H

#include "base/ctx.h"

/* How a value travels between a C struct and a column (see "queries.sql" in ARCHITECTURE.md). */
enum sql_type {
    SQL_I64,     /* BIGINT    <-> int64_t */
    SQL_BOOL,    /* SMALLINT  <-> bool */
    SQL_TEXT,    /* TEXT      <-> struct str */
    SQL_BLOB,    /* BLOB      <-> struct str */
    SQL_INSTANT, /* BIGINT _at <-> struct instant */
    SQL_DAY,     /* TEXT _on  <-> struct day ('' <-> DAY_NONE) */
    SQL_VND,     /* BIGINT _vnd <-> struct vnd */
};

struct query_slot {
    const char *name;
    enum sql_type type;
    size_t offset; /* in the row struct (columns) or in the argument struct (parameters) */
};

enum query_kind { QUERY_ONE, QUERY_MAYBE, QUERY_MANY, QUERY_EXEC };

struct query {
    const char *name;
    enum query_kind kind;
    bool writes;                   /* from SQLite's authorizer at build time */
    const char *sqlite, *postgres; /* ?1 ?2 … and $1 $2 … in the same order */
    const struct query_slot *params;
    size_t params_n;
    const struct query_slot *cols;
    size_t cols_n;
    size_t row_size;
    uint32_t *id; /* slot of the statement cache, given by the engine at first use; *id == 0 before */
};

/* The four ways to run a query; args points at the argument struct, row/rows at the row struct(s). Rows and their
 * strings live in c->arena. A write inside a read-only transaction is die(): the route said it would not write.
 * query_exec with changed == NULL need not wait for the database: its refusal (CONFLICT of a key, INVALID of a CHECK)
 * then comes with a later statement, db_release or db_commit, and undoes the frame it was made in. Who acts on the
 * refusal of this one statement asks for *changed. */
NODISCARD enum rc query_one(struct ctx *c, const struct query *q, const void *args, void *row);
NODISCARD enum rc query_maybe(struct ctx *c, const struct query *q, const void *args, void *row, bool *found);
NODISCARD enum rc query_many(struct ctx *c, const struct query *q, const void *args, void **rows, size_t *n);
NODISCARD enum rc query_exec(struct ctx *c, const struct query *q, const void *args, int64_t *changed);
/* Announces what this reading will ask: the database may begin with it while others are under way. Changes nothing that
 * can be seen, so what is announced and never asked costs a little time, and a failure shows when it is asked, at the
 * latest. Does nothing outside a read transaction. */
void query_ahead(struct ctx *c, const struct query *q, const void *args);

#endif
