/* views.h: what the pages of this room are drawn from. */
#ifndef MOTCUA_SYSTEMS_SIGNING_VIEWS_H
#define MOTCUA_SYSTEMS_SIGNING_VIEWS_H

#include "web/components.h"

struct signing_ask_view {
    struct shell shell;
    struct field_view file, content;
};

struct reason_row {
    struct str text;
};
struct signature_row {
    struct str title;
    struct tag_view verdict;
    struct summary_list_view facts;
    const struct reason_row *reasons;
    size_t reasons_n;
};
struct signing_result_view {
    struct shell shell;
    struct str file;
    bool waiting;
    struct banner_view verdict, issued;
    const struct reason_row *reasons; /* of the file as a whole */
    size_t reasons_n;
    const struct signature_row *rows;
    size_t rows_n;
    struct str technical; /* "TOTAL-PASSED", as other programs say it */
};

#endif
