/* Counter intake of a paper dossier (T2; by post T1 and T3 at once): the procedure, the owner, the
 * papers that lie on the counter, the slip. All of it works by keyboard alone, and without a script. */
#include "base/message.h"
#include "core/actor/store.h"
#include "core/calendar/store.h"
#include "core/calendar/words.h"
#include "core/dossier/rules.h"
#include "core/eform/check.h"
#include "core/eform/logic.h"
#include "core/eform/store.h"
#include "core/journal/journal.h"
#include "desk_pages.h"
#include "desk_queries.h"
#include "systems/desk/case.h"
#include "systems/desk/desk.h"
#include "systems/desk/fees.h"
#include "systems/desk/fill.h"
#include "systems/desk/handed.h"
#include "systems/desk/taking.h"
#include "base/id.h"
#include "base/text.h"
#include "web/part.h"
#include "web/say.h"

enum { FIND_MOST = 20, SCAN_MB = 20, COUNT_MOST = 999, KEY_BYTES = 16, DIGIT_KEYS = 9, FIELDS_MOST = 8 };

/* ---- finding the procedure ---- */

struct intake_find_input {
    struct str q;
};
INPUT(intake_find_input, {"q", IN_QUERY, FIELD_TEXT, .offset = offsetof(struct intake_find_input, q)});

static enum rc intake_find(struct ctx *c, const struct req *r, struct out *o)
{
    const struct intake_find_input *in = r->in;
    struct procedure_hit *hits = NULL;
    size_t n = 0;
    if (in->q.n)
        TRY(procedure_find(c, in->q, day_of(c->now), FIND_MOST, &hits, &n));
    if (n == 1 || (n && str_eq(hits[0].procedure->code, in->q))) /* one key less */
        return out_redirect(o, "/desk/intake/{}", &hits[0].procedure->code, 1);
    struct desk_find_row *rows = NEW_ARRAY(c->arena, struct desk_find_row, n + 1);
    for (size_t i = 0; i < n; i++) {
        const struct procedure *p = hits[i].procedure;
        rows[i] = (struct desk_find_row){p->code, p->name, p->field, term_text(c->arena, c->lang, p->committed)};
    }
    desk_find_html(o, &(struct desk_find_view){
                          .shell = shell_of(c, r, MSG_desk_intake_title), .q = in->q, .rows = rows, .rows_n = n});
    return OK;
}

/* ---- the form ---- */

struct intake_input {
    struct str code, submit_key, id_number, name, phone, email, address, rep_name, rep_number, unit;
    int64_t channel, return_form;
    bool same_person, lookup;
};
#define FORM(member, kind)                                                                                             \
    {                                                                                                                  \
#member, IN_FORM, kind, .offset = offsetof(struct intake_input, member)                                        \
    }
#define ASKED(member, words)                                                                                           \
    {                                                                                                                  \
#member, IN_FORM, FIELD_TEXT, .label = words, .offset = offsetof(struct intake_input, member)                  \
    }
INPUT(intake_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct intake_input, code)},
      FORM(submit_key, FIELD_TEXT), ASKED(id_number, MSG_desk_intake_id_number), ASKED(name, MSG_desk_intake_name),
      ASKED(phone, MSG_desk_intake_phone), ASKED(email, MSG_desk_intake_email), ASKED(address, MSG_desk_intake_address),
      ASKED(rep_name, MSG_desk_intake_rep_name), ASKED(rep_number, MSG_desk_intake_rep_number),
      ASKED(unit, MSG_desk_intake_unit), FORM(channel, FIELD_I64), FORM(return_form, FIELD_I64),
      FORM(same_person, FIELD_BOOL), FORM(lookup, FIELD_BOOL));

struct intake_code_input {
    struct str code;
};
INPUT(intake_code_input,
      {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct intake_code_input, code)});

/* What the page is drawn from: the procedure, what was typed, and the person a look-up found. */
struct form {
    struct ctx *c;
    const struct req *r;
    const struct procedure *p;
    const struct eform *eform;
    bool typed, looked, found;
    struct person_by_id_row person;
    struct field_view *rows; /* being filled */
    size_t n;
};

