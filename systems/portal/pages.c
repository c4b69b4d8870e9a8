/* The public reading pages and the table of all pages of the portal. */
#include "base/message.h"
#include "base/text.h"
#include "core/calendar/words.h"
#include "core/procedure/procedure.h"
#include "portal_pages.h"
#include "portal_queries.h"
#include "systems/portal/filing.h"
#include "systems/portal/follow.h"
#include "systems/portal/portal.h"
#include "systems/portal/views.h"
#include "web/say.h"

enum { FOUND_MAX = 50, PLACES_MAX = 40 };

/* ---- home ---- */

static const struct portal_life_row LIFE[] = {
    {.icon = {"baby", 4},
     .life = {"sinh-con", 8},
     .title = MSG_portal_life_birth_title,
     .hint = MSG_portal_life_birth_hint},
    {.icon = {"rings", 5},
     .life = {"ket-hon", 7},
     .title = MSG_portal_life_marriage_title,
     .hint = MSG_portal_life_marriage_hint},
    {.icon = {"land", 4},
     .life = {"dat-nha", 7},
     .title = MSG_portal_life_land_title,
     .hint = MSG_portal_life_land_hint},
    {.icon = {"shop", 4},
     .life = {"kinh-doanh", 10},
     .title = MSG_portal_life_business_title,
     .hint = MSG_portal_life_business_hint},
    {.icon = {"card", 4},
     .life = {"cu-tru", 6},
     .title = MSG_portal_life_residence_title,
     .hint = MSG_portal_life_residence_hint},
    {.icon = {"car", 3},
     .life = {"xe", 2},
     .title = MSG_portal_life_vehicle_title,
     .hint = MSG_portal_life_vehicle_hint},
    {.icon = {"cap", 3},
     .life = {"hoc-tap", 7},
     .title = MSG_portal_life_school_title,
     .hint = MSG_portal_life_school_hint},
    {.icon = {"heart", 5},
     .life = {"tro-giup", 8},
     .title = MSG_portal_life_support_title,
     .hint = MSG_portal_life_support_hint},
};

static bool has_word(struct str list, struct str word)
{
    while (list.n) {
        if (str_eq(str_cut(&list, ' '), word))
            return true;
    }
    return false;
}

static bool life_has_any(const struct procedure **all, size_t n, struct str life)
{
    for (size_t i = 0; i < n; i++)
        if (has_word(all[i]->life_events, life))
            return true;
    return false;
}

static bool can_file(const struct procedure *p)
{
    return str_eq(p->online_kind, S("toan-trinh")) || str_eq(p->online_kind, S("mot-phan"));
}

static enum rc home(struct ctx *c, const struct req *r, struct out *o)
{
    struct portal_home_view v = {.shell = shell_of(c, r, MSG_portal_home_title)};
    const struct procedure **all;
    size_t n, online = 0;
    TRY(procedure_all(c, day_of(c->now), &all, &n));
    struct portal_life_row *rows = NEW_ARRAY(c->arena, struct portal_life_row, COUNT(LIFE));
    for (size_t i = 0; i < COUNT(LIFE); i++)
        if (life_has_any(all, n, LIFE[i].life))
            rows[v.rows_n++] = LIFE[i];
    for (size_t i = 0; i < n; i++)
        online += can_file(all[i]);
    struct portal_figure_row *figures = NEW_ARRAY(c->arena, struct portal_figure_row, 2);
    figures[0] = (struct portal_figure_row){MSG_portal_home_procedures, str_printf(c->arena, "%zu", n)};
    figures[1] = (struct portal_figure_row){MSG_portal_home_online, str_printf(c->arena, "%zu", online)};
    v.rows = rows;
    v.figures = figures;
    v.figures_n = n ? 2 : 0;
    portal_home_html(o, &v);
    return OK;
}

/* ---- finding ---- */

static struct str level_text(const struct ctx *c, struct str level)
{
    if (str_eq(level, S("xa")))
        return say(c, MSG_portal_level_commune);
    if (str_eq(level, S("huyen")))
        return say(c, MSG_portal_level_district);
    if (str_eq(level, S("tinh")))
        return say(c, MSG_portal_level_province);
    return str_eq(level, S("nhieu-cap")) ? say(c, MSG_portal_level_several) : S("");
}

static struct tag_view online_tag(const struct ctx *c, const struct procedure *p)
{
    if (str_eq(p->online_kind, S("toan-trinh")))
        return (struct tag_view){TONE_OK, say(c, MSG_portal_online_full)};
    if (str_eq(p->online_kind, S("mot-phan")))
        return (struct tag_view){TONE_INFO, say(c, MSG_portal_online_part)};
    return (struct tag_view){TONE_PLAIN, say(c, MSG_portal_online_none)};
}

