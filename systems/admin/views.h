/* views.h: the page of this room that is no list, record or form: the year. */
#ifndef MOTCUA_SYSTEMS_ADMIN_VIEWS_H
#define MOTCUA_SYSTEMS_ADMIN_VIEWS_H

#include "web/components.h"

struct calendar_cell {
    int64_t n;
    struct str name, url; /* of a listed day, read aloud; '' not editable */
    bool empty, off, works, listed, unknown, today;
};
struct calendar_week {
    const struct calendar_cell *days;
    size_t days_n;
};
struct calendar_month {
    struct str name;
    const struct calendar_week *weeks;
    size_t weeks_n;
};
struct admin_calendar_view {
    struct shell shell;
    int64_t year;
    struct day through, announced; /* known to; announced to */
    struct action_list_view actions;
    const struct calendar_month *months;
    size_t months_n;
    struct table_view entries;
    struct pager_view pager;
};

#endif
