/* motcua verify journal: is every entry, chain and seal as it was written? motcua verify FILE: do its signatures
 * hold? */
#include "app/cmd_verify.h"
#include "app/commands.h"
#include "app/json.h"
#include "app/open.h"
#include "core/journal/journal.h"

static const char USAGE[] =
    "usage: motcua verify journal [--json]\n"
    "       motcua verify FILE [--content FILE] [--trust PEM|FOLDER]... [--crl FILE]... [--at TIME] [--lang vi|en] "
    "[--json]\n\n" PLACE_USAGE "  --content FILE   FILE is a detached signature (.p7s) of this one\n"
    "  --trust PATH     certificates we believe, a list a file (its name is shown); nobody is believed by default\n"
    "  --crl FILE       certificates that were revoked\n"
    "  --at TIME        judge for this time (2026-11-24T08:00:00+07:00) where no time stamp proves another\n\n"
    "journal: recomputes every hash, every record's chain and every seal. Exit 0 all sound, 1 a fault was found and is "
    "named, 2 could not judge.\n"
    "FILE: the signatures of a PDF, by the strict rules of EN 319 102-1. Exit 0 all passed, 1 not passed, 2 could not "
    "judge.\n";

static void print_journal(struct ctx *c, const struct journal_report *r, bool json)
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

static int verify_journal(const struct where *where, bool json)
{
    struct ctx *c = app_open(where, false);
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
        print_journal(c, &report, json);
    app_close(c);
    return rc != OK ? 2 : report.sound ? 0 : 1;
}

int cmd_verify(int argc, char **argv)
{
    struct where where = {0};
    struct verify_ask ask = {0};
    const char *words[1];
    bool json = false;
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where),
                                         {"json", CLI_FLAG, &json},
                                         {"content", CLI_TEXT, &ask.content},
                                         {"trust", CLI_LIST, &ask.trust},
                                         {"crl", CLI_LIST, &ask.crl},
                                         {"at", CLI_TEXT, &ask.at},
                                         {"lang", CLI_TEXT, &ask.lang},
                                         {"offline", CLI_FLAG, &ask.offline}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 1, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 1)
        return cli_fault("say what to verify: journal, or a file (see --help)");
    ask.json = json;
    return strcmp(words[0], "journal") == 0 ? verify_journal(&where, json) : verify_file(words[0], &ask);
}
