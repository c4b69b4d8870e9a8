/* driver.c: evaluates one {"logic":…,"data":…} a line and prints the value as JSON, for compare.mjs. */
#include "core/eform/logic.h"
#include "format/json.h"

static bool tree_var(const struct logic_data *d, struct arena *a, struct str path, struct logic_value *out)
{
    (void)a;
    const struct logic_value *v = logic_value_at(d->of, path);
    if (v != NULL)
        *out = *v;
    return v != NULL;
}

static void answer(struct arena *a, struct str line)
{
    struct json *j;
    const char *why = "";
    enum logic_fault fault;
    if (!json_parse(a, line, 1 << 20, &j, &why))
        die("no JSON: %s", why);
    const struct logic *l = logic_compile(a, json_get(j, "logic"), &fault);
    if (l == NULL) {
        printf("refused %d\n", (int)fault);
        return;
    }
    struct logic_value data = logic_value_of_json(a, json_get(j, "data"));
    struct logic_data d = {.var = tree_var, .of = &data, .today = day_from_ymd(2026, 1, 1)};
    struct logic_value v = logic_eval(a, l, &d);
    struct buf b = buf_new(a, 1 << 20);
    json_write_canonical(&b, logic_value_json(a, &v));
    printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
}

int main(void)
{
    static char line[1 << 20];
    struct arena *a = arena_new((size_t)64 << 20);
    while (fgets(line, sizeof line, stdin) != NULL) {
        answer(a, str_trim(str_from(line)));
        arena_reset(a);
    }
    arena_free(a);
    return 0;
}