static struct str fee_text(const struct ctx *c, const struct procedure_fee *f)
{
    if (!f->known)
        return say(c, MSG_portal_fee_council);
    return f->amount.n ? money(c, f->amount) : say(c, MSG_portal_fee_free);
}

struct str portal_owed_line(const struct ctx *c, const struct owed *o)
{
    if (o->known)
        return o->sum.n ? money(c, o->sum) : say(c, MSG_portal_fee_free);
    if (o->by_form)
        return say(c, MSG_portal_fee_unsettled);
    return o->least.n ? say1(c, MSG_portal_fee_from, ARG(money(c, o->least))) : say(c, MSG_portal_fee_council);
}

/* Before anybody answered: what the catalogue alone says. */
static struct str fee_line(const struct ctx *c, const struct procedure *p)
{
    struct owed o = owed_of(c->arena, p, NULL, NULL);
    return portal_owed_line(c, &o);
}

static struct portal_result_row result_row(const struct ctx *c, const struct procedure *p)
{
    return (struct portal_result_row){.code = p->code,
                                      .name = p->name,
                                      .field = p->field,
                                      .term = term_text(c->arena, c->lang, p->committed),
                                      .fee = fee_line(c, p),
                                      .online = online_tag(c, p),
                                      .level = level_text(c, p->level)};
}

struct find_input {
    struct str q, life;
};
INPUT(find_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct find_input, q)},
      {"life", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct find_input, life)});

static struct str life_title(const struct ctx *c, struct str life)
{
    for (size_t i = 0; i < COUNT(LIFE); i++)
        if (str_eq(LIFE[i].life, life))
            return say(c, LIFE[i].title);
    return S("");
}

