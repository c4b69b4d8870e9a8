#include "format/pdfdiff.h"

#include "format/pdflex.h"
#include "format/pdfpage.h"

#include <string.h>

enum { TREE_DEPTH = 64, QUARTER_A4 = 595 * 842 / 4, SHARED = -1 };

/* A bit an object. */
struct set {
    uint8_t *bits;
    size_t n;
};

/* Where a later signature was shown: on which page, and at which look at a list. */
struct shown {
    uint32_t page, look;
};

/* A list of fields or notes to which signatures may be added. */
struct list {
    int64_t object; /* that holds it, for the report */
    int64_t page;   /* of notes; 0: of the form; SHARED: of several pages */
};

struct compare {
    struct pdf_file *then, *now;
    pdf_intact *intact;
    void *self;
    struct pdf_compared *out;
    const struct pdf_value *catalog_then, *catalog_now;
    int64_t catalog;
    struct set pages, evidence, added, dangling, signed_fields, fields_now;
    int32_t *page_of; /* a list of notes that is an object of its own: its page, or SHARED */
    struct shown *shown;
    uint32_t looks;
    int64_t form, fields, info, metadata;
};

static struct set set_new(struct arena *a, size_t n)
{
    return (struct set){NEW_ARRAY(a, uint8_t, n / 8 + 1), n};
}

static bool set_has(const struct set *s, int64_t n)
{
    return n >= 0 && (size_t)n < s->n && (s->bits[n / 8] & 1u << (n % 8));
}

static void set_put(struct set *s, int64_t n)
{
    if (n >= 0 && (size_t)n < s->n)
        s->bits[n / 8] |= (uint8_t)(1u << (n % 8));
}

/* The first reason stays. */
static enum pdf_fault unlawful(struct compare *c, int64_t object, const char *why)
{
    if (c->out->lawful) {
        c->out->lawful = false;
        c->out->why = why;
        c->out->object = object;
    }
    return PDF_READ;
}

static void note(struct compare *c, enum pdf_change_kind kind, int64_t object)
{
    for (size_t i = 0; i < c->out->changes_n; i++)
        if (c->out->changes[i].kind == kind && (kind == PDF_CHANGE_EVIDENCE || c->out->changes[i].object == object))
            return;
    if (c->out->changes_n < PDF_CHANGES_MAX)
        c->out->changes[c->out->changes_n++] = (struct pdf_change){kind, object};
}

/* ---- equality of meaning ---- */

static bool same(const struct pdf_value *x, const struct pdf_value *y);

static bool same_children(const struct pdf_value *x, const struct pdf_value *y)
{
    const struct pdf_value *m = x->first, *n = y->first;
    if (x->kind == PDF_ARRAY) {
        for (; m && n; m = m->next, n = n->next)
            if (!same(m, n))
                return false;
        return !m && !n;
    }
    for (; m; m = m->next) {
        for (n = y->first; n && !str_eq(n->key, m->key);)
            n = n->next;
        if (!n || !same(m, n))
            return false;
    }
    return x->n == y->n;
}

/* References are equal by number: what they lead to is compared for itself. */
static bool same(const struct pdf_value *x, const struct pdf_value *y)
{
    if (pdf_is_number(x) && pdf_is_number(y)) {
        double d = pdf_real(x) - pdf_real(y);
        return d < 1e-6 && d > -1e-6;
    }
    if (x->kind != y->kind)
        return false;
    switch (x->kind) {
    case PDF_NULL: return true;
    case PDF_BOOL: return x->n == y->n;
    case PDF_REF: return x->n == y->n && x->generation == y->generation;
    case PDF_STRING:
    case PDF_NAME: return str_eq(x->text, y->text);
    case PDF_STREAM: return str_eq(x->text, y->text) && same_children(x, y);
    case PDF_ARRAY:
    case PDF_DICT: return same_children(x, y);
    case PDF_INT:
    case PDF_REAL: break;
    }
    return false;
}

static bool listed(struct str key, const char *const *keys)
{
    for (; *keys; keys++)
        if (str_eqc(key, *keys))
            return true;
    return false;
}

/* Every member but those of `free_keys` is there in both and the same. */
static bool same_but(const struct pdf_value *x, const struct pdf_value *y, const char *const *free_keys)
{
    const struct pdf_value *sides[2][2] = {{x, y}, {y, x}};
    if (x->kind != PDF_DICT || y->kind != PDF_DICT)
        return false;
    for (int i = 0; i < 2; i++)
        for (const struct pdf_value *m = sides[i][0]->first; m; m = m->next) {
            const struct pdf_value *n = sides[i][1]->first;
            while (n && !str_eq(n->key, m->key))
                n = n->next;
            if (!listed(m->key, free_keys) && (!n || !same(m, n)))
                return false;
        }
    return true;
}

