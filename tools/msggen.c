/* msggen: the catalogue. Reads PO files (`…vi.po`, `…en.po`), refuses a key that one language lacks or whose slots
 * differ, and writes enum msg and the tables of base/message_table.h. Text is stored in the form base/message.c runs:
 * \001 and a digit is a slot, \002 and a digit begins words chosen by that slot, \003 parts them, \004 ends them. */
#include "tools/gen.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MAX 10

enum { VI, EN, LANGS };
static const char *const lang_names[LANGS] = {"vi", "en"};

struct entry {
    const char *file;
    int line;
    struct str key, text;
    struct str slot[SLOTS_MAX];
    size_t slots_n;
};

struct catalogue {
    struct entry *e;
    size_t n, cap;
};

/* ---- reading PO ---- */

struct po {
    const char *file;
    struct str rest;
    int line;
};

static struct str po_unquote(const struct po *po, struct str s)
{
    struct buf b = gen_buf();
    if (s.n < 2 || s.p[0] != '"' || s.p[s.n - 1] != '"')
        refuse(po->file, po->line, "a text stands between double quotes on one line");
    for (size_t i = 1; i < s.n - 1; i++) {
        char c = s.p[i];
        if (c == '"' || (unsigned char)c < 0x20)
            refuse(po->file, po->line, "a quote or control character inside a text needs a backslash");
        if (c == '\\') {
            const char *from = "n\"\\t", *to = "\n\"\\\t";
            const char *at = i + 1 < s.n - 1 ? strchr(from, s.p[i + 1]) : NULL;
            if (!at || !*at)
                refuse(po->file, po->line, "unknown escape; known are \\n \\t \\\" \\\\");
            c = to[at - from];
            i++;
        }
        buf_putc(&b, c);
    }
    return buf_str(&b);
}

/* The next line that says something; empty at the end. */
static struct str po_line(struct po *po)
{
    while (po->rest.n > 0) {
        struct str line = str_trim(str_cut(&po->rest, '\n'));
        po->line++;
        if (line.n > 0 && line.p[0] != '#')
            return line;
    }
    return S("");
}

/* The text after `word` and the quoted lines below it. */
static struct str po_value(struct po *po, struct str line, struct str word)
{
    if (!str_starts(line, word))
        refuse(po->file, po->line, "expected %s, found: " STR_FMT, str_c(gen_arena(), word), STR_ARG(line));
    struct buf b = gen_buf();
    buf_put(&b, po_unquote(po, str_trim(str_sub(line, word.n, line.n))));
    for (;;) {
        struct po ahead = *po;
        struct str next = po_line(&ahead);
        if (next.n == 0 || next.p[0] != '"')
            return buf_str(&b);
        *po = ahead;
        buf_put(&b, po_unquote(po, next));
    }
}

static void check_key(const struct entry *e)
{
    bool good = e->key.n > 0 && islower((unsigned char)e->key.p[0]);
    for (size_t i = 0; i < e->key.n; i++) {
        unsigned char c = (unsigned char)e->key.p[i];
        good = good && (islower(c) || isdigit(c) || c == '_' || c == '.');
    }
    if (!good)
        refuse(e->file, e->line, "key \"" STR_FMT "\": a key is lower-case words joined by dots, as desk.queue.title",
               STR_ARG(e->key));
}

static void add_slot(struct entry *e, struct str name)
{
    if (!gen_is_name(name))
        refuse(e->file, e->line, STR_FMT ": slot {" STR_FMT "}: a slot is {name} or {name:one|many}; a brace is {{",
               STR_ARG(e->key), STR_ARG(name));
    for (size_t i = 0; i < e->slots_n; i++)
        if (str_eq(e->slot[i], name))
            return;
    if (e->slots_n == SLOTS_MAX)
        refuse(e->file, e->line, STR_FMT ": more than %d slots; say it in two messages", STR_ARG(e->key), SLOTS_MAX);
    e->slot[e->slots_n++] = name;
}

/* A step through a text: a literal byte, or the inside of a slot cut at ':'. */
struct step {
    bool is_slot, has_words;
    struct str name, words; /* or one literal byte in `name` */
};

static bool next_step(const struct entry *e, size_t *at, struct step *out)
{
    struct str t = e->text;
    if (*at >= t.n)
        return false;
    size_t from = *at;
    if (t.p[from] != '{' || (from + 1 < t.n && t.p[from + 1] == '{')) {
        *out = (struct step){.name = str_sub(t, from, from + 1)};
        *at = from + (t.p[from] == '{' ? 2 : 1);
        return true;
    }
    size_t end = str_find(t, '}', from);
    if (end == t.n)
        refuse(e->file, e->line, STR_FMT ": a slot is not closed; a literal brace is {{", STR_ARG(e->key));
    struct str inside = str_sub(t, from + 1, end);
    bool has_words = str_find(inside, ':', 0) < inside.n;
    struct str name = str_cut(&inside, ':');
    *out = (struct step){.is_slot = true, .has_words = has_words, .name = name, .words = inside};
    *at = end + 1;
    return true;
}

