/* What stands in the middle and on the right of the bench: the dossier, what may be done now, its papers. */
#include "systems/desk/case.h"
#include "systems/desk/reading.h"

#include "core/actor/actor_queries.h"
#include "core/calendar/calendar_queries.h"
#include "core/calendar/store.h"
#include "core/calendar/words.h"
#include "core/file/file.h"
#include "desk_queries.h"
#include "systems/desk/around.h"
#include "systems/desk/fees.h"
#include "systems/desk/handed.h"
#include "systems/desk/moving.h"
#include "web/request.h"

enum { WHEN_MAX = 96, KEY_MAX = 120 };

struct str desk_label(struct ctx *c, const char *prefix, struct str name, const char *suffix)
{
    struct buf key = buf_new(c->arena, KEY_MAX);
    buf_puts(&key, prefix);
    buf_put(&key, name);
    buf_puts(&key, suffix);
    enum msg m = msg_by_key(buf_str(&key));
    return m == MSG_NONE ? name : msg_text(c->arena, c->lang, m, NULL, 0);
}

struct str desk_when(struct ctx *c, struct instant t)
{
    struct buf b = buf_new(c->arena, WHEN_MAX);
    if (t.ms)
        write_instant(&b, c->lang, t);
    return buf_str(&b);
}

struct clock_view desk_clock(struct ctx *c, const struct calendar *cal, struct instant start, struct instant due,
                             bool runs)
{
    static const enum tone tones[] = {TONE_PLAIN, TONE_OK, TONE_WARN, TONE_ERROR};
    struct clock_view v = {.paused = !runs};
    if (!due.ms || !runs)
        return v;
    v.tone = tones[calendar_urgency(cal, c->now, due)];
    v.text = left_text(c->arena, c->lang, calendar_left(cal, c->now, due));
    v.label = v.text;
    v.used = calendar_used(cal, start, due, c->now) / 10;
    return v;
}

struct clock_view desk_item_clock(struct ctx *c, const struct calendar *cal, const struct desk_item *d)
{
    bool fresh = d->state == STATE_NEW, runs = fresh || d->state == STATE_RECEIVED || d->state == STATE_IN_PROCESS;
    return desk_clock(c, cal, fresh ? d->submitted_at : d->received_at, fresh ? d->reception_due_at : d->due_at, runs);
}

struct tag_view desk_state_tag(struct ctx *c, int64_t state)
{
    enum tone tone = state == STATE_DONE || state == STATE_DELIVERED       ? TONE_OK
                     : state == STATE_SUPPLEMENT || state == STATE_PAYMENT ? TONE_WARN
                     : state == STATE_REFUSED || state == STATE_STOPPED    ? TONE_ERROR
                                                                           : TONE_INFO;
    return (struct tag_view){tone, desk_label(c, "state.", str_from(state_key(state)), "")};
}

/* ---- reading ---- */

struct summary {
    struct ctx *c;
    struct summary_row rows[12];
    size_t n;
};

static struct summary_row *say(struct summary *s, const char *key, struct str value)
{
    struct summary_row *row = &s->rows[s->n];
    *row = (struct summary_row){.key = desk_label(s->c, "", str_from(key), ""), .value = value};
    s->n += value.n > 0;
    return row;
}

/* Who handed it in, when that is another than the owner. */
static enum rc say_submitter(struct summary *s, const struct dossier *d)
{
    struct person_by_id_row person;
    bool found = false;
    if (d->submitter_id && d->submitter_id != d->owner_id)
        TRY(person_by_id(s->c, d->submitter_id, &person, &found));
    if (found)
        say(s, "desk.intake.rep", person.name);
    return OK;
}

static enum rc say_owner(struct summary *s, const struct dossier *d, struct str shown)
{
    struct person_by_id_row person;
    bool found;
    TRY(person_by_id(s->c, d->owner_id, &person, &found));
    say(s, "desk.intake.name", d->owner_name);
    if (found && person.id_number.n && shown.n == 0) {
        struct str tail = str_sub(
            person.id_number, person.id_number.n > 4 ? person.id_number.n - 4 : person.id_number.n, person.id_number.n);
        struct summary_row *row =
            say(s, "desk.intake.id_number", str_printf(s->c->arena, "•••• •••• " STR_FMT, STR_ARG(tail)));
        if (actor_may(s->c->actor, PERM_PERSONAL_READ))
            row->reveal = str_printf(s->c->arena, "/desk/dossiers/" STR_FMT "/reveal/id_number", STR_ARG(d->code));
    } else {
        say(s, "desk.intake.id_number", shown);
    }
    say(s, "desk.intake.phone", d->phone);
    say(s, "desk.intake.email", d->email);
    return say_submitter(s, d);
}