/* ---- what stood where in the signed revision ---- */

static int64_t ref_number(const struct pdf_value *v)
{
    return pdf_is(v, PDF_REF) ? v->n : 0;
}

static enum pdf_fault find_pages(struct compare *c, const struct pdf_value *v, int depth)
{
    const struct pdf_value *node, *kids;
    PDF_TRY(pdf_resolve(c->then, v, &node));
    PDF_TRY(pdf_get_resolved(c->then, node, "Kids", &kids));
    if (depth > TREE_DEPTH)
        return pdf_refuse(c->then, PDF_TOO_LARGE, pdf_place(c->then, v), "a tree of pages without end");
    if (kids->kind != PDF_ARRAY) {
        set_put(&c->pages, ref_number(v));
        int64_t list = ref_number(pdf_get(node, "Annots"));
        if (list > 0 && (size_t)list < c->pages.n && v->kind == PDF_REF)
            c->page_of[list] = c->page_of[list] ? SHARED : (int32_t)v->n;
        return PDF_READ;
    }
    for (const struct pdf_value *kid = kids->first; kid; kid = kid->next)
        PDF_TRY(find_pages(c, kid, depth + 1));
    return PDF_READ;
}

/* Everything below the DSS; it holds no pages, so what it reaches is evidence. */
static enum pdf_fault find_evidence(struct compare *c, const struct pdf_value *v, int depth)
{
    struct pdf_value *got;
    if (!v || depth > TREE_DEPTH)
        return PDF_READ;
    if (v->kind == PDF_REF) {
        if (set_has(&c->evidence, v->n) || set_has(&c->pages, v->n))
            return PDF_READ;
        set_put(&c->evidence, v->n);
        PDF_TRY(pdf_object(c->then, v->n, &got, NULL));
        return find_evidence(c, got, depth + 1);
    }
    for (const struct pdf_value *m = v->first; m; m = m->next)
        PDF_TRY(find_evidence(c, m, depth + 1));
    return PDF_READ;
}

/* References into the void: whoever defines such an object later shows what was hidden. */
static void find_dangling(struct compare *c, const struct pdf_value *v)
{
    if (v->kind == PDF_REF &&
        (v->n < 0 || v->n >= (int64_t)c->then->entries_n || c->then->entries[v->n].kind == PDF_FREE))
        set_put(&c->dangling, v->n);
    for (const struct pdf_value *m = v->first; m; m = m->next)
        find_dangling(c, m);
}

static bool is_list_of_notes(const struct compare *c, int64_t number)
{
    return number > 0 && (size_t)number < c->pages.n && c->page_of[number];
}

/* A signature field may be pointed at from the form, from pages and from the tree of tags. Whoever else points at it
 * would show its new content elsewhere. */
static bool may_point_at_field(const struct compare *c, int64_t number, const struct pdf_value *v)
{
    bool is_field = pdf_get(v, "FT") || pdf_get(v, "T");
    return number == c->catalog || number == c->form || number == c->fields || set_has(&c->pages, number) ||
           is_list_of_notes(c, number) || is_field || pdf_name_is(pdf_get(v, "Type"), "OBJR") ||
           pdf_name_is(pdf_get(v, "Type"), "StructElem");
}

static bool points_at(const struct pdf_value *v, const struct set *targets)
{
    if (v->kind == PDF_REF)
        return set_has(targets, v->n);
    for (const struct pdf_value *m = v->first; m; m = m->next)
        if (points_at(m, targets))
            return true;
    return false;
}

static enum pdf_fault look_at_all(struct compare *c)
{
    for (size_t i = 1; i < c->then->entries_n; i++) {
        struct pdf_value *v;
        if (c->then->entries[i].kind == PDF_FREE)
            continue;
        PDF_TRY(pdf_object(c->then, (int64_t)i, &v, NULL));
        find_dangling(c, v);
    }
    find_dangling(c, pdf_trailer(c->then));
    return PDF_READ;
}

