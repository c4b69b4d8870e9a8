/* draft.h: a dossier before it is submitted. It needs no sign-in: it belongs to a session until a person takes it over
 * by signing in, and is that person's from then on. Answers are kept as they were typed, right or wrong; the form's
 * version stays the one it was begun with. What nobody touched for thirty days is removed by the jobs role. */
#ifndef MOTCUA_CORE_DRAFT_H
#define MOTCUA_CORE_DRAFT_H

#include "core/dossier/dossier.h"
#include "core/draft/draft_queries.h" /* struct draft, struct draft_paper: rows of the tables, generated */
#include "core/eform/store.h"

enum { DRAFT_DAYS = 30, DRAFT_FILES_MAX = 60 };

struct draft_holder {
    int64_t session_id, person_id; /* 0: none */
};

/* Begins with what the person's record can answer. The procedure's version in force and its form are frozen. */
NODISCARD enum rc draft_begin(struct ctx *c, struct draft_holder h, const struct procedure *p, int64_t unit_id,
                              struct draft *out);
/* Files on their way into an answer to a request for a supplement: a draft without answers that stands for the dossier
 * and can never be submitted. *id is 0 when this person has put nothing by. */
NODISCARD enum rc draft_begin_answer(struct ctx *c, int64_t person_id, const struct dossier *d,
                                     const struct procedure *p, struct draft *out);
NODISCARD enum rc draft_of_answer(struct ctx *c, int64_t person_id, const struct dossier *d, int64_t *id);
/* NOT_FOUND alike for absent and another's. */
NODISCARD enum rc draft_open(struct ctx *c, struct draft_holder h, int64_t id, struct draft *out);
/* Drafts a stranger began on this session become the person's who signed in on it. */
NODISCARD enum rc draft_take_over(struct ctx *c, int64_t session_id, int64_t person_id);
/* The last day a draft is kept if nobody touches it again. */
struct day draft_until(const struct draft *d);

/* The draft with its procedure and form, its answers judged as of today. */
struct draft_work {
    struct draft draft;
    const struct procedure *procedure;
    const struct eform *form;
    struct answers answers;
    struct eform_state *state;
    struct draft_paper *papers;
    size_t papers_n;
    const struct str *present; /* keys of the papers that have a file */
    size_t present_n;
};
NODISCARD enum rc draft_work_open(struct ctx *c, struct draft_holder h, int64_t id, struct draft_work *out);
/* After the answers changed. */
NODISCARD enum rc draft_judge(struct ctx *c, struct draft_work *w);
NODISCARD enum rc draft_save(struct ctx *c, struct draft_work *w);

/* A kept file under one of the form's papers; INVALID at "paper.<key>" for an unknown key or too many files. */
NODISCARD enum rc draft_attach(struct ctx *c, struct draft_work *w, struct str key, const struct kept_file *file);
NODISCARD enum rc draft_detach(struct ctx *c, struct draft_work *w, int64_t paper_id);
/* As a dossier takes them; papers_n of them. */
const struct new_paper *draft_new_papers(struct ctx *c, const struct draft_work *w);
const struct eform_paper *draft_paper_find(const struct draft_work *w, struct str key);

/* Files the holder himself has sent with earlier dossiers for the same papers, newest first; those attached already are
 * left out. None for a stranger. */
struct draft_reusable {
    int64_t id;
    struct str key, code; /* of this form's paper; of the dossier it came with */
    struct instant added_at;
    struct kept_file file;
};
NODISCARD enum rc draft_reusables(struct ctx *c, const struct scope *s, const struct draft_work *w,
                                  struct draft_reusable **out, size_t *n);
/* Attaches one of them; INVALID at "paper.<key>" for any other. */
NODISCARD enum rc draft_reuse(struct ctx *c, const struct scope *s, struct draft_work *w, struct str key, int64_t id);

/* Submits once: a second submission gives the first one's dossier. INVALID: all faults of form and papers. */
NODISCARD enum rc draft_submit(struct ctx *c, struct draft_work *w, struct dossier *out);

NODISCARD enum rc draft_drop(struct ctx *c, int64_t id);
/* For the jobs role. */
NODISCARD enum rc draft_expire(struct ctx *c, int64_t most, int64_t *removed);

/* ---- pure (rules.c) ---- */

/* Whom the answers name as owner, and how to reach him. Empty where they say nothing: the submitter then. */
struct draft_owner {
    struct str name, id_number, phone, email;
    bool other; /* somebody else than the submitter */
};
struct draft_owner draft_owner_of(const struct eform_state *st);

#endif