static struct str typed_of(const struct form *f, const char *prefix, struct str key)
{
    return f->typed ? req_value(f->r, str_c(f->c->arena, str_printf(f->c->arena, "%s" STR_FMT, prefix, STR_ARG(key))))
                    : S("");
}

static struct field_view field_of(const struct form *f, enum field_kind kind, const char *name, enum msg label,
                                  struct str profile)
{
    struct field_view v = {.kind = kind, .name = str_from(name), .label = say(f->c, label), .autocomplete = S("off")};
    v.value = str_trim(typed_of(f, "", v.name));
    if (v.value.n == 0 && f->looked)
        v.value = profile;
    v.error = fault_of(f->c, v.name);
    return v;
}

static struct field_view *add(struct form *f, enum field_kind kind, const char *name, enum msg label,
                              struct str profile)
{
    struct field_view *v = &f->rows[f->n++];
    *v = field_of(f, kind, name, label, profile);
    return v;
}

static void begin(struct form *f)
{
    f->rows = NEW_ARRAY(f->c->arena, struct field_view, FIELDS_MOST);
    f->n = 0;
}

static void owner_fields(struct form *f, struct desk_intake_view *v)
{
    const struct person_by_id_row *p = &f->person;
    v->id_number = field_of(f, KIND_DIGITS, "id_number", MSG_desk_intake_id_number, S(""));
    begin(f);
    add(f, KIND_TEXT, "name", MSG_desk_intake_name, p->name)->required = true;
    add(f, KIND_TEL, "phone", MSG_desk_intake_phone, p->phone);
    add(f, KIND_EMAIL, "email", MSG_desk_intake_email, p->email);
    add(f, KIND_TEXT, "address", MSG_desk_intake_address, p->address);
    if (fault_of(f->c, S("same_person")).n || typed_of(f, "", S("same_person")).n) {
        struct field_view *same = add(f, KIND_CHECKBOX, "same_person", MSG_desk_intake_same_person, S(""));
        same->checked = typed_of(f, "", S("same_person")).n > 0;
    }
    for (size_t i = 0; f->looked && i < f->n; i++) /* the hands go on where something is still empty */
        if (f->rows[i].value.n == 0) {
            f->rows[i].focus = true;
            break;
        }
    v->owner = f->rows;
    v->owner_n = f->n;
    v->focus_id = !f->looked && f->c->faults_n == 0;
}

static void representative_fields(struct form *f, struct desk_intake_view *v)
{
    begin(f);
    add(f, KIND_TEXT, "rep_name", MSG_desk_intake_rep_name, S(""))->required = true;
    add(f, KIND_DIGITS, "rep_number", MSG_desk_intake_rep_number, S(""));
    v->rep = f->rows;
    v->rep_n = f->n;
    v->rep_open = f->rows[0].value.n || f->rows[1].value.n || f->rows[0].error.n || f->rows[1].error.n;
}

static void choices(struct form *f, const char *name, enum msg label, const char *const values[2],
                    const enum msg words[2])
{
    struct field_view *v = add(f, KIND_RADIOS, name, label, S(""));
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, 2);
    bool second = str_eqc(v->value, values[1]);
    for (size_t i = 0; i < 2; i++)
        rows[i] = (struct option_row){
            .value = str_from(values[i]), .label = say(f->c, words[i]), .chosen = second == (i == 1)};
    v->required = true;
    v->rows = rows;
    v->rows_n = 2;
}

static enum rc place_field(struct form *f)
{
    struct new_dossier n = {.procedure = f->p};
    struct place *places;
    size_t places_n;
    TRY(procedure_places(f->c, f->p, day_of(f->c->now), &places, &places_n));
    if (places_n < 2)
        return OK;
    struct field_view *v = add(f, KIND_SELECT, "unit", MSG_desk_intake_unit, S(""));
    struct fault before = f->c->fault;
    if (v->value.n == 0 && desk_place_of(f->c, S(""), &n) != OK)
        f->c->fault = before; /* none is the likely one: the officer chooses */
    struct option_row *rows = NEW_ARRAY(f->c->arena, struct option_row, places_n + 1);
    rows[0] = (struct option_row){.label = say(f->c, MSG_field_choose)};
    for (size_t i = 0; i < places_n; i++)
        rows[i + 1] = (struct option_row){.value = places[i].code,
                                          .label = places[i].name,
                                          .chosen = v->value.n ? str_eq(places[i].code, v->value)
                                                               : places[i].agency_id == n.unit_id};
    v->required = true;
    v->rows = rows;
    v->rows_n = places_n + 1;
    return OK;
}

