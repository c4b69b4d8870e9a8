#include "base/ctx.h"

#include <stdarg.h>

enum rc fail(struct ctx *c, enum rc rc, int msg, struct str field)
{
    c->fault = (struct fault){.msg = msg, .field = field};
    return rc;
}

enum rc fail_with(struct ctx *c, enum rc rc, int msg, struct str field, struct str arg0, struct str arg1)
{
    c->fault = (struct fault){.msg = msg, .field = field, .arg = {arg0, arg1}};
    return rc;
}

enum rc fail_detail(struct ctx *c, enum rc rc, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    c->fault = (struct fault){.detail = str_dup(c->arena, str_from(text))};
    return rc;
}

void fault_add(struct ctx *c, int msg, struct str field, struct str arg0, struct str arg1)
{
    if (c->faults_n < FAULTS_MAX)
        c->faults[c->faults_n++] = (struct fault){.msg = msg, .field = field, .arg = {arg0, arg1}};
}

enum rc faults_rc(struct ctx *c)
{
    if (c->faults_n == 0)
        return OK;
    c->fault = c->faults[0];
    return INVALID;
}
