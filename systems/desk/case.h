/* case.h: one dossier and its papers as an officer's page
 * shows them. The caller has opened the dossier within reach. */
#ifndef MOTCUA_SYSTEMS_DESK_CASE_H
#define MOTCUA_SYSTEMS_DESK_CASE_H

#include "core/dossier/dossier.h"
#include "desk_queries.h"
#include "systems/desk/views.h"

/* The message <prefix><name><suffix>; `name` itself when the catalogue has none. */
struct str desk_label(struct ctx *c, const char *prefix, struct str name, const char *suffix);
struct str desk_when(struct ctx *c, struct instant t); /* '' for 0 */
struct clock_view desk_clock(struct ctx *c, const struct calendar *cal, struct instant start, struct instant due,
                             bool runs);
struct clock_view desk_item_clock(struct ctx *c, const struct calendar *cal,
                                  const struct desk_item *d); /* of a row of a list */
struct tag_view desk_state_tag(struct ctx *c, int64_t state);

/* Announces what the case reads (data/query.h). */
void desk_case_ahead(struct ctx *c, const struct req *r, const struct dossier *d);
/* `shown`: the owner's number after a journaled showing, else ''. `act`: the move whose form was refused, else ''. */
NODISCARD enum rc desk_case_of(struct ctx *c, const struct req *r, const struct dossier *d, struct str shown,
                               struct str act, struct desk_case_view *v);
/* `paper`: the one whose pages are shown; 0 the first. */
NODISCARD enum rc desk_papers_of(struct ctx *c, const struct dossier *d, int64_t paper, struct desk_papers_view *v);

#endif
