#!/usr/bin/env bash
# `make check`: every tools/check-* script, two at a time; each is one case. Exit 1 when one fails.
# usage: tools/check.sh [NAME...]
set -u
cd "$(dirname "$0")/.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
status=0
for script in tools/check-*; do
    name=${script#tools/check-}
    name=${name%.*}
    if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
    while [ "$(jobs -rp | wc -l)" -ge 2 ]; do wait -n; done
    { "$script" >"$out/$name" 2>&1 || echo "$?" >"$out/$name.failed"; } &
done
wait
for result in "$out"/*; do
    case "$result" in *.failed) continue ;; esac
    name=${result##*/}
    cat "$result"
    if [ -e "$result.failed" ]; then status=1; fi
    if ! grep -qE '^(not )?ok ' "$result"; then
        echo "not ok check-$name ended with $(cat "$result.failed" 2>/dev/null) and no verdict"
        status=1
    fi
done
exit $status
