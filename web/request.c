#include "web/request.h"

#include <errno.h>
#include <strings.h>
#include <unistd.h>

#include "base/text.h"
#include "format/json.h"
#include "format/multipart.h"
#include "format/urlenc.h"
#include "web/router.h"
#include "web/session_private.h"
#include "web/site.h"

#define FIELDS_MAX 4000
#define PARTS_MAX 200

enum body_kind { BODY_NONE, BODY_FORM, BODY_MULTIPART, BODY_JSON, BODY_STREAM };

struct header {
    struct str name, value;
};

/* The part of a multipart body that is arriving. */
struct part {
    struct multipart_part head;
    struct buf bytes;            /* text, or the first BLOB_IN_DATABASE of a file */
    struct blob_writer *writer;  /* once a file grew past that */
    int64_t size;
};

struct request {
    struct req req; /* first: request_of */
    struct ctx *c;
    struct arena *arena;
    struct str peer;
    struct header headers[HEADERS_MAX];
    size_t headers_n;
    struct raw_field *fields;
    size_t fields_n, fields_cap;
    struct file_part *files;
    size_t files_cap;
    enum body_kind body;
    int64_t body_size, body_max;
    struct buf text;
    struct str json;
    struct multipart *multipart;
    struct part part;
    struct body_fault fault;
    int fd;
};

static const struct body_fault no_fault = {0, NULL};

static struct body_fault refuse(struct request *rq, int status, const char *why)
{
    if (!rq->fault.status)
        rq->fault = (struct body_fault){status, why};
    return rq->fault;
}

/* ---- what handlers ask ---- */

static bool same_name(struct str a, const char *b)
{
    return a.n == strlen(b) && strncasecmp(a.p, b, a.n) == 0;
}

struct str req_header(const struct req *r, const char *name)
{
    const struct request *rq = r->http;
    for (size_t i = 0; i < rq->headers_n; i++)
        if (same_name(rq->headers[i].name, name))
            return rq->headers[i].value;
    return S("");
}

struct str req_cookie(const struct req *r, const char *name)
{
    struct str value = S("");
    return cookie_find(req_header(r, "Cookie"), str_from(name), &value) ? value : S("");
}

struct str req_address(const struct req *r)
{
    struct str peer = r->http->peer, proxy = r->site->trusted_proxy;
    if (proxy.n == 0 || !str_eq(peer, proxy))
        return peer;
    /* The proxy appends the address it saw; what stands before may be invented. */
    struct str list = req_header(r, "X-Forwarded-For"), last = S("");
    while (list.n)
        last = str_trim(str_cut(&list, ','));
    return last.n && last.n < 64 ? last : peer;
}

const struct raw_field *req_fields(const struct req *r, size_t *n)
{
    *n = r->http->fields_n;
    return r->http->fields;
}

size_t req_posted(struct ctx *c, const struct req *r, struct str **names, struct str **values)
{
    size_t all_n, n = 0;
    const struct raw_field *all = req_fields(r, &all_n);
    *names = NEW_ARRAY(c->arena, struct str, all_n + 1);
    *values = NEW_ARRAY(c->arena, struct str, all_n + 1);
    for (size_t i = 0; i < all_n; i++)
        if (all[i].place == IN_FORM) {
            (*names)[n] = all[i].name;
            (*values)[n++] = all[i].value;
        }
    return n;
}

const struct raw_field *req_raw(const struct req *r, const char *name)
{
    const struct request *rq = r->http;
    const struct raw_field *best = NULL;
    for (size_t i = 0; i < rq->fields_n; i++)
        if (str_eqc(rq->fields[i].name, name) && (!best || rq->fields[i].place > best->place))
            best = &rq->fields[i];
    return best;
}

struct str req_value(const struct req *r, const char *name)
{
    const struct raw_field *f = req_raw(r, name);
    return f ? f->value : S("");
}

size_t req_values(struct ctx *c, const struct req *r, const char *name, struct str **out)
{
    const struct request *rq = r->http;
    size_t n = 0;
    *out = NEW_ARRAY(c->arena, struct str, rq->fields_n + 1);
    for (size_t i = 0; i < rq->fields_n; i++)
        if (str_eqc(rq->fields[i].name, name))
            (*out)[n++] = rq->fields[i].value;
    return n;
}

struct str req_json(const struct req *r)
{
    return r->http->json;
}

