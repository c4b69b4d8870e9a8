#include "web/limits.h"

#define WAYS 4 /* places a key may lie in */

struct bucket {
    uint64_t key;   /* 0: free */
    int64_t tokens; /* thousandths */
    int64_t at;     /* milliseconds, of the last refill */
};

struct limits {
    size_t mask;
    uint64_t salt;
    struct bucket *buckets;
};

struct limits *limits_new(struct arena *a, size_t buckets)
{
    struct limits *l = NEW(a, struct limits);
    if (buckets < WAYS || (buckets & (buckets - 1)))
        die("limits: %zu is no power of two", buckets);
    *l = (struct limits){buckets - 1, (uint64_t)(uintptr_t)l * UINT64_C(0x9e3779b97f4a7c15),
                         NEW_ARRAY(a, struct bucket, buckets)};
    return l;
}

static uint64_t hash(const struct limits *l, const char *kind, struct str key)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325) ^ l->salt;
    for (; *kind; kind++)
        h = (h ^ (unsigned char)*kind) * UINT64_C(0x100000001b3);
    h = (h ^ 0xff) * UINT64_C(0x100000001b3);
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001b3);
    h ^= h >> 29;
    return h ? h : 1;
}

static struct bucket *place(const struct limits *l, uint64_t key, bool *found)
{
    struct bucket *stalest = NULL;
    for (size_t i = 0; i < WAYS; i++) {
        struct bucket *b = &l->buckets[(key + i) & l->mask];
        *found = b->key == key;
        if (*found)
            return b;
        if (!stalest || (stalest->key && (!b->key || b->at < stalest->at)))
            stalest = b;
    }
    return stalest;
}

static int64_t refilled(const struct bucket *b, struct instant now, unsigned burst, unsigned per_minute)
{
    int64_t passed = now.ms > b->at ? now.ms - b->at : 0, full = (int64_t)burst * 1000;
    if (passed > 60 * MINUTE_MS)
        return full;
    int64_t tokens = b->tokens + passed * (int64_t)per_minute / 60;
    return tokens < full ? tokens : full;
}

bool limits_would(const struct limits *l, struct instant now, const char *kind, struct str key, unsigned burst,
                  unsigned per_minute)
{
    bool found;
    const struct bucket *b = place(l, hash(l, kind, key), &found);
    return !found || refilled(b, now, burst, per_minute) >= 1000;
}

bool limits_take(struct limits *l, struct instant now, const char *kind, struct str key, unsigned burst,
                 unsigned per_minute)
{
    bool found;
    uint64_t h = hash(l, kind, key);
    struct bucket *b = place(l, h, &found);
    int64_t tokens = found ? refilled(b, now, burst, per_minute) : (int64_t)burst * 1000;
    *b = (struct bucket){h, tokens >= 1000 ? tokens - 1000 : tokens, now.ms};
    return tokens >= 1000;
}

void limits_clear(struct limits *l, const char *kind, struct str key)
{
    bool found;
    struct bucket *b = place(l, hash(l, kind, key), &found);
    if (found)
        *b = (struct bucket){0};
}
