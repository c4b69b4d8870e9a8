/* dossier.h: the dossier (hồ sơ) and its moves. A dossier moves only along the one table of moves.c (transitions
 * T1-T19 of ND 61/2018 as amended; states 1-10 of the national portal). dossier_move is the only function that
 * changes a state: it checks permission, version, guard and what must be filled in, sets the clock, writes the
 * journal, keeps the reach rows, and raises the event, in the caller's transaction. Buttons, forms, the API, the
 * permission test and docs/states.md come from the same rows. */
#ifndef MOTCUA_CORE_DOSSIER_H
#define MOTCUA_CORE_DOSSIER_H

#include "core/actor.h"
#include "core/procedure/procedure.h"
#include "core/dossier/dossier_queries.h" /* struct dossier: one row of the table, generated */

enum dossier_state {
    STATE_DRAFT = 0,      /* not a dossier yet */
    STATE_NEW = 1,        /* Mới đăng ký */
    STATE_RECEIVED = 2,   /* Được tiếp nhận */
    STATE_REFUSED = 3,    /* Không được tiếp nhận */
    STATE_IN_PROCESS = 4, /* Đang xử lý */
    STATE_SUPPLEMENT = 5, /* Yêu cầu bổ sung giấy tờ */
    STATE_PAYMENT = 6,    /* Yêu cầu thực hiện nghĩa vụ tài chính */
    STATE_WITHDRAWN = 7,  /* Công dân yêu cầu rút hồ sơ */
    STATE_STOPPED = 8,    /* Dừng xử lý */
    STATE_DONE = 9,       /* Đã xử lý xong: the finish instant */
    STATE_DELIVERED = 10, /* Đã trả kết quả */
    STATE_COUNT
};

enum channel { CHANNEL_NONE, CHANNEL_DIRECT = 1, CHANNEL_ONLINE = 2, CHANNEL_POST = 3 };
enum queue { QUEUE_NONE, QUEUE_RECEIVE = 1, QUEUE_WORK = 2, QUEUE_WAITING = 3, QUEUE_HAND_OVER = 4, QUEUE_CLOSED = 9 };

enum act {
    ACT_NONE,
    ACT_SUBMIT,         /* T1 */
    ACT_RECEIVE,        /* T2: paper dossier, straight into 2 */
    ACT_ACCEPT,         /* T3 */
    ACT_ASK_EARLY,      /* T4: supplement before acceptance, sub-state 5e */
    ACT_ANSWER_EARLY,   /* T4 back: a new reception clock */
    ACT_REFUSE,         /* T5 */
    ACT_HAND_OVER,      /* T6: 2 -> 4, first step opens */
    ACT_FORWARD,        /* T7 */
    ACT_SEND_BACK,      /* T7 */
    ACT_ASSIGN,         /* T7: give the open step to a person */
    ACT_RECALL,         /* T7: take back what one has just sent on, while unread */
    ACT_CONSULT,        /* T8: ask another agency; the clock runs on */
    ACT_ANSWER_CONSULT, /* T8 */
    ACT_LINK,           /* T9: open a linked procedure as a child dossier */
    ACT_LINK_BACK,      /* T9: its result came back */
    ACT_ASK_SUPPLEMENT, /* T10 */
    ACT_SUPPLEMENT,     /* T11 */
    ACT_EXPIRE,         /* T12 */
    ACT_ASK_PAYMENT,    /* T13 */
    ACT_PAID,           /* T13 */
    ACT_STOP,           /* T14 */
    ACT_WITHDRAW,       /* T15 */
    ACT_FINISH,         /* T16 */
    ACT_DELIVER,        /* T17 */
    ACT_MARK_OVERDUE,   /* T18 by the system */
    ACT_APOLOGISE,      /* T18: apology with a new date, once */
    ACT_CORRECT,        /* T19 */
    ACT_COUNT
};

/* Answers what a supplement asked for: made by dossier_answer alone. */
static inline bool act_is_answer(enum act act)
{
    return act == ACT_ANSWER_EARLY || act == ACT_SUPPLEMENT;
}

