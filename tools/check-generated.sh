#!/usr/bin/env bash
# The documents made from the tables are the tables: docs/X.md equals what `motcua docs X` prints (data-access: what
# sqlgen saw). --write renews them.
set -eu
. "$(dirname "$0")/lib-check.sh"
documents="permissions states data-access"
program=$BUILD/motcua
if [ ! -x "$program" ]; then skip generated "no $program; run make first"; fi
print() {
    if [ "$1" != data-access ]; then "$program" docs "$1"; return; fi
    git ls-files '*queries.sql' | xargs "$BUILD/tools/sqlgen" --schemas schema.list --root . --access /dev/stdout
}
if [ "${1:-}" = --write ]; then
    for d in $documents; do print "$d" >"docs/$d.md.new" && mv "docs/$d.md.new" "docs/$d.md" || rm -f "docs/$d.md.new"; done
fi
known=0
{
    for d in $documents; do
        if ! print "$d" >/dev/null 2>&1; then
            if [ -f "docs/$d.md" ]; then echo "docs/$d.md exists, but motcua docs $d does not answer"; fi
            continue
        fi
        if [ ! -f "docs/$d.md" ]; then echo "docs/$d.md is missing; tools/check-generated.sh --write makes it"; continue; fi
        diff -u "docs/$d.md" <(print "$d") | head -n 20 || true
    done
} >"${TMPDIR:-/tmp}/generated.$$"
for d in $documents; do if [ -f "docs/$d.md" ]; then known=$((known + 1)); fi; done
trap 'rm -f "${TMPDIR:-/tmp}/generated.$$"' EXIT
if [ $known -eq 0 ] && [ ! -s "${TMPDIR:-/tmp}/generated.$$" ]; then skip generated "the program has no command docs yet"; fi
finish generated <"${TMPDIR:-/tmp}/generated.$$"