static enum pdf_fault find_places(struct compare *c)
{
    struct arena *a = c->then->arena;
    size_t n = c->then->entries_n > c->now->entries_n ? c->then->entries_n : c->now->entries_n;
    const struct pdf_value *form;
    int64_t now;
    c->pages = set_new(a, n);
    c->fields_now = set_new(a, n);
    c->page_of = NEW_ARRAY(a, int32_t, n);
    c->shown = NEW_ARRAY(a, struct shown, n);
    c->evidence = set_new(a, n);
    c->added = set_new(a, n);
    c->dangling = set_new(a, n);
    c->signed_fields = set_new(a, n);
    PDF_TRY(pdf_catalog(c->then, &c->catalog_then, &c->catalog));
    PDF_TRY(pdf_catalog(c->now, &c->catalog_now, &now));
    if (now != c->catalog)
        return unlawful(c, now, "another catalog");
    PDF_TRY(pdf_get_resolved(c->then, c->catalog_then, "AcroForm", &form));
    c->form = ref_number(pdf_get(c->catalog_then, "AcroForm"));
    c->fields = ref_number(pdf_get(form, "Fields"));
    c->metadata = ref_number(pdf_get(c->catalog_then, "Metadata"));
    c->info = ref_number(pdf_get(pdf_trailer(c->then), "Info"));
    PDF_TRY(find_pages(c, pdf_get(c->catalog_then, "Pages"), 0));
    PDF_TRY(find_evidence(c, pdf_get(c->catalog_then, "DSS"), 0));
    return look_at_all(c);
}

/* ---- what may come ---- */

static double area_of(const struct pdf_value *rect)
{
    double x[4] = {0};
    int n = 0;
    if (!pdf_is(rect, PDF_ARRAY) || rect->n != 4)
        return 0;
    for (const struct pdf_value *v = rect->first; v; v = v->next)
        x[n++] = pdf_is_number(v) ? pdf_real(v) : 1e9;
    double area = (x[2] - x[0]) * (x[3] - x[1]);
    return area < 0 ? -area : area;
}

/* The widget of an intact signature, no larger than a quarter of a page, that does nothing when it is met. */
static enum pdf_fault check_signed_field(struct compare *c, int64_t number, const struct pdf_value *field, bool *good)
{
    const struct pdf_value *type, *rect;
    PDF_TRY(pdf_get_resolved(c->now, field, "FT", &type));
    PDF_TRY(pdf_get_resolved(c->now, field, "Rect", &rect));
    int64_t value = ref_number(pdf_get(field, "V"));
    *good = false;
    if (field->kind != PDF_DICT || !pdf_name_is(type, "Sig") || !value)
        return unlawful(c, number, "a field that is no signature");
    if (pdf_get(field, "A") || pdf_get(field, "AA") || pdf_get(field, "Kids"))
        return unlawful(c, number, "a signature field with an action or kids");
    if (area_of(rect) > QUARTER_A4)
        return unlawful(c, number, "a signature that covers more than a quarter of a page");
    if (!c->intact(c->self, value))
        return unlawful(c, number, "a later signature that is not good in itself");
    *good = true;
    return PDF_READ;
}

/* One field is shown on one page, once: else a single signature could cover whatever it likes, piece by piece. */
static enum pdf_fault check_shown(struct compare *c, const struct list *list, int64_t number,
                                  const struct pdf_value *field)
{
    struct shown *s = &c->shown[number];
    struct pdf_sheet sheet;
    double rect[4];
    bool good;
    if (!set_has(&c->fields_now, number))
        return unlawful(c, number, "a note that is no field of the form");
    if (list->page == SHARED || (s->page && (s->page != (uint32_t)list->page || s->look == c->looks)))
        return unlawful(c, number, "a signature that is shown more than once");
    *s = (struct shown){(uint32_t)list->page, c->looks};
    PDF_TRY(pdf_rectangle(c->now, pdf_get(field, "Rect"), rect, &good));
    PDF_TRY(pdf_sheet_in(c->now, list->page, &sheet));
    bool is_seen = good && rect[2] > rect[0] && rect[3] > rect[1];
    if (!good || (is_seen && !sheet.measured))
        return unlawful(c, number, "a signature without a place");
    if (is_seen && pdf_sheet_is_broad(&sheet, rect))
        return unlawful(c, number, "a signature that covers more than a quarter of its page");
    return PDF_READ;
}

/* What an appended reference of /Fields or /Annots leads to. */
static enum pdf_fault check_appended(struct compare *c, const struct list *list, const struct pdf_value *ref)
{
    const struct pdf_value *field;
    bool good;
    int64_t number = ref_number(ref);
    if (!number)
        return unlawful(c, 0, "a field or a note added in place");
    if (!set_has(&c->added, number) && !set_has(&c->signed_fields, number))
        return unlawful(c, number, "an old object shown in a new place");
    PDF_TRY(pdf_resolve(c->now, ref, &field));
    PDF_TRY(check_signed_field(c, number, field, &good));
    if (good)
        note(c, PDF_CHANGE_SIGNATURE, number);
    return good && list->page ? check_shown(c, list, number, field) : PDF_READ;
}

