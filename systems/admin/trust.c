/* Whom the province believes: trust lists by name, and the lists of revoked certificates (TT 15/2025/TT-BKHCN). */
#include "core/sign/lists.h"
#include "systems/admin/admin.h"
#include "systems/admin/kit.h"

enum { PEM_MOST = 200 * 1024, PRINT_SHOWN = 16 };

/* What a person compares with what the authority publishes: the beginning is enough to tell certificates apart, the
 * whole stands in the journal. */
static struct str print_of(struct ctx *c, struct str fingerprint)
{
    return STR_CAT(c->arena, S("SHA-256 "), str_sub(fingerprint, 0, PRINT_SHOWN), S("…"));
}

static enum tone period_tone(struct instant now, struct instant from, struct instant to)
{
    return now.ms < from.ms || now.ms > to.ms ? TONE_ERROR : TONE_OK;
}

static enum rc anchors_part(struct ctx *c, struct show_part *part)
{
    static const enum msg heads[] = {MSG_trust_list, MSG_trust_subject, MSG_trust_until, MSG_admin_do, MSG_NONE};
    struct anchor *rows;
    size_t n;
    TRY(trust_anchors(c, &rows, &n));
    struct grid g = grid_new(c, n, MSG_trust_anchors, MSG_trust_anchors_none, heads);
    for (size_t i = 0; i < n; i++) {
        grid_row(&g);
        grid_text(&g, say_word(c, "trust.list.", rows[i].list));
        grid_text(&g, rows[i].subject)->note = print_of(c, rows[i].fingerprint);
        grid_tag(&g, period_tone(c->now, rows[i].valid_from_at, rows[i].valid_to_at),
                 day_text(c, day_of(rows[i].valid_to_at)));
        grid_link(&g, say(c, MSG_trust_remove), admin_at(c, "trust", rows[i].id, "/remove"));
    }
    struct acts a = acts_new(c, 1);
    acts_link(&a, MSG_trust_add, S("/admin/trust/new"))->primary = true;
    *part = (struct show_part){
        .title = say(c, MSG_trust_anchors), .lead = say(c, MSG_trust_anchors_lead), .table = g.view, .actions = a.view};
    return OK;
}

static enum rc crls_part(struct ctx *c, struct show_part *part)
{
    static const enum msg heads[] = {MSG_trust_subject, MSG_trust_made, MSG_trust_next, MSG_trust_revoked, MSG_NONE};
    struct trust_crls_row *rows;
    size_t n;
    TRY(trust_crls(c, &rows, &n));
    struct grid g = grid_new(c, n, MSG_trust_crls, MSG_trust_crls_none, heads);
    for (size_t i = 0; i < n; i++) {
        bool old = rows[i].next_at.ms && rows[i].next_at.ms < c->now.ms;
        grid_row(&g);
        grid_text(&g, rows[i].issuer);
        grid_text(&g, instant_text(c, rows[i].made_at));
        grid_tag(&g, old ? TONE_ERROR : TONE_OK, instant_text(c, rows[i].next_at));
        grid_number(&g, rows[i].revoked_n);
    }
    struct acts a = acts_new(c, 1);
    acts_link(&a, MSG_trust_add_crl, S("/admin/trust/crl"));
    *part = (struct show_part){
        .title = say(c, MSG_trust_crls), .lead = say(c, MSG_trust_crls_lead), .table = g.view, .actions = a.view};
    return OK;
}

struct list_input {
    struct str done;
};
INPUT(list_input, {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct list_input, done)});

static enum rc show_lists(struct ctx *c, const struct req *r, struct out *o)
{
    const struct list_input *in = r->in;
    struct show_part parts[2];
    TRY(admin_whole(c));
    TRY(anchors_part(c, &parts[0]));
    TRY(crls_part(c, &parts[1]));
    struct show_page_view v = {.shell = shell_of(c, r, MSG_trust_title),
                               .back = S("/admin/system"),
                               .title = say(c, MSG_trust_title),
                               .lead = say(c, MSG_trust_lead),
                               .rows = parts,
                               .rows_n = COUNT(parts)};
    admin_notice(&v.shell, c, in->done);
    show_page_html(o, &v);
    return OK;
}

/* ---- an anchor more ---- */

struct anchor_input {
    struct str list, pem, why;
};
INPUT(anchor_input,
      {"list", IN_FORM, FIELD_TEXT, .required = true, .label = MSG_trust_list,
       .offset = offsetof(struct anchor_input, list)},
      {"file", IN_FORM, FIELD_LINES, .required = true, .max = PEM_MOST, .label = MSG_trust_pem,
       .offset = offsetof(struct anchor_input, pem)},
      {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
       .offset = offsetof(struct anchor_input, why)});

