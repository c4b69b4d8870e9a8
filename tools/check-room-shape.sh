#!/usr/bin/env bash
# Every room of systems/ has the same shape; a file that a room does without is named in its README with the reason.
set -eu
. "$(dirname "$0")/lib-check.sh"
shape="rules.c store.c pages.c api.c jobs.c schema.sql queries.sql vi.po en.po test_rules.c test_store.c test_pages.c"
for room in systems/*/; do
    [ -d "$room" ] || continue
    name=$(basename "$room")
    if [ ! -s "$room/README.md" ]; then
        echo "$room has no README.md"
        continue
    fi
    for file in "$name.h" pages/ $shape; do
        if [ ! -e "$room/$file" ] && ! grep -qF "\`$file\`" "$room/README.md"; then
            echo "$room lacks $file, and README.md does not say why (name it as \`$file\`)"
        fi
    done
    if ! grep -qF "$name" app/rooms.c 2>/dev/null; then echo "$room is not in app/rooms.c"; fi
done | finish room-shape
