/* log.h: one line per event on stderr, key=value, for the operator. Only app/ and web/ log; libraries return faults.
 * Never a personal number, a password, a token or a form value. */
#ifndef MOTCUA_BASE_LOG_H
#define MOTCUA_BASE_LOG_H

#include "base/base.h"

enum log_level { LOG_DEBUG_LEVEL, LOG_INFO_LEVEL, LOG_WARN_LEVEL, LOG_ERROR_LEVEL };

void log_set(enum log_level least, const char *role); /* role names the process: worker-1, jobs ... */
void log_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);
void log_error(const char *fmt, ...) PRINTF_LIKE(1, 2);

#endif
