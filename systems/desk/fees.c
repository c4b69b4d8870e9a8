#include "core/dossier/owed.h"
#include "systems/desk/fees.h"

#include "core/eform/check.h"
#include "web/input.h"
#include "web/say.h"

enum { BLOCK_FIELDS = 4, RECEIPT_MAX = 40, REASON_MAX = 300, WORDS_MAX = 4096, HOWS = 3 };

static const struct how {
    const char *value;
    enum msg label;
} hows[HOWS] = {{"", MSG_desk_fee_later}, {"taken", MSG_desk_fee_taken}, {"exempt", MSG_desk_fee_exempt}};

struct str desk_fee_kind(struct ctx *c, struct str kind)
{
    return say(c, str_eqc(kind, "phi") ? MSG_desk_intake_charge : MSG_desk_intake_fee);
}

/* A fee of nothing is not taken; one the council sets is, at the sum the officer reads in its decision. */
static bool is_due(const struct procedure_fee *f)
{
    return !f->known || f->amount.n > 0;
}

static struct str name_of(struct ctx *c, size_t i, const char *part)
{
    return str_printf(c->arena, "fee.%zu.%s", i, part);
}

static struct str typed_of(struct ctx *c, const struct req *r, size_t i, const char *part)
{
    return str_trim(req_value(r, str_c(c->arena, name_of(c, i, part))));
}

/* What may be taken: the fees of the catalogue, and of the form those of a kind the catalogue does not have. */
static const struct procedure_fee *fees_of(struct ctx *c, const struct procedure *p, const struct eform *form,
                                           size_t *n)
{
    struct procedure_fee *all = NEW_ARRAY(c->arena, struct procedure_fee, p->fees_n + form->fees_n + 1);
    *n = p->fees_n;
    for (size_t i = 0; i < p->fees_n; i++)
        all[i] = p->fees[i];
    for (size_t i = 0; i < form->fees_n; i++) {
        bool listed = false;
        for (size_t k = 0; k < p->fees_n; k++)
            listed |= str_eq(p->fees[k].kind, form->fees[i].kind);
        if (!listed)
            all[(*n)++] =
                (struct procedure_fee){.kind = form->fees[i].kind, .basis = say(c, MSG_desk_fee_by_form)};
    }
    return all;
}

/* ---- asking ---- */

static struct field_view how_field(struct ctx *c, struct str name, struct str chosen)
{
    struct option_row *rows = NEW_ARRAY(c->arena, struct option_row, HOWS);
    for (size_t i = 0; i < HOWS; i++)
        rows[i] = (struct option_row){.value = str_from(hows[i].value),
                                      .label = say(c, hows[i].label),
                                      .chosen = str_eqc(chosen, hows[i].value)};
    return (struct field_view){.kind = KIND_SELECT,
                               .name = name,
                               .label = say(c, MSG_desk_fee_how),
                               .error = fault_of(c, name),
                               .required = true,
                               .rows = rows,
                               .rows_n = HOWS};
}

static struct field_view text_field(struct ctx *c, enum field_kind kind, struct str name, enum msg label,
                                    struct str value, int64_t max)
{
    return (struct field_view){.kind = kind,
                               .name = name,
                               .label = say(c, label),
                               .value = value,
                               .error = fault_of(c, name),
                               .autocomplete = S("off"),
                               .required = true, /* by what was chosen beside it */
                               .max = max};
}

