#!/usr/bin/env bash
# Every room of systems/ has the same shape: a README that names each of its C files and no file that is not there, a header that
# exports its route tables, messages in both languages, a place in app/rooms.c. What a room does not need it does not have.
set -eu
. "$(dirname "$0")/lib-check.sh"
for room in systems/*/; do
    [ -d "$room" ] || continue
    name=$(basename "$room")
    for file in README.md "$name.h" meson.build vi.po en.po; do
        if [ ! -s "$room/$file" ]; then echo "$room lacks $file"; fi
    done
    [ -s "$room/README.md" ] || continue
    for file in "$room"*.c; do
        if ! grep -qF "\`$(basename "$file")\`" "$room/README.md"; then echo "$room: README.md does not name $(basename "$file")"; fi
    done
    grep -oE '`[a-z_]+\.(c|h|sql|po|html)`' "$room/README.md" | tr -d '`' | sort -u | while read -r file; do
        if [ -z "$(find "$room" -name "$file" -print -quit)" ]; then echo "$room: README.md names $file, which is not there"; fi
    done
    if ! grep -qF "systems/$name/" app/rooms.c; then echo "$room is not in app/rooms.c"; fi
done | finish room-shape
