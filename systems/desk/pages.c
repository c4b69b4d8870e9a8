/* The officers' pages: the bench, one dossier with its moves, the list, the journal, papers and their page images. */
#include "core/actor/actor_queries.h"
#include "core/agency/agency.h"
#include "core/calendar/store.h"
#include "core/file/file.h"
#include "core/journal/journal.h"
#include "core/journal/journal_queries.h"
#include "desk_pages.h"
#include "desk_queries.h"
#include "systems/desk/answer.h"
#include "systems/desk/case.h"
#include "systems/desk/desk.h"
#include "systems/desk/reading.h"
#include "web/part.h"

enum {
    PAGE_ROWS = 25,
    BESIDE_ROWS = 12,
    RESULT_MB = 20,
    LONG_TEXT = 4000,
    COUNT_MOST = 100
}; /* counting stops there: desk_queue_counts */
static const int64_t FOREVER = INT64_C(1) << 52;

static struct str words(struct ctx *c, const char *key)
{
    return desk_label(c, "", str_from(key), "");
}

/* ---- bench ---- */

struct bench_input {
    struct str after, scan;
    int64_t queue;
};
INPUT(bench_input, {"after", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct bench_input, after)},
      {"scan", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct bench_input, scan)},
      {"queue", IN_QUERY, FIELD_I64, .max = QUEUE_HAND_OVER, .offset = offsetof(struct bench_input, queue)});

struct case_input {
    struct str code, done;
    int64_t paper;
};
INPUT(case_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct case_input, code)},
      {"done", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct case_input, done)},
      {"paper", IN_QUERY, FIELD_I64, .offset = offsetof(struct case_input, paper)});

/* "1790000000000.123": where the next page of a queue begins. */
static bool cursor(struct str after, int64_t *at, int64_t *id)
{
    struct str head = str_cut(&after, '.');
    return str_to_i64(head, at) && str_to_i64(after, id);
}

static enum rc queue_row(struct ctx *c, const struct desk_item *d, struct desk_queue_row *row)
{
    static const char *const channels[] = {"", "channel.direct", "channel.online", "channel.post"};
    const struct procedure *p;
    const struct calendar *cal;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(calendar_load(c, c->actor->unit_id, &cal));
    *row = (struct desk_queue_row){.code = d->code,
                                   .url = str_printf(c->arena, "/desk/dossiers/" STR_FMT, STR_ARG(d->code)),
                                   .owner = d->owner_name,
                                   .procedure = p->name,
                                   .clock = desk_item_clock(c, cal, d)};
    if (d->channel > 0 && d->channel < (int64_t)COUNT(channels))
        row->channel = words(c, channels[d->channel]);
    return OK;
}

static void queue_tabs(struct ctx *c, int64_t queue, struct desk_queue_view *v)
{
    static const char *const names[] = {"", "desk.queue.receive", "desk.queue.work", "desk.queue.waiting",
                                        "desk.queue.hand_over"};
    struct desk_tab *tabs = NEW_ARRAY(c->arena, struct desk_tab, COUNT(names));
    for (size_t i = 1; i < COUNT(names); i++)
        tabs[i - 1] = (struct desk_tab){.label = words(c, names[i]),
                                        .url = str_printf(c->arena, "/desk?queue=%zu", i),
                                        .current = (int64_t)i == queue};
    v->title = tabs[queue - 1].label;
    v->tabs = tabs;
    v->tabs_n = COUNT(names) - 1;
}

static enum rc count_tabs(struct ctx *c, const struct req *r, struct desk_queue_view *v)
{
    struct desk_queue_counts_row *counts;
    size_t n;
    TRY(desk_queue_counts(c, r->scope, &counts, &n));
    for (size_t i = 0; i < n; i++) {
        struct desk_tab *t = &v->tabs[counts[i].queue - 1];
        t->count = counts[i].n;
        t->counted = true;
        t->many = t->count >= COUNT_MOST;
        if (t->current) {
            v->total = t->count;
            v->many = t->many;
        }
    }
    return OK;
}

