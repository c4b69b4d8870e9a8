/* judge.c: the judgement over a set of answers. Three passes over the questions in page order: lay out (one slot a
 * question, one for each row of a repeat), show and read (conditions look back only, so one pass settles them), check
 * (required, agreement between answers, rules). */
#include "core/eform/answers.h"

#include "base/message.h"
#include "base/text.h"
#include "core/eform/check.h"

enum { YEARS_BELOW = 1000000 }; /* hundredths: four digits may be a year, which is written without a point */

/* ---- laying out ---- */

struct layout {
    struct eform_state *st;
    const struct eform_page *page;
};

/* Rows a person has touched: the greatest row number among the answers, and one. */
static size_t rows_typed(const struct answers *s, struct str repeat)
{
    size_t rows = 0;
    for (size_t i = 0; i < s->n; i++) {
        struct str rest = s->rows[i].path, step;
        int64_t row;
        if (!str_starts(rest, repeat) || rest.n <= repeat.n || rest.p[repeat.n] != '.')
            continue;
        rest = str_sub(rest, repeat.n + 1, rest.n);
        step = str_cut(&rest, '.');
        if (str_to_i64(step, &row) && row >= 0 && row < EFORM_ROWS_MAX && (size_t)row + 1 > rows)
            rows = (size_t)row + 1;
    }
    return rows;
}

static size_t rows_of(const struct answers *s, const struct eform_field *f, struct str name)
{
    size_t rows = rows_typed(s, name);
    rows = rows < f->least_rows ? f->least_rows : rows;
    return rows > f->most_rows ? f->most_rows : rows;
}

static struct eform_slot *new_slot(struct layout *l, const struct eform_question *ask, const struct eform_field *field,
    struct eform_slot *parent, struct str name)
{
    struct eform_state *st = l->st;
    struct eform_slot *slot = &st->slots[st->slots_n++];
    const struct answer *a = answers_find(st->answers, name);
    *slot = (struct eform_slot){.ask = ask, .field = field, .page = l->page, .name = name, .parent = parent};
    if (parent != NULL)
        slot->row = parent->row;
    if (a != NULL) {
        slot->typed = a->text;
        slot->source = a->source;
    }
    return slot;
}

static void lay_asks(struct layout *l, const struct eform_question *asks, size_t n, struct eform_slot *parent,
    struct str prefix,
    struct str row);

static void lay_rows(struct layout *l, struct eform_slot *slot)
{
    struct arena *a = l->st->arena;
    slot->rows = rows_of(l->st->answers, slot->field, slot->name);
    for (size_t i = 0; i < slot->rows; i++) {
        struct str row = str_printf(a, "%zu", i);
        lay_asks(l, slot->ask->asks, slot->ask->asks_n, slot, STR_CAT(a, slot->name, S("."), row, S(".")), row);
    }
}

static void lay_asks(struct layout *l, const struct eform_question *asks, size_t n, struct eform_slot *parent,
    struct str prefix,
    struct str row)
{
    struct eform_state *st = l->st;
    for (size_t i = 0; i < n && st->slots_n < EFORM_SLOTS_MAX; i++) {
        struct str own = asks[i].field != NULL ? asks[i].field->name : S("");
        struct str name = STR_CAT(st->arena, prefix, own);
        struct eform_slot *slot = new_slot(l, &asks[i], asks[i].field, parent, own.n > 0 ? name : own);
        if (row.n > 0)
            slot->row = row;
        if (asks[i].field != NULL && asks[i].field->type == EFORM_REPEAT)
            lay_rows(l, slot);
        else
            lay_asks(l, asks[i].asks, asks[i].asks_n, slot, STR_CAT(st->arena, name, S(".")), row);
        slot->parts = (size_t)(&st->slots[st->slots_n] - slot) - 1;
    }
}

static bool is_asked(const struct eform_state *st, const struct eform_field *f)
{
    for (size_t i = 0; i < st->slots_n; i++)
        if (st->slots[i].field == f)
            return true;
    return false;
}

