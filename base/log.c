#include "base/log.h"

#include <stdarg.h>

static enum log_level least = LOG_INFO_LEVEL;
static char role_name[24] = "motcua";

void log_set(enum log_level level, const char *role)
{
    least = level;
    snprintf(role_name, sizeof role_name, "%s", role);
}

static void line(enum log_level level, const char *word, const char *fmt, va_list ap) PRINTF_LIKE(3, 0);

static void line(enum log_level level, const char *word, const char *fmt, va_list ap)
{
    char text[2048];
    if (level < least)
        return;
    int n = snprintf(text, sizeof text, "%s %s ", word, role_name);
    int m = vsnprintf(text + n, sizeof text - (size_t)n, fmt, ap);
    if (m < 0)
        return;
    for (char *p = text; *p; p++) /* one event, one line: nobody forges a second one */
        if ((unsigned char)*p < 0x20)
            *p = ' ';
    fprintf(stderr, "%s\n", text);
}

void log_info(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    line(LOG_INFO_LEVEL, "info", fmt, ap);
    va_end(ap);
}

void log_warn(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    line(LOG_WARN_LEVEL, "warn", fmt, ap);
    va_end(ap);
}

void log_error(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    line(LOG_ERROR_LEVEL, "error", fmt, ap);
    va_end(ap);
}