static struct desk_fee_block block(struct ctx *c, const struct req *r, const struct procedure_fee *f, size_t i,
                                   bool typed)
{
    struct field_view *rows = NEW_ARRAY(c->arena, struct field_view, BLOCK_FIELDS);
    struct str none = S(""), amount = f->known ? str_printf(c->arena, "%lld", (long long)f->amount.n) : none;
    rows[0] = how_field(c, name_of(c, i, "how"), typed ? typed_of(c, r, i, "how") : none);
    rows[1] = text_field(c, KIND_MONEY, name_of(c, i, "amount"), MSG_desk_fee_amount,
                         typed ? typed_of(c, r, i, "amount") : amount, 15);
    rows[2] = text_field(c, KIND_TEXT, name_of(c, i, "receipt"), MSG_desk_fee_receipt,
                         typed ? typed_of(c, r, i, "receipt") : none, RECEIPT_MAX);
    rows[3] = text_field(c, KIND_TEXT, name_of(c, i, "reason"), MSG_desk_fee_reason,
                         typed ? typed_of(c, r, i, "reason") : none, REASON_MAX);
    struct str of = f->known ? money(c, f->amount) : f->basis;
    return (struct desk_fee_block){
        .title = of.n ? str_printf(c->arena, STR_FMT " · " STR_FMT, STR_ARG(desk_fee_kind(c, f->kind)), STR_ARG(of))
                      : desk_fee_kind(c, f->kind),
        .rows = rows,
        .rows_n = BLOCK_FIELDS};
}

const struct desk_fee_block *desk_fee_blocks(struct ctx *c, const struct req *r, const struct procedure *p,
                                             const struct eform *form, bool typed, size_t *n)
{
    size_t fees_n;
    const struct procedure_fee *fees = fees_of(c, p, form, &fees_n);
    struct desk_fee_block *blocks = NEW_ARRAY(c->arena, struct desk_fee_block, fees_n + 1);
    *n = 0;
    for (size_t i = 0; i < fees_n; i++)
        if (is_due(&fees[i]))
            blocks[(*n)++] = block(c, r, &fees[i], i, typed);
    return blocks;
}

/* ---- taking ---- */

/* One fee as it was told; `at` begins the names of its faults: "fee.0.", "fees/0/". */
struct told {
    struct str at, how, amount, receipt, reason;
};

static struct str part_of(struct ctx *c, const struct told *t, const char *part)
{
    return str_printf(c->arena, STR_FMT "%s", STR_ARG(t->at), part);
}

/* Text of at most `most` characters; `missing` where there is none. */
static struct str take_text(struct ctx *c, struct str name, struct str raw, size_t most, enum msg missing)
{
    struct str s = S("");
    const struct field f = {str_c(c->arena, name), IN_FORM, FIELD_TEXT, .max = most};
    if (input_value(c, &f, raw, &s) == OK && s.n == 0)
        fault_add(c, (int)missing, name, S(""), S(""));
    return s;
}

static void take_sum(struct ctx *c, const struct told *t, struct fee_taken *fee)
{
    struct str digits;
    if (check_integer(c->arena, t->amount, &digits) != CHECK_OK || !str_to_i64(digits, &fee->amount.n) ||
        fee->amount.n <= 0)
        fault_add(c, MSG_desk_fee_bad_amount, part_of(c, t, "amount"), S(""), S(""));
    fee->receipt = take_text(c, part_of(c, t, "receipt"), t->receipt, RECEIPT_MAX, MSG_desk_fee_need_receipt);
}

static void take_exemption(struct ctx *c, const struct told *t, struct fee_taken *fee)
{
    fee->exempt = true;
    fee->reason = take_text(c, part_of(c, t, "reason"), t->reason, REASON_MAX, MSG_desk_fee_need_reason);
}

static void take(struct ctx *c, const struct told *t, struct str kind, struct new_dossier *n, struct fee_taken *fees)
{
    struct fee_taken *fee = &fees[n->fees_n++];
    *fee = (struct fee_taken){.kind = kind};
    if (str_eqc(t->how, "taken"))
        take_sum(c, t, fee);
    else if (str_eqc(t->how, "exempt"))
        take_exemption(c, t, fee);
    else
        fault_add(c, MSG_desk_fee_bad_how, part_of(c, t, "how"), S(""), S(""));
}

void desk_fees_take(struct ctx *c, const struct req *r, const struct eform *form, struct new_dossier *n)
{
    size_t due_n;
    const struct procedure_fee *due = fees_of(c, n->procedure, form, &due_n);
    struct fee_taken *fees = NEW_ARRAY(c->arena, struct fee_taken, due_n + 1);
    for (size_t i = 0; i < due_n; i++) {
        const struct told t = {name_of(c, i, ""), typed_of(c, r, i, "how"), typed_of(c, r, i, "amount"),
                               typed_of(c, r, i, "receipt"), typed_of(c, r, i, "reason")};
        /* a receipt beside "not taken" is asked about */
        if (is_due(&due[i]) && (t.how.n || t.receipt.n || t.reason.n))
            take(c, &t, due[i].kind, n, fees);
    }
    n->fees = fees;
}

