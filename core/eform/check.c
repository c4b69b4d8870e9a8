#include "core/eform/check.h"

#include "base/text.h"
#include "core/eform/logic.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_digit(s.p[i]))
            return false;
    return s.n > 0;
}

static int number_at(struct str s, size_t from, size_t to)
{
    int n = 0;
    for (size_t i = from; i < to && i < s.n; i++)
        n = n * 10 + (s.p[i] - '0');
    return n;
}

static bool one_of(char c, const char *set)
{
    return c != 0 && memchr(set, c, strlen(set)) != NULL;
}

/* s without the signs people put between groups of digits. */
static struct str without(struct arena *a, struct str s, const char *signs)
{
    struct buf b = buf_new(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (!one_of(s.p[i], signs))
            buf_putc(&b, s.p[i]);
    return buf_str(&b);
}

struct str check_digits(struct arena *a, struct str s)
{
    struct buf b = buf_new(a, s.n + 1);
    for (size_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i]))
            buf_putc(&b, s.p[i]);
    return buf_str(&b);
}

/* ---- person and organisation ---- */

/* The 63 province codes of Thông tư 59/2021/TT-BCA, annex I; annex II gives countries numbers from 101 up. */
static bool is_place(int n)
{
    static const unsigned char provinces[] = {1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31,
        33, 34,
        35, 36, 37, 38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79,
            80, 82, 83,
        84, 86, 87, 89, 91, 92, 93, 94, 95, 96};
    for (size_t i = 0; i < COUNT(provinces); i++)
        if (provinces[i] == n)
            return true;
    return n > 100;
}

/* Digit 4: 0 and 1 are men and women of the 20th century, 2 and 3 of the 21st, and so on. */
int person_id_year(struct str id)
{
    return 1900 + 100 * ((id.p[3] - '0') / 2) + number_at(id, 4, 6);
}

bool person_id_female(struct str id)
{
    return (id.p[3] - '0') % 2 == 1;
}

enum check check_person_id(struct arena *a, struct str typed, struct day today, struct str *out)
{
    struct str id = without(a, typed, " .-");
    if (!all_digits(id))
        return CHECK_LETTERS;
    if (id.n != 12)
        return CHECK_LENGTH;
    if (!is_place(number_at(id, 0, 3)))
        return CHECK_PLACE;
    if (person_id_year(id) > civil_of_day(today).year)
        return CHECK_YEAR;
    *out = id;
    return CHECK_OK;
}

static bool org_sum_agrees(struct str id)
{
    static const int weights[9] = {31, 29, 23, 19, 17, 13, 7, 5, 3};
    int sum = 0;
    for (size_t i = 0; i < COUNT(weights); i++)
        sum += weights[i] * (id.p[i] - '0');
    return 10 - sum % 11 == id.p[9] - '0';
}

enum check check_org_id(struct arena *a, struct str typed, struct str *out)
{
    struct str id = without(a, typed, " .-");
    if (!all_digits(id))
        return CHECK_LETTERS;
    if (id.n != 10 && id.n != 13)
        return CHECK_LENGTH;
    if (!org_sum_agrees(id))
        return CHECK_SUM;
    *out = id.n == 10 ? id : str_printf(a, STR_FMT "-" STR_FMT, STR_ARG(str_sub(id, 0, 10)), STR_ARG(str_sub(id, 10,
        13)));
    return CHECK_OK;
}

/* ---- ways to reach a person ---- */

enum check check_phone(struct arena *a, struct str typed, struct str *out)
{
    struct str s = without(a, typed, " .-()");
    if (str_starts(s, S("+84")))
        s = str_printf(a, "0" STR_FMT, STR_ARG(str_sub(s, 3, s.n)));
    if (!all_digits(s))
        return CHECK_LETTERS;
    bool landline = str_starts(s, S("02"));
    if (s.n != (landline ? 11 : 10))
        return CHECK_LENGTH;
    if (s.p[0] != '0' || !one_of(s.p[1], "235789"))
        return CHECK_FORM;
    *out = s;
    return CHECK_OK;
}

/* A domain: labels of letters, digits and inner hyphens, at least two. */
static bool is_domain(struct str s)
{
    size_t labels = 0;
    while (s.n > 0) {
        struct str label = str_cut(&s, '.');
        if (label.n == 0 || label.n > 63 || label.p[0] == '-' || label.p[label.n - 1] == '-')
            return false;
        for (size_t i = 0; i < label.n; i++)
            if (!is_letter(label.p[i]) && !is_digit(label.p[i]) && label.p[i] != '-')
                return false;
        labels++;
    }
    return labels >= 2;
}

static bool is_local_part(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool dot = s.p[i] == '.';
        if (dot && (i == 0 || i + 1 == s.n || s.p[i - 1] == '.'))
            return false;
        if (!dot && !is_letter(s.p[i]) && !is_digit(s.p[i]) && !one_of(s.p[i], "!#$%&'*+/=?^_`{|}~-"))
            return false;
    }
    return s.n > 0 && s.n <= 64;
}