/* What a move needs filled in; the form, the API and the check come from these bits. */
enum need {
    NEED_COMMENT = 1,    /* a sentence */
    NEED_REASON = 2,     /* a sentence the applicant reads; required in writing (ND 63/2010 Đ.18(5)) */
    NEED_LEGAL = 4,      /* legal ground */
    NEED_FAULTS = 8,     /* at least one fault of a field or a paper */
    NEED_PERSON = 16,    /* an officer of the unit with the step's role */
    NEED_STEP = 32,      /* a step of the graph to go to */
    NEED_UNIT = 64,      /* another agency */
    NEED_UNTIL = 128,    /* a day */
    NEED_RESULT = 256,   /* a result: file, number, day, signer */
    NEED_RECEIVER = 512, /* who took it and that identity was checked */
    NEED_AMOUNT = 1024,  /* money */
};

enum clock_effect { CLOCK_KEEPS, CLOCK_STARTS, CLOCK_PAUSES, CLOCK_RESUMES, CLOCK_ENDS, CLOCK_RECEPTION, CLOCK_NONE };

/* One fault of a supplement request: target "field:<name>" or "paper:<key>" or "" (the dossier as a whole). */
struct fault_note {
    struct str target, label, reason;
};

struct supplement_answer;

/* A file already kept in the blob store. */
struct kept_file {
    struct str sha256, mime, file_name;
    int64_t size;
};

struct move_input {
    int64_t version; /* the version the actor saw (If-Match); 0 is refused for people's moves */
    struct str comment, reason, legal;
    const struct fault_note *faults;
    size_t faults_n;
    int64_t person_id, unit_id;
    struct str step;
    struct day until;
    struct kept_file result;
    struct str number, signer;
    struct day signed_on;
    struct str receiver;
    bool identity_checked, verify_extra;
    struct vnd amount;
    struct str answer; /* of a consultation; text of a supplement's answers (JSON) is put by dossier_answer */
    int64_t consult_id;
    const struct supplement_answer *answered; /* of a supplement; set by dossier_answer alone */
};

struct move {
    enum act act;
    const char *name;      /* "accept": API, journal, form action; messages act.<name>, act.<name>.done */
    const char *article;   /* "T3" */
    unsigned from;         /* bit set of states: BIT(STATE_NEW) */
    const char *from_sub;  /* sub-state required; "" any but 5e of state 5; "*" any */
    enum dossier_state to; /* STATE_DRAFT: the state stays */
    const char *to_sub;
    enum perm may;         /* PERM_DOSSIER_FILE: the owner or submitter; PERM_UNSET: the system alone */
    bool own_step;         /* the open step must be the actor's: his role, his unit, nobody else named */
    unsigned needs, takes; /* enum need: must, may be filled in */
    enum clock_effect clock;
    const char *event; /* "dossier.accepted": notify and other rooms listen; NULL silent */
    char key;          /* keyboard letter on the officer's page, 0 none */
    enum rc (*guard)(struct ctx *c, const struct dossier *d, const struct procedure *p, const struct move_input *in);
};

extern const struct move moves[];
extern const size_t moves_n;
const struct move *move_of(enum act act);
const struct move *move_by_name(struct str name);
/* The row whose from-state fits this dossier for `act` (an act
 * may have several rows); NULL when it cannot be made now. */
const struct move *move_now(const struct dossier *d, enum act act);

/* ---- reading ---- */

/* NOT_FOUND alike for absent and out of reach. _mine is for owner and submitter, _by_id for the system's jobs. */
NODISCARD enum rc dossier_open(struct ctx *c, const struct scope *s, struct str code, struct dossier *out);
NODISCARD enum rc dossier_open_mine(struct ctx *c, const struct scope *s, struct str code, struct dossier *out);
/* Which dossiers the actor sees: those of his unit's reach with PERM_DOSSIER_READ, else his own alone (unit_id 0): an
 * administrator has a unit and no business with its dossiers. */
struct scope dossier_scope(const struct ctx *c, const struct scope *s);
/* Either way, by what the actor is: an officer by reach, a citizen by ownership. */
NODISCARD enum rc dossier_open_any(struct ctx *c, const struct scope *s, struct str code, struct dossier *out);
/* Without signing in: the code and its check value as people type them (rules.h), compared in constant time. */
NODISCARD enum rc dossier_open_by_check(struct ctx *c, struct str code, struct str check, struct dossier *out);
NODISCARD enum rc dossier_open_by_id(struct ctx *c, int64_t id, struct dossier *out);
/* For who shows an open dossier whole: announces (data/query.h) what every such page and answer asks for. */
void dossier_ahead(struct ctx *c, const struct dossier *d);

