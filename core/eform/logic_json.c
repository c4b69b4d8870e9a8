/* logic_json.c: expressions and values from JSON and to JSON. */
#include "core/eform/logic_node.h"

#include "format/json.h"

struct compile {
    struct arena *arena;
    enum logic_fault *why;
    struct str *vars;
    size_t vars_n, nodes, depth;
};

static bool refuse(struct compile *k, enum logic_fault why)
{
    if (*k->why == LOGIC_FINE)
        *k->why = why;
    return false;
}

static bool compile_node(struct compile *k, const struct json *json, size_t depth, struct logic_node *out);

/* Operands: the elements of an array, or the one value that stands alone. */
static bool compile_args(struct compile *k, const struct json *json, size_t depth, struct logic_node *out)
{
    bool many = json->kind == JV_ARRAY;
    size_t n = many ? (size_t)json->n : 1, i = 0;
    if (n > LOGIC_NODES_MAX)
        return refuse(k, LOGIC_TOO_MANY);
    struct logic_node *args = NEW_ARRAY(k->arena, struct logic_node, n + 1);
    for (const struct json *e = many ? jv_first(json) : json; e != NULL && i < n; e = e->next, i++)
        if (!compile_node(k, e, depth + 1, &args[i]))
            return false;
    out->args = args;
    out->args_n = n;
    return true;
}

static void note_var(struct compile *k, struct str path)
{
    for (size_t i = 0; i < k->vars_n; i++)
        if (str_eq(k->vars[i], path))
            return;
    k->vars[k->vars_n++] = path;
}

static bool note_path(struct compile *k, const struct logic_node *node)
{
    if (node->kind != NODE_VALUE || (node->value.kind != LOGIC_TEXT && node->value.kind != LOGIC_NUMBER))
        return refuse(k, LOGIC_PATH);
    struct str path = logic_value_text(k->arena, &node->value);
    if (path.n == 0)
        return refuse(k, LOGIC_PATH);
    note_var(k, path);
    return true;
}

static bool check_pattern(struct compile *k, const struct logic_node *name)
{
    bool known = name->kind == NODE_VALUE && name->value.kind == LOGIC_TEXT && named_match_known(name->value.text);
    return known || refuse(k, LOGIC_PATTERN);
}

/* What an expression reads must be known before it runs: show and hide, and rules by page, stand on it. */
static bool note_paths(struct compile *k, const struct logic_node *node)
{
    if (logic_op_is(node->op, "var"))
        return note_path(k, &node->args[0]);
    if (logic_op_is(node->op, "named_match"))
        return check_pattern(k, &node->args[0]);
    if (!logic_op_is(node->op, "missing"))
        return true;
    const struct logic_node *list = node->args[0].kind == NODE_LIST ? &node->args[0] : node;
    if (list != node && node->args_n > 1)
        return refuse(k, LOGIC_OPERANDS);
    for (size_t i = 0; i < list->args_n; i++)
        if (!note_path(k, &list->args[i]))
            return false;
    return true;
}

static bool compile_op(struct compile *k, const struct json *json, size_t depth, struct logic_node *out)
{
    const struct json *operands = jv_first(json);
    if (json->n != 1 || operands == NULL)
        return refuse(k, LOGIC_ONE_KEY);
    out->kind = NODE_OP;
    out->op = logic_op_find(operands->key);
    if (out->op == NULL)
        return refuse(k, LOGIC_OPERATOR);
    if (!compile_args(k, operands, depth, out))
        return false;
    if (out->args_n < out->op->least || out->args_n > out->op->most)
        return refuse(k, LOGIC_OPERANDS);
    return note_paths(k, out);
}

static bool compile_node(struct compile *k, const struct json *json, size_t depth, struct logic_node *out)
{
    if (depth > LOGIC_DEPTH_MAX)
        return refuse(k, LOGIC_TOO_DEEP);
    if (++k->nodes > LOGIC_NODES_MAX)
        return refuse(k, LOGIC_TOO_MANY);
    if (depth > k->depth)
        k->depth = depth;
    if (json->kind == JV_OBJECT)
        return compile_op(k, json, depth, out);
    if (json->kind == JV_ARRAY) {
        out->kind = NODE_LIST;
        return compile_args(k, json, depth, out);
    }
    out->value = logic_value_of_json(k->arena, json);
    return out->value.kind != LOGIC_NAN || refuse(k, LOGIC_BIG);
}

const struct logic *logic_compile(struct arena *a, const struct json *json, enum logic_fault *why)
{
    struct compile k = {.arena = a, .why = why, .vars = NEW_ARRAY(a, struct str, LOGIC_NODES_MAX)};
    struct logic_node *root = NEW(a, struct logic_node);
    *why = LOGIC_FINE;
    if (json == NULL || !compile_node(&k, json, 1, root)) {
        (void)refuse(&k, LOGIC_ONE_KEY);
        return NULL;
    }
    struct logic *l = NEW(a, struct logic);
    *l = (struct logic){.root = root, .vars = k.vars, .vars_n = k.vars_n, .nodes = k.nodes, .depth = k.depth};
    return l;
}

/* ---- values ---- */

