/* eform_parse.c: reads a form definition. Every fault is collected, so that an author mends the form once. The order is
 * that of the file: data, pages, rules, papers, prefill; cross-checks between them are in eform_lint.c. */
#include "core/eform/eform_lint.h"

#include "base/message.h"
#include "core/eform/check.h"

#include <inttypes.h>

void eform_refuse(struct eform_reading *r, int msg, struct str where, struct str what)
{
    fault_add(r->c, msg, where, what, S(""));
}

struct str eform_where(struct eform_reading *r, struct str at, const char *key)
{
    return str_printf(r->c->arena, STR_FMT "%s%s", STR_ARG(at), at.n > 0 ? "." : "", key);
}

static struct str where_n(struct eform_reading *r, struct str at, const char *key, size_t i)
{
    return str_printf(r->c->arena, STR_FMT "%s%s.%zu", STR_ARG(at), at.n > 0 ? "." : "", key, i + 1);
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool letter = s.p[i] >= 'a' && s.p[i] <= 'z', digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (!letter && !(i > 0 && (digit || s.p[i] == '_')))
            return false;
    }
    return s.n > 0 && s.n <= 40;
}

/* ---- small things ---- */

static struct str text_member(struct eform_reading *r, const struct json *j, const char *key)
{
    return text_nfc(r->c->arena, jv_text_or(json_get(j, key), S("")));
}

static struct eform_label read_label(struct eform_reading *r, const struct json *j)
{
    return (struct eform_label){.vi = text_member(r, j, "vi"), .en = text_member(r, j, "en")};
}

static struct eform_label need_label(struct eform_reading *r, const struct json *j, const char *key, struct str at)
{
    struct eform_label l = read_label(r, json_get(j, key));
    if (l.vi.n == 0)
        eform_refuse(r, MSG_eform_lint_label_missing, eform_where(r, at, key), S(""));
    if (text_length(l.vi) > EFORM_LABEL_MAX || text_length(l.en) > EFORM_LABEL_MAX)
        eform_refuse(r, MSG_eform_lint_label_long, eform_where(r, at, key), l.vi);
    return l;
}

/* Members of an array or object, with the limit told; the caller walks the siblings. */
static const struct json *members(struct eform_reading *r, const struct json *j, size_t most, struct str at, size_t *n)
{
    *n = j != NULL && (j->kind == JV_ARRAY || j->kind == JV_OBJECT) ? (size_t)j->n : 0;
    if (*n > most) {
        eform_refuse(r, MSG_eform_lint_too_many, at, str_printf(r->c->arena, "%zu", most));
        *n = most;
    }
    return jv_first(j);
}

static int logic_message(enum logic_fault why)
{
    static const int messages[] = {
        [LOGIC_ONE_KEY] = MSG_eform_lint_logic_one_key,   [LOGIC_OPERATOR] = MSG_eform_lint_logic_operator,
        [LOGIC_OPERANDS] = MSG_eform_lint_logic_operands, [LOGIC_PATH] = MSG_eform_lint_logic_path,
        [LOGIC_PATTERN] = MSG_eform_lint_logic_pattern,   [LOGIC_TOO_DEEP] = MSG_eform_lint_logic_deep,
        [LOGIC_TOO_MANY] = MSG_eform_lint_logic_many,     [LOGIC_BIG] = MSG_eform_lint_logic_big,
    };
    return messages[why];
}

/* NULL when there is none, or when it is no expression (then told). */
static const struct logic *read_logic(struct eform_reading *r, const struct json *j, struct str at)
{
    enum logic_fault why;
    if (j == NULL)
        return NULL;
    const struct logic *l = logic_compile(r->c->arena, j, &why);
    if (l == NULL)
        eform_refuse(r, logic_message(why), at, S(""));
    return l;
}

/* ---- data: the fields ---- */

