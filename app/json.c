#include "app/json.h"

struct out json_start(struct ctx *c)
{
    return (struct out){.c = c, .body = buf_new(c->arena, (size_t)256 << 20)};
}

void json_print(const struct out *o)
{
    fwrite(o->body.p, 1, o->body.n, stdout);
    fputc('\n', stdout);
}
