/* supplement.h: what the applicant was asked to mend (T4, T10), and whether what came answers it. Only
 * what was asked for may be changed, and what a changed answer newly asks; every fault is answered by
 * a change, a new file, or words. The pages and the API stand on this; dossier_answer makes the move. */
#ifndef MOTCUA_CORE_DOSSIER_SUPPLEMENT_H
#define MOTCUA_CORE_DOSSIER_SUPPLEMENT_H

#include "core/dossier/dossier.h"
#include "core/eform/view.h"

struct supplement {
    const struct dossier *d;
    const struct procedure *p;
    struct dossier_supplements_row ask; /* the open request */
    struct str asked_by;
    const struct dossier_faults_row *faults; /* not mended yet; target "field:<name>", "paper:<key>" or "" */
    size_t faults_n;
    const struct eform *form;
    struct answers answers;
    struct eform_state *before, *now; /* the answers as filed, and with what was taken */
    struct eform_calendar calendar;
};

/* CONFLICT when nothing is asked of the applicant now. *d and *p live as long as *s. What c->faults tells already stays
 * told, here and in supplement_reading. */
NODISCARD enum rc supplement_open(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                  struct supplement *s);
/* The answers of a dossier judged as of the day it was filed: what officers and the owner read. */
NODISCARD enum rc supplement_reading(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                     struct str answers, struct eform_state **out);

/* What a request may name, papers first, then the questions of the form page by page; no questions where the answers
 * stand on paper alone. */
struct supplement_target {
    struct str target, label; /* "paper:p1", "field:cha_me.0.so_dd" */
    struct str page;          /* title of its page of the form; '' a paper */
    struct str value;         /* what was answered */
    bool personal;            /* a personal number: officers see it masked */
};
NODISCARD enum rc supplement_targets(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                     struct supplement_target **out, size_t *n);

/* The fault that names this answer (or what it is a part of), this paper; NULL none. */
const struct dossier_faults_row *supplement_asks_field(const struct supplement *s, struct str name);
const struct dossier_faults_row *supplement_asks_paper(const struct supplement *s, struct str key);
/* A fault that names neither an answer of this form nor a paper: about the dossier as a whole. */
bool supplement_is_note(const struct supplement *s, const struct dossier_faults_row *f);
/* Asked for, or any paper where the dossier as a whole is at fault. */
bool supplement_takes_paper(const struct supplement *s, struct str key);

/* Takes what a form posted: names that were not asked for are passed over. */
void supplement_take(struct ctx *c, struct supplement *s, const struct str *names, const struct str *values, size_t n);
/* A row more of the repeat `add`, or without the row `remove` ("cha_me.1"), where the repeat as a whole was asked for.
 * false: neither names one. */
bool supplement_change_rows(struct ctx *c, struct supplement *s, struct str add, struct str remove);
/* Takes an object of an API call; another answer than the filed one where none was asked for is INVALID. */
NODISCARD enum rc supplement_take_json(struct ctx *c, struct supplement *s, const struct json *answers);
/* All faults of what was taken, with the keys of the papers
 * that came: of its values, and of what is unanswered still. */
NODISCARD enum rc supplement_check(struct ctx *c, const struct supplement *s, const struct str *papers, size_t papers_n,
                                   struct str message);
/* What the dossier keeps from now on; '' when no answer changed. */
struct str supplement_answers(struct ctx *c, const struct supplement *s);

/* The rows to draw: the answers asked for with the officer's words in .error, and those newly at fault. */
void supplement_rows(struct ctx *c, const struct supplement *s, struct eform_field_view **rows, size_t *n);

#endif
