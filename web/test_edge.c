/* The edge over real sockets: malformed heads, slow clients, limits, bodies, and the loop of the worker behind it. */
#include "web/testing.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "core/actor/store.h"
#include "web/limits.h"
#include "web/router.h"
#include "web/server.h"

static unsigned short port;

/* ---- the site of the tests ---- */

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    OUT(o, r->query.n ? r->query : S("hello"));
    return OK;
}

static enum rc store(struct ctx *c, const struct req *r, struct out *o)
{
    int64_t id;
    TRY(person_create(c, &(struct person_new){.kind = "citizen", .name = req_value(r, "name"), .born_on = DAY_NONE}, &id));
    if (str_eqc(req_value(r, "name"), "no"))
        return fail_with(c, INVALID, 0, S("name"), S(""), S(""));
    OUT(o, (int)number(c, "SELECT count(*) FROM person") > 0 ? "stored" : "lost");
    return OK;
}

static enum rc take_files(struct ctx *c, const struct req *r, struct out *o)
{
    for (size_t i = 0; i < r->files_n; i++) {
        struct blob_ref ref;
        TRY(file_keep(c, &r->files[i], &ref));
        OUT(o, ref.sha256);
        buf_printf(&o->body, " %lld\n", (long long)ref.size);
    }
    return OK;
}