enum check check_email(struct arena *a, struct str typed, struct str *out)
{
    struct str domain = typed, local = str_cut(&domain, '@');
    if (typed.n > 254 || !is_local_part(local) || !is_domain(domain) || typed.p[typed.n - 1] == '.')
        return CHECK_FORM;
    *out = str_printf(a, STR_FMT "@" STR_FMT, STR_ARG(local), STR_ARG(str_lower_ascii(a, domain)));
    return CHECK_OK;
}

static bool belongs_to_name(uint32_t cp)
{
    return cp >= 0x80 ? cp != 0xFFFD && !(cp >= 0x2000 && cp < 0x2C00)
                      : is_letter((char)cp) || one_of((char)cp, " '-.");
}

enum check check_name(struct arena *a, struct str typed, struct str *out)
{
    struct buf b = buf_new(a, typed.n + 1);
    size_t letters = 0;
    for (size_t i = 0; i < typed.n;) {
        uint32_t cp = text_next(typed, &i);
        if (cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0)
            cp = ' ';
        if (!belongs_to_name(cp))
            return CHECK_LETTERS;
        letters += cp >= 0x80 || is_letter((char)cp);
        if (cp != ' ' || (b.n > 0 && b.p[b.n - 1] != ' '))
            text_put(&b, cp);
    }
    if (letters == 0)
        return CHECK_LETTERS;
    *out = str_trim(buf_str(&b));
    return CHECK_OK;
}

/* ---- days and hours ---- */

/* The digit groups of s (at most four); false when a sign stands where none belongs. */
static bool split_groups(struct str s, const char *signs, struct str *groups, size_t *n)
{
    size_t from = 0;
    *n = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && is_digit(s.p[i]))
            continue;
        if (i == from || *n == 4 || (i < s.n && !one_of(s.p[i], signs)))
            return false;
        groups[(*n)++] = str_sub(s, from, i);
        from = i + 1;
    }
    return true;
}

static enum check finish_date(struct arena *a, struct str y, struct str m, struct str d, struct str *out)
{
    if (y.n != 4 || m.n > 2 || d.n > 2)
        return CHECK_FORM;
    int year = number_at(y, 0, 4), month = number_at(m, 0, 2), day = number_at(d, 0, 2);
    if (year < 1800 || !ymd_is_real(year, month, day))
        return CHECK_REAL;
    *out = day_iso_str(a, day_from_ymd(year, month, day));
    return CHECK_OK;
}

static struct str without_spaces(struct arena *a, struct str s)
{
    return without(a, s, " ");
}

enum check check_date(struct arena *a, struct str typed, struct str *out)
{
    struct str g[4], s = without_spaces(a, typed);
    size_t n;
    if (all_digits(s) && s.n == 8)
        return finish_date(a, str_sub(s, 4, 8), str_sub(s, 2, 4), str_sub(s, 0, 2), out);
    if (!split_groups(s, "/-.", g, &n) || n != 3)
        return CHECK_FORM;
    return g[0].n == 4 ? finish_date(a, g[0], g[1], g[2], out) : finish_date(a, g[2], g[1], g[0], out);
}

enum check check_partial_date(struct arena *a, struct str typed, struct str *out)
{
    struct str g[4], s = without_spaces(a, typed), day;
    size_t n;
    if (!split_groups(s, "/-.", g, &n) || n > 3 || s.n == 8 || n == 3)
        return check_date(a, typed, out);
    struct str y = g[0].n == 4 ? g[0] : g[n - 1], m = n == 1 ? S("1") : g[0].n == 4 ? g[1] : g[0];
    enum check c = finish_date(a, y, m, S("1"), &day);
    if (c == CHECK_OK)
        *out = str_sub(day, 0, n == 1 ? 4 : 7);
    return c;
}

enum check check_time(struct arena *a, struct str typed, struct str *out)
{
    struct str g[4], s = without_spaces(a, typed);
    size_t n;
    if (s.n > 0 && one_of(s.p[s.n - 1], "hHgG"))
        s.n--;
    if (!split_groups(s, ":.hHgG", g, &n) || n > 2 || g[0].n > 2 || (n == 2 && g[1].n != 2))
        return CHECK_FORM;
    int hour = number_at(g[0], 0, 2), minute = n == 2 ? number_at(g[1], 0, 2) : 0;
    if (hour > 23 || minute > 59)
        return CHECK_REAL;
    *out = str_printf(a, "%02d:%02d", hour, minute);
    return CHECK_OK;
}

/* ---- numbers ---- */

/* 1.250.000: a first group of one to three digits, then groups of exactly three. */
static bool grouped_by(struct str s, char sign)
{
    bool open = s.n > 0 && s.p[s.n - 1] == sign;
    struct str head = str_cut(&s, sign);
    if (!all_digits(head) || head.n > 3 || open)
        return false;
    while (s.n > 0) {
        struct str group = str_cut(&s, sign);
        if (group.n != 3 || !all_digits(group))
            return false;
    }
    return true;
}

