#include "web/room.h"

#include "assets.h"
#include "web/request.h"
#include "web/router.h"
#include "web/site.h"

#define YEAR_S 31536000

struct asset_input {
    struct str name;
};
INPUT(asset_input, {"name", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct asset_input, name)});

static bool takes_gzip(const struct req *r)
{
    struct str list = req_header(r, "Accept-Encoding");
    return str_search(list, S("gzip"), 0) < list.n && str_search(list, S("gzip;q=0"), 0) == list.n;
}

static enum rc show_asset(struct ctx *c, const struct req *r, struct out *o)
{
    for (size_t i = 0; i < assets_n; i++) {
        const struct asset *a = &assets[i];
        if (!str_eqc(r->path, a->url))
            continue;
        bool packed = a->gz && takes_gzip(r);
        o->type = a->type;
        o->max_age = YEAR_S; /* the name holds the hash of the bytes */
        out_header(o, "Vary", S("Accept-Encoding"));
        if (packed)
            out_header(o, "Content-Encoding", S("gzip"));
        const unsigned char *bytes = packed ? a->gz : a->bytes;
        o->whole = str_n((const char *)bytes, packed ? a->gz_n : a->n);
        return OK;
    }
    return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

static enum rc show_openapi(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    o->type = "application/json";
    openapi_print(r->site->router, o, r->site->base_url);
    return OK;
}

static enum rc show_health(struct ctx *c, const struct req *r, struct out *o)
{
    (void)c;
    (void)r;
    o->type = "text/plain; charset=utf-8";
    buf_puts(&o->body, "ok\n");
    return OK;
}

static const struct route routes[] = {
    {"web.asset", METHOD_GET, "/a/{name}", PERM_PUBLIC, &asset_input, show_asset, ROUTE_STATIC, "A file of the pages"},
    {"web.openapi", METHOD_GET, "/api/v1/openapi.json", PERM_PUBLIC, NULL, show_openapi, ROUTE_STATIC | ROUTE_API,
     "This description"},
    {"web.health", METHOD_GET, "/health", PERM_PUBLIC, NULL, show_health, ROUTE_STATIC, "Is the worker there?"},
};

const struct room web_room = {"web", routes, COUNT(routes)};
