/* json.h: how commands print JSON: a buffer and web/out.h's writer without a request. */
#ifndef MOTCUA_APP_JSON_H
#define MOTCUA_APP_JSON_H

#include "web/out.h"

/* An out whose body takes JSON; json_print writes it to stdout with a line break. */
struct out json_start(struct ctx *c);
void json_print(const struct out *o);

#endif
