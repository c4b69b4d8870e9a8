/* cmd_verify.h: motcua verify FILE, beside the journal of cmd_verify.c. */
#ifndef MOTCUA_APP_CMD_VERIFY_H
#define MOTCUA_APP_CMD_VERIFY_H

#include "app/cli.h"

struct verify_ask {
    const char *content, *at, *lang;
    struct cli_list trust, crl;
    bool json, offline; /* offline is how it always works so far: nothing is fetched */
};

/* The exit code: 0 all passed, 1 not passed, 2 could not judge. */
int verify_file(const char *path, const struct verify_ask *ask);

#endif
