/* profile.h: what a person's record can answer of a form ("profile.name" …), so that nobody types what the office knows
 * (ND 45/2020: once only). Each prefilled answer carries its source and stays open to change. */
#ifndef MOTCUA_CORE_EFORM_PROFILE_H
#define MOTCUA_CORE_EFORM_PROFILE_H

#include "core/eform/answers.h"

/* Fills what is still empty from the record of a person or an organisation; the source is "profile". */
NODISCARD enum rc answers_from_person(struct ctx *c, const struct eform *f, int64_t person_id, struct answers *a);
/* From the `owner` of an API call: name, id_number, phone, email; he said it himself, so there is no source. */
void answers_from_owner(const struct eform *f, const struct json *owner, struct answers *a);

#endif
