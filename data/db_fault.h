/* db_fault.h: a disk that fails on demand. For tests and for torture runs of whole journeys; never set in service. */
#ifndef MOTCUA_DATA_DB_FAULT_H
#define MOTCUA_DATA_DB_FAULT_H

#include <stdbool.h>
#include <stdint.h>

/* Lets the n-th call of the database front from now (begin, query, savepoint, release, commit) fail once with
 * UNAVAILABLE, as a full disk would; a failing commit keeps nothing. 0 switches off. Of this process only. */
void db_fail_after(int64_t n);
/* True when the failure armed by db_fail_after has happened. A journey is tortured until this stays false. */
bool db_fail_happened(void);
/* Calls of the front since the program started. */
int64_t db_calls(void);

#endif
