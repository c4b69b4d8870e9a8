/* htmlgen: a page of HTML becomes a C function over a view struct. Fields are checked by the C compiler at the line of
 * the page (#line), values are escaped for the place where they stand, and there is no raw form. */
#include "tools/html_place.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 24
#define WORDS_MAX 16

struct block {
    bool is_each, has_else, has_end;
    int line;
    struct str var; /* of each: the row, the index and the rows */
    struct str index, rows;
    struct place at_start, at_end; /* at_end: of the branches before the current one */
};

struct page {
    const char *path;
    struct str name; /* web pages bear their own name, those of a room its name first */
    struct str view, include;
    int depth;
    struct block block[DEPTH_MAX];
    size_t block_n;
    struct place place;
    struct buf literal, body;
};

static bool uses_assets, uses_components;
static struct str component_names[256];
static size_t component_names_n;

#define AT(pg) (pg)->path, (pg)->place.line

/* ---- words of a directive ---- */

struct words {
    struct str w[WORDS_MAX];
    size_t n;
};

/* Parts by spaces; 'a b' and "a b" stay whole. */
static struct words split(const struct page *pg, struct str s)
{
    struct words out = {0};
    for (size_t at = 0; at < s.n;) {
        if (isspace((unsigned char)s.p[at])) {
            at++;
            continue;
        }
        size_t from = at;
        char quote = s.p[at];
        if (quote == '"' || quote == '\'') {
            at = str_find(s, quote, at + 1) + 1;
            if (at > s.n)
                refuse(AT(pg), "{{" STR_FMT "}}: a quote is not closed", STR_ARG(s));
        } else {
            while (at < s.n && !isspace((unsigned char)s.p[at]))
                at++;
        }
        if (out.n == WORDS_MAX)
            refuse(AT(pg), "{{" STR_FMT "}}: more than %d words", STR_ARG(s), WORDS_MAX);
        out.w[out.n++] = str_sub(s, from, at);
    }
    return out;
}

static struct str unquoted(const struct page *pg, struct str s, char quote)
{
    if (s.n < 2 || s.p[0] != quote || s.p[s.n - 1] != quote)
        refuse(AT(pg), STR_FMT ": expected a text in %c…%c", STR_ARG(s), quote, quote);
    return str_sub(s, 1, s.n - 1);
}

static struct str c_text(struct str s)
{
    struct buf b = gen_buf();
    gen_c_text(&b, s, 0);
    return buf_str(&b);
}

/* ---- paths: v.a.b, r.x, i ---- */

static bool is_row(const struct page *pg, struct str name)
{
    for (size_t i = 0; i < pg->block_n; i++)
        if (pg->block[i].is_each && str_eq(pg->block[i].var, name))
            return true;
    return str_eqc(name, "v");
}

static bool is_index(const struct page *pg, struct str name)
{
    for (size_t i = 0; i < pg->block_n; i++)
        if (pg->block[i].is_each && str_eq(pg->block[i].index, name))
            return true;
    return false;
}

static void need_members(const struct page *pg, struct str path, struct str rest)
{
    while (rest.n > 0) {
        struct str member = str_cut(&rest, '.');
        if (str_starts(rest, S(".")) || !gen_is_name(member))
            refuse(AT(pg), STR_FMT ": a value is written v.field or row.field.field", STR_ARG(path));
    }
}

static bool is_path(const struct page *pg, struct str path)
{
    struct str head = str_cut(&path, '.');
    return is_row(pg, head) || is_index(pg, head);
}

/* The C of a value. A row itself is its pointer when `address`, else what it points at. */
static struct str path_c(const struct page *pg, struct str path, bool address)
{
    struct str rest = path, head = str_cut(&rest, '.');
    if (!is_path(pg, path))
        refuse(AT(pg), STR_FMT ": \"" STR_FMT "\" is neither v nor a row of an open {{each}}", STR_ARG(path),
               STR_ARG(head));
    need_members(pg, path, rest);
    if (is_index(pg, head)) {
        if (rest.n > 0)
            refuse(AT(pg), STR_FMT ": an index has no fields", STR_ARG(path));
        return head;
    }
    if (rest.n == 0)
        return address ? head : str_printf(gen_arena(), "(*" STR_FMT ")", STR_ARG(head));
    return str_printf(gen_arena(), "%s" STR_FMT "->" STR_FMT, address ? "&" : "", STR_ARG(head), STR_ARG(rest));
}