/* The next fee of this kind that is due and not told yet; n none. */
static size_t next_due(const struct procedure_fee *due, size_t n, struct str kind, const bool *used)
{
    size_t i = 0;
    while (i < n && (used[i] || !is_due(&due[i]) || !str_eq(due[i].kind, kind)))
        i++;
    return i;
}

static struct told told_in(struct ctx *c, const struct json *v, size_t i)
{
    const struct json *amount = json_get(v, "amount");
    return (struct told){
        .at = str_printf(c->arena, "fees/%zu/", i),
        .how = jv_bool_or(json_get(v, "exempt"), false) ? S("exempt") : S("taken"),
        .amount = amount && amount->kind == JV_INT ? str_printf(c->arena, "%lld", (long long)jv_int_or(amount, 0))
                                                   : jv_text_or(amount, S("")),
        .receipt = jv_text_or(json_get(v, "receipt"), S("")),
        .reason = jv_text_or(json_get(v, "reason"), S(""))};
}

enum rc desk_fees_take_json(struct ctx *c, const struct json *list, const struct eform *form, struct new_dossier *n)
{
    size_t i = 0, due_n;
    const struct procedure_fee *due = fees_of(c, n->procedure, form, &due_n);
    struct fee_taken *fees = NEW_ARRAY(c->arena, struct fee_taken, due_n + 1);
    bool *used = NEW_ARRAY(c->arena, bool, due_n + 1);
    n->fees = fees;
    if (jv_first(list) && n->channel != CHANNEL_DIRECT)
        return fail(c, DENIED, MSG_general_denied, S("fees"));
    if (list && list->kind != JV_ARRAY)
        fault_add(c, MSG_field_not_a_choice, S("fees"), S(""), S(""));
    for (const struct json *v = list && list->kind == JV_ARRAY ? jv_first(list) : NULL; v; v = v->next, i++) {
        const struct told t = told_in(c, v, i);
        size_t at = next_due(due, due_n, jv_text_or(json_get(v, "kind"), S("")), used);
        if (at == due_n) {
            fault_add(c, MSG_field_not_a_choice, part_of(c, &t, "kind"), S(""), S(""));
            continue;
        }
        used[at] = true;
        take(c, &t, due[at].kind, n, fees);
    }
    return OK;
}

/* ---- reading ---- */

enum rc desk_fees_words(struct ctx *c, const struct dossier *d, struct str *out)
{
    struct dossier_fees_row *rows;
    size_t n;
    TRY(dossier_fees(c, d->id, &rows, &n));
    struct buf b = buf_new(c->arena, WORDS_MAX);
    for (size_t i = 0; i < n; i++) {
        struct msg_arg taken[] = {ARG(rows[i].amount_vnd), ARG(rows[i].receipt)};
        struct str words = rows[i].exempt ? say1(c, MSG_desk_fee_exempt_of, ARG(rows[i].reason))
                                          : msg_text(c->arena, c->lang, MSG_desk_fee_of, taken, COUNT(taken));
        buf_printf(&b, "%s" STR_FMT ": " STR_FMT, i ? "\n" : "", STR_ARG(desk_fee_kind(c, rows[i].kind)),
                   STR_ARG(words));
    }
    *out = buf_str(&b);
    return OK;
}

enum rc desk_owed_words(struct ctx *c, const struct dossier *d, const struct procedure *p, struct str *out)
{
    struct owed owed;
    TRY(owed_of_dossier(c, d, p, &owed));
    if (owed.known)
        *out = owed.sum.n ? money(c, owed.sum) : say(c, MSG_desk_intake_fee_none);
    else
        *out = say(c, owed.by_form ? MSG_desk_fee_unsettled : MSG_desk_intake_fee_council);
    return OK;
}
