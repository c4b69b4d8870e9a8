/* demo.h: the demonstration province: invented people and dossiers over the real catalogue. Every name, number and
 * paper in it is made up and says so; such a database is marked and served on loopback only. */
#ifndef MOTCUA_APP_DEMO_H
#define MOTCUA_APP_DEMO_H

#include "core/actor/store.h"
#include "core/dossier/dossier.h"

struct demo_account {
    const char *login, *name, *title;
    enum role role;
    const char *agency_key; /* "" for citizens */
    struct str password, token, agency_name;
    int64_t person_id, account_id, assignment_id;
    struct actor actor;
};

struct demo {
    struct demo_account *accounts;
    size_t accounts_n;
    uint64_t seed; /* state of the generator of invented things: the same seed gives the same province */
    int64_t dossiers;
};

/* A number below n, from the demo's own generator (xorshift): not for secrets. */
uint64_t demo_pick(struct demo *d, uint64_t n);
struct str demo_person_name(struct ctx *c, struct demo *d);
struct str demo_person_number(struct ctx *c, struct demo *d);
/* A number that agrees with a birth year and a sex, as forms ask it. */
struct str demo_card_number(struct ctx *c, struct demo *d, int64_t year, bool female);

/* A whole filing of a person on record: answers that the engine of forms takes, and the papers they ask for. */
struct demo_filing {
    struct str answers, form_name;
    const struct new_paper *papers;
    const struct str *present; /* the keys of the papers */
    size_t papers_n;
};
NODISCARD enum rc demo_file(struct ctx *c, struct demo *d, const struct procedure *p, int64_t unit_id,
                            int64_t person_id, const struct kept_file *file, struct demo_filing *out);

/* A PDF of one page that says it is made up, kept as any paper is. */
NODISCARD enum rc demo_sample_file(struct ctx *c, const char *title, const char *file_name, struct kept_file *out);

/* Some dossiers that went their way by real moves, spread over the states, with the clock set back (living), then as
 * many as asked by direct insertion (bulk): rows, reach, search keys, steps and journal as a real one has them at its
 * state. */
NODISCARD enum rc demo_living(struct ctx *c, struct demo *d, int64_t n);
NODISCARD enum rc demo_bulk(struct ctx *c, struct demo *d, int64_t n);

#endif
