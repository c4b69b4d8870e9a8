#!/usr/bin/env bash
# The browser journeys, in Debian's Chromium. Installs the two npm packages of the lock file when they are not there.
# usage: tests/browser/run.sh [journeys|sqlite|postgres [PART OF A FILE NAME...]] | screenshots
# JOURNEY="a part of a title" runs those alone; ENGINES="sqlite postgres" says on which databases, as the word does for one; PostgreSQL is a private cluster (tests/pg.sh).
set -eu
cd "$(dirname "$0")"
fetched=0
../npm.sh . || fetched=$?
if [ "$fetched" -eq 3 ]; then echo "ok browser # SKIP the npm packages of the lock file cannot be fetched here"; exit 0; fi
if [ "$fetched" -ne 0 ]; then exit "$fetched"; fi
word=${1:-journeys}
if [ $# -gt 0 ]; then shift; fi
engines=${ENGINES:-sqlite postgres}
case "$word" in
screenshots) exec node screenshots.mjs "$@" ;;
journeys) ;;
sqlite | postgres) engines=$word ;;
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
