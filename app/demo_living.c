/* Dossiers that go their way by real moves: the same functions, guards and journal as in
 * daily work, only with the clock set back. What a move refuses here would be refused there. */
#include "app/demo.h"
#include "base/id.h"
#include "core/dossier/supplement.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "data/blob.h"
#include "format/pdf.h"

enum { HOUR_MS = 3600000, DAYS_BACK = 150 };

struct living {
    struct demo *d;
    const struct procedure **procedures;
    size_t procedures_n;
    int64_t unit_id;
    struct instant real_now;
    struct kept_file paper, result;
    const struct calendar *cal;
};

enum rc demo_sample_file(struct ctx *c, const char *title, const char *file_name, struct kept_file *out)
{
    struct pdf_meta meta = {.title = str_from(title), .created = c->now};
    struct pdf *pdf = pdf_new(c->arena, &(struct pdf_page){.margin = PDF_MARGINS, .size = 13}, &meta);
    struct pdf_report report;
    struct blob_ref ref;
    pdf_text(pdf_body(pdf), &(struct pdf_type){.bold = true, .size = 16, .align = PDF_CENTER, .after = 12},
             str_from(title));
    pdf_text(pdf_body(pdf), &(struct pdf_type){.align = PDF_JUSTIFY},
             S("Trang này do chương trình tạo ra để minh hoạ. Không phải giấy tờ thật, "
               "không có giá trị pháp lý; mọi tên người trong dữ liệu minh hoạ đều được đặt ra."));
    TRY(blob_put(c, pdf_finish(pdf, &report), &ref));
    *out = (struct kept_file){
        .sha256 = ref.sha256, .mime = S("application/pdf"), .file_name = str_from(file_name), .size = ref.size};
    return OK;
}

static const struct actor *as(const struct demo *d, enum role role)
{
    for (size_t i = 0; i < d->accounts_n; i++)
        if (d->accounts[i].role == role)
            return &d->accounts[i].actor;
    die("no demonstration account with role %d", (int)role);
}

/* Moves the clock on by some working hours; false when that would pass the real moment. */
static bool later(struct ctx *c, struct living *l, unsigned least, unsigned most)
{
    struct term term = {TERM_WH, (int32_t)(100 * (least + demo_pick(l->d, most - least + 1)) + demo_pick(l->d, 90))};
    struct due due = calendar_due(l->cal, &(struct due_ask){.start = c->now, .term = term});
    if (due.refusal != DUE_GIVEN || due.at.ms > l->real_now.ms)
        return false;
    c->now = due.at;
    return true;
}

static enum rc act(struct ctx *c, struct living *l, struct dossier *dossier, enum role role, enum act a,
                   struct move_input in)
{
    c->actor = as(l->d, role);
    in.version = dossier->version;
    return dossier_move(c, dossier, a, &in);
}

/* A grown person whose number, birth day and name agree, as forms compare them. */
static enum rc applicant(struct ctx *c, struct living *l, struct str name, int64_t *person)
{
    int64_t year = 1965 + (int64_t)demo_pick(l->d, 36);
    bool female = str_search(name, S(" Thị "), 0) < name.n;
    struct day born = {day_from_ymd((int)year, 1, 1).n + (int32_t)demo_pick(l->d, 364)};
    return person_create(c,
                         &(struct person_new){.kind = "citizen",
                                              .name = name,
                                              .id_number = demo_card_number(c, l->d, year, female),
                                              .born_on = born,
                                              .phone = S("0912000000"),
                                              .address = S("Bản minh hoạ, phường Tân Phong, tỉnh Lai Châu"),
                                              .assurance = 2},
                         person);
}