static struct logic_value compound_of_json(struct arena *a, const struct json *json)
{
    size_t n = (size_t)json->n, i = 0;
    struct logic_value *items = NEW_ARRAY(a, struct logic_value, n + 1);
    struct str *keys = NEW_ARRAY(a, struct str, n + 1);
    for (const struct json *e = jv_first(json); e != NULL; e = e->next, i++) {
        items[i] = logic_value_of_json(a, e);
        keys[i] = e->key;
    }
    enum logic_kind kind = json->kind == JV_ARRAY ? LOGIC_LIST : LOGIC_OBJECT;
    return (struct logic_value){.kind = kind, .items = items, .keys = keys, .items_n = n};
}

static struct logic_value decimal_of_json(const struct json *json)
{
    int64_t n;
    if (jv_scaled(json, 2, &n) || logic_number_parse(json->text, &n))
        return logic_hundredths(n);
    return (struct logic_value){.kind = LOGIC_NAN};
}

struct logic_value logic_value_of_json(struct arena *a, const struct json *json)
{
    switch (json->kind) {
    case JV_NULL: break;
    case JV_BOOL: return logic_bool(json->n != 0);
    case JV_INT: return logic_int(json->n);
    case JV_DECIMAL: return decimal_of_json(json);
    case JV_STR: return logic_text(json->text);
    case JV_ARRAY:
    case JV_OBJECT: return compound_of_json(a, json);
    }
    return logic_null();
}

static struct json *number_json(struct arena *a, int64_t hundredths)
{
    return hundredths % 100 == 0 ? jv_new_int(a, hundredths / 100) : jv_new_scaled(a, hundredths, 2);
}

static struct json *compound_json(struct arena *a, const struct logic_value *v)
{
    struct json *out = jv_new(a, v->kind == LOGIC_LIST ? JV_ARRAY : JV_OBJECT);
    for (size_t i = 0; i < v->items_n; i++) {
        struct json *item = logic_value_json(a, &v->items[i]);
        if (v->kind == LOGIC_LIST)
            jv_add(out, item);
        else
            jv_set(out, str_c(a, v->keys[i]), item);
    }
    return out;
}

struct json *logic_value_json(struct arena *a, const struct logic_value *v)
{
    switch (v->kind) {
    case LOGIC_NULL:
    case LOGIC_NAN: break;
    case LOGIC_BOOL: return jv_new_bool(a, v->truth);
    case LOGIC_NUMBER: return number_json(a, v->hundredths);
    case LOGIC_TEXT: return jv_new_str(a, v->text);
    case LOGIC_LIST:
    case LOGIC_OBJECT: return compound_json(a, v);
    }
    return jv_new(a, JV_NULL);
}

/* ---- expressions as JSON ---- */

struct writing {
    struct arena *arena;
    bool (*known)(const void *of, struct str path, struct logic_value *out);
    const void *of;
};

static struct json *node_json(const struct writing *w, const struct logic_node *node);

static struct json *args_json(const struct writing *w, const struct logic_node *node)
{
    struct json *list = jv_new(w->arena, JV_ARRAY);
    for (size_t i = 0; i < node->args_n; i++)
        jv_add(list, node_json(w, &node->args[i]));
    return list;
}

static bool known_path(const struct writing *w, const struct logic_node *path, struct logic_value *out)
{
    return w->known != NULL && w->known(w->of, logic_value_text(w->arena, &path->value), out);
}

/* missing(a, b) with a known: a is judged here, b is left to the browser. */
static struct json *missing_json(const struct writing *w, const struct logic_node *node)
{
    const struct logic_node *list = node->args[0].kind == NODE_LIST ? &node->args[0] : node;
    struct json *paths = jv_new(w->arena, JV_ARRAY), *op = jv_new(w->arena, JV_OBJECT);
    for (size_t i = 0; i < list->args_n; i++) {
        struct logic_value v;
        bool there = known_path(w, &list->args[i], &v) && v.kind != LOGIC_NULL && (v.kind != LOGIC_TEXT ||
            v.text.n > 0);
        if (!there)
            jv_add(paths, logic_value_json(w->arena, &list->args[i].value));
    }
    jv_set(op, "missing", paths);
    return op;
}

static struct json *op_json(const struct writing *w, const struct logic_node *node)
{
    struct logic_value v;
    if (logic_op_is(node->op, "missing"))
        return missing_json(w, node);
    if (logic_op_is(node->op, "var") && known_path(w, &node->args[0], &v))
        return v.kind == LOGIC_OBJECT ? jv_new_bool(w->arena, true) : logic_value_json(w->arena, &v);
    struct json *op = jv_new(w->arena, JV_OBJECT);
    jv_set(op, node->op->name, args_json(w, node));
    return op;
}

static struct json *node_json(const struct writing *w, const struct logic_node *node)
{
    if (node->kind == NODE_OP)
        return op_json(w, node);
    return node->kind == NODE_LIST ? args_json(w, node) : logic_value_json(w->arena, &node->value);
}

struct json *logic_json(struct arena *a, const struct logic *l, bool (*known)(const void *of, struct str path,
    struct logic_value *out),
    const void *of)
{
    struct writing w = {.arena = a, .known = known, .of = of};
    return node_json(&w, l->root);
}
