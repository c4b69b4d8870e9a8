#include "base/text.h"

/* The twelve vowels by shape and their six tones: none, huyền, sắc, hỏi, ngã, nặng. */
enum { TONES = 6, VOWELS = 12 };
static const char vowel_base[VOWELS + 1] = "aaaeeiooouuy";
static const uint16_t lower[VOWELS][TONES] = {
    {'a', 0xE0, 0xE1, 0x1EA3, 0xE3, 0x1EA1},         {0x103, 0x1EB1, 0x1EAF, 0x1EB3, 0x1EB5, 0x1EB7},
    {0xE2, 0x1EA7, 0x1EA5, 0x1EA9, 0x1EAB, 0x1EAD},  {'e', 0xE8, 0xE9, 0x1EBB, 0x1EBD, 0x1EB9},
    {0xEA, 0x1EC1, 0x1EBF, 0x1EC3, 0x1EC5, 0x1EC7},  {'i', 0xEC, 0xED, 0x1EC9, 0x129, 0x1ECB},
    {'o', 0xF2, 0xF3, 0x1ECF, 0xF5, 0x1ECD},         {0xF4, 0x1ED3, 0x1ED1, 0x1ED5, 0x1ED7, 0x1ED9},
    {0x1A1, 0x1EDD, 0x1EDB, 0x1EDF, 0x1EE1, 0x1EE3}, {'u', 0xF9, 0xFA, 0x1EE7, 0x169, 0x1EE5},
    {0x1B0, 0x1EEB, 0x1EE9, 0x1EED, 0x1EEF, 0x1EF1}, {'y', 0x1EF3, 0xFD, 0x1EF7, 0x1EF9, 0x1EF5},
};
static const uint16_t upper[VOWELS][TONES] = {
    {'A', 0xC0, 0xC1, 0x1EA2, 0xC3, 0x1EA0},         {0x102, 0x1EB0, 0x1EAE, 0x1EB2, 0x1EB4, 0x1EB6},
    {0xC2, 0x1EA6, 0x1EA4, 0x1EA8, 0x1EAA, 0x1EAC},  {'E', 0xC8, 0xC9, 0x1EBA, 0x1EBC, 0x1EB8},
    {0xCA, 0x1EC0, 0x1EBE, 0x1EC2, 0x1EC4, 0x1EC6},  {'I', 0xCC, 0xCD, 0x1EC8, 0x128, 0x1ECA},
    {'O', 0xD2, 0xD3, 0x1ECE, 0xD5, 0x1ECC},         {0xD4, 0x1ED2, 0x1ED0, 0x1ED4, 0x1ED6, 0x1ED8},
    {0x1A0, 0x1EDC, 0x1EDA, 0x1EDE, 0x1EE0, 0x1EE2}, {'U', 0xD9, 0xDA, 0x1EE6, 0x168, 0x1EE4},
    {0x1AF, 0x1EEA, 0x1EE8, 0x1EEC, 0x1EEE, 0x1EF0}, {'Y', 0x1EF2, 0xDD, 0x1EF6, 0x1EF8, 0x1EF4},
};

/* A code point taken apart. vowel < 0: not one of the vowels; then `cp` is the lower-case letter. */
struct letter {
    int vowel, tone;
    bool is_upper, is_letter, is_dd;
    uint32_t cp;
};

/* (vowel * TONES + tone) * 2 + upper + 1 for code points below 0x1F00; filled once. */
static uint8_t parts[0x1F00];

static void fill_parts(void)
{
    if (parts['a'])
        return;
    for (int v = 0; v < VOWELS; v++)
        for (int t = 0; t < TONES; t++) {
            parts[lower[v][t]] = (uint8_t)((v * TONES + t) * 2 + 1);
            parts[upper[v][t]] = (uint8_t)((v * TONES + t) * 2 + 2);
        }
}

static bool is_digit(uint32_t cp)
{
    return cp >= '0' && cp <= '9';
}

static struct letter take_apart(uint32_t cp)
{
    fill_parts();
    if (cp < COUNT(parts) && parts[cp]) {
        int k = parts[cp] - 1;
        return (struct letter){
            .vowel = k / 2 / TONES, .tone = k / 2 % TONES, .is_upper = k % 2, .is_letter = true, .cp = cp};
    }
    if (cp == 0x110 || cp == 0x111)
        return (struct letter){.vowel = -1, .is_upper = cp == 0x110, .is_letter = true, .is_dd = true, .cp = 0x111};
    if (cp >= 'A' && cp <= 'Z')
        return (struct letter){.vowel = -1, .is_upper = true, .is_letter = true, .cp = cp + 32};
    bool other = cp >= 0xC0 && cp != 0xD7 && cp != 0xF7 && !(cp >= 0x300 && cp <= 0x36F) &&
                 !(cp >= 0x2000 && cp <= 0x303F) && cp != 0xFFFD;
    return (struct letter){.vowel = -1, .is_letter = (cp >= 'a' && cp <= 'z') || other, .cp = cp};
}

