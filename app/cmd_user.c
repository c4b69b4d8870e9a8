/* motcua user, token, setting: what an administrator does before anyone can sign in, and from scripts. */
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/load.h"
#include "app/open.h"
#include "core/actor/store.h"
#include "core/setting/setting.h"
#include "core/setting/setting_queries.h"

static const char USER_USAGE[] =
    "usage: motcua user add LOGIN --name NAME --role ROLE --agency CODE --password-file F\n"
    "       motcua user password LOGIN --password-file F\n"
    "       motcua user close LOGIN\n\n" PLACE_USAGE
    "  --role R        citizen business counter specialist head leader clerk reform inspector admin\n"
    "  --agency CODE   H35.12 or 000.00.12.H35; none for citizens\n"
    "  --password-file F  one line; the file's mode must be 600; it must be changed at the first sign-in\n"
    "Exit 0, or 2 with one line on stderr.\n";
static const char TOKEN_USAGE[] =
    "usage: motcua token add LOGIN [--name NAME] [--days N]\n"
    "       motcua token revoke ID\n\n" PLACE_USAGE "  --days N        valid for so many days (default 365)\n"
    "Prints the secret once. Exit 0, or 2 with one line on stderr.\n";
static const char SETTING_USAGE[] = "usage: motcua setting [NAME [VALUE]]\n\n" PLACE_USAGE
                                    "Without words prints what is set. Names: province, hotline, base_url, mail.url, "
                                    "mail.from, default_unit, officer.totp. "
                                    "All but the last two are read when serve starts.\n";

enum { DAYS_DEFAULT = 365 };

struct user_ask {
    const char *verb, *login, *name, *role, *agency, *password_file;
    int64_t days;
    struct str password, secret;
    int64_t id;
};

static enum rc login_row(struct ctx *c, const char *login, struct account_by_login_row *row)
{
    bool found;
    TRY(account_by_login(c, login_form(c->arena, str_from(login)), row, &found));
    return found ? OK : fail_detail(c, NOT_FOUND, "no account %s", login);
}

static enum rc add_user(struct ctx *c, struct user_ask *ask)
{
    enum role role = role_by_name(str_from(ask->role ? ask->role : ""));
    int64_t person, account, assignment;
    struct agency unit;
    if (!ask->name || role == ROLE_NONE || role == ROLE_SYSTEM)
        return fail_detail(c, INVALID, "say --name and a --role (see --help)");
    bool citizen = role == ROLE_CITIZEN || role == ROLE_BUSINESS;
    const char *kind = role == ROLE_CITIZEN ? "citizen" : role == ROLE_BUSINESS ? "organisation" : "officer";
    TRY(password_check(c, str_from(ask->login), ask->password, S("password")));
    TRY(person_create(c, &(struct person_new){.kind = kind, .name = str_from(ask->name)}, &person));
    TRY(account_create(c, person, str_from(ask->login), ask->password, &account));
    TRY(account_set_must_change(c, true, account, NULL));
    if (citizen)
        return OK;
    TRY(agency_by_code(c, str_from(ask->agency ? ask->agency : ""), day_of(c->now), &unit));
    return assignment_create(c, person, role, unit.id, S(""), day_of(c->now), DAY_NONE, &assignment);
}

static enum rc set_password(struct ctx *c, struct user_ask *ask)
{
    struct account_by_login_row row;
    TRY(login_row(c, ask->login, &row));
    TRY(password_check(c, str_from(ask->login), ask->password, S("password")));
    TRY(account_set_password(c, password_hash(c->arena, ask->password), row.id, NULL));
    return account_set_must_change(c, true, row.id, NULL);
}

static enum rc run_user(struct ctx *c, void *self)
{
    struct user_ask *ask = self;
    struct account_by_login_row row;
    if (strcmp(ask->verb, "add") == 0)
        return add_user(c, ask);
    if (strcmp(ask->verb, "password") == 0)
        return set_password(c, ask);
    TRY(login_row(c, ask->login, &row));
    return account_close(c, c->now, row.id, NULL);
}

/* The newest assignment that is valid today; 0 for citizens. */
static enum rc assignment_today(struct ctx *c, int64_t person, int64_t *id)
{
    struct assignments_of_person_row *rows;
    size_t n;
    TRY(assignments_of_person(c, person, &rows, &n));
    *id = 0;
    for (size_t i = 0; i < n && !*id; i++)
        if (actor_valid(day_of(c->now), rows[i].valid_from_on, rows[i].valid_to_on))
            *id = rows[i].id;
    return OK;
}

