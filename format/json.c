#include "format/json.h"

#include <jansson.h>

static void json_free(json_t **j)
{
    json_decref(*j);
}

/* ---- reading ---- */

/* Jansson turns 12.10 into a double. The digits as written are taken from the text instead: its objects keep the order
 * of the document, so the next real number met in the tree is the next one met in the text. */
struct reader {
    struct arena *arena;
    struct str text;
    size_t at; /* where the search for the next real number goes on */
    size_t nodes;
    const char *why;
};

static size_t skip_string(struct str t, size_t i)
{
    for (i++; i < t.n && t.p[i] != '"'; i++)
        if (t.p[i] == '\\')
            i++;
    return i + 1;
}

static bool in_number(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

static struct str next_real(struct reader *r)
{
    struct str t = r->text;
    size_t i = r->at;
    while (i < t.n) {
        if (t.p[i] == '"') {
            i = skip_string(t, i);
            continue;
        }
        if (t.p[i] != '-' && (t.p[i] < '0' || t.p[i] > '9')) {
            i++;
            continue;
        }
        size_t from = i;
        bool real = false;
        for (; i < t.n && in_number(t.p[i]); i++)
            real = real || t.p[i] == '.' || t.p[i] == 'e' || t.p[i] == 'E';
        if (real) {
            r->at = i;
            return str_sub(t, from, i);
        }
    }
    die("json: a real number without digits in the text");
}

static void attach(struct json *parent, struct json *v)
{
    if (parent->last)
        parent->last->next = v;
    else
        parent->first = v;
    parent->last = v;
    parent->n++;
}

static struct json *copy(struct reader *r, json_t *j, int depth);

static bool copy_children(struct reader *r, json_t *j, struct json *into, int depth)
{
    if (json_is_array(j)) {
        for (size_t i = 0; i < json_array_size(j); i++) {
            struct json *v = copy(r, json_array_get(j, i), depth + 1);
            if (!v)
                return false;
            attach(into, v);
        }
        return true;
    }
    for (void *i = json_object_iter(j); i; i = json_object_iter_next(j, i)) {
        struct json *v = copy(r, json_object_iter_value(i), depth + 1);
        if (!v)
            return false;
        v->key = str_dup(r->arena, str_n(json_object_iter_key(i), json_object_iter_key_len(i)));
        attach(into, v);
    }
    return true;
}

static struct json *copy(struct reader *r, json_t *j, int depth)
{
    if (depth > JSON_DEPTH_MAX || ++r->nodes > JSON_NODES_MAX) {
        r->why = depth > JSON_DEPTH_MAX ? "nested too deeply" : "too many values";
        return NULL;
    }
    struct json *v = NEW(r->arena, struct json);
    switch (json_typeof(j)) {
    case JSON_NULL: v->kind = JV_NULL; return v;
    case JSON_TRUE:
    case JSON_FALSE:
        v->kind = JV_BOOL;
        v->n = json_is_true(j);
        return v;
    case JSON_INTEGER:
        v->kind = JV_INT;
        v->n = json_integer_value(j);
        return v;
    case JSON_REAL:
        v->kind = JV_DECIMAL;
        v->text = str_dup(r->arena, next_real(r));
        return v;
    case JSON_STRING:
        v->kind = JV_STR;
        v->text = str_dup(r->arena, str_n(json_string_value(j), json_string_length(j)));
        return v;
    case JSON_ARRAY:
    case JSON_OBJECT:
        v->kind = json_is_array(j) ? JV_ARRAY : JV_OBJECT;
        return copy_children(r, j, v, depth) ? v : NULL;
    }
    die("json: unknown type");
}

static const char *reason(const json_error_t *e)
{
    switch (json_error_code(e)) {
    case json_error_duplicate_key: return "duplicate key";
    case json_error_invalid_utf8: return "not UTF-8";
    case json_error_null_character:
    case json_error_null_byte_in_key: return "NUL in a string";
    case json_error_numeric_overflow: return "number out of range";
    case json_error_stack_overflow: return "nested too deeply";
    case json_error_premature_end_of_input: return "ends too early";
    case json_error_end_of_input_expected: return "text after the value";
    case json_error_unknown:
    case json_error_out_of_memory:
    case json_error_cannot_open_file:
    case json_error_invalid_argument:
    case json_error_invalid_syntax:
    case json_error_invalid_format:
    case json_error_wrong_type:
    case json_error_null_value:
    case json_error_item_not_found:
    case json_error_index_out_of_range: break;
    }
    return "not JSON";
}

bool json_parse(struct arena *a, struct str text, size_t max_bytes, struct json **out, const char **why)
{
    *why = "too large";
    if (text.n > max_bytes)
        return false;
    json_error_t e;
    CLEANUP(json_free)
    json_t *j = json_loadb(text.n ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
    if (!j) {
        *why = reason(&e);
        return false;
    }
    struct reader r = {.arena = a, .text = text};
    struct json *v = copy(&r, j, 1);
    *why = r.why;
    if (v)
        *out = v;
    return v != NULL;
}

/* ---- looking ---- */

const struct json *jv_first(const struct json *v)
{
    return v ? v->first : NULL;
}

const struct json *json_get(const struct json *v, const char *key)
{
    if (!v || v->kind != JV_OBJECT)
        return NULL;
    const struct json *e = v->first;
    while (e && !str_eqc(e->key, key))
        e = e->next;
    return e;
}

bool jv_text(const struct json *v, struct str *out)
{
    if (!v || v->kind != JV_STR)
        return false;
    *out = v->text;
    return true;
}

bool jv_int(const struct json *v, int64_t *out)
{
    if (!v || v->kind != JV_INT)
        return false;
    *out = v->n;
    return true;
}

bool jv_bool(const struct json *v, bool *out)
{
    if (!v || v->kind != JV_BOOL)
        return false;
    *out = v->n != 0;
    return true;
}

/* n * 10^up, exactly; up may be negative. */
static bool scale10(int64_t n, int64_t up, int64_t *out)
{
    for (; up > 0 && n != 0; up--)
        if (__builtin_mul_overflow(n, 10, &n))
            return false;
    for (; up < 0 && n != 0; up++) {
        if (n % 10 != 0)
            return false;
        n /= 10;
    }
    *out = n;
    return true;
}

/* -12.50e3 as n = -1250, exponent = 1. Text is a JSON number already; false when the digits do not fit. */
static bool split_decimal(struct str t, int64_t *n, int64_t *exponent)
{
    int64_t acc = 0, down = 0, e = 0;
    bool minus = t.n > 0 && t.p[0] == '-', fraction = false;
    size_t i = minus;
    for (; i < t.n && t.p[i] != 'e' && t.p[i] != 'E'; i++) {
        if (t.p[i] == '.') {
            fraction = true;
            continue;
        }
        int digit = t.p[i] - '0';
        if (__builtin_mul_overflow(acc, 10, &acc) || __builtin_sub_overflow(acc, digit, &acc))
            return false;
        down += fraction;
    }
    if (i < t.n && !str_to_i64(str_sub(t, i + 1 + (i + 1 < t.n && t.p[i + 1] == '+'), t.n), &e))
        return false;
    if (e > 1000 || e < -1000 || (!minus && acc == INT64_MIN))
        return false;
    *n = minus ? acc : -acc;
    *exponent = e - down;
    return true;
}

bool jv_scaled(const struct json *v, unsigned digits, int64_t *out)
{
    int64_t n, exponent;
    if (!v || digits > 18)
        return false;
    if (v->kind == JV_INT)
        return scale10(v->n, digits, out);
    return v->kind == JV_DECIMAL && split_decimal(v->text, &n, &exponent) && scale10(n, exponent + digits, out);
}

struct str jv_text_or(const struct json *v, struct str fallback)
{
    jv_text(v, &fallback);
    return fallback;
}

int64_t jv_int_or(const struct json *v, int64_t fallback)
{
    jv_int(v, &fallback);
    return fallback;
}

bool jv_bool_or(const struct json *v, bool fallback)
{
    jv_bool(v, &fallback);
    return fallback;
}

/* ---- building ---- */

struct json *jv_new(struct arena *a, enum jv_kind kind)
{
    struct json *v = NEW(a, struct json);
    v->kind = kind;
    return v;
}

struct json *jv_new_str(struct arena *a, struct str s)
{
    struct json *v = jv_new(a, JV_STR);
    v->text = s;
    return v;
}

struct json *jv_new_int(struct arena *a, int64_t n)
{
    struct json *v = jv_new(a, JV_INT);
    v->n = n;
    return v;
}

struct json *jv_new_bool(struct arena *a, bool b)
{
    struct json *v = jv_new(a, JV_BOOL);
    v->n = b;
    return v;
}

struct json *jv_new_scaled(struct arena *a, int64_t n, unsigned digits)
{
    for (; digits > 0 && n % 10 == 0; digits--)
        n /= 10;
    if (digits == 0)
        return jv_new_int(a, n);
    struct buf b = buf_new(a, 64);
    uint64_t size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n, unit = 1;
    for (unsigned i = 0; i < digits; i++)
        if (__builtin_mul_overflow(unit, UINT64_C(10), &unit))
            die("json: %u digits", digits);
    if (n < 0)
        buf_putc(&b, '-');
    buf_u64_pad(&b, size / unit, 1);
    buf_putc(&b, '.');
    buf_u64_pad(&b, size % unit, (int)digits);
    struct json *v = jv_new(a, JV_DECIMAL);
    v->text = buf_str(&b);
    return v;
}

void jv_set(struct json *object, const char *key, struct json *v)
{
    if (object->kind != JV_OBJECT || json_get(object, key))
        die("json: cannot set %s", key);
    v->key = str_from(key);
    attach(object, v);
}

void jv_add(struct json *array, struct json *v)
{
    if (array->kind != JV_ARRAY)
        die("json: not an array");
    attach(array, v);
}

/* ---- writing ---- */

static void write_string(struct buf *b, struct str s)
{
    buf_putc(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\') {
            buf_putc(b, '\\');
            buf_putc(b, (char)c);
        } else if (c < 0x20) {
            buf_puts(b, "\\u00");
            buf_hex(b, &c, 1);
        } else {
            buf_putc(b, (char)c);
        }
    }
    buf_putc(b, '"');
}

static int by_key(const void *x, const void *y)
{
    const struct json *const *a = x, *const *b = y;
    return str_cmp((*a)->key, (*b)->key);
}

static void write_object(struct buf *b, const struct json *v)
{
    size_t n = 0;
    const struct json **members = NEW_ARRAY(b->arena, const struct json *, (size_t)v->n + 1);
    for (const struct json *e = v->first; e; e = e->next)
        members[n++] = e;
    qsort(members, n, sizeof *members, by_key);
    buf_putc(b, '{');
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        write_string(b, members[i]->key);
        buf_putc(b, ':');
        json_write_canonical(b, members[i]);
    }
    buf_putc(b, '}');
}

void json_write_canonical(struct buf *b, const struct json *v)
{
    switch (v->kind) {
    case JV_NULL: buf_puts(b, "null"); return;
    case JV_BOOL: buf_puts(b, v->n ? "true" : "false"); return;
    case JV_INT: buf_i64(b, v->n); return;
    case JV_DECIMAL: buf_put(b, v->text); return;
    case JV_STR: write_string(b, v->text); return;
    case JV_ARRAY:
        buf_putc(b, '[');
        for (const struct json *e = v->first; e; e = e->next) {
            if (e != v->first)
                buf_putc(b, ',');
            json_write_canonical(b, e);
        }
        buf_putc(b, ']');
        return;
    case JV_OBJECT: write_object(b, v); return;
    }
    die("json: unknown kind %d", (int)v->kind);
}
