#include "core/print/paper.h"

#include "base/text.h"
#include "core/dossier/rules.h"
#include "core/journal/journal.h"
#include "core/journal/journal_queries.h"
#include "core/setting/setting.h"
#include "format/barcode.h"

enum { ACT_JSON_MAX = 256 * 1024 };

const struct pdf_type paper_plain = {.align = PDF_JUSTIFY, .before = 3};
const struct pdf_type paper_cell = {.size = 12};
const struct pdf_type paper_cell_centre = {.size = 12, .align = PDF_CENTER};
const struct pdf_type paper_cell_head = {.size = 12, .bold = true, .align = PDF_CENTER};

/* A form keeps the number of the act in force on the day it bears. TT 03/2025 puts the notice of stopping at 05, so the
 * two below it move on by one. */
struct template {
    enum paper_form form;
    enum msg act;
    const char *number;
    struct {
        int year, month, day;
    } valid_from;
};

static const struct template templates[] = {
    {FORM_RECEIPT, MSG_print_act_2018, "01", {2018, 11, 23}},
    {FORM_RECEIPT, MSG_print_act_2025, "01", {2025, 9, 15}},
    {FORM_SUPPLEMENT, MSG_print_act_2018, "02", {2018, 11, 23}},
    {FORM_SUPPLEMENT, MSG_print_act_2025, "02", {2025, 9, 15}},
    {FORM_REFUSAL, MSG_print_act_2018, "03", {2018, 11, 23}},
    {FORM_REFUSAL, MSG_print_act_2025, "03", {2025, 9, 15}},
    {FORM_APOLOGY, MSG_print_act_2018, "04", {2018, 11, 23}},
    {FORM_APOLOGY, MSG_print_act_2025, "04", {2025, 9, 15}},
    {FORM_CONTROL, MSG_print_act_2018, "05", {2018, 11, 23}},
    {FORM_CONTROL, MSG_print_act_2025, "06", {2025, 9, 15}},
    {FORM_REGISTER, MSG_print_act_2018, "06", {2018, 11, 23}},
    {FORM_REGISTER, MSG_print_act_2025, "07", {2025, 9, 15}},
};

/* The newest that is in force; the first of its form for older days. */
static const struct template *template_on(enum paper_form form, struct day on)
{
    const struct template *best = NULL;
    for (size_t i = 0; i < COUNT(templates); i++) {
        const struct template *t = &templates[i];
        struct day from = day_from_ymd(t->valid_from.year, t->valid_from.month, t->valid_from.day);
        if (t->form == form && (!best || from.n <= on.n))
            best = t;
    }
    return best ? best : &templates[0];
}

/* ---- words ---- */

struct str paper_say(const struct paper *p, enum msg m)
{
    return msg_text(p->c->arena, LANG_VI, m, NULL, 0);
}

struct str paper_blank_or(struct str s)
{
    return s.n ? s : PAPER_BLANK;
}

static struct str two(const struct paper *p, int n)
{
    return str_printf(p->c->arena, "%02d", n);
}

struct str paper_day(const struct paper *p, struct day on)
{
    if (on.n == DAY_NONE.n)
        return PAPER_BLANK;
    struct civil t = civil_of_day(on);
    return msg_text(p->c->arena, LANG_VI, MSG_print_day,
                    (struct msg_arg[]){ARG(two(p, t.day)), ARG(two(p, t.month)), ARG(two(p, t.year))}, 3);
}

struct str paper_instant(const struct paper *p, struct instant at)
{
    if (at.ms == 0)
        return PAPER_BLANK;
    struct civil t = civil_of(at);
    return msg_text(p->c->arena, LANG_VI, MSG_print_instant,
                    (struct msg_arg[]){ARG(two(p, t.hour)), ARG(two(p, t.minute)), ARG(paper_day(p, day_of(at)))}, 3);
}

struct str paper_date(const struct paper *p, struct instant at)
{
    struct buf b = buf_new(p->c->arena, 32);
    if (at.ms)
        write_day(&b, LANG_VI, day_of(at));
    return buf_str(&b);
}

/* Small letters of Vietnamese to capitals; names of agencies stand in capitals in the header (NĐ 30/2020, annex I). */
static uint32_t capital(uint32_t cp)
{
    if ((cp >= 'a' && cp <= 'z') || (cp >= 0xe0 && cp <= 0xfe && cp != 0xf7))
        return cp - 0x20;
    bool pair = cp == 0x103 || cp == 0x111 || cp == 0x129 || cp == 0x169 || cp == 0x1a1 || cp == 0x1b0;
    return pair || (cp >= 0x1ea1 && cp <= 0x1ef9 && cp % 2 == 1) ? cp - 1 : cp;
}

