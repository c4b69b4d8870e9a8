#!/bin/sh
# golden.sh TOOL PROGRAM SOURCE [--update]: runs a generator over tools/golden/TOOL/*.in and compares.
# An .in file holds the input files, each under a line "==> path <==". Beside it stands what must come of it:
#   x.out     the generated files, one after the other; they must also compile
#   x.refuse  the sentence on stderr; the generator leaves with 1 and writes nothing
#   x.broken  the generator accepts, and the C compiler refuses at this place of the input (a misspelt field)
set -u
tool=$1 program=$(cd "${GOLDEN_BUILD:-.}" && realpath "$2") source=$3 update=${4:-}
dir=$source/tools/golden/$tool
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT INT TERM
passed=0 failed=0

unpack() {
    awk -v to="$2" '/^==> .* <==$/ {
        file = to "/" $2; folder = file; sub("/[^/]*$", "", folder)
        if (!(folder in made)) system("mkdir -p \"" folder "\"")
        made[folder]; printf "" > file; next
    } { print > file }' "$1"
}

run() {
    cd "$1" || exit 2
    case $tool in
    msggen) "$program" out.h out.c $(ls -d */*.po) ;;
    sqlgen) "$program" --schemas schema.list --root . queries.sql out.h out.c ;;
    htmlgen) "$program" out.h out.c $(ls -d */pages/*.html) ;;
    embed) "$program" out.h out.c $(ls -d assets/*) ;;
    esac
}

compiles() {
    case $tool in
    msggen) mv "$1/out.h" "$1/messages.h" && sed -i s/out.h/messages.h/ "$1/out.c" ;;
    esac
    ${CC:-cc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Wconversion -Wshadow -I"$1" -I"$source" -fsyntax-only "$1/out.c"
}

# Packed bytes may differ between versions of zlib: they are unpacked and compared instead.
packed_right() {
    for asset in "$1"/assets/*; do
        name=$(basename "$asset" | tr -c 'A-Za-z0-9\n' _)
        grep -q "${name}_gz\[\]" "$1/out.c" || continue
        for what in gz bytes; do
            awk -v head="${name}_${what}\\\\[\\\\]" '$0 ~ head {on = 1; next} on && /^};/ {exit} on' "$1/out.c" | tr ',' '\n' |
                while read -r n; do [ -z "$n" ] || printf "\\$(printf %03o "$n")"; done > "$1/$what"
        done
        gzip -dc < "$1/gz" | cmp - "$1/bytes" || return 1
    done
}

shown() {
    cat "$1/out.h" "$1/out.c" | sed '/_gz\[\]/,/^};/d; s/_gz}/_gz}/'
}

verdict() {
    if [ "$1" = 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED $tool/$2: $3"; fi
}

for in in "$dir"/*.in; do
    name=$(basename "$in" .in)
    at=$tmp/$name
    mkdir "$at"
    unpack "$in" "$at"
    (run "$at") 2> "$at/stderr"
    code=$?
    if [ -n "$update" ] && [ ! -e "$dir/$name.broken" ]; then
        rm -f "$dir/$name.out" "$dir/$name.refuse"
        if [ $code = 0 ]; then shown "$at" > "$dir/$name.out"; else cp "$at/stderr" "$dir/$name.refuse"; fi
    fi
    if [ -e "$dir/$name.refuse" ]; then
        diff -u "$dir/$name.refuse" "$at/stderr" && [ $code = 1 ] && [ ! -e "$at/out.h" ] && [ ! -e "$at/out.c" ]
        verdict $? "$name" "not refused as $name.refuse says (exit $code)"
    elif [ -e "$dir/$name.broken" ]; then
        [ $code = 0 ] && ! compiles "$at" 2> "$at/cc" && grep -qF "$(cat "$dir/$name.broken")" "$at/cc"
        verdict $? "$name" "the compiler does not refuse at $(cat "$dir/$name.broken")"
    elif [ -e "$dir/$name.out" ]; then
        cat "$at/stderr"
        shown "$at" | diff -u "$dir/$name.out" - && { [ "$tool" != embed ] || packed_right "$at"; } && compiles "$at"
        verdict $? "$name" "differs from $name.out or does not compile"
    else
        verdict 1 "$name" "has neither .out nor .refuse nor .broken"
    fi
done
echo "$tool: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
