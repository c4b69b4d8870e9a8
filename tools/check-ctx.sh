#!/usr/bin/env bash
# Nothing below app/ reads the clock of the day: now comes in struct ctx. CLOCK_MONOTONIC is free, for it knows no day
# (deadlines of connections). A line that must all the same says why: /* clock: reason */.
set -eu
. "$(dirname "$0")/lib-check.sh"
c_files base format data core web systems | grep -vE '/(test|fuzz|bench)_' |
    xargs grep -nHE '(^|[^a-z_A-Z.>])(time|gettimeofday|clock_gettime|timespec_get|ftime|sqlite3_sleep|usleep|nanosleep)[[:space:]]*\(' |
    grep -vE 'CLOCK_MONOTONIC|clock: |^[^:]*:[0-9]+:[[:space:]]*(/?\*|//)' | sed 's/[[:space:]]\+/ /g; s/$/   (take c->now)/' | finish ctx
