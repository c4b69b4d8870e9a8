#include "web/shell.h"

#include "base/message.h"
#include "web/exchange.h"
#include "web/request.h"
#include "web/session.h"

static const struct nav_rule *nav_rules;
static size_t nav_rules_n;

void shell_set_nav(const struct nav_rule *rules, size_t n)
{
    nav_rules = rules;
    nav_rules_n = n;
}

static bool is_for(const struct nav_rule *n, const struct actor *a, bool officer)
{
    return actor_may(a, n->may) && (officer ? !n->citizen : !n->officer);
}

const char *shell_home(const struct actor *a)
{
    for (size_t i = 0; a && i < nav_rules_n; i++)
        if (nav_rules[i].may != PERM_PUBLIC && is_for(&nav_rules[i], a, a->assignment_id != 0))
            return nav_rules[i].url;
    return "/";
}

/* /desk/dossiers lies inside /desk: only the nearest of them is where one is. */
static void keep_nearest(struct shell *s)
{
    size_t longest = 0;
    for (size_t i = 0; i < s->nav_n; i++)
        if (s->nav[i].current && s->nav[i].url.n > longest)
            longest = s->nav[i].url.n;
    for (size_t i = 0; i < s->nav_n; i++)
        s->nav[i].current = s->nav[i].current && s->nav[i].url.n == longest;
}

static void add_nav(struct shell *s, const struct ctx *c, const struct req *r)
{
    for (size_t i = 0; i < nav_rules_n && s->nav_n < COUNT(s->nav); i++) {
        const struct nav_rule *n = &nav_rules[i];
        struct str url = str_from(n->url);
        if (!is_for(n, c->actor, s->officer))
            continue;
        bool inside = url.n > 1 && str_starts(r->path, url) && (r->path.n == url.n || r->path.p[url.n] == '/');
        s->nav[s->nav_n++] = (struct nav_item){
            .label = n->label, .url = url, .key = str_from(n->key), .current = inside || str_eq(r->path, url)};
    }
    keep_nearest(s);
}

/* The same page in the other language: the query keeps everything but `lang`. A page that answered a form is not there
 * to be fetched again; its address without query is the nearest. */
static struct str other_language(struct ctx *c, const struct req *r)
{
    struct buf b = buf_new(c->arena, 16384);
    struct str query = r->query;
    buf_put(&b, r->path);
    buf_puts(&b, c->lang == LANG_VI ? "?lang=en" : "?lang=vi");
    while (query.n) {
        struct str pair = str_cut(&query, '&');
        if (!pair.n || str_starts(pair, S("lang=")))
            continue;
        buf_putc(&b, '&');
        buf_put(&b, pair);
    }
    return buf_str(&b);
}

static void add_person(struct shell *s, struct ctx *c, const struct req *r)
{
    const struct actor *a = c->actor;
    if (!a)
        return;
    s->signed_in = true;
    s->officer = a->assignment_id != 0;
    s->locked = r->session && r->session->locked;
    s->idle_s = s->officer ? session_idle_seconds(r->session) : 0;
    s->person = a->name;
    s->unit = a->unit_name;
    s->role = str_from(role_name(a->role));
    if (a->behalf_name.n)
        s->behalf = msg_text(c->arena, c->lang, MSG_shell_behalf,
                             (struct msg_arg[]){ARG(a->behalf_name), ARG(a->unit_name)}, 2);
}

/* The sentences of base/ ("field.required") are the same for every field; the others name what they speak of. */
static struct str label_of(struct ctx *c, const struct req *r, const struct fault *f)
{
    const struct input *in = r->route ? r->route->in : NULL;
    if (!str_starts(str_from(msg_key((enum msg)f->msg)), S("field.")))
        return S("");
    for (size_t i = 0; in && i < in->fields_n; i++)
        if (in->fields[i].place == IN_FORM && in->fields[i].label && str_eqc(f->field, in->fields[i].name))
            return msg_text(c->arena, c->lang, (enum msg)in->fields[i].label, NULL, 0);
    return S("");
}

struct shell shell_titled(struct ctx *c, const struct req *r, struct str title)
{
    struct shell s = {.title = title,
                      .lang = c->lang,
                      .lang_code = c->lang == LANG_VI ? S("vi") : S("en"),
                      .province = r->site->province,
                      .hotline = r->site->hotline,
                      .here = req_here(c, r),
                      .demo = r->site->demo,
                      .fragment = r->wants_fragment};
    s.lang_url = other_language(c, r);
    s.req = r;
    s.token = c->actor ? form_token(r) : S("");
    add_person(&s, c, r);
    add_nav(&s, c, r);
    for (size_t i = 0; i < c->faults_n; i++)
        s.faults[s.faults_n++] = (struct fault_item){
            fault_text(c->arena, c->lang, &c->faults[i]), c->faults[i].field, label_of(c, r, &c->faults[i])};
    return s;
}

struct shell shell_of(struct ctx *c, const struct req *r, enum msg title)
{
    return shell_titled(c, r, msg_text(c->arena, c->lang, title, NULL, 0));
}

struct str shell_fault(const struct shell *s, const char *field)
{
    for (size_t i = 0; i < s->faults_n; i++)
        if (str_eqc(s->faults[i].field, field))
            return s->faults[i].text;
    return S("");
}

void form_token_html(struct out *o, const struct shell *s)
{
    struct str open = S("<input type=\"hidden\" name=\"_t\" value=\""), close = S("\">");
    out_lit(o, open.p, open.n);
    out_str(o, s->token.n ? s->token : form_token(s->req)); /* a stranger gets his cookie only with a form */
    out_lit(o, close.p, close.n);
}