static enum rc how_fields(struct form *f, struct desk_intake_view *v)
{
    begin(f);
    TRY(place_field(f));
    choices(f, "channel", MSG_desk_intake_channel, (const char *const[]){"1", "3"},
            (const enum msg[]){MSG_desk_intake_return_counter, MSG_desk_intake_return_post});
    choices(f, "return_form", MSG_desk_intake_return, (const char *const[]){"0", "1"},
            (const enum msg[]){MSG_desk_intake_return_counter, MSG_desk_intake_return_post});
    v->how = f->rows;
    v->how_n = f->n;
    return OK;
}

/* ---- the papers ---- */

static struct str named(struct ctx *c, const char *prefix, struct str key)
{
    return str_printf(c->arena, "%s" STR_FMT, prefix, STR_ARG(key));
}

static struct str count_value(const struct form *f, const char *prefix, const struct procedure_paper *p, int64_t usual)
{
    return f->typed ? typed_of(f, prefix, p->key) : str_printf(f->c->arena, "%lld", (long long)usual);
}

static void paper_rows(const struct form *f, struct desk_intake_view *v)
{
    struct ctx *c = f->c;
    struct desk_component_row *rows = NEW_ARRAY(c->arena, struct desk_component_row, f->p->papers_n + 1);
    for (size_t i = 0; i < f->p->papers_n; i++) {
        const struct procedure_paper *p = &f->p->papers[i];
        rows[i] = (struct desk_component_row){.key = p->key,
                                              .name = p->name,
                                              .count = desk_counts(c, p->originals, p->copies, p->present_only),
                                              .required = p->required,
                                              .have = typed_of(f, "have.", p->key).n > 0,
                                              .originals = count_value(f, "originals.", p, p->originals),
                                              .copies = count_value(f, "copies.", p, p->copies),
                                              .error = fault_of(c, named(c, "have.", p->key)),
                                              .error_originals = fault_of(c, named(c, "originals.", p->key)),
                                              .error_copies = fault_of(c, named(c, "copies.", p->key)),
                                              .error_file = fault_of(c, named(c, "paper.", p->key))};
        if (i < DIGIT_KEYS)
            rows[i].digit = str_printf(c->arena, "%zu", i + 1);
    }
    v->papers = rows;
    v->papers_n = f->p->papers_n;
}

/* ---- what will happen ---- */

static struct summary_row fee_row(struct ctx *c, const struct procedure_fee *f)
{
    struct str amount = !f->known     ? say(c, MSG_desk_intake_fee_council)
                        : f->amount.n ? money(c, f->amount)
                                      : say(c, MSG_desk_intake_fee_none);
    return (struct summary_row){.key = desk_fee_kind(c, f->kind),
                                .value = amount,
                                .note = f->known && f->amount.n && f->per_unit.n ? f->per_unit
                                        : f->known                               ? f->note
                                                                                 : f->basis};
}

static struct summary_row due_row(struct ctx *c, const char *key, const struct due *due)
{
    return (struct summary_row){.key = desk_label(c, "", str_from(key), ""),
                                .value = due->refusal == DUE_GIVEN ? desk_when(c, due->at)
                                                                   : due_refusal_text(c->arena, c->lang, due)};
}