/* Sums nobody is shown have a slot too, on no page. */
static void lay_sums(struct layout *l)
{
    const struct eform *f = l->st->form;
    l->page = NULL;
    for (size_t i = 0; i < f->fields_n && l->st->slots_n < EFORM_SLOTS_MAX; i++)
        if (f->fields[i].compute != NULL && !is_asked(l->st, &f->fields[i]))
            new_slot(l, NULL, &f->fields[i], NULL, f->fields[i].path)->shown = true;
}

/* ---- what an expression sees ---- */

const struct eform_slot *eform_slot_find(const struct eform_state *st, struct str name)
{
    for (size_t i = 0; name.n > 0 && i < st->slots_n; i++)
        if (str_eq(st->slots[i].name, name))
            return &st->slots[i];
    return NULL;
}

static bool is_leaf(const struct eform_slot *slot)
{
    return slot->field != NULL && slot->field->children_n == 0;
}

/* The members of a row or an address that were answered. */
static struct logic_value object_of(const struct eform_state *st, const struct eform_slot *parent, struct str row)
{
    struct logic_value *items = NEW_ARRAY(st->arena, struct logic_value, parent->parts + 1);
    struct str *keys = NEW_ARRAY(st->arena, struct str, parent->parts + 1);
    size_t n = 0;
    for (size_t i = 1; i <= parent->parts; i++) {
        const struct eform_slot *slot = parent + i;
        if (slot->parent != parent || !str_eq(slot->row, row) || !slot->answered || !is_leaf(slot))
            continue;
        keys[n] = slot->field->name;
        items[n++] = slot->value;
    }
    return (struct logic_value){.kind = LOGIC_OBJECT, .items = items, .keys = keys, .items_n = n};
}

static struct logic_value rows_value(const struct eform_state *st, const struct eform_slot *repeat)
{
    struct logic_value *items = NEW_ARRAY(st->arena, struct logic_value, repeat->rows + 1);
    size_t n = 0;
    for (size_t i = 0; i < repeat->rows; i++) {
        struct logic_value row = object_of(st, repeat, str_printf(st->arena, "%zu", i));
        if (row.items_n > 0)
            items[n++] = row;
    }
    return (struct logic_value){.kind = LOGIC_LIST, .items = items, .items_n = n};
}

static void sum_slot(struct eform_state *st, struct eform_slot *slot);

static bool state_var(const struct logic_data *d, struct arena *a, struct str path, struct logic_value *out)
{
    (void)a;
    struct eform_state *const *of = d->of;
    struct eform_state *st = *of;
    const struct eform_slot *found = eform_slot_find(st, path);
    if (found == NULL || (!found->shown && found->field->compute == NULL))
        return false;
    if (found->field->compute != NULL)
        sum_slot(st, &st->slots[found - st->slots]);
    if (is_leaf(found)) {
        *out = found->value;
        return found->answered;
    }
    *out = found->field->type == EFORM_REPEAT ? rows_value(st, found) : object_of(st, found, found->row);
    return out->items_n > 0;
}

static bool state_workdays(const struct logic_data *d, struct day from, int64_t n, struct day *out)
{
    struct eform_state *const *of = d->of;
    const struct eform_calendar *calendar = (*of)->calendar;
    return calendar != NULL && calendar->workdays_add(calendar->of, from, n, out);
}

static bool holds(struct eform_state *st, const struct logic *l, struct str row)
{
    struct logic_data d = {.var = state_var, .workdays_add = state_workdays, .of = &st, .today = st->today, .row = row};
    return logic_holds(st->arena, l, &d);
}

/* ---- reading one answer ---- */

static void fault(struct eform_slot *slot, int msg, struct str arg)
{
    if (slot->fault != 0)
        return;
    slot->fault = msg;
    slot->fault_arg = arg;
}

