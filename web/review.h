/* review.h: the answers of a form as people read them: a list of facts for each of its pages. */
#ifndef MOTCUA_WEB_REVIEW_H
#define MOTCUA_WEB_REVIEW_H

#include "core/eform/view.h"
#include "web/components.h"

struct review_ask {
    const struct eform_state *now;
    const struct eform_state *before; /* what stood before a supplement: shown under what has changed; NULL none */
    enum msg was, was_blank;          /* "before: {value}", and the word for an empty value */
    bool mask;                        /* personal numbers show their last four digits */
    struct str reveal;                /* address before "/<name>" that shows one (a POST, journaled); '' offers none */
    struct str shown;                 /* the name just shown; '' none */
};
/* Only what was asked of these people; pages without a shown question are left out. */
void review_lists(struct ctx *c, const struct review_ask *ask, struct summary_list_view **out, size_t *n);

/* "•••• •••• 0011": a personal number as it stands on a screen. */
struct str review_last_four(struct ctx *c, struct str value);

#endif
