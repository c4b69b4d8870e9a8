/* message_table.h: the tables msggen fills (generated messages.c); only base/message.c reads them. In a text \001 and a
 * digit is a slot; \002, a digit, words parted by \003 and \004 is a choice of words by the number in that slot. */
#ifndef MOTCUA_BASE_MESSAGE_TABLE_H
#define MOTCUA_BASE_MESSAGE_TABLE_H

#include "messages.h"

#define MSG_LANGS 2

extern const char *const msg_keys[MSG_COUNT];
extern const char *const msg_texts[MSG_LANGS][MSG_COUNT]; /* by enum lang */
extern const unsigned short
    msg_order[MSG_COUNT]; /* the messages in byte order of their keys; the last entry is unused */

#endif
