#include "systems/desk/reading.h"

#include "core/print/print.h"
#include "web/request.h"

static void put_prints(struct ctx *c, const struct dossier *d, struct action_list_view *v)
{
    const char *names[PRINT_FORMS_MAX];
    size_t n = print_forms(d, false, names);
    struct action_row *rows = NEW_ARRAY(c->arena, struct action_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct action_row){.label = desk_label(c, "print.form.", str_from(names[i]), ""),
                                      .url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/print/%s", STR_ARG(d->code),
                                                        names[i])};
    *v = (struct action_list_view){rows, n};
}

static struct file_row result_row(struct ctx *c, const struct dossier *d, const struct dossier_results_row *one)
{
    bool is_out = one->sha256.n && (d->state == STATE_DONE || d->state == STATE_DELIVERED);
    struct file_row row = {.name = msg_text(c->arena, c->lang, MSG_desk_case_result,
                                            (struct msg_arg[]){ARG(one->number), ARG(one->signed_on), ARG(one->signer)}, 3),
                           .size = one->size};
    if (is_out)
        row.url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/results/%lld", STR_ARG(d->code), (long long)one->version);
    if (one->recalled_at.ms)
        row.state = (struct tag_view){TONE_ERROR, desk_label(c, "", S("desk.case.recalled"), "")};
    return row;
}

static enum rc put_results(struct ctx *c, const struct dossier *d, struct file_list_view *v)
{
    struct dossier_results_row *all;
    size_t n;
    TRY(dossier_results(c, d->id, &all, &n));
    struct file_row *rows = NEW_ARRAY(c->arena, struct file_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = result_row(c, d, &all[i]);
    *v = (struct file_list_view){rows, n};
    return OK;
}

enum rc desk_reading_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                        struct desk_case_view *v)
{
    (void)r, (void)p;
    put_prints(c, d, &v->prints);
    return put_results(c, d, &v->results);
}