/* ---- writing C ---- */

static void flush(struct page *pg)
{
    if (pg->literal.n > 0) {
        buf_printf(&pg->body, "%*sout_lit(o, ", pg->depth * 4, "");
        gen_c_text(&pg->body, buf_str(&pg->literal), pg->depth * 4 + 11);
        buf_printf(&pg->body, ", %zu);\n", pg->literal.n);
    }
    pg->literal.n = 0;
}

static void show_line(struct page *pg)
{
    buf_printf(&pg->body, "#line %d \"%s\"\n", pg->place.line, gen_shown(pg->path));
}

static void emit(struct page *pg, const char *fmt, ...) PRINTF_LIKE(2, 3);
static void emit(struct page *pg, const char *fmt, ...)
{
    char line[4096];
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= sizeof line)
        refuse(AT(pg), "the directive is too long");
    flush(pg);
    show_line(pg);
    buf_printf(&pg->body, "%*s%s\n", pg->depth * 4, "", line);
}

/* ---- values ---- */

static void do_value(struct page *pg, struct str s)
{
    struct str path = str_trim(str_cut(&s, '|')), filter = str_trim(s);
    struct str c = path_c(pg, path, false);
    place_need_value(&pg->place, filter.n ? VALUE_FILTERED : VALUE_TYPED);
    if (filter.n > 0 && !gen_is_name(filter))
        refuse(AT(pg), "filter \"" STR_FMT "\": a filter is one word", STR_ARG(filter));
    if (filter.n > 0)
        emit(pg, "out_filter_" STR_FMT "(o, " STR_FMT ");", STR_ARG(filter), STR_ARG(c));
    else
        emit(pg, "OUT(o, " STR_FMT ");", STR_ARG(c));
}

static struct str list_c(const struct page *pg, const struct words *w, size_t from, const char *wrap)
{
    struct buf b = gen_buf();
    for (size_t i = from; i < w->n; i++)
        buf_printf(&b, "%s%s" STR_FMT ")", i > from ? ", " : "", wrap, STR_ARG(path_c(pg, w->w[i], false)));
    return buf_str(&b);
}

static void do_message(struct page *pg, const struct words *w)
{
    if (w->n < 2)
        refuse(AT(pg), "{{t}} names a message: {{t desk.queue.title}}");
    place_need_value(&pg->place, VALUE_TYPED);
    struct str m = gen_c_name(w->w[1]);
    size_t n = w->n - 2;
    emit(pg,
         "_Static_assert(MSG_" STR_FMT "_SLOTS == %zu, \"" STR_FMT ": the message takes another number of values\");",
         STR_ARG(m), n, STR_ARG(w->w[1]));
    if (n == 0)
        emit(pg, "out_t(o, MSG_" STR_FMT ", NULL, 0);", STR_ARG(m));
    else
        emit(pg, "out_t(o, MSG_" STR_FMT ", (const struct msg_arg[]){" STR_FMT "}, %zu);", STR_ARG(m),
             STR_ARG(list_c(pg, w, 2, "ARG(")), n);
}

static void do_message_value(struct page *pg, const struct words *w)
{
    if (w->n != 2)
        refuse(AT(pg), "{{tid}} takes one value: {{tid v.title}}");
    place_need_value(&pg->place, VALUE_TYPED);
    emit(pg, "out_t(o, (enum msg)" STR_FMT ", NULL, 0);", STR_ARG(path_c(pg, w->w[1], false)));
}

static void do_url(struct page *pg, const struct words *w)
{
    if (w->n < 2)
        refuse(AT(pg), "{{url}} begins with a pattern: {{url \"/dossiers/{}\" v.code}}");
    struct str pattern = unquoted(pg, w->w[1], '"');
    size_t places = 0;
    for (size_t at = str_search(pattern, S("{}"), 0); at < pattern.n; at = str_search(pattern, S("{}"), at + 2))
        places++;
    if (places != w->n - 2)
        refuse(AT(pg), "{{url " STR_FMT "}} has %zu {} and %zu values", STR_ARG(w->w[1]), places, w->n - 2);
    bool here = pattern.n > 0 && (pattern.p[0] == '?' || pattern.p[0] == '#');
    bool own = str_starts(pattern, S("/")) && !str_starts(pattern, S("//")) && !str_starts(pattern, S("/{}/"));
    if (!here && !own)
        refuse(AT(pg), "{{url " STR_FMT "}}: an address of this site begins with one / and a word, ? or #",
               STR_ARG(w->w[1]));
    place_need_value(&pg->place, VALUE_ADDRESS);
    if (places == 0)
        emit(pg, "out_url(o, " STR_FMT ", NULL, 0);", STR_ARG(c_text(pattern)));
    else
        emit(pg, "out_url(o, " STR_FMT ", (const struct str[]){" STR_FMT "}, %zu);", STR_ARG(c_text(pattern)),
             STR_ARG(list_c(pg, w, 2, "AS_STR(o->c->arena, ")), places);
}

