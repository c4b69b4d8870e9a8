#include "tools/html_place.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool is_one_of(const char *name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, words[i]) == 0)
            return true;
    return false;
}

static void add_byte(struct place *p, char *text, size_t size, char c)
{
    size_t n = strlen(text);
    if (n + 1 >= size)
        refuse(p->file, p->line, "the name %s… is too long", text);
    text[n] = (char)tolower((unsigned char)c);
    text[n + 1] = '\0';
}

static enum attribute attribute_of(const char *name)
{
    static const char *const addresses[] = {"href",   "src",         "action",    "formaction", "poster",
                                            "cite",   "data",        "manifest",  "background", "ping",
                                            "srcset", "imagesrcset", "xlink:href"};
    static const char *const code[] = {"style", "srcdoc"};
    if (strncmp(name, "on", 2) == 0 || is_one_of(name, code, COUNT(code)))
        return ATTR_CODE;
    return is_one_of(name, addresses, COUNT(addresses)) ? ATTR_ADDRESS : ATTR_PLAIN;
}

static void end_tag(struct place *p)
{
    static const char *const scripts[] = {"script", "style"};
    static const char *const plain[] = {"textarea", "title"};
    p->where = IN_TEXT;
    p->name[0] = '\0';
    if (is_one_of(p->element, scripts, COUNT(scripts)))
        p->where = IN_SCRIPT;
    if (is_one_of(p->element, plain, COUNT(plain)))
        p->where = IN_PLAIN;
    if (strcmp(p->element, "pre") == 0)
        p->keeps_space = true;
    if (strcmp(p->element, "/pre") == 0)
        p->keeps_space = false;
    if (p->where == IN_TEXT)
        p->element[0] = '\0';
}

static void begin_value(struct place *p, char c)
{
    if (c != '"')
        refuse(p->file, p->line, "attribute %s is not in double quotes", p->name);
    p->where = IN_VALUE;
    p->attribute = attribute_of(p->name);
    p->start_n = 0;
    memset(p->start, 0, sizeof p->start);
}

static void in_value(struct place *p, char c)
{
    if (c == '"') {
        p->where = IN_TAG;
        p->name[0] = '\0';
        p->attribute = ATTR_PLAIN;
        return;
    }
    if (p->start_n + 1 < sizeof p->start)
        p->start[p->start_n++] = (char)tolower((unsigned char)c);
    if (p->attribute == ATTR_ADDRESS && strncmp(p->start, "javascript:", 11) == 0)
        refuse(p->file, p->line, "%s holds a script; write it in a file of web/assets", p->name);
}

static void in_tag(struct place *p, char c)
{
    if (p->cut && p->where != IN_EQUALS && !isspace((unsigned char)c) && c != '>' && c != '/')
        refuse(p->file, p->line, "a directive stands inside a name; give each branch the whole tag or attribute");
    p->cut = false;
    if (p->where == IN_EQUALS) {
        begin_value(p, c);
    } else if (c == '>') {
        end_tag(p);
    } else if (isspace((unsigned char)c)) {
        if (p->where == IN_NAME)
            p->name[0] = '\0';
        p->where = IN_TAG;
    } else if (p->where == IN_TAG_NAME) {
        add_byte(p, p->element, sizeof p->element, c);
    } else if (c == '=' && p->where == IN_NAME) {
        p->where = IN_EQUALS;
    } else if (c == '"' || c == '\'' || c == '<' || c == '=') {
        refuse(p->file, p->line, "%c stands between the attributes of <%s>; is a quote or > missing?", c, p->element);
    } else if (c != '/') {
        p->where = IN_NAME;
        add_byte(p, p->name, sizeof p->name, c);
    }
}

/* A "<" that opens something; how many bytes were taken with it. */
static size_t open_angle(struct place *p, struct str rest)
{
    char next = rest.n > 1 ? rest.p[1] : '\0';
    if (str_starts(rest, S("<!--"))) {
        p->where = IN_COMMENT;
        return 4;
    }
    if (next == '!') {
        p->where = IN_DECLARATION;
        return 1;
    }
    if (next == '\0' || isalpha((unsigned char)next) || next == '/') {
        p->where = IN_TAG_NAME;
        p->element[0] = '\0';
    }
    return 1;
}

static bool closes(const struct place *p, struct str rest)
{
    size_t n = strlen(p->element);
    return rest.n > n + 1 && rest.p[0] == '<' && rest.p[1] == '/' && strncasecmp(rest.p + 2, p->element, n) == 0;
}

/* One byte or a few; the number taken. `keep` says whether they go into the page. */
static size_t step(struct place *p, struct str rest, bool *keep)
{
    *keep = true;
    switch (p->where) {
    case IN_TEXT:
        if (rest.p[0] == '<') {
            size_t n = open_angle(p, rest);
            *keep = p->where != IN_COMMENT;
            return n;
        }
        return 1;
    case IN_COMMENT:
        *keep = false;
        if (!str_starts(rest, S("-->")))
            return 1;
        p->where = IN_TEXT;
        return 3;
    case IN_DECLARATION:
        if (rest.p[0] == '>')
            p->where = IN_TEXT;
        return 1;
    case IN_SCRIPT:
    case IN_PLAIN:
        if (closes(p, rest)) {
            p->where = IN_TAG_NAME;
            p->element[0] = '\0';
        }
        return 1;
    case IN_VALUE: in_value(p, rest.p[0]); return 1;
    case IN_TAG_NAME:
    case IN_TAG:
    case IN_NAME:
    case IN_EQUALS: in_tag(p, rest.p[0]); return 1;
    }
    die("no such place");
}

