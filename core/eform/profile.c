#include "core/eform/profile.h"

#include "base/message.h"
#include "base/text.h"
#include "core/actor/actor_queries.h"
#include "core/eform/check.h"

struct profile {
    struct str name, id_number, phone, email, org_name, org_id, birth, sex, province, commune, detail;
    struct str source;
};

static bool profile_find(void *of, struct arena *a, struct str path, struct str *text, struct str *source)
{
    const struct profile *p = of;
    const struct {
        const char *path;
        const struct str *text;
    } rows[] = {
        {"profile.name", &p->name},
        {"profile.id_number", &p->id_number},
        {"profile.phone", &p->phone},
        {"profile.email", &p->email},
        {"profile.org_name", &p->org_name},
        {"profile.org_id", &p->org_id},
        {"profile.birth", &p->birth},
        {"profile.sex", &p->sex},
        {"profile.address.tinh", &p->province},
        {"profile.address.xa", &p->commune},
        {"profile.address.chi_tiet", &p->detail},
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        if (str_eqc(path, rows[i].path) && rows[i].text->n) {
            *text = str_dup(a, *rows[i].text);
            *source = p->source;
            return true;
        }
    return false;
}

/* ---- an address kept as one line ---- */

static const struct eform_field *provinces_of(const struct eform_field *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct eform_field *f = &fields[i];
        if (f->type == EFORM_ADDRESS && f->children_n && f->children[0].options_n)
            return &f->children[0];
    }
    return NULL;
}

static struct str last_part(struct str *s)
{
    size_t at = s->n;
    while (at > 0 && s->p[at - 1] != ',')
        at--;
    struct str part = str_trim(str_sub(*s, at, s->n));
    *s = str_trim(str_sub(*s, 0, at ? at - 1 : 0));
    return part;
}

static struct str without_kind(struct str s)
{
    static const char *const kinds[] = {"tỉnh ", "Tỉnh ", "thành phố ", "Thành phố ", "TP. "};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_starts(s, str_from(kinds[i])))
            return str_trim(str_sub(s, str_from(kinds[i]).n, s.n));
    return s;
}

static bool is_commune(struct str s)
{
    static const char *const kinds[] = {"xã ", "Xã ", "phường ", "Phường ", "thị trấn ", "Thị trấn "};
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (str_starts(s, str_from(kinds[i])))
            return true;
    return false;
}

/* "Bản Nà Khằm, phường Tân Phong, tỉnh Lai Châu": what is not recognised stays in the line. */
static void read_address(const struct eform *f, struct str line, struct day today, struct profile *p)
{
    const struct eform_field *provinces = provinces_of(f->fields, f->fields_n);
    struct str rest = line, name = without_kind(last_part(&rest));
    for (size_t i = 0; provinces && i < provinces->options_n; i++)
        if (str_eq(provinces->options[i].label.vi, name) && eform_option_valid(&provinces->options[i], today))
            p->province = provinces->options[i].value;
    p->detail = p->province.n ? rest : line;
    if (!p->province.n)
        return;
    struct str before = rest, commune = last_part(&before);
    if (is_commune(commune)) {
        p->commune = commune;
        p->detail = before;
    }
}

/* "Lò Thị Mẩy (minh hoạ)": what stands in brackets is the office's remark, not the name. */
static struct str without_remark(struct str name)
{
    return str_trim(str_sub(name, 0, str_find(name, '(', 0)));
}

enum rc answers_from_person(struct ctx *c, const struct eform *f, int64_t person_id, struct answers *a)
{
    struct person_by_id_row row;
    bool found;
    TRY(person_by_id(c, person_id, &row, &found));
    if (!found)
        return OK;
    struct profile p = {.source = S("profile"), .phone = row.phone, .email = row.email};
    bool body = str_eqc(row.kind, "organisation");
    struct str id;
    *(body ? &p.org_name : &p.name) = without_remark(row.name);
    *(body ? &p.org_id : &p.id_number) = row.id_number;
    if (!body && row.born_on.n != DAY_NONE.n) {
        struct buf b = buf_new(c->arena, 32);
        write_day(&b, c->lang, row.born_on);
        p.birth = buf_str(&b);
    }
    if (!body && check_person_id(c->arena, row.id_number, day_of(c->now), &id) == CHECK_OK)
        p.sex = person_id_female(id) ? S("nu") : S("nam");
    read_address(f, row.address, day_of(c->now), &p);
    answers_prefill(a, f, profile_find, &p);
    return OK;
}

void answers_from_owner(const struct eform *f, const struct json *owner, struct answers *a)
{
    struct profile p = {.name = jv_text_or(json_get(owner, "name"), S("")),
                        .id_number = jv_text_or(json_get(owner, "id_number"), S("")),
                        .phone = jv_text_or(json_get(owner, "phone"), S("")),
                        .email = jv_text_or(json_get(owner, "email"), S(""))};
    answers_prefill(a, f, profile_find, &p);
}
