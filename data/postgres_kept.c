#include "data/postgres_kept.h"

/* Writes the parameters behind the keys so far, each with its length before it; false when they do not fit. */
static bool put_key(struct kept_list *l, const struct query *q, const struct bound *b, struct str *out)
{
    size_t at = l->keys_n;
    for (size_t i = 0; i < q->params_n; i++) {
        size_t n = (size_t)b->lengths[i];
        if (sizeof(int) + n > KEPT_KEYS - at)
            return false;
        memcpy(l->keys + at, &b->lengths[i], sizeof(int));
        if (n > 0)
            memcpy(l->keys + at + sizeof(int), b->values[i], n);
        at += sizeof(int) + n;
    }
    *out = (struct str){l->keys + l->keys_n, at - l->keys_n};
    return true;
}

struct kept *kept_of(struct kept_list *l, const struct query *q, const struct bound *b)
{
    struct str key;
    if (!put_key(l, q, b, &key))
        return NULL;
    for (size_t i = 0; i < l->n; i++)
        if (l->k[i].id == query_id(q) && str_eq(l->k[i].key, key))
            return &l->k[i];
    if (l->n == KEPT_MOST)
        return NULL;
    l->keys_n += key.n;
    l->k[l->n] = (struct kept){.id = query_id(q), .key = key};
    return &l->k[l->n++];
}

void kept_drop(struct kept *k)
{
    PQclear(k->answer);
    k->answer = NULL;
    k->sent = false;
}

void kept_clear(struct kept_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        PQclear(l->k[i].answer);
    l->n = 0;
    l->keys_n = 0;
}