static enum rc queue_items(struct ctx *c, const struct req *r, const struct bench_input *in, int64_t queue,
                           int64_t limit, struct desk_item **items, size_t *n)
{
    int64_t at = 0, id = 0;
    if (in->after.n && !cursor(in->after, &at, &id))
        return fail(c, INVALID, MSG_field_not_a_choice, S("after"));
    if (queue)
        return desk_list_queue(c, r->scope,
                               &(struct desk_list_queue_args){.unit_id = r->scope->unit_id,
                                                              .queue = queue,
                                                              .after_at = {at},
                                                              .after_id = id,
                                                              .until_at = {FOREVER},
                                                              .limit = limit},
                               items, n);
    return desk_list_turn(c, r->scope, (int64_t)c->actor->role, (struct instant){at}, id, c->actor->person_id,
                          limit, items, n);
}

/* The counter works by queues; everybody else by what waits for his role. Beside an open dossier stands what fits the
 * height of a screen, uncounted: the page is opened more often than any other, and its script fetches the whole list
 * within seconds. */
static enum rc queue_of(struct ctx *c, const struct req *r, const struct bench_input *in, struct str open,
                        struct desk_queue_view *v)
{
    struct desk_item *items;
    size_t n;
    int64_t queue = c->actor->role != ROLE_COUNTER ? 0 : in->queue > 0 ? in->queue : QUEUE_RECEIVE;
    int64_t limit = open.n ? BESIDE_ROWS : PAGE_ROWS;
    TRY(queue_items(c, r, in, queue, limit, &items, &n));
    *v = (struct desk_queue_view){
        .title = words(c, "desk.queue.work"),
        .total = (int64_t)n,
        .many = (int64_t)n == limit,
        .live = S("/desk"),
        .order = words(c, queue == QUEUE_RECEIVE ? "desk.queue.by_reception" : "desk.queue.by_due")};
    if (queue) {
        queue_tabs(c, queue, v);
        if (!open.n)
            TRY(count_tabs(c, r, v));
        v->live = str_printf(c->arena, "/desk?queue=%lld", (long long)queue);
    }
    struct desk_queue_row *rows = NEW_ARRAY(c->arena, struct desk_queue_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        TRY(queue_row(c, &items[i], &rows[i]));
        rows[i].current = str_eq(rows[i].code, open);
    }
    v->rows = rows;
    v->rows_n = n;
    if ((int64_t)n == limit)
        v->pager.next = str_printf(c->arena, "queue=%lld&after=%lld.%lld", (long long)queue,
                                   (long long)items[n - 1].clock_at.ms, (long long)items[n - 1].id);
    return OK;
}

static enum rc show_bench(struct ctx *c, const struct req *r, struct out *o)
{
    const struct bench_input *in = r->in;
    struct desk_bench_view v = {.shell = shell_of(c, r, MSG_desk_title)};
    if (in->scan.n)
        v.shell.faults[v.shell.faults_n++] = (struct fault_item){
            .text = words(c, str_eqc(in->scan, "unknown") ? "desk.scan_unknown" : "desk.scan_bad"), .field = S("q")};
    TRY(queue_of(c, r, r->in, S(""), &v.queue));
    desk_bench_html(o, &v);
    return OK;
}

static enum rc draw_case(struct ctx *c, const struct req *r, const struct dossier *d, int64_t paper, struct str shown,
                         struct str act, struct str done, struct out *o)
{
    struct bench_input first = {0};
    struct desk_bench_view v = {.open = true};
    desk_case_ahead(c, r, d);
    TRY(queue_of(c, r, &first, d->code, &v.queue));
    TRY(desk_case_of(c, r, d, shown, act, &v.dossier));
    TRY(desk_papers_of(c, d, paper, &v.papers));
    if (move_by_name(done) || str_eqc(done, "enter_answers")) /* a sentence of our own, never what the address says */
        v.dossier.shell.notice = desk_label(c, "act.", done, ".done");
    v.shell = v.dossier.shell;
    desk_bench_html(o, &v);
    return OK;
}

static enum rc show_case(struct ctx *c, const struct req *r, struct out *o)
{
    const struct case_input *in = r->in;
    struct dossier d;
    TRY(dossier_open(c, r->scope, in->code, &d));
    return draw_case(c, r, &d, in->paper, S(""), S(""), in->done, o);
}

/* ---- moves ---- */

struct form_input {
    struct str code, act, comment, reason, legal, unit, step, number, signer, receiver;
    int64_t version, person_id;
    struct day until, signed_on;
    bool identity_checked;
    struct vnd amount;
};
#define FORM(member, kind, bytes)                                                                                      \
    {                                                                                                                  \
#member, IN_FORM, kind, .max = bytes, .label = MSG_desk_need_##member,                                         \
                               .offset = offsetof(struct form_input, member)                                           \
    }
