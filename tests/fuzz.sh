#!/usr/bin/env bash
# The short fuzz run of `make test`: tools/fuzz.sh for SECONDS a target, one TAP case a target.
# usage: tests/fuzz.sh SECONDS
set -u
cd "$(dirname "$0")/.." || exit 2
ended=0
out=$(tools/fuzz.sh "${1:-3}" 2>&1) || ended=$?
sed -nE 's/^fuzz ([a-z0-9_]+): ok, (.*)/ok fuzz-\1 (\2)/p; t; s/^fuzz ([a-z0-9_]+): (.*)/not ok fuzz-\1: \2/p; t; s/^/# /p' <<<"$out"
exit $ended