static void find_slots(struct entry *e)
{
    struct step step;
    for (size_t at = 0; next_step(e, &at, &step);)
        if (step.is_slot)
            add_slot(e, step.name);
}

static void catalogue_add(struct catalogue *cat, struct entry e)
{
    if (cat->n == cat->cap) {
        size_t cap = cat->cap ? cat->cap * 2 : 256;
        cat->e = arena_grow(gen_arena(), cat->e, cat->cap * sizeof e, cap * sizeof e);
        cat->cap = cap;
    }
    cat->e[cat->n++] = e;
}

static void read_po(struct catalogue *cat, const char *path)
{
    struct po po = {.file = path, .rest = gen_read(path)};
    for (struct str line = po_line(&po); line.n > 0; line = po_line(&po)) {
        struct entry e = {.file = path, .line = po.line};
        e.key = po_value(&po, line, S("msgid "));
        e.text = po_value(&po, po_line(&po), S("msgstr "));
        if (e.key.n == 0)
            continue; /* the header of PO editors */
        check_key(&e);
        if (e.text.n == 0)
            refuse(path, e.line, STR_FMT ": has no text yet; translate it", STR_ARG(e.key));
        find_slots(&e);
        catalogue_add(cat, e);
    }
}

/* ---- agreement of the languages ---- */

static int by_c_name(const void *a, const void *b)
{
    const struct entry *const *x = a, *const *y = b;
    int order = str_cmp(gen_c_name((*x)->key), gen_c_name((*y)->key));
    return order ? order : (*x > *y) - (*x < *y);
}

/* Sorted by C name, because two keys that share one cannot both be in the enum. */
static const struct entry **sorted(const struct catalogue *cat)
{
    const struct entry **s = NEW_ARRAY(gen_arena(), const struct entry *, cat->n + 1);
    for (size_t i = 0; i < cat->n; i++)
        s[i] = &cat->e[i];
    qsort(s, cat->n, sizeof *s, by_c_name);
    for (size_t i = 1; i < cat->n; i++)
        if (str_eq(gen_c_name(s[i - 1]->key), gen_c_name(s[i]->key)))
            refuse(s[i]->file, s[i]->line, STR_FMT ": already given at %s:%d; keep one", STR_ARG(s[i]->key),
                   gen_shown(s[i - 1]->file), s[i - 1]->line);
    return s;
}

static const struct entry *find(const struct entry **s, size_t n, const struct entry *key)
{
    size_t lo = 0;
    while (lo < n) {
        size_t mid = lo + (n - lo) / 2;
        int order = str_cmp(gen_c_name(s[mid]->key), gen_c_name(key->key));
        if (order == 0 && str_eq(s[mid]->key, key->key))
            return s[mid];
        if (order < 0)
            lo = mid + 1;
        else
            n = mid;
    }
    return NULL;
}

static bool has_slot(const struct entry *e, struct str name)
{
    for (size_t i = 0; i < e->slots_n; i++)
        if (str_eq(e->slot[i], name))
            return true;
    return false;
}

static void need_slots_of(const struct entry *e, const struct entry *other)
{
    for (size_t i = 0; i < other->slots_n; i++)
        if (!has_slot(e, other->slot[i]))
            refuse(e->file, e->line,
                   STR_FMT ": slot {" STR_FMT "} of %s:%d is missing here; both languages use the same slots",
                   STR_ARG(e->key), STR_ARG(other->slot[i]), gen_shown(other->file), other->line);
}

static void need_in(const struct catalogue *have, const struct entry **in, size_t n, int lang)
{
    for (size_t i = 0; i < have->n; i++)
        if (!find(in, n, &have->e[i]))
            refuse(have->e[i].file, have->e[i].line,
                   STR_FMT ": has no text in %s; add it to the %s.po beside this file", STR_ARG(have->e[i].key),
                   lang_names[lang], lang_names[lang]);
}

/* ---- writing ---- */

static size_t slot_index(const struct entry *order, struct str name)
{
    size_t i = 0;
    while (i < order->slots_n && !str_eq(order->slot[i], name))
        i++;
    return i;
}

