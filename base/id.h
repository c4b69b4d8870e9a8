/* id.h: identities made by the program, never by a database sequence: 53 bits, time-ordered, safe as a JSON number.
 * 41 bits of milliseconds since 2020, 5 bits of node, 7 bits of count. */
#ifndef MOTCUA_BASE_ID_H
#define MOTCUA_BASE_ID_H

#include "base/moment.h"

/* The number of this process among all writers of one database, 0..31. Set once at start. */
void id_set_node(unsigned node);
/* A new id, greater than every id this process made before. `now` only orders; equal instants give distinct ids. */
int64_t id_new(struct instant now);

#endif
