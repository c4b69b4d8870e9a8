#!/usr/bin/env bash
# Backup while the program runs and is written to, restore, and the manners of both.
. "$(dirname "$0")/lib.sh"
demo "$work/data" 40
serve "$work/data"
exits "backup of a running program" 0 "$motcua" backup "$work/copy" --data "$work/data"
exits "backup into a folder that is not empty" 2 "$motcua" backup "$work/copy" --data "$work/data"
unserve
exits "restore" 0 "$motcua" restore "$work/copy" --data "$work/back"
exits "restore over what is there" 1 "$motcua" restore "$work/copy" --data "$work/back"
exits "the restored journal is sound" 0 "$motcua" verify journal --data "$work/back"
dump() { # FOLDER: every table, row by row
    python3 -c 'import hashlib, sqlite3, sys; print(hashlib.sha256("\n".join(sqlite3.connect(sys.argv[1] + "/motcua.db").iterdump()).encode()).hexdigest())' "$1"
}
is "every row of every table is as it was in the backup" "$(dump "$work/copy")" "$(dump "$work/back")"
is "every file too" "$(cd "$work/copy/files" && find . -type f | sort)" "$(cd "$work/back/files" && find . -type f | sort)"
held=$("$motcua" verify journal --data "$work/back" --json | jq '.entries')
made=$("$motcua" verify journal --data "$work/data" --json | jq '.entries')
is "and not more than the original, which went on" true "$([ "$held" -gt 0 ] && [ "$held" -le "$made" ] && echo true)"
serve "$work/back"
is "the restored province serves" 200 "$(curl -s -o /dev/null -w '%{http_code}' "$base/")"
token=$(account "$work/data" inspector token)
is "its dossiers are there" true "$(curl -s -H "Authorization: Bearer $token" "$base/api/v1/dossiers?limit=5" | jq '.items | length == 5')"
unserve

file=$(find "$work/copy" -type f -size +2k | sort | head -n 1)
python3 - "$file" <<'END'
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(0, 2)
    middle = f.tell() // 2
    f.seek(middle)
    b = f.read(1)
    f.seek(middle)
    f.write(bytes([b[0] ^ 1]))
END
exits "a backup with one changed byte is refused" 1 "$motcua" restore "$work/copy" --data "$work/never"
