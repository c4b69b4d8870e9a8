/* motcua backup and restore. */
#include "app/commands.h"
#include "app/json.h"
#include "app/open.h"
#include "core/setting/setting.h"
#include "data/backup.h"

static const char BACKUP_USAGE[] =
    "usage: motcua backup FOLDER [--link] [--json]\n\n" PLACE_USAGE
    "  --link          hard links of the file store instead of copies (same disk: quick, but no second copy)\n"
    "Copies database and files into an empty FOLDER while the program runs. Exit 0, or 2 with one line on stderr.\n";
static const char RESTORE_USAGE[] = "usage: motcua restore FOLDER [--json]\n\n" PLACE_USAGE
                                    "Brings a backup back into an empty place after checking every hash. Exit 0 "
                                    "restored, 1 the backup is not whole, 2 usage or fault.\n";

static void print_report(struct ctx *c, const char *what, const struct backup_report *r, bool json)
{
    if (!json) {
        printf("%s: %lld rows of %lld tables, %lld files, %lld bytes\n", what, (long long)r->rows, (long long)r->tables,
               (long long)r->files, (long long)r->bytes);
        return;
    }
    struct out o = json_start(c);
    json_open(&o, '{');
    json_put_i64(&o, "tables", r->tables);
    json_put_i64(&o, "rows", r->rows);
    json_put_i64(&o, "files", r->files);
    json_put_i64(&o, "bytes", r->bytes);
    json_close(&o, '}');
    json_print(&o);
}

/* The administrator's page says how old the newest backup is. The mark itself is not in that backup. */
static enum rc mark_backup(struct ctx *c, void *self)
{
    (void)self;
    return setting_put(c, "backup.at", instant_iso_str(c->arena, c->now));
}

int cmd_backup(int argc, char **argv)
{
    struct where where = {0};
    struct backup_report report;
    const char *words[1];
    bool json = false, link = false;
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where), {"json", CLI_FLAG, &json}, {"link", CLI_FLAG, &link}};
    int code = cli_parse(argc, argv, BACKUP_USAGE, options, COUNT(options), words, 1, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 1)
        return cli_fault("say the folder to write into (see --help)");
    struct ctx *c = app_open(&where, false);
    if (!c)
        return 2;
    enum rc rc = backup_make(c, str_from(words[0]), link, &report);
    if (rc == OK)
        rc = app_write(c, mark_backup, NULL);
    if (rc != OK)
        cli_fault("%s", app_fault(c));
    else
        print_report(c, "backup", &report, json);
    app_close(c);
    return rc == OK ? 0 : 2;
}

int cmd_restore(int argc, char **argv)
{
    struct where where = {0};
    struct backup_report report;
    struct str why = S("");
    const char *words[1];
    bool json = false;
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where), {"json", CLI_FLAG, &json}};
    int code = cli_parse(argc, argv, RESTORE_USAGE, options, COUNT(options), words, 1, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 1)
        return cli_fault("say the folder of the backup (see --help)");
    CLEANUP(arena_freep) struct arena *a = arena_new((size_t)1 << 30);
    struct ctx c = {.arena = a, .now = app_now(), .lang = LANG_EN};
    const char *data = where.data ? where.data : "run/data";
    struct str files = str_printf(a, "%s/files", data);
    enum rc rc = backup_restore(&c, str_from(words[0]), str_from(where.db ? where.db : data), files, &report, &why);
    if (rc != OK)
        cli_fault("%.*s", STR_ARG(why.n ? why : str_from(app_fault(&c))));
    else
        print_report(&c, "restored", &report, json);
    return rc == OK ? 0 : rc == INVALID ? 1 : 2;
}
