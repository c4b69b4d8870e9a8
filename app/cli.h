/* cli.h: options of the commands: --name VALUE or --name=VALUE, flags without value, then plain words. */
#ifndef MOTCUA_APP_CLI_H
#define MOTCUA_APP_CLI_H

#include "base/str.h"

enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_NUMBER, CLI_LIST };

/* An option that may be given again and again. */
struct cli_list {
    const char *v[16];
    size_t n;
};

struct cli_option {
    const char *name; /* without dashes */
    enum cli_kind kind;
    void *out; /* bool *, const char **, int64_t *, struct cli_list * */
};

/* Fills the options and leaves the plain words in words (at most max). Exit code 2 and one line on stderr when an
 * option is unknown or its value is missing; --help prints `usage` and answers 0 through *done. Returns -1 to go on. */
int cli_parse(int argc, char **argv, const char *usage, const struct cli_option *options, size_t options_n,
              const char **words, size_t max, size_t *words_n);

/* One line on stderr, exit code 2. */
int cli_fault(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
