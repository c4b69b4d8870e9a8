#include "core/dossier/rules.h"

#include "base/text.h"

enum { RECEPTION_HOURS = 8, DAY_WORK_MINUTES = 480, CHECK_GROUP = 4 };

static struct due due_of(const struct calendar *cal, struct term term, enum pause_policy policy, struct instant from,
                         const struct span *pauses, size_t n)
{
    return calendar_due(
        cal, &(struct due_ask){
                 .start = from, .term = term, .mode = DUE_EOD, .policy = policy, .pauses = pauses, .pauses_n = n});
}

static struct term with_extra(struct term base, struct term extra, bool wanted)
{
    struct term sum = base;
    if (!wanted || extra.hundredths <= 0)
        return base;
    if (base.unit == TERM_SD)
        return extra; /* "in the day, or within N working days where it must be verified" */
    return term_add(base, extra, &sum) ? sum : base;
}

struct dues dossier_dues(const struct procedure *p, const struct calendar *cal, struct instant received,
                         bool verify_extra, const struct span *pauses, size_t pauses_n)
{
    struct term committed = with_extra(p->committed, p->extra, verify_extra);
    struct term statutory = with_extra(p->statutory, p->extra, verify_extra);
    return (struct dues){
        .committed = due_of(cal, committed, p->pause, received, pauses, pauses_n),
        .statutory = due_of(cal, statutory, p->pause, received, pauses, pauses_n),
    };
}

struct due dossier_reception_due(const struct calendar *cal, struct instant submitted)
{
    return due_of(cal, (struct term){TERM_WH, RECEPTION_HOURS * 100}, PAUSE_NONE, submitted, NULL, 0);
}

/* The committed time in working minutes: days count 480; calendar days and months count their working share, five of
 * seven; a same-day procedure has one day. */
static int64_t committed_minutes(const struct procedure *p)
{
    int64_t h = p->committed.hundredths;
    switch (p->committed.unit) {
    case TERM_WH: return h * 60 / 100;
    case TERM_WD: return h * DAY_WORK_MINUTES / 100;
    case TERM_CD: return h * DAY_WORK_MINUTES * 5 / 700;
    case TERM_MO: return h * DAY_WORK_MINUTES * 22 / 100;
    case TERM_SD: return DAY_WORK_MINUTES;
    case TERM_NONE:
    case TERM_UNIT_COUNT: return 0;
    }
    die("term unit %d", (int)p->committed.unit);
}

struct due dossier_step_limit(const struct procedure *p, const struct process_step *step, const struct calendar *cal,
                              struct instant from)
{
    int64_t minutes = committed_minutes(p) * step->share_percent / 100;
    if (minutes < 30)
        minutes = 30; /* nobody is late before the hour is half over */
    return due_of(cal, (struct term){TERM_WH, (int32_t)(minutes * 100 / 60)}, PAUSE_NONE, from, NULL, 0);
}

enum queue queue_of_state(int64_t state)
{
    switch (state) {
    case STATE_NEW: return QUEUE_RECEIVE;
    case STATE_RECEIVED:
    case STATE_IN_PROCESS: return QUEUE_WORK;
    case STATE_SUPPLEMENT:
    case STATE_PAYMENT: return QUEUE_WAITING;
    case STATE_DONE: return QUEUE_HAND_OVER;
    case STATE_REFUSED:
    case STATE_WITHDRAWN:
    case STATE_STOPPED:
    case STATE_DELIVERED: return QUEUE_CLOSED;
    default: return QUEUE_NONE;
    }
}

struct standing dossier_standing(const struct dossier *d)
{
    struct standing s = {.queue = queue_of_state(d->state)};
    switch (s.queue) {
    case QUEUE_RECEIVE:
        s.turn = ROLE_COUNTER;
        s.clock = d->reception_due_at;
        break;
    case QUEUE_WORK:
        s.turn = d->state == STATE_RECEIVED ? ROLE_COUNTER : (enum role)d->step_role;
        s.clock = d->due_at;
        break;
    case QUEUE_WAITING: s.clock = d->supplement_due_at; break;
    case QUEUE_HAND_OVER:
        s.turn = ROLE_COUNTER;
        s.clock = d->finished_at;
        break;
    case QUEUE_CLOSED: s.clock = d->finished_at; break;
    case QUEUE_NONE: break;
    }
    return s;
}