static enum rc show_anchor(struct ctx *c, const struct req *r, struct out *o)
{
    TRY(admin_whole(c));
    struct form *f = form_new(c, r, MSG_trust_add, MSG_trust_add);
    struct option_row *words = admin_words(c, "trust.list.", trust_lists, TRUST_LISTS);
    struct option_row *lists = NEW_ARRAY(c->arena, struct option_row, TRUST_LISTS + 1);
    lists[0].label = say(c, MSG_field_choose);
    memcpy(&lists[1], words, TRUST_LISTS * sizeof *lists);
    f->view.back = S("/admin/trust");
    f->view.lead = say(c, MSG_trust_add_lead);
    form_choice(f, "list", MSG_trust_list, lists, TRUST_LISTS + 1, S(""));
    form_ask(f, KIND_TEXTAREA, "file", MSG_trust_pem, S(""))->hint = say(c, MSG_trust_pem_hint);
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc add_anchor(struct ctx *c, const struct req *r, struct out *o)
{
    const struct anchor_input *in = r->in;
    size_t n;
    TRY(admin_whole(c));
    TRY(lists_add(c, in->list, in->pem, in->why, &n));
    return out_redirect(o, n ? "/admin/trust?done=trust_added" : "/admin/trust?done=trust_same", NULL, 0);
}

/* ---- one less ---- */

struct remove_input {
    int64_t id;
    struct str why;
};
INPUT(remove_input, {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct remove_input, id)},
      {"why", IN_FORM, FIELD_TEXT, .required = true, .max = ADMIN_WHY, .label = MSG_sheet_why,
       .offset = offsetof(struct remove_input, why)});
static const struct input remove_form_input = {"remove_form_input", sizeof(struct remove_input), remove_input_fields,
                                               1};

static enum rc show_remove(struct ctx *c, const struct req *r, struct out *o)
{
    struct anchor row;
    int64_t id = 0;
    bool found;
    TRY(admin_whole(c));
    if (!str_to_i64(req_value(r, "id"), &id))
        return fail(c, NOT_FOUND, MSG_general_not_found, S("id"));
    TRY(trust_anchor_of(c, id, &row, &found));
    if (!found)
        return fail(c, NOT_FOUND, MSG_general_not_found, S("id"));
    struct form *f = form_new(c, r, MSG_trust_remove, MSG_trust_remove);
    f->view.back = S("/admin/trust");
    f->view.lead = msg_text(c->arena, c->lang, MSG_trust_remove_lead,
                            (struct msg_arg[]){ARG(row.subject), ARG(say_word(c, "trust.list.", row.list))}, 2);
    f->view.danger = true;
    form_why(f);
    form_show(f, o);
    return OK;
}

static enum rc remove_anchor(struct ctx *c, const struct req *r, struct out *o)
{
    const struct remove_input *in = r->in;
    TRY(admin_whole(c));
    TRY(lists_remove(c, in->id, in->why));
    return out_redirect(o, "/admin/trust?done=trust_removed", NULL, 0);
}

/* ---- revocation ---- */

static enum rc show_crl(struct ctx *c, const struct req *r, struct out *o)
{
    TRY(admin_whole(c));
    struct form *f = form_new(c, r, MSG_trust_add_crl, MSG_trust_add_crl);
    f->view.back = S("/admin/trust");
    f->view.lead = say(c, MSG_trust_add_crl_lead);
    form_ask(f, KIND_FILE, "file", MSG_trust_crl_file, S(""))->accept = S(".crl,.pem,.der");
    form_show(f, o);
    return OK;
}

/* Needs no second proof: an authority that is believed has signed it. */
static enum rc add_crl(struct ctx *c, const struct req *r, struct out *o)
{
    const struct file_part *file = req_file(r, "file");
    struct blob_ref kept;
    struct str bytes;
    struct crl_read crl;
    TRY(admin_whole(c));
    if (!file || file->size == 0 || file->size > TRUST_FILE_MAX)
        return fail(c, INVALID, file && file->size ? MSG_trust_crl_large : MSG_trust_crl_missing, S("file"));
    TRY(file_keep(c, file, &kept));
    TRY(blob_read(c, kept.sha256, &bytes));
    TRY(lists_add_crl(c, bytes, &crl));
    return out_redirect(o, "/admin/trust?done=trust_crl", NULL, 0);
}

static const struct route routes[] = {
    {"trust.lists", METHOD_GET, "/admin/trust", PERM_TRUST_EDIT, &list_input, show_lists},
    {"trust.new", METHOD_GET, "/admin/trust/new", PERM_TRUST_EDIT, NULL, show_anchor},
    {"trust.add", METHOD_POST, "/admin/trust/new", PERM_TRUST_EDIT, &anchor_input, add_anchor, ROUTE_STEP_UP, NULL,
     show_anchor},
    {"trust.removing", METHOD_GET, "/admin/trust/{id}/remove", PERM_TRUST_EDIT, &remove_form_input, show_remove},
    {"trust.remove", METHOD_POST, "/admin/trust/{id}/remove", PERM_TRUST_EDIT, &remove_input, remove_anchor,
     ROUTE_STEP_UP, NULL, show_remove},
    {"trust.crl", METHOD_GET, "/admin/trust/crl", PERM_TRUST_EDIT, NULL, show_crl},
    {"trust.crl.add", METHOD_POST, "/admin/trust/crl", PERM_TRUST_EDIT, NULL, add_crl, ROUTE_FILES, NULL, show_crl},
};
const struct room admin_trust = {"trust", routes, COUNT(routes)};