static void do_asset(struct page *pg, const struct words *w)
{
    if (w->n != 2)
        refuse(AT(pg), "{{asset}} takes one file name: {{asset \"mc.css\"}}");
    struct str name = gen_c_name(unquoted(pg, w->w[1], '"'));
    place_need_value(&pg->place, VALUE_ADDRESS);
    uses_assets = true;
    emit(pg, "out_lit(o, ASSET_" STR_FMT "_URL, sizeof ASSET_" STR_FMT "_URL - 1);", STR_ARG(name), STR_ARG(name));
}

static void do_component(struct page *pg, const struct words *w)
{
    if (w->n != 3 || !gen_is_name(w->w[1]))
        refuse(AT(pg), "{{use}} takes a component and its view: {{use tag r.tag}}");
    place_need_component(&pg->place);
    bool own = false;
    for (size_t i = 0; i < component_names_n; i++)
        own = own || str_eq(component_names[i], w->w[1]);
    uses_components = uses_components || !own;
    emit(pg, STR_FMT "_html(o, " STR_FMT ");", STR_ARG(w->w[1]), STR_ARG(path_c(pg, w->w[2], true)));
}

/* ---- branches ---- */

static bool is_constant(struct str s)
{
    bool good = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        good = good && (isupper((unsigned char)s.p[i]) || s.p[i] == '_' || isdigit((unsigned char)s.p[i]));
    return good;
}

static struct str compare_c(const struct page *pg, struct str left, struct str op, struct str right)
{
    static const char *const ops[] = {"==", "!=", "<", ">", "<=", ">="};
    bool known = false;
    for (size_t i = 0; i < COUNT(ops); i++)
        known = known || str_eqc(op, ops[i]);
    if (!known)
        refuse(AT(pg), "\"" STR_FMT "\" is not a comparison; use == != < > <= >=", STR_ARG(op));
    struct str a = path_c(pg, left, false);
    if (right.n > 0 && right.p[0] == '\'') {
        if (!str_eqc(op, "==") && !str_eqc(op, "!="))
            refuse(AT(pg), "texts are compared with == or != only");
        struct str text = unquoted(pg, right, '\'');
        if (text.n == 0)
            return str_printf(gen_arena(), STR_FMT ".n " STR_FMT " 0", STR_ARG(a), STR_ARG(op));
        return str_printf(gen_arena(), "%sstr_eqc(" STR_FMT ", " STR_FMT ")", str_eqc(op, "==") ? "" : "!", STR_ARG(a),
                          STR_ARG(c_text(text)));
    }
    struct str b = is_path(pg, right) ? path_c(pg, right, false) : right;
    int64_t number;
    if (!is_path(pg, right) && !is_constant(right) && !str_to_i64(right, &number))
        refuse(AT(pg), STR_FMT ": compare with a value, a number, a CONSTANT or a 'text'", STR_ARG(right));
    return str_printf(gen_arena(), STR_FMT " " STR_FMT " " STR_FMT, STR_ARG(a), STR_ARG(op), STR_ARG(b));
}

static struct str term_c(const struct page *pg, const struct words *w, size_t from, size_t to)
{
    bool no = from < to && str_eqc(w->w[from], "not");
    from += no;
    if (to - from == 1)
        return str_printf(gen_arena(), "%sIS(" STR_FMT ")", no ? "!" : "", STR_ARG(path_c(pg, w->w[from], false)));
    if (to - from != 3 || no)
        refuse(AT(pg), "a condition is v.x, not v.x, or v.x == 3; join several with and, or with or");
    return compare_c(pg, w->w[from], w->w[from + 1], w->w[from + 2]);
}

