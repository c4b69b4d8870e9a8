#include "web/components.h"

void out_filter_tone(struct out *o, enum tone t)
{
    static const char *const classes[] = {
        [TONE_PLAIN] = "", [TONE_OK] = "ok", [TONE_WARN] = "wa", [TONE_ERROR] = "er", [TONE_INFO] = "in"};
    out_cstr(o, classes[t]);
}

void out_filter_local(struct out *o, struct str url)
{
    if (url.n > 1 && url.p[0] == '/' && url.p[1] != '/' && url.p[1] != '\\')
        out_str(o, str_sub(url, 1, url.n));
}

int64_t clock_used(struct instant start, struct instant due, struct instant now)
{
    if (due.ms <= start.ms || now.ms >= due.ms)
        return 100;
    if (now.ms <= start.ms)
        return 0;
    return (now.ms - start.ms) * 100 / (due.ms - start.ms);
}