static enum rc expect(const struct form *f, struct desk_intake_view *v)
{
    struct ctx *c = f->c;
    const struct calendar *cal;
    const struct dossier none = {0};
    TRY(calendar_load(c, c->actor->unit_id, &cal));
    struct dossier_preview would = dossier_if_accepted(c, &none, f->p, cal);
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, f->p->fees_n + 3);
    size_t n = 0;
    rows[n++] = due_row(c, "desk.list.due", &would.committed);
    rows[n++] = due_row(c, "desk.case.statutory", &would.statutory);
    for (size_t i = 0; i < f->p->fees_n; i++)
        rows[n++] = fee_row(c, &f->p->fees[i]);
    if (f->p->fees_n == 0)
        rows[n++] = (struct summary_row){.key = say(c, MSG_desk_intake_fee), .value = say(c, MSG_desk_intake_fee_none)};
    v->expect = (struct summary_list_view){.title = say(c, MSG_desk_case_expect), .rows = rows, .rows_n = n};
    return OK;
}

/* A second dossier of the same kind is rarely meant. */
static enum rc twin_of(const struct form *f, struct desk_intake_view *v)
{
    struct desk_of_owner_row *rows;
    size_t n;
    if (!f->found)
        return OK;
    TRY(desk_of_owner(f->c, f->r->scope, f->person.id, 0, &rows, &n));
    for (size_t i = 0; i < n && v->open.n == 0; i++)
        if (rows[i].procedure_id == f->p->id && queue_of_state(rows[i].state) != QUEUE_CLOSED)
            v->open = say1(f->c, MSG_desk_case_twin, ARG(rows[i].code));
    return OK;
}

static enum rc draw(struct form *f, struct out *o)
{
    struct ctx *c = f->c;
    struct desk_intake_view v = {.shell = shell_titled(c, f->r, f->p->name),
                                 .code = f->p->code,
                                 .procedure = f->p->name,
                                 .counter = c->actor->unit_name,
                                 .submit_key = typed_of(f, "", S("submit_key"))};
    if (v.submit_key.n == 0)
        v.submit_key = random_token(c->arena, KEY_BYTES);
    if (f->looked)
        v.found = f->found ? say1(c, MSG_desk_intake_known, ARG(f->person.name)) : say(c, MSG_desk_intake_unknown);
    owner_fields(f, &v);
    representative_fields(f, &v);
    TRY(how_fields(f, &v));
    paper_rows(f, &v);
    v.fees = desk_fee_blocks(c, f->r, f->p, f->eform, f->typed, &v.fees_n);
    TRY(expect(f, &v));
    TRY(twin_of(f, &v));
    desk_intake_html(o, &v);
    return OK;
}

static enum rc form_begin(struct ctx *c, const struct req *r, struct form *f)
{
    *f = (struct form){.c = c, .r = r, .typed = r->method == METHOD_POST};
    TRY(procedure_current(c, req_value(r, "code"), day_of(c->now), &f->p));
    return eform_of(c, f->p, &f->eform);
}

static enum rc intake_show(struct ctx *c, const struct req *r, struct out *o)
{
    struct form f;
    TRY(form_begin(c, r, &f));
    return draw(&f, o);
}

/* ---- checking ---- */

/* Twelve digits, nine of the old card, or a tax number; '' when it is none of them. */
static struct str number_form(struct ctx *c, struct str typed)
{
    typed = str_cut(&typed, '|'); /* the whole line of a card's QR begins with the number */
    struct str out, digits = check_digits(c->arena, typed);
    if (check_person_id(c->arena, typed, day_of(c->now), &out) == CHECK_OK ||
        check_org_id(c->arena, typed, &out) == CHECK_OK)
        return out;
    return named_match(S("person_id_old"), digits) ? digits : S("");
}

static struct str number_checked(struct ctx *c, struct str typed, const char *field)
{
    struct str number = typed.n ? number_form(c, typed) : S("");
    if (typed.n && number.n == 0)
        fault_add(c, MSG_desk_intake_bad_number, str_from(field), S(""), S(""));
    return number;
}

static enum rc find_person(struct ctx *c, struct str number, struct person_by_id_row *person, bool *found)
{
    struct persons_by_number_row *known = NULL;
    size_t n = 0;
    *found = false;
    if (number.n)
        TRY(persons_by_number(c, number, &known, &n));
    return n ? person_by_id(c, known[0].id, person, found) : OK;
}