/* Names in the catalogue are short; a header writes the People's Committee out. */
static struct str written_out(const struct paper *p, struct str s)
{
    struct str brief = paper_say(p, MSG_print_committee_brief), whole = paper_say(p, MSG_print_committee);
    return str_starts(s, brief)
               ? STR_CAT(p->c->arena, whole, str_sub(s, brief.n, s.n))
               : s;
}

static struct str capitals(struct arena *a, struct str s)
{
    struct buf b = buf_new(a, s.n * 3 + 1);
    for (size_t i = 0; i < s.n;)
        text_put(&b, capital(text_next(s, &i)));
    return buf_str(&b);
}

/* A paper is carried about: of a personal number only the last four characters show, of a short one none. */
static struct str masked(struct arena *a, struct str s)
{
    size_t chars = text_length(s), hidden = chars > 8 ? chars - 4 : chars, at = 0;
    struct buf b = buf_new(a, s.n + chars * 3 + 1);
    for (size_t i = 0; i < hidden; i++) {
        (void)text_next(s, &at);
        buf_puts(&b, "•");
    }
    buf_put(&b, str_sub(s, at, s.n));
    return buf_str(&b);
}

/* ---- reading ---- */

/* "Tỉnh Lai Châu" gives the place "Lai Châu": a paper is dated at a place by its name alone. */
static enum rc read_place(struct paper *p)
{
    struct str province, word = paper_say(p, MSG_print_province_word);
    TRY(setting_get(p->c, "province", &province));
    p->place = str_trim(str_starts(province, word) ? str_sub(province, word.n, province.n) : province);
    return setting_get(p->c, "hotline", &p->hotline);
}

enum rc paper_open(struct paper *p, struct ctx *c, const struct dossier *d, struct str base_url)
{
    bool found;
    *p = (struct paper){
        .c = c, .d = d, .base_url = base_url, .check = dossier_check_shown(c->arena, d->check_value)};
    TRY(procedure_of_version(c, d->version_id, &p->procedure));
    TRY(agency_get(c, d->unit_id, &p->unit));
    TRY(agency_get(c, d->intake_unit_id ? d->intake_unit_id : d->unit_id, &p->counter));
    TRY(person_by_id(c, d->owner_id, &p->owner, &found));
    if (!found)
        p->owner = (struct person_by_id_row){0};
    return read_place(p);
}

static void read_entry(struct paper *p, const struct journal_of_object_row *row, struct paper_act *out)
{
    struct json *open = NULL, *personal = NULL;
    const char *why;
    *out = (struct paper_act){.found = true, .at = row->done_at, .actor_name = row->actor_name};
    if (json_parse(p->c->arena, row->public_part, ACT_JSON_MAX, &open, &why))
        (void)instant_parse(jv_text_or(json_get(open, "due_before"), S("")), &out->due_before);
    if (row->private_part.n == 0 || !json_parse(p->c->arena, row->private_part, ACT_JSON_MAX, &personal, &why))
        return;
    out->reason = jv_text_or(json_get(personal, "reason"), S(""));
    out->legal = jv_text_or(json_get(personal, "legal"), S(""));
}

enum rc paper_act(struct paper *p, const char *act, struct paper_act *out)
{
    struct journal_of_object_row *rows;
    size_t n;
    *out = (struct paper_act){0};
    TRY(journal_of_object(p->c, S("dossier"), p->d->id, &rows, &n));
    for (size_t i = 0; i < n; i++)
        if (str_eqc(rows[i].act, act))
            read_entry(p, &rows[i], out); /* oldest first: the last one stays */
    return OK;
}

/* ---- the page ---- */

static void put_side(struct paper *p, struct pdf_cell *left, struct str over, struct str name)
{
    static const struct pdf_type plain = {.size = 12, .align = PDF_CENTER};
    static const struct pdf_type bold = {.size = 12, .bold = true, .align = PDF_CENTER};
    if (over.n)
        pdf_text(left, &plain, capitals(p->c->arena, written_out(p, over)));
    pdf_text(left, &bold, capitals(p->c->arena, written_out(p, name)));
    pdf_rule(left, 25, PDF_CENTER);
}