/* The sentence for what a reader found; types share what they can. */
static int sentence_of(enum eform_type t, enum check c)
{
    static const struct { enum eform_type type; enum check check; int msg; } rows[] = {
        {EFORM_PERSON_ID, CHECK_LETTERS, MSG_eform_fault_digits_only},
        {EFORM_PERSON_ID, CHECK_LENGTH, MSG_eform_fault_person_id_length},
        {EFORM_PERSON_ID, CHECK_PLACE, MSG_eform_fault_person_id_place},
        {EFORM_PERSON_ID, CHECK_YEAR, MSG_eform_fault_person_id_year},
        {EFORM_ORG_ID, CHECK_LETTERS, MSG_eform_fault_digits_only},
        {EFORM_ORG_ID, CHECK_LENGTH, MSG_eform_fault_org_id_length},
        {EFORM_ORG_ID, CHECK_SUM, MSG_eform_fault_org_id_sum},
        {EFORM_PHONE, CHECK_LETTERS, MSG_eform_fault_phone},
        {EFORM_PHONE, CHECK_LENGTH, MSG_eform_fault_phone},
        {EFORM_PHONE, CHECK_FORM, MSG_eform_fault_phone},
        {EFORM_EMAIL, CHECK_FORM, MSG_eform_fault_email},
        {EFORM_NAME, CHECK_LETTERS, MSG_eform_fault_name},
        {EFORM_DATE, CHECK_FORM, MSG_eform_fault_date},
        {EFORM_DATE, CHECK_REAL, MSG_eform_fault_date_real},
        {EFORM_PARTIAL_DATE, CHECK_FORM, MSG_eform_fault_partial_date},
        {EFORM_PARTIAL_DATE, CHECK_REAL, MSG_eform_fault_date_real},
        {EFORM_TIME, CHECK_FORM, MSG_eform_fault_time},
        {EFORM_TIME, CHECK_REAL, MSG_eform_fault_time},
        {EFORM_MONEY, CHECK_FORM, MSG_eform_fault_money},
        {EFORM_INTEGER, CHECK_FORM, MSG_eform_fault_integer},
        {EFORM_DECIMAL, CHECK_FORM, MSG_eform_fault_decimal},
        {EFORM_YESNO, CHECK_FORM, MSG_eform_fault_choose},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].type == t && rows[i].check == c)
            return rows[i].msg;
    return c == CHECK_RANGE ? MSG_eform_fault_big : MSG_eform_fault_unreadable;
}

/* The canonical text of an answer by its type. Free text is its own form. */
static enum check read_typed(struct eform_state *st, enum eform_type t, struct str typed, struct str *out)
{
    switch ((int)t) {
    case EFORM_NAME: return check_name(st->arena, typed, out);
    case EFORM_PERSON_ID: return check_person_id(st->arena, typed, st->today, out);
    case EFORM_ORG_ID: return check_org_id(st->arena, typed, out);
    case EFORM_DATE: return check_date(st->arena, typed, out);
    case EFORM_PARTIAL_DATE: return check_partial_date(st->arena, typed, out);
    case EFORM_TIME: return check_time(st->arena, typed, out);
    case EFORM_PHONE: return check_phone(st->arena, typed, out);
    case EFORM_EMAIL: return check_email(st->arena, typed, out);
    case EFORM_MONEY:
    case EFORM_INTEGER: return check_integer(st->arena, typed, out);
    case EFORM_DECIMAL: return check_decimal(st->arena, typed, out);
    case EFORM_YESNO:
    case EFORM_DECLARATION: return check_yesno(typed, out);
    default: *out = typed; return CHECK_OK;
    }
}

static struct logic_value list_value(struct arena *a, struct str joined)
{
    struct logic_value *items = NEW_ARRAY(a, struct logic_value, joined.n + 1);
    size_t n = 0;
    while (joined.n > 0)
        items[n++] = logic_text(str_cut(&joined, ','));
    return (struct logic_value){.kind = LOGIC_LIST, .items = items, .items_n = n};
}

static struct logic_value value_of(struct arena *a, enum eform_type t, struct str canonical)
{
    int64_t n = 0;
    switch ((int)t) {
    case EFORM_MONEY:
    case EFORM_INTEGER:
    case EFORM_DECIMAL: return logic_number_parse(canonical, &n) ? logic_hundredths(n) : logic_null();
    case EFORM_YESNO:
    case EFORM_DECLARATION: return logic_bool(str_eqc(canonical, "true"));
    case EFORM_MULTI: return list_value(a, canonical);
    default: return logic_text(canonical);
    }
}

