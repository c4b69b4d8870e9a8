/* Answers for the forms of invented dossiers. Nothing here knows a form: a question gets something plausible for its
 * type, and the engine that judges real filings says what is still missing or wrong, until it finds nothing. */
#include "app/demo.h"
#include "core/eform/check.h"
#include "core/eform/profile.h"
#include "core/eform/store.h"

enum { ROUNDS_MAX = 40, JSON_MAX = 1 << 20, YEAR_DAYS = 365, GROWN = 20, OLD = 60 };

struct inventing {
    struct ctx *c;
    struct demo *d;
    const struct eform *form;
    struct answers answers;
    struct eform_state *st;
};

/* What people write where a form leaves the words to them, by the name of the question. */
static const struct {
    const char *name, *text;
} phrases[] = {
    {"xa", "phường Tân Phong"},
    {"chi_tiet", "Bản minh hoạ"},
    {"so_thua", "112"},
    {"so_to", "24"},
    {"ly_do", "Bổ sung giấy tờ trong hồ sơ cá nhân (minh hoạ)."},
    {"noi_dung", "Đề nghị giải quyết theo quy định; nội dung này được đặt ra để minh hoạ."},
    {"muc_dich", "Bổ sung hồ sơ vay vốn (minh hoạ)"},
    {"nguyen_nhan", "Tuổi già"},
    {"noi_dang_ky", "Ủy ban nhân dân phường Tân Phong"},
    {"quan_he", "Con"},
    {"quan_he_khac", "Cháu"},
    {"tren_duong", "Tổ 3, phường Tân Phong"},
    {"ten_ho", "Hộ kinh doanh Bản Minh Hoạ"},
    {"ten_co_so", "Cơ sở Minh Hoạ"},
    {"ten_to_chuc", "Hợp tác xã Minh Hoạ"},
    {"ten_van_ban", "Giấy uỷ quyền (minh hoạ)"},
    {"ten", "Bán lẻ hàng tạp hóa"},
    {"ma", "4711"},
    {"so_phat_hanh", "BK 123456"},
    {"ghi_chu", "Nhờ nhắn tin khi có kết quả (minh hoạ)."},
    {"ngan_hang", "Ngân hàng Minh Hoạ"},
    {"so_tai_khoan", "0000000000"},
    {"don_vi_thiet_ke", "Công ty Thiết kế Minh Hoạ"},
};

static struct str phrase(const struct eform_slot *slot)
{
    for (size_t i = 0; i < COUNT(phrases); i++)
        if (str_eqc(slot->field->name, phrases[i].name))
            return str_from(phrases[i].text);
    return S("12/2024");
}

static struct str number(struct inventing *v, uint64_t n)
{
    return str_printf(v->c->arena, "%llu", (unsigned long long)n);
}

/* Bounds are hundredths; without them a small count. */
static struct str amount(struct inventing *v, const struct eform_field *f)
{
    int64_t least = f->least.set ? f->least.n / 100 : 1, most = f->most.set ? f->most.n / 100 : least + 9;
    int64_t room = most - least < 9 ? most - least : 9;
    return number(v, (uint64_t)least + demo_pick(v->d, (uint64_t)room + 1) * (f->type == EFORM_MONEY ? 1000000 : 1));
}

static bool is_birth(const struct inventing *v, const struct eform_slot *slot)
{
    for (size_t i = 0; i < v->st->slots_n; i++)
        if (v->st->slots[i].field && str_eq(v->st->slots[i].field->birth, slot->field->path))
            return true;
    return false;
}

static int32_t limit(const struct inventing *v, const struct eform_bound *b, int32_t otherwise)
{
    return !b->set ? otherwise : (int32_t)b->n + (b->from_today ? v->st->today.n : 0);
}

/* Grown people's birth days lie decades back; other days of a form are recent, or as old as it takes. */
static struct str some_day(struct inventing *v, const struct eform_slot *slot, size_t round)
{
    int32_t today = v->st->today.n, from = today - (round < 8 ? YEAR_DAYS : OLD * YEAR_DAYS), to = today;
    if (is_birth(v, slot) && round % 2 == 0) {
        from = today - OLD * YEAR_DAYS;
        to = today - GROWN * YEAR_DAYS - OLD;
    }
    from = limit(v, &slot->field->least, from);
    to = limit(v, &slot->field->most, to);
    return day_iso_str(v->c->arena,
                       (struct day){from + (int32_t)demo_pick(v->d, to > from ? (uint64_t)(to - from) + 1 : 1)});
}

/* In a row of a repeat "cha_me.*.ngay_sinh" is the one of the same row. */
static const struct eform_slot *beside(const struct inventing *v, const struct eform_slot *slot, struct str path)
{
    return eform_slot_find(v->st, logic_path_in_row(v->c->arena, path, slot->row));
}

/* A number that agrees with the birth day and sex answered beside it. */
static struct str person_number(struct inventing *v, const struct eform_slot *slot)
{
    const struct eform_slot *birth = beside(v, slot, slot->field->birth), *sex = beside(v, slot, slot->field->sex);
    int64_t year = 1965 + (int64_t)demo_pick(v->d, 38);
    bool female = demo_pick(v->d, 2) == 1;
    if (birth && birth->canonical.n)
        (void)str_to_i64(str_sub(birth->canonical, 0, 4), &year);
    if (sex && sex->canonical.n)
        female = str_eqc(sex->canonical, "nu");
    return demo_card_number(v->c, v->d, year, female);
}

