/* paper.h: what the forms have in common: who and where, the header with its codes, labelled lines, signatures.
 * Private to core/print. The words are Vietnamese whatever the reader's language: papers of the State are. */
#ifndef MOTCUA_CORE_PRINT_PAPER_H
#define MOTCUA_CORE_PRINT_PAPER_H

#include "base/message.h"
#include "core/actor/store.h"
#include "core/agency/agency.h"
#include "core/dossier/dossier.h"
#include "format/pdf.h"

enum paper_form { FORM_RECEIPT, FORM_SUPPLEMENT, FORM_REFUSAL, FORM_APOLOGY, FORM_CONTROL, FORM_REGISTER, FORM_COUNT };

/* The room left for ink where nothing is known: a person fills it in with a pen. */
#define PAPER_BLANK S("………………………………")

struct paper {
    struct ctx *c;
    const struct dossier *d; /* NULL for the register */
    const struct procedure *procedure;
    struct agency unit, counter; /* the agency that decides; where the dossier was taken in */
    struct person_by_id_row owner;
    struct str base_url, hotline, place;
    struct str check; /* of the dossier, as people copy it */
    enum paper_form form;
    struct day on; /* the day the paper bears */
    struct pdf *pdf;
    struct pdf_cell *body;
};

extern const struct pdf_type paper_plain, paper_cell, paper_cell_centre, paper_cell_head;

/* Reads what a form of `d` needs; no page yet. */
NODISCARD enum rc paper_open(struct paper *p, struct ctx *c, const struct dossier *d, struct str base_url);
/* The page, its header and its title. The counter's forms bear the counter's name, the others that of the agency. */
NODISCARD enum rc paper_begin(struct paper *p, enum paper_form form, enum msg title, struct day on, bool of_counter);
/* The register: no dossier, landscape. */
NODISCARD enum rc paper_begin_register(struct paper *p, struct ctx *c, const struct agency *unit, struct day on);
/* Names the template at the foot and writes. */
struct str paper_end(struct paper *p);

struct str paper_say(const struct paper *p, enum msg m);
struct str paper_blank_or(struct str s);
struct str paper_day(const struct paper *p, struct day on);         /* blank for none, as in the next */
struct str paper_instant(const struct paper *p, struct instant at); /* 09 giờ 15 phút, ngày …; blank for none */
struct str paper_date(const struct paper *p, struct instant at);    /* 07/06/2021; empty for none */
void paper_line(struct paper *p, enum msg m, const struct msg_arg *args, size_t n);
void paper_field(struct paper *p, enum msg label, struct str value); /* "label: value" */
/* Owner, who hands in, address, phone, e-mail, the number masked, what is asked for. */
NODISCARD enum rc paper_applicant(struct paper *p);
void paper_subject(struct paper *p);
/* Two signatures; MSG_NONE leaves the left side empty. An empty name is written by hand. */
void paper_signatures(struct paper *p, enum msg left, struct str left_name, enum msg right, struct str right_name);
/* The head of the agency signs and seals; his name is left to him. */
void paper_head_signature(struct paper *p);
/* Two sheets are made: one is kept, one goes with the applicant. */
void paper_copy_mark(struct paper *p);
/* A text in a cell; an empty one adds nothing. */
void paper_put(struct pdf_cell *at, const struct pdf_type *type, struct str s);

/* The newest journal entry of an act on this dossier. Reason and legal ground are empty once they were erased. */
struct paper_act {
    bool found;
    struct instant at, due_before;
    struct str actor_name, reason, legal;
};
NODISCARD enum rc paper_act(struct paper *p, const char *act, struct paper_act *out);

#endif
