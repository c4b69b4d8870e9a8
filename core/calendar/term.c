#include "core/calendar/calendar.h"

static const char *const unit_names[TERM_UNIT_COUNT] = {
    [TERM_NONE] = "", [TERM_WH] = "WH", [TERM_WD] = "WD", [TERM_CD] = "CD", [TERM_MO] = "MO", [TERM_SD] = "SD",
};

/* Equal but for the case of ASCII letters; `word` has nothing else. */
static bool same_word(struct str s, const char *word)
{
    size_t i = 0;
    for (; i < s.n && word[i] && (s.p[i] | 0x20) == (word[i] | 0x20); i++)
        ;
    return i == s.n && !word[i];
}

bool due_mode_by_name(struct str name, enum due_mode *out)
{
    if (!same_word(name, "eod") && !same_word(name, "clk"))
        return false;
    *out = same_word(name, "clk") ? DUE_CLK : DUE_EOD;
    return true;
}

static const char *const policy_names[] = {
    [PAUSE_STOPS] = "pause", [PAUSE_RESTARTS] = "restart", [PAUSE_NONE] = "none",
};

bool pause_policy_by_name(struct str name, enum pause_policy *out)
{
    for (size_t i = 0; i < COUNT(policy_names); i++) {
        if (same_word(name, policy_names[i])) {
            *out = (enum pause_policy)i;
            return true;
        }
    }
    return false;
}

const char *pause_policy_name(enum pause_policy policy)
{
    return policy_names[policy];
}

const char *term_unit_name(enum term_unit unit)
{
    return unit_names[unit];
}

enum term_unit term_unit_by_name(struct str name)
{
    for (enum term_unit u = TERM_WH; u < TERM_UNIT_COUNT; u++) {
        if (same_word(name, unit_names[u]))
            return u;
    }
    return TERM_NONE;
}

/* Digits with at most two decimals, below ten million: hundredths. */
static bool hundredths_parse(struct str s, int32_t *out)
{
    struct str fraction = s, whole = str_cut(&fraction, '.');
    int64_t w, f = 0;
    if (whole.n < 1 || whole.n > 7 || whole.p[0] == '-' || !str_to_i64(whole, &w))
        return false;
    if (whole.n < s.n) {
        if (fraction.n < 1 || fraction.n > 2 || fraction.p[0] == '-' || !str_to_i64(fraction, &f))
            return false;
        f *= fraction.n == 1 ? 10 : 1;
    }
    *out = (int32_t)(w * 100 + f);
    return true;
}

bool term_parse(struct str s, struct term *out)
{
    s = str_trim(s);
    if (s.n < 2)
        return false;
    struct term t = {.unit = term_unit_by_name(str_sub(s, s.n - 2, s.n))};
    struct str number = str_trim(str_sub(s, 0, s.n - 2));
    bool counted = hundredths_parse(number, &t.hundredths);
    if (t.unit == TERM_NONE || (!counted && (t.unit != TERM_SD || number.n > 0)))
        return false;
    if (t.unit == TERM_SD)
        t.hundredths = 0;
    *out = t;
    return true;
}

void term_write(struct buf *b, struct term t)
{
    if (t.unit != TERM_SD) {
        buf_i64(b, t.hundredths / 100);
        if (t.hundredths % 100) {
            buf_putc(b, '.');
            buf_u64_pad(b, (uint64_t)(t.hundredths % 10 ? t.hundredths % 100 : t.hundredths % 100 / 10),
                        t.hundredths % 10 ? 2 : 1);
        }
        buf_putc(b, ' ');
    }
    buf_puts(b, unit_names[t.unit]);
}

bool term_add(struct term base, struct term extra, struct term *out)
{
    if (base.unit != extra.unit || base.unit == TERM_SD || extra.hundredths > INT32_MAX - base.hundredths)
        return false;
    *out = (struct term){base.unit, base.hundredths + extra.hundredths};
    return true;
}

bool term_cut(struct term statutory, struct term committed, int32_t *tenths)
{
    int64_t s = statutory.hundredths, c = committed.hundredths;
    if (statutory.unit != committed.unit || s <= 0 || c < 0 || c > s)
        return false;
    *tenths = (int32_t)(((s - c) * 2000 + s) / (2 * s));
    return true;
}
