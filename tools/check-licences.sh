#!/usr/bin/env bash
# docs/dependencies.md names each package of the lists and of the browser tests' lock file with its licence, and no other;
# what is linked into the program may be given under GPL-3.0-or-later.
set -eu
. "$(dirname "$0")/lib-check.sh"
table=docs/dependencies.md
locks=(tests/browser/package-lock.json tests/eform_diff/package-lock.json)
named=$(sed -n 's/^| \([^|]*[^| ]\) *|.*/\1/p' $table | grep -vE '^(package|-+)$' | sort)
needed=$({ sed -E 's/#.*//; s/ =.*//; /^ *$/d' tools/packages-run.txt tools/packages-test.txt tools/packages-bench.txt
    jq -r '.packages | to_entries[] | select(.key != "") | .key | sub("^.*node_modules/"; "") + " (npm)"' "${locks[@]}" 2>/dev/null; } | sort -u)
linked=$(sed -n '/^## Linked/,/^## Tools of the build/p' $table)
{
    comm -13 <(echo "$named") <(echo "$needed") | sed "s|$| is needed but not in $table|"
    comm -23 <(echo "$named") <(echo "$needed") | sed "s|$| stands in $table but is not needed|"
    grep -E '^\| [a-z]' <<<"$linked" | grep -v '^| package' | awk -F'|' '
        $3 !~ /GPL-[0-9.]+(-or-later)?|LGPL|MIT|ISC|BSD|Apache-2\.0|Zlib|libpng|curl|PostgreSQL|public domain|OFL|MPL/ {
            print $2 ": the licence" $3 "may not be linked with GPL-3.0-or-later" }'
    jq -r '.packages | to_entries[] | select(.key != "") | select((.value.license // "") |
        test("^(MIT|Apache-2.0|MPL-2.0|ISC|BSD-[23]-Clause|0BSD)$") | not) | .key + ": unknown licence " + (.value.license // "none")' "${locks[@]}" 2>/dev/null || true
    grep -oE "dependency\('[^']+'" meson.build | cut -d"'" -f2 | while read -r dep; do
        case "$dep" in
        sqlite3 | libpq | libmicrohttpd | jansson | libsodium | zlib | pangocairo | cairo-pdf | libqrencode | poppler-glib) ;;
        libcrypto | libssl | libwebp | libjpeg | libpng | libcurl | libseccomp | cmocka) ;;
        *) echo "meson.build depends on $dep: add its package to tools/packages-run.txt, $table and this list" ;;
        esac
    done
} | finish licences
