/* Who owns a dossier, read from its answers. Forms say by their prefill which questions ask the submitter's own name,
 * phone and address; a form that lets one file for others asks "thay_mat", as the generic one does. */
#include "core/draft/draft.h"

static struct str answer(const struct eform_state *st, struct str name)
{
    const struct eform_slot *slot = eform_slot_find(st, name);
    return slot && slot->shown && slot->answered ? slot->canonical : S("");
}

static struct str answer_to(const struct eform_state *st, const char *source)
{
    for (size_t i = 0; i < st->form->prefill_n; i++)
        if (str_eqc(st->form->prefill[i].source, source))
            return answer(st, st->form->prefill[i].path);
    return S("");
}

struct draft_owner draft_owner_of(const struct eform_state *st)
{
    struct draft_owner o = {.phone = answer_to(st, "profile.phone"), .email = answer_to(st, "profile.email")};
    struct str whose = answer(st, S("thay_mat"));
    if (str_eqc(whose, "nguoi_khac")) {
        o.name = answer(st, S("ho_ten_chu"));
        o.id_number = answer(st, S("so_dd_chu"));
    } else if (str_eqc(whose, "to_chuc")) {
        o.name = answer(st, S("ten_to_chuc"));
        o.id_number = answer(st, S("mst"));
    } else {
        o.name = answer_to(st, "profile.name");
        o.id_number = answer_to(st, "profile.id_number");
    }
    o.other = o.name.n > 0 && whose.n > 0 && !str_eqc(whose, "ban_than");
    return o;
}