static bool type_of_name(struct str name, enum eform_type *out)
{
    for (unsigned t = 0; t < EFORM_TYPE_COUNT; t++)
        if (str_eqc(name, eform_type_name((enum eform_type)t))) {
            *out = (enum eform_type)t;
            return true;
        }
    return false;
}

/* Where `x` is absent the plain type of the schema says enough. */
static enum eform_type type_of(struct eform_reading *r, const struct json *j, struct str at)
{
    static const struct {
        const char *json;
        enum eform_type type;
    } plain[] = {{"string", EFORM_TEXT},
                 {"integer", EFORM_INTEGER},
                 {"number", EFORM_DECIMAL},
                 {"boolean", EFORM_YESNO},
                 {"array", EFORM_REPEAT}};
    enum eform_type t = EFORM_TEXT;
    struct str x = jv_text_or(json_get(j, "x"), S("")), type = jv_text_or(json_get(j, "type"), S(""));
    if (x.n > 0) {
        if (!type_of_name(x, &t) || t == EFORM_NOTE)
            eform_refuse(r, MSG_eform_lint_type, at, x);
        return t;
    }
    for (size_t i = 0; i < COUNT(plain); i++)
        if (str_eqc(type, plain[i].json))
            return plain[i].type;
    eform_refuse(r, MSG_eform_lint_type, at, type);
    return t;
}

/* A number, a day, "today", "today-30", "today+7". */
static struct eform_bound read_bound(struct eform_reading *r, const struct json *j, struct str at)
{
    struct eform_bound b = {.set = true};
    struct day d;
    struct str s = jv_text_or(j, S(""));
    if (j == NULL)
        return (struct eform_bound){0};
    if (jv_scaled(j, 2, &b.n))
        return b;
    b.from_today = str_starts(s, S("today"));
    if (b.from_today) {
        s = str_sub(s, 5, s.n);
        if (s.n == 0 || (s.n <= 6 && str_to_i64(str_starts(s, S("+")) ? str_sub(s, 1, s.n) : s, &b.n)))
            return b;
    } else if (day_parse(s, &d)) {
        b.n = d.n;
        return b;
    }
    eform_refuse(r, MSG_eform_lint_bound, at, s);
    return (struct eform_bound){0};
}

static size_t usual_length(enum eform_type t)
{
    switch ((int)t) {
    case EFORM_TEXTAREA: return 2000;
    case EFORM_TEXT:
    case EFORM_UNIT: return 200;
    case EFORM_NAME: return 100;
    case EFORM_EMAIL: return 254;
    default: return 40;
    }
}

static const struct eform_option *own_options(struct eform_reading *r, const struct json *j, struct str at, size_t *n)
{
    const struct json *e = members(r, j, EFORM_OPTIONS_MAX, at, n);
    struct eform_option *options = NEW_ARRAY(r->c->arena, struct eform_option, *n + 1);
    for (size_t i = 0; i < *n; i++, e = e->next) {
        struct str here = str_printf(r->c->arena, STR_FMT ".%zu", STR_ARG(at), i + 1);
        options[i] = (struct eform_option){.value = text_member(r, e, "value"),
                                           .label = need_label(r, e, "label", here),
                                           .from = DAY_NONE,
                                           .until = DAY_NONE};
        if (!is_name(options[i].value) && !str_to_i64(options[i].value, &(int64_t){0}))
            eform_refuse(r, MSG_eform_lint_option, here, options[i].value);
        if (eform_option_find(options, i, options[i].value) != NULL)
            eform_refuse(r, MSG_eform_lint_twice, here, options[i].value);
    }
    return options;
}

static const char *usual_list(enum eform_type t)
{
    return t == EFORM_ETHNIC ? "ethnic" : t == EFORM_NATIONALITY ? "nationality" : "";
}

