/* motcua serve: the supervisor. It opens the socket, brings the database to this program's version, forks a process a
 * role, and starts again what died. It never touches a request. Between two signals it sleeps: an idle supervisor does
 * not wake. */
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/roles.h"
#include "base/id.h"
#include "base/log.h"
#include "core/setting/setting.h"
#include "web/server.h"

static const char USAGE[] =
    "usage: motcua serve [--data DIR | --db URL] [--listen ADDR:PORT] [--workers N]\n\n" PLACE_USAGE
    "  --listen A:P    address and port (default 127.0.0.1:8080; port 0 takes a free one and prints it)\n"
    "  --workers N     HTTP processes (default 1 on the embedded database, 2 on PostgreSQL)\n"
    "  --node N        number of this machine among those that share a database, 0..2\n"
    "  --base-url URL  how people reach us, for links in mail and QR codes; https:// turns on secure cookies\n"
    "  --mail-url URL  smtp:// or smtps:// server; without it messages wait\n"
    "  --mail-from A   sender address\n"
    "                  (absent: the settings base_url, mail.url and mail.from)\n"
    "  --mail-password-file F  password of the mail account; the file's mode must be 600\n"
    "  --trusted-proxy A       address of the reverse proxy whose X-Forwarded-For is believed\n"
    "  --prove-jail            serve nobody: each process tries what its jail must forbid and says what came of it\n"
    "Demonstration data is served on loopback only.\n";

/* A role that lived less than SHORT_LIFE_MS waits before its next
 * life: RESTART_MS, doubled each time, at most RESTART_MOST_MS. */
enum {
    ROLES_MAX = 12,
    WORKERS_MAX = 8,
    SHORT_LIFE_MS = 1000,
    RESTART_MS = 500,
    RESTART_MOST_MS = 16 * 1000,
    PATIENCE_MS = 12 * 1000,
    SETTING_MAX = 512
};
volatile sig_atomic_t role_stop;

enum kind { WORKER, PARSER, JOBS };
struct child {
    pid_t pid; /* 0: it ended */
    enum kind kind;
    char name[16];
    int number;
    int64_t started_ms, delay_ms, due_ms; /* monotonic; due_ms: not started again before */
};

struct family {
    struct program program;
    struct child child[ROLES_MAX];
    size_t n;
    int64_t node;
    int64_t now_ms;    /* monotonic; one moment for a whole turn */
    int worst;         /* of all ends: 0 when each was good */
    sigset_t awaited;  /* blocked here and asked for one by one; a role takes them as they come */
    sigset_t mask_was; /* what a role gets back */
};

/* clock: lives and delays are measured; the clock of the wall may be set meanwhile. */
static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void on_stop(int signal)
{
    (void)signal;
    role_stop = 1;
}

/* The handlers are for the roles: here the same signals stay blocked, so that none comes between a look and a sleep. */
static void catch_signals(struct family *f)
{
    struct sigaction stop = {.sa_handler = on_stop}, ignore = {.sa_handler = SIG_IGN}, was;
    sigemptyset(&f->awaited);
    sigaddset(&f->awaited, SIGCHLD);
    sigaddset(&f->awaited, SIGTERM);
    sigaddset(&f->awaited, SIGINT);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    if (sigaction(SIGHUP, NULL, &was) == 0 && was.sa_handler != SIG_IGN) { /* nohup stays nohup */
        sigaddset(&f->awaited, SIGHUP);
        sigaction(SIGHUP, &stop, NULL);
    }
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL); /* a file that may not grow is a full disk: told, not died of */
    sigprocmask(SIG_BLOCK, &f->awaited, &f->mask_was);
}