static char stream_path[64];
static enum rc open_stream(struct ctx *c, const struct req *r, int *fd)
{
    (void)c;
    (void)r;
    *fd = open(stream_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    return *fd >= 0 ? OK : UNAVAILABLE;
}

static enum rc end_stream(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    buf_printf(&o->body, "%lld", (long long)req_streamed(r));
    return OK;
}

static const struct route table[] = {
    {"show", METHOD_GET, "/", PERM_PUBLIC, NULL, show, ROUTE_STATIC},
    {"read", METHOD_GET, "/read", PERM_PUBLIC, NULL, show},
    {"store", METHOD_POST, "/store", PERM_PUBLIC, NULL, store, ROUTE_NO_TOKEN},
    {"files", METHOD_POST, "/files", PERM_PUBLIC, NULL, take_files, ROUTE_FILES | ROUTE_NO_TOKEN},
    {"stream", METHOD_PATCH, "/stream", PERM_PUBLIC, NULL, end_stream, ROUTE_BODY_STREAM | ROUTE_NO_TOKEN, NULL, NULL, open_stream},
    {"closed", METHOD_POST, "/closed", PERM_SIGNED_IN, NULL, take_files, ROUTE_FILES},
};
static const struct room room = {"test", table, COUNT(table)};

static volatile sig_atomic_t stop;
static void on_term(int sig)
{
    (void)sig;
    stop = 1;
}

static struct site_stats *shared;

static struct instant test_clock(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_REALTIME, &t);
    return (struct instant){(int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000};
}

/* The worker is a process of its own, as in the program. */
static void serve(const char *folder, int fd)
{
    struct arena *a = arena_new((size_t)64 << 20);
    const struct room *const rooms[] = {&room};
    struct site site = {.now = NULL, .limits = limits_new(a, 64), .stats = shared,
        .edge = {.head_ms = 600, .idle_ms = 900, .window_ms = 700, .window_bytes = 500, .per_address = 60}};
    struct router *router;
    struct server *server;
    struct str why = S("");
    struct ctx c = {.arena = a};
    signal(SIGTERM, on_term);
    signal(SIGPIPE, SIG_IGN);
    log_set(LOG_ERROR_LEVEL, "test");
    if (router_new(a, rooms, 1, &router, &why) != OK || db_open(a, str_from(folder), false, &c.db, &why) != OK)
        die(STR_FMT, STR_ARG(why));
    site.router = router;
    site.db = c.db;
    site.now = test_clock;
    if (server_new(a, &site, fd, 200, &server, &why) != OK)
        die(STR_FMT, STR_ARG(why));
    server_run(server, &stop);
    server_free(server);
    db_close(c.db);
    exit(0);
}

static pid_t worker;

static int start(void **state)
{
    if (fixture_open(state))
        return 1;
    struct fixture *f = *state;
    const char *folder = str_c(f->c.arena, f->where);
    (void)snprintf(stream_path, sizeof stream_path, STR_FMT "/stream", STR_ARG(f->folder));
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int fd = server_listen("127.0.0.1", 0, &port);
    assert_true(fd >= 0);
    worker = fork();
    if (worker == 0)
        serve(folder, fd);
    (void)close(fd);
    return 0;
}

static int finish(void **state)
{
    int status;
    if (worker > 0) {
        (void)kill(worker, SIGTERM);
        (void)waitpid(worker, &status, 0);
    }
    return fixture_close(state);
}

/* ---- a client that says exactly what it is told ---- */

static int dial(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = {5, 0};
    assert_true(fd >= 0);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    assert_int_equal(connect(fd, (const void *)&at, sizeof at), 0);
    return fd;
}

static bool say(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t k = send(fd, p, n, MSG_NOSIGNAL);
        if (k <= 0)
            return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

/* Reads until the peer closes or stays silent for wait_ms; gives what came, NUL-terminated. */
static size_t hear(int fd, char *p, size_t cap, int wait_ms)
{
    size_t n = 0;
    struct pollfd pf = {.fd = fd, .events = POLLIN};
    while (n < cap - 1 && poll(&pf, 1, wait_ms) > 0) {
        ssize_t k = recv(fd, p + n, cap - 1 - n, 0);
        if (k <= 0)
            break;
        n += (size_t)k;
    }
    p[n] = 0;
    return n;
}

static bool closed_within(int fd, int ms)
{
    struct pollfd pf = {.fd = fd, .events = POLLIN};
    char c[256];
    while (poll(&pf, 1, ms) > 0)
        if (recv(fd, c, sizeof c, 0) <= 0)
            return true;
    return false;
}

static int status_of(const char *answer)
{
    int status = 0;
    return sscanf(answer, "HTTP/1.1 %d", &status) == 1 ? status : 0;
}

static int answers_in(const char *text)
{
    int n = 0;
    for (const char *p = strstr(text, "HTTP/1.1 "); p; p = strstr(p + 1, "HTTP/1.1 "))
        n++;
    return n;
}

/* ---- the table of malformed requests ---- */

#define RAW(s) s, sizeof s - 1

static void malformed(void **state)
{
    (void)state;
    /* 0: closed without an answer is as good as 400. */
    static const struct { const char *what, *bytes; size_t n; int status; } rows[] = {
        {"good", RAW("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 200},
        {"good 1.0", RAW("GET / HTTP/1.0\r\n\r\n"), 200},
        {"good query", RAW("GET /?a=1&b=%20&c HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=d\r\nX:\r\nY: \t z \r\n\r\n"), 200},
        {"both lengths", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
        {"two lengths", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"), 400},
        {"one length twice", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na"), 400},
        {"length +1", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\na"), 400},
        {"length with comma", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1\r\n\r\na"), 400},
        {"space before colon", RAW("POST /store HTTP/1.1\r\nHost: x\r\nContent-Length : 1\r\n\r\na"), 400},
        {"xchunked", RAW("POST /store HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400},
        {"chunked twice", RAW("POST /store HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
        {"chunked, identity", RAW("POST /store HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), 400},
        {"chunk overflow", RAW("POST /store HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\na\r\n0\r\n\r\n"), 413},
        {"NUL in a value", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\0w\r\nX-B: z\r\n\r\n"), 400},
        {"NUL in the last value", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\0w\r\n\r\n"), 400},
        {"two NULs", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\0\0w\r\nX-B: z\r\n\r\n"), 400},
        {"NUL in a name", RAW("GET / HTTP/1.1\r\nHost: x\r\nX\0A: v\r\n\r\n"), 400},
        {"NUL in the path", RAW("GET /\0a HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"NUL in the method", RAW("GET\0a / HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"folded header", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\r\n w\r\nX-B: z\r\n\r\n"), 400},
        {"folded last header", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\r\n\tw\r\n\r\n"), 400},
        {"bare LF", RAW("GET / HTTP/1.1\nHost: x\n\n"), 400},
        {"bare LF once", RAW("GET / HTTP/1.1\r\nHost: x\nX-A: v\r\n\r\n"), 400},
        {"bare CR in a value", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: v\rX-B: w\r\n\r\n"), 400},
        {"no Host", RAW("GET / HTTP/1.1\r\nX-A: v\r\n\r\n"), 400},
        {"two Hosts", RAW("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"), 400},
        {"control in the path", RAW("GET /\x01 HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"space in the query", RAW("GET /?a b HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"raw UTF-8 in the path", RAW("GET /\xc4\x91 HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"control in a value", RAW("GET / HTTP/1.1\r\nHost: x\r\nX-A: \x01\r\n\r\n"), 400},
        {"empty header name", RAW("GET / HTTP/1.1\r\nHost: x\r\n: v\r\n\r\n"), 400},
        {"no colon", RAW("GET / HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"), 400},
        {"bad name", RAW("GET / HTTP/1.1\r\nHost: x\r\nX(A): v\r\n\r\n"), 400},
        {"HTTP/9.9", RAW("GET / HTTP/9.9\r\nHost: x\r\n\r\n"), 505},
        {"HTTP/1.2", RAW("GET / HTTP/1.2\r\nHost: x\r\n\r\n"), 400},
        {"absolute target", RAW("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"unknown method", RAW("BREW / HTTP/1.1\r\nHost: x\r\n\r\n"), 501},
        {"TRACE", RAW("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n"), 501},
        {"not found", RAW("GET /x HTTP/1.1\r\nHost: x\r\n\r\n"), 404},
        {"method not here", RAW("DELETE / HTTP/1.1\r\nHost: x\r\n\r\n"), 405},
        {"path no text", RAW("GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
        {"slash", RAW("GET /read/ HTTP/1.1\r\nHost: x\r\n\r\n"), 308},
    };
    char answer[8192];
    for (size_t i = 0; i < COUNT(rows); i++) {
        int fd = dial();
        assert_true(say(fd, rows[i].bytes, rows[i].n));
        (void)shutdown(fd, SHUT_WR);
        (void)hear(fd, answer, sizeof answer, 3000);
        int status = status_of(answer);
        bool good = status == rows[i].status || (rows[i].status == 400 && status == 0);
        if (!good || answers_in(answer) > 1)
            fail_msg("%s: %d, %d answers: %.60s", rows[i].what, status, answers_in(answer), answer);
        (void)close(fd);
    }
}

static void large_heads(void **state)
{
    (void)state;
    static const struct { size_t n; int status; } rows[] = {{20000, 200}, {64 * 1024, 431}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        static char head[80000], answer[8192];
        int k = snprintf(head, sizeof head, "GET / HTTP/1.1\r\nHost: x\r\nX-A: ");
        memset(head + k, 'a', rows[i].n);
        memcpy(head + (size_t)k + rows[i].n, "\r\n\r\n", 4);
        int fd = dial();
        /* In pieces, so that the buffer grows under the pointers the edge looks at. */
        size_t all = (size_t)k + rows[i].n + 4, at = 0;
        while (at < all && say(fd, head + at, all - at < 1500 ? all - at : 1500))
            at += 1500;
        (void)hear(fd, answer, sizeof answer, 3000);
        assert_int_equal(status_of(answer), rows[i].status);
        (void)close(fd);
    }
    static char many[8192];
    size_t n = (size_t)snprintf(many, sizeof many, "GET / HTTP/1.1\r\nHost: x\r\n");
    for (int i = 0; i < 120; i++)
        n += (size_t)snprintf(many + n, sizeof many - n, "X-%d: v\r\n", i);
    n += (size_t)snprintf(many + n, sizeof many - n, "\r\n");
    int fd = dial();
    assert_true(say(fd, many, n));
    static char answer[8192];
    (void)hear(fd, answer, sizeof answer, 3000);
    assert_int_equal(status_of(answer), 431);
    (void)close(fd);
}

/* ---- keep-alive, pipelines, HEAD ---- */

static void keep_alive(void **state)
{
    (void)state;
    static const char one[] = "GET /?a HTTP/1.1\r\nHost: x\r\n\r\n", two[] = "GET /read?b HTTP/1.1\r\nHost: x\r\n\r\n";
    char answer[8192];
    int fd = dial();
    assert_true(say(fd, one, sizeof one - 1));
    (void)hear(fd, answer, sizeof answer, 300);
    assert_int_equal(answers_in(answer), 1);
    assert_true(say(fd, one, sizeof one - 1) && say(fd, two, sizeof two - 1) && say(fd, one, sizeof one - 1));
    (void)hear(fd, answer, sizeof answer, 500);
    assert_int_equal(answers_in(answer), 3);
    const char *b = strstr(answer, "\r\n\r\nb");
    assert_non_null(b);
    (void)close(fd);
    fd = dial();
    static const char head[] = "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_true(say(fd, head, sizeof head - 1));
    (void)hear(fd, answer, sizeof answer, 300);
    assert_int_equal(status_of(answer), 200);
    assert_non_null(strstr(answer, "Content-Length: 5\r\n"));
    assert_null(strstr(answer, "hello"));
    (void)close(fd);
}

/* ---- slow clients ---- */

static void slow_heads(void **state)
{
    (void)state;
    enum { N = 50 };
    int fds[N];
    char answer[8192];
    for (size_t i = 0; i < N; i++) {
        fds[i] = dial();
        assert_true(say(fds[i], "GET / HT", 8));
    }
    int64_t began = test_clock().ms;
    while (test_clock().ms - began < 500) { /* each drips on, so that silence never lasts */
        for (size_t i = 0; i < N; i++)
            (void)say(fds[i], "x", 1);
        (void)poll(NULL, 0, 100);
    }
    int normal = dial(); /* meanwhile others are served */
    assert_true(say(normal, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 31));
    (void)hear(normal, answer, sizeof answer, 300);
    assert_int_equal(status_of(answer), 200);
    int shut = 0;
    for (size_t i = 0; i < N; i++)
        shut += closed_within(fds[i], 1500);
    assert_int_equal(shut, N);
    assert_true(closed_within(normal, 3000)); /* an idle connection ends too */
    for (size_t i = 0; i < N; i++)
        (void)close(fds[i]);
    (void)close(normal);
    assert_true(shared->slow_closed >= N);
}

static void slow_bodies(void **state)
{
    (void)state;
    static const char head[] = "POST /store HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\nname=";
    int fd = dial();
    assert_true(say(fd, head, sizeof head - 1));
    int64_t began = test_clock().ms;
    bool open = true;
    while (open && test_clock().ms - began < 5000) {
        open = say(fd, "x", 1) && !closed_within(fd, 100);
    }
    assert_false(open);
    assert_true(test_clock().ms - began < 3500);
    (void)close(fd);
}

static void connections_of_one_address(void **state)
{
    (void)state;
    int fds[80], refused = 0;
    for (size_t i = 0; i < COUNT(fds); i++)
        fds[i] = dial();
    for (size_t i = 0; i < COUNT(fds); i++)
        refused += closed_within(fds[i], i < 60 ? 0 : 300);
    assert_true(refused >= 20);
    for (size_t i = 0; i < COUNT(fds); i++)
        (void)close(fds[i]);
}

/* ---- bodies ---- */

static size_t ask(const char *head, const char *body, size_t n, char *answer, size_t cap)
{
    int fd = dial();
    (void)say(fd, head, strlen(head));
    (void)say(fd, body, n);
    size_t got = hear(fd, answer, cap, 3000);
    (void)close(fd);
    return got;
}

static void writes(void **state)
{
    struct fixture *f = *state;
    char answer[8192];
    const char *head = "POST /store HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\n";
    (void)ask(head, "name=an", 7, answer, sizeof answer);
    assert_int_equal(status_of(answer), 200);
    assert_non_null(strstr(answer, "stored"));
    (void)ask(head, "name=no", 7, answer, sizeof answer);
    assert_int_equal(status_of(answer), 422);
    head = "POST /store HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n";
    (void)ask(head, "3\r\nnam\r\n4\r\ne=c1\r\n0\r\n\r\n", 24, answer, sizeof answer);
    assert_int_equal(status_of(answer), 200);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM person WHERE name IN ('an', 'c1')"), 2);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM person WHERE name = 'no'"), 0);
}

/* Many at once: those of one turn share a commit, and one that fails spoils none. */
static void writes_together(void **state)
{
    struct fixture *f = *state;
    enum { N = 40 };
    int fds[N];
    char answer[8192];
    int64_t commits = shared->commits, requests = shared->committed_requests;
    for (int i = 0; i < N; i++)
        fds[i] = dial();
    (void)kill(worker, SIGSTOP); /* so that all stand ready in one turn */
    for (int i = 0; i < N; i++) {
        char text[512];
        int n = snprintf(text, sizeof text, "POST /store HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n\r\n%s",
                         i % 4 == 0 ? "name=no" : "name=to");
        assert_true(say(fds[i], text, (size_t)n));
    }
    (void)kill(worker, SIGCONT);
    for (int i = 0; i < N; i++) {
        size_t n = 0;
        while (n < 20)
            n += hear(fds[i], answer + n, sizeof answer - n, 200);
        assert_int_equal(status_of(answer), i % 4 == 0 ? 422 : 200);
        (void)close(fds[i]);
    }
    assert_int_equal(number(&f->c, "SELECT count(*) FROM person WHERE name = 'to'"), N * 3 / 4);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM person WHERE name = 'no'"), 0);
    assert_int_equal(shared->committed_requests - requests, N);
    assert_true(shared->commits - commits < N / 2);
    assert_true(shared->batch_max > 2);
}

static long anon_kb(pid_t pid)
{
    char path[64], line[256];
    long kb = 0, value;
    (void)snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "Pss_Anon: %ld", &value) == 1)
            kb = value;
    if (f)
        (void)fclose(f);
    return kb;
}

static void large_uploads(void **state)
{
    (void)state;
    enum { SIZE = 200 * 1024 * 1024 };
    static char chunk[64 * 1024], answer[8192];
    const char *open = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"big.bin\"\r\n\r\n", *end = "\r\n--B--\r\n";
    char head[512];
    (void)snprintf(head, sizeof head, "POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n\r\n",
                   (size_t)SIZE + strlen(open) + strlen(end));
    memset(chunk, 'x', sizeof chunk);
    long before = anon_kb(worker), most = 0;
    int fd = dial();
    assert_true(say(fd, head, strlen(head)) && say(fd, open, strlen(open)));
    for (size_t i = 0; i < SIZE / sizeof chunk; i++) {
        assert_true(say(fd, chunk, sizeof chunk));
        if (i % 400 == 0) {
            long now = anon_kb(worker);
            most = now > most ? now : most;
        }
    }
    assert_true(say(fd, end, strlen(end)));
    size_t n = 0;
    while (n < 20)
        n += hear(fd, answer + n, sizeof answer - n, 500);
    assert_int_equal(status_of(answer), 200);
    assert_non_null(strstr(answer, " 209715200\n"));
    assert_true(most - before < 5 * 1024);
    print_message("200 MB: worker grew by %ld kB\n", most - before);
    (void)close(fd);
}

static void small_files(void **state)
{
    (void)state;
    char answer[8192];
    const char *body = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nabc\r\n--B--\r\n";
    char head[512];
    (void)snprintf(head, sizeof head, "POST /files HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: %zu\r\n\r\n", strlen(body));
    (void)ask(head, body, strlen(body), answer, sizeof answer);
    assert_int_equal(status_of(answer), 200);
    assert_non_null(strstr(answer, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 3"));
}

static void refused_before_the_bytes(void **state)
{
    (void)state;
    char answer[8192];
    static const struct { const char *head; int status; } rows[] = {
        {"POST /closed HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 100000000\r\n\r\n", 401},
        {"POST /files HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 300000000\r\n\r\n", 413},
        {"POST /store HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1048577\r\n\r\n", 413},
        {"POST /store HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: 10\r\n\r\n", 415},
        {"POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n", 404},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        (void)ask(rows[i].head, "", 0, answer, sizeof answer);
        assert_int_equal(status_of(answer), rows[i].status);
    }
}

static void streams_stay(void **state)
{
    (void)state;
    char answer[8192];
    const char *head = "PATCH /stream HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: 10\r\n\r\n";
    int fd = dial();
    assert_true(say(fd, head, strlen(head)) && say(fd, "abcd", 4));
    (void)poll(NULL, 0, 300);
    (void)close(fd); /* the line breaks; what came is kept */
    (void)poll(NULL, 0, 300);
    (void)ask(head, "0123456789", 10, answer, sizeof answer);
    assert_int_equal(status_of(answer), 200);
    assert_non_null(strstr(answer, "\r\n\r\n10"));
    char kept[64] = {0};
    FILE *f = fopen(stream_path, "r");
    assert_non_null(f);
    assert_int_equal(fread(kept, 1, sizeof kept - 1, f), 14);
    assert_string_equal(kept, "abcd0123456789");
    (void)fclose(f);
}

/* ---- leaving ---- */

static void leaves_in_order(void **state)
{
    struct fixture *f = *state;
    char answer[8192];
    int idle = dial(), busy = dial(), status;
    const char *head = "POST /store HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nname=";
    assert_true(say(busy, head, strlen(head)));
    (void)poll(NULL, 0, 200);
    (void)kill(worker, SIGTERM);
    (void)poll(NULL, 0, 100);
    assert_true(say(busy, "la st", 5));
    (void)hear(busy, answer, sizeof answer, 3000);
    assert_int_equal(status_of(answer), 200); /* what had begun is finished and answered */
    assert_true(closed_within(idle, 3000));
    assert_int_equal(waitpid(worker, &status, 0), worker);
    worker = 0;
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_int_equal(number(&f->c, "SELECT count(*) FROM person WHERE name = 'la st'"), 1);
    (void)close(idle);
    (void)close(busy);
}

#define T(f) cmocka_unit_test_setup_teardown(f, start, finish)
int main(void)
{
    const struct CMUnitTest tests[] = {
        T(malformed), T(large_heads), T(keep_alive), T(slow_heads), T(slow_bodies), T(connections_of_one_address), T(writes),
        T(writes_together), T(large_uploads), T(small_files), T(refused_before_the_bytes), T(streams_stay), T(leaves_in_order),
    };
    return cmocka_run_group_tests_name("edge", tests, NULL, NULL);
}
