/* What an officer prints and hands out: the forms of the law, the book of his unit, the files of results. */
#include "core/print/print.h"
#include "systems/desk/case.h"
#include "systems/desk/desk.h"
#include "web/request.h"
#include "web/send.h"
#include "web/site.h"
#include "web_pages.h"

/* ---- the forms of one dossier ---- */

struct print_input {
    struct str code, form;
};
INPUT(print_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct print_input, code)},
      {"form", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct print_input, form)});

static enum rc print(struct ctx *c, const struct req *r, struct out *o, const struct dossier *d, bool to_applicant)
{
    const struct print_input *in = r->in;
    struct str pdf;
    TRY(print_form(c, d, in->form, to_applicant, r->site->base_url, &pdf));
    send_pdf(o, str_printf(c->arena, STR_FMT "-" STR_FMT, STR_ARG(d->code), STR_ARG(in->form)), pdf);
    return OK;
}

static enum rc show_print(struct ctx *c, const struct req *r, struct out *o)
{
    const struct print_input *in = r->in;
    struct dossier d;
    TRY(dossier_open(c, r->scope, in->code, &d));
    return print(c, r, o, &d, false);
}

/* An applicant gets his own papers, an officer every form within reach. */
static enum rc api_print(struct ctx *c, const struct req *r, struct out *o)
{
    const struct print_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_any(c, r->scope, in->code, &d));
    return print(c, r, o, &d, !dossier_scope(c, r->scope).unit_id);
}

/* ---- results ---- */

struct result_input {
    struct str code;
    int64_t version;
};
INPUT(result_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct result_input, code)},
      {"version", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct result_input, version)});

static enum rc fetch(struct ctx *c, const struct req *r, struct out *o)
{
    const struct result_input *in = r->in;
    struct kept_file file;
    struct dossier d;
    TRY(dossier_open_any(c, r->scope, in->code, &d));
    TRY(dossier_fetch_result(c, &d, in->version, &file));
    return send_kept(c, o, &file);
}

static enum rc send_result(struct ctx *c, const struct req *r, struct out *o)
{
    return send_written(c, r, o, fetch);
}

/* ---- the book (Mẫu 06) ---- */

struct register_input {
    struct day from, to;
};
INPUT(register_input,
      {"from", IN_FORM, FIELD_DAY, .required = true, .label = MSG_desk_register_from,
       .offset = offsetof(struct register_input, from)},
      {"to", IN_FORM, FIELD_DAY, .required = true, .label = MSG_desk_register_to,
       .offset = offsetof(struct register_input, to)});

static struct str word(struct ctx *c, enum msg m)
{
    return msg_text(c->arena, c->lang, m, NULL, 0);
}

static struct field_view day_field(struct ctx *c, const struct req *r, const struct shell *s, const char *name,
                                   enum msg label, struct day otherwise)
{
    struct str typed = req_value(r, name);
    return (struct field_view){.kind = KIND_DAY,
                               .name = str_from(name),
                               .label = word(c, label),
                               .required = true,
                               .narrow = true,
                               .value = typed.n ? typed : day_iso_str(c->arena, otherwise),
                               .error = shell_fault(s, name)};
}

/* Without another wish: this month until today. */
static enum rc show_register(struct ctx *c, const struct req *r, struct out *o)
{
    struct form_page_view v = {.shell = shell_of(c, r, MSG_desk_register_title), .back = S("/desk/dossiers")};
    struct civil today = civil_of(c->now);
    struct field_view *rows = NEW_ARRAY(c->arena, struct field_view, 2);
    rows[0] = day_field(c, r, &v.shell, "from", MSG_desk_register_from, day_from_ymd(today.year, today.month, 1));
    rows[1] = day_field(c, r, &v.shell, "to", MSG_desk_register_to, day_of(c->now));
    v.title = v.shell.title;
    v.lead = word(c, MSG_desk_register_lead);
    v.button = word(c, MSG_desk_register_go);
    v.rows = rows;
    v.rows_n = 2;
    form_page_html(o, &v);
    return OK;
}

static enum rc make_register(struct ctx *c, const struct req *r, struct out *o)
{
    const struct register_input *in = r->in;
    struct str pdf, from = day_iso_str(c->arena, in->from), to = day_iso_str(c->arena, in->to);
    if (in->to.n < in->from.n)
        return fail(c, INVALID, MSG_desk_register_order, S("to"));
    TRY(print_register(c, r->scope, in->from, in->to, &pdf));
    send_pdf(o, str_printf(c->arena, "so-theo-doi-" STR_FMT "-" STR_FMT, STR_ARG(from), STR_ARG(to)), pdf);
    return OK;
}

static const struct route routes[] = {
    {"desk.print", METHOD_GET, "/desk/dossiers/{code}/print/{form}", PERM_DOSSIER_READ, &print_input, show_print, 0,
     "A form of the law as PDF", NULL, NULL},
    {"desk.result", METHOD_GET, "/desk/dossiers/{code}/results/{version}", PERM_DOSSIER_READ, &result_input,
     send_result, ROUTE_OWN_TX, "The file of a result; journaled", NULL, NULL},
    {"desk.register.form", METHOD_GET, "/desk/register", PERM_DOSSIER_READ, NULL, show_register, 0,
     "Asks for the days of the dossier book", NULL, NULL},
    {"desk.register", METHOD_POST, "/desk/register", PERM_DOSSIER_READ, &register_input, make_register, ROUTE_READS,
     "The dossier book of the unit as PDF", show_register, NULL},
    {"api.dossier.print", METHOD_GET, "/api/v1/dossiers/{code}/print/{form}", PERM_SIGNED_IN, &print_input, api_print,
     ROUTE_API, "A form of the law as PDF: receipt, supplement, refusal, apology; for officers control", NULL, NULL},
    {"api.dossier.result", METHOD_GET, "/api/v1/dossiers/{code}/results/{version}", PERM_SIGNED_IN, &result_input,
     send_result, ROUTE_API | ROUTE_OWN_TX, "The file of a result; journaled", NULL, NULL},
};
const struct room desk_prints = {"desk", routes, COUNT(routes)};
