/* posted.h: what a page's form posted, taken by the engines that know what was asked. */
#ifndef MOTCUA_WEB_POSTED_H
#define MOTCUA_WEB_POSTED_H

#include "core/dossier/supplement.h"
#include "web/request.h"

/* The answers to what a supplement asks: at the counter and on the applicant's own page. */
static inline void posted_answers(struct ctx *c, const struct req *r, struct supplement *s)
{
    struct str *names, *values;
    size_t n = req_posted(c, r, &names, &values);
    supplement_take(c, s, names, values, n);
}

#endif
