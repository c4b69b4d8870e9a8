/* arena.h: memory with one lifetime. A request owns an arena; when the request is answered all of it goes at once.
 * Nobody frees a piece. Handles (files, statements) that must be closed with the arena register with arena_defer. */
#ifndef MOTCUA_BASE_ARENA_H
#define MOTCUA_BASE_ARENA_H

#include "base/base.h"

struct arena;

/* A new arena that may grow to `quota` bytes. Never NULL. Passing the quota or running out of memory is die(). */
struct arena *arena_new(size_t quota);
/* Runs the deferred closers, newest first, and gives all memory back. NULL is allowed. */
void arena_free(struct arena *a);
void arena_freep(struct arena **a); /* for CLEANUP(arena_freep) */
/* Empties the arena and keeps its first block for the next request. */
void arena_reset(struct arena *a);

/* Zeroed memory aligned for any type; never NULL. arena_array checks n * size for overflow. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
void *arena_array(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull, malloc));
/* The same with whatever was there before: for what its owner writes before anybody reads it. */
void *arena_room(struct arena *a, size_t size) __attribute__((returns_nonnull, malloc));
/* Grows a block from old to new bytes, in place when it is the newest one; otherwise copies. The new bytes are zeroed
 * by arena_grow and left as they are by arena_stretch. */
void *arena_grow(struct arena *a, void *p, size_t old, size_t new_size) __attribute__((returns_nonnull));
void *arena_stretch(struct arena *a, void *p, size_t old, size_t new_size) __attribute__((returns_nonnull));

#define NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define NEW_ARRAY(a, T, n) ((T *)arena_array((a), (n), sizeof(T)))

/* Calls close(handle) when the arena is reset or freed. */
void arena_defer(struct arena *a, void (*close)(void *), void *handle);

/* Bytes handed out since the last reset, for tests and the status page. */
size_t arena_used(const struct arena *a);

#endif
