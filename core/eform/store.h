/* store.h: forms and code lists in the database, with dates. A version is immutable; each process parses it once.
 *
 * A dossier and a draft remember the name of the version they were answered with (form->name, "1.001193/1" or
 * "generic/1"), and are read by that version for ever: eform_filed. */
#ifndef MOTCUA_CORE_EFORM_STORE_H
#define MOTCUA_CORE_EFORM_STORE_H

#include "core/eform/answers.h"
#include "core/procedure/procedure.h"

/* The form of a procedure today: its own in force, else the generic one under the papers of this version of the
 * procedure. UNAVAILABLE when neither was imported. The value lives as long as the process. */
NODISCARD enum rc eform_of(struct ctx *c, const struct procedure *p, const struct eform **out);
/* The version something was answered with; an empty name (filed before there were forms) is the form of today. */
NODISCARD enum rc eform_filed(struct ctx *c, const struct procedure *p, struct str name, const struct eform **out);
/* The definition as it was published, for programs that want to draw it. */
NODISCARD enum rc eform_published(struct ctx *c, struct str name, struct str *json_text);

/* One file: {"form": …} or {"list": …}; lists before the forms that use them. It comes into force on `from`,
 * else on its own "valid_from", else today. The same text again is "same"; another text needs a later version
 * and no earlier day. A form with faults is "refused" with all of them. INVALID when the file is neither. */
NODISCARD enum rc eform_import(struct ctx *c, struct str json_text, struct day from, struct import_change *out);
/* What it would do; writes nothing. */
NODISCARD enum rc eform_import_look(struct ctx *c, struct str json_text, struct day from, struct import_change *out);

/* The answers of an API call, judged all at once: members the form does not know, values that are wrong, broken rules;
 * with `whole` also what is missing, papers too. What `answers` leaves open is taken from `owner`. */
struct eform_judging {
    const struct json *answers, *owner;
    const struct str *papers; /* ids of the papers that came */
    size_t papers_n;
    bool whole;
};
NODISCARD enum rc eform_judge_json(struct ctx *c, const struct eform *f, const struct eform_judging *j,
                                   struct eform_state **out);
/* workdays_add of forms stands on the calendar of a unit. */
NODISCARD enum rc eform_calendar_of(struct ctx *c, int64_t unit_id, struct eform_calendar *out);

#endif
