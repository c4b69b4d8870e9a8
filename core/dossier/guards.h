/* guards.h: what must be true, beyond state, permission and
 * filled-in fields, before a move is made. Each cites its rule. */
#ifndef MOTCUA_CORE_DOSSIER_GUARDS_H
#define MOTCUA_CORE_DOSSIER_GUARDS_H

#include "core/dossier/dossier.h"

typedef enum rc guard_fn(struct ctx *c, const struct dossier *d, const struct procedure *p,
                         const struct move_input *in);

guard_fn guard_counter;        /* a counter of the unit that took it in, that decides, or that receives for it */
guard_fn guard_ask_supplement; /* at most two requests in all (ND 63/2010 Đ.20(4)); the limit lies ahead */
guard_fn guard_forward;        /* the graph has such an edge; a named person has the role there */
guard_fn guard_send_back;
guard_fn guard_assign;
guard_fn guard_recall;         /* only the sender, only while the next one has not begun */
guard_fn guard_consult;        /* another agency, a limit that lies ahead */
guard_fn guard_answer_consult; /* asked of the actor's unit and not answered */
guard_fn guard_children_done;
guard_fn guard_expired;  /* the applicant's limit has passed */
guard_fn guard_withdraw; /* refused once a result is signed */
guard_fn guard_finish;   /* nothing asked is still open */
guard_fn guard_overdue;
guard_fn guard_apologise; /* once; the new day lies ahead */

/* The step an edge of the open step leads to: the one asked for, or the first there is. CONFLICT at "step" when there
 * is none such. */
enum edge { EDGE_NEXT, EDGE_BACK };
NODISCARD enum rc edge_target(struct ctx *c, const struct dossier *d, const struct procedure *p, enum edge edge,
                              struct str asked, const struct process_step **out);
/* Whether this counter serves the dossier: it took it in,
 * receives for the agency that decides, or is that agency's own. */
bool guard_is_counter_of(const struct actor *a, const struct dossier *d);
/* Whether the open step is the actor's to act on. */
bool step_is_mine(const struct ctx *c, const struct dossier *d);

#endif
