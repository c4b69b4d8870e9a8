/* report.h: a verdict as data: for who asks by machine, and to be kept between the process that judges a file and the
 * page that shows it. */
#ifndef MOTCUA_CORE_SIGN_REPORT_H
#define MOTCUA_CORE_SIGN_REPORT_H

#include "core/sign/verify.h"
#include "format/json.h"

/* {"verdict", "reasons", "signatures": [{"field", "verdict", "sub", "signer", "organization", "issuer", "trust", …}]};
 * reasons are sentences in c->lang, times are ISO 8601 or null. */
struct json *report_json(struct ctx *c, const struct file_report *f);
/* The sentence of a reason, in c->lang. */
struct str report_words(struct ctx *c, const struct reason *r);

enum { REPORT_MAX = 512 * 1024 };
/* Of no language; '' when it would be longer than REPORT_MAX. report_unpack reads it again; false: it was not
 * written by report_pack. */
struct str report_pack(struct arena *a, const struct file_report *f);
NODISCARD bool report_unpack(struct arena *a, struct str text, struct file_report *out);

#endif
