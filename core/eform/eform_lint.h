/* eform_lint.h: what the reader and the linter of forms share. */
#ifndef MOTCUA_CORE_EFORM_EFORM_LINT_H
#define MOTCUA_CORE_EFORM_EFORM_LINT_H

#include "base/text.h"
#include "core/eform/eform.h"

struct eform_reading {
    struct ctx *c;
    const struct eform_lists *lists;
    const struct json *json;
    struct eform *form;
    size_t *settled; /* beside form->fields: the place where a sum is settled */
};

void eform_refuse(struct eform_reading *r, int msg, struct str where, struct str what);
struct str eform_where(struct eform_reading *r, struct str at, const char *key); /* "at.key" */

/* Cross-checks of a form whose parts have been read: every field is asked once, conditions look back only, sums do not
 * run in circles, names exist, hints stand where people need them. */
void eform_lint(struct eform_reading *r);

#endif
