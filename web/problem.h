/* problem.h: how a refusal is told: problem+json to programs, a page in plain words to people. */
#ifndef MOTCUA_WEB_PROBLEM_H
#define MOTCUA_WEB_PROBLEM_H

#include "web/exchange.h"

int problem_status(const struct exchange *x, enum rc rc);
/* Replaces what is in x->out by the answer to `status`; x->c.fault and x->c.faults say why. */
void problem_write(struct exchange *x, int status);
/* The unlock or step-up page for a form that was sent. */
void problem_prove(struct exchange *x, bool step_up);

#endif
