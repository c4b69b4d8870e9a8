/* A worker: one loop over HTTP. It may touch the data folder and nothing else of the machine. */
#include "app/jail.h"
#include "app/prove.h"
#include "app/roles.h"
#include "app/rooms.h"
#include "base/id.h"
#include "base/log.h"
#include "core/actor.h"
#include "core/setting/setting.h"
#include "web/limits.h"
#include "web/server.h"

enum { CONNECTIONS_MAX = 4096, LIMIT_BUCKETS = 4096, SIGN_INS_PER_MINUTE = 30, PER_ADDRESS = 256 };

/* The database connection of a worker must not need new files or sockets it may
 * not open: both engines keep theirs, and the folder stays writable for SQLite's
 * log and the file store. Fonts are read for the forms it prints (format/pdf.h). */
static bool enter_jail(const struct program *p)
{
    struct jail j = {.write_folders = {p->data_folder},
                     .read_folders = {"/usr/share/fonts", "/usr/share/fontconfig", "/etc/fonts",
                                      "/var/cache/fontconfig", "/etc/resolv.conf", "/etc/hosts"},
                     .connect = p->place.db != NULL,
                     .files = true};
    if (!p->place.db)
        j.read_folders[4] = NULL;
    return jail_enter(&j);
}

/* smtp://user:secret@host:587 -> smtp://host:587: pages show where mail goes, never how it gets in. */
static struct str without_secret(struct arena *a, const char *url)
{
    struct str rest = str_from(url ? url : "");
    size_t scheme = str_search(rest, S("://"), 0), at = str_find(rest, '@', 0);
    if (scheme == rest.n || at == rest.n)
        return rest;
    return str_printf(a, STR_FMT "://" STR_FMT, STR_ARG(str_sub(rest, 0, scheme)),
                      STR_ARG(str_sub(rest, at + 1, rest.n)));
}

static enum rc read_settings(struct ctx *c, struct site *site)
{
    TRY(db_begin_read(c));
    enum rc rc = setting_get(c, "province", &site->province);
    if (rc == OK)
        rc = setting_get(c, "hotline", &site->hotline);
    db_rollback(c);
    return rc;
}

int role_worker(const struct program *p, int number)
{
    struct ctx *c = app_open(&p->place, false);
    struct router *router;
    struct server *server;
    struct str why;
    if (!c || router_new(c->arena, rooms, rooms_n, &router, &why) != OK)
        return 2;
    struct site site = {.router = router,
                        .db = c->db,
                        .now = app_now,
                        .base_url = str_from(p->base_url ? p->base_url : ""),
                        .data_dir = str_from(p->data_folder),
                        .https = p->https,
                        .demo = p->demo,
                        .compress = true,
                        .trusted_proxy = str_from(p->trusted_proxy ? p->trusted_proxy : ""),
                        .mail_server = without_secret(c->arena, p->mail_url),
                        .edge = {.per_address = p->demo ? 0 : PER_ADDRESS},
                        .requests_per_minute = SIGN_INS_PER_MINUTE,
                        .limits = limits_new(c->arena, LIMIT_BUCKETS),
                        .stats = &p->stats[number],
                        .all_stats = p->stats,
                        .all_stats_n = (size_t)p->workers};
    if (read_settings(c, &site) != OK) {
        log_error("settings: %s", app_fault(c));
        return 2;
    }
    shell_set_nav(nav_rules, nav_rules_n);
    if (server_new(c->arena, &site, p->listen_fd, CONNECTIONS_MAX, &server, &why) != OK) {
        log_error("server: %.*s", STR_ARG(why));
        return 2;
    }
    if (!enter_jail(p))
        return 2;
    if (p->prove)
        return prove_jail("worker", p->data_folder, p->place.db != NULL);
    server_run(server, &role_stop);
    server_free(server);
    app_close(c);
    return 0;
}