static void read_options(struct eform_reading *r, const struct json *j, struct str at, struct eform_field *f)
{
    struct str name = jv_text_or(json_get(j, "list"), str_from(usual_list(f->type)));
    bool needs =
        f->type == EFORM_CHOICE || f->type == EFORM_MULTI || f->type == EFORM_ETHNIC || f->type == EFORM_NATIONALITY;
    if (json_get(j, "options") != NULL) {
        f->options = own_options(r, json_get(j, "options"), eform_where(r, at, "options"), &f->options_n);
    } else if (name.n > 0) {
        const struct eform_list *list = eform_list_find(r->lists, str_c(r->c->arena, name));
        if (list == NULL) {
            eform_refuse(r, MSG_eform_lint_list, eform_where(r, at, "list"), name);
            return;
        }
        f->options = list->options;
        f->options_n = list->options_n;
    }
    if (needs && f->options_n == 0)
        eform_refuse(r, MSG_eform_lint_no_options, at, S(""));
}

static struct eform_field *read_fields(struct eform_reading *r, const struct json *schema, struct str path,
                                       struct str at, unsigned depth, size_t *n);

/* The parts of an address and of a parcel (tờ bản đồ số, thửa đất số: Luật Đất đai) are fields like others. */
static const struct {
    enum eform_type of, type;
    const char *name, *list;
    bool required;
    size_t most_length;
} parts[] = {
    {EFORM_ADDRESS, EFORM_CHOICE, "tinh", "province", true, 10},
    {EFORM_ADDRESS, EFORM_TEXT, "xa", NULL, true, 100},
    {EFORM_ADDRESS, EFORM_TEXT, "chi_tiet", NULL, false, 200},
    {EFORM_LAND_PARCEL, EFORM_TEXT, "so_thua", NULL, true, 20},
    {EFORM_LAND_PARCEL, EFORM_TEXT, "so_to", NULL, true, 20},
    {EFORM_LAND_PARCEL, EFORM_DECIMAL, "dien_tich", NULL, false, 20},
};

static void make_part(struct eform_reading *r, const struct eform_field *f, size_t i, struct str at,
                      struct eform_field *out)
{
    *out = (struct eform_field){.name = str_from(parts[i].name),
                                .path = eform_where(r, f->path, parts[i].name),
                                .type = parts[i].type,
                                .required = f->required && parts[i].required,
                                .most_length = parts[i].most_length,
                                .is_part = true};
    if (parts[i].list == NULL)
        return;
    const struct eform_list *list = eform_list_find(r->lists, parts[i].list);
    if (list == NULL) {
        eform_refuse(r, MSG_eform_lint_list, at, str_from(parts[i].list));
        return;
    }
    out->options = list->options;
    out->options_n = list->options_n;
}

static void make_parts(struct eform_reading *r, struct eform_field *f, struct str at)
{
    struct eform_field *children = NEW_ARRAY(r->c->arena, struct eform_field, COUNT(parts));
    size_t n = 0;
    for (size_t i = 0; i < COUNT(parts); i++)
        if (parts[i].of == f->type)
            make_part(r, f, i, at, &children[n++]);
    f->children = children;
    f->children_n = n;
}

static void read_repeat(struct eform_reading *r, const struct json *j, struct str at, unsigned depth,
                        struct eform_field *f)
{
    int64_t least = jv_int_or(json_get(j, "minItems"), f->required ? 1 : 0),
            most = jv_int_or(json_get(j, "maxItems"), 10);
    if (least < 0 || most < 1 || least > most || most > EFORM_ROWS_MAX) {
        eform_refuse(r, MSG_eform_lint_rows, at, str_printf(r->c->arena, "%d", EFORM_ROWS_MAX));
        least = 0;
        most = 1;
    }
    f->least_rows = (size_t)least;
    f->most_rows = (size_t)most;
    if (depth > 0) {
        eform_refuse(r, MSG_eform_lint_repeat_deep, at, S(""));
        return;
    }
    struct str row = str_printf(r->c->arena, STR_FMT ".*", STR_ARG(f->path));
    f->children = read_fields(r, json_get(j, "items"), row, eform_where(r, at, "items"), depth + 1, &f->children_n);
}

