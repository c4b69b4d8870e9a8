/* eform.h: the electronic form: format motcua-form/1 read into one immutable struct. The same struct draws the pages,
 * judges the answers, writes the review and the export. Reading and checking are pure.
 *
 * Who calls: the publishing page and the importer (eform_parse refuses a bad form with all its faults at once), then
 * answers.h (what a person typed, and the judgement) and view.h (what a page shows). */
#ifndef MOTCUA_CORE_EFORM_EFORM_H
#define MOTCUA_CORE_EFORM_EFORM_H

#include "base/ctx.h"
#include "core/eform/logic.h"
#include "format/json.h"

enum {
    EFORM_BYTES_MAX = 256 * 1024,
    EFORM_PAGES_MAX = 30,
    EFORM_ASK_MAX = 8,        /* questions a page, and questions of one row of a repeat: one topic a page */
    EFORM_FIELDS_MAX = 200,
    EFORM_RULES_MAX = 100,
    EFORM_PAPERS_MAX = 40,
    EFORM_FEES_MAX = 10,
    EFORM_OPTIONS_MAX = 400,
    EFORM_ROWS_MAX = 50,      /* rows of a repeat */
    EFORM_LABEL_MAX = 120,    /* characters */
};

/* X(enumerator, name in the format) */
#define EFORM_TYPES(X)                                                                                                 \
    X(TEXT, "text") X(TEXTAREA, "textarea") X(NAME, "name") X(PERSON_ID, "person_id") X(ORG_ID, "org_id")              \
    X(DATE, "date") X(PARTIAL_DATE, "partial_date") X(TIME, "time") X(PHONE, "phone") X(EMAIL, "email")                \
    X(MONEY, "money") X(INTEGER, "integer") X(DECIMAL, "decimal") X(YESNO, "yesno") X(CHOICE, "choice")                \
    X(MULTI, "multi") X(ETHNIC, "ethnic") X(NATIONALITY, "nationality") X(UNIT, "unit") X(DECLARATION, "declaration")  \
    X(ADDRESS, "address") X(LAND_PARCEL, "land_parcel") X(REPEAT, "repeat") X(NOTE, "note")
enum eform_type {
#define EFORM_ENUM(e, name) EFORM_##e,
    EFORM_TYPES(EFORM_ENUM)
#undef EFORM_ENUM
    EFORM_TYPE_COUNT
};
const char *eform_type_name(enum eform_type t);

/* Text in the languages of the form; Vietnamese is always there and stands in for what is missing. */
struct eform_label {
    struct str vi, en;
};
struct str eform_label_in(const struct eform_label *l, enum lang lang);

struct eform_option {
    struct str value;
    struct eform_label label;
    struct day from, until; /* inclusive; DAY_NONE: open */
};

/* Code lists (seed/lists/NAME.json): ethnic, nationality, province, and what forms name. */
struct eform_list {
    struct str name;
    const struct eform_option *options;
    size_t options_n;
};
struct eform_lists {
    const struct eform_list *lists;
    size_t n;
};
/* {"list":"ethnic","items":[{"value":"03","vi":"Thái","en":"…","from":"…","until":"…"}]} */
NODISCARD enum rc eform_list_parse(struct ctx *c, struct str json_text, struct eform_list *out);
const struct eform_list *eform_list_find(const struct eform_lists *lists, const char *name);
const struct eform_option *eform_option_find(const struct eform_option *options, size_t n, struct str value);
bool eform_option_valid(const struct eform_option *o, struct day on);

/* A least or greatest value: hundredths, or a day; `from_today` counts days from the day of the answer. */
struct eform_bound {
    bool set, from_today;
    int64_t n;
};

struct eform_field {
    struct str name, path; /* so_dd, cha_me.*.so_dd */
    enum eform_type type;
    bool required;
    size_t most_length;    /* characters; least_length for text */
    size_t least_length;
    size_t least_rows, most_rows;
    struct eform_bound least, most;
    const struct eform_option *options;
    size_t options_n;
    struct str birth, sex; /* person_id: paths of the answers its digits must agree with */
    const struct logic *compute;
    const struct eform_field *children; /* a repeat's row, an address's parts */
    size_t children_n;
    bool is_part;          /* made by the engine as a part of an address or a parcel */
};

struct eform_question {
    const struct eform_field *field; /* NULL for a note */
    struct eform_label label, hint;
    int label_msg;                   /* parts of an address have their labels in the catalogue */
    const struct logic *when;
    struct str autocomplete;
    const struct eform_question *asks;
    size_t asks_n;
};

struct eform_page {
    struct str id;
    struct eform_label title;
    const struct logic *when;
    const struct eform_question *asks;
    size_t asks_n;
};

struct eform_rule {
    const struct logic *broken; /* truthy: the rule is broken */
    struct eform_label error;
    struct str at;              /* path of the field that carries the error; with '*' it is judged for each row */
};

struct eform_paper {
    struct str id;              /* as in the catalogue of procedures: p1 p2 … */
    struct eform_label name, hint;
    bool required;              /* always */
    const struct logic *when;   /* required when this holds */
    struct str vault;           /* kind of the paper in the store of earlier results; empty none */
    const struct str *accept;   /* pdf jpg png */
    size_t accept_n;
    int64_t most_mb;
};

/* A sum of the form that is a fee: it stands in the place of the catalogue's fees of its kind. */
struct eform_fee {
    struct str kind; /* phi, le-phi */
    struct str sum;  /* path of a sum; with '*' all rows are added up */
};

struct eform_prefill {
    struct str path, source;    /* so_dd, profile.so_dd */
};

struct eform {
    struct str name; /* of the version, "1.001193/1": what was answered with it remembers this */
    struct str code;
    int64_t version;
    struct day valid_from; /* as the file says; DAY_NONE when it does not */
    struct eform_label title;
    const struct eform_field *fields;
    const struct eform_page *pages;
    const struct eform_rule *rules;
    const struct eform_paper *papers;
    const struct eform_prefill *prefill;
    const struct eform_fee *fees;
    size_t fields_n, pages_n, rules_n, papers_n, prefill_n, fees_n;
};

/* Reads and lints a form. INVALID: c->faults holds every fault, field = place in the file ("pages.con.ask.2.label").
 * The form lives in c->arena. */
NODISCARD enum rc eform_parse(struct ctx *c, struct str json_text, const struct eform_lists *lists,
    const struct eform **out);

/* The form of a procedure that has none of its own: the pages of `generic` (seed/forms/generic.json) under the
 * procedure's code and name, with the procedure's papers. */
const struct eform *eform_generic(struct arena *a, const struct eform *generic, struct str code,
    struct eform_label title,
    const struct eform_paper *papers, size_t papers_n);

/* By the path with '*' for row numbers; NULL when absent. */
const struct eform_field *eform_field_find(const struct eform *f, struct str path);
const struct eform_page *eform_page_find(const struct eform *f, struct str id);
/* A page of declarations alone: it is not walked through, who submits makes them once, over all he reads again. */
bool eform_page_signs(const struct eform_page *p);
/* "cha_me.0.so_dd" names the field "cha_me.*.so_dd"; NULL for any name no person could have been asked. */
const struct eform_field *eform_field_named(const struct eform *f, struct str name);

#endif
