#!/usr/bin/env bash
# A full disk, a disk that refuses every write, and a read-only one: said in words, reads go on, nothing is broken, and it goes
# on by itself when there is room. In a mount namespace of its own; skipped where the kernel gives none.
if [ -z "${DISK_NAMESPACE:-}" ]; then
    if unshare -rm true 2>/dev/null; then exec env DISK_NAMESPACE=1 unshare -rm "$0"; fi
    echo "ok a full disk # SKIP no mount namespace here"
    exit 0
fi
. "$(dirname "$0")/lib.sh"
demo "$work/made" 5
mkdir "$work/disk"
mount -t tmpfs -o "size=$(($(du -sm "$work/made" | cut -f1) + 6))m" tmpfs "$work/disk"
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; fi; umount "$work/disk"; rm -rf "$work"; exit $failed' EXIT
cp -r "$work/made" "$work/disk/data"
token=$(account "$work/made" citizen token)
counter=$(account "$work/made" counter token)
serve "$work/disk/data"
head -c 30000 /dev/urandom >"$work/bytes"
{ printf '%%PDF-1.4\n'; cat "$work/bytes"; printf '\n%%%%EOF\n'; } >"$work/paper.pdf"
code=$(curl -s -H "Authorization: Bearer $token" "$base/api/v1/procedures?q=khai+sinh&limit=20" |
    jq -r '[.items[] | select([.papers[] | select(.present_only | not)] | length > 0)][].code' |
    while read -r c; do if [ "$(curl -s "$base/api/v1/procedures/$c/form" | jq -r .form)" = generic ]; then echo "$c"; break; fi; done)
papers=()
for p in $(curl -s "$base/api/v1/procedures/$code" | jq -r '.papers[] | select(.present_only | not) | .id'); do
    papers+=(-F "paper.$p=@$work/paper.pdf;type=application/pdf")
done
answers=$(node -e "import('./tests/browser/lib/api.mjs').then((m) => console.log(JSON.stringify(m.generic_answers)))")
create() { # LANGUAGE: status, then the body in $work/said
    curl -s -o "$work/said" -w '%{http_code}' -m 30 -H "Authorization: Bearer $token" -H "Accept-Language: $1" "${papers[@]}" \
        -F "dossier={\"procedure\":\"$code\",\"owner\":{\"name\":\"Lò Thị Đĩa\"},\"answers\":$answers}" "$base/api/v1/dossiers"
}
stored() { curl -s -H "Authorization: Bearer $token" "$base/api/v1/dossiers?limit=100" | jq '[.items[] | select(.owner.name == "Lò Thị Đĩa")] | length'; }
until_stored() { # NAME: within half a minute
    local got='' _
    for _ in $(seq 30); do
        got=$(create vi)
        if [ "$got" = 201 ]; then kept=$((kept + 1)); break; fi
        sleep 1
    done
    is "$1" 201 "$got"
}
reads_go_on() { # WHEN
    is "$1: a public page is read" 200 "$(curl -s -o /dev/null -w '%{http_code}' -m 10 "$base/procedures")"
    is "$1: the list of dossiers is read" 200 "$(curl -s -o /dev/null -w '%{http_code}' -m 10 -H "Authorization: Bearer $counter" "$base/api/v1/dossiers")"
}
refused() { # WHEN: a write is refused in both languages
    local got='' _
    for _ in $(seq 60); do # room that the database already holds may take some more
        got=$(create vi)
        if [ "$got" != 201 ]; then break; fi
        kept=$((kept + 1))
    done
    is "$1: a write is refused" 503 "$got"
    holds "$1: in Vietnamese" "$(jq -r .detail "$work/said")" "thử lại"
    create en >"$work/status"
    holds "$1: and in English" "$(jq -r .detail "$work/said")" "try again"
    holds "$1: a page says so too" "$(curl -s -m 10 -H 'Accept-Language: en' -d 'login=x&password=y' -H 'Cookie: mc-lang=en' "$base/sign-in")" "<html"
}

kept=0
until_stored "with room a dossier is kept"
cat /dev/zero >"$work/disk/filler" 2>/dev/null
refused "full disk"
reads_go_on "full disk"
rm "$work/disk/filler"
until_stored "with room again, without a restart, a dossier is kept"
is "as many dossiers are there as were acknowledged" "$kept" "$(stored)"

for pid in $(pgrep -P "$server"); do prlimit --pid "$pid" --fsize=1:unlimited 2>/dev/null; done
refused "a disk that takes nothing"
reads_go_on "a disk that takes nothing"
for pid in $(pgrep -P "$server"); do prlimit --pid "$pid" --fsize=unlimited:unlimited 2>/dev/null; done
until_stored "when the disk takes writes again a dossier is kept"
is "as many are there as were acknowledged" "$kept" "$(stored)"
unserve
is "the database is whole" ok "$(python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute("PRAGMA integrity_check").fetchone()[0])' "$work/disk/data/motcua.db")"
exits "the journal is sound" 0 "$motcua" verify journal --data "$work/disk/data"

mount -o remount,ro "$work/disk"
exits "on a read-only disk serve ends at once" 2 timeout 20 "$motcua" serve --data "$work/disk/data" --listen 127.0.0.1:0
holds "and says why" "$("$motcua" serve --data "$work/disk/data" --listen 127.0.0.1:0 2>&1 </dev/null)" "$work/disk/data"
