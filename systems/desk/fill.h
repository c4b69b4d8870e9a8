/* fill.h: entering the answers of a paper form; its routes stand with the intake's. */
#ifndef MOTCUA_SYSTEMS_DESK_FILL_H
#define MOTCUA_SYSTEMS_DESK_FILL_H

#include "web/route.h"

extern const struct input desk_fill_shown, desk_fill_sent;
NODISCARD enum rc desk_fill_show(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc desk_fill_save(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc desk_fill_again(struct ctx *c, const struct req *r, struct out *o);

#endif