/* Terms joined all by `and` or all by `or`; mixing would need brackets, which belong in the handler. */
static struct str condition_c(const struct page *pg, const struct words *w)
{
    struct buf b = gen_buf();
    struct str join = S("");
    for (size_t from = 1, at = 1; at <= w->n; at++) {
        bool joins = at < w->n && (str_eqc(w->w[at], "and") || str_eqc(w->w[at], "or"));
        if (at < w->n && !joins)
            continue;
        buf_put(&b, term_c(pg, w, from, at));
        if (joins && join.n > 0 && !str_eq(join, w->w[at]))
            refuse(AT(pg), "and with or in one condition; make the decision in the handler");
        if (joins) {
            join = w->w[at];
            buf_puts(&b, str_eqc(join, "and") ? " && " : " || ");
        }
        from = at + 1;
    }
    return buf_str(&b);
}

static struct block *push(struct page *pg)
{
    if (pg->block_n == DEPTH_MAX)
        refuse(AT(pg), "more than %d blocks inside one another", DEPTH_MAX);
    struct block *b = &pg->block[pg->block_n++];
    *b = (struct block){.line = pg->place.line, .at_start = pg->place};
    return b;
}

static struct block *top(struct page *pg, const char *what)
{
    if (pg->block_n == 0)
        refuse(AT(pg), "{{%s}} without {{if}} or {{each}}", what);
    return &pg->block[pg->block_n - 1];
}

/* A branch ends: every branch must leave the HTML in one place, and the next one starts where the first did. */
static void end_branch(struct page *pg, struct block *b, bool last)
{
    place_end_name(&pg->place);
    place_need_same(&b->at_start, &pg->place, b->line, b->is_each ? "{{each}}" : "{{if}}");
    int line = pg->place.line;
    bool cut = pg->place.cut || (b->has_end && b->at_end.cut);
    if (!b->has_end || pg->place.start_n < b->at_end.start_n)
        b->at_end = pg->place;
    b->at_end.cut = cut;
    if (last && !b->has_else && b->at_start.start_n < b->at_end.start_n)
        b->at_end = b->at_start;
    b->has_end = true;
    pg->place = last ? b->at_end : b->at_start;
    pg->place.line = line;
}

static void do_if(struct page *pg, const struct words *w)
{
    place_need_branch(&pg->place);
    emit(pg, "if (" STR_FMT ") {", STR_ARG(condition_c(pg, w)));
    push(pg);
    pg->depth++;
}

static void do_elif(struct page *pg, const struct words *w)
{
    struct block *b = top(pg, "elif");
    if (b->is_each || b->has_else)
        refuse(AT(pg), "{{elif}} belongs to an {{if}} and stands before its {{else}}");
    flush(pg);
    end_branch(pg, b, false);
    pg->depth--;
    emit(pg, "} else if (" STR_FMT ") {", STR_ARG(condition_c(pg, w)));
    pg->depth++;
}

/* {{each r in v.rows}}, {{each r, i in v.rows}}: the row's name, and the index's, given or made. */
static struct str each_names(const struct page *pg, const struct words *w, struct str *index)
{
    bool indexed = w->n == 5 && str_ends(w->w[1], S(","));
    struct str var = indexed ? str_sub(w->w[1], 0, w->w[1].n - 1) : w->n > 1 ? w->w[1] : S("");
    if ((w->n != 4 && !indexed) || !str_eqc(w->w[w->n - 2], "in") || !gen_is_name(var))
        refuse(AT(pg), "{{each}} is written {{each r in v.rows}} or {{each r, i in v.rows}}");
    *index = indexed ? w->w[2] : str_printf(gen_arena(), STR_FMT "_i", STR_ARG(var));
    bool row_taken = is_row(pg, var) || is_index(pg, var) || str_eqc(var, "o");
    if (row_taken || is_row(pg, *index) || is_index(pg, *index) || str_eqc(*index, "o") || str_eq(var, *index))
        refuse(AT(pg), STR_FMT ": the name is taken by an outer block; choose another", STR_ARG(var));
    return var;
}