uint32_t text_next(struct str s, size_t *i)
{
    const unsigned char *p = (const unsigned char *)s.p + *i;
    size_t left = s.n - *i;
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned n = p[0] < 0x80                   ? 1
                 : p[0] >= 0xC2 && p[0] < 0xE0 ? 2
                 : p[0] >= 0xE0 && p[0] < 0xF0 ? 3
                 : p[0] >= 0xF0 && p[0] < 0xF5 ? 4
                                               : 0;
    uint32_t cp = n == 1 ? p[0] : n == 2 ? p[0] & 31U : n == 3 ? p[0] & 15U : p[0] & 7U;
    bool good = n > 0 && n <= left;
    for (unsigned k = 1; good && k < n; k++) {
        good = (p[k] & 0xC0) == 0x80;
        cp = cp << 6 | (p[k] & 63U);
    }
    if (!good || cp < least[n] || (cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF) {
        ++*i;
        return 0xFFFD;
    }
    *i += n;
    return cp;
}

bool text_has_pictures(struct str s)
{
    static const uint32_t ranges[][2] = {{0x20E3, 0x20E3}, {0x2190, 0x21FF},   {0x2300, 0x23FF},   {0x2500, 0x27BF},
                                         {0x2900, 0x297F}, {0x2B00, 0x2BFF},   {0xE000, 0xF8FF},   {0xFE00, 0xFE0F},
                                         {0xFFF0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF}};
    for (size_t i = 0; i < s.n;) {
        uint32_t cp = text_next(s, &i);
        for (size_t k = 0; k < COUNT(ranges); k++)
            if (cp >= ranges[k][0] && cp <= ranges[k][1])
                return true;
    }
    return false;
}

void text_put(struct buf *b, uint32_t cp)
{
    if (cp < 0x80) {
        buf_putc(b, (char)cp);
        return;
    }
    unsigned n = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
    static const unsigned lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    buf_putc(b, (char)(lead[n] | cp >> (6 * (n - 1))));
    for (unsigned k = n - 1; k-- > 0;)
        buf_putc(b, (char)(0x80 | (cp >> (6 * k) & 63U)));
}

bool text_is_valid(struct str s)
{
    for (size_t i = 0; i < s.n;) {
        size_t at = i;
        uint32_t cp = text_next(s, &i);
        bool was_bad = cp == 0xFFFD && !(i - at == 3 && (unsigned char)s.p[at] == 0xEF);
        if (was_bad || (cp < 0x20 && cp != '\t' && cp != '\n' && cp != '\r') || (cp >= 0x7F && cp < 0xA0))
            return false;
    }
    return true;
}

size_t text_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; n++)
        text_next(s, &i);
    return n;
}

static int tone_of_mark(uint32_t cp)
{
    return cp == 0x300 ? 1 : cp == 0x301 ? 2 : cp == 0x309 ? 3 : cp == 0x303 ? 4 : cp == 0x323 ? 5 : 0;
}

/* The vowel that a shape mark makes of `vowel`; -1 when the mark does not go with it. */
static int reshape(int vowel, uint32_t mark)
{
    if (mark == 0x302)
        return vowel == 0 ? 2 : vowel == 3 ? 4 : vowel == 6 ? 7 : -1;
    if (mark == 0x306)
        return vowel == 0 ? 1 : -1;
    if (mark == 0x31B)
        return vowel == 6 ? 8 : vowel == 9 ? 10 : -1;
    return -1;
}

/* Joins the combining marks that follow a vowel, in any order, as long as they make a Vietnamese letter. */
static void join_marks(struct str s, size_t *i, struct letter *l)
{
    while (*i < s.n && ((unsigned char)s.p[*i] & 0xFE) == 0xCC) {
        size_t after = *i;
        uint32_t mark = text_next(s, &after);
        int tone = tone_of_mark(mark), shape = reshape(l->vowel, mark);
        if (tone && l->tone == 0)
            l->tone = tone;
        else if (shape >= 0)
            l->vowel = shape;
        else
            return;
        *i = after;
    }
}

