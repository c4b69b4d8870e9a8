/* logic.c: evaluates compiled expressions. The order of the functions follows the reference: how values become truth,
 * text and number, how two compare, then one function an operator and the table of operators at the end. */
#include "core/eform/logic_node.h"

#include "base/text.h"
#include "core/eform/check.h"

enum { SCALE = 100 };
__extension__ typedef __int128 wide; /* a product of two int64 before it is rounded */

/* ---- values ---- */

struct logic_value logic_null(void)
{
    return (struct logic_value){.kind = LOGIC_NULL};
}

struct logic_value logic_bool(bool b)
{
    return (struct logic_value){.kind = LOGIC_BOOL, .truth = b};
}

struct logic_value logic_hundredths(int64_t n)
{
    return (struct logic_value){.kind = LOGIC_NUMBER, .hundredths = n};
}

struct logic_value logic_text(struct str s)
{
    return (struct logic_value){.kind = LOGIC_TEXT, .text = s};
}

static struct logic_value not_a_number(void)
{
    return (struct logic_value){.kind = LOGIC_NAN};
}

static struct logic_value number_of_wide(wide n)
{
    if (n > INT64_MAX || n < INT64_MIN)
        return not_a_number();
    return logic_hundredths((int64_t)n);
}

struct logic_value logic_int(int64_t n)
{
    return number_of_wide((wide)n * SCALE);
}

static struct logic_value list_of(const struct logic_value *items, size_t n)
{
    return (struct logic_value){.kind = LOGIC_LIST, .items = items, .items_n = n};
}

bool logic_truthy(const struct logic_value *v)
{
    switch (v->kind) {
    case LOGIC_NULL:
    case LOGIC_NAN: return false;
    case LOGIC_BOOL: return v->truth;
    case LOGIC_NUMBER: return v->hundredths != 0;
    case LOGIC_TEXT: return v->text.n > 0;
    case LOGIC_LIST: return v->items_n > 0;
    case LOGIC_OBJECT: break;
    }
    return true;
}

/* ---- numbers ---- */

