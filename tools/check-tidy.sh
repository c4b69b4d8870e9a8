#!/usr/bin/env bash
# clang-tidy with .clang-tidy over the folders that handle raw memory and foreign bytes. A silenced line carries NOLINT
# with its reason.
set -eu
. "$(dirname "$0")/lib-check.sh"
if [ ! -f "$ASAN/compile_commands.json" ]; then tools/build.sh "$ASAN" >/dev/null || true; fi
if [ ! -f "$ASAN/compile_commands.json" ]; then echo "no $ASAN" | finish tidy; fi
{
    jq -r '.[].file' "$ASAN/compile_commands.json" | sed 's|^\.\./||' | grep -E '^(base|format|data)/[a-z0-9_]+\.c$' |
        grep -vE '/(test|fuzz)_' | sort -u |
        xargs -P 2 -n 4 clang-tidy --quiet -p "$ASAN" 2>/dev/null | grep -E '(warning|error):' | sed "s|^$PWD/||" | sort -u || true
    git grep -nE 'NOLINT[A-Z]*(\([^)]*\))?[[:space:]]*(\*/)?$' -- '*.c' '*.h' ':!tools' | sed 's/:.*/: NOLINT without a reason/' || true
} | finish tidy