static void do_each(struct page *pg, const struct words *w)
{
    struct str i, r = each_names(pg, w, &i), rows = path_c(pg, w->w[w->n - 1], false);
    place_need_branch(&pg->place);
    emit(pg, "for (size_t " STR_FMT " = 0; " STR_FMT " < " STR_FMT "_n; " STR_FMT "++) {", STR_ARG(i), STR_ARG(i),
         STR_ARG(rows), STR_ARG(i));
    struct block *b = push(pg);
    pg->depth++;
    emit(pg, "__typeof__(&" STR_FMT "[0]) " STR_FMT " = &" STR_FMT "[" STR_FMT "];", STR_ARG(rows), STR_ARG(r),
         STR_ARG(rows), STR_ARG(i));
    emit(pg, "(void)" STR_FMT ";", STR_ARG(r));
    b->is_each = true;
    b->var = r;
    b->index = i;
    b->rows = rows;
}

static void do_else(struct page *pg, const struct words *w)
{
    struct block *b = top(pg, "else");
    if (w->n > 1)
        refuse(AT(pg), "{{else}} stands alone; a second condition is {{elif}}");
    if (b->has_else)
        refuse(AT(pg), "a second {{else}} for line %d", b->line);
    b->has_else = true;
    flush(pg);
    end_branch(pg, b, false);
    pg->depth--;
    if (b->is_each) {
        emit(pg, "}");
        emit(pg, "if (" STR_FMT "_n == 0) {", STR_ARG(b->rows));
        b->var = b->index = S(""); /* no row here */
    } else {
        emit(pg, "} else {");
    }
    pg->depth++;
}

static void do_end(struct page *pg, const struct words *w)
{
    if (w->n > 1)
        refuse(AT(pg), "{{end}} stands alone");
    struct block *b = top(pg, "end");
    flush(pg);
    end_branch(pg, b, true);
    pg->depth--;
    emit(pg, "}");
    pg->block_n--;
}

/* ---- a page ---- */

static void directive(struct page *pg, struct str s)
{
    static const struct {
        const char *word;
        void (*run)(struct page *pg, const struct words *w);
    } known[] = {
        {"if", do_if},     {"elif", do_elif}, {"else", do_else},         {"end", do_end},     {"each", do_each},
        {"t", do_message}, {"url", do_url},   {"tid", do_message_value}, {"asset", do_asset}, {"use", do_component},
    };
    if (str_starts(s, S("#")))
        return;
    struct words w = split(pg, s);
    for (size_t i = 0; i < COUNT(known) && w.n > 0; i++)
        if (str_eqc(w.w[0], known[i].word)) {
            known[i].run(pg, &w);
            return;
        }
    if (!is_path(pg, str_trim(str_sub(s, 0, str_find(s, '|', 0)))))
        refuse(AT(pg), "{{" STR_FMT "}} is not known; values begin with v or a row of {{each}}", STR_ARG(s));
    do_value(pg, s);
}

static struct str take_view(struct page *pg, struct str text)
{
    struct str rest = text, line = str_trim(str_cut(&rest, '\n'));
    pg->place.line = 1;
    if (!str_starts(line, S("{{view struct ")) || !str_ends(line, S("}}")))
        refuse(AT(pg), "the first line says what is shown: {{view struct x_view \"include/path.h\"}}");
    struct words w = split(pg, str_sub(line, 2, line.n - 2));
    if (w.n != 4 || !gen_is_name(w.w[2]))
        refuse(AT(pg), "the first line says what is shown: {{view struct x_view \"include/path.h\"}}");
    pg->view = w.w[2];
    pg->include = unquoted(pg, w.w[3], '"');
    pg->place.line = 2;
    while (rest.n > 0 && isspace((unsigned char)rest.p[0])) {
        pg->place.line += rest.p[0] == '\n';
        rest = str_sub(rest, 1, rest.n);
    }
    return rest;
}

static void count_lines(struct page *pg, struct str s)
{
    pg->place.line += gen_line_of(s, s.n) - 1;
}

static void read_page(struct page *pg)
{
    struct str rest = take_view(pg, gen_read(pg->path));
    rest = str_n(rest.p, str_trim(rest).n); /* it begins with no space already */
    while (rest.n > 0) {
        size_t open = str_search(rest, S("{{"), 0);
        place_walk(&pg->place, str_sub(rest, 0, open), &pg->literal);
        if (open == rest.n)
            break;
        size_t close = str_search(rest, S("}}"), open);
        if (close == rest.n)
            refuse(AT(pg), "{{ is not closed");
        struct str inside = str_sub(rest, open + 2, close);
        if (inside.n > 0 && inside.p[0] != '#' && str_search(inside, S("{{"), 0) < inside.n)
            refuse(AT(pg), "{{ is not closed");
        directive(pg, str_trim(inside));
        count_lines(pg, inside);
        rest = str_sub(rest, close + 2, rest.n);
    }
    flush(pg);
    if (pg->block_n > 0)
        refuse(pg->path, pg->block[pg->block_n - 1].line, "{{%s}} has no {{end}}",
               pg->block[pg->block_n - 1].is_each ? "each" : "if");
    place_need_end(&pg->place);
}