/* A number that belongs to another name is a slip of the pen far more often than a new name. */
static enum rc check_same(struct ctx *c, const struct intake_input *in, struct str number)
{
    struct person_by_id_row person;
    bool found;
    TRY(find_person(c, number, &person, &found));
    if (found && !in->same_person && in->name.n &&
        !str_eq(text_fold(c->arena, person.name), text_fold(c->arena, in->name)))
        fault_add(c, MSG_desk_intake_other_name, S("same_person"), person.name, S(""));
    return OK;
}

static enum rc check_people(struct ctx *c, const struct intake_input *in, struct taken_person *owner,
                            struct taken_person *rep)
{
    owner->number = number_checked(c, in->id_number, "id_number");
    owner->name = in->name;
    owner->phone = in->phone;
    owner->email = in->email;
    owner->address = in->address;
    if (in->name.n == 0)
        fault_add(c, MSG_field_required, S("name"), say(c, MSG_desk_intake_name), S(""));
    if (in->phone.n && check_phone(c->arena, in->phone, &owner->phone) != CHECK_OK)
        fault_add(c, MSG_desk_intake_bad_phone, S("phone"), S(""), S(""));
    if (in->email.n && check_email(c->arena, in->email, &owner->email) != CHECK_OK)
        fault_add(c, MSG_desk_intake_bad_email, S("email"), S(""), S(""));
    TRY(check_same(c, in, owner->number));
    rep->name = in->rep_name;
    rep->number = number_checked(c, in->rep_number, "rep_number");
    if (in->rep_number.n && in->rep_name.n == 0)
        fault_add(c, MSG_field_required, S("rep_name"), say(c, MSG_desk_intake_rep_name), S(""));
    return OK;
}

static int64_t count_of(struct ctx *c, const struct req *r, const char *prefix, struct str key)
{
    struct str name = named(c, prefix, key), typed = str_trim(req_value(r, str_c(c->arena, name)));
    int64_t n = 0;
    if (typed.n && (!str_to_i64(typed, &n) || n < 0 || n > COUNT_MOST))
        fault_add(c, MSG_desk_intake_bad_count, name, S(""), S(""));
    return n;
}

/* T2 takes in a complete dossier only (ND 61/2018 Đ.17): what is missing is said for every paper at once. */
static void check_papers(struct ctx *c, const struct req *r, const struct procedure *p, struct new_dossier *n)
{
    struct handed_paper *handed = NEW_ARRAY(c->arena, struct handed_paper, p->papers_n + 1);
    for (size_t i = 0; i < p->papers_n; i++) {
        const struct procedure_paper *paper = &p->papers[i];
        struct str have = named(c, "have.", paper->key);
        bool ticked = req_value(r, str_c(c->arena, have)).n > 0;
        struct handed_paper h = {paper->key, paper->name, 0, 0};
        if (ticked) {
            h.originals = count_of(c, r, "originals.", paper->key);
            h.copies = count_of(c, r, "copies.", paper->key);
        }
        if (!ticked && paper->required)
            fault_add(c, MSG_desk_intake_paper_missing, have, paper->name, S(""));
        if (ticked)
            handed[n->handed_n++] = h;
    }
    n->handed = handed;
}

static const struct procedure_paper *component_of(const struct procedure *p, struct str part)
{
    for (size_t i = 0; str_starts(part, S("paper.")) && i < p->papers_n; i++)
        if (str_eq(p->papers[i].key, str_sub(part, 6, part.n)))
            return &p->papers[i];
    return NULL;
}

/* Scans are a help, not the dossier: each that cannot be kept is told at its paper. */
static enum rc keep_scans(struct ctx *c, const struct req *r, struct new_dossier *n)
{
    struct new_paper *papers = NEW_ARRAY(c->arena, struct new_paper, r->files_n + 1);
    for (size_t i = 0; i < r->files_n; i++) {
        const struct procedure_paper *component = component_of(n->procedure, r->files[i].part);
        if (!component || r->files[i].size == 0) /* an input left empty posts a part of no bytes */
            continue;
        struct new_paper *paper = &papers[n->papers_n];
        *paper = (struct new_paper){.key = component->key, .name = component->name};
        enum rc rc = part_keep(c, &r->files[i], SCAN_MB, &paper->file);
        if (rc == INVALID)
            fault_add(c, c->fault.msg, c->fault.field, c->fault.arg[0], c->fault.arg[1]);
        else
            TRY(rc);
        n->papers_n += rc == OK;
    }
    n->papers = papers;
    return OK;
}

