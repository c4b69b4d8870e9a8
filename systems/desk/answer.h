/* answer.h: an applicant's program answers a request for a supplement (T4 back, T11) over the API. */
#ifndef MOTCUA_SYSTEMS_DESK_ANSWER_H
#define MOTCUA_SYSTEMS_DESK_ANSWER_H

#include "core/dossier/dossier.h"
#include "web/part.h"

/* body: {answers, comment}; parts paper.<component>. The same rules as the page. */
NODISCARD enum rc desk_answer(struct ctx *c, const struct req *r, struct dossier *d, const struct json *body,
                              const struct move_input *in);

#endif
