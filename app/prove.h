/* prove.h: a jailed role tries what its jail must forbid, and what it must not. */
#ifndef MOTCUA_APP_PROVE_H
#define MOTCUA_APP_PROVE_H

#include "base/base.h"

/* Prints "ok ROLE: WHAT" or "not ok ROLE: WHAT" a line; returns 0 when all are ok, otherwise 1. folder: the data folder
 * that the role writes, NULL when it may touch none. connect: whether it may open sockets. */
int prove_jail(const char *role, const char *folder, bool connect);

#endif