static struct str run_form(const struct entry *e, const struct entry *order)
{
    struct buf b = gen_buf();
    struct step step;
    for (size_t at = 0; next_step(e, &at, &step);) {
        if (!step.is_slot) {
            buf_put(&b, step.name);
            continue;
        }
        buf_putc(&b, step.has_words ? '\002' : '\001');
        buf_putc(&b, (char)('0' + slot_index(order, step.name)));
        for (size_t i = 0; step.has_words && i < step.words.n; i++)
            buf_putc(&b, step.words.p[i] == '|' ? '\003' : step.words.p[i]);
        if (step.has_words)
            buf_putc(&b, '\004');
    }
    return buf_str(&b);
}

static void write_header(const char *path, const struct catalogue *vi)
{
    struct buf b = gen_buf();
    gen_head(&b, "msggen", "the vi.po and en.po files", path, true);
    buf_puts(&b, "enum msg {\n    MSG_NONE,\n");
    for (size_t i = 0; i < vi->n; i++)
        buf_printf(&b, "    MSG_" STR_FMT ",\n", STR_ARG(gen_c_name(vi->e[i].key)));
    buf_puts(&b, "    MSG_COUNT\n};\n\n/* How many values each message takes. */\nenum {\n");
    for (size_t i = 0; i < vi->n; i++)
        buf_printf(&b, "    MSG_" STR_FMT "_SLOTS = %zu,\n", STR_ARG(gen_c_name(vi->e[i].key)), vi->e[i].slots_n);
    buf_puts(&b, "};\n\n#endif\n");
    gen_write(path, &b);
}

static void write_texts(struct buf *b, const struct catalogue *vi, const struct entry **in, size_t n)
{
    buf_puts(b, "    {\n        \"\",\n");
    for (size_t i = 0; i < vi->n; i++) {
        buf_printf(b, "        /* " STR_FMT " */ ", STR_ARG(vi->e[i].key));
        gen_c_text(b, run_form(find(in, n, &vi->e[i]), &vi->e[i]), 12);
        buf_puts(b, ",\n");
    }
    buf_puts(b, "    },\n");
}

static int by_key(const void *a, const void *b)
{
    const struct entry *const *x = a, *const *y = b;
    return str_cmp((*x)->key, (*y)->key);
}

static void write_order(struct buf *b, const struct catalogue *vi, const struct entry **s)
{
    qsort(s, vi->n, sizeof *s, by_key);
    buf_puts(b, "const unsigned short msg_order[MSG_COUNT] = {\n");
    for (size_t i = 0; i < vi->n; i++)
        buf_printf(b, "    MSG_" STR_FMT ",\n", STR_ARG(gen_c_name(s[i]->key)));
    buf_puts(b, "};\n");
}

static void write_source(const char *path, const struct catalogue *cat, const struct entry **s[LANGS])
{
    struct buf b = gen_buf();
    gen_head(&b, "msggen", "the vi.po and en.po files", path, false);
    buf_puts(&b, "#include \"base/message_table.h\"\n\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n");
    buf_puts(&b, "const char *const msg_keys[MSG_COUNT] = {\n    \"\",\n");
    for (size_t i = 0; i < cat[VI].n; i++)
        buf_printf(&b, "    \"" STR_FMT "\",\n", STR_ARG(cat[VI].e[i].key));
    buf_puts(&b, "};\n\nconst char *const msg_texts[MSG_LANGS][MSG_COUNT] = {\n");
    write_texts(&b, &cat[VI], s[VI], cat[VI].n);
    write_texts(&b, &cat[VI], s[EN], cat[EN].n);
    buf_puts(&b, "};\n\n");
    write_order(&b, &cat[VI], s[VI]);
    gen_write(path, &b);
}

static int lang_of(const char *path)
{
    for (int lang = 0; lang < LANGS; lang++)
        if (str_eqc(gen_base_name(path), lang == VI ? "vi.po" : "en.po"))
            return lang;
    refuse(path, 0, "the file name says the language: vi.po or en.po");
}

int main(int argc, char **argv)
{
    struct catalogue cat[LANGS] = {0};
    const struct entry **s[LANGS];
    if (argc < 4)
        usage("msggen OUT.h OUT.c FILE.po...");
    for (int i = 3; i < argc; i++)
        read_po(&cat[lang_of(argv[i])], argv[i]);
    for (int lang = 0; lang < LANGS; lang++)
        s[lang] = sorted(&cat[lang]);
    need_in(&cat[VI], s[EN], cat[EN].n, EN);
    need_in(&cat[EN], s[VI], cat[VI].n, VI);
    for (size_t i = 0; i < cat[VI].n; i++) {
        const struct entry *en = find(s[EN], cat[EN].n, &cat[VI].e[i]);
        need_slots_of(en, &cat[VI].e[i]);
        need_slots_of(&cat[VI].e[i], en);
    }
    if (cat[VI].n == 0)
        refuse(argv[3], 0, "holds no message");
    write_header(argv[1], &cat[VI]);
    write_source(argv[2], cat, s);
    return 0;
}
