/* owed.h: what an applicant owes: the fees of the catalogue, and where the form works a kind out, its sum instead. One
 * answer for the review, the receipt, the counter and the API. */
#ifndef MOTCUA_CORE_DOSSIER_OWED_H
#define MOTCUA_CORE_DOSSIER_OWED_H

#include "core/dossier/dossier.h"
#include "core/eform/answers.h"

struct owed_row {
    struct str kind; /* phi, le-phi */
    struct vnd amount;
    bool known;   /* false: set by the council, one of several, or an answer is missing */
    bool by_form; /* worked out from the answers */
    bool exempt;  /* by the counter, for a reason on record */
};
struct owed {
    const struct owed_row *rows;
    size_t rows_n;
    struct vnd sum, least; /* sum: of all, when known; least: what is sure when it is not */
    bool known;
    bool by_form;     /* what is not known hangs on the answers alone */
    struct vnd taken; /* by the counter, with receipts */
};

/* Pure. Without a form the catalogue alone; without a state its sums are not known yet. */
struct owed owed_of(struct arena *a, const struct procedure *p, const struct eform *form, const struct eform_state *st);
/* Of a dossier, by the answers it stands on now, less what the counter found exempt. Answers that are on paper alone
 * leave the form's sums open. */
NODISCARD enum rc owed_of_dossier(struct ctx *c, const struct dossier *d, const struct procedure *p, struct owed *out);
/* What is left to pay; 0 when it is not known. */
struct vnd owed_left(const struct owed *o);

#endif
