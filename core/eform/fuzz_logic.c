/* Any JSON as an expression over any JSON as data: it ends, and what it is written back as means the same. */
#include "core/eform/logic.h"
#include "format/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool tree_var(const struct logic_data *d, struct arena *a, struct str path, struct logic_value *out)
{
    (void)a;
    const struct logic_value *v = logic_value_at(d->of, path);
    if (v != NULL)
        *out = *v;
    return v != NULL;
}

static struct str run(struct arena *a, const struct logic *l, const struct logic_value *data)
{
    struct logic_data d = {.var = tree_var, .of = data, .today = day_from_ymd(2021, 12, 6), .row = S("1")};
    struct logic_value v = logic_eval(a, l, &d);
    struct buf b = buf_new(a, 1 << 20);
    json_write_canonical(&b, logic_value_json(a, &v));
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena *a;
    if (a == NULL)
        a = arena_new((size_t)256 << 20);
    arena_reset(a);
    struct str all = str_n((const char *)data, size), logic_text = str_cut(&all, '\n');
    struct json *j, *of = NULL;
    const char *why;
    enum logic_fault fault;
    if (!json_parse(a, logic_text, 1 << 16, &j, &why) || !json_parse(a, all, 1 << 16, &of, &why))
        return 0;
    const struct logic *l = logic_compile(a, j, &fault);
    if (l == NULL)
        return 0;
    struct logic_value v = logic_value_of_json(a, of);
    struct str first = run(a, l, &v);
    const struct logic *again = logic_compile(a, logic_json(a, l, NULL, NULL), &fault);
    if (again != NULL && !str_eq(run(a, again, &v), first))
        die("written back it means something else");
    return 0;
}