/* Sleeps until a signal comes or the time is there (monotonic; 0: no time is). */
static void wait_signal(const struct family *f, int64_t until_ms)
{
    int64_t left = until_ms ? until_ms - monotonic_ms() : 0;
    if (left < 0)
        return;
    struct timespec t = {left / 1000, left % 1000 * 1000000};
    int got = until_ms ? sigtimedwait(&f->awaited, NULL, &t) : sigwaitinfo(&f->awaited, NULL);
    if (got > 0 && got != SIGCHLD)
        role_stop = 1;
}

static int run_role(const struct family *f, const struct child *ch)
{
    const struct program *p = &f->program;
    if (ch->kind != WORKER)
        close(p->listen_fd);
    if (ch->kind == JOBS) {
        close(p->parser_far_fd);
        return role_jobs(p);
    }
    if (ch->kind == PARSER) {
        close(p->parser_fd);
        return role_parser(p);
    }
    id_set_node((unsigned)(f->node * WORKERS_MAX + ch->number));
    return role_worker(p, ch->number);
}

/* A child dies with its parent, so that nothing is left behind when the supervisor is killed. */
static void start(struct family *f, struct child *ch)
{
    pid_t parent = getpid();
    ch->started_ms = f->now_ms;
    ch->pid = fork();
    if (ch->pid > 0)
        return;
    if (ch->pid < 0) {
        log_error("role=%s cannot be started errno=%d", ch->name, errno);
        ch->pid = 0; /* kill(-1) would reach everybody */
        ch->due_ms = f->now_ms + RESTART_MS;
        return;
    }
    prctl(PR_SET_PDEATHSIG, ch->kind == PARSER ? SIGKILL : SIGTERM); /* the parser has nothing to bring to an end */
    if (getppid() != parent)
        _exit(2);
    char role[32];
    snprintf(role, sizeof role, "%s", ch->name);
    log_set(LOG_INFO_LEVEL, role);
    prctl(PR_SET_NAME, role);
    sigprocmask(SIG_SETMASK, &f->mask_was, NULL);
    int code = run_role(f, ch);
    fflush(NULL);
    _exit(code);
}

static void add(struct family *f, enum kind kind, const char *name, int number)
{
    struct child *ch = &f->child[f->n++];
    *ch = (struct child){.kind = kind, .number = number};
    if (kind == WORKER)
        snprintf(ch->name, sizeof ch->name, "%s-%d", name, number);
    else
        snprintf(ch->name, sizeof ch->name, "%s", name);
}

static void tell_end(const struct family *f, struct child *ch, pid_t pid, int status)
{
    if (f->program.prove || role_stop)
        return;
    int64_t twice = ch->delay_ms * 2;
    bool short_life = f->now_ms - ch->started_ms < SHORT_LIFE_MS;
    ch->delay_ms = !short_life               ? 0
                   : twice < RESTART_MS      ? RESTART_MS
                   : twice < RESTART_MOST_MS ? twice
                                             : RESTART_MOST_MS;
    ch->due_ms = f->now_ms + ch->delay_ms;
    log_warn("role=%s pid=%d ended status=%d; starting it again in %lld ms", ch->name, (int)pid, status,
             (long long)ch->delay_ms);
}

static void reap(struct family *f)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (size_t i = 0; i < f->n; i++) {
            struct child *ch = &f->child[i];
            if (ch->pid != pid)
                continue;
            ch->pid = 0;
            f->worst |= status;
            tell_end(f, ch, pid, status);
        }
}

static bool is_due(const struct family *f, const struct child *ch)
{
    return !ch->pid && ch->due_ms <= f->now_ms;
}

/* When the next dead role becomes due; 0: none will. One that is due and did not start waits for its partner's end,
 * which is a signal. */
static int64_t next_due(const struct family *f)
{
    int64_t next = 0;
    for (size_t i = 0; i < f->n; i++) {
        const struct child *ch = &f->child[i];
        if (!ch->pid && ch->due_ms > f->now_ms && (!next || ch->due_ms < next))
            next = ch->due_ms;
    }
    return next;
}