INPUT(form_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct form_input, code)},
      {"act", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct form_input, act)},
      FORM(comment, FIELD_LINES, LONG_TEXT), FORM(reason, FIELD_LINES, LONG_TEXT), FORM(legal, FIELD_TEXT, 500),
      FORM(unit, FIELD_TEXT, 0), FORM(step, FIELD_TEXT, 0), FORM(number, FIELD_TEXT, 0), FORM(signer, FIELD_TEXT, 0),
      FORM(receiver, FIELD_TEXT, 0), FORM(person_id, FIELD_I64, 0),
      {"version", IN_FORM, FIELD_I64, .offset = offsetof(struct form_input, version)},
      FORM(until, FIELD_DAY, 0), FORM(signed_on, FIELD_DAY, 0), FORM(identity_checked, FIELD_BOOL, 0),
      FORM(amount, FIELD_VND, 0));

/* Every "fault.<target>" with a text is one fault; an empty one says that target is in order. Whatever the dossier does
 * not have is said of the dossier as a whole. */
static enum rc faults_of(struct ctx *c, const struct req *r, const struct dossier *d, const struct procedure *p,
                         struct move_input *in)
{
    struct supplement_target *targets;
    size_t n, targets_n;
    const struct raw_field *fields = req_fields(r, &n);
    struct fault_note *out = NEW_ARRAY(c->arena, struct fault_note, n + 1);
    TRY(supplement_targets(c, d, p, &targets, &targets_n));
    for (size_t i = 0; i < n; i++) {
        struct fault_note *note = &out[in->faults_n];
        if (!str_starts(fields[i].name, S("fault.")) || str_trim(fields[i].value).n == 0)
            continue;
        *note = (struct fault_note){S(""), words(c, "desk.whole"), str_trim(fields[i].value)};
        for (size_t k = 0; k < targets_n; k++)
            if (str_eq(targets[k].target, str_sub(fields[i].name, 6, fields[i].name.n)))
                *note = (struct fault_note){targets[k].target, targets[k].label, note->reason};
        in->faults_n++;
    }
    in->faults = out;
    return OK;
}

static enum rc move_input_of(struct ctx *c, const struct req *r, const struct dossier *d, struct move_input *out)
{
    const struct form_input *in = r->in;
    const struct file_part *file = req_file(r, "result");
    const struct procedure *p;
    TRY(procedure_of_version(c, d->version_id, &p));
    *out = (struct move_input){.version = in->version,
                               .comment = in->comment,
                               .reason = in->reason,
                               .legal = in->legal,
                               .person_id = in->person_id,
                               .step = in->step,
                               .until = in->until,
                               .number = in->number,
                               .signer = in->signer,
                               .signed_on = in->signed_on,
                               .receiver = in->receiver,
                               .identity_checked = in->identity_checked,
                               .amount = in->amount};
    TRY(faults_of(c, r, d, p, out));
    if (in->unit.n) {
        struct agency unit;
        enum rc rc = agency_by_code(c, in->unit, day_of(c->now), &unit);
        if (rc == NOT_FOUND)
            return fail(c, INVALID, MSG_desk_no_such_unit, S("unit"));
        TRY(rc);
        out->unit_id = unit.id;
    }
    if (!file || file->size == 0)
        return OK;
    TRY(part_keep(c, file, RESULT_MB, &out->result));
    return file_want_pages(c, out->result.sha256, out->result.mime);
}

static enum rc move_again(struct ctx *c, const struct req *r, struct out *o)
{
    struct dossier d;
    TRY(dossier_open(c, r->scope, req_value(r, "code"), &d));
    return draw_case(c, r, &d, 0, S(""), req_value(r, "act"), S(""), o);
}

static enum rc make_move(struct ctx *c, const struct req *r, struct out *o)
{
    const struct form_input *in = r->in;
    const struct move *m = move_by_name(in->act);
    struct move_input input;
    struct dossier d;
    if (!m || m->may == PERM_UNSET)
        return fail(c, NOT_FOUND, MSG_dossier_no_such_move, S("act"));
    bool changes_rows = req_value(r, "add").n || req_value(r, "remove").n; /* of a repeat */
    if (act_is_answer(m->act) && changes_rows)
        return move_again(c, r, o);
    TRY(dossier_open(c, r->scope, in->code, &d));
    TRY(move_input_of(c, r, &d, &input));
    if (act_is_answer(m->act))
        TRY(desk_answer(c, r, &d, NULL, &input));
    else
        TRY(dossier_move(c, &d, m->act, &input));
    return out_redirect(o, "/desk/dossiers/{}?done={}", (struct str[]){d.code, str_from(m->name)}, 2);
}

