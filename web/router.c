#include "web/router.h"

#include "base/text.h"
#include "format/urlenc.h"

#define SEGMENTS_MAX 24
#define METHODS 7

/* One segment of the tree of addresses. Static children are few per node, so a list is searched in order. */
struct node {
    struct str text; /* static segment; unused for the parameter child */
    struct node *next, *children, *param;
    const struct route *by_method[METHODS];
};

struct router {
    struct node root;
    const struct route **routes;
    size_t routes_n;
};

static const char *const method_names[METHODS] = {
    [METHOD_GET] = "GET",         [METHOD_POST] = "POST",     [METHOD_HEAD] = "HEAD", [METHOD_PATCH] = "PATCH",
    [METHOD_OPTIONS] = "OPTIONS", [METHOD_DELETE] = "DELETE", [METHOD_PUT] = "PUT",
};

const char *method_name(enum method m)
{
    return method_names[m];
}

bool method_parse(const char *s, enum method *out)
{
    for (unsigned i = 0; i < METHODS; i++)
        if (strcmp(s, method_names[i]) == 0) {
            *out = (enum method)i;
            return true;
        }
    return false;
}

struct str methods_allowed(struct arena *a, unsigned bits)
{
    struct buf b = buf_new(a, 128);
    for (unsigned i = 0; i < METHODS; i++)
        if (bits >> i & 1) {
            if (b.n)
                buf_puts(&b, ", ");
            buf_puts(&b, method_names[i]);
        }
    return buf_str(&b);
}

/* ---- building ---- */

static bool is_param(struct str seg)
{
    return seg.n > 2 && seg.p[0] == '{' && seg.p[seg.n - 1] == '}';
}

struct str route_param(const struct route *r, size_t i)
{
    struct str rest = str_sub(str_from(r->path), 1, SIZE_MAX);
    while (rest.n) {
        struct str seg = str_cut(&rest, '/');
        if (is_param(seg) && i-- == 0)
            return str_sub(seg, 1, seg.n - 1);
    }
    return S("");
}