static struct str tax_number(struct inventing *v)
{
    struct str out, try = S("");
    for (uint64_t last = 0; last < 10; last++) {
        try = str_printf(v->c->arena, "620009999%llu", (unsigned long long)last);
        if (check_org_id(v->c->arena, try, &out) == CHECK_OK)
            break;
    }
    return try;
}

/* The province is this one, the nation its own, and most people file for themselves. */
static bool is_usual(const struct eform_option *o)
{
    return str_eqc(o->label.vi, "Lai Châu") || str_eqc(o->label.vi, "Việt Nam") || str_eqc(o->value, "ban_than");
}

static struct str choice(struct inventing *v, const struct eform_field *f)
{
    const struct eform_option **good = NEW_ARRAY(v->c->arena, const struct eform_option *, f->options_n + 1);
    size_t n = 0;
    for (size_t i = 0; i < f->options_n; i++) {
        if (eform_option_valid(&f->options[i], v->st->today))
            good[n++] = &f->options[i];
        if (n && good[n - 1] == &f->options[i] && is_usual(&f->options[i]))
            return f->options[i].value;
    }
    return n ? good[demo_pick(v->d, n)]->value : S("");
}

static struct str invent(struct inventing *v, const struct eform_slot *slot, size_t round)
{
    switch ((int)slot->field->type) {
    case EFORM_NAME: return demo_person_name(v->c, v->d);
    case EFORM_PERSON_ID: return person_number(v, slot);
    case EFORM_ORG_ID: return tax_number(v);
    case EFORM_DATE:
    case EFORM_PARTIAL_DATE: return some_day(v, slot, round);
    case EFORM_TIME: return S("07:30");
    case EFORM_PHONE: return S("0912000000");
    case EFORM_EMAIL: return S("minh-hoa@example.vn");
    case EFORM_MONEY:
    case EFORM_INTEGER:
    case EFORM_DECIMAL: return amount(v, slot->field);
    case EFORM_YESNO: return demo_pick(v->d, 4) ? S("false") : S("true");
    case EFORM_DECLARATION: return S("true");
    case EFORM_CHOICE:
    case EFORM_MULTI:
    case EFORM_ETHNIC:
    case EFORM_NATIONALITY:
    case EFORM_UNIT: return choice(v, slot->field);
    default: return phrase(slot);
    }
}

/* A day may be impossible only because of another day that is right by itself: now and then all are drawn anew. */
static bool is_drawn_anew(const struct eform_slot *slot, size_t round)
{
    return round % 6 == 5 && slot->typed.n && !slot->source.n && slot->field->type == EFORM_DATE;
}

/* Every second optional question is passed over, as people do. */
static bool wants_answer(struct inventing *v, const struct eform_slot *slot, size_t round)
{
    if (is_drawn_anew(slot, round))
        return true;
    if (slot->fault)
        return slot->field->required;
    if (slot->typed.n)
        return false;
    return slot->field->required || (round == 0 && demo_pick(v->d, 2));
}

static void one_round(struct inventing *v, size_t round)
{
    for (size_t i = 0; i < v->st->slots_n; i++) {
        const struct eform_slot *slot = &v->st->slots[i];
        if (!slot->page || !slot->field || !slot->shown || slot->field->compute || slot->field->children_n)
            continue;
        if (wants_answer(v, slot, round))
            answers_set(&v->answers, slot->name, invent(v, slot, round));
        else if (slot->fault)
            answers_remove(&v->answers, slot->name);
    }
}

static enum rc settle(struct inventing *v, const struct eform_calendar *calendar)
{
    for (size_t round = 0; round < ROUNDS_MAX; round++) {
        v->st = eform_judge(v->c, v->form, &v->answers, calendar);
        if (round && eform_page_check(v->c, v->st, NULL) == OK)
            return OK;
        one_round(v, round);
    }
    return fail_detail(v->c, UNAVAILABLE, "demo: no answers found for form " STR_FMT ", last at " STR_FMT,
                       STR_ARG(v->form->name), STR_ARG(v->c->faults_n ? v->c->faults[0].field : S("")));
}

/* What the form asks of this applicant, and nothing that is only shown at the counter. */
static void attach(struct inventing *v, const struct kept_file *file, struct demo_filing *f)
{
    struct new_paper *papers = NEW_ARRAY(v->c->arena, struct new_paper, v->form->papers_n + 1);
    struct str *present = NEW_ARRAY(v->c->arena, struct str, v->form->papers_n + 1);
    for (size_t i = 0; i < v->form->papers_n; i++) {
        const struct eform_paper *p = &v->form->papers[i];
        if (!eform_paper_required(v->c->arena, v->st, p))
            continue;
        present[f->papers_n] = p->id;
        papers[f->papers_n++] = (struct new_paper){p->id, p->name.vi, *file};
    }
    f->papers = papers;
    f->present = present;
}

enum rc demo_file(struct ctx *c, struct demo *d, const struct procedure *p, int64_t unit_id, int64_t person_id,
                  const struct kept_file *file, struct demo_filing *out)
{
    struct inventing v = {.c = c, .d = d, .answers = answers_new(c->arena)};
    struct eform_calendar calendar;
    struct buf b = buf_new(c->arena, JSON_MAX);
    *out = (struct demo_filing){0};
    TRY(eform_of(c, p, &v.form));
    TRY(eform_calendar_of(c, unit_id, &calendar));
    TRY(answers_from_person(c, v.form, person_id, &v.answers));
    TRY(settle(&v, &calendar));
    attach(&v, file, out);
    TRY(eform_submit_check(c, v.st, out->present, out->papers_n));
    json_write_canonical(&b, eform_result_json(c->arena, v.st));
    out->answers = buf_str(&b);
    out->form_name = v.form->name;
    return OK;
}