static enum rc found(struct ctx *c, const struct find_input *in, struct portal_results_view *v)
{
    struct procedure_hit *hits;
    size_t n;
    TRY(procedure_find(c, in->q, day_of(c->now), FOUND_MAX, &hits, &n));
    struct portal_result_row *rows = NEW_ARRAY(c->arena, struct portal_result_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = result_row(c, hits[i].procedure);
    v->rows = rows;
    v->rows_n = n;
    return OK;
}

static enum rc listed(struct ctx *c, const struct find_input *in, struct portal_results_view *v)
{
    const struct procedure **all;
    size_t n;
    TRY(procedure_all(c, day_of(c->now), &all, &n));
    struct portal_result_row *rows = NEW_ARRAY(c->arena, struct portal_result_row, n + 1);
    for (size_t i = 0; i < n; i++)
        if (!in->life.n || has_word(all[i]->life_events, in->life))
            rows[v->rows_n++] = result_row(c, all[i]);
    v->rows = rows;
    return OK;
}

static enum rc find(struct ctx *c, const struct req *r, struct out *o)
{
    const struct find_input *in = r->in;
    struct portal_results_view v = {
        .shell = shell_of(c, r, MSG_portal_results_title), .q = in->q, .life = life_title(c, in->life)};
    if (in->q.n)
        TRY(found(c, in, &v));
    else
        TRY(listed(c, in, &v));
    v.total = (int64_t)v.rows_n;
    portal_results_html(o, &v);
    return OK;
}

/* ---- one procedure ---- */

static struct str paper_count(const struct ctx *c, const struct procedure_paper *p)
{
    struct str parts[2] = {S(""), S("")};
    size_t n = 0;
    if (p->originals > 0)
        parts[n++] = say1(c, MSG_portal_paper_originals, ARG(p->originals));
    if (p->copies > 0)
        parts[n++] = say1(c, MSG_portal_paper_copies, ARG(p->copies));
    return str_join(c->arena, S(", "), parts, n);
}

static void put_papers(const struct ctx *c, const struct procedure *p, struct portal_procedure_view *v)
{
    struct portal_paper_row *rows = NEW_ARRAY(c->arena, struct portal_paper_row, p->papers_n + 1);
    for (size_t i = 0; i < p->papers_n; i++) {
        const struct procedure_paper *a = &p->papers[i];
        rows[i] = (struct portal_paper_row){.name = a->name, .count = paper_count(c, a), .note = a->form_name};
        if (a->present_only)
            rows[i].tag = (struct tag_view){TONE_INFO, say(c, MSG_portal_paper_show)};
        if (!a->required)
            rows[i].tag = (struct tag_view){
                rows[i].tag.tone, STR_CAT(c->arena, rows[i].tag.text, rows[i].tag.text.n ? S(", ") : S(""),
                                          say(c, MSG_portal_paper_optional))};
    }
    v->papers = rows;
    v->papers_n = p->papers_n;
}

static struct str fee_kind(const struct ctx *c, struct str kind)
{
    if (str_eq(kind, S("phi")))
        return say(c, MSG_portal_fee_phi);
    return say(c, str_eq(kind, S("thue")) ? MSG_portal_fee_thue : MSG_portal_fee_le_phi);
}

static void put_fees(const struct ctx *c, const struct procedure *p, struct portal_procedure_view *v)
{
    struct portal_fee_row *rows = NEW_ARRAY(c->arena, struct portal_fee_row, p->fees_n + 1);
    for (size_t i = 0; i < p->fees_n; i++) {
        const struct procedure_fee *f = &p->fees[i];
        rows[i] = (struct portal_fee_row){
            .kind = fee_kind(c, f->kind), .amount = fee_text(c, f), .note = f->note.n ? f->note : f->basis};
    }
    v->fees = rows;
    v->fees_n = p->fees_n;
}

static struct portal_stage_row stage(const struct ctx *c, struct str name, int64_t percent)
{
    return (struct portal_stage_row){.name = name, .who = say1(c, MSG_portal_stage_share, ARG(percent))};
}

static void put_stages(const struct ctx *c, const struct procedure *p, struct portal_procedure_view *v)
{
    struct portal_stage_row *rows = NEW_ARRAY(c->arena, struct portal_stage_row, p->steps_n + 1);
    int64_t counter = process_counter_share(p);
    size_t n = 0;
    if (counter > 0)
        rows[n++] = stage(c, say(c, MSG_portal_stage_intake), counter);
    for (size_t i = 0; i < p->steps_n; i++)
        rows[n++] =
            stage(c, c->lang == LANG_EN ? p->steps[i].name_en : p->steps[i].name, p->steps[i].share_percent);
    v->stages = rows;
    v->stages_n = n;
}

/* A list of the body: plain texts, or objects with a name. */
static const struct portal_text_row *texts(const struct ctx *c, const struct json *list, size_t *n)
{
    size_t room = 1;
    for (const struct json *e = jv_first(list); e; e = e->next)
        room++;
    struct portal_text_row *rows = NEW_ARRAY(c->arena, struct portal_text_row, room);
    for (const struct json *e = jv_first(list); e; e = e->next) {
        struct str text = jv_text_or(e, S(""));
        if (!text.n)
            text = jv_text_or(json_get(e, "name"), S(""));
        if (text.n)
            rows[(*n)++] = (struct portal_text_row){.text = text};
    }
    return rows;
}

static enum rc put_places(struct ctx *c, const struct procedure *p, struct portal_procedure_view *v)
{
    struct place *places;
    size_t n;
    TRY(procedure_places(c, p, day_of(c->now), &places, &n));
    if (n > PLACES_MAX) {
        struct portal_text_row *one = NEW(c->arena, struct portal_text_row);
        one->text = say1(c, MSG_portal_places_many, ARG(n));
        v->places = one;
        v->places_n = 1;
        return OK;
    }
    struct portal_text_row *rows = NEW_ARRAY(c->arena, struct portal_text_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct portal_text_row){.text = places[i].name, .note = places[i].parent_name};
    v->places = rows;
    v->places_n = n;
    return OK;
}

static void put_times(const struct ctx *c, const struct procedure *p, struct portal_procedure_view *v)
{
    int32_t tenths = 0;
    v->committed = term_text(c->arena, c->lang, p->committed);
    if (p->statutory.unit == TERM_NONE ||
        (p->statutory.unit == p->committed.unit && p->statutory.hundredths == p->committed.hundredths))
        return;
    v->statutory = term_text(c->arena, c->lang, p->statutory);
    if (term_cut(p->statutory, p->committed, &tenths) && tenths > 0)
        v->cut = say1(c, MSG_portal_procedure_cut, ARG((int)((tenths + 5) / 10)));
}

struct code_input {
    struct str code;
};
INPUT(code_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct code_input, code)});

static struct str applicants_text(const struct ctx *c, struct str words)
{
    struct buf b = buf_new(c->arena, 500);
    if (str_search(words, S("ca-nhan"), 0) < words.n)
        buf_put(&b, say(c, MSG_portal_applicant_person));
    if (str_search(words, S("to-chuc"), 0) < words.n || str_search(words, S("doanh-nghiep"), 0) < words.n) {
        buf_puts(&b, b.n ? ", " : "");
        buf_put(&b, say(c, MSG_portal_applicant_body));
    }
    return b.n ? buf_str(&b) : words;
}

