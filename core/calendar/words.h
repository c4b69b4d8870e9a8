/* words.h: working time in the reader's words. */
#ifndef MOTCUA_CORE_CALENDAR_WORDS_H
#define MOTCUA_CORE_CALENDAR_WORDS_H

#include "base/ctx.h"
#include "core/calendar/calendar.h"

/* "còn 1 giờ 04 phút", "còn 3 ngày làm việc", "quá 20 phút", "đến hạn", "quá hạn" (no working minute passed yet). */
void left_write(struct buf *b, enum lang lang, struct left left);
struct str left_text(struct arena *a, enum lang lang, struct left left);
/* "3 ngày làm việc", "8 giờ làm việc", "0,5 ngày làm việc", "trong ngày"; in English "0.5 working days". */
void term_words(struct buf *b, enum lang lang, struct term t);
struct str term_text(struct arena *a, enum lang lang, struct term t);
/* Why there is no due date, as a fault: INVALID with the sentence and `field`. For a refusal other than DUE_GIVEN. */
NODISCARD enum rc due_refuse(struct ctx *c, const struct due *due, struct str field);
struct str due_refusal_text(struct arena *a, enum lang lang, const struct due *due);

#endif