static enum rc say_facts(struct summary *s, const struct dossier *d, const struct procedure *p)
{
    struct str handed, fees, owed;
    TRY(desk_handed(s->c, d, &handed));
    TRY(desk_fees_words(s->c, d, &fees));
    TRY(desk_owed_words(s->c, d, p, &owed));
    if (!str_eq(d->subject, p->name)) /* else it is the title of the page */
        say(s, "desk.case.subject", d->subject);
    say(s, "desk.list.received", desk_when(s->c, d->received_at));
    say(s, "desk.list.due", desk_when(s->c, d->due_at));
    say(s, "desk.case.statutory", desk_when(s->c, d->statutory_due_at));
    say(s, "desk.case.handed", handed);
    say(s, "desk.fee.owed", owed);
    say(s, "desk.fee.case", fees);
    return OK;
}

/* How a step stands against its own limit: late while it runs, or late when it was done. */
static struct tag_view step_tag(struct ctx *c, const struct calendar *cal, const struct dossier_steps_row *s)
{
    struct instant until = s->ended_at.ms ? s->ended_at : c->now;
    if (!s->due_at.ms)
        return (struct tag_view){0};
    bool late = until.ms > s->due_at.ms;
    if (s->ended_at.ms && !late)
        return (struct tag_view){0};
    enum urgency u = calendar_urgency(cal, until, s->due_at);
    return (struct tag_view){late                ? TONE_ERROR
                             : u == URGENCY_SOON ? TONE_WARN
                                                 : TONE_OK,
                             left_text(c->arena, c->lang, calendar_left(cal, until, s->due_at))};
}

static enum rc steps_view(struct ctx *c, const struct dossier *d, const struct calendar *cal, struct timeline_view *v)
{
    struct dossier_steps_row *steps;
    size_t n;
    TRY(dossier_steps(c, d->id, &steps, &n));
    struct life_row *rows = NEW_ARRAY(c->arena, struct life_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        bool done = steps[i].ended_at.ms != 0;
        rows[i] =
            (struct life_row){.state = done ? LIFE_DONE : LIFE_NOW,
                              .title = c->lang == LANG_EN && steps[i].name_en.n ? steps[i].name_en : steps[i].name,
                              .when = desk_when(c, done ? steps[i].ended_at : steps[i].due_at),
                              .where = steps[i].person_name.n ? steps[i].person_name : steps[i].unit_name,
                              .text = steps[i].comment,
                              .tag = step_tag(c, cal, &steps[i])};
    }
    *v = (struct timeline_view){rows, n};
    return OK;
}

static enum rc clocks_view(struct ctx *c, const struct dossier *d, const struct calendar *cal, struct desk_case_view *v)
{
    struct clock_view *clocks = NEW_ARRAY(c->arena, struct clock_view, 2);
    bool runs = d->state == STATE_NEW || d->state == STATE_RECEIVED || d->state == STATE_IN_PROCESS,
         fresh = d->state == STATE_NEW;
    struct instant due = fresh ? d->reception_due_at : d->due_at;
    v->clocks = clocks;
    if (!runs || !due.ms)
        return OK;
    clocks[0] = desk_clock(c, cal, fresh ? d->submitted_at : d->received_at, due, true);
    clocks[0].name = desk_label(c, "", fresh ? S("desk.case.clock_reception") : S("desk.case.clock_main"), "");
    v->clocks_n = 1;
    return OK;
}

static void expect_view(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct calendar *cal,
                        struct desk_case_view *v)
{
    if (d->state != STATE_NEW)
        return;
    struct dossier_preview would = dossier_if_accepted(c, d, p, cal);
    struct summary *s = NEW(c->arena, struct summary);
    s->c = c;
    if (would.committed.refusal == DUE_GIVEN)
        say(s, "desk.list.due", desk_when(c, would.committed.at));
    if (would.statutory.refusal == DUE_GIVEN)
        say(s, "desk.case.statutory", desk_when(c, would.statutory.at));
    v->expect = (struct summary_list_view){
        .title = desk_label(c, "", S("desk.case.expect"), ""), .rows = s->rows, .rows_n = s->n};
}

void desk_case_ahead(struct ctx *c, const struct req *r, const struct dossier *d)
{
    dossier_ahead(c, d);
    calendar_published_find_ahead(c);
    person_by_id_ahead(c, d->owner_id);
    dossier_answers_before_round_ahead(c, d->id);
    dossier_consults_ahead(c, d->id);
    dossier_handed_list_ahead(c, d->id);
    desk_linked_ahead(c, r->scope, d->id, d->parent_id);
    desk_of_owner_ahead(c, r->scope, d->owner_id, d->id);
}

