/* smtp_sink: a mail server for tests. Listens on a free port of 127.0.0.1, prints it, and keeps what it is sent in a
 * folder: 0001.eml (the message, dots unstuffed) and 0001.env (one line each: FROM address, TO address ..., AUTH text).
 * A file appears complete (written aside, then renamed).
 *
 *     smtp_sink FOLDER [STEP=ANSWER[*COUNT]] ...
 *
 * STEP: connect helo auth mail rcpt data message. ANSWER: a code (450, 550 ...), drop (hang up) or hang (never
 * answer). The fault happens COUNT times (always, without *COUNT), then the step works. Connections are served one
 * after another. */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FAULTS = 16, LINE = 4096, MESSAGE = 64 << 20 };

int smtp_sink(int argc, char **argv);

struct fault {
    char step[16], answer[8];
    int left; /* -1: always */
};

struct sink {
    const char *folder;
    struct fault faults[FAULTS];
    int faults_n, number;
    FILE *in, *out;
    char envelope[LINE * 4];
    size_t envelope_n;
};

static void say(struct sink *s, const char *line)
{
    fprintf(s->out, "%s\r\n", line);
    fflush(s->out);
}

/* True when the step goes on; a scripted fault answers instead. */
static bool step(struct sink *s, const char *name, bool *hang_up)
{
    for (int i = 0; i < s->faults_n; i++) {
        struct fault *f = &s->faults[i];
        if (strcmp(f->step, name) != 0 || f->left == 0)
            continue;
        if (f->left > 0)
            f->left--;
        if (strcmp(f->answer, "hang") == 0)
            pause();
        *hang_up = strcmp(f->answer, "drop") == 0;
        if (!*hang_up) {
            fprintf(s->out, "%s scripted fault at %s\r\n", f->answer, name);
            fflush(s->out);
        }
        return false;
    }
    return true;
}

static void note(struct sink *s, const char *kind, const char *value)
{
    int n = snprintf(s->envelope + s->envelope_n, sizeof s->envelope - s->envelope_n, "%s %s\n", kind, value);
    if (n > 0 && (size_t)n < sizeof s->envelope - s->envelope_n)
        s->envelope_n += (size_t)n;
}

static bool read_line(struct sink *s, char *line)
{
    if (!fgets(line, LINE, s->in))
        return false;
    line[strcspn(line, "\r\n")] = 0;
    return true;
}

static void keep(struct sink *s, const char *extension, const char *bytes, size_t n)
{
    char aside[LINE], path[LINE];
    snprintf(aside, sizeof aside, "%s/.writing", s->folder);
    snprintf(path, sizeof path, "%s/%04d.%s", s->folder, s->number, extension);
    FILE *f = fopen(aside, "wb");
    if (!f || fwrite(bytes, 1, n, f) != n || fclose(f) != 0 || rename(aside, path) != 0) {
        perror(path);
        exit(1);
    }
}

/* Reads up to the line with a single dot; false when the peer went away. */
static bool take_message(struct sink *s)
{
    char line[LINE], *body = malloc(MESSAGE);
    size_t n = 0;
    bool done = false;
    while (body && !done && fgets(line, sizeof line, s->in)) {
        size_t len = strlen(line);
        done = strcmp(line, ".\r\n") == 0;
        if (!done && n + len <= MESSAGE) {
            size_t skip = line[0] == '.';
            memcpy(body + n, line + skip, len - skip);
            n += len - skip;
        }
    }
    bool hang_up = false;
    bool fine = done && step(s, "message", &hang_up);
    if (fine) {
        s->number++;
        keep(s, "eml", body, n);
        keep(s, "env", s->envelope, s->envelope_n);
        say(s, "250 2.0.0 kept");
    }
    free(body);
    return done && !hang_up;
}

static void address(char *from, char *out)
{
    char *open = strchr(from, '<'), *close = open ? strchr(open, '>') : NULL;
    out[0] = 0;
    if (close)
        snprintf(out, LINE, "%.*s", (int)(close - open - 1), open + 1);
}

/* One command; false ends the session. */
static bool command(struct sink *s, char *line)
{
    char who[LINE];
    bool hang_up = false;
    if (strncasecmp(line, "EHLO", 4) == 0 || strncasecmp(line, "HELO", 4) == 0) {
        if (step(s, "helo", &hang_up))
            say(s, "250-sink.test\r\n250-8BITMIME\r\n250 AUTH PLAIN");
    } else if (strncasecmp(line, "AUTH PLAIN", 10) == 0) {
        if (line[10] == 0) {
            say(s, "334 ");
            if (!read_line(s, line))
                return false;
            note(s, "AUTH", line);
        } else {
            note(s, "AUTH", line + 11);
        }
        if (step(s, "auth", &hang_up))
            say(s, "235 2.7.0 ok");
    } else if (strncasecmp(line, "MAIL FROM:", 10) == 0) {
        address(line, who);
        note(s, "FROM", who);
        if (step(s, "mail", &hang_up))
            say(s, "250 2.1.0 ok");
    } else if (strncasecmp(line, "RCPT TO:", 8) == 0) {
        address(line, who);
        note(s, "TO", who);
        if (step(s, "rcpt", &hang_up))
            say(s, "250 2.1.5 ok");
    } else if (strcasecmp(line, "DATA") == 0) {
        if (step(s, "data", &hang_up)) {
            say(s, "354 go on");
            return take_message(s);
        }
    } else if (strcasecmp(line, "QUIT") == 0) {
        say(s, "221 2.0.0 bye");
        return false;
    } else {
        say(s, "502 5.5.1 not here");
    }
    return !hang_up;
}

static void serve(struct sink *s, int fd)
{
    char line[LINE];
    bool hang_up = false;
    s->in = fdopen(fd, "r");
    s->out = fdopen(dup(fd), "w");
    s->envelope_n = 0;
    if (s->in && s->out && step(s, "connect", &hang_up)) {
        say(s, "220 sink.test ESMTP");
        while (read_line(s, line) && command(s, line))
            ;
    }
    if (s->out)
        fclose(s->out);
    if (s->in)
        fclose(s->in);
}

static bool parse_fault(const char *arg, struct fault *f)
{
    f->left = -1;
    return sscanf(arg, "%15[a-z]=%7[a-z0-9]*%d", f->step, f->answer, &f->left) >= 2;
}

int smtp_sink(int argc, char **argv)
{
    struct sink *s = calloc(1, sizeof *s);
    if (!s || argc < 2 || argc - 2 > FAULTS) {
        fprintf(stderr, "usage: smtp_sink FOLDER [STEP=ANSWER[*COUNT]] ...\n");
        return 2;
    }
    s->folder = argv[1];
    for (int i = 2; i < argc; i++)
        if (!parse_fault(argv[i], &s->faults[s->faults_n++])) {
            fprintf(stderr, "smtp_sink: %s\n", argv[i]);
            return 2;
        }
    signal(SIGPIPE, SIG_IGN);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 64) != 0 ||
        getsockname(listener, (struct sockaddr *)&at, &size) != 0) {
        perror("smtp_sink");
        return 1;
    }
    printf("%d\n", ntohs(at.sin_port));
    fflush(stdout);
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd >= 0)
            serve(s, fd);
        else if (errno != EINTR && errno != ECONNABORTED)
            return 1;
    }
}

#ifndef SMTP_SINK_INSIDE_A_TEST
int main(int argc, char **argv)
{
    return smtp_sink(argc, argv);
}
#endif