static enum rc run_token(struct ctx *c, void *self)
{
    struct user_ask *ask = self;
    struct account_by_login_row row;
    int64_t assignment;
    if (strcmp(ask->verb, "revoke") == 0)
        return str_to_i64(str_from(ask->login), &ask->id) ? token_revoke(c, c->now, ask->id, NULL)
                                                          : fail_detail(c, INVALID, "say the token's number");
    TRY(login_row(c, ask->login, &row));
    TRY(assignment_today(c, row.person_id, &assignment));
    struct instant expires = {c->now.ms + ask->days * DAY_MS};
    return token_create(c, row.id, assignment, str_from(ask->name ? ask->name : "command line"), expires, &ask->secret);
}

static bool read_password(struct ctx *c, struct user_ask *ask)
{
    struct stat st;
    if (!ask->password_file) {
        cli_fault("say --password-file");
        return false;
    }
    if (stat(ask->password_file, &st) != 0 || (st.st_mode & 077) != 0) {
        cli_fault("%s must be readable by its owner alone (chmod 600)", ask->password_file);
        return false;
    }
    if (!load_file(c->arena, ask->password_file, &ask->password)) {
        cli_fault("%s cannot be read", ask->password_file);
        return false;
    }
    ask->password = str_trim(ask->password);
    return true;
}

static int finish(struct ctx *c, enum rc rc)
{
    if (rc != OK)
        cli_fault("%s", app_fault(c));
    app_close(c);
    return rc == OK ? 0 : 2;
}

static bool known_verb(const char *verb, const char *const *verbs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(verb, verbs[i]) == 0)
            return true;
    return false;
}

int cmd_user(int argc, char **argv)
{
    static const char *const verbs[] = {"add", "password", "close"};
    struct where where = {0};
    struct user_ask ask = {0};
    const char *words[2];
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where),
                                         {"name", CLI_TEXT, &ask.name},
                                         {"role", CLI_TEXT, &ask.role},
                                         {"agency", CLI_TEXT, &ask.agency},
                                         {"password-file", CLI_TEXT, &ask.password_file}};
    int code = cli_parse(argc, argv, USER_USAGE, options, COUNT(options), words, 2, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 2 || !known_verb(words[0], verbs, COUNT(verbs)))
        return cli_fault("say add, password or close and a login (see --help)");
    struct ctx *c = app_open(&where, true);
    if (!c)
        return 2;
    ask.verb = words[0];
    ask.login = words[1];
    if (strcmp(ask.verb, "close") != 0 && !read_password(c, &ask)) {
        app_close(c);
        return 2;
    }
    return finish(c, app_write(c, run_user, &ask));
}

int cmd_token(int argc, char **argv)
{
    static const char *const verbs[] = {"add", "revoke"};
    struct where where = {0};
    struct user_ask ask = {.days = DAYS_DEFAULT};
    const char *words[2];
    size_t words_n;
    const struct cli_option options[] = {
        PLACE_OPTIONS(where), {"name", CLI_TEXT, &ask.name}, {"days", CLI_NUMBER, &ask.days}};
    int code = cli_parse(argc, argv, TOKEN_USAGE, options, COUNT(options), words, 2, &words_n);
    if (code >= 0)
        return code;
    if (words_n != 2 || !known_verb(words[0], verbs, COUNT(verbs)))
        return cli_fault("say add and a login, or revoke and a number (see --help)");
    struct ctx *c = app_open(&where, true);
    if (!c)
        return 2;
    ask.verb = words[0];
    ask.login = words[1];
    enum rc rc = app_write(c, run_token, &ask);
    if (rc == OK && ask.secret.n)
        printf("%.*s\n", STR_ARG(ask.secret));
    return finish(c, rc);
}

static enum rc print_settings(struct ctx *c, void *self)
{
    struct setting_rows_row *rows;
    size_t n;
    (void)self;
    TRY(setting_rows(c, &rows, &n));
    for (size_t i = 0; i < n; i++)
        printf("%.*s = %.*s\n", STR_ARG(rows[i].name), STR_ARG(rows[i].value));
    return OK;
}

static enum rc run_setting(struct ctx *c, void *self)
{
    const char *const *words = self;
    struct str value;
    if (words[1])
        return setting_put(c, words[0], str_from(words[1]));
    TRY(setting_get(c, words[0], &value));
    printf("%.*s\n", STR_ARG(value));
    return OK;
}

int cmd_setting(int argc, char **argv)
{
    static const char *const names[] = {"province",  "hotline",      "base_url",    "mail.url",
                                        "mail.from", "default_unit", "officer.totp"};
    struct where where = {0};
    const char *words[2] = {NULL, NULL};
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(where)};
    int code = cli_parse(argc, argv, SETTING_USAGE, options, COUNT(options), words, 2, &words_n);
    if (code >= 0)
        return code;
    if (words_n && !known_verb(words[0], names, COUNT(names)))
        return cli_fault("no setting %s (see --help)", words[0]);
    struct ctx *c = app_open(&where, true);
    if (!c)
        return 2;
    return finish(c, app_write(c, words_n ? run_setting : print_settings, words));
}
