#!/usr/bin/env bash
# Each process, jailed as serve starts it, tries what it must not be able to do.
. "$(dirname "$0")/lib.sh"
prove() { # NAME [words for serve]
    local name=$1 said code=0
    shift
    said=$("$motcua" serve "$@" --prove-jail 2>&1 | cat; exit "${PIPESTATUS[0]}") || code=$?
    sed -nE "s/^((not )?ok) /\1 $name: /p" <<<"$said"
    is "$name: no process is unproved" "0 26" "$code $(grep -cE '^ok (worker|jobs|parser): ' <<<"$said")"
}
prove sqlite --data "$work/data"
if [ -n "${MOTCUA_PG_DIR:-}" ]; then
    prove postgres --data "$work/files" --workers 1 --db "$(tests/pg.sh createdb "$MOTCUA_PG_DIR" "jail_$$")"
fi
