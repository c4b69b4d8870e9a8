/* motcua verify journal: is every entry, chain and seal as it was written? */
#include "app/commands.h"
#include "app/json.h"
#include "app/open.h"
#include "core/journal/journal.h"

static const char USAGE[] = "usage: motcua verify journal [--json]\n\n" PLACE_USAGE
                            "Recomputes every hash, every record's chain and every seal. Exit 0 all sound, 1 a fault "
                            "was found and is named, 2 could not judge.\n";

static void print_report(struct ctx *c, const struct journal_report *r, bool json)
{
    if (!json) {
        if (r->sound)
            printf("sound: %lld entries of %lld records, %lld sealed under %lld seals\n", (long long)r->entries,
                   (long long)r->records, (long long)r->sealed, (long long)r->heads);
        else
            printf("NOT SOUND: %.*s\n", STR_ARG(r->fault));
        return;
    }
    struct out o = json_start(c);
    json_open(&o, '{');
    json_put_bool(&o, "sound", r->sound);
    json_put_i64(&o, "entries", r->entries);
    json_put_i64(&o, "records", r->records);
    json_put_i64(&o, "sealed", r->sealed);
    json_put_i64(&o, "seals", r->heads);
    json_put_str(&o, "fault", r->fault);
    json_close(&o, '}');
    json_print(&o);
}

int cmd_verify(int argc, char **argv)
{
    struct where where = {0};
    const char *words[1];
    bool json = false;
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where), {"json", CLI_FLAG, &json}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 1, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 1 || strcmp(words[0], "journal") != 0)
        return cli_fault("say what to verify: journal (see --help)");
    struct ctx *c = app_open(&where, false);
    struct journal_report report;
    if (!c)
        return 2;
    enum rc rc = db_begin_read(c);
    if (rc == OK) {
        rc = journal_verify(c, &report);
        db_rollback(c);
    }
    if (rc != OK)
        cli_fault("%s", app_fault(c));
    else
        print_report(c, &report, json);
    app_close(c);
    return rc != OK ? 2 : report.sound ? 0 : 1;
}
