/* around.h: what stands around a dossier on the officer's page:
 * whose turn it is, who was faster, what belongs with it. */
#ifndef MOTCUA_SYSTEMS_DESK_AROUND_H
#define MOTCUA_SYSTEMS_DESK_AROUND_H

#include "core/dossier/dossier.h"
#include "systems/desk/views.h"

/* Fills `nothing`: whose turn it is, when it is not the actor's; '' when the actor may go on himself. */
NODISCARD enum rc around_turn(struct ctx *c, const struct dossier *d, const struct procedure *p,
                              struct desk_case_view *v);
/* Opinions asked, linked dossiers, other dossiers of the same person, a twin of the same procedure. */
NODISCARD enum rc around_fill(struct ctx *c, const struct req *r, const struct dossier *d, struct desk_case_view *v);
/* After a refused move: who changed the dossier meanwhile, and what was typed when its form is gone. */
NODISCARD enum rc around_conflict(struct ctx *c, const struct req *r, const struct dossier *d,
                                  struct desk_case_view *v);

#endif