/* White space with a line break in it becomes one line break, where HTML reads them alike. */
static void put_bytes(const struct place *before, struct str bytes, struct buf *out, size_t *space_from)
{
    bool folds = !before->keeps_space && (before->where == IN_TEXT || before->where == IN_TAG);
    bool space = folds && bytes.n == 1 && isspace((unsigned char)bytes.p[0]);
    if (!space) {
        buf_put(out, bytes);
        *space_from = out->n;
        return;
    }
    bool has_break = memchr(out->p ? out->p + *space_from : "", '\n', out->n - *space_from) != NULL;
    if (bytes.p[0] == '\n') {
        out->n = *space_from;
        buf_putc(out, '\n');
    } else if (!has_break) {
        buf_put(out, bytes);
    }
}

void place_walk(struct place *p, struct str literal, struct buf *out)
{
    size_t space_from = out->n;
    while (space_from > 0 && isspace((unsigned char)out->p[space_from - 1]) && !p->keeps_space)
        space_from--;
    for (size_t at = 0; at < literal.n;) {
        struct place before = *p;
        bool keep;
        size_t n = step(p, str_sub(literal, at, literal.n), &keep);
        for (size_t i = at; i < at + n; i++)
            p->line += literal.p[i] == '\n';
        if (keep)
            put_bytes(&before, str_sub(literal, at, at + n), out, &space_from);
        at += n;
    }
}

/* ---- what may stand here ---- */

/* Before a value an address must already say where it leads: here, or to a kind of address that runs no script. */
static void need_address_start(const struct place *p, enum value_kind kind)
{
    static const char *const good[] = {"#", "?", "./", "http://", "https://", "mailto:", "tel:"};
    for (size_t i = 0; i < COUNT(good); i++)
        if (strncmp(p->start, good[i], strlen(good[i])) == 0)
            return;
    if (p->start[0] == '/' && (p->start[1] || kind == VALUE_FILTERED))
        return;
    if (p->start[0] == '/')
        refuse(p->file, p->line,
               "%s: a value straight after the first / could name another site; use {{url \"/{}\" …}}", p->name);
    refuse(p->file, p->line, "%s: an address begins with literal text, {{url}} or {{asset}}, not with a value",
           p->name);
}

void place_need_value(struct place *p, enum value_kind kind)
{
    switch (p->where) {
    case IN_TEXT:
    case IN_PLAIN: return;
    case IN_VALUE:
        if (p->attribute == ATTR_CODE)
            refuse(p->file, p->line, "no value can be escaped inside %s=; use a class or a data- attribute", p->name);
        if (p->attribute == ATTR_ADDRESS && (kind != VALUE_ADDRESS || p->start_n > 0))
            need_address_start(p, kind);
        if (kind == VALUE_ADDRESS && p->start_n == 0)
            p->start_n = (size_t)snprintf(p->start, sizeof p->start, "/ours");
        return;
    case IN_SCRIPT:
        refuse(p->file, p->line, "no value can be escaped inside <%s>; put it in a data- attribute", p->element);
    case IN_COMMENT: refuse(p->file, p->line, "a directive inside an HTML comment; use {{# … }}");
    case IN_EQUALS: refuse(p->file, p->line, "a value without quotes; write %s=\"{{…}}\"", p->name);
    case IN_TAG_NAME:
    case IN_TAG:
    case IN_NAME:
    case IN_DECLARATION: break;
    }
    refuse(p->file, p->line, "a value among the names of a tag; only attribute values in double quotes take one");
}

void place_end_name(struct place *p)
{
    if (p->where != IN_NAME && (p->where != IN_TAG_NAME || p->element[0] == '\0'))
        return;
    p->cut = true;
    p->where = IN_TAG;
    p->name[0] = '\0';
}

void place_need_branch(struct place *p)
{
    place_end_name(p);
    if (p->where == IN_TEXT || p->where == IN_PLAIN || p->where == IN_VALUE || p->where == IN_TAG)
        return;
    refuse(p->file, p->line, "no {{if}} or {{each}} here: only in text, between attributes and inside quoted values");
}

void place_need_component(const struct place *p)
{
    if (p->where != IN_TEXT)
        refuse(p->file, p->line, "a component is HTML and stands between tags only");
}

void place_need_same(const struct place *a, const struct place *b, int line, const char *what)
{
    bool same = a->where == b->where && a->attribute == b->attribute && a->keeps_space == b->keeps_space &&
                strcmp(a->element, b->element) == 0 && strcmp(a->name, b->name) == 0;
    if (!same)
        refuse(b->file, b->line,
               "%s of line %d ends in another place of the HTML than it began or than its other branch; "
               "keep tags and quotes whole inside it",
               what, line);
}

void place_need_end(const struct place *p)
{
    if (p->where != IN_TEXT)
        refuse(p->file, p->line, "the page ends inside a tag, a comment or <%s>", p->element);
}
