/* The parser: opens what strangers sent, in a process that can open nothing else. Jobs sends the bytes of one file
 * over a socket pair and gets page images back. When the parser dies on a file, jobs counts a try and ends, and the
 * supervisor starts both on a fresh pair: half an answer never stands in the way of the next.
 *
 * Wire, native integers, both ends are this program. Every request begins with u32 what is wanted; texts are u64 size,
 * bytes. A number UINT32_MAX in an answer is a fault, followed by u32 its number.
 * PAGES: the file. Answer: u32 pages; for each u32 width, u32 height, u32 size, bytes.
 * VERDICT: i64 time, trust lists (core/sign/lists.h), file, content beside it. Answer: u32 size, packed report. */
#include <errno.h>
#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include "app/jail.h"
#include "app/prove.h"
#include "app/roles.h"
#include "base/log.h"
#include "core/file/file.h"
#include "core/sign/lists.h"
#include "core/sign/report.h"
#include "data/blob.h"
#include "format/pageimg.h"

enum { SHOWN_PAGES_MAX = 60, ANSWER_WAIT_MS = 60000, CPU_SECONDS = 600 };
static const size_t PARSER_MEMORY = (size_t)512 << 20;
static const uint32_t FAULT = UINT32_MAX;
enum want { WANT_PAGES, WANT_VERDICT };

static bool write_all(int fd, const void *p, size_t n)
{
    for (const char *at = p; n;) {
        ssize_t k = write(fd, at, n);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        at += k;
        n -= (size_t)k;
    }
    return true;
}

/* wait_ms < 0: for ever. */
static bool read_all(int fd, void *p, size_t n, int wait_ms)
{
    for (char *at = p; n;) {
        struct pollfd f = {.fd = fd, .events = POLLIN};
        int ready = wait_ms >= 0 ? poll(&f, 1, wait_ms) : 1;
        if (ready == 0 || (ready < 0 && (errno != EINTR || role_stop)))
            return false;
        if (ready < 0)
            continue;
        ssize_t k = read(fd, at, n);
        if (k < 0 && errno == EINTR && !role_stop)
            continue;
        if (k <= 0)
            return false;
        at += k;
        n -= (size_t)k;
    }
    return true;
}

static bool put_u32(int fd, uint32_t v)
{
    return write_all(fd, &v, sizeof v);
}

static bool answer(int fd, struct arena *a, struct str bytes)
{
    struct pageimg *doc;
    enum pageimg_fault fault = pageimg_open(a, bytes, &doc);
    if (fault != PAGEIMG_OK)
        return put_u32(fd, FAULT) && put_u32(fd, (uint32_t)fault);
    int pages = pageimg_pages(doc) < SHOWN_PAGES_MAX ? pageimg_pages(doc) : SHOWN_PAGES_MAX;
    struct pageimg_result *made = NEW_ARRAY(a, struct pageimg_result, (size_t)pages);
    for (int i = 0; i < pages; i++)
        if ((fault = pageimg_page(doc, i + 1, (struct pageimg_options){.long_side = 1400}, &made[i])) != PAGEIMG_OK)
            return put_u32(fd, FAULT) && put_u32(fd, (uint32_t)fault);
    bool good = put_u32(fd, (uint32_t)pages);
    for (int i = 0; good && i < pages; i++)
        good = put_u32(fd, (uint32_t)made[i].width) && put_u32(fd, (uint32_t)made[i].height) &&
               put_u32(fd, (uint32_t)made[i].webp.n) && write_all(fd, made[i].webp.p, made[i].webp.n);
    return good;
}

static bool get_text(int fd, struct arena *a, struct str *out)
{
    uint64_t size;
    if (!read_all(fd, &size, sizeof size, -1) || size > PAGEIMG_BYTES_MAX)
        return false;
    char *bytes = arena_room(a, (size_t)size + 1);
    bytes[size] = 0;
    *out = str_n(bytes, (size_t)size);
    return read_all(fd, bytes, (size_t)size, -1);
}

static bool judge(int fd, struct arena *a)
{
    struct instant at;
    struct str lists, bytes, content;
    struct trust trust;
    struct file_report f;
    if (!read_all(fd, &at.ms, sizeof at.ms, -1) || !get_text(fd, a, &lists) || !get_text(fd, a, &bytes) ||
        !get_text(fd, a, &content))
        return false;
    if (!lists_unpack(a, lists, &trust))
        return put_u32(fd, FAULT) && put_u32(fd, 1);
    if (content.n)
        verify_detached(a, bytes, content, &trust, at, &f);
    else
        verify_pdf(a, bytes, &trust, at, &f);
    struct str report = report_pack(a, &f);
    if (!report.n)
        return put_u32(fd, FAULT) && put_u32(fd, 2);
    return put_u32(fd, (uint32_t)report.n) && write_all(fd, report.p, report.n);
}

static bool serve_one(int fd, struct arena *a, uint32_t want)
{
    struct str bytes;
    if (want == WANT_VERDICT)
        return judge(fd, a);
    return want == WANT_PAGES && get_text(fd, a, &bytes) && answer(fd, a, bytes);
}

