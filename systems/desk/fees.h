/* fees.h: what a counter takes when it receives a dossier:
 * asked beside the papers, one block a fee of the catalogue. */
#ifndef MOTCUA_SYSTEMS_DESK_FEES_H
#define MOTCUA_SYSTEMS_DESK_FEES_H

#include "core/dossier/dossier.h"
#include "core/eform/eform.h"
#include "systems/desk/views.h"

/* The blocks of a procedure's fees; with `typed` what was typed
 * and c->faults stand in them. None where nothing is due. */
const struct desk_fee_block *desk_fee_blocks(struct ctx *c, const struct req *r, const struct procedure *p,
                                             const struct eform *form, bool typed, size_t *n);
/* What was taken, into n->fees; each fault is added to c->faults. */
void desk_fees_take(struct ctx *c, const struct req *r, const struct eform *form, struct new_dossier *n);
/* The same of an API call: [{kind, amount, receipt} | {kind, exempt: true, reason}], faults at "fees/0/amount". DENIED
 * where nobody stands at a counter. */
NODISCARD enum rc desk_fees_take_json(struct ctx *c, const struct json *list, const struct eform *form,
                                      struct new_dossier *n);
/* "Lệ phí: 8.000 ₫ · biên lai số 0001234", a line each; '' none. */
NODISCARD enum rc desk_fees_words(struct ctx *c, const struct dossier *d, struct str *out);
/* What is owed by catalogue and answers (core/dossier/owed.h), in one word or sum. */
NODISCARD enum rc desk_owed_words(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str *out);
struct str desk_fee_kind(struct ctx *c, struct str kind);

#endif