/* systems/desk/pages/queue.html is desk_queue; web/pages/tag.html is the component tag. */
static struct str page_name(const char *path)
{
    struct str base = gen_base_name(path), file = str_cut(&base, '.');
    struct str dirs = str_n(path, (size_t)(gen_base_name(path).p - path));
    struct str room = S("");
    while (dirs.n > 0) {
        struct str dir = str_cut(&dirs, '/');
        if (!str_eqc(dir, "pages"))
            room = dir;
    }
    struct str name =
        str_eqc(room, "web") ? file : str_printf(gen_arena(), STR_FMT "_" STR_FMT, STR_ARG(room), STR_ARG(file));
    if (!gen_is_name(file) || !gen_is_name(name))
        refuse(path, 0, "a page is called lower_snake.html and lies in <room>/pages");
    return name;
}

static bool first_of(const struct page *pages, size_t i, bool include)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(include ? pages[k].include : pages[k].view, include ? pages[i].include : pages[i].view))
            return false;
    return true;
}

static void put_prototype(struct buf *b, const struct page *pg)
{
    buf_printf(b, "void " STR_FMT "_html(struct out *o, const struct " STR_FMT " *v)", STR_ARG(pg->name),
               STR_ARG(pg->view));
}

static void write_header(const char *out, const struct page *pages, size_t n)
{
    struct buf b = gen_buf();
    gen_head(&b, "htmlgen", "the pages of this folder", out, true);
    buf_puts(&b, "#include \"web/out.h\"\n\n");
    for (size_t i = 0; i < n; i++)
        if (first_of(pages, i, false))
            buf_printf(&b, "struct " STR_FMT ";\n", STR_ARG(pages[i].view));
    buf_putc(&b, '\n');
    for (size_t i = 0; i < n; i++) {
        put_prototype(&b, &pages[i]);
        buf_puts(&b, ";\n");
    }
    buf_puts(&b, "\n#endif\n");
    gen_write(out, &b);
}

static void write_source(const char *out, const char *header, const struct page *pages, size_t n)
{
    struct buf b = gen_buf();
    gen_head(&b, "htmlgen", "the pages of this folder", out, false);
    buf_printf(&b, "#include \"" STR_FMT "\"\n\n#include \"base/value.h\"\n", STR_ARG(gen_base_name(header)));
    if (uses_assets)
        buf_puts(&b, "#include \"assets.h\"\n");
    if (uses_components)
        buf_puts(&b, "#include \"web_pages.h\"\n");
    for (size_t i = 0; i < n; i++)
        if (first_of(pages, i, true))
            buf_printf(&b, "#include \"" STR_FMT "\"\n", STR_ARG(pages[i].include));
    buf_puts(&b, "\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n");
    for (size_t i = 0; i < n; i++) {
        buf_putc(&b, '\n');
        put_prototype(&b, &pages[i]);
        buf_printf(&b, "\n{\n    (void)v;\n" STR_FMT "}\n", STR_ARG(buf_str(&pages[i].body)));
    }
    gen_write(out, &b);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        usage("htmlgen OUT.h OUT.c PAGE.html...");
    size_t n = (size_t)argc - 3;
    struct page *pages = NEW_ARRAY(gen_arena(), struct page, n);
    for (size_t i = 0; i < n; i++) {
        struct page *pg = &pages[i];
        *pg = (struct page){.path = argv[i + 3], .depth = 1, .literal = gen_buf(), .body = gen_buf()};
        pg->place.file = pg->path;
        pg->name = page_name(pg->path);
        if (component_names_n < COUNT(component_names))
            component_names[component_names_n++] = pg->name;
    }
    for (size_t i = 0; i < n; i++)
        read_page(&pages[i]);
    write_header(argv[1], pages, n);
    write_source(argv[2], argv[1], pages, n);
    return 0;
}
