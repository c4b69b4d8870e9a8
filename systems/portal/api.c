/* The catalogue over the wire: /api/v1/procedures. */
#include "base/message.h"
#include "core/eform/store.h"
#include "core/procedure/procedure.h"
#include "systems/portal/portal.h"

enum { LIMIT_DEFAULT = 25, LIMIT_MAX = 500 };

/* A term as data and as the command line spells it: {"value":3,"unit":"WD"}; hundredths only where there is a part. */
static void put_term(struct ctx *c, struct out *o, const char *key, struct term t)
{
    struct buf b = buf_new(c->arena, 32);
    term_write(&b, t);
    json_key(o, key);
    json_open(o, '{');
    json_put_str(o, "text", buf_str(&b));
    json_put_i64(o, "hundredths", t.hundredths);
    json_put_str(o, "unit", str_from(term_unit_name(t.unit)));
    json_close(o, '}');
}

static void put_papers(struct out *o, const struct procedure *p)
{
    json_key(o, "papers");
    json_open(o, '[');
    for (size_t i = 0; i < p->papers_n; i++) {
        const struct procedure_paper *a = &p->papers[i];
        json_open(o, '{');
        json_put_str(o, "id", a->key);
        json_put_str(o, "name", a->name);
        json_put_i64(o, "originals", a->originals);
        json_put_i64(o, "copies", a->copies);
        json_put_bool(o, "required", a->required);
        json_put_bool(o, "present_only", a->present_only);
        json_put_str(o, "form", a->form_name);
        json_put_str(o, "reuse_from", a->reuse_from);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_fees(struct out *o, const struct procedure *p)
{
    json_key(o, "fees");
    json_open(o, '[');
    for (size_t i = 0; i < p->fees_n; i++) {
        json_open(o, '{');
        json_put_str(o, "kind", p->fees[i].kind);
        json_key(o, "amount");
        if (p->fees[i].known)
            json_i64(o, p->fees[i].amount.n);
        else
            json_null(o);
        json_put_str(o, "unit", p->fees[i].per_unit);
        json_put_str(o, "basis", p->fees[i].basis);
        json_put_str(o, "note", p->fees[i].note);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_steps(struct ctx *c, struct out *o, const struct procedure *p)
{
    json_key(o, "steps");
    json_open(o, '[');
    for (size_t i = 0; i < p->steps_n; i++) {
        json_open(o, '{');
        json_put_str(o, "step", p->steps[i].key);
        json_put_str(o, "name", c->lang == LANG_EN ? p->steps[i].name_en : p->steps[i].name);
        json_put_str(o, "role", str_from(role_name(p->steps[i].role)));
        json_put_i64(o, "share_percent", p->steps[i].share_percent);
        json_close(o, '}');
    }
    json_close(o, ']');
}

static void put_online(struct out *o, const struct procedure *p)
{
    json_key(o, "online");
    json_open(o, '{');
    json_put_i64(o, "level", p->online_level);
    json_put_str(o, "kind", p->online_kind);
    json_close(o, '}');
}

static void put_procedure(struct ctx *c, struct out *o, const struct procedure *p)
{
    json_open(o, '{');
    json_put_str(o, "code", p->code);
    json_put_str(o, "local_code", p->local_code);
    json_put_str(o, "name", p->name);
    json_put_str(o, "field", p->field);
    json_put_str(o, "level", p->level);
    json_put_str(o, "decider", p->decider);
    json_put_str(o, "applicants", p->applicants);
    json_put_i64(o, "version", p->version);
    json_key(o, "valid_from");
    json_day(o, p->valid_from);
    put_term(c, o, "committed", p->committed);
    put_term(c, o, "statutory", p->statutory);
    put_online(o, p);
    put_papers(o, p);
    put_fees(o, p);
    put_steps(c, o, p);
    json_put_i64(o, "counter_share_percent", process_counter_share(p));
    json_put_str(o, "certainty", p->certainty);
    json_close(o, '}');
}

struct find_input {
    struct str q;
    int64_t limit;
};
INPUT(find_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct find_input, q)},
      {"limit", IN_QUERY, FIELD_I64, .max = LIMIT_MAX, .offset = offsetof(struct find_input, limit)});

static enum rc find(struct ctx *c, const struct req *r, struct out *o)
{
    const struct find_input *in = r->in;
    size_t limit = in->limit > 0 ? (size_t)in->limit : LIMIT_DEFAULT, n = 0, all_n = 0;
    struct procedure_hit *hits = NULL;
    const struct procedure **all = NULL;
    if (in->q.n)
        TRY(procedure_find(c, in->q, day_of(c->now), limit, &hits, &n));
    else
        TRY(procedure_all(c, day_of(c->now), &all, &all_n));
    json_open(o, '{');
    json_key(o, "items");
    json_open(o, '[');
    for (size_t i = 0; i < n; i++)
        put_procedure(c, o, hits[i].procedure);
    for (size_t i = 0; i < all_n && i < limit; i++)
        put_procedure(c, o, all[i]);
    json_close(o, ']');
    json_key(o, "next");
    json_null(o);
    json_close(o, '}');
    return OK;
}

struct code_input {
    struct str code;
};
INPUT(code_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct code_input, code)});

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    const struct procedure *p;
    TRY(procedure_current(c, in->code, day_of(c->now), &p));
    put_procedure(c, o, p);
    return OK;
}

/* The form in force as it was published: a program asks its questions and sends the answers with the dossier. */
static enum rc show_form(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    const struct procedure *p;
    const struct eform *form;
    struct str text;
    TRY(procedure_current(c, in->code, day_of(c->now), &p));
    TRY(eform_of(c, p, &form));
    TRY(eform_published(c, form->name, &text));
    json_raw(o, text);
    return OK;
}

static const struct route routes[] = {
    {"api.procedures", METHOD_GET, "/api/v1/procedures", PERM_PUBLIC, &find_input, find, ROUTE_API,
     "The catalogue, or what a query finds in it, best first", NULL, NULL},
    {"api.procedure", METHOD_GET, "/api/v1/procedures/{code}", PERM_PUBLIC, &code_input, show, ROUTE_API,
     "One procedure in force today: times, papers, fees, steps", NULL, NULL},
    {"api.procedure.form", METHOD_GET, "/api/v1/procedures/{code}/form", PERM_PUBLIC, &code_input, show_form, ROUTE_API,
     "The electronic form of a procedure (motcua-form/1): what `answers` of a new dossier holds", NULL, NULL},
};
const struct room portal_api = {"portal", routes, COUNT(routes)};