/* ---- the schema of one answer ---- */

static bool is_number(enum eform_type t)
{
    return t == EFORM_MONEY || t == EFORM_INTEGER || t == EFORM_DECIMAL;
}

static struct str bound_text(const struct eform_state *st, const struct eform_field *f, int64_t n)
{
    struct buf b = buf_new(st->arena, 40);
    struct logic_value v = logic_hundredths(n);
    if (f->type == EFORM_DATE)
        write_day(&b, st->lang, (struct day){(int32_t)n});
    else if (n % 100 == 0 && n < YEARS_BELOW)
        buf_printf(&b, "%lld", (long long)n / 100);
    else if (n % 100 == 0)
        write_int(&b, st->lang, n / 100);
    else
        buf_put(&b, logic_value_text(st->arena, &v));
    return buf_str(&b);
}

static void check_bound(const struct eform_state *st, struct eform_slot *slot, const struct eform_bound *b, int64_t n,
    bool least)
{
    const struct eform_field *f = slot->field;
    int64_t limit = b->from_today ? st->today.n + b->n : b->n;
    if (!b->set || (least ? n >= limit : n <= limit))
        return;
    bool today = b->from_today && b->n == 0;
    if (f->type == EFORM_DATE && today)
        fault(slot, least ? MSG_eform_fault_date_past : MSG_eform_fault_date_future, S(""));
    else if (f->type == EFORM_DATE)
        fault(slot, least ? MSG_eform_fault_date_least : MSG_eform_fault_date_most, bound_text(st, f, limit));
    else
        fault(slot, least ? MSG_eform_fault_least : MSG_eform_fault_most, bound_text(st, f, limit));
}

static void check_bounds(const struct eform_state *st, struct eform_slot *slot)
{
    struct day d;
    int64_t n = 0;
    if (is_number(slot->field->type))
        n = slot->value.hundredths;
    else if (slot->field->type == EFORM_DATE && day_parse(slot->canonical, &d))
        n = d.n;
    else
        return;
    check_bound(st, slot, &slot->field->least, n, true);
    check_bound(st, slot, &slot->field->most, n, false);
}

static void check_length(const struct eform_state *st, struct eform_slot *slot)
{
    size_t n = text_length(slot->canonical);
    if (slot->field->type == EFORM_MULTI)
        return;
    if ((slot->field->type == EFORM_TEXT || slot->field->type == EFORM_NAME) &&
        text_has_pictures(slot->canonical))
        fault(slot, MSG_field_pictures, S(""));
    if (n > slot->field->most_length)
        fault(slot, MSG_eform_fault_long, str_printf(st->arena, "%zu", slot->field->most_length));
    if (n < slot->field->least_length)
        fault(slot, MSG_eform_fault_short, str_printf(st->arena, "%zu", slot->field->least_length));
}

/* Codes have days: a province that is no more cannot be chosen, but may stand in what was filed before. */
static bool is_option(const struct eform_state *st, const struct eform_field *f, struct str value)
{
    for (size_t i = 0; i < f->options_n; i++)
        if (str_eq(f->options[i].value, value) && eform_option_valid(&f->options[i], st->today))
            return true;
    return false;
}

static void check_options(const struct eform_state *st, struct eform_slot *slot)
{
    struct str all = slot->canonical;
    while (slot->field->options_n > 0 && all.n > 0) {
        struct str one = slot->field->type == EFORM_MULTI ? str_cut(&all, ',') : all;
        if (!is_option(st, slot->field, one))
            fault(slot, MSG_eform_fault_choose, S(""));
        if (slot->field->type != EFORM_MULTI)
            break;
    }
}

static void read_slot(struct eform_state *st, struct eform_slot *slot)
{
    if (slot->typed.n == 0 || !is_leaf(slot))
        return;
    enum check c = read_typed(st, slot->field->type, slot->typed, &slot->canonical);
    if (c != CHECK_OK) {
        slot->canonical = S("");
        fault(slot, sentence_of(slot->field->type, c), S(""));
        return;
    }
    slot->value = value_of(st->arena, slot->field->type, slot->canonical);
    check_length(st, slot);
    check_options(st, slot);
    check_bounds(st, slot);
    slot->answered = slot->fault == 0;
}