/* The old list is the beginning of the new one. */
static enum pdf_fault check_list(struct compare *c, const struct list *list, const struct pdf_value *then,
                                 const struct pdf_value *now)
{
    int64_t object = list->object;
    c->looks++;
    const struct pdf_value *m = pdf_is(then, PDF_ARRAY) ? then->first : NULL;
    if (now->kind == PDF_NULL && !m)
        return PDF_READ;
    if (now->kind != PDF_ARRAY || (then->kind != PDF_ARRAY && then->kind != PDF_NULL))
        return unlawful(c, object, "a list of another kind");
    const struct pdf_value *n = now->first;
    for (; m && n; m = m->next, n = n->next)
        if (!same(m, n))
            return unlawful(c, object, "the order of fields or notes changed");
    if (m)
        return unlawful(c, object, "a field or a note was taken away");
    for (; n; n = n->next)
        PDF_TRY(check_appended(c, list, n));
    return PDF_READ;
}

static enum pdf_fault check_form(struct compare *c)
{
    static const char *const may[] = {"Fields", "SigFlags", "DR", "DA", NULL};
    static const struct pdf_value none = {.kind = PDF_DICT};
    const struct pdf_value *x, *y;
    PDF_TRY(pdf_get_resolved(c->then, c->catalog_then, "AcroForm", &x));
    PDF_TRY(pdf_get_resolved(c->now, c->catalog_now, "AcroForm", &y));
    if (x->kind == PDF_NULL && y->kind == PDF_NULL)
        return PDF_READ;
    x = x->kind == PDF_NULL ? &none : x;
    if (!same_but(x, y, may))
        return unlawful(c, c->form, "the form changed");
    PDF_TRY(pdf_get_resolved(c->then, x, "Fields", &x));
    PDF_TRY(pdf_get_resolved(c->now, y, "Fields", &y));
    return check_list(c, &(struct list){.object = c->form}, x, y);
}

static enum pdf_fault check_catalog(struct compare *c)
{
    static const char *const may[] = {"AcroForm", "DSS", "Extensions", "Metadata", "Version", NULL};
    if (!same_but(c->catalog_then, c->catalog_now, may))
        return unlawful(c, c->catalog, "the catalog changed");
    const struct pdf_value *x = pdf_get(c->catalog_then, "DSS"), *y = pdf_get(c->catalog_now, "DSS");
    if (y && (!x || !same(x, y)))
        note(c, PDF_CHANGE_EVIDENCE, c->catalog);
    return PDF_READ;
}

static enum pdf_fault check_page(struct compare *c, int64_t number, const struct pdf_value *x,
                                 const struct pdf_value *y)
{
    static const char *const may[] = {"Annots", NULL};
    if (!same_but(x, y, may))
        return unlawful(c, number, "a page changed");
    int64_t own = ref_number(pdf_get(y, "Annots"));
    bool shared = is_list_of_notes(c, own) && c->page_of[own] != number;
    const struct list list = {number, shared ? SHARED : number};
    const struct pdf_value *then, *now;
    PDF_TRY(pdf_get_resolved(c->then, x, "Annots", &then));
    PDF_TRY(pdf_get_resolved(c->now, y, "Annots", &now));
    return check_list(c, &list, then, now);
}

/* An empty field is signed: it gains its value and its look. */
static enum pdf_fault check_field(struct compare *c, int64_t number, const struct pdf_value *x,
                                  const struct pdf_value *y)
{
    static const char *const may[] = {"V", "AP", "F", "M", "MK", NULL};
    struct set one = set_new(c->then->arena, c->signed_fields.n);
    bool good;
    if (!same_but(x, y, may))
        return unlawful(c, number, "a field changed in more than its signature");
    set_put(&one, number);
    for (size_t i = 1; i < c->then->entries_n; i++) {
        struct pdf_value *v;
        if (c->then->entries[i].kind == PDF_FREE || (int64_t)i == number)
            continue;
        PDF_TRY(pdf_object(c->then, (int64_t)i, &v, NULL));
        if (points_at(v, &one) && !may_point_at_field(c, (int64_t)i, v))
            return unlawful(c, number, "a signature field that is also used elsewhere");
    }
    PDF_TRY(check_signed_field(c, number, y, &good));
    if (good)
        note(c, PDF_CHANGE_SIGNED, number);
    return PDF_READ;
}

static bool is_empty_signature_field(const struct pdf_value *v)
{
    return v->kind == PDF_DICT && pdf_name_is(pdf_get(v, "FT"), "Sig") && !pdf_get(v, "V");
}

