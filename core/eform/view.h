/* view.h: what pages show of a form: the rows of one page, and the review ("check your
 * answers", the officer's reading). Text is in the reader's language; nothing here is HTML. */
#ifndef MOTCUA_CORE_EFORM_VIEW_H
#define MOTCUA_CORE_EFORM_VIEW_H

#include "core/eform/answers.h"

/* One row of a page. Groups and rows of a repeat open and close around their fields, so a template is one flat loop. */
enum eform_control {
    EFORM_INPUT,      /* <input type=… inputmode=… autocomplete=… maxlength=…> */
    EFORM_AREA,       /* <textarea> */
    EFORM_RADIOS,     /* options, one of them */
    EFORM_CHECKS,     /* options, any of them */
    EFORM_SELECT,     /* many options, one of them */
    EFORM_BOX,        /* a single box: value true when ticked */
    EFORM_SUM,        /* worked out by the server; read only */
    EFORM_TEXT_ONLY,  /* a note */
    EFORM_GROUP,      /* fieldset with legend */
    EFORM_GROUP_END,
    EFORM_ROW,        /* row of a repeat: legend "label n"; value is the name of the row, for its remove button */
    EFORM_ROW_END,
    EFORM_ADD,        /* button that adds a row: name is the repeat */
};

struct eform_option_view {
    struct str value, label, id;
    bool checked;
};

struct eform_field_view {
    enum eform_control control;
    struct str name;         /* cha_me.0.so_dd; also the field of its fault */
    struct str id;           /* cha_me-0-so_dd */
    struct str label, hint, value, error;
    struct str source;       /* "Lấy từ hồ sơ cá nhân": shown until the value is changed */
    const struct eform_option_view *options;
    size_t options_n;
    struct str type;         /* of <input>: text tel email */
    struct str kind;         /* format name of the type, for data-type: yesno is typed as truth, money as number … */
    struct str inputmode, autocomplete;
    struct str when_json;    /* for data-when: what only the browser knows is left in it; empty: no condition */
    size_t most_length;
    bool required;
    bool hidden;             /* the condition does not hold now: draw it hidden, so the browser can show it */
    bool removable;          /* EFORM_ROW */
};

/* Rows of one page. `tell` writes the faults of the judgement into `error` (a first visit shows none). Fields whose
 * condition stands wholly on other pages and does not hold are left out. */
void eform_page_view(struct ctx *c, const struct eform_state *st, const struct eform_page *page, bool tell,
    struct eform_field_view **rows, size_t *n);
/* The sentence of a slot's fault in the reader's language; empty when there is none. */
struct str eform_fault_text(struct ctx *c, const struct eform_state *st, const struct eform_slot *slot);

struct eform_review_row {
    bool heading;            /* label is a page title, or the legend of a row or group */
    unsigned level;          /* 0 page, 1 field, 2 within a group or row */
    struct str page_id, name, label, value, source, error;
    bool personal;           /* a personal number: officers see it masked (out_filter_masked) */
    bool lines;              /* may hold line breaks */
};
/* All shown questions, page by page, answered or not ("required and empty" shows as an error when `tell`). */
void eform_review(struct ctx *c, const struct eform_state *st, bool tell, struct eform_review_row **rows, size_t *n);
/* One answer as it is read: option labels, 24/11/2026, 1.250.000 ₫. */
struct str eform_value_text(struct ctx *c, const struct eform_state *st, const struct eform_slot *slot);

struct eform_task {          /* task list of the filing: a page and how far it is */
    struct str page_id, title;
    bool done, begun;
};
void eform_tasks(struct ctx *c, const struct eform_state *st, struct eform_task **tasks, size_t *n);

struct eform_paper_view {
    struct str id, name, hint, accept, vault; /* accept: ".pdf,.jpg,.png" */
    int64_t most_mb;
    bool required, present;
};
void eform_papers_view(struct ctx *c, const struct eform_state *st, const struct str *present, size_t present_n,
    struct eform_paper_view **papers, size_t *n);

#endif
