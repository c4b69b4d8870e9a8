#include "app/cli.h"

#include <stdarg.h>

int cli_fault(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("motcua: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    return 2;
}

static const struct cli_option *find(struct str name, const struct cli_option *options, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(name, options[i].name))
            return &options[i];
    return NULL;
}

static bool add(struct cli_list *list, const char *value)
{
    if (list->n == COUNT(list->v))
        return false;
    list->v[list->n++] = value;
    return true;
}

static bool take(const struct cli_option *o, const char *value)
{
    if (o->kind == CLI_TEXT)
        *(const char **)o->out = value;
    else if (o->kind == CLI_NUMBER)
        return str_to_i64(str_from(value), o->out);
    else if (o->kind == CLI_LIST)
        return add(o->out, value);
    return true;
}

int cli_parse(int argc, char **argv, const char *usage, const struct cli_option *options, size_t options_n,
              const char **words, size_t max, size_t *words_n)
{
    *words_n = 0;
    for (int i = 1; i < argc; i++) {
        struct str arg = str_from(argv[i]);
        if (str_eqc(arg, "--help")) {
            fputs(usage, stdout);
            return 0;
        }
        if (!str_starts(arg, S("--"))) {
            if (*words_n == max)
                return cli_fault("too many words: %s (see --help)", argv[i]);
            words[(*words_n)++] = argv[i];
            continue;
        }
        size_t eq = str_find(arg, '=', 0);
        const struct cli_option *o = find(str_sub(arg, 2, eq), options, options_n);
        if (!o)
            return cli_fault("unknown option %s (see --help)", argv[i]);
        if (o->kind == CLI_FLAG) {
            *(bool *)o->out = true;
            continue;
        }
        const char *value = eq < arg.n ? argv[i] + eq + 1 : i + 1 < argc ? argv[++i] : NULL;
        if (!value || !take(o, value))
            return cli_fault("option --%s needs a %s", o->name, o->kind == CLI_NUMBER ? "number" : "value");
    }
    return -1;
}