struct str dossier_code(struct arena *a, struct str agency_code, struct day on, int64_t n)
{
    struct civil c = civil_of_day(on);
    struct buf b = buf_new(a, 64);
    buf_put(&b, agency_code);
    buf_putc(&b, '-');
    buf_u64_pad(&b, (uint64_t)(c.year % 100), 2);
    buf_u64_pad(&b, (uint64_t)c.month, 2);
    buf_u64_pad(&b, (uint64_t)c.day, 2);
    buf_putc(&b, '-');
    buf_u64_pad(&b, (uint64_t)n, 4);
    return buf_str(&b);
}

/* Twelve digits of the id: ids are time-ordered, so the low twelve digits repeat after years; the unique index would
 * refuse such a twin, and the next id is another number. */
struct str dossier_scan_code(struct arena *a, int64_t id)
{
    int64_t digits = INT64_C(100000000000) + (id % INT64_C(899999999999));
    int64_t check = 98 - (digits % 97 * 100) % 97;
    return str_printf(a, "%012lld%02lld", (long long)digits, (long long)check);
}

bool scan_code_is_good(struct str s)
{
    int64_t v;
    return s.n == 14 && s.p[0] >= '1' && str_to_i64(s, &v) && v % 97 == 1;
}

/* ---- what is typed from a receipt ---- */

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200f) || cp == 0x202f || cp == 0x2060 || cp == 0x3000 ||
           cp == 0xfeff;
}

static bool is_dash(uint32_t cp)
{
    return cp == '-' || cp == 0xad || (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xfe63 || cp == 0xff0d;
}

static bool has_dash(struct str s)
{
    for (size_t i = 0; i < s.n;)
        if (is_dash(text_next(s, &i)))
            return true;
    return false;
}

struct str dossier_code_typed(struct arena *a, struct str typed)
{
    struct buf b = buf_new(a, 3 * typed.n + 1);
    bool dashes = has_dash(typed), parted = false;
    for (size_t i = 0; i < typed.n;) {
        uint32_t cp = text_next(typed, &i);
        if (is_dash(cp) || is_blank(cp)) {
            parted |= is_dash(cp) || !dashes;
            continue;
        }
        if (parted && b.n)
            buf_putc(&b, '-');
        parted = false;
        text_put(&b, cp >= 'a' && cp <= 'z' ? cp - 'a' + 'A' : cp);
    }
    return buf_str(&b);
}

struct str dossier_check_typed(struct arena *a, struct str typed)
{
    struct buf b = buf_new(a, 3 * typed.n + 1);
    for (size_t i = 0; i < typed.n;) {
        uint32_t cp = text_next(typed, &i);
        if (!is_dash(cp) && !is_blank(cp))
            text_put(&b, cp >= 'A' && cp <= 'Z' ? cp - 'A' + 'a' : cp);
    }
    return buf_str(&b);
}

struct str dossier_check_shown(struct arena *a, struct str check)
{
    struct buf b = buf_new(a, 2 * check.n + 1);
    for (size_t i = 0; i < check.n; i += CHECK_GROUP) {
        buf_puts(&b, i ? " " : "");
        buf_put(&b, str_sub(check, i, i + CHECK_GROUP));
    }
    return buf_str(&b);
}

bool dossier_is_final(int64_t state)
{
    return queue_of_state(state) == QUEUE_CLOSED;
}

bool dossier_is_paused(int64_t state)
{
    return state == STATE_SUPPLEMENT || state == STATE_PAYMENT;
}

static const char *const state_keys[STATE_COUNT] = {"draft",      "new",        "received", "refused",
                                                    "in_process", "supplement", "payment",  "withdrawn",
                                                    "stopped",    "done",       "delivered"};

const char *state_key(int64_t state)
{
    return state >= 0 && state < STATE_COUNT ? state_keys[state] : "unknown";
}

int64_t state_by_key(struct str key)
{
    int64_t n;
    if (str_to_i64(key, &n))
        return n > 0 && n < STATE_COUNT ? n : -1;
    for (int64_t i = 1; i < STATE_COUNT; i++)
        if (str_eqc(key, state_keys[i]))
            return i;
    return -1;
}