static void read_lengths(struct eform_reading *r, const struct json *j, struct str at, struct eform_field *f)
{
    int64_t most = jv_int_or(json_get(j, "maxLength"), (int64_t)usual_length(f->type));
    int64_t least = jv_int_or(json_get(j, "minLength"), 0);
    if (most < 1 || most > 10000 || least < 0 || least > most) {
        eform_refuse(r, MSG_eform_lint_bound, eform_where(r, at, "maxLength"), S(""));
        return;
    }
    f->most_length = (size_t)most;
    f->least_length = (size_t)least;
}

/* "birth":"ngay_sinh" names a neighbour: a field of the same row or of the same level. */
static struct str neighbour(struct eform_reading *r, const struct json *j, const char *key, struct str parent)
{
    struct str name = jv_text_or(json_get(j, key), S(""));
    return name.n == 0 ? name : eform_where(r, parent, str_c(r->c->arena, name));
}

static void read_field(struct eform_reading *r, const struct json *j, struct str parent, struct str at, unsigned depth,
                       bool required, struct eform_field *f)
{
    *f = (struct eform_field){
        .name = j->key, .path = eform_where(r, parent, str_c(r->c->arena, j->key)), .required = required};
    if (!is_name(j->key))
        eform_refuse(r, MSG_eform_lint_name, at, j->key);
    f->type = type_of(r, j, at);
    f->birth = neighbour(r, j, "birth", parent);
    f->sex = neighbour(r, j, "sex", parent);
    f->least = read_bound(r, json_get(j, "minimum"), eform_where(r, at, "minimum"));
    f->most = read_bound(r, json_get(j, "maximum"), eform_where(r, at, "maximum"));
    read_lengths(r, j, at, f);
    if (f->type == EFORM_REPEAT)
        read_repeat(r, j, at, depth, f);
    else if (f->type == EFORM_ADDRESS || f->type == EFORM_LAND_PARCEL)
        make_parts(r, f, at);
    else
        read_options(r, j, at, f);
    f->compute = read_logic(r, json_get(json_get(r->json, "compute"), str_c(r->c->arena, f->path)),
                            eform_where(r, S("compute"), str_c(r->c->arena, f->path)));
}

static bool lists_name(const struct json *array, struct str name)
{
    for (const struct json *e = jv_first(array); e != NULL; e = e->next)
        if (e->kind == JV_STR && str_eq(e->text, name))
            return true;
    return false;
}

static struct eform_field *read_fields(struct eform_reading *r, const struct json *schema, struct str path,
                                       struct str at, unsigned depth, size_t *n)
{
    const struct json *e = members(r, json_get(schema, "properties"), EFORM_FIELDS_MAX, at, n), *first = e;
    const struct json *required = json_get(schema, "required");
    struct eform_field *fields = NEW_ARRAY(r->c->arena, struct eform_field, *n + 1);
    for (size_t i = 0; i < *n; i++, e = e->next)
        read_field(r, e, path, eform_where(r, at, str_c(r->c->arena, e->key)), depth, lists_name(required, e->key),
                   &fields[i]);
    for (const struct json *q = jv_first(required); q != NULL; q = q->next) {
        const struct json *p = first;
        while (p != NULL && !(q->kind == JV_STR && str_eq(p->key, q->text)))
            p = p->next;
        if (p == NULL)
            eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, at, "required"), jv_text_or(q, S("")));
    }
    if (*n == 0)
        eform_refuse(r, MSG_eform_lint_empty, at, S(""));
    return fields;
}

/* ---- pages: the questions ---- */

