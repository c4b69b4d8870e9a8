/* The same body fed whole, byte by byte, and in uneven chunks must give the same events and the same fault.
 * The first input byte chooses the boundary so that both short and long delimiters are tried. */
#include "format/fuzz_kit.h"
#include "format/multipart.h"

struct heard {
    struct buf said;
    enum multipart_fault fault;
};

static bool begin(void *user, const struct multipart_part *p)
{
    struct heard *h = user;
    MUST(p->filename.n == 0 || p->is_file);
    MUST(str_find(p->filename, '/', 0) == p->filename.n && str_find(p->filename, '\n', 0) == p->filename.n);
    buf_printf(&h->said, "[%.*s|%.*s|%.*s]", STR_ARG(p->name), STR_ARG(p->filename), STR_ARG(p->content_type));
    return true;
}

static bool data(void *user, const char *p, size_t n)
{
    MUST(n > 0);
    buf_put(&((struct heard *)user)->said, str_n(p, n));
    return true;
}

static bool end(void *user)
{
    buf_putc(&((struct heard *)user)->said, '$');
    return true;
}

static struct heard listen(struct arena *a, struct str type, struct str body, size_t chunk)
{
    struct heard h = {.said = buf_new(a, 4u << 20)};
    struct multipart_events on = {&h, begin, data, end};
    struct multipart *m;
    h.fault = multipart_new(a, type, 20, &on, &m);
    if (h.fault != MULTIPART_OK)
        return h;
    for (size_t i = 0; i < body.n; i += chunk)
        h.fault = multipart_feed(m, body.p + i, body.n - i < chunk ? body.n - i : chunk);
    h.fault = multipart_finish(m);
    MUST(multipart_feed(m, "x", 1) == h.fault);
    return h;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char *const types[] = {"multipart/form-data; boundary=X", "multipart/form-data; boundary=\"--X\"",
                                        "multipart/form-data; boundary=----WebKitFormBoundaryAbC"};
    if (size == 0 || size > 64 * 1024)
        return 0;
    CLEANUP(arena_freep) struct arena *a = arena_new(128u << 20);
    struct str in = fuzz_input(a, bytes, size), rest = str_sub(in, 1, in.n);
    size_t which = bytes[0] % 4;
    struct str type = which < COUNT(types) ? str_from(types[which]) : str_cut(&rest, '\n');
    struct heard whole = listen(a, type, rest, rest.n + 1);
    static const size_t chunks[] = {1, 3, 7};
    for (size_t i = 0; i < COUNT(chunks); i++) {
        struct heard cut = listen(a, type, rest, chunks[i]);
        MUST(cut.fault == whole.fault);
        MUST(str_eq(buf_str(&cut.said), buf_str(&whole.said)));
    }
    return 0;
}
