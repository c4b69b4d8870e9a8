/* motcua import: the files a province is set up from; a dry run shows the difference first. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/json.h"
#include "app/load.h"
#include "app/open.h"
#include "data/file.h"

static const char USAGE[] =
    "usage: motcua import procedures|agencies|holidays|processes FILE [--from DAY] [--dry-run] [--json]\n"
    "       motcua import forms FILE|DIR [--from DAY] [--dry-run] [--json]\n\n" PLACE_USAGE
    "  --from DAY      day the procedures or forms come into force (default: the file's own, else today)\n"
    "  forms           electronic forms and code lists; of a folder every .json, the lists first\n"
    "  --dry-run       shows what would change and writes nothing\n"
    "Exit 0 done, 1 rows were refused (the others are in), 2 usage or fault.\n";

enum { FOLDER_MOST = 5000 };

bool load_file(struct arena *a, const char *path, struct str *out)
{
    CLEANUP(file_closep) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < 0 || (size_t)st.st_size > LOAD_MAX)
        return false;
    char *p = arena_alloc(a, (size_t)st.st_size + 1);
    size_t n = 0;
    for (ssize_t k = 1; n < (size_t)st.st_size && k > 0; n += (size_t)(k > 0 ? k : 0))
        k = read(fd, p + n, (size_t)st.st_size - n);
    *out = str_n(p, n);
    return n == (size_t)st.st_size;
}

struct import_ask {
    struct str kind;
    struct str *texts;
    size_t texts_n;
    struct day from;
    bool dry_run;
    struct import_report report;
};

static enum rc run(struct ctx *c, void *self)
{
    struct import_ask *ask = self;
    if (ask->texts_n != 1)
        return load_forms(c, ask->texts, ask->texts_n, ask->from, ask->dry_run, &ask->report);
    return load_seed(c, ask->kind, ask->texts[0], ask->from, ask->dry_run, &ask->report);
}

static void print_text(const struct import_report *r)
{
    for (size_t i = 0; i < r->changes_n; i++) {
        const struct import_change *x = &r->changes[i];
        if (strcmp(x->what, "same") != 0)
            printf("%-8s %.*s  %.*s%s%.*s\n", x->what, STR_ARG(x->code), STR_ARG(x->name), x->detail.n ? ": " : "",
                   STR_ARG(x->detail));
    }
    printf("%lld new, %lld changed, %lld same, %lld refused\n", (long long)r->made, (long long)r->changed,
           (long long)r->same, (long long)r->refused);
    if (r->warning.n)
        printf("warning: %.*s\n", STR_ARG(r->warning));
}

static void print_json(struct ctx *c, const struct import_report *r)
{
    struct out o = json_start(c);
    json_open(&o, '{');
    json_put_i64(&o, "new", r->made);
    json_put_i64(&o, "changed", r->changed);
    json_put_i64(&o, "same", r->same);
    json_put_i64(&o, "refused", r->refused);
    json_put_str(&o, "warning", r->warning);
    json_key(&o, "changes");
    json_open(&o, '[');
    for (size_t i = 0; i < r->changes_n; i++) {
        json_open(&o, '{');
        json_put_str(&o, "code", r->changes[i].code);
        json_put_str(&o, "name", r->changes[i].name);
        json_put_str(&o, "what", str_from(r->changes[i].what));
        json_put_str(&o, "detail", r->changes[i].detail);
        json_close(&o, '}');
    }
    json_close(&o, ']');
    json_close(&o, '}');
    json_print(&o);
}

/* A file, or every .json of a folder. */
static bool load_texts(struct ctx *c, const char *path, struct import_ask *ask)
{
    CLEANUP(file_close_folderp) DIR *folder = opendir(path);
    ask->texts = NEW_ARRAY(c->arena, struct str, folder ? FOLDER_MOST : 1);
    if (!folder)
        return load_file(c->arena, path, &ask->texts[ask->texts_n++]);
    for (struct dirent *e = readdir(folder); e && ask->texts_n < FOLDER_MOST; e = readdir(folder)) {
        if (!str_ends(str_from(e->d_name), S(".json")))
            continue;
        const char *file = str_c(c->arena, str_printf(c->arena, "%s/%s", path, e->d_name));
        if (!load_file(c->arena, file, &ask->texts[ask->texts_n++]))
            return false;
    }
    return str_eqc(ask->kind, "forms");
}

int cmd_import(int argc, char **argv)
{
    struct where where = {0};
    struct import_ask ask = {.from = DAY_NONE};
    const char *words[2], *from = NULL;
    bool json = false;
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where),
                                         {"from", CLI_TEXT, &from},
                                         {"dry-run", CLI_FLAG, &ask.dry_run},
                                         {"json", CLI_FLAG, &json}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 2, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 2 || load_kind_by_name(str_from(words[0])) == LOAD_NONE)
        return cli_fault("say procedures, agencies, holidays, processes or forms and a file (see --help)");
    if (from && !day_parse(str_from(from), &ask.from))
        return cli_fault("--from %s is not a day like 2025-07-01", from);
    struct ctx *c = app_open(&where, true);
    if (!c)
        return 2;
    ask.kind = str_from(words[0]);
    if (!load_texts(c, words[1], &ask)) {
        app_close(c);
        return cli_fault("%s cannot be read, or is larger than 64 MB", words[1]);
    }
    enum rc rc = app_write(c, run, &ask);
    if (rc != OK)
        cli_fault("%s", app_fault(c));
    else if (json)
        print_json(c, &ask.report);
    else
        print_text(&ask.report);
    app_close(c);
    return rc != OK ? 2 : ask.report.refused ? 1 : 0;
}