static struct letter next_letter(struct str s, size_t *i)
{
    struct letter l = take_apart(text_next(s, i));
    if (l.vowel >= 0)
        join_marks(s, i, &l);
    return l;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

/* General category Cf of Unicode, as far as it shows nothing or turns the direction. */
static bool is_invisible(uint32_t cp)
{
    return cp == 0xAD || (cp >= 0x200B && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202E) ||
           (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF;
}

struct str text_nfc(struct arena *a, struct str s)
{
    if (is_ascii(s))
        return s;
    struct buf b = buf_new(a, s.n * 3 + 16);
    for (size_t i = 0; i < s.n;) {
        size_t at = i;
        struct letter l = next_letter(s, &i);
        if (l.vowel >= 0)
            text_put(&b, (l.is_upper ? upper : lower)[l.vowel][l.tone]);
        else if (!is_invisible(l.cp))
            buf_put(&b, str_sub(s, at, i));
    }
    return buf_str(&b);
}

/* One word in lower case: shapes kept or dropped, its tone apart. */
struct word {
    uint32_t cp[64]; /* longer words are cut into pieces of 64: no Vietnamese word is so long */
    struct letter letter[64];
    size_t n;
    int tone;
};

static bool next_word(struct str s, size_t *i, struct word *w)
{
    w->n = 0;
    w->tone = 0;
    while (*i < s.n && w->n < COUNT(w->cp)) {
        size_t after = *i;
        struct letter l = next_letter(s, &after);
        if (!l.is_letter && !is_digit(l.cp)) {
            bool is_mark = l.cp >= 0x300 && l.cp <= 0x36F;
            *i = after;
            if (w->n && !is_mark)
                break;
            continue;
        }
        *i = after;
        if (l.tone && !w->tone)
            w->tone = l.tone;
        w->letter[w->n] = l;
        w->cp[w->n++] = l.vowel >= 0 ? lower[l.vowel][0] : l.cp;
    }
    return w->n > 0;
}

/* ky = ki, ly = li, quy = qui: y that ends a word after a consonant (or after qu) is written i by many. */
static void y_to_i(struct word *w)
{
    if (w->n < 2 || w->cp[w->n - 1] != 'y')
        return;
    const struct letter *before = &w->letter[w->n - 2];
    bool after_qu = w->n >= 3 && w->cp[w->n - 2] == 'u' && w->cp[w->n - 3] == 'q';
    if ((before->vowel < 0 && before->is_letter) || after_qu)
        w->cp[w->n - 1] = 'i';
}

static struct str search_form(struct arena *a, struct str s, bool exact)
{
    struct buf b = buf_new(a, s.n * 2 + 64);
    struct word w;
    for (size_t i = 0; next_word(s, &i, &w);) {
        y_to_i(&w);
        if (b.n)
            buf_putc(&b, ' ');
        for (size_t k = 0; k < w.n; k++) {
            const struct letter *l = &w.letter[k];
            if (exact)
                text_put(&b, w.cp[k]);
            else if (l->is_dd)
                buf_putc(&b, 'd');
            else if (l->vowel >= 0 && w.cp[k] != 'i')
                buf_putc(&b, vowel_base[l->vowel]);
            else
                text_put(&b, w.cp[k]);
        }
        if (exact && w.tone) /* the tone stands at the end of the word, so hoà and hòa are equal */
            buf_putc(&b, " `'?~."[w.tone]);
    }
    return buf_str(&b);
}

struct str text_fold(struct arena *a, struct str s)
{
    return search_form(a, s, false);
}

struct str text_exact(struct arena *a, struct str s)
{
    return search_form(a, s, true);
}

bool text_has_marks(struct str word)
{
    for (size_t i = 0; i < word.n;) {
        struct letter l = next_letter(word, &i);
        if (l.is_dd || l.tone || (l.vowel >= 0 && lower[l.vowel][0] >= 0x80))
            return true;
    }
    return false;
}

/* The alphabet: a ă â b c d đ e ê … ; the tones decide only
 * between words otherwise equal: ngang huyền hỏi ngã sắc nặng. */
static char alphabet_rank(const struct letter *l)
{
    static const char vowel_rank[VOWELS] = {1, 2, 3, 9, 10, 15, 22, 23, 24, 30, 31, 34};
    static const char ascii_rank[26] = {1,  4,  5,  6,  9,  11, 12, 13, 15, 16, 17, 18, 19,
                                        20, 22, 25, 26, 27, 28, 29, 30, 32, 33, 33, 34, 35};
    if (l->vowel >= 0)
        return (char)(0x40 + vowel_rank[l->vowel]);
    if (l->is_dd)
        return 0x40 + 7;
    if (is_digit(l->cp))
        return (char)(0x30 + (int)(l->cp - '0'));
    return l->cp >= 'a' && l->cp <= 'z' ? (char)(0x40 + ascii_rank[l->cp - 'a']) : 0x7E;
}

struct str text_sort_key(struct arena *a, struct str s)
{
    static const char dictionary[TONES] = {'1', '2', '5', '3', '4', '6'}; /* of none huyền sắc hỏi ngã nặng */
    struct buf b = buf_new(a, s.n * 3 + 64), tones = buf_new(a, s.n + 64);
    struct word w;
    for (size_t i = 0; next_word(s, &i, &w);) {
        if (b.n)
            buf_putc(&b, 0x20);
        for (size_t k = 0; k < w.n; k++)
            buf_putc(&b, alphabet_rank(&w.letter[k]));
        buf_putc(&tones, dictionary[w.tone]);
    }
    buf_putc(&b, 0x01);
    buf_put(&b, buf_str(&tones));
    return buf_str(&b);
}

struct str text_slug(struct arena *a, struct str s)
{
    struct str folded = text_fold(a, s);
    struct buf b = buf_new(a, folded.n + 1);
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        if (c == ' ')
            buf_putc(&b, '-');
        else if (c < 0x80)
            buf_putc(&b, (char)c);
    }
    return buf_str(&b);
}
