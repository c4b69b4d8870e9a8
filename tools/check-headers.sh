#!/usr/bin/env bash
# Each header compiles alone, with both compilers. Needs a configured and built $BUILD for the generated headers.
set -eu
. "$(dirname "$0")/lib-check.sh"
if [ ! -f "$BUILD/compile_commands.json" ]; then skip headers "no $BUILD; run make first"; fi
includes=$(jq -r '.[].command' "$BUILD/compile_commands.json" | grep -oE '(^| )-(I|isystem ?)[^ ]+' | sort -u |
    sed -E "s|-I([^/.])|-I$PWD/$BUILD/\1|; s|-I\.\.|-I$PWD|; s|-I\.$|-I$PWD/$BUILD|" | tr '\n' ' ')
# A .tbl.h is a table included several ways, not a header.
# shellcheck disable=SC2086
c_files $folders | grep '\.h$' | grep -vE '\.tbl\.h$|base/banned\.h$' |
    xargs -P 2 -I{} sh -c '
        for cc in gcc clang; do
            echo "#include \"{}\"" | $cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror \
                -fsyntax-only -include base/banned.h -I. '"$includes"' -x c - 2>&1 | grep -E "error" | head -n 3 | sed "s|^|{} ($cc): |"
        done' | finish headers