/* Showing a personal number is an act of its own: it is in the journal before it is on the screen. */
struct reveal_input {
    struct str code, field;
};
INPUT(reveal_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct reveal_input, code)},
      {"field", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct reveal_input, field)});

static enum rc reveal(struct ctx *c, const struct req *r, struct out *o)
{
    const struct reveal_input *in = r->in;
    struct person_by_id_row person;
    struct dossier d;
    bool found;
    TRY(dossier_open(c, r->scope, in->code, &d));
    TRY(person_by_id(c, d.owner_id, &person, &found));
    bool is_owner = str_eqc(in->field, "id_number");
    if (!found || (!is_owner && !desk_has_answer(c, &d, in->field)))
        return fail(c, NOT_FOUND, MSG_general_not_found, S("field"));
    struct json *open = jv_new(c->arena, JV_OBJECT);
    jv_set(open, "field", jv_new_str(c->arena, in->field));
    TRY(journal_append(
        c, &(struct journal_entry){.kind = "dossier", .object_id = d.id, .act = "show_number", .open = open}));
    return draw_case(c, r, &d, 0, is_owner ? person.id_number : S(""), S(""), S(""), o);
}

/* ---- papers ---- */

struct paper_input {
    struct str code;
    int64_t id, n;
};
INPUT(paper_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct paper_input, code)},
      {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct paper_input, id)});
static const struct field image_input_fields[] = {
    {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct paper_input, code)},
    {"id", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct paper_input, id)},
    {"n", IN_PATH, FIELD_ID, .required = true, .offset = offsetof(struct paper_input, n)}};
static const struct input image_input = {"image_input", sizeof(struct paper_input), image_input_fields,
                                         COUNT(image_input_fields)};

static enum rc paper_of(struct ctx *c, const struct req *r, struct dossier_paper_of_row *paper)
{
    const struct paper_input *in = r->in;
    struct dossier d;
    TRY(dossier_open(c, r->scope, in->code, &d));
    return dossier_paper_of(c, d.id, in->id, paper);
}

static enum rc send_paper(struct ctx *c, const struct req *r, struct out *o)
{
    struct dossier_paper_of_row paper;
    TRY(paper_of(c, r, &paper));
    out_download(o, str_c(c->arena, paper.mime), paper.file_name, false);
    if (paper.size <= BLOB_IN_DATABASE)
        return blob_read(c, paper.sha256, &o->whole);
    o->file_size = paper.size;
    return blob_path(c, paper.sha256, &o->file_path);
}

static enum rc send_image(struct ctx *c, const struct req *r, struct out *o)
{
    const struct paper_input *in = r->in;
    struct dossier_paper_of_row paper;
    enum page_state state;
    struct page_view *pages;
    size_t n;
    TRY(paper_of(c, r, &paper));
    TRY(file_pages(c, paper.sha256, &state, &pages, &n));
    o->type = "image/webp";
    for (size_t i = 0; i < n; i++)
        if (pages[i].page == in->n)
            return blob_read(c, pages[i].image_sha256, &o->whole);
    return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
}

/* ---- journal ---- */

/* The chain of this dossier, checked now: every hash of every entry, and that none is missing at the end. */
static enum rc proof_of(struct ctx *c, const struct dossier *d, struct banner_view *v)
{
    struct journal_report report;
    TRY(journal_verify_record(c, "dossier", d->id, &report));
    enum msg m = report.sound ? MSG_desk_life_whole : MSG_desk_life_broken;
    struct msg_arg n[] = {ARG(report.sound ? report.entries : report.fault_n), ARG(report.sealed)};
    *v = (struct banner_view){.tone = report.sound ? TONE_OK : TONE_ERROR,
                              .text = msg_text(c->arena, c->lang, m, n, report.sound ? 2 : 1)};
    return OK;
}

