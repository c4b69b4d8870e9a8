/* base.h: the words every file speaks: result codes, checked attributes, small macros. Sees only libc. */
#ifndef MOTCUA_BASE_H
#define MOTCUA_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The closed set of outcomes. Each maps to one HTTP status (web/server.c). A bug is die(), never an rc. */
enum rc {
    OK,          /* 200 */
    NOT_FOUND,   /* 404: absent, or outside the actor's scope (the two look alike on purpose) */
    INVALID,     /* 422: the input breaks a rule; fault says which field and how to mend it */
    DENIED,      /* 403: known actor without the permission */
    CONFLICT,    /* 409/412: the record moved on, or a double submission */
    UNAVAILABLE, /* 503: disk full, database gone, a peer silent; try again later */
};

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
/* A large local that is written before it is read: not filled with the compiler's pattern at every call. */
#define UNFILLED __attribute__((uninitialized))
#define UNUSED __attribute__((unused))
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Runs a call and returns its rc when it is not OK. The one macro allowed to return. */
#define TRY(call)                                                                                                      \
    do {                                                                                                               \
        enum rc try_rc_ = (call);                                                                                      \
        if (try_rc_ != OK)                                                                                             \
            return try_rc_;                                                                                            \
    } while (0)

/* Hundredths of the whole, half up; 0 of nothing. */
static inline int64_t percent_of(int64_t part, int64_t whole)
{
    return whole > 0 ? (200 * part + whole) / (2 * whole) : 0;
}

/* A broken promise of our own code: writes one line to stderr and aborts. Costs one process, never data. */
NORETURN void die(const char *fmt, ...) PRINTF_LIKE(1, 2);

#define ALWAYS(x) ((x) ? true : (die("%s:%d: broken: %s", __FILE__, __LINE__, #x), false))

#endif
