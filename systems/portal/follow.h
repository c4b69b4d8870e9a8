/* follow.h: the pages of someone who waits: by code and check value, or signed
 * in. Their handlers stand in follow.c, the rows in the one table of pages.c. */
#ifndef MOTCUA_SYSTEMS_PORTAL_FOLLOW_H
#define MOTCUA_SYSTEMS_PORTAL_FOLLOW_H

#include "core/dossier/dossier.h"
#include "systems/portal/views.h"

extern const struct input portal_track_form, portal_track_shown, portal_track_scanned, portal_mine_listed,
    portal_mine_shown, portal_mine_withdrawn;

NODISCARD enum rc portal_track(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_track_post(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_track_show(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_track_scan(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_mine_list(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_mine_show(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_withdraw(struct ctx *c, const struct req *r, struct out *o);
NODISCARD enum rc portal_withdraw_post(struct ctx *c, const struct req *r, struct out *o);

/* What happens next, said once after a supplement was sent. */
struct str portal_supplement_sent(struct ctx *c, const struct dossier *d);
/* What the owner's page adds to tracking: papers to print, files of results (own.c). */
NODISCARD enum rc portal_own_of(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                struct portal_tracked_view *v);

#endif