/* A sum takes the place of whatever a browser sent under its name. */
static void sum_slot(struct eform_state *st, struct eform_slot *slot)
{
    if (slot->judged)
        return;
    slot->judged = true;
    struct logic_data d = {.var = state_var, .workdays_add = state_workdays, .of = &st, .today = st->today,
        .row = slot->row};
    slot->typed = slot->canonical = slot->source = S("");
    slot->value = logic_eval(st->arena, slot->field->compute, &d);
    slot->answered = slot->value.kind != LOGIC_NULL && slot->value.kind != LOGIC_NAN &&
        slot->value.kind != LOGIC_OBJECT;
    if (slot->answered)
        slot->canonical = logic_value_text(st->arena, &slot->value);
}

/* ---- pass two: show and read ---- */

/* Nothing typed in any slot of the row, in a row beyond those that must be there. */
static bool row_is_blank(const struct eform_slot *repeat, struct str row)
{
    int64_t n;
    if (str_to_i64(row, &n) && n >= 0 && (size_t)n < repeat->field->least_rows)
        return false;
    for (size_t i = 1; i <= repeat->parts; i++)
        if (str_eq(repeat[i].row, row) && repeat[i].typed.n > 0)
            return false;
    return true;
}

static void judge_slot(struct eform_state *st, struct eform_slot *slot, bool page_shown)
{
    const struct eform_slot *up = slot->parent;
    slot->shown = page_shown && (up == NULL || up->shown) && holds(st, slot->ask->when, slot->row);
    slot->blank = up != NULL && (up->blank || (up->field->type == EFORM_REPEAT && row_is_blank(up, slot->row)));
    if (slot->field == NULL || !slot->shown)
        return;
    if (slot->field->compute != NULL)
        sum_slot(st, slot);
    else
        read_slot(st, slot);
    slot->judged = true;
}

static void judge_pages(struct eform_state *st, bool *page_shown)
{
    const struct eform_page *page = NULL;
    bool shown = true;
    for (size_t i = 0; i < st->slots_n; i++) {
        struct eform_slot *slot = &st->slots[i];
        if (slot->page != page && slot->page != NULL) {
            page = slot->page;
            shown = holds(st, page->when, S(""));
            page_shown[page - st->form->pages] = shown;
        }
        if (slot->page != NULL)
            judge_slot(st, slot, shown);
        else
            sum_slot(st, slot);
    }
}

/* ---- pass three: check ---- */

/* Digits 4 to 6 of a person's number must agree with the birth date and sex answered beside it. */
static void check_agreement(struct eform_state *st, struct eform_slot *slot)
{
    const struct eform_slot *birth = eform_slot_find(st, logic_path_in_row(st->arena, slot->field->birth, slot->row));
    const struct eform_slot *sex = eform_slot_find(st, logic_path_in_row(st->arena, slot->field->sex, slot->row));
    int64_t year;
    if (birth != NULL && birth->answered && str_to_i64(str_sub(birth->canonical, 0, 4), &year) &&
        year != person_id_year(slot->canonical))
        fault(slot, MSG_eform_fault_person_id_birth, str_sub(birth->canonical, 0, 4));
    if (sex != NULL && sex->answered && (str_eqc(sex->canonical, "nam") || str_eqc(sex->canonical, "nu")) &&
        str_eqc(sex->canonical, "nu") != person_id_female(slot->canonical))
        fault(slot, MSG_eform_fault_person_id_sex, S(""));
}

static int missing_sentence(enum eform_type t)
{
    switch ((int)t) {
    case EFORM_YESNO:
    case EFORM_CHOICE:
    case EFORM_MULTI:
    case EFORM_ETHNIC:
    case EFORM_NATIONALITY: return MSG_eform_fault_required_choice;
    case EFORM_DECLARATION: return MSG_eform_fault_required_declaration;
    default: return MSG_eform_fault_required;
    }
}

