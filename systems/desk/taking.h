/* taking.h: what the counter's page and the API do alike when a dossier is taken in. */
#ifndef MOTCUA_SYSTEMS_DESK_TAKING_H
#define MOTCUA_SYSTEMS_DESK_TAKING_H

#include "core/dossier/dossier.h"

/* The agency that decides: the one asked for, or the only one, or the actor's own, or one whose dossiers the actor's
 * unit receives, or the province's default. INVALID at "unit" when none of these names one. */
NODISCARD enum rc desk_place_of(struct ctx *c, struct str asked, struct new_dossier *n);
/* The person of this number, or a new one; without a number always a new one. A tax number makes an organisation. */
struct taken_person {
    struct str name, number, phone, email, address;
};
NODISCARD enum rc desk_person_of(struct ctx *c, const struct taken_person *p, int64_t *id);
/* A submission key that belongs to this person alone; '' stays ''. */
struct str desk_submit_key(struct ctx *c, struct str key);

#endif
