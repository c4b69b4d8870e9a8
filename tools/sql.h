/* sql.h: a queries.sql as sqlgen understands it. sql_read.c reads the file, sql_check.c proves each query against the
 * real tables on SQLite and types it, sqlgen.c writes the C. */
#ifndef MOTCUA_TOOLS_SQL_H
#define MOTCUA_TOOLS_SQL_H

#include "tools/gen.h"

#define SLOTS_MAX 96
#define TOUCHES_MAX 512

enum sql_type { T_NONE, T_I64, T_BOOL, T_TEXT, T_BLOB, T_INSTANT, T_DAY, T_VND };
enum kind { KIND_ONE, KIND_MAYBE, KIND_MANY, KIND_EXEC };
enum engine { ON_SQLITE, ON_POSTGRES, ENGINES };

struct slot {
    struct str name, type_word; /* type_word: as annotated; the type follows from it and the name */
    enum sql_type type;
    int line;
    bool used;
};
struct slots {
    struct slot s[SLOTS_MAX];
    size_t n;
};

/* One thing the statement does to one column; column is empty when the row as a whole is meant. */
struct touch {
    struct str table, column;
    bool write;
};

struct text {
    struct str sql;
    int line; /* of its first byte; 0: this engine has no text of its own */
};

struct query {
    const char *file;
    int line;
    struct str name, doc, row, scope_reason;
    enum kind kind;
    struct text common, own[ENGINES];
    struct slots param_hints, col_hints;
    /* filled by sql_check */
    struct slots params, cols; /* params without the scope */
    bool scope_unit, scope_person, writes, ahead; /* ahead: it may be announced */
    struct touch touch[TOUCHES_MAX];
    size_t touch_n;
};
struct queries {
    struct query *q;
    size_t n, cap;
};

/* A piece of SQL text: bytes to copy, one run of white space, a parameter, or the end of the statement. */
enum piece_kind { PIECE_BYTES, PIECE_SPACE, PIECE_PARAM, PIECE_END };
struct piece {
    enum piece_kind kind;
    struct str text; /* of a parameter: its name */
    size_t at;
};
bool sql_piece(struct str sql, size_t *at, struct piece *out); /* comments are passed over */

void sql_read(struct queries *all, const char *path);
struct text sql_text(const struct query *q, enum engine e);
struct slot *slot_find(struct slots *all, struct str name);
void slot_add(const struct query *q, struct slots *all, struct slot s);

/* Opens the tables of every schema.sql; then proves and types queries against them. */
struct schemas {
    const char *list, *root;
    const char **path;  /* as opened */
    struct str *folder; /* core/dossier */
    size_t n;
};
void schemas_open(struct schemas *s);
void sql_check(struct query *q);
enum sql_type sql_type_of(struct str name, struct str word); /* T_NONE: no such type */
const char *sql_c_type(enum sql_type t);

#endif
