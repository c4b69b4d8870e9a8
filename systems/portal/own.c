/* What the owner of a dossier takes home: the papers the law has the agency give him, and the result. */
#include "core/dossier/supplement.h"
#include "core/print/print.h"
#include "systems/portal/follow.h"
#include "systems/portal/portal.h"
#include "web/request.h"
#include "web/review.h"
#include "web/send.h"
#include "web/site.h"

struct own_input {
    struct str code, form;
    int64_t version;
};
#define OWN(member, kind)                                                                                              \
    {                                                                                                                  \
#member, IN_PATH, kind, .required = true, .offset = offsetof(struct own_input, member)                         \
    }
static const struct field receipt_fields[] = {OWN(code, FIELD_TEXT)};
static const struct field print_fields[] = {OWN(code, FIELD_TEXT), OWN(form, FIELD_TEXT)};
static const struct field result_fields[] = {OWN(code, FIELD_TEXT), OWN(version, FIELD_ID)};
static const struct input receipt_input = {"own_receipt", sizeof(struct own_input), receipt_fields,
                                           COUNT(receipt_fields)};
static const struct input print_input = {"own_print", sizeof(struct own_input), print_fields, COUNT(print_fields)};
static const struct input result_input = {"own_result", sizeof(struct own_input), result_fields, COUNT(result_fields)};

static enum rc print(struct ctx *c, const struct req *r, struct out *o, struct str form)
{
    const struct own_input *in = r->in;
    struct dossier d;
    struct str pdf;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    TRY(print_form(c, &d, form, true, r->site->base_url, &pdf));
    send_pdf(o, str_printf(c->arena, STR_FMT "-" STR_FMT, STR_ARG(d.code), STR_ARG(form)), pdf);
    return OK;
}

static enum rc show_receipt(struct ctx *c, const struct req *r, struct out *o)
{
    return print(c, r, o, S("receipt"));
}

static enum rc show_print(struct ctx *c, const struct req *r, struct out *o)
{
    const struct own_input *in = r->in;
    return print(c, r, o, in->form);
}

static enum rc show_qr(struct ctx *c, const struct req *r, struct out *o)
{
    const struct own_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    return send_qr(c, r, o, &d);
}

static enum rc show_barcode(struct ctx *c, const struct req *r, struct out *o)
{
    const struct own_input *in = r->in;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    return send_barcode(c, o, &d);
}

static enum rc fetch(struct ctx *c, const struct req *r, struct out *o)
{
    const struct own_input *in = r->in;
    struct kept_file file;
    struct dossier d;
    TRY(dossier_open_mine(c, r->scope, in->code, &d));
    TRY(dossier_fetch_result(c, &d, in->version, &file));
    return send_kept(c, o, &file);
}

static enum rc send_result(struct ctx *c, const struct req *r, struct out *o)
{
    return send_written(c, r, o, fetch);
}

/* ---- what the page of the dossier links to ---- */

static void put_prints(struct ctx *c, const struct dossier *d, struct action_list_view *v)
{
    const char *names[PRINT_FORMS_MAX];
    size_t n = print_forms(d, true, names);
    struct action_row *rows = NEW_ARRAY(c->arena, struct action_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool is_receipt = strcmp(names[i], "receipt") == 0;
        rows[i].label =
            msg_text(c->arena, c->lang, msg_by_key(str_printf(c->arena, "print.form.%s", names[i])), NULL, 0);
        rows[i].url =
            str_printf(c->arena, "/mine/" STR_FMT "/%s%s", STR_ARG(d->code), is_receipt ? "" : "print/", names[i]);
    }
    *v = (struct action_list_view){rows, n};
}

/* Only what stands: a recalled result is not the applicant's any more. */
static enum rc put_results(struct ctx *c, const struct dossier *d, struct file_list_view *v)
{
    struct dossier_results_row *all;
    size_t n;
    if (d->state != STATE_DONE && d->state != STATE_DELIVERED)
        return OK;
    TRY(dossier_results(c, d->id, &all, &n));
    struct file_row *rows = NEW_ARRAY(c->arena, struct file_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (all[i].sha256.n && !all[i].recalled_at.ms)
            rows[v->rows_n++] =
                (struct file_row){.name = msg_text(c->arena, c->lang, MSG_portal_tracked_result,
                                                   (struct msg_arg[]){ARG(all[i].number), ARG(all[i].signed_on)}, 2),
                                  .url = str_printf(c->arena, "/mine/" STR_FMT "/results/%lld", STR_ARG(d->code),
                                                    (long long)all[i].version),
                                  .size = all[i].size};
    v->rows = rows;
    return OK;
}

static enum rc put_forms(struct ctx *c, const struct dossier *d, const struct procedure *p,
                         struct portal_tracked_view *v)
{
    struct review_ask ask = {0};
    struct eform_state *state;
    struct summary_list_view *lists;
    TRY(supplement_reading(c, d, p, d->answers, &state));
    ask.now = state;
    review_lists(c, &ask, &lists, &v->forms_n);
    v->forms = lists;
    return OK;
}

enum rc portal_own_of(struct ctx *c, const struct dossier *d, const struct procedure *p, struct portal_tracked_view *v)
{
    TRY(put_forms(c, d, p, v));
    put_prints(c, d, &v->papers);
    TRY(put_results(c, d, &v->results));
    if (v->results.rows_n)
        v->todo = msg_text(c->arena, c->lang, MSG_portal_todo_fetch, NULL, 0);
    return OK;
}

static const struct route routes[] = {
    {"portal.receipt", METHOD_GET, "/mine/{code}/receipt", PERM_DOSSIER_FILE, &receipt_input, show_receipt, 0,
     "One's receipt with appointment as PDF", NULL, NULL},
    {"portal.qr", METHOD_GET, "/mine/{code}/qr.svg", PERM_DOSSIER_FILE, &receipt_input, show_qr, 0,
     "The look-up of one's dossier as a QR code", NULL, NULL},
    {"portal.barcode", METHOD_GET, "/mine/{code}/barcode.svg", PERM_DOSSIER_FILE, &receipt_input, show_barcode, 0,
     "The number of one's dossier as a barcode", NULL, NULL},
    {"portal.print", METHOD_GET, "/mine/{code}/print/{form}", PERM_DOSSIER_FILE, &print_input, show_print, 0,
     "Another paper the agency gave, as PDF", NULL, NULL},
    {"portal.result", METHOD_GET, "/mine/{code}/results/{version}", PERM_DOSSIER_FILE, &result_input, send_result,
     ROUTE_OWN_TX, "The file of one's result; journaled", NULL, NULL},
};
const struct room portal_own_papers = {"portal", routes, COUNT(routes)};
