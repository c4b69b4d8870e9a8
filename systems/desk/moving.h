/* moving.h: the moves of a dossier as forms on its page. Called by case.c. */
#ifndef MOTCUA_SYSTEMS_DESK_MOVING_H
#define MOTCUA_SYSTEMS_DESK_MOVING_H

#include "systems/desk/case.h"

/* Fills v->moves. `act`: the move whose form was refused, else ''; the faults of v->shell then lead into that form. */
NODISCARD enum rc desk_moves_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                                struct str act, struct desk_case_view *v);

#endif
