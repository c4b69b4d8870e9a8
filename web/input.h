/* input.h: from raw fields to the typed struct of a route, all faults at once. */
#ifndef MOTCUA_WEB_INPUT_H
#define MOTCUA_WEB_INPUT_H

#include "web/request.h"

/* Fills r->in (in the arena) by r->route->in. Returns INVALID with c->faults in field order when any value is wrong;
 * the struct then holds what could be read. OK with r->in NULL when the route declares none. */
NODISCARD enum rc input_parse(struct ctx *c, struct req *r);
/* One value by type, the same checks: for fields that are not known before run time. */
NODISCARD enum rc input_value(struct ctx *c, const struct field *f, struct str raw, void *at);
const char *field_type_schema(enum field_type t); /* JSON schema of the type, for openapi */

#endif
