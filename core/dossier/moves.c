/* The one table of a dossier's moves: T1-T19 of ND 61/2018 as amended by ND 107/2021, carried on by ND 118/2025.
 * The drawing in docs/states.md, the permission test, the buttons and the API are made from these rows. */
#include "core/dossier/dossier.h"
#include "core/dossier/guards.h"

#define BIT(s) (1u << (s))
#define RUNNING (BIT(STATE_RECEIVED) | BIT(STATE_IN_PROCESS))

const struct move moves[] = {
    {ACT_SUBMIT, "submit", "T1", BIT(STATE_DRAFT), "", STATE_NEW, "", PERM_DOSSIER_FILE, false, 0, 0, CLOCK_RECEPTION,
     "dossier.submitted", 0, NULL},
    {ACT_RECEIVE, "receive", "T2", BIT(STATE_DRAFT), "", STATE_RECEIVED, "", PERM_DOSSIER_INTAKE, false, 0, 0,
     CLOCK_STARTS, "dossier.accepted", 0, NULL},
    {ACT_ACCEPT, "accept", "T3", BIT(STATE_NEW), "", STATE_RECEIVED, "", PERM_DOSSIER_INTAKE, false, 0, NEED_COMMENT,
     CLOCK_STARTS, "dossier.accepted", 'a', guard_counter},
    {ACT_ASK_EARLY, "ask_early", "T4", BIT(STATE_NEW), "", STATE_SUPPLEMENT, "e", PERM_DOSSIER_INTAKE, false,
     NEED_REASON | NEED_FAULTS | NEED_UNTIL, NEED_LEGAL, CLOCK_NONE, "dossier.supplement_asked", 'b',
     guard_ask_supplement},
    {ACT_ANSWER_EARLY, "answer_early", "T4", BIT(STATE_SUPPLEMENT), "e", STATE_NEW, "", PERM_DOSSIER_FILE, false, 0,
     NEED_COMMENT, CLOCK_RECEPTION, "dossier.supplemented", 0, NULL},
    {ACT_REFUSE, "refuse", "T5", BIT(STATE_NEW), "", STATE_REFUSED, "", PERM_DOSSIER_INTAKE, false, NEED_REASON,
     NEED_LEGAL, CLOCK_ENDS, "dossier.refused", 'r', guard_counter},
    {ACT_HAND_OVER, "hand_over", "T6", BIT(STATE_RECEIVED), "", STATE_IN_PROCESS, "a", PERM_DOSSIER_INTAKE, false, 0,
     NEED_COMMENT, CLOCK_KEEPS, NULL, 'c', guard_counter},
    {ACT_FORWARD, "forward", "T7", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "", PERM_DOSSIER_READ, true, 0,
     NEED_COMMENT | NEED_STEP | NEED_PERSON, CLOCK_KEEPS, NULL, 'f', guard_forward},
    {ACT_SEND_BACK, "send_back", "T7", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "", PERM_DOSSIER_READ, true,
     NEED_COMMENT, NEED_STEP, CLOCK_KEEPS, NULL, 'b', guard_send_back},
    {ACT_ASSIGN, "assign", "T7", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "", PERM_DOSSIER_ASSIGN, false, NEED_PERSON,
     NEED_COMMENT, CLOCK_KEEPS, NULL, 'm', guard_assign},
    {ACT_RECALL, "recall", "T7", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "", PERM_DOSSIER_READ, false, NEED_COMMENT, 0,
     CLOCK_KEEPS, NULL, 0, guard_recall},
    {ACT_CONSULT, "consult", "T8", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "c", PERM_DOSSIER_HANDLE, true,
     NEED_UNIT | NEED_COMMENT | NEED_UNTIL, 0, CLOCK_KEEPS, NULL, 'x', guard_consult},
    {ACT_ANSWER_CONSULT, "answer_consult", "T8", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "", PERM_DOSSIER_READ, false,
     NEED_COMMENT, 0, CLOCK_KEEPS, NULL, 0, guard_answer_consult},
    {ACT_LINK, "link", "T9", BIT(STATE_IN_PROCESS), "*", STATE_DRAFT, "d", PERM_UNSET, false, 0, NEED_COMMENT,
     CLOCK_KEEPS, NULL, 0, NULL},
    {ACT_LINK_BACK, "link_back", "T9", BIT(STATE_IN_PROCESS), "d", STATE_DRAFT, "b", PERM_UNSET, false, 0, NEED_COMMENT,
     CLOCK_KEEPS, NULL, 0, guard_children_done},
    {ACT_ASK_SUPPLEMENT, "ask_supplement", "T10", BIT(STATE_IN_PROCESS), "*", STATE_SUPPLEMENT, "b",
     PERM_DOSSIER_HANDLE, true, NEED_REASON | NEED_FAULTS | NEED_UNTIL, NEED_LEGAL, CLOCK_PAUSES,
     "dossier.supplement_asked", 's', guard_ask_supplement},
    {ACT_SUPPLEMENT, "supplement", "T11", BIT(STATE_SUPPLEMENT), "b", STATE_IN_PROCESS, "b", PERM_DOSSIER_FILE, false,
     0, NEED_COMMENT, CLOCK_RESUMES, "dossier.supplemented", 0, NULL},
    {ACT_EXPIRE, "expire", "T12", BIT(STATE_SUPPLEMENT), "*", STATE_STOPPED, "", PERM_UNSET, false, 0, 0, CLOCK_ENDS,
     "dossier.expired", 0, guard_expired},
    {ACT_ASK_PAYMENT, "ask_payment", "T13", BIT(STATE_IN_PROCESS), "*", STATE_PAYMENT, "", PERM_DOSSIER_HANDLE, true,
     NEED_AMOUNT | NEED_REASON, NEED_LEGAL, CLOCK_PAUSES, "dossier.payment_asked", 0, NULL},
    {ACT_PAID, "paid", "T13", BIT(STATE_PAYMENT), "", STATE_IN_PROCESS, "b", PERM_DOSSIER_INTAKE, false, NEED_COMMENT,
     0, CLOCK_RESUMES, "dossier.paid", 0, guard_counter},
    {ACT_STOP, "stop", "T14", BIT(STATE_IN_PROCESS), "*", STATE_STOPPED, "", PERM_DOSSIER_APPROVE, true,
     NEED_REASON | NEED_LEGAL, 0, CLOCK_ENDS, "dossier.stopped", 0, NULL},
    {ACT_WITHDRAW, "withdraw", "T15", BIT(STATE_NEW) | RUNNING | BIT(STATE_SUPPLEMENT) | BIT(STATE_PAYMENT), "*",
     STATE_WITHDRAWN, "", PERM_DOSSIER_FILE, false, NEED_REASON, 0, CLOCK_ENDS, "dossier.withdrawn", 0, guard_withdraw},
    {ACT_FINISH, "finish", "T16", BIT(STATE_IN_PROCESS), "*", STATE_DONE, "2", PERM_DOSSIER_RESULT, true, NEED_RESULT,
     NEED_COMMENT, CLOCK_ENDS, "dossier.done", 'f', guard_finish},
    {ACT_DELIVER, "deliver", "T17", BIT(STATE_DONE), "*", STATE_DELIVERED, "", PERM_DOSSIER_INTAKE, false,
     NEED_RECEIVER, NEED_COMMENT, CLOCK_NONE, "dossier.delivered", 'd', guard_counter},
    {ACT_MARK_OVERDUE, "mark_overdue", "T18", RUNNING, "*", STATE_DRAFT, "", PERM_UNSET, false, 0, 0, CLOCK_KEEPS,
     "dossier.overdue", 0, guard_overdue},
    {ACT_APOLOGISE, "apologise", "T18", RUNNING, "*", STATE_DRAFT, "", PERM_DOSSIER_ASSIGN, false,
     NEED_REASON | NEED_UNTIL, 0, CLOCK_KEEPS, "dossier.apology", 0, guard_apologise},
    {ACT_CORRECT, "correct", "T19", BIT(STATE_DONE) | BIT(STATE_DELIVERED), "*", STATE_DRAFT, "", PERM_DOSSIER_APPROVE,
     false, NEED_REASON | NEED_RESULT, NEED_LEGAL, CLOCK_NONE, "dossier.corrected", 0, NULL},
};
const size_t moves_n = COUNT(moves);

const struct move *move_of(enum act act)
{
    for (size_t i = 0; i < moves_n; i++)
        if (moves[i].act == act)
            return &moves[i];
    return NULL;
}

const struct move *move_by_name(struct str name)
{
    for (size_t i = 0; i < moves_n; i++)
        if (str_eqc(name, moves[i].name))
            return &moves[i];
    return NULL;
}

/* State 5 has two kinds: before acceptance (5e) and in handling (5b); they go back to different places. */
static bool sub_fits(const struct move *m, const struct dossier *d)
{
    if (m->from_sub[0] == '*' || (m->from_sub[0] == 0 && d->state != STATE_SUPPLEMENT))
        return true;
    return str_eqc(d->sub, m->from_sub);
}

const struct move *move_now(const struct dossier *d, enum act act)
{
    for (size_t i = 0; i < moves_n; i++)
        if (moves[i].act == act && moves[i].from & BIT((unsigned)d->state) && sub_fits(&moves[i], d))
            return &moves[i];
    return NULL;
}
