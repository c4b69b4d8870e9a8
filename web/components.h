/* components.h: the parts that pages are made of. Each struct is the view of the
 * page file of the same name in web/pages (struct tag_view is web/pages/tag.html,
 * drawn by {{use tag v.tag}}). A handler fills the struct; the part escapes.
 *
 * Conventions of all parts:
 * - Text that is data (names, labels of a form definition) is struct str in the reader's language; text of the program
 *   is enum msg or stands in the part. An empty string or a 0 means "leave it out".
 * - A url is an address of this site with its first slash ("/mine/H35.12-261122-0042"), its values percent-encoded; a
 *   query is what follows "?", without it.
 * - A form without an action posts to the address of its page; refuse with 422 and the same page, succeed with 303.
 * - The id of an input is "f-", its scope and its name; an error summary links there. A date posts three boxes:
 * <name>.day,
 *   <name>.month, <name>.year. A set of ticks posts its name once a tick. */
#ifndef MOTCUA_WEB_COMPONENTS_H
#define MOTCUA_WEB_COMPONENTS_H

#include "web/out.h"
#include "web/shell.h"

/* How a thing stands; always shown with its word, never by colour alone. */
enum tone { TONE_PLAIN, TONE_OK, TONE_WARN, TONE_ERROR, TONE_INFO };
void out_filter_tone(struct out *o, enum tone t); /* the class: "", ok, wa, er, in */
/* Writes a url after its first slash, for href="/{{r.url|local}}"; an address of another site writes nothing. */
void out_filter_local(struct out *o, struct str url);

/* The frame is shell_open.html and shell_close.html over struct shell (web/shell.h); error_summary.html over the same
 * struct draws its faults, or else its notice, and stands first in <main>. */

/* ---- forms ---- */
enum field_kind {
    KIND_TEXT,
    KIND_TEXTAREA,
    KIND_NUMBER,
    KIND_DATE,
    KIND_SELECT,
    KIND_RADIOS,
    KIND_CHECKBOX,
    KIND_CHECKBOXES,
    KIND_FILE,
    KIND_EMAIL,
    KIND_TEL,
    KIND_DIGITS,
    KIND_MONEY,
    KIND_PASSWORD,
    KIND_DAY,
    KIND_NOTE,
};
struct option_row {
    struct str value, label, hint;
    bool chosen;
};
/* field.html: one question. KIND_DATE has three boxes (citizens), KIND_DAY one native date input (officers, value ISO).
 * KIND_NOTE is a paragraph of the form, not a question. */
struct field_view {
    enum field_kind kind;
    struct str scope; /* before the name in its id, where a page has several forms: "accept-" */
    struct str name, label, hint, error, value;
    struct str day, month, year; /* what stands in the boxes of a KIND_DATE, as typed */
    struct str autocomplete;     /* token of HTML, "name", "tel", "bday" */
    struct str when;             /* JsonLogic that shows the question; the server decides, the script only hides */
    struct str source;           /* where a prefilled value came from, in words */
    struct str accept;           /* of a file: ".pdf,.jpg,.png" */
    bool focus; /* where the hands should be when the page opens */
    bool required, checked, narrow, locked; /* narrow: the box is as short as its answer; locked: shown, not asked */
    int64_t max;                            /* characters; 0 none */
    const struct option_row *rows;
    size_t rows_n;
};

/* ---- reading ---- */
struct tag_view {
    enum tone tone;
    struct str text;
};
struct banner_view {
    enum tone tone;
    struct str title, text;
};
struct inset_view {
    struct str text;
};

struct action_row {
    struct str label, url, key;
    bool primary;
    bool post, danger; /* post: a button that posts to url instead of a link; the page has someone signed in */
};
struct action_list_view {
    const struct action_row *rows;
    size_t rows_n;
};

struct summary_row {
    struct str key, value, note;
    struct str change; /* url of "Sửa"; empty: nothing to change */
    struct str reveal; /* url that shows a masked value (a POST, journaled); empty: not masked */
    struct tag_view tag;
};
struct summary_list_view {
    struct str title;
    struct str change;
    const struct summary_row *rows;
    size_t rows_n;
};

struct task_row {
    struct str title, hint, url;
    struct tag_view state;
};
struct task_list_view {
    const struct task_row *rows;
    size_t rows_n;
};

/* clock_ring.html, clock_bar.html, clock_tag.html: the same clock three ways. */
struct clock_view {
    enum tone tone;
    struct str text;   /* "còn 1 ngày", "quá 20 phút", "đã trả kết quả" */
    struct str number; /* inside the ring: "1" */
    struct str unit;   /* under it: "ngày nữa" */
    struct str label;  /* read aloud: "Còn 1 ngày làm việc trên 3" */
    struct str name;   /* of the bar: "Đồng hồ tiếp nhận" */
    int64_t used;      /* 0..100 hundredths of the time gone */
    bool paused;
};
/* Hundredths of the time from start to due that are gone at now, 0..100; 100 when due is not after start. */
int64_t clock_used(struct instant start, struct instant due, struct instant now);

enum life_state { LIFE_NEXT, LIFE_NOW, LIFE_DONE, LIFE_BAD };
struct life_row {
    enum life_state state;
    struct str title;
    struct str when;      /* "Chủ nhật 22/11, 09:40", or what is expected */
    struct str where;     /* unit, person */
    struct str text;      /* comment or reason */
    struct tag_view tag;  /* "trễ 2 giờ" */
    struct str url, link; /* a paper of this step: address and words */
};
struct timeline_view {
    const struct life_row *rows;
    size_t rows_n;
};