static struct str without_leading_zeros(struct str s)
{
    while (s.n > 1 && s.p[0] == '0' && is_digit(s.p[1]))
        s = str_sub(s, 1, s.n);
    return s;
}

static struct str with_sign(struct arena *a, bool minus, struct str digits)
{
    bool zero = str_eqc(digits, "0") || digits.n == 0;
    return minus && !zero ? str_printf(a, "-" STR_FMT, STR_ARG(digits)) : digits;
}

enum check check_integer(struct arena *a, struct str typed, struct str *out)
{
    struct str s = without_spaces(a, typed);
    int64_t n;
    bool minus = s.n > 0 && s.p[0] == '-';
    s = str_sub(s, minus ? 1 : 0, s.n);
    if (!all_digits(s) && !grouped_by(s, '.') && !grouped_by(s, ','))
        return CHECK_FORM;
    s = without_leading_zeros(check_digits(a, s));
    if (s.n > 15 || !str_to_i64(s, &n))
        return CHECK_RANGE;
    *out = with_sign(a, minus, s);
    return CHECK_OK;
}

/* Where the decimals begin: the last sign when both kinds stand there; one sign alone, unless it groups by three. */
static size_t decimal_sign(struct str s)
{
    size_t dot = str_find(s, '.', 0), comma = str_find(s, ',', 0), last = s.n;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '.' || s.p[i] == ',')
            last = i;
    if (dot < s.n && comma < s.n)
        return last;
    return last < s.n && !grouped_by(s, s.p[last]) ? last : s.n;
}

static struct str without_trailing_zeros(struct str s)
{
    while (s.n > 0 && s.p[s.n - 1] == '0')
        s.n--;
    return s;
}

enum check check_decimal(struct arena *a, struct str typed, struct str *out)
{
    struct str s = without_spaces(a, typed), whole;
    bool minus = s.n > 0 && s.p[0] == '-';
    s = str_sub(s, minus ? 1 : 0, s.n);
    size_t cut = decimal_sign(s);
    struct str decimals = str_sub(s, cut + 1, s.n);
    if (cut < s.n && (!all_digits(decimals) || decimals.n > 2))
        return CHECK_FORM;
    enum check c = check_integer(a, str_sub(s, 0, cut), &whole);
    if (c != CHECK_OK || whole.p[0] == '-')
        return c == CHECK_OK ? CHECK_FORM : c;
    decimals = without_trailing_zeros(decimals);
    if (decimals.n > 0)
        whole = str_printf(a, STR_FMT "." STR_FMT, STR_ARG(whole), STR_ARG(decimals));
    *out = with_sign(a, minus, whole);
    return CHECK_OK;
}

static bool is_word(struct str s, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(s, words[i]))
            return true;
    return false;
}

enum check check_yesno(struct str typed, struct str *out)
{
    static const char *const yes[] = {"true", "1", "on", "yes", "co"}, *const no[] = {"false", "0", "no", "khong"};
    bool is_yes = is_word(typed, yes, COUNT(yes));
    if (!is_yes && !is_word(typed, no, COUNT(no)))
        return CHECK_FORM;
    *out = is_yes ? S("true") : S("false");
    return CHECK_OK;
}

/* ---- named patterns ---- */

/* A shape: 9 is a digit, A a letter, anything else itself. */
static bool has_shape(struct str s, const char *shape)
{
    size_t n = strlen(shape);
    for (size_t i = 0; i < n && i < s.n; i++) {
        bool fits = shape[i] == '9' ? is_digit(s.p[i]) : shape[i] == 'A' ? is_letter(s.p[i]) : s.p[i] == shape[i];
        if (!fits)
            return false;
    }
    return s.n == n;
}

static bool has_one_shape(struct str s, const char *const *shapes)
{
    for (; *shapes != NULL; shapes++)
        if (has_shape(s, *shapes))
            return true;
    return false;
}

static const struct {
    const char *name;
    const char *const *shapes;
} patterns[] = {
    {"person_id", (const char *const[]){"999999999999", NULL}},
    {"person_id_old", (const char *const[]){"999999999", NULL}},
    {"org_id", (const char *const[]){"9999999999", "9999999999-999", NULL}},
    {"phone", (const char *const[]){"0999999999", "02999999999", NULL}},
    {"land_book", (const char *const[]){"AA999999", "AA 999999", "AA99999999", "AA 99999999", NULL}},
    {"vehicle_plate", (const char *const[]){"99A-9999", "99A-999.99", "99A9-9999", "99A9-999.99", "99AA-999.99", NULL}},
    {"post_code", (const char *const[]){"99999", NULL}},
};

bool named_match_known(struct str name)
{
    for (size_t i = 0; i < COUNT(patterns); i++)
        if (str_eqc(name, patterns[i].name))
            return true;
    return false;
}

bool named_match(struct str name, struct str value)
{
    for (size_t i = 0; i < COUNT(patterns); i++)
        if (str_eqc(name, patterns[i].name))
            return has_one_shape(value, patterns[i].shapes);
    return false;
}
