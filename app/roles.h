/* roles.h: what each process does after the fork. A role opens its own connection, enters
 * its jail, works until *stop and returns its exit code. Shared by the supervisor only. */
#ifndef MOTCUA_APP_ROLES_H
#define MOTCUA_APP_ROLES_H

#include <signal.h>

#include "app/open.h"
#include "core/file/file.h"
#include "core/sign/check.h"
#include "web/site.h"

struct program {
    struct where place;
    const char *data_folder; /* absolute */
    int listen_fd;
    int parser_fd;     /* jobs' end of the pair to the parser; a pair serves one life of both */
    int parser_far_fd; /* the parser's end */
    bool prove;        /* roles try what their jail forbids and end (app/prove.h) */
    int64_t workers;
    bool https, demo;
    const char *base_url, *mail_url, *mail_from, *mail_password_file, *trusted_proxy;
    struct site_stats *stats; /* one a worker, in memory all processes share */
};

extern volatile sig_atomic_t role_stop;

int role_worker(const struct program *p, int number);
int role_jobs(const struct program *p);
int role_parser(const struct program *p);

/* The jobs side of the pair: page images of a file, by the jailed parser. A file_render_fn (core/file/file.h). */
struct parser_link {
    int fd;
    bool gone; /* the parser died or fell silent: jobs ends too, and the supervisor starts both on a fresh pair */
};
enum render parser_render(void *self, struct ctx *c, struct str sha256, struct str mime, struct rendered_page **pages,
                          size_t *n, struct str *why);
/* The verdict on a file, by the same process. A check_judge_fn (core/sign/check.h). */
enum render parser_judge(void *self, struct ctx *c, const struct file_check *job, struct str trust,
                         struct str *report);

#endif