/* ---- taking it in ---- */

static enum rc lookup(struct form *f, struct out *o)
{
    struct ctx *c = f->c;
    const struct intake_input *in = f->r->in;
    struct str number = number_form(c, in->id_number);
    f->looked = true;
    TRY(find_person(c, number, &f->person, &f->found));
    if (f->found) { /* reading somebody's profile is an act of its own */
        struct json *open = jv_new(c->arena, JV_OBJECT);
        jv_set(open, "procedure", jv_new_str(c->arena, f->p->code));
        TRY(journal_append(
            c, &(struct journal_entry){.kind = "person", .object_id = f->person.id, .act = "look_up", .open = open}));
    }
    return draw(f, o);
}

static enum rc people_of(struct ctx *c, const struct taken_person *owner, const struct taken_person *rep,
                         struct new_dossier *n)
{
    TRY(desk_person_of(c, owner, &n->owner_id));
    n->submitter_id = n->owner_id;
    n->filed_by_id = c->actor->person_id;
    n->owner_name = owner->name;
    n->phone = owner->phone;
    n->email = owner->email;
    return rep->name.n ? desk_person_of(c, rep, &n->submitter_id) : OK;
}

/* What came by post is entered by the officer who has checked it: T1 and T3 in one breath. */
static enum rc accept_post(struct ctx *c, struct dossier *d)
{
    if (d->state != STATE_NEW)
        return OK;
    return dossier_move(c, d, ACT_ACCEPT,
                        &(struct move_input){.version = d->version, .until = DAY_NONE, .signed_on = DAY_NONE});
}

static enum rc check_place(struct ctx *c, const struct intake_input *in, struct new_dossier *n)
{
    enum rc rc = desk_place_of(c, in->unit, n);
    if (rc == INVALID)
        fault_add(c, c->fault.msg, c->fault.field, S(""), S(""));
    return rc == INVALID ? OK : rc;
}

static enum rc intake_take(struct ctx *c, const struct req *r, struct out *o)
{
    const struct intake_input *in = r->in;
    struct taken_person owner = {0}, rep = {0};
    struct form f;
    struct dossier d;
    bool made = false;
    TRY(form_begin(c, r, &f));
    if (in->lookup)
        return lookup(&f, o);
    struct new_dossier n = {.procedure = f.p,
                            .submit_key = desk_submit_key(c, in->submit_key),
                            .answers = S("{}"),
                            .subject = f.p->name,
                            .channel = in->channel == CHANNEL_POST ? CHANNEL_POST : CHANNEL_DIRECT,
                            .return_form = in->return_form == 1,
                            .intake_unit_id = c->actor->unit_id};
    if (n.submit_key.n)
        TRY(dossier_of_submit_key(c, n.submit_key, &d, &made));
    if (made) /* the second press of one button */
        return out_redirect(o, "/desk/dossiers/{}/slip", &d.code, 1);
    n.form_name = f.eform->name; /* its answers stay on paper */
    TRY(check_people(c, in, &owner, &rep));
    TRY(check_place(c, in, &n));
    check_papers(c, r, f.p, &n);
    desk_fees_take(c, r, f.eform, &n);
    TRY(keep_scans(c, r, &n));
    TRY(faults_rc(c));
    TRY(people_of(c, &owner, &rep, &n));
    TRY(dossier_create(c, &n, &d, &made));
    TRY(accept_post(c, &d));
    return out_redirect(o, "/desk/dossiers/{}/slip", &d.code, 1);
}

/* ---- the slip ---- */