/* Digits of one part of a number into *n, at most `keep` of them exactly. */
static bool add_digit(int64_t *n, char c)
{
    return !__builtin_mul_overflow(*n, (int64_t)10, n) && !__builtin_add_overflow(*n, (int64_t)(c - '0'), n);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads digits [ . digits ] from s at *i into hundredths, rounding the third decimal; false without any digit or when
 * the value passes the range. */
static bool read_decimal(struct str s, size_t *i, int64_t *out)
{
    int64_t n = 0;
    size_t digits = 0, decimals = 0;
    bool round_up = false, in_range = true;
    for (; *i < s.n && is_digit(s.p[*i]); (*i)++, digits++)
        in_range = in_range && add_digit(&n, s.p[*i]);
    if (*i < s.n && s.p[*i] == '.' && (digits > 0 || (*i + 1 < s.n && is_digit(s.p[*i + 1])))) {
        for ((*i)++; *i < s.n && is_digit(s.p[*i]); (*i)++, digits++, decimals++) {
            if (decimals < 2)
                in_range = in_range && add_digit(&n, s.p[*i]);
            else if (decimals == 2)
                round_up = s.p[*i] >= '5';
        }
    }
    for (; decimals < 2; decimals++)
        in_range = in_range && add_digit(&n, '0');
    if (digits == 0 || !in_range || __builtin_add_overflow(n, (int64_t)round_up, &n))
        return false;
    *out = n;
    return true;
}

/* The number at the start of s; *end is where it stops. */
static bool read_number(struct str s, size_t *end, int64_t *out)
{
    bool minus = s.n > 0 && s.p[0] == '-';
    *end = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    int64_t n = 0;
    if (!read_decimal(s, end, &n))
        return false;
    *out = minus ? -n : n;
    return true;
}

bool logic_number_parse(struct str s, int64_t *hundredths)
{
    size_t end;
    int64_t n;
    if (!read_number(s, &end, &n) || end != s.n)
        return false;
    *hundredths = n;
    return true;
}

static void write_hundredths(struct buf *b, int64_t n)
{
    uint64_t u = n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n;
    unsigned cents = (unsigned)(u % SCALE);
    if (n < 0)
        buf_putc(b, '-');
    buf_i64(b, (int64_t)(u / SCALE));
    if (cents != 0)
        buf_printf(b, cents % 10 == 0 ? ".%u" : ".%02u", cents % 10 == 0 ? cents / 10 : cents);
}

/* ---- conversions ---- */

static void write_text(struct buf *b, const struct logic_value *v, unsigned depth);

/* A list is written as its elements between commas; what is missing in it is written as nothing. */
static void write_list(struct buf *b, const struct logic_value *v, unsigned depth)
{
    for (size_t i = 0; i < v->items_n; i++) {
        if (i > 0)
            buf_putc(b, ',');
        if (v->items[i].kind != LOGIC_NULL && depth < LOGIC_DEPTH_MAX)
            write_text(b, &v->items[i], depth + 1);
    }
}

static void write_text(struct buf *b, const struct logic_value *v, unsigned depth)
{
    switch (v->kind) {
    case LOGIC_NULL: buf_puts(b, "null"); break;
    case LOGIC_NAN: buf_puts(b, "NaN"); break;
    case LOGIC_BOOL: buf_puts(b, v->truth ? "true" : "false"); break;
    case LOGIC_NUMBER: write_hundredths(b, v->hundredths); break;
    case LOGIC_TEXT: buf_put(b, v->text); break;
    case LOGIC_LIST: write_list(b, v, depth); break;
    case LOGIC_OBJECT: buf_puts(b, "[object Object]"); break;
    }
}

struct str logic_value_text(struct arena *a, const struct logic_value *v)
{
    if (v->kind == LOGIC_TEXT)
        return v->text;
    struct buf b = buf_new(a, LOGIC_TEXT_MAX);
    write_text(&b, v, 0);
    return buf_str(&b);
}

static struct logic_value number_of_text(struct str s)
{
    int64_t n;
    s = str_trim(s);
    if (s.n == 0)
        return logic_hundredths(0);
    return logic_number_parse(s, &n) ? logic_hundredths(n) : not_a_number();
}

/* What arithmetic and order see: nothing is 0, truth is 1, text is the number it spells. */
static struct logic_value number_of(struct logic_run *r, const struct logic_value *v)
{
    switch (v->kind) {
    case LOGIC_NULL: return logic_hundredths(0);
    case LOGIC_BOOL: return logic_hundredths(v->truth ? SCALE : 0);
    case LOGIC_TEXT:
    case LOGIC_LIST: return number_of_text(logic_value_text(r->arena, v));
    case LOGIC_NUMBER: return *v;
    case LOGIC_NAN:
    case LOGIC_OBJECT: break;
    }
    return not_a_number();
}

/* What `+` and `*` of the reference see: the number a text begins with, and nothing else. */
static struct logic_value leading_number(struct logic_run *r, const struct logic_value *v)
{
    size_t end;
    int64_t n;
    if (v->kind == LOGIC_NUMBER)
        return *v;
    if (v->kind != LOGIC_TEXT && v->kind != LOGIC_LIST)
        return not_a_number();
    struct str s = str_trim(logic_value_text(r->arena, v));
    return read_number(s, &end, &n) ? logic_hundredths(n) : not_a_number();
}

/* ---- comparison ---- */

static bool is_compound(const struct logic_value *v)
{
    return v->kind == LOGIC_LIST || v->kind == LOGIC_OBJECT;
}

static bool same_kind_equal(const struct logic_value *a, const struct logic_value *b)
{
    switch (a->kind) {
    case LOGIC_NULL: return true;
    case LOGIC_NAN: return false;
    case LOGIC_BOOL: return a->truth == b->truth;
    case LOGIC_NUMBER: return a->hundredths == b->hundredths;
    case LOGIC_TEXT: return str_eq(a->text, b->text);
    case LOGIC_LIST:
    case LOGIC_OBJECT: break;
    }
    return a->items == b->items;
}

static struct logic_value primitive_of(struct logic_run *r, const struct logic_value *v)
{
    return is_compound(v) ? logic_text(logic_value_text(r->arena, v)) : *v;
}

static bool loosely_equal(struct logic_run *r, const struct logic_value *a, const struct logic_value *b)
{
    if (a->kind == b->kind)
        return same_kind_equal(a, b);
    if (a->kind == LOGIC_NULL || b->kind == LOGIC_NULL || (is_compound(a) && is_compound(b)))
        return false;
    struct logic_value x = primitive_of(r, a), y = primitive_of(r, b);
    if (x.kind == LOGIC_TEXT && y.kind == LOGIC_TEXT)
        return str_eq(x.text, y.text);
    x = number_of(r, &x);
    y = number_of(r, &y);
    return x.kind == LOGIC_NUMBER && y.kind == LOGIC_NUMBER && x.hundredths == y.hundredths;
}

enum order { ORDER_LESS, ORDER_EQUAL, ORDER_MORE, ORDER_NONE };

static enum order order_of_int(int64_t a, int64_t b)
{
    return a < b ? ORDER_LESS : a > b ? ORDER_MORE : ORDER_EQUAL;
}

/* Texts by their letters, everything else by number; ORDER_NONE when one is no number. */
static enum order compare(struct logic_run *r, const struct logic_value *a, const struct logic_value *b)
{
    struct logic_value x = primitive_of(r, a), y = primitive_of(r, b);
    if (x.kind == LOGIC_TEXT && y.kind == LOGIC_TEXT)
        return order_of_int(str_cmp(x.text, y.text), 0);
    x = number_of(r, &x);
    y = number_of(r, &y);
    if (x.kind != LOGIC_NUMBER || y.kind != LOGIC_NUMBER)
        return ORDER_NONE;
    return order_of_int(x.hundredths, y.hundredths);
}

/* a < b, and with three operands a < b < c; `equal_too` makes it <=. */
static struct logic_value rising(struct logic_run *r, const struct logic_value *v, size_t n, bool equal_too)
{
    for (size_t i = 0; i + 1 < n; i++) {
        enum order o = compare(r, &v[i], &v[i + 1]);
        if (o != ORDER_LESS && !(equal_too && o == ORDER_EQUAL))
            return logic_bool(false);
    }
    return logic_bool(true);
}

static struct logic_value op_equal(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return logic_bool(ALWAYS(n == 2) && loosely_equal(r, &v[0], &v[1]));
}

static struct logic_value op_unequal(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return logic_bool(ALWAYS(n == 2) && !loosely_equal(r, &v[0], &v[1]));
}

static struct logic_value op_less(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return rising(r, v, n, false);
}

static struct logic_value op_less_equal(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return rising(r, v, n, true);
}

static struct logic_value op_more(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return logic_bool(ALWAYS(n == 2) && compare(r, &v[0], &v[1]) == ORDER_MORE);
}

static struct logic_value op_more_equal(struct logic_run *r, const struct logic_value *v, size_t n)
{
    enum order o = n == 2 ? compare(r, &v[0], &v[1]) : ORDER_NONE;
    return logic_bool(o == ORDER_MORE || o == ORDER_EQUAL);
}

/* ---- truth ---- */

static struct logic_value op_truth(struct logic_run *r, const struct logic_value *v, size_t n)
{
    (void)r;
    return logic_bool(n > 0 && logic_truthy(&v[0]));
}

static struct logic_value op_not(struct logic_run *r, const struct logic_value *v, size_t n)
{
    (void)r;
    return logic_bool(n == 0 || !logic_truthy(&v[0]));
}

static struct logic_value eval_node(struct logic_run *r, const struct logic_node *node);

static struct logic_value op_and(struct logic_run *r, const struct logic_node *args, size_t n)
{
    struct logic_value v = logic_null();
    for (size_t i = 0; i < n; i++) {
        v = eval_node(r, &args[i]);
        if (!logic_truthy(&v))
            break;
    }
    return v;
}

static struct logic_value op_or(struct logic_run *r, const struct logic_node *args, size_t n)
{
    struct logic_value v = logic_null();
    for (size_t i = 0; i < n; i++) {
        v = eval_node(r, &args[i]);
        if (logic_truthy(&v))
            break;
    }
    return v;
}

/* if, then, if, then, …, else. */
static struct logic_value op_if(struct logic_run *r, const struct logic_node *args, size_t n)
{
    size_t i = 0;
    for (; i + 1 < n; i += 2) {
        struct logic_value v = eval_node(r, &args[i]);
        if (logic_truthy(&v))
            return eval_node(r, &args[i + 1]);
    }
    return i < n ? eval_node(r, &args[i]) : logic_null();
}

/* ---- data ---- */

struct str logic_path_in_row(struct arena *a, struct str path, struct str row)
{
    size_t star = str_find(path, '*', 0);
    if (star == path.n || row.n == 0)
        return path;
    return STR_CAT(a, str_sub(path, 0, star), row, str_sub(path, star + 1, path.n));
}

static bool find_var(struct logic_run *r, const struct logic_value *path, struct logic_value *out)
{
    struct str name = logic_path_in_row(r->arena, logic_value_text(r->arena, path), r->data->row);
    return r->data->var(r->data, r->arena, name, out);
}

static struct logic_value op_var(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct logic_value out;
    if (find_var(r, &v[0], &out))
        return out;
    return n > 1 ? v[1] : logic_null();
}

static struct logic_value op_missing(struct logic_run *r, const struct logic_value *v, size_t n)
{
    if (v[0].kind == LOGIC_LIST) {
        n = v[0].items_n;
        v = v[0].items;
    }
    struct logic_value *absent = NEW_ARRAY(r->arena, struct logic_value, n + 1);
    size_t absent_n = 0;
    for (size_t i = 0; i < n; i++) {
        struct logic_value found;
        if (!find_var(r, &v[i], &found) || found.kind == LOGIC_NULL || (found.kind == LOGIC_TEXT && found.text.n == 0))
            absent[absent_n++] = v[i];
    }
    return list_of(absent, absent_n);
}

static struct logic_value op_in(struct logic_run *r, const struct logic_value *v, size_t n)
{
    if (!ALWAYS(n == 2))
        return logic_bool(false);
    if (v[1].kind == LOGIC_TEXT && v[1].text.n > 0)
        return logic_bool(v[1].text.n != str_search(v[1].text, logic_value_text(r->arena, &v[0]), 0));
    for (size_t i = 0; v[1].kind == LOGIC_LIST && i < v[1].items_n; i++)
        if (v[0].kind == v[1].items[i].kind && same_kind_equal(&v[0], &v[1].items[i]))
            return logic_bool(true);
    return logic_bool(false);
}

static struct logic_value op_cat(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct buf b = buf_new(r->arena, LOGIC_TEXT_MAX);
    for (size_t i = 0; i < n; i++)
        if (v[i].kind != LOGIC_NULL)
            write_text(&b, &v[i], 0);
    return logic_text(buf_str(&b));
}

static struct logic_value op_len(struct logic_run *r, const struct logic_value *v, size_t n)
{
    (void)n;
    if (v[0].kind == LOGIC_LIST)
        return logic_int((int64_t)v[0].items_n);
    if (v[0].kind == LOGIC_NULL)
        return logic_int(0);
    return logic_int((int64_t)text_length(logic_value_text(r->arena, &v[0])));
}

/* ---- sums ---- */

static wide divided(wide a, wide b)
{
    wide half = b < 0 ? -b / 2 : b / 2;
    return (a < 0) == (b < 0) ? ((a < 0 ? -a : a) + half) / (b < 0 ? -b : b) : -(((a < 0 ? -a : a) + half) / (b < 0 ? -b
        : b));
}

static struct logic_value op_plus(struct logic_run *r, const struct logic_value *v, size_t n)
{
    wide sum = 0;
    for (size_t i = 0; i < n; i++) {
        struct logic_value x = leading_number(r, &v[i]);
        if (x.kind != LOGIC_NUMBER)
            return not_a_number();
        sum += x.hundredths;
    }
    return number_of_wide(sum);
}

static struct logic_value op_times(struct logic_run *r, const struct logic_value *v, size_t n)
{
    if (n == 1)
        return v[0]; /* the reference folds a single operand to itself */
    struct logic_value product = leading_number(r, &v[0]);
    for (size_t i = 1; i < n && product.kind == LOGIC_NUMBER; i++) {
        struct logic_value x = leading_number(r, &v[i]);
        if (x.kind != LOGIC_NUMBER)
            return x;
        product = number_of_wide(divided((wide)product.hundredths * x.hundredths, SCALE));
    }
    return product;
}

static struct logic_value op_minus(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct logic_value a = number_of(r, &v[0]);
    struct logic_value b = n > 1 ? number_of(r, &v[1]) : logic_hundredths(0);
    if (a.kind != LOGIC_NUMBER || b.kind != LOGIC_NUMBER)
        return not_a_number();
    return number_of_wide(n > 1 ? (wide)a.hundredths - b.hundredths : -(wide)a.hundredths);
}

static struct logic_value op_divide(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct logic_value a = number_of(r, &v[0]), b = number_of(r, &v[n - 1]);
    if (a.kind != LOGIC_NUMBER || b.kind != LOGIC_NUMBER || b.hundredths == 0)
        return not_a_number();
    return number_of_wide(divided((wide)a.hundredths * SCALE, b.hundredths));
}

static struct logic_value op_remainder(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct logic_value a = number_of(r, &v[0]), b = number_of(r, &v[n - 1]);
    if (a.kind != LOGIC_NUMBER || b.kind != LOGIC_NUMBER || b.hundredths == 0)
        return not_a_number();
    return number_of_wide((wide)a.hundredths % b.hundredths);
}

static struct logic_value extreme(struct logic_run *r, const struct logic_value *v, size_t n, bool greatest)
{
    struct logic_value best = number_of(r, &v[0]);
    for (size_t i = 1; i < n && best.kind == LOGIC_NUMBER; i++) {
        struct logic_value x = number_of(r, &v[i]);
        if (x.kind != LOGIC_NUMBER || (greatest ? x.hundredths > best.hundredths : x.hundredths < best.hundredths))
            best = x;
    }
    return best;
}

static struct logic_value op_min(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return extreme(r, v, n, false);
}

static struct logic_value op_max(struct logic_run *r, const struct logic_value *v, size_t n)
{
    return extreme(r, v, n, true);
}

/* ---- days ---- */

static bool day_of_value(const struct logic_value *v, struct day *out)
{
    return v->kind == LOGIC_TEXT && day_parse(v->text, out);
}

/* Completed years: a day that is still to come has a negative age. */
static int years_between(struct day from, struct day to)
{
    struct civil a = civil_of_day(from), b = civil_of_day(to);
    bool before_birthday = b.month < a.month || (b.month == a.month && b.day < a.day);
    return b.year - a.year - (before_birthday ? 1 : 0);
}

/* age(birth) today, or age(birth, on that day). An unknown day is not a number: every comparison with it is false. */
static struct logic_value op_age(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct day born, on = r->data->today;
    if (!day_of_value(&v[0], &born) || (n > 1 && !day_of_value(&v[1], &on)))
        return not_a_number();
    return logic_int(years_between(born, on));
}

static struct logic_value day_value(struct arena *a, struct day d)
{
    if (d.n < day_from_ymd(1, 1, 1).n || d.n > day_from_ymd(9999, 12, 31).n)
        return logic_null();
    return logic_text(day_iso_str(a, d));
}

static bool whole_days(struct logic_run *r, const struct logic_value *v, int64_t *out)
{
    struct logic_value n = number_of(r, v);
    *out = n.hundredths / SCALE;
    return n.kind == LOGIC_NUMBER && *out > -4000000 && *out < 4000000;
}

static struct logic_value op_days_add(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct day d;
    int64_t days;
    if (!ALWAYS(n == 2) || !day_of_value(&v[0], &d) || !whole_days(r, &v[1], &days))
        return logic_null();
    return day_value(r->arena, (struct day){d.n + (int32_t)days});
}

static struct logic_value op_workdays_add(struct logic_run *r, const struct logic_value *v, size_t n)
{
    struct day d, out;
    int64_t days;
    if (!ALWAYS(n == 2) || !day_of_value(&v[0], &d) || !whole_days(r, &v[1], &days) || r->data->workdays_add == NULL ||
        !r->data->workdays_add(r->data, d, days, &out))
        return logic_null();
    return day_value(r->arena, out);
}

/* ---- text ---- */

static struct logic_value op_digits(struct logic_run *r, const struct logic_value *v, size_t n)
{
    (void)n;
    if (v[0].kind == LOGIC_NULL)
        return logic_text(S(""));
    return logic_text(check_digits(r->arena, logic_value_text(r->arena, &v[0])));
}

static struct logic_value op_named_match(struct logic_run *r, const struct logic_value *v, size_t n)
{
    if (!ALWAYS(n == 2) || v[1].kind == LOGIC_NULL)
        return logic_bool(false);
    return logic_bool(named_match(logic_value_text(r->arena, &v[0]), logic_value_text(r->arena, &v[1])));
}

/* ---- the table ---- */

enum { MANY = LOGIC_NODES_MAX };

static const struct logic_op ops[] = {
    {"var", 1, 2, false, op_var, NULL},
    {"missing", 1, MANY, false, op_missing, NULL},
    {"==", 2, 2, false, op_equal, NULL},
    {"!=", 2, 2, false, op_unequal, NULL},
    {"<", 2, 3, false, op_less, NULL},
    {"<=", 2, 3, false, op_less_equal, NULL},
    {">", 2, 2, false, op_more, NULL},
    {">=", 2, 2, false, op_more_equal, NULL},
    {"and", 1, MANY, true, NULL, op_and},
    {"or", 1, MANY, true, NULL, op_or},
    {"!", 1, 1, false, op_not, NULL},
    {"!!", 1, 1, false, op_truth, NULL},
    {"if", 1, MANY, true, NULL, op_if},
    {"in", 2, 2, false, op_in, NULL},
    {"+", 1, MANY, false, op_plus, NULL},
    {"-", 1, 2, false, op_minus, NULL},
    {"*", 1, MANY, false, op_times, NULL},
    {"/", 2, 2, false, op_divide, NULL},
    {"%", 2, 2, false, op_remainder, NULL},
    {"min", 1, MANY, false, op_min, NULL},
    {"max", 1, MANY, false, op_max, NULL},
    {"cat", 1, MANY, false, op_cat, NULL},
    {"len", 1, 1, false, op_len, NULL},
    {"age", 1, 2, false, op_age, NULL},
    {"days_add", 2, 2, false, op_days_add, NULL},
    {"workdays_add", 2, 2, false, op_workdays_add, NULL},
    {"digits", 1, 1, false, op_digits, NULL},
    {"named_match", 2, 2, false, op_named_match, NULL},
};

const struct logic_op *logic_op_find(struct str name)
{
    for (size_t i = 0; i < COUNT(ops); i++)
        if (str_eqc(name, ops[i].name))
            return &ops[i];
    return NULL;
}

bool logic_op_is(const struct logic_op *op, const char *name)
{
    return op != NULL && op == logic_op_find(str_from(name));
}

/* ---- evaluation ---- */

static struct logic_value *eval_all(struct logic_run *r, const struct logic_node *args, size_t n)
{
    struct logic_value *v = NEW_ARRAY(r->arena, struct logic_value, n + 1);
    for (size_t i = 0; i < n; i++)
        v[i] = eval_node(r, &args[i]);
    return v;
}

static struct logic_value eval_node(struct logic_run *r, const struct logic_node *node)
{
    if (node->kind == NODE_VALUE)
        return node->value;
    if (node->kind == NODE_LIST)
        return list_of(eval_all(r, node->args, node->args_n), node->args_n);
    if (node->op->lazy)
        return node->op->run_lazy(r, node->args, node->args_n);
    return node->op->run(r, eval_all(r, node->args, node->args_n), node->args_n);
}

struct logic_value logic_eval(struct arena *a, const struct logic *l, const struct logic_data *d)
{
    struct logic_run r = {.arena = a, .data = d};
    return eval_node(&r, l->root);
}

bool logic_holds(struct arena *a, const struct logic *l, const struct logic_data *d)
{
    if (l == NULL)
        return true;
    struct logic_value v = logic_eval(a, l, d);
    return logic_truthy(&v);
}

bool logic_reads(const struct logic *l, struct str path)
{
    for (size_t i = 0; l != NULL && i < l->vars_n; i++)
        if (str_eq(l->vars[i], path))
            return true;
    return false;
}

/* ---- trees of values ---- */

static const struct logic_value *member(const struct logic_value *v, struct str key)
{
    int64_t i;
    if (v->kind == LOGIC_LIST)
        return str_to_i64(key, &i) && i >= 0 && (uint64_t)i < v->items_n ? &v->items[i] : NULL;
    for (size_t k = 0; v->kind == LOGIC_OBJECT && k < v->items_n; k++)
        if (str_eq(v->keys[k], key))
            return &v->items[k];
    return NULL;
}

const struct logic_value *logic_value_at(const struct logic_value *root, struct str path)
{
    while (root != NULL && path.n > 0)
        root = member(root, str_cut(&path, '.'));
    return root;
}
