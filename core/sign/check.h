/* check.h: files that somebody asked to have checked. The bytes are strangers' and are judged by the jailed parser; the
 * asker comes back with a token that nobody can guess. Files and verdicts are forgotten after a day. */
#ifndef MOTCUA_CORE_SIGN_CHECK_H
#define MOTCUA_CORE_SIGN_CHECK_H

#include "core/file/file.h"
#include "core/sign/report.h"
#include "data/db.h"
#include "sign_queries.h"

enum { CHECK_MB = 20, CHECKS_WAITING_MAX = 500 };

enum check_state { CHECK_WAITING, CHECK_JUDGED, CHECK_FAILED };

struct check_ask {
    struct str file_name, sha256; /* a kept blob */
    struct str content_sha256;    /* of the content beside a detached signature; '' for a PDF */
    int64_t size;
};
/* UNAVAILABLE with a sentence while too many wait. */
NODISCARD enum rc check_ask(struct ctx *c, const struct check_ask *ask, struct str *token);

struct check {
    enum check_state state;
    struct file_check row;
    struct file_report report; /* when judged */
    bool is_issued;            /* the file is, byte for byte, a result of this house: */
    struct result_issued_row issued;
};
/* NOT_FOUND for a token that never was or is forgotten. */
NODISCARD enum rc check_show(struct ctx *c, struct str token, struct check *out);

/* Run by the jobs role, as file_make_pages is: `judge` gives a packed report; RENDER_STOPPED counts a try. */
typedef enum render check_judge_fn(void *self, struct ctx *c, const struct file_check *job, struct str trust,
                                   struct str *report);
NODISCARD enum rc check_run(struct ctx *c, int64_t most, check_judge_fn *judge, void *self, int64_t *done);
/* In the caller's write transaction. */
NODISCARD enum rc check_forget(struct ctx *c, int64_t *n);

#endif
