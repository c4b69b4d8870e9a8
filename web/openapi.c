#include "base/message.h"
#include "web/input.h"
#include "web/router.h"

static void text(struct out *o, const char *key, const char *value)
{
    json_key(o, key);
    json_str(o, str_from(value));
}

static bool has_place(const struct route *r, enum field_place place)
{
    for (size_t i = 0; r->in && i < r->in->fields_n; i++)
        if (r->in->fields[i].place == place)
            return true;
    return false;
}

static void parameter(struct out *o, const struct field *f)
{
    json_open(o, '{');
    text(o, "name", f->name);
    text(o, "in", f->place == IN_PATH ? "path" : "query");
    json_key(o, "required");
    json_bool(o, f->place == IN_PATH || f->required);
    json_key(o, "schema");
    json_raw(o, str_from(field_type_schema(f->type)));
    json_close(o, '}');
}

static void header_parameter(struct out *o, const char *name, const char *what)
{
    json_open(o, '{');
    text(o, "name", name);
    text(o, "in", "header");
    text(o, "description", what);
    json_key(o, "schema");
    json_raw(o, S("{\"type\":\"string\"}"));
    json_close(o, '}');
}

static void parameters(struct out *o, const struct route *r)
{
    json_key(o, "parameters");
    json_open(o, '[');
    for (size_t i = 0; r->in && i < r->in->fields_n; i++)
        if (r->in->fields[i].place != IN_FORM)
            parameter(o, &r->in->fields[i]);
    if (r->flags & ROUTE_IF_MATCH)
        header_parameter(o, "If-Match", "the version that came as ETag; another one is answered 412");
    if (r->flags & ROUTE_IDEMPOTENT)
        header_parameter(o, "Idempotency-Key", "the same key with the same body gives the first answer again");
    json_close(o, ']');
}

static void body_schema(struct out *o, const struct route *r)
{
    json_open(o, '{');
    text(o, "type", "object");
    json_key(o, "properties");
    json_open(o, '{');
    for (size_t i = 0; i < r->in->fields_n; i++)
        if (r->in->fields[i].place == IN_FORM) {
            json_key(o, r->in->fields[i].name);
            json_raw(o, str_from(field_type_schema(r->in->fields[i].type)));
        }
    json_close(o, '}');
    json_key(o, "required");
    json_open(o, '[');
    for (size_t i = 0; i < r->in->fields_n; i++)
        if (r->in->fields[i].place == IN_FORM && r->in->fields[i].required)
            json_str(o, str_from(r->in->fields[i].name));
    json_close(o, ']');
    json_close(o, '}');
}

static void body(struct out *o, const struct route *r)
{
    bool files = r->flags & ROUTE_FILES;
    if (!has_place(r, IN_FORM) && !files)
        return;
    json_key(o, "requestBody");
    json_open(o, '{');
    json_key(o, "content");
    json_open(o, '{');
    if (r->schema) {
        json_key(o, "application/json");
        json_open(o, '{');
        json_key(o, "schema");
        r->schema(o);
        json_close(o, '}');
    }
    json_key(o, files ? "multipart/form-data" : "application/json");
    json_open(o, '{');
    json_key(o, "schema");
    if (has_place(r, IN_FORM))
        body_schema(o, r);
    else
        json_raw(o, S("{\"type\":\"object\"}"));
    json_close(o, '}');
    json_close(o, '}');
    json_close(o, '}');
}

static void responses(struct out *o, const struct route *r)
{
    json_key(o, "responses");
    json_open(o, '{');
    json_key(o, "2XX");
    json_raw(o, S("{\"description\":\"done\",\"content\":{\"application/json\":{}}}"));
    json_key(o, "default");
    json_raw(o, S("{\"$ref\":\"#/components/responses/problem\"}"));
    json_close(o, '}');
    if (r->may != PERM_PUBLIC) {
        json_key(o, "security");
        json_raw(o, S("[{\"bearer\":[]}]"));
    } else {
        json_key(o, "security");
        json_raw(o, S("[]"));
    }
}

static const char *method_key(enum method m)
{
    switch (m) {
    case METHOD_GET: return "get";
    case METHOD_POST: return "post";
    case METHOD_HEAD: return "head";
    case METHOD_PATCH: return "patch";
    case METHOD_OPTIONS: return "options";
    case METHOD_DELETE: return "delete";
    case METHOD_PUT: return "put";
    }
    die("method %d", (int)m);
}

static void operation(struct out *o, const struct route *r)
{
    json_key(o, method_key(r->method));
    json_open(o, '{');
    text(o, "operationId", r->name);
    text(o, "summary", r->summary ? r->summary : r->name);
    text(o, "x-permission", perm_name(r->may));
    parameters(o, r);
    body(o, r);
    responses(o, r);
    json_close(o, '}');
}

/* All methods of one path stand under its first appearance. */
static bool is_first(const struct router *rt, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if ((router_at(rt, i)->flags & ROUTE_API) && strcmp(router_at(rt, i)->path, router_at(rt, at)->path) == 0)
            return false;
    return true;
}

static void components(struct out *o)
{
    json_key(o, "components");
    json_raw(
        o,
        S("{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},"
          "\"responses\":{\"problem\":{\"description\":\"refused: what, where, and how to mend it\",\"content\":"
          "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}}},"
          "\"schemas\":{\"problem\":{\"type\":\"object\",\"required\":[\"title\",\"status\",\"detail\",\"mend\"],"
          "\"properties\":{"
          "\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},"
          "\"detail\":{\"type\":\"string\"},\"mend\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"},"
          "\"field\":{\"type\":\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
          "\"properties\":{"
          "\"field\":{\"type\":\"string\"},\"message\":{\"type\":\"string\"},\"code\":{\"type\":\"string\"}}}}}}}}"));
}

void openapi_print(const struct router *rt, struct out *o, struct str base_url)
{
    json_open(o, '{');
    text(o, "openapi", "3.1.0");
    json_key(o, "info");
    json_open(o, '{');
    text(o, "title", "motcua");
    text(o, "version", MOTCUA_VERSION);
    json_close(o, '}');
    json_key(o, "servers");
    json_open(o, '[');
    json_open(o, '{');
    json_key(o, "url");
    json_str(o, base_url.n ? base_url : S("/"));
    json_close(o, '}');
    json_close(o, ']');
    json_key(o, "paths");
    json_open(o, '{');
    for (size_t i = 0; i < router_count(rt); i++) {
        if (!(router_at(rt, i)->flags & ROUTE_API) || !is_first(rt, i))
            continue;
        json_key(o, router_at(rt, i)->path);
        json_open(o, '{');
        for (size_t k = i; k < router_count(rt); k++)
            if ((router_at(rt, k)->flags & ROUTE_API) && strcmp(router_at(rt, k)->path, router_at(rt, i)->path) == 0)
                operation(o, router_at(rt, k));
        json_close(o, '}');
    }
    json_close(o, '}');
    components(o);
    json_close(o, '}');
}