struct slip_input {
    struct str code;
};
INPUT(slip_input, {"code", IN_PATH, FIELD_TEXT, .required = true, .offset = offsetof(struct slip_input, code)});

static enum rc intake_slip(struct ctx *c, const struct req *r, struct out *o)
{
    const struct slip_input *in = r->in;
    const struct procedure *p;
    struct str handed, fees, owed;
    struct agency_counter_row unit;
    struct dossier d;
    bool found;
    TRY(dossier_open(c, r->scope, in->code, &d));
    if (!d.received_at.ms)
        return fail(c, NOT_FOUND, MSG_general_not_found, S(""));
    TRY(procedure_of_version(c, d.version_id, &p));
    TRY(agency_counter(c, d.unit_id, &unit, &found));
    TRY(desk_handed(c, &d, &handed));
    TRY(desk_fees_words(c, &d, &fees));
    TRY(desk_owed_words(c, &d, p, &owed));
    const struct summary_row all[] = {
        {.key = say(c, MSG_desk_list_procedure), .value = p->name},
        {.key = say(c, MSG_desk_intake_name), .value = d.owner_name},
        {.key = say(c, MSG_desk_intake_unit), .value = found ? unit.name : S("")},
        {.key = say(c, MSG_desk_list_received), .value = desk_when(c, d.received_at)},
        {.key = say(c, MSG_desk_list_due), .value = desk_when(c, d.due_at)},
        {.key = say(c, MSG_desk_intake_return),
         .value = say(c, d.return_form ? MSG_desk_intake_return_post : MSG_desk_intake_return_counter)},
        {.key = say(c, MSG_desk_intake_papers), .value = handed},
        {.key = say(c, MSG_desk_fee_owed), .value = owed},
        {.key = say(c, MSG_desk_fee_case), .value = fees},
    };
    struct summary_row *rows = NEW_ARRAY(c->arena, struct summary_row, COUNT(all));
    size_t n = 0;
    for (size_t i = 0; i < COUNT(all); i++)
        if (all[i].value.n)
            rows[n++] = all[i];
    struct desk_slip_view v = {
        .shell = shell_of(c, r, MSG_desk_slip_title),
        .code = d.code,
        .next = S("/desk/intake"),
        .receipt = {.unit = c->actor->unit_name,
                    .code = d.code,
                    .check = dossier_check_shown(c->arena, d.check_value),
                    .rows = rows,
                    .rows_n = n,
                    .pdf = str_printf(c->arena, "/desk/dossiers/" STR_FMT "/print/01", STR_ARG(d.code))}};
    desk_slip_html(o, &v);
    return OK;
}

static const struct route routes[] = {
    {"desk.intake.find", METHOD_GET, "/desk/intake", PERM_DOSSIER_INTAKE, &intake_find_input, intake_find, 0,
     "Which procedure is somebody at the counter about", NULL, NULL},
    {"desk.intake.form", METHOD_GET, "/desk/intake/{code}", PERM_DOSSIER_INTAKE, &intake_code_input, intake_show, 0,
     "The form of a paper dossier", NULL, NULL},
    {"desk.intake", METHOD_POST, "/desk/intake/{code}", PERM_DOSSIER_INTAKE, &intake_input, intake_take, ROUTE_FILES,
     "Takes a paper dossier in, or looks its owner up; a look-up is journaled", intake_show, NULL},
    {"desk.fill.form", METHOD_GET, "/desk/dossiers/{code}/answers", PERM_DOSSIER_INTAKE, &desk_fill_shown,
     desk_fill_show, 0, "The form of a dossier that came on paper", NULL, NULL},
    {"desk.fill", METHOD_POST, "/desk/dossiers/{code}/answers", PERM_DOSSIER_INTAKE, &desk_fill_sent, desk_fill_save, 0,
     "Keeps what the paper form says; journaled", desk_fill_again, NULL},
    {"desk.slip", METHOD_GET, "/desk/dossiers/{code}/slip", PERM_DOSSIER_READ, &slip_input, intake_slip, 0,
     "The receipt of a dossier on the screen", NULL, NULL},
};
const struct room desk_intake = {"desk", routes, COUNT(routes)};