static bool segment_is_plain(struct str seg)
{
    for (size_t i = 0; i < seg.n; i++) {
        char ch = seg.p[i];
        bool plain = (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') || ch == '-' ||
                     ch == '.' || ch == '_' || ch == '~';
        if (!plain)
            return false;
    }
    return seg.n > 0;
}

static const char *path_fault(const struct route *r)
{
    struct str path = str_from(r->path), rest = path;
    if (path.n == 0 || path.p[0] != '/')
        return "its path does not begin with /";
    if (path.n == 1)
        return NULL;
    rest = str_sub(path, 1, path.n);
    size_t segments = 0, params = 0;
    if (str_ends(path, S("/")))
        return "its path ends with /";
    while (rest.n) {
        struct str seg = str_cut(&rest, '/');
        params += is_param(seg);
        if (!is_param(seg) && !segment_is_plain(seg))
            return "its path has a segment that is neither plain nor one {parameter}";
        segments++;
    }
    if (segments > SEGMENTS_MAX || params > ROUTE_PARAMS_MAX)
        return "its path is too long";
    return NULL;
}

static bool path_has_param(const struct route *r, const char *name)
{
    for (size_t i = 0; i < ROUTE_PARAMS_MAX; i++)
        if (str_eqc(route_param(r, i), name))
            return true;
    return false;
}

static bool input_has_path(const struct input *in, struct str name)
{
    for (size_t i = 0; in && i < in->fields_n; i++)
        if (in->fields[i].place == IN_PATH && str_eqc(name, in->fields[i].name))
            return true;
    return false;
}

static const char *input_fault(const struct route *r)
{
    for (size_t i = 0; r->in && i < r->in->fields_n; i++) {
        const struct field *f = &r->in->fields[i];
        if (!f->name || !f->name[0])
            return "an input field has no name";
        if (f->place == IN_PATH && !path_has_param(r, f->name))
            return "its input names a path parameter that the path has not";
        if (f->place == IN_FORM && (r->method == METHOD_GET || r->method == METHOD_HEAD))
            return "a GET has no form";
    }
    for (size_t i = 0; route_param(r, i).n; i++)
        if (!input_has_path(r->in, route_param(r, i)))
            return "a {parameter} of its path is not declared in its input";
    return NULL;
}

static const char *route_fault(const struct route *r)
{
    if (!r->name || !r->name[0])
        return "it has no name";
    if (r->may <= PERM_UNSET || r->may >= PERM_COUNT)
        return "it has no permission";
    if (!r->run)
        return "it has no handler";
    if (r->method == METHOD_HEAD && !(r->flags & ROUTE_API))
        return "HEAD is answered by GET";
    if (r->method == METHOD_GET && (r->flags & (ROUTE_BODY_STREAM | ROUTE_FILES | ROUTE_READS | ROUTE_NO_TOKEN)))
        return "a GET takes no body and writes nothing";
    if ((r->flags & ROUTE_STATIC) && (r->method != METHOD_GET || r->may != PERM_PUBLIC))
        return "what is static is a public GET";
    if (!(r->flags & ROUTE_BODY_STREAM) != !r->open_body)
        return "ROUTE_BODY_STREAM and open_body belong together";
    const char *fault = path_fault(r);
    return fault ? fault : input_fault(r);
}

static struct node *child(struct arena *a, struct node *n, struct str seg)
{
    if (is_param(seg)) {
        if (!n->param)
            n->param = NEW(a, struct node);
        return n->param;
    }
    for (struct node *c = n->children; c; c = c->next)
        if (str_eq(c->text, seg))
            return c;
    struct node *c = NEW(a, struct node);
    *c = (struct node){.text = seg, .next = n->children};
    n->children = c;
    return c;
}

static bool insert(struct arena *a, struct router *rt, const struct route *r)
{
    struct node *n = &rt->root;
    struct str rest = str_sub(str_from(r->path), 1, SIZE_MAX);
    while (rest.n)
        n = child(a, n, str_cut(&rest, '/'));
    if (n->by_method[r->method])
        return false;
    n->by_method[r->method] = r;
    return true;
}

static enum rc add_room(struct arena *a, struct router *rt, const struct room *room, struct str *why)
{
    for (size_t i = 0; i < room->routes_n; i++) {
        const struct route *r = &room->routes[i];
        const char *fault = route_fault(r);
        for (size_t k = 0; !fault && k < rt->routes_n; k++)
            if (strcmp(rt->routes[k]->name, r->name) == 0)
                fault = "its name is taken";
        if (!fault && !insert(a, rt, r))
            fault = "its method and address are taken";
        if (fault) {
            *why = str_printf(a, "route %s of room %s (%s): %s", r->name ? r->name : "?", room->name,
                              r->path ? r->path : "?", fault);
            return INVALID;
        }
        rt->routes[rt->routes_n++] = r;
    }
    return OK;
}

enum rc router_new(struct arena *a, const struct room *const *rooms, size_t rooms_n, struct router **out,
                   struct str *why)
{
    struct router *rt = NEW(a, struct router);
    size_t n = 0;
    for (size_t i = 0; i < rooms_n; i++)
        n += rooms[i]->routes_n;
    rt->routes = NEW_ARRAY(a, const struct route *, n);
    for (size_t i = 0; i < rooms_n; i++)
        TRY(add_room(a, rt, rooms[i], why));
    *out = rt;
    return OK;
}

size_t router_count(const struct router *rt)
{
    return rt->routes_n;
}

const struct route *router_at(const struct router *rt, size_t i)
{
    return rt->routes[i];
}

/* ---- finding ---- */

struct search {
    struct str segs[SEGMENTS_MAX];
    size_t segs_n;
    struct str rest_from[SEGMENTS_MAX]; /* the path from segment i on, still encoded, for ROUTE_TRAILING */
    struct arena *arena;
    enum method method;
    struct route_match *out;
};

static const struct route *route_of(const struct node *n, enum method m)
{
    const struct route *r = n->by_method[m];
    return !r && m == METHOD_HEAD ? n->by_method[METHOD_GET] : r;
}

static unsigned allowed_of(const struct node *n)
{
    unsigned bits = 0;
    for (unsigned i = 0; i < METHODS; i++)
        if (n->by_method[i])
            bits |= 1u << i;
    if (bits & 1u << METHOD_GET)
        bits |= 1u << METHOD_HEAD;
    return bits;
}

/* Static segments win over parameters; a dead end or a missing method tries the next way. */
static bool walk(struct search *s, const struct node *n, size_t at, size_t values)
{
    if (at == s->segs_n) {
        s->out->allowed |= allowed_of(n);
        s->out->route = route_of(n, s->method);
        s->out->values_n = values;
        return s->out->route;
    }
    for (const struct node *c = n->children; c; c = c->next)
        if (str_eq(c->text, s->segs[at]) && walk(s, c, at + 1, values))
            return true;
    if (!n->param || s->segs[at].n == 0 || values == ROUTE_PARAMS_MAX)
        return false;
    s->out->values[values] = s->segs[at];
    if (walk(s, n->param, at + 1, values + 1))
        return true;
    const struct route *r = route_of(n->param, s->method);
    if (!r || !(r->flags & ROUTE_TRAILING))
        return false;
    struct str rest;
    if (percent_decode(s->arena, s->rest_from[at], false, &rest) != FORM_OK)
        return false;
    s->out->values[values] = text_nfc(s->arena, rest);
    s->out->values_n = values + 1;
    s->out->route = r;
    return true;
}

static bool split(struct search *s, struct str path)
{
    size_t at = 1;
    while (path.n > 1) {
        if (s->segs_n == SEGMENTS_MAX)
            return false;
        size_t end = str_find(path, '/', at);
        struct str seg;
        if (percent_decode(s->arena, str_sub(path, at, end), false, &seg) != FORM_OK)
            return false;
        s->rest_from[s->segs_n] = str_sub(path, at, path.n);
        s->segs[s->segs_n++] = text_nfc(s->arena, seg);
        if (end >= path.n)
            break;
        at = end + 1;
    }
    return true;
}

enum rc router_find(const struct router *rt, struct arena *a, enum method m, struct str path, struct route_match *out)
{
    *out = (struct route_match){0};
    if (path.n == 0 || path.p[0] != '/')
        return INVALID;
    struct search s = {.method = m, .out = out, .arena = a};
    if (!split(&s, path))
        return INVALID;
    if (walk(&s, &rt->root, 0, 0))
        return OK;
    out->route = NULL;
    if (out->allowed == 0 && path.n > 1 && str_ends(path, S("/"))) {
        struct route_match without;
        enum rc rc = router_find(rt, a, METHOD_GET, str_sub(path, 0, path.n - 1), &without);
        out->slash = rc == OK && without.route;
    }
    return OK;
}

/* ---- printing ---- */

static void print_roles(struct out *o, enum perm may)
{
    json_key(o, "roles");
    json_open(o, '[');
    for (unsigned i = ROLE_NONE; i < ROLE_COUNT; i++)
        if (i != ROLE_SYSTEM && role_may((enum role)i, may))
            json_str(o, str_from(role_name((enum role)i)));
    json_close(o, ']');
}

void routes_print(const struct router *rt, struct out *o)
{
    json_open(o, '[');
    for (size_t i = 0; i < rt->routes_n; i++) {
        const struct route *r = rt->routes[i];
        json_open(o, '{');
        json_key(o, "name");
        json_str(o, str_from(r->name));
        json_key(o, "method");
        json_str(o, str_from(method_name(r->method)));
        json_key(o, "path");
        json_str(o, str_from(r->path));
        json_key(o, "permission");
        json_str(o, str_from(perm_name(r->may)));
        print_roles(o, r->may);
        json_key(o, "api");
        json_bool(o, r->flags & ROUTE_API);
        json_key(o, "step_up");
        json_bool(o, r->flags & ROUTE_STEP_UP);
        json_key(o, "limited");
        json_bool(o, r->flags & ROUTE_LIMITED);
        json_key(o, "input");
        json_str(o, str_from(r->in ? r->in->name : ""));
        json_close(o, '}');
    }
    json_close(o, ']');
}