static void facts_of(struct ctx *c, const struct dossier *d, struct summary_list_view *v)
{
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, 4);
    rows[0] = (struct summary_row){.key = words(c, "desk.list.owner"), .value = d->owner_name};
    rows[1] = (struct summary_row){.key = words(c, "desk.list.state"), .value = desk_state_tag(c, d->state).text};
    rows[2] = (struct summary_row){.key = words(c, "desk.list.received"), .value = desk_when(c, d->received_at)};
    rows[3] = (struct summary_row){.key = words(c, "desk.list.due"), .value = desk_when(c, d->due_at)};
    *v = (struct summary_list_view){.rows = rows, .rows_n = 4};
}

static enum rc show_life(struct ctx *c, const struct req *r, struct out *o)
{
    const struct case_input *in = r->in;
    struct journal_of_object_row *entries;
    const struct procedure *p;
    struct dossier d;
    size_t n;
    TRY(dossier_open(c, r->scope, in->code, &d));
    TRY(procedure_of_version(c, d.version_id, &p));
    TRY(journal_of_object(c, S("dossier"), d.id, &entries, &n));
    struct desk_entry_row *rows = NEW_ARRAY(c->arena, struct desk_entry_row, n + 1);
    for (size_t i = 0; i < n; i++)
        rows[i] = (struct desk_entry_row){.n = entries[i].n,
                                          .when = desk_when(c, entries[i].done_at),
                                          .who = entries[i].actor_name,
                                          .unit = entries[i].unit_name,
                                          .act = desk_label(c, "act.", entries[i].act, ".done"),
                                          .hash = entries[i].entry_hash};
    struct desk_life_view v = {
        .shell = shell_titled(c, r, p->name), .code = d.code, .procedure = p->name, .rows = rows, .rows_n = n};
    TRY(proof_of(c, &d, &v.proof));
    facts_of(c, &d, &v.facts);
    desk_life_html(o, &v);
    return OK;
}

/* ---- scan ---- */

struct scan_input {
    struct str digits;
};
INPUT(scan_input, {"digits", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct scan_input, digits)});

static enum rc scan(struct ctx *c, const struct req *r, struct out *o)
{
    const struct scan_input *in = r->in;
    struct dossier_code_of_scan_row row;
    struct dossier d;
    bool found = false;
    if (scan_code_is_good(in->digits))
        TRY(dossier_code_of_scan(c, in->digits, &row, &found));
    enum rc rc = found ? dossier_open(c, r->scope, row.code, &d) : NOT_FOUND;
    if (rc == NOT_FOUND) /* said on the bench, where the next scan is at hand */
        return out_redirect(o, scan_code_is_good(in->digits) ? "/desk?scan=unknown" : "/desk?scan=bad", NULL, 0);
    TRY(rc);
    return out_redirect(o, "/desk/dossiers/{}", &d.code, 1);
}

static const struct route routes[] = {
    {"desk.bench", METHOD_GET, "/desk", PERM_DOSSIER_READ, &bench_input, show_bench, 0, "The queue of the acting role",
     NULL, NULL},
    {"desk.case", METHOD_GET, "/desk/dossiers/{code}", PERM_DOSSIER_READ, &case_input, show_case, 0,
     "One dossier on the bench", NULL, NULL},
    {"desk.move", METHOD_POST, "/desk/dossiers/{code}/moves/{act}", PERM_DOSSIER_READ, &form_input, make_move,
     ROUTE_FILES, "Make a move; the table of moves asks its own permission", move_again, NULL},
    {"desk.life", METHOD_GET, "/desk/dossiers/{code}/life", PERM_DOSSIER_READ, &case_input, show_life, 0,
     "The journal of a dossier", NULL, NULL},
    {"desk.reveal", METHOD_POST, "/desk/dossiers/{code}/reveal/{field}", PERM_PERSONAL_READ, &reveal_input, reveal, 0,
     "Show a masked number; journaled", NULL, NULL},
    {"desk.paper", METHOD_GET, "/desk/dossiers/{code}/papers/{id}", PERM_DOSSIER_READ, &paper_input, send_paper, 0,
     "A paper as it was handed in", NULL, NULL},
    {"desk.image", METHOD_GET, "/desk/dossiers/{code}/papers/{id}/pages/{n}", PERM_DOSSIER_READ, &image_input,
     send_image, 0, "A page of a paper as a picture", NULL, NULL},
    {"desk.scan", METHOD_GET, "/desk/scan/{digits}", PERM_DOSSIER_READ, &scan_input, scan, 0,
     "From a barcode to its dossier", NULL, NULL},
};
const struct room desk_pages = {"desk", routes, COUNT(routes)};
