/* prove.h: the page that asks for the password or a code before a form that was already sent goes on: everything typed
 * travels along in hidden fields, and the form posts to its own address again. */
#ifndef MOTCUA_WEB_PROVE_H
#define MOTCUA_WEB_PROVE_H

#include "web/request.h"
#include "web/shell.h"

struct prove_view {
    struct shell shell;
    bool step_up, had_files;
    struct raw_field *rows;
    size_t rows_n;
};

#endif
