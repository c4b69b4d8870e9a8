/* test_kit.h: what every test of this folder begins with. */
#ifndef MOTCUA_FORMAT_TEST_KIT_H
#define MOTCUA_FORMAT_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"

static struct arena *a;

static inline int kit_setup(void **state)
{
    (void)state;
    a = arena_new(256u << 20);
    return 0;
}

static inline int kit_teardown(void **state)
{
    (void)state;
    arena_freep(&a);
    return 0;
}

#define assert_str(got, want)                                                                                          \
    do {                                                                                                               \
        struct str got_ = (got), want_ = str_from(want);                                                               \
        if (!str_eq(got_, want_))                                                                                      \
            fail_msg("got <%.*s>, want <%s>", STR_ARG(got_), (want));                                                  \
    } while (0)

#endif
