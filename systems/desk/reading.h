/* reading.h: what an officer reads of a dossier beside its moves: papers to print, results. Called by case.c. */
#ifndef MOTCUA_SYSTEMS_DESK_READING_H
#define MOTCUA_SYSTEMS_DESK_READING_H

#include "systems/desk/case.h"

NODISCARD enum rc desk_reading_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                                  struct desk_case_view *v);

#endif
