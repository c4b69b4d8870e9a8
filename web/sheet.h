/* sheet.h: registers, records and forms of administration, put together row by row for
 * list_page.html, show_page.html and form_page.html. Everything lives in c->arena. */
#ifndef MOTCUA_WEB_SHEET_H
#define MOTCUA_WEB_SHEET_H

#include "web/components.h"
#include "web/request.h"
#include "web/say.h"

/* A message found by the two halves of its key, "role." "head"; the second half when there is none of that name. '-'
 * in a word reads '_'. */
struct str say_word(const struct ctx *c, const char *prefix, struct str word);
struct str day_text(const struct ctx *c, struct day d);          /* 24/11/2026; '' for DAY_NONE */
struct str instant_text(const struct ctx *c, struct instant at); /* 14:30 24/11/2026; '' for 0 */
struct str count_text(const struct ctx *c, int64_t n);

/* ---- tables ---- */
struct grid {
    const struct ctx *c;
    struct table_view view;
    struct table_head *heads;
    struct table_row *rows;
    struct table_cell *cells;
    size_t rows_max, cells_n, cells_max;
};
/* `rows` rows at most; heads end with MSG_NONE. */
struct grid grid_new(const struct ctx *c, size_t rows, enum msg caption, enum msg empty, const enum msg *heads);
void grid_row(struct grid *g);
struct table_cell *grid_text(struct grid *g, struct str text);
/* A number, to the right, its head too. */
struct table_cell *grid_number(struct grid *g, int64_t n);
void grid_link(struct grid *g, struct str text, struct str url);
void grid_tag(struct grid *g, enum tone tone, struct str text);
/* A button; `about` is read after its words by who cannot see the row. */
void grid_act(struct grid *g, struct str text, struct str url, struct str about);

/* ---- facts ---- */
struct facts {
    const struct ctx *c;
    struct summary_list_view view;
    struct summary_row *rows;
    size_t max;
};
struct facts facts_new(const struct ctx *c, size_t max);
struct summary_row *facts_add(struct facts *f, enum msg key, struct str value);

/* ---- actions ---- */
struct acts {
    const struct ctx *c;
    struct action_list_view view;
    struct action_row *rows;
    size_t max;
};
struct acts acts_new(const struct ctx *c, size_t max);
struct action_row *acts_link(struct acts *a, enum msg label, struct str url);
struct action_row *acts_post(struct acts *a, enum msg label, struct str url);

/* ---- forms ---- */
enum { FORM_FIELDS_MAX = 40 };
struct form {
    struct ctx *c;
    const struct req *r;
    struct form_page_view view;
    struct field_view fields[FORM_FIELDS_MAX];
};
struct form *form_new(struct ctx *c, const struct req *r, enum msg title, enum msg button);
/* A question with what was typed, else `value`, and its fault. Required; the caller may say otherwise. */
struct field_view *form_ask(struct form *f, enum field_kind kind, const char *name, enum msg label, struct str value);
struct field_view *form_day(struct form *f, const char *name, enum msg label, struct day value);
/* A select; the typed or the given value is chosen. The options' `chosen` is set in place. */
struct field_view *form_choice(struct form *f, const char *name, enum msg label, struct option_row *options, size_t n,
                               struct str value);
/* A set of ticks; those typed, or at first those with `chosen`. */
struct field_view *form_ticks(struct form *f, const char *name, enum msg label, struct option_row *options, size_t n);
/* A value that travels along: shown, not asked. */
struct field_view *form_fixed(struct form *f, const char *name, enum msg label, struct str value);
/* The reason that the journal keeps. */
struct field_view *form_why(struct form *f);
void form_show(struct form *f, struct out *o);

#endif