/* Jobs and parser share a pair of sockets, and with one of them half a message may be lost: they are replaced together.
 * The supervisor keeps no end, so that each sees the other's death at once. */
static bool start_pair(struct family *f, struct child *parser, struct child *jobs)
{
    struct program *p = &f->program;
    int fd[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fd) != 0)
        return false;
    p->parser_fd = fd[0];
    p->parser_far_fd = fd[1];
    start(f, parser);
    start(f, jobs);
    close(fd[0]);
    close(fd[1]);
    return true;
}

static void mend_pair(struct family *f, struct child *parser, struct child *jobs)
{
    if (parser->pid && !jobs->pid)
        kill(parser->pid, SIGKILL);
    else if (jobs->pid && !parser->pid)
        kill(jobs->pid, SIGTERM);
    else if (is_due(f, jobs) && is_due(f, parser) && !start_pair(f, parser, jobs)) {
        log_error("no pair of sockets errno=%d", errno);
        jobs->due_ms = parser->due_ms = f->now_ms + RESTART_MS;
    }
}

static void mend(struct family *f)
{
    struct child *parser = NULL, *jobs = NULL;
    for (size_t i = 0; i < f->n; i++) {
        struct child *ch = &f->child[i];
        if (ch->kind == WORKER && is_due(f, ch))
            start(f, ch);
        else if (ch->kind == PARSER)
            parser = ch;
        else if (ch->kind == JOBS)
            jobs = ch;
    }
    if (parser && jobs)
        mend_pair(f, parser, jobs);
}

static bool any_lives(const struct family *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->child[i].pid)
            return true;
    return false;
}

static void signal_all(const struct family *f, int signal)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->child[i].pid)
            kill(f->child[i].pid, signal);
}

static void stop_family(struct family *f)
{
    int64_t patience = monotonic_ms() + PATIENCE_MS;
    signal_all(f, SIGTERM);
    for (reap(f); any_lives(f) && monotonic_ms() < patience; reap(f))
        wait_signal(f, patience);
    signal_all(f, SIGKILL);
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "[::1]") == 0 || strcmp(address, "::1") == 0;
}

/* "127.0.0.1:8080", "[::1]:8080". */
static bool split_address(const char *listen, char *host, size_t size, unsigned short *port)
{
    const char *colon = strrchr(listen, ':');
    int64_t n;
    if (!colon || (size_t)(colon - listen) >= size || !str_to_i64(str_from(colon + 1), &n) || n < 0 || n > 65535)
        return false;
    memcpy(host, listen, (size_t)(colon - listen));
    host[colon - listen] = 0;
    *port = (unsigned short)n;
    return true;
}

static int listen_on(struct family *f, const char *address)
{
    char host[128];
    unsigned short port, bound;
    if (!split_address(address, host, sizeof host, &port))
        return cli_fault("--listen %s is not ADDR:PORT", address);
    if (f->program.demo && !is_loopback(host))
        return cli_fault("this database holds demonstration data and is served on loopback only, not on %s", host);
    f->program.listen_fd = server_listen(host, port, &bound);
    if (f->program.listen_fd < 0)
        return cli_fault("cannot listen on %s: %s", address, strerror(errno));
    if (!f->program.base_url) {
        static char url[160];
        snprintf(url, sizeof url, "http://%s:%u", host, bound);
        f->program.base_url = url;
    }
    fprintf(stdout, "motcua serves http://%s:%u\n", host, bound);
    fflush(stdout);
    return -1;
}

/* What no option said, the administrator may have set. The
 * text outlives the database, which is closed before the fork. */
static enum rc or_setting(struct ctx *c, const char *name, const char **option, char *room, size_t size)
{
    struct str value;
    TRY(setting_get(c, name, &value));
    if (*option || value.n == 0)
        return OK;
    if (value.n >= size)
        return fail_detail(c, INVALID, "the setting %s is longer than %zu bytes", name, size);
    memcpy(room, value.p, value.n);
    room[value.n] = 0;
    *option = room;
    return OK;
}