enum rc desk_case_of(struct ctx *c, const struct req *r, const struct dossier *d, struct str shown, struct str act,
                     struct desk_case_view *v)
{
    static const char *const channels[] = {"", "channel.direct", "channel.online", "channel.post"};
    const struct procedure *p;
    const struct calendar *cal;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(calendar_load(c, d->unit_id, &cal));
    struct str channel = d->channel > 0 && d->channel < (int64_t)COUNT(channels)
                             ? desk_label(c, "", str_from(channels[d->channel]), "")
                             : S("");
    *v = (struct desk_case_view){
        .shell = shell_titled(c, r, p->name),
        .code = d->code,
        .procedure = p->name,
        .line = str_printf(c->arena, STR_FMT " · " STR_FMT, STR_ARG(desk_when(c, d->submitted_at)), STR_ARG(channel)),
        .state = desk_state_tag(c, d->state),
        .life_url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/life", STR_ARG(d->code))};
    TRY(clocks_view(c, d, cal, v));
    TRY(desk_moves_of(c, r, d, p, act, v));
    struct summary *s = NEW(c->arena, struct summary);
    s->c = c;
    TRY(say_owner(s, d, shown));
    TRY(say_facts(s, d, p));
    struct summary_list_view *list = NEW(c->arena, struct summary_list_view);
    *list = (struct summary_list_view){
        .title = desk_label(c, "", S("desk.case.submitter"), ""), .rows = s->rows, .rows_n = s->n};
    v->rows = list;
    v->rows_n = 1;
    expect_view(c, d, p, cal, v);
    if (d->received_at.ms)
        v->slip_url = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/slip", STR_ARG(d->code));
    TRY(around_turn(c, d, p, v));
    TRY(around_fill(c, r, d, v));
    if (act.n)
        TRY(around_conflict(c, r, d, v));
    if (v->conflict.n) /* it says more than the fault does */
        v->shell.faults_n = 0;
    TRY(desk_reading_of(c, r, d, p, v));
    return steps_view(c, d, cal, &v->steps);
}

/* ---- papers ---- */

static enum rc images_view(struct ctx *c, const struct dossier *d, const struct dossier_papers_row *paper,
                           struct desk_papers_view *v)
{
    enum page_state state;
    struct page_view *pages;
    size_t n;
    TRY(file_pages(c, paper->sha256, &state, &pages, &n));
    struct str url =
        str_printf(c->arena, "/desk/dossiers/" STR_FMT "/papers/%lld", STR_ARG(d->code), (long long)paper->id);
    struct page_image *rows = NEW_ARRAY(c->arena, struct page_image, n + 1);
    for (size_t i = 0; i < n; i++) {
        rows[i].url = str_printf(c->arena, STR_FMT "/pages/%lld", STR_ARG(url), (long long)pages[i].page);
        rows[i].large = rows[i].url;
        rows[i].n = pages[i].page;
        rows[i].width = pages[i].width;
        rows[i].height = pages[i].height;
    }
    if (state == PAGES_WAITING || state == PAGES_FAILED)
        v->note = desk_label(c, "", state == PAGES_WAITING ? S("desk.papers.waiting") : S("desk.papers.failed"), "");
    v->pages =
        (struct page_images_view){.title = paper->name, .original = url, .of = (int64_t)n, .rows = rows, .rows_n = n};
    return OK;
}

/* After a supplement old and new stand side by side. */
static const char *paper_mark(const struct dossier_papers_row *paper)
{
    if (str_eqc(paper->state, "replaced"))
        return "desk.papers.replaced";
    return paper->round > 0 ? "desk.papers.added" : NULL;
}

enum rc desk_papers_of(struct ctx *c, const struct dossier *d, int64_t paper, struct desk_papers_view *v)
{
    struct dossier_papers_row *papers;
    size_t n, chosen = 0;
    *v = (struct desk_papers_view){0};
    TRY(dossier_papers(c, d->id, &papers, &n));
    struct desk_tab *tabs = NEW_ARRAY(c->arena, struct desk_tab, n + 1);
    for (size_t i = 0; i < n; i++) {
        if (papers[i].id == paper)
            chosen = i;
        const char *mark = paper_mark(&papers[i]);
        tabs[i].label = str_printf(c->arena, "%zu " STR_FMT, i + 1, STR_ARG(papers[i].name));
        if (mark)
            tabs[i].label = str_printf(c->arena, STR_FMT " (" STR_FMT ")", STR_ARG(tabs[i].label),
                                       STR_ARG(desk_label(c, "", str_from(mark), "")));
        tabs[i].url =
            str_printf(c->arena, "/desk/dossiers/" STR_FMT "?paper=%lld", STR_ARG(d->code), (long long)papers[i].id);
        tabs[i].count = (int64_t)i + 1;
    }
    if (n == 0)
        return OK;
    tabs[chosen].current = true;
    v->tabs = tabs;
    v->tabs_n = n;
    v->any = true;
    return images_view(c, d, &papers[chosen], v);
}