const struct file_part *req_file(const struct req *r, const char *part)
{
    for (size_t i = 0; i < r->files_n; i++)
        if (str_eqc(r->files[i].part, part))
            return &r->files[i];
    return NULL;
}

enum rc file_keep(struct ctx *c, const struct file_part *f, struct blob_ref *out)
{
    return f->writer ? blob_finish(c, f->writer, out) : blob_put(c, f->head, out);
}

int64_t req_streamed(const struct req *r)
{
    return r->http->body_size;
}

enum rc req_version(struct ctx *c, const struct req *r, int64_t *version, bool *given)
{
    struct str v = str_trim(req_header(r, "If-Match"));
    *given = v.n > 0;
    *version = 0;
    if (!*given)
        return OK;
    if (str_starts(v, S("W/")))
        v = str_sub(v, 2, v.n);
    if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
        v = str_sub(v, 1, v.n - 1);
    return str_to_i64(v, version) ? OK : fail(c, INVALID, MSG_web_if_match, S("If-Match"));
}

struct str req_here(struct ctx *c, const struct req *r)
{
    struct str path = r->path;
    while (path.n > 1 && path.p[1] == '/') /* "//host" would leave this site */
        path = str_sub(path, 1, path.n);
    if (r->query.n == 0)
        return path;
    return str_printf(c->arena, STR_FMT "?" STR_FMT, STR_ARG(path), STR_ARG(r->query));
}

/* ---- building ---- */

static void close_fd(void *p)
{
    struct request *rq = p;
    if (rq->fd >= 0)
        (void)close(rq->fd);
    rq->fd = -1;
}

struct request *request_new(struct ctx *c, struct site *site, enum method m, struct str target, struct str peer)
{
    struct request *rq = NEW(c->arena, struct request);
    struct str path = str_cut(&target, '?');
    *rq = (struct request){.c = c, .arena = c->arena, .peer = peer, .fd = -1,
        .req = {.method = m, .path = path, .query = target, .http = rq, .site = site}};
    return rq;
}

struct req *request_req(struct request *rq)
{
    return &rq->req;
}

const struct req *request_const(const struct request *rq)
{
    return &rq->req;
}

bool request_header(struct request *rq, struct str name, struct str value)
{
    if (rq->headers_n == HEADERS_MAX)
        return false;
    rq->headers[rq->headers_n++] = (struct header){name, value};
    return true;
}

static bool field_add(struct request *rq, struct str name, struct str value, enum field_place place)
{
    if (rq->fields_n == FIELDS_MAX)
        return false;
    if (rq->fields_n == rq->fields_cap) {
        size_t cap = rq->fields_cap ? rq->fields_cap * 2 : 16, size = sizeof(struct raw_field);
        rq->fields = arena_grow(rq->arena, rq->fields, rq->fields_cap * size, cap * size);
        rq->fields_cap = cap;
    }
    rq->fields[rq->fields_n++] = (struct raw_field){name, text_nfc(rq->arena, value), place};
    return true;
}

static enum form_fault fields_from(struct request *rq, struct str encoded, enum field_place place)
{
    struct form_pair *pairs = NULL;
    size_t n = 0;
    enum form_fault fault = form_parse(rq->arena, encoded, &pairs, &n);
    for (size_t i = 0; fault == FORM_OK && i < n; i++)
        if (!field_add(rq, pairs[i].name, pairs[i].value, place))
            fault = FORM_TOO_LARGE;
    return fault;
}

bool request_route(struct request *rq, const struct route *route, const struct str *params, size_t params_n)
{
    rq->req.route = route;
    rq->req.is_api = route->flags & ROUTE_API;
    rq->req.wants_fragment = str_eqc(req_header(&rq->req, "MC-Fragment"), "1");
    for (size_t i = 0; i < params_n; i++)
        if (!field_add(rq, route_param(route, i), params[i], IN_PATH))
            return false;
    return rq->req.query.n == 0 || fields_from(rq, rq->req.query, IN_QUERY) == FORM_OK;
}

/* ---- body: files ---- */

static bool part_to_writer(struct request *rq, struct part *p)
{
    if (blob_open_write(rq->c, BODY_FILES_MAX, &p->writer) != OK ||
        blob_write(rq->c, p->writer, buf_str(&p->bytes)) != OK) {
        (void)refuse(rq, 503, "the file store takes no bytes");
        return false;
    }
    return true;
}