static int part_label(struct str name)
{
    static const struct {
        const char *name;
        int msg;
    } labels[] = {{"tinh", MSG_eform_part_tinh},         {"xa", MSG_eform_part_xa},
                  {"chi_tiet", MSG_eform_part_chi_tiet}, {"so_thua", MSG_eform_part_so_thua},
                  {"so_to", MSG_eform_part_so_to},       {"dien_tich", MSG_eform_part_dien_tich}};
    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_eqc(name, labels[i].name))
            return labels[i].msg;
    return 0;
}

static void ask_parts(struct eform_reading *r, struct eform_question *q)
{
    struct eform_question *asks = NEW_ARRAY(r->c->arena, struct eform_question, q->field->children_n + 1);
    for (size_t i = 0; i < q->field->children_n; i++)
        asks[i] = (struct eform_question){.field = &q->field->children[i],
                                          .label_msg = part_label(q->field->children[i].name)};
    q->asks = asks;
    q->asks_n = q->field->children_n;
}

static const struct eform_question *read_asks(struct eform_reading *r, const struct json *j, struct str parent,
                                              struct str at, unsigned depth, size_t *n);

static void read_question(struct eform_reading *r, const struct json *j, struct str parent, struct str at,
                          unsigned depth, struct eform_question *q)
{
    const struct json *note = json_get(j, "note");
    q->when = read_logic(r, json_get(j, "when"), eform_where(r, at, "when"));
    q->label = need_label(r, note != NULL ? note : j, note != NULL ? "text" : "label", at);
    q->hint = read_label(r, json_get(j, "hint"));
    q->autocomplete = text_member(r, j, "autocomplete");
    if (note != NULL)
        return;
    struct str name = text_member(r, j, "field"), path = eform_where(r, parent, str_c(r->c->arena, name));
    q->field = name.n > 0 ? eform_field_find(r->form, path) : NULL;
    if (q->field == NULL || q->field->is_part) {
        eform_refuse(r, MSG_eform_lint_unknown, eform_where(r, at, "field"), path);
        q->field = NULL;
        return;
    }
    if (q->field->type == EFORM_REPEAT && depth == 0)
        q->asks = read_asks(r, json_get(j, "ask"), eform_where(r, path, "*"), eform_where(r, at, "ask"), depth + 1,
                            &q->asks_n);
    else
        ask_parts(r, q);
}

static const struct eform_question *read_asks(struct eform_reading *r, const struct json *j, struct str parent,
                                              struct str at, unsigned depth, size_t *n)
{
    const struct json *e = members(r, j, EFORM_ASK_MAX, at, n);
    struct eform_question *asks = NEW_ARRAY(r->c->arena, struct eform_question, *n + 1);
    for (size_t i = 0; i < *n; i++, e = e->next)
        read_question(r, e, parent, str_printf(r->c->arena, STR_FMT ".%zu", STR_ARG(at), i + 1), depth, &asks[i]);
    if (*n == 0)
        eform_refuse(r, MSG_eform_lint_empty, at, S(""));
    return asks;
}

static void read_pages(struct eform_reading *r)
{
    struct eform *f = r->form;
    const struct json *e = members(r, json_get(r->json, "pages"), EFORM_PAGES_MAX, S("pages"), &f->pages_n);
    struct eform_page *pages = NEW_ARRAY(r->c->arena, struct eform_page, f->pages_n + 1);
    f->pages = pages;
    for (size_t i = 0; i < f->pages_n; i++, e = e->next) {
        struct eform_page *p = &pages[i];
        struct str at = where_n(r, S(""), "pages", i);
        p->id = text_member(r, e, "id");
        if (!is_name(p->id))
            eform_refuse(r, MSG_eform_lint_name, eform_where(r, at, "id"), p->id);
        if (eform_page_find(f, p->id) != p)
            eform_refuse(r, MSG_eform_lint_twice, eform_where(r, at, "id"), p->id);
        p->title = need_label(r, e, "title", at);
        p->when = read_logic(r, json_get(e, "when"), eform_where(r, at, "when"));
        p->asks = read_asks(r, json_get(e, "ask"), S(""), eform_where(r, at, "ask"), 0, &p->asks_n);
    }
    if (f->pages_n == 0)
        eform_refuse(r, MSG_eform_lint_empty, S("pages"), S(""));
}