static void check_required(struct eform_slot *slot)
{
    const struct eform_field *f = slot->field;
    if (!f->required || slot->blank || f->compute != NULL || !is_leaf(slot) || slot->fault != 0)
        return;
    if (slot->typed.n == 0 || (f->type == EFORM_DECLARATION && !slot->value.truth))
        fault(slot, missing_sentence(f->type), S(""));
}

static void check_rule(struct eform_state *st, const struct eform_rule *rule)
{
    for (size_t i = 0; i < st->slots_n; i++) {
        struct eform_slot *slot = &st->slots[i];
        bool here = slot->field != NULL && slot->shown && !slot->blank && slot->fault == 0 && slot->page != NULL;
        if (here && str_eq(slot->field->path, rule->at) && holds(st, rule->broken, slot->row))
            fault(slot, MSG_eform_fault_rule, eform_label_in(&rule->error, st->lang));
    }
}

static void check_slots(struct eform_state *st)
{
    for (size_t i = 0; i < st->slots_n; i++) {
        struct eform_slot *slot = &st->slots[i];
        if (slot->field == NULL || !slot->shown || slot->page == NULL)
            continue;
        check_required(slot);
        if (slot->field->type == EFORM_PERSON_ID && slot->answered)
            check_agreement(st, slot);
    }
    for (size_t i = 0; i < st->form->rules_n; i++)
        check_rule(st, &st->form->rules[i]);
}

struct eform_state *eform_judge(struct ctx *c, const struct eform *f, const struct answers *s,
    const struct eform_calendar *calendar)
{
    return eform_judge_on(c, f, s, calendar, day_of(c->now));
}

struct eform_state *eform_judge_on(struct ctx *c, const struct eform *f, const struct answers *s,
    const struct eform_calendar *calendar, struct day today)
{
    struct eform_state *st = NEW(c->arena, struct eform_state);
    bool *page_shown = NEW_ARRAY(c->arena, bool, f->pages_n + 1);
    *st = (struct eform_state){.form = f, .answers = s, .arena = c->arena, .today = today, .lang = c->lang,
        .calendar = calendar, .page_shown = page_shown,
        .slots = arena_room(c->arena, EFORM_SLOTS_MAX * sizeof(struct eform_slot))};
    struct layout l = {.st = st};
    for (size_t i = 0; i < f->pages_n; i++) {
        l.page = &f->pages[i];
        lay_asks(&l, l.page->asks, l.page->asks_n, NULL, S(""), S(""));
    }
    lay_sums(&l);
    judge_pages(st, page_shown);
    check_slots(st);
    return st;
}

/* ---- telling ---- */

static struct str slot_label(const struct eform_state *st, const struct eform_slot *slot)
{
    if (slot->ask->label_msg != 0)
        return msg_text(st->arena, st->lang, (enum msg)slot->ask->label_msg, NULL, 0);
    return eform_label_in(&slot->ask->label, st->lang);
}

static void tell(struct ctx *c, const struct eform_state *st, const struct eform_page *page, bool given)
{
    for (size_t i = 0; i < st->slots_n; i++) {
        const struct eform_slot *slot = &st->slots[i];
        bool here = slot->shown && (page == NULL || slot->page == page);
        if (slot->fault != 0 && here && (!given || slot->typed.n > 0))
            fault_add(c, slot->fault, slot->name, slot_label(st, slot), slot->fault_arg);
    }
}

enum rc eform_page_check(struct ctx *c, const struct eform_state *st, const struct eform_page *page)
{
    c->faults_n = 0;
    tell(c, st, page, false);
    return faults_rc(c);
}

enum rc eform_given_check(struct ctx *c, const struct eform_state *st)
{
    c->faults_n = 0;
    tell(c, st, NULL, true);
    return faults_rc(c);
}

bool eform_paper_required(struct arena *a, const struct eform_state *st, const struct eform_paper *p)
{
    struct logic_data d = {.var = state_var, .workdays_add = state_workdays, .of = &st, .today = st->today};
    return p->required || (p->when != NULL && logic_holds(a, p->when, &d));
}

static bool is_present(const struct str *present, size_t n, struct str id)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(present[i], id))
            return true;
    return false;
}

