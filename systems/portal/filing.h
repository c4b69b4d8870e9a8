/* filing.h: the pages on which somebody files a dossier: where and for whom (start), one page a topic of the form, the
 * papers, the check, the receipt. Every page saves the draft whatever it says; only the check submits. */
#ifndef MOTCUA_SYSTEMS_PORTAL_FILING_H
#define MOTCUA_SYSTEMS_PORTAL_FILING_H

#include "core/dossier/owed.h"
#include "core/draft/draft.h"
#include "systems/portal/views.h"
#include "web/request.h"
#include "web/session.h"

struct draft_input {
    int64_t id, page;
    struct str key, from;
};
extern const struct input portal_draft_named, portal_draft_paged, portal_draft_keyed;

/* A page of a draft: opened, or answered already. *answered: the draft was submitted (its receipt is shown), or a
 * stranger whose session is over asked (he signs in and comes back). */
NODISCARD enum rc filing_open(struct ctx *c, const struct req *r, struct out *o, int64_t id, struct draft_work *w,
                              bool *answered);
struct draft_holder filing_holder(const struct ctx *c, const struct req *r);

enum filing_place { FILING_START, FILING_FORM, FILING_PAPERS, FILING_CHECK };
/* What stands over every page; `page` of FILING_FORM. */
struct portal_filing filing_head(struct ctx *c, const struct draft_work *w, enum filing_place at,
                                 const struct eform_page *page);
/* "/drafts/12/pages/2", "/drafts/12/papers", "/drafts/12/check", "/drafts/12/start" */
struct str filing_url(struct ctx *c, const struct draft_work *w, enum filing_place at, const struct eform_page *page);
NODISCARD enum rc filing_go(struct ctx *c, struct out *o, const struct draft_work *w, enum filing_place at,
                            const struct eform_page *page);
/* To this page of the form; after the last one (NULL) to its papers or, where it has none, to the check. */
NODISCARD enum rc filing_go_on(struct ctx *c, struct out *o, const struct draft_work *w, const struct eform_page *next);
/* The papers of the form with what was attached; removable says whether each file has its button. */
struct portal_attach_row *filing_papers(struct ctx *c, const struct draft_work *w, const struct shell *s,
                                        bool removable, size_t *n);
/* Fills the list of drafts of /mine. */
NODISCARD enum rc filing_drafts(struct ctx *c, const struct req *r, struct portal_mine_view *v);

/* "Miễn phí", "8.000 ₫", "Từ 75.000 ₫": pages.c, one line for all that is owed. */
struct str portal_owed_line(const struct ctx *c, const struct owed *o);

#endif
