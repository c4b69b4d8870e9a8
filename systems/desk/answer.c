#include "systems/desk/answer.h"

#include "base/message.h"
#include "core/dossier/supplement.h"

enum { PAPER_MB = 20 };

/* What a counter takes in for a person who stands before it may be paper alone; it says so in its comment. */
static enum rc judge(struct ctx *c, const struct req *r, struct supplement *s, const struct json *body,
                     struct str message)
{
    struct str *keys = NEW_ARRAY(c->arena, struct str, r->files_n + 1);
    size_t n = 0;
    TRY(supplement_take_json(c, s, json_get(body, "answers")));
    for (size_t i = 0; i < r->files_n; i++) {
        struct str key = part_paper_key(&r->files[i]);
        if (key.n && !supplement_takes_paper(s, key))
            return fail_with(c, INVALID, MSG_dossier_not_asked, r->files[i].part, r->files[i].part, S(""));
        if (key.n)
            keys[n++] = key;
    }
    enum rc rc = supplement_check(c, s, keys, n, message);
    return rc == INVALID ? OK : rc; /* the faults of files come to them */
}

enum rc desk_answer(struct ctx *c, const struct req *r, struct dossier *d, const struct json *body,
                    const struct move_input *in)
{
    struct supplement_answer answer = {.version = in->version, .message = in->comment};
    const struct procedure *p;
    struct new_paper *papers;
    struct supplement s;
    TRY(procedure_of_version(c, d->version_id, &p));
    TRY(supplement_open(c, d, p, &s));
    TRY(judge(c, r, &s, body, in->comment));
    TRY(part_keep_papers(c, r, p, PAPER_MB, &papers, &answer.papers_n));
    answer.papers = papers;
    answer.answers = supplement_answers(c, &s);
    return dossier_answer(c, d, &answer);
}
