/* say.h: the words of a page's handler in the reader's language, in the request's memory. */
#ifndef MOTCUA_WEB_SAY_H
#define MOTCUA_WEB_SAY_H

#include "base/message.h"
#include "base/text.h"

static inline struct str say(const struct ctx *c, enum msg m)
{
    return msg_text(c->arena, c->lang, m, NULL, 0);
}

static inline struct str say1(const struct ctx *c, enum msg m, struct msg_arg a)
{
    return msg_text(c->arena, c->lang, m, &a, 1);
}

/* thứ Sáu 04/12/2026, 17:00; '' for 0 */
static inline struct str when(const struct ctx *c, struct instant t)
{
    struct buf b = buf_new(c->arena, 100);
    if (t.ms)
        write_instant_long(&b, c->lang, t);
    return buf_str(&b);
}

/* 8.000 ₫ */
static inline struct str money(const struct ctx *c, struct vnd v)
{
    struct buf b = buf_new(c->arena, 64);
    write_vnd(&b, c->lang, v);
    return buf_str(&b);
}

/* The sentence of the first fault of c->faults at `field`; '' none. */
static inline struct str fault_of(const struct ctx *c, struct str field)
{
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_eq(c->faults[i].field, field))
            return fault_text(c->arena, c->lang, &c->faults[i]);
    return S("");
}

#endif
