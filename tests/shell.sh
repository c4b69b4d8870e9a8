#!/usr/bin/env bash
# Runs tests/shell/*.sh in order: the program's commands and edges driven from outside. Each prints TAP lines.
# usage: tests/shell.sh BUILD [PART OF A NAME]
set -u
cd "$(dirname "$0")/.." || exit 2
export BUILD=${1:-build}
status=0
for script in tests/shell/*"${2:-}"*.sh; do
    case "$script" in */lib.sh) continue ;; esac
    name=shell/$(basename "$script" .sh)
    ended=0
    out=$(timeout -k 5 600 "$script" 2>&1 </dev/null) || ended=$?
    sed -E "s#^((not )?ok) #\1 $name: #; /^((not )?ok|\#) /!s/^/# /" <<<"$out"
    if [ "$ended" -ne 0 ] && ! grep -q '^not ok ' <<<"$out"; then echo "not ok $name ended with $ended"; fi
    if ! grep -qE '^(not )?ok ' <<<"$out"; then echo "not ok $name ran no test"; fi
    if [ "$ended" -ne 0 ] || grep -q '^not ok ' <<<"$out"; then status=1; fi
done
exit $status
