#!/usr/bin/env bash
# Layout, banned words and the size of functions. A line that must break the heap rule says why: /* heap: reason */.
set -eu
. "$(dirname "$0")/lib-check.sh"
most_lines=100
most_paths=25
# shellcheck disable=SC2086
files=$(c_files $folders tools tests)
sizes=$(mktemp)
trap 'rm -f "$sizes"' EXIT
# pmccabe: paths, other paths, statements, first line, lines, file(line): function
# shellcheck disable=SC2086
pmccabe $(grep '\.c$' <<<"$files") 2>/dev/null >"$sizes" || true

{
    xargs awk '
        length($0) > 120 { n = $0; gsub(/[\200-\277]/, "", n); if (length(n) > 120) print FILENAME ":" FNR ": longer than 120 columns" }
        /\t/             { print FILENAME ":" FNR ": tab" }
        /[ \t]$/         { print FILENAME ":" FNR ": space at the end" }
        /\r/             { print FILENAME ":" FNR ": carriage return" }
        /^[^"\/*]*[^a-z_"]goto [a-z_]+;/ { print FILENAME ":" FNR ": goto" }
        /^typedef struct/ { print FILENAME ":" FNR ": typedef of a struct" }
        FILENAME ~ /^(core|web|systems|app)\// && /(^|[^a-z_A-Z.>])(malloc|calloc|realloc|free|strdup|asprintf)\(/ && !/heap: / {
            print FILENAME ":" FNR ": heap memory above format; use the arena"
        }' <<<"$files"
    git grep -nIE '[[:space:]]+$' -- '*.sh' '*.po' '*.sql' '*.html' '*.css' '*.js' '*.mjs' 'meson.build' ':!tools/golden' 2>/dev/null |
        sed -E 's/^([^:]*:[0-9]+):.*/\1: space at the end/' || true
    awk -v lines=$most_lines -v paths=$most_paths '{ where = $6 " " $7
        if ($5 > lines) print where ": " $5 " lines (most " lines ")"
        if ($1 > paths) print where ": " $1 " paths (most " paths ")" }' "$sizes"
} | finish style || failed=1

awk '{ print $5 }' "$sizes" | sort -n | awk '{ v[NR] = $1; if ($1 <= 60) short++ }
    END { if (NR) printf "# %d functions: median %d lines, %d%% of at most 60, longest %d\n", NR, v[int((NR + 1) / 2)], 100 * short / NR, v[NR] }'
exit ${failed:-0}
