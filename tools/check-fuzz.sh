#!/usr/bin/env bash
# Every header of format/ has its fuzz twin fuzz_x.c, known to meson. A writer that reads nothing foreign says so in its
# header: "No fuzz twin: reason".
set -eu
. "$(dirname "$0")/lib-check.sh"
for header in format/*.h; do
    name=$(basename "$header" .h)
    case "$name" in *_private | *_kit) continue ;; esac
    if grep -q 'No fuzz twin: ' "$header"; then continue; fi
    if [ ! -f "format/fuzz_$name.c" ]; then
        echo "$header has no format/fuzz_$name.c"
    elif ! grep -qE "fuzz_$name|'$name'" format/meson.build; then
        echo "format/fuzz_$name.c is not in format/meson.build"
    elif ! grep -q 'LLVMFuzzerTestOneInput' "format/fuzz_$name.c"; then
        echo "format/fuzz_$name.c has no LLVMFuzzerTestOneInput"
    fi
done | finish fuzz