static enum rc show(struct ctx *c, const struct req *r, struct out *o)
{
    const struct code_input *in = r->in;
    const struct procedure *p;
    TRY(procedure_current(c, in->code, day_of(c->now), &p));
    struct portal_procedure_view v = {.shell = shell_titled(c, r, p->name),
                                      .code = p->code,
                                      .name = p->name,
                                      .field = p->field,
                                      .local_code = p->local_code,
                                      .decider = p->decider,
                                      .applicants = applicants_text(c, p->applicants),
                                      .fee_line = fee_line(c, p),
                                      .version_line = say1(c, MSG_portal_procedure_since, ARG(p->valid_from)),
                                      .elsewhere_url = p->external_url,
                                      .online = online_tag(c, p),
                                      .can_file = can_file(p) && !p->external_url.n};
    put_times(c, p, &v);
    put_papers(c, p, &v);
    put_fees(c, p, &v);
    put_stages(c, p, &v);
    v.results = texts(c, json_get(p->body, "result"), &v.results_n);
    v.legal = texts(c, json_get(p->body, "legal"), &v.legal_n);
    TRY(put_places(c, p, &v));
    portal_procedure_html(o, &v);
    return OK;
}

/* ---- places ---- */

struct places_input {
    struct str q;
};
INPUT(places_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct places_input, q)});

static enum rc places(struct ctx *c, const struct req *r, struct out *o)
{
    const struct places_input *in = r->in;
    struct portal_places_view v = {.shell = shell_of(c, r, MSG_portal_places_title), .q = in->q};
    struct str wanted = text_fold(c->arena, in->q);
    struct portal_places_row *all;
    size_t n;
    TRY(portal_places(c, day_of(c->now), &all, &n));
    struct portal_place_row *rows = NEW_ARRAY(c->arena, struct portal_place_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        struct str name = text_fold(c->arena, all[i].name);
        if (!wanted.n || str_search(name, wanted, 0) < name.n)
            rows[v.rows_n++] =
                (struct portal_place_row){.name = all[i].name, .address = all[i].address, .phone = all[i].phone};
    }
    v.rows = rows;
    portal_places_html(o, &v);
    return OK;
}

static const struct route routes[] = {
    {"portal.home", METHOD_GET, "/", PERM_PUBLIC, NULL, home, 0, "The front page", NULL, NULL},
    {"portal.find", METHOD_GET, "/procedures", PERM_PUBLIC, &find_input, find, 0, "Finds procedures", NULL, NULL},
    {"portal.procedure", METHOD_GET, "/procedures/{code}", PERM_PUBLIC, &code_input, show, 0, "One procedure", NULL,
     NULL},
    {"portal.places", METHOD_GET, "/places", PERM_PUBLIC, &places_input, places, 0, "One-stop desks", NULL, NULL},
    {"portal.track.form", METHOD_GET, "/track", PERM_PUBLIC, NULL, portal_track, 0, "Asks for code and check value",
     NULL, NULL},
    {"portal.track", METHOD_POST, "/track", PERM_PUBLIC, &portal_track_form, portal_track_post,
     ROUTE_READS | ROUTE_LIMITED, "Goes to the dossier of a code and check value", portal_track, NULL},
    {"portal.track.show", METHOD_GET, "/track/{code}", PERM_PUBLIC, &portal_track_shown, portal_track_show,
     ROUTE_LIMITED, "How a dossier stands, for who holds its receipt", NULL, NULL},
    {"portal.track.scan", METHOD_GET, "/d/{code}", PERM_PUBLIC, &portal_track_scanned, portal_track_scan, ROUTE_LIMITED,
     "The short address of receipts and mail", NULL, NULL},
    {"portal.mine", METHOD_GET, "/mine", PERM_DOSSIER_FILE, &portal_mine_listed, portal_mine_list, 0,
     "One's own dossiers", NULL, NULL},
    {"portal.mine.show", METHOD_GET, "/mine/{code}", PERM_DOSSIER_FILE, &portal_mine_shown, portal_mine_show, 0,
     "One's own dossier", NULL, NULL},
    {"portal.withdraw.form", METHOD_GET, "/mine/{code}/withdraw", PERM_DOSSIER_FILE, &portal_mine_shown,
     portal_withdraw, 0, "Asks before a dossier is withdrawn", NULL, NULL},
    {"portal.withdraw", METHOD_POST, "/mine/{code}/withdraw", PERM_DOSSIER_FILE, &portal_mine_withdrawn,
     portal_withdraw_post, 0, "Withdraws one's own dossier", portal_withdraw, NULL},
};
const struct room portal_pages = {"portal", routes, COUNT(routes)};
