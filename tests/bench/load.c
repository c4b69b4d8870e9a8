/* load.c: a small HTTP/1.1 load client of our own: N kept-alive connections on loopback, a fixed number of requests
 * and a
 * bound in time, requests made from a file of templates, processor time of the server's process tree from /proc. It
 * prints
 * one JSON object. It checks every answer, so a fast refusal never counts as a fast page.
 *
 * A template file holds requests divided by lines "%%". A request is directive lines, the request line, headers, an
 * empty
 * line, the body:
 *     # status 201            statuses that count as right (200 when absent)
 *     # contains Nguyễn       text the body of the answer must hold (as it travels: not across two chunks)
 *     POST /api/v1/dossiers HTTP/1.1
 *     Idempotency-Key: {serial}
 *
 *     body
 * {rand:LO:HI} a number · {serial} a new text each time · {bytes:N} N random letters · {pick:LIST.COLUMN} a random
 * row of a
 * list, the same row throughout one request · {next:LIST.COLUMN} each row once, in order. Lists are files of
 * tab-separated columns given by --list NAME=FILE. Host and Content-Length are added. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
enum {
    TEMPLATES_MAX = 64,
    LISTS_MAX = 8,
    CONNECTIONS_MAX = 1024,
    TREES_MAX = 4,
    WITHOUT_MAX = 4,
    IN_MAX = 1 << 18,
    COLUMNS_MAX = 8
};

struct bytes {
    char *p;
    size_t n, room;
};
struct list {
    const char *name;
    char **cell;
    size_t rows, columns, next;
};
struct template
{
    char *head, *body, *contains;
    int status[4];
};
struct conn {
    int fd;
    struct bytes out, in;
    size_t out_at, row[LISTS_MAX];
    bool row_set[LISTS_MAX];
    const struct template *sent;
    uint64_t began_ns;
};
struct usage {
    uint64_t cpu_ns, pss_kb, anon_kb;
    unsigned processes;
};

static struct {
    struct sockaddr_in to;
    struct template template[TEMPLATES_MAX];
    size_t templates, lists, trees, withouts;
    struct list list[LISTS_MAX];
    pid_t tree[TREES_MAX];
    uint64_t requests, connections, seconds, seed;
    const char *name, *without[WITHOUT_MAX]; /* without: processes of these names are not counted */
} opt = {.requests = 1000, .connections = 1, .seconds = 10, .seed = 1, .name = "load"};

static struct {
    uint64_t started, done, wrong, broken, bytes, serial;
    uint32_t *us;
    bool exhausted;
    char first_wrong[400];
} run;

