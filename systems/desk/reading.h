/* reading.h: what an officer reads of a dossier beside its moves: papers to print, results. Called by case.c. */
#ifndef MOTCUA_SYSTEMS_DESK_READING_H
#define MOTCUA_SYSTEMS_DESK_READING_H

#include "systems/desk/case.h"

NODISCARD enum rc desk_reading_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                                  struct desk_case_view *v);

/* Whether the form of this dossier has such a question with a personal number in it. */
bool desk_has_answer(struct ctx *c, const struct dossier *d, struct str name);

#endif
