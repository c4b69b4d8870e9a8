#include "web/problem.h"

#include "base/id.h"
#include "base/log.h"
#include "base/message.h"
#include "format/urlenc.h"
#include "web/components.h"
#include "web/prove.h"
#include "web/router.h"
#include "web_pages.h"

static const struct problem {
    int status;
    enum msg title, text;
} problems[] = {
    {400, MSG_problem_malformed, MSG_problem_malformed_text},
    {401, MSG_problem_sign_in, MSG_problem_sign_in_text},
    {403, MSG_problem_denied, MSG_general_denied},
    {404, MSG_problem_not_found, MSG_general_not_found},
    {405, MSG_problem_method, MSG_problem_method_text},
    {409, MSG_problem_conflict, MSG_general_conflict},
    {412, MSG_problem_conflict, MSG_general_conflict},
    {413, MSG_problem_too_large, MSG_problem_too_large_text},
    {415, MSG_problem_type, MSG_problem_type_text},
    {422, MSG_problem_invalid, MSG_general_invalid},
    {423, MSG_problem_locked, MSG_problem_locked_text},
    {429, MSG_problem_limited, MSG_problem_limited_text},
    {498, MSG_problem_token, MSG_problem_token_text}, /* told as 403: the form's token, not the person, was refused */
    {503, MSG_problem_unavailable, MSG_general_unavailable},
};

static const struct problem *problem_of(int status)
{
    for (size_t i = 0; i < COUNT(problems); i++)
        if (problems[i].status == status)
            return &problems[i];
    return &problems[COUNT(problems) - 1];
}

int problem_status(const struct exchange *x, enum rc rc)
{
    switch (rc) {
    case OK: return 200;
    case NOT_FOUND: return 404;
    case INVALID: return 422;
    case DENIED: return 403;
    case CONFLICT: /* 412 says that the version of If-Match is old; a move that is not possible stays 409 */
        return req_header(request_const(x->http), "If-Match").n && str_eqc(x->c.fault.field, "version") ? 412 : 409;
    case UNAVAILABLE: return 503;
    }
    return 503;
}

static struct str say(const struct exchange *x, enum msg m)
{
    return msg_text(x->c.arena, x->c.lang, m, NULL, 0);
}

static void json_errors(struct exchange *x)
{
    struct out *o = &x->out;
    json_key(o, "errors");
    json_open(o, '[');
    for (size_t i = 0; i < x->c.faults_n; i++) {
        const struct fault *f = &x->c.faults[i];
        json_open(o, '{');
        json_key(o, "field");
        json_str(o, f->field);
        json_key(o, "message");
        json_str(o, fault_text(x->c.arena, x->c.lang, f));
        json_key(o, "code");
        json_str(o, str_from(msg_key((enum msg)f->msg)));
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void write_json(struct exchange *x, int status, const struct problem *p)
{
    struct out *o = &x->out;
    const struct fault *f = &x->c.fault;
    o->type = "application/problem+json";
    json_open(o, '{');
    json_key(o, "type");
    json_str(o, S("about:blank"));
    json_key(o, "title");
    json_str(o, say(x, p->title));
    json_key(o, "status");
    json_i64(o, status);
    json_key(o, "detail");
    json_str(o, f->msg ? fault_text(x->c.arena, x->c.lang, f) : say(x, p->text));
    json_key(o, "mend");
    json_str(o, say(x, p->text));
    if (f->msg) {
        json_key(o, "code");
        json_str(o, str_from(msg_key((enum msg)f->msg)));
        json_key(o, "field");
        json_str(o, f->field);
    }
    if (x->c.faults_n)
        json_errors(x);
    json_close(o, '}');
}

static void write_page(struct exchange *x, const struct problem *p, struct str reference)
{
    const struct req *r = request_const(x->http);
    struct error_page_view v = {
        .shell = shell_of(&x->c, r, p->title), .title = p->title, .text = p->text, .reference = reference};
    struct action_row rows[2];
    size_t n = 0;
    if (p->status == 401) {
        struct str back = req_here(&x->c, r);
        struct buf url = buf_new(x->c.arena, 8192);
        buf_puts(&url, "/sign-in?");
        form_put(&url, S("back"), r->method == METHOD_GET ? back : S("/"));
        rows[n++] = (struct action_row){.label = say(x, MSG_shell_sign_in), .url = buf_str(&url), .primary = true};
    }
    rows[n++] = (struct action_row){.label = say(x, MSG_problem_home), .url = S("/"), .primary = p->status != 401};
    v.actions = (struct action_list_view){rows, n};
    if (x->c.fault.msg && x->c.faults_n == 0)
        v.detail = fault_text(x->c.arena, x->c.lang, &x->c.fault);
    error_page_html(&x->out, &v);
}

/* What an operator may search the log for; the person reads it out on the phone. */
static struct str reference(struct exchange *x, int status)
{
    if (status < 500)
        return S("");
    struct str ref = str_printf(x->c.arena, "%llx", (unsigned long long)id_new(x->c.now));
    const struct route *route = request_const(x->http)->route;
    log_error("answer=%d reference=" STR_FMT " route=%s detail=\"" STR_FMT "\"", status, STR_ARG(ref),
              route ? route->name : "", STR_ARG(x->c.fault.detail));
    return ref;
}

void problem_write(struct exchange *x, int status)
{
    const struct problem *p = problem_of(status);
    struct req *r = request_req(x->http);
    struct str ref = reference(x, status);
    x->out = out_new(&x->c);
    x->out.status = status == 498 ? 403 : status;
    if (status == 401)
        out_header(&x->out, "WWW-Authenticate", S("Bearer"));
    if (status == 405)
        out_header(&x->out, "Allow", methods_allowed(x->c.arena, x->allowed));
    if (status == 429 || status == 503)
        out_header(&x->out, "Retry-After", status == 429 ? S("60") : S("5"));
    if (r->is_api || str_starts(r->path, S("/api/")))
        write_json(x, x->out.status, p);
    else
        write_page(x, p, ref);
}

void problem_prove(struct exchange *x, bool step_up)
{
    const struct req *r = request_const(x->http);
    size_t n;
    const struct raw_field *f = req_fields(r, &n);
    x->out = out_new(&x->c);
    x->out.status = step_up ? 403 : 423;
    struct prove_view v = {.shell = shell_of(&x->c, r, step_up ? MSG_prove_title : MSG_lock_title),
                           .step_up = step_up,
                           .had_files = r->files_n > 0,
                           .rows = NEW_ARRAY(x->c.arena, struct raw_field, n)};
    for (size_t i = 0; i < n; i++)
        if (f[i].place == IN_FORM && !str_eqc(f[i].name, "_t") && !str_eqc(f[i].name, "_proof"))
            v.rows[v.rows_n++] = f[i];
    prove_html(&x->out, &v);
}