static enum rc read_settings(struct ctx *c, void *self)
{
    static char base_url[SETTING_MAX], mail_url[SETTING_MAX], mail_from[SETTING_MAX];
    struct program *p = self;
    struct str demo;
    TRY(setting_get(c, "demo", &demo));
    p->demo = str_eqc(demo, "1");
    TRY(or_setting(c, "base_url", &p->base_url, base_url, sizeof base_url));
    TRY(or_setting(c, "mail.url", &p->mail_url, mail_url, sizeof mail_url));
    return or_setting(c, "mail.from", &p->mail_from, mail_from, sizeof mail_from);
}

/* Migrates, reads what must be known before the fork, and closes again: a connection does not survive a fork. */
static int prepare(struct family *f)
{
    struct ctx *c = app_open(&f->program.place, true);
    if (!c)
        return 2;
    enum rc rc = app_write(c, read_settings, &f->program);
    if (rc != OK)
        cli_fault("settings cannot be read: %s", app_fault(c));
    app_close(c);
    return rc == OK ? -1 : 2;
}

static int run_family(struct family *f)
{
    for (int i = 0; i < f->program.workers; i++)
        add(f, WORKER, "worker", i);
    add(f, PARSER, "parser", 0);
    add(f, JOBS, "jobs", 0);
    f->now_ms = monotonic_ms();
    mend(f);
    while (!role_stop && (!f->program.prove || any_lives(f))) {
        wait_signal(f, next_due(f));
        f->now_ms = monotonic_ms();
        reap(f);
        if (!f->program.prove && !role_stop)
            mend(f);
    }
    stop_family(f);
    return f->program.prove && f->worst ? 1 : 0;
}

static int serve(struct family *f, const char *address)
{
    static char folder[PATH_MAX];
    struct program *p = &f->program;
    int code = prepare(f);
    if (code >= 0 || (code = listen_on(f, address)) >= 0)
        return code;
    p->data_folder = realpath(p->place.data ? p->place.data : "run/data", folder);
    p->place.data = p->data_folder;
    if (p->demo)
        app_clock_from(p->data_folder);
    p->https = strncmp(p->base_url, "https://", 8) == 0;
    p->stats =
        mmap(NULL, sizeof *p->stats * (size_t)p->workers, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p->stats == MAP_FAILED)
        return cli_fault("cannot start: %s", strerror(errno));
    catch_signals(f);
    return run_family(f);
}

int cmd_serve(int argc, char **argv)
{
    struct family f = {0};
    const char *listen = "127.0.0.1:8080", *words[1];
    size_t words_n;
    const struct cli_option options[] = {PLACE_OPTIONS(f.program.place),
                                         {"listen", CLI_TEXT, &listen},
                                         {"workers", CLI_NUMBER, &f.program.workers},
                                         {"node", CLI_NUMBER, &f.node},
                                         {"base-url", CLI_TEXT, &f.program.base_url},
                                         {"mail-url", CLI_TEXT, &f.program.mail_url},
                                         {"mail-from", CLI_TEXT, &f.program.mail_from},
                                         {"mail-password-file", CLI_TEXT, &f.program.mail_password_file},
                                         {"trusted-proxy", CLI_TEXT, &f.program.trusted_proxy},
                                         {"prove-jail", CLI_FLAG, &f.program.prove}};
    int code = cli_parse(argc, argv, USAGE, options, COUNT(options), words, 0, &words_n);
    if (code >= 0)
        return code;
    if (f.program.workers == 0)
        f.program.workers = f.program.place.db ? 2 : 1;
    if (f.program.workers < 1 || f.program.workers > WORKERS_MAX || f.node < 0 || f.node > 2)
        return cli_fault("--workers is 1..%d and --node 0..2", WORKERS_MAX);
    return serve(&f, f.program.prove ? "127.0.0.1:0" : listen);
}
