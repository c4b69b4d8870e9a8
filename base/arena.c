#include "base/arena.h"

#include <stdalign.h>

enum { FIRST_BLOCK = 32 * 1024, ALIGN = alignof(max_align_t) };

struct block {
    struct block *older;
    size_t size, used;
    alignas(max_align_t) char bytes[];
};

struct closer {
    struct closer *older;
    void (*close)(void *);
    void *handle;
};

struct arena {
    struct block *newest;
    struct closer *closers;
    size_t quota, total, used;
};

static struct block *block_new(size_t size, struct block *older)
{
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        die("out of memory: %zu bytes", size);
    b->older = older;
    b->size = size;
    b->used = 0;
    return b;
}

struct arena *arena_new(size_t quota)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a)
        die("out of memory");
    a->quota = quota;
    a->newest = block_new(FIRST_BLOCK, NULL);
    a->total = FIRST_BLOCK;
    return a;
}

static void run_closers(struct arena *a)
{
    while (a->closers) {
        struct closer *c = a->closers;
        a->closers = c->older;
        c->close(c->handle);
    }
}

void arena_reset(struct arena *a)
{
    run_closers(a);
    while (a->newest->older) {
        struct block *older = a->newest->older;
        a->total -= a->newest->size;
        free(a->newest);
        a->newest = older;
    }
    a->newest->used = 0;
    a->used = 0;
}

void arena_free(struct arena *a)
{
    if (!a)
        return;
    arena_reset(a);
    free(a->newest);
    free(a);
}

void arena_freep(struct arena **a)
{
    arena_free(*a);
    *a = NULL;
}

static size_t round_up(size_t n)
{
    return (n + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
}

/* A new newest block, at least twice the last so that long answers cost few calls. */
static void add_block(struct arena *a, size_t need)
{
    size_t size = a->newest->size * 2;
    if (size < need)
        size = need;
    if (need > a->quota || a->total + need > a->quota)
        die("request memory quota of %zu bytes passed", a->quota);
    if (a->total + size > a->quota)
        size = a->quota - a->total;
    a->newest = block_new(size, a->newest);
    a->total += size;
}

static void *take(struct arena *a, size_t size)
{
    if (size > SIZE_MAX / 4)
        die("arena: absurd size");
    size_t need = round_up(size ? size : 1);
    if (a->newest->size - a->newest->used < need)
        add_block(a, need);
    void *p = a->newest->bytes + a->newest->used;
    a->newest->used += need;
    a->used += need;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    return memset(take(a, size), 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / 4 / size)
        die("arena: array of %zu x %zu", n, size);
    return arena_alloc(a, n * size);
}

void *arena_room(struct arena *a, size_t size)
{
    return take(a, size);
}

void *arena_stretch(struct arena *a, void *p, size_t old, size_t new_size)
{
    struct block *b = a->newest;
    size_t held = round_up(old ? old : 1), need = round_up(new_size ? new_size : 1);
    if (p && new_size <= SIZE_MAX / 4 && (char *)p + held == b->bytes + b->used && need >= held &&
        b->size - b->used >= need - held) {
        b->used += need - held;
        a->used += need - held;
        return p;
    }
    char *q = take(a, new_size);
    size_t keep = old < new_size ? old : new_size;
    if (p && keep)
        memcpy(q, p, keep);
    return q;
}

void *arena_grow(struct arena *a, void *p, size_t old, size_t new_size)
{
    char *q = arena_stretch(a, p, old, new_size);
    if (new_size > old)
        memset(q + old, 0, new_size - old);
    return q;
}

void arena_defer(struct arena *a, void (*close)(void *), void *handle)
{
    struct closer *c = NEW(a, struct closer);
    *c = (struct closer){.older = a->closers, .close = close, .handle = handle};
    a->closers = c;
}

size_t arena_used(const struct arena *a)
{
    return a->used;
}