/* ---- rules, papers, prefill ---- */

static void read_rules(struct eform_reading *r)
{
    const struct json *e = members(r, json_get(r->json, "rules"), EFORM_RULES_MAX, S("rules"), &r->form->rules_n);
    struct eform_rule *rules = NEW_ARRAY(r->c->arena, struct eform_rule, r->form->rules_n + 1);
    for (size_t i = 0; i < r->form->rules_n; i++, e = e->next) {
        struct str at = where_n(r, S(""), "rules", i);
        rules[i].broken = read_logic(r, json_get(e, "if"), eform_where(r, at, "if"));
        if (json_get(e, "if") == NULL)
            eform_refuse(r, MSG_eform_lint_logic_one_key, eform_where(r, at, "if"), S(""));
        rules[i].error = read_label(r, json_get(e, "error"));
        if (rules[i].error.vi.n == 0)
            eform_refuse(r, MSG_eform_lint_label_missing, eform_where(r, at, "error"), S(""));
        rules[i].at = text_member(r, e, "at");
    }
    r->form->rules = rules;
}

/* "required" is true, false, or a condition. */
static void read_paper(struct eform_reading *r, const struct json *j, struct str at, struct eform_paper *p)
{
    const struct json *required = json_get(j, "required");
    size_t i = 0;
    p->id = text_member(r, j, "id");
    if (!is_name(p->id))
        eform_refuse(r, MSG_eform_lint_name, eform_where(r, at, "id"), p->id);
    p->name = read_label(r, json_get(j, "name"));
    if (p->name.vi.n == 0)
        eform_refuse(r, MSG_eform_lint_label_missing, eform_where(r, at, "name"), S(""));
    p->hint = read_label(r, json_get(j, "hint"));
    if (!jv_bool(required, &p->required))
        p->when = read_logic(r, required, eform_where(r, at, "required"));
    p->vault = text_member(r, j, "vault");
    p->most_mb = jv_int_or(json_get(j, "max_mb"), 10);
    const struct json *e = members(r, json_get(j, "accept"), 10, eform_where(r, at, "accept"), &p->accept_n);
    struct str *accept = NEW_ARRAY(r->c->arena, struct str, p->accept_n + 1);
    for (; i < p->accept_n; i++, e = e->next)
        accept[i] = jv_text_or(e, S(""));
    p->accept = accept;
}

static void read_papers(struct eform_reading *r)
{
    const struct json *e = members(r, json_get(r->json, "papers"), EFORM_PAPERS_MAX, S("papers"), &r->form->papers_n);
    struct eform_paper *papers = NEW_ARRAY(r->c->arena, struct eform_paper, r->form->papers_n + 1);
    for (size_t i = 0; i < r->form->papers_n; i++, e = e->next) {
        struct str at = where_n(r, S(""), "papers", i);
        read_paper(r, e, at, &papers[i]);
        for (size_t k = 0; k < i; k++)
            if (str_eq(papers[k].id, papers[i].id))
                eform_refuse(r, MSG_eform_lint_twice, eform_where(r, at, "id"), papers[i].id);
    }
    r->form->papers = papers;
}

static void read_prefill(struct eform_reading *r)
{
    const struct json *e =
        members(r, json_get(r->json, "prefill"), EFORM_FIELDS_MAX, S("prefill"), &r->form->prefill_n);
    struct eform_prefill *prefill = NEW_ARRAY(r->c->arena, struct eform_prefill, r->form->prefill_n + 1);
    for (size_t i = 0; i < r->form->prefill_n; i++, e = e->next)
        prefill[i] = (struct eform_prefill){.path = e->key, .source = text_nfc(r->c->arena, jv_text_or(e, S("")))};
    r->form->prefill = prefill;
}

