/* answers.h: what a person typed, and the judgement over it. The form decides, the browser never does.
 *
 * A page POST: answers_take (names to paths, trimmed, NFC, nothing lost), eform_judge (typed reading, what is shown,
 * sums, checks, rules), eform_page_check (all faults of the page at once); the draft is saved either way
 * (answers_json). Submission: eform_submit_check over the whole form and its papers, then eform_result_json is what
 * the dossier keeps. */
#ifndef MOTCUA_CORE_EFORM_ANSWERS_H
#define MOTCUA_CORE_EFORM_ANSWERS_H

#include "core/eform/eform.h"

enum { ANSWERS_MAX = 2000, ANSWER_BYTES_MAX = 40000, EFORM_SLOTS_MAX = 3000 };

struct answer {
    struct str path;   /* cha_me.0.so_dd */
    struct str text;   /* as typed, trimmed and NFC */
    struct str source; /* where a prefilled value came from ("profile"); empty once a person typed it */
};
struct answers {
    struct arena *arena;
    struct answer *rows;
    size_t n, cap;
};

struct answers answers_new(struct arena *a);
struct str answers_get(const struct answers *s, struct str path); /* empty when absent */
const struct answer *answers_find(const struct answers *s, struct str path);
/* Sets one answer; a text that differs from the prefilled one clears the source. Beyond ANSWERS_MAX it is dropped. */
void answers_set(struct answers *s, struct str path, struct str text);
void answers_set_from(struct answers *s, struct str path, struct str text, struct str source);
void answers_remove(struct answers *s, struct str path);

/* Takes the fields of one page from a form POST (page NULL: of any page). Names the page does not ask are ignored. With
 * `whole`, boxes of the page that came back unticked are cleared; an autosave of a part says false. */
void answers_take(struct answers *s, const struct eform *f, const struct eform_page *page, const struct str *names,
    const struct str *values, size_t n, bool whole);
/* Rows of a repeat: adds an empty one; removes row `name` ("cha_me.1"), later rows move up. False when it is none. */
bool answers_add_row(struct answers *s, const struct eform *f, struct str repeat);
bool answers_remove_row(struct answers *s, const struct eform *f, struct str name);

/* The stored draft: nested as the schema, typed where readable, plus "_source". answers_of_json
 * reads it and the `answers` of an API call; members the form does not know become faults when
 * `strict`, else they are dropped. `compact` leaves empty rows out (a draft keeps them). */
struct json *answers_json(struct arena *a, const struct eform *f, const struct answers *s, bool compact);
NODISCARD enum rc answers_of_json(struct ctx *c, const struct eform *f, const struct json *j, bool strict,
    struct answers *out);

/* Fills what is still empty from profile paths and earlier
 * dossiers. find() gives text and a short name of its source. */
void answers_prefill(struct answers *s, const struct eform *f,
    bool (*find)(void *of, struct arena *a, struct str source_path, struct str *text, struct str *source), void *of);

/* ---- the judgement ---- */

struct eform_slot {                        /* one question as it stands now: each row of a repeat has its own */
    const struct eform_question *ask;
    const struct eform_field *field;       /* NULL for a note */
    const struct eform_page *page;
    struct str name, row;                  /* cha_me.0.so_dd, and "0" inside a repeat */
    struct str typed, source;
    struct str canonical;                  /* readable form; empty when nothing was answered or it cannot be read */
    struct logic_value value;
    const struct eform_slot *parent;       /* the repeat or address it stands in */
    size_t rows;                           /* of a repeat: rows answered, or asked at least */
    size_t parts;                          /* slots below this one: they follow it */
    bool shown, answered;                  /* shown: by its conditions and those of what it stands in */
    bool blank;                            /* in a row nobody filled in and nobody must */
    bool judged;
    int fault;                             /* message; 0 none */
    struct str fault_arg;
};

struct eform_state {
    const struct eform *form;
    const struct answers *answers;
    struct eform_slot *slots;              /* page order */
    size_t slots_n;
    const bool *page_shown;                /* beside form->pages */
    struct arena *arena;
    struct day today;
    enum lang lang;
    const struct eform_calendar *calendar;
};

/* For workdays_add; core/calendar stands behind it. */
struct eform_calendar {
    bool (*workdays_add)(const void *of, struct day from, int64_t n, struct day *out);
    const void *of;
};

/* Pure. c gives memory, day and language; c->faults is not
 * touched. calendar may be NULL (workdays_add is then null). */
struct eform_state *eform_judge(struct ctx *c, const struct eform *f, const struct answers *s,
    const struct eform_calendar *calendar);
/* As of another day: an officer reads what was filed by the codes and bounds of the day it was filed. */
struct eform_state *eform_judge_on(struct ctx *c, const struct eform *f, const struct answers *s,
    const struct eform_calendar *calendar, struct day today);
const struct eform_slot *eform_slot_find(const struct eform_state *st, struct str name);

/* Faults of one page, or of all shown pages in page order: each
 * with field name, message, label. c->faults is emptied first. */
NODISCARD enum rc eform_page_check(struct ctx *c, const struct eform_state *st, const struct eform_page *page);
/* The whole form, then papers: `present` holds the ids of papers attached (or
 * taken from the store). A missing paper is a fault of field "paper.<id>". */
NODISCARD enum rc eform_submit_check(struct ctx *c, const struct eform_state *st, const struct str *present,
    size_t present_n);
/* The faults of what was given, and nothing of what is missing: at a counter the paper form holds the rest. */
NODISCARD enum rc eform_given_check(struct ctx *c, const struct eform_state *st);
bool eform_paper_required(struct arena *a, const struct eform_state *st, const struct eform_paper *p);
/* What the dossier keeps: shown answers in canonical form and the sums; nothing hidden, nothing unreadable. */
struct json *eform_result_json(struct arena *a, const struct eform_state *st);
/* What stands on a paper form that was entered: the same, and what cannot be read as it was typed. */
struct json *eform_entered_json(struct arena *a, const struct eform_state *st);

/* What a fee of the form comes to: rows added up, hidden questions nothing. false while an answer it stands on is
 * missing. */
bool eform_fee_sum(const struct eform_state *st, const struct eform_fee *fee, struct vnd *sum);

/* Walking the pages that are shown and filled in; NULL at the ends. */
const struct eform_page *eform_page_first(const struct eform_state *st);
const struct eform_page *eform_page_next(const struct eform_state *st, const struct eform_page *p);
const struct eform_page *eform_page_before(const struct eform_state *st, const struct eform_page *p);
bool eform_page_done(const struct eform_state *st, const struct eform_page *p); /* no fault, all required answered */

#endif
