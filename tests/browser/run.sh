#!/usr/bin/env bash
# The browser journeys, in Debian's Chromium. Installs the two npm packages of the lock file when they are not there.
# usage: tests/browser/run.sh [journeys [PART OF A FILE NAME...]] | screenshots
# JOURNEY="a part of a title" runs those alone; ENGINES="sqlite postgres" says on which databases; PostgreSQL is a private cluster (tests/pg.sh).
set -eu
cd "$(dirname "$0")"
if ! cmp -s package-lock.json node_modules/.made-from; then
    npm ci --ignore-scripts --no-audit --no-fund >/tmp/motcua-npm.$$ 2>&1 </dev/null || { cat /tmp/motcua-npm.$$; rm -f /tmp/motcua-npm.$$; exit 2; }
    rm -f /tmp/motcua-npm.$$
    cp package-lock.json node_modules/.made-from
fi
word=${1:-journeys}
if [ $# -gt 0 ]; then shift; fi
engines=${ENGINES:-sqlite postgres}
case "$word" in
screenshots) exec node screenshots.mjs "$@" ;;
journeys) ;;
*) sed -n '3,4s/^# //p' "$0" >&2; exit 2 ;;
esac
status=0
for engine in $engines; do
    if [ "$engine" = postgres ] && [ -z "${MOTCUA_PG_DIR:-}" ]; then
        ../pg.sh with env ENGINE=postgres node run.mjs "$@" || status=1
    else
        ENGINE=$engine node run.mjs "$@" || status=1
    fi
done
exit $status
