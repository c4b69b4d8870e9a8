#!/usr/bin/env bash
# The browser journeys, in Debian's Chromium. Installs the two npm packages of the lock file when they are not there.
# usage: tests/browser/run.sh [journeys|sqlite|postgres [PART OF A FILE NAME...]] | screenshots
# JOURNEY="a part of a title" runs those alone; ENGINES="sqlite postgres" says on which databases, as the word does for one; PostgreSQL is a private cluster (tests/pg.sh).
set -eu
cd "$(dirname "$0")"
if ! cmp -s package-lock.json node_modules/.made-from; then
    if ! said=$(npm ci --ignore-scripts --no-audit --no-fund 2>&1 </dev/null); then
        if grep -qE 'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH' <<<"$said"; then # a machine without a network
            echo "ok browser # SKIP the npm packages of the lock file cannot be fetched here"
            exit 0
        fi
        echo "$said"
        exit 2
    fi
    cp package-lock.json node_modules/.made-from
fi
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