/* The moves this actor can make now, in table order (at most ACT_COUNT); guards that need input are not run. */
size_t dossier_moves_allowed(struct ctx *c, const struct dossier *d, const struct move *out[ACT_COUNT]);

/* ---- making and moving ---- */

struct new_dossier {
    struct str submit_key; /* makes a second submission the first one: its dossier is returned, nothing is made */
    const struct procedure *procedure;
    enum channel channel;
    int64_t return_form;    /* 0 at the counter, 1 by post */
    int64_t unit_id;        /* the agency that decides */
    int64_t intake_unit_id; /* 0: where that agency's dossiers are received */
    int64_t owner_id, submitter_id, filed_by_id, parent_id;
    struct str owner_name, subject, email, phone, form_name;
    struct str answers; /* canonical JSON */
    bool verify_extra;
    const struct new_paper {
        struct str key, name;
        struct kept_file file;
    } * papers;
    size_t papers_n;
    const struct handed_paper { /* on paper, at a counter: what was counted (TT 01/2018, Mẫu 01) */
        struct str key, name;
        int64_t originals, copies;
    } * handed;
    size_t handed_n;
    const struct fee_taken { /* at the counter: taken with a receipt, or not due for a reason */
        struct str kind;     /* phi, le-phi */
        struct vnd amount;
        bool exempt;
        struct str reason, receipt;
    } * fees;
    size_t fees_n;
};
/* T1 (online, post: state 1) or T2 (direct: state 2, the clock runs). Gives the official code. *made is false when the
 * submit key was used before. */
NODISCARD enum rc dossier_create(struct ctx *c, const struct new_dossier *n, struct dossier *out, bool *made);

/* The answers of a dossier that came on paper, entered by the counter while it is open; journaled. CONFLICT when the
 * version is old, DENIED where dossier_takes_paper_form says no. Whether they are right is told by the page, not judged
 * here: the paper is what was filed. */
NODISCARD enum rc dossier_enter_answers(struct ctx *c, struct dossier *d, int64_t version, struct str answers);
bool dossier_takes_paper_form(const struct ctx *c, const struct dossier *d);

/* Makes one move. On OK *d is the dossier after it. CONFLICT when the version is old (another was faster) or the
 * state has no
 * such move; DENIED, INVALID (faults of fields in c->faults) as usual. */
NODISCARD enum rc dossier_move(struct ctx *c, struct dossier *d, enum act act, const struct move_input *in);

/* New answers and papers for what was asked (T4 back, T11): stored with the move that answers; what
 * they replace stays on record. Whether they answer what was asked is judged before (supplement.h). */
struct supplement_answer {
    int64_t version;    /* that the applicant saw, as in move_input */
    struct str answers; /* canonical JSON; '' changes none */
    struct str message; /* to the officer */
    const struct new_paper *papers;
    size_t papers_n;
};
NODISCARD enum rc dossier_answer(struct ctx *c, struct dossier *d, const struct supplement_answer *a);

/* Hands out the file of a result (states 9 and 10), which the journal notes before: needs a write transaction. An
 * applicant never gets a recalled one; NOT_FOUND alike. */
NODISCARD enum rc dossier_fetch_result(struct ctx *c, const struct dossier *d, int64_t version, struct kept_file *out);

/* What would happen "if accepted now": both due dates. */
struct dossier_preview {
    struct due committed, statutory;
};
struct dossier_preview dossier_if_accepted(struct ctx *c, const struct dossier *d, const struct procedure *p,
                                           const struct calendar *cal);

/* The system's clockwork, run by the jobs role every minute: expiry of supplements (T12), overdue marks (T18). */
NODISCARD enum rc dossier_clockwork(struct ctx *c, int64_t most, int64_t *moved);

/* ---- small things ---- */

const char *state_key(int64_t state); /* "in_process": message key state.<key>, API word */
int64_t state_by_key(struct str key); /* or by number "4"; -1 unknown */
enum queue queue_of_state(int64_t state);
/* 14 digits of the barcode back to a code is a look-up (dossier_by_scan_code). ISO 7064 mod 97-10 is checked first. */
bool scan_code_is_good(struct str digits);

#endif