static _Noreturn void stop(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void stop(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("load: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    exit(2);
}

static uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t random_u64(void)
{
    opt.seed ^= opt.seed << 13;
    opt.seed ^= opt.seed >> 7;
    opt.seed ^= opt.seed << 17;
    return opt.seed;
}

static void bytes_room(struct bytes *b, size_t more)
{
    if (b->n + more <= b->room)
        return;
    b->room = (b->n + more) * 2;
    b->p = realloc(b->p, b->room);
    if (!b->p)
        stop("out of memory");
}

static void bytes_add(struct bytes *b, const char *p, size_t n)
{
    bytes_room(b, n);
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

static void bytes_addf(struct bytes *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void bytes_addf(struct bytes *b, const char *fmt, ...)
{
    char line[256];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n > 0)
        bytes_add(b, line, (size_t)n < sizeof line ? (size_t)n : sizeof line - 1);
}

static char *file_read(const char *path)
{
    struct bytes b = {0};
    FILE *f = fopen(path, "rb");
    if (!f)
        stop("%s: %s", path, strerror(errno));
    for (size_t got = 1; got > 0; b.n += got) {
        bytes_room(&b, 65536);
        got = fread(b.p + b.n, 1, 65536 - 1, f);
    }
    fclose(f);
    b.p[b.n] = 0;
    return b.p;
}

/* ---- what is asked ---- */

static void list_load(const char *arg)
{
    const char *eq = strchr(arg, '=');
    if (!eq || opt.lists == LISTS_MAX)
        stop("--list NAME=FILE, at most %d", LISTS_MAX);
    struct list *l = &opt.list[opt.lists++];
    l->name = strndup(arg, (size_t)(eq - arg));
    char *text = file_read(eq + 1), *save = NULL;
    size_t room = 0;
    for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        if (l->rows == room) {
            room = room ? room * 2 : 1024;
            l->cell = realloc(l->cell, room * COLUMNS_MAX * sizeof *l->cell);
        }
        char **cell = l->cell + l->rows++ * COLUMNS_MAX, *rest = line;
        for (size_t i = 0; i < COLUMNS_MAX; i++)
            cell[i] = rest ? strsep(&rest, "\t") : NULL;
    }
    if (!l->rows)
        stop("%s is empty", eq + 1);
}

static void directive(struct template *t, const char *line)
{
    if (strncmp(line, "# status ", 9) == 0)
        sscanf(line + 9, "%d %d %d %d", &t->status[0], &t->status[1], &t->status[2], &t->status[3]);
    else if (strncmp(line, "# contains ", 11) == 0)
        t->contains = strndup(line + 11, strcspn(line + 11, "\r\n"));
}

static void template_parse(char *text)
{
    if (opt.templates == TEMPLATES_MAX)
        stop("more than %d templates", TEMPLATES_MAX);
    struct template *t = &opt.template[opt.templates++];
    while (*text == '#' || *text == '\n') {
        directive(t, text);
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    if (!t->status[0])
        t->status[0] = 200;
    t->head = text;
    char *gap = strstr(text, "\n\n");
    t->body = gap ? gap + 2 : text + strlen(text);
    if (gap)
        gap[1] = 0;
}

static void templates_load(const char *path)
{
    char *text = file_read(path);
    for (char *end; text; text = end) {
        end = strstr(text, "\n%%\n");
        if (end) {
            end[1] = 0;
            end += 4;
        }
        template_parse(text);
    }
}

static const char *cell_of(struct conn *c, const char *word, size_t n, bool next)
{
    for (size_t i = 0; i < opt.lists; i++) {
        struct list *l = &opt.list[i];
        size_t len = strlen(l->name);
        if (n < len + 2 || memcmp(word, l->name, len) != 0 || word[len] != '.')
            continue;
        if (!c->row_set[i]) {
            c->row_set[i] = true;
            if (next && l->next == l->rows)
                run.exhausted = true;
            c->row[i] = next ? (l->next < l->rows ? l->next++ : 0) : random_u64() % l->rows;
        }
        size_t column = strtoul(word + len + 1, NULL, 10);
        const char *cell = column < COLUMNS_MAX ? l->cell[c->row[i] * COLUMNS_MAX + column] : NULL;
        return cell ? cell : "";
    }
    stop("no list for {%.*s}", (int)n, word);
}

static bool substitute(struct conn *c, struct bytes *b, const char *word, size_t n)
{
    unsigned long long lo, hi;
    if (n > 5 && sscanf(word, "rand:%llu:%llu}", &lo, &hi) == 2 && hi >= lo) {
        bytes_addf(b, "%llu", lo + random_u64() % (hi - lo + 1));
    } else if (n == 6 && memcmp(word, "serial", 6) == 0) {
        bytes_addf(b, "%016" PRIx64 "%08" PRIx64, random_u64(), run.serial++);
    } else if (n > 6 && sscanf(word, "bytes:%llu}", &lo) == 1) {
        bytes_room(b, lo);
        for (; lo; lo--)
            b->p[b->n++] = (char)('a' + random_u64() % 26);
    } else if (n > 5 && (memcmp(word, "pick:", 5) == 0 || memcmp(word, "next:", 5) == 0)) {
        const char *cell = cell_of(c, word + 5, n - 5, word[0] == 'n');
        bytes_add(b, cell, strlen(cell));
    } else {
        return false;
    }
    return true;
}

static void render(struct conn *c, struct bytes *b, const char *text, bool crlf)
{
    while (*text) {
        size_t plain = strcspn(text, crlf ? "{\n" : "{");
        bytes_add(b, text, plain);
        text += plain;
        if (*text == '\n') {
            bytes_add(b, "\r\n", 2);
            text++;
        } else if (*text == '{') {
            size_t n = strcspn(text + 1, "}\n");
            if (text[1 + n] == '}' && substitute(c, b, text + 1, n)) {
                text += n + 2;
            } else {
                bytes_add(b, text++, 1);
            }
        }
    }
}

/* ---- the wire ---- */

static void conn_open(struct conn *c)
{
    int one = 1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&opt.to, sizeof opt.to) != 0)
        stop("cannot connect: %s", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
}

static void conn_close(struct conn *c)
{
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
}

static bool conn_write(struct conn *c)
{
    while (c->out_at < c->out.n) {
        ssize_t n = send(c->fd, c->out.p + c->out_at, c->out.n - c->out_at, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        c->out_at += (size_t)n;
    }
    return true;
}

static bool conn_next(struct conn *c)
{
    static struct bytes body;
    if (run.started == opt.requests || run.exhausted)
        return false;
    const struct template *t = &opt.template[run.started % opt.templates];
    memset(c->row_set, 0, sizeof c->row_set);
    body.n = c->out.n = c->in.n = c->out_at = 0;
    render(c, &body, t->body, false);
    render(c, &c->out, t->head, true);
    if (run.exhausted)
        return false;
    bytes_addf(&c->out, "Host: 127.0.0.1:%u\r\n", ntohs(opt.to.sin_port));
    if (*t->body)
        bytes_addf(&c->out, "Content-Length: %zu\r\n", body.n);
    bytes_add(&c->out, "\r\n", 2);
    bytes_add(&c->out, body.p ? body.p : "", body.n);
    run.started++;
    c->sent = t;
    c->began_ns = now_ns();
    return true;
}

/* Bytes of a chunked body from `at`, or 0 while it is not all there. */
static size_t chunked_end(const struct bytes *in, size_t at)
{
    for (;;) {
        const char *line = in->p + at, *end = memmem(line, in->n - at, "\r\n", 2);
        if (!end)
            return 0;
        size_t size = strtoul(line, NULL, 16);
        at = (size_t)(end - in->p) + 2 + size + 2;
        if (at > in->n)
            return 0;
        if (size == 0)
            return at;
    }
}

static const char *header(const char *head, const char *name)
{
    size_t n = strlen(name);
    for (const char *line = head; line; line = strstr(line, "\r\n")) {
        line += line == head ? 0 : 2;
        if (strncasecmp(line, name, n) == 0 && line[n] == ':')
            return line + n + 1 + strspn(line + n + 1, " ");
    }
    return NULL;
}

static bool answer_right(const struct conn *c, int status, const char *body, size_t n)
{
    for (size_t i = 0; i < COUNT(c->sent->status); i++)
        if (c->sent->status[i] == status)
            return !c->sent->contains || memmem(body, n, c->sent->contains, strlen(c->sent->contains));
    return false;
}

static void answer_count(struct conn *c, int status, size_t head)
{
    run.bytes += c->in.n;
    if (run.done < opt.requests)
        run.us[run.done++] = (uint32_t)((now_ns() - c->began_ns) / 1000);
    if (answer_right(c, status, c->in.p + head, c->in.n - head))
        return;
    if (run.wrong++ == 0)
        snprintf(run.first_wrong, sizeof run.first_wrong, "%d: %.*s", status, (int)(c->in.n - head), c->in.p + head);
}

enum heard { MORE, WHOLE, CLOSED };

static enum heard answer_whole(struct conn *c)
{
    char *gap = memmem(c->in.p, c->in.n, "\r\n\r\n", 4);
    if (!gap)
        return MORE;
    size_t head = (size_t)(gap - c->in.p) + 4;
    int status = c->in.n > 12 ? (int)strtol(c->in.p + 9, NULL, 10) : 0;
    gap[2] = 0; /* the head as a C string */
    const char *length = header(c->in.p, "Content-Length"), *coding = header(c->in.p, "Transfer-Encoding");
    const char *keep = header(c->in.p, "Connection");
    bool closes = keep && strncasecmp(keep, "close", 5) == 0;
    size_t end = coding ? chunked_end(&c->in, head) : head + (length ? strtoul(length, NULL, 10) : 0);
    gap[2] = '\r';
    if (end == 0 || c->in.n < end)
        return MORE;
    answer_count(c, status, head);
    return closes ? CLOSED : WHOLE;
}

static enum heard conn_read(struct conn *c)
{
    for (;;) {
        bytes_room(&c->in, 65536);
        ssize_t n = recv(c->fd, c->in.p + c->in.n, 65536, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return MORE;
        if (n <= 0) {
            run.broken++;
            return CLOSED;
        }
        c->in.n += (size_t)n;
        enum heard h = answer_whole(c);
        if (h != MORE)
            return h;
    }
}

static void watch(int ep, struct conn *c, int how)
{
    struct epoll_event e = {.events = c->out_at < c->out.n ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, how, c->fd, &e);
}

/* Sends the next request of a connection, or closes it when there is none. Returns how many connections it left: 1 or
 * 0. */
static unsigned conn_turn(int ep, struct conn *c, bool fresh)
{
    if (!conn_next(c)) {
        conn_close(c);
        return 0;
    }
    if (fresh)
        conn_open(c);
    if (!conn_write(c))
        run.broken++;
    watch(ep, c, fresh ? EPOLL_CTL_ADD : EPOLL_CTL_MOD);
    return 1;
}

static void drive(void)
{
    static struct conn conns[CONNECTIONS_MAX];
    struct epoll_event events[256];
    int ep = epoll_create1(EPOLL_CLOEXEC);
    unsigned open = 0;
    uint64_t until = now_ns() + opt.seconds * 1000000000u;
    for (uint64_t i = 0; i < opt.connections; i++) {
        conns[i].fd = -1;
        open += conn_turn(ep, &conns[i], true);
    }
    while (open && now_ns() < until) {
        int n = epoll_wait(ep, events, COUNT(events), 200);
        for (int i = 0; i < n; i++) {
            struct conn *c = events[i].data.ptr;
            if (c->out_at < c->out.n) {
                conn_write(c);
                watch(ep, c, EPOLL_CTL_MOD);
            }
            enum heard h = conn_read(c);
            if (h == CLOSED)
                conn_close(c);
            if (h != MORE)
                open = open - 1 + conn_turn(ep, c, h == CLOSED);
        }
    }
    for (uint64_t i = 0; i < opt.connections; i++)
        conn_close(&conns[i]);
    close(ep);
}

/* ---- what it cost the server ---- */

/* What /proc says of a process after its name, from the state on; "" when it is gone. line has 512 bytes. */
static const char *stat_of(pid_t pid, char *line)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "r");
    const char *after = f && fgets(line, 512, f) ? strrchr(line, ')') : NULL;
    if (f)
        fclose(f);
    return after ? after + 1 : "";
}

static pid_t parent_of(pid_t pid)
{
    char line[512];
    pid_t parent = 0;
    sscanf(stat_of(pid, line), " %*c %d", &parent);
    return parent;
}

static bool in_tree(pid_t pid)
{
    for (int depth = 0; pid > 1 && depth < 16; depth++, pid = parent_of(pid))
        for (size_t i = 0; i < opt.trees; i++)
            if (pid == opt.tree[i])
                return true;
    return false;
}

static uint64_t field_kb(const char *text, const char *name)
{
    const char *at = text ? strstr(text, name) : NULL;
    return at ? strtoull(at + strlen(name), NULL, 10) : 0;
}

static bool is_left_out(pid_t pid)
{
    char path[64], comm[32] = {0};
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *f = opt.withouts ? fopen(path, "r") : NULL;
    bool found = false, read = f && fgets(comm, sizeof comm, f);
    if (f)
        fclose(f);
    comm[strcspn(comm, "\n")] = 0;
    for (size_t i = 0; read && i < opt.withouts; i++)
        found = found || strcmp(comm, opt.without[i]) == 0;
    return found;
}

/* What its children that have ended took: a server that forks for each request. */
static uint64_t reaped_ns(pid_t pid)
{
    char line[512];
    unsigned long user = 0, system = 0;
    sscanf(stat_of(pid, line), " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %lu %lu", &user, &system);
    return (user + system) * (UINT64_C(1000000000) / (uint64_t)sysconf(_SC_CLK_TCK));
}

static void usage_of(pid_t pid, struct usage *u)
{
    char path[64], text[2048] = {0};
    unsigned long long ns = 0;
    snprintf(path, sizeof path, "/proc/%d/schedstat", pid);
    FILE *f = fopen(path, "r");
    if (f) {
        if (fscanf(f, "%llu", &ns) == 1)
            u->cpu_ns += ns;
        fclose(f);
    }
    u->cpu_ns += reaped_ns(pid);
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
    f = fopen(path, "r");
    if (f) {
        size_t n = fread(text, 1, sizeof text - 1, f);
        text[n] = 0;
        fclose(f);
    }
    u->pss_kb += field_kb(text, "\nPss:");
    u->anon_kb += field_kb(text, "\nAnonymous:");
    u->processes++;
}

static struct usage usage_read(void)
{
    struct usage u = {0};
    DIR *d = opt.trees ? opendir("/proc") : NULL;
    for (struct dirent *e; d && (e = readdir(d));) {
        pid_t pid = (pid_t)strtol(e->d_name, NULL, 10);
        if (pid > 0 && in_tree(pid) && !is_left_out(pid))
            usage_of(pid, &u);
    }
    if (d)
        closedir(d);
    return u;
}

/* ---- the command ---- */

static int by_size(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t percentile(unsigned per_mille)
{
    return run.done ? run.us[(run.done - 1) * per_mille / 1000] : 0;
}

static void print_json(double seconds, struct usage before, struct usage after)
{
    double cpu = run.done ? (double)(after.cpu_ns - before.cpu_ns) / 1000.0 / (double)run.done : 0;
    qsort(run.us, run.done, sizeof *run.us, by_size);
    for (char *p = run.first_wrong; *p; p++)
        if (*p == '"' || *p == '\\' || (unsigned char)*p < 32)
            *p = ' ';
    printf("{\"name\":\"%s\",\"requests\":%" PRIu64 ",\"wrong\":%" PRIu64 ",\"broken\":%" PRIu64
           ",\"connections\":%" PRIu64
           ",\"seconds\":%.3f,\"rps\":%.0f,\"p50_us\":%u,\"p95_us\":%u,\"p99_us\":%u,\"max_us\":%u,\"cpu_us\":%.1f,"
           "\"bytes\":%" PRIu64 ",\"processes\":%u,\"pss_kb\":%" PRIu64 ",\"anon_kb\":%" PRIu64
           ",\"first_wrong\":\"%s\"}\n",
           opt.name, run.done, run.wrong, run.broken, opt.connections, seconds, (double)run.done / seconds,
           percentile(500), percentile(950), percentile(990), percentile(1000), cpu, run.bytes, after.processes,
           after.pss_kb, after.anon_kb, run.first_wrong);
}

static void address_parse(const char *text)
{
    char host[32];
    unsigned port;
    if (sscanf(text, "%31[0-9.]:%u", host, &port) != 2 || strncmp(host, "127.", 4) != 0)
        stop("--connect 127.0.0.1:PORT (loopback only)");
    opt.to = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &opt.to.sin_addr);
}

static void option(const char *name, const char *value)
{
    struct {
        const char *name;
        uint64_t *to, most;
    } numbers[] = {{"--requests", &opt.requests, 50000000},
                   {"--connections", &opt.connections, CONNECTIONS_MAX},
                   {"--seconds", &opt.seconds, 600},
                   {"--seed", &opt.seed, UINT64_MAX}};
    for (size_t i = 0; i < COUNT(numbers); i++)
        if (strcmp(name, numbers[i].name) == 0) {
            *numbers[i].to = strtoull(value, NULL, 10);
            if (*numbers[i].to < 1 || *numbers[i].to > numbers[i].most)
                stop("%s: 1 to %" PRIu64, name, numbers[i].most);
            return;
        }
    if (strcmp(name, "--connect") == 0)
        address_parse(value);
    else if (strcmp(name, "--templates") == 0)
        templates_load(value);
    else if (strcmp(name, "--list") == 0)
        list_load(value);
    else if (strcmp(name, "--name") == 0)
        opt.name = value;
    else if (strcmp(name, "--without") == 0 && opt.withouts < WITHOUT_MAX)
        opt.without[opt.withouts++] = value;
    else if (strcmp(name, "--tree") == 0 && opt.trees < TREES_MAX)
        opt.tree[opt.trees++] = (pid_t)strtol(value, NULL, 10);
    else
        stop("unknown option %s", name);
}

int main(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i += 2)
        option(argv[i], argv[i + 1]);
    if (argc % 2 == 0 || !opt.to.sin_port || !opt.templates) {
        fputs("usage: load --connect 127.0.0.1:PORT --templates FILE [--requests N] [--seconds S] [--connections N]\n"
              "            [--list NAME=FILE]... [--tree PID]... [--without COMMAND]...\n"
              "            [--name NAME] [--seed N]\n",
              stderr);
        return 2;
    }
    run.us = calloc(opt.requests, sizeof *run.us);
    if (!run.us)
        stop("out of memory");
    struct usage before = usage_read();
    uint64_t began = now_ns();
    drive();
    double seconds = (double)(now_ns() - began) / 1e9;
    print_json(seconds, before, usage_read());
    return run.done && !run.wrong && !run.broken ? 0 : 1;
}
