/* motcua: one program; the first word chooses what it does. */
#include "app/commands.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"serve", cmd_serve, "serve the province: pages, API, jobs"},
    {"demo", cmd_demo, "fill a database with the demonstration province"},
    {"due", cmd_due, "compute a due date"},
    {"import", cmd_import, "import procedures, agencies, holidays, processes or forms"},
    {"user", cmd_user, "people who sign in: add, password, close"},
    {"token", cmd_token, "bearer tokens for the API: add, revoke"},
    {"verify", cmd_verify, "check the journal, or the signatures of a file"},
    {"backup", cmd_backup, "copy everything while the program runs"},
    {"restore", cmd_restore, "bring a backup back into an empty place"},
    {"sign", cmd_sign, "sign a PDF, or any file beside it"},
    {"setting", cmd_setting, "read or set what the administrator sets"},
    {"docs", cmd_docs, "print what is generated from the tables: routes, permissions, states, openapi"},
};

static int usage(FILE *to)
{
    fputs("usage: motcua COMMAND [--help]\n\n", to);
    for (size_t i = 0; i < COUNT(commands); i++)
        fprintf(to, "  %-9s %s\n", commands[i].name, commands[i].what);
    fputs("\nExit codes: 0 good, 1 a negative verdict, 2 usage or fault.\n", to);
    return to == stdout ? 0 : 2;
}

int main(int argc, char **argv)
{
    if (argc < 2)
        return usage(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
        return usage(stdout);
    if (strcmp(argv[1], "--version") == 0) {
        puts("motcua " MOTCUA_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COUNT(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "motcua: no command %s (see motcua --help)\n", argv[1]);
    return 2;
}