enum rc eform_submit_check(struct ctx *c, const struct eform_state *st, const struct str *present, size_t present_n)
{
    c->faults_n = 0;
    tell(c, st, NULL, false);
    for (size_t i = 0; i < st->form->papers_n; i++) {
        const struct eform_paper *p = &st->form->papers[i];
        if (eform_paper_required(c->arena, st, p) && !is_present(present, present_n, p->id))
            fault_add(c, MSG_eform_fault_paper, str_printf(c->arena, "paper." STR_FMT, STR_ARG(p->id)),
                eform_label_in(&p->name, c->lang), S(""));
    }
    return faults_rc(c);
}

static void keep_slot(struct answers *kept, const struct eform_slot *slot)
{
    if (slot->shown && slot->answered && slot->fault == 0 && is_leaf(slot) && slot->canonical.n > 0)
        answers_set_from(kept, slot->name, slot->canonical, slot->source);
}

struct json *eform_result_json(struct arena *a, const struct eform_state *st)
{
    struct answers kept = answers_new(a);
    for (size_t i = 0; i < st->slots_n; i++)
        keep_slot(&kept, &st->slots[i]);
    return answers_json(a, st->form, &kept, true);
}

struct json *eform_entered_json(struct arena *a, const struct eform_state *st)
{
    struct answers kept = answers_new(a);
    for (size_t i = 0; i < st->slots_n; i++) {
        const struct eform_slot *slot = &st->slots[i];
        if (slot->fault != 0 && slot->shown && slot->typed.n > 0 && is_leaf(slot))
            answers_set(&kept, slot->name, slot->typed);
        else
            keep_slot(&kept, slot);
    }
    return answers_json(a, st->form, &kept, true);
}

/* A condition that stands on an answer still missing may come out either way. */
static bool is_open(const struct eform_state *st, const struct logic *when, struct str row)
{
    for (size_t i = 0; when != NULL && i < when->vars_n; i++) {
        const struct eform_slot *on = eform_slot_find(st, logic_path_in_row(st->arena, when->vars[i], row));
        if (on != NULL && on->shown && on->field != NULL && on->field->required && !on->answered)
            return true;
    }
    return false;
}

static bool is_settled(const struct eform_state *st, const struct eform_slot *slot)
{
    if (slot->shown)
        return slot->answered && slot->value.kind == LOGIC_NUMBER;
    return !is_open(st, slot->ask->when, slot->row) && !is_open(st, slot->page->when, S(""));
}

bool eform_fee_sum(const struct eform_state *st, const struct eform_fee *fee, struct vnd *sum)
{
    bool settled = true;
    *sum = (struct vnd){0};
    for (size_t i = 0; i < st->slots_n; i++) {
        const struct eform_slot *slot = &st->slots[i];
        if (slot->field == NULL || slot->blank || !str_eq(slot->field->path, fee->sum))
            continue;
        settled &= is_settled(st, slot);
        if (slot->shown && slot->value.kind == LOGIC_NUMBER)
            sum->n += slot->value.hundredths / 100;
    }
    return settled;
}

/* ---- walking ---- */

static const struct eform_page *page_from(const struct eform_state *st, size_t i, int step)
{
    for (; i < st->form->pages_n; i += (size_t)step)
        if (st->page_shown[i] && !eform_page_signs(&st->form->pages[i]))
            return &st->form->pages[i];
    return NULL;
}

const struct eform_page *eform_page_first(const struct eform_state *st)
{
    return page_from(st, 0, 1);
}

const struct eform_page *eform_page_next(const struct eform_state *st, const struct eform_page *p)
{
    return page_from(st, (size_t)(p - st->form->pages) + 1, 1);
}

const struct eform_page *eform_page_before(const struct eform_state *st, const struct eform_page *p)
{
    return page_from(st, (size_t)(p - st->form->pages) - 1, -1);
}

bool eform_page_done(const struct eform_state *st, const struct eform_page *p)
{
    for (size_t i = 0; i < st->slots_n; i++)
        if (st->slots[i].page == p && st->slots[i].shown && st->slots[i].fault != 0)
            return false;
    return true;
}
