/* print.h: the forms the law asks for, as PDF (TT 01/2018 Mẫu 01-06; TT 03/2025 renews them: a template is act,
 * number, version, valid_from). A4, Times-metric font with full Vietnamese, QR with the look-up address and check
 * value, Code 128-C barcode of the scan code. `base_url` is where the QR leads. The same dossier at the same moment
 * gives the same bytes. */
#ifndef MOTCUA_CORE_PRINT_H
#define MOTCUA_CORE_PRINT_H

#include "core/dossier/dossier.h"

enum { PRINT_FORMS_MAX = 6 };

NODISCARD enum rc print_receipt(struct ctx *c, const struct dossier *d, struct str base_url,
                                struct str *pdf); /* Mẫu 01 */
NODISCARD enum rc print_supplement(struct ctx *c, const struct dossier *d, struct str base_url,
                                   struct str *pdf); /* Mẫu 02: the newest request */
NODISCARD enum rc print_refusal(struct ctx *c, const struct dossier *d, struct str base_url,
                                struct str *pdf); /* Mẫu 03 */
NODISCARD enum rc print_apology(struct ctx *c, const struct dossier *d, struct str base_url,
                                struct str *pdf); /* Mẫu 04 */
NODISCARD enum rc print_control(struct ctx *c, const struct dossier *d, struct str base_url,
                                struct str *pdf); /* Mẫu 05 */
/* Mẫu 06, the register of a unit between two days, landscape. */
NODISCARD enum rc print_register(struct ctx *c, const struct scope *s, struct day from, struct day to, struct str *pdf);

/* The forms of one dossier by name ("receipt", "supplement" …) or by their number
 * of TT 01/2018 ("01" … "05"). NOT_FOUND for other words, for a form that does
 * not fit the state, and for one that is not `given` when `to_applicant` asks. */
NODISCARD enum rc print_form(struct ctx *c, const struct dossier *d, struct str form, bool to_applicant,
                             struct str base_url, struct str *pdf);
/* Which forms this dossier can print now; `to_applicant`: only those that are given to him (not the control slip). */
size_t print_forms(const struct dossier *d, bool to_applicant, const char *names[PRINT_FORMS_MAX]);

#endif
