/* First line: a form definition, or empty for a fixed one; then name=value lines, as a browser could send them.
 * Whatever comes, the
 * form is read or refused, the answers are judged, and the stored draft reads back to the same draft. */
#include "core/eform/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char fixed[] =
    "{\"form\":\"1\",\"version\":1,\"title\":{\"vi\":\"t\"},\"data\":{\"required\":[\"a\"],\"properties\":{\"a\":{"
    "\"x\":\"name\"},\"n\":{\"x\":\"decimal\"},"
    "\"d\":{\"x\":\"date\",\"maximum\":\"today\"},\"p\":{\"x\":\"person_id\",\"birth\":\"d\"},\"m\":{\"x\":\"multi\","
    "\"options\":[{\"value\":\"x\",\"label\":{\"vi\":\"x\"}}]},"
    "\"r\":{\"x\":\"repeat\",\"maxItems\":50,\"items\":{\"properties\":{\"b\":{\"x\":\"text\"},\"l\":{\"x\":\"land_"
    "parcel\"},\"s\":{\"x\":\"money\"}}}}}},"
    "\"pages\":[{\"id\":\"p\",\"title\":{\"vi\":\"p\"},\"ask\":[{\"field\":\"a\",\"label\":{\"vi\":\"a\"}},{\"field\":"
    "\"n\",\"label\":{\"vi\":\"n\"}},"
    "{\"field\":\"d\",\"label\":{\"vi\":\"d\"},\"hint\":{\"vi\":\"h\"}},{\"field\":\"p\",\"label\":{\"vi\":\"p\"},"
    "\"hint\":{\"vi\":\"h\"}},{\"field\":\"m\",\"label\":{\"vi\":\"m\"}},"
    "{\"field\":\"r\",\"label\":{\"vi\":\"r\"},\"when\":{\">\":[{\"var\":\"n\"},0]},\"ask\":[{\"field\":\"b\","
    "\"label\":{\"vi\":\"b\"}},{\"field\":\"l\",\"label\":{\"vi\":\"l\"}},"
    "{\"field\":\"s\",\"label\":{\"vi\":\"s\"}}]}]}],\"compute\":{\"r.*.s\":{\"*\":[{\"len\":{\"var\":\"r.*.b\"}},{"
    "\"var\":\"n\"}]}}}";

static struct str text_of(struct arena *a, const struct json *j)
{
    struct buf b = buf_new(a, (size_t)4 << 20);
    json_write_canonical(&b, j);
    return buf_str(&b);
}

static void draw(struct ctx *c, const struct eform_state *st)
{
    struct eform_field_view *rows;
    struct eform_review_row *review;
    size_t n;
    for (size_t i = 0; i < st->form->pages_n; i++)
        eform_page_view(c, st, &st->form->pages[i], true, &rows, &n);
    eform_review(c, st, true, &review, &n);
}

static void judge(struct ctx *c, const struct eform *f, struct str lines)
{
    struct answers s = answers_new(c->arena), back;
    while (lines.n > 0) {
        struct str value = str_cut(&lines, '\n'), name = str_cut(&value, '=');
        if (str_eqc(name, "+"))
            answers_add_row(&s, f, value);
        else if (str_eqc(name, "-"))
            answers_remove_row(&s, f, value);
        else
            answers_take(&s, f, NULL, &name, &value, 1, false);
    }
    struct json *draft = answers_json(c->arena, f, &s, false);
    if (answers_of_json(c, f, draft, true, &back) != OK)
        die("our own draft is refused");
    if (!str_eq(text_of(c->arena, answers_json(c->arena, f, &back, false)), text_of(c->arena, draft)))
        die("the draft changed");
    struct eform_state *st = eform_judge(c, f, &back, NULL);
    enum rc rc = eform_submit_check(c, st, NULL, 0);
    struct json *kept = eform_result_json(c->arena, st);
    if (rc == OK && answers_of_json(c, f, kept, true, &back) != OK)
        die("what is kept is refused");
    draw(c, st);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *a;
    static struct ctx c;
    if (a == NULL)
        a = arena_new((size_t)1 << 30);
    arena_reset(a);
    c = (struct ctx){.arena = a, .now = instant_at(day_from_ymd(2021, 12, 6), (struct minutes){0})};
    struct str rest = str_n((const char *)data, size > 20000 ? 20000 : size), text = str_cut(&rest, '\n');
    const struct eform_option vn[] = {{.value = S("vn"), .label = {.vi = S("v")}, .from = DAY_NONE, .until = DAY_NONE}};
    const struct eform_list all[] = {{S("province"), vn, 1}, {S("ethnic"), vn, 1}, {S("nationality"), vn, 1}};
    const struct eform_lists lists = {all, COUNT(all)};
    const struct eform *f;
    if (eform_parse(&c, text.n > 0 ? text : str_from(fixed), &lists, &f) == OK)
        judge(&c, f, rest);
    else if (text.n == 0)
        die("the fixed form is refused");
    return 0;
}
