/* motcua serve: the supervisor. It opens the socket, brings the database to this program's version, forks a process a
 * role, and
 * starts again what died. It never touches a request. */
#include <errno.h>
#include <fcntl.h>
#include <linux/limits.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
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
    "  --mail-password-file F  password of the mail account; the file's mode must be 600\n"
    "  --trusted-proxy A       address of the reverse proxy whose X-Forwarded-For is believed\n"
    "  --prove-jail            serve nobody: each process tries what its jail must forbid and says what came of it\n"
    "Demonstration data is served on loopback only.\n";

enum { ROLES_MAX = 12, WORKERS_MAX = 8, RESTART_MS = 500, PATIENCE_S = 12 };
volatile sig_atomic_t role_stop;

enum kind { WORKER, PARSER, JOBS };
struct child {
    pid_t pid; /* 0: it ended */
    enum kind kind;
    char name[16];
    int number;
    int64_t started_ms;
};

struct family {
    struct program program;
    struct child child[ROLES_MAX];
    size_t n;
    int64_t node;
    int worst; /* of all ends: 0 when each was good */
};

static void on_stop(int signal)
{
    (void)signal;
    role_stop = 1;
}

static void catch_signals(void)
{
    struct sigaction stop = {.sa_handler = on_stop}, ignore = {.sa_handler = SIG_IGN};
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL); /* a file that may not grow is a full disk: told, not died of */
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
    ch->started_ms = app_now().ms;
    ch->pid = fork();
    if (ch->pid != 0)
        return;
    prctl(PR_SET_PDEATHSIG, ch->kind == PARSER ? SIGKILL : SIGTERM); /* the parser has nothing to bring to an end */
    if (getppid() != parent)
        _exit(2);
    char role[32];
    snprintf(role, sizeof role, "%s", ch->name);
    log_set(LOG_INFO_LEVEL, role);
    prctl(PR_SET_NAME, role);
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
            if (f->program.prove || role_stop)
                continue;
            log_warn("role=%s pid=%d ended status=%d; starting it again", ch->name, (int)pid, status);
            if (app_now().ms - ch->started_ms < RESTART_MS)
                usleep(RESTART_MS * 1000);
        }
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
    else if (!jobs->pid && !parser->pid && !start_pair(f, parser, jobs))
        log_error("no pair of sockets errno=%d", errno);
}

static void mend(struct family *f)
{
    struct child *parser = NULL, *jobs = NULL;
    for (size_t i = 0; i < f->n; i++) {
        struct child *ch = &f->child[i];
        if (ch->kind == WORKER && !ch->pid)
            start(f, ch);
        else if (ch->kind == PARSER)
            parser = ch;
        else if (ch->kind == JOBS)
            jobs = ch;
    }
    if (parser && jobs)
        mend_pair(f, parser, jobs);
}

static void stop_family(struct family *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->child[i].pid)
            kill(f->child[i].pid, SIGTERM);
    for (int tenths = 0; tenths < PATIENCE_S * 10; tenths++) {
        if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
            return;
        usleep(100 * 1000);
    }
    for (size_t i = 0; i < f->n; i++)
        if (f->child[i].pid)
            kill(f->child[i].pid, SIGKILL);
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

static enum rc read_demo(struct ctx *c, void *self)
{
    struct str demo;
    TRY(setting_get(c, "demo", &demo));
    *(bool *)self = str_eqc(demo, "1");
    return OK;
}

/* Migrates, reads what must be known before the fork, and closes again: a connection does not survive a fork. */
static int prepare(struct family *f)
{
    struct ctx *c = app_open(&f->program.place, true);
    if (!c)
        return 2;
    enum rc rc = app_write(c, read_demo, &f->program.demo);
    if (rc != OK)
        cli_fault("settings cannot be read: %s", app_fault(c));
    app_close(c);
    return rc == OK ? -1 : 2;
}

static bool any_lives(const struct family *f)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->child[i].pid)
            return true;
    return false;
}

static int run_family(struct family *f)
{
    for (int i = 0; i < f->program.workers; i++)
        add(f, WORKER, "worker", i);
    add(f, PARSER, "parser", 0);
    add(f, JOBS, "jobs", 0);
    mend(f);
    while (f->program.prove ? any_lives(f) : !role_stop) {
        usleep(100 * 1000);
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
    catch_signals();
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