/* Online the form is filled in; at the counter every second time, else it stays on the paper that lies beside. */
static enum rc submit(struct ctx *c, struct living *l, struct dossier *out)
{
    const struct procedure *p = l->procedures[demo_pick(l->d, l->procedures_n)];
    struct str name = demo_person_name(c, l->d);
    struct demo_filing filing;
    int64_t person;
    bool made;
    c->actor = NULL;
    TRY(applicant(c, l, name, &person));
    TRY(demo_file(c, l->d, p, l->unit_id, person, &l->paper, &filing));
    struct actor self = {.person_id = person, .role = ROLE_CITIZEN, .name = name};
    c->actor = demo_pick(l->d, 4) ? &self : as(l->d, ROLE_COUNTER);
    enum channel channel = c->actor == &self ? CHANNEL_ONLINE : CHANNEL_DIRECT;
    bool on_paper = channel == CHANNEL_DIRECT && demo_pick(l->d, 2);
    struct new_dossier nd = {.procedure = p,
                             .channel = channel,
                             .unit_id = l->unit_id,
                             .owner_id = person,
                             .submitter_id = person,
                             .owner_name = name,
                             .subject = p->name,
                             .phone = S("0912000000"),
                             .form_name = filing.form_name,
                             .answers = on_paper ? S("{}") : filing.answers,
                             .papers = filing.papers,
                             .papers_n = filing.papers_n};
    return dossier_create(c, &nd, out, &made);
}

static enum rc ask_supplement(struct ctx *c, struct living *l, struct dossier *d, enum role role, enum act a)
{
    const struct procedure *p;
    struct supplement_target *targets;
    struct dossier_papers_row *papers;
    struct fault_note faults[2];
    size_t n, papers_n, found = 0;
    struct day until = {day_of(c->now).n + 20};
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(supplement_targets(c, d, p, &targets, &n));
    TRY(dossier_papers(c, d->id, &papers, &papers_n));
    for (size_t i = 0; i < n && papers_n && !found; i++)
        if (str_eq(str_sub(targets[i].target, 6, targets[i].target.n), papers[0].paper_key))
            faults[found++] = (struct fault_note){targets[i].target, targets[i].label,
                                                  S("Ảnh chụp bị mờ góc dưới. Hãy chụp lại cho rõ bốn góc.")};
    size_t k = n ? demo_pick(l->d, n) : 0;
    if (n && targets[k].page.n)
        faults[found++] = (struct fault_note){targets[k].target, targets[k].label,
                                              S("Chưa khớp với giấy tờ kèm theo. Hãy xem lại và ghi cho đúng.")};
    if (!found)
        faults[found++] = (struct fault_note){S(""), S("Toàn bộ hồ sơ"), S("Bổ sung bản chụp tờ khai đã ký.")};
    return act(c, l, d, role, a,
               (struct move_input){.reason = S("Hồ sơ chưa đủ căn cứ để giải quyết."),
                                   .faults = faults,
                                   .faults_n = found,
                                   .until = until});
}

/* From step to step until the clerk; stops where the dice or the real moment say. */
static enum rc handle(struct ctx *c, struct living *l, struct dossier *d, unsigned steps)
{
    static const enum role order[] = {ROLE_HEAD, ROLE_SPECIALIST, ROLE_HEAD, ROLE_LEADER};
    if (!later(c, l, 0, 1))
        return OK;
    TRY(act(c, l, d, ROLE_COUNTER, ACT_HAND_OVER, (struct move_input){0}));
    for (unsigned i = 0; i < steps && i < COUNT(order); i++) {
        if (!later(c, l, 1, i == 1 ? 20 : 4))
            return OK;
        int64_t person = i == 0 ? as(l->d, ROLE_SPECIALIST)->person_id : 0;
        TRY(act(c, l, d, order[i], ACT_FORWARD,
                (struct move_input){.person_id = person, .comment = i == 3 ? S("Đồng ý.") : S("")}));
    }
    return OK;
}

static enum rc finish(struct ctx *c, struct living *l, struct dossier *d, bool deliver)
{
    if (d->step_role != (int64_t)ROLE_CLERK || !later(c, l, 1, 3))
        return OK;
    TRY(act(c, l, d, ROLE_CLERK, ACT_FINISH,
            (struct move_input){.result = l->result,
                                .signer = S("Phùng Phù Tá (minh hoạ)"),
                                .number = str_printf(c->arena, "%llu/MH", (unsigned long long)demo_pick(l->d, 900) + 1),
                                .signed_on = day_of(c->now)}));
    if (!deliver || !later(c, l, 1, 16))
        return OK;
    return act(c, l, d, ROLE_COUNTER, ACT_DELIVER,
               (struct move_input){.receiver = d->owner_name, .identity_checked = true});
}

