/* logic.h: the one language of conditions and sums in forms: a subset of JsonLogic, compiled once, evaluated on the
 * server. The browser has the same subset for show and hide only; what it says is never believed.
 *
 * Operators: var missing == != < <= > >= and or ! !! if in + - * / % min max cat len age days_add workdays_add digits
 * named_match. Everything else is refused when the form is read. No loops, no regular expressions of authors.
 *
 * Values compare as JsonLogic's reference does (loose equality of JavaScript), with two
 * differences that are promises: numbers are exact hundredths (each sum, product and
 * quotient is rounded half away from zero to two decimals), and what would be an infinity
 * or passes the range of an int64 is "not a number", which compares false with everything. */
#ifndef MOTCUA_CORE_EFORM_LOGIC_H
#define MOTCUA_CORE_EFORM_LOGIC_H

#include "base/moment.h"

enum { LOGIC_DEPTH_MAX = 16, LOGIC_NODES_MAX = 500, LOGIC_TEXT_MAX = 64 * 1024 };

enum logic_kind { LOGIC_NULL, LOGIC_BOOL, LOGIC_NUMBER, LOGIC_NAN, LOGIC_TEXT, LOGIC_LIST, LOGIC_OBJECT };

struct logic_value {
    enum logic_kind kind;
    bool truth;
    int64_t hundredths;
    struct str text;
    const struct logic_value *items; /* of a list or an object; two lists are equal when they are the same list */
    const struct str *keys;          /* of an object, beside items */
    size_t items_n;
};

struct logic_value logic_null(void);
struct logic_value logic_bool(bool b);
struct logic_value logic_int(int64_t n); /* not a number when n * 100 passes the range */
struct logic_value logic_hundredths(int64_t n);
struct logic_value logic_text(struct str s);
bool logic_truthy(const struct logic_value *v);
/* How the value is written: 12, 12.5, true; null and not-a-number give "null" and "NaN". */
struct str logic_value_text(struct arena *a, const struct logic_value *v);
/* "12", "-3.5", "1.005" (rounded); false when it is no number or passes the range. */
bool logic_number_parse(struct str s, int64_t *hundredths);
/* Descends a tree by "a.0.b"; NULL when a step is missing. */
const struct logic_value *logic_value_at(const struct logic_value *root, struct str path);

/* Where an expression finds its values. `today` is the day of the decision. */
struct logic_data {
    /* The value of a path; false when there is none (the default of `var` then stands). */
    bool (*var)(const struct logic_data *d, struct arena *a, struct str path, struct logic_value *out);
    /* The day `n` working days after `from`; NULL or false gives null. */
    bool (*workdays_add)(const struct logic_data *d, struct day from, int64_t n, struct day *out);
    const void *of;
    struct day today;
    struct str row; /* what a '*' in a path stands for: the row of the repeat being judged; empty outside one */
};

struct logic_node;
struct logic {
    const struct logic_node *root;
    const struct str *vars; /* every path the expression reads, in order, without repetition */
    size_t vars_n, nodes, depth;
};

/* Pure and total: any compiled expression ends, whatever the data. */
struct logic_value logic_eval(struct arena *a, const struct logic *l, const struct logic_data *d);
/* Truth of an expression; a NULL expression is true (what has no condition holds). */
bool logic_holds(struct arena *a, const struct logic *l, const struct logic_data *d);
bool logic_reads(const struct logic *l, struct str path);
/* "cha_me.*.so_dd" in row "1" of a repeat is "cha_me.1.so_dd"; outside a row (empty) a path stays as it is. */
struct str logic_path_in_row(struct arena *a, struct str path, struct str row);

/* A JSON value becomes an expression; NULL with *why when it is none. Strings stay where the JSON tree has them. */
struct json;
enum logic_fault {
    LOGIC_FINE,
    LOGIC_ONE_KEY,  /* an object without exactly one key, the operator */
    LOGIC_OPERATOR, /* an operator outside the subset */
    LOGIC_OPERANDS, /* too few or too many operands */
    LOGIC_PATH,     /* a path of var or missing that is computed or empty */
    LOGIC_PATTERN,  /* a pattern named_match does not know */
    LOGIC_TOO_DEEP,
    LOGIC_TOO_MANY,
    LOGIC_BIG,      /* a number beyond the range */
};
const struct logic *logic_compile(struct arena *a, const struct json *json, enum logic_fault *why);
/* The expression as JSON. A path for which known() gives a value is written as that value: so the browser gets what it
 * cannot know. known may be NULL. */
struct json *logic_json(struct arena *a, const struct logic *l, bool (*known)(const void *of, struct str path,
    struct logic_value *out),
    const void *of);
/* JSON as plain data, and back (not-a-number is null). */
struct logic_value logic_value_of_json(struct arena *a, const struct json *json);
struct json *logic_value_json(struct arena *a, const struct logic_value *v);

/* The closed list of patterns authors may name (core/eform/check.c): person_id person_id_old org_id phone land_book
 * vehicle_plate post_code. An unknown name matches nothing and is refused when the form is read. */
bool named_match(struct str name, struct str value);
bool named_match_known(struct str name);

#endif