static void put_nation(struct paper *p, struct pdf_cell *right)
{
    static const struct pdf_type nation = {.size = 12, .bold = true, .align = PDF_CENTER};
    static const struct pdf_type motto = {.size = 13, .bold = true, .align = PDF_CENTER};
    static const struct pdf_type date = {.size = 13, .italic = true, .align = PDF_CENTER, .before = 4};
    pdf_text(right, &nation, paper_say(p, MSG_print_nation));
    pdf_text(right, &motto, paper_say(p, MSG_print_motto));
    pdf_rule(right, 60, PDF_CENTER);
    pdf_text(right, &date,
             msg_text(p->c->arena, LANG_VI, MSG_print_place_date,
                      (struct msg_arg[]){ARG(p->place), ARG(paper_day(p, p->on))}, 2));
}

/* The QR leads to the look-up with the check value; it never holds a personal number. Without an address it would lead
 * nowhere, so it is left out. The same two words stand above it, for who has no camera at hand. */
static void put_codes(struct paper *p, struct pdf_cell *left, struct pdf_cell *right)
{
    static const struct pdf_type code = {.size = 12, .align = PDF_CENTER, .before = 2};
    static const struct pdf_type check = {.size = 12, .align = PDF_CENTER, .after = 2};
    struct str link = str_printf(p->c->arena, STR_FMT "/d/" STR_FMT "?k=" STR_FMT, STR_ARG(p->base_url),
                                 STR_ARG(p->d->code), STR_ARG(p->d->check_value));
    pdf_text(left, &code, msg_text(p->c->arena, LANG_VI, MSG_print_code, (struct msg_arg[]){ARG(p->d->code)}, 1));
    pdf_text(left, &check, msg_text(p->c->arena, LANG_VI, MSG_print_check, (struct msg_arg[]){ARG(p->check)}, 1));
    if (p->base_url.n && link.n <= QR_BYTES_MAX)
        pdf_qr(left, link, 24, PDF_CENTER);
    if (scan_code_is_good(p->d->scan_code)) {
        pdf_space(right, 4);
        pdf_code128(right, p->d->scan_code, 55, 11, PDF_CENTER);
        pdf_text(right, &(struct pdf_type){.size = 10, .align = PDF_CENTER}, p->d->scan_code);
    }
}

static void put_header(struct paper *p, struct str over, struct str name)
{
    struct pdf_cell *side[2];
    pdf_columns(p->body, (double[]){2, 3}, 2, side);
    put_side(p, side[0], over, name);
    put_nation(p, side[1]);
    if (p->d)
        put_codes(p, side[0], side[1]);
}

static void put_title(struct paper *p, enum msg title)
{
    static const struct pdf_type type = {.size = 14, .bold = true, .align = PDF_CENTER, .before = 6, .after = 6};
    pdf_text(p->body, &type, paper_say(p, title));
}

/* A unit that takes in its own dossiers does so at its one-stop section, which then stands below its name. */
static enum rc header_names(struct paper *p, bool of_counter, struct str *over, struct str *name)
{
    const struct agency *at = of_counter ? &p->counter : &p->unit;
    struct agency parent;
    *name = at->name;
    *over = S("");
    if (of_counter && p->counter.id == p->unit.id) {
        *over = at->name;
        *name = paper_say(p, MSG_print_counter);
    } else if (at->parent_id) {
        TRY(agency_get(p->c, at->parent_id, &parent));
        *over = parent.name;
    }
    return OK;
}

enum rc paper_begin(struct paper *p, enum paper_form form, enum msg title, struct day on, bool of_counter)
{
    const struct dossier *d = p->d;
    struct str over, name;
    TRY(header_names(p, of_counter, &over, &name));
    p->form = form;
    p->on = on;
    p->pdf = pdf_new(p->c->arena, &(struct pdf_page){.margin = PDF_MARGINS, .size = 13, .numbers = true},
                     &(struct pdf_meta){.title = paper_say(p, title),
                                        .author = name,
                                        .subject = d->code,
                                        .created = d->received_at.ms ? d->received_at : d->submitted_at});
    p->body = pdf_body(p->pdf);
    put_header(p, over, name);
    put_title(p, title);
    return OK;
}