static enum rc one(struct ctx *c, struct living *l)
{
    struct dossier d;
    uint64_t dice = demo_pick(l->d, 100);
    TRY(submit(c, l, &d));
    if (d.state == STATE_NEW) {
        if (dice < 4 || !later(c, l, 0, 6))
            return OK;
        if (dice < 8)
            return act(c, l, &d, ROLE_COUNTER, ACT_REFUSE,
                       (struct move_input){.reason = S("Hồ sơ thuộc thẩm quyền cơ quan khác.")});
        if (dice < 14)
            return ask_supplement(c, l, &d, ROLE_COUNTER, ACT_ASK_EARLY);
        TRY(act(c, l, &d, ROLE_COUNTER, ACT_ACCEPT, (struct move_input){0}));
    }
    if (dice < 18)
        return OK;
    TRY(handle(c, l, &d, dice < 26 ? 1 : dice < 34 ? 2 : dice < 40 ? 3 : 4));
    if (dice < 26 && dice >= 22 && d.step_role == (int64_t)ROLE_SPECIALIST && later(c, l, 1, 3))
        return ask_supplement(c, l, &d, ROLE_SPECIALIST, ACT_ASK_SUPPLEMENT);
    return finish(c, l, &d, dice >= 48);
}

/* A third of the dossiers came in the last ten days, so that the desks have work this morning. */
static struct instant beginning(struct living *l)
{
    uint64_t days = demo_pick(l->d, 3) ? demo_pick(l->d, DAYS_BACK) : demo_pick(l->d, 10);
    struct day day = {day_of(l->real_now).n - (int32_t)days};
    return instant_at(day, (struct minutes){7 * 60 + (int32_t)demo_pick(l->d, 600)});
}

static enum rc gather(struct ctx *c, struct living *l)
{
    const struct procedure **all;
    size_t n;
    TRY(procedure_all(c, day_of(c->now), &all, &n));
    l->procedures = NEW_ARRAY(c->arena, const struct procedure *, n);
    for (size_t i = 0; i < n; i++) {
        bool here = str_eqc(all[i]->level, "xa") && all[i]->external_url.n == 0;
        struct place *places;
        size_t places_n;
        TRY(procedure_places(c, all[i], day_of(c->now), &places, &places_n));
        for (size_t k = 0; here && k < places_n; k++)
            if (places[k].agency_id == l->unit_id) {
                l->procedures[l->procedures_n++] = all[i];
                break;
            }
    }
    return l->procedures_n ? OK : fail_detail(c, NOT_FOUND, "the demonstration unit decides no procedure");
}

enum rc demo_living(struct ctx *c, struct demo *d, int64_t n)
{
    struct living l = {.d = d, .real_now = c->now, .unit_id = as(d, ROLE_COUNTER)->unit_id};
    struct arena *keep = c->arena;
    TRY(gather(c, &l));
    TRY(calendar_load(c, l.unit_id, &l.cal));
    TRY(demo_sample_file(c, "GIẤY TỜ MINH HOẠ", "giay-to-minh-hoa.pdf", &l.paper));
    TRY(demo_sample_file(c, "KẾT QUẢ MINH HOẠ", "ket-qua-minh-hoa.pdf", &l.result));
    CLEANUP(arena_freep) struct arena *turn = arena_new((size_t)64 << 20);
    enum rc rc = OK;
    for (int64_t i = 0; i < n && rc == OK; i++) {
        arena_reset(turn);
        c->arena = turn;
        c->now = beginning(&l);
        if (c->now.ms > l.real_now.ms)
            c->now.ms = l.real_now.ms - HOUR_MS;
        rc = one(c, &l);
    }
    if (rc != OK && c->fault.detail.n)
        c->fault.detail = str_dup(keep, c->fault.detail);
    c->arena = keep;
    c->now = l.real_now;
    c->actor = NULL;
    return rc;
}
