#include "systems/desk/answer.h"

#include "base/message.h"
#include "web/posted.h"

/* The core speaks of a message to the officer; here that is the comment. */
static void name_comment(struct ctx *c)
{
    for (size_t i = 0; i < c->faults_n; i++)
        if (str_eqc(c->faults[i].field, "message"))
            c->faults[i].field = S("comment");
}

/* What a counter takes in for a person who stands before it may be paper alone; it says so in its comment. */
static enum rc judge(struct ctx *c, const struct req *r, struct supplement *s, const struct json *body,
                     struct str message)
{
    struct str *keys = NEW_ARRAY(c->arena, struct str, r->files_n + 1);
    size_t n = 0;
    if (body)
        TRY(supplement_take_json(c, s, json_get(body, "answers")));
    else
        posted_answers(c, r, s);
    for (size_t i = 0; i < r->files_n; i++) {
        struct str key = part_paper_key(&r->files[i]);
        if (key.n && !supplement_takes_paper(s, key))
            return fail_with(c, INVALID, MSG_dossier_not_asked, r->files[i].part, r->files[i].part, S(""));
        if (key.n)
            keys[n++] = key;
    }
    enum rc rc = supplement_check(c, s, keys, n, message);
    name_comment(c);
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