static bool on_begin(void *user, const struct multipart_part *head)
{
    struct request *rq = user;
    if (head->is_file && !(rq->req.route->flags & ROUTE_FILES)) {
        (void)refuse(rq, 415, "this address takes no files");
        return false;
    }
    rq->part = (struct part){.head = *head};
    rq->part.bytes = buf_new(rq->arena, head->is_file ? (size_t)BLOB_IN_DATABASE : (size_t)BODY_FORM_MAX);
    return true;
}

static bool on_data(void *user, const char *bytes, size_t n)
{
    struct request *rq = user;
    struct part *p = &rq->part;
    p->size += (int64_t)n;
    if (!p->writer && p->bytes.n + n <= p->bytes.max) {
        buf_put(&p->bytes, str_n(bytes, n));
        return true;
    }
    if (!p->head.is_file) {
        (void)refuse(rq, 413, "a field is too long");
        return false;
    }
    if (!p->writer && !part_to_writer(rq, p))
        return false;
    if (blob_write(rq->c, p->writer, str_n(bytes, n)) == OK)
        return true;
    (void)refuse(rq, 503, "the file store takes no bytes");
    return false;
}

static bool file_end(struct request *rq, const struct part *p)
{
    struct file_part f = {.part = p->head.name, .name = text_nfc(rq->arena, p->head.filename),
        .type = p->head.content_type, .size = p->size, .head = buf_str(&p->bytes), .writer = p->writer};
    if (f.name.n == 0 && f.size == 0) /* no file was chosen */
        return true;
    if (rq->req.files_n == rq->files_cap) {
        size_t cap = rq->files_cap ? rq->files_cap * 2 : 4, size = sizeof f;
        rq->files = arena_grow(rq->arena, rq->files, rq->files_cap * size, cap * size);
        rq->files_cap = cap;
        rq->req.files = rq->files;
    }
    rq->files[rq->req.files_n++] = f;
    return true;
}

static bool on_end(void *user)
{
    struct request *rq = user;
    struct part *p = &rq->part;
    if (p->head.is_file)
        return file_end(rq, p);
    struct str value = buf_str(&p->bytes);
    if (!text_is_valid(value)) {
        (void)refuse(rq, 400, "a field is no text");
        return false;
    }
    if (!field_add(rq, p->head.name, value, IN_FORM)) {
        (void)refuse(rq, 413, "too many fields");
        return false;
    }
    return true;
}

/* ---- body: reading ---- */

static bool type_is(struct str type, const char *want)
{
    struct str head = str_trim(str_cut(&type, ';'));
    return same_name(head, want);
}

static struct body_fault open_multipart(struct request *rq, struct str type)
{
    struct multipart_events events = {rq, on_begin, on_data, on_end};
    rq->body = BODY_MULTIPART;
    rq->body_max = rq->req.route->flags & ROUTE_FILES ? BODY_FILES_MAX : BODY_FORM_MAX;
    if (multipart_new(rq->arena, type, PARTS_MAX, &events, &rq->multipart) != MULTIPART_OK)
        return refuse(rq, 400, "multipart without a usable boundary");
    return no_fault;
}

struct body_fault request_body_open(struct request *rq, int64_t length)
{
    struct str type = req_header(&rq->req, "Content-Type");
    struct str packed = req_header(&rq->req, "Content-Encoding");
    const struct route *route = rq->req.route;
    rq->body_max = BODY_FORM_MAX;
    if (packed.n && !same_name(packed, "identity"))
        return refuse(rq, 415, "a packed body"); /* never unpacked, so that a small one cannot become a huge one */
    if (route->flags & ROUTE_BODY_STREAM) {
        rq->body = BODY_STREAM;
        rq->body_max = BODY_FILES_MAX;
    } else if (length == 0) {
        rq->body = BODY_NONE;
    } else if (type_is(type, "multipart/form-data")) {
        if (open_multipart(rq, type).status)
            return rq->fault;
    } else if (type_is(type, "application/x-www-form-urlencoded") || (type.n == 0 && !rq->req.is_api)) {
        rq->body = BODY_FORM;
    } else if (type_is(type, "application/json") && rq->req.is_api) {
        rq->body = BODY_JSON;
    } else {
        return refuse(rq, 415, "a body of this type is not taken here");
    }
    if (length > rq->body_max)
        return refuse(rq, 413, "the body is too large");
    rq->text = buf_new(rq->arena, (size_t)BODY_FORM_MAX);
    return no_fault;
}

