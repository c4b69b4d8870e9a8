/* effects.h: what a move does to the dossier besides its state: clock, steps, supplements, results. Called by move.c
 * only, in the
 * transaction of the move; each changes *d, which move.c writes once at the end. */
#ifndef MOTCUA_CORE_DOSSIER_EFFECTS_H
#define MOTCUA_CORE_DOSSIER_EFFECTS_H

#include "core/dossier/rules.h"

/* Everything a move works with, gathered once. */
struct moving {
    struct dossier *d;
    const struct move *m;
    const struct procedure *p;
    const struct calendar *cal;
    const struct move_input *in;
    struct str new_sub; /* set by an effect that decides the sub-state itself */
};

NODISCARD enum rc effect_clock(struct ctx *c, struct moving *x);
NODISCARD enum rc effect_act(struct ctx *c, struct moving *x);
/* The last working instant of a day: its close, or 17:00 on a day off. */
struct instant day_close(const struct calendar *cal, struct day on);
/* INVALID in words when the count leaves the published calendar. */
NODISCARD enum rc due_given(struct ctx *c, struct due due);

#endif
