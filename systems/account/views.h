/* views.h: the pages of this room that are no list, record or form. */
#ifndef MOTCUA_SYSTEMS_ACCOUNT_VIEWS_H
#define MOTCUA_SYSTEMS_ACCOUNT_VIEWS_H

#include "web/components.h"

/* totp.html: what an authenticator is told, and the code that comes back. */
struct account_totp_view {
    struct shell shell;
    struct str back, secret; /* in groups of four, for typing */
    struct field_view code;
};
/* codes.html: the recovery codes, told once. */
struct account_code_row {
    struct str code;
};
struct account_codes_view {
    struct shell shell;
    struct str back;
    const struct account_code_row *rows;
    size_t rows_n;
};

#endif