static enum pdf_fault check_changed(struct compare *c, int64_t number)
{
    struct pdf_value *x, *y;
    PDF_TRY(pdf_object(c->then, number, &x, NULL));
    PDF_TRY(pdf_object(c->now, number, &y, NULL));
    if (number == c->catalog || number == c->form || same(x, y))
        return PDF_READ; /* the first two are always looked at */
    if (pdf_name_is(pdf_get(x, "Type"), "XRef") && pdf_name_is(pdf_get(y, "Type"), "XRef"))
        return PDF_READ; /* each saving has its own, some writers under the old number */
    if (set_has(&c->pages, number))
        return check_page(c, number, x, y);
    if (is_list_of_notes(c, number))
        return check_list(c, &(struct list){number, c->page_of[number]}, x, y);
    if (number == c->fields)
        return PDF_READ; /* with the form */
    if (is_empty_signature_field(x))
        return check_field(c, number, x, y);
    if (set_has(&c->evidence, number)) {
        note(c, PDF_CHANGE_EVIDENCE, number);
        return PDF_READ;
    }
    if ((number == c->metadata && y->kind == PDF_STREAM) || (number == c->info && y->kind == PDF_DICT)) {
        note(c, PDF_CHANGE_METADATA, number);
        return PDF_READ;
    }
    return unlawful(c, number, "an object changed");
}

/* The same place in both files is the same bytes, for the second file begins with the first; but what is packed in a
 * stream is as good as the stream. */
static bool stands_where_it_stood(const struct compare *c, const struct pdf_entry *x, const struct pdf_entry *y)
{
    if (x->kind != y->kind || x->at != y->at || x->generation != y->generation)
        return false;
    if (x->kind != PDF_PACKED)
        return true;
    if (x->at >= c->then->entries_n || x->at >= c->now->entries_n)
        return false;
    const struct pdf_entry *s = &c->then->entries[x->at], *t = &c->now->entries[x->at];
    return s->kind == PDF_PLAIN && t->kind == PDF_PLAIN && s->at == t->at;
}

static enum pdf_fault sort_objects(struct compare *c)
{
    static const struct pdf_entry none = {.kind = PDF_FREE};
    for (size_t i = 1; i < c->now->entries_n; i++) {
        const struct pdf_entry *x = i < c->then->entries_n ? &c->then->entries[i] : &none, *y = &c->now->entries[i];
        if (x->kind != PDF_FREE && y->kind == PDF_FREE)
            return unlawful(c, (int64_t)i, "an object was freed");
        if (x->kind != PDF_FREE || y->kind == PDF_FREE)
            continue;
        if (set_has(&c->dangling, (int64_t)i))
            return unlawful(c, (int64_t)i, "an object the signed file pointed at was not there, and now it is");
        set_put(&c->added, (int64_t)i);
    }
    if (c->now->entries_n < c->then->entries_n)
        return unlawful(c, 0, "the file has fewer objects than were signed");
    return PDF_READ;
}

static enum pdf_fault find_signed_fields(struct compare *c)
{
    struct pdf_field *fields;
    size_t n;
    PDF_TRY(pdf_signature_fields(c->then, &fields, &n));
    for (size_t i = 0; i < n; i++)
        if (fields[i].value->kind == PDF_NULL)
            set_put(&c->signed_fields, fields[i].number);
    PDF_TRY(pdf_signature_fields(c->now, &fields, &n));
    for (size_t i = 0; i < n; i++)
        set_put(&c->fields_now, fields[i].number);
    return PDF_READ;
}

enum pdf_fault pdf_compare(struct pdf_file *then, struct pdf_file *now, pdf_intact *intact, void *self,
                           struct pdf_compared *out)
{
    struct compare c = {.then = then, .now = now, .intact = intact, .self = self, .out = out};
    *out = (struct pdf_compared){.lawful = true};
    if (pdf_get(pdf_trailer(now), "Encrypt"))
        return unlawful(&c, 0, "the file was encrypted");
    PDF_TRY(find_places(&c));
    if (out->lawful)
        PDF_TRY(sort_objects(&c));
    if (!out->lawful)
        return PDF_READ;
    PDF_TRY(find_signed_fields(&c));
    PDF_TRY(check_catalog(&c));
    PDF_TRY(check_form(&c));
    for (size_t i = 1; i < then->entries_n && out->lawful; i++)
        if (then->entries[i].kind != PDF_FREE && !stands_where_it_stood(&c, &then->entries[i], &now->entries[i]))
            PDF_TRY(check_changed(&c, (int64_t)i));
    return PDF_READ;
}
