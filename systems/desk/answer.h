/* answer.h: a request for a supplement is answered (T4 back, T11): over the API, or at the counter for a person who
 * stands before it. */
#ifndef MOTCUA_SYSTEMS_DESK_ANSWER_H
#define MOTCUA_SYSTEMS_DESK_ANSWER_H

#include "core/dossier/supplement.h"
#include "web/part.h"

/* body: {answers, comment}, or NULL: the fields of a page; parts
 * paper.<component>. The same rules as the applicant's page. */
NODISCARD enum rc desk_answer(struct ctx *c, const struct req *r, struct dossier *d, const struct json *body,
                              const struct move_input *in);

#endif