void request_body_to(struct request *rq, int fd)
{
    rq->fd = fd;
    arena_defer(rq->arena, close_fd, rq);
}

static struct body_fault stream_out(struct request *rq, struct str chunk)
{
    while (chunk.n) {
        ssize_t n = write(rq->fd, chunk.p, chunk.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return refuse(rq, 503, "the file store takes no bytes");
        chunk = str_sub(chunk, (size_t)n, chunk.n);
    }
    return no_fault;
}

static struct body_fault multipart_refused(struct request *rq, enum multipart_fault fault)
{
    if (fault == MULTIPART_OK)
        return no_fault;
    bool large = fault == MULTIPART_HEADER_TOO_LARGE || fault == MULTIPART_TOO_MANY_PARTS;
    return refuse(rq, large ? 413 : 400, "the multipart body cannot be read");
}

struct body_fault request_body(struct request *rq, struct str chunk)
{
    if (rq->fault.status)
        return rq->fault;
    rq->body_size += (int64_t)chunk.n;
    if (rq->body_size > rq->body_max)
        return refuse(rq, 413, "the body is too large");
    switch (rq->body) {
    case BODY_NONE:
        return refuse(rq, 400, "a body where none was announced");
    case BODY_FORM:
    case BODY_JSON:
        buf_put(&rq->text, chunk);
        return no_fault;
    case BODY_MULTIPART:
        return multipart_refused(rq, multipart_feed(rq->multipart, chunk.p, chunk.n));
    case BODY_STREAM:
        return stream_out(rq, chunk);
    }
    die("request: body kind %d", (int)rq->body);
}

/* Members that are text, numbers or truth become fields under their key; an array of such repeats it. What is deeper is
 * for handlers that read req_json. */
static bool json_field(struct request *rq, struct str key, const struct json *v)
{
    switch (v->kind) {
    case JV_STR:
        if (!text_is_valid(v->text)) {
            (void)refuse(rq, 400, "a member is no text");
            return false;
        }
        return field_add(rq, key, v->text, IN_FORM);
    case JV_DECIMAL:
        return field_add(rq, key, v->text, IN_FORM);
    case JV_INT:
        return field_add(rq, key, str_printf(rq->arena, "%lld", (long long)v->n), IN_FORM);
    case JV_BOOL:
        return field_add(rq, key, v->n ? S("true") : S("false"), IN_FORM);
    case JV_NULL:
    case JV_OBJECT:
        return true;
    case JV_ARRAY:
        for (const struct json *e = jv_first(v); e; e = e->next)
            if (e->kind != JV_ARRAY && !json_field(rq, key, e))
                return false;
        return true;
    }
    die("request: json kind %d", (int)v->kind);
}

static struct body_fault json_end(struct request *rq)
{
    struct json *v = NULL;
    const char *why = "";
    rq->json = buf_str(&rq->text);
    if (!json_parse(rq->arena, rq->json, (size_t)BODY_FORM_MAX, &v, &why))
        return refuse(rq, 400, why);
    if (v->kind != JV_OBJECT)
        return refuse(rq, 400, "the JSON body is not an object");
    for (const struct json *m = jv_first(v); m; m = m->next)
        if (!json_field(rq, m->key, m))
            return refuse(rq, 413, "too many fields");
    return no_fault;
}

struct body_fault request_body_end(struct request *rq)
{
    if (rq->fault.status)
        return rq->fault;
    if (rq->body == BODY_FORM) {
        enum form_fault fault = fields_from(rq, buf_str(&rq->text), IN_FORM);
        return fault == FORM_OK ? no_fault : refuse(rq, fault == FORM_TOO_LARGE ? 413 : 400, "the form cannot be read");
    }
    if (rq->body == BODY_JSON)
        return json_end(rq);
    if (rq->body == BODY_MULTIPART)
        return multipart_refused(rq, multipart_finish(rq->multipart));
    return no_fault;
}

int64_t request_body_size(const struct request *rq)
{
    return rq->body_size;
}

bool request_has_large_files(const struct request *rq)
{
    for (size_t i = 0; i < rq->req.files_n; i++)
        if (rq->files[i].writer)
            return true;
    return rq->body == BODY_STREAM;
}

struct arena *request_arena(const struct request *rq)
{
    return rq->arena;
}