static void bound_resources(void)
{
    setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_SECONDS, CPU_SECONDS});
    setrlimit(RLIMIT_AS, &(struct rlimit){PARSER_MEMORY * 4, PARSER_MEMORY * 4});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0});
    setpriority(PRIO_PROCESS, 0, 19); /* nobody waits for a page image; somebody waits for every answer */
}

int role_parser(const struct program *p)
{
    struct arena *a = arena_new(PARSER_MEMORY);
    uint32_t want;
    pageimg_warm_up();
    bound_resources();
    if (!jail_enter(&(struct jail){
            .files = true,
            .read_folders = {"/usr/share/fonts", "/usr/share/poppler", "/etc/fonts", "/var/cache/fontconfig"}}))
        return 2;
    if (p->prove)
        return prove_jail("parser", NULL, false);
    while (!role_stop && read_all(p->parser_far_fd, &want, sizeof want, -1)) {
        arena_reset(a);
        if (!serve_one(p->parser_far_fd, a, want))
            return 2;
    }
    return 0;
}

/* ---- the jobs side ---- */

static bool get_u32(int fd, uint32_t *v)
{
    return read_all(fd, v, sizeof *v, ANSWER_WAIT_MS);
}

static bool get_page(int fd, struct arena *a, struct rendered_page *page)
{
    uint32_t width, height, n;
    if (!get_u32(fd, &width) || !get_u32(fd, &height) || !get_u32(fd, &n) || n > 8u << 20)
        return false;
    char *bytes = arena_alloc(a, n);
    *page = (struct rendered_page){.webp = str_n(bytes, n), .width = width, .height = height};
    return read_all(fd, bytes, n, ANSWER_WAIT_MS);
}

static bool read_blob(struct ctx *c, struct str sha256, struct str *bytes)
{
    if (db_begin_read(c) != OK)
        return false;
    enum rc rc = blob_read(c, sha256, bytes);
    db_rollback(c);
    return rc == OK && bytes->n <= PAGEIMG_BYTES_MAX;
}

static bool put_text(int fd, struct str s)
{
    uint64_t size = s.n;
    return write_all(fd, &size, sizeof size) && write_all(fd, s.p, s.n);
}

static bool ask(struct parser_link *link, struct str bytes, uint32_t *count)
{
    return !link->gone && put_u32(link->fd, WANT_PAGES) && put_text(link->fd, bytes) && get_u32(link->fd, count);
}

static bool get_pages(struct parser_link *link, struct arena *a, uint32_t count, struct rendered_page **pages,
                      size_t *n)
{
    if (count > SHOWN_PAGES_MAX)
        return false;
    *pages = NEW_ARRAY(a, struct rendered_page, count);
    for (*n = 0; *n < count; (*n)++)
        if (!get_page(link->fd, a, &(*pages)[*n]))
            return false;
    return true;
}

enum render parser_render(void *self, struct ctx *c, struct str sha256, struct str mime, struct rendered_page **pages,
                          size_t *n, struct str *why)
{
    struct parser_link *link = self;
    struct str bytes;
    uint32_t count, fault = 0;
    (void)mime;
    *why = S("unreadable");
    if (!read_blob(c, sha256, &bytes))
        return RENDER_REFUSED;
    if (!ask(link, bytes, &count) || (count == FAULT && !get_u32(link->fd, &fault)) ||
        (count != FAULT && !get_pages(link, c->arena, count, pages, n))) {
        link->gone = true;
        *why = S("the parser stopped at this file");
        return RENDER_STOPPED;
    }
    if (count != FAULT)
        return RENDER_MADE;
    *why = str_printf(c->arena, "fault %u", fault);
    return RENDER_REFUSED;
}

static bool ask_verdict(struct parser_link *link, struct instant at, struct str trust, struct str bytes,
                        struct str content, uint32_t *n)
{
    return !link->gone && put_u32(link->fd, WANT_VERDICT) && write_all(link->fd, &at.ms, sizeof at.ms) &&
           put_text(link->fd, trust) && put_text(link->fd, bytes) && put_text(link->fd, content) &&
           get_u32(link->fd, n);
}

enum render parser_judge(void *self, struct ctx *c, const struct file_check *job, struct str trust,
                         struct str *report)
{
    struct parser_link *link = self;
    struct str bytes, content = S("");
    uint32_t n = 0, fault = 0;
    if (!read_blob(c, job->sha256, &bytes) || (job->content_sha256.n && !read_blob(c, job->content_sha256, &content)))
        return RENDER_REFUSED;
    bool good = ask_verdict(link, c->now, trust, bytes, content, &n);
    if (good && n == FAULT && get_u32(link->fd, &fault)) {
        log_warn("task=checks fault=%u", fault);
        return RENDER_REFUSED;
    }
    char *text = arena_room(c->arena, REPORT_MAX);
    *report = str_n(text, n);
    if (good && n <= REPORT_MAX && read_all(link->fd, text, n, ANSWER_WAIT_MS))
        return RENDER_MADE;
    link->gone = true;
    return RENDER_STOPPED;
}