static void read_fees(struct eform_reading *r)
{
    const struct json *e = members(r, json_get(r->json, "fees"), EFORM_FEES_MAX, S("fees"), &r->form->fees_n);
    struct eform_fee *fees = NEW_ARRAY(r->c->arena, struct eform_fee, r->form->fees_n + 1);
    for (size_t i = 0; i < r->form->fees_n; i++, e = e->next)
        fees[i] = (struct eform_fee){.kind = text_member(r, e, "kind"), .sum = text_member(r, e, "sum")};
    r->form->fees = fees;
}

/* ---- the whole ---- */

static struct day day_member(const struct json *j, const char *key)
{
    struct day d = DAY_NONE;
    return day_parse(jv_text_or(json_get(j, key), S("")), &d) ? d : DAY_NONE;
}

static void read_head(struct eform_reading *r)
{
    r->form->code = text_member(r, r->json, "form");
    r->form->version = jv_int_or(json_get(r->json, "version"), 0);
    r->form->name = str_printf(r->c->arena, STR_FMT "/%" PRId64, STR_ARG(r->form->code), r->form->version);
    r->form->valid_from = day_member(r->json, "valid_from");
    if (r->form->code.n == 0 || r->form->version < 1)
        eform_refuse(r, MSG_eform_lint_head, S("form"), S(""));
    r->form->title = read_label(r, json_get(r->json, "title"));
    if (r->form->title.vi.n == 0)
        eform_refuse(r, MSG_eform_lint_label_missing, S("title"), S(""));
}

static bool open_json(struct ctx *c, struct str text, struct json **out)
{
    const char *why = "";
    if (json_parse(c->arena, text, EFORM_BYTES_MAX, out, &why) && (*out)->kind == JV_OBJECT)
        return true;
    fault_add(c, MSG_eform_lint_json, S(""), reason_text(c->arena, c->lang, why), S(""));
    return false;
}

enum rc eform_parse(struct ctx *c, struct str json_text, const struct eform_lists *lists, const struct eform **out)
{
    struct json *json;
    struct eform_reading r = {.c = c, .lists = lists};
    c->faults_n = 0;
    if (!open_json(c, json_text, &json))
        return faults_rc(c);
    r.json = json;
    r.form = NEW(c->arena, struct eform);
    read_head(&r);
    r.form->fields = read_fields(&r, json_get(json, "data"), S(""), S("data"), 0, &r.form->fields_n);
    read_pages(&r);
    read_rules(&r);
    read_papers(&r);
    read_prefill(&r);
    read_fees(&r);
    eform_lint(&r);
    TRY(faults_rc(c));
    *out = r.form;
    return OK;
}

enum rc eform_list_parse(struct ctx *c, struct str json_text, struct eform_list *out)
{
    struct json *json;
    struct eform_reading r = {.c = c};
    size_t n;
    c->faults_n = 0;
    if (!open_json(c, json_text, &json))
        return faults_rc(c);
    const struct json *e = members(&r, json_get(json, "items"), EFORM_OPTIONS_MAX, S("items"), &n);
    struct eform_option *options = NEW_ARRAY(c->arena, struct eform_option, n + 1);
    for (size_t i = 0; i < n; i++, e = e->next) {
        options[i] = (struct eform_option){.value = text_member(&r, e, "value"),
                                           .label = read_label(&r, e),
                                           .from = day_member(e, "from"),
                                           .until = day_member(e, "until")};
        if (options[i].value.n == 0 || options[i].label.vi.n == 0)
            eform_refuse(&r, MSG_eform_lint_option, where_n(&r, S(""), "items", i), options[i].value);
    }
    TRY(faults_rc(c));
    *out = (struct eform_list){.name = jv_text_or(json_get(json, "list"), S("")), .options = options, .options_n = n};
    return OK;
}
