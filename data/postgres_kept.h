/* postgres_kept.h: what one reading has asked and will ask. Within a snapshot the same question has the same answer, so
 * it goes to the server once: a question announced (query_ahead) travels with those around it, and one that is asked
 * again is answered from here. Seen by postgres.c only. */
#ifndef MOTCUA_DATA_POSTGRES_KEPT_H
#define MOTCUA_DATA_POSTGRES_KEPT_H

#include "data/db_private.h"

#include <libpq-fe.h>

enum {
    KEPT_MOST = 48,           /* questions; more are asked as ever */
    KEPT_KEYS = 16 * 1024,    /* bytes of their parameters together */
    KEPT_ANSWER = 128 * 1024, /* a longer answer is not kept */
};

struct kept {
    uint32_t id;      /* of the query */
    struct str key;   /* its parameters as they are sent */
    PGresult *answer; /* NULL: has not come yet */
    bool sent;
};

struct kept_list {
    struct kept k[KEPT_MOST];
    size_t n;
    char keys[KEPT_KEYS];
    size_t keys_n;
};

/* Parameters on their way to the server, in PostgreSQL's binary format. */
struct bound {
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX];
    int formats[DB_PARAMS_MAX];
    char small[DB_PARAMS_MAX][16]; /* big-endian numbers, and days */
};

/* The place of this question, new or old; NULL when there is no room for it. */
struct kept *kept_of(struct kept_list *l, const struct query *q, const struct bound *b);
/* Forgets the answer, so that the question is sent again when it comes again. */
void kept_drop(struct kept *k);
void kept_clear(struct kept_list *l);

#endif