struct table_head {
    struct str label, sort;
    bool number, up, down;
}; /* sort: query that sorts by it */
struct table_cell {
    struct str text, url, note;
    struct str act; /* url that a button with the words `text` posts to, for someone signed in */
    struct tag_view tag;
    bool number;
};
struct table_row {
    const struct table_cell *cells;
    size_t cells_n;
    bool chosen;
};
struct table_view {
    struct str caption;
    struct str empty; /* what to say without rows */
    const struct table_head *heads;
    size_t heads_n;
    const struct table_row *rows;
    size_t rows_n;
};

struct pager_view {
    struct str previous, next, text;
}; /* queries of the neighbours, "1–25 trên 1.204" */

struct step_row {
    enum life_state state;
    struct str label;
};
struct stepper_view {
    int64_t at, of;
    struct str label;
    const struct step_row *rows;
    size_t rows_n;
};

struct file_row {
    struct str name, url;
    int64_t size;
    struct tag_view state;
    struct str remove; /* value of the button named "remove"; empty: not removable */
};
struct file_list_view {
    const struct file_row *rows;
    size_t rows_n;
};

struct page_image {
    struct str url, large;
    int64_t n, width, height;
};
struct page_images_view {
    struct str title, original;
    int64_t of;
    const struct page_image *rows;
    size_t rows_n;
};

struct panel_view {
    struct str title, lead, code;
};

struct receipt_view { /* the slip on the screen; the paper of the law is the PDF behind `pdf` */
    struct str title; /* '': that of the law, for what has been received */
    struct str unit, code, check, pdf, qr, barcode, digits; /* urls of pictures; what stands under the bars */
    const struct summary_row *rows;
    size_t rows_n;
};

struct filter_view {
    struct str q;
    bool search;
    struct str summary;
    const struct field_view *rows;
    size_t rows_n;
};

struct empty_view {
    struct str title, text, url, link;
};

/* A row of what an officer may do now: one button, and the form behind it when the move asks for something. */
struct target_group;
struct eform_field_view; /* core/eform/view.h */
struct move_view {
    struct str act; /* of the moves table: posts to <base>/moves/<act> */
    struct str label, hint, key;
    struct str effect; /* what will happen, said before the act */
    bool primary, danger, open;
    const struct field_view *rows; /* what must be filled in; without rows and targets the button acts at once */
    size_t rows_n;
    const struct target_group *targets; /* of a supplement request: every answer and paper that may be at fault */
    size_t targets_n;
    const struct eform_field_view *asked; /* of an answer to one: the questions that were asked again */
    size_t asked_n;
};
/* What may be at fault, under its heading; folded away where it is long and nothing of it was said yet. */
struct target_group {
    struct str title;
    bool folds, open;
    const struct target_row *rows;
    size_t rows_n;
};
/* One possible fault: posts "fault." and the target; a text there is the fault, an empty one says it is in order. */
struct target_row {
    struct str target, label, note, value, error; /* note: what was answered */
};
struct move_list_view {
    struct str token;
    struct str base;
    int64_t version;
    const struct move_view *rows;
    size_t rows_n;
};

/* ---- whole pages every room may answer with ---- */
/* list_page.html: a register: what may be done, a filter, a
 * table, its pages. Rooms of administration are made of it. */
struct list_page_view {
    struct shell shell;
    struct str title, lead;
    struct banner_view banner;
    struct action_list_view actions;
    struct filter_view filter; /* without search and rows it is left out */
    struct table_view table;
    struct pager_view pager;
};
/* form_page.html: one form, posted to its own address; under
 * it what is there already or what would change (a dry run). */
struct form_page_view {
    struct shell shell;
    struct str back, title, lead;
    struct banner_view banner;
    const struct field_view *rows;
    size_t rows_n;
    struct str button; /* its words; empty: nothing is posted */
    struct str act;    /* posted as `act`, where an address takes several */
    bool danger;
    struct summary_list_view facts;
    struct table_view table; /* heads_n 0: none */
};
/* show_page.html: one record of administration: what may be done, its facts, what belongs to it. */
struct show_part {
    struct str title, lead;
    struct summary_list_view facts; /* rows_n 0: none */
    struct table_view table;        /* heads_n 0: none */
    struct action_list_view actions;
};
struct show_page_view {
    struct shell shell;
    struct str back, title, lead;
    struct banner_view banner;
    struct panel_view panel; /* title '': none; what is told once */
    struct action_list_view actions;
    const struct show_part *rows;
    size_t rows_n;
};
struct error_page_view {
    struct shell shell;
    enum msg title, text;
    struct str detail, reference;
    struct action_list_view actions;
};
/* GET and POST /unlock (proof, back). A POST with MC-Fragment comes from the cover of the
 * page: 204 opens it, 403 does not. POST /lock (back) locks at once, 204 with MC-Fragment. */
struct lock_view {
    struct shell shell;
    struct str back;
};
struct sign_in_view {
    struct shell shell;
    struct field_view login, password;
    struct str back, notice; /* where to go after, why it is asked */
    const struct option_row *demo_rows;
    size_t demo_rows_n; /* demonstration accounts: value login, label who, hint password */
};
struct second_factor_view {
    struct shell shell;
    struct field_view code;
    struct str back, notice;
};

#endif