enum rc paper_begin_register(struct paper *p, struct ctx *c, const struct agency *unit, struct day on)
{
    struct str over, name;
    *p = (struct paper){.c = c, .unit = *unit, .form = FORM_REGISTER, .on = on};
    TRY(read_place(p));
    TRY(header_names(p, false, &over, &name));
    p->pdf = pdf_new(c->arena,
                     &(struct pdf_page){.landscape = true, .margin = {20, 15, 15, 15}, .size = 11, .numbers = true},
                     &(struct pdf_meta){.title = paper_say(p, MSG_print_register_title),
                                        .author = name,
                                        .created = instant_at(on, (struct minutes){0})});
    p->body = pdf_body(p->pdf);
    put_header(p, over, name);
    put_title(p, MSG_print_register_title);
    return OK;
}

struct str paper_end(struct paper *p)
{
    static const struct pdf_type foot = {.size = 10, .italic = true, .before = 10};
    const struct template *t = template_on(p->form, p->on);
    struct pdf_report report;
    struct str number = str_from(t->number);
    pdf_text(
        p->body, &foot,
        msg_text(p->c->arena, LANG_VI, MSG_print_template, (struct msg_arg[]){ARG(number), msg_arg_msg(t->act)}, 2));
    return pdf_finish(p->pdf, &report);
}

/* ---- blocks ---- */

void paper_put(struct pdf_cell *at, const struct pdf_type *type, struct str s)
{
    if (s.n)
        pdf_text(at, type, s);
}

void paper_line(struct paper *p, enum msg m, const struct msg_arg *args, size_t n)
{
    pdf_text(p->body, &paper_plain, msg_text(p->c->arena, LANG_VI, m, args, n));
}

void paper_field(struct paper *p, enum msg label, struct str value)
{
    pdf_runs(p->body, &paper_plain,
             (struct pdf_run[]){{.s = paper_say(p, label)}, {.s = S(": ")}, {.s = paper_blank_or(value)}}, 3);
}

void paper_subject(struct paper *p)
{
    struct str name = p->procedure->name, subject = p->d->subject;
    if (subject.n && !str_eq(subject, name))
        name = str_printf(p->c->arena, STR_FMT " (" STR_FMT ")", STR_ARG(name), STR_ARG(subject));
    paper_field(p, MSG_print_content, name);
}

enum rc paper_applicant(struct paper *p)
{
    const struct dossier *d = p->d;
    struct person_by_id_row submitter = {0};
    bool found = false;
    pdf_runs(p->body, &paper_plain,
             (struct pdf_run[]){{.s = paper_say(p, MSG_print_owner)},
                                {.s = S(": ")},
                                {.s = paper_blank_or(d->owner_name), .bold = true}},
             3);
    if (d->submitter_id && d->submitter_id != d->owner_id)
        TRY(person_by_id(p->c, d->submitter_id, &submitter, &found));
    if (found)
        paper_field(p, MSG_print_submitter, submitter.name);
    paper_field(p, MSG_print_address, p->owner.address);
    paper_field(p, MSG_print_phone, d->phone.n ? d->phone : p->owner.phone);
    paper_field(p, MSG_print_email, d->email.n ? d->email : p->owner.email);
    paper_field(p, MSG_print_id_number, masked(p->c->arena, p->owner.id_number));
    paper_subject(p);
    return OK;
}

static void put_signature(struct paper *p, struct pdf_cell *at, enum msg title, enum msg how, struct str name)
{
    static const struct pdf_type bold = {.bold = true, .align = PDF_CENTER, .before = 8};
    static const struct pdf_type hint = {.size = 12, .italic = true, .align = PDF_CENTER};
    if (title == MSG_NONE)
        return;
    pdf_text(at, &bold, paper_say(p, title));
    pdf_text(at, &hint, paper_say(p, how));
    pdf_space(at, 17);
    paper_put(at, &bold, name);
}

void paper_signatures(struct paper *p, enum msg left, struct str left_name, enum msg right, struct str right_name)
{
    struct pdf_cell *side[2];
    pdf_columns(p->body, (double[]){1, 1}, 2, side);
    put_signature(p, side[0], left, MSG_print_sign_here, left_name);
    put_signature(p, side[1], right, MSG_print_sign_here, right_name);
}

void paper_head_signature(struct paper *p)
{
    struct pdf_cell *side[2];
    pdf_columns(p->body, (double[]){1, 1}, 2, side);
    put_signature(p, side[1], MSG_print_head_signs, MSG_print_sign_and_seal, S(""));
}

void paper_copy_mark(struct paper *p)
{
    static const struct pdf_type type = {.size = 12, .italic = true, .align = PDF_CENTER, .after = 6};
    pdf_text(p->body, &type, paper_say(p, MSG_print_copy_mark));
}
